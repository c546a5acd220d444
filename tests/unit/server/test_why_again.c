/* why and what_if after an adjustment (P2.3.3) and after a change of a finished record (A46), through the
 * API: what is asked again is explained by the values before and after and by the threshold between them;
 * what-if begins with the values as they stand. */
#include "unit/server/fixture.h"

static fixture_t f;

/* Over 500 the director approves too, from 2,000 the board; from 1,000 the work is inspected. */
static const char RULES[] =
    "local levels = decision \"levels\" {\n"                                          /* 1 */
    "  hit = \"first\", inputs = { \"amount\" }, outputs = { \"top\" },\n"            /* 2 */
    "  rows = {\n"                                                                    /* 3 */
    "    { at_least \"2000 EUR\", \"board\", because = \"two thousand or more\" },\n" /* 4 */
    "    { any_value, \"head\" },\n"                                                  /* 5 */
    "  },\n"                                                                          /* 6 */
    "}\n"                                                                             /* 7 */
    "flow \"sales.purchase\" {\n"                                                     /* 8 */
    "  title = { en = \"Purchase\", zh = \"采购\" }, owner = \"sales\", clause = \"T1\", prefix = \"PUR\",\n"
    "  fallback = post \"company.head\",\n" /* 10 */
    "  form = {\n"                          /* 11 */
    "    amount = money { currency = \"EUR\", required = true, label = { en = \"Amount\", zh = \"金额\" } "
    "},\n"
    "    pieces = number {}, what = text {},\n"                                          /* 13 */
    "  },\n"                                                                             /* 14 */
    "  settings = { director_above = amount \"500 EUR\" },\n"                            /* 15 */
    "  changes = { amount = {} },\n"                                                     /* 16 */
    "  stages = {\n"                                                                     /* 17 */
    "    approval = function(r, set)\n"                                                  /* 18 */
    "      local top, why = levels { amount = r.amount }\n"                              /* 19 */
    "      return sequence {\n"                                                          /* 20 */
    "        approve \"plain\" { by = head_of(r.department), within = workdays(1) },\n"  /* 21 */
    "        approve \"director\" { by = post \"company.head\", within = workdays(2),\n" /* 22 */
    "          when = r.amount > set.director_above, because = \"over the director's threshold\" },\n"
    "        approve \"board\" { by = post \"company.head\", within = workdays(2),\n"                /* 24 */
    "          when = top == \"board\", because = why },\n"                                          /* 25 */
    "        approve \"many\" { by = post \"company.head\", within = workdays(2),\n"                 /* 26 */
    "          when = (r.pieces or 0) > 10, because = \"many pieces\" },\n"                          /* 27 */
    "      }\n"                                                                                      /* 28 */
    "    end,\n"                                                                                     /* 29 */
    "    execution = function(r, set)\n"                                                             /* 30 */
    "      return sequence {\n"                                                                      /* 31 */
    "        act \"carry-out\" { by = initiator, within = workdays(9) },\n"                          /* 32 */
    "        act \"inspect\" { by = head_of(r.department), within = workdays(2),\n"                  /* 33 */
    "          when = r.amount >= amount \"1000 EUR\", because = \"dear things are inspected\" },\n" /* 34 */
    "      }\n"                                                                                      /* 35 */
    "    end,\n"                                                                                     /* 36 */
    "  },\n"                                                                                         /* 37 */
    "}\n";

static int begin(void **state) {
    (void)state;
    fixture_create(&f, NULL);
    fixture_people(&f);
    fixture_rules(&f, RULES);
    must(f.answer);
    reader_refresh(&f.reader);
    return 0;
}

static int end(void **state) {
    (void)state;
    fixture_end(&f);
    return 0;
}

static void minutes_later(int64_t minutes) {
    atomic_store(&f.now, atomic_load(&f.now) + minutes * (int64_t)MS_MINUTE);
}

static void decide_as(const char *who, const char *verb, const char *number, const char *step) {
    minutes_later(10);
    must(ask(&f, "{\"verb\":\"%s\",\"as\":\"%s\",\"record\":\"%s\",\"step\":\"%s\"}", verb, who, number,
             step));
}

static void deviate(const char *number, const char *fields) {
    minutes_later(10);
    must(ask(&f,
             "{\"verb\":\"deviate\",\"as\":\"gao.min\",\"record\":\"%s\",\"text\":\"It is dearer.\","
             "\"fields\":{%s}}",
             number, fields));
}

/* Filed at 400, approved by the head, and being carried out. */
static void carried_out(char n[32]) {
    file_purchase(&f, "400", n);
    decide_as("chen.wei", "approve", n, "plain");
}

static void adjusted(char n[32], const char *fields) {
    carried_out(n);
    deviate(n, fields);
    decide_as("chen.wei", "approve", n, "deviation");
}

static const json_t *why(const char *number, const char *step) {
    must(ask(&f, "{\"verb\":\"why\",\"as\":\"gao.min\",\"record\":\"%s\",\"step\":\"%s\"}", number, step));
    return f.answer;
}

static const json_t *again(const char *number, const char *step) {
    return json_object_get(why(number, step), "again");
}

static const json_t *at(const json_t *list, size_t i) {
    return json_array_get(list, i);
}

static long long int_at(const json_t *o, const char *name) {
    return (long long)json_integer_value(json_object_get(o, name));
}

static const json_t *fact(const json_t *answer, const char *path) {
    size_t i;
    json_t *one;
    json_array_foreach(json_object_get(answer, "facts"), i,
                       one) if (strcmp(text_at(one, "path"), path) == 0) return one;
    return NULL;
}

static void assert_crossed(const json_t *a, size_t count, const char *before, const char *after,
                           const char *against, int line) {
    const json_t *crossed = json_object_get(a, "crossed"), *one = at(crossed, 0);
    assert_int_equal(json_array_size(crossed), count);
    if (count == 0) return;
    assert_string_equal(text_at(one, "before"), before);
    assert_string_equal(text_at(one, "after"), after);
    assert_string_equal(text_at(one, "against"), against);
    assert_string_equal(text_at(one, "file"), "sales/purchase.lua");
    assert_int_equal(int_at(one, "line"), line);
}

/* ---- why ---- */

static void
P2_3_3_an_approval_asked_again_is_explained_by_the_values_and_the_threshold_between(void **state) {
    (void)state;
    char n[32];
    adjusted(n, "\"amount\":\"900\"");
    const json_t *a = again(n, "director"), *field = at(json_object_get(a, "fields"), 0);
    assert_string_equal(text_at(a, "cause"), "deviation");
    assert_string_equal(text_at(a, "because"), "needed");
    assert_string_equal(text_at(a, "stage"), "approval");
    assert_true(json_is_false(json_object_get(a, "drifted")));
    assert_string_equal(text_at(field, "name"), "amount");
    assert_string_equal(text_at(field, "before"), "400.00 EUR");
    assert_string_equal(text_at(field, "after"), "900.00 EUR");
    assert_true(json_is_false(json_object_get(json_object_get(a, "before"), "needed")));
    assert_crossed(a, 1, "400.00 EUR", "900.00 EUR", "500.00 EUR", 23);
    const json_t *crossed = at(json_object_get(a, "crossed"), 0), *rule = json_object_get(f.answer, "rule");
    assert_string_equal(text_at(crossed, "setting"), "director_above");
    assert_non_null(strstr(text_at(crossed, "text"), "when = r.amount > set.director_above"));
    assert_int_equal(int_at(rule, "line"), 22);
    assert_string_equal(text_at(json_object_get(rule, "because"), "en"), "over the director's threshold");
}

static void P2_3_3_its_facts_are_those_of_the_approval_not_of_the_stage_at_hand(void **state) {
    (void)state;
    char n[32];
    adjusted(n, "\"amount\":\"900\"");
    const json_t *a = why(n, "director");
    assert_string_equal(text_at(json_object_get(a, "planned"), "kind"), "plan.added");
    assert_string_equal(text_at(fact(a, "amount"), "text"), "900.00 EUR");
    assert_string_equal(text_at(fact(a, "amount"), "before"), "400.00 EUR");
    assert_string_equal(text_at(fact(a, "set.director_above"), "text"), "500.00 EUR");
    assert_null(json_object_get(fact(a, "set.director_above"), "before"));
    assert_null(fact(why(n, "carry-out"), "set.director_above"));
}

static void P2_3_3_a_threshold_of_a_decision_table_is_told_by_its_row(void **state) {
    (void)state;
    char n[32];
    adjusted(n, "\"amount\":\"2000\"");
    const json_t *a = again(n, "board");
    assert_string_equal(text_at(a, "because"), "needed");
    assert_crossed(a, 1, "400.00 EUR", "2000.00 EUR", "2000.00 EUR", 4);
    assert_non_null(strstr(text_at(at(json_object_get(a, "crossed"), 0), "text"), "two thousand or more"));
    assert_string_equal(text_at(json_object_get(json_object_get(f.answer, "rule"), "because"), "en"),
                        "two thousand or more");
    /* The director's own is told of the director alone, the table's of both: it was read for every step. */
    a = again(n, "director");
    assert_int_equal(json_array_size(json_object_get(a, "crossed")), 2);
}

static void P2_3_3_a_threshold_of_whole_numbers_is_told_too(void **state) {
    (void)state;
    char n[32];
    file_purchase(&f, "400", n);
    decide_as("chen.wei", "approve", n, "plain");
    deviate(n, "\"pieces\":\"7\"");
    decide_as("chen.wei", "approve", n, "deviation");
    deviate(n, "\"pieces\":\"11\"");
    decide_as("chen.wei", "approve", n, "deviation.2");
    const json_t *a = again(n, "many");
    assert_string_equal(text_at(at(json_object_get(a, "fields"), 0), "before"), "7");
    assert_crossed(a, 1, "7", "11", "10", 27);
}

static void P2_3_3_who_agreed_to_what_has_changed_is_asked_again_for_that_reason(void **state) {
    (void)state;
    char n[32];
    file_purchase(&f, "600", n);
    decide_as("chen.wei", "approve", n, "plain");
    decide_as("li.na", "approve", n, "director");
    deviate(n, "\"amount\":\"700\"");
    decide_as("chen.wei", "approve", n, "deviation");
    const json_t *a = again(n, "director");
    assert_string_equal(text_at(a, "because"), "reads");
    assert_string_equal(json_string_value(at(json_object_get(a, "reads"), 0)), "amount");
    assert_true(json_is_true(json_object_get(json_object_get(a, "before"), "needed")));
    assert_crossed(a, 0, NULL, NULL, NULL, 0);
}

static void P2_3_3_a_plan_made_anew_tells_what_brought_its_step(void **state) {
    (void)state;
    char n[32];
    adjusted(n, "\"amount\":\"1000\"");
    const json_t *a = again(n, "inspect");
    assert_string_equal(text_at(a, "cause"), "replanned");
    assert_string_equal(text_at(a, "because"), "needed");
    assert_crossed(a, 1, "400.00 EUR", "1000.00 EUR", "1000.00 EUR", 34);
    assert_string_equal(text_at(json_object_get(f.answer, "deviation"), "text"), "It is dearer.");
    assert_true(json_is_null(again(n, "carry-out")));
}

static void P2_3_3_a_later_adjustment_is_compared_with_the_one_before(void **state) {
    (void)state;
    char n[32];
    adjusted(n, "\"amount\":\"600\"");
    decide_as("chen.wei", "approve", n, "plain");
    decide_as("li.na", "approve", n, "director");
    deviate(n, "\"amount\":\"2500\"");
    decide_as("chen.wei", "approve", n, "deviation.2");
    const json_t *a = again(n, "board");
    assert_string_equal(text_at(at(json_object_get(a, "fields"), 0), "before"), "600.00 EUR");
    assert_crossed(a, 1, "600.00 EUR", "2500.00 EUR", "2000.00 EUR", 4);
}

static void A46_after_a_change_of_what_is_finished_it_is_the_same(void **state) {
    (void)state;
    char n[32];
    carried_out(n);
    decide_as("gao.min", "done", n, "carry-out");
    minutes_later(10);
    must(ask(&f,
             "{\"verb\":\"change\",\"as\":\"gao.min\",\"record\":\"%s\",\"fields\":{\"amount\":\"900\"},"
             "\"reason\":\"It was dearer.\"}",
             n));
    const json_t *a = again(n, "director");
    assert_string_equal(text_at(a, "cause"), "change");
    assert_string_equal(text_at(a, "because"), "needed");
    assert_string_equal(text_at(at(json_object_get(a, "fields"), 0), "before"), "400.00 EUR");
    assert_crossed(a, 1, "400.00 EUR", "900.00 EUR", "500.00 EUR", 23);
    assert_string_equal(text_at(fact(f.answer, "amount"), "before"), "400.00 EUR");
}

static void A71_of_a_hidden_field_neither_values_nor_the_threshold_are_told(void **state) {
    (void)state;
    static const char SENTENCE[] = "because = \"over the director's threshold\"";
    char n[32], rules[sizeof RULES + 64];
    const char *after = strstr(RULES, SENTENCE) + strlen(SENTENCE);
    snprintf(rules, sizeof rules, "%.*s, fields = { amount = \"hidden\" }%s", (int)(after - RULES), RULES,
             after);
    fixture_rules(&f, rules);
    must(f.answer);
    reader_refresh(&f.reader);
    adjusted(n, "\"amount\":\"900\"");
    decide_as("chen.wei", "approve", n, "plain");
    assert_crossed(again(n, "director"), 1, "400.00 EUR", "900.00 EUR", "500.00 EUR", 23);
    must(ask(&f, "{\"verb\":\"why\",\"as\":\"li.na\",\"record\":\"%s\",\"step\":\"director\"}", n));
    const json_t *a = json_object_get(f.answer, "again");
    assert_string_equal(text_at(a, "because"), "needed");
    assert_crossed(a, 0, NULL, NULL, NULL, 0);
    assert_int_equal(json_array_size(json_object_get(a, "fields")), 0);
    assert_int_equal(json_array_size(json_object_get(a, "reads")), 0);
    char *all = json_dumps(f.answer, 0);
    assert_null(strstr(all, "900.00"));
    assert_null(strstr(all, "400.00"));
    free(all);
}

static void a_step_that_no_change_brought_has_nothing_of_that(void **state) {
    (void)state;
    char n[32];
    adjusted(n, "\"what\":\"a lamp\"");
    assert_true(json_is_null(again(n, "plain")));
    assert_true(json_is_null(again(n, "director")));
    assert_true(json_is_null(again(n, "deviation")));
}

static void A52_what_an_exception_owes_has_the_facts_of_the_step_that_it_skipped(void **state) {
    (void)state;
    char n[32];
    file_purchase(&f, "900", n);
    must(ask(&f, "{\"verb\":\"people.import\",\"tables\":{\"roles\":["
                 "{\"role\":\"administrator\",\"person\":\"yu.ran\"}]}}"));
    reader_refresh(&f.reader);
    must(ask(&f,
             "{\"verb\":\"exception\",\"as\":\"yu.ran\",\"record\":\"%s\",\"step\":\"director\",\"reason\":"
             "\"she is away\"}",
             n));
    const json_t *a = why(n, "director.owed");
    assert_string_equal(text_at(json_object_get(a, "planned"), "kind"), "step.excepted");
    assert_string_equal(text_at(fact(a, "amount"), "text"), "900.00 EUR");
}

static void A25_a_signer_was_not_planned_by_what_the_stage_read(void **state) {
    (void)state;
    char n[32];
    file_purchase(&f, "900", n);
    must(ask(&f,
             "{\"verb\":\"add_signer\",\"as\":\"chen.wei\",\"record\":\"%s\",\"person\":\"li.na\","
             "\"where\":\"after\"}",
             n));
    const json_t *a = why(n, "plain.after");
    assert_string_equal(text_at(json_object_get(a, "planned"), "kind"), "plan.grown");
    assert_int_equal(json_array_size(json_object_get(a, "facts")), 0);
}

/* ---- what if ---- */

static const json_t *what_if(const char *number, const char *fields, const char *from) {
    must(ask(&f, "{\"verb\":\"what_if\",\"as\":\"gao.min\",\"record\":\"%s\",\"fields\":{%s}%s}", number,
             fields, from));
    return f.answer;
}

static const json_t *step_change(const json_t *answer, size_t stage, size_t i) {
    return at(json_object_get(at(json_object_get(answer, "stages"), stage), "steps"), i);
}

static void P2_3_3_what_if_begins_with_the_values_as_they_stand(void **state) {
    (void)state;
    char n[32];
    adjusted(n, "\"amount\":\"900\"");
    const json_t *a = what_if(n, "\"amount\":\"450\"", ""), *from = json_object_get(a, "from"),
                 *change = at(json_object_get(a, "changes"), 0);
    assert_string_equal(text_at(from, "values"), "now");
    assert_string_equal(text_at(from, "event"), "record.adjusted");
    assert_string_equal(text_at(from, "at"), "2026-03-02T09:30:00Z");
    assert_string_equal(text_at(change, "before"), "900.00 EUR");
    const json_t *step = step_change(a, 0, 0);
    assert_string_equal(text_at(step, "change"), "gone");
    assert_string_equal(text_at(json_object_get(step, "step"), "name"), "director");
    assert_true(json_is_false(json_object_get(at(json_object_get(a, "stages"), 0), "drifted")));
    const json_t *axis = at(json_object_get(a, "nearest"), 0);
    assert_string_equal(text_at(axis, "value"), "900.00 EUR");
    assert_string_equal(text_at(json_object_get(axis, "below"), "value"), "500.00 EUR");
    assert_string_equal(text_at(json_object_get(axis, "above"), "value"), "1000.00 EUR");
}

static void P2_3_3_asked_for_it_begins_with_those_of_the_first_submission(void **state) {
    (void)state;
    char n[32];
    adjusted(n, "\"amount\":\"900\"");
    const json_t *a = what_if(n, "\"amount\":\"600\"", ",\"from\":\"submission\""),
                 *from = json_object_get(a, "from");
    assert_string_equal(text_at(from, "values"), "submission");
    assert_string_equal(text_at(from, "event"), "record.submitted");
    assert_string_equal(text_at(at(json_object_get(a, "changes"), 0), "before"), "400.00 EUR");
    assert_string_equal(text_at(step_change(a, 0, 0), "change"), "added");
    assert_string_equal(text_at(json_object_get(at(json_object_get(a, "nearest"), 0), "above"), "value") !=
                                NULL
                            ? text_at(json_object_get(at(json_object_get(a, "nearest"), 0), "above"), "value")
                            : "",
                        "500.01 EUR");
}

static void P2_3_3_an_adjustment_that_was_not_approved_leaves_the_values_of_before(void **state) {
    (void)state;
    char n[32];
    adjusted(n, "\"amount\":\"900\"");
    decide_as("chen.wei", "approve", n, "plain");
    minutes_later(10);
    must(ask(
        &f,
        "{\"verb\":\"refuse\",\"as\":\"li.na\",\"record\":\"%s\",\"step\":\"director\",\"reason\":\"No.\"}",
        n));
    const json_t *a = what_if(n, "\"amount\":\"600\"", "");
    assert_string_equal(text_at(json_object_get(a, "from"), "event"), "record.adjustment_dropped");
    assert_string_equal(text_at(at(json_object_get(a, "changes"), 0), "before"), "400.00 EUR");
    assert_string_equal(text_at(step_change(a, 0, 0), "change"), "added");
}

static void values_that_nobody_has_changed_are_those_of_the_submission(void **state) {
    (void)state;
    char n[32];
    file_purchase(&f, "400", n);
    minutes_later(60);
    const json_t *from = json_object_get(what_if(n, "", ""), "from");
    assert_string_equal(text_at(from, "event"), "record.submitted");
    assert_string_equal(text_at(from, "at"), "2026-03-02T09:00:00Z");
}

static void other_values_to_begin_with_are_refused_by_name(void **state) {
    (void)state;
    char n[32], draft[32];
    file_purchase(&f, "400", n);
    must_refuse(ask(&f, "{\"verb\":\"what_if\",\"record\":\"%s\",\"from\":\"then\"}", n), "api.value");
    must(ask(&f, "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"sales.purchase\",\"fields\":{}}"));
    snprintf(draft, sizeof draft, "%s", text_at(f.answer, "record"));
    must_refuse(
        ask(&f, "{\"verb\":\"what_if\",\"as\":\"gao.min\",\"record\":\"%s\",\"from\":\"submission\"}", draft),
        "what_if.not_submitted");
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(P2_3_3_an_approval_asked_again_is_explained_by_the_values_and_the_threshold_between),
        TEST(P2_3_3_its_facts_are_those_of_the_approval_not_of_the_stage_at_hand),
        TEST(P2_3_3_a_threshold_of_a_decision_table_is_told_by_its_row),
        TEST(P2_3_3_a_threshold_of_whole_numbers_is_told_too),
        TEST(P2_3_3_who_agreed_to_what_has_changed_is_asked_again_for_that_reason),
        TEST(P2_3_3_a_plan_made_anew_tells_what_brought_its_step),
        TEST(P2_3_3_a_later_adjustment_is_compared_with_the_one_before),
        TEST(A46_after_a_change_of_what_is_finished_it_is_the_same),
        TEST(A71_of_a_hidden_field_neither_values_nor_the_threshold_are_told),
        TEST(a_step_that_no_change_brought_has_nothing_of_that),
        TEST(A52_what_an_exception_owes_has_the_facts_of_the_step_that_it_skipped),
        TEST(A25_a_signer_was_not_planned_by_what_the_stage_read),
        TEST(P2_3_3_what_if_begins_with_the_values_as_they_stand),
        TEST(P2_3_3_asked_for_it_begins_with_those_of_the_first_submission),
        TEST(P2_3_3_an_adjustment_that_was_not_approved_leaves_the_values_of_before),
        TEST(values_that_nobody_has_changed_are_those_of_the_submission),
        TEST(other_values_to_begin_with_are_refused_by_name),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
