/* The settings of a flow: what the rule file says, what extensions above the department say, and what an
 * administrator set, in that order; each keeps its kind. */
#include "script/words.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum setting_kind {
    SETTING_NONE,
    SETTING_MONEY,
    SETTING_LIMIT,
    SETTING_NUMBER,
    SETTING_TEXT,
    SETTING_FLAG,
    SETTING_SOURCE
} setting_kind_t;

static const char *const KIND_WORDS[] = {"", "money", "limit", "number", "text", "flag", "source"};
static const char *const SOURCE_WORDS[] = {"person", "role", "post", "service"};
static const source_kind_t SOURCE_KINDS[] = {SOURCE_PERSON, SOURCE_ROLE, SOURCE_POST, SOURCE_SERVICE};

static setting_kind_t kind_at(lua_State *L, int idx) {
    decimal_t n;
    if (money_at(L, idx)) return SETTING_MONEY;
    if (limit_at(L, idx)) return SETTING_LIMIT;
    if (object_at(L, idx, OBJECT_SOURCE)) return SETTING_SOURCE;
    if (lua_type(L, idx) == LUA_TSTRING) return SETTING_TEXT;
    if (lua_type(L, idx) == LUA_TBOOLEAN) return SETTING_FLAG;
    return decimal_at(L, idx, &n) ? SETTING_NUMBER : SETTING_NONE;
}

const char *plain_text(const reader_t *rd, int idx) {
    value_t v = {VALUE_NONE};
    lua_State *L = rd->L;
    const money_t *m = money_at(L, idx);
    const limit_t *limit = limit_at(L, idx);
    if (lua_type(L, idx) == LUA_TSTRING) return arena_strdup(rd->arena, lua_tostring(L, idx));
    if (limit) return limit_text(limit, rd->arena);
    if (m) {
        v.kind = VALUE_MONEY;
        v.u.money = *m;
    } else if (lua_type(L, idx) == LUA_TBOOLEAN) {
        v.kind = VALUE_FLAG;
        v.u.flag = lua_toboolean(L, idx);
    } else if (decimal_at(L, idx, &v.u.number)) {
        v.kind = VALUE_NUMBER;
    } else if (date_at(L, idx, &v.u.date)) {
        v.kind = VALUE_DATE;
    } else if (range_at(L, idx, &v.u.range.from, &v.u.range.until)) {
        v.kind = VALUE_RANGE;
    } else {
        return NULL;
    }
    return value_text(&v, rd->arena);
}

/* "role finance.administration"; what can't be written so is described. */
static const char *source_setting_text(reader_t *rd, int idx) {
    const source_t *s;
    if (read_source(rd, idx, "setting", &s) != 0) return NULL;
    for (size_t i = 0; i < sizeof SOURCE_KINDS / sizeof *SOURCE_KINDS; i++) {
        if (s && !s->next && s->kind == SOURCE_KINDS[i] && !s->item)
            return arena_printf(rd->arena, "%s %s", SOURCE_WORDS[i], s->key);
    }
    return source_text(s, rd->arena);
}

/* Leaves the bare value on the stack. */
static int read_default(reader_t *rd, int idx, const char *name, setting_def_t *out) {
    static const char *const keys[] = {"label"};
    lua_State *L = rd->L;
    int base, top = lua_gettop(L);
    lua_Integer items = 0;
    const node_t *node = node_at(L, idx, NODE_SETTING);
    *out = (setting_def_t){.name = arena_strdup(rd->arena, name), .kind = KIND_WORDS[SETTING_NONE]};
    if (!out->name) return diag_memory(rd->d);
    out->label_en = out->label_zh = out->name;
    if (node) {
        rd->file = node->file;
        rd->line = node->line;
        node_options(L, idx);
        if (read_options(rd, top + 1, keys, 1, NULL, &base, NULL, &items) != 0) return -1;
        if (items != 1) return read_expected(rd, idx, name, "one value: setting { workdays(3), label = … }");
        if (!lua_isnil(L, base) && read_words(rd, base, "label", true, &out->label_en, &out->label_zh) != 0)
            return -1;
        lua_rawgeti(L, top + 1, 1);
        lua_replace(L, top + 1);
        lua_settop(L, top + 1);
    } else {
        lua_pushvalue(L, idx);
    }
    setting_kind_t kind = kind_at(L, top + 1);
    if (kind == SETTING_NONE)
        return read_expected(rd, top + 1, name,
                             "an amount, a time limit, a number, a text, true or false, or people");
    out->kind = KIND_WORDS[kind];
    out->text = kind == SETTING_SOURCE ? source_setting_text(rd, top + 1) : plain_text(rd, top + 1);
    return out->text ? 0 : diag_memory(rd->d);
}

static bool source_from_text(lua_State *L, const char *text) {
    const char *blank = strchr(text, ' ');
    if (!blank || !blank[1]) return false;
    for (size_t i = 0; i < sizeof SOURCE_KINDS / sizeof *SOURCE_KINDS; i++) {
        if (strlen(SOURCE_WORDS[i]) != (size_t)(blank - text) ||
            strncmp(text, SOURCE_WORDS[i], (size_t)(blank - text)) != 0)
            continue;
        lua_pushstring(L, blank + 1);
        source_push_simple(L, SOURCE_KINDS[i]);
        return true;
    }
    return false;
}

/* A setting that names a currency keeps it: "4000" is in the currency of the value it replaces. */
static bool push_text_value(lua_State *L, const setting_def_t *def, const char *text) {
    limit_t limit;
    decimal_t n;
    money_t m;
    if (strcmp(def->kind, "money") == 0) {
        const char *blank = strchr(def->text, ' ');
        if (money_parse(text, blank ? blank + 1 : NULL, &m, NULL) != 0) return false;
        money_push(L, &m);
    } else if (strcmp(def->kind, "limit") == 0) {
        if (limit_parse(text, &limit, NULL) != 0) return false;
        limit_push(L, &limit);
    } else if (strcmp(def->kind, "number") == 0) {
        if (decimal_parse(text, &n, NULL) != 0) return false;
        decimal_push(L, &n);
    } else if (strcmp(def->kind, "text") == 0) {
        lua_pushstring(L, text);
    } else if (strcmp(def->kind, "flag") == 0) {
        bool yes = strcmp(text, "yes") == 0 || strcmp(text, "true") == 0;
        if (!yes && strcmp(text, "no") != 0 && strcmp(text, "false") != 0) return false;
        lua_pushboolean(L, yes);
    } else {
        return source_from_text(L, text);
    }
    return true;
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const setting_def_t *)a)->name, ((const setting_def_t *)b)->name);
}

static setting_def_t *find(setting_def_t *defs, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(defs[i].name, name) == 0) return &defs[i];
    }
    return NULL;
}

static int unknown_setting(const reader_t *rd, const variant_t *v, const setting_def_t *defs, size_t count,
                           const char *name) {
    const char *names[RULESET_SETTINGS_MAX];
    for (size_t i = 0; i < count; i++)
        names[i] = defs[i].name;
    const char *near = sandbox_nearest(name, names, count);
    return read_fail(rd, "rule.unknown_setting", "setting", name, "flow", v->base->name, "near",
                     near ? near : "", NULL);
}

/* Each setting of the table at idx, into defs (base) or over them; values into the table at `values`. */
static int take_table(reader_t *rd, const variant_t *v, int idx, int values, bool base, setting_def_t *defs,
                      size_t *count) {
    lua_State *L = rd->L;
    int top = lua_gettop(L);
    if (lua_type(L, idx) != LUA_TTABLE) return read_expected(rd, idx, "settings", "values by name");
    sandbox_resolve(L, idx);
    lua_pushnil(L);
    while (lua_next(L, idx)) {
        setting_def_t read;
        const char *name = lua_type(L, top + 1) == LUA_TSTRING ? lua_tostring(L, top + 1) : NULL;
        if (!name || strlen(name) > RULESET_NAME_MAX)
            return read_expected(rd, top + 1, "settings", "values by name");
        setting_def_t *old = base ? NULL : find(defs, *count, name);
        if (!base && !old) return unknown_setting(rd, v, defs, *count, name);
        if (base && *count == RULESET_SETTINGS_MAX)
            return read_fail(rd, "rule.too_many", "what", "settings", NULL);
        if (read_default(rd, top + 2, name, &read) != 0) return -1;
        if (old && strcmp(old->kind, read.kind) != 0)
            return read_fail(rd, "rule.setting_kind", "setting", name, "kind", old->kind, "got", read.kind,
                             NULL);
        if (old)
            old->text = read.text;
        else
            defs[(*count)++] = read;
        lua_pushvalue(L, top + 1);
        lua_pushvalue(L, top + 3);
        lua_rawset(L, values);
        lua_settop(L, top + 1);
    }
    if (base) qsort(defs, *count, sizeof *defs, by_name);
    return 0;
}

/* What administrators set for this department (NULL: the company). */
static int take_content(reader_t *rd, const variant_t *v, const char *department, int values,
                        setting_def_t *defs, size_t count) {
    lua_State *L = rd->L;
    const ruleset_content_t *content = &rd->rs->content;
    for (size_t i = 0; i < content->setting_count; i++) {
        const setting_value_t *s = &content->settings[i];
        bool here = s->department && s->department[0] ? department && strcmp(s->department, department) == 0
                                                      : !department;
        if (!here || strcmp(s->flow, v->base->name) != 0) continue;
        setting_def_t *def = find(defs, count, s->name);
        if (!def) return unknown_setting(rd, v, defs, count, s->name);
        lua_pushstring(L, def->name);
        if (!push_text_value(L, def, s->text))
            return read_fail(rd, "setting.value", "setting", s->name, "flow", s->flow, "text", s->text,
                             "kind", def->kind, NULL);
        def->text = strcmp(def->kind, "source") == 0 ? arena_strdup(rd->arena, s->text) : plain_text(rd, -1);
        if (!def->text) return diag_memory(rd->d);
        lua_rawset(L, values);
    }
    return 0;
}

/* An extension's settings, if its department is `department`. */
static int take_extension(reader_t *rd, const variant_t *v, const char *department, int values,
                          setting_def_t *defs, size_t *count) {
    lua_State *L = rd->L;
    int top = lua_gettop(L);
    for (size_t i = 0; i < v->extension_count; i++) {
        const declared_t *e = v->extensions[i];
        if (strcmp(e->department, department) != 0) continue;
        rd->file = e->file;
        rd->line = e->line;
        sandbox_push(L, e->options);
        sandbox_resolve(L, top + 1);
        lua_pushliteral(L, "settings");
        if (lua_rawget(L, top + 1) != LUA_TNIL && take_table(rd, v, top + 2, values, false, defs, count) != 0)
            return -1;
        lua_settop(L, top);
    }
    return 0;
}

int settings_read(reader_t *rd, const variant_t *v, setting_def_t **out, size_t *count, int *slot) {
    lua_State *L = rd->L;
    int top = lua_gettop(L);
    const char *file = rd->file;
    int32_t line = rd->line;
    setting_def_t *defs = arena_array(rd->arena, RULESET_SETTINGS_MAX, sizeof *defs);
    if (!defs) return diag_memory(rd->d);
    *count = 0;
    lua_newtable(L);
    sandbox_push(L, v->base->options);
    sandbox_resolve(L, top + 2);
    lua_pushliteral(L, "settings");
    if (lua_rawget(L, top + 2) != LUA_TNIL && take_table(rd, v, top + 3, top + 1, true, defs, count) != 0)
        return -1;
    lua_settop(L, top + 1);
    rd->file = file;
    rd->line = line;
    if (take_content(rd, v, NULL, top + 1, defs, *count) != 0) return -1;
    for (size_t i = 0; i < v->chain_count; i++) {
        if (take_extension(rd, v, v->chain[i], top + 1, defs, count) != 0) return -1;
        rd->file = file;
        rd->line = line;
        if (take_content(rd, v, v->chain[i], top + 1, defs, *count) != 0) return -1;
    }
    *out = defs;
    *slot = slot_keep(L);
    lua_settop(L, top);
    return 0;
}
