/* Returned to a step before (A22): what is gone through again, and what stands. */
#include "admin_scene.h"
#include "way_back_scene.h"

static source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};

static void through_every_step_between_once_more(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, give_back(&s, "li.na", "first", false));
    assert_non_null(open_task(&s, "first", "liu.yang"));
    assert_null(open_task(&s, "third", "li.na"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void straight_to_whoever_returned_it(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, give_back(&s, "li.na", "first", true));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_null(open_task(&s, "second", "wang.fang"));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void only_to_a_step_that_lies_before_and_was_visited(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    refused_with(&s, give_back(&s, "liu.yang", "second", false), "return.target");
    error_says(&s, "problem", "not_visited");
    refused_with(&s, give_back(&s, "liu.yang", "nowhere", false), "return.target");
    error_says(&s, "problem", "unknown");
    refused_with(&s, give_back(&s, "liu.yang", "first", false), "return.target");
    error_says(&s, "problem", "itself");
    scene_free(&s);
}

static void leave_out_last(const record_t *r, arena_t *arena, plan_t *plan) {
    (void)r, (void)arena;
    plan->steps[plan->step_count - 1].state = STEP_LEFT_OUT;
    plan->steps[plan->step_count - 1].left_out = "condition";
}

/* What its rule left out counts as gone through only where nothing before it waits: "third" waits, so what is
 * behind it was not reached. */
static void a_step_left_out_behind_one_that_waits_does_not_bring_the_repetition_behind_both(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "third", &li);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "fourth", &chen);
    s.rules.shape = leave_out_last;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, give_back(&s, "wang.fang", "first", false));
    assert_non_null(open_task(&s, "first", "liu.yang"));
    assert_null(open_task(&s, "third", "li.na"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* sequence: first, then side by side: left (wang.fang), right: sequence of r1 (li.na), r2 (chen.wei) */
static void branches(scene_t *s) {
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_group(&s->rules, 0, 1, STEP_PARALLEL);
    fixed_leaf(&s->rules, 0, 3, STEP_APPROVE, "left", &wang);
    fixed_group(&s->rules, 0, 3, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 5, STEP_APPROVE, "r1", &li);
    fixed_leaf(&s->rules, 0, 5, STEP_APPROVE, "r2", &chen);
    submit_by(s, "gao.min");
    must(s, as(s, "liu.yang", COMMAND_APPROVE, NULL));
    must(s, as(s, "li.na", COMMAND_APPROVE, NULL));
}

static void a_branch_that_does_not_depend_on_the_target_stays(void **state) {
    (void)state;
    scene_t s;
    branches(&s);
    int64_t left = open_task(&s, "left", "wang.fang")->id;
    must(&s, give_back(&s, "chen.wei", "r1", false));
    assert_int_equal(open_task(&s, "left", "wang.fang")->id, left);
    refused_with(&s, give_back(&s, "li.na", "left", false), "return.target");
    error_says(&s, "problem", "not_before");
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void a_branch_below_the_target_is_closed_with_the_others(void **state) {
    (void)state;
    scene_t s;
    branches(&s);
    must(&s, give_back(&s, "chen.wei", "first", false));
    assert_null(open_task(&s, "left", "wang.fang"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "left", "wang.fang"));
    assert_non_null(open_task(&s, "r1", "li.na"));
    assert_null(open_task(&s, "r2", "chen.wei"));
    scene_free(&s);
}

/* A26: nobody would be asked there. */
static void A22_not_to_a_step_whose_signers_were_removed(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    int64_t chief = scene_person(&s, "chen.wei");
    command_t c = scene_cmd(&s, "liu.yang", COMMAND_ADD_SIGNER);
    c.people = &chief;
    c.people_count = 1;
    c.where = ADDED_BEFORE;
    must(&s, scene_command(&s, &c));
    must(&s, as_to(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "chen.wei", NULL));
    refused_with(&s, give_back(&s, "liu.yang", "first.before", false), "return.target");
    error_says(&s, "problem", "removed");
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(through_every_step_between_once_more),
        cmocka_unit_test(straight_to_whoever_returned_it),
        cmocka_unit_test(only_to_a_step_that_lies_before_and_was_visited),
        cmocka_unit_test(a_step_left_out_behind_one_that_waits_does_not_bring_the_repetition_behind_both),
        cmocka_unit_test(a_branch_that_does_not_depend_on_the_target_stays),
        cmocka_unit_test(a_branch_below_the_target_is_closed_with_the_others),
        cmocka_unit_test(A22_not_to_a_step_whose_signers_were_removed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
