/* What a way back changed in the tree of steps, kept and undone (A27). */
#include "engine/tree.h"
#include <stdlib.h>
#include <string.h>

stood_t *tree_stood(const record_t *r, arena_t *arena) {
    stood_t *list = arena_array(arena, r->step_count + 1, sizeof *list);
    for (size_t i = 0; list && i < r->step_count; i++) {
        const step_t *s = &r->steps[i];
        list[i] = (stood_t){
            .superseded = s->superseded,
            .was = {.no = s->no, .state = s->state, .left_out = s->left_out, .ended_at = s->ended_at}};
    }
    return list;
}

static int by_number(const void *a, const void *b) {
    int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;
    return (left > right) - (left < right);
}

static bool same_cause(const char *a, const char *b) {
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Steps that came in since stand between those that were there, which keep their order. */
int tree_way(const record_t *r, arena_t *arena, const stood_t *before, size_t count, way_back_t *out) {
    int32_t highest = 0;
    for (size_t i = 0; i < count; i++)
        if (before[i].was.no > highest) highest = before[i].was.no;
    out->first = highest + 1;
    out->passed = arena_array(arena, count + 1, sizeof *out->passed);
    out->changed = arena_array(arena, count + 1, sizeof *out->changed);
    if (!out->passed || !out->changed) return -1;
    size_t k = 0;
    for (size_t i = 0; i < r->step_count && k < count; i++) {
        const step_t *s = &r->steps[i];
        if (s->no > highest) continue;
        const stood_t *then = &before[k++];
        if (s->superseded && !then->superseded)
            out->passed[out->passed_count++] = s->no;
        else if (s->state != then->was.state || !same_cause(s->left_out, then->was.left_out))
            out->changed[out->changed_count++] = then->was;
    }
    qsort(out->passed, out->passed_count, sizeof *out->passed, by_number);
    return 0;
}

/* ---- what it is gone through in */

static bool in_range(const way_back_t *w, const step_t *s) {
    return s->no >= w->first && s->no <= w->last;
}

/* A signer who came in since stands with such a step in a group around both. */
static bool around(const record_t *r, const way_back_t *w, int32_t index) {
    if (r->steps[index].no < w->first || !step_is_group(r->steps[index].kind)) return false;
    for (int32_t i = index + 1, end = tree_end(r, index); i < end; i++)
        if (in_range(w, &r->steps[i])) return true;
    return false;
}

static void mark_whole(const record_t *r, bool *marks, int32_t index) {
    for (int32_t end = tree_end(r, index); index < end; index++)
        marks[index] = true;
}

const plan_place_t *tree_way_plan(const record_t *r, const way_back_t *w) {
    int32_t at = tree_index(r, w->first);
    const plan_place_t *plan = at >= 0 && !r->steps[at].superseded ? tree_plan(r, at) : NULL;
    return plan && plan == &r->plans[r->plan_count - 1] ? plan : NULL;
}

bool *tree_way_marks(const record_t *r, arena_t *arena, const way_back_t *w) {
    bool *marks = arena_array(arena, r->step_count + 1, sizeof *marks);
    const plan_place_t *plan = tree_way_plan(r, w);
    if (!marks || !plan) return marks;
    for (int32_t i = plan->first; i < plan->first + plan->count; i++)
        if (!marks[i] && (way_back_to_stage(w) || in_range(w, &r->steps[i]) || around(r, w, i)))
            mark_whole(r, marks, i);
    return marks;
}

/* ---- undone */

static void put_away(step_t *s, instant_t now) {
    s->superseded = true;
    s->left_out = "taken_back";
    if (s->state != STEP_WAITING) return;
    s->state = STEP_CLOSED;
    s->ended_at = now;
}

static const char *check_restore(const record_t *r, const way_back_t *w, const bool *marks) {
    for (size_t i = 0; i < r->step_count; i++)
        if (marks[i] && r->steps[i].state == STEP_OPEN) return "a step of it is still open";
    for (size_t i = 0; i < w->passed_count; i++)
        if (!record_step(r, w->passed[i])) return "no such step";
    for (size_t i = 0; i < w->changed_count; i++)
        if (!record_step(r, w->changed[i].no)) return "no such step";
    return NULL;
}

const char *tree_restore(record_t *r, arena_t *arena, const way_back_t *w, instant_t now) {
    const bool *marks = tree_way_marks(r, arena, w);
    if (!marks) return NULL;
    if (!tree_way_plan(r, w)) return "the plan is another by now";
    const char *problem = check_restore(r, w, marks);
    if (problem) return problem;
    for (size_t i = 0; i < r->step_count; i++)
        if (marks[i]) put_away(&r->steps[i], now);
    for (size_t i = 0; i < w->passed_count; i++)
        record_step(r, w->passed[i])->superseded = false;
    for (size_t i = 0; i < w->changed_count; i++) {
        const step_was_t *was = &w->changed[i];
        step_t *s = record_step(r, was->no);
        s->state = was->state;
        s->left_out = was->left_out;
        s->ended_at = was->ended_at;
    }
    if (way_back_to_stage(w)) r->plan_count--;
    return NULL;
}
