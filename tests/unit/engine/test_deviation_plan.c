/* What an adjustment that was agreed to does (policy P2.3.3): the rest of the plan is worked out anew, and
 * what changed is approved again. */
#include "deviation_scene.h"

static void P2_3_3_who_approved_what_changed_approves_again_before_the_execution_ends(void **state) {
    (void)state;
    scene_t s;
    adjusted(&s, 3000);
    assert_non_null(open_task(&s, "money", "wang.fang"));
    assert_null(open_task(&s, "check", NULL)); /* read nothing of it */
    assert_null(open_task(&s, "big", NULL));   /* nor is needed yet */
    assert_non_null(open_task(&s, "build", "sun.li"));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(amount_of(s.record), 3000);
    scene_free(&s);
}

static void P2_3_3_across_a_threshold_those_above_it_are_asked_for_the_first_time(void **state) {
    (void)state;
    scene_t s;
    adjusted(&s, 10001);
    assert_null(open_task(&s, "big", NULL)); /* one after the other, as in the approval */
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "big", "zhao.lei"));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    must(&s, as_on(&s, "liu.yang", COMMAND_DONE, "inspect", NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as(&s, "zhao.lei", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void P2_3_3_it_is_approved_again_also_where_an_exception_left_the_stage_without_a_step(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 3000));
    must(&s, act(&s, "xu.jing", COMMAND_EXCEPTION, "build", NULL));
    must(&s, as_on(&s, "sun.li", COMMAND_DONE, "build.owed", NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, agree(&s, "deviation"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(amount_of(s.record), 3000);
    scene_free(&s);
}

static void P2_3_3_A52_what_the_new_values_need_is_there_also_where_all_else_was_skipped(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 6000));
    must(&s, act(&s, "xu.jing", COMMAND_EXCEPTION, "build", NULL));
    must(&s, agree(&s, "deviation"));
    assert_non_null(open_task(&s, "inspect", "liu.yang"));
    s.now += MS_HOUR;
    must(&s, as(&s, "chen.wei", COMMAND_TAKE_BACK, NULL)); /* and goes with them (A27) */
    assert_null(open_task(&s, "inspect", NULL));
    assert_null(open_task(&s, "build", NULL));
    must(&s, agree(&s, "deviation"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as_on(&s, "liu.yang", COMMAND_DONE, "inspect", NULL));
    must(&s, as_on(&s, "sun.li", COMMAND_DONE, "build.owed", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* Whoever was added is part of how that person decides: first that, or without them. */
static void P2_3_3_no_plan_is_made_anew_past_a_signer_who_has_not_decided(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    s.rules.plans[1].steps[1].permits = PERMIT_USUAL;
    approved(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 6000));
    int64_t person = scene_person(&s, "li.na");
    command_t c = scene_cmd(&s, "sun.li", COMMAND_ADD_SIGNER);
    c.people = &person;
    c.people_count = 1;
    c.where = ADDED_BEFORE;
    must(&s, scene_command(&s, &c));
    refused_with(&s, agree(&s, "deviation"), "replan.added");
    error_says(&s, "step", "build.before");
    error_says(&s, "remove", "remove-signer");
    assert_int_equal(amount_of(s.record), 2685);
    must(&s, as_on(&s, "li.na", COMMAND_APPROVE, "build.before", NULL));
    must(&s, agree(&s, "deviation"));
    assert_int_equal(counts(&s, "inspect")->state, STEP_WAITING);
    scene_free(&s);
}

/* Over 500 EUR nothing is carried out at all. */
static void nothing_to_do(const record_t *r, arena_t *arena, plan_t *plan) {
    shape(r, arena, plan);
    if (amount_of(r) > 50000 && strcmp(plan->steps[1].name, "build") == 0) plan->step_count = 0;
}

static void P2_3_3_no_values_are_agreed_to_that_leave_the_stage_nothing_to_do(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    s.rules.shape = nothing_to_do;
    approved(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 50001));
    refused_with(&s, agree(&s, "deviation"), "replan.empty");
    error_says(&s, "step", "execution");
    assert_int_equal(amount_of(s.record), 2685);
    assert_non_null(open_task(&s, "build", "sun.li"));
    scene_free(&s);
}

static void P2_3_3_what_no_approval_read_is_adjusted_without_asking_anybody(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    must(&s, deviate(&s, "sun.li", "another purpose", 0));
    must(&s, agree_with(&s, "deviation", text_field("purpose", "a fair")));
    assert_int_equal(events_of(&s, EVENT_ADJUSTED), 1);
    assert_int_equal(events_of(&s, EVENT_PLAN_ADDED), 0);
    assert_int_equal(events_of(&s, EVENT_REPLANNED), 0);
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void P2_3_3_an_approval_refused_leaves_the_values_and_the_plan_of_before(void **state) {
    (void)state;
    scene_t s;
    adjusted(&s, 6000);
    assert_int_equal(counts(&s, "inspect")->state, STEP_WAITING);
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "too much"));
    assert_int_equal(events_of(&s, EVENT_ADJUSTMENT_DROPPED), 1);
    assert_int_equal(amount_of(s.record), 2685);
    assert_true(s.record->deviations[0].dropped);
    assert_int_equal(counts(&s, "inspect")->state, STEP_LEFT_OUT);
    assert_int_equal(told(&s, "record.adjustment_dropped", "sun.li"), 1);
    assert_int_equal(told(&s, "record.adjustment_dropped", "gao.min"), 1);
    assert_non_null(open_task(&s, "build", "sun.li"));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED); /* as it was approved */
    scene_free(&s);
}

static void P2_3_3_refused_after_the_work_was_done_it_ends_as_it_was_approved(void **state) {
    (void)state;
    scene_t s;
    adjusted(&s, 3000);
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "too much"));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(amount_of(s.record), 2685);
    scene_free(&s);
}

static void P2_3_3_what_was_written_since_is_not_taken_back_by_a_refusal(void **state) {
    (void)state;
    field_right_t right = {.field = "amount", .access = ACCESS_WRITE};
    scene_t s;
    rules_of(&s);
    s.rules.steps[1][1].form = (step_form_t){.rights = &right, .right_count = 1};
    approved(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 3000));
    must(&s, agree_with(&s, "deviation", text_field("purpose", "a fair")));
    must(&s, as_with(&s, "sun.li", COMMAND_DONE, money_field("amount", 3100)));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "too much"));
    assert_int_equal(amount_of(s.record), 3100);
    assert_null(record_field(s.record, "purpose"));
    scene_free(&s);
}

static void P2_3_3_the_remaining_plan_is_worked_out_anew_and_what_is_open_goes_on(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    int64_t task = open_task(&s, "build", "sun.li")->id;
    instant_t due = due_of(&s, "build");
    must(&s, deviate(&s, "sun.li", "steel has become dear", 6000));
    s.now += MS_HOUR;
    must(&s, agree(&s, "deviation"));
    assert_int_equal(events_of(&s, EVENT_REPLANNED), 1);
    assert_int_equal(counts(&s, "inspect")->state, STEP_WAITING);
    assert_int_equal(open_task(&s, "build", "sun.li")->id, task);
    assert_int_equal(due_of(&s, "build"), due);
    assert_int_equal(s.record->plan_count, 3); /* nothing of the one before is hidden */
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    assert_non_null(open_task(&s, "inspect", "liu.yang"));
    scene_free(&s);
}

static void P2_3_3_what_is_not_needed_any_more_is_closed_with_its_cause(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    to_be_inspected(&s);
    int32_t open = record_step(s.record, open_task(&s, "inspect", NULL)->step)->no;
    must(&s, deviate(&s, "liu.yang", "half of it is enough", 3000));
    must(&s, agree(&s, "deviation"));
    assert_int_equal(record_step(s.record, open)->state, STEP_CLOSED);
    assert_string_equal(record_step(s.record, open)->left_out, "replanned");
    assert_int_equal(s.record->state, RECORD_OPEN); /* Wang Fang approves the new sum */
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void P2_3_3_a_flow_may_keep_its_plan(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    s.rules.flow.deviation_keeps_plan = true;
    approved(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 6000));
    must(&s, agree(&s, "deviation"));
    assert_int_equal(events_of(&s, EVENT_REPLANNED), 0);
    assert_int_equal(counts(&s, "inspect")->state, STEP_LEFT_OUT);
    assert_non_null(open_task(&s, "money", "wang.fang"));
    scene_free(&s);
}

static void
P2_3_3_when_the_work_was_done_before_the_head_decides_approvals_are_asked_all_the_same(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 6000));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    must(&s, agree(&s, "deviation"));
    assert_non_null(open_task(&s, "money", "wang.fang"));
    assert_non_null(open_task(&s, "inspect", "liu.yang")); /* and what the new plan has more */
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as_on(&s, "liu.yang", COMMAND_DONE, "inspect", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void P2_3_3_one_adjustment_after_the_other_each_measured_by_itself(void **state) {
    (void)state;
    scene_t s;
    adjusted(&s, 12000);
    must(&s, deviate(&s, "sun.li", "and dearer", 13000));
    refused_with(&s, agree(&s, "deviation.2"), "deviation.still_approving");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "zhao.lei", COMMAND_APPROVE, NULL));
    must(&s, agree_with(&s, "deviation.2", money_field("amount", 13000)));
    assert_non_null(open_task(&s, "money.2", "wang.fang"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "big.2", "zhao.lei"));
    must(&s, as(&s, "zhao.lei", COMMAND_REFUSE, "enough"));
    assert_int_equal(amount_of(s.record), 12000); /* the first one stands */
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    must(&s, as_on(&s, "liu.yang", COMMAND_DONE, "inspect", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void P2_3_3_after_many_adjustments_a_plan_is_as_deep_as_a_plan_can_be(void **state) {
    (void)state;
    scene_t s;
    int adjustments = 0;
    carried_out(&s);
    for (; adjustments < 2 * PLAN_DEPTH_MAX; adjustments++) {
        must(&s, deviate(&s, "sun.li", "dearer still", 3000 + adjustments));
        command_t c = scene_cmd(&s, "chen.wei", COMMAND_APPROVE);
        c.task = s.out.task;
        if (scene_command(&s, &c)) break;
        must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    }
    assert_string_equal(s.d.code, "limit.depth");
    assert_true(adjustments >= 10);
    must(&s, as(&s, "chen.wei", COMMAND_REFUSE, "enough"));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* The last stage can't be planned: the rung that refused "money" comes to nothing, and so does what followed.
 */
static void P2_3_3_a_rung_that_fails_drops_no_adjustment(void **state) {
    (void)state;
    rung_act_t act = {.action = RUNG_REFUSE, .because = "nobody looked"};
    rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    scene_t s;
    rules_of(&s);
    s.rules.stages[2] = (stage_def_t){.name = "acceptance", .kind = STAGE_ACCEPTANCE};
    s.rules.flow.stage_count = 3;
    s.rules.steps[0][2].ladder = (ladder_t){.rungs = &rung, .count = 1};
    fixed_leaf(&s.rules, 2, 0, STEP_APPROVE, "accept", &li);
    approved(&s);
    must(&s, deviate(&s, "sun.li", "dear", 3000));
    must(&s, agree(&s, "deviation"));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    s.rules.plan_fails = "rule.error";
    assert_true(fire_next(&s));
    assert_false(s.record->deviations[0].dropped);
    assert_int_equal(amount_of(s.record), 3000);
    assert_non_null(open_task(&s, "money", "li.na")); /* the fallback has it */
    scene_free(&s);
}

/* "big" reads nothing here: it is asked when the amount makes it needed, and need not be again. */
static void P2_3_3_who_approved_an_adjustment_has_approved(void **state) {
    (void)state;
    static const traced_t purpose_too[] = {{"money", "purpose"}};
    scene_t s;
    rules_of(&s);
    s.rules.traced = purpose_too;
    s.rules.traced_count = 1;
    approved(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 12000));
    must(&s, agree(&s, "deviation"));
    assert_null(open_task(&s, "money", NULL));
    must(&s, as(&s, "zhao.lei", COMMAND_APPROVE, NULL));
    must(&s, deviate(&s, "sun.li", "another purpose", 0));
    must(&s, agree_with(&s, "deviation.2", text_field("purpose", "a fair")));
    assert_non_null(open_task(&s, "money", "wang.fang"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_null(open_task(&s, "big", NULL));
    assert_null(open_task(&s, "big.2", NULL));
    scene_free(&s);
}

static void P2_3_3_votes_are_asked_for_again_as_a_whole(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    s.rules.plans[0].step_count = 0;
    s.rules.traced_count = 1; /* "money" alone reads it */
    fixed_group(&s.rules, 0, 0, STEP_VOTE)->need = 2;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "check", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "money", &wang);
    approved(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 3000));
    must(&s, agree(&s, "deviation"));
    assert_non_null(open_task(&s, "check", "liu.yang"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void P2_3_3_a_new_round_begins_without_it(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    for (int i = 1; i < 4; i++)
        s.rules.steps[0][i].may_return = true;
    approved(&s);
    must(&s, deviate(&s, "sun.li", "dear", 3000));
    must(&s, agree(&s, "deviation"));
    must(&s, as_on(&s, "wang.fang", COMMAND_RETURN, "money", "think again"));
    assert_int_equal(s.record->state, RECORD_RETURNED);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(amount_of(s.record), 3000);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(P2_3_3_who_approved_what_changed_approves_again_before_the_execution_ends),
        cmocka_unit_test(P2_3_3_across_a_threshold_those_above_it_are_asked_for_the_first_time),
        cmocka_unit_test(P2_3_3_no_plan_is_made_anew_past_a_signer_who_has_not_decided),
        cmocka_unit_test(P2_3_3_no_values_are_agreed_to_that_leave_the_stage_nothing_to_do),
        cmocka_unit_test(P2_3_3_it_is_approved_again_also_where_an_exception_left_the_stage_without_a_step),
        cmocka_unit_test(P2_3_3_A52_what_the_new_values_need_is_there_also_where_all_else_was_skipped),
        cmocka_unit_test(P2_3_3_what_no_approval_read_is_adjusted_without_asking_anybody),
        cmocka_unit_test(P2_3_3_an_approval_refused_leaves_the_values_and_the_plan_of_before),
        cmocka_unit_test(P2_3_3_refused_after_the_work_was_done_it_ends_as_it_was_approved),
        cmocka_unit_test(P2_3_3_what_was_written_since_is_not_taken_back_by_a_refusal),
        cmocka_unit_test(P2_3_3_the_remaining_plan_is_worked_out_anew_and_what_is_open_goes_on),
        cmocka_unit_test(P2_3_3_what_is_not_needed_any_more_is_closed_with_its_cause),
        cmocka_unit_test(P2_3_3_a_flow_may_keep_its_plan),
        cmocka_unit_test(
            P2_3_3_when_the_work_was_done_before_the_head_decides_approvals_are_asked_all_the_same),
        cmocka_unit_test(P2_3_3_one_adjustment_after_the_other_each_measured_by_itself),
        cmocka_unit_test(P2_3_3_after_many_adjustments_a_plan_is_as_deep_as_a_plan_can_be),
        cmocka_unit_test(P2_3_3_a_rung_that_fails_drops_no_adjustment),
        cmocka_unit_test(P2_3_3_who_approved_an_adjustment_has_approved),
        cmocka_unit_test(P2_3_3_votes_are_asked_for_again_as_a_whole),
        cmocka_unit_test(P2_3_3_a_new_round_begins_without_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
