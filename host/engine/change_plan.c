/* What of a plan stands when a field has changed after the end (A46), and what has to be decided again. The
 * plan of a stage is asked for anew with the new value; of its steps those are opened again whose reason
 * reads a changed field:
 *
 *  - the rule read the field for that step, with the old value or with the new one (when, by, because …), or
 *    outside of any step, where it may have led to every one (a local, an if);
 *  - its people come from the field, or from a function that reads it;
 *  - it was not needed before and is now, is new, or names other people;
 *  - a stand-in agreed for somebody, and the amount is beyond the limit of either by now (A15).
 *
 * Whether the reason would still come out the same does not matter: who agreed to a purchase over 5,000 has
 * not agreed to any sum over 5,000. Votes, loops and groups of which one decides are one decision: they are
 * opened again as a whole. A step that is no longer needed stays decided. Copies are sent again, since those
 * of before no longer hold. What stands is left out of the new plan with that word, and names the step in
 * which it was decided. */
#include "engine/adjusting.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/owing.h"
#include "engine/seats.h"
#include "engine/tree.h"
#include <string.h>

typedef struct standing {
    deciding_t *x;
    const plan_place_t *old; /* NULL: the stage was never planned */
    record_t *then;          /* the record with the values of before */
    tracing_t before, now;   /* what was read for which step */
    plan_t planned;          /* by the present rules with the values of before; empty: they fail with them */
} standing_t;

/* ---- the record as it was */

static size_t put_sorted(field_t *fields, size_t count, const field_t *field) {
    size_t at = count;
    while (at > 0 && strcmp(fields[at - 1].name, field->name) > 0)
        at--;
    memmove(fields + at + 1, fields + at, (count - at) * sizeof *fields);
    fields[at] = *field;
    return count + 1;
}

static bool is_kept(const record_t *r, const char *name) {
    for (size_t i = 0; i < r->kept_count; i++)
        if (strcmp(r->kept[i].name, name) == 0) return true;
    return false;
}

static record_t *as_before(deciding_t *x) {
    const record_t *r = x->record;
    record_t *out = arena_copy(x->arena, r, sizeof *r);
    field_t *fields = arena_array(x->arena, r->field_count + r->kept_count + 1, sizeof *fields);
    if (!out || !fields) return NULL;
    out->fields = fields;
    out->field_count = 0;
    for (size_t i = 0; i < r->field_count; i++)
        if (!is_kept(r, r->fields[i].name)) fields[out->field_count++] = r->fields[i];
    for (size_t i = 0; i < r->kept_count; i++)
        if (r->kept[i].value.kind != VALUE_NONE)
            out->field_count = put_sorted(fields, out->field_count, &r->kept[i]);
    return out;
}

/* ---- what was read */

/* What a rule may look at with the record as it was, or as it is. */
static int facts_with(deciding_t *x, record_t *record, tracing_t *trace, facts_t *out) {
    record_t *now = x->record;
    x->record = record;
    int result = facts_of(x, NULL, out);
    x->record = now;
    out->trace = trace;
    return result;
}

/* A rule that fails with the old value is none that read more than it did: what it read until then counts. */
static int trace_both(standing_t *s, int32_t stage) {
    deciding_t *x = s->x;
    plan_t unused;
    diag_t failed;
    facts_t now, before;
    if (facts_with(x, x->record, &s->now, &now) || facts_with(x, s->then, &s->before, &before)) return -1;
    if (x->rules->plan(x->rules->ctx, x->flow, stage, &now, x->arena, &unused, x->d)) return -1;
    diag_init(&failed);
    if (x->rules->plan(x->rules->ctx, x->flow, stage, &before, x->arena, &s->planned, &failed))
        s->planned = (plan_t){0};
    bool no_memory = diag_is(&failed, "memory.out") || s->now.failed || s->before.failed;
    diag_clear(&failed);
    return no_memory ? diag_memory(x->d) : 0;
}

static bool read_for(const standing_t *s, const tracing_t *trace, const char *step) {
    for (size_t i = 0; i < trace->count; i++) {
        const traced_t *t = &trace->list[i];
        if ((!t->step || (step && strcmp(t->step, step) == 0)) &&
            field_changed(s->x->record, t->field, s->x->record->kept_since))
            return true;
    }
    return false;
}

/* ---- what stands */

bool round_stands(const record_t *r, int32_t round) {
    for (size_t i = 0; i < r->plan_count; i++) {
        const plan_place_t *place = &r->plans[i];
        if (place->round != round || place->count == 0) continue;
        if (r->steps[place->first].superseded) continue; /* another plan took over */
        step_state_t state = r->steps[place->first].state;
        if (state != STEP_PASSED && state != STEP_LEFT_OUT) return false;
    }
    return true;
}

const plan_place_t *standing_plan(const record_t *r, int32_t stage) {
    for (size_t i = r->plan_count; i-- > 0;)
        if (r->plans[i].stage == stage && round_stands(r, r->plans[i].round)) return &r->plans[i];
    return NULL;
}

/* "leader", or "leader.2" where that name was taken. */
static bool is_called(const char *step, const char *name) {
    size_t length = strlen(name);
    if (!step || strncmp(step, name, length) != 0) return false;
    return step[length] == '\0' || (step[length] == '.' && strspn(step + length + 1, "0123456789") > 0);
}

const deviation_t *reapproval_of(const record_t *r, const step_t *step) {
    for (const step_t *below = step; below && below->parent;) {
        const step_t *group = record_step(r, below->parent);
        const deviation_t *d =
            group && group->added == ADDED_REAPPROVAL ? record_deviation(r, group->origin) : NULL;
        if (d && below->no > group->no) return !d->dropped && d->group == group->no ? d : NULL;
        below = group;
    }
    return NULL;
}

const step_t *approved_again(const record_t *r, const plan_place_t *old, const step_t *step) {
    for (size_t i = r->step_count; r->deviation_count && i-- > 0;) {
        const step_t *was = &r->steps[i];
        if (was->state == STEP_PASSED && was->kind == step->kind && was->round >= old->round &&
            is_called(was->name, step->name) && reapproval_of(r, was))
            return was;
    }
    return NULL;
}

static const step_t *decided_as(const standing_t *s, const step_t *step) {
    const record_t *r = s->x->record;
    if (!s->old) return NULL;
    const step_t *again = approved_again(r, s->old, step);
    if (again) return again;
    for (int32_t i = s->old->first + s->old->count; i-- > s->old->first;) {
        const step_t *was = &r->steps[i];
        if (!was->superseded && was->kind == step->kind && was->name && strcmp(was->name, step->name) == 0)
            return was;
    }
    return NULL;
}

/* The leaf as the rules that are in force would have it with the values of before: whom other rules named, or
 * a directory that has changed since, is not the change's doing. */
static const step_t *with_before(const standing_t *s, const step_t *step, const step_t *was) {
    for (size_t i = 0; i < s->planned.step_count; i++) {
        const step_t *then = &s->planned.steps[i];
        if (then->kind == step->kind && then->name && strcmp(then->name, step->name) == 0) return then;
    }
    return was;
}

/* What of the leaf is otherwise, if anything; its people's sources are asked besides. */
static again_t otherwise(const standing_t *s, const step_t *was, const step_t *step, bool *failed) {
    if (!was) return AGAIN_NEW;
    if (tree_not_needed(was)) return AGAIN_NEEDED;
    if (was->state == STEP_WAITING) return AGAIN_UNDECIDED;
    if (!source_same(with_before(s, step, was)->by, step->by, failed)) return AGAIN_PEOPLE;
    bool reads = read_for(s, &s->now, step->name) || read_for(s, &s->before, step->name);
    return reads ? AGAIN_READS : beyond_by_now(s->x, was) ? AGAIN_BEYOND : AGAIN_NOT;
}

/* Has this leaf to be decided again? */
static int leaf_again(const standing_t *s, const step_t *step, again_t *again) {
    const step_t *was = decided_as(s, step);
    bool failed = false, names = false;
    if (was && owed_still(s->x->record, was)) return 0; /* whoever owes it decides about the new value */
    *again = otherwise(s, was, step, &failed);
    if (failed) return diag_memory(s->x->d);
    if (*again) return 0;
    if (people_changed(s->x, step->by, s->x->record->kept_since, &names)) return -1;
    *again = names ? AGAIN_NAMES : AGAIN_NOT;
    return 0;
}

static bool is_one_decision(const step_t *group) {
    return group->kind == STEP_VOTE || group->kind == STEP_ANY || group->kind == STEP_LOOP ||
           (group->kind == STEP_ALL && group->on_refuse == ON_REFUSE_THRESHOLD);
}

/* Index of the highest group above the step that is one decision; its own where there is none. */
static int32_t whole_of(const plan_t *plan, int32_t index) {
    int32_t whole = index;
    for (int32_t no = plan->steps[index].parent; no; no = plan->steps[no - 1].parent)
        if (is_one_decision(&plan->steps[no - 1])) whole = no - 1;
    return whole;
}

static bool is_taken(const step_t *step) {
    return step_is_leaf(step->kind) && step->state != STEP_LEFT_OUT;
}

/* By index: why taken leaves are decided again. */
static int mark_again(const standing_t *s, const plan_t *plan, again_t *again) {
    for (size_t i = 0; i < plan->step_count; i++)
        if (is_taken(&plan->steps[i]) && plan->steps[i].kind != STEP_COPY &&
            leaf_again(s, &plan->steps[i], &again[i]))
            return -1;
    for (int32_t i = 0; i < (int32_t)plan->step_count; i++) {
        int32_t whole = again[i] ? whole_of(plan, i) : i;
        if (whole == i) continue;
        for (int32_t k = 0; k < (int32_t)plan->step_count; k++)
            if (!again[k] && is_taken(&plan->steps[k]) && whole_of(plan, k) == whole) again[k] = AGAIN_WHOLE;
    }
    return 0;
}

int plan_keep(deciding_t *x, int32_t stage, plan_t *plan, size_t *opened, again_t **why) {
    standing_t s = {.x = x, .then = as_before(x)};
    const record_t *r = x->record;
    again_t *again = arena_array(x->arena, plan->step_count + 1, sizeof *again);
    if (!s.then || !again) return diag_memory(x->d);
    if (why) *why = again;
    s.old = standing_plan(r, stage);
    if (trace_both(&s, stage) || mark_again(&s, plan, again)) return -1;
    for (size_t i = 0; i < plan->step_count; i++) {
        step_t *step = &plan->steps[i];
        if (!is_taken(step) || step->kind == STEP_COPY) continue;
        *opened += again[i] != AGAIN_NOT;
        if (again[i]) continue;
        step->origin = decided_as(&s, step)->no;
        step->state = STEP_LEFT_OUT;
        step->left_out = STANDS;
    }
    return plan_normalise(plan, x->d);
}

const char *again_word(again_t again) {
    static const char *const WORDS[] = {[AGAIN_NOT] = "not",       [AGAIN_NEEDED] = "needed",
                                        [AGAIN_NEW] = "new",       [AGAIN_UNDECIDED] = "undecided",
                                        [AGAIN_PEOPLE] = "people", [AGAIN_READS] = "reads",
                                        [AGAIN_NAMES] = "names",   [AGAIN_BEYOND] = "beyond",
                                        [AGAIN_WHOLE] = "whole"};
    return WORDS[again];
}
