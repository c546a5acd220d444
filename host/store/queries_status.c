/* What an administrator looks at: deadlines to come, incidents, counts. */
#include "store/connection.h"
#include "store/queries.h"

static void deadline_row(query_t *q, void *item, arena_t *arena) {
    deadline_row_t *r = item;
    r->deadline = (deadline_t){.due = query_col_int(q, 0),
                               .clock = query_col_int(q, 1),
                               .record = query_col_int(q, 2),
                               .rung = (int32_t)query_col_int(q, 3)};
    r->number = query_col_text(q, 4, arena);
    r->flow = query_col_text(q, 5, arena);
    r->task = query_col_int(q, 6);
    r->person = query_col_int(q, 7);
    r->step_name = query_col_text(q, 8, arena);
    r->due_at = query_col_instant(q, 9);
    r->provisional = query_col_int(q, 10) != 0;
}

int store_deadline_rows(store_t *s, const deadline_t *after, size_t max, arena_t *arena, deadline_row_t **out,
                        size_t *count, diag_t *d) {
    query_t q;
    list_t list = {NULL, 0};
    *out = NULL;
    *count = 0;
    if (query_open(&q, s, ST_deadlines_list, d)) return -1;
    query_int(&q, after ? after->due : INT64_MIN);
    query_int(&q, after ? after->clock : INT64_MIN);
    query_int(&q, (int64_t)max);
    if (query_list(&q, arena, sizeof **out, deadline_row, &list, d)) return -1;
    *out = list.at;
    *count = list.count;
    return 0;
}

static void incident_row(query_t *q, void *item, arena_t *arena) {
    incident_row_t *r = item;
    r->incident.id = query_col_int(q, 0);
    r->at = query_col_int(q, 1);
    r->incident.code = query_col_text(q, 2, arena);
    r->incident.text = query_col_text(q, 3, arena);
    r->incident.file = query_col_text(q, 4, arena);
    r->incident.line = (int32_t)query_col_int(q, 5);
    r->incident.record = query_col_int(q, 6);
    r->incident.person = query_col_int(q, 7);
    r->settled_at = query_col_instant(q, 8);
    r->settled_by = query_col_int(q, 9);
}

int store_incidents(store_t *s, bool open_only, int64_t before, size_t max, arena_t *arena,
                    incident_row_t **out, size_t *count, diag_t *d) {
    query_t q;
    list_t list = {NULL, 0};
    *out = NULL;
    *count = 0;
    if (query_open(&q, s, open_only ? ST_incidents_list_open : ST_incidents_list, d)) return -1;
    query_int(&q, before > 0 ? before : INT64_MAX);
    query_int(&q, (int64_t)max);
    if (query_list(&q, arena, sizeof **out, incident_row, &list, d)) return -1;
    *out = list.at;
    *count = list.count;
    return 0;
}

int store_incident_settle(store_t *s, int64_t id, int64_t by, instant_t now, bool *found, diag_t *d) {
    query_t q;
    int changed = 0;
    if (query_open(&q, s, ST_incident_settle, d)) return -1;
    query_int(&q, id);
    query_int(&q, now);
    query_int(&q, by);
    if (query_run(&q, &changed, d)) return -1;
    *found = changed == 1;
    return 0;
}

/* One count; `second` is bound where the statement has a second parameter. */
static int count_one(store_t *s, statement_t no, int64_t limit, const int64_t *second, int64_t *out,
                     diag_t *d) {
    query_t q;
    if (query_open(&q, s, no, d)) return -1;
    query_int(&q, limit);
    if (second) query_int(&q, *second);
    int row = query_next(&q, d);
    if (row > 0) *out = query_col_int(&q, 0);
    query_close(&q);
    return row < 0 ? -1 : 0;
}

/* Those of which notice is yet to be taken leave the state that their rows have, unless that is "or more". */
static int count_notice(store_t *s, int64_t limit, store_counts_t *out, diag_t *d) {
    static const int64_t states[] = {RECORD_OPEN, RECORD_OWING};
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        int64_t found = 0, *of = &out->by_state[states[i]];
        if (*of > 0 && count_one(s, ST_count_notice, limit, &states[i], &found, d)) return -1;
        if (*of < limit) *of -= found;
        out->to_acknowledge += found;
    }
    return 0;
}

static int count_all(store_t *s, int64_t limit, instant_t now, store_counts_t *out, diag_t *d) {
    const struct {
        statement_t no;
        const int64_t *second;
        int64_t *to;
    } counts[] = {{ST_count_records, NULL, &out->records},     {ST_count_open_tasks, NULL, &out->open_tasks},
                  {ST_count_deadlines, NULL, &out->deadlines}, {ST_count_overdue, &now, &out->overdue},
                  {ST_count_waiting, NULL, &out->waiting},     {ST_count_stuck, NULL, &out->stuck},
                  {ST_count_incidents, NULL, &out->incidents}};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        if (count_one(s, counts[i].no, limit, counts[i].second, counts[i].to, d)) return -1;
    }
    for (int64_t state = RECORD_DRAFT; state <= RECORD_STATE_LAST; state++) {
        if (state != RECORD_FINISHED &&
            count_one(s, ST_count_state, limit, &state, &out->by_state[state], d)) {
            return -1;
        }
    }
    return count_notice(s, limit, out, d);
}

int store_count(store_t *s, int64_t limit, instant_t now, store_counts_t *out, diag_t *d) {
    bool own = false;
    *out = (store_counts_t){.records = 0};
    if (read_begin(s, &own, d)) return -1;
    return read_end(s, own, count_all(s, limit, now, out, d), d);
}
