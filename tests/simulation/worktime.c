/* The second account of time; see worktime.h. */
#include "simulation/worktime.h"
#include "simulation/rung_times.h"
#include "simulation/sim.h"
#include "store/tables.h"
#include <inttypes.h>
#include <string.h>

enum { OF_WHICH_ONE = 8 };

static past_task_t *clock_owner(past_t *p, int64_t clock) {
    for (size_t i = p->task_count; i-- > 0;)
        if (p->tasks[i].clock == clock) return &p->tasks[i];
    return NULL;
}

bool counts_working(const limit_t *limit) {
    return limit->kind == LIMIT_WORKDAYS || limit->kind == LIMIT_WORKTIME;
}

/* The calendar as the store has it now: what was decided in this step was decided by it. */
static bool definition(sim_t *s, const char *name, calendar_def_t *def) {
    calendar_row_t *rows;
    size_t count;
    diag_t d = {0};
    if (name == NULL || name[0] == '\0') name = "company";
    if (store_calendars(s->machine.reader.store, &s->arena, &rows, &count, &d) != 0)
        return sim_fail_diag(s, 0, "calendars can be read", "no error", &d);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].name, name) != 0) continue;
        const char *text = rows[i].definition;
        return calendar_def_parse(text, strlen(text), &s->arena, def, &d) == 0 ||
               sim_fail_diag(s, 0, "a calendar can be read", "no error", &d);
    }
    return sim_fail(s, 0, "a clock's calendar is there", name, "none of that name");
}

/* Minutes from a whole one at or before `from`, until after `until`. */
bool worktime_walk(sim_t *s, const char *calendar, instant_t from, instant_t until, oracle_t *o) {
    calendar_def_t def;
    if (!definition(s, calendar, &def)) return false;
    instant_t start = from - ((from % MS_MINUTE) + MS_MINUTE) % MS_MINUTE;
    oracle_fill(o, &def, start, (int)((until - start) / MS_MINUTE) + 2);
    return o->minutes != NULL || sim_fail(s, 0, "memory for the oracle", "enough", "none");
}

/* From one instant to another in the limit's own time; *known false: too long to be walked. */
static bool time_between(sim_t *s, const past_task_t *t, instant_t from, instant_t until, int64_t *ms,
                         bool *known) {
    oracle_t o;
    *ms = until > from ? until - from : 0;
    *known = true;
    if (*ms == 0 || !counts_working(&t->limit)) return true;
    *known = *ms <= WALKED_MOST;
    if (!*known) return true;
    if (!worktime_walk(s, t->calendar, from, until, &o)) return false;
    *ms = oracle_between(&o, from, until);
    s->totals.n[COUNT_INTERVALS]++;
    oracle_free(&o);
    return true;
}

static bool wrong(sim_t *s, const past_t *p, const past_task_t *t, const char *what, int64_t expected,
                  int64_t found) {
    return sim_fail(s, p->id, what, sim_text(s, "%" PRId64 " ms", expected), "%" PRId64 " of task %" PRId64,
                    found, t->id);
}

/* A clock that begins is due when its limit has run, minute by minute; of each few one is walked. */
static bool due_from_start(sim_t *s, const past_t *p, const past_task_t *t, instant_t from) {
    oracle_t o;
    instant_t due;
    bool counts = counts_working(&t->limit) || t->limit.kind == LIMIT_DAY_TIME;
    if (t->due < from || t->due - from > WALKED_MOST || t->limit.kind == LIMIT_NONE) return true;
    if (counts && t->id % OF_WHICH_ONE != 0) return true;
    if (counts && !worktime_walk(s, t->calendar, from - from % MS_DAY - (int64_t)2 * MS_DAY,
                                 t->due + (int64_t)4 * MS_DAY, &o))
        return false;
    due = counts ? oracle_due(&o, from, &t->limit) : from + t->limit.ms;
    if (counts) oracle_free(&o);
    s->totals.n[COUNT_OPENED_DUE]++;
    return due == t->due ||
           wrong(s, p, t, "a clock is due when its limit has run, by the oracle (A60)", due, t->due);
}

bool worktime_opens(sim_t *s, const past_t *p, past_task_t *task, const event_t *opened) {
    task->calendar = sim_text(s, "%s", opened->u.task_opened.calendar ? opened->u.task_opened.calendar : "");
    task->limit = opened->u.task_opened.limit;
    task->due = opened->u.task_opened.due.at;
    task->run_from = task->opened = opened->recorded;
    task->ran = 0;
    task->waits = false;
    task->walked = true;
    return due_from_start(s, p, task, opened->recorded);
}

/* What ran since it began or went on joins the sum, and the rest is what the limit says from now on. */
static bool pauses(sim_t *s, past_t *p, past_task_t *t, const event_t *e, const record_t *r) {
    int64_t ran = 0, left = 0;
    bool known = true, also = true;
    if (t->waits) return true; /* for something else now */
    if (!time_between(s, t, t->run_from, e->recorded, &ran, &known) ||
        !time_between(s, t, e->recorded, t->due, &left, &also))
        return false;
    t->ran += ran;
    t->walked &= known;
    const cs_clock_t *clock = record_clock(r, t->clock);
    if (t->walked && clock->ran_ms != t->ran)
        return wrong(s, p, t, "a clock is the sum of its running intervals, by the oracle (A62)", t->ran,
                     clock->ran_ms);
    if (also && e->u.clock_paused.limit.ms != left)
        return wrong(s, p, t, "what remains of a limit is the time up to its due time (A62)", left,
                     e->u.clock_paused.limit.ms);
    t->limit = e->u.clock_paused.limit;
    t->waits = true;
    if (t->stood_count < STOOD_KEPT)
        t->stood[t->stood_count] = (standstill_t){.from = e->recorded, .until = INSTANT_NONE};
    t->stood_count++;
    return true;
}

/* It stood still from then until now. */
static void stood_until(past_task_t *t, instant_t now) {
    if (t->stood_count > 0 && t->stood_count <= STOOD_KEPT) t->stood[t->stood_count - 1].until = now;
}

/* A limit overrun stays overrun; out of hours it may have no working time left and not be due. */
static instant_t due_with_none_left(const past_task_t *t, instant_t now) {
    bool late = t->stood_count > STOOD_KEPT || t->due <= t->stood[t->stood_count - 1].from;
    return late || t->due >= now ? t->due : now;
}

/* It is due when what remained will have run. */
static bool resumes(sim_t *s, past_t *p, past_task_t *t, const event_t *e, const record_t *r) {
    bool days =
        t->limit.kind == LIMIT_WORKDAYS || t->limit.kind == LIMIT_DAY_TIME; /* given while it waited */
    oracle_t o;
    bool walked = false;
    if (!t->waits) return wrong(s, p, t, "only a clock that waits goes on", 0, e->u.clock_resumed.clock);
    instant_t due = days               ? e->u.clock_resumed.new_due
                    : t->limit.ms == 0 ? due_with_none_left(t, e->recorded)
                                       : e->recorded + t->limit.ms;
    stood_until(t, e->recorded);
    if (!days && t->limit.ms > 0 && e->u.clock_resumed.new_due <= e->recorded)
        return wrong(s, p, t, "a clock that goes on is due when the rest has run (A62)",
                     e->recorded + t->limit.ms, e->u.clock_resumed.new_due);
    if (!days && t->limit.ms > 0 && counts_working(&t->limit) &&
        e->u.clock_resumed.new_due - e->recorded <= WALKED_MOST) {
        if (!worktime_walk(s, t->calendar, e->recorded, e->u.clock_resumed.new_due + (int64_t)MS_DAY, &o))
            return false;
        due = oracle_forward(&o, e->recorded, t->limit.ms);
        s->totals.n[COUNT_INTERVALS]++;
        oracle_free(&o);
        walked = true;
    }
    if ((walked || !counts_working(&t->limit) || t->limit.ms == 0) && due != e->u.clock_resumed.new_due)
        return wrong(s, p, t, "a clock that goes on is due when the rest has run (A62)", due,
                     e->u.clock_resumed.new_due);
    t->due = e->u.clock_resumed.new_due;
    t->run_from = e->recorded;
    t->waits = false;
    return rung_times(s, p, t, r, e->u.clock_resumed.next_rung, e->u.clock_resumed.rung_at);
}

bool worktime_take(sim_t *s, past_t *p, const event_t *e, const record_t *r) {
    int64_t clock = e->kind == EVENT_CLOCK_PAUSED    ? e->u.clock_paused.clock
                    : e->kind == EVENT_CLOCK_RESUMED ? e->u.clock_resumed.clock
                                                     : e->u.clock_set.clock;
    past_task_t *t = clock_owner(p, clock);
    if (t == NULL || t->state != TASK_OPEN)
        return sim_fail(s, p->id, "a clock that changes is an open task's", "a task", "clock %" PRId64,
                        clock);
    if (e->kind == EVENT_CLOCK_PAUSED) return pauses(s, p, t, e, r);
    if (e->kind == EVENT_CLOCK_RESUMED) return resumes(s, p, t, e, r);
    t->calendar = sim_text(s, "%s", e->u.clock_set.calendar ? e->u.clock_set.calendar : "");
    t->limit = e->u.clock_set.limit;
    t->due = e->u.clock_set.new_due;
    if (e->u.clock_set.restarted && t->waits) t->ran = 0;
    if (e->u.clock_set.restarted && !t->waits) t->run_from = e->recorded;
    return true;
}
