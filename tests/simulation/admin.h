/* What administrators do, through the API: rules, people, calendars; and what anybody reads. */
#ifndef TESTS_SIMULATION_ADMIN_H
#define TESTS_SIMULATION_ADMIN_H

#include <jansson.h>
#include <stdbool.h>

typedef struct sim sim_t;

/* Asks, and gives the request up; *ok: it was done. False: it was refused although the store is sound, and
 * it may not be. The caller owns the answer. */
bool admin_ask(sim_t *s, const char *what, json_t *request, bool may_refuse, json_t **answer, bool *ok);
/* People, a second calendar, the first rules. */
bool admin_found(sim_t *s);
bool admin_activate(sim_t *s); /* sometimes a broken version, which must be refused and change nothing */
bool admin_people(sim_t *s);
bool admin_calendar(sim_t *s);
bool admin_house(sim_t *s); /* old keys and delivered messages are forgotten, the log is copied */
bool admin_read(sim_t *s);
/* What was acknowledged of rules still holds. */
bool admin_check(sim_t *s);

#endif
