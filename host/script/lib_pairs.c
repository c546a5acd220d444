/* pairs and next in a fixed order: numbers rising, then texts bytewise, then false and true. Lua's own order
 * changes from run to run, and a rule whose answer depends on it would decide by accident. Keys of other
 * kinds have no order and are refused.
 *
 * pairs takes the keys when the loop begins; fields set to nil before their turn are left out. What it must
 * remember between steps stands in upvalues of its iterator, never in memory of its own, so that sealing sees
 * it. */
#include "script/sandbox_internal.h"
#include <string.h>

typedef struct key {
    int type; /* LUA_TNUMBER, LUA_TSTRING, LUA_TBOOLEAN */
    bool whole, flag;
    lua_Integer integer;
    lua_Number real;
    const char *text; /* alive as long as the key is in the table */
    size_t len;
} pair_key_t;

/* The key at idx, or an error. */
static pair_key_t read_key(lua_State *L, int idx) {
    pair_key_t k = {.type = lua_type(L, idx)};
    switch (k.type) {
    case LUA_TNUMBER:
        k.whole = lua_isinteger(L, idx);
        if (k.whole) k.integer = lua_tointeger(L, idx);
        k.real = lua_tonumber(L, idx);
        return k;
    case LUA_TSTRING:
        k.text = lua_tolstring(L, idx, &k.len);
        return k;
    case LUA_TBOOLEAN:
        k.flag = lua_toboolean(L, idx);
        return k;
    default:
        luaL_error(L, "a table with a key that is a %s has no order to walk in", luaL_typename(L, idx));
        return k;
    }
}

static int rank(const pair_key_t *k) {
    return k->type == LUA_TNUMBER ? 0 : k->type == LUA_TSTRING ? 1 : 2;
}

/* A whole number against one that is none (Lua keeps 2.0 as the key 2), exactly. */
static int compare_mixed(lua_Integer i, lua_Number f) {
    if (f >= 9223372036854775808.0) return -1;
    if (f < -9223372036854775808.0) return 1;
    lua_Integer below = (lua_Integer)f; /* towards zero */
    if (i != below) return i < below ? -1 : 1;
    return f > 0 ? -1 : 1;
}

static int compare_numbers(const pair_key_t *a, const pair_key_t *b) {
    if (a->whole && b->whole) return (a->integer > b->integer) - (a->integer < b->integer);
    if (a->whole) return compare_mixed(a->integer, b->real);
    if (b->whole) return -compare_mixed(b->integer, a->real);
    return (a->real > b->real) - (a->real < b->real);
}

static int compare(const pair_key_t *a, const pair_key_t *b) {
    if (rank(a) != rank(b)) return rank(a) - rank(b);
    if (a->type == LUA_TNUMBER) return compare_numbers(a, b);
    if (!a->text || !b->text) return (int)a->flag - (int)b->flag;
    size_t shorter = a->len < b->len ? a->len : b->len;
    int order = memcmp(a->text, b->text, shorter);
    return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
}

static void sink(pair_key_t *keys, size_t root, size_t count) {
    for (size_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && compare(&keys[child], &keys[child + 1]) < 0) child++;
        if (compare(&keys[root], &keys[child]) >= 0) return;
        pair_key_t moved = keys[root];
        keys[root] = keys[child];
        keys[child] = moved;
    }
}

/* Heap sort: in place, and its cost does not depend on the order found, which differs from run to run. */
static void sort_keys(pair_key_t *keys, size_t count) {
    for (size_t i = count / 2; i-- > 0;)
        sink(keys, i, count);
    for (size_t end = count; end-- > 1;) {
        pair_key_t largest = keys[0];
        keys[0] = keys[end];
        keys[end] = largest;
        sink(keys, 0, end);
    }
}

static void push_key(lua_State *L, const pair_key_t *k) {
    if (k->type == LUA_TSTRING) {
        lua_pushlstring(L, k->text, k->len);
    } else if (k->type == LUA_TBOOLEAN) {
        lua_pushboolean(L, k->flag);
    } else if (k->whole) {
        lua_pushinteger(L, k->integer);
    } else {
        lua_pushnumber(L, k->real);
    }
}

/* Counts the keys of the raw table at idx; `list`: whether they are exactly 1 … count. */
static size_t count_keys(lua_State *L, int idx, bool *list) {
    size_t count = 0;
    lua_Integer highest = 0;
    *list = true;
    for (lua_pushnil(L); lua_next(L, idx); lua_pop(L, 1)) {
        count++;
        if (!lua_isinteger(L, -2) || lua_tointeger(L, -2) < 1) {
            *list = false;
        } else if (lua_tointeger(L, -2) > highest) {
            highest = lua_tointeger(L, -2);
        }
    }
    if ((size_t)highest != count) *list = false;
    return count;
}

/* Pushes the sorted keys of the raw table at idx as a list. */
static void push_sorted(lua_State *L, int idx, size_t count) {
    size_t n = 0;
    lua_createtable(L, (int)count, 0);
    int list = lua_gettop(L);
    pair_key_t *keys =
        lua_newuserdatauv(L, (count + 1) * sizeof *keys, 0); /* Lua's, so that an error leaks nothing */
    for (lua_pushnil(L); lua_next(L, idx); lua_pop(L, 1)) {
        if (n < count) keys[n++] = read_key(L, -2);
    }
    sort_keys(keys, n);
    for (size_t i = 0; i < n; i++) {
        push_key(L, &keys[i]);
        lua_rawseti(L, list, (lua_Integer)i + 1);
    }
    lua_settop(L, list);
}

/* ---- pairs ---- */

/* Upvalue 1: how many. The control variable is the index before. */
static int step_list(lua_State *L) {
    lua_Integer count = lua_tointeger(L, lua_upvalueindex(1));
    lua_Integer i = lua_isnil(L, 2) ? 0 : luaL_checkinteger(L, 2);
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    sandbox_resolve(L, 1);
    while (i < count) {
        if (lua_rawgeti(L, 1, ++i) == LUA_TNIL) {
            lua_pop(L, 1);
            sandbox_charge(L, 1);
            continue;
        }
        lua_pushinteger(L, i);
        lua_insert(L, -2);
        return 2;
    }
    lua_pushnil(L);
    return 1;
}

/* Upvalues: the keys, the place among them. */
static int step_keys(lua_State *L) {
    lua_Integer at = lua_tointeger(L, lua_upvalueindex(2));
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    sandbox_resolve(L, 1);
    while (lua_geti(L, lua_upvalueindex(1), ++at) != LUA_TNIL) { /* not raw: the keys may have been frozen */
        lua_pushvalue(L, -1);
        if (lua_rawget(L, 1) != LUA_TNIL) {
            lua_pushinteger(L, at);
            lua_replace(L, lua_upvalueindex(2));
            return 2;
        }
        lua_pop(L, 2);
        sandbox_charge(L, 1);
    }
    lua_pushnil(L);
    return 1;
}

int lib_pairs(lua_State *L) {
    bool list;
    luaL_checkany(L, 1);
    if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) { /* only trusted code makes metatables */
        lua_pushvalue(L, 1);
        lua_call(L, 1, 3);
        return 3;
    }
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    lua_pushvalue(L, 1);
    sandbox_resolve(L, 2);
    lib_look_at_clock(L); /* a table that was emptied is still long to walk */
    size_t count = count_keys(L, 2, &list);
    sandbox_charge(L, 5 + (int64_t)count * (list ? 2 : 16));
    if (list) {
        lua_pushinteger(L, (lua_Integer)count);
        lua_pushcclosure(L, step_list, 1);
    } else {
        push_sorted(L, 2, count);
        lua_pushinteger(L, 0);
        lua_pushcclosure(L, step_keys, 2);
    }
    lua_pushvalue(L, 1);
    lua_pushnil(L);
    return 3;
}

/* next(t, key): the key that comes after; walks the whole table each time, and is charged for it. */
int lib_next(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 2);
    sandbox_resolve(L, 1);
    bool first = lua_isnil(L, 2), found = false;
    pair_key_t after = {0}, best = {0};
    if (!first) after = read_key(L, 2);
    int64_t seen = 0;
    lib_look_at_clock(L); /* a table that was emptied is still long to walk */
    for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1)) {
        pair_key_t k = read_key(L, -2);
        seen++;
        if (!first && compare(&k, &after) <= 0) continue;
        if (found && compare(&k, &best) >= 0) continue;
        best = k;
        found = true;
    }
    sandbox_charge(L, 1 + seen * 2);
    if (!found) {
        lua_pushnil(L);
        return 1;
    }
    push_key(L, &best);
    lua_pushvalue(L, -1);
    lua_rawget(L, 1);
    return 2;
}
