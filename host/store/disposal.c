/* Taking records out of the store, whole or not at all (disposal.h). */
#include "store/disposal.h"
#include "store/connection.h"
#include <stdlib.h>
#include <string.h>

static void look_row(query_t *q, void *item, arena_t *arena) {
    disposal_row_t *r = item;
    (void)arena;
    r->record = query_col_int(q, 0);
    r->state = (record_state_t)query_col_int(q, 1);
    r->ended_at = query_col_instant(q, 2);
}

int store_dispose_look(store_t *s, const char *flow, int64_t after, size_t max, arena_t *arena,
                       disposal_row_t **out, size_t *count, diag_t *d) {
    query_t q;
    list_t list = {NULL, 0};
    *out = NULL;
    *count = 0;
    if (query_open(&q, s, flow ? ST_dispose_look_flow : ST_dispose_look, d)) return -1;
    query_int(&q, after);
    query_int(&q, (int64_t)max);
    if (flow) query_text(&q, flow);
    if (query_list(&q, arena, sizeof **out, look_row, &list, d)) return -1;
    *out = list.at;
    *count = list.count;
    return 0;
}

/* ---- may it go? ---- */

static int refuse(const char *code, const disposal_t *of, const char *param, int64_t id, diag_t *d) {
    diag_set(d, code, "number", of->kept.number, NULL);
    diag_param_int(d, "record", of->kept.record);
    diag_param_int(d, param, id);
    return -1;
}

/* The error set is about what is stored of this record. */
static bool is_damage(const diag_t *d) {
    static const char *const damage[] = {"store.chain",   "store.corrupt",  "event.corrupt",
                                         "event.version", "record.corrupt", "record.version"};
    for (size_t i = 0; i < sizeof damage / sizeof *damage; i++) {
        if (diag_is(d, damage[i])) return true;
    }
    return false;
}

static int damaged(int64_t record, const char *number, diag_t *d) {
    diag_wrap(d, "dispose.damaged", "number", number, NULL);
    diag_param_int(d, "record", record);
    return -1;
}

bool store_disposal_refusal(const diag_t *d) {
    return d->code && (strncmp(d->code, "dispose.", 8) == 0 || diag_is(d, "store.not_found") ||
                       diag_is(d, "record.disposed"));
}

static int check_state(const record_t *r, const disposal_t *of, diag_t *d) {
    if (!record_has_ended(r->state)) {
        diag_set(d, "dispose.not_ended", "number", r->number, "state", record_state_word(r->state), NULL);
        diag_param_int(d, "record", r->id);
        return -1;
    }
    for (size_t i = 0; i < r->task_count; i++) {
        if (r->tasks[i].state == TASK_OPEN) return refuse("dispose.task_open", of, "task", r->tasks[i].id, d);
        if (r->clocks[i].id && r->clocks[i].state != CLOCK_STOPPED)
            return refuse("dispose.clock_runs", of, "clock", r->clocks[i].id, d);
    }
    return 0;
}

/* What hangs on it elsewhere. */
static int check_others(store_t *s, const disposal_t *of, diag_t *d) {
    static const struct {
        statement_t look;
        const char *code, *param;
    } others[] = {{ST_dispose_message, "dispose.message_waiting", "message"},
                  {ST_dispose_incident, "dispose.incident_open", "incident"},
                  {ST_dispose_document, "dispose.has_document", "document"}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        query_t q;
        if (query_open(&q, s, others[i].look, d)) return -1;
        query_int(&q, of->kept.record);
        int row = query_next(&q, d);
        if (row < 0) return -1;
        if (row == 0) continue;
        int64_t id = query_col_int(&q, 0);
        query_close(&q);
        return refuse(others[i].code, of, others[i].param, id, d);
    }
    return 0;
}

/* Records that it opened, or that opened it, and that are still on their way: each is told of in the other.
 */
static int check_family(store_t *s, const record_t *r, const disposal_t *of, arena_t *arena, diag_t *d) {
    for (size_t i = 0; i <= r->child_count; i++) {
        int64_t other = i < r->child_count ? r->children[i].record : r->opener.record;
        glance_t glance;
        bool found;
        if (other == 0) continue;
        if (store_record_glance(s, other, arena, &glance, &found, d)) return -1;
        if (found && !record_is_over(glance.state))
            return refuse(i < r->child_count ? "dispose.child_lives" : "dispose.opener_lives", of, "other",
                          other, d);
    }
    return 0;
}

static int check_chain(store_t *s, const chain_t *chain, arena_t *arena, disposal_t *out, diag_t *d) {
    event_row_t *rows = NULL;
    bool more = false;
    size_t most = (size_t)chain->version;
    if (store_events(s, out->kept.record, 0, most, EVENTS_OLDEST_FIRST, arena, &rows, &out->event_count,
                     &more, d) ||
        store_chain_check(out->kept.record, rows, out->event_count, chain, d)) {
        return -1;
    }
    out->events = arena_array(arena, out->event_count, sizeof *out->events);
    if (!out->events) return diag_memory(d);
    for (size_t i = 0; i < out->event_count; i++)
        out->events[i] = rows[i].event.id;
    return 0;
}

int store_disposal_check(store_t *s, int64_t record, arena_t *arena, disposal_t *out, diag_t *d) {
    record_t r = {0};
    chain_t chain;
    bytes_t state;
    *out = (disposal_t){.kept.record = record};
    int rc = store_record(s, record, arena, &state, &chain, d);
    if (rc == 0) rc = record_decode_of(record, state, arena, &r, d);
    if (rc == 0) {
        out->kept.number = r.number;
        out->kept.flow = r.flow;
        out->kept.state = r.state;
        out->kept.length = chain.version;
        out->kept.head = chain.head;
        out->ended_at = r.ended_at;
        if (check_state(&r, out, d) || check_family(s, &r, out, arena, d) || check_others(s, out, d))
            return -1;
        rc = check_chain(s, &chain, arena, out, d);
    }
    return rc && is_damage(d) ? damaged(record, r.number, d) : rc;
}

/* ---- taking them out ---- */

static int by_id(const void *a, const void *b) {
    int64_t first = ((const disposal_t *)a)->kept.record, second = ((const disposal_t *)b)->kept.record;
    return first < second ? -1 : first > second;
}

static int write_event(store_t *s, event_t *event, const disposal_t *list, size_t count, arena_t *arena,
                       diag_t *d) {
    chain_t chain;
    bytes_t state;
    disposed_t *kept = arena_array(arena, count, sizeof *kept);
    if (!kept) return diag_memory(d);
    for (size_t i = 0; i < count; i++)
        kept[i] = list[i].kept;
    event->u.disposed.records = kept;
    event->u.disposed.record_count = count;
    if (store_record(s, 0, arena, &state, &chain, d)) return -1;
    event->record = 0;
    event->seq = chain.version + 1;
    change_t change = {.events = event, .event_count = 1, .now = event->recorded};
    return store_write(s, &change, &chain, arena, &state, d);
}

static int put_tombstone(store_t *s, const disposed_t *kept, int64_t event, diag_t *d) {
    query_t q;
    if (query_open(&q, s, ST_disposed_put, d)) return -1;
    query_int(&q, kept->record);
    query_text(&q, kept->number);
    query_int(&q, event);
    return query_run(&q, NULL, d);
}

static int delete_events(store_t *s, const disposal_t *of, diag_t *d) {
    for (size_t i = 0; i < of->event_count; i++) {
        query_t q;
        bool personal;
        if (store_personal_erase(s, of->events[i], &personal, d)) return -1;
        if (query_open(&q, s, ST_dispose_event, d)) return -1;
        query_int(&q, of->events[i]);
        query_int(&q, of->kept.record);
        if (query_run(&q, NULL, d)) return -1;
    }
    return 0;
}

/* The state names the record's row: it goes first. */
static int delete_rows(store_t *s, int64_t record, diag_t *d) {
    static const statement_t tables[] = {ST_dispose_state,  ST_dispose_steps,  ST_dispose_tasks,
                                         ST_dispose_clocks, ST_dispose_outbox, ST_dispose_incidents,
                                         ST_likes_forget,   ST_debts_delete,   ST_dispose_record};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        query_t q;
        if (query_open(&q, s, tables[i], d)) return -1;
        query_int(&q, record);
        if (query_run(&q, NULL, d)) return -1;
    }
    return 0;
}

int store_dispose(store_t *s, event_t *event, disposal_t *list, size_t count, arena_t *arena, diag_t *d) {
    qsort(list, count, sizeof *list, by_id);
    if (write_event(s, event, list, count, arena, d)) return -1;
    for (size_t i = 0; i < count; i++) {
        if (put_tombstone(s, &list[i].kept, event->id, d) || delete_events(s, &list[i], d) ||
            delete_rows(s, list[i].kept.record, d)) {
            return -1;
        }
    }
    return 0;
}
