/* The library of rules: where it has Lua's names it gives Lua's answers, compared with the real library on
 * written and on random calls; its own helpers do what they say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "sandbox_try.h"
#include <cmocka.h>
#include <lualib.h>
#include <stdlib.h>

static const sandbox_limits_t roomy = {.cpu_ms = 5000, .instructions = 50 * 1000 * 1000};

static void expect(const char *script, const char *outcome) {
    tried_t t = try_call(script, strlen(script), &roomy);
    if (strcmp(t.text, outcome) != 0) fail_msg("%s\ngives  %s\nnot    %s", script, t.text, outcome);
}

/* ---- against the real library ---- */

/* Runs the script in plain Lua; false: it raised an error. */
static bool run_plain(const char *script, tried_t *t) {
    lua_State *L = luaL_newstate();
    assert_non_null(L);
    luaL_openlibs(L);
    bool ok = luaL_dostring(L, script) == LUA_OK;
    for (int i = 1; ok && i <= lua_gettop(L) && i <= 20; i++)
        tried_value(L, i, t);
    lua_close(L);
    return ok;
}

static void compare_with_lua(const char *script) {
    tried_t plain = {0};
    bool ok = run_plain(script, &plain);
    tried_t ours = try_call(script, strlen(script), &roomy);
    if (ok == ours.failed || (ok && strcmp(plain.text, ours.text) != 0)) {
        fail_msg("%s\nplain Lua: %s\nhere:      %s", script, ok ? plain.text : "(an error)", ours.text);
    }
}

static const char *const same_as_lua[] = {
    "return ('hello'):sub(2, -2), ('hello'):sub(-3), ('hello'):sub(4, 2), ('hello'):sub(0), "
    "('hello'):sub(-100, 2)",
    "return ('hello'):byte(), ('hello'):byte(-1), ('hello'):byte(2, 4), ('hello'):byte(10)",
    "return ('hello'):byte(nil, 2)",
    "return string.char(), string.char(72, 105), #string.char(0, 255)",
    "return ('ab'):rep(3), ('ab'):rep(3, '-'), ('ab'):rep(0), ('ab'):rep(-1), (''):rep(100), (''):rep(3, "
    "'x'), ('a'):rep(1, 'x')",
    "return ('Hello'):upper(), ('Hello'):lower(), ('Hello'):reverse(), ('Hello'):len(), #''",
    "return ('hello world'):find('wor'), ('hello'):find('l+'), ('hello'):find('xyz'), ('a.b'):find('.', 1, "
    "true)",
    "return ('hello'):find('', 1), ('hello'):find('', 6), ('hello'):find('', 7), ('hello'):find('h', -100), "
    "('hello'):find('o', -1)",
    "return ('key = value'):match('^(%w+)%s*=%s*(%w+)$'), ('x'):match('()'), ('abc'):match('b()'), "
    "('2026-01-31'):match('(%d+)-(%d+)-(%d+)')",
    "return ('hello world'):gsub('o', '0'), ('hello'):gsub('', '-'), ('abc'):gsub('%w', '%0%0'), "
    "('abc'):gsub('(a)(b)', '%2%1')",
    "return ('hello'):gsub('l', { l = 'L' }), ('hello'):gsub('(h)(e)', function(a, b) return b .. a end), "
    "('x'):gsub('x', false and 1 or '%%')",
    "return ('abc abc'):gsub('%w+', '<%0>', 1), ('abc'):gsub('^a', 'x'), ('aaa'):gsub('^a', 'x'), "
    "('abc'):gsub('b', function() end)",
    "return ('THE (quick) fox'):find('%((%a+)%)'), ('f(a(b)c)d'):match('%b()'), ('THE "
    "(quick)'):gsub('%f[%a]%a+', 'w')",
    "return ('x^y$z'):gsub('[%^%$]', '.'), ('a-b'):match('[a%-]+'), (']x'):match('[]]'), "
    "('^x'):match('[x^]+'), ('a]'):match('[^]]')",
    "local r = '' for k, v in ('a=1, b=2'):gmatch('(%w+)=(%w+)') do r = r .. k .. v .. ';' end return r",
    "local r = '' for w in ('one two  three'):gmatch('%a+') do r = r .. w .. ';' end return r",
    "local r = '' for p in ('abc'):gmatch('()') do r = r .. p .. ';' end return r",
    "local r = '' for w in ('abc'):gmatch('%a*', 2) do r = r .. w .. ';' end return r",
    "return ('%d %5d|%-5d|%05d|%+d'):format(1, 2, 3, 4, 5), ('%x %X %o %c'):format(255, 255, 8, 65)",
    "return ('%5.2f|%e|%g|%G|%.3f'):format(3.14159, 12345.678, 1e20, 1e-10, 2.0005), ('%s %s "
    "%s'):format(nil, true, 1.5)",
    "return ('%10s|%-10s|%.2s|%5.1s'):format('abc', 'abc', 'abc', 'abc'), ('%%'):format(), "
    "('%s'):format(('x'):rep(300)) == ('x'):rep(300)",
    "return ('%d'):format('10'), ('%s'):format(12), ('%d'):format(3.0), ('%.0f'):format(0.5), ('% "
    "d'):format(42), ('%#x'):format(255)",
    "local t = {1, 2, 3} table.insert(t, 4) table.insert(t, 1, 0) return table.concat(t, ','), "
    "table.remove(t), table.remove(t, 1), #t",
    "local t = {} return table.remove(t), table.remove(t, 0), #t, table.remove({1}, 2), table.concat({}), "
    "table.concat({1}, ',', 2)",
    "return table.concat({1, 2.5, 'x'}, ', '), table.concat({1, 2, 3}, '-', 2), table.concat({1, 2, 3}, '-', "
    "2, 2)",
    "return table.unpack({1, 2, 3}), table.unpack({1, 2, 3}, 2), table.unpack({1, 2}, 1, 3), select('#', "
    "table.unpack({}, 1, 3))",
    "local p = table.pack(1, nil, 3) return p.n, p[1], p[2], p[3], table.pack().n",
    "local t = table.move({1, 2, 3, 4}, 2, 4, 1) local u = table.move({1, 2, 3}, 1, 3, 2) return "
    "table.concat(t, ','), table.concat(u, ',')",
    "return table.concat(table.move({1, 2, 3}, 1, 3, 3, {9, 9}), ','), table.concat(table.move({1,2,3}, 1, "
    "0, 5), ',')",
    "local t = {5, 2, 8, 1} table.sort(t) local u = {'b', 'a'} table.sort(u, function(x, y) return x > y "
    "end) return t[1], t[4], u[1]",
    "local t = {} for i = 1, 500 do t[i] = i * 7919 % 1009 end table.sort(t) return table.concat(t, ',')",
    "return tostring(1), tostring(1.0), tostring(-0.0), tostring(1e15), tostring(1e100), tostring(nil), "
    "tostring(true), tostring('x')",
    "return tostring(2^53), tostring(2^63), tostring(1/0), tostring(-1/0), tostring(math.maxinteger), "
    "tostring(math.mininteger)",
    "return tonumber('10'), tonumber('0x1F'), tonumber('1e2'), tonumber('  5  '), tonumber('5x'), "
    "tonumber(''), tonumber('1 2'), tonumber(nil and 1 or '1.')",
    "return tonumber('ff', 16), tonumber('zz', 36), tonumber('8', 8), tonumber('-7', 10), tonumber(' 11 ', "
    "2), tonumber('1.5', 10), tonumber('', 10)",
    "return tonumber('7fffffffffffffff', 16), tonumber('ffffffffffffffff', 16), tonumber('inf'), "
    "tonumber('nan'), tonumber({}), tonumber(5)",
    "return select(2, 'a', 'b', 'c'), select(-1, 'a', 'b', 'c'), select('#'), select('#', nil, nil), "
    "select(5, 1, 2)",
    "return type(1), type('x'), type({}), type(nil), type(true), type(type)",
    "return pcall(error, 'x', 0), pcall(error), select('#', pcall(function() return 1, 2, 3 end)), "
    "pcall(pcall, error, 'e')",
    "return xpcall(function(a, b) return a + b end, function() end, 1, 2), xpcall(error, function(m) return "
    "m .. '!' end, 'x')",
    "return (pcall(error, { 1 })), select(2, pcall(error, { 'in' }))[1], assert(1, 2, 3)",
    "return math.floor(3.7), math.ceil(3.2), math.floor(-3.5), math.max(1, 5, 3), math.min(2, 0.5), "
    "math.abs(-3), math.fmod(7, 3), math.fmod(-7, 3)",
    "return math.modf(3.7), math.tointeger(3.0), math.tointeger(3.5), math.type(1), math.type(1.0), "
    "math.type('1'), math.ult(1, -1), math.sqrt(16)",
    "return utf8.char(228, 8364, 20250), utf8.len('äöü'), utf8.len('ä\\xff'), utf8.codepoint('äö', 1, -1)",
    "return utf8.offset('äöü', 2), utf8.offset('äöü', -1), utf8.offset('äöü', 0, 2), utf8.offset('äöü', 4), "
    "utf8.offset('äöü', 5), utf8.offset('abc', 1)",
    "local r = '' for p, c in utf8.codes('aä€') do r = r .. p .. ':' .. c .. ' ' end return r, utf8.len('', "
    "1), utf8.len('abc', 4), utf8.charpattern",
    "local r = '' for i, v in ipairs({1, 2, nil, 4}) do r = r .. i .. v end return r, next({}), next({ 7 })",
    "return #{1, 2, 3}, ({10, 20})[2], 7 // 2, 7 % -3, 2^10, 10 / 4, 'a' < 'b', 'Z' < 'a', '' < 'a', 1 == "
    "1.0",
};

static void the_library_answers_as_lua_does(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof same_as_lua / sizeof *same_as_lua; i++)
        compare_with_lua(same_as_lua[i]);
}

static void wrong_arguments_are_errors_as_in_lua(void **state) {
    (void)state;
    static const char *const wrong[] = {"('x'):rep()",
                                        "('x'):rep('y')",
                                        "('x'):sub()",
                                        "string.char(256)",
                                        "string.char('x')",
                                        "('%d'):format('x')",
                                        "('%d'):format(1.5)",
                                        "('%d'):format()",
                                        "('%z'):format(1)",
                                        "('x'):find()",
                                        "('x'):gsub('x')",
                                        "('x'):gsub('x', true)",
                                        "('x'):match('%')",
                                        "('x'):match('[')",
                                        "('x'):match('%b')",
                                        "('x'):match('%f')",
                                        "('x'):match('(()')",
                                        "('x'):match(')')",
                                        "('x'):match('%1')",
                                        "('x'):gsub('x', '%')",
                                        "('x'):gsub('x', '%9')",
                                        "table.insert({}, 3, 1)",
                                        "table.insert({})",
                                        "table.insert(nil, 1)",
                                        "table.remove({}, 5)",
                                        "table.concat({{}})",
                                        "table.concat({1, 2}, ',', 1, 3)",
                                        "table.sort({1, 'x'})",
                                        "table.sort({2, 1}, 5)",
                                        "table.unpack()",
                                        "select(0)",
                                        "select('x')",
                                        "tonumber('1', 1)",
                                        "tonumber('1', 37)",
                                        "tonumber(1, 10)",
                                        "tonumber()",
                                        "tostring()",
                                        "type()",
                                        "ipairs()",
                                        "pairs()",
                                        "next(5)",
                                        "assert()",
                                        "assert(false)",
                                        "error('x')",
                                        "pcall()",
                                        "xpcall(1)",
                                        "math.floor('x')",
                                        "math.max()",
                                        "utf8.char(-1)",
                                        "utf8.codepoint('x', 5)",
                                        "utf8.codepoint('\\xff')",
                                        "utf8.len('x', 5)",
                                        "utf8.offset('ä', 1, 2)",
                                        "utf8.offset('x', 1, 9)",
                                        "for _ in utf8.codes('\\xff') do end"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        tried_t plain = {0}, ours = try_call(wrong[i], strlen(wrong[i]), &roomy);
        if (run_plain(wrong[i], &plain)) fail_msg("plain Lua takes %s", wrong[i]);
        if (!ours.failed) fail_msg("%s gives %s", wrong[i], ours.text);
        if (strncmp(ours.text, "rule.type", 9) != 0 && strncmp(ours.text, "rule.runtime", 12) != 0)
            fail_msg("%s gives %s", wrong[i], ours.text);
    }
}

/* ---- random patterns ---- */

static uint32_t next_random(uint32_t *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void random_text(char *out, size_t max, const char *alphabet, uint32_t *seed) {
    size_t n = next_random(seed) % max, letters = strlen(alphabet);
    for (size_t i = 0; i < n; i++)
        out[i] = alphabet[next_random(seed) % letters];
    out[n] = '\0';
}

/* Pieces that make well-formed patterns more often than single characters do. */
static void random_pattern(char *out, uint32_t *seed) {
    static const char *const pieces[] = {"a",     "b",     ".",  "%a", "%d",  "%s", "[ab]", "[^a]",
                                         "[a-c]", "[%d_]", "(",  ")",  "()",  "%1", "%bab", "%f[%a]",
                                         "*",     "+",     "-",  "?",  "^",   "$",  "a*",   "b-",
                                         "(a)",   "(b*)",  ".-", "%.", "[]]", "%",  "["};
    out[0] = '\0';
    int n = 1 + (int)(next_random(seed) % 6);
    for (int i = 0; i < n; i++)
        out += sprintf(out, "%s", pieces[next_random(seed) % (sizeof pieces / sizeof *pieces)]);
}

typedef struct trial {
    char subject[24], pattern[64];
    tried_t t;
} trial_t;

static int push_trial(lua_State *L, void *ctx) {
    trial_t *trial = ctx;
    lua_pushstring(L, trial->subject);
    lua_pushstring(L, trial->pattern);
    return 2;
}

static int read_trial(lua_State *L, int count, void *ctx, diag_t *d) {
    trial_t *trial = ctx;
    return tried_read(L, count, &trial->t, d);
}

/* Everything that find, match, gsub and gmatch make of it, as one text; "error" and no more when the pattern
 * is refused. */
static const char show_all[] = "return function(s, p)\n"
                               "  local function show(ok, ...)\n"
                               "    if not ok then return 'error' end\n"
                               "    local t = { ... }\n"
                               "    for i = 1, select('#', ...) do t[i] = tostring(t[i]) end\n"
                               "    return table.concat(t, ',')\n"
                               "  end\n"
                               "  local found = show(pcall(string.find, s, p))\n"
                               "  if found == 'error' then return found end\n"
                               "  local out = found .. '|' .. show(pcall(string.match, s, p, 2)) .. '|' .. "
                               "show(pcall(string.gsub, s, p, '<%0>'))\n"
                               "  local walked = pcall(function() for a, b in s:gmatch(p) do out = out .. "
                               "';' .. tostring(a) .. ',' .. tostring(b) end end)\n"
                               "  if not walked then return 'error' end\n"
                               "  return out\n"
                               "end\n";

/* Lua finds a malformed pattern only when it comes to the bad part; here it is refused at once. So where we
 * refuse, Lua may go on; everywhere else both agree. */
static void random_patterns_match_as_in_lua(void **state) {
    (void)state;
    enum { TRIALS = 30000 };
    uint32_t seed = 20260131;
    int refused = 0;
    diag_t d;
    trial_t trial;
    sandbox_ref_t function;
    diag_init(&d);
    lua_State *L = luaL_newstate();
    luaL_openlibs(L);
    assert_int_equal(luaL_dostring(L, show_all), LUA_OK);
    sandbox_t *sb = sandbox_new(&roomy, &d);
    assert_int_equal(
        sandbox_load_rule(sb, "show.lua", show_all, sizeof show_all - 1, NULL, NULL, &function, &d), 0);
    assert_int_equal(sandbox_seal(sb, &d), 0);
    for (int i = 0; i < TRIALS; i++) {
        random_text(trial.subject, sizeof trial.subject, "aabbc1 _.", &seed);
        random_pattern(trial.pattern, &seed);
        trial.t.text[0] = '\0';
        if (sandbox_call(sb, function, push_trial, read_trial, &trial, &d)) {
            tried_error(&trial.t, &d);
            fail_msg("'%s' in '%s' fails: %s", trial.pattern, trial.subject, trial.t.text);
        }
        lua_pushvalue(L, 1);
        bool plain_ok = lua_pcall(L, push_trial(L, &trial), 1, 0) == LUA_OK;
        if (strcmp(trial.t.text, "error") == 0) {
            refused++;
            if (!strpbrk(trial.pattern, "()[%")) fail_msg("'%s' is refused", trial.pattern);
        } else if (!plain_ok || strncmp(trial.t.text, lua_tostring(L, -1), 500) != 0) {
            fail_msg("'%s' in '%s'\nplain Lua: %s\nhere:      %s", trial.pattern, trial.subject,
                     lua_tostring(L, -1), trial.t.text);
        }
        lua_settop(L, 1);
    }
    print_message("%d random patterns, %d of them malformed\n", TRIALS, refused);
    assert_in_range(refused, TRIALS / 100, TRIALS / 2);
    sandbox_free(sb);
    lua_close(L);
}

/* ---- our own ---- */

static void helpers_do_what_their_names_say(void **state) {
    (void)state;
    expect("return ('  a b \\t\\n'):trim(), (''):trim() == '', ('   '):trim() == '', ('x'):trim()",
           "a b, true, true, x");
    expect("return table.concat(('a,b,,c'):split(), '|'), table.concat(('a--b'):split('--'), '|'), "
           "#(''):split(), #(','):split()",
           "a|b||c, a|b, 1, 2");
    expect("return ('EXP-2026'):starts_with('EXP'), ('EXP'):starts_with('EXP-'), ('x'):starts_with('')",
           "true, false, true");
    expect("return ('a.pdf'):ends_with('.pdf'), ('pdf'):ends_with('.pdf'), ('x'):ends_with('')",
           "true, false, true");
    expect("return ('a.b'):contains('.'), ('ab'):contains('.'), ('x'):contains('')", "true, false, true");
    expect("return ('x'):split('')",
           "rule.type attack.lua:1 type: bad argument #1 to 'split' (the separator is empty)");
}

static void pairs_walks_numbers_then_texts_then_flags(void **state) {
    (void)state;
    expect("local t = { z = 1, b = 1, [10] = 1, [2] = 1, [-1] = 1, [1.5] = 1, [true] = 1, [false] = 1, "
           "[2^53] = 1, ['10'] = 1, ['\\xff'] = 1 }\n"
           "local out = '' for k in pairs(t) do out = out .. (k == '\\xff' and 'ff' or tostring(k)) .. ' ' "
           "end return out",
           "-1 1.5 2 10 9007199254740992 10 b z ff false true ");
    expect("local out = '' for i, v in pairs({ 'a', 'b', 'c' }) do out = out .. i .. v end return out",
           "1a2b3c");
    expect("local t = { a = 1, b = 2, c = 3 } for k in pairs(t) do t[k] = nil t.b = nil end return next(t) "
           "== nil",
           "true");
    expect(
        "local t = { 1, 2, 3 } local n = 0 for i in pairs(t) do t[i] = nil t[2] = nil n = n + 1 end return n",
        "2");
    expect("local t, k, out = { x = 1, [1] = 2, y = 3 }, nil, '' repeat k = next(t, k) out = out .. "
           "tostring(k) until k == nil return out",
           "1xynil");
    expect("for k in pairs({ [print == nil] = 1 }) do return k end",
           "rule.runtime attack.lua:1 runtime: not available in rules: print");
}

static void sort_is_stable_and_survives_lying_comparators(void **state) {
    (void)state;
    expect("local t = {} for i = 1, 100 do t[i] = { key = i % 3, at = i } end\n"
           "table.sort(t, function(a, b) return a.key < b.key end)\n"
           "for i = 2, 100 do if t[i-1].key == t[i].key and t[i-1].at > t[i].at then return 'unstable' end "
           "end return 'stable'",
           "stable");
    expect(
        "local t = {} for i = 1, 100 do t[i] = i end table.sort(t, function() return true end) local n = 0\n"
        "for _, v in ipairs(t) do n = n + v end return #t, n",
        "100, 5050");
    expect("local t = {3, 2, 1} local ok = pcall(table.sort, t, function() error('x') end) return ok, "
           "table.concat(t, ',')",
           "false, 3,2,1");
}

static void conversions_show_no_address(void **state) {
    (void)state;
    expect("return tostring({}), tostring(pairs), tostring(function() end), ('%s'):format({}), tostring(0/0)",
           "table, function, function, table, nan");
    expect("local ok, e = pcall(function() return {} .. 'x' end) return e",
           "attack.lua:1: attempt to concatenate a table value");
}

static void xpcall_calls_its_handler_after_unwinding(void **state) {
    (void)state;
    expect("local depth = 0 local function f() depth = depth + 1 return 1 + f() end\n"
           "return xpcall(f, function(m) return 'handled: ' .. m:match('too deeply') end)",
           "false, handled: too deeply");
    expect("return xpcall(error, function() error('in the handler', 0) end, 'x')", "false, in the handler");
    expect("return xpcall(error, function(m) return m, 'two' end, 'x')", "false, x, two");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_library_answers_as_lua_does),
        cmocka_unit_test(wrong_arguments_are_errors_as_in_lua),
        cmocka_unit_test(random_patterns_match_as_in_lua),
        cmocka_unit_test(helpers_do_what_their_names_say),
        cmocka_unit_test(pairs_walks_numbers_then_texts_then_flags),
        cmocka_unit_test(sort_is_stable_and_survives_lying_comparators),
        cmocka_unit_test(conversions_show_no_address),
        cmocka_unit_test(xpcall_calls_its_handler_after_unwinding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
