/* How a record goes on: stages and their plans, leaves and groups, the ways back. */
#ifndef CS_ENGINE_COURSE_H
#define CS_ENGINE_COURSE_H

#include "engine/seats.h"
#include "model/plan_fit.h"

/* ---- way_back.c */

/* May the record go from that step back to the one that the command names? return.target {step, to, problem}
 */
int check_target(deciding_t *x, const step_t *from);
/* The record goes from step `from` back to the one that the command names (A22): what was gone through since
 * is closed and waits to be gone through again. */
int returned_to(deciding_t *x, int64_t task, int32_t from);
/* Where a field that the route reads has changed since the record was returned to be come back straight, or a
 * stand-in had decided beyond whose authority the amount is now, the steps passed over that are still to come
 * are gone through all the same. */
int straight_check(deciding_t *x);
/* Is that step of the present plan, by its index, passed over on a way straight back that still leads past
 * it?
 */
bool straight_is_ahead(const record_t *r, int32_t index);
/* The way straight back ends at the step of that index, where an administrator has it asked (A50): it waits,
 * and so does what follows. */
int straight_ends_at(deciding_t *x, int32_t to);
/* straight_round.c: of a stage's plan, in a round that begins after the one before was returned to the
 * initiator to be come back straight: leaves out what had passed. */
int straight_round(deciding_t *x, int32_t stage, plan_t *plan);

/* Ends what is open among those flagged by index, members before their group. */
int steps_close(deciding_t *x, const bool *which, size_t count, const char *cause);

/* ---- refusal.c */

/* A notice of a refusal, or a revision: the initiator's to answer, and outside of any plan. */
bool is_initiators_own(const step_t *step);
/* The stage that was just refused: what the flow says of it (A1). */
int stage_refused(deciding_t *x);
/* Was it refused, and has its initiator yet to take notice? Also of what was owed, with its plan through. */
bool notice_open(const record_t *r);
/* The initiator took notice: the record comes to rest. */
int acknowledged(deciding_t *x, int32_t step_no);
/* Closes what is open and gives the record back to the initiator (A22). */
int returned(deciding_t *x, int64_t task, const char *reason);
/* Adds the initiator's step to revise and opens it; what for: a code. */
int to_revise(deciding_t *x, const char *because);
/* The task to revise ended because the initiator submits. */
int revised(deciding_t *x);
/* A time limit's refusal of a notice or of a revision: nobody answers, so the record ends. */
int lapsed(deciding_t *x, int32_t step_no);

/* ---- route.c */

/* Asks the rule for the plan of a stage, checks it and emits STAGE_OPENED. */
int stage_open(deciding_t *x, int32_t stage);
/* Numbers the steps of a plan on from those of the record. */
void plan_place(deciding_t *x, int32_t stage, plan_t *plan);
/* The same plan without opening it. */
int stage_plan(deciding_t *x, int32_t stage, plan_t *out);
/* Opens the stage of that index and carries the record on; past the last one the record is finished. */
int stage_next(deciding_t *x, int32_t stage);
/* Every stage has ended well: it is finished, or something is owed still. */
int record_finish(deciding_t *x);
/* Carries the record on as far as it goes without anybody deciding: opens, ends, bubbles up, next stage. */
int route_settle(deciding_t *x);
/* Does what can be done, without anybody deciding, in the tree whose root is at that index. */
int tree_advance(deciding_t *x, int32_t index);
/* Closes what is open of the stage's plan. */
int plan_close(deciding_t *x, const char *cause);
/* Index of the first stage after the preparation. */
int32_t first_stage(const flow_t *flow);

/* ---- verdict.c: pure questions of a plan tree and its tasks */

/* 0 while undecided, else PASSED, REFUSED or LEFT_OUT (nobody is left to decide). `group` is an index into
 * steps. */
step_state_t group_verdict(const step_t *steps, int32_t count, int32_t group);
step_state_t leaf_verdict(const record_t *r, const step_t *leaf);
/* Do all people of the leaf speak though one refuses (A2: wait, or a threshold)? */
bool hears_all(const step_t *leaf);

/* ---- signed_seat.c */

/* Is the member at `m` of a group (indexes into steps) what came in with a signer before one seat of a step
 * that hears all of them, and has it said no? That is that seat's refusal, and not the end of the others
 * (A25). */
bool for_one_seat(const step_t *steps, int32_t count, int32_t group, int32_t m);
/* For whom somebody signs before them: the seat, of the step as it was when the signer came, and who had them
 * come, for it may have been handed on since. */
typedef struct signed_seat {
    const task_t *seat;
    int64_t by;
} signed_seat_t;
/* Is it that task, or what became of it as the step was gone through again? */
bool is_signed_seat(const record_t *r, const signed_seat_t *was, const task_t *now);
/* The step for one seat of which the member at `m` of a group is to sign, and that seat. NULL: it is not. */
const step_t *signs_for_seat(const record_t *r, int32_t group, int32_t m, signed_seat_t *out);
/* Is that what became of the step at an index, or of what it stands in? */
bool refuses_seat(const record_t *r, int32_t index);
/* Did a signer before it refuse for that seat? Then it counts as refused. */
bool seat_refused(const record_t *r, const task_t *seat);
/* Of a step that is gone through again: did a signer who is asked before it opens refuse for the seat that
 * this person, who gets that place, had then, or handed on? */
bool refused_ahead(const deciding_t *x, const step_t *step, int32_t order, int64_t person);
/* How many signers did so for somebody who has no seat there now. */
int64_t refused_without_seat(const record_t *r, const step_t *step);

/* ---- leaf.c */

/* Opens the leaf at an index of the record's steps: its people, their tasks, or its immediate end. */
int leaf_open(deciding_t *x, int32_t index);
/* Looks at the decisions taken: ends it, or opens the next turn. */
int leaf_settle(deciding_t *x, int32_t index);
/* Ends a leaf and closes the tasks still open. */
int leaf_end(deciding_t *x, int32_t index, step_state_t state, const char *cause);

/* Only the event. */
int step_ended_by(deciding_t *x, int32_t step, step_state_t state, const char *cause);

/* ---- route_reads.c: what the route reads of the form (A14, A22, A46) */

/* Was the field changed by a later version than that? */
bool field_changed(const record_t *r, const char *field, int64_t since);
/* Was a field that says who the people of these sources are, itself or by a function that reads it? */
int people_changed(deciding_t *x, const source_t *by, int64_t since, bool *changed);
/* Does that field say who the people of these sources are, in the same way? A function that fails may read
 * it.
 */
int people_read(deciding_t *x, const source_t *by, const char *field, bool *reads);
/* Was a field that the rule of that plan read, or that says who the people of its steps are? `place` NULL:
 * no. */
int route_changed(deciding_t *x, const plan_place_t *place, int64_t since, bool *changed);

/* ---- copies.c: A30 */

/* To the people of the step at an index, which ends with it. */
int copies_send(deciding_t *x, int32_t index, people_t *people);
/* Those that the flow names for the end, before the record has it. */
int copies_at_end(deciding_t *x);

/* ---- withdraw.c */

/* Closes what is open of the steps that no rule planned: a notice, a revision. */
int added_close(deciding_t *x, const char *cause);
/* Until when a record that has ended well may be withdrawn, where the flow says so. */
int withdraw_until(const deciding_t *x, instant_t *until);
/* Tells those who know of the record's end, each once, but not the actor: whoever decided, whoever has a
 * copy, the initiator. */
int tell_those_told(deciding_t *x, const char *kind, const char *text);
/* Carries out that an open task is done: the right to it, the decision, and what follows. */
int decide_done(deciding_t *x, task_t *task);

#endif
