/* What the API shows, and to whom: records, their history, previews that write nothing. */
#include "answering.h"

/* ---- who may see what */

static void a_record_is_shown_to_those_who_have_to_do_with_it(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "26.85", number);
    must(ask(&f,
             "{\"verb\":\"people.import\",\"table\":\"persons\",\"rows\":["
             "{\"handle\":\"chen.wei\",\"name\":\"Chen Wei (demo)\",\"department\":\"sales\",\"uid\":40001},"
             "{\"handle\":\"li.na\",\"name\":\"Li Na (demo)\",\"department\":\"company\",\"uid\":40002}]}"));
    f.caller = (caller_t){.uid = 40001, .owner = false}; /* holds a task */
    must(ask(&f, "{\"verb\":\"show\",\"record\":\"%s\"}", number));
    f.caller.uid = 40002; /* heads the department above */
    must(ask(&f, "{\"verb\":\"show\",\"record\":\"%s\"}", number));
    f.caller.uid = (int64_t)getuid(); /* filed it */
    must(ask(&f, "{\"verb\":\"history\",\"record\":\"%s\"}", number));
    f.caller.uid = 54321; /* in another department */
    must_refuse(ask(&f, "{\"verb\":\"show\",\"record\":\"%s\"}", number), "store.not_found");
    must_refuse(ask(&f, "{\"verb\":\"history\",\"record\":\"%s\"}", number), "store.not_found");
    must_refuse(ask(&f, "{\"verb\":\"simulate\",\"record\":\"%s\",\"until\":\"2027-01-01\"}", number),
                "store.not_found");
    must_refuse(ask(&f, "{\"verb\":\"tasks\",\"person\":\"chen.wei\"}"), "actor.not_administrator");
    must_refuse(ask(&f, "{\"verb\":\"history\",\"record\":\"0\"}"), "actor.not_administrator");
    must(ask(&f, "{\"verb\":\"records\"}"));
    assert_int_equal(count_of(f.answer, "records"), 0);
    must_refuse(ask(&f, "{\"verb\":\"records\",\"initiator\":\"gao.min\"}"), "actor.not_administrator");
    fixture_end(&f);
}

static void the_role_of_administrator_opens_what_the_owner_may(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "26.85", number);
    f.caller = (caller_t){.uid = 54321, .owner = false};
    must_refuse(ask(&f, "{\"verb\":\"outbox\"}"), "actor.not_administrator");
    must_refuse(ask(&f, "{\"verb\":\"rules.rollback\"}"), "actor.not_administrator");
    f.caller.owner = true;
    must(ask(&f, "{\"verb\":\"people.import\",\"table\":\"roles\",\"rows\":["
                 "{\"role\":\"administrator\",\"person\":\"yu.ran\"}]}"));
    f.caller.owner = false;
    must(ask(&f, "{\"verb\":\"outbox\"}"));
    must(ask(&f, "{\"verb\":\"show\",\"record\":\"%s\"}", number));
    must_refuse(ask(&f, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"%s\"}", number),
                "actor.not_owner");
    fixture_end(&f);
}

static void records_are_listed_newest_first_in_pages(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    for (int i = 0; i < 5; i++)
        file_purchase(&f, "10", number);
    must(ask(&f, "{\"verb\":\"records\",\"state\":\"open\",\"limit\":2}"));
    assert_string_equal(text_at(first(f.answer, "records"), "number"), "PUR-2026-000005");
    char next[32];
    snprintf(next, sizeof next, "%s", text_at(f.answer, "next"));
    must(ask(&f, "{\"verb\":\"records\",\"state\":\"open\",\"limit\":2,\"after\":\"%s\"}", next));
    assert_string_equal(text_at(first(f.answer, "records"), "number"), "PUR-2026-000003");
    must(ask(&f, "{\"verb\":\"records\",\"state\":\"finished\"}"));
    assert_int_equal(count_of(f.answer, "records"), 0);
    must_refuse(ask(&f, "{\"verb\":\"records\",\"state\":\"lost\"}"), "api.value");
    must_refuse(ask(&f, "{\"verb\":\"records\",\"limit\":0}"), "api.value");
    must_refuse(ask(&f, "{\"verb\":\"records\",\"limit\":1001}"), "api.value");
    fixture_end(&f);
}

/* ---- reading a record */

static void history_says_why_a_step_is_there(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "600", number);
    must(ask(&f, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"%s\"}", number));
    must(ask(&f, "{\"verb\":\"history\",\"record\":\"%s\"}", number));
    json_t *events = json_object_get(f.answer, "events"), *why = NULL;
    for (size_t i = 0; i < json_array_size(events); i++) {
        json_t *e = json_array_get(events, i);
        assert_int_equal(json_integer_value(json_object_get(e, "seq")), i + 1);
        assert_int_equal(strlen(text_at(e, "hash")), 64);
        if (strcmp(text_at(e, "kind"), "task.opened") == 0 &&
            strcmp(text_at(json_object_get(e, "step"), "name"), "director") == 0)
            why = json_object_get(json_object_get(e, "step"), "why");
    }
    assert_non_null(why);
    assert_string_equal(text_at(why, "file"), "sales/purchase.lua");
    assert_string_equal(text_at(json_object_get(why, "because"), "en"), "over the director's threshold");
    assert_int_equal(json_integer_value(json_object_get(why, "line")), 13);
    fixture_end(&f);
}

static void show_tells_plan_people_clock_and_facts(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "26.85", number);
    atomic_store(&f.now, FIXTURE_START + 2 * (int64_t)MS_DAY);
    must(ask(&f, "{\"verb\":\"show\",\"record\":\"%s\"}", number));
    json_t *plan = first(f.answer, "plans"), *steps = json_object_get(plan, "steps");
    const char *left_out = NULL;
    for (size_t i = 0; i < json_array_size(steps); i++)
        if (strcmp(text_at(json_array_get(steps, i), "name"), "director") == 0)
            left_out = text_at(json_array_get(steps, i), "state");
    assert_string_equal(left_out, step_state_word(STEP_LEFT_OUT));
    assert_true(json_array_size(json_object_get(plan, "facts")) > 0);
    json_t *task = first(f.answer, "tasks"), *clock = json_object_get(task, "clock");
    assert_string_equal(handle_at(task, "person"), "chen.wei");
    assert_string_equal(text_at(clock, "due_at"), "2026-03-03T17:00:00Z");
    assert_true(json_is_true(json_object_get(clock, "overdue")));
    assert_string_equal(text_at(clock, "rung"), "1");
    fixture_end(&f);
}

/* ---- previews */

static int64_t events_in(fixture_t *f) {
    must(ask(f, "{\"verb\":\"status\"}"));
    return json_integer_value(json_object_get(json_object_get(f->answer, "counts"), "records"));
}

static void the_route_is_shown_before_submitting_and_nothing_is_written(void **state) {
    (void)state;
    fixture_t f;
    fixture_begin(&f, NULL);
    int64_t before = events_in(&f);
    must(ask(&f, "{\"verb\":\"plan\",\"flow\":\"sales.purchase\",\"fields\":{\"amount\":\"600\"}}"));
    json_t *steps = json_object_get(first(f.answer, "stages"), "steps"), *head = NULL, *director = NULL;
    for (size_t i = 0; i < json_array_size(steps); i++) {
        json_t *step = json_array_get(steps, i);
        if (strcmp(text_at(step, "name"), "head") == 0) head = step;
        if (strcmp(text_at(step, "name"), "director") == 0) director = step;
    }
    assert_string_equal(handle_at(first(head, "people"), "person"), "chen.wei");
    assert_string_equal(text_at(head, "due_at"), "2026-03-03T17:00:00Z");
    assert_string_equal(handle_at(first(director, "people"), "person"), "li.na");
    assert_string_equal(text_at(director, "starts_at"), "2026-03-03T17:00:00Z");
    assert_string_equal(text_at(director, "due_at"), "2026-03-05T17:00:00Z");
    assert_string_equal(text_at(f.answer, "expected_end"), "2026-03-05T17:00:00Z");
    assert_int_equal(events_in(&f), before);
    char number[32];
    file_purchase(&f, "1", number); /* no number was used up */
    assert_string_equal(number, "PUR-2026-000001");
    must_refuse(ask(&f, "{\"verb\":\"plan\",\"flow\":\"sales.purchase\"}"), "form.invalid");
    must_refuse(ask(&f, "{\"verb\":\"plan\",\"flow\":\"sales.purchases\"}"), "flow.unknown");
    fixture_end(&f);
}

static bool has_step(const json_t *object, const char *name) {
    size_t i;
    json_t *step;
    json_array_foreach(json_object_get(object, "steps"), i, step) {
        if (strcmp(text_at(step, "name"), name) == 0) return true;
    }
    return false;
}

/* Of a flow that says `latest` the next round goes by the rules in force, and so do what is expected of it
 * and what the submission would do. */
static void A22_A41_a_preview_of_the_next_round_goes_by_the_rules_that_it_will_have(void **state) {
    static const char RULES[] = "flow \"sales.order\" { owner = \"sales\", prefix = \"ORD\", fallback = post "
                                "\"company.head\", latest = "
                                "true, within = workdays(3), form = { what = text {} },\n"
                                "  route = function(r, set) return approve \"%s\" { by = post "
                                "\"company.head\", may_return = true } end }\n";
    static const char *const ASKED[] = {"\"verb\":\"submit\",\"as\":\"gao.min\",\"preview\":true",
                                        "\"verb\":\"submit\",\"as\":\"gao.min\""};
    (void)state;
    fixture_t f;
    char first_rules[512], later_rules[512];
    fixture_create(&f, NULL);
    fixture_people(&f);
    snprintf(first_rules, sizeof first_rules, RULES, "before");
    snprintf(later_rules, sizeof later_rules, RULES, "after");
    fixture_rules(&f, first_rules);
    must(ask(&f, "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"sales.order\",\"fields\":{}}"));
    char record[32];
    snprintf(record, sizeof record, "%s", text_at(f.answer, "record"));
    must(ask(&f, "{\"verb\":\"submit\",\"as\":\"gao.min\",\"record\":\"%s\"}", record));
    must(ask(&f, "{\"verb\":\"return\",\"as\":\"li.na\",\"record\":\"%s\",\"reason\":\"more\"}", record));
    fixture_rules(&f, later_rules);
    must(ask(&f, "{\"verb\":\"plan\",\"record\":\"%s\"}", record));
    assert_true(has_step(first(f.answer, "stages"), "after"));
    must(ask(&f, "{%s,\"record\":\"%s\"}", ASKED[0], record));
    assert_true(has_step(f.answer, "after"));
    must(ask(&f, "{%s,\"record\":\"%s\"}", ASKED[1], record));
    must(ask(&f, "{\"verb\":\"approve\",\"as\":\"li.na\",\"record\":\"%s\",\"step\":\"after\"}", record));
    assert_string_equal(text_at(f.answer, "state"), "finished");
    fixture_end(&f);
}

static void a_simulation_tells_what_would_fire_and_writes_nothing(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "26.85", number);
    must(ask(&f, "{\"verb\":\"simulate\",\"record\":\"%s\",\"until\":\"2026-03-03\"}", number));
    assert_int_equal(count_of(f.answer, "firings"), 1);
    must(ask(&f, "{\"verb\":\"simulate\",\"record\":\"%s\",\"until\":\"2026-04-01\"}", number));
    assert_int_equal(count_of(f.answer, "firings"), 2);
    json_t *second = json_array_get(json_object_get(f.answer, "firings"), 1);
    assert_string_equal(text_at(second, "due"), "2026-03-04T17:00:00Z");
    assert_string_equal(text_at(second, "rung"), "2");
    assert_string_equal(text_at(second, "outcome"), "fired");
    assert_string_equal(handle_at(first(second, "messages"), "recipient"), "li.na");
    must(ask(&f, "{\"verb\":\"history\",\"record\":\"%s\"}", number));
    json_t *events = json_object_get(f.answer, "events");
    for (size_t i = 0; i < json_array_size(events); i++)
        assert_string_not_equal(text_at(json_array_get(events, i), "kind"), "rung");
    must(ask(&f, "{\"verb\":\"deadlines\"}"));
    assert_string_equal(text_at(first(f.answer, "deadlines"), "due"), "2026-03-03T17:00:00Z");
    assert_string_equal(text_at(first(f.answer, "deadlines"), "rung"), "1");
    must_refuse(ask(&f, "{\"verb\":\"simulate\",\"record\":\"%s\"}", number), "json.missing");
    must_refuse(ask(&f, "{\"verb\":\"simulate\",\"record\":\"%s\",\"until\":\"soon\"}", number), "api.value");
    fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_is_shown_to_those_who_have_to_do_with_it),
        cmocka_unit_test(the_role_of_administrator_opens_what_the_owner_may),
        cmocka_unit_test(records_are_listed_newest_first_in_pages),
        cmocka_unit_test(history_says_why_a_step_is_there),
        cmocka_unit_test(show_tells_plan_people_clock_and_facts),
        cmocka_unit_test(the_route_is_shown_before_submitting_and_nothing_is_written),
        cmocka_unit_test(A22_A41_a_preview_of_the_next_round_goes_by_the_rules_that_it_will_have),
        cmocka_unit_test(a_simulation_tells_what_would_fire_and_writes_nothing),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
