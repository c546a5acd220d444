/* Fields that a rule works out (A72). */
#include "rules_try.h"

#define FLOW(form)                                                                                           \
    "flow 'company.purchase' { owner = 'finance', fallback = post 'boss', within = workdays(5),\n"           \
    "  settings = { rate = 3 },\n  form = {\n" form                                                          \
    "},\n  route = function(r, set) return approve 'a' { by = post 'boss' } end }\n"

#define ORDER                                                                                                \
    FLOW(                                                                                                    \
        "price = money { currency = 'EUR' }, count = number {},\n"                                           \
        "total = money { currency = 'EUR', max = amount '100 EUR', computed = function(r) return r.price * " \
        "r.count end },\n"                                                                                   \
        "large = flag { computed = function(r, set) return r.total > amount '10 EUR' * set.rate end },\n")

static computed_t *computed(try_t *t, const flow_t *flow, size_t expected) {
    computed_t *list;
    size_t count;
    if (t->rules->compute(t->rules->ctx, flow, &t->facts, &t->arena, &list, &count, &t->d) != 0)
        fail_msg("%s", try_error(&t->d));
    assert_int_equal(count, expected);
    return list;
}

static void a_field_is_worked_out_from_those_before_it(void **state) { /* A72 */
    (void)state;
    try_t t;
    try_open(&t, ORDER);
    const flow_t *flow = try_flow(&t, "company.purchase");
    assert_true(flow->fields[2].computed);
    assert_false(flow->fields[0].computed);
    try_fields(&t, flow, "price", "12.50", "count", "3", NULL);
    computed_t *list = computed(&t, flow, 2);
    assert_string_equal(list[0].field.name, "total");
    assert_int_equal(list[0].field.value.u.money.minor, 3750);
    assert_true(list[1].field.value.u.flag);
    assert_null(list[0].lacks);
    assert_int_equal(list[0].read_count, 2);
    assert_string_equal(list[1].read[0].path, "total");
    assert_string_equal(list[1].read[0].text, "37.50 EUR");
    try_close(&t);
}

static void a_value_beyond_its_limits_is_the_form_s_problem_not_the_rule_s(void **state) { /* A72 */
    (void)state;
    try_t t;
    try_open(&t, ORDER);
    const flow_t *flow = try_flow(&t, "company.purchase");
    try_fields(&t, flow, "price", "12.50", "count", "30", NULL);
    assert_int_equal(computed(&t, flow, 2)[0].field.value.u.money.minor, 37500);
    try_close(&t);
}

static void what_needs_an_empty_field_is_empty(void **state) { /* A72 */
    (void)state;
    try_t t;
    try_open(&t, ORDER);
    const flow_t *flow = try_flow(&t, "company.purchase");
    try_fields(&t, flow, "price", "12.50", NULL);
    computed_t *list = computed(&t, flow, 2);
    assert_int_equal(list[0].field.value.kind, VALUE_NONE);
    assert_string_equal(list[0].lacks, "count");
    assert_string_equal(list[1].lacks, "total");
    try_close(&t);
}

static void any_other_failure_is_told(const char *form, const char *error) {
    try_t t;
    computed_t *list;
    size_t count;
    try_open(&t, form);
    const flow_t *flow = try_flow(&t, "company.purchase");
    try_fields(&t, flow, "price", "12.50", NULL);
    assert_int_equal(t.rules->compute(t.rules->ctx, flow, &t.facts, &t.arena, &list, &count, &t.d), -1);
    if (!strstr(try_error(&t.d), error)) fail_msg("got %s", try_error(&t.d));
    try_close(&t);
}

static void failures_name_the_line(void **state) {
    (void)state;
    any_other_failure_is_told(
        FLOW("price = money { currency = 'EUR' },\ntotal = money { computed = function(r)\nreturn 5 end },"),
        "at company/a.lua:5");
    any_other_failure_is_told(FLOW("price = money { currency = 'EUR' },\nearly = money { computed = "
                                   "function(r) return r.late end },\n"
                                   "late = money { computed = function(r) return r.price end }"),
                              "rule.computed_order(field=early reads=late");
    any_other_failure_is_told(
        FLOW(
            "price = money { currency = 'EUR' }, total = money { computed = function(r) return r.pric end }"),
        "rule.unknown_field(");
}

static void refused(const char *form, const char *error) {
    try_t t;
    try_open(&t, form);
    if (t.rs || !strstr(try_error(&t.d), error)) fail_msg("got %s", t.rs ? "a ruleset" : try_error(&t.d));
    try_close(&t);
}

static void what_can_t_be_computed_is_refused_as_the_rules_are_read(void **state) {
    (void)state;
    refused(FLOW("total = money { computed = 5 }"), "rule.expected(");
    refused(FLOW("paper = document { computed = function() end }"), "rule.misplaced(");
    refused(FLOW("lines = table_of { total = money { computed = function() end } }"), "rule.misplaced(");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_is_worked_out_from_those_before_it),
        cmocka_unit_test(a_value_beyond_its_limits_is_the_form_s_problem_not_the_rule_s),
        cmocka_unit_test(what_needs_an_empty_field_is_empty),
        cmocka_unit_test(failures_name_the_line),
        cmocka_unit_test(what_can_t_be_computed_is_refused_as_the_rules_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
