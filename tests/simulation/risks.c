/* Risk; see risks.h. */
#include "simulation/risks.h"
#include "simulation/sim.h"
#include <inttypes.h>
#include <string.h>

static bool went_well(const step_t *step) {
    return step != NULL && (step->state == STEP_PASSED || step->state == STEP_LEFT_OUT);
}

/* Was a plan that answers the risk written, and found good, or was an administrator content without? */
static bool is_answered(const record_t *r) {
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *s = &r->steps[i];
        if (s->added == ADDED_DEMAND && s->entry == ENTRY_RESPONSE && went_well(s) &&
            went_well(record_step(r, s->no + 1)))
            return true;
    }
    return false;
}

static bool answer_check(sim_t *s, const past_t *p, const record_t *r) {
    if (r->state != RECORD_FINISHED || r->risk != RISK_HIGH) return true;
    s->totals.n[COUNT_ANSWERS]++;
    return is_answered(r) ||
           sim_fail(s, p->id,
                    "nothing of a high risk ends well without an approved plan that answers it (P4.2.2)",
                    "a plan", "none");
}

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
    if (r->risk != level)
        return sim_fail(s, p->id, "the risk is that of the form as it is (P4.2.1)", sim_text(s, "%d", level),
                        "%d", r->risk);
    return answer_check(s, p, r);
}
