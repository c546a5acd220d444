/* A snapshot of calendars: zones loaded once each, calendars sorted by name, and the interface that engine
 * asks. */
#include "calendar/calendar_set.h"
#include "calendar/working_time.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct calendar_set {
    atomic_size_t holders;
    zone_t **zones;
    size_t zone_count;
    calendar_t **calendars; /* in order of name */
    size_t count;
    const calendar_t *standard;
};

static void set_free(calendar_set_t *set) {
    for (size_t i = 0; i < set->count; i++)
        calendar_free(set->calendars[i]);
    for (size_t i = 0; i < set->zone_count; i++)
        zone_free(set->zones[i]);
    mem_free(set->calendars);
    mem_free(set->zones);
    mem_free(set);
}

static int zone_of(calendar_set_t *set, const char *dir, const char *name, const zone_t **out, diag_t *d) {
    for (size_t i = 0; i < set->zone_count; i++) {
        *out = set->zones[i];
        if (strcmp(zone_name(*out), name) == 0) return 0;
    }
    zone_t *zone;
    if (zone_load(dir, name, &zone, d) != 0) return -1;
    set->zones[set->zone_count++] = zone;
    *out = zone;
    return 0;
}

static int add(calendar_set_t *set, const calendar_def_t *def, const char *dir, diag_t *d) {
    const zone_t *zone;
    if (calendar_def_check(def, d) != 0 || zone_of(set, dir, def->zone, &zone, d) != 0) return -1;
    if (calendar_create(def, zone, &set->calendars[set->count], d) != 0) return -1;
    set->count++;
    return 0;
}

static int by_name(const void *a, const void *b) {
    return strcmp(calendar_name(*(calendar_t *const *)a), calendar_name(*(calendar_t *const *)b));
}

static int fill(calendar_set_t *set, const calendar_def_t *defs, size_t count, const char *dir, diag_t *d) {
    for (size_t i = 0; i < count; i++) {
        if (add(set, &defs[i], dir, d) == 0) continue;
        if (diag_is(d, "memory.out")) return -1;
        return diag_wrap(d, "calendar.invalid", "calendar", defs[i].name, NULL);
    }
    qsort(set->calendars, set->count, sizeof(void *), by_name);
    for (size_t i = 1; i < set->count; i++)
        if (by_name(&set->calendars[i - 1], &set->calendars[i]) == 0)
            return diag_set(d, "calendar.twice", "calendar", calendar_name(set->calendars[i]), NULL);
    return 0;
}

int calendar_set_create(const calendar_def_t *defs, size_t count, const char *default_name,
                        const char *zone_dir, calendar_set_t **out, diag_t *d) {
    *out = NULL;
    if (count > CALENDAR_SET_MAX) {
        diag_set(d, "calendar.too_many", "field", "calendars", NULL);
        diag_param_int(d, "limit", CALENDAR_SET_MAX);
        return -1;
    }
    calendar_set_t *set = mem_alloc(sizeof *set);
    if (set == NULL) return diag_memory(d);
    atomic_init(&set->holders, 1);
    set->zones = mem_alloc(count * sizeof(void *));
    set->calendars = mem_alloc(count * sizeof(void *));
    int failed = set->zones && set->calendars ? fill(set, defs, count, zone_dir, d) : diag_memory(d);
    if (failed == 0) {
        if (default_name == NULL && count == 1) default_name = defs[0].name;
        set->standard = default_name && default_name[0] ? calendar_set_find(set, default_name) : NULL;
        if (set->standard == NULL)
            failed = diag_set(d, "calendar.no_default", "calendar", default_name, NULL);
    }
    if (failed != 0) {
        set_free(set);
        return -1;
    }
    *out = set;
    return 0;
}

calendar_set_t *calendar_set_hold(calendar_set_t *set) {
    atomic_fetch_add_explicit(&set->holders, 1, memory_order_relaxed);
    return set;
}

void calendar_set_release(calendar_set_t *set) {
    if (set != NULL && atomic_fetch_sub_explicit(&set->holders, 1, memory_order_acq_rel) == 1) set_free(set);
}

const calendar_t *calendar_set_find(const calendar_set_t *set, const char *name) {
    if (name == NULL || name[0] == '\0') return set->standard;
    size_t low = 0, high = set->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(calendar_name(set->calendars[middle]), name);
        if (order == 0) return set->calendars[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

size_t calendar_set_count(const calendar_set_t *set) {
    return set->count;
}

const calendar_t *calendar_set_at(const calendar_set_t *set, size_t i) {
    return set->calendars[i];
}

static const calendar_t *find_or_refuse(const void *ctx, const char *name, diag_t *d) {
    const calendar_t *calendar = calendar_set_find(ctx, name);
    if (calendar == NULL) diag_set(d, "calendar.unknown", "calendar", name, NULL);
    return calendar;
}

static int answer_due(const void *ctx, const char *name, instant_t from, const limit_t *limit, due_t *out,
                      diag_t *d) {
    const calendar_t *calendar = find_or_refuse(ctx, name, d);
    return calendar ? work_due(calendar, from, limit, out, d) : -1;
}

static int answer_back(const void *ctx, const char *name, instant_t due, const limit_t *limit, due_t *out,
                       diag_t *d) {
    const calendar_t *calendar = find_or_refuse(ctx, name, d);
    return calendar ? work_back(calendar, due, limit, out, d) : -1;
}

static int answer_worked(const void *ctx, const char *name, instant_t from, instant_t until, int64_t *ms,
                         diag_t *d) {
    const calendar_t *calendar = find_or_refuse(ctx, name, d);
    return calendar ? work_between(calendar, from, until, ms, d) : -1;
}

static int answer_local(const void *ctx, const char *name, instant_t t, civil_t *out, int32_t *offset_s,
                        diag_t *d) {
    const calendar_t *calendar = find_or_refuse(ctx, name, d);
    int64_t ms;
    int month, mday;
    if (calendar == NULL) return -1;
    if (t > INSTANT_MAX || t < -INSTANT_MAX)
        return diag_set(d, "calendar.range", "calendar", calendar_name(calendar), NULL);
    day_to_civil(zone_day(calendar_zone(calendar), t, &ms), &out->year, &month, &mday);
    out->month = (int8_t)month;
    out->day = (int8_t)mday;
    out->hour = (int8_t)(ms / MS_HOUR);
    out->minute = (int8_t)(ms / MS_MINUTE % 60);
    out->second = (int8_t)(ms / MS_SECOND % 60);
    out->ms = (int16_t)(ms % MS_SECOND);
    *offset_s = zone_offset(calendar_zone(calendar), t);
    return 0;
}

calendars_t calendar_set_calendars(const calendar_set_t *set) {
    return (calendars_t){set, answer_due, answer_back, answer_worked, answer_local};
}
