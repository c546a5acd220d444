/* Checks definitions of calendars and builds calendars from them. */
#include "calendar/calendar_private.h"

#include <stdio.h>
#include <string.h>

static const char *const weekday_names[] = {"off", "mon", "tue", "wed", "thu", "fri", "sat", "sun"};
enum { DAY_MINUTES = 1440, FIELD_SIZE = 64 };

const char *calendar_weekday_name(int as) {
    return as == DAY_ORDINARY ? "ordinary" : weekday_names[as];
}

int calendar_weekday_from(const char *name) {
    for (int i = 0; i < 8; i++)
        if (strcmp(name, weekday_names[i]) == 0) return i;
    return -2;
}

static int too_many(diag_t *d, const char *field, int limit) {
    diag_set(d, "calendar.too_many", "field", field, NULL);
    diag_param_int(d, "limit", limit);
    return -1;
}

static char *window_text(day_window_t w, char out[FIELD_SIZE]) {
    snprintf(out, FIELD_SIZE, "%02d:%02d-%02d:%02d", w.from / 60, w.from % 60, w.until / 60, w.until % 60);
    return out;
}

static int check_windows(const calendar_def_t *def, int weekday, diag_t *d) {
    const day_window_t *w = def->windows[weekday];
    char field[FIELD_SIZE], text[FIELD_SIZE], other[FIELD_SIZE];
    snprintf(field, sizeof field, "windows.%s", weekday_names[weekday + 1]);
    if (def->window_count[weekday] > CALENDAR_WINDOWS_MAX) return too_many(d, field, CALENDAR_WINDOWS_MAX);
    for (int i = 0; i < def->window_count[weekday]; i++) {
        snprintf(field, sizeof field, "windows.%s[%d]", weekday_names[weekday + 1], i);
        if (w[i].from < 0 || w[i].until > DAY_MINUTES || w[i].until <= w[i].from)
            return diag_set(d, "calendar.window", "field", field, "window", window_text(w[i], text), NULL);
        for (int j = 0; j < i; j++)
            if (w[i].from < w[j].until && w[j].from < w[i].until)
                return diag_set(d, "calendar.overlap", "field", field, "window", window_text(w[i], text),
                                "other", window_text(w[j], other), NULL);
    }
    return 0;
}

static int check_days(const calendar_def_t *def, diag_t *d) {
    char field[FIELD_SIZE], date[INSTANT_TEXT];
    if (def->day_count > CALENDAR_DAYS_MAX) return too_many(d, "days", CALENDAR_DAYS_MAX);
    for (size_t i = 0; i < def->day_count; i++) {
        const calendar_day_t *day = &def->days[i];
        snprintf(field, sizeof field, "days.%s", day_format(day->day, date));
        if (i > 0 && day->day <= day[-1].day) return diag_set(d, "calendar.day_order", "field", field, NULL);
        if (day->as == DAY_OFF) continue;
        if (day->as < 1 || day->as > 7)
            return diag_set(d, "calendar.weekday", "field", field, "text", "", NULL);
        if (def->window_count[day->as - 1] == 0)
            return diag_set(d, "calendar.works_as", "field", field, "weekday", weekday_names[day->as], NULL);
    }
    return 0;
}

int calendar_def_check(const calendar_def_t *def, diag_t *d) {
    size_t len = def->name ? strlen(def->name) : 0;
    bool works = false;
    if (len == 0 || len > CALENDAR_NAME_MAX) {
        diag_set(d, "calendar.name", "field", "name", NULL);
        diag_param_int(d, "limit", CALENDAR_NAME_MAX);
        return -1;
    }
    if (def->zone == NULL || def->zone[0] == '\0')
        return diag_set(d, "calendar.zone_missing", "field", "zone", NULL);
    for (int i = 0; i < 7; i++) {
        if (check_windows(def, i, d) != 0) return -1;
        works = works || def->window_count[i] > 0;
    }
    if (!works) return diag_set(d, "calendar.no_windows", "field", "windows", NULL);
    return check_days(def, d);
}

int calendar_def_day(const calendar_def_t *def, day_t day) {
    size_t low = 0, high = def->day_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (def->days[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low < def->day_count && def->days[low].day == day ? def->days[low].as : DAY_ORDINARY;
}

int64_t calendar_def_work(const calendar_def_t *def, day_t day, int as) {
    int64_t ms = 0;
    if (as == DAY_OFF) return 0;
    int weekday = (as == DAY_ORDINARY ? day_weekday(day) : as) - 1;
    for (int i = 0; i < def->window_count[weekday]; i++)
        ms += (int64_t)(def->windows[weekday][i].until - def->windows[weekday][i].from) * MS_MINUTE;
    return ms;
}

static void fill_work_day(work_day_t *out, const day_window_t *windows, int count) {
    out->count = count;
    for (int i = 0; i < count; i++) {
        int j = i;
        for (; j > 0 && out->windows[j - 1].from > windows[i].from * MS_MINUTE; j--)
            out->windows[j] = out->windows[j - 1];
        out->windows[j].from = windows[i].from * MS_MINUTE;
        out->windows[j].until = windows[i].until * MS_MINUTE;
        out->total += (windows[i].until - windows[i].from) * MS_MINUTE;
    }
}

static size_t names_size(const calendar_def_t *def) {
    size_t size = 1;
    for (size_t i = 0; i < def->day_count; i++)
        size += def->days[i].name != NULL ? strlen(def->days[i].name) + 1 : 0;
    return size;
}

static void fill_days(calendar_t *c, const calendar_def_t *def) {
    int64_t gained = 0;
    char *name = c->names;
    for (size_t i = 0; i < def->day_count; i++) {
        calendar_day_t day = def->days[i];
        int32_t total = day.as == DAY_OFF ? 0 : c->week[day.as - 1].total;
        gained += total - c->week[day_weekday(day.day) - 1].total;
        if (day.name != NULL) {
            size_t size = strlen(day.name) + 1;
            day.name = memcpy(name, day.name, size);
            name += size;
        }
        c->days[i] = day;
        c->gained[i] = gained;
    }
    c->day_count = def->day_count;
}

int calendar_create(const calendar_def_t *def, const zone_t *zone, calendar_t **out, diag_t *d) {
    *out = NULL;
    if (calendar_def_check(def, d) != 0) return -1;
    calendar_t *c = mem_alloc(sizeof *c);
    if (c == NULL) return diag_memory(d);
    c->name = mem_strdup(def->name);
    c->days = mem_alloc(def->day_count * sizeof *c->days);
    c->gained = mem_alloc(def->day_count * sizeof *c->gained);
    c->names = mem_alloc(names_size(def));
    if (c->name == NULL || c->days == NULL || c->gained == NULL || c->names == NULL) {
        calendar_free(c);
        return diag_memory(d);
    }
    c->zone = zone;
    c->confirmed_until = def->confirmed_until;
    c->version = def->version;
    for (int i = 0; i < 7; i++) {
        fill_work_day(&c->week[i], def->windows[i], def->window_count[i]);
        c->week_before[i] = c->week_ms;
        c->week_ms += c->week[i].total;
    }
    fill_days(c, def);
    *out = c;
    return 0;
}

void calendar_free(calendar_t *calendar) {
    if (calendar == NULL) return;
    mem_free(calendar->name);
    mem_free(calendar->days);
    mem_free(calendar->gained);
    mem_free(calendar->names);
    mem_free(calendar);
}

const char *calendar_name(const calendar_t *calendar) {
    return calendar->name;
}

const zone_t *calendar_zone(const calendar_t *calendar) {
    return calendar->zone;
}

day_t calendar_confirmed_until(const calendar_t *calendar) {
    return calendar->confirmed_until;
}

int64_t calendar_version(const calendar_t *calendar) {
    return calendar->version;
}
