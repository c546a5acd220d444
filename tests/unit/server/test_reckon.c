/* A calendar changes while records are on their way (A63): due times are worked out anew, what moved is
 * listed, nothing past is rewritten. */
#include "unit/server/fixture.h"

#include "server/verify.h"

static json_t *put_calendar(fixture_t *f, const char *days, const char *confirmed_until) {
    static const char OFFICE[] = "[\"09:00-12:00\",\"13:00-18:00\"]";
    return ask(f,
               "{\"verb\":\"calendar.put\",\"definition\":{\"name\":\"company\",\"zone\":\"Europe/"
               "Amsterdam\",\"windows\":{\"mon\":%s,\"tue\":%s,"
               "\"wed\":%s,\"thu\":%s,\"fri\":%s},\"days\":{%s},\"confirmed_until\":\"%s\"}}",
               OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, days, confirmed_until);
}

static json_t *task_clock(fixture_t *f, const char *number) {
    must(ask(f, "{\"verb\":\"show\",\"as\":\"gao.min\",\"record\":\"%s\"}", number));
    return json_object_get(json_array_get(json_object_get(f->answer, "tasks"), 0), "clock");
}

static void must_verify(fixture_t *f) {
    char path[128];
    diag_t d = {0};
    verify_report_t report;
    verify_options_t options = {0};
    store_options_t store = {0};
    snprintf(path, sizeof path, "%s/countersign.db", f->folder);
    assert_int_equal(verify_store(path, &store, &options, &report, &d), 0);
    assert_int_equal(report.differences, 0);
}

static void a_new_day_off_moves_the_due_time_and_its_rung_and_lists_old_and_new(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "20", number); /* Monday: due at the end of Tuesday */
    assert_string_equal(text_at(task_clock(&f, number), "due_at"), "2026-03-03T17:00:00Z");
    must(put_calendar(&f, "\"2026-03-03\":\"off\"", "2026-12-31"));
    assert_int_equal(json_integer_value(json_object_get(f.answer, "moved")), 1);
    const json_t *moved = json_array_get(json_object_get(f.answer, "due_times"), 0);
    assert_string_equal(text_at(moved, "number"), number);
    assert_string_equal(text_at(moved, "person"), "chen.wei");
    assert_string_equal(text_at(moved, "due_before"), "2026-03-03T17:00:00Z");
    assert_string_equal(text_at(moved, "due_at"), "2026-03-04T17:00:00Z");
    assert_string_equal(text_at(task_clock(&f, number), "due_at"), "2026-03-04T17:00:00Z");
    instant_t next;
    assert_int_equal(store_next_due(host_store(company_host(f.company)), &next, &f.d), 0);
    char text[INSTANT_TEXT];
    assert_string_equal(instant_format(next, 0, true, text), "2026-03-04T17:00:00Z");
    must_verify(&f);
    fixture_end(&f);
}

static void what_was_provisional_is_so_no_longer_once_its_days_are_confirmed(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    must(put_calendar(&f, "", "2026-03-02"));
    file_purchase(&f, "20", number);
    assert_true(json_is_true(json_object_get(task_clock(&f, number), "provisional")));
    must(put_calendar(&f, "", "2026-12-31"));
    assert_int_equal(json_integer_value(json_object_get(f.answer, "moved")), 0); /* confirmed where it was */
    assert_true(json_is_false(json_object_get(task_clock(&f, number), "provisional")));
    must_verify(&f);
    fixture_end(&f);
}

static void a_due_time_that_is_past_stays(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "20", number);
    atomic_store(&f.now, FIXTURE_START + 2 * (int64_t)MS_DAY);
    must(put_calendar(&f, "\"2026-03-03\":\"off\"", "2026-12-31"));
    assert_int_equal(json_integer_value(json_object_get(f.answer, "moved")), 0);
    assert_string_equal(text_at(task_clock(&f, number), "due_at"), "2026-03-03T17:00:00Z");
    must_verify(&f);
    fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_day_off_moves_the_due_time_and_its_rung_and_lists_old_and_new),
        cmocka_unit_test(what_was_provisional_is_so_no_longer_once_its_days_are_confirmed),
        cmocka_unit_test(a_due_time_that_is_past_stays),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
