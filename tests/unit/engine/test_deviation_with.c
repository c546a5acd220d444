/* Adjustments (policy P2.3.3) together with other operations: stand-ins and their limits (A15), changes after
 * the end (A46), migration (A53), the green channel (A64). */
#include "deviation_scene.h"

/* Zhou Jie stands in for Wang Fang in August, and approves up to 30 EUR: "check", which reads no amount, and
 * the work are Wang Fang's. */
static void stood_in(scene_t *s) {
    rules_of(s);
    s->now = MONDAY_IN_AUGUST;
    s->rules.flow.amount = "amount";
    directory_builder_t *b = demo_directory_builder();
    assert_int_equal(directory_add_attribute(b, "person:zhou.jie", "approval_limit", "30 EUR", NULL), 0);
    directory_unref(s->dir);
    s->dir = directory_build(b, 2, NULL);
    assert_non_null(s->dir);
    s->rules.steps[0][1].by = &wang; /* check */
    s->rules.steps[1][1].by = &wang; /* build */
    submit_by(s, "gao.min");
    must(s, as_on(s, "zhou.jie", COMMAND_APPROVE, "check", NULL));
    must(s, as_on(s, "wang.fang", COMMAND_APPROVE, "money", NULL));
    assert_non_null(open_task(s, "build", "zhou.jie"));
}

static void
A15_what_a_stand_in_approved_is_asked_again_when_the_amount_grows_beyond_their_limit(void **state) {
    (void)state;
    scene_t s;
    stood_in(&s);
    must(&s, deviate(&s, "zhou.jie", "steel has become dear", 3001));
    must(&s, agree(&s, "deviation"));
    assert_non_null(open_task(&s, "check", "wang.fang")); /* who may approve it now */
    assert_non_null(open_task(&s, "build", "wang.fang")); /* and has the work in hand again */
    assert_int_equal(told(&s, "task.reassigned", "wang.fang"), 1);
    scene_free(&s);
}

static void A15_what_is_within_the_limits_of_a_stand_in_stands(void **state) {
    (void)state;
    scene_t s;
    stood_in(&s);
    must(&s, deviate(&s, "zhou.jie", "steel has become dear", 3000));
    must(&s, agree(&s, "deviation"));
    assert_null(open_task(&s, "check", NULL));
    assert_non_null(open_task(&s, "money", NULL)); /* which reads the amount */
    assert_non_null(open_task(&s, "build", "zhou.jie"));
    scene_free(&s);
}

/* Zhou Jie took the work while it was to cost less than their limit, and is beyond it when that is refused.
 */
static void A15_values_that_stand_again_take_the_task_from_whom_they_are_beyond(void **state) {
    (void)state;
    rung_act_t remind = {.action = RUNG_REMIND};
    rung_t rung = {.name = "1",
                   .anchor = RUNG_AFTER_OPEN,
                   .distance = {.kind = LIMIT_ELAPSED, .ms = 2 * MS_HOUR},
                   .acts = &remind,
                   .act_count = 1};
    scene_t s;
    rules_of(&s);
    s.now = MONDAY_IN_AUGUST;
    s.rules.flow.amount = "amount";
    directory_builder_t *b = demo_directory_builder();
    assert_int_equal(directory_add_attribute(b, "person:zhou.jie", "approval_limit", "20 EUR", NULL), 0);
    directory_unref(s.dir);
    s.dir = directory_build(b, 2, NULL);
    assert_non_null(s.dir);
    s.rules.steps[0][2].by = &zhao; /* money */
    s.rules.steps[1][1].by = &wang; /* build */
    s.rules.steps[1][1].ladder = (ladder_t){&rung, 1};
    submit_by(&s, "gao.min");
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "check", NULL));
    must(&s, as_on(&s, "zhao.lei", COMMAND_APPROVE, "money", NULL));
    must(&s, deviate(&s, "wang.fang", "half of it will do", 1500));
    must(&s, agree(&s, "deviation"));
    assert_true(fire_next(&s));
    assert_non_null(open_task(&s, "build", "zhou.jie"));
    must(&s, as_on(&s, "zhao.lei", COMMAND_REFUSE, "money", "all of it"));
    assert_int_equal(amount_of(s.record), 2685);
    assert_non_null(open_task(&s, "build", "wang.fang"));
    scene_free(&s);
}

static void A53_a_record_with_approvals_asked_for_again_is_not_migrated(void **state) {
    (void)state;
    scene_t s;
    adjusted(&s, 3000);
    s.has_later = true;
    s.later.stages[1] = s.rules.stages[1];
    s.later.flow.stage_count = 2;
    fixed_group(&s.later, 0, 0, STEP_SEQUENCE);
    fixed_group(&s.later, 1, 0, STEP_SEQUENCE);
    fixed_leaf(&s.later, 1, 1, STEP_ACT, "build", &sun);
    refused_with(&s, as(&s, "xu.jing", COMMAND_MIGRATE, "new rules"), "migrate.added");
    error_says(&s, "step", "money");
    assert_null(diag_get(&s.d, "remove")); /* nobody added them who could remove them */
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "xu.jing", COMMAND_MIGRATE, "new rules"));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* Zhao Lei looks at what a risk that rose is about, after the inspection, where there is one. */
static void P2_3_3_P4_2_2_who_looks_at_a_risk_goes_on_in_the_plan_of_each_adjustment(void **state) {
    (void)state;
    step_t review = {.no = 1,
                     .kind = STEP_ACT,
                     .state = STEP_WAITING,
                     .name = "review",
                     .by = &zhao,
                     .within = limit_workdays(1),
                     .opened_at = INSTANT_NONE,
                     .ended_at = INSTANT_NONE};
    effect_t answer = {.kind = EFFECT_ADD, .steps = &review, .step_count = 1, .beside = "inspect"};
    scene_t s;
    rules_of(&s);
    s.rules.flow.has_risk = true;
    s.rules.risk = (risk_t){.level = RISK_LOW, .because = "it is so"};
    s.rules.traced_count = 0; /* no approval is asked for again */
    approved(&s);
    s.rules.risk = (risk_t){.level = RISK_MEDIUM, .because = "it is so", .response = {&answer, 1}};
    must(&s, deviate(&s, "sun.li", "steel has become dear", 6000));
    must(&s, agree(&s, "deviation"));
    assert_int_equal(counts(&s, "review")->state, STEP_WAITING);
    must(&s, deviate(&s, "sun.li", "it has become cheap", 3000)); /* no inspection */
    must(&s, agree(&s, "deviation.2"));
    assert_int_equal(events_of(&s, EVENT_REPLANNED), 1);
    assert_int_equal(counts(&s, "review")->state, STEP_WAITING);
    must(&s, as_on(&s, "sun.li", COMMAND_DONE, "build", NULL));
    int64_t task = open_task(&s, "review", "zhao.lei")->id;
    must(&s, deviate(&s, "gao.min", "it has become dear again", 6000));
    must(&s, agree(&s, "deviation.3"));
    assert_int_equal(events_of(&s, EVENT_REPLANNED), 1);
    assert_int_equal(record_task(s.record, task)->state, TASK_OPEN);
    must(&s, as_on(&s, "zhao.lei", COMMAND_DONE, "review", NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as_on(&s, "liu.yang", COMMAND_DONE, "inspect", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A46_a_change_after_the_end_counts_from_what_the_adjustment_was_approved_for(void **state) {
    (void)state;
    static change_rule_t changes[] = {{.field = "purpose"}};
    static const traced_t purpose_too[] = {{"money", "purpose"}};
    scene_t s;
    rules_of(&s);
    s.rules.traced = purpose_too;
    s.rules.traced_count = 1;
    s.rules.flow.changes = changes;
    s.rules.flow.change_count = 1;
    approved(&s);
    must(&s, deviate(&s, "sun.li", "dear", 12000));
    must(&s, agree(&s, "deviation"));
    must(&s, as(&s, "zhao.lei", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    must(&s, as_on(&s, "liu.yang", COMMAND_DONE, "inspect", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    command_t c = scene_cmd(&s, "gao.min", COMMAND_CHANGE);
    field_t purpose = text_field("purpose", "a fair");
    c.text = "another purpose";
    c.fields = &purpose;
    c.field_count = 1;
    must(&s, scene_command(&s, &c));
    assert_non_null(open_task(&s, "money", "wang.fang"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED); /* Zhao Lei approved 120 EUR; nobody builds again */
    scene_free(&s);
}

/* An approval that urgent work began before is still to be given, and then about what was adjusted. */
static void A64_what_is_still_owed_is_not_asked_for_a_second_time(void **state) {
    (void)state;
    for (int made_up = 0; made_up <= 1; made_up++) {
        scene_t s;
        rules_of(&s);
        s.rules.flow.green_within = limit_hours(16);
        must(&s, submit_urgent(&s, "the roof leaks"));
        if (made_up) must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
        must(&s, deviate(&s, "sun.li", "steel has become dear", 4000));
        must(&s, agree(&s, "deviation"));
        assert_int_equal(open_task(&s, "money.owed", "wang.fang") != NULL, !made_up);
        size_t open = 0; /* who made it up had agreed to another amount */
        for (size_t i = 0; i < s.record->task_count; i++)
            open += s.record->tasks[i].state == TASK_OPEN &&
                    s.record->tasks[i].person == scene_person(&s, "wang.fang");
        assert_int_equal(open, 1);
        must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
        scene_free(&s);
    }
}

/* ---- and a change after the end (A46) */

static int change(scene_t *s, int64_t minor) {
    field_t field = money_field("amount", minor);
    command_t c = scene_cmd(s, "gao.min", COMMAND_CHANGE);
    c.fields = &field;
    c.field_count = 1;
    c.text = "the price has changed";
    return scene_command(s, &c);
}

static void A46_how_far_is_measured_from_the_value_of_an_adjustment_that_was_approved(void **state) {
    (void)state;
    scene_t s;
    change_rule_t rule = {.field = "amount", .from = money_field("amount", 1000).value};
    adjusted(&s, 3000);
    s.rules.flow.changes = &rule;
    s.rules.flow.change_count = 1;
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    must(&s, change(&s, 3900));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    must(&s, change(&s, 4000));
    assert_non_null(open_task(&s, "money", "wang.fang"));
    scene_free(&s);
}

static void A46_what_was_done_before_an_adjustment_stands_with_its_value(void **state) {
    (void)state;
    scene_t s;
    static const traced_t for_build[] = {{"build", "amount"}, {"inspect", "amount"}};
    change_rule_t rule = {.field = "amount", .from = money_field("amount", 1000).value};
    rules_of(&s);
    s.rules.traced = for_build;
    s.rules.traced_count = 2;
    s.rules.flow.changes = &rule;
    s.rules.flow.change_count = 1;
    approved(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 4000));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    s.now += 1;
    must(&s, agree(&s, "deviation"));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    must(&s, change(&s, 4900));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A46_how_far_is_measured_from_the_value_of_an_adjustment_that_was_approved),
        cmocka_unit_test(A46_what_was_done_before_an_adjustment_stands_with_its_value),
        cmocka_unit_test(
            A15_what_a_stand_in_approved_is_asked_again_when_the_amount_grows_beyond_their_limit),
        cmocka_unit_test(A15_what_is_within_the_limits_of_a_stand_in_stands),
        cmocka_unit_test(A15_values_that_stand_again_take_the_task_from_whom_they_are_beyond),
        cmocka_unit_test(A53_a_record_with_approvals_asked_for_again_is_not_migrated),
        cmocka_unit_test(P2_3_3_P4_2_2_who_looks_at_a_risk_goes_on_in_the_plan_of_each_adjustment),
        cmocka_unit_test(A46_a_change_after_the_end_counts_from_what_the_adjustment_was_approved_for),
        cmocka_unit_test(A64_what_is_still_owed_is_not_asked_for_a_second_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
