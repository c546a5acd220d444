/* The sandbox's life: what rules and trusted scripts see, how calls and errors come back, and that no call
 * leaves a trace. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "sandbox_try.h"
#include <cmocka.h>
#include <locale.h>

static const sandbox_limits_t roomy = {.cpu_ms = 2000};

static void expect_call(const char *script, const char *outcome) {
    tried_t t = try_call(script, strlen(script), &roomy);
    assert_string_equal(t.text, outcome);
}

static void expect_twice(const char *file_text, const char *outcome) {
    tried_t t = try_function(file_text, strlen(file_text), &roomy, 2);
    assert_string_equal(t.text, outcome);
}

/* ---- a sandbox with a vocabulary ---- */

typedef struct fixture {
    sandbox_t *sb;
    diag_t d;
    tried_t t;
} fixture_t;

static int host_double(lua_State *L) {
    lua_pushinteger(L, 2 * luaL_checkinteger(L, 1));
    return 1;
}

static int host_refuse(lua_State *L) {
    return sandbox_fail(L, "money.currencies", "a", luaL_checkstring(L, 1), "b", "CNY", NULL);
}

static int host_context(lua_State *L) {
    lua_pushstring(L, sandbox_context(L));
    return 1;
}

static const luaL_Reg host_functions[] = {
    {"double", host_double}, {"refuse", host_refuse}, {"context", host_context}, {NULL, NULL}};

static const char vocabulary[] =
    "local flows = {}\n"
    "local Duration = { methods = {} }\n"
    "local mt = { __index = Duration.methods, __name = 'duration',\n"
    "  __eq = function(a, b) return a.days == b.days end,\n"
    "  __lt = function(a, b) return a.days < b.days end,\n"
    "  __tostring = function(d) return d.days .. ' days' end }\n"
    "function Duration.methods.double(d) return setmetatable({ days = host.double(d.days) }, mt) end\n"
    "local function days(n) return setmetatable({ days = n }, mt) end\n"
    "local function flow(name)\n"
    "  return function(spec)\n"
    "    local file, line = where()\n"
    "    if not spec.route then fail('the flow has no route') end\n"
    "    flows[name] = { spec = freeze(spec), file = file, line = line }\n"
    "    host.flows = flows\n"
    "  end\n"
    "end\n"
    "return { flow = flow, days = days, refuse = host.refuse, assignee = { kind = 'assignee' },\n"
    "  is_days = function(d) return getmetatable(d) == mt end,\n"
    "  context = host.context, broken = function() return nil + 1 end }\n";

static void open_fixture(fixture_t *f, const sandbox_limits_t *limits) {
    memset(f, 0, sizeof *f);
    f->sb = sandbox_new(limits ? limits : &roomy, &f->d);
    assert_non_null(f->sb);
    assert_int_equal(sandbox_register(f->sb, host_functions, &f->d), 0);
    if (sandbox_load_trusted(f->sb, "test.lua", vocabulary, sizeof vocabulary - 1, &f->d)) {
        tried_error(&f->t, &f->d);
        fail_msg("%s", f->t.text);
    }
}

static void close_fixture(fixture_t *f) {
    sandbox_free(f->sb);
    diag_clear(&f->d);
}

static sandbox_ref_t load(fixture_t *f, const char *file, const char *text) {
    sandbox_ref_t ref;
    if (sandbox_load_rule(f->sb, file, text, strlen(text), NULL, NULL, &ref, &f->d))
        tried_error(&f->t, &f->d);
    return ref;
}

static const char *call(fixture_t *f, sandbox_ref_t function) {
    f->t.text[0] = '\0';
    if (sandbox_call(f->sb, function, NULL, tried_read, &f->t, &f->d)) tried_error(&f->t, &f->d);
    return f->t.text;
}

static void seal(fixture_t *f) {
    assert_int_equal(sandbox_seal(f->sb, &f->d), 0);
}

/* ---- what rules see ---- */

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
                        "rule.runtime a.lua:2 runtime: unknown name 'asignee' (did you mean 'assignee'?)");
    load(&f, "a.lua", "local amount = 1 return amuont");
    assert_string_equal(f.t.text,
                        "rule.runtime a.lua:1 runtime: unknown name 'amuont' (did you mean 'amount'?)");
    load(&f, "a.lua", "return ('x'):fromat()");
    assert_string_equal(f.t.text,
                        "rule.runtime a.lua:1 runtime: string has no 'fromat' (did you mean 'format'?)");
    load(&f, "a.lua", "return xyzzy");
    assert_string_equal(f.t.text, "rule.runtime a.lua:1 runtime: unknown name 'xyzzy'");
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
    assert_string_equal(call(&f, other), "rule.runtime b.lua:1 runtime: unknown name 'whose'");
    assert_string_equal(
        call(&f, writes),
        "rule.runtime c.lua:1 runtime: this table is shared and can't be changed (field 'n')");
    close_fixture(&f);
}

/* ---- trusted scripts ---- */

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

/* ---- no state between calls ---- */

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

/* ---- errors ---- */

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
        cmocka_unit_test(a_counter_in_an_upvalue_is_an_error_and_is_put_back),
        cmocka_unit_test(a_failed_call_leaves_no_state_either),
        cmocka_unit_test(locals_of_a_call_may_change_as_they_like),
        cmocka_unit_test(nothing_that_outlives_a_call_can_be_changed),
        cmocka_unit_test(iterators_kept_from_loading_can_not_carry_state),
        cmocka_unit_test(frozen_tables_read_as_before),
        cmocka_unit_test(a_file_can_not_change_what_another_sees),
        cmocka_unit_test(two_sandboxes_share_nothing),
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
