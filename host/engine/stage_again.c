/* An earlier stage gone through again; see stage_again.h. */
#include "engine/stage_again.h"
#include "engine/course.h"
#include "engine/form.h"
#include "engine/tree.h"
#include <string.h>

int32_t stage_said(const deciding_t *x, const char **name) {
    const char *said = x->in->command->to_step, *slash = strchr(said, '/');
    *name = slash ? slash + 1 : said;
    for (int32_t i = first_stage(x->flow); slash && i < (int32_t)x->flow->stage_count; i++) {
        const char *stage = x->flow->stages[i].name;
        if (strncmp(stage, said, (size_t)(slash - said)) == 0 && !stage[slash - said]) return i;
    }
    return -1;
}

const plan_place_t *stage_plan_last(const record_t *r, int32_t stage) {
    for (size_t i = r->plan_count; i-- > 0;)
        if (r->plans[i].stage == stage && r->plans[i].round == r->round) return &r->plans[i];
    return NULL;
}

/* Is somebody asked in the plan before the step? */
static bool asked_before(const record_t *r, const plan_place_t *plan, int32_t index) {
    for (int32_t i = plan ? plan->first : index; i < index; i++)
        if (step_is_leaf(r->steps[i].kind) && !r->steps[i].superseded && tree_asks_again(&r->steps[i]))
            return true;
    return false;
}

/* What was decided there was decided on other facts, as after an adjustment: then the stage is planned anew.
 */
int stage_again(deciding_t *x, int32_t index, plan_t *out, bool *anew, bool *problem) {
    const record_t *r = x->record;
    const plan_place_t *was = stage_plan_last(r, r->steps[index].stage);
    plan_t now;
    if (stage_plan(x, r->steps[index].stage, &now)) return -1;
    *anew = !was || fact_differing(was->facts, was->fact_count, now.facts, now.fact_count);
    *problem = *anew && asked_before(r, was, index);
    if (!*anew) return tree_again(r, x->arena, r->steps[index].no, out) ? diag_memory(x->d) : 0;
    *out = now;
    return 0;
}

int stage_place(deciding_t *x, int32_t stage, plan_t *plan) {
    if (x->record->plan_count >= RECORD_PLANS_MAX) return limit_reached(x, "limit.stages", RECORD_PLANS_MAX);
    if (x->record->step_count + plan->step_count > RECORD_STEPS_MAX)
        return limit_reached(x, "limit.steps", RECORD_STEPS_MAX);
    plan_place(x, stage, plan);
    event_t e = {.u.stage_opened = {.stage = stage, .round = x->record->round, .plan = *plan}};
    return emit(x, EVENT_STAGE_OPENED, &e);
}
