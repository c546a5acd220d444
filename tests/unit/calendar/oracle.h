/* A slow second opinion on working time: it writes down for every minute of some months what the clocks of
 * the place show (libc's localtime, not our zones) and whether it is worked in, and answers by walking along
 * these minutes. */
#ifndef TESTS_CALENDAR_ORACLE_H
#define TESTS_CALENDAR_ORACLE_H

#include "calendar/calendar.h"
#include "model/limit.h"

#include <stdlib.h>
#include <time.h>

typedef struct minute {
    int32_t day;   /* local date */
    int16_t clock; /* local minute of the day */
    bool works;
} minute_t;

typedef struct oracle {
    instant_t start;
    int count;
    minute_t *minutes;
} oracle_t;

#define ORACLE_NONE INT64_MIN /* the answer lies outside of the minutes written down */

static inline bool oracle_works(const calendar_def_t *def, int32_t day, int clock) {
    int as = day_weekday(day);
    for (size_t i = 0; i < def->day_count; i++)
        if (def->days[i].day == day) as = def->days[i].as & 7;
    for (int i = 0; as != DAY_OFF && i < def->window_count[as - 1]; i++)
        if (def->windows[as - 1][i].from <= clock && clock < def->windows[as - 1][i].until) return true;
    return false;
}

static inline void oracle_zone(const char *zone) {
    setenv("TZ", zone, 1);
    tzset();
}

/* `start` is a whole minute; the zone's offset is whole minutes all the time. */
static inline void oracle_fill(oracle_t *o, const calendar_def_t *def, instant_t start, int count) {
    oracle_zone(def->zone);
    o->start = start;
    o->count = count;
    o->minutes = calloc((size_t)count, sizeof *o->minutes);
    for (int i = 0; o->minutes && i < count; i++) {
        struct tm tm;
        time_t t = (time_t)(start / 1000 + i * 60);
        localtime_r(&t, &tm);
        minute_t *m = &o->minutes[i];
        m->day = day_from_civil(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
        m->clock = (int16_t)(tm.tm_hour * 60 + tm.tm_min);
        m->works = oracle_works(def, m->day, m->clock);
    }
}

static inline void oracle_free(oracle_t *o) {
    free(o->minutes);
}

static inline instant_t oracle_at(const oracle_t *o, int i) {
    return o->start + (instant_t)i * MS_MINUTE;
}

static inline int oracle_index(const oracle_t *o, instant_t t) {
    return (int)((t - o->start) / MS_MINUTE);
}

static inline int64_t oracle_between(const oracle_t *o, instant_t from, instant_t until) {
    int64_t sum = 0;
    for (int i = oracle_index(o, from); i < o->count && oracle_at(o, i) < until; i++) {
        instant_t a = oracle_at(o, i) < from ? from : oracle_at(o, i);
        instant_t b = oracle_at(o, i + 1) > until ? until : oracle_at(o, i + 1);
        if (o->minutes[i].works) sum += b - a;
    }
    return sum;
}

static inline instant_t oracle_forward(const oracle_t *o, instant_t from, int64_t ms) {
    if (ms == 0) return from;
    for (int i = oracle_index(o, from); i < o->count; i++) {
        instant_t a = oracle_at(o, i) < from ? from : oracle_at(o, i);
        int64_t here = o->minutes[i].works ? oracle_at(o, i + 1) - a : 0;
        if (here >= ms) return a + ms;
        ms -= here;
    }
    return ORACLE_NONE;
}

static inline instant_t oracle_backward(const oracle_t *o, instant_t due, int64_t ms) {
    if (ms == 0) return due;
    for (int i = oracle_index(o, due - 1); i >= 0; i--) {
        instant_t b = oracle_at(o, i + 1) > due ? due : oracle_at(o, i + 1);
        int64_t here = o->minutes[i].works ? b - oracle_at(o, i) : 0;
        if (here >= ms) return b - ms;
        ms -= here;
    }
    return ORACLE_NONE;
}

/* The first minute that may show that local date (no clock is two days ahead of UTC). */
static inline int oracle_before_day(const oracle_t *o, int32_t day) {
    int i = oracle_index(o, ((instant_t)day - 2) * MS_DAY);
    return i < 0 ? 0 : i;
}

/* End of the day's working time; ORACLE_NONE when it doesn't work. */
static inline instant_t oracle_day_end(const oracle_t *o, int32_t day) {
    instant_t end = ORACLE_NONE;
    int first = oracle_before_day(o, day);
    for (int i = first; i < o->count && i < first + 5 * 1440; i++)
        if (o->minutes[i].day == day && o->minutes[i].works) end = oracle_at(o, i + 1);
    return end;
}

/* The n-th working day after (step 1) or before (-1) `day`; its end in *end. INT32_MIN: not among the
 * minutes. */
static inline int32_t oracle_nth_day(const oracle_t *o, int32_t day, int n, int step, instant_t *end) {
    while (n > 0) {
        day += step;
        if (day <= o->minutes[0].day || day >= o->minutes[o->count - 1].day) return INT32_MIN;
        *end = oracle_day_end(o, day);
        if (*end != ORACLE_NONE) n--;
    }
    return day;
}

/* The first instant at which clocks have reached that time: in a gap the jump, in an overlap the earlier. */
static inline instant_t oracle_clock(const oracle_t *o, int32_t day, int64_t ms) {
    if (ms >= MS_DAY) {
        ms -= MS_DAY;
        day++;
    }
    int clock = (int)(ms / MS_MINUTE);
    for (int i = oracle_before_day(o, day); i < o->count; i++) {
        const minute_t *m = &o->minutes[i];
        if (m->day == day && m->clock == clock) return oracle_at(o, i) + ms % MS_MINUTE;
        if (m->day > day || (m->day == day && m->clock > clock)) return oracle_at(o, i);
    }
    return ORACLE_NONE;
}

static inline instant_t oracle_due_days(const oracle_t *o, instant_t from, const limit_t *limit) {
    int i = oracle_index(o, from);
    instant_t end = ORACLE_NONE, s = from;
    if (!limit->same_time) {
        end = oracle_day_end(o, o->minutes[i].day);
        if (limit->days == 0 && end != ORACLE_NONE && end >= from) return end;
        int32_t day = oracle_nth_day(o, o->minutes[i].day, limit->days ? limit->days : 1, 1, &end);
        return day == INT32_MIN ? ORACLE_NONE : end;
    }
    while (i < o->count && !o->minutes[i].works)
        s = oracle_at(o, ++i);
    if (i == o->count) return ORACLE_NONE;
    if (limit->days == 0) return s;
    int32_t day = oracle_nth_day(o, o->minutes[i].day, limit->days, 1, &end);
    return day == INT32_MIN
               ? ORACLE_NONE
               : oracle_clock(o, day, o->minutes[i].clock * (int64_t)MS_MINUTE + s - oracle_at(o, i));
}

static inline instant_t oracle_back_days(const oracle_t *o, instant_t due, const limit_t *limit) {
    int i = oracle_index(o, due - 1);
    instant_t end = ORACLE_NONE, s = due;
    if (!limit->same_time) {
        if (limit->days == 0) return due;
        int32_t day = oracle_nth_day(o, o->minutes[i].day, limit->days, -1, &end);
        return day == INT32_MIN ? ORACLE_NONE : end;
    }
    int64_t ms;
    int j = oracle_index(o, due);
    if (o->minutes[j].works) {
        i = j;
        ms = o->minutes[i].clock * (int64_t)MS_MINUTE + s - oracle_at(o, i);
    } else {
        for (; i >= 0 && !o->minutes[i].works; i--)
            s = oracle_at(o, i);
        if (i < 0) return ORACLE_NONE;
        ms = o->minutes[i].clock * (int64_t)MS_MINUTE + s - oracle_at(o, i);
    }
    if (limit->days == 0) return s;
    int32_t day = oracle_nth_day(o, o->minutes[i].day, limit->days, -1, &end);
    return day == INT32_MIN ? ORACLE_NONE : oracle_clock(o, day, ms);
}

static inline instant_t oracle_due_clock(const oracle_t *o, instant_t from, const limit_t *limit) {
    int32_t day = o->minutes[oracle_index(o, from)].day + limit->days;
    instant_t at;
    do
        at = oracle_clock(o, day++, limit->minute * (int64_t)MS_MINUTE);
    while (at != ORACLE_NONE && at <= from);
    return at;
}

static inline instant_t oracle_back_clock(const oracle_t *o, instant_t due, const limit_t *limit) {
    int32_t day = o->minutes[oracle_index(o, due - 1)].day - limit->days;
    instant_t at;
    do {
        if (day <= o->minutes[0].day) return ORACLE_NONE;
        at = oracle_clock(o, day--, limit->minute * (int64_t)MS_MINUTE);
    } while (at == ORACLE_NONE || at >= due);
    return at;
}

static inline instant_t oracle_due(const oracle_t *o, instant_t from, const limit_t *limit) {
    switch (limit->kind) {
    case LIMIT_WORKTIME:
        return oracle_forward(o, from, limit->ms);
    case LIMIT_WORKDAYS: {
        instant_t at = oracle_due_days(o, from, limit);
        return at != ORACLE_NONE && at < from ? from : at;
    }
    case LIMIT_DAY_TIME:
        return oracle_due_clock(o, from, limit);
    default:
        return from + limit->ms;
    }
}

static inline instant_t oracle_back(const oracle_t *o, instant_t due, const limit_t *limit) {
    switch (limit->kind) {
    case LIMIT_WORKTIME:
        return oracle_backward(o, due, limit->ms);
    case LIMIT_WORKDAYS: {
        instant_t at = oracle_back_days(o, due, limit);
        return at > due ? due : at;
    }
    case LIMIT_DAY_TIME:
        return oracle_back_clock(o, due, limit);
    default:
        return due - limit->ms;
    }
}

#endif
