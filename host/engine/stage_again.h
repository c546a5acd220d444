/* A stage before the present one, gone through again from a step on: what an administrator's jump (A50) and a
 * return (A22) share. */
#ifndef CS_ENGINE_STAGE_AGAIN_H
#define CS_ENGINE_STAGE_AGAIN_H

#include "engine/deciding.h"

/* The stage that the command's "stage/step" names; -1: none of the round. *name: of the step, or, where the
 * command names no such stage, the whole. */
int32_t stage_said(const deciding_t *x, const char **name);
/* The stage's plan in this round, as it was gone through last; NULL: it was not planned. */
const plan_place_t *stage_plan_last(const record_t *r, int32_t stage);
/* The plan by which the step at `index`, of an earlier stage, is gone through again, with what came after it.
 * *anew: that stage is planned anew, and gone through from its first step, since what its plan was made from
 * has changed; then the step is another one than the first asked when *problem. */
int stage_again(deciding_t *x, int32_t index, plan_t *out, bool *anew, bool *problem);
/* Opens the stage with that plan; nobody is asked about it. limit.stages, limit.steps {limit} */
int stage_place(deciding_t *x, int32_t stage, plan_t *plan);

#endif
