/* Of whom a tally is: of one vote, once (A4), neither of a branch beside it nor of what was said before; and
 * that whoever abstains decides nothing where the first decision does (A3). */
#include "way_back_scene.h"

static source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};
static source_t li = {.kind = SOURCE_PERSON, .key = "li.na"};

/* A group of three within `parent`, each by a name of its own. */
static step_t *three(scene_t *s, int32_t parent, step_kind_t kind, const char *const names[3]) {
    source_t *who[] = {&liu, &wang, &sun};
    step_t *group = fixed_group(&s->rules, 0, parent, kind);
    int32_t no = group->no;
    for (size_t i = 0; i < 3; i++)
        fixed_leaf(&s->rules, 0, no, STEP_APPROVE, names[i], who[i])->permits = PERMIT_USUAL | PERMIT_ABSTAIN;
    return &s->rules.plans[0].steps[no - 1];
}

static step_state_t group_of(const scene_t *s, const char *member) {
    return record_step(s->record, counts(s, member)->parent)->state;
}

static const char *const a[] = {"a liu", "a wang", "a sun"}, *const b[] = {"b liu", "b wang", "b sun"};

static void A4_votes_of_a_branch_beside_it_are_none_of_its_own(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_PARALLEL);
    three(&s, 1, STEP_VOTE, a)->need = 2;
    three(&s, 1, STEP_VOTE, b)->need = 2;
    submit_by(&s, "gao.min");
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "a liu", NULL));
    must(&s, as_on(&s, "wang.fang", COMMAND_APPROVE, "b wang", NULL));
    assert_int_equal(group_of(&s, "a liu"), STEP_OPEN);
    assert_int_equal(group_of(&s, "b liu"), STEP_OPEN);
    must(&s, as_on(&s, "sun.li", COMMAND_APPROVE, "a sun", NULL));
    assert_int_equal(group_of(&s, "a liu"), STEP_PASSED);
    assert_int_equal(group_of(&s, "b liu"), STEP_OPEN);
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "b liu", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A4_what_was_voted_in_an_earlier_round_counts_no_more(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    three(&s, 0, STEP_VOTE, a)->need = 2;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, give_back(&s, "wang.fang", NULL, false));
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A4_gone_through_again_a_vote_begins_with_none(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &li);
    three(&s, 1, STEP_VOTE, a)->need = 2;
    submit_by(&s, "gao.min");
    approve(&s, "li.na");
    approve(&s, "liu.yang");
    must(&s, give_back(&s, "wang.fang", "first", false));
    approve(&s, "li.na");
    approve(&s, "sun.li");
    assert_int_equal(group_of(&s, "a liu"), STEP_OPEN);
    approve(&s, "wang.fang");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A3_whoever_abstains_leaves_the_first_decision_to_the_others(void **state) {
    (void)state;
    static const command_kind_t last[] = {COMMAND_APPROVE, COMMAND_REFUSE, COMMAND_ABSTAIN};
    for (size_t i = 0; i < 3; i++) {
        scene_t s;
        scene_init(&s);
        three(&s, 0, STEP_ANY, a);
        submit_by(&s, "gao.min");
        must(&s, as(&s, "liu.yang", COMMAND_ABSTAIN, NULL));
        assert_non_null(open_task(&s, "a wang", "wang.fang"));
        must(&s, as(&s, "wang.fang", COMMAND_ABSTAIN, NULL));
        assert_int_equal(s.record->state, RECORD_OPEN);
        must(&s, as(&s, "sun.li", last[i], "so it is"));
        assert_int_equal(s.record->state, i == 0 ? RECORD_FINISHED : RECORD_ENDED_REFUSED);
        scene_free(&s);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A4_votes_of_a_branch_beside_it_are_none_of_its_own),
        cmocka_unit_test(A4_what_was_voted_in_an_earlier_round_counts_no_more),
        cmocka_unit_test(A4_gone_through_again_a_vote_begins_with_none),
        cmocka_unit_test(A3_whoever_abstains_leaves_the_first_decision_to_the_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
