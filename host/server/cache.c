/* The writer's cache; see cache.h. A hash table of chains, and a list from newest to oldest. */
#include "server/cache.h"
#include <string.h>

struct cache_entry {
    int64_t record;
    chain_t chain;
    uint8_t *state;
    size_t size;
    uint64_t batch; /* of the put */
    cache_entry_t *next_in_slot, *newer, *older;
};

enum { SLOTS_FIRST = 256, ENTRY_OVERHEAD = sizeof(cache_entry_t) + 32 };

void cache_init(cache_t *cache, size_t limit) {
    memset(cache, 0, sizeof *cache);
    cache->limit = limit;
}

static cache_entry_t **slot_of(const cache_t *cache, int64_t record) {
    uint64_t mixed = (uint64_t)record * UINT64_C(0x9E3779B97F4A7C15);
    return &cache->slots[(mixed >> 32) & (cache->slot_count - 1)];
}

static cache_entry_t *find(const cache_t *cache, int64_t record) {
    if (cache->slot_count == 0) return NULL;
    cache_entry_t *e = *slot_of(cache, record);
    while (e != NULL && e->record != record)
        e = e->next_in_slot;
    return e;
}

static void unlink_age(cache_t *cache, cache_entry_t *e) {
    if (e->newer != NULL)
        e->newer->older = e->older;
    else
        cache->newest = e->older;
    if (e->older != NULL)
        e->older->newer = e->newer;
    else
        cache->oldest = e->newer;
}

static void link_newest(cache_t *cache, cache_entry_t *e) {
    e->newer = NULL;
    e->older = cache->newest;
    if (cache->newest != NULL) cache->newest->newer = e;
    cache->newest = e;
    if (cache->oldest == NULL) cache->oldest = e;
}

static void drop(cache_t *cache, cache_entry_t *e) {
    cache_entry_t **at = slot_of(cache, e->record);
    while (*at != e)
        at = &(*at)->next_in_slot;
    *at = e->next_in_slot;
    unlink_age(cache, e);
    cache->bytes -= e->size + ENTRY_OVERHEAD;
    cache->count--;
    mem_free(e->state);
    mem_free(e);
}

void cache_clear(cache_t *cache) {
    while (cache->oldest != NULL)
        drop(cache, cache->oldest);
}

void cache_free(cache_t *cache) {
    cache_clear(cache);
    mem_free(cache->slots);
    cache_init(cache, cache->limit);
}

bool cache_get(cache_t *cache, int64_t record, bytes_t *state, chain_t *chain) {
    cache_entry_t *e = find(cache, record);
    if (e == NULL) return false;
    unlink_age(cache, e);
    link_newest(cache, e);
    *state = (bytes_t){e->state, e->size};
    *chain = e->chain;
    return true;
}

/* Doubles the table when it is full; for lack of memory the chains grow longer instead. */
static void widen(cache_t *cache) {
    size_t wanted = cache->slot_count == 0 ? SLOTS_FIRST : cache->slot_count * 2;
    cache_entry_t **slots = mem_alloc(wanted * sizeof(cache_entry_t *));
    if (slots == NULL) return;
    mem_free(cache->slots);
    cache->slots = slots;
    cache->slot_count = wanted;
    for (cache_entry_t *e = cache->newest; e != NULL; e = e->older) {
        cache_entry_t **at = slot_of(cache, e->record);
        e->next_in_slot = *at;
        *at = e;
    }
}

void cache_put(cache_t *cache, int64_t record, bytes_t state, const chain_t *chain) {
    cache_entry_t *old = find(cache, record);
    if (old != NULL) drop(cache, old);
    if (cache->count >= cache->slot_count) widen(cache);
    if (cache->slot_count == 0 || state.len + ENTRY_OVERHEAD > cache->limit) return;
    while (cache->bytes + state.len + ENTRY_OVERHEAD > cache->limit)
        drop(cache, cache->oldest);
    cache_entry_t *e = mem_alloc(sizeof *e);
    uint8_t *copy = mem_alloc(state.len + 1);
    if (e == NULL || copy == NULL) {
        mem_free(e);
        mem_free(copy);
        return;
    }
    memcpy(copy, state.at, state.len);
    *e = (cache_entry_t){
        .record = record, .chain = *chain, .state = copy, .size = state.len, .batch = cache->batch};
    cache_entry_t **at = slot_of(cache, record);
    e->next_in_slot = *at;
    *at = e;
    link_newest(cache, e);
    cache->bytes += e->size + ENTRY_OVERHEAD;
    cache->count++;
}

void cache_drop(cache_t *cache, int64_t record) {
    cache_entry_t *e = find(cache, record);
    if (e != NULL) drop(cache, e);
}

void cache_undo(cache_t *cache) {
    for (cache_entry_t *e = cache->newest, *older; e != NULL; e = older) {
        older = e->older;
        if (e->batch == cache->batch) drop(cache, e);
    }
}

void cache_keep(cache_t *cache) {
    cache->batch++;
}
