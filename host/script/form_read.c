/* The form of a flow: fields in the order written, each with its type, requiredness, limits and labels
 * (approval.md A70). */
#include "script/words.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const KEYS[] = {"required",   "label",           "min",     "max",
                                   "max_length", "currency",        "choices", "columns",
                                   "computed",   "needs_agreement", "labels"};
enum {
    KEY_REQUIRED,
    KEY_LABEL,
    KEY_MIN,
    KEY_MAX,
    KEY_MAX_LENGTH,
    KEY_CURRENCY,
    KEY_CHOICES,
    KEY_COLUMNS,
    KEY_COMPUTED,
    KEY_NEEDS_AGREEMENT,
    KEY_LABELS,
    KEY_COUNT
};

enum { CHOICES_MAX = 1000, WHAT = 160 };

static bool given(const reader_t *rd, int base, int key) {
    return !lua_isnil(rd->L, base + key);
}

/* Which options a type of field knows besides required and label. */
static bool key_fits(value_kind_t kind, int key) {
    bool ordered = kind == VALUE_MONEY || kind == VALUE_NUMBER || kind == VALUE_DATE || kind == VALUE_RANGE;
    switch (key) {
    case KEY_MIN:
        return ordered;
    case KEY_MAX:
        return ordered || kind == VALUE_TEXT;
    case KEY_MAX_LENGTH:
        return kind == VALUE_TEXT;
    case KEY_CURRENCY:
        return kind == VALUE_MONEY;
    case KEY_CHOICES:
    case KEY_LABELS:
        return kind == VALUE_CHOICE;
    case KEY_COLUMNS:
        return kind == VALUE_TABLE;
    case KEY_COMPUTED:
        return kind != VALUE_TABLE && kind != VALUE_DOCUMENT;
    default:
        return true;
    }
}

/* min and max: of the field's own kind; of a range of dates the first day, and the last. */
static int read_bound(const reader_t *rd, int idx, const char *word, const field_def_t *def, value_t *out) {
    out->kind = def->kind;
    if (def->kind == VALUE_MONEY) {
        const money_t *m = money_at(rd->L, idx);
        if (!m) return read_expected(rd, idx, word, "an amount such as amount \"100 EUR\"");
        if (def->currency && strcmp(def->currency, m->currency) != 0)
            return read_expected(rd, idx, word, "an amount in the field's currency");
        out->u.money = *m;
        return 0;
    }
    if (def->kind == VALUE_NUMBER)
        return decimal_at(rd->L, idx, &out->u.number) ? 0 : read_expected(rd, idx, word, "a number");
    day_t day;
    if (!date_at(rd->L, idx, &day)) return read_expected(rd, idx, word, "a date such as date \"2026-01-31\"");
    if (def->kind == VALUE_RANGE)
        out->u.range.from = out->u.range.until = day;
    else
        out->u.date = day;
    return 0;
}

static int read_choices(const reader_t *rd, int idx, lua_Integer items, field_def_t *out) {
    lua_State *L = rd->L;
    if (items < 1 || items > CHOICES_MAX) return read_fail(rd, "rule.choices", "in", read_what(rd), NULL);
    out->choices = arena_array(rd->arena, (size_t)items + 1, sizeof *out->choices);
    if (!out->choices) return diag_memory(rd->d);
    for (lua_Integer i = 0; i < items; i++) {
        lua_rawgeti(L, idx, i + 1);
        if (read_text(rd, lua_gettop(L), "choices", RULE_TITLE_MAX, &out->choices[i]) != 0) return -1;
        for (lua_Integer j = 0; j < i; j++) {
            if (strcmp(out->choices[i], out->choices[j]) == 0)
                return read_fail(rd, "rule.choice_twice", "in", read_what(rd), "choice", out->choices[i],
                                 NULL);
        }
        lua_pop(L, 1);
    }
    return 0;
}

/* labels = { goods = { en = "Goods", zh = "货物" } }: what people call the choices. */
static int read_labels(const reader_t *rd, int idx, field_def_t *out) {
    lua_State *L = rd->L;
    int base, top = lua_gettop(L);
    size_t count = 0;
    while (out->choices[count])
        count++;
    if (lua_type(L, idx) != LUA_TTABLE)
        return read_expected(rd, idx, "labels", "words by choice: { goods = { en = \"…\", zh = \"…\" } }");
    sandbox_resolve(L, idx);
    if (read_options(rd, idx, out->choices, count, NULL, &base, NULL, NULL) != 0) return -1;
    out->choices_en = arena_array(rd->arena, count + 1, sizeof *out->choices_en);
    out->choices_zh = arena_array(rd->arena, count + 1, sizeof *out->choices_zh);
    if (!out->choices_en || !out->choices_zh) return diag_memory(rd->d);
    for (size_t i = 0; i < count; i++) {
        if (lua_isnil(L, base + (int)i)) continue;
        if (read_words(rd, base + (int)i, "labels", true, &out->choices_en[i], &out->choices_zh[i]) != 0)
            return -1;
    }
    lua_settop(L, top);
    return 0;
}

/* choice { "goods", "services", labels = { … } }, or with choices = { … }. */
static int read_choice(const reader_t *rd, int idx, int base, lua_Integer items, field_def_t *out) {
    lua_State *L = rd->L;
    int inner, from = idx;
    if (given(rd, base, KEY_CHOICES)) {
        from = base + KEY_CHOICES;
        if (items > 0 || lua_type(L, from) != LUA_TTABLE)
            return read_expected(rd, from, "choices", "one list of texts");
        sandbox_resolve(L, from);
        if (read_options(rd, from, NULL, 0, NULL, &inner, NULL, &items) != 0) return -1;
    }
    if (read_choices(rd, from, items, out) != 0) return -1;
    return given(rd, base, KEY_LABELS) ? read_labels(rd, base + KEY_LABELS, out) : 0;
}

static int read_currency(const reader_t *rd, int idx, field_def_t *out) {
    if (read_text(rd, idx, "currency", RULE_TITLE_MAX, &out->currency) != 0) return -1;
    if (currency_digits(out->currency) < 0)
        return read_fail(rd, "rule.currency", "in", read_what(rd), "currency", out->currency, NULL);
    return 0;
}

static int read_bounds(const reader_t *rd, int base, field_def_t *out) {
    int length = given(rd, base, KEY_MAX_LENGTH) ? KEY_MAX_LENGTH : KEY_MAX;
    if (out->kind == VALUE_TEXT) {
        if (!given(rd, base, length)) return 0;
        return read_count(rd, base + length, KEYS[length], 1, FIELD_TEXT_MAX, &out->max_length);
    }
    out->has_min = given(rd, base, KEY_MIN);
    out->has_max = given(rd, base, KEY_MAX);
    if (out->has_min && read_bound(rd, base + KEY_MIN, "min", out, &out->min) != 0) return -1;
    if (out->has_max && read_bound(rd, base + KEY_MAX, "max", out, &out->max) != 0) return -1;
    return 0;
}

static int read_columns(reader_t *rd, int idx, field_def_t *out);

/* computed = function(r, set) … end; which is called when the form changes: compute.c. */
static int read_computed(const reader_t *rd, int idx, field_def_t *out) {
    if (lua_type(rd->L, idx) != LUA_TFUNCTION)
        return read_expected(rd, idx, "computed", "function(r, set) that returns the value");
    out->computed = true;
    return 0;
}

/* needs_agreement = false: departments need not agree anew when it changes after they did (P2.1.2). */
static int read_needs_agreement(const reader_t *rd, int idx, field_def_t *out) {
    bool needs;
    if (read_flag(rd, idx, "needs_agreement", &needs) != 0) return -1;
    out->agreement_free = !needs;
    return 0;
}

/* One field's options; its table is at `idx` of the stack, seen through freezing. */
static int read_field_options(reader_t *rd, int idx, field_def_t *out) {
    lua_Integer items = 0;
    int base;
    /* table_of { price = money { … } }: what is no option is a column. */
    if (out->kind == VALUE_TABLE) return read_columns(rd, idx, out);
    if (read_options(rd, idx, KEYS, KEY_COUNT, NULL, &base, NULL,
                     out->kind == VALUE_CHOICE ? &items : NULL) != 0)
        return -1;
    for (int key = 0; key < KEY_COUNT; key++) {
        if (given(rd, base, key) && !key_fits(out->kind, key))
            return read_fail(rd, "rule.misplaced", "word", KEYS[key], "in", read_what(rd), NULL);
    }
    if (given(rd, base, KEY_REQUIRED) && read_flag(rd, base + KEY_REQUIRED, "required", &out->required) != 0)
        return -1;
    if (given(rd, base, KEY_LABEL) &&
        read_words(rd, base + KEY_LABEL, "label", true, &out->label_en, &out->label_zh) != 0)
        return -1;
    if (given(rd, base, KEY_COMPUTED) && read_computed(rd, base + KEY_COMPUTED, out) != 0) return -1;
    if (given(rd, base, KEY_NEEDS_AGREEMENT) &&
        read_needs_agreement(rd, base + KEY_NEEDS_AGREEMENT, out) != 0)
        return -1;
    if (given(rd, base, KEY_CURRENCY) && read_currency(rd, base + KEY_CURRENCY, out) != 0) return -1;
    if (out->kind == VALUE_CHOICE) return read_choice(rd, idx, base, items, out);
    return read_bounds(rd, base, out);
}

typedef struct entry {
    const char *name;
    const node_t *node;
} entry_t;

static int by_order(const void *a, const void *b) {
    const entry_t *x = a, *y = b;
    if (x->node->order != y->node->order) return x->node->order < y->node->order ? -1 : 1;
    return strcmp(x->name, y->name);
}

static bool name_fits(const char *name) {
    if (strlen(name) > RULESET_NAME_MAX || !((name[0] >= 'a' && name[0] <= 'z') || name[0] == '_'))
        return false;
    for (const char *c = name; *c; c++) {
        if (!((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '_')) return false;
    }
    return true;
}

static bool reserved(const char *name) {
    size_t count;
    const char *const *words = facts_reserved(&count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(words[i], name) == 0) return true;
    }
    return false;
}

/* The fields of the table at idx, sorted by the order in which they were written. `skip`: option words of a
 * table field, NULL otherwise. */
static int entries_read(const reader_t *rd, int idx, const char *const *skip, size_t skip_count, entry_t *out,
                        size_t most, size_t *count) {
    lua_State *L = rd->L;
    *count = 0;
    lua_pushnil(L);
    while (lua_next(L, idx)) {
        bool option = false;
        const char *name = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : NULL;
        for (size_t i = 0; name && i < skip_count; i++)
            option = option || strcmp(skip[i], name) == 0;
        if (!option) {
            const node_t *node = node_at(L, -1, NODE_FIELD);
            if (!name) return read_fail(rd, "rule.unnamed", "in", read_what(rd), NULL);
            if (!node) return read_expected(rd, -1, name, "a field: text { … }, money { … }, date { … } …");
            if (*count == most) return read_fail(rd, "rule.too_many", "what", "fields", NULL);
            out[(*count)++] = (entry_t){name, node};
        }
        lua_pop(L, 1);
    }
    if (*count > 1) qsort(out, *count, sizeof *out, by_order);
    return 0;
}

static int read_field(reader_t *rd, int idx, const entry_t *entry, bool column, field_def_t *out) {
    lua_State *L = rd->L;
    int top = lua_gettop(L);
    char what[WHAT];
    const char *outer = rd->what;
    rd->file = entry->node->file;
    rd->line = entry->node->line;
    (void)snprintf(what, sizeof what, "%s \"%s\"", column ? "column" : "field", entry->name);
    rd->what = what;
    if (!name_fits(entry->name)) return read_fail(rd, "rule.field_name", "field", entry->name, NULL);
    if (!column && reserved(entry->name)) return read_fail(rd, "rule.reserved", "field", entry->name, NULL);
    out->kind = (value_kind_t)entry->node->value;
    if (column && out->kind == VALUE_TABLE)
        return read_fail(rd, "rule.table_in_table", "field", entry->name, NULL);
    out->name = arena_strdup(rd->arena, entry->name);
    if (!out->name) return diag_memory(rd->d);
    out->label_en = out->label_zh = out->name;
    lua_pushstring(L, entry->name);
    lua_rawget(L, idx);
    node_options(L, top + 1);
    if (read_field_options(rd, top + 2, out) != 0) return -1;
    if (column && out->computed)
        return read_fail(rd, "rule.misplaced", "word", "computed", "in", read_what(rd), NULL);
    if (column && out->agreement_free)
        return read_fail(rd, "rule.misplaced", "word", "needs_agreement", "in", read_what(rd), NULL);
    lua_settop(L, top);
    rd->what = outer;
    return 0;
}

static int fields_read(reader_t *rd, int idx, const entry_t *entries, size_t count, bool column,
                       field_def_t **out) {
    *out = arena_array(rd->arena, count, sizeof **out);
    if (!*out) return diag_memory(rd->d);
    for (size_t i = 0; i < count; i++) {
        const char *file = rd->file;
        int32_t line = rd->line;
        if (read_field(rd, idx, &entries[i], column, &(*out)[i]) != 0) return -1;
        rd->file = file;
        rd->line = line;
    }
    return 0;
}

/* table_of { label = …, required = …, columns = { … } }, or the columns directly. */
static int read_columns(reader_t *rd, int idx, field_def_t *out) {
    static const char *const options[] = {"required", "label", "columns", "needs_agreement"};
    lua_State *L = rd->L;
    entry_t entries[VALUE_CELLS_MAX];
    size_t count;
    if (entries_read(rd, idx, options, 4, entries, VALUE_CELLS_MAX, &count) != 0) return -1;
    int from = idx, top = lua_gettop(L);
    for (int i = 0; i < 4; i++) {
        lua_pushstring(L, options[i]);
        lua_rawget(L, idx);
    }
    if (!lua_isnil(L, top + 1) && read_flag(rd, top + 1, "required", &out->required) != 0) return -1;
    if (!lua_isnil(L, top + 2) && read_words(rd, top + 2, "label", true, &out->label_en, &out->label_zh) != 0)
        return -1;
    if (!lua_isnil(L, top + 4) && read_needs_agreement(rd, top + 4, out) != 0) return -1;
    if (!lua_isnil(L, top + 3)) {
        from = top + 3;
        if (count > 0 || lua_type(L, from) != LUA_TTABLE)
            return read_expected(rd, from, "columns", "all columns in one place: columns = { … }");
        sandbox_resolve(L, from);
        if (entries_read(rd, from, NULL, 0, entries, VALUE_CELLS_MAX, &count) != 0) return -1;
    }
    if (count == 0) return read_fail(rd, "rule.missing", "in", read_what(rd), "word", "columns", NULL);
    if (fields_read(rd, from, entries, count, true, &out->columns) != 0) return -1;
    out->column_count = count;
    return 0;
}

int form_read(reader_t *rd, int idx, field_def_t **out, size_t *count) {
    entry_t entries[RULESET_FIELDS_MAX];
    int top = lua_gettop(rd->L);
    if (lua_type(rd->L, idx) != LUA_TTABLE)
        return read_expected(rd, idx, "form", "fields by name: { amount = money {} }");
    luaL_checkstack(rd->L, 64, "too many options");
    sandbox_resolve(rd->L, idx);
    if (entries_read(rd, idx, NULL, 0, entries, RULESET_FIELDS_MAX, count) != 0) return -1;
    if (fields_read(rd, idx, entries, *count, false, out) != 0) return -1;
    lua_settop(rd->L, top);
    return 0;
}

int read_known_fields(const reader_t *rd, int idx, const flow_t *flow, size_t found) {
    lua_State *L = rd->L;
    size_t given = 0;
    lua_pushnil(L);
    while (lua_next(L, idx)) {
        lua_pop(L, 1);
        given++;
        const char *name = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
        if (flow_field(flow, name)) continue;
        const char *names[RULESET_FIELDS_MAX];
        for (size_t i = 0; i < flow->field_count; i++)
            names[i] = flow->fields[i].name;
        const char *near = sandbox_nearest(name, names, flow->field_count);
        return read_fail(rd, "rule.unknown_field", "field", name, "flow", flow->name, "near",
                         near ? near : "", NULL);
    }
    return given == found ? 0 : read_fail(rd, "rule.unnamed", "in", read_what(rd), NULL);
}
