/* A made-up company of 200 people (demo) in ten departments, and how it changes: people leave, return and
 * move, posts fall vacant, calendars get new holidays. */
#ifndef TESTS_SIMULATION_COMPANY_H
#define TESTS_SIMULATION_COMPANY_H

#include <jansson.h>

typedef struct sim sim_t;

enum { DEPARTMENTS = 10, HEADS = 8 }; /* d0 is the company; the last two departments have no head post */

/* Requests for people.import and calendar.put; the caller owns them. */
json_t *company_founding(sim_t *s);
json_t *company_change(sim_t *s);
json_t *company_calendar(sim_t *s);
/* "p017", and the zone that the company lives in. */
const char *company_handle(sim_t *s, int number);
const char *company_zone(sim_t *s);
/* Fills in s->people from the directory. */
void company_know(sim_t *s);

#endif
