/* Deadlines as the timer asks for them, and which ones a state has. */
#include "store/rows.h"

int store_deadlines_of(const record_t *record, arena_t *arena, deadline_t **out, size_t *count, diag_t *d) {
    *count = 0;
    *out = arena_array(arena, record->task_count, sizeof **out);
    if (!*out) return diag_memory(d);
    for (size_t i = 0; i < record->task_count; i++) {
        if (rows_deadline(record, i, &(*out)[*count])) (*count)++;
    }
    return 0;
}

int store_due(store_t *s, instant_t until, size_t max, arena_t *arena, deadline_t **out, size_t *count,
              diag_t *d) {
    query_t q;
    *count = 0;
    *out = arena_array(arena, max, sizeof **out);
    if (!*out) return diag_memory(d);
    if (query_open(&q, s, ST_deadlines_due, d)) return -1;
    query_int(&q, until);
    query_int(&q, (int64_t)max);
    int row;
    while ((row = query_next(&q, d)) > 0) {
        (*out)[(*count)++] = (deadline_t){.due = query_col_int(&q, 0),
                                          .clock = query_col_int(&q, 1),
                                          .record = query_col_int(&q, 2),
                                          .rung = (int32_t)query_col_int(&q, 3)};
    }
    return row;
}

int store_next_due(store_t *s, instant_t *out, diag_t *d) {
    query_t q;
    *out = INSTANT_NONE;
    if (query_open(&q, s, ST_deadline_next, d)) return -1;
    int row = query_next(&q, d);
    if (row > 0) *out = query_col_int(&q, 0);
    query_close(&q);
    return row < 0 ? -1 : 0;
}
