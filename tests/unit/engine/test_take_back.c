/* Decisions taken back (A27), and what keeps them from it: that somebody has touched what they opened. */
#include "scene.h"

static source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static source_t li = {.kind = SOURCE_PERSON, .key = "li.na"};

/* sequence: first (liu.yang), second (wang.fang), third (li.na); the first has approved */
static void second_of_three(scene_t *s) {
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "second", &wang)->permits = PERMIT_USUAL;
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "third", &li);
    submit_by(s, "gao.min");
    must(s, as(s, "liu.yang", COMMAND_APPROVE, NULL));
}

static void touched_by_wang(scene_t *s) {
    refused_with(s, as(s, "liu.yang", COMMAND_TAKE_BACK, NULL), "take_back.touched");
    error_says(s, "by", "wang.fang");
    error_says(s, "step", "second");
    scene_free(s);
}

static void A27_a_remark_of_the_next_is_made_there_though_it_names_no_step(void **state) {
    (void)state;
    scene_t s;
    second_of_three(&s);
    must(&s, as(&s, "wang.fang", COMMAND_COMMENT, "I look into it"));
    touched_by_wang(&s);
    second_of_three(&s);
    must(&s, as_on(&s, "wang.fang", COMMAND_COMMENT, "second", "I look into it"));
    touched_by_wang(&s);
}

static void A27_a_remark_of_others_is_made_on_the_record(void **state) {
    (void)state;
    scene_t s;
    second_of_three(&s);
    must(&s, as(&s, "gao.min", COMMAND_COMMENT, "it is urgent"));
    must(&s, as(&s, "liu.yang", COMMAND_COMMENT, "a slip"));
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
    assert_non_null(open_task(&s, "first", "liu.yang"));
    scene_free(&s);
}

static void A29_a_remark_at_a_step_is_made_by_who_has_it(void **state) {
    (void)state;
    scene_t s;
    second_of_three(&s);
    refused_with(&s, as_on(&s, "gao.min", COMMAND_COMMENT, "second", "well?"), "task.not_yours");
    error_says(&s, "holder", "wang.fang");
    refused_with(&s, as_on(&s, "wang.fang", COMMAND_COMMENT, "secund", "well?"), "step.nobody");
    error_says(&s, "step", "secund");
    refused_with(&s, as_on(&s, "li.na", COMMAND_COMMENT, "third", "well?"), "step.nobody");
    refused_with(&s, as_on(&s, "liu.yang", COMMAND_COMMENT, "first", "well?"), "task.not_open");
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL)); /* nobody has touched anything */
    scene_free(&s);
}

static void A27_a_signer_added_there_on_any_side_touches_it(void **state) {
    (void)state;
    const added_t sides[] = {ADDED_BEFORE, ADDED_AFTER, ADDED_BESIDE};
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        scene_t s;
        second_of_three(&s);
        int64_t signer = scene_person(&s, "chen.wei");
        command_t c = scene_cmd(&s, "wang.fang", COMMAND_ADD_SIGNER);
        c.people = &signer;
        c.people_count = 1;
        c.where = sides[i];
        must(&s, scene_command(&s, &c));
        touched_by_wang(&s);
    }
}

/* The signer came before the decision that opened their step: it touches nothing of what the decision opened.
 */
static void A27_who_was_added_before_the_decision_does_not_keep_it_from_being_taken_back(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->permits = PERMIT_USUAL;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang);
    submit_by(&s, "gao.min");
    int64_t signer = scene_person(&s, "chen.wei");
    command_t c = scene_cmd(&s, "liu.yang", COMMAND_ADD_SIGNER);
    c.people = &signer;
    c.people_count = 1;
    c.where = ADDED_AFTER;
    must(&s, scene_command(&s, &c));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "first.after", "chen.wei"));
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
    assert_null(open_task(&s, "first.after", NULL));
    assert_non_null(open_task(&s, "first", "liu.yang"));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A27_a_remark_of_the_next_is_made_there_though_it_names_no_step),
        cmocka_unit_test(A27_a_remark_of_others_is_made_on_the_record),
        cmocka_unit_test(A29_a_remark_at_a_step_is_made_by_who_has_it),
        cmocka_unit_test(A27_a_signer_added_there_on_any_side_touches_it),
        cmocka_unit_test(A27_who_was_added_before_the_decision_does_not_keep_it_from_being_taken_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
