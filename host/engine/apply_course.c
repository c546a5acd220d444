/* Where a record as a whole stands: submitted, in preparation, with its initiator, at its end. */
#include "engine/applying.h"
#include "engine/course.h"
#include "engine/form.h"

/* Is it owed, or does it serve the task of what is owed: a question about it, say? */
static bool is_owed(const record_t *r, const step_t *step) {
    while (step && step->serves) {
        const task_t *served = record_task(r, step->serves);
        step = served ? record_step(r, served->step) : NULL;
    }
    return step && step->added == ADDED_DEBT;
}

/* What is owed alone: a record whose stages have all ended well may have that, and one that is given back. */
static bool only_debts(const record_t *r) {
    for (size_t i = 0; i < r->task_count; i++)
        if (r->tasks[i].state == TASK_OPEN && !is_owed(r, record_step(r, r->tasks[i].step))) return false;
    return true;
}

/* True when a task is open; with `revise`, only a task to revise. */
static bool task_open(const record_t *r, bool revise) {
    for (size_t i = r->task_count; i-- > 0;) {
        if (r->tasks[i].state != TASK_OPEN) continue;
        if (!revise) return true;
        const step_t *step = record_step(r, r->tasks[i].step);
        if (step && step->kind == STEP_REVISE) return true;
    }
    return false;
}

record_state_t state_unprepared(const record_t *r) {
    if (r->round == 0) return RECORD_DRAFT;
    return task_open(r, true) ? RECORD_RETURNED : RECORD_REFUSED;
}

record_state_t state_taken_back(const record_t *r) {
    bool unprepared = r->state == RECORD_DRAFT || r->state == RECORD_PREPARED || r->state == RECORD_REFUSED;
    if (r->state == RECORD_RETURNED) return task_open(r, true) ? RECORD_PREPARING : RECORD_OPEN;
    return unprepared ? RECORD_PREPARING : r->state;
}

const char *apply_submitted(applying_t *a) {
    const event_t *e = a->event;
    record_t *r = a->record;
    if (e->u.submitted.round - 1 != r->round) return "not the next round";
    if (r->state == RECORD_OPEN || r->state == RECORD_PREPARING) return "the record is on its way";
    if (r->state > RECORD_RETURNED) return "the record has ended";
    if (!only_debts(r)) return "a task is still open";
    if (!r->number != !!e->u.submitted.number) return "a number is given once, at the first submission";
    if (!r->number) {
        r->number = arena_strdup(a->arena, e->u.submitted.number);
        r->number_year = e->u.submitted.number_year;
        r->number_seq = e->u.submitted.number_seq;
    }
    r->state = RECORD_OPEN;
    r->round = e->u.submitted.round;
    r->ruleset = e->ruleset;
    r->submitted_at = e->recorded;
    r->ended_at = INSTANT_NONE;
    r->ways = NULL; /* of the round before */
    r->way_count = 0;
    apply_change_ends(r);
    return NULL;
}

const char *apply_preparing(applying_t *a) {
    record_t *r = a->record;
    if (r->state != RECORD_DRAFT && r->state != RECORD_PREPARED && r->state != RECORD_RETURNED &&
        r->state != RECORD_REFUSED)
        return "the record is not with its initiator";
    if (a->event->u.preparing.times - 1 != r->reopened) return "not the next preparation";
    r->reopened = a->event->u.preparing.times;
    r->ruleset = a->event->ruleset;
    r->state = RECORD_PREPARING;
    r->unagreed = NULL; /* whoever agrees now does so to the form as it is */
    r->unagreed_count = 0;
    return NULL;
}

const char *apply_returned(applying_t *a) {
    record_t *r = a->record;
    int64_t task = a->event->u.returned.task;
    if (r->state != RECORD_OPEN && r->state != RECORD_PREPARING && r->state != RECORD_OWING)
        return "nothing is on its way";
    if (task != 0 && !record_task(r, task)) return "no such task";
    r->state = r->state == RECORD_PREPARING ? state_unprepared(r) : RECORD_RETURNED;
    return NULL;
}

const char *apply_withdrawn(applying_t *a) {
    record_t *r = a->record;
    if (r->state == RECORD_REFUSED || r->state > RECORD_RETURNED) return "the record is at rest";
    if (task_open(r, false)) return "a task is still open";
    r->state = RECORD_WITHDRAWN;
    apply_change_ends(r);
    r->ended_at = a->event->recorded;
    return NULL;
}

const char *apply_ended(applying_t *a) {
    record_t *r = a->record;
    record_state_t state = a->event->u.ended.state;
    if (state == RECORD_OWING) {
        if (r->state != RECORD_OPEN || !task_open(r, false) || !only_debts(r))
            return "it is not what is owed";
        r->state = state;
        return NULL;
    }
    if (state != RECORD_FINISHED && state != RECORD_REFUSED && state != RECORD_ENDED_REFUSED)
        return "no state to end in";
    if (r->state != RECORD_OPEN && r->state != RECORD_RETURNED && r->state != RECORD_OWING)
        return "nothing is on its way";
    if (task_open(r, false)) return "a task is still open";
    r->state = state;
    r->ended_at = a->event->recorded;
    apply_change_ends(r);
    return NULL;
}
