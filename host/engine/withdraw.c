/* Withdrawal (撤回, A42): until when is the flow's to say. Before the end the record is given up; after its
 * approval it is open again, with its initiator, and those who were told hear of it: its number, its history
 * and what was decided stay. */
#include "engine/withdraw.h"
#include "engine/acts.h"
#include "engine/adjusting.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/form.h"
#include "engine/owing.h"

/* Is the record decided about there? Not where somebody answers a question, prepares for who decides, takes
 * notice, or reports. */
static bool decides(const step_t *step) {
    static const uint32_t NO_DECISION = KIND(STEP_REVISE) | KIND(STEP_ACKNOWLEDGE) | KIND(STEP_COPY) |
                                        KIND(STEP_ANSWER) | KIND(STEP_ASSIST) | KIND(STEP_MONITOR) |
                                        KIND(STEP_WARNING);
    return !(NO_DECISION & KIND(step->kind));
}

const task_t *withdraw_decision(const record_t *r) {
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *task = &r->tasks[i];
        if (task->state != TASK_DECIDED || task->taken_back || task->decided_by == r->initiator) continue;
        const step_t *step = record_step(r, task->step);
        if (step && step->round == r->round && decides(step)) return task;
    }
    return NULL;
}

static int too_late(deciding_t *x, const char *policy, const task_t *decision) {
    char at[INSTANT_TEXT];
    diag_set(x->d, "withdraw.not_allowed", "policy", policy, NULL);
    if (decision) {
        diag_param(x->d, "by", decider_word(x, decision));
        diag_param(x->d, "at", instant_format(decision->ended_at, 0, true, at));
    }
    return -1;
}

int withdraw_until(const deciding_t *x, instant_t *until) {
    const calendars_t *c = x->in->calendars;
    const record_t *r = x->record;
    due_t due;
    const char *calendar = directory_calendar(x->in->directory, r->initiator);
    if (c->due(c->ctx, calendar, r->ended_at, &x->flow->withdraw_within, &due, x->d)) return -1;
    *until = due.at;
    return 0;
}

/* At the instant at which the time is over it is too late, as with every limit (A60). A record that another
 * one waited for has done its part there: that one has gone on. */
static int check_after_approval(deciding_t *x) {
    instant_t until;
    char at[INSTANT_TEXT];
    if (x->record->opener.record && x->record->opener.waits) return too_late(x, "opener", NULL);
    if (withdraw_until(x, &until)) return -1;
    if (x->in->now < until) return 0;
    too_late(x, "after_approval", NULL);
    diag_param(x->d, "until", instant_format(until, 0, true, at));
    return -1;
}

/* What was never submitted, and what the initiator has back, is theirs to give up unless the flow says never.
 */
static int check_withdraw(deciding_t *x) {
    const record_t *r = x->record;
    withdraw_policy_t policy = x->flow->withdraw;
    if (!is_initiator(x))
        return diag_set(x->d, "record.not_yours", "initiator", handle_of(x, r->initiator), NULL);
    if (r->state == RECORD_FINISHED && policy == WITHDRAW_AFTER_APPROVAL) return check_after_approval(x);
    if (r->state == RECORD_REFUSED || r->state > RECORD_RETURNED) return wrong_state(x);
    if (r->round == 0 || r->kept_round) return 0; /* of a change: what was approved stands again (A46) */
    if (owes_green(r)) return too_late(x, "owed", NULL); /* the work has begun, and nobody agreed to it yet */
    if (policy == WITHDRAW_NEVER) return too_late(x, "never", NULL);
    if (policy != WITHDRAW_BEFORE_DECISION || r->state != RECORD_OPEN) return 0;
    const task_t *decision = withdraw_decision(r);
    return decision ? too_late(x, "before_decision", decision) : 0;
}

int added_close(deciding_t *x, const char *cause) {
    for (size_t i = x->record->step_count; i-- > 0;) {
        const step_t *step = &x->record->steps[i];
        bool added = step->kind == STEP_ACKNOWLEDGE || step->kind == STEP_REVISE ||
                     step->added == ADDED_SUSPENSION || step->added == ADDED_DEBT;
        if (step->state != STEP_OPEN || !added) continue;
        if (leaf_end(x, (int32_t)i, STEP_CLOSED, closed_for(step, cause))) return -1;
    }
    return 0;
}

/* Had the person a part in the record that they were told of: a decision, or a copy that stands? */
static bool had_part(const record_t *r, int64_t person, size_t before) {
    for (size_t i = 0; i < before; i++) {
        const task_t *t = &r->tasks[i];
        if (t->person == person && t->state == TASK_DECIDED && !t->taken_back) return true;
    }
    return false;
}

int tell_those_told(deciding_t *x, const char *kind, const char *text) {
    const record_t *r = x->record;
    if (r->initiator != x->actor.person && tell(x, r->initiator, kind, NULL, text)) return -1;
    for (size_t i = 0; i < r->task_count; i++) {
        int64_t person = r->tasks[i].person;
        if (person == x->actor.person || person == r->initiator) continue;
        if (had_part(r, person, i) || !had_part(r, person, i + 1)) continue; /* once, at their first part */
        if (tell(x, person, kind, NULL, text)) return -1;
    }
    return 0;
}

/* Open again, with the initiator, in the same round: a new one begins when they submit. */
static int reopen(deciding_t *x, const char *reason) {
    event_t e = {
        .u.reopened = {
            .state = RECORD_RETURNED, .round = x->record->round, .cause = "withdrawn", .reason = reason}};
    if (tell_those_told(x, "record.reopened", reason)) return -1;
    if (emit(x, EVENT_REOPENED, &e)) return -1;
    return to_revise(x, "withdrawn");
}

int do_withdraw(deciding_t *x) {
    const char *reason = has_words(x->in->command->text) ? x->in->command->text : NULL;
    if (check_withdraw(x)) return -1;
    if (x->record->state == RECORD_FINISHED) return reopen(x, reason);
    if (plan_close(x, "withdrawn")) return -1;
    if (added_close(x, "withdrawn")) return -1;
    if (x->record->kept_round) return change_drop(x, "withdrawn", reason);
    event_t e = {.u.withdrawn.reason = reason};
    return emit(x, EVENT_WITHDRAWN, &e);
}
