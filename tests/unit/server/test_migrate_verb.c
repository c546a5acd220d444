/* The verb that brings running records under the rules in force (A53): what it tells of those that can't go
 * on under them. */
#include "fixture.h"
#include "server/verify.h"

static const char RULES[] =
    "flow \"sales.order\" { owner = \"sales\", prefix = \"ORD\", fallback = post \"company.head\", within = "
    "workdays(3),\n"
    "  form = { what = text {} },\n"
    "  route = function(r, set) return sequence { %s } end }\n";
static const char BEFORE[] = "approve \"head\" { by = head_of(r.department) }";
/* trying it out does not find it */
static const char FAILS[] =
    "approve \"boss\" { by = post \"company.head\", when = function(r, set) if #(r.what or "
    "\"\") == 4 then error(\"no such thing\") end return true end }";
static void rules(fixture_t *f, const char *steps) {
    char *text = NULL;
    if (asprintf(&text, RULES, steps) < 0) abort();
    fixture_rules(f, text);
    free(text);
    must(f->answer);
}

static void order(fixture_t *f, const char *what) {
    char record[32];
    must(ask(f,
             "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"sales.order\",\"fields\":{\"what\":\"%s\"}}",
             what));
    snprintf(record, sizeof record, "%s", text_at(f->answer, "record"));
    must(ask(f, "{\"verb\":\"submit\",\"as\":\"gao.min\",\"record\":\"%s\"}", record));
}

static size_t count(const fixture_t *f, const char *list) {
    return json_array_size(json_object_get(f->answer, list));
}

static void a_record_that_the_new_rules_cannot_plan_is_told_and_the_others_go_on_A53(void **state) {
    fixture_t f;
    (void)state;
    fixture_create(&f, NULL);
    fixture_people(&f);
    rules(&f, BEFORE);
    order(&f, "fail");
    order(&f, "something");
    rules(&f, FAILS);
    must(ask(&f, "{\"verb\":\"records.migrate\",\"reason\":\"new rules\"}"));
    assert_int_equal(count(&f, "migrated"), 1);
    assert_int_equal(count(&f, "refused"), 1);
    json_t *refused = json_array_get(json_object_get(f.answer, "refused"), 0);
    assert_string_equal(error_code(refused), "rule.runtime");
    assert_string_equal(text_at(json_object_get(json_object_get(refused, "diff"), "problem"), "code"),
                        "rule.runtime");
    fixture_end(&f);
}

static const char MEND[] =
    "open_record \"mend\" { flow = \"sales.mend\", within = workdays(5), fields = { what = \"a door\" } }";
static const char MENDED[] =
    "flow \"sales.mend\" { owner = \"sales\", prefix = \"MND\", within = workdays(3), "
    "fallback = post \"company.head\", form = { what = text {} }, "
    "route = function(r, set) return approve \"check\" { by = post "
    "\"company.head\" } end }\n";

static void with_mend(fixture_t *f, const char *steps) {
    char *one = NULL, *all = NULL;
    if (asprintf(&one, RULES, steps) < 0 || asprintf(&all, "%s%s", one, MENDED) < 0) abort();
    fixture_rules(f, all);
    free(one);
    free(all);
    must(f->answer);
}

static void no_difference(const fixture_t *f) {
    char path[128];
    verify_report_t report;
    diag_t d = {0};
    snprintf(path, sizeof path, "%s/countersign.db", f->folder);
    assert_int_equal(verify_store(path, &(store_options_t){0}, &(verify_options_t){0}, &report, &d), 0);
    assert_int_equal(report.differences, 0);
}

/* The record that it waits for knows the step under the number that it had. */
static void A53_what_waits_for_another_record_goes_on_waiting_for_it_and_the_two_agree(void **state) {
    fixture_t f;
    (void)state;
    fixture_create(&f, NULL);
    fixture_people(&f);
    with_mend(&f, MEND);
    order(&f, "something");
    char *steps = NULL;
    if (asprintf(&steps, "%s, %s", BEFORE, MEND) < 0) abort();
    with_mend(&f, steps);
    free(steps);
    must(ask(&f, "{\"verb\":\"records.migrate\",\"reason\":\"new rules\"}"));
    assert_int_equal(count(&f, "refused"), 0);
    no_difference(&f);
    must(ask(&f, "{\"verb\":\"approve\",\"as\":\"li.na\",\"record\":\"MND-2026-000001\"}"));
    must(ask(&f, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"ORD-2026-000001\"}"));
    must(ask(&f, "{\"verb\":\"show\",\"record\":\"ORD-2026-000001\"}"));
    assert_string_equal(text_at(f.answer, "state"), "finished");
    no_difference(&f);
    fixture_end(&f);
}

/* Its steps that count, and how they stand. */
static void stands(fixture_t *f, const char *expected) {
    size_t i;
    char found[128] = "";
    json_t *step;
    must(ask(f, "{\"verb\":\"show\",\"record\":\"ORD-2026-000001\"}"));
    const json_t *plans = json_object_get(f->answer, "plans");
    json_array_foreach(json_object_get(json_array_get(plans, json_array_size(plans) - 1), "steps"), i, step) {
        if (text_at(step, "name")[0] == '\0') continue;
        size_t used = strlen(found);
        snprintf(found + used, sizeof found - used, "%s %s, ", text_at(step, "name"), text_at(step, "state"));
    }
    assert_string_equal(found, expected);
}

static void A53_they_go_on_under_any_version_that_is_kept_not_only_the_one_in_force(void **state) {
    fixture_t f;
    char first[65], second[65];
    (void)state;
    fixture_create(&f, NULL);
    fixture_people(&f);
    rules(&f, BEFORE);
    snprintf(first, sizeof first, "%s", text_at(f.answer, "ruleset"));
    order(&f, "something");
    rules(&f,
          "approve \"head\" { by = head_of(r.department) }, approve \"boss\" { by = post \"company.head\" }");
    snprintf(second, sizeof second, "%s", text_at(f.answer, "ruleset"));
    rules(&f, "approve \"boss\" { by = post \"company.head\" }");
    must_refuse(ask(&f, "{\"verb\":\"records.migrate\",\"reason\":\"x\",\"ruleset\":\"00000000\"}"),
                "ruleset.unknown");
    must(ask(&f, "{\"verb\":\"records.migrate\",\"reason\":\"x\",\"ruleset\":\"%.12s\",\"preview\":true}",
             second));
    assert_int_equal(count(&f, "migrated"), 1);
    assert_string_equal(text_at(json_array_get(json_object_get(f.answer, "migrated"), 0), "to"), second);
    stands(&f, "head open, "); /* nothing is written */
    must(ask(&f, "{\"verb\":\"records.migrate\",\"reason\":\"x\",\"ruleset\":\"%.12s\"}", second));
    stands(&f, "head open, boss waiting, ");
    must(ask(&f, "{\"verb\":\"records.migrate\",\"reason\":\"x\",\"ruleset\":\"%s\"}", first)); /* and back */
    stands(&f, "head open, ");
    must(ask(&f, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"ORD-2026-000001\"}"));
    no_difference(&f);
    fixture_end(&f);
}

/* Why the step of that name in the first plan is left. */
static const char *left_in_the_first_plan(fixture_t *f, const char *name) {
    size_t i;
    json_t *step;
    must(ask(f, "{\"verb\":\"show\",\"record\":\"ORD-2026-000001\"}"));
    const json_t *plans = json_object_get(f->answer, "plans");
    json_array_foreach(json_object_get(json_array_get(plans, 0), "steps"), i, step) {
        if (strcmp(text_at(step, "name"), name) == 0) return text_at(step, "left_out");
    }
    return "";
}

static void
A53_what_waits_goes_on_where_the_new_plan_has_it_and_is_missing_only_where_it_has_not(void **state) {
    fixture_t f;
    (void)state;
    fixture_create(&f, NULL);
    fixture_people(&f);
    rules(&f,
          "approve \"head\" { by = head_of(r.department) }, approve \"boss\" { by = post \"company.head\" }, "
          "approve \"clerk\" { by = person \"gao.min\" }");
    order(&f, "something");
    rules(&f, "approve \"head\" { by = head_of(r.department) }, "
              "approve \"boss\" { by = post \"company.head\", within = workdays(1) }");
    must(ask(&f, "{\"verb\":\"records.migrate\",\"reason\":\"new rules\"}"));
    assert_string_equal(left_in_the_first_plan(&f, "head"), "goes_on");
    assert_string_equal(left_in_the_first_plan(&f, "boss"), "goes_on"); /* nobody was asked it yet */
    assert_string_equal(left_in_the_first_plan(&f, "clerk"), "migrated");
    fixture_end(&f);
}

static const char CALLS[] =
    "approve \"head\" { by = head_of(r.department), overdue = ladder { "
    "{ after = workhours(1), call = function(r, set, task) return remind(assignee) end } } }";

static void A53_a_dry_run_says_which_function_of_an_open_steps_ladder_the_new_rules_have_not(void **state) {
    fixture_t f;
    (void)state;
    fixture_create(&f, NULL);
    fixture_people(&f);
    rules(&f, CALLS);
    order(&f, "something");
    rules(&f, BEFORE);
    must(ask(&f, "{\"verb\":\"records.migrate\",\"reason\":\"new rules\",\"preview\":true}"));
    assert_int_equal(count(&f, "refused"), 1);
    json_t *refused = json_array_get(json_object_get(f.answer, "refused"), 0);
    assert_string_equal(error_code(refused), "migrate.function");
    char *again = NULL; /* with the function where it was */
    if (asprintf(&again, "%s, approve \"boss\" { by = post \"company.head\" }", CALLS) < 0) abort();
    rules(&f, again);
    free(again);
    must(ask(&f, "{\"verb\":\"records.migrate\",\"reason\":\"new rules\"}"));
    assert_int_equal(count(&f, "refused"), 0);
    fixture_end(&f);
}

static void A53_what_the_new_rules_say_of_the_risk_and_ask_for_it_is_told(void **state) {
    fixture_t f;
    (void)state;
    fixture_create(&f, NULL);
    fixture_people(&f);
    rules(&f, BEFORE);
    order(&f, "something");
    fixture_rules(
        &f, "flow \"sales.order\" { owner = \"sales\", prefix = \"ORD\", fallback = post \"company.head\", "
            "within = workdays(3), form = { what = text {} },\n"
            "  risk = function(r) return \"high\", \"always\", response_plan { by = initiator, "
            "within = workdays(1), check = post \"company.head\", check_within = workdays(1) } end,\n"
            "  route = function(r, set) return approve \"head\" { by = head_of(r.department) } end }\n");
    must(f.answer);
    must(ask(&f, "{\"verb\":\"records.migrate\",\"reason\":\"new rules\",\"preview\":true}"));
    const json_t *one = json_array_get(json_object_get(f.answer, "migrated"), 0);
    assert_string_equal(text_at(json_object_get(one, "risk"), "after"), "high");
    assert_string_equal(json_string_value(json_array_get(json_object_get(one, "asked"), 0)), "response");
    fixture_end(&f);
}

static void A53_suspended_records_are_among_them(void **state) {
    fixture_t f;
    (void)state;
    fixture_create(&f, NULL);
    fixture_people(&f);
    rules(&f, BEFORE);
    order(&f, "something");
    f.caller.uid = 12345; /* the store's owner, who is nobody of the directory */
    must(ask(&f, "{\"verb\":\"suspend\",\"record\":\"ORD-2026-000001\",\"reason\":\"wait\"}"));
    rules(&f,
          "approve \"head\" { by = head_of(r.department) }, approve \"boss\" { by = post \"company.head\" }");
    must(ask(&f, "{\"verb\":\"records.migrate\",\"reason\":\"new rules\"}"));
    assert_int_equal(count(&f, "migrated"), 1);
    must(ask(&f, "{\"verb\":\"resume\",\"record\":\"ORD-2026-000001\",\"reason\":\"go on\"}"));
    must(ask(&f, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"ORD-2026-000001\"}"));
    must(ask(&f, "{\"verb\":\"approve\",\"as\":\"li.na\",\"record\":\"ORD-2026-000001\"}"));
    no_difference(&f);
    fixture_end(&f);
}

/* As of jump, cancel, resume: what the owner enters for somebody is done by the right of that one. */
static void
A53_entered_for_somebody_it_is_their_right_that_counts_and_the_history_says_who_acted(void **state) {
    fixture_t f;
    (void)state;
    fixture_create(&f, NULL);
    fixture_people(&f);
    must(ask(&f, "{\"verb\":\"people.import\",\"table\":\"roles\",\"rows\":["
                 "{\"role\":\"administrator\",\"person\":\"li.na\"}]}"));
    rules(&f, BEFORE);
    order(&f, "something");
    rules(&f, "approve \"boss\" { by = post \"company.head\" }");
    must_refuse(ask(&f, "{\"verb\":\"records.migrate\",\"reason\":\"x\",\"as\":\"gao.min\"}"),
                "actor.not_administrator");
    must_refuse(
        ask(&f, "{\"verb\":\"records.migrate\",\"reason\":\"x\",\"as\":\"gao.min\",\"preview\":true}"),
        "actor.not_administrator");
    must_refuse(ask(&f,
                    "{\"verb\":\"people.leaver\",\"person\":\"chen.wei\",\"to\":\"gao.min\",\"reason\":\"x\","
                    "\"as\":\"gao.min\"}"),
                "actor.not_administrator");
    must_refuse(ask(&f, "{\"verb\":\"stand_in\",\"principal\":\"li.na\",\"person\":\"chen.wei\","
                        "\"until\":\"2026-03-12\",\"as\":\"gao.min\"}"),
                "actor.not_administrator");
    stands(&f, "head open, ");
    must(ask(&f, "{\"verb\":\"records.migrate\",\"reason\":\"x\",\"as\":\"li.na\"}"));
    assert_int_equal(count(&f, "migrated"), 1);
    must(ask(&f, "{\"verb\":\"history\",\"record\":\"ORD-2026-000001\"}"));
    size_t i, found = 0;
    json_t *event;
    json_array_foreach(json_object_get(f.answer, "events"), i, event) {
        if (strcmp(text_at(event, "kind"), "record.migrated") != 0) continue;
        const json_t *actor = json_object_get(event, "actor");
        assert_string_equal(text_at(json_object_get(actor, "person"), "handle"), "li.na");
        assert_string_equal(text_at(actor, "auth"), "entered_by");
        found++;
    }
    assert_int_equal(found, 1);
    fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_that_the_new_rules_cannot_plan_is_told_and_the_others_go_on_A53),
        cmocka_unit_test(A53_what_waits_for_another_record_goes_on_waiting_for_it_and_the_two_agree),
        cmocka_unit_test(
            A53_entered_for_somebody_it_is_their_right_that_counts_and_the_history_says_who_acted),
        cmocka_unit_test(
            A53_what_waits_goes_on_where_the_new_plan_has_it_and_is_missing_only_where_it_has_not),
        cmocka_unit_test(A53_a_dry_run_says_which_function_of_an_open_steps_ladder_the_new_rules_have_not),
        cmocka_unit_test(A53_what_the_new_rules_say_of_the_risk_and_ask_for_it_is_told),
        cmocka_unit_test(A53_suspended_records_are_among_them),
        cmocka_unit_test(A53_they_go_on_under_any_version_that_is_kept_not_only_the_one_in_force),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
