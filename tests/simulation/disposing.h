/* Records that have ended are disposed of, with what they leave: previewed, slice by slice, in the middle of
 * which the host may die. The account of those that went is kept apart from that of those that are there. */
#ifndef TESTS_SIMULATION_DISPOSING_H
#define TESTS_SIMULATION_DISPOSING_H

#include "simulation/history.h"

enum { NAMED_MOST = 6 };

/* What was asked for last: an event that bears it out names its reason. */
typedef struct disposing {
    const char *reason; /* NULL: nothing yet */
    instant_t before;   /* INSTANT_NONE: those named */
    const char *flow;   /* NULL: of all */
    const char *names[NAMED_MOST];
    size_t name_count;
    int64_t serial;
    int64_t *gone; /* ids of those that went */
    size_t gone_count, gone_room;
} disposing_t;

bool disposing_act(sim_t *s);
/* An event on the company's own chain says what went: it must have been asked for, have ended, and be as the
 * account has it. */
bool disposing_take(sim_t *s, const event_t *e);
/* Is it known to have gone? */
bool disposed_of(const sim_t *s, int64_t record);
/* Whoever asks for one that went is told so. */
bool disposed_read(sim_t *s);

#endif
