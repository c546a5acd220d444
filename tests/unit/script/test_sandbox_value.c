/* Values read back: what they become, and what is refused with the place it stands at. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "sandbox_try.h"
#include <cmocka.h>

typedef struct reading {
    arena_t arena;
    sandbox_value_t value;
    diag_t d;
    tried_t t;
    int flags;
} reading_t;

static int read_one(lua_State *L, int count, void *ctx, diag_t *d) {
    reading_t *r = ctx;
    (void)count;
    return sandbox_read(L, 1, r->flags, &r->arena, &r->value, d);
}

/* Reads what the script returns; the error as text, or "". */
static const char *read_result(reading_t *r, const char *script, const sandbox_limits_t *limits) {
    char text[1024];
    sandbox_ref_t function;
    diag_init(&r->d);
    r->t.text[0] = '\0';
    arena_reset(&r->arena);
    snprintf(text, sizeof text, "return function() %s end", script);
    sandbox_t *sb = sandbox_new(limits, &r->d);
    assert_non_null(sb);
    assert_int_equal(sandbox_load_rule(sb, "a.lua", text, strlen(text), NULL, NULL, &function, &r->d), 0);
    assert_int_equal(sandbox_seal(sb, &r->d), 0);
    if (sandbox_call(sb, function, NULL, read_one, r, &r->d)) tried_error(&r->t, &r->d);
    sandbox_free(sb);
    diag_clear(&r->d);
    return r->t.text;
}

static int start(void **state) {
    static reading_t r;
    memset(&r, 0, sizeof r);
    arena_init(&r.arena, 0);
    *state = &r;
    return 0;
}

static int end(void **state) {
    reading_t *r = *state;
    arena_free(&r->arena);
    return 0;
}

static void plain_values_keep_their_kind(void **state) {
    reading_t *r = *state;
    assert_string_equal(read_result(r, "return", NULL), "");
    assert_int_equal(r->value.kind, SANDBOX_NIL);
    assert_string_equal(read_result(r, "return true", NULL), "");
    assert_true(r->value.kind == SANDBOX_FLAG && r->value.u.flag);
    assert_string_equal(read_result(r, "return 2.0", NULL), "");
    assert_true(r->value.kind == SANDBOX_INTEGER && r->value.u.integer == 2);
    assert_string_equal(read_result(r, "return math.mininteger", NULL), "");
    assert_true(r->value.kind == SANDBOX_INTEGER && r->value.u.integer == INT64_MIN);
    assert_string_equal(read_result(r, "return 2.5", NULL), "");
    assert_true(r->value.kind == SANDBOX_REAL && r->value.u.real == 2.5);
    assert_string_equal(read_result(r, "return '会签'", NULL), "");
    assert_true(r->value.kind == SANDBOX_TEXT && r->value.u.text.len == 6);
    assert_string_equal(r->value.u.text.at, "会签");
}

static void tables_become_items_and_sorted_fields(void **state) {
    reading_t *r = *state;
    assert_string_equal(read_result(r, "return { 'a', { 'b' }, name = 'x', age = 3, zone = {} }", NULL), "");
    const sandbox_value_t *v = &r->value;
    assert_int_equal(v->kind, SANDBOX_TABLE);
    assert_int_equal(v->u.table.count, 2);
    assert_string_equal(v->u.table.items[0].u.text.at, "a");
    assert_string_equal(v->u.table.items[1].u.table.items[0].u.text.at, "b");
    assert_int_equal(v->u.table.field_count, 3);
    assert_string_equal(v->u.table.fields[0].name, "age");
    assert_string_equal(v->u.table.fields[1].name, "name");
    assert_string_equal(v->u.table.fields[2].name, "zone");
    assert_int_equal(sandbox_value_get(v, "age")->u.integer, 3);
    assert_null(sandbox_value_get(v, "none"));
    assert_null(sandbox_value_get(sandbox_value_get(v, "age"), "x"));
}

static void a_frozen_table_is_read_through(void **state) {
    reading_t *r = *state;
    sandbox_ref_t function;
    const char *text = "local t = { 1, 2, deep = { x = 'y' } } return function() return t end";
    sandbox_t *sb = sandbox_new(NULL, &r->d);
    assert_int_equal(sandbox_load_rule(sb, "a.lua", text, strlen(text), NULL, NULL, &function, &r->d), 0);
    assert_int_equal(sandbox_seal(sb, &r->d), 0);
    assert_int_equal(sandbox_call(sb, function, NULL, read_one, r, &r->d), 0);
    sandbox_free(sb);
    assert_int_equal(r->value.u.table.count, 2);
    assert_string_equal(sandbox_value_get(sandbox_value_get(&r->value, "deep"), "x")->u.text.at, "y");
}

static void what_the_host_can_not_take_is_refused_with_its_place(void **state) {
    reading_t *r = *state;
    static const char *const refused[][2] = {
        {"return 0/0", "this is no number (0/0)"},
        {"return { limit = 1/0 }", "at limit: this number is infinite"},
        {"return { steps = { 1, { by = -1/0 } } }", "at steps[2].by: this number is infinite"},
        {"return { 1, nil, 3 }", "the list has nothing (nil) as item 2, but items after it"},
        {"return { steps = { nil, 2 } }",
         "at steps: the list has nothing (nil) as item 1, but items after it"},
        {"return { [0] = 1 }", "its keys must be names, or numbers from 1"},
        {"return { [1.5] = 1 }", "its keys must be names, or numbers from 1"},
        {"return { [true] = 1 }", "its keys must be names, or numbers from 1"},
        {"return { [{}] = 1 }", "its keys must be names, or numbers from 1"},
        {"return { f = pairs }", "at f: a function can't stand here"},
        {"return 'a\\0b'", "this text holds a zero byte"},
        {"return { ['a\\0b'] = 1 }", "a name holds a zero byte"},
        {"local t = {} t.t = t return t", NULL},
        {"local t = {} for i = 1, 30000 do t[i] = i end return t", "there are more than 20000 values in all"},
        {"local t, s = {}, {} for i = 1, 1000 do s[i] = i end for i = 1, 100 do t[i] = s end return t", NULL},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        char expected[200];
        const char *got = read_result(r, refused[i][0], NULL);
        if (!refused[i][1]) {
            assert_int_equal(strncmp(got, "rule.type ", 10), 0);
            continue;
        }
        snprintf(expected, sizeof expected, "rule.type a.lua:1 type: %s", refused[i][1]);
        assert_string_equal(got, expected);
    }
}

static void limits_of_reading_are_named(void **state) {
    reading_t *r = *state;
    const sandbox_limits_t limits = {.read_depth = 2, .read_items = 5, .text_bytes = 100};
    assert_string_equal(read_result(r, "return { { 1 } }", &limits), "");
    assert_string_equal(read_result(r, "return { { a = { 1 } } }", &limits),
                        "rule.type a.lua:1 type: at [1].a: tables stand more than 2 deep in each other");
    assert_string_equal(read_result(r, "return { 1, 2, 3, 4, 5, 6 }", &limits),
                        "rule.type a.lua:1 type: there are more than 5 values in all");
    assert_string_equal(read_result(r, "return ('x'):rep(101)", &limits),
                        "rule.memory a.lua:1 text_size: it makes a text longer than 100 bytes");
}

static void functions_and_binary_texts_are_read_when_allowed(void **state) {
    reading_t *r = *state;
    r->flags = SANDBOX_READ_FUNCTIONS | SANDBOX_READ_BINARY;
    assert_string_equal(read_result(r, "return { f = pairs, b = 'a\\0b' }", NULL), "");
    assert_int_equal(sandbox_value_get(&r->value, "f")->kind, SANDBOX_FUNCTION);
    assert_int_equal(sandbox_value_get(&r->value, "b")->u.text.len, 3);
}

static int push_value(lua_State *L, void *ctx) {
    const reading_t *r = ctx;
    sandbox_value_push(L, &r->value);
    return 1;
}

static int read_texts(lua_State *L, int count, void *ctx, diag_t *d) {
    reading_t *r = ctx;
    return tried_read(L, count, &r->t, d);
}

static void what_was_read_can_be_pushed_again(void **state) {
    reading_t *r = *state;
    sandbox_ref_t function;
    assert_string_equal(
        read_result(r, "return { 1, 2.5, 'x', true, { a = { b = false } }, name = 'y' }", NULL), "");
    const char *text = "return function(t) return t[1], t[2], t[3], t[4], t[5].a.b, t.name, #t end";
    sandbox_t *sb = sandbox_new(NULL, &r->d);
    assert_int_equal(sandbox_load_rule(sb, "a.lua", text, strlen(text), NULL, NULL, &function, &r->d), 0);
    assert_int_equal(sandbox_seal(sb, &r->d), 0);
    assert_int_equal(sandbox_call(sb, function, push_value, read_texts, r, &r->d), 0);
    assert_string_equal(r->t.text, "1, 2.5, x, true, false, y, 5");
    sandbox_free(sb);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(plain_values_keep_their_kind, start, end),
        cmocka_unit_test_setup_teardown(tables_become_items_and_sorted_fields, start, end),
        cmocka_unit_test_setup_teardown(a_frozen_table_is_read_through, start, end),
        cmocka_unit_test_setup_teardown(what_the_host_can_not_take_is_refused_with_its_place, start, end),
        cmocka_unit_test_setup_teardown(limits_of_reading_are_named, start, end),
        cmocka_unit_test_setup_teardown(functions_and_binary_texts_are_read_when_allowed, start, end),
        cmocka_unit_test_setup_teardown(what_was_read_can_be_pushed_again, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
