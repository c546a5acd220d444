/* The string pool and the set of numbers: open addressing with linear probing, at most half full. */
#include "model/strings.h"
#include <string.h>

enum { FIRST_CHARS = 4096, FIRST_SLOTS = 256 };

/* FNV-1a, with a last mix since the low bits choose the slot. */
static uint64_t text_hash(const char *s) {
    uint64_t h = UINT64_C(14695981039346656037);
    for (; *s; s++)
        h = (h ^ (uint8_t)*s) * UINT64_C(1099511628211);
    return h ^ (h >> 29);
}

static uint64_t number_hash(uint64_t v) {
    v = (v ^ (v >> 31)) * UINT64_C(0x9e3779b97f4a7c15);
    return v ^ (v >> 29);
}

static int slots_grow(strings_t *pool) {
    size_t count = pool->slot_count ? pool->slot_count * 2 : FIRST_SLOTS;
    uint32_t *slots = mem_alloc(count * sizeof *slots);
    if (!slots) return -1;
    for (size_t i = 0; i < pool->slot_count; i++) {
        if (pool->slots[i] == 0) continue;
        size_t at = text_hash(pool->chars + pool->slots[i]) & (count - 1);
        while (slots[at] != 0)
            at = (at + 1) & (count - 1);
        slots[at] = pool->slots[i];
    }
    mem_free(pool->slots);
    pool->slots = slots;
    pool->slot_count = count;
    return 0;
}

static int chars_grow(strings_t *pool, size_t need) {
    size_t cap = pool->cap ? pool->cap : FIRST_CHARS;
    while (cap < need)
        cap += cap / 2;
    char *chars = cap <= UINT32_MAX ? mem_realloc(pool->chars, cap) : NULL;
    if (!chars) return -1;
    pool->chars = chars;
    pool->cap = cap;
    return 0;
}

int strings_put(strings_t *pool, const char *s, uint32_t *out) {
    *out = 0;
    if (!s || !*s) return 0;
    if (pool->taken * 2 >= pool->slot_count && slots_grow(pool) != 0) return -1;
    size_t at = text_hash(s) & (pool->slot_count - 1);
    for (; pool->slots[at] != 0; at = (at + 1) & (pool->slot_count - 1)) {
        if (strcmp(pool->chars + pool->slots[at], s) == 0) {
            *out = pool->slots[at];
            return 0;
        }
    }
    if (pool->used == 0) pool->used = 1;
    size_t size = strlen(s) + 1;
    if (pool->used + size > pool->cap && chars_grow(pool, pool->used + size) != 0) return -1;
    memcpy(pool->chars + pool->used, s, size);
    *out = pool->slots[at] = (uint32_t)pool->used;
    pool->used += size;
    pool->taken++;
    return 0;
}

void strings_freeze(strings_t *pool) {
    mem_free(pool->slots);
    pool->slots = NULL;
    pool->slot_count = pool->taken = 0;
    char *chars = pool->used > 0 ? mem_realloc(pool->chars, pool->used) : NULL;
    if (chars) {
        pool->chars = chars;
        pool->cap = pool->used;
    }
}

void strings_free(strings_t *pool) {
    mem_free(pool->slots);
    mem_free(pool->chars);
    *pool = (strings_t){0};
}

const char *strings_at(const strings_t *pool, uint32_t place) {
    return place ? pool->chars + place : NULL;
}

int strings_compare(const strings_t *pool, uint32_t a, uint32_t b) {
    if (a == b) return 0;
    if (a == 0 || b == 0) return a == 0 ? -1 : 1;
    return strcmp(pool->chars + a, pool->chars + b);
}

static int set_grow(number_set_t *set) {
    size_t count = set->slot_count ? set->slot_count * 2 : FIRST_SLOTS;
    uint64_t *slots = mem_alloc(count * sizeof *slots);
    if (!slots) return -1;
    for (size_t i = 0; i < set->slot_count; i++) {
        if (set->slots[i] == 0) continue;
        size_t at = number_hash(set->slots[i]) & (count - 1);
        while (slots[at] != 0)
            at = (at + 1) & (count - 1);
        slots[at] = set->slots[i];
    }
    mem_free(set->slots);
    set->slots = slots;
    set->slot_count = count;
    return 0;
}

int number_set_put(number_set_t *set, uint64_t number) {
    if (set->taken * 2 >= set->slot_count && set_grow(set) != 0) return -1;
    uint64_t kept = number + 1;
    size_t at = number_hash(kept) & (set->slot_count - 1);
    for (; set->slots[at] != 0; at = (at + 1) & (set->slot_count - 1)) {
        if (set->slots[at] == kept) return 0;
    }
    set->slots[at] = kept;
    set->taken++;
    return 1;
}

void number_set_free(number_set_t *set) {
    mem_free(set->slots);
    *set = (number_set_t){0};
}
