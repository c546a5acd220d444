/* Nobody decides their own request (A12), and where the initiator is the flow's fallback too, with nobody
 * above, nobody comes instead. That is said as the record is submitted, not to whoever approves the step
 * before. Li Na is the director and the fallback. */
#include "scene.h"

static source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static source_t li = {.kind = SOURCE_PERSON, .key = "li.na"};
static source_t li_and_zhao = {
    .kind = SOURCE_PERSON, .key = "li.na", .next = &(source_t){.kind = SOURCE_PERSON, .key = "zhao.lei"}};

/* first (Liu Yang), then head by that source */
static step_t *first_then(scene_t *s, const source_t *head) {
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "first", &liu);
    step_t *step = fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "head", head);
    step->why.file = "demo.lua";
    step->why.line = 7;
    return step;
}

static int submitted(scene_t *s, const char *who) {
    must(s, draft_by(s, who));
    return as(s, who, COMMAND_SUBMIT, NULL);
}

static void
A12_a_step_to_come_that_nobody_but_the_initiator_could_have_is_told_as_it_is_submitted(void **state) {
    (void)state;
    scene_t s;
    first_then(&s, &li);
    refused_with(&s, submitted(&s, "li.na"), "self.approval");
    error_says(&s, "step", "head");
    error_says(&s, "initiator", "li.na");
    assert_string_equal(s.d.file, "demo.lua");
    assert_int_equal(s.d.line, 7);
    assert_int_equal(s.record->state, RECORD_DRAFT);
    assert_int_equal(s.out.incident_count, 1); /* whoever keeps the rules hears of it */
    assert_string_equal(s.out.incidents[0].code, "self.approval");
    scene_free(&s);
    first_then(&s, &li); /* everybody else's is decided by her */
    must(&s, submitted(&s, "gao.min"));
    scene_free(&s);
}

static void A12_it_is_not_told_where_somebody_else_may_have_it(void **state) {
    (void)state;
    scene_t s;
    first_then(&s, &li_and_zhao); /* one of two remains */
    must(&s, submitted(&s, "li.na"));
    scene_free(&s);
    first_then(&s, &li);
    s.rules.flow.fallback = &li_and_zhao; /* another fallback comes instead */
    must(&s, submitted(&s, "li.na"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "head", "zhao.lei"));
    scene_free(&s);
    step_t *step = first_then(&s, &li); /* the rule allows it in words */
    step->on_self = SELF_ALLOWED;
    step->passes_because = "the director's own expenses are looked at by the board";
    must(&s, submitted(&s, "li.na"));
    scene_free(&s);
    step = first_then(&s, &li); /* nothing is decided there */
    step->kind = STEP_ACT;
    must(&s, submitted(&s, "li.na"));
    scene_free(&s);
    step = first_then(&s, &li); /* the step is not needed */
    step->state = STEP_LEFT_OUT;
    step->left_out = "condition";
    must(&s, submitted(&s, "li.na"));
    scene_free(&s);
}

/* What a function says on the way may be something else. */
static void A12_whom_a_function_will_name_is_told_when_the_step_opens(void **state) {
    (void)state;
    static const source_t function = {.kind = SOURCE_FUNCTION, .key = "who"};
    scene_t s;
    first_then(&s, &function);
    s.rules.people = &li;
    must(&s, submitted(&s, "li.na"));
    refused_with(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL), "self.approval");
    s.rules.people = &liu;
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            A12_a_step_to_come_that_nobody_but_the_initiator_could_have_is_told_as_it_is_submitted),
        cmocka_unit_test(A12_it_is_not_told_where_somebody_else_may_have_it),
        cmocka_unit_test(A12_whom_a_function_will_name_is_told_when_the_step_opens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
