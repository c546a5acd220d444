/* Random calendars in zones with daylight saving, limits and instants: for tests that compare with the
 * oracle. */
#ifndef TESTS_CALENDAR_RANDOM_H
#define TESTS_CALENDAR_RANDOM_H

#include "unit/calendar/check.h"
#include "unit/calendar/oracle.h"

enum { SPAN_DAYS = 70 };

/* Places, and years in which their clocks did something odd; 0: any year from 1975 to 2060. */
static const struct {
    const char *zone;
    int first, last;
} places[] = {
    {"Europe/Amsterdam", 1978, 2060},    {"America/New_York", 1975, 2060},
    {"Australia/Lord_Howe", 1986, 2060}, /* half an hour */
    {"Asia/Shanghai", 1986, 1991},       {"Asia/Shanghai", 2018, 2027},
    {"America/Santiago", 1990, 2060}, /* the rest: at midnight, or across it */
    {"Africa/Cairo", 1990, 2060},        {"Asia/Beirut", 1993, 2060},
    {"America/Sao_Paulo", 1986, 2019},   {"America/St_Johns", 1988, 2011}, /* 00:01, an hour into yesterday */
    {"America/Havana", 2000, 2060},      {"Asia/Amman", 2000, 2022},
    {"Africa/Casablanca", 2012, 2060},   {"Antarctica/Troll", 2006, 2060}, /* two hours */
    {"Asia/Gaza", 2008, 2060},           {"Asia/Tehran", 2008, 2022},
    {"Pacific/Apia", 2011, 2011}, /* a date left out */
    {"Pacific/Kwajalein", 1993, 1993},   {"Asia/Kathmandu", 1985, 1986},
    {"Europe/Dublin", 1980, 2060},       {"America/Asuncion", 1990, 2024},
};
enum { PLACES = sizeof places / sizeof *places };

static inline void random_windows(dice_t *dice, calendar_def_t *def, int weekday) {
    int count = (int)dice_between(dice, 0, 3), at = 0;
    if (dice_between(dice, 0, 9) == 0) { /* around the clock */
        def->windows[weekday][def->window_count[weekday]++] = (day_window_t){0, 1440};
        return;
    }
    for (int i = 0; i < count && at < 1435; i++) {
        /* Daylight saving happens in the small hours: be there often. */
        int from = at + 5 * (int)dice_between(dice, 0, dice_between(dice, 0, 1) ? 12 : 100);
        int until = from + 5 * (int)dice_between(dice, 1, dice_between(dice, 0, 1) ? 12 : 100);
        if (from >= 1440) break;
        if (until > 1440) until = 1440;
        def->windows[weekday][def->window_count[weekday]++] = (day_window_t){(int16_t)from, (int16_t)until};
        at = until + 5 * (int)dice_between(dice, 0, 6);
    }
}

static inline void random_calendar(dice_t *dice, const char *zone, day_t first, calendar_day_t *days,
                                   calendar_def_t *def) {
    memset(def, 0, sizeof *def);
    def->name = "random";
    def->zone = zone;
    def->days = days;
    def->confirmed_until =
        dice_between(dice, 0, 1) ? DAY_NONE : first + (day_t)dice_between(dice, 0, SPAN_DAYS);
    do {
        memset(def->window_count, 0, sizeof def->window_count);
        for (int i = 0; i < 7; i++)
            random_windows(dice, def, i);
    } while (calendar_def_check(def, NULL) != 0);
    for (int i = 0; i < SPAN_DAYS; i++) {
        if (dice_between(dice, 0, 5) != 0) continue;
        int as = (int)dice_between(dice, 0, 7);
        if (as != DAY_OFF && def->window_count[as - 1] == 0) as = DAY_OFF;
        days[def->day_count++] = (calendar_day_t){first + i, (int8_t)as};
    }
}

/* A day near a change of the clocks in that year, when it has one. */
static inline day_t odd_day(dice_t *dice, const char *zone, int year) {
    day_t first = day_from_civil(year, 1, 1), found[8];
    int count = 0;
    long before = 0;
    oracle_zone(zone);
    for (int i = 0; i < 366; i++) {
        struct tm tm;
        time_t t = (time_t)(first + i) * 86400;
        localtime_r(&t, &tm);
        if (i > 0 && tm.tm_gmtoff != before && count < 8) found[count++] = first + i;
        before = tm.tm_gmtoff;
    }
    if (count == 0 || dice_between(dice, 0, 7) == 0) return first + (day_t)dice_between(dice, 0, 365);
    return found[dice_between(dice, 0, count - 1)];
}

static inline limit_t random_limit(dice_t *dice) {
    limit_t limit = {0};
    switch (dice_between(dice, 0, 4)) {
    case 0:
        limit.kind = LIMIT_WORKDAYS;
        limit.days = (int32_t)dice_between(dice, 0, 6);
        break;
    case 1:
        limit.kind = LIMIT_WORKDAYS;
        limit.days = (int32_t)dice_between(dice, 0, 6);
        limit.same_time = true;
        break;
    case 2:
        limit.kind = LIMIT_DAY_TIME;
        limit.days = (int32_t)dice_between(dice, 0, 8);
        limit.minute = (int32_t)dice_between(dice, 0, dice_between(dice, 0, 1) ? 200 : 1439);
        break;
    default:
        limit.kind = LIMIT_WORKTIME;
        limit.ms = dice_between(dice, 0, 2) ? dice_between(dice, 0, 2000) * MS_MINUTE
                                            : dice_between(dice, 0, 40 * (int64_t)MS_HOUR);
    }
    return limit;
}

/* An instant of the table's middle third: of any millisecond, or of the kind on which errors sit. */
static inline instant_t random_instant(dice_t *dice, const oracle_t *o) {
    int i = (int)dice_between(dice, o->count / 3, 2 * o->count / 3);
    if (dice_between(dice, 0, 2) == 0) { /* where working time begins or ends */
        while (i < o->count - 1 && o->minutes[i].works == o->minutes[i - 1].works)
            i++;
    }
    return oracle_at(o, i) + (dice_between(dice, 0, 1) ? 0 : dice_between(dice, 0, MS_MINUTE - 1));
}

#endif
