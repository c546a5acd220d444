/* Separation of duties, looked at apart from the engine: in the flows whose rules keep "s1" and "s2" apart
 * (rules.c), nobody holds or decided both on one record (A13). */
#ifndef TESTS_SIMULATION_DUTIES_H
#define TESTS_SIMULATION_DUTIES_H

#include "simulation/history.h"

bool duties_apart(int flow); /* by number */
bool check_duties(sim_t *s, const past_t *p, const record_t *r);

#endif
