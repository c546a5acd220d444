/* Time limits as data: how long a step may take, how far a rung of a ladder is from its anchor (approval.md
 * A60, A61). What a limit comes to on a calendar is asked of the calendars interface below; calendar/ answers
 * it. */
#ifndef CS_MODEL_LIMIT_H
#define CS_MODEL_LIMIT_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/instant.h"

typedef enum limit_kind {
    LIMIT_NONE = 0,
    LIMIT_WORKDAYS = 1, /* `days` working days: end of the n-th working day strictly after the local date of
                           the start, or, with same_time, the same time of day on it, counted from the first
                           working instant at or after the start */
    LIMIT_WORKTIME = 2, /* `ms` of working time, inside the calendar's windows */
    LIMIT_ELAPSED = 3,  /* `ms` of calendar time, around the clock */
    LIMIT_DAY_TIME = 4, /* at `minute` of the local day, `days` calendar days after the local date of the
                           start; on the next day where that is not later than the start */
} limit_kind_t;

enum { LIMIT_DAYS_MAX = 3660, LIMIT_MINUTE_MAX = 1439 };
#define LIMIT_MS_MAX ((int64_t)LIMIT_DAYS_MAX * MS_DAY)

typedef struct limit {
    limit_kind_t kind;
    bool same_time;
    int32_t days;   /* 0 to 3660 */
    int32_t minute; /* 0 to 1439 */
    int64_t ms;     /* 0 to 3660 days */
} limit_t;

/* Within the ranges above? What is not fails the buffer when encoded. */
bool limit_valid(const limit_t *limit);
void limit_encode(const limit_t *limit, buf_t *out);
void limit_decode(cursor_t *in, limit_t *out); /* failure is in the cursor */

/* "3 workdays", "3 workdays same time", "4 workhours", "36 hours", "5 days", "05:15 day 7". -1: value.limit
 * {text}. */
int limit_parse(const char *text, limit_t *out, diag_t *d);
char *limit_text(const limit_t *limit, arena_t *arena); /* the same; NULL: no memory */

/* The first five characters as a time of day, "05:15", in minutes; false: they are none. */
bool clock_minute(const char *s, int32_t *minute);

typedef struct due {
    instant_t at;     /* the earliest instant at which the time run equals the limit */
    bool provisional; /* some day that it counted lies beyond the date up to which the calendar is confirmed
                         (A63) */
} due_t;

/* What engine asks of calendars. `calendar` is a calendar's name; NULL or "" is the company's default.
 * Errors: calendar.unknown {calendar}, calendar.beyond {calendar, limit} when no due time lies within 30
 * years. */
typedef struct calendars {
    const void *ctx;
    /* When a limit that starts at `from` is reached. Always >= from. */
    int (*due)(const void *ctx, const char *calendar, instant_t from, const limit_t *limit, due_t *out,
               diag_t *d);
    /* The mirror of `due`, for rungs before the due time (calendar/working_time.h has each kind): of working
     * and elapsed time the latest instant from which `limit` reaches `due`; of working days the end of the
     * n-th one before; of a time of day that time, `days` before. Always <= due. */
    int (*back)(const void *ctx, const char *calendar, instant_t due, const limit_t *limit, due_t *out,
                diag_t *d);
    /* Working milliseconds in [from, until); negative when until < from. */
    int (*worked)(const void *ctx, const char *calendar, instant_t from, instant_t until, int64_t *ms,
                  diag_t *d);
    /* Local date and time there, and the offset from UTC in seconds. */
    int (*local)(const void *ctx, const char *calendar, instant_t t, civil_t *out, int32_t *offset_s,
                 diag_t *d);
} calendars_t;

#endif
