/* Commands on a record in memory; see in_memory.h. */
#include "server/in_memory.h"
#include "server/fields.h"
#include "server/likes.h"
#include "server/report.h"
#include "store/queries.h"
#include <string.h>

static int find_rules(reader_t *r, const hash_t *hash, const rules_t **out, diag_t *d) {
    if (hash_is_zero(hash)) return diag_set(d, "ruleset.none", NULL);
    ruleset_t *ruleset = shelf_get(r->shelf, r->store, hash, d);
    if (ruleset == NULL) return -1;
    *out = ruleset_rules(ruleset);
    return 0;
}

static int begin(reader_t *r, arena_t *arena, const hash_t *hash, in_memory_t *out, diag_t *d) {
    const hash_t *active = &r->snapshot->ruleset;
    *out = (in_memory_t){.reader = r, .arena = arena, .now = reader_now(r)};
    id_source_init(&out->ids, 0);
    if (find_rules(r, hash, &out->rules, d) != 0) return -1;
    out->latest = out->rules;
    return hash_is_zero(active) || hash_equal(active, hash) ? 0 : find_rules(r, active, &out->latest, d);
}

/* A round that began by the rules in force goes on by them. */
static const rules_t *rules_now(const in_memory_t *m) {
    const record_t *r = m->record;
    bool began = r != NULL && !decide_by_latest(r) && hash_equal(&r->ruleset, &m->latest->ruleset);
    return began ? m->latest : m->rules;
}

int in_memory_begin(reader_t *r, arena_t *arena, in_memory_t *out, diag_t *d) {
    return begin(r, arena, &r->snapshot->ruleset, out, d);
}

/* Ids of a record only grow, also where it is looked at in the very instant of its last event. */
static int64_t highest_id(const record_t *record) {
    int64_t highest = record->id;
    for (size_t i = 0; i < record->task_count; i++) {
        if (record->tasks[i].id > highest) highest = record->tasks[i].id;
        if (record->clocks[i].id > highest) highest = record->clocks[i].id;
    }
    return highest;
}

int in_memory_take(reader_t *r, arena_t *arena, record_t *record, in_memory_t *out, diag_t *d) {
    const hash_t *hash = decide_by_latest(record) ? &r->snapshot->ruleset : &record->ruleset;
    if (begin(r, arena, hash, out, d) != 0) return -1;
    out->record = record;
    id_source_after(&out->ids, highest_id(record));
    return 0;
}

/* Numbers are not kept: a preview shows none. */
static int next_number(void *ctx, const char *prefix, int32_t year, int64_t *out, diag_t *d) {
    (void)ctx, (void)prefix, (void)year, (void)d;
    *out = 1;
    return 0;
}

static int debts_of(void *ctx, const char *department, instant_t now, int64_t *owed, int64_t *overdue,
                    diag_t *d) {
    return store_debts_count(((reader_t *)ctx)->store, department, now, owed, overdue, d);
}

int in_memory_decide(in_memory_t *m, const command_t *command, decide_out_t *out, diag_t *d) {
    snapshot_t *snapshot = m->reader->snapshot;
    command_t typed = *command;
    decide_in_t in = {.record = m->record,
                      .command = command,
                      .now = m->now,
                      .ids = &m->ids,
                      .numbers = {NULL, next_number},
                      .sums = likes_sums(m->reader->store),
                      .debts = {m->reader, debts_of},
                      .directory = snapshot->directory,
                      .calendars = &snapshot->working_time,
                      .rules = rules_now(m),
                      .latest = m->latest};
    memset(out, 0, sizeof *out);
    if (fields_read(&in, m->arena, &typed, d) != 0) return -1;
    if (typed.kind == COMMAND_FILE_REPORT && report_prepare(&in, m->arena, &typed, d) != 0) return -1;
    in.command = &typed;
    if (decide(&in, m->arena, out, d) != 0) return -1;
    m->record = out->record;
    return 0;
}

const cs_clock_t *in_memory_next_rung(const in_memory_t *m, instant_t until) {
    const cs_clock_t *first = NULL;
    for (size_t i = 0; m->record != NULL && i < m->record->task_count; i++) {
        const cs_clock_t *c = &m->record->clocks[i];
        if (c->state != CLOCK_RUNNING || c->rung_at == INSTANT_NONE || c->rung_at > until) continue;
        if (first == NULL || c->rung_at < first->rung_at) first = c;
    }
    return first;
}

int in_memory_fire(in_memory_t *m, const cs_clock_t *clock, decide_out_t *out, diag_t *d) {
    command_t command = {.kind = COMMAND_FIRE,
                         .actor = {.kind = ACTOR_TIMER, .uid = -1},
                         .record = m->record->id,
                         .clock = clock->id,
                         .rung = clock->next_rung,
                         .due = clock->rung_at,
                         .at = INSTANT_NONE};
    if (clock->rung_at > m->now) m->now = clock->rung_at;
    return in_memory_decide(m, &command, out, d);
}
