/* Plans, stages and steps of a record: placed, opened, ended. */
#include "engine/applying.h"
#include "engine/copy.h"
#include "engine/tree.h"

step_t *apply_place_step(applying_t *a, const step_t *from) {
    record_t *r = a->record;
    step_t *steps = apply_room(a->arena, r->steps, r->step_count, 1, &r->room.steps, sizeof *steps);
    if (!steps) return NULL;
    r->steps = steps;
    steps[r->step_count] = copy_step(a->arena, from);
    return &steps[r->step_count++];
}

static plan_place_t *place_plan(applying_t *a) {
    record_t *r = a->record;
    const plan_t *plan = &a->event->u.stage_opened.plan;
    plan_place_t *plans = apply_room(a->arena, r->plans, r->plan_count, 1, &r->room.plans, sizeof *plans);
    if (!plans) return NULL;
    r->plans = plans;
    plans[r->plan_count] = (plan_place_t){
        .stage = a->event->u.stage_opened.stage,
        .round = a->event->u.stage_opened.round,
        .first = (int32_t)r->step_count,
        .count = (int32_t)plan->step_count,
        .facts = copy_facts(a->arena, plan->facts, plan->fact_count),
        .fact_count = plan->fact_count,
    };
    return &plans[r->plan_count++];
}

const char *apply_stage_opened(applying_t *a) {
    record_t *r = a->record;
    const plan_t *plan = &a->event->u.stage_opened.plan;
    int32_t no = tree_highest(r);
    bool held = r->state == RECORD_SUSPENDED && r->suspended_from <= RECORD_RETURNED; /* under other rules */
    if (r->state > RECORD_RETURNED && !held) return "the record is at rest";
    if (a->event->u.stage_opened.round != r->round) return "of another round";
    for (size_t i = 0; i < plan->step_count; i++) {
        const step_t *step = &plan->steps[i];
        if (step->no - 1 - (int32_t)i != no) return "steps are not numbered on";
        if (step->parent >= step->no || (step->parent && step->parent <= no))
            return "a step outside its plan";
        if (step->state != STEP_WAITING && step->state != STEP_LEFT_OUT) return "a step that began already";
    }
    if (!place_plan(a)) return NULL;
    for (size_t i = 0; i < plan->step_count; i++) {
        step_t *step = apply_place_step(a, &plan->steps[i]);
        if (!step) return NULL;
        step->stage = a->event->u.stage_opened.stage;
        step->round = r->round;
        step->opened_at = step->ended_at = INSTANT_NONE;
    }
    r->stage = a->event->u.stage_opened.stage;
    return NULL;
}

const char *apply_stage_ended(applying_t *a) {
    record_t *r = a->record;
    if (r->plan_count == 0) return "no stage was opened";
    plan_place_t *place = &r->plans[r->plan_count - 1];
    if (place->stage != a->event->u.stage_ended.stage) return "another stage is open";
    for (int32_t i = place->first; i < place->first + place->count; i++)
        if (r->steps[i].state == STEP_OPEN) return "a step is still open";
    if (r->state == RECORD_PREPARING)
        r->state = a->event->u.stage_ended.passed ? RECORD_PREPARED : state_unprepared(r);
    return NULL;
}

const char *apply_step_added(applying_t *a) {
    const step_t *step = &a->event->u.step_added.step;
    if (step->no - 1 != tree_highest(a->record)) return "steps are not numbered on";
    if (step->state != STEP_WAITING) return "a step that began already";
    if (step->parent != 0) return "it belongs to a plan";
    task_t *served = step->serves ? record_task(a->record, step->serves) : NULL;
    if (step->serves && !served) return "it serves no task";
    if (served) served->touched = true;
    apply_place_step(a, step);
    return NULL;
}

const char *apply_step_opened(applying_t *a) {
    step_t *step = record_step(a->record, a->event->u.step_opened.step);
    if (!step) return "no such step";
    if (step->state != STEP_WAITING) return "the step does not wait";
    step->state = STEP_OPEN;
    step->opened_at = a->event->recorded;
    return NULL;
}

/* Is the step a member of the group, or of a group in it? */
static bool below(const record_t *r, const step_t *s, const step_t *group) {
    while (s && s->parent && s->parent != group->no)
        s = record_step(r, s->parent);
    return s && s->parent != 0;
}

/* Steps stand in preorder: what is below a group follows it without a gap. */
static void close_waiting(record_t *r, const step_t *group, const event_t *e) {
    const step_t *end = r->steps + r->step_count;
    for (step_t *s = r->steps + (group - r->steps) + 1; s < end && below(r, s, group); s++) {
        if (s->state != STEP_WAITING) continue;
        s->state = STEP_CLOSED;
        s->ended_at = e->recorded;
    }
}

static const char *open_below(const record_t *r, const step_t *group) {
    const step_t *end = r->steps + r->step_count;
    for (const step_t *s = group + 1; s < end && below(r, s, group); s++)
        if (s->state == STEP_OPEN) return "a step below is still open";
    return NULL;
}

static const char *tasks_left(const record_t *r, int32_t step) {
    for (size_t i = r->task_count; i-- > 0;)
        if (r->tasks[i].step == step && (r->tasks[i].state == TASK_OPEN || r->tasks[i].state == TASK_WAITING))
            return "a task of the step is still open";
    return NULL;
}

const char *apply_step_ended(applying_t *a) {
    const event_t *e = a->event;
    step_t *step = record_step(a->record, e->u.step_ended.step);
    if (!step) return "no such step";
    bool unasked = step->state == STEP_WAITING && e->u.step_ended.state == STEP_LEFT_OUT; /* removed (A26) */
    if (step->state != STEP_OPEN && !(unasked && step_is_leaf(step->kind))) return "the step is not open";
    if (!step_ended(e->u.step_ended.state)) return "no state to end in";
    const char *problem =
        step_is_group(step->kind) ? open_below(a->record, step) : tasks_left(a->record, step->no);
    if (problem) return problem;
    step->state = e->u.step_ended.state;
    step->ended_at = e->recorded;
    if (e->u.step_ended.cause) step->left_out = arena_strdup(a->arena, e->u.step_ended.cause);
    if (step_is_group(step->kind)) close_waiting(a->record, step, e);
    return NULL;
}
