/* The table functions of rules. Lengths are raw, every loop is charged, tables that are frozen or have a
 * metatable are read but never written. */
#include "script/sandbox_internal.h"

/* Makes the table at `arg` readable raw. */
static lua_Integer readable(lua_State *L, int arg) {
    luaL_checktype(L, arg, LUA_TTABLE);
    sandbox_resolve(L, arg);
    return (lua_Integer)lua_rawlen(L, arg);
}

/* The same for a table that is going to be changed. */
static lua_Integer writable(lua_State *L, int arg) {
    luaL_checktype(L, arg, LUA_TTABLE);
    if (lua_getmetatable(L, arg)) luaL_error(L, "this table is shared and can't be changed");
    return (lua_Integer)lua_rawlen(L, arg);
}

/* The length of first … last (0 when empty), checked against wrapping around. */
static lua_Integer range(lua_State *L, lua_Integer first, lua_Integer last) {
    if (first > last) return 0;
    lua_Unsigned n = (lua_Unsigned)last - (lua_Unsigned)first;
    if (n >= INT32_MAX) luaL_error(L, "too many items");
    return (lua_Integer)n + 1;
}

static int table_insert(lua_State *L) {
    lua_Integer n = writable(L, 1), at = n + 1;
    switch (lua_gettop(L)) {
    case 2:
        break;
    case 3:
        at = luaL_checkinteger(L, 2);
        luaL_argcheck(L, at >= 1 && at <= n + 1, 2, "position out of bounds");
        sandbox_charge(L, 1 + (n - at + 1) / 2);
        for (lua_Integer i = n + 1; i > at; i--) {
            lua_rawgeti(L, 1, i - 1);
            lua_rawseti(L, 1, i);
        }
        break;
    default:
        return luaL_error(L, "wrong number of arguments to 'insert'");
    }
    lua_rawseti(L, 1, at);
    return 0;
}

static int table_remove(lua_State *L) {
    lua_Integer n = writable(L, 1), at = n;
    if (!lua_isnoneornil(L, 2)) {
        at = luaL_checkinteger(L, 2);
        luaL_argcheck(L, (n == 0 && at == 0) || (at >= 1 && at <= n + 1), 2, "position out of bounds");
    }
    lua_rawgeti(L, 1, at);
    if (at > n || n == 0) return 1;
    sandbox_charge(L, 1 + (n - at) / 2);
    for (; at < n; at++) {
        lua_rawgeti(L, 1, at + 1);
        lua_rawseti(L, 1, at);
    }
    lua_pushnil(L);
    lua_rawseti(L, 1, n);
    return 1;
}

static int table_concat(lua_State *L) {
    size_t separator_len, total = 0;
    luaL_Buffer out;
    lua_Integer n = readable(L, 1);
    const char *separator = luaL_optlstring(L, 2, "", &separator_len);
    lua_Integer first = luaL_optinteger(L, 3, 1), last = luaL_optinteger(L, 4, n);
    lua_Integer count = range(L, first, last);
    luaL_buffinit(L, &out);
    for (lua_Integer k = 0; k < count; k++) {
        int type = lua_rawgeti(L, 1, first + k);
        if (type != LUA_TSTRING && type != LUA_TNUMBER) {
            return luaL_error(L, "item %I of the list is a %s and can't be joined", (LUAI_UACINT)(first + k),
                              lua_typename(L, type));
        }
        total += lua_rawlen(L, -1) + (k > 0 ? separator_len : 0);
        if (total > sandbox_of(L)->text_cap) lib_text_cost(L, total);
        if (type == LUA_TNUMBER) {
            lib_tostring(L, -1, NULL);
            lua_remove(L, -2);
        }
        sandbox_charge(L, 1 + (int64_t)((lua_rawlen(L, -1) + separator_len) / 32));
        luaL_addvalue(&out);
        if (k + 1 < count) luaL_addlstring(&out, separator, separator_len);
    }
    luaL_pushresult(&out);
    return 1;
}

static int table_unpack(lua_State *L) {
    lua_Integer n = readable(L, 1);
    lua_Integer first = luaL_optinteger(L, 2, 1), last = luaL_optinteger(L, 3, n);
    int most = sandbox_of(L)->limits.values;
    if (first > last) return 0;
    if ((lua_Unsigned)last - (lua_Unsigned)first >= (lua_Unsigned)most)
        return luaL_error(L, "more than %d values to unpack", most);
    int count = (int)(last - first) + 1;
    sandbox_charge(L, count);
    luaL_checkstack(L, count, "too many values to unpack");
    for (int i = 0; i < count; i++)
        lua_rawgeti(L, 1, first + i);
    return count;
}

static int table_pack(lua_State *L) {
    int n = lua_gettop(L);
    sandbox_charge(L, 1 + n / 4);
    lua_createtable(L, n, 1);
    lua_insert(L, 1);
    for (int i = n; i >= 1; i--)
        lua_rawseti(L, 1, i);
    lua_pushinteger(L, n);
    lua_setfield(L, 1, "n");
    return 1;
}

static int table_move(lua_State *L) {
    lua_Integer first = luaL_checkinteger(L, 2), last = luaL_checkinteger(L, 3), to = luaL_checkinteger(L, 4);
    int target = lua_isnoneornil(L, 5) ? 1 : 5;
    writable(L, target);
    lua_Integer count = range(L, first, last);
    luaL_argcheck(L, count == 0 || to <= LUA_MAXINTEGER - count, 4, "destination wrap around");
    sandbox_charge(L, 1 + count);
    lua_settop(L, 5);
    lua_pushvalue(L, target);
    lua_replace(L, 5);
    bool same = lua_rawequal(L, 1, 5);
    readable(L, 1);
    bool backwards = same && to > first && to - first < count; /* overlapping upwards */
    for (lua_Integer k = 0; k < count; k++) {
        lua_Integer i = backwards ? count - 1 - k : k;
        lua_rawgeti(L, 1, first + i);
        lua_rawseti(L, 5, to + i);
    }
    lua_settop(L, 5);
    return 1;
}

/* ---- sort: a stable merge sort. However a comparator lies, it makes at most n log n comparisons, and the
 * list stays whole: it is written back only at the end. ---- */

/* Stack: 1 the list, 2 the comparator or nil, 3 and 4 the tables merged from and to. True: item a comes
 * before b. */
static bool comes_before(lua_State *L, lua_Integer a, lua_Integer b) {
    bool before;
    lua_rawgeti(L, 3, a);
    lua_rawgeti(L, 3, b);
    if (lua_isnil(L, 2)) {
        sandbox_charge(L, 4);
        if (lua_type(L, -1) == LUA_TSTRING) sandbox_charge(L, (int64_t)(lua_rawlen(L, -1) / 64));
        before = lua_compare(L, -2, -1, LUA_OPLT);
        lua_pop(L, 2);
        return before;
    }
    sandbox_charge(L, 8);
    lua_pushvalue(L, 2);
    lua_insert(L, -3);
    lua_call(L, 2, 1);
    before = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return before;
}

/* Merges [from, middle) and [middle, end) of table 3 into table 4. */
static void merge(lua_State *L, lua_Integer from, lua_Integer middle, lua_Integer end) {
    lua_Integer left = from, right = middle;
    for (lua_Integer to = from; to < end; to++) {
        bool take_right = left >= middle || (right < end && comes_before(L, right, left));
        lua_rawgeti(L, 3, take_right ? right++ : left++);
        lua_rawseti(L, 4, to);
    }
}

static int table_sort(lua_State *L) {
    lua_Integer n = writable(L, 1);
    if (!lua_isnoneornil(L, 2)) luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_settop(L, 2);
    if (n < 2) return 0;
    luaL_argcheck(L, n < INT32_MAX / 4, 1, "list too long");
    sandbox_charge(L, n * 2);
    lua_createtable(L, (int)n, 0);
    lua_createtable(L, (int)n, 0);
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, 1, i);
        lua_rawseti(L, 3, i);
    }
    for (lua_Integer width = 1; width < n; width *= 2) {
        for (lua_Integer from = 1; from <= n; from += 2 * width) {
            lua_Integer middle = from + width <= n ? from + width : n + 1;
            lua_Integer end = middle + width <= n ? middle + width : n + 1;
            merge(L, from, middle, end);
        }
        lua_pushvalue(L, 3); /* what was merged into is merged from next */
        lua_pushvalue(L, 4);
        lua_replace(L, 3);
        lua_replace(L, 4);
    }
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, 3, i);
        lua_rawseti(L, 1, i);
    }
    return 0;
}

void lib_table_open(lua_State *L) {
    static const char *const removed[] = {"foreach", "foreachi", "getn", "setn", "maxn", NULL};
    static const luaL_Reg functions[] = {
        {"concat", table_concat}, {"insert", table_insert}, {"move", table_move},     {"pack", table_pack},
        {"remove", table_remove}, {"sort", table_sort},     {"unpack", table_unpack}, {NULL, NULL}};
    luaL_newlib(L, functions);
    sandbox_names_guard(L, "table", removed);
}
