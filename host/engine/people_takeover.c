/* Who takes a task over from its holder: whom a rung, an administrator or the directory says, else who is
 * above them, else the fallback. */
#include "engine/deciding.h"
#include "engine/seats.h"

static bool may_take(const deciding_t *x, const task_t *task, const step_t *step, int64_t person) {
    return person != 0 && person != task->person && may_have(x, step, person) &&
           !seat_taken(x->record, task, person) && directory_active(x->in->directory, person, x->in->now);
}

static bool take_first(const deciding_t *x, const task_t *task, const step_t *step, const people_t *people,
                       found_t *out) {
    for (size_t i = 0; i < people->count; i++) {
        if (!may_take(x, task, step, people->list[i].person)) continue;
        *out = people->list[i];
        return true;
    }
    return false;
}

/* The superior of the first who is ruled out. */
static bool take_superior(deciding_t *x, const task_t *task, const step_t *step, const people_t *people,
                          found_t *out) {
    for (size_t i = 0; i < people->count; i++) {
        if (people->list[i].person == task->person) continue;
        int64_t superior = directory_superior(x->in->directory, people->list[i].person, x->in->now);
        if (!may_take(x, task, step, superior)) continue;
        *out = (found_t){.person = superior,
                         .reason = "people.self_superior",
                         .text = handle_of(x, people->list[i].person)};
        return true;
    }
    return false;
}

/* Nothing stays with who is not in service while somebody above them, or above the fallback, may have it. */
static bool take_above(deciding_t *x, const task_t *task, const step_t *step, people_t *people,
                       found_t *out) {
    const found_t holder = {.person = task->person};
    if (directory_active(x->in->directory, task->person, x->in->now)) return false;
    size_t named = people->count;
    people_superiors(x, &holder, "people.upward", people);
    for (size_t i = 0; i < named; i++)
        people_superiors(x, &people->list[i], "people.upward", people);
    return take_first(x, task, step, people, out);
}

int people_takeover(deciding_t *x, const task_t *task, const source_t *source, found_t *out) {
    const step_t *step = record_step(x->record, task->step);
    people_t people;
    people.count = 0;
    if (!step) return diag_set(x->d, "people.none", "step", "", NULL);
    if (source != x->flow->fallback) {
        if (people_find(x, source, task, step->name, &people)) return -1;
        if (take_first(x, task, step, &people, out)) return 0;
        if (take_superior(x, task, step, &people, out)) return 0;
        people.count = 0;
    }
    if (people_fallback(x, step->name, task, &people)) return -1;
    if (take_first(x, task, step, &people, out) || take_above(x, task, step, &people, out)) return 0;
    return people_none(x, step);
}
