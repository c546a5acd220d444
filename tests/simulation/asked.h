/* Whether what people did is what they asked for: an event of a person is borne out by one command of theirs
 * that was not refused (claims.h). */
#ifndef TESTS_SIMULATION_ASKED_H
#define TESTS_SIMULATION_ASKED_H

#include "simulation/history.h"

/* The words that a person left in an event, where the serial number of its command stands; NULL: none. */
const char *asked_words(const past_t *p, const event_t *e);
/* False: nobody asked for it, or it was done twice. */
bool asked_for(sim_t *s, const past_t *p, const event_t *e);

#endif
