/* The same person again (自动去重, A14): whoever approved earlier in this round need not be asked once more,
 * where the rule says so. Their earlier approval stands for them, which is the rule's act and is told as
 * such.
 *
 * It does not count when anything happened since that they would want to know of: a field that the route
 * reads changed, something was returned or gone through again, they said something else meanwhile, or the
 * step asks for opinions that the earlier one did not ask for. */
#include "engine/administering.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/seats.h"
#include "engine/tree.h"
#include <string.h>

/* What the person said themselves, not in somebody's name; a timer says nothing. */
static bool spoke(const task_t *t, int64_t person) {
    if (t->state != TASK_DECIDED || t->taken_back || t->administered) return false;
    if (t->outcome == OUTCOME_COUNTED) return t->person == person;
    return t->decided_by == person && (t->principal == 0 || t->principal == person);
}

/* The last task after which a new round of asking began: something was returned, or is gone through again. */
static int64_t asked_anew(const record_t *r) {
    int64_t last = 0;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        const step_t *s = record_step(r, t->step);
        bool again = s && s->superseded && !step_left_for(s, "taken_back"); /* a way back undone is none */
        if (again || (t->outcome == OUTCOME_RETURNED && !t->taken_back)) last = t->id;
    }
    return last;
}

/* Did a field change since they approved that either stage's route reads? */
static int changed_since(deciding_t *x, const task_t *given, const step_t *then, const step_t *now,
                         bool *changed) {
    const record_t *r = x->record;
    const plan_place_t *a = tree_plan(r, tree_index(r, then->no)), *b = tree_plan(r, tree_index(r, now->no));
    if (route_changed(x, a, given->seen, changed)) return -1;
    return *changed || a == b ? 0 : route_changed(x, b, given->seen, changed);
}

/* Does this step ask for an opinion that the other one did not ask for, or has it a form of its own (A21,
 * A71)? */
static bool asks_more(const step_t *now, const step_t *then) {
    if (!step_form_empty(&now->form)) return true;
    if (!now->aspects) return false;
    return !then->aspects || strcmp(now->aspects, then->aspects) != 0;
}

/* The member of a sequence that was gone through last before `index`; -1: none. */
static int32_t member_before(const record_t *r, int32_t group, int32_t index) {
    int32_t last = -1;
    for (int32_t m = tree_member(r, group, group); m >= 0 && m < index; m = tree_member(r, group, m))
        if (r->steps[m].state != STEP_LEFT_OUT && r->steps[m].kind != STEP_COPY) last = m;
    return last;
}

/* Is the step at `index` one of those that ended the part of the plan at `part`? */
static bool ended_with(const record_t *r, int32_t part, int32_t index) {
    while (part >= 0 && r->steps[part].kind == STEP_SEQUENCE)
        part = member_before(r, part, INT32_MAX);
    if (part < 0 || !tree_within(r, index, part)) return false;
    if (part == index) return true;
    for (int32_t m = tree_member(r, part, part); m >= 0; m = tree_member(r, part, m))
        if (tree_within(r, index, m)) return ended_with(r, m, index);
    return false;
}

/* Was the step at `then` gone through just before the one at `now`? */
static bool just_before(const record_t *r, int32_t then, int32_t now) {
    for (int32_t at = now; r->steps[at].parent;) {
        int32_t group = tree_index(r, r->steps[at].parent);
        int32_t before = r->steps[group].kind == STEP_SEQUENCE ? member_before(r, group, at) : -1;
        if (before >= 0) return ended_with(r, before, then);
        at = group;
    }
    return false;
}

static int counts_for(deciding_t *x, const step_t *step, const task_t *t, const task_t *given, bool *counts) {
    const record_t *r = x->record;
    const step_t *where = record_step(r, t->step), *then = record_step(r, given->step);
    bool changed;
    *counts = false;
    if (then->kind != STEP_APPROVE || asks_more(step, then)) return 0;
    if (step->same_person != SAME_ANYWHERE &&
        !just_before(r, tree_index(r, where->no), tree_index(r, step->no)))
        return 0;
    if (changed_since(x, given, then, step, &changed)) return -1;
    *counts = !changed;
    return 0;
}

int earlier_approval(deciding_t *x, const step_t *step, int64_t person, const task_t **out) {
    const record_t *r = x->record;
    const task_t *found = NULL;
    *out = NULL;
    if (step->kind != STEP_APPROVE || step->same_person == SAME_OFF) return 0;
    int64_t anew = asked_anew(r);
    for (size_t i = r->task_count; i-- > 0;) {
        const task_t *t = &r->tasks[i], *given = t;
        const step_t *where = record_step(r, t->step);
        bool counts = false;
        if (!where || where->round != step->round || !spoke(t, person)) continue;
        if (t->outcome == OUTCOME_REFUSED || t->outcome == OUTCOME_ABSTAINED) return 0; /* no plain yes */
        if (t->outcome == OUTCOME_COUNTED) given = record_task(r, t->counts);
        if (!given || given->taken_back || given->outcome != OUTCOME_APPROVED || given->id <= anew) continue;
        if (!found && counts_for(x, step, t, given, &counts)) return -1;
        if (counts) found = given;
    }
    *out = found;
    return 0;
}

int seat_count(deciding_t *x, const step_t *step, const task_t *seat, int64_t earlier) {
    event_t e = {
        .u.task_counted =
            {
                .task = seat->id ? seat->id : id_next(x->in->ids, x->in->now),
                .step = step->no,
                .order = seat->order,
                .person = seat->person,
                .reason = seat->reason,
                .reason_text = seat->reason_text,
                .earlier = earlier,
            },
    };
    actor_t actor = act_as_rule(x);
    int result = emit(x, EVENT_TASK_COUNTED, &e);
    x->actor = actor;
    return result;
}
