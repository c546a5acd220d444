/* A flow's declaration, and what its extension adds to it, as the struct of model/flow.h. */
#include "script/words.h"
#include <stdio.h>
#include <string.h>

static const char *const KEYS[] = {
    "title",         "owner",   "clause",     "prefix",      "fallback",      "form",      "settings",
    "stages",        "route",   "on_refuse",  "overdue",     "within",        "withdraw",  "latest",
    "revise_within", "check",   "urge_every", "same_person", "separate",      "amount",    "uses",
    "copy_at_end",   "changes", "risk",       "on",          "green_channel", "deviation", "checks"};
enum {
    KEY_TITLE,
    KEY_OWNER,
    KEY_CLAUSE,
    KEY_PREFIX,
    KEY_FALLBACK,
    KEY_FORM,
    KEY_SETTINGS,
    KEY_STAGES,
    KEY_ROUTE,
    KEY_ON_REFUSE,
    KEY_OVERDUE,
    KEY_WITHIN,
    KEY_WITHDRAW,
    KEY_LATEST,
    KEY_REVISE_WITHIN,
    KEY_CHECK,
    KEY_URGE_EVERY,
    KEY_SAME_PERSON,
    KEY_SEPARATE,
    KEY_AMOUNT,
    KEY_USES,
    KEY_COPY_AT_END,
    KEY_CHANGES,
    KEY_RISK,
    KEY_ON,
    KEY_GREEN,
    KEY_DEVIATION,
    KEY_CHECKS,
    KEY_COUNT
};

enum { STAGES_MAX = 16, PREFIX_MAX = 12 };

static const char *const STAGE_WORDS[] = {"prepare", "approval", "execution", "acceptance", NULL};

static bool given(const reader_t *rd, int base, int key) {
    return !lua_isnil(rd->L, base + key);
}

/* ---- stages ---- */

static stage_kind_t stage_kind(const char *name) {
    for (int i = 0; STAGE_WORDS[i]; i++) {
        if (strcmp(STAGE_WORDS[i], name) == 0) return (stage_kind_t)(STAGE_PREPARE + i);
    }
    return STAGE_OTHER;
}

static int add_stage(reader_t *rd, const char *name, int function, stage_def_t *defs, size_t *count,
                     int *slots) {
    stage_def_t *def = &defs[*count];
    if (lua_type(rd->L, function) != LUA_TFUNCTION)
        return read_expected(rd, function, name, "function(r, set) that returns the steps");
    if (*count == STAGES_MAX) return read_fail(rd, "rule.too_many", "what", "stages", NULL);
    for (size_t i = 0; i < *count; i++) {
        if (strcmp(defs[i].name, name) == 0) return read_fail(rd, "rule.stage_twice", "stage", name, NULL);
    }
    *def = (stage_def_t){.name = arena_strdup(rd->arena, name), .kind = stage_kind(name)};
    if (!def->name) return diag_memory(rd->d);
    def->title_en = def->title_zh = def->name;
    if (def->kind == STAGE_PREPARE && *count > 0) return read_fail(rd, "rule.prepare_first", NULL);
    lua_pushvalue(rd->L, function);
    slots[(*count)++] = slot_keep(rd->L);
    return 0;
}

/* stages = { prepare = function, approval = function, … }: the standard ones, in their order. */
static int stages_by_name(reader_t *rd, int idx, stage_def_t *defs, size_t *count, int *slots) {
    int base;
    if (read_options(rd, idx, STAGE_WORDS, 4, NULL, &base, NULL, NULL) != 0) return -1;
    for (int i = 0; i < 4; i++) {
        if (!lua_isnil(rd->L, base + i) && add_stage(rd, STAGE_WORDS[i], base + i, defs, count, slots) != 0)
            return -1;
    }
    return 0;
}

/* A stage of an own name may be one of approval, of execution or of acceptance as well; what the standard
 * ones are, their names say. */
static int read_kind(reader_t *rd, int idx, stage_def_t *out) {
    if (out->kind != STAGE_OTHER) return read_fail(rd, "rule.stage_kind", "stage", out->name, NULL);
    int which =
        read_one_of(rd, idx, "kind", &STAGE_WORDS[1], "\"approval\", \"execution\" or \"acceptance\"");
    if (which < 0) return -1;
    out->kind = (stage_kind_t)(STAGE_APPROVAL + which);
    return 0;
}

/* stage "name" { route = function(r, set) … end, title = …, kind = … }, or with the function as its only
 * entry. */
static int listed_stage(reader_t *rd, int idx, stage_def_t *defs, size_t *count, int *slots) {
    static const char *const keys[] = {"route", "title", "kind"};
    lua_State *L = rd->L;
    const node_t *node = node_at(L, idx, NODE_STAGE);
    int base, top = lua_gettop(L);
    lua_Integer items = 0;
    if (!node) return read_expected(rd, idx, "stages", "stage \"name\" { route = function(r, set) … end }");
    rd->file = node->file;
    rd->line = node->line;
    node_options(L, idx);
    if (read_options(rd, top + 1, keys, 3, NULL, &base, NULL, &items) != 0) return -1;
    if (lua_isnil(L, base) && items == 1) {
        lua_rawgeti(L, top + 1, 1);
        lua_replace(L, base);
    }
    if (add_stage(rd, node->name, base, defs, count, slots) != 0) return -1;
    stage_def_t *def = &defs[*count - 1];
    if (!lua_isnil(L, base + 1) &&
        read_words(rd, base + 1, "title", true, &def->title_en, &def->title_zh) != 0)
        return -1;
    if (!lua_isnil(L, base + 2) && read_kind(rd, base + 2, def) != 0) return -1;
    lua_settop(L, top);
    return 0;
}

static int stages_listed(reader_t *rd, int idx, lua_Integer items, stage_def_t *defs, size_t *count,
                         int *slots) {
    for (lua_Integer i = 1; i <= items; i++) {
        lua_rawgeti(rd->L, idx, i);
        if (listed_stage(rd, lua_gettop(rd->L), defs, count, slots) != 0) return -1;
        lua_pop(rd->L, 1);
    }
    return 0;
}

int stages_read(reader_t *rd, const variant_t *v, stage_def_t **out, size_t *count, int **slots) {
    lua_State *L = rd->L;
    int top = lua_gettop(L);
    const char *file = rd->file;
    int32_t line = rd->line;
    *out = arena_array(rd->arena, STAGES_MAX + 1, sizeof **out);
    *slots = arena_array(rd->arena, STAGES_MAX + 1, sizeof **slots);
    if (!*out || !*slots) return diag_memory(rd->d);
    *count = 0;
    sandbox_push(L, v->base->options);
    sandbox_resolve(L, top + 1);
    lua_pushliteral(L, "route");
    lua_rawget(L, top + 1);
    lua_pushliteral(L, "stages");
    lua_rawget(L, top + 1);
    bool route = !lua_isnil(L, top + 2), stages = !lua_isnil(L, top + 3);
    if (route == stages) return read_fail(rd, "rule.route_or_stages", "flow", v->base->name, NULL);
    if (route) {
        if (add_stage(rd, "approval", top + 2, *out, count, *slots) != 0) return -1;
    } else {
        if (lua_type(L, top + 3) != LUA_TTABLE)
            return read_expected(rd, top + 3, "stages", "stages by name, or a list");
        sandbox_resolve(L, top + 3);
        lua_Integer items = (lua_Integer)lua_rawlen(L, top + 3);
        int failed = items > 0 ? stages_listed(rd, top + 3, items, *out, count, *slots)
                               : stages_by_name(rd, top + 3, *out, count, *slots);
        if (failed) return -1;
    }
    rd->file = file;
    rd->line = line;
    if (*count == 0) return read_fail(rd, "rule.route_or_stages", "flow", v->base->name, NULL);
    if (*count == 1 && (*out)[0].kind == STAGE_PREPARE) return read_fail(rd, "rule.only_prepare", NULL);
    lua_settop(L, top);
    return 0;
}

/* ---- the flow's own options ---- */

/* on_refuse = "finish", or to_initiator { acknowledge = true, within = workdays(5) }. */
static int read_refuse(reader_t *rd, int idx, flow_t *out) {
    static const char *const keys[] = {"acknowledge", "within"};
    static const char *const words[] = {"finish", NULL};
    lua_State *L = rd->L;
    int base, top = lua_gettop(L);
    const node_t *node = node_at(L, idx, NODE_REFUSE);
    if (!node) {
        out->on_refuse = REFUSE_FINISH;
        return read_one_of(rd, idx, "on_refuse", words,
                           "\"finish\", or to_initiator { acknowledge = true, within = … }");
    }
    const char *what = rd->what;
    rd->what = "to_initiator";
    out->on_refuse = REFUSE_TO_INITIATOR;
    node_options(L, idx);
    if (read_options(rd, top + 1, keys, 2, NULL, &base, NULL, NULL) != 0) return -1;
    if (!lua_isnil(L, base) && read_flag(rd, base, "acknowledge", &out->acknowledge) != 0) return -1;
    if (!lua_isnil(L, base + 1) && read_limit(rd, base + 1, "within", &out->acknowledge_within) != 0)
        return -1;
    rd->what = what;
    lua_settop(L, top);
    return 0;
}

/* Capital letters and digits: it begins the number of every record. */
static int read_prefix(const reader_t *rd, int idx, flow_t *out) {
    if (read_text(rd, idx, "prefix", PREFIX_MAX, &out->prefix) != 0) return -1;
    for (const char *c = out->prefix; *c; c++) {
        if (!((*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9')))
            return read_expected(rd, idx, "prefix", "capital letters and digits, such as \"EXP\"");
    }
    return 0;
}

/* "finance.declaration" → "DECLARATION", the first six letters. */
static int default_prefix(const reader_t *rd, flow_t *out) {
    char prefix[7];
    size_t used = 0;
    const char *dot = strrchr(out->name, '.');
    for (const char *c = dot ? dot + 1 : out->name; *c && used < sizeof prefix - 1; c++) {
        if (*c >= 'a' && *c <= 'z')
            prefix[used++] = (char)(*c - 'a' + 'A');
        else if ((*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9'))
            prefix[used++] = *c;
    }
    prefix[used] = '\0';
    out->prefix = arena_strdup(rd->arena, used ? prefix : "REC");
    return out->prefix ? 0 : diag_memory(rd->d);
}

static int read_names(reader_t *rd, int base, const declared_t *declared, flow_t *out) {
    out->name = declared->name;
    out->title_en = out->title_zh = declared->name;
    if (given(rd, base, KEY_TITLE) &&
        read_words(rd, base + KEY_TITLE, "title", true, &out->title_en, &out->title_zh) != 0)
        return -1;
    out->owner = declared->folder;
    if (given(rd, base, KEY_OWNER) &&
        read_text(rd, base + KEY_OWNER, "owner", RULE_TITLE_MAX, &out->owner) != 0)
        return -1;
    if (!out->owner) return read_fail(rd, "rule.missing", "in", read_what(rd), "word", "owner", NULL);
    if (given(rd, base, KEY_CLAUSE) &&
        read_text(rd, base + KEY_CLAUSE, "clause", RULE_TITLE_MAX, &out->clause) != 0)
        return -1;
    return given(rd, base, KEY_PREFIX) ? read_prefix(rd, base + KEY_PREFIX, out) : default_prefix(rd, out);
}

static bool has_function(const source_t *s) {
    for (; s; s = s->next) {
        if (s->kind == SOURCE_FUNCTION || has_function(s->of)) return true;
    }
    return false;
}

static int read_fallback(reader_t *rd, int base, flow_t *out) {
    if (!given(rd, base, KEY_FALLBACK))
        return read_fail(rd, "rule.missing", "in", read_what(rd), "word", "fallback", NULL);
    if (read_source(rd, base + KEY_FALLBACK, "fallback", &out->fallback) != 0) return -1;
    /* The last resort can't depend on a rule that may fail. */
    if (has_function(out->fallback))
        return read_expected(rd, base + KEY_FALLBACK, "fallback", "a named person or post");
    return 0;
}

/* withdraw = "before_end" …, or after_approval(workdays(5)). */
static int read_withdraw(reader_t *rd, int idx, flow_t *out) {
    static const char *const words[] = {"before_first_decision", "before_end", "never", NULL};
    int top = lua_gettop(rd->L);
    if (!node_at(rd->L, idx, NODE_WITHDRAW)) {
        int which =
            read_one_of(rd, idx, "withdraw", words,
                        "\"before_first_decision\", \"before_end\", \"never\" or after_approval(limit)");
        if (which < 0) return -1;
        out->withdraw = (withdraw_policy_t)(WITHDRAW_BEFORE_DECISION + which);
        return 0;
    }
    out->withdraw = WITHDRAW_AFTER_APPROVAL;
    lua_getiuservalue(rd->L, idx, 1);
    if (read_limit(rd, top + 1, "withdraw", &out->withdraw_within) != 0) return -1;
    lua_settop(rd->L, top);
    return 0;
}

static int read_policies(reader_t *rd, int base, flow_t *out) {
    out->on_refuse = REFUSE_FINISH;
    out->withdraw = WITHDRAW_BEFORE_DECISION;
    out->urge_every = (limit_t){.kind = LIMIT_ELAPSED, .ms = FLOW_URGE_MS};
    if (given(rd, base, KEY_WITHIN) && read_limit(rd, base + KEY_WITHIN, "within", &out->within) != 0)
        return -1;
    if (given(rd, base, KEY_REVISE_WITHIN) &&
        read_limit(rd, base + KEY_REVISE_WITHIN, "revise_within", &out->revise_within) != 0)
        return -1;
    if (given(rd, base, KEY_ON_REFUSE) && read_refuse(rd, base + KEY_ON_REFUSE, out) != 0) return -1;
    if (given(rd, base, KEY_OVERDUE) && read_ladder(rd, base + KEY_OVERDUE, &out->overdue) != 0) return -1;
    if (given(rd, base, KEY_LATEST) && read_flag(rd, base + KEY_LATEST, "latest", &out->latest) != 0)
        return -1;
    if (given(rd, base, KEY_SEPARATE) && separate_read(rd, base + KEY_SEPARATE, out) != 0) return -1;
    if (given(rd, base, KEY_SAME_PERSON) &&
        read_same_person(rd, base + KEY_SAME_PERSON, &out->same_person) != 0)
        return -1;
    if (given(rd, base, KEY_WITHDRAW) && read_withdraw(rd, base + KEY_WITHDRAW, out) != 0) return -1;
    if (given(rd, base, KEY_URGE_EVERY) &&
        read_limit(rd, base + KEY_URGE_EVERY, "urge_every", &out->urge_every) != 0)
        return -1;
    if (given(rd, base, KEY_COPY_AT_END)) {
        if (read_source(rd, base + KEY_COPY_AT_END, "copy_at_end", &out->copy_at_end) != 0) return -1;
        /* An end that was decided can't hang on a rule that may fail. */
        if (has_function(out->copy_at_end))
            return read_expected(rd, base + KEY_COPY_AT_END, "copy_at_end", "people, and no function");
    }
    /* The initiator's own tasks need a limit too: what was said for one holds for the other. */
    if (out->acknowledge_within.kind == LIMIT_NONE)
        out->acknowledge_within = out->within.kind != LIMIT_NONE ? out->within : out->revise_within;
    if (out->revise_within.kind == LIMIT_NONE)
        out->revise_within =
            out->acknowledge_within.kind != LIMIT_NONE ? out->acknowledge_within : out->within;
    if (out->acknowledge && out->acknowledge_within.kind == LIMIT_NONE)
        return read_fail(rd, "rule.missing", "in", "to_initiator", "word", "within", NULL);
    if (given(rd, base, KEY_CHECK) && lua_type(rd->L, base + KEY_CHECK) != LUA_TFUNCTION)
        return read_expected(rd, base + KEY_CHECK, "check", "function(r, set) that returns problems");
    return 0;
}

/* What a department makes of a deviation that the company fixed: nobody else decides it, no later, and the
 * plan is worked out anew as before. */
static int deviation_fixed(const reader_t *rd, const flow_t *then, const flow_t *now) {
    const char *what = NULL;
    if (!sources_alike(then->deviation_to, now->deviation_to))
        what = "by";
    else if (now->deviation_keeps_plan && !then->deviation_keeps_plan)
        what = "replan";
    else if (limit_order(&now->deviation_within, &then->deviation_within) > 0)
        what = "within";
    if (!what) return 0;
    return read_fail(rd, "rule.fixed", "step", "deviation", "what", what, "flow", now->name, "department",
                     now->department ? now->department : "", NULL);
}

/* deviation = { to = people, within = limit, replan = flag, fixed = flag }: what is made of one (P2.3.3). A
 * department says only what is otherwise. */
static int read_deviation(reader_t *rd, int idx, bool extends, flow_t *out) {
    static const char *const keys[] = {"to", "within", "replan", "fixed"};
    lua_State *L = rd->L;
    int base, top = lua_gettop(L);
    const flow_t then = *out;
    bool replan = !out->deviation_keeps_plan;
    if (lua_type(L, idx) != LUA_TTABLE)
        return read_expected(rd, idx, "deviation", "{ to = people, within = limit, replan = yes or no }");
    sandbox_resolve(L, idx);
    if (read_options(rd, idx, keys, 4, NULL, &base, NULL, NULL) != 0) return -1;
    if (!lua_isnil(L, base) && read_source(rd, base, "to", &out->deviation_to) != 0) return -1;
    /* what is reported at once can't hang on a rule that may fail */
    if (has_function(out->deviation_to))
        return read_expected(rd, base, "deviation: to", "people, and no function");
    if (!lua_isnil(L, base + 1) && read_limit(rd, base + 1, "within", &out->deviation_within) != 0) return -1;
    if (!lua_isnil(L, base + 2) && read_flag(rd, base + 2, "replan", &replan) != 0) return -1;
    out->deviation_keeps_plan = !replan;
    if (extends && !lua_isnil(L, base + 3))
        return read_fail(rd, "rule.misplaced", "word", "fixed", "in", read_what(rd), NULL);
    if (!lua_isnil(L, base + 3) && read_flag(rd, base + 3, "fixed", &out->deviation_fixed) != 0) return -1;
    if (out->deviation_fixed && out->deviation_within.kind == LIMIT_NONE)
        return read_fail(rd, "rule.missing", "in", "deviation", "word", "within", NULL);
    lua_settop(L, top);
    return extends && then.deviation_fixed ? deviation_fixed(rd, &then, out) : 0;
}

/* risk = function(r, set) return level, because, response end. Its level is read as r.risk. */
static int read_risk(const reader_t *rd, int base, flow_t *out) {
    if (!given(rd, base, KEY_RISK)) return 0;
    if (lua_type(rd->L, base + KEY_RISK) != LUA_TFUNCTION)
        return read_expected(rd, base + KEY_RISK, "risk", "function(r, set) that returns a level and why");
    if (flow_field(out, "risk")) return read_fail(rd, "rule.risk_field", "flow", out->name, NULL);
    out->has_risk = true;
    return 0;
}

/* on = { decided = function(r, set, e) … end, … }: which of them there are. */
static int read_handlers(reader_t *rd, int idx, flow_t *out) {
    lua_State *L = rd->L;
    const char *words[HAPPENINGS];
    int base, top = lua_gettop(L);
    for (int i = 0; i < HAPPENINGS; i++)
        words[i] = happening_word((happening_t)i);
    if (lua_type(L, idx) != LUA_TTABLE)
        return read_expected(rd, idx, "on",
                             "functions by what happened: { decided = function(r, set, e) … end }");
    lua_pushvalue(L, idx);
    sandbox_resolve(L, top + 1);
    if (read_options(rd, top + 1, words, HAPPENINGS, NULL, &base, NULL, NULL) != 0) return -1;
    for (int i = 0; i < HAPPENINGS; i++) {
        if (lua_isnil(L, base + i)) continue;
        if (lua_type(L, base + i) != LUA_TFUNCTION)
            return read_expected(rd, base + i, words[i], "function(r, set, e) that returns effects");
        out->handles |= UINT32_C(1) << i;
    }
    lua_settop(L, top);
    return 0;
}

/* What an extension may say besides the steps, which are read at every call: its words are checked here. */
static int check_extension(reader_t *rd, const declared_t *e, int32_t number, flow_t *flow) {
    static const char *const keys[] = {"department", "settings", "check",     "add",      "within",
                                       "aspects",    "change",   "leave_out", "because",  "title",
                                       "separate",   "on",       "checks",    "deviation"};
    lua_State *L = rd->L;
    int base, top = lua_gettop(L);
    char what[160];
    reader_t own = *rd;
    (void)snprintf(what, sizeof what, "extend \"%s\"", e->name);
    own.what = what;
    own.file = e->file;
    own.line = e->line;
    sandbox_push(L, e->options);
    sandbox_resolve(L, top + 1);
    if (read_options(&own, top + 1, keys, sizeof keys / sizeof *keys, NULL, &base, NULL, NULL) != 0)
        return -1;
    if (!lua_isnil(L, base + 2) && lua_type(L, base + 2) != LUA_TFUNCTION)
        return read_expected(&own, base + 2, "check", "function(r, set) that returns problems");
    if (!lua_isnil(L, base + 3) && lua_type(L, base + 3) != LUA_TTABLE &&
        lua_type(L, base + 3) != LUA_TFUNCTION)
        return read_expected(&own, base + 3, "add", "a list of steps, or function(r, set) that returns one");
    if (!lua_isnil(L, base + 11) && read_handlers(&own, base + 11, flow) != 0) return -1;
    if (!lua_isnil(L, base + 12) && flow_checks_read(&own, base + 12, number, flow) != 0) return -1;
    for (int i = 4; i < 8; i++) {
        if (!lua_isnil(L, base + i) && lua_type(L, base + i) != LUA_TTABLE)
            return read_expected(&own, base + i, keys[i], "steps by name: { supervisor = … }");
    }
    if (!lua_isnil(L, base + 10) && separate_read(&own, base + 10, flow) != 0) return -1;
    if (!lua_isnil(L, base + 13) && read_deviation(&own, base + 13, true, flow) != 0) return -1;
    lua_settop(L, top);
    return 0;
}

/* Does the word stand in that file? */
static bool mentions(const ruleset_t *rs, const char *file, const char *word) {
    for (size_t i = 0; i < rs->content.file_count; i++) {
        bytes_t text = rs->content.files[i].content;
        if (strcmp(rs->content.files[i].name, file) == 0 && memmem(text.at, text.len, word, strlen(word)))
            return true;
    }
    return false;
}

/* amount = "price": the field that limits of authority are held against (A15). */
static int read_amount(const reader_t *rd, int idx, flow_t *out) {
    if (read_text(rd, idx, "amount", RULESET_NAME_MAX, &out->amount) != 0) return -1;
    const field_def_t *def = flow_field(out, out->amount);
    if (def && def->kind == VALUE_MONEY) return 0;
    return read_expected(rd, idx, "amount", "the name of a money field of the form");
}

/* May a step of the flow ask for a pick? Only then are later stages looked at when it is submitted. */
static bool may_pick(const ruleset_t *rs, const variant_t *v) {
    bool may = mentions(rs, v->base->file, "picked");
    for (size_t i = 0; i < v->extension_count; i++)
        may = may || mentions(rs, v->extensions[i]->file, "picked");
    return may;
}

int flow_read(reader_t *rd, variant_t *v) {
    lua_State *L = rd->L;
    int base, top = lua_gettop(L);
    char what[160];
    flow_t *out = &v->flow;
    const declared_t *declared = v->base;
    (void)snprintf(what, sizeof what, "flow \"%s\"", declared->name);
    out->picks = may_pick(rd->rs, v);
    rd->what = what;
    rd->path = "*";
    rd->file = out->file = declared->file;
    rd->line = out->line = declared->line;
    sandbox_push(L, declared->options);
    sandbox_resolve(L, top + 1);
    if (read_options(rd, top + 1, KEYS, KEY_COUNT, NULL, &base, NULL, NULL) != 0) return -1;
    if (read_names(rd, base, declared, out) != 0 || read_fallback(rd, base, out) != 0 ||
        read_policies(rd, base, out) != 0)
        return -1;
    rd->file = declared->file;
    rd->line = declared->line;
    rd->what = what;
    if (given(rd, base, KEY_FORM) && form_read(rd, base + KEY_FORM, &out->fields, &out->field_count) != 0)
        return -1;
    if (given(rd, base, KEY_AMOUNT) && read_amount(rd, base + KEY_AMOUNT, out) != 0) return -1;
    if (given(rd, base, KEY_USES) && uses_read(rd, base + KEY_USES, out) != 0) return -1;
    if (given(rd, base, KEY_CHANGES) && flow_changes_read(rd, base + KEY_CHANGES, out) != 0) return -1;
    if (read_risk(rd, base, out) != 0) return -1;
    if (given(rd, base, KEY_GREEN) && green_read(rd, base + KEY_GREEN, out) != 0) return -1;
    if (given(rd, base, KEY_DEVIATION) && read_deviation(rd, base + KEY_DEVIATION, false, out) != 0)
        return -1;
    if (given(rd, base, KEY_ON) && read_handlers(rd, base + KEY_ON, out) != 0) return -1;
    if (given(rd, base, KEY_CHECKS) && flow_checks_read(rd, base + KEY_CHECKS, 0, out) != 0) return -1;
    for (size_t i = 0; i < v->extension_count; i++) {
        if (check_extension(rd, v->extensions[i], (int32_t)i + 1, out) != 0) return -1;
    }
    if (settings_read(rd, v, &out->settings, &out->setting_count, &v->values) != 0) return -1;
    if (stages_read(rd, v, &out->stages, &out->stage_count, &v->stage_slots) != 0) return -1;
    if (green_check_stages(rd, out) != 0) return -1;
    lua_settop(L, top);
    return 0;
}
