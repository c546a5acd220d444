/* The plain course of a record: drafted, edited, submitted, decided step by step, finished. */
#include "unit/engine/scene.h"

static source_t administration, head, treasury;

/* administration → head of the initiator's department → payment by a service. */
static void three_steps(scene_t *s) {
    scene_init(s);
    administration = source_by(SOURCE_PERSON, "liu.yang");
    head = source_by(SOURCE_HEAD, "finance");
    treasury = source_by(SOURCE_SERVICE, "treasury");
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "administration", &administration);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "head", &head);
    fixed_leaf(&s->rules, 0, 1, STEP_ACT, "payment", &treasury);
}

static void A40_a_draft_has_no_number_and_no_task(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, draft_by(&s, "gao.min"));
    assert_int_equal(s.record->state, RECORD_DRAFT);
    assert_null(s.record->number);
    assert_int_equal(s.record->task_count, 0);
    assert_int_equal(s.record->initiator, DEMO_GAO_MIN);
    assert_string_equal(s.record->department, "sales");
    assert_int_equal(s.record->field_count, 1);
    assert_int_equal(s.record->version, 1);
    scene_free(&s);
}

static void a_record_goes_through_its_steps_and_is_finished(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    submit_by(&s, "gao.min");
    assert_int_equal(s.record->state, RECORD_OPEN);
    assert_string_equal(s.record->number, "EXP-2026-000001");
    assert_int_equal(s.record->round, 1);
    assert_non_null(open_task(&s, "administration", "liu.yang"));
    assert_int_equal(told(&s, "task.opened", "liu.yang"), 1);
    assert_int_equal(state_of(&s, "head"), STEP_WAITING);
    s.now += MS_HOUR;
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, "in order"));
    assert_int_equal(s.out.task, s.record->tasks[0].id);
    assert_string_equal(s.record->tasks[0].opinion, "in order");
    assert_int_equal(s.record->tasks[0].decided_by, DEMO_LIU_YANG);
    assert_int_equal(s.record->tasks[0].ended_at, s.now);
    assert_non_null(open_task(&s, "head", "wang.fang"));
    assert_int_equal(s.record->tasks[1].opened_at, s.now);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "treasury", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(s.record->ended_at, s.now);
    assert_int_equal(told(&s, "record.ended", "gao.min"), 1);
    assert_true(record_at_rest(s.record));
    scene_free(&s);
}

static void every_event_of_a_decision_names_its_actor_times_and_ruleset(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    submit_by(&s, "gao.min");
    s.now += 2 * MS_HOUR;
    command_t c = scene_cmd(&s, "liu.yang", COMMAND_APPROVE);
    c.at = s.now - MS_HOUR;
    must(&s, scene_command(&s, &c));
    rules_t rules = fixed_rules(&s.rules);
    assert_true(s.out.event_count >= 4);
    for (size_t i = 0; i < s.out.event_count; i++) {
        const event_t *e = &s.out.events[i];
        assert_int_equal(e->recorded, s.now);
        assert_int_equal(e->at, s.now - MS_HOUR);
        assert_int_equal(e->actor.person, DEMO_LIU_YANG);
        assert_memory_equal(&e->ruleset, &rules.ruleset, sizeof rules.ruleset);
        assert_int_equal(e->record, s.record->id);
    }
    /* nothing is back-dated (A65): the next clock runs from the recorded time */
    assert_int_equal(open_task(&s, "head", NULL)->opened_at, s.now);
    scene_free(&s);
}

static void A65_what_happened_does_not_lie_ahead(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    submit_by(&s, "gao.min");
    command_t c = scene_cmd(&s, "liu.yang", COMMAND_APPROVE);
    c.at = s.now + MS_MINUTE + 1;
    refused_with(&s, scene_command(&s, &c), "happened.future");
    assert_null(open_task(&s, "head", NULL));
    c.at = s.now + MS_MINUTE; /* clocks of two machines differ a little: it is taken for now */
    must(&s, scene_command(&s, &c));
    assert_int_equal(s.out.events[0].at, s.now);
    scene_free(&s);
}

static void A65_nothing_happened_to_a_record_before_it_was_drafted(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    submit_by(&s, "gao.min");
    s.now += MS_DAY;
    command_t c = scene_cmd(&s, "liu.yang", COMMAND_APPROVE);
    c.at = s.record->created_at - 1;
    refused_with(&s, scene_command(&s, &c), "happened.before_record");
    c = scene_cmd(&s, "liu.yang", COMMAND_APPROVE);
    c.at = s.record->created_at;
    must(&s, scene_command(&s, &c));
    scene_free(&s);
}

static void a_form_without_what_is_required_is_not_submitted(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    s.rules.fields[1].required = true;
    command_t c = scene_cmd(&s, "gao.min", COMMAND_DRAFT);
    c.flow = "demo.expense";
    must(&s, scene_command(&s, &c));
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "form.invalid");
    error_says(&s, "count", "2");
    error_says(&s, "fields", "amount, purpose");
    char labels[160];
    snprintf(labels, sizeof labels, "%s, %s", s.rules.fields[0].label_en, s.rules.fields[1].label_en);
    error_says(&s, "labels_en", labels);
    snprintf(labels, sizeof labels, "%s, %s", s.rules.fields[0].label_zh, s.rules.fields[1].label_zh);
    error_says(&s, "labels_zh", labels);
    assert_string_equal(s.d.cause->code, "field.required");
    assert_string_equal(diag_get(s.d.cause, "field"), "amount");
    assert_int_equal(s.number, 0);
    scene_free(&s);
}

static void A72_a_check_of_the_rules_names_field_file_and_line(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    problem_t problem = {
        .field = "amount", .text_en = "too much", .text_zh = "太多", .file = "demo.lua", .line = 12};
    s.rules.problems = &problem;
    s.rules.problem_count = 1;
    must(&s, draft_by(&s, "gao.min"));
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "form.invalid");
    assert_string_equal(s.d.cause->code, "field.check");
    assert_string_equal(diag_get(s.d.cause, "text"), "too much");
    assert_int_equal(s.d.cause->line, 12);
    scene_free(&s);
}

static void a_field_that_the_flow_does_not_know_is_refused_at_once(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, draft_by(&s, "gao.min"));
    refused_with(&s, as_with(&s, "gao.min", COMMAND_EDIT, text_field("colour", "red")), "form.invalid");
    assert_string_equal(s.d.cause->code, "field.unknown");
    refused_with(&s, as_with(&s, "gao.min", COMMAND_EDIT, text_field("amount", "much")), "form.invalid");
    assert_string_equal(s.d.cause->code, "field.type");
    scene_free(&s);
}

static void an_edit_sets_changes_and_empties_fields_and_says_nothing_when_nothing_changed(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, draft_by(&s, "gao.min"));
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, text_field("purpose", "train")));
    assert_int_equal(s.record->field_count, 2);
    assert_int_equal(s.record->form_version, 2);
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, text_field("purpose", "train")));
    assert_int_equal(s.out.event_count, 0);
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, money_field("amount", 100)));
    assert_int_equal(record_field(s.record, "amount")->u.money.minor, 100);
    field_t empty = {.name = "purpose"};
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, empty));
    assert_null(record_field(s.record, "purpose"));
    assert_int_equal(s.record->change_count, 2);
    scene_free(&s);
}

static void only_the_initiator_edits_submits_and_withdraws(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, draft_by(&s, "gao.min"));
    refused_with(&s, as(&s, "chen.wei", COMMAND_SUBMIT, NULL), "record.not_yours");
    error_says(&s, "initiator", "gao.min");
    assert_int_equal(s.out.incident_count, 1);
    assert_string_equal(s.out.incidents[0].code, "attempt.without_right");
    assert_int_equal(s.out.incidents[0].person, DEMO_CHEN_WEI);
    refused_with(&s, as_with(&s, "chen.wei", COMMAND_EDIT, money_field("amount", 1)), "record.not_yours");
    refused_with(&s, as(&s, "chen.wei", COMMAND_WITHDRAW, NULL), "record.not_yours");
    scene_free(&s);
}

static void the_form_can_not_be_edited_while_others_decide(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    submit_by(&s, "gao.min");
    refused_with(&s, as_with(&s, "gao.min", COMMAND_EDIT, money_field("amount", 1)), "record.state");
    error_says(&s, "state", "open");
    error_says(&s, "due", "administration");
    error_says(&s, "holder", "liu.yang");
    scene_free(&s);
}

static void a_second_record_gets_the_next_number_and_a_refused_command_uses_none(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    s.number = 41;
    s.rules.plan_fails = "rule.error";
    must(&s, draft_by(&s, "gao.min"));
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "rule.error");
    assert_int_equal(s.out.incident_count, 1);
    assert_string_equal(s.out.incidents[0].file, "demo.lua");
    assert_int_equal(s.out.incidents[0].line, 7);
    assert_int_equal(s.record->state, RECORD_DRAFT);
    s.rules.plan_fails = NULL;
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_string_equal(s.record->number, "EXP-2026-000042");
    scene_free(&s);
}

static void a_stage_without_steps_passes_and_stages_follow_one_another(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    s.rules.flow.stage_count = 3;
    s.rules.stages[1] = (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION};
    s.rules.stages[2] = (stage_def_t){.name = "acceptance", .kind = STAGE_ACCEPTANCE};
    fixed_leaf(&s.rules, 2, 0, STEP_ACT, "accept", &head);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "treasury", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    assert_int_equal(s.record->stage, 2);
    assert_int_equal(s.record->plan_count, 3);
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void a_flow_without_any_step_is_finished_on_submission(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    submit_by(&s, "gao.min");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void comments_need_words_and_change_nothing_else(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    submit_by(&s, "gao.min");
    refused_with(&s, as(&s, "xu.jing", COMMAND_COMMENT, " \n"), "reason.required");
    must(&s, as(&s, "xu.jing", COMMAND_COMMENT, "which trip?"));
    assert_int_equal(s.record->comments, 1);
    assert_int_equal(s.out.event_count, 1);
    scene_free(&s);
}

static void a_draft_takes_the_rules_active_when_it_is_submitted_a_running_record_keeps_its_own(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    must(&s, draft_by(&s, "gao.min"));
    s.has_later = true;
    fixed_leaf(&s.later, 0, 0, STEP_APPROVE, "later", &head);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_non_null(open_task(&s, "later", "wang.fang"));
    hash_t later;
    hash_of("later", 5, &later);
    assert_memory_equal(&s.record->ruleset, &later, sizeof later);
    scene_free(&s);

    three_steps(&s);
    submit_by(&s, "gao.min");
    s.has_later = true;
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    rules_t rules = fixed_rules(&s.rules);
    assert_memory_equal(&s.out.events[0].ruleset, &rules.ruleset, sizeof rules.ruleset);
    assert_non_null(open_task(&s, "head", "wang.fang"));
    scene_free(&s);
}

static void unknown_departments_flows_records_and_commands_are_refused(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    command_t c = scene_cmd(&s, "gao.min", COMMAND_DRAFT);
    c.flow = "demo.other";
    refused_with(&s, scene_command(&s, &c), "flow.unknown");
    c.flow = "demo.expense";
    c.department = "moon";
    refused_with(&s, scene_command(&s, &c), "department.unknown");
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "record.unknown");
    must(&s, draft_by(&s, "gao.min"));
    c = scene_cmd(&s, "gao.min", (command_kind_t)77);
    refused_with(&s, scene_command(&s, &c), "command.unknown");
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A40_a_draft_has_no_number_and_no_task),
        cmocka_unit_test(a_record_goes_through_its_steps_and_is_finished),
        cmocka_unit_test(every_event_of_a_decision_names_its_actor_times_and_ruleset),
        cmocka_unit_test(A65_what_happened_does_not_lie_ahead),
        cmocka_unit_test(A65_nothing_happened_to_a_record_before_it_was_drafted),
        cmocka_unit_test(a_form_without_what_is_required_is_not_submitted),
        cmocka_unit_test(A72_a_check_of_the_rules_names_field_file_and_line),
        cmocka_unit_test(a_field_that_the_flow_does_not_know_is_refused_at_once),
        cmocka_unit_test(an_edit_sets_changes_and_empties_fields_and_says_nothing_when_nothing_changed),
        cmocka_unit_test(only_the_initiator_edits_submits_and_withdraws),
        cmocka_unit_test(the_form_can_not_be_edited_while_others_decide),
        cmocka_unit_test(a_second_record_gets_the_next_number_and_a_refused_command_uses_none),
        cmocka_unit_test(a_stage_without_steps_passes_and_stages_follow_one_another),
        cmocka_unit_test(a_flow_without_any_step_is_finished_on_submission),
        cmocka_unit_test(comments_need_words_and_change_nothing_else),
        cmocka_unit_test(a_draft_takes_the_rules_active_when_it_is_submitted_a_running_record_keeps_its_own),
        cmocka_unit_test(unknown_departments_flows_records_and_commands_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
