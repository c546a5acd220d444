/* Deadlines carried out, in bounded batches; see writer_fire in writer.h. */
#include "base/log.h"
#include "server/vacancies.h"
#include "server/work.h"
#include <stdio.h>

/* One deadline row. What a record's other clocks have waited for longer comes first: a refusal may close what
 * an approval by time-out would have passed a moment earlier. A clock that no longer waits for the row (an
 * earlier row of the same batch moved it on) is passed over. */
static ended_t fire_row(host_t *h, snapshot_t *snapshot, const deadline_t *row, size_t *fired, diag_t *d) {
    work_t w;
    work_begin(&w, h, snapshot);
    if (work_load(&w, row->record, d) != 0) return ENDED_REFUSED;
    ended_t first = h->set_aside_count == 0 ? work_fire_overdue(&w, row->due - 1, fired, d) : ENDED_OK;
    if (first != ENDED_OK) return first;
    const cs_clock_t *c = record_clock(w.record, row->clock);
    if (c == NULL || c->state != CLOCK_RUNNING || c->next_rung != row->rung || c->rung_at != row->due)
        return ENDED_OK;
    bool moved;
    ended_t ended = work_fire(&w, row->clock, row->rung, row->due, &moved, d);
    if (ended == ENDED_OK && moved) ++*fired;
    return ended;
}

/* All of them in one commit, or none. */
static int fire_rows(host_t *h, const deadline_t *rows, size_t count, size_t *fired, diag_t *d) {
    size_t before = *fired;
    if (batch_begin(h, d) != 0) return -1;
    snapshot_t *snapshot = host_snapshot(h);
    int status = 0;
    for (size_t i = 0; status == 0 && i < count; i++) {
        if (fire_row(h, snapshot, &rows[i], fired, d) != ENDED_OK) status = -1;
        work_end(h);
    }
    status = batch_end(h, status, d);
    snapshot_unref(snapshot);
    if (status != 0) *fired = before;
    return status;
}

/* What the record and the error are, for whoever mends it: written by itself, since nothing of the firing
 * stands. */
static int leave_incident(host_t *h, const deadline_t *row, const diag_t *why, diag_t *d) {
    char text[DIAG_STORE];
    size_t used = 0;
    text[0] = '\0';
    for (int i = 0; i < why->param_count && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s=%s", i > 0 ? " " : "",
                                 why->params[i].name, why->store + why->params[i].at);
    instant_t now = host_now(h);
    incident_t incident = {
        .id = id_next(&h->ids, now), .code = why->code, .text = text, .record = row->record};
    change_t change = {.incidents = &incident, .incident_count = 1, .now = now};
    chain_t none = {0};
    bytes_t unused;
    if (batch_begin(h, d) != 0) return -1;
    return batch_end(h, store_write(h->store, &change, &none, &h->batch, &unused, d), d);
}

/* Where not even its incident can be kept, the fault is hardly this deadline's (memory ran out, say): it is
 * left for another time, instead of being put away unseen. */
static int set_aside(host_t *h, const deadline_t *row, diag_t *why) {
    if (h->set_aside_count == SET_ASIDE_MAX)
        return diag_wrap(why, "deadline.set_aside_max", "limit", "256", NULL);
    diag_t d = {0};
    if (leave_incident(h, row, why, &d) != 0) {
        diag_copy(why, &d);
        diag_clear(&d);
        return -1;
    }
    h->set_aside[h->set_aside_count++] = row->clock;
    log_diag(LOG_LEVEL_ERROR, "a deadline could not be carried out and is set aside", why);
    diag_clear(why);
    return 0;
}

static bool is_set_aside(const host_t *h, int64_t clock) {
    for (size_t i = 0; i < h->set_aside_count; i++)
        if (h->set_aside[i] == clock) return true;
    return false;
}

/* Deadlines due that are not set aside, at most `max`, in `arena`. */
static int take_due(host_t *h, instant_t until, size_t max, arena_t *arena, deadline_t **rows, size_t *count,
                    diag_t *d) {
    size_t found, kept = 0;
    if (store_due(h->store, until, max + h->set_aside_count, arena, rows, &found, d) != 0) return -1;
    for (size_t i = 0; i < found && kept < max; i++)
        if (!is_set_aside(h, (*rows)[i].clock)) (*rows)[kept++] = (*rows)[i];
    *count = kept;
    return 0;
}

/* One by one, so that the one that can't be carried out is known. */
static int fire_singly(host_t *h, const deadline_t *rows, size_t count, size_t *fired, diag_t *d) {
    for (size_t i = 0; i < count; i++) {
        diag_clear(d);
        if (fire_rows(h, &rows[i], 1, fired, d) == 0) continue;
        if (host_passing(d) || set_aside(h, &rows[i], d) != 0) return -1;
    }
    diag_clear(d);
    return 0;
}

/* Whether a deadline is due by then: also one that a rung just fired has opened or armed. What can't be told
 * is left to the next call, which says why; a store that fails is not written to until then. */
static bool is_more_due(host_t *h, instant_t until) {
    diag_t d = {0};
    instant_t next;
    bool more = writer_next_due(h, &next, &d) != 0 || (next != INSTANT_NONE && next <= until);
    if (store_fatal(&d)) host_distrust(h, &d);
    diag_clear(&d);
    return more;
}

/* Whose time is over by then holds nothing any more: before what is due, so that it is due for who has it. */
static int mend_vacancies(host_t *h, instant_t until, diag_t *d) {
    static const actor_t system = {.kind = ACTOR_SYSTEM, .uid = -1};
    arena_t arena;
    instant_t next;
    leaver_tasks_t moved;
    if (vacancies_next(h, &next, d) != 0) return -1;
    if (next == INSTANT_NONE || next > until) return 0;
    arena_init(&arena, 0);
    int status = vacancies_mend(h, &system, &arena, &moved, d);
    leaver_done(&moved);
    arena_free(&arena);
    return status;
}

int writer_fire(host_t *h, instant_t until, size_t max, size_t *fired, bool *more, diag_t *d) {
    *fired = 0;
    *more = false;
    if (h->read_only) return host_refuse(h, d);
    arena_t arena;
    deadline_t *rows;
    size_t count = 0;
    bool outer = h->in_transaction;
    arena_init(&arena, 0);
    int status = mend_vacancies(h, until, d);
    if (status == 0) status = take_due(h, until, max, &arena, &rows, &count, d);
    if (status == 0) {
        status = fire_rows(h, rows, count, fired, d);
        if (status != 0 && !outer && !host_passing(d)) status = fire_singly(h, rows, count, fired, d);
        /* Due, and yet nothing moved: the row is of a clock that does not wait for it. */
        if (status == 0 && count > 0 && *fired == 0 && !is_set_aside(h, rows[0].clock)) {
            diag_set(d, "clock.stuck", NULL);
            status = set_aside(h, &rows[0], d);
        }
    }
    *more = status == 0 && is_more_due(h, until);
    arena_free(&arena);
    if (status != 0 && store_fatal(d)) host_distrust(h, d);
    return status;
}

static int next_row(host_t *h, instant_t *out, diag_t *d) {
    arena_t arena;
    deadline_t *rows;
    size_t count;
    if (h->set_aside_count == 0) return store_next_due(h->store, out, d);
    arena_init(&arena, 0);
    int status = take_due(h, INSTANT_MAX, 1, &arena, &rows, &count, d);
    if (status == 0 && count > 0) *out = rows[0].due;
    arena_free(&arena);
    return status;
}

int writer_next_due(host_t *h, instant_t *out, diag_t *d) {
    instant_t vacant;
    *out = INSTANT_NONE;
    if (next_row(h, out, d) != 0 || vacancies_next(h, &vacant, d) != 0) return -1;
    if (vacant != INSTANT_NONE && (*out == INSTANT_NONE || vacant < *out)) *out = vacant;
    return 0;
}
