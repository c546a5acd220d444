/* Jumping (跳转, A50): the record goes on from a named step of its present plan, or of another stage
 * (jump_stage.c). Forward, what is passed over is kept and marked; back, what was gone through since stands
 * in the plan once more. What is open on the way is closed with a cause, what lies behind the target opens in
 * its turn. The tree says what that means for the plan (tree.h). */
#include "engine/jump.h"
#include "engine/acts.h"
#include "engine/adjusting.h"
#include "engine/administering.h"
#include "engine/course.h"
#include "engine/form.h"
#include "engine/tree.h"

int settle_at(deciding_t *x, const char *name) {
    const record_t *r = x->record;
    int32_t at = tree_named(r, &r->plans[r->plan_count - 1], name);
    x->led_to = at >= 0 ? r->steps[at].no : 0;
    return risk_hold(x) || route_settle(x) ? -1 : 0;
}

int no_target(deciding_t *x, const char *problem) {
    return diag_set(x->d, "jump.target", "to", x->in->command->to_step, "problem", problem, NULL);
}

static int check_jump(deciding_t *x, int32_t to) {
    const record_t *r = x->record;
    const step_t *s = &r->steps[to];
    if (s->state == STEP_OPEN) return no_target(x, "open");
    if (s->parent == 0) return no_target(x, "whole");
    if (s->kind == STEP_MONITOR) return no_target(x, "undecided");
    if (!tree_asks_again(s)) return no_target(x, step_is_owed(s) ? "owed" : "not_needed");
    if (r->step_count * 2 > RECORD_STEPS_MAX || r->plans[r->plan_count - 1].count * 2 > PLAN_STEPS_MAX)
        return limit_reached(x, "limit.steps", PLAN_STEPS_MAX);
    return 0;
}

void mark_notice(const record_t *r, bool *marks) {
    for (size_t i = 0; i < r->step_count; i++)
        if (r->steps[i].kind == STEP_ACKNOWLEDGE && r->steps[i].state == STEP_OPEN) marks[i] = true;
}

static int jump_within(deciding_t *x, int32_t at) {
    record_t *r = x->record;
    if (check_jump(x, at)) return -1;
    int32_t to = r->steps[at].no;
    const char *name = r->steps[at].name;
    if (straight_is_ahead(r, at) && straight_ends_at(x, at)) return -1;
    bool forward = r->steps[at].state == STEP_WAITING;
    bool *marks = forward ? tree_jump_marks(r, x->arena, to) : tree_rewind_marks(r, x->arena, to);
    if (!marks) return diag_memory(x->d);
    mark_notice(r, marks);
    if (administered(x, to, 0) || tell_closing(x, marks)) return -1;
    if (steps_close(x, marks, r->step_count, "jumped")) return -1;
    event_t jumped = {.u.plan_jumped.to = to};
    event_t rewound = {.u.plan_rewound = {.to = to, .from = to, .cause = "jumped"}};
    if (forward ? emit(x, EVENT_PLAN_JUMPED, &jumped) : emit(x, EVENT_PLAN_REWOUND, &rewound)) return -1;
    if (tell(x, r->initiator, "record.jumped", NULL, x->in->command->text)) return -1;
    return settle_at(x, name);
}

int do_jump(deciding_t *x) {
    const record_t *r = x->record;
    jump_to_t to;
    if (r->state != RECORD_OPEN && r->state != RECORD_PREPARING) return wrong_state(x);
    if (!x->in->command->to_step) return no_target(x, "unsaid");
    if (jump_find(x, &to)) return -1;
    if (to.index < 0) return jump_forward(x, to.stage, to.name);
    bool present = tree_plan(r, to.index) == &r->plans[r->plan_count - 1];
    return present ? jump_within(x, to.index) : jump_back(x, to.index);
}
