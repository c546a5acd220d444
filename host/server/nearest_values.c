/* Which values are worth trying: constants that stand in the rules and their settings, the form's other
 * values, and for what has no order all that there is. */
#include "server/nearest_field.h"
#include <stdlib.h>
#include <string.h>

enum { MONTHS_NEAR = 36 };

/* ---- constants of ordered values ---- */

typedef struct gathering {
    const nearest_axis_t *axis;
    int64_t *list;
    size_t count;
} gathering_t;

static void gather(gathering_t *g, int64_t step) {
    if (g->count < AXIS_CONSTANTS_MAX) g->list[g->count++] = step;
}

static void gather_money(gathering_t *g, const money_t *m) {
    const money_t *own = &g->axis->present.u.money;
    if (strcmp(m->currency, own->currency) == 0) gather(g, m->minor);
}

static void gather_number(gathering_t *g, const decimal_t *n) {
    int64_t unit = 1;
    for (int i = n->scale; i < g->axis->scale; i++)
        unit *= 10;
    int64_t below = n->mantissa, divisor = 1;
    for (int i = g->axis->scale; i < n->scale; i++)
        divisor *= 10;
    int64_t step;
    if (__builtin_mul_overflow(below / divisor, unit, &step)) return;
    gather(g, step); /* finer than a step: the steps around it, which the search tries by itself */
}

/* A constant as written: "5000 EUR", "0.25", "2026-01-31". */
static void gather_text(gathering_t *g, const char *text) {
    diag_t ignored = {0};
    money_t money;
    decimal_t number;
    day_t day;
    switch (g->axis->present.kind) {
    case VALUE_MONEY:
        if (money_parse(text, g->axis->present.u.money.currency, &money, &ignored) == 0)
            gather_money(g, &money);
        break;
    case VALUE_NUMBER:
        if (decimal_parse(text, &number, &ignored) == 0) gather_number(g, &number);
        break;
    default:
        if (day_parse(text, &day) == 0) gather(g, day);
        if (decimal_parse(text, &number, &ignored) == 0 && number.scale == 0 && number.mantissa >= 1 &&
            number.mantissa <= 9999)
            gather(g, day_from_civil((int32_t)number.mantissa, 1, 1)); /* perhaps a year */
    }
    diag_clear(&ignored);
}

/* Another value of the form: fields are compared with one another. */
static void gather_value(gathering_t *g, const value_t *v) {
    value_kind_t kind = g->axis->present.kind;
    if (v->kind == VALUE_MONEY && kind == VALUE_MONEY) gather_money(g, &v->u.money);
    if (v->kind == VALUE_NUMBER && kind == VALUE_NUMBER) gather_number(g, &v->u.number);
    if (v->kind == VALUE_DATE && kind == VALUE_DATE) gather(g, v->u.date);
    if (v->kind == VALUE_RANGE && kind == VALUE_DATE) {
        gather(g, v->u.range.from);
        gather(g, v->u.range.until);
    }
    if (v->kind != VALUE_TABLE) return;
    for (size_t i = 0; i < v->u.table.count; i++)
        for (size_t c = 0; c < v->u.table.rows[i].count; c++)
            if (v->u.table.rows[i].cells[c].kind != VALUE_TABLE)
                gather_value(g, &v->u.table.rows[i].cells[c]);
}

/* Months and years of a date change at the first of a month. */
static void gather_months(gathering_t *g, day_t day) {
    int32_t year;
    int month, mday;
    day_to_civil(day, &year, &month, &mday);
    for (int i = -MONTHS_NEAR; i <= MONTHS_NEAR; i++) {
        int32_t months = year * 12 + month - 1 + i;
        if (months >= 12 && months < 9999 * 12) gather(g, day_from_civil(months / 12, months % 12 + 1, 1));
    }
}

int axis_constants(const nearest_axis_t *axis, const route_t *route, const record_t *record,
                   const ruleset_literals_t *literals, arena_t *arena, int64_t **out, size_t *count,
                   diag_t *d) {
    gathering_t g = {.axis = axis, .list = arena_array(arena, AXIS_CONSTANTS_MAX, sizeof *g.list)};
    if (g.list == NULL) return diag_memory(d);
    for (size_t i = 0; i < record->field_count; i++)
        gather_value(&g, &record->fields[i].value);
    if (axis->present.kind == VALUE_DATE) gather_months(&g, (day_t)axis->step);
    for (size_t i = 0; i < route->flow->setting_count; i++)
        gather_text(&g, route->flow->settings[i].text);
    for (size_t i = 0; i < literals->text_count; i++)
        gather_text(&g, literals->texts[i]);
    for (size_t i = 0; i < literals->number_count; i++)
        gather_text(&g, literals->numbers[i]);
    *out = g.list;
    *count = g.count;
    return 0;
}

/* ---- values without an order ---- */

typedef struct others {
    const nearest_axis_t *axis;
    value_t *list;
    size_t count;
} others_t;

static void add(others_t *o, const value_t *v) {
    diag_t ignored = {0};
    bool fits = v->kind == VALUE_NONE ? !o->axis->def->required : field_check(o->axis->def, v, &ignored) == 0;
    diag_clear(&ignored);
    if (!fits || value_equal(v, &o->axis->present)) return;
    for (size_t i = 0; i < o->count; i++)
        if (value_equal(v, &o->list[i])) return;
    if (o->count < AXIS_OTHERS_MAX) o->list[o->count++] = *v;
}

/* Of an empty field with steps: some value, for rules that ask only whether there is one. */
static void add_some(others_t *o, const route_t *route) {
    const field_def_t *def = o->axis->def;
    value_t v = {.kind = def->kind};
    if (def->has_min)
        v = def->min;
    else if (def->kind == VALUE_DATE)
        v.u.date = (day_t)(route->stages[0].at / MS_DAY);
    else if (def->kind == VALUE_MONEY && def->currency != NULL)
        money_parse("0", def->currency, &v.u.money, NULL);
    else if (def->kind != VALUE_NUMBER)
        return;
    add(o, &v);
}

static void add_text(others_t *o, const directory_t *dir, const char *text, arena_t *arena) {
    value_t v = {.kind = o->axis->def->kind};
    diag_t ignored = {0};
    person_info_t who;
    department_info_t department;
    switch (o->axis->def->kind) {
    case VALUE_TEXT:
        v.u.text = text;
        break;
    case VALUE_PERSON:
        if (!directory_by_handle(dir, text, &who)) return;
        v.u.person = who.id;
        break;
    case VALUE_DEPARTMENT:
        if (!directory_department(dir, text, &department)) return;
        v.u.text = department.key;
        break;
    default: /* of an empty field: what it may be compared with is a value of it */
        if (field_parse(o->axis->def, text, arena, &v, &ignored) != 0) v.kind = VALUE_NONE;
        diag_clear(&ignored);
        if (v.kind == VALUE_NONE) return;
    }
    add(o, &v);
}

/* Somebody, or some department, that the rules don't name: to them the others are alike. */
static void add_unnamed(others_t *o, const directory_t *dir, instant_t at) {
    value_t v = {.kind = o->axis->def->kind};
    size_t before = o->count;
    person_info_t who;
    department_info_t department;
    for (size_t i = 0; v.kind == VALUE_PERSON && o->count == before && i < directory_people(dir); i++) {
        if (!directory_person_at(dir, i, &who) || !directory_active(dir, who.id, at)) continue;
        v.u.person = who.id;
        add(o, &v);
    }
    for (size_t i = 0; v.kind == VALUE_DEPARTMENT && o->count == before && i < directory_departments(dir);
         i++) {
        if (!directory_department_at(dir, i, &department)) continue;
        v.u.text = department.key;
        add(o, &v);
    }
}

int axis_others(const nearest_axis_t *axis, const route_t *route, const ruleset_literals_t *literals,
                arena_t *arena, value_t **out, size_t *count, diag_t *d) {
    others_t o = {.axis = axis, .list = arena_array(arena, AXIS_OTHERS_MAX, sizeof *o.list)};
    const field_def_t *def = axis->def;
    if (o.list == NULL) return diag_memory(d);
    if (def->kind == VALUE_TABLE) return axis_rows(axis, route, arena, out, count, d);
    if (axis->part == AXIS_WHOLE || axis->part == AXIS_CELL) {
        value_t none = {VALUE_NONE}, flag = {.kind = VALUE_FLAG, .u.flag = true};
        if (axis->present.kind == VALUE_FLAG) flag.u.flag = !axis->present.u.flag;
        if (def->kind == VALUE_FLAG)
            add(&o, &flag);
        else if (axis->present.kind != VALUE_NONE)
            add(&o, &none);
        for (size_t i = 0; def->kind == VALUE_CHOICE && def->choices != NULL && def->choices[i] != NULL; i++)
            add(&o, &(value_t){.kind = VALUE_CHOICE, .u.text = def->choices[i]});
        if (axis->present.kind == VALUE_NONE) add_some(&o, route);
        bool by_text = !axis->ordered && def->kind != VALUE_FLAG && def->kind != VALUE_CHOICE;
        for (size_t i = 0; by_text && i < literals->text_count; i++)
            add_text(&o, route->directory, literals->texts[i], arena);
        for (size_t i = 0; by_text && i < literals->number_count; i++)
            add_text(&o, route->directory, literals->numbers[i], arena);
        for (size_t i = 0; by_text && i < route->flow->setting_count; i++)
            add_text(&o, route->directory, route->flow->settings[i].text, arena);
        add_unnamed(&o, route->directory, route->stages[0].at);
    }
    *out = o.list;
    *count = o.count;
    return arena_failed(arena) ? diag_memory(d) : 0;
}
