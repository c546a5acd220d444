/* A running record goes on under other rules (A53): what is decided stays, what is open stays where the new
 * plan has it, the rest follows the new plan. */
#include "migrate_scene.h"

static void A53_decided_stays_decided_open_stays_open_and_the_rest_follows(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, "fine"));
    int64_t id = open_task(&s, "second", "wang.fang")->id;
    instant_t due = due_of(&s, "second");
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first",
               &li); /* by somebody else now: it is decided all the same */
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "second", &wang)->within = limit_hours(1);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "fourth", &liu);
    hour(&s);
    must(&s, migrate(&s));
    const event_t *e = event_of(&s, EVENT_MIGRATED);
    assert_int_equal(events_of(&s, EVENT_MIGRATED), 1);
    assert_string_equal(e->u.migrated.reason, "the policy of March");
    assert_false(hash_equal(&e->u.migrated.from, later_hash()));
    assert_true(hash_equal(&e->ruleset, later_hash()));
    assert_true(hash_equal(&s.record->ruleset, later_hash()));
    assert_int_equal(counts(&s, "first")->state, STEP_PASSED);
    assert_int_equal(record_task(s.record, id)->state, TASK_OPEN); /* the same task, with its clock */
    assert_int_equal(due_of(&s, "second"), due);
    assert_null(counts(&s, "third"));
    assert_int_equal(s.out.message_count, 1); /* nobody is asked anew */
    assert_int_equal(told(&s, "record.migrated", "gao.min"), 1);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "fourth", "liu.yang"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A53_none_of_it_hides_what_was_there(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, "fine"));
    size_t steps = s.record->step_count, tasks = s.record->task_count;
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "second", &wang);
    must(&s, migrate(&s));
    assert_int_equal(s.record->task_count, tasks);
    assert_int_equal(s.record->plan_count, 2);
    for (size_t i = 0; i < steps; i++)
        assert_true(s.record->steps[i].superseded);
    const step_t *third = record_step_named(s.record, "third");
    assert_int_equal(third->state, STEP_CLOSED);
    assert_string_equal(third->left_out, "migrated");
    const step_t *first = counts(&s, "first");
    assert_string_equal(record_step(s.record, first->origin)->name, "first");
    assert_int_equal(s.record->tasks[0].step, first->no);
    assert_string_equal(s.record->tasks[0].opinion, "fine");
    scene_free(&s);
}

static void A53_an_open_step_that_the_new_plan_has_not_is_closed(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "other", &wang);
    must(&s, migrate(&s));
    assert_null(open_task(&s, "first", NULL));
    assert_int_equal(told(&s, "task.removed", "liu.yang"), 1);
    assert_non_null(open_task(&s, "other", "wang.fang"));
    scene_free(&s);
}

static void A53_a_new_step_before_where_it_stands_is_asked_now(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "security", &li);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "second", &wang);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "third", &liu);
    must(&s, migrate(&s));
    assert_non_null(open_task(&s, "security", "li.na"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_null(open_task(&s, "third", NULL)); /* not before both have decided */
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "third", "liu.yang"));
    scene_free(&s);
}

/* What the new rules want approved before it is done is not done before that. */
static void A53_work_waits_for_an_approval_that_the_new_rules_put_before_it(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_ACT, "order", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "last", &liu);
    submit_by(&s, "gao.min");
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "legal", &li);
    fixed_leaf(&s.later, 0, 1, STEP_ACT, "order", &wang);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "last", &liu);
    must(&s, migrate(&s));
    assert_non_null(open_task(&s, "legal", "li.na"));
    assert_null(open_task(&s, "order", NULL));
    assert_int_equal(told(&s, "task.removed", "wang.fang"), 1);
    assert_int_equal(counts(&s, "order")->state, STEP_WAITING);
    assert_string_equal(record_step(s.record, s.record->tasks[0].step)->left_out, "held");
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "order", "wang.fang"));
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A53_where_all_that_the_new_plan_asks_is_decided_the_stage_has_ended(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &liu);
    must(&s, migrate(&s));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A53_groups_stand_as_their_members_do_and_nobody_is_asked_for_nothing(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    later(&s);
    fixed_group(&s.later, 0, 1, STEP_ANY); /* 2 */
    fixed_leaf(&s.later, 0, 2, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.later, 0, 2, STEP_APPROVE, "deputy", &li);
    fixed_group(&s.later, 0, 1, STEP_PARALLEL); /* 5 */
    fixed_leaf(&s.later, 0, 5, STEP_APPROVE, "second", &wang);
    fixed_leaf(&s.later, 0, 5, STEP_APPROVE, "beside", &li);
    must(&s, migrate(&s));
    assert_null(open_task(&s, "deputy", NULL));
    assert_int_equal(told(&s, "task.opened", "li.na"), 1); /* beside, not deputy */
    assert_int_equal(counts(&s, "deputy")->state, STEP_CLOSED);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A53_some_of_several_seats_are_decided_and_stay_so(void **state) {
    (void)state;
    scene_t s;
    source_t both = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "a", &both)->mode = DECIDE_ALL;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "a", &li);
    must(&s, migrate(&s));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL)); /* under the terms of before */
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A53_what_was_skipped_stays_so_with_its_debt(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, act(&s, "xu.jing", COMMAND_EXCEPTION, "first", NULL));
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &li);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "second", &wang);
    must(&s, migrate(&s));
    assert_int_equal(counts(&s, "first")->state, STEP_LEFT_OUT);
    assert_non_null(open_task(&s, "first.owed", "liu.yang"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OWING);
    scene_free(&s);
}

static void A53_with_its_initiator_only_the_rules_change(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->may_return = true;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_RETURN, "look again"));
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "other", &wang);
    must(&s, migrate(&s));
    assert_int_equal(s.record->state, RECORD_RETURNED);
    assert_int_equal(s.record->plan_count, 1);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_non_null(open_task(&s, "other", "wang.fang"));
    scene_free(&s);
}

static void under_those_rules_already_nothing_happens(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, migrate(&s));
    assert_int_equal(s.out.event_count, 0);
    scene_free(&s);
}

/* Zhou Jie stands in for Wang Fang in August, and approves up to 20 EUR; the first rules know no amount. */
static void A15_A53_under_rules_that_know_the_amount_who_is_beyond_it_has_the_task_no_more(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    directory_builder_t *b = demo_directory_builder();
    assert_int_equal(
        directory_add_role(b, "administrator", NULL, DEMO_XU_JING, INSTANT_NONE, INSTANT_MAX, NULL), 0);
    assert_int_equal(directory_add_attribute(b, "person:zhou.jie", "approval_limit", "20 EUR", NULL), 0);
    directory_unref(s.dir);
    s.dir = directory_build(b, 1, NULL);
    assert_non_null(s.dir);
    s.now = INT64_C(20668) * MS_DAY + 9 * MS_HOUR;
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &wang);
    submit_by(&s, "gao.min");
    assert_non_null(open_task(&s, "first", "zhou.jie"));
    later(&s);
    s.later.flow.amount = "amount";
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &wang);
    must(&s, migrate(&s));
    assert_null(open_task(&s, "first", "zhou.jie"));
    assert_non_null(open_task(&s, "first", "wang.fang"));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A53_decided_stays_decided_open_stays_open_and_the_rest_follows),
        cmocka_unit_test(A53_none_of_it_hides_what_was_there),
        cmocka_unit_test(A53_an_open_step_that_the_new_plan_has_not_is_closed),
        cmocka_unit_test(A53_a_new_step_before_where_it_stands_is_asked_now),
        cmocka_unit_test(A53_work_waits_for_an_approval_that_the_new_rules_put_before_it),
        cmocka_unit_test(A53_where_all_that_the_new_plan_asks_is_decided_the_stage_has_ended),
        cmocka_unit_test(A53_groups_stand_as_their_members_do_and_nobody_is_asked_for_nothing),
        cmocka_unit_test(A53_some_of_several_seats_are_decided_and_stay_so),
        cmocka_unit_test(A53_what_was_skipped_stays_so_with_its_debt),
        cmocka_unit_test(A53_with_its_initiator_only_the_rules_change),
        cmocka_unit_test(under_those_rules_already_nothing_happens),
        cmocka_unit_test(A15_A53_under_rules_that_know_the_amount_who_is_beyond_it_has_the_task_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
