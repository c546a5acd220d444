/* Taking one's last decision back (拿回, A27), while nobody has touched what it opened: the step is open
 * again, those whom the decision had closed are asked again, and what it had opened waits as before. */
#include "engine/acts.h"
#include "engine/administering.h"
#include "engine/beside.h"
#include "engine/children.h"
#include "engine/clocks.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/form.h"
#include "engine/functions.h"
#include "engine/seats.h"
#include "engine/serving.h"
#include "engine/tree.h"
#include <string.h>

static bool is_decision(const task_t *t) {
    return t->state == TASK_DECIDED && !t->taken_back && !t->administered && t->outcome != OUTCOME_COPIED &&
           t->outcome != OUTCOME_REVISED && t->outcome != OUTCOME_ANSWERED && t->outcome != OUTCOME_ASSISTED;
}

/* The actor's latest decision in a plan of this round, which need not be that of the task given out last. */
static const task_t *last_decision(const deciding_t *x) {
    const record_t *r = x->record;
    const task_t *last = NULL;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        if (!is_decision(t) || t->decided_by != x->actor.person) continue;
        const step_t *s = record_step(r, t->step);
        if (s->superseded || s->round != r->round || s->kind == STEP_MONITOR) continue;
        if (x->in->command->step && strcmp(s->name, x->in->command->step) != 0) continue;
        const plan_place_t *plan = tree_plan(r, (int32_t)(s - r->steps));
        /* each preparation stands for itself, in the same round */
        if (r->state == RECORD_PREPARING && plan != &r->plans[r->plan_count - 1]) continue;
        if (plan && (!last || t->ended_at >= last->ended_at)) last = t;
    }
    return last;
}

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

/* What the decision opened: what follows its step in the plan, and the whole stage after it; not the notice
 * of an earlier refusal. Flags by index. */
static bool *opened_by(deciding_t *x, const task_t *own, int32_t index, const plan_place_t *plan,
                       bool *stage) {
    const record_t *r = x->record;
    bool *list = arena_array(x->arena, r->step_count, sizeof *list);
    const plan_place_t *last = &r->plans[r->plan_count - 1];
    int32_t open = signed_for(r, &r->steps[index]);
    *stage = plan != last;
    for (size_t i = 0; list && i < r->step_count; i++) {
        const step_t *s = &r->steps[i];
        if (s->superseded || s->opened_at == INSTANT_NONE) continue;
        if (plan_holds(plan, (int32_t)i))
            list[i] = tree_follows(r, (int32_t)i, index) && (open < 0 || !tree_within(r, (int32_t)i, open));
        else /* the stage after, with whom its rules added since; a notice */
            list[i] = (int32_t)i >= plan->first + plan->count &&
                      (tree_plan(r, (int32_t)i) || owed_for(r, s, last) ||
                       (!s->serves && !s->added && s->opened_at >= own->ended_at));
    }
    return list;
}

/* Since it was opened, before a signer signed for it too. */
static bool was_touched(const task_t *t) {
    return t->touched || t->signed_for;
}

static int touched(deciding_t *x, const task_t *t) {
    char at[INSTANT_TEXT];
    const step_t *s = record_step(x->record, t->step);
    diag_set(x->d, "take_back.touched", "step", s->name, "by",
             t->decided_by ? handle_of(x, t->decided_by) : handle_of(x, t->person), NULL);
    if (t->ended_at != INSTANT_NONE) diag_param(x->d, "at", instant_format(t->ended_at, 0, true, at));
    return -1;
}

static int stands(deciding_t *x, const step_t *step) {
    return diag_set(x->d, "take_back.stands", "step", step->name, NULL);
}

/* What the rule counted because of the decision goes with it, when it lies in what that opened; what was
 * counted elsewhere can't be undone. */
static bool counted(const task_t *t, const task_t *own, bool opened, bool *elsewhere) {
    if (t->outcome != OUTCOME_COUNTED || t->taken_back) return false;
    *elsewhere = !opened && t->counts == own->id;
    return opened;
}

/* Has nobody gone on since that signature? Neither whoever it was given for, nor a later signer. One who
 * refused has closed what it was for. */
static int check_signed_for(deciding_t *x, const task_t *own) {
    const record_t *r = x->record;
    const step_t *step = record_step(r, own->step);
    const task_t *served = signed_for(r, step) >= 0 ? record_task(r, step->serves) : NULL;
    if (!served || step->state != STEP_PASSED) return 0;
    if (served->state == TASK_CLOSED) return stands(x, step); /* removed, or others have decided */
    if (served->touched || served->state != TASK_OPEN) return touched(x, served);
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        const step_t *s = record_step(r, t->step);
        bool later = s && s->no != step->no && s->serves == step->serves && s->added == ADDED_BEFORE;
        if (later && t->state == TASK_DECIDED && !t->taken_back && t->ended_at > own->ended_at)
            return touched(x, t);
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
        if (elsewhere) return touched(x, t);
        if (at < 0 || !opened[at] || t->outcome == OUTCOME_COPIED) continue;
        if (was_touched(t) || t->state == TASK_DECIDED) return touched(x, t);
    }
    /* a record that was opened is in others' hands */
    for (size_t i = 0; i < r->child_count; i++) {
        int32_t at = tree_index(r, r->children[i].step);
        if (at < 0 || !opened[at]) continue;
        return diag_set(x->d, "take_back.opened", "step", r->steps[at].name, NULL);
    }
    return 0;
}

/* Those who were told of a task hear that it is no longer theirs, or has to wait again. */
static int tell_corrections(deciding_t *x, const bool *opened, const task_t *own) {
    const step_t *step = record_step(x->record, own->step);
    const task_t *waits = signed_for(x->record, step) >= 0 && step_ended(step->state)
                              ? record_task(x->record, step->serves)
                              : NULL;
    if (waits && waits->state == TASK_OPEN && tell(x, waits->person, "task.taken_back", waits, NULL))
        return -1;
    for (size_t i = 0; i < x->record->task_count; i++) {
        const task_t *t = &x->record->tasks[i];
        int32_t at = tree_index(x->record, t->step);
        bool told = t->state == TASK_OPEN || t->outcome == OUTCOME_COPIED;
        if (at >= 0 && opened[at] && told && tell(x, t->person, "task.taken_back", t, NULL)) return -1;
    }
    return 0;
}

static int reset(deciding_t *x, const bool *which, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const step_t *s = &x->record->steps[i];
        event_t e = {.u.step_reset.step = s->no};
        if (!which[i] || s->superseded || s->state == STEP_WAITING) continue;
        if (s->state == STEP_LEFT_OUT && step_left_for(s, "removed"))
            continue; /* with its last signer (A26) */
        if (emit(x, EVENT_STEP_RESET, &e)) return -1;
    }
    return 0;
}

/* All its people abstained: that stands. */
static bool decided_nothing(const step_t *s) {
    return step_left_for(s, "abstained");
}

/* What was closed from there down; a group that ended of itself keeps what it had closed. */
static void mark_closed(const record_t *r, bool *marks, int32_t from) {
    for (int32_t end = tree_end(r, from); from < end;) {
        const step_t *s = &r->steps[from];
        bool closed = s->state == STEP_CLOSED && !s->superseded && !decided_nothing(s);
        if (closed) marks[from] = true;
        from = closed || !step_is_group(s->kind) || !step_ended(s->state) ? from + 1 : tree_end(r, from);
    }
}

/* Does this closed seat open again with the step? Those who were closed as the step ended do; who was
 * removed, or has a newer seat since an earlier taking back, does not. A step that ended of itself though
 * nobody decided at that instant ended because somebody was removed. */
static bool seat_again(const record_t *r, const step_t *s, const task_t *seat) {
    if (seat->step != s->no || seat->state != TASK_CLOSED || !step_ended(s->state)) return false;
    if (seat->ended_at != s->ended_at) return false;
    if (s->state == STEP_CLOSED && !decided_nothing(s)) return true;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        if (t->step == s->no && t->state == TASK_DECIDED && !t->taken_back && t->ended_at == s->ended_at)
            return true;
    }
    return false;
}

/* A signer before a seat that does not open again has nobody to sign for. */
static void keep_unserved(const record_t *r, bool *marks, size_t count, const step_t *own) {
    for (size_t i = 0; i < count; i++) {
        const step_t *s = &r->steps[i];
        const task_t *t =
            marks[i] && s->added == ADDED_BEFORE && s->serves ? record_task(r, s->serves) : NULL;
        int32_t at = t ? tree_index(r, t->step) : -1;
        if (at >= 0) marks[i] = (t->step == own->no || marks[at]) && seat_again(r, &r->steps[at], t);
    }
}

/* What was closed because the decision ended the groups around it: in each of these that ended, the members
 * that were closed with it. */
static void mark_outcome(const record_t *r, bool *marks, int32_t at) {
    while (r->steps[at].parent) {
        int32_t group = tree_index(r, r->steps[at].parent);
        if (!step_ended(r->steps[group].state)) return;
        for (int32_t m = tree_member(r, group, group); m >= 0; m = tree_member(r, group, m))
            if (m != at && r->steps[m].state == STEP_CLOSED &&
                r->steps[m].ended_at == r->steps[group].ended_at)
                mark_closed(r, marks, m);
        at = group;
    }
}

/* The rungs that had come when the seat ended: its ladder goes on where it was (A61). Of a clock that waited
 * then, what remained counts from there. */
static int rungs_had_come(deciding_t *x, const step_t *step, const task_t *was, const cs_clock_t *clock,
                          uint64_t *past) {
    const calendars_t *c = x->in->calendars;
    cs_clock_t then = *clock;
    due_t due = {.at = clock->due_at};
    if (clock->pause_step && limit_is_left(&clock->limit) &&
        c->due(c->ctx, clock->calendar, was->ended_at, &clock->limit, &due, x->d))
        return -1;
    then.due_at = due.at;
    for (size_t i = 0; i < step->ladder.count && i < LADDER_RUNGS_MAX; i++) {
        instant_t at;
        if (rung_instant(x, &step->ladder.rungs[i], was, &then, &at)) {
            if (diag_is(x->d, "memory.out")) return -1;
            diag_clear(x->d); /* it can't be worked out now either, and fails as it fires */
            continue;
        }
        if (at <= was->ended_at) *past |= UINT64_C(1) << i;
    }
    return 0;
}

/* The seat opens once more, with what remained of its time. */
static int seat_reopen(deciding_t *x, int32_t no, const task_t *was, const cs_clock_t *clock) {
    step_t step = *record_step(x->record, no);
    task_t seat = *was;
    uint64_t past = 0;
    seat.id = 0; /* under a number of its own */
    if (clock->id && rungs_had_come(x, &step, was, clock, &past)) return -1;
    if (clock->id && clock->pause_step)
        step.within = clock->limit;
    else if (clock->id && clock_remains(x, clock, &step.within))
        return -1;
    return seat_open(x, &step, &seat, past);
}

/* A turn that comes later is its owner's: who stands in then is asked when it comes. */
static int turn_queue(deciding_t *x, const task_t *was) {
    task_t seat = *was;
    seat.person = was->principal ? was->principal : was->person;
    seat.principal = 0;
    return seat_queue(x, was->step, &seat);
}

/* The seats of one step: that of who takes back, and those flagged. In order, the first of them has its turn.
 */
static int seats_open(deciding_t *x, int32_t no, int64_t own, const bool *again, size_t count) {
    bool in_order = record_step(x->record, no)->mode == DECIDE_IN_ORDER;
    int32_t turn = INT32_MAX;
    for (size_t i = 0; i < count; i++) {
        const task_t *t = &x->record->tasks[i];
        if (t->step == no && (t->id == own || again[i]) && t->order < turn) turn = t->order;
    }
    for (size_t i = 0; i < count; i++) {
        task_t seat = x->record->tasks[i];
        cs_clock_t clock = x->record->clocks[i];
        if (seat.step != no || (seat.id != own && !again[i])) continue;
        if (refuse_separated(x, record_step(x->record, no), seat.person, false)) return -1; /* by now */
        bool later = in_order && seat.order > turn;
        if (later ? turn_queue(x, &seat) : seat_reopen(x, no, &seat, &clock)) return -1;
    }
    return 0;
}

/* What was closed beside is open again as it was: what was decided there stays, and is not asked twice. */
static int still_beside(deciding_t *x, const bool *which, size_t count, const bool *again, size_t tasks) {
    for (size_t i = 0; i < count; i++) {
        int32_t no = x->record->steps[i].no;
        event_t e = {.u.step_opened.step = no};
        if (!which[i]) continue;
        if (emit(x, EVENT_STEP_OPENED, &e)) return -1;
        if (!step_is_group(x->record->steps[i].kind) && seats_open(x, no, 0, again, tasks)) return -1;
        if (x->record->steps[i].kind == STEP_RECORD && children_open_again(x, no)) return -1;
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

/* In a step decided in order the decision opened the next turn, perhaps more: is nothing done there yet? */
static int check_turns(deciding_t *x, const task_t *own) {
    const record_t *r = x->record;
    if (record_step(r, own->step)->mode != DECIDE_IN_ORDER) return 0;
    for (size_t i = 0; i < r->task_count; i++) {
        const task_t *t = &r->tasks[i];
        if (t->step != own->step || t->order <= own->order || t->taken_back) continue;
        if (t->state == TASK_DECIDED || (t->state == TASK_OPEN && was_touched(t))) return touched(x, t);
    }
    return 0;
}

/* The turn that was open after it waits again. */
static int turns_back(deciding_t *x, int32_t no, int32_t order) {
    if (record_step(x->record, no)->mode != DECIDE_IN_ORDER) return 0;
    for (size_t i = 0, count = x->record->task_count; i < count; i++) {
        task_t t = x->record->tasks[i];
        event_t e = {.u.task_closed = {.task = t.id, .cause = "taken_back"}};
        if (t.step != no || t.state != TASK_OPEN || t.order <= order) continue;
        if (tell(x, t.person, "task.taken_back", &x->record->tasks[i], NULL)) return -1;
        if (serving_close(x, t.id, "taken_back") || emit(x, EVENT_TASK_CLOSED, &e)) return -1;
        if (turn_queue(x, &t)) return -1;
    }
    return 0;
}

/* Closed as the plan of that root ended. */
static bool closed_with(const step_t *s, const step_t *root) {
    return s->state == STEP_CLOSED && !s->superseded && s->ended_at == root->ended_at;
}

/* The plan was closed by that return. */
static bool sent_by(const step_t *root, const task_t *task) {
    return task->outcome == OUTCOME_RETURNED && root->state == STEP_CLOSED &&
           root->ended_at == task->ended_at && step_left_for(root, "returned");
}

/* The record is with its initiator: by that return, or refused in the plan that the decision belongs to; not
 * open again after its end (A42), nor otherwise. What stood beside the plan and was closed with it does not
 * open again. */
static int check_sent_back(deciding_t *x, const task_t *task) {
    const record_t *r = x->record;
    const plan_place_t *plan = &r->plans[r->plan_count - 1];
    const step_t *root = plan->count ? &r->steps[plan->first] : NULL;
    const task_t *revise = revise_task(x);
    if (!revise || tree_index(r, revise->step) < plan->first + plan->count) return wrong_state(x);
    if (r->kept_round || !root || (root->state != STEP_REFUSED && !sent_by(root, task)))
        return wrong_state(x);
    for (size_t i = 0; i < r->step_count; i++)
        if (!tree_plan(r, (int32_t)i) && !r->steps[i].serves && closed_with(&r->steps[i], root))
            return diag_set(x->d, "take_back.beside", "step", r->steps[i].name, NULL);
    return 0;
}

static int check_take_back(deciding_t *x, const task_t **out) {
    const record_t *r = x->record;
    bool back = r->state == RECORD_RETURNED; /* with the initiator */
    if (r->state != RECORD_OPEN && r->state != RECORD_PREPARING && !back) return wrong_state(x);
    const task_t *task = last_decision(x);
    if (!task) return diag_set(x->d, "take_back.none", NULL);
    if (back ? check_sent_back(x, task) : task->outcome == OUTCOME_RETURNED)
        return back ? -1 : diag_set(x->d, "take_back.none", NULL);
    if (check_permit(x, record_step(r, task->step), PERMIT_TAKE_BACK) || check_turns(x, task)) return -1;
    *out = task;
    return 0;
}

/* What opens once more keeps the ladder by which it was asked for. Other rules may not have its functions
 * (A53), of which the rung would only fail when it is late. */
static int check_functions(deciding_t *x, const step_t *step) {
    const char *missing = NULL;
    if (function_missing(x, step, &missing)) return -1;
    return missing ? diag_set(x->d, "take_back.function", "step", step->name, "function", missing, NULL) : 0;
}

int do_take_back(deciding_t *x) {
    record_t *r = x->record;
    const task_t *task = NULL;
    if (check_take_back(x, &task) || !task) return -1;
    int64_t id = task->id;
    int32_t no = task->step, index = tree_index(r, no), order = task->order;
    const plan_place_t *plan = tree_plan(r, index);
    bool stage;
    if (plan - r->plans + 2 < (ptrdiff_t)r->plan_count)
        return diag_set(x->d, "take_back.stage", "step", r->steps[index].name, NULL);
    bool *opened = opened_by(x, task, index, plan, &stage),
         *closed = arena_array(x->arena, r->step_count, sizeof *closed),
         *beside = arena_array(x->arena, r->step_count, sizeof *beside),
         *again = arena_array(x->arena, r->task_count, sizeof *again);
    if (!opened || !closed || !beside || !again) return diag_memory(x->d);
    size_t count = r->step_count, tasks = r->task_count;
    if (check_untouched(x, opened, task) || check_functions(x, &r->steps[index])) return -1;
    if (tell_corrections(x, opened, task)) return -1;
    if (steps_close(x, opened, count, "taken_back")) return -1;
    mark_below(r, opened, count);
    mark_outcome(r, closed, index);
    keep_unserved(r, closed, count, &r->steps[index]);
    for (size_t i = 0; i < tasks; i++) {
        int32_t of = tree_index(r, r->tasks[i].step);
        again[i] = of >= 0 && (of == index || closed[of]) && seat_again(r, &r->steps[of], &r->tasks[i]);
    }
    for (size_t i = 0; i < count; i++)
        beside[i] = closed[i] && !opened[i] && r->steps[i].opened_at != INSTANT_NONE;
    if (stage) {
        event_t e = {.u.stage_taken_back.stage = r->plans[r->plan_count - 1].stage};
        if (emit(x, EVENT_STAGE_TAKEN_BACK, &e)) return -1;
    }
    event_t e = {.u.task_taken_back = {.task = id, .reason = x->in->command->text}};
    if (emit(x, EVENT_TASK_TAKEN_BACK, &e)) return -1;
    for (size_t i = 0; i < count; i++)
        closed[i] = closed[i] || (opened[i] && tree_plan(r, (int32_t)i));
    if (reset(x, closed, count) || turns_back(x, no, order) || seats_open(x, no, id, again, tasks)) return -1;
    if (still_beside(x, beside, count, again, tasks)) return -1;
    x->out->task = id;
    if (route_settle(x)) return -1;
    /* the others have decided it without that: nothing is asked again, and what followed goes on */
    if (record_step(x->record, no)->state == STEP_OPEN) return 0;
    return stands(x, record_step(x->record, no));
}
