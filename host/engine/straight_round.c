/* Straight back after a return to the initiator (A22): the round that begins with the resubmission asks only
 * whoever returned it, and those of whom nothing had passed. What had passed is left out of the round's plans
 * ("straight"), and names the step in which it was decided. Where a field that the route reads has changed
 * since the return, the round goes through every step, as any new round does; so does a stage that no longer
 * has the step that it was returned from. What a stand-in approved is asked again where the amount has grown
 * beyond their authority, or that of whom they stood in for (A15). */
#include "engine/adjusting.h"
#include "engine/course.h"
#include "engine/return_stage.h"
#include "engine/seats.h"
#include "engine/tree.h"
#include <string.h>

/* The task in which the round before was returned to the initiator, to be come back straight; NULL: it was
 * not.
 */
static const task_t *returned_from(const record_t *r) {
    for (size_t i = r->task_count; i-- > 0;) {
        const task_t *t = &r->tasks[i];
        if (t->outcome != OUTCOME_RETURNED || t->taken_back) continue;
        const step_t *s = record_step(r, t->step);
        bool counts =
            s && s->round == r->round - 1 && !s->superseded; /* superseded: to a step, and gone on */
        if (counts) return t->seen && tree_plan(r, (int32_t)(s - r->steps)) ? t : NULL;
    }
    return NULL;
}

static const plan_place_t *plan_before(const record_t *r, int32_t stage) {
    for (size_t i = r->plan_count; i-- > 0;)
        if (r->plans[i].round == r->round - 1 && r->plans[i].stage == stage) return &r->plans[i];
    return NULL;
}

/* It was left out because it had passed before, on an earlier way back. */
static bool passed_before(const step_t *s) {
    return s->state == STEP_LEFT_OUT && (step_left_for(s, "straight") || step_left_for(s, "gone_through"));
}

/* Not alone out of a group that decides as one, nor without the signers who came in for it; what its rule
 * left out, or somebody had passed over, is asked if it is needed now. */
static bool has_passed(const record_t *r, const step_t *step) {
    bool passed = false;
    if (step->state == STEP_LEFT_OUT && !passed_before(step)) return false;
    for (const step_t *s = step; s; s = s->parent ? record_step(r, s->parent) : NULL) {
        if (s->state == STEP_PASSED || passed_before(s))
            passed = true;
        else if (tree_decides_together(s) || s->added)
            passed = false;
    }
    return passed;
}

/* The step in which it was decided that was passed over since, perhaps more than once. */
static const step_t *decided_in(const record_t *r, const step_t *step) {
    while (passed_before(step) && step->origin && record_step(r, step->origin))
        step = record_step(r, step->origin);
    return step;
}

int32_t straight_whole(const record_t *r, int32_t index) {
    int32_t whole = index;
    for (int32_t i = index; r->steps[i].parent;) {
        i = tree_index(r, r->steps[i].parent);
        if (tree_decides_together(&r->steps[i])) whole = i;
    }
    return whole;
}

bool straight_beyond(const deciding_t *x, int32_t index) {
    const record_t *r = x->record;
    int32_t whole = straight_whole(r, index);
    for (int32_t i = whole; i < tree_end(r, whole); i++)
        if (step_is_leaf(r->steps[i].kind) && beyond_by_now(x, decided_in(r, &r->steps[i]))) return true;
    return false;
}

bool had_passed(const deciding_t *x, const step_t *step) {
    return has_passed(x->record, step) && !straight_beyond(x, (int32_t)(step - x->record->steps));
}

static const step_t *same_leaf(const record_t *r, const plan_place_t *before, const step_t *leaf) {
    int32_t index = leaf->name && leaf->name[0] ? tree_named(r, before, leaf->name) : -1;
    return index >= 0 && r->steps[index].kind == leaf->kind ? &r->steps[index] : NULL;
}

/* Is it in every plan of then up to that stage that no field which it reads has changed? */
static int is_unchanged(deciding_t *x, int32_t until, int64_t since, bool *out) {
    *out = true;
    for (int32_t stage = 0; stage <= until && *out; stage++) {
        bool changed;
        if (route_changed(x, plan_before(x->record, stage), since, &changed)) return -1;
        *out = !changed;
    }
    return 0;
}

/* It is passed over as its members are: should a field change on the way, it is gone through with them. */
int straight_groups(deciding_t *x, plan_t *plan) {
    bool *asked = arena_array(x->arena, plan->step_count + 1, sizeof *asked);
    if (!asked) return diag_memory(x->d);
    for (size_t i = 0; i < plan->step_count; i++)
        asked[i] = plan->steps[i].state != STEP_LEFT_OUT;
    if (plan_normalise(plan, x->d)) return -1;
    for (size_t i = 0; i < plan->step_count; i++)
        if (asked[i] && plan->steps[i].state == STEP_LEFT_OUT) plan->steps[i].left_out = "straight";
    return 0;
}

static int leave_out(deciding_t *x, const plan_place_t *before, const step_t *from, plan_t *plan) {
    const record_t *r = x->record;
    for (size_t i = 0; i < plan->step_count; i++) {
        step_t *leaf = &plan->steps[i];
        if (!step_is_leaf(leaf->kind) || leaf->kind == STEP_MONITOR || leaf->state == STEP_LEFT_OUT) continue;
        const step_t *was = same_leaf(r, before, leaf);
        bool failed = false;
        if (was == from) leaf->origin = from->no; /* whoever returned it has it again */
        if (!was || was == from || !had_passed(x, was)) continue;
        bool same = source_same(was->by, leaf->by, &failed);
        if (failed) return diag_memory(x->d);
        if (!same) continue;
        leaf->origin = was->no;
        leaf->state = STEP_LEFT_OUT;
        leaf->left_out = "straight";
    }
    return straight_groups(x, plan);
}

static bool has_step(const record_t *r, const plan_place_t *before, const step_t *from, const plan_t *plan) {
    for (size_t i = 0; i < plan->step_count; i++)
        if (same_leaf(r, before, &plan->steps[i]) == from && plan->steps[i].state != STEP_LEFT_OUT)
            return true;
    return false;
}

int straight_round(deciding_t *x, int32_t stage, plan_t *plan) {
    const record_t *r = x->record;
    const task_t *back = r->urgent != r->round ? returned_from(r) : NULL;
    const step_t *from = back ? record_step(r, back->step) : NULL;
    const plan_place_t *before = plan_before(r, stage);
    const way_back_t *way = way_pending(r, stage);
    bool unchanged;
    if (way) return straight_stage(x, way, stage, plan);
    if (!from || !before || stage > from->stage) return 0;
    if (stage == from->stage && !has_step(r, before, from, plan)) return 0;
    if (is_unchanged(x, from->stage, back->seen, &unchanged)) return -1;
    return unchanged ? leave_out(x, before, from, plan) : 0;
}
