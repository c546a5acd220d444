/* Time: instants in milliseconds since 1970-01-01T00:00:00Z, dates as days since 1970-01-01 (proleptic
 * Gregorian), their ISO 8601 spelling, and the source that time comes from (a test hands in its own). Zones:
 * calendar/. */
#ifndef CS_BASE_INSTANT_H
#define CS_BASE_INSTANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int64_t instant_t; /* ms since the epoch, UTC */
typedef int32_t day_t;     /* days since 1970-01-01 */

#define INSTANT_NONE INT64_MIN               /* no instant: not due, not ended */
#define INSTANT_MAX INT64_C(253402300799999) /* 9999-12-31T23:59:59.999Z */
enum { MS_SECOND = 1000, MS_MINUTE = 60000, MS_HOUR = 3600000, MS_DAY = 86400000, INSTANT_TEXT = 40 };

typedef struct civil {
    int32_t year;
    int8_t month, day;           /* from 1 */
    int8_t hour, minute, second; /* 0 to 23, 59, 59 */
    int16_t ms;
} civil_t;

/* H. Hinnant, "chrono-compatible low-level date algorithms". Any year from -9999 to 9999. */
day_t day_from_civil(int32_t year, int month, int day);
void day_to_civil(day_t day, int32_t *year, int *month, int *mday);
/* 1 = Monday … 7 = Sunday (ISO 8601). */
int day_weekday(day_t day);
/* Days in the month, leap years included. */
int month_days(int32_t year, int month);

/* "2017-01-09T09:49:50.000+01:00", "…Z"; seconds and fraction may be left out; an offset is required.
 * -1 when it is anything else, a date that does not exist included. */
int instant_parse(const char *s, instant_t *out);
/* ISO 8601 with the given offset in seconds; ms only when not zero; "Z" for offset 0 when `zulu`. An offset
 * with seconds (old local mean times) is written ±hh:mm:ss; one that would leave the years -9999 to 9999 is
 * taken as 0; an instant outside of them, INSTANT_NONE too, gives "". `out` holds INSTANT_TEXT bytes. Returns
 * out. */
char *instant_format(instant_t t, int32_t offset_s, bool zulu, char *out);
/* "2017-01-09" and back. */
int day_parse(const char *s, day_t *out);
char *day_format(day_t day, char *out /* INSTANT_TEXT bytes */);

typedef struct time_source {
    void *ctx;
    instant_t (*now)(void *ctx); /* may step back: whoever records time keeps it from running back */
} time_source_t;

/* CLOCK_REALTIME. */
time_source_t time_source_real(void);

#endif
