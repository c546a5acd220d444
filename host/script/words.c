/* The C side of the vocabulary in one list: what shipped scripts find in `host`, how a new state is prepared,
 * and the pure functions of plugins as rules call them. */
#include "script/words.h"
#include <stdio.h>
#include <string.h>

static const char INTERNED = 0; /* a key of the registry */

int words_unknown(lua_State *L, const char *of, const char *name, const char *const *names, size_t count) {
    const char *near = count ? sandbox_nearest(name, names, count) : NULL;
    sandbox_fail(L, "rule.unknown_name", "name", name, "of", of, "near", near ? near : "", NULL);
}

void words_heard(lua_State *L, const value_t *a, const value_t *b, bool held) {
    ruleset_t *rs = ruleset_of(L);
    rs->heard_in = L;
    if (rs->heard) rs->heard(rs->heard_ctx, a, b);
    tracing_compared(L, a, b, held);
}

int64_t ruleset_heard_place(ruleset_t *rs) {
    lua_Debug ar;
    lua_State *L = rs->heard_in;
    if (!L || !lua_getstack(L, 1, &ar) || !lua_getinfo(L, "Sl", &ar)) return 0;
    uint64_t file = 1469598103934665603u; /* FNV-1a */
    for (const char *c = ar.source; *c; c++)
        file = (file ^ (uint8_t)*c) * 1099511628211u;
    return (int64_t)((file & 0xffffff) << 24) + ar.currentline;
}

void words_made(lua_State *L, const decimal_t *number, bool jumps) {
    ruleset_t *rs = ruleset_of(L);
    if (!rs->made) return;
    rs->heard_in = L;
    value_t v = {.kind = VALUE_NUMBER, .u.number = *number};
    if (rs->heard) rs->made(rs->heard_ctx, &v, jumps);
}

void words_push_count(lua_State *L, int64_t count, bool jumps) {
    words_made(L, &(decimal_t){.mantissa = count}, jumps);
    lua_pushinteger(L, (lua_Integer)count);
}

int slot_keep(lua_State *L) {
    return luaL_ref(L, LUA_REGISTRYINDEX);
}

void slot_push(lua_State *L, int slot) {
    lua_rawgeti(L, LUA_REGISTRYINDEX, slot);
}

const char *words_intern(lua_State *L, const char *text) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &INTERNED);
    lua_pushstring(L, text);
    const char *at = lua_tostring(L, -1);
    lua_pushboolean(L, 1);
    lua_rawset(L, -3);
    lua_pop(L, 1);
    return at;
}

/* An operator on nothing: nearly always an empty field of the form. */
static int on_nil(lua_State *L) {
    const char *operation = lua_tostring(L, lua_upvalueindex(1));
    const char *empty = words_last_empty(L);
    if (empty) sandbox_fail(L, "rule.empty_field", "field", empty, "word", operation, NULL);
    sandbox_fail(L, "rule.operands", "operation", operation, "left", object_word(L, 1), "right",
                 object_word(L, 2), NULL);
}

static void nil_setup(lua_State *L) {
    static const char *const operations[][2] = {
        {"__lt", "<"},  {"__le", "<="},   {"__add", "+"}, {"__sub", "-"}, {"__mul", "*"}, {"__div", "/"},
        {"__mod", "%"}, {"__idiv", "//"}, {"__unm", "-"}, {"__pow", "^"}, {"__len", "#"}};
    lua_pushnil(L);
    if (!lua_getmetatable(L, -1)) lua_newtable(L);
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        lua_pushstring(L, operations[i][0]);
        if (lua_rawget(L, -2) == LUA_TNIL) {
            lua_pushstring(L, operations[i][1]);
            lua_pushcclosure(L, on_nil, 1);
            lua_setfield(L, -3, operations[i][0]);
        }
        lua_pop(L, 1);
    }
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}

int words_setup(lua_State *L, void *ruleset, diag_t *d) {
    ruleset_t *rs = ruleset;
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &INTERNED);
    money_setup(L);
    date_setup(L);
    limit_setup(L);
    nodes_setup(L);
    source_setup(L);
    facts_setup(L);
    nil_setup(L);
    return step_keys_intern(L, rs) == 0 ? 0 : diag_memory(d);
}

/* ---- pure functions of plugins ---- */

static void argument_value(lua_State *L, int idx, const char *function, value_t *out) {
    const money_t *m = money_at(L, idx);
    *out = (value_t){VALUE_NONE};
    if (lua_isnoneornil(L, idx)) return;
    if (lua_type(L, idx) == LUA_TSTRING) {
        out->kind = VALUE_TEXT;
        out->u.text = argument_text(L, idx, function, "a text");
    } else if (lua_type(L, idx) == LUA_TBOOLEAN) {
        out->kind = VALUE_FLAG;
        out->u.flag = lua_toboolean(L, idx);
    } else if (m) {
        out->kind = VALUE_MONEY;
        out->u.money = *m;
    } else if (decimal_at(L, idx, &out->u.number)) {
        out->kind = VALUE_NUMBER;
    } else if (date_at(L, idx, &out->u.date)) {
        out->kind = VALUE_DATE;
    } else {
        argument_fail(L, idx, function, "a text, a number, a flag, an amount or a date");
    }
}

static int call_function(lua_State *L) {
    enum { ARGUMENTS_MAX = 16, WORK = 200 };
    const pure_function_t *f = lua_touserdata(L, lua_upvalueindex(1));
    call_t *call = &ruleset_of(L)->call;
    value_t arguments[ARGUMENTS_MAX], out = {VALUE_NONE};
    int count = lua_gettop(L);
    diag_t d;
    diag_init(&d);
    if (!call->arena) sandbox_fail(L, "rule.facts_gone", NULL);
    if (count > ARGUMENTS_MAX) sandbox_fail(L, "rule.too_many", "what", "arguments", NULL);
    for (int i = 0; i < count; i++)
        argument_value(L, i + 1, f->name, &arguments[i]);
    sandbox_charge(L, WORK);
    if (f->call(f->ctx, arguments, (size_t)count, call->arena, &out, &d) != 0) sandbox_raise(L, &d);
    facts_push_value(L, &out, NULL, f->name);
    return 1;
}

/* host.functions(): { iban = { valid = function } }, from names such as "iban.valid". */
static int host_functions(lua_State *L) {
    const ruleset_t *rs = ruleset_of(L);
    lua_newtable(L);
    for (size_t i = 0; i < rs->options.function_count; i++) {
        const pure_function_t *f = &rs->options.functions[i];
        const char *dot = strchr(f->name, '.');
        if (!dot) {
            lua_pushlightuserdata(L, (void *)f);
            lua_pushcclosure(L, call_function, 1);
            lua_setfield(L, 1, f->name);
            continue;
        }
        lua_pushlstring(L, f->name, (size_t)(dot - f->name));
        lua_pushvalue(L, -1);
        if (lua_rawget(L, 1) != LUA_TTABLE) {
            lua_pop(L, 1);
            lua_newtable(L);
            lua_pushvalue(L, -2);
            lua_pushvalue(L, -2);
            lua_rawset(L, 1);
        }
        lua_pushlightuserdata(L, (void *)f);
        lua_pushcclosure(L, call_function, 1);
        lua_setfield(L, -2, dot + 1);
        lua_settop(L, 1);
    }
    return 1;
}

const luaL_Reg words_functions[] = {
    {"word", nodes_word},
    {"amount", word_amount},
    {"divide", word_divide},

    {"workdays", word_workdays},
    {"workhours", word_workhours},
    {"hours", word_hours},
    {"days", word_days},
    {"at", word_at},
    {"sum", word_sum},
    {"is_empty", word_is_empty},

    {"functions", host_functions},
    {"keep_checker", word_keep_checker},
    {"adjacent", word_adjacent},
    {NULL, NULL},
};
