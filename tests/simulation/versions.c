/* Versions of the rules; see versions.h. */
#include "simulation/versions.h"
#include "simulation/rules.h"
#include "simulation/sim.h"
#include <string.h>

static size_t kept(const versions_t *v) {
    return v->count < VERSIONS_MAX ? v->count : VERSIONS_MAX;
}

void versions_known(sim_t *s, const flow_facts_t *facts) {
    versions_t *v = &s->versions;
    size_t at = v->count++ % VERSIONS_MAX;
    v->of[at].ruleset = s->ruleset;
    memcpy(v->of[at].flows, facts, sizeof v->of[at].flows);
    memcpy(v->now, v->of[at].flows, sizeof v->now);
}

void versions_activated(sim_t *s) {
    versions_t *v = &s->versions;
    for (int i = 0; i < VERSION_FLOWS; i++) {
        if (!v->now[i].set || v->drawn[i].absent) continue;
        v->drawn[i].limit = v->now[i].limit;
        v->drawn[i].set = true;
    }
    versions_known(s, s->versions.drawn);
}

const hash_t *versions_any(sim_t *s) {
    const versions_t *v = &s->versions;
    return v->count > 0 ? &v->of[sim_below(s, (int)kept(v))].ruleset : NULL;
}

const flow_facts_t *versions_facts(const sim_t *s, const hash_t *ruleset, const char *flow) {
    const versions_t *v = &s->versions;
    for (size_t i = 0; i < kept(v); i++)
        for (int f = 0; f < VERSION_FLOWS && hash_equal(&v->of[i].ruleset, ruleset); f++)
            if (strcmp(rules_flow(f), flow) == 0) return &v->of[i].flows[f];
    return NULL;
}
