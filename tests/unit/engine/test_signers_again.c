/* A step that hears all of its people is gone through again (A22), with a signer before one of its seats
 * (A25): the signer is asked before it opens, and their no is that of the one seat, as it was (A2). */
#include "signers_scene.h"

static const source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};
static const source_t two = {.kind = SOURCE_PERSON, .key = "wang.fang", .next = &sun};
static const source_t three = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &two};
static const source_t zhao = {.kind = SOURCE_PERSON, .key = "zhao.lei"};
static const source_t named = {.kind = SOURCE_FUNCTION, .key = "who"};

/* first (zhao), then the board: liu, wang and sun; li is to sign before liu. */
static void board_of(scene_t *s, const source_t *by, on_refuse_t on_refuse) {
    scene_init(s);
    s->rules.people = &three;
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "first", &zhao);
    step_t *step = fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "board", by);
    step->mode = DECIDE_ALL;
    step->on_refuse = on_refuse;
    step->refuse_need = 2;
    step->permits = PERMIT_ALL;
    step->may_return = true;
    submit_by(s, "gao.min");
    approve(s, "zhao.lei");
    must(s, add(s, "liu.yang", "li.na", ADDED_BEFORE));
}

static void back_to(scene_t *s, const char *who, const char *step, bool straight) {
    command_t c = scene_cmd(s, who, COMMAND_RETURN);
    c.text = "look again";
    c.to_step = step;
    c.straight = straight;
    must(s, scene_command(s, &c));
}

static void back_to_first(scene_t *s, const char *who, bool straight) {
    back_to(s, who, "first", straight);
}

/* The board is gone through again: li is asked, before all of them. */
static void begin_as(scene_t *s, const source_t *by, on_refuse_t on_refuse) {
    board_of(s, by, on_refuse);
    back_to_first(s, "sun.li", true);
    s->rules.people = &two; /* where a function says who they are: liu no more */
    approve(s, "zhao.lei");
    assert_non_null(open_task(s, "board.before", "li.na"));
    assert_null(open_task(s, "board", "sun.li"));
}

static void begin(scene_t *s, on_refuse_t on_refuse) {
    begin_as(s, &three, on_refuse);
}

static void refuse(scene_t *s, const char *who) {
    must(s, as(s, who, COMMAND_REFUSE, "no"));
}

static void only_wang_and_sun(const scene_t *s) {
    assert_int_equal(s->record->state, RECORD_OPEN);
    assert_null(open_task(s, "board", "liu.yang"));
    assert_non_null(open_task(s, "board", "wang.fang"));
    assert_non_null(open_task(s, "board", "sun.li"));
}

static void A25_A22_gone_through_again_a_signer_before_refuses_for_one_seat(void **state) {
    (void)state;
    scene_t s;
    begin(&s, ON_REFUSE_WAIT);
    refuse(&s, "li.na");
    only_wang_and_sun(&s);
    assert_int_equal(told(&s, "task.removed", "liu.yang"), 1);
    assert_int_equal(told(&s, "task.opened", "liu.yang"), 0);
    refused_with(&s, as(&s, "li.na", COMMAND_TAKE_BACK, "after all"), "take_back.stands");
    approve(&s, "wang.fang");
    assert_int_equal(s.record->state, RECORD_OPEN);
    approve(&s, "sun.li");
    assert_int_equal(state_of(&s, "board"), STEP_REFUSED);
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A25_A22_it_is_one_towards_a_threshold_then_too(void **state) {
    (void)state;
    for (int second = 0; second < 2; second++) {
        scene_t s;
        begin(&s, ON_REFUSE_THRESHOLD);
        refuse(&s, "li.na");
        only_wang_and_sun(&s);
        approve(&s, "wang.fang");
        must(&s, as(&s, "sun.li", second ? COMMAND_REFUSE : COMMAND_APPROVE, "so"));
        assert_int_equal(s.record->state, second ? RECORD_ENDED_REFUSED : RECORD_FINISHED);
        scene_free(&s);
    }
}

/* Nor do they come to refuse for another. */
static void A25_A2_who_refused_so_signs_before_no_other_seat(void **state) {
    (void)state;
    scene_t s;
    board_of(&s, &three, ON_REFUSE_THRESHOLD);
    must(&s, add(&s, "wang.fang", "chen.wei", ADDED_BEFORE));
    back_to_first(&s, "sun.li", true);
    approve(&s, "zhao.lei");
    refused_with(&s, as_to(&s, "li.na", COMMAND_TRANSFER, "chen.wei", NULL), "vote.seated");
    refuse(&s, "li.na");
    approve(&s, "chen.wei");
    refused_with(&s, add(&s, "wang.fang", "li.na", ADDED_BEFORE), "vote.seated");
    refused_with(&s, as_to(&s, "wang.fang", COMMAND_TRANSFER, "li.na", NULL), "vote.seated");
    must(&s, add(&s, "wang.fang", "chen.wei", ADDED_BEFORE)); /* hers is the seat for which he signed */
    scene_free(&s);
}

static void A25_A22_so_is_an_abstention_of_nobody_but_the_signer(void **state) {
    (void)state;
    scene_t s;
    begin(&s, ON_REFUSE_THRESHOLD);
    must(&s, as(&s, "li.na", COMMAND_ABSTAIN, NULL));
    only_wang_and_sun(&s);
    refuse(&s, "wang.fang");
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A25_A22_signed_all_of_them_are_asked(void **state) {
    (void)state;
    scene_t s;
    begin(&s, ON_REFUSE_WAIT);
    approve(&s, "li.na");
    approve(&s, "liu.yang");
    approve(&s, "wang.fang");
    approve(&s, "sun.li");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A25_A22_where_the_first_refusal_decides_it_ends_the_step(void **state) {
    (void)state;
    scene_t s;
    begin(&s, ON_REFUSE_AT_ONCE);
    refuse(&s, "li.na");
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A25_A22_whom_the_signer_brought_in_speaks_for_that_seat_too(void **state) {
    (void)state;
    scene_t s;
    begin(&s, ON_REFUSE_WAIT);
    must(&s, add(&s, "li.na", "chen.wei", ADDED_BESIDE));
    refuse(&s, "chen.wei");
    assert_null(open_task(&s, "board.before", "li.na"));
    only_wang_and_sun(&s);
    scene_free(&s);
}

/* It comes back to whoever had handed it on. */
static void A25_A22_of_a_seat_that_was_handed_on_too(void **state) {
    (void)state;
    scene_t s;
    board_of(&s, &three, ON_REFUSE_WAIT);
    must(&s, as_to(&s, "liu.yang", COMMAND_TRANSFER, "chen.wei", NULL));
    back_to_first(&s, "sun.li", false);
    approve(&s, "zhao.lei");
    refuse(&s, "li.na");
    only_wang_and_sun(&s);
    assert_null(open_task(&s, "board", "chen.wei"));
    scene_free(&s);
}

/* The seat is that of its place, whoever had it when: of what was gone through twice too. */
static void A25_A22_of_a_seat_that_was_handed_on_the_second_time_too(void **state) {
    (void)state;
    for (int straight = 0; straight < 2; straight++) {
        scene_t s;
        board_of(&s, &three, ON_REFUSE_WAIT);
        back_to_first(&s, "sun.li", false);
        approve(&s, "zhao.lei");
        approve(&s, "li.na");
        must(&s, as_to(&s, "liu.yang", COMMAND_TRANSFER, "chen.wei", NULL));
        back_to(&s, "chen.wei", "board.before", straight);
        refuse(&s, "li.na");
        only_wang_and_sun(&s);
        assert_null(open_task(&s, "board", "chen.wei"));
        scene_free(&s);
    }
}

/* Two of its seats have been with one person: li signs before the first of them. */
static void A25_A22_of_two_seats_that_one_person_had_it_is_the_one_signed_for(void **state) {
    (void)state;
    scene_t s;
    board_of(&s, &three, ON_REFUSE_WAIT);
    must(&s, as_to(&s, "liu.yang", COMMAND_TRANSFER, "chen.wei", NULL));
    refuse(&s, "li.na"); /* for chen */
    must(&s, as_to(&s, "wang.fang", COMMAND_TRANSFER, "chen.wei", NULL));
    back_to(&s, "chen.wei", "board.before", true);
    refuse(&s, "li.na");
    assert_null(open_task(&s, "board", "liu.yang"));
    assert_non_null(open_task(&s, "board", "chen.wei")); /* for wang */
    assert_non_null(open_task(&s, "board", "sun.li"));
    scene_free(&s);
}

static void A25_A22_handed_on_it_is_one_seat_still(void **state) {
    (void)state;
    scene_t s;
    board_of(&s, &three, ON_REFUSE_THRESHOLD);
    must(&s, as_to(&s, "liu.yang", COMMAND_TRANSFER, "chen.wei", NULL));
    back_to_first(&s, "sun.li", false);
    approve(&s, "zhao.lei");
    approve(&s, "li.na");
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BEFORE)); /* hers is the seat for which he signed */
    refused_with(&s, add(&s, "sun.li", "li.na", ADDED_BEFORE), "vote.seated");
    scene_free(&s);
}

/* It was another's: what the function names now has nothing to do with it. */
static void A25_A22_handed_on_by_who_is_not_asked_any_more_it_is_nobodys(void **state) {
    (void)state;
    scene_t s;
    board_of(&s, &named, ON_REFUSE_WAIT);
    must(&s, as_to(&s, "liu.yang", COMMAND_TRANSFER, "chen.wei", NULL));
    back_to_first(&s, "sun.li", false);
    s.rules.people = &two;
    approve(&s, "zhao.lei");
    refuse(&s, "li.na");
    only_wang_and_sun(&s);
    scene_free(&s);
}

/* Of three whom the step would then have, two refusals are needed still. */
static void A25_A22_of_who_is_not_asked_any_more_it_is_a_refusal_beside_the_others(void **state) {
    (void)state;
    for (int second = 0; second < 2; second++) {
        scene_t s;
        begin_as(&s, &named, ON_REFUSE_THRESHOLD);
        refuse(&s, "li.na");
        only_wang_and_sun(&s);
        approve(&s, "wang.fang");
        must(&s, as(&s, "sun.li", second ? COMMAND_REFUSE : COMMAND_APPROVE, "so"));
        assert_int_equal(s.record->state, second ? RECORD_ENDED_REFUSED : RECORD_FINISHED);
        scene_free(&s);
    }
    scene_t s;
    begin_as(&s, &named, ON_REFUSE_WAIT);
    refuse(&s, "li.na");
    approve(&s, "wang.fang");
    approve(&s, "sun.li");
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED); /* nobody's no is lost */
    scene_free(&s);
}

/* What was said about it another time, that time decided. */
static void A25_A22_said_before_it_was_gone_through_once_more_it_decides_nothing(void **state) {
    (void)state;
    scene_t s;
    begin(&s, ON_REFUSE_WAIT);
    refuse(&s, "li.na");
    hour(&s);
    back_to_first(&s, "sun.li", false);
    approve(&s, "zhao.lei");
    approve(&s, "li.na"); /* who has thought better of it */
    approve(&s, "liu.yang");
    approve(&s, "wang.fang");
    approve(&s, "sun.li");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A25_A22_across_stages_too(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    s.rules.flow.stage_count = 2;
    s.rules.stages[1] = (stage_def_t){.name = "acceptance", .kind = STAGE_ACCEPTANCE};
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &zhao);
    step_t *step = fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "board", &three);
    step->mode = DECIDE_ALL;
    step->on_refuse = ON_REFUSE_THRESHOLD;
    step->refuse_need = 2;
    step->permits = PERMIT_ALL;
    fixed_leaf(&s.rules, 1, 0, STEP_APPROVE, "accept", &sun)->may_return = true;
    submit_by(&s, "gao.min");
    approve(&s, "zhao.lei");
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BEFORE));
    approve(&s, "li.na");
    approve(&s, "liu.yang");
    approve(&s, "wang.fang");
    approve(&s, "sun.li");
    back_to_first(&s, "sun.li", false);
    approve(&s, "zhao.lei");
    refuse(&s, "li.na");
    only_wang_and_sun(&s);
    approve(&s, "wang.fang");
    approve(&s, "sun.li");
    assert_non_null(open_task(&s, "accept", "sun.li"));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A25_A22_gone_through_again_a_signer_before_refuses_for_one_seat),
        cmocka_unit_test(A25_A22_it_is_one_towards_a_threshold_then_too),
        cmocka_unit_test(A25_A2_who_refused_so_signs_before_no_other_seat),
        cmocka_unit_test(A25_A22_so_is_an_abstention_of_nobody_but_the_signer),
        cmocka_unit_test(A25_A22_signed_all_of_them_are_asked),
        cmocka_unit_test(A25_A22_where_the_first_refusal_decides_it_ends_the_step),
        cmocka_unit_test(A25_A22_whom_the_signer_brought_in_speaks_for_that_seat_too),
        cmocka_unit_test(A25_A22_of_a_seat_that_was_handed_on_too),
        cmocka_unit_test(A25_A22_of_a_seat_that_was_handed_on_the_second_time_too),
        cmocka_unit_test(A25_A22_of_two_seats_that_one_person_had_it_is_the_one_signed_for),
        cmocka_unit_test(A25_A22_handed_on_it_is_one_seat_still),
        cmocka_unit_test(A25_A22_handed_on_by_who_is_not_asked_any_more_it_is_nobodys),
        cmocka_unit_test(A25_A22_of_who_is_not_asked_any_more_it_is_a_refusal_beside_the_others),
        cmocka_unit_test(A25_A22_said_before_it_was_gone_through_once_more_it_decides_nothing),
        cmocka_unit_test(A25_A22_across_stages_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
