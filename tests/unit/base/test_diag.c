/* Errors: parameters, places and causes are kept, cut where they must be, and never cost a crash. */
#include "base/diag.h"
#include "base/log.h"
#include "unit/failing.h"
#include <stdio.h>
#include <string.h>

static void an_error_keeps_its_code_parameters_and_place(void **state) {
    (void)state;
    diag_t d;
    diag_init(&d);
    assert_false(diag_is(&d, "task.not_open"));
    assert_int_equal(diag_set(&d, "task.not_open", "task", "17", "state", NULL, NULL), -1);
    diag_param_int(&d, "round", INT64_MIN);
    assert_int_equal(diag_at(&d, "rules/a.lua", 12), -1);
    assert_true(diag_is(&d, "task.not_open"));
    assert_string_equal(diag_get(&d, "task"), "17");
    assert_string_equal(diag_get(&d, "state"), "");
    assert_string_equal(diag_get(&d, "round"), "-9223372036854775808");
    assert_null(diag_get(&d, "tas"));
    assert_string_equal(d.file, "rules/a.lua");
    assert_int_equal(d.line, 12);
    diag_set(&d, "other", NULL);
    assert_null(diag_get(&d, "task"));
    assert_string_equal(d.file, "");
    diag_clear(&d);
    assert_null(d.code);
}

static void no_place_to_put_an_error_is_no_crash(void **state) {
    (void)state;
    assert_int_equal(diag_set(NULL, "x", "a", "b", NULL), -1);
    assert_int_equal(diag_wrap(NULL, "x", NULL), -1);
    assert_int_equal(diag_memory(NULL), -1);
    assert_int_equal(diag_at(NULL, "f", 1), -1);
    diag_param(NULL, "a", "b");
    diag_clear(NULL);
    assert_null(diag_get(NULL, "a"));
    assert_false(diag_is(NULL, "x"));
}

static void a_parameter_may_come_from_the_error_it_replaces(void **state) {
    (void)state;
    diag_t d = {0};
    diag_set(&d, "first", "pad", "12345", "name", "wang.fang", NULL);
    diag_set(&d, "second", "who", diag_get(&d, "name"), NULL);
    assert_string_equal(diag_get(&d, "who"), "wang.fang");
    diag_wrap(&d, "third", "who", diag_get(&d, "who"), NULL);
    diag_set(&d, "fourth", "who", diag_get(d.cause, "who"), NULL);
    assert_string_equal(diag_get(&d, "who"), "wang.fang");
    assert_null(d.cause);
    diag_clear(&d);
}

static void values_too_long_are_cut_at_a_character(void **state) {
    (void)state;
    char text[3 * 700 + 1];
    for (int i = 0; i < 700; i++)
        memcpy(text + 3 * i, "签", 3);
    text[3 * 700] = '\0';
    for (int before = 0; before < 5; before++) {
        diag_t d = {0};
        char first[8] = {0};
        memset(first, 'x', (size_t)before);
        diag_set(&d, "long", "first", first, "text", text, "last", "nothing left", NULL);
        const char *kept = diag_get(&d, "text");
        assert_string_equal(diag_get(&d, "first"), first);
        assert_int_equal(strlen(kept) % 3, 0);
        assert_in_range(strlen(kept), DIAG_STORE - 12, DIAG_STORE - 1);
        assert_memory_equal(kept, text, strlen(kept));
        assert_true(strlen(diag_get(&d, "last")) <= 2);
        for (int i = 0; i < 20; i++)
            diag_param(&d, "more", "and more");
        assert_int_equal(d.param_count, DIAG_PARAMS_MAX);
        assert_true(strlen(diag_get(&d, "more")) <= 2);
        diag_clear(&d);
    }
}

static void a_value_that_just_fits_is_kept_whole(void **state) {
    (void)state;
    char text[DIAG_STORE + 1];
    memset(text, 'a', sizeof text);
    for (size_t len = DIAG_STORE - 3; len <= DIAG_STORE; len++) {
        diag_t d = {0};
        text[len] = '\0';
        diag_set(&d, "fits", "text", text, "next", "n", NULL);
        assert_int_equal(strlen(diag_get(&d, "text")), len < DIAG_STORE ? len : DIAG_STORE - 1);
        assert_string_equal(diag_get(&d, "next"), len == DIAG_STORE - 3 ? "n" : "");
        text[len] = 'a';
    }
}

static void of_a_long_path_the_end_is_kept(void **state) {
    (void)state;
    char path[400];
    memset(path, 'd', sizeof path);
    memcpy(path + sizeof path - 10, "/rule.lua", 10);
    diag_t d = {0};
    diag_set(&d, "x", NULL);
    diag_at(&d, path, 3);
    assert_int_equal(strlen(d.file), DIAG_FILE - 1);
    assert_string_equal(d.file + strlen(d.file) - 9, "/rule.lua");
}

static void causes_are_kept_in_order_and_copied_whole(void **state) {
    (void)state;
    diag_t d = {0}, copy = {0};
    diag_wrap(&d, "io", "errno", "28", NULL);
    assert_null(d.cause);
    diag_wrap(&d, "store.write", NULL);
    diag_wrap(&d, "command.failed", "id", "9", NULL);
    diag_set(&copy, "old", NULL);
    diag_copy(&copy, &d);
    diag_clear(&d);
    assert_null(d.cause);
    assert_true(diag_is(&copy, "command.failed"));
    assert_true(diag_is(copy.cause, "store.write"));
    assert_string_equal(diag_get(copy.cause->cause, "errno"), "28");
    assert_null(copy.cause->cause->cause);
    diag_copy(&copy, &copy);
    assert_true(diag_is(copy.cause->cause, "io"));
    diag_memory(&copy);
    assert_true(diag_is(&copy, "memory.out"));
    assert_null(copy.cause);
}

static int wrap_and_copy(void *ctx) {
    (void)ctx;
    diag_t d = {0}, copy = {0};
    diag_set(&d, "a", NULL);
    diag_wrap(&d, "b", NULL);
    diag_wrap(&d, "c", NULL);
    diag_copy(&copy, &d);
    assert_true(diag_is(&d, "c") && diag_is(&copy, "c"));
    int result = copy.cause && copy.cause->cause ? 0 : -1;
    diag_clear(&d);
    diag_clear(&copy);
    return result;
}

static void without_memory_causes_are_dropped_and_the_error_stays(void **state) {
    (void)state;
    assert_int_equal(each_allocation_fails(wrap_and_copy, NULL, true), 4);
}

static void keep_line(void *ctx, log_level_t level, const char *line) {
    snprintf(ctx, 9000, "%d %s", (int)level, line);
}

static void the_log_tells_an_error_with_its_causes_on_one_line(void **state) {
    (void)state;
    static char kept[9000];
    diag_t d = {0};
    diag_set(&d, "io", "text", "no\nspace", NULL);
    diag_wrap(&d, "rule.failed", "flow", "a.b", "step", "c", NULL);
    diag_at(&d, "rules/a.lua", 7);
    log_set_sink(keep_line, kept);
    log_diag(LOG_LEVEL_ERROR, "submit", &d);
    assert_non_null(
        strstr(kept, " error submit: rule.failed(flow=a.b step=c) at rules/a.lua:7: io(text=no space)"));
    kept[0] = '\0';
    log_line(LOG_LEVEL_DEBUG, "unseen");
    assert_string_equal(kept, "");
    log_set_level(LOG_LEVEL_DEBUG);
    log_line(LOG_LEVEL_DEBUG, "%*d", 20000, 1);
    assert_in_range(strlen(kept), 8000, 8200);
    log_set_level(LOG_LEVEL_INFO);
    log_set_sink(NULL, NULL);
    diag_clear(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_keeps_its_code_parameters_and_place),
        cmocka_unit_test(no_place_to_put_an_error_is_no_crash),
        cmocka_unit_test(a_parameter_may_come_from_the_error_it_replaces),
        cmocka_unit_test(values_too_long_are_cut_at_a_character),
        cmocka_unit_test(a_value_that_just_fits_is_kept_whole),
        cmocka_unit_test(of_a_long_path_the_end_is_kept),
        cmocka_unit_test(causes_are_kept_in_order_and_copied_whole),
        cmocka_unit_test(without_memory_causes_are_dropped_and_the_error_stays),
        cmocka_unit_test(the_log_tells_an_error_with_its_causes_on_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
