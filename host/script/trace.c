/* Which step a field was read for (A46): asked for by facts->trace, at no cost otherwise.
 *
 * `approve "x" { by = …, when = r.amount > 5 }` runs in this order: the word with its name, the table, the
 * call with the table. What is read in between was read for "x". Anything else (a local at the head of the
 * function, an if, the options of a group) may have led to every step: it is kept without a step's name. So
 * is what is read where the first half stands in a local, since what the author did meanwhile can't be told.
 * Members of a `choose` share what they read: the second is there because the first is not.
 *
 * What is compared (trace_compared.c) belongs to steps in the same way. */
#include "script/words.h"
#include <string.h>

static tracing_t *asked(lua_State *L) {
    const call_t *call = &ruleset_of(L)->call;
    return call->facts ? call->facts->trace : NULL;
}

static void add(lua_State *L, tracing_t *trace, const char *step, const char *field) {
    if (trace->count == trace->room) {
        size_t room = trace->room ? trace->room * 2 : 32;
        traced_t *more = arena_grow(ruleset_of(L)->call.arena, trace->list, trace->count, room, sizeof *more);
        if (!more) {
            trace->failed = true;
            return;
        }
        trace->list = more;
        trace->room = room;
    }
    trace->list[trace->count++] = (traced_t){step, field};
}

static const char *kept(lua_State *L, tracing_t *trace, const char *text) {
    const char *copy = arena_strdup(ruleset_of(L)->call.arena, text);
    if (!copy) trace->failed = true;
    return copy ? copy : "";
}

void tracing_field(lua_State *L, const char *field) {
    tracing_t *trace = asked(L);
    if (trace && !trace->quiet) add(L, trace, trace->step, field);
}

void tracing_begin(lua_State *L, const char *name) {
    tracing_t *trace = asked(L);
    if (!trace) return;
    trace->begun = kept(L, trace, name);
    trace->begun_at = trace->count;
    trace->begun_compared = trace->compared_count;
}

/* Is the running function one of its caller's local variables? */
static bool is_local(lua_State *L) {
    lua_Debug self, caller;
    bool found = false;
    if (!lua_getstack(L, 0, &self) || !lua_getinfo(L, "f", &self)) return true;
    int function = lua_gettop(L);
    if (lua_getstack(L, 1, &caller)) {
        const char *name;
        for (int i = 1; (name = lua_getlocal(L, &caller, i)) != NULL; i++) {
            found = found || (name[0] != '(' && lua_rawequal(L, -1, function));
            lua_pop(L, 1);
        }
    }
    lua_settop(L, function - 1);
    return found;
}

void tracing_end(lua_State *L, const char *name) {
    tracing_t *trace = asked(L);
    if (!trace || !trace->begun || strcmp(trace->begun, name) != 0 || is_local(L)) return;
    for (size_t i = trace->begun_at; i < trace->count; i++)
        if (!trace->list[i].step) trace->list[i].step = trace->begun;
    for (size_t i = trace->begun_compared; i < trace->compared_count; i++)
        if (!trace->compared[i].step) trace->compared[i].step = trace->begun;
    trace->begun = NULL;
}

void tracing_of(lua_State *L, const char *step) {
    tracing_t *trace = asked(L);
    if (trace) trace->step = step ? kept(L, trace, step) : NULL;
}

/* What was read and compared for one step, up to there, was for the other too. */
static void share(lua_State *L, tracing_t *trace, const char *step, const char *other, size_t reads,
                  size_t compared) {
    for (size_t i = 0; i < reads; i++)
        if (trace->list[i].step && strcmp(trace->list[i].step, step) == 0)
            add(L, trace, other, trace->list[i].field);
    tracing_share(L, step, other, compared);
}

/* The members of a `choose` whose options stand at `idx`: leaves by name, a group for all steps. */
void tracing_choose(lua_State *L, int idx) {
    tracing_t *trace = asked(L);
    if (!trace) return;
    size_t reads = trace->count, compared = trace->compared_count;
    lua_Integer members = (lua_Integer)lua_rawlen(L, idx);
    for (lua_Integer i = 1; i <= members; i++) {
        lua_rawgeti(L, idx, i);
        const node_t *of = node_at(L, lua_gettop(L), NODE_STEP);
        for (lua_Integer m = 1; of && of->name && m <= members; m++) {
            lua_rawgeti(L, idx, m);
            const node_t *other = node_at(L, lua_gettop(L), NODE_STEP);
            bool leaf = other && step_is_leaf((step_kind_t)other->value) && other->name;
            if (other && other != of)
                share(L, trace, of->name, leaf ? kept(L, trace, other->name) : NULL, reads, compared);
            lua_pop(L, 1);
        }
        lua_pop(L, 1);
    }
}
