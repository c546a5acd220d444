/* Holidays imported from files that are damaged, hostile or large: nothing is harmed, all ends soon, each
 * allocation may fail. */
#include "imported.h"

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
        cmocka_unit_test(test_damaged_files_never_harm),
        cmocka_unit_test(test_any_rule_ends_soon),
        cmocka_unit_test(test_entering_a_rule_late_changes_nothing),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    json_setup();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
