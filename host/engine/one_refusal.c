/* One person has one refusal of a step in which a number of them is needed (A2, A25). A signer before one of
 * its seats refuses for that seat alone, so whoever has a seat of it, or signs before one, signs before no
 * other, and is handed none. Otherwise the number would be reached by one person, whom others had given it
 * to. */
#include "engine/seats.h"
#include "engine/serving.h"

static bool counts_refusals(const step_t *s) {
    return s && step_is_leaf(s->kind) && s->mode == DECIDE_ALL && s->on_refuse == ON_REFUSE_THRESHOLD;
}

/* The seat that a no of whoever gets the task, or signs with it on that side, would count for; 0: none. */
static int64_t seat_of(const record_t *r, const task_t *task, added_t where) {
    const step_t *step = record_step(r, task->step);
    const step_t *signer = serving_signer(r, step);
    if (!counts_refusals(step)) return signer ? signer->serves : 0;
    return where == ADDED_NOT || where == ADDED_BEFORE ? task->id : 0; /* else it is no part of the number */
}

const step_t *refuses_beside(const record_t *r, const task_t *task, added_t where, int64_t person) {
    const task_t *seat = record_task(r, seat_of(r, task, where));
    const step_t *step = seat ? record_step(r, seat->step) : NULL;
    if (!counts_refusals(step)) return NULL;
    if (has_seat(r, step->no, person, seat->id)) return step;
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *signer = step_is_leaf(r->steps[i].kind) ? serving_signer(r, &r->steps[i]) : NULL;
        const task_t *other = signer ? record_task(r, signer->serves) : NULL;
        if (other && other->id != seat->id && other->step == step->no &&
            has_seat(r, r->steps[i].no, person, 0))
            return &r->steps[i];
    }
    return NULL;
}
