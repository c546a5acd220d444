/* Jumping from one stage to another (A50). The present stage is left: what is open in it is closed, what
 * waited is marked. Forward, the stages between are planned and marked as passed over, the one that is meant
 * opens, and of its plan what stands before the step. Back, the plan of the earlier stage stands in the
 * record once more: what was decided before the step stands, what came after is gone through again, and so
 * are the stages after it, planned anew as they open.
 *
 * What stands beside the plans stays: what is owed, and what was demanded or warned of, which the stage that
 * is jumped to then waits for. */
#include "engine/administering.h"
#include "engine/course.h"
#include "engine/form.h"
#include "engine/jump.h"
#include "engine/stage_again.h"
#include "engine/tree.h"
#include <string.h>

/* ---- which step */

/* Would a later stage have a step of that name? A rule that can't plan it yet names none, unless it is just
 * that stage which is `said`. */
static int has_named(deciding_t *x, int32_t stage, const char *name, bool said, bool *has) {
    plan_t plan;
    *has = false;
    if (stage_plan(x, stage, &plan)) {
        if (said || diag_is(x->d, "memory.out")) return -1;
        diag_clear(x->d);
        return 0;
    }
    for (size_t i = 0; i < plan.step_count; i++)
        *has = *has || (plan.steps[i].name && strcmp(plan.steps[i].name, name) == 0);
    return 0;
}

static int find_elsewhere(deciding_t *x, int32_t only, jump_to_t *out) {
    const record_t *r = x->record;
    int found = 0;
    for (int32_t stage = first_stage(x->flow); stage < (int32_t)x->flow->stage_count; stage++) {
        if (stage == r->stage || (only >= 0 && stage != only)) continue;
        bool has = false;
        int32_t at = stage < r->stage ? tree_named(r, stage_plan_last(r, stage), out->name) : -1;
        if (stage > r->stage && has_named(x, stage, out->name, only >= 0, &has)) return -1;
        if (at < 0 && !has) continue;
        out->stage = stage;
        out->index = at;
        found++;
    }
    if (found > 1) return no_target(x, "several");
    if (out->index >= 0 && r->steps[out->index].kind == STEP_MONITOR) return no_target(x, "undecided");
    return found ? 0 : no_target(x, "unknown");
}

int jump_find(deciding_t *x, jump_to_t *out) {
    const record_t *r = x->record;
    *out = (jump_to_t){.stage = r->stage, .index = -1};
    int32_t only = stage_said(x, &out->name);
    if (only < 0 && out->name != x->in->command->to_step) return no_target(x, "unknown_stage");
    if (only < 0 || only == r->stage) out->index = tree_named(r, &r->plans[r->plan_count - 1], out->name);
    if (out->index >= 0) return 0;
    if (r->state != RECORD_OPEN || only == r->stage) return no_target(x, "unknown");
    if (r->kept_round) return no_target(x, "change"); /* of which only some steps are asked again */
    return find_elsewhere(x, only, out);
}

/* ---- leaving the present stage */

static int leave(deciding_t *x, int32_t stage, int32_t step, const char *name) {
    record_t *r = x->record;
    const plan_place_t *plan = &r->plans[r->plan_count - 1];
    bool *marks = arena_array(x->arena, r->step_count, sizeof *marks);
    if (!marks) return diag_memory(x->d);
    for (int32_t i = plan->first; i < plan->first + plan->count; i++)
        marks[i] = r->steps[i].state == STEP_OPEN && !step_is_group(r->steps[i].kind);
    mark_notice(r, marks);
    if (administered(x, step, 0) || tell_closing(x, marks)) return -1;
    if (steps_close(x, marks, r->step_count, "jumped")) return -1;
    event_t e = {.u.stage_jumped = {.stage = stage, .step = step, .to = name}};
    return emit(x, EVENT_STAGE_JUMPED, &e);
}

static int jumped(deciding_t *x, const char *name) {
    if (tell(x, x->record->initiator, "record.jumped", NULL, x->in->command->text)) return -1;
    return settle_at(x, name);
}

/* ---- back */

int jump_back(deciding_t *x, int32_t index) {
    const step_t *s = &x->record->steps[index];
    const char *name = s->name;
    int32_t to = s->no, stage = s->stage;
    plan_t plan = {0};
    bool anew, not_first;
    if (!tree_asks_again(s)) return no_target(x, step_is_owed(s) ? "owed" : "not_needed");
    if (stage_again(x, index, &plan, &anew, &not_first)) return -1;
    if (not_first) return no_target(x, "planned_anew");
    if (leave(x, stage, to, s->name) || stage_place(x, stage, &plan)) return -1;
    return jumped(x, name);
}

/* ---- forward */

/* A stage between is planned, and passed over. */
static int pass_over(deciding_t *x, int32_t stage, int32_t target, const char *name) {
    plan_t plan;
    event_t e = {.u.stage_jumped = {.stage = target, .to = name}};
    if (stage_plan(x, stage, &plan) || stage_place(x, stage, &plan)) return -1;
    return emit(x, EVENT_STAGE_JUMPED, &e);
}

/* Past what stands before it in the stage that has just opened. */
static int ahead_to(deciding_t *x, const char *name) {
    record_t *r = x->record;
    int32_t at = tree_named(r, &r->plans[r->plan_count - 1], name);
    if (at < 0) return no_target(x, "unknown");
    if (r->steps[at].kind == STEP_MONITOR) return no_target(x, "undecided");
    if (r->steps[at].state != STEP_WAITING) return no_target(x, "not_needed");
    event_t e = {.u.plan_jumped.to = r->steps[at].no};
    return emit(x, EVENT_PLAN_JUMPED, &e);
}

int jump_forward(deciding_t *x, int32_t stage, const char *name) {
    if (leave(x, stage, 0, name)) return -1;
    for (int32_t between = x->record->stage + 1; between < stage; between++)
        if (pass_over(x, between, stage, name)) return -1;
    if (stage_open(x, stage)) return -1;
    if (x->record->state != RECORD_OPEN) return 0; /* a handler finished it */
    return ahead_to(x, name) ? -1 : jumped(x, name);
}
