/* Decisions at what stands beside the plan of a stage, taken back (A27): whether an answer was good enough,
 * what a deviation comes to, an approval that was owed. What people have written, answered or taken notice of
 * is known, and can't be unknown: that stays, and says so. */
#include "engine/course.h"
#include "engine/form.h"
#include "engine/owing.h"
#include "engine/take_back.h"
#include "engine/tree.h"
#include <string.h>

bool beside_decided(const deciding_t *x, const step_t *step, const task_t *task) {
    bool approved = task->outcome == OUTCOME_APPROVED || task->outcome == OUTCOME_DONE ||
                    task->outcome == OUTCOME_AGREED || task->outcome == OUTCOME_ABSTAINED;
    bool open = x->record->state == RECORD_OPEN;
    if (step->added == ADDED_CHECK || step->added == ADDED_DEVIATION) return open;
    /* of a vote that is owed a no is a vote like the others; what refuses the debt refuses the record */
    bool counts = approved || (step->parent && task->outcome == OUTCOME_REFUSED);
    return step->added == ADDED_DEBT && (open || x->record->state == RECORD_OWING) && counts;
}

/* ---- what stays */

static const char *why_it_stays(const step_t *s, const task_t *t) {
    if (t->outcome == OUTCOME_ACKNOWLEDGED) return "take_back.noticed";
    if (t->outcome == OUTCOME_ANSWERED || t->outcome == OUTCOME_ASSISTED) return "take_back.answered";
    if (s->added == ADDED_DEMAND || s->kind == STEP_MONITOR) return "take_back.entered";
    if (s->added == ADDED_DEBT && t->outcome == OUTCOME_REFUSED) return "take_back.debt_refused";
    return NULL;
}

int beside_stays(deciding_t *x) {
    const record_t *r = x->record;
    const char *named = x->in->command->step;
    for (size_t i = r->task_count; i-- > 0;) {
        const task_t *t = &r->tasks[i];
        const step_t *s = record_step(r, t->step);
        if (t->state != TASK_DECIDED || t->decided_by != x->actor.person || t->administered) continue;
        if (s->round != r->round || (named && strcmp(s->name, named) != 0)) continue;
        const char *code = why_it_stays(s, t);
        if (code) return diag_set(x->d, code, "step", s->name, NULL);
    }
    return diag_set(x->d, "take_back.none", NULL);
}

/* ---- where the record stands */

/* Did that plan open because of what was decided then: is it of a later stage, and begun since? */
static bool opened_since(const record_t *r, const plan_place_t *plan, const step_t *step, instant_t then) {
    const step_t *root = plan->count ? &r->steps[plan->first] : NULL;
    bool since = !root || root->opened_at == INSTANT_NONE || root->opened_at >= then;
    return plan->stage > step->stage && plan->round == step->round && since;
}

/* The plan beside which it was decided. */
static int32_t plan_beside(const record_t *r, const step_t *step, instant_t then) {
    int32_t at = (int32_t)r->plan_count - 1;
    while (at > 0 && opened_since(r, &r->plans[at], step, then))
        at--;
    return at;
}

/* The step of a plan that waits for what is owed: for which it is owed, or which it had come before. */
static int32_t owed_place(const record_t *r, const step_t *debt) {
    while (debt->parent)
        debt = record_step(r, debt->parent);
    for (int32_t i = (int32_t)r->step_count; i-- > 0;) {
        const step_t *s = &r->steps[i];
        bool its = s->no == debt->origin || (s->origin == debt->no && !s->added);
        if (its && !s->superseded && tree_plan(r, i)) return i;
    }
    return -1;
}

/* Does the stage of the step wait for it? What stands beside the plan is waited for; of what is owed, that of
 * a stage of approval behind the work alone. */
static bool is_waited_for(const deciding_t *x, const step_t *step) {
    int32_t place = step->added == ADDED_DEBT ? owed_place(x->record, step) : -1;
    return step->added != ADDED_DEBT || (place >= 0 && owed_waits_in(x, tree_plan(x->record, place)->stage));
}

int beside_decision_check(taking_back_t *t, const task_t *task) {
    deciding_t *x = t->x;
    const record_t *r = x->record;
    const step_t *step = &r->steps[t->index];
    t->plan = is_waited_for(x, step) ? plan_beside(r, step, task->ended_at) : (int32_t)r->plan_count - 1;
    const plan_place_t *plan = &r->plans[t->plan];
    step_state_t root = plan->count ? r->steps[plan->first].state : STEP_PASSED;
    if (root == STEP_REFUSED || root == STEP_CLOSED || notice_open(r)) return wrong_state(x);
    return 0;
}

/* ---- what it opened */

/* A check that found the answer wanting had it asked for again, by the demand and the check after it. */
static void mark_demanded(taking_back_t *t) {
    const record_t *r = t->x->record;
    for (size_t i = 0; i < t->steps; i++) {
        const step_t *s = &r->steps[i];
        bool again = s->added == ADDED_DEMAND && s->origin == t->step - 1 && !step_left_for(s, "taken_back");
        if (!again) continue;
        t->opened[i] = true;
        int32_t check = tree_index(r, s->no + 1);
        if (check >= 0) t->opened[check] = true;
    }
}

/* What waited for it: in its own tree, where several decide one after the other, and in the plan (A64). */
static void mark_waited(taking_back_t *t) {
    const record_t *r = t->x->record;
    instant_t then = record_task(r, t->task)->ended_at;
    int32_t place = owed_place(r, &r->steps[t->index]);
    const plan_place_t *plan = place >= 0 ? tree_plan(r, place) : NULL;
    bool waits = plan && owed_waits_in(t->x, plan->stage);
    for (int32_t i = 0; i < (int32_t)t->steps; i++) {
        const step_t *s = &r->steps[i];
        if (s->superseded || s->opened_at == INSTANT_NONE || s->opened_at < then) continue;
        if (tree_follows(r, i, t->index) || (waits && plan_holds(plan, i) && tree_follows(r, i, place)))
            t->opened[i] = true;
    }
}

int beside_opened(taking_back_t *t, bool *stage) {
    const record_t *r = t->x->record;
    const step_t *own = &r->steps[t->index];
    *stage = t->plan + 1 < (int32_t)r->plan_count;
    if (own->added == ADDED_DEBT) mark_waited(t);
    if (own->added == ADDED_CHECK) mark_demanded(t);
    if (*stage) opened_mark_stage(t);
    return adjusted_opened(t);
}
