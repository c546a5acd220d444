/* What people do with a task they hold. */
#include "engine/acts.h"
#include "engine/adjusting.h"
#include "engine/clocks.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/form.h"
#include "engine/owing.h"
#include "engine/seats.h"
#include "engine/serving.h"

/* What each command decides, where it fits, and whether it needs words. */
typedef struct decision {
    command_kind_t command;
    outcome_t outcome;
    uint32_t kinds;
    bool reason;
    bool passes; /* may write the form (A71), and must have what the step requires (A21) */
} decision_t;

static const decision_t decisions[] = {
    {COMMAND_APPROVE, OUTCOME_APPROVED, KIND(STEP_APPROVE), false, true},
    {COMMAND_ABSTAIN, OUTCOME_ABSTAINED, KIND(STEP_APPROVE), false, false},
    {COMMAND_REFUSE, OUTCOME_REFUSED, KIND(STEP_APPROVE) | KIND(STEP_AGREE), true, false},
    {COMMAND_AGREE, OUTCOME_AGREED, KIND(STEP_AGREE), false, true},
    {COMMAND_DONE, OUTCOME_DONE, KIND(STEP_ACT) | KIND(STEP_ASSIST) | KIND(STEP_MONITOR), false, true},
    {COMMAND_ANSWER, OUTCOME_ANSWERED, KIND(STEP_ANSWER), true, false},
    {COMMAND_ACKNOWLEDGE, OUTCOME_ACKNOWLEDGED, KIND(STEP_ACKNOWLEDGE) | KIND(STEP_WARNING), false, false},
    {COMMAND_RETURN, OUTCOME_RETURNED, KIND(STEP_APPROVE) | KIND(STEP_AGREE) | KIND(STEP_ACT), true, false},
};

static const decision_t *decision_of(command_kind_t command) {
    for (size_t i = 0; i < sizeof decisions / sizeof *decisions; i++)
        if (decisions[i].command == command) return &decisions[i];
    return NULL;
}

/* What stands beside the plan has no way back, whatever its rule says. */
static int check_returnable(deciding_t *x, const step_t *step) {
    const char *code = step->added == ADDED_DEBT    ? "return.owed"
                       : step->added == ADDED_CHECK ? "return.answer"
                                                    : "return.not_allowed";
    return step->may_return ? 0 : diag_set(x->d, code, "step", step->name, NULL);
}

static int check_right(deciding_t *x, const decision_t *what, const task_t *task, const step_t *step) {
    if (what->command == COMMAND_RETURN && check_returnable(x, step)) return -1;
    if (what->command == COMMAND_ABSTAIN && check_permit(x, step, PERMIT_ABSTAIN)) return -1;
    const step_t *before = serving_before(x->record, task->id);
    const task_t *other = claimed_by_other(x, task);
    if (other)
        return diag_set(x->d, "task.claimed", "step", step->name, "by", handle_of(x, other->person), NULL);
    if (before) return diag_set(x->d, "task.waits", "step", step->name, "for", before->name, NULL);
    /* what A12 keeps from a holder, it keeps from whoever acts for one too */
    if (!may_decide(x, step, task->person) || !may_decide(x, step, x->in->command->actor.person) ||
        (task->principal && !may_decide(x, step, task->principal)))
        return diag_set(x->d, "self.approval", "step", step->name, "initiator",
                        handle_of(x, x->record->initiator), NULL);
    if (refuse_separated(x, step, x->in->command->actor.person, true)) return -1;
    if (task->principal && refuse_separated(x, step, task->principal, true)) {
        if (task->principal != x->in->command->actor.person)
            diag_param(x->d, "by", handle_of(x, x->in->command->actor.person));
        return -1;
    }
    if (what->command != COMMAND_RETURN &&
        (refuse_second_vote(x, step, x->in->command->actor.person, true) ||
         (task->principal && refuse_second_vote(x, step, task->principal, true))))
        return -1;
    if (check_stand_in(x, task) || check_ceiling(x, task)) return -1;
    const command_t *command = x->in->command; /* what is only supposed is taken as written */
    if (what->command == COMMAND_DONE && step->entry && command->kind != COMMAND_LOG && !command->supposed)
        return diag_set(x->d, "entry.required", "step", step->name, "entry", entry_word(step->entry), NULL);
    if (what->reason && !has_words(x->in->command->text))
        return diag_set(x->d, "reason.required", "step", step->name, "command",
                        command_kind_word(what->command), NULL);
    return 0;
}

static int carry_on(deciding_t *x, const decision_t *what, int64_t task, int32_t step) {
    if (what->command == COMMAND_RETURN)
        return x->in->command->to_step ? returned_to(x, task, step) : returned(x, task, x->in->command->text);
    if (record_step(x->record, step)->kind == STEP_ACKNOWLEDGE) return acknowledged(x, step);
    return settle_after(x, step);
}

/* The form that is approved, where a step of a stage to come may count that (A14): which do is not known yet.
 */
static int64_t seen_for_later(const deciding_t *x) {
    const record_t *r = x->record;
    bool later = r->stage + 1 < (int32_t)x->flow->stage_count;
    return later && r->change_count > 0 ? r->form_version : 0;
}

static int decide_task(deciding_t *x, const decision_t *what, task_t *task) {
    const step_t *step = record_step(x->record, task->step);
    int64_t id = task->id;
    int32_t no = step->no;
    if (check_right(x, what, task, step)) return -1;
    if (what->command == COMMAND_RETURN && x->in->command->to_step && check_target(x, step)) return -1;
    bool deviation = step->added == ADDED_DEVIATION;
    if (deviation && deviation_check(x, id, what->passes)) return -1;
    step = record_step(x->record, no);
    if (check_form_version(x)) return -1;
    const char *opinion = has_words(x->in->command->text) ? x->in->command->text : NULL;
    outcome_t outcome = step->kind == STEP_ASSIST ? OUTCOME_ASSISTED : what->outcome;
    event_t e = {.u.task_decided = {.task = id, .outcome = outcome, .opinion = opinion}};
    bool supposed = x->in->command->supposed;
    if (keep_opinions(x, step, what->passes && !supposed, &e)) return -1;
    if (what->passes) {
        /* it is about what they write themselves, too */
        if (!deviation && (write_at_step(x, id) || check_ceiling(x, record_task(x->record, id)))) return -1;
        if (!supposed && (check_required(x, record_step(x->record, no), &e) || check_compliance(x, no, id)))
            return -1;
        if (picks_decided(x, record_step(x->record, no), id)) return -1;
    } else if (x->in->command->field_count || x->in->command->check_count) {
        return diag_set(x->d, "decision.form", "step", step->name, "command",
                        command_kind_word(x->in->command->kind), NULL);
    }
    if (outcome == OUTCOME_APPROVED) e.u.task_decided.seen = seen_for_later(x);
    e.u.task_decided.frees = outcome == OUTCOME_APPROVED &&
                             record_step(x->record, no)->added == ADDED_BEFORE &&
                             record_step(x->record, no)->serves;
    if (outcome == OUTCOME_RETURNED && x->in->command->straight && !x->in->command->to_step &&
        !x->record->kept_round)
        e.u.task_decided.seen = x->record->form_version; /* to a step: the event of the way back has it */
    if (serving_close(x, id, "outcome")) return -1;
    if (emit(x, EVENT_TASK_DECIDED, &e)) return -1;
    x->out->task = id;
    bool over;
    if (decided_told(x, id, &over)) return -1;
    if (over) return 0;
    return carry_on(x, what, id, no);
}

int do_decision(deciding_t *x) {
    const decision_t *what = decision_of(x->in->command->kind);
    task_t *task;
    if (task_find(x, what->kinds, &task)) return -1;
    return decide_task(x, what, task);
}

int decide_done(deciding_t *x, task_t *task) {
    return decide_task(x, decision_of(COMMAND_DONE), task);
}
