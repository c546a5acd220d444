/* Running records go on under the rules in force, or under an older version that is kept (A53): previewed,
 * one slice after the other, refused here and there. */
#ifndef TESTS_SIMULATION_MIGRATING_H
#define TESTS_SIMULATION_MIGRATING_H

#include <stdbool.h>

typedef struct sim sim_t;

bool migrating_act(sim_t *s);

#endif
