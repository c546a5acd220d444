/* What a time limit comes to on a calendar, in both directions, and working time between two instants
 * (approval.md A60; model/limit.h says which limits there are).
 *
 * Working time is a set of instants: those at which a clock on the wall, in the calendar's zone, shows a time
 * inside a window of its date, [from, until). A window that daylight saving takes hours out of is that much
 * shorter, one that it repeats hours of that much longer. A working day is a date with some working time: not
 * one that the zone skipped.
 *
 * Forward (`work_due`), from `from`:
 *   WORKTIME   the earliest instant at which `ms` of working time have run. Just the rest of a window is due
 * at that window's end, not at the next one's start; 0 ms at `from` itself, also out of hours. WORKDAYS   the
 * end of the last window of the n-th working day strictly after the local date of `from`. 0 days: of today,
 * if today works and that end is not past, else of the next working day. … same_time  the time of day of s on
 * the n-th working day strictly after the local date of s, s being the first working instant at or after
 * `from`. It is kept also where that day has other windows. 0 days: s. ELAPSED    from + ms. DAY_TIME
 * `minute` of the local day, `days` calendar days after the local date of `from`. With 0 days and that time
 * past already, or just then: of the next day. In a gap of daylight saving: the jump; in an overlap: the
 * earlier. Backward
 * (`work_back`), from `due`, is the mirror image. The span before a due time is half-open, so a due time at
 * midnight belongs to the day that ends there:
 *   WORKTIME   the latest instant from which `ms` of working time run up to `due`.
 *   WORKDAYS   the end of the last window of the n-th working day strictly before the date of `due`; 0 days:
 * `due`. … same_time  the time of day of s on the n-th working day strictly before that of s, s being the
 * last working instant at or before `due`, or the end of the window that it follows on. 0 days: s. DAY_TIME
 * `minute` of the local day, `days` calendar days before the date of `due`. With 0 days and that time still
 * to come, or just then: of the day before.
 *
 * Provisional (A63): WORKTIME and WORKDAYS that looked at a day beyond the date up to which the calendar is
 * confirmed.
 *
 * Errors: calendar.limit {calendar, limit} (no limit at all, or out of the ranges of limit.h), calendar.range
 * {calendar} (an instant outside the years 1 to 9999), calendar.beyond {calendar, limit} (more than 30 years
 * away). */
#ifndef CS_CALENDAR_WORKING_TIME_H
#define CS_CALENDAR_WORKING_TIME_H

#include "calendar/calendar.h"
#include "model/limit.h"

int work_due(const calendar_t *calendar, instant_t from, const limit_t *limit, due_t *out, diag_t *d);
int work_back(const calendar_t *calendar, instant_t due, const limit_t *limit, due_t *out, diag_t *d);
/* Working milliseconds in [from, until); negative when until < from. Error: calendar.range. */
int work_between(const calendar_t *calendar, instant_t from, instant_t until, int64_t *ms, diag_t *d);
/* The first working instant at or after `from`. Errors: calendar.range, calendar.beyond. */
int work_start(const calendar_t *calendar, instant_t from, instant_t *out, diag_t *d);

#endif
