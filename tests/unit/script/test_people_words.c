/* The words of rules about people over time: whose earlier approval counts (A14), who picks whom (A10). */
#include "rules_try.h"

#define HEAD "flow 'a.flow' { owner = 'hr', fallback = post 'boss', within = workdays(1),\n"

static void A14_a_flow_says_it_for_its_approvals_and_a_step_for_itself(void **state) {
    (void)state;
    try_t t;
    plan_t plan;
    try_open(&t, HEAD "  same_person = 'anywhere', route = function(r) return {\n"
                      "    approve 'a' { by = initiator },\n"
                      "    approve 'b' { by = initiator, same_person = 'off' },\n"
                      "    approve 'c' { by = initiator, same_person = 'consecutive' },\n"
                      "    act 'd' { by = initiator } } end }\n");
    const flow_t *flow = try_flow(&t, "a.flow");
    assert_int_equal(flow->same_person, SAME_ANYWHERE);
    if (try_plan(&t, flow, 0, &plan) != 0) fail_msg("%s", try_error(&t.d));
    static const same_person_t expected[] = {SAME_OFF, SAME_ANYWHERE, SAME_OFF, SAME_CONSECUTIVE, SAME_OFF};
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(plan.steps[i].same_person, expected[i]);
    try_close(&t);
}

static void A14_is_off_unless_said(void **state) {
    (void)state;
    try_t t;
    plan_t plan;
    try_open(&t, HEAD "  route = function(r) return approve 'a' { by = initiator } end }\n");
    const flow_t *flow = try_flow(&t, "a.flow");
    assert_int_equal(try_plan(&t, flow, 0, &plan), 0);
    assert_int_equal(plan.steps[1].same_person, SAME_OFF);
    try_close(&t);
}

/* The error of planning the step with these options. */
static void refused_as(const char *step, const char *code) {
    try_t t;
    plan_t plan;
    char text[512];
    snprintf(text, sizeof text, HEAD "  route = function(r) return %s end }\n", step);
    try_open(&t, text);
    assert_int_equal(try_plan(&t, try_flow(&t, "a.flow"), 0, &plan), -1);
    const diag_t *e = &t.d;
    while (e->cause)
        e = e->cause;
    if (strcmp(e->code, code) != 0) fail_msg("%s", try_error(&t.d));
    assert_string_equal(e->file, "company/a.lua");
    assert_int_equal(e->line, 2);
    try_close(&t);
}

static void A14_fits_approvals_alone(void **state) {
    (void)state;
    refused_as("act 'a' { by = initiator, same_person = 'off' }", "rule.misplaced");
    refused_as("sequence { same_person = 'off', approve 'a' { by = initiator } }", "rule.misplaced");
    refused_as("approve 'a' { by = initiator, same_person = 'always' }", "rule.expected");
}

static void A10_a_pick_names_who_picks_from_what_and_how_many(void **state) {
    (void)state;
    try_t t;
    plan_t plan;
    try_open(
        &t, HEAD
        "  route = function(r) return {\n"
        "    approve 'a' { by = picked { from = role 'finance.administration' } },\n"
        "    approve 'b' { by = picked { by = 'a', from = { post 'boss', post 'hr.head' }, most = 3 } },\n"
        "    act 'c' { by = picked { by = initiator, from = head_of(r.department) } } } end }\n");
    const flow_t *flow = try_flow(&t, "a.flow");
    assert_true(flow->picks);
    if (try_plan(&t, flow, 0, &plan) != 0) fail_msg("%s", try_error(&t.d));
    const source_t *a = plan.steps[1].by, *b = plan.steps[2].by, *c = plan.steps[3].by;
    assert_int_equal(a->kind, SOURCE_PICKED);
    assert_null(a->key);
    assert_int_equal(a->level, 1);
    assert_string_equal(b->key, "a");
    assert_int_equal(b->level, 3);
    assert_string_equal(b->of->next->key, "hr.head");
    assert_null(c->key);
    assert_string_equal(source_text(a, &t.arena), "picked by initiator from role finance.administration");
    assert_string_equal(source_text(b, &t.arena), "picked by a from post boss, post hr.head");
    try_close(&t);
    try_open(&t, HEAD "  route = function(r) return approve 'a' { by = initiator } end }\n");
    assert_false(try_flow(&t, "a.flow")->picks);
    try_close(&t);
}

static void A10_the_range_is_known_beforehand_and_who_picks_decides_before(void **state) {
    (void)state;
    refused_as("approve 'a' { by = picked { from = function(r) return initiator end } }", "rule.argument");
    refused_as("approve 'a' { by = picked { from = { initiator, function(r) return initiator end } } }",
               "rule.expected");
    refused_as("approve 'a' { by = picked { from = picked { from = initiator } } }", "rule.expected");
    refused_as("approve 'a' { by = picked { most = 2 } }", "rule.argument");
    refused_as("approve 'a' { by = picked { from = initiator, most = 0 } }", "rule.argument");
    refused_as("approve 'a' { by = picked { out_of = initiator } }", "rule.unknown_name");
    refused_as("approve 'a' { by = picked { from = initiator, by = 'b' } }", "plan.shape");
}

static void A13_pairs_of_roles_come_from_the_flow_and_what_extends_it(void **state) {
    (void)state;
    try_t t;
    const try_file_t files[] = {
        {"company/a.lua", HEAD "  separate = { { 'head', 'finance', one_way = true } },\n"
                               "  route = function(r) return approve 'head' { by = initiator } end }\n"},
        {"hr/a.lua", "extend 'a.flow' { department = 'hr', separate = { { 'initiator', 'head' } } }\n"}};
    try_open_with(&t, files, 2, NULL, 0, NULL);
    const flow_t *flow = try_flow(&t, "a.flow");
    assert_int_equal(flow->separate_count, 2);
    assert_string_equal(flow->separate[0].a, "head");
    assert_string_equal(flow->separate[1].a, "initiator");
    assert_true(flow->separate[0].one_way);
    assert_false(flow->separate[1].one_way);
    t.record.department = "finance";
    assert_int_equal(try_flow(&t, "a.flow")->separate_count, 1);
    try_close(&t);
}

/* A flow declared so is refused. */
static void not_a_flow(const char *options, const char *code) {
    try_t t;
    const flow_t *flow = NULL;
    char text[512];
    snprintf(text, sizeof text,
             HEAD "  %s, route = function(r) return approve 'a' { by = initiator } end }\n", options);
    try_open(&t, text);
    int failed = !t.rs || t.rules->flow(t.rules->ctx, "a.flow", "hr", t.dir, &flow, &t.d) != 0;
    assert_true(failed);
    if (!diag_is(&t.d, code)) fail_msg("%s", try_error(&t.d));
    try_close(&t);
}

static void A13_what_is_no_pair_is_refused(void **state) {
    (void)state;
    not_a_flow("separate = { { 'head' } }", "rule.expected");
    not_a_flow("separate = { 'head', 'finance' }", "rule.expected");
    not_a_flow("separate = { { 'head', 'head' } }", "rule.expected");
    not_a_flow("separate = { { 'head', 'finance', one_way = 1 } }", "rule.expected");
    not_a_flow("separate = { { 'head', 'finance', one = true } }", "rule.unknown_word");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A14_a_flow_says_it_for_its_approvals_and_a_step_for_itself),
        cmocka_unit_test(A14_is_off_unless_said),
        cmocka_unit_test(A13_pairs_of_roles_come_from_the_flow_and_what_extends_it),
        cmocka_unit_test(A13_what_is_no_pair_is_refused),
        cmocka_unit_test(A14_fits_approvals_alone),
        cmocka_unit_test(A10_a_pick_names_who_picks_from_what_and_how_many),
        cmocka_unit_test(A10_the_range_is_known_beforehand_and_who_picks_decides_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
