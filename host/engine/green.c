/* The green channel (绿色通道, A64, policy P2.2.3): urgent work begins before its approvals, where the flow
 * declares a channel and a reason is given. The approvals of the stage are owed (owing.c): in the plan they
 * are left out with that cause, and stand outside of it instead, opened at once, side by side, with the
 * channel's limit and ladder. What is left of the stage is its work, and the stages after it come in their
 * turn; what will be owed for those is asked for as the work begins, too (owed_ahead.c).
 *
 * What is owed is what must agree by itself: each approval of a sequence or of branches is a debt of its own;
 * a vote, or a group of which one decides, is one debt as a whole, and the body of a loop is asked once. A
 * group that mixes approvals with work and is one decision stays in the plan: there the approval is part of
 * the work. */
#include "engine/beside.h"
#include "engine/owing.h"
#include "engine/silence.h"
#include "engine/tree.h"

static bool is_approval(step_kind_t kind) {
    return kind == STEP_APPROVE || kind == STEP_AGREE;
}

static bool is_out(const step_t *s) {
    return s->superseded || s->state == STEP_LEFT_OUT;
}

/* ---- may it be taken? */

static bool has_approvals(const flow_t *flow) {
    for (size_t i = 0; i < flow->stage_count; i++)
        if (flow->stages[i].kind == STAGE_APPROVAL) return true;
    return false;
}

static int check_not_barred(deciding_t *x) {
    const debts_t *debts = &x->in->debts;
    int64_t owed = 0, overdue = 0;
    if (x->flow->green_bars == BAR_NEVER || !debts->count) return 0;
    if (debts->count(debts->ctx, x->record->department, x->in->now, &owed, &overdue, x->d)) return -1;
    if (x->flow->green_bars == BAR_ANY ? owed == 0 : overdue == 0) return 0;
    diag_set(x->d, "green.barred", "department", x->record->department, NULL);
    diag_param_int(x->d, "owed", owed);
    diag_param_int(x->d, "overdue", overdue);
    return -1;
}

int green_check(deciding_t *x) {
    if (x->flow->green_within.kind == LIMIT_NONE || !has_approvals(x->flow))
        return diag_set(x->d, "green.none", "flow", x->flow->name, NULL);
    if (!has_words(x->in->command->text))
        return diag_set(x->d, "reason.required", "command", command_kind_word(COMMAND_SUBMIT), NULL);
    return check_not_barred(x);
}

int green_begin(deciding_t *x) {
    event_t e = {.u.urgent.reason = x->in->command->text};
    if (emit(x, EVENT_URGENT, &e)) return -1;
    return tell_above(x, "urgent", "record.urgent", NULL, (said_t){x->in->command->text, NULL});
}

/* ---- what is owed */

/* Nothing but approvals, and copies and monitors that go with them? */
static bool only_approvals(const record_t *r, int32_t index) {
    bool any = false;
    for (int32_t i = index; i < tree_end(r, index); i++) {
        const step_t *s = &r->steps[i];
        if (is_out(s) || step_is_group(s->kind) || s->kind == STEP_COPY || s->kind == STEP_MONITOR) continue;
        if (!is_approval(s->kind)) return false;
        any = true;
    }
    return any;
}

/* Must each of its members pass, so that each can be owed by itself? */
static bool each_must_pass(const step_t *group) {
    return group->kind == STEP_SEQUENCE || group->kind == STEP_PARALLEL ||
           (group->kind == STEP_ALL && group->on_refuse != ON_REFUSE_WAIT &&
            group->on_refuse != ON_REFUSE_THRESHOLD);
}

/* A group that is one decision: the body of a loop is asked once, then what the rule says of a loop whose
 * rounds are used up; what would have come one after the other stands side by side. */
static void owe_group(step_t *owed, const step_t *from) {
    owed->kind = from->kind == STEP_SEQUENCE ? STEP_PARALLEL : from->kind;
    owed->ladder = (ladder_t){0};
    owed->need = from->need;
    owed->need_of = from->need_of;
    owed->tie = from->tie;
    owed->abstain = from->abstain;
    owed->rounds_max = from->kind == STEP_LOOP ? 1 : 0;
    if (!from->name || !*from->name) owed->name = "";
}

/* Whom the rule passes over in words it still does; where it refuses for want of people, somebody has to say
 * so. */
static step_t owed_step(deciding_t *x, const step_t *from) {
    step_t owed = owed_leaf(x, from, DEBT_GREEN);
    owed.on_self = from->on_self;
    owed.on_empty = from->on_empty == EMPTY_REFUSE ? EMPTY_FALLBACK : from->on_empty;
    owed.passes_because = from->passes_because;
    owed.passes_because_zh = from->passes_because_zh;
    owed.used_up = from->used_up;
    owed.why.file = from->why.file;
    owed.why.line = from->why.line;
    if (from->mode == DECIDE_IN_ORDER) owed.mode = DECIDE_ALL;
    if (is_approval(from->kind)) owed.within = x->flow->green_within;
    if (is_approval(from->kind) && x->flow->green_overdue.count)
        owed.ladder = silence_ladder(x, &owed, &x->flow->green_overdue);
    if (step_is_group(from->kind)) owe_group(&owed, from);
    return owed;
}

int green_tree(deciding_t *x, const record_t *in, int32_t index, step_t **steps, size_t *count) {
    int32_t first = tree_highest(x->record) + 1, end = tree_end(in, index);
    int32_t *numbers = arena_array(x->arena, (size_t)(end - index), sizeof *numbers);
    *steps = arena_array(x->arena, (size_t)(end - index), sizeof **steps);
    *count = 0;
    if (!*steps || !numbers) return diag_memory(x->d);
    for (int32_t i = index; i < end; i++) {
        const step_t *s = &in->steps[i];
        if (is_out(s) || s->kind == STEP_MONITOR) continue;
        step_t *owed = &(*steps)[*count];
        *owed = owed_step(x, s);
        owed->no = numbers[i - index] = first + (int32_t)(*count)++;
        if (i == index) continue;
        owed->parent = numbers[tree_index(in, s->parent) - index];
        owed->weight = s->weight;
        owed->permits |= s->permits & PERMIT_ABSTAIN; /* a vote counts on it */
    }
    if (arena_failed(x->arena)) return diag_memory(x->d);
    bool room = x->record->step_count + *count <= RECORD_STEPS_MAX;
    return room ? 0 : limit_reached(x, "limit.steps", RECORD_STEPS_MAX);
}

int green_each(deciding_t *x, const record_t *in, int32_t index, owed_each_t *each, void *with) {
    step_t s = in->steps[index];
    if (is_out(&s) || s.state != STEP_WAITING) return 0;
    if (!step_is_group(s.kind)) return is_approval(s.kind) ? each(x, in, index, with) : 0;
    if (!each_must_pass(&s)) return only_approvals(in, index) ? each(x, in, index, with) : 0;
    for (int32_t i = index + 1; i < tree_end(in, index); i++)
        if (in->steps[i].parent == s.no && green_each(x, in, i, each, with)) return -1;
    return 0;
}

/* Of the stage that opens: what was asked for ahead of it is not asked for again. */
static int owe(deciding_t *x, const record_t *in, int32_t index, void *with) {
    event_t e = {.u.debt_owed.step = in->steps[index].no};
    plan_t *owed = &e.u.debt_owed.owed;
    bool came;
    (void)with;
    if (owed_came(x, index, &came)) return -1;
    if (came) return 0;
    return green_tree(x, in, index, &owed->steps, &owed->step_count) ? -1 : emit(x, EVENT_DEBT_OWED, &e);
}

int green_owe(deciding_t *x) {
    const record_t *r = x->record;
    const plan_place_t *plan = &r->plans[r->plan_count - 1];
    int32_t since = tree_highest(r) + 1;
    bool approval = x->flow->stages[plan->stage].kind == STAGE_APPROVAL;
    if (!approval || r->state != RECORD_OPEN || r->urgent != r->round) return 0;
    if (plan->count > 0 && green_each(x, r, plan->first, owe, NULL)) return -1;
    return owed_gone(x) ? -1 : debts_open(x, since);
}
