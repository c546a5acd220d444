/* Records that open one another (A7), looked at apart from the engine: a record that waits does not end
 * before those it waits for, and what is closed with it is left open nowhere. */
#ifndef TESTS_SIMULATION_FAMILY_H
#define TESTS_SIMULATION_FAMILY_H

#include "simulation/history.h"

/* An event about a record's opener or about one that it opened. */
bool family_take(sim_t *s, past_t *p, const event_t *e);
/* Of a record whose family was read just as far: nobody waits for what is over, and nothing that somebody
 * waits for is forgotten. */
bool family_check(sim_t *s, const past_t *p);

#endif
