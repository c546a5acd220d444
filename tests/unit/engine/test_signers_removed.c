/* Signers who are removed (A26): who removes whom, who stays, and what goes on at once. */
#include "signers_scene.h"

static source_t both = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};

/* One step, of which both decide; where refusals are counted, two are needed. */
static void both_decide(scene_t *s, on_refuse_t on_refuse) {
    scene_init(s);
    step_t *step = fixed_leaf(&s->rules, 0, 0, STEP_APPROVE, "first", &both);
    step->mode = DECIDE_ALL;
    step->on_refuse = on_refuse;
    step->refuse_need = 2;
    submit_by(s, "gao.min");
}

static void the_one_removed_no_longer_counts_and_the_last_one_stays(void **state) {
    (void)state;
    scene_t s;
    both_decide(&s, ON_REFUSE_AT_ONCE);
    approve(&s, "wang.fang");
    refused_with(&s, remove_signer(&s, "liu.yang", "wang.fang"), "signer.not_removable");
    must(&s, as_to(&s, "liu.yang", COMMAND_TRANSFER, "li.na", NULL));
    refused_with(&s, remove_signer(&s, "chen.wei", "li.na"), "signer.not_removable");
    scene_free(&s);
    both_decide(&s, ON_REFUSE_AT_ONCE);
    must(&s, remove_signer(&s, "liu.yang", "wang.fang"));
    assert_null(open_task(&s, "first", "wang.fang"));
    refused_with(&s, remove_signer(&s, "liu.yang", "liu.yang"), "signer.not_removable");
    approve(&s, "liu.yang");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A2_A26_a_threshold_counts_those_who_are_left(void **state) {
    (void)state;
    scene_t s;
    both_decide(&s, ON_REFUSE_THRESHOLD);
    must(&s, remove_signer(&s, "liu.yang", "wang.fang"));
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A26_whoever_added_signers_takes_them_out_and_with_the_last_the_step(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    must(&s, add_two(&s, "liu.yang", ADDED_BEFORE, 0));
    must(&s, remove_signer(&s, "liu.yang", "chen.wei"));
    assert_int_equal(clock_of(&s, "first", "liu.yang")->state, CLOCK_PAUSED);
    must(&s, remove_signer(&s, "liu.yang", "li.na"));
    assert_int_equal(state_of(&s, "first.before"), STEP_LEFT_OUT);
    assert_int_equal(told(&s, "task.removed", "li.na"), 1);
    assert_int_equal(clock_of(&s, "first", "liu.yang")->state, CLOCK_RUNNING);
    on_to_second(&s);
    refused_with(&s, as(&s, "li.na", COMMAND_APPROVE, NULL), "task.not_open");
    assert_null(diag_get(&s.d, "by")); /* who decided at the same instant decided another step (A3) */
    scene_free(&s);
}

static void A26_the_step_is_evaluated_again_at_once(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    must(&s, add_two(&s, "liu.yang", ADDED_BESIDE, DECIDE_ALL));
    approve(&s, "liu.yang");
    approve(&s, "li.na");
    assert_null(open_task(&s, "second", NULL));
    must(&s, remove_signer(&s, "liu.yang", "chen.wei"));
    assert_int_equal(state_of(&s, "first.beside"), STEP_PASSED);
    assert_non_null(open_task(&s, "second", "wang.fang"));
    scene_free(&s);
}

static void A26_the_last_signer_stays_where_whoever_they_sign_with_decides_no_more(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->permits |= PERMIT_ABSTAIN;
    submit_by(&s, "gao.min");
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BESIDE));
    must(&s, as(&s, "liu.yang", COMMAND_ABSTAIN, NULL));
    refused_with(&s, remove_signer(&s, "liu.yang", "li.na"), "signer.last");
    scene_free(&s);
}

static void return_to_first(scene_t *s) {
    command_t c = scene_cmd(s, "wang.fang", COMMAND_RETURN);
    c.text = "look again";
    c.to_step = "first";
    must(s, scene_command(s, &c));
}

static void A26_the_only_signer_beside_or_after_goes_and_what_waited_goes_on(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BESIDE));
    must(&s, remove_signer(&s, "liu.yang", "li.na"));
    assert_int_equal(state_of(&s, "first.beside"), STEP_LEFT_OUT);
    assert_non_null(open_task(&s, "first", "liu.yang"));
    on_to_second(&s);
    scene_free(&s);
    two_steps(&s);
    must(&s, add(&s, "liu.yang", "li.na", ADDED_AFTER));
    approve(&s, "liu.yang");
    must(&s, remove_signer(&s, "liu.yang", "li.na"));
    assert_int_equal(state_of(&s, "first.after"), STEP_LEFT_OUT);
    assert_non_null(open_task(&s, "second", "wang.fang"));
    return_to_first(&s); /* nor do they come back by a return */
    on_to_second(&s);
    scene_free(&s);
}

static void A26_a_signer_after_goes_before_they_were_asked(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    must(&s, add(&s, "liu.yang", "li.na", ADDED_AFTER));
    refused_with(&s, remove_signer(&s, "wang.fang", "li.na"), "signer.not_removable");
    must(&s, remove_signer(&s, "liu.yang", "li.na"));
    assert_int_equal(state_of(&s, "first.after"), STEP_LEFT_OUT);
    assert_int_equal(told(&s, "task.removed", "li.na"), 0); /* had never heard of it */
    on_to_second(&s);
    scene_free(&s);
}

static size_t named(const scene_t *s, const char *step) {
    size_t count = 0;
    for (const source_t *by = record_step_named(s->record, step)->by; by; by = by->next)
        count++;
    return count;
}

static void A26_one_of_several_signers_after_goes_before_they_were_asked(void **state) {
    (void)state;
    scene_t s;
    const char *first[] = {"chen.wei", "li.na"}, *second[] = {"li.na", "chen.wei"};
    for (int i = 0; i < 2; i++) {
        two_steps(&s);
        must(&s, add_two(&s, "liu.yang", ADDED_AFTER, DECIDE_ALL));
        refused_with(&s, remove_signer(&s, "wang.fang", first[i]), "signer.not_removable");
        must(&s, remove_signer(&s, "liu.yang", first[i]));
        assert_int_equal(s.out.message_count, 0); /* nobody had heard of it */
        assert_int_equal(named(&s, "first.after"), 1);
        refused_with(&s, remove_signer(&s, "liu.yang", first[i]), "signer.not_removable");
        approve(&s, "liu.yang");
        assert_null(open_task(&s, "first.after", first[i]));
        assert_non_null(open_task(&s, "first.after", second[i]));
        approve(&s, second[i]);
        assert_non_null(open_task(&s, "second", "wang.fang"));
        scene_free(&s);
    }
    two_steps(&s); /* one after the other, all of them */
    must(&s, add_two(&s, "liu.yang", ADDED_AFTER, DECIDE_IN_ORDER));
    must(&s, remove_signer(&s, "liu.yang", "chen.wei"));
    must(&s, remove_signer(&s, "liu.yang", "li.na"));
    assert_int_equal(state_of(&s, "first.after"), STEP_LEFT_OUT);
    on_to_second(&s);
    scene_free(&s);
}

/* What was gone through before keeps the names of then. */
static void A26_one_goes_of_those_who_are_to_sign_again(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    must(&s, add_two(&s, "liu.yang", ADDED_AFTER, DECIDE_ALL));
    approve(&s, "liu.yang");
    approve(&s, "li.na");
    approve(&s, "chen.wei");
    return_to_first(&s);
    must(&s, remove_signer(&s, "liu.yang", "li.na"));
    for (size_t i = 0; i < s.record->step_count; i++) {
        const step_t *step = &s.record->steps[i];
        if (strcmp(step->name, "first.after") == 0 && step->superseded) assert_non_null(step->by->next);
    }
    approve(&s, "liu.yang");
    assert_null(open_task(&s, "first.after", "li.na"));
    approve(&s, "chen.wei");
    assert_non_null(open_task(&s, "second", "wang.fang"));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_one_removed_no_longer_counts_and_the_last_one_stays),
        cmocka_unit_test(A2_A26_a_threshold_counts_those_who_are_left),
        cmocka_unit_test(A26_whoever_added_signers_takes_them_out_and_with_the_last_the_step),
        cmocka_unit_test(A26_the_step_is_evaluated_again_at_once),
        cmocka_unit_test(A26_the_last_signer_stays_where_whoever_they_sign_with_decides_no_more),
        cmocka_unit_test(A26_the_only_signer_beside_or_after_goes_and_what_waited_goes_on),
        cmocka_unit_test(A26_a_signer_after_goes_before_they_were_asked),
        cmocka_unit_test(A26_one_of_several_signers_after_goes_before_they_were_asked),
        cmocka_unit_test(A26_one_goes_of_those_who_are_to_sign_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
