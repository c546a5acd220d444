/* The brute force that a search for the nearest change is held against: every value of a field within reach
 * is planned for, in order, and the first on either side whose plan is another one must be what the search
 * found; where there is none, the search may only have found one further away, which must be one. What the
 * rule did not read changes nothing. The plan is that of stage 0, by t->rules for t->record and t->facts. */
#ifndef TESTS_UNIT_SERVER_NEAREST_BRUTE_H
#define TESTS_UNIT_SERVER_NEAREST_BRUTE_H

#include "server/nearest_route.h"
#include "unit/server/random_flow.h"

/* The search is told to try few values one by one, so that it has to hear the others; brute force goes
 * further. */
enum { EVERY_UNIT = 10, EVERY_DAY = 32, REACH = 170 };
typedef struct told {
    size_t asked, found, other_kinds, unread, beyond, empties, anybody_else;
} told_t;

static char source[65536];

/* The flow is longer than what cmocka prints at once. */
#define fail_flow(...)                                                                                       \
    do {                                                                                                     \
        fputs(source, stderr);                                                                               \
        fail_msg(__VA_ARGS__);                                                                               \
    } while (0)

/* ---- the brute force's own idea of a route ---- */

static inline void line(char *out, size_t size, size_t *used, const step_t *s, arena_t *arena) {
    const char *by = s->by ? source_text(s->by, arena) : "";
    *used += (size_t)snprintf(out + *used, size - *used, "%s %s %s %d/%d;", step_kind_word(s->kind), s->name,
                              by, (int)s->within.kind, (int)s->within.days);
}

/* Whoever stands in the field that says who is asked. */
static inline void asked_person(char *out, size_t size, size_t *used, const source_t *by,
                                const record_t *record) {
    const value_t *v = by && by->kind == SOURCE_FIELD ? record_field(record, by->key) : NULL;
    if (v) *used += (size_t)snprintf(out + *used, size - *used, "person %lld;", (long long)v->u.person);
}

/* In reading order, with brackets for groups that do something. */
static inline void plan_text(const plan_t *plan, const record_t *record, arena_t *arena, char *out,
                             size_t size) {
    int32_t group = 0;
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < plan->step_count; i++) {
        const step_t *s = &plan->steps[i];
        if (s->parent != group && !step_is_group(s->kind)) {
            bool any = false; /* a group with nobody in it is none */
            for (size_t k = i; k < plan->step_count && plan->steps[k].parent == s->parent; k++)
                any = any || plan->steps[k].state != STEP_LEFT_OUT;
            group = s->parent;
            if (any) used += (size_t)snprintf(out + used, size - used, "| ");
        }
        if (s->state == STEP_LEFT_OUT || step_is_group(s->kind)) continue;
        line(out, size, &used, s, arena);
        asked_person(out, size, &used, s->by, record);
    }
}

/* The fields of the record, in order, with one of them otherwise, or emptied. */
static inline size_t with_field(const record_t *r, const field_t *field, field_t *out) {
    size_t count = 0;
    bool put = !field || field->value.kind == VALUE_NONE;
    for (size_t i = 0; i < r->field_count; i++) {
        int order = field ? strcmp(r->fields[i].name, field->name) : -1;
        if (!put && order >= 0) out[count++] = *field;
        put = put || order >= 0;
        if (order != 0) out[count++] = r->fields[i];
    }
    if (!put) out[count++] = *field;
    return count;
}

static inline void routes(try_t *t, const flow_t *flow, const field_t *field, char *out, size_t size) {
    arena_t arena;
    plan_t plan;
    record_t changed = t->record;
    field_t fields[FIELDS_MOST];
    diag_t d = {0};
    arena_init(&arena, 0);
    changed.fields = fields;
    changed.field_count = with_field(&t->record, field, fields);
    facts_t facts = t->facts;
    facts.record = &changed;
    if (t->rules->plan(t->rules->ctx, flow, 0, &facts, &arena, &plan, &d) == 0)
        plan_text(&plan, &changed, &arena, out, size);
    else
        snprintf(out, size, "fails: %s", d.code);
    diag_clear(&d);
    arena_free(&arena);
}

static char present[8192], other[8192];

static inline bool brute_differs(try_t *t, const flow_t *flow, const nearest_axis_t *axis,
                                 const value_t *value) {
    const field_t field = {axis->field->name, *value};
    routes(t, flow, &field, other, sizeof other);
    return strcmp(present, other) != 0;
}

/* ---- one axis ---- */

static inline void fail_at(const nearest_axis_t *axis, int64_t brute, const nearest_change_t *search,
                           arena_t *arena) {
    value_t value = {0};
    if (brute != INT64_MAX && axis_value(axis, brute, arena, &value, NULL) == 0)
        value = axis_part_of(axis, &value);
    fail_flow("%s, now %s: brute force says %s, the search says %s", axis->path,
              value_text(&axis->present, arena), brute == INT64_MAX ? "none" : value_text(&value, arena),
              search->found ? value_text(&search->part, arena) : "none");
}

static inline int64_t steps_of(const nearest_axis_t *axis, const value_t *part) {
    if (part->kind == VALUE_MONEY) return part->u.money.minor;
    if (part->kind == VALUE_DATE) return part->u.date;
    int64_t n = part->u.number.mantissa;
    for (int i = part->u.number.scale; i < axis->scale; i++)
        n *= 10;
    return n;
}

static inline void one_side(try_t *t, const flow_t *flow, const nearest_answer_t *a,
                            const nearest_change_t *search, int direction, told_t *told) {
    const nearest_axis_t *axis = &a->axis;
    int64_t brute = INT64_MAX;
    value_t value;
    for (int64_t i = 1; i <= REACH && brute == INT64_MAX; i++) {
        int64_t step = axis->step + direction * i;
        if (step < axis->least || step > axis->most) break;
        assert_int_equal(axis_value(axis, step, &t->arena, &value, NULL), 0);
        if (brute_differs(t, flow, axis, &value)) brute = step;
    }
    told->asked++;
    if (brute != INT64_MAX) {
        told->found++;
        if (!search->found || steps_of(axis, &search->part) != brute) fail_at(axis, brute, search, &t->arena);
        return;
    }
    if (!search->found) return;
    int64_t found = steps_of(axis, &search->part);
    if ((found - axis->step) * direction <= REACH) fail_at(axis, brute, search, &t->arena);
    told->beyond++;
    assert_true(brute_differs(t, flow, axis, &search->whole));
    assert_int_equal(axis_value(axis, found - direction, &t->arena, &value, NULL), 0);
    assert_false(brute_differs(t, flow, axis, &value));
}

/* Choices, flags: each value that there is. */
static inline void all_other_values(try_t *t, const flow_t *flow, const nearest_answer_t *a, told_t *told) {
    const nearest_axis_t *axis = &a->axis;
    size_t changing = 0;
    value_t values[8];
    size_t count = 0;
    if (axis->def->kind == VALUE_FLAG)
        values[count++] = (value_t){.kind = VALUE_FLAG, .u.flag = !axis->present.u.flag};
    for (size_t i = 0; axis->def->kind == VALUE_CHOICE && axis->def->choices[i]; i++)
        values[count++] = (value_t){.kind = VALUE_CHOICE, .u.text = axis->def->choices[i]};
    for (size_t i = 0; i < count; i++) {
        if (value_equal(&values[i], &axis->present) || !brute_differs(t, flow, axis, &values[i])) continue;
        bool there = false;
        for (size_t k = 0; k < a->other_count; k++)
            there = there || value_equal(&a->others[k].whole, &values[i]);
        if (!there) fail_flow("%s: %s changes the route", axis->path, value_text(&values[i], &t->arena));
        changing++;
    }
    assert_int_equal(changing, a->other_count);
    told->other_kinds++;
}

/* Texts that rules compare with are C1 to C4. */
static inline void all_texts(try_t *t, const flow_t *flow, const nearest_answer_t *a, told_t *told) {
    for (int i = 1; i <= 7; i++) {
        value_t value = {.kind = VALUE_TEXT, .u.text = arena_printf(&t->arena, "C%d", i)};
        if (value_equal(&value, &a->axis.present)) continue;
        bool there = a->any_other;
        for (size_t k = 0; k < a->other_count; k++)
            there = there || value_equal(&a->others[k].whole, &value);
        bool changes = brute_differs(t, flow, &a->axis, &value);
        /* "any other" is said of a text that no rule names: C1 to C4 may be the ones that change nothing. */
        if (changes != there && !(a->any_other && i <= 4)) fail_flow("code: %s", value.u.text);
    }
    told->other_kinds++;
}

/* ---- what may be empty ---- */

/* The i-th value that an empty field is tried with; false: that was all. */
static inline bool value_among(const field_def_t *def, int i, value_t *out) {
    *out = (value_t){.kind = def->kind};
    if (i >= (def->kind == VALUE_PERSON ? 5 : def->kind == VALUE_DEPARTMENT ? 4 : REACH)) return false;
    if (def->kind == VALUE_MONEY)
        *out = euros(i);
    else if (def->kind == VALUE_NUMBER)
        *out = whole(i);
    else if (def->kind == VALUE_DATE)
        out->u.date = (day_t)(20600 - REACH / 2 + i);
    else if (def->kind == VALUE_PERSON)
        out->u.person = i + 1;
    else
        out->u.text = UNITS[i];
    return true;
}

/* Where a value changes the route, the search has told one that makes it the same, or, where there are steps
 * and so no end of values, one that makes it another one. */
static inline void some_value_told(try_t *t, const flow_t *flow, const nearest_answer_t *a, told_t *told) {
    const nearest_axis_t *axis = &a->axis;
    static char with[8192];
    bool steps = axis->def->kind != VALUE_PERSON && axis->def->kind != VALUE_DEPARTMENT;
    value_t value;
    for (int i = 0; value_among(axis->def, i, &value); i++) {
        if (value_equal(&value, &axis->present) || !brute_differs(t, flow, axis, &value)) continue;
        bool there = a->any_other || (steps && a->other_count > 0);
        snprintf(with, sizeof with, "%s", other);
        for (size_t k = 0; k < a->other_count && !there; k++)
            there = brute_differs(t, flow, axis, &a->others[k].whole) && strcmp(with, other) == 0;
        if (!there) fail_flow("%s: %s changes the route", axis->path, value_text(&value, &t->arena));
    }
    for (int i = 0; a->any_other && value_among(axis->def, i, &value); i++)
        if (!value_equal(&value, &axis->present) && !brute_differs(t, flow, axis, &value))
            fail_flow("%s: %s changes nothing", axis->path, value_text(&value, &t->arena));
    told->empties++;
    told->anybody_else += a->any_other;
}

/* What is told changes the route; being empty, where it may be, is told if it does. */
static inline void empty_told(try_t *t, const flow_t *flow, const nearest_answer_t *a) {
    static const value_t none = {VALUE_NONE};
    bool may = !a->axis.def->required && a->axis.part == AXIS_WHOLE && a->axis.present.kind != VALUE_NONE;
    bool there = false;
    for (size_t k = 0; k < a->other_count; k++) {
        there = there || a->others[k].whole.kind == VALUE_NONE;
        if (!brute_differs(t, flow, &a->axis, &a->others[k].whole))
            fail_flow("%s: %s changes nothing", a->axis.path, value_text(&a->others[k].part, &t->arena));
    }
    if (!may || a->axis.def->kind == VALUE_FLAG || a->other_count == NEAREST_OTHERS_TOLD) return;
    if (there != brute_differs(t, flow, &a->axis, &none)) fail_flow("%s: empty", a->axis.path);
}

static inline bool other_table(try_t *t, const flow_t *flow, const nearest_axis_t *axis, row_t *rows,
                               size_t count) {
    value_t v = {.kind = count > 0 ? VALUE_TABLE : VALUE_NONE};
    v.u.table.rows = rows;
    v.u.table.count = count;
    return (count > 0 || !axis->def->required) && brute_differs(t, flow, axis, &v);
}

/* Without each row, else without so many, or any, and with so many more of the last: each of the first is
 * told, of the others the fewest.
 */
static inline void other_rows(try_t *t, const flow_t *flow, const nearest_answer_t *a, told_t *told) {
    const row_t *now = a->axis.present.u.table.rows;
    size_t less = 0, more = 0,
           count = a->axis.present.kind == VALUE_TABLE ? a->axis.present.u.table.count : 0;
    for (size_t i = 0; i < a->other_count; i++) {
        const value_t *v = &a->others[i].whole;
        if (v->kind == VALUE_TABLE && v->u.table.count > count)
            more = v->u.table.count;
        else
            less++;
    }
    size_t should_less = 0, should_more = 0;
    row_t rows[16];
    for (size_t i = 0; i < count; i++) {
        memcpy(rows, now, i * sizeof *rows);
        memcpy(rows + i, now + i + 1, (count - i - 1) * sizeof *rows);
        should_less += other_table(t, flow, &a->axis, rows, count - 1);
    }
    for (size_t left = count > 1 ? count - 2 : 0; left > 0 && should_less == 0; left--)
        should_less += other_table(t, flow, &a->axis, a->axis.present.u.table.rows, left);
    if (count > 1) should_less += other_table(t, flow, &a->axis, NULL, 0);
    for (size_t i = 0; count > 0 && i < 8 && should_more == 0; i++) {
        memcpy(rows, now, count * sizeof *rows);
        for (size_t k = 0; k <= i; k++)
            rows[count + k] = now[count - 1];
        if (other_table(t, flow, &a->axis, rows, count + i + 1)) should_more = count + i + 1;
    }
    if (less != should_less || (count > 0 && more != should_more))
        fail_flow("%s: %zu less, should be %zu; %zu rows, should be %zu", a->axis.path, less, should_less,
                  more, should_more);
    told->other_kinds++;
}

static inline void one_field(try_t *t, route_t *route, const flow_t *flow, const field_def_t *def, bool read,
                             bool asked, const ruleset_literals_t *literals, told_t *told) {
    nearest_answer_t *answers;
    size_t count;
    diag_t d = {0};
    const nearest_options_t options = {.every_day = EVERY_DAY, .every_unit = EVERY_UNIT, .asked = asked};
    if (nearest_of_field(route, &t->record, def, literals, &options, &t->arena, &answers, &count, &d) != 0)
        fail_msg("%s", d.code);
    for (size_t i = 0; i < count; i++) {
        const nearest_answer_t *a = &answers[i];
        if (a->cut_short) fail_flow("%s: given up after %lld values", a->axis.path, (long long)a->tried);
        if (!read && !asked) {
            told->unread++;
            assert_false(a->below.found || a->above.found || a->any_other || a->other_count > 0);
        }
        empty_told(t, flow, a);
        if (def->kind == VALUE_TABLE && a->axis.part == AXIS_WHOLE) {
            other_rows(t, flow, a, told);
        } else if (a->axis.ordered) {
            one_side(t, flow, a, &a->below, -1, told);
            one_side(t, flow, a, &a->above, 1, told);
        } else if (def->kind == VALUE_TEXT) {
            all_texts(t, flow, a, told);
        } else if (a->axis.present.kind == VALUE_NONE || def->kind == VALUE_PERSON ||
                   def->kind == VALUE_DEPARTMENT) {
            some_value_told(t, flow, a, told);
        } else {
            all_other_values(t, flow, a, told);
        }
    }
}

#endif
