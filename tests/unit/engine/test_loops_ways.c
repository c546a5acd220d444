/* A loop and the limit on its rounds (A8) with ways back, signers, jumps (A50), exceptions (A52) and other
 * rules (A53). */
#include "loops_scene.h"

static void A8_who_decides_instead_may_return_it_into_the_loop_which_has_no_more_rounds_then(void **state) {
    (void)state;
    scene_t s;
    a_last_word(&s, 2);
    round_of(&s, COMMAND_REFUSE);
    round_of(&s, COMMAND_REFUSE);
    return_to(&s, "li.na", "mend");
    assert_non_null(open_task(&s, "mend", "liu.yang"));
    assert_null(open_task(&s, "last-word", NULL));
    round_of(&s, COMMAND_REFUSE);
    assert_non_null(open_task(&s, "last-word", "li.na")); /* no third round of its own */
    return_to(&s, "li.na", "check");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(loop_of(&s)->state, STEP_PASSED);
    assert_non_null(open_task(&s, "behind", "chen.wei"));
    scene_free(&s);
}

static void A8_a_return_from_behind_leads_to_whoever_decided_instead_too(void **state) {
    (void)state;
    scene_t s;
    a_last_word(&s, 1);
    round_of(&s, COMMAND_REFUSE);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    return_to(&s, "chen.wei", "last-word");
    assert_non_null(open_task(&s, "last-word", "li.na"));
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "after all not"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A8_a_loop_that_is_gone_through_again_as_a_whole_has_all_its_rounds(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &li);
    fixed_group(&s.rules, 0, 1, STEP_LOOP)->rounds_max = 2;
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "check", &wang);
    behind(&s.rules);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "not yet"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    return_to(&s, "chen.wei", "first");
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "not yet"));
    assert_non_null(open_task(&s, "check", "wang.fang")); /* the first of two again */
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "not at all"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void add_beside(scene_t *s, const char *who, const char *whom) {
    int64_t people[1] = {scene_person(s, whom)};
    command_t c = scene_cmd(s, who, COMMAND_ADD_SIGNER);
    c.people = people;
    c.people_count = 1;
    c.where = ADDED_BESIDE;
    must(s, scene_command(s, &c));
}

static void A8_a_signer_who_is_added_in_a_round_gives_the_loop_no_further_one(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_group(&s.rules, 0, 1, STEP_LOOP)->rounds_max = 2;
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "check", &wang);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "not yet"));
    add_beside(&s, "wang.fang", "chen.wei");
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "not yet"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A8_a_signer_beside_whoever_decides_instead_decides_as_well(void **state) {
    (void)state;
    scene_t s;
    a_last_word(&s, 1);
    round_of(&s, COMMAND_REFUSE);
    add_beside(&s, "li.na", "liu.yang");
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(loop_of(&s)->state, STEP_OPEN);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(loop_of(&s)->state, STEP_PASSED);
    scene_free(&s);
}

static void A50_to_whoever_decides_instead_passes_over_the_rounds_that_are_left(void **state) {
    (void)state;
    for (int at_check = 0; at_check < 2; at_check++) {
        scene_t s;
        a_last_word(&s, 3);
        if (at_check) must(&s, as(&s, "liu.yang", COMMAND_DONE, NULL));
        must(&s, jump(&s, "last-word"));
        assert_non_null(open_task(&s, "last-word", "li.na"));
        assert_null(open_task(&s, "mend", NULL));
        assert_null(open_task(&s, "check", NULL));
        must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
        assert_int_equal(loop_of(&s)->state, STEP_PASSED);
        scene_free(&s);
    }
}

static void A50_back_into_the_loop_gives_it_the_rounds_that_were_left(void **state) {
    (void)state;
    scene_t s;
    a_last_word(&s, 2);
    must(&s, jump(&s, "last-word"));
    must(&s, jump(&s, "mend"));
    round_of(&s, COMMAND_REFUSE);
    assert_non_null(open_task(&s, "mend", "liu.yang"));
    round_of(&s, COMMAND_REFUSE);
    assert_non_null(open_task(&s, "last-word", "li.na"));
    scene_free(&s);
}

static void A50_from_a_later_stage_back_to_whoever_decided_instead(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    s.rules.stages[1] = (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION};
    s.rules.flow.stage_count = 2;
    a_loop(&s.rules, 1);
    and_then(&s.rules, "last-word", &li);
    fixed_leaf(&s.rules, 1, 0, STEP_ACT, "work", &chen);
    submit_by(&s, "gao.min");
    round_of(&s, COMMAND_REFUSE);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "work", "chen.wei"));
    must(&s, jump(&s, "last-word"));
    assert_non_null(open_task(&s, "last-word", "li.na"));
    assert_null(open_task(&s, "mend", NULL));
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "after all not"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A53_whoever_decides_instead_goes_on_under_the_new_rules(void **state) {
    (void)state;
    scene_t s;
    a_last_word(&s, 1);
    round_of(&s, COMMAND_REFUSE);
    int64_t id = open_task(&s, "last-word", "li.na")->id;
    s.has_later = true;
    a_loop(&s.later, 5);
    and_then(&s.later, "last-word", &li);
    behind(&s.later);
    must(&s, migrate(&s));
    assert_int_equal(record_task(s.record, id)->state, TASK_OPEN);
    assert_null(open_task(&s, "mend", NULL)); /* asked once, it decides: no round begins */
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "behind", "chen.wei"));
    scene_free(&s);
}

static void A53_whoever_decided_instead_may_be_a_step_like_any_other_under_the_new_rules(void **state) {
    (void)state;
    scene_t s;
    a_last_word(&s, 1);
    round_of(&s, COMMAND_REFUSE);
    s.has_later = true;
    fixed_group(&s.later, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "last-word", &li);
    behind(&s.later);
    must(&s, migrate(&s));
    assert_int_equal(counts(&s, "last-word")->used_up, USED_UP_REFUSES);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "behind", "chen.wei"));
    scene_free(&s);
}

static void A53_a_round_begins_again_without_touching_what_was_open_behind_it(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "behind", &chen);
    submit_by(&s, "gao.min");
    int64_t id = open_task(&s, "behind", "chen.wei")->id;
    s.has_later = true;
    fixed_group(&s.later, 0, 0, STEP_SEQUENCE);
    fixed_group(&s.later, 0, 1, STEP_LOOP)->rounds_max = 2;
    fixed_leaf(&s.later, 0, 2, STEP_APPROVE, "check", &wang);
    behind(&s.later);
    must(&s, migrate(&s));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "not yet"));
    assert_non_null(open_task(&s, "check", "wang.fang"));
    assert_int_equal(record_task(s.record, id)->state, TASK_OPEN);
    assert_int_equal(counts(&s, "behind")->no, record_task(s.record, id)->step); /* not repeated */
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A52_to_skip_whoever_decides_instead_would_refuse_it(void **state) {
    (void)state;
    scene_t s;
    a_last_word(&s, 1);
    round_of(&s, COMMAND_REFUSE);
    command_t c = scene_cmd(&s, "xu.jing", COMMAND_EXCEPTION);
    c.text = "she is away";
    c.step = "last-word";
    c.within = limit_workdays(5);
    refused_with(&s, scene_command(&s, &c), "exception.outcome");
    scene_free(&s);
}

/* It was for the round in which it was made. */
static void A8_A52_an_exception_leaves_a_step_out_of_one_round(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_group(&s.rules, 0, 1, STEP_LOOP)->rounds_max = 5;
    fixed_group(&s.rules, 0, 2, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 3, STEP_ACT, "mend", &liu);
    fixed_leaf(&s.rules, 0, 3, STEP_ACT, "measure", &li);
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "check", &wang);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_DONE, NULL));
    must(&s, act(&s, "xu.jing", COMMAND_EXCEPTION, "measure", NULL));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "not yet"));
    must(&s, as(&s, "liu.yang", COMMAND_DONE, NULL));
    assert_non_null(open_task(&s, "measure", "li.na"));
    must(&s, act(&s, "xu.jing", COMMAND_EXCEPTION, "measure", NULL)); /* and may be excepted again */
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OWING);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A8_who_decides_instead_may_return_it_into_the_loop_which_has_no_more_rounds_then),
        cmocka_unit_test(A8_a_return_from_behind_leads_to_whoever_decided_instead_too),
        cmocka_unit_test(A8_a_loop_that_is_gone_through_again_as_a_whole_has_all_its_rounds),
        cmocka_unit_test(A8_a_signer_who_is_added_in_a_round_gives_the_loop_no_further_one),
        cmocka_unit_test(A8_a_signer_beside_whoever_decides_instead_decides_as_well),
        cmocka_unit_test(A50_to_whoever_decides_instead_passes_over_the_rounds_that_are_left),
        cmocka_unit_test(A50_back_into_the_loop_gives_it_the_rounds_that_were_left),
        cmocka_unit_test(A50_from_a_later_stage_back_to_whoever_decided_instead),
        cmocka_unit_test(A53_whoever_decides_instead_goes_on_under_the_new_rules),
        cmocka_unit_test(A53_whoever_decided_instead_may_be_a_step_like_any_other_under_the_new_rules),
        cmocka_unit_test(A53_a_round_begins_again_without_touching_what_was_open_behind_it),
        cmocka_unit_test(A52_to_skip_whoever_decides_instead_would_refuse_it),
        cmocka_unit_test(A8_A52_an_exception_leaves_a_step_out_of_one_round),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
