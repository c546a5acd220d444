/* What a signer before refuses, where all who hold the step are heard (A25, A2): it counts for the seat of
 * who wanted the signer, and for no other. */
#include "signers_scene.h"

/* One step of liu, wang and sun, who all decide, and li, whom liu wants to sign before. */
static void three_and_a_signer(scene_t *s, on_refuse_t on_refuse, uint32_t permits) {
    static source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};
    static source_t wang_sun = {.kind = SOURCE_PERSON, .key = "wang.fang", .next = &sun};
    static source_t three = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang_sun};
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    step_t *step = fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "board", &three);
    step->mode = DECIDE_ALL;
    step->on_refuse = on_refuse;
    step->refuse_need = 2;
    step->permits = permits;
    submit_by(s, "gao.min");
    must(s, add(s, "liu.yang", "li.na", ADDED_BEFORE));
}

static void A25_A2_where_all_are_heard_a_signer_before_refuses_for_one_seat(void **state) {
    (void)state;
    scene_t s;
    three_and_a_signer(&s, ON_REFUSE_WAIT, PERMIT_USUAL);
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "no budget"));
    assert_int_equal(s.record->state, RECORD_OPEN);
    assert_null(open_task(&s, "board", "liu.yang")); /* theirs counts as refused */
    assert_int_equal(told(&s, "task.removed", "liu.yang"), 1);
    approve(&s, "wang.fang");
    assert_non_null(open_task(&s, "board", "sun.li"));
    approve(&s, "sun.li");
    assert_int_equal(state_of(&s, "board"), STEP_REFUSED);
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
    three_and_a_signer(&s, ON_REFUSE_WAIT, PERMIT_USUAL); /* the last word is the signer's */
    approve(&s, "wang.fang");
    approve(&s, "sun.li");
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "no budget"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A25_A2_a_signers_refusal_is_one_towards_a_threshold(void **state) {
    (void)state;
    for (int second = 0; second < 2; second++) {
        scene_t s;
        three_and_a_signer(&s, ON_REFUSE_THRESHOLD, PERMIT_USUAL);
        must(&s, as(&s, "li.na", COMMAND_REFUSE, "no budget"));
        assert_int_equal(s.record->state, RECORD_OPEN);
        if (second) {
            must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "nor time"));
        } else {
            approve(&s, "wang.fang");
            approve(&s, "sun.li");
        }
        assert_int_equal(s.record->state, second ? RECORD_ENDED_REFUSED : RECORD_FINISHED);
        scene_free(&s);
    }
}

static void A25_A2_a_signer_before_who_abstains_alone_refuses_for_that_seat(void **state) {
    (void)state;
    scene_t s;
    three_and_a_signer(&s, ON_REFUSE_THRESHOLD, PERMIT_ALL);
    must(&s, as(&s, "li.na", COMMAND_ABSTAIN, NULL));
    assert_null(open_task(&s, "board", "liu.yang"));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "nor time"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A25_A2_so_does_whoever_signs_beside_that_signer(void **state) {
    (void)state;
    scene_t s;
    three_and_a_signer(&s, ON_REFUSE_WAIT, PERMIT_ALL);
    must(&s, add(&s, "li.na", "chen.wei", ADDED_BESIDE));
    must(&s, as(&s, "chen.wei", COMMAND_REFUSE, "no budget"));
    assert_null(open_task(&s, "board.before", "li.na"));
    assert_null(open_task(&s, "board", "liu.yang"));
    refused_with(&s, as(&s, "chen.wei", COMMAND_TAKE_BACK, "after all"), "take_back.stands");
    approve(&s, "wang.fang");
    approve(&s, "sun.li");
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A25_A2_also_once_that_signer_has_signed(void **state) {
    (void)state;
    scene_t s;
    three_and_a_signer(&s, ON_REFUSE_THRESHOLD, PERMIT_ALL);
    must(&s, add(&s, "li.na", "chen.wei", ADDED_BESIDE));
    approve(&s, "li.na");
    must(&s, as(&s, "chen.wei", COMMAND_REFUSE, "no budget"));
    assert_null(open_task(&s, "board", "liu.yang"));
    approve(&s, "wang.fang");
    approve(&s, "sun.li");
    assert_int_equal(s.record->state, RECORD_FINISHED); /* one refusal of three */
    scene_free(&s);
}

static void A25_A27_what_counts_for_a_seat_is_not_taken_back(void **state) {
    (void)state;
    scene_t s;
    three_and_a_signer(&s, ON_REFUSE_WAIT, PERMIT_USUAL);
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "no budget"));
    refused_with(&s, as(&s, "li.na", COMMAND_TAKE_BACK, "after all"), "take_back.stands");
    approve(&s, "wang.fang");
    must(&s, as(&s, "wang.fang", COMMAND_TAKE_BACK, "let me see")); /* a seat beside it can be */
    approve(&s, "sun.li");
    assert_int_equal(s.record->state, RECORD_OPEN);
    approve(&s, "wang.fang");
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A25_A2_where_all_are_heard_a_signer_before_refuses_for_one_seat),
        cmocka_unit_test(A25_A2_a_signers_refusal_is_one_towards_a_threshold),
        cmocka_unit_test(A25_A2_a_signer_before_who_abstains_alone_refuses_for_that_seat),
        cmocka_unit_test(A25_A2_so_does_whoever_signs_beside_that_signer),
        cmocka_unit_test(A25_A2_also_once_that_signer_has_signed),
        cmocka_unit_test(A25_A27_what_counts_for_a_seat_is_not_taken_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
