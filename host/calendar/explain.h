/* How a due time was worked out, window by window: what countersign why shows beside work_due's answer. The
 * same working time, written down instead of summed up: each piece of it that counted, from and until, with
 * the running sum, and each day in between on which nobody works.
 *
 * What is counted, by kind of limit (working_time.h says what each means):
 *   WORKTIME   windows, cut at the start and at the due time; their lengths add up to the limit's ms.
 *   WORKDAYS   working days, from their first window's beginning to the last one's end; the sum is of days.
 *              … same_time: the first working instant is the start; the last day's end is the due time.
 *   ELAPSED    one stretch of time.   DAY_TIME   one stretch of time, until that time of day. */
#ifndef CS_CALENDAR_EXPLAIN_H
#define CS_CALENDAR_EXPLAIN_H

#include "base/mem.h"
#include "calendar/working_time.h"

typedef enum counted_kind {
    COUNTED_WINDOW = 1, /* working time that counted */
    COUNTED_DAY = 2,    /* a working day that counted */
    COUNTED_SPAN = 3,   /* time by the clock on the wall */
    COUNTED_OFF = 4,    /* a date without working time: skipped */
    COUNTED_BEGUN = 5,  /* the date on which a limit of working days began: not counted */
} counted_kind_t;

typedef struct counted {
    counted_kind_t kind;
    day_t day;             /* the local date */
    instant_t from, until; /* of OFF and BEGUN: both are the beginning of the date */
    int64_t amount;        /* ms, or 1 for a day; 0 of OFF and BEGUN */
    int64_t sum;           /* of amounts so far, this one included */
    const char *name;      /* of a holiday, where the calendar knows one; lives as long as the calendar */
    int as;                /* what the calendar makes of the date: DAY_ORDINARY, DAY_OFF, 1 to 7 */
    bool unconfirmed;      /* beyond the date up to which the calendar is confirmed (A63) */
} counted_t;

typedef struct explained {
    instant_t start; /* where counting began: `from`, or with same_time the first working instant after it */
    due_t due;       /* what work_due says */
    int64_t sum;     /* the last one: equals the limit */
    counted_t *list; /* in the order of time */
    size_t count;
    size_t left_out; /* how many more there are: the list holds the first EXPLAIN_MAX - 1 and the last */
} explained_t;

enum { EXPLAIN_MAX = 400 };

/* In the arena. Errors as work_due, and memory.out. */
int work_explain(const calendar_t *calendar, instant_t from, const limit_t *limit, arena_t *arena,
                 explained_t *out, diag_t *d);

#endif
