/* What the decisions taken so far come to, for a group and for a leaf of several people: pure questions,
 * asked again after each decision. Left-out members never count; a copy is no decision. */
#include "engine/deciding.h"

typedef struct tally {
    int32_t members, passed, refused, closed;
} tally_t;

static int32_t pending(const tally_t *t) {
    return t->members - t->passed - t->refused - t->closed;
}

static tally_t tally_of(const step_t *steps, int32_t count, int32_t group) {
    tally_t t = {0};
    for (int32_t i = plan_child(steps, (size_t)count, group, group); i >= 0;
         i = plan_child(steps, (size_t)count, group, i)) {
        if (steps[i].kind == STEP_COPY || steps[i].state == STEP_LEFT_OUT) continue;
        t.members++;
        if (steps[i].state == STEP_PASSED) t.passed++;
        if (steps[i].state == STEP_REFUSED) t.refused++;
        if (steps[i].state == STEP_CLOSED) t.closed++;
    }
    return t;
}

/* A threshold above the members could never be reached, and all of them refusing would pass. */
static int32_t threshold(int32_t need, int32_t members) {
    if (need < 1) return 1;
    return need > members ? members : need;
}

/* All decide (A2, A5). */
static step_state_t all_verdict(const tally_t *t, on_refuse_t on_refuse, int32_t refuse_need) {
    if (on_refuse == ON_REFUSE_WAIT) {
        if (pending(t) > 0) return 0;
        return t->refused > 0 ? STEP_REFUSED : STEP_PASSED;
    }
    int32_t need = on_refuse == ON_REFUSE_THRESHOLD ? threshold(refuse_need, t->members) : 1;
    if (t->refused >= need) return STEP_REFUSED;
    return pending(t) == 0 ? STEP_PASSED : 0;
}

/* So many must pass (A3 with `need`, A4): ended as soon as either way is certain. */
static step_state_t need_verdict(const tally_t *t, int32_t need) {
    if (t->passed >= need) return STEP_PASSED;
    return t->passed + pending(t) < need ? STEP_REFUSED : 0;
}

/* The first decision wins, either way (A3). */
static step_state_t first_verdict(const tally_t *t) {
    if (t->passed > 0) return STEP_PASSED;
    if (t->refused > 0) return STEP_REFUSED;
    return pending(t) == 0 ? STEP_REFUSED : 0; /* all were closed: nobody decided, nothing passes */
}

/* A copy that has still to go out. */
static bool copy_left(const step_t *steps, int32_t count, int32_t group) {
    for (int32_t i = plan_child(steps, (size_t)count, group, group); i >= 0;
         i = plan_child(steps, (size_t)count, group, i))
        if (steps[i].kind == STEP_COPY && !step_ended(steps[i].state)) return true;
    return false;
}

/* Nobody is left to decide: the group is left out with its members, but copies alone pass. */
static step_state_t vacant_verdict(const step_t *steps, int32_t count, int32_t group) {
    for (int32_t i = plan_child(steps, (size_t)count, group, group); i >= 0;
         i = plan_child(steps, (size_t)count, group, i))
        if (steps[i].state == STEP_PASSED) return STEP_PASSED;
    return STEP_LEFT_OUT;
}

step_state_t group_verdict(const step_t *steps, int32_t count, int32_t group) {
    const step_t *s = &steps[group];
    tally_t t = tally_of(steps, count, group);
    step_state_t verdict;
    if (s->kind == STEP_VOTE || (s->kind == STEP_ANY && s->need > 1)) {
        verdict = need_verdict(&t, s->need);
    } else if (t.members == 0) {
        verdict = vacant_verdict(steps, count, group);
    } else if (s->kind == STEP_SEQUENCE) {
        verdict = all_verdict(&t, ON_REFUSE_AT_ONCE, 1);
    } else if (s->kind == STEP_ANY) {
        verdict = first_verdict(&t);
    } else {
        verdict = all_verdict(&t, s->on_refuse, s->refuse_need);
    }
    return verdict != STEP_REFUSED && copy_left(steps, count, group) ? 0 : verdict;
}

step_state_t leaf_verdict(const record_t *r, const step_t *leaf) {
    tally_t t = {0};
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *task = &r->tasks[i];
        if (task->step != leaf->no) continue;
        t.members++;
        if (task->state == TASK_CLOSED) t.closed++;
        if (task->state != TASK_DECIDED) continue;
        if (task->outcome == OUTCOME_REFUSED)
            t.refused++;
        else
            t.passed++;
    }
    switch (leaf->mode) {
    case DECIDE_ALL:
        return all_verdict(&t, leaf->on_refuse, leaf->refuse_need);
    case DECIDE_IN_ORDER:
        return all_verdict(&t, ON_REFUSE_AT_ONCE, 1);
    default:
        return first_verdict(&t);
    }
}

static int misshapen(const step_t *s, const char *problem, diag_t *d) {
    diag_set(d, "plan.shape", "step", s->name, "problem", problem, NULL);
    if (s->why.file) diag_at(d, s->why.file, s->why.line);
    return -1;
}

/* Members of a group left out are left out with it. Steps stand in preorder, so one pass downwards will do.
 */
static void leave_out_below(plan_t *plan) {
    for (size_t i = 1; i < plan->step_count; i++) {
        step_t *s = &plan->steps[i];
        const step_t *group = &plan->steps[s->parent - 1];
        if (group->state != STEP_LEFT_OUT || s->state == STEP_LEFT_OUT) continue;
        s->state = STEP_LEFT_OUT;
        s->left_out = group->left_out;
    }
}

int plan_normalise(plan_t *plan, diag_t *d) {
    step_t *steps = plan->steps;
    int32_t count = (int32_t)plan->step_count;
    if (count == 0) return 0;
    leave_out_below(plan);
    for (int32_t i = count; i-- > 0;) { /* upwards: members before their group */
        step_t *s = &steps[i];
        if (!step_is_group(s->kind) || s->state == STEP_LEFT_OUT) continue;
        int32_t members = 0, present = 0;
        for (int32_t j = plan_child(steps, (size_t)count, i, i); j >= 0;
             j = plan_child(steps, (size_t)count, i, j)) {
            if (steps[j].state == STEP_LEFT_OUT) continue;
            present++;
            members += steps[j].kind != STEP_COPY;
        }
        if (present == 0) {
            s->state = STEP_LEFT_OUT;
            s->left_out = "empty";
            continue;
        }
        if (s->kind == STEP_VOTE && s->need < 1) return misshapen(s, "vote_without_need", d);
        bool counted = s->kind == STEP_VOTE || (s->kind == STEP_ANY && s->need > 1);
        if (counted && members < s->need) return misshapen(s, "need_above_members", d);
    }
    return 0;
}
