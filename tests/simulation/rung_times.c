/* The second account of when rungs come; see rung_times.h. */
#include "simulation/rung_times.h"
#include "simulation/sim.h"
#include "simulation/worktime.h"
#include <inttypes.h>

typedef struct counting {
    const past_task_t *task;
    const limit_t *distance;
    instant_t from; /* the opening, or the due time */
    oracle_t o;
} counting_t;

static int64_t passed(const counting_t *c, instant_t from, instant_t until) {
    if (until <= from) return 0;
    return counts_working(c->distance) ? oracle_between(&c->o, from, until) : until - from;
}

/* What ran of it up to that instant, in its own time. */
static int64_t ran(const counting_t *c, instant_t until) {
    int64_t sum = passed(c, c->from, until);
    for (size_t i = 0; i < c->task->stood_count; i++) {
        const standstill_t *s = &c->task->stood[i];
        if (s->from >= c->from) sum -= passed(c, s->from, s->until < until ? s->until : until);
    }
    return sum;
}

static bool stands(const counting_t *c, instant_t at) {
    for (size_t i = 0; i < c->task->stood_count; i++)
        if (c->task->stood[i].from < at && at < c->task->stood[i].until) return true;
    return false;
}

/* The first such time of day at which it had run for as long as up to `plain`. */
static instant_t time_of_day(const counting_t *c, instant_t plain) {
    int64_t need = plain - c->from;
    instant_t at = plain;
    const limit_t next = {.kind = LIMIT_DAY_TIME, .minute = c->distance->minute};
    while (at != ORACLE_NONE && (ran(c, at) < need || stands(c, at)))
        at = oracle_due_clock(&c->o, at, &next);
    return at;
}

/* *expected: `at` itself where it is the first instant by which it had run for as long as up to `plain`. */
static bool is_when_it_ran(const counting_t *c, instant_t plain, instant_t at, instant_t *expected) {
    int64_t need = passed(c, c->from, plain);
    *expected = plain;
    if (c->distance->kind == LIMIT_DAY_TIME) *expected = time_of_day(c, plain);
    if (*expected == ORACLE_NONE) return true;
    if (c->distance->kind == LIMIT_DAY_TIME || ran(c, plain) == need) return *expected == at;
    return ran(c, at) == need && ran(c, at - 1) < need && !stands(c, at);
}

static bool is_looked_at(const past_task_t *t, const rung_t *rung, instant_t at) {
    if (t->stood_count == 0 || t->stood_count > STOOD_KEPT || rung->distance.same_time) return false;
    bool late = t->due <= t->stood[t->stood_count - 1].from;
    bool anchored = rung->anchor == RUNG_AFTER_OPEN || (rung->anchor == RUNG_AFTER_DUE && late);
    return anchored && at - t->opened <= WALKED_MOST;
}

bool rung_times(sim_t *s, const past_t *p, const past_task_t *t, const record_t *r, int32_t rung,
                instant_t at) {
    const step_t *step = record_step(r, t->step);
    if (rung < 0 || step == NULL || (size_t)rung >= step->ladder.count) return true;
    const rung_t *next = &step->ladder.rungs[rung];
    if (!is_looked_at(t, next, at)) return true;
    counting_t c = {.task = t, .distance = &next->distance};
    c.from = next->anchor == RUNG_AFTER_OPEN ? t->opened : t->due;
    instant_t expected = ORACLE_NONE, last = t->stood[t->stood_count - 1].until;
    if (last < at) last = at;
    if (!worktime_walk(s, t->calendar, c.from - (int64_t)3 * MS_DAY, last + (int64_t)9 * MS_DAY, &c.o))
        return false;
    instant_t plain = oracle_due(&c.o, c.from, c.distance);
    bool holds = plain == ORACLE_NONE || is_when_it_ran(&c, plain, at, &expected);
    oracle_free(&c.o);
    if (plain != ORACLE_NONE) s->totals.n[COUNT_RUNGS_STOOD]++;
    return holds ||
           sim_fail(s, p->id, "a rung comes when the clock has run for as long (A62)",
                    sim_text(s, "%" PRId64 " ms, or when it had run for as long as until then", expected),
                    "%" PRId64 " of task %" PRId64 ", rung %d", at, t->id, rung);
}
