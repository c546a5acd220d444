/* What a step asks of the form before it is decided (A21), `require`, and what its people may do with the
 * fields (A71), `fields`, and which of them they sign for, `signs`. A field that the form lacks is an error
 * of the rule, not of whoever decides. */
#include "script/words.h"
#include <stdlib.h>
#include <string.h>

static const field_def_t *known_field(const reader_t *rd, const char *name) {
    const flow_t *flow = &rd->variant->flow;
    const char *names[RULESET_FIELDS_MAX];
    const field_def_t *def = flow_field(flow, name);
    if (def) return def;
    for (size_t i = 0; i < flow->field_count; i++)
        names[i] = flow->fields[i].name;
    const char *near = sandbox_nearest(name, names, flow->field_count);
    (void)read_fail(rd, "rule.unknown_field", "field", name, "flow", flow->name, "near", near ? near : "",
                    NULL);
    return NULL;
}

static int add_require(const reader_t *rd, step_t *s, const require_t *one) {
    step_form_t *f = &s->form;
    for (size_t i = 0; i < f->require_count; i++) {
        const require_t *there = &f->requires[i];
        if (there->kind == one->kind && strcmp(there->name, one->name) == 0) return 0;
    }
    if (f->require_count == REQUIRES_MAX) return read_fail(rd, "rule.too_many", "what", "requires", NULL);
    require_t *more =
        arena_grow(rd->arena, f->requires, f->require_count, f->require_count + 1, sizeof *more);
    if (!more) return diag_memory(rd->d);
    more[f->require_count++] = *one;
    f->requires = more;
    return 0;
}

/* The column of that name; NULL: rule.unknown_column was said. */
static const field_def_t *known_column(const reader_t *rd, const field_def_t *table, const char *name) {
    const char *names[VALUE_CELLS_MAX];
    for (size_t i = 0; i < table->column_count; i++) {
        if (strcmp(table->columns[i].name, name) == 0) return &table->columns[i];
        names[i] = table->columns[i].name;
    }
    const char *near = sandbox_nearest(name, names, table->column_count);
    (void)read_fail(rd, "rule.unknown_column", "in", read_what(rd), "field", table->name, "column", name,
                    "near", near ? near : "", NULL);
    return NULL;
}

/* A field, or a column of a table, which each of its rows must have then: "criteria.result". */
static int add_field(const reader_t *rd, step_t *s, require_kind_t kind, const char *name) {
    const char *dot = strchr(name, '.');
    const char *table = dot ? arena_strndup(rd->arena, name, (size_t)(dot - name)) : name;
    if (!table) return diag_memory(rd->d);
    const field_def_t *def = known_field(rd, table);
    if (def && dot && def->kind == VALUE_TABLE)
        def = known_column(rd, def, dot + 1);
    else if (def && dot)
        return read_expected(rd, -1, "require", "a column of a table field");
    if (!def) return -1;
    if (kind == REQUIRE_DOCUMENT && def->kind != VALUE_DOCUMENT)
        return read_fail(rd, "rule.no_document", "in", read_what(rd), "field", name, NULL);
    const char *path = dot ? arena_strdup(rd->arena, name) : def->name;
    if (!path) return diag_memory(rd->d);
    return add_require(rd, s, &(require_t){.kind = kind, .name = path});
}

/* checklist { "seen the goods", { en = …, zh = … } } */
static int add_checks(const reader_t *rd, int idx, step_t *s) {
    lua_State *L = rd->L;
    int top = lua_gettop(L), base;
    lua_Integer items;
    node_options(L, idx);
    if (read_options(rd, top + 1, NULL, 0, NULL, &base, NULL, &items) != 0) return -1;
    if (items == 0) return read_expected(rd, idx, "checklist", "what is to be seen to, in words");
    for (lua_Integer i = 1; i <= items; i++) {
        require_t one = {.kind = REQUIRE_CHECK};
        lua_rawgeti(L, top + 1, i);
        if (read_words(rd, lua_gettop(L), "checklist", false, &one.name, &one.name_zh) != 0 ||
            add_require(rd, s, &one) != 0)
            return -1;
    }
    lua_settop(L, top);
    return 0;
}

static int add_one(const reader_t *rd, int idx, step_t *s) {
    lua_State *L = rd->L;
    const node_t *node = node_at(L, idx, NODE_REQUIRE);
    const source_object_t *source = object_at(L, idx, OBJECT_SOURCE);
    if (node && node->value == REQUIRE_CHECK) return add_checks(rd, idx, s);
    if (node) return add_field(rd, s, REQUIRE_DOCUMENT, node->name);
    if (!source || source->kind != SOURCE_FIELD)
        return read_expected(rd, idx, "require",
                             "field \"name\", document \"name\" or checklist { \"…\" }, or a list of them");
    lua_getiuservalue(L, idx, 1);
    int failed = add_field(rd, s, REQUIRE_FIELD, lua_tostring(L, -1));
    lua_pop(L, 1);
    return failed;
}

/* No time-out can say that somebody has looked. */
static int check_timer(const reader_t *rd, const step_t *s) {
    bool checks = false;
    for (size_t i = 0; i < s->form.require_count; i++)
    checks = checks || s->form.requires[i].kind == REQUIRE_CHECK;
    for (size_t i = 0; checks && i < s->ladder.count; i++)
        for (size_t j = 0; j < s->ladder.rungs[i].act_count; j++)
            if (s->ladder.rungs[i].acts[j].action == RUNG_APPROVE)
                return read_fail(rd, "rule.checks_by_timer", "step", s->name, NULL);
    return 0;
}

int step_requires(const reader_t *rd, int idx, step_t *s) {
    lua_State *L = rd->L;
    int top = lua_gettop(L), base;
    lua_Integer items;
    if (lua_type(L, idx) != LUA_TTABLE) {
        if (add_one(rd, idx, s) != 0) return -1;
    } else {
        sandbox_resolve(L, idx);
        if (read_options(rd, idx, NULL, 0, NULL, &base, NULL, &items) != 0) return -1;
        for (lua_Integer i = 1; i <= items; i++) {
            lua_rawgeti(L, idx, i);
            if (add_one(rd, lua_gettop(L), s) != 0) return -1;
            lua_settop(L, top);
        }
    }
    return check_timer(rd, s);
}

/* ---- fields = { price = "hidden", account = "write", lines = { price = "hidden" } } ---- */

static int by_field(const void *a, const void *b) {
    return strcmp(((const field_right_t *)a)->field, ((const field_right_t *)b)->field);
}

/* Forgets what was said before of that field, and with `columns` of columns of it. */
static void drop_rights(step_form_t *f, const char *field, bool columns) {
    size_t kept = 0, length = strlen(field);
    for (size_t i = 0; i < f->right_count; i++) {
        const char *path = f->rights[i].field;
        bool about =
            strncmp(path, field, length) == 0 && (path[length] == '\0' || (columns && path[length] == '.'));
        if (!about) f->rights[kept++] = f->rights[i];
    }
    f->right_count = kept;
}

/* Takes the place of what was said of that field before. */
static int set_right(const reader_t *rd, step_form_t *f, const char *field, field_access_t access) {
    drop_rights(f, field, true);
    if (access == ACCESS_READ) return 0;
    if (f->right_count == RIGHTS_MAX) return read_fail(rd, "rule.too_many", "what", "fields", NULL);
    field_right_t *more = arena_grow(rd->arena, f->rights, f->right_count, f->right_count + 1, sizeof *more);
    if (!more) return diag_memory(rd->d);
    more[f->right_count++] = (field_right_t){field, access};
    f->rights = more;
    return 0;
}

static const char *const ACCESS_WORDS[] = {"hidden", "read", "write", "anew", NULL};

/* What begins empty can't be what a form must have, and what the rule works out nobody finds. */
static int check_anew(const reader_t *rd, const field_def_t *def, const char *name) {
    if (!def->computed && !def->required) return 0;
    return read_fail(rd, "rule.anew", "in", read_what(rd), "field", name, "problem",
                     def->computed ? "computed" : "required", NULL);
}

/* A column of a table that is hidden, or opened while all else of the table stays: by its path. */
static int read_column(const reader_t *rd, step_t *s, const field_def_t *table) {
    lua_State *L = rd->L;
    const char *name = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "";
    const field_def_t *column = known_column(rd, table, name);
    if (!column) return -1;
    int which = read_one_of(rd, lua_gettop(L), column->name, ACCESS_WORDS,
                            "\"hidden\", \"read\", \"write\" or \"anew\"");
    const char *path = arena_printf(rd->arena, "%s.%s", table->name, column->name);
    if (which < 0) return -1;
    if (!path) return diag_memory(rd->d);
    field_access_t access = (field_access_t)(which + 1);
    if (access == ACCESS_ANEW && check_anew(rd, column, path) != 0) return -1;
    return set_right(rd, &s->form, path, access);
}

static int read_columns(const reader_t *rd, step_t *s, const field_def_t *table) {
    lua_State *L = rd->L;
    if (table->kind != VALUE_TABLE)
        return read_expected(rd, lua_gettop(L), table->name, "\"hidden\", \"read\", \"write\" or \"anew\"");
    int idx = lua_gettop(L);
    drop_rights(&s->form, table->name, false);
    sandbox_resolve(L, idx);
    lua_pushnil(L);
    while (lua_next(L, idx)) {
        if (read_column(rd, s, table) != 0) return -1;
        lua_pop(L, 1);
    }
    return 0;
}

static int read_right(const reader_t *rd, step_t *s) {
    lua_State *L = rd->L;
    if (lua_type(L, -2) != LUA_TSTRING)
        return read_expected(rd, -2, "fields", "fields by name: { price = \"hidden\" }");
    const field_def_t *def = known_field(rd, lua_tostring(L, -2));
    if (!def) return -1;
    if (lua_type(L, -1) == LUA_TTABLE) return read_columns(rd, s, def);
    int which = read_one_of(rd, lua_gettop(L), def->name, ACCESS_WORDS,
                            "\"hidden\", \"read\", \"write\" or \"anew\"");
    if (which < 0) return -1;
    field_access_t access = (field_access_t)(which + 1);
    if (access == ACCESS_ANEW && check_anew(rd, def, def->name) != 0) return -1;
    return set_right(rd, &s->form, def->name, access);
}

int step_rights(const reader_t *rd, int idx, step_t *s) {
    lua_State *L = rd->L;
    if (lua_type(L, idx) != LUA_TTABLE)
        return read_expected(rd, idx, "fields", "fields by name: { price = \"hidden\" }");
    sandbox_resolve(L, idx);
    lua_pushnil(L);
    while (lua_next(L, idx)) {
        if (read_right(rd, s) != 0) return -1;
        lua_pop(L, 1);
    }
    if (s->form.right_count > 1) qsort(s->form.rights, s->form.right_count, sizeof *s->form.rights, by_field);
    return 0;
}

/* What the company fixed may be asked for in addition, and hidden in addition. */
const char *step_form_weaker(const step_form_t *then, const step_form_t *now) {
    for (size_t i = 0; i < then->require_count; i++) {
        bool there = false;
        for (size_t j = 0; j < now->require_count && !there; j++)
        there = now->requires[j].kind == then->requires[i].kind &&
                strcmp(now->requires[j].name, then->requires[i].name) == 0;
        if (!there) return "require";
    }
    for (size_t i = 0; i < then->right_count; i++)
        if (step_form_access(now, then->rights[i].field) > then->rights[i].access) return "fields";
    for (size_t i = 0; i < now->right_count; i++)
        if (step_form_access(then, now->rights[i].field) < now->rights[i].access) return "fields";
    return NULL;
}

static int sign(const reader_t *rd, int idx, const step_t *s) {
    const char *name;
    if (read_text(rd, idx, "signs", RULESET_NAME_MAX, &name) != 0) return -1;
    const field_def_t *def = known_field(rd, name);
    if (!def) return -1;
    tracing_of(rd->L, s->name);
    tracing_field(rd->L, def->name);
    tracing_of(rd->L, NULL);
    return 0;
}

int step_signs(const reader_t *rd, int idx, const step_t *s) {
    lua_State *L = rd->L;
    int top = lua_gettop(L), base;
    lua_Integer items;
    if (lua_type(L, idx) == LUA_TSTRING) return sign(rd, idx, s);
    if (lua_type(L, idx) != LUA_TTABLE)
        return read_expected(rd, idx, "signs", "the name of a field, or a list of these");
    sandbox_resolve(L, idx);
    if (read_options(rd, idx, NULL, 0, NULL, &base, NULL, &items) != 0) return -1;
    for (lua_Integer i = 1; i <= items; i++) {
        lua_rawgeti(L, idx, i);
        if (sign(rd, lua_gettop(L), s) != 0) return -1;
        lua_settop(L, top);
    }
    lua_settop(L, top);
    return 0;
}
