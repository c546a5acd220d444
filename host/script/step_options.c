/* The options that steps have in common, and those that a department changes in one. */
#include "script/plan_private.h"
#include <string.h>

const char *const STEP_KEYS[KEY_COUNT] = {
    "by",           "within",      "when",    "because",  "title",     "decide",       "overdue", "if_empty",
    "if_initiator", "may_return",  "aspects", "fixed",    "on_refuse", "need",         "to",      "after",
    "before",       "may",         "may_not", "weight",   "tie",       "abstain",      "rounds",  "require",
    "fields",       "same_person", "every",   "asks_for", "watch",     "when_used_up", "signs"};

const char LEFT_OUT_CONDITION[] = "condition";

enum { WEIGHT_MAX = 1000000 };

/* if_empty and if_initiator share one reason in the step. */
static int add_reason(const reader_t *rd, int idx, const node_t *reason, step_t *s) {
    const char *en, *zh;
    if (read_reason(rd, idx, reason, node_kind_word(reason), &en, &zh) != 0) return -1;
    return join_reasons(rd, en, zh, &s->passes_because, &s->passes_because_zh);
}

static int read_if_empty(const reader_t *rd, int idx, step_t *s) {
    static const char *const words[] = {"fallback", "superior", "refuse", NULL};
    node_t *reason = node_at(rd->L, idx, NODE_REASON);
    if (reason && reason->value == REASON_PASSES) {
        s->on_empty = EMPTY_PASSES;
        return add_reason(rd, idx, reason, s);
    }
    int which = read_one_of(rd, idx, "if_empty", words,
                            "fallback, \"superior\", \"refuse\" or passes_if_empty(\"the reason\")");
    if (which < 0) return -1;
    s->on_empty = (empty_policy_t[]){EMPTY_FALLBACK, EMPTY_SUPERIOR, EMPTY_REFUSE}[which];
    return 0;
}

int read_if_initiator(const reader_t *rd, int idx, step_t *s) {
    static const char *const words[] = {"superior", "fallback", NULL};
    node_t *reason = node_at(rd->L, idx, NODE_REASON);
    if (reason && (reason->value == REASON_ALLOWED || reason->value == REASON_SKIP)) {
        s->on_self = reason->value == REASON_ALLOWED ? SELF_ALLOWED : SELF_SKIP;
        return add_reason(rd, idx, reason, s);
    }
    int which = read_one_of(rd, idx, "if_initiator", words,
                            "\"superior\", \"fallback\", allowed(\"the reason\") or skip(\"the reason\")");
    if (which < 0) return -1;
    s->on_self = which == 0 ? SELF_SUPERIOR : SELF_FALLBACK;
    return 0;
}

static int add_aspect(const reader_t *rd, int idx, step_t *s) {
    const char *one;
    if (read_text(rd, idx, "aspects", RULE_TITLE_MAX, &one) != 0) return -1;
    if (strchr(one, ',')) return read_expected(rd, idx, "aspects", "aspects without commas");
    s->aspects = s->aspects ? arena_printf(rd->arena, "%s,%s", s->aspects, one) : one;
    return s->aspects ? 0 : diag_memory(rd->d);
}

/* aspects = "budget", or a list of them: kept comma separated, added to those that are there. */
int step_aspects(const reader_t *rd, int idx, step_t *s) {
    lua_State *L = rd->L;
    int top = lua_gettop(L), base;
    lua_Integer items;
    if (lua_type(L, idx) == LUA_TSTRING) return add_aspect(rd, idx, s);
    if (lua_type(L, idx) != LUA_TTABLE)
        return read_expected(rd, idx, "aspects", "a text, or a list of texts");
    sandbox_resolve(L, idx);
    if (read_options(rd, idx, NULL, 0, NULL, &base, NULL, &items) != 0) return -1;
    for (lua_Integer i = 1; i <= items && i <= 16; i++) {
        lua_rawgeti(L, idx, i);
        if (add_aspect(rd, lua_gettop(L), s) != 0) return -1;
    }
    lua_settop(L, top);
    return 0;
}

static int read_on_refuse(const reader_t *rd, int idx, step_t *s) {
    static const char *const words[] = {"at_once", "wait", NULL};
    if (lua_isinteger(rd->L, idx)) {
        s->on_refuse = ON_REFUSE_THRESHOLD;
        return read_count(rd, idx, "on_refuse", 1, PLAN_STEPS_MAX, &s->refuse_need);
    }
    int which = read_one_of(rd, idx, "on_refuse", words, "\"at_once\", \"wait\" or refusals(2)");
    if (which < 0) return -1;
    s->on_refuse = which == 0 ? ON_REFUSE_AT_ONCE : ON_REFUSE_WAIT;
    return 0;
}

int read_decide(const reader_t *rd, int idx, step_t *s) {
    static const char *const words[] = {"any", "all", "in_order", NULL};
    int which = read_one_of(rd, idx, "decide", words, "\"any\", \"all\" or \"in_order\"");
    if (which < 0) return -1;
    s->mode = (decide_mode_t)(which + 1);
    return 0;
}

int read_same_person(const reader_t *rd, int idx, same_person_t *out) {
    static const char *const words[] = {"off", "consecutive", "anywhere", NULL};
    int which = read_one_of(rd, idx, "same_person", words, "\"off\", \"consecutive\" or \"anywhere\"");
    if (which < 0) return -1;
    *out = (same_person_t)which;
    return 0;
}

/* A14: whether an earlier approval of the same person counts; only who approves can have approved before. */
int read_same(const reader_t *rd, int base, uint32_t given, step_t *s) {
    if (has(given, KEY_SAME_PERSON) && s->kind != STEP_APPROVE)
        return read_fail(rd, "rule.misplaced", "word", "same_person", "in", read_what(rd), NULL);
    if (has(given, KEY_SAME_PERSON)) return read_same_person(rd, base + KEY_SAME_PERSON, &s->same_person);
    if (s->kind == STEP_APPROVE && rd->variant) s->same_person = rd->variant->flow.same_person;
    return 0;
}

/* when = a flag, or function(r, set) that gives one. */
static int read_when(const reader_t *rd, int idx, const step_t *step, bool *applies) {
    lua_State *L = rd->L;
    if (lua_type(L, idx) == LUA_TFUNCTION) {
        tracing_of(L, step_is_leaf(step->kind) ? step->name : NULL);
        lua_pushvalue(L, idx);
        facts_push_record(L);
        facts_push_settings(L);
        lua_call(L, 2, 1);
        tracing_of(L, NULL);
        lua_replace(L, idx);
    }
    return read_flag(rd, idx, "when", applies);
}

static int read_place(const reader_t *rd, int base, uint32_t given, branch_t *b) {
    bool after = has(given, KEY_AFTER), before = has(given, KEY_BEFORE);
    if ((after || before) && !rd->adding)
        return read_fail(rd, "rule.misplaced", "word", after ? "after" : "before", "in", read_what(rd), NULL);
    if (after && before) return read_fail(rd, "rule.misplaced", "word", "before", "in", read_what(rd), NULL);
    if (!after && !before) return 0;
    b->after = after;
    return read_text(rd, base + (after ? KEY_AFTER : KEY_BEFORE), after ? "after" : "before",
                     RULESET_STEP_NAME_MAX, &b->beside);
}

/* What leaves and groups have in common. */
int read_common(reader_t *rd, int base, uint32_t given, branch_t *b) {
    step_t *s = &b->step;
    bool applies = true;
    if (read_place(rd, base, given, b) != 0) return -1;
    if (has(given, KEY_BECAUSE) &&
        read_words(rd, base + KEY_BECAUSE, "because", false, &s->why.because, &s->why.because_zh) != 0)
        return -1;
    if (has(given, KEY_TITLE) &&
        read_words(rd, base + KEY_TITLE, "title", true, &s->title_en, &s->title_zh) != 0)
        return -1;
    if (has(given, KEY_WEIGHT) && read_count(rd, base + KEY_WEIGHT, "weight", 1, WEIGHT_MAX, &s->weight) != 0)
        return -1;
    if (has(given, KEY_FIXED) && read_flag(rd, base + KEY_FIXED, "fixed", &b->fixed) != 0) return -1;
    if (has(given, KEY_ON_REFUSE) && read_on_refuse(rd, base + KEY_ON_REFUSE, s) != 0) return -1;
    if (has(given, KEY_IF_EMPTY) && read_if_empty(rd, base + KEY_IF_EMPTY, s) != 0) return -1;
    if (has(given, KEY_WHEN) && read_when(rd, base + KEY_WHEN, s, &applies) != 0) return -1;
    if (!applies) {
        s->state = STEP_LEFT_OUT;
        s->left_out = LEFT_OUT_CONDITION;
    }
    return 0;
}

int default_ladder(reader_t *rd, ladder_t *out) {
    if (!rd->overdue && rd->variant && rd->variant->flow.overdue.count > 0) {
        buf_t bytes;
        buf_init(&bytes, 0);
        ladder_t *copy = arena_alloc(rd->arena, sizeof *copy);
        cursor_t in;
        ladder_encode(&rd->variant->flow.overdue, &bytes);
        cursor_init(&in, (bytes_t){bytes.at, bytes.len}, rd->arena);
        if (copy && !bytes.failed) ladder_decode(&in, copy);
        bool failed = !copy || bytes.failed || in.failed;
        buf_free(&bytes);
        if (failed) return diag_memory(rd->d);
        rd->overdue = copy;
    }
    if (rd->overdue) *out = *rd->overdue;
    return 0;
}

int refuse_keys(const reader_t *rd, uint32_t misplaced) {
    for (int key = 0; misplaced != 0 && key < KEY_COUNT; key++) {
        if (has(misplaced, key))
            return read_fail(rd, "rule.misplaced", "word", STEP_KEYS[key], "in", read_what(rd), NULL);
    }
    return 0;
}

/* The addresses of the option words, for read_options. */
int step_keys_intern(lua_State *L, ruleset_t *rs) {
    if (!rs->step_keys.at) {
        rs->step_keys.at = arena_array(&rs->arena, KEY_COUNT, sizeof *rs->step_keys.at);
        if (!rs->step_keys.at) return -1;
        rs->step_keys.count = KEY_COUNT;
    }
    for (size_t i = 0; i < KEY_COUNT; i++)
        rs->step_keys.at[i] = words_intern(L, STEP_KEYS[i]);
    return 0;
}

const char *const STEP_CHANGES[STEP_CHANGE_COUNT] = {"by",         "within",  "decide",   "overdue",
                                                     "because",    "title",   "if_empty", "if_initiator",
                                                     "may_return", "aspects", "require",  "fields"};

int step_change(reader_t *rd, int base, uint32_t given, step_t *s) {
    if (has(given, 0) && read_source(rd, base, "by", &s->by) != 0) return -1;
    if (has(given, 1) && read_limit(rd, base + 1, "within", &s->within) != 0) return -1;
    if (has(given, 2) && read_decide(rd, base + 2, s) != 0) return -1;
    if (has(given, 3) && (read_ladder(rd, base + 3, &s->ladder) != 0 || ladder_fits(rd, s, true) != 0))
        return -1;
    if (has(given, 4) && read_words(rd, base + 4, "because", false, &s->why.because, &s->why.because_zh) != 0)
        return -1;
    if (has(given, 5) && read_words(rd, base + 5, "title", true, &s->title_en, &s->title_zh) != 0) return -1;
    if (has(given, 6) && read_if_empty(rd, base + 6, s) != 0) return -1;
    if (has(given, 7) && read_if_initiator(rd, base + 7, s) != 0) return -1;
    if (has(given, 8) && read_flag(rd, base + 8, "may_return", &s->may_return) != 0) return -1;
    if (has(given, 9) && step_aspects(rd, base + 9, s) != 0) return -1;
    if (has(given, 10) && step_requires(rd, base + 10, s) != 0) return -1;
    if (has(given, 11) && step_rights(rd, base + 11, s) != 0) return -1;
    return 0;
}
