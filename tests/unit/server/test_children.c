/* Sub-records (A7): a step opens other records and waits for all, any or none of them, and what can't be
 * opened refuses the command that would have opened it. */
#include "children.h"

static void a7_a_step_opens_a_record_by_the_rule_in_the_initiators_name_and_waits_for_its_end(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = r.what }");
    file_order(&f, "{\"what\":\"a chair\"}");
    must(as(&f, "approve", "chen.wei", order));
    step_is(&f, "mend", "open");
    child_is(&f, 0, "awaited", "open");
    assert_string_equal(text_at(child(&f, 0), "number"), "MND-2026-000001");
    /* the new record knows who opened it, and that it was the rule */
    json_t *mend = show(&f, "MND-2026-000001");
    assert_string_equal(text_at(json_object_get(mend, "initiator"), "handle"), "gao.min");
    assert_string_equal(text_at(json_object_get(mend, "opener"), "number"), order);
    assert_string_equal(text_at(json_array_get(json_object_get(mend, "fields"), 0), "value"), "a chair");
    const json_t *drafted = event_of(&f, "MND-2026-000001", "record.drafted");
    assert_string_equal(text_at(json_object_get(drafted, "actor"), "kind"), "rule");
    assert_string_equal(
        text_at(json_object_get(event_of(&f, "MND-2026-000001", "record.submitted"), "actor"), "kind"),
        "rule");
    const json_t *by = json_object_get(event_of(&f, "MND-2026-000001", "record.opened_by"), "data");
    assert_string_equal(text_at(json_object_get(by, "opener"), "number"), order);
    const json_t *opened = json_object_get(event_of(&f, order, "child.opened"), "data");
    assert_string_equal(text_at(json_object_get(opened, "child"), "number"), "MND-2026-000001");
    /* and its end carries the order on, by the rule too */
    must(as(&f, "approve", "li.na", "MND-2026-000001"));
    step_is(&f, "mend", "passed");
    step_is(&f, "boss", "open");
    child_is(&f, 0, "ended", "finished");
    assert_string_equal(text_at(json_object_get(event_of(&f, order, "child.ended"), "actor"), "kind"),
                        "rule");
    must(as(&f, "approve", "li.na", order));
    assert_string_equal(state_of(&f, order), "finished");
    fixture_end_clean(&f);
}

static json_t *preview(fixture_t *f, const char *verb, const char *who, const char *record) {
    return ask(f,
               "{\"verb\":\"%s\",\"as\":\"%s\",\"record\":\"%s\",\"reason\":\"so it is\",\"preview\":true}",
               verb, who, record);
}

/* The change of the step of that name, in what a preview says of another record. */
static const json_t *changed(const json_t *other, const char *name) {
    size_t i;
    json_t *step;
    json_array_foreach(json_object_get(other, "steps"), i, step) {
        if (strcmp(text_at(step, "name"), name) == 0) return step;
    }
    return NULL;
}

static void
a41_a_preview_tells_what_a_command_does_to_the_record_that_waits_or_is_opened_or_closed(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = r.what }");
    file_order(&f, "{\"what\":\"a chair\"}");
    must(preview(&f, "approve", "chen.wei", order)); /* opens one */
    const json_t *other = json_array_get(json_object_get(f.answer, "others"), 0);
    assert_string_equal(text_at(other, "led_by"), "open");
    assert_string_equal(text_at(other, "flow"), "sales.mend");
    assert_string_equal(text_at(other, "state"), "open");
    assert_string_equal(text_at(changed(other, "check"), "after"), "open");
    must(as(&f, "approve", "chen.wei", order));
    must(preview(&f, "approve", "li.na", "MND-2026-000001")); /* its last step: the order goes on */
    assert_string_equal(text_at(f.answer, "state"), "finished");
    other = json_array_get(json_object_get(f.answer, "others"), 0);
    assert_string_equal(text_at(other, "number"), order);
    assert_string_equal(text_at(other, "led_by"), "child_ended");
    assert_string_equal(text_at(changed(other, "mend"), "after"), "passed");
    assert_string_equal(text_at(changed(other, "boss"), "after"), "open");
    const json_t *task = json_array_get(json_object_get(other, "tasks"), 1);
    assert_string_equal(text_at(json_object_get(task, "person"), "handle"), "li.na");
    step_is(&f, "boss", "waiting");                                      /* nothing was written */
    must(ask(&f, "{\"verb\":\"plan\",\"record\":\"MND-2026-000001\"}")); /* its route, too, ends with that */
    other = json_array_get(json_object_get(f.answer, "others"), 0);
    assert_string_equal(text_at(other, "number"), order);
    assert_string_equal(text_at(changed(other, "boss"), "after"), "open");
    must(preview(&f, "withdraw", "gao.min", order)); /* closes it */
    other = json_array_get(json_object_get(f.answer, "others"), 0);
    assert_string_equal(text_at(other, "number"), "MND-2026-000001");
    assert_string_equal(text_at(other, "state"), "closed");
    assert_string_equal(state_of(&f, "MND-2026-000001"), "open");
    fixture_end_clean(&f);
}

static void a41_a_preview_is_refused_by_what_another_record_would_refuse(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = {{ }}");
    file_order(&f, "{}"); /* the other one requires it */
    must_refuse(as(&f, "approve", "chen.wei", order), "follow_up.refused");
    must_refuse(preview(&f, "approve", "chen.wei", order), "follow_up.refused");
    fixture_end_clean(&f);
}

static void a7_who_answers_for_the_records_holds_a_task_with_a_clock_and_decides_nothing(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = r.what }");
    file_order(&f, "{\"what\":\"a chair\"}");
    must(as(&f, "approve", "chen.wei", order));
    size_t i, open = 0;
    json_t *task, *tasks = json_object_get(show(&f, order), "tasks");
    json_array_foreach(tasks, i, task) {
        if (strcmp(text_at(task, "state"), "open") != 0) continue;
        open++;
        assert_string_equal(text_at(json_object_get(task, "person"), "handle"), "gao.min");
        assert_string_equal(text_at(json_object_get(task, "clock"), "state"), "running");
    }
    assert_int_equal(open, 1);
    must_refuse(as(&f, "approve", "gao.min", order), "command.misfit");
    must_refuse(as(&f, "done", "gao.min", order), "command.misfit");
    fixture_end_clean(&f);
}

static void a7_one_record_per_item_of_a_list_and_all_of_them_are_waited_for(void **state) {
    (void)state;
    fixture_t f;
    begin_three(&f, EACH);
    must(as(&f, "approve", "li.na", "MND-2026-000002"));
    must(as(&f, "approve", "li.na", "MND-2026-000003"));
    step_is(&f, "mend", "open");
    assert_string_equal(
        text_at(json_array_get(json_object_get(show(&f, "MND-2026-000002"), "fields"), 0), "value"),
        "an arm");
    must(as(&f, "approve", "li.na", "MND-2026-000001"));
    step_is(&f, "mend", "passed");
    fixture_end_clean(&f);
}

static void a7_values_that_its_flow_works_out_are_there_as_a_record_is_opened_a72(void **state) {
    (void)state;
    fixture_t f;
    begin_three(&f, EACH);
    assert_string_equal(
        text_at(json_array_get(json_object_get(show(&f, "MND-2026-000002"), "fields"), 2), "value"),
        "an arman arm");
    fixture_end_clean(&f);
}

static void a7_of_any_the_first_to_be_finished_ends_the_step_and_closes_the_rest(void **state) {
    (void)state;
    fixture_t f;
    begin_three(&f, EACH ", wait = \"any\"");
    must(as(&f, "refuse", "li.na", "MND-2026-000001"));
    must(as(&f, "acknowledge", "gao.min", "MND-2026-000001"));
    step_is(&f, "mend", "open"); /* one that is refused leaves it to the others */
    must(as(&f, "approve", "li.na", "MND-2026-000002"));
    step_is(&f, "mend", "passed");
    child_is(&f, 0, "ended", "refused");
    child_is(&f, 1, "ended", "finished");
    child_is(&f, 2, "closed", "closed");
    must_refuse(as(&f, "approve", "li.na", "MND-2026-000003"), "task.not_open");
    assert_string_equal(
        text_at(json_object_get(event_of(&f, "MND-2026-000003", "record.closed"), "actor"), "kind"), "rule");
    fixture_end_clean(&f);
}

static void a7_of_any_the_step_is_refused_when_none_is_left(void **state) {
    (void)state;
    fixture_t f;
    begin_three(&f, EACH ", wait = \"any\"");
    const char *const all[] = {"MND-2026-000001", "MND-2026-000002", "MND-2026-000003"};
    for (size_t i = 0; i < 3; i++) {
        step_is(&f, "mend", "open");
        must(as(&f, "withdraw", "gao.min", all[i]));
    }
    step_is(&f, "mend", "refused");
    assert_string_equal(state_of(&f, order), "ended_refused");
    fixture_end_clean(&f);
}

static void a7_none_is_waited_for_the_step_ends_as_it_opens_and_the_records_go_their_own_way(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = r.what }, wait = \"none\"");
    file_order(&f, "{\"what\":\"a chair\"}");
    must(as(&f, "approve", "chen.wei", order));
    step_is(&f, "mend", "passed");
    child_is(&f, 0, "apart", "open");
    must(as(&f, "withdraw", "gao.min", order));
    child_is(&f, 0, "apart", "open"); /* it is not closed with the order */
    must(as(&f, "refuse", "li.na", "MND-2026-000001"));
    must(as(&f, "acknowledge", "gao.min", "MND-2026-000001"));
    must(ask(
        &f,
        "{\"verb\":\"resubmit\",\"as\":\"gao.min\",\"record\":\"MND-2026-000001\"}")); /* and its initiator
                                                                                          may bring it again
                                                                                        */
    fixture_end_clean(&f);
}

static void a7_a_refused_record_refuses_the_step_at_once_and_the_others_are_closed(void **state) {
    (void)state;
    fixture_t f;
    begin_three(&f, EACH);
    must(as(&f, "refuse", "li.na", "MND-2026-000002"));
    step_is(&f, "mend", "open"); /* the initiator has not taken notice: it is on its way */
    must(as(&f, "acknowledge", "gao.min", "MND-2026-000002"));
    step_is(&f, "mend", "refused");
    child_is(&f, 0, "closed", "closed");
    child_is(&f, 1, "ended", "refused");
    assert_string_equal(state_of(&f, order), "ended_refused");
    /* the order was told how it ended: it can't come again */
    must_refuse(ask(&f, "{\"verb\":\"resubmit\",\"as\":\"gao.min\",\"record\":\"MND-2026-000002\"}"),
                "record.over");
    fixture_end_clean(&f);
}

static void a7_on_refuse_wait_lets_all_end_first(void **state) {
    (void)state;
    fixture_t f;
    begin_three(&f, EACH ", on_refuse = \"wait\"");
    must(as(&f, "withdraw", "gao.min", "MND-2026-000001"));
    must(as(&f, "approve", "li.na", "MND-2026-000002"));
    step_is(&f, "mend", "open");
    must(as(&f, "approve", "li.na", "MND-2026-000003"));
    step_is(&f, "mend", "refused");
    fixture_end_clean(&f);
}

static void a7_on_refuse_with_a_number_needs_so_many_refusals(void **state) {
    (void)state;
    fixture_t f;
    begin_three(&f, EACH ", on_refuse = refusals(2)");
    must(as(&f, "withdraw", "gao.min", "MND-2026-000001"));
    step_is(&f, "mend", "open");
    must(as(&f, "withdraw", "gao.min", "MND-2026-000003"));
    step_is(&f, "mend", "refused");
    child_is(&f, 1, "closed", "closed");
    fixture_end_clean(&f);
}

static void a7_on_refuse_go_on_waits_for_the_end_whatever_it_is(void **state) {
    (void)state;
    fixture_t f;
    begin_three(&f, EACH ", on_refuse = \"go_on\"");
    must(as(&f, "withdraw", "gao.min", "MND-2026-000001"));
    must(as(&f, "withdraw", "gao.min", "MND-2026-000002"));
    step_is(&f, "mend", "open");
    must(as(&f, "withdraw", "gao.min", "MND-2026-000003"));
    step_is(&f, "mend", "passed");
    step_is(&f, "boss", "open");
    fixture_end_clean(&f);
}

static void a7_closing_the_record_closes_what_it_waits_for_and_what_that_waits_for(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = \"nested\" }");
    file_order(&f, "{\"what\":\"a chair\"}");
    must(as(&f, "approve", "chen.wei", order));
    assert_string_equal(state_of(&f, "MND-2026-000002"), "open"); /* the inner one */
    must(as(&f, "withdraw", "gao.min", order));
    assert_string_equal(state_of(&f, "MND-2026-000001"), "closed");
    assert_string_equal(state_of(&f, "MND-2026-000002"), "closed");
    must(ask(&f, "{\"verb\":\"deadlines\"}"));
    assert_int_equal(json_array_size(json_object_get(f.answer, "deadlines")), 0);
    fixture_end_clean(&f);
}

static void a7_the_end_of_an_inner_record_comes_through_to_the_outermost_in_one_commit(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = \"nested\" }");
    file_order(&f, "{\"what\":\"a chair\"}");
    must(as(&f, "approve", "chen.wei", order));
    must(as(&f, "approve", "li.na", "MND-2026-000002"));
    assert_string_equal(state_of(&f, "MND-2026-000001"), "finished");
    step_is(&f, "mend", "passed");
    fixture_end_clean(&f);
}

static void
a7_a_record_that_cant_be_opened_refuses_the_command_with_the_cause_and_changes_nothing(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = each(r.lines, function(line) return { what = line.what } end)");
    file_order(&f, "{\"lines\":[{\"what\":\"a leg\"},{\"price\":\"5 EUR\"}]}"); /* the second names nothing */
    json_int_t version = json_integer_value(json_object_get(show(&f, order), "version"));
    must_refuse(as(&f, "approve", "chen.wei", order), "follow_up.refused");
    const json_t *cause = json_object_get(json_object_get(f.answer, "error"), "cause");
    assert_string_equal(text_at(cause, "code"), "form.invalid");
    assert_int_equal(json_integer_value(json_object_get(show(&f, order), "version")), version);
    step_is(&f, "head", "open");
    must(ask(&f, "{\"verb\":\"records\",\"flow\":\"sales.mend\"}"));
    assert_int_equal(json_array_size(json_object_get(f.answer, "records")), 0);
    fixture_end_clean(&f);
}

static void a7_a_value_that_does_not_fit_is_told_with_the_rules_file_and_line(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = \"a chair\", price = \"5 USD\" }");
    file_order(&f, "{}");
    must_refuse(as(&f, "approve", "chen.wei", order), "field.currency");
    const json_t *error = json_object_get(f.answer, "error");
    assert_string_equal(text_at(error, "file"), "sales/purchase.lua");
    fixture_end_clean(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a7_a_step_opens_a_record_by_the_rule_in_the_initiators_name_and_waits_for_its_end),
        cmocka_unit_test(
            a41_a_preview_tells_what_a_command_does_to_the_record_that_waits_or_is_opened_or_closed),
        cmocka_unit_test(a41_a_preview_is_refused_by_what_another_record_would_refuse),
        cmocka_unit_test(a7_who_answers_for_the_records_holds_a_task_with_a_clock_and_decides_nothing),
        cmocka_unit_test(a7_one_record_per_item_of_a_list_and_all_of_them_are_waited_for),
        cmocka_unit_test(a7_values_that_its_flow_works_out_are_there_as_a_record_is_opened_a72),
        cmocka_unit_test(a7_of_any_the_first_to_be_finished_ends_the_step_and_closes_the_rest),
        cmocka_unit_test(a7_of_any_the_step_is_refused_when_none_is_left),
        cmocka_unit_test(a7_none_is_waited_for_the_step_ends_as_it_opens_and_the_records_go_their_own_way),
        cmocka_unit_test(a7_a_refused_record_refuses_the_step_at_once_and_the_others_are_closed),
        cmocka_unit_test(a7_on_refuse_wait_lets_all_end_first),
        cmocka_unit_test(a7_on_refuse_with_a_number_needs_so_many_refusals),
        cmocka_unit_test(a7_on_refuse_go_on_waits_for_the_end_whatever_it_is),
        cmocka_unit_test(a7_closing_the_record_closes_what_it_waits_for_and_what_that_waits_for),
        cmocka_unit_test(a7_the_end_of_an_inner_record_comes_through_to_the_outermost_in_one_commit),
        cmocka_unit_test(
            a7_a_record_that_cant_be_opened_refuses_the_command_with_the_cause_and_changes_nothing),
        cmocka_unit_test(a7_a_value_that_does_not_fit_is_told_with_the_rules_file_and_line),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
