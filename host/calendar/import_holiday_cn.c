/* Reads the yearly JSON files of holiday-cn. A file tells of days off and of days made up for them; those at
 * the turn of a year may stand in the file of the year after, so a file may name dates of its neighbours. */
#include "calendar/import_private.h"

#include <stdio.h>
#include <string.h>

enum { FIELD_SIZE = 40, TURN_DAYS = 31, YEAR_FIRST = 1900, YEAR_LAST = 9998 };

typedef struct reading {
    const json_t *file;
    int64_t year;
    import_list_t list;
    day_t first, last; /* of its year, and of what it names beside that */
} reading_t;

static int wrong(diag_t *d, const char *field, const char *expected) {
    return diag_set(d, "import.field", "field", field, "expected", expected, NULL);
}

static int read_date(const reading_t *r, const json_t *value, const char *field, day_t *out, diag_t *d) {
    if (!json_is_string(value)) return wrong(d, field, "date");
    const char *text = json_string_value(value);
    day_t new_year = day_from_civil((int32_t)r->year, 1, 1),
          next = day_from_civil((int32_t)r->year + 1, 1, 1);
    if (day_parse(text, out) != 0 || *out < new_year - TURN_DAYS || *out >= next + TURN_DAYS)
        return diag_set(d, "import.date", "field", field, "text", text, NULL);
    return 0;
}

static int read_day(reading_t *r, const json_t *item, size_t i, diag_t *d) {
    char field[FIELD_SIZE];
    day_t day = 0;
    snprintf(field, sizeof field, "days[%zu]", i);
    if (!json_is_object(item)) return wrong(d, field, "object");
    const json_t *off = json_object_get(item, "isOffDay"), *name = json_object_get(item, "name");
    snprintf(field, sizeof field, "days[%zu].date", i);
    if (read_date(r, json_object_get(item, "date"), field, &day, d) != 0) return -1;
    for (size_t j = 0; j < r->list.named_count; j++)
        if (r->list.named[j].day == day)
            return diag_set(d, "import.twice", "field", field, "text",
                            json_string_value(json_object_get(item, "date")), NULL);
    snprintf(field, sizeof field, "days[%zu].isOffDay", i);
    if (!json_is_boolean(off)) return wrong(d, field, "true or false");
    snprintf(field, sizeof field, "days[%zu].name", i);
    if (name != NULL && !json_is_string(name)) return wrong(d, field, "text");
    import_name(&r->list, day, json_is_true(off), 0,
                arena_strdup(r->list.arena, name ? json_string_value(name) : ""));
    if (arena_failed(r->list.arena)) return diag_memory(d);
    if (day < r->first) r->first = day;
    if (day > r->last) r->last = day;
    return 0;
}

static int read_file(reading_t *r, diag_t *d) {
    const json_t *days, *item;
    size_t i;
    if (!json_is_object(r->file)) return wrong(d, "", "object");
    if (json_int(r->file, "year", true, 0, &r->year, d) != 0) return -1;
    if (r->year < YEAR_FIRST || r->year > YEAR_LAST) return wrong(d, "year", "year");
    r->first = day_from_civil((int32_t)r->year, 1, 1);
    r->last = day_from_civil((int32_t)r->year, 12, 31);
    days = json_object_get(r->file, "days");
    if (!json_is_array(days)) return wrong(d, "days", "array");
    if (json_array_size(days) > 366 + 2 * TURN_DAYS) {
        diag_set(d, "calendar.too_many", "field", "days", NULL);
        diag_param_int(d, "limit", 366 + 2 * TURN_DAYS);
        return -1;
    }
    json_array_foreach(days, i, item) {
        if (read_day(r, item, i, d) != 0) return -1;
    }
    return 0;
}

/* The end of the file's year, unless the years before it are unknown or it names no day of its year at all.
 */
static day_t confirms(const calendar_def_t *before, reading_t *r) {
    day_t start = day_from_civil((int32_t)r->year, 1, 1), end = day_from_civil((int32_t)r->year, 12, 31);
    char *year = arena_printf(r->list.arena, "%lld", (long long)r->year);
    bool any = false;
    for (size_t i = 0; i < r->list.named_count; i++)
        any = any || (r->list.named[i].day >= start && r->list.named[i].day <= end);
    if (!any) {
        import_note(&r->list, IMPORT_EMPTY, DAY_NONE, 0, NULL, year);
        return before->confirmed_until;
    }
    if (before->confirmed_until != DAY_NONE && before->confirmed_until < start - 1) {
        import_note(&r->list, IMPORT_GAP, before->confirmed_until, 0, NULL, year);
        return before->confirmed_until;
    }
    return before->confirmed_until > end ? before->confirmed_until : end;
}

static int preview(const calendar_def_t *before, const import_options_t *options, reading_t *r,
                   import_preview_t *out, diag_t *d) {
    import_options_t settled = *options;
    if (read_file(r, d) != 0) return -1;
    if (settled.confirmed_until == DAY_NONE) settled.confirmed_until = confirms(before, r);
    return import_merge(before, &settled, &r->list, r->first, r->last, out, d);
}

int import_holiday_cn(const calendar_def_t *before, const char *text, size_t len,
                      const import_options_t *options, arena_t *arena, import_preview_t *out, diag_t *d) {
    memset(out, 0, sizeof *out);
    if (import_check_options(before, options, d) != 0) return -1;
    json_t *file = json_read(text, len, IMPORT_JSON_MAX, d);
    if (file == NULL) return -1;
    reading_t r = {.file = file, .list = {.arena = arena}};
    int failed = preview(before, options, &r, out, d);
    json_decref(file);
    return failed;
}
