/* Straight back through the initiator (A22) to a step whose people had others sign with them (A25): a yes of
 * before is counted with all who were to sign with it, or asked for again. */
#include "signers_scene.h"

static const source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};
static const source_t wang_sun = {.kind = SOURCE_PERSON, .key = "wang.fang", .next = &sun};
static const source_t board = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang_sun};

/* liu, wang and sun all decide; sun returns it at last. */
static void begin(scene_t *s) {
    first_and_second(s, &board)->mode = DECIDE_ALL;
    s->rules.steps[0][1].permits = PERMIT_ALL;
    submit_by(s, "gao.min");
}

static void straight_back(scene_t *s) {
    command_t c = scene_cmd(s, "sun.li", COMMAND_RETURN);
    c.text = "look again";
    c.straight = true;
    must(s, scene_command(s, &c));
    must(s, as(s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_non_null(open_task(s, "first", "sun.li"));
}

static bool asked(const scene_t *s, const char *who) {
    return open_task(s, "first", who) != NULL;
}

static void A22_A25_a_yes_whose_signer_has_not_signed_is_asked_for_again(void **state) {
    (void)state;
    for (added_t where = ADDED_AFTER; where <= ADDED_BESIDE; where++) {
        scene_t s;
        begin(&s);
        must(&s, add(&s, "liu.yang", "li.na", where));
        approve(&s, "liu.yang");
        straight_back(&s);
        assert_true(asked(&s, "liu.yang"));
        scene_free(&s);
    }
}

static void A22_A25_nor_is_it_counted_while_whoever_the_signer_brought_in_has_not(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BESIDE));
    must(&s, add(&s, "li.na", "chen.wei", ADDED_AFTER));
    approve(&s, "liu.yang");
    approve(&s, "li.na");
    straight_back(&s);
    assert_true(asked(&s, "liu.yang"));
    scene_free(&s);
}

static void A22_A25_a_yes_is_counted_with_signers_who_have_spoken_or_are_gone(void **state) {
    (void)state;
    static const command_kind_t said[] = {COMMAND_APPROVE, COMMAND_ABSTAIN, COMMAND_REMOVE_SIGNER};
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        scene_t s;
        begin(&s);
        must(&s, add(&s, "liu.yang", "li.na", ADDED_BESIDE));
        if (said[i] == COMMAND_REMOVE_SIGNER)
            must(&s, remove_signer(&s, "liu.yang", "li.na"));
        else
            must(&s, as(&s, "li.na", said[i], NULL));
        approve(&s, "liu.yang");
        straight_back(&s);
        assert_false(asked(&s, "liu.yang"));
        scene_free(&s);
    }
    scene_t s;
    begin(&s);
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BEFORE));
    approve(&s, "li.na");
    approve(&s, "liu.yang");
    straight_back(&s);
    assert_false(asked(&s, "liu.yang"));
    scene_free(&s);
}

static void A22_A25_whom_another_had_added_that_other_says_again(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    must(&s, add(&s, "wang.fang", "li.na", ADDED_BESIDE));
    approve(&s, "liu.yang");
    straight_back(&s);
    assert_false(asked(&s, "liu.yang"));
    assert_true(asked(&s, "wang.fang"));
    scene_free(&s);
}

static void A22_A25_A23_nobody_else_would_say_whom_one_had_added_who_sits_there_no_more(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    must(&s, add(&s, "wang.fang", "li.na", ADDED_BESIDE));
    must(&s, as_to(&s, "wang.fang", COMMAND_TRANSFER, "chen.wei", NULL));
    approve(&s, "liu.yang");
    approve(&s, "chen.wei");
    straight_back(&s);
    assert_true(asked(&s, "liu.yang"));
    assert_true(asked(&s, "chen.wei")); /* who has the seat again, as it was handed on */
    scene_free(&s);
}

/* A seat of theirs that opened once more is no second one. */
static void A22_A25_A27_who_was_asked_anew_sits_there_once(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BESIDE));
    must(&s, as(&s, "sun.li", COMMAND_RETURN, "look again"));
    assert_false(asked(&s, "liu.yang"));
    must(&s, as(&s, "sun.li", COMMAND_TAKE_BACK, "after all"));
    approve(&s, "liu.yang");
    straight_back(&s);
    assert_true(asked(&s, "liu.yang")); /* li has not signed with her */
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A22_A25_a_yes_whose_signer_has_not_signed_is_asked_for_again),
        cmocka_unit_test(A22_A25_nor_is_it_counted_while_whoever_the_signer_brought_in_has_not),
        cmocka_unit_test(A22_A25_a_yes_is_counted_with_signers_who_have_spoken_or_are_gone),
        cmocka_unit_test(A22_A25_whom_another_had_added_that_other_says_again),
        cmocka_unit_test(A22_A25_A23_nobody_else_would_say_whom_one_had_added_who_sits_there_no_more),
        cmocka_unit_test(A22_A25_A27_who_was_asked_anew_sits_there_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
