/* Sums of working time on the local timeline, and the way back from a sum to a time. An ordinary week is a
 * sum known beforehand, exceptions are sums of differences: any sum costs one search in the exceptions. */
#include "calendar/calendar_private.h"

int64_t local_day(int64_t local) {
    return local / MS_DAY - (local % MS_DAY < 0);
}

/* 0 = Monday. 1970-01-01 was a Thursday. */
static int weekday_of(int64_t day) {
    int64_t w = (day + 3) % 7;
    return (int)(w < 0 ? w + 7 : w);
}

/* How many exceptions are before `day`. */
static size_t days_before(const calendar_t *c, int64_t day) {
    size_t low = 0, high = c->day_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->days[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const work_day_t *local_work_day(const calendar_t *c, int64_t day) {
    static const work_day_t off;
    size_t i = days_before(c, day);
    if (i == c->day_count || c->days[i].day != day) return &c->week[weekday_of(day)];
    return c->days[i].as == DAY_OFF ? &off : &c->week[c->days[i].as - 1];
}

/* Up to the midnight at which the day begins. */
static int64_t sum_before(const calendar_t *c, int64_t day) {
    int weekday = weekday_of(day);
    size_t i = days_before(c, day);
    return (day + 3 - weekday) / 7 * c->week_ms + c->week_before[weekday] + (i > 0 ? c->gained[i - 1] : 0);
}

int64_t local_worked(const calendar_t *c, int64_t local) {
    int64_t day = local_day(local), rest = local - day * MS_DAY, sum = sum_before(c, day);
    const work_day_t *work = local_work_day(c, day);
    for (int i = 0; i < work->count && work->windows[i].from < rest; i++)
        sum += (rest < work->windows[i].until ? rest : work->windows[i].until) - work->windows[i].from;
    return sum;
}

/* The first day at whose end the sum is at least `sum`. It is sought in steps that double, from `near` on. */
static int64_t day_of_sum(const calendar_t *c, int64_t sum, int64_t near) {
    int64_t low = near, high = near, step = 1; /* low: not yet; high: there already */
    while (sum_before(c, high + 1) < sum) {
        low = high;
        high += step;
        step *= 2;
    }
    if (high == near) {
        do {
            high = low;
            low -= step;
            step *= 2;
        } while (sum_before(c, low + 1) >= sum);
    }
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (sum_before(c, middle + 1) >= sum)
            high = middle;
        else
            low = middle;
    }
    return high;
}

int64_t local_earliest(const calendar_t *c, int64_t sum, int64_t near) {
    int64_t day = day_of_sum(c, sum, near), rest = sum - sum_before(c, day);
    const work_day_t *work = local_work_day(c, day);
    int i = 0;
    for (; i < work->count - 1; i++) {
        int32_t length = work->windows[i].until - work->windows[i].from;
        if (rest <= length) break;
        rest -= length;
    }
    return day * MS_DAY + work->windows[i].from + rest;
}

int64_t local_latest(const calendar_t *c, int64_t sum, int64_t near) {
    int64_t day = day_of_sum(c, sum + 1, near), rest = sum - sum_before(c, day);
    const work_day_t *work = local_work_day(c, day);
    int i = 0;
    for (; i < work->count - 1; i++) {
        int32_t length = work->windows[i].until - work->windows[i].from;
        if (rest < length) break;
        rest -= length;
    }
    return day * MS_DAY + work->windows[i].from + rest;
}

bool local_in_window(const calendar_t *c, int64_t local) {
    int64_t day = local_day(local), rest = local - day * MS_DAY;
    const work_day_t *work = local_work_day(c, day);
    for (int i = 0; i < work->count; i++)
        if (work->windows[i].from <= rest && rest < work->windows[i].until) return true;
    return false;
}
