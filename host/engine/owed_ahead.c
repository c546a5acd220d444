/* What the green channel owes for stages that are to come (A64). The owed approvals open at once: as the work
 * begins, those of later stages are asked for as well, outside of any plan, as the rules have them now. What
 * nobody can say yet waits for its stage: a route that fails without what the work will set, people whom a
 * field that is empty, a pick or a decision to come will name.
 *
 * When the stage comes it is planned like any other, and looked at against what was asked for ahead. What has
 * been made up counts, unless a field that the route reads has changed since it was approved (as in A14);
 * what is open still stands for its step; both only where the step asks the same of the same people. All else
 * is owed as the stage opens, and what its plan does not ask for is owed no longer. What was refused
 * meanwhile has refused the record.
 *
 * Before the first stage of execution nothing waits for what is owed. A stage of approval that comes behind
 * one was never in the work's way: what comes after such a step waits for it as ever, and the stage lasts
 * until all that is owed for it has been made up. */
#include "engine/administering.h"
#include "engine/clocks.h"
#include "engine/course.h"
#include "engine/owing.h"
#include "engine/tree.h"
#include <string.h>

static bool is_green(const step_t *s) {
    return s->added == ADDED_DEBT && debt_kind(s) == DEBT_GREEN;
}

static bool is_urgent(const record_t *r) {
    return r->state == RECORD_OPEN && r->urgent == r->round;
}

/* ---- is it asked the same of the same people? */

/* The step without all that is not what it asks. */
static step_t terms_of(const record_t *r, const step_t *step, int32_t root) {
    step_t s = *step;
    s.name = s.ahead_of ? s.ahead_of : r ? owed_name(r, step) : s.name;
    s.no = 1;
    s.parent = step->parent ? step->parent - root : 0;
    s.stage = s.round = s.origin = 0;
    s.state = STEP_WAITING;
    s.superseded = false; /* with the plan that it was owed for */
    s.title_en = s.title_zh = s.left_out = s.ahead_of = NULL;
    s.within = (limit_t){0};
    s.ladder = (ladder_t){0};
    s.why = (why_t){0};
    s.opened_at = s.ended_at = INSTANT_NONE;
    s.ahead_form = 0;
    s.rungs_brought = 0;
    return s;
}

static bool same_terms(const step_t *a, const step_t *b, bool *failed) {
    buf_t x, y;
    buf_init(&x, 0);
    buf_init(&y, 0);
    step_encode(a, &x);
    step_encode(b, &y);
    *failed = *failed || x.failed || y.failed;
    bool same = buf_same(&x, &y);
    buf_free(&x);
    buf_free(&y);
    return same;
}

/* `in` has the steps that `wanted` is owed for. */
static int asks_the_same(deciding_t *x, int32_t debt, const record_t *in, const step_t *wanted, size_t count,
                         bool *same) {
    const record_t *r = x->record;
    bool failed = false;
    *same = tree_end(r, debt) - debt == (int32_t)count;
    for (size_t i = 0; i < count && *same; i++) {
        step_t now = wanted[i];
        now.ahead_of = record_step(in, now.origin)->name;
        step_t a = terms_of(r, &r->steps[debt + (int32_t)i], r->steps[debt].no);
        step_t b = terms_of(NULL, &now, wanted[0].no);
        *same = same_terms(&a, &b, &failed);
    }
    return failed ? diag_memory(x->d) : 0;
}

/* ---- what was asked for ahead */

/* Does it stand for a step of a plan, or, of what has been decided, did it stand for one that is gone through
 * again? Then it is used up. */
static bool used_up(const record_t *r, const step_t *debt) {
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *s = &r->steps[i];
        bool for_it = s->origin == debt->no || s->no == debt->origin;
        if (!for_it || !step_is_owed(s) || !tree_plan(r, (int32_t)i)) continue;
        if (!s->superseded || debt->state == STEP_PASSED) return true;
    }
    return false;
}

/* Whom a field names, that has changed since they were asked, are others. */
static int asks_others(deciding_t *x, int32_t debt, bool *others) {
    const record_t *r = x->record;
    int64_t since = r->steps[debt].ahead_form;
    *others = false;
    for (int32_t i = debt; i < tree_end(r, debt) && r->steps[debt].ahead_of && !*others; i++)
        if (people_changed(x, r->steps[i].by, since, others)) return -1;
    return 0;
}

/* The form that whoever decided first in it had before them. */
static int64_t seen_in(const record_t *r, int32_t debt) {
    int64_t seen = INT64_MAX;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        int32_t at = t->state == TASK_DECIDED && !t->taken_back ? tree_index(r, t->step) : -1;
        if (at >= 0 && tree_within(r, at, debt) && t->seen < seen) seen = t->seen;
    }
    return seen;
}

/* Does it count for the plan that has just opened (NULL: it has not)? */
static int counts(deciding_t *x, int32_t debt, const plan_place_t *plan, bool *out) {
    bool otherwise = false;
    int result = 0;
    if (x->record->steps[debt].state == STEP_OPEN)
        result = asks_others(x, debt, &otherwise);
    else if (plan)
        result = route_changed(x, plan, seen_in(x->record, debt), &otherwise);
    *out = !otherwise;
    return result;
}

/* What is owed already, in this round, for that step of a stage; -1: nothing. */
static int find_owed(deciding_t *x, const record_t *in, int32_t index, int32_t stage, int32_t *out) {
    const record_t *r = x->record;
    const plan_place_t *plan = in == r ? &r->plans[r->plan_count - 1] : NULL;
    step_t *wanted;
    size_t count;
    *out = -1;
    if (green_tree(x, in, index, &wanted, &count)) return -1;
    for (size_t i = 0; i < r->step_count && *out < 0; i++) {
        const step_t *s = &r->steps[i];
        bool same = false;
        if (!is_green(s) || s->parent || s->round != r->round || s->stage != stage) continue;
        if ((s->state != STEP_OPEN && s->state != STEP_PASSED) || used_up(r, s)) continue;
        if (asks_the_same(x, (int32_t)i, in, wanted, count, &same)) return -1;
        if (same && counts(x, (int32_t)i, plan, &same)) return -1;
        if (same) *out = (int32_t)i;
    }
    return 0;
}

int owed_came(deciding_t *x, int32_t index, bool *came) {
    const record_t *r = x->record;
    int32_t debt;
    if (find_owed(x, r, index, r->steps[index].stage, &debt)) return -1;
    *came = debt >= 0;
    if (!*came) return 0;
    event_t e = {.u.debt_came = {.step = r->steps[index].no, .owed = r->steps[debt].no}};
    return emit(x, EVENT_DEBT_CAME, &e);
}

/* Closes those roots flagged, with what is below them. */
static int close_trees(deciding_t *x, bool *which, const char *cause) {
    const record_t *r = x->record;
    bool any = false;
    for (size_t i = 0; i < r->step_count; i++) {
        if (r->steps[i].parent && r->steps[i].added == ADDED_DEBT)
            which[i] = which[tree_index(r, r->steps[i].parent)];
        any = any || which[i];
    }
    if (!any) return 0;
    actor_t actor = act_as_rule(x);
    int result = tell_closing(x, which) || steps_close(x, which, r->step_count, cause) ? -1 : 0;
    x->actor = actor;
    return result;
}

/* Owed ahead in this round, and still to be made up? */
static bool is_ahead(const record_t *r, const step_t *s) {
    return is_green(s) && !s->parent && s->ahead_of && s->round == r->round && s->state == STEP_OPEN;
}

int owed_gone(deciding_t *x) {
    const record_t *r = x->record;
    bool *which = arena_array(x->arena, r->step_count, sizeof *which);
    if (!which) return diag_memory(x->d);
    for (size_t i = 0; i < r->step_count; i++)
        which[i] = is_ahead(r, &r->steps[i]) && r->steps[i].stage == r->stage && !used_up(r, &r->steps[i]);
    return close_trees(x, which, "not_asked");
}

/* ---- asking ahead */

static bool is_approval_stage(const flow_t *flow, int32_t stage) {
    return stage < (int32_t)flow->stage_count && flow->stages[stage].kind == STAGE_APPROVAL;
}

/* Can it be said by now who they are? */
static int are_known(deciding_t *x, const step_t *step, const source_t *by, int depth, bool *known) {
    for (; by && *known && depth < NESTING_MAX; by = by->next) {
        people_t people;
        source_t one = *by;
        people.count = 0;
        one.next = NULL;
        if (by->kind == SOURCE_DECIDER) *known = false;
        if (by->kind == SOURCE_FIELD) *known = by->key && record_field(x->record, by->key);
        if (by->kind == SOURCE_PICKED) *known = record_pick(x->record, step->name) != NULL;
        if (by->kind == SOURCE_FUNCTION) {
            if (people_find(x, &one, NULL, step->name, &people)) return -1;
            *known = people.count > 0;
        }
        if (*known && by->of && are_known(x, step, by->of, depth + 1, known)) return -1;
    }
    return 0;
}

typedef struct asking {
    int32_t stage;
    const plan_t *plan;
} asking_t;

static int ask(deciding_t *x, const record_t *in, int32_t index, const asking_t *of) {
    int32_t since = tree_highest(x->record) + 1, debt;
    event_t e = {.u.debt_ahead.owed = {.facts = of->plan->facts, .fact_count = of->plan->fact_count}};
    plan_t *owed = &e.u.debt_ahead.owed;
    bool known = true;
    for (int32_t i = index; i < tree_end(in, index); i++)
        if (are_known(x, &in->steps[i], in->steps[i].by, 0, &known)) return -1;
    if (!known) return 0;
    if (find_owed(x, in, index, of->stage, &debt)) return -1;
    if (debt >= 0) return 0;
    if (green_tree(x, in, index, &owed->steps, &owed->step_count)) return -1;
    for (size_t i = 0; i < owed->step_count; i++) {
        step_t *s = &owed->steps[i];
        const char *name = record_step(in, s->origin)->name;
        s->ahead_of = name ? name : "";
        s->ahead_form = x->record->form_version;
        s->origin = 0;
        s->stage = of->stage;
        s->round = x->record->round;
    }
    return emit(x, EVENT_DEBT_AHEAD, &e) ? -1 : debts_open(x, since);
}

/* Where it can't be asked ahead, of all rules of that step, it is when its stage comes. */
static int try_to_ask(deciding_t *x, const record_t *in, int32_t index, void *with) {
    mark_t mark;
    if (mark_set(x, &mark)) return -1;
    return attempt_end(x, &mark, ask(x, in, index, with));
}

static int ask_stage(deciding_t *x, int32_t stage) {
    plan_t plan;
    if (stage_plan(x, stage, &plan)) return -1;
    record_t in = {.steps = plan.steps, .step_count = plan.step_count};
    asking_t of = {.stage = stage, .plan = &plan};
    return plan.step_count > 0 ? green_each(x, &in, 0, try_to_ask, &of) : 0;
}

/* Where the rules at hand have the approval stage of that name, after the present one. */
static int32_t stage_to_come(const deciding_t *x, const char *name) {
    for (int32_t i = x->record->stage + 1; i < (int32_t)x->flow->stage_count; i++)
        if (is_approval_stage(x->flow, i) && strcmp(x->flow->stages[i].name, name) == 0) return i;
    return STAGE_GONE;
}

static bool is_owed_for(const record_t *r, int32_t stage) {
    for (size_t i = 0; i < r->step_count; i++)
        if (r->steps[i].ahead_of && r->steps[i].stage == stage) return true;
    return false;
}

/* Of a stage that other rules have no more, or not as one of approval. With its initiator the record goes on
 * in a round that asks for every step, and what is owed stays so (owed_on.c). */
static int close_gone(deciding_t *x, const moved_stage_t *moved, size_t count) {
    const record_t *r = x->record;
    record_state_t state = r->state == RECORD_SUSPENDED ? r->suspended_from : r->state;
    bool *which = arena_array(x->arena, r->step_count, sizeof *which);
    if (!which) return diag_memory(x->d);
    if (state != RECORD_OPEN || r->urgent != r->round) return 0;
    for (size_t i = 0; i < r->step_count; i++)
        for (size_t k = 0; k < count; k++)
            which[i] = which[i] || (moved[k].to == STAGE_GONE && r->steps[i].stage == moved[k].from &&
                                    is_ahead(r, &r->steps[i]) && !used_up(r, &r->steps[i]));
    return close_trees(x, which, "migrated");
}

int owed_moved(deciding_t *x, const flow_t *old, moved_stage_t **out, size_t *count) {
    const record_t *r = x->record;
    *count = 0;
    *out = arena_array(x->arena, old->stage_count + 1, sizeof **out);
    if (!*out) return diag_memory(x->d);
    for (int32_t i = r->stage + 1; i < (int32_t)old->stage_count; i++) {
        int32_t to = is_owed_for(r, i) ? stage_to_come(x, old->stages[i].name) : i;
        if (to != i) (*out)[(*count)++] = (moved_stage_t){i, to};
    }
    return close_gone(x, *out, *count);
}

int owed_ahead(deciding_t *x) {
    if (!is_urgent(x->record)) return 0;
    for (int32_t stage = x->record->stage + 1; stage < (int32_t)x->flow->stage_count; stage++) {
        mark_t mark;
        if (!is_approval_stage(x->flow, stage)) continue;
        if (mark_set(x, &mark)) return -1;
        if (attempt_end(x, &mark, ask_stage(x, stage))) return -1;
    }
    return clocks_follow(x);
}

/* ---- behind the work */

static bool is_behind_work(const flow_t *flow, int32_t stage) {
    for (int32_t i = first_stage(flow); i < stage; i++)
        if (flow->stages[i].kind == STAGE_EXECUTION) return true;
    return false;
}

/* Of the stage that is open. */
bool owed_waits_in(const deciding_t *x, int32_t stage) {
    return stage >= 0 && is_urgent(x->record) && is_approval_stage(x->flow, stage) &&
           is_behind_work(x->flow, stage);
}

bool owed_waits(const deciding_t *x, int32_t index) {
    const record_t *r = x->record;
    if (!owed_waits_in(x, r->plan_count ? r->plans[r->plan_count - 1].stage : -1)) return false;
    for (int32_t i = index; i < tree_end(r, index); i++)
        if (!r->steps[i].superseded && owed_still(r, &r->steps[i])) return true;
    return false;
}

bool owed_holds(const deciding_t *x) {
    const plan_place_t *plan = &x->record->plans[x->record->plan_count - 1];
    return plan->count > 0 && owed_waits(x, plan->first);
}
