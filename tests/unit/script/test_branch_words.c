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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A5_choose_takes_the_first_branch_that_fits_and_keeps_the_others_with_why),
        cmocka_unit_test(A5_choose_without_a_branch_that_fits_is_an_error_unless_it_passes_in_words),
        cmocka_unit_test(A5_parallel_opens_just_those_whose_condition_holds),
        cmocka_unit_test(A5_each_over_nothing_is_an_error_unless_it_passes_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
