/* A second account of time: of every clock, when it ran, and what that came to by an oracle that walks along
 * the minutes (tests/unit/calendar/oracle.h). The sum of a clock's running intervals is the time worked in
 * them; what remains of its limit when it waits is the time up to its due time; and when it goes on, it is
 * due when that has been worked (A62). */
#ifndef TESTS_SIMULATION_WORKTIME_H
#define TESTS_SIMULATION_WORKTIME_H

#include "simulation/history.h"
#include "unit/calendar/oracle.h"

/* The task's clock begins: of some it is looked at whether its limit has run when it is due. */
bool worktime_opens(sim_t *s, const past_t *p, past_task_t *task, const event_t *opened);
/* A clock was paused, goes on, or was set; the record after it is `r`. */
bool worktime_take(sim_t *s, past_t *p, const event_t *e, const record_t *r);

/* ---- for what counts along with it (rung_times.c) */

/* Longer than this is not walked minute by minute: a run would take too long. */
#define WALKED_MOST ((int64_t)150 * MS_DAY)

/* Is the limit counted in working time? */
bool counts_working(const limit_t *limit);
/* The minutes of a calendar as the store has it now, from a whole one at or before `from` until after
 * `until`; to be freed by oracle_free. */
bool worktime_walk(sim_t *s, const char *calendar, instant_t from, instant_t until, oracle_t *o);

#endif
