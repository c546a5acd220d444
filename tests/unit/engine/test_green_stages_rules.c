/* What is owed ahead (A64) under other rules (A53): it goes with its stage, by the stage's name and kind. */
#include "green_stages_scene.h"

/* The rules active now: the same four stages and steps, until the test has others. */
static void other_rules(scene_t *s) {
    s->has_later = true;
    s->later.flow.green_within = limit_hours(16);
    s->later.flow.stage_count = 4;
    memcpy(s->later.stages, s->rules.stages, sizeof s->later.stages);
    fixed_leaf(&s->later, 0, 0, STEP_APPROVE, "head", &liu);
    fixed_leaf(&s->later, 1, 0, STEP_ACT, "build", &wang);
    fixed_leaf(&s->later, 2, 0, STEP_APPROVE, "boss", &li);
    fixed_leaf(&s->later, 3, 0, STEP_APPROVE, "inspect", &chen);
}

/* Nothing is owed where the approvals come first, under whatever rules. */
static void A53_what_did_not_take_the_channel_owes_nothing_under_other_rules_either(void **state) {
    (void)state;
    scene_t s;
    four_stages(&s);
    submit_by(&s, "gao.min");
    other_rules(&s);
    must(&s, migrate(&s));
    assert_null(record_step_named(s.record, "boss.owed"));
    scene_free(&s);
}

static void A53_migrated_it_goes_on_or_goes_with_a_stage_that_there_is_no_more(void **state) {
    (void)state;
    for (int gone = 0; gone <= 1; gone++) {
        scene_t s;
        begun(&s);
        other_rules(&s);
        s.later.stages[2].kind = gone ? STAGE_ACCEPTANCE : STAGE_APPROVAL;
        must(&s, migrate(&s));
        assert_null(record_step_named(s.record, "boss.owed2"));
        assert_int_equal(state_of(&s, "boss.owed"), gone ? STEP_CLOSED : STEP_OPEN);
        built(&s);
        assert_int_equal(open_task(&s, "boss", "li.na") != NULL, gone);
        scene_free(&s);
    }
}

/* Another approval comes before the one that was owed ahead, of a step of the same name and the same person;
 * or it is called otherwise now, and is another. */
static void A53_what_is_owed_ahead_goes_with_its_stage_whatever_place_that_has(void **state) {
    (void)state;
    for (int paid = 0; paid <= 1; paid++) {
        scene_t s;
        begun(&s);
        if (paid) must(&s, as_on(&s, "li.na", COMMAND_APPROVE, "boss.owed", NULL));
        other_rules(&s);
        s.later.stages[2].name = "audit";
        s.later.stages[3] = s.rules.stages[2];
        s.later.steps[3][0].name = "boss";
        s.later.steps[3][0].by = &li;
        must(&s, migrate(&s));
        assert_int_equal(record_step_named(s.record, "boss.owed")->stage, 3);
        assert_int_equal(record_step_named(s.record, "boss.owed2")->stage, 2);
        assert_non_null(open_task(&s, "boss.owed2", "li.na")); /* the audit asks as well */
        built(&s);
        assert_int_equal(s.record->stage, 2);
        must(&s, as_on(&s, "li.na", COMMAND_APPROVE, "boss.owed2", NULL));
        assert_int_equal(s.record->stage, 3);
        if (!paid) must(&s, as_on(&s, "li.na", COMMAND_APPROVE, "boss.owed", NULL));
        must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "head.owed", NULL));
        assert_int_equal(s.record->state, RECORD_FINISHED);
        scene_free(&s);
    }
}

static void A53_a_stage_of_another_name_in_its_place_is_another(void **state) {
    (void)state;
    for (int paid = 0; paid <= 1; paid++) {
        scene_t s;
        begun(&s);
        if (paid) must(&s, as_on(&s, "li.na", COMMAND_APPROVE, "boss.owed", NULL));
        other_rules(&s);
        s.later.stages[2].name = "audit";
        must(&s, migrate(&s));
        assert_int_equal(state_of(&s, "boss.owed"), paid ? STEP_PASSED : STEP_CLOSED);
        assert_non_null(open_task(&s, "boss.owed2", "li.na"));
        scene_free(&s);
    }
}

static void A53_a_stage_that_other_rules_have_besides_is_owed_ahead_from_then_on(void **state) {
    (void)state;
    scene_t s;
    begun(&s);
    other_rules(&s);
    s.later.stages[3].kind = STAGE_APPROVAL;
    must(&s, migrate(&s));
    assert_non_null(open_task(&s, "inspect.owed", "chen.wei"));
    assert_null(record_step_named(s.record, "boss.owed2"));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A53_what_did_not_take_the_channel_owes_nothing_under_other_rules_either),
        cmocka_unit_test(A53_migrated_it_goes_on_or_goes_with_a_stage_that_there_is_no_more),
        cmocka_unit_test(A53_what_is_owed_ahead_goes_with_its_stage_whatever_place_that_has),
        cmocka_unit_test(A53_a_stage_of_another_name_in_its_place_is_another),
        cmocka_unit_test(A53_a_stage_that_other_rules_have_besides_is_owed_ahead_from_then_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
