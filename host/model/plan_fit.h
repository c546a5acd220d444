/* Does a plan fit together, with what its conditions left out of it? */
#ifndef CS_MODEL_PLAN_FIT_H
#define CS_MODEL_PLAN_FIT_H

#include "model/plan.h"

/* Leaves out groups without members, and members of groups left out; afterwards a group of which more must
 * pass than there are is refused: plan.shape {step, problem, need, asked, left, remedy}, the last four where
 * members are counted. plan_check has found nothing. */
int plan_normalise(plan_t *plan, diag_t *d);

#endif
