/* why and what_if through the API, on a company in a folder: what they say is what happened, in the
 * organisation as it was then; nothing is written. */
#include "unit/server/fixture.h"

static fixture_t f;

static int begin(void **state) {
    (void)state;
    fixture_begin(&f, NULL);
    return 0;
}

static int end(void **state) {
    (void)state;
    fixture_end(&f);
    return 0;
}

static const json_t *why(const char *number, const char *step) {
    must(ask(&f, "{\"verb\":\"why\",\"as\":\"gao.min\",\"record\":\"%s\",\"step\":\"%s\"}", number, step));
    return f.answer;
}

static const json_t *at(const json_t *list, size_t i) {
    return json_array_get(list, i);
}

static const char *handle_at(const json_t *list, size_t i) {
    const json_t *one = at(list, i);
    return text_at(json_is_object(json_object_get(one, "person")) ? json_object_get(one, "person") : one,
                   "handle");
}

static long long int_at(const json_t *o, const char *name) {
    return (long long)json_integer_value(json_object_get(o, name));
}

/* ---- why ---- */

static void a_step_is_explained_by_its_rule_and_the_facts_that_it_read(void **state) {
    (void)state;
    char n[32];
    file_purchase(&f, "900", n);
    const json_t *a = why(n, "director"), *rule = json_object_get(a, "rule");
    assert_string_equal(text_at(rule, "file"), "sales/purchase.lua");
    assert_int_equal(int_at(rule, "line"), 13);
    assert_string_equal(text_at(json_object_get(rule, "because"), "en"), "over the director's threshold");
    assert_non_null(strstr(text_at(rule, "text"), "approve \"director\""));
    assert_string_equal(text_at(rule, "clause"), "T1");
    bool amount = false, setting = false;
    size_t i;
    json_t *fact;
    json_array_foreach(json_object_get(a, "facts"), i, fact) {
        amount = amount || (strcmp(text_at(fact, "path"), "amount") == 0 &&
                            strcmp(text_at(fact, "text"), "900.00 EUR") == 0);
        setting = setting || (strcmp(text_at(fact, "path"), "set.director_above") == 0 &&
                              strcmp(text_at(fact, "text"), "500.00 EUR") == 0);
    }
    assert_true(amount && setting);
    assert_string_equal(text_at(json_object_get(a, "planned"), "kind"), "stage.opened");
    /* It waits: who would have it is told, and nobody has. */
    assert_int_equal(json_array_size(json_object_get(a, "people")), 0);
    const json_t *expected = json_object_get(a, "expected");
    assert_string_equal(text_at(expected, "answer"), "people");
    assert_string_equal(handle_at(json_object_get(expected, "people"), 0), "li.na");
}

static void a_step_left_out_says_why(void **state) {
    (void)state;
    char n[32];
    file_purchase(&f, "500", n);
    const json_t *a = why(n, "director");
    assert_string_equal(text_at(json_object_get(a, "step"), "state"), "left_out");
    assert_string_equal(text_at(json_object_get(a, "step"), "left_out"), "condition");
    assert_string_equal(text_at(json_object_get(json_object_get(a, "rule"), "because"), "en"),
                        "over the director's threshold");
    assert_true(json_is_null(json_object_get(a, "ended")));
    assert_int_equal(json_array_size(json_object_get(a, "clocks")), 0);
}

static void the_due_time_is_counted_day_by_day_and_rungs_say_when(void **state) {
    (void)state;
    char n[32];
    file_purchase(&f, "900", n); /* Monday, 10:00 */
    const json_t *clock = at(json_object_get(why(n, "head"), "clocks"), 0),
                 *counted = json_object_get(clock, "counted");
    assert_int_equal(json_array_size(counted), 2);
    assert_string_equal(text_at(at(counted, 0), "kind"), "begun");
    assert_string_equal(text_at(at(counted, 0), "day"), "2026-03-02");
    assert_string_equal(text_at(at(counted, 1), "kind"), "day");
    assert_string_equal(text_at(at(counted, 1), "until"), text_at(clock, "due_at"));
    assert_string_equal(text_at(clock, "due_at"), text_at(clock, "worked_out"));
    assert_true(json_is_true(json_object_get(clock, "as_worked_out")));
    assert_string_equal(text_at(json_object_get(clock, "calendar"), "zone"), "Europe/Amsterdam");
    const json_t *rungs = json_object_get(clock, "rungs");
    assert_int_equal(json_array_size(rungs), 2);
    assert_string_equal(text_at(at(rungs, 0), "outcome"), "to_come");
    assert_string_equal(text_at(at(rungs, 0), "at"), text_at(clock, "due_at"));
    assert_string_equal(text_at(at(rungs, 1), "at"), "2026-03-04T17:00:00Z");
    assert_string_equal(text_at(at(json_object_get(at(rungs, 1), "acts"), 0), "action"), "notify");
}

static void fire_until(instant_t until) {
    size_t fired;
    bool more = true;
    atomic_store(&f.now, until);
    while (more)
        if (writer_fire(company_host(f.company), until, 64, &fired, &more, &f.d) != 0)
            fail_msg("%s", f.d.code);
}

/* A62: the limit is what remained, so nothing of it is taken off again. */
static void after_a_pause_the_due_time_is_counted_from_what_remained(void **state) {
    (void)state;
    char n[32];
    file_purchase(&f, "900", n);
    atomic_store(&f.now, FIXTURE_START + 4 * (int64_t)MS_HOUR);
    must(ask(&f, "{\"verb\":\"delegate\",\"as\":\"chen.wei\",\"record\":\"%s\",\"person\":\"gao.min\"}", n));
    atomic_store(&f.now, FIXTURE_START + 24 * (int64_t)MS_HOUR);
    must(ask(&f, "{\"verb\":\"done\",\"as\":\"gao.min\",\"record\":\"%s\"}", n));
    const json_t *clock = at(json_object_get(why(n, "head"), "clocks"), 0);
    assert_true(json_integer_value(json_object_get(clock, "ran_before_seconds")) > 0);
    assert_string_equal(text_at(clock, "due_at"), text_at(clock, "worked_out"));
    assert_true(json_is_true(json_object_get(clock, "as_worked_out")));
}

static void a_decided_step_says_by_whom_and_its_rungs_are_overtaken(void **state) {
    (void)state;
    char n[32];
    file_purchase(&f, "900", n);
    must(ask(&f, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"%s\"}", n));
    const json_t *a = why(n, "head"), *ended = json_object_get(a, "ended"),
                 *by = json_object_get(ended, "by");
    assert_string_equal(text_at(ended, "state"), "passed");
    assert_string_equal(text_at(by, "kind"), "task.decided");
    assert_string_equal(text_at(json_object_get(json_object_get(by, "actor"), "person"), "handle"),
                        "chen.wei");
    const json_t *rungs = json_object_get(at(json_object_get(a, "clocks"), 0), "rungs");
    assert_string_equal(text_at(at(rungs, 0), "outcome"), "overtaken");
}

static void a_step_closed_with_the_withdrawal_names_it(void **state) {
    (void)state;
    char n[32];
    file_purchase(&f, "900", n);
    must(ask(&f, "{\"verb\":\"withdraw\",\"as\":\"gao.min\",\"record\":\"%s\",\"reason\":\"no more\"}", n));
    const json_t *ended = json_object_get(why(n, "director"), "ended");
    assert_string_equal(text_at(ended, "state"), "closed");
    assert_string_equal(text_at(ended, "cause"), "withdrawn");
    assert_string_equal(text_at(json_object_get(ended, "with"), "kind"), "sequence");
    assert_string_equal(text_at(json_object_get(ended, "by"), "kind"), "record.withdrawn");
}

/* Posts change hands: the one before until, the next from. */
static void post_passes_on(const char *post, const char *before, const char *after, const char *day) {
    must(ask(&f,
             "{\"verb\":\"people.import\",\"tables\":{\"posts\":["
             "{\"post\":\"%s\",\"person\":\"%s\",\"until\":\"%s\"},{\"post\":\"%s\",\"person\":\"%s\","
             "\"from\":\"%s\"},"
             "{\"post\":\"company.head\",\"person\":\"li.na\"}]}}",
             post, before, day, post, after, day));
    reader_refresh(&f.reader);
}

static void a_route_is_explained_with_who_held_the_post_then(void **state) {
    (void)state;
    char n[32];
    file_purchase(&f, "900", n);
    post_passes_on("sales.head", "chen.wei", "yu.ran", "2026-03-10");
    atomic_store(&f.now, FIXTURE_START + 20 * (int64_t)MS_DAY);
    const json_t *a = why(n, "head"), *task = at(json_object_get(a, "people"), 0),
                 *organisation = json_object_get(task, "organisation");
    assert_string_equal(text_at(task, "reason"), "people.head");
    assert_string_equal(text_at(organisation, "what"), "post");
    assert_string_equal(text_at(organisation, "key"), "sales.head");
    assert_string_equal(handle_at(json_object_get(organisation, "then"), 0), "chen.wei");
    assert_string_equal(handle_at(json_object_get(organisation, "now"), 0), "yu.ran");
    assert_string_equal(handle_at(json_object_get(at(json_object_get(a, "asked"), 0), "named"), 0),
                        "chen.wei");
    /* What has not begun is asked for today. */
    a = why(n, "director");
    assert_string_equal(handle_at(json_object_get(json_object_get(a, "expected"), "people"), 0), "li.na");
}

static void a_vacancy_shows_whom_the_sources_named_and_the_fallback(void **state) {
    (void)state;
    char n[32];
    must(ask(&f, "{\"verb\":\"people.import\",\"tables\":{\"posts\":["
                 "{\"post\":\"sales.head\",\"person\":\"chen.wei\",\"until\":\"2026-03-01\"},"
                 "{\"post\":\"company.head\",\"person\":\"li.na\"}]}}"));
    reader_refresh(&f.reader);
    file_purchase(&f, "100", n);
    const json_t *a = why(n, "head"), *asked = json_object_get(a, "asked");
    assert_string_equal(text_at(at(json_object_get(a, "people"), 0), "reason"), "people.fallback");
    assert_int_equal(json_array_size(asked), 2);
    assert_int_equal(json_array_size(json_object_get(at(asked, 0), "named")), 0);
    assert_true(json_is_true(json_object_get(at(asked, 1), "fallback")));
    assert_string_equal(handle_at(json_object_get(at(asked, 1), "named"), 0), "li.na");
    const json_t *organisation = json_object_get(at(json_object_get(a, "people"), 0), "organisation");
    assert_string_equal(text_at(organisation, "key"), "company.head");
}

static void an_unknown_step_and_a_record_of_others_are_refused(void **state) {
    (void)state;
    char n[32];
    file_purchase(&f, "900", n);
    must_refuse(ask(&f, "{\"verb\":\"why\",\"record\":\"%s\",\"step\":\"directr\"}", n), "step.unknown");
    assert_string_equal(error_param(f.answer, "nearest"), "director");
    f.caller.owner = false;
    f.caller.uid = 54321; /* yu.ran has nothing to do with it */
    must_refuse(ask(&f, "{\"verb\":\"why\",\"record\":\"%s\",\"step\":\"head\"}", n), "store.not_found");
    must_refuse(ask(&f, "{\"verb\":\"what_if\",\"record\":\"%s\"}", n), "store.not_found");
}

/* ---- what if ---- */

static const json_t *what_if(const char *number, const char *fields) {
    must(ask(&f, "{\"verb\":\"what_if\",\"as\":\"gao.min\",\"record\":\"%s\",\"fields\":{%s}}", number,
             fields));
    return f.answer;
}

static void another_amount_shows_the_step_that_it_brings(void **state) {
    (void)state;
    char n[32];
    file_purchase(&f, "500", n);
    json_t *before = json_deep_copy(ask(&f, "{\"verb\":\"history\",\"record\":\"%s\"}", n));
    const json_t *stage = at(json_object_get(what_if(n, "\"amount\":\"800\""), "stages"), 0);
    assert_true(json_is_true(json_object_get(stage, "differs")));
    assert_true(json_is_false(json_object_get(stage, "drifted")));
    const json_t *steps = json_object_get(stage, "steps"), *one = at(steps, 0);
    assert_int_equal(json_array_size(steps), 1);
    assert_string_equal(text_at(one, "change"), "added");
    assert_string_equal(text_at(json_object_get(one, "step"), "name"), "director");
    assert_string_equal(text_at(one, "left_out"), "condition");
    assert_string_equal(handle_at(json_object_get(one, "people"), 0), "li.na");
    assert_true(json_equal(before, ask(&f, "{\"verb\":\"history\",\"record\":\"%s\"}", n)));
    json_decref(before);
}

static void the_nearest_change_is_a_cent_above_the_threshold(void **state) {
    (void)state;
    char n[32];
    file_purchase(&f, "120.50", n);
    const json_t *axis = at(json_object_get(what_if(n, ""), "nearest"), 0);
    assert_string_equal(text_at(axis, "path"), "amount");
    assert_string_equal(text_at(axis, "step"), "0.01");
    assert_true(json_is_null(json_object_get(axis, "below")));
    const json_t *above = json_object_get(axis, "above");
    assert_string_equal(text_at(above, "value"), "500.01 EUR");
    assert_string_equal(
        text_at(at(json_object_get(at(json_object_get(above, "stages"), 0), "steps"), 0), "change"), "added");
    file_purchase(&f, "900", n);
    axis = at(json_object_get(what_if(n, ""), "nearest"), 0);
    assert_string_equal(text_at(json_object_get(axis, "below"), "value"), "500.00 EUR");
    assert_true(json_is_null(json_object_get(axis, "above")));
}

static void what_the_form_does_not_allow_is_refused_by_name(void **state) {
    (void)state;
    char n[32];
    file_purchase(&f, "900", n);
    must_refuse(ask(&f, "{\"verb\":\"what_if\",\"record\":\"%s\",\"fields\":{\"amnt\":\"1\"}}", n),
                "field.unknown");
    assert_string_equal(error_param(f.answer, "nearest"), "amount");
    must_refuse(ask(&f, "{\"verb\":\"what_if\",\"record\":\"%s\",\"fields\":{\"amount\":\"12 USD\"}}", n),
                "form.invalid");
}

/* The rules that count are those that the record was submitted under, and the threshold in force then. */
static void a_record_keeps_its_own_threshold(void **state) {
    (void)state;
    char n[32];
    file_purchase(&f, "120", n);
    must(ask(&f, "{\"verb\":\"settings.set\",\"flow\":\"sales.purchase\",\"name\":\"director_above\","
                 "\"value\":\"100 EUR\",\"reason\":\"tighter\"}"));
    reader_refresh(&f.reader);
    const json_t *axis = at(json_object_get(what_if(n, ""), "nearest"), 0);
    assert_string_equal(text_at(json_object_get(axis, "above"), "value"), "500.01 EUR");
    file_purchase(&f, "120", n);
    axis = at(json_object_get(what_if(n, ""), "nearest"), 0);
    assert_string_equal(text_at(json_object_get(axis, "below"), "value"), "100.00 EUR");
}

/* The newest round is the one that is asked about. */
static void a_new_round_with_another_amount_is_asked_with_that(void **state) {
    (void)state;
    char n[32];
    file_purchase(&f, "120", n);
    must(ask(&f, "{\"verb\":\"refuse\",\"as\":\"chen.wei\",\"record\":\"%s\",\"reason\":\"too little\"}", n));
    must(ask(&f, "{\"verb\":\"acknowledge\",\"as\":\"gao.min\",\"record\":\"%s\"}", n));
    must(ask(&f,
             "{\"verb\":\"resubmit\",\"as\":\"gao.min\",\"record\":\"%s\",\"fields\":{\"amount\":\"700\"}}",
             n));
    const json_t *a = what_if(n, ""), *axis = at(json_object_get(a, "nearest"), 0);
    assert_string_equal(text_at(axis, "value"), "700.00 EUR");
    assert_string_equal(text_at(json_object_get(axis, "below"), "value"), "500.00 EUR");
    assert_int_equal(int_at(at(json_object_get(a, "stages"), 0), "round"), 2);
    assert_true(json_is_false(json_object_get(at(json_object_get(a, "stages"), 0), "drifted")));
}

static const char BY_FUNCTION[] =
    "flow \"sales.purchase\" {\n"
    "  title = \"Purchase\", owner = \"sales\", fallback = post \"company.head\",\n"
    "  form = { amount = money { currency = \"EUR\", required = true }, urgent = flag {} },\n"
    "  route = function(r, set)\n"
    "    return { approve \"head\" { within = workdays(r.urgent and 1 or 3), by = function(r)\n"
    "      if r.amount > amount \"300 EUR\" then return post \"company.head\" end\n"
    "      return head_of(r.department)\n"
    "    end } }\n"
    "  end,\n"
    "}\n";

static void whom_a_function_names_and_another_limit_are_other_routes_too(void **state) {
    (void)state;
    char n[32];
    fixture_rules(&f, BY_FUNCTION);
    must(f.answer);
    reader_refresh(&f.reader);
    file_purchase(&f, "120", n);
    const json_t *nearest = json_object_get(what_if(n, ""), "nearest"), *axis = at(nearest, 0),
                 *above = json_object_get(axis, "above");
    assert_string_equal(text_at(above, "value"), "300.01 EUR");
    const json_t *step = at(json_object_get(at(json_object_get(above, "stages"), 0), "steps"), 0),
                 *aspect = at(json_object_get(step, "aspects"), 0);
    assert_string_equal(text_at(step, "change"), "changed");
    assert_string_equal(text_at(aspect, "what"), "people");
    assert_string_equal(handle_at(json_object_get(aspect, "before"), 0), "chen.wei");
    assert_string_equal(handle_at(json_object_get(aspect, "after"), 0), "li.na");
    axis = at(nearest, 1);
    assert_string_equal(text_at(axis, "path"), "urgent");
    step =
        at(json_object_get(at(json_object_get(at(json_object_get(axis, "others"), 0), "stages"), 0), "steps"),
           0);
    aspect = at(json_object_get(step, "aspects"), 0);
    assert_string_equal(text_at(aspect, "what"), "within");
    assert_int_equal(int_at(json_object_get(aspect, "before"), "days"), 3);
    assert_int_equal(int_at(json_object_get(aspect, "after"), "days"), 1);
}

/* Attributes have no dates: when one has changed since, the rules give another route than they gave. */
static void what_changed_without_a_date_is_told_apart_from_the_values(void **state) {
    (void)state;
    char n[32], rules[sizeof FIXTURE_RULES + 64];
    snprintf(rules, sizeof rules, "%s", FIXTURE_RULES);
    char *when = strstr(rules, "when = r.amount > set.director_above, ");
    assert_non_null(when);
    memcpy(when, "when = r.department.careful == \"yes\",", 37);
    must(ask(&f, "{\"verb\":\"people.import\",\"tables\":{\"attributes\":["
                 "{\"subject\":\"department:sales\",\"name\":\"careful\",\"value\":\"no\"}]}}"));
    fixture_rules(&f, rules);
    must(f.answer);
    reader_refresh(&f.reader);
    file_purchase(&f, "120", n);
    must(ask(&f, "{\"verb\":\"people.import\",\"tables\":{\"attributes\":["
                 "{\"subject\":\"department:sales\",\"name\":\"careful\",\"value\":\"yes\"}]}}"));
    reader_refresh(&f.reader);
    const json_t *stage = at(json_object_get(what_if(n, "\"amount\":\"130\""), "stages"), 0);
    assert_true(json_is_true(json_object_get(stage, "drifted")));
    assert_true(json_is_false(json_object_get(stage, "differs")));
}

static void a_draft_is_asked_by_the_rules_of_today(void **state) {
    (void)state;
    char draft[32];
    must(ask(&f, "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"sales.purchase\",\"fields\":{\"amount\":"
                 "\"80\"}}"));
    snprintf(draft, sizeof draft, "%s", text_at(f.answer, "record"));
    const json_t *stage = at(json_object_get(what_if(draft, "\"amount\":\"501\""), "stages"), 0);
    assert_true(json_is_false(json_object_get(stage, "opened")));
    assert_string_equal(text_at(json_object_get(at(json_object_get(stage, "steps"), 0), "step"), "name"),
                        "director");
}

static void what_a_rung_told_whom_is_in_the_history(void **state) {
    (void)state;
    char n[32];
    file_purchase(&f, "900", n);
    fire_until(FIXTURE_START + 4 * (int64_t)MS_DAY);
    ask(&f, "{\"verb\":\"history\",\"record\":\"%s\"}", n);
    size_t i;
    json_t *e;
    const char *told[2] = {"", ""}, *did[2] = {"", ""}, *also = "";
    size_t rungs = 0;
    json_array_foreach(json_object_get(f.answer, "events"), i, e) {
        if (strcmp(text_at(e, "kind"), "clock.rung") != 0 || rungs == 2) continue;
        const json_t *data = json_object_get(e, "data");
        did[rungs] = text_at(data, "did");
        also = json_array_size(json_object_get(data, "told")) > 1
                   ? handle_at(json_object_get(data, "told"), 1)
                   : "";
        told[rungs++] = handle_at(json_object_get(data, "told"), 0);
    }
    assert_int_equal(rungs, 2);
    assert_string_equal(did[1], "notify remind"); /* the reminder that was missed, with it */
    assert_string_equal(told[1], "li.na"); /* the head of the assignee, who heads the department himself */
    assert_string_equal(also, "chen.wei"); /* who has it */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_step_is_explained_by_its_rule_and_the_facts_that_it_read, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_step_left_out_says_why, begin, end),
        cmocka_unit_test_setup_teardown(the_due_time_is_counted_day_by_day_and_rungs_say_when, begin, end),
        cmocka_unit_test_setup_teardown(after_a_pause_the_due_time_is_counted_from_what_remained, begin, end),
        cmocka_unit_test_setup_teardown(a_decided_step_says_by_whom_and_its_rungs_are_overtaken, begin, end),
        cmocka_unit_test_setup_teardown(a_step_closed_with_the_withdrawal_names_it, begin, end),
        cmocka_unit_test_setup_teardown(a_route_is_explained_with_who_held_the_post_then, begin, end),
        cmocka_unit_test_setup_teardown(a_vacancy_shows_whom_the_sources_named_and_the_fallback, begin, end),
        cmocka_unit_test_setup_teardown(an_unknown_step_and_a_record_of_others_are_refused, begin, end),
        cmocka_unit_test_setup_teardown(another_amount_shows_the_step_that_it_brings, begin, end),
        cmocka_unit_test_setup_teardown(the_nearest_change_is_a_cent_above_the_threshold, begin, end),
        cmocka_unit_test_setup_teardown(what_the_form_does_not_allow_is_refused_by_name, begin, end),
        cmocka_unit_test_setup_teardown(a_record_keeps_its_own_threshold, begin, end),
        cmocka_unit_test_setup_teardown(a_new_round_with_another_amount_is_asked_with_that, begin, end),
        cmocka_unit_test_setup_teardown(whom_a_function_names_and_another_limit_are_other_routes_too, begin,
                                        end),
        cmocka_unit_test_setup_teardown(what_changed_without_a_date_is_told_apart_from_the_values, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_draft_is_asked_by_the_rules_of_today, begin, end),
        cmocka_unit_test_setup_teardown(what_a_rung_told_whom_is_in_the_history, begin, end),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
