/* What was agreed to about a deviation made a plan anew, or began the next stage, and is taken back (A27,
 * P2.3.3): the plan stands as before, what is open goes on. */
#include "take_back_scene.h"

static void A27_the_plan_made_anew_goes_and_what_is_open_goes_on(void **state) {
    (void)state;
    scene_t s;
    reported(&s, 6000);
    int64_t task = open_task(&s, "build", "sun.li")->id;
    instant_t due = due_of(&s, "build");
    standing_t before = standing(&s);
    must(&s, agree(&s, "deviation"));
    assert_int_equal(events_of(&s, EVENT_REPLANNED), 1);
    undone(&s, &before);
    waits_again(&s, 6000);
    assert_int_equal(open_task(&s, "build", "sun.li")->id, task);
    assert_int_equal(due_of(&s, "build"), due);
    assert_int_equal(counts(&s, "inspect")->state, STEP_LEFT_OUT);
    assert_null(open_task(&s, "money", NULL));
    refused_then_done(&s);
}

static void A27_what_the_new_plan_had_closed_is_open_again(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    to_be_inspected(&s);
    instant_t due = due_of(&s, "inspect");
    must(&s, deviate(&s, "liu.yang", "half of it is enough", 3000));
    hour(&s);
    standing_t before = standing(&s);
    must(&s, agree(&s, "deviation"));
    assert_null(open_task(&s, "inspect", NULL));
    hour(&s);
    undone(&s, &before);
    assert_int_equal(amount_of(s.record), 6000);
    assert_non_null(open_task(&s, "inspect", "liu.yang"));
    assert_true(due_of(&s, "inspect") >= due); /* the hours in which it was not theirs do not count */
    must(&s, as_on(&s, "liu.yang", COMMAND_DONE, "inspect", NULL));
    refused_then_done(&s);
}

static void A27_however_often_it_is_taken_back_no_plan_grows_deeper(void **state) {
    (void)state;
    scene_t s;
    agreed(&s, 3000);
    for (int i = 0; i < 2 * PLAN_DEPTH_MAX; i++) {
        must(&s, take_back(&s, "chen.wei"));
        must(&s, agree(&s, "deviation"));
    }
    must(&s, take_back(&s, "chen.wei"));
    refused_then_done(&s);
}

static void A27_when_the_work_was_done_before_the_stage_waits_for_it_alone_again(void **state) {
    (void)state;
    const int64_t amounts[] = {3000, 6000};
    for (size_t i = 0; i < 2; i++) {
        scene_t s;
        reported(&s, amounts[i]);
        must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
        hour(&s);
        must(&s, agree(&s, "deviation"));
        assert_non_null(open_task(&s, "money", "wang.fang"));
        hour(&s);
        must(&s, take_back(&s, "chen.wei"));
        assert_null(open_task(&s, "money", NULL));
        assert_null(open_task(&s, "inspect", NULL));
        waits_again(&s, amounts[i]);
        refused_then_done(&s);
    }
}

/* ---- the stage after */

static void to_be_accepted(scene_t *s) {
    rules_of(s);
    accepted_after(s);
    approved(s);
    hour(s);
    must(s, deviate(s, "sun.li", "another purpose", 0));
    must(s, as(s, "sun.li", COMMAND_DONE, NULL));
    hour(s);
}

static void A27_the_stage_that_began_by_it_is_taken_back_while_nobody_has_decided_in_it(void **state) {
    (void)state;
    for (int how = 0; how < 3; how++) {
        scene_t s;
        to_be_accepted(&s);
        must(&s, how == 0   ? as_on(&s, "chen.wei", COMMAND_REFUSE, "deviation", "as planned")
                 : how == 1 ? agree(&s, "deviation")
                            : agree_with(&s, "deviation", text_field("purpose", "a fair")));
        assert_non_null(open_task(&s, "accept", "li.na"));
        hour(&s);
        must(&s, take_back(&s, "chen.wei"));
        waits_again(&s, 0);
        assert_null(record_field(s.record, "purpose"));
        assert_int_equal(s.record->stage, 1);
        assert_null(open_task(&s, "accept", NULL));
        assert_int_equal(told(&s, "task.taken_back", "li.na"), 1);
        must(&s, agree(&s, "deviation"));
        must(&s, as(&s, "li.na", COMMAND_COMMENT, "I have a look"));
        refused_with(&s, take_back(&s, "chen.wei"), "take_back.touched");
        error_says(&s, "by", "li.na");
        must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
        assert_int_equal(s.record->state, RECORD_FINISHED);
        refused_with(&s, take_back(&s, "chen.wei"), "record.state"); /* what ended it goes by A42 */
        scene_free(&s);
    }
}

/* Half of it needs no inspection: the work is done by that, and its acceptance begins. */
static void A27_a_stage_that_began_by_the_plan_made_anew_is_taken_back_with_it(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    s.rules.traced_count = 0; /* nobody approves it again */
    accepted_after(&s);
    to_be_inspected(&s);
    must(&s, deviate(&s, "liu.yang", "half of it is enough", 3000));
    hour(&s);
    standing_t before = standing(&s);
    must(&s, agree(&s, "deviation"));
    assert_non_null(open_task(&s, "accept", "li.na"));
    undone(&s, &before);
    assert_int_equal(s.record->stage, 1);
    assert_null(open_task(&s, "accept", NULL));
    assert_non_null(open_task(&s, "inspect", "liu.yang"));
    assert_int_equal(amount_of(s.record), 6000);
    must(&s, as_on(&s, "liu.yang", COMMAND_DONE, "inspect", NULL));
    must(&s, as_on(&s, "chen.wei", COMMAND_REFUSE, "deviation", "all of it"));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* ---- other rules */

static void A53_A27_under_other_rules_what_changed_nothing_is_taken_back_and_no_adjustment_is(void **state) {
    (void)state;
    for (int adjusts = 0; adjusts < 2; adjusts++) {
        scene_t s;
        rules_of(&s);
        s.rules.traced_count = 0; /* nobody approves it again: that would keep it from being migrated */
        s.later.stages[1] = s.rules.stages[1];
        s.later.flow.stage_count = 2;
        fixed_group(&s.later, 0, 0, STEP_SEQUENCE);
        fixed_group(&s.later, 1, 0, STEP_SEQUENCE);
        fixed_leaf(&s.later, 1, 1, STEP_ACT, "build", &sun);
        approved(&s);
        must(&s, deviate(&s, "sun.li", "steel has become dear", adjusts ? 3000 : 0));
        must(&s, agree(&s, "deviation"));
        s.has_later = true;
        must(&s, migrate(&s));
        if (adjusts) refused_with(&s, take_back(&s, "chen.wei"), "take_back.replanned");
        if (!adjusts) must(&s, take_back(&s, "chen.wei"));
        if (!adjusts) waits_again(&s, 0);
        scene_free(&s);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A27_the_plan_made_anew_goes_and_what_is_open_goes_on),
        cmocka_unit_test(A27_what_the_new_plan_had_closed_is_open_again),
        cmocka_unit_test(A27_however_often_it_is_taken_back_no_plan_grows_deeper),
        cmocka_unit_test(A27_when_the_work_was_done_before_the_stage_waits_for_it_alone_again),
        cmocka_unit_test(A27_the_stage_that_began_by_it_is_taken_back_while_nobody_has_decided_in_it),
        cmocka_unit_test(A27_a_stage_that_began_by_the_plan_made_anew_is_taken_back_with_it),
        cmocka_unit_test(A53_A27_under_other_rules_what_changed_nothing_is_taken_back_and_no_adjustment_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
