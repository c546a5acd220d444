/* Silence: what letting time pass can't decide of a step, whatever its rule says in words (approval.md A61).
 * Asked as a rule is read and checked, as a step is given its ladder, and once more as the timer decides. */
#ifndef CS_MODEL_SILENCE_H
#define CS_MODEL_SILENCE_H

#include "model/plan.h"

/* Why no time-out may let that step pass, or, without `pass`, refuse it: a word of the family "silence"
 * ("owed"). NULL: it may, where the rule says so in words. */
const char *silence_bars(const step_t *step, bool pass);
/* The same of what a rung of its ladder does; NULL also of acts that decide nothing. */
const char *silence_bars_act(const step_t *step, const rung_act_t *act);

#endif
