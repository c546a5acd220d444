/* Holidays from files: what a preview shows, what it passes over and why, and that no file can do harm. */
#include "imported.h"

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
    assert_non_null(note(&r, IMPORT_KEPT, "2026-12-24"));
    assert_int_equal(r.preview.note_count, 2);
    assert_int_equal(becomes(&r, "2026-02-14"), 1);
    r.options.replace = true;
    run_file(&r, import_holiday_cn, amended);
    assert_int_equal(becomes(&r, "2026-02-14"), DAY_ORDINARY);
    assert_int_equal(becomes(&r, "2026-12-24"), DAY_ORDINARY); /* after the file's last date: of its year */
    assert_int_equal(becomes(&r, "2025-12-25"), DAY_OFF);      /* another year's is not its business */
    assert_int_equal(r.preview.change_count, 4);
    assert_null(r.preview.changes[1].name);
    run_file(&r, import_holiday_cn, "{\"year\":2026,\"days\":[]}"); /* it says nothing of its year */
    assert_int_equal(r.preview.change_count, 0);
    run_end(&r);
}

/* 2025 and 2027 are its years, 2026 is none of them, and what is outside of the dates wanted was not read. */
static void test_an_icalendar_file_speaks_of_the_years_that_it_names(void **state) {
    static const char file[] = FILE_OF(EVENT("UID:a\r\nDTSTART;VALUE=DATE:20250101\r\nSUMMARY:a\r\n")
                                           EVENT("UID:b\r\nDTSTART;VALUE=DATE:20271001\r\nSUMMARY:b\r\n"));
    run_t r;
    (void)state;
    run_start(
        &r, "{\"name\":\"x\",\"zone\":\"Asia/Shanghai\"," OFFICE_WINDOWS ",\"days\":{"
            "\"2025-02-03\":\"off\",\"2026-03-12\":\"off\",\"2027-05-03\":\"off\",\"2027-12-24\":\"off\"}}");
    r.options.from = date_of("2025-01-01");
    r.options.until = date_of("2027-11-30");
    run_file(&r, import_icalendar, file);
    assert_string_equal(note(&r, IMPORT_KEPT, "2025-02-03")->detail, "off");
    assert_non_null(note(&r, IMPORT_KEPT, "2027-05-03"));
    assert_int_equal(r.preview.note_count, 2);
    assert_int_equal(becomes(&r, "2027-05-03"), DAY_OFF);
    r.options.replace = true;
    run_file(&r, import_icalendar, file);
    assert_int_equal(becomes(&r, "2025-02-03"), DAY_ORDINARY);
    assert_int_equal(becomes(&r, "2026-03-12"), DAY_OFF);
    assert_int_equal(becomes(&r, "2027-05-03"), DAY_ORDINARY);
    assert_int_equal(becomes(&r, "2027-12-24"), DAY_OFF);
    assert_int_equal(r.preview.note_count, 0);
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days_off_and_days_made_up),
        cmocka_unit_test(test_an_empty_year_confirms_nothing),
        cmocka_unit_test(test_a_year_left_out_is_not_confirmed),
        cmocka_unit_test(test_what_an_amended_notice_took_back),
        cmocka_unit_test(test_an_icalendar_file_speaks_of_the_years_that_it_names),
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
    };
    json_setup();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
