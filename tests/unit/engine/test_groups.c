/* Groups (approval.md A1 to A6, A30): when each ends, which way, and what happens to those who did not
 * decide. */
#include "unit/engine/scene.h"

static const source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static const source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static const source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};
static const source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};
static const source_t xu = {.kind = SOURCE_PERSON, .key = "xu.jing"};
static const source_t clerks = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &sun};

static step_t *approval(scene_t *s, int32_t parent, const char *name, const source_t *by) {
    return fixed_leaf(&s->rules, 0, parent, STEP_APPROVE, name, by);
}

/* A group of Wang, Liu and Sun, and after it Chen. */
static step_t *three_beside(scene_t *s, step_kind_t kind) {
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    step_t *group = fixed_group(&s->rules, 0, 1, kind);
    approval(s, 2, "wang", &wang);
    approval(s, 2, "liu", &liu);
    approval(s, 2, "sun", &sun);
    approval(s, 1, "after", &chen);
    return group;
}

static void approve(scene_t *s, const char *who) {
    must(s, as(s, who, COMMAND_APPROVE, NULL));
}

static void refuse(scene_t *s, const char *who) {
    must(s, as(s, who, COMMAND_REFUSE, "no"));
}

static void A1_a_refusal_ends_a_sequence_and_what_waited_is_closed(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    approval(&s, 1, "first", &wang);
    approval(&s, 1, "second", &liu);
    submit_by(&s, "gao.min");
    refuse(&s, "wang.fang");
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    assert_int_equal(state_of(&s, "first"), STEP_REFUSED);
    assert_int_equal(state_of(&s, "second"), STEP_CLOSED);
    assert_int_equal(told(&s, "record.ended", "gao.min"), 1);
    scene_free(&s);
}

static void A2_all_must_decide_and_the_order_does_not_matter(void **state) {
    (void)state;
    scene_t s;
    three_beside(&s, STEP_ALL);
    submit_by(&s, "gao.min");
    assert_int_equal(told(&s, "task.opened", NULL), 3);
    approve(&s, "sun.li");
    approve(&s, "wang.fang");
    assert_int_equal(state_of(&s, "after"), STEP_WAITING);
    approve(&s, "liu.yang");
    assert_int_equal(state_of(&s, "after"), STEP_OPEN);
    scene_free(&s);
}

static void A2_at_once_the_first_refusal_closes_the_rest_and_keeps_them(void **state) {
    (void)state;
    scene_t s;
    three_beside(&s, STEP_ALL);
    submit_by(&s, "gao.min");
    approve(&s, "wang.fang");
    refuse(&s, "liu.yang");
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    assert_int_equal(state_of(&s, "sun"), STEP_CLOSED);
    assert_string_equal(record_step_named(s.record, "sun")->left_out, "outcome");
    assert_int_equal(s.record->task_count, 3);
    assert_int_equal(s.record->tasks[2].state, TASK_CLOSED);
    assert_int_equal(events_of(&s, EVENT_TASK_CLOSED), 1);
    scene_free(&s);
}

static void A2_wait_lets_all_decide_before_a_refusal_counts(void **state) {
    (void)state;
    scene_t s;
    three_beside(&s, STEP_ALL)->on_refuse = ON_REFUSE_WAIT;
    submit_by(&s, "gao.min");
    refuse(&s, "wang.fang");
    approve(&s, "liu.yang");
    assert_int_equal(s.record->state, RECORD_OPEN);
    approve(&s, "sun.li");
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A2_a_threshold_needs_so_many_refusals(void **state) {
    (void)state;
    scene_t s;
    step_t *group = three_beside(&s, STEP_ALL);
    group->on_refuse = ON_REFUSE_THRESHOLD;
    group->refuse_need = 2;
    submit_by(&s, "gao.min");
    refuse(&s, "wang.fang");
    approve(&s, "liu.yang");
    approve(&s, "sun.li");
    assert_int_equal(state_of(&s, "after"), STEP_OPEN);
    scene_free(&s);

    group = three_beside(&s, STEP_ALL);
    group->on_refuse = ON_REFUSE_THRESHOLD;
    group->refuse_need = 2;
    submit_by(&s, "gao.min");
    refuse(&s, "wang.fang");
    refuse(&s, "liu.yang");
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    assert_int_equal(state_of(&s, "sun"), STEP_CLOSED);
    scene_free(&s);
}

static void A2_a_threshold_above_the_members_is_reached_when_all_refuse(void **state) {
    (void)state;
    scene_t s;
    step_t *group = three_beside(&s, STEP_ALL);
    group->on_refuse = ON_REFUSE_THRESHOLD;
    group->refuse_need = 9;
    submit_by(&s, "gao.min");
    refuse(&s, "wang.fang");
    refuse(&s, "liu.yang");
    refuse(&s, "sun.li");
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A3_the_first_decision_wins_either_way(void **state) {
    (void)state;
    scene_t s;
    three_beside(&s, STEP_ANY);
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    assert_int_equal(state_of(&s, "after"), STEP_OPEN);
    assert_int_equal(state_of(&s, "wang"), STEP_CLOSED);
    scene_free(&s);

    three_beside(&s, STEP_ANY);
    submit_by(&s, "gao.min");
    refuse(&s, "sun.li");
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A3_two_of_three_pass_and_fail_as_soon_as_it_is_certain(void **state) {
    (void)state;
    scene_t s;
    three_beside(&s, STEP_ANY)->need = 2;
    submit_by(&s, "gao.min");
    refuse(&s, "wang.fang");
    assert_int_equal(state_of(&s, "liu"), STEP_OPEN);
    approve(&s, "liu.yang");
    approve(&s, "sun.li");
    assert_int_equal(state_of(&s, "after"), STEP_OPEN);
    scene_free(&s);

    three_beside(&s, STEP_ANY)->need = 2;
    submit_by(&s, "gao.min");
    refuse(&s, "wang.fang");
    refuse(&s, "liu.yang");
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    assert_int_equal(state_of(&s, "sun"), STEP_CLOSED);
    scene_free(&s);
}

static void A4_a_vote_by_count_is_no_first_come(void **state) {
    (void)state;
    scene_t s;
    three_beside(&s, STEP_VOTE)->need = 1;
    submit_by(&s, "gao.min");
    refuse(&s, "wang.fang");
    refuse(&s, "liu.yang");
    assert_int_equal(s.record->state, RECORD_OPEN);
    approve(&s, "sun.li");
    assert_int_equal(state_of(&s, "after"), STEP_OPEN);
    scene_free(&s);
}

/* It can't be helped by whoever decides: the error says where it is, and what is done about it. */
static void A3_a_stage_to_come_that_does_not_fit_together_says_so_and_what_to_do(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    s.rules.flow.stage_count = 2;
    s.rules.stages[1] = (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION};
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "first", &liu);
    step_t *any = fixed_group(&s.rules, 1, 0, STEP_ANY);
    any->need = 2;
    any->why.file = "demo.lua";
    any->why.line = 12;
    fixed_leaf(&s.rules, 1, 1, STEP_ACT, "p", &sun);
    step_t *q = fixed_leaf(&s.rules, 1, 1, STEP_ACT, "q", &wang);
    q->state = STEP_LEFT_OUT;
    q->left_out = "condition";
    submit_by(&s, "gao.min");
    refused_with(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL), "plan.shape");
    error_says(&s, "need", "2");
    error_says(&s, "asked", "p");
    error_says(&s, "left", "q");
    error_says(&s, "number", s.record->number);
    assert_string_equal(s.d.file, "demo.lua");
    assert_int_equal(s.d.line, 12);
    assert_non_null(open_task(&s, "first", "liu.yang"));
    assert_string_equal(s.out.incidents[0].code, "plan.shape"); /* administrators are told */
    q->state = STEP_WAITING;
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    scene_free(&s);
}

static void A4_a_vote_that_could_never_pass_is_refused_when_the_plan_is_made(void **state) {
    (void)state;
    scene_t s;
    three_beside(&s, STEP_VOTE)->need = 4;
    must(&s, draft_by(&s, "gao.min"));
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "plan.shape");
    error_says(&s, "problem", "need_above_members");
    assert_int_equal(s.d.line, 12);
    scene_free(&s);

    three_beside(&s, STEP_VOTE);
    must(&s, draft_by(&s, "gao.min"));
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "plan.shape");
    error_says(&s, "problem", "vote_without_need");
    scene_free(&s);
}

static void A5_branches_join_on_those_that_were_opened(void **state) {
    (void)state;
    scene_t s;
    three_beside(&s, STEP_PARALLEL);
    s.rules.steps[0][3].state = STEP_LEFT_OUT; /* liu */
    s.rules.steps[0][3].left_out = "budget not touched";
    submit_by(&s, "gao.min");
    assert_int_equal(s.record->task_count, 2);
    approve(&s, "wang.fang");
    assert_int_equal(state_of(&s, "after"), STEP_WAITING);
    approve(&s, "sun.li");
    assert_int_equal(state_of(&s, "after"), STEP_OPEN);
    assert_string_equal(record_step_named(s.record, "liu")->left_out, "budget not touched");
    scene_free(&s);
}

static void A5_a_refusal_in_one_branch_closes_the_others_with_all_that_is_below(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_PARALLEL);
    approval(&s, 1, "one", &wang);
    fixed_group(&s.rules, 0, 1, STEP_SEQUENCE);
    approval(&s, 3, "two", &liu);
    approval(&s, 3, "three", &sun);
    submit_by(&s, "gao.min");
    refuse(&s, "wang.fang");
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    assert_int_equal(s.record->steps[2].state, STEP_CLOSED);
    assert_int_equal(state_of(&s, "two"), STEP_CLOSED);
    assert_int_equal(state_of(&s, "three"), STEP_CLOSED);
    assert_null(open_task(&s, "two", NULL));
    scene_free(&s);
}

static void A5_a_group_whose_members_are_all_left_out_is_left_out_and_a_stage_of_those_passes(void **state) {
    (void)state;
    scene_t s;
    three_beside(&s, STEP_PARALLEL);
    for (int i = 2; i <= 4; i++)
        s.rules.steps[0][i].state = STEP_LEFT_OUT;
    submit_by(&s, "gao.min");
    assert_int_equal(s.record->steps[1].state, STEP_LEFT_OUT);
    assert_int_equal(state_of(&s, "after"), STEP_OPEN);
    scene_free(&s);

    three_beside(&s, STEP_PARALLEL);
    s.rules.steps[0][0].state = STEP_LEFT_OUT; /* with the root, all below it */
    submit_by(&s, "gao.min");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(state_of(&s, "wang"), STEP_LEFT_OUT);
    scene_free(&s);
}

static void A6_groups_nest_and_verdicts_bubble_up(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_ALL);
    fixed_group(&s.rules, 0, 1, STEP_ANY);      /* 2 */
    fixed_group(&s.rules, 0, 2, STEP_SEQUENCE); /* 3 */
    approval(&s, 3, "wang", &wang);
    approval(&s, 3, "liu", &liu);
    approval(&s, 2, "sun", &sun);
    approval(&s, 1, "chen", &chen);
    submit_by(&s, "gao.min");
    approve(&s, "wang.fang");
    approve(&s, "liu.yang"); /* the sequence passes, so the choice does, and sun is closed */
    assert_int_equal(s.record->steps[1].state, STEP_PASSED);
    assert_int_equal(state_of(&s, "sun"), STEP_CLOSED);
    approve(&s, "chen.wei");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void a_leaf_of_several_is_decided_by_the_first_of_them(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    approval(&s, 0, "clerks", &clerks);
    submit_by(&s, "gao.min");
    assert_int_equal(s.record->task_count, 2);
    approve(&s, "sun.li");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(s.record->tasks[0].state, TASK_CLOSED);
    scene_free(&s);
}

static void A2_a_leaf_of_several_may_need_all_of_them(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    approval(&s, 0, "clerks", &clerks)->mode = DECIDE_ALL;
    submit_by(&s, "gao.min");
    approve(&s, "sun.li");
    assert_int_equal(s.record->state, RECORD_OPEN);
    approve(&s, "liu.yang");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);

    scene_init(&s);
    step_t *step = approval(&s, 0, "clerks", &clerks);
    step->mode = DECIDE_ALL;
    step->on_refuse = ON_REFUSE_WAIT;
    submit_by(&s, "gao.min");
    refuse(&s, "sun.li");
    assert_int_equal(s.record->state, RECORD_OPEN);
    approve(&s, "liu.yang");
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A1_people_in_order_have_their_turn_each_with_a_limit_of_their_own(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    step_t *step = approval(&s, 0, "clerks", &clerks);
    step->mode = DECIDE_IN_ORDER;
    step->within = limit_hours(10);
    submit_by(&s, "gao.min");
    assert_int_equal(s.record->task_count, 2);
    assert_int_equal(s.record->tasks[0].state, TASK_OPEN);
    assert_int_equal(s.record->tasks[1].state, TASK_WAITING);
    assert_int_equal(s.record->tasks[1].person, DEMO_SUN_LI);
    assert_int_equal(told(&s, "task.opened", NULL), 1);
    refused_with(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL), "task.not_open");
    error_says(&s, "waits", "turn");
    s.now += 5 * MS_HOUR;
    approve(&s, "liu.yang");
    assert_int_equal(s.record->tasks[1].state, TASK_OPEN);
    assert_int_equal(s.record->clocks[1].due_at, s.now + 10 * MS_HOUR);
    assert_int_equal(told(&s, "task.opened", "sun.li"), 1);
    approve(&s, "sun.li");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A1_turns_come_in_the_order_of_the_list(void **state) {
    (void)state;
    static const source_t xu_wang = {.kind = SOURCE_PERSON, .key = "xu.jing", .next = &wang};
    static const source_t three = {.kind = SOURCE_PERSON, .key = "sun.li", .next = &xu_wang};
    scene_t s;
    scene_init(&s);
    approval(&s, 0, "three", &three)->mode = DECIDE_IN_ORDER;
    submit_by(&s, "gao.min");
    approve(&s, "sun.li");
    refused_with(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL), "task.not_open");
    approve(&s, "xu.jing");
    approve(&s, "wang.fang");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A1_a_refusal_ends_a_list_in_order_and_closes_the_turns_to_come(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    approval(&s, 0, "clerks", &clerks)->mode = DECIDE_IN_ORDER;
    submit_by(&s, "gao.min");
    refuse(&s, "liu.yang");
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    assert_int_equal(s.record->tasks[1].state, TASK_CLOSED);
    assert_int_equal(s.record->clocks[1].id, 0);
    scene_free(&s);
}

/* Dong Mei shares the post with Liu Yang and leaves on the third day. */
static void people_who_leave(scene_t *s) {
    directory_builder_t *b = demo_directory_builder();
    instant_t leaves = SCENE_START + 2 * (instant_t)MS_DAY;
    person_info_t dong = {.id = 1900,
                          .handle = "dong.mei",
                          .name = "董梅",
                          .department = "finance",
                          .kind = PERSON_HUMAN,
                          .uid = -1,
                          .from = INSTANT_NONE,
                          .until = leaves};
    assert_int_equal(directory_add_person(b, &dong, NULL), 0);
    assert_int_equal(directory_add_post(b, "desk", DEMO_LIU_YANG, INSTANT_NONE, INSTANT_MAX, NULL), 0);
    assert_int_equal(directory_add_post(b, "desk", 1900, INSTANT_NONE, INSTANT_MAX, NULL), 0);
    directory_unref(s->dir);
    s->dir = directory_build(b, 2, NULL);
    assert_non_null(s->dir);
}

static void a_turn_of_somebody_who_left_goes_to_the_fallback(void **state) {
    (void)state;
    static const source_t desk = {.kind = SOURCE_POST, .key = "desk"};
    scene_t s;
    scene_init(&s);
    people_who_leave(&s);
    approval(&s, 0, "desk", &desk)->mode = DECIDE_IN_ORDER;
    submit_by(&s, "gao.min");
    assert_int_equal(s.record->task_count, 2);
    s.now += 3 * (instant_t)MS_DAY;
    approve(&s, "liu.yang");
    assert_int_equal(s.record->state, RECORD_OPEN);
    const task_t *task = open_task(&s, "desk", "li.na");
    assert_non_null(task);
    assert_string_equal(task->reason, "people.fallback");
    scene_free(&s);
}

static void A30_a_copy_goes_once_to_a_person_and_holds_nothing_up(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_COPY, "note", &clerks);
    approval(&s, 1, "wang", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_COPY, "again", &sun);
    submit_by(&s, "gao.min");
    assert_int_equal(told(&s, "record.copied", NULL), 2);
    assert_int_equal(state_of(&s, "note"), STEP_PASSED);
    assert_non_null(open_task(&s, "wang", "wang.fang"));
    approve(&s, "wang.fang");
    assert_int_equal(told(&s, "record.copied", NULL), 0);
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A30_a_copy_is_no_decision_in_a_choice(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_ANY);
    fixed_leaf(&s.rules, 0, 1, STEP_COPY, "note", &xu);
    approval(&s, 1, "wang", &wang);
    submit_by(&s, "gao.min");
    assert_int_equal(s.record->state, RECORD_OPEN);
    approve(&s, "wang.fang");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A30_copies_alone_pass_and_a_copy_after_a_group_is_sent(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_ALL);
    fixed_leaf(&s.rules, 0, 1, STEP_COPY, "one", &xu);
    fixed_leaf(&s.rules, 0, 1, STEP_COPY, "two", &wang);
    submit_by(&s, "gao.min");
    assert_int_equal(told(&s, "record.copied", NULL), 2);
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A1_a_refusal_ends_a_sequence_and_what_waited_is_closed),
        cmocka_unit_test(A2_all_must_decide_and_the_order_does_not_matter),
        cmocka_unit_test(A2_at_once_the_first_refusal_closes_the_rest_and_keeps_them),
        cmocka_unit_test(A2_wait_lets_all_decide_before_a_refusal_counts),
        cmocka_unit_test(A2_a_threshold_needs_so_many_refusals),
        cmocka_unit_test(A2_a_threshold_above_the_members_is_reached_when_all_refuse),
        cmocka_unit_test(A3_the_first_decision_wins_either_way),
        cmocka_unit_test(A3_two_of_three_pass_and_fail_as_soon_as_it_is_certain),
        cmocka_unit_test(A4_a_vote_by_count_is_no_first_come),
        cmocka_unit_test(A3_a_stage_to_come_that_does_not_fit_together_says_so_and_what_to_do),
        cmocka_unit_test(A4_a_vote_that_could_never_pass_is_refused_when_the_plan_is_made),
        cmocka_unit_test(A5_branches_join_on_those_that_were_opened),
        cmocka_unit_test(A5_a_refusal_in_one_branch_closes_the_others_with_all_that_is_below),
        cmocka_unit_test(A5_a_group_whose_members_are_all_left_out_is_left_out_and_a_stage_of_those_passes),
        cmocka_unit_test(A6_groups_nest_and_verdicts_bubble_up),
        cmocka_unit_test(a_leaf_of_several_is_decided_by_the_first_of_them),
        cmocka_unit_test(A2_a_leaf_of_several_may_need_all_of_them),
        cmocka_unit_test(A1_people_in_order_have_their_turn_each_with_a_limit_of_their_own),
        cmocka_unit_test(A1_turns_come_in_the_order_of_the_list),
        cmocka_unit_test(A1_a_refusal_ends_a_list_in_order_and_closes_the_turns_to_come),
        cmocka_unit_test(a_turn_of_somebody_who_left_goes_to_the_fallback),
        cmocka_unit_test(A30_a_copy_goes_once_to_a_person_and_holds_nothing_up),
        cmocka_unit_test(A30_a_copy_is_no_decision_in_a_choice),
        cmocka_unit_test(A30_copies_alone_pass_and_a_copy_after_a_group_is_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
