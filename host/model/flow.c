/* Finding a field of a form, checking a value against its definition, reading one from its text. */
#include "model/flow.h"
#include "base/text.h"
#include "model/fields.h"
#include "model/rules.h"
#include <stdio.h>
#include <string.h>

const char *happening_word(happening_t what) {
    static const char *const words[HAPPENINGS] = {"submitted", "stage_opened", "stage_ended",
                                                  "decided",   "changed",      "ended"};
    return what < HAPPENINGS ? words[what] : "unknown";
}

const field_def_t *flow_field(const flow_t *flow, const char *name) {
    for (size_t i = 0; i < flow->field_count; i++) {
        if (strcmp(flow->fields[i].name, name) == 0) return &flow->fields[i];
    }
    return NULL;
}

const field_def_t *flow_column(const flow_t *flow, const char *path, const field_def_t **table) {
    const char *dot = strchr(path, '.');
    size_t length = dot ? (size_t)(dot - path) : 0;
    for (size_t i = 0; dot && i < flow->field_count; i++) {
        const field_def_t *def = &flow->fields[i];
        if (strncmp(def->name, path, length) != 0 || def->name[length] != '\0') continue;
        for (size_t j = 0; j < def->column_count; j++) {
            if (strcmp(def->columns[j].name, dot + 1) != 0) continue;
            *table = def;
            return &def->columns[j];
        }
    }
    return NULL;
}

bool flow_agreement_to_come(const flow_t *flow, int32_t stage) {
    for (size_t i = (size_t)stage + 1; i < flow->stage_count; i++)
        if (flow->stages[i].kind == STAGE_APPROVAL || flow->stages[i].kind == STAGE_ACCEPTANCE) return true;
    return false;
}

/* Of the plan, or come in for a step of it: not what stands beside it, such as the check of an answer. */
static bool of_the_route(const step_t *step) {
    return step->added <= ADDED_BESIDE || step->added == ADDED_DEBT || step->added == ADDED_REAPPROVAL;
}

/* What came in for "head" is "head.before", "head.owed" …; asked for again (P2.3.3) it is "head.2". */
static bool is_named(const step_t *step, const char *name) {
    size_t length = strlen(name);
    if (!step->name || strncmp(step->name, name, length) != 0) return false;
    const char *rest = step->name + length;
    bool again = rest[0] == '.' && rest[1] >= '0' && rest[1] <= '9';
    return rest[0] == '\0' || again || (step->added != ADDED_NOT && rest[0] == '.');
}

bool check_is_for(const check_def_t *check, const step_t *step) {
    bool decided = step->kind == STEP_APPROVE || step->kind == STEP_AGREE;
    if (!of_the_route(step)) return false;
    if (!check->steps) return decided;
    for (const char **name = check->steps; *name; name++)
        if ((decided || step->kind == STEP_ACT) && is_named(step, *name)) return true;
    return false;
}

int field_blame(const field_def_t *def, diag_t *d) {
    diag_param(d, "field", def->name);
    diag_param(d, "label_en", def->label_en ? def->label_en : def->name);
    diag_param(d, "label_zh", def->label_zh ? def->label_zh : def->name);
    return -1;
}

static int wrong_type(const field_def_t *def, diag_t *d) {
    diag_set(d, "field.type", "expected", value_kind_word(def->kind), NULL);
    return field_blame(def, d);
}

/* How many characters; -1: not UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF). */
static int64_t utf8_length(const char *s) {
    int64_t count = 0;
    for (const unsigned char *p = (const unsigned char *)s; *p; count++) {
        int more = *p < 0x80                 ? 0
                   : *p >= 0xc2 && *p < 0xe0 ? 1
                   : *p >= 0xe0 && *p < 0xf0 ? 2
                   : *p < 0xf5               ? 3
                                             : -1;
        if (more < 0 || (*p >= 0x80 && *p < 0xc2)) return -1;
        if ((*p == 0xe0 && p[1] < 0xa0) || (*p == 0xed && p[1] > 0x9f) || (*p == 0xf0 && p[1] < 0x90) ||
            (*p == 0xf4 && p[1] > 0x8f))
            return -1;
        p++;
        for (; more > 0; more--, p++) {
            if ((*p & 0xc0) != 0x80) return -1;
        }
    }
    return count;
}

static int text_check(const field_def_t *def, const char *text, diag_t *d) {
    if (!text) return wrong_type(def, d);
    int64_t length = utf8_length(text);
    int64_t most = def->max_length > 0 ? def->max_length : FIELD_TEXT_MAX;
    if (length < 0) {
        diag_set(d, "field.type", "expected", "text", "problem", "utf8", NULL);
        return field_blame(def, d);
    }
    if (length <= most) return 0;
    diag_set(d, "field.length", NULL);
    diag_param_int(d, "max", most);
    diag_param_int(d, "length", length);
    return field_blame(def, d);
}

bool field_choice_label(const field_def_t *def, const char *value, const char **en, const char **zh) {
    *en = *zh = NULL;
    for (size_t i = 0; value && def->choices_en && def->choices[i]; i++) {
        if (strcmp(def->choices[i], value) != 0) continue;
        *en = def->choices_en[i];
        *zh = def->choices_zh[i];
    }
    return *en || *zh;
}

/* "goods, services"; in Chinese what they are called there, which may be typed as well. */
static void choices_put(const field_def_t *def, bool labels, buf_t *all) {
    const char *en, *zh;
    for (const char **choice = def->choices; choice && *choice; choice++) {
        if (choice != def->choices) buf_puts(all, ", ");
        buf_puts(all, labels && field_choice_label(def, *choice, &en, &zh) && zh ? zh : *choice);
    }
    buf_u8(all, 0);
}

static void choices_param(const field_def_t *def, const char *name, bool labels, diag_t *d) {
    buf_t all;
    buf_init(&all, 400);
    choices_put(def, labels, &all);
    diag_param(d, name, all.failed ? "…" : (const char *)all.at);
    buf_free(&all);
}

static int choice_check(const field_def_t *def, const char *text, diag_t *d) {
    for (const char **choice = def->choices; choice && *choice; choice++)
        if (text && strcmp(*choice, text) == 0) return 0;
    diag_set(d, "field.choice", "value", text ? text : "", NULL);
    choices_param(def, "choices", false, d);
    if (def->choices_zh) choices_param(def, "choices_zh", true, d);
    return field_blame(def, d);
}

/* Order of two values of one kind that has an order; for date ranges -1 (1) when a begins before b's
 * beginning (ends after b's end), as asked by `upper`. */
static int value_order(const value_t *a, const value_t *b, bool upper) {
    int order = 0;
    switch (a->kind) {
    case VALUE_MONEY:
        return money_compare(&a->u.money, &b->u.money, &order, NULL) == 0 ? order : 0;
    case VALUE_NUMBER:
        return decimal_compare(&a->u.number, &b->u.number);
    case VALUE_DATE:
        return (a->u.date > b->u.date) - (a->u.date < b->u.date);
    case VALUE_RANGE:
        return upper ? (a->u.range.until > b->u.range.until) - (a->u.range.until < b->u.range.until)
                     : (a->u.range.from > b->u.range.from) - (a->u.range.from < b->u.range.from);
    default:
        return 0;
    }
}

/* Of a range of dates a bound is one day. */
static const char *bound_text(const value_t *bound, arena_t *arena) {
    value_t day = {.kind = VALUE_DATE};
    if (bound->kind != VALUE_RANGE) return value_text(bound, arena);
    day.u.date = bound->u.range.from;
    return value_text(&day, arena);
}

static int out_of_range(const field_def_t *def, const value_t *value, diag_t *d) {
    arena_t arena;
    arena_init(&arena, 0);
    const char *text = value_text(value, &arena);
    const char *min = def->has_min ? bound_text(&def->min, &arena) : "";
    const char *max = def->has_max ? bound_text(&def->max, &arena) : "";
    if (text && min && max) {
        diag_set(d, "field.range", "value", text, "min", min, "max", max, NULL);
        field_blame(def, d);
    } else {
        diag_memory(d);
    }
    arena_free(&arena);
    return -1;
}

static int range_check(const field_def_t *def, const value_t *value, diag_t *d) {
    bool low = def->has_min && def->min.kind == value->kind && value_order(value, &def->min, false) < 0;
    bool high = def->has_max && def->max.kind == value->kind && value_order(value, &def->max, true) > 0;
    return low || high ? out_of_range(def, value, d) : 0;
}

static int money_check(const field_def_t *def, const value_t *value, diag_t *d) {
    const char *currency = value->u.money.currency;
    const char *expected = def->currency;
    if (!expected && def->has_min && def->min.kind == VALUE_MONEY) expected = def->min.u.money.currency;
    if (!expected && def->has_max && def->max.kind == VALUE_MONEY) expected = def->max.u.money.currency;
    if (expected && strcmp(expected, currency) != 0) {
        diag_set(d, "field.currency", "expected", expected, "value", currency, NULL);
        return field_blame(def, d);
    }
    return range_check(def, value, d);
}

/* Of a cell "lines[2].amount", which people know as "Lines 2: Amount"; NULL: another parameter. */
static const char *cell_param(const field_def_t *table, const field_def_t *column, size_t row,
                              const char *param, char *out, size_t size) {
    bool zh = strcmp(param, "label_zh") == 0,
         en = strcmp(param, "label_en") == 0 || strcmp(param, "label") == 0;
    if (strcmp(param, "field") == 0)
        snprintf(out, size, "%s[%zu].%s", table->name, row + 1, column->name);
    else if (zh)
        snprintf(out, size, "%s %zu：%s", table->label_zh ? table->label_zh : table->name, row + 1,
                 column->label_zh ? column->label_zh : column->name);
    else if (en)
        snprintf(out, size, "%s %zu: %s", table->label_en ? table->label_en : table->name, row + 1,
                 column->label_en ? column->label_en : column->name);
    else
        return NULL;
    return out;
}

int field_in_cell(const field_def_t *table, const field_def_t *column, size_t row, diag_t *d) {
    if (!d || diag_is(d, "memory.out")) return -1;
    diag_t cell;
    char text[256];
    diag_init(&cell);
    diag_set(&cell, d->code, NULL);
    for (int i = 0; i < d->param_count; i++) {
        const char *own = cell_param(table, column, row, d->params[i].name, text, sizeof text);
        diag_param(&cell, d->params[i].name, own ? own : d->store + d->params[i].at);
    }
    diag_clear(d);
    *d = cell;
    return -1;
}

static int table_check(const field_def_t *def, const value_t *value, diag_t *d) {
    for (size_t i = 0; i < value->u.table.count; i++) {
        const row_t *row = &value->u.table.rows[i];
        if (row->count != def->column_count) {
            diag_set(d, "field.type", "expected", "table", "problem", "columns", NULL);
            diag_param_int(d, "row", (int64_t)i + 1);
            return field_blame(def, d);
        }
        for (size_t j = 0; j < row->count; j++) {
            if (field_check(&def->columns[j], &row->cells[j], d) != 0)
                return field_in_cell(def, &def->columns[j], i, d);
        }
    }
    return 0;
}

int field_check(const field_def_t *def, const value_t *value, diag_t *d) {
    if (value->kind == VALUE_NONE) return 0;
    if (value->kind != def->kind) return wrong_type(def, d);
    switch (value->kind) {
    case VALUE_TEXT:
    case VALUE_DEPARTMENT:
        return text_check(def, value->u.text, d);
    case VALUE_CHOICE:
        return choice_check(def, value->u.text, d);
    case VALUE_MONEY:
        return money_check(def, value, d);
    case VALUE_NUMBER:
    case VALUE_DATE:
    case VALUE_RANGE:
        return range_check(def, value, d);
    case VALUE_TABLE:
        return table_check(def, value, d);
    default:
        return 0;
    }
}

bool field_is_empty(const value_t *value) {
    if (!value || value->kind == VALUE_NONE) return true;
    if (value->kind == VALUE_TEXT) return !has_words(value->u.text);
    return value->kind == VALUE_TABLE && value->u.table.count == 0;
}

size_t field_row_without(const value_t *table, size_t column) {
    size_t rows = table && table->kind == VALUE_TABLE ? table->u.table.count : 0;
    for (size_t i = 0; i < rows; i++) {
        const row_t *row = &table->u.table.rows[i];
        if (column >= row->count || field_is_empty(&row->cells[column])) return i + 1;
    }
    return 0;
}

int field_required(const field_def_t *def, const value_t *value, diag_t *d) {
    if (field_is_empty(value)) {
        if (!def->required) return 0;
        diag_set(d, "field.required", NULL);
        return field_blame(def, d);
    }
    if (value->kind != VALUE_TABLE) return 0;
    for (size_t i = 0; i < value->u.table.count; i++) {
        const row_t *row = &value->u.table.rows[i];
        for (size_t j = 0; j < row->count && j < def->column_count; j++) {
            if (field_required(&def->columns[j], &row->cells[j], d) != 0)
                return field_in_cell(def, &def->columns[j], i, d);
        }
    }
    return 0;
}
