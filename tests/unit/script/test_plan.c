/* Plans: what a route returns becomes steps, with their reasons, limits, ladders and the facts that were
 * read. */
#include "rules_try.h"

static const char DECLARATION[] =
    "flow \"finance.declaration\" {\n"
    "  title    = { en = \"Expense declaration\", zh = \"费用报销\" },\n"
    "  owner    = \"finance\",\n"
    "  clause   = \"P2.2.1\",\n"
    "  fallback = post \"finance.head\",     -- who gets it when nobody else can\n"
    "\n"
    "  form = {\n"
    "    amount = money { currency = \"EUR\", required = true },\n"
    "    budget = text  { required = true, label = { en = \"Budget number\", zh = \"预算编号\" } },\n"
    "    trip   = date_range {},\n"
    "  },\n"
    "\n"
    "  settings = {                        -- a department changes these without touching code\n"
    "    director_above = amount \"5000 EUR\",\n"
    "    patience       = workdays(3),\n"
    "  },\n"
    "\n"
    "  route = function(r, set)\n"
    "    return sequence {\n"
    "      approve \"administration\" { by = role \"finance.administration\", within = workdays(2) },\n"
    "      approve \"budget-owner\"   { by = holder(\"budget\", r.budget), within = set.patience,\n"
    "                                 when = r.budget ~= r.department.budget, because = \"another "
    "department's "
    "budget\" },\n"
    "      approve \"supervisor\"     { by = head_of(r.department), within = set.patience },\n"
    "      approve \"director\"       { by = leader_of(r.department), within = set.patience,\n"
    "                                 when = r.amount > set.director_above, because = \"over the director's "
    "threshold\" },\n"
    "      act     \"payment\"        { by = service \"treasury\", within = workdays(5) },\n"
    "    }\n"
    "  end,\n"
    "\n"
    "  on_refuse = to_initiator { acknowledge = true, within = workdays(5) },\n"
    "\n"
    "  overdue = ladder {\n"
    "    { after = workhours(0), remind = assignee },\n"
    "    { after = workdays(1),  notify = head_of(assignee) },\n"
    "    { after = workdays(2),  reassign = head_of(assignee) },\n"
    "  },\n"
    "}\n"
    "\n"
    "test \"a small claim from the own budget stops at the supervisor\" {\n"
    "  flow = \"finance.declaration\", by = \"wang.fang\",\n"
    "  fields = { amount = \"26.85\", budget = \"HR-01\" },\n"
    "  expect = { \"administration\", \"supervisor\", \"payment\" },\n"
    "}\n";

static void the_example_of_the_design_plans_as_it_reads(void **state) {
    (void)state;
    try_t t;
    plan_t plan;
    try_open(&t, DECLARATION);
    const flow_t *flow = try_flow(&t, "finance.declaration");
    assert_string_equal(flow->title_zh, "费用报销");
    assert_string_equal(flow->prefix, "DECLAR");
    assert_int_equal(flow->field_count, 3);
    assert_string_equal(flow->fields[0].name, "amount");
    assert_string_equal(flow->fields[2].name, "trip");
    assert_true(flow->acknowledge);
    assert_int_equal(flow->acknowledge_within.days, 5);
    assert_int_equal(flow->overdue.count, 3);
    assert_int_equal(flow->fallback->kind, SOURCE_POST);

    try_fields(&t, flow, "amount", "26.85", "budget", "HR-01", NULL);
    try_planned(&t, flow, "sequence[ administration -budget-owner supervisor -director payment ]");
    try_fields(&t, flow, "amount", "5000.01", "budget", "FIN-01", NULL);
    assert_int_equal(try_plan(&t, flow, 0, &plan), 0);
    assert_string_equal(try_shape(&plan),
                        "sequence[ administration budget-owner supervisor director payment ]");
    const step_t *owner = &plan.steps[2], *director = &plan.steps[4];
    assert_int_equal(owner->by->kind, SOURCE_HOLDER);
    assert_string_equal(owner->by->key, "budget");
    assert_string_equal(owner->by->item, "FIN-01");
    assert_int_equal(owner->within.kind, LIMIT_WORKDAYS);
    assert_int_equal(owner->within.days, 3);
    assert_string_equal(owner->why.because, "another department's budget");
    assert_string_equal(owner->why.file, "company/a.lua");
    assert_int_equal(owner->why.line, 21);
    assert_int_equal(director->by->kind, SOURCE_LEADER);
    assert_string_equal(director->by->key, "hr");
    assert_int_equal(director->ladder.count, 3);
    assert_int_equal(director->ladder.rungs[2].acts[0].action, RUNG_REASSIGN);
    assert_int_equal(director->ladder.rungs[2].acts[0].who->kind, SOURCE_HEAD);
    assert_int_equal(director->ladder.rungs[2].acts[0].who->of->kind, SOURCE_ASSIGNEE);
    try_close(&t);
}

static void facts_are_logged_once_with_their_values(void **state) {
    (void)state;
    try_t t;
    plan_t plan;
    try_open(&t, DECLARATION);
    const flow_t *flow = try_flow(&t, "finance.declaration");
    try_fields(&t, flow, "amount", "26.85", "budget", "HR-01", NULL);
    assert_int_equal(try_plan(&t, flow, 0, &plan), 0);
    static const char *const expected[][2] = {{"budget", "HR-01"},     {"set.patience", "3 workdays"},
                                              {"department", "hr"},    {"department.budget", "HR-01"},
                                              {"amount", "26.85 EUR"}, {"set.director_above", "5000.00 EUR"}};
    assert_int_equal(plan.fact_count, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_string_equal(plan.facts[i].path, expected[i][0]);
        assert_string_equal(plan.facts[i].text, expected[i][1]);
    }
    try_close(&t);
}

static void a_rule_test_is_data(void **state) {
    (void)state;
    try_t t;
    try_open(&t, DECLARATION);
    (void)try_flow(&t, "finance.declaration");
    const rule_test_t *test = ruleset_test_at(t.rs, 0);
    assert_non_null(test);
    assert_null(ruleset_test_at(t.rs, 1));
    assert_string_equal(test->by, "wang.fang");
    assert_int_equal(test->field_count, 2);
    assert_string_equal(test->fields[0].text, "26.85");
    assert_string_equal(test->expect[1], "supervisor");
    assert_null(test->expect[3]);
    assert_int_equal(test->line, 39);
    try_close(&t);
}

static void a_rule_test_may_have_rows_settings_and_people(void **state) {
    (void)state;
    try_t t;
    try_open(&t,
             "flow 'a.flow' { owner = 'hr', fallback = post 'boss', within = workdays(1),\n"
             "  route = function(r) return approve 'x' { by = initiator } end }\n"
             "test 'it' { flow = 'a.flow', department = 'hr', at = date '2026-01-31', stage = 'approval',\n"
             "  fields = { lines = { { price = amount '5 EUR', pieces = 2 }, {}, { urgent = true } }, note = "
             "'x' },\n"
             "  settings = { patience = workdays(2), above = '5 EUR' }, error = 'form.invalid',\n"
             "  expect = { 'x', { 'a', 'b' }, '{c d}' }, people = { b = { 'li.na', 'wu.yan' }, a = "
             "'zhao.lei' } }\n");
    if (!t.rs) fail_msg("%s", try_error(&t.d));
    const rule_test_t *test = ruleset_test_at(t.rs, 0);
    static const char *const fields[][2] = {
        {"lines.1.pieces", "2"}, {"lines.1.price", "5.00 EUR"}, {"lines.3.urgent", "yes"}, {"note", "x"}};
    assert_int_equal(test->field_count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(test->fields[i].name, fields[i][0]);
        assert_string_equal(test->fields[i].text, fields[i][1]);
    }
    assert_string_equal(test->at, "2026-01-31");
    assert_int_equal(test->setting_count, 2);
    assert_string_equal(test->settings[0].name, "above");
    assert_string_equal(test->settings[1].text, "2 workdays");
    assert_string_equal(test->settings[1].department, "hr");
    assert_string_equal(test->expect[1], "{a b}");
    assert_string_equal(test->expect[2], "{c d}");
    assert_string_equal(test->expect_people[0], "a=zhao.lei");
    assert_string_equal(test->expect_people[1], "b=li.na,wu.yan");
    assert_null(test->expect_people[2]);
    assert_string_equal(test->expect_error, "form.invalid");
    try_close(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_the_design_plans_as_it_reads),
        cmocka_unit_test(facts_are_logged_once_with_their_values),
        cmocka_unit_test(a_rule_test_is_data),
        cmocka_unit_test(a_rule_test_may_have_rows_settings_and_people),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
