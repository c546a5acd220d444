/* Fields of a form: what is wrong with a value is told with the field, its labels and what was expected. */
#include "../failing.h"
#include "model/flow.h"
#include <string.h>

static const char *const kinds[] = {"train", "plane", NULL};
static const char *const kinds_en[] = {"By rail", NULL, NULL}, *const kinds_zh[] = {"火车", NULL, NULL};
static field_def_t columns[] = {
    {.name = "what",
     .kind = VALUE_TEXT,
     .required = true,
     .label_en = "What",
     .label_zh = "项目",
     .max_length = 4},
    {.name = "price", .kind = VALUE_MONEY, .label_en = "Price", .label_zh = "价格", .currency = "EUR"}};
static field_def_t defs[] = {
    {.name = "amount",
     .kind = VALUE_MONEY,
     .required = true,
     .label_en = "Amount",
     .label_zh = "金额",
     .currency = "EUR",
     .has_min = true,
     .has_max = true,
     .min = {.kind = VALUE_MONEY, .u.money = {1, "EUR", 2}},
     .max = {.kind = VALUE_MONEY, .u.money = {500000, "EUR", 2}}},
    {.name = "any_money", .kind = VALUE_MONEY, .label_en = "Any", .label_zh = "任意"},
    {.name = "purpose", .kind = VALUE_TEXT, .label_en = "Purpose", .label_zh = "用途", .max_length = 5},
    {.name = "nights",
     .kind = VALUE_NUMBER,
     .label_en = "Nights",
     .label_zh = "夜数",
     .has_min = true,
     .min = {.kind = VALUE_NUMBER, .u.number = {5, 1}}},
    {.name = "day",
     .kind = VALUE_DATE,
     .label_en = "Day",
     .label_zh = "日期",
     .has_max = true,
     .max = {.kind = VALUE_DATE, .u.date = 20484}},
    {.name = "trip",
     .kind = VALUE_RANGE,
     .label_en = "Trip",
     .label_zh = "行程",
     .has_min = true,
     .has_max = true,
     .min = {.kind = VALUE_RANGE, .u.range = {20454, 20454}},
     .max = {.kind = VALUE_RANGE, .u.range = {20484, 20484}}},
    {.name = "by",
     .kind = VALUE_CHOICE,
     .label_en = "By",
     .label_zh = "方式",
     .choices = (const char **)(uintptr_t)kinds,
     .choices_en = (const char **)(uintptr_t)kinds_en,
     .choices_zh = (const char **)(uintptr_t)kinds_zh},
    {.name = "deputy", .kind = VALUE_PERSON, .label_en = "Deputy", .label_zh = "代办"},
    {.name = "urgent", .kind = VALUE_FLAG, .label_en = "Urgent", .label_zh = "紧急"},
    {.name = "lines",
     .kind = VALUE_TABLE,
     .label_en = "Lines",
     .label_zh = "明细",
     .columns = columns,
     .column_count = 2},
    {.name = "invoice", .kind = VALUE_DOCUMENT, .label_en = "Invoice", .label_zh = "发票"},
    {.name = "unit", .kind = VALUE_DEPARTMENT, .label_en = "Unit", .label_zh = "部门"},
};
static const flow_t flow = {.fields = defs, .field_count = sizeof defs / sizeof defs[0]};

static const struct {
    const char *field, *text;
    const char *written;             /* value_text of what was read; NULL: refused */
    const char *code, *name, *value; /* the error, and one parameter of it */
} cases[] = {
    {"amount", "26.85", "26.85 EUR", NULL, NULL, NULL},
    {"amount", "5000", "5000.00 EUR", NULL, NULL, NULL},
    {"amount", "5000.01", NULL, "field.range", "max", "5000.00 EUR"},
    {"amount", "0", NULL, "field.range", "min", "0.01 EUR"},
    {"amount", "-1", NULL, "field.range", "value", "-1.00 EUR"},
    {"amount", "10 CNY", NULL, "field.currency", "expected", "EUR"},
    {"amount", "ten", NULL, "value.money", "text", "ten"},
    {"any_money", "10 CNY", "10.00 CNY", NULL, NULL, NULL},
    {"any_money", "10", NULL, "value.money", "problem", "currency_missing"},
    {"purpose", "出差报销费", "出差报销费", NULL, NULL, NULL},
    {"purpose", "出差报销费用", NULL, "field.length", "max", "5"},
    {"purpose", "ab\xff", NULL, "field.type", "problem", "utf8"},
    {"purpose", "\xc0\x80", NULL, "field.type", "problem", "utf8"},
    {"purpose", "\xed\xa0\x80", NULL, "field.type", "problem", "utf8"},
    {"purpose", "\xe5\x87", NULL, "field.type", "problem", "utf8"},
    {"purpose", "\xf4\x90\x80\x80", NULL, "field.type", "problem", "utf8"},
    {"purpose", "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80", NULL, NULL, NULL},
    {"nights", "0.5", "0.5", NULL, NULL, NULL},
    {"nights", "0.49", NULL, "field.range", "min", "0.5"},
    {"nights", "two", NULL, "value.number", "text", "two"},
    {"day", "2026-01-31", "2026-01-31", NULL, NULL, NULL},
    {"day", "2026-02-01", NULL, "field.range", "max", "2026-01-31"},
    {"day", "2026-02-30", NULL, "value.date", "text", "2026-02-30"},
    {"trip", "2026-01-01..2026-01-31", "2026-01-01..2026-01-31", NULL, NULL, NULL},
    {"trip", "2026-01-05", "2026-01-05..2026-01-05", NULL, NULL, NULL},
    {"trip", "2026-01-05..2026-02-01", NULL, "field.range", "value", "2026-01-05..2026-02-01"},
    {"trip", "2025-12-31..2026-01-02", NULL, "field.range", "value", "2025-12-31..2026-01-02"},
    {"trip", "2026-01-05..2026-01-04", NULL, "value.date_range", "text", "2026-01-05..2026-01-04"},
    {"trip", "2026-01-05...2026-01-07", NULL, "value.date_range", NULL, NULL},
    {"by", "train", "train", NULL, NULL, NULL},
    {"by", "By rail", "train", NULL, NULL, NULL}, /* by what it is called in either language */
    {"by", "火车", "train", NULL, NULL, NULL},
    {"by", "boat", NULL, "field.choice", "choices", "train, plane"},
    {"by", "boat", NULL, "field.choice", "choices_zh", "火车, plane"},
    {"deputy", "#1003", "#1003", NULL, NULL, NULL},
    {"deputy", "wang.fang", "wang.fang", NULL, NULL, NULL},
    {"deputy", "#99999999999999999999", "#99999999999999999999", NULL, NULL,
     NULL}, /* a handle, unknown later */
    {"urgent", "yes", "yes", NULL, NULL, NULL},
    {"urgent", "否", "no", NULL, NULL, NULL},
    {"urgent", "maybe", NULL, "value.flag", "text", "maybe"},
    {"lines", "a", NULL, "field.type", "problem", "no_text_form"},
    {"invoice", "a.pdf", NULL, "field.type", "expected", "document"},
    {"unit", "finance", "finance", NULL, NULL, NULL},
    {"amount", "", "", NULL, NULL, NULL},
};

static void texts_are_read_as_their_fields_say(void **state) {
    (void)state;
    arena_t arena;
    diag_t d;
    arena_init(&arena, 0);
    diag_init(&d);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const field_def_t *def = flow_field(&flow, cases[i].field);
        value_t v;
        int rc = field_parse(def, cases[i].text, &arena, &v, &d);
        if (rc != (cases[i].written ? 0 : -1))
            fail_msg("%s of %s gave %d", cases[i].text, cases[i].field, rc);
        if (cases[i].written) {
            assert_string_equal(value_text(&v, &arena), cases[i].written);
            continue;
        }
        assert_int_equal(v.kind, VALUE_NONE);
        assert_string_equal(d.code, cases[i].code);
        assert_string_equal(diag_get(&d, "field"), def->name);
        assert_string_equal(diag_get(&d, "label_en"), def->label_en);
        assert_string_equal(diag_get(&d, "label_zh"), def->label_zh);
        if (cases[i].name) assert_string_equal(diag_get(&d, cases[i].name), cases[i].value);
    }
    diag_clear(&d);
    arena_free(&arena);
}

static void a_person_is_read_by_id_and_left_by_handle(void **state) {
    (void)state;
    arena_t arena;
    value_t v;
    arena_init(&arena, 0);
    assert_int_equal(field_parse(flow_field(&flow, "deputy"), "#12", &arena, &v, NULL), 0);
    assert_int_equal(v.kind, VALUE_PERSON);
    assert_int_equal(v.u.person, 12);
    assert_int_equal(field_parse(flow_field(&flow, "deputy"), "li.na", &arena, &v, NULL), 0);
    assert_int_equal(v.kind, VALUE_TEXT);
    arena_free(&arena);
}

static void a_value_of_another_kind_is_told(void **state) {
    (void)state;
    diag_t d;
    diag_init(&d);
    value_t text = {.kind = VALUE_TEXT, .u.text = "26.85"};
    assert_int_equal(field_check(flow_field(&flow, "amount"), &text, &d), -1);
    assert_true(diag_is(&d, "field.type"));
    assert_string_equal(diag_get(&d, "expected"), "money");
    assert_string_equal(diag_get(&d, "label_zh"), "金额");
    assert_null(flow_field(&flow, "other"));
    diag_clear(&d);
}

static void the_longest_text_without_a_limit_is_the_hosts(void **state) {
    (void)state;
    static char text[FIELD_TEXT_MAX + 2];
    field_def_t def = {.name = "note", .kind = VALUE_TEXT, .label_en = "Note", .label_zh = "备注"};
    value_t v = {.kind = VALUE_TEXT, .u.text = text};
    diag_t d;
    diag_init(&d);
    memset(text, 'a', FIELD_TEXT_MAX);
    assert_int_equal(field_check(&def, &v, &d), 0);
    text[FIELD_TEXT_MAX] = 'a';
    assert_int_equal(field_check(&def, &v, &d), -1);
    assert_true(diag_is(&d, "field.length"));
    assert_string_equal(diag_get(&d, "length"), "20001");
    diag_clear(&d);
}

static void cells_are_checked_and_named(void **state) {
    (void)state;
    const field_def_t *def = flow_field(&flow, "lines");
    diag_t d;
    diag_init(&d);
    value_t first[] = {{.kind = VALUE_TEXT, .u.text = "taxi"},
                       {.kind = VALUE_MONEY, .u.money = {1, "EUR", 2}}};
    value_t second[] = {{.kind = VALUE_NONE}, {.kind = VALUE_MONEY, .u.money = {1, "CNY", 2}}};
    row_t rows[] = {{first, 2}, {second, 2}};
    value_t table = {.kind = VALUE_TABLE, .u.table = {rows, 1}};
    assert_int_equal(field_check(def, &table, &d), 0);
    assert_int_equal(field_required(def, &table, &d), 0);
    table.u.table.count = 2;
    assert_int_equal(field_check(def, &table, &d), -1);
    assert_true(diag_is(&d, "field.currency"));
    assert_string_equal(diag_get(&d, "field"), "lines[2].price");
    assert_string_equal(diag_get(&d, "label_en"), "Lines 2: Price");
    assert_string_equal(diag_get(&d, "expected"), "EUR");
    assert_int_equal(field_required(def, &table, &d), -1);
    assert_true(diag_is(&d, "field.required"));
    assert_string_equal(diag_get(&d, "field"), "lines[2].what");
    rows[1].count = 1;
    assert_int_equal(field_check(def, &table, &d), -1);
    assert_true(diag_is(&d, "field.type"));
    assert_string_equal(diag_get(&d, "row"), "2");
    diag_clear(&d);
}

static void a_missing_value_is_wrong_only_where_required(void **state) {
    (void)state;
    diag_t d;
    diag_init(&d);
    value_t none = {.kind = VALUE_NONE};
    assert_int_equal(field_check(flow_field(&flow, "amount"), &none, &d), 0); /* a draft may lack it */
    assert_int_equal(field_required(flow_field(&flow, "amount"), &none, &d), -1);
    assert_true(diag_is(&d, "field.required"));
    assert_string_equal(diag_get(&d, "label_zh"), "金额");
    assert_int_equal(field_required(flow_field(&flow, "amount"), NULL, &d), -1);
    assert_int_equal(field_required(flow_field(&flow, "purpose"), NULL, &d), 0);
    diag_clear(&d);
}

static void P2_1_1_a_required_text_of_blanks_is_missing(void **state) {
    (void)state;
    static const char *const blanks[] = {" ", "\t\n", "\u3000", "\u00A0 \u200B"};
    const field_def_t name = {.name = "name", .kind = VALUE_TEXT, .label_en = "Name", .required = true},
                      note = {.name = "note", .kind = VALUE_TEXT};
    diag_t d;
    diag_init(&d);
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++) {
        value_t blank = {.kind = VALUE_TEXT, .u.text = blanks[i]};
        assert_int_equal(field_required(&name, &blank, &d), -1);
        assert_true(diag_is(&d, "field.required"));
        diag_clear(&d);
        assert_int_equal(field_required(&note, &blank, &d), 0);
        row_t row = {.cells = &blank, .count = 1};
        value_t rows = {.kind = VALUE_TABLE, .u.table = {.rows = &row, .count = 1}};
        field_def_t table = {
            .name = "goals", .kind = VALUE_TABLE, .columns = (field_def_t *)&name, .column_count = 1};
        assert_int_equal(field_required(&table, &rows, &d), -1);
        diag_clear(&d);
    }
    value_t said = {.kind = VALUE_TEXT, .u.text = " \u5426"};
    assert_int_equal(field_required(&name, &said, &d), 0);
}

static int parse_once(void *ctx) {
    arena_t arena;
    value_t v;
    diag_t d;
    arena_init(&arena, 0);
    diag_init(&d);
    /* Refused for its size: the error itself needs memory, and says so when there is none. */
    int rc = field_parse(ctx, "5000.01", &arena, &v, &d);
    bool told = rc == -1 && diag_is(&d, "field.range");
    if (rc == -1 && !told) assert_true(diag_is(&d, "memory.out"));
    diag_clear(&d);
    arena_free(&arena);
    return told ? 0 : -1;
}

static void no_memory_is_told_as_such(void **state) {
    (void)state;
    each_allocation_fails(parse_once, &defs[0], true);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_read_as_their_fields_say),
        cmocka_unit_test(a_person_is_read_by_id_and_left_by_handle),
        cmocka_unit_test(a_value_of_another_kind_is_told),
        cmocka_unit_test(the_longest_text_without_a_limit_is_the_hosts),
        cmocka_unit_test(cells_are_checked_and_named),
        cmocka_unit_test(P2_1_1_a_required_text_of_blanks_is_missing),
        cmocka_unit_test(a_missing_value_is_wrong_only_where_required),
        cmocka_unit_test(no_memory_is_told_as_such),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
