/* The green channel over several stages (A64): what is owed for stages to come opens as the work begins, and
 * is looked at again as its stage comes. */
#include "green_stages_scene.h"

static void A64_what_a_stage_behind_the_work_owes_opens_as_the_work_begins(void **state) {
    (void)state;
    scene_t s;
    begun(&s);
    assert_int_equal(s.record->stage, 1);
    assert_non_null(open_task(&s, "build", "wang.fang"));
    assert_non_null(open_task(&s, "head.owed", "liu.yang"));
    assert_non_null(open_task(&s, "boss.owed", "li.na"));
    assert_int_equal(due_of(&s, "boss.owed"), s.now + 16 * MS_HOUR);
    const step_t *owed = record_step_named(s.record, "boss.owed");
    assert_string_equal(owed->ahead_of, "boss");
    assert_int_equal(owed->stage, 2);
    assert_int_equal(debt_kind(owed), DEBT_GREEN);
    assert_int_equal(told(&s, "task.opened", "li.na"), 1);
    assert_null(record_step_named(s.record, "inspect.owed")); /* part of the work, asked in its turn */
    scene_free(&s);
}

static void A64_made_up_before_its_stage_comes_it_counts_there(void **state) {
    (void)state;
    scene_t s;
    begun(&s);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    built(&s);
    assert_int_equal(s.record->stage, 3);
    const step_t *boss = record_step_named(s.record, "boss");
    assert_int_equal(boss->state, STEP_LEFT_OUT);
    assert_string_equal(boss->left_out, "green");
    assert_int_equal(boss->origin, record_step_named(s.record, "boss.owed")->no);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A64_not_made_up_yet_its_stage_waits_for_it_and_nobody_is_asked_twice(void **state) {
    (void)state;
    scene_t s;
    begun(&s);
    built(&s);
    assert_int_equal(s.record->stage, 2);
    assert_int_equal(s.record->state, RECORD_OPEN);
    assert_null(open_task(&s, "boss", NULL));
    assert_null(record_step_named(s.record, "boss.owed2"));
    assert_null(record_step_named(s.record, "inspect"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL)); /* another stage's debt is not what it waits for */
    assert_int_equal(s.record->stage, 2);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->stage, 3);
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A64_refused_ahead_it_refuses_the_record_at_once(void **state) {
    (void)state;
    for (int waiting = 0; waiting <= 1; waiting++) { /* its stage has come, and waits for it */
        scene_t s;
        begun(&s);
        if (waiting) built(&s);
        must(&s, as_on(&s, "li.na", COMMAND_REFUSE, "boss.owed", "never"));
        assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
        assert_true(record_at_rest(s.record));
        scene_free(&s);
    }
}

static void A64_stages_of_approval_one_after_the_other_before_the_work_hold_nothing(void **state) {
    (void)state;
    scene_t s;
    four_stages(&s);
    s.rules.stages[1].kind = STAGE_APPROVAL; /* head and build are both before any execution */
    s.rules.stages[3].kind = STAGE_EXECUTION;
    must(&s, submit_urgent(&s, "the roof leaks"));
    assert_non_null(open_task(&s, "boss.owed", "li.na"));
    built(&s);
    assert_int_equal(s.record->stage, 3);
    assert_non_null(open_task(&s, "boss.owed", "li.na"));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OWING);
    scene_free(&s);
}

/* ... where the second approval is a vote, of Li Na alone so far. */
static void a_vote(scene_t *s) {
    four_stages(s);
    s->rules.plans[2].step_count = 0;
    fixed_group(&s->rules, 2, 0, STEP_VOTE)->need = 1;
    fixed_leaf(&s->rules, 2, 1, STEP_APPROVE, "a", &li);
}

static void A64_a_vote_is_owed_ahead_as_one(void **state) {
    (void)state;
    scene_t s;
    a_vote(&s);
    fixed_leaf(&s.rules, 2, 1, STEP_APPROVE, "b", &chen);
    must(&s, submit_urgent(&s, "the roof leaks"));
    assert_non_null(open_task(&s, "a.owed", "li.na"));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(state_of(&s, "a.owed"), STEP_CLOSED);
    built(&s);
    assert_int_equal(s.record->stage, 3);
    assert_int_equal(state_of(&s, "b"), STEP_LEFT_OUT);
    assert_int_equal(record_step_named(s.record, "b")->origin, record_step_named(s.record, "b.owed")->no);
    scene_free(&s);
}

static void A64_a_vote_with_more_voters_is_another_one(void **state) {
    (void)state;
    scene_t s;
    a_vote(&s);
    must(&s, submit_urgent(&s, "the roof leaks"));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    fixed_leaf(&s.rules, 2, 1, STEP_APPROVE, "b", &chen);
    built(&s);
    assert_int_equal(s.record->stage, 2);
    assert_non_null(open_task(&s, "b.owed", "chen.wei"));
    scene_free(&s);
}

static void A64_a_vote_with_fewer_voters_is_another_one(void **state) {
    (void)state;
    scene_t s;
    a_vote(&s);
    step_t *other = fixed_leaf(&s.rules, 2, 1, STEP_APPROVE, "b", &chen);
    must(&s, submit_urgent(&s, "the roof leaks"));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL)); /* who has no vote when it comes to it */
    other->state = STEP_LEFT_OUT;
    built(&s);
    assert_int_equal(s.record->stage, 2);
    assert_non_null(open_task(&s, "a.owed2", "li.na"));
    scene_free(&s);
}

static void A64_what_can_not_follow_is_no_event(void **state) {
    (void)state;
    scene_t s;
    begun(&s);
    event_t came = {.kind = EVENT_DEBT_CAME, .version = 1, .seq = s.record->version + 1};
    came.record = s.record->id;
    came.recorded = s.now;
    came.u.debt_came.step = record_step_named(s.record, "head")->no;
    came.u.debt_came.owed = record_step_named(s.record, "boss.owed")->no;
    assert_int_equal(apply(s.record, &came, &s.arena, &s.d), -1);
    error_says(&s, "problem", "it was not owed ahead");
    came.u.debt_came.owed = record_step_named(s.record, "build")->no;
    assert_int_equal(apply(s.record, &came, &s.arena, &s.d), -1);
    error_says(&s, "problem", "nothing that is owed");
    step_t owed = *record_step_named(s.record, "boss.owed");
    event_t ahead = {.kind = EVENT_DEBT_AHEAD, .version = 1, .seq = s.record->version + 1};
    ahead.record = s.record->id;
    ahead.u.debt_ahead.owed = (plan_t){.steps = &owed, .step_count = 1};
    owed.no = record_step_named(s.record, "boss.owed")->no + 1;
    owed.state = STEP_WAITING;
    owed.stage = 1;
    assert_int_equal(apply(s.record, &ahead, &s.arena, &s.d), -1);
    error_says(&s, "problem", "its stage is not to come");
    owed.stage = 2;
    owed.ahead_of = NULL;
    assert_int_equal(apply(s.record, &ahead, &s.arena, &s.d), -1);
    error_says(&s, "problem", "it is not owed ahead");
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A64_what_a_stage_behind_the_work_owes_opens_as_the_work_begins),
        cmocka_unit_test(A64_made_up_before_its_stage_comes_it_counts_there),
        cmocka_unit_test(A64_not_made_up_yet_its_stage_waits_for_it_and_nobody_is_asked_twice),
        cmocka_unit_test(A64_refused_ahead_it_refuses_the_record_at_once),
        cmocka_unit_test(A64_stages_of_approval_one_after_the_other_before_the_work_hold_nothing),
        cmocka_unit_test(A64_a_vote_is_owed_ahead_as_one),
        cmocka_unit_test(A64_a_vote_with_more_voters_is_another_one),
        cmocka_unit_test(A64_a_vote_with_fewer_voters_is_another_one),
        cmocka_unit_test(A64_what_can_not_follow_is_no_event),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
