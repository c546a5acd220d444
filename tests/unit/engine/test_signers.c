/* Signers who come in before, after and beside (A25), tasks handed on (A23), clocks that wait meanwhile
 * (A62). */
#include "signers_scene.h"

static void a_signer_before_decides_first_and_the_adders_clock_waits(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    instant_t due = clock_of(&s, "first", "liu.yang")->due_at;
    hour(&s);
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BEFORE));
    const cs_clock_t *clock = clock_of(&s, "first", "liu.yang");
    assert_int_equal(clock->state, CLOCK_PAUSED);
    assert_int_equal(clock->ran_ms, MS_HOUR);
    refused_with(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL), "task.waits");
    error_says(&s, "for", "first.before");
    s.now += 3 * MS_HOUR;
    approve(&s, "li.na");
    clock = clock_of(&s, "first", "liu.yang");
    assert_int_equal(clock->state, CLOCK_RUNNING);
    assert_true(clock->due_at > due);
    on_to_second(&s);
    scene_free(&s);
}

static void a_signer_before_who_refuses_refuses_the_step(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BEFORE));
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "no budget"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    assert_int_equal(record_step_named(s.record, "first")->state, STEP_CLOSED);
    scene_free(&s);
}

static void a_signer_after_comes_between_this_step_and_the_next(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    must(&s, add(&s, "liu.yang", "li.na", ADDED_AFTER));
    assert_null(open_task(&s, "first.after", "li.na"));
    approve(&s, "liu.yang");
    assert_null(open_task(&s, "second", "wang.fang"));
    approve(&s, "li.na");
    approve(&s, "wang.fang");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void a_signer_beside_decides_as_well_and_both_count(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BESIDE));
    assert_int_equal(clock_of(&s, "first", "liu.yang")->state, CLOCK_RUNNING);
    approve(&s, "liu.yang");
    assert_null(open_task(&s, "second", "wang.fang"));
    approve(&s, "li.na");
    assert_non_null(open_task(&s, "second", "wang.fang"));
    scene_free(&s);
}

static void nobody_is_added_who_decides_already_or_applies_for_it(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    refused_with(&s, add(&s, "liu.yang", "liu.yang", ADDED_BEFORE), "task.held_already");
    refused_with(&s, add(&s, "liu.yang", "gao.min", ADDED_BEFORE), "self.approval");
    refused_with(&s, add(&s, "liu.yang", "li.na", ADDED_NOT), "signer.where");
    refused_with(&s, add(&s, "wang.fang", "li.na", ADDED_BEFORE), "task.not_yours");
    scene_free(&s);
}

static void A25_several_who_are_added_decide_as_all_any_or_in_order(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    must(&s, add_two(&s, "liu.yang", ADDED_BEFORE, DECIDE_ANY));
    approve(&s, "chen.wei");
    assert_int_equal(state_of(&s, "first.before"), STEP_PASSED);
    scene_free(&s);
    two_steps(&s);
    must(&s, add_two(&s, "liu.yang", ADDED_BEFORE, DECIDE_ALL));
    approve(&s, "chen.wei");
    assert_int_equal(state_of(&s, "first.before"), STEP_OPEN);
    approve(&s, "li.na");
    assert_int_equal(state_of(&s, "first.before"), STEP_PASSED);
    scene_free(&s);
    two_steps(&s);
    must(&s, add_two(&s, "liu.yang", ADDED_BEFORE, DECIDE_IN_ORDER));
    assert_null(open_task(&s, "first.before", "chen.wei"));
    approve(&s, "li.na");
    assert_non_null(open_task(&s, "first.before", "chen.wei"));
    approve(&s, "chen.wei");
    assert_int_equal(state_of(&s, "first.before"), STEP_PASSED);
    scene_free(&s);
}

static void A4_A25_a_vote_has_its_weight_also_with_a_signer_beside_it(void **state) {
    (void)state;
    static source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};
    scene_t s;
    scene_init(&s);
    step_t *vote = fixed_group(&s.rules, 0, 0, STEP_VOTE);
    vote->need = 3;
    vote->need_of = 5;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "heavy", &liu)->weight = 3;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "one", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "other", &sun);
    submit_by(&s, "gao.min");
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BESIDE));
    approve(&s, "li.na");
    assert_int_equal(s.record->state, RECORD_OPEN); /* one vote of two people */
    approve(&s, "liu.yang");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void a_step_decided_by_another_closes_the_signer_whom_one_of_its_people_wanted(void **state) {
    (void)state;
    source_t both = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};
    scene_t s;
    first_and_second(&s, &both);
    submit_by(&s, "gao.min");
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BEFORE));
    approve(&s, "wang.fang");
    assert_null(open_task(&s, "first.before", "li.na"));
    assert_non_null(open_task(&s, "second", "wang.fang"));
    scene_free(&s);
}

static void responsibility_moves_with_what_remains_of_the_limit(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    instant_t due = clock_of(&s, "first", "liu.yang")->due_at;
    hour(&s);
    refused_with(&s, as_to(&s, "liu.yang", COMMAND_TRANSFER, "gao.min", NULL), "self.approval");
    must(&s, as_to(&s, "liu.yang", COMMAND_TRANSFER, "li.na", NULL));
    assert_int_equal(clock_of(&s, "first", "li.na")->due_at, due);
    assert_string_equal(open_task(&s, "first", "li.na")->reason, "people.transferred");
    refused_with(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL), "task.not_yours");
    approve(&s, "li.na");
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signer_before_decides_first_and_the_adders_clock_waits),
        cmocka_unit_test(a_signer_before_who_refuses_refuses_the_step),
        cmocka_unit_test(a_signer_after_comes_between_this_step_and_the_next),
        cmocka_unit_test(a_signer_beside_decides_as_well_and_both_count),
        cmocka_unit_test(nobody_is_added_who_decides_already_or_applies_for_it),
        cmocka_unit_test(A25_several_who_are_added_decide_as_all_any_or_in_order),
        cmocka_unit_test(A4_A25_a_vote_has_its_weight_also_with_a_signer_beside_it),
        cmocka_unit_test(a_step_decided_by_another_closes_the_signer_whom_one_of_its_people_wanted),
        cmocka_unit_test(responsibility_moves_with_what_remains_of_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
