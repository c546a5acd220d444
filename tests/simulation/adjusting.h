/* The company as it goes on: who stands in for whom, settings of its rules, an earlier version in force
 * again. */
#ifndef TESTS_SIMULATION_ADJUSTING_H
#define TESTS_SIMULATION_ADJUSTING_H

#include <stdbool.h>

typedef struct sim sim_t;

/* Somebody names who stands in for them, for all or one of the flows, or ends that (A15); tried first now and
 * then, which changes nothing. */
bool adjusting_stand_in(sim_t *s);
/* A setting is given another value, or the rules of before are in force again. Records on their way keep
 * theirs. */
bool adjusting_setting(sim_t *s);
bool adjusting_rollback(sim_t *s);

#endif
