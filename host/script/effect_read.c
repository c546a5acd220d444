/* What rules answer besides plans: effects of a ladder's function, problems of a form, values of fields. */
#include "script/words.h"
#include <stdio.h>
#include <string.h>

enum { PROBLEMS_MAX = 200, WHAT = 120 };

/* ---- values ---- */

static int read_person(const reader_t *rd, int idx, const char *word, value_t *out) {
    const call_t *call = &rd->rs->call;
    person_info_t info;
    out->u.person = person_at(rd->L, idx);
    if (out->u.person) return 0;
    if (lua_type(rd->L, idx) != LUA_TSTRING || !call->facts || !call->facts->directory)
        return read_expected(rd, idx, word, "a person, or a handle");
    if (!directory_by_handle(call->facts->directory, lua_tostring(rd->L, idx), &info))
        return read_fail(rd, "rule.unknown_person", "person", lua_tostring(rd->L, idx), NULL);
    out->u.person = info.id;
    return 0;
}

int value_read_as(reader_t *rd, int idx, const field_def_t *def, const char *word, value_t *out) {
    lua_State *L = rd->L;
    const money_t *m = money_at(L, idx);
    const char *key = department_at(L, idx);
    out->kind = def->kind;
    switch (def->kind) {
    case VALUE_PERSON:
        return read_person(rd, idx, word, out);
    case VALUE_MONEY:
        if (!m) break;
        out->u.money = *m;
        return 0;
    case VALUE_NUMBER:
        if (!decimal_at(L, idx, &out->u.number)) break;
        return 0;
    case VALUE_DATE:
        if (!date_at(L, idx, &out->u.date)) break;
        return 0;
    case VALUE_RANGE:
        if (!range_at(L, idx, &out->u.range.from, &out->u.range.until)) break;
        return 0;
    case VALUE_FLAG:
        return read_flag(rd, idx, word, &out->u.flag);
    case VALUE_DEPARTMENT:
        if (!key) break;
        out->u.text = arena_strdup(rd->arena, key);
        return out->u.text ? 0 : diag_memory(rd->d);
    default:
        break;
    }
    if (lua_type(L, idx) != LUA_TSTRING) return read_expected(rd, idx, word, value_kind_word(def->kind));
    if (field_parse(def, lua_tostring(L, idx), rd->arena, out, rd->d) == 0) return 0;
    return diag_at(rd->d, rd->file ? rd->file : "", rd->line), -1;
}

int value_read(reader_t *rd, int idx, const field_def_t *def, const char *word, value_t *out) {
    *out = (value_t){VALUE_NONE};
    if (value_read_as(rd, idx, def, word, out) != 0) return -1;
    if (field_check(def, out, rd->d) == 0) return 0;
    return diag_at(rd->d, rd->file ? rd->file : "", rd->line), -1;
}

/* ---- effects ---- */

/* notify { to = head_of(assignee), text = "…" }: a table with these words, and not a list of sources. */
static bool has_options(lua_State *L, int idx) {
    if (lua_type(L, idx) != LUA_TTABLE) return false;
    lua_pushliteral(L, "to");
    bool options = lua_rawget(L, idx) != LUA_TNIL;
    lua_pop(L, 1);
    return options;
}

static int read_addressed(reader_t *rd, int idx, effect_t *out) {
    static const char *const keys[] = {"to", "text", "within"};
    lua_State *L = rd->L;
    int base, top = lua_gettop(L);
    if (!has_options(L, idx)) return read_source(rd, idx, "to", &out->who);
    if (read_options(rd, idx, keys, 3, NULL, &base, NULL, NULL) != 0) return -1;
    if (read_source(rd, base, "to", &out->who) != 0) return -1;
    if (!lua_isnil(L, base + 1)) {
        if (out->kind != EFFECT_NOTIFY)
            return read_fail(rd, "rule.misplaced", "word", "text", "in", read_what(rd), NULL);
        if (read_words(rd, base + 1, "text", false, &out->text, &out->text_zh) != 0) return -1;
    }
    if (!lua_isnil(L, base + 2)) {
        if (out->kind != EFFECT_REASSIGN)
            return read_fail(rd, "rule.misplaced", "word", "within", "in", read_what(rd), NULL);
        if (read_limit(rd, base + 2, "within", &out->within) != 0) return -1;
    }
    lua_settop(L, top);
    return 0;
}

static bool has_function(const source_t *s) {
    for (; s; s = s->next) {
        if (s->kind == SOURCE_FUNCTION || has_function(s->of)) return true;
    }
    return false;
}

/* ---- what is opened beside the plan */

static const char *const OPENING[] = {"by",   "to",           "within",   "check",
                                      "text", "check_within", "severity", "name"};
enum { OPEN_BY, OPEN_TO, OPEN_WITHIN, OPEN_CHECK, OPEN_TEXT, OPEN_CHECK_WITHIN, OPEN_SEVERITY, OPEN_NAME };

static int read_severity(const reader_t *rd, int idx, severity_t *out) {
    *out = lua_type(rd->L, idx) == LUA_TSTRING ? severity_from(lua_tostring(rd->L, idx)) : SEVERITY_NONE;
    if (*out != SEVERITY_NONE) return 0;
    return read_expected(rd, idx, "severity", "\"minor\", \"major\" or \"severe\"");
}

static int required(const reader_t *rd, int base, int key) {
    if (!lua_isnil(rd->L, base + key)) return 0;
    return read_fail(rd, "rule.missing", "in", read_what(rd), "word", OPENING[key], NULL);
}

static int misplaced(const reader_t *rd, int base, int key) {
    if (lua_isnil(rd->L, base + key)) return 0;
    return read_fail(rd, "rule.misplaced", "word", OPENING[key], "in", read_what(rd), NULL);
}

/* warn { to, text, severity, within }; rectify { by, within, check, check_within, text };
 * response_plan { by, within, check, check_within }; each with the name of the step, if the usual one won't
 * do. */
static int read_opening(reader_t *rd, int idx, effect_t *out) {
    lua_State *L = rd->L;
    int base, top = lua_gettop(L);
    bool warns = out->kind == EFFECT_WARN;
    int whom = warns ? OPEN_TO : OPEN_BY;
    if (read_options(rd, idx, OPENING, sizeof OPENING / sizeof *OPENING, NULL, &base, NULL, NULL) != 0)
        return -1;
    if (required(rd, base, whom) != 0 || misplaced(rd, base, warns ? OPEN_BY : OPEN_TO) != 0) return -1;
    if (out->kind != EFFECT_RESPONSE && required(rd, base, OPEN_TEXT) != 0) return -1;
    if (warns ? misplaced(rd, base, OPEN_CHECK) != 0 || misplaced(rd, base, OPEN_CHECK_WITHIN) != 0
              : required(rd, base, OPEN_CHECK) != 0 || misplaced(rd, base, OPEN_SEVERITY) != 0)
        return -1;
    if (read_source(rd, base + whom, OPENING[whom], &out->who) != 0) return -1;
    if (!lua_isnil(L, base + OPEN_WITHIN) && read_limit(rd, base + OPEN_WITHIN, "within", &out->within) != 0)
        return -1;
    if (!lua_isnil(L, base + OPEN_CHECK) && read_source(rd, base + OPEN_CHECK, "check", &out->check) != 0)
        return -1;
    if (!lua_isnil(L, base + OPEN_CHECK_WITHIN) &&
        read_limit(rd, base + OPEN_CHECK_WITHIN, "check_within", &out->check_within) != 0)
        return -1;
    if (!lua_isnil(L, base + OPEN_TEXT) &&
        read_words(rd, base + OPEN_TEXT, "text", false, &out->text, &out->text_zh) != 0)
        return -1;
    out->severity = warns ? SEVERITY_MAJOR : SEVERITY_NONE;
    if (!lua_isnil(L, base + OPEN_SEVERITY) && read_severity(rd, base + OPEN_SEVERITY, &out->severity) != 0)
        return -1;
    if (!lua_isnil(L, base + OPEN_NAME) &&
        read_text(rd, base + OPEN_NAME, "name", RULESET_STEP_NAME_MAX, &out->name) != 0)
        return -1;
    lua_settop(L, top);
    return 0;
}

static int add_effect(reader_t *rd, effect_t effect, effects_t *out) {
    if (out->count == EFFECTS_MAX) return read_fail(rd, "rule.too_many", "what", "effects", NULL);
    effect_t *more = arena_grow(rd->arena, out->list, out->count, out->count + 1, sizeof *more);
    if (!more) return diag_memory(rd->d);
    out->list = more;
    out->list[out->count++] = effect;
    return 0;
}

/* set_field { amount = …, urgent = true }: one effect a field, by name. */
static int read_set_field(reader_t *rd, int idx, effects_t *out) {
    lua_State *L = rd->L;
    const flow_t *flow = &rd->variant->flow;
    size_t found = 0;
    for (size_t i = 0; i < flow->field_count; i++) {
        effect_t effect = {.kind = EFFECT_SET_FIELD, .field = {.name = flow->fields[i].name}};
        lua_pushstring(L, flow->fields[i].name);
        if (lua_rawget(L, idx) != LUA_TNIL) {
            found++;
            if (value_read(rd, lua_gettop(L), &flow->fields[i], flow->fields[i].name, &effect.field.value) !=
                    0 ||
                add_effect(rd, effect, out) != 0)
                return -1;
        }
        lua_pop(L, 1);
    }
    return read_known_fields(rd, idx, flow, found);
}

/* Functions of a step are found again in the plan of its stage: a step that comes from elsewhere has none. */
static bool needs_function(const step_t *s) {
    if (has_function(s->by)) return true;
    for (size_t i = 0; i < s->ladder.count; i++) {
        for (size_t k = 0; k < s->ladder.rungs[i].act_count; k++) {
            const rung_act_t *act = &s->ladder.rungs[i].acts[k];
            if (has_function(act->who) || (act->function && act->function[0] != '*')) return true;
        }
    }
    return false;
}

static int check_piece(const reader_t *rd, const branch_t *root, const plan_t *piece) {
    for (size_t i = 0; i < piece->step_count; i++) {
        const step_t *s = &piece->steps[i];
        if (needs_function(s))
            return read_fail(rd, "rule.misplaced", "word", "function", "in", s->name, NULL);
        if (s->kind == STEP_RECORD && piece->step_count > 1)
            return read_fail(rd, "rule.misplaced", "word", "open_record", "in", read_what(rd), NULL);
    }
    return root->fixed ? read_fail(rd, "rule.misplaced", "word", "fixed", "in", read_what(rd), NULL) : 0;
}

/* The records that open_record { … } among effects opens: at once, with the values of now. */
static int read_records(reader_t *rd, int idx, const char *flow, effect_t *out) {
    const variant_t *v = variant_company(rd->rs, flow);
    int top = lua_gettop(rd->L);
    if (!v) return read_fail(rd, "rule.unknown_flow", "flow", flow, "in", read_what(rd), "near", "", NULL);
    node_options(rd->L, idx);
    if (record_openings_read(rd, top + 1, &v->flow, &out->openings, &out->opening_count) != 0) return -1;
    lua_settop(rd->L, top);
    return 0;
}

/* A step, or a group of steps, among effects: it comes into the plan. One whose `when` is false does not. */
static int read_added(reader_t *rd, int idx, const node_t *node, effects_t *out) {
    branch_t *root, *own;
    plan_t piece;
    reader_t inner = *rd;
    inner.file = node->file;
    inner.line = node->line;
    inner.adding = true;
    inner.path = "effect";
    inner.step = NULL;
    inner.node = NULL;
    if (branch_read(&inner, idx, &root) != 0) return -1;
    own = step_is_group((step_kind_t)node->value) || node->value == STEP_CHOOSE ? root : root->first;
    if (own->step.state == STEP_LEFT_OUT) return 0;
    own->parent = NULL;
    own->next = NULL;
    effect_t effect = {.kind = EFFECT_ADD, .beside = own->beside, .file = node->file, .line = node->line};
    if (own->beside) effect.where = own->after ? ADDED_AFTER : ADDED_BEFORE;
    if (branch_flatten(own, rd->arena, &piece, rd->d) != 0 || check_piece(&inner, own, &piece) != 0)
        return -1;
    effect.steps = piece.steps;
    effect.step_count = piece.step_count;
    if (own->step.kind != STEP_RECORD) return add_effect(rd, effect, out);
    if (read_records(&inner, idx, own->step.opens, &effect) != 0) return -1;
    if (effect.opening_count > 0) return add_effect(rd, effect, out);
    if (own->step.on_empty == EMPTY_PASSES) return 0;
    return read_fail(&inner, "children.none", "step", own->step.name, NULL);
}

static int read_effect(reader_t *rd, int idx, const node_t *node, effects_t *out) {
    lua_State *L = rd->L;
    int top = lua_gettop(L);
    effect_t effect = {.kind = (effect_kind_t)node->value, .file = node->file, .line = node->line};
    int failed;
    if (node->what == NODE_STEP) return read_added(rd, idx, node, out);
    rd->file = node->file;
    rd->line = node->line;
    rd->what = node_kind_word(node);
    node_options(L, idx);
    if (effect.kind == EFFECT_SET_FIELD)
        failed = read_set_field(rd, top + 1, out);
    else if (effect.kind == EFFECT_REFUSE || effect.kind == EFFECT_PASS || effect.kind == EFFECT_FINISH)
        failed = read_words(rd, top + 1, rd->what, false, &effect.text, &effect.text_zh);
    else if (effect.kind >= EFFECT_WARN)
        failed = read_opening(rd, top + 1, &effect);
    else
        failed = read_addressed(rd, top + 1, &effect);
    if (!failed && (has_function(effect.who) || has_function(effect.check)))
        failed = read_expected(rd, top + 1, "to", "people, not a function");
    if (!failed && effect.kind != EFFECT_SET_FIELD) failed = add_effect(rd, effect, out);
    lua_settop(L, top);
    return failed ? -1 : 0;
}

static const node_t *effect_at(lua_State *L, int idx) {
    const node_t *node = node_at(L, idx, NODE_EFFECT);
    return node ? node : node_at(L, idx, NODE_STEP);
}

int effects_read(reader_t *rd, int idx, effects_t *out) {
    lua_State *L = rd->L;
    int top = lua_gettop(L), base;
    lua_Integer items;
    const node_t *node = effect_at(L, idx);
    if (lua_isnil(L, idx)) return 0;
    if (node) return read_effect(rd, idx, node, out);
    if (lua_type(L, idx) != LUA_TTABLE)
        return read_expected(rd, idx, "call",
                             "effects: notify(…), reassign { to = …, within = … }, refuse \"…\"");
    lua_pushvalue(L, idx);
    sandbox_resolve(L, top + 1);
    if (read_options(rd, top + 1, NULL, 0, NULL, &base, NULL, &items) != 0) return -1;
    for (lua_Integer i = 1; i <= items; i++) {
        lua_rawgeti(L, top + 1, i);
        node = effect_at(L, top + 2);
        if (!node) return read_expected(rd, top + 2, "call", "a list of effects: notify(…), refuse \"…\"");
        if (read_effect(rd, top + 2, node, out) != 0) return -1;
        lua_settop(L, top + 1);
    }
    lua_settop(L, top);
    return 0;
}

/* ---- reasons ---- */

static int join(const reader_t *rd, const char **all, const char *one) {
    if (!one) return 0;
    *all = *all ? arena_printf(rd->arena, "%s; %s", *all, one) : one;
    return *all ? 0 : diag_memory(rd->d);
}

int reasons_read(reader_t *rd, int idx, const char **en, const char **zh) {
    lua_State *L = rd->L;
    int top = lua_gettop(L), base;
    lua_Integer items;
    *en = *zh = NULL;
    if (lua_isnil(L, idx)) return 0;
    if (lua_type(L, idx) == LUA_TSTRING) return read_words(rd, idx, "because", false, en, zh);
    if (lua_type(L, idx) != LUA_TTABLE)
        return read_expected(rd, idx, "because", "a text, { en = \"…\", zh = \"…\" }, or a list of them");
    lua_pushvalue(L, idx);
    sandbox_resolve(L, top + 1);
    if (lua_rawlen(L, top + 1) == 0) {
        int failed = read_words(rd, top + 1, "because", false, en, zh);
        lua_settop(L, top);
        return failed;
    }
    if (read_options(rd, top + 1, NULL, 0, NULL, &base, NULL, &items) != 0) return -1;
    for (lua_Integer i = 1; i <= items; i++) {
        const char *one_en = NULL, *one_zh = NULL;
        lua_rawgeti(L, top + 1, i);
        if (read_words(rd, lua_gettop(L), "because", false, &one_en, &one_zh) != 0) return -1;
        if (join(rd, en, one_en) != 0 || join(rd, zh, one_zh ? one_zh : one_en) != 0) return -1;
        lua_settop(L, top + 1);
    }
    lua_settop(L, top);
    return 0;
}

/* ---- problems ---- */

static int read_problem(reader_t *rd, int idx, problem_t **list, size_t *count) {
    lua_State *L = rd->L;
    int top = lua_gettop(L);
    const node_t *node = node_at(L, idx, NODE_PROBLEM);
    if (!node) return read_expected(rd, idx, "check", "problems: problem(\"amount\", \"what to do\")");
    rd->file = node->file;
    rd->line = node->line;
    problem_t p = {.file = node->file, .line = node->line};
    if (*count == PROBLEMS_MAX) return read_fail(rd, "rule.too_many", "what", "problems", NULL);
    if (node->name) {
        const flow_t *flow = &rd->variant->flow;
        const field_def_t *field = flow_field(flow, node->name);
        if (!field) {
            const char *names[RULESET_FIELDS_MAX];
            for (size_t i = 0; i < flow->field_count; i++)
                names[i] = flow->fields[i].name;
            const char *near = sandbox_nearest(node->name, names, flow->field_count);
            return read_fail(rd, "rule.unknown_field", "field", node->name, "flow", flow->name, "near",
                             near ? near : "", NULL);
        }
        p.field = field->name;
    }
    node_options(L, idx);
    if (read_words(rd, top + 1, "problem", true, &p.text_en, &p.text_zh) != 0) return -1;
    lua_settop(L, top);
    problem_t *more = arena_grow(rd->arena, *list, *count, *count + 1, sizeof *more);
    if (!more) return diag_memory(rd->d);
    *list = more;
    (*list)[(*count)++] = p;
    return 0;
}

int problems_read(reader_t *rd, int idx, problem_t **list, size_t *count) {
    lua_State *L = rd->L;
    int top = lua_gettop(L), base;
    lua_Integer items;
    if (lua_isnil(L, idx)) return 0;
    if (lua_type(L, idx) != LUA_TTABLE) return read_problem(rd, idx, list, count);
    lua_pushvalue(L, idx);
    sandbox_resolve(L, top + 1);
    if (read_options(rd, top + 1, NULL, 0, NULL, &base, NULL, &items) != 0) return -1;
    for (lua_Integer i = 1; i <= items; i++) {
        lua_rawgeti(L, top + 1, i);
        if (read_problem(rd, top + 2, list, count) != 0) return -1;
        lua_settop(L, top + 1);
    }
    lua_settop(L, top);
    return 0;
}
