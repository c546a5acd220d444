/* What was agreed to about a deviation is not taken back (A27, P2.3.3) once somebody has relied on it:
 * whoever was asked again, worked, reported or wrote by the new values. */
#include "take_back_scene.h"

static void relied_on(scene_t *s, const char *code) {
    int64_t amount = amount_of(s->record);
    refused_with(s, take_back(s, "chen.wei"), code);
    error_says(s, "step", strcmp(code, "take_back.touched") == 0 ? diag_get(&s->d, "step") : "deviation");
    assert_int_equal(amount_of(s->record), amount);
}

static void A27_not_once_somebody_who_was_asked_again_has_touched_it(void **state) {
    (void)state;
    scene_t s;
    agreed(&s, 12000);
    must(&s, as_on(&s, "wang.fang", COMMAND_COMMENT, "money", "let me see"));
    relied_on(&s, "take_back.touched");
    error_says(&s, "by", "wang.fang");
    error_says(&s, "step", "money");
    scene_free(&s);
    agreed(&s, 12000);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    relied_on(&s, "take_back.touched");
    error_says(&s, "by", "wang.fang");
    scene_free(&s);
    agreed(&s, 12000);
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "too dear"));
    relied_on(&s, "take_back.touched"); /* the values of before stand already, by her decision */
    error_says(&s, "by", "wang.fang");
    scene_free(&s);
}

static void A27_not_once_work_was_done_by_the_new_values(void **state) {
    (void)state;
    scene_t s;
    agreed(&s, 3000);
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    relied_on(&s, "take_back.touched");
    error_says(&s, "by", "sun.li");
    error_says(&s, "step", "build");
    scene_free(&s);
}

static void A27_work_that_was_done_before_at_the_same_instant_is_no_reliance(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 3000));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    must(&s, agree(&s, "deviation"));
    must(&s, take_back(&s, "chen.wei"));
    waits_again(&s, 3000);
    scene_free(&s);
}

static void P2_3_2_A27_not_once_work_was_written_down_since(void **state) {
    (void)state;
    static const char *const names[] = {"time", "place", "participants", "content", "problems", "measures"};
    field_t work[6];
    for (size_t i = 0; i < 6; i++)
        work[i] = text_field(names[i], i == 0 ? "2026-03-02 09:00" : "tiles");
    scene_t s;
    agreed(&s, 3000);
    command_t c = scene_cmd(&s, "sun.li", COMMAND_LOG);
    c.said = work;
    c.said_count = 6;
    must(&s, scene_command(&s, &c));
    relied_on(&s, "take_back.logged");
    scene_free(&s);
}

static void A27_not_once_the_next_deviation_was_reported(void **state) {
    (void)state;
    scene_t s;
    agreed(&s, 3000);
    must(&s, deviate(&s, "sun.li", "and dearer", 3100));
    relied_on(&s, "take_back.deviated");
    error_says(&s, "later", "deviation.2");
    scene_free(&s);
}

static void A27_not_once_the_form_was_written_since_and_a_hidden_field_is_not_named(void **state) {
    (void)state;
    for (int hidden = 0; hidden < 2; hidden++) {
        field_right_t none = {.field = "purpose", .access = ACCESS_HIDDEN};
        effect_t set = {.kind = EFFECT_SET_FIELD, .field = text_field("purpose", "a fair")};
        scene_t s;
        rules_of(&s);
        for (int stage = 0; stage < 2; stage++) /* neither from Chen Wei, nor from who asks him */
            s.rules.steps[stage][1].form = (step_form_t){.rights = &none, .right_count = hidden ? 1 : 0};
        if (hidden) s.rules.steps[0][1].by = &chen;
        s.rules.flow.handles = UINT32_C(1) << HAPPENED_CHANGED;
        submit_by(&s, "gao.min");
        must(&s, as_on(&s, hidden ? "chen.wei" : "liu.yang", COMMAND_APPROVE, "check", NULL));
        must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
        must(&s, deviate(&s, "sun.li", "steel has become dear", 3000));
        s.rules.effects = (effects_t){&set, 1}; /* what a rule writes because of it can't be unwritten */
        must(&s, agree(&s, "deviation"));
        s.rules.effects = (effects_t){0};
        relied_on(&s, "take_back.rewritten");
        if (hidden) assert_null(diag_get(&s.d, "field"));
        if (!hidden) error_says(&s, "field", "purpose");
        scene_free(&s);
    }
}

static void A27_not_once_an_administrator_has_led_the_new_plan_elsewhere(void **state) {
    (void)state;
    scene_t s;
    agreed(&s, 6000);
    must(&s, jump(&s, "inspect"));
    refused_with(&s, take_back(&s, "chen.wei"), "take_back.replanned");
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A27_not_once_somebody_who_was_asked_again_has_touched_it),
        cmocka_unit_test(A27_not_once_work_was_done_by_the_new_values),
        cmocka_unit_test(A27_work_that_was_done_before_at_the_same_instant_is_no_reliance),
        cmocka_unit_test(P2_3_2_A27_not_once_work_was_written_down_since),
        cmocka_unit_test(A27_not_once_the_next_deviation_was_reported),
        cmocka_unit_test(A27_not_once_the_form_was_written_since_and_a_hidden_field_is_not_named),
        cmocka_unit_test(A27_not_once_an_administrator_has_led_the_new_plan_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
