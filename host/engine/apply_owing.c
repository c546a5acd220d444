/* Urgent work that begins before its approvals (A64), and what is owed for them. */
#include "engine/applying.h"
#include "engine/tree.h"
#include <string.h>

const char *apply_urgent(applying_t *a) {
    record_t *r = a->record;
    if (r->state != RECORD_OPEN || r->urgent == r->round) return "its round has not just begun";
    r->urgent = r->round;
    return NULL;
}

/* Steps of their own, numbered on after all others, each owed, in a tree below the first. */
static const char *check_owed(const record_t *r, const plan_t *owed, int32_t step) {
    int32_t first = tree_highest(r) + 1;
    if (owed->step_count == 0) return "nothing to be owed";
    if (owed->steps[0].origin != step || owed->steps[0].parent) return "it is owed for another step";
    for (size_t i = 0; i < owed->step_count; i++) {
        const step_t *s = &owed->steps[i];
        if (s->no - first != (int32_t)i) return "steps are not numbered on";
        if (s->added != ADDED_DEBT || s->state != STEP_WAITING) return "not a step to be owed";
        if (i == 0) continue;
        if (s->parent < first || s->parent >= s->no || !step_is_group(owed->steps[s->parent - first].kind))
            return "a step outside its tree";
    }
    return NULL;
}

/* Nobody is to decide it in the plan: nothing of it has begun. */
static const char *leave_out(record_t *r, int32_t index, const char *cause, instant_t now) {
    int32_t end = tree_end(r, index);
    for (int32_t i = index; i < end; i++)
        if (r->steps[i].state != STEP_WAITING && r->steps[i].state != STEP_LEFT_OUT)
            return "the step does not wait";
    for (int32_t i = index; i < end; i++) {
        step_t *s = &r->steps[i];
        if (s->state != STEP_WAITING) continue;
        s->state = STEP_LEFT_OUT;
        s->left_out = cause;
        s->ended_at = now;
    }
    return NULL;
}

const char *apply_debt_owed(applying_t *a) {
    record_t *r = a->record;
    const plan_t *owed = &a->event->u.debt_owed.owed;
    int32_t at = tree_index(r, a->event->u.debt_owed.step);
    if (at < 0 || !tree_plan(r, at) || r->steps[at].superseded) return "no such step in a plan";
    if (r->steps[at].state != STEP_WAITING) return "the step does not wait";
    const char *problem = owed->fact_count > 0 ? "facts of no stage" : check_owed(r, owed, r->steps[at].no);
    if (!problem) problem = leave_out(r, at, debt_kind_word(debt_kind(&owed->steps[0])), a->event->recorded);
    for (size_t i = 0; !problem && i < owed->step_count; i++)
        if (!apply_place_step(a, &owed->steps[i])) return NULL;
    return problem;
}

const char *apply_debt_ahead(applying_t *a) {
    record_t *r = a->record;
    const plan_t *owed = &a->event->u.debt_ahead.owed;
    const char *problem = check_owed(r, owed, 0);
    for (size_t i = 0; !problem && i < owed->step_count; i++) {
        const step_t *s = &owed->steps[i];
        if (!s->ahead_of || s->origin) problem = "it is not owed ahead";
        if (s->stage <= r->stage || s->round != r->round) problem = "its stage is not to come";
    }
    for (size_t i = 0; !problem && i < owed->step_count; i++)
        if (!apply_place_step(a, &owed->steps[i])) return NULL;
    return problem;
}

/* What of that tree is owed for a step of that name and kind; 0: nothing. */
static int32_t owed_in(const record_t *r, int32_t debt, const step_t *step) {
    for (int32_t i = debt; step->name && i < tree_end(r, debt); i++) {
        const step_t *s = &r->steps[i], *skipped = record_step(r, s->origin);
        const char *name = skipped ? skipped->name : s->ahead_of;
        if (s->kind == step->kind && name && *name && strcmp(name, step->name) == 0) return s->no;
    }
    return 0;
}

const char *apply_debt_came(applying_t *a) {
    record_t *r = a->record;
    int32_t at = tree_index(r, a->event->u.debt_came.step), debt = tree_index(r, a->event->u.debt_came.owed);
    const step_t *owed = debt >= 0 ? &r->steps[debt] : NULL;
    if (at < 0 || !tree_plan(r, at) || r->steps[at].superseded) return "no such step in a plan";
    if (!owed || owed->added != ADDED_DEBT || owed->parent) return "nothing that is owed";
    if (owed->state != STEP_OPEN && owed->state != STEP_PASSED) return "it is owed no longer";
    if (owed->no > r->steps[at].no) return "it was not owed ahead";
    int32_t end = tree_end(r, at);
    const char *problem = leave_out(r, at, debt_kind_word(debt_kind(owed)), a->event->recorded);
    for (int32_t i = at; !problem && i < end; i++)
        if (r->steps[i].ended_at == a->event->recorded && step_is_owed(&r->steps[i]))
            r->steps[i].origin = i == at ? owed->no : owed_in(r, debt, &r->steps[i]);
    return problem;
}

const char *apply_debt_excused(applying_t *a) {
    step_t *owed = record_step(a->record, a->event->u.debt_excused.step);
    if (!owed || !record_never_made_up(a->record, owed)) return "nothing that was never made up";
    owed->left_out = "excused";
    return NULL;
}
