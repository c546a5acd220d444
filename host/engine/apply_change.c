/* What people and administrators change while a record is on its way: clocks that pause, signers who come in,
 * ways back. Whatever happens to the plan is a function of the tree (tree.h). */
#include "engine/applying.h"
#include "engine/copy.h"
#include "engine/tree.h"
#include <string.h>

/* The list with one more, or with the last as it is now: others may hold the old one. No memory: NULL. */
static const char *stood_put(applying_t *a, cs_clock_t *clock, size_t at, standstill_t last) {
    if (at >= CLOCK_STOOD_MAX) return "it stood still too often";
    standstill_t *stood = arena_array(a->arena, at + 1, sizeof *stood);
    if (!stood) return NULL;
    if (at > 0) memcpy(stood, clock->stood, at * sizeof *stood);
    stood[at] = last;
    clock->stood = stood;
    clock->stood_count = at + 1;
    return NULL;
}

const char *apply_clock_paused(applying_t *a) {
    const event_t *e = a->event;
    cs_clock_t *clock = record_clock(a->record, e->u.clock_paused.clock);
    const step_t *step = record_step(a->record, e->u.clock_paused.step);
    if (!clock || clock->id == 0) return "no such clock";
    if (clock->state == CLOCK_STOPPED) return "the clock has stopped";
    if (!step || step->state != STEP_OPEN) return "it waits for nothing that is open";
    if (e->u.clock_paused.ran_ms > INT64_MAX - clock->ran_ms) return "it ran too long";
    if (e->version > 1 && clock->state == CLOCK_RUNNING) {
        standstill_t begun = {.from = e->recorded, .until = INSTANT_NONE};
        const char *problem = stood_put(a, clock, clock->stood_count, begun);
        if (problem) return problem;
    }
    clock->state = CLOCK_PAUSED;
    clock->pause_step = step->no;
    clock->pause_cause = arena_strdup(a->arena, e->u.clock_paused.cause);
    clock->ran_ms += e->u.clock_paused.ran_ms;
    clock->limit = e->u.clock_paused.limit;
    clock->next_rung = -1;
    clock->rung_at = INSTANT_NONE;
    return NULL;
}

const char *apply_clock_resumed(applying_t *a) {
    const event_t *e = a->event;
    cs_clock_t *clock = record_clock(a->record, e->u.clock_resumed.clock);
    if (!clock || clock->id == 0) return "no such clock";
    if (clock->state != CLOCK_PAUSED) return "the clock is not paused";
    if (clock->due_at != e->u.clock_resumed.old_due) return "it was due at another time";
    const standstill_t *stands = clock_stands(clock);
    if (stands)
        stood_put(a, clock, clock->stood_count - 1,
                  (standstill_t){.from = stands->from, .until = e->recorded});
    clock->state = CLOCK_RUNNING;
    clock->pause_step = 0;
    clock->pause_cause = NULL;
    clock->started_at = e->recorded;
    clock->due_at = e->u.clock_resumed.new_due;
    clock->provisional = e->u.clock_resumed.provisional;
    clock->next_rung = e->u.clock_resumed.next_rung;
    clock->rung_at = e->u.clock_resumed.rung_at;
    return NULL;
}

const char *apply_plan_grown(applying_t *a) {
    const event_t *e = a->event;
    int64_t task = e->u.plan_grown.task;
    task_t *served = NULL, *adder = task ? record_task(a->record, task) : NULL;
    step_t group = copy_step(a->arena, &e->u.plan_grown.group),
           leaf = copy_step(a->arena, &e->u.plan_grown.leaf);
    if (leaf.serves) {
        served = record_task(a->record, leaf.serves);
        if (!served || served->state != TASK_OPEN) return "it serves no open task";
        served->touched = true;
    }
    if (task && (!adder || adder->state != TASK_OPEN)) return "who adds has no open task";
    if (adder) adder->touched = true;
    return tree_wrap(a->record, a->arena, e->u.plan_grown.at, &group, &leaf, e->recorded);
}

const char *apply_plan_added(applying_t *a) {
    const event_t *e = a->event;
    const plan_t *piece = &e->u.plan_added.piece;
    step_t group = copy_step(a->arena, &e->u.plan_added.group);
    step_t *steps = arena_array(a->arena, piece->step_count + 1, sizeof *steps);
    if (!steps) return NULL;
    if (piece->fact_count > 0) return "a piece reads no facts of its own";
    const char *problem = group.added == ADDED_REAPPROVAL ? apply_reapproval(a) : NULL;
    if (problem) return problem;
    for (size_t i = 0; i < piece->step_count; i++)
        steps[i] = copy_step(a->arena, &piece->steps[i]);
    return tree_graft(a->record, a->arena, e->u.plan_added.at, &group, steps, piece->step_count, e->recorded);
}

const char *apply_signer_removed(applying_t *a) {
    step_t *step = record_step(a->record, a->event->u.signer_removed.step);
    if (!step || step->superseded || !step->added || !step_is_leaf(step->kind))
        return "no signers were added";
    if (step->state != STEP_WAITING) return "they have been asked";
    const source_t *all = copy_source(a->arena, step->by);
    int32_t count = 0, place = a->event->u.signer_removed.place;
    for (const source_t *by = all; by; by = by->next)
        count++;
    if (all && (place >= count || count < 2)) return "not one of several";
    source_t *left = all ? arena_array(a->arena, (size_t)count, sizeof *left) : NULL;
    if (!left) return NULL;
    int32_t kept = 0;
    for (int32_t i = 0; i < count; i++, all = all->next)
        if (i != place) left[kept++] = *all;
    for (int32_t i = 0; i < kept; i++)
        left[i].next = i + 1 < kept ? &left[i + 1] : NULL;
    step->by = left;
    return NULL;
}

const char *apply_limit_tightened(applying_t *a) {
    step_t *step = record_step(a->record, a->event->u.limit_tightened.step);
    if (!step || step->superseded || !step_is_leaf(step->kind)) return "no such step";
    if (step_ended(step->state)) return "the step has ended";
    step->within = a->event->u.limit_tightened.within;
    return NULL;
}

/* The step and the groups around it that had ended are open again; what else has to wait again is told by
 * events of its own. */
const char *apply_task_taken_back(applying_t *a) {
    record_t *r = a->record;
    task_t *task = record_task(r, a->event->u.task_taken_back.task);
    if (!task) return "no such task";
    if (task->state != TASK_DECIDED || task->taken_back) return "no decision to take back";
    step_t *step = record_step(r, task->step);
    if (!step || step->superseded) return "its step was gone through again";
    task->taken_back = true;
    r->state = state_taken_back(r);
    for (; step; step = step->parent ? record_step(r, step->parent) : NULL) {
        if (!step_ended(step->state)) continue;
        step->state = STEP_OPEN;
        step->ended_at = INSTANT_NONE;
        step->left_out = NULL;
    }
    return NULL;
}

/* The stage before is the present one again; the steps of the one that had opened stay, superseded. */
const char *apply_stage_taken_back(applying_t *a) {
    record_t *r = a->record;
    if (r->plan_count < 2) return "no stage before";
    const plan_place_t *last = &r->plans[r->plan_count - 1], *before = last - 1;
    if (last->stage != a->event->u.stage_taken_back.stage || before->round != last->round)
        return "another stage is open";
    for (int32_t i = last->first; i < last->first + last->count; i++)
        if (r->steps[i].state == STEP_OPEN) return "a step of it is still open";
    for (int32_t i = last->first; i < last->first + last->count; i++)
        r->steps[i].superseded = true;
    r->stage = before->stage;
    r->plan_count--;
    return NULL;
}

const char *apply_step_reset(applying_t *a) {
    record_t *r = a->record;
    step_t *step = record_step(r, a->event->u.step_reset.step);
    if (!step || step->superseded) return "no such step";
    if (step->state == STEP_WAITING) return "the step waits already";
    for (size_t i = 0; i < r->task_count; i++)
        if (r->tasks[i].step == step->no &&
            (r->tasks[i].state == TASK_OPEN || r->tasks[i].state == TASK_WAITING))
            return "a task of the step is still open";
    task_t *served = a->event->u.step_reset.serves ? record_task(r, a->event->u.step_reset.serves) : NULL;
    if (a->event->u.step_reset.serves && !step->serves) return "it serves nobody";
    if (step->serves && a->event->u.step_reset.serves && (!served || served->state != TASK_OPEN))
        return "it serves no open task";
    for (size_t i = 0; i < r->task_count; i++) /* what was counted is asked again when it opens */
        if (r->tasks[i].step == step->no && r->tasks[i].outcome == OUTCOME_COUNTED)
            r->tasks[i].taken_back = true;
    step->state = STEP_WAITING;
    step->opened_at = step->ended_at = INSTANT_NONE;
    step->left_out = NULL;
    if (!served) return NULL;
    step->serves = served->id;
    served->touched = true; /* as when it was asked */
    return NULL;
}

const char *apply_task_claimed(applying_t *a) {
    task_t *task = record_task(a->record, a->event->u.task_claimed.task);
    if (!task || task->state != TASK_OPEN) return "the task is not open";
    if (task->claimed == a->event->u.task_claimed.claimed) return "nothing would change";
    task->claimed = a->event->u.task_claimed.claimed;
    task->touched = true;
    return NULL;
}

const char *apply_urged(applying_t *a) {
    task_t *task = record_task(a->record, a->event->u.urged.task);
    if (!task || task->state != TASK_OPEN) return "the task is not open";
    task->urged_at = a->event->recorded;
    return NULL;
}

const char *apply_task_stood_in(applying_t *a) {
    const event_t *e = a->event;
    task_t *task = record_task(a->record, e->u.task_stood_in.task);
    if (!task || task->state != TASK_OPEN) return "the task is not open";
    if (task->person != e->u.task_stood_in.from) return "the task is somebody else's";
    int64_t owner = task->principal ? task->principal : task->person;
    if (e->u.task_stood_in.principal ? e->u.task_stood_in.principal != owner
                                     : e->u.task_stood_in.person != owner)
        return "it is another's";
    if (!e->u.task_stood_in.person) return "a task without an owner";
    task->person = e->u.task_stood_in.person;
    task->principal = e->u.task_stood_in.principal;
    return NULL;
}

const char *apply_asked(applying_t *a) {
    const step_t *step = record_step(a->record, a->event->u.asked.step);
    if (!step || step->kind != STEP_ANSWER) return "no such question";
    int64_t task = a->event->u.asked.task;
    return task == 0 || record_task(a->record, task) ? NULL : "no such task";
}
