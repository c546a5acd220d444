/* A suspended record goes over to other rules (A53, A51): planned anew, and nobody is asked before it is
 * resumed. */
#include "migrate_scene.h"

static void A53_a_suspended_record_is_planned_anew_and_nobody_is_asked_before_it_is_resumed(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    int64_t id = open_task(&s, "second", "wang.fang")->id;
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "before", &li); /* new, and before where it stands */
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "second", &wang);
    must(&s, act(&s, "xu.jing", COMMAND_SUSPEND, NULL, NULL));
    must(&s, migrate(&s));
    assert_int_equal(s.record->state, RECORD_SUSPENDED);
    assert_true(hash_equal(&s.record->ruleset, later_hash()));
    assert_null(open_task(&s, "before", NULL));
    assert_int_equal(clock_of(&s, "second"), CLOCK_PAUSED); /* it waits, as before */
    refused_with(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL), "record.suspended");
    must(&s, act(&s, "xu.jing", COMMAND_RESUME, NULL, NULL));
    assert_non_null(open_task(&s, "before", "li.na"));
    assert_int_equal(record_task(s.record, id)->state, TASK_OPEN);
    assert_int_equal(clock_of(&s, "second"), CLOCK_RUNNING);
    scene_free(&s);
}

static void A53_where_nothing_open_is_left_a_suspended_record_goes_on_when_it_is_resumed(void **state) {
    (void)state;
    for (int ended = 0; ended <= 1; ended++) {
        scene_t s;
        three_steps(&s);
        must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
        later(&s);
        fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &liu);
        if (!ended) fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "other", &li); /* second is gone */
        must(&s, act(&s, "xu.jing", COMMAND_SUSPEND, NULL, NULL));
        must(&s, migrate(&s));
        assert_int_equal(s.record->state, RECORD_SUSPENDED);
        must(&s, act(&s, "xu.jing", COMMAND_RESUME, NULL, NULL));
        if (ended)
            assert_int_equal(s.record->state, RECORD_FINISHED);
        else
            assert_non_null(open_task(&s, "other", "li.na"));
        scene_free(&s);
    }
}

static void A53_suspended_with_its_initiator_only_the_rules_change(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no"));
    later(&s);
    s.later.flow.on_refuse = REFUSE_TO_INITIATOR;
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "other", &li);
    must(&s, act(&s, "xu.jing", COMMAND_SUSPEND, NULL, NULL));
    must(&s, migrate(&s));
    must(&s, act(&s, "xu.jing", COMMAND_RESUME, NULL, NULL));
    assert_int_equal(s.record->state, RECORD_RETURNED);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_non_null(open_task(&s, "other", "li.na"));
    scene_free(&s);
}

static void A51_resumed_while_a_refusal_waits_for_notice_it_still_does(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    s.rules.flow.acknowledge = true;
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no"));
    must(&s, act(&s, "xu.jing", COMMAND_SUSPEND, NULL, NULL));
    must(&s, act(&s, "xu.jing", COMMAND_RESUME, NULL, NULL));
    assert_non_null(open_task(&s, "acknowledge", "gao.min"));
    assert_int_equal(clock_of(&s, "acknowledge"), CLOCK_RUNNING);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A53_a_suspended_record_is_planned_anew_and_nobody_is_asked_before_it_is_resumed),
        cmocka_unit_test(A53_where_nothing_open_is_left_a_suspended_record_goes_on_when_it_is_resumed),
        cmocka_unit_test(A53_suspended_with_its_initiator_only_the_rules_change),
        cmocka_unit_test(A51_resumed_while_a_refusal_waits_for_notice_it_still_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
