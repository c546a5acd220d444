/* Tasks and their clocks. A task ends once: decided or closed; with that its clock stops, and every rung of
 * its ladder that has no outcome yet is overtaken. */
#include "engine/applying.h"
#include "engine/tree.h"

/* Room for one more task and its clock; false: no memory. */
static bool task_room(applying_t *a) {
    record_t *r = a->record;
    size_t room = r->room.tasks;
    cs_clock_t *clocks = apply_room(a->arena, r->clocks, r->task_count, 1, &room, sizeof *clocks);
    task_t *tasks = apply_room(a->arena, r->tasks, r->task_count, 1, &r->room.tasks, sizeof *tasks);
    if (!clocks || !tasks) return false;
    r->clocks = clocks;
    r->tasks = tasks;
    return true;
}

static const cs_clock_t no_clock = {
    .state = CLOCK_STOPPED,
    .started_at = INSTANT_NONE,
    .due_at = INSTANT_NONE,
    .next_rung = -1,
    .rung_at = INSTANT_NONE,
};

task_t *task_add(applying_t *a, const task_t *task, const char **problem) {
    record_t *r = a->record;
    *problem = NULL;
    if (r->task_count && r->tasks[r->task_count - 1].id >= task->id)
        *problem = "ids of tasks only grow";
    else if (!task->person)
        *problem = "a task without an owner";
    if (*problem || !task_room(a)) return NULL;
    task_t *added = &r->tasks[r->task_count];
    *added = *task;
    added->reason = arena_strdup(a->arena, task->reason);
    added->reason_text = arena_strdup(a->arena, task->reason_text);
    r->clocks[r->task_count] = no_clock;
    r->clocks[r->task_count].task = task->id;
    r->task_count++;
    return added;
}

const char *step_of_task(const record_t *r, int32_t no) {
    const step_t *step = record_step(r, no);
    if (!step) return "no such step";
    return step->state == STEP_OPEN ? NULL : "the step is not open";
}

const char *apply_task_queued(applying_t *a) {
    const event_t *e = a->event;
    const char *problem = step_of_task(a->record, e->u.task_queued.step);
    if (problem) return problem;
    task_add(a,
             &(task_t){
                 .id = e->u.task_queued.task,
                 .step = e->u.task_queued.step,
                 .order = e->u.task_queued.order,
                 .person = e->u.task_queued.person,
                 .principal = e->u.task_queued.principal,
                 .reason = e->u.task_queued.reason,
                 .reason_text = e->u.task_queued.reason_text,
                 .state = TASK_WAITING,
                 .opened_at = INSTANT_NONE,
                 .ended_at = INSTANT_NONE,
             },
             &problem);
    return problem;
}

static void clock_begin(applying_t *a, cs_clock_t *clock) {
    const event_t *e = a->event;
    *clock = (cs_clock_t){
        .id = e->u.task_opened.clock,
        .task = e->u.task_opened.task,
        .state = CLOCK_RUNNING,
        .calendar = arena_strdup(a->arena, e->u.task_opened.calendar),
        .limit = e->u.task_opened.limit,
        .started_at = e->recorded,
        .due_at = e->u.task_opened.due.at,
        .provisional = e->u.task_opened.due.provisional,
        .next_rung = e->u.task_opened.next_rung,
        .rung_at = e->u.task_opened.rung_at,
        .rungs_past = e->u.task_opened.rungs_past,
    };
}

/* Is a signer before that step, or somebody they had sign with them, still to sign? */
static bool still_sign(const record_t *r, int32_t signer, int32_t step) {
    int32_t at = signer;
    while (r->steps[at].parent && !tree_within(r, step, tree_index(r, r->steps[at].parent)))
        at = tree_index(r, r->steps[at].parent);
    return !step_ended(r->steps[at].state);
}

/* A seat that opens once more (a decision was taken back): signers before it, who sign again, sign for it. Up
 * to version 1 whom one who had signed, or was removed, had brought in signed for nobody then. */
static void signers_follow(record_t *r, task_t *task, int version) {
    for (size_t i = 0; i < r->step_count; i++) {
        step_t *s = &r->steps[i];
        if (s->added != ADDED_BEFORE || !s->serves || s->superseded) continue;
        bool signs =
            !step_ended(s->state) || (version > 1 && still_sign(r, (int32_t)i, tree_index(r, task->step)));
        if (!signs) continue;
        const task_t *old = record_task(r, s->serves);
        if (!old || old->state != TASK_CLOSED || old->step != task->step || old->person != task->person ||
            old->order != task->order)
            continue;
        s->serves = task->id;
        task->touched = true;
    }
}

const char *apply_task_opened(applying_t *a) {
    const event_t *e = a->event;
    record_t *r = a->record;
    const char *problem = step_of_task(r, e->u.task_opened.step);
    if (problem) return problem;
    task_t *task = record_task(r, e->u.task_opened.task);
    if (task && (task->state != TASK_WAITING || task->step != e->u.task_opened.step))
        return "the task does not wait for its turn";
    if (task) {
        if (!e->u.task_opened.person) return "a task without an owner";
        task->person = e->u.task_opened.person;
        task->principal = e->u.task_opened.principal;
        task->reason = arena_strdup(a->arena, e->u.task_opened.reason);
        task->reason_text = arena_strdup(a->arena, e->u.task_opened.reason_text);
    } else {
        task = task_add(a,
                        &(task_t){
                            .id = e->u.task_opened.task,
                            .step = e->u.task_opened.step,
                            .order = e->u.task_opened.order,
                            .person = e->u.task_opened.person,
                            .principal = e->u.task_opened.principal,
                            .reason = e->u.task_opened.reason,
                            .reason_text = e->u.task_opened.reason_text,
                        },
                        &problem);
    }
    if (!task) return problem;
    task->state = TASK_OPEN;
    task->opened_at = e->recorded;
    task->ended_at = INSTANT_NONE;
    signers_follow(r, task, e->version);
    if (!e->u.task_opened.no_clock) clock_begin(a, &r->clocks[task - r->tasks]);
    return NULL;
}

static uint64_t all_rungs(const record_t *r, const task_t *task) {
    const step_t *step = record_step(r, task->step);
    size_t count = step ? step->ladder.count : 0;
    return count >= 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

void apply_task_end(applying_t *a, task_t *task, task_state_t state) {
    cs_clock_t *clock = &a->record->clocks[task - a->record->tasks];
    task->state = state;
    task->ended_at = a->event->recorded;
    if (clock->id == 0) return;
    clock->state = CLOCK_STOPPED;
    clock->rungs_past = all_rungs(a->record, task);
    clock->next_rung = -1;
    clock->rung_at = INSTANT_NONE;
}

/* A14: does any step ask whether its people approved before? Only then is it kept what they saw. */
static bool may_be_counted(const record_t *r) {
    for (size_t i = 0; i < r->step_count; i++)
        if (r->steps[i].same_person) return true;
    return false;
}

/* A signer before the holder of a task has signed: what the holder did until then does not keep them from
 * taking that back. */
static void free_served(record_t *r, const task_t *signer) {
    const step_t *step = record_step(r, signer->step);
    task_t *served = step && step->serves ? record_task(r, step->serves) : NULL;
    if (!served || !served->touched) return;
    served->touched = false;
    served->signed_for = true;
}

const char *apply_task_decided(applying_t *a) {
    const event_t *e = a->event;
    task_t *task = record_task(a->record, e->u.task_decided.task);
    if (!task) return "no such task";
    if (task->state != TASK_OPEN) return "the task is not open";
    if (e->u.task_decided.outcome == OUTCOME_NONE) return "no outcome";
    apply_task_end(a, task, TASK_DECIDED);
    if (e->version > 1) task->touched = false; /* from now on: whoever has the form goes on from it */
    task->outcome = e->u.task_decided.outcome;
    task->opinion = opinion_whole(e->u.task_decided.opinion, e->u.task_decided.opinions,
                                  e->u.task_decided.opinion_count, a->arena);
    task->decided_by = e->actor.kind <= ACTOR_SERVICE ? e->actor.person : 0;
    if (e->u.task_decided.seen)
        task->seen = e->u.task_decided.seen;
    else if (task->outcome == OUTCOME_APPROVED && may_be_counted(a->record))
        task->seen = a->record->form_version;
    if (e->u.task_decided.frees) free_served(a->record, task);
    return NULL;
}

const char *apply_task_closed(applying_t *a) {
    task_t *task = record_task(a->record, a->event->u.task_closed.task);
    if (!task) return "no such task";
    if (task->state != TASK_OPEN && task->state != TASK_WAITING) return "the task has ended";
    apply_task_end(a, task, TASK_CLOSED);
    return NULL;
}

const char *apply_task_reassigned(applying_t *a) {
    const event_t *e = a->event;
    task_t *task = record_task(a->record, e->u.task_reassigned.task);
    if (!task) return "no such task";
    if (task->state != TASK_OPEN && task->state != TASK_WAITING) return "the task is not open";
    if (task->person != e->u.task_reassigned.from) return "the task is somebody else's";
    if (!e->u.task_reassigned.to) return "a task without an owner";
    if (e->u.task_reassigned.principal && e->u.task_reassigned.principal != task->principal)
        return "it is another's";
    task->person = e->u.task_reassigned.to;
    task->principal = e->u.task_reassigned.principal;
    task->touched = true;
    task->reason = arena_strdup(a->arena, e->u.task_reassigned.reason);
    task->reason_text = arena_strdup(a->arena, e->u.task_reassigned.reason_text);
    return NULL;
}

const char *apply_copied(applying_t *a) {
    const event_t *e = a->event;
    const char *problem = step_of_task(a->record, e->u.copied.step);
    if (problem) return problem;
    task_add(a,
             &(task_t){
                 .id = e->u.copied.task,
                 .step = e->u.copied.step,
                 .person = e->u.copied.person,
                 .reason = e->u.copied.reason,
                 .reason_text = e->u.copied.reason_text,
                 .state = TASK_DECIDED,
                 .outcome = OUTCOME_COPIED,
                 .opened_at = e->recorded,
                 .ended_at = e->recorded,
             },
             &problem);
    return problem;
}

const char *apply_clock_set(applying_t *a) {
    const event_t *e = a->event;
    cs_clock_t *clock = record_clock(a->record, e->u.clock_set.clock);
    if (!clock || clock->id == 0) return "no such clock";
    if (clock->state == CLOCK_STOPPED) return "the clock has stopped";
    if (clock->due_at != e->u.clock_set.old_due) return "it was due at another time";
    if (e->u.clock_set.state != clock->state) return "a clock pauses and goes on by events of their own";
    bool waits = clock->state == CLOCK_PAUSED;
    if (waits && (e->u.clock_set.next_rung >= 0 || e->u.clock_set.new_due != clock->due_at))
        return "the clock is paused";
    clock->calendar = arena_strdup(a->arena, e->u.clock_set.calendar);
    clock->limit = e->u.clock_set.limit;
    clock->due_at = e->u.clock_set.new_due;
    clock->provisional = e->u.clock_set.provisional;
    clock->next_rung = e->u.clock_set.next_rung;
    clock->rung_at = e->u.clock_set.rung_at;
    if (e->u.clock_set.overran) clock->overran = true;
    if (!e->u.clock_set.restarted) return NULL;
    if (waits)
        clock->ran_ms = 0; /* of the limit that it had before */
    else
        clock->started_at = e->recorded;
    return NULL;
}

const char *apply_rung(applying_t *a) {
    const event_t *e = a->event;
    cs_clock_t *clock = record_clock(a->record, e->u.rung.clock);
    if (!clock || clock->id == 0) return "no such clock";
    if (clock->state == CLOCK_STOPPED) return "the clock has stopped";
    int32_t rung = e->u.rung.rung;
    const task_t *task = record_task(a->record, clock->task);
    if (rung < 0 || rung >= 64 || !task || !(all_rungs(a->record, task) >> rung & 1)) return "no such rung";
    if (clock->rungs_past >> rung & 1) return "the rung has its outcome";
    step_t *step = record_step(a->record, task->step);
    clock->rungs_past |= UINT64_C(1) << rung;
    clock->next_rung = e->u.rung.next_rung;
    clock->rung_at = e->u.rung.rung_at;
    if (e->u.rung.brought && step->rungs_brought >> rung & 1) return "the rung brought it in before";
    if (e->u.rung.brought) step->rungs_brought |= UINT64_C(1) << rung;
    return NULL;
}
