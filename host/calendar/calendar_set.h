/* All calendars of a company by name, one of them the default, with the zones that they need: a snapshot. It
 * is built whole, never changes, and is counted: whoever works with it holds a reference, a newer one is
 * swapped in beside it, and the last to let go frees it. */
#ifndef CS_CALENDAR_CALENDAR_SET_H
#define CS_CALENDAR_CALENDAR_SET_H

#include "calendar/calendar.h"
#include "model/limit.h"

enum { CALENDAR_SET_MAX = 10000 };

typedef struct calendar_set calendar_set_t;

/* Builds a set that the caller holds one reference to. The definitions are copied. `default_name` is the
 * calendar that NULL and "" stand for; NULL: the only one. `zone_dir` as for zone_load. Errors:
 * calendar.invalid {calendar} caused by calendar_def_check's or a zone.* error, calendar.twice {calendar},
 * calendar.no_default {calendar}, calendar.too_many {field, limit}, memory.out. */
int calendar_set_create(const calendar_def_t *defs, size_t count, const char *default_name,
                        const char *zone_dir, calendar_set_t **out, diag_t *d);
calendar_set_t *calendar_set_hold(calendar_set_t *set);
/* NULL is let pass. */
void calendar_set_release(calendar_set_t *set);

/* The calendar of that name, NULL or "" the default; NULL when there is none. Lives as long as the set. */
const calendar_t *calendar_set_find(const calendar_set_t *set, const char *name);
size_t calendar_set_count(const calendar_set_t *set);
/* The i-th in the order of names. */
const calendar_t *calendar_set_at(const calendar_set_t *set, size_t i);
/* What engine asks (model/limit.h), answered by this set, which must be held meanwhile. Besides the errors
 * named there: calendar.limit and calendar.range of working_time.h. */
calendars_t calendar_set_calendars(const calendar_set_t *set);

#endif
