/* Finding things in a record, and its words. */
#include "model/record.h"
#include <string.h>

const value_t *record_field(const record_t *r, const char *name) {
    size_t low = 0, high = r->field_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(name, r->fields[middle].name);
        if (order == 0) return &r->fields[middle].value;
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}

const pick_t *record_pick(const record_t *r, const char *step) {
    for (size_t i = 0; i < r->pick_count; i++)
        if (strcmp(r->picks[i].step, step) == 0) return &r->picks[i];
    return NULL;
}

deviation_t *record_deviation(const record_t *r, int32_t step) {
    for (size_t i = 0; i < r->deviation_count; i++)
        if (r->deviations[i].step == step) return &r->deviations[i];
    return NULL;
}

step_t *record_step(const record_t *r, int32_t no) {
    /* Steps mostly stand at the place of their number; those added between others later do not. */
    if (no >= 1 && (size_t)no <= r->step_count && r->steps[no - 1].no == no) return &r->steps[no - 1];
    for (size_t i = 0; i < r->step_count; i++) {
        if (r->steps[i].no == no) return &r->steps[i];
    }
    return NULL;
}

step_t *record_step_named(const record_t *r, const char *name) {
    step_t *newest = NULL;
    for (size_t i = 0; i < r->step_count; i++) {
        step_t *s = &r->steps[i];
        if (s->name && strcmp(s->name, name) == 0 && (!newest || s->no > newest->no)) newest = s;
    }
    return newest;
}

task_t *record_task(const record_t *r, int64_t id) {
    size_t low = 0, high = r->task_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (r->tasks[middle].id == id) return &r->tasks[middle];
        if (id < r->tasks[middle].id) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}

cs_clock_t *record_clock(const record_t *r, int64_t id) {
    for (size_t i = r->task_count; id != 0 && i > 0; i--) {
        if (r->clocks[i - 1].id == id) return &r->clocks[i - 1];
    }
    return NULL;
}

cs_clock_t *record_task_clock(const record_t *r, const task_t *task) {
    size_t at = (size_t)(task - r->tasks);
    return at < r->task_count && r->clocks[at].id != 0 ? &r->clocks[at] : NULL;
}

child_t *record_child(const record_t *r, int64_t record) {
    for (size_t i = 0; i < r->child_count; i++)
        if (r->children[i].record == record) return &r->children[i];
    return NULL;
}

bool record_has_ended(record_state_t state) {
    return (state >= RECORD_FINISHED && state <= RECORD_CLOSED) || state == RECORD_CANCELLED;
}

bool record_never_made_up(const record_t *r, const step_t *step) {
    return step->added == ADDED_DEBT && step->state == STEP_CLOSED && !step_is_group(step->kind) &&
           debt_kind(step) == DEBT_GREEN && step_left_for(step, "record_ended") &&
           r->state != RECORD_FINISHED;
}

bool record_is_over(record_state_t state) {
    return state == RECORD_REFUSED || record_has_ended(state);
}

bool record_at_rest(const record_t *r) {
    if (r->state == RECORD_PREPARING || r->state == RECORD_OPEN || r->state == RECORD_RETURNED ||
        r->state == RECORD_SUSPENDED || r->state == RECORD_OWING)
        return false;
    for (size_t i = 0; i < r->task_count; i++) {
        if (r->tasks[i].state == TASK_OPEN || r->tasks[i].state == TASK_WAITING) return false;
    }
    return true;
}

char *record_number_write(arena_t *arena, const char *prefix, int32_t year, int64_t seq) {
    return arena_printf(arena, "%s-%04d-%06lld", prefix, (int)year, (long long)seq);
}

const char *record_state_word(record_state_t state) {
    static const char *const words[] = {
        [RECORD_DRAFT] = "draft",
        [RECORD_PREPARING] = "preparing",
        [RECORD_PREPARED] = "prepared",
        [RECORD_OPEN] = "open",
        [RECORD_REFUSED] = "refused",
        [RECORD_RETURNED] = "returned",
        [RECORD_FINISHED] = "finished",
        [RECORD_WITHDRAWN] = "withdrawn",
        [RECORD_ENDED_REFUSED] = "ended_refused",
        [RECORD_CLOSED] = "closed",
        [RECORD_SUSPENDED] = "suspended",
        [RECORD_CANCELLED] = "cancelled",
        [RECORD_OWING] = "owing",
    };
    return state >= RECORD_DRAFT && state <= RECORD_STATE_LAST ? words[state] : "unknown";
}

const char *outcome_word(outcome_t outcome) {
    static const char *const words[] = {
        [OUTCOME_NONE] = "none",         [OUTCOME_APPROVED] = "approved",
        [OUTCOME_REFUSED] = "refused",   [OUTCOME_DONE] = "done",
        [OUTCOME_AGREED] = "agreed",     [OUTCOME_ACKNOWLEDGED] = "acknowledged",
        [OUTCOME_RETURNED] = "returned", [OUTCOME_REVISED] = "revised",
        [OUTCOME_COPIED] = "copied",     [OUTCOME_ABSTAINED] = "abstained",
        [OUTCOME_ANSWERED] = "answered", [OUTCOME_ASSISTED] = "assisted",
        [OUTCOME_COUNTED] = "counted",
    };
    return (int)outcome >= OUTCOME_NONE && outcome <= OUTCOME_LAST ? words[outcome] : "unknown";
}

const char *task_state_word(task_state_t state) {
    static const char *const words[] = {[TASK_OPEN] = "open",
                                        [TASK_DECIDED] = "decided",
                                        [TASK_CLOSED] = "closed",
                                        [TASK_WAITING] = "waiting"};
    return state >= TASK_OPEN && state <= TASK_WAITING ? words[state] : "unknown";
}

const standstill_t *clock_stands(const cs_clock_t *clock) {
    const standstill_t *last = clock->stood_count > 0 ? &clock->stood[clock->stood_count - 1] : NULL;
    return last && last->until == INSTANT_NONE ? last : NULL;
}

const char *clock_state_word(clock_state_t state) {
    static const char *const words[] = {
        [CLOCK_RUNNING] = "running", [CLOCK_PAUSED] = "paused", [CLOCK_STOPPED] = "stopped"};
    return state >= CLOCK_RUNNING && state <= CLOCK_STOPPED ? words[state] : "unknown";
}
