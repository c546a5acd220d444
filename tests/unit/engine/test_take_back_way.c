/* What led a record to a step before is taken back (A27): the plan stands as it did, and time goes on where
 * it was. Across stages, and a loop's next round: test_take_back_stage.c. */
#include "admin_scene.h"
#include "way_back_scene.h"

static source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};
static source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};

/* sequence: a group of a (liu.yang) and, beside it, b (wang.fang), then middle (sun.li), then side by side:
 * left (li.na) and right (chen.wei), who have it, last (xu.jing) */
static void scene(scene_t *s) {
    static source_t xu = {.kind = SOURCE_PERSON, .key = "xu.jing"};
    admin_scene(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_group(&s->rules, 0, 1, STEP_ANY);
    fixed_leaf(&s->rules, 0, 2, STEP_APPROVE, "a", &liu);
    fixed_leaf(&s->rules, 0, 2, STEP_APPROVE, "b", &wang);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "middle", &sun);
    fixed_group(&s->rules, 0, 1, STEP_PARALLEL);
    fixed_leaf(&s->rules, 0, 6, STEP_APPROVE, "left", &li);
    fixed_leaf(&s->rules, 0, 6, STEP_APPROVE, "right", &chen);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "last", &xu);
    for (size_t i = 0; i < s->rules.plans[0].step_count; i++) {
        s->rules.steps[0][i].may_return = true;
        s->rules.steps[0][i].permits = PERMIT_USUAL;
    }
}

static void with_both(scene_t *s) {
    scene(s);
    submit_by(s, "gao.min");
    hour(s);
    approve(s, "liu.yang");
    hour(s);
    approve(s, "sun.li");
    hour(s);
}

static void to_the_end(scene_t *s) {
    approve(s, "li.na");
    approve(s, "chen.wei");
    assert_int_equal(s->record->state, RECORD_OPEN);
    approve(s, "xu.jing");
    assert_int_equal(s->record->state, RECORD_FINISHED);
    scene_free(s);
}

static void A27_a_return_to_a_step_is_taken_back_and_the_plan_stands_as_it_did(void **state) {
    (void)state;
    static const char *const targets[] = {"middle", "a", "b"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
        for (int straight = 0; straight < 2; straight++) {
            char before[4096], after[4096];
            scene_t s;
            with_both(&s);
            stands(&s, before, sizeof before);
            bool closed = strcmp(targets[i], "b") == 0; /* that was closed by the other one's decision */
            must(&s, give_back(&s, "li.na", targets[i], straight));
            assert_null(open_task(&s, "right", NULL));
            hour(&s);
            must(&s, take_back(&s, "li.na"));
            stands(&s, after, sizeof after);
            assert_string_equal(before, after);
            assert_non_null(open_task(&s, "left", "li.na"));
            assert_non_null(open_task(&s, "right", "chen.wei")); /* whom the return had closed */
            assert_int_equal(told(&s, "task.taken_back",
                                  closed ? "wang.fang"
                                  : i    ? "liu.yang"
                                         : "sun.li"),
                             1);
            assert_null(open_task(&s, targets[i], NULL));
            to_the_end(&s);
        }
}

static void A60_A27_clocks_and_ladders_go_on_where_they_were(void **state) {
    (void)state;
    static rung_act_t act = {.action = RUNG_REMIND};
    static rung_t rungs[2] = {{.name = "1", .anchor = RUNG_BEFORE_DUE, .acts = &act, .act_count = 1},
                              {.name = "2", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1}};
    scene_t s;
    rungs[0].distance = limit_hours(9);
    scene(&s);
    for (size_t i = 0; i < s.rules.plans[0].step_count; i++) {
        s.rules.steps[0][i].within = limit_hours(10);
        s.rules.steps[0][i].ladder = (ladder_t){rungs, 2};
    }
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    approve(&s, "sun.li");
    const cs_clock_t *clock = record_task_clock(s.record, open_task(&s, "right", "chen.wei"));
    instant_t due = clock->due_at;
    hour(&s);
    must(&s, fire_rung(&s, clock->id, 0, clock->rung_at)); /* the first rung has come */
    clock = record_task_clock(s.record, open_task(&s, "left", "li.na"));
    must(&s, fire_rung(&s, clock->id, 0, clock->rung_at));
    hour(&s);
    must(&s, give_back(&s, "li.na", "middle", false));
    s.now += 3 * MS_HOUR;
    must(&s, take_back(&s, "li.na"));
    clock = record_task_clock(s.record, open_task(&s, "left", "li.na"));
    assert_int_equal(clock->due_at, due); /* she has had it all along */
    assert_int_equal(clock->next_rung, 1);
    clock = record_task_clock(s.record, open_task(&s, "right", "chen.wei"));
    assert_int_equal(clock->due_at, due + 3 * MS_HOUR); /* he has what remained when it was taken from him */
    assert_int_equal(clock->next_rung, 1);
    scene_free(&s);
}

static void touched_by(scene_t *s, const char *who) {
    refused_with(s, take_back(s, "li.na"), "take_back.touched");
    error_says(s, "by", who);
    error_says(s, "step", "middle");
    scene_free(s);
}

static void returned_to_middle(scene_t *s) {
    with_both(s);
    must(s, give_back(s, "li.na", "middle", false));
    hour(s);
}

static void A27_not_once_somebody_has_touched_what_the_return_opened(void **state) {
    (void)state;
    scene_t s;
    int64_t heir[1];
    returned_to_middle(&s);
    must(&s, as(&s, "sun.li", COMMAND_COMMENT, "I look into it"));
    touched_by(&s, "sun.li");
    returned_to_middle(&s);
    must(&s, as(&s, "sun.li", COMMAND_CLAIM, NULL));
    touched_by(&s, "sun.li");
    returned_to_middle(&s);
    heir[0] = scene_person(&s, "wang.fang");
    command_t c = scene_cmd(&s, "sun.li", COMMAND_TRANSFER);
    c.people = heir;
    c.people_count = 1;
    c.text = "hers";
    must(&s, scene_command(&s, &c));
    touched_by(&s, "wang.fang");
    returned_to_middle(&s);
    approve(&s, "sun.li");
    touched_by(&s, "sun.li");
    returned_to_middle(&s);
    must(&s, give_back(&s, "sun.li", "a", false)); /* it is no part of the plan any more */
    touched_by(&s, "sun.li");
}

static void A27_what_is_gone_through_again_was_touched_by_whoever_had_gone_through_it(void **state) {
    (void)state;
    scene_t s;
    returned_to_middle(&s);
    refused_with(&s, take_back(&s, "liu.yang"), "take_back.touched"); /* she relied on it, and returned */
    error_says(&s, "by", "sun.li");
    assert_null(open_task(&s, "a", NULL));
    must(&s, take_back(&s, "li.na"));
    refused_with(&s, take_back(&s, "liu.yang"), "take_back.touched");
    to_the_end(&s);
}

static void A27_what_was_gone_through_before_the_decision_does_not_touch_it(void **state) {
    (void)state;
    scene_t s;
    with_both(&s);
    must(&s, give_back(&s, "li.na", "a", false));
    hour(&s);
    approve(&s, "liu.yang");
    hour(&s);
    must(&s, take_back(&s, "liu.yang"));
    assert_non_null(open_task(&s, "a", "liu.yang"));
    assert_null(open_task(&s, "middle", NULL));
    approve(&s, "liu.yang");
    approve(&s, "sun.li");
    to_the_end(&s);
}

static void A27_taken_back_twice_and_returned_again_nobody_is_asked_twice(void **state) {
    (void)state;
    scene_t s;
    with_both(&s);
    for (int i = 0; i < 2; i++) {
        must(&s, give_back(&s, "li.na", "a", false));
        hour(&s);
        must(&s, take_back(&s, "li.na"));
        hour(&s);
    }
    must(&s, give_back(&s, "li.na", "a", false));
    assert_non_null(open_task(&s, "a", "liu.yang"));
    assert_non_null(open_task(&s, "b", "wang.fang"));
    approve(&s, "liu.yang");
    approve(&s, "sun.li");
    to_the_end(&s);
}

static void A27_the_last_decision_is_the_one_made_last_whichever_task_came_first(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_PARALLEL);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "one", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "two", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "three", &li);
    submit_by(&s, "gao.min");
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "two", NULL));
    hour(&s);
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "one", NULL));
    must(&s, take_back(&s, "liu.yang"));
    assert_non_null(open_task(&s, "one", "liu.yang"));
    assert_null(open_task(&s, "two", NULL));
    scene_free(&s);
}

/* side by side: l1 (liu.yang) then l2 (wang.fang); r1 (li.na) then r2 (chen.wei) */
static void branches(scene_t *s) {
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_PARALLEL);
    fixed_group(&s->rules, 0, 1, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 2, STEP_APPROVE, "l1", &liu);
    fixed_leaf(&s->rules, 0, 2, STEP_APPROVE, "l2", &wang)->permits = PERMIT_USUAL;
    fixed_group(&s->rules, 0, 1, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 5, STEP_APPROVE, "r1", &li);
    fixed_leaf(&s->rules, 0, 5, STEP_APPROVE, "r2", &chen)->permits = PERMIT_USUAL;
    submit_by(s, "gao.min");
    approve(s, "liu.yang");
    approve(s, "li.na");
    must(s, give_back(s, "wang.fang", "l1", false));
    hour(s);
    must(s, give_back(s, "chen.wei", "r1", false));
    hour(s);
}

static void A27_returns_in_two_branches_are_taken_back_in_whatever_order(void **state) {
    (void)state;
    for (int first = 0; first < 2; first++) {
        scene_t s;
        branches(&s);
        must(&s, take_back(&s, first ? "wang.fang" : "chen.wei"));
        assert_non_null(open_task(&s, first ? "r1" : "l1", NULL)); /* the other one's stands */
        must(&s, take_back(&s, first ? "chen.wei" : "wang.fang"));
        assert_non_null(open_task(&s, "l2", "wang.fang"));
        assert_non_null(open_task(&s, "r2", "chen.wei"));
        assert_null(open_task(&s, "l1", NULL));
        assert_null(open_task(&s, "r1", NULL));
        approve(&s, "wang.fang");
        approve(&s, "chen.wei");
        assert_int_equal(s.record->state, RECORD_FINISHED);
        scene_free(&s);
    }
}

static void A27_what_happened_meanwhile_in_a_branch_beside_stays(void **state) {
    (void)state;
    scene_t s;
    branches(&s);
    approve(&s, "liu.yang");
    int64_t signer = scene_person(&s, "sun.li");
    command_t c = scene_cmd(&s, "wang.fang", COMMAND_ADD_SIGNER);
    c.people = &signer;
    c.people_count = 1;
    c.where = ADDED_AFTER;
    must(&s, scene_command(&s, &c));
    must(&s, take_back(&s, "chen.wei"));
    assert_non_null(open_task(&s, "r2", "chen.wei"));
    approve(&s, "chen.wei");
    approve(&s, "wang.fang");
    approve(&s, "sun.li");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A27_whom_a_ladder_added_where_it_was_returned_to_goes_with_it(void **state) {
    (void)state;
    static rung_act_t add = {.action = RUNG_ADD, .who = &wang};
    static rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &add, .act_count = 1};
    scene_t s;
    scene(&s);
    s.rules.steps[0][4].ladder = (ladder_t){&rung, 1};
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    approve(&s, "sun.li");
    must(&s, give_back(&s, "li.na", "middle", false));
    assert_true(fire_next(&s));
    assert_non_null(open_task(&s, "middle.beside", "wang.fang"));
    must(&s, take_back(&s, "li.na"));
    assert_null(open_task(&s, "middle.beside", NULL));
    to_the_end(&s);
}

static void A22_after_it_was_taken_back_it_is_returned_straight_from_there(void **state) {
    (void)state;
    scene_t s;
    returned_to_middle(&s);
    must(&s, take_back(&s, "li.na"));
    must(&s, give_back(&s, "li.na", "a", true));
    approve(&s, "liu.yang");
    assert_null(open_task(&s, "middle", NULL));
    assert_non_null(open_task(&s, "left", "li.na"));
    assert_non_null(open_task(&s, "right", "chen.wei"));
    scene_free(&s);
}

static void A27_another_plan_by_now_says_so(void **state) {
    (void)state;
    scene_t s;
    returned_to_middle(&s);
    must(&s, jump(&s, "a"));
    refused_with(&s, take_back(&s, "li.na"), "take_back.touched");
    scene_free(&s);
}

/* The way back was closed by a refusal beside it, and an administrator led the record on from there. */
static void A27_A50_not_once_a_jump_went_through_a_part_of_it_again(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    s.rules.flow.acknowledge = true;
    fixed_group(&s.rules, 0, 0, STEP_PARALLEL);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "a", &liu);
    fixed_group(&s.rules, 0, 1, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "b", &sun);
    step_t *c = fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "c", &wang);
    c->may_return = true;
    c->permits = PERMIT_ALL;
    submit_by(&s, "gao.min");
    approve(&s, "sun.li");
    hour(&s);
    must(&s, give_back(&s, "wang.fang", "b", true));
    hour(&s);
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no"));
    hour(&s);
    must(&s, jump(&s, "c"));
    refused_with(&s, take_back(&s, "wang.fang"), "take_back.replanned");
    approve(&s, "liu.yang");
    approve(&s, "wang.fang");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A27_a_return_to_a_step_is_taken_back_and_the_plan_stands_as_it_did),
        cmocka_unit_test(A60_A27_clocks_and_ladders_go_on_where_they_were),
        cmocka_unit_test(A27_not_once_somebody_has_touched_what_the_return_opened),
        cmocka_unit_test(A27_what_is_gone_through_again_was_touched_by_whoever_had_gone_through_it),
        cmocka_unit_test(A27_what_was_gone_through_before_the_decision_does_not_touch_it),
        cmocka_unit_test(A27_taken_back_twice_and_returned_again_nobody_is_asked_twice),
        cmocka_unit_test(A27_the_last_decision_is_the_one_made_last_whichever_task_came_first),
        cmocka_unit_test(A27_returns_in_two_branches_are_taken_back_in_whatever_order),
        cmocka_unit_test(A27_what_happened_meanwhile_in_a_branch_beside_stays),
        cmocka_unit_test(A27_whom_a_ladder_added_where_it_was_returned_to_goes_with_it),
        cmocka_unit_test(A22_after_it_was_taken_back_it_is_returned_straight_from_there),
        cmocka_unit_test(A27_another_plan_by_now_says_so),
        cmocka_unit_test(A27_A50_not_once_a_jump_went_through_a_part_of_it_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
