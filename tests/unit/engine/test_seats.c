/* Seats of a step whose people all decide: nobody has two, whether in their own name or by who stands in for
 * them (A2, A15, A23), and a place that is vacant is not passed over (A11). Zhou Jie stands in for Wang Fang
 * from 2026-08-03 until 2026-08-10 (demo directory). */
#include "admin_scene.h"

#define MONDAY_IN_AUGUST (INT64_C(20668) * MS_DAY + 9 * MS_HOUR)

static const source_t li_alone = {.kind = SOURCE_PERSON, .key = "li.na"};
static const source_t liu_then_li = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &li_alone};
static const source_t three = {.kind = SOURCE_PERSON, .key = "wang.fang", .next = &liu_then_li};

static int with_person(scene_t *s, const char *who, command_kind_t kind, const char *whom) {
    int64_t people[1] = {scene_person(s, whom)};
    command_t c = scene_cmd(s, who, kind);
    c.people = people;
    c.people_count = 1;
    return scene_command(s, &c);
}

/* board: Wang Fang (by Zhou Jie), Liu Yang, Li Na, who all decide */
static step_t *board(scene_t *s) {
    admin_scene(s);
    s->now = MONDAY_IN_AUGUST;
    step_t *step = fixed_leaf(&s->rules, 0, 0, STEP_APPROVE, "board", &three);
    step->mode = DECIDE_ALL;
    step->permits = PERMIT_USUAL;
    return step;
}

static void A15_A23_no_seat_goes_to_who_has_one_by_a_stand_in(void **state) {
    (void)state;
    scene_t s;
    board(&s);
    submit_by(&s, "gao.min");
    assert_non_null(open_task(&s, "board", "zhou.jie"));
    refused_with(&s, with_person(&s, "liu.yang", COMMAND_TRANSFER, "wang.fang"), "task.held_already");
    refused_with(&s, with_person(&s, "liu.yang", COMMAND_TRANSFER, "liu.yang"), "task.held_already");
    command_t c = scene_cmd(&s, "xu.jing", COMMAND_REASSIGN);
    int64_t people[1] = {scene_person(&s, "wang.fang")};
    c.people = people;
    c.people_count = 1;
    c.text = "she is ill";
    c.holder = scene_person(&s, "liu.yang");
    refused_with(&s, scene_command(&s, &c), "task.held_already");
    /* nor once it was decided in her name */
    must(&s, as(&s, "zhou.jie", COMMAND_APPROVE, NULL));
    refused_with(&s, with_person(&s, "liu.yang", COMMAND_TRANSFER, "wang.fang"), "task.held_already");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OPEN); /* one of three has not spoken */
    scene_free(&s);
}

static void A15_A23_a_stand_in_hands_the_seat_back_to_whose_it_is(void **state) {
    (void)state;
    scene_t s;
    board(&s);
    submit_by(&s, "gao.min");
    must(&s, with_person(&s, "zhou.jie", COMMAND_TRANSFER, "wang.fang"));
    assert_null(open_task(&s, "board", "zhou.jie"));
    assert_int_equal(open_task(&s, "board", "wang.fang")->principal, 0);
    scene_free(&s);
}

static void A15_A61_no_rung_gives_a_second_seat_to_who_has_one_by_a_stand_in(void **state) {
    (void)state;
    scene_t s;
    rung_act_t act = {.action = RUNG_REASSIGN, .who = &wang};
    rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    board(&s)->ladder = (ladder_t){&rung, 1};
    submit_by(&s, "gao.min");
    while (next_clock(s.record))
        assert_true(fire_next(&s));
    size_t hers = 0;
    for (size_t i = 0; i < s.record->task_count; i++)
        hers += s.record->tasks[i].person == DEMO_WANG_FANG || s.record->tasks[i].principal == DEMO_WANG_FANG;
    assert_int_equal(hers, 1);
    scene_free(&s);
}

static void A15_A26_a_signer_is_removed_by_their_own_name_or_that_of_who_stands_in(void **state) {
    (void)state;
    const char *const names[] = {"wang.fang", "zhou.jie"};
    for (size_t i = 0; i < 2; i++) {
        scene_t s;
        board(&s);
        submit_by(&s, "gao.min");
        must(&s, with_person(&s, "liu.yang", COMMAND_REMOVE_SIGNER, names[i]));
        assert_null(open_task(&s, "board", "zhou.jie"));
        assert_int_equal(told(&s, "task.removed", "zhou.jie"), 1); /* whoever had it hears of it */
        scene_free(&s);
    }
}

static void A15_A26_a_principal_removes_a_signer_as_who_stands_in_may(void **state) {
    (void)state;
    scene_t s;
    board(&s);
    submit_by(&s, "gao.min");
    must(&s, with_person(&s, "wang.fang", COMMAND_REMOVE_SIGNER, "li.na"));
    assert_null(open_task(&s, "board", "li.na"));
    refused_with(&s, with_person(&s, "wang.fang", COMMAND_REMOVE_SIGNER, "wang.fang"),
                 "signer.not_removable");
    scene_free(&s);
}

static void A15_A28_a_claim_ends_with_the_window_of_who_claimed_it_standing_in(void **state) {
    (void)state;
    scene_t s;
    board(&s)->mode = DECIDE_ANY;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "zhou.jie", COMMAND_CLAIM, NULL));
    refused_with(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL), "task.claimed");
    s.now += 7 * MS_DAY; /* he may not decide it any more, so he keeps nobody from it */
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* ---- a place among several that is vacant */

static const source_t tax_head = {.kind = SOURCE_POST, .key = "finance.tax.head", .next = &liu_then_li};
static const source_t wang_first = {.kind = SOURCE_PERSON, .key = "wang.fang", .next = &tax_head};
static const source_t zhao = {.kind = SOURCE_PERSON, .key = "zhao.lei"};

/* board: Wang Fang, the head of tax (nobody), Liu Yang, Li Na; the fallback is Zhao Lei */
static step_t *board_with_a_vacancy(scene_t *s, decide_mode_t mode) {
    scene_init(s);
    s->rules.flow.fallback = &zhao;
    step_t *step = fixed_leaf(&s->rules, 0, 0, STEP_APPROVE, "board", &wang_first);
    step->mode = mode;
    return step;
}

static void A11_where_all_decide_a_vacant_place_goes_to_the_fallback(void **state) {
    (void)state;
    scene_t s;
    board_with_a_vacancy(&s, DECIDE_ALL);
    submit_by(&s, "gao.min");
    assert_string_equal(open_task(&s, "board", "zhao.lei")->reason, "people.fallback");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OPEN); /* the place of the head of tax does not pass by itself */
    must(&s, as(&s, "zhao.lei", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A11_in_order_the_fallback_has_its_turn_in_that_place(void **state) {
    (void)state;
    scene_t s;
    board_with_a_vacancy(&s, DECIDE_IN_ORDER);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "board", "zhao.lei"));
    scene_free(&s);
}

static void A11_where_one_of_several_is_enough_nobody_is_called_in_for_a_vacancy(void **state) {
    (void)state;
    scene_t s;
    board_with_a_vacancy(&s, DECIDE_ANY);
    submit_by(&s, "gao.min");
    assert_null(open_task(&s, "board", "zhao.lei"));
    scene_free(&s);
}

static void A11_the_rule_may_refuse_for_one_vacant_place_or_do_without_it_in_words(void **state) {
    (void)state;
    scene_t s;
    board_with_a_vacancy(&s, DECIDE_ALL)->on_empty = EMPTY_REFUSE;
    submit_by(&s, "gao.min");
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
    step_t *step = board_with_a_vacancy(&s, DECIDE_ALL);
    step->on_empty = EMPTY_PASSES;
    step->passes_because = "tax has no head in small companies";
    submit_by(&s, "gao.min");
    assert_null(open_task(&s, "board", "zhao.lei"));
    assert_non_null(open_task(&s, "board", "li.na"));
    scene_free(&s);
}

static void A11_a_place_whose_holder_left_is_vacant_and_an_empty_field_is_none(void **state) {
    (void)state;
    scene_t s;
    source_t left = {.kind = SOURCE_PERSON, .key = "ma.chao", .next = &liu_then_li}; /* out of service */
    source_t deputy = {.kind = SOURCE_FIELD, .key = "deputy", .next = &left};
    board_with_a_vacancy(&s, DECIDE_ALL)->by = &deputy;
    submit_by(&s, "gao.min");
    assert_int_equal(s.record->task_count, 3);
    assert_non_null(open_task(&s, "board", "zhao.lei"));
    scene_free(&s);
    deputy.next = &liu_then_li;
    board_with_a_vacancy(&s, DECIDE_ALL)->by = &deputy;
    submit_by(&s, "gao.min");
    assert_int_equal(s.record->task_count, 2);
    scene_free(&s);
}

/* What a function names is a list of places too; alternatives are one place. */
static void A11_places_that_a_function_names_and_alternatives(void **state) {
    (void)state;
    scene_t s;
    source_t function = {.kind = SOURCE_FUNCTION, .key = "f"};
    board_with_a_vacancy(&s, DECIDE_ALL)->by = &function;
    s.rules.people = &wang_first;
    submit_by(&s, "gao.min");
    assert_int_equal(s.record->task_count, 4);
    assert_non_null(open_task(&s, "board", "zhao.lei"));
    scene_free(&s);
    source_t first = wang_first;
    first.first_only = true;
    board_with_a_vacancy(&s, DECIDE_ALL)->by = &first;
    submit_by(&s, "gao.min");
    assert_int_equal(s.record->task_count, 1);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A15_A23_no_seat_goes_to_who_has_one_by_a_stand_in),
        cmocka_unit_test(A15_A23_a_stand_in_hands_the_seat_back_to_whose_it_is),
        cmocka_unit_test(A15_A61_no_rung_gives_a_second_seat_to_who_has_one_by_a_stand_in),
        cmocka_unit_test(A15_A26_a_signer_is_removed_by_their_own_name_or_that_of_who_stands_in),
        cmocka_unit_test(A15_A26_a_principal_removes_a_signer_as_who_stands_in_may),
        cmocka_unit_test(A15_A28_a_claim_ends_with_the_window_of_who_claimed_it_standing_in),
        cmocka_unit_test(A11_where_all_decide_a_vacant_place_goes_to_the_fallback),
        cmocka_unit_test(A11_in_order_the_fallback_has_its_turn_in_that_place),
        cmocka_unit_test(A11_where_one_of_several_is_enough_nobody_is_called_in_for_a_vacancy),
        cmocka_unit_test(A11_the_rule_may_refuse_for_one_vacant_place_or_do_without_it_in_words),
        cmocka_unit_test(A11_a_place_whose_holder_left_is_vacant_and_an_empty_field_is_none),
        cmocka_unit_test(A11_places_that_a_function_names_and_alternatives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
