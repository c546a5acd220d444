/* What an initiator may still do when the record has ended: withdraw it (A42); whom that tells, and what is
 * told once more (A30); a draft made from an earlier one (A45). */
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
    scene_init(&s); /* whoever decided twice hears it once */
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &liu);
    s.rules.flow.withdraw = WITHDRAW_AFTER_APPROVAL;
    s.rules.flow.withdraw_within = limit_workdays(2);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL));
    assert_int_equal(told(&s, "record.reopened", "liu.yang"), 1);
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

static void A30_who_reads_a_copy_leaves_a_receipt_with_both_times_once(void **state) {
    (void)state;
    scene_t s;
    approved(&s);
    instant_t sent = s.now;
    s.now += MS_HOUR;
    refused_with(&s, as(&s, "liu.yang", COMMAND_READ, NULL), "copy.none"); /* has decided, was sent none */
    must(&s, as(&s, "sun.li", COMMAND_READ, NULL));
    assert_int_equal(events_of(&s, EVENT_COPY_READ), 1);
    const task_t *copy = record_task(s.record, s.out.task);
    assert_true(copy->opened_at == sent && copy->ended_at == s.now);
    assert_true(copy->decided_by == scene_person(&s, "sun.li"));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    s.now += MS_HOUR;
    must(&s, as(&s, "sun.li", COMMAND_READ, NULL)); /* again: it stays as it is */
    assert_int_equal(s.out.event_count, 0);
    scene_free(&s);
}

static void A30_the_flow_names_who_gets_a_copy_at_either_end_once_a_person(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    source_t both = {.kind = SOURCE_PERSON, .key = "sun.li", .next = &wang};
    s.rules.flow.copy_at_end = &both;
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_COPY, "office", &sun);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(told(&s, "record.copied", "sun.li"), 1); /* by the step: not by the end too */
    assert_int_equal(told(&s, "record.copied", "wang.fang"), 1);
    assert_int_equal(state_of(&s, "copy_at_end"), STEP_PASSED);
    scene_free(&s);
    scene_init(&s);
    s.rules.flow.copy_at_end = &both;
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "first", &liu);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    assert_int_equal(told(&s, "record.copied", NULL), 2);
    scene_free(&s);
}

static void A40_a_draft_may_lack_anything_and_is_nobody_elses_to_remark_on(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    command_t c = scene_cmd(&s, "gao.min", COMMAND_DRAFT);
    c.flow = "demo.expense";
    must(&s, scene_command(&s, &c));
    refused_with(&s, as(&s, "chen.wei", COMMAND_COMMENT, "what is this?"), "record.not_yours");
    must(&s, as(&s, "gao.min", COMMAND_COMMENT, "to be filled in"));
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "form.invalid");
    assert_int_equal(s.record->state, RECORD_DRAFT);
    scene_free(&s);
}

static void A45_a_copy_has_the_values_and_nothing_else_and_knows_where_it_comes_from(void **state) {
    (void)state;
    scene_t s;
    approved(&s);
    int64_t earlier = s.record->id;
    char number[32];
    snprintf(number, sizeof number, "%s", s.record->number);
    refused_with(&s, as(&s, "liu.yang", COMMAND_COPY, NULL), "record.not_yours");
    must(&s, as(&s, "gao.min", COMMAND_COPY, NULL));
    assert_true(s.record->id != earlier);
    assert_int_equal(s.record->state, RECORD_DRAFT);
    assert_null(s.record->number);
    assert_int_equal(s.record->step_count + s.record->task_count + (size_t)s.record->comments, 0);
    assert_int_equal(record_field(s.record, "amount")->u.money.minor, 2685);
    assert_true(s.record->made_from == earlier);
    assert_string_equal(s.record->made_from_number, number);
    assert_null(s.record->made_from_left_out);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_true(strcmp(s.record->number, number) != 0);
    scene_free(&s);
}

static void A45_what_the_flow_no_longer_has_or_takes_is_left_out_by_name(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    must(&s, draft_by(&s, "gao.min"));
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, text_field("purpose", "tickets")));
    s.rules.fields[1].name = "aim";     /* purpose is gone */
    s.rules.fields[0].currency = "CNY"; /* and amounts are of another kind now */
    must(&s, as(&s, "gao.min", COMMAND_COPY, NULL));
    assert_int_equal(s.record->field_count, 0);
    assert_string_equal(s.record->made_from_left_out, "amount, purpose");
    scene_free(&s);
}

static void A45_what_is_given_with_it_goes_before_what_the_other_record_has(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    must(&s, draft_by(&s, "gao.min"));
    must(&s, as_with(&s, "gao.min", COMMAND_COPY, money_field("amount", 99)));
    assert_int_equal(record_field(s.record, "amount")->u.money.minor, 99);
    refused_with(&s, as_with(&s, "gao.min", COMMAND_COPY, text_field("amount", "x")), "form.invalid");
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A42_after_the_approval_it_is_open_again_with_the_initiator_and_all_that_was_stays),
        cmocka_unit_test(A42_those_who_were_told_of_the_end_are_told_once_each),
        cmocka_unit_test(A30_a_copy_called_back_by_a_reopening_is_sent_again_at_the_new_end),
        cmocka_unit_test(A42_at_the_instant_its_time_is_over_it_is_too_late),
        cmocka_unit_test(A30_who_reads_a_copy_leaves_a_receipt_with_both_times_once),
        cmocka_unit_test(A30_the_flow_names_who_gets_a_copy_at_either_end_once_a_person),
        cmocka_unit_test(A40_a_draft_may_lack_anything_and_is_nobody_elses_to_remark_on),
        cmocka_unit_test(A45_a_copy_has_the_values_and_nothing_else_and_knows_where_it_comes_from),
        cmocka_unit_test(A45_what_the_flow_no_longer_has_or_takes_is_left_out_by_name),
        cmocka_unit_test(A45_what_is_given_with_it_goes_before_what_the_other_record_has),
        cmocka_unit_test(A42_after_approval_means_before_it_too_and_no_other_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
