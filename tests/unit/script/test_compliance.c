/* Named checks as rules declare them (P1.3.1): what can be listed of them, what their functions are given and
 * return, what departments add, and what is wrong with one. */
#include "rules_try.h"
#include "script/check.h"

#define HEAD                                                                                                 \
    "flow 'a.loan' { owner = 'hr', fallback = post 'boss', within = workdays(1),\n"                          \
    "  form = { amount = money { currency = 'EUR' }, guarantor = person {} },\n"                             \
    "  settings = { most = amount '100 EUR' },\n"
#define ROUTE                                                                                                \
    "  route = function(r) return sequence { approve 'head' { by = head_of(r.department) },\n"               \
    "    act 'pay' { by = initiator } } end }\n"

static const char LOAN[] =
    HEAD "  checks = {\n"
         "    check 'limit' { title = { en = 'Not above the limit', zh = '不超限额' }, clause = 'P1.3.1',\n"
         "      finds = function(r, set, task)\n"
         "        if r.amount > set.most then return problem('amount', 'too much', '过高') end\n"
         "      end },\n"
         "    check 'own-interest' { steps = { 'head', 'pay' }, finds = function(r, set, task)\n"
         "      if task.person and r.guarantor and r.guarantor.handle == task.person.handle then\n"
         "        return { problem('guarantor', 'guarantees for it'), problem('so says ' .. task.step) } end "
         "end },\n"
         "  },\n" ROUTE;

/* The check of that name is asked about a task of `person` at `step`, with an amount and a guarantor. */
static int ask(try_t *t, const flow_t *flow, const char *name, int64_t person, problem_t **out,
               size_t *count) {
    static step_t step = {.no = 1, .kind = STEP_APPROVE, .state = STEP_OPEN, .name = "head"};
    static task_t task;
    task = (task_t){.id = 7, .step = 1, .person = person, .state = TASK_OPEN};
    t->record.steps = &step;
    t->record.step_count = 1;
    t->facts.task = &task;
    for (size_t i = 0; i < flow->check_count; i++)
        if (strcmp(flow->checks[i].name, name) == 0)
            return t->rules->comply(t->rules->ctx, flow, &flow->checks[i], &t->facts, &t->arena, out, count,
                                    &t->d);
    fail_msg("no check %s", name);
    return -1;
}

static void P1_3_1_what_stands_beside_the_function_is_listed_without_running_it(void **state) {
    (void)state;
    try_t t;
    try_open(&t, LOAN);
    const flow_t *flow = try_flow(&t, "a.loan");
    assert_int_equal(flow->check_count, 2);
    assert_string_equal(flow->checks[0].name, "limit");
    assert_string_equal(flow->checks[0].title_zh, "不超限额");
    assert_string_equal(flow->checks[0].clause, "P1.3.1");
    assert_null(flow->checks[0].steps);
    assert_int_equal(flow->checks[0].line, 5);
    assert_string_equal(flow->checks[1].title_en, "own-interest"); /* its name, where it has no title */
    assert_string_equal(flow->checks[1].steps[1], "pay");
    assert_null(flow->checks[1].steps[2]);
    try_close(&t);
}

static void P1_3_1_its_function_sees_the_form_the_settings_and_whoever_decides(void **state) {
    (void)state;
    try_t t;
    problem_t *list;
    size_t count;
    try_open(&t, LOAN);
    const flow_t *flow = try_flow(&t, "a.loan");
    try_fields(&t, flow, "amount", "100", "guarantor", "li.na", NULL);
    assert_int_equal(ask(&t, flow, "limit", 2, &list, &count), 0);
    assert_int_equal(count, 0);
    assert_int_equal(ask(&t, flow, "own-interest", 3, &list, &count), 0);
    assert_int_equal(count, 0);
    assert_int_equal(ask(&t, flow, "own-interest", 2, &list, &count), 0);
    assert_int_equal(count, 2);
    assert_string_equal(list[0].field, "guarantor");
    assert_null(list[1].field);
    assert_string_equal(list[1].text_en, "so says head");
    try_fields(&t, flow, "amount", "100.01", NULL);
    assert_int_equal(ask(&t, flow, "limit", 2, &list, &count), 0);
    assert_int_equal(count, 1);
    assert_string_equal(list[0].text_zh, "过高");
    assert_int_equal(list[0].line, 7);
    assert_string_equal(list[0].file, "company/a.lua");
    try_close(&t);
}

static void P1_3_1_where_nobody_decides_there_is_no_person(void **state) {
    (void)state;
    try_t t;
    problem_t *list;
    size_t count;
    try_open(&t, LOAN);
    const flow_t *flow = try_flow(&t, "a.loan");
    try_fields(&t, flow, "amount", "1", "guarantor", "li.na", NULL);
    assert_int_equal(ask(&t, flow, "own-interest", 0, &list, &count), 0);
    assert_int_equal(count, 0);
    try_close(&t);
}

static void P1_3_1_a_function_that_fails_says_where(void **state) {
    (void)state;
    try_t t;
    problem_t *list;
    size_t count;
    try_open(&t, LOAN);
    const flow_t *flow = try_flow(&t, "a.loan");
    try_fields(&t, flow, "guarantor", "li.na", NULL); /* no amount to compare */
    assert_int_equal(ask(&t, flow, "limit", 2, &list, &count), -1);
    assert_int_equal(t.d.line, 7);
    assert_string_equal(diag_get(&t.d, "flow"), "a.loan");
    try_close(&t);
}

static void P1_3_1_departments_add_checks_and_take_none_away(void **state) {
    (void)state;
    try_t t;
    problem_t *list;
    size_t count;
    try_file_t files[] = {{"company/a.lua", LOAN},
                          {"hr/a.lua",
                           "extend 'a.loan' { checks = { check 'small' { finds = function(r)\n"
                           "  if r.amount > amount '5 EUR' then return problem('dear for us') end\n"
                           "end } } }\n"}};
    try_open_with(&t, files, 2, NULL, 0, NULL);
    const flow_t *flow = try_flow(&t, "a.loan");
    assert_int_equal(flow->check_count, 3);
    assert_string_equal(flow->checks[2].file, "hr/a.lua");
    try_fields(&t, flow, "amount", "6", NULL);
    assert_int_equal(ask(&t, flow, "small", 2, &list, &count), 0);
    assert_int_equal(count, 1);
    assert_string_equal(list[0].file, "hr/a.lua");
    assert_int_equal(ask(&t, flow, "limit", 2, &list, &count), 0);
    assert_int_equal(count, 0);
    t.record.department = "finance";
    assert_int_equal(try_flow(&t, "a.loan")->check_count, 2);
    try_close(&t);
}

static void refused_at(const char *checks, const char *code, int line) {
    try_t t;
    char text[1024];
    snprintf(text, sizeof text, HEAD "  checks = %s,\n" ROUTE, checks);
    try_open(&t, text);
    assert_null(t.rs);
    const diag_t *e = &t.d;
    while (e->cause)
        e = e->cause;
    if (strcmp(e->code, code) != 0 || e->line != line) fail_msg("%s", try_error(&t.d));
    try_close(&t);
}

static void P1_3_1_what_is_no_check_is_refused_when_the_rules_are_loaded(void **state) {
    (void)state;
    refused_at("function(r) end", "rule.expected", 1);
    refused_at("{ function(r) end }", "rule.expected", 1);
    refused_at("{ check 'a' { title = 'A' } }", "rule.expected", 4);
    refused_at("{ check 'a' { finds = true } }", "rule.expected", 4);
    refused_at("{ check 'a' { find = function() end } }", "rule.unknown_word", 4);
    refused_at("{ check 'a' { finds = function() end, steps = {} } }", "rule.expected", 4);
    refused_at("{ check 'a' { finds = function() end, steps = 'head' } }", "rule.expected", 4);
    refused_at("{ check 'a' { finds = function() end },\n check 'a' { finds = function() end } }",
               "rule.check_twice", 5);
}

static void P1_3_1_a_name_that_a_department_gives_again_is_refused(void **state) {
    (void)state;
    try_t t;
    try_file_t files[] = {
        {"company/a.lua", LOAN},
        {"hr/a.lua", "extend 'a.loan' { checks = { check 'limit' { finds = function(r) end } } }\n"}};
    try_open_with(&t, files, 2, NULL, 0, NULL);
    assert_null(t.rs);
    assert_string_equal(t.d.code, "rule.check_twice");
    assert_string_equal(t.d.file, "hr/a.lua");
    try_close(&t);
}

/* ---- what the checker finds */

static const check_finding_t *found(try_t *t, const char *text, const char *code, check_report_t *out) {
    try_open(t, text);
    if (!t->rs) fail_msg("%s", try_error(&t->d));
    if (rules_check(t->rs, t->dir, NULL, NULL, &t->arena, out, &t->d) != 0) fail_msg("%s", try_error(&t->d));
    for (size_t i = 0; i < out->finding_count; i++)
        if (strcmp(out->findings[i].what->code, code) == 0) return &out->findings[i];
    return NULL;
}

static void P1_3_1_a_check_before_a_step_that_no_plan_has_is_an_error(void **state) {
    (void)state;
    try_t t;
    check_report_t report;
    const check_finding_t *f =
        found(&t, HEAD "  checks = { check 'a' { steps = { 'haed' }, finds = function() end } },\n" ROUTE,
              "check.compliance_step", &report);
    assert_non_null(f);
    assert_int_equal(f->severity, CHECK_ERROR);
    assert_string_equal(diag_get(f->what, "step"), "haed");
    assert_int_equal(f->what->line, 4);
    try_close(&t);
    assert_null(found(&t, LOAN, "check.compliance_step", &report));
    try_close(&t);
}

static void P1_3_1_a_check_that_fails_for_some_form_is_an_error(void **state) {
    (void)state;
    try_t t;
    check_report_t report;
    /* the amount may be empty */
    const check_finding_t *f =
        found(&t,
              HEAD "  checks = { check 'a' { finds = function(r, set)\n"
                   "    if r.amount > set.most then return problem('too much') end end } },\n" ROUTE,
              "rule.runtime", &report);
    assert_non_null(f);
    assert_int_equal(f->severity, CHECK_ERROR);
    assert_int_equal(f->what->line, 5);
    assert_string_equal(diag_get(f->what, "example"), "amount = nil");
    try_close(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(P1_3_1_what_stands_beside_the_function_is_listed_without_running_it),
        cmocka_unit_test(P1_3_1_its_function_sees_the_form_the_settings_and_whoever_decides),
        cmocka_unit_test(P1_3_1_where_nobody_decides_there_is_no_person),
        cmocka_unit_test(P1_3_1_a_function_that_fails_says_where),
        cmocka_unit_test(P1_3_1_departments_add_checks_and_take_none_away),
        cmocka_unit_test(P1_3_1_what_is_no_check_is_refused_when_the_rules_are_loaded),
        cmocka_unit_test(P1_3_1_a_name_that_a_department_gives_again_is_refused),
        cmocka_unit_test(P1_3_1_a_check_before_a_step_that_no_plan_has_is_an_error),
        cmocka_unit_test(P1_3_1_a_check_that_fails_for_some_form_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
