/* What an initiator may still do when the record has ended: withdraw it (A42); whom that tells, and what is
 * told once more (A30). */
#include "scene.h"

static source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};

/* Approved by both, a copy sent; the flow lets it be withdrawn for two working days after that. */
static void approved(scene_t *s) {
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "second", &wang);
    fixed_leaf(&s->rules, 0, 1, STEP_COPY, "office", &sun);
    s->rules.flow.withdraw = WITHDRAW_AFTER_APPROVAL;
    s->rules.flow.withdraw_within = limit_workdays(2);
    submit_by(s, "gao.min");
    must(s, as(s, "liu.yang", COMMAND_APPROVE, NULL));
    must(s, as(s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s->record->state, RECORD_FINISHED);
}

static void A42_after_the_approval_it_is_open_again_with_the_initiator_and_all_that_was_stays(void **state) {
    (void)state;
    scene_t s;
    approved(&s);
    char number[32];
    snprintf(number, sizeof number, "%s", s.record->number);
    size_t tasks = s.record->task_count, steps = s.record->step_count;
    refused_with(&s, as(&s, "liu.yang", COMMAND_WITHDRAW, NULL), "record.not_yours");
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, "the supplier has gone"));
    assert_int_equal(s.record->state, RECORD_RETURNED);
    assert_true(s.record->ended_at == INSTANT_NONE);
    assert_string_equal(s.record->number, number);
    assert_int_equal(s.record->round, 1);
    assert_int_equal(state_of(&s, "first"), STEP_PASSED);
    assert_int_equal(s.record->step_count, steps + 1);
    assert_int_equal(s.record->task_count, tasks + 1);
    assert_non_null(open_task(&s, "revise", "gao.min"));
    assert_int_equal(events_of(&s, EVENT_REOPENED), 1);
    must(&s, as_with(&s, "gao.min", COMMAND_SUBMIT, money_field("amount", 99)));
    assert_int_equal(s.record->round, 2);
    assert_string_equal(s.record->number, number);
    assert_non_null(open_task(&s, "first", "liu.yang"));
    scene_free(&s);
}

static void A42_those_who_were_told_of_the_end_are_told_once_each(void **state) {
    (void)state;
    scene_t s;
    approved(&s);
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, "the supplier has gone"));
    assert_int_equal(told(&s, "record.reopened", NULL), 3);
    assert_int_equal(told(&s, "record.reopened", "liu.yang"), 1);
    assert_int_equal(told(&s, "record.reopened", "wang.fang"), 1);
    assert_int_equal(told(&s, "record.reopened", "sun.li"), 1);
    assert_string_equal(s.out.messages[0].text, "the supplier has gone");
    scene_free(&s);
}

static void A30_a_copy_called_back_by_a_reopening_is_sent_again_at_the_new_end(void **state) {
    (void)state;
    scene_t s;
    approved(&s);
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL));
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(told(&s, "record.copied", "sun.li"), 1);
    scene_free(&s);
}

static void A42_at_the_instant_its_time_is_over_it_is_too_late(void **state) {
    (void)state;
    scene_t s;
    approved(&s);
    /* two working days from Monday morning end with Wednesday, at midnight here */
    instant_t end = (SCENE_START / MS_DAY + 3) * MS_DAY;
    s.now = end;
    refused_with(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL), "withdraw.not_allowed");
    error_says(&s, "policy", "after_approval");
    char at[INSTANT_TEXT];
    error_says(&s, "until", instant_format(end, 0, true, at));
    s.now = end - 1;
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL));
    scene_free(&s);
}

static void A42_after_approval_means_before_it_too_and_no_other_end(void **state) {
    (void)state;
    scene_t s;
    approved(&s);
    s.rules.flow.withdraw = WITHDRAW_BEFORE_END;
    refused_with(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL), "record.state");
    s.rules.flow.withdraw = WITHDRAW_AFTER_APPROVAL;
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL));
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, "for good")); /* what is back with them is theirs */
    assert_int_equal(s.record->state, RECORD_WITHDRAWN);
    refused_with(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL), "record.state");
    scene_free(&s);
    approved(&s);
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL));
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL)); /* decided already, and not ended */
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL));
    assert_int_equal(s.record->state, RECORD_WITHDRAWN);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A42_after_the_approval_it_is_open_again_with_the_initiator_and_all_that_was_stays),
        cmocka_unit_test(A42_those_who_were_told_of_the_end_are_told_once_each),
        cmocka_unit_test(A30_a_copy_called_back_by_a_reopening_is_sent_again_at_the_new_end),
        cmocka_unit_test(A42_at_the_instant_its_time_is_over_it_is_too_late),
        cmocka_unit_test(A42_after_approval_means_before_it_too_and_no_other_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
