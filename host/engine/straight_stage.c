/* Straight back across stages (A22): a record that was returned to a step of an earlier stage, to be come
 * back straight, asks on its way only that step, whoever returned it, and those of whom nothing had passed.
 * The rest is left out of the plans ("straight"), and names the step in which it was decided. Where a field
 * that the route reads has changed since, it goes through every step; so does a stage that no longer has the
 * step that it was returned from. */
#include "engine/adjusting.h"
#include "engine/course.h"
#include "engine/return_stage.h"
#include "engine/stage_again.h"
#include "engine/tree.h"
#include <string.h>

static const step_t *led_from(const record_t *r, const way_back_t *way) {
    const task_t *task = record_task(r, way->task);
    return task ? record_step(r, task->step) : NULL;
}

const way_back_t *way_pending(const record_t *r, int32_t stage) {
    for (size_t i = r->way_count; i-- > 0;) {
        const way_back_t *way = &r->ways[i];
        const step_t *from = way_back_to_stage(way) ? led_from(r, way) : NULL;
        const plan_place_t *last = from ? stage_plan_last(r, from->stage) : NULL;
        if (last && from->stage >= stage && plan_holds(last, (int32_t)(from - r->steps))) return way;
    }
    return NULL;
}

/* ---- in the stage that it was returned to */

static bool is_asked(const step_t *s) {
    return step_is_leaf(s->kind) && s->kind != STEP_MONITOR && s->state != STEP_LEFT_OUT;
}

static void pass(step_t *leaf) {
    leaf->state = STEP_LEFT_OUT;
    leaf->left_out = "straight";
}

int straight_past(deciding_t *x, int32_t index, plan_t *plan) {
    const record_t *r = x->record;
    int32_t whole = straight_whole(r, index);
    for (size_t i = 0; i < plan->step_count; i++) {
        int32_t was = is_asked(&plan->steps[i]) ? tree_index(r, plan->steps[i].origin) : -1;
        if (was >= 0 && !tree_within(r, was, whole) && had_passed(x, &r->steps[was])) pass(&plan->steps[i]);
    }
    return straight_groups(x, plan);
}

/* ---- in those after it */

/* The leaf as it was gone through before the return. */
static const step_t *same_leaf(const record_t *r, const way_back_t *way, const plan_place_t *before,
                               const step_t *leaf) {
    for (int32_t i = before->first + before->count; leaf->name && leaf->name[0] && i-- > before->first;) {
        const step_t *s = &r->steps[i];
        bool same = s->kind == leaf->kind && s->name && strcmp(s->name, leaf->name) == 0;
        if (same && way_back_passed(way, s->no)) return s;
    }
    return NULL;
}

static int is_unchanged(deciding_t *x, const way_back_t *way, const step_t *from, int64_t seen, bool *out) {
    const record_t *r = x->record;
    *out = seen != 0;
    for (int32_t stage = record_step(r, way->to)->stage; stage <= from->stage && *out; stage++) {
        bool changed;
        if (route_changed(x, stage_plan_last(r, stage), seen, &changed)) return -1;
        *out = !changed;
    }
    return 0;
}

static bool has_step(const record_t *r, const way_back_t *way, const plan_place_t *before, const step_t *from,
                     const plan_t *plan) {
    for (size_t i = 0; i < plan->step_count; i++)
        if (is_asked(&plan->steps[i]) && same_leaf(r, way, before, &plan->steps[i]) == from) return true;
    return false;
}

static int leave_out(deciding_t *x, const way_back_t *way, const plan_place_t *before, plan_t *plan,
                     bool straight) {
    const record_t *r = x->record;
    const step_t *from = led_from(r, way);
    for (size_t i = 0; i < plan->step_count; i++) {
        step_t *leaf = &plan->steps[i];
        const step_t *was = is_asked(leaf) ? same_leaf(r, way, before, leaf) : NULL;
        bool failed = false;
        if (was == from && from) leaf->origin = from->no; /* whoever returned it has it again */
        if (!straight || !was || was == from || !had_passed(x, was)) continue;
        bool same = source_same(was->by, leaf->by, &failed);
        if (failed) return diag_memory(x->d);
        if (!same) continue;
        leaf->origin = was->no;
        pass(leaf);
    }
    return straight ? straight_groups(x, plan) : 0;
}

int straight_stage(deciding_t *x, const way_back_t *way, int32_t stage, plan_t *plan) {
    const record_t *r = x->record;
    const step_t *from = led_from(r, way);
    const plan_place_t *before = stage_plan_last(r, stage);
    bool unchanged;
    if (!from || !before) return 0;
    if (is_unchanged(x, way, from, record_task(r, way->task)->seen, &unchanged)) return -1;
    bool there = stage < from->stage || has_step(r, way, before, from, plan);
    return leave_out(x, way, before, plan, unchanged && there);
}
