/* Exceptions (A52, P1.3.2): a step is skipped, and what is owed for it opens with a limit of its own. */
#include "admin_scene.h"

static source_t liu_and_wang = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};

static int except(scene_t *s, const char *step) {
    return act(s, "xu.jing", COMMAND_EXCEPTION, step, NULL);
}

static const step_t *owed(const scene_t *s, const char *name) {
    const step_t *step = record_step_named(s->record, name);
    assert_non_null(step);
    assert_int_equal(step->added, ADDED_DEBT);
    return step;
}

static void A52_the_record_goes_on_and_what_is_owed_opens_at_once(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    command_t c = scene_cmd(&s, "xu.jing", COMMAND_EXCEPTION);
    c.step = "first";
    c.text = "she is ill, and the ship sails today";
    c.within = limit_hours(30);
    must(&s, scene_command(&s, &c));
    assert_int_equal(state_of(&s, "first"), STEP_LEFT_OUT);
    assert_string_equal(record_step_named(s.record, "first")->left_out, "exception");
    assert_non_null(open_task(&s, "second", "wang.fang"));
    assert_non_null(open_task(&s, "first.owed", "liu.yang"));
    assert_int_equal(due_of(&s, "first.owed"), s.now + 30 * MS_HOUR);
    assert_int_equal(owed(&s, "first.owed")->origin, record_step_named(s.record, "first")->no);
    assert_int_equal(owed(&s, "first.owed")->added_by, scene_person(&s, "xu.jing"));
    assert_string_equal(event_of(&s, EVENT_ADMINISTERED)->u.administered.reason,
                        "she is ill, and the ship sails today");
    assert_int_equal(told(&s, "task.removed", "liu.yang"), 1);
    assert_int_equal(told(&s, "task.opened", "liu.yang"), 1);
    assert_int_equal(told(&s, "record.excepted", "gao.min"), 1);
    scene_free(&s);
}

static void A52_a_step_that_only_waits_can_be_skipped_too_by_whoever_is_named(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, act(&s, "xu.jing", COMMAND_EXCEPTION, "second", "chen.wei"));
    assert_non_null(open_task(&s, "first", "liu.yang"));
    assert_non_null(open_task(&s, "second.owed", "chen.wei"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "third", "li.na"));
    scene_free(&s);
}

static void through_with_a_debt(scene_t *s) {
    three_steps(s);
    must(s, except(s, "first"));
    must(s, as(s, "wang.fang", COMMAND_APPROVE, NULL));
    must(s, as(s, "li.na", COMMAND_APPROVE, NULL));
}

static void A52_a_record_that_owes_something_is_not_finished_until_it_is_paid(void **state) {
    (void)state;
    scene_t s;
    through_with_a_debt(&s);
    assert_int_equal(s.record->state, RECORD_OWING);
    assert_false(record_at_rest(s.record));
    assert_false(record_has_ended(s.record->state));
    refused_with(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL), "record.state");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, "seen afterwards"));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(told(&s, "record.ended", "gao.min"), 1);
    scene_free(&s);
}

static void A52_a_debt_paid_on_the_way_lets_the_record_finish_as_ever(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, except(&s, "first"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(state_of(&s, "first.owed"), STEP_PASSED);
    assert_non_null(open_task(&s, "second", "wang.fang"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A52_what_is_refused_afterwards_refuses_the_record(void **state) {
    (void)state;
    scene_t s;
    through_with_a_debt(&s);
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "never"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
    three_steps(&s); /* the same while it is on its way */
    must(&s, except(&s, "first"));
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "never"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    assert_int_equal(state_of(&s, "second"), STEP_CLOSED);
    assert_string_equal(record_step_named(s.record, "second")->left_out, "debt_refused");
    scene_free(&s);
}

static void A52_refused_afterwards_it_goes_back_where_the_flow_says_so(void **state) {
    (void)state;
    for (int acknowledge = 0; acknowledge <= 1; acknowledge++) {
        scene_t s;
        three_steps(&s);
        s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
        s.rules.flow.acknowledge = acknowledge;
        must(&s, except(&s, "first"));
        must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
        must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
        assert_int_equal(s.record->state, RECORD_OWING);
        must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "never"));
        if (acknowledge) must(&s, as(&s, "gao.min", COMMAND_ACKNOWLEDGE, NULL));
        assert_int_equal(s.record->state, acknowledge ? RECORD_REFUSED : RECORD_RETURNED);
        must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
        assert_non_null(open_task(&s, "first", "liu.yang")); /* every step anew */
        scene_free(&s);
    }
}

static int warn(scene_t *s, const char *whom) {
    int64_t people[1] = {scene_person(s, whom)};
    command_t c = scene_cmd(s, "gao.min", COMMAND_WARN);
    c.people = people;
    c.people_count = 1;
    c.text = "the ground is soft";
    return scene_command(s, &c);
}

/* What the simulation found: the plan was through and waited for a warning, what was owed was refused, and
 * something more was opened beside the plan until the initiator took notice. */
static void A52_once_it_is_refused_nothing_more_is_opened_beside_the_plan(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    s.rules.flow.acknowledge = true;
    must(&s, except(&s, "first"));
    must(&s, warn(&s, "chen.wei"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "never"));
    assert_non_null(open_task(&s, "acknowledge", "gao.min"));
    refused_with(&s, warn(&s, "chen.wei"), "record.state");
    must(&s, act(&s, "xu.jing", COMMAND_SUSPEND, NULL, NULL));
    must(&s, act(&s, "xu.jing", COMMAND_RESUME, NULL, NULL)); /* nor does the plan that is through end it */
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as(&s, "gao.min", COMMAND_ACKNOWLEDGE, NULL));
    assert_int_equal(s.record->state, RECORD_REFUSED);
    scene_free(&s);
}

static void A52_the_debt_goes_on_through_later_stages(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    s.rules.flow.stage_count = 2;
    s.rules.stages[1] = (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION};
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_group(&s.rules, 1, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 1, 1, STEP_ACT, "build", &wang);
    submit_by(&s, "gao.min");
    must(&s, except(&s, "first"));
    assert_non_null(open_task(&s, "build", "wang.fang"));
    assert_non_null(open_task(&s, "first.owed", "liu.yang"));
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_OWING);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* ---- escalated */

static void A52_it_is_escalated_as_the_step_would_have_been_but_no_time_out_pays_it(void **state) {
    (void)state;
    static rung_act_t acts[] = {{.action = RUNG_REMIND},
                                {.action = RUNG_APPROVE, .because = "silence is consent"}};
    static rung_t rungs[] = {{.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &acts[0], .act_count = 1},
                             {.name = "2",
                              .anchor = RUNG_AFTER_DUE,
                              .distance = {.kind = LIMIT_ELAPSED, .ms = MS_HOUR},
                              .acts = &acts[1],
                              .act_count = 1}};
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->ladder = (ladder_t){rungs, 2};
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang);
    submit_by(&s, "gao.min");
    must(&s, except(&s, "first"));
    assert_int_equal(owed(&s, "first.owed")->ladder.count, 1);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_true(fire_next(&s));
    assert_int_equal(told(&s, "task.reminder", "liu.yang"), 1);
    assert_false(fire_next(&s));
    assert_int_equal(s.record->state, RECORD_OWING);
    scene_free(&s);
}

static void A52_without_a_ladder_of_the_rules_it_is_escalated_all_the_same(void **state) {
    (void)state;
    scene_t s;
    through_with_a_debt(&s);
    assert_true(fire_next(&s));
    assert_int_equal(told(&s, "task.reminder", "liu.yang"), 1);
    assert_true(fire_next(&s));
    assert_int_equal(told(&s, "task.overdue", "li.na"), 1);
    assert_true(fire_next(&s));
    assert_non_null(open_task(&s, "first.owed", "li.na")); /* the fallback */
    scene_free(&s);
}

/* ---- the ways that a record goes */

static void A22_returned_through_the_step_it_stays_skipped_and_owed(void **state) {
    (void)state;
    for (int opened = 0; opened <= 1; opened++) {
        scene_t s;
        admin_scene(&s);
        fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
        fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
        fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang);
        fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "third", &li)->may_return = true;
        submit_by(&s, "gao.min");
        if (!opened) must(&s, except(&s, "second"));
        must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
        if (opened) must(&s, except(&s, "second"));
        command_t c = scene_cmd(&s, "li.na", COMMAND_RETURN);
        c.to_step = "first";
        c.text = "look again";
        must(&s, scene_command(&s, &c));
        must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "first", NULL));
        assert_non_null(open_task(&s, "third", "li.na"));
        assert_non_null(open_task(&s, "second.owed", "wang.fang"));
        scene_free(&s);
    }
}

static void A52_given_back_to_its_initiator_nothing_is_owed_any_more(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang)->may_return = true;
    submit_by(&s, "gao.min");
    must(&s, except(&s, "first"));
    must(&s, as(&s, "wang.fang", COMMAND_RETURN, "look again"));
    assert_int_equal(state_of(&s, "first.owed"), STEP_CLOSED);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_non_null(open_task(&s, "first", "liu.yang"));
    scene_free(&s);
}

static void A52_refused_withdrawn_or_cancelled_the_record_owes_nothing(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, except(&s, "first"));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "no"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
    three_steps(&s);
    s.rules.flow.withdraw = WITHDRAW_BEFORE_END;
    must(&s, except(&s, "first"));
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL));
    assert_true(record_at_rest(s.record));
    scene_free(&s);
    through_with_a_debt(&s);
    must(&s, act(&s, "xu.jing", COMMAND_CANCEL, NULL, NULL));
    assert_true(record_at_rest(s.record));
    scene_free(&s);
}

static void A52_an_owing_record_can_be_suspended_and_its_debt_waits(void **state) {
    (void)state;
    scene_t s;
    through_with_a_debt(&s);
    must(&s, act(&s, "xu.jing", COMMAND_SUSPEND, NULL, NULL));
    assert_int_equal(clock_of(&s, "first.owed"), CLOCK_PAUSED);
    must(&s, act(&s, "xu.jing", COMMAND_RESUME, NULL, NULL));
    assert_int_equal(s.record->state, RECORD_OWING);
    assert_int_equal(clock_of(&s, "first.owed"), CLOCK_RUNNING);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A52_a_question_about_what_is_owed_does_not_end_the_record(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->permits = PERMIT_USUAL;
    submit_by(&s, "gao.min");
    must(&s, except(&s, "first"));
    assert_int_equal(s.record->state, RECORD_OWING);
    int64_t people[1] = {scene_person(&s, "chen.wei")};
    command_t c = scene_cmd(&s, "liu.yang", COMMAND_ASK);
    c.people = people;
    c.people_count = 1;
    c.text = "was it used?";
    must(&s, scene_command(&s, &c));
    must(&s, as(&s, "chen.wei", COMMAND_ANSWER, "yes"));
    assert_int_equal(s.record->state, RECORD_OWING);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void
A52_a_question_about_what_is_owed_that_is_still_open_does_not_keep_the_stage_from_ending(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->permits = PERMIT_USUAL;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang);
    submit_by(&s, "gao.min");
    must(&s, except(&s, "first"));
    int64_t people[1] = {scene_person(&s, "chen.wei")};
    command_t c = scene_cmd(&s, "liu.yang", COMMAND_ASK);
    c.people = people;
    c.people_count = 1;
    c.text = "was it used?";
    must(&s, scene_command(&s, &c));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OWING);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL)); /* the answer is not waited for */
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* What is owed was not opened by a decision that is taken back. */
static void A27_a_decision_taken_back_leaves_what_is_owed(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang)->permits = PERMIT_USUAL;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "third", &li);
    submit_by(&s, "gao.min");
    must(&s, except(&s, "first"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_TAKE_BACK, NULL));
    assert_non_null(open_task(&s, "second", "wang.fang"));
    assert_non_null(open_task(&s, "first.owed", "liu.yang"));
    scene_free(&s);
}

/* ---- what it is not for */

static void A52_a_group_that_could_no_longer_pass_is_told(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_VOTE)->need = 2;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "a", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "b", &wang);
    submit_by(&s, "gao.min");
    refused_with(&s, except(&s, "a"), "exception.outcome");
    assert_non_null(open_task(&s, "a", "liu.yang"));
    scene_free(&s);
}

static void what_can_not_be_skipped_is_told(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    static const char *const steps[][2] = {{"nowhere", "unknown"}, {"first", "ended"}, {NULL, "unsaid"}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        refused_with(&s, except(&s, steps[i][0]), "exception.step");
        error_says(&s, "problem", steps[i][1]);
    }
    must(&s, except(&s, "third"));
    refused_with(&s, except(&s, "third"), "exception.step");
    error_says(&s, "problem", "not_needed");
    refused_with(&s, except(&s, "third.owed"), "exception.step");
    refused_with(&s, act(&s, "xu.jing", COMMAND_EXCEPTION, "second", "gao.min"), "self.approval");
    refused_with(&s, act(&s, "xu.jing", COMMAND_EXCEPTION, "second", "ma.chao"), "person.inactive");
    command_t c = scene_cmd(&s, "xu.jing", COMMAND_JUMP);
    c.text = "back";
    c.to_step = "third";
    refused_with(&s, scene_command(&s, &c), "jump.target");
    scene_free(&s);
}

static void A13_what_is_owed_for_a_role_is_kept_apart_as_the_role_is(void **state) {
    (void)state;
    static separate_t apart[] = {{"first", "second"}};
    scene_t s;
    three_steps(&s);
    s.rules.flow.separate = apart;
    s.rules.flow.separate_count = 1;
    must(&s, except(&s, "first"));
    refused_with(&s, act(&s, "xu.jing", COMMAND_REASSIGN, "first.owed", "wang.fang"), "people.separated");
    scene_free(&s);
}

static void A52_all_who_should_have_decided_owe_it(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "a", &liu_and_wang)->mode = DECIDE_ALL;
    submit_by(&s, "gao.min");
    must(&s, except(&s, "a"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OWING);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* Nobody would be asked there: what is owed for it stands for it. */
static void A52_A22_nothing_is_returned_to_a_step_that_was_skipped(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang)->may_return = true;
    submit_by(&s, "gao.min");
    must(&s, act(&s, "xu.jing", COMMAND_EXCEPTION, "first", NULL));
    command_t c = scene_cmd(&s, "wang.fang", COMMAND_RETURN);
    c.step = "second";
    c.to_step = "first";
    c.text = "once more";
    refused_with(&s, scene_command(&s, &c), "return.target");
    error_says(&s, "problem", "owed");
    scene_free(&s);
}

/* All had been decided, and the stage waited for a warning: what is owed refuses the record all the same. */
static void what_is_owed_refuses_while_the_stage_waits_and_nothing_is_said_beside_it_then(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    s.rules.flow.acknowledge = true;
    s.rules.flow.acknowledge_within = limit_hours(48);
    must(&s, except(&s, "first"));
    int64_t people[1] = {scene_person(&s, "liu.yang")};
    command_t c = scene_cmd(&s, "gao.min", COMMAND_WARN);
    c.people = people;
    c.people_count = 1;
    c.text = "the ground is soft";
    must(&s, scene_command(&s, &c));
    must(&s, as_on(&s, "wang.fang", COMMAND_APPROVE, "second", NULL));
    must(&s, as_on(&s, "li.na", COMMAND_APPROVE, "third", NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as_on(&s, "liu.yang", COMMAND_REFUSE, "first.owed", "too soft"));
    assert_non_null(open_task(&s, "acknowledge", "gao.min"));
    refused_with(&s, scene_command(&s, &c), "record.state");
    must(&s, as(&s, "gao.min", COMMAND_ACKNOWLEDGE, NULL));
    assert_int_equal(s.record->state, RECORD_REFUSED);
    assert_true(record_at_rest(s.record));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A52_A22_nothing_is_returned_to_a_step_that_was_skipped),
        cmocka_unit_test(A52_the_record_goes_on_and_what_is_owed_opens_at_once),
        cmocka_unit_test(A52_a_step_that_only_waits_can_be_skipped_too_by_whoever_is_named),
        cmocka_unit_test(A52_a_record_that_owes_something_is_not_finished_until_it_is_paid),
        cmocka_unit_test(A52_a_debt_paid_on_the_way_lets_the_record_finish_as_ever),
        cmocka_unit_test(A52_what_is_refused_afterwards_refuses_the_record),
        cmocka_unit_test(A52_refused_afterwards_it_goes_back_where_the_flow_says_so),
        cmocka_unit_test(A52_once_it_is_refused_nothing_more_is_opened_beside_the_plan),
        cmocka_unit_test(A52_the_debt_goes_on_through_later_stages),
        cmocka_unit_test(A52_it_is_escalated_as_the_step_would_have_been_but_no_time_out_pays_it),
        cmocka_unit_test(A52_without_a_ladder_of_the_rules_it_is_escalated_all_the_same),
        cmocka_unit_test(A22_returned_through_the_step_it_stays_skipped_and_owed),
        cmocka_unit_test(A52_given_back_to_its_initiator_nothing_is_owed_any_more),
        cmocka_unit_test(A52_refused_withdrawn_or_cancelled_the_record_owes_nothing),
        cmocka_unit_test(A52_an_owing_record_can_be_suspended_and_its_debt_waits),
        cmocka_unit_test(A52_a_question_about_what_is_owed_does_not_end_the_record),
        cmocka_unit_test(
            A52_a_question_about_what_is_owed_that_is_still_open_does_not_keep_the_stage_from_ending),
        cmocka_unit_test(A27_a_decision_taken_back_leaves_what_is_owed),
        cmocka_unit_test(A52_a_group_that_could_no_longer_pass_is_told),
        cmocka_unit_test(what_can_not_be_skipped_is_told),
        cmocka_unit_test(A52_all_who_should_have_decided_owe_it),
        cmocka_unit_test(A13_what_is_owed_for_a_role_is_kept_apart_as_the_role_is),
        cmocka_unit_test(what_is_owed_refuses_while_the_stage_waits_and_nothing_is_said_beside_it_then),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
