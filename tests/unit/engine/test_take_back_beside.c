/* What is decided beside the plan, taken back (A27): checks of answers (P2.4.2), approvals that were owed
 * (A64, A52), approvals asked for again (P2.3.3); and what people said, wrote or took notice of, which stays.
 */
#include "deviation_scene.h"

static int take_back_at(scene_t *s, const char *who, const char *step) {
    return as_on(s, who, COMMAND_TAKE_BACK, step, "a slip");
}

static void stays(scene_t *s, const char *who, const char *step, const char *code) {
    refused_with(s, take_back_at(s, who, step), code);
    error_says(s, "step", step);
}

static void logs(scene_t *s, const char *who, const char *step) {
    field_t remedy[] = {text_field("measures", "a rail"), text_field("result", "it stands")};
    command_t c = scene_cmd(s, who, COMMAND_LOG);
    c.step = step;
    c.said = remedy;
    c.said_count = 2;
    must(s, scene_command(s, &c));
    hour(s);
}

/* ---- is the answer good? */

/* The work is done, and Chen Wei has ordered Gao Min to put something right, who has. */
static void to_be_checked(scene_t *s, bool more) {
    rules_of(s);
    if (more) accepted_after(s);
    approved(s);
    must(s, as_to(s, "chen.wei", COMMAND_ORDER, "gao.min", "no rail"));
    must(s, as_on(s, "sun.li", COMMAND_DONE, "build", NULL));
    logs(s, "gao.min", "rectify");
}

static void A27_that_an_answer_is_good_is_taken_back_with_the_stage_that_began_by_it(void **state) {
    (void)state;
    scene_t s;
    to_be_checked(&s, true);
    instant_t due = due_of(&s, "rectify.check");
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "accept", "li.na"));
    hour(&s);
    must(&s, take_back(&s, "chen.wei"));
    assert_non_null(open_task(&s, "rectify.check", "chen.wei"));
    assert_int_equal(due_of(&s, "rectify.check"), due);
    assert_null(open_task(&s, "accept", NULL));
    assert_int_equal(s.record->stage, 1);
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A27_not_once_somebody_has_decided_in_that_stage(void **state) {
    (void)state;
    scene_t s;
    to_be_checked(&s, true);
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "li.na", COMMAND_COMMENT, "I have a look"));
    refused_with(&s, take_back(&s, "chen.wei"), "take_back.touched");
    error_says(&s, "by", "li.na");
    scene_free(&s);
    to_be_checked(&s, false);
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    refused_with(&s, take_back(&s, "chen.wei"), "record.state"); /* what ended it goes by A42 */
    scene_free(&s);
}

static void A27_that_an_answer_is_not_good_is_taken_back_and_nobody_answers_again(void **state) {
    (void)state;
    scene_t s;
    to_be_checked(&s, false);
    for (int i = 0; i < 2; i++) { /* whatever is refused again is asked for again */
        must(&s, as(&s, "chen.wei", COMMAND_REFUSE, "it shakes"));
        assert_non_null(open_task(&s, i ? "rectify.3" : "rectify.2", "gao.min"));
        hour(&s);
        must(&s, take_back_at(&s, "chen.wei", "rectify.check"));
        assert_int_equal(told(&s, "task.taken_back", "gao.min"), 1);
        assert_null(open_task(&s, "rectify.2", NULL));
        assert_null(open_task(&s, "rectify.3", NULL));
        assert_non_null(open_task(&s, "rectify.check", "chen.wei"));
    }
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A27_not_once_it_is_answered_again(void **state) {
    (void)state;
    scene_t s;
    to_be_checked(&s, false);
    must(&s, as(&s, "chen.wei", COMMAND_REFUSE, "it shakes"));
    logs(&s, "gao.min", "rectify.2");
    refused_with(&s, take_back_at(&s, "chen.wei", "rectify.check"), "take_back.touched");
    error_says(&s, "by", "gao.min");
    error_says(&s, "step", "rectify.2");
    scene_free(&s);
}

/* ---- what stays */

static void A27_what_was_written_down_stays_on_record(void **state) {
    (void)state;
    scene_t s;
    to_be_checked(&s, false);
    stays(&s, "gao.min", "rectify", "take_back.entered");
    refused_with(&s, take_back(&s, "gao.min"), "take_back.entered"); /* they have decided nothing else */
    scene_free(&s);
}

static void A27_whoever_took_notice_of_a_warning_knows(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    must(&s, as_to(&s, "gao.min", COMMAND_WARN, "wang.fang", "it is late"));
    must(&s, as(&s, "wang.fang", COMMAND_ACKNOWLEDGE, NULL));
    stays(&s, "wang.fang", "warning", "take_back.noticed");
    assert_null(open_task(&s, "money", NULL));
    must(&s, take_back(&s, "wang.fang")); /* her last decision, which began the work */
    assert_non_null(open_task(&s, "money", "wang.fang"));
    scene_free(&s);
}

static void A29_A27_what_was_answered_is_known_to_whoever_asked(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    command_t c = scene_cmd(&s, "gao.min", COMMAND_REQUEST);
    c.text = "how much?";
    c.department = "finance";
    must(&s, scene_command(&s, &c));
    must(&s, as_on(&s, "wang.fang", COMMAND_ANSWER, "request", "this much"));
    stays(&s, "wang.fang", "request", "take_back.answered");
    must(&s, as_to(&s, "sun.li", COMMAND_ASK, "zhao.lei", "which steel?"));
    const char *question = record_step(s.record, s.record->tasks[s.record->task_count - 1].step)->name;
    char name[64];
    snprintf(name, sizeof name, "%s", question);
    must(&s, as(&s, "zhao.lei", COMMAND_ANSWER, "that one"));
    stays(&s, "zhao.lei", name, "take_back.answered");
    scene_free(&s);
}

static void A27_who_has_done_nothing_has_nothing_to_take_back(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    refused_with(&s, take_back(&s, "zhao.lei"), "take_back.none");
    refused_with(&s, take_back_at(&s, "wang.fang", "check"), "take_back.none");
    scene_free(&s);
}

/* ---- what was owed */

/* approval: check (liu.yang), money (wang.fang), both owed; execution: build (sun.li) */
static void urgent(scene_t *s) {
    rules_of(s);
    s->rules.flow.green_within = limit_hours(16);
    must(s, submit_urgent(s, "the roof leaks"));
    hour(s);
}

static void A64_A27_an_approval_that_was_owed_is_owed_again(void **state) {
    (void)state;
    scene_t s;
    urgent(&s);
    instant_t due = due_of(&s, "check.owed");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    hour(&s);
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL)); /* the work did not wait for it */
    assert_int_equal(s.record->state, RECORD_OWING);
    must(&s, take_back(&s, "liu.yang"));
    assert_int_equal(s.record->state, RECORD_OWING);
    assert_non_null(open_task(&s, "check.owed", "liu.yang"));
    assert_int_equal(due_of(&s, "check.owed"), due);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OWING);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    refused_with(&s, take_back(&s, "liu.yang"), "record.state");
    scene_free(&s);
}

static void A64_A27_the_stages_that_came_since_did_not_wait_for_it(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    s.rules.flow.green_within = limit_hours(16);
    s.rules.flow.stage_count = 4;
    s.rules.stages[2] = s.rules.stages[3] = (stage_def_t){.name = "acceptance", .kind = STAGE_ACCEPTANCE};
    fixed_leaf(&s.rules, 2, 0, STEP_APPROVE, "accept", &zhao);
    fixed_leaf(&s.rules, 3, 0, STEP_APPROVE, "approve", &chen);
    must(&s, submit_urgent(&s, "the roof leaks"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    must(&s, as(&s, "zhao.lei", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->stage, 3);
    must(&s, take_back(&s, "liu.yang"));
    assert_non_null(open_task(&s, "check.owed", "liu.yang"));
    assert_non_null(open_task(&s, "approve", "chen.wei"));
    scene_free(&s);
}

static void A64_A27_while_all_is_owed_it_is_taken_back_as_well(void **state) {
    (void)state;
    scene_t s;
    urgent(&s);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, take_back(&s, "wang.fang"));
    assert_int_equal(s.record->state, RECORD_OPEN);
    assert_non_null(open_task(&s, "money.owed", "wang.fang"));
    assert_non_null(open_task(&s, "build", "sun.li"));
    scene_free(&s);
}

static void A64_A27_what_refused_the_record_is_not_taken_back(void **state) {
    (void)state;
    scene_t s;
    urgent(&s);
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no"));
    assert_int_equal(s.record->state, RECORD_RETURNED);
    stays(&s, "liu.yang", "check.owed", "take_back.debt_refused");
    scene_free(&s);
}

/* ... and a second approval behind the work, which the acceptance waits for */
static void behind_the_work(scene_t *s) {
    rules_of(s);
    s->rules.flow.green_within = limit_hours(16);
    s->rules.flow.stage_count = 4;
    s->rules.stages[2] = (stage_def_t){.name = "second", .kind = STAGE_APPROVAL};
    s->rules.stages[3] = (stage_def_t){.name = "acceptance", .kind = STAGE_ACCEPTANCE};
    s->rules.plans[0].step_count = 0;
    fixed_leaf(&s->rules, 0, 0, STEP_APPROVE, "check", &liu);
    fixed_group(&s->rules, 2, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 2, 1, STEP_APPROVE, "boss", &wang);
    fixed_leaf(&s->rules, 2, 1, STEP_ACT, "pay", &zhao);
    fixed_leaf(&s->rules, 3, 0, STEP_APPROVE, "accept", &chen);
    s->rules.traced_count = 0;
    must(s, submit_urgent(s, "the roof leaks"));
    must(s, as(s, "sun.li", COMMAND_DONE, NULL));
    hour(s);
}

static void A64_A27_what_waited_for_it_waits_again(void **state) {
    (void)state;
    scene_t s;
    behind_the_work(&s);
    assert_int_equal(s.record->stage, 2);
    assert_null(open_task(&s, "pay", NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "pay", "zhao.lei"));
    hour(&s);
    must(&s, take_back(&s, "wang.fang"));
    assert_null(open_task(&s, "pay", NULL));
    assert_int_equal(told(&s, "task.taken_back", "zhao.lei"), 1);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "zhao.lei", COMMAND_DONE, NULL));
    refused_with(&s, take_back(&s, "wang.fang"), "take_back.touched");
    error_says(&s, "by", "zhao.lei");
    scene_free(&s);
}

static void A64_A27_who_paid_takes_that_back_but_has_paid(void **state) {
    (void)state;
    scene_t s;
    behind_the_work(&s);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "zhao.lei", COMMAND_DONE, NULL));
    assert_int_equal(s.record->stage, 3);
    assert_non_null(open_task(&s, "accept", "chen.wei"));
    must(&s, take_back(&s, "zhao.lei"));
    assert_int_equal(s.record->stage, 2);
    refused_with(&s, take_back(&s, "wang.fang"), "take_back.touched");
    scene_free(&s);
}

static void A27_what_an_approval_had_made_up_is_owed_again(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    s.rules.flow.green_within = limit_hours(16);
    s.rules.steps[1][1].may_return = true;
    must(&s, submit_urgent(&s, "the roof leaks"));
    must(&s, as(&s, "sun.li", COMMAND_RETURN, "which roof?"));
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_non_null(open_task(&s, "check.owed", "liu.yang")); /* of the round before */
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "check", NULL));
    assert_null(open_task(&s, "check.owed", NULL));
    hour(&s);
    must(&s, take_back(&s, "liu.yang"));
    assert_non_null(open_task(&s, "check", "liu.yang"));
    assert_non_null(open_task(&s, "check.owed", "liu.yang"));
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "check", NULL));
    assert_null(open_task(&s, "check.owed", NULL));
    scene_free(&s);
}

/* ---- approvals asked for again */

static void P2_3_3_A27_an_approval_asked_for_again_is_taken_back(void **state) {
    (void)state;
    scene_t s;
    adjusted(&s, 12000);
    hour(&s);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "big", "zhao.lei"));
    must(&s, take_back(&s, "wang.fang"));
    assert_null(open_task(&s, "big", NULL));
    assert_non_null(open_task(&s, "money", "wang.fang"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "zhao.lei", COMMAND_APPROVE, NULL));
    refused_with(&s, take_back(&s, "wang.fang"), "take_back.touched");
    must(&s, take_back(&s, "zhao.lei"));
    must(&s, as(&s, "zhao.lei", COMMAND_APPROVE, NULL));
    assert_int_equal(amount_of(s.record), 12000);
    scene_free(&s);
}

static void P2_3_3_A27_not_once_it_dropped_the_adjustment_or_another_one_was_agreed_to(void **state) {
    (void)state;
    scene_t s;
    adjusted(&s, 3000);
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "too dear"));
    assert_int_equal(amount_of(s.record), 2685);
    stays(&s, "wang.fang", "money", "take_back.approval_refused");
    scene_free(&s);
    adjusted(&s, 3000);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, deviate(&s, "sun.li", "and dearer", 3100));
    must(&s, agree(&s, "deviation.2"));
    stays(&s, "wang.fang", "money", "take_back.deviated");
    error_says(&s, "later", "deviation.2");
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A27_that_an_answer_is_good_is_taken_back_with_the_stage_that_began_by_it),
        cmocka_unit_test(A27_not_once_somebody_has_decided_in_that_stage),
        cmocka_unit_test(A27_that_an_answer_is_not_good_is_taken_back_and_nobody_answers_again),
        cmocka_unit_test(A27_not_once_it_is_answered_again),
        cmocka_unit_test(A27_what_was_written_down_stays_on_record),
        cmocka_unit_test(A27_whoever_took_notice_of_a_warning_knows),
        cmocka_unit_test(A29_A27_what_was_answered_is_known_to_whoever_asked),
        cmocka_unit_test(A27_who_has_done_nothing_has_nothing_to_take_back),
        cmocka_unit_test(A64_A27_an_approval_that_was_owed_is_owed_again),
        cmocka_unit_test(A64_A27_the_stages_that_came_since_did_not_wait_for_it),
        cmocka_unit_test(A64_A27_while_all_is_owed_it_is_taken_back_as_well),
        cmocka_unit_test(A64_A27_what_refused_the_record_is_not_taken_back),
        cmocka_unit_test(A64_A27_what_waited_for_it_waits_again),
        cmocka_unit_test(A64_A27_who_paid_takes_that_back_but_has_paid),
        cmocka_unit_test(A27_what_an_approval_had_made_up_is_owed_again),
        cmocka_unit_test(P2_3_3_A27_an_approval_asked_for_again_is_taken_back),
        cmocka_unit_test(P2_3_3_A27_not_once_it_dropped_the_adjustment_or_another_one_was_agreed_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
