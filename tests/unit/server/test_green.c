/* The green channel (A64) in the host: what is owed has rows, is listed, keeps the department from the next,
 * is shown beforehand and explained afterwards. */
#include "fixture_verify.h"

static const char RULES[] =
    "flow \"sales.order\" { owner = \"sales\", prefix = \"ORD\", fallback = person \"yu.ran\", within = "
    "workdays(30),\n"
    "  form = { what = text {} }, withdraw = \"before_end\",\n"
    "  %s\n"
    "  stages = {\n"
    "    approval = function(r, set) return sequence {\n"
    "      approve \"head\" { by = head_of(r.department), within = workdays(9) },\n"
    "      act \"reserve\" { by = initiator },\n"
    "      approve \"boss\" { by = post \"company.head\" } } end,\n"
    "    execution = function(r, set) return act \"make\" { by = initiator } end } }\n";
#define CHANNEL                                                                                              \
    "green_channel = { within = workdays(2), overdue = ladder { { after = workdays(1), raise = true } } },"

static char order[32];

static void begin(fixture_t *f, const char *channel) {
    char *rules = NULL;
    fixture_create(f, NULL);
    fixture_people(f);
    if (asprintf(&rules, RULES, channel) < 0) abort();
    fixture_rules(f, rules);
    free(rules);
    must(f->answer);
}

static json_t *submit(fixture_t *f, const char *how) {
    must(ask(f, "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"sales.order\"}"));
    char record[32];
    snprintf(record, sizeof record, "%s", text_at(f->answer, "record"));
    ask(f, "{\"verb\":\"submit\",\"as\":\"gao.min\",\"record\":\"%s\"%s}", record, how);
    snprintf(order, sizeof order, "%s", is_ok(f->answer) ? text_at(f->answer, "number") : record);
    return f->answer;
}
#define URGENT ",\"urgent\":true,\"reason\":\"the roof leaks\""

static json_t *as(fixture_t *f, const char *verb, const char *who, const char *step) {
    return ask(f, "{\"verb\":\"%s\",\"as\":\"%s\",\"record\":\"%s\",\"step\":\"%s\"}", verb, who, order,
               step);
}

static const char *state(fixture_t *f) {
    must(ask(f, "{\"verb\":\"show\",\"record\":\"%s\"}", order));
    return text_at(f->answer, "state");
}

static json_t *debts(fixture_t *f, const char *department) {
    must(ask(f, "{\"verb\":\"debts\",\"department\":\"%s\"}", department));
    return json_object_get(f->answer, "debts");
}

static void wait_days(fixture_t *f, int days) {
    size_t fired;
    bool more = true;
    atomic_store(&f->now, FIXTURE_START + days * INT64_C(86400000));
    while (more)
        assert_int_equal(writer_fire(company_host(f->company), f->now, 64, &fired, &more, &f->d), 0);
}

static void a64_what_is_owed_is_listed_with_its_limit_until_it_is_made_up(void **unused) {
    (void)unused;
    fixture_t f;
    begin(&f, CHANNEL);
    must(submit(&f, URGENT));
    size_t i;
    json_t *one, *list = debts(&f, "sales");
    assert_int_equal(json_array_size(list), 2);
    json_array_foreach(list, i, one) {
        assert_string_equal(text_at(one, "number"), order);
        assert_string_equal(text_at(one, "kind"), "green");
        assert_string_equal(text_at(one, "for_step"), i == 0 ? "head" : "boss");
        assert_string_equal(text_at(one, "due_at"), "2026-03-04T17:00:00Z"); /* two working days, not nine */
        assert_true(json_is_false(json_object_get(one, "overdue")));
    }
    assert_int_equal(json_array_size(debts(&f, "it")), 0);
    must(as(&f, "approve", "chen.wei", "head.owed"));
    assert_int_equal(json_array_size(debts(&f, "sales")), 1);
    must(as(&f, "approve", "li.na", "boss.owed"));
    assert_int_equal(json_array_size(debts(&f, "sales")), 0);
    must(as(&f, "done", "gao.min", "reserve"));
    must(as(&f, "done", "gao.min", "make"));
    assert_string_equal(state(&f), "finished");
    fixture_end_clean(&f);
}

static void a64_whoever_heads_the_department_may_read_what_it_owes_and_nobody_else(void **unused) {
    (void)unused;
    fixture_t f;
    begin(&f, CHANNEL);
    must(submit(&f, URGENT));
    must(ask(&f, "{\"verb\":\"people.import\",\"tables\":{\"persons\":[{\"handle\":\"chen.wei\","
                 "\"name\":\"Chen Wei (demo)\",\"department\":\"sales\",\"uid\":40001}]}}"));
    f.caller = (caller_t){.uid = 40001};
    assert_int_equal(json_array_size(debts(&f, "sales")), 2);
    must_refuse(ask(&f, "{\"verb\":\"debts\"}"), "actor.not_administrator");
    f.caller = (caller_t){.uid = 54321}; /* yu.ran of it */
    must_refuse(ask(&f, "{\"verb\":\"debts\",\"department\":\"sales\"}"), "actor.not_administrator");
    fixture_end_clean(&f);
}

static void a64_debts_are_escalated_and_overdue_ones_bar_the_department(void **unused) {
    (void)unused;
    fixture_t f;
    begin(&f, CHANNEL);
    must(submit(&f, URGENT));
    must(submit(&f, URGENT)); /* nothing is overdue yet */
    wait_days(&f, 3);
    assert_true(json_is_true(json_object_get(json_array_get(debts(&f, "sales"), 0), "overdue")));
    must_refuse(submit(&f, URGENT), "green.barred");
    assert_string_equal(error_param(f.answer, "department"), "sales");
    assert_string_equal(error_param(f.answer, "owed"), "4");
    assert_string_equal(error_param(f.answer, "overdue"), "4");
    must(submit(&f, "")); /* the ordinary way is open */
    wait_days(&f, 4);     /* the ladder of the channel raises them */
    must(ask(&f, "{\"verb\":\"tasks\",\"person\":\"yu.ran\"}"));
    assert_true(json_array_size(json_object_get(f.answer, "tasks")) > 0);
    fixture_end_clean(&f);
}

/* What an administrator holds is nobody's delay (A51, A62). */
static void a64_what_a_suspended_record_owes_is_not_overdue_and_bars_nobody(void **unused) {
    (void)unused;
    fixture_t f;
    begin(&f, CHANNEL);
    must(submit(&f, URGENT));
    char held[32];
    snprintf(held, sizeof held, "%s", order);
    must(ask(&f, "{\"verb\":\"people.import\",\"tables\":{\"roles\":["
                 "{\"role\":\"administrator\",\"person\":\"yu.ran\"}]}}"));
    reader_refresh(&f.reader);
    must(
        ask(&f, "{\"verb\":\"suspend\",\"as\":\"yu.ran\",\"record\":\"%s\",\"reason\":\"looked at\"}", held));
    wait_days(&f, 3);
    const json_t *one = json_array_get(debts(&f, "sales"), 0);
    assert_true(json_is_false(json_object_get(one, "overdue")));
    assert_true(json_is_true(json_object_get(one, "paused")));
    assert_string_equal(text_at(one, "pause_cause"), "suspended");
    assert_string_equal(text_at(json_object_get(one, "remaining"), "kind"), "worktime");
    must(submit(&f, URGENT)); /* not barred */
    must(ask(&f, "{\"verb\":\"resume\",\"as\":\"yu.ran\",\"record\":\"%s\",\"reason\":\"done\"}", held));
    one = json_array_get(debts(&f, "sales"), 0);
    assert_true(json_is_false(json_object_get(one, "paused")));
    wait_days(&f, 8);
    must_refuse(submit(&f, URGENT), "green.barred");
    fixture_end_clean(&f);
}

static void a64_what_is_refused_is_owed_no_longer(void **unused) {
    (void)unused;
    fixture_t f;
    begin(&f, CHANNEL);
    must(submit(&f, URGENT));
    must(ask(&f, "{\"verb\":\"refuse\",\"as\":\"li.na\",\"record\":\"%s\",\"reason\":\"never\"}", order));
    assert_string_equal(state(&f), "ended_refused");
    assert_int_equal(json_array_size(debts(&f, "sales")), 0);
    fixture_end_clean(&f);
}

static void a64_what_ended_with_its_record_stays_in_the_list_and_bars_until_it_is_excused(void **unused) {
    (void)unused;
    fixture_t f;
    fixture_create(&f, NULL);
    fixture_people(&f);
    fixture_rules(
        &f, "flow \"sales.order\" { owner = \"sales\", prefix = \"ORD\", fallback = person \"yu.ran\", "
            "within = workdays(30), form = { what = text {} }, "
            "green_channel = { within = workdays(2), bars = \"any\" },"
            " route = function(r, set) return sequence { approve \"head\" { by = head_of(r.department) }, "
            "act \"order\" { by = person \"yu.ran\" } } end,\n"
            "  overdue = ladder { { after = workhours(0), refuse = \"nobody did it\" } } }\n");
    must(f.answer);
    must(submit(&f, URGENT));
    must_refuse(submit(&f, URGENT), "green.barred");
    must(ask(&f, "{\"verb\":\"people.import\",\"tables\":{\"roles\":["
                 "{\"role\":\"administrator\",\"person\":\"yu.ran\"}]}}"));
    reader_refresh(&f.reader);
    must(ask(&f, "{\"verb\":\"records\",\"state\":\"open\"}"));
    snprintf(order, sizeof order, "%s",
             text_at(json_array_get(json_object_get(f.answer, "records"), 0), "number"));
    must(ask(&f, "{\"verb\":\"cancel\",\"as\":\"yu.ran\",\"record\":\"%s\",\"reason\":\"no need\"}", order));
    const json_t *one = json_array_get(debts(&f, "sales"), 0);
    assert_string_equal(text_at(one, "for_step"), "head");
    assert_string_equal(text_at(one, "state"), "cancelled");
    assert_true(json_is_true(json_object_get(one, "ended")));
    assert_true(json_is_false(json_object_get(one, "overdue")));
    assert_int_equal(json_array_size(json_object_get(one, "holders")), 0);
    assert_true(fixture_is_clean(&f));
    char ended[32];
    snprintf(ended, sizeof ended, "%s", order);
    must_refuse(submit(&f, URGENT), "green.barred"); /* to end the record pays nothing */
    must(ask(&f,
             "{\"verb\":\"exception\",\"as\":\"yu.ran\",\"record\":\"%s\",\"step\":\"head.owed\","
             "\"reason\":\"nothing was ordered\"}",
             ended));
    assert_int_equal(json_array_size(debts(&f, "sales")), 0);
    assert_true(fixture_is_clean(&f));
    must(submit(&f, URGENT));
    fixture_end_clean(&f);
}

static void a64_given_back_it_is_listed_and_bars_as_before_until_it_is_made_up(void **unused) {
    (void)unused;
    fixture_t f;
    fixture_create(&f, NULL);
    fixture_people(&f);
    fixture_rules(
        &f, "flow \"sales.order\" { owner = \"sales\", prefix = \"ORD\", fallback = person \"yu.ran\", "
            "within = workdays(30), form = { what = text {} }, withdraw = \"before_end\", " CHANNEL
            " route = function(r, set) return sequence { approve \"head\" { by = head_of(r.department) }, "
            "act \"order\" { by = person \"yu.ran\", may_return = true } } end }\n");
    must(f.answer);
    must(submit(&f, URGENT));
    must(ask(&f, "{\"verb\":\"return\",\"as\":\"yu.ran\",\"record\":\"%s\",\"reason\":\"what?\"}", order));
    assert_string_equal(state(&f), "returned");
    json_t *list = debts(&f, "sales");
    assert_int_equal(json_array_size(list), 1);
    assert_string_equal(text_at(json_array_get(list, 0), "state"), "returned");
    must_refuse(ask(&f, "{\"verb\":\"withdraw\",\"as\":\"gao.min\",\"record\":\"%s\"}", order),
                "withdraw.not_allowed");
    must(ask(&f, "{\"verb\":\"plan\",\"as\":\"gao.min\",\"record\":\"%s\"}", order)); /* of the next round */
    assert_int_equal(json_array_size(json_object_get(f.answer, "owed")), 0); /* it is made up in it */
    assert_string_equal(text_at(f.answer, "state"), "finished");
    char given_back[32];
    snprintf(given_back, sizeof given_back, "%s", order);
    wait_days(&f, 3);
    must_refuse(submit(&f, URGENT), "green.barred");
    snprintf(order, sizeof order, "%s", given_back);
    must(ask(&f, "{\"verb\":\"resubmit\",\"as\":\"gao.min\",\"record\":\"%s\"}", order));
    assert_int_equal(json_array_size(debts(&f, "sales")), 1);
    must(as(&f, "approve", "chen.wei", "head"));
    assert_int_equal(json_array_size(debts(&f, "sales")), 0);
    must(as(&f, "done", "yu.ran", "order"));
    assert_string_equal(state(&f), "finished");
    fixture_end_clean(&f);
}

static void a64_it_is_shown_before_it_is_taken_and_explained_afterwards(void **unused) {
    (void)unused;
    fixture_t f;
    begin(&f, CHANNEL);
    must(ask(&f, "{\"verb\":\"plan\",\"as\":\"gao.min\",\"flow\":\"sales.order\",\"urgent\":true}"));
    const json_t *owed = json_object_get(f.answer, "owed");
    assert_int_equal(json_array_size(owed), 2);
    assert_string_equal(text_at(json_array_get(owed, 0), "for_step"), "head");
    assert_string_equal(text_at(json_array_get(owed, 0), "due_at"), "2026-03-04T17:00:00Z");
    assert_string_equal(text_at(f.answer, "state"), "finished");
    must(submit(&f, URGENT));
    must(ask(&f, "{\"verb\":\"why\",\"record\":\"%s\",\"step\":\"head\"}", order));
    assert_string_equal(text_at(json_object_get(f.answer, "step"), "left_out"), "green");
    must(ask(&f, "{\"verb\":\"why\",\"record\":\"%s\",\"step\":\"head.owed\"}", order));
    const json_t *planned = json_object_get(f.answer, "planned");
    assert_string_equal(text_at(planned, "kind"), "debt.owed");
    assert_string_equal(text_at(json_object_get(f.answer, "rule"), "file"), "sales/purchase.lua");
    must(ask(&f, "{\"verb\":\"show\",\"record\":\"%s\"}", order));
    assert_true(json_is_true(json_object_get(f.answer, "urgent")));
    fixture_end_clean(&f);
}

static void a64_a_preview_says_that_the_department_is_barred(void **unused) {
    (void)unused;
    fixture_t f;
    begin(&f, CHANNEL);
    must(submit(&f, URGENT));
    wait_days(&f, 3);
    must_refuse(ask(&f, "{\"verb\":\"plan\",\"as\":\"gao.min\",\"flow\":\"sales.order\",\"urgent\":true}"),
                "green.barred");
    fixture_end_clean(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a64_what_is_owed_is_listed_with_its_limit_until_it_is_made_up),
        cmocka_unit_test(a64_whoever_heads_the_department_may_read_what_it_owes_and_nobody_else),
        cmocka_unit_test(a64_debts_are_escalated_and_overdue_ones_bar_the_department),
        cmocka_unit_test(a64_what_a_suspended_record_owes_is_not_overdue_and_bars_nobody),
        cmocka_unit_test(a64_what_is_refused_is_owed_no_longer),
        cmocka_unit_test(a64_what_ended_with_its_record_stays_in_the_list_and_bars_until_it_is_excused),
        cmocka_unit_test(a64_given_back_it_is_listed_and_bars_as_before_until_it_is_made_up),
        cmocka_unit_test(a64_it_is_shown_before_it_is_taken_and_explained_afterwards),
        cmocka_unit_test(a64_a_preview_says_that_the_department_is_barred),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
