/* Risk; see risks.h. */
#include "simulation/risks.h"
#include "simulation/sim.h"
#include <inttypes.h>
#include <string.h>

bool risks_check(sim_t *s, const past_t *p, const record_t *r) {
    const flow_facts_t *rules = versions_facts(s, &r->ruleset, r->flow);
    const value_t *amount = record_field(r, "amount"), *kind = record_field(r, "kind");
    bool rated = r->state == RECORD_OPEN || r->state == RECORD_FINISHED;
    if (rules == NULL || !rules->rates || !rated || !p->risk_known || amount == NULL) return true;
    bool services = kind != NULL && strcmp(kind->u.text, "services") == 0;
    risk_level_t level = amount->u.money.minor > (int64_t)rules->limit * 100 ? RISK_HIGH
                         : services                                          ? RISK_MEDIUM
                                                                             : RISK_LOW;
    s->totals.n[COUNT_RISKS]++;
    return r->risk == level || sim_fail(s, p->id, "the risk is that of the form as it is (P4.2.1)",
                                        sim_text(s, "%d", level), "%d", r->risk);
}
