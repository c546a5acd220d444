/* The green channel (A64): what becomes of a debt on the ways that a record goes: given back, in a new round,
 * ended, migrated. */
#include "green_scene.h"

static source_t deputy = {.kind = SOURCE_FIELD, .key = "deputy"};

/* ---- the ways that a record goes */

/* head is owed, build (wang.fang) has begun, and is given back to its initiator. */
static void given_back(scene_t *s) {
    channel_scene(s);
    fixed_leaf(&s->rules, 0, 0, STEP_APPROVE, "head", &liu);
    two_stages(s);
    must(s, submit_urgent(s, "now"));
    must(s, as(s, "wang.fang", COMMAND_RETURN, "what is it for?"));
    assert_int_equal(s->record->state, RECORD_RETURNED);
}

static void A64_given_back_to_its_initiator_it_stays_owed_and_nobody_withdraws_from_it(void **state) {
    (void)state;
    scene_t s;
    given_back(&s);
    assert_non_null(open_task(&s, "head.owed", "liu.yang"));
    assert_int_equal(clock_of(&s, "head.owed"), CLOCK_RUNNING);
    refused_with(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL), "withdraw.not_allowed");
    error_says(&s, "policy", "owed");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, "seen afterwards"));
    assert_int_equal(state_of(&s, "head.owed"), STEP_PASSED);
    assert_int_equal(s.record->state, RECORD_RETURNED);
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL));
    scene_free(&s);
}

static void A64_refused_while_the_initiator_has_it_it_is_owed_no_longer(void **state) {
    (void)state;
    scene_t s;
    given_back(&s);
    must(&s, as_on(&s, "liu.yang", COMMAND_REFUSE, "head.owed", "who wanted that?"));
    assert_int_equal(s.record->state, RECORD_RETURNED);
    assert_int_equal(told(&s, "record.debt_refused", "gao.min"), 1);
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL));
    scene_free(&s);
}

static void
A64_a_new_round_asks_for_every_approval_first_and_its_approval_makes_up_for_the_debt(void **state) {
    (void)state;
    scene_t s;
    given_back(&s);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_non_null(open_task(&s, "head", "liu.yang"));
    assert_non_null(open_task(&s, "head.owed", "liu.yang"));
    assert_int_not_equal(s.record->urgent, s.record->round);
    refused_with(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL), "withdraw.not_allowed");
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "head", NULL));
    assert_int_equal(state_of(&s, "head.owed"), STEP_CLOSED);
    assert_string_equal(record_step_named(s.record, "head.owed")->left_out, "made_up");
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A64_refused_in_a_new_round_the_debt_refuses_the_record(void **state) {
    (void)state;
    scene_t s;
    given_back(&s);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    must(&s, as_on(&s, "liu.yang", COMMAND_REFUSE, "head.owed", "who wanted that?"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A64_urgent_again_what_makes_up_for_the_later_debt_makes_up_for_the_earlier(void **state) {
    (void)state;
    scene_t s;
    given_back(&s);
    command_t c = scene_cmd(&s, "gao.min", COMMAND_SUBMIT);
    c.urgent = true;
    c.text = "still";
    must(&s, scene_command(&s, &c));
    assert_non_null(open_task(&s, "head.owed2", "liu.yang"));
    assert_non_null(open_task(&s, "head.owed", "liu.yang"));
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OWING);
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "head.owed2", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A64_no_time_out_of_the_revision_ends_what_is_owed(void **state) {
    (void)state;
    rung_act_t act = {.action = RUNG_REFUSE, .because = "nobody answered"};
    rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    scene_t s;
    channel_scene(&s);
    s.rules.flow.green_within = limit_workdays(50);
    s.rules.flow.overdue = (ladder_t){.rungs = &rung, .count = 1};
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "head", &liu);
    two_stages(&s);
    must(&s, submit_urgent(&s, "now"));
    must(&s, as(&s, "wang.fang", COMMAND_RETURN, "what is it for?"));
    assert_true(fire_next(&s));
    assert_int_equal(s.record->state, RECORD_RETURNED);
    assert_string_equal(s.out.incidents[0].code, "green.owed");
    assert_non_null(open_task(&s, "revise", "gao.min")); /* whose it is, and the fallback hears of it */
    assert_int_equal(told(&s, "task.overdue", "li.na"), 1);
    assert_non_null(open_task(&s, "head.owed", "liu.yang"));
    scene_free(&s);
}

static void A64_returned_within_the_stage_it_stays_owed(void **state) {
    (void)state;
    scene_t s;
    channel_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_ACT, "pack", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "head", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_ACT, "ship", &li)->may_return = true;
    must(&s, submit_urgent(&s, "now"));
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    command_t c = scene_cmd(&s, "li.na", COMMAND_RETURN);
    c.to_step = "pack";
    c.text = "the wrong box";
    must(&s, scene_command(&s, &c));
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    assert_non_null(open_task(&s, "ship", "li.na"));
    assert_non_null(open_task(&s, "head.owed", "liu.yang"));
    scene_free(&s);
}

static void A64_cancelled_or_suspended_as_what_an_exception_owes(void **state) {
    (void)state;
    scene_t s;
    work_between(&s);
    must(&s, act(&s, "xu.jing", COMMAND_SUSPEND, NULL, NULL));
    assert_int_equal(clock_of(&s, "head.owed"), CLOCK_PAUSED);
    must(&s, act(&s, "xu.jing", COMMAND_RESUME, NULL, NULL));
    assert_int_equal(clock_of(&s, "head.owed"), CLOCK_RUNNING);
    must(&s, act(&s, "xu.jing", COMMAND_CANCEL, NULL, NULL));
    assert_true(record_at_rest(s.record));
    scene_free(&s);
}

/* Others than those who owe it refuse: nobody can make it up any more, and it was never made up. */
static void A64_what_ends_with_its_record_was_never_made_up(void **state) {
    (void)state;
    enum { REFUSED, CANCELLED, AT_REST, BY_WHO_OWES, ENDS };
    for (int end = 0; end < ENDS; end++) {
        scene_t s;
        channel_scene(&s);
        if (end == AT_REST) s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
        if (end == AT_REST) s.rules.flow.acknowledge = true;
        fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
        fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "head", &liu);
        fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "boss", &li);
        s.rules.flow.stage_count = 2;
        s.rules.stages[1] = (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION};
        fixed_leaf(&s.rules, 1, 0, STEP_APPROVE, "inspect", &chen);
        must(&s, submit_urgent(&s, "now"));
        if (end == CANCELLED)
            must(&s, act(&s, "xu.jing", COMMAND_CANCEL, NULL, NULL));
        else if (end == BY_WHO_OWES)
            must(&s, as(&s, "li.na", COMMAND_REFUSE, "never"));
        else
            must(&s, as(&s, "chen.wei", COMMAND_REFUSE, "useless"));
        if (end == AT_REST) assert_non_null(open_task(&s, "head.owed", "liu.yang")); /* until then */
        if (end == AT_REST) must(&s, as(&s, "gao.min", COMMAND_ACKNOWLEDGE, NULL));
        assert_true(record_at_rest(s.record));
        const step_t *head = record_step_named(s.record, "head.owed");
        assert_int_equal(head->state, STEP_CLOSED);
        assert_string_equal(head->left_out, end == BY_WHO_OWES ? "outcome" : "record_ended");
        assert_int_equal(record_never_made_up(s.record, head), end != BY_WHO_OWES);
        if (end == AT_REST) { /* gone through again, with every approval */
            must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
            assert_true(record_never_made_up(s.record, record_step_named(s.record, "head.owed")));
            must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
            must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
            must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
            assert_int_equal(s.record->state, RECORD_FINISHED);
            assert_false(record_never_made_up(s.record, record_step_named(s.record, "head.owed")));
        }
        scene_free(&s);
    }
}

/* Nobody can make it up: an administrator says why it need not be, and who applied for it does not (A52). */
static void
A52_A64_what_was_never_made_up_is_excused_by_an_exception_and_nothing_is_owed_for_it(void **state) {
    (void)state;
    scene_t s;
    channel_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "head", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "boss", &li);
    fixed_leaf(&s.rules, 0, 1, STEP_ACT, "work", &chen);
    must(&s, submit_urgent(&s, "now"));
    must(&s, act(&s, "xu.jing", COMMAND_CANCEL, NULL, NULL));
    refused_with(&s, act(&s, "xu.jing", COMMAND_EXCEPTION, "work", NULL), "record.state");
    refused_with(&s, act(&s, "liu.yang", COMMAND_EXCEPTION, "head.owed", NULL), "actor.not_administrator");
    must(&s, act(&s, "xu.jing", COMMAND_EXCEPTION, "head.owed", NULL));
    assert_int_equal(events_of(&s, EVENT_ADMINISTERED), 1);
    assert_int_equal(events_of(&s, EVENT_DEBT_EXCUSED), 1);
    assert_int_equal(told(&s, "record.excused", "gao.min"), 1);
    assert_false(record_never_made_up(s.record, record_step_named(s.record, "head.owed")));
    assert_string_equal(record_step_named(s.record, "head.owed")->left_out, "excused");
    assert_true(record_never_made_up(s.record, record_step_named(s.record, "boss.owed")));
    assert_int_equal(s.record->state, RECORD_CANCELLED);
    refused_with(&s, act(&s, "xu.jing", COMMAND_EXCEPTION, "head.owed", NULL), "record.state"); /* once */
    scene_free(&s);
}

static void A64_a_vote_that_is_owed_is_closed_as_a_whole(void **state) {
    (void)state;
    scene_t s;
    channel_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_VOTE)->need = 2;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "a", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "b", &wang);
    two_stages(&s);
    must(&s, submit_urgent(&s, "now"));
    must(&s, act(&s, "xu.jing", COMMAND_CANCEL, NULL, NULL));
    assert_true(record_at_rest(s.record));
    assert_int_equal(state_of(&s, "b.owed"), STEP_CLOSED);
    scene_free(&s);
}

static void A53_migrated_what_is_owed_is_not_asked_in_the_plan_as_well(void **state) {
    (void)state;
    scene_t s;
    work_between(&s);
    s.has_later = true;
    fixed_group(&s.later, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "head", &liu);
    fixed_leaf(&s.later, 0, 1, STEP_ACT, "ship", &gao);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "boss", &li);
    must(&s, act(&s, "xu.jing", COMMAND_MIGRATE, NULL, NULL));
    assert_int_equal(state_of(&s, "head"), STEP_LEFT_OUT);
    assert_non_null(open_task(&s, "head.owed", "liu.yang"));
    must(&s, as(&s, "gao.min", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_OWING);
    scene_free(&s);
}

static void A27_a_decision_taken_back_takes_what_is_owed_for_the_stage_that_it_opened(void **state) {
    (void)state;
    scene_t s;
    channel_scene(&s);
    s.rules.flow.stage_count = 2;
    s.rules.stages[1] = (stage_def_t){.name = "again", .kind = STAGE_APPROVAL};
    fixed_leaf(&s.rules, 0, 0, STEP_ACT, "pack", &wang)->permits = PERMIT_USUAL;
    fixed_group(&s.rules, 1, 0, STEP_SEQUENCE);
    /* nobody names them in the form, so it is not asked ahead of its stage, and goes to the fallback then */
    fixed_leaf(&s.rules, 1, 1, STEP_APPROVE, "boss", &deputy);
    fixed_leaf(&s.rules, 1, 1, STEP_ACT, "ship", &liu);
    must(&s, submit_urgent(&s, "now"));
    assert_null(record_step_named(s.record, "boss.owed"));
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    assert_non_null(open_task(&s, "boss.owed", "li.na"));
    must(&s, as(&s, "wang.fang", COMMAND_TAKE_BACK, NULL));
    assert_int_equal(state_of(&s, "boss.owed"), STEP_CLOSED);
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    assert_non_null(open_task(&s, "boss.owed2", "li.na")); /* once */
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    refused_with(&s, as(&s, "wang.fang", COMMAND_TAKE_BACK, NULL), "take_back.touched");
    scene_free(&s);
}

/* Whoever is named as having decided a step is whoever made it up. */
static void A10_who_made_up_an_approval_is_its_decider(void **state) {
    (void)state;
    static source_t decider = {.kind = SOURCE_DECIDER, .key = "head"};
    scene_t s;
    channel_scene(&s);
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "head", &liu);
    two_stages(&s);
    s.rules.steps[1][2].by = &decider;
    must(&s, submit_urgent(&s, "now"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    assert_non_null(open_task(&s, "inspect", "liu.yang"));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A64_given_back_to_its_initiator_it_stays_owed_and_nobody_withdraws_from_it),
        cmocka_unit_test(A64_refused_while_the_initiator_has_it_it_is_owed_no_longer),
        cmocka_unit_test(
            A64_a_new_round_asks_for_every_approval_first_and_its_approval_makes_up_for_the_debt),
        cmocka_unit_test(A64_refused_in_a_new_round_the_debt_refuses_the_record),
        cmocka_unit_test(A64_urgent_again_what_makes_up_for_the_later_debt_makes_up_for_the_earlier),
        cmocka_unit_test(A64_no_time_out_of_the_revision_ends_what_is_owed),
        cmocka_unit_test(A64_returned_within_the_stage_it_stays_owed),
        cmocka_unit_test(A64_cancelled_or_suspended_as_what_an_exception_owes),
        cmocka_unit_test(A64_what_ends_with_its_record_was_never_made_up),
        cmocka_unit_test(
            A52_A64_what_was_never_made_up_is_excused_by_an_exception_and_nothing_is_owed_for_it),
        cmocka_unit_test(A64_a_vote_that_is_owed_is_closed_as_a_whole),
        cmocka_unit_test(A53_migrated_what_is_owed_is_not_asked_in_the_plan_as_well),
        cmocka_unit_test(A27_a_decision_taken_back_takes_what_is_owed_for_the_stage_that_it_opened),
        cmocka_unit_test(A10_who_made_up_an_approval_is_its_decider),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
