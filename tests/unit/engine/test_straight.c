/* Straight back to whoever returned it (A22): what stands meanwhile, and what a changed field asks again. */
#include "way_back_scene.h"

static source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static source_t li = {.kind = SOURCE_PERSON, .key = "li.na"};
static source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};
static source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};
static field_right_t writes[] = {
    {"amount", ACCESS_WRITE}, {"deputy", ACCESS_WRITE}, {"purpose", ACCESS_WRITE}};

static int straight_to(scene_t *s, const char *who, const char *to) {
    command_t c = scene_cmd(s, who, COMMAND_RETURN);
    c.text = "look again";
    c.to_step = to;
    c.straight = true;
    return scene_command(s, &c);
}

static step_t *leaf(scene_t *s, int32_t parent, const char *name, const source_t *by) {
    return fixed_leaf(&s->rules, 0, parent, STEP_APPROVE, name, by);
}

/* first (liu, may write the form), second, third (li), who has it and returns it straight to first. A
 * function that names people names wang.fang and reads the purpose, if told to. */
static void returned_straight(scene_t *s, const source_t *second, bool function_reads) {
    static fact_t fact = {.path = "amount", .text = "26.85 EUR"};
    static const traced_t read = {NULL, "purpose"};
    scene_init(s);
    s->rules.plans[0].facts = &fact;
    s->rules.plans[0].fact_count = 1;
    s->rules.people = &wang;
    s->rules.people_read = &read;
    s->rules.people_read_count = function_reads;
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    leaf(s, 1, "first", &liu)->form = (step_form_t){.rights = writes, .right_count = 3};
    leaf(s, 1, "second", second);
    leaf(s, 1, "third", &li);
    submit_by(s, "gao.min");
    approve(s, "liu.yang");
    approve(s, "wang.fang");
    must(s, straight_to(s, "li.na", "first"));
    assert_int_equal(state_of(s, "second"), STEP_LEFT_OUT);
}

/* Whether the second is asked again when the first writes that field and approves. */
static bool asked_again(const source_t *second, bool function_reads, field_t field) {
    scene_t s;
    returned_straight(&s, second, function_reads);
    must(&s, as_with(&s, "liu.yang", COMMAND_APPROVE, field));
    bool again = open_task(&s, "second", NULL) != NULL;
    assert_int_equal(again, open_task(&s, "third", "li.na") == NULL);
    scene_free(&s);
    return again;
}

static void A22_straight_turns_into_through_when_a_field_that_the_route_reads_has_changed(void **state) {
    (void)state;
    assert_true(asked_again(&wang, false, money_field("amount", 999900)));
    assert_false(asked_again(&wang, false, text_field("purpose", "another")));
}

static void A22_a_field_or_a_function_that_says_who_decides_is_read_by_the_route_too(void **state) {
    (void)state;
    static source_t named = {.kind = SOURCE_FIELD, .key = "deputy", .first_only = true, .next = &wang};
    static source_t function = {.kind = SOURCE_FUNCTION, .key = "who"};
    scene_t s;
    returned_straight(&s, &named, false);
    field_t deputy = {.name = "deputy",
                      .value = {.kind = VALUE_PERSON, .u.person = scene_person(&s, "sun.li")}};
    must(&s, as_with(&s, "liu.yang", COMMAND_APPROVE, deputy));
    assert_non_null(open_task(&s, "second", "sun.li"));
    scene_free(&s);
    assert_true(asked_again(&function, true, text_field("purpose", "another")));
    assert_false(asked_again(&function, false, text_field("purpose", "another")));
}

static void A22_also_where_a_timer_changes_the_field_and_passes_the_step_returned_to(void **state) {
    (void)state;
    static rung_act_t act = {.action = RUNG_CALL, .function = "change"};
    static rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    static fact_t fact = {.path = "amount", .text = "26.85 EUR"};
    effect_t effects[] = {{.kind = EFFECT_SET_FIELD, .field = money_field("amount", 20000)},
                          {.kind = EFFECT_PASS, .text = "silence"}};
    scene_t s;
    scene_init(&s);
    s.rules.effects = (effects_t){effects, 2};
    s.rules.plans[0].facts = &fact;
    s.rules.plans[0].fact_count = 1;
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    leaf(&s, 1, "first", &liu)->ladder = (ladder_t){&rung, 1};
    leaf(&s, 1, "second", &wang);
    leaf(&s, 1, "third", &li);
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    approve(&s, "wang.fang");
    must(&s, straight_to(&s, "li.na", "first"));
    assert_true(fire_next(&s));
    assert_int_equal(state_of(&s, "first"), STEP_PASSED);
    assert_non_null(open_task(&s, "second", "wang.fang"));
    assert_null(open_task(&s, "third", NULL));
    scene_free(&s);
}

static void A22_what_changed_before_the_return_asks_nobody_again(void **state) {
    (void)state;
    static fact_t fact = {.path = "amount", .text = "26.85 EUR"};
    scene_t s;
    scene_init(&s);
    s.rules.plans[0].facts = &fact;
    s.rules.plans[0].fact_count = 1;
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    leaf(&s, 1, "first", &liu)->form = (step_form_t){.rights = writes, .right_count = 3};
    leaf(&s, 1, "second", &wang);
    leaf(&s, 1, "third", &li);
    leaf(&s, 1, "fourth", &chen)->form = (step_form_t){.rights = writes, .right_count = 3};
    submit_by(&s, "gao.min");
    must(&s, as_with(&s, "liu.yang", COMMAND_APPROVE, money_field("amount", 5000)));
    approve(&s, "wang.fang");
    must(&s, straight_to(&s, "li.na", "first"));
    approve(&s, "liu.yang");
    assert_non_null(open_task(&s, "third", "li.na")); /* whoever returned it has it: the way back is over */
    approve(&s, "li.na");
    must(&s, straight_to(&s, "chen.wei", "third"));
    approve(&s, "li.na");
    must(&s, as_with(&s, "chen.wei", COMMAND_APPROVE, money_field("amount", 6000)));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A22_straight_a_second_time_what_was_passed_over_stays_passed_over(void **state) {
    (void)state;
    scene_t s;
    returned_straight(&s, &wang, false);
    approve(&s, "liu.yang");
    must(&s, straight_to(&s, "li.na", "first"));
    approve(&s, "liu.yang");
    assert_non_null(open_task(&s, "third", "li.na"));
    approve(&s, "li.na");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A22_what_was_passed_over_was_visited_and_can_be_returned_to(void **state) {
    (void)state;
    scene_t s;
    returned_straight(&s, &wang, false);
    approve(&s, "liu.yang");
    must(&s, straight_to(&s, "li.na", "second"));
    approve(&s, "wang.fang");
    approve(&s, "li.na");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* a (sun), b (liu), c (wang, late: a rule sets the amount), d (chen), e (li): back from e to c, and from
 * there to a. Does the amount change between the two returns, or after both? */
static void returned_twice(scene_t *s, bool between) {
    static fact_t fact = {.path = "amount", .text = "26.85 EUR"};
    static rung_act_t act = {.action = RUNG_CALL, .function = "change"};
    static rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    static effect_t effect;
    effect = (effect_t){.kind = EFFECT_SET_FIELD, .field = money_field("amount", 20000)};
    scene_init(s);
    s->rules.effects = (effects_t){&effect, 1};
    s->rules.plans[0].facts = &fact;
    s->rules.plans[0].fact_count = 1;
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    leaf(s, 1, "a", &sun)->form = (step_form_t){.rights = writes, .right_count = 3};
    leaf(s, 1, "b", &liu);
    leaf(s, 1, "c", &wang)->ladder = (ladder_t){&rung, 1};
    leaf(s, 1, "d", &chen);
    leaf(s, 1, "e", &li);
    submit_by(s, "gao.min");
    approve(s, "sun.li");
    approve(s, "liu.yang");
    approve(s, "wang.fang");
    approve(s, "chen.wei");
    must(s, straight_to(s, "li.na", "c"));
    if (between) assert_true(fire_next(s));
    must(s, straight_to(s, "wang.fang", "a"));
    must(s, between ? as(s, "sun.li", COMMAND_APPROVE, NULL)
                    : as_with(s, "sun.li", COMMAND_APPROVE, money_field("amount", 999900)));
}

static void A22_of_two_ways_back_within_one_another_each_has_its_own_changes(void **state) {
    (void)state;
    scene_t s;
    returned_twice(&s, true);
    assert_null(open_task(&s, "b", NULL)); /* unchanged since it was passed over */
    approve(&s, "wang.fang");
    assert_non_null(open_task(&s, "d", "chen.wei")); /* changed since li.na returned it */
    scene_free(&s);
    returned_twice(&s, false);
    assert_non_null(open_task(&s, "b", "liu.yang"));
    approve(&s, "liu.yang");
    approve(&s, "wang.fang");
    assert_non_null(open_task(&s, "d", "chen.wei"));
    scene_free(&s);
}

/* a (liu), then side by side: b (wang) and c0 (sun), c (li) one after the other; at last e (chen). */
static void branches(scene_t *s) {
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    leaf(s, 1, "a", &liu)->form = (step_form_t){.rights = writes, .right_count = 3};
    fixed_group(&s->rules, 0, 1, STEP_PARALLEL);
    leaf(s, 3, "b", &wang);
    fixed_group(&s->rules, 0, 3, STEP_SEQUENCE);
    leaf(s, 5, "c0", &sun);
    leaf(s, 5, "c", &li);
    leaf(s, 1, "e", &chen);
    submit_by(s, "gao.min");
    approve(s, "liu.yang");
    approve(s, "sun.li");
}

static void A22_straight_out_of_a_branch_asks_nobody_again_who_had_passed_it(void **state) {
    (void)state;
    scene_t s;
    branches(&s);
    approve(&s, "wang.fang");
    must(&s, straight_to(&s, "li.na", "a"));
    approve(&s, "liu.yang");
    assert_null(open_task(&s, "b", NULL));
    assert_null(open_task(&s, "c0", NULL));
    assert_non_null(open_task(&s, "c", "li.na"));
    approve(&s, "li.na");
    assert_non_null(open_task(&s, "e", "chen.wei"));
    scene_free(&s);
    branches(&s); /* who had not decided beside is asked */
    must(&s, straight_to(&s, "li.na", "a"));
    approve(&s, "liu.yang");
    assert_non_null(open_task(&s, "b", "wang.fang"));
    assert_non_null(open_task(&s, "c", "li.na"));
    scene_free(&s);
}

static void A22_out_of_a_branch_too_a_change_asks_them_again(void **state) {
    (void)state;
    static fact_t fact = {.path = "amount", .text = "26.85 EUR"};
    scene_t s;
    branches(&s);
    approve(&s, "wang.fang");
    must(&s, straight_to(&s, "li.na", "a"));
    must(&s, as_with(&s, "liu.yang", COMMAND_APPROVE, money_field("amount", 999900)));
    assert_null(open_task(&s, "b", NULL)); /* the rule does not read it */
    scene_free(&s);
    scene_init(&s);
    s.rules.plans[0].facts = &fact;
    s.rules.plans[0].fact_count = 1;
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    leaf(&s, 1, "a", &liu)->form = (step_form_t){.rights = writes, .right_count = 3};
    fixed_group(&s.rules, 0, 1, STEP_PARALLEL);
    leaf(&s, 3, "b", &wang);
    leaf(&s, 3, "c", &li);
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    approve(&s, "wang.fang");
    must(&s, straight_to(&s, "li.na", "a"));
    must(&s, as_with(&s, "liu.yang", COMMAND_APPROVE, money_field("amount", 999900)));
    assert_non_null(open_task(&s, "b", "wang.fang"));
    assert_non_null(open_task(&s, "c", "li.na"));
    scene_free(&s);
}

static void A22_A4_a_vote_out_of_which_it_was_returned_is_held_again_as_a_whole(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    leaf(&s, 1, "a", &liu);
    fixed_group(&s.rules, 0, 1, STEP_VOTE)->need = 2;
    leaf(&s, 3, "b", &wang);
    leaf(&s, 3, "c", &li);
    leaf(&s, 3, "d", &sun);
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    approve(&s, "wang.fang");
    must(&s, straight_to(&s, "li.na", "a"));
    approve(&s, "liu.yang");
    assert_non_null(open_task(&s, "b", "wang.fang"));
    assert_non_null(open_task(&s, "c", "li.na"));
    scene_free(&s);
}

static void A22_straight_comes_back_to_whoever_had_been_handed_the_task(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    leaf(&s, 1, "a", &liu);
    leaf(&s, 1, "b", &wang);
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    int64_t sun_li = scene_person(&s, "sun.li");
    command_t hand = scene_cmd(&s, "wang.fang", COMMAND_TRANSFER);
    hand.people = &sun_li;
    hand.people_count = 1;
    must(&s, scene_command(&s, &hand));
    must(&s, straight_to(&s, "sun.li", "a"));
    approve(&s, "liu.yang");
    assert_non_null(open_task(&s, "b", "sun.li"));
    assert_null(open_task(&s, "b", "wang.fang"));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A22_straight_turns_into_through_when_a_field_that_the_route_reads_has_changed),
        cmocka_unit_test(A22_a_field_or_a_function_that_says_who_decides_is_read_by_the_route_too),
        cmocka_unit_test(A22_also_where_a_timer_changes_the_field_and_passes_the_step_returned_to),
        cmocka_unit_test(A22_what_changed_before_the_return_asks_nobody_again),
        cmocka_unit_test(A22_straight_a_second_time_what_was_passed_over_stays_passed_over),
        cmocka_unit_test(A22_what_was_passed_over_was_visited_and_can_be_returned_to),
        cmocka_unit_test(A22_of_two_ways_back_within_one_another_each_has_its_own_changes),
        cmocka_unit_test(A22_straight_out_of_a_branch_asks_nobody_again_who_had_passed_it),
        cmocka_unit_test(A22_out_of_a_branch_too_a_change_asks_them_again),
        cmocka_unit_test(A22_A4_a_vote_out_of_which_it_was_returned_is_held_again_as_a_whole),
        cmocka_unit_test(A22_straight_comes_back_to_whoever_had_been_handed_the_task),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
