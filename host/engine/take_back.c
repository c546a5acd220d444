/* Taking one's last decision back (拿回, A27), while nobody has touched what it opened: the step is open
 * again, those whom the decision had closed are asked again, and what it had opened waits as before. */
#include "engine/take_back.h"
#include "engine/acts.h"
#include "engine/course.h"
#include "engine/form.h"
#include "engine/functions.h"
#include "engine/owing.h"
#include "engine/seats.h"
#include "engine/tree.h"
#include <string.h>

static bool is_decision(const task_t *t) {
    return t->state == TASK_DECIDED && !t->taken_back && !t->administered && t->outcome != OUTCOME_COPIED &&
           t->outcome != OUTCOME_REVISED && t->outcome != OUTCOME_ANSWERED && t->outcome != OUTCOME_ASSISTED;
}

static const way_back_t *way_of(const record_t *r, const task_t *t) {
    for (size_t i = r->way_count; i-- > 0;)
        if (r->ways[i].task == t->id) return &r->ways[i];
    return NULL;
}

/* A decision of this round that counts: what was gone through again counts no more, unless just that decision
 * led there. */
static bool counts(const deciding_t *x, const task_t *t) {
    const record_t *r = x->record;
    const step_t *s = record_step(r, t->step);
    if (!is_decision(t) || t->decided_by != x->actor.person) return false;
    if ((s->superseded && !way_of(r, t)) || s->round != r->round || s->kind == STEP_MONITOR) return false;
    if (x->in->command->step && strcmp(s->name, x->in->command->step) != 0) return false;
    const plan_place_t *plan = tree_plan(r, (int32_t)(s - r->steps));
    if (!plan) return beside_decided(x, s, t);
    if (r->state == RECORD_OWING) return false; /* its stages are over */
    /* each preparation stands for itself, in the same round */
    bool preparing = r->state == RECORD_PREPARING || prepared_last(x);
    return !preparing || plan == &r->plans[r->plan_count - 1];
}

/* The actor's latest decision. */
static const task_t *last_decision(const deciding_t *x) {
    const record_t *r = x->record;
    const task_t *last = NULL;
    for (size_t i = 0; i < r->task_count; i++)
        if (counts(x, &r->tasks[i]) && (!last || r->tasks[i].ended_at >= last->ended_at)) last = &r->tasks[i];
    return last;
}

/* The stage of the decision was refused, or sent back: did it do that? Another one's is not undone by it. */
static bool ended_stage(const step_t *root, const task_t *task) {
    bool sent =
        root->state == STEP_CLOSED && task->outcome == OUTCOME_RETURNED && step_left_for(root, "returned");
    return (root->state == STEP_REFUSED || sent) && root->ended_at == task->ended_at;
}

/* The record is with its initiator from its plan: not open again after its end (A42), nor otherwise. */
static int check_sent_back(deciding_t *x) {
    const record_t *r = x->record;
    const plan_place_t *plan = &r->plans[r->plan_count - 1];
    const task_t *revise = revise_task(x);
    if (!revise || tree_index(r, revise->step) < plan->first + plan->count) return wrong_state(x);
    return r->kept_round ? wrong_state(x) : 0;
}

/* The preparation is over: by that decision, or well, and whoever writes the form has done nothing since. */
static int check_prepared(deciding_t *x, const step_t *root, const task_t *task) {
    bool ended = root->state == STEP_PASSED ? x->record->state == RECORD_PREPARED : ended_stage(root, task);
    if (task->touched)
        return diag_set(x->d, "take_back.edited", "initiator", handle_of(x, x->record->initiator), NULL);
    return ended ? 0 : wrong_state(x);
}

/* Does the record stand where its decision, in a plan, can be taken back? */
static int check_plan(taking_back_t *t, const task_t *task) {
    deciding_t *x = t->x;
    const record_t *r = x->record;
    const way_back_t *way = t->way = way_of(r, task);
    const step_t *root = &r->steps[r->plans[t->plan].first];
    bool back = r->state == RECORD_RETURNED; /* with the initiator */
    if (prepared_last(x)) return check_prepared(x, root, task);
    bool failed = root->state == STEP_REFUSED || root->state == STEP_CLOSED;
    if (back && check_sent_back(x)) return -1;
    if ((back || failed) && !ended_stage(root, task)) return wrong_state(x);
    if (!back && task->outcome == OUTCOME_RETURNED && !way) return diag_set(x->d, "take_back.none", NULL);
    return adjusted_asked(x, record_step(r, task->step));
}

/* Is there something that could be taken back at all? */
static bool fits_state(const deciding_t *x) {
    record_state_t state = x->record->state;
    return state == RECORD_OPEN || state == RECORD_PREPARING || state == RECORD_RETURNED ||
           state == RECORD_OWING || prepared_last(x);
}

static int check_take_back(deciding_t *x, taking_back_t *t) {
    const record_t *r = x->record;
    if (!fits_state(x)) return wrong_state(x);
    const task_t *task = last_decision(x);
    if (!task) return r->state == RECORD_OWING ? wrong_state(x) : beside_stays(x);
    const step_t *step = record_step(r, task->step);
    const plan_place_t *plan = tree_plan(r, (int32_t)(step - r->steps));
    t->task = task->id;
    t->step = step->no;
    t->index = (int32_t)(step - r->steps);
    t->planned = plan != NULL;
    t->plan = plan ? (int32_t)(plan - r->plans) : 0;
    if (plan ? check_plan(t, task) : beside_decision_check(t, task)) return -1;
    if (check_permit(x, step, PERMIT_TAKE_BACK)) return -1;
    if (!t->way && t->plan + 2 < (int32_t)r->plan_count)
        return diag_set(x->d, "take_back.stage", "step", step->name, NULL);
    return 0;
}

static int begin(taking_back_t *t) {
    const record_t *r = t->x->record;
    t->steps = r->step_count;
    t->tasks = r->task_count;
    t->then = record_task(r, t->task)->ended_at;
    t->opened = arena_array(t->x->arena, t->steps, sizeof *t->opened);
    t->closed = arena_array(t->x->arena, t->steps, sizeof *t->closed);
    t->beside = arena_array(t->x->arena, t->steps, sizeof *t->beside);
    t->again = arena_array(t->x->arena, t->tasks, sizeof *t->again);
    return t->opened && t->closed && t->beside && t->again ? 0 : diag_memory(t->x->d);
}

/* The plan stands as it did before what the decision opened. */
static int plan_again(taking_back_t *t, bool stage) {
    deciding_t *x = t->x;
    event_t restored = {.u.plan_restored.first = t->way ? t->way->first : 0};
    if (t->way) return emit(x, EVENT_PLAN_RESTORED, &restored);
    event_t e = {.u.stage_taken_back.stage = x->record->plans[x->record->plan_count - 1].stage};
    if (stage && emit(x, EVENT_STAGE_TAKEN_BACK, &e)) return -1;
    return adjusted_restore(t);
}

/* What opens once more keeps the ladder by which it was asked for. Other rules may not have its functions
 * (A53), of which the rung would only fail when it is late. */
static int check_functions(deciding_t *x, const step_t *step) {
    const char *missing = NULL;
    if (function_missing(x, step, &missing)) return -1;
    return missing ? diag_set(x->d, "take_back.function", "step", step->name, "function", missing, NULL) : 0;
}

/* Whoever had the form again, once its preparation was over, hears that it is under way once more. */
static int tell_prepared(deciding_t *x, bool prepared) {
    if (!prepared) return 0;
    return tell(x, x->record->initiator, "record.return_taken_back", NULL, x->in->command->text);
}

/* The record goes on; what is owed does so beside it. */
static int go_on(const taking_back_t *t) {
    bool owed = record_step(t->x->record, t->step)->added == ADDED_DEBT;
    return owed ? settle_after(t->x, t->step) : route_settle(t->x);
}

int do_take_back(deciding_t *x) {
    taking_back_t t = {.x = x};
    bool stage, prepared = prepared_last(x);
    if (check_take_back(x, &t) || begin(&t)) return -1;
    if (opened_mark(&t, &stage) || opened_check(&t)) return -1;
    if (check_functions(x, record_step(x->record, t.step)) || opened_close(&t)) return -1;
    if (plan_again(&t, stage) || closed_mark(&t)) return -1;
    event_t e = {.u.task_taken_back = {.task = t.task, .reason = x->in->command->text}};
    if (emit(x, EVENT_TASK_TAKEN_BACK, &e) || closed_open(&t)) return -1;
    x->out->task = t.task;
    if (tell_prepared(x, prepared) || adjusted_follow(&t) || go_on(&t)) return -1;
    /* the others have decided it without that: nothing is asked again, and what followed goes on */
    if (record_step(x->record, t.step)->state == STEP_OPEN) return 0;
    return stands(x, record_step(x->record, t.step));
}
