/* Straight back (A22) where the amount has grown beyond the authority of a stand-in (A15): what they had
 * approved is asked again, whichever way the record was led. The route itself reads no amount. */
#include "way_back_scene.h"

#define MONDAY_IN_AUGUST (INT64_C(20668) * MS_DAY + 9 * MS_HOUR) /* 2026-08-03 09:00 UTC */

static source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static source_t li = {.kind = SOURCE_PERSON, .key = "li.na"};
static field_right_t writes[] = {{"amount", ACCESS_WRITE}};

static step_t *leaf(scene_t *s, int stage, int32_t parent, const char *name, const source_t *by) {
    return fixed_leaf(&s->rules, stage, parent, STEP_APPROVE, name, by);
}

/* Zhou Jie stands in for Wang Fang, who approves up to 30 EUR. */
static void begin(scene_t *s) {
    scene_init(s);
    s->now = MONDAY_IN_AUGUST;
    s->rules.flow.amount = "amount";
    directory_builder_t *b = demo_directory_builder();
    assert_int_equal(directory_add_attribute(b, "person:wang.fang", "approval_limit", "30 EUR", NULL), 0);
    directory_unref(s->dir);
    s->dir = directory_build(b, 2, NULL);
    assert_non_null(s->dir);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
}

static void resubmit(scene_t *s, int64_t amount) {
    must(s, as_with(s, "gao.min", COMMAND_SUBMIT, money_field("amount", amount)));
}

/* first (liu), second (Wang Fang's, whom Zhou Jie stands in for), third (li), who gives it back. */
static void three(scene_t *s) {
    begin(s);
    leaf(s, 0, 1, "first", &liu)->form = (step_form_t){.rights = writes, .right_count = 1};
    leaf(s, 0, 1, "second", &wang);
    leaf(s, 0, 1, "third", &li);
    submit_by(s, "gao.min");
    approve(s, "liu.yang");
    approve(s, "zhou.jie");
}

static void A15_A22_what_a_stand_in_approved_is_asked_again_beyond_their_authority(void **state) {
    (void)state;
    scene_t s;
    three(&s);
    must(&s, give_back(&s, "li.na", NULL, true));
    resubmit(&s, 3000); /* up to the limit: it stands */
    assert_null(open_task(&s, "second", NULL));
    must(&s, give_back(&s, "li.na", NULL, true)); /* also where it was passed over before */
    resubmit(&s, 3001);
    assert_null(open_task(&s, "first", NULL)); /* who decided for themselves is not bounded */
    assert_non_null(open_task(&s, "second", "wang.fang"));
    approve(&s, "wang.fang");
    approve(&s, "li.na");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A15_A22_so_it_is_where_the_amount_grows_at_the_step_that_it_was_returned_to(void **state) {
    (void)state;
    const int64_t amounts[] = {3000, 3001};
    for (int i = 0; i < 2; i++) {
        scene_t s;
        three(&s);
        must(&s, give_back(&s, "li.na", "first", true));
        must(&s, as_with(&s, "liu.yang", COMMAND_APPROVE, money_field("amount", amounts[i])));
        assert_int_equal(open_task(&s, "second", "wang.fang") != NULL, i == 1);
        assert_int_equal(open_task(&s, "third", "li.na") != NULL, i == 0);
        scene_free(&s);
    }
}

static void A15_A22_a_vote_is_one_decision_and_asked_again_as_a_whole(void **state) {
    (void)state;
    const int64_t amounts[] = {3000, 3001};
    for (int i = 0; i < 2; i++) {
        scene_t s;
        begin(&s);
        step_t *vote = fixed_group(&s.rules, 0, 1, STEP_VOTE);
        vote->need = 2;
        leaf(&s, 0, 2, "one", &liu);
        leaf(&s, 0, 2, "other", &wang);
        leaf(&s, 0, 1, "third", &li);
        submit_by(&s, "gao.min");
        approve(&s, "liu.yang");
        approve(&s, "zhou.jie");
        must(&s, give_back(&s, "li.na", NULL, true));
        resubmit(&s, amounts[i]);
        assert_int_equal(open_task(&s, "one", "liu.yang") != NULL, i == 1);
        assert_int_equal(open_task(&s, "other", "wang.fang") != NULL, i == 1);
        scene_free(&s);
    }
}

/* first (liu, may write the amount); then a stage of second (Wang Fang's) and third (li). */
static void A15_A22_so_it_is_across_stages(void **state) {
    (void)state;
    const int64_t amounts[] = {3000, 3001};
    for (int i = 0; i < 2; i++) {
        scene_t s;
        begin(&s);
        s.rules.flow.stage_count = 2;
        s.rules.stages[1] = (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION};
        leaf(&s, 0, 1, "first", &liu)->form = (step_form_t){.rights = writes, .right_count = 1};
        fixed_group(&s.rules, 1, 0, STEP_SEQUENCE);
        leaf(&s, 1, 1, "second", &wang);
        leaf(&s, 1, 1, "third", &li);
        submit_by(&s, "gao.min");
        approve(&s, "liu.yang");
        approve(&s, "zhou.jie");
        must(&s, give_back(&s, "li.na", "first", true));
        must(&s, as_with(&s, "liu.yang", COMMAND_APPROVE, money_field("amount", amounts[i])));
        assert_int_equal(open_task(&s, "second", "wang.fang") != NULL, i == 1);
        scene_free(&s);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A15_A22_what_a_stand_in_approved_is_asked_again_beyond_their_authority),
        cmocka_unit_test(A15_A22_so_it_is_where_the_amount_grows_at_the_step_that_it_was_returned_to),
        cmocka_unit_test(A15_A22_a_vote_is_one_decision_and_asked_again_as_a_whole),
        cmocka_unit_test(A15_A22_so_it_is_across_stages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
