/* Somebody leaves and another takes over (A16): previewed, carried out, cut off half-way and taken up again
 * when the host is back. */
#ifndef TESTS_SIMULATION_LEAVING_H
#define TESTS_SIMULATION_LEAVING_H

#include <stdbool.h>

typedef struct sim sim_t;

/* What the host died over, to be looked at when it is back. */
typedef struct leaving {
    bool unsure;
    int person, to; /* by number */
} leaving_t;

bool leaving_act(sim_t *s);
/* The host is back: what somebody had held who left is with whoever took over. */
bool leaving_check(sim_t *s);

#endif
