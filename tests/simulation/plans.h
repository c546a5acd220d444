/* Plans, looked at apart from the engine: they are what the rules make of the form, also after an adjustment
 * (P2.3.3); and a way back is the one that was asked for (A22). */
#ifndef TESTS_SIMULATION_PLANS_H
#define TESTS_SIMULATION_PLANS_H

#include "simulation/history.h"

/* A plan as it is opened. */
bool plans_opened(sim_t *s, const past_t *p, const event_t *e, const record_t *r);
/* What is gone through again waits, or is asked already; nothing of what it stands for is open. */
bool plans_rewound(sim_t *s, const past_t *p, const event_t *e, const record_t *r);
/* The plan under way, as it stands after a step. */
bool plans_check(sim_t *s, const past_t *p, const record_t *r);

#endif
