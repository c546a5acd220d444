/* Branches side by side (A5): they join on just those that were opened, whatever happens to one of them
 * meanwhile. */
#include "scene.h"

static source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};
static source_t li = {.kind = SOURCE_PERSON, .key = "li.na"};
static source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};
static source_t vacant = {.kind = SOURCE_POST, .key = "finance.tax.head"};

/* first (chen), side by side: left: l1 (wang), l2 (liu); right (sun); then after (li) */
static step_t *branches(scene_t *s) {
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "first", &chen);
    step_t *group = fixed_group(&s->rules, 0, 1, STEP_PARALLEL);
    fixed_group(&s->rules, 0, 3, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 4, STEP_APPROVE, "l1", &wang);
    fixed_leaf(&s->rules, 0, 4, STEP_APPROVE, "l2", &liu);
    fixed_leaf(&s->rules, 0, 3, STEP_APPROVE, "right", &sun);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "after", &li);
    return group;
}

static void begin(scene_t *s) {
    submit_by(s, "gao.min");
    must(s, as(s, "chen.wei", COMMAND_APPROVE, NULL));
}

static int back_to(scene_t *s, const char *who, const char *to) {
    command_t c = scene_cmd(s, who, COMMAND_RETURN);
    c.text = "look again";
    c.to_step = to;
    return scene_command(s, &c);
}

static void A5_a_refusal_that_waits_lets_the_other_branches_go_on_and_counts_at_the_join(void **state) {
    (void)state;
    scene_t s;
    branches(&s)->on_refuse = ON_REFUSE_WAIT;
    begin(&s);
    must(&s, as(&s, "sun.li", COMMAND_REFUSE, "no"));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "l2", "liu.yang"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A5_a_branch_refused_by_its_first_step_ends_without_its_second(void **state) {
    (void)state;
    scene_t s;
    branches(&s)->on_refuse = ON_REFUSE_WAIT;
    begin(&s);
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "no"));
    assert_null(open_task(&s, "l2", NULL));
    assert_int_equal(state_of(&s, "l2"), STEP_CLOSED);
    assert_non_null(open_task(&s, "right", "sun.li"));
    scene_free(&s);
}

static void A5_so_many_refusals_end_it_and_fewer_pass(void **state) {
    (void)state;
    scene_t s;
    step_t *group = branches(&s);
    group->on_refuse = ON_REFUSE_THRESHOLD;
    group->refuse_need = 2;
    begin(&s);
    must(&s, as(&s, "sun.li", COMMAND_REFUSE, "no"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "after", "li.na"));
    scene_free(&s);
    group = branches(&s);
    group->on_refuse = ON_REFUSE_THRESHOLD;
    group->refuse_need = 2;
    begin(&s);
    must(&s, as(&s, "sun.li", COMMAND_REFUSE, "no"));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "no"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A5_more_refusals_asked_for_than_branches_were_opened_are_all_of_them(void **state) {
    (void)state;
    scene_t s;
    step_t *group = branches(&s);
    group->on_refuse = ON_REFUSE_THRESHOLD;
    group->refuse_need = 2;
    for (int i = 3; i <= 5; i++)
        s.rules.steps[0][i].state = STEP_LEFT_OUT; /* the left one was not opened */
    begin(&s);
    must(&s, as(&s, "sun.li", COMMAND_REFUSE, "no"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A5_a_branch_that_nobody_can_take_and_that_passes_then_does_not_hold_up_the_join(void **state) {
    (void)state;
    scene_t s;
    branches(&s);
    step_t *right = &s.rules.steps[0][6];
    right->by = &vacant;
    right->on_empty = EMPTY_PASSES;
    right->passes_because = "not every office has one";
    begin(&s);
    assert_int_equal(state_of(&s, "right"), STEP_LEFT_OUT);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_null(open_task(&s, "after", NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "after", "li.na"));
    scene_free(&s);
}

static void A5_when_every_branch_passes_so_the_next_step_opens_at_once(void **state) {
    (void)state;
    scene_t s;
    branches(&s);
    for (int i = 4; i <= 6; i++) {
        s.rules.steps[0][i].by = &vacant;
        s.rules.steps[0][i].on_empty = EMPTY_PASSES;
        s.rules.steps[0][i].passes_because = "not every office has one";
    }
    begin(&s);
    assert_int_equal(s.record->steps[2].state, STEP_LEFT_OUT);
    assert_non_null(open_task(&s, "after", "li.na"));
    scene_free(&s);
}

static void A5_a_return_within_a_branch_leaves_the_others_open_and_the_join_waits(void **state) {
    (void)state;
    scene_t s;
    branches(&s);
    begin(&s);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    int64_t right = open_task(&s, "right", "sun.li")->id;
    must(&s, back_to(&s, "liu.yang", "l1"));
    assert_int_equal(open_task(&s, "right", "sun.li")->id, right);
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    assert_null(open_task(&s, "after", NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "after", "li.na"));
    scene_free(&s);
}

static void A5_a_branch_returned_into_is_gone_through_again_alone(void **state) {
    (void)state;
    scene_t s;
    branches(&s);
    begin(&s);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    must(&s, back_to(&s, "li.na", "l2"));
    assert_non_null(open_task(&s, "l2", "liu.yang"));
    assert_null(open_task(&s, "l1", NULL));
    assert_null(open_task(&s, "right", NULL)); /* decided, and stands */
    assert_null(open_task(&s, "after", NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "after", "li.na"));
    scene_free(&s);
}

static void A5_a_return_to_before_the_branches_opens_them_all_again(void **state) {
    (void)state;
    scene_t s;
    branches(&s);
    begin(&s);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    must(&s, back_to(&s, "liu.yang", "first"));
    assert_non_null(open_task(&s, "first", "chen.wei"));
    assert_null(open_task(&s, "l2", NULL));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "l1", "wang.fang"));
    assert_non_null(open_task(&s, "right", "sun.li"));
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_null(open_task(&s, "after", NULL)); /* no vote of the time before is counted */
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "after", "li.na"));
    scene_free(&s);
}

static void
A5_a_refusal_that_waits_is_not_forgotten_when_its_branch_is_returned_into_elsewhere(void **state) {
    (void)state;
    scene_t s;
    branches(&s)->on_refuse = ON_REFUSE_WAIT;
    begin(&s);
    must(&s, as(&s, "sun.li", COMMAND_REFUSE, "no"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, back_to(&s, "liu.yang", "l1"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A5_a_refusal_that_waits_lets_the_other_branches_go_on_and_counts_at_the_join),
        cmocka_unit_test(A5_a_branch_refused_by_its_first_step_ends_without_its_second),
        cmocka_unit_test(A5_so_many_refusals_end_it_and_fewer_pass),
        cmocka_unit_test(A5_more_refusals_asked_for_than_branches_were_opened_are_all_of_them),
        cmocka_unit_test(A5_a_branch_that_nobody_can_take_and_that_passes_then_does_not_hold_up_the_join),
        cmocka_unit_test(A5_when_every_branch_passes_so_the_next_step_opens_at_once),
        cmocka_unit_test(A5_a_return_within_a_branch_leaves_the_others_open_and_the_join_waits),
        cmocka_unit_test(A5_a_branch_returned_into_is_gone_through_again_alone),
        cmocka_unit_test(A5_a_return_to_before_the_branches_opens_them_all_again),
        cmocka_unit_test(A5_a_refusal_that_waits_is_not_forgotten_when_its_branch_is_returned_into_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
