/* What a rule wants done about a risk besides the plan that answers it (P4.2.2): reviewers and monitors who
 * come into the plan of the stage, warnings, orders, notices. Asked for when the level comes to be higher
 * than it was, once: as a round begins, where the route reads the level too, and when something that is
 * written on the way makes it rise, where the route is not asked again. It never refuses a command for where
 * it would stand: what its place is there for may be over by then. */
#include "engine/adjusting.h"
#include "engine/beside.h"
#include "engine/clocks.h"
#include "engine/course.h"
#include "engine/tree.h"
#include <string.h>

/* The plan of the stage that is under way; NULL: none. */
static const plan_place_t *plan_under_way(const deciding_t *x) {
    const record_t *r = x->record;
    const plan_place_t *plan = r->plan_count > 0 ? &r->plans[r->plan_count - 1] : NULL;
    bool present = plan && plan->count > 0 && r->state == RECORD_OPEN && plan->stage == r->stage &&
                   plan->round == r->round;
    return present ? plan : NULL;
}

/* The first of its steps that has a name. */
static const char *name_of(const effect_t *e) {
    for (size_t i = 0; i < e->step_count; i++)
        if (e->steps[i].name && e->steps[i].name[0]) return e->steps[i].name;
    return "";
}

/* Has this round such a step already, by its route or by an earlier rise? */
static bool is_there(const record_t *r, const char *name) {
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *s = &r->steps[i];
        bool counts = s->round == r->round && !s->superseded && s->state != STEP_LEFT_OUT;
        if (counts && s->name && strcmp(s->name, name) == 0) return true;
    }
    return false;
}

/* Where it would stand beside what is over, or not there at all, it stands after the whole plan. */
static effect_t placed(const record_t *r, const plan_place_t *plan, const effect_t *e) {
    effect_t out = *e;
    int32_t at = e->beside ? tree_named(r, plan, e->beside) : -1;
    const step_t *s = at >= 0 ? &r->steps[at] : NULL;
    bool fits = s && !step_ended(s->state) && !(e->where == ADDED_BEFORE && s->state == STEP_OPEN);
    if (fits) return out;
    out.beside = NULL;
    out.where = ADDED_NOT;
    return out;
}

static int answer(deciding_t *x, const effect_t *e) {
    const plan_place_t *plan = plan_under_way(x);
    effect_t own = *e;
    if (e->kind == EFFECT_RESPONSE) return 0; /* is demanded as long as the risk is high */
    if (e->kind == EFFECT_ADD) {
        bool over = !plan || step_ended(x->record->steps[plan->first].state);
        if (over || is_there(x->record, name_of(e))) return 0;
        own = placed(x->record, plan, e);
        x->risk_grew = true;
    }
    return effect_check(x, 0, 0, &own) || effect_carry_out(x, 0, 0, &own) ? -1 : 0;
}

int risk_answer(deciding_t *x) {
    const effects_t answers = x->risk_answers;
    const char *about = x->about;
    bool handling = x->handling;
    if (answers.count == 0 || !plan_under_way(x)) return 0;
    x->risk_answers = (effects_t){0};
    x->about = "risk";
    x->handling = true; /* handlers are not asked about what a risk brings */
    actor_t actor = act_as_rule(x);
    int result = 0;
    for (size_t i = 0; result == 0 && i < answers.count; i++)
        result = answer(x, &answers.list[i]);
    x->actor = actor;
    x->handling = handling;
    x->about = about;
    return result;
}

int risk_settle(deciding_t *x) {
    bool grew = x->risk_grew;
    x->risk_grew = false;
    if (risk_tighten(x)) return -1;
    return grew && is_under_way(x) ? route_settle(x) : 0;
}
