/* What must hold after every step; see checks.h. */
#include "simulation/checks.h"
#include "simulation/disposing.h"
#include "simulation/duties.h"
#include "simulation/family.h"
#include "simulation/plans.h"
#include "simulation/risks.h"
#include "simulation/sim.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- new events ---- */

static bool chain_follows(sim_t *s, int64_t id, chain_t *known, const event_row_t *row) {
    hash_t hash;
    diag_t d = {0};
    if (row->event.seq != known->version + 1 || row->previous != known->last_event)
        return sim_fail(s, id, "events follow one another", "the next of the chain",
                        "seq %" PRId64 " after %" PRId64, row->event.seq, known->version);
    if (store_event_check(&known->head, row, &hash, &d) != 0)
        return sim_fail_diag(s, id, "the chain holds", "the hash of the event before", &d);
    *known = (chain_t){.version = row->event.seq, .last_event = row->event.id, .head = row->hash};
    return true;
}

/* What was read before is there as it was; `more` events are new. */
static bool chain_goes_on(sim_t *s, int64_t id, const chain_t *known, const chain_t *now, size_t *more) {
    if (now->version < known->version)
        return sim_fail(s, id, "nothing that was committed is lost",
                        sim_text(s, "%" PRId64 " events or more", known->version), "%" PRId64, now->version);
    if (now->version == known->version && !hash_equal(&now->head, &known->head))
        return sim_fail(s, id, "nothing that was committed is changed", "the chain as it was",
                        "another event %" PRId64, now->last_event);
    *more = (size_t)(now->version - known->version);
    return true;
}

/* The record as it was when its events were read last; zeroed: nothing yet. */
static bool read_known(sim_t *s, past_t *p, record_t *record) {
    diag_t d = {0};
    memset(record, 0, sizeof *record);
    if (p == NULL || p->folded.len == 0) return true;
    if (record_decode((bytes_t){p->folded.at, p->folded.len}, &s->arena, record, &d) != 0)
        return sim_fail_diag(s, p->id, "a state can be read", "no error", &d);
    return true;
}

/* The events that are new, one after the other: into the chain, onto the record, into the account. */
static bool read_events(sim_t *s, int64_t id, past_t *p, chain_t *known, const chain_t *now, record_t *record,
                        size_t *count) {
    bool more;
    event_row_t *rows;
    diag_t d = {0};
    store_t *store = s->machine.reader.store;
    *count = 0;
    if (!chain_goes_on(s, id, known, now, count)) return false;
    if (*count == 0) return true;
    if (store_events(store, id, 0, *count, EVENTS_OLDEST_FIRST, &s->arena, &rows, count, &more, &d) != 0)
        return sim_fail_diag(s, id, "events can be read", "no error", &d);
    if (!read_known(s, p, record)) return false;
    for (size_t i = 0; i < *count; i++) {
        if (!chain_follows(s, id, known, &rows[i])) return false;
        if (p != NULL && apply(record, &rows[i].event, &s->arena, &d) != 0)
            return sim_fail_diag(s, id, "events can be applied", "no error", &d);
        if (!history_take(s, p, &rows[i].event, record)) return false;
    }
    return true;
}

/* ---- one record ---- */

/* The state is what its events make of it, to the byte. */
static bool fold(sim_t *s, past_t *p, size_t count, bytes_t state, const record_t *record) {
    if (count > 0) {
        buf_reset(&p->folded);
        record_encode(record, &p->folded);
    }
    if (p->folded.len == state.len && memcmp(p->folded.at, state.at, state.len) == 0) return true;
    return sim_fail(s, p->id, "the state is the fold of its events",
                    sim_text(s, "version %" PRId64 ", %zu bytes", p->chain.version, p->folded.len),
                    "%zu other bytes", state.len);
}

static bool clock_fails(sim_t *s, const past_t *p, const past_task_t *t, const char *expected,
                        const cs_clock_t *c) {
    return sim_fail(s, p->id, "every open task has a clock with its next rung", expected,
                    "task %" PRId64 " clock %" PRId64 " %s next rung %d, outcomes %llx", t->id,
                    c != NULL ? c->id : 0, c != NULL ? clock_state_word(c->state) : "none",
                    c != NULL ? c->next_rung : -1, (unsigned long long)t->outcomes);
}

/* Its clock runs towards the first rung that has had no outcome, or is paused with a cause. */
static bool check_clock(sim_t *s, past_t *p, const past_task_t *t, const record_t *r) {
    const past_step_t *step = past_step(p, t->step);
    const cs_clock_t *c = record_clock(r, t->clock);
    uint64_t all = step->rungs >= 64 ? UINT64_MAX : (UINT64_C(1) << step->rungs) - 1;
    if (c == NULL || c->task != t->id || c->due_at == INSTANT_NONE) return clock_fails(s, p, t, "a clock", c);
    if (c->state == CLOCK_PAUSED && c->pause_cause != NULL) return true;
    if (c->state != CLOCK_RUNNING) return clock_fails(s, p, t, "it runs, or says why not", c);
    if (c->rungs_past != t->outcomes) return clock_fails(s, p, t, "it knows the outcomes there were", c);
    if (t->outcomes == all) return c->next_rung < 0 || clock_fails(s, p, t, "no rung is left", c);
    if (c->next_rung < 0 || c->rung_at == INSTANT_NONE || t->outcomes >> c->next_rung & 1)
        return clock_fails(s, p, t, "it waits for a rung without an outcome", c);
    return true;
}

/* Who holds what, and at which step, is the same in both accounts. */
static bool check_seats(sim_t *s, const past_t *p, const record_t *r) {
    for (size_t i = 0; i < p->task_count; i++) {
        const past_task_t *t = &p->tasks[i];
        const task_t *now = record_task(r, t->id);
        if (now != NULL && now->state == t->state && now->step == t->step && now->person == t->person)
            continue;
        return sim_fail(s, p->id, "a task is what its events made of it",
                        sim_text(s, "task %" PRId64 " at step %d, %s, of %" PRId64, t->id, t->step,
                                 task_state_word(t->state), t->person),
                        "%s", now != NULL ? task_state_word(now->state) : "no such task");
    }
    return p->task_count == r->task_count ||
           sim_fail(s, p->id, "every task has events", sim_text(s, "%zu", p->task_count), "%zu",
                    r->task_count);
}

static bool check_tasks(sim_t *s, past_t *p, const record_t *r) {
    open_task_t *rows;
    size_t count, open = 0;
    diag_t d = {0};
    if (store_tasks_of_record(s->machine.reader.store, p->id, &s->arena, &rows, &count, &d) != 0)
        return sim_fail_diag(s, p->id, "tasks can be read", "no error", &d);
    for (size_t i = 0; i < p->task_count; i++) {
        const past_task_t *t = &p->tasks[i];
        size_t k = 0;
        if (t->state != TASK_OPEN) continue;
        open++;
        while (k < count && rows[k].task != t->id)
            k++;
        if (k == count || rows[k].person != t->person)
            return sim_fail(s, p->id, "an open task lies in its holder's inbox",
                            sim_text(s, "task %" PRId64 " with %" PRId64, t->id, t->person), "%s",
                            k == count ? "no row" : "somebody else's");
        if (!check_clock(s, p, t, r)) return false;
    }
    if (open == count) return true;
    return sim_fail(s, p->id, "the inbox holds open tasks alone", sim_text(s, "%zu", open), "%zu", count);
}

static bool check_record(sim_t *s, int64_t id) {
    store_t *store = s->machine.reader.store;
    bytes_t state;
    chain_t chain;
    diag_t d = {0};
    record_t record = {0};
    size_t count;
    past_t *p = history_find(s, id);
    if (store_record(store, id, &s->arena, &state, &chain, &d) != 0) {
        bool gone = disposed_of(s, id) && diag_is(&d, "record.disposed");
        bool unknown = gone || (p == NULL && diag_is(&d, "store.not_found"));
        if (!unknown)
            return sim_fail_diag(s, id, "a record that was committed is there", "it can be read", &d);
        diag_clear(&d);
        return true;
    }
    if (disposed_of(s, id)) return sim_fail(s, id, "what was disposed of is gone", "no such record", "there");
    if (p == NULL) p = history_add(s, id);
    chain_t known = p->chain;
    s->totals.n[COUNT_CHECKS]++;
    if (!read_events(s, id, p, &p->chain, &chain, &record, &count)) return false;
    if (!fold(s, p, count, state, &record)) return false;
    if (count == 0 && known.version > 0) return true; /* as it was, which was looked at */
    if (store_rows_compare(store, &record, &d) != 0)
        return sim_fail_diag(s, id, "the tables say what the state says", "no difference", &d);
    p->state = record.state;
    p->form_version = record.form_version;
    return check_seats(s, p, &record) && check_tasks(s, p, &record) && check_duties(s, p, &record) &&
           risks_check(s, p, &record) && plans_check(s, p, &record);
}

static bool check_system(sim_t *s) {
    bytes_t state;
    chain_t chain;
    diag_t d = {0};
    record_t nothing = {0}; /* no account is kept of it */
    size_t count;
    if (store_record(s->machine.reader.store, 0, &s->arena, &state, &chain, &d) != 0)
        return sim_fail_diag(s, 0, "the system's own record is there", "it can be read", &d);
    return read_events(s, 0, NULL, &s->history.system, &chain, &nothing, &count);
}

/* ---- all of the step ---- */

static int by_id(const void *a, const void *b) {
    const event_t *x = *(event_t *const *)a, *y = *(event_t *const *)b;
    return (x->id > y->id) - (x->id < y->id);
}

static void mix_event(sim_t *s, const event_t *e, buf_t *b) {
    buf_reset(b);
    event_encode_head(e, b);
    if (e->kind == EVENT_DISPOSED) /* names heads of chains, which hang on salts that nobody draws here */
        buf_int(b, (int64_t)e->u.disposed.record_count);
    else
        event_encode(e, b, b);
    trace_mix(&s->trace, b->at, b->len);
}

/* Of all records together: ids and recorded times only grow, and nothing is recorded ahead of the clock. */
static bool in_order(sim_t *s) {
    history_t *h = &s->history;
    buf_t b;
    bool good = true;
    buf_init(&b, 0);
    if (h->event_count > 0) qsort(h->events, h->event_count, sizeof *h->events, by_id);
    for (size_t i = 0; good && i < h->event_count; i++) {
        const event_t *e = h->events[i];
        mix_event(s, e, &b);
        if (e->id <= h->last_event)
            good = sim_fail(s, e->record, "ids only grow", sim_text(s, "above %" PRId64, h->last_event),
                            "%" PRId64, e->id);
        else if (e->recorded < h->recorded)
            good = sim_fail(s, e->record, "recorded time never runs back",
                            sim_text(s, "%" PRId64, h->recorded), "%" PRId64, e->recorded);
        else if (e->recorded > s->machine.latest || e->at > e->recorded)
            good = sim_fail(s, e->record, "nothing is recorded ahead of the clock",
                            sim_text(s, "%" PRId64, s->machine.latest), "%" PRId64 " at %" PRId64,
                            e->recorded, e->at);
        h->last_event = e->id;
        h->recorded = e->recorded;
    }
    buf_free(&b);
    return good;
}

static bool numbers_have_no_gaps(sim_t *s) {
    for (size_t i = 0; i < s->history.series_count; i++) {
        const series_t *series = &s->history.series[i];
        if (series->given != series->highest)
            return sim_fail(
                s, 0, "numbers have no gaps",
                sim_text(s, "%" PRId64 " of %s-%d", series->highest, series->prefix, series->year),
                "%" PRId64, series->given);
    }
    return true;
}

static int by_value(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Records to be looked at, each once, in the order in which they were named. */
typedef struct looking {
    int64_t *list;
    size_t count, room;
} looking_t;

static void look_at(sim_t *s, looking_t *l, int64_t record) {
    if (record == 0) return;
    for (size_t i = 0; i < l->count; i++)
        if (l->list[i] == record) return;
    if (l->count == l->room) {
        int64_t *more = sim_take(s, l->room * 2 + 32, sizeof *more);
        if (l->count > 0) memcpy(more, l->list, l->count * sizeof *more);
        l->list = more;
        l->room = l->room * 2 + 32;
    }
    l->list[l->count++] = record;
}

/* What happens to a record may concern those that it opened, and the one that opened it (A7). */
static void look_at_family(sim_t *s, looking_t *l, const past_t *p) {
    look_at(s, l, p->opener);
    for (size_t i = 0; i < p->child_count; i++)
        look_at(s, l, p->children[i].record);
}

static bool check_families(sim_t *s, const looking_t *l) {
    for (size_t i = 0; i < l->count; i++) {
        const past_t *p = history_find(s, l->list[i]);
        if (p != NULL && !family_check(s, p)) return false;
    }
    return true;
}

static bool check_listed(sim_t *s, const int64_t *records, size_t count) {
    looking_t l = {0};
    int64_t *sorted = sim_take(s, count + 1, sizeof *sorted);
    if (count > 0) memcpy(sorted, records, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_value);
    s->history.event_count = 0;
    s->history.expected_count = 0;
    for (size_t i = 0; i < count; i++)
        if (i == 0 || sorted[i] != sorted[i - 1]) look_at(s, &l, sorted[i]);
    if (!check_system(s)) return false; /* what it says is gone is not looked for */
    for (size_t i = 0; i < l.count; i++) {
        if (!check_record(s, l.list[i])) return false;
        const past_t *p = history_find(s, l.list[i]);
        if (p != NULL) look_at_family(s, &l, p);
    }
    if (!check_families(s, &l) || !in_order(s) || !numbers_have_no_gaps(s)) return false;
    return mail_take(s, s->machine.reader.store) && claims_settle(s);
}

bool check_records(sim_t *s, const int64_t *records, size_t count) {
    diag_t d = {0};
    store_t *store = s->machine.reader.store;
    if (store_begin(store, &d) != 0) return sim_fail_diag(s, 0, "the store can be read", "no error", &d);
    bool good = check_listed(s, records, count);
    store_rollback(store);
    return good;
}

bool check_all_records(sim_t *s) {
    diag_t d = {0};
    int64_t *found, *all;
    size_t count, known = s->history.count;
    int64_t last = known > 0 ? s->history.records[known - 1]->id : 0;
    /* Drafts that nobody was told of have ids above those known. */
    if (store_record_ids(s->machine.reader.store, last, 10000, &s->arena, &found, &count, &d) != 0)
        return sim_fail_diag(s, 0, "records can be listed", "no error", &d);
    all = sim_take(s, known + count + 1, sizeof *all);
    for (size_t i = 0; i < known; i++)
        all[i] = s->history.records[i]->id;
    if (count > 0) memcpy(all + known, found, count * sizeof *all);
    return check_records(s, all, known + count);
}
