/* The engine: decide turns a command into events, apply turns an event into state. Pure: no I/O, no SQL, no
 * Lua; everything they may look at is in decide_in. The same two functions run in the server, in replay, in
 * simulation and in verify.
 *
 * Rooms: decide.c picks the operation; draft.c, submit.c, decision.c, refusal.c, timer.c carry one each out,
 * task_find.c says which task is meant; route.c walks the plan tree (opens, ends, bubbles up), leaf.c opens
 * and ends its leaves, verdict.c says what the decisions come to; people.c resolves sources, people_policy.c
 * applies A11 to A13, upward.c says who is above a fallback who is not there, people_takeover.c who takes a
 * task over, one_vote.c that nobody is several heads of a vote; clocks.c works out due times and rungs,
 * rung_acts.c does what a rung says, rung_beside.c what it brings in, silence.c what the timer may decide;
 * emit.c keeps the events; apply.c and its neighbours are the only place that changes a record. tree.c is
 * what operations do to the plan: signers.c, way_back.c, take_back.c use it; route_reads.c says what of the
 * form the route reads, for same_person.c, way_back.c and change_plan.c; serving.c and serving_acts.c keep
 * the steps that serve a task, admin.c and suspend.c what administrators do, pause.c the clocks that wait for
 * them, stand_in.c who acts for whom; owing.c what is owed, for which exception.c and green.c pass steps over
 * (owed_ahead.c: for stages to come). What is opened beside a plan while it is carried out stands in
 * beside.c, oversee.c, entries.c and deviation.c; reapprove.c and replan.c are what follows from an
 * adjustment, take_over.c puts one plan in the place of another. */
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

/* What a department owes by all its records (A52, A64): answered by the store, within the command's
 * transaction. */
typedef struct debts {
    void *ctx;
    int (*count)(void *ctx, const char *department, instant_t now, int64_t *owed, int64_t *overdue,
                 diag_t *d);
} debts_t;

typedef struct decide_in {
    record_t *record; /* the caller's own copy, which decide changes; NULL with DRAFT, COPY and OPEN */
    const record_t *original; /* COMMAND_COPY: the record that the draft is made from */
    const command_t *command;
    instant_t now; /* recorded time */
    id_source_t *ids;
    numbers_t numbers;
    sums_t sums;   /* over other records (A73) */
    debts_t debts; /* count NULL: nobody owes anything */
    const directory_t *directory;
    const calendars_t *calendars;
    const rules_t *rules;  /* of record->ruleset; NULL with DRAFT, or when that is the latest's */
    const rules_t *latest; /* the active ones */
    const diag_t *failed;  /* of a FIRE: what it led to on another record can't be done, for this reason */
} decide_in_t;

typedef struct decide_out {
    record_t *record; /* the state after all events */
    event_t *events;  /* in order; ids, seq, times, actors filled in */
    size_t event_count;
    message_t *messages;
    size_t message_count;
    incident_t *incidents; /* also when the command is refused */
    size_t incident_count;
    command_t *follow_ups; /* on other records, in order: to be decided after this in the same commit, or it
                              must not stand */
    size_t follow_up_count;
    int64_t task; /* the task that was decided, if any: for the answer */
} decide_out_t;

/* 0: the events in `out` happened. -1: the command is refused, the error says why, in->record must be thrown
 * away, out->record is NULL; incidents may be set. Results are in the arena, but events, messages and
 * incidents may point into the command, the rules and the directory too: write them before those go.
 *
 * No events at all is a success as well: an edit that changes nothing, a FIRE whose clock no longer waits for
 * that rung at that time. A FIRE is never refused but for memory: a rule that fails makes the rung's outcome
 * RUNG_FAILED, nothing of it is done, and the fallback gets the task.
 *
 * What a command leads to on other records are follow-ups (A7): a record that a step opens, one that is
 * closed with the step, the one that waited and is told. Their actor is a rule. When one of them is refused,
 * so is the command that led to it; a FIRE is decided once more with `failed`, and its rung fails.
 *
 * Which rules: a draft never submitted goes by `latest`; what was prepared or submitted by `rules`, but a new
 * round of a flow that says `latest` by those. The header of each event names the ruleset, and DRAFTED,
 * PREPARING and SUBMITTED make it the record's. Where its ruleset is not at hand a command is refused and a
 * rung fails: ruleset.missing.
 *
 * Errors: ruleset.missing; happened.before_record {at, created}; actor.unknown {kind, person};
 * record.unknown; record.state {state, command, due, holder}; record.not_yours {initiator}; flow.unknown
 * {flow}; department.unknown {department, person}; form.invalid {count, fields}, its causes, one after the
 * other: field.required, field.unknown, field.twice, field.check {field, text, text_zh}, field.department
 * {field, department, nearest}, field.person_left {field, person} or field_check's; form.changed {field,
 * version}, .version {given, version}; prepare.needed {stage, fact} or {stage, fields, labels_en, labels_zh,
 * by}, prepare.none {flow}; green.none {flow}, green.barred {department, owed, overdue}; task.unknown {task};
 * task.not_open {step, state, by, outcome, at} or {step, state, waits}; task.not_yours {step, holder};
 * task.ambiguous {steps}; command.misfit {command, step, kind}, command.unknown; reason.required {step,
 * command}; return.not_allowed {step}; withdraw.not_allowed {policy, by, at, until}; copy.none;
 * change.not_allowed {field, problem}, .not_yours {field, by}; people.none {step, source}, people.depth
 * {step}; self.approval {step, initiator}; vote.seated {step, person, other}; plan.shape {step, problem};
 * limit.missing {step}; compliance.blocked {step, count}, its causes compliance.found {check, title,
 * title_zh, field, text, text_zh}; limit.text, .fields, .people, .steps, .tasks, .stages, .rounds, .messages,
 * .follow_ups, .children, .record_depth {limit}; record.over {state}; record.stays_closed;
 * record.to_acknowledge {command, holder}; children.none {step}; number.*, rule.*, calendar.*, memory.out. Of
 * rungs that failed also: rung.no_reason, rung.misfit {step, action}, rung.silence {step, bars},
 * rung.risk_high {step}, effect.misfit {step, effect, problem}. Of an administrator's:
 * actor.not_administrator {verb}, admin.own_record {command}, task.several {tasks}, task.none_open {step},
 * jump.target {to, problem}, exception.step {step, problem}, exception.outcome {step}, migrate.stage {stage},
 * migrate.added {step}, migrate.refused_group {step}, migrate.empty {step}, suspend.until {until}; of tasks
 * whose holder is no longer in service an incident task.vacated {step, person, to} or task.vacated_up {…,
 * for}; of a suspended record record.suspended {command, since, watcher, due}. Of deviations: deviation.stage
 * {stage}, deviation.own {step, person}, deviation.still_approving {step}, replan.added, .refused_group,
 * .empty {step}; of reports acceptance.not_passed {state}, record.not_concerned {person, command}. An attempt
 * without right (actor.unknown, actor.not_administrator, task.not_yours, record.not_yours) is an incident
 * attempt.without_right {command} with the error as its cause.
 *
 * Of whose a task is, and what may be done with it: task.claimed {step, by}, .waits {step, for},
 * .held_already {step, person}, .not_permitted {step, command}; claim.not_any {step}; decision.form {step,
 * command}; step.nobody {step}; person.required, .yourself {command}, .inactive, .twice {person};
 * people.separated {step, other, person, instead or by}; stand_in.over {step, principal}, .ceiling {step,
 * person, principal, limit}, .away {step, person, by}; signer.where, .service, .not_removable {person}, .last
 * {step, person}; question.required; return.target {step, to, problem, possible}; urge.nobody, .too_often
 * {at}; order.not_above {person}; request.department {department}; value.limit {text}; happened.future {at,
 * now}; green.owed {step}; migrate.function {step, function}; suspend.both; risk.no_response {flow};
 * limit.depth, .deviations, .documents {limit}; an incident record.names_left {person, fields}.
 *
 * Of what a step asks for, and what is written: require.missing {step, count}, its causes field.required,
 * require.computed, document.required {field, label, label_zh}, check.required {check, check_zh};
 * check.unknown {step, check, checks}; opinion.required {step, aspects}, .unknown {step, aspect, aspects};
 * entry.required {step, entry}, .misfit {step, asks, entry}, .field {field, entry}, .time {time}, .future
 * {time, today}; attach.nothing, .no_document {field, label, label_zh}; pick.missing, .outside {step, title,
 * title_zh, candidates, person}, .count {step, most}, .twice {step, person}, .unknown {step, by};
 * field.computed {field, label, label_zh}, .not_computed {field, label, label_zh, lacks, lacks_zh},
 * .hidden_wrong, .not_writable {step, field}, .rows_kept {step, field, rows, given, columns}, .cell_kept
 * {step, field, row, column, columns}, .rows_hidden {field, label, label_zh, rows, given}.
 *
 * Of what is taken back (A27): take_back.none; take_back.touched {step, by, at}, .opened, .stands, .jumped,
 * .stage, .replanned, .logged, .approval_refused, .entered, .noticed, .answered, .debt_refused {step},
 * .edited {initiator}, .function {step, function}, .deviated {step, later}, .rewritten {step, field}.
 *
 * Refusals that say what to do instead: command.misfit also {fits, or}, form.changed {fields}, migrate.added
 * and replan.added {remove}; claim.none {step, by}, delegate.twice {step, for, by}, return.owed and .answer
 * {step}. `holder` names all who may decide, or whoever has claimed it. */
int decide(const decide_in_t *in, arena_t *arena, decide_out_t *out, diag_t *d);

/* True for no record yet and for a draft that was never submitted and is not in preparation: it goes by the
 * active rules. All others need those of record->ruleset. */
bool decide_by_latest(const record_t *record);

/* Changes the record by one event; the record's new parts are placed in the arena. event->seq must be
 * record->version + 1. -1 only for an event that cannot follow this state (event.misfit {id, kind, problem}:
 * a broken chain) or no memory. A zeroed record is where EVENT_DRAFTED begins; record 0 takes EVENT_NOTED
 * and EVENT_DISPOSED alone. */
int apply(record_t *record, const event_t *event, arena_t *arena, diag_t *d);

#endif
