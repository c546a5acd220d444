/* Who has a seat of a step; see seats.h. */
#include "engine/seats.h"

static bool is_of(const task_t *t, int64_t person) {
    return t->person == person || t->principal == person;
}

const task_t *seat_held(const record_t *r, int32_t step, int64_t person, int64_t own) {
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        bool held = t->state == TASK_OPEN || t->state == TASK_WAITING;
        if (held && t->step == step && t->id != own && is_of(t, person)) return t;
    }
    return NULL;
}

bool has_seat(const record_t *r, int32_t step, int64_t person, int64_t own) {
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        if (t->step != step || t->id == own || t->state == TASK_CLOSED || t->taken_back) continue;
        bool decided = t->state == TASK_DECIDED && t->decided_by == person;
        if (decided || is_of(t, person)) return true;
    }
    return false;
}

bool is_seated(const deciding_t *x, int32_t step, int64_t person, int64_t own) {
    return (x->seated && people_listed(x->seated, person)) || has_seat(x->record, step, person, own);
}

bool seat_taken(const record_t *r, const task_t *task, int64_t person) {
    const step_t *step = record_step(r, task->step);
    if (step && step->kind == STEP_MONITOR) return seat_held(r, task->step, person, task->id) != NULL;
    return has_seat(r, task->step, person, task->id);
}

int check_seat(deciding_t *x, const task_t *task, int64_t person) {
    const step_t *step = record_step(x->record, task->step);
    if (task->person != person && !seat_taken(x->record, task, person))
        return refuse_second_seat(x, task, ADDED_NOT, person);
    return diag_set(x->d, "task.held_already", "step", step->name, "person", handle_of(x, person), NULL);
}
