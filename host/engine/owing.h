/* What is owed (A52, A64): a step that was passed over has to be made up, by a step of its own that stands
 * outside of the plan, beside all stages. */
#ifndef CS_ENGINE_OWING_H
#define CS_ENGINE_OWING_H

#include "engine/deciding.h"

/* What is owed for that leaf, with its people, limit and ladder; its number is the caller's to give. Names of
 * no memory leave the arena failed. */
step_t owed_leaf(deciding_t *x, const step_t *step, debt_kind_t kind);
/* Opens what is owed since the step numbered `since` and waits. */
int debts_open(deciding_t *x, int32_t since);

/* ---- green.c: A64 */

/* May this department begin with the work? green.none {flow}; reason.required; green.barred {department,
 * owed, overdue} */
int green_check(deciding_t *x);
/* The round that has just begun does; whoever heads the department, and is in charge of it, hear of it. */
int green_begin(deciding_t *x);
/* The approvals of the stage just opened are owed, where the round is such a one. */
int green_owe(deciding_t *x);

/* ---- owing.c: A52, A64 */

/* Carries on after a decision in that step: the route, or, of what is owed, what follows from it. */
int settle_after(deciding_t *x, int32_t step);
/* Is anything owed still; anything by the green channel? */
bool owes(const record_t *r);
bool owes_green(const record_t *r);
/* Is what is owed for that step of a plan not decided yet? */
bool owed_still(const record_t *r, const step_t *step);
/* The step's name, or that of the one it is owed for: under it somebody was picked, or is said to have
 * decided. */
const char *owed_name(const record_t *r, const step_t *step);
/* Closes what is owed: one of those who owe it has refused, or it is owed for a change that is dropped. */
int debts_close(deciding_t *x, const char *cause);
/* The same where the record ends by what others decided: what the green channel owes was never made up, and
 * stays in the list as that. */
int debts_end(deciding_t *x, const char *cause);
/* Why the step is closed as its record ends for that cause. */
const char *closed_for(const step_t *step, const char *cause);

/* ---- owed_on.c: A64 */

/* The record is given back to its initiator: what the green channel owes stays owed. */
int debts_given_back(deciding_t *x);
/* Closes what was owed in an earlier round and has been approved in this one. */
int debts_made_up(deciding_t *x);

/* ---- green.c: what is owed by the green channel (A64) */

/* A function to be called for each step that is owed by itself: a leaf, or a group that is one decision. `in`
 * has the steps: the record, or one with nothing but the plan of a stage that is to come. */
typedef int owed_each_t(deciding_t *x, const record_t *in, int32_t index, void *with);
int green_each(deciding_t *x, const record_t *in, int32_t index, owed_each_t *each, void *with);
/* The tree of what is owed for the one at `index`, numbered on from the steps of the record. */
int green_tree(deciding_t *x, const record_t *in, int32_t index, step_t **steps, size_t *count);

/* ---- owed_ahead.c: stages that are to come (A64) */

/* The work begins: what is owed for the stages of approval after the present one is asked for as well, as
 * their rules have it now. Nothing is asked a second time. */
int owed_ahead(deciding_t *x);
/* The rules at hand take the place of `old`: which of the stages to come that something is owed for have
 * which place now, by name, for MIGRATED. What is owed for one that there is no more is closed. */
int owed_moved(deciding_t *x, const flow_t *old, moved_stage_t **out, size_t *count);
/* The step at `index` of the stage that opens was owed before its stage came: that stands for it. */
int owed_came(deciding_t *x, int32_t index, bool *came);
/* What was owed ahead for the stage that opens, and is not asked by its plan, is owed no longer. */
int owed_gone(deciding_t *x);
/* Does what comes after such a step wait for what is owed for it, in that stage? */
bool owed_waits_in(const deciding_t *x, int32_t stage);
/* Is something owed, for the step at `index` of the plan or below it, that what comes after it waits for? */
bool owed_waits(const deciding_t *x, int32_t index);
/* Does the stage wait for what is owed for it? */
bool owed_holds(const deciding_t *x);

#endif
