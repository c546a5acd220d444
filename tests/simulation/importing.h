/* Holidays from a published file, imported while records are on their way (A63). */
#ifndef TESTS_SIMULATION_IMPORTING_H
#define TESTS_SIMULATION_IMPORTING_H

#include <stdbool.h>

typedef struct sim sim_t;

/* One of the two kinds of file, into one of the calendars; tried first now and then, which changes nothing.
 * After it each date that the file names is what the file says, and every other as it was. */
bool importing_act(sim_t *s);

#endif
