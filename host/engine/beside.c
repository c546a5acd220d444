/* Steps beside the plan; see beside.h. A demand and its check are numbered one after the other, which is how
 * they know each other; a demand whose check was refused is repeated by a pair of new steps. */
#include "engine/beside.h"
#include "engine/adjusting.h"
#include "engine/clocks.h"
#include "engine/course.h"
#include "engine/serving.h"
#include "engine/silence.h"
#include "engine/tree.h"

enum {
    PERMITS = PERMIT_TRANSFER | PERMIT_DELEGATE | PERMIT_ASK,
    DECIDES = PERMITS | PERMIT_TAKE_BACK, /* whether an answer is good, what a deviation comes to (A27) */
};

static bool is_beside(const step_t *s) {
    bool beside = (s->added >= ADDED_DEMAND && s->added <= ADDED_REQUEST) || s->added == ADDED_DEVIATION;
    return beside && !s->superseded;
}

/* The stage that is open, or, while none is, the one that opens next. */
static int32_t stage_now(const deciding_t *x) {
    int32_t first = first_stage(x->flow);
    return x->record->stage > first ? x->record->stage : first;
}

static int add(deciding_t *x, step_t *step) {
    if (x->record->step_count >= RECORD_STEPS_MAX) return limit_reached(x, "limit.steps", RECORD_STEPS_MAX);
    step->no = tree_highest(x->record) + 1;
    step->stage = stage_now(x);
    step->round = x->record->round;
    step->state = STEP_WAITING;
    step->within = limit_or_usual(x->flow, step->within);
    step->ladder = silence_ladder(x, step, &x->flow->overdue);
    step->on_empty = EMPTY_FALLBACK;
    step->on_self = SELF_SUPERIOR;
    bool decides = step->added == ADDED_CHECK || step->added == ADDED_DEVIATION;
    step->permits = decides ? DECIDES : PERMITS;
    step->added_by = x->actor.kind <= ACTOR_SERVICE ? x->actor.person : 0;
    step->opened_at = step->ended_at = INSTANT_NONE;
    event_t e = {.u.step_added.step = *step};
    if (!step->name || arena_failed(x->arena)) return diag_memory(x->d);
    return emit(x, EVENT_STEP_ADDED, &e);
}

int beside_open(deciding_t *x, step_t *step) {
    return add(x, step) ? -1 : leaf_open(x, tree_index(x->record, step->no));
}

const char *beside_name(deciding_t *x, const char *name) {
    const char *free = name;
    for (int n = 2; free && record_step_named(x->record, free); n++)
        free = arena_printf(x->arena, "%s.%d", name, n);
    return free;
}

/* Adds the pair, and opens what is to be answered. `origin`: the demand that it repeats; 0: none. */
static int pair_open(deciding_t *x, const demand_t *demand, int32_t origin, int32_t *no) {
    step_t answer = {.kind = STEP_ACT,
                     .name = beside_name(x, demand->name),
                     .by = demand->by,
                     .mode = DECIDE_ANY,
                     .within = demand->within,
                     .entry = demand->entry,
                     .added = ADDED_DEMAND,
                     .origin = origin,
                     .why = demand->why};
    if (add(x, &answer)) return -1;
    *no = answer.no;
    step_t check = {.kind = STEP_APPROVE,
                    .name = step_name_free(x, answer.name, "check"),
                    .by = demand->check,
                    .mode = DECIDE_ANY,
                    .within = demand->check_within,
                    .added = ADDED_CHECK,
                    .origin = origin ? origin + 1 : 0,
                    .why = demand->why};
    if (add(x, &check)) return -1;
    return leaf_open(x, tree_index(x->record, answer.no));
}

int demand_open(deciding_t *x, const demand_t *demand, int32_t *no) {
    return pair_open(x, demand, 0, no);
}

int demands_close(deciding_t *x, entry_kind_t entry, const char *cause) {
    for (size_t i = 0; i < x->record->step_count; i++) {
        const step_t *s = &x->record->steps[i];
        if (s->added != ADDED_DEMAND || s->entry != entry) continue;
        for (int32_t k = 0; k < 2; k++) {
            int32_t at = tree_index(x->record, s->no + k);
            if (at < 0 || step_ended(x->record->steps[at].state)) continue;
            event_t e = {.u.step_opened.step = x->record->steps[at].no};
            if (x->record->steps[at].state == STEP_WAITING && emit(x, EVENT_STEP_OPENED, &e)) return -1;
            if (leaf_end(x, at, STEP_CLOSED, cause)) return -1;
            s = &x->record->steps[i];
        }
    }
    return 0;
}

int warning_open(deciding_t *x, const char *name, const source_t *whom, limit_t within, const why_t *why,
                 severity_t severity, said_t said, int32_t *no) {
    step_t step = {.kind = STEP_WARNING,
                   .name = beside_name(x, name),
                   .by = whom,
                   .mode = DECIDE_ALL,
                   .within = within,
                   .added = ADDED_WARNING,
                   .why = *why};
    if (beside_open(x, &step)) return -1;
    *no = step.no;
    event_t e = {
        .u.warned = {.step = step.no, .severity = severity, .text = said.text, .text_zh = said.text_zh}};
    return emit(x, EVENT_WARNED, &e);
}

int request_open(deciding_t *x, const source_t *whom, limit_t within, const char *text, int32_t *no) {
    step_t step = {.kind = STEP_ANSWER,
                   .name = beside_name(x, "request"),
                   .by = whom,
                   .mode = DECIDE_ANY,
                   .within = within,
                   .added = ADDED_REQUEST,
                   .why = {.because = "request"}};
    if (beside_open(x, &step)) return -1;
    *no = step.no;
    event_t e = {.u.asked = {.step = step.no, .text = text}};
    return emit(x, EVENT_ASKED, &e);
}

/* ---- carried on with the route */

bool demand_repeated(const record_t *r, int32_t no) {
    for (size_t i = 0; i < r->step_count; i++)
        if (r->steps[i].added == ADDED_DEMAND && r->steps[i].origin == no &&
            !step_left_for(&r->steps[i], "taken_back"))
            return true;
    return false;
}

/* The answer was found wanting, or the timer gave up on it: it is asked for again, with the same limits. */
static int demand_again(deciding_t *x, int32_t index) {
    const step_t *answer = &x->record->steps[index];
    const step_t *check = record_step(x->record, answer->no + 1);
    const step_t *first = answer;
    while (first->origin)
        first = record_step(x->record, first->origin);
    demand_t demand = {.name = first->name,
                       .entry = answer->entry,
                       .by = answer->by,
                       .check = check->by,
                       .within = answer->within,
                       .check_within = check->within,
                       .why = answer->why};
    int32_t no;
    return pair_open(x, &demand, answer->no, &no);
}

static int demand_settle(deciding_t *x, int32_t index) {
    int32_t no = x->record->steps[index].no, at = tree_index(x->record, no + 1);
    if (at < 0) return 0;
    step_state_t answer = x->record->steps[index].state, check = x->record->steps[at].state;
    if (answer == STEP_PASSED && check == STEP_WAITING) return leaf_open(x, at);
    bool wanting = answer == STEP_REFUSED || (answer == STEP_PASSED && check == STEP_REFUSED);
    return wanting && !demand_repeated(x->record, no) ? demand_again(x, index) : 0;
}

int beside_settle(deciding_t *x) {
    for (size_t i = 0; i < x->record->step_count; i++) {
        if (!is_beside(&x->record->steps[i])) continue;
        if (x->record->steps[i].state == STEP_OPEN && leaf_settle(x, (int32_t)i)) return -1;
    }
    for (size_t i = 0; i < x->record->step_count; i++) {
        const step_t *s = &x->record->steps[i];
        if (s->added == ADDED_DEMAND && s->round == x->record->round && demand_settle(x, (int32_t)i))
            return -1;
    }
    return deviations_settle(x);
}

bool beside_goes_on(const record_t *r) {
    const plan_place_t *plan = r->plan_count ? &r->plans[r->plan_count - 1] : NULL;
    if (r->state != RECORD_OPEN || !plan) return false;
    for (size_t i = 0; i < r->step_count; i++) /* it was refused, by what was owed for it too */
        if (r->steps[i].kind == STEP_ACKNOWLEDGE && r->steps[i].state == STEP_OPEN) return false;
    step_state_t root = plan->count ? r->steps[plan->first].state : STEP_PASSED;
    return root != STEP_REFUSED && root != STEP_CLOSED && !notice_open(r);
}

bool beside_holds(const record_t *r) {
    for (size_t i = 0; i < r->step_count; i++)
        if (is_beside(&r->steps[i]) && r->steps[i].state == STEP_OPEN) return true;
    return false;
}

int beside_close(deciding_t *x, const char *cause) {
    for (size_t i = 0; i < x->record->step_count; i++) {
        const step_t *s = &x->record->steps[i];
        event_t e = {.u.step_opened.step = s->no};
        if (!is_beside(s) || step_ended(s->state)) continue;
        /* a check whose answer is not there yet is closed as well, and a step must be open to end */
        if (s->state == STEP_WAITING && emit(x, EVENT_STEP_OPENED, &e)) return -1;
        if (leaf_end(x, (int32_t)i, STEP_CLOSED, cause)) return -1;
    }
    return 0;
}
