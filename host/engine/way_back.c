/* Ways back (退回, A22): to a step that was gone through before, through every step again or straight to
 * whoever returned it; here within a stage, to an earlier one in return_stage.c. The tree says what that
 * means for the plan (tree.h); here it is closed what stands open. */
#include "engine/course.h"
#include "engine/return_stage.h"
#include "engine/seats.h"
#include "engine/tree.h"
#include <string.h>

static bool was_visited(const step_t *s) {
    return s->opened_at != INSTANT_NONE || tree_passed_straight(s) ||
           (s->state == STEP_LEFT_OUT && step_left_for(s, "gone_through"));
}

static bool in_present_plan(const record_t *r, int32_t index) {
    return plan_holds(&r->plans[r->plan_count - 1], index);
}

const char *return_misfit(const record_t *r, const step_t *from, int32_t to) {
    const step_t *s = &r->steps[to];
    if (s->no == from->no) return "itself";
    if (!was_visited(s)) return "not_visited";
    if (step_is_owed(s)) return "owed"; /* nobody would be asked there */
    if (s->kind == STEP_MONITOR || s->kind == STEP_COPY) return "undecided";
    if (!tree_asks_again(s)) return "removed";
    bool present = in_present_plan(r, to);
    return present && !tree_follows(r, tree_index(r, from->no), to) ? "not_before" : NULL;
}

int check_target(deciding_t *x, const step_t *from) {
    const record_t *r = x->record;
    int32_t to = -1;
    if (return_find(x, from, &to)) return -1;
    const char *problem = return_misfit(r, from, to);
    if (problem) return no_return(x, from, problem);
    if (!in_present_plan(r, to)) return return_check_stage(x, from, to);
    if (r->step_count * 2 > RECORD_STEPS_MAX || r->plans[r->plan_count - 1].count * 2 > PLAN_STEPS_MAX)
        return limit_reached(x, "limit.steps", PLAN_STEPS_MAX);
    return 0;
}

int steps_close(deciding_t *x, const bool *which, size_t count, const char *cause) {
    for (size_t i = count; i-- > 0;) { /* members before their group */
        const step_t *s = &x->record->steps[i];
        if (!which[i] || s->state != STEP_OPEN) continue;
        if (!step_is_group(s->kind)) {
            if (leaf_end(x, (int32_t)i, STEP_CLOSED, cause)) return -1;
            continue;
        }
        event_t e = {.u.step_ended = {.step = s->no, .state = STEP_CLOSED, .cause = cause}};
        if (emit(x, EVENT_STEP_ENDED, &e)) return -1;
    }
    return 0;
}

int returned_to(deciding_t *x, int64_t task, int32_t from) {
    record_t *r = x->record;
    int32_t at = -1;
    if (return_find(x, record_step(r, from), &at)) return -1;
    if (!in_present_plan(r, at)) return returned_to_stage(x, task, at);
    int32_t to = r->steps[at].no;
    const bool *marks = tree_rewind_marks(r, x->arena, to);
    if (!marks) return diag_memory(x->d);
    if (steps_close(x, marks, r->step_count, "returned")) return -1;
    event_t e = {
        .u.plan_rewound = {
            .to = to, .from = from, .straight = x->in->command->straight, .cause = "returned", .task = task}};
    if (e.u.plan_rewound.straight) e.u.plan_rewound.seen = r->form_version;
    if (emit(x, EVENT_PLAN_REWOUND, &e)) return -1;
    x->out->task = task;
    return route_settle(x);
}

/* ---- straight back */

/* Does the step, which repeats the one that it was returned from, wait still, and is what was passed over
 * before it, or beside it in a group that is to come? */
static bool leads_past(const record_t *r, int32_t back, int32_t over) {
    if (back < 0 || r->steps[back].state != STEP_WAITING) return false;
    if (tree_follows(r, back, over)) return true;
    int32_t both = tree_common(r, over, back);
    step_kind_t kind = both >= 0 ? r->steps[both].kind : STEP_SEQUENCE;
    return kind != STEP_SEQUENCE && kind != STEP_LOOP && r->steps[both].opened_at == INSTANT_NONE;
}

static int32_t repetition_of(const record_t *r, int32_t no) {
    for (size_t i = r->step_count; i-- > 0;)
        if (r->steps[i].origin == no && !r->steps[i].superseded) return (int32_t)i;
    return -1;
}

/* Is something open, or decided, that comes after it? Then the record is past it. */
static bool is_past(const record_t *r, const plan_place_t *place, int32_t over) {
    for (int32_t i = place->first; i < place->first + place->count; i++)
        if (!r->steps[i].superseded && r->steps[i].opened_at != INSTANT_NONE && tree_follows(r, i, over))
            return true;
    return false;
}

/* Is it on its way to a later stage, where it was returned from? */
static bool leads_ahead(const record_t *r, const plan_place_t *place, const task_t *t) {
    const way_back_t *way = t->seen ? way_pending(r, place->stage + 1) : NULL;
    return way && way->task == t->id;
}

/* The return by which the step is passed over on the way back: the last one whose way leads past it. NULL:
 * none does any more. */
static const task_t *passed_over_by(const record_t *r, const plan_place_t *place, int32_t over) {
    if (!tree_passed_straight(&r->steps[over]) || is_past(r, place, over)) return NULL;
    for (size_t i = r->task_count; i-- > 0;) {
        const task_t *t = &r->tasks[i];
        if (t->outcome != OUTCOME_RETURNED || t->taken_back) continue;
        if (leads_past(r, repetition_of(r, t->step), over) || leads_ahead(r, place, t)) return t;
    }
    return NULL;
}

int straight_check(deciding_t *x) {
    const record_t *r = x->record;
    const plan_place_t *place = &r->plans[r->plan_count - 1];
    int64_t looked = -1; /* many steps, one return */
    bool changed = false;
    for (int32_t i = place->first; i < place->first + place->count; i++) {
        event_t e = {.u.step_reset.step = r->steps[i].no};
        const task_t *back = passed_over_by(r, place, i);
        if (!back) continue;
        if (back->seen != looked && route_changed(x, place, back->seen, &changed)) return -1;
        looked = back->seen;
        if ((changed || straight_beyond(x, i)) && emit(x, EVENT_STEP_RESET, &e)) return -1;
    }
    return 0;
}

bool straight_is_ahead(const record_t *r, int32_t index) {
    return passed_over_by(r, &r->plans[r->plan_count - 1], index) != NULL;
}

int straight_ends_at(deciding_t *x, int32_t to) {
    const record_t *r = x->record;
    const plan_place_t *place = &r->plans[r->plan_count - 1];
    for (int32_t i = place->first; i < place->first + place->count; i++) {
        event_t e = {.u.step_reset.step = r->steps[i].no};
        bool asked = tree_within(r, to, i) || tree_within(r, i, to) || tree_follows(r, i, to);
        if (asked && straight_is_ahead(r, i) && emit(x, EVENT_STEP_RESET, &e)) return -1;
    }
    return 0;
}
