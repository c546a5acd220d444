/* Reads POSIX TZ strings (IEEE 1003.1-2017 §8.3, RFC 9636 §3.3) and finds their days in a year. */
#include "calendar/zone_rule.h"

#include <string.h>

enum { HOUR_S = 3600, OFFSET_HOURS = 24, TIME_HOURS = 167 };

typedef struct text {
    const char *at, *end;
} text_t;

static bool take(text_t *t, char c) {
    if (t->at == t->end || *t->at != c) return false;
    t->at++;
    return true;
}

static bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static int read_name(text_t *t, char out[ZONE_RULE_NAME]) {
    bool quoted = take(t, '<');
    const char *start = t->at;
    while (t->at < t->end &&
           (is_letter(*t->at) || (quoted && (is_digit(*t->at) || *t->at == '+' || *t->at == '-'))))
        t->at++;
    size_t len = (size_t)(t->at - start);
    if (len < 3 || len >= ZONE_RULE_NAME || (quoted && !take(t, '>'))) return -1;
    memcpy(out, start, len);
    out[len] = '\0';
    return 0;
}

/* A number of at most three digits, from `low` to `high`. */
static int read_number(text_t *t, int low, int high, int *out) {
    int value = 0, digits = 0;
    for (; t->at < t->end && is_digit(*t->at) && digits < 4; t->at++, digits++)
        value = value * 10 + (*t->at - '0');
    if (digits == 0 || digits > 3 || value < low || value > high) return -1;
    *out = value;
    return 0;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static int read_time(text_t *t, int most_hours, int32_t *out) {
    int sign = 1, hours, minutes = 0, seconds = 0;
    if (take(t, '-'))
        sign = -1;
    else
        take(t, '+');
    if (read_number(t, 0, most_hours, &hours) != 0) return -1;
    if (take(t, ':')) {
        if (read_number(t, 0, 59, &minutes) != 0) return -1;
        if (take(t, ':') && read_number(t, 0, 59, &seconds) != 0) return -1;
    }
    *out = sign * (hours * HOUR_S + minutes * 60 + seconds);
    return 0;
}

static int read_day(text_t *t, rule_day_t *out) {
    int a, b, c;
    memset(out, 0, sizeof *out);
    out->time_s = 2 * HOUR_S;
    if (take(t, 'M')) {
        out->kind = RULE_MONTHLY;
        if (read_number(t, 1, 12, &a) != 0 || !take(t, '.') || read_number(t, 1, 5, &b) != 0 ||
            !take(t, '.') || read_number(t, 0, 6, &c) != 0)
            return -1;
        out->month = (int8_t)a;
        out->week = (int8_t)b;
        out->weekday = (int8_t)c;
    } else {
        out->kind = take(t, 'J') ? RULE_JULIAN : RULE_ZERO;
        if (read_number(t, out->kind == RULE_JULIAN ? 1 : 0, 365, &a) != 0) return -1;
        out->day = (int16_t)a;
    }
    return take(t, '/') ? read_time(t, TIME_HOURS, &out->time_s) : 0;
}

int zone_rule_parse(const char *text, size_t len, zone_rule_t *out) {
    text_t t = {text, text + len};
    memset(out, 0, sizeof *out);
    if (read_name(&t, out->standard) != 0 || read_time(&t, OFFSET_HOURS, &out->standard_s) != 0) return -1;
    out->standard_s = -out->standard_s;
    if (t.at == t.end) return 0;
    out->has_daylight = true;
    out->daylight_s = out->standard_s + HOUR_S;
    if (read_name(&t, out->daylight) != 0) return -1;
    if (t.at < t.end && *t.at != ',') {
        if (read_time(&t, OFFSET_HOURS, &out->daylight_s) != 0) return -1;
        out->daylight_s = -out->daylight_s;
    }
    if (!take(&t, ',') || read_day(&t, &out->starts) != 0) return -1;
    if (!take(&t, ',') || read_day(&t, &out->ends) != 0) return -1;
    return t.at == t.end ? 0 : -1;
}

int64_t zone_rule_seconds(const rule_day_t *day, int32_t year, int32_t offset_s) {
    day_t date = day_from_civil(year, 1, 1);
    switch (day->kind) {
    case RULE_JULIAN:
        date += day->day - 1 + (day->day >= 60 && month_days(year, 2) == 29);
        break;
    case RULE_ZERO:
        date += day->day;
        break;
    case RULE_MONTHLY: {
        day_t first = day_from_civil(year, day->month, 1);
        date = first + (day->weekday - day_weekday(first) % 7 + 7) % 7 + (day->week - 1) * 7;
        if (date >= first + month_days(year, day->month)) date -= 7;
        break;
    }
    }
    return (int64_t)date * 86400 + day->time_s - offset_s;
}
