/* What follows a refusal or a return (A1, A22): the record ends, or goes back to its initiator, who takes
 * notice or revises it. Both are steps that no rule planned, each with a task, a limit and the flow's ladder.
 * While the initiator is in service nobody else answers for them: what a ladder hands on stays. */
#include "engine/adjusting.h"
#include "engine/beside.h"
#include "engine/clocks.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/explain.h"
#include "engine/form.h"
#include "engine/owing.h"
#include "engine/tree.h"

static const source_t initiator = {.kind = SOURCE_INITIATOR};

bool is_initiators_own(const step_t *step) {
    return step->kind == STEP_REVISE || step->kind == STEP_ACKNOWLEDGE;
}

bool initiator_keeps(const record_t *r, const directory_t *directory, const task_t *task, instant_t now) {
    const step_t *step = record_step(r, task->step);
    return step && is_initiators_own(step) && task->person == r->initiator &&
           directory_active(directory, r->initiator, now);
}

/* Adds a step for the initiator and opens it; what for: a code. */
static int add_step(deciding_t *x, step_kind_t kind, const limit_t *within, const char *because) {
    const flow_t *flow = x->flow;
    if (x->record->step_count >= RECORD_STEPS_MAX) return limit_reached(x, "limit.steps", RECORD_STEPS_MAX);
    event_t e = {
        .u.step_added.step =
            {
                .no = tree_highest(x->record) + 1,
                .stage = x->record->stage,
                .round = x->record->round,
                .kind = kind,
                .state = STEP_WAITING,
                .name = step_kind_word(kind),
                .by = &initiator,
                .mode = DECIDE_ANY,
                .within = limit_or_usual(flow, *within),
                .ladder = flow->overdue,
                .on_empty = EMPTY_FALLBACK,
                .why = {.file = flow->file, .line = flow->line, .because = because},
                .opened_at = INSTANT_NONE,
                .ended_at = INSTANT_NONE,
            },
    };
    if (emit(x, EVENT_STEP_ADDED, &e)) return -1;
    return leaf_open(x, (int32_t)x->record->step_count - 1);
}

static int end_with(deciding_t *x, record_state_t state) {
    event_t e = {.u.ended.state = state};
    if (state == RECORD_ENDED_REFUSED && copies_at_end(x)) return -1;
    if (debts_end(x, "outcome") || emit(x, EVENT_ENDED, &e)) return -1;
    happened_t what = {.what = HAPPENED_ENDED, .stage = -1, .passed = false};
    if (happened(x, &what)) return -1;
    if (state == RECORD_REFUSED) return 0; /* the initiator knows: it is their notice that ends it */
    return tell(x, x->record->initiator, "record.ended", NULL, record_state_word(state));
}

int to_revise(deciding_t *x, const char *because) {
    return add_step(x, STEP_REVISE, &x->flow->revise_within, because);
}

/* Tells the initiator and opens the task to revise. */
static int give_back(deciding_t *x, int64_t task, const char *reason) {
    bool preparing = x->record->state == RECORD_PREPARING;
    event_t e = {.u.returned = {.task = task, .reason = reason}};
    if (debts_given_back(x)) return -1;
    if (emit(x, EVENT_RETURNED, &e)) return -1;
    if (tell(x, x->record->initiator, "record.returned", NULL, reason)) return -1;
    return preparing ? 0 : to_revise(x, task ? "returned" : "on_refuse");
}

int stage_refused(deciding_t *x) {
    const flow_t *flow = x->flow;
    if (x->record->kept_round) return change_drop(x, "refused", NULL);
    if (flow->on_refuse != REFUSE_TO_INITIATOR) return end_with(x, RECORD_ENDED_REFUSED);
    if (flow->acknowledge) return add_step(x, STEP_ACKNOWLEDGE, &flow->acknowledge_within, "on_refuse");
    return give_back(x, 0, NULL);
}

static int end_added(deciding_t *x, int32_t no, step_state_t state) {
    const step_t *step = record_step(x->record, no);
    return leaf_end(x, (int32_t)(step - x->record->steps), state, NULL);
}

bool notice_open(const record_t *r) {
    for (size_t i = 0; i < r->step_count; i++)
        if (r->steps[i].kind == STEP_ACKNOWLEDGE && r->steps[i].state == STEP_OPEN) return true;
    return false;
}

bool awaits_notice(const record_t *r) {
    return (r->state == RECORD_OPEN || r->state == RECORD_OWING) && notice_open(r);
}

int acknowledged(deciding_t *x, int32_t step_no) {
    /* what was said of it meanwhile is over with it */
    if (end_added(x, step_no, STEP_PASSED) || beside_close(x, "outcome")) return -1;
    return end_with(x, RECORD_REFUSED);
}

int lapsed(deciding_t *x, int32_t step_no) {
    bool revises = record_step(x->record, step_no)->kind == STEP_REVISE;
    if (revises && owes_green(x->record)) /* nor is a debt escaped by letting time pass */
        return diag_set(x->d, "green.owed", "step", record_step(x->record, step_no)->name, NULL);
    if (end_added(x, step_no, STEP_REFUSED) || beside_close(x, "outcome")) return -1;
    if (x->record->kept_round) return change_drop(x, "refused", NULL);
    return end_with(x, RECORD_ENDED_REFUSED);
}

int returned(deciding_t *x, int64_t task, const char *reason) {
    if (plan_close(x, "returned")) return -1;
    return give_back(x, task, reason);
}

int revised(deciding_t *x) {
    const task_t *task = revise_task(x);
    int64_t id = task->id;
    int32_t step = task->step;
    event_t e = {.u.task_decided = {.task = id, .outcome = OUTCOME_REVISED}};
    if (emit(x, EVENT_TASK_DECIDED, &e)) return -1;
    x->out->task = id;
    return end_added(x, step, STEP_PASSED);
}
