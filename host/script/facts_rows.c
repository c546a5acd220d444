/* A table of the form as rules see it: #r.lines, r.lines[1].price, `for i, line in ipairs(r.lines)`, and
 * sum(r.lines, "price"). Read-only; it points into the record and lives as long as the call. */
#include "script/words.h"
#include <string.h>

typedef struct rows_object {
    object_t head;
    const value_t *table;
    const field_def_t *def;
    const char *path;
} rows_object_t;

typedef struct row_object {
    object_t head;
    const row_t *row;
    const field_def_t *def;
    const char *path;
} row_object_t;

void rows_push(lua_State *L, const value_t *table, const field_def_t *def, const char *path) {
    rows_object_t *o = object_new(L, OBJECT_ROWS, sizeof *o, 0);
    o->table = table;
    o->def = def;
    o->path = path;
}

static int column_find(const field_def_t *def, const char *name) {
    for (size_t i = 0; def && i < def->column_count; i++) {
        if (strcmp(def->columns[i].name, name) == 0) return (int)i;
    }
    return -1;
}

static int unknown_column(lua_State *L, const field_def_t *def, const char *name) {
    const char *names[VALUE_CELLS_MAX];
    size_t count = 0;
    for (; def && count < def->column_count && count < VALUE_CELLS_MAX; count++)
        names[count] = def->columns[count].name;
    return words_unknown(L, def ? def->name : "a row", name, names, count);
}

static void check_running(lua_State *L) {
    if (!ruleset_of(L)->call.facts) sandbox_fail(L, "rule.facts_gone", NULL);
}

static int rows_index(lua_State *L) {
    const rows_object_t *o = object_at(L, 1, OBJECT_ROWS);
    check_running(L);
    if (!lua_isinteger(L, 2))
        return words_unknown(L, "a table of rows", lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "",
                             NULL, 0);
    lua_Integer i = lua_tointeger(L, 2);
    if (i < 1 || (uint64_t)i > o->table->u.table.count) {
        lua_pushnil(L);
        return 1;
    }
    row_object_t *row = object_new(L, OBJECT_ROW, sizeof *row, 0);
    row->row = &o->table->u.table.rows[i - 1];
    row->def = o->def;
    row->path = o->path;
    return 1;
}

static int rows_len(lua_State *L) {
    const rows_object_t *o = object_at(L, 1, OBJECT_ROWS);
    check_running(L);
    lua_pushinteger(L, (lua_Integer)o->table->u.table.count);
    return 1;
}

static void push_cell(lua_State *L, const row_t *row, const field_def_t *def, int column, const char *path) {
    if ((size_t)column >= row->count || row->cells[column].kind == VALUE_NONE) {
        ruleset_of(L)->call.last_empty = def->columns[column].name;
        lua_pushnil(L);
        return;
    }
    facts_push_value(L, &row->cells[column], &def->columns[column], path);
}

static int row_index(lua_State *L) {
    const row_object_t *o = object_at(L, 1, OBJECT_ROW);
    const char *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
    check_running(L);
    int column = column_find(o->def, key);
    if (column < 0) return unknown_column(L, o->def, key);
    push_cell(L, o->row, o->def, column, o->path);
    return 1;
}

static int read_only(lua_State *L) {
    sandbox_fail(L, "rule.read_only", "what", object_word(L, 1), NULL);
}

/* sum(rows, "column"): of money or numbers; empty cells count nothing. No rows: 0, which money does not
 * equal, so a third value says what no rows come to. */
int word_sum(lua_State *L) {
    const rows_object_t *o = object_at(L, 1, OBJECT_ROWS);
    lua_settop(L, 3);
    if (!o) argument_fail(L, 1, "sum", "a table field of the form: sum(r.lines, \"price\")");
    check_running(L);
    const char *name = argument_text(L, 2, "sum", "a column's name");
    int column = column_find(o->def, name);
    if (column < 0) return unknown_column(L, o->def, name);
    sandbox_charge(L, (int64_t)o->table->u.table.count * 4);
    bool any = false;
    lua_pushvalue(L, 3);
    for (size_t i = 0; i < o->table->u.table.count; i++) {
        const row_t *row = &o->table->u.table.rows[i];
        if ((size_t)column >= row->count || row->cells[column].kind == VALUE_NONE) continue;
        push_cell(L, row, o->def, column, o->path);
        if (any)
            lua_arith(L, LUA_OPADD);
        else
            lua_replace(L, -2);
        any = true;
    }
    if (!any && lua_isnil(L, -1)) {
        const field_def_t *def = &o->def->columns[column];
        money_t zero = {0};
        if (def->kind != VALUE_MONEY) {
            lua_pushinteger(L, 0);
        } else if (def->currency) {
            (void)memcpy(zero.currency, def->currency, 3);
            zero.digits = (uint8_t)currency_digits(def->currency);
            money_push(L, &zero);
        } else {
            sandbox_fail(L, "rule.empty_sum", "column", name, NULL);
        }
    }
    return 1;
}

void facts_rows_setup(lua_State *L) {
    static const luaL_Reg rows_methods[] = {
        {"__index", rows_index}, {"__len", rows_len}, {"__newindex", read_only}, {NULL, NULL}};
    static const luaL_Reg row_methods[] = {{"__index", row_index}, {"__newindex", read_only}, {NULL, NULL}};
    object_kind_setup(L, OBJECT_ROWS, "a table of rows", rows_methods);
    object_kind_setup(L, OBJECT_ROW, "a row", row_methods);
}
