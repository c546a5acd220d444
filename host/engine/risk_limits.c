/* Limits that a higher risk shortens (P4.2.2): when the level rises on the way, and when a step comes again
 * that was planned before it rose, the route is asked once more, for the limits alone. A step that waits, or
 * is open, has no longer from now than the route would give it now: what was asked stays asked, nobody gets
 * more time, and nothing is late that was not. A monitor asks more often (P2.4.1), and the answer that it
 * waits for is due no later than its new interval from now. Nobody is stopped by it: where the route fails
 * the limits stay, and an incident tells of that. */
#include "engine/adjusting.h"
#include "engine/clocks.h"
#include "engine/course.h"
#include "engine/deciding.h"
#include "engine/tree.h"
#include <string.h>

/* Does the first limit end before the second, both from now? */
static int is_sooner(deciding_t *x, const char *calendar, const limit_t *limit, const limit_t *than,
                     bool *sooner) {
    const calendars_t *c = x->in->calendars;
    due_t a, b;
    if (c->due(c->ctx, calendar, x->in->now, limit, &a, x->d) ||
        c->due(c->ctx, calendar, x->in->now, than, &b, x->d))
        return -1;
    *sooner = a.at < b.at;
    return 0;
}

/* A clock that waits keeps what remains, if that is less. */
static int is_hastened(deciding_t *x, const cs_clock_t *clock, const limit_t *within, bool *hastened) {
    const calendars_t *c = x->in->calendars;
    due_t due;
    *hastened = false;
    if (clock->state == CLOCK_PAUSED && !limit_is_left(&clock->limit)) return 0;
    if (clock->state == CLOCK_PAUSED) return is_sooner(x, clock->calendar, within, &clock->limit, hastened);
    if (clock->state != CLOCK_RUNNING) return 0;
    if (c->due(c->ctx, clock->calendar, x->in->now, within, &due, x->d)) return -1;
    *hastened = due.at < clock->due_at;
    return 0;
}

static int hasten_tasks(deciding_t *x, int32_t step, const limit_t *within) {
    for (size_t i = 0; i < x->record->task_count; i++) {
        const task_t *t = &x->record->tasks[i];
        bool hastened;
        if (t->step != step || t->state != TASK_OPEN || !x->record->clocks[i].id) continue;
        if (is_hastened(x, &x->record->clocks[i], within, &hastened)) return -1;
        if (!hastened) continue;
        if (clock_move(x, t->id, within, t->person, "risk")) return -1;
        t = &x->record->tasks[i];
        if (tell(x, t->person, "task.tightened", t, NULL)) return -1;
    }
    return 0;
}

/* The same step as the route would have it now; NULL: it would not. */
static const step_t *in_plan(const plan_t *plan, const step_t *step) {
    for (size_t i = 0; i < plan->step_count; i++) {
        const step_t *s = &plan->steps[i];
        bool same = s->kind == step->kind && s->name && step->name && strcmp(s->name, step->name) == 0;
        if (same && s->state != STEP_LEFT_OUT && s->within.kind != LIMIT_NONE) return s;
    }
    return NULL;
}

static bool may_have_less(const step_t *s) {
    bool leaf = step_is_leaf(s->kind) && s->kind != STEP_COPY;
    bool goes_on = s->state == STEP_WAITING || s->state == STEP_OPEN;
    return leaf && goes_on && !s->superseded && !s->added && s->within.kind != LIMIT_NONE;
}

static int tighten(deciding_t *x, const step_t *step, const limit_t *within) {
    int32_t no = step->no;
    bool sooner;
    const char *calendar = directory_calendar(x->in->directory, x->record->initiator);
    event_t e = {.u.limit_tightened = {.step = no, .was = step->within, .within = *within}};
    if (is_sooner(x, calendar, within, &step->within, &sooner)) return -1;
    if (!sooner) return 0;
    return emit(x, EVENT_LIMIT_TIGHTENED, &e) || hasten_tasks(x, no, within) ? -1 : 0;
}

static int tighten_all(deciding_t *x, const plan_place_t *place) {
    plan_t plan;
    int32_t first = place->first, count = place->count;
    if (stage_plan(x, place->stage, &plan)) return -1;
    for (int32_t i = first; i < first + count; i++) {
        const step_t *step = &x->record->steps[i];
        const step_t *now = may_have_less(step) ? in_plan(&plan, step) : NULL;
        if (now && tighten(x, step, &now->within)) return -1;
    }
    return 0;
}

/* Does what came before come again by this command, as it was planned: returned to, another round of a loop,
 * a decision taken back? */
static bool comes_again(const deciding_t *x) {
    for (size_t i = 0; i < x->out->event_count; i++) {
        event_kind_t kind = x->out->events[i].kind;
        if (kind == EVENT_PLAN_REWOUND || kind == EVENT_STAGE_RETURNED || kind == EVENT_PLAN_RESTORED ||
            kind == EVENT_TASK_TAKEN_BACK || kind == EVENT_STAGE_TAKEN_BACK)
            return true;
    }
    return false;
}

/* Did the route read a lower level than that of now? */
static bool planned_lower(const record_t *r, const plan_place_t *place) {
    for (size_t i = 0; i < place->fact_count; i++)
        if (strcmp(place->facts[i].path, "risk") == 0) return risk_from(place->facts[i].text) < r->risk;
    return false;
}

int risk_tighten(deciding_t *x) {
    const record_t *r = x->record;
    const plan_place_t *place = r->plan_count > 0 ? &r->plans[r->plan_count - 1] : NULL;
    bool rose = x->risk_rose || (place && comes_again(x) && planned_lower(r, place));
    mark_t mark;
    x->risk_rose = false;
    if (!rose || !place || r->state != RECORD_OPEN || place->stage != r->stage || place->round != r->round)
        return 0;
    if (mark_set(x, &mark)) return -1;
    actor_t actor = act_as_rule(x);
    int result = tighten_all(x, place);
    x->actor = actor;
    return attempt_end(x, &mark, result);
}
