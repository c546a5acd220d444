/* The green channel over several stages (A64) in the host: what is owed ahead of its stage is listed, shown
 * beforehand and explained by what its rule read then. */
#include "fixture_verify.h"

static const char RULES[] =
    "flow \"sales.order\" { owner = \"sales\", prefix = \"ORD\", fallback = person \"yu.ran\", within = "
    "workdays(30),\n"
    "  form = { what = text {}, price = number {} },\n"
    "  green_channel = { within = workdays(2), overdue = ladder { { after = workdays(1), raise = true } } "
    "},\n"
    "  stages = {\n"
    "    stage \"approval\" { function(r) return approve \"head\" { by = head_of(r.department) } end },\n"
    "    stage \"execution\" { function(r) return act \"make\" { by = initiator, fields = { price = "
    "\"write\" } "
    "} end },\n"
    "    stage \"payment\" { kind = \"approval\", title = { en = \"Payment\", zh = \"付款\" },\n"
    "      route = function(r) return approve \"boss\" { by = post \"company.head\",\n"
    "        when = r.price ~= nil and r.price > 5, because = \"dear\" } end },\n"
    "    stage \"acceptance\" { function(r) return act \"check\" { by = initiator } end } } }\n";

static char order[32];

static void begin(fixture_t *f) {
    fixture_create(f, NULL);
    fixture_people(f);
    fixture_rules(f, RULES);
    must(f->answer);
}

static void submit(fixture_t *f) {
    must(ask(
        f, "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"sales.order\",\"fields\":{\"price\":\"9\"}}"));
    char record[32];
    snprintf(record, sizeof record, "%s", text_at(f->answer, "record"));
    must(
        ask(f,
            "{\"verb\":\"submit\",\"as\":\"gao.min\",\"record\":\"%s\",\"urgent\":true,\"reason\":\"the roof "
            "leaks\"}",
            record));
    snprintf(order, sizeof order, "%s", text_at(f->answer, "number"));
}

static json_t *debts(fixture_t *f) {
    must(ask(f, "{\"verb\":\"debts\",\"department\":\"sales\"}"));
    return json_object_get(f->answer, "debts");
}

static json_t *done(fixture_t *f, const char *step, const char *price) {
    return ask(f, "{\"verb\":\"done\",\"as\":\"gao.min\",\"record\":\"%s\",\"step\":\"%s\"%s}", order, step,
               price);
}

static void a64_a_stage_says_that_it_approves_and_what_it_owes_is_listed_as_the_work_begins(void **unused) {
    (void)unused;
    fixture_t f;
    begin(&f);
    submit(&f);
    json_t *list = debts(&f);
    assert_int_equal(json_array_size(list), 2);
    assert_string_equal(text_at(json_array_get(list, 1), "step"), "boss.owed");
    assert_string_equal(text_at(json_array_get(list, 1), "for_step"), "boss");
    assert_string_equal(text_at(json_array_get(list, 1), "due_at"), "2026-03-04T17:00:00Z");
    must(done(&f, "make", ""));
    assert_int_equal(json_array_size(debts(&f)), 2);
    must(ask(&f, "{\"verb\":\"show\",\"record\":\"%s\"}", order));
    assert_string_equal(text_at(f.answer, "stage"), "payment");
    must(ask(&f, "{\"verb\":\"approve\",\"as\":\"li.na\",\"record\":\"%s\"}", order));
    assert_int_equal(json_array_size(debts(&f)), 1);
    must(done(&f, "check", ""));
    fixture_end_clean(&f);
}

static void a64_what_is_owed_ahead_is_shown_beforehand_and_explained_by_what_was_read(void **unused) {
    (void)unused;
    fixture_t f;
    begin(&f);
    must(ask(&f, "{\"verb\":\"plan\",\"as\":\"gao.min\",\"flow\":\"sales.order\",\"urgent\":true,\"fields\":{"
                 "\"price\":\"9\"}}"));
    const json_t *owed = json_object_get(f.answer, "owed");
    assert_int_equal(json_array_size(owed), 2);
    assert_string_equal(text_at(json_array_get(owed, 1), "for_step"), "boss");
    assert_string_equal(text_at(json_array_get(owed, 1), "due_at"), "2026-03-04T17:00:00Z");
    assert_string_equal(text_at(f.answer, "state"), "finished");
    submit(&f);
    must(ask(&f, "{\"verb\":\"why\",\"record\":\"%s\",\"step\":\"boss.owed\"}", order));
    assert_string_equal(text_at(json_object_get(f.answer, "planned"), "kind"), "debt.ahead");
    const json_t *fact = json_array_get(json_object_get(f.answer, "facts"), 0);
    assert_string_equal(text_at(fact, "path"), "price");
    assert_string_equal(text_at(fact, "text"), "9");
    must(ask(&f, "{\"verb\":\"history\",\"record\":\"%s\"}", order));
    fixture_end_clean(&f);
}

static void a64_what_is_owed_ahead_is_escalated_and_bars_the_department(void **unused) {
    (void)unused;
    fixture_t f;
    size_t fired;
    bool more = true;
    begin(&f);
    submit(&f);
    must(ask(&f, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"%s\"}", order));
    atomic_store(&f.now, FIXTURE_START + 3 * INT64_C(86400000));
    while (more)
        assert_int_equal(writer_fire(company_host(f.company), f.now, 64, &fired, &more, &f.d), 0);
    const json_t *one = json_array_get(debts(&f), 0);
    assert_string_equal(text_at(one, "for_step"), "boss");
    assert_true(json_is_true(json_object_get(one, "overdue")));
    must(ask(&f, "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"sales.order\",\"fields\":{}}"));
    char record[32];
    snprintf(record, sizeof record, "%s", text_at(f.answer, "record"));
    must_refuse(
        ask(&f,
            "{\"verb\":\"submit\",\"as\":\"gao.min\",\"record\":\"%s\",\"urgent\":true,\"reason\":\"now\"}",
            record),
        "green.barred");
    fixture_end_clean(&f);
}

static void a64_what_other_rules_owe_besides_is_told_by_a_dry_run_of_the_migration(void **unused) {
    (void)unused;
    fixture_t f;
    char *more = NULL;
    const char *end = strstr(RULES, "    stage \"acceptance\"");
    begin(&f);
    submit(&f);
    if (asprintf(&more,
                 "%.*s    stage \"afterwards\" { kind = \"approval\", route = function(r) return approve "
                 "\"end\" { by = post \"company.head\" } end } } }\n",
                 (int)(end - RULES), RULES) < 0)
        abort();
    fixture_rules(&f, more);
    free(more);
    must(f.answer);
    reader_refresh(&f.reader);
    for (int preview = 1; preview >= 0; preview--) {
        must(ask(&f,
                 "{\"verb\":\"records.migrate\",\"records\":[\"%s\"],\"reason\":\"the policy of March\"%s}",
                 order, preview ? ",\"preview\":true" : ""));
        const json_t *one = json_array_get(json_object_get(f.answer, "migrated"), 0);
        const json_t *asked = json_object_get(one, "asked");
        assert_int_equal(json_array_size(asked), 1);
        assert_string_equal(json_string_value(json_array_get(asked, 0)), "end.owed");
        assert_int_equal(json_array_size(debts(&f)), preview ? 2 : 3);
    }
    fixture_end_clean(&f);
}

static void a64_what_the_work_made_needless_is_owed_no_longer(void **unused) {
    (void)unused;
    fixture_t f;
    begin(&f);
    submit(&f);
    must(done(&f, "make", ",\"fields\":{\"price\":\"2\"}"));
    assert_int_equal(json_array_size(debts(&f)), 1);
    must(ask(&f, "{\"verb\":\"why\",\"record\":\"%s\",\"step\":\"boss.owed\"}", order));
    assert_string_equal(text_at(json_object_get(f.answer, "step"), "left_out"), "not_asked");
    must(ask(&f, "{\"verb\":\"show\",\"record\":\"%s\"}", order));
    assert_string_equal(text_at(f.answer, "stage"), "acceptance");
    fixture_end_clean(&f);
}

static void a_stage_of_a_standard_name_is_what_its_name_says(void **unused) {
    (void)unused;
    fixture_t f;
    fixture_create(&f, NULL);
    fixture_people(&f);
    fixture_rules(&f,
                  "flow \"sales.order\" { owner = \"sales\", fallback = person \"yu.ran\", within = "
                  "workdays(3), stages = { stage \"execution\" { kind = \"approval\", route = function(r) "
                  "return act \"make\" { by = initiator } end } } }\n");
    must_refuse(f.answer, "rule.stage_kind");
    fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a64_a_stage_says_that_it_approves_and_what_it_owes_is_listed_as_the_work_begins),
        cmocka_unit_test(a64_what_is_owed_ahead_is_shown_beforehand_and_explained_by_what_was_read),
        cmocka_unit_test(a64_what_is_owed_ahead_is_escalated_and_bars_the_department),
        cmocka_unit_test(a64_what_other_rules_owe_besides_is_told_by_a_dry_run_of_the_migration),
        cmocka_unit_test(a64_what_the_work_made_needless_is_owed_no_longer),
        cmocka_unit_test(a_stage_of_a_standard_name_is_what_its_name_says),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
