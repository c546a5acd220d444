/* The plan of the present stage, worked out anew after an adjustment (P2.3.3): where the rules make something
 * else of it by the new values, and the flow does not keep the plan as it is, it takes over from the one
 * under way (take_over.h). */
#include "engine/adjusting.h"
#include "engine/course.h"
#include "engine/take_over.h"
#include "engine/tree.h"
#include <string.h>

static bool same_limit(const limit_t *a, const limit_t *b) {
    return a->kind == b->kind && a->same_time == b->same_time && a->days == b->days &&
           a->minute == b->minute && a->ms == b->ms;
}

/* Would the step of the new plan be another for those that are asked yet? */
static bool step_differs(const step_t *then, const step_t *now, bool *failed) {
    if (!then) return now->state != STEP_LEFT_OUT;
    if (step_ended(then->state) && !tree_not_needed(then)) return false;
    if (tree_not_needed(then) != (now->state == STEP_LEFT_OUT)) return true;
    return then->state == STEP_WAITING &&
           (!same_limit(&then->within, &now->within) || !source_same(then->by, now->by, failed));
}

static bool has_leaf(const plan_t *plan, const step_t *like) {
    for (size_t i = 0; i < plan->step_count; i++) {
        const step_t *s = &plan->steps[i];
        if (s->kind == like->kind && s->name && strcmp(s->name, like->name) == 0) return true;
    }
    return false;
}

static bool differs(const record_t *r, const plan_place_t *place, const plan_t *plan, bool *failed) {
    for (size_t i = 0; i < plan->step_count; i++) {
        const step_t *now = &plan->steps[i];
        if (step_is_group(now->kind) || !now->name) continue;
        if (step_differs(take_over_same(r, place, now), now, failed)) return true;
    }
    for (int32_t i = place->first; i < place->first + place->count; i++) {
        const step_t *s = &r->steps[i];
        bool to_come = !s->superseded && !s->added && !step_ended(s->state);
        if (to_come && !step_is_group(s->kind) && s->name && !has_leaf(plan, s)) return true;
    }
    return false;
}

int replan_stage(deciding_t *x, int32_t deviation) {
    const record_t *r = x->record;
    const plan_place_t place = r->plans[r->plan_count - 1];
    const step_t *root = place.count ? &r->steps[place.first] : NULL;
    plan_t plan;
    taking_over_t t;
    bool failed = false;
    if (x->flow->deviation_keeps_plan || !root) return 0;
    /* left out: an exception skipped all that it had (A52) */
    bool stands = root->state == STEP_OPEN || root->state == STEP_PASSED || root->state == STEP_LEFT_OUT;
    if (!stands) return 0;
    if (stage_plan(x, place.stage, &plan)) return -1;
    bool anew = differs(r, &place, &plan, &failed);
    if (failed) return diag_memory(x->d);
    if (!anew) return 0;
    if (take_over_work_out(x, &place, false, &t) || take_over_close(x, &t, "replanned") ||
        take_over_open(x, &t))
        return -1;
    event_t e = {.u.replanned = {.step = deviation, .steps = t.steps, .step_count = t.step_count}};
    return emit(x, EVENT_REPLANNED, &e);
}
