/* The engine: decide turns a command into events, apply turns an event into state. Pure: no I/O, no SQL, no
 * Lua; everything they may look at is in decide_in. The same two functions run in the server, in replay, in
 * simulation and in verify.
 *
 * Rooms: decide.c picks the operation; submit.c, decision.c, refusal.c, timer.c … carry one each out; route.c
 * walks the plan tree (opens, ends, bubbles up); people.c resolves sources; clocks.c works out due times and
 * rungs; apply.c is the only place that changes a record. */
#ifndef CS_ENGINE_ENGINE_H
#define CS_ENGINE_ENGINE_H

#include "base/id.h"
#include "model/command.h"
#include "model/event.h"
#include "model/rules.h"

/* Gives the next number of a flow's series in a year, to be kept only if the command succeeds. */
typedef struct numbers {
    void *ctx;
    int (*next)(void *ctx, const char *prefix, int32_t year, int64_t *out, diag_t *d);
} numbers_t;

typedef struct decide_in {
    record_t *record; /* the caller's own copy, which decide changes; NULL with COMMAND_DRAFT */
    const command_t *command;
    instant_t now; /* recorded time */
    id_source_t *ids;
    numbers_t numbers;
    const directory_t *directory;
    const calendars_t *calendars;
    const rules_t *rules;  /* of record->ruleset; with DRAFT the active ones */
    const rules_t *latest; /* the active ones: drafts, and new rounds of flows that say `latest` */
} decide_in_t;

typedef struct decide_out {
    record_t *record; /* the state after all events */
    event_t *events;  /* in order; ids, seq, times, actors filled in */
    size_t event_count;
    message_t *messages;
    size_t message_count;
    incident_t *incidents; /* also when the command is refused */
    size_t incident_count;
    int64_t task; /* the task that was decided, if any: for the answer */
} decide_out_t;

/* 0: the events in `out` happened. -1: the command is refused, the error says why, in->record must be thrown
 * away; incidents may be set. Results are in the arena. A FIRE is never refused but for memory: a rule that
 * fails makes the rung's outcome RUNG_FAILED, the fallback gets the task. A FIRE whose clock no longer waits
 * for that rung gives no events. Errors: record.state, task.not_open {step, by, at}, task.not_yours {step},
 * task.ambiguous {steps}, reason.required, form.invalid (cause: the field's), form.changed {field},
 * actor.unknown, flow.unknown, prepare.needed, people.none {step}, self.approval {step}, number.*, rule.*. */
int decide(const decide_in_t *in, arena_t *arena, decide_out_t *out, diag_t *d);

/* Changes the record by one event; the record's new parts are placed in the arena. event->seq must be
 * record->version + 1. -1 only for an event that cannot follow this state (event.misfit {id, kind, problem}:
 * a broken chain) or no memory. A zeroed record is where EVENT_DRAFTED begins; record 0 takes EVENT_NOTED
 * alone. */
int apply(record_t *record, const event_t *event, arena_t *arena, diag_t *d);

#endif
