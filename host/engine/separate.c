/* Separation of duties (不相容职责分离, A13): pairs of roles on one record that one person can't hold. A role
 * is the step of that name, with the signers added to it and what is owed for it; or the initiator. Who holds
 * one role is passed over where the other opens or moves, and whoever decided in one decides nothing in the
 * other: on the whole record, in whatever round. One way, the first alone keeps from the second: whoever
 * approved what is to be done may come to do it, but who does it approves nothing more of it. */
#include "engine/deciding.h"
#include "engine/seats.h"
#include <string.h>

static bool duty(const step_t *step) {
    return step->kind == STEP_APPROVE || step->kind == STEP_AGREE || step->kind == STEP_ACT;
}

/* Past ".before2" and the like; NULL: something else. */
static const char *past_side(const char *rest) {
    static const char *const sides[] = {".before", ".after", ".beside", ".owed"};
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        size_t length = strlen(sides[i]);
        if (strncmp(rest, sides[i], length) != 0) continue;
        rest += length;
        return rest + strspn(rest, "0123456789");
    }
    return NULL;
}

/* Past ".2", by which a step is told from an earlier one of its name in the plan; NULL: something else. */
static const char *past_number(const char *rest) {
    size_t digits = *rest == '.' ? strspn(rest + 1, "0123456789") : 0;
    return digits ? rest + 1 + digits : NULL;
}

/* Is it the step of that name, asked for again too (P2.3.3), signers that were added to it, or what is owed
 * for it? */
static bool is_role(const step_t *step, const char *role) {
    size_t length = strlen(role);
    if (!step->name || strncmp(step->name, role, length) != 0) return false;
    const char *rest = step->name + length;
    while (rest && *rest) {
        const char *number = past_number(rest);
        rest = number ? number : step->added ? past_side(rest) : NULL;
    }
    return rest && !*rest;
}

/* Does the person hold that task, or did they decide it? Both who stands in and whom they stand in for do. */
static bool holds(const task_t *t, int64_t person, bool decided) {
    if (t->taken_back || t->outcome == OUTCOME_COPIED) return false;
    if (t->state == TASK_DECIDED)
        return t->decided_by == person || t->principal == person ||
               (t->outcome == OUTCOME_COUNTED && t->person == person);
    bool open = t->state == TASK_OPEN || t->state == TASK_WAITING;
    return open && !decided && (t->person == person || t->principal == person);
}

static bool will_hold(const deciding_t *x, const char *role, int64_t person) {
    for (const supposed_t *s = x->supposed; s; s = s->before)
        if (s->step && is_role(s->step, role) && people_listed(&s->people, person)) return true;
    return false;
}

static bool holds_role(const deciding_t *x, const char *role, int64_t person, bool decided) {
    const record_t *r = x->record;
    if (strcmp(role, "initiator") == 0) return person == r->initiator;
    if (x->supposed && will_hold(x, role, person)) return true;
    decided = decided || x->supposed;
    for (size_t i = 0; i < r->task_count; i++) {
        const step_t *step = holds(&r->tasks[i], person, decided) ? record_step(r, r->tasks[i].step) : NULL;
        if (step && is_role(step, role)) return true;
    }
    return false;
}

bool separate_names(const deciding_t *x, const step_t *step) {
    for (size_t i = 0; duty(step) && i < x->flow->separate_count; i++)
        if (is_role(step, x->flow->separate[i].a) || is_role(step, x->flow->separate[i].b)) return true;
    return false;
}

const char *separated_from(const deciding_t *x, const step_t *step, int64_t person, bool decided) {
    const flow_t *flow = x->flow;
    if (!flow || flow->separate_count == 0 || !duty(step) || person == 0) return NULL; /* the store's owner */
    for (size_t i = 0; i < flow->separate_count; i++) {
        const separate_t *pair = &flow->separate[i];
        if (!pair->one_way && is_role(step, pair->a) && holds_role(x, pair->b, person, decided))
            return pair->b;
        /* a may come to whoever has b to decide, so what they hold counts as they do */
        if (is_role(step, pair->b) && holds_role(x, pair->a, person, decided && !pair->one_way))
            return pair->a;
    }
    return NULL;
}

bool may_have(const deciding_t *x, const step_t *step, int64_t person) {
    return may_decide(x, step, person) && !separated_from(x, step, person, false) &&
           !vote_beside(x, step, person, false);
}

int refuse_separated(deciding_t *x, const step_t *step, int64_t person, bool decided) {
    const char *other = separated_from(x, step, person, decided);
    if (!other) return 0;
    return diag_set(x->d, "people.separated", "step", step->name, "other", other, "person",
                    handle_of(x, person), NULL);
}
