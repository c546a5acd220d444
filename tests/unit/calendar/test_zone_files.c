/* The zones of this system against `zdump -v`, which asks libc; and the same zones compiled "fat" and "slim".
 */
#include "calendar/zone.h"
#include "unit/calendar/check.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct names {
    char (*at)[96];
    size_t count, cap, leap;
} names_t;

static names_t found; /* nftw has no context */

static int visit(const char *path, const struct stat *st, int kind, struct FTW *where) {
    char magic[4] = "";
    (void)st;
    (void)where;
    const char *name = path + strlen(ZONE_DIR) + 1;
    if (kind != FTW_F || strlen(name) >= sizeof found.at[0]) return 0;
    FILE *f = fopen(path, "rb");
    size_t n = f ? fread(magic, 1, 4, f) : 0;
    if (f) fclose(f);
    if (n != 4 || memcmp(magic, "TZif", 4) != 0) return 0;
    if (found.count == found.cap) {
        found.cap = found.cap ? 2 * found.cap : 256;
        found.at = realloc(found.at, found.cap * sizeof found.at[0]);
        assert_non_null(found.at);
    }
    snprintf(found.at[found.count++], sizeof found.at[0], "%s", name);
    return 0;
}

static int by_name(const void *a, const void *b) {
    return strcmp(a, b);
}

static int list_zones(void **state) {
    (void)state;
    if (nftw(ZONE_DIR, visit, 16, 0) == 0) qsort(found.at, found.count, sizeof found.at[0], by_name);
    return 0;
}

static int forget_zones(void **state) {
    (void)state;
    free(found.at);
    return 0;
}

static bool skipped(void) {
    bool none = found.count == 0 || access("/usr/bin/zdump", X_OK) != 0;
    if (none) print_message("skipped: no zone files (package tzdata) or no zdump (package libc-bin)\n");
    return none;
}

/* One line of zdump: "Zone  Sun Oct 25 01:00:00 2015 UT = Sun Oct 25 02:00:00 2015 CET isdst=0 gmtoff=3600".
 */
typedef struct line {
    instant_t at;
    civil_t local;
    char abbreviation[40];
    int dst, offset_s;
} line_t;

static int month_of(const char *name) {
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const char *at = strstr(months, name);
    return at ? (int)(at - months) / 3 + 1 : 0;
}

static bool read_line(const char *text, line_t *out) {
    char m1[4], m2[4];
    int d1, H1, M1, S1, y1, d2, H2, M2, S2, y2;
    if (sscanf(text, "%*s %*3s %3s %d %d:%d:%d %d UT = %*3s %3s %d %d:%d:%d %d %39s isdst=%d gmtoff=%d", m1,
               &d1, &H1, &M1, &S1, &y1, m2, &d2, &H2, &M2, &S2, &y2, out->abbreviation, &out->dst,
               &out->offset_s) != 15)
        return false;
    if (y1 < -9000 || y1 > 9000) return false;
    out->at =
        (int64_t)day_from_civil(y1, month_of(m1), d1) * MS_DAY + H1 * MS_HOUR + M1 * MS_MINUTE + S1 * 1000;
    out->local = (civil_t){y2, (int8_t)month_of(m2), (int8_t)d2, (int8_t)H2, (int8_t)M2, (int8_t)S2, 0};
    return true;
}

static void compare(const zone_t *zone, const line_t *line) {
    zone_span_t span;
    int64_t ms;
    const civil_t *c = &line->local;
    zone_at(zone, line->at, &span);
    if (span.offset_s != line->offset_s || span.dst != (line->dst != 0) ||
        strcmp(span.abbreviation, line->abbreviation) != 0)
        fail_msg("%s at %lld: %s %d dst %d, but zdump says %s %d dst %d", zone_name(zone),
                 (long long)line->at, span.abbreviation, span.offset_s, span.dst, line->abbreviation,
                 line->offset_s, line->dst);
    assert_true(span.from <= line->at && line->at < span.until);
    assert_int_equal(zone_day(zone, line->at, &ms), day_from_civil(c->year, c->month, c->day));
    assert_int_equal(ms, c->hour * MS_HOUR + c->minute * MS_MINUTE + c->second * 1000);
}

/* Returns how many lines were compared. */
static size_t compare_zone(const char *name, const char *years) {
    char command[256], text[512];
    diag_t d = {0};
    zone_t *zone;
    line_t line;
    size_t lines = 0;
    must(zone_load(NULL, name, &zone, &d), &d);
    snprintf(command, sizeof command, "/usr/bin/zdump -v -c %s '%s'", years, name);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    while (fgets(text, sizeof text, f)) {
        if (!read_line(text, &line)) continue;
        compare(zone, &line);
        lines++;
    }
    assert_int_equal(pclose(f), 0);
    zone_free(zone);
    return lines;
}

static void test_every_zone_agrees_with_zdump_from_1900_to_2037(void **state) {
    size_t lines = 0, zones = 0;
    (void)state;
    if (skipped()) return;
    for (size_t i = 0; i < found.count; i++) {
        if (strncmp(found.at[i], "right/", 6) == 0) continue;
        lines += compare_zone(found.at[i], "1900,2038");
        zones++;
    }
    print_message("%zu zones, %zu lines of zdump\n", zones, lines);
    assert_true(lines > 10000);
}

static void test_the_footer_s_rule_agrees_with_zdump_to_2400(void **state) {
    static const char *const names[] = {
        "Europe/Amsterdam", "America/New_York", "America/Santiago",  "Australia/Lord_Howe",
        "Asia/Beirut",      "Africa/Cairo",     "Europe/Dublin",     "America/Nuuk",
        "Asia/Jerusalem",   "Antarctica/Troll", "Pacific/Chatham",   "Asia/Gaza",
        "America/Havana",   "Europe/Chisinau",  "Africa/Casablanca", "America/Sao_Paulo",
        "Asia/Shanghai",    "Asia/Tehran",      "America/Asuncion",  "Pacific/Easter"};
    size_t lines = 0;
    (void)state;
    if (skipped()) return;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (bsearch(names[i], found.at, found.count, sizeof found.at[0], by_name))
            lines += compare_zone(names[i], "2030,2400");
    print_message("%zu lines of zdump\n", lines);
    assert_true(lines > 10000);
}

static void test_files_that_count_leap_seconds_are_refused(void **state) {
    size_t refusals = 0;
    diag_t d = {0};
    zone_t *zone;
    (void)state;
    for (size_t i = 0; i < found.count; i++) {
        if (strncmp(found.at[i], "right/", 6) != 0) continue;
        refused(zone_load(NULL, found.at[i], &zone, &d), &d, "zone.leap_seconds");
        refusals++;
    }
    print_message("%zu files refused\n", refusals);
}

/* Both directions, on both sides of every jump: spans join without a hole, and local time leads back. */
static void walk_spans(const zone_t *zone, instant_t from, instant_t until) {
    zone_span_t span, next;
    for (zone_at(zone, from, &span); span.until < until; span = next) {
        int64_t before = (int64_t)span.offset_s * 1000, ms;
        zone_at(zone, span.until - 1, &next);
        assert_int_equal(next.until, span.until);
        zone_at(zone, span.until, &next);
        assert_int_equal(next.from, span.until);
        int64_t after = (int64_t)next.offset_s * 1000;
        day_t day = zone_day(zone, span.until, &ms);
        instant_t back = zone_instant(zone, day, ms);
        if (after >= before && next.from < next.until - 2 * MS_DAY && span.from < span.until - 2 * MS_DAY)
            assert_int_equal(back, span.until);
        else
            assert_true(back <= span.until); /* shown before, too */
        if (after > before) {                /* a gap: every local time in it is the jump */
            int64_t local = span.until + before;
            day = (day_t)((local - ((local % MS_DAY) + MS_DAY) % MS_DAY) / MS_DAY);
            assert_int_equal(zone_instant(zone, day, local - (int64_t)day * MS_DAY), span.until);
        }
    }
}

static void test_spans_join_and_lead_back(void **state) {
    diag_t d = {0};
    zone_t *zone;
    (void)state;
    for (size_t i = 0; i < found.count; i++) {
        if (strncmp(found.at[i], "right/", 6) == 0 || strncmp(found.at[i], "posix/", 6) == 0) continue;
        must(zone_load(NULL, found.at[i], &zone, &d), &d);
        walk_spans(zone, instant_of("1900-01-01T00:00:00Z"), instant_of("2200-01-01T00:00:00Z"));
        walk_spans(zone, instant_of("2790-01-01T00:00:00Z"), instant_of("2860-01-01T00:00:00Z"));
        zone_free(zone);
    }
}

/* The two ways that zic writes a file mean the same: up to 2037, after which zic itself lets them differ
 * (Asia/Gaza). */
static void test_fat_and_slim_files_mean_the_same(void **state) {
    static const char fat[] = BUILD_DIR "/tests/zones_fat", slim[] = BUILD_DIR "/tests/zones_slim";
    char command[1024];
    size_t zones = 0;
    diag_t d = {0};
    (void)state;
    if (skipped()) return;
    snprintf(command, sizeof command,
             "/usr/sbin/zic -b fat -d '%s' " ZONE_DIR "/tzdata.zi 2>&1 && "
             "/usr/sbin/zic -b slim -d '%s' " ZONE_DIR "/tzdata.zi 2>&1",
             fat, slim);
    if (access("/usr/sbin/zic", X_OK) != 0 || access(ZONE_DIR "/tzdata.zi", R_OK) != 0 ||
        system(command) != 0) {
        print_message("skipped: no zic (package libc-bin) or no tzdata.zi\n");
        return;
    }
    for (size_t i = 0; i < found.count; i++) {
        zone_t *a = NULL, *b = NULL;
        if (zone_load(fat, found.at[i], &a, &d) != 0) continue;
        must(zone_load(slim, found.at[i], &b, &d), &d);
        instant_t t = instant_of("1850-01-01T00:00:00Z"), last = instant_of("2037-01-01T00:00:00Z");
        while (t < last) {
            zone_span_t x, y;
            zone_at(a, t, &x);
            zone_at(b, t, &y);
            if (x.offset_s != y.offset_s || x.dst != y.dst || strcmp(x.abbreviation, y.abbreviation) != 0)
                fail_msg("%s at %lld: fat %d %s, slim %d %s", found.at[i], (long long)t / 1000, x.offset_s,
                         x.abbreviation, y.offset_s, y.abbreviation);
            t = x.until < y.until ? x.until : y.until;
        }
        zone_free(a);
        zone_free(b);
        zones++;
    }
    diag_clear(&d);
    print_message("%zu zones\n", zones);
    assert_true(zones > 300);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_zone_agrees_with_zdump_from_1900_to_2037),
        cmocka_unit_test(test_the_footer_s_rule_agrees_with_zdump_to_2400),
        cmocka_unit_test(test_files_that_count_leap_seconds_are_refused),
        cmocka_unit_test(test_spans_join_and_lead_back),
        cmocka_unit_test(test_fat_and_slim_files_mean_the_same),
    };
    return cmocka_run_group_tests(tests, list_zones, forget_zones);
}
