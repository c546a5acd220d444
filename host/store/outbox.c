/* Claiming, delivering, retrying and giving up messages (outbox.h). */
#include "store/outbox.h"
#include "base/id.h"
#include "store/connection.h"

static void outbox_row(query_t *q, void *item, arena_t *arena) {
    outbox_row_t *r = item;
    r->message.id = query_col_int(q, 0);
    r->channel = query_col_text(q, 1, arena);
    r->message.recipient = query_col_int(q, 2);
    r->message.kind = query_col_text(q, 3, arena);
    r->message.record = query_col_int(q, 4);
    r->message.task = query_col_int(q, 5);
    r->message.step = query_col_text(q, 6, arena);
    r->message.due = query_col_instant(q, 7);
    r->message.text = query_col_text(q, 8, arena);
    r->created_at = query_col_int(q, 9);
    r->state = (outbox_state_t)query_col_int(q, 10);
    r->attempts = (int32_t)query_col_int(q, 11);
    r->next_attempt_at = query_col_instant(q, 12);
    r->claimed_by = query_col_text(q, 13, arena);
    r->last_error = query_col_text(q, 15, arena);
    r->ended_at = query_col_instant(q, 16);
    r->principal = query_col_int(q, 17);
}

static int claim_one(store_t *s, outbox_row_t *row, const char *holder, instant_t until, arena_t *arena,
                     diag_t *d) {
    query_t q;
    row->claimed_by = arena_strdup(arena, holder);
    if (!row->claimed_by) return diag_memory(d);
    row->state = OUTBOX_CLAIMED;
    row->next_attempt_at = until;
    row->attempts++;
    if (query_open(&q, s, ST_outbox_claim, d)) return -1;
    query_int(&q, row->message.id);
    query_text(&q, row->channel);
    query_text(&q, holder);
    query_int(&q, until);
    return query_run(&q, NULL, d);
}

int outbox_claim(store_t *s, const char *channel, const char *holder, instant_t now, int64_t lease_ms,
                 size_t max, arena_t *arena, outbox_row_t **out, size_t *count, diag_t *d) {
    query_t q;
    list_t list = {NULL, 0};
    *out = NULL;
    *count = 0;
    if (query_open(&q, s, ST_outbox_due, d)) return -1;
    query_text(&q, channel);
    query_int(&q, now);
    query_int(&q, (int64_t)max);
    if (query_list(&q, arena, sizeof **out, outbox_row, &list, d)) return -1;
    outbox_row_t *rows = list.at;
    for (size_t i = 0; i < list.count; i++) {
        if (claim_one(s, &rows[i], holder, now + lease_ms, arena, d)) return -1;
    }
    *out = rows;
    *count = list.count;
    return 0;
}

int outbox_release(store_t *s, const char *channel, const char *holder, instant_t now, int64_t retry_ms,
                   size_t *count, diag_t *d) {
    query_t q;
    int changed = 0;
    if (query_open(&q, s, ST_outbox_release, d)) return -1;
    query_text(&q, channel);
    query_int(&q, now);
    query_text(&q, holder);
    query_int(&q, retry_ms);
    int rc = query_run(&q, &changed, d);
    *count = (size_t)changed;
    return rc;
}

static int none_such(const char *code, int64_t message, const char *channel, diag_t *d) {
    diag_set(d, code, "channel", channel, NULL);
    diag_param_int(d, "message", message);
    return -1;
}

/* The end of a claim; `error` is bound where the statement takes one. */
static int claim_end(store_t *s, statement_t no, int64_t message, const char *channel, const char *holder,
                     instant_t at, const char *error, diag_t *d) {
    query_t q;
    int changed = 0;
    if (query_open(&q, s, no, d)) return -1;
    query_int(&q, message);
    query_text(&q, channel);
    query_text(&q, holder);
    query_int(&q, at);
    if (no != ST_outbox_delivered) query_text(&q, error);
    if (query_run(&q, &changed, d)) return -1;
    return changed == 1 ? 0 : none_such("outbox.lost", message, channel, d);
}

int outbox_delivered(store_t *s, int64_t message, const char *channel, const char *holder, instant_t now,
                     diag_t *d) {
    return claim_end(s, ST_outbox_delivered, message, channel, holder, now, NULL, d);
}

int outbox_retry(store_t *s, int64_t message, const char *channel, const char *holder, instant_t next,
                 const char *error, diag_t *d) {
    return claim_end(s, ST_outbox_retry, message, channel, holder, next, error, d);
}

int outbox_give_up(store_t *s, int64_t message, const char *channel, const char *holder, instant_t now,
                   const char *error, diag_t *d) {
    return claim_end(s, ST_outbox_give_up, message, channel, holder, now, error, d);
}

int outbox_resend(store_t *s, int64_t message, const char *channel, instant_t now, diag_t *d) {
    query_t q;
    int changed = 0;
    if (query_open(&q, s, ST_outbox_resend, d)) return -1;
    query_int(&q, message);
    query_text(&q, channel);
    query_int(&q, now);
    if (query_run(&q, &changed, d)) return -1;
    return changed == 1 ? 0 : none_such("store.not_found", message, channel, d);
}

int outbox_next(store_t *s, const char *channel, instant_t *out, diag_t *d) {
    query_t q;
    *out = INSTANT_NONE;
    if (query_open(&q, s, ST_outbox_next, d)) return -1;
    query_text(&q, channel);
    int row = query_next(&q, d);
    if (row > 0) *out = query_col_instant(&q, 0);
    query_close(&q);
    return row < 0 ? -1 : 0;
}

int outbox_forget(store_t *s, instant_t before, size_t max, size_t *count, diag_t *d) {
    query_t q;
    int changed = 0;
    id_source_t ids;
    id_source_init(&ids, 0);
    if (query_open(&q, s, ST_outbox_forget, d)) return -1;
    query_int(&q, before);
    query_int(&q, (int64_t)max);
    query_int(&q, id_next(&ids, before));
    int rc = query_run(&q, &changed, d);
    if (count) *count = (size_t)changed;
    return rc;
}

int outbox_rows(store_t *s, outbox_list_t which, int64_t after, size_t max, arena_t *arena,
                outbox_row_t **out, size_t *count, diag_t *d) {
    static const statement_t lists[] = {[OUTBOX_LIST_ALL] = ST_outbox_list,
                                        [OUTBOX_LIST_WAITING] = ST_outbox_list_waiting,
                                        [OUTBOX_LIST_STUCK] = ST_outbox_list_stuck};
    query_t q;
    list_t list = {NULL, 0};
    *out = NULL;
    *count = 0;
    if (query_open(&q, s, lists[which], d)) return -1;
    query_int(&q, after);
    query_int(&q, (int64_t)max);
    if (query_list(&q, arena, sizeof **out, outbox_row, &list, d)) return -1;
    *out = list.at;
    *count = list.count;
    return 0;
}
