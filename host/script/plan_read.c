/* The tree that a stage's function returned, read into steps. Everything is checked as it is read that the
 * shape alone can't say: known options, right types, a limit for each leaf, groups that are not empty by
 * accident. */
#include "script/plan_private.h"

int read_children(reader_t *rd, int idx, lua_Integer items, branch_t *group, int depth) {
    lua_State *L = rd->L;
    int top = lua_gettop(L);
    for (lua_Integer i = 1; i <= items; i++) {
        lua_rawgeti(L, idx, i);
        sandbox_charge(L, 4);
        if (branch_read_into(rd, top + 1, group, depth) != 0) return -1;
        lua_settop(L, top);
    }
    return 0;
}

/* A leaf or group at idx becomes a child of `parent`. */
static int read_step(reader_t *rd, int idx, const node_t *node, branch_t *parent, int depth) {
    lua_State *L = rd->L;
    int top = lua_gettop(L), base;
    lua_Integer items = 0;
    uint32_t given;
    bool choose = node->value == STEP_CHOOSE;
    step_kind_t kind = choose ? STEP_SEQUENCE : (step_kind_t)node->value;
    bool group = step_is_group(kind);
    const node_t *outer = rd->node;
    const names_t *keys = rd->rs->step_keys.at ? &rd->rs->step_keys : NULL;
    rd->file = node->file;
    rd->line = node->line;
    rd->node = node;
    if (++rd->steps > PLAN_STEPS_MAX) return read_fail(rd, "rule.too_many", "what", "steps", NULL);
    if (depth > PLAN_DEPTH_MAX) return read_fail(rd, "rule.too_deep", "in", read_what(rd), NULL);
    branch_t *b = branch_group(rd, kind);
    if (!b) return diag_memory(rd->d);
    if (node->name) b->step.name = arena_strdup(rd->arena, node->name);
    if (!b->step.name) return diag_memory(rd->d);
    luaL_checkstack(L, KEY_COUNT + 16, "too many steps inside one another");
    node_options(L, idx);
    int common = top + 1;
    if (kind == STEP_RECORD && lua_type(L, common) == LUA_TTABLE) {
        record_step_common(L, common);
        common = lua_gettop(L);
    }
    if (read_options(rd, common, STEP_KEYS, KEY_COUNT, keys, &base, &given, group ? &items : NULL) != 0)
        return -1;
    rd->step = group ? NULL : b->step.name;
    int failed = group ? read_group(rd, top + 1, base, given, items, b, choose, depth)
                       : read_leaf(rd, top + 1, base, given, b);
    if (failed) return -1;
    lua_settop(L, top);
    rd->node = outer;
    rd->step = NULL;
    branch_append(parent, b);
    return 0;
}

int branch_read_into(reader_t *rd, int idx, branch_t *parent, int depth) {
    lua_State *L = rd->L;
    int top = lua_gettop(L), base;
    lua_Integer items;
    const node_t *node = node_at(L, idx, NODE_STEP);
    if (node) return read_step(rd, idx, node, parent, depth);
    if (lua_type(L, idx) != LUA_TTABLE) {
        if (lua_type(L, idx) == LUA_TBOOLEAN)
            return read_fail(rd, "rule.step_flag", "in", read_what(rd), NULL);
        return read_expected(rd, idx, "", "steps: approve \"name\" { … }, sequence { … }");
    }
    if (depth > PLAN_DEPTH_MAX) return read_fail(rd, "rule.too_deep", "in", read_what(rd), NULL);
    luaL_checkstack(L, 16, "too many lists inside one another");
    lua_pushvalue(L, idx);
    sandbox_resolve(L, top + 1);
    if (read_options(rd, top + 1, NULL, 0, NULL, &base, NULL, &items) != 0) return -1;
    if (read_children(rd, top + 1, items, parent, depth + 1) != 0) return -1;
    lua_settop(L, top);
    return 0;
}

int branch_read(reader_t *rd, int idx, branch_t **out) {
    const node_t *node = node_at(rd->L, idx, NODE_STEP);
    branch_t *root = branch_group(rd, STEP_SEQUENCE);
    if (!root) return diag_memory(rd->d);
    if (branch_read_into(rd, lua_absindex(rd->L, idx), root, 1) != 0) return -1;
    /* A group that was returned is the root itself; a single leaf, or a list, gets a sequence around it. */
    if (node && root->first && step_is_group(root->first->step.kind)) {
        root = root->first;
        root->parent = NULL;
        root->next = NULL;
    }
    *out = root;
    return 0;
}
