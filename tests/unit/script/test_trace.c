/* For which step a rule read a field (A46): what stands in the step's own options, or in a function of its
 * own, is read for it; anything else may have led to every step. So with what it compared (P2.3.3). */
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

static void what_a_step_signs_for_is_read_for_it(void **state) {
    (void)state;
    assert_string_equal(traced("return sequence {\n"
                               "  approve \"one\" { by = post \"boss\", signs = { \"note\", \"kind\" } },\n"
                               "  approve \"two\" { by = post \"boss\", signs = \"amount\", when = false },\n"
                               "  approve \"three\" { by = post \"boss\" } }"),
                        "one:note one:kind two:amount ");
    static const char *const wrong[][2] = {
        {"approve \"one\" { by = post \"boss\", signs = \"nto\" }", "rule.unknown_field"},
        {"approve \"one\" { by = post \"boss\", signs = true }", "rule.expected"},
        {"act \"one\" { by = post \"boss\", signs = \"note\" }", "rule.misplaced"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char text[1024];
        try_t t;
        plan_t plan;
        snprintf(text, sizeof text, "%s return %s end }", HEAD, wrong[i][0]);
        try_open(&t, text);
        assert_int_equal(try_plan(&t, try_flow(&t, "a.flow"), 0, &plan), -1);
        if (!diag_is(&t.d, wrong[i][1])) fail_msg("%s", try_error(&t.d));
        try_close(&t);
    }
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

/* "step:left held right@line" of each comparison, in order. */
static const char *compared_by(const char *text, const char *amount, const char *pieces, bool aloud) {
    static char out[2048];
    try_t t;
    tracing_t trace = {.compares = true, .aloud = aloud};
    plan_t plan;
    try_open(&t, text);
    if (!t.rs) fail_msg("%s", try_error(&t.d));
    const flow_t *flow = try_flow(&t, "a.flow");
    try_fields(&t, flow, "amount", amount, "pieces", pieces, NULL);
    t.facts.trace = &trace;
    if (try_plan(&t, flow, 0, &plan) != 0) fail_msg("%s", try_error(&t.d));
    assert_false(trace.failed);
    out[0] = '\0';
    size_t used = 0;
    for (size_t i = 0; i < trace.compared_count; i++) {
        const compared_t *c = &trace.compared[i];
        assert_string_equal(c->file, "company/a.lua");
        used += (size_t)snprintf(out + used, sizeof out - used, "%s:%s %s %s@%d ", c->step ? c->step : "*",
                                 value_text(&c->left, &t.arena), c->held ? "<" : "!",
                                 value_text(&c->right, &t.arena), (int)c->line);
    }
    try_close(&t);
    return out;
}

#define PRICED                                                                                               \
    "local levels = decision \"levels\" { inputs = { \"price\" }, outputs = { \"level\" }, hit = "           \
    "\"first\",\n"                                                                                           \
    "  rows = {\n"                                                                                           \
    "    { at_least \"500 EUR\", \"high\" },\n"                                                              \
    "    { at_least \"50 EUR\", \"middle\" },\n"                                                             \
    "    { any_value, \"low\" } } }\n"                                                                       \
    "flow \"a.flow\" { owner = \"hr\", fallback = post \"boss\", within = workdays(2),\n"                    \
    "  form = { amount = money { currency = \"EUR\" }, pieces = number {} },\n"                              \
    "  route = function(r, set)\n"

static void what_is_compared_is_kept_with_its_step_its_outcome_and_its_line(void **state) {
    (void)state;
    static const char RULES[] = PRICED "return sequence {\n"
                                       "  approve \"one\" { by = post \"boss\",\n"
                                       "    when = r.amount > amount \"100 EUR\" },\n"
                                       "  approve \"two\" { by = post \"boss\" } } end }";
    assert_string_equal(compared_by(RULES, "60", "3", false), "one:100.00 EUR ! 60.00 EUR@11 ");
    assert_string_equal(compared_by(RULES, "160", "3", false), "one:100.00 EUR < 160.00 EUR@11 ");
}

static void the_place_of_a_decision_tables_comparison_is_its_row(void **state) {
    (void)state;
    static const char RULES[] = PRICED "local level = levels { price = r.amount }\n"
                                       "return sequence {\n"
                                       "  approve \"one\" { by = post \"boss\", when = level == \"high\" },\n"
                                       "  approve \"two\" { by = post \"boss\" } } end }";
    assert_string_equal(compared_by(RULES, "60", "3", false),
                        "*:60.00 EUR < 500.00 EUR@3 *:60.00 EUR ! 50.00 EUR@4 ");
    assert_string_equal(compared_by(RULES, "500", "3", false), "*:500.00 EUR ! 500.00 EUR@3 ");
}

static void whole_numbers_are_told_aloud_alone(void **state) {
    (void)state;
    static const char RULES[] =
        PRICED "return sequence { approve \"one\" { by = post \"boss\", when = r.pieces > 10 },\n"
               "  approve \"two\" { by = post \"boss\" } } end }";
    assert_string_equal(compared_by(RULES, "60", "3", false), "");
    assert_string_equal(compared_by(RULES, "60", "30", true), "one:10 < 30@9 ");
}

static void branches_of_a_choice_share_what_they_compared(void **state) {
    (void)state;
    static const char RULES[] = PRICED
        "return choose { approve \"one\" { by = post \"boss\", when = r.amount > amount \"100 EUR\" },\n"
        "  approve \"two\" { by = post \"boss\" } } end }";
    assert_string_equal(compared_by(RULES, "60", "3", false),
                        "one:100.00 EUR ! 60.00 EUR@9 two:100.00 EUR ! 60.00 EUR@9 ");
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
        cmocka_unit_test(what_a_step_signs_for_is_read_for_it),
        cmocka_unit_test(what_is_read_before_or_between_may_have_led_to_every_step),
        cmocka_unit_test(half_a_step_kept_in_a_local_claims_nothing_for_itself),
        cmocka_unit_test(branches_of_a_choice_share_what_they_read),
        cmocka_unit_test(what_is_compared_is_kept_with_its_step_its_outcome_and_its_line),
        cmocka_unit_test(the_place_of_a_decision_tables_comparison_is_its_row),
        cmocka_unit_test(whole_numbers_are_told_aloud_alone),
        cmocka_unit_test(branches_of_a_choice_share_what_they_compared),
        cmocka_unit_test(changes_are_read_with_their_people_and_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
