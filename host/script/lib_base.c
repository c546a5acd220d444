/* The basic functions of rules: error handling that can't hide a fatal error, conversions that show no
 * address. */
#include "script/sandbox_internal.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- errors ---- */

static int base_error(lua_State *L) {
    int level = (int)luaL_optinteger(L, 2, 1);
    lua_settop(L, 1);
    if (lua_type(L, 1) == LUA_TSTRING && level > 0) {
        luaL_where(L, level);
        lua_insert(L, 1);
        lua_concat(L, 2);
    }
    return lua_error(L);
}

static int base_assert(lua_State *L) {
    luaL_checkany(L, 1);
    if (lua_toboolean(L, 1)) return lua_gettop(L);
    if (lua_gettop(L) < 2) return luaL_error(L, "assertion failed");
    lua_settop(L, 2);
    return lua_error(L);
}

/* The results of a call with LUA_MULTRET may fill the stack to its last slot, so what goes before them is
 * pushed before the call. */

/* pcall(f, …): catches what the rule may catch; time and memory go on upwards. */
static int base_pcall(lua_State *L) {
    luaL_checkany(L, 1);
    sandbox_charge(L, 10);
    lua_pushboolean(L, 1);
    lua_insert(L, 1); /* true, f, … */
    int status = lua_pcall(L, lua_gettop(L) - 2, LUA_MULTRET, 0);
    if (status == LUA_OK) return lua_gettop(L);
    sandbox_pass_fatal(L, status);
    lua_pushboolean(L, 0);
    lua_replace(L, 1);
    return 2;
}

/* xpcall(f, handler, …): the handler is called after unwinding, as an ordinary function: Lua calls real
 * message handlers with hooks off, so that one could loop for ever. */
static int base_xpcall(lua_State *L) {
    luaL_checktype(L, 2, LUA_TFUNCTION);
    sandbox_charge(L, 10);
    lua_pushvalue(L, 1);
    lua_rotate(L, 3, 1);
    lua_pushboolean(L, 1);
    lua_replace(L, 1); /* true, handler, f, … */
    int status = lua_pcall(L, lua_gettop(L) - 3, LUA_MULTRET, 0);
    if (status == LUA_OK) {
        lua_remove(L, 2);
        return lua_gettop(L);
    }
    sandbox_pass_fatal(L, status);
    lua_pushboolean(L, 0);
    lua_replace(L, 1);                        /* false, handler, error */
    status = lua_pcall(L, 1, LUA_MULTRET, 0); /* an error of the handler's takes the place of its results */
    if (status != LUA_OK) sandbox_pass_fatal(L, status);
    return lua_gettop(L);
}

/* ---- conversions ---- */

const char *lib_tostring(lua_State *L, int idx, size_t *len) {
    char digits[64];
    idx = lua_absindex(L, idx);
    if (luaL_callmeta(L, idx, "__tostring")) { /* only trusted code makes metatables */
        if (lua_type(L, -1) != LUA_TSTRING) luaL_error(L, "'__tostring' must return a string");
        return lua_tolstring(L, -1, len);
    }
    switch (lua_type(L, idx)) {
    case LUA_TSTRING:
        lua_pushvalue(L, idx);
        break;
    case LUA_TNUMBER:
        if (!lua_isinteger(L, idx) && isnan(lua_tonumber(L, idx))) {
            lua_pushliteral(L, "nan"); /* its sign differs from one processor to another */
        } else if (lua_isinteger(L, idx)) {
            snprintf(digits, sizeof digits, LUA_INTEGER_FMT, lua_tointeger(L, idx));
            lua_pushstring(L, digits);
        } else {
            lua_pushvalue(L, idx);
            lua_tolstring(L, -1, NULL);
        }
        break;
    case LUA_TBOOLEAN:
        lua_pushstring(L, lua_toboolean(L, idx) ? "true" : "false");
        break;
    case LUA_TUSERDATA:
        if (luaL_getmetafield(L, idx, "__name") == LUA_TSTRING) break;
        lua_pushliteral(L, "object");
        break;
    default:
        lua_pushstring(L, luaL_typename(L, idx)); /* "table", not its address */
        break;
    }
    return lua_tolstring(L, -1, len);
}

static int base_tostring(lua_State *L) {
    luaL_checkany(L, 1);
    lib_tostring(L, 1, NULL);
    return 1;
}

static int digit_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'z') return c - 'a' + 10;
    if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
    return 99;
}

/* Digits of a base between blanks, wrapping around as Lua's integers do. False: something else. */
static bool parse_integer(const char *s, size_t len, int base, lua_Integer *out) {
    const char *blank = " \f\n\r\t\v", *end = s + len;
    while (s < end && *s != '\0' && strchr(blank, *s))
        s++;
    while (end > s && end[-1] != '\0' && strchr(blank, end[-1]))
        end--;
    bool minus = s < end && *s == '-';
    if (minus) s++;
    lua_Unsigned n = 0;
    const char *first = s;
    for (; s < end && digit_value(*s) < base; s++)
        n = n * (lua_Unsigned)base + (lua_Unsigned)digit_value(*s);
    *out = (lua_Integer)(minus ? 0u - n : n);
    return s == end && s > first;
}

static int base_tonumber(lua_State *L) {
    size_t len;
    lua_Integer n;
    if (lua_isnoneornil(L, 2)) {
        luaL_checkany(L, 1);
        if (lua_type(L, 1) == LUA_TNUMBER) {
            lua_settop(L, 1);
            return 1;
        }
        const char *text = lua_type(L, 1) == LUA_TSTRING ? lua_tolstring(L, 1, &len) : NULL;
        if (text) sandbox_charge(L, (int64_t)(len / 8));
        if (text && lua_stringtonumber(L, text) == len + 1) return 1;
    } else {
        lua_Integer base = luaL_checkinteger(L, 2);
        luaL_checktype(L, 1, LUA_TSTRING);
        const char *text = lua_tolstring(L, 1, &len);
        luaL_argcheck(L, base >= 2 && base <= 36, 2, "base out of range");
        sandbox_charge(L, (int64_t)(len / 8));
        if (parse_integer(text, len, (int)base, &n)) {
            lua_pushinteger(L, n);
            return 1;
        }
    }
    lua_pushnil(L);
    return 1;
}

static int base_type(lua_State *L) {
    luaL_checkany(L, 1);
    lua_pushstring(L, luaL_typename(L, 1));
    return 1;
}

/* ---- walking ---- */

static int base_select(lua_State *L) {
    int n = lua_gettop(L);
    sandbox_charge(L, n / 16);
    if (lua_type(L, 1) == LUA_TSTRING && strcmp(lua_tostring(L, 1), "#") == 0) {
        lua_pushinteger(L, n - 1);
        return 1;
    }
    lua_Integer i = luaL_checkinteger(L, 1);
    if (i < 0) i = n + i;
    if (i > n) i = n;
    luaL_argcheck(L, i >= 1, 1, "index out of range");
    return n - (int)i;
}

static int ipairs_step(lua_State *L) {
    lua_Integer i = luaL_checkinteger(L, 2);
    if (i == LUA_MAXINTEGER) return 0;
    lua_pushinteger(L, ++i);
    return lua_geti(L, 1, i) == LUA_TNIL ? 1 : 2;
}

static int base_ipairs(lua_State *L) {
    luaL_checkany(L, 1);
    if (lua_type(L, 1) != LUA_TTABLE && !luaL_getmetafield(L, 1, "__index"))
        return luaL_typeerror(L, 1, "table");
    lua_pushcfunction(L, ipairs_step);
    lua_pushvalue(L, 1);
    lua_pushinteger(L, 0);
    return 3;
}

void lib_base_open(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"assert", base_assert}, {"error", base_error},       {"ipairs", base_ipairs},
        {"next", lib_next},      {"pairs", lib_pairs},        {"pcall", base_pcall},
        {"select", base_select}, {"tonumber", base_tonumber}, {"tostring", base_tostring},
        {"type", base_type},     {"xpcall", base_xpcall},     {NULL, NULL}};
    luaL_setfuncs(L, functions, 0);
}
