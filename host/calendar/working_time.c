/* Working time on the real timeline: the local one of calendar_local.c, taken one span of the zone at a time.
 * Within a span local time runs as the sun does, so sums of the local timeline hold; between two spans it
 * jumps. */
#include "calendar/working_time.h"
#include "calendar/calendar_private.h"

#include <stdio.h>

enum { REACH_DAYS = 10958, LIMIT_TEXT = 64 };
#define REACH_MS (REACH_DAYS * (int64_t)MS_DAY)
#define INSTANT_FIRST INT64_C(-62135596800000) /* 0001-01-01T00:00:00Z */
/* Offsets lie between −89999 s and 93599 s (zone_file.c): no clock is further ahead or behind than these. */
#define AHEAD_MS (INT64_C(93600) * 1000)
#define BEHIND_MS (INT64_C(90000) * 1000)

static int64_t offset_ms(const zone_span_t *span) {
    return (int64_t)span->offset_s * 1000;
}

static bool unconfirmed(const calendar_t *c, int64_t day) {
    return c->confirmed_until != DAY_NONE && day > c->confirmed_until;
}

static char *limit_in_words(const limit_t *limit, char out[LIMIT_TEXT]) {
    switch (limit->kind) {
    case LIMIT_WORKDAYS:
        snprintf(out, LIMIT_TEXT, "%d workdays%s", (int)limit->days, limit->same_time ? " same time" : "");
        break;
    case LIMIT_WORKTIME:
        snprintf(out, LIMIT_TEXT, "%lld ms of working time", (long long)limit->ms);
        break;
    case LIMIT_ELAPSED:
        snprintf(out, LIMIT_TEXT, "%lld ms", (long long)limit->ms);
        break;
    case LIMIT_DAY_TIME:
        snprintf(out, LIMIT_TEXT, "%d days at %02d:%02d", (int)limit->days, (int)limit->minute / 60,
                 (int)limit->minute % 60);
        break;
    default:
        snprintf(out, LIMIT_TEXT, "none");
    }
    return out;
}

static int refuse(const calendar_t *c, const limit_t *limit, const char *code, diag_t *d) {
    char text[LIMIT_TEXT];
    return diag_set(d, code, "calendar", c->name, "limit", limit_in_words(limit, text), NULL);
}

static int check_instant(const calendar_t *c, instant_t t, diag_t *d) {
    if (t >= INSTANT_FIRST && t <= INSTANT_MAX) return 0;
    return diag_set(d, "calendar.range", "calendar", c->name, NULL);
}

static int check(const calendar_t *c, instant_t t, const limit_t *limit, diag_t *d) {
    if (limit->kind == LIMIT_NONE || !limit_valid(limit)) return refuse(c, limit, "calendar.limit", d);
    return check_instant(c, t, d);
}

/* --- working time, in milliseconds --- */

int work_between(const calendar_t *c, instant_t from, instant_t until, int64_t *ms, diag_t *d) {
    zone_span_t span;
    bool backward = until < from;
    *ms = 0;
    if (check_instant(c, from, d) != 0 || check_instant(c, until, d) != 0) return -1;
    if (backward) {
        instant_t swap = from;
        from = until;
        until = swap;
    }
    while (from < until) {
        zone_at(c->zone, from, &span);
        instant_t end = span.until < until ? span.until : until;
        *ms += local_worked(c, end + offset_ms(&span)) - local_worked(c, from + offset_ms(&span));
        from = end;
    }
    if (backward) *ms = -*ms;
    return 0;
}

/* -1: beyond reach. */
static int run_forward(const calendar_t *c, instant_t from, int64_t ms, due_t *out) {
    zone_span_t span;
    instant_t end = from + REACH_MS;
    for (; from < end; from = span.until) {
        zone_at(c->zone, from, &span);
        int64_t offset = offset_ms(&span), local = from + offset;
        int64_t start = local_worked(c, local);
        int64_t here = local_worked(c, (span.until < end ? span.until : end) + offset) - start;
        if (here < ms) {
            ms -= here;
            continue;
        }
        int64_t at = local_earliest(c, start + ms, local_day(local));
        out->at = at - offset;
        out->provisional = unconfirmed(c, local_day(at - 1)); /* the day whose window ends there */
        return 0;
    }
    return -1;
}

static int run_backward(const calendar_t *c, instant_t due, int64_t ms, due_t *out) {
    zone_span_t span;
    instant_t end = due - REACH_MS;
    for (; due > end; due = span.from) {
        zone_at(c->zone, due - 1, &span);
        int64_t offset = offset_ms(&span), local = due + offset;
        int64_t stop = local_worked(c, local);
        int64_t here = stop - local_worked(c, (span.from > end ? span.from : end) + offset);
        if (here >= ms) {
            out->at = local_latest(c, stop - ms, local_day(local)) - offset;
            return 0;
        }
        ms -= here;
    }
    return -1;
}

/* --- where working time begins and ends --- */

/* A moment of a local day: `ms` may be a whole day, at the end of a window that lasts until 24:00. */
typedef struct moment {
    instant_t at;
    int64_t day, ms;
} moment_t;

static int next_working(const calendar_t *c, instant_t from, moment_t *out) {
    zone_span_t span;
    instant_t end = from + REACH_MS;
    for (; from < end; from = span.until) {
        zone_at(c->zone, from, &span);
        int64_t offset = offset_ms(&span), local = from + offset;
        int64_t at = local_latest(c, local_worked(c, local), local_day(local));
        if (span.until != INT64_MAX && at >= span.until + offset) continue;
        out->at = at - offset;
        out->day = local_day(at);
        out->ms = at - out->day * MS_DAY;
        return out->at <= end ? 0 : -1;
    }
    return -1;
}

/* The last working instant at or before `due`, or the end of the window that it was in. */
static int last_working(const calendar_t *c, instant_t due, moment_t *out) {
    zone_span_t span;
    instant_t end = due - REACH_MS;
    zone_at(c->zone, due, &span);
    int64_t at = due + offset_ms(&span);
    if (local_in_window(c, at)) {
        *out = (moment_t){due, local_day(at), at - local_day(at) * MS_DAY};
        return 0;
    }
    for (; due > end; due = span.from) {
        zone_at(c->zone, due - 1, &span);
        int64_t offset = offset_ms(&span), local = due + offset;
        at = local_earliest(c, local_worked(c, local), local_day(local));
        if (span.from != INT64_MIN && at <= span.from + offset) continue;
        out->at = at - offset;
        out->day = local_day(at - 1);
        out->ms = at - out->day * MS_DAY;
        return out->at >= end ? 0 : -1;
    }
    return -1;
}

int work_start(const calendar_t *c, instant_t from, instant_t *out, diag_t *d) {
    const limit_t none = {.kind = LIMIT_WORKTIME};
    moment_t start;
    if (check_instant(c, from, d) != 0) return -1;
    if (next_working(c, from, &start) != 0) return refuse(c, &none, "calendar.beyond", d);
    *out = start.at;
    return 0;
}

/* --- working days --- */

/* Whether no other span than this one shows any time of the day. */
static bool span_covers(const zone_span_t *span, int64_t day) {
    int64_t local = day * MS_DAY, reach = AHEAD_MS + BEHIND_MS;
    return (span->from == INT64_MIN || span->from + offset_ms(span) <= local - reach) &&
           (span->until == INT64_MAX || span->until + offset_ms(span) >= local + MS_DAY + reach);
}

/* The last instant of the day's working time, the slow way: its windows in each span that shows the day. */
static bool day_end_in_spans(const calendar_t *c, const work_day_t *work, int64_t day, instant_t *end) {
    zone_span_t span;
    int64_t local = day * MS_DAY;
    bool works = false;
    for (instant_t t = local - AHEAD_MS; t < local + MS_DAY + BEHIND_MS; t = span.until) {
        zone_at(c->zone, t, &span);
        for (int i = 0; i < work->count; i++) {
            instant_t from = local + work->windows[i].from - offset_ms(&span);
            instant_t until = local + work->windows[i].until - offset_ms(&span);
            if (from < span.from) from = span.from;
            if (until > span.until) until = span.until;
            if (from >= until) continue;
            works = true;
            *end = until; /* spans and windows ascend */
        }
    }
    return works;
}

/* Whether the day works, and when its working time ends. `span`: any; kept from day to day to ask the zone
 * less. */
static bool day_end(const calendar_t *c, int64_t day, zone_span_t *span, instant_t *end) {
    const work_day_t *work = local_work_day(c, day);
    if (work->count == 0) return false;
    if (!span_covers(span, day)) zone_at(c->zone, day * MS_DAY + MS_DAY / 2 - offset_ms(span), span);
    if (!span_covers(span, day)) return day_end_in_spans(c, work, day, end);
    *end = day * MS_DAY + work->windows[work->count - 1].until - offset_ms(span);
    return true;
}

/* The n-th working day from `day` on, that day not counted, in steps of +1 or -1. -1: beyond reach. */
static int count_days(const calendar_t *c, int64_t day, int32_t n, int step, zone_span_t *span, int64_t *out,
                      instant_t *end) {
    for (int i = 0; i < REACH_DAYS; i++) {
        day += step;
        if (day_end(c, day, span, end) && --n == 0) {
            *out = day;
            return 0;
        }
    }
    return -1;
}

static int days_forward(const calendar_t *c, instant_t from, const limit_t *limit, due_t *out) {
    zone_span_t span;
    int64_t day;
    moment_t start;
    zone_at(c->zone, from, &span);
    if (limit->same_time) {
        if (next_working(c, from, &start) != 0) return -1;
        day = start.day;
        out->at = start.at;
        if (limit->days > 0) {
            instant_t end;
            if (count_days(c, start.day, limit->days, 1, &span, &day, &end) != 0) return -1;
            out->at = zone_instant(c->zone, (day_t)day, start.ms);
        }
    } else {
        day = local_day(from + offset_ms(&span));
        bool today = limit->days == 0 && day_end(c, day, &span, &out->at) && out->at >= from;
        int32_t n = limit->days > 0 ? limit->days : 1;
        if (!today && count_days(c, day, n, 1, &span, &day, &out->at) != 0) return -1;
    }
    if (out->at < from) out->at = from; /* an overlap of daylight saving showed the date twice */
    out->provisional = unconfirmed(c, day);
    return 0;
}

static int days_backward(const calendar_t *c, instant_t due, const limit_t *limit, due_t *out) {
    zone_span_t span;
    moment_t last;
    int64_t day;
    instant_t end;
    out->at = due;
    zone_at(c->zone, due - 1, &span);
    if (limit->same_time) {
        if (last_working(c, due, &last) != 0) return -1;
        out->at = last.at;
        if (limit->days > 0) {
            if (count_days(c, last.day, limit->days, -1, &span, &day, &end) != 0) return -1;
            out->at = zone_instant(c->zone, (day_t)day, last.ms);
        }
    } else if (limit->days > 0) {
        day = local_day(due - 1 + offset_ms(&span));
        if (count_days(c, day, limit->days, -1, &span, &day, &out->at) != 0) return -1;
    }
    if (out->at > due) out->at = due;
    return 0;
}

/* --- a time of day --- */

static instant_t day_time_forward(const calendar_t *c, instant_t from, const limit_t *limit) {
    day_t day = zone_day(c->zone, from, NULL) + limit->days;
    instant_t at = zone_instant(c->zone, day, limit->minute * (int64_t)MS_MINUTE);
    while (at <= from) /* a span is never empty */
        at = zone_instant(c->zone, ++day, limit->minute * (int64_t)MS_MINUTE);
    return at;
}

static instant_t day_time_backward(const calendar_t *c, instant_t due, const limit_t *limit) {
    day_t day = zone_day(c->zone, due - 1, NULL) - limit->days;
    instant_t at = zone_instant(c->zone, day, limit->minute * (int64_t)MS_MINUTE);
    while (at >= due)
        at = zone_instant(c->zone, --day, limit->minute * (int64_t)MS_MINUTE);
    return at;
}

/* --- any limit --- */

int work_due(const calendar_t *c, instant_t from, const limit_t *limit, due_t *out, diag_t *d) {
    int found = 0;
    if (check(c, from, limit, d) != 0) return -1;
    *out = (due_t){from, false};
    switch (limit->kind) {
    case LIMIT_WORKTIME:
        if (limit->ms > 0) found = run_forward(c, from, limit->ms, out);
        break;
    case LIMIT_WORKDAYS:
        found = days_forward(c, from, limit, out);
        break;
    case LIMIT_ELAPSED:
        out->at = from + limit->ms;
        break;
    default:
        out->at = day_time_forward(c, from, limit);
    }
    if (found != 0 || out->at > INSTANT_MAX) return refuse(c, limit, "calendar.beyond", d);
    return 0;
}

int work_back(const calendar_t *c, instant_t due, const limit_t *limit, due_t *out, diag_t *d) {
    int found = 0;
    if (check(c, due, limit, d) != 0) return -1;
    bool counts = (limit->kind == LIMIT_WORKTIME && limit->ms > 0) || limit->kind == LIMIT_WORKDAYS;
    *out = (due_t){due, counts && unconfirmed(c, zone_day(c->zone, due - 1, NULL))};
    switch (limit->kind) {
    case LIMIT_WORKTIME:
        if (limit->ms > 0) found = run_backward(c, due, limit->ms, out);
        break;
    case LIMIT_WORKDAYS:
        found = days_backward(c, due, limit, out);
        break;
    case LIMIT_ELAPSED:
        out->at = due - limit->ms;
        break;
    default:
        out->at = day_time_backward(c, due, limit);
    }
    if (found != 0 || out->at < INSTANT_FIRST) return refuse(c, limit, "calendar.beyond", d);
    return 0;
}
