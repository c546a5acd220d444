/* checks = { check "name" { finds = function(r, set, task) … end, title = …, clause = …, steps = { … } }, …
 * }: the named checks of a flow, or of what extends it, which must find nothing before a step may pass
 * (P1.3.1). What stands beside the function can be listed without running it. */
#include "script/words.h"
#include <string.h>

static const char *const KEYS[] = {"finds", "title", "clause", "steps"};
enum { KEY_FINDS, KEY_TITLE, KEY_CLAUSE, KEY_STEPS, KEY_COUNT };

static const char CHECKS[] = "checks: { check \"name\" { finds = function(r, set, task) … end } }";

/* steps = { "leader", "payment" }: NULL-terminated. */
static int read_steps(reader_t *rd, int idx, const char ***out) {
    lua_State *L = rd->L;
    int top = lua_gettop(L), base;
    lua_Integer items;
    if (lua_type(L, idx) != LUA_TTABLE)
        return read_expected(rd, idx, "steps", "names of steps: { \"head\" }");
    sandbox_resolve(L, idx);
    if (read_options(rd, idx, NULL, 0, NULL, &base, NULL, &items) != 0) return -1;
    if (items == 0) return read_expected(rd, idx, "steps", "names of steps: { \"head\" }");
    const char **list = arena_array(rd->arena, (size_t)items + 1, sizeof *list);
    if (!list) return diag_memory(rd->d);
    for (lua_Integer i = 1; i <= items; i++) {
        lua_rawgeti(L, idx, i);
        if (read_text(rd, lua_gettop(L), "steps", RULESET_STEP_NAME_MAX, &list[i - 1]) != 0) return -1;
        lua_settop(L, top);
    }
    *out = list;
    return 0;
}

static int read_one(reader_t *rd, int idx, check_def_t *out) {
    lua_State *L = rd->L;
    int top = lua_gettop(L), base;
    const node_t *node = node_at(L, idx, NODE_CHECK);
    if (!node) return read_expected(rd, idx, "checks", CHECKS);
    const char *what = rd->what, *file = rd->file;
    int32_t line = rd->line;
    rd->file = out->file = node->file;
    rd->line = out->line = node->line;
    rd->what = arena_printf(rd->arena, "check \"%s\"", node->name);
    out->name = arena_strdup(rd->arena, node->name);
    if (!rd->what || !out->name) return diag_memory(rd->d);
    out->title_en = out->title_zh = out->name;
    node_options(L, idx);
    if (read_options(rd, top + 1, KEYS, KEY_COUNT, NULL, &base, NULL, NULL) != 0) return -1;
    if (lua_type(L, base + KEY_FINDS) != LUA_TFUNCTION)
        return read_expected(rd, base + KEY_FINDS, "finds",
                             "function(r, set, task) that returns problems, or nothing");
    if (!lua_isnil(L, base + KEY_TITLE) &&
        read_words(rd, base + KEY_TITLE, "title", true, &out->title_en, &out->title_zh) != 0)
        return -1;
    if (!lua_isnil(L, base + KEY_CLAUSE) &&
        read_text(rd, base + KEY_CLAUSE, "clause", RULE_TITLE_MAX, &out->clause) != 0)
        return -1;
    if (!lua_isnil(L, base + KEY_STEPS) && read_steps(rd, base + KEY_STEPS, &out->steps) != 0) return -1;
    rd->what = what;
    rd->file = file;
    rd->line = line;
    lua_settop(L, top);
    return 0;
}

static int add_one(reader_t *rd, int idx, int32_t declared, int32_t place, flow_t *flow) {
    check_def_t one = {.name = "", .declared = declared, .place = place};
    if (flow->check_count == CHECKS_MAX) return read_fail(rd, "rule.too_many", "what", "checks", NULL);
    if (read_one(rd, idx, &one) != 0) return -1;
    for (size_t i = 0; i < flow->check_count; i++)
        if (strcmp(flow->checks[i].name, one.name) == 0) {
            reader_t there = *rd;
            there.file = one.file;
            there.line = one.line;
            return read_fail(&there, "rule.check_twice", "check", one.name, "flow", flow->name, NULL);
        }
    check_def_t *more =
        arena_grow(rd->arena, flow->checks, flow->check_count, flow->check_count + 1, sizeof *more);
    if (!more) return diag_memory(rd->d);
    flow->checks = more;
    flow->checks[flow->check_count++] = one;
    return 0;
}

int flow_checks_read(reader_t *rd, int idx, int32_t declared, flow_t *flow) {
    lua_State *L = rd->L;
    int top = lua_gettop(L), base;
    lua_Integer items;
    if (lua_type(L, idx) != LUA_TTABLE) return read_expected(rd, idx, "checks", CHECKS);
    lua_pushvalue(L, idx);
    sandbox_resolve(L, top + 1);
    if (read_options(rd, top + 1, NULL, 0, NULL, &base, NULL, &items) != 0) return -1;
    for (lua_Integer i = 1; i <= items; i++) {
        lua_rawgeti(L, top + 1, i);
        if (add_one(rd, lua_gettop(L), declared, (int32_t)i, flow) != 0) return -1;
        lua_settop(L, top + 1);
    }
    lua_settop(L, top);
    return 0;
}

/* The same file loaded into another state has it in the same place. */
int flow_check_push(lua_State *L, const variant_t *v, const check_def_t *check) {
    const declared_t *declared = check->declared ? v->extensions[check->declared - 1] : v->base;
    int top = lua_gettop(L);
    sandbox_push(L, declared->options);
    sandbox_resolve(L, top + 1);
    lua_pushliteral(L, "checks");
    if (lua_rawget(L, top + 1) != LUA_TTABLE) return -1;
    sandbox_resolve(L, top + 2);
    lua_rawgeti(L, top + 2, check->place);
    if (!node_at(L, top + 3, NODE_CHECK)) return -1;
    node_options(L, top + 3);
    lua_pushliteral(L, "finds");
    lua_rawget(L, top + 4);
    lua_replace(L, top + 1);
    lua_settop(L, top + 1);
    return 0;
}
