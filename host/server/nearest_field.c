/* Fields as steps; see nearest_field.h. */
#include "server/nearest_field.h"
#include <string.h>

enum { DIGITS_MAX = 15, DAY_LEAST = -719162, DAY_MOST = 2932896, SCALE_MAX = 9 };

static int64_t power_of_ten(int n) {
    int64_t p = 1;
    while (n-- > 0)
        p *= 10;
    return p;
}

/* ---- steps ---- */

/* A number's mantissa at another scale. False: it has no such form. */
static bool at_scale(const decimal_t *n, uint8_t scale, int64_t *out) {
    if (n->scale > scale) return false;
    return !__builtin_mul_overflow(n->mantissa, power_of_ten(scale - n->scale), out);
}

/* The step of a value of this axis; false: it is none of its values (another currency, finer than a step). */
static bool step_of(const nearest_axis_t *axis, const value_t *v, int64_t *out) {
    switch (v->kind) {
    case VALUE_MONEY:
        if (axis->present.kind != VALUE_MONEY ||
            strcmp(v->u.money.currency, axis->present.u.money.currency) != 0)
            return false;
        *out = v->u.money.minor;
        return true;
    case VALUE_NUMBER:
        return axis->present.kind == VALUE_NUMBER && at_scale(&v->u.number, axis->scale, out);
    case VALUE_DATE:
        *out = v->u.date;
        return axis->present.kind == VALUE_DATE;
    default:
        return false;
    }
}

/* The next step at or inside a bound of the form, which may be finer than a step. */
static int64_t bound(const nearest_axis_t *axis, const value_t *v, bool least, int64_t none) {
    int64_t step;
    if (step_of(axis, v, &step)) return step;
    if (v->kind != VALUE_NUMBER || axis->present.kind != VALUE_NUMBER || v->u.number.scale <= axis->scale)
        return none;
    int64_t unit = power_of_ten(v->u.number.scale - axis->scale), whole = v->u.number.mantissa / unit;
    if (v->u.number.mantissa % unit == 0) return whole;
    if (least) return v->u.number.mantissa > 0 ? whole + 1 : whole;
    return v->u.number.mantissa < 0 ? whole - 1 : whole;
}

static void set_steps(nearest_axis_t *axis) {
    int64_t most = power_of_ten(DIGITS_MAX) - 1;
    axis->ordered = axis->present.kind == VALUE_MONEY || axis->present.kind == VALUE_NUMBER ||
                    axis->present.kind == VALUE_DATE;
    if (!axis->ordered || !step_of(axis, &axis->present, &axis->step)) {
        axis->ordered = false;
        return;
    }
    axis->least = axis->present.kind == VALUE_DATE ? DAY_LEAST : -most;
    axis->most = axis->present.kind == VALUE_DATE ? DAY_MOST : most;
    bool bounded = axis->part == AXIS_WHOLE || axis->part == AXIS_CELL;
    if (bounded && axis->def->has_min) axis->least = bound(axis, &axis->def->min, true, axis->least);
    if (bounded && axis->def->has_max) axis->most = bound(axis, &axis->def->max, false, axis->most);
    if (axis->part == AXIS_FROM && axis->def->has_min && axis->def->min.kind == VALUE_RANGE)
        axis->least = axis->def->min.u.range.from;
    if (axis->part == AXIS_UNTIL && axis->def->has_max && axis->def->max.kind == VALUE_RANGE)
        axis->most = axis->def->max.u.range.until;
    if (axis->part == AXIS_FROM) axis->most = axis->whole.u.range.until;
    if (axis->part == AXIS_UNTIL) axis->least = axis->whole.u.range.from;
}

void axis_finer(nearest_axis_t *axis, uint8_t scale) {
    if (axis->present.kind != VALUE_NUMBER || scale <= axis->scale || scale > SCALE_MAX) return;
    uint8_t before = axis->scale;
    axis->scale = scale;
    set_steps(axis);
    if (axis->ordered) return;
    axis->scale = before; /* too large to be counted so finely */
    set_steps(axis);
}

const char *axis_step_text(const nearest_axis_t *axis, arena_t *arena) {
    int digits = axis->present.kind == VALUE_MONEY    ? axis->present.u.money.digits
                 : axis->present.kind == VALUE_NUMBER ? axis->scale
                                                      : 0;
    return digits == 0 ? "1" : arena_printf(arena, "0.%0*d", digits, 1);
}

/* ---- axes ---- */

static nearest_axis_t one(const field_def_t *field, const field_def_t *def, axis_part_t part,
                          const value_t *whole, const value_t *present, const char *path) {
    nearest_axis_t axis = {
        .field = field, .def = def, .part = part, .whole = *whole, .present = *present, .path = path};
    if (present->kind == VALUE_NUMBER) axis.scale = present->u.number.scale;
    set_steps(&axis);
    return axis;
}

static int range_axes(const field_def_t *field, const value_t *present, arena_t *arena, nearest_axis_t *out,
                      size_t *count) {
    value_t from = {.kind = VALUE_DATE, .u.date = present->u.range.from},
            until = {.kind = VALUE_DATE, .u.date = present->u.range.until};
    out[0] = one(field, field, AXIS_FROM, present, &from, arena_printf(arena, "%s.from", field->name));
    out[1] = one(field, field, AXIS_UNTIL, present, &until, arena_printf(arena, "%s.to", field->name));
    *count = 2;
    return 0;
}

static void cell_axes(const field_def_t *field, const value_t *present, arena_t *arena, nearest_axis_t *out,
                      size_t *count) {
    static const value_t none = {VALUE_NONE};
    for (size_t i = 0; i < present->u.table.count; i++) {
        const row_t *row = &present->u.table.rows[i];
        for (size_t c = 0; c < field->column_count && c < row->count && *count < AXIS_CELLS_MAX; c++) {
            const field_def_t *column = &field->columns[c];
            const value_t *cell = row->cells[c].kind != VALUE_NONE ? &row->cells[c] : &none;
            out[*count] = one(field, column, AXIS_CELL, present, cell,
                              arena_printf(arena, "%s[%zu].%s", field->name, i + 1, column->name));
            out[*count].row = i;
            out[*count].column = c;
            ++*count;
        }
    }
}

int axes_of(const field_def_t *field, const value_t *present, arena_t *arena, nearest_axis_t **out,
            size_t *count, diag_t *d) {
    static const value_t none = {VALUE_NONE}, no = {.kind = VALUE_FLAG};
    *count = 0;
    *out = arena_array(arena, AXIS_CELLS_MAX + 1, sizeof **out);
    if (*out == NULL) return diag_memory(d);
    if (present == NULL) present = field->kind == VALUE_FLAG ? &no : &none;
    if (field->kind == VALUE_DOCUMENT) return 0;
    if (present->kind == VALUE_RANGE) {
        range_axes(field, present, arena, *out, count);
    } else if (field->kind == VALUE_TABLE) {
        if (present->kind == VALUE_TABLE) cell_axes(field, present, arena, *out, count);
        (*out)[(*count)++] = one(field, field, AXIS_WHOLE, present, present, field->name);
    } else if (field->kind != VALUE_RANGE) {
        (*out)[0] = one(field, field, AXIS_WHOLE, present, present, field->name);
        *count = 1;
    }
    return arena_failed(arena) ? diag_memory(d) : 0;
}

/* ---- values ---- */

static decimal_t number_of(int64_t mantissa, uint8_t scale) {
    decimal_t n = {mantissa, scale};
    while (n.scale > 0 && n.mantissa % 10 == 0) {
        n.mantissa /= 10;
        n.scale--;
    }
    return n;
}

static int put_cell(const nearest_axis_t *axis, const value_t *part, arena_t *arena, value_t *out,
                    diag_t *d) {
    *out = axis->whole;
    row_t *rows = arena_copy(arena, out->u.table.rows, out->u.table.count * sizeof *rows);
    if (rows == NULL) return diag_memory(d);
    row_t *row = &rows[axis->row];
    row->cells = arena_copy(arena, row->cells, row->count * sizeof *row->cells);
    if (row->cells == NULL) return diag_memory(d);
    row->cells[axis->column] = *part;
    out->u.table.rows = rows;
    return 0;
}

int axis_put(const nearest_axis_t *axis, const value_t *part, arena_t *arena, value_t *out, diag_t *d) {
    if (axis->part == AXIS_CELL) return put_cell(axis, part, arena, out, d);
    *out = *part;
    if (axis->part == AXIS_WHOLE) return 0;
    *out = axis->whole;
    if (axis->part == AXIS_FROM)
        out->u.range.from = part->u.date;
    else
        out->u.range.until = part->u.date;
    return 0;
}

int axis_value(const nearest_axis_t *axis, int64_t step, arena_t *arena, value_t *out, diag_t *d) {
    value_t part = axis->present;
    if (part.kind == VALUE_MONEY)
        part.u.money.minor = step;
    else if (part.kind == VALUE_NUMBER)
        part.u.number = number_of(step, axis->scale);
    else
        part.u.date = (day_t)step;
    return axis_put(axis, &part, arena, out, d);
}

value_t axis_part_of(const nearest_axis_t *axis, const value_t *whole) {
    if (axis->part == AXIS_CELL) return whole->u.table.rows[axis->row].cells[axis->column];
    if (axis->part == AXIS_FROM) return (value_t){.kind = VALUE_DATE, .u.date = whole->u.range.from};
    if (axis->part == AXIS_UNTIL) return (value_t){.kind = VALUE_DATE, .u.date = whole->u.range.until};
    return *whole;
}

bool axis_beside(const nearest_axis_t *axis, const value_t *value, int side, value_t *out) {
    diag_t ignored = {0};
    *out = *value;
    if (axis->present.kind != VALUE_NONE) return false;
    if (value->kind == VALUE_MONEY)
        out->u.money.minor += side;
    else if (value->kind == VALUE_NUMBER)
        out->u.number = number_of(value->u.number.mantissa + side, value->u.number.scale);
    else if (value->kind == VALUE_DATE)
        out->u.date += side;
    else
        return false;
    bool fits = field_check(axis->def, out, &ignored) == 0;
    diag_clear(&ignored);
    return fits;
}
