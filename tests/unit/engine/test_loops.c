/* A loop and the limit on its rounds (A8): what comes when they are used up, and what counts as a round. Ways
 * into it and other rules: test_loops_ways.c. */
#include "engine/tree.h"
#include "loops_scene.h"

static void A8_when_its_rounds_are_used_up_it_is_refused_and_says_so(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    a_loop(&s.rules, 2);
    submit_by(&s, "gao.min");
    round_of(&s, COMMAND_REFUSE);
    assert_int_equal(loop_of(&s)->state, STEP_OPEN);
    round_of(&s, COMMAND_REFUSE);
    assert_int_equal(loop_of(&s)->state, STEP_REFUSED);
    assert_string_equal(loop_of(&s)->left_out, "rounds_used_up");
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A8_it_passes_with_a_reason_in_words_and_that_is_the_rules_act(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    step_t *loop = a_loop(&s.rules, 2);
    loop->used_up = USED_UP_PASSES;
    loop->passes_because = "two drafts are enough";
    behind(&s.rules);
    submit_by(&s, "gao.min");
    round_of(&s, COMMAND_REFUSE);
    assert_int_equal(loop_of(&s)->state, STEP_OPEN); /* not before */
    round_of(&s, COMMAND_REFUSE);
    assert_int_equal(loop_of(&s)->state, STEP_PASSED);
    assert_string_equal(loop_of(&s)->left_out, "two drafts are enough");
    for (size_t i = 0; i < s.out.event_count; i++)
        if (s.out.events[i].kind == EVENT_STEP_ENDED && s.out.events[i].u.step_ended.step == loop_of(&s)->no)
            assert_int_equal(s.out.events[i].actor.kind, ACTOR_RULE);
    assert_non_null(open_task(&s, "behind", "chen.wei"));
    scene_free(&s);
}

static void A8_without_the_words_it_does_not_pass(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    a_loop(&s.rules, 2)->used_up = USED_UP_PASSES;
    must(&s, draft_by(&s, "gao.min"));
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "plan.shape");
    error_says(&s, "problem", "no_reason");
    scene_free(&s);
}

static void A8_only_a_member_of_a_loop_decides_when_rounds_are_used_up(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->used_up = USED_UP_DECIDES;
    must(&s, draft_by(&s, "gao.min"));
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "plan.shape");
    error_says(&s, "problem", "used_up");
    scene_free(&s);
}

static void A8_somebody_decides_instead_when_the_rounds_are_used_up_and_not_before(void **state) {
    (void)state;
    for (int approves = 0; approves < 2; approves++) {
        scene_t s;
        a_last_word(&s, 2);
        round_of(&s, COMMAND_REFUSE);
        assert_null(open_task(&s, "last-word", NULL));
        assert_non_null(open_task(&s, "mend", "liu.yang"));
        round_of(&s, COMMAND_REFUSE);
        assert_non_null(open_task(&s, "last-word", "li.na"));
        assert_null(open_task(&s, "mend", NULL));
        assert_int_equal(loop_of(&s)->state, STEP_OPEN);
        must(&s, as(&s, "li.na", approves ? COMMAND_APPROVE : COMMAND_REFUSE, "I have looked"));
        assert_int_equal(loop_of(&s)->state, approves ? STEP_PASSED : STEP_REFUSED);
        assert_int_equal(s.record->state, approves ? RECORD_OPEN : RECORD_ENDED_REFUSED);
        scene_free(&s);
    }
}

static void A8_who_would_decide_instead_is_not_asked_when_a_round_passes(void **state) {
    (void)state;
    scene_t s;
    a_last_word(&s, 2);
    round_of(&s, COMMAND_REFUSE);
    round_of(&s, COMMAND_APPROVE);
    assert_int_equal(loop_of(&s)->state, STEP_PASSED);
    assert_int_equal(counts(&s, "last-word")->state, STEP_CLOSED);
    assert_int_equal(counts(&s, "last-word")->opened_at, INSTANT_NONE);
    assert_non_null(open_task(&s, "behind", "chen.wei"));
    scene_free(&s);
}

static void A8_a_step_that_its_condition_leaves_out_decides_nothing(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    a_loop(&s.rules, 1);
    step_t *last = and_then(&s.rules, "last-word", &li);
    last->state = STEP_LEFT_OUT;
    last->left_out = "condition";
    submit_by(&s, "gao.min");
    round_of(&s, COMMAND_REFUSE);
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    assert_string_equal(loop_of(&s)->left_out, "rounds_used_up");
    scene_free(&s);
}

static void A8_a_loop_whose_body_is_left_out_asks_nobody(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_group(&s.rules, 0, 1, STEP_LOOP)->rounds_max = 2;
    step_t *body = fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "check", &wang);
    body->state = STEP_LEFT_OUT;
    body->left_out = "condition";
    and_then(&s.rules, "last-word", &li);
    behind(&s.rules);
    submit_by(&s, "gao.min");
    assert_int_equal(loop_of(&s)->state, STEP_LEFT_OUT);
    assert_int_equal(counts(&s, "last-word")->state, STEP_LEFT_OUT);
    assert_non_null(open_task(&s, "behind", "chen.wei"));
    scene_free(&s);
}

static void A8_a_loop_within_a_loop_uses_up_its_own_rounds_first(void **state) {
    (void)state;
    static source_t nobody = {.kind = SOURCE_POST, .key = "finance.tax.head"};
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_LOOP)->rounds_max = 2;
    fixed_group(&s.rules, 0, 1, STEP_LOOP)->rounds_max = 2;
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "vacant", &nobody)->on_empty = EMPTY_REFUSE;
    and_then(&s.rules, "inner-word", &wang)->parent = 2;
    and_then(&s.rules, "outer-word", &li)->parent = 1;
    submit_by(&s, "gao.min"); /* nobody is found for what is repeated, twice */
    assert_non_null(open_task(&s, "inner-word", "wang.fang"));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "no")); /* once more round, the inner one with it */
    assert_non_null(open_task(&s, "inner-word", "wang.fang"));
    assert_null(open_task(&s, "outer-word", NULL));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "no"));
    assert_non_null(open_task(&s, "outer-word", "li.na"));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A8_where_the_rounds_within_are_used_up_at_once_whoever_decides_is_asked_at_once(void **state) {
    (void)state;
    static source_t nobody = {.kind = SOURCE_POST, .key = "finance.tax.head"};
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_LOOP)->rounds_max = 1;
    fixed_group(&s.rules, 0, 1, STEP_LOOP)->rounds_max = 3;
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "vacant", &nobody)->on_empty = EMPTY_REFUSE;
    and_then(&s.rules, "outer-word", &li)->parent = 1;
    submit_by(&s, "gao.min");
    assert_non_null(open_task(&s, "outer-word", "li.na"));
    scene_free(&s);
}

/* The round of the newest step of that name, or of the one that is gone through no more. */
static int32_t round_at(const scene_t *s, const char *name, bool superseded) {
    int32_t loop = -1, round = -1;
    for (size_t i = 0; i < s->record->step_count; i++) {
        const step_t *step = &s->record->steps[i];
        if (strcmp(step->name, name) != 0 || step->superseded != superseded) continue;
        round = tree_round_of(s->record, (int32_t)i, &loop);
        if (round) assert_int_equal(s->record->steps[loop].rounds_max, 3);
    }
    return round;
}

static void A8_each_step_of_a_loop_has_the_number_of_its_round(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    a_loop(&s.rules, 3);
    and_then(&s.rules, "last", &chen);
    behind(&s.rules);
    submit_by(&s, "gao.min");
    assert_int_equal(round_at(&s, "mend", false), 1);
    round_of(&s, COMMAND_REFUSE);
    must(&s, as(&s, "liu.yang", COMMAND_DONE, NULL));
    int64_t signer = scene_person(&s, "li.na");
    command_t add = scene_cmd(&s, "wang.fang", COMMAND_ADD_SIGNER);
    add.people = &signer;
    add.people_count = 1;
    add.where = ADDED_BEFORE;
    must(&s, scene_command(&s, &add));
    assert_int_equal(round_at(&s, "check", true), 1);
    assert_int_equal(round_at(&s, "check", false), 2);
    assert_int_equal(round_at(&s, "check.before", false), 2);
    assert_int_equal(round_at(&s, "last", false), 0); /* is asked after all of them */
    assert_int_equal(round_at(&s, "behind", false), 0);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "not yet"));
    assert_int_equal(round_at(&s, "check", false), 3);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A8_when_its_rounds_are_used_up_it_is_refused_and_says_so),
        cmocka_unit_test(A8_it_passes_with_a_reason_in_words_and_that_is_the_rules_act),
        cmocka_unit_test(A8_without_the_words_it_does_not_pass),
        cmocka_unit_test(A8_only_a_member_of_a_loop_decides_when_rounds_are_used_up),
        cmocka_unit_test(A8_somebody_decides_instead_when_the_rounds_are_used_up_and_not_before),
        cmocka_unit_test(A8_who_would_decide_instead_is_not_asked_when_a_round_passes),
        cmocka_unit_test(A8_a_step_that_its_condition_leaves_out_decides_nothing),
        cmocka_unit_test(A8_a_loop_whose_body_is_left_out_asks_nobody),
        cmocka_unit_test(A8_a_loop_within_a_loop_uses_up_its_own_rounds_first),
        cmocka_unit_test(A8_where_the_rounds_within_are_used_up_at_once_whoever_decides_is_asked_at_once),
        cmocka_unit_test(A8_each_step_of_a_loop_has_the_number_of_its_round),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
