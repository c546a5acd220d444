/* What rules and trusted scripts see of the sandbox, and what they get back. */
#include "sandbox_fixture.h"

static void expect_call(const char *script, const char *outcome) {
    tried_t t = try_call(script, strlen(script), &roomy);
    assert_string_equal(t.text, outcome);
}

static void expect_twice(const char *file_text, const char *outcome) {
    tried_t t = try_function(file_text, strlen(file_text), &roomy, 2);
    assert_string_equal(t.text, outcome);
}

/* ---- what rules see */

static void a_function_gets_arguments_and_gives_results(void **state) {
    (void)state;
    expect_call("return 1, 'two', 3.5, true, nil, {}", "1, two, 3.5, true, nil, table");
}

static void files_may_begin_with_a_mark_and_end_lines_in_any_way(void **state) {
    (void)state;
    expect_twice("\xEF\xBB\xBFreturn function() return 1 end", "1");
    expect_twice("#!/usr/bin/countersign\nreturn function() return 2 end", "2");
    expect_twice("\xEF\xBB\xBF#! x\r\nreturn function()\r\n  return 3\r\nend\r\n", "3");
    expect_twice("#! x\n\nreturn function()\n  error('here', 1)\nend",
                 "rule.runtime attack.lua:4 runtime: here");
    expect_twice("return function()\r\n\r\n  error('here', 1)\r\nend",
                 "rule.runtime attack.lua:3 runtime: here");
    tried_t t = try_file("", 0, NULL);
    assert_string_equal(t.text, "nil");
    t = try_file("#! only this", 12, NULL);
    assert_string_equal(t.text, "nil");
}

static void unknown_names_suggest_the_nearest(void **state) {
    (void)state;
    fixture_t f;
    open_fixture(&f, NULL);
    load(&f, "a.lua", "return 1,\n  asignee");
    assert_string_equal(f.t.text,
                        "rule.unknown_global a.lua:2 runtime: unknown name 'asignee' (did you mean 'assignee'?)");
    load(&f, "a.lua", "local amount = 1 return amuont");
    assert_string_equal(f.t.text,
                        "rule.unknown_global a.lua:1 runtime: unknown name 'amuont' (did you mean 'amount'?)");
    load(&f, "a.lua", "return ('x'):fromat()");
    assert_string_equal(f.t.text,
                        "rule.runtime a.lua:1 runtime: string has no 'fromat' (did you mean 'format'?)");
    load(&f, "a.lua", "return xyzzy");
    assert_string_equal(f.t.text, "rule.unknown_global a.lua:1 runtime: unknown name 'xyzzy'");
    close_fixture(&f);
}

static void nearest_names_are_likely_slips(void **state) {
    (void)state;
    static const char *const names[] = {"sequence", "approve", "approved", "act", "all", "any"};
    assert_string_equal(sandbox_nearest("aprove", names, 6), "approve");
    assert_string_equal(sandbox_nearest("sequnece", names, 6), "sequence");
    assert_string_equal(sandbox_nearest("al", names, 6), "all");
    assert_null(sandbox_nearest("payment", names, 6));
    assert_null(sandbox_nearest("", names, 6));
    assert_null(sandbox_nearest("x", names, 6));
}

static void give_names(lua_State *L, void *ctx) {
    lua_pushstring(L, ctx);
    lua_setfield(L, -2, "whose");
    lua_newtable(L);
    lua_setfield(L, -2, "box");
}

static void names_of_one_file_are_unknown_to_another(void **state) {
    (void)state;
    fixture_t f;
    sandbox_ref_t own, other;
    open_fixture(&f, NULL);
    const char *text = "return function() return whose end",
               *write = "return function() box.n = (box.n or 0) + 1 return box.n end";
    assert_int_equal(
        sandbox_load_rule(f.sb, "a.lua", text, strlen(text), give_names, (void *)"mine", &own, &f.d), 0);
    assert_int_equal(sandbox_load_rule(f.sb, "b.lua", text, strlen(text), NULL, NULL, &other, &f.d), 0);
    sandbox_ref_t writes;
    assert_int_equal(
        sandbox_load_rule(f.sb, "c.lua", write, strlen(write), give_names, (void *)"x", &writes, &f.d), 0);
    seal(&f);
    assert_string_equal(call(&f, own), "mine");
    assert_string_equal(call(&f, other), "rule.unknown_global b.lua:1 runtime: unknown name 'whose'");
    assert_string_equal(
        call(&f, writes),
        "rule.runtime c.lua:1 runtime: this table is shared and can't be changed (field 'n')");
    close_fixture(&f);
}

/* ---- trusted scripts */

static void the_vocabulary_works_before_and_after_sealing(void **state) {
    (void)state;
    fixture_t f;
    open_fixture(&f, NULL);
    sandbox_ref_t ref =
        load(&f, "a.lua",
             "local three = days(3)\n"
             "return function()\n"
             "  return three.days, three:double().days, three == days(3), three < days(4), tostring(three),\n"
             "    is_days(three), is_days(days(1)), assignee.kind\n"
             "end");
    assert_int_not_equal(ref, SANDBOX_NO_REF);
    seal(&f);
    assert_string_equal(call(&f, ref), "3, 6, true, true, 3 days, true, true, assignee");
    assert_string_equal(call(&f, ref), "3, 6, true, true, 3 days, true, true, assignee");
    close_fixture(&f);
}

static void the_vocabulary_knows_where_it_was_used(void **state) {
    (void)state;
    fixture_t f;
    open_fixture(&f, NULL);
    load(&f, "finance/claim.lua", "\n\nflow 'x' {\n  title = 'no route'\n}");
    assert_string_equal(f.t.text, "rule.runtime finance/claim.lua:3 runtime: the flow has no route");
    sandbox_ref_t ref =
        load(&f, "finance/other.lua", "\nflow 'y' { route = function() return 1 end } return function() end");
    assert_int_not_equal(ref, SANDBOX_NO_REF);
    close_fixture(&f);
}

static int find_flow(lua_State *L, void *ctx, diag_t *d) {
    (void)d;
    tried_t *t = ctx;
    sandbox_push(L, SANDBOX_NO_REF);
    assert_true(lua_isnil(L, -1));
    snprintf(t->text, sizeof t->text, "in %s", (const char *)sandbox_context(L));
    return 0;
}

static void host_code_runs_under_the_same_limits(void **state) {
    (void)state;
    fixture_t f;
    open_fixture(&f, NULL);
    sandbox_set_context(f.sb, (void *)"context");
    assert_int_equal(sandbox_run(f.sb, find_flow, &f.t, &f.d), 0);
    assert_string_equal(f.t.text, "in context");
    sandbox_ref_t ref = load(&f, "a.lua", "return function() return context() end");
    seal(&f);
    assert_string_equal(call(&f, ref), "context");
    close_fixture(&f);
}

static void an_error_of_host_code_is_kept_as_the_cause(void **state) {
    (void)state;
    fixture_t f;
    open_fixture(&f, NULL);
    sandbox_ref_t ref = load(&f, "a.lua", "return function()\n  refuse('EUR')\nend");
    sandbox_ref_t caught =
        load(&f, "b.lua", "return function() local ok, e = pcall(refuse, 'EUR') return ok, e end");
    sandbox_ref_t rethrown =
        load(&f, "c.lua", "return function() local ok, e = pcall(refuse, 'EUR')\n error(e, 0) end");
    seal(&f);
    call(&f, ref);
    assert_string_equal(f.t.text, "rule.runtime a.lua:2 runtime: money.currencies: a EUR, b CNY");
    assert_non_null(f.d.cause);
    assert_string_equal(f.d.cause->code, "money.currencies");
    assert_string_equal(diag_get(f.d.cause, "a"), "EUR");
    assert_string_equal(call(&f, caught), "false, money.currencies: a EUR, b CNY");
    call(&f, rethrown);
    assert_string_equal(f.d.cause->code, "money.currencies");
    assert_int_equal(f.d.line, 2);
    close_fixture(&f);
}

static void a_slip_of_the_vocabulary_is_told_with_the_authors_line(void **state) {
    (void)state;
    fixture_t f;
    open_fixture(&f, NULL);
    sandbox_ref_t ref = load(&f, "a.lua", "return function()\n  return (broken())\nend");
    seal(&f);
    assert_string_equal(call(&f, ref), "rule.runtime a.lua:2 runtime: vocabulary: test.lua:19: attempt to "
                                       "perform arithmetic on a nil value");
    close_fixture(&f);
}

static void expect_trusted_error(const char *text, const char *outcome) {
    diag_t d;
    tried_t t = {0};
    diag_init(&d);
    sandbox_t *sb = sandbox_new(NULL, &d);
    assert_non_null(sb);
    assert_int_equal(sandbox_load_trusted(sb, "v.lua", text, strlen(text), &d), -1);
    tried_error(&t, &d);
    assert_string_equal(t.text, outcome);
    diag_clear(&d);
    sandbox_free(sb);
}

static void dangerous_metatables_are_refused_even_to_trusted_scripts(void **state) {
    (void)state;
    const char *place = "rule.runtime vocabulary: v.lua:1 runtime: ";
    static const char *const refused[][2] = {
        {"setmetatable({}, { __concat = function() end })", "a metatable with __concat is not allowed"},
        {"setmetatable({}, { __gc = function() end })", "a metatable with __gc is not allowed"},
        {"setmetatable({}, { __close = function() end })", "a metatable with __close is not allowed"},
        {"setmetatable({}, { __mode = 'k' })", "a metatable with __mode is not allowed"},
        {"local c = {} c.__index = c setmetatable({}, c)",
         "a metatable that is its own __index is not allowed: give it a table of methods"},
        {"return { pairs = 1 }", "'pairs' is exported twice"},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        char outcome[200];
        bool at_line = strncmp(refused[i][0], "return", 6) != 0;
        snprintf(outcome, sizeof outcome, "%s%s",
                 at_line ? place : "rule.runtime :0 runtime: ", refused[i][1]);
        expect_trusted_error(refused[i][0], outcome);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_function_gets_arguments_and_gives_results),
        cmocka_unit_test(files_may_begin_with_a_mark_and_end_lines_in_any_way),
        cmocka_unit_test(unknown_names_suggest_the_nearest),
        cmocka_unit_test(nearest_names_are_likely_slips),
        cmocka_unit_test(names_of_one_file_are_unknown_to_another),
        cmocka_unit_test(the_vocabulary_works_before_and_after_sealing),
        cmocka_unit_test(the_vocabulary_knows_where_it_was_used),
        cmocka_unit_test(host_code_runs_under_the_same_limits),
        cmocka_unit_test(an_error_of_host_code_is_kept_as_the_cause),
        cmocka_unit_test(a_slip_of_the_vocabulary_is_told_with_the_authors_line),
        cmocka_unit_test(dangerous_metatables_are_refused_even_to_trusted_scripts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
