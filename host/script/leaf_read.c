/* Steps of people, and of other records: what is theirs to say. */
#include "script/plan_private.h"
#include <string.h>

static int one_permit(const reader_t *rd, int idx, const char *word, uint32_t *permits, bool grant) {
    static const char *const words[] = {"transfer",  "delegate", "add_signer", "remove_signer", "ask",
                                        "take_back", "abstain",  "add_again",  "ask_pauses",    NULL};
    int which =
        read_one_of(rd, idx, word, words,
                    "\"transfer\", \"delegate\", \"add_signer\", \"remove_signer\", \"ask\", \"take_back\", "
                    "\"abstain\", \"add_again\" or \"ask_pauses\"");
    if (which < 0) return -1;
    uint32_t bit = UINT32_C(1) << which; /* in the order of permit_t */
    *permits = grant ? *permits | bit : *permits & ~bit;
    return 0;
}

/* may = "abstain", may_not = { "transfer", "delegate" }: what its people may do with it besides deciding. */
static int read_permits(const reader_t *rd, int idx, const char *word, uint32_t *permits, bool grant) {
    lua_State *L = rd->L;
    int top = lua_gettop(L), base;
    lua_Integer items;
    if (lua_type(L, idx) != LUA_TTABLE) return one_permit(rd, idx, word, permits, grant);
    sandbox_resolve(L, idx);
    if (read_options(rd, idx, NULL, 0, NULL, &base, NULL, &items) != 0) return -1;
    for (lua_Integer i = 1; i <= items; i++) {
        lua_rawgeti(L, idx, i);
        if (one_permit(rd, lua_gettop(L), word, permits, grant) != 0) return -1;
    }
    lua_settop(L, top);
    return 0;
}

/* A7: nobody decides it; whoever holds its task answers for the records. */
static int read_record(reader_t *rd, int options, uint32_t given, step_t *s) {
    static const source_t initiator = {.kind = SOURCE_INITIATOR};
    const uint32_t foreign = UINT32_C(1) << KEY_DECIDE | UINT32_C(1) << KEY_IF_INITIATOR |
                             UINT32_C(1) << KEY_MAY_RETURN | UINT32_C(1) << KEY_ASPECTS |
                             UINT32_C(1) << KEY_MAY | UINT32_C(1) << KEY_MAY_NOT;
    if (refuse_keys(rd, given & foreign) != 0) return -1;
    s->by = &initiator;
    return record_step_read(rd, options, s);
}

static int read_asks_for(const reader_t *rd, int idx, step_t *s) {
    s->entry = lua_type(rd->L, idx) == LUA_TSTRING ? entry_from(lua_tostring(rd->L, idx)) : ENTRY_NONE;
    if (s->entry != ENTRY_NONE) return 0;
    return read_expected(rd, idx, "asks_for",
                         "\"work\", \"report\", \"inspection\", \"response\" or \"remedy\"");
}

/* The rung by which a monitor's function looks at the figures when the time is up; where nobody has to
 * answer, that is the answer. */
static int add_look(reader_t *rd, step_t *s) {
    rung_t *rungs = arena_array(rd->arena, s->ladder.count + 1, sizeof *rungs);
    rung_act_t *acts = arena_array(rd->arena, 2, sizeof *acts);
    if (!rungs || !acts) return diag_memory(rd->d);
    acts[0] = (rung_act_t){.action = RUNG_CALL, .function = s->watch};
    acts[1] = (rung_act_t){.action = RUNG_APPROVE, .because = "timetable"};
    rungs[0] = (rung_t){.name = "watch",
                        .anchor = RUNG_AFTER_DUE,
                        .distance = {.kind = LIMIT_ELAPSED},
                        .acts = acts,
                        .act_count = s->entry ? 1 : 2,
                        .file = rd->file,
                        .line = rd->line};
    for (size_t i = 0; i < s->ladder.count; i++) {
        if (strcmp(s->ladder.rungs[i].name, "watch") == 0)
            return read_fail(rd, "rule.rung_twice", "in", read_what(rd), "rung", "watch", NULL);
        rungs[i + 1] = s->ladder.rungs[i];
    }
    s->ladder.rungs = rungs;
    s->ladder.count++;
    return s->ladder.count <= LADDER_RUNGS_MAX ? 0 : read_fail(rd, "rule.too_many", "what", "rungs", NULL);
}

/* monitor "name" { by = …, every = …, asks_for = "report", watch = function(r, set, task) … end } */
static int read_monitor(reader_t *rd, int base, uint32_t given, step_t *s) {
    const uint32_t foreign = UINT32_C(1) << KEY_WITHIN | UINT32_C(1) << KEY_MAY_RETURN |
                             UINT32_C(1) << KEY_ASPECTS | UINT32_C(1) << KEY_DECIDE |
                             UINT32_C(1) << KEY_ON_REFUSE | UINT32_C(1) << KEY_WEIGHT;
    if (refuse_keys(rd, given & foreign) != 0) return -1;
    if (!has(given, KEY_EVERY))
        return read_fail(rd, "rule.missing", "in", read_what(rd), "word", "every", NULL);
    if (read_limit(rd, base + KEY_EVERY, "every", &s->within) != 0) return -1;
    s->mode = DECIDE_ANY;
    s->permits &= ~(uint32_t)(PERMIT_ADD_SIGNER | PERMIT_REMOVE_SIGNER | PERMIT_TAKE_BACK);
    if (!has(given, KEY_WATCH)) {
        if (!has(given, KEY_ASKS_FOR)) s->entry = ENTRY_REPORT;
        return 0;
    }
    if (lua_type(rd->L, base + KEY_WATCH) != LUA_TFUNCTION)
        return read_expected(rd, base + KEY_WATCH, "watch", "function(r, set, task) that returns effects");
    s->watch = arena_printf(rd->arena, "%s/watch", read_path(rd));
    if (!s->watch) return diag_memory(rd->d);
    reader_offer(rd, base + KEY_WATCH, s->watch);
    return add_look(rd, s);
}

int read_leaf(reader_t *rd, int options, int base, uint32_t given, branch_t *b) {
    step_t *s = &b->step;
    bool copy = s->kind == STEP_COPY, monitor = s->kind == STEP_MONITOR;
    int by = copy && !has(given, KEY_BY) ? KEY_TO : KEY_BY;
    uint32_t foreign = UINT32_C(1) << KEY_NEED | UINT32_C(1) << KEY_TIE | UINT32_C(1) << KEY_ABSTAIN |
                       UINT32_C(1) << KEY_ROUNDS | UINT32_C(1) << KEY_USED_UP |
                       (copy ? 0 : UINT32_C(1) << KEY_TO);
    if (!monitor) foreign |= UINT32_C(1) << KEY_EVERY | UINT32_C(1) << KEY_WATCH;
    if (!monitor && s->kind != STEP_ACT) foreign |= UINT32_C(1) << KEY_ASKS_FOR;
    if (s->kind != STEP_APPROVE && s->kind != STEP_AGREE) foreign |= UINT32_C(1) << KEY_SIGNS;
    if (refuse_keys(rd, given & foreign) != 0 || read_common(rd, base, given, b) != 0) return -1;
    if (s->kind == STEP_RECORD && read_record(rd, options, given, s) != 0) return -1;
    if (!has(given, by) && !s->by)
        return read_fail(rd, "rule.missing", "in", read_what(rd), "word", STEP_KEYS[by], NULL);
    if (has(given, by) && read_source(rd, base + by, STEP_KEYS[by], &s->by) != 0) return -1;
    if (has(given, KEY_DECIDE)) {
        if (read_decide(rd, base + KEY_DECIDE, s) != 0) return -1;
    } else if (s->by && s->by->kind == SOURCE_CHAIN && !s->by->next) {
        s->mode = DECIDE_IN_ORDER;
    }
    if (has(given, KEY_WITHIN)) {
        if (read_limit(rd, base + KEY_WITHIN, "within", &s->within) != 0) return -1;
    } else if (rd->variant && s->kind != STEP_COPY) {
        s->within = rd->variant->flow.within;
    }
    if (has(given, KEY_ASKS_FOR) && read_asks_for(rd, base + KEY_ASKS_FOR, s) != 0) return -1;
    if (!monitor && s->within.kind == LIMIT_NONE && s->kind != STEP_COPY)
        return read_fail(rd, "rule.no_limit", "step", s->name, "flow",
                         rd->variant ? rd->variant->flow.name : "", NULL);
    if (has(given, KEY_OVERDUE)) {
        if (read_ladder(rd, base + KEY_OVERDUE, &s->ladder) != 0) return -1;
    } else if (s->kind != STEP_COPY && default_ladder(rd, &s->ladder) != 0) {
        return -1;
    }
    if (!copy) s->permits = s->kind == STEP_RECORD ? PERMIT_TRANSFER : PERMIT_USUAL;
    if (has(given, KEY_MAY) && read_permits(rd, base + KEY_MAY, "may", &s->permits, true) != 0) return -1;
    if (has(given, KEY_MAY_NOT) && read_permits(rd, base + KEY_MAY_NOT, "may_not", &s->permits, false) != 0)
        return -1;
    if (has(given, KEY_IF_INITIATOR) && read_if_initiator(rd, base + KEY_IF_INITIATOR, s) != 0) return -1;
    if (has(given, KEY_MAY_RETURN) && read_flag(rd, base + KEY_MAY_RETURN, "may_return", &s->may_return) != 0)
        return -1;
    if (has(given, KEY_ASPECTS) && step_aspects(rd, base + KEY_ASPECTS, s) != 0) return -1;
    if (has(given, KEY_REQUIRE) && step_requires(rd, base + KEY_REQUIRE, s) != 0) return -1;
    if (has(given, KEY_FIELDS) && step_rights(rd, base + KEY_FIELDS, s) != 0) return -1;
    if (has(given, KEY_SIGNS) && step_signs(rd, base + KEY_SIGNS, s) != 0) return -1;
    if (read_same(rd, base, given, s) != 0) return -1;
    if (monitor && read_monitor(rd, base, given, s) != 0) return -1;
    return ladder_fits(rd, s, has(given, KEY_OVERDUE));
}
