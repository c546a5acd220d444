/* What a decision that is taken back had opened (A27): it must be untouched, and goes. */
#include "engine/course.h"
#include "engine/take_back.h"
#include "engine/tree.h"

/* Is it owed for an approval of that plan, which urgent work began before as the stage opened (A64)? */
static bool owed_for(const record_t *r, const step_t *s, const plan_place_t *plan) {
    int32_t at = s->added == ADDED_DEBT && debt_kind(s) == DEBT_GREEN ? tree_index(r, s->origin) : -1;
    return plan_holds(plan, at);
}

/* A signer before somebody decides has opened nothing: the step around which they came in, which follows
 * theirs, was open before. The index of that step; -1: no such signer. */
static int32_t signed_for(const record_t *r, const step_t *own) {
    bool before = own->added == ADDED_BEFORE && own->serves && own->parent;
    return before ? tree_member(r, tree_index(r, own->parent), (int32_t)(own - r->steps)) : -1;
}

/* The stage after, with whom its rules added since; a notice, of no earlier refusal. */
void opened_mark_stage(taking_back_t *t) {
    const record_t *r = t->x->record;
    const plan_place_t *plan = &r->plans[t->plan], *last = &r->plans[r->plan_count - 1];
    instant_t decided = record_task(r, t->task)->ended_at;
    for (size_t i = 0; i < t->steps; i++) {
        const step_t *s = &r->steps[i];
        if (s->superseded || s->opened_at == INSTANT_NONE || (int32_t)i < plan->first + plan->count) continue;
        if (tree_plan(r, (int32_t)i) || owed_for(r, s, last) ||
            (!s->serves && !s->added && s->opened_at >= decided))
            t->opened[i] = true;
    }
}

/* What follows its step in the plan, and the whole stage after it. */
static void mark_after(taking_back_t *t) {
    const record_t *r = t->x->record;
    const plan_place_t *plan = &r->plans[t->plan];
    int32_t open = signed_for(r, &r->steps[t->index]);
    for (int32_t i = plan->first; i < plan->first + plan->count; i++) {
        const step_t *s = &r->steps[i];
        if (s->superseded || s->opened_at == INSTANT_NONE) continue;
        t->opened[i] = tree_follows(r, i, t->index) && (open < 0 || !tree_within(r, i, open));
    }
    opened_mark_stage(t);
}

/* What it is gone through in, and, of groups that had ended and are open again, what came with that: a
 * monitor that watches them. */
static int mark_way(taking_back_t *t) {
    const record_t *r = t->x->record;
    t->opened = tree_way_marks(r, t->x->arena, t->way);
    if (!t->opened) return diag_memory(t->x->d);
    for (size_t k = 0; k < t->way->changed_count; k++) {
        const step_was_t *was = &t->way->changed[k];
        int32_t group = step_ended(was->state) ? tree_index(r, was->no) : -1;
        for (int32_t i = group + 1; group >= 0 && i < tree_end(r, group); i++)
            if (r->steps[i].state == STEP_OPEN && !step_is_group(r->steps[i].kind)) t->opened[i] = true;
    }
    return 0;
}

int opened_mark(taking_back_t *t, bool *stage) {
    *stage = !t->way && t->plan + 1 < (int32_t)t->x->record->plan_count;
    if (t->way) return mark_way(t);
    if (!t->planned) return beside_opened(t, stage);
    mark_after(t);
    return 0;
}

/* ---- untouched */

/* Since it was opened, before a signer signed for it too. */
static bool was_touched(const task_t *t) {
    return t->touched || t->signed_for;
}

int opened_touched(deciding_t *x, const task_t *t) {
    char at[INSTANT_TEXT];
    const step_t *s = record_step(x->record, t->step);
    diag_set(x->d, "take_back.touched", "step", s->name, "by",
             t->decided_by ? handle_of(x, t->decided_by) : handle_of(x, t->person), NULL);
    if (t->ended_at != INSTANT_NONE) diag_param(x->d, "at", instant_format(t->ended_at, 0, true, at));
    return -1;
}

int stands(deciding_t *x, const step_t *step) {
    return diag_set(x->d, "take_back.stands", "step", step->name, NULL);
}

/* What the rule counted because of the decision goes with it, when it lies in what that opened, or went
 * before; what was counted elsewhere can't be undone. */
static bool counted(const task_t *t, const task_t *own, bool opened, bool *elsewhere) {
    if (t->outcome != OUTCOME_COUNTED) return false;
    *elsewhere = !opened && !t->taken_back && t->counts == own->id;
    return opened || t->taken_back;
}

/* Has nobody gone on since that signature? Neither whoever it was given for, nor a later signer. One who
 * refused has closed what it was for; but where it counts for one seat of several (A2), the others go by it.
 */
static int check_signed_for(deciding_t *x, const task_t *own) {
    const record_t *r = x->record;
    const step_t *step = record_step(r, own->step);
    const task_t *served = signed_for(r, step) >= 0 ? record_task(r, step->serves) : NULL;
    if (refuses_seat(r, (int32_t)(step - r->steps))) return stands(x, step);
    if (!served || step->state != STEP_PASSED) return 0;
    if (served->state == TASK_CLOSED) return stands(x, step); /* removed, or others have decided */
    if (served->touched || served->state != TASK_OPEN) return opened_touched(x, served);
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        const step_t *s = record_step(r, t->step);
        bool later = s && s->no != step->no && s->serves == step->serves && s->added == ADDED_BEFORE;
        if (later && t->state == TASK_DECIDED && !t->taken_back && t->ended_at > own->ended_at)
            return opened_touched(x, t);
    }
    return 0;
}

static int check_untouched(deciding_t *x, const bool *opened, const task_t *own) {
    const record_t *r = x->record;
    if (check_signed_for(x, own)) return -1;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        int32_t at = tree_index(r, t->step);
        bool elsewhere = false;
        if (at >= 0 && counted(t, own, opened[at], &elsewhere)) continue;
        if (elsewhere) return opened_touched(x, t);
        if (at < 0 || !opened[at] || t->outcome == OUTCOME_COPIED) continue;
        if (was_touched(t) || t->state == TASK_DECIDED) return opened_touched(x, t);
    }
    /* a record that was opened is in others' hands */
    for (size_t i = 0; i < r->child_count; i++) {
        int32_t at = tree_index(r, r->children[i].step);
        if (at < 0 || !opened[at]) continue;
        return diag_set(x->d, "take_back.opened", "step", r->steps[at].name, NULL);
    }
    return 0;
}

/* What it had opened, and is gone through again by now, is touched as well: what was done there came after
 * the decision. Whoever led the record back from there may take that back, and relies on what stood before.
 */
static int check_gone_through(const taking_back_t *t, const task_t *own) {
    const record_t *r = t->x->record;
    const plan_place_t *plan = tree_plan(r, t->index);
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *task = &r->tasks[i];
        int32_t at = tree_index(r, task->step);
        bool since = at >= 0 && r->steps[at].superseded && r->steps[at].opened_at >= own->ended_at;
        if (!since || task->outcome == OUTCOME_COPIED || task->outcome == OUTCOME_COUNTED) continue;
        bool follows = plan_holds(plan, at) ? tree_followed(r, at, t->index) : tree_plan(r, at) > plan;
        if (follows && (was_touched(task) || task->state == TASK_DECIDED)) return opened_touched(t->x, task);
    }
    return 0;
}

/* In a step decided in order the decision opened the next turn, perhaps more: is nothing done there yet? Nor
 * before it was closed with the step, as a jump does; what was decided there and taken back was done, as in a
 * sequence of steps (A1). */
static int check_turns(deciding_t *x, const task_t *own) {
    const record_t *r = x->record;
    const step_t *s = record_step(r, own->step);
    if (s->mode != DECIDE_IN_ORDER) return 0;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        if (t->step != own->step || t->order <= own->order) continue;
        if (t->outcome == OUTCOME_COUNTED) continue; /* by nobody: it goes with the turn (A14) */
        if (t->taken_back && t->ended_at < own->ended_at) continue;
        bool had = t->state == TASK_OPEN || (t->state == TASK_CLOSED && t->ended_at == s->ended_at);
        if (t->state == TASK_DECIDED || (had && was_touched(t))) return opened_touched(x, t);
    }
    return 0;
}

/* The way back is no part of the plan any more: somebody decided on it, or the plan is another one. */
static int gone_on(const taking_back_t *t) {
    const record_t *r = t->x->record;
    const way_back_t *way = t->way;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *task = &r->tasks[i];
        bool on_it = task->step >= way->first && (way_back_to_stage(way) || task->step <= way->last);
        bool counts = task->outcome != OUTCOME_COPIED && task->outcome != OUTCOME_COUNTED;
        if (on_it && counts && (was_touched(task) || task->state == TASK_DECIDED))
            return opened_touched(t->x, task);
    }
    return diag_set(t->x->d, "take_back.replanned", "step", record_step(r, t->step)->name, NULL);
}

/* Is a part of it gone through once more, after a jump? */
static bool way_repeated(const record_t *r, const way_back_t *way) {
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *s = &r->steps[i];
        if (s->superseded && s->no >= way->first && s->no <= way->last) return true;
    }
    return false;
}

/* An administrator led the record on past it: that is not undone by whoever decided there. */
static int check_not_jumped(const taking_back_t *t) {
    const record_t *r = t->x->record;
    for (const step_t *s = &r->steps[t->index]; t->planned && s;
         s = s->parent ? record_step(r, s->parent) : NULL)
        if (s->state == STEP_CLOSED && step_left_for(s, "jumped"))
            return diag_set(t->x->d, "take_back.jumped", "step", r->steps[t->index].name, NULL);
    return 0;
}

int opened_check(const taking_back_t *t) {
    const record_t *r = t->x->record;
    if (t->way && (!tree_way_plan(r, t->way) || way_repeated(r, t->way))) return gone_on(t);
    const task_t *own = record_task(r, t->task);
    if (!t->way && t->planned && check_gone_through(t, own)) return -1;
    if (!t->planned && adjusted_check(t)) return -1;
    return check_turns(t->x, own) || check_untouched(t->x, t->opened, own) || check_not_jumped(t) ? -1 : 0;
}

/* ---- and goes */

/* Those who were told of a task hear that it is no longer theirs, or has to wait again. */
static int tell_corrections(deciding_t *x, const bool *opened, const step_t *step) {
    bool waits = signed_for(x->record, step) >= 0 && step_ended(step->state);
    const task_t *served = waits ? record_task(x->record, step->serves) : NULL;
    if (served && served->state == TASK_OPEN && tell(x, served->person, "task.taken_back", served, NULL))
        return -1;
    for (size_t i = 0; i < x->record->task_count; i++) {
        const task_t *t = &x->record->tasks[i];
        int32_t at = tree_index(x->record, t->step);
        bool told = t->state == TASK_OPEN || t->outcome == OUTCOME_COPIED;
        if (at >= 0 && opened[at] && told && tell(x, t->person, "task.taken_back", t, NULL)) return -1;
    }
    return 0;
}

/* A group that was opened takes with it what only waited in it: that was closed with the group. */
static void mark_below(const record_t *r, bool *opened, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!opened[i] || !step_is_group(r->steps[i].kind)) continue;
        for (int32_t m = (int32_t)i + 1, end = tree_end(r, (int32_t)i); m < end; m++)
            if (r->steps[m].state == STEP_CLOSED && !r->steps[m].superseded) opened[m] = true;
    }
}

int opened_close(taking_back_t *t) {
    deciding_t *x = t->x;
    if (tell_corrections(x, t->opened, record_step(x->record, t->step)) ||
        steps_close(x, t->opened, t->steps, "taken_back"))
        return -1;
    mark_below(x->record, t->opened, t->steps);
    if (!t->way || !way_back_to_stage(t->way)) return 0;
    return tell(x, x->record->initiator, "record.return_taken_back", NULL, x->in->command->text);
}
