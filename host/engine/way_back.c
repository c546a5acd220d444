/* Ways back within a stage (退回, A22): to a step that was gone through before, through every step again or
 * straight to whoever returned it. The tree says what that means for the plan (tree.h); here it is closed
 * what stands open. */
#include "engine/deciding.h"
#include "engine/tree.h"
#include <string.h>

static int no_target(deciding_t *x, const step_t *from, const char *problem) {
    return diag_set(x->d, "return.target", "step", from->name, "to", x->in->command->to_step, "problem",
                    problem, NULL);
}

int32_t target_of(const deciding_t *x) {
    const record_t *r = x->record;
    return r->plan_count > 0 ? tree_named(r, &r->plans[r->plan_count - 1], x->in->command->to_step) : -1;
}

int check_target(deciding_t *x, const step_t *from) {
    int32_t to = target_of(x);
    if (to < 0) return no_target(x, from, "unknown");
    const step_t *s = &x->record->steps[to];
    if (s->no == from->no) return no_target(x, from, "itself");
    if (s->opened_at == INSTANT_NONE) return no_target(x, from, "not_visited");
    if (!tree_follows(x->record, tree_index(x->record, from->no), to))
        return no_target(x, from, "not_before");
    if (x->record->step_count * 2 > RECORD_STEPS_MAX ||
        x->record->plans[x->record->plan_count - 1].count * 2 > PLAN_STEPS_MAX)
        return limit_reached(x, "limit.steps", PLAN_STEPS_MAX);
    return 0;
}

int steps_close(deciding_t *x, const bool *which, size_t count, const char *cause) {
    for (size_t i = count; i-- > 0;) { /* members before their group */
        const step_t *s = &x->record->steps[i];
        if (!which[i] || s->state != STEP_OPEN) continue;
        if (!step_is_group(s->kind)) {
            if (leaf_end(x, (int32_t)i, STEP_CLOSED, cause)) return -1;
            continue;
        }
        event_t e = {.u.step_ended = {.step = s->no, .state = STEP_CLOSED, .cause = cause}};
        if (emit(x, EVENT_STEP_ENDED, &e)) return -1;
    }
    return 0;
}

int returned_to(deciding_t *x, int64_t task, int32_t from) {
    record_t *r = x->record;
    int32_t to = r->steps[target_of(x)].no;
    const bool *marks = tree_rewind_marks(r, x->arena, to);
    if (!marks) return diag_memory(x->d);
    if (steps_close(x, marks, r->step_count, "returned")) return -1;
    event_t e = {.u.plan_rewound = {
                     .to = to, .from = from, .straight = x->in->command->straight, .cause = "returned"}};
    if (emit(x, EVENT_PLAN_REWOUND, &e)) return -1;
    x->out->task = task;
    return route_settle(x);
}

static bool left_out_straight(const step_t *s) {
    return s->state == STEP_LEFT_OUT && !s->superseded && s->left_out && strcmp(s->left_out, "straight") == 0;
}

int straight_check(deciding_t *x) {
    record_t *r = x->record;
    if (r->plan_count == 0) return 0;
    const plan_place_t *place = &r->plans[r->plan_count - 1];
    int32_t first = place->first, end = place->first + place->count, found = -1;
    for (int32_t i = first; i < end && found < 0; i++)
        if (left_out_straight(&r->steps[i])) found = i;
    if (found < 0) return 0;
    plan_t plan;
    if (stage_plan(x, place->stage, &plan)) return -1;
    if (!fact_differing(place->facts, place->fact_count, plan.facts, plan.fact_count)) return 0;
    for (int32_t i = found; i < end; i++) {
        event_t e = {.u.step_reset.step = r->steps[i].no};
        if (left_out_straight(&r->steps[i]) && emit(x, EVENT_STEP_RESET, &e)) return -1;
    }
    return 0;
}
