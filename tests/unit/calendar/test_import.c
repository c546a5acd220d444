/* Holidays from files: what a preview shows, what it passes over and why, and that no file can do harm. */
#include "unit/calendar/samples.h"

#include <time.h>

#define EVENT(lines) "BEGIN:VEVENT\r\n" lines "END:VEVENT\r\n"
#define FILE_OF(events) "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" events "END:VCALENDAR\r\n"

typedef int (*importer_t)(const calendar_def_t *before, const char *text, size_t len,
                          const import_options_t *options, arena_t *arena, import_preview_t *out, diag_t *d);

/* A definition, and what became of it. */
typedef struct run {
    arena_t arena;
    calendar_def_t def;
    import_options_t options;
    import_preview_t preview;
} run_t;

static void run_start(run_t *r, const char *def) {
    arena_init(&r->arena, 0);
    read_def(def, &r->arena, &r->def);
    r->options = plain_options();
}

static void run_file(run_t *r, importer_t import, const char *text) {
    diag_t d = {0};
    must(import(&r->def, text, strlen(text), &r->options, &r->arena, &r->preview, &d), &d);
}

static void run_refused(run_t *r, importer_t import, const char *text, const char *code, int line) {
    diag_t d = {0};
    int result = import(&r->def, text, strlen(text), &r->options, &r->arena, &r->preview, &d);
    if (result == 0 || strcmp(d.code, code) != 0 || d.line != line)
        fail_msg("%.60s…: %s, line %d", text, result ? d.code : "accepted", d.line);
    diag_clear(&d);
}

static void run_end(run_t *r) {
    arena_free(&r->arena);
}

static int becomes(const run_t *r, const char *date) {
    return calendar_def_day(&r->preview.after, date_of(date));
}

/* The note of that sort on that date (NULL: any), or NULL. */
static const import_note_t *note(const run_t *r, import_why_t why, const char *date) {
    for (size_t i = 0; i < r->preview.note_count; i++)
        if (r->preview.notes[i].why == why && (date == NULL || r->preview.notes[i].day == date_of(date)))
            return &r->preview.notes[i];
    return NULL;
}

/* --- JSON --- */

static void test_days_off_and_days_made_up(void **state) {
    static const char text[] = "{\"year\":2026,\"papers\":[],\"days\":["
                               "{\"name\":\"元旦\",\"date\":\"2026-01-01\",\"isOffDay\":true},"
                               "{\"name\":\"元旦\",\"date\":\"2026-01-03\",\"isOffDay\":true},"
                               "{\"name\":\"元旦\",\"date\":\"2026-01-04\",\"isOffDay\":false},"
                               "{\"name\":\"元旦\",\"date\":\"2026-01-05\",\"isOffDay\":false}]}";
    run_t r;
    (void)state;
    run_start(&r, shanghai_text);
    run_file(&r, import_holiday_cn, text);
    assert_int_equal(r.preview.change_count, 3);
    const import_change_t *c = r.preview.changes;
    assert_true(c[0].day == date_of("2026-01-01") && c[0].was == DAY_ORDINARY && c[0].becomes == DAY_OFF);
    assert_true(c[0].was_ms == 8 * MS_HOUR && c[0].ms == 0);
    assert_string_equal(c[0].name, "元旦");
    assert_true(c[1].day == date_of("2026-01-03") && c[1].was_ms == 0 && c[1].ms == 0); /* a Saturday */
    assert_true(c[2].day == date_of("2026-01-04") && c[2].becomes == 1 && c[2].ms == 8 * MS_HOUR);
    assert_non_null(note(&r, IMPORT_WORKS, "2026-01-05")); /* a Monday */
    assert_int_equal(becomes(&r, "2026-01-05"), DAY_ORDINARY);
    assert_int_equal(r.preview.after.confirmed_until, date_of("2026-12-31"));
    assert_int_equal(r.preview.after.version, 2);
    assert_int_equal(r.def.day_count, 0); /* the definition itself is as it was */
    assert_string_equal(r.preview.after.days[0].name, "元旦");
    r.def = r.preview.after;
    run_file(&r, import_holiday_cn, text); /* the same again changes nothing */
    assert_int_equal(r.preview.change_count, 0);
    assert_int_equal(r.preview.unchanged, 4);
    assert_int_equal(r.preview.after.version, 2);
    r.options.works_as = 5;
    run_file(&r, import_holiday_cn, text);
    assert_int_equal(r.preview.change_count, 1);
    assert_int_equal(becomes(&r, "2026-01-04"), 5);
    run_end(&r);
}

static void test_an_empty_year_confirms_nothing(void **state) {
    run_t r;
    (void)state;
    run_start(&r, shanghai_text);
    r.def.confirmed_until = date_of("2026-12-31");
    run_file(&r, import_holiday_cn, "{\"year\":2027,\"days\":[]}");
    assert_string_equal(note(&r, IMPORT_EMPTY, NULL)->detail, "2027");
    assert_int_equal(r.preview.after.confirmed_until, date_of("2026-12-31"));
    assert_int_equal(r.preview.after.version, 1);
    /* Days of the December before are not days of the year either. */
    run_file(&r, import_holiday_cn,
             "{\"year\":2027,\"days\":[{\"name\":\"元旦\",\"date\":\"2026-12-31\",\"isOffDay\":true}]}");
    assert_non_null(note(&r, IMPORT_EMPTY, NULL));
    assert_int_equal(r.preview.after.confirmed_until, date_of("2026-12-31"));
    assert_int_equal(becomes(&r, "2026-12-31"), DAY_OFF);
    run_end(&r);
}

static void test_a_year_left_out_is_not_confirmed(void **state) {
    run_t r;
    (void)state;
    run_start(&r, shanghai_text);
    r.def.confirmed_until = date_of("2024-12-31");
    run_file(&r, import_holiday_cn,
             "{\"year\":2026,\"days\":[{\"name\":\"元旦\",\"date\":\"2026-01-01\",\"isOffDay\":true}]}");
    assert_string_equal(note(&r, IMPORT_GAP, "2024-12-31")->detail, "2026");
    assert_int_equal(r.preview.after.confirmed_until, date_of("2024-12-31"));
    r.options.confirmed_until = date_of("2026-06-30"); /* unless somebody says so */
    run_file(&r, import_holiday_cn,
             "{\"year\":2026,\"days\":[{\"name\":\"元旦\",\"date\":\"2026-01-01\",\"isOffDay\":true}]}");
    assert_int_equal(r.preview.after.confirmed_until, date_of("2026-06-30"));
    run_end(&r);
}

static void test_what_an_amended_notice_took_back(void **state) {
    static const char amended[] = "{\"year\":2026,\"days\":["
                                  "{\"name\":\"元旦\",\"date\":\"2026-01-01\",\"isOffDay\":true},"
                                  "{\"name\":\"春节\",\"date\":\"2026-02-16\",\"isOffDay\":true},"
                                  "{\"name\":\"国庆\",\"date\":\"2026-10-01\",\"isOffDay\":true}]}";
    run_t r;
    (void)state;
    run_start(
        &r, "{\"name\":\"x\",\"zone\":\"Asia/Shanghai\"," OFFICE_WINDOWS ",\"days\":{"
            "\"2025-12-25\":\"off\",\"2026-02-14\":\"mon\",\"2026-02-16\":\"off\",\"2026-12-24\":\"off\"}}");
    run_file(&r, import_holiday_cn, amended);
    assert_string_equal(note(&r, IMPORT_KEPT, "2026-02-14")->detail, "mon");
    assert_int_equal(r.preview.note_count, 1);
    assert_int_equal(becomes(&r, "2026-02-14"), 1);
    r.options.replace = true;
    run_file(&r, import_holiday_cn, amended);
    assert_int_equal(becomes(&r, "2026-02-14"), DAY_ORDINARY);
    assert_int_equal(becomes(&r, "2026-12-24"), DAY_OFF); /* after the file's last date: not its business */
    assert_int_equal(becomes(&r, "2025-12-25"), DAY_OFF); /* nor what is before its first */
    assert_int_equal(r.preview.change_count, 3);
    assert_null(r.preview.changes[1].name);
    run_end(&r);
}

static void test_json_that_is_something_else_is_refused(void **state) {
#define DAY(text) "{\"year\":2026,\"days\":[" text "]}"
    static const struct {
        const char *code, *text;
    } cases[] = {
        {"json.syntax", "{\"year\":2026,"},
        {"json.missing", "{}"},
        {"json.type", "{\"year\":\"this\"}"},
        {"import.field", "[]"},
        {"import.field", "{\"year\":26,\"days\":[]}"},
        {"import.field", "{\"year\":2026,\"days\":{}}"},
        {"import.field", DAY("1")},
        {"import.field", DAY("{\"isOffDay\":true}")},
        {"import.field", DAY("{\"date\":\"2026-01-01\"}")},
        {"import.field", DAY("{\"date\":\"2026-01-01\",\"isOffDay\":1}")},
        {"import.field", DAY("{\"date\":\"2026-01-01\",\"isOffDay\":true,\"name\":5}")},
        {"import.date", DAY("{\"date\":\"2026-02-30\",\"isOffDay\":true}")},
        {"import.date", DAY("{\"date\":\"2025-11-30\",\"isOffDay\":true}")},
        {"import.date", DAY("{\"date\":\"2027-02-01\",\"isOffDay\":true}")},
        {"import.twice",
         DAY("{\"date\":\"2026-01-01\",\"isOffDay\":true},{\"date\":\"2026-01-01\",\"isOffDay\":false}")},
    };
#undef DAY
    run_t r;
    diag_t d = {0};
    (void)state;
    run_start(&r, shanghai_text);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        run_refused(&r, import_holiday_cn, cases[i].text, cases[i].code, 0);
    r.options.works_as = 7; /* Sunday has no windows */
    refused(import_holiday_cn(&r.def, "{}", 2, &r.options, &r.arena, &r.preview, &d), &d, "import.option");
    run_end(&r);
}

/* --- iCalendar --- */

static void test_events_of_whole_days_are_off(void **state) {
    run_t r;
    (void)state;
    run_start(&r, office_text);
    run_file(
        &r, import_icalendar,
        FILE_OF(EVENT(
            "SUMMARY:New\r\n  Year\\, twice\r\nDTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:20260103\r\n")
                    EVENT("DTSTART;VALUE=DATE:20260406\r\nSUMMARY:Easter Monday\r\n")
                        EVENT("DTSTART;VALUE=DATE:20260427\r\nDURATION:P2D\r\nSUMMARY:King\r\n") EVENT(
                            "DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261225\r\nSUMMARY:Xmas\r\n")));
    assert_int_equal(r.preview.change_count, 6);
    assert_int_equal(r.preview.note_count, 0);
    assert_string_equal(r.preview.changes[0].name, "New Year, twice");
    assert_int_equal(r.preview.changes[0].line, 3);
    assert_int_equal(becomes(&r, "2026-01-02"), DAY_OFF);
    assert_int_equal(becomes(&r, "2026-01-03"), DAY_ORDINARY); /* the end is not in it */
    assert_int_equal(becomes(&r, "2026-04-28"), DAY_OFF);
    assert_int_equal(becomes(&r, "2026-12-25"), DAY_OFF);
    assert_int_equal(r.preview.after.confirmed_until, DAY_NONE);
    run_end(&r);
}

static void test_what_is_passed_over_is_listed_with_its_reason(void **state) {
    static const char text[] = FILE_OF(
        EVENT("DTSTART:20260101T090000Z\r\nSUMMARY:Meeting\r\n")                    /* line 3 */
        EVENT("DTSTART;VALUE=DATE:20260102\r\nSTATUS:CANCELLED\r\nSUMMARY:Off\r\n") /* 7 */
        EVENT("DTSTART;VALUE=DATE:19990102\r\nSUMMARY:Old\r\n")                     /* 12 */
        EVENT("DTSTART;VALUE=DATE:20260102\r\nDTEND;VALUE=DATE:20280102\r\nSUMMARY:Sabbatical\r\n")  /* 16 */
        EVENT("DTSTART;VALUE=DATE:20260102\r\nRRULE:FREQ=HOURLY\r\nSUMMARY:Hourly\r\n")              /* 21 */
        EVENT("DTSTART;VALUE=DATE:20260102\r\nRRULE:FREQ=NEVER\r\nSUMMARY:Odd\r\n")                  /* 26 */
        EVENT("SUMMARY:No start\r\n")                                                                /* 31 */
        EVENT("DTSTART;VALUE=DATE:20260231\r\nSUMMARY:No date\r\n")                                  /* 34 */
        EVENT("DTSTART;VALUE=DATE:20000102\r\nRRULE:FREQ=DAILY\r\nSUMMARY:Daily\r\n")                /* 38 */
        EVENT("DTSTART;VALUE=DATE:20260102\r\nDTEND;VALUE=DATE:20260101\r\nSUMMARY:Backwards\r\n")); /* 43 */
    static const struct {
        import_why_t why;
        int line;
    } expected[] = {{IMPORT_TIMED, 3},       {IMPORT_CANCELLED, 7},   {IMPORT_OUTSIDE, 12},
                    {IMPORT_TOO_LONG, 16},   {IMPORT_REPEATS, 21},    {IMPORT_UNREADABLE, 26},
                    {IMPORT_UNREADABLE, 31}, {IMPORT_UNREADABLE, 34}, {IMPORT_CUT, 38},
                    {IMPORT_UNREADABLE, 43}};
    run_t r;
    (void)state;
    run_start(&r, office_text);
    run_file(&r, import_icalendar, text);
    assert_int_equal(r.preview.note_count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < r.preview.note_count; i++) {
        const import_note_t *n = &r.preview.notes[i];
        if (n->why != expected[i].why || n->line != expected[i].line)
            fail_msg("note %zu: %s, line %d", i, import_why_code(n->why), n->line);
    }
    run_end(&r);
}

static void test_patterns_sort_events(void **state) {
    static const char text[] =
        FILE_OF(EVENT("DTSTART;VALUE=DATE:20260103\r\nSUMMARY:上班(补元旦假期)\r\n")
                    EVENT("DTSTART;VALUE=DATE:20260105\r\nSUMMARY:Public holiday: x\r\n")
                        EVENT("DTSTART;VALUE=DATE:20260106\r\nSUMMARY:Company picnic\r\n"));
    run_t r;
    (void)state;
    run_start(&r, office_text);
    r.options.work_days = "上班*";
    r.options.off_days = "holiday";
    run_file(&r, import_icalendar, text);
    assert_int_equal(becomes(&r, "2026-01-03"), 1);
    assert_int_equal(becomes(&r, "2026-01-05"), DAY_OFF);
    assert_int_equal(becomes(&r, "2026-01-06"), DAY_ORDINARY);
    assert_string_equal(note(&r, IMPORT_UNMATCHED, "2026-01-06")->name, "Company picnic");
    const struct {
        const char *pattern;
        bool fits;
    } cases[] = {{"上班", true},   {"班", true},   {"班*", false},         {"*班*", true}, {"上?(*期)", true},
                 {"?班(*)", true}, {"?(*", false}, {"上班(补*假*)", true}, {"*", true},    {"SHANG", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        r.options.work_days = cases[i].pattern;
        r.options.off_days = "no such event";
        run_file(&r, import_icalendar, text);
        if ((becomes(&r, "2026-01-03") == 1) != cases[i].fits) fail_msg("%s", cases[i].pattern);
        if ((note(&r, IMPORT_NO_MATCH, NULL) == NULL) != cases[i].fits)
            fail_msg("%s: no note", cases[i].pattern);
    }
    run_end(&r);
}

static void test_a_date_named_both_ways_works(void **state) {
    run_t r;
    (void)state;
    run_start(&r, office_text);
    r.options.work_days = "work";
    run_file(&r, import_icalendar,
             FILE_OF(EVENT("DTSTART;VALUE=DATE:20260103\r\nDTEND;VALUE=DATE:20260105\r\nSUMMARY:free\r\n")
                         EVENT("DTSTART;VALUE=DATE:20260104\r\nSUMMARY:work\r\n")));
    assert_int_equal(becomes(&r, "2026-01-03"), DAY_OFF);
    assert_int_equal(becomes(&r, "2026-01-04"), 1);
    assert_int_equal(note(&r, IMPORT_CONFLICT, "2026-01-04")->line, 8);
    run_end(&r);
}

/* Dates off between 2000 and 2029 that one event with these lines gives, as "20260101 20260102 …". */
static char *dates_of(run_t *r, const char *lines, char *out, size_t size) {
    char text[4096];
    size_t at = 0;
    snprintf(text, sizeof text, FILE_OF("%s"), lines);
    run_file(r, import_icalendar, text);
    out[0] = '\0';
    for (size_t i = 0; i < r->preview.change_count && at < size - 20; i++) {
        char date[INSTANT_TEXT];
        at += (size_t)snprintf(out + at, size - at, "%s%s", at ? " " : "",
                               day_format(r->preview.changes[i].day, date));
    }
    return out;
}

static void test_events_that_repeat(void **state) {
    static const struct {
        const char *lines, *dates;
    } cases[] = {
        {EVENT("DTSTART;VALUE=DATE:19900101\r\nRRULE:FREQ=YEARLY\r\n"), "2024-01-01 2025-01-01 2026-01-01"},
        {EVENT("DTSTART;VALUE=DATE:19920229\r\nRRULE:FREQ=YEARLY\r\n"), "2024-02-29"},
        {EVENT("DTSTART;VALUE=DATE:19900101\r\nRRULE:FREQ=YEARLY;COUNT=36\r\n"), "2024-01-01 2025-01-01"},
        {EVENT("DTSTART;VALUE=DATE:20240101\r\nRRULE:FREQ=YEARLY;UNTIL=20250101\r\n"),
         "2024-01-01 2025-01-01"},
        {EVENT("DTSTART;VALUE=DATE:20101125\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\r\n"),
         "2024-11-28 2025-11-27 2026-11-26"},
        {EVENT(
             "DTSTART;VALUE=DATE:20101231\r\nDTEND;VALUE=DATE:20110102\r\nRRULE:FREQ=YEARLY;INTERVAL=3\r\n"),
         "2025-12-31 2026-01-01"}, /* 2010, 2013 … 2022, 2025 */
        {EVENT("DTSTART;VALUE=DATE:20240101\r\nRRULE:FREQ=YEARLY\r\nEXDATE;VALUE=DATE:20250101\r\n"),
         "2024-01-01 2026-01-01"},
        {EVENT("DTSTART;VALUE=DATE:20240101\r\nRDATE;VALUE=DATE:20240301,20250401\r\n"),
         "2024-01-01 2024-03-01 2025-04-01"},
        {EVENT("UID:a\r\nDTSTART;VALUE=DATE:20240101\r\nRRULE:FREQ=YEARLY\r\n")
             EVENT("UID:a\r\nRECURRENCE-ID;VALUE=DATE:20250101\r\nDTSTART;VALUE=DATE:20250107\r\n"),
         "2024-01-01 2025-01-07 2026-01-01"},
        {EVENT("DTSTART;VALUE=DATE:20240230\r\nRRULE:FREQ=YEARLY\r\n"), ""},
        {EVENT("DTSTART;VALUE=DATE:20240229\r\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\r\n"), ""},
    };
    run_t r;
    char got[2000];
    (void)state;
    run_start(&r, office_text);
    r.options.from = date_of("2024-01-01");
    r.options.until = date_of("2026-12-31");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (strcmp(dates_of(&r, cases[i].lines, got, sizeof got), cases[i].dates) != 0)
            fail_msg("case %zu: %s", i, got);
    run_end(&r);
}

static void test_broken_files_name_the_line(void **state) {
    static const struct {
        const char *code;
        int line;
        const char *text;
    } cases[] = {
        {"import.not_icalendar", 1, ""},
        {"import.not_icalendar", 1, "<html>"},
        {"import.not_icalendar", 2, "\r\nBEGIN:VEVENT\r\n"},
        {"import.structure", 3, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VTODO\r\n"},
        {"import.structure", 3, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nBEGIN:VEVENT\r\n"},
        {"import.structure", 3, "BEGIN:VCALENDAR\nBEGIN:VEVENT\n"},
        {"import.structure", 3, "BEGIN:VCALENDAR\nEND:VCALENDAR\nEND:VCALENDAR\n"},
        {"import.structure", 2, "BEGIN:VCALENDAR\nBEGIN:VCALENDAR\n"},
        {"import.not_utf8", 3,
         "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:\xd4\xaa\xb5\xa9\nEND:VEVENT\nEND:VCALENDAR\n"},
        {"import.structure", 9,
         "BEGIN:VCALENDAR\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\n"},
        {"import.structure", 2,
         "BEGIN:VCALENDAR\nBEGIN:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"},
    };
    run_t r;
    (void)state;
    run_start(&r, office_text);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        run_refused(&r, import_icalendar, cases[i].text, cases[i].code, cases[i].line);
    diag_t d = {0};
    refused(import_icalendar(&r.def, "BEGIN:VCALENDAR\nA\0B\n", 20, &r.options, &r.arena, &r.preview, &d), &d,
            "import.nul");
    r.options.until = r.options.from - 1;
    refused(import_icalendar(&r.def, "", 0, &r.options, &r.arena, &r.preview, &d), &d, "import.option");
    r.options.until = r.options.from + 40 * 366;
    refused(import_icalendar(&r.def, "", 0, &r.options, &r.arena, &r.preview, &d), &d, "import.option");
    run_end(&r);
}

static void test_size_is_bounded(void **state) {
    run_t r;
    buf_t b;
    diag_t d = {0};
    (void)state;
    run_start(&r, office_text);
    buf_init(&b, 0);
    buf_puts(&b, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:");
    for (int i = 0; i < 2000; i++)
        buf_puts(&b, "0123456789\r\n ");
    buf_u8(&b, 0);
    run_refused(&r, import_icalendar, (char *)b.at, "import.line_too_long", 3);
    buf_reset(&b);
    buf_puts(&b, "BEGIN:VCALENDAR\r\n");
    for (int i = 0; i < IMPORT_EVENTS_MAX + 1; i++)
        buf_puts(&b, EVENT("SUMMARY:x\r\n"));
    buf_u8(&b, 0);
    run_refused(&r, import_icalendar, (char *)b.at, "import.too_many_events", 2 + 3 * IMPORT_EVENTS_MAX);
    buf_reset(&b);
    buf_puts(&b, "BEGIN:VCALENDAR\r\n"); /* few events, many dates */
    for (int i = 0; i < 400; i++)
        buf_puts(&b, EVENT("DTSTART;VALUE=DATE:20200101\r\nDURATION:P300D\r\nRRULE:FREQ=DAILY\r\n"));
    buf_puts(&b, "END:VCALENDAR\r\n");
    refused(import_icalendar(&r.def, (char *)b.at, b.len, &r.options, &r.arena, &r.preview, &d), &d,
            "import.too_many_events");
    refused(import_icalendar(&r.def, (char *)b.at, IMPORT_ICAL_MAX + 1, &r.options, &r.arena, &r.preview, &d),
            &d, "import.too_large");
    buf_free(&b);
    run_end(&r);
}

/* --- real files --- */

static void test_both_forms_of_the_same_holidays_agree(void **state) {
    run_t json, ical;
    size_t len;
    (void)state;
    char *text = slurp(DATA_DIR "/holiday-cn/holiday-cn.ics", &len);
    if (text == NULL) {
        print_message("skipped: no %s\n", DATA_DIR "/holiday-cn/holiday-cn.ics");
        return;
    }
    run_start(&json, shanghai_text);
    run_start(&ical, shanghai_text);
    for (int year = 2022; year <= 2026; year++)
        assert_true(import_year(&json.def, year, &json.options, &json.arena, &json.preview));
    ical.options.work_days = "上班*";
    run_file(&ical, import_icalendar, text);
    assert_int_equal(ical.preview.note_count, 0);
    assert_int_equal(ical.preview.after.day_count, json.def.day_count);
    for (size_t i = 0; i < json.def.day_count; i++) {
        assert_int_equal(ical.preview.after.days[i].day, json.def.days[i].day);
        assert_int_equal(ical.preview.after.days[i].as, json.def.days[i].as);
    }
    print_message("%zu dates\n", json.def.day_count);
    assert_true(json.def.day_count > 150);
    free(text);
    run_end(&json);
    run_end(&ical);
}

static void test_every_published_year_is_read(void **state) {
    run_t r;
    (void)state;
    run_start(&r, shanghai_text);
    for (int year = 2007; year <= 2026; year++) {
        if (!import_year(&r.def, year, &r.options, &r.arena, &r.preview)) break;
        assert_null(note(&r, IMPORT_EMPTY, NULL));
        assert_null(note(&r, IMPORT_KEPT, NULL));
        assert_int_equal(r.def.confirmed_until, day_from_civil(year, 12, 31));
    }
    if (r.def.day_count > 0) { /* and the one that was not announced yet */
        assert_true(import_year(&r.def, 2027, &r.options, &r.arena, &r.preview));
        assert_non_null(note(&r, IMPORT_EMPTY, NULL));
        assert_int_equal(r.def.confirmed_until, day_from_civil(2026, 12, 31));
        assert_int_equal(calendar_def_day(&r.def, date_of("2018-12-29")), 1); /* in the file of 2019 */
    }
    run_end(&r);
}

/* --- harm --- */

static char *damage(dice_t *dice, const char *text, size_t len, size_t *out_len) {
    static const char *const bits[] = {
        "\r\n",
        ";",
        ":",
        "BEGIN:VEVENT\r\n",
        "END:VEVENT\r\n",
        "=",
        "99999",
        "-",
        "RRULE:FREQ=YEARLY;BYDAY=5MO,-5SU;BYSETPOS=-1\r\n",
        "\xff",
        "\"",
        "RRULE:FREQ=DAILY;INTERVAL=0\r\n",
        "{",
        "[",
        "\\",
        "RRULE:FREQ=MONTHLY;BYMONTHDAY=-31;BYWEEKNO=53;BYYEARDAY=366;INTERVAL=32767\r\n",
        "DTSTART;VALUE=DATE:00010101\r\n",
        "DURATION:-P99999999W\r\n",
        "RRULE:RSCALE=CHINESE;SKIP=FORWARD;FREQ=YEARLY;BYMONTH=5L\r\n",
        "\n ",
        "VALUE=PERIOD"};
    char *copy = malloc(len + 2048);
    memcpy(copy, text, len);
    *out_len = len;
    for (int64_t n = dice_between(dice, 1, 12); n > 0; n--) {
        size_t at = (size_t)dice_between(dice, 0, (int64_t)*out_len);
        const char *bit = bits[dice_between(dice, 0, sizeof bits / sizeof *bits - 1)];
        size_t cut = (size_t)dice_between(dice, 0, 30);
        if (dice_between(dice, 0, 2) == 0 && at + cut <= *out_len) { /* take something out */
            memmove(copy + at, copy + at + cut, *out_len - at - cut);
            *out_len -= cut;
        } else if (dice_between(dice, 0, 1)) {
            size_t more = strlen(bit);
            memmove(copy + at + more, copy + at, *out_len - at);
            for (size_t k = 0; k < more; k++)
                copy[at + k] = bit[k];
            *out_len += more;
        } else if (at < *out_len) {
            copy[at] = (char)dice_roll(dice);
        }
    }
    char *exact = malloc(*out_len ? *out_len : 1);
    memcpy(exact, copy, *out_len);
    free(copy);
    return exact;
}

static void harm(importer_t import, const char *text, dice_t *dice, int rounds) {
    size_t taken = 0;
    for (int i = 0; i < rounds; i++) {
        size_t len;
        char *bytes = damage(dice, text, strlen(text), &len);
        diag_t d = {0};
        run_t r;
        run_start(&r, office_text);
        r.options.work_days = i % 3 ? NULL : "上班*";
        r.options.replace = i % 2;
        if (import(&r.def, bytes, len, &r.options, &r.arena, &r.preview, &d) == 0) {
            taken++;
            assert_int_equal(calendar_def_check(&r.preview.after, NULL), 0);
        } else {
            assert_non_null(d.code);
        }
        diag_clear(&d);
        run_end(&r);
        free(bytes);
    }
    print_message("%zu of %d damaged files read\n", taken, rounds);
}

static const char ical_sample[] = FILE_OF(
    "BEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nEND:STANDARD\r\n"
    "END:VTIMEZONE\r\n" EVENT(
        "SUMMARY:元旦\r\n 假期\r\nDTSTART;VALUE=DATE:20220101\r\nDTEND;VALUE=DATE:20220104\r\nUID:a\r\n")
        EVENT("SUMMARY:上班(补春节假期)\r\nDTSTART;VALUE=DATE:20220129\r\nDURATION:P2D\r\nUID:b\r\n")
            EVENT("SUMMARY:x\r\nDTSTART;VALUE=DATE:20101125\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\r\n"
                  "EXDATE;VALUE=DATE:20251127\r\nRDATE;VALUE=DATE:20251128\r\nUID:c\r\n")
                EVENT("UID:c\r\nRECURRENCE-ID;VALUE=DATE:20241128\r\nDTSTART;VALUE=DATE:20241129\r\n"));
static const char json_sample[] = "{\"year\":2026,\"papers\":[],\"days\":["
                                  "{\"name\":\"元旦\",\"date\":\"2026-01-01\",\"isOffDay\":true},"
                                  "{\"name\":\"元旦\",\"date\":\"2026-01-04\",\"isOffDay\":false}]}";

static void test_damaged_files_never_harm(void **state) {
    dice_t dice = dice_new("damaged holiday files", 51);
    (void)state;
    harm(import_icalendar, ical_sample, &dice, 3000);
    harm(import_holiday_cn, json_sample, &dice, 3000);
}

static void random_numbers(dice_t *dice, buf_t *b, const char *part, int low, int high) {
    if (dice_between(dice, 0, 3) != 0) return;
    buf_printf(b, ";%s=", part);
    for (int64_t n = dice_between(dice, 1, 3); n > 0; n--)
        buf_printf(b, "%lld%s", (long long)dice_between(dice, low, high), n > 1 ? "," : "");
}

static void random_rule(dice_t *dice, buf_t *b) {
    static const char *const often[] = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
    static const char *const days[] = {"MO", "-1SU", "5FR", "53TU", "TU,TH", "-53WE", "2MO,-2MO"};
    buf_printf(b, "RRULE:FREQ=%s", often[dice_between(dice, 0, 3)]);
    if (dice_between(dice, 0, 2) == 0) buf_printf(b, ";INTERVAL=%lld", (long long)dice_between(dice, 0, 400));
    if (dice_between(dice, 0, 3) == 0) buf_printf(b, ";COUNT=%lld", (long long)dice_between(dice, 0, 5000));
    if (dice_between(dice, 0, 3) == 0) buf_printf(b, ";BYDAY=%s", days[dice_between(dice, 0, 6)]);
    random_numbers(dice, b, "BYMONTH", 1, 12);
    random_numbers(dice, b, "BYMONTHDAY", -31, 31);
    random_numbers(dice, b, "BYYEARDAY", -366, 366);
    random_numbers(dice, b, "BYWEEKNO", -53, 53);
    random_numbers(dice, b, "BYSETPOS", -10, 10);
    random_numbers(dice, b, "BYHOUR", 0, 23);
    if (dice_between(dice, 0, 5) == 0) buf_puts(b, ";WKST=SU");
    buf_puts(b, "\r\n");
}

/* Rules that are well formed but senseless; the slowest must not keep anybody waiting. */
static void test_any_rule_ends_soon(void **state) {
    dice_t dice = dice_new("random rules", 2445);
    double slowest = 0;
    buf_t b;
    (void)state;
    buf_init(&b, 0);
    for (int i = 0; i < 1500; i++) {
        struct timespec t0, t1;
        diag_t d = {0};
        run_t r;
        run_start(&r, office_text);
        buf_reset(&b);
        buf_printf(&b, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:%04lld%02lld%02lld\r\n",
                   (long long)dice_between(&dice, 1, 2040), (long long)dice_between(&dice, 1, 12),
                   (long long)dice_between(&dice, 1, 28));
        random_rule(&dice, &b);
        buf_puts(&b, "END:VEVENT\r\nEND:VCALENDAR\r\n");
        clock_gettime(CLOCK_MONOTONIC, &t0);
        must(import_icalendar(&r.def, (char *)b.at, b.len, &r.options, &r.arena, &r.preview, &d), &d);
        clock_gettime(CLOCK_MONOTONIC, &t1);
        double s = (double)(t1.tv_sec - t0.tv_sec) + (double)(t1.tv_nsec - t0.tv_nsec) / 1e9;
        if (s > slowest) {
            slowest = s;
            buf_u8(&b, 0);
            if (s > 1) fail_msg("%.1f s for %s", s, (char *)b.at);
        }
        run_end(&r);
    }
    buf_free(&b);
    print_message("the slowest of 1500 rules took %.1f ms\n", slowest * 1e3);
}

/* A rule entered at the first date wanted gives what it gives when it is followed from its start (which a
 * COUNT that never ends makes the importer do). */
static void test_entering_a_rule_late_changes_nothing(void **state) {
    static const char *const rules[] = {"FREQ=YEARLY",
                                        "FREQ=YEARLY;INTERVAL=3",
                                        "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
                                        "FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=-1",
                                        "FREQ=MONTHLY;BYDAY=2TU",
                                        "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,FR",
                                        "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO",
                                        "FREQ=DAILY;INTERVAL=11",
                                        "FREQ=YEARLY;BYYEARDAY=60,-1",
                                        "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
                                        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"};
    static char late[20000], whole[20000];
    char lines[300];
    run_t r;
    (void)state;
    run_start(&r, office_text);
    r.options.from = date_of("2024-01-01");
    r.options.until = date_of("2026-12-31");
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        snprintf(lines, sizeof lines, EVENT("DTSTART;VALUE=DATE:20150105\r\nRRULE:%s\r\n"), rules[i]);
        dates_of(&r, lines, late, sizeof late);
        snprintf(lines, sizeof lines, EVENT("DTSTART;VALUE=DATE:20150105\r\nRRULE:%s;COUNT=30000\r\n"),
                 rules[i]);
        dates_of(&r, lines, whole, sizeof whole);
        if (strcmp(late, whole) != 0 || late[0] == '\0') fail_msg("%s:\n%s\n%s", rules[i], late, whole);
    }
    run_end(&r);
}

static int import_both(void *ctx, diag_t *d) {
    arena_t arena;
    calendar_def_t def;
    import_preview_t preview;
    import_options_t options = plain_options();
    (void)ctx;
    options.work_days = "上班*";
    arena_init(&arena, 0);
    int failed = calendar_def_parse(office_text, strlen(office_text), &arena, &def, d);
    if (failed == 0)
        failed = import_holiday_cn(&def, json_sample, strlen(json_sample), &options, &arena, &preview, d);
    if (failed == 0)
        failed = import_icalendar(&def, ical_sample, strlen(ical_sample), &options, &arena, &preview, d);
    arena_free(&arena);
    return failed;
}

static void test_every_allocation_may_fail(void **state) {
    (void)state;
    print_message("%lld allocations\n", (long long)each_allocation(import_both, NULL));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days_off_and_days_made_up),
        cmocka_unit_test(test_an_empty_year_confirms_nothing),
        cmocka_unit_test(test_a_year_left_out_is_not_confirmed),
        cmocka_unit_test(test_what_an_amended_notice_took_back),
        cmocka_unit_test(test_json_that_is_something_else_is_refused),
        cmocka_unit_test(test_events_of_whole_days_are_off),
        cmocka_unit_test(test_what_is_passed_over_is_listed_with_its_reason),
        cmocka_unit_test(test_patterns_sort_events),
        cmocka_unit_test(test_a_date_named_both_ways_works),
        cmocka_unit_test(test_events_that_repeat),
        cmocka_unit_test(test_broken_files_name_the_line),
        cmocka_unit_test(test_size_is_bounded),
        cmocka_unit_test(test_both_forms_of_the_same_holidays_agree),
        cmocka_unit_test(test_every_published_year_is_read),
        cmocka_unit_test(test_damaged_files_never_harm),
        cmocka_unit_test(test_any_rule_ends_soon),
        cmocka_unit_test(test_entering_a_rule_late_changes_nothing),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    json_setup();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
