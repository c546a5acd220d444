/* Signers whom a signer brought in (A25, A26): who waits for them, who removes them, and that they go with
 * the step. */
#include "signers_scene.h"

static source_t both = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};

static void someone_added_adds_nobody_unless_the_rule_allows_it(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s);
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BEFORE));
    refused_with(&s, add(&s, "li.na", "chen.wei", ADDED_BEFORE), "task.not_permitted");
    scene_free(&s);
    scene_init(&s);
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "first", &liu)->permits = PERMIT_USUAL | PERMIT_ADD_AGAIN;
    submit_by(&s, "gao.min");
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BEFORE));
    must(&s, add(&s, "li.na", "chen.wei", ADDED_BEFORE));
    assert_int_equal(clock_of(&s, "first.before", "li.na")->state, CLOCK_PAUSED);
    approve(&s, "chen.wei");
    approve(&s, "li.na");
    approve(&s, "liu.yang");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* What the small-scope check found: the group of the two signers stayed open with nobody in it, and the
 * record with it. */
static void A25_a_signer_before_a_signer_goes_too_when_another_decides_the_step(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &both)->permits = PERMIT_ALL;
    submit_by(&s, "gao.min");
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BEFORE));
    must(&s, add(&s, "li.na", "chen.wei", ADDED_BEFORE));
    approve(&s, "wang.fang");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A25_whom_a_signer_before_brought_in_goes_too_when_another_decides_the_step(void **state) {
    (void)state;
    const added_t where[] = {ADDED_BESIDE, ADDED_AFTER};
    for (int i = 0; i < 2; i++) {
        scene_t s;
        scene_init(&s);
        fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "first", &both)->permits = PERMIT_ALL;
        submit_by(&s, "gao.min");
        must(&s, add(&s, "liu.yang", "li.na", ADDED_BEFORE));
        must(&s, add(&s, "li.na", "chen.wei", where[i]));
        approve(&s, "wang.fang");
        assert_int_equal(s.record->state, RECORD_FINISHED);
        scene_free(&s);
    }
}

/* liu.yang decides "first", li.na signs before, and brought in chen.wei there. */
static void brought_in_before(scene_t *s, added_t where) {
    first_and_second(s, &liu)->permits = PERMIT_ALL;
    submit_by(s, "gao.min");
    must(s, add(s, "liu.yang", "li.na", ADDED_BEFORE));
    must(s, add(s, "li.na", "chen.wei", where));
}

/* chen.wei, whose task is of `step`, has to sign; then the holder is told, and goes on. */
static void waits_for_chen(scene_t *s, const char *step) {
    assert_int_equal(clock_of(s, "first", "liu.yang")->state, CLOCK_PAUSED);
    assert_int_equal(told(s, "task.back", "liu.yang"), 0);
    refused_with(s, as(s, "liu.yang", COMMAND_APPROVE, NULL), "task.waits");
    error_says(s, "for", step);
    approve(s, "chen.wei");
    assert_int_equal(told(s, "task.back", "liu.yang"), 1);
    assert_int_equal(clock_of(s, "first", "liu.yang")->state, CLOCK_RUNNING);
    on_to_second(s);
}

static void A25_the_holder_waits_for_all_whom_a_signer_before_brought_in(void **state) {
    (void)state;
    scene_t s;
    brought_in_before(&s, ADDED_BESIDE);
    approve(&s, "li.na");
    waits_for_chen(&s, "first.before.beside");
    scene_free(&s);
    brought_in_before(&s, ADDED_AFTER);
    approve(&s, "li.na");
    waits_for_chen(&s, "first.before.after");
    scene_free(&s);
    brought_in_before(&s, ADDED_BESIDE);
    must(&s, remove_signer(&s, "liu.yang", "li.na"));
    waits_for_chen(&s, "first.before.beside");
    scene_free(&s);
}

static void A26_whom_a_signer_removed_since_had_brought_in_is_removed_by_who_added_that_one(void **state) {
    (void)state;
    scene_t s;
    brought_in_before(&s, ADDED_BESIDE);
    refused_with(&s, remove_signer(&s, "liu.yang", "chen.wei"), "signer.not_removable");
    must(&s, remove_signer(&s, "liu.yang", "li.na"));
    refused_with(&s, remove_signer(&s, "wang.fang", "chen.wei"), "signer.not_removable");
    must(&s, remove_signer(&s, "liu.yang", "chen.wei"));
    assert_int_equal(state_of(&s, "first.before.beside"), STEP_LEFT_OUT);
    assert_int_equal(told(&s, "task.back", "liu.yang"), 0); /* it was their own doing */
    assert_int_equal(clock_of(&s, "first", "liu.yang")->state, CLOCK_RUNNING);
    on_to_second(&s);
    scene_free(&s);
    brought_in_before(&s, ADDED_AFTER); /* who was not asked yet goes first, or is asked then */
    must(&s, remove_signer(&s, "liu.yang", "li.na"));
    assert_non_null(open_task(&s, "first.before.after", "chen.wei"));
    must(&s, remove_signer(&s, "liu.yang", "chen.wei"));
    approve(&s, "liu.yang");
    scene_free(&s);
    brought_in_before(&s, ADDED_BESIDE); /* who has signed wanted them */
    approve(&s, "li.na");
    refused_with(&s, remove_signer(&s, "liu.yang", "chen.wei"), "signer.not_removable");
    must(&s, remove_signer(&s, "li.na", "chen.wei"));
    assert_int_equal(told(&s, "task.back", "liu.yang"), 1);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(someone_added_adds_nobody_unless_the_rule_allows_it),
        cmocka_unit_test(A25_a_signer_before_a_signer_goes_too_when_another_decides_the_step),
        cmocka_unit_test(A25_whom_a_signer_before_brought_in_goes_too_when_another_decides_the_step),
        cmocka_unit_test(A25_the_holder_waits_for_all_whom_a_signer_before_brought_in),
        cmocka_unit_test(A26_whom_a_signer_removed_since_had_brought_in_is_removed_by_who_added_that_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
