/* Steps that had come into a plan go out of it again, as if they had never come (A27): the groups around them
 * and what stood there before go, too. They stay in the record, behind the plan. */
#include "engine/tree.h"
#include <string.h>

/* The topmost of the groups flagged right above the step at an index; -1: the one above it stays. */
static int32_t topmost(const record_t *r, const bool *gone, int32_t index) {
    int32_t top = -1;
    for (int32_t at = index; r->steps[at].parent;) {
        at = tree_index(r, r->steps[at].parent);
        if (at < 0 || !gone[at]) break;
        top = at;
    }
    return top;
}

/* What a group that came around the step had taken from it. */
static void give_place(record_t *r, step_t *s, int32_t top) {
    const step_t *group = &r->steps[top];
    s->parent = group->parent;
    s->weight = group->weight;
    if (group->used_up == USED_UP_DECIDES) s->used_up = USED_UP_DECIDES;
}

static void put_away(step_t *s, instant_t now) {
    s->superseded = true;
    s->left_out = "taken_back";
    if (step_ended(s->state)) return;
    s->state = STEP_CLOSED;
    s->ended_at = now;
}

const char *tree_put_away(record_t *r, arena_t *arena, plan_place_t *plan, const bool *gone, instant_t now) {
    int32_t first = plan->first, count = plan->count, kept = 0, behind = 0;
    step_t *was = arena_array(arena, (size_t)count + 1, sizeof *was);
    if (!was) return NULL;
    for (int32_t i = first; i < first + count; i++)
        if (gone[i] && r->steps[i].state == STEP_OPEN && !step_is_group(r->steps[i].kind))
            return "a step of it is still open";
    for (int32_t i = first; i < first + count; i++) {
        int32_t top = gone[i] ? -1 : topmost(r, gone, i);
        if (top >= 0) give_place(r, &r->steps[i], top);
    }
    for (int32_t i = first; i < first + count; i++) {
        int32_t above = r->steps[i].parent ? tree_index(r, r->steps[i].parent) : -1;
        was[i - first] = r->steps[i];
        if (!gone[i]) continue;
        if (above >= 0 && !gone[above]) was[i - first].parent = 0; /* that one stays in the plan */
        put_away(&was[i - first], now);
        behind++;
    }
    for (int32_t i = 0, gone_at = count - behind; i < count; i++)
        r->steps[first + (gone[first + i] ? gone_at++ : kept++)] = was[i];
    plan->count -= behind;
    return NULL;
}
