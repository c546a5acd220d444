/* Which task a command means, and whether it is its actor's to decide. */
#include "engine/deciding.h"
#include "engine/form.h"
#include "engine/seats.h"
#include "engine/serving.h"
#include "engine/tree.h"
#include <string.h>

static bool holds(const deciding_t *x, const task_t *task) {
    const actor_t *actor = &x->in->command->actor;
    if (actor->kind == ACTOR_PROXY) /* a stand-in, in the principal's name */
        return task->person == actor->person && task->principal == actor->principal;
    return task->person == actor->person || (task->principal && task->principal == actor->person);
}

static const char *step_name(const deciding_t *x, const task_t *task) {
    const step_t *step = record_step(x->record, task->step);
    return step && step->name ? step->name : "";
}

static int not_yours(const deciding_t *x, const task_t *task) {
    return diag_set(x->d, "task.not_yours", "step", step_name(x, task), "holder", holders_of(x, task), NULL);
}

/* ---- the decision by which a task ended: its own, or the one that closed it */

/* Is it a decision that can have ended the group so? */
static bool ends_as(outcome_t outcome, step_state_t state) {
    if (state == STEP_REFUSED) return outcome == OUTCOME_REFUSED;
    return state == STEP_PASSED && outcome != OUTCOME_REFUSED && outcome != OUTCOME_ABSTAINED &&
           outcome != OUTCOME_RETURNED;
}

/* Of several at the same instant: one in the same step, or by whom the task was served; then one that ended
 * a group around both, the nearest first; then a return, which closes what lies after its target. */
static int32_t likely(const record_t *r, const task_t *task, const task_t *other) {
    enum { OWN = 4 * PLAN_DEPTH_MAX, ENDS = 2 * PLAN_DEPTH_MAX, RETURNS = ENDS - 1 };
    const step_t *own = record_step(r, task->step);
    int32_t there = tree_index(r, other->step);
    if (other->step == task->step) return OWN + (ends_as(other->outcome, own->state) ? 1 : 0);
    if (own && own->serves == other->id) return OWN;
    int32_t group = own && there >= 0 ? tree_common(r, (int32_t)(own - r->steps), there) : -1;
    if (group >= 0 && ends_as(other->outcome, r->steps[group].state)) return ENDS + tree_depth(r, group);
    return other->outcome == OUTCOME_RETURNED ? RETURNS : 0;
}

/* Was it closed with its step, or as that ended? Not who was removed, and whoever has a newer seat. */
static bool closed_with_step(const record_t *r, const task_t *task) {
    const step_t *step = record_step(r, task->step);
    if (!step || !step_ended(step->state) || step->ended_at != task->ended_at) return false;
    bool left = step->state == STEP_CLOSED || step->state == STEP_LEFT_OUT;
    return !left || !step->left_out || step_left_for(step, "outcome") || step_left_for(step, "returned");
}

static const task_t *decision_behind(const record_t *r, const task_t *task) {
    const task_t *found = NULL;
    if (task->state == TASK_DECIDED) return task;
    if (!closed_with_step(r, task)) return NULL;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *other = &r->tasks[i];
        if (other->state != TASK_DECIDED || other->outcome == OUTCOME_COPIED) continue;
        if (other->ended_at != task->ended_at) continue;
        if (!found || likely(r, task, other) > likely(r, task, found)) found = other;
    }
    return found;
}

/* Who decided instead, and when. */
int task_ended(const deciding_t *x, const task_t *task) {
    const record_t *r = x->record;
    char at[INSTANT_TEXT];
    diag_set(x->d, "task.not_open", "step", step_name(x, task), "state", record_state_word(r->state), NULL);
    if (task->state == TASK_WAITING) {
        diag_param(x->d, "waits", "turn");
        return -1;
    }
    const task_t *decision = decision_behind(r, task);
    if (decision) {
        diag_param(x->d, "by", decider_word(x, decision));
        diag_param(x->d, "outcome", outcome_word(decision->outcome));
    }
    /* without a decision it was closed with its step, or its holder was removed */
    diag_param(x->d, decision ? "at" : "closed", instant_format(task->ended_at, 0, true, at));
    if (decision != task) diag_param_int(x->d, "task", task->id);
    return -1;
}

static bool suits(const deciding_t *x, const task_t *task, uint32_t kinds) {
    const step_t *step = record_step(x->record, task->step);
    return step && kinds >> step->kind & 1;
}

static bool named(const deciding_t *x, const task_t *task) {
    const char *wanted = x->in->command->step;
    return !wanted || strcmp(step_name(x, task), wanted) == 0;
}

/* What ends a task of such a step well, as it is typed; NULL: nothing that its holder does. */
static const char *verb_of(const step_t *step) {
    if (step->added == ADDED_SUSPENSION) return "resume";
    switch (step->kind) {
    case STEP_APPROVE:
        return "approve";
    case STEP_AGREE:
        return "agree";
    case STEP_ACT:
    case STEP_MONITOR:
        return step->entry ? "log" : "done";
    case STEP_ASSIST:
        return "done";
    case STEP_ANSWER:
        return "answer";
    case STEP_ACKNOWLEDGE:
    case STEP_WARNING:
        return "acknowledge";
    case STEP_REVISE:
        return "resubmit";
    default:
        return NULL;
    }
}

static int misfit(const deciding_t *x, const task_t *task) {
    const step_t *step = record_step(x->record, task->step);
    diag_set(x->d, "command.misfit", "command", command_kind_word(x->in->command->kind), "step",
             step_name(x, task), "kind", step ? step_kind_word(step->kind) : "", NULL);
    const char *fits = step ? verb_of(step) : NULL;
    if (fits) diag_param(x->d, "fits", fits);
    if (fits && (step->kind == STEP_APPROVE || step->kind == STEP_AGREE)) diag_param(x->d, "or", "refuse");
    return -1;
}

static int find_by_id(deciding_t *x, uint32_t kinds, task_t **out) {
    task_t *task = record_task(x->record, x->in->command->task);
    if (!task) {
        diag_set(x->d, "task.unknown", NULL);
        diag_param_int(x->d, "task", x->in->command->task);
        return -1;
    }
    if (!holds(x, task)) return not_yours(x, task);
    if (task->state != TASK_OPEN) return task_ended(x, task);
    if (!suits(x, task, kinds)) return misfit(x, task);
    *out = task;
    return 0;
}

static bool task_open(const record_t *r) {
    for (size_t i = 0; i < r->task_count; i++)
        if (r->tasks[i].state == TASK_OPEN) return true;
    return false;
}

/* None of the open tasks will do: says why, by the task that comes closest to what was meant. */
static int none_found(const deciding_t *x, uint32_t kinds) {
    const record_t *r = x->record;
    const task_t *own = NULL, *open = NULL, *ended = NULL, *unsuited = NULL;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *task = &r->tasks[i];
        if (!named(x, task) || task->outcome == OUTCOME_COPIED) continue;
        bool mine = holds(x, task);
        if (task->state == TASK_OPEN && mine) unsuited = task;
        if (task->state == TASK_OPEN && !mine && (suits(x, task, kinds) || x->in->command->step)) open = task;
        if (task->state != TASK_OPEN && mine) own = task;
        if (task->state != TASK_OPEN) ended = task;
    }
    if (unsuited) return misfit(x, unsuited);
    if (own) return task_ended(x, own);
    if (open) return not_yours(x, open);
    if (ended && x->in->command->step) return task_ended(x, ended);
    /* where something is open, the step that was named is not that */
    if (x->in->command->step && task_open(r))
        return diag_set(x->d, "step.nobody", "step", x->in->command->step, NULL);
    return wrong_state(x);
}

static int ambiguous(const deciding_t *x, uint32_t kinds) {
    const record_t *r = x->record;
    const char *steps = "";
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *task = &r->tasks[i];
        if (task->state != TASK_OPEN || !holds(x, task) || !named(x, task) || !suits(x, task, kinds))
            continue;
        steps = arena_printf(x->arena, "%s%s%s", steps, *steps ? ", " : "", step_name(x, task));
        if (!steps) return diag_memory(x->d);
    }
    return diag_set(x->d, "task.ambiguous", "steps", steps, NULL);
}

int task_find(deciding_t *x, uint32_t kinds, task_t **out) {
    record_t *r = x->record;
    task_t *found = NULL;
    if (x->in->command->task) return find_by_id(x, kinds, out);
    for (size_t i = 0; i < r->task_count; i++) {
        task_t *task = &r->tasks[i];
        if (task->state != TASK_OPEN || !holds(x, task) || !named(x, task) || !suits(x, task, kinds))
            continue;
        if (found) return ambiguous(x, kinds);
        found = task;
    }
    if (!found) return none_found(x, kinds);
    *out = found;
    return 0;
}

task_t *task_held(const deciding_t *x) {
    record_t *r = x->record;
    for (size_t i = r->task_count; i-- > 0;)
        if (r->tasks[i].state == TASK_OPEN && holds(x, &r->tasks[i])) return &r->tasks[i];
    return NULL;
}
