/* Plans; see plans.h. */
#include "simulation/plans.h"
#include "simulation/rules.h"
#include "simulation/sim.h"
#include <inttypes.h>
#include <string.h>

/* Does the rule leave the step out for its sum? False also for steps that hang on no sum. */
static bool hangs_on_sum(const step_t *step, bool *left_out) {
    *left_out = step->state == STEP_LEFT_OUT;
    bool condition = step->left_out != NULL && strcmp(step->left_out, "condition") == 0;
    return step->why.because != NULL && strcmp(step->why.because, RULES_OVER) == 0 &&
           (condition || step->state == STEP_WAITING);
}

static bool as_planned(sim_t *s, const past_t *p, const step_t *step, const record_t *r,
                       const flow_facts_t *rules) {
    const value_t *amount = record_field(r, "amount");
    bool left_out;
    if (rules == NULL || amount == NULL || step->superseded || !hangs_on_sum(step, &left_out)) return true;
    s->totals.n[COUNT_PLANNED]++;
    bool over = amount->u.money.minor > (int64_t)rules->limit * 100;
    return left_out != over || sim_fail(s, p->id, "a plan is what the rules make of the form (P2.3.3)",
                                        sim_text(s, "%s %s", step->name, over ? "is there" : "is left out"),
                                        "%" PRId64 " against %d EUR", amount->u.money.minor, rules->limit);
}

/* A stage that is jumped back to has the plan that it had, with what was decided in it (A50). */
bool plans_opened(sim_t *s, const past_t *p, const event_t *e, const record_t *r) {
    const flow_facts_t *rules = versions_facts(s, &e->ruleset, p->flow);
    for (size_t i = 0; i < e->u.stage_opened.plan.step_count; i++)
        if (e->u.stage_opened.plan.steps[i].origin == 0 &&
            !as_planned(s, p, &e->u.stage_opened.plan.steps[i], r, rules))
            return false;
    return true;
}

/* A loop whose body is left out has nobody to ask when its rounds are used up either, whatever the sum is. */
static bool is_empty(const record_t *r, const step_t *step) {
    const step_t *group = step->parent != 0 ? record_step(r, step->parent) : NULL;
    return group != NULL && step_left_for(group, "empty");
}

/* Where deviations have it worked out anew: what is still to come hangs on the form as it is now. */
bool plans_check(sim_t *s, const past_t *p, const record_t *r) {
    const flow_facts_t *rules = versions_facts(s, &r->ruleset, r->flow);
    const plan_place_t *plan = r->plan_count > 0 ? &r->plans[r->plan_count - 1] : NULL;
    if (rules == NULL || !rules->replans || plan == NULL || r->state != RECORD_OPEN || p->plan_stands)
        return true;
    for (int32_t i = plan->first; i < plan->first + plan->count; i++)
        if (r->steps[i].origin == 0 && !is_empty(r, &r->steps[i]) &&
            !as_planned(s, p, &r->steps[i], r, rules))
            return false;
    return true;
}

/* ---- ways back */

static const step_t *repetition(const record_t *r, int32_t of) {
    for (size_t i = 0; i < r->step_count; i++)
        if (r->steps[i].origin == of && !r->steps[i].superseded) return &r->steps[i];
    return NULL;
}

/* Whoever returned it asked for that way. */
static bool way_asked(sim_t *s, const past_t *p, const event_t *e) {
    for (size_t i = 0; i < s->claims.count; i++) {
        const claim_t *c = s->claims.list[i];
        const command_t *o = &c->request.command;
        if (c->state != CLAIM_REFUSED && o->kind == COMMAND_RETURN && o->to_step != NULL &&
            o->straight == e->u.plan_rewound.straight && claim_names(s, c, p->id))
            return true;
    }
    return sim_fail(s, p->id, "it goes back the way that was asked for (A22)",
                    e->u.plan_rewound.straight ? "through" : "straight", "the other");
}

bool plans_rewound(sim_t *s, const past_t *p, const event_t *e, const record_t *r) {
    const char *cause = e->u.plan_rewound.cause != NULL ? e->u.plan_rewound.cause : "";
    if (strcmp(cause, "returned") != 0) return true;
    const step_t *to = repetition(r, e->u.plan_rewound.to), *from = repetition(r, e->u.plan_rewound.from);
    for (size_t i = 0; i < r->step_count; i++)
        if (r->steps[i].superseded && r->steps[i].state == STEP_OPEN)
            return history_misfit(s, e, "nothing is open that is gone through again (A22)");
    bool waits = to != NULL && to->state == STEP_WAITING && from != NULL && from->state == STEP_WAITING;
    if (!waits)
        return sim_fail(s, p->id, "it goes back to that step, and comes by who returned it (A22)",
                        "both wait", "%s %s (%s), %s %s", record_step(r, e->u.plan_rewound.to)->name,
                        to != NULL ? step_state_word(to->state) : "is not there",
                        to && to->left_out ? to->left_out : "-", record_step(r, e->u.plan_rewound.from)->name,
                        from != NULL ? step_state_word(from->state) : "is not there");
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *step = &r->steps[i];
        bool skipped = step->left_out != NULL && strcmp(step->left_out, "straight") == 0;
        if (!e->u.plan_rewound.straight && step->no >= to->no && skipped)
            return history_misfit(s, e, "through means through every step (A22)");
    }
    return way_asked(s, p, e);
}
