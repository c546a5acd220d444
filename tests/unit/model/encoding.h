/* What the tests of encodings share: a codec as three functions, and the checks that hold for each. A thing
 * that can't be read back, or that has two spellings, would break the chain of hashes or lose a record. */
#ifndef TESTS_UNIT_MODEL_ENCODING_H
#define TESTS_UNIT_MODEL_ENCODING_H

#include "../failing.h"
#include "support/random_model.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Reads `from` and writes what was read into `again`; false: refused. */
typedef bool (*reread_t)(bytes_t from, arena_t *arena, buf_t *again);

static inline bool bytes_same(bytes_t a, const buf_t *b) {
    return a.len == b->len && (a.len == 0 || memcmp(a.at, b->at, a.len) == 0);
}

/* A copy of exactly that size on the heap, so that the sanitizer sees a read beyond it. */
static inline uint8_t *tight_copy(bytes_t from) {
    uint8_t *copy = malloc(from.len ? from.len : 1);
    assert_non_null(copy);
    if (from.len) memcpy(copy, from.at, from.len);
    return copy;
}

/* Written and read, it is written the same again. */
static inline void check_same_again(reread_t reread, bytes_t bytes) {
    arena_t arena;
    buf_t again;
    arena_init(&arena, 0);
    buf_init(&again, 0);
    assert_true(reread(bytes, &arena, &again));
    assert_false(again.failed);
    assert_true(bytes_same(bytes, &again));
    buf_free(&again);
    arena_free(&arena);
}

/* Each beginning of it is refused. */
static inline void check_truncation(reread_t reread, bytes_t bytes) {
    arena_t arena;
    buf_t again;
    arena_init(&arena, 0);
    buf_init(&again, 0);
    for (size_t len = 0; len < bytes.len; len++) {
        uint8_t *copy = tight_copy((bytes_t){bytes.at, len});
        assert_false(reread((bytes_t){copy, len}, &arena, &again));
        free(copy);
        arena_reset(&arena);
        buf_reset(&again);
    }
    buf_free(&again);
    arena_free(&arena);
}

/* With bits turned over it is refused, or it is the one spelling of something else. Returns how many were
 * read. */
static inline size_t check_flips(reread_t reread, bytes_t bytes, rng_t *r, size_t times) {
    arena_t arena;
    buf_t again;
    size_t read = 0;
    arena_init(&arena, 64 << 20);
    buf_init(&again, 0);
    for (size_t i = 0; i < times && bytes.len > 0; i++) {
        uint8_t *copy = tight_copy(bytes);
        for (size_t flips = rng_below(r, 3) + 1; flips > 0; flips--)
            copy[rng_below(r, bytes.len)] ^= (uint8_t)(1u << rng_below(r, 8));
        bytes_t changed = {copy, bytes.len};
        if (reread(changed, &arena, &again)) {
            assert_false(again.failed);
            assert_true(bytes_same(changed, &again));
            read++;
        }
        free(copy);
        arena_reset(&arena);
        buf_reset(&again);
    }
    buf_free(&again);
    arena_free(&arena);
    return read;
}

#endif
