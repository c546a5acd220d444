/* Whom the record comes straight back to (A22): whoever returned it, also where they had been handed the
 * task. Of a step whose people decide each for themselves, those who had said yes need not be asked once
 * more: what they gave is counted in the step as it opens again, as the rule's act that names it, since
 * nothing decided in another activation counts by itself.
 *
 * It is asked once more where a field that the route reads has changed since the return, where whoever
 * returned it has no seat any more, where one decision is made together (the first decides, a threshold, a
 * vote), where the step asks for something else now, or has something found anew, and where a signer of their
 * own has not signed whom the new plan does not have. */
#include "base/text.h"
#include "engine/course.h"
#include "engine/seats.h"
#include "engine/stage_again.h"
#include "engine/tree.h"
#include <string.h>

/* The task in which the step that this one repeats was returned, to be come back straight; NULL: none. */
static const task_t *returned_in(const record_t *r, const step_t *step) {
    for (size_t i = r->task_count; step->origin && i-- > 0;) {
        const task_t *t = &r->tasks[i];
        if (t->step == step->origin && t->outcome == OUTCOME_RETURNED && !t->taken_back && t->seen) return t;
    }
    return NULL;
}

static bool was_handed(const task_t *t) {
    return t->reason && t->principal == 0 &&
           (strcmp(t->reason, "people.transferred") == 0 || strcmp(t->reason, "people.reassigned") == 0);
}

/* Time and an administrator say nothing in anybody's name. */
static bool said_yes(const task_t *t) {
    bool yes = t->outcome == OUTCOME_APPROVED || t->outcome == OUTCOME_AGREED || t->outcome == OUTCOME_DONE;
    return t->state == TASK_DECIDED && !t->taken_back && !t->administered &&
           (t->outcome == OUTCOME_COUNTED || (yes && t->decided_by));
}

/* ---- seats as they were handed on */

/* Whoever returned it has the seat of that place again; who had said yes only that of whom they had it from.
 */
static bool is_seat_of(const deciding_t *x, const task_t *t, const people_t *people) {
    if ((size_t)t->order >= people->count) return false;
    if (t->outcome == OUTCOME_RETURNED) return true;
    return t->reason_text && strcmp(handle_of(x, people->list[t->order].person), t->reason_text) == 0;
}

static void seat_again(const deciding_t *x, const step_t *step, const task_t *t, people_t *people) {
    if (!was_handed(t) || !is_seat_of(x, t, people)) return;
    if (!directory_active(x->in->directory, t->person, x->in->now) || !may_have(x, step, t->person)) return;
    if (people_listed(people, t->person)) return;
    people->list[t->order] = (found_t){.person = t->person, .reason = t->reason, .text = t->reason_text};
}

void people_straight(const deciding_t *x, const step_t *step, people_t *people) {
    const record_t *r = x->record;
    const task_t *back = returned_in(r, step);
    if (!back) return;
    seat_again(x, step, back, people);
    for (size_t i = 0; i < r->task_count && step->mode != DECIDE_ANY; i++)
        if (r->tasks[i].step == step->origin && said_yes(&r->tasks[i]))
            seat_again(x, step, &r->tasks[i], people);
}

/* ---- what had been given */

static bool decides_alone(const record_t *r, const step_t *step, bool same_plan) {
    if (step->mode == DECIDE_ANY || step->on_refuse == ON_REFUSE_THRESHOLD) return false;
    for (const step_t *s = step; s->parent;) {
        s = record_step(r, s->parent);
        if (tree_decides_together(s) || (s->added && !same_plan)) return false;
    }
    return true;
}

static bool finds_anew(const step_form_t *form) {
    for (size_t i = 0; i < form->right_count; i++)
        if (form->rights[i].access == ACCESS_ANEW) return true;
    return false;
}

/* Does the step ask the same of the same people as the one that it repeats? A later round may plan it
 * otherwise. */
static int asks_the_same(deciding_t *x, const step_t *was, const step_t *now, bool *same) {
    buf_t a, b;
    bool failed = false;
    *same = was->kind == now->kind && was->mode == now->mode && text_same(was->aspects, now->aspects) &&
            !finds_anew(&now->form) && source_same(was->by, now->by, &failed);
    if (failed) return diag_memory(x->d);
    if (!*same) return 0;
    buf_init(&a, 0);
    buf_init(&b, 0);
    step_form_encode(&was->form, &a);
    step_form_encode(&now->form, &b);
    *same = buf_same(&a, &b);
    failed = a.failed || b.failed;
    buf_free(&a);
    buf_free(&b);
    return failed ? diag_memory(x->d) : 0;
}

/* Did a field change since it was returned that the route of a stage reads which is gone through again? */
static int route_changed_since(deciding_t *x, const step_t *step, const task_t *back, bool *changed) {
    const record_t *r = x->record;
    int32_t stage = 0, last = step->stage;
    for (size_t i = 0; i < r->way_count; i++)
        if (r->ways[i].task == back->id) stage = record_step(r, r->ways[i].to)->stage;
    for (*changed = false; stage <= last && !*changed; stage++)
        if (route_changed(x, stage_plan_last(r, stage), back->seen, changed)) return -1;
    return 0;
}

/* Was it opened once more, since a decision was taken back? The seat of a place is the one opened last. */
static bool was_reopened(const record_t *r, size_t index) {
    const task_t *t = &r->tasks[index];
    for (size_t i = index + 1; i < r->task_count; i++)
        if (r->tasks[i].step == t->step && r->tasks[i].order == t->order) return true;
    return false;
}

/* Has that person a seat of the step other than this one? */
static bool sits_elsewhere(const record_t *r, const task_t *seat, int64_t person) {
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        bool theirs = t->person == person || t->principal == person || t->decided_by == person;
        if (t->step == seat->step && t->id != seat->id && theirs && !was_reopened(r, i)) return true;
    }
    return false;
}

/* Has anybody of that member still to sign? */
static bool signs_still(const record_t *r, int32_t member) {
    for (int32_t i = member; i < tree_end(r, member); i++) {
        const step_t *s = &r->steps[i];
        bool signed_it =
            s->state == STEP_PASSED || s->state == STEP_LEFT_OUT || step_left_for(s, "abstained");
        if (step_is_leaf(s->kind) && !s->superseded && !signed_it) return true;
    }
    return false;
}

/* Whom somebody had sign with a yes, is a part of it. Of signers whom another of the step had added that
 * other says again; of those whose adder sits there no more, nobody would. What a rule brought in comes again
 * with what it was for. */
static bool lacks_signer(const record_t *r, const task_t *seat) {
    for (int32_t at = tree_index(r, seat->step); r->steps[at].parent;) {
        int32_t group = tree_index(r, r->steps[at].parent);
        const step_t *g = &r->steps[group];
        bool own = is_signer(g) && g->added_by && !sits_elsewhere(r, seat, g->added_by);
        for (int32_t m = tree_member(r, group, group); own && m >= 0; m = tree_member(r, group, m))
            if (m != at && signs_still(r, m)) return true;
        at = group;
    }
    return false;
}

/* What that person gave in the step of before, or a stand-in did whose authority goes so far still. In the
 * same plan its signers are asked with it. */
static const task_t *given_before(const deciding_t *x, int32_t step, int64_t person, bool same_plan) {
    const record_t *r = x->record;
    for (size_t i = r->task_count; i-- > 0;) {
        const task_t *t = &r->tasks[i];
        if (t->step != step || task_owner(t) != person || !said_yes(t)) continue;
        if (!same_plan && lacks_signer(r, t)) return NULL;
        if (t->outcome == OUTCOME_COUNTED) t = record_task(r, t->counts);
        return given_beyond(x, t) ? NULL : t;
    }
    return NULL;
}

int given_straight(deciding_t *x, const step_t *step, int64_t person, const task_t **out) {
    const record_t *r = x->record;
    const task_t *back = returned_in(r, step), *given;
    const step_t *was = back ? record_step(r, step->origin) : NULL;
    bool changed, same;
    *out = NULL;
    if (!was || !is_seated(x, step->no, task_owner(back), 0)) return 0;
    bool same_plan = tree_plan(r, tree_index(r, was->no)) == tree_plan(r, tree_index(r, step->no));
    given = decides_alone(r, step, same_plan) ? given_before(x, was->no, person, same_plan) : NULL;
    if (!given) return 0;
    if (asks_the_same(x, was, step, &same)) return -1;
    if (!same) return 0;
    if (route_changed_since(x, step, back, &changed)) return -1;
    if (!changed) *out = given;
    return 0;
}
