/* How errors come out of the sandbox, with phase, file and line, and what a call may use. */
#include "sandbox_fixture.h"
#include <locale.h>

static void errors_carry_phase_kind_and_the_authors_frames(void **state) {
    (void)state;
    fixture_t f;
    open_fixture(&f, NULL);
    sandbox_ref_t ref = load(&f, "finance/claim.lua",
                             "local function check(r)\n  return r.amount + 1\nend\n"
                             "return function()\n  local x = check({})\n  return x\nend");
    seal(&f);
    call(&f, ref);
    assert_string_equal(
        f.t.text,
        "rule.type finance/claim.lua:2 type: attempt to perform arithmetic on a nil value (field 'amount')");
    assert_string_equal(diag_get(&f.d, "phase"), "run");
    assert_string_equal(diag_get(&f.d, "trace"),
                        "finance/claim.lua:2 in check; finance/claim.lua:5 in the function of line 4");
    sandbox_set_phase(f.sb, "check");
    call(&f, ref);
    assert_string_equal(diag_get(&f.d, "phase"), "check");
    diag_param(&f.d, "department", "finance");
    diag_param(&f.d, "flow", "finance.declaration");
    diag_param(&f.d, "version", "12");
    assert_string_equal(diag_get(&f.d, "version"), "12");
    close_fixture(&f);
}

static void phases_of_loading_are_told_apart(void **state) {
    (void)state;
    fixture_t f;
    open_fixture(&f, NULL);
    load(&f, "a.lua", "return return");
    assert_string_equal(f.t.text, "rule.syntax a.lua:1 syntax: unexpected symbol near 'return'");
    assert_string_equal(diag_get(&f.d, "phase"), "compile");
    load(&f, "a.lua", "error('x')");
    assert_string_equal(diag_get(&f.d, "phase"), "load");
    close_fixture(&f);
}

static void long_file_names_are_told_whole(void **state) {
    (void)state;
    fixture_t f;
    open_fixture(&f, NULL);
    const char *name =
        "departments/of/the/company/with/a/very/long/path/to/the/rules/of/finance/declaration.lua";
    load(&f, name, "\n\nlocal x = nil + 1");
    assert_string_equal(f.d.file, name);
    assert_int_equal(f.d.line, 3);
    assert_string_equal(diag_get(&f.d, "message"), "attempt to perform arithmetic on a nil value");
    load(&f, name, "\n\n\nlocal = 1");
    assert_string_equal(f.d.file, name);
    assert_int_equal(f.d.line, 4);
    assert_string_equal(diag_get(&f.d, "message"), "<name> expected near '='");
    close_fixture(&f);
}

static void misuse_is_an_error_not_a_crash(void **state) {
    (void)state;
    fixture_t f;
    open_fixture(&f, NULL);
    sandbox_ref_t ref = load(&f, "a.lua", "return function() end");
    assert_int_equal(sandbox_call(f.sb, ref, NULL, NULL, NULL, &f.d), -1);
    assert_true(diag_is(&f.d, "sandbox.order"));
    assert_int_equal(sandbox_load_trusted(f.sb, "x", "", 0, &f.d), -1);
    assert_true(diag_is(&f.d, "sandbox.order"));
    seal(&f);
    assert_int_equal(sandbox_load_rule(f.sb, "a.lua", "", 0, NULL, NULL, NULL, &f.d), -1);
    assert_true(diag_is(&f.d, "sandbox.order"));
    assert_string_equal(call(&f, SANDBOX_NO_REF), "rule.type :0 type: attempt to call a nil value");
    close_fixture(&f);
    sandbox_free(NULL);
}

static void a_spoiled_sandbox_refuses_everything(void **state) {
    (void)state;
    fixture_t f;
    open_fixture(&f, NULL);
    sandbox_ref_t loop = load(&f, "a.lua", "return function() while true do end end");
    seal(&f);
    call(&f, loop);
    assert_true(diag_is(&f.d, "rule.time"));
    assert_string_equal(diag_get(&f.d, "limit"), "1000000");
    assert_true(sandbox_spoiled(f.sb));
    assert_int_equal(sandbox_call(f.sb, loop, NULL, NULL, NULL, &f.d), -1);
    assert_true(diag_is(&f.d, "sandbox.spoiled"));
    close_fixture(&f);
}

static void another_locale_is_refused(void **state) {
    (void)state;
    diag_t d;
    diag_init(&d);
    if (!setlocale(LC_NUMERIC, "C.UTF-8")) skip();
    sandbox_t *sb = sandbox_new(NULL, &d);
    setlocale(LC_NUMERIC, "C");
    assert_null(sb);
    assert_true(diag_is(&d, "sandbox.locale"));
}

static void the_instructions_of_a_call_are_counted_alike_each_time(void **state) {
    (void)state;
    fixture_t f;
    open_fixture(&f, NULL);
    sandbox_ref_t ref =
        load(&f, "a.lua",
             "return function() local t = {} for i = 1, 5000 do t[i] = ('x'):rep(i % 7) end table.sort(t) "
             "return #table.concat(t, ',') end");
    seal(&f);
    call(&f, ref);
    int64_t first = sandbox_used(f.sb);
    for (int i = 0; i < 20; i++) {
        call(&f, ref);
        assert_true(sandbox_used(f.sb) == first);
    }
    assert_true(first > 5000);
    close_fixture(&f);
}

/* Memory that earlier calls left behind is not counted against a call. */
static void memory_is_counted_for_each_call_anew(void **state) {
    (void)state;
    fixture_t f;
    const sandbox_limits_t limits = {.cpu_ms = 2000, .call_memory = 1024 * 1024};
    open_fixture(&f, &limits);
    sandbox_ref_t ref =
        load(&f, "a.lua", "return function() local t = {} for i = 1, 8000 do t[i] = { i } end return #t end");
    seal(&f);
    for (int i = 0; i < 50; i++)
        assert_string_equal(call(&f, ref), "8000");
    close_fixture(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_carry_phase_kind_and_the_authors_frames),
        cmocka_unit_test(phases_of_loading_are_told_apart),
        cmocka_unit_test(long_file_names_are_told_whole),
        cmocka_unit_test(misuse_is_an_error_not_a_crash),
        cmocka_unit_test(a_spoiled_sandbox_refuses_everything),
        cmocka_unit_test(another_locale_is_refused),
        cmocka_unit_test(the_instructions_of_a_call_are_counted_alike_each_time),
        cmocka_unit_test(memory_is_counted_for_each_call_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
