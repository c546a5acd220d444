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
/* Closes what is owed: the record ends otherwise. */
int debts_close(deciding_t *x, const char *cause);

/* ---- owed_on.c: A64 */

/* The record is given back to its initiator: what the green channel owes stays owed. */
int debts_given_back(deciding_t *x);
/* Closes what was owed in an earlier round and has been approved in this one. */
int debts_made_up(deciding_t *x);

#endif
