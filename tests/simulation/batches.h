/* Commands, drawn and sent in batches of 1 to 128; deadlines fired in bounded batches beside them. */
#ifndef TESTS_SIMULATION_BATCHES_H
#define TESTS_SIMULATION_BATCHES_H

#include <stdbool.h>

typedef struct sim sim_t;

/* One batch through the writer; what it answers is checked, and what it did, as long as the store is sure. */
bool batch_send(sim_t *s);
/* One batch of deadlines at the host's time now. *more (may be NULL): some are left. */
bool batch_fire(sim_t *s, bool *more);
/* All that is due: afterwards no deadline lies in the past. */
bool batch_fire_all(sim_t *s);

#endif
