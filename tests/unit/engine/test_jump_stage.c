/* Jumps forward to a later stage (A50), past whole stages, and which step is meant. Back:
 * test_jump_stage_back.c. */
#include "jump_stage_scene.h"

static void A50_forward_into_the_next_stage_what_is_open_is_closed_and_what_waited_marked(void **state) {
    (void)state;
    scene_t s;
    submitted(&s);
    must(&s, jump(&s, "build"));
    assert_int_equal(state_of(&s, "head"), STEP_CLOSED);
    assert_string_equal(cause_of(&s, "head"), "jumped");
    assert_int_equal(state_of(&s, "boss"), STEP_LEFT_OUT);
    assert_string_equal(cause_of(&s, "boss"), "jumped");
    assert_int_equal(s.record->stage, 1);
    assert_non_null(open_task(&s, "build", "wang.fang"));
    assert_int_equal(told(&s, "task.removed", "liu.yang"), 1);
    assert_int_equal(told(&s, "record.jumped", "gao.min"), 1);
    assert_string_equal(event_of(&s, EVENT_ADMINISTERED)->u.administered.reason, "the offer runs out today");
    assert_string_equal(event_of(&s, EVENT_STAGE_JUMPED)->u.stage_jumped.to, "build");
    refused_with(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL), "task.not_open");
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    assert_non_null(open_task(&s, "test", "chen.wei"));
    scene_free(&s);
}

static void A50_forward_past_a_whole_stage_it_is_planned_and_marked(void **state) {
    (void)state;
    scene_t s;
    submitted(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, jump(&s, "accept"));
    assert_int_equal(state_of(&s, "head"), STEP_PASSED); /* what was decided stays */
    assert_int_equal(state_of(&s, "build"), STEP_LEFT_OUT);
    assert_string_equal(cause_of(&s, "build"), "jumped");
    assert_string_equal(cause_of(&s, "test"), "jumped");
    assert_int_equal(state_of(&s, "check"), STEP_LEFT_OUT); /* before the step in its own stage */
    assert_string_equal(cause_of(&s, "check"), "jumped");
    assert_int_equal(s.record->stage, 2);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A50_forward_out_of_a_refusal_that_nobody_took_notice_of_yet(void **state) {
    (void)state;
    scene_t s;
    stages(&s);
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    s.rules.flow.acknowledge = true;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "the wrong button"));
    must(&s, jump(&s, "build"));
    assert_null(open_task(&s, "acknowledge", NULL));
    assert_int_equal(state_of(&s, "head"), STEP_REFUSED); /* none of it is hidden */
    assert_non_null(open_task(&s, "build", "wang.fang"));
    scene_free(&s);
}

static void A50_forward_what_is_owed_is_owed_still(void **state) {
    (void)state;
    scene_t s;
    submitted(&s);
    must(&s, act(&s, "xu.jing", COMMAND_EXCEPTION, "head", NULL));
    must(&s, jump(&s, "accept"));
    assert_non_null(open_task(&s, "head.owed", "liu.yang"));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OWING);
    scene_free(&s);
}

static void A50_forward_a_warning_beside_the_plan_is_waited_for_in_the_new_stage(void **state) {
    (void)state;
    scene_t s;
    submitted(&s);
    int64_t people[1] = {scene_person(&s, "liu.yang")};
    command_t c = scene_cmd(&s, "gao.min", COMMAND_WARN);
    c.people = people;
    c.people_count = 1;
    c.text = "the ground is soft";
    must(&s, scene_command(&s, &c));
    must(&s, jump(&s, "accept"));
    assert_non_null(open_task(&s, "warning", "liu.yang"));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as_on(&s, "liu.yang", COMMAND_ACKNOWLEDGE, "warning", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A50_forward_to_what_the_rules_leave_out_is_refused(void **state) {
    (void)state;
    scene_t s;
    stages(&s);
    s.rules.steps[2][1].state = STEP_LEFT_OUT;
    s.rules.steps[2][1].left_out = "small";
    submit_by(&s, "gao.min");
    refused_with(&s, jump(&s, "check"), "jump.target");
    error_says(&s, "problem", "not_needed");
    assert_non_null(open_task(&s, "head", "liu.yang")); /* nothing has happened */
    scene_free(&s);
}

/* ---- which step is meant */

static void A50_a_name_that_several_stages_have_is_said_with_its_stage(void **state) {
    (void)state;
    scene_t s;
    stages(&s);
    s.rules.steps[2][1].name = "build"; /* in execution, and in acceptance */
    submit_by(&s, "gao.min");
    refused_with(&s, jump(&s, "build"), "jump.target");
    error_says(&s, "problem", "several");
    refused_with(&s, jump(&s, "nowhere/build"), "jump.target");
    error_says(&s, "problem", "unknown_stage");
    refused_with(&s, jump(&s, "approval/build"), "jump.target");
    error_says(&s, "problem", "unknown");
    must(&s, jump(&s, "acceptance/build"));
    assert_int_equal(s.record->stage, 2);
    assert_non_null(open_task(&s, "build", "chen.wei"));
    must(&s, jump(&s, "execution/build"));
    assert_int_equal(s.record->stage, 1);
    assert_non_null(open_task(&s, "build", "wang.fang"));
    scene_free(&s);
}

static void A50_a_step_of_the_present_stage_goes_before_others_of_its_name(void **state) {
    (void)state;
    scene_t s;
    stages(&s);
    s.rules.steps[2][2].name = "test";
    submit_by(&s, "gao.min");
    must(&s, jump(&s, "build"));
    must(&s, jump(&s, "test"));
    assert_int_equal(s.record->stage, 1);
    scene_free(&s);
}

static void A50_a_stage_that_can_not_be_planned_says_why(void **state) {
    (void)state;
    scene_t s;
    submitted(&s);
    s.rules.plan_fails = "rule.error";
    refused_with(&s, jump(&s, "accept"), "jump.target"); /* it names no step */
    refused_with(&s, jump(&s, "acceptance/accept"), "rule.error");
    scene_free(&s);
}

static void A46_a_change_after_the_end_goes_through_its_own_stage_alone(void **state) {
    (void)state;
    scene_t s;
    to_acceptance(&s);
    must(&s, as(&s, "chen.wei", COMMAND_DONE, NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    static change_rule_t changes[] = {{.field = "amount"}};
    s.rules.flow.changes = changes;
    s.rules.flow.change_count = 1;
    static const traced_t traced[] = {{.step = "boss", .field = "amount"}};
    s.rules.traced = traced;
    s.rules.traced_count = 1;
    field_t amount = money_field("amount", 99900);
    command_t c = scene_cmd(&s, "gao.min", COMMAND_CHANGE);
    c.fields = &amount;
    c.field_count = 1;
    c.text = "the price rose";
    must(&s, scene_command(&s, &c));
    assert_non_null(open_task(&s, "boss", "li.na"));
    refused_with(&s, jump(&s, "accept"), "jump.target");
    error_says(&s, "problem", "change");
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A50_forward_into_the_next_stage_what_is_open_is_closed_and_what_waited_marked),
        cmocka_unit_test(A50_forward_past_a_whole_stage_it_is_planned_and_marked),
        cmocka_unit_test(A50_forward_out_of_a_refusal_that_nobody_took_notice_of_yet),
        cmocka_unit_test(A50_forward_what_is_owed_is_owed_still),
        cmocka_unit_test(A50_forward_a_warning_beside_the_plan_is_waited_for_in_the_new_stage),
        cmocka_unit_test(A50_forward_to_what_the_rules_leave_out_is_refused),
        cmocka_unit_test(A50_a_name_that_several_stages_have_is_said_with_its_stage),
        cmocka_unit_test(A50_a_step_of_the_present_stage_goes_before_others_of_its_name),
        cmocka_unit_test(A50_a_stage_that_can_not_be_planned_says_why),
        cmocka_unit_test(A46_a_change_after_the_end_goes_through_its_own_stage_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
