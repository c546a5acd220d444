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

#endif
