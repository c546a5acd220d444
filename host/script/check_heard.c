/* What the checker hears from the running rules: each comparison of amounts, numbers and dates, from which it
 * learns the constants that matter; and what the decision tables say of themselves
 * (scripts/checker/tables.lua). */
#include "script/check_private.h"
#include "script/words.h"
#include <string.h>

/* ---- comparisons ---- */

/* The fields that have this value now; *which is the last of them. */
static size_t fields_with(const check_t *c, const value_t *value, size_t *which) {
    size_t count = 0;
    for (size_t i = 0; i < c->axis_count; i++) {
        if (c->axes[i].kind != value->kind || c->axes[i].count == 0) continue;
        if (!value_equal(&axis_now(c, i)->value, value)) continue;
        *which = i;
        count++;
    }
    return count;
}

/* A value tells which field is compared, when no other field has it. Where a constant happens to be the value
 * of some field too, nothing is learned: in another run that field has its own ordinary value. */
static void hear(void *ctx, const value_t *a, const value_t *b) {
    check_t *c = ctx;
    size_t left = 0, right = 0, lefts = fields_with(c, a, &left), rights = fields_with(c, b, &right);
    if (lefts == 1 && rights == 0) values_around(c, &c->axes[left], b);
    if (rights == 1 && lefts == 0) values_around(c, &c->axes[right], a);
    if (lefts == 1 && rights == 1 && axis_now(c, left)->ordinary && axis_now(c, right)->ordinary) {
        values_around(c, &c->axes[left], b); /* two fields with one another */
        values_around(c, &c->axes[right], a);
    }
    if (lefts > 0 || rights > 0) return;
    /* Neither is a field as it stands: something computed. Every field of the kind might come to the
     * constant. */
    for (size_t i = 0; i < c->axis_count; i++) {
        axis_t *axis = &c->axes[i];
        if (!axis->field || axis->kind != a->kind) continue;
        values_around(c, axis, a);
        values_around(c, axis, b);
    }
}

void heard_start(check_t *c) {
    ruleset_listen(c->rs, hear, c);
}

void heard_stop(check_t *c) {
    ruleset_listen(c->rs, NULL, NULL);
}

/* ---- decision tables ---- */

int word_keep_checker(lua_State *L) {
    ruleset_t *rs = ruleset_of(L);
    const char *name = luaL_checkstring(L, 1);
    lua_settop(L, 2);
    int slot = slot_keep(L);
    if (strcmp(name, "check_table") == 0) rs->check_table = slot;
    if (strcmp(name, "table_texts") == 0) rs->table_texts = slot;
    return 0;
}

int word_adjacent(lua_State *L) {
    const money_t *a = money_at(L, 1), *b = money_at(L, 2);
    day_t from, to;
    bool next = a && b && strcmp(a->currency, b->currency) == 0 && b->minor - a->minor == 1;
    if (date_at(L, 1, &from) && date_at(L, 2, &to)) next = to - from == 1;
    lua_pushboolean(L, next);
    return 1;
}

typedef struct asking {
    check_t *c;
    int64_t index, points; /* points: -1: no such table */
    const char *column;
    literal_fn each;
    void *each_ctx;
    bool failed;
} asking_t;

static const char *field_text(lua_State *L, const char *name) {
    lua_getfield(L, 1, name);
    return lua_tostring(L, -1); /* stays on the stack, and so alive, until the call returns */
}

static check_severity_t severity_of(const char *code) {
    static const char *const warnings[] = {"check.table_gap", "check.table_row_never",
                                           "check.table_row_shadowed"};
    if (strcmp(code, "check.table_large") == 0 || strcmp(code, "check.table_more") == 0) return CHECK_NOTE;
    for (size_t i = 0; i < sizeof warnings / sizeof *warnings; i++) {
        if (strcmp(code, warnings[i]) == 0) return CHECK_WARNING;
    }
    return CHECK_ERROR;
}

/* report { code, file, line, decision, … }; codes are literals here, since errors keep them by address. */
static int report_finding(lua_State *L) {
    static const char *const codes[] = {
        "check.table_overlap",      "check.table_contradiction", "check.table_gap", "check.table_row_never",
        "check.table_row_shadowed", "check.table_large",         "check.table_more"};
    static const char *const params[] = {"decision", "rows", "row", "example", "limit", "count"};
    asking_t *asking = lua_touserdata(L, lua_upvalueindex(1));
    diag_t found;
    diag_init(&found);
    sandbox_resolve(L, 1);
    const char *code = field_text(L, "code"), *file = field_text(L, "file");
    lua_getfield(L, 1, "line");
    int line = (int)lua_tointeger(L, -1);
    for (size_t i = 0; code && i < sizeof codes / sizeof *codes; i++) {
        if (strcmp(codes[i], code) == 0) diag_set(&found, codes[i], NULL);
    }
    for (size_t i = 0; found.code && i < sizeof params / sizeof *params; i++) {
        const char *value = field_text(L, params[i]);
        if (value) diag_param(&found, params[i], value);
    }
    if (found.code) {
        diag_at(&found, file ? file : "", line);
        asking->failed |= check_add(asking->c, severity_of(found.code), &found) != 0;
    }
    diag_clear(&found);
    return 0;
}

static int ask_table(lua_State *L, void *ctx, diag_t *d) {
    asking_t *asking = ctx;
    (void)d;
    slot_push(L, asking->c->rs->check_table);
    lua_pushinteger(L, (lua_Integer)asking->index);
    lua_pushlightuserdata(L, asking);
    lua_pushcclosure(L, report_finding, 1);
    lua_call(L, 2, 1);
    asking->points = lua_isinteger(L, -1) ? (int64_t)lua_tointeger(L, -1) : -1;
    return 0;
}

int heard_tables(check_t *c, diag_t *d) {
    for (int64_t index = 1;; index++) {
        asking_t asking = {.c = c, .index = index, .points = -1};
        diag_t own;
        diag_init(&own);
        int failed = ruleset_ready(c->rs, d) != 0 ? -1 : sandbox_run(c->rs->sb, ask_table, &asking, &own);
        if (failed && own.code) failed = check_add(c, CHECK_NOTE, &own); /* too large for one call */
        diag_clear(&own);
        if (failed || asking.failed) return diag_memory(d);
        if (asking.points < 0) return 0;
        c->report->tables = index;
        c->report->table_points += asking.points;
    }
}

static int report_text(lua_State *L) {
    asking_t *asking = lua_touserdata(L, lua_upvalueindex(1));
    const char *column = lua_tostring(L, 1), *text = lua_tostring(L, 2);
    check_t *c = asking->c;
    for (size_t i = 0; column && text && i < c->file_count; i++) {
        if (!tokens_feeds(&c->files[i], asking->column, column)) continue;
        asking->failed |= asking->each(asking->each_ctx, text) != 0;
        break;
    }
    return 0;
}

static int ask_texts(lua_State *L, void *ctx, diag_t *d) {
    asking_t *asking = ctx;
    (void)d;
    slot_push(L, asking->c->rs->table_texts);
    lua_pushlightuserdata(L, asking);
    lua_pushcclosure(L, report_text, 1);
    lua_call(L, 1, 0);
    return 0;
}

int heard_table_texts(check_t *c, const char *column, literal_fn each, void *ctx, diag_t *d) {
    asking_t asking = {.c = c, .column = column, .each = each, .each_ctx = ctx};
    if (ruleset_ready(c->rs, d) != 0) return -1;
    if (sandbox_run(c->rs->sb, ask_texts, &asking, d) != 0) return -1;
    return asking.failed ? diag_memory(d) : 0;
}
