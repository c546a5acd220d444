/* The calendars that other tests count with are worth counting with. */
#include "../failing.h"
#include "support/fixed_rules.h"
#include "support/plain_calendars.h"

/* 2026-01-05 is a Monday. */
#define MONDAY (INT64_C(20458) * MS_DAY)
#define DAY(n) (MONDAY + (int64_t)(n)*MS_DAY)
#define AT(n, hour) (DAY(n) + (int64_t)(hour)*MS_HOUR)

static instant_t due(instant_t from, limit_t limit) {
    calendars_t c = plain_calendars();
    due_t out;
    assert_int_equal(c.due(c.ctx, NULL, from, &limit, &out, NULL), 0);
    assert_false(out.provisional);
    return out.at;
}

static void limits_are_reached_when_a_person_would_say_so(void **state) {
    (void)state;
    limit_t same_time = {.kind = LIMIT_WORKDAYS, .days = 1, .same_time = true};
    limit_t seventh_day = {.kind = LIMIT_DAY_TIME, .days = 7, .minute = 315};
    assert_true(due(AT(0, 9), limit_workdays(1)) == DAY(2));     /* the end of Tuesday */
    assert_true(due(AT(4, 9), limit_workdays(1)) == DAY(8));     /* Friday: the end of Monday */
    assert_true(due(AT(5, 9), limit_workdays(1)) == DAY(8));     /* Saturday: too */
    assert_true(due(AT(4, 9), same_time) == AT(7, 9));           /* Friday nine: Monday nine */
    assert_true(due(AT(5, 9), same_time) == AT(8, 0));           /* Saturday: work begins on Monday */
    assert_true(due(AT(4, 22), limit_workhours(4)) == AT(7, 2)); /* over the weekend */
    assert_true(due(AT(4, 22), limit_workhours(2)) == DAY(5));   /* the earliest instant */
    assert_true(due(AT(4, 22), limit_hours(4)) == AT(5, 2));     /* around the clock */
    assert_true(due(AT(1, 9), seventh_day) == AT(8, 5) + 15 * MS_MINUTE);
    assert_true(due(AT(1, 9), limit_workhours(0)) == AT(1, 9));
}

static void back_is_the_latest_start_that_is_not_late(void **state) {
    (void)state;
    calendars_t c = plain_calendars();
    const limit_t limits[] = {limit_workdays(2),
                              limit_workhours(30),
                              limit_hours(5),
                              limit_workdays(0),
                              {.kind = LIMIT_WORKDAYS, .days = 3, .same_time = true},
                              {.kind = LIMIT_DAY_TIME, .days = 2, .minute = 60}};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        for (int hour = 0; hour < 24 * 14; hour += 5) {
            due_t start;
            assert_int_equal(c.back(c.ctx, "x", AT(0, hour), &limits[i], &start, NULL), 0);
            assert_true(start.at <= AT(0, hour));
            assert_true(due(start.at, limits[i]) <= AT(0, hour));
            assert_true(due(start.at + 1, limits[i]) > AT(0, hour));
        }
    }
}

static void weekends_are_not_worked(void **state) {
    (void)state;
    calendars_t c = plain_calendars();
    int64_t ms;
    assert_int_equal(c.worked(c.ctx, NULL, AT(4, 12), AT(7, 12), &ms, NULL), 0);
    assert_true(ms == (int64_t)24 * MS_HOUR);
    assert_int_equal(c.worked(c.ctx, NULL, AT(7, 12), AT(4, 12), &ms, NULL), 0);
    assert_true(ms == -(int64_t)24 * MS_HOUR);
    assert_int_equal(c.worked(c.ctx, NULL, AT(5, 0), AT(7, 0), &ms, NULL), 0);
    assert_true(ms == 0);
}

static void the_local_time_is_utc_and_one_calendar_is_missing(void **state) {
    (void)state;
    calendars_t c = plain_calendars();
    civil_t civil;
    int32_t offset = 9;
    due_t out;
    limit_t limit = limit_workdays(1);
    diag_t d;
    diag_init(&d);
    assert_int_equal(c.local(c.ctx, NULL, AT(0, 13) + 5 * MS_MINUTE + 7, &civil, &offset, NULL), 0);
    assert_int_equal(civil.year * 10000 + civil.month * 100 + civil.day, 20260105);
    assert_int_equal(civil.hour * 100 + civil.minute, 1305);
    assert_int_equal(civil.ms, 7);
    assert_int_equal(offset, 0);
    assert_int_equal(c.local(c.ctx, NULL, -1, &civil, &offset, NULL), 0);
    assert_int_equal(civil.year * 10000 + civil.month * 100 + civil.day, 19691231);
    assert_int_equal(civil.second * 1000 + civil.ms, 59999);
    assert_int_equal(c.due(c.ctx, "missing", DAY(0), &limit, &out, &d), -1);
    assert_true(diag_is(&d, "calendar.unknown"));
    diag_clear(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_are_reached_when_a_person_would_say_so),
        cmocka_unit_test(back_is_the_latest_start_that_is_not_late),
        cmocka_unit_test(weekends_are_not_worked),
        cmocka_unit_test(the_local_time_is_utc_and_one_calendar_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
