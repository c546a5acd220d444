/* For which step a rule read a field (A46): what stands in the step's own options, or in a function of its
 * own, is read for it; anything else may have led to every step. */
#include "rules_try.h"

static const char HEAD[] =
    "flow \"a.flow\" { owner = \"hr\", fallback = post \"boss\", within = workdays(2),\n"
    "  form = { amount = number {}, kind = text {}, note = text {} },\n"
    "  changes = { amount = { by = post \"boss\", from = number \"0.5\", fraction = 0.25 }, kind = {} },\n"
    "  route = function(r, set)\n";

/* "step:field step:field", sorted as read, each pair once; "*" for no step. */
static const char *traced(const char *body) {
    static char out[1024];
    char text[2048];
    try_t t;
    tracing_t trace = {0};
    plan_t plan;
    snprintf(text, sizeof text, "%s%s\n  end }", HEAD, body);
    try_open(&t, text);
    if (!t.rs) fail_msg("%s", try_error(&t.d));
    const flow_t *flow = try_flow(&t, "a.flow");
    t.facts.trace = &trace;
    if (try_plan(&t, flow, 0, &plan) != 0) fail_msg("%s", try_error(&t.d));
    assert_false(trace.failed);
    out[0] = '\0';
    for (size_t i = 0; i < trace.count; i++) {
        char pair[96];
        snprintf(pair, sizeof pair, "%s:%s ", trace.list[i].step ? trace.list[i].step : "*",
                 trace.list[i].field);
        if (!strstr(out, pair)) strcat(out, pair);
    }
    try_close(&t);
    return out;
}

static void what_a_steps_options_read_is_read_for_it_each_time_anew(void **state) {
    (void)state;
    assert_string_equal(
        traced("return sequence {\n"
               "  approve \"one\" { by = post \"boss\", when = r.amount == nil, because = r.kind },\n"
               "  approve \"two\" { by = post \"boss\", when = r.amount == nil },\n"
               "  approve \"three\" { by = post \"boss\" } }"),
        "one:amount one:kind two:amount ");
}

static void a_function_of_a_step_reads_for_it(void **state) {
    (void)state;
    assert_string_equal(
        traced("return sequence {\n"
               "  approve \"one\" { by = post \"boss\", when = function(x) return x.note == nil end },\n"
               "  approve \"two\" { by = post \"boss\" } }"),
        "one:note ");
}

static void what_is_read_before_or_between_may_have_led_to_every_step(void **state) {
    (void)state;
    assert_string_equal(traced("local big = r.amount ~= nil\n"
                               "return sequence { approve \"one\" { by = post \"boss\", when = not big } }"),
                        "*:amount ");
    assert_string_equal(traced("if r.kind == \"x\" then return approve \"other\" { by = post \"boss\" } end\n"
                               "return approve \"one\" { by = post \"boss\", because = r.note }"),
                        "*:kind one:note ");
    assert_string_equal(
        traced("return sequence { when = r.kind == nil, approve \"one\" { by = post \"boss\" } }"),
        "*:kind ");
}

static void half_a_step_kept_in_a_local_claims_nothing_for_itself(void **state) {
    (void)state;
    assert_string_equal(traced("local one = approve \"one\"\n"
                               "local big = r.amount ~= nil\n"
                               "return sequence { one { by = post \"boss\", when = not big } }"),
                        "*:amount ");
}

static void branches_of_a_choice_share_what_they_read(void **state) {
    (void)state;
    assert_string_equal(
        traced("return choose { approve \"one\" { by = post \"boss\", when = r.amount ~= nil },\n"
               "  approve \"two\" { by = post \"boss\" } }"),
        "one:amount two:amount ");
}

static void changes_are_read_with_their_people_and_sizes(void **state) {
    (void)state;
    try_t t;
    char text[2048];
    snprintf(text, sizeof text, "%sreturn approve \"one\" { by = post \"boss\" }\n  end }", HEAD);
    try_open(&t, text);
    assert_non_null(t.rs);
    const flow_t *flow = try_flow(&t, "a.flow");
    assert_int_equal(flow->change_count, 2);
    assert_string_equal(flow->changes[0].field, "amount");
    assert_string_equal(flow->changes[0].by->key, "boss");
    assert_int_equal(flow->changes[0].from.u.number.mantissa, 5);
    assert_int_equal(flow->changes[0].permille, 250);
    assert_string_equal(flow->changes[1].field, "kind");
    assert_null(flow->changes[1].by);
    assert_int_equal(flow->changes[1].from.kind, VALUE_NONE);
    try_close(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_steps_options_read_is_read_for_it_each_time_anew),
        cmocka_unit_test(a_function_of_a_step_reads_for_it),
        cmocka_unit_test(what_is_read_before_or_between_may_have_led_to_every_step),
        cmocka_unit_test(half_a_step_kept_in_a_local_claims_nothing_for_itself),
        cmocka_unit_test(branches_of_a_choice_share_what_they_read),
        cmocka_unit_test(changes_are_read_with_their_people_and_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
