/* Who approves whose records: pairs that do so in turn (A13). */
#include "store/connection.h"
#include "store/queries.h"

static void pair_row(query_t *q, void *item, arena_t *arena) {
    mutual_t *m = item;
    (void)arena;
    m->a = query_col_int(q, 0);
    m->b = query_col_int(q, 1);
    m->by_a = query_col_int(q, 2);
    m->last_by_a = query_col_instant(q, 3);
    m->by_b = query_col_int(q, 4);
    m->last_by_b = query_col_instant(q, 5);
}

static void id_row(query_t *q, void *item, arena_t *arena) {
    (void)arena;
    *(int64_t *)item = query_col_int(q, 0);
}

int store_approvals_mutual(store_t *s, instant_t from, instant_t until, const char *flow, size_t max,
                           arena_t *arena, mutual_t **out, size_t *count, diag_t *d) {
    query_t q;
    list_t list = {NULL, 0};
    *out = NULL;
    *count = 0;
    if (query_open(&q, s, ST_approvals_mutual, d)) return -1;
    query_int(&q, from);
    query_int(&q, until);
    query_text(&q, flow);
    query_int(&q, (int64_t)max);
    if (query_list(&q, arena, sizeof **out, pair_row, &list, d)) return -1;
    *out = list.at;
    *count = list.count;
    return 0;
}

int store_approvals_between(store_t *s, int64_t initiator, int64_t by, instant_t from, instant_t until,
                            const char *flow, size_t max, arena_t *arena, int64_t **out, size_t *count,
                            diag_t *d) {
    query_t q;
    list_t list = {NULL, 0};
    *out = NULL;
    *count = 0;
    if (query_open(&q, s, ST_approvals_between, d)) return -1;
    query_int(&q, initiator);
    query_int(&q, by);
    query_int(&q, from);
    query_int(&q, until);
    query_text(&q, flow);
    query_int(&q, (int64_t)max);
    if (query_list(&q, arena, sizeof **out, id_row, &list, d)) return -1;
    *out = list.at;
    *count = list.count;
    return 0;
}
