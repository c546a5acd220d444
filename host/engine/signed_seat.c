/* Whom the no of a signer before somebody counts for (A25, A2). Where the first refusal decides, it ends the
 * step. Where the step hears all of its people, or a number of refusals is needed, it is that of the one seat
 * that they were added for; also once the step is gone through again: then the signers are asked before it
 * opens, and the seat of whoever had added one who refuses is not opened, else that of the place which they
 * had. Where nobody has that any more, it is a refusal beside the others. */
#include "engine/course.h"
#include "engine/seats.h"
#include "engine/tree.h"

/* The step around which groups were put for signers, from the outermost of these: in each it stands behind
 * who came in before it, else first. */
static int32_t signed_step(const step_t *steps, int32_t count, int32_t index) {
    while (index >= 0 && step_is_group(steps[index].kind) && steps[index].added) {
        int32_t inner = -1;
        for (int32_t m = plan_member(steps, (size_t)count, index, index); m >= 0;
             m = plan_member(steps, (size_t)count, index, m)) {
            inner = m;
            if (steps[index].added != ADDED_BEFORE) break;
        }
        index = inner;
    }
    return index;
}

/* Added by somebody before themselves: what a rule puts before a step is before all of it. */
static bool signs_for_one(const step_t *signer) {
    return signer->added == ADDED_BEFORE && (signer->serves || signer->added_by);
}

/* Unless the step was over before: older records did not wait for whom a signer had brought in. */
bool for_one_seat(const step_t *steps, int32_t count, int32_t group, int32_t m) {
    if (steps[group].added != ADDED_BEFORE || !step_against(&steps[m])) return false;
    int32_t step = signed_step(steps, count, group), signer = signed_step(steps, count, m);
    if (step < 0 || signer < 0 || step == signer || !hears_all(&steps[step])) return false;
    bool over = step_ended(steps[step].state) && steps[step].ended_at < steps[m].ended_at;
    return signs_for_one(&steps[signer]) && !over;
}

/* The member of a group that is that, and the step at the index or what it stands in; -1: neither is. */
static int32_t refusing(const record_t *r, int32_t index, int32_t *group) {
    for (int32_t at = index; r->steps[at].parent; at = *group) {
        *group = tree_index(r, r->steps[at].parent);
        if (for_one_seat(r->steps, (int32_t)r->step_count, *group, at)) return at;
    }
    return -1;
}

bool refuses_seat(const record_t *r, int32_t index) {
    int32_t group = -1;
    return refusing(r, index, &group) >= 0;
}

/* Was it said since the step was asked the last time before? What was said about it then, that time decided.
 */
static bool is_said_since(const record_t *r, const step_t *step, const step_t *said) {
    const step_t *before = step;
    do
        before = before->origin ? record_step(r, before->origin) : NULL;
    while (before && before->ended_at == INSTANT_NONE);
    return !before || before < said || before->ended_at < said->ended_at; /* a repetition stands behind */
}

/* Does the signer at that index, with whom they had sign with them, refuse for a seat of the step now? */
static bool refuses_of(const record_t *r, int32_t signer, const step_t *step) {
    int32_t group = -1, count = (int32_t)r->step_count, at = refusing(r, signer, &group);
    return at >= 0 && !r->steps[at].superseded && signed_step(r->steps, count, at) == signer &&
           &r->steps[signed_step(r->steps, count, group)] == step && is_said_since(r, step, &r->steps[at]);
}

/* The seat before which they were asked to sign, or whom they repeat were, and who asked them: of what a
 * stand-in asked, the principal. */
static signed_seat_t signed_for(const record_t *r, const step_t *signer) {
    signed_seat_t out = {NULL, signer->added_by};
    while (signer && !signer->serves)
        signer = signer->origin ? record_step(r, signer->origin) : NULL;
    if (signer) out.seat = record_task(r, signer->serves);
    if (out.seat && out.seat->person == out.by) out.by = task_owner(out.seat);
    return out;
}

const step_t *signs_for_seat(const record_t *r, int32_t group, int32_t m, signed_seat_t *out) {
    int32_t count = (int32_t)r->step_count;
    if (r->steps[group].added != ADDED_BEFORE || r->steps[m].superseded) return NULL;
    int32_t step = signed_step(r->steps, count, group), signer = signed_step(r->steps, count, m);
    if (step < 0 || signer < 0 || step == signer || !signs_for_one(&r->steps[signer])) return NULL;
    *out = signed_for(r, &r->steps[signer]);
    return &r->steps[step];
}

/* A function names people, and no places. */
static bool has_places(const step_t *step) {
    for (const source_t *by = step->by; by; by = by->next)
        if (by->kind == SOURCE_FUNCTION) return false;
    return true;
}

bool is_signed_seat(const record_t *r, const signed_seat_t *was, const task_t *now) {
    if (!was->seat || was->seat->id == now->id) return was->seat != NULL;
    if (was->seat->step == now->step) return false;
    if (task_owner(now) == was->by || task_owner(now) == task_owner(was->seat)) return true;
    return was->seat->order == now->order && has_places(record_step(r, now->step));
}

/* Of a step whose people all decide none else is closed before it was opened. */
static bool was_refused_ahead(const task_t *seat) {
    return seat->state == TASK_CLOSED && seat->opened_at == INSTANT_NONE;
}

bool seat_refused(const record_t *r, const task_t *seat) {
    const step_t *step = record_step(r, seat->step);
    if (was_refused_ahead(seat)) return true;
    for (size_t i = 0; i < r->step_count; i++)
        if (r->steps[i].serves == seat->id && refuses_of(r, (int32_t)i, step)) return true;
    return false;
}

/* It is the seat of who had the signer come. Where they are not asked any more, since it was handed on or
 * they left, it is that of the place. */
static bool is_theirs_again(const deciding_t *x, const step_t *step, const signed_seat_t *was, int32_t order,
                            int64_t person) {
    if (person == was->by || is_seated(x, step->no, was->by, 0)) return person == was->by;
    return has_places(step) ? was->seat->order == order : task_owner(was->seat) == person;
}

bool refused_ahead(const deciding_t *x, const step_t *step, int32_t order, int64_t person) {
    const record_t *r = x->record;
    for (size_t i = 0; step->origin && i < r->step_count; i++) {
        if (!refuses_of(r, (int32_t)i, step)) continue;
        signed_seat_t was = signed_for(r, &r->steps[i]);
        if (!was.seat || was.seat->step == step->no) continue;
        if (is_theirs_again(x, step, &was, order, person)) return true;
    }
    return false;
}

/* Was that seat opened anew, and refused ahead? */
static bool has_seat_again(const record_t *r, const step_t *step, const step_t *signer) {
    signed_seat_t was = signed_for(r, signer);
    if (was.seat && was.seat->step == step->no) return true;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        if (t->step == step->no && was_refused_ahead(t) && is_signed_seat(r, &was, t)) return true;
    }
    return false;
}

int64_t refused_without_seat(const record_t *r, const step_t *step) {
    int64_t count = 0;
    for (size_t i = 0; step->origin && i < r->step_count; i++)
        count += refuses_of(r, (int32_t)i, step) && !has_seat_again(r, step, &r->steps[i]);
    return count;
}
