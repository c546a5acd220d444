/* One person has one refusal of a step in which a number of them is needed (A2, A25). A signer before one of
 * its seats refuses for that seat alone, so whoever has a seat of it, or signs before one, signs before no
 * other, and is handed none. Otherwise the number would be reached by one person, whom others had given it
 * to. */
#include "engine/course.h"
#include "engine/seats.h"
#include "engine/tree.h"

static bool counts_refusals(const step_t *s) {
    return s && step_is_leaf(s->kind) && s->mode == DECIDE_ALL && s->on_refuse == ON_REFUSE_THRESHOLD;
}

/* The step whose number the people of the one at that index count for, as signers before a seat of it; NULL:
 * none. */
static const step_t *signs_for(const record_t *r, int32_t index, signed_seat_t *seat) {
    for (int32_t at = index, group; r->steps[at].parent; at = group) {
        group = tree_index(r, r->steps[at].parent);
        const step_t *step = signs_for_seat(r, group, at, seat);
        if (counts_refusals(step)) return step;
    }
    return NULL;
}

/* The same of whoever gets the task, or signs with it on that side. */
static const step_t *counts_for(const record_t *r, const task_t *task, added_t where, signed_seat_t *seat) {
    const step_t *step = record_step(r, task->step);
    if (!counts_refusals(step)) return signs_for(r, (int32_t)(step - r->steps), seat);
    *seat = (signed_seat_t){task, task_owner(task)};
    return where == ADDED_NOT || where == ADDED_BEFORE ? step : NULL; /* else it is no part of the number */
}

static bool is_same(const record_t *r, const signed_seat_t *a, const signed_seat_t *b) {
    return a->seat && b->seat && (is_signed_seat(r, a, b->seat) || is_signed_seat(r, b, a->seat));
}

const step_t *refuses_beside(const deciding_t *x, const task_t *task, added_t where, int64_t person) {
    const record_t *r = x->record;
    signed_seat_t seat = {NULL, 0}, other = {NULL, 0};
    const step_t *step = counts_for(r, task, where, &seat);
    if (!step) return NULL;
    if (has_seat(r, step->no, person, seat.seat ? seat.seat->id : 0)) return step;
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *s = &r->steps[i];
        if (signs_for(r, (int32_t)i, &other) != step || is_same(r, &seat, &other)) continue;
        if (has_seat(r, s->no, person, 0) || signer_to_come(x, s, person)) return s;
    }
    return NULL;
}
