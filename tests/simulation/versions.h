/* Versions of the rules that were in force, and what each compares with: for accounts apart from the engine.
 */
#ifndef TESTS_SIMULATION_VERSIONS_H
#define TESTS_SIMULATION_VERSIONS_H

#include "model/record.h"

typedef struct sim sim_t;

enum { VERSION_FLOWS = 6, VERSIONS_MAX = 64 };

/* A flow as one version has it. */
typedef struct flow_facts {
    int limit;    /* in EUR, above which some steps are there, and its risk is high */
    bool absent;  /* it has no such flow, and what was set of it is forgotten */
    bool set;     /* that limit is a setting's, which outlives the files that it was set over */
    bool rates;   /* it rates its risk */
    bool replans; /* a deviation has its plan worked out anew (P2.3.3) */
} flow_facts_t;

typedef struct versions {
    flow_facts_t drawn[VERSION_FLOWS]; /* as written last */
    flow_facts_t now[VERSION_FLOWS];   /* as in force */
    struct {
        hash_t ruleset;
        flow_facts_t flows[VERSION_FLOWS];
    } of[VERSIONS_MAX];
    size_t count; /* all that ever were: the last VERSIONS_MAX of them are kept */
} versions_t;

/* What was written last is in force, as s->ruleset. */
void versions_activated(sim_t *s);
/* A version that says of the flows just this is in force, as s->ruleset. */
void versions_known(sim_t *s, const flow_facts_t *facts);
/* Any that is kept; NULL: none. */
const hash_t *versions_any(sim_t *s);
/* What that version says of the flow; NULL: it is not known. */
const flow_facts_t *versions_facts(const sim_t *s, const hash_t *ruleset, const char *flow);

#endif
