/* When the next rung of a clock comes that stood still, by the time that it ran (A62): the clock's running
 * intervals are summed along the oracle's minutes, not moved one after the other as the engine does. */
#ifndef TESTS_SIMULATION_RUNG_TIMES_H
#define TESTS_SIMULATION_RUNG_TIMES_H

#include "simulation/history.h"

/* The rung that counts from the opening, or from a due time that is past, and was said to come at `at`: -1 is
 * none, and those that count otherwise are not looked at. The record after the event is `r`. */
bool rung_times(sim_t *s, const past_t *p, const past_task_t *t, const record_t *r, int32_t rung,
                instant_t at);

#endif
