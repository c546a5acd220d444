/* separate = { { "head", "finance" }, { "build", "head", one_way = true } }: roles on one record that one
 * person can't hold (A13), of a flow or of what extends it. */
#include "script/words.h"
#include <string.h>

enum { SEPARATE_MAX = 64 };

static const char PAIRS[] = "pairs of names: { { \"head\", \"finance\" } }";

static int read_pair(reader_t *rd, int idx, separate_t *out) {
    static const char *const OPTIONS[] = {"one_way"};
    lua_State *L = rd->L;
    int top = lua_gettop(L), base;
    lua_Integer items;
    *out = (separate_t){0};
    if (lua_type(L, idx) != LUA_TTABLE) return read_expected(rd, idx, "separate", PAIRS);
    sandbox_resolve(L, idx);
    if (read_options(rd, idx, OPTIONS, 1, NULL, &base, NULL, &items) != 0) return -1;
    if (items != 2) return read_expected(rd, idx, "separate", PAIRS);
    if (!lua_isnil(L, base) && read_flag(rd, base, "one_way", &out->one_way) != 0) return -1;
    lua_rawgeti(L, idx, 1);
    lua_rawgeti(L, idx, 2);
    if (read_text(rd, base + 1, "separate", RULESET_STEP_NAME_MAX, &out->a) != 0 ||
        read_text(rd, base + 2, "separate", RULESET_STEP_NAME_MAX, &out->b) != 0)
        return -1;
    if (strcmp(out->a, out->b) == 0) return read_expected(rd, idx, "separate", "two different names");
    lua_settop(L, top);
    return 0;
}

int separate_read(reader_t *rd, int idx, flow_t *flow) {
    lua_State *L = rd->L;
    int top = lua_gettop(L), base;
    lua_Integer items;
    if (lua_type(L, idx) != LUA_TTABLE) return read_expected(rd, idx, "separate", PAIRS);
    sandbox_resolve(L, idx);
    if (read_options(rd, idx, NULL, 0, NULL, &base, NULL, &items) != 0) return -1;
    if (items + (lua_Integer)flow->separate_count > SEPARATE_MAX)
        return read_fail(rd, "rule.too_many", "what", "separate", NULL);
    for (lua_Integer i = 1; i <= items; i++) {
        separate_t *more = arena_grow(rd->arena, flow->separate, flow->separate_count,
                                      flow->separate_count + 1, sizeof *more);
        if (!more) return diag_memory(rd->d);
        flow->separate = more;
        lua_rawgeti(L, idx, i);
        if (read_pair(rd, lua_gettop(L), &flow->separate[flow->separate_count]) != 0) return -1;
        flow->separate_count++;
        lua_settop(L, top);
    }
    lua_settop(L, top);
    return 0;
}
