/* Which amounts, numbers and dates a rule compared, for which step, and where that stands: asked for by
 * facts->trace with `compares`. Whoever explains why a plan is another one with other values finds the
 * thresholds among them: comparisons that came to something else. What is done quietly (the company's own
 * plan, for what it fixed) led to no step. */
#include "script/words.h"
#include <string.h>

static tracing_t *asked(lua_State *L) {
    const call_t *call = &ruleset_of(L)->call;
    tracing_t *trace = call->facts ? call->facts->trace : NULL;
    return trace && trace->compares && !trace->quiet && !call->quiet ? trace : NULL;
}

/* ---- where ---- */

/* Pushes the contents of the table in a frame's local variable of that name; false: there is none. */
static bool push_local(lua_State *L, const lua_Debug *frame, const char *wanted) {
    const char *name;
    for (int i = 1; (name = lua_getlocal(L, frame, i)) != NULL; i++) {
        if (strcmp(name, wanted) == 0 && lua_istable(L, -1)) {
            sandbox_resolve(L, lua_gettop(L));
            return true;
        }
        lua_pop(L, 1);
    }
    return false;
}

static const char *push_member(lua_State *L, int table, const char *name) {
    lua_pushstring(L, name);
    lua_rawget(L, table);
    return lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
}

/* A decision table is looked through by scripts/vocabulary/decision.lua, in a function with the table as `t`
 * and the row as `r`: that row's line is the place. */
static bool row_of_table(lua_State *L, const lua_Debug *frame, compared_t *out) {
    int top = lua_gettop(L);
    bool found = push_local(L, frame, "t") && push_local(L, frame, "r");
    if (found) {
        const char *file = push_member(L, top + 1, "file");
        (void)push_member(L, top + 2, "line");
        found = file && lua_isinteger(L, -1);
        out->file = found ? ruleset_file_name(ruleset_of(L), file) : NULL;
        out->line = found ? (int32_t)lua_tointeger(L, -1) : 0;
    }
    lua_settop(L, top);
    return found;
}

static void place_of(lua_State *L, compared_t *out) {
    lua_Debug ar;
    for (int level = 0; lua_getstack(L, level, &ar); level++) {
        if (!lua_getinfo(L, "Sl", &ar) || ar.what[0] == 'C') continue;
        if (ar.source[0] == '@') {
            out->file = ruleset_file_name(ruleset_of(L), ar.source + 1);
            out->line = ar.currentline > 0 ? ar.currentline : 0;
            return;
        }
        if (row_of_table(L, &ar, out)) return;
    }
}

/* ---- kept ---- */

static void keep(lua_State *L, tracing_t *trace, const compared_t *c) {
    if (trace->compared_count == trace->compared_room) {
        size_t room = trace->compared_room ? trace->compared_room * 2 : 32;
        compared_t *more =
            arena_grow(ruleset_of(L)->call.arena, trace->compared, trace->compared_count, room, sizeof *more);
        if (!more) {
            trace->failed = true;
            return;
        }
        trace->compared = more;
        trace->compared_room = room;
    }
    trace->compared[trace->compared_count++] = *c;
}

void tracing_compared(lua_State *L, const value_t *a, const value_t *b, bool held) {
    tracing_t *trace = asked(L);
    if (!trace) return;
    compared_t c = {.step = trace->step, .left = *a, .right = *b, .held = held};
    luaL_checkstack(L, 8, "too deep");
    place_of(L, &c);
    keep(L, trace, &c);
}

void tracing_share(lua_State *L, const char *step, const char *other, size_t before) {
    tracing_t *trace = asked(L);
    for (size_t i = 0; trace && i < before; i++) {
        compared_t c = trace->compared[i];
        if (!c.step || strcmp(c.step, step) != 0) continue;
        c.step = other;
        keep(L, trace, &c);
    }
}
