/* Working time by walking day by day: slow and plain. */
#include "support/plain_calendars.h"
#include <string.h>

static day_t day_of(instant_t t) {
    return (day_t)(t >= 0 ? t / MS_DAY : -((-t + MS_DAY - 1) / MS_DAY));
}

static instant_t midnight(day_t day) {
    return (instant_t)day * MS_DAY;
}

static bool works(day_t day) {
    return day_weekday(day) <= 5;
}

static int known(const char *calendar, diag_t *d) {
    if (!calendar || strcmp(calendar, "missing") != 0) return 0;
    return diag_set(d, "calendar.unknown", "calendar", calendar, NULL);
}

/* The n-th working day strictly after `day`. */
static day_t working_day_after(day_t day, int32_t n) {
    while (n > 0) {
        day++;
        if (works(day)) n--;
    }
    return day;
}

static instant_t after_worktime(instant_t from, int64_t ms) {
    instant_t t = from;
    while (ms > 0) {
        instant_t end = midnight(day_of(t) + 1);
        int64_t there = works(day_of(t)) ? end - t : 0;
        if (there >= ms) return t + ms;
        ms -= there;
        t = end;
    }
    return t;
}

static instant_t reached(instant_t from, const limit_t *limit) {
    instant_t t = from;
    switch (limit->kind) {
    case LIMIT_NONE:
        return from;
    case LIMIT_WORKDAYS:
        if (limit->days == 0) return from;
        if (!limit->same_time) return midnight(working_day_after(day_of(from), limit->days) + 1);
        while (!works(day_of(t)))
            t = midnight(day_of(t) + 1);
        return midnight(working_day_after(day_of(t), limit->days)) + (t - midnight(day_of(t)));
    case LIMIT_WORKTIME:
        return after_worktime(from, limit->ms);
    case LIMIT_ELAPSED:
        return from + limit->ms;
    case LIMIT_DAY_TIME:
        t = midnight(day_of(from) + limit->days) + (int64_t)limit->minute * MS_MINUTE;
        return t > from ? t : t + MS_DAY;
    }
    return from;
}

static int plain_due(const void *ctx, const char *calendar, instant_t from, const limit_t *limit, due_t *out,
                     diag_t *d) {
    (void)ctx;
    if (known(calendar, d) != 0) return -1;
    *out = (due_t){.at = reached(from, limit)};
    return 0;
}

/* `reached` never runs back: the latest start that is not too late is found by halving. */
static int plain_back(const void *ctx, const char *calendar, instant_t due, const limit_t *limit, due_t *out,
                      diag_t *d) {
    (void)ctx;
    if (known(calendar, d) != 0) return -1;
    instant_t low = due - 2 * limit->ms - (2 * (int64_t)limit->days + 10) * MS_DAY, high = due;
    while (low < high) {
        instant_t middle = low + (high - low + 1) / 2;
        if (reached(middle, limit) <= due) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    *out = (due_t){.at = low};
    return 0;
}

static int plain_worked(const void *ctx, const char *calendar, instant_t from, instant_t until, int64_t *ms,
                        diag_t *d) {
    if (until < from) {
        int rc = plain_worked(ctx, calendar, until, from, ms, d);
        *ms = -*ms;
        return rc;
    }
    if (known(calendar, d) != 0) return -1;
    *ms = 0;
    for (instant_t t = from; t < until;) {
        instant_t end = midnight(day_of(t) + 1);
        if (end > until) end = until;
        if (works(day_of(t))) *ms += end - t;
        t = end;
    }
    return 0;
}

static int plain_local(const void *ctx, const char *calendar, instant_t t, civil_t *out, int32_t *offset_s,
                       diag_t *d) {
    (void)ctx;
    if (known(calendar, d) != 0) return -1;
    int month, day;
    int64_t rest = t - midnight(day_of(t));
    *out = (civil_t){0};
    day_to_civil(day_of(t), &out->year, &month, &day);
    out->month = (int8_t)month;
    out->day = (int8_t)day;
    out->hour = (int8_t)(rest / MS_HOUR);
    out->minute = (int8_t)(rest / MS_MINUTE % 60);
    out->second = (int8_t)(rest / MS_SECOND % 60);
    out->ms = (int16_t)(rest % MS_SECOND);
    *offset_s = 0;
    return 0;
}

calendars_t plain_calendars(void) {
    return (calendars_t){.due = plain_due, .back = plain_back, .worked = plain_worked, .local = plain_local};
}
