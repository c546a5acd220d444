/* Memory: every allocation of a sandbox's life is refused once, and the error is clean each time; the caps
 * hold. */
#include "sandbox_try.h"
#include "unit/failing.h"

static const char vocabulary[] =
    "local mt = { __index = { more = function(t) return t.n + 1 end } }\n"
    "return { flow = function(spec) host.kept = freeze(spec) end,\n"
    "  thing = function(n) return setmetatable({ n = n }, mt) end, shared = { a = { b = 1 } } }\n";
static const char rule[] =
    "local t = { 1, 2, 3, name = 'x', thing = thing(3) }\n"
    "local words = { 'a', 'b' }\n"
    "flow { title = 'x', steps = t }\n"
    "return function(amount)\n"
    "  local out = {}\n"
    "  for k, v in pairs(t) do out[#out + 1] = tostring(k) end\n"
    "  out[#out + 1] = ('%5.2f'):format(amount) .. t.thing:more()\n"
    "  out[#out + 1] = (('a,b;c'):gsub('%p', function(c) return '<' .. c .. '>' end))\n"
    "  local ok, e = pcall(error, 'caught')\n"
    "  out[#out + 1] = e .. select('#', table.unpack(words))\n"
    "  table.sort(out, function(a, b) return a > b end)\n"
    "  return { list = out, text = table.concat(out, ' '), deep = { { 1.5 } } }\n"
    "end\n";

typedef struct run {
    arena_t arena;
    sandbox_value_t value;
    diag_t d;
} run_t;

static int push_amount(lua_State *L, void *ctx) {
    (void)ctx;
    lua_pushnumber(L, 12.5);
    return 1;
}

static int read_result(lua_State *L, int count, void *ctx, diag_t *d) {
    run_t *r = ctx;
    if (count != 1) return diag_set(d, "test.count", NULL);
    return sandbox_read(L, 1, 0, &r->arena, &r->value, d);
}

static int live_once(void *ctx) {
    run_t *r = ctx;
    sandbox_ref_t route;
    diag_clear(&r->d);
    arena_free(&r->arena);
    arena_init(&r->arena, 0);
    sandbox_t *sb = sandbox_new(NULL, &r->d);
    int failed = !sb || sandbox_load_trusted(sb, "v.lua", vocabulary, sizeof vocabulary - 1, &r->d) ||
                 sandbox_load_rule(sb, "a.lua", rule, sizeof rule - 1, NULL, NULL, &route, &r->d) ||
                 sandbox_seal(sb, &r->d) || sandbox_call(sb, route, push_amount, read_result, r, &r->d);
    sandbox_free(sb);
    if (!failed) return 0;
    if (!r->d.code || strcmp(r->d.code, "memory.out") != 0)
        fail_msg("the error is %s", r->d.code ? r->d.code : "missing");
    return -1;
}

static void every_allocation_may_fail(void **state) {
    (void)state;
    run_t r = {0};
    int64_t made = each_allocation_fails(live_once, &r, false);
    assert_true(made > 300);
    assert_string_equal(sandbox_value_get(&r.value, "text")->u.text.at,
                        "thing name caught2 a<,>b<;>c 3 2 12.504 1");
    assert_int_equal(sandbox_value_get(&r.value, "list")->u.table.count, 8);
    print_message("%lld allocations, each refused once\n", (long long)made);
    arena_free(&r.arena);
    diag_clear(&r.d);
}

/* A syntax error, a rule's error and an error of the host's need memory too. */
static const char *const failing_files[] = {
    "return return",  "error('x')",        "local t = nil return t.x",
    "return asignee", "while true do end", "local s = 'x' while true do s = s .. s end",
    "error({})",      "t.x = 1",           "local function f() return f() + 1 end f()"};

static int fail_once(void *ctx) {
    const char *text = ctx;
    diag_t d;
    diag_init(&d);
    sandbox_t *sb = sandbox_new(NULL, &d);
    int failed = !sb || sandbox_load_rule(sb, "a.lua", text, strlen(text), NULL, NULL, NULL, &d);
    if (failed && !d.code) fail_msg("%s: no error", text);
    bool by_rule = failed && d.code && strncmp(d.code, "rule.", 5) == 0;
    sandbox_free(sb);
    diag_clear(&d);
    return by_rule ? 0 : -1;
}

static void errors_need_memory_and_survive_its_want(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof failing_files / sizeof *failing_files; i++)
        each_allocation_fails(fail_once, (void *)failing_files[i], false);
}

static void a_state_too_small_to_begin_with_is_an_error(void **state) {
    (void)state;
    diag_t d;
    diag_init(&d);
    for (size_t memory = 1; memory < 40000; memory += 97) {
        const sandbox_limits_t limits = {.memory = memory};
        sandbox_t *sb = sandbox_new(&limits, &d);
        if (!sb) assert_true(diag_is(&d, "memory.out") || diag_is(&d, "rule.memory"));
        sandbox_free(sb);
        diag_clear(&d);
    }
}

static void the_cap_of_a_call_does_not_depend_on_the_size_of_the_files(void **state) {
    (void)state;
    const sandbox_limits_t limits = {.cpu_ms = 2000, .call_memory = 256 * 1024};
    const char *small = "return function() local t = {} for i = 1, 5000 do t[i] = { i } end end";
    const char *large = "local big = {} for i = 1, 20000 do big[i] = { i } end\n"
                        "return function() local t = {} for i = 1, 5000 do t[i] = { i } end return #big end";
    tried_t a = try_function(small, strlen(small), &limits, 1),
            b = try_function(large, strlen(large), &limits, 1);
    assert_string_equal(a.text, "rule.memory attack.lua:1 memory: it needs more than 262144 bytes of memory");
    assert_string_equal(b.text, "rule.memory attack.lua:2 memory: it needs more than 262144 bytes of memory");
    assert_true(a.spoiled && b.spoiled);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(errors_need_memory_and_survive_its_want),
        cmocka_unit_test(a_state_too_small_to_begin_with_is_an_error),
        cmocka_unit_test(the_cap_of_a_call_does_not_depend_on_the_size_of_the_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
