/* Calendars: the first letter says what the rest is: 'd' a definition as JSON, 'h' a year's file of holidays,
 * 'i' an iCalendar file. What is read is checked, built, and asked for due times. */
#include "base/json.h"
#include "calendar/calendar_set.h"
#include "calendar/import_holidays.h"
#include "calendar/working_time.h"
#include "fuzz/shared/pieces.h"
#include "unit/calendar/tzif.h"

static const char BASE[] =
    "{\"name\":\"base\",\"zone\":\"Europe/Amsterdam\",\"windows\":{\"mon\":[\"09:00-12:00\",\"13:00-18:00\"],"
    "\"tue\":[\"09:00-18:00\"],\"fri\":[\"09:00-24:00\"]},\"days\":{\"2026-01-01\":\"off\",\"2026-01-03\":"
    "\"mon\"},"
    "\"confirmed_until\":\"2026-12-31\"}";

/* A zone with daylight saving and one jump of a whole day. */
static const zone_t *made_up_zone(void) {
    static const tzif_type_t types[] = {{3600, 0, 0}, {7200, 1, 4}, {-36000, 0, 9}, {50400, 0, 9}};
    static const tzif_change_t changes[] = {{0, 0}, {1000000000, 2}, {1100000000, 3}, {1767225600, 0}};
    static zone_t *zone;
    diag_t d = {0};
    if (zone != NULL) return zone;
    buf_t file;
    buf_init(&file, 0);
    tzif_write(&file,
               &(tzif_t){'3', changes, 4, types, 4, "CET\0CEST\0ODD", 13, 0, "CET-1CEST,M3.5.0,M10.5.0/3"});
    FUZZ_MUST(zone_parse((bytes_t){file.at, file.len}, "Made/Up", &zone, &d) == 0);
    buf_free(&file);
    return zone;
}

static void ask(const calendar_t *calendar, instant_t from, const limit_t *limit) {
    due_t due, back;
    int64_t ms;
    diag_t d = {0};
    if (work_due(calendar, from, limit, &due, &d) != 0) {
        fuzz_refused(&d);
        return;
    }
    FUZZ_MUST(due.at >= from);
    if (work_between(calendar, from, due.at, &ms, &d) == 0)
        FUZZ_MUST(limit->kind != LIMIT_WORKTIME || ms == limit->ms);
    else
        fuzz_refused(&d);
    if (work_back(calendar, due.at, limit, &back, &d) == 0)
        FUZZ_MUST(back.at <= due.at);
    else
        fuzz_refused(&d);
}

static void use(const calendar_def_t *def) {
    static const limit_t limits[] = {{.kind = LIMIT_WORKDAYS, .days = 3},
                                     {.kind = LIMIT_WORKDAYS, .days = 40, .same_time = true},
                                     {.kind = LIMIT_WORKTIME, .ms = 5 * MS_HOUR},
                                     {.kind = LIMIT_WORKTIME, .ms = INT64_C(3000) * MS_HOUR},
                                     {.kind = LIMIT_DAY_TIME, .days = 7, .minute = 315}};
    static const char *const instants[] = {"2001-09-08T22:00:00Z", "2004-11-09T12:00:00Z",
                                           "2025-12-31T23:30:00Z", "2026-03-28T23:59:59.999Z",
                                           "9990-01-01T00:00:00Z"};
    calendar_t *calendar;
    diag_t d = {0};
    FUZZ_MUST(calendar_def_check(def, &d) == 0);
    FUZZ_MUST(calendar_create(def, made_up_zone(), &calendar, &d) == 0);
    for (size_t i = 0; i < sizeof instants / sizeof *instants; i++)
        for (size_t k = 0; k < sizeof limits / sizeof *limits; k++) {
            instant_t from;
            FUZZ_MUST(instant_parse(instants[i], &from) == 0);
            ask(calendar, from, &limits[k]);
        }
    calendar_free(calendar);
}

/* Written, it reads as the same. */
static void check_written(const calendar_def_t *def, arena_t *arena) {
    calendar_def_t again;
    diag_t d = {0};
    json_t *value = calendar_def_write(def);
    FUZZ_MUST(value != NULL);
    if (calendar_def_read(value, arena, &again, &d) != 0) fuzz_broken(d.code, __FILE__, __LINE__);
    json_t *second = calendar_def_write(&again);
    FUZZ_MUST(json_equal(value, second));
    json_decref(value);
    json_decref(second);
}

static void read_definition(bytes_t text, arena_t *arena) {
    calendar_def_t def;
    diag_t d = {0};
    if (calendar_def_parse((const char *)text.at, text.len, arena, &def, &d) != 0) {
        fuzz_refused(&d);
        return;
    }
    check_written(&def, arena);
    use(&def);
}

static void look_at_preview(const import_preview_t *p) {
    for (size_t i = 0; i < p->change_count; i++) {
        const import_change_t *c = &p->changes[i];
        FUZZ_MUST(i == 0 || p->changes[i - 1].day < c->day);
        FUZZ_MUST(c->becomes >= DAY_ORDINARY && c->becomes <= 7 &&
                  calendar_def_day(&p->after, c->day) == c->becomes);
    }
    for (size_t i = 0; i < p->note_count; i++)
        FUZZ_MUST(strncmp(import_why_code(p->notes[i].why), "import.", 7) == 0);
}

static int import(bool ical, const calendar_def_t *before, bytes_t text, const import_options_t *options,
                  arena_t *arena, import_preview_t *out, diag_t *d) {
    return (ical ? import_icalendar : import_holiday_cn)(before, (const char *)text.at, text.len, options,
                                                         arena, out, d);
}

/* What was taken over is there: the same file again changes nothing. */
static void read_holidays(bool ical, bytes_t text, arena_t *arena) {
    calendar_def_t base;
    import_preview_t first, again;
    diag_t d = {0};
    import_options_t options = {.confirmed_until = DAY_NONE,
                                .from = day_from_civil(2020, 1, 1),
                                .until = day_from_civil(2029, 12, 31)};
    if (text.len > 0 && text.at[text.len - 1] % 4 == 1) options.work_days = "*work*", options.off_days = "h";
    options.replace = text.len > 0 && text.at[text.len - 1] % 4 == 2;
    FUZZ_MUST(calendar_def_parse(BASE, strlen(BASE), arena, &base, &d) == 0);
    if (import(ical, &base, text, &options, arena, &first, &d) != 0) {
        fuzz_refused(&d);
        return;
    }
    look_at_preview(&first);
    check_written(&first.after, arena);
    use(&first.after);
    FUZZ_MUST(import(ical, &first.after, text, &options, arena, &again, &d) == 0);
    look_at_preview(&again);
    FUZZ_MUST(again.change_count == 0 && again.after.version == first.after.version);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    arena_t arena;
    bytes_t text = {data + 1, size - 1};
    fuzz_setup();
    arena_init(&arena, 0);
    if (data[0] == 'd')
        read_definition(text, &arena);
    else if (data[0] == 'h' || data[0] == 'i')
        read_holidays(data[0] == 'i', text, &arena);
    arena_free(&arena);
    return 0;
}

/* ---- the mutator ---- */

static const char *const WHOLES[] = {
    "d{\"name\":\"a\",\"zone\":\"UTC\",\"windows\":{\n\"mon\":[\"09:00-12:00\",\"13:00-18:00\"],\n\"sun\":["
    "\"00:00-24:00\"]},\n"
    "\"days\":{\"2026-01-01\":\"off\",\n\"2026-01-04\":\"mon\"},\n\"confirmed_until\":\"2026-12-31\","
    "\"version\":3}",
    "h{\"year\":2026,\"days\":[\n{\"name\":\"a\",\"date\":\"2026-01-01\",\"isOffDay\":true},\n"
    "{\"name\":\"b\",\"date\":\"2026-01-04\",\"isOffDay\":false}\n]}",
    "iBEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:"
    "20260103\nSUMMARY:holiday\n"
    "RRULE:FREQ=YEARLY;COUNT=3\nEND:VEVENT\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260207\nSUMMARY:we "
    "work\nEND:VEVENT\nEND:VCALENDAR\n",
    NULL,
};

static const char *const PIECES[] = {
    "BEGIN:VEVENT\n",
    "END:VEVENT\n",
    "BEGIN:VTIMEZONE\n",
    "END:VTIMEZONE\n",
    "BEGIN:VALARM\n",
    "END:VALARM\n",
    "DTSTART;VALUE=DATE:20240229\n",
    "DTSTART:20260101T090000Z\n",
    "DTSTART;TZID=Europe/Amsterdam:20260101T000000\n",
    "DTEND;VALUE=DATE:20260105\n",
    "DURATION:P3D\n",
    "DURATION:PT1H\n",
    "DURATION:-P1W\n",
    "STATUS:CANCELLED\n",
    "SUMMARY:we work on\n",
    " folded\n",
    "EXDATE;VALUE=DATE:20270101\n",
    "RDATE;VALUE=DATE:20260501,20260502\n",
    "RDATE;VALUE=PERIOD:20260501T000000Z/P2D\n",
    "RRULE:FREQ=WEEKLY;BYDAY=MO,-1FR;INTERVAL=2\n",
    "RRULE:FREQ=MONTHLY;BYDAY=2TU;BYSETPOS=-1\n",
    "RRULE:FREQ=YEARLY;BYWEEKNO=53;WKST=SU\n",
    "RRULE:FREQ=YEARLY;BYYEARDAY=-1,366;UNTIL=20291231\n",
    "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=-1,29\n",
    "RRULE:FREQ=SECONDLY\n",
    "RRULE:FREQ=DAILY\n",
    "RECURRENCE-ID;VALUE=DATE:20270101\n",
    "FREQ",
    "COUNT",
    "INTERVAL",
    "32767",
    "2147483647",
    "-1",
    "0",
    "\"off\"",
    "\"mon\"",
    "\"sun\"",
    "\"2026-12-31\"",
    "\"2025-12-31\"",
    "\"2024-02-29\"",
    "\"9999-12-31\"",
    "\"0001-01-01\"",
    "\"00:00-24:00\"",
    "\"23:59-24:00\"",
    "\"12:00-13:00\"",
    "true",
    "false",
    "null",
    "{}",
    "[]",
    "\"name\":",
    "\"date\":",
    "\"isOffDay\":",
    "\"year\":",
    "\"days\":",
    "\"windows\":{\"mon\":[\"00:00-24:00\"]},\n",
    "{\"name\":\"c\",\"date\":\"2026-05-01\",\"isOffDay\":true},\n",
    "\"2026-05-01\":\"off\",\n",
    NULL,
};

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed) {
    return pieces_mutate(PIECES, WHOLES, data, size, room, seed);
}
