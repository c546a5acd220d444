/* Monitors (policy P2.4.1): leaves that stand beside the other members of their group, decide nothing, and
 * ask again and again while it is open: each time by a task with a clock of its own, which counts from the
 * last answer. A task's `order` says the how manieth it is. Where the rule gives a function, it looks at the
 * figures by the timetable (a rung of the monitor's ladder) and after every command that changed them. */
#include "engine/beside.h"
#include "engine/clocks.h"
#include "engine/deciding.h"
#include "engine/owing.h"
#include "engine/seats.h"
#include "engine/serving.h"
#include "engine/tree.h"
#include <string.h>

static int32_t last_order(const record_t *r, int32_t step) {
    int32_t last = -1;
    for (size_t i = 0; i < r->task_count; i++)
        if (r->tasks[i].step == step && r->tasks[i].order > last) last = r->tasks[i].order;
    return last;
}

static bool was_handed(const task_t *t) {
    static const char *const reasons[] = {"people.handed_over", "people.transferred", "people.reassigned"};
    for (size_t i = 0; t->reason && i < sizeof reasons / sizeof *reasons; i++)
        if (strcmp(t->reason, reasons[i]) == 0) return true;
    return false;
}

/* Whoever had it when it was last asked, where it had been handed on to them, and they may have it still. */
static void last_handed(const deciding_t *x, const step_t *step, int32_t order, people_t *out) {
    for (size_t i = 0; i < x->record->task_count; i++) {
        const task_t *t = &x->record->tasks[i];
        int64_t owner = t->principal ? t->principal : t->person;
        if (t->step != step->no || t->order != order || !was_handed(t)) continue;
        if (!directory_active(x->in->directory, owner, x->in->now) || !may_have(x, step, owner)) continue;
        if (people_listed(out, owner) || out->count == PEOPLE_MAX) continue;
        out->list[out->count++] = (found_t){.person = owner, .reason = t->reason, .text = t->reason_text};
    }
}

/* Whom the rule names; where it names somebody who has left, and no more than that, whoever took over from
 * them (A16): else the next question would go to the fallback, with the work still theirs. */
static int people_asked(deciding_t *x, const step_t *step, int32_t order, people_t *out,
                        people_answer_t *answer, const char **cause) {
    people_t named;
    named.count = 0;
    out->count = 0;
    *answer = PEOPLE_FOUND;
    if (order > 0 && people_find(x, step->by, NULL, owed_name(x->record, step), &named)) return -1;
    if (order > 0 && named.count == 0) last_handed(x, step, order - 1, out);
    return out->count > 0 ? 0 : people_of_step(x, step, out, answer, cause);
}

static int ask(deciding_t *x, int32_t index, int32_t order) {
    people_t people;
    people_answer_t answer;
    const char *cause = NULL;
    if (people_asked(x, &x->record->steps[index], order, &people, &answer, &cause)) return -1;
    if (answer != PEOPLE_FOUND) {
        event_t e = {
            .u.step_ended = {.step = x->record->steps[index].no, .state = STEP_LEFT_OUT, .cause = cause}};
        return emit(x, EVENT_STEP_ENDED, &e);
    }
    if (x->record->task_count + people.count > RECORD_TASKS_MAX)
        return limit_reached(x, "limit.tasks", RECORD_TASKS_MAX);
    for (size_t i = 0; i < people.count; i++)
        if (leaf_seat(x, index, order, &people.list[i], 0)) return -1;
    return 0;
}

/* One answer is enough: whoever else was asked need not. */
static int close_others(deciding_t *x, int32_t step) {
    for (size_t i = 0; i < x->record->task_count; i++) {
        const task_t *task = &x->record->tasks[i];
        if (task->step != step || task->state != TASK_OPEN) continue;
        event_t e = {.u.task_closed = {.task = task->id, .cause = "outcome"}};
        if (serving_close(x, task->id, "outcome")) return -1;
        if (emit(x, EVENT_TASK_CLOSED, &e)) return -1;
    }
    return 0;
}

/* Is the last question still open, with nobody's answer? */
static bool waits(const record_t *r, int32_t step, int32_t order) {
    bool open = false;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *task = &r->tasks[i];
        if (task->step != step || task->order != order) continue;
        if (task->state == TASK_DECIDED) return false;
        open = open || task->state == TASK_OPEN;
    }
    return open;
}

static int follow(deciding_t *x, int32_t index) {
    int32_t no = x->record->steps[index].no;
    event_t reset = {.u.step_reset.step = no}, opened = {.u.step_opened.step = no};
    if (x->record->steps[index].state == STEP_CLOSED && emit(x, EVENT_STEP_RESET, &reset)) return -1;
    if (x->record->steps[index].state == STEP_WAITING && emit(x, EVENT_STEP_OPENED, &opened)) return -1;
    if (x->record->steps[index].state != STEP_OPEN) return 0;
    int32_t last = last_order(x->record, no);
    if (waits(x->record, no, last)) return 0;
    if (close_others(x, no)) return -1;
    return ask(x, index, last + 1);
}

int monitors_follow(deciding_t *x, int32_t group) {
    int32_t no = x->record->steps[group].no, end = tree_end(x->record, group);
    for (int32_t i = group + 1; i < end; i++) {
        const step_t *s = &x->record->steps[i];
        if (s->kind == STEP_MONITOR && s->parent == no && !s->superseded && follow(x, i)) return -1;
    }
    return 0;
}

/* Is its time over? At that very instant it is (A60). */
static bool is_overdue(const deciding_t *x, const cs_clock_t *clock) {
    if (clock->state == CLOCK_PAUSED) return !limit_is_left(&clock->limit);
    return clock->state == CLOCK_RUNNING && clock->due_at <= x->in->now;
}

bool monitors_hold(const deciding_t *x, int32_t group) {
    const record_t *r = x->record;
    if (x->in->command->supposed) return false; /* a preview takes what is to be written as written */
    for (size_t i = 0; i < r->task_count; i++) {
        const step_t *s = r->tasks[i].state == TASK_OPEN ? record_step(r, r->tasks[i].step) : NULL;
        bool asked = s && s->kind == STEP_MONITOR && s->entry == ENTRY_WORK && s->state == STEP_OPEN &&
                     s->parent == r->steps[group].no;
        if (asked && is_overdue(x, &r->clocks[i])) return true;
    }
    return false;
}

/* ---- looking at the figures */

static bool figures_changed(const deciding_t *x) {
    for (size_t i = 0; i < x->out->event_count; i++) {
        event_kind_t kind = x->out->events[i].kind;
        if (kind == EVENT_EDITED || kind == EVENT_LOGGED || kind == EVENT_STAGE_OPENED ||
            kind == EVENT_ADJUSTED || kind == EVENT_ADJUSTMENT_DROPPED || kind == EVENT_ADJUSTMENT_UNDONE ||
            kind == EVENT_AMENDED)
            return true;
    }
    return false;
}

static int64_t open_task(const record_t *r, int32_t step) {
    for (size_t i = 0; i < r->task_count; i++)
        if (r->tasks[i].step == step && r->tasks[i].state == TASK_OPEN) return r->tasks[i].id;
    return 0;
}

/* A function that fails stops nobody's command: the administrator is told, and its next look by the timetable
 * gives the fallback the task. */
static int look(deciding_t *x, const step_t *step, int64_t task) {
    mark_t mark;
    const char *watch = step->watch;
    if (mark_set(x, &mark)) return -1;
    actor_t actor = act_as_rule(x);
    int result = effects_of(x, task, watch);
    x->actor = actor;
    return attempt_end(x, &mark, result);
}

int monitors_look(deciding_t *x) {
    if (!x->record || x->record->state != RECORD_OPEN || !figures_changed(x)) return 0;
    for (size_t i = 0; i < x->record->step_count; i++) {
        const step_t *s = &x->record->steps[i];
        if (s->kind != STEP_MONITOR || s->state != STEP_OPEN || !s->watch) continue;
        int64_t task = open_task(x->record, s->no);
        if (task && look(x, s, task)) return -1;
    }
    return 0;
}
