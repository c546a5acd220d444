/* The due time of a task's clock, derived from start, limit and calendar, and what moves it. */
#include "engine/clocks.h"
#include "engine/deciding.h"
#include <string.h>

int due_from(deciding_t *x, const char *calendar, instant_t from, const limit_t *limit, due_t *out) {
    const calendars_t *c = x->in->calendars;
    return c->due(c->ctx, calendar, from, limit, out, x->d);
}

bool counts_work(const limit_t *limit) {
    return limit->kind == LIMIT_WORKDAYS || limit->kind == LIMIT_WORKTIME;
}

bool limit_is_left(const limit_t *limit) {
    return limit->ms > 0 || limit->kind == LIMIT_WORKDAYS || limit->kind == LIMIT_DAY_TIME;
}

int clock_span(deciding_t *x, const cs_clock_t *clock, instant_t from, instant_t until, int64_t *ms) {
    const calendars_t *c = x->in->calendars;
    *ms = until > from ? until - from : 0;
    if (*ms == 0 || !counts_work(&clock->limit)) return 0;
    return c->worked(c->ctx, clock->calendar, from, until, ms, x->d);
}

int clock_remains(deciding_t *x, const cs_clock_t *clock, limit_t *out) {
    *out = (limit_t){.kind = counts_work(&clock->limit) ? LIMIT_WORKTIME : LIMIT_ELAPSED};
    return clock_span(x, clock, x->in->now, clock->due_at, &out->ms);
}

limit_t limit_or_usual(const flow_t *flow, limit_t given) {
    if (given.kind != LIMIT_NONE) return given;
    if (flow->within.kind != LIMIT_NONE) return flow->within;
    return (limit_t){.kind = LIMIT_WORKDAYS, .days = USUAL_LIMIT_DAYS};
}

bool limit_is_usual(const flow_t *flow, const step_t *step) {
    bool own = step->kind == STEP_REVISE || step->kind == STEP_ACKNOWLEDGE;
    bool said = flow->within.kind != LIMIT_NONE || (own && flow->revise_within.kind != LIMIT_NONE);
    return (own || step->added == ADDED_SUSPENSION) && !said && step->within.kind == LIMIT_WORKDAYS &&
           step->within.days == USUAL_LIMIT_DAYS;
}

int clock_start(deciding_t *x, const step_t *step, int64_t person, event_t *e) {
    if (step->within.kind == LIMIT_NONE) return diag_set(x->d, "limit.missing", "step", step->name, NULL);
    const char *calendar = directory_calendar(x->in->directory, person);
    due_t due;
    if (due_from(x, calendar, x->in->now, &step->within, &due)) return -1;
    task_t task = {.opened_at = x->in->now};
    cs_clock_t clock = {
        .calendar = calendar, .limit = step->within, .started_at = x->in->now, .due_at = due.at};
    e->u.task_opened.calendar = calendar;
    e->u.task_opened.limit = step->within;
    e->u.task_opened.due = due;
    return clock_next(x, step, &task, &clock, e->u.task_opened.rungs_past, false, &e->u.task_opened.next_rung,
                      &e->u.task_opened.rung_at);
}

/* Where what remains of the limit ends on the new holder's calendar; a limit overrun stays overrun. What
 * remains becomes the clock's limit, running from now, so that the due time can always be worked out from
 * start, limit and calendar. */
static int remaining_due(deciding_t *x, const cs_clock_t *clock, const char *calendar, cs_clock_t *moved,
                         bool *restarted, due_t *due) {
    *due = (due_t){.at = clock->due_at, .provisional = clock->provisional};
    const char *before = clock->calendar ? clock->calendar : "", *after = calendar ? calendar : "";
    if (!counts_work(&clock->limit) || clock->due_at <= x->in->now || strcmp(before, after) == 0) return 0;
    limit_t remains;
    if (clock_remains(x, clock, &remains)) return -1;
    moved->limit = remains;
    moved->started_at = x->in->now;
    *restarted = true;
    return due_from(x, calendar, x->in->now, &remains, due);
}

static int set_clock(deciding_t *x, const cs_clock_t *clock, const cs_clock_t *moved, due_t due,
                     bool restarted, const char *cause) {
    event_t e = {
        .u.clock_set =
            {
                .clock = clock->id,
                .state = clock->state,
                .calendar = moved->calendar,
                .old_due = clock->due_at,
                .new_due = due.at,
                .provisional = due.provisional,
                .limit = moved->limit,
                .restarted = restarted,
                .next_rung = moved->next_rung,
                .rung_at = moved->rung_at,
                .cause = cause,
                .overran = clock->due_at <= x->in->now && due.at != clock->due_at,
            },
    };
    return emit(x, EVENT_CLOCK_SET, &e);
}

/* One that waits goes on with what remains, by the calendar of whoever holds the task then; a limit that was
 * given runs from the day on which it goes on. Its due time is worked out then, and said with the old one. */
static int move_waiting(deciding_t *x, const cs_clock_t *clock, const limit_t *within, const char *calendar,
                        const char *cause) {
    cs_clock_t moved = *clock;
    const char *before = clock->calendar ? clock->calendar : "", *after = calendar ? calendar : "";
    if (!within && strcmp(before, after) == 0) return 0;
    moved.calendar = calendar;
    if (within) moved.limit = *within;
    due_t due = {.at = clock->due_at, .provisional = clock->provisional};
    return set_clock(x, clock, &moved, due, within != NULL, cause);
}

int clock_move(deciding_t *x, int64_t id, const limit_t *within, int64_t person, const char *cause) {
    const task_t *task = record_task(x->record, id);
    const cs_clock_t *clock = task ? record_task_clock(x->record, task) : NULL;
    const step_t *step = task ? record_step(x->record, task->step) : NULL;
    if (!clock || !step) return 0;
    bool anew = within && within->kind != LIMIT_NONE;
    const char *calendar = directory_calendar(x->in->directory, person);
    if (clock->state == CLOCK_PAUSED) return move_waiting(x, clock, anew ? within : NULL, calendar, cause);
    if (clock->state != CLOCK_RUNNING) return 0;
    cs_clock_t moved = *clock;
    due_t due;
    moved.calendar = calendar;
    if (anew) {
        moved.limit = *within;
        moved.started_at = x->in->now;
        if (due_from(x, moved.calendar, x->in->now, within, &due)) return -1;
    } else if (remaining_due(x, clock, moved.calendar, &moved, &anew, &due)) {
        return -1;
    }
    moved.due_at = due.at;
    if (clock_next(x, step, task, &moved, clock->rungs_past, true, &moved.next_rung, &moved.rung_at))
        return -1;
    return set_clock(x, clock, &moved, due, anew, cause);
}

/* One clock anew. */
static int reckon(deciding_t *x, const task_t *task, const cs_clock_t *clock) {
    const step_t *step = record_step(x->record, task->step);
    cs_clock_t moved = *clock;
    due_t due = {.at = clock->due_at, .provisional = clock->provisional};
    if (counts_work(&clock->limit) && clock->due_at > x->in->now &&
        due_from(x, clock->calendar, clock->started_at, &clock->limit, &due))
        return -1;
    moved.due_at = due.at;
    moved.provisional = due.provisional;
    if (clock_next(x, step, task, &moved, clock->rungs_past, true, &moved.next_rung, &moved.rung_at))
        return -1;
    bool same = moved.due_at == clock->due_at && moved.provisional == clock->provisional &&
                moved.next_rung == clock->next_rung && moved.rung_at == clock->rung_at;
    return same ? 0 : set_clock(x, clock, &moved, due, false, "calendar");
}

int clocks_reckon(deciding_t *x) {
    for (size_t i = 0; i < x->record->task_count; i++) {
        const cs_clock_t *clock = &x->record->clocks[i];
        if (clock->id == 0 || clock->state != CLOCK_RUNNING || x->record->tasks[i].state != TASK_OPEN)
            continue;
        if (reckon(x, &x->record->tasks[i], clock)) return -1;
    }
    return 0;
}
