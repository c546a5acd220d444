/* The green channel (A64, policy P2.2.3): urgent work begins before its approvals, which are owed. */
#include "green_scene.h"

static source_t liu_and_wang = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};

static void A64_the_work_begins_and_the_approvals_open_at_once_with_the_limit_of_the_channel(void **state) {
    (void)state;
    scene_t s;
    work_between(&s);
    assert_int_equal(state_of(&s, "head"), STEP_LEFT_OUT);
    assert_string_equal(record_step_named(s.record, "head")->left_out, "green");
    assert_non_null(open_task(&s, "ship", "gao.min"));
    assert_non_null(open_task(&s, "head.owed", "liu.yang"));
    assert_non_null(open_task(&s, "boss.owed", "li.na")); /* side by side */
    assert_int_equal(due_of(&s, "head.owed"), s.now + 16 * MS_HOUR);
    assert_int_equal(due_of(&s, "boss.owed"), s.now + 16 * MS_HOUR);
    assert_int_equal(debt_kind(record_step_named(s.record, "head.owed")), DEBT_GREEN);
    assert_string_equal(event_of(&s, EVENT_URGENT)->u.urgent.reason, "the roof leaks");
    assert_int_equal(s.record->urgent, s.record->round);
    event_t again = *event_of(&s, EVENT_URGENT);
    again.seq = s.record->version + 1;
    assert_int_equal(apply(s.record, &again, &s.arena, &s.d), -1);
    error_says(&s, "problem", "its round has not just begun");
    scene_free(&s);
}

static void A64_those_above_the_department_hear_of_it_with_the_reason(void **state) {
    (void)state;
    scene_t s;
    work_between(&s);
    size_t heard = 0;
    for (size_t i = 0; i < s.out.message_count; i++)
        if (strcmp(s.out.messages[i].kind, "record.urgent") == 0) {
            heard++;
            assert_string_equal(s.out.messages[i].text, "the roof leaks");
        }
    assert_true(heard > 0);
    scene_free(&s);
}

static void A43_what_is_owed_is_urged_as_well(void **state) {
    (void)state;
    scene_t s;
    work_between(&s);
    must(&s, as(&s, "gao.min", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_OWING);
    must(&s, as(&s, "gao.min", COMMAND_URGE, "it was done last week"));
    assert_int_equal(events_of(&s, EVENT_URGED), 2);
    assert_int_equal(told(&s, "task.urged", "liu.yang"), 1);
    assert_int_equal(told(&s, "task.urged", "li.na"), 1);
    refused_with(&s, as(&s, "gao.min", COMMAND_URGE, NULL), "urge.too_often");
    scene_free(&s);
}

static void A64_the_record_is_not_finished_until_what_is_owed_is_made_up(void **state) {
    (void)state;
    scene_t s;
    work_between(&s);
    must(&s, as(&s, "gao.min", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_OWING);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OWING);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, "seen afterwards"));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A64_made_up_on_the_way_the_record_finishes_with_its_work(void **state) {
    (void)state;
    scene_t s;
    work_between(&s);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as(&s, "gao.min", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A64_a_stage_of_nothing_but_approvals_lets_the_next_begin(void **state) {
    (void)state;
    scene_t s;
    channel_scene(&s);
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "head", &liu);
    two_stages(&s);
    must(&s, submit_urgent(&s, "the roof leaks"));
    assert_int_equal(s.record->stage, 1);
    assert_non_null(open_task(&s, "build", "wang.fang"));
    assert_non_null(open_task(&s, "head.owed", "liu.yang"));
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    /* an approval that is part of the work is asked in its turn, with its own limit */
    assert_non_null(open_task(&s, "inspect", "chen.wei"));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OWING);
    scene_free(&s);
}

static void A64_refused_afterwards_the_work_stops_and_the_record_is_refused(void **state) {
    (void)state;
    scene_t s;
    channel_scene(&s);
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "head", &liu);
    two_stages(&s);
    must(&s, submit_urgent(&s, "the roof leaks"));
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "never"));
    assert_int_equal(state_of(&s, "build"), STEP_CLOSED);
    assert_string_equal(record_step_named(s.record, "build")->left_out, "debt_refused");
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void
A64_refused_when_the_work_is_done_it_is_refused_all_the_same_and_the_rest_is_owed_no_longer(void **state) {
    (void)state;
    scene_t s;
    work_between(&s);
    must(&s, as(&s, "gao.min", COMMAND_DONE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "never"));
    assert_int_equal(state_of(&s, "boss.owed"), STEP_CLOSED);
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

/* ---- what is owed, of the shapes that a plan may have */

/* Its steps are all passed over, and the stage waits for the plan that answers a high risk (P4.2.2). */
static void A64_refused_while_the_stage_waits_for_something_beside_it_it_refuses_the_record(void **state) {
    (void)state;
    static effect_t plan = {.kind = EFFECT_RESPONSE, .who = &wang, .check = &chen};
    scene_t s;
    channel_scene(&s);
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "head", &liu);
    two_stages(&s);
    s.rules.flow.has_risk = true;
    s.rules.risk = (risk_t){.level = RISK_HIGH, .because = "it is so", .response = {&plan, 1}};
    must(&s, submit_urgent(&s, "now"));
    assert_int_equal(s.record->stage, 0);
    assert_non_null(open_task(&s, "response", "wang.fang"));
    must(&s, as_on(&s, "liu.yang", COMMAND_REFUSE, "head.owed", "who wanted that?"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A64_a_vote_is_owed_as_one_and_ends_as_it_would_have(void **state) {
    (void)state;
    scene_t s;
    channel_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_group(&s.rules, 0, 1, STEP_VOTE)->need = 2;
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "a", &liu);
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "b", &wang);
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "c", &li);
    fixed_leaf(&s.rules, 0, 1, STEP_ACT, "ship", &gao);
    must(&s, submit_urgent(&s, "now"));
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no")); /* one against is not the vote */
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "gao.min", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_OWING);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A64_of_a_group_of_which_one_decides_one_makes_it_up(void **state) {
    (void)state;
    scene_t s;
    channel_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_group(&s.rules, 0, 1, STEP_ANY);
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "a", &liu);
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "b", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_ACT, "ship", &gao);
    must(&s, submit_urgent(&s, "now"));
    must(&s, as(&s, "gao.min", COMMAND_DONE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(state_of(&s, "b.owed"), STEP_CLOSED);
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A64_the_body_of_a_loop_is_asked_once_and_all_at_once(void **state) {
    (void)state;
    for (int refused = 0; refused <= 1; refused++) {
        scene_t s;
        channel_scene(&s);
        fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
        fixed_group(&s.rules, 0, 1, STEP_LOOP)->rounds_max = 3;
        fixed_group(&s.rules, 0, 2, STEP_SEQUENCE);
        fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "a", &liu);
        fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "b", &wang);
        fixed_leaf(&s.rules, 0, 1, STEP_ACT, "ship", &gao);
        must(&s, submit_urgent(&s, "now"));
        assert_non_null(open_task(&s, "b.owed", "wang.fang"));
        must(&s, as(&s, "gao.min", COMMAND_DONE, NULL));
        must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
        must(&s, as(&s, "wang.fang", refused ? COMMAND_REFUSE : COMMAND_APPROVE, "looked at"));
        assert_int_equal(s.record->state, refused ? RECORD_ENDED_REFUSED : RECORD_FINISHED);
        scene_free(&s);
    }
}

static void
A64_refused_the_body_of_a_loop_leaves_it_to_whoever_decides_when_rounds_are_used_up(void **state) {
    (void)state;
    scene_t s;
    channel_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_group(&s.rules, 0, 1, STEP_LOOP)->rounds_max = 3;
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "a", &liu);
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "in_the_end", &li)->used_up = USED_UP_DECIDES;
    fixed_leaf(&s.rules, 0, 1, STEP_ACT, "ship", &gao);
    must(&s, submit_urgent(&s, "now"));
    assert_int_equal(state_of(&s, "in_the_end.owed"), STEP_WAITING);
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "not like this"));
    assert_non_null(open_task(&s, "in_the_end.owed", "li.na"));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "gao.min", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A64_where_approval_and_work_are_one_decision_the_plan_stays(void **state) {
    (void)state;
    scene_t s;
    channel_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_ANY);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "a", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_ACT, "ship", &gao);
    must(&s, submit_urgent(&s, "now"));
    assert_non_null(open_task(&s, "a", "liu.yang"));
    assert_non_null(open_task(&s, "ship", "gao.min"));
    scene_free(&s);
}

static void A64_people_asked_in_order_are_asked_side_by_side(void **state) {
    (void)state;
    scene_t s;
    channel_scene(&s);
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "chain", &liu_and_wang)->mode = DECIDE_IN_ORDER;
    two_stages(&s);
    must(&s, submit_urgent(&s, "now"));
    assert_non_null(open_task(&s, "chain.owed", "liu.yang"));
    assert_non_null(open_task(&s, "chain.owed", "wang.fang"));
    scene_free(&s);
}

static void A64_what_the_rule_left_out_is_not_owed(void **state) {
    (void)state;
    scene_t s;
    channel_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "head", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "boss", &li)->state = STEP_LEFT_OUT;
    two_stages(&s);
    must(&s, submit_urgent(&s, "now"));
    assert_null(record_step_named(s.record, "boss.owed"));
    scene_free(&s);
}

/* ---- never silently */

static void A64_without_a_channel_a_stage_of_approval_or_a_reason_the_approvals_come_first(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "head", &liu);
    refused_with(&s, submit_urgent(&s, "now"), "green.none");
    scene_free(&s);
    channel_scene(&s);
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "head", &liu);
    s.rules.stages[0].kind = STAGE_EXECUTION;
    refused_with(&s, submit_urgent(&s, "now"), "green.none");
    scene_free(&s);
    channel_scene(&s);
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "head", &liu);
    refused_with(&s, submit_urgent(&s, "  "), "reason.required");
    assert_int_equal(s.record->state, RECORD_DRAFT);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL)); /* the ordinary way asks first */
    assert_non_null(open_task(&s, "head", "liu.yang"));
    scene_free(&s);
}

static int they_owe(void *ctx, const char *department, instant_t now, int64_t *owed, int64_t *overdue,
                    diag_t *d) {
    (void)department, (void)now, (void)d;
    *owed = 2;
    *overdue = *(const int *)ctx;
    return 0;
}

static void A64_debts_bar_the_department_as_the_rule_says(void **state) {
    (void)state;
    static const struct {
        bar_t bars;
        int overdue;
        bool barred;
    } cases[] = {{BAR_OVERDUE, 0, false}, {BAR_OVERDUE, 1, true}, {BAR_ANY, 0, true}, {BAR_NEVER, 2, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        scene_t s;
        int overdue = cases[i].overdue;
        channel_scene(&s);
        fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "head", &liu);
        two_stages(&s);
        s.rules.flow.green_bars = cases[i].bars;
        s.debts = (debts_t){&overdue, they_owe};
        int result = submit_urgent(&s, "now");
        assert_int_equal(result != 0, cases[i].barred);
        if (cases[i].barred) refused_with(&s, result, "green.barred");
        if (cases[i].barred) error_says(&s, "owed", "2");
        if (cases[i].barred) must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL)); /* the ordinary way is open */
        scene_free(&s);
    }
}

static void A64_who_began_without_approval_does_not_withdraw_until_it_is_made_up(void **state) {
    (void)state;
    scene_t s;
    work_between(&s);
    refused_with(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL), "withdraw.not_allowed");
    error_says(&s, "policy", "owed");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    refused_with(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL), "withdraw.not_allowed");
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL));
    scene_free(&s);
}

/* ---- escalated */

static void A64_it_is_escalated_by_the_ladder_and_no_time_out_pays_it(void **state) {
    (void)state;
    static rung_act_t acts[] = {{.action = RUNG_REMIND},
                                {.action = RUNG_APPROVE, .because = "silence is consent"},
                                {.action = RUNG_REASSIGN, .who = &wang}};
    static rung_t rungs[] = {{.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &acts[0], .act_count = 1},
                             {.name = "2", .anchor = RUNG_AFTER_DUE, .acts = &acts[1], .act_count = 1},
                             {.name = "3",
                              .anchor = RUNG_AFTER_DUE,
                              .distance = {.kind = LIMIT_ELAPSED, .ms = MS_HOUR},
                              .acts = &acts[2],
                              .act_count = 1}};
    for (int own = 0; own <= 1; own++) { /* of the channel, or of the step */
        scene_t s;
        channel_scene(&s);
        step_t *head = fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "head", &liu);
        two_stages(&s);
        *(own ? &head->ladder : &s.rules.flow.green_overdue) = (ladder_t){rungs, 3};
        must(&s, submit_urgent(&s, "now"));
        assert_true(fire_next(&s));
        assert_int_equal(told(&s, "task.reminder", "liu.yang"), 1);
        assert_true(fire_next(&s));
        assert_non_null(open_task(&s, "head.owed", "wang.fang"));
        assert_int_equal(state_of(&s, "head.owed"), STEP_OPEN);
        scene_free(&s);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A43_what_is_owed_is_urged_as_well),
        cmocka_unit_test(A64_the_work_begins_and_the_approvals_open_at_once_with_the_limit_of_the_channel),
        cmocka_unit_test(A64_those_above_the_department_hear_of_it_with_the_reason),
        cmocka_unit_test(A64_the_record_is_not_finished_until_what_is_owed_is_made_up),
        cmocka_unit_test(A64_made_up_on_the_way_the_record_finishes_with_its_work),
        cmocka_unit_test(A64_a_stage_of_nothing_but_approvals_lets_the_next_begin),
        cmocka_unit_test(A64_refused_afterwards_the_work_stops_and_the_record_is_refused),
        cmocka_unit_test(
            A64_refused_when_the_work_is_done_it_is_refused_all_the_same_and_the_rest_is_owed_no_longer),
        cmocka_unit_test(A64_refused_while_the_stage_waits_for_something_beside_it_it_refuses_the_record),
        cmocka_unit_test(A64_a_vote_is_owed_as_one_and_ends_as_it_would_have),
        cmocka_unit_test(A64_of_a_group_of_which_one_decides_one_makes_it_up),
        cmocka_unit_test(A64_the_body_of_a_loop_is_asked_once_and_all_at_once),
        cmocka_unit_test(A64_refused_the_body_of_a_loop_leaves_it_to_whoever_decides_when_rounds_are_used_up),
        cmocka_unit_test(A64_where_approval_and_work_are_one_decision_the_plan_stays),
        cmocka_unit_test(A64_people_asked_in_order_are_asked_side_by_side),
        cmocka_unit_test(A64_what_the_rule_left_out_is_not_owed),
        cmocka_unit_test(A64_without_a_channel_a_stage_of_approval_or_a_reason_the_approvals_come_first),
        cmocka_unit_test(A64_debts_bar_the_department_as_the_rule_says),
        cmocka_unit_test(A64_who_began_without_approval_does_not_withdraw_until_it_is_made_up),
        cmocka_unit_test(A64_it_is_escalated_by_the_ladder_and_no_time_out_pays_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
