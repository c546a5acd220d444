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
bool tree_in_order(const step_t *group) {
    return group->kind == STEP_SEQUENCE || group->kind == STEP_LOOP;
}

bool tree_follows(const record_t *r, int32_t later, int32_t earlier) {
    for (int32_t at = earlier; r->steps[at].parent;) {
        int32_t group = tree_index(r, r->steps[at].parent);
        if (tree_in_order(&r->steps[group]))
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
        if (tree_in_order(&r->steps[group]) && tree_within(r, later, group) && later >= tree_end(r, at))
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

step_t *tree_insert(record_t *r, arena_t *arena, plan_place_t *plan, int32_t at, int32_t count) {
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
    if (!tree_insert(r, arena, plan, place, size)) return NULL;
    /* what stood at the end of the plan before this one still begins after it */
    if (!tree_insert(r, arena, plan, index, 1)) return NULL;
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
