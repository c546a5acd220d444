/* Money, numbers and the text of values: exact, and told precisely when wrong. */
#include "../failing.h"
#include "model/value.h"
#include <string.h>

static const struct {
    const char *text, *currency, *written;
} good_money[] = {
    {"26.85", "EUR", "26.85 EUR"},
    {"26.85 EUR", NULL, "26.85 EUR"},
    {"EUR 26.85", NULL, "26.85 EUR"},
    {"EUR26.85", NULL, "26.85 EUR"},
    {"26.85 EUR", "CNY", "26.85 EUR"}, /* what is written counts; the field's check tells of the difference */
    {" 5000  CNY ", NULL, "5000.00 CNY"},
    {"26.8", "EUR", "26.80 EUR"},
    {"-0.05", "EUR", "-0.05 EUR"},
    {"+7", "EUR", "7.00 EUR"},
    {"0", "EUR", "0.00 EUR"},
    {"-0", "EUR", "0.00 EUR"},
    {"0001", "EUR", "1.00 EUR"},
    {"500", "JPY", "500 JPY"},
    {"1.234", "KWD", "1.234 KWD"},
    {"1.2345", "CLF", "1.2345 CLF"},
    {"9999999999999.99", "EUR", "9999999999999.99 EUR"},
};

static const struct {
    const char *text, *currency, *problem;
} bad_money[] = {
    {"", "EUR", "form"},
    {"EUR", NULL, "form"},
    {"26,85", "EUR", "separators"},
    {"1,000.50", "EUR", "separators"},
    {"1 000", "EUR", "separators"},
    {"100万", "CNY", "unit"},
    {"3k", "EUR", "unit"},
    {".5", "EUR", "form"},
    {"5.", "EUR", "form"},
    {"1e3", "EUR", "form"},
    {"26.85 eur", NULL, "form"},
    {"26.85 EURO", NULL, "form"},
    {"EUR 26.85 EUR", NULL, "form"},
    {"--1", "EUR", "form"},
    {"26.85", NULL, "currency_missing"},
    {"26.85", "", "currency_missing"},
    {"26.85 ABC", NULL, "currency_unknown"},
    {"26.85 XXX", NULL, "currency_unknown"},
    {"26.855", "EUR", "fraction"},
    {"26.850", "EUR", "fraction"},
    {"500.0", "JPY", "fraction"},
    {"10000000000000.00", "EUR", "too_long"},
    {"1000000000000000", "JPY", "too_long"},
};

static void money_is_read_exactly(void **state) {
    (void)state;
    arena_t arena;
    arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof good_money / sizeof good_money[0]; i++) {
        value_t v = {.kind = VALUE_MONEY};
        if (money_parse(good_money[i].text, good_money[i].currency, &v.u.money, NULL) != 0)
            fail_msg("%s was refused", good_money[i].text);
        assert_string_equal(value_text(&v, &arena), good_money[i].written);
    }
    arena_free(&arena);
}

static void money_that_is_not_exact_is_refused(void **state) {
    (void)state;
    diag_t d;
    diag_init(&d);
    for (size_t i = 0; i < sizeof bad_money / sizeof bad_money[0]; i++) {
        money_t money = {.minor = 77};
        if (money_parse(bad_money[i].text, bad_money[i].currency, &money, &d) != -1)
            fail_msg("%s was taken", bad_money[i].text);
        assert_true(diag_is(&d, "value.money"));
        assert_string_equal(diag_get(&d, "text"), bad_money[i].text);
        assert_string_equal(diag_get(&d, "problem"), bad_money[i].problem);
        assert_int_equal(money.minor, 77);
    }
    diag_clear(&d);
}

static void currencies_have_the_digits_of_iso_4217(void **state) {
    (void)state;
    assert_int_equal(currency_digits("EUR"), 2);
    assert_int_equal(currency_digits("CNY"), 2);
    assert_int_equal(currency_digits("ZWG"), 2);
    assert_int_equal(currency_digits("XCG"), 2);
    assert_int_equal(currency_digits("JPY"), 0);
    assert_int_equal(currency_digits("ISK"), 0);
    assert_int_equal(currency_digits("TND"), 3);
    assert_int_equal(currency_digits("UYW"), 4);
    assert_int_equal(currency_digits("UYU"), 2);
    assert_int_equal(currency_digits("UYI"), 0);
    assert_int_equal(currency_digits("eur"), -1);
    assert_int_equal(currency_digits("UR "), -1);
    assert_int_equal(currency_digits("R E"), -1);
    assert_int_equal(currency_digits("EU"), -1);
    assert_int_equal(currency_digits(""), -1);
    assert_int_equal(currency_digits(NULL), -1);
}

static void money_of_one_currency_is_compared_and_added(void **state) {
    (void)state;
    money_t a, b, c, yen;
    int order = 9;
    diag_t d;
    diag_init(&d);
    assert_int_equal(money_parse("1.10 EUR", NULL, &a, NULL), 0);
    assert_int_equal(money_parse("2.95 EUR", NULL, &b, NULL), 0);
    assert_int_equal(money_parse("3 JPY", NULL, &yen, NULL), 0);
    assert_int_equal(money_compare(&a, &b, &order, &d), 0);
    assert_true(order < 0);
    assert_int_equal(money_compare(&b, &a, &order, &d), 0);
    assert_true(order > 0);
    assert_int_equal(money_compare(&a, &a, &order, &d), 0);
    assert_int_equal(order, 0);
    assert_int_equal(money_add(&a, &b, &c, &d), 0);
    assert_int_equal(c.minor, 405);
    assert_string_equal(c.currency, "EUR");
    assert_int_equal(money_compare(&a, &yen, &order, &d), -1);
    assert_true(diag_is(&d, "money.currencies"));
    assert_string_equal(diag_get(&d, "b"), "JPY");
    assert_int_equal(money_add(&a, &yen, &c, &d), -1);
    assert_true(diag_is(&d, "money.currencies"));
    a.minor = INT64_MAX;
    assert_int_equal(money_add(&a, &b, &c, &d), -1);
    assert_true(diag_is(&d, "money.overflow"));
    diag_clear(&d);
}

static const struct {
    const char *text;
    int64_t mantissa;
    int scale; /* -1: refused */
} numbers[] = {
    {"12.5", 125, 1},
    {"12.50", 125, 1},
    {"-12.500000000000", -125, 1},
    {"100", 100, 0},
    {"100.0", 100, 0},
    {"0.000", 0, 0},
    {"-0", 0, 0},
    {"0.000000001", 1, 9},
    {"999999999999999999", INT64_C(999999999999999999), 0},
    {"999999999.999999999", INT64_C(999999999999999999), 9},
    {"0.0000000001", 0, -1},
    {"1000000000000000000", 0, -1},
    {"1000000000.000000001", 0, -1},
    {"", 0, -1},
    {"1,5", 0, -1},
    {".5", 0, -1},
    {"5.", 0, -1},
    {"0x10", 0, -1},
    {"1e3", 0, -1},
    {"nan", 0, -1},
    {"12 5", 0, -1},
};

static void a_number_has_one_form(void **state) {
    (void)state;
    diag_t d;
    diag_init(&d);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        decimal_t n = {0};
        int rc = decimal_parse(numbers[i].text, &n, &d);
        if (rc != (numbers[i].scale < 0 ? -1 : 0)) fail_msg("%s gave %d", numbers[i].text, rc);
        if (rc != 0) {
            assert_true(diag_is(&d, "value.number"));
            assert_string_equal(diag_get(&d, "text"), numbers[i].text);
            continue;
        }
        assert_true(n.mantissa == numbers[i].mantissa);
        assert_int_equal(n.scale, numbers[i].scale);
    }
    diag_clear(&d);
}

static void numbers_of_different_scale_are_compared_exactly(void **state) {
    (void)state;
    static const char *const ascending[] = {"-999999999999999999",
                                            "-1.5",
                                            "-0.000000001",
                                            "0",
                                            "0.000000001",
                                            "0.1",
                                            "0.11",
                                            "1",
                                            "1.000000001",
                                            "999999999.999999999",
                                            "999999999999999998",
                                            "999999999999999999"};
    enum { COUNT = sizeof ascending / sizeof ascending[0] };
    for (int i = 0; i < COUNT; i++) {
        for (int j = 0; j < COUNT; j++) {
            decimal_t a, b;
            assert_int_equal(decimal_parse(ascending[i], &a, NULL), 0);
            assert_int_equal(decimal_parse(ascending[j], &b, NULL), 0);
            assert_int_equal(decimal_compare(&a, &b), (i > j) - (i < j));
        }
    }
}

static void values_have_a_plain_text(void **state) {
    (void)state;
    arena_t arena;
    arena_init(&arena, 0);
    value_t cells[] = {{.kind = VALUE_TEXT, .u.text = "票"},
                       {.kind = VALUE_NUMBER, .u.number = {-125, 2}},
                       {.kind = VALUE_NONE},
                       {.kind = VALUE_FLAG, .u.flag = true}};
    row_t rows[] = {{cells, 2}, {cells + 2, 2}};
    const struct {
        value_t value;
        const char *text;
    } list[] = {
        {{.kind = VALUE_NONE}, ""},
        {{.kind = VALUE_TEXT, .u.text = "a b"}, "a b"},
        {{.kind = VALUE_NUMBER, .u.number = {5, 3}}, "0.005"},
        {{.kind = VALUE_NUMBER, .u.number = {-7, 0}}, "-7"},
        {{.kind = VALUE_MONEY, .u.money = {INT64_MIN, "EUR", 2}}, "-92233720368547758.08 EUR"},
        {{.kind = VALUE_DATE, .u.date = 20484}, "2026-01-31"},
        {{.kind = VALUE_RANGE, .u.range = {20454, 20484}}, "2026-01-01..2026-01-31"},
        {{.kind = VALUE_CHOICE, .u.text = "train"}, "train"},
        {{.kind = VALUE_PERSON, .u.person = 1003}, "#1003"},
        {{.kind = VALUE_DEPARTMENT, .u.text = "finance"}, "finance"},
        {{.kind = VALUE_DOCUMENT, .u.document = {.name = "ticket.pdf"}}, "ticket.pdf"},
        {{.kind = VALUE_FLAG, .u.flag = false}, "no"},
        {{.kind = VALUE_TABLE, .u.table = {rows, 2}}, "[票, -1.25; , yes]"},
        {{.kind = VALUE_TABLE}, "[]"},
    };
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
        assert_string_equal(value_text(&list[i].value, &arena), list[i].text);
    arena_free(&arena);
}

static int text_of_table(void *ctx) {
    arena_t arena;
    arena_init(&arena, 0);
    char *text = value_text(ctx, &arena);
    arena_free(&arena);
    return text ? 0 : -1;
}

static void no_memory_for_a_text_gives_none(void **state) {
    (void)state;
    value_t cell = {.kind = VALUE_TEXT, .u.text = "x"};
    row_t row = {&cell, 1};
    value_t table = {.kind = VALUE_TABLE, .u.table = {&row, 1}};
    assert_true(each_allocation_fails(text_of_table, &table, true) >= 2);
}

static void values_are_equal_in_all_their_parts(void **state) {
    (void)state;
    value_t cells[] = {{.kind = VALUE_TEXT, .u.text = "a"}, {.kind = VALUE_TEXT, .u.text = "b"}};
    row_t row_a = {cells, 1}, row_b = {cells + 1, 1}, row_ab = {cells, 2};
    value_t list[] = {
        {.kind = VALUE_NONE},
        {.kind = VALUE_TEXT, .u.text = "a"},
        {.kind = VALUE_TEXT, .u.text = "b"},
        {.kind = VALUE_CHOICE, .u.text = "a"},
        {.kind = VALUE_MONEY, .u.money = {100, "EUR", 2}},
        {.kind = VALUE_MONEY, .u.money = {101, "EUR", 2}},
        {.kind = VALUE_MONEY, .u.money = {100, "CNY", 2}},
        {.kind = VALUE_NUMBER, .u.number = {1, 0}},
        {.kind = VALUE_NUMBER, .u.number = {1, 1}},
        {.kind = VALUE_DATE, .u.date = 1},
        {.kind = VALUE_DATE, .u.date = 2},
        {.kind = VALUE_RANGE, .u.range = {1, 2}},
        {.kind = VALUE_RANGE, .u.range = {1, 3}},
        {.kind = VALUE_RANGE, .u.range = {0, 3}},
        {.kind = VALUE_PERSON, .u.person = 1},
        {.kind = VALUE_PERSON, .u.person = 2},
        {.kind = VALUE_DOCUMENT, .u.document = {.name = "a", .size = 1}},
        {.kind = VALUE_DOCUMENT, .u.document = {.name = "a", .size = 2}},
        {.kind = VALUE_DOCUMENT, .u.document = {.name = "a", .media_type = "b", .size = 1}},
        {.kind = VALUE_DOCUMENT, .u.document = {.name = "a", .content = {{1}}, .size = 1}},
        {.kind = VALUE_DOCUMENT,
         .u.document = {.name = "a", .size = 1, .by = 7, .at = 5, .kept_as = DOCUMENT_INITIATION}},
        {.kind = VALUE_DOCUMENT,
         .u.document = {.name = "a", .size = 1, .by = 8, .at = 5, .kept_as = DOCUMENT_INITIATION}},
        {.kind = VALUE_DOCUMENT,
         .u.document = {.name = "a", .size = 1, .by = 7, .at = 6, .kept_as = DOCUMENT_INITIATION}},
        {.kind = VALUE_DOCUMENT,
         .u.document = {.name = "a", .size = 1, .by = 7, .at = 5, .kept_as = DOCUMENT_APPROVAL}},
        {.kind = VALUE_TABLE},
        {.kind = VALUE_TABLE, .u.table = {&row_a, 1}},
        {.kind = VALUE_TABLE, .u.table = {&row_b, 1}},
        {.kind = VALUE_TABLE, .u.table = {&row_ab, 1}},
        {.kind = VALUE_FLAG, .u.flag = true},
        {.kind = VALUE_FLAG, .u.flag = false},
    };
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        for (size_t j = 0; j < sizeof list / sizeof list[0]; j++) {
            if (value_equal(&list[i], &list[j]) != (i == j)) fail_msg("values %zu and %zu", i, j);
        }
    }
}

/* Encodings of values that no writer makes. */
static void ill_formed_values_are_refused_both_ways(void **state) {
    (void)state;
    value_t cell = {.kind = VALUE_TABLE};
    row_t row = {&cell, 1};
    value_t list[] = {
        {.kind = VALUE_TEXT},
        {.kind = VALUE_NUMBER, .u.number = {10, 1}}, /* 1.0 */
        {.kind = VALUE_NUMBER, .u.number = {1, 10}},
        {.kind = VALUE_NUMBER, .u.number = {0, 1}},
        {.kind = VALUE_MONEY, .u.money = {1, "eur", 2}},
        {.kind = VALUE_MONEY, .u.money = {1, "EU", 2}},
        {.kind = VALUE_MONEY, .u.money = {1, "EUR", 5}},
        {.kind = VALUE_RANGE, .u.range = {2, 1}},
        {.kind = VALUE_DATE, .u.date = INT32_MAX},
        {.kind = VALUE_TABLE, .u.table = {&row, 1}},
        {.kind = (value_kind_t)12},
    };
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        buf_t bytes;
        buf_init(&bytes, 0);
        value_encode(&list[i], &bytes);
        if (!bytes.failed) fail_msg("value %zu was written", i);
        buf_free(&bytes);
    }
    static const uint8_t table_in_table[] = {VALUE_TABLE, 1, 1, VALUE_TABLE, 0};
    static const uint8_t one_point_zero[] = {VALUE_NUMBER, 20, 1};
    const bytes_t spelled[] = {{table_in_table, sizeof table_in_table},
                               {one_point_zero, sizeof one_point_zero}};
    for (size_t i = 0; i < 2; i++) {
        arena_t arena;
        cursor_t in;
        value_t v;
        arena_init(&arena, 0);
        cursor_init(&in, spelled[i], &arena);
        value_decode(&in, &v);
        assert_true(in.failed);
        assert_int_equal(v.kind, VALUE_NONE);
        arena_free(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(money_is_read_exactly),
        cmocka_unit_test(money_that_is_not_exact_is_refused),
        cmocka_unit_test(currencies_have_the_digits_of_iso_4217),
        cmocka_unit_test(money_of_one_currency_is_compared_and_added),
        cmocka_unit_test(a_number_has_one_form),
        cmocka_unit_test(numbers_of_different_scale_are_compared_exactly),
        cmocka_unit_test(values_have_a_plain_text),
        cmocka_unit_test(no_memory_for_a_text_gives_none),
        cmocka_unit_test(values_are_equal_in_all_their_parts),
        cmocka_unit_test(ill_formed_values_are_refused_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
