/* Jumps back into a stage that had ended (A50): what is gone through again, what stands, what is asked at
 * once. */
#include "jump_stage_scene.h"

static void A50_back_into_an_earlier_stage_what_was_gone_through_since_is_gone_through_again(void **state) {
    (void)state;
    scene_t s;
    to_acceptance(&s);
    size_t before = s.record->task_count;
    must(&s, jump(&s, "boss"));
    assert_int_equal(s.record->stage, 0);
    assert_non_null(open_task(&s, "boss", "li.na"));
    assert_null(open_task(&s, "check", NULL));
    assert_int_equal(s.record->task_count, before + 1);
    /* what came before stands, and names the step in which it was decided */
    assert_int_equal(state_of(&s, "head"), STEP_LEFT_OUT);
    assert_string_equal(cause_of(&s, "head"), "gone_through");
    const step_t *decided = record_step(s.record, record_step_named(s.record, "head")->origin);
    assert_int_equal(decided->state, STEP_PASSED);
    assert_false(decided->superseded);
    /* what came after is kept, and counts no more */
    assert_string_equal(s.record->tasks[0].opinion, "fine");
    assert_true(record_step(s.record, s.record->tasks[1].step)->superseded);
    assert_true(record_step_named(s.record, "build")->superseded);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "build", "wang.fang")); /* the stages after it, too */
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    must(&s, as(&s, "chen.wei", COMMAND_DONE, NULL));
    must(&s, as(&s, "chen.wei", COMMAND_DONE, NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A50_back_a_warning_from_between_the_stages_is_still_waited_for(void **state) {
    (void)state;
    scene_t s;
    submitted(&s);
    int64_t people[1] = {scene_person(&s, "liu.yang")};
    command_t c = scene_cmd(&s, "gao.min", COMMAND_WARN);
    c.people = people;
    c.people_count = 1;
    c.text = "the ground is soft";
    must(&s, scene_command(&s, &c)); /* beside the approval, before the plan of the acceptance */
    must(&s, jump(&s, "accept"));
    must(&s, jump(&s, "boss"));
    assert_false(record_step_named(s.record, "warning")->superseded);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->stage, 0);
    must(&s, as_on(&s, "liu.yang", COMMAND_ACKNOWLEDGE, "warning", NULL));
    assert_non_null(open_task(&s, "build", "wang.fang"));
    scene_free(&s);
}

static void A50_back_to_what_a_jump_had_passed_over_it_is_asked_now(void **state) {
    (void)state;
    scene_t s;
    submitted(&s);
    must(&s, jump(&s, "accept"));
    must(&s, jump(&s, "test"));
    assert_non_null(open_task(&s, "test", "chen.wei"));
    assert_string_equal(cause_of(&s, "build"), "jumped");
    must(&s, as(&s, "chen.wei", COMMAND_DONE, NULL));
    assert_non_null(open_task(&s, "check", "chen.wei"));
    scene_free(&s);
}

static void A50_back_twice_and_within_the_stage_that_stands_once_more(void **state) {
    (void)state;
    scene_t s;
    to_acceptance(&s);
    must(&s, jump(&s, "boss"));
    must(&s, jump(&s, "head")); /* what stood is asked again, and what came after it in turn */
    assert_non_null(open_task(&s, "head", "liu.yang"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "boss", "li.na"));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, jump(&s, "head")); /* from execution, once more */
    assert_non_null(open_task(&s, "head", "liu.yang"));
    scene_free(&s);
}

static void A50_back_into_a_stage_of_one_step(void **state) {
    (void)state;
    scene_t s;
    stages(&s);
    s.rules.plans[0].step_count = 0;
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "head", &liu);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, jump(&s, "head"));
    assert_non_null(open_task(&s, "head", "liu.yang"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "build", "wang.fang"));
    scene_free(&s);
}

static void A50_back_into_a_vote_all_of_it_is_asked_again(void **state) {
    (void)state;
    scene_t s;
    stages(&s);
    s.rules.plans[0].step_count = 0;
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &chen);
    fixed_group(&s.rules, 0, 1, STEP_VOTE)->need = 2;
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "a", &liu);
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "b", &wang);
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "c", &li);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, jump(&s, "b"));
    assert_non_null(open_task(&s, "a", "liu.yang")); /* no vote of before is counted */
    assert_non_null(open_task(&s, "b", "wang.fang"));
    assert_non_null(open_task(&s, "c", "li.na"));
    assert_string_equal(cause_of(&s, "first"), "gone_through");
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "no"));
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "no"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A50_back_into_a_branch_the_one_beside_stands(void **state) {
    (void)state;
    scene_t s;
    stages(&s);
    s.rules.plans[0].step_count = 0;
    fixed_group(&s.rules, 0, 0, STEP_PARALLEL);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "left", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "right", &li);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, jump(&s, "right"));
    assert_string_equal(cause_of(&s, "left"), "gone_through");
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "build", "wang.fang"));
    scene_free(&s);
}

static void A50_back_past_what_is_owed_it_is_not_asked_as_well(void **state) {
    (void)state;
    scene_t s;
    submitted(&s);
    must(&s, act(&s, "xu.jing", COMMAND_EXCEPTION, "boss", NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, jump(&s, "head"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_string_equal(cause_of(&s, "boss"), "exception");
    assert_non_null(open_task(&s, "build", "wang.fang"));
    assert_non_null(open_task(&s, "boss.owed", "li.na"));
    refused_with(&s, jump(&s, "boss"), "jump.target");
    error_says(&s, "problem", "owed");
    scene_free(&s);
}

/* loop of at most two rounds: hand_over (wang.fang), accept (li.na) */
static void with_a_loop(scene_t *s) {
    stages(s);
    s->rules.plans[1].step_count = 0;
    fixed_group(&s->rules, 1, 0, STEP_LOOP)->rounds_max = 2;
    fixed_group(&s->rules, 1, 1, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 1, 2, STEP_ACT, "hand_over", &wang);
    fixed_leaf(&s->rules, 1, 2, STEP_APPROVE, "judge", &li);
    submit_by(s, "gao.min");
    must(s, as(s, "liu.yang", COMMAND_APPROVE, NULL));
    must(s, as(s, "li.na", COMMAND_APPROVE, NULL));
}

static void A8_back_into_a_loop_it_goes_on_in_the_round_that_it_was_in(void **state) {
    (void)state;
    scene_t s;
    with_a_loop(&s);
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "not yet"));
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL)); /* the second round, and the last */
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, jump(&s, "judge"));
    assert_string_equal(cause_of(&s, "hand_over"), "gone_through");
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "after all"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED); /* no third one */
    scene_free(&s);
}

static void A8_back_before_a_loop_it_begins_anew(void **state) {
    (void)state;
    scene_t s;
    with_a_loop(&s);
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "not yet"));
    must(&s, jump(&s, "boss"));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "not yet"));
    assert_non_null(open_task(&s, "hand_over", "wang.fang")); /* a second round of its own */
    scene_free(&s);
}

/* approval: first (liu.yang), a loop of two rounds of judge (li.na), which passed in the second */
static void past_a_loop(scene_t *s) {
    stages(s);
    s->rules.plans[0].step_count = 0;
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_group(&s->rules, 0, 1, STEP_LOOP)->rounds_max = 2;
    fixed_leaf(&s->rules, 0, 3, STEP_APPROVE, "judge", &li);
    submit_by(s, "gao.min");
    must(s, as(s, "liu.yang", COMMAND_APPROVE, NULL));
    must(s, as(s, "li.na", COMMAND_REFUSE, "not yet"));
    must(s, as(s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s->record->stage, 1);
}

static void A8_a_loop_that_is_gone_through_as_a_whole_again_has_all_its_rounds(void **state) {
    (void)state;
    for (int within = 0; within <= 1; within++) {
        scene_t s;
        past_a_loop(&s);
        if (within) must(&s, jump(&s, "judge")); /* in its second round, as a body that is asked again is */
        must(&s, jump(&s, "first"));
        must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
        must(&s, as(&s, "li.na", COMMAND_REFUSE, "not yet"));
        assert_non_null(open_task(&s, "judge", "li.na"));
        must(&s, as(&s, "li.na", COMMAND_REFUSE, "not yet"));
        assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
        scene_free(&s);
    }
}

/* What was approved before the jump back is asked again of the same person. */
static void A14_what_was_gone_through_before_a_jump_back_is_not_counted(void **state) {
    (void)state;
    scene_t s;
    stages(&s);
    s.rules.steps[2][2].same_person = SAME_ANYWHERE; /* accept: li.na, who was boss */
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, jump(&s, "boss"));
    must(&s, jump(&s, "accept"));
    assert_non_null(open_task(&s, "accept", "li.na"));
    scene_free(&s);
}

static void A27_a_decision_before_a_jump_to_another_stage_is_not_taken_back(void **state) {
    (void)state;
    scene_t s;
    stages(&s);
    for (int i = 1; i <= 2; i++)
        s.rules.steps[0][i].permits = PERMIT_USUAL;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, jump(&s, "build"));
    refused_with(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL), "take_back.touched");
    must(&s, jump(&s, "boss"));
    assert_int_equal(as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL), -1);
    scene_free(&s);
}

/* What was jumped over or back to stands as an approved record does when it is changed after the end. */
static void A46_what_was_gone_through_before_a_jump_back_stands_after_the_end(void **state) {
    (void)state;
    scene_t s;
    to_acceptance(&s);
    must(&s, jump(&s, "boss"));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, jump(&s, "accept"));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
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
    assert_null(open_task(&s, "head", NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A53_what_was_gone_through_before_a_jump_back_stands_under_other_rules(void **state) {
    (void)state;
    scene_t s;
    to_acceptance(&s);
    must(&s, jump(&s, "boss"));
    s.later = s.rules;
    s.later.flow.stages = s.later.stages;
    for (int i = 0; i < 3; i++)
        s.later.plans[i].steps = s.later.steps[i];
    s.has_later = true;
    must(&s, act(&s, "xu.jing", COMMAND_MIGRATE, NULL, NULL));
    assert_string_equal(cause_of(&s, "head"), "gone_through");
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "build", "wang.fang"));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A50_back_into_an_earlier_stage_what_was_gone_through_since_is_gone_through_again),
        cmocka_unit_test(A50_back_a_warning_from_between_the_stages_is_still_waited_for),
        cmocka_unit_test(A50_back_to_what_a_jump_had_passed_over_it_is_asked_now),
        cmocka_unit_test(A50_back_twice_and_within_the_stage_that_stands_once_more),
        cmocka_unit_test(A50_back_into_a_stage_of_one_step),
        cmocka_unit_test(A50_back_into_a_vote_all_of_it_is_asked_again),
        cmocka_unit_test(A50_back_into_a_branch_the_one_beside_stands),
        cmocka_unit_test(A50_back_past_what_is_owed_it_is_not_asked_as_well),
        cmocka_unit_test(A8_back_into_a_loop_it_goes_on_in_the_round_that_it_was_in),
        cmocka_unit_test(A8_back_before_a_loop_it_begins_anew),
        cmocka_unit_test(A8_a_loop_that_is_gone_through_as_a_whole_again_has_all_its_rounds),
        cmocka_unit_test(A14_what_was_gone_through_before_a_jump_back_is_not_counted),
        cmocka_unit_test(A27_a_decision_before_a_jump_to_another_stage_is_not_taken_back),
        cmocka_unit_test(A46_what_was_gone_through_before_a_jump_back_stands_after_the_end),
        cmocka_unit_test(A53_what_was_gone_through_before_a_jump_back_stands_under_other_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
