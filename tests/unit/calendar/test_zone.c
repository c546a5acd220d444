/* Zones from bytes: footers of every form, gaps and overlaps, and files that are not what they say. */
#include "calendar/zone.h"
#include "unit/calendar/check.h"
#include "unit/calendar/tzif.h"

static const tzif_type_t one_type[] = {{0, 0, 0}};

static zone_t *zone_with_footer(const char *footer) {
    tzif_t file = {'3', NULL, 0, one_type, 1, "UTC", 4, 0, footer};
    diag_t d = {0};
    buf_t b;
    zone_t *zone = NULL;
    buf_init(&b, 0);
    tzif_write(&b, &file);
    must(zone_parse((bytes_t){b.at, b.len}, footer, &zone, &d), &d);
    buf_free(&b);
    return zone;
}

static void expect(const zone_t *zone, const char *at, int32_t offset_s, bool dst, const char *abbreviation) {
    zone_span_t span;
    zone_at(zone, instant_of(at), &span);
    if (span.offset_s != offset_s || span.dst != dst || strcmp(span.abbreviation, abbreviation) != 0)
        fail_msg("%s in %s: %d %s", at, zone_name(zone), span.offset_s, span.abbreviation);
}

static void test_a_footer_alone_rules_all_time(void **state) {
    (void)state;
    zone_t *z = zone_with_footer("CET-1CEST,M3.5.0,M10.5.0/3");
    expect(z, "2026-03-29T00:59:59Z", 3600, false, "CET");
    expect(z, "2026-03-29T01:00:00Z", 7200, true, "CEST");
    expect(z, "2026-10-25T01:00:00Z", 3600, false, "CET");
    expect(z, "1026-07-01T00:00:00Z", 7200, true, "CEST");
    expect(z, "9999-07-01T00:00:00Z", 7200, true, "CEST");
    zone_free(z);
}

static void test_footers_of_every_form(void **state) {
    (void)state;
    zone_t *z = zone_with_footer("<+0330>-3:30");
    expect(z, "2026-01-01T00:00:00Z", 12600, false, "+0330");
    zone_free(z);
    z = zone_with_footer("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1"); /* version 3: hours before midnight */
    expect(z, "2026-03-29T00:59:59Z", -10800, false, "-03");
    expect(z, "2026-03-29T01:00:00Z", -7200, true, "-02");
    expect(z, "2026-10-25T00:59:59Z", -7200, true, "-02");
    expect(z, "2026-10-25T01:00:00Z", -10800, false, "-03");
    zone_free(z);
    z = zone_with_footer("EET-2EEST,M3.4.4/50,M10.4.4/50"); /* hours beyond the day */
    expect(z, "2026-03-28T00:00:00Z", 10800, true, "EEST");
    zone_free(z);
    z = zone_with_footer("IST-1GMT0,M10.5.0,M3.5.0/1"); /* "daylight saving" that puts clocks back */
    expect(z, "2026-01-01T00:00:00Z", 0, true, "GMT");
    expect(z, "2026-07-01T00:00:00Z", 3600, false, "IST");
    zone_free(z);
    z = zone_with_footer("AAA0BBB,J60/0,59/0"); /* 1 March always; the 60th day, 29 February in a leap year */
    expect(z, "2023-03-01T00:00:00Z", 3600, true, "BBB");
    expect(z, "2024-02-29T12:00:00Z", 0, false, "AAA");
    expect(z, "2024-03-01T00:00:00Z", 3600, true, "BBB");
    zone_free(z);
}

static void test_daylight_saving_all_year(void **state) {
    zone_span_t span;
    (void)state;
    zone_t *z = zone_with_footer("XXX3EDT4,0/0,J365/23"); /* the example of RFC 9636 */
    expect(z, "2026-01-01T00:00:00Z", -14400, true, "EDT");
    expect(z, "2024-12-31T23:59:59Z", -14400, true, "EDT");
    zone_at(z, 0, &span);
    assert_true(span.from == INT64_MIN && span.until == INT64_MAX);
    zone_free(z);
}

static void test_broken_footers_are_refused(void **state) {
    static const char *const footers[] = {"CE-1",
                                          "CET",
                                          "CET-1CEST",
                                          "CET-1CEST,M3.5.0",
                                          "CET-1CEST,M13.5.0,M10.5.0",
                                          "CET-25",
                                          "<CET-1",
                                          "<+>0",
                                          "CET-1CEST,M3.6.0,J1",
                                          "CET-1CEST,M3.5.7,M10.5.0",
                                          "CET-1CEST,J0,J9",
                                          "CET-1CEST,366,J9",
                                          "CET-1:60",
                                          "CET-1CEST,M3.5.0,M10.5.0/168",
                                          "CET-1 ",
                                          "CET-1CEST,M3.5.0,M10.5.0/3,",
                                          "CET--1",
                                          "CET-1000"};
    (void)state;
    buf_t b;
    buf_init(&b, 0);
    for (size_t i = 0; i < sizeof footers / sizeof *footers; i++) {
        tzif_t file = {'2', NULL, 0, one_type, 1, "UTC", 4, 0, footers[i]};
        diag_t d = {0};
        zone_t *zone;
        tzif_write(&b, &file);
        refused(zone_parse((bytes_t){b.at, b.len}, footers[i], &zone, &d), &d, "zone.format");
        assert_null(zone);
    }
    buf_free(&b);
}

static void test_version_1_has_times_of_32_bits_and_no_footer(void **state) {
    static const tzif_change_t changes[] = {{-100, 1}, {1000000000, 0}};
    static const tzif_type_t types[] = {{3600, 0, 0}, {7200, 1, 4}};
    tzif_t file = {'\0', changes, 2, types, 2, "ONE\0TWO", 8, 0, NULL};
    diag_t d = {0};
    zone_t *z;
    buf_t b;
    (void)state;
    buf_init(&b, 0);
    tzif_write(&b, &file);
    must(zone_parse((bytes_t){b.at, b.len}, "v1", &z, &d), &d);
    expect(z, "1969-12-31T23:58:19Z", 3600, false, "ONE");
    expect(z, "1969-12-31T23:58:20Z", 7200, true, "TWO");
    expect(z, "2050-01-01T00:00:00Z", 3600, false, "ONE");
    zone_free(z);
    buf_free(&b);
}

/* Changes of `file` that each make it wrong, and the part that the error names. */
static void test_a_wrong_part_is_named(void **state) {
    static const tzif_change_t falling[] = {{5, 0}, {4, 0}}, unknown[] = {{5, 7}}, far[] = {{INT64_MAX, 0}};
    static const tzif_type_t odd[] = {{100000, 0, 0}}, flag[] = {{0, 2, 0}}, name[] = {{0, 0, 9}};
    const tzif_t good = {'2', NULL, 0, one_type, 1, "UTC", 4, 0, "UTC0"};
    struct {
        const char *code, *part;
        tzif_t file;
    } cases[10];
    size_t n = 0;
    (void)state;
#define CASE(code_, part_, change)                                                                           \
    do {                                                                                                     \
        cases[n].code = (code_);                                                                             \
        cases[n].part = (part_);                                                                             \
        cases[n].file = good;                                                                                \
        change;                                                                                              \
        n++;                                                                                                 \
    } while (0)
    CASE("zone.format", "transitions", (cases[n].file.changes = falling, cases[n].file.change_count = 2));
    CASE("zone.format", "transitions", (cases[n].file.changes = unknown, cases[n].file.change_count = 1));
    CASE("zone.format", "transitions", (cases[n].file.changes = far, cases[n].file.change_count = 1));
    CASE("zone.format", "types", cases[n].file.types = odd);
    CASE("zone.format", "types", cases[n].file.types = flag);
    CASE("zone.format", "names", cases[n].file.types = name);
    CASE("zone.format", "names", cases[n].file.letters_len = 3);
    CASE("zone.format", "counts", cases[n].file.type_count = 0);
    CASE("zone.format", "footer", cases[n].file.footer = NULL);
    CASE("zone.leap_seconds", NULL, cases[n].file.leaps = 1);
#undef CASE
    buf_t b;
    buf_init(&b, 0);
    for (size_t i = 0; i < n; i++) {
        diag_t d = {0};
        zone_t *zone;
        tzif_write(&b, &cases[i].file);
        assert_int_equal(zone_parse((bytes_t){b.at, b.len}, "bad", &zone, &d), -1);
        assert_string_equal(d.code, cases[i].code);
        if (cases[i].part) assert_string_equal(diag_get(&d, "part"), cases[i].part);
        diag_clear(&d);
    }
    buf_free(&b);
}

static void test_gaps_lead_to_the_jump_and_overlaps_to_the_earlier(void **state) {
    (void)state;
    zone_t *z = zone_with_footer("CET-1CEST,M3.5.0,M10.5.0/3");
    day_t spring = date_of("2026-03-29"), autumn = date_of("2026-10-25");
    instant_t jump = instant_of("2026-03-29T01:00:00Z");
    assert_int_equal(zone_instant(z, spring, 2 * MS_HOUR - 1), jump - 1);
    assert_int_equal(zone_instant(z, spring, 2 * MS_HOUR), jump);
    assert_int_equal(zone_instant(z, spring, 2 * MS_HOUR + 30 * MS_MINUTE), jump);
    assert_int_equal(zone_instant(z, spring, 3 * MS_HOUR), jump);
    assert_int_equal(zone_instant(z, spring, 3 * MS_HOUR + 1), jump + 1);
    assert_int_equal(zone_instant(z, autumn, 2 * MS_HOUR + 30 * MS_MINUTE),
                     instant_of("2026-10-25T00:30:00Z"));
    assert_int_equal(zone_instant(z, autumn, 3 * MS_HOUR), instant_of("2026-10-25T02:00:00Z"));
    assert_int_equal(zone_instant(z, autumn, MS_DAY), instant_of("2026-10-25T23:00:00Z"));
    zone_free(z);
}

static void test_any_instant_has_an_answer(void **state) {
    static const instant_t edges[] = {INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX - 1, INT64_MAX};
    (void)state;
    zone_t *z = zone_with_footer("CET-1CEST,M3.5.0,M10.5.0/3");
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        zone_span_t span;
        zone_at(z, edges[i], &span);
        assert_true(span.from <= edges[i] && edges[i] <= span.until);
    }
    zone_free(z);
}

static void test_names_that_lead_elsewhere_are_refused(void **state) {
    static const char *const bad[] = {
        "",    "/etc/passwd", "../../etc/passwd", "Europe/../../x", "a//b", "Europe/", "a b", "é", ".hidden",
        "x;y", NULL};
    diag_t d = {0};
    zone_t *zone;
    (void)state;
    for (size_t i = 0; bad[i]; i++)
        refused(zone_load(NULL, bad[i], &zone, &d), &d, "zone.name");
    char longest[ZONE_NAME_MAX + 2];
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    refused(zone_load(NULL, longest, &zone, &d), &d, "zone.name");
    refused(zone_load(NULL, NULL, &zone, &d), &d, "zone.name");
    refused(zone_load(NULL, "No/Such_Zone", &zone, &d), &d, "zone.unknown");
    refused(zone_load(SOURCE_DIR, "host/calendar", &zone, &d), &d, "zone.not_tzif");
    refused(zone_load(SOURCE_DIR, "CMakeLists.txt", &zone, &d), &d, "zone.not_tzif");
    refused(zone_load("/dev", "zero", &zone, &d), &d, "zone.not_tzif");
}

/* Use of a zone that came out of damaged bytes must end, and its spans must join. */
static void use(const zone_t *zone, dice_t *dice) {
    zone_span_t span;
    instant_t t = dice_between(dice, -INT64_C(4000000000000), INT64_C(8000000000000));
    for (int i = 0; i < 20; i++) {
        zone_at(zone, t, &span);
        if (span.from > t || span.until <= t) fail_msg("a span that does not hold its instant");
        if (span.until == INT64_MAX) break;
        t = span.until;
    }
    zone_instant(zone, (day_t)dice_between(dice, -100000, 1000000), dice_between(dice, 0, MS_DAY));
}

static void test_damaged_files_never_harm(void **state) {
    static const char *const zones[] = {"Europe/Amsterdam",  "Asia/Gaza",           "Africa/Casablanca",
                                        "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Shanghai"};
    dice_t dice = dice_new("damaged zone files", 20260401);
    size_t accepted = 0, tried = 0;
    (void)state;
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        char path[256];
        size_t len;
        snprintf(path, sizeof path, "%s/%s", ZONE_DIR, zones[i]);
        char *bytes = slurp(path, &len);
        if (bytes == NULL) {
            print_message("skipped: no %s\n", path);
            continue;
        }
        for (int round = 0; round < 1500; round++, tried++) {
            size_t cut = dice_between(&dice, 0, 3) == 0 ? (size_t)dice_between(&dice, 0, (int64_t)len) : len;
            char *copy = malloc(cut ? cut : 1); /* of the exact size, so that reading past it shows */
            memcpy(copy, bytes, cut);
            for (int64_t k = dice_between(&dice, 1, 4); k > 0 && cut > 0; k--) {
                int64_t near = dice_between(&dice, 0, 2) == 0 ? 90 : (int64_t)cut;
                int64_t at = dice_between(&dice, 0, (near < (int64_t)cut ? near : (int64_t)cut) - 1);
                copy[at] = (char)dice_roll(&dice);
            }
            diag_t d = {0};
            zone_t *zone;
            if (zone_parse((bytes_t){(uint8_t *)copy, cut}, "damaged", &zone, &d) == 0) {
                use(zone, &dice);
                accepted++;
            }
            zone_free(zone);
            diag_clear(&d);
            free(copy);
        }
        free(bytes);
    }
    print_message("%zu of %zu damaged files read\n", accepted, tried);
}

static void test_random_bytes_after_a_good_header_never_harm(void **state) {
    dice_t dice = dice_new("random zone bytes", 7);
    (void)state;
    for (int round = 0; round < 5000; round++) {
        size_t len = (size_t)dice_between(&dice, 0, 400);
        uint8_t *bytes = malloc(len + 1);
        for (size_t i = 0; i < len; i++)
            bytes[i] =
                dice_between(&dice, 0, 2) ? (uint8_t)dice_between(&dice, 0, 3) : (uint8_t)dice_roll(&dice);
        if (len >= 5) {
            memcpy(bytes, "TZif", 4);
            bytes[4] = round % 2 ? '\0' : '2';
        }
        diag_t d = {0};
        zone_t *zone;
        if (zone_parse((bytes_t){bytes, len}, "random", &zone, &d) == 0) use(zone, &dice);
        zone_free(zone);
        diag_clear(&d);
        free(bytes);
    }
}

static int load_amsterdam(void *ctx, diag_t *d) {
    zone_t *zone = NULL;
    (void)ctx;
    if (zone_load(NULL, "Europe/Amsterdam", &zone, d) != 0) return -1;
    zone_free(zone);
    return 0;
}

static void test_every_allocation_may_fail(void **state) {
    diag_t d = {0};
    (void)state;
    if (load_amsterdam(NULL, &d) != 0) {
        print_message("skipped: no zone files (package tzdata)\n");
        diag_clear(&d);
        return;
    }
    assert_true(each_allocation(load_amsterdam, NULL) >= 6);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_footer_alone_rules_all_time),
        cmocka_unit_test(test_footers_of_every_form),
        cmocka_unit_test(test_daylight_saving_all_year),
        cmocka_unit_test(test_broken_footers_are_refused),
        cmocka_unit_test(test_version_1_has_times_of_32_bits_and_no_footer),
        cmocka_unit_test(test_a_wrong_part_is_named),
        cmocka_unit_test(test_gaps_lead_to_the_jump_and_overlaps_to_the_earlier),
        cmocka_unit_test(test_any_instant_has_an_answer),
        cmocka_unit_test(test_names_that_lead_elsewhere_are_refused),
        cmocka_unit_test(test_damaged_files_never_harm),
        cmocka_unit_test(test_random_bytes_after_a_good_header_never_harm),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
