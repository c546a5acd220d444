/* Rule files as text, drawn from the seed: flows with random trees of groups and steps, ladders, forms; and
 * files that are broken in one way or another. */
#ifndef TESTS_SIMULATION_RULES_H
#define TESTS_SIMULATION_RULES_H

#include <jansson.h>
#include <stdbool.h>

typedef struct sim sim_t;

/* The words in which a function of a ladder lets a step pass. */
#define RULES_PASS "small sums pass"

/* The step at which something is accepted. */
#define RULES_ACCEPTS "accept"
/* In which words a milestone is warned of, for sscanf: its name, and the last letter. */
#define RULES_LATE "%15[a-z0-9] is lat%c"

/* Why a step is there that hangs on the sum. */
#define RULES_OVER "over the limit of this version"

/* A request to activate a new version. `broken`: it must be refused. `plain`: such as is never refused. */
json_t *rules_request(sim_t *s, bool plain, bool broken);
const char *rules_flow(int number); /* "sim.f0" */
/* Whether a named check of the flow, by name, keeps whoever the form names as deputy from agreeing (P1.3.1).
 */
bool rules_check_deputy(const char *flow);

#endif
