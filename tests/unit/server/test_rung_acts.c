/* What the functions and acts of a ladder bring in (A61): signers, the next superior, records, steps,
 * consent. */
#include "handling.h"

static void a61_a_rung_adds_a_signer_beside_and_both_are_asked(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "{ after = workhours(0), add = superior_of(assignee), within = workdays(2) }", "", "");
    file_order(&f, "small");
    wait_days(&f, 2);
    assert_string_equal(holder(&f, "head"), "chen.wei");
    assert_string_equal(holder(&f, "head.beside"), "li.na");
    must(as(&f, "approve", "li.na", order));
    assert_string_equal(step(&f, "make"), "none");
    must(as(&f, "approve", "chen.wei", order));
    assert_string_equal(step(&f, "make"), "open");
    fixture_end_clean(&f);
}

static void a61_a_signer_added_by_a_rung_is_reminded_and_adds_nobody(void **state) {
    (void)state;
    fixture_t f;
    begin(&f,
          "{ after = workhours(0), add = { post \"company.head\", person \"yu.ran\" }, within = workdays(1) "
          "},\n"
          "        { after = workdays(1), notify = initiator }",
          "", "");
    file_order(&f, "small");
    wait_days(&f, 2);
    assert_string_equal(step(&f, "head.beside"), "open");
    for (int days = 3; days < 40; days++)
        wait_days(&f, days);
    assert_string_equal(step(&f, "head.beside2"), "none");
    assert_string_equal(step(&f, "head.beside.beside"), "none");
    assert_int_equal(count_of(&f, "plan.added"), 1);
    assert_int_equal(count_of(&f, "clock.rung"), 4); /* two of the head's, one of each who came in */
    fixture_end_clean(&f);
}

static void a61_a_signer_added_by_a_rung_refuses_for_both(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "{ after = workhours(0), add = post \"company.head\" }", "", "");
    file_order(&f, "small");
    wait_days(&f, 2);
    must(ask(&f, "{\"verb\":\"refuse\",\"as\":\"li.na\",\"record\":\"%s\",\"reason\":\"no\"}", order));
    assert_string_equal(state_of(&f, order), "ended_refused");
    fixture_end_clean(&f);
}

static void a61_a_rung_raises_the_task_to_the_next_superior_and_the_ladder_goes_on(void **state) {
    (void)state;
    fixture_t f;
    begin(&f,
          "{ after = workhours(0), raise = true }, { after = workdays(1), notify = initiator },\n"
          "{ after = workdays(2), raise = true, within = workdays(4) }, { after = workdays(3), raise = true "
          "},\n"
          "{ after = workdays(4), remind = assignee, raise = true }",
          "", "");
    file_order(&f, "small");
    wait_days(&f, 2);
    assert_string_equal(holder(&f, "head"), "li.na"); /* the superior of who held it */
    const json_t *moved = json_object_get(event_of(&f, order, "task.reassigned"), "data");
    assert_string_equal(text_at(moved, "reason"), "people.superior");
    for (int day = 3; day < 30; day++)
        wait_days(&f, day);
    assert_string_equal(holder(&f, "head"),
                        "yu.ran"); /* nobody is above: the flow's fallback, who keeps it */
    assert_int_equal(count_of(&f, "task.reassigned"), 2);
    assert_string_equal(text_at(json_object_get(event_of(&f, order, "clock.rung"), "data"), "did"),
                        "remind at_top");
    const json_t *set = json_object_get(event_of(&f, order, "clock.set"), "data");
    assert_int_equal(json_integer_value(json_object_get(json_object_get(set, "limit"), "days")),
                     4); /* what the rung says */
    fixture_end_clean(&f);
}

static void a61_a_rung_opens_a_record_beside_the_step(void **state) {
    (void)state;
    fixture_t f;
    begin(&f,
          "{ after = workhours(0), open = open_record \"mend\" { flow = \"sales.mend\", fields = { what = "
          "r.note } } }",
          "", "");
    file_order(&f, "small");
    wait_days(&f, 1); /* not due yet */
    assert_string_equal(step(&f, "mend"), "none");
    must_refuse(ask(&f, "{\"verb\":\"show\",\"record\":\"MND-2026-000001\"}"), "store.not_found");
    wait_days(&f,
              2); /* the note is empty: it can't be opened, so the rung fails and the fallback has the task */
    assert_string_equal(holder(&f, "head"), "yu.ran");
    fixture_end_clean(&f);
    begin(&f,
          "{ after = workhours(0), open = open_record \"mend\" { flow = \"sales.mend\", fields = { what = "
          "r.what } } }",
          "", "");
    file_order(&f, "small");
    wait_days(&f, 2);
    assert_string_equal(step(&f, "mend"), "open");
    must(as(&f, "approve", "chen.wei", order));
    assert_string_equal(step(&f, "make"), "none"); /* the record is waited for */
    must(as(&f, "approve", "li.na", "MND-2026-000001"));
    assert_string_equal(step(&f, "make"), "open");
    fixture_end_clean(&f);
}

static void a61_a_rungs_function_adds_steps_opens_records_and_lets_pass_in_words(void **state) {
    (void)state;
    fixture_t f;
    begin(&f,
          "{ after = workhours(0), call = function(r, set, task) return {\n"
          "    approve \"second\" { by = superior_of(task.person), within = workdays(3) },\n"
          "    open_record \"mend\" { flow = \"sales.mend\", fields = { what = r.what }, wait = \"none\" },\n"
          "    pass \"silence is consent here\" } end }",
          "", "");
    file_order(&f, "small");
    wait_days(&f, 2);
    assert_string_equal(step(&f, "head"), "passed");
    assert_string_equal(step(&f, "second"), "open");
    assert_string_equal(holder(&f, "second"), "li.na");
    assert_string_equal(step(&f, "mend"), "passed");
    assert_string_equal(state_of(&f, "MND-2026-000001"), "open");
    const json_t *decided = event_of(&f, order, "task.decided");
    assert_string_equal(text_at(json_object_get(decided, "actor"), "kind"), "timer");
    fixture_end_clean(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a61_a_rung_adds_a_signer_beside_and_both_are_asked),
        cmocka_unit_test(a61_a_signer_added_by_a_rung_is_reminded_and_adds_nobody),
        cmocka_unit_test(a61_a_signer_added_by_a_rung_refuses_for_both),
        cmocka_unit_test(a61_a_rung_raises_the_task_to_the_next_superior_and_the_ladder_goes_on),
        cmocka_unit_test(a61_a_rung_opens_a_record_beside_the_step),
        cmocka_unit_test(a61_a_rungs_function_adds_steps_opens_records_and_lets_pass_in_words),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
