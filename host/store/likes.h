/* Rows for sums over like records (A73): which records are alike is a hash that the caller makes. Within the
 * writer's transaction what one command wrote the next one finds. */
#ifndef CS_STORE_LIKES_H
#define CS_STORE_LIKES_H

#include "store/store.h"

typedef struct like_rule {
    hash_t rule;
    const char *flow, *field, *same;
    instant_t since; /* rows are there for all that was submitted from then on */
} like_rule_t;

/* Errors of all here: store.*, memory.out. */
int store_like_rules(store_t *s, arena_t *arena, like_rule_t **out, size_t *count, diag_t *d);
int store_like_rule_put(store_t *s, const like_rule_t *rule, diag_t *d);
int store_like_put(store_t *s, const hash_t *key, instant_t at, int64_t record, bytes_t value, diag_t *d);
int store_likes_forget(store_t *s, int64_t record, diag_t *d);

/* The value as it was put, and the record's number (NULL: none). -1 ends the search, with the error set. */
typedef int (*like_fn)(void *ctx, bytes_t value, const char *number, diag_t *d);
/* Each record of that key submitted in [from, until], but `except`, oldest first. */
int store_likes_find(store_t *s, const hash_t *key, instant_t from, instant_t until, int64_t except,
                     arena_t *arena, like_fn each, void *ctx, diag_t *d);
/* Up to `most` records of a flow whose ids come after `after`. */
int store_likes_backlog(store_t *s, const char *flow, int64_t after, size_t most, int64_t *out, size_t *count,
                        diag_t *d);

#endif
