/* Clocks that wait (A62): a clock is the sum of its running intervals; while it waits for a step it has no
 * rungs, and that step's own clock runs. What remains of the limit is kept, in working time where the limit
 * counts it, and runs on afterwards, so that a due time can always be worked out from start, remaining limit
 * and calendar. */
#include "engine/adjusting.h"
#include "engine/administering.h"
#include "engine/clocks.h"
#include "engine/deciding.h"
#include "engine/serving.h"
#include <string.h>

static const char *cause_of(const deciding_t *x, const cs_clock_t *clock, const step_t *step) {
    const task_t *task = record_task(x->record, clock->task);
    if (task && step == deviation_awaits(x->record, task)) return "approving";
    if (task && step == serving_before(x->record, task->id)) return "signer_before";
    switch (step->added) {
    case ADDED_BEFORE:
        return "signer_before";
    case ADDED_DELEGATION:
        return "delegated";
    case ADDED_SUSPENSION:
        return "suspended";
    default:
        return "question";
    }
}

static int clock_pause(deciding_t *x, const cs_clock_t *clock, const step_t *step) {
    event_t e = {
        .u.clock_paused =
            {
                .clock = clock->id,
                .step = step->no,
                .limit = clock->limit,
                .cause = cause_of(x, clock, step),
            },
    };
    if (clock->state == CLOCK_RUNNING) {
        if (clock_span(x, clock, clock->started_at, x->in->now, &e.u.clock_paused.ran_ms)) return -1;
        if (clock_remains(x, clock, &e.u.clock_paused.limit)) return -1;
    }
    return emit(x, EVENT_CLOCK_PAUSED, &e);
}

/* A limit overrun stays overrun; one that had no working time left, but was not due yet, is due now. */
static int due_again(deciding_t *x, const cs_clock_t *clock, due_t *due) {
    *due = (due_t){.at = clock->due_at, .provisional = clock->provisional};
    const standstill_t *now = clock_stands(clock);
    if (limit_is_left(&clock->limit)) return due_from(x, clock->calendar, x->in->now, &clock->limit, due);
    if (now && clock->due_at > now->from && clock->due_at < x->in->now) due->at = x->in->now;
    return 0;
}

/* The same with the end of its pause, as EVENT_CLOCK_RESUMED will have it. */
static int stood_until_now(deciding_t *x, cs_clock_t *clock) {
    if (!clock_stands(clock)) return 0;
    standstill_t *stood = arena_array(x->arena, clock->stood_count, sizeof *stood);
    if (!stood) return diag_memory(x->d);
    memcpy(stood, clock->stood, clock->stood_count * sizeof *stood);
    stood[clock->stood_count - 1].until = x->in->now;
    clock->stood = stood;
    return 0;
}

static int clock_resume(deciding_t *x, const step_t *step, const task_t *task, const cs_clock_t *clock) {
    cs_clock_t moved = *clock;
    due_t due;
    if (due_again(x, clock, &due) || stood_until_now(x, &moved)) return -1;
    moved.state = CLOCK_RUNNING;
    moved.started_at = x->in->now;
    moved.due_at = due.at;
    event_t e = {
        .u.clock_resumed =
            {
                .clock = clock->id,
                .old_due = clock->due_at,
                .new_due = due.at,
                .provisional = due.provisional,
            },
    };
    if (clock_next(x, step, task, &moved, clock->rungs_past, true, &e.u.clock_resumed.next_rung,
                   &e.u.clock_resumed.rung_at))
        return -1;
    return emit(x, EVENT_CLOCK_RESUMED, &e);
}

bool step_pauses(const step_t *step) {
    switch (step->added) {
    case ADDED_BEFORE:
    case ADDED_DELEGATION:
        return true;
    case ADDED_QUESTION:
        return step->permits & PERMIT_ASK_PAUSES;
    default:
        return false;
    }
}

/* The open step that a task's clock waits for; NULL: none. While the record is suspended all wait for the end
 * of that. */
static const step_t *awaited(const record_t *r, const task_t *task) {
    const step_t *suspended = suspension(r);
    if (suspended) return suspended->no != task->step ? suspended : NULL;
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *s = &r->steps[i];
        if (s->state == STEP_OPEN && !s->superseded && s->serves == task->id && step_pauses(s)) return s;
    }
    const step_t *before = serving_before(r, task->id); /* somebody whom the signer brought in */
    if (before && before->state == STEP_OPEN) return before;
    return deviation_awaits(r, task);
}

/* One clock brought to what the steps that are open ask of it. */
static int follow(deciding_t *x, size_t i) {
    const task_t *task = &x->record->tasks[i];
    const cs_clock_t *clock = &x->record->clocks[i];
    if (task->state != TASK_OPEN || clock->id == 0) return 0;
    const step_t *step = record_step(x->record, task->step);
    const step_t *waits_for = awaited(x->record, task);
    if (waits_for && (clock->state == CLOCK_RUNNING || clock->pause_step != waits_for->no))
        return clock_pause(x, clock, waits_for);
    if (!waits_for && clock->state == CLOCK_PAUSED) return clock_resume(x, step, task, clock);
    return 0;
}

int clocks_follow(deciding_t *x) {
    for (size_t i = 0; i < x->record->task_count; i++)
        if (follow(x, i)) return -1;
    return 0;
}
