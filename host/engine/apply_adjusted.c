/* An adjustment that whoever agreed to it takes back (A27, P2.3.3): values, plan and what was proposed stand
 * as they did. */
#include "engine/applying.h"
#include "engine/tree.h"

int64_t tasks_decided(const record_t *r) {
    int64_t count = 0;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        count += t->state == TASK_DECIDED && t->outcome != OUTCOME_COPIED && t->outcome != OUTCOME_COUNTED;
    }
    return count;
}

const step_was_t *adjusted_carried(const adjusted_was_t *was, const step_t *s) {
    for (size_t i = 0; s->origin && !step_is_group(s->kind) && i < was->plan_count; i++)
        if (was->plan[i].no == s->origin) return was->plan[i].state == STEP_WAITING ? NULL : &was->plan[i];
    return NULL;
}

const char *apply_adjustment_added(applying_t *a) {
    deviation_t *d = record_deviation(a->record, a->event->u.adjustment_added.step);
    if (!d || !d->settled || !d->was.first) return "nothing was adjusted";
    d->was.last = tree_highest(a->record);
    return NULL;
}

/* ---- the plan from which another one had taken over */

static const char *stand_again(record_t *r, const plan_place_t *old, const step_was_t *was) {
    int32_t at = tree_index(r, was->no);
    if (!plan_holds(old, at)) return "a step outside of the plan before";
    step_t *s = &r->steps[at];
    s->superseded = false;
    s->state = was->state;
    s->left_out = was->left_out;
    s->ended_at = was->ended_at;
    return NULL;
}

/* It goes on under the number that it had, as it stands by now. */
static void carry_back(record_t *r, const step_t *now, step_t *old) {
    old->state = now->state;
    old->left_out = now->left_out;
    old->opened_at = now->opened_at;
    old->ended_at = now->ended_at;
    old->rungs_brought = now->rungs_brought;
    for (size_t i = 0; i < r->task_count; i++)
        if (r->tasks[i].step == now->no) r->tasks[i].step = old->no;
    for (size_t i = 0; i < r->child_count; i++)
        if (r->children[i].step == now->no) r->children[i].step = old->no;
}

static const char *put_plan_away(record_t *r, const plan_place_t *now, const adjusted_was_t *was,
                                 instant_t at) {
    for (int32_t i = now->first; i < now->first + now->count; i++) {
        step_t *s = &r->steps[i];
        const step_was_t *carried = adjusted_carried(was, s);
        if (carried) carry_back(r, s, record_step(r, carried->no));
        if (!carried && s->state == STEP_OPEN && !step_is_group(s->kind)) return "a step of it is still open";
        s->superseded = true;
        s->left_out = "taken_back";
        if (step_ended(s->state)) continue;
        s->state = STEP_CLOSED;
        s->ended_at = at;
    }
    return NULL;
}

static const char *plan_back(record_t *r, const adjusted_was_t *was, instant_t at) {
    const plan_place_t *now = &r->plans[r->plan_count - 1], *old = now - 1;
    if (now->stage != old->stage || now->round != old->round) return "the plan is another by now";
    for (size_t i = 0; i < was->plan_count; i++) {
        const char *problem = stand_again(r, old, &was->plan[i]);
        if (problem) return problem;
    }
    const char *problem = put_plan_away(r, now, was, at);
    if (!problem) r->plan_count--;
    return problem;
}

/* ---- the whole */

static const char *put_gone_away(applying_t *a, plan_place_t *plan) {
    record_t *r = a->record;
    size_t count = a->event->u.adjustment_taken_back.gone_count;
    bool *gone = arena_array(a->arena, r->step_count + 1, sizeof *gone);
    if (!gone) return NULL;
    for (size_t i = 0; i < count; i++) {
        int32_t at = tree_index(r, a->event->u.adjustment_taken_back.gone[i]);
        if (!plan_holds(plan, at)) return "a step outside of the plan";
        gone[at] = true;
    }
    return tree_put_away(r, a->arena, plan, gone, a->event->recorded);
}

const char *apply_adjustment_taken_back(applying_t *a) {
    const event_t *e = a->event;
    record_t *r = a->record;
    deviation_t *d = record_deviation(r, e->u.adjustment_taken_back.step);
    if (!d || !d->settled || d->dropped || !d->was.first) return "nothing that could be taken back";
    const adjusted_was_t was = d->was;
    size_t count = e->u.adjustment_taken_back.field_count, gone = e->u.adjustment_taken_back.gone_count;
    size_t plans = (size_t)was.plans, made = was.plan_count > 0 ? 1 : 0; /* one that took over */
    if ((made || gone) && r->plan_count != plans + made) return "the plan is another by now";
    const char *problem = made ? plan_back(r, &was, e->recorded) : NULL;
    if (!problem && gone) problem = put_gone_away(a, &r->plans[plans - 1]);
    if (problem) return problem;
    *d = (deviation_t){.step = d->step,
                       .by = d->by,
                       .at = d->at,
                       .text = d->text,
                       .fields = was.fields,
                       .field_count = was.field_count,
                       .before = was.before,
                       .before_count = was.before_count};
    if (count) apply_fields(a, e->u.adjustment_taken_back.fields, count);
    return NULL;
}
