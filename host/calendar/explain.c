/* The pieces of working time between a start and a due time, written down; see explain.h. They are found by
 * walking along the dates and the spans of the zone, not by the sums of calendar_local.c: where the two come
 * to different ends, the explanation would be of something else, and the tests find it. */
#include "calendar/explain.h"
#include "calendar/calendar_private.h"

#include <string.h>

/* As in working_time.c: no clock is further ahead of or behind UTC. */
#define AHEAD_MS (INT64_C(93600) * 1000)
#define BEHIND_MS (INT64_C(90000) * 1000)

typedef struct walk {
    const calendar_t *calendar;
    arena_t *arena;
    counted_t *list;
    size_t count, room;
} walk_t;

/* What the calendar says of a date; NULL: nothing. */
static const calendar_day_t *exception(const calendar_t *c, int64_t day) {
    for (size_t low = 0, high = c->day_count; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (c->days[middle].day == day) return &c->days[middle];
        if (c->days[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static int add(walk_t *w, counted_kind_t kind, int64_t day, instant_t from, instant_t until, int64_t amount) {
    if (w->count == w->room) {
        size_t room = w->room ? w->room * 2 : 32;
        counted_t *more = arena_grow(w->arena, w->list, w->count, room, sizeof *more);
        if (!more) return -1;
        w->list = more;
        w->room = room;
    }
    const calendar_t *c = w->calendar;
    const calendar_day_t *special = exception(c, day);
    w->list[w->count++] =
        (counted_t){.kind = kind,
                    .day = (day_t)day,
                    .from = from,
                    .until = until,
                    .amount = amount,
                    .as = special != NULL ? special->as : DAY_ORDINARY,
                    .name = special != NULL ? special->name : NULL,
                    .unconfirmed = c->confirmed_until != DAY_NONE && day > c->confirmed_until};
    return 0;
}

static int add_date(walk_t *w, counted_kind_t kind, int64_t day) {
    instant_t midnight = zone_instant(w->calendar->zone, (day_t)day, 0);
    return add(w, kind, day, midnight, midnight, 0);
}

/* The windows of one date, cut to [from, until), as the zone's spans show them: daylight saving may show a
 * window twice or swallow it. *any: the date has working time at all. */
static int add_windows(walk_t *w, int64_t day, instant_t from, instant_t until, bool *any) {
    zone_span_t span;
    int64_t local = day * MS_DAY;
    const work_day_t *work = local_work_day(w->calendar, day);
    *any = false;
    if (work->count == 0) return 0;
    for (instant_t t = local - AHEAD_MS; t < local + MS_DAY + BEHIND_MS; t = span.until) {
        zone_at(w->calendar->zone, t, &span);
        for (int i = 0; i < work->count; i++) {
            instant_t a = local + work->windows[i].from - (int64_t)span.offset_s * 1000;
            instant_t b = local + work->windows[i].until - (int64_t)span.offset_s * 1000;
            if (a < span.from) a = span.from;
            if (b > span.until) b = span.until;
            *any = *any || a < b;
            if (a < from) a = from;
            if (b > until) b = until;
            if (a < b && add(w, COUNTED_WINDOW, day, a, b, b - a) != 0) return -1;
        }
    }
    return 0;
}

/* By time; nearly in order already, but where clocks are put back across midnight. */
static void sort(counted_t *list, size_t count) {
    for (size_t i = 1; i < count; i++) {
        counted_t moving = list[i];
        size_t at = i;
        for (; at > 0 && list[at - 1].from > moving.from; at--)
            list[at] = list[at - 1];
        list[at] = moving;
    }
}

/* ---- what counted, by kind of limit ---- */

static int explain_time(walk_t *w, instant_t from, instant_t due) {
    const zone_t *zone = w->calendar->zone;
    int64_t first = zone_day(zone, from, NULL), last = zone_day(zone, due > from ? due - 1 : due, NULL);
    bool any;
    if (due == from) return 0;
    for (int64_t day = first - 1; day <= last + 1; day++) {
        if (add_windows(w, day, from, due, &any) != 0) return -1;
        if (!any && day >= first && day < last && add_date(w, COUNTED_OFF, day) != 0) return -1;
    }
    sort(w->list, w->count);
    return 0;
}

/* One working day: its windows are joined from the first's beginning to the last's end. False in *works: it
 * has none. */
static int add_day(walk_t *w, int64_t day, bool *works) {
    size_t before = w->count;
    if (add_windows(w, day, INT64_MIN, INT64_MAX, works) != 0) return -1;
    if (!*works) return 0;
    instant_t from = w->list[before].from, until = from;
    for (size_t i = before; i < w->count; i++) {
        if (w->list[i].from < from) from = w->list[i].from;
        if (w->list[i].until > until) until = w->list[i].until;
    }
    w->count = before;
    return add(w, COUNTED_DAY, day, from, until, 1);
}

/* `counts_today`: of 0 days, the date of the start itself is the one whose end is the due time. */
static int explain_days(walk_t *w, int64_t first, int32_t days, bool counts_today, int64_t last) {
    bool works;
    int32_t counted = 0;
    if (counts_today) return add_day(w, first, &works);
    if (add_date(w, COUNTED_BEGUN, first) != 0) return -1;
    for (int64_t day = first + 1; counted < days && day <= last; day++) {
        if (add_day(w, day, &works) != 0) return -1;
        if (!works && add_date(w, COUNTED_OFF, day) != 0) return -1;
        counted += works;
    }
    return 0;
}

static int explain_workdays(walk_t *w, const limit_t *limit, instant_t from, explained_t *out, diag_t *d) {
    const zone_t *zone = w->calendar->zone;
    if (limit->same_time) {
        if (work_start(w->calendar, from, &out->start, d) != 0) return -1;
        if (limit->days == 0) return 0;
    }
    int64_t first = zone_day(zone, out->start, NULL);
    /* A window may last until 24:00, and the due time then is the next date's midnight. */
    int64_t last = zone_day(zone, out->due.at, NULL) + 1;
    bool today = limit->days == 0 && zone_day(zone, out->due.at - 1, NULL) <= first;
    if (explain_days(w, first, limit->days > 0 ? limit->days : 1, today, last) != 0) return diag_memory(d);
    if (limit->same_time && w->count > 0) w->list[w->count - 1].until = out->due.at;
    return 0;
}

static int add_span(walk_t *w, instant_t from, instant_t until) {
    return until > from
               ? add(w, COUNTED_SPAN, zone_day(w->calendar->zone, from, NULL), from, until, until - from)
               : 0;
}

static void sum_up(walk_t *w, explained_t *out) {
    for (size_t i = 0; i < w->count; i++) {
        out->sum += w->list[i].amount;
        w->list[i].sum = out->sum;
    }
    out->list = w->list;
    out->count = w->count;
    if (w->count <= EXPLAIN_MAX) return;
    out->left_out = w->count - EXPLAIN_MAX;
    out->count = EXPLAIN_MAX;
    out->list[EXPLAIN_MAX - 1] = out->list[w->count - 1];
}

int work_explain(const calendar_t *c, instant_t from, const limit_t *limit, arena_t *arena, explained_t *out,
                 diag_t *d) {
    walk_t w = {.calendar = c, .arena = arena};
    memset(out, 0, sizeof *out);
    if (work_due(c, from, limit, &out->due, d) != 0) return -1;
    out->start = from;
    int failed = 0;
    switch (limit->kind) {
    case LIMIT_WORKTIME:
        failed = explain_time(&w, from, out->due.at);
        break;
    case LIMIT_WORKDAYS:
        if (explain_workdays(&w, limit, from, out, d) != 0) return -1;
        break;
    default:
        failed = add_span(&w, from, out->due.at);
    }
    if (failed || arena_failed(arena)) return diag_memory(d);
    sum_up(&w, out);
    return 0;
}
