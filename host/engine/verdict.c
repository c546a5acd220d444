/* What the decisions taken so far come to, for a group and for a leaf of several people: pure questions,
 * asked again after each decision. Left-out members never count; a copy is no decision. */
#include "engine/children.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/tree.h"
#include <string.h>

/* Votes by weight; everywhere else each counts 1. */
typedef struct tally {
    int64_t members, passed, refused, closed, abstained;
} tally_t;

static int64_t pending(const tally_t *t) {
    return t->members - t->passed - t->refused - t->closed - t->abstained;
}

bool hears_all(const step_t *leaf) {
    return leaf->mode == DECIDE_ALL &&
           (leaf->on_refuse == ON_REFUSE_WAIT || leaf->on_refuse == ON_REFUSE_THRESHOLD);
}

static tally_t tally_of(const step_t *steps, int32_t count, int32_t group) {
    tally_t t = {0};
    bool weighed = steps[group].kind == STEP_VOTE, first = true;
    for (int32_t i = plan_member(steps, (size_t)count, group, group); i >= 0;
         i = plan_member(steps, (size_t)count, group, i)) {
        /* who refuses what they are asked again because of a deviation, refuses that alone (P2.3.3) */
        bool again = steps[group].added == ADDED_REAPPROVAL && !first;
        first = false;
        if (steps[i].kind == STEP_COPY || steps[i].state == STEP_LEFT_OUT) continue;
        if (again && steps[i].state == STEP_REFUSED) continue;
        if (for_one_seat(steps, count, group, i)) continue;
        int64_t weight = weighed && steps[i].weight > 0 ? steps[i].weight : 1;
        t.members += weight;
        if (steps[i].state == STEP_PASSED) t.passed += weight;
        if (steps[i].state == STEP_REFUSED) t.refused += weight;
        if (step_abstained(&steps[i]))
            t.abstained += weight;
        else if (steps[i].state == STEP_CLOSED)
            t.closed += weight;
    }
    return t;
}

/* A threshold above those who are left could never be reached, and all of them refusing would pass. Who was
 * removed is not left. */
static int64_t threshold(int64_t need, const tally_t *t) {
    int64_t left = t->members - t->closed;
    if (need > left) need = left;
    return need < 1 ? 1 : need;
}

/* All have spoken and nobody refused. Those who abstained leave it to the others; when nobody is left to
 * decide, nothing passes. */
static step_state_t unopposed(const tally_t *t) {
    return t->abstained > 0 && t->passed == 0 ? STEP_REFUSED : STEP_PASSED;
}

/* All decide (A2, A5). */
static step_state_t all_verdict(const tally_t *t, on_refuse_t on_refuse, int32_t refuse_need) {
    if (on_refuse == ON_REFUSE_WAIT) {
        if (pending(t) > 0) return 0;
        return t->refused > 0 ? STEP_REFUSED : unopposed(t);
    }
    int64_t need = on_refuse == ON_REFUSE_THRESHOLD ? threshold(refuse_need, t) : 1;
    if (t->refused >= need) return STEP_REFUSED;
    return pending(t) == 0 ? unopposed(t) : 0;
}

/* In a sequence, and of branches, each must be decided: whoever abstains where nobody else decides, refuses.
 */
static step_state_t each_verdict(const tally_t *t, on_refuse_t on_refuse, int32_t refuse_need) {
    tally_t strict = *t;
    strict.refused += strict.abstained;
    strict.abstained = 0;
    return all_verdict(&strict, on_refuse, refuse_need);
}

/* So many must pass (A3 with `need`): ended as soon as either way is certain. */
static step_state_t need_verdict(const tally_t *t, int64_t need) {
    if (t->passed >= need) return STEP_PASSED;
    return t->passed + pending(t) < need ? STEP_REFUSED : 0;
}

/* A4: a count, or a fraction of the weights present, rounded up. Who was removed is not present; who abstains
 * is, unless the rule says that they leave. Half of them asked for, as many against as for is a tie; any
 * other number says itself what is enough. More votes for it never make it fail, nor more against it pass, so
 * the worst and the best that those who have not voted can do make both certain. */
static step_state_t vote_verdict(const tally_t *t, const step_t *s) {
    if (s->need_of <= 0) return need_verdict(t, s->need);
    int64_t present = t->members - t->closed, left = pending(t);
    if (s->abstain == ABSTAIN_LEAVES) present -= t->abstained;
    int64_t need = (present * s->need + s->need_of - 1) / s->need_of;
    if (need < 1) need = 1;
    bool tie_fails = s->tie == TIE_FAILS && (int64_t)s->need * 2 == s->need_of;
    if (t->passed >= need && !(tie_fails && t->passed <= t->refused + left)) return STEP_PASSED;
    if (t->passed + left < need || (tie_fails && t->passed + left <= t->refused)) return STEP_REFUSED;
    return 0;
}

/* The first decision wins, either way (A3); abstaining is none. */
static step_state_t first_verdict(const tally_t *t) {
    if (t->passed > 0) return STEP_PASSED;
    if (t->refused > 0) return STEP_REFUSED;
    return pending(t) == 0 ? STEP_REFUSED : 0; /* all were closed: nobody decided, nothing passes */
}

/* A copy that has still to go out. */
static bool copy_left(const step_t *steps, int32_t count, int32_t group) {
    for (int32_t i = plan_member(steps, (size_t)count, group, group); i >= 0;
         i = plan_member(steps, (size_t)count, group, i))
        if (steps[i].kind == STEP_COPY && !step_ended(steps[i].state)) return true;
    return false;
}

/* Nobody is left to decide: the group is left out with its members, but copies alone pass. */
static step_state_t vacant_verdict(const step_t *steps, int32_t count, int32_t group) {
    for (int32_t i = plan_member(steps, (size_t)count, group, group); i >= 0;
         i = plan_member(steps, (size_t)count, group, i))
        if (steps[i].state == STEP_PASSED) return STEP_PASSED;
    return STEP_LEFT_OUT;
}

/* A8: a loop passes with its body; where that does not pass, whoever decides when the rounds are used up says
 * what it comes to. Whether there are rounds to go is not asked here. */
static step_state_t loop_verdict(const step_t *steps, int32_t count, int32_t loop) {
    int32_t body = plan_loop_member(steps, (size_t)count, loop, false);
    int32_t resort = plan_loop_member(steps, (size_t)count, loop, true);
    const step_t *b = body >= 0 ? &steps[body] : NULL, *last = resort >= 0 ? &steps[resort] : NULL;
    if (b && !step_ended(b->state)) return 0;
    if (b && b->state == STEP_PASSED) return STEP_PASSED;
    bool jumped = b && last && step_left_for(b, "jumped");
    if (!b || (b->state == STEP_LEFT_OUT && !jumped)) return STEP_LEFT_OUT;
    if (!last || last->state == STEP_LEFT_OUT) return STEP_REFUSED;
    if (!step_ended(last->state)) return 0;
    return last->state == STEP_PASSED ? STEP_PASSED : STEP_REFUSED;
}

step_state_t group_verdict(const step_t *steps, int32_t count, int32_t group) {
    const step_t *s = &steps[group];
    tally_t t = tally_of(steps, count, group);
    step_state_t verdict;
    if (s->kind == STEP_LOOP) return loop_verdict(steps, count, group);
    if (s->kind == STEP_VOTE) {
        verdict = t.members == 0 ? vacant_verdict(steps, count, group) : vote_verdict(&t, s);
    } else if (s->kind == STEP_ANY && s->need > 1) {
        verdict = need_verdict(&t, s->need);
    } else if (t.members == 0) {
        verdict = vacant_verdict(steps, count, group);
    } else if (s->kind == STEP_SEQUENCE) {
        verdict = each_verdict(&t, ON_REFUSE_AT_ONCE, 1);
    } else if (s->kind == STEP_ANY) {
        verdict = first_verdict(&t);
    } else if (s->kind == STEP_PARALLEL) {
        verdict = each_verdict(&t, s->on_refuse, s->refuse_need);
    } else {
        verdict = all_verdict(&t, s->on_refuse, s->refuse_need);
    }
    return verdict != STEP_REFUSED && copy_left(steps, count, group) ? 0 : verdict;
}

step_state_t leaf_verdict(const record_t *r, const step_t *leaf) {
    tally_t t = {0};
    if (leaf->kind == STEP_RECORD) return children_verdict(r, leaf);
    if (leaf->kind == STEP_MONITOR) return 0; /* it ends with its group */
    t.members = t.refused = hears_all(leaf) ? refused_without_seat(r, leaf) : 0;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *task = &r->tasks[i];
        if (task->step != leaf->no || task->taken_back) continue;
        t.members++;
        bool refused = task->state == TASK_CLOSED && hears_all(leaf) && seat_refused(r, task);
        t.refused += refused;
        t.closed += task->state == TASK_CLOSED && !refused;
        if (task->state != TASK_DECIDED) continue;
        if (task->outcome == OUTCOME_REFUSED)
            t.refused++;
        else if (task->outcome == OUTCOME_ABSTAINED)
            t.abstained++;
        else
            t.passed++;
    }
    if (t.abstained > 0 && t.abstained + t.closed == t.members)
        return STEP_CLOSED; /* its group says what of it */
    switch (leaf->mode) {
    case DECIDE_ALL:
        return all_verdict(&t, leaf->on_refuse, leaf->refuse_need);
    case DECIDE_IN_ORDER:
        return all_verdict(&t, ON_REFUSE_AT_ONCE, 1);
    default:
        return first_verdict(&t);
    }
}
