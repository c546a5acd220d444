/* The company's own chain, and what it says of records that are gone: a record is there, or disposed of, or
 * missing. All of it in slices, each a read of its own, since a chain that disposes of millions is long. See
 * verify.h. */
#include "server/verify_system.h"
#include "store/disposal.h"
#include <string.h>

enum { EVENTS_SLICE = 64, ROWS_SLICE = 2000 };

static bool is_stopped(verifying_t *c) {
    c->report->stopped = c->report->stopped || (c->options->stop != NULL && *c->options->stop);
    return c->report->stopped;
}

/* One read on the store, of one moment; what it left in the arena is forgotten after it. */
static int read(verifying_t *c, int (*slice)(verifying_t *c, void *ctx, diag_t *d), void *ctx, diag_t *d) {
    if (store_begin(c->store, d) != 0) return -1;
    int status = slice(c, ctx, d);
    store_rollback(c->store);
    arena_reset(&c->arena);
    return status;
}

/* ---- the chain, from its end back ---- */

typedef struct chain_walk {
    chain_t chain; /* as the store says that it stood at the beginning */
    int64_t next;  /* the event to go on from; 0: none */
    bool begun;
} chain_walk_t;

static int broken(const event_row_t *row, const char *what, diag_t *d) {
    diag_set(d, "store.chain", "what", what, NULL);
    diag_param_int(d, "record", 0);
    diag_param_int(d, "event", row->event.id);
    diag_param_int(d, "seq", row->event.seq);
    return -1;
}

/* An event and the one before it (NULL: it is the first). */
static int check_event(const event_row_t *row, const event_row_t *before, diag_t *d) {
    hash_t none = {{0}}, hash;
    if (row->event.seq != (before != NULL ? before->event.seq + 1 : 1)) return broken(row, "seq", d);
    if (row->previous != (before != NULL ? before->event.id : 0)) return broken(row, "previous", d);
    if (before != NULL && row->event.recorded < before->event.recorded) return broken(row, "time", d);
    return store_event_check(before != NULL ? &before->hash : &none, row, &hash, d);
}

static int check_end(const chain_walk_t *w, const event_row_t *last, diag_t *d) {
    if (last->event.seq != w->chain.version) return broken(last, "length", d);
    return hash_equal(&last->hash, &w->chain.head) ? 0 : broken(last, "head", d);
}

static int disposed_differs(int64_t record, const char *number, const char *what, diag_t *d) {
    diag_set(d, "verify.disposed", "number", number, "what", what, NULL);
    diag_param_int(d, "record", record);
    return -1;
}

static bool same_number(const char *a, const char *b) {
    return a != NULL && b != NULL ? strcmp(a, b) == 0 : a == b;
}

/* Each record that the event names is found by its row. */
static int check_named(verifying_t *c, const event_t *e, diag_t *d) {
    for (size_t i = 0; e->kind == EVENT_DISPOSED && i < e->u.disposed.record_count; i++) {
        const disposed_t *r = &e->u.disposed.records[i];
        disposed_row_t row;
        bool found;
        if (store_disposed_row(c->store, r->record, &c->arena, &row, &found, d) != 0) return -1;
        if (found && row.event == e->id && same_number(row.number, r->number)) continue;
        disposed_differs(r->record, r->number, found ? "row" : "no_row", d);
        verify_tell(c, r->record, d);
    }
    return 0;
}

static int walk_slice(verifying_t *c, void *ctx, diag_t *d) {
    chain_walk_t *w = ctx;
    event_row_t *rows;
    size_t count;
    /* One more than is checked: the last one's check needs the one before it. */
    if (store_events_back(c->store, 0, w->next, EVENTS_SLICE + 1, &c->arena, &rows, &count, d) != 0)
        return -1;
    if (!w->begun && count > 0 && check_end(w, &rows[0], d) != 0) return -1;
    w->begun = true;
    size_t checked = count > EVENTS_SLICE ? EVENTS_SLICE : count;
    for (size_t i = 0; i < checked; i++) {
        if (check_event(&rows[i], i + 1 < count ? &rows[i + 1] : NULL, d) != 0 ||
            check_named(c, &rows[i].event, d) != 0)
            return -1;
    }
    c->report->events += (int64_t)checked;
    w->next = count > checked ? rows[checked].event.id : 0;
    return 0;
}

static int find_end(verifying_t *c, void *ctx, diag_t *d) {
    chain_walk_t *w = ctx;
    bytes_t state;
    if (store_record(c->store, 0, &c->arena, &state, &w->chain, d) != 0) return -1;
    w->next = w->chain.last_event;
    if (w->next != 0 || (w->chain.version == 0 && hash_is_zero(&w->chain.head))) return 0;
    diag_set(d, "store.chain", "what", "length", NULL);
    diag_param_int(d, "record", 0);
    return -1;
}

/* Differences of the chain itself; all other errors end the verification. */
static bool about_chain(const diag_t *d) {
    return diag_is(d, "store.chain") || diag_is(d, "store.corrupt") || diag_is(d, "event.corrupt") ||
           diag_is(d, "event.version");
}

static int check_chain(verifying_t *c, diag_t *d) {
    chain_walk_t w = {0};
    int status = read(c, find_end, &w, d);
    while (status == 0 && w.next != 0 && !is_stopped(c))
        status = read(c, walk_slice, &w, d);
    if (status == 0 || !about_chain(d)) return status;
    verify_tell(c, 0, d);
    return 0;
}

/* ---- rows of what was disposed of ---- */

typedef struct rows_walk {
    int64_t after;
    bool done;
} rows_walk_t;

static bool names(const event_t *e, const disposed_row_t *row) {
    if (e->kind != EVENT_DISPOSED || e->record != 0) return false;
    size_t low = 0, high = e->u.disposed.record_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (e->u.disposed.records[middle].record < row->record)
            low = middle + 1;
        else
            high = middle;
    }
    return low < e->u.disposed.record_count && e->u.disposed.records[low].record == row->record;
}

/* Each row is named by its event. Rows that follow each other mostly went together: the event is read once.
 */
static int rows_slice(verifying_t *c, void *ctx, diag_t *d) {
    rows_walk_t *w = ctx;
    disposed_row_t *rows;
    event_row_t *event = NULL;
    size_t count, found;
    if (store_disposed_rows(c->store, w->after, ROWS_SLICE, &c->arena, &rows, &count, d) != 0) return -1;
    for (size_t i = 0; i < count; i++) {
        w->after = rows[i].record;
        if (event == NULL || event->event.id != rows[i].event) {
            event = NULL;
            if (store_events_back(c->store, 0, rows[i].event, 1, &c->arena, &event, &found, d) != 0 &&
                !about_chain(d))
                return -1;
            diag_clear(d);
        }
        if (event != NULL && names(&event->event, &rows[i])) continue;
        disposed_differs(rows[i].record, rows[i].number, "no_event", d);
        verify_tell(c, rows[i].record, d);
    }
    w->done = count < ROWS_SLICE;
    return 0;
}

static int check_rows(verifying_t *c, diag_t *d) {
    rows_walk_t w = {0};
    int status = 0;
    while (status == 0 && !w.done && !is_stopped(c))
        status = read(c, rows_slice, &w, d);
    return status;
}

/* ---- numbers ---- */

typedef struct series_walk {
    const series_t *series;
    int64_t next;
} series_walk_t;

/* Each number given is some record's, or was one's that was disposed of. */
static int numbers_slice(verifying_t *c, void *ctx, diag_t *d) {
    series_walk_t *w = ctx;
    const series_t *s = w->series;
    for (int i = 0; i < ROWS_SLICE && w->next <= s->last; i++, w->next++) {
        bool held;
        char *number = record_number_write(&c->arena, s->prefix, s->year, w->next);
        if (number == NULL) return diag_memory(d);
        if (store_number_held(c->store, number, &held, d) != 0) return -1;
        if (held) continue;
        diag_set(d, "verify.missing", "number", number, NULL);
        verify_tell(c, 0, d);
    }
    return 0;
}

static int check_numbers(verifying_t *c, diag_t *d) {
    arena_t kept;
    series_t *series;
    size_t count = 0;
    arena_init(&kept, 0);
    int status = store_series(c->store, &kept, &series, &count, d);
    for (size_t i = 0; status == 0 && i < count; i++) {
        series_walk_t w = {&series[i], 1};
        while (status == 0 && w.next <= series[i].last && !is_stopped(c))
            status = read(c, numbers_slice, &w, d);
    }
    arena_free(&kept);
    return status;
}

int verify_system(store_t *store, const verify_options_t *options, verify_report_t *report, diag_t *d) {
    verifying_t c = {.store = store, .options = options, .report = report};
    arena_init(&c.arena, 0);
    int status = check_chain(&c, d);
    if (status == 0 && options->every == 0) status = check_rows(&c, d);
    if (status == 0 && options->every == 0) status = check_numbers(&c, d);
    arena_free(&c.arena);
    return status;
}
