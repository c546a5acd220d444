/* Functions of the rules that a step names, to be asked later: by its ladder, by what watches, and by a
 * monitor, which asks again and again, for its people. Under other rules (A53) they may be gone. */
#ifndef CS_ENGINE_FUNCTIONS_H
#define CS_ENGINE_FUNCTIONS_H

#include "engine/deciding.h"

/* The first of them that the rules of this run have not; NULL: they have all. */
int function_missing(deciding_t *x, const step_t *step, const char **out);

#endif
