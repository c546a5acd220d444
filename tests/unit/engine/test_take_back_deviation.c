/* What was decided about a deviation is taken back (A27, P2.3.3): it waits to be decided again, values and
 * approvals stand as before. Plans and stages: test_take_back_plan.c; what keeps it from that:
 * test_take_back_relied.c; what a risk had brought: test_take_back_risk.c. */
#include "take_back_scene.h"

static void A27_a_refusal_is_taken_back_and_its_clock_goes_on_where_it_was(void **state) {
    (void)state;
    static rung_act_t act = {.action = RUNG_REMIND};
    static rung_t rungs[2] = {{.name = "1", .anchor = RUNG_BEFORE_DUE, .acts = &act, .act_count = 1},
                              {.name = "2", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1}};
    scene_t s;
    rungs[0].distance = limit_hours(9);
    rules_of(&s);
    s.rules.flow.overdue = (ladder_t){rungs, 2};
    s.rules.flow.deviation_within = limit_hours(10);
    approved(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 3000));
    const cs_clock_t *clock = record_task_clock(s.record, open_task(&s, "deviation", NULL));
    instant_t due = clock->due_at;
    hour(&s);
    must(&s, fire_rung(&s, clock->id, 0, clock->rung_at)); /* the first rung has come */
    hour(&s);
    must(&s, as_on(&s, "chen.wei", COMMAND_REFUSE, "deviation", "as planned"));
    hour(&s);
    must(&s, take_back(&s, "chen.wei"));
    waits_again(&s, 3000);
    clock = record_task_clock(s.record, open_task(&s, "deviation", NULL));
    assert_int_equal(clock->due_at, due);
    assert_int_equal(clock->next_rung, 1);
    assert_int_equal(events_of(&s, EVENT_ADJUSTMENT_UNDONE), 0);
    must(&s, agree(&s, "deviation"));
    assert_int_equal(amount_of(s.record), 3000);
    scene_free(&s);
}

static void A27_agreed_to_without_another_value_it_is_taken_back_whoever_went_on(void **state) {
    (void)state;
    scene_t s;
    agreed(&s, 0);
    must(&s, as_to(&s, "gao.min", COMMAND_WARN, "wang.fang", "mind the date"));
    must(&s, as(&s, "wang.fang", COMMAND_ACKNOWLEDGE, NULL)); /* by no new value */
    must(&s, take_back(&s, "chen.wei"));
    waits_again(&s, 0);
    assert_int_equal(told(&s, "record.adjustment_taken_back", "sun.li"), 1);
    assert_int_equal(told(&s, "record.adjustment_taken_back", "gao.min"), 1);
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_OPEN); /* the stage waits for it again */
    refused_then_done(&s);
}

static void A27_values_stand_as_before_and_nobody_approves_them_again(void **state) {
    (void)state;
    scene_t s;
    reported(&s, 3000);
    standing_t before = standing(&s);
    must(&s, agree(&s, "deviation"));
    assert_non_null(open_task(&s, "money", "wang.fang"));
    undone(&s, &before);
    waits_again(&s, 3000);
    assert_null(open_task(&s, "money", NULL));
    assert_int_equal(told(&s, "task.taken_back", "wang.fang"), 1);
    assert_int_equal(told(&s, "record.adjustment_taken_back", "sun.li"), 1);
    assert_non_null(open_task(&s, "build", "sun.li"));
    refused_then_done(&s);
}

static void A27_agreed_to_again_it_is_approved_again(void **state) {
    (void)state;
    scene_t s;
    agreed(&s, 12000);
    for (int i = 0; i < 3; i++) {
        must(&s, take_back(&s, "chen.wei"));
        waits_again(&s, 12000);
        hour(&s);
        must(&s, agree(&s, "deviation"));
        hour(&s);
    }
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "zhao.lei", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    must(&s, as_on(&s, "liu.yang", COMMAND_DONE, "inspect", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(amount_of(s.record), 12000);
    scene_free(&s);
}

static void A27_only_whoever_decided_takes_it_back_and_the_last_of_their_decisions(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    s.rules.steps[0][1].by = &chen; /* check */
    submit_by(&s, "gao.min");
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, deviate(&s, "sun.li", "steel has become dear", 3000));
    hour(&s);
    must(&s, agree(&s, "deviation"));
    refused_with(&s, as(&s, "sun.li", COMMAND_TAKE_BACK, NULL), "take_back.none");
    must(&s, take_back(&s, "chen.wei"));
    waits_again(&s, 3000); /* not what he had checked before */
    refused_with(&s, take_back(&s, "chen.wei"), "take_back.touched");
    scene_free(&s);
}

/* What people open meanwhile is theirs, in the same instant too. */
static void A27_what_was_opened_beside_it_by_people_stays(void **state) {
    (void)state;
    scene_t s;
    reported(&s, 3000);
    must(&s, agree(&s, "deviation"));
    must(&s, as_to(&s, "gao.min", COMMAND_WARN, "zhao.lei", "mind the date"));
    must(&s, take_back(&s, "chen.wei"));
    assert_non_null(open_task(&s, "warning", "zhao.lei"));
    assert_int_equal(told(&s, "task.taken_back", "zhao.lei"), 0);
    scene_free(&s);
}

/* A rung brings in a signer for who lets the work lie: that is the timer's, and stays where it stands. */
static void A27_whom_a_ladder_added_since_beside_other_work_stays(void **state) {
    (void)state;
    rung_act_t act = {.action = RUNG_ADD, .who = &zhao};
    rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    scene_t s;
    rules_of(&s);
    s.rules.steps[1][1].ladder = (ladder_t){.rungs = &rung, .count = 1};
    s.rules.steps[1][1].within = limit_hours(1);
    approved(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 3000));
    must(&s, agree(&s, "deviation"));
    assert_true(fire_next(&s));
    const task_t *signer = NULL;
    for (size_t i = 0; i < s.record->task_count; i++)
        if (s.record->tasks[i].person == scene_person(&s, "zhao.lei")) signer = &s.record->tasks[i];
    assert_non_null(signer);
    int64_t id = signer->id;
    must(&s, take_back(&s, "chen.wei"));
    assert_null(open_task(&s, "money", NULL));
    assert_int_equal(record_task(s.record, id)->state, TASK_OPEN);
    must(&s, as(&s, "zhao.lei", COMMAND_DONE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    must(&s, as(&s, "chen.wei", COMMAND_REFUSE, "as planned"));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* "big" is there over 100 EUR; the route tells of nothing that it read. */
static void bare(const record_t *r, arena_t *arena, plan_t *plan) {
    (void)arena;
    leave_out_below(r, plan, "big", 10000);
}

/* Chen Wei's yes to the deviation stood for her at "big", and was taken back: once somebody else agrees, she
 * is asked there. */
static void A14_A27_what_an_agreement_that_was_taken_back_counted_for_is_asked(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    s.rules.shape = bare;
    s.rules.traced_count = 0; /* so that nobody else is asked again */
    step_t *big = &s.rules.steps[0][3];
    assert_string_equal(big->name, "big");
    big->by = &chen;
    big->same_person = SAME_ANYWHERE;
    approved(&s);
    hour(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 12000));
    must(&s, agree(&s, "deviation"));
    assert_int_equal(counts(&s, "big")->state, STEP_PASSED);
    hour(&s);
    must(&s, take_back(&s, "chen.wei"));
    hour(&s);
    must(&s, act(&s, "xu.jing", COMMAND_COMPLETE, "deviation", NULL));
    assert_non_null(open_task(&s, "big", "chen.wei"));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A27_a_refusal_is_taken_back_and_its_clock_goes_on_where_it_was),
        cmocka_unit_test(A27_agreed_to_without_another_value_it_is_taken_back_whoever_went_on),
        cmocka_unit_test(A27_values_stand_as_before_and_nobody_approves_them_again),
        cmocka_unit_test(A27_agreed_to_again_it_is_approved_again),
        cmocka_unit_test(A27_only_whoever_decided_takes_it_back_and_the_last_of_their_decisions),
        cmocka_unit_test(A27_what_was_opened_beside_it_by_people_stays),
        cmocka_unit_test(A27_whom_a_ladder_added_since_beside_other_work_stays),
        cmocka_unit_test(A14_A27_what_an_agreement_that_was_taken_back_counted_for_is_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
