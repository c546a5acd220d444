/* What an administrator may do to a task and to a record as a whole (A51), and who is one. */
#include "admin_scene.h"

/* ---- who may */

static void only_an_administrator_may_and_an_attempt_is_told(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    refused_with(&s, as_on(&s, "wang.fang", COMMAND_COMPLETE, "first", "I can"), "actor.not_administrator");
    assert_int_equal(s.out.incident_count, 1);
    assert_string_equal(s.out.incidents[0].code, "attempt.without_right");
    must(&s, as_on(&s, "xu.jing", COMMAND_COMPLETE, "first", "she is ill"));
    scene_free(&s);
}

static void the_owner_of_the_store_may_without_being_anybody(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    command_t c = {.kind = COMMAND_COMPLETE,
                   .actor = {.kind = ACTOR_SYSTEM, .auth = AUTH_PEER_UID, .uid = 0},
                   .record = s.record->id,
                   .step = "first",
                   .text = "she is ill",
                   .at = INSTANT_NONE};
    refused_with(&s, scene_command(&s, &c), "actor.unknown");
    c.owner = true;
    must(&s, scene_command(&s, &c));
    const task_t *task = record_task(s.record, s.out.task);
    assert_true(task->administered);
    assert_int_equal(task->decided_by, 0);
    c.kind = COMMAND_APPROVE; /* but decides nothing */
    c.step = "second";
    refused_with(&s, scene_command(&s, &c), "actor.unknown");
    scene_free(&s);
}

static void A50_A51_A52_A53_each_needs_a_reason_in_words(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    static const command_kind_t kinds[] = {COMMAND_JUMP,      COMMAND_COMPLETE, COMMAND_REASSIGN,
                                           COMMAND_CANCEL,    COMMAND_SUSPEND,  COMMAND_RESUME,
                                           COMMAND_EXCEPTION, COMMAND_MIGRATE,  COMMAND_HAND_OVER};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        refused_with(&s, as_on(&s, "xu.jing", kinds[i], "first", "  "), "reason.required");
    scene_free(&s);
}

static void A12_nobody_brings_their_own_request_past_its_approvers(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    submit_by(&s, "xu.jing");
    refused_with(&s, act(&s, "xu.jing", COMMAND_COMPLETE, "first", NULL), "admin.own_record");
    refused_with(&s, act(&s, "xu.jing", COMMAND_REASSIGN, "first", "wang.fang"), "admin.own_record");
    refused_with(&s, act(&s, "xu.jing", COMMAND_CANCEL, NULL, NULL), "admin.own_record");
    scene_free(&s);
}

/* ---- A51 complete */

static void A51_completed_in_the_administrators_name_it_never_looks_like_the_holders_decision(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    int64_t id = open_task(&s, "first", "liu.yang")->id;
    must(&s, act(&s, "xu.jing", COMMAND_COMPLETE, "first", NULL));
    const event_t *act_event = event_of(&s, EVENT_ADMINISTERED), *done = event_of(&s, EVENT_TASK_COMPLETED);
    assert_int_equal(act_event->u.administered.act, COMMAND_COMPLETE);
    assert_string_equal(act_event->u.administered.reason, "she is ill");
    assert_int_equal(done->actor.person, scene_person(&s, "xu.jing"));
    assert_int_equal(events_of(&s, EVENT_TASK_DECIDED), 0);
    const task_t *task = record_task(s.record, id);
    assert_int_equal(task->person, scene_person(&s, "liu.yang"));
    assert_int_equal(task->decided_by, scene_person(&s, "xu.jing"));
    assert_int_equal(task->outcome, OUTCOME_APPROVED);
    assert_true(task->administered);
    assert_int_equal(told(&s, "task.completed", "liu.yang"), 1);
    assert_non_null(open_task(&s, "second", "wang.fang"));
    refused_with(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL), "task.not_open");
    error_says(&s, "by", "xu.jing");
    scene_free(&s);
}

static void A51_a_task_may_be_completed_as_refused(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    command_t c = scene_cmd(&s, "xu.jing", COMMAND_COMPLETE);
    c.step = "first";
    c.text = "the offer is void";
    c.refuse = true;
    must(&s, scene_command(&s, &c));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A51_work_can_be_completed_but_not_refused(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_ACT, "pay", &liu);
    submit_by(&s, "gao.min");
    command_t c = scene_cmd(&s, "xu.jing", COMMAND_COMPLETE);
    c.text = "paid by hand";
    c.refuse = true;
    refused_with(&s, scene_command(&s, &c), "command.misfit");
    c.refuse = false;
    must(&s, scene_command(&s, &c));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A51_of_several_tasks_the_one_meant_is_named(void **state) {
    (void)state;
    scene_t s;
    source_t both = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "a", &both)->mode = DECIDE_ALL;
    submit_by(&s, "gao.min");
    refused_with(&s, act(&s, "xu.jing", COMMAND_COMPLETE, "a", NULL), "task.several");
    error_says(&s, "tasks", "a (liu.yang), a (wang.fang)");
    command_t c = scene_cmd(&s, "xu.jing", COMMAND_COMPLETE);
    c.text = "she is ill";
    c.holder = scene_person(&s, "wang.fang");
    must(&s, scene_command(&s, &c));
    assert_non_null(open_task(&s, "a", "liu.yang"));
    refused_with(&s, scene_command(&s, &c), "task.none_open");
    c.task = 987654;
    refused_with(&s, scene_command(&s, &c), "task.unknown");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A21_what_the_step_requires_an_administrator_needs_too(void **state) {
    (void)state;
    scene_t s;
    static require_t needs[] = {{.kind = REQUIRE_FIELD, .name = "purpose"}};
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->form =
        (step_form_t){.requires = needs, .require_count = 1};
    submit_by(&s, "gao.min");
    refused_with(&s, act(&s, "xu.jing", COMMAND_COMPLETE, "first", NULL), "require.missing");
    command_t c = scene_cmd(&s, "xu.jing", COMMAND_COMPLETE);
    c.text = "it was never meant seriously";
    c.refuse = true;
    must(&s, scene_command(&s, &c));
    scene_free(&s);
}

static void A13_roles_that_are_kept_apart_are_not_one_administrators_either(void **state) {
    (void)state;
    static separate_t apart[] = {{"first", "second"}};
    scene_t s;
    three_steps(&s);
    s.rules.flow.separate = apart;
    s.rules.flow.separate_count = 1;
    must(&s, act(&s, "xu.jing", COMMAND_COMPLETE, "first", NULL));
    refused_with(&s, act(&s, "xu.jing", COMMAND_COMPLETE, "second", NULL), "people.separated");
    scene_free(&s);
}

static void A51_signers_before_decide_first_also_then(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->permits = PERMIT_USUAL;
    submit_by(&s, "gao.min");
    int64_t people[1] = {scene_person(&s, "chen.wei")};
    command_t c = scene_cmd(&s, "liu.yang", COMMAND_ADD_SIGNER);
    c.people = people;
    c.people_count = 1;
    c.where = ADDED_BEFORE;
    must(&s, scene_command(&s, &c));
    refused_with(&s, act(&s, "xu.jing", COMMAND_COMPLETE, "first", NULL), "task.waits");
    must(&s, act(&s, "xu.jing", COMMAND_COMPLETE, "first.before", NULL));
    must(&s, act(&s, "xu.jing", COMMAND_COMPLETE, "first", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A27_what_an_administrator_had_a_hand_in_is_not_taken_back(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->permits = PERMIT_USUAL;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang)->permits = PERMIT_USUAL;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, act(&s, "xu.jing", COMMAND_REASSIGN, "second", "li.na"));
    refused_with(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL), "take_back.touched");
    scene_free(&s);
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->permits = PERMIT_USUAL;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang)->permits = PERMIT_USUAL;
    submit_by(&s, "gao.min");
    must(&s, act(&s, "xu.jing", COMMAND_COMPLETE, "first", NULL));
    refused_with(&s, as(&s, "xu.jing", COMMAND_TAKE_BACK, NULL), "take_back.none");
    scene_free(&s);
}

static void A10_whoever_decided_last_time_is_never_an_administrator_who_completed_it(void **state) {
    (void)state;
    static source_t decider = {.kind = SOURCE_DECIDER, .key = "first"};
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "again", &decider);
    submit_by(&s, "gao.min");
    must(&s, act(&s, "xu.jing", COMMAND_COMPLETE, "first", NULL));
    assert_null(open_task(&s, "again", "xu.jing"));
    assert_non_null(open_task(&s, "again", "li.na")); /* the fallback */
    scene_free(&s);
}

/* ---- A51 reassign */

static void A51_a_task_goes_to_somebody_else_with_what_remains_of_its_time(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    instant_t due = due_of(&s, "first");
    s.now += MS_DAY;
    must(&s, act(&s, "xu.jing", COMMAND_REASSIGN, "first", "chen.wei"));
    assert_null(open_task(&s, "first", "liu.yang"));
    assert_non_null(open_task(&s, "first", "chen.wei"));
    assert_int_equal(due_of(&s, "first"), due);
    assert_string_equal(open_task(&s, "first", "chen.wei")->reason, "people.reassigned");
    assert_int_equal(told(&s, "task.reassigned", "liu.yang"), 1);
    assert_int_equal(told(&s, "task.reassigned", "chen.wei"), 1);
    refused_with(&s, act(&s, "xu.jing", COMMAND_REASSIGN, "first", "chen.wei"), "task.held_already");
    refused_with(&s, act(&s, "xu.jing", COMMAND_REASSIGN, "first", "ma.chao"), "person.inactive");
    refused_with(&s, act(&s, "xu.jing", COMMAND_REASSIGN, "first", "gao.min"), "self.approval");
    refused_with(&s, act(&s, "xu.jing", COMMAND_REASSIGN, "first", NULL), "person.required");
    command_t c = scene_cmd(&s, "xu.jing", COMMAND_REASSIGN);
    int64_t people[1] = {scene_person(&s, "zhou.jie")};
    c.people = people;
    c.people_count = 1;
    c.within = limit_hours(5);
    c.text = "quickly";
    must(&s, scene_command(&s, &c));
    assert_int_equal(due_of(&s, "first"), s.now + 5 * MS_HOUR);
    scene_free(&s);
}

static void who_has_decided_in_the_step_gets_no_other_seat_of_it(void **state) {
    (void)state;
    scene_t s;
    source_t both = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "a", &both)->mode = DECIDE_ALL;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    refused_with(&s, act(&s, "xu.jing", COMMAND_REASSIGN, "a", "liu.yang"), "task.held_already");
    scene_free(&s);
}

/* ---- A51 cancel */

static void A51_a_cancelled_record_has_ended_and_says_so(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, act(&s, "xu.jing", COMMAND_CANCEL, NULL, NULL));
    assert_int_equal(s.record->state, RECORD_CANCELLED);
    assert_int_equal(s.record->ended_at, s.now);
    assert_true(record_at_rest(s.record));
    assert_int_equal(told(&s, "task.removed", "liu.yang"), 1);
    assert_int_equal(told(&s, "record.ended", "gao.min"), 1);
    assert_int_equal(state_of(&s, "first"), STEP_CLOSED);
    assert_string_equal(record_step_named(s.record, "first")->left_out, "cancelled");
    refused_with(&s, act(&s, "xu.jing", COMMAND_CANCEL, NULL, NULL), "record.state");
    error_says(&s, "state", "cancelled");
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "record.state");
    scene_free(&s);
}

static void A51_a_draft_and_a_record_given_back_can_be_cancelled_a_finished_one_can_not(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    must(&s, draft_by(&s, "gao.min"));
    must(&s, act(&s, "xu.jing", COMMAND_CANCEL, NULL, NULL));
    assert_int_equal(s.record->state, RECORD_CANCELLED);
    scene_free(&s);
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->may_return = true;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_RETURN, "look again"));
    assert_int_equal(s.record->state, RECORD_RETURNED);
    must(&s, act(&s, "xu.jing", COMMAND_CANCEL, NULL, NULL));
    assert_int_equal(s.record->state, RECORD_CANCELLED);
    scene_free(&s);
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    refused_with(&s, act(&s, "xu.jing", COMMAND_CANCEL, NULL, NULL), "record.state");
    scene_free(&s);
}

/* ---- A51 of what is asked again and again, and of a warning */

static void watched(scene_t *s) {
    admin_scene(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_ACT, "work", &wang);
    step_t *monitor = fixed_leaf(&s->rules, 0, 1, STEP_MONITOR, "rep", &liu);
    monitor->entry = ENTRY_REPORT;
    submit_by(s, "gao.min");
}

static void A51_a_monitors_task_is_reassigned_and_completed_and_it_asks_again(void **state) {
    (void)state;
    scene_t s;
    watched(&s);
    must(&s, act(&s, "xu.jing", COMMAND_REASSIGN, "rep", "chen.wei"));
    int64_t id = open_task(&s, "rep", "chen.wei")->id;
    must(&s, act(&s, "xu.jing", COMMAND_COMPLETE, "rep", NULL));
    assert_int_equal(record_task(s.record, id)->outcome, OUTCOME_DONE);
    assert_true(record_task(s.record, id)->administered);
    assert_int_equal(open_task(&s, "rep", "liu.yang")->order, 1);
    must(&s, act(&s, "xu.jing", COMMAND_REASSIGN, "rep", "chen.wei")); /* who had the last one too */
    assert_int_equal(open_task(&s, "rep", "chen.wei")->order, 1);
    command_t c = scene_cmd(&s, "xu.jing", COMMAND_COMPLETE);
    c.text = "she is ill";
    c.step = "rep";
    c.refuse = true;
    refused_with(&s, scene_command(&s, &c), "command.misfit");
    scene_free(&s);
}

static void A51_a_warning_that_somebody_can_t_heed_is_reassigned_or_completed(void **state) {
    (void)state;
    for (int complete = 0; complete <= 1; complete++) {
        scene_t s;
        watched(&s);
        command_t c = scene_cmd(&s, "gao.min", COMMAND_WARN);
        int64_t whom = scene_person(&s, "liu.yang");
        c.people = &whom;
        c.people_count = 1;
        c.text = "late";
        must(&s, scene_command(&s, &c));
        must(&s, as_on(&s, "wang.fang", COMMAND_DONE, "work", NULL));
        assert_int_equal(s.record->state, RECORD_OPEN); /* for want of a person who is ill */
        if (complete) {
            must(&s, act(&s, "xu.jing", COMMAND_COMPLETE, "warning", NULL));
        } else {
            must(&s, act(&s, "xu.jing", COMMAND_REASSIGN, "warning", "chen.wei"));
            must(&s, as_on(&s, "chen.wei", COMMAND_ACKNOWLEDGE, "warning", NULL));
        }
        assert_int_equal(s.record->state, RECORD_FINISHED);
        const task_t *task = &s.record->tasks[s.record->task_count - 1];
        assert_int_equal(task->outcome, OUTCOME_ACKNOWLEDGED);
        assert_int_equal(task->administered, complete);
        scene_free(&s);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_an_administrator_may_and_an_attempt_is_told),
        cmocka_unit_test(the_owner_of_the_store_may_without_being_anybody),
        cmocka_unit_test(A50_A51_A52_A53_each_needs_a_reason_in_words),
        cmocka_unit_test(A12_nobody_brings_their_own_request_past_its_approvers),
        cmocka_unit_test(A51_completed_in_the_administrators_name_it_never_looks_like_the_holders_decision),
        cmocka_unit_test(A51_a_task_may_be_completed_as_refused),
        cmocka_unit_test(A51_work_can_be_completed_but_not_refused),
        cmocka_unit_test(A51_of_several_tasks_the_one_meant_is_named),
        cmocka_unit_test(A21_what_the_step_requires_an_administrator_needs_too),
        cmocka_unit_test(A13_roles_that_are_kept_apart_are_not_one_administrators_either),
        cmocka_unit_test(A51_signers_before_decide_first_also_then),
        cmocka_unit_test(A27_what_an_administrator_had_a_hand_in_is_not_taken_back),
        cmocka_unit_test(A10_whoever_decided_last_time_is_never_an_administrator_who_completed_it),
        cmocka_unit_test(A51_a_task_goes_to_somebody_else_with_what_remains_of_its_time),
        cmocka_unit_test(who_has_decided_in_the_step_gets_no_other_seat_of_it),
        cmocka_unit_test(A51_a_cancelled_record_has_ended_and_says_so),
        cmocka_unit_test(A51_a_draft_and_a_record_given_back_can_be_cancelled_a_finished_one_can_not),
        cmocka_unit_test(A51_a_monitors_task_is_reassigned_and_completed_and_it_asks_again),
        cmocka_unit_test(A51_a_warning_that_somebody_can_t_heed_is_reassigned_or_completed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
