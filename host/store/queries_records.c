/* Lists of records, newest first. Each filter is led by the index that leaves least to walk over; "any that
 * has not ended" is a merge of one list a state, and so is what awaits notice of a refusal. */
#include "store/connection.h"
#include "store/queries.h"

static void record_row(query_t *q, void *item, arena_t *arena) {
    record_row_t *r = item;
    r->id = query_col_int(q, 0);
    r->flow = query_col_text(q, 1, arena);
    r->department = query_col_text(q, 2, arena);
    r->initiator = query_col_int(q, 3);
    r->state = (record_state_t)query_col_int(q, 4);
    r->stage = (int32_t)query_col_int(q, 5);
    r->round = (int32_t)query_col_int(q, 6);
    r->number = query_col_text(q, 7, arena);
    r->created_at = query_col_instant(q, 8);
    r->submitted_at = query_col_instant(q, 9);
    r->ended_at = query_col_instant(q, 10);
}

static statement_t leading(const record_filter_t *f) {
    bool state = f->state != 0 && f->state != RECORD_FINISHED;
    if (f->initiator) return ST_records_by_initiator;
    if (state && f->flow) return ST_records_by_flow_state;
    if (state && f->department) return ST_records_by_department_state;
    if (state) return ST_records_by_state;
    if (f->flow) return ST_records_by_flow;
    if (f->department) return ST_records_by_department;
    return ST_records_all;
}

/* Those of whose records some may be refused, with notice to be taken (awaits_notice of engine). */
static bool may_await_notice(record_state_t state) {
    return state == RECORD_OPEN || state == RECORD_OWING;
}

static int one_list(store_t *s, const record_filter_t *f, size_t max, arena_t *arena, list_t *out,
                    diag_t *d) {
    query_t q;
    if (query_open(&q, s, leading(f), d)) return -1;
    query_int(&q, f->before > 0 ? f->before : INT64_MAX);
    query_int(&q, (int64_t)max);
    if (f->state)
        query_int(&q, f->state);
    else
        query_null(&q);
    query_text(&q, f->flow);
    if (f->initiator)
        query_int(&q, f->initiator);
    else
        query_null(&q);
    query_text(&q, f->department);
    if (f->going || !may_await_notice(f->state))
        query_null(&q);
    else
        query_int(&q, f->to_acknowledge);
    return query_list(&q, arena, sizeof(record_row_t), record_row, out, d);
}

/* Both newest first; at most `max` of them in *into. */
static int merge(list_t *into, const list_t *with, size_t max, arena_t *arena, diag_t *d) {
    const record_row_t *a = into->at, *b = with->at;
    size_t i = 0, k = 0, total = into->count + with->count, count = 0;
    if (total > max) total = max;
    record_row_t *rows = arena_array(arena, total, sizeof *rows);
    if (!rows) return diag_memory(d);
    while (count < total) {
        bool first = k == with->count || (i < into->count && a[i].id > b[k].id);
        rows[count++] = first ? a[i++] : b[k++];
    }
    *into = (list_t){rows, count};
    return 0;
}

static int merged_list(store_t *s, const record_filter_t *f, size_t max, arena_t *arena, list_t *out,
                       diag_t *d) {
    *out = (list_t){NULL, 0};
    for (record_state_t state = RECORD_DRAFT; state <= RECORD_STATE_LAST; state++) {
        if (f->going ? record_has_ended(state) : !may_await_notice(state)) continue;
        record_filter_t one = *f;
        list_t list = {NULL, 0};
        one.state = state;
        if (one_list(s, &one, max, arena, &list, d) || merge(out, &list, max, arena, d)) return -1;
    }
    return 0;
}

int store_records(store_t *s, const record_filter_t *filter, size_t max, arena_t *arena, record_row_t **out,
                  size_t *count, diag_t *d) {
    list_t list = {NULL, 0};
    bool own = false;
    *out = NULL;
    *count = 0;
    if (read_begin(s, &own, d)) return -1;
    bool merged = (filter->going || filter->to_acknowledge) && filter->state == 0;
    int rc =
        merged ? merged_list(s, filter, max, arena, &list, d) : one_list(s, filter, max, arena, &list, d);
    if (read_end(s, own, rc, d)) return -1;
    *out = list.at;
    *count = list.count;
    return 0;
}

static void id_row(query_t *q, void *item, arena_t *arena) {
    (void)arena;
    *(int64_t *)item = query_col_int(q, 0);
}

int store_record_ids(store_t *s, int64_t after, size_t max, arena_t *arena, int64_t **out, size_t *count,
                     diag_t *d) {
    query_t q;
    list_t list = {NULL, 0};
    *out = NULL;
    *count = 0;
    if (query_open(&q, s, ST_record_ids, d)) return -1;
    query_int(&q, after);
    query_int(&q, (int64_t)max);
    if (query_list(&q, arena, sizeof **out, id_row, &list, d)) return -1;
    *out = list.at;
    *count = list.count;
    return 0;
}
