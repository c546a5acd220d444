/* Repeats events of whole days. A rule is made into tables once; then each date of each period (a day, week,
 * month or year, as FREQ says) is asked of them, and BYSETPOS picks among a period's dates. */
#include "calendar/ical_rule.h"

#include <string.h>

enum { PERIOD_MAX = 366, WEEKS = 53, YEAR_LAST = 9998 };

/* Parts as tables; [0] counted from the front, [1] from the back. A part that is absent allows everything. */
typedef struct rule {
    icalrecurrencetype_frequency freq;
    int interval, count, week_start; /* 1 = Monday */
    day_t last;                      /* UNTIL, or far away */
    bool has_month, has_month_day, has_year_day, has_week, has_weekday, in_month;
    bool month[13], month_day[2][32], year_day[2][367], week[2][WEEKS + 1];
    bool weekday[8], nth[8][2][WEEKS + 1]; /* any such weekday; the n-th of the month or year */
    bool has_position, position[2][PERIOD_MAX + 1];
} rule_t;

static bool fill(const short *list, size_t size, bool *front, bool *back, int most) {
    size_t i = 0;
    for (; i < size && list[i] != ICAL_RECURRENCE_ARRAY_MAX; i++) {
        int n = list[i];
        if (n > 0 && n <= most) front[n] = true;
        if (n < 0 && -n <= most && back) back[-n] = true;
    }
    return i > 0;
}

/* libical's weekdays begin with Sunday = 1. */
static int iso_weekday(int ical) {
    return ical == ICAL_SUNDAY_WEEKDAY ? 7 : ical - 1;
}

/* false: an n-th weekday of a period that has none. */
static bool fill_weekdays(const struct icalrecurrencetype *from, rule_t *to) {
    bool ordinals =
        to->freq == ICAL_MONTHLY_RECURRENCE || (to->freq == ICAL_YEARLY_RECURRENCE && !to->has_week);
    for (int i = 0; i < ICAL_BY_DAY_SIZE && from->by_day[i] != ICAL_RECURRENCE_ARRAY_MAX; i++) {
        int weekday = icalrecurrencetype_day_day_of_week(from->by_day[i]);
        int n = icalrecurrencetype_day_position(from->by_day[i]);
        if (weekday < ICAL_SUNDAY_WEEKDAY || weekday > ICAL_SATURDAY_WEEKDAY) return false;
        weekday = iso_weekday(weekday);
        to->has_weekday = true;
        if (n == 0) to->weekday[weekday] = true;
        if (n != 0 && !ordinals) return false;
        if (n > 0 && n <= WEEKS) to->nth[weekday][0][n] = true;
        if (n < 0 && -n <= WEEKS) to->nth[weekday][1][-n] = true;
    }
    return true;
}

/* What a rule leaves out it takes from its start (RFC 5545, p. 43). "Yearly on the 25th" could mean every
 * month's: with libical, we take the start's month. */
static void fill_from_start(rule_t *r, day_t start) {
    int32_t year;
    int month, day;
    day_to_civil(start, &year, &month, &day);
    bool in_year = r->freq == ICAL_YEARLY_RECURRENCE && !r->has_month && !r->has_week && !r->has_year_day;
    if (in_year && r->has_month_day) r->has_month = r->month[month] = true;
    if (r->has_weekday || r->has_year_day || r->freq == ICAL_DAILY_RECURRENCE) return;
    if (r->freq == ICAL_WEEKLY_RECURRENCE || (r->has_week && !r->has_month_day)) {
        r->has_weekday = r->weekday[day_weekday(start)] = true;
        return;
    }
    if (in_year) r->has_month = r->month[month] = true;
    if (!r->has_month_day) r->has_month_day = r->month_day[0][day] = true;
}

static ical_rule_end_t read_rule(const struct icalrecurrencetype *from, day_t start, rule_t *r) {
    memset(r, 0, sizeof *r);
    r->freq = from->freq;
    bool yearly = r->freq == ICAL_YEARLY_RECURRENCE, monthly = r->freq == ICAL_MONTHLY_RECURRENCE;
    if (!yearly && !monthly && r->freq != ICAL_WEEKLY_RECURRENCE && r->freq != ICAL_DAILY_RECURRENCE)
        return ICAL_RULE_FAST;
    if (from->rscale != NULL) return ICAL_RULE_UNKNOWN;
    r->interval = from->interval > 0 ? from->interval : 1;
    r->count = from->count;
    r->week_start = from->week_start == ICAL_NO_WEEKDAY ? 1 : iso_weekday((int)from->week_start);
    r->last = INT32_MAX;
    if (!icaltime_is_null_time(from->until)) {
        if (from->until.month < 1 || from->until.month > 12) return ICAL_RULE_UNKNOWN;
        r->last = day_from_civil(from->until.year, from->until.month, from->until.day);
    }
    r->has_month = fill(from->by_month, ICAL_BY_MONTH_SIZE, r->month, NULL, 12);
    if (r->freq != ICAL_WEEKLY_RECURRENCE)
        r->has_month_day =
            fill(from->by_month_day, ICAL_BY_MONTHDAY_SIZE, r->month_day[0], r->month_day[1], 31);
    if (yearly) {
        r->has_year_day = fill(from->by_year_day, ICAL_BY_YEARDAY_SIZE, r->year_day[0], r->year_day[1], 366);
        r->has_week = fill(from->by_week_no, ICAL_BY_WEEKNO_SIZE, r->week[0], r->week[1], WEEKS);
    }
    r->has_position = fill(from->by_set_pos, ICAL_BY_SETPOS_SIZE, r->position[0], r->position[1], PERIOD_MAX);
    r->in_month = monthly || r->has_month;
    if (!fill_weekdays(from, r)) return ICAL_RULE_UNKNOWN;
    fill_from_start(r, start);
    return ICAL_RULE_DONE;
}

static day_t week_of(const rule_t *r, day_t day) {
    return day - (day_weekday(day) - r->week_start + 7) % 7;
}

/* The first day of week 1: the first week with four days in the year. */
static day_t first_week(const rule_t *r, int32_t year) {
    return week_of(r, day_from_civil(year, 1, 4));
}

static bool week_fits(const rule_t *r, day_t day, int32_t year) {
    if (day < first_week(r, year))
        year--;
    else if (day >= first_week(r, year + 1))
        year++;
    int n = (day - first_week(r, year)) / 7 + 1;
    int back = (first_week(r, year + 1) - week_of(r, day)) / 7;
    return r->week[0][n] || r->week[1][back];
}

static bool weekday_fits(const rule_t *r, day_t day, int before, int after) {
    int weekday = day_weekday(day);
    return r->weekday[weekday] || r->nth[weekday][0][before / 7 + 1] || r->nth[weekday][1][after / 7 + 1];
}

static bool fits(const rule_t *r, day_t day) {
    int32_t year;
    int month, mday;
    day_to_civil(day, &year, &month, &mday);
    int length = month_days(year, month), year_length = month_days(year, 2) + 337;
    int yday = day - day_from_civil(year, 1, 1) + 1;
    if (r->has_month && !r->month[month]) return false;
    if (r->has_month_day && !r->month_day[0][mday] && !r->month_day[1][length - mday + 1]) return false;
    if (r->has_year_day && !r->year_day[0][yday] && !r->year_day[1][year_length - yday + 1]) return false;
    if (r->has_week && !week_fits(r, day, year)) return false;
    if (!r->has_weekday) return true;
    return r->in_month ? weekday_fits(r, day, mday - 1, length - mday)
                       : weekday_fits(r, day, yday - 1, year_length - yday);
}

/* The k-th period after the one that holds `start`. false: beyond all years. */
static bool period(const rule_t *r, day_t start, int64_t k, day_t *first, int *length) {
    int32_t year;
    int month, day;
    k *= r->interval;
    day_to_civil(start, &year, &month, &day);
    if (k > (YEAR_LAST - year) * INT64_C(366)) return false;
    if (r->freq == ICAL_DAILY_RECURRENCE || r->freq == ICAL_WEEKLY_RECURRENCE) {
        bool weekly = r->freq == ICAL_WEEKLY_RECURRENCE;
        int64_t at = weekly ? week_of(r, start) + k * 7 : start + k;
        *first = (day_t)at;
        *length = weekly ? 7 : 1;
        return at < day_from_civil(YEAR_LAST, 12, 1);
    }
    bool monthly = r->freq == ICAL_MONTHLY_RECURRENCE;
    int64_t months = year * INT64_C(12) + (monthly ? month - 1 : 0) + k * (monthly ? 1 : 12);
    if (months / 12 > YEAR_LAST) return false;
    year = (int32_t)(months / 12);
    *first = day_from_civil(year, (int)(months % 12) + 1, 1);
    *length = monthly ? month_days(year, (int)(months % 12) + 1) : month_days(year, 2) + 337;
    return true;
}

/* A period that is not after `day`, and the nearer the better: where to enter a rule without a count. */
static int64_t enter_at(const rule_t *r, day_t start, day_t day) {
    int longest = r->freq == ICAL_DAILY_RECURRENCE     ? 1
                  : r->freq == ICAL_WEEKLY_RECURRENCE  ? 7
                  : r->freq == ICAL_MONTHLY_RECURRENCE ? 31
                                                       : 366;
    int64_t k = ((int64_t)day - start) / ((int64_t)longest * r->interval) - 1;
    return k > 0 ? k : 0;
}

static int gather(const rule_t *r, day_t first, int length, day_t found[PERIOD_MAX]) {
    int count = 0, kept = 0;
    for (int i = 0; i < length; i++)
        if (fits(r, first + i)) found[count++] = first + i;
    if (!r->has_position) return count;
    for (int i = 0; i < count; i++)
        if (r->position[0][i + 1] || r->position[1][count - i]) found[kept++] = found[i];
    return kept;
}

ical_rule_end_t ical_rule_dates(const struct icalrecurrencetype *rule, const ical_rule_ask_t *ask) {
    rule_t r;
    day_t first, found[PERIOD_MAX];
    int length, given = 0, counted = 0;
    ical_rule_end_t read = read_rule(rule, ask->start, &r);
    if (read != ICAL_RULE_DONE) return read;
    day_t last = r.last < ask->until ? r.last : ask->until;
    int64_t k = r.count > 0 ? 0 : enter_at(&r, ask->start, ask->from);
    for (; period(&r, ask->start, k, &first, &length) && first <= last; k++) {
        *ask->days -= length;
        if (*ask->days < 0) return ICAL_RULE_SPENT;
        int count = gather(&r, first, length, found);
        for (int i = 0; i < count; i++) {
            if (found[i] < ask->start) continue;
            if (found[i] > last || (r.count > 0 && ++counted > r.count)) return ICAL_RULE_DONE;
            if (found[i] < ask->from) continue;
            if (++given > ask->most) return ICAL_RULE_MORE;
            ask->each(ask->ctx, found[i]);
        }
    }
    return ICAL_RULE_DONE;
}
