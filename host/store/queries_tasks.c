/* Inboxes: open tasks of a person, or of a record. */
#include "store/connection.h"
#include "store/queries.h"

static void task_row(query_t *q, void *item, arena_t *arena) {
    open_task_t *t = item;
    t->task = query_col_int(q, 0);
    t->record = query_col_int(q, 1);
    t->number = query_col_text(q, 2, arena);
    t->flow = query_col_text(q, 3, arena);
    t->initiator = query_col_int(q, 4);
    t->step = (int32_t)query_col_int(q, 5);
    t->step_kind = (step_kind_t)query_col_int(q, 6);
    t->step_name = query_col_text(q, 7, arena);
    t->principal = query_col_int(q, 8);
    t->opened_at = query_col_instant(q, 9);
    t->due_at = query_col_instant(q, 10);
    t->provisional = query_col_int(q, 11) != 0;
    t->person = query_col_int(q, 12);
    t->paused = query_col_int(q, 13) == CLOCK_PAUSED; /* 0: it has no clock */
    t->pause_cause = query_col_text(q, 14, arena);
}

static int task_rows(store_t *s, statement_t no, int64_t key, int64_t after, size_t max, arena_t *arena,
                     open_task_t **out, size_t *count, diag_t *d) {
    query_t q;
    list_t list = {NULL, 0};
    *out = NULL;
    *count = 0;
    if (query_open(&q, s, no, d)) return -1;
    query_int(&q, key);
    query_int(&q, after);
    query_int(&q, (int64_t)max);
    if (query_list(&q, arena, sizeof **out, task_row, &list, d)) return -1;
    *out = list.at;
    *count = list.count;
    return 0;
}

int store_tasks_of(store_t *s, int64_t person, int64_t after, size_t max, arena_t *arena, open_task_t **out,
                   size_t *count, diag_t *d) {
    return task_rows(s, ST_tasks_of_person, person, after, max, arena, out, count, d);
}

int store_tasks_of_record(store_t *s, int64_t record, arena_t *arena, open_task_t **out, size_t *count,
                          diag_t *d) {
    return task_rows(s, ST_tasks_of_record, record, 0, INT32_MAX, arena, out, count, d);
}

static void record_id(query_t *q, void *item, arena_t *arena) {
    (void)arena;
    *(int64_t *)item = query_col_int(q, 0);
}

int store_records_held(store_t *s, int64_t person, arena_t *arena, int64_t **out, size_t *count, diag_t *d) {
    query_t q;
    list_t list = {NULL, 0};
    *out = NULL;
    *count = 0;
    if (query_open(&q, s, ST_records_held, d)) return -1;
    query_int(&q, person);
    if (query_list(&q, arena, sizeof **out, record_id, &list, d)) return -1;
    *out = list.at;
    *count = list.count;
    return 0;
}
