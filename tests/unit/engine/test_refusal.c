/* Refusals, returns, new rounds, withdrawal (approval.md A1, A20, A22, A42, A44). */
#include "unit/engine/scene.h"

#include "engine/withdraw.h"

static const source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static const source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};

static void two_steps(scene_t *s, refuse_policy_t policy, bool acknowledge) {
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "second", &wang);
    s->rules.flow.on_refuse = policy;
    s->rules.flow.acknowledge = acknowledge;
    submit_by(s, "gao.min");
}

static void A20_a_refusal_needs_a_reason(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s, REFUSE_FINISH, false);
    refused_with(&s, as(&s, "liu.yang", COMMAND_REFUSE, NULL), "reason.required");
    error_says(&s, "step", "first");
    refused_with(&s, as(&s, "liu.yang", COMMAND_REFUSE, "  \t"), "reason.required");
    refused_with(&s, as(&s, "liu.yang", COMMAND_REFUSE, "\u3000\u00A0"), "reason.required");
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no receipt"));
    assert_string_equal(s.record->tasks[0].opinion, "no receipt");
    scene_free(&s);
}

static void A1_with_acknowledge_the_initiator_takes_notice_first(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s, REFUSE_TO_INITIATOR, true);
    s.rules.flow.acknowledge_within = limit_hours(48);
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no receipt"));
    assert_int_equal(s.record->state, RECORD_OPEN);
    const task_t *notice = open_task(&s, "acknowledge", "gao.min");
    assert_non_null(notice);
    assert_int_equal(record_task_clock(s.record, notice)->due_at, s.now + 48 * (instant_t)MS_HOUR);
    assert_int_equal(told(&s, "task.opened", "gao.min"), 1);
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "record.to_acknowledge");
    error_says(&s, "holder", "gao.min");
    error_says(&s, "command", "submit");
    refused_with(&s, as_with(&s, "gao.min", COMMAND_EDIT, text_field("purpose", "with receipt")),
                 "record.to_acknowledge");
    refused_with(&s, as(&s, "liu.yang", COMMAND_ACKNOWLEDGE, NULL), "task.not_open");
    refused_with(&s, as(&s, "chen.wei", COMMAND_ACKNOWLEDGE, NULL), "task.not_yours");
    must(&s, as(&s, "gao.min", COMMAND_ACKNOWLEDGE, NULL));
    assert_int_equal(s.record->state, RECORD_REFUSED);
    assert_true(record_at_rest(s.record));
    scene_free(&s);
}

static void A1_a_refused_record_at_rest_is_resubmitted_as_a_new_round_under_the_same_number(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s, REFUSE_TO_INITIATOR, true);
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no receipt"));
    must(&s, as(&s, "gao.min", COMMAND_ACKNOWLEDGE, NULL));
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, text_field("purpose", "with receipt")));
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_int_equal(s.record->round, 2);
    assert_string_equal(s.record->number, "EXP-2026-000001");
    assert_int_equal(s.record->plan_count, 2);
    assert_int_equal(record_step_named(s.record, "first")->round, 2);
    assert_int_equal(s.record->steps[1].state, STEP_REFUSED); /* the earlier round is kept */
    assert_int_equal(s.record->ended_at, INSTANT_NONE);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A1_without_acknowledge_the_initiator_gets_a_task_to_revise(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s, REFUSE_TO_INITIATOR, false);
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no receipt"));
    assert_int_equal(s.record->state, RECORD_RETURNED);
    assert_non_null(open_task(&s, "revise", "gao.min"));
    assert_int_equal(told(&s, "record.returned", "gao.min"), 1);
    must(&s, as_with(&s, "gao.min", COMMAND_SUBMIT, text_field("purpose", "train")));
    assert_int_equal(s.record->round, 2);
    assert_int_equal(s.record->state, RECORD_OPEN);
    assert_int_equal(state_of(&s, "revise"), STEP_PASSED);
    assert_int_equal(s.record->tasks[1].outcome, OUTCOME_REVISED);
    assert_string_equal(record_field(s.record, "purpose")->u.text, "train");
    scene_free(&s);
}

static void A22_a_return_closes_what_is_open_and_gives_the_record_back(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s, REFUSE_FINISH, false);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    refused_with(&s, as(&s, "wang.fang", COMMAND_RETURN, ""), "reason.required");
    must(&s, as(&s, "wang.fang", COMMAND_RETURN, "which trip?"));
    assert_int_equal(s.record->state, RECORD_RETURNED);
    assert_int_equal(s.record->steps[0].state, STEP_CLOSED);
    assert_int_equal(state_of(&s, "first"), STEP_PASSED);
    assert_int_equal(state_of(&s, "second"), STEP_CLOSED);
    assert_int_equal(s.record->tasks[1].outcome, OUTCOME_RETURNED);
    assert_non_null(open_task(&s, "revise", "gao.min"));
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_int_equal(s.record->round, 2);
    assert_non_null(open_task(&s, "first", "liu.yang"));
    scene_free(&s);
}

static void A22_a_return_also_closes_the_tasks_of_those_beside(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_ALL);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_RETURN, "which trip?"));
    assert_int_equal(s.record->tasks[0].state, TASK_CLOSED);
    refused_with(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL), "task.not_open");
    error_says(&s, "by", "wang.fang");
    error_says(&s, "outcome", "returned");
    scene_free(&s);
}

static void A22_a_step_may_forbid_returns(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "first", &liu)->may_return = false;
    submit_by(&s, "gao.min");
    refused_with(&s, as(&s, "liu.yang", COMMAND_RETURN, "why"), "return.not_allowed");
    scene_free(&s);
}

static void a_new_round_keeps_its_rules_unless_the_flow_says_latest(void **state) {
    (void)state;
    for (int latest = 0; latest <= 1; latest++) {
        scene_t s;
        two_steps(&s, REFUSE_TO_INITIATOR, false);
        s.rules.flow.latest = latest;
        s.has_later = true;
        fixed_leaf(&s.later, 0, 0, STEP_APPROVE, "later", &wang);
        must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no"));
        must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
        assert_int_equal(open_task(&s, "later", "wang.fang") != NULL, latest);
        assert_int_equal(open_task(&s, "first", "liu.yang") != NULL, !latest);
        hash_t expected;
        hash_of(latest ? "later" : "fixed", 5, &expected);
        assert_memory_equal(&s.record->ruleset, &expected, sizeof expected);
        scene_free(&s);
    }
}

static void A42_before_the_first_decision_the_initiator_withdraws(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s, REFUSE_FINISH, false);
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, "found another way"));
    assert_int_equal(s.record->state, RECORD_WITHDRAWN);
    assert_int_equal(s.record->tasks[0].state, TASK_CLOSED);
    assert_true(record_at_rest(s.record));
    refused_with(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL), "task.not_open");
    error_says(&s, "state", "withdrawn");
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "record.state");
    refused_with(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL), "record.state");
    scene_free(&s);
}

static void A42_what_is_no_decision_about_the_record_does_not_bar_its_withdrawal(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s, REFUSE_FINISH, false); /* a question that the initiator answers */
    must(&s, as_to(&s, "liu.yang", COMMAND_ASK, "gao.min", "which trip?"));
    must(&s, as(&s, "gao.min", COMMAND_ANSWER, "the one to Lyon"));
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL));
    scene_free(&s);
    two_steps(&s, REFUSE_FINISH, false); /* what they prepare for who decides */
    must(&s, as_to(&s, "liu.yang", COMMAND_DELEGATE, "gao.min", "the figures, please"));
    must(&s, as(&s, "gao.min", COMMAND_DONE, "there they are"));
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL));
    scene_free(&s);
    two_steps(&s, REFUSE_FINISH, false); /* the same of somebody else: whoever decides has not */
    must(&s, as_to(&s, "liu.yang", COMMAND_DELEGATE, "li.na", "the figures, please"));
    must(&s, as(&s, "li.na", COMMAND_DONE, "there they are"));
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL));
    scene_free(&s);
    two_steps(&s, REFUSE_FINISH, false); /* a warning that was taken notice of */
    must(&s, as_to(&s, "gao.min", COMMAND_WARN, "chen.wei", "late"));
    must(&s, as(&s, "chen.wei", COMMAND_ACKNOWLEDGE, NULL));
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL));
    scene_free(&s);
}

static void A42_a_decision_that_was_taken_back_bars_nothing_and_one_that_stands_does(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s, REFUSE_FINISH, false);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, "too early"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    refused_with(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL), "withdraw.not_allowed");
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, "too early again"));
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL));
    assert_int_equal(s.record->state, RECORD_WITHDRAWN);
    scene_free(&s);
}

/* Work that the flow gives the initiator is no decision of others. */
static void A42_what_the_initiator_does_alone_is_theirs_to_withdraw_from(void **state) {
    (void)state;
    scene_t s;
    static const source_t initiator = {.kind = SOURCE_INITIATOR};
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_ACT, "list", &initiator);
    fixed_leaf(&s.rules, 0, 1, STEP_ACT, "work", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "gao.min", COMMAND_DONE, NULL));
    assert_null(withdraw_decision(s.record));
    must(&s, as(&s, "liu.yang", COMMAND_DONE, NULL));
    refused_with(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL), "withdraw.not_allowed");
    error_says(&s, "by", "liu.yang");
    scene_free(&s);
}

static void A42_after_a_decision_the_policy_of_the_flow_counts(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s, REFUSE_FINISH, false);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    refused_with(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL), "withdraw.not_allowed");
    error_says(&s, "by", "liu.yang");
    s.rules.flow.withdraw = WITHDRAW_NEVER;
    refused_with(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL), "withdraw.not_allowed");
    error_says(&s, "policy", "never");
    s.rules.flow.withdraw = WITHDRAW_BEFORE_END;
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL));
    assert_int_equal(s.record->state, RECORD_WITHDRAWN);
    scene_free(&s);
}

static void A42_decisions_of_an_earlier_round_do_not_bind_a_later_one(void **state) {
    (void)state;
    scene_t s;
    two_steps(&s, REFUSE_TO_INITIATOR, false);
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no"));
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL));
    assert_int_equal(s.record->state, RECORD_WITHDRAWN);
    scene_free(&s);
}

static void A42_drafts_and_returned_records_are_the_initiators_to_give_up(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    must(&s, draft_by(&s, "gao.min"));
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL));
    assert_int_equal(s.record->state, RECORD_WITHDRAWN);
    scene_free(&s);
    two_steps(&s, REFUSE_FINISH, false);
    must(&s, as(&s, "liu.yang", COMMAND_RETURN, "which trip?"));
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL));
    assert_int_equal(state_of(&s, "revise"), STEP_CLOSED);
    scene_free(&s);
}

static void rounds_have_a_limit_that_the_error_names(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "first", &liu);
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    submit_by(&s, "gao.min");
    /* nobody waits for a thousand rounds here: the record is taken as it would be then */
    record_t *r = scene_restart(&s);
    r->round = 1000;
    for (size_t i = 0; i < r->step_count; i++)
        r->steps[i].round = 1000;
    buf_reset(&s.bytes);
    record_encode(r, &s.bytes);
    buf_reset(&s.folded);
    record_encode(r, &s.folded);
    s.record = r;
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no"));
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "limit.rounds");
    error_says(&s, "limit", "1000");
    scene_free(&s);
}

/* Nobody is asked for what the next decision would have opened. */
static void A20_whoever_abstains_in_a_sequence_opens_nothing(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->permits = PERMIT_ALL;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_ABSTAIN, NULL));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    assert_int_equal(events_of(&s, EVENT_TASK_OPENED), 0);
    assert_int_equal(told(&s, "task.opened", "wang.fang"), 0);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A20_a_refusal_needs_a_reason),
        cmocka_unit_test(A1_with_acknowledge_the_initiator_takes_notice_first),
        cmocka_unit_test(A1_a_refused_record_at_rest_is_resubmitted_as_a_new_round_under_the_same_number),
        cmocka_unit_test(A1_without_acknowledge_the_initiator_gets_a_task_to_revise),
        cmocka_unit_test(A22_a_return_closes_what_is_open_and_gives_the_record_back),
        cmocka_unit_test(A22_a_return_also_closes_the_tasks_of_those_beside),
        cmocka_unit_test(A22_a_step_may_forbid_returns),
        cmocka_unit_test(a_new_round_keeps_its_rules_unless_the_flow_says_latest),
        cmocka_unit_test(A42_before_the_first_decision_the_initiator_withdraws),
        cmocka_unit_test(A42_what_is_no_decision_about_the_record_does_not_bar_its_withdrawal),
        cmocka_unit_test(A42_a_decision_that_was_taken_back_bars_nothing_and_one_that_stands_does),
        cmocka_unit_test(A42_what_the_initiator_does_alone_is_theirs_to_withdraw_from),
        cmocka_unit_test(A42_after_a_decision_the_policy_of_the_flow_counts),
        cmocka_unit_test(A42_decisions_of_an_earlier_round_do_not_bind_a_later_one),
        cmocka_unit_test(A42_drafts_and_returned_records_are_the_initiators_to_give_up),
        cmocka_unit_test(rounds_have_a_limit_that_the_error_names),
        cmocka_unit_test(A20_whoever_abstains_in_a_sequence_opens_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
