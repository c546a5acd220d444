/* One command's work; see work.h. Loaded → rungs due first → decided → rows. */
#include "server/work.h"
#include "base/log.h"
#include "server/fields.h"
#include "server/likes.h"
#include "server/not_open.h"
#include "server/report.h"
#include "store/queries.h"
#include <stdio.h>
#include <string.h>

void work_begin(work_t *w, host_t *h, snapshot_t *snapshot) {
    *w = (work_t){.h = h, .snapshot = snapshot, .now = host_now(h), .arena = &h->batch};
}

void work_end(host_t *h) {
    arena_reset(&h->batch);
}

static int next_number(void *ctx, const char *prefix, int32_t year, int64_t *out, diag_t *d) {
    return store_number(((host_t *)ctx)->store, prefix, year, out, d);
}

static int debts_of(void *ctx, const char *department, instant_t now, int64_t *owed, int64_t *overdue,
                    diag_t *d) {
    return store_debts_count(((host_t *)ctx)->store, department, now, owed, overdue, d);
}

int work_load(work_t *w, int64_t id, diag_t *d) {
    bytes_t state;
    if (!cache_get(&w->h->cache, id, &state, &w->chain) &&
        store_record(w->h->store, id, w->arena, &state, &w->chain, d) != 0)
        return -1;
    w->record = arena_alloc(w->arena, sizeof *w->record);
    if (w->record == NULL) return diag_memory(d);
    if (record_decode_of(id, state, w->arena, w->record, d) != 0) return -1;
    return store_deadlines_of(w->record, w->arena, &w->before, &w->before_count, d);
}

int work_load_original(work_t *w, int64_t id, diag_t *d) {
    if (work_load(w, id, d) != 0) return -1;
    w->original = w->record;
    w->record = NULL;
    w->chain = (chain_t){0};
    w->before = NULL;
    w->before_count = 0;
    return 0;
}

/* The rules that a record runs under, and the active ones when they are others. Rules that can't be had leave
 * a FIRE without any: its rung is then recorded as failed, where a person's command is refused. */
static int find_rules(work_t *w, const command_t *command, const rules_t **rules, const rules_t **latest,
                      diag_t *d) {
    host_t *h = w->h;
    bool by_itself =
        command->kind == COMMAND_FIRE || command->kind == COMMAND_RECKON; /* nobody is there to be refused */
    bool has_active = !hash_is_zero(&w->snapshot->ruleset),
         by_latest = w->record == NULL || decide_by_latest(w->record);
    if (!has_active && by_latest) return diag_set(d, "ruleset.none", NULL);
    ruleset_t *own =
        shelf_get(h->shelf, h->store, by_latest ? &w->snapshot->ruleset : &w->record->ruleset, d);
    if (own == NULL && (!by_itself || host_passing(d))) return -1;
    if (own == NULL) log_diag(LOG_LEVEL_ERROR, "a deadline's rules could not be loaded", d);
    if (own == NULL) diag_clear(d);
    *rules = own != NULL ? ruleset_rules(own) : NULL;
    *latest = *rules;
    const hash_t *newest = w->migrate_to != NULL ? w->migrate_to : &w->snapshot->ruleset;
    if (!by_latest && has_active && !hash_equal(&w->record->ruleset, newest)) {
        ruleset_t *active = shelf_get(h->shelf, h->store, newest, d);
        if (active == NULL && (!by_itself || host_passing(d))) return -1;
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

/* The cache and the chain move on. */
int work_write(work_t *w, const decide_out_t *out, diag_t *d) {
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
    if (out->event_count > 0 && out->record != NULL && likes_write(h, out->record, w->arena, d) != 0)
        return -1;
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
int work_write_incidents(work_t *w, const decide_out_t *out, diag_t *d) {
    if (out->incident_count == 0) return 0;
    chain_t none = {0};
    bytes_t unused;
    change_t change = {.incidents = out->incidents, .incident_count = out->incident_count, .now = w->now};
    return store_write(w->h->store, &change, &none, w->arena, &unused, d);
}

ended_t work_decide_alone(work_t *w, const command_t *command, const diag_t *failed, bool incidents,
                          decide_out_t *out, diag_t *d) {
    const rules_t *rules = NULL, *latest = NULL;
    memset(out, 0, sizeof *out);
    if (find_rules(w, command, &rules, &latest, d) != 0) return store_fatal(d) ? ENDED_FAILED : ENDED_REFUSED;
    decide_in_t in = {.record = w->record,
                      .original = w->original,
                      .command = command,
                      .now = w->now,
                      .ids = &w->h->ids,
                      .numbers = {w->h, next_number},
                      .sums = likes_sums(w->h->store),
                      .debts = {w->h, debts_of},
                      .directory = w->snapshot->directory,
                      .calendars = &w->snapshot->working_time,
                      .rules = rules,
                      .latest = latest,
                      .failed = failed};
    command_t typed = *command;
    if (w->original != NULL) typed.flow = w->original->flow; /* whose form its fields are read by */
    if (fields_read(&in, w->arena, &typed, d) != 0) return ENDED_REFUSED;
    if (typed.kind == COMMAND_FILE_REPORT && report_prepare(&in, w->arena, &typed, d) != 0)
        return ENDED_REFUSED;
    in.command = &typed;
    if (decide(&in, w->arena, out, d) == 0) return ENDED_OK;
    not_open_tell(w, d);
    if (!incidents) return ENDED_REFUSED;
    diag_t second = {0};
    bool unwritten = work_write_incidents(w, out, &second) != 0;
    if (unwritten) diag_copy(d, &second);
    diag_clear(&second);
    return unwritten ? ENDED_FAILED : ENDED_REFUSED;
}

ended_t work_decide(work_t *w, const command_t *command, decide_out_t *out, diag_t *d) {
    ended_t ended = work_decide_alone(w, command, NULL, true, out, d);
    if (ended != ENDED_OK) return ended;
    if (out->follow_up_count > 0) return follow_ups_carry_out(w, command, out, d);
    if (work_write(w, out, d) != 0) return ENDED_FAILED;
    w->record = out->record;
    return ENDED_OK;
}

const cs_clock_t *work_due_clock(const record_t *r, instant_t until) {
    const cs_clock_t *best = NULL;
    for (size_t i = 0; r != NULL && i < r->task_count; i++) {
        const cs_clock_t *c = &r->clocks[i];
        if (c->state == CLOCK_RUNNING && c->rung_at != INSTANT_NONE && c->rung_at <= until &&
            (best == NULL || c->rung_at < best->rung_at))
            best = c;
    }
    return best;
}

ended_t work_fire(work_t *w, int64_t clock, int32_t rung, instant_t due, bool *moved, diag_t *d) {
    command_t command = {.kind = COMMAND_FIRE,
                         .actor = {.kind = ACTOR_TIMER, .uid = -1},
                         .record = w->record->id,
                         .clock = clock,
                         .rung = rung,
                         .due = due,
                         .at = INSTANT_NONE};
    decide_out_t out;
    ended_t ended = work_decide(w, &command, &out, d);
    *moved = ended == ENDED_OK && out.event_count > 0;
    if (ended == ENDED_OK && store_deadlines_of(w->record, w->arena, &w->before, &w->before_count, d) != 0)
        return ENDED_FAILED;
    return ended;
}

ended_t work_fire_overdue(work_t *w, instant_t until, size_t *fired, diag_t *d) {
    for (;;) {
        const cs_clock_t *c = work_due_clock(w->record, until);
        if (c == NULL) return ENDED_OK;
        bool moved;
        ended_t ended = work_fire(w, c->id, c->next_rung, c->rung_at, &moved, d);
        if (ended != ENDED_OK) return ended;
        if (!moved) {
            diag_set(d, "clock.stuck", NULL);
            return ENDED_REFUSED;
        }
        ++*fired;
    }
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

int batch_begin(host_t *h, diag_t *d) {
    if (h->stale && !h->in_transaction && host_reload(h, d) != 0) return -1;
    if (!h->in_transaction && store_begin(h->store, d) != 0) return -1;
    return note_held(h, d) == 0 && likes_follow(h, d) == 0 ? 0 : batch_end(h, -1, d);
}

int batch_end(host_t *h, int status, diag_t *d) {
    bool open = h->in_transaction;
    if (status == 0 && !open)
        status = store_commit(h->store, d);
    else if (status != 0)
        store_rollback(h->store);
    if (status == 0) {
        cache_keep(&h->cache);
    } else if (open) {
        h->in_transaction = false;
        cache_clear(&h->cache); /* batches before it in the same transaction are gone with it */
    } else {
        cache_undo(&h->cache);
    }
    if (status != 0) h->held_noted = false;
    if (status != 0) likes_forget(h);
    arena_reset(&h->batch);
    return status;
}
