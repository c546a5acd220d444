/* Holidays imported; see importing.h. What a date then is, is worked out here anew from the file and from the
 * calendar as the store had it before. */
#include "simulation/importing.h"
#include "simulation/admin.h"
#include "simulation/checks.h"
#include "simulation/sim.h"
#include "store/tables.h"
#include <stdlib.h>
#include <string.h>

enum { NAMED_MAX = 14, SPREAD = 70 };

typedef struct named_day {
    day_t day;
    bool off;
} named_day_t;

typedef struct holidays {
    const char *calendar, *content;
    named_day_t days[NAMED_MAX];
    int count;
    bool replace, preview;
    int32_t year; /* that the file is of; 0: of none */
} holidays_t;

static const named_day_t *find(const holidays_t *h, day_t day) {
    for (int i = 0; i < h->count; i++)
        if (h->days[i].day == day) return &h->days[i];
    return NULL;
}

/* Longer than what sim_text keeps. */
static const char *kept(sim_t *s, const void *text, size_t length) {
    char *copy = sim_keep(s, length + 1, 1);
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

static void draw_days(sim_t *s, holidays_t *h) {
    day_t today = (day_t)(s->machine.clock / MS_DAY);
    for (int i = 2 + sim_below(s, NAMED_MAX - 2); i > 0; i--) {
        day_t day = today - 10 + sim_below(s, SPREAD);
        if (find(h, day) == NULL) h->days[h->count++] = (named_day_t){day, sim_chance(s, 75)};
    }
}

/* A year's file tells of dates near its turn too. Others are left out. */
static void write_json(sim_t *s, holidays_t *h) {
    int32_t year;
    int month, date;
    char text[INSTANT_TEXT];
    json_t *list = json_array();
    int count = 0;
    day_to_civil((day_t)(s->machine.clock / MS_DAY), &year, &month, &date);
    day_t first = day_from_civil(year, 1, 1) - 31, last = day_from_civil(year, 12, 31) + 31;
    for (int i = 0; i < h->count; i++) {
        const named_day_t d = h->days[i];
        if (d.day < first || d.day > last) continue;
        json_array_append_new(list, json_pack("{s:s,s:s,s:b}", "name", "Holiday (demo)", "date",
                                              day_format(d.day, text), "isOffDay", (int)d.off));
        h->days[count++] = d;
    }
    h->count = count;
    h->year = year;
    json_t *file = json_pack("{s:i,s:o}", "year", (int)year, "days", list);
    char *written = json_dumps(file, JSON_COMPACT);
    h->content = kept(s, written, strlen(written));
    json_decref(file);
    free(written);
}

static void write_icalendar(sim_t *s, holidays_t *h) {
    buf_t b;
    int32_t year;
    int month, date;
    buf_init(&b, 0);
    buf_puts(&b, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//demo//EN\r\n");
    for (int i = 0; i < h->count; i++) {
        day_to_civil(h->days[i].day, &year, &month, &date);
        buf_printf(&b,
                   "BEGIN:VEVENT\r\nUID:%d@demo\r\nDTSTART;VALUE=DATE:%04d%02d%02d\r\nSUMMARY:%s\r\nEND:"
                   "VEVENT\r\n",
                   i, (int)year, month, date, h->days[i].off ? "Holiday" : "Made up");
    }
    buf_puts(&b, "END:VCALENDAR\r\n");
    h->content = kept(s, b.at, b.len);
    buf_free(&b);
}

static json_t *draw_request(sim_t *s, holidays_t *h) {
    bool json = sim_chance(s, 50);
    *h = (holidays_t){.calendar = sim_chance(s, 50) ? "company" : "plant",
                      .replace = sim_chance(s, 40),
                      .preview = sim_chance(s, 20)};
    draw_days(s, h);
    if (json)
        write_json(s, h);
    else
        write_icalendar(s, h);
    json_t *request =
        json_pack("{s:s,s:s,s:s,s:b,s:b}", "verb", "calendar.import", "calendar", h->calendar, "content",
                  h->content, "replace", (int)h->replace, "preview", (int)h->preview);
    if (!json) json_object_set_new(request, "work_days", json_string("Made up"));
    return request;
}

/* ---- what it comes to ---- */

static bool read_definition(sim_t *s, const char *name, calendar_def_t *def) {
    calendar_row_t *rows;
    size_t count;
    diag_t d = {0};
    if (store_calendars(s->machine.reader.store, &s->arena, &rows, &count, &d) != 0)
        return sim_fail_diag(s, 0, "calendars can be read", "no error", &d);
    for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i].name, name) == 0)
            return calendar_def_parse(rows[i].definition, strlen(rows[i].definition), &s->arena, def, &d) ==
                       0 ||
                   sim_fail_diag(s, 0, "a calendar can be read", "no error", &d);
    return sim_fail(s, 0, "a calendar is there", name, "none of that name");
}

static int exception_of(const calendar_def_t *def, day_t day) {
    for (size_t i = 0; i < def->day_count; i++)
        if (def->days[i].day == day) return def->days[i].as;
    return DAY_ORDINARY;
}

static int32_t year_of(day_t day) {
    int32_t year;
    int month, date;
    day_to_civil(day, &year, &month, &date);
    return year;
}

/* What replaces, does so in each year that it names a day of; a file of one year in that one, and where it
 * reaches beyond. */
static bool is_replaced(const holidays_t *h, day_t day) {
    bool named = false, before = false, after = false;
    for (int i = 0; i < h->count; i++) {
        named |= year_of(h->days[i].day) == year_of(day);
        before |= h->days[i].day < day;
        after |= h->days[i].day > day;
    }
    if (!h->replace || !named) return false;
    return h->year == 0 || year_of(day) == h->year || (year_of(day) < h->year ? before : after);
}

/* A day made up for another works as Monday does, unless it works anyway, or does so by somebody's hand. */
static int comes_to(const holidays_t *h, const calendar_def_t *before, day_t day) {
    const named_day_t *named = find(h, day);
    int was = exception_of(before, day);
    if (named == NULL) return is_replaced(h, day) ? DAY_ORDINARY : was;
    if (named->off) return DAY_OFF;
    if (before->window_count[day_weekday(day) - 1] > 0) return DAY_ORDINARY;
    return was > DAY_OFF ? was : 1;
}

static bool as_the_file_says(sim_t *s, const holidays_t *h, const calendar_def_t *before) {
    calendar_def_t after;
    char text[INSTANT_TEXT];
    day_t today = (day_t)(s->machine.clock / MS_DAY);
    if (!read_definition(s, h->calendar, &after)) return false;
    for (day_t day = today - 400; day < today + 1200; day++) {
        int expected = h->preview ? exception_of(before, day) : comes_to(h, before, day),
            found = exception_of(&after, day);
        if (expected != found)
            return sim_fail(
                s, 0, "a date is what the imported file makes of it (A63)",
                sim_text(s, "%s %s %s", h->calendar, day_format(day, text), calendar_weekday_name(expected)),
                "%s%s", calendar_weekday_name(found), h->preview ? ", by a preview" : "");
    }
    s->totals.n[COUNT_IMPORTED_DAYS] += h->preview ? 0 : h->count;
    return true;
}

bool importing_act(sim_t *s) {
    holidays_t h;
    calendar_def_t before;
    json_t *answer;
    bool ok, sure = machine_sure(s);
    json_t *request = draw_request(s, &h);
    if (sure && !read_definition(s, h.calendar, &before)) {
        json_decref(request);
        return false;
    }
    bool good = admin_ask(s, h.preview ? "holidays are imported, tried" : "holidays are imported", request,
                          false, &answer, &ok);
    if (ok && !h.preview) s->totals.n[COUNT_IMPORTS]++;
    s->totals.n[COUNT_MOVED] += h.preview ? 0 : json_integer_value(json_object_get(answer, "moved"));
    json_decref(answer);
    if (!good || !machine_sure(s)) return good;
    if (sure && ok && !as_the_file_says(s, &h, &before)) return false;
    return check_all_records(s);
}
