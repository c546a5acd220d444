/* What a decision that is taken back had closed (A27): it is open again as it was, with what remained of its
 * time. */
#include "engine/children.h"
#include "engine/clocks.h"
#include "engine/course.h"
#include "engine/owing.h"
#include "engine/serving.h"
#include "engine/take_back.h"
#include "engine/tree.h"
#include <string.h>

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

/* What was closed from there down, then: not what had been before, when it was passed over by a jump. A group
 * that ended of itself keeps what it had closed. */
static void mark_closed(const record_t *r, bool *marks, int32_t from) {
    instant_t then = r->steps[from].ended_at;
    for (int32_t end = tree_end(r, from); from < end;) {
        const step_t *s = &r->steps[from];
        bool closed = s->state == STEP_CLOSED && s->ended_at == then && !s->superseded && !decided_nothing(s);
        if (closed) marks[from] = true;
        from = closed || !step_is_group(s->kind) || !step_ended(s->state) ? from + 1 : tree_end(r, from);
    }
}

/* Has whoever had this seat another one of the step since, from an earlier taking back? */
static bool has_newer(const record_t *r, const task_t *seat) {
    for (const task_t *t = seat + 1; t < r->tasks + r->task_count; t++)
        if (t->step == seat->step && t->order == seat->order && t->person == seat->person) return true;
    return false;
}

/* Does this closed seat open again with the step? Those who were closed as the step ended do; who was
 * removed, or has a newer seat since an earlier taking back, does not. A step that ended of itself though
 * nobody decided at that instant ended because somebody was removed. */
static bool seat_again(const record_t *r, const step_t *s, const task_t *seat) {
    if (seat->step != s->no || seat->state != TASK_CLOSED || !step_ended(s->state)) return false;
    if (seat->ended_at != s->ended_at || has_newer(r, seat)) return false;
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
 * that were closed with it, and what watched over it. */
static void mark_outcome(taking_back_t *t) {
    const record_t *r = t->x->record;
    int32_t at = t->index;
    while (r->steps[at].parent) {
        int32_t group = tree_index(r, r->steps[at].parent);
        const step_t *g = &r->steps[group];
        if (!step_ended(g->state)) return;
        for (int32_t m = group + 1; m < tree_end(r, group); m++) {
            const step_t *s = &r->steps[m];
            bool member = s->parent == g->no && !s->superseded && m != at;
            if (member && s->state == STEP_CLOSED && s->ended_at == g->ended_at) mark_closed(r, t->closed, m);
        }
        at = group;
    }
}

static void mark_returned_at(taking_back_t *t, int32_t no) {
    const record_t *r = t->x->record;
    int32_t at = tree_index(r, no);
    bool by_it = !tree_within(r, t->index, at) && step_left_for(&r->steps[at], "returned");
    if (by_it && r->steps[at].ended_at == record_task(r, t->task)->ended_at) mark_closed(r, t->closed, at);
}

/* What a return to a step closed on the way there: steps that are gone through again, and the group of a
 * signer whom it led to while they were asked, which is open again. */
static void mark_returned(taking_back_t *t) {
    for (size_t i = 0; t->way && i < t->way->passed_count; i++)
        mark_returned_at(t, t->way->passed[i]);
    for (size_t i = 0; t->way && i < t->way->changed_count; i++)
        mark_returned_at(t, t->way->changed[i].no);
}

/* What stood beside the plan and was closed with it, as the decision ended its stage: demands, warnings, what
 * an exception owed. */
static void mark_beside(taking_back_t *t) {
    const record_t *r = t->x->record;
    const step_t *root = &r->steps[r->plans[t->plan].first];
    bool sent_back = root->state == STEP_REFUSED || root->state == STEP_CLOSED;
    if (!sent_back || root->ended_at != record_task(r, t->task)->ended_at) return;
    for (size_t i = 0; i < t->steps; i++) {
        const step_t *s = &r->steps[i];
        bool beside = s->added && !s->parent && !s->serves && !s->superseded && !tree_plan(r, (int32_t)i);
        if (beside && s->state == STEP_CLOSED && s->ended_at == root->ended_at) t->closed[i] = true;
    }
}

/* What was owed in an earlier round, and was made up by it (A64). */
static void mark_made_up(taking_back_t *t) {
    const record_t *r = t->x->record;
    const step_t *own = &r->steps[t->index];
    for (size_t i = 0; i < t->steps; i++) {
        const step_t *s = &r->steps[i];
        bool made_up = s->added == ADDED_DEBT && s->state == STEP_CLOSED && step_left_for(s, "made_up");
        if (made_up && s->ended_at == record_task(r, t->task)->ended_at && s->kind == own->kind &&
            own->name && strcmp(owed_name(r, s), owed_name(r, own)) == 0)
            t->closed[i] = true;
    }
}

/* Was somebody asked there? A check that waited for its answer was opened to be closed. */
static bool was_asked(const record_t *r, const step_t *s) {
    for (size_t i = 0; i < r->task_count; i++)
        if (r->tasks[i].step == s->no) return true;
    return step_is_group(s->kind);
}

/* Which seats of these open again, and which of these had been open. */
static void mark_seats(taking_back_t *t) {
    const record_t *r = t->x->record;
    for (size_t i = 0; i < t->tasks; i++) {
        int32_t of = tree_index(r, r->tasks[i].step);
        t->again[i] =
            of >= 0 && (of == t->index || t->closed[of]) && seat_again(r, &r->steps[of], &r->tasks[i]);
    }
    for (size_t i = 0; i < t->steps; i++)
        t->beside[i] = t->closed[i] && !t->opened[i] && r->steps[i].opened_at != INSTANT_NONE &&
                       was_asked(r, &r->steps[i]);
}

int closed_mark(taking_back_t *t) {
    const record_t *r = t->x->record;
    mark_outcome(t);
    mark_returned(t);
    if (t->planned) mark_beside(t);
    mark_made_up(t);
    adjusted_closed(t);
    keep_unserved(r, t->closed, t->steps, &r->steps[t->index]);
    mark_seats(t);
    return 0;
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

/* What is left of its time. Who takes back has had the task all along: their due time stays. From the others
 * it was taken meanwhile: they have what remained then. */
static int time_left(deciding_t *x, const task_t *was, const cs_clock_t *clock, bool own, limit_t *out) {
    if (own) return clock_remains(x, clock, out);
    *out = (limit_t){.kind = counts_work(&clock->limit) ? LIMIT_WORKTIME : LIMIT_ELAPSED};
    return clock_span(x, clock, was->ended_at, clock->due_at, &out->ms);
}

static int served_again(deciding_t *x, const task_t *was, int64_t now);

/* The seat opens once more, with what is left of its time, and with it what served it. */
static int seat_reopen(deciding_t *x, int32_t no, const task_t *was, const cs_clock_t *clock, bool own) {
    step_t step = *record_step(x->record, no);
    task_t seat = *was;
    uint64_t past = 0;
    seat.id = 0; /* under a number of its own */
    if (clock->id && rungs_had_come(x, &step, was, clock, &past)) return -1;
    if (clock->id && clock->pause_step)
        step.within = clock->limit;
    else if (clock->id && time_left(x, was, clock, own, &step.within))
        return -1;
    if (seat_open(x, &step, &seat, past)) return -1;
    int64_t now = x->record->tasks[x->record->task_count - 1].id;
    return served_again(x, was, now) || seat_vacated(x, now) ? -1 : 0;
}

/* Whoever was asked there, or prepares something, has what remained of their time. */
static int served_seats(deciding_t *x, int32_t no, instant_t ended) {
    for (size_t i = 0, count = x->record->task_count; i < count; i++) {
        task_t seat = x->record->tasks[i];
        cs_clock_t clock = x->record->clocks[i];
        bool closed = seat.step == no && seat.state == TASK_CLOSED && seat.ended_at == ended;
        if (!closed || has_newer(x->record, &x->record->tasks[i])) continue;
        if (seat_reopen(x, no, &seat, &clock, false)) return -1;
    }
    return 0;
}

/* A question or a delegation that ended with the seat serves the one that is open now: its clock waits again
 * where it waited (pause.c). */
static int served_again(deciding_t *x, const task_t *was, int64_t now) {
    for (size_t i = 0; i < x->record->step_count; i++) {
        const step_t s = x->record->steps[i];
        event_t reset = {.u.step_reset = {.step = s.no, .serves = now}}, open = {.u.step_opened.step = s.no};
        if (!served_until(&s, was)) continue;
        if (emit(x, EVENT_STEP_RESET, &reset) || emit(x, EVENT_STEP_OPENED, &open)) return -1;
        if (served_seats(x, s.no, was->ended_at)) return -1;
    }
    return 0;
}

/* A turn that comes later is its owner's: who stands in then is asked when it comes. */
static int turn_queue(deciding_t *x, const task_t *was) {
    task_t seat = *was;
    if (was->principal && was->reason && strcmp(was->reason, HANDED_FOR) == 0) {
        seat.reason = ASKED_AGAIN;
        seat.reason_text = handle_of(x, was->person);
    }
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
        const step_t *step = record_step(x->record, no); /* by now */
        if (refuse_separated(x, step, seat.person, false) || refuse_second_vote(x, step, seat.person, false))
            return -1;
        bool later = in_order && seat.order > turn;
        if (later ? turn_queue(x, &seat) : seat_reopen(x, no, &seat, &clock, seat.id == own)) return -1;
    }
    return 0;
}

/* What was closed beside is open again as it was: what was decided there stays, and is not asked twice. */
static int still_beside(const taking_back_t *t) {
    deciding_t *x = t->x;
    for (size_t i = 0; i < t->steps; i++) {
        int32_t no = x->record->steps[i].no;
        event_t e = {.u.step_opened.step = no};
        if (!t->beside[i]) continue;
        if (emit(x, EVENT_STEP_OPENED, &e)) return -1;
        if (!step_is_group(x->record->steps[i].kind) && seats_open(x, no, 0, t->again, t->tasks)) return -1;
        if (x->record->steps[i].kind == STEP_RECORD && children_open_again(x, no, t->then)) return -1;
    }
    return 0;
}

/* A turn for which an earlier approval counted is asked for again when it comes (A14). */
static int turn_uncount(deciding_t *x, const task_t *counted) {
    task_t seat = *counted;
    event_t e = {.u.task_taken_back.task = counted->id};
    actor_t actor = act_as_rule(x);
    int result = emit(x, EVENT_TASK_TAKEN_BACK, &e);
    x->actor = actor;
    return result ? -1 : turn_queue(x, &seat);
}

/* The turn that was open after it waits again, and so do those that were counted. */
static int turns_back(deciding_t *x, int32_t no, int32_t order) {
    if (record_step(x->record, no)->mode != DECIDE_IN_ORDER) return 0;
    for (size_t i = 0, count = x->record->task_count; i < count; i++) {
        task_t t = x->record->tasks[i];
        event_t e = {.u.task_closed = {.task = t.id, .cause = "taken_back"}};
        if (t.step != no || t.order <= order) continue;
        bool counted = t.outcome == OUTCOME_COUNTED && !t.taken_back;
        if (counted && turn_uncount(x, &t)) return -1;
        if (t.state != TASK_OPEN) continue;
        if (tell(x, t.person, "task.taken_back", &x->record->tasks[i], NULL)) return -1;
        if (serving_close(x, t.id, "taken_back") || emit(x, EVENT_TASK_CLOSED, &e)) return -1;
        if (turn_queue(x, &t)) return -1;
    }
    return 0;
}

int closed_open(taking_back_t *t) {
    deciding_t *x = t->x;
    int32_t order = record_task(x->record, t->task)->order;
    for (size_t i = 0; i < t->steps; i++) /* what follows the step waits for it again */
        t->closed[i] = t->closed[i] || (!t->way && t->opened[i] && tree_plan(x->record, (int32_t)i) != NULL);
    if (reset(x, t->closed, t->steps) || turns_back(x, t->step, order)) return -1;
    return seats_open(x, t->step, t->task, t->again, t->tasks) || still_beside(t) ? -1 : 0;
}

int steps_open_again(deciding_t *x, bool *which, instant_t then) {
    const record_t *r = x->record;
    taking_back_t t = {.x = x,
                       .index = -1,
                       .closed = which,
                       .opened = arena_array(x->arena, r->step_count + 1, sizeof *t.opened),
                       .beside = arena_array(x->arena, r->step_count + 1, sizeof *t.beside),
                       .again = arena_array(x->arena, r->task_count + 1, sizeof *t.again),
                       .steps = r->step_count,
                       .tasks = r->task_count,
                       .then = then};
    if (!t.opened || !t.beside || !t.again) return diag_memory(x->d);
    mark_seats(&t);
    return reset(x, t.closed, t.steps) || still_beside(&t) ? -1 : 0;
}
