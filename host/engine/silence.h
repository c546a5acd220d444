/* Silence in the engine (A61): whether the timer may decide a task, and the ladder of what stands outside of
 * a plan, which no rule wrote for it. */
#ifndef CS_ENGINE_SILENCE_H
#define CS_ENGINE_SILENCE_H

#include "engine/deciding.h"
#include "model/silence.h"

/* May letting time pass decide that step so? The one place that is asked, whatever led to it: a rung that
 * approves or refuses, a function of the rules that returns pass or refuse. Errors rung.no_reason,
 * rung.misfit, rung.silence, rung.risk_high. */
int silence_decides(deciding_t *x, const step_t *step, bool pass, const char *because);
/* The ladder `from` for a step outside of the plan: without rungs that decide what no silence may, and nobody
 * signs beside it; where nothing is left of it, or the rules have none, the one of a watcher. */
ladder_t silence_ladder(deciding_t *x, const step_t *step, const ladder_t *from);

#endif
