/* What is owed (A52, A64): in which records, and how much by a department. */
#include "store/connection.h"
#include "store/queries.h"

static void record_id(query_t *q, void *item, arena_t *arena) {
    (void)arena;
    *(int64_t *)item = query_col_int(q, 0);
}

int store_records_owed(store_t *s, const char *department, int64_t after, size_t max, arena_t *arena,
                       int64_t **out, size_t *count, diag_t *d) {
    query_t q;
    list_t list = {NULL, 0};
    *out = NULL;
    *count = 0;
    if (query_open(&q, s, ST_records_owed, d)) return -1;
    query_int(&q, after);
    query_int(&q, (int64_t)max);
    query_text(&q, department);
    if (query_list(&q, arena, sizeof **out, record_id, &list, d)) return -1;
    *out = list.at;
    *count = list.count;
    return 0;
}

int store_debts_count(store_t *s, const char *department, instant_t now, int64_t *owed, int64_t *overdue,
                      diag_t *d) {
    query_t q;
    if (query_open(&q, s, ST_debts_count, d)) return -1;
    query_text(&q, department ? department : "");
    query_int(&q, now);
    int row = query_next(&q, d);
    *owed = row > 0 ? query_col_int(&q, 0) : 0;
    *overdue = row > 0 ? query_col_int(&q, 1) : 0;
    query_close(&q);
    return row < 0 ? -1 : 0;
}
