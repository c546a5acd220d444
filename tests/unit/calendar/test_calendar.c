/* Definitions of calendars, limits at their edges, and sets of calendars. */
#include "calendar/calendar_set.h"
#include "unit/calendar/samples.h"
#include <pthread.h>

/* --- definitions --- */

static void test_json_in_and_out_is_the_same(void **state) {
    static const char text[] =
        "{\"name\":\"shanghai\",\"zone\":\"Asia/"
        "Shanghai\",\"windows\":{\"mon\":[\"09:00-12:00\",\"13:00-18:00\"],"
        "\"sat\":[\"22:30-24:00\"]},\"days\":{\"2026-01-01\":\"off\",\"2026-01-04\":\"mon\"},"
        "\"confirmed_until\":\"2026-12-31\",\"version\":3}";
    arena_t arena;
    calendar_def_t def;
    (void)state;
    arena_init(&arena, 0);
    read_def(text, &arena, &def);
    assert_int_equal(def.window_count[0], 2);
    assert_int_equal(def.windows[5][0].until, 1440);
    assert_int_equal(def.version, 3);
    assert_int_equal(calendar_def_day(&def, date_of("2026-01-01")), DAY_OFF);
    assert_int_equal(calendar_def_day(&def, date_of("2026-01-04")), 1);
    assert_int_equal(calendar_def_day(&def, date_of("2026-01-05")), DAY_ORDINARY);
    json_t *json = calendar_def_write(&def);
    char *again = json_write(json);
    assert_string_equal(again, text);
    mem_free(again);
    json_decref(json);
    arena_free(&arena);
}

static void test_a_day_may_have_a_name_which_is_written_again(void **state) {
    static const char text[] = "{\"name\":\"x\",\"zone\":\"UTC\",\"windows\":{\"mon\":[\"09:00-13:00\"]},"
                               "\"days\":{\"2026-01-01\":\"off New Year's Day\",\"2026-01-04\":\"mon 调休\"},"
                               "\"version\":1}";
    arena_t arena;
    calendar_def_t def;
    diag_t d = {0};
    char longer[400];
    (void)state;
    arena_init(&arena, 0);
    read_def(text, &arena, &def);
    assert_string_equal(def.days[0].name, "New Year's Day");
    assert_int_equal(def.days[1].as, 1);
    json_t *json = calendar_def_write(&def);
    char *again = json_write(json);
    assert_string_equal(again, text);
    mem_free(again);
    json_decref(json);
    snprintf(longer, sizeof longer,
             "{\"name\":\"x\",\"zone\":\"UTC\",\"windows\":{\"mon\":[\"09:00-13:00\"]},\"days\":{"
             "\"2026-01-01\":\"off %081d\"}}",
             1);
    refused(calendar_def_parse(longer, strlen(longer), &arena, &def, &d), &d, "calendar.name");
    arena_free(&arena);
}

static void test_days_may_be_in_any_order(void **state) {
    arena_t arena;
    calendar_def_t def;
    (void)state;
    arena_init(&arena, 0);
    read_def("{\"name\":\"x\",\"zone\":\"UTC\",\"windows\":{\"mon\":[\"13:00-18:00\",\"09:00-13:00\"]},"
             "\"days\":{\"2026-05-01\":\"off\",\"2025-01-04\":\"mon\",\"2026-01-04\":\"off\"}}",
             &arena, &def);
    assert_int_equal(def.days[0].day, date_of("2025-01-04"));
    assert_int_equal(def.days[2].day, date_of("2026-05-01"));
    assert_int_equal(def.confirmed_until, DAY_NONE);
    assert_int_equal(def.version, 1);
    arena_free(&arena);
}

static void test_what_is_wrong_is_named_with_its_field(void **state) {
#define WEEK(mon) "{\"name\":\"x\",\"zone\":\"UTC\",\"windows\":{\"mon\":" mon "}"
    static const struct {
        const char *code, *field, *text;
    } cases[] = {
        {"json.missing", "name", "{}"},
        {"json.type", "", "[]"},
        {"json.missing", "zone", "{\"name\":\"x\"}"},
        {"json.missing", "windows", "{\"name\":\"x\",\"zone\":\"UTC\"}"},
        {"calendar.name", "name", "{\"name\":\"\",\"zone\":\"UTC\",\"windows\":{\"mon\":[\"09:00-10:00\"]}}"},
        {"calendar.zone_missing", "zone",
         "{\"name\":\"x\",\"zone\":\"\",\"windows\":{\"mon\":[\"09:00-10:00\"]}}"},
        {"calendar.no_windows", "windows", "{\"name\":\"x\",\"zone\":\"UTC\",\"windows\":{}}"},
        {"calendar.no_windows", "windows", WEEK("[]") "}"},
        {"json.type", "windows.mon", WEEK("\"09:00-10:00\"") "}"},
        {"json.type", "windows.mon[0]", WEEK("[9]") "}"},
        {"calendar.weekday", "windows.off", "{\"name\":\"x\",\"zone\":\"UTC\",\"windows\":{\"off\":[]}}"},
        {"calendar.weekday", "windows.Mon", "{\"name\":\"x\",\"zone\":\"UTC\",\"windows\":{\"Mon\":[]}}"},
        {"calendar.window_text", "windows.mon[0]", WEEK("[\"9:00-10:00\"]") "}"},
        {"calendar.window_text", "windows.mon[0]", WEEK("[\"09:00-24:01\"]") "}"},
        {"calendar.window_text", "windows.mon[0]", WEEK("[\"09:60-10:00\"]") "}"},
        {"calendar.window_text", "windows.mon[0]", WEEK("[\"09:00-10:00 \"]") "}"},
        {"calendar.window", "windows.mon[1]", WEEK("[\"09:00-10:00\",\"12:00-12:00\"]") "}"},
        {"calendar.window", "windows.mon[0]", WEEK("[\"13:00-12:00\"]") "}"},
        {"calendar.overlap", "windows.mon[1]", WEEK("[\"09:00-10:00\",\"08:00-09:01\"]") "}"},
        {"calendar.too_many", "windows.mon", WEEK("[1,2,3,4,5,6,7,8,9,10,11,12,13]") "}"},
        {"calendar.date", "days.2026-02-29", WEEK("[\"09:00-10:00\"]") ",\"days\":{\"2026-02-29\":\"off\"}}"},
        {"calendar.weekday", "days.2026-02-28",
         WEEK("[\"09:00-10:00\"]") ",\"days\":{\"2026-02-28\":\"on\"}}"},
        {"calendar.works_as", "days.2026-02-28",
         WEEK("[\"09:00-10:00\"]") ",\"days\":{\"2026-02-28\":\"tue\"}}"},
        {"json.type", "days.2026-02-28", WEEK("[\"09:00-10:00\"]") ",\"days\":{\"2026-02-28\":1}}"},
        {"json.type", "days", WEEK("[\"09:00-10:00\"]") ",\"days\":[]}"},
        {"calendar.date", "confirmed_until", WEEK("[\"09:00-10:00\"]") ",\"confirmed_until\":\"soon\"}"},
        {"json.type", "confirmed_until", WEEK("[\"09:00-10:00\"]") ",\"confirmed_until\":2026}"},
        {"json.type", "version", WEEK("[\"09:00-10:00\"]") ",\"version\":1.5}"},
        {"calendar.unknown_field", "confirmed_untill",
         WEEK("[\"09:00-10:00\"]") ",\"confirmed_untill\":\"2026-12-31\"}"},
    };
#undef WEEK
    arena_t arena;
    (void)state;
    arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        calendar_def_t def;
        diag_t d = {0};
        int result = calendar_def_parse(cases[i].text, strlen(cases[i].text), &arena, &def, &d);
        if (result == 0 || strcmp(d.code, cases[i].code) != 0 ||
            strcmp(diag_get(&d, "field"), cases[i].field) != 0)
            fail_msg("%s: %s %s", cases[i].text, d.code ? d.code : "accepted",
                     d.code ? diag_get(&d, "field") : "");
        diag_clear(&d);
    }
    arena_free(&arena);
}

static void test_a_definition_made_in_code_is_checked_too(void **state) {
    calendar_day_t days[] = {{10, DAY_OFF}, {10, DAY_OFF}};
    calendar_def_t def = {
        .name = "x", .zone = "UTC", .window_count = {1}, .windows = {{{0, 60}}}, .days = days};
    diag_t d = {0};
    (void)state;
    must(calendar_def_check(&def, &d), &d);
    def.day_count = 2;
    refused(calendar_def_check(&def, &d), &d, "calendar.day_order");
    days[1] = (calendar_day_t){11, 9};
    refused(calendar_def_check(&def, &d), &d, "calendar.weekday");
    def.day_count = 0;
    def.windows[0][0].from = -5;
    refused(calendar_def_check(&def, &d), &d, "calendar.window");
    def.windows[0][0] = (day_window_t){1380, 1441};
    refused(calendar_def_check(&def, &d), &d, "calendar.window");
    def.window_count[0] = CALENDAR_WINDOWS_MAX + 1;
    refused(calendar_def_check(&def, &d), &d, "calendar.too_many");
}

/* --- limits at their edges --- */

static void due_is(const calendar_t *c, const char *from, limit_t limit, const char *expected) {
    char text[INSTANT_TEXT];
    diag_t d = {0};
    due_t due;
    must(work_due(c, instant_of(from), &limit, &due, &d), &d);
    if (due.at != instant_of(expected))
        fail_msg("%s: due %s, not %s", from, instant_format(due.at, 3600, 0, text), expected);
}

static void back_is(const calendar_t *c, const char *due_at, limit_t limit, const char *expected) {
    char text[INSTANT_TEXT];
    diag_t d = {0};
    due_t due;
    must(work_back(c, instant_of(due_at), &limit, &due, &d), &d);
    if (due.at != instant_of(expected))
        fail_msg("%s: back %s, not %s", due_at, instant_format(due.at, 3600, 0, text), expected);
}

#define HOURS(h) ((limit_t){.kind = LIMIT_WORKTIME, .ms = (h) * (int64_t)MS_HOUR})
#define DAYS(n) ((limit_t){.kind = LIMIT_WORKDAYS, .days = (n)})
#define DAYS_SAME(n) ((limit_t){.kind = LIMIT_WORKDAYS, .days = (n), .same_time = true})
#define DAY_AT(n, m) ((limit_t){.kind = LIMIT_DAY_TIME, .days = (n), .minute = (m)})

/* 2026-01-05 is a Monday; the office works 9 to 12 and 13 to 18, on Fridays to 17. */
static void test_working_hours_at_the_edges_of_windows(void **state) {
    (void)state;
    built_t b = build_text(office_text);
    const calendar_t *c = b.calendar;
    due_is(c, "2026-01-05T10:00:00+01:00", HOURS(2), "2026-01-05T12:00:00+01:00"); /* the end, not 13:00 */
    due_is(c, "2026-01-05T10:00:00.500+01:00", HOURS(2), "2026-01-05T13:00:00.500+01:00");
    due_is(c, "2026-01-05T12:00:00+01:00", HOURS(1), "2026-01-05T14:00:00+01:00");
    due_is(c, "2026-01-03T10:00:00+01:00", HOURS(8), "2026-01-05T18:00:00+01:00"); /* opened on a Saturday */
    due_is(c, "2026-01-03T10:00:00+01:00", HOURS(0), "2026-01-03T10:00:00+01:00");
    due_is(c, "2026-01-09T16:30:00+01:00", HOURS(1), "2026-01-12T09:30:00+01:00");
    back_is(c, "2026-01-05T18:00:00+01:00", HOURS(5),
            "2026-01-05T13:00:00+01:00"); /* the latest, not 12:00 */
    back_is(c, "2026-01-05T13:00:00+01:00", HOURS(3), "2026-01-05T09:00:00+01:00");
    back_is(c, "2026-01-05T09:00:00+01:00", HOURS(1), "2026-01-02T16:00:00+01:00");
    back_is(c, "2026-01-04T12:00:00+01:00", HOURS(0), "2026-01-04T12:00:00+01:00");
    built_free(&b);
}

static void test_working_days_at_their_edges(void **state) {
    (void)state;
    built_t b = build_text(office_text);
    const calendar_t *c = b.calendar;
    due_is(c, "2026-01-05T10:00:00+01:00", DAYS(1), "2026-01-06T18:00:00+01:00");
    due_is(c, "2026-01-05T23:00:00+01:00", DAYS(1), "2026-01-06T18:00:00+01:00");
    due_is(c, "2026-01-03T10:00:00+01:00", DAYS(1), "2026-01-05T18:00:00+01:00");
    due_is(c, "2026-01-05T10:00:00+01:00", DAYS(4), "2026-01-09T17:00:00+01:00");
    due_is(c, "2026-01-05T10:00:00+01:00", DAYS(0), "2026-01-05T18:00:00+01:00");
    due_is(c, "2026-01-05T18:00:00+01:00", DAYS(0), "2026-01-05T18:00:00+01:00");
    due_is(c, "2026-01-05T18:00:00.001+01:00", DAYS(0), "2026-01-06T18:00:00+01:00");
    due_is(c, "2026-01-10T10:00:00+01:00", DAYS(0), "2026-01-12T18:00:00+01:00");
    back_is(c, "2026-01-06T18:00:00+01:00", DAYS(1), "2026-01-05T18:00:00+01:00");
    back_is(c, "2026-01-06T12:00:00+01:00", DAYS(1), "2026-01-05T18:00:00+01:00");
    back_is(c, "2026-01-12T18:00:00+01:00", DAYS(1), "2026-01-09T17:00:00+01:00");
    back_is(c, "2026-01-12T18:00:00+01:00", DAYS(0), "2026-01-12T18:00:00+01:00");
    built_free(&b);
}

static void test_the_same_time_of_day(void **state) {
    (void)state;
    built_t b = build_text(office_text);
    const calendar_t *c = b.calendar;
    due_is(c, "2026-01-05T10:20:30+01:00", DAYS_SAME(1), "2026-01-06T10:20:30+01:00");
    due_is(c, "2026-01-09T10:00:00+01:00", DAYS_SAME(1), "2026-01-12T10:00:00+01:00");
    due_is(c, "2026-01-10T10:00:00+01:00", DAYS_SAME(1),
           "2026-01-13T09:00:00+01:00"); /* starts on Monday at 9 */
    due_is(c, "2026-01-05T12:30:00+01:00", DAYS_SAME(2), "2026-01-07T13:00:00+01:00");
    due_is(c, "2026-01-05T12:30:00+01:00", DAYS_SAME(0), "2026-01-05T13:00:00+01:00");
    back_is(c, "2026-01-12T10:00:00+01:00", DAYS_SAME(1), "2026-01-09T10:00:00+01:00");
    back_is(c, "2026-01-11T10:00:00+01:00", DAYS_SAME(1), "2026-01-08T17:00:00+01:00");
    back_is(c, "2026-01-06T18:00:00+01:00", DAYS_SAME(1), "2026-01-05T18:00:00+01:00");
    built_free(&b);
}

static void test_a_day_until_midnight_is_that_day_s(void **state) {
    (void)state;
    built_t b = build_text(weekdays_text);
    const calendar_t *c = b.calendar;
    due_is(c, "2026-01-05T10:00:00+01:00", DAYS(1), "2026-01-07T00:00:00+01:00");
    back_is(c, "2026-01-07T00:00:00+01:00", DAYS(1), "2026-01-06T00:00:00+01:00");
    back_is(c, "2026-01-12T10:00:00+01:00", DAYS(1), "2026-01-10T00:00:00+01:00");
    built_free(&b);
}

static void test_a_time_of_day_some_days_on(void **state) {
    (void)state;
    built_t b = build_text(office_text);
    const calendar_t *c = b.calendar;
    due_is(c, "2026-01-05T10:00:00+01:00", DAY_AT(7, 315), "2026-01-12T05:15:00+01:00");
    due_is(c, "2026-01-05T10:00:00+01:00", DAY_AT(0, 1020), "2026-01-05T17:00:00+01:00");
    due_is(c, "2026-01-05T17:00:00+01:00", DAY_AT(0, 1020),
           "2026-01-06T17:00:00+01:00"); /* never late as it begins (A60) */
    due_is(c, "2026-01-05T16:59:59.999+01:00", DAY_AT(0, 1020), "2026-01-05T17:00:00+01:00");
    due_is(c, "2026-01-05T17:00:01+01:00", DAY_AT(0, 1020), "2026-01-06T17:00:00+01:00");
    due_is(c, "2026-03-28T12:00:00+01:00", DAY_AT(1, 150),
           "2026-03-29T03:00:00+02:00"); /* 02:30 does not exist */
    due_is(c, "2026-10-24T12:00:00+02:00", DAY_AT(1, 150),
           "2026-10-25T02:30:00+02:00"); /* the earlier of two */
    back_is(c, "2026-01-06T18:00:00+01:00", DAY_AT(1, 540), "2026-01-05T09:00:00+01:00");
    back_is(c, "2026-01-06T18:00:00+01:00", DAY_AT(0, 540), "2026-01-06T09:00:00+01:00");
    back_is(c, "2026-01-06T08:00:00+01:00", DAY_AT(0, 540), "2026-01-05T09:00:00+01:00");
    back_is(c, "2026-01-06T09:00:00+01:00", DAY_AT(0, 540), "2026-01-05T09:00:00+01:00");
    due_is(c, "2026-03-29T01:30:00+01:00", (limit_t){.kind = LIMIT_ELAPSED, .ms = MS_HOUR},
           "2026-03-29T03:30:00+02:00");
    built_free(&b);
}

static void test_a_night_that_the_clocks_change_is_shorter_or_longer(void **state) {
    (void)state;
    built_t b = build_text(
        "{\"name\":\"night\",\"zone\":\"Europe/Amsterdam\",\"windows\":{\"sun\":[\"01:00-04:00\"]}}");
    diag_t d = {0};
    int64_t ms;
    must(work_between(b.calendar, instant_of("2026-03-22T00:00:00Z"), instant_of("2026-03-22T23:00:00Z"), &ms,
                      &d),
         &d);
    assert_int_equal(ms, 3 * MS_HOUR);
    must(work_between(b.calendar, instant_of("2026-03-28T23:00:00Z"), instant_of("2026-03-29T22:00:00Z"), &ms,
                      &d),
         &d);
    assert_int_equal(ms, 2 * MS_HOUR);
    must(work_between(b.calendar, instant_of("2026-10-24T22:00:00Z"), instant_of("2026-10-25T23:00:00Z"), &ms,
                      &d),
         &d);
    assert_int_equal(ms, 4 * MS_HOUR);
    built_free(&b);
}

static void test_beyond_the_confirmed_date_is_provisional(void **state) {
    (void)state;
    built_t b = build_text("{\"name\":\"x\",\"zone\":\"Asia/Shanghai\"," OFFICE_WINDOWS
                           ",\"confirmed_until\":\"2026-01-06\"}");
    const struct {
        limit_t limit;
        bool due, back; /* from Tuesday 10:00, the last confirmed day; back from Wednesday 10:00 */
    } cases[] = {{HOURS(7), false, true},
                 {HOURS(8), true, true},
                 {DAYS(0), false, true},
                 {DAYS(1), true, true},
                 {DAYS_SAME(1), true, true},
                 {HOURS(0), false, false},
                 {DAY_AT(9, 600), false, false},
                 {(limit_t){.kind = LIMIT_ELAPSED, .ms = 90 * (int64_t)MS_DAY}, false, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        diag_t d = {0};
        due_t due;
        must(work_due(b.calendar, instant_of("2026-01-06T10:00:00+08:00"), &cases[i].limit, &due, &d), &d);
        if (due.provisional != cases[i].due) fail_msg("due, case %zu", i);
        must(work_back(b.calendar, instant_of("2026-01-07T10:00:00+08:00"), &cases[i].limit, &due, &d), &d);
        if (due.provisional != cases[i].back) fail_msg("back, case %zu", i);
    }
    built_free(&b);
}

static void test_what_can_not_be_answered_is_refused(void **state) {
    static const limit_t bad[] = {{.kind = LIMIT_NONE},
                                  {.kind = (limit_kind_t)9},
                                  {.kind = LIMIT_WORKDAYS, .days = -1},
                                  {.kind = LIMIT_WORKDAYS, .days = 3661},
                                  {.kind = LIMIT_WORKTIME, .ms = -1},
                                  {.kind = LIMIT_ELAPSED, .ms = INT64_MAX},
                                  {.kind = LIMIT_DAY_TIME, .minute = 1440}};
    (void)state;
    built_t b = build_text(office_text);
    diag_t d = {0};
    due_t due;
    int64_t ms;
    instant_t start;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        refused(work_due(b.calendar, 0, &bad[i], &due, &d), &d, "calendar.limit");
        refused(work_back(b.calendar, 0, &bad[i], &due, &d), &d, "calendar.limit");
    }
    limit_t hour = HOURS(1), most = {.kind = LIMIT_WORKTIME, .ms = LIMIT_MS_MAX};
    refused(work_due(b.calendar, INT64_MAX, &hour, &due, &d), &d, "calendar.range");
    refused(work_back(b.calendar, INT64_MIN, &hour, &due, &d), &d, "calendar.range");
    refused(work_between(b.calendar, INT64_MIN, INT64_MAX, &ms, &d), &d, "calendar.range");
    refused(work_start(b.calendar, INT64_MIN, &start, &d), &d, "calendar.range");
    refused(work_due(b.calendar, 0, &most, &due, &d), &d,
            "calendar.beyond"); /* 3660 days of 8 hours: 42 years */
    assert_int_equal(work_back(b.calendar, 0, &most, &due, &d), -1);
    assert_string_equal(diag_get(&d, "calendar"), "office");
    diag_clear(&d);
    must(work_between(b.calendar, instant_of("0001-01-01T00:00:00Z"), INSTANT_MAX, &ms, &d), &d);
    assert_true(ms > 0);
    must(work_start(b.calendar, instant_of("2026-01-03T10:00:00Z"), &start, &d), &d);
    assert_int_equal(start, instant_of("2026-01-05T08:00:00Z"));
    built_free(&b);
}

/* --- sets --- */

static void test_a_set_answers_by_name(void **state) {
    arena_t arena;
    calendar_def_t defs[2];
    calendar_set_t *set;
    diag_t d = {0};
    due_t due;
    civil_t civil;
    int32_t offset;
    int64_t ms;
    limit_t limit = DAYS(1);
    (void)state;
    arena_init(&arena, 0);
    read_def(shanghai_text, &arena, &defs[0]);
    read_def(office_text, &arena, &defs[1]);
    must(calendar_set_create(defs, 2, "office", NULL, &set, &d), &d);
    arena_free(&arena); /* definitions are copied */
    calendars_t ask = calendar_set_calendars(set);
    instant_t from = instant_of("2026-01-05T10:00:00Z");
    must(ask.due(ask.ctx, "shanghai", from, &limit, &due, &d), &d);
    assert_int_equal(due.at, instant_of("2026-01-06T18:00:00+08:00"));
    must(ask.due(ask.ctx, NULL, from, &limit, &due, &d), &d);
    assert_int_equal(due.at, instant_of("2026-01-06T18:00:00+01:00"));
    must(ask.back(ask.ctx, "", due.at, &limit, &due, &d), &d);
    assert_int_equal(due.at, instant_of("2026-01-05T18:00:00+01:00"));
    must(ask.worked(ask.ctx, "office", due.at, from, &ms, &d), &d);
    assert_int_equal(ms, -6 * MS_HOUR);
    must(ask.local(ask.ctx, "shanghai", from + 1234, &civil, &offset, &d), &d);
    assert_int_equal(offset, 8 * 3600);
    assert_true(civil.year == 2026 && civil.month == 1 && civil.day == 5 && civil.hour == 18 &&
                civil.minute == 0 && civil.second == 1 && civil.ms == 234);
    refused(ask.local(ask.ctx, "shanghai", INT64_MAX, &civil, &offset, &d), &d, "calendar.range");
    assert_int_equal(ask.due(ask.ctx, "nowhere", from, &limit, &due, &d), -1);
    assert_string_equal(d.code, "calendar.unknown");
    assert_string_equal(diag_get(&d, "calendar"), "nowhere");
    diag_clear(&d);
    assert_string_equal(calendar_name(calendar_set_at(set, 0)), "office");
    calendar_set_t *second = calendar_set_hold(set);
    calendar_set_release(set);
    assert_int_equal(calendar_set_count(second), 2);
    calendar_set_release(second);
    calendar_set_release(NULL);
}

static void *ask_and_release(void *arg) {
    calendar_set_t *set = arg;
    calendars_t ask = calendar_set_calendars(set);
    limit_t limit = DAYS(1);
    for (int i = 0; i < 200; i++) {
        calendar_set_t *own = calendar_set_hold(set);
        due_t due;
        diag_t d = {0};
        if (ask.due(ask.ctx, "shanghai", instant_of("2026-01-05T10:00:00Z") + i * MS_HOUR, &limit, &due,
                    &d) != 0)
            return NULL;
        calendar_set_release(own);
    }
    calendar_set_release(set);
    return arg;
}

/* The last to let go frees it, whoever that is. */
static void test_a_set_is_shared_by_threads(void **state) {
    enum { THREADS = 4 };
    arena_t arena;
    calendar_def_t def;
    calendar_set_t *set;
    pthread_t threads[THREADS];
    diag_t d = {0};
    (void)state;
    arena_init(&arena, 0);
    read_def(shanghai_text, &arena, &def);
    must(calendar_set_create(&def, 1, "shanghai", NULL, &set, &d), &d);
    arena_free(&arena);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask_and_release, calendar_set_hold(set)), 0);
    calendar_set_release(set);
    for (size_t i = 0; i < THREADS; i++) {
        void *answered = NULL;
        assert_int_equal(pthread_join(threads[i], &answered), 0);
        assert_non_null(answered);
    }
}

static void test_a_set_that_is_not_whole_is_refused(void **state) {
    arena_t arena;
    calendar_def_t defs[2];
    calendar_set_t *set;
    diag_t d = {0};
    (void)state;
    arena_init(&arena, 0);
    read_def(shanghai_text, &arena, &defs[0]);
    read_def(shanghai_text, &arena, &defs[1]);
    refused(calendar_set_create(defs, 2, "shanghai", NULL, &set, &d), &d, "calendar.twice");
    refused(calendar_set_create(defs, 1, "office", NULL, &set, &d), &d, "calendar.no_default");
    refused(calendar_set_create(defs, 0, NULL, NULL, &set, &d), &d, "calendar.no_default");
    must(calendar_set_create(defs, 1, NULL, NULL, &set, &d), &d);
    calendar_set_release(set);
    defs[0].zone = "Asia/Nowhere";
    assert_int_equal(calendar_set_create(defs, 1, NULL, NULL, &set, &d), -1);
    assert_string_equal(d.code, "calendar.invalid");
    assert_non_null(d.cause);
    assert_string_equal(d.cause->code, "zone.unknown");
    diag_clear(&d);
    assert_null(set);
    arena_free(&arena);
}

static int build_a_set(void *ctx, diag_t *d) {
    arena_t arena;
    calendar_def_t defs[2];
    calendar_set_t *set = NULL;
    json_t *json = NULL;
    char *text = NULL;
    (void)ctx;
    arena_init(&arena, 0);
    int failed = calendar_def_parse(office_text, strlen(office_text), &arena, &defs[0], d);
    if (failed == 0) failed = calendar_def_parse(shanghai_text, strlen(shanghai_text), &arena, &defs[1], d);
    if (failed == 0 && (json = calendar_def_write(&defs[1])) == NULL) failed = diag_memory(d);
    if (failed == 0 && (text = json_write(json)) == NULL) failed = diag_memory(d);
    if (failed == 0) failed = calendar_set_create(defs, 2, "office", NULL, &set, d);
    calendar_set_release(set);
    mem_free(text);
    json_decref(json);
    arena_free(&arena);
    return failed;
}

static void test_every_allocation_may_fail(void **state) {
    (void)state;
    print_message("%lld allocations\n", (long long)each_allocation(build_a_set, NULL));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_in_and_out_is_the_same),
        cmocka_unit_test(test_a_day_may_have_a_name_which_is_written_again),
        cmocka_unit_test(test_days_may_be_in_any_order),
        cmocka_unit_test(test_what_is_wrong_is_named_with_its_field),
        cmocka_unit_test(test_a_definition_made_in_code_is_checked_too),
        cmocka_unit_test(test_working_hours_at_the_edges_of_windows),
        cmocka_unit_test(test_working_days_at_their_edges),
        cmocka_unit_test(test_the_same_time_of_day),
        cmocka_unit_test(test_a_day_until_midnight_is_that_day_s),
        cmocka_unit_test(test_a_time_of_day_some_days_on),
        cmocka_unit_test(test_a_night_that_the_clocks_change_is_shorter_or_longer),
        cmocka_unit_test(test_beyond_the_confirmed_date_is_provisional),
        cmocka_unit_test(test_what_can_not_be_answered_is_refused),
        cmocka_unit_test(test_a_set_answers_by_name),
        cmocka_unit_test(test_a_set_is_shared_by_threads),
        cmocka_unit_test(test_a_set_that_is_not_whole_is_refused),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    json_setup();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
