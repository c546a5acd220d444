/* Ids only ever grow, whatever the clock does. */
#include "base/id.h"
#include "unit/failing.h"

#define T2026 INT64_C(1767225600000)

static void ids_grow_under_a_clock_that_jumps_both_ways(void **state) {
    (void)state;
    id_source_t ids;
    uint64_t random = 7;
    int64_t last = 0;
    instant_t now = T2026;
    id_source_init(&ids, 3);
    for (int i = 0; i < 500000; i++) {
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        unsigned dice = (unsigned)(random >> 40);
        if (dice % 100 == 0) now += dice / 100 % 5;
        if (dice % 5000 == 1) now -= MS_HOUR;
        if (dice % 5000 == 2) now += MS_DAY;
        int64_t id = id_next(&ids, now);
        if (id <= last) fail_msg("%lld after %lld", (long long)id, (long long)last);
        last = id;
    }
}

static void more_than_4096_in_a_millisecond_borrow_from_the_next(void **state) {
    (void)state;
    id_source_t ids;
    int64_t last = 0;
    id_source_init(&ids, 1023);
    for (int i = 0; i < 10000; i++) {
        int64_t id = id_next(&ids, T2026);
        assert_true(id > last);
        assert_int_equal(id_instant(id), T2026 + i / 4096);
        last = id;
    }
    assert_true(id_next(&ids, T2026 + 10) > last);
}

static void an_id_tells_when_and_where_it_was_made(void **state) {
    (void)state;
    id_source_t ids;
    id_source_init(&ids, 517);
    int64_t id = id_next(&ids, T2026 + 123);
    assert_int_equal(id_instant(id), T2026 + 123);
    assert_int_equal(id >> 12 & 1023, 517);
    assert_int_equal(id & 4095, 0);
}

static void no_id_is_0_even_before_2020(void **state) {
    (void)state;
    id_source_t ids;
    id_source_init(&ids, 0);
    assert_int_equal(id_next(&ids, INSTANT_NONE), 1);
    assert_int_equal(id_next(&ids, 0), 2);
}

static void hosts_do_not_collide(void **state) {
    (void)state;
    id_source_t a, b;
    id_source_init(&a, 1);
    id_source_init(&b, 2);
    for (int i = 0; i < 5000; i++)
        assert_true(id_next(&a, T2026) != id_next(&b, T2026));
}

static void a_source_told_of_the_largest_goes_on_above_it(void **state) {
    (void)state;
    for (uint16_t other = 4; other <= 6; other++) {
        for (int n = 1; n <= 4097; n += 1024) {
            id_source_t before, after;
            int64_t largest = 0;
            id_source_init(&before, other);
            id_source_init(&after, 5);
            for (int i = 0; i < n; i++)
                largest = id_next(&before, T2026);
            id_source_after(&after, largest);
            int64_t id = id_next(&after, T2026 - MS_DAY);
            assert_true(id > largest);
            assert_int_equal(id >> 12 & 1023, 5);
            id_source_after(&after, 1);
            id_source_after(&after, -1);
            assert_true(id_next(&after, 0) > id);
        }
    }
}

static void a_far_future_does_not_use_the_ids_up(void **state) {
    (void)state;
    id_source_t ids;
    id_source_init(&ids, 1);
    int64_t id = id_next(&ids, T2026), later = id_next(&ids, INSTANT_MAX);
    assert_true(later > id);
    assert_int_equal(id_instant(later), T2026);
    id_source_after(&ids, INT64_MAX);
    assert_int_equal(id_next(&ids, T2026), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_grow_under_a_clock_that_jumps_both_ways),
        cmocka_unit_test(more_than_4096_in_a_millisecond_borrow_from_the_next),
        cmocka_unit_test(an_id_tells_when_and_where_it_was_made),
        cmocka_unit_test(no_id_is_0_even_before_2020),
        cmocka_unit_test(hosts_do_not_collide),
        cmocka_unit_test(a_source_told_of_the_largest_goes_on_above_it),
        cmocka_unit_test(a_far_future_does_not_use_the_ids_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
