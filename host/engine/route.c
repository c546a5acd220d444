/* The walk over a stage's plan: opens steps, carries verdicts up to their groups, advances sequences, ends
 * the stage and opens the next. It starts at the root again after each change and does whatever can be done
 * without anybody deciding, so it never depends on how the plan came to stand as it does. */
#include "engine/adjusting.h"
#include "engine/beside.h"
#include "engine/clocks.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/owing.h"
#include "engine/serving.h"
#include "engine/tree.h"
#include <string.h>

int32_t first_stage(const flow_t *flow) {
    return flow->stage_count > 0 && flow->stages[0].kind == STAGE_PREPARE ? 1 : 0;
}

static step_t *at(const deciding_t *x, int32_t i) {
    return &x->record->steps[x->first + i];
}

/* The next member of a group after `after` (both places within the plan); -1: no more. */
static int32_t member(const deciding_t *x, int32_t group, int32_t after) {
    return plan_member(x->record->steps + x->first, (size_t)x->count, group, after);
}

static int step_end(deciding_t *x, int32_t i, step_state_t state, const char *cause) {
    event_t e = {.u.step_ended = {.step = at(x, i)->no, .state = state, .cause = cause}};
    return emit(x, EVENT_STEP_ENDED, &e);
}

/* The same, monitors too. */
static int32_t child(const deciding_t *x, int32_t group, int32_t after) {
    return plan_child(x->record->steps + x->first, (size_t)x->count, group, after);
}

/* A monitor was not decided otherwise: what it watched has ended. */
static const char *why_below(const step_t *s, const char *below) {
    return s->kind == STEP_MONITOR && strcmp(below, "outcome") == 0 ? "watched" : below;
}

/* Ends what is open below the step, deepest first, then the step itself. */
static int step_close(deciding_t *x, int32_t i, step_state_t state, const char *cause, const char *below) {
    if (!step_is_group(at(x, i)->kind)) return leaf_end(x, x->first + i, state, cause);
    for (int32_t m = child(x, i, i); m >= 0; m = child(x, i, m))
        if (at(x, m)->state == STEP_OPEN && step_close(x, m, STEP_CLOSED, why_below(at(x, m), below), below))
            return -1;
    return step_end(x, i, state, cause);
}

int plan_close(deciding_t *x, const char *cause) {
    const record_t *r = x->record;
    if (beside_close(x, cause)) return -1;
    if (r->plan_count == 0) return 0;
    x->first = r->plans[r->plan_count - 1].first;
    x->count = r->plans[r->plan_count - 1].count;
    if (x->count == 0 || at(x, 0)->state != STEP_OPEN) return 0;
    return step_close(x, 0, STEP_CLOSED, cause, cause);
}

static int advance(deciding_t *x, int32_t i);

/* Is a later member of the sequence open? */
static bool open_after(const deciding_t *x, int32_t group, int32_t after) {
    for (int32_t m = member(x, group, after); m >= 0; m = member(x, group, m))
        if (at(x, m)->state == STEP_OPEN) return true;
    return false;
}

/* Does a jump lead to a later member of the sequence? */
static bool leads_past(const deciding_t *x, int32_t group, int32_t after) {
    int32_t to = x->led_to ? tree_index(x->record, x->led_to) : -1;
    for (int32_t m = member(x, group, after); to >= 0 && m >= 0; m = member(x, group, m))
        if (tree_within(x->record, to, x->first + m)) return true;
    return false;
}

/* What stands for it outside of the plan is waited for in its place (A64). */
static bool is_waited_for(const deciding_t *x, int32_t group, int32_t m) {
    if (!step_ended(at(x, m)->state)) return true;
    return owed_waits(x, x->first + m) && !leads_past(x, group, m);
}

/* One after the other: the next opens when the one before has ended well or was left out. A signer may have
 * come in before a step that was open already: others of its people may decide it meanwhile, and what that
 * closed before it is looked at again. */
static int sequence_advance(deciding_t *x, int32_t i) {
    bool waits = false; /* an earlier member has not ended */
    for (int32_t m = member(x, i, i); m >= 0; m = member(x, i, m)) {
        bool ended = step_ended(at(x, m)->state);
        if (waits && at(x, m)->state == STEP_WAITING) continue;
        if (!ended && advance(x, m)) return -1;
        if (step_against(at(x, m)) && !for_one_seat(x->record->steps + x->first, x->count, i, m)) break;
        if (is_waited_for(x, i, m)) {
            if (!open_after(x, i, m)) return 0;
            waits = true;
        } else if (!ended && waits) {
            return sequence_advance(x, i);
        }
    }
    return 0;
}

/* Side by side: all are opened, until the verdict is certain. */
static int beside_advance(deciding_t *x, int32_t i) {
    for (int32_t m = member(x, i, i); m >= 0; m = member(x, i, m)) {
        if (step_ended(at(x, m)->state)) continue;
        if (advance(x, m)) return -1;
        if (step_ended(at(x, m)->state) && group_verdict(x->record->steps + x->first, x->count, i)) break;
    }
    return 0;
}

static int32_t loop_member(const deciding_t *x, int32_t i, bool resort) {
    return plan_loop_member(x->record->steps + x->first, (size_t)x->count, i, resort);
}

/* A8: its body did not pass. */
static bool body_failed(const deciding_t *x, int32_t i) {
    int32_t body = loop_member(x, i, false);
    return body >= 0 && (at(x, body)->state == STEP_REFUSED || at(x, body)->state == STEP_CLOSED);
}

/* An administrator jumped past its body, to what decides when there are no more rounds. */
static bool jumped_to(const deciding_t *x, int32_t i) {
    int32_t body = loop_member(x, i, false), resort = loop_member(x, i, true);
    const char *cause = body >= 0 && step_ended(at(x, body)->state) ? at(x, body)->left_out : NULL;
    return resort >= 0 && cause && strcmp(cause, "jumped") == 0;
}

/* Has it rounds to go? Once somebody decides instead, it has not. */
static bool rounds_left(const deciding_t *x, int32_t i) {
    int32_t resort = loop_member(x, i, true);
    bool asked = resort >= 0 && at(x, resort)->state != STEP_WAITING && at(x, resort)->state != STEP_LEFT_OUT;
    int32_t body = x->first + loop_member(x, i, false);
    size_t size = (size_t)(tree_end(x->record, body) - body);
    if (x->record->step_count + size > RECORD_STEPS_MAX) return false; /* nor room for one more */
    return !asked && !jumped_to(x, i) && tree_rounds(x->record, x->first + i) < at(x, i)->rounds_max;
}

static int loop_again(deciding_t *x, int32_t i) {
    int32_t body = at(x, loop_member(x, i, false))->no, loop = at(x, i)->no;
    event_t e = {.u.plan_rewound = {.to = body, .from = body, .cause = "loop", .task = x->out->task}};
    if (emit(x, EVENT_PLAN_REWOUND, &e)) return -1;
    const plan_place_t *place = &x->record->plans[x->record->plan_count - 1];
    x->first = place->first;
    x->count = place->count;
    return advance(x, tree_index(x->record, loop) - x->first);
}

static int group_settle(deciding_t *x, int32_t i) {
    step_state_t verdict = group_verdict(x->record->steps + x->first, x->count, i);
    if (!verdict) return monitors_follow(x, x->first + i);
    if (verdict == STEP_PASSED && monitors_hold(x, x->first + i)) return 0;
    return step_close(x, i, verdict, verdict == STEP_LEFT_OUT ? "empty" : NULL, "outcome");
}

/* The rule lets it pass, not whoever refused the last round. */
static int passed_by_rule(deciding_t *x, int32_t i) {
    actor_t actor = act_as_rule(x);
    int result = step_close(x, i, STEP_PASSED, at(x, i)->passes_because, "outcome");
    x->actor = actor;
    return result;
}

/* Round by round; then what the rule says of a loop that has no more: it is refused, it passes for a reason
 * in words, or somebody decides. */
static int loop_advance(deciding_t *x, int32_t i) {
    int32_t body = loop_member(x, i, false);
    if (body >= 0 && !step_ended(at(x, body)->state) && advance(x, body)) return -1;
    int32_t resort = loop_member(x, i, true); /* a loop within the body may have grown */
    bool failed = body_failed(x, i);
    if (failed && rounds_left(x, i)) return loop_again(x, i);
    if (failed && at(x, i)->used_up == USED_UP_PASSES) return passed_by_rule(x, i);
    if (resort >= 0 && at(x, resort)->state == STEP_LEFT_OUT) resort = -1;
    bool jumped = jumped_to(x, i);
    if (failed && resort < 0 && !jumped) return step_close(x, i, STEP_REFUSED, "rounds_used_up", "outcome");
    if (resort >= 0 && (failed || jumped) && !step_ended(at(x, resort)->state) && advance(x, resort))
        return -1;
    return group_settle(x, i);
}

static int group_advance(deciding_t *x, int32_t i) {
    if (at(x, i)->kind == STEP_LOOP) return loop_advance(x, i);
    int result = at(x, i)->kind == STEP_SEQUENCE ? sequence_advance(x, i) : beside_advance(x, i);
    return result ? -1 : group_settle(x, i);
}

/* Does what can be done at a step that has not ended. */
static int advance(deciding_t *x, int32_t i) {
    bool group = step_is_group(at(x, i)->kind);
    if (at(x, i)->state == STEP_WAITING) {
        if (!group) return leaf_open(x, x->first + i);
        event_t e = {.u.step_opened.step = at(x, i)->no};
        if (emit(x, EVENT_STEP_OPENED, &e)) return -1;
    }
    return group ? group_advance(x, i) : leaf_settle(x, x->first + i);
}

int tree_advance(deciding_t *x, int32_t index) {
    x->first = index;
    x->count = tree_end(x->record, index) - index;
    return step_ended(at(x, 0)->state) ? 0 : advance(x, 0);
}

int stage_plan(deciding_t *x, int32_t stage, plan_t *out) {
    facts_t facts;
    *out = (plan_t){0};
    if (facts_of(x, NULL, &facts)) return -1;
    if (x->rules->plan(x->rules->ctx, x->flow, stage, &facts, x->arena, out, x->d)) return -1;
    if (plan_check(out, x->d) == 0 && plan_normalise(out, x->d) == 0) return 0;
    /* whoever decides now can do nothing about it */
    if (x->record->number && x->record->state != RECORD_DRAFT) diag_param(x->d, "number", x->record->number);
    return -1;
}

/* Numbers the steps on from those of the record. */
void plan_place(deciding_t *x, int32_t stage, plan_t *plan) {
    int32_t base = tree_highest(x->record);
    for (size_t i = 0; i < plan->step_count; i++) {
        step_t *s = &plan->steps[i];
        s->no += base;
        if (s->parent) s->parent += base;
        s->stage = stage;
        s->round = x->record->round;
        s->opened_at = s->ended_at = INSTANT_NONE;
    }
}

int stage_open(deciding_t *x, int32_t stage) {
    plan_t plan;
    if (x->record->plan_count >= RECORD_PLANS_MAX) return limit_reached(x, "limit.stages", RECORD_PLANS_MAX);
    size_t opened = 0;
    if (stage_plan(x, stage, &plan)) return -1;
    if (x->record->kept_round && plan_keep(x, stage, &plan, &opened, NULL)) return -1;
    if (!x->record->kept_round && straight_round(x, stage, &plan)) return -1;
    if (x->record->step_count + plan.step_count > RECORD_STEPS_MAX)
        return limit_reached(x, "limit.steps", RECORD_STEPS_MAX);
    plan_place(x, stage, &plan);
    event_t e = {.u.stage_opened = {.stage = stage, .round = x->record->round, .plan = plan}};
    if (emit(x, EVENT_STAGE_OPENED, &e)) return -1;
    happened_t what = {.what = HAPPENED_STAGE_OPENED, .stage = stage};
    return happened(x, &what) || risk_answer(x) ? -1 : green_owe(x);
}

int record_finish(deciding_t *x) {
    bool owing = owes(x->record);
    event_t e = {.u.ended.state = owing ? RECORD_OWING : RECORD_FINISHED};
    /* what was owed when it ended has been made up: they have their copies */
    if (x->record->state != RECORD_OWING && copies_at_end(x)) return -1;
    if (emit(x, EVENT_ENDED, &e)) return -1;
    happened_t what = {.what = HAPPENED_ENDED, .stage = -1, .passed = true};
    if (happened(x, &what)) return -1;
    if (tell(x, x->record->initiator, "record.ended", NULL, record_state_word(e.u.ended.state))) return -1;
    return owing ? clocks_follow(x) : 0;
}

int stage_next(deciding_t *x, int32_t stage) {
    if (stage >= (int32_t)x->flow->stage_count) return record_finish(x);
    if (stage_open(x, stage)) return -1;
    return route_settle(x);
}

static int stage_end(deciding_t *x, int32_t stage, bool passed) {
    bool preparing = x->record->state == RECORD_PREPARING;
    event_t e = {.u.stage_ended = {.stage = stage, .passed = passed}};
    if (emit(x, EVENT_STAGE_ENDED, &e)) return -1;
    happened_t what = {.what = HAPPENED_STAGE_ENDED, .stage = stage, .passed = passed};
    if (happened(x, &what)) return -1;
    if (record_has_ended(x->record->state)) return 0; /* a handler finished it */
    if (preparing && passed) return 0;
    if (preparing) return tell(x, x->record->initiator, "record.returned", NULL, NULL);
    return passed ? stage_next(x, stage + 1) : stage_refused(x);
}

int route_settle(deciding_t *x) {
    const record_t *r = x->record;
    const plan_place_t *place = &r->plans[r->plan_count - 1];
    int32_t stage = place->stage;
    if (serving_settle(x) || beside_settle(x)) return -1;
    if (record_has_ended(r->state)) return 0; /* a handler finished it */
    if (straight_check(x)) return -1;
    place = &r->plans[r->plan_count - 1];
    x->first = place->first;
    x->count = place->count;
    if (x->count > 0 && !step_ended(at(x, 0)->state) && advance(x, 0)) return -1;
    if (debts_made_up(x)) return -1;
    bool dropped = false;
    if (deviations_follow(x, &dropped)) return -1;
    if (dropped) return route_settle(x);
    if (x->count > 0 && !step_ended(at(x, 0)->state)) return clocks_follow(x);
    if (notice_open(r)) return clocks_follow(x); /* what comes of it is decided by that */
    bool passed = x->count == 0 || at(x, 0)->state == STEP_PASSED || at(x, 0)->state == STEP_LEFT_OUT;
    if (passed && risk_hold(x)) return -1;
    if (passed && (beside_holds(r) || owed_holds(x))) return clocks_follow(x);
    if (!passed && beside_close(x, "outcome")) return -1;
    return stage_end(x, stage, passed);
}
