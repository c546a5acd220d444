/* A record goes on under other rules (A53), or by a plan that an adjustment changed (P2.3.3): the plan that
 * was opened last takes over from the one before it in the same stage. What was carried over goes on under
 * its number there, with the terms under which it was asked for, and its tasks belong to it; the steps of
 * before stay, superseded. */
#include "engine/applying.h"
#include "engine/tree.h"

static const char *carry(applying_t *a, const carried_t *c, const plan_place_t *old,
                         const plan_place_t *now) {
    record_t *r = a->record;
    int32_t from = tree_index(r, c->old), to = tree_index(r, c->now);
    if (!plan_holds(now, to)) return "a step outside of the plan that takes over";
    step_t *s = &r->steps[to];
    if (step_is_group(s->kind)) {
        bool loops = s->kind == STEP_LOOP && plan_holds(old, from) && r->steps[from].kind == STEP_LOOP;
        if (c->old != 0 && !loops) return "not the same step";
        if (c->old != 0) s->rounds_gone = tree_rounds(r, from) - 1; /* it goes on in the round it is in */
        s->state = c->state;
        s->left_out = NULL;
        if (s->state == STEP_WAITING) return NULL;
        if (s->opened_at == INSTANT_NONE) s->opened_at = a->event->recorded;
        if (step_ended(s->state)) s->ended_at = a->event->recorded;
        return NULL;
    }
    if (c->old == 0) return "no group";
    if (!plan_holds(old, from)) return "a step outside of the plan before";
    step_t before = r->steps[from], after = *s;
    if (before.superseded || step_is_group(before.kind) || before.kind != after.kind)
        return "not the same step";
    if (before.state != c->state || before.state == STEP_WAITING) return "it did not get so far";
    *s = before;
    s->no = after.no;
    s->parent = after.parent;
    s->weight = after.weight;
    s->used_up = after.used_up;
    s->stage = after.stage;
    s->round = after.round;
    s->origin = before.no;
    for (size_t i = 0; i < r->task_count; i++)
        if (r->tasks[i].step == before.no) r->tasks[i].step = after.no;
    for (size_t i = 0; i < r->child_count; i++)
        if (r->children[i].step == before.no) r->children[i].step = after.no;
    return NULL;
}

static bool holds_a_task(const record_t *r, const step_t *s) {
    for (size_t i = 0; i < r->task_count; i++)
        if (r->tasks[i].step == s->no &&
            (r->tasks[i].state == TASK_OPEN || r->tasks[i].state == TASK_WAITING))
            return true;
    return false;
}

/* Nothing of what was there is deleted. */
static const char *supersede(applying_t *a, const plan_place_t *old, const char *cause) {
    record_t *r = a->record;
    for (int32_t i = old->first; i < old->first + old->count; i++) {
        step_t *s = &r->steps[i];
        if (holds_a_task(r, s)) return "a task of the plan before is still open";
        s->superseded = true;
        if (step_ended(s->state)) continue;
        s->state = STEP_CLOSED;
        s->left_out = cause;
        s->ended_at = a->event->recorded;
    }
    return NULL;
}

/* What a group that has ended still had waiting. */
static void close_below(applying_t *a, const plan_place_t *now) {
    record_t *r = a->record;
    for (int32_t i = now->first; i < now->first + now->count; i++) {
        step_t *s = &r->steps[i];
        const step_t *group = s->parent ? record_step(r, s->parent) : NULL;
        if (!group || !step_ended(group->state) || s->state != STEP_WAITING) continue;
        s->state = STEP_CLOSED;
        s->ended_at = a->event->recorded;
    }
}

const char *apply_take_over(applying_t *a, const carried_t *steps, size_t count, const char *cause) {
    record_t *r = a->record;
    if (r->plan_count < 2) return "there is no plan before";
    const plan_place_t *now = &r->plans[r->plan_count - 1], *old = now - 1;
    if (now->stage != old->stage || now->round != old->round) return "the plan before is of another stage";
    for (size_t i = 0; i < count; i++) {
        const char *problem = carry(a, &steps[i], old, now);
        if (problem) return problem;
    }
    close_below(a, now);
    return supersede(a, old, cause);
}

/* What is owed ahead of its stage goes where that has gone. */
static const char *move_stages(record_t *r, const moved_stage_t *moved, size_t count) {
    for (size_t k = 0; k < count; k++)
        if (moved[k].from <= r->stage || moved[k].to <= r->stage) return "a stage that is not to come";
    for (size_t i = 0; i < r->step_count; i++) {
        step_t *s = &r->steps[i];
        for (size_t k = 0; s->ahead_of && k < count; k++) {
            if (moved[k].from != s->stage) continue;
            s->stage = moved[k].to;
            break;
        }
    }
    return NULL;
}

const char *apply_migrated(applying_t *a) {
    record_t *r = a->record;
    if (!hash_equal(&r->ruleset, &a->event->u.migrated.from)) return "it was under other rules";
    if (record_has_ended(r->state)) return "the record has ended";
    const char *problem =
        a->event->u.migrated.replanned
            ? apply_take_over(a, a->event->u.migrated.steps, a->event->u.migrated.step_count, "migrated")
            : NULL;
    if (!problem) problem = move_stages(r, a->event->u.migrated.stages, a->event->u.migrated.stage_count);
    if (problem) return problem;
    r->ruleset = a->event->ruleset;
    for (size_t i = 0; i < r->task_count; i++)
        if (r->tasks[i].state == TASK_OPEN) r->tasks[i].touched = true;
    return NULL;
}
