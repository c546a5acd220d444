/* Limits of authority (A15), looked at apart from the engine: who may approve sums up to a limit (company.c)
 * stands in for nobody above it, and nobody stands in for them. */
#ifndef TESTS_SIMULATION_AUTHORITY_H
#define TESTS_SIMULATION_AUTHORITY_H

#include "simulation/history.h"

enum { AUTHORITY_LIMIT = 2000 }; /* EUR */

bool authority_flow(int flow);      /* by number: whether its amount is held against the limits */
bool authority_limited(int person); /* by number */
/* Somebody has a task, as stand-in unless `principal` is 0. */
bool authority_take(sim_t *s, const past_t *p, const record_t *r, int64_t person, int64_t principal);

#endif
