/* The green channel over several stages (A64): what the work sets, and the route reads, when a stage comes
 * whose approvals were owed ahead. */
#include "green_stages_scene.h"

static source_t deputy = {.kind = SOURCE_FIELD, .key = "deputy"};
static source_t function = {.kind = SOURCE_FUNCTION, .key = "whoever"};

static void done_writing(scene_t *s, field_t *field) {
    command_t c = scene_cmd(s, "wang.fang", COMMAND_DONE);
    c.fields = field;
    c.field_count = 1;
    must(s, scene_command(s, &c));
}

static void A64_an_approval_given_ahead_counts_unless_what_its_route_reads_has_changed_since(void **state) {
    (void)state;
    for (int reads = 0; reads <= 1; reads++) {
        scene_t s;
        field_t dearer = money_field("amount", 990000);
        four_stages(&s);
        reads_amount = reads;
        must(&s, submit_urgent(&s, "the roof leaks"));
        must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
        done_writing(&s, &dearer);
        assert_int_equal(s.record->stage, reads ? 2 : 3);
        if (reads) assert_non_null(open_task(&s, "boss.owed2", "li.na")); /* of the new amount */
        if (reads) must(&s, as_on(&s, "li.na", COMMAND_APPROVE, "boss.owed2", NULL));
        assert_int_equal(s.record->stage, 3);
        scene_free(&s);
    }
}

static void A64_what_is_open_still_is_decided_on_the_form_as_it_is(void **state) {
    (void)state;
    scene_t s;
    field_t dearer = money_field("amount", 990000);
    four_stages(&s);
    reads_amount = true;
    must(&s, submit_urgent(&s, "the roof leaks"));
    done_writing(&s, &dearer);
    assert_non_null(open_task(&s, "boss.owed", "li.na"));
    assert_null(record_step_named(s.record, "boss.owed2"));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->stage, 3);
    scene_free(&s);
}

static void A64_what_its_stage_does_not_ask_for_is_owed_no_longer_and_who_had_it_hears(void **state) {
    (void)state;
    scene_t s;
    begun(&s);
    boss_needed = false;
    built(&s);
    assert_int_equal(s.record->stage, 3);
    assert_int_equal(state_of(&s, "boss.owed"), STEP_CLOSED);
    assert_string_equal(record_step_named(s.record, "boss.owed")->left_out, "not_asked");
    assert_int_equal(told(&s, "task.removed", "li.na"), 1);
    scene_free(&s);
}

static void A64_what_its_stage_asks_for_then_is_owed_from_then_on(void **state) {
    (void)state;
    scene_t s;
    four_stages(&s);
    boss_needed = false;
    must(&s, submit_urgent(&s, "the roof leaks"));
    assert_null(record_step_named(s.record, "boss.owed"));
    boss_needed = true;
    built(&s);
    assert_non_null(open_task(&s, "boss.owed", "li.na"));
    assert_int_equal(s.record->stage, 2); /* for which the stage waits as well */
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->stage, 3);
    scene_free(&s);
}

static void A64_other_people_are_asked_anew(void **state) {
    (void)state;
    scene_t s;
    begun(&s);
    s.rules.steps[2][0].by = &chen;
    built(&s);
    assert_int_equal(state_of(&s, "boss.owed"), STEP_CLOSED);
    assert_non_null(open_task(&s, "boss.owed2", "chen.wei"));
    scene_free(&s);
}

/* Nobody is asked for whom the work will name, nor is the fallback in their place. */
static void A64_whom_the_work_will_name_is_asked_when_the_stage_comes(void **state) {
    (void)state;
    scene_t s;
    field_t named = {.name = "deputy", .value = {.kind = VALUE_PERSON}};
    four_stages(&s);
    s.rules.steps[2][0].by = &deputy;
    must(&s, submit_urgent(&s, "the roof leaks"));
    assert_null(record_step_named(s.record, "boss.owed"));
    named.value.u.person = scene_person(&s, "chen.wei");
    done_writing(&s, &named);
    assert_non_null(open_task(&s, "boss.owed", "chen.wei"));
    scene_free(&s);
}

static void A64_whom_a_field_named_that_has_changed_is_asked_no_longer(void **state) {
    (void)state;
    scene_t s;
    field_t named = {.name = "deputy", .value = {.kind = VALUE_PERSON}};
    four_stages(&s);
    s.rules.steps[2][0].by = &deputy;
    must(&s, draft_by(&s, "gao.min"));
    command_t c = scene_cmd(&s, "gao.min", COMMAND_SUBMIT);
    named.value.u.person = scene_person(&s, "li.na");
    c.urgent = true;
    c.text = "now";
    c.fields = &named;
    c.field_count = 1;
    must(&s, scene_command(&s, &c));
    assert_non_null(open_task(&s, "boss.owed", "li.na"));
    named.value.u.person = scene_person(&s, "chen.wei");
    done_writing(&s, &named);
    assert_int_equal(state_of(&s, "boss.owed"), STEP_CLOSED);
    assert_non_null(open_task(&s, "boss.owed2", "chen.wei"));
    scene_free(&s);
}

static void A64_a_route_that_fails_before_its_time_stops_no_work_and_is_an_incident(void **state) {
    (void)state;
    for (int people = 0; people <= 1; people++) {
        scene_t s;
        four_stages(&s);
        s.rules.plans[2].step_count = 0;
        step_t *vote = fixed_group(&s.rules, 2, 0, STEP_VOTE);
        vote->need = people ? 1 : 5; /* more than it has */
        fixed_leaf(&s.rules, 2, 1, STEP_APPROVE, "boss", people ? &function : &li);
        s.rules.people = &li;
        s.rules.people_fails = people ? "rule.failed" : NULL;
        must(&s, submit_urgent(&s, "the roof leaks"));
        assert_int_equal(s.record->stage, 1);
        assert_null(record_step_named(s.record, "boss.owed"));
        assert_int_equal(s.out.incident_count, 1);
        assert_string_equal(s.out.incidents[0].code, people ? "rule.failed" : "plan.shape");
        vote->need = 1;
        s.rules.people_fails = NULL;
        built(&s);
        assert_non_null(open_task(&s, "boss.owed", "li.na"));
        scene_free(&s);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A64_an_approval_given_ahead_counts_unless_what_its_route_reads_has_changed_since),
        cmocka_unit_test(A64_what_is_open_still_is_decided_on_the_form_as_it_is),
        cmocka_unit_test(A64_what_its_stage_does_not_ask_for_is_owed_no_longer_and_who_had_it_hears),
        cmocka_unit_test(A64_what_its_stage_asks_for_then_is_owed_from_then_on),
        cmocka_unit_test(A64_other_people_are_asked_anew),
        cmocka_unit_test(A64_whom_the_work_will_name_is_asked_when_the_stage_comes),
        cmocka_unit_test(A64_whom_a_field_named_that_has_changed_is_asked_no_longer),
        cmocka_unit_test(A64_a_route_that_fails_before_its_time_stops_no_work_and_is_an_incident),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
