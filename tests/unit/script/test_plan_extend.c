/* What a department changes in a company's flow, what it can't, and whose version a record gets. */
#include "model/sentence.h"
#include "rules_try.h"

static const char COMPANY[] =
    "flow 'company.purchase' { owner = 'finance', fallback = post 'boss', within = workdays(5),\n"
    "  form = { amount = money { currency = 'EUR' }, kind = choice { 'goods', 'services' } },\n"
    "  settings = { finance_above = amount '100 EUR', boss_above = amount '1000 EUR', patience = workdays(3) "
    "},\n"
    "  route = function(r, set)\n"
    "    return sequence {\n"
    "      approve 'head' { by = head_of(r.department), within = set.patience, fixed = true },\n"
    "      approve 'second-look' { by = role 'colleague' },\n"
    "      approve 'finance' { by = post 'finance.head', within = workdays(3), fixed = true,\n"
    "        when = r.amount > set.finance_above },\n"
    "      approve 'boss' { by = post 'boss', fixed = true, when = r.amount > set.boss_above },\n"
    "      all { approve 'a' { by = role 'a' }, approve 'b' { by = role 'b' } },\n"
    "      act 'order' { by = role 'buyer' },\n"
    "    }\n"
    "  end,\n"
    "  check = function(r) if r.amount < amount '1 EUR' then return problem('amount', 'too little') end "
    "end,\n"
    "}\n";

static void open_with(try_t *t, const char *file, const char *extension, const setting_value_t *settings,
                      size_t count) {
    try_file_t files[] = {{"company/purchase.lua", COMPANY}, {file, extension}};
    try_open_with(t, files, extension ? 2 : 1, settings, count, NULL);
}

static void expect_in(try_t *t, const char *department, const char *amount, const char *shape) {
    t->record.department = department;
    const flow_t *flow = try_flow(t, "company.purchase");
    try_fields(t, flow, "amount", amount, "kind", "services", NULL);
    try_planned(t, flow, shape);
}

#define PLAIN "sequence[ head second-look -finance -boss all[ a b ] order ]"

static void steps_are_added_beside_others(void **state) {
    (void)state;
    try_t t;
    open_with(
        &t, "finance/purchase.lua",
        "extend 'company.purchase' {\n"
        "  add = {\n"
        "    approve 'contract' { after = 'head', by = post 'hr.head',\n"
        "      when = function(r) return r.kind == 'services' end, because = 'services need a contract' },\n"
        "    approve 'again' { after = 'contract', by = role 'x', when = function(r, set)\n"
        "      return r.amount > set.patience_above end },\n"
        "    act 'file' { before = 'a', by = role 'clerk' },\n"
        "    sequence 'last' { after = 'order', act 'count' { by = role 'clerk' } },\n"
        "  },\n"
        "}\n",
        NULL, 0);
    t.record.department = "finance";
    plan_t plan;
    const flow_t *flow = try_flow(&t, "company.purchase");
    assert_string_equal(flow->department, "finance");
    try_fields(&t, flow, "amount", "5", "kind", "goods", NULL);
    assert_int_equal(try_plan(&t, flow, 0, &plan), -1);
    assert_string_equal(t.d.cause->code, "rule.unknown_setting");
    assert_string_equal(t.d.file, "finance/purchase.lua");
    try_close(&t);

    open_with(&t, "finance/purchase.lua",
              "extend 'company.purchase' {\n"
              "  add = function(r, set) return {\n"
              "    approve 'contract' { after = 'head', by = post 'hr.head', when = r.kind == 'services' },\n"
              "    approve 'again' { after = 'contract', by = role 'x' },\n"
              "    act 'file' { before = 'a', by = role 'clerk' },\n"
              "    sequence 'last' { after = 'order', act 'count' { by = role 'clerk' } },\n"
              "  } end,\n"
              "}\n",
              NULL, 0);
    expect_in(&t, "finance", "5",
              "sequence[ head contract again second-look -finance -boss all[ sequence[ file a ] b ] order "
              "sequence:last[ count ] ]");
    expect_in(&t, "treasury", "5",
              "sequence[ head contract again second-look -finance -boss all[ sequence[ file a ] b ] order "
              "sequence:last[ count ] ]");
    expect_in(&t, "hr", "5", PLAIN);
    try_close(&t);
}

static void steps_are_changed_tightened_and_left_out(void **state) {
    (void)state;
    try_t t;
    plan_t plan;
    open_with(&t, "finance/purchase.lua",
              "extend 'company.purchase' {\n"
              "  within = { head = workdays(1), order = workdays(9) },\n"
              "  aspects = { head = { 'budget', 'risk' } },\n"
              "  change = { a = { by = role 'other', because = 'ours', may_return = true } },\n"
              "  leave_out = { ['second-look'] = 'we trust each other',\n"
              "                b = { en = 'done already', zh = '已办' } },\n"
              "}\n",
              NULL, 0);
    t.record.department = "finance";
    const flow_t *flow = try_flow(&t, "company.purchase");
    try_fields(&t, flow, "amount", "5", NULL);
    if (try_plan(&t, flow, 0, &plan) != 0) fail_msg("%s", try_error(&t.d));
    assert_string_equal(try_shape(&plan), "sequence[ head -second-look -finance -boss all[ a -b ] order ]");
    assert_int_equal(plan.steps[1].within.days, 1);
    assert_string_equal(plan.steps[1].aspects, "budget,risk");
    assert_string_equal(plan.steps[2].left_out, "we trust each other");
    assert_null(step_sentence_zh(&plan.steps[2], plan.steps[2].left_out));
    assert_string_equal(sentence_en(plan.steps[7].left_out, &t.arena), "done already");
    assert_string_equal(step_sentence_zh(&plan.steps[7], plan.steps[7].left_out), "已办");
    assert_string_equal(plan.steps[6].by->key, "other");
    assert_true(plan.steps[6].may_return);
    assert_int_equal(plan.steps[8].within.days, 9);
    try_close(&t);
}

/* The extension is refused when the plan is made, with its own file and line. */
static void loosens(const char *extension, const char *amount, const char *step, const char *what) {
    try_t t;
    plan_t plan;
    open_with(&t, "finance/purchase.lua", extension, NULL, 0);
    t.record.department = "finance";
    const flow_t *flow = try_flow(&t, "company.purchase");
    try_fields(&t, flow, "amount", amount, NULL);
    assert_int_equal(try_plan(&t, flow, 0, &plan), -1);
    if (strcmp(t.d.code, "rule.fixed") != 0) fail_msg("%s", try_error(&t.d));
    assert_string_equal(diag_get(&t.d, "step"), step);
    assert_string_equal(diag_get(&t.d, "what"), what);
    assert_string_equal(diag_get(&t.d, "department"), "finance");
    assert_string_equal(t.d.file, "finance/purchase.lua");
    assert_int_equal(t.d.line, 2);
    t.record.department = "hr";
    flow = try_flow(&t, "company.purchase");
    assert_int_equal(try_plan(&t, flow, 0, &plan), 0);
    try_close(&t);
}

static void what_the_company_fixed_holds(void **state) {
    (void)state;
    loosens("\nextend 'company.purchase' { leave_out = { head = 'too slow' } }", "5", "head", "left_out");
    loosens("\nextend 'company.purchase' { within = { head = workdays(4) } }", "5", "head", "within");
    loosens("\nextend 'company.purchase' { within = { head = hours(1) } }", "5", "head", "within");
    loosens("\nextend 'company.purchase' { settings = { patience = workdays(4) } }", "5", "head", "within");
    loosens("\nextend 'company.purchase' { change = { head = { by = post 'boss' } } }", "5", "head", "by");
    loosens("\nextend 'company.purchase' { change = { head = { decide = 'all' } } }", "5", "head", "decide");
    loosens("\nextend 'company.purchase' { change = { head = { if_empty = passes_if_empty 'x' } } }", "5",
            "head", "if_empty");
    loosens("\nextend 'company.purchase' { change = { head = { if_initiator = allowed 'x' } } }", "5", "head",
            "if_initiator");
    loosens("\nextend 'company.purchase' { change = { head = { overdue = ladder { { after = workdays(1),\n"
            "  approve = because 'x' } } } } }",
            "5", "head", "overdue");
    loosens("\nextend 'company.purchase' { settings = { finance_above = amount '200 EUR' } }", "150",
            "finance", "left_out");
}

static void making_it_stricter_is_allowed(void **state) {
    (void)state;
    try_t t;
    open_with(&t, "finance/purchase.lua",
              "extend 'company.purchase' {\n"
              "  settings = { finance_above = amount '50 EUR', patience = workdays(1) },\n"
              "  within = { finance = workdays(2, { same_time = true }) },\n"
              "  change = { head = { if_empty = 'refuse', if_initiator = 'fallback' } },\n"
              "}\n",
              NULL, 0);
    expect_in(&t, "finance", "70", "sequence[ head second-look finance -boss all[ a b ] order ]");
    expect_in(&t, "hr", "70", PLAIN);
    try_close(&t);
}

/* A flow whose step has a ladder of its own, and one that is looked at by a function. */
static const char WATCHED[] =
    "flow 'company.work' { owner = 'finance', fallback = post 'boss', settings = { every = workdays(5) },\n"
    "  deviation = { to = head_of(field 'who'), within = workdays(1), fixed = true },\n"
    "  form = { who = person { required = true } },\n"
    "  stages = { execution = function(r, set) return sequence {\n"
    "    act 'work' { by = field 'who', within = workdays(9), fixed = true, overdue = ladder {\n"
    "      { after = workhours(0), remind = assignee }, { after = workdays(2), reassign = post 'boss' } } "
    "},\n"
    "    monitor 'figures' { by = post 'boss', every = set.every, fixed = true,\n"
    "      watch = function(r) return {} end } } end },\n"
    "}\n";

/* What became of the plan for finance: NULL, or what was loosened of which step. */
static const char *loosened_of_work(const char *extension, char *out, size_t room) {
    try_t t;
    plan_t plan;
    const flow_t *flow;
    try_file_t files[] = {{"company/work.lua", WATCHED}, {"finance/work.lua", extension}};
    try_open_with(&t, files, 2, NULL, 0, NULL);
    t.record.department = "finance";
    int failed = t.rs ? t.rules->flow(t.rules->ctx, "company.work", "finance", t.dir, &flow, &t.d) : -1;
    if (!failed) {
        t.record.flow = flow->name;
        failed = try_plan(&t, flow, 0, &plan);
    }
    const diag_t *why = t.d.cause ? t.d.cause : &t.d;
    if (failed && strcmp(why->code, "rule.fixed") != 0) fail_msg("%s", try_error(&t.d));
    (void)snprintf(out, room, "%s %s", failed ? diag_get(why, "step") : "",
                   failed ? diag_get(why, "what") : "");
    try_close(&t);
    return failed ? out : NULL;
}

static void a_fixed_step_that_is_late_has_no_less_done_about_it(void **state) {
    (void)state;
    char out[64];
#define OVERDUE(rungs) "extend 'company.work' { change = { work = { overdue = ladder { " rungs " } } } }"
#define REMINDS "{ after = workhours(0), remind = assignee }"
    assert_string_equal(loosened_of_work(OVERDUE(REMINDS), out, sizeof out), "work escalation");
    assert_string_equal(loosened_of_work(OVERDUE(REMINDS ", { after = workdays(3), reassign = post 'boss' }"),
                                         out, sizeof out),
                        "work escalation");
    assert_string_equal(
        loosened_of_work(OVERDUE(REMINDS
                                 ", { after = workdays(2), reassign = post 'boss' }, { after = workdays(3), "
                                 "call = function() return {} end }"),
                         out, sizeof out),
        "work overdue");
    /* sooner, and more of it */
    assert_null(
        loosened_of_work(OVERDUE("{ before = workhours(4), remind = assignee }, " REMINDS
                                 ", { after = workdays(1), notify = post 'boss', reassign = post 'boss' }"),
                         out, sizeof out));
}

static void a_monitor_that_is_fixed_may_be_asked_for_more_often(void **state) {
    (void)state;
    char out[64];
    assert_null(
        loosened_of_work("extend 'company.work' { settings = { every = workdays(2) } }", out, sizeof out));
    assert_string_equal(
        loosened_of_work("extend 'company.work' { settings = { every = workdays(6) } }", out, sizeof out),
        "figures within");
    assert_string_equal(loosened_of_work("extend 'company.work' { change = { figures = { overdue = ladder { "
                                         "{ after = workdays(1), remind = assignee } } } } }",
                                         out, sizeof out),
                        "figures escalation");
}

static void P2_3_3_a_deviation_that_the_company_fixed_stays_with_whom_it_named(void **state) {
    (void)state;
    char out[64];
#define DEVIATION(what) "extend 'company.work' { deviation = { " what " } }"
    assert_string_equal(loosened_of_work(DEVIATION("to = field 'who'"), out, sizeof out), "deviation by");
    assert_string_equal(loosened_of_work(DEVIATION("within = workdays(2)"), out, sizeof out),
                        "deviation within");
    assert_string_equal(loosened_of_work(DEVIATION("replan = false"), out, sizeof out), "deviation replan");
    assert_null(loosened_of_work(DEVIATION("within = workdays(0, { same_time = true })"), out, sizeof out));
    assert_string_equal(
        loosened_of_work(DEVIATION("within = workdays(1, { same_time = true })"), out, sizeof out),
        "deviation within"); /* out of hours that is later (A60) */
}

static void ancestors_extensions_come_first(void **state) {
    (void)state;
    try_t t;
    try_file_t files[] = {
        {"company/purchase.lua", COMPANY},
        {"company/z.lua",
         "extend 'company.purchase' { department = 'treasury', settings = { boss_above = amount '10 EUR' },\n"
         "  add = { act 'inner' { after = 'outer', by = role 'x' } } }"},
        {"finance/a.lua",
         "extend 'company.purchase' { settings = { boss_above = amount '20 EUR', patience = workdays(2) },\n"
         "  add = { act 'outer' { after = 'head', by = role 'x' } } }"},
    };
    try_open_with(&t, files, 3, NULL, 0, NULL);
    expect_in(&t, "finance", "15", "sequence[ head outer second-look -finance -boss all[ a b ] order ]");
    expect_in(&t, "treasury", "15",
              "sequence[ head outer inner second-look -finance boss all[ a b ] order ]");
    expect_in(&t, "hr", "15", PLAIN);
    const flow_t *flow = try_flow(&t, "company.purchase");
    assert_null(flow->department);
    size_t count = 0;
    while (ruleset_flow_at(t.rs, count))
        count++;
    assert_int_equal(count, 3);
    assert_string_equal(ruleset_flow_at(t.rs, 2)->department, "finance");
    try_close(&t);
}

static void settings_in_force_reach_those_below(void **state) {
    (void)state;
    try_t t;
    const setting_value_t settings[] = {{"company.purchase", NULL, "patience", "2 workdays"},
                                        {"company.purchase", "finance", "boss_above", "30"},
                                        {"company.purchase", "treasury", "boss_above", "5 EUR"}};
    open_with(&t, NULL, NULL, settings, 3);
    expect_in(&t, "finance", "20", PLAIN);
    expect_in(&t, "finance", "31", "sequence[ head second-look -finance boss all[ a b ] order ]");
    expect_in(&t, "treasury", "6", "sequence[ head second-look -finance boss all[ a b ] order ]");
    expect_in(&t, "hr", "900", "sequence[ head second-look finance -boss all[ a b ] order ]");
    const flow_t *flow = try_flow(&t, "company.purchase");
    assert_string_equal(flow->settings[0].name, "boss_above");
    assert_string_equal(flow->settings[0].text, "1000.00 EUR");
    assert_string_equal(flow->settings[2].text, "2 workdays");
    t.record.department = "treasury";
    flow = try_flow(&t, "company.purchase");
    assert_string_equal(flow->settings[0].text, "5.00 EUR");
    assert_ptr_equal(flow, try_flow(&t, "company.purchase"));
    try_close(&t);
}

static void an_administrators_setting_that_loosens_is_refused_too(void **state) {
    (void)state;
    try_t t;
    plan_t plan;
    const setting_value_t setting = {"company.purchase", "finance", "patience", "9 workdays"};
    open_with(&t, NULL, NULL, &setting, 1);
    t.record.department = "finance";
    const flow_t *flow = try_flow(&t, "company.purchase");
    try_fields(&t, flow, "amount", "5", NULL);
    assert_int_equal(try_plan(&t, flow, 0, &plan), -1);
    assert_string_equal(t.d.code, "rule.fixed");
    assert_string_equal(diag_get(&t.d, "what"), "within");
    try_close(&t);
}

static void a_departments_check_is_added_to_the_companys(void **state) {
    (void)state;
    try_t t;
    problem_t *problems;
    size_t count;
    open_with(&t, "finance/purchase.lua",
              "extend 'company.purchase' { check = function(r, set)\n"
              "  if r.kind == nil then return problem('kind', 'say which') end end }",
              NULL, 0);
    t.record.department = "finance";
    const flow_t *flow = try_flow(&t, "company.purchase");
    try_fields(&t, flow, "amount", "0.50", NULL);
    assert_int_equal(t.rules->check(t.rules->ctx, flow, &t.facts, &t.arena, &problems, &count, &t.d), 0);
    assert_int_equal(count, 2);
    assert_string_equal(problems[0].field, "amount");
    assert_string_equal(problems[1].file, "finance/purchase.lua");
    try_close(&t);
}

static void a_function_of_an_added_step_is_found_again(void **state) {
    (void)state;
    try_t t;
    plan_t plan;
    source_t *found;
    open_with(&t, "finance/purchase.lua",
              "extend 'company.purchase' {\n"
              "  add = { approve 'x' { after = 'head', by = function(r) return post 'boss' end } },\n"
              "  change = { ['second-look'] = { by = function(r) return r.initiator end } },\n"
              "}\n",
              NULL, 0);
    t.record.department = "finance";
    const flow_t *flow = try_flow(&t, "company.purchase");
    try_fields(&t, flow, "amount", "5", NULL);
    assert_int_equal(try_plan(&t, flow, 0, &plan), 0);
    assert_string_equal(plan.steps[2].by->key, "approval/x/by");
    static const char *const cases[][2] = {{"approval/x/by", "post boss"},
                                           {"approval/second-look/by", "wang.fang"}};
    for (int i = 0; i < 2; i++) {
        if (t.rules->people(t.rules->ctx, flow, cases[i][0], &t.facts, &t.arena, &found, &t.d) != 0)
            fail_msg("%s", try_error(&t.d));
        assert_string_equal(source_text(found, &t.arena), cases[i][1]);
    }
    try_close(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_are_added_beside_others),
        cmocka_unit_test(steps_are_changed_tightened_and_left_out),
        cmocka_unit_test(what_the_company_fixed_holds),
        cmocka_unit_test(a_fixed_step_that_is_late_has_no_less_done_about_it),
        cmocka_unit_test(a_monitor_that_is_fixed_may_be_asked_for_more_often),
        cmocka_unit_test(P2_3_3_a_deviation_that_the_company_fixed_stays_with_whom_it_named),
        cmocka_unit_test(making_it_stricter_is_allowed),
        cmocka_unit_test(ancestors_extensions_come_first),
        cmocka_unit_test(settings_in_force_reach_those_below),
        cmocka_unit_test(an_administrators_setting_that_loosens_is_refused_too),
        cmocka_unit_test(a_departments_check_is_added_to_the_companys),
        cmocka_unit_test(a_function_of_an_added_step_is_found_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
