/* A sandbox with a vocabulary of the test's own, as the host makes one: trusted scripts, then rules, then
 * sealed. */
#ifndef TESTS_UNIT_SCRIPT_SANDBOX_FIXTURE_H
#define TESTS_UNIT_SCRIPT_SANDBOX_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "sandbox_try.h"
#include <cmocka.h>

static const sandbox_limits_t roomy = {.cpu_ms = 2000};

typedef struct fixture {
    sandbox_t *sb;
    diag_t d;
    tried_t t;
} fixture_t;

static inline int host_double(lua_State *L) {
    lua_pushinteger(L, 2 * luaL_checkinteger(L, 1));
    return 1;
}

static inline int host_refuse(lua_State *L) {
    return sandbox_fail(L, "money.currencies", "a", luaL_checkstring(L, 1), "b", "CNY", NULL);
}

static inline int host_context(lua_State *L) {
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

static inline void open_fixture(fixture_t *f, const sandbox_limits_t *limits) {
    memset(f, 0, sizeof *f);
    f->sb = sandbox_new(limits ? limits : &roomy, &f->d);
    assert_non_null(f->sb);
    assert_int_equal(sandbox_register(f->sb, host_functions, &f->d), 0);
    if (sandbox_load_trusted(f->sb, "test.lua", vocabulary, sizeof vocabulary - 1, &f->d)) {
        tried_error(&f->t, &f->d);
        fail_msg("%s", f->t.text);
    }
}

static inline void close_fixture(fixture_t *f) {
    sandbox_free(f->sb);
    diag_clear(&f->d);
}

static inline sandbox_ref_t load(fixture_t *f, const char *file, const char *text) {
    sandbox_ref_t ref;
    if (sandbox_load_rule(f->sb, file, text, strlen(text), NULL, NULL, &ref, &f->d))
        tried_error(&f->t, &f->d);
    return ref;
}

static inline const char *call(fixture_t *f, sandbox_ref_t function) {
    f->t.text[0] = '\0';
    if (sandbox_call(f->sb, function, NULL, tried_read, &f->t, &f->d)) tried_error(&f->t, &f->d);
    return f->t.text;
}

static inline void seal(fixture_t *f) {
    assert_int_equal(sandbox_seal(f->sb, &f->d), 0);
}

#endif
