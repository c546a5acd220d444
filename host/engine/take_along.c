/* What rules brought into a plan on its way (P4.2.2, A61): who looks at a risk that rose, who signs because a
 * step is late. It was asked for by what happened, not by the route, so another plan of the stage has nothing
 * to say of it: it comes along into the one that takes over, beside the step that it stood with, and after
 * the whole plan where that is gone. A step that the new plan has by that name itself is the new plan's. A
 * signer whom somebody added signs what that person has in hand, and does not come along. */
#include "engine/course.h"
#include "engine/take_over.h"
#include "engine/tree.h"
#include <string.h>

/* A group that a rule's piece and what it stands with share. */
static bool is_rules_group(const step_t *s) {
    bool beside = s->added == ADDED_BEFORE || s->added == ADDED_AFTER || s->added == ADDED_BESIDE;
    return beside && step_is_group(s->kind) && !s->superseded && s->why.because &&
           strcmp(s->why.because, BY_RULE) == 0;
}

/* Its member that is the piece, or the one that this stands with; -1: none. Which comes first is said by the
 * side; between them stands what was gone through again. */
static int32_t member_of(const record_t *r, int32_t group, bool piece) {
    bool last = (r->steps[group].added == ADDED_BEFORE) != piece;
    int32_t found = -1;
    for (int32_t i = group + 1, end = tree_end(r, group); i < end; i++) {
        if (r->steps[i].parent != r->steps[group].no || r->steps[i].superseded) continue;
        if (found < 0 || last) found = i;
    }
    return found;
}

/* The piece that came with the group; -1: nothing is left of it. */
static int32_t piece_of(const record_t *r, int32_t group) {
    int32_t piece = member_of(r, group, true);
    return piece != member_of(r, group, false) ? piece : -1;
}

/* Does the step at `index` belong to such a piece? */
static bool in_piece(const record_t *r, int32_t index) {
    while (r->steps[index].parent) {
        int32_t group = tree_index(r, r->steps[index].parent);
        if (is_rules_group(&r->steps[group]) && piece_of(r, group) == index) return true;
        index = group;
    }
    return false;
}

bool take_along_can(const record_t *r, int32_t index) {
    const step_t *s = &r->steps[index];
    return s->added_by == 0 && s->serves == 0 && in_piece(r, index);
}

/* ---- where it comes to stand */

/* The record's steps of a plan that is not in it yet, so that it can be changed as one that is; and which of
 * its groups stand for which of the record. */
typedef struct along {
    deciding_t *x;
    taking_over_t *t;
    record_t plan;
    plan_place_t place;
    int32_t *groups; /* by index in the record: the number here; 0: none */
} along_t;

static bool has_named(const record_t *plan, const char *name) {
    for (size_t i = 0; i < plan->step_count; i++)
        if (!step_is_group(plan->steps[i].kind) && plan->steps[i].name &&
            strcmp(plan->steps[i].name, name) == 0)
            return true;
    return false;
}

/* The index there of what the group's piece stands with; -1: it is gone, or not needed any more. */
static int32_t place_for(const along_t *a, int32_t group) {
    const record_t *r = a->x->record;
    int32_t with = member_of(r, group, false);
    while (with >= 0 && step_is_group(r->steps[with].kind) && r->steps[with].added && !a->groups[with])
        with = member_of(r, with, false); /* around it stood somebody who does not come along */
    if (with < 0) return -1;
    const step_t *s = &r->steps[with];
    if (a->groups[with]) return tree_index(&a->plan, a->groups[with]);
    int32_t at = s->name && *s->name ? tree_named(&a->plan, &a->place, s->name) : -1;
    bool fits = at >= 0 && a->plan.steps[at].kind != STEP_MONITOR && !step_ended(a->plan.steps[at].state);
    return fits ? at : -1;
}

/* ---- the piece */

/* Is anything of it to come along, at or below the step at `index`? */
static bool has_any(const along_t *a, int32_t index, bool to_come) {
    const record_t *r = a->x->record;
    for (int32_t i = index, end = tree_end(r, index); i < end; i++) {
        const step_t *s = &r->steps[i];
        bool counts = !step_is_group(s->kind) && !s->superseded && !(to_come && step_ended(s->state));
        if (counts && s->name && !has_named(&a->plan, s->name)) return true;
    }
    return false;
}

/* As it was before anybody was asked. */
static step_t as_new(const step_t *old) {
    step_t s = *old;
    s.origin = old->no;
    if (s.state != STEP_LEFT_OUT || !tree_not_needed(old)) {
        s.state = STEP_WAITING;
        s.left_out = NULL;
    }
    s.rungs_brought = 0;
    s.opened_at = s.ended_at = INSTANT_NONE;
    return s;
}

/* Numbered on from `no`. */
static int copy_piece(const along_t *a, int32_t from, int32_t no, plan_t *out) {
    const record_t *r = a->x->record;
    int32_t end = tree_end(r, from);
    int32_t *numbers = arena_array(a->x->arena, (size_t)(end - from), sizeof *numbers);
    out->steps = arena_array(a->x->arena, (size_t)(end - from), sizeof *out->steps);
    if (!numbers || !out->steps) return diag_memory(a->x->d);
    for (int32_t i = from; i < end; i++) {
        const step_t *s = &r->steps[i];
        if (s->superseded || !has_any(a, i, false)) continue;
        step_t *now = &out->steps[out->step_count];
        *now = as_new(s);
        now->no = numbers[i - from] = no + (int32_t)out->step_count++;
        now->parent = i == from ? 0 : numbers[tree_index(r, s->parent) - from];
    }
    return 0;
}

static int check_room(const along_t *a, int32_t at, size_t count) {
    const record_t *r = a->x->record;
    if (tree_depth(&a->plan, at) + 2 >= PLAN_DEPTH_MAX)
        return limit_reached(a->x, "limit.depth", PLAN_DEPTH_MAX);
    size_t steps = a->plan.step_count + count + 1;
    return steps <= PLAN_STEPS_MAX && r->step_count + steps <= RECORD_STEPS_MAX
               ? 0
               : limit_reached(a->x, "limit.steps", PLAN_STEPS_MAX);
}

static int bring(along_t *a, int32_t group, int32_t piece) {
    const step_t *old = &a->x->record->steps[group];
    int32_t at = place_for(a, group), no = tree_highest(&a->plan) + 1;
    event_t *e = &a->t->along[a->t->along_count];
    step_t around = as_new(old);
    plan_t copied = {0};
    if (at < 0 && old->added != ADDED_BESIDE) around.added = ADDED_AFTER;
    if (at < 0) at = 0;
    around.kind = around.added == ADDED_BESIDE ? STEP_ALL : STEP_SEQUENCE;
    around.no = no;
    around.weight = around.parent = 0;
    if (copy_piece(a, piece, no + 1, &copied) || check_room(a, at, copied.step_count)) return -1;
    *e = (event_t){.u.plan_added = {.at = a->plan.steps[at].no, .group = around, .piece = copied}};
    const char *problem = tree_graft(&a->plan, a->x->arena, e->u.plan_added.at, &around, copied.steps,
                                     copied.step_count, a->x->in->now);
    if (arena_failed(a->x->arena)) return diag_memory(a->x->d);
    if (problem)
        return diag_set(a->x->d, a->t->migrates ? "migrate.added" : "replan.added", "step",
                        copied.steps[0].name, NULL);
    a->place = a->plan.plans[0];
    a->groups[group] = no;
    a->t->along_count++;
    return 0;
}

/* ---- all of them */

/* The next of those groups in the order in which they came; -1: no more. One within another's piece comes
 * along with that. */
static int32_t next_group(const record_t *r, const plan_place_t *place, int32_t after) {
    int32_t found = -1;
    for (int32_t i = place->first; i < place->first + place->count; i++) {
        const step_t *s = &r->steps[i];
        if (s->no <= after || !is_rules_group(s) || in_piece(r, i)) continue;
        if (found < 0 || s->no < r->steps[found].no) found = i;
    }
    return found;
}

int take_along(deciding_t *x, taking_over_t *t, const plan_place_t *place) {
    const record_t *r = x->record;
    along_t a = {.x = x, .t = t, .place = {.count = (int32_t)t->plan.step_count}};
    plan_place_t there = a.place;
    a.plan = (record_t){
        .steps = t->plan.steps, .step_count = t->plan.step_count, .plans = &there, .plan_count = 1};
    a.groups = arena_array(x->arena, r->step_count + 1, sizeof *a.groups);
    t->along = arena_array(x->arena, (size_t)place->count + 1, sizeof *t->along);
    if (!a.groups || !t->along) return diag_memory(x->d);
    for (int32_t g = next_group(r, place, 0); g >= 0; g = next_group(r, place, r->steps[g].no)) {
        int32_t piece = piece_of(r, g);
        if (piece >= 0 && has_any(&a, piece, true) && bring(&a, g, piece)) return -1;
    }
    t->plan.steps = a.plan.steps;
    t->plan.step_count = a.plan.step_count;
    return 0;
}
