/* No call of a rule leaves a trace: not in what it was loaded with, not in other files, not in other
 * sandboxes. */
#include "sandbox_fixture.h"

static void expect_twice(const char *file_text, const char *outcome) {
    tried_t t = try_function(file_text, strlen(file_text), &roomy, 2);
    assert_string_equal(t.text, outcome);
}

static void a_counter_in_an_upvalue_is_an_error_and_is_put_back(void **state) {
    (void)state;
    fixture_t f;
    open_fixture(&f, NULL);
    sandbox_ref_t count = load(&f, "a.lua", "local n = 0\n\nreturn function() n = n + 1 return n end");
    seal(&f);
    const char *message =
        "rule.runtime a.lua:3 state: rules keep no state: a call changed 'n', which outlives it; declare it "
        "inside the function";
    assert_string_equal(call(&f, count), message);
    assert_string_equal(call(&f, count), message);
    assert_false(sandbox_spoiled(f.sb));
    close_fixture(&f);
}

static void a_failed_call_leaves_no_state_either(void **state) {
    (void)state;
    fixture_t f;
    open_fixture(&f, NULL);
    sandbox_ref_t count =
        load(&f, "a.lua",
             "local n = 0 return function(quiet) if n == 0 then n = 1 error('first') end return n end");
    seal(&f);
    assert_string_equal(call(&f, count), "rule.runtime a.lua:1 runtime: first");
    assert_string_equal(call(&f, count), "rule.runtime a.lua:1 runtime: first");
    close_fixture(&f);
}

static void locals_of_a_call_may_change_as_they_like(void **state) {
    (void)state;
    expect_twice("return function() local n = 0 local function add() n = n + 1 end add() add() return n end",
                 "2");
    expect_twice("return function() local t = {} t.x = 1 t[1] = 2 table.insert(t, 3) return t.x, #t end",
                 "1, 2");
    expect_twice(
        "local function sum(list) local s = 0 for _, v in ipairs(list) do s = s + v end return s end\n"
        "return function() return sum({1, 2, 3}) end",
        "6");
}

static void nothing_that_outlives_a_call_can_be_changed(void **state) {
    (void)state;
    const char *frozen =
        "rule.runtime attack.lua:1 runtime: this table is shared and can't be changed (field 'x')";
    static const char *const files[] = {
        "local t = {} return function() t.x = 1 end",
        "local t = { x = 0 } return function() t.x = 1 end",
        "local t = { { { x = 0 } } } return function() t[1][1].x = 1 end",
        "local f do local t = {} f = function() return t end end return function() f().x = 1 end",
        "local t = { g = {} } t.h = function() return t.g end return function() t.h().x = 1 end",
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        expect_twice(files[i], frozen);
    expect_twice("local t = {} return function() t[1] = 1 end",
                 "rule.runtime attack.lua:1 runtime: this table is shared and can't be changed");
    expect_twice("local t = {} return function() table.insert(t, 1) end",
                 "rule.runtime attack.lua:1 runtime: this table is shared and can't be changed");
    expect_twice("local t = {3, 1, 2} return function() table.sort(t) end",
                 "rule.runtime attack.lua:1 runtime: this table is shared and can't be changed");
}

static void iterators_kept_from_loading_can_not_carry_state(void **state) {
    (void)state;
    const char *kept = "rule.runtime [C]:0 state: rules keep no state: a call changed an iterator, which "
                       "outlives it; declare "
                       "it inside the function";
    expect_twice("local next_word = ('a b c'):gmatch('%a') return function() return next_word() end", kept);
    expect_twice("local step, t = pairs({ a = 1, b = 2 }) return function() return (step(t)) end", kept);
}

static void frozen_tables_read_as_before(void **state) {
    (void)state;
    expect_twice("local t = { 10, 20, 30, a = 1, b = { c = 2 } }\n"
                 "return function()\n"
                 "  local keys = ''\n"
                 "  for k, v in pairs(t) do keys = keys .. tostring(k) .. ' ' end\n"
                 "  local sum = 0\n"
                 "  for _, v in ipairs(t) do sum = sum + v end\n"
                 "  return #t, t[2], t.a, t.b.c, t.zzz, keys, sum, table.concat(t, '-'), select('#', "
                 "table.unpack(t)),\n"
                 "    next(t), #table.move(t, 1, 3, 1, {}), next({}) == nil\n"
                 "end",
                 "3, 20, 1, 2, nil, 1 2 3 a b , 60, 10-20-30, 3, 1, 3, true");
}

static void a_file_can_not_change_what_another_sees(void **state) {
    (void)state;
    fixture_t f;
    open_fixture(&f, NULL);
    load(&f, "a.lua", "assignee.kind = 'me'");
    assert_string_equal(
        f.t.text, "rule.runtime a.lua:1 runtime: this table is shared and can't be changed (field 'kind')");
    load(&f, "a.lua", "assignee = nil");
    assert_string_equal(
        f.t.text,
        "rule.runtime a.lua:1 runtime: 'assignee' belongs to the vocabulary of rules and can't be changed");
    load(&f, "a.lua", "string.format = tostring");
    assert_string_equal(
        f.t.text, "rule.runtime a.lua:1 runtime: this table is shared and can't be changed (field 'format')");
    sandbox_ref_t ref = load(&f, "b.lua", "return function() return assignee.kind, ('%d'):format(1) end");
    seal(&f);
    assert_string_equal(call(&f, ref), "assignee, 1");
    close_fixture(&f);
}

static void two_sandboxes_share_nothing(void **state) {
    (void)state;
    fixture_t a, b;
    open_fixture(&a, NULL);
    open_fixture(&b, NULL);
    const char *loop = "while true do end";
    assert_int_equal(sandbox_load_rule(a.sb, "a.lua", loop, strlen(loop), NULL, NULL, NULL, &a.d), -1);
    assert_true(sandbox_spoiled(a.sb));
    sandbox_ref_t ref = load(&b, "b.lua", "return function() return 1 end");
    seal(&b);
    assert_string_equal(call(&b, ref), "1");
    close_fixture(&a);
    assert_string_equal(call(&b, ref), "1");
    close_fixture(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_counter_in_an_upvalue_is_an_error_and_is_put_back),
        cmocka_unit_test(a_failed_call_leaves_no_state_either),
        cmocka_unit_test(locals_of_a_call_may_change_as_they_like),
        cmocka_unit_test(nothing_that_outlives_a_call_can_be_changed),
        cmocka_unit_test(iterators_kept_from_loading_can_not_carry_state),
        cmocka_unit_test(frozen_tables_read_as_before),
        cmocka_unit_test(a_file_can_not_change_what_another_sees),
        cmocka_unit_test(two_sandboxes_share_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
