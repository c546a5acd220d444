/* green_channel = { within = workdays(3), overdue = ladder { … }, bars = "overdue" }: urgent work may begin
 * before its approvals (A64). */
#include "script/words.h"

static const char *const KEYS[] = {"within", "overdue", "bars"};
enum { KEY_WITHIN, KEY_OVERDUE, KEY_BARS, KEY_COUNT };

static bool has_function(const source_t *s) {
    for (; s; s = s->next)
        if (s->kind == SOURCE_FUNCTION || has_function(s->of)) return true;
    return false;
}

/* What is owed stands outside of every plan, where a function of a ladder would not be found again. */
static bool calls(const ladder_t *ladder) {
    for (size_t i = 0; i < ladder->count; i++)
        for (size_t k = 0; k < ladder->rungs[i].act_count; k++)
            if (ladder->rungs[i].acts[k].function || has_function(ladder->rungs[i].acts[k].who)) return true;
    return false;
}

static int read_bars(reader_t *rd, int idx, flow_t *out) {
    static const char *const words[] = {"overdue", "any", "never", NULL};
    int which = read_one_of(rd, idx, "bars", words, "\"overdue\", \"any\" or \"never\"");
    if (which < 0) return -1;
    out->green_bars = (bar_t)(which + BAR_OVERDUE);
    return 0;
}

int green_read(reader_t *rd, int idx, flow_t *out) {
    lua_State *L = rd->L;
    int base, top = lua_gettop(L);
    if (lua_type(L, idx) != LUA_TTABLE)
        return read_expected(rd, idx, "green_channel",
                             "options: { within = workdays(3), bars = \"overdue\" }");
    sandbox_resolve(L, idx);
    if (read_options(rd, idx, KEYS, KEY_COUNT, NULL, &base, NULL, NULL) != 0) return -1;
    if (lua_isnil(L, base + KEY_WITHIN))
        return read_fail(rd, "rule.missing", "in", "green_channel", "word", "within", NULL);
    if (read_limit(rd, base + KEY_WITHIN, "within", &out->green_within) != 0) return -1;
    if (!lua_isnil(L, base + KEY_OVERDUE) && read_ladder(rd, base + KEY_OVERDUE, &out->green_overdue) != 0)
        return -1;
    if (calls(&out->green_overdue))
        return read_expected(rd, base + KEY_OVERDUE, "overdue", "a ladder without functions");
    out->green_bars = BAR_OVERDUE;
    if (!lua_isnil(L, base + KEY_BARS) && read_bars(rd, base + KEY_BARS, out) != 0) return -1;
    lua_settop(L, top);
    return 0;
}

int green_check_stages(const reader_t *rd, const flow_t *flow) {
    if (flow->green_within.kind == LIMIT_NONE) return 0;
    for (size_t i = 0; i < flow->stage_count; i++)
        if (flow->stages[i].kind == STAGE_APPROVAL) return 0;
    return read_fail(rd, "rule.green_stage", "flow", flow->name, NULL);
}
