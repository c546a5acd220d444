/* The tree of steps; see tree.h. */
#include "engine/tree.h"
#include "engine/applying.h"
#include <string.h>

enum { LEVELS_MAX = 2 * PLAN_DEPTH_MAX }; /* more than any plan has: a damaged one ends there */

int32_t tree_index(const record_t *r, int32_t no) {
    const step_t *s = record_step(r, no);
    return s ? (int32_t)(s - r->steps) : -1;
}

bool tree_within(const record_t *r, int32_t index, int32_t group) {
    int32_t no = r->steps[group].no, levels = 0;
    for (const step_t *s = &r->steps[index]; s && levels <= LEVELS_MAX;
         s = s->parent ? record_step(r, s->parent) : NULL, levels++)
        if (s->no == no) return true;
    return false;
}

int32_t tree_end(const record_t *r, int32_t index) {
    int32_t end = index + 1;
    if (!step_is_group(r->steps[index].kind)) return end;
    while ((size_t)end < r->step_count && r->steps[end].parent && tree_within(r, end, index))
        end++;
    return end;
}

int32_t tree_member(const record_t *r, int32_t group, int32_t after) {
    int32_t no = r->steps[group].no;
    for (size_t i = (size_t)after + 1; i < r->step_count; i++) {
        if (r->steps[i].parent == 0) return -1; /* the next plan, or what stands outside of any */
        if (r->steps[i].parent == no && !r->steps[i].superseded && r->steps[i].kind != STEP_MONITOR)
            return (int32_t)i;
    }
    return -1;
}

int32_t tree_depth(const record_t *r, int32_t index) {
    int32_t depth = 0;
    for (const step_t *s = &r->steps[index]; s && s->parent && depth <= LEVELS_MAX;
         s = record_step(r, s->parent))
        depth++;
    return depth;
}

int32_t tree_highest(const record_t *r) {
    int32_t highest = 0;
    for (size_t i = 0; i < r->step_count; i++)
        if (r->steps[i].no > highest) highest = r->steps[i].no;
    return highest;
}

plan_place_t *tree_plan(const record_t *r, int32_t index) {
    for (size_t i = r->plan_count; i-- > 0;) {
        if (plan_holds(&r->plans[i], index)) return &r->plans[i];
    }
    return NULL;
}

/* Are its members gone through one after the other? Of a loop, what decides in the end comes after what it
 * repeats. */
static bool in_order(const step_t *group) {
    return group->kind == STEP_SEQUENCE || group->kind == STEP_LOOP;
}

bool tree_follows(const record_t *r, int32_t later, int32_t earlier) {
    for (int32_t at = earlier; r->steps[at].parent;) {
        int32_t group = tree_index(r, r->steps[at].parent);
        if (in_order(&r->steps[group]))
            for (int32_t m = tree_member(r, group, at); m >= 0; m = tree_member(r, group, m))
                if (tree_within(r, later, m)) return true;
        at = group;
    }
    return false;
}

bool tree_followed(const record_t *r, int32_t later, int32_t earlier) {
    if (r->steps[later].kind == STEP_MONITOR) return false;
    for (int32_t at = earlier; r->steps[at].parent;) {
        int32_t group = tree_index(r, r->steps[at].parent);
        if (in_order(&r->steps[group]) && tree_within(r, later, group) && later >= tree_end(r, at))
            return true;
        at = group;
    }
    return false;
}

int32_t tree_common(const record_t *r, int32_t a, int32_t b) {
    for (int32_t at = a; r->steps[at].parent;) {
        at = tree_index(r, r->steps[at].parent);
        if (at < 0 || tree_within(r, b, at)) return at;
    }
    return -1;
}

int32_t tree_named(const record_t *r, const plan_place_t *plan, const char *name) {
    for (int32_t i = plan ? plan->first + plan->count : 0; plan && name && i-- > plan->first;) {
        const step_t *s = &r->steps[i];
        if (!s->superseded && s->name && s->name[0] && strcmp(s->name, name) == 0) return i;
    }
    return -1;
}

/* Of a member of a loop: is it what is repeated? */
static bool is_body(const step_t *member) {
    return member->kind != STEP_MONITOR && member->used_up != USED_UP_DECIDES;
}

/* Of a way back that was taken back (A27): a round that was none. */
static bool is_undone(const step_t *s) {
    return s->superseded && step_left_for(s, "taken_back");
}

int32_t tree_rounds(const record_t *r, int32_t index) {
    int32_t rounds = 1 + r->steps[index].rounds_gone, no = r->steps[index].no;
    for (int32_t i = index + 1, end = tree_end(r, index); i < end; i++) {
        const step_t *s = &r->steps[i];
        rounds += s->parent == no && is_body(s) && s->superseded && !is_undone(s);
    }
    return rounds;
}

int32_t tree_round_of(const record_t *r, int32_t index, int32_t *loop) {
    int32_t at = index;
    while (r->steps[at].parent) {
        int32_t group = tree_index(r, r->steps[at].parent);
        if (group < 0 || !is_body(&r->steps[at]) || is_undone(&r->steps[at])) return 0;
        if (r->steps[group].kind == STEP_LOOP) {
            int32_t round = 1 + r->steps[group].rounds_gone;
            for (int32_t i = group + 1; i < at; i++)
                round += r->steps[i].parent == r->steps[group].no && is_body(&r->steps[i]) &&
                         !is_undone(&r->steps[i]);
            *loop = group;
            return round;
        }
        at = group;
    }
    return 0;
}

/* Makes room for `count` steps at `at`, within the plan given. The new ones are zeroed. */
static step_t *insert(record_t *r, arena_t *arena, plan_place_t *plan, int32_t at, int32_t count) {
    step_t *steps = apply_room(arena, r->steps, r->step_count, (size_t)count, &r->room.steps, sizeof *steps);
    if (!steps) return NULL;
    r->steps = steps;
    memmove(&steps[at + count], &steps[at], (r->step_count - (size_t)at) * sizeof *steps);
    memset(&steps[at], 0, (size_t)count * sizeof *steps);
    r->step_count += (size_t)count;
    for (size_t i = 0; i < r->plan_count; i++)
        if (&r->plans[i] != plan && r->plans[i].first >= at) r->plans[i].first += count;
    plan->count += count;
    return &steps[at];
}

/* Steps numbered on after the group, each below the first. */
static const char *check_piece(const step_t *group, const step_t *piece, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (piece[i].no != group->no + 1 + (int32_t)i) return "steps are not numbered on";
        bool below = piece[i].parent > group->no && piece[i].parent < piece[i].no;
        if (i == 0 ? piece[i].parent != group->no && piece[i].parent != 0 : !below)
            return "a step outside its piece";
    }
    return count > 0 ? NULL : "nothing to add";
}

static void place_piece(record_t *r, int32_t index, const step_t *around, const step_t *piece, size_t count) {
    for (size_t i = 0; i < count; i++) {
        step_t *added = &r->steps[index + (int32_t)i];
        *added = piece[i];
        added->stage = around->stage;
        added->round = around->round;
        added->opened_at = added->ended_at = INSTANT_NONE;
        if (added->state != STEP_LEFT_OUT) added->state = STEP_WAITING;
    }
    r->steps[index].parent = around->no;
}

const char *tree_graft(record_t *r, arena_t *arena, int32_t at, const step_t *group, const step_t *piece,
                       size_t count, instant_t now) {
    int32_t index = tree_index(r, at), size = (int32_t)count;
    plan_place_t *plan = index >= 0 ? tree_plan(r, index) : NULL;
    if (!plan) return "no such step in a plan";
    if (!step_is_group(group->kind)) return "not a group";
    if (group->no != tree_highest(r) + 1) return "steps are not numbered on";
    const char *problem = check_piece(group, piece, count);
    if (problem) return problem;
    /* a stage's plan that is through waits once more for approvals asked for again (P2.3.3) */
    step_state_t stands = r->steps[index].state;
    bool through = group->added == ADDED_REAPPROVAL && (stands == STEP_PASSED || stands == STEP_LEFT_OUT);
    if (step_ended(stands) && !through) return "the step has ended";
    bool first = group->added == ADDED_BEFORE;
    int32_t end = tree_end(r, index), place = first ? index : end;
    if (!insert(r, arena, plan, place, size)) return NULL;
    /* what stood at the end of the plan before this one still begins after it */
    if (!insert(r, arena, plan, index, 1)) return NULL;
    step_t *around = &r->steps[index], *inner = &r->steps[first ? index + 1 + size : index + 1];
    *around = *group;
    around->parent = inner->parent;
    around->weight = inner->weight;
    if (inner->used_up == USED_UP_DECIDES) around->used_up = USED_UP_DECIDES;
    around->stage = inner->stage;
    around->round = inner->round;
    around->state = inner->state == STEP_OPEN ? STEP_OPEN : STEP_WAITING;
    around->opened_at = inner->state == STEP_OPEN ? now : INSTANT_NONE;
    around->ended_at = INSTANT_NONE;
    inner->parent = around->no;
    inner->weight = 0;
    if (inner->used_up == USED_UP_DECIDES) inner->used_up = USED_UP_REFUSES;
    place_piece(r, first ? index + 1 : end + 1, around, piece, count);
    return NULL;
}

const char *tree_wrap(record_t *r, arena_t *arena, int32_t at, const step_t *group, const step_t *leaf,
                      instant_t now) {
    step_t around = *group;
    if (step_is_group(leaf->kind)) return "not a group with a leaf";
    around.added = leaf->added; /* it says on which side */
    const char *problem = tree_graft(r, arena, at, &around, leaf, 1, now);
    step_t *placed = problem || arena_failed(arena) ? NULL : &r->steps[tree_index(r, group->no)];
    if (placed) placed->added = group->added;
    return problem;
}

/* How far a walk over the members of a group on the way down to `to` has come. */
typedef struct again_walk {
    bool after; /* past the member that holds `to` */
    bool waits; /* past a member that waits: not reached, also what its rule left out */
    bool v1;    /* as events of version 1 are folded */
} again_walk_t;

/* Whoever abstains where each must decide has refused. */
static bool against(const step_t *s) {
    bool abstained = s->state == STEP_CLOSED && step_left_for(s, "abstained");
    return s->state == STEP_REFUSED || abstained;
}

/* Is this member gone through again, which is not the one that holds `to`? In a sequence all that came after
 * that and was reached, and what ended it before: that is passed over. Elsewhere, where the group had ended,
 * what was closed with it, and those by whom it ended, or it would end by them at once: who refused, and of a
 * vote, or where one decides, all who have spoken. */
static bool member_again(const record_t *r, int32_t group, int32_t member, again_walk_t *walk) {
    const step_t *g = &r->steps[group], *m = &r->steps[member];
    walk->waits = walk->waits || (walk->after && m->state == STEP_WAITING);
    if (walk->v1 && in_order(g)) return walk->after && m->state != STEP_WAITING;
    if (walk->v1) return step_ended(g->state) && m->state == STEP_CLOSED;
    if (in_order(g)) return walk->after ? !walk->waits : g->state == STEP_REFUSED && against(m);
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
    if (!insert(r, w->arena, w->plan, place, 1)) return -1;
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
    int32_t again[PLAN_STEPS_MAX], count = 0, place = -1, no = r->steps[group].no, overruled = 0;
    again_walk_t walk = {.v1 = w->version == 1};
    for (int32_t m = tree_member(r, group, group); m >= 0; m = tree_member(r, group, m)) {
        bool this_one = m == at;
        if (this_one) walk.after = true;
        if (!(this_one ? itself : member_again(r, group, m, &walk))) continue;
        if (count == PLAN_STEPS_MAX) return "too many steps";
        again[count++] = m;
        overruled += !walk.after && in_order(&r->steps[group]);
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
    if (!in_order(&r->steps[group])) return;
    for (int32_t m = tree_member(r, group, group); m >= 0 && m < at; m = tree_member(r, group, m)) {
        for (int32_t i = m; i < tree_end(r, m); i++) {
            step_t *s = &r->steps[i];
            bool closed =
                s->state == STEP_CLOSED && (i == m || record_step(r, s->parent)->state == STEP_CLOSED);
            if (closed && !against(s)) s->left_out = "jumped";
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
        bool ordered = in_order(&r->steps[group]);
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
