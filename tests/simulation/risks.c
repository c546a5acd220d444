/* Risk; see risks.h. */
#include "simulation/risks.h"
#include "simulation/rules.h"
#include "simulation/sim.h"
#include <inttypes.h>
#include <string.h>

void risks_activated(sim_t *s) {
    risks_t *k = &s->risks;
    size_t at = k->count++ % RISKS_VERSIONS;
    k->of[at].ruleset = s->ruleset;
    memcpy(k->of[at].above, k->drawn, sizeof k->drawn);
}

/* RISKS_NONE also where the version is not known. */
static int above_of(const sim_t *s, const record_t *r) {
    const risks_t *k = &s->risks;
    size_t kept = k->count < RISKS_VERSIONS ? k->count : RISKS_VERSIONS;
    for (size_t i = 0; i < kept; i++)
        for (int f = 0; f < RISKS_FLOWS && hash_equal(&k->of[i].ruleset, &r->ruleset); f++)
            if (strcmp(rules_flow(f), r->flow) == 0) return k->of[i].above[f];
    return RISKS_NONE;
}

bool risks_check(sim_t *s, const past_t *p, const record_t *r) {
    int above = above_of(s, r);
    const value_t *amount = record_field(r, "amount"), *kind = record_field(r, "kind");
    if (above == RISKS_NONE || (r->state != RECORD_OPEN && r->state != RECORD_FINISHED) || !p->risk_known ||
        amount == NULL)
        return true;
    bool services = kind != NULL && strcmp(kind->u.text, "services") == 0;
    risk_level_t level = amount->u.money.minor > (int64_t)above * 100 ? RISK_HIGH
                         : services                                   ? RISK_MEDIUM
                                                                      : RISK_LOW;
    s->totals.n[COUNT_RISKS]++;
    return r->risk == level || sim_fail(s, p->id, "the risk is that of the form as it is (P4.2.1)",
                                        sim_text(s, "%d", level), "%d", r->risk);
}
