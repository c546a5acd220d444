/* Jumps from one stage to another (A50), as functions of the tree: leaving the present stage, and going
 * through an earlier one again from a step on. */
#include "engine/tree.h"
#include <string.h>

static bool is_open_leaf(const step_t *s) {
    return s->state == STEP_OPEN && !step_is_group(s->kind);
}

const char *tree_leave(record_t *r, instant_t now) {
    const plan_place_t *plan = r->plan_count ? &r->plans[r->plan_count - 1] : NULL;
    if (!plan) return "no stage was opened";
    int32_t end = plan->first + plan->count;
    for (int32_t i = plan->first; i < end; i++)
        if (is_open_leaf(&r->steps[i])) return "a step to pass over is still open";
    for (int32_t i = plan->first; i < end; i++) {
        step_t *s = &r->steps[i];
        if (step_ended(s->state)) continue;
        s->state = STEP_LEFT_OUT;
        s->left_out = "jumped";
        s->ended_at = now;
    }
    return NULL;
}

/* ---- back */

/* Its members are one decision: none of them stands without the others. */
static bool is_one_decision(const step_t *group) {
    return group->kind == STEP_VOTE || group->kind == STEP_ANY ||
           (group->kind == STEP_ALL && group->on_refuse == ON_REFUSE_THRESHOLD);
}

/* What is gone through again from `to` on, flags by index; NULL: no memory, or no such step. */
static bool *marks_again(const record_t *r, arena_t *arena, int32_t to, bool v1) {
    int32_t at = tree_index(r, to), whole = at;
    if (at < 0 || !tree_plan(r, at)) return NULL;
    for (int32_t i = at; r->steps[i].parent;) {
        i = tree_index(r, r->steps[i].parent);
        if (is_one_decision(&r->steps[i])) whole = i;
    }
    return v1 ? tree_rewind_marks_v1(r, arena, r->steps[whole].no)
              : tree_rewind_marks(r, arena, r->steps[whole].no);
}

static const char *go_back(record_t *r, arena_t *arena, int32_t to, bool v1) {
    int32_t at = tree_index(r, to);
    const plan_place_t *plan = at >= 0 ? tree_plan(r, at) : NULL, *last = &r->plans[r->plan_count - 1];
    if (!plan || plan == last) return "not in a plan before";
    if (plan->round != r->round || r->steps[at].superseded) return "it was gone through another time";
    const bool *marks = marks_again(r, arena, to, v1);
    if (!marks) return NULL;
    for (int32_t i = plan->first; i < last->first + last->count; i++) {
        const step_t *one = &r->steps[i];
        bool waited_for = !v1 && !step_ended(one->state) && !tree_plan(r, i); /* it stands beside, open */
        bool stays = one->ahead_of || waited_for;                             /* and so does what is owed */
        if (!stays && (i >= plan->first + plan->count || marks[i])) r->steps[i].superseded = true;
    }
    return NULL;
}

const char *tree_go_back(record_t *r, arena_t *arena, int32_t to) {
    return go_back(r, arena, to, false);
}

const char *tree_go_back_v1(record_t *r, arena_t *arena, int32_t to) {
    return go_back(r, arena, to, true);
}

typedef struct again {
    const record_t *r;
    const plan_place_t *plan;
    const bool *marks;
    int32_t to;       /* its index */
    int32_t *numbers; /* by place in the plan; 0: of what does not count any more */
} again_t;

/* A loop that is gone through as a whole begins anew; one whose body is, is in a further round. */
static int32_t rounds_gone(const again_t *a, int32_t index) {
    if (a->marks[index]) return 0;
    int32_t rounds = tree_rounds(a->r, index);
    int32_t body =
        plan_loop_member(a->r->steps + a->plan->first, (size_t)a->plan->count, index - a->plan->first, false);
    return body >= 0 && a->marks[a->plan->first + body] ? rounds : rounds - 1;
}

/* Does it stand as it was? What watches over a group does again when that is gone through. */
static bool stands(const again_t *a, int32_t index) {
    const step_t *s = &a->r->steps[index];
    if (s->kind == STEP_MONITOR && s->parent) return stands(a, tree_index(a->r, s->parent));
    return !a->marks[index] && !tree_within(a->r, a->to, index);
}

static step_t step_again(const again_t *a, int32_t index) {
    const step_t *from = &a->r->steps[index];
    step_t s = *from;
    s.no = a->numbers[index - a->plan->first];
    s.parent = from->parent ? a->numbers[tree_index(a->r, from->parent) - a->plan->first] : 0;
    s.origin = from->no;
    s.serves = 0;
    s.opened_at = s.ended_at = INSTANT_NONE;
    bool stays = stands(a, index);
    s.state = stays || !tree_asks_again(from) ? STEP_LEFT_OUT : STEP_WAITING;
    if (s.state == STEP_WAITING) s.left_out = NULL;
    s.rungs_brought = 0;
    if (from->kind == STEP_LOOP) s.rounds_gone = stays ? 0 : rounds_gone(a, index);
    if (stays && from->state != STEP_LEFT_OUT)
        s.left_out = from->state == STEP_PASSED ? "gone_through" : "jumped";
    return s;
}

int tree_again(const record_t *r, arena_t *arena, int32_t to, plan_t *out) {
    again_t a = {.r = r, .to = tree_index(r, to), .marks = marks_again(r, arena, to, false)};
    *out = (plan_t){0};
    if (!a.marks) return -1;
    a.plan = tree_plan(r, a.to);
    a.numbers = arena_array(arena, (size_t)a.plan->count, sizeof *a.numbers);
    step_t *steps = arena_array(arena, (size_t)a.plan->count, sizeof *steps);
    if (!a.numbers || !steps) return -1;
    size_t count = 0;
    for (int32_t i = 0; i < a.plan->count; i++) {
        if (r->steps[a.plan->first + i].superseded) continue;
        a.numbers[i] = (int32_t)count + 1;
        steps[count++] = step_again(&a, a.plan->first + i);
    }
    *out = (plan_t){
        .steps = steps, .step_count = count, .facts = a.plan->facts, .fact_count = a.plan->fact_count};
    return 0;
}
