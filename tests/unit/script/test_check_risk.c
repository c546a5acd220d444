/* What the checker says of a flow's risk (P4.2): it is worked out for the forms that differ in what it reads,
 * and what answers it is judged as a route's steps are. */
#include "checked.h"

/* A flow whose route does not ask for the risk, which is worked out in lines 6 and following. */
#define FLOW(risk)                                                                                           \
    HEAD                                                                                                     \
        "  form = { amount = money { currency = \"EUR\", required = true },\n"                               \
        "    likely = choice { \"no\", \"yes\", required = true }, grave = choice { \"no\", \"yes\", "       \
        "required = true }, note = text {} },\n"                                                             \
        "  risk = function(r, set)\n" risk "  end,\n"                                                        \
        "  route = function(r) return sequence {\n"                                                          \
        "    approve \"a\" { by = head_of(r.department) },\n"                                                \
        "    approve \"b\" { by = leader_of(r.department), when = r.amount > amount \"100 EUR\" } } end }\n"

#define PLAN "response_plan { by = initiator, check = leader_of(r.department) }"

static void sound(const char *text) {
    checked_t c;
    check_text(&c, text);
    expect_counts(&c, 0, 0, 0);
    if (find(&c, "check.risk_forms")) fail_msg("not all forms");
    done(&c);
}

static void a_risk_that_is_answered_whatever_it_comes_to_is_no_finding(void **state) {
    (void)state;
    sound(FLOW("    if r.likely == \"yes\" and r.grave == \"yes\" then return \"high\", \"both\", { " PLAN
               ",\n"
               "      approve \"look\" { after = \"a\", by = post \"finance.head\" },\n"
               "      notify { to = initiator, text = \"it is risky\" } } end\n"
               "    return \"low\", \"neither\"\n"));
}

static void
P4_2_2_a_high_risk_without_a_plan_is_an_error_also_where_two_fields_together_make_it(void **state) {
    (void)state;
    wrong(FLOW("    if r.likely == \"yes\" and r.grave == \"yes\" then return \"high\", \"both\" end\n"
               "    return \"low\", \"neither\"\n"),
          "risk.no_response", 1, "finance.t");
}

static void a_risk_that_fails_for_some_form_is_an_error_where_it_does(void **state) {
    (void)state;
    wrong(FLOW("    if r.likely == \"yes\" and r.amount == amount \"7777 EUR\" then\n"
               "      return nobody(\"x\") end\n"
               "    return \"low\", \"neither\"\n"),
          "rule.unknown_global", 7, "7777");
    wrong(FLOW("    if r.likely == \"yes\" then return \"very\", \"it is\" end\n"
               "    return \"low\", \"it is not\"\n"),
          "rule.risk_level", 1, "very");
    wrong(FLOW("    return \"low\", r.note:upper()\n"), "rule.type", 6, "risk"); /* where there is no note */
}

static void who_answers_it_is_judged_as_who_decides_in_a_route_is(void **state) {
    (void)state;
    checked_t c;
    wrong(FLOW("    if r.likely == \"yes\" then return \"medium\", \"it is\", {\n"
               "      approve \"look\" { by = post \"gone\" } } end\n"
               "    return \"low\", \"it is not\"\n"),
          "check.unknown_post", 7, "gone");
    wrong(FLOW("    if r.likely == \"yes\" then return \"high\", \"it is\",\n"
               "      response_plan { by = initiator, check = post \"gone\" } end\n"
               "    return \"low\", \"it is not\"\n"),
          "check.unknown_post", 7, "gone");
    check_text(&c, FLOW("    if r.likely == \"yes\" then return \"medium\", \"it is\", {\n"
                        "      approve \"look\" { before = \"aa\", by = post \"finance.head\" },\n"
                        "      approve \"seen\" { by = post \"finance.head\",\n"
                        "        if_empty = passes_if_empty \"nobody need look\" } } end\n"
                        "    return \"low\", \"it is not\"\n"));
    expect(&c, "check.risk_beside", CHECK_WARNING, 7, "aa");
    expect(&c, "check.risk_passes_if_empty", CHECK_RISK, 8, "seen");
    expect_counts(&c, 0, 1, 1);
    done(&c);
}

static void without_memory_it_says_so(void **state) {
    (void)state;
    check_without_memory(FLOW("    if r.likely == \"yes\" then return \"high\", \"it is\", { " PLAN ",\n"
                              "      approve \"look\" { by = post \"finance.head\" } } end\n"
                              "    return \"low\", \"it is not\"\n"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_risk_that_is_answered_whatever_it_comes_to_is_no_finding),
        cmocka_unit_test(
            P4_2_2_a_high_risk_without_a_plan_is_an_error_also_where_two_fields_together_make_it),
        cmocka_unit_test(a_risk_that_fails_for_some_form_is_an_error_where_it_does),
        cmocka_unit_test(who_answers_it_is_judged_as_who_decides_in_a_route_is),
        cmocka_unit_test(without_memory_it_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
