/* Returns to a step of an earlier stage (退回, A22). */
#ifndef CS_ENGINE_RETURN_STAGE_H
#define CS_ENGINE_RETURN_STAGE_H

#include "engine/deciding.h"

/* return.target {step, to, problem, possible: to which it could be, by commas, or none}; always -1. */
int no_return(deciding_t *x, const step_t *from, const char *problem);
/* way_back.c: why that step is none to return to, by its place and by what became of it; NULL: it may be one.
 */
const char *return_misfit(const record_t *r, const step_t *from, int32_t to);
/* The step that the command names, by its index: of the present plan, else of the only earlier stage of the
 * round that has one of that name; "stage/step" says which. return.target */
int return_find(deciding_t *x, const step_t *from, int32_t *index);
/* May the record go from that step to the one at `index`, of an earlier stage? return.target */
int return_check_stage(deciding_t *x, const step_t *from, int32_t index);
/* It goes there: the present stage is closed, that one is gone through from there again, and so are those
 * after it. */
int returned_to_stage(deciding_t *x, int64_t task, int32_t index);

/* ---- straight_stage.c: the way straight back across stages */

/* The last way back from that stage, or one after it, to an earlier one that the record has not come back
 * from; NULL: there is none. */
const way_back_t *way_pending(const record_t *r, int32_t stage);
/* Of the plan by which the stage of the step at `index` is gone through again: leaves out what had passed
 * after it. */
int straight_past(deciding_t *x, int32_t index, plan_t *plan);
/* Of a stage's plan that opens on such a way: leaves out what had passed, unless a field that the route reads
 * has changed, and whoever returned it has it again. */
int straight_stage(deciding_t *x, const way_back_t *way, int32_t stage, plan_t *plan);

/* ---- straight_round.c */

/* Had the step passed, by itself or with what it stood in, and does that stand? */
bool had_passed(const deciding_t *x, const step_t *step);
/* What is gone through again with the step at `index`: a vote, say, is one decision. */
int32_t straight_whole(const record_t *r, int32_t index);
/* Did a stand-in decide what was passed over there, or is one decision with it, beyond the limit of either by
 * now (A15)? */
bool straight_beyond(const deciding_t *x, int32_t index);
/* Leaves out what some of the plan's leaves being left out "straight" leaves without members. */
int straight_groups(deciding_t *x, plan_t *plan);

#endif
