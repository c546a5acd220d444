/* A table with other rows: without each of them, without the last two, three …, without any, and with rows
 * more, the last one again; where there is none yet, one with the least that a row must have, and with each
 * choice, department, person. The fewest changes come first. */
#include "server/nearest_field.h"
#include <string.h>

enum { MORE_MAX = 8 };

typedef struct rows_tried {
    const nearest_axis_t *axis;
    const route_t *route;
    arena_t *arena;
    value_t *list;
    size_t count;
} rows_tried_t;

static void add(rows_tried_t *t, row_t *rows, size_t count) {
    diag_t ignored = {0};
    value_t v = {.kind = count > 0 ? VALUE_TABLE : VALUE_NONE};
    if (count > 0) v.u.table.rows = rows;
    v.u.table.count = count;
    bool fits = count > 0 ? field_check(t->axis->def, &v, &ignored) == 0 : !t->axis->def->required;
    diag_clear(&ignored);
    if (fits && t->count < AXIS_OTHERS_MAX) t->list[t->count++] = v;
}

static void one_less(rows_tried_t *t, const value_t *table) {
    for (size_t i = 0; i < table->u.table.count; i++) {
        row_t *rows = arena_array(t->arena, table->u.table.count, sizeof *rows);
        if (rows == NULL) return;
        memcpy(rows, table->u.table.rows, i * sizeof *rows);
        memcpy(rows + i, table->u.table.rows + i + 1, (table->u.table.count - i - 1) * sizeof *rows);
        add(t, rows, table->u.table.count - 1);
    }
}

static void fewer(rows_tried_t *t, const value_t *table) {
    for (size_t left = table->u.table.count; left-- > 0;)
        if (left + 1 < table->u.table.count) add(t, table->u.table.rows, left);
}

static void more_of(rows_tried_t *t, const value_t *table, const row_t *row, size_t most) {
    row_t *rows = arena_array(t->arena, table->u.table.count + most, sizeof *rows);
    if (rows == NULL) return;
    if (table->u.table.count > 0) memcpy(rows, table->u.table.rows, table->u.table.count * sizeof *rows);
    for (size_t i = 0; i < most; i++) {
        rows[table->u.table.count + i] = *row;
        add(t, rows, table->u.table.count + i + 1);
    }
}

/* ---- the first row */

/* The i-th that a column without steps may have; false: that was all. */
static bool column_value(const rows_tried_t *t, const field_def_t *def, size_t i, value_t *out) {
    const directory_t *dir = t->route->directory;
    person_info_t who;
    department_info_t department;
    *out = (value_t){.kind = def->kind};
    switch (def->kind) {
    case VALUE_CHOICE:
        out->u.text = def->choices != NULL ? def->choices[i] : NULL;
        return out->u.text != NULL;
    case VALUE_FLAG:
        out->u.flag = true;
        return i == 0;
    case VALUE_DEPARTMENT:
        if (!directory_department_at(dir, i, &department)) return false;
        out->u.text = department.key;
        return true;
    case VALUE_PERSON:
        if (!directory_person_at(dir, i, &who)) return false;
        out->u.person = who.id;
        return true;
    default:
        return false;
    }
}

/* Something that a column may have; false: nobody can say what. */
static bool some_value(const rows_tried_t *t, const field_def_t *def, value_t *out) {
    day_t day = (day_t)(t->route->stages[0].at / MS_DAY);
    if (def->has_min && def->kind != VALUE_RANGE) {
        *out = def->min;
        return true;
    }
    *out = (value_t){.kind = def->kind};
    switch (def->kind) {
    case VALUE_TEXT:
        out->u.text = "…";
        return true;
    case VALUE_MONEY:
        return def->currency != NULL && money_parse("0", def->currency, &out->u.money, NULL) == 0;
    case VALUE_NUMBER:
        return true;
    case VALUE_DATE:
        out->u.date = day;
        return true;
    case VALUE_RANGE:
        out->u.range.from = out->u.range.until = day;
        return true;
    default:
        return column_value(t, def, 0, out);
    }
}

static void first_rows(rows_tried_t *t) {
    static const value_t none = {VALUE_NONE};
    const field_def_t *def = t->axis->def;
    row_t least = {.count = def->column_count};
    least.cells = arena_array(t->arena, def->column_count + 1, sizeof *least.cells);
    if (least.cells == NULL) return;
    for (size_t c = 0; c < def->column_count; c++) {
        least.cells[c] = (value_t){VALUE_NONE};
        if (def->columns[c].required && !some_value(t, &def->columns[c], &least.cells[c])) return;
    }
    more_of(t, &none, &least, 1);
    for (size_t c = 0; c < def->column_count; c++) {
        value_t v;
        for (size_t i = 0; t->count < AXIS_OTHERS_MAX && column_value(t, &def->columns[c], i, &v); i++) {
            row_t row = {.count = least.count};
            row.cells = arena_copy(t->arena, least.cells, least.count * sizeof *row.cells);
            if (row.cells == NULL) return;
            row.cells[c] = v;
            more_of(t, &none, &row, 1);
        }
    }
    more_of(t, &none, &least, MORE_MAX);
}

int axis_rows(const nearest_axis_t *axis, const route_t *route, arena_t *arena, value_t **out, size_t *count,
              diag_t *d) {
    rows_tried_t t = {.axis = axis, .route = route, .arena = arena};
    const value_t *table = &axis->present;
    t.list = arena_array(arena, AXIS_OTHERS_MAX, sizeof *t.list);
    if (t.list == NULL) return diag_memory(d);
    if (table->kind == VALUE_TABLE && table->u.table.count > 0) {
        one_less(&t, table);
        fewer(&t, table);
        more_of(&t, table, &table->u.table.rows[table->u.table.count - 1], MORE_MAX);
    } else {
        first_rows(&t);
    }
    *out = t.list;
    *count = t.count;
    return arena_failed(arena) ? diag_memory(d) : 0;
}
