/* A record in a loop goes over to other rules (A53, A8): in the round that it is in, and those gone through
 * count. */
#include "admin_scene.h"

/* loop of so many rounds: sequence of make (wang.fang), judge (li.na), perhaps with something before */
static void a_loop(fixed_rules_t *rules, int32_t rounds, const char *before) {
    int32_t loop = 2;
    fixed_group(rules, 0, 0, STEP_SEQUENCE);
    if (before) fixed_leaf(rules, 0, 1, STEP_APPROVE, before, &liu), loop++;
    fixed_group(rules, 0, 1, STEP_LOOP)->rounds_max = rounds;
    fixed_group(rules, 0, loop, STEP_SEQUENCE);
    fixed_leaf(rules, 0, loop + 1, STEP_ACT, "make", &wang);
    fixed_leaf(rules, 0, loop + 1, STEP_APPROVE, "judge", &li);
}

static void one_more_round(scene_t *s) {
    must(s, as(s, "wang.fang", COMMAND_DONE, NULL));
    must(s, as(s, "li.na", COMMAND_REFUSE, "not yet"));
}

static void in_the_second_round(scene_t *s, int32_t rounds) {
    admin_scene(s);
    a_loop(&s->rules, rounds, NULL);
    submit_by(s, "gao.min");
    one_more_round(s);
}

static void A53_a_loop_on_its_way_goes_on_in_the_round_that_it_is_in(void **state) {
    (void)state;
    for (int open = 0; open <= 1; open++) { /* in make, or in judge */
        scene_t s;
        in_the_second_round(&s, 3);
        if (open) must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
        s.has_later = true;
        a_loop(&s.later, 3, "first");
        must(&s, migrate(&s));
        must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL)); /* new, and before it */
        if (!open) must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
        must(&s, as(&s, "li.na", COMMAND_REFUSE, "not yet"));
        assert_int_equal(s.record->state, RECORD_OPEN);
        one_more_round(&s); /* the third was the last */
        assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
        scene_free(&s);
    }
}

static void A53_the_new_rules_say_how_many_rounds_there_are_and_those_gone_through_count(void **state) {
    (void)state;
    scene_t s;
    in_the_second_round(&s, 5);
    one_more_round(&s);
    s.has_later = true;
    a_loop(&s.later, 2, NULL);
    must(&s, migrate(&s)); /* in the third of two */
    assert_non_null(open_task(&s, "make", "wang.fang"));
    one_more_round(&s);
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void a_loop_with_a_resort(fixed_rules_t *rules) {
    fixed_group(rules, 0, 0, STEP_SEQUENCE);
    fixed_group(rules, 0, 1, STEP_LOOP)->rounds_max = 1;
    fixed_group(rules, 0, 2, STEP_SEQUENCE);
    fixed_leaf(rules, 0, 3, STEP_ACT, "make", &wang);
    fixed_leaf(rules, 0, 3, STEP_APPROVE, "judge", &li);
    fixed_leaf(rules, 0, 2, STEP_APPROVE, "resort", &wang)->used_up = USED_UP_DECIDES;
    fixed_leaf(rules, 0, 1, STEP_APPROVE, "last", &liu);
}

static void A53_a_loop_that_somebody_passed_when_its_rounds_were_used_up_has_passed(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    a_loop_with_a_resort(&s.rules);
    submit_by(&s, "gao.min");
    one_more_round(&s);
    must(&s, as_on(&s, "wang.fang", COMMAND_APPROVE, "resort", NULL));
    int64_t id = open_task(&s, "last", "liu.yang")->id;
    s.has_later = true;
    a_loop_with_a_resort(&s.later);
    must(&s, migrate(&s));
    assert_int_equal(open_task(&s, "last", "liu.yang")->id, id);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A53_another_loop_has_all_its_rounds(void **state) {
    (void)state;
    scene_t s;
    in_the_second_round(&s, 2);
    s.has_later = true;
    a_loop(&s.later, 2, NULL);
    s.later.steps[0][3].name = "build"; /* of the new loop neither step was there before */
    s.later.steps[0][4].name = "look";
    must(&s, migrate(&s));
    one_more_round(&s);
    assert_int_equal(s.record->state, RECORD_OPEN);
    one_more_round(&s);
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

/* sequence: loop of two rounds of a (liu.yang), loop of two rounds of b (li.na) */
static void two_loops(fixed_rules_t *rules) {
    fixed_group(rules, 0, 0, STEP_SEQUENCE);
    fixed_group(rules, 0, 1, STEP_LOOP)->rounds_max = 2;
    fixed_leaf(rules, 0, 2, STEP_APPROVE, "a", &liu);
    fixed_group(rules, 0, 1, STEP_LOOP)->rounds_max = 2;
    fixed_leaf(rules, 0, 4, STEP_APPROVE, "b", &li);
}

static void A53_each_loop_goes_on_with_its_own_rounds(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    two_loops(&s.rules);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "not yet"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL)); /* in the second and last round of a */
    s.has_later = true;
    two_loops(&s.later);
    must(&s, migrate(&s));
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "not yet"));
    assert_non_null(open_task(&s, "b", "li.na")); /* b has a second one, too */
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "not yet"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A53_a_loop_on_its_way_goes_on_in_the_round_that_it_is_in),
        cmocka_unit_test(A53_the_new_rules_say_how_many_rounds_there_are_and_those_gone_through_count),
        cmocka_unit_test(A53_a_loop_that_somebody_passed_when_its_rounds_were_used_up_has_passed),
        cmocka_unit_test(A53_another_loop_has_all_its_rounds),
        cmocka_unit_test(A53_each_loop_goes_on_with_its_own_rounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
