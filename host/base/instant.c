/* Instants and dates: the civil calendar by H. Hinnant's algorithms (days counted in eras of 400 years that
 * begin on 1 March), and the one spelling of ISO 8601 that is read and written. */
#include "base/instant.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { YEAR_MIN = -9999, YEAR_MAX = 9999, ERA_DAYS = 146097, EPOCH_FROM_ERA = 719468 };

/* -9999-01-01T00:00:00Z: the earliest instant that is read or written. */
#define INSTANT_MIN INT64_C(-377705116800000)

day_t day_from_civil(int32_t year, int month, int day) {
    int32_t y = month <= 2 ? year - 1 : year;
    int32_t era = (y >= 0 ? y : y - 399) / 400;
    int32_t of_era = y - era * 400;
    int32_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int32_t day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    return era * ERA_DAYS + day_of_era - EPOCH_FROM_ERA;
}

void day_to_civil(day_t day, int32_t *year, int *month, int *mday) {
    int64_t z = (int64_t)day + EPOCH_FROM_ERA;
    int64_t era = (z >= 0 ? z : z - (ERA_DAYS - 1)) / ERA_DAYS;
    int32_t of_era = (int32_t)(z - era * ERA_DAYS);
    int32_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / (ERA_DAYS - 1)) / 365;
    int32_t of_year = of_era - (365 * y + y / 4 - y / 100);
    int32_t mp = (5 * of_year + 2) / 153;
    *mday = of_year - (153 * mp + 2) / 5 + 1;
    *month = mp < 10 ? mp + 3 : mp - 9;
    *year = (int32_t)(era * 400 + y + (*month <= 2 ? 1 : 0));
}

int day_weekday(day_t day) {
    int from_thursday = (int)(((int64_t)day % 7 + 7) % 7); /* 1970-01-01 was one */
    return (from_thursday + 3) % 7 + 1;
}

int month_days(int32_t year, int month) {
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12) return 0;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

/* Reads exactly `digits` decimal digits at *s and passes over them; -1 when they are not there. */
static int number(const char **s, int digits) {
    int v = 0;
    for (int i = 0; i < digits; i++, (*s)++) {
        if (**s < '0' || **s > '9') return -1;
        v = v * 10 + (**s - '0');
    }
    return v;
}

static bool take(const char **s, char c) {
    if (**s != c) return false;
    (*s)++;
    return true;
}

/* A date at *s, passed over. */
static int date(const char **s, day_t *out) {
    bool negative = take(s, '-');
    int year = number(s, 4);
    if (year < 0 || (negative && year == 0) || !take(s, '-')) return -1;
    if (negative) year = -year;
    int month = number(s, 2);
    if (month < 1 || month > 12 || !take(s, '-')) return -1;
    int day = number(s, 2);
    if (day < 1 || day > month_days(year, month)) return -1;
    *out = day_from_civil(year, month, day);
    return 0;
}

/* Two digits from 0 to `most`. */
static int pair(const char **s, int most) {
    int v = number(s, 2);
    return v > most ? -1 : v;
}

/* The fraction after its point, in milliseconds; digits beyond the third are passed over. */
static int fraction(const char **s) {
    int ms = 0, digits = 0;
    for (; **s >= '0' && **s <= '9'; (*s)++, digits++) {
        if (digits < 3) ms = ms * 10 + (**s - '0');
    }
    for (int i = digits; i < 3; i++)
        ms *= 10;
    return digits >= 1 && digits <= 9 ? ms : -1;
}

/* hh:mm, hh:mm:ss or hh:mm:ss.fff, in milliseconds since midnight. */
static int clock_time(const char **s) {
    int hour = pair(s, 23);
    if (hour < 0 || !take(s, ':')) return -1;
    int minute = pair(s, 59), second = 0, ms = 0;
    if (minute < 0) return -1;
    if (take(s, ':')) {
        second = pair(s, 59);
        if (second < 0) return -1;
        if (take(s, '.')) ms = fraction(s);
        if (ms < 0) return -1;
    }
    return hour * MS_HOUR + minute * MS_MINUTE + second * MS_SECOND + ms;
}

/* Z, ±hh:mm, or ±hh:mm:ss as old local mean times need; in seconds. */
static int offset(const char **s, int32_t *out) {
    if (take(s, 'Z')) {
        *out = 0;
        return 0;
    }
    bool west = **s == '-';
    if (!west && **s != '+') return -1;
    (*s)++;
    int hour = pair(s, 23);
    if (hour < 0 || !take(s, ':')) return -1;
    int minute = pair(s, 59), second = 0;
    if (minute < 0) return -1;
    if (take(s, ':')) second = pair(s, 59);
    if (second < 0) return -1;
    *out = (hour * 3600 + minute * 60 + second) * (west ? -1 : 1);
    return 0;
}

int instant_parse(const char *s, instant_t *out) {
    day_t day;
    int32_t east;
    if (!s || date(&s, &day) || !take(&s, 'T')) return -1;
    int ms = clock_time(&s);
    if (ms < 0 || offset(&s, &east) || *s != '\0') return -1;
    int64_t t = (int64_t)day * MS_DAY + ms - (int64_t)east * MS_SECOND;
    if (t < INSTANT_MIN || t > INSTANT_MAX) return -1;
    *out = t;
    return 0;
}

int day_parse(const char *s, day_t *out) {
    day_t day;
    if (!s || date(&s, &day) || *s != '\0') return -1;
    *out = day;
    return 0;
}

/* Writes the date of a day within the years of the calendar; returns the characters written. */
static int date_write(day_t day, char *out) {
    int32_t year;
    int month, mday;
    day_to_civil(day, &year, &month, &mday);
    if (year < YEAR_MIN || year > YEAR_MAX) {
        out[0] = '\0';
        return 0;
    }
    return snprintf(out, INSTANT_TEXT, "%s%04d-%02d-%02d", year < 0 ? "-" : "", year < 0 ? -year : year,
                    month, mday);
}

char *day_format(day_t day, char *out) {
    date_write(day, out);
    return out;
}

char *instant_format(instant_t t, int32_t offset_s, bool zulu, char *out) {
    out[0] = '\0';
    if (t < INSTANT_MIN || t > INSTANT_MAX) return out;
    int64_t local = t + (int64_t)offset_s * MS_SECOND;
    if (offset_s <= -86400 || offset_s >= 86400 || local < INSTANT_MIN || local > INSTANT_MAX) {
        local = t;
        offset_s = 0;
    }
    int64_t day = (local >= 0 ? local : local - (MS_DAY - 1)) / MS_DAY;
    int ms = (int)(local - day * MS_DAY);
    int at = date_write((day_t)day, out);
    at += snprintf(out + at, (size_t)(INSTANT_TEXT - at), "T%02d:%02d:%02d", ms / MS_HOUR,
                   ms / MS_MINUTE % 60, ms / MS_SECOND % 60);
    if (ms % MS_SECOND != 0) at += snprintf(out + at, (size_t)(INSTANT_TEXT - at), ".%03d", ms % MS_SECOND);
    if (offset_s == 0 && zulu) {
        snprintf(out + at, (size_t)(INSTANT_TEXT - at), "Z");
        return out;
    }
    int east = offset_s < 0 ? -offset_s : offset_s;
    at += snprintf(out + at, (size_t)(INSTANT_TEXT - at), "%c%02d:%02d", offset_s < 0 ? '-' : '+',
                   east / 3600, east / 60 % 60);
    if (east % 60 != 0) snprintf(out + at, (size_t)(INSTANT_TEXT - at), ":%02d", east % 60);
    return out;
}

static instant_t now_real(void *ctx) {
    (void)ctx;
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    return (instant_t)ts.tv_sec * MS_SECOND + ts.tv_nsec / 1000000;
}

time_source_t time_source_real(void) {
    return (time_source_t){.ctx = NULL, .now = now_real};
}
