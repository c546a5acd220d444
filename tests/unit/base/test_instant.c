/* Time: the calendar agrees with counting day by day, and each instant has one spelling that is read back. */
#include "base/instant.h"
#include "unit/failing.h"
#include <string.h>
#include <time.h>

static void dates_agree_with_counting_over_all_years(void **state) {
    (void)state;
    day_t day = day_from_civil(-9999, 1, 1), read;
    int weekday = day_weekday(day);
    char text[INSTANT_TEXT];
    for (int32_t year = -9999; year <= 9999; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int mday = 1; mday <= month_days(year, month); mday++, day++) {
                int32_t y;
                int m, md;
                day_to_civil(day, &y, &m, &md);
                if (day_from_civil(year, month, mday) != day || y != year || m != month || md != mday ||
                    day_weekday(day) != weekday) {
                    fail_msg("%d-%d-%d", year, month, mday);
                }
                weekday = weekday % 7 + 1;
                if (mday == 1 && (day_parse(day_format(day, text), &read) || read != day))
                    fail_msg("%s", text);
            }
        }
    }
    assert_int_equal(day, day_from_civil(9999, 12, 31) + 1);
    assert_int_equal(day_from_civil(1970, 1, 1), 0);
    assert_int_equal(day_weekday(0), 4);
}

static void dates_agree_with_the_c_library(void **state) {
    (void)state;
    for (day_t day = -700000; day < 2900000; day += 37) {
        time_t t = (time_t)day * 86400;
        struct tm tm;
        int32_t year;
        int month, mday;
        gmtime_r(&t, &tm);
        day_to_civil(day, &year, &month, &mday);
        assert_true(year == tm.tm_year + 1900 && month == tm.tm_mon + 1 && mday == tm.tm_mday);
        assert_int_equal(day_weekday(day), tm.tm_wday == 0 ? 7 : tm.tm_wday);
    }
}

static void months_know_leap_years(void **state) {
    (void)state;
    assert_int_equal(month_days(2000, 2), 29);
    assert_int_equal(month_days(1900, 2), 28);
    assert_int_equal(month_days(2024, 2), 29);
    assert_int_equal(month_days(-4, 2), 29);
    assert_int_equal(month_days(0, 2), 29);
    assert_int_equal(month_days(-100, 2), 28);
    assert_int_equal(month_days(2023, 0), 0);
    assert_int_equal(month_days(2023, 13), 0);
}

static void days_out_of_the_calendar_have_no_spelling(void **state) {
    (void)state;
    char text[INSTANT_TEXT];
    assert_string_equal(day_format(day_from_civil(9999, 12, 31) + 1, text), "");
    assert_string_equal(day_format(INT32_MAX, text), "");
    assert_string_equal(day_format(INT32_MIN, text), "");
    assert_string_equal(day_format(day_from_civil(-9999, 1, 1), text), "-9999-01-01");
    assert_in_range(day_weekday(INT32_MIN), 1, 7);
    assert_in_range(day_weekday(INT32_MAX), 1, 7);
}

static void instants_are_read(void **state) {
    (void)state;
    static const struct {
        const char *text;
        instant_t t;
    } good[] = {
        {"1970-01-01T00:00Z", 0},
        {"2017-01-09T09:49:50.000+01:00", INT64_C(1483951790000)},
        {"2017-01-09T08:49:50Z", INT64_C(1483951790000)},
        {"2017-01-09T08:49:50.5Z", INT64_C(1483951790500)},
        {"2017-01-09T08:49:50.123999999Z", INT64_C(1483951790123)},
        {"1969-12-31T23:59:59.999Z", -1},
        {"2016-02-29T00:00:00-00:30", INT64_C(1456705800000)},
        {"1940-01-01T00:19:32+00:19:32", INT64_C(-946771200000)},
        {"9999-12-31T23:59:59.999Z", INSTANT_MAX},
        {"9999-12-31T23:59:59.999+00:01", INSTANT_MAX - MS_MINUTE},
        {"-9999-01-01T00:00Z", INT64_C(-377705116800000)},
        {"0000-03-01T00:00Z", INT64_C(-62162035200000)},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        instant_t t = 1;
        if (instant_parse(good[i].text, &t) || t != good[i].t)
            fail_msg("%s: %lld", good[i].text, (long long)t);
    }
}

static void anything_else_is_refused_and_leaves_the_result_alone(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",
        "2017-01-09",
        "2017-01-09T09:49:50",
        "2017-01-09T09:49:50.Z",
        "2017-01-09T09:49:50.0000000001Z",
        "2017-01-09T09:49:50,5Z",
        "2017-01-09T09:49.5Z",
        "2017-01-09 09:49:50Z",
        "2017-01-09t09:49:50z",
        "2017-01-09T09:49:50Z ",
        " 2017-01-09T09:49:50Z",
        "2017-01-09T09:49:50+01",
        "2017-01-09T09:49:50+0100",
        "2017-01-09T09:49:50+24:00",
        "2017-01-09T09:49:50+01:60",
        "2017-01-09T09:49:50+01:00:",
        "2017-01-09T09:49:50ZZ",
        "2017-01-09T24:00:00Z",
        "2017-01-09T23:60:00Z",
        "2016-12-31T23:59:60Z",
        "2017-02-29T00:00Z",
        "1900-02-29T00:00Z",
        "2017-04-31T00:00Z",
        "2017-00-01T00:00Z",
        "2017-13-01T00:00Z",
        "2017-01-00T00:00Z",
        "2017-01-32T00:00Z",
        "2017-1-09T00:00Z",
        "17-01-09T00:00Z",
        "+2017-01-09T00:00Z",
        "-0000-01-01T00:00Z",
        "12017-01-09T00:00Z",
        "2017-01-09T9:49Z",
        "2017-01-09T-1:49Z",
        "2017-01-09T09:4",
        "9999-12-31T23:59:59.999-00:01",
        "-9999-01-01T00:00+00:01",
        "二〇一七-01-09T00:00Z",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        instant_t t = 42;
        if (instant_parse(bad[i], &t) == 0 || t != 42) fail_msg("%s", bad[i]);
    }
    instant_t t = 42;
    assert_int_equal(instant_parse(NULL, &t), -1);
    day_t day = 42;
    assert_int_equal(day_parse("2017-02-29", &day), -1);
    assert_int_equal(day_parse("2017-02-28T", &day), -1);
    assert_int_equal(day_parse(NULL, &day), -1);
    assert_int_equal(day, 42);
}

static void what_is_written_is_read_back(void **state) {
    (void)state;
    static const int32_t offsets[] = {0,    3600,  -3600, 28800, 20700, -12600,
                                      1172, -1172, 50400, 86399, -86399};
    uint64_t random = 1;
    char text[INSTANT_TEXT];
    for (int i = 0; i < 200000; i++) {
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        instant_t t = (instant_t)((random >> 14) % UINT64_C(631107417600000)) - INT64_C(377705116800000),
                  back;
        if (i % 2 == 0) t -= t % MS_SECOND;
        instant_format(t, offsets[random % 11], i % 3 == 0, text);
        if (strlen(text) >= INSTANT_TEXT || instant_parse(text, &back) || back != t) {
            fail_msg("%lld: %s", (long long)t, text);
        }
    }
}

static void instants_are_written_as_promised(void **state) {
    (void)state;
    char text[INSTANT_TEXT];
    assert_string_equal(instant_format(INT64_C(1483951790000), 3600, true, text),
                        "2017-01-09T09:49:50+01:00");
    assert_string_equal(instant_format(INT64_C(1483951790007), 0, true, text), "2017-01-09T08:49:50.007Z");
    assert_string_equal(instant_format(0, 0, false, text), "1970-01-01T00:00:00+00:00");
    assert_string_equal(instant_format(0, -1, true, text), "1969-12-31T23:59:59-00:00:01");
    assert_string_equal(instant_format(INSTANT_NONE, 0, true, text), "");
    assert_string_equal(instant_format(INSTANT_MAX + 1, 0, true, text), "");
    assert_string_equal(instant_format(INSTANT_MAX, 3600, true, text), "9999-12-31T23:59:59.999Z");
    assert_string_equal(instant_format(0, INT32_MAX, false, text), "1970-01-01T00:00:00+00:00");
}

static void the_real_clock_is_the_systems(void **state) {
    (void)state;
    time_source_t clock = time_source_real();
    time_t before = time(NULL);
    instant_t now = clock.now(clock.ctx);
    assert_true(now / MS_SECOND >= before - 1 && now / MS_SECOND <= time(NULL) + 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_agree_with_counting_over_all_years),
        cmocka_unit_test(dates_agree_with_the_c_library),
        cmocka_unit_test(months_know_leap_years),
        cmocka_unit_test(days_out_of_the_calendar_have_no_spelling),
        cmocka_unit_test(instants_are_read),
        cmocka_unit_test(anything_else_is_refused_and_leaves_the_result_alone),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(instants_are_written_as_promised),
        cmocka_unit_test(the_real_clock_is_the_systems),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
