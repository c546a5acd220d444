/* The arena: chunks that double from 1 KiB to 64 KiB, so that small things cost little and big ones few
 * calls. Something too big for the next chunk gets one of its own, placed behind the newest, which stays in
 * use. */
#include "base/mem.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { CHUNK_FIRST = 1024, CHUNK_LARGEST = 65536, ALIGN = _Alignof(max_align_t) };

/* Memory is zeroed as it is handed out, and only where nothing is copied into it. */
typedef struct arena_chunk {
    struct arena_chunk *next;
    size_t used, size; /* of data */
    _Alignas(max_align_t) unsigned char data[];
} chunk_t;

void arena_init(arena_t *arena, size_t limit) {
    *arena = (arena_t){.limit = limit};
}

/* A new chunk in which `size` bytes fit, put into the list; NULL when there is no memory. */
static chunk_t *chunk_add(arena_t *arena, size_t size) {
    chunk_t *head = arena->chunks;
    size_t whole = head ? (sizeof(chunk_t) + head->size) * 2 : CHUNK_FIRST;
    if (whole > CHUNK_LARGEST) whole = CHUNK_LARGEST;
    bool own = size > whole - sizeof(chunk_t);
    if (own) whole = sizeof(chunk_t) + size;
    chunk_t *chunk = mem_realloc(NULL, whole);
    if (!chunk) return NULL;
    chunk->used = 0;
    chunk->size = whole - sizeof(chunk_t);
    if (own && head) {
        chunk->next = head->next;
        head->next = chunk;
    } else {
        chunk->next = head;
        arena->chunks = chunk;
    }
    return chunk;
}

static void *refuse(arena_t *arena) {
    arena->failed = true;
    return NULL;
}

/* `size` bytes of any content. */
static void *take(arena_t *arena, size_t size) {
    if (size > SIZE_MAX / 2)
        return refuse(arena); /* a length gone wrong; keeps the sums below from wrapping */
    size_t taken = (size > 0 ? size + ALIGN - 1 : ALIGN) / ALIGN * ALIGN;
    if (arena->limit > 0 && (arena->used > arena->limit || taken > arena->limit - arena->used)) {
        return refuse(arena);
    }
    chunk_t *chunk = arena->chunks;
    if (!chunk || taken > chunk->size - chunk->used) {
        chunk = chunk_add(arena, taken);
        if (!chunk) return refuse(arena);
    }
    void *at = chunk->data + chunk->used;
    chunk->used += taken;
    arena->used += taken;
    return at;
}

void *arena_alloc(arena_t *arena, size_t size) {
    void *at = take(arena, size);
    if (at) memset(at, 0, size);
    return at;
}

void *arena_array(arena_t *arena, size_t count, size_t size) {
    if (size > 0 && count > SIZE_MAX / size) return refuse(arena);
    return arena_alloc(arena, count * size);
}

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

void *arena_room(arena_t *arena, const void *old, size_t old_count, size_t new_count, size_t size) {
    if (size > 0 && new_count > SIZE_MAX / size) return refuse(arena);
    void *at = take(arena, new_count * size);
    size_t kept = old ? least(old_count, new_count) * size : 0;
    if (at && kept > 0) memcpy(at, old, kept);
    return at;
}

void *arena_grow(arena_t *arena, const void *old, size_t old_count, size_t new_count, size_t size) {
    char *at = arena_room(arena, old, old_count, new_count, size);
    size_t kept = old ? least(old_count, new_count) * size : 0;
    if (at) memset(at + kept, 0, new_count * size - kept);
    return at;
}

char *arena_strdup(arena_t *arena, const char *s) {
    return s ? arena_strndup(arena, s, strlen(s)) : NULL;
}

char *arena_strndup(arena_t *arena, const char *s, size_t length) {
    if (!s) return NULL;
    if (length == SIZE_MAX) return refuse(arena);
    char *copy = take(arena, length + 1);
    if (copy && length > 0) memcpy(copy, s, length);
    if (copy) copy[length] = '\0';
    return copy;
}

void *arena_copy(arena_t *arena, const void *data, size_t size) {
    void *copy = take(arena, size);
    if (copy && size > 0) memcpy(copy, data, size);
    return copy;
}

/* Nearly every text is short: it is made once, aside, and copied; a longer one is made again in its place. */
char *arena_printf(arena_t *arena, const char *format, ...) {
    char aside[128];
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(aside, sizeof aside, format, args);
    va_end(args);
    size_t size = length < 0 ? 0 : (size_t)length + 1;
    char *text = length < 0 ? refuse(arena) : take(arena, size);
    if (text && size <= sizeof aside) memcpy(text, aside, size);
    if (text && size > sizeof aside) vsnprintf(text, size, format, again);
    va_end(again);
    return text;
}

bool arena_failed(const arena_t *arena) {
    return arena->failed;
}

/* The chunk worth keeping: the largest that is not one of the outsized. */
static chunk_t *chunk_to_keep(const arena_t *arena) {
    chunk_t *best = NULL;
    for (chunk_t *c = arena->chunks; c; c = c->next) {
        if (c->size + sizeof(chunk_t) <= CHUNK_LARGEST && (!best || c->size > best->size)) best = c;
    }
    return best;
}

static void chunks_free(arena_t *arena, const chunk_t *but) {
    chunk_t *c = arena->chunks;
    while (c) {
        chunk_t *next = c->next;
        if (c != but) mem_free(c);
        c = next;
    }
}

void arena_reset(arena_t *arena) {
    chunk_t *kept = chunk_to_keep(arena);
    chunks_free(arena, kept);
    if (kept) {
        kept->used = 0;
        kept->next = NULL;
    }
    arena->chunks = kept;
    arena->used = 0;
    arena->failed = false;
}

void arena_free(arena_t *arena) {
    chunks_free(arena, NULL);
    arena_init(arena, arena->limit);
}
