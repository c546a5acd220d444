/* Which names a script sees, and what it is told about one that it does not see.
 *
 *   a rule file's environment (always empty) ─__index→ [names of this file] → exports ─__index→ unknown_name
 *   a trusted script's globals               ─__index→ extras → exports
 *
 * The environment stays empty so that every write of a global, also of a known one, comes through __newindex
 * and is an error. Removed names answer for themselves: "not available in rules: os.exit" instead of Lua's
 * "attempt to index nil". */
#include "script/sandbox_internal.h"
#include <stdio.h>
#include <string.h>

/* ---- the nearest name ---- */

enum { NAME_MAX_LEN = 64 };

static int smaller(int a, int b) {
    return a < b ? a : b;
}

/* Optimal string alignment (Damerau-Levenshtein with adjacent swaps), or NAME_MAX_LEN when too long. */
static int distance(const char *a, const char *b) {
    int rows[3][NAME_MAX_LEN + 1];
    int n = (int)strlen(a), m = (int)strlen(b);
    if (n > NAME_MAX_LEN || m > NAME_MAX_LEN) return NAME_MAX_LEN;
    int *before = rows[0], *last = rows[1], *row = rows[2];
    for (int j = 0; j <= m; j++)
        last[j] = j;
    for (int i = 1; i <= n; i++) {
        row[0] = i;
        for (int j = 1; j <= m; j++) {
            int cost = a[i - 1] != b[j - 1];
            row[j] = smaller(smaller(last[j] + 1, row[j - 1] + 1), last[j - 1] + cost);
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) row[j] = smaller(row[j], before[j - 2] + 1);
        }
        int *free_row = before;
        before = last;
        last = row;
        row = free_row;
    }
    return last[m];
}

/* What `candidate` is away from `name`, or -1 when it is no likely slip. */
static int likeness(const char *name, const char *candidate) {
    int length = (int)strlen(name);
    int most = length < 3 ? 1 : (length + 2) / 3;
    int away = distance(name, candidate);
    return away <= most && away < length ? away : -1;
}

const char *sandbox_nearest(const char *name, const char *const *names, size_t count) {
    const char *best = NULL;
    int best_away = NAME_MAX_LEN;
    for (size_t i = 0; i < count; i++) {
        int away = names[i] ? likeness(name, names[i]) : -1;
        if (away < 0 || away >= best_away) continue;
        best = names[i];
        best_away = away;
    }
    return best;
}

typedef struct nearest {
    const char *name;
    char best[NAME_MAX_LEN + 1];
    int away;
} nearest_t;

/* Ties go to the name that sorts first: the order in a Lua table is no order. */
static void nearest_offer(nearest_t *n, const char *candidate) {
    int away = likeness(n->name, candidate);
    if (away < 0 || strlen(candidate) > NAME_MAX_LEN) return;
    if (away > n->away || (away == n->away && strcmp(candidate, n->best) >= 0)) return;
    n->away = away;
    snprintf(n->best, sizeof n->best, "%s", candidate);
}

/* Offers the text keys of the table at idx. */
static void offer_keys(lua_State *L, nearest_t *n, int idx) {
    idx = lua_absindex(L, idx);
    for (lua_pushnil(L); lua_next(L, idx); lua_pop(L, 1)) {
        if (lua_type(L, -2) == LUA_TSTRING) nearest_offer(n, lua_tostring(L, -2));
    }
}

/* Offers the local variables that the author sees where the unknown name stands. */
static void offer_locals(lua_State *L, nearest_t *n) {
    lua_Debug ar;
    const char *local;
    if (!lua_getstack(L, 1, &ar)) return;
    for (int i = 1; (local = lua_getlocal(L, &ar, i)) != NULL; i++) {
        if (local[0] != '(') nearest_offer(n, local);
        lua_pop(L, 1);
    }
}

/* ---- removed names ---- */

/* Whole libraries: any field of theirs is named in full. */
static const char *const removed_libraries[] = {"os", "io", "debug", "package", "coroutine", NULL};
static const char *const removed_names[] = {
    "load",   "loadstring", "loadfile", "dofile",  "require",      "collectgarbage", "print", "warn",
    "rawget", "rawset",     "rawequal", "rawlen",  "getmetatable", "setmetatable",   "_G",    "_ENV",
    "module", "newproxy",   "_VERSION", "getfenv", "setfenv",      "unpack",         "arg",   NULL};

static bool is_listed(const char *const *list, const char *name) {
    for (; list && *list; list++) {
        if (strcmp(*list, name) == 0) return true;
    }
    return false;
}

static int not_available(lua_State *L, const char *library, const char *name) {
    const char *dot = library ? "." : "";
    return luaL_error(L, "not available in rules: %s%s%s", library ? library : "", dot, name);
}

/* A key as text fit for a message; only texts are names. */
static const char *name_of(lua_State *L, int idx, char *out, size_t room) {
    size_t len;
    if (lua_type(L, idx) != LUA_TSTRING) {
        snprintf(out, room, "a %s", luaL_typename(L, idx));
        return out;
    }
    const char *text = lua_tolstring(L, idx, &len);
    sandbox_clean_text(out, room, text, len);
    return out;
}

/* __index of a removed library; upvalue 1: its name. */
static int removed_member(lua_State *L) {
    char name[NAME_MAX_LEN + 1];
    return not_available(L, lua_tostring(L, lua_upvalueindex(1)), name_of(L, 2, name, sizeof name));
}

/* __index of a library's storage; upvalues: its name, a light pointer to the list of removed members. */
static int unknown_member(lua_State *L) {
    char name[NAME_MAX_LEN + 1];
    const char *library = lua_tostring(L, lua_upvalueindex(1));
    nearest_t n = {.name = name_of(L, 2, name, sizeof name), .away = NAME_MAX_LEN};
    /* Indexing a text by a number asks for a character elsewhere; here it is a slip. */
    if (lua_type(L, 2) != LUA_TSTRING) return luaL_error(L, "%s has no field that is %s", library, name);
    if (is_listed(lua_touserdata(L, lua_upvalueindex(2)), name)) return not_available(L, library, name);
    if (lua_istable(L, 1)) offer_keys(L, &n, 1);
    if (n.best[0] == '\0') return luaL_error(L, "%s has no '%s'", library, name);
    return luaL_error(L, "%s has no '%s' (did you mean '%s'?)", library, name, n.best);
}

void sandbox_names_guard(lua_State *L, const char *library, const char *const *removed) {
    lua_createtable(L, 0, 1);
    lua_pushstring(L, library);
    if (removed) {
        lua_pushlightuserdata(L, (void *)removed);
        lua_pushcclosure(L, unknown_member, 2);
    } else {
        lua_pushcclosure(L, removed_member, 1);
    }
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
}

/* __index of the exports. */
static int unknown_name(lua_State *L) {
    char name[NAME_MAX_LEN + 1];
    nearest_t n = {.name = name_of(L, 2, name, sizeof name), .away = NAME_MAX_LEN};
    if (is_listed(removed_names, name)) return not_available(L, NULL, name);
    offer_locals(L, &n);
    sandbox_registry(L, &sandbox_key_exports);
    offer_keys(L, &n, -1);
    if (n.best[0] == '\0') return luaL_error(L, "unknown name '%s'", name);
    return luaL_error(L, "unknown name '%s' (did you mean '%s'?)", name, n.best);
}

/* __newindex of an environment. */
static int write_global(lua_State *L) {
    char name[NAME_MAX_LEN + 1];
    name_of(L, 2, name, sizeof name);
    sandbox_registry(L, &sandbox_key_exports);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, -2) != LUA_TNIL) {
        return luaL_error(L, "'%s' belongs to the vocabulary of rules and can't be changed", name);
    }
    return luaL_error(L, "'%s' is not declared: write \"local %s = ...\"", name, name);
}

/* ---- environments ---- */

/* Stack: …, names of this file (table or nil) → …, environment. */
void sandbox_names_environment(lua_State *L) {
    int names = lua_gettop(L);
    if (lua_istable(L, names)) {
        lua_createtable(L, 0, 1);
        sandbox_registry(L, &sandbox_key_exports);
        lua_setfield(L, -2, "__index");
        lua_setmetatable(L, names);
        sandbox_registry(L, &sandbox_key_names);
        lua_pushvalue(L, names);
        lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
        lua_pop(L, 1);
    } else {
        sandbox_registry(L, &sandbox_key_exports);
        lua_replace(L, names);
    }
    lua_newtable(L);
    lua_createtable(L, 0, 2);
    lua_pushvalue(L, names);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, write_global);
    lua_setfield(L, -2, "__newindex");
    lua_setmetatable(L, -2);
    lua_replace(L, names);
    /* It has its own guard; sealing leaves it alone, and looks at what it leads to by the exports. */
    sandbox_registry(L, &sandbox_key_unsealed);
    lua_pushvalue(L, names);
    lua_pushboolean(L, 1);
    lua_rawset(L, -3);
    lua_pop(L, 1);
}

void sandbox_names_open(lua_State *L) {
    sandbox_registry(L, &sandbox_key_exports);
    lib_base_open(L);
    static const struct {
        const char *name;
        void (*open)(lua_State *L);
    } libraries[] = {{"string", lib_string_open},
                     {"table", lib_table_open},
                     {"math", lib_math_open},
                     {"utf8", lib_utf8_open}};
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
        libraries[i].open(L);
        sandbox_freeze(L, -1);
        lua_setfield(L, -2, libraries[i].name);
    }
    lua_pushliteral(L, ""); /* s:find(…): texts see the library, and nothing else of it */
    lua_createtable(L, 0, 1);
    lua_getfield(L, -3, "string");
    sandbox_resolve(L, -1);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
    for (size_t i = 0; removed_libraries[i]; i++) {
        lua_newtable(L);
        sandbox_names_guard(L, removed_libraries[i], NULL);
        sandbox_freeze(L, -1);
        lua_setfield(L, -2, removed_libraries[i]);
    }
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, unknown_name);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}
