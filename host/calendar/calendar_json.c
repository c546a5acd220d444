/* Definitions of calendars as JSON, the form in which the store keeps them and people write them. */
#include "calendar/calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELD_SIZE = 96 };

static int two_digits(const char *s) {
    return s[0] >= '0' && s[0] <= '9' && s[1] >= '0' && s[1] <= '9' ? (s[0] - '0') * 10 + s[1] - '0' : -1;
}

/* "HH:MM", 24:00 included, in minutes; -1: something else. */
static int minute_of(const char *s) {
    int hours = two_digits(s);
    int minutes = hours >= 0 && s[2] == ':' ? two_digits(s + 3) : -1;
    if (minutes < 0 || minutes > 59 || hours * 60 + minutes > 1440) return -1;
    return hours * 60 + minutes;
}

static int read_window(const json_t *value, const char *field, day_window_t *out, diag_t *d) {
    if (!json_is_string(value)) return diag_set(d, "json.type", "field", field, "expected", "text", NULL);
    const char *text = json_string_value(value);
    int from = -1, until = -1;
    if (json_string_length(value) == 11 && text[5] == '-') {
        from = minute_of(text);
        until = minute_of(text + 6);
    }
    if (from < 0 || until < 0) return diag_set(d, "calendar.window_text", "field", field, "text", text, NULL);
    *out = (day_window_t){(int16_t)from, (int16_t)until};
    return 0;
}

static int read_weekday(const json_t *list, const char *key, calendar_def_t *out, diag_t *d) {
    char field[FIELD_SIZE];
    const json_t *item;
    size_t i;
    int weekday = calendar_weekday_from(key);
    snprintf(field, sizeof field, "windows.%.40s", key);
    if (weekday < 1) return diag_set(d, "calendar.weekday", "field", field, "text", key, NULL);
    if (!json_is_array(list)) return diag_set(d, "json.type", "field", field, "expected", "array", NULL);
    if (json_array_size(list) > CALENDAR_WINDOWS_MAX) {
        diag_set(d, "calendar.too_many", "field", field, NULL);
        diag_param_int(d, "limit", CALENDAR_WINDOWS_MAX);
        return -1;
    }
    json_array_foreach(list, i, item) {
        snprintf(field, sizeof field, "windows.%s[%zu]", key, i);
        if (read_window(item, field, &out->windows[weekday - 1][i], d) != 0) return -1;
        out->window_count[weekday - 1]++;
    }
    return 0;
}

static int read_windows(const json_t *value, calendar_def_t *out, diag_t *d) {
    const char *key;
    json_t *list;
    const json_t *windows = json_object_get(value, "windows");
    if (windows == NULL) return diag_set(d, "json.missing", "field", "windows", NULL);
    if (!json_is_object(windows))
        return diag_set(d, "json.type", "field", "windows", "expected", "object", NULL);
    json_object_foreach((json_t *)windows, key, list) {
        if (read_weekday(list, key, out, d) != 0) return -1;
    }
    return 0;
}

static int by_day(const void *a, const void *b) {
    day_t x = ((const calendar_day_t *)a)->day, y = ((const calendar_day_t *)b)->day;
    return (x > y) - (x < y);
}

static int read_day(const char *key, const json_t *value, arena_t *arena, calendar_day_t *out, diag_t *d) {
    char field[FIELD_SIZE];
    snprintf(field, sizeof field, "days.%.40s", key);
    if (day_parse(key, &out->day) != 0)
        return diag_set(d, "calendar.date", "field", field, "text", key, NULL);
    if (!json_is_string(value)) return diag_set(d, "json.type", "field", field, "expected", "text", NULL);
    const char *text = json_string_value(value), *blank = strchr(text, ' ');
    char word[8];
    size_t length = blank != NULL ? (size_t)(blank - text) : strlen(text);
    snprintf(word, sizeof word, "%.*s", length < sizeof word ? (int)length : 0, text);
    int as = calendar_weekday_from(word);
    if (as < 0) return diag_set(d, "calendar.weekday", "field", field, "text", text, NULL);
    out->as = (int8_t)as;
    if (blank == NULL || blank[1] == '\0') return 0;
    if (strlen(blank + 1) > CALENDAR_DAY_NAME_MAX) {
        diag_set(d, "calendar.name", "field", field, NULL);
        diag_param_int(d, "limit", CALENDAR_DAY_NAME_MAX);
        return -1;
    }
    out->name = arena_strdup(arena, blank + 1);
    return out->name != NULL ? 0 : diag_memory(d);
}

static int read_days(const json_t *value, arena_t *arena, calendar_def_t *out, diag_t *d) {
    const char *key;
    json_t *as;
    const json_t *days = json_object_get(value, "days");
    if (days == NULL || json_is_null(days)) return 0;
    if (!json_is_object(days)) return diag_set(d, "json.type", "field", "days", "expected", "object", NULL);
    if (json_object_size(days) > CALENDAR_DAYS_MAX) {
        diag_set(d, "calendar.too_many", "field", "days", NULL);
        diag_param_int(d, "limit", CALENDAR_DAYS_MAX);
        return -1;
    }
    calendar_day_t *list = arena_array(arena, json_object_size(days), sizeof *list);
    if (list == NULL) return diag_memory(d);
    json_object_foreach((json_t *)days, key, as) {
        if (read_day(key, as, arena, &list[out->day_count], d) != 0) return -1;
        out->day_count++;
    }
    qsort(list, out->day_count, sizeof *list, by_day);
    out->days = list;
    return 0;
}

/* A misspelt field must not be passed over in silence: "confirmed_untill" would make all deadlines certain.
 */
static int refuse_unknown(const json_t *value, diag_t *d) {
    static const char *const known[] = {"name", "zone", "windows", "days", "confirmed_until", "version"};
    const char *key;
    json_t *field;
    json_object_foreach((json_t *)value, key, field) {
        size_t i = 0, count = sizeof known / sizeof *known;
        while (i < count && strcmp(known[i], key) != 0)
            i++;
        if (i == count) return diag_set(d, "calendar.unknown_field", "field", key, NULL);
    }
    return 0;
}

/* A required text, copied into the arena. */
static int read_text(const json_t *value, const char *field, arena_t *arena, const char **out, diag_t *d) {
    const char *text = json_text(value, field, true, d);
    if (text == NULL) return -1;
    *out = arena_strdup(arena, text);
    return *out != NULL ? 0 : diag_memory(d);
}

int calendar_def_read(const json_t *value, arena_t *arena, calendar_def_t *out, diag_t *d) {
    memset(out, 0, sizeof *out);
    out->confirmed_until = DAY_NONE;
    if (!json_is_object(value)) return diag_set(d, "json.type", "field", "", "expected", "object", NULL);
    if (refuse_unknown(value, d) != 0) return -1;
    if (read_text(value, "name", arena, &out->name, d) != 0) return -1;
    if (read_text(value, "zone", arena, &out->zone, d) != 0) return -1;
    if (json_int(value, "version", false, 1, &out->version, d) != 0) return -1;
    const json_t *until = json_object_get(value, "confirmed_until");
    if (until != NULL && !json_is_null(until)) {
        if (!json_is_string(until))
            return diag_set(d, "json.type", "field", "confirmed_until", "expected", "text", NULL);
        if (day_parse(json_string_value(until), &out->confirmed_until) != 0)
            return diag_set(d, "calendar.date", "field", "confirmed_until", "text", json_string_value(until),
                            NULL);
    }
    if (read_windows(value, out, d) != 0 || read_days(value, arena, out, d) != 0) return -1;
    return calendar_def_check(out, d);
}

int calendar_def_parse(const char *text, size_t len, arena_t *arena, calendar_def_t *out, diag_t *d) {
    json_t *value = json_read(text, len, CALENDAR_JSON_MAX, d);
    if (value == NULL) return -1;
    int failed = calendar_def_read(value, arena, out, d);
    json_decref(value);
    return failed;
}

static json_t *write_windows(const calendar_def_t *def) {
    char text[FIELD_SIZE];
    json_t *all = json_object();
    for (int day = 0; all != NULL && day < 7; day++) {
        json_t *list = json_array();
        for (int i = 0; i < def->window_count[day]; i++) {
            day_window_t w = def->windows[day][i];
            snprintf(text, sizeof text, "%02d:%02d-%02d:%02d", w.from / 60, w.from % 60, w.until / 60,
                     w.until % 60);
            if (json_array_append_new(list, json_string(text)) != 0) {
                json_decref(list);
                list = NULL;
            }
        }
        if (def->window_count[day] == 0) {
            json_decref(list);
        } else if (json_object_set_new(all, calendar_weekday_name(day + 1), list) != 0) {
            json_decref(all);
            all = NULL;
        }
    }
    return all;
}

static json_t *write_days(const calendar_def_t *def) {
    char date[INSTANT_TEXT];
    json_t *all = json_object();
    for (size_t i = 0; all != NULL && i < def->day_count; i++) {
        const calendar_day_t *day = &def->days[i];
        json_t *as = day->name != NULL ? json_sprintf("%s %s", calendar_weekday_name(day->as), day->name)
                                       : json_string(calendar_weekday_name(day->as));
        if (json_object_set_new(all, day_format(def->days[i].day, date), as) != 0) {
            json_decref(all);
            all = NULL;
        }
    }
    return all;
}

json_t *calendar_def_write(const calendar_def_t *def) {
    char date[INSTANT_TEXT];
    json_t *out = json_object();
    bool failed = out == NULL;
    failed = failed || json_object_set_new(out, "name", json_string(def->name)) != 0;
    failed = failed || json_object_set_new(out, "zone", json_string(def->zone)) != 0;
    failed = failed || json_object_set_new(out, "windows", write_windows(def)) != 0;
    failed = failed || json_object_set_new(out, "days", write_days(def)) != 0;
    if (!failed && def->confirmed_until != DAY_NONE)
        failed = json_object_set_new(out, "confirmed_until",
                                     json_string(day_format(def->confirmed_until, date))) != 0;
    failed = failed || json_object_set_new(out, "version", json_integer(def->version)) != 0;
    if (!failed) return out;
    json_decref(out);
    return NULL;
}
