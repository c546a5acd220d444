/* Memory: three calls that every allocation of the host passes through, so that a test can fail the n-th,
 * and an arena for things that live and die together (one command, one record, one plan). */
#ifndef CS_BASE_MEM_H
#define CS_BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As malloc, realloc, free. NULL when there is no memory, or when mem_fail_after says so. mem_alloc zeroes.
 */
void *mem_alloc(size_t size);
void *mem_realloc(void *old, size_t size);
void mem_free(void *p);
/* A copy of `s` that the caller frees; NULL when there is no memory. */
char *mem_strdup(const char *s);

/* For tests: on the calling thread the n-th allocation from now (1 = the next) fails, and every one after it
 * until called again; 0 switches it off. mem_fail_once: that one alone. mem_fail_count tells how many
 * allocations were made since. */
void mem_fail_after(int64_t n);
void mem_fail_once(int64_t n);
int64_t mem_fail_count(void);

typedef struct arena {
    struct arena_chunk *chunks; /* newest first */
    size_t used;                /* bytes handed out, padding included */
    size_t limit;               /* most bytes it will hand out; 0: no limit */
    bool failed;                /* an allocation was refused since the last reset */
} arena_t;

/* An empty arena; allocates nothing yet. */
void arena_init(arena_t *arena, size_t limit);
/* `size` zeroed bytes, aligned for any type; they live until arena_reset or arena_free. NULL: no memory, or
 * the limit is reached. A size of 0 gives a valid pointer. */
void *arena_alloc(arena_t *arena, size_t size);
/* count × size bytes; NULL also when that overflows. */
void *arena_array(arena_t *arena, size_t count, size_t size);
/* A zero-extended copy of `old` (old_count elements) with room for new_count. */
void *arena_grow(arena_t *arena, const void *old, size_t old_count, size_t new_count, size_t size);
/* The same, but what comes new is of any content: for lists whose elements are set whole before they count.
 */
void *arena_room(arena_t *arena, const void *old, size_t old_count, size_t new_count, size_t size);
/* Copies into the arena. A NULL string gives NULL: ask arena_failed where that matters. */
char *arena_strdup(arena_t *arena, const char *s);
char *arena_strndup(arena_t *arena, const char *s, size_t length);
void *arena_copy(arena_t *arena, const void *data, size_t size);
/* printf into the arena. */
char *arena_printf(arena_t *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* True once any allocation from this arena has failed, until arena_reset: lets a builder check once. */
bool arena_failed(const arena_t *arena);
/* Gives all memory back but keeps one chunk for the next use. */
void arena_reset(arena_t *arena);
void arena_free(arena_t *arena);

#endif
