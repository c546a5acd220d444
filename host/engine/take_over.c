/* A plan that takes over; see take_over.h. */
#include "engine/take_over.h"
#include "engine/adjusting.h"
#include "engine/administering.h"
#include "engine/course.h"
#include "engine/tree.h"
#include <string.h>

static int refuse(deciding_t *x, const char *code, const char *step) {
    return diag_set(x->d, code, "step", step, NULL);
}

/* ---- what is the same */

const step_t *take_over_same(const record_t *r, const plan_place_t *place, const step_t *like) {
    for (int32_t i = place->first + place->count; i-- > place->first;) {
        const step_t *s = &r->steps[i];
        if (!s->superseded && s->kind == like->kind && s->name && strcmp(s->name, like->name) == 0) return s;
    }
    return NULL;
}

/* Does what became of the step hold in the new plan, too? */
static bool goes_on(const step_t *old, const step_t *now) {
    if (old->state == STEP_OPEN) return now->state != STEP_LEFT_OUT;
    if (old->state == STEP_LEFT_OUT) return !tree_not_needed(old);
    return step_ended(old->state);
}

/* Somebody came in, or is asked again, and has not decided; who was added to sign can be removed. */
static int undecided(deciding_t *x, const taking_over_t *t, const step_t *step) {
    bool signer = step->added == ADDED_BEFORE || step->added == ADDED_AFTER || step->added == ADDED_BESIDE;
    (void)refuse(x, t->migrates ? "migrate.added" : "replan.added", step->name);
    if (signer) diag_param(x->d, "remove", "remove-signer");
    return -1;
}

static int check_added(deciding_t *x, const taking_over_t *t, const plan_place_t *place) {
    for (int32_t i = place->first; i < place->first + place->count; i++) {
        const step_t *s = &x->record->steps[i], *again = asked_again(x->record, s->no);
        if (again) return undecided(x, t, again);
        bool open = s->added && !s->superseded && !step_is_group(s->kind) && !step_ended(s->state);
        if (open && !take_along_can(x->record, i)) return undecided(x, t, s);
    }
    return 0;
}

static void add(taking_over_t *t, int32_t old, int32_t now, step_state_t state) {
    t->steps[t->step_count++] = (carried_t){.old = old, .now = now, .state = state};
}

/* The leaves of the new plan that take over, also in t->plan, so that its groups can be looked at: there as
 * what they were decided, where they stand, lest a vote that was held is held by whoever is new in it. */
static void carry_leaves(deciding_t *x, taking_over_t *t, const plan_place_t *place) {
    for (size_t i = 0; i < t->plan.step_count; i++) {
        step_t *now = &t->plan.steps[i];
        const step_t *old =
            step_is_group(now->kind) || !now->name ? NULL : take_over_same(x->record, place, now);
        if (!old || !goes_on(old, now)) continue;
        t->kept[old - x->record->steps] = true;
        add(t, old->no, now->no, old->state);
        const step_t *decided = tree_decided_in(x->record, old);
        now->state = decided->state;
        now->left_out = decided->left_out;
        now->opened_at = decided->opened_at;
    }
}

/* ---- how its groups stand */

/* The step of that number; NULL: none. What came along is not numbered in the order of the plan. */
static step_t *numbered(const plan_t *plan, int32_t no) {
    size_t at = (size_t)(no - plan->steps[0].no);
    if (at < plan->step_count && plan->steps[at].no == no) return &plan->steps[at];
    for (size_t i = 0; i < plan->step_count; i++)
        if (plan->steps[i].no == no) return &plan->steps[i];
    return NULL;
}

/* The group of a step; NULL: it stands in none. */
static const step_t *group_of(const plan_t *plan, const step_t *s) {
    return s->parent ? numbered(plan, s->parent) : NULL;
}

static bool any_below(const plan_t *plan, size_t group, step_state_t state) {
    for (size_t i = group + 1; i < plan->step_count; i++) {
        const step_t *above = group_of(plan, &plan->steps[i]);
        while (above && above != &plan->steps[group])
            above = group_of(plan, above);
        if (above && !step_is_group(plan->steps[i].kind) && plan->steps[i].state == state) return true;
    }
    return false;
}

/* Is an approval still to be given in the part of the plan that begins at this member of a group? */
static bool lacks_approval(const plan_t *plan, size_t member) {
    const step_t *m = &plan->steps[member];
    if (!step_is_group(m->kind))
        return (m->kind == STEP_APPROVE || m->kind == STEP_AGREE) && !step_ended(m->state);
    step_state_t verdict = group_verdict(plan->steps, (int32_t)plan->step_count, (int32_t)member);
    if (step_ended(m->state) || verdict == STEP_PASSED) return false;
    for (size_t i = member + 1; i < plan->step_count; i++)
        if (group_of(plan, &plan->steps[i]) == m && lacks_approval(plan, i)) return true;
    return false;
}

/* Do the new rules put an approval before the step that has not been given? */
static bool comes_too_early(const plan_t *plan, const step_t *s) {
    const step_t *group = group_of(plan, s);
    for (; group; s = group, group = group_of(plan, group))
        for (size_t i = (size_t)(group - plan->steps) + 1;
             group->kind == STEP_SEQUENCE && &plan->steps[i] < s; i++)
            if (group_of(plan, &plan->steps[i]) == group && lacks_approval(plan, i)) return true;
    return false;
}

static bool somebody_decided(const record_t *r, int32_t step) {
    for (size_t i = 0; i < r->task_count; i++)
        if (r->tasks[i].step == step && r->tasks[i].state == TASK_DECIDED && !r->tasks[i].taken_back)
            return true;
    return false;
}

/* The innermost loop around a step of the plan; NULL: none. */
static const step_t *loop_above(const plan_t *plan, const step_t *s) {
    while (s && s->kind != STEP_LOOP)
        s = group_of(plan, s);
    return s;
}

/* Under other rules, work that nobody has done any of yet waits for the approvals that they put before it: it
 * is closed, and asked for when its turn comes. Approvals that are open go on beside those, and so does a
 * loop in its round. */
static void hold_work(const deciding_t *x, taking_over_t *t) {
    size_t kept = 0;
    for (size_t i = 0; i < t->step_count; i++) {
        const carried_t one = t->steps[i];
        const step_t *old = record_step(x->record, one.old);
        step_t *now = numbered(&t->plan, one.now);
        bool work = t->migrates && old->kind == STEP_ACT && old->state == STEP_OPEN;
        if (!work || loop_above(&t->plan, now) || !comes_too_early(&t->plan, now) ||
            somebody_decided(x->record, old->no)) {
            t->steps[kept++] = one;
            continue;
        }
        t->kept[old - x->record->steps] = false;
        t->held[old - x->record->steps] = true;
        now->state = STEP_WAITING;
        now->opened_at = INSTANT_NONE;
    }
    t->step_count = kept;
}

/* The body of a loop whose rounds are used up may well have been refused: somebody decides, or has decided,
 * instead (A8). */
static bool decided_instead(const plan_t *plan, const step_t *group) {
    const step_t *above = group_of(plan, group);
    if (!above || above->kind != STEP_LOOP) return false;
    int32_t at = plan_loop_member(plan->steps, plan->step_count, (int32_t)(above - plan->steps), true);
    return at >= 0 && &plan->steps[at] != group &&
           (plan->steps[at].state == STEP_OPEN || plan->steps[at].state == STEP_PASSED ||
            any_below(plan, (size_t)at, STEP_OPEN) || any_below(plan, (size_t)at, STEP_PASSED));
}

/* A8: the loop around the leaf at an index of the record, the innermost; -1: none. */
static int32_t loop_around(const record_t *r, int32_t index) {
    while (index >= 0 && r->steps[index].kind != STEP_LOOP)
        index = r->steps[index].parent ? tree_index(r, r->steps[index].parent) : -1;
    return index;
}

/* The loop of the old plan that goes on in this one: it has a step in common; 0: none. */
static int32_t loop_of_old(const record_t *r, const plan_place_t *place, const plan_t *plan,
                           const step_t *loop) {
    for (int32_t i = 0; i < (int32_t)plan->step_count; i++) {
        const step_t *s = &plan->steps[i];
        if (step_is_group(s->kind) || !s->name || loop_above(plan, s) != loop) continue;
        const step_t *old = take_over_same(r, place, s);
        int32_t at = old ? loop_around(r, (int32_t)(old - r->steps)) : -1;
        if (at >= 0) return r->steps[at].no;
    }
    return 0;
}

/* Members before their group. A group with somebody at work in it is open; one whose members have all that it
 * takes has passed, so that nobody else is asked; one that was left out with all of its members is not, where
 * one of them goes on. */
static int carry_groups(deciding_t *x, taking_over_t *t, const plan_place_t *place) {
    for (size_t i = t->plan.step_count; i-- > 0;) {
        step_t *g = &t->plan.steps[i];
        if (!step_is_group(g->kind)) continue;
        bool open = any_below(&t->plan, i, STEP_OPEN), passed = any_below(&t->plan, i, STEP_PASSED);
        if (!open && !passed) continue;
        bool was_out = g->state == STEP_LEFT_OUT;
        if (was_out) g->state = STEP_WAITING;
        step_state_t verdict = group_verdict(t->plan.steps, (int32_t)t->plan.step_count, (int32_t)i);
        if (verdict == STEP_REFUSED && !open && decided_instead(&t->plan, g))
            g->state = STEP_REFUSED;
        else if (verdict == STEP_REFUSED)
            return refuse(x, t->migrates ? "migrate.refused_group" : "replan.refused_group",
                          g->name && *g->name ? g->name : step_kind_word(g->kind));
        if (open) g->state = STEP_OPEN;
        if (!open && verdict == STEP_PASSED) g->state = STEP_PASSED;
        int32_t old = g->kind == STEP_LOOP ? loop_of_old(x->record, place, &t->plan, g) : 0;
        if (was_out || g->state != STEP_WAITING || old) add(t, old, g->no, g->state);
    }
    return 0;
}

/* ---- the whole */

static int make_plan(deciding_t *x, taking_over_t *t, const plan_place_t *place) {
    if (stage_plan(x, place->stage, &t->plan)) return -1;
    const stage_def_t *stage = &x->flow->stages[place->stage];
    if (t->plan.step_count == 0 || t->plan.steps[0].state == STEP_LEFT_OUT) {
        (void)refuse(x, t->migrates ? "migrate.empty" : "replan.empty", stage->name);
        return stage_blame(x, stage);
    }
    if (x->record->step_count + t->plan.step_count > RECORD_STEPS_MAX)
        return limit_reached(x, "limit.steps", RECORD_STEPS_MAX);
    if (x->record->plan_count >= RECORD_PLANS_MAX) return limit_reached(x, "limit.stages", RECORD_PLANS_MAX);
    plan_place(x, place->stage, &t->plan);
    t->planned = t->plan;
    t->planned.steps = arena_copy(x->arena, t->plan.steps, t->plan.step_count * sizeof *t->plan.steps);
    return t->planned.steps ? 0 : diag_memory(x->d);
}

int take_over_work_out(deciding_t *x, const plan_place_t *place, bool migrates, taking_over_t *out) {
    taking_over_t *t = out;
    *t = (taking_over_t){
        .migrates = migrates, .stage = place->stage, .first = place->first, .count = place->count};
    if (check_added(x, t, place) || make_plan(x, t, place) || take_along(x, t, place)) return -1;
    t->steps = arena_array(x->arena, t->plan.step_count, sizeof *t->steps);
    t->kept = arena_array(x->arena, x->record->step_count, sizeof *t->kept);
    t->held = arena_array(x->arena, x->record->step_count, sizeof *t->held);
    if (!t->steps || !t->kept || !t->held) return diag_memory(x->d);
    carry_leaves(x, t, place);
    hold_work(x, t);
    return carry_groups(x, t, place);
}

static int close_all(deciding_t *x, const taking_over_t *t, bool held, const char *cause) {
    const record_t *r = x->record;
    bool *gone = arena_array(x->arena, r->step_count, sizeof *gone);
    if (!gone) return diag_memory(x->d);
    for (int32_t i = t->first; i < t->first + t->count; i++)
        gone[i] = r->steps[i].state == STEP_OPEN && !t->kept[i] && t->held[i] == held &&
                  !step_is_group(r->steps[i].kind);
    if (tell_closing(x, gone)) return -1;
    return steps_close(x, gone, r->step_count, cause);
}

int take_over_close(deciding_t *x, const taking_over_t *t, const char *cause) {
    return close_all(x, t, false, cause) ? -1 : close_all(x, t, true, "held");
}

int take_over_open(deciding_t *x, const taking_over_t *t) {
    event_t e = {.u.stage_opened = {.stage = t->stage, .round = x->record->round, .plan = t->planned}};
    if (emit(x, EVENT_STAGE_OPENED, &e)) return -1;
    actor_t actor = act_as_rule(x);
    int result = 0;
    for (size_t i = 0; result == 0 && i < t->along_count; i++)
        result = emit(x, EVENT_PLAN_ADDED, &t->along[i]);
    x->actor = actor;
    return result;
}
