/* Jumping forward and back (A50): what it does to the tree, and what to the record. */
#include "admin_scene.h"
#include "engine/tree.h"

/* ---- the tree alone */

enum { TREE = 9 };

/* 1 sequence: 2 a, 3 side by side: (4 b, 5 sequence: (6 c, 7 d)), 8 e, 9 f */
static void a_tree(record_t *r, step_t *steps, plan_place_t *plan) {
    static const int32_t parents[TREE] = {0, 1, 1, 3, 3, 5, 5, 1, 1};
    static const step_kind_t kinds[TREE] = {STEP_SEQUENCE, STEP_APPROVE,  STEP_PARALLEL,
                                            STEP_APPROVE,  STEP_SEQUENCE, STEP_APPROVE,
                                            STEP_APPROVE,  STEP_APPROVE,  STEP_APPROVE};
    static const char *const names[TREE] = {"", "a", "", "b", "", "c", "d", "e", "f"};
    *r = (record_t){.id = 1, .steps = steps, .step_count = TREE, .plans = plan, .plan_count = 1};
    *plan = (plan_place_t){.count = TREE};
    for (int32_t i = 0; i < TREE; i++)
        steps[i] = (step_t){.no = i + 1,
                            .parent = parents[i],
                            .kind = kinds[i],
                            .state = STEP_WAITING,
                            .name = names[i],
                            .opened_at = INSTANT_NONE,
                            .ended_at = INSTANT_NONE};
    steps[0].state = STEP_OPEN;
}

static void states_are(const step_t *steps, const char *expected) {
    static const char letters[] = "?wopxc-";
    char found[TREE + 1] = {0};
    for (int i = 0; i < TREE; i++)
        found[i] = letters[steps[i].state];
    assert_string_equal(found, expected);
}

static void A50_what_waits_before_the_target_is_left_out_and_nothing_else(void **state) {
    (void)state;
    arena_t arena;
    record_t r;
    step_t steps[TREE];
    plan_place_t plan;
    arena_init(&arena, 0);
    a_tree(&r, steps, &plan);
    assert_null(tree_jump(&r, &arena, 7, 5)); /* d: past a and c, not past b beside */
    states_are(steps, "o-www-www");
    assert_string_equal(steps[1].left_out, "jumped");
    assert_int_equal(steps[1].ended_at, 5);
    a_tree(&r, steps, &plan);
    steps[1].state = STEP_PASSED;
    assert_null(tree_jump(&r, &arena, 9, 5)); /* f: past the whole group and e; a was decided and stays */
    states_are(steps, "op------w");
    assert_null(steps[1].left_out);
    a_tree(&r, steps, &plan);
    steps[5].state = STEP_LEFT_OUT;
    steps[5].left_out = "small";
    assert_null(tree_jump(&r, &arena, 8, 5));
    assert_string_equal(steps[5].left_out, "small"); /* by its rule, as before */
    assert_null(tree_jump(&r, &arena, 9, 5));
    states_are(steps, "o-------w");
    arena_free(&arena);
}

static void A50_the_tree_asks_for_what_is_open_to_be_closed_first(void **state) {
    (void)state;
    arena_t arena;
    record_t r;
    step_t steps[TREE];
    plan_place_t plan;
    arena_init(&arena, 0);
    a_tree(&r, steps, &plan);
    steps[1].state = STEP_OPEN;
    assert_string_equal(tree_jump(&r, &arena, 8, 5), "a step to pass over is still open");
    states_are(steps, "oowwwwwww");
    bool *marks = tree_jump_marks(&r, &arena, 8);
    for (int i = 0; i < TREE; i++)
        assert_int_equal(marks[i], i >= 1 && i <= 6);
    assert_string_equal(tree_jump(&r, &arena, 2, 5), "the step does not wait");
    assert_string_equal(tree_jump(&r, &arena, 99, 5), "not within a plan");
    assert_null(tree_jump_marks(&r, &arena, 99));
    arena_free(&arena);
}

/* ---- forward */

static void
A50_forward_what_is_open_is_closed_what_waited_is_marked_and_the_rest_opens_in_its_turn(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "third", &li);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "fourth", &liu);
    submit_by(&s, "gao.min");
    must(&s, jump(&s, "third"));
    assert_int_equal(state_of(&s, "first"), STEP_CLOSED);
    assert_string_equal(record_step_named(s.record, "first")->left_out, "jumped");
    assert_int_equal(state_of(&s, "second"), STEP_LEFT_OUT);
    assert_string_equal(record_step_named(s.record, "second")->left_out, "jumped");
    assert_int_equal(told(&s, "task.removed", "liu.yang"), 1);
    assert_int_equal(told(&s, "record.jumped", "gao.min"), 1);
    assert_string_equal(event_of(&s, EVENT_ADMINISTERED)->u.administered.reason, "the offer runs out today");
    refused_with(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL), "task.not_open");
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* sequence: first (liu.yang), side by side: left (wang.fang), sequence: r1 (li.na), r2 (liu.yang); last
 * (li.na) */
static void branches(scene_t *s) {
    admin_scene(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_group(&s->rules, 0, 1, STEP_PARALLEL);
    fixed_leaf(&s->rules, 0, 3, STEP_APPROVE, "left", &wang);
    fixed_group(&s->rules, 0, 3, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 5, STEP_APPROVE, "r1", &li);
    fixed_leaf(&s->rules, 0, 5, STEP_APPROVE, "r2", &liu);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "last", &li);
    submit_by(s, "gao.min");
}

static void A50_into_a_branch_the_branches_beside_open_too(void **state) {
    (void)state;
    scene_t s;
    branches(&s);
    must(&s, jump(&s, "r2"));
    assert_non_null(open_task(&s, "left", "wang.fang"));
    assert_non_null(open_task(&s, "r2", "liu.yang"));
    assert_int_equal(state_of(&s, "r1"), STEP_LEFT_OUT);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "last", "li.na"));
    scene_free(&s);
}

static void A50_within_a_branch_what_is_open_beside_stays(void **state) {
    (void)state;
    scene_t s;
    branches(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    int64_t left = open_task(&s, "left", "wang.fang")->id;
    must(&s, jump(&s, "r2"));
    assert_int_equal(open_task(&s, "left", "wang.fang")->id, left);
    assert_null(open_task(&s, "r1", NULL));
    scene_free(&s);
}

static void A50_past_a_group_all_of_it_is_closed(void **state) {
    (void)state;
    scene_t s;
    branches(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, jump(&s, "last"));
    assert_int_equal(state_of(&s, "left"), STEP_PASSED); /* what was decided stays decided */
    assert_int_equal(state_of(&s, "r1"), STEP_CLOSED);
    assert_int_equal(state_of(&s, "r2"), STEP_CLOSED);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* ---- back */

static void A50_back_what_was_gone_through_since_is_kept_and_gone_through_again(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, "fine"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    size_t before = s.record->task_count;
    must(&s, jump(&s, "first"));
    assert_null(open_task(&s, "third", NULL));
    assert_non_null(open_task(&s, "first", "liu.yang"));
    assert_int_equal(s.record->task_count, before + 1);
    assert_string_equal(s.record->tasks[0].opinion, "fine"); /* kept */
    assert_true(record_step(s.record, s.record->tasks[0].step)->superseded);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A50_back_to_what_was_jumped_over_and_on_in_turn(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, jump(&s, "third"));
    must(&s, jump(&s, "second"));
    assert_non_null(open_task(&s, "second", "wang.fang"));
    assert_null(open_task(&s, "third", NULL));
    must(&s, jump(&s, "first"));
    assert_non_null(open_task(&s, "first", "liu.yang"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* A way back asks everybody on it, also whom a jump had passed over. */
static void A22_returned_to_a_step_before_a_jump_it_is_gone_through_whole(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "third", &li)->may_return = true;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, jump(&s, "third"));
    command_t c = scene_cmd(&s, "li.na", COMMAND_RETURN);
    c.to_step = "first";
    c.text = "look again";
    must(&s, scene_command(&s, &c));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "second", "wang.fang"));
    scene_free(&s);
}

static void A50_out_of_a_refusal_that_nobody_took_notice_of_yet(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    s.rules.flow.acknowledge = true;
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "the wrong button"));
    assert_non_null(open_task(&s, "acknowledge", "gao.min"));
    must(&s, jump(&s, "first"));
    assert_null(open_task(&s, "acknowledge", NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* ---- what it is not for */

static void A50_back_into_a_branch_that_was_closed_what_stands_before_there_is_passed_over(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    s.rules.flow.acknowledge = true;
    fixed_group(&s.rules, 0, 0, STEP_PARALLEL);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "one", &liu);
    fixed_group(&s.rules, 0, 1, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "two", &wang);
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "three", &li);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no")); /* both steps of the other branch are closed */
    assert_string_equal(record_step_named(s.record, "two")->left_out, "outcome");
    must(&s, jump(&s, "three"));
    assert_int_equal(state_of(&s, "three"), STEP_OPEN);
    assert_int_equal(state_of(&s, "one"), STEP_OPEN);
    assert_int_equal(state_of(&s, "two"), STEP_CLOSED); /* nobody comes to it any more, by the jump */
    assert_string_equal(record_step_named(s.record, "two")->left_out, "jumped");
    assert_true(tree_asks_again(record_step_named(s.record, "two")));
    scene_free(&s);
}

static void A50_past_a_refusal_it_stays_on_record_and_decides_nothing_any_more(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    s.rules.flow.acknowledge = true;
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "the wrong button"));
    must(&s, jump(&s, "second"));
    assert_int_equal(state_of(&s, "second"), STEP_OPEN);
    const step_t *refused = record_step(s.record, 2), *over = record_step_named(s.record, "first");
    assert_int_equal(refused->state, STEP_REFUSED);
    assert_true(refused->superseded);
    assert_int_equal(over->state, STEP_LEFT_OUT);
    assert_string_equal(over->left_out, "jumped");
    assert_int_equal(over->origin, refused->no);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void a_target_that_will_not_do_is_told(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    step_t *out = fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang);
    out->state = STEP_LEFT_OUT;
    out->left_out = "small";
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "third", &li);
    submit_by(&s, "gao.min");
    static const char *const targets[][2] = {
        {"nowhere", "unknown"}, {"first", "open"}, {"second", "not_needed"}, {NULL, "unsaid"}};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        refused_with(&s, jump(&s, targets[i][0]), "jump.target");
        error_says(&s, "problem", targets[i][1]);
    }
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no"));
    refused_with(&s, jump(&s, "third"), "record.state");
    scene_free(&s);
}

static void A12_nobody_jumps_over_the_approvers_of_their_own_request(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_ACT, "pay", &wang);
    submit_by(&s, "xu.jing");
    refused_with(&s, jump(&s, "pay"), "admin.own_record");
    scene_free(&s);
}

static void A27_a_decision_before_a_jump_is_not_taken_back(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->permits = PERMIT_USUAL;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "third", &li);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, jump(&s, "third"));
    refused_with(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL), "take_back.touched");
    scene_free(&s);
}

static void A27_A50_what_was_jumped_over_stays_so_when_what_closed_the_rest_is_taken_back(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_ALL);
    fixed_group(&s.rules, 0, 1, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "second", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "beside", &li)->permits = PERMIT_USUAL;
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    submit_by(&s, "gao.min");
    must(&s, jump(&s, "second"));
    s.now += MS_HOUR;
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "no"));
    assert_int_equal(state_of(&s, "second"), STEP_CLOSED);
    must(&s, as(&s, "li.na", COMMAND_TAKE_BACK, "yes, after all"));
    assert_null(open_task(&s, "first", NULL)); /* it was over before she refused */
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* The next one's turn was used before the jump closed it. */
static void A27_A50_a_turn_before_one_that_was_used_is_not_taken_back_past_a_jump(void **state) {
    static const source_t zhao = {.kind = SOURCE_PERSON, .key = "zhao.lei"};
    static const source_t both = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &zhao};
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    step_t *first = fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &both);
    first->mode = DECIDE_IN_ORDER;
    first->permits = PERMIT_ALL;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    int64_t whom = scene_person(&s, "li.na");
    command_t c = scene_cmd(&s, "zhao.lei", COMMAND_ADD_SIGNER);
    c.people = &whom;
    c.people_count = 1;
    c.where = ADDED_BEFORE;
    must(&s, scene_command(&s, &c));
    s.now += MS_HOUR;
    must(&s, jump(&s, "second"));
    refused_with(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, "let me see"), "take_back.touched");
    error_says(&s, "by", "zhao.lei");
    scene_free(&s);
}

/* Nor does whoever abstained, which had opened nothing, undo the jump. */
static void A27_A50_what_a_jump_led_past_is_not_taken_back(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_group(&s.rules, 0, 1, STEP_VOTE)->need = 1;
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "a", &liu)->permits = PERMIT_ALL;
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "b", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "last", &li);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_ABSTAIN, NULL));
    s.now += MS_HOUR;
    must(&s, jump(&s, "last"));
    refused_with(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, "let me see"), "take_back.jumped");
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* first, then a group of b and c, then last, who returns it to first, to have it straight back. */
static void A50_A22_ahead_on_a_way_straight_back_what_was_passed_over_is_asked(void **state) {
    static const source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};
    static const source_t zhao = {.kind = SOURCE_PERSON, .key = "zhao.lei"};
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_group(&s.rules, 0, 1, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "b", &li);
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "c", &sun);
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "d", &zhao);
    step_t *last = fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "last", &wang);
    last->may_return = true;
    last->permits = PERMIT_ALL;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "zhao.lei", COMMAND_APPROVE, NULL));
    command_t c = scene_cmd(&s, "wang.fang", COMMAND_RETURN);
    c.text = "look again";
    c.to_step = "first";
    c.straight = true;
    must(&s, scene_command(&s, &c));
    must(&s, jump(&s, "c"));
    assert_null(open_task(&s, "first", NULL)); /* passed over by the jump */
    assert_null(open_task(&s, "b", NULL));
    assert_non_null(open_task(&s, "c", "sun.li"));
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "zhao.lei", COMMAND_APPROVE, NULL)); /* what follows is asked in its turn */
    assert_non_null(open_task(&s, "last", "wang.fang"));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A50_what_waits_before_the_target_is_left_out_and_nothing_else),
        cmocka_unit_test(A50_the_tree_asks_for_what_is_open_to_be_closed_first),
        cmocka_unit_test(
            A50_forward_what_is_open_is_closed_what_waited_is_marked_and_the_rest_opens_in_its_turn),
        cmocka_unit_test(A50_into_a_branch_the_branches_beside_open_too),
        cmocka_unit_test(A50_within_a_branch_what_is_open_beside_stays),
        cmocka_unit_test(A50_past_a_group_all_of_it_is_closed),
        cmocka_unit_test(A50_back_what_was_gone_through_since_is_kept_and_gone_through_again),
        cmocka_unit_test(A50_back_to_what_was_jumped_over_and_on_in_turn),
        cmocka_unit_test(A22_returned_to_a_step_before_a_jump_it_is_gone_through_whole),
        cmocka_unit_test(A50_out_of_a_refusal_that_nobody_took_notice_of_yet),
        cmocka_unit_test(A50_back_into_a_branch_that_was_closed_what_stands_before_there_is_passed_over),
        cmocka_unit_test(A50_past_a_refusal_it_stays_on_record_and_decides_nothing_any_more),
        cmocka_unit_test(a_target_that_will_not_do_is_told),
        cmocka_unit_test(A12_nobody_jumps_over_the_approvers_of_their_own_request),
        cmocka_unit_test(A27_a_decision_before_a_jump_is_not_taken_back),
        cmocka_unit_test(A27_A50_what_was_jumped_over_stays_so_when_what_closed_the_rest_is_taken_back),
        cmocka_unit_test(A27_A50_a_turn_before_one_that_was_used_is_not_taken_back_past_a_jump),
        cmocka_unit_test(A27_A50_what_a_jump_led_past_is_not_taken_back),
        cmocka_unit_test(A50_A22_ahead_on_a_way_straight_back_what_was_passed_over_is_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
