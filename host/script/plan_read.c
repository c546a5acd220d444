/* The tree that a stage's function returned, read into steps. Everything is checked here that the shape alone
 * can't say: known options, right types, a limit for each leaf, groups that are not empty by accident. */
#include "script/words.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const KEYS[] = {
    "by",           "within",      "when",    "because",  "title",     "decide",      "overdue", "if_empty",
    "if_initiator", "may_return",  "aspects", "fixed",    "on_refuse", "need",        "to",      "after",
    "before",       "may",         "may_not", "weight",   "tie",       "abstain",     "rounds",  "require",
    "fields",       "same_person", "every",   "asks_for", "watch",     "when_used_up"};
enum {
    KEY_BY,
    KEY_WITHIN,
    KEY_WHEN,
    KEY_BECAUSE,
    KEY_TITLE,
    KEY_DECIDE,
    KEY_OVERDUE,
    KEY_IF_EMPTY,
    KEY_IF_INITIATOR,
    KEY_MAY_RETURN,
    KEY_ASPECTS,
    KEY_FIXED,
    KEY_ON_REFUSE,
    KEY_NEED,
    KEY_TO,
    KEY_AFTER,
    KEY_BEFORE,
    KEY_MAY,
    KEY_MAY_NOT,
    KEY_WEIGHT,
    KEY_TIE,
    KEY_ABSTAIN,
    KEY_ROUNDS,
    KEY_REQUIRE,
    KEY_FIELDS,
    KEY_SAME_PERSON,
    KEY_EVERY,
    KEY_ASKS_FOR,
    KEY_WATCH,
    KEY_USED_UP,
    KEY_COUNT
};

enum { WEIGHT_MAX = 1000000, NEED_OF_MAX = 1000 };

static const char LEFT_OUT_CONDITION[] = "condition"; /* `when` was false */
static const char LEFT_OUT_BRANCH[] = "other_branch"; /* an earlier branch of `choose` was taken */
static const char LEFT_OUT_EMPTY[] = "no_branches"; /* a group without children, which passes with a reason */

/* ---- options ---- */

/* Was the key among those given? */
static inline bool has(uint32_t given, int key) {
    return given >> key & 1;
}

/* if_empty and if_initiator share one reason in the step. */
static int add_reason(const reader_t *rd, step_t *s, const char *reason) {
    s->passes_because = s->passes_because ? arena_printf(rd->arena, "%s; %s", s->passes_because, reason)
                                          : arena_strdup(rd->arena, reason);
    return s->passes_because ? 0 : diag_memory(rd->d);
}

static int read_if_empty(const reader_t *rd, int idx, step_t *s) {
    static const char *const words[] = {"fallback", "superior", "refuse", NULL};
    node_t *reason = node_at(rd->L, idx, NODE_REASON);
    if (reason && reason->value == REASON_PASSES) {
        s->on_empty = EMPTY_PASSES;
        return add_reason(rd, s, reason->name);
    }
    int which = read_one_of(rd, idx, "if_empty", words,
                            "fallback, \"superior\", \"refuse\" or passes_if_empty(\"the reason\")");
    if (which < 0) return -1;
    s->on_empty = (empty_policy_t[]){EMPTY_FALLBACK, EMPTY_SUPERIOR, EMPTY_REFUSE}[which];
    return 0;
}

static int read_if_initiator(const reader_t *rd, int idx, step_t *s) {
    static const char *const words[] = {"superior", "fallback", NULL};
    node_t *reason = node_at(rd->L, idx, NODE_REASON);
    if (reason && (reason->value == REASON_ALLOWED || reason->value == REASON_SKIP)) {
        s->on_self = reason->value == REASON_ALLOWED ? SELF_ALLOWED : SELF_SKIP;
        return add_reason(rd, s, reason->name);
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

static int read_decide(const reader_t *rd, int idx, step_t *s) {
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
static int read_same(const reader_t *rd, int base, uint32_t given, step_t *s) {
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
static int read_common(reader_t *rd, int base, uint32_t given, branch_t *b) {
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

/* The flow's ladder, once for all steps of the plan. */
static int default_ladder(reader_t *rd, ladder_t *out) {
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

/* Options that mean nothing here. */
static int refuse_keys(const reader_t *rd, uint32_t misplaced) {
    for (int key = 0; misplaced != 0 && key < KEY_COUNT; key++) {
        if (has(misplaced, key))
            return read_fail(rd, "rule.misplaced", "word", KEYS[key], "in", read_what(rd), NULL);
    }
    return 0;
}

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
    static const char because[] = "looked at by the timetable";
    rung_t *rungs = arena_array(rd->arena, s->ladder.count + 1, sizeof *rungs);
    rung_act_t *acts = arena_array(rd->arena, 2, sizeof *acts);
    if (!rungs || !acts) return diag_memory(rd->d);
    acts[0] = (rung_act_t){.action = RUNG_CALL, .function = s->watch};
    acts[1] = (rung_act_t){.action = RUNG_APPROVE, .because = because};
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

static int read_leaf(reader_t *rd, int options, int base, uint32_t given, branch_t *b) {
    step_t *s = &b->step;
    bool copy = s->kind == STEP_COPY, monitor = s->kind == STEP_MONITOR;
    int by = copy && !has(given, KEY_BY) ? KEY_TO : KEY_BY;
    uint32_t foreign = UINT32_C(1) << KEY_NEED | UINT32_C(1) << KEY_TIE | UINT32_C(1) << KEY_ABSTAIN |
                       UINT32_C(1) << KEY_ROUNDS | UINT32_C(1) << KEY_USED_UP |
                       (copy ? 0 : UINT32_C(1) << KEY_TO);
    if (!monitor) foreign |= UINT32_C(1) << KEY_EVERY | UINT32_C(1) << KEY_WATCH;
    if (!monitor && s->kind != STEP_ACT) foreign |= UINT32_C(1) << KEY_ASKS_FOR;
    if (refuse_keys(rd, given & foreign) != 0 || read_common(rd, base, given, b) != 0) return -1;
    if (s->kind == STEP_RECORD && read_record(rd, options, given, s) != 0) return -1;
    if (!has(given, by) && !s->by)
        return read_fail(rd, "rule.missing", "in", read_what(rd), "word", KEYS[by], NULL);
    if (has(given, by) && read_source(rd, base + by, KEYS[by], &s->by) != 0) return -1;
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
    if (read_same(rd, base, given, s) != 0) return -1;
    return monitor ? read_monitor(rd, base, given, s) : 0;
}

/* ---- groups ---- */

/* The entries of a list, lists within it included. */
static int read_children(reader_t *rd, int idx, lua_Integer items, branch_t *group, int depth) {
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

/* Only the first branch that applies is taken. */
static int take_branch(const reader_t *rd, branch_t *group) {
    branch_t *taken = NULL;
    for (branch_t *child = group->first; child; child = child->next) {
        if (child->step.state == STEP_LEFT_OUT || child->step.kind == STEP_MONITOR) continue;
        if (taken)
            branch_leave_out(child, LEFT_OUT_BRANCH);
        else
            taken = child;
    }
    if (taken || group->step.on_empty == EMPTY_PASSES) return 0;
    return read_fail(rd, "rule.no_branch", "in", read_what(rd), NULL);
}

static int group_needs(const reader_t *rd, const branch_t *group) {
    const step_t *s = &group->step;
    int64_t children = 0; /* votes by weight, elsewhere heads */
    for (const branch_t *child = group->first; child; child = child->next)
        children += child->step.kind == STEP_MONITOR                 ? 0
                    : s->kind == STEP_VOTE && child->step.weight > 0 ? child->step.weight
                                                                     : 1;
    if (s->kind == STEP_VOTE && s->need == 0)
        return read_fail(rd, "rule.missing", "in", read_what(rd), "word", "need", NULL);
    if (s->need_of == 0 && s->need > children) return read_fail(rd, "rule.need", "in", read_what(rd), NULL);
    return 0;
}

/* need = 2, or of a vote need = "2/3": that part of the votes present, rounded up. */
static int read_need(const reader_t *rd, int idx, step_t *s) {
    lua_State *L = rd->L;
    if (s->kind != STEP_VOTE || lua_type(L, idx) != LUA_TSTRING)
        return read_count(rd, idx, "need", 1, s->kind == STEP_VOTE ? INT32_MAX : PLAN_STEPS_MAX, &s->need);
    char *end;
    const char *text = lua_tostring(L, idx);
    long part = strtol(text, &end, 10), whole = *end == '/' && end != text ? strtol(end + 1, &end, 10) : 0;
    if (*end != '\0' || part < 1 || whole < part || whole > NEED_OF_MAX)
        return read_expected(rd, idx, "need", "a whole number, or a fraction such as \"2/3\"");
    s->need = (int32_t)part;
    s->need_of = (int32_t)whole;
    return 0;
}

/* A4: what a tie and an abstention come to. */
static int read_vote(const reader_t *rd, int base, uint32_t given, step_t *s) {
    static const char *const ties[] = {"fails", "passes", NULL}, *const abstentions[] = {"stays", "leaves",
                                                                                         NULL};
    if (s->kind != STEP_VOTE && (has(given, KEY_TIE) || has(given, KEY_ABSTAIN)))
        return read_fail(rd, "rule.misplaced", "word", has(given, KEY_TIE) ? "tie" : "abstain", "in",
                         read_what(rd), NULL);
    if (has(given, KEY_TIE)) {
        int which = read_one_of(rd, base + KEY_TIE, "tie", ties, "\"fails\" or \"passes\"");
        if (which < 0) return -1;
        s->tie = (tie_t)which;
    }
    if (has(given, KEY_ABSTAIN)) {
        int which = read_one_of(rd, base + KEY_ABSTAIN, "abstain", abstentions, "\"stays\" or \"leaves\"");
        if (which < 0) return -1;
        s->abstain = (abstain_t)which;
    }
    return 0;
}

/* A8: loop_read.c */
static int read_loop(reader_t *rd, int base, uint32_t given, branch_t *b, int depth) {
    const uint32_t own = UINT32_C(1) << KEY_ROUNDS | UINT32_C(1) << KEY_USED_UP;
    if (b->step.kind != STEP_LOOP) return refuse_keys(rd, given & own);
    return loop_read(rd, has(given, KEY_ROUNDS) ? base + KEY_ROUNDS : 0,
                     has(given, KEY_USED_UP) ? base + KEY_USED_UP : 0, b, depth);
}

static int read_group(reader_t *rd, int idx, int base, uint32_t given, lua_Integer items, branch_t *b,
                      bool choose, int depth) {
    const uint32_t foreign = UINT32_C(1) << KEY_BY | UINT32_C(1) << KEY_WITHIN | UINT32_C(1) << KEY_DECIDE |
                             UINT32_C(1) << KEY_OVERDUE | UINT32_C(1) << KEY_IF_INITIATOR |
                             UINT32_C(1) << KEY_MAY_RETURN | UINT32_C(1) << KEY_ASPECTS |
                             UINT32_C(1) << KEY_TO | UINT32_C(1) << KEY_MAY | UINT32_C(1) << KEY_MAY_NOT |
                             UINT32_C(1) << KEY_REQUIRE | UINT32_C(1) << KEY_FIELDS |
                             UINT32_C(1) << KEY_SAME_PERSON | UINT32_C(1) << KEY_EVERY |
                             UINT32_C(1) << KEY_ASKS_FOR | UINT32_C(1) << KEY_WATCH;
    step_t *s = &b->step;
    bool counted = s->kind == STEP_ANY || s->kind == STEP_VOTE;
    if (refuse_keys(rd, given & foreign) != 0 || read_common(rd, base, given, b) != 0) return -1;
    if (has(given, KEY_NEED)) {
        if (!counted) return read_fail(rd, "rule.misplaced", "word", "need", "in", read_what(rd), NULL);
        if (read_need(rd, base + KEY_NEED, s) != 0) return -1;
    }
    if (read_vote(rd, base, given, s) != 0 || read_children(rd, idx, items, b, depth) != 0 ||
        read_loop(rd, base, given, b, depth) != 0)
        return -1;
    if (!b->first) {
        if (s->kind == STEP_SEQUENCE && !choose) return 0;
        if (s->on_empty != EMPTY_PASSES && !rd->prepare)
            return read_fail(rd, "rule.empty_group", "in", read_what(rd), NULL);
        branch_leave_out(b, LEFT_OUT_EMPTY);
        return 0;
    }
    if (s->state == STEP_LEFT_OUT) {
        branch_leave_out(b, LEFT_OUT_CONDITION);
        return 0;
    }
    if (choose && take_branch(rd, b) != 0) return -1;
    return counted ? group_needs(rd, b) : 0;
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
    if (read_options(rd, common, KEYS, KEY_COUNT, keys, &base, &given, group ? &items : NULL) != 0) return -1;
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

/* The addresses of the option words, for read_options. */
int step_keys_intern(lua_State *L, ruleset_t *rs) {
    if (!rs->step_keys.at) {
        rs->step_keys.at = arena_array(&rs->arena, KEY_COUNT, sizeof *rs->step_keys.at);
        if (!rs->step_keys.at) return -1;
        rs->step_keys.count = KEY_COUNT;
    }
    for (size_t i = 0; i < KEY_COUNT; i++)
        rs->step_keys.at[i] = words_intern(L, KEYS[i]);
    return 0;
}

const char *const STEP_CHANGES[STEP_CHANGE_COUNT] = {"by",         "within",  "decide",   "overdue",
                                                     "because",    "title",   "if_empty", "if_initiator",
                                                     "may_return", "aspects", "require",  "fields"};

int step_change(reader_t *rd, int base, uint32_t given, step_t *s) {
    if (has(given, 0) && read_source(rd, base, "by", &s->by) != 0) return -1;
    if (has(given, 1) && read_limit(rd, base + 1, "within", &s->within) != 0) return -1;
    if (has(given, 2) && read_decide(rd, base + 2, s) != 0) return -1;
    if (has(given, 3) && read_ladder(rd, base + 3, &s->ladder) != 0) return -1;
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
