/* Rule tests: test "a sentence" { flow = …, by = …, fields = …, expect = … }. They are data; `countersign
 * test` runs them. */
#include "script/words.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const KEYS[] = {"flow",   "by",     "department", "fields", "settings", "at",   "stage",
                                   "expect", "people", "error",      "picks",  "urgent",   "owed", "blocks"};
enum {
    KEY_FLOW,
    KEY_BY,
    KEY_DEPARTMENT,
    KEY_FIELDS,
    KEY_SETTINGS,
    KEY_AT,
    KEY_STAGE,
    KEY_EXPECT,
    KEY_PEOPLE,
    KEY_ERROR,
    KEY_PICKS,
    KEY_URGENT,
    KEY_OWED,
    KEY_BLOCKS,
    KEY_COUNT
};

enum { ENTRIES_MAX = 1024 };

typedef struct pair {
    const char *name, *text;
} pair_t;

/* Rows in the order of their numbers: lines.2.price before lines.10.price. */
static int by_name(const void *a, const void *b) {
    return strverscmp(((const pair_t *)a)->name, ((const pair_t *)b)->name);
}

typedef struct pairs {
    pair_t *at;
    size_t count;
} pairs_t;

static const char NAMED_VALUES[] = "values by name: { amount = \"26.85\" }";

static int read_row(reader_t *rd, int idx, const char *name, pairs_t *out);

/* One value, on top of the stack: as its text; the rows of a table field as "lines.1.price", one by one. */
static int read_value(reader_t *rd, const char *name, bool rows, pairs_t *out) {
    lua_State *L = rd->L;
    int top = lua_gettop(L);
    if (rows && lua_type(L, top) == LUA_TTABLE) {
        sandbox_resolve(L, top);
        lua_Integer count = (lua_Integer)lua_rawlen(L, top);
        for (lua_Integer i = 1; i <= count; i++) {
            const char *row = arena_printf(rd->arena, "%s.%lld", name, (long long)i);
            if (!row) return diag_memory(rd->d);
            lua_rawgeti(L, top, i);
            if (read_row(rd, top + 1, row, out) != 0) return -1;
            lua_settop(L, top);
        }
        return count > 0 ? 0 : read_expected(rd, top, name, "a value as a text, a number or a flag");
    }
    const char *text = plain_text(rd, top);
    if (!text) return read_expected(rd, top, name, "a value as a text, a number or a flag");
    if (out->count == ENTRIES_MAX) return read_fail(rd, "rule.too_many", "what", "fields", NULL);
    pair_t *more = arena_grow(rd->arena, out->at, out->count, out->count + 1, sizeof *more);
    if (!more) return diag_memory(rd->d);
    out->at = more;
    out->at[out->count++] = (pair_t){name, text};
    return 0;
}

static int read_named(reader_t *rd, int idx, const char *word, const char *prefix, bool rows, pairs_t *out) {
    lua_State *L = rd->L;
    int top = lua_gettop(L);
    if (lua_type(L, idx) != LUA_TTABLE) return read_expected(rd, idx, word, NAMED_VALUES);
    sandbox_resolve(L, idx);
    lua_pushnil(L);
    while (lua_next(L, idx)) {
        if (lua_type(L, top + 1) != LUA_TSTRING) return read_expected(rd, top + 1, word, NAMED_VALUES);
        const char *name = arena_printf(rd->arena, "%s%s", prefix, lua_tostring(L, top + 1));
        if (!name) return diag_memory(rd->d);
        if (read_value(rd, name, rows, out) != 0) return -1;
        lua_settop(L, top + 1);
    }
    lua_settop(L, top);
    return 0;
}

static int read_row(reader_t *rd, int idx, const char *name, pairs_t *out) {
    const char *prefix = arena_printf(rd->arena, "%s.", name);
    return prefix ? read_named(rd, idx, name, prefix, false, out) : diag_memory(rd->d);
}

/* Values by name as pairs, sorted. */
static int read_pairs(reader_t *rd, int idx, const char *word, pair_t **out, size_t *count) {
    pairs_t pairs = {NULL, 0};
    if (read_named(rd, idx, word, "", true, &pairs) != 0) return -1;
    if (pairs.count) qsort(pairs.at, pairs.count, sizeof *pairs.at, by_name);
    *out = pairs.at;
    *count = pairs.count;
    return 0;
}

static int read_fields(reader_t *rd, int idx, rule_test_t *out) {
    pair_t *pairs;
    if (read_pairs(rd, idx, "fields", &pairs, &out->field_count) != 0) return -1;
    out->fields = arena_array(rd->arena, out->field_count, sizeof *out->fields);
    if (!out->fields) return diag_memory(rd->d);
    for (size_t i = 0; i < out->field_count; i++) {
        out->fields[i].name = pairs[i].name;
        out->fields[i].text = pairs[i].text;
    }
    return 0;
}

static int read_settings(reader_t *rd, int idx, rule_test_t *out) {
    pair_t *pairs;
    if (read_pairs(rd, idx, "settings", &pairs, &out->setting_count) != 0) return -1;
    out->settings = arena_array(rd->arena, out->setting_count, sizeof *out->settings);
    if (!out->settings) return diag_memory(rd->d);
    for (size_t i = 0; i < out->setting_count; i++)
        out->settings[i] = (setting_value_t){out->flow, out->department, pairs[i].name, pairs[i].text};
    return 0;
}

/* A step's name, or a list of names that stand side by side: "{a b}". */
static int read_expected_step(reader_t *rd, int idx, const char **out) {
    lua_State *L = rd->L;
    int base;
    lua_Integer items;
    if (lua_type(L, idx) == LUA_TSTRING) return read_text(rd, idx, "expect", RULE_WORDS_MAX, out);
    if (lua_type(L, idx) != LUA_TTABLE) return read_expected(rd, idx, "expect", "names of steps, in order");
    sandbox_resolve(L, idx);
    if (read_options(rd, idx, NULL, 0, NULL, &base, NULL, &items) != 0) return -1;
    const char *text = "{";
    for (lua_Integer i = 1; i <= items && text; i++) {
        const char *name;
        lua_rawgeti(L, idx, i);
        if (read_text(rd, lua_gettop(L), "expect", RULE_WORDS_MAX, &name) != 0) return -1;
        text = arena_printf(rd->arena, "%s%s%s", text, i > 1 ? " " : "", name);
    }
    *out = text ? arena_printf(rd->arena, "%s}", text) : NULL;
    return *out ? 0 : diag_memory(rd->d);
}

static int read_expect(reader_t *rd, int idx, const char ***out) {
    lua_State *L = rd->L;
    int base, top = lua_gettop(L);
    lua_Integer items;
    if (lua_type(L, idx) != LUA_TTABLE) return read_expected(rd, idx, "expect", "names of steps, in order");
    sandbox_resolve(L, idx);
    if (read_options(rd, idx, NULL, 0, NULL, &base, NULL, &items) != 0) return -1;
    const char **names = arena_array(rd->arena, (size_t)items + 1, sizeof *names);
    *out = names;
    if (!names) return diag_memory(rd->d);
    for (lua_Integer i = 1; i <= items; i++) {
        lua_rawgeti(L, idx, i);
        if (read_expected_step(rd, top + 1, &names[i - 1]) != 0) return -1;
        lua_settop(L, top);
    }
    return 0;
}

/* people = { supervisor = "wang.fang", board = { "a", "b" } }: "board=a,b", sorted by step; so are picks and
 * blocks. */
static const char *handles(reader_t *rd, int idx, const char *step) {
    lua_State *L = rd->L;
    if (lua_type(L, idx) == LUA_TSTRING) return arena_printf(rd->arena, "%s=%s", step, lua_tostring(L, idx));
    if (lua_type(L, idx) != LUA_TTABLE) return NULL;
    sandbox_resolve(L, idx);
    const char *text = arena_printf(rd->arena, "%s=", step);
    for (lua_Integer i = 1; text && lua_rawgeti(L, idx, i) == LUA_TSTRING; i++) {
        text = arena_printf(rd->arena, "%s%s%s", text, i > 1 ? "," : "", lua_tostring(L, -1));
        lua_pop(L, 1);
    }
    return text;
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int read_people(reader_t *rd, int idx, const char *word, const char ***out) {
    bool checks = strcmp(word, "blocks") == 0;
    lua_State *L = rd->L;
    int top = lua_gettop(L);
    size_t count = 0;
    if (lua_type(L, idx) != LUA_TTABLE)
        return read_expected(rd, idx, word,
                             checks ? "names of checks by step: { head = \"limit\" }"
                                    : "handles by step: { head = \"li.na\" }");
    sandbox_resolve(L, idx);
    const char **list = arena_array(rd->arena, 1, sizeof *list);
    lua_pushnil(L);
    while (lua_next(L, idx)) {
        const char *one =
            lua_type(L, top + 1) == LUA_TSTRING ? handles(rd, top + 2, lua_tostring(L, top + 1)) : NULL;
        if (!one)
            return read_expected(rd, top + 2, word,
                                 checks ? "the name of a check, or a list of names"
                                        : "a handle, or a list of handles");
        list = arena_grow(rd->arena, list, count + 1, count + 2, sizeof *list);
        if (!list) return diag_memory(rd->d);
        list[count++] = one;
        lua_settop(L, top + 1);
    }
    if (!list) return diag_memory(rd->d);
    qsort(list, count, sizeof *list, by_text);
    *out = list;
    lua_settop(L, top);
    return 0;
}

static int read_at(reader_t *rd, int idx, rule_test_t *out) {
    instant_t instant;
    day_t day;
    if (date_at(rd->L, idx, &day)) {
        out->at = plain_text(rd, idx);
        return out->at ? 0 : diag_memory(rd->d);
    }
    if (read_text(rd, idx, "at", RULE_TITLE_MAX, &out->at) != 0) return -1;
    if (day_parse(out->at, &day) == 0 || instant_parse(out->at, &instant) == 0) return 0;
    return read_expected(rd, idx, "at", "a date \"2026-01-31\", or an instant \"2026-01-31T09:00:00+01:00\"");
}

int test_read(reader_t *rd, const declared_t *declared, rule_test_t *out) {
    lua_State *L = rd->L;
    int base, top = lua_gettop(L);
    rd->what = "test";
    rd->file = declared->file;
    rd->line = declared->line;
    *out = (rule_test_t){.name = declared->name, .file = declared->file, .line = declared->line};
    sandbox_push(L, declared->options);
    sandbox_resolve(L, top + 1);
    if (read_options(rd, top + 1, KEYS, KEY_COUNT, NULL, &base, NULL, NULL) != 0) return -1;
    if (lua_isnil(L, base + KEY_FLOW))
        return read_fail(rd, "rule.missing", "in", read_what(rd), "word", "flow", NULL);
    if (lua_isnil(L, base + KEY_EXPECT) && lua_isnil(L, base + KEY_PEOPLE) &&
        lua_isnil(L, base + KEY_ERROR) && lua_isnil(L, base + KEY_OWED) && lua_isnil(L, base + KEY_BLOCKS))
        return read_fail(rd, "rule.missing", "in", read_what(rd), "word", "expect", NULL);
    const struct {
        int key;
        const char **out;
    } texts[] = {{KEY_FLOW, &out->flow},
                 {KEY_BY, &out->by},
                 {KEY_DEPARTMENT, &out->department},
                 {KEY_STAGE, &out->stage},
                 {KEY_ERROR, &out->expect_error}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int idx = base + texts[i].key;
        if (!lua_isnil(L, idx) && read_text(rd, idx, KEYS[texts[i].key], RULE_TITLE_MAX, texts[i].out) != 0)
            return -1;
    }
    if (!lua_isnil(L, base + KEY_FIELDS) && read_fields(rd, base + KEY_FIELDS, out) != 0) return -1;
    if (!lua_isnil(L, base + KEY_SETTINGS) && read_settings(rd, base + KEY_SETTINGS, out) != 0) return -1;
    if (!lua_isnil(L, base + KEY_AT) && read_at(rd, base + KEY_AT, out) != 0) return -1;
    if (!lua_isnil(L, base + KEY_EXPECT) && read_expect(rd, base + KEY_EXPECT, &out->expect) != 0) return -1;
    if (!lua_isnil(L, base + KEY_OWED) && read_expect(rd, base + KEY_OWED, &out->expect_owed) != 0) return -1;
    if (!lua_isnil(L, base + KEY_URGENT) && read_flag(rd, base + KEY_URGENT, "urgent", &out->urgent) != 0)
        return -1;
    if (!lua_isnil(L, base + KEY_PEOPLE) &&
        read_people(rd, base + KEY_PEOPLE, "people", &out->expect_people) != 0)
        return -1;
    if (!lua_isnil(L, base + KEY_PICKS) && read_people(rd, base + KEY_PICKS, "picks", &out->picks) != 0)
        return -1;
    if (!lua_isnil(L, base + KEY_BLOCKS) && read_people(rd, base + KEY_BLOCKS, "blocks", &out->blocks) != 0)
        return -1;
    lua_settop(L, top);
    return 0;
}
