/* What may happen next: one table, by weight. */
#ifndef TESTS_SIMULATION_ACTIONS_H
#define TESTS_SIMULATION_ACTIONS_H

#include <stdbool.h>

typedef struct sim sim_t;

/* Draws one action that can happen now and lets it happen; everything that must hold holds after it. */
bool action_next(sim_t *s);
/* Whatever is broken or down is up and sound again. */
bool action_mend(sim_t *s);

#endif
