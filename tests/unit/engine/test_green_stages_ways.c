/* The green channel over several stages (A64): what becomes of what is owed ahead on the ways that a record
 * goes, taken back (A27), led elsewhere (A50), given back, suspended (A51); and what waits for it behind the
 * work. */
#include "green_stages_scene.h"

static void
A27_what_was_owed_ahead_stays_when_the_decision_that_brought_its_stage_is_taken_back(void **state) {
    (void)state;
    scene_t s;
    begun(&s);
    built(&s);
    assert_int_equal(s.record->stage, 2);
    must(&s, as(&s, "wang.fang", COMMAND_TAKE_BACK, NULL));
    assert_int_equal(s.record->stage, 1);
    assert_non_null(open_task(&s, "boss.owed", "li.na"));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    built(&s);
    assert_int_equal(s.record->stage, 3);
    scene_free(&s);
}

static void A50_a_jump_past_its_stage_pays_nothing(void **state) {
    (void)state;
    scene_t s;
    begun(&s);
    must(&s, jump(&s, "inspect"));
    assert_int_equal(s.record->stage, 3);
    assert_non_null(open_task(&s, "boss.owed", "li.na"));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OWING);
    scene_free(&s);
}

static void A50_led_back_before_its_stage_what_is_owed_is_asked_once(void **state) {
    (void)state;
    for (int made_up = 0; made_up <= 1; made_up++) {
        scene_t s;
        begun(&s);
        built(&s);
        if (made_up) must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
        must(&s, jump(&s, "build"));
        assert_int_equal(s.record->stage, 1);
        assert_false(record_step_named(s.record, "boss.owed")->superseded); /* of no plan that was left */
        built(&s);
        assert_int_equal(s.record->stage, 2);
        if (made_up) /* what was decided then is gone through again */
            assert_non_null(open_task(&s, "boss.owed2", "li.na"));
        else
            assert_null(record_step_named(s.record, "boss.owed2"));
        must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
        assert_int_equal(s.record->stage, 3);
        scene_free(&s);
    }
}

static void A64_given_back_it_stays_owed_and_the_approval_of_a_later_round_makes_up_for_it(void **state) {
    (void)state;
    scene_t s;
    begun(&s);
    must(&s, as(&s, "wang.fang", COMMAND_RETURN, "what for?"));
    assert_non_null(open_task(&s, "boss.owed", "li.na"));
    refused_with(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL), "withdraw.not_allowed");
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL)); /* the ordinary way */
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "head", NULL));
    built(&s);
    assert_non_null(open_task(&s, "boss", "li.na"));
    must(&s, as_on(&s, "li.na", COMMAND_APPROVE, "boss", NULL));
    assert_int_equal(state_of(&s, "boss.owed"), STEP_CLOSED);
    assert_string_equal(record_step_named(s.record, "boss.owed")->left_out, "made_up");
    scene_free(&s);
}

static void A51_suspended_its_time_stands_still_and_completed_it_is_decided(void **state) {
    (void)state;
    scene_t s;
    begun(&s);
    must(&s, act(&s, "xu.jing", COMMAND_SUSPEND, NULL, NULL));
    assert_int_equal(clock_of(&s, "boss.owed"), CLOCK_PAUSED);
    must(&s, act(&s, "xu.jing", COMMAND_RESUME, NULL, NULL));
    assert_int_equal(clock_of(&s, "boss.owed"), CLOCK_RUNNING);
    built(&s);
    must(&s, act(&s, "xu.jing", COMMAND_COMPLETE, "boss.owed", NULL));
    assert_int_equal(s.record->stage, 3);
    scene_free(&s);
}

/* Before it, side by side with it, and behind it. */
static void order_of_payment(scene_t *s) {
    four_stages(s);
    s->rules.plans[2].step_count = 0;
    fixed_group(&s->rules, 2, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 2, 1, STEP_ACT, "count", &wang);
    fixed_group(&s->rules, 2, 1, STEP_PARALLEL);
    fixed_leaf(&s->rules, 2, 3, STEP_APPROVE, "boss", &li);
    fixed_leaf(&s->rules, 2, 3, STEP_ACT, "file", &chen);
    fixed_leaf(&s->rules, 2, 1, STEP_ACT, "pay", &liu);
    must(s, submit_urgent(s, "the roof leaks"));
    built(s);
    assert_int_equal(s->record->stage, 2);
}

static void A64_behind_the_work_what_comes_after_an_approval_waits_for_it(void **state) {
    (void)state;
    for (int made_up = 0; made_up <= 1; made_up++) {
        scene_t s;
        order_of_payment(&s);
        if (made_up) must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
        must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL)); /* has counted */
        must(&s, as(&s, "chen.wei", COMMAND_DONE, NULL));
        if (!made_up) {
            assert_int_equal(state_of(&s, "pay"), STEP_WAITING);
            must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "head.owed", NULL)); /* of another stage */
            assert_int_equal(state_of(&s, "pay"), STEP_WAITING);
            must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
        }
        must(&s, as_on(&s, "liu.yang", COMMAND_DONE, "pay", NULL));
        assert_int_equal(s.record->stage, 3);
        scene_free(&s);
    }
}

static void A50_a_jump_gets_behind_an_approval_that_is_waited_for(void **state) {
    (void)state;
    for (int elsewhere = 0; elsewhere <= 1; elsewhere++) { /* out of the stage before */
        scene_t s;
        if (elsewhere) {
            order_of_payment(&s);
            must(&s, as(&s, "wang.fang", COMMAND_TAKE_BACK, NULL));
            assert_int_equal(s.record->stage, 1);
        } else {
            order_of_payment(&s);
        }
        must(&s, jump(&s, "pay"));
        assert_non_null(open_task(&s, "pay", "liu.yang"));
        must(&s, as_on(&s, "liu.yang", COMMAND_DONE, "pay", NULL));
        assert_int_equal(s.record->stage, 2); /* which lasts until it is made up */
        must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
        assert_int_equal(s.record->stage, 3);
        scene_free(&s);
    }
}

static void A64_refused_while_something_waits_for_it_the_record_is_refused(void **state) {
    (void)state;
    scene_t s;
    order_of_payment(&s);
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL)); /* has counted */
    must(&s, as(&s, "chen.wei", COMMAND_DONE, NULL));
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "never"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    assert_int_equal(state_of(&s, "pay"), STEP_CLOSED);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            A27_what_was_owed_ahead_stays_when_the_decision_that_brought_its_stage_is_taken_back),
        cmocka_unit_test(A50_a_jump_past_its_stage_pays_nothing),
        cmocka_unit_test(A50_led_back_before_its_stage_what_is_owed_is_asked_once),
        cmocka_unit_test(A64_given_back_it_stays_owed_and_the_approval_of_a_later_round_makes_up_for_it),
        cmocka_unit_test(A51_suspended_its_time_stands_still_and_completed_it_is_decided),
        cmocka_unit_test(A64_behind_the_work_what_comes_after_an_approval_waits_for_it),
        cmocka_unit_test(A50_a_jump_gets_behind_an_approval_that_is_waited_for),
        cmocka_unit_test(A64_refused_while_something_waits_for_it_the_record_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
