/* Risk, looked at apart from the engine: that on record is what the rules make of the form as it is (P4.2.1).
 */
#ifndef TESTS_SIMULATION_RISKS_H
#define TESTS_SIMULATION_RISKS_H

#include "simulation/history.h"

enum { RISKS_FLOWS = 6, RISKS_VERSIONS = 64, RISKS_NONE = -1 };

/* Above which sum, in EUR, a flow's risk is high in a version of the rules; RISKS_NONE: it rates none. */
typedef struct risks {
    int drawn[RISKS_FLOWS]; /* in the version written last */
    struct {
        hash_t ruleset;
        int above[RISKS_FLOWS];
    } of[RISKS_VERSIONS];
    size_t count;
} risks_t;

/* What was written last is in force. */
void risks_activated(sim_t *s);
bool risks_check(sim_t *s, const past_t *p, const record_t *r);

#endif
