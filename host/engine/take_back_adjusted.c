/* What was agreed to about a deviation, taken back (A27, P2.3.3). The new values held from then on, for all
 * the record: so nobody may have decided anything since, written work down, written into the form or reported
 * the next deviation. Then what they set going goes again: the plan made anew, approvals asked for again,
 * what rules added to the plan or opened beside it; and what they closed goes on. */
#include "engine/adjusting.h"
#include "engine/computed.h"
#include "engine/form_rights.h"
#include "engine/take_back.h"
#include "engine/tree.h"
#include <stdlib.h>
#include <string.h>

deviation_t *adjusted_by(const taking_back_t *t) {
    deviation_t *d = t->planned ? NULL : record_deviation(t->x->record, t->step);
    return d && d->settled ? d : NULL;
}

/* The plan by which the stage goes on since; NULL: it was left as it is. */
static const plan_place_t *plan_anew(const record_t *r, const deviation_t *d) {
    const plan_place_t *now = (int32_t)r->plan_count > d->was.plans ? &r->plans[d->was.plans] : NULL;
    return now && d->was.plans > 0 && d->was.plan_count > 0 && now->stage == now[-1].stage ? now : NULL;
}

/* ---- what it set going */

/* Does a group that came in stand around something that had been there? */
static bool is_around(const record_t *r, const deviation_t *d, int32_t index) {
    for (int32_t i = index + 1, end = tree_end(r, index); i < end; i++)
        if (r->steps[i].no < d->was.first) return true;
    return false;
}

/* Groups that came in with it: around approvals asked for again, and around what rules added. */
static bool came_in(const deviation_t *d, const step_t *s) {
    return step_is_group(s->kind) && (s->no == d->group || (s->no >= d->was.first && s->no <= d->was.last));
}

/* The steps that came into the plan which the adjustment found, as flags: of each group that came around
 * something all but the member in which that stands. */
static bool *came_marks(const taking_back_t *t, const deviation_t *d) {
    const record_t *r = t->x->record;
    bool *marks = arena_array(t->x->arena, r->step_count + 1, sizeof *marks);
    if (d->was.plans > (int32_t)r->plan_count) return marks; /* that plan is the present one no more */
    const plan_place_t *plan = &r->plans[d->was.plans - 1];
    for (int32_t i = plan->first; marks && i < plan->first + plan->count; i++) {
        if (marks[i] || !came_in(d, &r->steps[i]) || !is_around(r, d, i)) continue;
        marks[i] = true;
        for (int32_t m = i + 1, end = tree_end(r, i); m < end; m = tree_end(r, m)) {
            bool stood = r->steps[m].no < d->was.first || is_around(r, d, m);
            for (int32_t k = m; !stood && k < tree_end(r, m); k++)
                marks[k] = true;
        }
    }
    return marks;
}

/* What rules opened beside the plan at that instant, and the check of a demand. */
static bool opened_beside(const record_t *r, const deviation_t *d, const step_t *s, instant_t then) {
    bool beside = s->added >= ADDED_DEMAND && s->added <= ADDED_REQUEST && !s->added_by;
    const step_t *of = s->added == ADDED_CHECK ? record_step(r, s->no - 1) : s;
    return beside && s->no >= d->was.first && of && of->opened_at == then;
}

int adjusted_opened(taking_back_t *t) {
    const record_t *r = t->x->record;
    const deviation_t *d = adjusted_by(t);
    if (!d || !d->was.first) return 0;
    const plan_place_t *now = plan_anew(r, d);
    instant_t then = record_task(r, t->task)->ended_at;
    const bool *came = came_marks(t, d);
    if (!came) return diag_memory(t->x->d);
    for (int32_t i = 0; i < (int32_t)t->steps; i++) {
        const step_t *s = &r->steps[i];
        bool leaf = !step_is_group(s->kind);
        bool anew = now && plan_holds(now, i) && !adjusted_carried(&d->was, s);
        if (leaf && (came[i] || anew || opened_beside(r, d, s, then))) t->opened[i] = true;
    }
    return 0;
}

/* ---- untouched */

/* The decision that was taken last, but for the one that is taken back. */
static const task_t *decided_since(const taking_back_t *t) {
    const record_t *r = t->x->record;
    const task_t *last = NULL;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *task = &r->tasks[i];
        bool counts = task->outcome != OUTCOME_COPIED && task->outcome != OUTCOME_COUNTED;
        if (task->state != TASK_DECIDED || task->id == t->task || !counts) continue;
        if (!last || task->ended_at >= last->ended_at) last = task;
    }
    return last;
}

static int refuse(const taking_back_t *t, const char *code) {
    const step_t *step = record_step(t->x->record, t->step);
    return diag_set(t->x->d, code, "step", step->name, NULL);
}

/* What the rule works out is worked out again. */
static int check_form_since(const taking_back_t *t, const deviation_t *d) {
    deciding_t *x = t->x;
    const record_t *r = x->record;
    for (size_t i = 0; i < r->change_count; i++) {
        const char *name = r->changes[i].name;
        const field_def_t *def = flow_field(x->flow, name);
        if (r->changes[i].version <= d->since || (def && def->computed)) continue;
        (void)refuse(t, "take_back.rewritten");
        if (form_shows(r, x->in->command->actor.person, name)) diag_param(x->d, "field", name);
        return -1;
    }
    return 0;
}

/* Does a leaf of the new plan stand as it did when that took over, or, where it is new, as its rules have it?
 */
static bool stands_as_planned(const deviation_t *d, const step_t *s) {
    const step_was_t *was = adjusted_carried(&d->was, s);
    if (s->superseded) return false;
    if (was) return was->state == s->state;
    bool added = s->added && s->no > d->was.last; /* somebody came in since */
    return !added && !step_left_for(s, "jumped") && !step_is_owed(s);
}

static int check_plan_since(const taking_back_t *t, const deviation_t *d) {
    const record_t *r = t->x->record;
    const plan_place_t *now = plan_anew(r, d);
    int32_t known = d->was.plans + (now ? 1 : 0), stages = (int32_t)r->plan_count - known;
    if (stages < 0 || stages != (int32_t)r->plan_count - 1 - t->plan) return refuse(t, "take_back.replanned");
    for (int32_t i = now ? now->first : 0; now && i < now->first + now->count; i++)
        if (!step_is_group(r->steps[i].kind) && !stands_as_planned(d, &r->steps[i]))
            return refuse(t, "take_back.replanned");
    const step_t *group = d->group ? record_step(r, d->group) : NULL;
    return group && group->superseded ? refuse(t, "take_back.replanned") : 0;
}

int adjusted_check(const taking_back_t *t) {
    deciding_t *x = t->x;
    const record_t *r = x->record;
    const deviation_t *d = adjusted_by(t);
    if (!d) return 0;
    if (!d->was.first) return refuse(t, "take_back.replanned"); /* by a program that kept nothing of it */
    if (d->field_count == 0) return 0;                          /* nothing changed: nobody relied on it */
    const task_t *since = r->entries == d->was.entries ? NULL : decided_since(t);
    if (tasks_decided(r) != d->was.decided || d->dropped) since = decided_since(t);
    if (since && tasks_decided(r) != d->was.decided) return opened_touched(x, since);
    if (r->entries != d->was.entries) return refuse(t, "take_back.logged");
    for (const deviation_t *later = d + 1; later < r->deviations + r->deviation_count; later++) {
        (void)refuse(t, "take_back.deviated");
        diag_param(x->d, "later", record_step(r, later->step)->name);
        return -1;
    }
    return check_form_since(t, d) || check_plan_since(t, d) ? -1 : 0;
}

/* The adjustment for which the step was asked again, dropped or not; NULL: it was not. */
static const deviation_t *asked_for(const record_t *r, const step_t *step) {
    for (const step_t *below = step; below->parent;) {
        const step_t *group = record_step(r, below->parent);
        if (!group) return NULL;
        bool again = group->added == ADDED_REAPPROVAL && below->no > group->no;
        if (again) return record_deviation(r, group->origin);
        below = group;
    }
    return NULL;
}

int adjusted_asked(deciding_t *x, const step_t *step) {
    const record_t *r = x->record;
    const deviation_t *d = asked_for(r, step);
    if (d && d->dropped) return diag_set(x->d, "take_back.approval_refused", "step", step->name, NULL);
    for (size_t i = 0; d && i < r->deviation_count; i++) {
        const deviation_t *later = &r->deviations[i];
        if (!later->settled || later->since <= d->since || later->field_count == 0) continue;
        return diag_set(x->d, "take_back.deviated", "step", step->name, "later",
                        record_step(r, later->step)->name, NULL);
    }
    return 0;
}

/* ---- as before */

static int by_number(const void *a, const void *b) {
    int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;
    return left < right ? -1 : left > right;
}

static int gone_list(const taking_back_t *t, const deviation_t *d, event_t *e) {
    const record_t *r = t->x->record;
    const bool *came = came_marks(t, d);
    int32_t *gone = arena_array(t->x->arena, r->step_count + 1, sizeof *gone);
    size_t count = 0;
    if (!came || !gone) return diag_memory(t->x->d);
    for (size_t i = 0; i < r->step_count; i++)
        if (came[i]) gone[count++] = r->steps[i].no;
    qsort(gone, count, sizeof *gone, by_number);
    e->u.adjustment_taken_back.gone = gone;
    e->u.adjustment_taken_back.gone_count = count;
    return 0;
}

int adjusted_restore(taking_back_t *t) {
    deciding_t *x = t->x;
    const deviation_t *d = adjusted_by(t);
    if (!d) return 0;
    event_t e = {
        .u.adjustment_taken_back = {.step = t->step, .fields = d->before, .field_count = d->before_count}};
    if (gone_list(t, d, &e) || emit(x, EVENT_ADJUSTMENT_UNDONE, &e)) return -1;
    memset(t->opened, 0, t->steps * sizeof *t->opened); /* steps have moved, and it is all put away */
    t->plan = (int32_t)x->record->plan_count - 1;
    t->adjusted = true;
    return 0;
}

/* ---- what it had closed */

void adjusted_closed(taking_back_t *t) {
    const record_t *r = t->x->record;
    instant_t then = record_task(r, t->task)->ended_at;
    for (size_t i = 0; t->adjusted && i < t->steps; i++) {
        const step_t *s = &r->steps[i];
        if (s->superseded || s->state != STEP_CLOSED || s->ended_at != then || step_is_group(s->kind))
            continue;
        bool demand = s->added == ADDED_DEMAND || s->added == ADDED_CHECK;
        t->closed[i] = demand ? step_left_for(s, "risk.lower") : step_left_for(s, "replanned");
    }
}

int adjusted_follow(taking_back_t *t) {
    deciding_t *x = t->x;
    computed_t *list;
    size_t computed;
    if (!t->adjusted) return 0;
    if (compute_fields(x, &list, &computed) || risk_follow(x, false)) return -1;
    x->risk_answers = (effects_t){0}; /* it was answered as it first rose so high */
    const deviation_t *d = record_deviation(x->record, t->step);
    const char *kind = "record.adjustment_taken_back";
    if (tell(x, d->by, kind, NULL, x->in->command->text)) return -1;
    return d->by == x->record->initiator ? 0
                                         : tell(x, x->record->initiator, kind, NULL, x->in->command->text);
}
