/* No state between calls. What lives on after the files are loaded is walked once and made unchangeable:
 *
 * - A table is emptied into a storage table behind it: every write then meets __newindex, every read __index.
 *   It stays the same table, so whoever holds it sees no difference.
 *
 *       t (empty) ── metatable { __index = storage, __newindex = error, [key] = storage, … }
 *
 * - An upvalue can't be guarded. Its value is noted, compared after each call and put back; a call that
 * changed one fails, so nobody comes to rely on it.
 *
 * A table with a metatable gets a copy of it, with its metamethods, and its __index behind the storage.
 * Tables that serve as metatables are left as they are (Lua reads these raw); rules can't reach them. */
#include "script/sandbox_internal.h"
#include <stdio.h>
#include <string.h>

/* ---- frozen tables ---- */

/* Pushes the storage of the table at idx and returns true, or pushes nothing. */
static bool push_storage(lua_State *L, int idx) {
    if (lua_type(L, idx) != LUA_TTABLE || !lua_getmetatable(L, idx)) return false;
    if (lua_rawgetp(L, -1, &sandbox_key_storage) != LUA_TTABLE) {
        lua_pop(L, 2);
        return false;
    }
    lua_remove(L, -2);
    return true;
}

bool sandbox_is_frozen(lua_State *L, int idx) {
    if (!push_storage(L, idx)) return false;
    lua_pop(L, 1);
    return true;
}

void sandbox_resolve(lua_State *L, int idx) {
    idx = lua_absindex(L, idx);
    if (push_storage(L, idx)) lua_replace(L, idx);
}

int sandbox_frozen_write(lua_State *L) {
    char name[48];
    size_t len;
    if (lua_type(L, 2) != LUA_TSTRING) return luaL_error(L, "this table is shared and can't be changed");
    const char *key = lua_tolstring(L, 2, &len);
    sandbox_clean_text(name, sizeof name, key, len);
    return luaL_error(L, "this table is shared and can't be changed (field '%s')", name);
}

static int frozen_length(lua_State *L) {
    lua_settop(L, 1);
    sandbox_resolve(L, 1);
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, 1));
    return 1;
}

/* Copies the metatable at `from` into the one at `to`, but for what freezing sets itself. */
static void copy_metatable(lua_State *L, int from, int to) {
    for (lua_pushnil(L); lua_next(L, from);) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, to);
    }
}

/* Gives the storage the __index that the table's own metatable had. */
static void chain_index(lua_State *L, int original, int storage) {
    lua_pushliteral(L, "__index");
    if (lua_rawget(L, original) == LUA_TNIL) {
        lua_pop(L, 1);
        return;
    }
    lua_createtable(L, 0, 1);
    lua_insert(L, -2);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, storage);
}

/* Moves everything from the table at `from` to the one at `to`. */
static void move_contents(lua_State *L, int from, int to) {
    for (lua_pushnil(L); lua_next(L, from);) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, to);
        lua_pushvalue(L, -1);
        lua_pushnil(L);
        lua_rawset(L, from); /* emptying a field while walking is allowed */
    }
}

/* Freezes the one table at idx. Running out of memory half-way is fatal, so nobody sees a table half moved.
 */
static void freeze_one(lua_State *L, int idx) {
    luaL_checkstack(L, 12, NULL);
    idx = lua_absindex(L, idx);
    if (sandbox_is_frozen(L, idx)) return;
    int top = lua_gettop(L);
    bool has_original = lua_getmetatable(L, idx);
    int original = lua_gettop(L);
    lua_newtable(L);
    int storage = lua_gettop(L);
    lua_createtable(L, 0, 5);
    int guard = lua_gettop(L);
    if (has_original) {
        copy_metatable(L, original, guard);
        chain_index(L, original, storage);
        lua_pushvalue(L, original);
        lua_rawsetp(L, guard, &sandbox_key_original);
    }
    lua_pushliteral(L, "__len");
    if (lua_rawget(L, guard) == LUA_TNIL) {
        lua_pushcfunction(L, frozen_length);
        lua_setfield(L, guard, "__len");
    }
    lua_pushvalue(L, storage);
    lua_setfield(L, guard, "__index");
    lua_pushcfunction(L, sandbox_frozen_write);
    lua_setfield(L, guard, "__newindex");
    lua_pushvalue(L, storage);
    lua_rawsetp(L, guard, &sandbox_key_storage);
    lua_settop(L, guard);
    move_contents(L, idx, storage);
    lua_setmetatable(L, idx);
    lua_settop(L, top);
}

/* ---- the walk ---- */

/* Stack slots of a walk: tables and functions found, in order; what was seen; which tables are metatables;
 * which to leave alone. */
typedef struct walk {
    lua_State *L;
    int found, seen, metatables, unsealed;
    lua_Integer count, done;
    bool functions; /* look into what functions hold */
} walk_t;

static bool is_in(const walk_t *w, int set, int idx) {
    lua_State *L = w->L;
    lua_pushvalue(L, idx);
    bool in = lua_rawget(L, set) != LUA_TNIL;
    lua_pop(L, 1);
    return in;
}

static void put_in(const walk_t *w, int set, int idx) {
    lua_State *L = w->L;
    lua_pushvalue(L, idx);
    lua_pushboolean(L, 1);
    lua_rawset(L, set);
}

/* Notes the value on top for the walk, and pops it. */
static void find(walk_t *w) {
    lua_State *L = w->L;
    int type = lua_type(L, -1);
    bool wanted = type == LUA_TTABLE || type == LUA_TUSERDATA || (type == LUA_TFUNCTION && w->functions);
    int top = lua_gettop(L);
    if (wanted && !is_in(w, w->seen, top) && !is_in(w, w->unsealed, top)) {
        put_in(w, w->seen, top);
        lua_pushvalue(L, top);
        lua_rawseti(L, w->found, ++w->count);
    }
    lua_pop(L, 1);
}

static void find_contents(walk_t *w, int table) {
    lua_State *L = w->L;
    for (lua_pushnil(L); lua_next(L, table);) {
        find(w);
        lua_pushvalue(L, -1);
        find(w);
    }
}

/* Looks into the metatable on top (popped): into its fields, but it stays as it is, and so does a table of
 * methods. */
static void walk_metatable(walk_t *w, bool of_table) {
    lua_State *L = w->L;
    int mt = lua_gettop(L);
    if (!is_in(w, w->metatables, mt)) {
        put_in(w, w->metatables, mt);
        sandbox_check_metatable(L, mt, of_table);
        for (lua_pushnil(L); lua_next(L, mt);) {
            bool methods = lua_type(L, -2) == LUA_TSTRING && strcmp(lua_tostring(L, -2), "__index") == 0 &&
                           lua_istable(L, -1);
            if (methods) {
                find_contents(w, lua_gettop(L));
                lua_pop(L, 1);
            } else {
                find(w);
            }
        }
    }
    lua_pop(L, 1);
}

static void walk_table(walk_t *w) {
    lua_State *L = w->L;
    int table = lua_gettop(L);
    if (push_storage(L, table)) {
        lua_getmetatable(L, table);
        if (lua_rawgetp(L, -1, &sandbox_key_original) == LUA_TTABLE) {
            walk_metatable(w, true);
        } else {
            lua_pop(L, 1);
        }
        lua_pop(L, 1);
        find_contents(w, table + 1);
        lua_pop(L, 1);
        return;
    }
    if (lua_getmetatable(L, table)) walk_metatable(w, true);
    find_contents(w, table);
}

/* Remembers one upvalue of the function kept as number `function`; its value is on top (popped). */
static void note_upvalue(lua_State *L, int function, int upvalue) {
    sandbox_t *sb = sandbox_of(L);
    if (sb->upvalue_count == sb->upvalue_room) {
        size_t room = sb->upvalue_room ? sb->upvalue_room * 2 : 64;
        sandbox_upvalue_t *more = mem_realloc(sb->upvalues, room * sizeof *more);
        if (!more) {
            sb->refused = FATAL_HOST;
            sandbox_end_call(L, FATAL_HOST);
        }
        sb->upvalues = more;
        sb->upvalue_room = room;
    }
    sb->upvalues[sb->upvalue_count++] = (sandbox_upvalue_t){function, upvalue};
    sandbox_registry(L, &sandbox_key_values);
    lua_insert(L, -2);
    lua_rawseti(L, -2, (lua_Integer)sb->upvalue_count);
    lua_pop(L, 1);
}

/* The function on top: what it holds is walked, and noted once however many functions share it. Noted are
 * only the upvalues of the author's functions and of C functions (iterators), since each costs a comparison
 * after every call: shipped scripts assign to none after they were loaded. */
static void walk_function(walk_t *w) {
    lua_State *L = w->L;
    int function = lua_gettop(L);
    const char *name;
    int kept = 0;
    lua_Debug ar;
    lua_pushvalue(L, function);
    lua_getinfo(L, ">S", &ar);
    bool shipped = ar.source[0] != '@' && ar.what[0] != 'C';
    for (int i = 1; (name = lua_getupvalue(L, function, i)) != NULL; i++) {
        lua_pushvalue(L, -1);
        find(w);
        if (shipped) {
            lua_pop(L, 1);
            continue;
        }
        void *id = lua_upvalueid(L, function, i);
        bool known = lua_rawgetp(L, w->seen, id) != LUA_TNIL;
        lua_pop(L, 1);
        if (known || strcmp(name, "_ENV") == 0) {
            lua_pop(L, 1);
            continue;
        }
        lua_pushboolean(L, 1);
        lua_rawsetp(L, w->seen, id);
        if (kept == 0) {
            sandbox_registry(L, &sandbox_key_functions);
            kept = (int)lua_rawlen(L, -1) + 1;
            lua_pushvalue(L, function);
            lua_rawseti(L, -2, kept);
            lua_pop(L, 1);
        }
        note_upvalue(L, kept, i);
    }
}

static void walk_all(walk_t *w) {
    lua_State *L = w->L;
    while (w->done < w->count) {
        luaL_checkstack(L, 16, NULL);
        switch (lua_rawgeti(L, w->found, ++w->done)) {
        case LUA_TTABLE:
            walk_table(w);
            break;
        case LUA_TFUNCTION:
            walk_function(w);
            break;
        default: /* userdata: the host's own, but rules reach what its metatable holds */
            if (lua_getmetatable(L, -1)) walk_metatable(w, false);
            break;
        }
        lua_pop(L, 1);
    }
}

static void freeze_found(const walk_t *w) {
    lua_State *L = w->L;
    for (lua_Integer i = 1; i <= w->count; i++) {
        bool freeze = lua_rawgeti(L, w->found, i) == LUA_TTABLE && !is_in(w, w->metatables, lua_gettop(L));
        if (freeze) freeze_one(L, -1);
        lua_pop(L, 1);
    }
}

/* Leaves four tables on the stack. */
static walk_t start_walk(lua_State *L, bool functions) {
    luaL_checkstack(L, 16, NULL);
    walk_t w = {.L = L, .functions = functions};
    lua_newtable(L);
    w.found = lua_gettop(L);
    lua_newtable(L);
    w.seen = lua_gettop(L);
    lua_newtable(L);
    w.metatables = lua_gettop(L);
    sandbox_registry(L, &sandbox_key_unsealed);
    w.unsealed = lua_gettop(L);
    return w;
}

void sandbox_freeze(lua_State *L, int idx) {
    int top = lua_gettop(L);
    lua_pushvalue(L, idx);
    int table = lua_gettop(L);
    walk_t w = start_walk(L, false);
    lua_pushvalue(L, table);
    find(&w);
    walk_all(&w);
    freeze_found(&w);
    lua_settop(L, top);
}

/* ---- sealing ---- */

static int seal_body(lua_State *L, void *ctx, diag_t *d) {
    (void)ctx;
    (void)d;
    static const char *const roots[] = {&sandbox_key_exports, &sandbox_key_refs};
    walk_t w = start_walk(L, true);
    sandbox_registry(L, &sandbox_key_host);
    find(&w);
    sandbox_registry(L, &sandbox_key_names); /* names that single files see, each table itself out of reach */
    for (lua_Integer i = 1; lua_rawgeti(L, -1, i) == LUA_TTABLE; i++) {
        find_contents(&w, lua_gettop(L));
        lua_pop(L, 1);
    }
    lua_pop(L, 2);
    for (size_t i = 0; i < sizeof roots / sizeof *roots;
         i++) { /* these themselves stay: only the host reaches them */
        sandbox_registry(L, roots[i]);
        put_in(&w, w.seen, lua_gettop(L));
        find_contents(&w, lua_gettop(L));
        lua_pop(L, 1);
    }
    walk_all(&w);
    freeze_found(&w);
    return 0;
}

int sandbox_seal(sandbox_t *sb, diag_t *d) {
    sandbox_job_t job = {.body = seal_body, .phase = "load", .whole_memory = true};
    if (sb->sealed) return 0;
    if (sandbox_protect(sb, &job, d)) {
        sb->spoiled = true; /* half sealed is not sealed */
        return -1;
    }
    lua_gc(sb->L, LUA_GCCOLLECT); /* allocates nothing; there are no finalizers of rules to run */
    sb->sealed_size = sb->used;
    sb->sealed = true;
    return 0;
}

/* Both on top of the stack. NaN is the same as itself here. */
static bool unchanged(lua_State *L) {
    if (lua_rawequal(L, -1, -2)) return true;
    if (lua_type(L, -1) != LUA_TNUMBER || lua_type(L, -2) != LUA_TNUMBER) return false;
    return lua_tonumber(L, -1) != lua_tonumber(L, -1) && lua_tonumber(L, -2) != lua_tonumber(L, -2);
}

static int report_state(sandbox_t *sb, const char *name, diag_t *d) {
    lua_State *L = sb->L;
    lua_Debug ar;
    char message[160], clean[48];
    sandbox_clean_text(clean, sizeof clean, name, strlen(name));
    bool unnamed = clean[0] == '\0';
    snprintf(message, sizeof message,
             "rules keep no state: a call changed %s%s%s, which outlives it; declare it inside the function",
             unnamed ? "an iterator" : "'", clean, unnamed ? "" : "'");
    lua_pushvalue(L, 2);
    lua_getinfo(L, ">S", &ar);
    sb->trace[0] = '\0';
    snprintf(sb->file, sizeof sb->file, "%s",
             ar.source[0] == '@' || ar.source[0] == '=' ? ar.source + 1 : "");
    sb->line = ar.linedefined > 0 ? ar.linedefined : 0;
    return sandbox_report(sb, "rule.runtime", "state", message, d);
}

/* Runs outside of a protected call: nothing here allocates, and an empty stack has room for what is pushed.
 */
int sandbox_restore(sandbox_t *sb, diag_t *d) {
    lua_State *L = sb->L;
    int result = 0, function = 0;
    if (sb->upvalue_count == 0) return 0;
    lua_settop(L, 0);
    sandbox_registry(L, &sandbox_key_values);
    lua_pushnil(L); /* 2: the function being looked at */
    for (size_t i = 0; i < sb->upvalue_count; i++) {
        const sandbox_upvalue_t *u = &sb->upvalues[i];
        if (u->function != function) {
            function = u->function;
            sandbox_registry(L, &sandbox_key_functions);
            lua_rawgeti(L, -1, function);
            lua_replace(L, 2);
            lua_pop(L, 1);
        }
        const char *name = lua_getupvalue(L, 2, u->upvalue);
        lua_rawgeti(L, 1, (lua_Integer)i + 1);
        if (!unchanged(L)) {
            if (result == 0) result = report_state(sb, name, d);
            lua_setupvalue(L, 2, u->upvalue); /* pops what it was */
            lua_pop(L, 1);
        } else {
            lua_pop(L, 2);
        }
    }
    lua_settop(L, 0);
    return result;
}
