/* Real data: working days of China's official calendars, and the waiting times of a real university's
 * approvals. */
#include "unit/calendar/samples.h"

#include <time.h>

static void test_working_days_of_china(void **state) {
    arena_t arena;
    calendar_def_t def;
    import_preview_t preview;
    import_options_t options = plain_options();
    char *line, *rest;
    size_t len, rows = 0;
    (void)state;
    arena_init(&arena, 0);
    read_def(shanghai_text, &arena, &def);
    char *csv = slurp(DATA_DIR "/holiday-cn/cn_workday_due.csv", &len);
    for (int year = 2018; year <= 2026 && csv; year++)
        if (!import_year(&def, year, &options, &arena, &preview)) {
            free(csv);
            csv = NULL;
        }
    if (csv == NULL) {
        print_message("skipped: no %s\n", DATA_DIR "/holiday-cn/cn_workday_due.csv");
        arena_free(&arena);
        return;
    }
    assert_int_equal(def.confirmed_until, date_of("2026-12-31"));
    built_t b = build_def(&def);
    strtok_r(csv, "\n", &rest);
    while ((line = strtok_r(NULL, "\n", &rest)) != NULL) {
        char start[16], expected[16], got[INSTANT_TEXT];
        int works, n;
        diag_t d = {0};
        due_t due;
        assert_int_equal(sscanf(line, "%10[^,],%d,%d,%10s", start, &works, &n, expected), 4);
        instant_t from =
            zone_instant(b.zone, date_of(start), (int64_t)(rows % 24) * MS_HOUR); /* at any hour */
        limit_t limit = {.kind = LIMIT_WORKDAYS, .days = n};
        must(work_due(b.calendar, from, &limit, &due, &d), &d);
        day_format(zone_day(b.zone, due.at, NULL), got);
        if (strcmp(got, expected) != 0) fail_msg("%s: %s", line, got);
        assert_false(due.provisional);
        due_t end;
        limit.days = 0; /* a day that works ends on itself */
        must(work_due(b.calendar, zone_instant(b.zone, date_of(start), 0), &limit, &end, &d), &d);
        assert_int_equal(zone_day(b.zone, end.at, NULL) == date_of(start), works);
        rows++;
    }
    print_message("%zu rows\n", rows);
    assert_int_equal(rows, 13024);
    built_free(&b);
    free(csv);
    arena_free(&arena);
}

/* Calls `row` with the fields of each line after the first of a .csv.gz; how many there were. */
static size_t each_row(const char *name, void (*row)(const built_t *b, char **field), const built_t *b) {
    char path[512], line[1024];
    size_t rows = 0;
    snprintf(path, sizeof path, "%s/bpic20_domestic/%s", DATA_DIR, name);
    gzFile f = gzopen(path, "rb");
    if (f == NULL) {
        print_message("skipped: no %s\n", path);
        return 0;
    }
    gzgets(f, line, sizeof line);
    while (gzgets(f, line, sizeof line)) {
        char *field[16] = {0}, *at = line;
        line[strcspn(line, "\r\n")] = '\0';
        for (int i = 0; i < 16 && at; i++)
            field[i] = strsep(&at, ",");
        row(b, field);
        rows++;
    }
    gzclose(f);
    print_message("%zu rows of %s\n", rows, name);
    return rows;
}

static void task_row(const built_t *b, char **field) {
    instant_t activated = instant_of(field[4]), decided = instant_of(field[5]);
    int64_t ms, expected = strtoll(field[8], NULL, 10);
    diag_t d = {0};
    must(work_between(b->calendar, activated, decided, &ms, &d), &d);
    if (ms / 1000 != expected)
        fail_msg("%s: %lld s, not %lld", field[1], (long long)(ms / 1000), (long long)expected);
    assert_int_equal((decided - activated) / 1000, strtoll(field[7], NULL, 10));
    /* And back: the limit that was used up is due at the latest when it was decided. */
    limit_t limit = {.kind = LIMIT_WORKTIME, .ms = ms};
    due_t due;
    if (ms < 0) return;
    must(work_due(b->calendar, activated, &limit, &due, &d), &d);
    assert_true(due.at <= decided);
    int64_t again;
    must(work_between(b->calendar, activated, due.at, &again, &d), &d);
    assert_int_equal(again, ms);
}

static void test_waiting_times_on_weekdays(void **state) {
    (void)state;
    built_t b = build_text(weekdays_text);
    size_t rows = each_row("golden_tasks.csv.gz", task_row, &b);
    if (rows > 0) assert_int_equal(rows, 23228);
    built_free(&b);
}

static void day7_row(const built_t *b, char **field) {
    const limit_t limit = {.kind = LIMIT_DAY_TIME, .days = 7, .minute = 5 * 60 + 15};
    diag_t d = {0};
    due_t due;
    must(work_due(b->calendar, instant_of(field[3]), &limit, &due, &d), &d);
    if (due.at != instant_of(field[4])) fail_msg("%s: %lld, not %s", field[1], (long long)due.at, field[4]);
}

static void test_a_quarter_past_five_on_the_seventh_day(void **state) {
    (void)state;
    built_t b = build_text(weekdays_text);
    size_t rows = each_row("golden_supervisor_day7.csv.gz", day7_row, &b);
    if (rows > 0) assert_int_equal(rows, 894);
    built_free(&b);
}

/* Not a promise of a test (a loaded machine may be slow), but a figure, and a bound that only a wrong
 * algorithm breaks. */
static void test_what_a_limit_costs(void **state) {
    static const limit_t limits[] = {{.kind = LIMIT_WORKDAYS, .days = 5},
                                     {.kind = LIMIT_WORKTIME, .ms = 5 * 8 * (int64_t)MS_HOUR},
                                     {.kind = LIMIT_WORKDAYS, .days = 2500},
                                     {.kind = LIMIT_WORKTIME, .ms = 2500 * 8 * (int64_t)MS_HOUR}};
    arena_t arena;
    calendar_def_t def;
    import_preview_t preview;
    import_options_t options = plain_options();
    (void)state;
    arena_init(&arena, 0);
    read_def(office_text, &arena, &def);
    for (int year = 2007; year <= 2026; year++)
        import_year(&def, year, &options, &arena, &preview);
    built_t b = build_def(&def);
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        enum { ROUNDS = 2000 };
        struct timespec t0, t1;
        due_t due;
        diag_t d = {0};
        clock_gettime(CLOCK_MONOTONIC, &t0);
        for (int r = 0; r < ROUNDS; r++)
            must(work_due(b.calendar, instant_of("2018-01-03T10:00:00Z") + r * (int64_t)MS_DAY, &limits[i],
                          &due, &d),
                 &d);
        clock_gettime(CLOCK_MONOTONIC, &t1);
        double ns = (double)((t1.tv_sec - t0.tv_sec) * 1000000000 + t1.tv_nsec - t0.tv_nsec) / ROUNDS;
        print_message("limit %zu: %.0f ns each, with %zu exceptions\n", i, ns, def.day_count);
        assert_true(ns < 5e6);
    }
    built_free(&b);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_working_days_of_china),
        cmocka_unit_test(test_waiting_times_on_weekdays),
        cmocka_unit_test(test_a_quarter_past_five_on_the_seventh_day),
        cmocka_unit_test(test_what_a_limit_costs),
    };
    json_setup();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
