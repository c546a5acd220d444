/* When the rungs of a ladder come: from the opening, the due time, or a part of the limit. The one that comes
 * next is the earliest of those without an outcome, in the order written where instants are the same.
 *
 * A clock is the sum of its running intervals (A62). The due time moves by what remains of the limit
 * (pause.c), and with it whatever counts towards it or from it. What counts from the opening, or from a due
 * time that was past when the clock stood still, is moved here, in the same way: what remained up to the rung
 * runs on afterwards, as working time where its distance counts that. A time of day stays one: the first at
 * which the clock has run as long as it would have up to the rung. */
#include "engine/clocks.h"
#include "engine/deciding.h"

/* A part of the span from start to due, in the limit's own time: working time for limits that count it, else
 * the time of the clock on the wall. */
static int fraction_of(deciding_t *x, int32_t permille, const cs_clock_t *clock, instant_t *at) {
    limit_t part = {.kind = counts_work(&clock->limit) ? LIMIT_WORKTIME : LIMIT_ELAPSED};
    int64_t span;
    if (clock_span(x, clock, clock->started_at, clock->due_at, &span)) return -1;
    span += clock->ran_ms; /* a part of the whole limit, of which that much ran before the last pause */
    part.ms = span / 1000 * permille + span % 1000 * permille / 1000 - clock->ran_ms;
    if (part.ms < 0) part.ms = 0;
    due_t due;
    if (due_from(x, clock->calendar, clock->started_at, &part, &due)) return -1;
    *at = due.at;
    return 0;
}

/* The first instant at or after `t` that is of the distance's kind: of a time of day the next such, else t.
 */
static int settled(deciding_t *x, const cs_clock_t *clock, const limit_t *distance, instant_t t,
                   instant_t *at) {
    due_t due = {.at = t};
    limit_t next = {.kind = LIMIT_DAY_TIME, .minute = distance->minute};
    if (distance->kind == LIMIT_DAY_TIME && due_from(x, clock->calendar, t - 1, &next, &due)) return -1;
    *at = due.at;
    return 0;
}

/* What remained up to it as the clock stood still, from when it went on. */
static int put_off(deciding_t *x, const cs_clock_t *clock, const limit_t *distance, const standstill_t *s,
                   instant_t *at) {
    const calendars_t *c = x->in->calendars;
    limit_t left = {.kind = counts_work(distance) ? LIMIT_WORKTIME : LIMIT_ELAPSED};
    due_t due;
    if (*at > s->from) left.ms = *at - s->from;
    if (left.ms > 0 && counts_work(distance) &&
        c->worked(c->ctx, clock->calendar, s->from, *at, &left.ms, x->d))
        return -1;
    if (due_from(x, clock->calendar, s->until, &left, &due)) return -1;
    *at = due.at;
    return 0;
}

/* `distance` after the anchor, of the clock's running time. What had come when it stood still has come. While
 * it does, the rest is not known, and far away. */
static int running_after(deciding_t *x, instant_t anchor, const limit_t *distance, const cs_clock_t *clock,
                         instant_t *at) {
    due_t due;
    if (due_from(x, clock->calendar, anchor, distance, &due)) return -1;
    instant_t run = due.at; /* when it has run for long enough */
    *at = due.at;
    for (size_t i = 0; i < clock->stood_count; i++) {
        const standstill_t *s = &clock->stood[i];
        if (s->from < anchor) continue; /* a due time has moved by it already */
        if (*at <= s->from) return 0;
        *at = INSTANT_MAX;
        if (s->until == INSTANT_NONE) return 0;
        if (put_off(x, clock, distance, s, &run) || settled(x, clock, distance, run, at)) return -1;
    }
    return 0;
}

int rung_instant(deciding_t *x, const rung_t *rung, const task_t *task, const cs_clock_t *clock,
                 instant_t *at) {
    const calendars_t *c = x->in->calendars;
    due_t due = {0};
    switch (rung->anchor) {
    case RUNG_BEFORE_DUE:
        if (c->back(c->ctx, clock->calendar, clock->due_at, &rung->distance, &due, x->d)) return -1;
        *at = due.at < clock->started_at ? clock->started_at : due.at;
        return 0;
    case RUNG_AFTER_OPEN:
        return running_after(x, task->opened_at, &rung->distance, clock, at);
    case RUNG_FRACTION:
        return fraction_of(x, rung->permille, clock, at);
    default:
        return running_after(x, clock->due_at, &rung->distance, clock, at);
    }
}

int clock_next(deciding_t *x, const step_t *step, const task_t *task, const cs_clock_t *clock, uint64_t past,
               bool firing, int32_t *rung, instant_t *at) {
    *rung = -1;
    *at = INSTANT_NONE;
    for (size_t i = 0; i < step->ladder.count && i < LADDER_RUNGS_MAX; i++) {
        instant_t instant;
        if (past >> i & 1) continue;
        if (rung_instant(x, &step->ladder.rungs[i], task, clock, &instant)) {
            if (!firing || diag_is(x->d, "memory.out")) return -1;
            diag_clear(x->d);
            instant = x->in->now; /* it fails as it fires, and somebody is told */
        }
        if (*rung >= 0 && instant >= *at) continue;
        *rung = (int32_t)i;
        *at = instant;
    }
    return 0;
}
