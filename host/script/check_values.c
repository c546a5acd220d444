/* The values that the fields of a flow are given: the few that a kind has, the two sides and the point of
 * each constant that a rule compares them with, and one ordinary value to begin with. */
#include "script/check_private.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ordinary values, each field's own, so that a comparison tells by its values which field it is about. */
enum { LOW_MINOR = 1103, LOW_WHOLE = 13, HIGH_UNITS = 900000007, DAY_APART = 3 };
#define PERSONS_TRIED 3

static bool value_fits(const axis_t *axis, const value_t *value) {
    diag_t ignored;
    if (!axis->field) return value->kind == VALUE_DATE;
    if (value->kind == VALUE_NONE) return !axis->field->required && axis->kind != VALUE_FLAG;
    diag_init(&ignored);
    bool fits = field_check(axis->field, value, &ignored) == 0;
    diag_clear(&ignored);
    return fits;
}

void values_add(check_t *c, axis_t *axis, const value_t *value, value_use_t use) {
    if (!value_fits(axis, value)) return;
    for (size_t i = 0; i < axis->count; i++) {
        check_value_t *own = &axis->values[i];
        if (value->kind != VALUE_TABLE && value_equal(&own->value, value)) {
            if (own->probe && use != VALUE_PROBED) { /* its runs are to be judged from now on */
                own->probe = false;
                c->grown = true;
            }
            own->ordinary = false;
            return;
        }
    }
    if (axis->count == CHECK_VALUES) {
        axis->full = true;
        return;
    }
    axis->values[axis->count++] = (check_value_t){*value, use == VALUE_PROBED, use == VALUE_ORDINARY};
    c->grown = true;
}

/* ---- around a constant ---- */

static void around_money(check_t *c, axis_t *axis, const money_t *constant) {
    for (int step = -1; step <= 1; step++) {
        value_t v = {.kind = VALUE_MONEY, .u.money = *constant};
        v.u.money.minor += step;
        values_add(c, axis, &v, VALUE_TRIED);
    }
}

static void around_number(check_t *c, axis_t *axis, const decimal_t *constant) {
    for (int step = -1; step <= 1; step++) {
        value_t v = {.kind = VALUE_NUMBER, .u.number = *constant};
        v.u.number.mantissa += step;
        while (v.u.number.scale > 0 && v.u.number.mantissa % 10 == 0) {
            v.u.number.mantissa /= 10;
            v.u.number.scale--;
        }
        values_add(c, axis, &v, VALUE_TRIED);
    }
}

static void around_date(check_t *c, axis_t *axis, day_t constant) {
    for (int step = -1; step <= 1; step++) {
        value_t v = {.kind = VALUE_DATE, .u.date = constant + step};
        values_add(c, axis, &v, VALUE_TRIED);
    }
}

void values_around(check_t *c, axis_t *axis, const value_t *constant) {
    if (axis->kind != constant->kind) return;
    if (constant->kind == VALUE_MONEY) {
        around_money(c, axis, &constant->u.money);
    } else if (constant->kind == VALUE_NUMBER) {
        around_number(c, axis, &constant->u.number);
    } else if (constant->kind == VALUE_DATE) {
        around_date(c, axis, constant->u.date);
    }
}

void values_text(check_t *c, const char *text) {
    char *copy = arena_strdup(c->arena, text);
    if (!copy) return;
    for (size_t i = 0; i < c->axis_count; i++) {
        value_t v = {.kind = VALUE_TEXT, .u.text = copy};
        if (c->axes[i].kind == VALUE_TEXT) values_add(c, &c->axes[i], &v, VALUE_TRIED);
    }
}

/* ---- ordinary values of each kind ---- */

static void add_money(check_t *c, axis_t *axis, size_t index) {
    const char *currency = axis->field->currency ? axis->field->currency : "EUR";
    money_t m = {.digits = (uint8_t)currency_digits(currency)};
    (void)snprintf(m.currency, sizeof m.currency, "%s", currency);
    int64_t unit = 1;
    for (int i = 0; i < m.digits; i++)
        unit *= 10;
    value_t v = {.kind = VALUE_MONEY, .u.money = m};
    v.u.money.minor = LOW_MINOR + (int64_t)index;
    values_add(c, axis, &v, VALUE_ORDINARY);
    v.u.money.minor = (HIGH_UNITS + (int64_t)index) * unit;
    values_add(c, axis, &v, VALUE_ORDINARY);
    v.u.money.minor = 0;
    values_add(c, axis, &v, VALUE_TRIED);
}

static void add_number(check_t *c, axis_t *axis, size_t index) {
    value_t v = {.kind = VALUE_NUMBER};
    v.u.number = (decimal_t){LOW_WHOLE + (int64_t)index, 0};
    values_add(c, axis, &v, VALUE_ORDINARY);
    v.u.number = (decimal_t){HIGH_UNITS + (int64_t)index, 0};
    values_add(c, axis, &v, VALUE_ORDINARY);
    v.u.number = (decimal_t){0, 0};
    values_add(c, axis, &v, VALUE_TRIED);
}

static day_t today(const check_t *c) {
    return (day_t)(c->options.at / MS_DAY);
}

static void add_date(check_t *c, axis_t *axis, size_t index) {
    value_t v = {.kind = VALUE_DATE, .u.date = today(c) + DAY_APART * (day_t)(index + 1)};
    values_add(c, axis, &v, VALUE_ORDINARY);
    v.u.date += 20000; /* later than any date that a rule names */
    values_add(c, axis, &v, VALUE_PROBED);
    v.u.date = 10 + (day_t)index; /* earlier */
    values_add(c, axis, &v, VALUE_PROBED);
}

static void add_range(check_t *c, axis_t *axis, size_t index) {
    value_t v = {.kind = VALUE_RANGE};
    v.u.range.from = today(c) + DAY_APART * (day_t)(index + 1);
    v.u.range.until = v.u.range.from + 4;
    values_add(c, axis, &v, VALUE_TRIED);
}

static int add_literal(void *ctx, const char *text) {
    void **at = ctx;
    axis_t *axis = at[1];
    check_t *c = at[0];
    value_t v = {.kind = axis->kind, .u.text = arena_strdup(c->arena, text)};
    if (v.u.text) values_add(c, axis, &v, VALUE_TRIED);
    return v.u.text ? 0 : -1;
}

/* A whole number compared by == makes no sound either. */
static int add_number_literal(void *ctx, const char *text) {
    void **at = ctx;
    value_t v = {.kind = VALUE_NUMBER};
    diag_t ignored;
    diag_init(&ignored);
    if (decimal_parse(text, &v.u.number, &ignored) == 0) values_around(at[0], at[1], &v);
    diag_clear(&ignored);
    return 0;
}

static void add_number_literals(check_t *c, axis_t *axis) {
    void *ctx[] = {c, axis};
    for (size_t i = 0; i < c->file_count; i++)
        (void)tokens_literals(&c->files[i], TOKEN_NUMBER, axis->name, add_number_literal, ctx);
}

static int add_texts(check_t *c, axis_t *axis, diag_t *d) {
    void *ctx[] = {c, axis};
    value_t v = {.kind = VALUE_TEXT, .u.text = CHECK_ORDINARY_TEXT};
    values_add(c, axis, &v, VALUE_TRIED);
    if (axis->count == 0) {
        v.u.text = "x"; /* a field for short texts */
        values_add(c, axis, &v, VALUE_TRIED);
    }
    for (size_t i = 0; i < c->file_count; i++) {
        const tokens_t *t = &c->files[i];
        if (tokens_literals(t, TOKEN_TEXT, axis->name, add_literal, ctx) != 0) return diag_memory(d);
    }
    return heard_table_texts(c, axis->name, add_literal, ctx, d);
}

static void add_persons(check_t *c, axis_t *axis) {
    const initiator_t *own = &c->initiators[c->initiator];
    int others = 0;
    for (size_t i = 0; i < directory_people(c->dir) && others < PERSONS_TRIED - 1; i++) {
        person_info_t who;
        if (!directory_person_at(c->dir, i, &who) || who.kind != PERSON_HUMAN || who.id == own->person)
            continue;
        if (!directory_active(c->dir, who.id, c->options.at)) continue;
        value_t v = {.kind = VALUE_PERSON, .u.person = who.id};
        values_add(c, axis, &v, VALUE_TRIED);
        others++;
    }
    value_t v = {.kind = VALUE_PERSON, .u.person = own->person};
    values_add(c, axis, &v, VALUE_TRIED);
}

/* The initiator's own first, then those that are led differently. */
static void add_departments(check_t *c, axis_t *axis) {
    value_t v = {.kind = VALUE_DEPARTMENT, .u.text = c->initiators[c->initiator].department};
    values_add(c, axis, &v, VALUE_TRIED);
    for (size_t i = 0; i < directory_departments(c->dir) && axis->count < 6; i++) {
        department_info_t info;
        if (!directory_department_at(c->dir, i, &info)) continue;
        v.u.text = info.key;
        values_add(c, axis, &v, VALUE_TRIED);
    }
}

static void add_document(check_t *c, axis_t *axis) {
    value_t v = {.kind = VALUE_DOCUMENT};
    v.u.document = (document_t){.name = "document.pdf", .media_type = "application/pdf", .size = 1};
    values_add(c, axis, &v, VALUE_TRIED);
}

static void fill_axis(check_t *c, axis_t *axis, size_t index);

/* Two rows, one, none: each cell has the ordinary value of its column. */
static int add_rows(check_t *c, axis_t *axis) {
    const field_def_t *def = axis->field;
    axis_t *column = arena_alloc(c->arena, sizeof *column);
    value_t *cells = arena_array(c->arena, def->column_count * 2, sizeof *cells);
    row_t *rows = arena_array(c->arena, 2, sizeof *rows);
    if (!column || !cells || !rows) return -1;
    for (size_t i = 0; i < def->column_count; i++) {
        *column =
            (axis_t){.field = &def->columns[i], .name = def->columns[i].name, .kind = def->columns[i].kind};
        fill_axis(c, column, i);
        for (size_t k = 0; k < 2 && column->count > 0; k++) {
            size_t pick = column->count > 1 && !column->values[k].probe ? k : 0;
            cells[k * def->column_count + i] = column->values[pick].value;
        }
    }
    for (size_t k = 0; k < 2; k++)
        rows[k] = (row_t){cells + k * def->column_count, def->column_count};
    for (size_t count = 1; count <= 2; count++) {
        value_t v = {.kind = VALUE_TABLE, .u.table = {rows, count}};
        values_add(c, axis, &v, VALUE_TRIED);
    }
    return 0;
}

static void fill_axis(check_t *c, axis_t *axis, size_t index) {
    value_t v = {.kind = axis->kind};
    switch (axis->kind) {
    case VALUE_MONEY:
        add_money(c, axis, index);
        break;
    case VALUE_NUMBER:
        add_number(c, axis, index);
        break;
    case VALUE_DATE:
        add_date(c, axis, index);
        break;
    case VALUE_RANGE:
        add_range(c, axis, index);
        break;
    case VALUE_CHOICE:
        for (const char **choice = axis->field->choices; choice && *choice; choice++) {
            v.u.text = *choice;
            values_add(c, axis, &v, VALUE_TRIED);
        }
        break;
    case VALUE_TEXT:
        v.u.text = CHECK_ORDINARY_TEXT;
        values_add(c, axis, &v, VALUE_TRIED);
        break;
    case VALUE_PERSON:
        add_persons(c, axis);
        break;
    case VALUE_DEPARTMENT:
        add_departments(c, axis);
        break;
    case VALUE_DOCUMENT:
        add_document(c, axis);
        break;
    case VALUE_FLAG:
        values_add(c, axis, &v, VALUE_TRIED);
        v.u.flag = true;
        values_add(c, axis, &v, VALUE_TRIED);
        break;
    case VALUE_TABLE:
    case VALUE_NONE:
        break;
    }
    if (axis->field->has_min) values_add(c, axis, &axis->field->min, VALUE_TRIED);
    if (axis->field->has_max) values_add(c, axis, &axis->field->max, VALUE_TRIED);
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const axis_t *)a)->name, ((const axis_t *)b)->name);
}

int values_open(check_t *c, diag_t *d) {
    static const value_t nothing = {VALUE_NONE};
    size_t fields = c->flow->field_count;
    if (fields > CHECK_AXES - 1) {
        fields = CHECK_AXES - 1;
        c->limited = true;
    }
    c->axes = arena_array(c->arena, fields + 1, sizeof *c->axes);
    if (!c->axes) return diag_memory(d);
    c->axis_count = fields + 1;
    for (size_t i = 0; i < fields; i++) {
        const field_def_t *def = &c->flow->fields[i];
        c->axes[i] = (axis_t){.field = def, .name = def->name, .kind = def->kind};
    }
    qsort(c->axes, fields, sizeof *c->axes, by_name);
    for (size_t i = 0; i < fields; i++) {
        axis_t *axis = &c->axes[i];
        fill_axis(c, axis, i);
        if (axis->kind == VALUE_TABLE && add_rows(c, axis) != 0) return diag_memory(d);
        if (axis->kind == VALUE_NUMBER) add_number_literals(c, axis);
        if (axis->kind == VALUE_TEXT && add_texts(c, axis, d) != 0) return -1;
        values_add(c, axis, &nothing, VALUE_TRIED);
        if (axis->count == 0) values_add(c, axis, &nothing, VALUE_TRIED);
    }
    axis_t *day = &c->axes[fields];
    *day = (axis_t){.name = "submitted_on", .kind = VALUE_DATE};
    value_t v = {.kind = VALUE_DATE, .u.date = today(c)};
    values_add(c, day, &v, VALUE_ORDINARY);
    memset(c->choice, 0, sizeof c->choice);
    return 0;
}

const check_value_t *axis_now(const check_t *c, size_t axis) {
    static const check_value_t none = {{VALUE_NONE}, false};
    const axis_t *a = &c->axes[axis];
    return a->count > 0 ? &a->values[c->choice[axis]] : &none;
}

/* The time of day is that of the options: within working hours, wherever the company is. */
instant_t values_at(const check_t *c) {
    day_t day = axis_now(c, c->axis_count - 1)->value.u.date;
    return c->options.at + ((instant_t)day - today(c)) * MS_DAY;
}
