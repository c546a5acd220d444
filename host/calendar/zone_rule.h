/* The rule for all years to come in the footer of a TZif file: a POSIX TZ string such as
 * "CET-1CEST,M3.5.0,M10.5.0/3", with the two extensions of RFC 9636: hours from -167 to 167 in a rule, names
 * in angle brackets. */
#ifndef CS_CALENDAR_ZONE_RULE_H
#define CS_CALENDAR_ZONE_RULE_H

#include "base/instant.h"

enum { ZONE_RULE_NAME = 32 };

typedef enum rule_day_kind {
    RULE_JULIAN,  /* day 1 to 365; 29 February is never counted */
    RULE_ZERO,    /* day 0 to 365; 29 February is counted */
    RULE_MONTHLY, /* the week-th (5: the last) weekday of a month */
} rule_day_kind_t;

typedef struct rule_day {
    rule_day_kind_t kind;
    int16_t day;    /* RULE_JULIAN, RULE_ZERO */
    int8_t month;   /* 1 to 12 */
    int8_t week;    /* 1 to 5 */
    int8_t weekday; /* 0 = Sunday to 6 */
    int32_t time_s; /* seconds after local midnight; may be negative or above a day */
} rule_day_t;

typedef struct zone_rule {
    char standard[ZONE_RULE_NAME], daylight[ZONE_RULE_NAME];
    int32_t standard_s,
        daylight_s; /* offsets, local = UTC + offset (the opposite sign of POSIX's spelling) */
    bool has_daylight;
    rule_day_t starts, ends; /* of daylight saving; each in the local time before it */
} zone_rule_t;

/* -1 when the text, `len` bytes, is not such a rule. Daylight saving without its two dates is refused. */
int zone_rule_parse(const char *text, size_t len, zone_rule_t *out);
/* Seconds since the epoch of that rule day in that year, for clocks that are `offset_s` ahead of UTC. */
int64_t zone_rule_seconds(const rule_day_t *day, int32_t year, int32_t offset_s);

#endif
