/* Limits of authority; see authority.h. */
#include "simulation/authority.h"
#include "simulation/rules.h"
#include "simulation/sim.h"
#include <inttypes.h>
#include <string.h>

bool authority_flow(int flow) {
    return flow % 2 == 0;
}

bool authority_limited(int person) {
    return person % 3 == 1;
}

static bool bounded(const char *flow) {
    for (int i = 0; i < FLOWS; i++)
        if (authority_flow(i) && strcmp(rules_flow(i), flow) == 0) return true;
    return false;
}

static bool limited(const sim_t *s, int64_t person) {
    for (int i = 0; i < PEOPLE; i++)
        if (s->people[i] == person) return authority_limited(i);
    return false;
}

bool authority_take(sim_t *s, const past_t *p, const record_t *r, int64_t person, int64_t principal) {
    const value_t *amount = record_field(r, "amount");
    if (principal == 0 || !bounded(p->flow)) return true;
    s->totals.n[COUNT_STAND_INS]++;
    bool above = amount != NULL && amount->kind == VALUE_MONEY &&
                 amount->u.money.minor > (int64_t)AUTHORITY_LIMIT * 100;
    if (!above || (!limited(s, person) && !limited(s, principal))) return true;
    return sim_fail(s, p->id, "nobody stands in above the limit of either (A15)",
                    sim_text(s, "up to %d EUR", AUTHORITY_LIMIT), "%" PRId64 " for %" PRId64, person,
                    principal);
}
