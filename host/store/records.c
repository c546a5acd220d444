/* One record: its state and chain, found by id, and its id found by the name people use. */
#include "store/connection.h"
#include "store/disposal.h"
#include <errno.h>
#include <stdlib.h>

static int read_chain(query_t *q, chain_t *chain) {
    chain->version = query_col_int(q, 0);
    chain->last_event = query_col_int(q, 1); /* NULL reads as 0 */
    return query_col_hash(q, 2, &chain->head) ? 0 : -1;
}

int store_record(store_t *s, int64_t id, arena_t *arena, bytes_t *state, chain_t *chain, diag_t *d) {
    query_t q;
    *state = (bytes_t){NULL, 0};
    *chain = (chain_t){.version = 0};
    if (query_open(&q, s, ST_state_get, d)) return -1;
    query_int(&q, id);
    int row = query_next(&q, d);
    if (row < 0) return -1;
    if (row == 0) return store_gone_id(s, id, d);
    bool whole = read_chain(&q, chain) == 0;
    *state = query_col_blob(&q, 3, arena);
    query_close(&q);
    if (!state->at) return diag_memory(d);
    if (whole) return 0;
    diag_set(d, "store.corrupt", "what", "the hash of a chain has another length", NULL);
    diag_param_int(d, "record", id);
    return -1;
}

/* The first column of the only row; 0: there is none. */
static int find_one(query_t *q, int64_t *out, diag_t *d) {
    int row = query_next(q, d);
    *out = row > 0 ? query_col_int(q, 0) : 0;
    query_close(q);
    return row < 0 ? -1 : 0;
}

int store_record_find(store_t *s, const char *name, int64_t *id, diag_t *d) {
    query_t q;
    *id = 0;
    if (query_open(&q, s, ST_record_number, d)) return -1;
    query_text(&q, name);
    if (find_one(&q, id, d)) return -1;
    if (*id) return 0;
    char *end = NULL;
    errno = 0;
    long long number = strtoll(name, &end, 10);
    bool decimal = name[0] >= '0' && name[0] <= '9' && *end == '\0' && errno == 0 && number > 0;
    if (decimal) {
        if (query_open(&q, s, ST_record_exists, d)) return -1;
        query_int(&q, number);
        if (find_one(&q, id, d)) return -1;
    }
    return *id ? 0 : store_gone(s, name, d);
}

int store_record_glance(store_t *s, int64_t id, arena_t *arena, glance_t *out, bool *found, diag_t *d) {
    query_t q;
    *out = (glance_t){0};
    if (query_open(&q, s, ST_record_glance, d)) return -1;
    query_int(&q, id);
    int row = query_next(&q, d);
    *found = row > 0;
    if (row > 0) {
        out->state = (record_state_t)query_col_int(&q, 0);
        out->number = query_col_text(&q, 1, arena);
        out->flow = query_col_text(&q, 2, arena);
    }
    query_close(&q);
    if (row < 0) return -1;
    return arena_failed(arena) ? diag_memory(d) : 0;
}
