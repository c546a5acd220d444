/* Ladders (超时升级): the rungs in the order written, each with one anchor and at least one action. */
#include "model/silence.h"
#include "script/words.h"
#include <stdio.h>
#include <string.h>

static const char *const KEYS[] = {"after",   "before",   "from_opening", "fraction", "name",    "remind",
                                   "notify",  "reassign", "within",       "refuse",   "approve", "call",
                                   "because", "add",      "raise",        "open"};
enum {
    RUNG_AFTER,
    RUNG_BEFORE,
    RUNG_FROM_OPENING,
    RUNG_FRACTION_KEY,
    RUNG_NAME,
    RUNG_REMIND_KEY,
    RUNG_NOTIFY_KEY,
    RUNG_REASSIGN_KEY,
    RUNG_WITHIN,
    RUNG_REFUSE_KEY,
    RUNG_APPROVE_KEY,
    RUNG_CALL_KEY,
    RUNG_BECAUSE,
    RUNG_ADD_KEY,
    RUNG_RAISE_KEY,
    RUNG_OPEN_KEY,
    RUNG_KEYS
};

static bool given(const reader_t *rd, int base, int key) {
    return !lua_isnil(rd->L, base + key);
}

int read_permille(const reader_t *rd, int idx, const char *expected, int32_t *out) {
    decimal_t n;
    int64_t permille = 0;
    if (decimal_at(rd->L, idx, &n) && n.scale <= 3) {
        permille = n.mantissa;
        for (int i = n.scale; i < 3; i++)
            permille *= 10;
    }
    if (permille < 1 || permille > 999) return read_expected(rd, idx, "fraction", expected);
    *out = (int32_t)permille;
    return 0;
}

static int read_anchor(const reader_t *rd, int base, rung_t *out) {
    static const rung_anchor_t anchors[] = {RUNG_AFTER_DUE, RUNG_BEFORE_DUE, RUNG_AFTER_OPEN, RUNG_FRACTION};
    int count = 0;
    for (int key = RUNG_AFTER; key <= RUNG_FRACTION_KEY; key++) {
        if (!given(rd, base, key)) continue;
        count++;
        out->anchor = anchors[key];
        if (key == RUNG_FRACTION_KEY) {
            if (read_permille(rd, base + key, "a part between 0.001 and 0.999 of the limit",
                              &out->permille) != 0)
                return -1;
        } else if (read_limit(rd, base + key, KEYS[key], &out->distance) != 0) {
            return -1;
        }
    }
    if (count != 1) return read_fail(rd, "rule.rung_anchor", "in", read_what(rd), NULL);
    return 0;
}

static int add_act(reader_t *rd, rung_t *out, rung_act_t act) {
    rung_act_t *more = arena_grow(rd->arena, out->acts, out->act_count, out->act_count + 1, sizeof *more);
    if (!more) return diag_memory(rd->d);
    out->acts = more;
    out->acts[out->act_count++] = act;
    return 0;
}

/* refuse = "why"; approve = because "why": a time-out decides only where the rule says so in words. */
static int read_verdict(reader_t *rd, int base, int key, rung_t *out) {
    rung_act_t act = {.action = key == RUNG_REFUSE_KEY ? RUNG_REFUSE : RUNG_APPROVE};
    const node_t *reason = node_at(rd->L, base + key, NODE_REASON);
    if (reason && reason->value == REASON_BECAUSE) {
        if (read_reason(rd, base + key, reason, KEYS[key], &act.because, &act.because_zh) != 0) return -1;
    } else if (key == RUNG_APPROVE_KEY) {
        return read_expected(rd, base + key, "approve", "the reason in words: approve = because \"…\"");
    } else if (read_words(rd, base + key, "refuse", false, &act.because, &act.because_zh) != 0) {
        return -1;
    }
    return add_act(rd, out, act);
}

static int read_call(reader_t *rd, int idx, rung_t *out) {
    rung_act_t act = {.action = RUNG_CALL};
    if (lua_type(rd->L, idx) != LUA_TFUNCTION)
        return read_expected(rd, idx, "call", "function(r, set, task) … end");
    act.function = arena_printf(rd->arena, "%s/call", read_path(rd));
    if (!act.function) return diag_memory(rd->d);
    reader_offer(rd, idx, act.function);
    return add_act(rd, out, act);
}

/* raise = true: to the next superior of whoever holds it then. */
static int read_raise(reader_t *rd, int base, rung_t *out) {
    rung_act_t act = {.action = RUNG_RAISE};
    bool raise = false;
    if (read_flag(rd, base + RUNG_RAISE_KEY, "raise", &raise) != 0) return -1;
    if (!raise) return 0;
    if (given(rd, base, RUNG_REASSIGN_KEY))
        return read_fail(rd, "rule.rung_moves", "in", read_what(rd), NULL);
    if (given(rd, base, RUNG_WITHIN) && read_limit(rd, base + RUNG_WITHIN, "within", &act.within) != 0)
        return -1;
    return add_act(rd, out, act);
}

/* open = open_record "name" { … }: read again as the rung fires, so that it is filled in with the values of
 * then.
 */
static int read_open(reader_t *rd, int idx, rung_t *out) {
    rung_act_t act = {.action = RUNG_OPEN};
    const node_t *node = node_at(rd->L, idx, NODE_STEP);
    if (!node || node->value != STEP_RECORD)
        return read_expected(rd, idx, "open",
                             "a record: open_record \"name\" { flow = \"…\", fields = { … } }");
    act.function = arena_printf(rd->arena, "%s/open", read_path(rd));
    if (!act.function) return diag_memory(rd->d);
    reader_offer(rd, idx, act.function);
    return add_act(rd, out, act);
}

static int read_acts(reader_t *rd, int base, rung_t *out) {
    static const struct {
        int key;
        rung_action_t action;
    } people[] = {{RUNG_REMIND_KEY, RUNG_REMIND},
                  {RUNG_NOTIFY_KEY, RUNG_NOTIFY},
                  {RUNG_REASSIGN_KEY, RUNG_REASSIGN},
                  {RUNG_ADD_KEY, RUNG_ADD}};
    for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
        rung_act_t act = {.action = people[i].action};
        if (!given(rd, base, people[i].key)) continue;
        if (read_source(rd, base + people[i].key, KEYS[people[i].key], &act.who) != 0) return -1;
        if ((act.action == RUNG_REASSIGN || act.action == RUNG_ADD) && given(rd, base, RUNG_WITHIN) &&
            read_limit(rd, base + RUNG_WITHIN, "within", &act.within) != 0)
            return -1;
        if (add_act(rd, out, act) != 0) return -1;
    }
    if (given(rd, base, RUNG_RAISE_KEY) && read_raise(rd, base, out) != 0) return -1;
    if (given(rd, base, RUNG_WITHIN) && !given(rd, base, RUNG_REASSIGN_KEY) &&
        !given(rd, base, RUNG_ADD_KEY) && !given(rd, base, RUNG_RAISE_KEY))
        return read_fail(rd, "rule.rung_within", "in", read_what(rd), NULL);
    if (given(rd, base, RUNG_OPEN_KEY) && read_open(rd, base + RUNG_OPEN_KEY, out) != 0) return -1;
    if (given(rd, base, RUNG_CALL_KEY) && read_call(rd, base + RUNG_CALL_KEY, out) != 0) return -1;
    if (given(rd, base, RUNG_REFUSE_KEY) && given(rd, base, RUNG_APPROVE_KEY))
        return read_fail(rd, "rule.rung_verdicts", "in", read_what(rd), NULL);
    if (given(rd, base, RUNG_REFUSE_KEY) && read_verdict(rd, base, RUNG_REFUSE_KEY, out) != 0) return -1;
    if (given(rd, base, RUNG_APPROVE_KEY) && read_verdict(rd, base, RUNG_APPROVE_KEY, out) != 0) return -1;
    return out->act_count > 0 ? 0 : read_fail(rd, "rule.rung_acts", "in", read_what(rd), NULL);
}

static int read_rung(reader_t *rd, int idx, int number, rung_t *out) {
    lua_State *L = rd->L;
    int base, top = lua_gettop(L);
    reader_t own = *rd;
    if (lua_type(L, idx) != LUA_TTABLE) return read_expected(rd, idx, "", "rungs: { after = …, remind = … }");
    sandbox_resolve(L, idx);
    if (read_options(rd, idx, KEYS, RUNG_KEYS, NULL, &base, NULL, NULL) != 0) return -1;
    out->file = rd->file;
    out->line = rd->line;
    if (given(rd, base, RUNG_NAME)) {
        if (read_text(rd, base + RUNG_NAME, "name", RULESET_STEP_NAME_MAX, &out->name) != 0) return -1;
    } else {
        out->name = arena_printf(rd->arena, "%d", number);
    }
    if (!out->name) return diag_memory(rd->d);
    own.step = out->name;
    if (read_anchor(&own, base, out) != 0 || read_acts(&own, base, out) != 0) return -1;
    lua_settop(L, top);
    return 0;
}

static int unique_names(const reader_t *rd, const ladder_t *ladder) {
    for (size_t i = 0; i < ladder->count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(ladder->rungs[i].name, ladder->rungs[j].name) == 0)
                return read_fail(rd, "rule.rung_twice", "in", read_what(rd), "rung", ladder->rungs[i].name,
                                 NULL);
        }
    }
    return 0;
}

int read_ladder(reader_t *rd, int idx, ladder_t *out) {
    lua_State *L = rd->L;
    int top = lua_gettop(L), base;
    lua_Integer items;
    char what[160];
    reader_t own = *rd;
    node_t *node = node_at(L, idx, NODE_LADDER);
    if (!node) return read_expected(rd, idx, "overdue", "ladder { { after = …, remind = … }, … }");
    own.file = node->file;
    own.line = node->line;
    node_options(L, idx);
    (void)snprintf(what, sizeof what, "ladder");
    own.what = what;
    own.node = NULL;
    own.path = arena_printf(rd->arena, "%s/overdue", read_path(rd));
    own.step = NULL;
    if (!own.path) return diag_memory(rd->d);
    if (read_options(&own, top + 1, NULL, 0, NULL, &base, NULL, &items) != 0) return -1;
    if (items == 0 || items > LADDER_RUNGS_MAX)
        return read_expected(&own, top + 1, "", "1 to 64 rungs: { after = …, remind = … }");
    out->rungs = arena_array(rd->arena, (size_t)items, sizeof *out->rungs);
    if (!out->rungs) return diag_memory(rd->d);
    out->count = (size_t)items;
    for (lua_Integer i = 1; i <= items; i++) {
        (void)snprintf(what, sizeof what, "ladder[%lld]", (long long)i);
        lua_rawgeti(L, top + 1, i);
        if (read_rung(&own, lua_gettop(L), (int)i, &out->rungs[i - 1]) != 0) return -1;
        lua_settop(L, top + 1);
    }
    lua_settop(L, top);
    return unique_names(&own, out);
}

/* Those of a rung's acts that no silence is barred from. */
static int acts_fit(const reader_t *rd, const step_t *s, rung_t *rung) {
    rung_act_t *acts = arena_array(rd->arena, rung->act_count, sizeof *acts);
    size_t count = 0;
    if (!acts) return diag_memory(rd->d);
    for (size_t i = 0; i < rung->act_count; i++)
        if (!silence_bars_act(s, &rung->acts[i])) acts[count++] = rung->acts[i];
    rung->acts = acts;
    rung->act_count = count;
    return 0;
}

int ladder_fits(const reader_t *rd, step_t *s, bool own) {
    const char *bars = NULL;
    for (size_t i = 0; i < s->ladder.count; i++)
        for (size_t k = 0; k < s->ladder.rungs[i].act_count && !bars; k++)
            bars = silence_bars_act(s, &s->ladder.rungs[i].acts[k]);
    if (!bars) return 0;
    if (own) return read_fail(rd, "rule.silence", "step", s->name, "bars", bars, NULL);
    rung_t *rungs = arena_array(rd->arena, s->ladder.count, sizeof *rungs);
    size_t count = 0;
    if (!rungs) return diag_memory(rd->d);
    for (size_t i = 0; i < s->ladder.count; i++) {
        rungs[count] = s->ladder.rungs[i];
        if (acts_fit(rd, s, &rungs[count]) != 0) return -1;
        if (rungs[count].act_count > 0) count++;
    }
    s->ladder = (ladder_t){.rungs = rungs, .count = count};
    if (count == 0) s->ladder = ladder_watch(rd->variant->flow.fallback, rd->arena);
    return s->ladder.count ? 0 : diag_memory(rd->d);
}
