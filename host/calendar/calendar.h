/* Calendars: on which days and during which hours somebody works (approval.md A63).
 * A definition is plain data, kept by the store as JSON text; a calendar is built from it once, never
 * changes, and may be used from any number of threads. What a time limit comes to on it: working_time.h.
 *
 * As JSON: {"name":"shanghai", "zone":"Asia/Shanghai", "windows":{"mon":["09:00-12:00","13:00-18:00"], …},
 * "days":{"2026-01-01":"off New Year's Day","2026-01-04":"mon"}, "confirmed_until":"2026-12-31",
 * "version":3}; what follows "off" or a weekday after a blank is the day's name. */
#ifndef CS_CALENDAR_CALENDAR_H
#define CS_CALENDAR_CALENDAR_H

#include "base/json.h"
#include "calendar/zone.h"

enum {
    CALENDAR_NAME_MAX = 64,     /* bytes */
    CALENDAR_WINDOWS_MAX = 12,  /* a weekday */
    CALENDAR_DAYS_MAX = 20000,  /* exceptions */
    CALENDAR_DAY_NAME_MAX = 80, /* bytes */
    CALENDAR_JSON_MAX = 2 * 1024 * 1024,
};
#define DAY_NONE INT32_MIN

/* What an exception makes of a date: off, or working as Monday (1) to Sunday (7) does. */
enum { DAY_ORDINARY = -1 /* no exception */, DAY_OFF = 0 };

typedef struct day_window {
    int16_t from, until; /* minutes after local midnight, [from, until); until may be 1440 */
} day_window_t;

typedef struct calendar_day {
    day_t day;
    int8_t as;        /* DAY_OFF, 1 to 7 */
    const char *name; /* of the holiday, for people: 1 to CALENDAR_DAY_NAME_MAX bytes; NULL: none */
} calendar_day_t;

typedef struct calendar_def {
    const char *name; /* 1 to CALENDAR_NAME_MAX bytes */
    const char *zone;
    day_window_t windows[7][CALENDAR_WINDOWS_MAX]; /* [0] Monday; in any order, not overlapping */
    uint8_t window_count[7];
    const calendar_day_t *days; /* ascending, each date once */
    size_t day_count;
    day_t confirmed_until; /* the last date known for certain; DAY_NONE: a calendar that nobody has to confirm
                            */
    int64_t version;
} calendar_def_t;

/* Checks all but the zone's existence. Errors, each with the `field` ("windows.mon[1]", "days.2026-01-04") to
 * mend: calendar.name {field, limit}, calendar.zone_missing {field}, calendar.window {field, window} (until
 * <= from or beyond 24:00), calendar.overlap {field, window, other}, calendar.too_many {field, limit},
 * calendar.no_windows {field} (no weekday works), calendar.works_as {field, weekday} (which has no windows),
 * calendar.day_order {field}. */
int calendar_def_check(const calendar_def_t *def, diag_t *d);
/* What the exceptions say of a date: DAY_ORDINARY, DAY_OFF, 1 to 7. */
int calendar_def_day(const calendar_def_t *def, day_t day);
/* Milliseconds of working time that the local date has (without regard to daylight saving). */
int64_t calendar_def_work(const calendar_def_t *def, day_t day, int as);

/* From JSON, checked. Texts and days are placed in the arena. Besides the errors of calendar_def_check and of
 * json.h: calendar.unknown_field {field}, calendar.window_text {field, text}, calendar.weekday {field, text},
 * calendar.date {field, text}. An absent version is 1; absent windows of a weekday are none. */
int calendar_def_parse(const char *text, size_t len, arena_t *arena, calendar_def_t *out, diag_t *d);
int calendar_def_read(const json_t *value, arena_t *arena, calendar_def_t *out, diag_t *d);
/* To JSON: the caller owns the value; NULL: no memory. json_write makes text of it. */
json_t *calendar_def_write(const calendar_def_t *def);

/* "mon" … "sun" for 1 to 7, "off" for DAY_OFF, "ordinary" for DAY_ORDINARY. */
const char *calendar_weekday_name(int as);
/* 1 to 7 for "mon" … "sun", DAY_OFF for "off", -2 for anything else. */
int calendar_weekday_from(const char *name);

typedef struct calendar calendar_t;

/* Builds a calendar. The definition is copied; `zone` is kept and must outlive it. Errors:
 * calendar_def_check's and memory.out. */
int calendar_create(const calendar_def_t *def, const zone_t *zone, calendar_t **out, diag_t *d);
void calendar_free(calendar_t *calendar);
const char *calendar_name(const calendar_t *calendar);
const zone_t *calendar_zone(const calendar_t *calendar);
day_t calendar_confirmed_until(const calendar_t *calendar);
int64_t calendar_version(const calendar_t *calendar);

#endif
