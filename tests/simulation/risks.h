/* Risk, looked at apart from the engine: that on record is what the rules make of the form as it is (P4.2.1),
 * and where it is high the record has not finished without a plan for it that was found good (P4.2.2). */
#ifndef TESTS_SIMULATION_RISKS_H
#define TESTS_SIMULATION_RISKS_H

#include "simulation/history.h"

bool risks_check(sim_t *s, const past_t *p, const record_t *r);

#endif
