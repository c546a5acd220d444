/* Whom the no of a signer before somebody counts for (A25, A2). Where the first refusal decides, it ends the
 * step. Where the step hears all of its people, or a number of refusals is needed, it is that of the one seat
 * that they were added for; also once the step is gone through again: then the signers are asked before it
 * opens, and the seat of whoever had added one who refuses is not opened. Of one who is not asked there any
 * more, it is a refusal beside the others. */
#include "base/text.h"
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

/* The seat before which they were asked to sign, or whom they repeat were. */
static const task_t *served_by(const record_t *r, const step_t *signer) {
    while (signer && !signer->serves)
        signer = signer->origin ? record_step(r, signer->origin) : NULL;
    return signer ? record_task(r, signer->serves) : NULL;
}

const step_t *signs_for_seat(const record_t *r, int32_t group, int32_t m, const task_t **seat) {
    int32_t count = (int32_t)r->step_count;
    if (r->steps[group].added != ADDED_BEFORE || r->steps[m].superseded) return NULL;
    int32_t step = signed_step(r->steps, count, group), signer = signed_step(r->steps, count, m);
    if (step < 0 || signer < 0 || step == signer || !signs_for_one(&r->steps[signer])) return NULL;
    *seat = served_by(r, &r->steps[signer]);
    return &r->steps[step];
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

/* Gone through again, it comes back to whoever had handed it on. */
static bool is_theirs_again(const deciding_t *x, const task_t *seat, int64_t person) {
    if (task_owner(seat) == person) return true;
    return was_handed_on(seat) && text_same(seat->reason_text, handle_of(x, person));
}

bool refused_ahead(const deciding_t *x, const step_t *step, int64_t person) {
    const record_t *r = x->record;
    for (size_t i = 0; step->origin && i < r->step_count; i++) {
        const task_t *served = refuses_of(r, (int32_t)i, step) ? served_by(r, &r->steps[i]) : NULL;
        if (served && served->step != step->no && is_theirs_again(x, served, person)) return true;
    }
    return false;
}

/* Was that seat opened anew, and refused ahead? */
static bool has_seat_again(const record_t *r, const step_t *step, const task_t *served) {
    if (served && served->step == step->no) return true;
    for (size_t i = 0; served && i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        if (t->step == step->no && was_refused_ahead(t) && same_seat(t, served)) return true;
    }
    return false;
}

int64_t refused_without_seat(const record_t *r, const step_t *step) {
    int64_t count = 0;
    for (size_t i = 0; step->origin && i < r->step_count; i++)
        count += refuses_of(r, (int32_t)i, step) && !has_seat_again(r, step, served_by(r, &r->steps[i]));
    return count;
}
