/* Looked at as a record is submitted: a step for which nobody would be left is told to the initiator, not to
 * whoever decides the step before it and can do nothing about it. That is where roles are kept apart (A13),
 * and where nobody comes instead of the initiator, who is the flow's fallback too (A12).
 *
 * Only what is certain counts: that a step has one holder, or that all of its people decide. Whom a decision,
 * a pick or an empty field will name is asked when the step opens; so is what a function says, where it is
 * about the initiator, since it may read what is written on the way. */
#include "engine/deciding.h"
#include "engine/form.h"
#include "engine/seats.h"
#include <string.h>

/* Is it known now who that is? */
static bool is_known(const record_t *r, const source_t *s, bool functions) {
    for (; s; s = s->next) {
        if (s->kind == SOURCE_FUNCTION && !functions) return false;
        if (s->kind == SOURCE_DECIDER || s->kind == SOURCE_PICKED || s->kind == SOURCE_ASSIGNEE) return false;
        if (s->kind == SOURCE_FIELD && !(s->key && record_field(r, s->key))) return false;
        if (s->of && !is_known(r, s->of, functions)) return false;
    }
    return true;
}

static bool is_certain(const step_t *step, const people_t *people) {
    return people->count == 1 || step->mode == DECIDE_ALL || step->mode == DECIDE_IN_ORDER;
}

static void add(people_t *people, int64_t person) {
    if (person && people->count < PEOPLE_MAX && !people_listed(people, person))
        people->list[people->count++].person = person;
}

/* Those who have it already: of several of whom one decides, nobody knows who that will be. */
static void holders(const record_t *r, const step_t *step, people_t *people) {
    size_t seats = 0;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        if (t->step != step->no || (t->state != TASK_OPEN && t->state != TASK_WAITING)) continue;
        seats++;
        add(people, t->person);
        add(people, t->principal);
    }
    bool each = step->mode == DECIDE_ALL || step->mode == DECIDE_IN_ORDER;
    if (seats > 1 && !each) people->count = 0;
}

/* What else is wrong with it is told when it opens. */
static int look(deciding_t *x, const step_t *step, people_t *people) {
    people_answer_t answer = PEOPLE_FOUND;
    const char *cause;
    people->count = 0;
    if (step->state == STEP_OPEN) {
        holders(x->record, step, people);
        return 0;
    }
    bool sure = is_known(x->record, step->by, false);
    if (!sure && !(separate_names(x, step) && is_known(x->record, step->by, true))) return 0;
    if (people_of_step(x, step, people, &answer, &cause)) {
        if (diag_is(x->d, "people.separated") || diag_is(x->d, "memory.out")) return -1;
        if (sure && diag_is(x->d, "self.approval")) return -1;
        diag_clear(x->d);
        people->count = 0;
    }
    if (answer != PEOPLE_FOUND || !is_certain(step, people)) people->count = 0;
    return 0;
}

static int look_at(deciding_t *x, const step_t *step) {
    supposed_t *one = arena_alloc(x->arena, sizeof *one);
    if (!one) return diag_memory(x->d);
    *one = (supposed_t){.step = step, .before = x->supposed};
    if (look(x, step, &one->people)) return -1;
    x->supposed = one;
    return 0;
}

/* Are the fallback, and those above them, nobody but who applies for it? Else somebody always comes instead.
 */
static int nobody_instead(deciding_t *x, bool *out) {
    people_t people;
    people.count = 0;
    *out = false;
    if (people_fallback(x, "", NULL, &people)) return -1;
    for (size_t i = 0, named = people.count; i < named; i++)
        people_superiors(x, &people.list[i], "people.upward", &people);
    for (size_t i = 0; i < people.count; i++)
        if (!applies_for(x, people.list[i].person)) return 0;
    *out = true;
    return 0;
}

static bool decides(const step_t *step) {
    return step->kind == STEP_APPROVE || step->kind == STEP_AGREE;
}

int duties_ahead(deciding_t *x) {
    static const supposed_t nobody;
    const record_t *r = x->record;
    bool alone;
    if (r->state != RECORD_OPEN || r->plan_count == 0) return 0;
    if (nobody_instead(x, &alone)) return -1;
    if (x->flow->separate_count == 0 && !alone) return 0;
    const plan_place_t *plan = &r->plans[r->plan_count - 1];
    int result = 0;
    x->supposed = &nobody;
    for (int32_t i = plan->first; result == 0 && i < plan->first + plan->count; i++) {
        const step_t *step = &r->steps[i];
        bool to_come = step->state == STEP_WAITING || step->state == STEP_OPEN;
        bool asked = separate_names(x, step) || (alone && decides(step));
        if (to_come && !step->superseded && asked) result = look_at(x, step);
    }
    x->supposed = NULL;
    return result;
}
