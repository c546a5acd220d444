/* What administrators do to a record. */
#include "engine/administering.h"
#include "engine/applying.h"
#include "engine/tree.h"
#include <string.h>

/* What an administrator had a hand in can't be taken back as if nobody had been there (A27). */
const char *apply_administered(applying_t *a) {
    record_t *r = a->record;
    int32_t step = a->event->u.administered.step;
    int64_t task = a->event->u.administered.task;
    if (step && !record_step(r, step)) return "no such step";
    if (task && !record_task(r, task)) return "no such task";
    for (size_t i = 0; i < r->task_count; i++)
        if (r->tasks[i].state == TASK_OPEN && (task == 0 || r->tasks[i].id == task))
            r->tasks[i].touched = true;
    return NULL;
}

const char *apply_task_completed(applying_t *a) {
    const event_t *e = a->event;
    task_t *task = record_task(a->record, e->u.task_completed.task);
    if (!task) return "no such task";
    if (task->state != TASK_OPEN) return "the task is not open";
    if (e->u.task_completed.outcome == OUTCOME_NONE) return "no outcome";
    apply_task_end(a, task, TASK_DECIDED);
    task->outcome = e->u.task_completed.outcome;
    task->opinion = arena_strdup(a->arena, e->u.task_completed.reason);
    task->decided_by = e->actor.person;
    task->administered = true;
    return NULL;
}

const char *apply_cancelled(applying_t *a) {
    record_t *r = a->record;
    if (r->state != a->event->u.cancelled.from) return "the record is in another state";
    if (record_has_ended(r->state)) return "the record has ended";
    for (size_t i = 0; i < r->task_count; i++)
        if (r->tasks[i].state == TASK_OPEN) return "a task is still open";
    r->state = RECORD_CANCELLED;
    r->suspended_from = (record_state_t)0;
    r->ended_at = a->event->recorded;
    return NULL;
}

const char *apply_suspended(applying_t *a) {
    record_t *r = a->record;
    const step_t *step = record_step(r, a->event->u.suspended.step);
    if (!step || step->added != ADDED_SUSPENSION || step->state != STEP_OPEN) return "no step stands for it";
    if (r->state == RECORD_SUSPENDED || record_has_ended(r->state)) return "the record is not on its way";
    r->suspended_from = r->state;
    r->state = RECORD_SUSPENDED;
    return NULL;
}

const char *apply_resumed(applying_t *a) {
    record_t *r = a->record;
    const step_t *step = record_step(r, a->event->u.resumed.step);
    if (r->state != RECORD_SUSPENDED) return "the record is not suspended";
    if (!step || step->added != ADDED_SUSPENSION) return "no step stood for it";
    if (!step_ended(step->state)) return "somebody still watches over it";
    r->state = r->suspended_from;
    r->suspended_from = (record_state_t)0;
    r->risk_rose = false;
    r->risk_rose_from = RISK_NONE;
    return NULL;
}

const char *apply_plan_jumped(applying_t *a) {
    return tree_jump(a->record, a->arena, a->event->u.plan_jumped.to, a->event->recorded);
}

const char *apply_stage_jumped(applying_t *a) {
    record_t *r = a->record;
    const event_t *e = a->event;
    const step_t *step = record_step(r, e->u.stage_jumped.step);
    if (r->state != RECORD_OPEN) return "nothing is on its way";
    if (e->u.stage_jumped.step && (!step || step->stage != e->u.stage_jumped.stage)) return "no such step";
    if (!step && e->u.stage_jumped.stage <= r->stage) return "no stage ahead";
    const char *problem = tree_leave(r, e->recorded);
    if (problem || !step) return problem;
    return a->event->version == 1 ? tree_go_back_v1(r, a->arena, step->no)
                                  : tree_go_back(r, a->arena, step->no);
}

/* Nobody is to decide it any more: it waited, or was closed for just that. */
const char *apply_step_excepted(applying_t *a) {
    record_t *r = a->record;
    const step_t *owed = &a->event->u.step_excepted.owed;
    step_t *step = record_step(r, a->event->u.step_excepted.step);
    if (!step || step->superseded || !tree_plan(r, (int32_t)(step - r->steps)))
        return "no such step in a plan";
    bool closed = step->state == STEP_LEFT_OUT && step_left_for(step, "exception");
    if (step->state != STEP_WAITING && !closed) return "the step does not wait";
    if (owed->no - 1 != tree_highest(r)) return "steps are not numbered on";
    if (owed->state != STEP_WAITING || owed->parent || step_is_group(owed->kind))
        return "not a step to be owed";
    if (owed->added != ADDED_DEBT || owed->origin != step->no) return "it is owed for another step";
    if (!closed) {
        step->state = STEP_LEFT_OUT;
        step->left_out = "exception";
        step->ended_at = a->event->recorded;
    }
    apply_place_step(a, owed);
    return NULL;
}
