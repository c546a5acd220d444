/* Branches chosen by condition, as rules write them (A5): choose, parallel, each; what is opened when none
 * fits. */
#include "rules_try.h"

#define HEAD                                                                                                 \
    "flow 'a.flow' { owner = 'hr', fallback = post 'boss', within = workdays(1),\n"                          \
    "  form = { amount = money { currency = 'EUR' }, kind = choice { 'goods', 'services' } },\n"

static const char *shape_of(try_t *t, const char *route, const char *amount, plan_t *plan) {
    char text[1024];
    snprintf(text, sizeof text, HEAD "  route = function(r) return %s end }\n", route);
    try_open(t, text);
    const flow_t *flow = try_flow(t, "a.flow");
    try_fields(t, flow, "amount", amount, NULL);
    return try_plan(t, flow, 0, plan) == 0 ? try_shape(plan) : NULL;
}

static void plans(const char *route, const char *amount, const char *shape) {
    try_t t;
    plan_t plan;
    const char *got = shape_of(&t, route, amount, &plan);
    if (!got) fail_msg("%s", try_error(&t.d));
    assert_string_equal(got, shape);
    try_close(&t);
}

static void refuses(const char *route, const char *amount, const char *code) {
    try_t t;
    plan_t plan;
    assert_null(shape_of(&t, route, amount, &plan));
    const diag_t *e = &t.d;
    while (e->cause)
        e = e->cause;
    if (strcmp(e->code, code) != 0) fail_msg("%s", try_error(&t.d));
    try_close(&t);
}

#define CHOICE                                                                                               \
    "choose { approve 'boss' { by = post 'boss', when = r.amount > amount '50 EUR' },\n"                     \
    "  approve 'head' { by = head_of(r.department), when = r.amount > amount '10 EUR' }%s }"

static void A5_choose_takes_the_first_branch_that_fits_and_keeps_the_others_with_why(void **state) {
    (void)state;
    try_t t;
    plan_t plan;
    char route[512];
    snprintf(route, sizeof route, CHOICE, "");
    plans(route, "20", "sequence[ -boss head ]");
    assert_string_equal(shape_of(&t, route, "90", &plan), "sequence[ boss -head ]");
    assert_string_equal(plan.steps[2].left_out, "other_branch");
    try_close(&t);
}

static void A5_choose_without_a_branch_that_fits_is_an_error_unless_it_passes_in_words(void **state) {
    (void)state;
    char route[512];
    snprintf(route, sizeof route, CHOICE, "");
    refuses(route, "5", "rule.no_branch");
    snprintf(route, sizeof route, CHOICE, ", if_empty = passes_if_empty 'a trifle'");
    plans(route, "5", "sequence[ -boss -head ]");
}

static void A5_parallel_opens_just_those_whose_condition_holds(void **state) {
    (void)state;
    static const char both[] =
        "parallel { approve 'a' { by = initiator, when = r.amount > amount '10 EUR' },\n"
        "  approve 'b' { by = initiator, when = r.amount > amount '50 EUR' } }";
    plans(both, "90", "parallel[ a b ]");
    plans(both, "20", "parallel[ a -b ]");
    plans(both, "5", "parallel[ -a -b ]");
}

static void A5_each_over_nothing_is_an_error_unless_it_passes_in_words(void **state) {
    (void)state;
    refuses("parallel { each({}, function(x) return approve(x) { by = initiator } end) }", "5",
            "rule.empty_group");
    plans("{ approve 'first' { by = initiator },\n"
          "  parallel { if_empty = passes_if_empty 'no budget is touched',\n"
          "    each({}, function(x) return approve(x) { by = initiator } end) } }",
          "5", "sequence[ first -parallel[ ] ]");
    plans("parallel { each({ 'x', 'y' }, function(x) return approve(x) { by = initiator } end) }", "5",
          "parallel[ x y ]");
}

/* ---- A8 */

#define BODY "rounds = 3, sequence { act 'mend' { by = initiator }, approve 'check' { by = post 'boss' } }"

static const step_t *of_kind(const plan_t *plan, step_kind_t kind) {
    for (size_t i = 0; i < plan->step_count; i++)
        if (plan->steps[i].kind == kind) return &plan->steps[i];
    return NULL;
}

static void A8_a_loop_is_refused_when_its_rounds_are_used_up_unless_it_says_otherwise(void **state) {
    (void)state;
    static const char *const routes[] = {"loop { " BODY " }", "loop { when_used_up = 'refuse', " BODY " }"};
    for (size_t i = 0; i < 2; i++) {
        try_t t;
        plan_t plan;
        assert_string_equal(shape_of(&t, routes[i], "5", &plan), "loop[ sequence[ mend check ] ]");
        assert_int_equal(of_kind(&plan, STEP_LOOP)->rounds_max, 3);
        assert_int_equal(of_kind(&plan, STEP_LOOP)->used_up, USED_UP_REFUSES);
        try_close(&t);
    }
}

static void A8_a_loop_passes_with_the_reason_that_pass_gives(void **state) {
    (void)state;
    try_t t;
    plan_t plan;
    assert_non_null(
        shape_of(&t, "loop { when_used_up = pass 'three drafts are enough', " BODY " }", "5", &plan));
    assert_int_equal(of_kind(&plan, STEP_LOOP)->used_up, USED_UP_PASSES);
    assert_string_equal(of_kind(&plan, STEP_LOOP)->passes_because, "three drafts are enough");
    try_close(&t);
    refuses("loop { when_used_up = pass ' ', " BODY " }", "5", "rule.expected");
    refuses("loop { when_used_up = pass { 1 }, " BODY " }", "5", "rule.unnamed");
    refuses("loop { when_used_up = pass(1), " BODY " }", "5", "rule.expected");
    assert_non_null(shape_of(
        &t, "loop { when_used_up = pass { en = 'three drafts', zh = '三稿已足' }, " BODY " }", "5", &plan));
    assert_string_equal(of_kind(&plan, STEP_LOOP)->passes_because, "three drafts");
    assert_string_equal(of_kind(&plan, STEP_LOOP)->passes_because_zh, "三稿已足");
    try_close(&t);
}

static void A8_a_step_or_a_group_decides_and_stands_after_what_is_repeated(void **state) {
    (void)state;
    try_t t;
    plan_t plan;
    assert_string_equal(
        shape_of(&t, "loop { when_used_up = approve 'last-word' { by = head_of(r.department) }, " BODY " }",
                 "5", &plan),
        "loop[ sequence[ mend check ] last-word ]");
    assert_int_equal(plan.steps[4].used_up, USED_UP_DECIDES);
    try_close(&t);
    plans("loop { when_used_up = sequence { act 'ask' { by = initiator }, approve 'b' { by = post 'boss' } "
          "}, " BODY " }",
          "5", "loop[ sequence[ mend check ] sequence[ ask b ] ]");
    plans("loop { when_used_up = approve 'b' { by = post 'boss', when = r.amount > amount '50 EUR' }, " BODY
          " }",
          "5", "loop[ sequence[ mend check ] -b ]");
    plans("loop { when = r.amount > amount '50 EUR', when_used_up = approve 'b' { by = post 'boss' }, " BODY
          " }",
          "5", "-loop[ -sequence[ -mend -check ] -b ]");
}

static void A8_when_used_up_means_nothing_where_nobody_decides_or_nothing_is_repeated(void **state) {
    (void)state;
    refuses("loop { when_used_up = act 'more' { by = initiator }, " BODY " }", "5", "rule.used_up_decides");
    refuses("loop { when_used_up = copy_to 'all' { to = initiator }, " BODY " }", "5",
            "rule.used_up_decides");
    refuses("loop { when_used_up = 'pass', " BODY " }", "5", "rule.expected");
    refuses("loop { when_used_up = refuse 'no', " BODY " }", "5", "rule.expected");
    refuses("loop { when_used_up = { approve 'b' { by = initiator } }, " BODY " }", "5", "rule.expected");
    refuses("sequence { when_used_up = 'refuse', approve 'a' { by = initiator } }", "5", "rule.misplaced");
    refuses("approve 'a' { by = initiator, when_used_up = 'refuse' }", "5", "rule.misplaced");
    refuses("loop { rounds = 2, approve 'a' { by = initiator }, approve 'b' { by = initiator } }", "5",
            "rule.loop_body");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A5_choose_takes_the_first_branch_that_fits_and_keeps_the_others_with_why),
        cmocka_unit_test(A5_choose_without_a_branch_that_fits_is_an_error_unless_it_passes_in_words),
        cmocka_unit_test(A5_parallel_opens_just_those_whose_condition_holds),
        cmocka_unit_test(A5_each_over_nothing_is_an_error_unless_it_passes_in_words),
        cmocka_unit_test(A8_a_loop_is_refused_when_its_rounds_are_used_up_unless_it_says_otherwise),
        cmocka_unit_test(A8_a_loop_passes_with_the_reason_that_pass_gives),
        cmocka_unit_test(A8_a_step_or_a_group_decides_and_stands_after_what_is_repeated),
        cmocka_unit_test(A8_when_used_up_means_nothing_where_nobody_decides_or_nothing_is_repeated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
