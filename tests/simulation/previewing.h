/* A command is tried first and then given, at once and on the same version (A22): trying it changes nothing,
 * and says what giving it does. */
#ifndef TESTS_SIMULATION_PREVIEWING_H
#define TESTS_SIMULATION_PREVIEWING_H

#include <stdbool.h>

typedef struct sim sim_t;

bool previewing_act(sim_t *s);

#endif
