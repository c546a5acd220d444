/* The writer; see writer.h. One command: remembered? → load → rungs due first → decide → rows → remember. */
#include "server/writer.h"
#include "base/log.h"
#include "server/fields.h"
#include "server/host_internal.h"
#include "server/remember.h"
#include <string.h>

enum { CLOCKS_MAX = 1024 };

/* What a command is carried out with, gathered once per command. */
typedef struct work {
    host_t *h;
    snapshot_t *snapshot;
    instant_t now;
    arena_t *arena;
    record_t *record; /* NULL: none yet */
    chain_t chain;
    deadline_t before[CLOCKS_MAX];
    size_t before_count;
} work_t;

static int next_number(void *ctx, const char *prefix, int32_t year, int64_t *out, diag_t *d) {
    return store_number(((host_t *)ctx)->store, prefix, year, out, d);
}

/* The rows of deadlines as they stand for this state, so that store_write can delete them by key. */
static int note_deadlines(work_t *w, diag_t *d) {
    w->before_count = 0;
    if (w->record == NULL) return 0;
    for (size_t i = 0; i < w->record->task_count; i++) {
        const cs_clock_t *c = &w->record->clocks[i];
        if (c->state != CLOCK_RUNNING || c->rung_at == INSTANT_NONE) continue;
        if (w->before_count == CLOCKS_MAX) return diag_set(d, "record.clocks_max", "limit", "1024", NULL);
        w->before[w->before_count++] =
            (deadline_t){.due = c->rung_at, .clock = c->id, .record = w->record->id, .rung = c->next_rung};
    }
    return 0;
}

static int load(work_t *w, int64_t id, diag_t *d) {
    bytes_t state;
    if (!cache_get(&w->h->cache, id, &state, &w->chain) &&
        store_record(w->h->store, id, w->arena, &state, &w->chain, d) != 0)
        return -1;
    w->record = arena_alloc(w->arena, sizeof *w->record);
    if (w->record == NULL) return diag_memory(d);
    if (record_decode(state, w->arena, w->record, d) != 0) return -1;
    return note_deadlines(w, d);
}

/* The rules that a record runs under, and the active ones when they are others. Rules that can't be had leave
 * a FIRE without any: its rung is then recorded as failed, where a person's command is refused. */
static int find_rules(work_t *w, const command_t *command, const rules_t **rules, const rules_t **latest,
                      diag_t *d) {
    host_t *h = w->h;
    bool has_active = !hash_is_zero(&w->snapshot->ruleset),
         by_latest = w->record == NULL || decide_by_latest(w->record);
    if (!has_active && by_latest) return diag_set(d, "ruleset.none", NULL);
    ruleset_t *own =
        shelf_get(h->shelf, h->store, by_latest ? &w->snapshot->ruleset : &w->record->ruleset, d);
    if (own == NULL && (command->kind != COMMAND_FIRE || store_fatal(d))) return -1;
    if (own == NULL) log_diag(LOG_LEVEL_ERROR, "a deadline's rules could not be loaded", d);
    if (own == NULL) diag_clear(d);
    *rules = own != NULL ? ruleset_rules(own) : NULL;
    *latest = *rules;
    if (!by_latest && has_active && !hash_equal(&w->record->ruleset, &w->snapshot->ruleset)) {
        ruleset_t *active = shelf_get(h->shelf, h->store, &w->snapshot->ruleset, d);
        if (active == NULL && command->kind != COMMAND_FIRE) return -1;
        if (active == NULL) diag_clear(d);
        *latest = active != NULL ? ruleset_rules(active) : *rules;
    }
    return 0;
}

/* "EXP" of "EXP-2026-000123": all but year and number. */
static char *number_prefix(const char *number, arena_t *arena) {
    size_t length = strlen(number);
    for (int dashes = 0; length > 0 && dashes < 2;)
        dashes += number[--length] == '-';
    return arena_strndup(arena, number, length);
}

/* Rows of what was decided; the cache and the chain move on. */
static int write_down(work_t *w, const decide_out_t *out, diag_t *d) {
    host_t *h = w->h;
    change_t change = {.record = out->record,
                       .events = out->events,
                       .event_count = out->event_count,
                       .messages = out->messages,
                       .message_count = out->message_count,
                       .channels = h->options.channels,
                       .channel_count = h->options.channel_count,
                       .incidents = out->incidents,
                       .incident_count = out->incident_count,
                       .before = w->before,
                       .before_count = w->before_count,
                       .now = w->now};
    bytes_t state;
    if (store_write(h->store, &change, &w->chain, w->arena, &state, d) != 0) return -1;
    for (size_t i = 0; i < out->event_count; i++) {
        const event_t *e = &out->events[i];
        if (e->kind == EVENT_SUBMITTED && e->u.submitted.number != NULL) {
            char *prefix = number_prefix(e->u.submitted.number, w->arena);
            if (prefix == NULL) return diag_memory(d);
            if (store_number_put(h->store, prefix, e->u.submitted.number_year, e->u.submitted.number_seq,
                                 d) != 0)
                return -1;
        }
    }
    if (out->record != NULL && out->event_count > 0) cache_put(&h->cache, out->record->id, state, &w->chain);
    return 0;
}

/* A refused command leaves its incidents all the same; they belong to no record's chain. */
static int write_incidents(work_t *w, const decide_out_t *out, diag_t *d) {
    if (out->incident_count == 0) return 0;
    chain_t none = {0};
    bytes_t unused;
    change_t change = {.incidents = out->incidents, .incident_count = out->incident_count, .now = w->now};
    return store_write(w->h->store, &change, &none, w->arena, &unused, d);
}

/* How one command ended: carried out, refused (the others of its batch go on), or its rows could not be
 * written. */
typedef enum ended { ENDED_OK, ENDED_REFUSED, ENDED_FAILED } ended_t;

/* Decides and writes. After ENDED_REFUSED w->record is spoilt. */
static ended_t decide_and_write(work_t *w, const command_t *command, decide_out_t *out, diag_t *d) {
    const rules_t *rules = NULL, *latest = NULL;
    memset(out, 0, sizeof *out);
    if (find_rules(w, command, &rules, &latest, d) != 0) return store_fatal(d) ? ENDED_FAILED : ENDED_REFUSED;
    decide_in_t in = {.record = w->record,
                      .command = command,
                      .now = w->now,
                      .ids = &w->h->ids,
                      .numbers = {w->h, next_number},
                      .directory = w->snapshot->directory,
                      .calendars = &w->snapshot->working_time,
                      .rules = rules,
                      .latest = latest};
    command_t typed = *command;
    if (fields_read(&in, w->arena, &typed, d) != 0) return ENDED_REFUSED;
    in.command = &typed;
    if (decide(&in, w->arena, out, d) != 0) {
        diag_t second = {0};
        bool failed = write_incidents(w, out, &second) != 0;
        if (failed) diag_copy(d, &second);
        diag_clear(&second);
        return failed ? ENDED_FAILED : ENDED_REFUSED;
    }
    if (write_down(w, out, d) != 0) return ENDED_FAILED;
    w->record = out->record;
    return ENDED_OK;
}

/* The earliest rung of this record that is due; -1: none. */
static int64_t due_clock(const record_t *r, instant_t now) {
    int64_t best = -1;
    for (size_t i = 0; r != NULL && i < r->task_count; i++) {
        const cs_clock_t *c = &r->clocks[i];
        if (c->state == CLOCK_RUNNING && c->rung_at != INSTANT_NONE && c->rung_at <= now &&
            (best < 0 || c->rung_at < r->clocks[best].rung_at))
            best = (int64_t)i;
    }
    return best;
}

static ended_t fire(work_t *w, int64_t clock, int32_t rung, instant_t due, bool *moved, diag_t *d) {
    command_t command = {.kind = COMMAND_FIRE,
                         .actor = {.kind = ACTOR_TIMER, .uid = -1},
                         .record = w->record->id,
                         .clock = clock,
                         .rung = rung,
                         .due = due,
                         .at = INSTANT_NONE};
    decide_out_t out;
    ended_t ended = decide_and_write(w, &command, &out, d);
    *moved = ended == ENDED_OK && out.event_count > 0;
    if (ended == ENDED_OK && note_deadlines(w, d) != 0) return ENDED_FAILED;
    return ended;
}

/* At the instant of a deadline its rung comes before any command of the same instant (A60), whether or not
 * the timer has been here yet. */
static ended_t fire_overdue(work_t *w, diag_t *d) {
    for (;;) {
        int64_t i = due_clock(w->record, w->now);
        if (i < 0) return ENDED_OK;
        const cs_clock_t *c = &w->record->clocks[i];
        bool moved;
        ended_t ended = fire(w, c->id, c->next_rung, c->rung_at, &moved, d);
        if (ended != ENDED_OK) return ended;
        if (!moved) {
            diag_set(d, "clock.stuck", NULL);
            return ENDED_REFUSED;
        }
    }
}

static void answer(reply_t *reply, const work_t *w, const decide_out_t *out) {
    reply->ok = true;
    if (w->record == NULL) return;
    reply->record = w->record->id;
    reply->task = out->task;
    reply->state = w->record->state;
    reply->version = w->record->version;
    reply->form_version = w->record->form_version;
    if (w->record->number != NULL) snprintf(reply->number, sizeof reply->number, "%s", w->record->number);
}

/* One request within the open transaction. */
static ended_t carry_out(host_t *h, snapshot_t *snapshot, const request_t *request, reply_t *reply) {
    diag_t *d = &reply->error;
    static _Thread_local work_t w; /* its list of deadlines is too large for the stack of a thread pool */
    w = (work_t){.h = h, .snapshot = snapshot, .arena = &h->batch};
    w.now = host_now(h);
    command_t command = request->command;
    bool repeated = false;
    hash_t digest;
    if (command.key != NULL) {
        if (remember_find(h, request, w.arena, &digest, reply, &repeated) != 0)
            return store_fatal(d) ? ENDED_FAILED : ENDED_REFUSED;
        if (repeated) return ENDED_OK;
    }
    if (command.kind != COMMAND_DRAFT) {
        if (command.record == 0 && store_record_find(h->store, request->record_name, &command.record, d) != 0)
            return store_fatal(d) ? ENDED_FAILED : ENDED_REFUSED;
        if (load(&w, command.record, d) != 0) return store_fatal(d) ? ENDED_FAILED : ENDED_REFUSED;
        ended_t first = fire_overdue(&w, d);
        if (first != ENDED_OK) return first;
    }
    decide_out_t out;
    ended_t ended = decide_and_write(&w, &command, &out, d);
    if (ended != ENDED_OK) return ended;
    answer(reply, &w, &out);
    if (command.key != NULL && remember_put(h, request, &digest, reply, w.now) != 0) return ENDED_FAILED;
    return ENDED_OK;
}

/* The clock went back: recorded time holds until it catches up, and an event on the system's own record says
 * so, once. */
static int note_held(host_t *h, diag_t *d) {
    static const actor_t SYSTEM = {.kind = ACTOR_SYSTEM, .uid = -1};
    char from[INSTANT_TEXT], to[INSTANT_TEXT], text[3 * INSTANT_TEXT];
    host_now(h);
    if (h->held_from == INSTANT_NONE || h->held_noted) return 0;
    snprintf(text, sizeof text, "clock=%s recorded=%s", instant_format(h->held_from, 0, true, from),
             instant_format(h->last_recorded, 0, true, to));
    if (writer_note(h, &SYSTEM, "clock.held", text, d) != 0) return -1;
    h->held_noted = true;
    return 0;
}

/* All in one transaction; false: nothing of it stands, and the failed request's error says why. */
static bool run_together(host_t *h, const request_t *requests, reply_t *replies, size_t count,
                         size_t *culprit) {
    snapshot_t *snapshot = host_snapshot(h);
    bool open = h->in_transaction;
    *culprit = 0;
    bool ok = (open || store_begin(h->store, &replies[0].error) == 0) && note_held(h, &replies[0].error) == 0;
    for (size_t i = 0; ok && i < count; i++) {
        *culprit = i;
        ok = carry_out(h, snapshot, &requests[i], &replies[i]) != ENDED_FAILED;
    }
    if (ok && !open) {
        *culprit = 0;
        diag_t d = {0};
        ok = store_commit(h->store, &d) == 0;
        if (!ok) {
            diag_clear(&replies[0].error);
            replies[0].error = d;
        }
    } else if (!ok) {
        store_rollback(h->store);
        h->in_transaction = false;
    }
    if (ok)
        cache_keep(&h->cache);
    else
        cache_undo(&h->cache);
    arena_reset(&h->batch);
    snapshot_unref(snapshot);
    return ok;
}

static void forget(reply_t *replies, size_t count) {
    for (size_t i = 0; i < count; i++) {
        diag_clear(&replies[i].error);
        memset(&replies[i], 0, sizeof replies[i]);
    }
}

/* The same error for every one of them. */
static void fail_all(reply_t *replies, size_t count, const diag_t *error) {
    diag_t kept = {0};
    diag_copy(&kept, error);
    forget(replies, count);
    for (size_t i = 0; i < count; i++)
        diag_copy(&replies[i].error, &kept);
    diag_clear(&kept);
}

static void refuse_read_only(host_t *h, reply_t *replies, size_t count) {
    diag_t d = {0};
    diag_copy(&d, &h->broken);
    diag_wrap(&d, "host.read_only", NULL);
    fail_all(replies, count, &d);
    diag_clear(&d);
}

void writer_run(host_t *h, const request_t *requests, reply_t *replies, size_t count) {
    memset(replies, 0, count * sizeof *replies);
    if (count == 0) return;
    if (h->read_only) {
        refuse_read_only(h, replies, count);
        return;
    }
    size_t culprit;
    if (run_together(h, requests, replies, count, &culprit)) return;
    if (store_fatal(&replies[culprit].error)) {
        diag_t cause = {0};
        diag_copy(&cause, &replies[culprit].error);
        host_distrust(h, &cause);
        fail_all(replies, count, &cause);
        diag_clear(&cause);
        return;
    }
    if (count == 1) return;
    forget(replies, count);
    for (size_t i = 0; i < count; i++)
        writer_run(h, &requests[i], &replies[i], 1);
}

/* One deadline row: its record's rungs that are due by now, all in order. A row whose clock no longer waits
 * for it is a defect of the store; it is logged and left for verify to name. */
static ended_t fire_row(host_t *h, snapshot_t *snapshot, const deadline_t *row, size_t *fired, diag_t *d) {
    static _Thread_local work_t w;
    w = (work_t){.h = h, .snapshot = snapshot, .arena = &h->batch};
    w.now = host_now(h);
    if (load(&w, row->record, d) != 0) return ENDED_FAILED;
    const cs_clock_t *c = record_clock(w.record, row->clock);
    if (c == NULL || c->state != CLOCK_RUNNING || c->next_rung != row->rung || c->rung_at != row->due)
        return ENDED_OK;
    bool moved;
    ended_t ended = fire(&w, row->clock, row->rung, row->due, &moved, d);
    if (ended == ENDED_OK && moved) ++*fired;
    return ended;
}

int writer_fire(host_t *h, instant_t until, size_t max, size_t *fired, bool *more, diag_t *d) {
    *fired = 0;
    *more = false;
    if (h->read_only) return diag_set(d, "host.read_only", NULL);
    snapshot_t *snapshot = host_snapshot(h);
    bool open = h->in_transaction;
    deadline_t *rows = NULL;
    size_t count = 0;
    int status = open ? 0 : store_begin(h->store, d);
    if (status == 0) status = note_held(h, d);
    if (status == 0) status = store_due(h->store, until, max, &h->batch, &rows, &count, d);
    for (size_t i = 0; status == 0 && i < count; i++) {
        ended_t ended = fire_row(h, snapshot, &rows[i], fired, d);
        if (ended == ENDED_REFUSED) log_diag(LOG_LEVEL_ERROR, "a deadline could not be carried out", d);
        if (ended == ENDED_REFUSED) diag_clear(d);
        if (ended == ENDED_FAILED) status = -1;
    }
    if (status == 0 && !open)
        status = store_commit(h->store, d);
    else if (status != 0) {
        store_rollback(h->store);
        h->in_transaction = false;
    }
    if (status == 0)
        cache_keep(&h->cache);
    else
        cache_undo(&h->cache);
    if (status != 0 && store_fatal(d)) host_distrust(h, d);
    *more = status == 0 && count == max;
    arena_reset(&h->batch);
    snapshot_unref(snapshot);
    return status;
}

int writer_open_transaction(host_t *h, diag_t *d) {
    if (h->read_only) return diag_set(d, "host.read_only", NULL);
    if (store_begin(h->store, d) != 0) return -1;
    h->in_transaction = true;
    return 0;
}

int writer_close_transaction(host_t *h, diag_t *d) {
    if (!h->in_transaction) return diag_set(d, "host.transaction_lost", NULL);
    h->in_transaction = false;
    if (store_commit(h->store, d) == 0) return 0;
    cache_clear(&h->cache); /* batches inside were kept as they ended; none of them stands */
    if (store_fatal(d)) host_distrust(h, d);
    return -1;
}

int writer_note(host_t *h, const actor_t *actor, const char *code, const char *text, diag_t *d) {
    chain_t chain;
    bytes_t state;
    instant_t now = host_now(h);
    arena_t arena;
    arena_init(&arena, 0);
    int status = store_record(h->store, 0, &arena, &state, &chain, d);
    if (status == 0) {
        event_t event = {.id = id_next(&h->ids, now),
                         .seq = chain.version + 1,
                         .kind = EVENT_NOTED,
                         .version = 1,
                         .at = now,
                         .recorded = now,
                         .actor = *actor,
                         .u.noted = {code, text}};
        change_t change = {.events = &event, .event_count = 1, .now = now};
        status = store_write(h->store, &change, &chain, &arena, &state, d);
    }
    arena_free(&arena);
    return status;
}
