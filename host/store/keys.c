/* Idempotency keys: what was answered to an actor under a key, for as long as the server keeps them. */
#include "store/connection.h"

static void bind_scope(query_t *q, const actor_t *actor, const char *key) {
    query_int(q, actor->kind);
    query_int(q, actor->person);
    query_int(q, actor->principal);
    query_int(q, actor->auth == AUTH_ENTERED_BY ? actor->uid : -1);
    query_text(q, key);
}

int store_key_find(store_t *s, const actor_t *actor, const char *key, arena_t *arena, remembered_t *out,
                   bool *found, diag_t *d) {
    query_t q;
    *found = false;
    *out = (remembered_t){.at = INSTANT_NONE};
    if (query_open(&q, s, ST_key_get, d)) return -1;
    bind_scope(&q, actor, key);
    int row = query_next(&q, d);
    if (row <= 0) return row;
    query_col_hash(&q, 0, &out->digest);
    out->record = query_col_int(&q, 1);
    out->task = query_col_int(&q, 2);
    out->reply = query_col_blob(&q, 3, arena);
    out->at = query_col_int(&q, 4);
    query_close(&q);
    *found = out->reply.at != NULL;
    return *found ? 0 : diag_memory(d);
}

int store_key_put(store_t *s, const actor_t *actor, const char *key, const remembered_t *what, diag_t *d) {
    query_t q;
    if (query_open(&q, s, ST_key_put, d)) return -1;
    bind_scope(&q, actor, key);
    query_hash(&q, &what->digest);
    query_int(&q, what->record);
    query_int(&q, what->task);
    query_blob(&q, what->reply.at, what->reply.len);
    query_int(&q, what->at);
    return query_run(&q, NULL, d);
}

int store_keys_forget(store_t *s, instant_t before, size_t max, size_t *count, diag_t *d) {
    query_t q;
    int changed = 0;
    if (query_open(&q, s, ST_keys_forget, d)) return -1;
    query_int(&q, before);
    query_int(&q, (int64_t)max);
    int rc = query_run(&q, &changed, d);
    if (count) *count = (size_t)changed;
    return rc;
}
