/* Straight back after a return to the initiator (A22): whom the resubmitted record comes to. */
#include "way_back_scene.h"

static source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static source_t li = {.kind = SOURCE_PERSON, .key = "li.na"};
static source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};
static fact_t amount_read = {.path = "amount", .text = "26.85 EUR"};

static step_t *leaf(scene_t *s, int stage, int32_t parent, const char *name, const source_t *by) {
    return fixed_leaf(&s->rules, stage, parent, STEP_APPROVE, name, by);
}

static void begin(scene_t *s) {
    scene_init(s);
    s->rules.plans[0].facts = &amount_read;
    s->rules.plans[0].fact_count = 1;
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
}

/* Back to Gao Min, who submitted it. */
static void returned(scene_t *s, const char *who, bool straight) {
    must(s, give_back(s, who, NULL, straight));
    assert_int_equal(s->record->state, RECORD_RETURNED);
}

static void resubmit(scene_t *s, const field_t *field) {
    command_t c = scene_cmd(s, "gao.min", COMMAND_SUBMIT);
    field_t fields[1];
    if (field) fields[0] = *field;
    c.fields = fields;
    c.field_count = field != NULL;
    must(s, scene_command(s, &c));
    assert_int_equal(s->record->round, 2);
}

/* first (liu), second (wang), third (li), who gives it back; it is resubmitted with that field. */
static void three_and_back(scene_t *s, bool straight, const field_t *field) {
    begin(s);
    leaf(s, 0, 1, "first", &liu);
    leaf(s, 0, 1, "second", &wang);
    leaf(s, 0, 1, "third", &li);
    submit_by(s, "gao.min");
    approve(s, "liu.yang");
    approve(s, "wang.fang");
    returned(s, "li.na", straight);
    resubmit(s, field);
}

static void A22_from_the_initiator_too_it_comes_straight_back_to_whoever_returned_it(void **state) {
    (void)state;
    scene_t s;
    field_t purpose = text_field("purpose", "another");
    three_and_back(&s, true, &purpose);
    assert_null(open_task(&s, "first", NULL));
    assert_int_equal(state_of(&s, "second"), STEP_LEFT_OUT);
    const step_t *second = record_step_named(s.record, "second");
    assert_string_equal(second->left_out, "straight");
    assert_int_equal(record_step(s.record, second->origin)->state, STEP_PASSED);
    approve(&s, "li.na");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
    three_and_back(&s, false, NULL); /* unless it says so, through every step again */
    assert_non_null(open_task(&s, "first", "liu.yang"));
    assert_null(open_task(&s, "third", NULL));
    scene_free(&s);
}

static void A22_a_field_that_the_route_reads_changed_by_the_initiator_asks_all_again(void **state) {
    (void)state;
    scene_t s;
    field_t amount = money_field("amount", 999900);
    three_and_back(&s, true, &amount);
    assert_non_null(open_task(&s, "first", "liu.yang"));
    approve(&s, "liu.yang");
    assert_non_null(open_task(&s, "second", "wang.fang"));
    scene_free(&s);
}

static void A22_returned_to_the_initiator_twice_who_had_passed_it_is_not_asked_at_last(void **state) {
    (void)state;
    scene_t s;
    three_and_back(&s, true, NULL);
    returned(&s, "li.na", true);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_int_equal(s.record->round, 3);
    assert_null(open_task(&s, "first", NULL));
    assert_non_null(open_task(&s, "third", "li.na"));
    returned(&s, "li.na", false); /* through: all are asked */
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_non_null(open_task(&s, "first", "liu.yang"));
    scene_free(&s);
}

/* first (liu); then a stage of second (wang) and third (li), who gives it back: resubmitted with that field.
 */
static void back_from_the_second_stage(scene_t *s, const field_t *field) {
    begin(s);
    s->rules.flow.stage_count = 2;
    s->rules.stages[1] = (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION};
    leaf(s, 0, 1, "first", &liu);
    fixed_group(&s->rules, 1, 0, STEP_SEQUENCE);
    leaf(s, 1, 1, "second", &wang);
    leaf(s, 1, 1, "third", &li);
    submit_by(s, "gao.min");
    approve(s, "liu.yang");
    approve(s, "wang.fang");
    returned(s, "li.na", true);
    resubmit(s, field);
}

static void A22_straight_from_the_initiator_past_a_whole_stage(void **state) {
    (void)state;
    scene_t s;
    field_t amount = money_field("amount", 999900); /* the first stage's rule reads it */
    back_from_the_second_stage(&s, NULL);
    assert_non_null(open_task(&s, "third", "li.na"));
    approve(&s, "li.na");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
    back_from_the_second_stage(&s, &amount);
    assert_non_null(open_task(&s, "first", "liu.yang"));
    approve(&s, "liu.yang");
    assert_non_null(open_task(&s, "second", "wang.fang"));
    scene_free(&s);
}

static void A22_straight_from_the_initiator_what_had_not_passed_is_asked_and_a_vote_as_a_whole(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    fixed_group(&s.rules, 0, 1, STEP_PARALLEL);
    leaf(&s, 0, 2, "passed", &liu);
    leaf(&s, 0, 2, "open", &wang);
    leaf(&s, 0, 2, "returns", &li);
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    returned(&s, "li.na", true);
    resubmit(&s, NULL);
    assert_null(open_task(&s, "passed", NULL));
    assert_non_null(open_task(&s, "open", "wang.fang"));
    assert_non_null(open_task(&s, "returns", "li.na"));
    scene_free(&s);
    begin(&s);
    fixed_group(&s.rules, 0, 1, STEP_ANY); /* one decided it: the other is not asked either */
    leaf(&s, 0, 2, "decides", &sun);
    leaf(&s, 0, 2, "closed", &wang);
    fixed_group(&s.rules, 0, 1, STEP_VOTE)->need = 2;
    leaf(&s, 0, 5, "voted", &liu);
    leaf(&s, 0, 5, "other", &wang);
    leaf(&s, 0, 5, "returns", &li);
    submit_by(&s, "gao.min");
    approve(&s, "sun.li");
    approve(&s, "liu.yang");
    returned(&s, "li.na", true);
    resubmit(&s, NULL);
    assert_null(open_task(&s, "decides", NULL));
    assert_null(open_task(&s, "closed", NULL));
    assert_non_null(open_task(&s, "voted", "liu.yang"));
    assert_non_null(open_task(&s, "other", "wang.fang"));
    assert_non_null(open_task(&s, "returns", "li.na"));
    scene_free(&s);
}

static void A22_straight_from_the_initiator_to_whoever_had_been_handed_the_task(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    leaf(&s, 0, 1, "first", &liu);
    leaf(&s, 0, 1, "second", &wang);
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    int64_t sun_li = scene_person(&s, "sun.li");
    command_t hand = scene_cmd(&s, "wang.fang", COMMAND_TRANSFER);
    hand.people = &sun_li;
    hand.people_count = 1;
    must(&s, scene_command(&s, &hand));
    returned(&s, "sun.li", true);
    resubmit(&s, NULL);
    assert_non_null(open_task(&s, "second", "sun.li"));
    scene_free(&s);
}

static void A22_where_other_people_are_named_now_or_the_step_is_gone_they_are_asked(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    leaf(&s, 0, 1, "first", &liu);
    step_t *second = leaf(&s, 0, 1, "second", &wang);
    step_t *third = leaf(&s, 0, 1, "third", &li);
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    approve(&s, "wang.fang");
    returned(&s, "li.na", true);
    second->by = &sun;
    resubmit(&s, NULL);
    assert_null(open_task(&s, "first", NULL));
    assert_non_null(open_task(&s, "second", "sun.li"));
    approve(&s, "sun.li");
    returned(&s, "li.na", true);
    third->name = "last";
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_non_null(open_task(&s, "first", "liu.yang")); /* nobody to come straight back to */
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A22_from_the_initiator_too_it_comes_straight_back_to_whoever_returned_it),
        cmocka_unit_test(A22_a_field_that_the_route_reads_changed_by_the_initiator_asks_all_again),
        cmocka_unit_test(A22_returned_to_the_initiator_twice_who_had_passed_it_is_not_asked_at_last),
        cmocka_unit_test(A22_straight_from_the_initiator_past_a_whole_stage),
        cmocka_unit_test(A22_straight_from_the_initiator_what_had_not_passed_is_asked_and_a_vote_as_a_whole),
        cmocka_unit_test(A22_straight_from_the_initiator_to_whoever_had_been_handed_the_task),
        cmocka_unit_test(A22_where_other_people_are_named_now_or_the_step_is_gone_they_are_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
