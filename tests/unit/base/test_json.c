/* JSON at the borders: strict reading, errors that name the field, memory that can be refused. */
#include "base/json.h"
#include "unit/failing.h"
#include <string.h>

static json_t *read_text(const char *text, diag_t *d) {
    return json_read(text, strlen(text), 10000, d);
}

static void text_round_trips_with_its_keys_in_order(void **state) {
    (void)state;
    static const char *const text = "{\"z\":1,\"a\":[true,null,\"费用\"],\"m\":{\"k\":\"v\"}}";
    diag_t d = {0};
    json_t *value = read_text(text, &d);
    assert_non_null(value);
    char *back = json_write(value);
    assert_string_equal(back, text);
    mem_free(back);
    json_decref(value);
    value = read_text("\"one\"", &d);
    assert_true(json_is_string(value));
    json_decref(value);
    assert_null(d.code);
}

static void malformed_text_is_refused_with_its_place(void **state) {
    (void)state;
    static const char *const bad[] = {"",           "{",           "{\"a\":1,\"a\":2}",
                                      "{} {}",      "[1,]",        "nul",
                                      "{\"a\":01}", "\"\xff\"",    "{a:1}",
                                      "[1e999]",    "\"\\u0000\"", "[NaN]",
                                      "'a'",        "\"",          "// x\n1",
                                      "[1] tail",   "\"\\ud800\"", "99999999999999999999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        diag_t d = {0};
        if (read_text(bad[i], &d) || !diag_is(&d, "json.syntax")) fail_msg("%s", bad[i]);
        assert_non_null(diag_get(&d, "text"));
    }
    diag_t d = {0};
    assert_null(read_text("{\n  \"a\": x}", &d));
    assert_string_equal(diag_get(&d, "line"), "2");
    assert_non_null(diag_get(&d, "column"));
}

/* Each of its items was looked up among all others as it was given back: hours, for somebody who sends what
 * is no JSON, in which nobody else was answered. */
static void a_long_text_that_turns_out_to_be_no_json_is_refused_as_soon_as_it_is_read(void **state) {
    (void)state;
    enum { ITEMS = 2000000 };
    diag_t d = {0};
    char *text = mem_alloc(2 * ITEMS + 1);
    assert_non_null(text);
    for (size_t i = 0; i < 2 * ITEMS; i += 2) {
        text[i] = i == 0 ? '[' : ',';
        text[i + 1] = '1';
    }
    assert_null(json_read(text, 2 * ITEMS, 2 * ITEMS, &d));
    assert_true(diag_is(&d, "json.syntax"));
    text[2 * ITEMS] = ']';
    json_t *value = json_read(text, 2 * ITEMS + 1, 2 * ITEMS + 1, &d);
    assert_int_equal(json_array_size(value), ITEMS);
    json_decref(value);
    mem_free(text);
}

static void text_beyond_the_limit_is_not_looked_at(void **state) {
    (void)state;
    diag_t d = {0};
    assert_null(json_read("[1,2,3]", 7, 6, &d));
    assert_true(diag_is(&d, "json.too_large"));
    assert_string_equal(diag_get(&d, "limit"), "6");
    json_t *value = json_read("[1,2,3]", 7, 7, &d);
    assert_non_null(value);
    json_decref(value);
}

static void getters_name_the_field_that_is_wrong(void **state) {
    (void)state;
    diag_t d = {0};
    json_t *o = read_text("{\"t\":\"x\",\"n\":null,\"i\":5,\"b\":true,\"r\":1.5}", &d);
    assert_string_equal(json_text(o, "t", true, &d), "x");
    assert_null(json_text(o, "none", false, &d));
    assert_null(json_text(o, "n", false, &d));
    assert_null(d.code);
    assert_null(json_text(o, "n", true, &d));
    assert_true(diag_is(&d, "json.missing"));
    assert_string_equal(diag_get(&d, "field"), "n");
    assert_null(json_text(o, "i", false, &d));
    assert_true(diag_is(&d, "json.type"));
    assert_string_equal(diag_get(&d, "expected"), "text");
    assert_true(json_flag(o, "b"));
    assert_false(json_flag(o, "t") || json_flag(o, "none") || json_flag(NULL, "b"));
    int64_t v = 0;
    assert_int_equal(json_int(o, "r", true, 0, &v, &d), -1);
    assert_true(diag_is(&d, "json.type"));
    assert_int_equal(json_int(o, "none", true, 0, &v, &d), -1);
    assert_true(diag_is(&d, "json.missing"));
    assert_int_equal(json_int(o, "none", false, -7, &v, &d), 0);
    assert_int_equal(v, -7);
    json_decref(o);
    assert_null(json_text(NULL, "t", true, &d));
    assert_true(diag_is(&d, "json.missing"));
}

static void whole_numbers_are_taken_as_numbers_or_text(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int64_t v;
        const char *error;
    } cases[] = {
        {"{\"v\":12}", 12, NULL},
        {"{\"v\":-9223372036854775808}", INT64_MIN, NULL},
        {"{\"v\":\"9223372036854775807\"}", INT64_MAX, NULL},
        {"{\"v\":\"-9223372036854775808\"}", INT64_MIN, NULL},
        {"{\"v\":\"9223372036854775808\"}", 0, "json.range"},
        {"{\"v\":\"-99999999999999999999999\"}", 0, "json.range"},
        {"{\"v\":\"\"}", 0, "json.type"},
        {"{\"v\":\"-\"}", 0, "json.type"},
        {"{\"v\":\" 1\"}", 0, "json.type"},
        {"{\"v\":\"1 \"}", 0, "json.type"},
        {"{\"v\":\"+1\"}", 0, "json.type"},
        {"{\"v\":\"0x10\"}", 0, "json.type"},
        {"{\"v\":\"1.0\"}", 0, "json.type"},
        {"{\"v\":1.0}", 0, "json.type"},
        {"{\"v\":true}", 0, "json.type"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        diag_t d = {0};
        int64_t v = 0;
        json_t *o = read_text(cases[i].text, &d);
        int result = json_int(o, "v", true, 0, &v, &d);
        json_decref(o);
        if (result != (cases[i].error ? -1 : 0) || v != cases[i].v) fail_msg("%s", cases[i].text);
        if (cases[i].error) assert_true(diag_is(&d, cases[i].error));
    }
}

static void assert_written(json_t *value, const char *text) {
    char *written = json_write(value);
    assert_string_equal(written, text);
    mem_free(written);
    json_decref(value);
}

static void ids_and_times_travel_as_text(void **state) {
    (void)state;
    assert_written(json_id(INT64_MAX), "\"9223372036854775807\"");
    assert_written(json_instant(0), "\"1970-01-01T00:00:00Z\"");
    assert_written(json_instant(INSTANT_NONE), "null");
}

static void bytes_that_are_not_utf8_are_replaced(void **state) {
    (void)state;
    assert_written(json_lossy(NULL), "null");
    assert_written(json_lossy(""), "\"\"");
    assert_written(json_lossy("a\xff"
                              "b"),
                   "\"a\xef\xbf\xbd"
                   "b\"");
    assert_written(json_lossy("\xff"), "\"\xef\xbf\xbd\"");
    assert_written(json_lossy("\xe4\xbc"), "\"\xef\xbf\xbd\xef\xbf\xbd\"");
    assert_written(json_lossy("会\x80签"), "\"会\xef\xbf\xbd签\"");
    assert_written(json_lossy("\xf0\x9f\x98\x80\xc0\x80"), "\"\xf0\x9f\x98\x80\xef\xbf\xbd\xef\xbf\xbd\"");
    /* Whatever two or three bytes: jansson takes what comes out. */
    for (unsigned i = 0; i < 0x10000; i++) {
        char text[6] = {(char)(i >> 8), (char)i, (char)0x80, (char)0xbf, 'z', '\0'};
        json_t *value = json_lossy(text);
        if (!value) fail_msg("%04x", i);
        json_decref(value);
    }
}

static void an_error_becomes_json_with_its_causes(void **state) {
    (void)state;
    diag_t d = {0};
    diag_set(&d, "io", "errno", "28", NULL);
    diag_wrap(&d, "rule.failed", "flow", "a\xff", "step", "c", NULL);
    diag_at(&d, "rules/a.lua", 7);
    assert_written(json_diag(&d),
                   "{\"code\":\"rule.failed\",\"params\":{\"flow\":\"a\xef\xbf\xbd\",\"step\":\"c\"},"
                   "\"file\":\"rules/a.lua\",\"line\":7,"
                   "\"cause\":{\"code\":\"io\",\"params\":{\"errno\":\"28\"}}}");
    diag_clear(&d);
    assert_written(json_diag(&d), "{\"code\":null,\"params\":{}}");
}

static int read_and_write(void *ctx) {
    (void)ctx;
    diag_t d = {0};
    json_t *value = read_text("{\"a\":[1,2.5,\"a longer text, \\u4f1a\\u7b7e\"],\"b\":{\"c\":\"12\"}}", &d);
    if (!value) {
        /* Out of memory is never told as a mistake in the text. */
        assert_true(diag_is(&d, "memory.out"));
        return -1;
    }
    char *text = json_write(value);
    json_decref(value);
    if (!text) return -1;
    mem_free(text);
    return 0;
}

/* A text of nothing but escapes, whose buffer stops growing in the middle of one, beside more values than are
 * kept in mind without asking for memory. */
static int read_escapes(void *ctx) {
    const char *text = ctx;
    diag_t d = {0};
    json_t *value = read_text(text, &d);
    if (!value) {
        assert_true(diag_is(&d, "memory.out"));
        return -1;
    }
    assert_int_equal(json_array_size(value), 101);
    json_decref(value);
    return 0;
}

static void memory_that_is_refused_in_the_middle_of_a_text_ends_the_reading(void **state) {
    (void)state;
    char text[2048] = "[\"x";
    for (int i = 0; i < 200; i++)
        strcat(text, "\\n");
    strcat(text, "\"");
    for (int i = 0; i < 100; i++)
        strcat(text, i % 2 ? ",{}" : ",1.5");
    strcat(text, "]");
    int64_t made = each_allocation_fails(read_escapes, text, true);
    assert_true(made > 100);
    for (int64_t n = 1; n <= made; n++) { /* refused once, granted after */
        mem_fail_once(n);
        assert_int_equal(read_escapes(text), -1);
        mem_fail_after(0);
    }
}

/* What is given back of a text that turns out to be no JSON is more than is kept in mind without asking for
 * memory. */
static int read_broken(void *ctx) {
    diag_t d = {0};
    assert_null(read_text(ctx, &d));
    return diag_is(&d, "memory.out") ? -1 : 0;
}

static void memory_that_is_refused_while_a_broken_text_is_given_back_ends_the_reading(void **state) {
    (void)state;
    char text[2048] = "[";
    for (int i = 0; i < 200; i++)
        strcat(text, "1.5,");
    assert_true(each_allocation_fails(read_broken, text, true) > 200);
}

static int error_to_json(void *ctx) {
    json_t *value = json_diag(ctx);
    if (!value) return -1;
    json_decref(value);
    return 0;
}

static void refused_memory_is_told_as_such(void **state) {
    (void)state;
    assert_true(each_allocation_fails(read_and_write, NULL, true) > 10);
    diag_t d = {0};
    diag_set(&d, "io", "errno", "28", NULL);
    diag_wrap(&d, "rule.failed", "flow", "a\xff", NULL);
    diag_at(&d, "rules/a.lua", 7);
    assert_true(each_allocation_fails(error_to_json, &d, false) > 10);
    diag_clear(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_round_trips_with_its_keys_in_order),
        cmocka_unit_test(malformed_text_is_refused_with_its_place),
        cmocka_unit_test(a_long_text_that_turns_out_to_be_no_json_is_refused_as_soon_as_it_is_read),
        cmocka_unit_test(memory_that_is_refused_while_a_broken_text_is_given_back_ends_the_reading),
        cmocka_unit_test(text_beyond_the_limit_is_not_looked_at),
        cmocka_unit_test(getters_name_the_field_that_is_wrong),
        cmocka_unit_test(whole_numbers_are_taken_as_numbers_or_text),
        cmocka_unit_test(ids_and_times_travel_as_text),
        cmocka_unit_test(bytes_that_are_not_utf8_are_replaced),
        cmocka_unit_test(an_error_becomes_json_with_its_causes),
        cmocka_unit_test(refused_memory_is_told_as_such),
        cmocka_unit_test(memory_that_is_refused_in_the_middle_of_a_text_ends_the_reading),
    };
    json_setup();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
