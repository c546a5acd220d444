/* Steps that open records (子流程, A7): open_record "name" { flow = …, fields = { … } }. When the stage is
 * planned only what the plan keeps is read: which flow, and what is waited for. When the step opens, the
 * stage is computed once more for the facts of then, and the step of that name says what each record is
 * filled in with: the values are never older than the record, and stand in the new record's own events alone.
 */
#include "script/words.h"
#include <stdio.h>
#include <string.h>

static const char *const KEYS[] = {"flow", "fields", "wait", "initiator", "department", "on_refuse"};
enum { KEY_FLOW, KEY_FIELDS, KEY_WAIT, KEY_INITIATOR, KEY_DEPARTMENT, KEY_ON_REFUSE, KEY_COUNT };

static bool is_own(const char *key) {
    for (size_t i = 0; i < KEY_COUNT; i++)
        if (strcmp(KEYS[i], key) == 0) return true;
    return false;
}

void record_step_common(lua_State *L, int idx) {
    int top = lua_gettop(L);
    lua_newtable(L);
    lua_pushnil(L);
    while (lua_next(L, idx)) {
        bool own = lua_type(L, -2) == LUA_TSTRING && is_own(lua_tostring(L, -2));
        if (!own) {
            lua_pushvalue(L, -2);
            lua_pushvalue(L, -2);
            lua_rawset(L, top + 1);
        }
        lua_pop(L, 1);
    }
}

/* Its own options, in slots from the index given back; the stack must have room for them. */
static int push_own(lua_State *L, int idx) {
    int base = lua_gettop(L) + 1;
    for (size_t i = 0; i < KEY_COUNT; i++) {
        lua_pushstring(L, KEYS[i]);
        lua_rawget(L, idx);
    }
    return base;
}

/* Is a flow of that name declared? */
static int check_flow(const reader_t *rd, const char *name) {
    const char *names[64];
    size_t count = 0;
    for (size_t i = 0; i < rd->rs->declared_count; i++) {
        const declared_t *d = &rd->rs->declared[i];
        if (d->kind != DECLARED_FLOW) continue;
        if (strcmp(d->name, name) == 0) return 0;
        if (count < sizeof names / sizeof *names) names[count++] = d->name;
    }
    const char *near = sandbox_nearest(name, names, count);
    return read_fail(rd, "rule.unknown_flow", "flow", name, "in", read_what(rd), "near", near ? near : "",
                     NULL);
}

static int read_wait(const reader_t *rd, int idx, step_t *s) {
    static const char *const words[] = {"all", "any", "none", NULL};
    s->wait = WAIT_ALL;
    if (lua_isnil(rd->L, idx)) return 0;
    int which = read_one_of(rd, idx, "wait", words, "\"all\", \"any\" or \"none\"");
    if (which < 0) return -1;
    s->wait = (wait_for_t)(WAIT_ALL + which);
    return 0;
}

/* Of any, the first that is finished passes: the others may be refused meanwhile. */
static int read_on_refuse(const reader_t *rd, int idx, step_t *s) {
    static const char *const words[] = {"at_once", "wait", "go_on", NULL};
    if (s->wait == WAIT_ANY) s->on_refuse = ON_REFUSE_WAIT;
    if (lua_isnil(rd->L, idx)) return 0;
    if (s->wait == WAIT_NONE)
        return read_fail(rd, "rule.misplaced", "word", "on_refuse", "in", read_what(rd), NULL);
    if (lua_isinteger(rd->L, idx)) {
        s->on_refuse = ON_REFUSE_THRESHOLD;
        return read_count(rd, idx, "on_refuse", 1, OPENINGS_MAX, &s->refuse_need);
    }
    int which = read_one_of(rd, idx, "on_refuse", words, "\"at_once\", \"wait\", \"go_on\" or refusals(2)");
    if (which < 0) return -1;
    s->on_refuse = (on_refuse_t[]){ON_REFUSE_AT_ONCE, ON_REFUSE_WAIT, ON_REFUSE_GO_ON}[which];
    return 0;
}

int record_step_read(reader_t *rd, int idx, step_t *s) {
    lua_State *L = rd->L;
    int top = lua_gettop(L), base = push_own(L, idx);
    const char *reference = arena_printf(rd->arena, "%s/record", read_path(rd));
    if (!reference) return diag_memory(rd->d);
    reader_offer(rd, idx, reference);
    if (lua_isnil(L, base + KEY_FLOW))
        return read_fail(rd, "rule.missing", "in", read_what(rd), "word", "flow", NULL);
    if (read_text(rd, base + KEY_FLOW, "flow", RULE_TITLE_MAX, &s->opens) != 0 ||
        check_flow(rd, s->opens) != 0 || read_wait(rd, base + KEY_WAIT, s) != 0 ||
        read_on_refuse(rd, base + KEY_ON_REFUSE, s) != 0)
        return -1;
    if (!lua_isnil(L, base + KEY_FIELDS) && lua_type(L, base + KEY_FIELDS) != LUA_TTABLE)
        return read_expected(rd, base + KEY_FIELDS, "fields",
                             "{ field = value }, or a list of them: each(r.lines, function(line) … end)");
    lua_settop(L, top);
    return 0;
}

/* ---- as it opens ---- */

/* The table of named values on top of the stack: each a field of the flow that is opened. */
static int read_fields(reader_t *rd, int idx, const flow_t *flow, child_opening_t *out) {
    lua_State *L = rd->L;
    size_t found = 0;
    out->fields = arena_array(rd->arena, flow->field_count + 1, sizeof *out->fields);
    if (!out->fields) return diag_memory(rd->d);
    for (size_t i = 0; i < flow->field_count; i++) {
        const field_def_t *def = &flow->fields[i];
        lua_pushstring(L, def->name);
        if (lua_rawget(L, idx) != LUA_TNIL) {
            field_t *field = &out->fields[out->field_count];
            found++;
            field->name = arena_strdup(rd->arena, def->name);
            if (!field->name) return diag_memory(rd->d);
            if (value_read(rd, lua_gettop(L), def, def->name, &field->value) != 0) return -1;
            out->field_count++;
        }
        lua_pop(L, 1);
    }
    return read_known_fields(rd, idx, flow, found);
}

/* Whom the options name for all records of the step. */
static int read_whose(reader_t *rd, int base, child_opening_t *out) {
    lua_State *L = rd->L;
    const char *key = department_at(L, base + KEY_DEPARTMENT);
    if (!lua_isnil(L, base + KEY_INITIATOR) &&
        read_source(rd, base + KEY_INITIATOR, "initiator", &out->initiator) != 0)
        return -1;
    for (const source_t *s = out->initiator; s; s = s->next)
        if (s->kind == SOURCE_FUNCTION)
            return read_expected(rd, base + KEY_INITIATOR, "initiator", "people, not a function");
    if (lua_isnil(L, base + KEY_DEPARTMENT)) return 0;
    if (!key) return read_text(rd, base + KEY_DEPARTMENT, "department", RULE_TITLE_MAX, &out->department);
    out->department = arena_strdup(rd->arena, key);
    return out->department ? 0 : diag_memory(rd->d);
}

/* Is it a list: entries without names, or nothing at all? */
static bool is_list(lua_State *L, int idx) {
    bool list = true;
    lua_pushnil(L);
    while (lua_next(L, idx)) {
        lua_pop(L, 1);
        if (lua_type(L, -1) != LUA_TSTRING) continue;
        list = false;
        lua_pop(L, 1);
        break;
    }
    return list;
}

static int read_list(reader_t *rd, int idx, const flow_t *flow, const child_opening_t *common,
                     child_opening_t **out, size_t *count) {
    lua_State *L = rd->L;
    int top = lua_gettop(L), base;
    lua_Integer items;
    char limit[24];
    if (read_options(rd, idx, NULL, 0, NULL, &base, NULL, &items) != 0) return -1;
    if (items > OPENINGS_MAX) {
        (void)snprintf(limit, sizeof limit, "%d", (int)OPENINGS_MAX);
        return read_fail(rd, "limit.children", "limit", limit, NULL);
    }
    *out = arena_array(rd->arena, (size_t)items + 1, sizeof **out);
    if (!*out) return diag_memory(rd->d);
    for (lua_Integer i = 1; i <= items; i++) {
        lua_rawgeti(L, idx, i);
        if (lua_type(L, top + 1) != LUA_TTABLE)
            return read_expected(rd, top + 1, "fields", "{ field = value }");
        sandbox_resolve(L, top + 1);
        (*out)[i - 1] = *common;
        if (read_fields(rd, top + 1, flow, &(*out)[i - 1]) != 0) return -1;
        lua_settop(L, top);
    }
    *count = (size_t)items;
    return 0;
}

int record_openings_read(reader_t *rd, int idx, const flow_t *flow, child_opening_t **out, size_t *count) {
    lua_State *L = rd->L;
    int top = lua_gettop(L);
    luaL_checkstack(L, KEY_COUNT + 16, "too many options");
    int base = push_own(L, idx), fields = base + KEY_FIELDS;
    child_opening_t common = {.flow = arena_strdup(rd->arena, flow->name)};
    if (!common.flow) return diag_memory(rd->d);
    if (read_whose(rd, base, &common) != 0) return -1;
    if (lua_type(L, fields) == LUA_TTABLE) sandbox_resolve(L, fields);
    if (lua_type(L, fields) == LUA_TTABLE && is_list(L, fields)) {
        if (read_list(rd, fields, flow, &common, out, count) != 0) return -1;
    } else {
        *out = arena_copy(rd->arena, &common, sizeof common);
        *count = 1;
        if (!*out) return diag_memory(rd->d);
        if (!lua_isnil(L, fields) && read_fields(rd, fields, flow, *out) != 0) return -1;
    }
    lua_settop(L, top);
    return 0;
}
