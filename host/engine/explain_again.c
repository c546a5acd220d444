/* Why something is asked for again: the deciding code's own answer, and the plan of its stage by the values
 * of before and after beside each other, with the comparisons that came to something else: the thresholds
 * that were crossed. */
#include "engine/adjusting.h"
#include "engine/course.h"
#include "engine/explaining.h"
#include <string.h>

enum { CROSSED_MAX = 16 }; /* told of one step */

int explain_reapproval(const explain_t *e, int32_t deviation, size_t index, arena_t *arena, int32_t *stage,
                       const char **name, again_t *why, diag_t *d) {
    asking_t a;
    *name = NULL;
    *why = AGAIN_NOT;
    return approvals_again_why(explain_begin(&a, e, arena, d), deviation, index, stage, name, why);
}

int explain_change(const explain_t *e, int32_t stage, size_t index, arena_t *arena, again_t *why, diag_t *d) {
    asking_t a;
    plan_t plan;
    size_t opened = 0;
    again_t *list;
    *why = AGAIN_NOT;
    deciding_t *x = explain_begin(&a, e, arena, d);
    if (stage_plan(x, stage, &plan) || plan_keep(x, stage, &plan, &opened, &list)) return -1;
    if (index < plan.step_count) *why = list[index];
    return 0;
}

/* ---- two plans of a stage */

typedef struct side {
    plan_t plan; /* empty where the rule fails */
    tracing_t traced, aloud;
} side_t;

static int plan_traced(deciding_t *x, int32_t stage, tracing_t *trace, plan_t *out, diag_t *failed) {
    facts_t facts;
    if (facts_of(x, NULL, &facts)) return -1;
    facts.trace = trace;
    if (x->rules->plan(x->rules->ctx, x->flow, stage, &facts, x->arena, out, failed) == 0)
        (void)plan_normalise(out, failed);
    return trace->failed || diag_is(failed, "memory.out") ? diag_memory(x->d) : 0;
}

/* A second run tells whole numbers too; it is for its sound alone. */
static int side_of(const explain_t *e, int32_t stage, arena_t *arena, side_t *out, diag_t *failed,
                   diag_t *d) {
    asking_t a;
    plan_t unused;
    diag_t deaf;
    *out = (side_t){.traced.compares = true, .aloud = {.compares = true, .aloud = true}};
    deciding_t *x = explain_begin(&a, e, arena, d);
    if (plan_traced(x, stage, &out->traced, &out->plan, failed)) return -1;
    if (failed->code) out->plan = (plan_t){0};
    diag_init(&deaf);
    int result = plan_traced(x, stage, &out->aloud, &unused, &deaf);
    diag_clear(&deaf);
    return result;
}

static const step_t *named(const plan_t *plan, const char *name) {
    for (size_t i = 0; i < plan->step_count; i++)
        if (plan->steps[i].name && strcmp(plan->steps[i].name, name) == 0) return &plan->steps[i];
    return NULL;
}

/* ---- what was read for the step */

static bool is_for(const char *of, const char *step) {
    return !of || strcmp(of, step) == 0;
}

static void add_reads(const tracing_t *trace, const char *step, step_difference_t *out) {
    for (size_t i = 0; i < trace->count; i++) {
        bool there = !is_for(trace->list[i].step, step);
        for (size_t k = 0; k < out->read_count && !there; k++)
            there = strcmp(out->reads[k], trace->list[i].field) == 0;
        if (!there) out->reads[out->read_count++] = trace->list[i].field;
    }
}

/* ---- thresholds */

static bool same_place(const compared_t *a, const compared_t *b) {
    return a->line == b->line && a->left.kind == b->left.kind && a->file && b->file &&
           strcmp(a->file, b->file) == 0;
}

static bool is_told(const step_difference_t *out, const crossed_t *c) {
    for (size_t i = 0; i < out->crossed_count; i++) {
        const crossed_t *other = &out->crossed[i];
        if (other->line == c->line && strcmp(other->file, c->file) == 0 &&
            value_equal(&other->against, &c->against) && value_equal(&other->after, &c->after))
            return true;
    }
    return false;
}

static void tell_crossed(const compared_t *before, const compared_t *after, step_difference_t *out) {
    bool left_stays = value_equal(&before->left, &after->left);
    crossed_t c = {.before = left_stays ? before->right : before->left,
                   .after = left_stays ? after->right : after->left,
                   .against_before = left_stays ? before->left : before->right,
                   .against = left_stays ? after->left : after->right,
                   .file = after->file,
                   .line = after->line};
    if (out->crossed_count < CROSSED_MAX && !is_told(out, &c)) out->crossed[out->crossed_count++] = c;
}

/* The same comparison the other time: in the same place, with one side as it is; with `apart`, the first
 * there that was not taken yet. NULL: it was not made. */
static const compared_t *other_time(const tracing_t *before, const compared_t *c, const bool *used,
                                    bool apart) {
    for (size_t i = 0; i < before->compared_count; i++) {
        const compared_t *b = &before->compared[i];
        if (used[i] || !same_place(b, c)) continue;
        if (apart || value_equal(&b->left, &c->left) || value_equal(&b->right, &c->right)) return b;
    }
    return NULL;
}

/* Those of one kind alone: of the run aloud numbers, since it may have gone another way elsewhere. */
static int add_crossed(const tracing_t *before, const tracing_t *after, const char *step, bool numbers,
                       arena_t *arena, step_difference_t *out) {
    bool *used = arena_array(arena, before->compared_count + 1, sizeof *used);
    bool *done = arena_array(arena, after->compared_count + 1, sizeof *done);
    if (!used || !done) return -1;
    for (int apart = 0; apart < 2; apart++)
        for (size_t i = 0; i < after->compared_count; i++) {
            const compared_t *c = &after->compared[i];
            if (done[i] || !is_for(c->step, step) || (numbers && c->left.kind != VALUE_NUMBER)) continue;
            const compared_t *b = other_time(before, c, used, apart);
            if (!b) continue;
            used[b - before->compared] = done[i] = true;
            if (b->held != c->held) tell_crossed(b, c, out);
        }
    return 0;
}

int explain_difference(const explain_t *before, const explain_t *after, int32_t stage, const char *step,
                       arena_t *arena, step_difference_t *out, diag_t *d) {
    side_t then, now;
    diag_t failed, ignored;
    diag_init(&failed);
    diag_init(&ignored);
    *out = (step_difference_t){0};
    int result =
        side_of(before, stage, arena, &then, &ignored, d) || side_of(after, stage, arena, &now, &failed, d)
            ? -1
            : 0;
    diag_clear(&ignored);
    if (result == 0 && failed.code) {
        diag_copy(d, &failed);
        result = -1;
    }
    diag_clear(&failed);
    if (result) return -1;
    out->reads = arena_array(arena, then.traced.count + now.traced.count + 1, sizeof *out->reads);
    out->crossed = arena_array(arena, CROSSED_MAX, sizeof *out->crossed);
    if (!out->reads || !out->crossed) return diag_memory(d);
    out->before = named(&then.plan, step);
    out->after = named(&now.plan, step);
    out->facts_before = then.plan.facts;
    out->fact_count_before = then.plan.fact_count;
    out->facts = now.plan.facts;
    out->fact_count = now.plan.fact_count;
    add_reads(&now.traced, step, out);
    add_reads(&then.traced, step, out);
    return add_crossed(&then.traced, &now.traced, step, false, arena, out) ||
                   add_crossed(&then.aloud, &now.aloud, step, true, arena, out)
               ? diag_memory(d)
               : 0;
}
