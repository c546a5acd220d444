/* A built calendar, and its arithmetic on the local timeline: milliseconds that a clock on the wall counts
 * from 1970-01-01T00:00 on, a day always 24 hours long. Zones come in with working_time.c, one span at a
 * time. */
#ifndef CS_CALENDAR_CALENDAR_PRIVATE_H
#define CS_CALENDAR_CALENDAR_PRIVATE_H

#include "calendar/calendar.h"

typedef struct work_day {
    int32_t total; /* ms */
    int32_t count;
    struct {
        int32_t from, until; /* ms after midnight, ascending */
    } windows[CALENDAR_WINDOWS_MAX];
} work_day_t;

struct calendar {
    char *name;
    const zone_t *zone;
    work_day_t week[7];     /* Monday first */
    int64_t week_ms;        /* working time of an ordinary week; never 0 */
    int64_t week_before[7]; /* … of its days before this one */
    calendar_day_t *days;
    char *names;     /* of days, one after the other */
    int64_t *gained; /* by days[0..i], against ordinary ones */
    size_t day_count;
    day_t confirmed_until;
    int64_t version;
};

/* floor(local / MS_DAY). */
int64_t local_day(int64_t local);
const work_day_t *local_work_day(const calendar_t *c, int64_t day);
/* Working time from an origin of its own up to `local`: differences of it are working time between. */
int64_t local_worked(const calendar_t *c, int64_t local);
/* The earliest local time at which local_worked is `sum`. `near`: a day to begin looking at. */
int64_t local_earliest(const calendar_t *c, int64_t sum, int64_t near);
/* The latest. */
int64_t local_latest(const calendar_t *c, int64_t sum, int64_t near);
/* Whether `local` lies in a window, [from, until). */
bool local_in_window(const calendar_t *c, int64_t local);

#endif
