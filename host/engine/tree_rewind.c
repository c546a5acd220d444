/* The record is led back in the tree of steps (A22, A8), or ahead (A50): what is gone through again, what is
 * passed over, and what stays as it was. See tree.h. */
#include "engine/tree.h"
#include "model/event.h"
#include <string.h>

/* How far a walk over the members of a group on the way down to `to` has come. */
typedef struct again_walk {
    bool after; /* past the member that holds `to` */
    bool waits; /* past a member that waits: not reached, also what its rule left out */
    bool v1;    /* as events of version 1 are folded */
} again_walk_t;

/* Is this member gone through again, which is not the one that holds `to`? In a sequence all that came after
 * that and was reached, and what ended it before: that is passed over. Elsewhere, where the group had ended,
 * what was closed with it, and those by whom it ended, or it would end by them at once: who refused, and of a
 * vote, or where one decides, all who have spoken. */
static bool member_again(const record_t *r, int32_t group, int32_t member, again_walk_t *walk) {
    const step_t *g = &r->steps[group], *m = &r->steps[member];
    walk->waits = walk->waits || (walk->after && m->state == STEP_WAITING);
    if (walk->v1 && tree_in_order(g)) return walk->after && m->state != STEP_WAITING;
    if (walk->v1) return step_ended(g->state) && m->state == STEP_CLOSED;
    if (tree_in_order(g)) return walk->after ? !walk->waits : g->state == STEP_REFUSED && step_against(m);
    if (!step_ended(g->state)) return false;
    bool whole = tree_decides_together(g);
    return m->state == STEP_CLOSED || (m->state == STEP_REFUSED && (whole || g->state == STEP_REFUSED)) ||
           (m->state == STEP_PASSED && whole);
}

static void mark(const record_t *r, bool *marks, int32_t index) {
    for (int32_t end = tree_end(r, index); index < end; index++)
        marks[index] = true;
}

static bool *rewind_marks(const record_t *r, arena_t *arena, int32_t to, int version) {
    int32_t at = tree_index(r, to);
    if (at < 0 || !tree_plan(r, at)) return NULL;
    bool *marks = arena_array(arena, r->step_count, sizeof *marks);
    if (!marks) return NULL;
    mark(r, marks, at);
    while (r->steps[at].parent) {
        int32_t group = tree_index(r, r->steps[at].parent);
        again_walk_t walk = {.v1 = version == 1};
        for (int32_t m = tree_member(r, group, group); m >= 0; m = tree_member(r, group, m)) {
            if (m == at)
                walk.after = true;
            else if (member_again(r, group, m, &walk))
                mark(r, marks, m);
        }
        at = group;
    }
    return marks;
}

bool *tree_rewind_marks(const record_t *r, arena_t *arena, int32_t to) {
    return rewind_marks(r, arena, to, event_version(EVENT_PLAN_REWOUND));
}

bool *tree_rewind_marks_v1(const record_t *r, arena_t *arena, int32_t to) {
    return rewind_marks(r, arena, to, 1);
}

typedef struct rewinding {
    record_t *r;
    arena_t *arena;
    plan_place_t *plan;
    int32_t from; /* no */
    way_t way;
    bool round;  /* a loop's next one: each is asked anew, whatever is owed of the last */
    int version; /* of the event */
} rewinding_t;

bool tree_passed_straight(const step_t *s) {
    return s->state == STEP_LEFT_OUT && !s->superseded && step_left_for(s, "straight");
}

/* Left out on the way, not by its rule: on a way straight back, or jumped over, or gone through before a jump
 * back. */
static bool passed_over(const step_t *s) {
    static const char *const causes[] = {"straight", "jumped", "gone_through"};
    for (size_t i = 0; s->left_out && i < sizeof causes / sizeof *causes; i++)
        if (strcmp(s->left_out, causes[i]) == 0) return true;
    return false;
}

bool tree_not_needed(const step_t *s) {
    bool stands = step_left_for(s, STANDS);
    return s->state == STEP_LEFT_OUT && s->opened_at == INSTANT_NONE && !step_is_owed(s) && !stands &&
           !passed_over(s);
}

const step_t *tree_decided_in(const record_t *r, const step_t *s) {
    while (s->state == STEP_LEFT_OUT && s->origin &&
           (step_left_for(s, STANDS) || step_left_for(s, "gone_through"))) {
        const step_t *before = record_step(r, s->origin);
        if (!before) break;
        s = before;
    }
    return s;
}

bool tree_asks_again(const step_t *s) {
    if (step_is_owed(s)) return false;
    if (s->state == STEP_LEFT_OUT && step_left_for(s, "removed"))
        return false; /* with its last signer (A26) */
    return s->state != STEP_LEFT_OUT || s->opened_at != INSTANT_NONE || passed_over(s);
}

bool tree_decides_together(const step_t *group) {
    return group->kind == STEP_VOTE || group->kind == STEP_ANY ||
           (group->kind == STEP_ALL && group->on_refuse == ON_REFUSE_THRESHOLD);
}

static bool holds_from(const rewinding_t *w, int32_t index) {
    int32_t from = tree_index(w->r, w->from);
    return from >= 0 && tree_within(w->r, from, index);
}

/* Does the way straight back pass over this member, which does not hold where it leads? */
static bool is_passed_over(const rewinding_t *w, int32_t member, bool before) {
    const step_t *s = &w->r->steps[member];
    if (w->way == WAY_STRAIGHT && tree_passed_straight(s)) return true;
    return w->way != WAY_THROUGH && before && s->state == STEP_PASSED && s->kind != STEP_MONITOR;
}

/* The repetition of the step at `index` and of what counts below it, at `place`, in the group `parent` (its
 * no). Gives the index after it; -1: no memory. */
static int32_t repeat(rewinding_t *w, int32_t index, int32_t place, int32_t parent, const char *left_out) {
    record_t *r = w->r;
    int32_t no = tree_highest(r) + 1;
    if (!tree_insert(r, w->arena, w->plan, place, 1)) return -1;
    step_t *from = &r->steps[index], *to = &r->steps[place];
    *to = *from;
    to->no = no;
    to->parent = parent;
    to->origin = from->no;
    to->superseded = false;
    to->serves = 0;
    to->rounds_gone = 0;
    to->rungs_brought = 0;
    bool never = !tree_asks_again(from) && !(w->round && step_left_for(from, "exception"));
    bool holds = w->way == WAY_STRAIGHT && !left_out && !tree_decides_together(from) && holds_from(w, index);
    to->state = never || left_out ? STEP_LEFT_OUT : STEP_WAITING;
    if (!never) to->left_out = left_out;
    to->opened_at = to->ended_at = INSTANT_NONE;
    from->superseded = true;
    int32_t end = tree_end(r, index), next = place + 1;
    for (int32_t i = index + 1; i < end; i++) {
        if (r->steps[i].parent != r->steps[index].no || r->steps[i].superseded) continue;
        bool straight = holds && !holds_from(w, i) && is_passed_over(w, i, true);
        next = repeat(w, i, next, no, straight ? "straight" : left_out);
        if (next < 0) return -1;
    }
    for (int32_t i = index + 1; i < end; i++)
        r->steps[i].superseded = true;
    return next;
}

/* What was overruled stays before a member that holds `to` and is not repeated itself; up to version 2 it
 * came to stand behind. Gives by how much that made what follows move on; -1: no memory. */
static int32_t overruled_before(rewinding_t *w, const int32_t *again, int32_t count, int32_t at,
                                bool itself) {
    int32_t place = at, no = w->r->steps[tree_index(w->r, w->r->steps[at].parent)].no;
    for (int32_t i = 0; i < count && !itself && w->version > 2; i++) {
        place = repeat(w, again[i], place, no, "jumped");
        if (place < 0) return -1;
    }
    return place - at;
}

/* The members of one group that are gone through again, after the last of them. `at`: the way down to `to`;
 * it is repeated too when it is `to` itself. */
static const char *repeat_members(rewinding_t *w, int32_t group, int32_t at, bool itself) {
    record_t *r = w->r;
    int32_t again[PLAN_STEPS_MAX] = {0}, count = 0, place = -1, no = r->steps[group].no, overruled = 0;
    again_walk_t walk = {.v1 = w->version == 1};
    for (int32_t m = tree_member(r, group, group); m >= 0; m = tree_member(r, group, m)) {
        bool this_one = m == at;
        if (this_one) walk.after = true;
        if (!(this_one ? itself : member_again(r, group, m, &walk))) continue;
        if (count == PLAN_STEPS_MAX) return "too many steps";
        again[count++] = m;
        overruled += !walk.after && tree_in_order(&r->steps[group]);
        place = tree_end(r, m);
    }
    int32_t moved = overruled_before(w, again, overruled, at, itself);
    if (moved < 0) return NULL;
    bool before = true, whole = w->version > 2 && tree_decides_together(&r->steps[group]);
    place += moved;
    for (int32_t i = moved > 0 ? overruled : 0; i < count; i++) {
        int32_t m = again[i] + moved;
        if (holds_from(w, m)) before = false;
        bool straight = !whole && !(itself && again[i] == at) && is_passed_over(w, m, before);
        place = repeat(w, m, place, no, i < overruled ? "jumped" : straight ? "straight" : NULL);
        if (place < 0) return NULL;
    }
    return NULL;
}

static void open_again(step_t *group) {
    if (!step_ended(group->state)) return;
    group->state = STEP_OPEN;
    group->ended_at = INSTANT_NONE;
    group->left_out = NULL;
}

/* What stands before the way down to `to` in a sequence that is open again, and was closed with it undecided,
 * is passed over: nobody gets there any more. */
static void pass_over(record_t *r, int32_t group, int32_t at) {
    if (!tree_in_order(&r->steps[group])) return;
    for (int32_t m = tree_member(r, group, group); m >= 0 && m < at; m = tree_member(r, group, m)) {
        for (int32_t i = m; i < tree_end(r, m); i++) {
            step_t *s = &r->steps[i];
            bool closed =
                s->state == STEP_CLOSED && (i == m || record_step(r, s->parent)->state == STEP_CLOSED);
            if (closed && !step_against(s)) s->left_out = "jumped";
        }
    }
}

const char *tree_rewind_as(int version, record_t *r, arena_t *arena, int32_t to, int32_t from, way_t way) {
    rewinding_t w = {.r = r, .arena = arena, .from = from, .way = way, .version = version};
    int32_t at = tree_index(r, to);
    if (at < 0 || tree_index(r, from) < 0) return "no such step";
    w.plan = tree_plan(r, at);
    if (!w.plan || !r->steps[at].parent) return "not within a plan";
    const bool *marks = rewind_marks(r, arena, to, version);
    if (!marks) return NULL;
    for (size_t i = 0; i < r->step_count; i++)
        if (marks[i] && r->steps[i].state == STEP_OPEN) return "a step to go through again is still open";
    bool itself = true;
    while (r->steps[at].parent) {
        int32_t group = tree_index(r, r->steps[at].parent);
        const char *problem = repeat_members(&w, group, at, itself);
        if (problem || arena_failed(arena)) return problem;
        open_again(&r->steps[group]);
        if (version > 1) pass_over(r, group, at);
        at = group;
        itself = false;
    }
    return NULL;
}

const char *tree_rewind(record_t *r, arena_t *arena, int32_t to, int32_t from, way_t way) {
    return tree_rewind_as(event_version(EVENT_PLAN_REWOUND), r, arena, to, from, way);
}

const char *tree_repeat(int version, record_t *r, arena_t *arena, int32_t body) {
    rewinding_t w = {.r = r, .arena = arena, .from = body, .round = version > 2, .version = version};
    int32_t at = tree_index(r, body), loop = at >= 0 ? tree_index(r, r->steps[at].parent) : -1;
    if (loop < 0 || r->steps[loop].kind != STEP_LOOP) return "not the body of a loop";
    w.plan = tree_plan(r, at);
    for (int32_t i = at; i < tree_end(r, at); i++)
        if (r->steps[i].state == STEP_OPEN) return "a step to go through again is still open";
    if (w.plan) repeat(&w, at, tree_end(r, at), r->steps[loop].no, NULL);
    return w.plan ? NULL : "not within a plan";
}

bool *tree_jump_marks(const record_t *r, arena_t *arena, int32_t to) {
    int32_t at = tree_index(r, to);
    if (at < 0 || !tree_plan(r, at)) return NULL;
    bool *marks = arena_array(arena, r->step_count, sizeof *marks);
    while (marks && r->steps[at].parent) {
        int32_t group = tree_index(r, r->steps[at].parent);
        bool ordered = tree_in_order(&r->steps[group]);
        for (int32_t m = tree_member(r, group, group); ordered && m >= 0 && m < at;
             m = tree_member(r, group, m))
            if (!step_ended(r->steps[m].state)) mark(r, marks, m);
        at = group;
    }
    return marks;
}

const char *tree_jump(record_t *r, arena_t *arena, int32_t to, instant_t now) {
    int32_t at = tree_index(r, to);
    if (at < 0 || !tree_plan(r, at)) return "not within a plan";
    if (r->steps[at].superseded || r->steps[at].state != STEP_WAITING) return "the step does not wait";
    const bool *marks = tree_jump_marks(r, arena, to);
    if (!marks) return NULL;
    for (size_t i = 0; i < r->step_count; i++)
        if (marks[i] && r->steps[i].state == STEP_OPEN) return "a step to pass over is still open";
    for (size_t i = 0; i < r->step_count; i++) {
        step_t *s = &r->steps[i];
        if (!marks[i] || s->superseded || s->state != STEP_WAITING) continue;
        s->state = STEP_LEFT_OUT;
        s->left_out = "jumped";
        s->ended_at = now;
    }
    return NULL;
}
