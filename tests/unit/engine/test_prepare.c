/* The prepare stage: departments agree before a request is submitted, and what they agreed to must still
 * hold. */
#include "unit/engine/scene.h"

static const source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static const source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static const source_t xu = {.kind = SOURCE_PERSON, .key = "xu.jing"};

static fact_t amount_read = {.path = "amount", .text = "26.85 EUR"};

/* Wang and Xu agree; then Liu approves. The preparation reads the amount. */
static void prepared_flow(scene_t *s) {
    scene_init(s);
    s->rules.flow.stage_count = 2;
    s->rules.stages[0] = (stage_def_t){.name = "consensus", .kind = STAGE_PREPARE};
    s->rules.stages[1] = (stage_def_t){.name = "approval", .kind = STAGE_APPROVAL};
    fixed_group(&s->rules, 0, 0, STEP_ALL);
    fixed_leaf(&s->rules, 0, 1, STEP_AGREE, "finance", &wang);
    fixed_leaf(&s->rules, 0, 1, STEP_AGREE, "it", &xu);
    fixed_leaf(&s->rules, 1, 0, STEP_APPROVE, "clerk", &liu);
    amount_read.text = "26.85 EUR";
    s->rules.plans[0].facts = &amount_read;
    s->rules.plans[0].fact_count = 1;
    must(s, draft_by(s, "gao.min"));
}

static void agree_both(scene_t *s) {
    must(s, as(s, "gao.min", COMMAND_PREPARE, NULL));
    must(s, as(s, "wang.fang", COMMAND_AGREE, NULL));
    must(s, as(s, "xu.jing", COMMAND_AGREE, NULL));
}

static void a_request_is_submitted_after_its_departments_agreed(void **state) {
    (void)state;
    scene_t s;
    prepared_flow(&s);
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "prepare.needed");
    error_says(&s, "stage", "consensus");
    must(&s, as(&s, "gao.min", COMMAND_PREPARE, NULL));
    assert_int_equal(s.record->state, RECORD_PREPARING);
    assert_int_equal(s.record->round, 0);
    assert_null(s.record->number);
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "record.state");
    refused_with(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL), "command.misfit");
    must(&s, as(&s, "wang.fang", COMMAND_AGREE, "fine"));
    must(&s, as(&s, "xu.jing", COMMAND_AGREE, NULL));
    assert_int_equal(s.record->state, RECORD_PREPARED);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    assert_int_equal(s.record->round, 1);
    assert_int_equal(s.record->stage, 1);
    assert_non_null(open_task(&s, "clerk", "liu.yang"));
    scene_free(&s);
}

static void a_refusal_in_the_preparation_gives_the_draft_back_and_it_may_be_prepared_again(void **state) {
    (void)state;
    scene_t s;
    prepared_flow(&s);
    must(&s, as(&s, "gao.min", COMMAND_PREPARE, NULL));
    must(&s, as(&s, "xu.jing", COMMAND_REFUSE, "no licence"));
    assert_int_equal(s.record->state, RECORD_DRAFT);
    assert_int_equal(s.record->tasks[0].state, TASK_CLOSED);
    assert_int_equal(told(&s, "record.returned", "gao.min"), 1);
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "prepare.needed");
    agree_both(&s);
    assert_int_equal(s.record->reopened, 2);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    scene_free(&s);
}

static void a_return_in_the_preparation_gives_the_draft_back_too(void **state) {
    (void)state;
    scene_t s;
    prepared_flow(&s);
    s.rules.steps[0][1].may_return = true;
    must(&s, as(&s, "gao.min", COMMAND_PREPARE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_RETURN, "say what for"));
    assert_int_equal(s.record->state, RECORD_DRAFT);
    assert_true(record_at_rest(s.record));
    scene_free(&s);
}

static void an_edit_of_a_field_that_the_preparation_read_makes_it_needed_again(void **state) {
    (void)state;
    scene_t s;
    prepared_flow(&s);
    agree_both(&s);
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, money_field("amount", 999900)));
    assert_int_equal(s.record->state, RECORD_DRAFT);
    amount_read.text = "9999.00 EUR"; /* what the rule reads now */
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "prepare.needed");
    error_says(&s, "fields", "amount");
    agree_both(&s);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    scene_free(&s);
}

static void fields_brought_along_by_the_submission_count_as_edits(void **state) {
    (void)state;
    scene_t s;
    prepared_flow(&s);
    agree_both(&s);
    amount_read.text = "9999.00 EUR";
    refused_with(&s, as_with(&s, "gao.min", COMMAND_SUBMIT, money_field("amount", 999900)), "prepare.needed");
    assert_int_equal(s.record->state, RECORD_PREPARED); /* nothing of it happened */
    amount_read.text = "26.85 EUR";
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    scene_free(&s);
}

static void P2_1_2_whatever_changes_after_departments_agreed_is_agreed_to_anew(void **state) {
    (void)state;
    scene_t s;
    prepared_flow(&s); /* the rule reads the amount alone */
    agree_both(&s);
    refused_with(&s, as_with(&s, "gao.min", COMMAND_SUBMIT, text_field("purpose", "a yacht")),
                 "prepare.needed");
    error_says(&s, "fields", "purpose");
    assert_int_equal(s.record->state, RECORD_PREPARED);
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, text_field("purpose", "a yacht")));
    assert_int_equal(s.record->state, RECORD_DRAFT);
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, money_field("amount", 2684)));
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "prepare.needed");
    error_says(&s, "fields", "purpose, amount");
    error_says(&s, "labels_en", "Purpose, Amount");
    error_says(&s, "by", "wang.fang, xu.jing");
    must(&s, as(&s, "gao.min", COMMAND_PREPARE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_AGREE, NULL));
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "record.state");
    must(&s, as(&s, "xu.jing", COMMAND_AGREE, NULL));
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    scene_free(&s);
}

static void P2_1_2_what_is_as_it_was_agreed_to_again_needs_nobody(void **state) {
    (void)state;
    scene_t s;
    prepared_flow(&s);
    agree_both(&s);
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, text_field("purpose", "a yacht")));
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, text_field("purpose", "a car")));
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, (field_t){.name = "purpose"})); /* empty, as it was */
    assert_int_equal(s.record->unagreed_count, 0);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    scene_free(&s);
}

static void P2_1_2_a_field_that_the_flow_lets_change_needs_no_agreement(void **state) {
    (void)state;
    scene_t s;
    prepared_flow(&s);
    s.rules.fields[1].agreement_free = true;
    agree_both(&s);
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, text_field("purpose", "train")));
    assert_int_equal(s.record->state, RECORD_PREPARED);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    scene_free(&s);
}

static void P2_1_2_what_a_step_of_the_preparation_writes_is_part_of_it(void **state) {
    (void)state;
    scene_t s;
    static field_right_t writes = {.field = "purpose", .access = ACCESS_WRITE};
    prepared_flow(&s);
    s.rules.steps[0][2].form = (step_form_t){.rights = &writes, .right_count = 1};
    must(&s, as(&s, "gao.min", COMMAND_PREPARE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_AGREE, NULL));
    must(&s, as_with(&s, "xu.jing", COMMAND_AGREE, text_field("purpose", "by train")));
    assert_int_equal(s.record->state, RECORD_PREPARED);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    scene_free(&s);
}

static void P2_1_2_a_returned_form_that_changed_is_agreed_to_anew_though_no_rule_read_it(void **state) {
    (void)state;
    scene_t s;
    prepared_flow(&s);
    agree_both(&s);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_RETURN, "what for?"));
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, text_field("purpose", "a yacht")));
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "prepare.needed");
    error_says(&s, "fields", "purpose");
    agree_both(&s);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_int_equal(s.record->round, 2);
    scene_free(&s);
}

/* A change after the end leaves the agreements that stand; what is changed otherwise on its way back does
 * not. */
static void P2_1_2_what_stands_in_a_change_after_the_end_lapses_by_what_else_changes(void **state) {
    (void)state;
    scene_t s;
    static change_rule_t rule = {.field = "amount"};
    static const traced_t traced[] = {{"clerk", "amount"}};
    prepared_flow(&s);
    s.rules.plans[0].fact_count = 0;
    s.rules.flow.changes = &rule;
    s.rules.flow.change_count = 1;
    s.rules.traced = traced;
    s.rules.traced_count = 1;
    s.rules.steps[1][0].may_return = true;
    agree_both(&s);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    command_t c = scene_cmd(&s, "gao.min", COMMAND_CHANGE);
    field_t amount = money_field("amount", 3000);
    c.fields = &amount;
    c.field_count = 1;
    c.text = "dearer";
    must(&s, scene_command(&s, &c));
    assert_non_null(open_task(&s, "clerk", "liu.yang")); /* the departments are not asked */
    must(&s, as(&s, "liu.yang", COMMAND_RETURN, "what for?"));
    refused_with(&s, as_with(&s, "gao.min", COMMAND_SUBMIT, text_field("purpose", "a yacht")),
                 "prepare.needed");
    error_says(&s, "fields", "purpose");
    error_says(&s, "by", "wang.fang, xu.jing");
    scene_free(&s);
}

static void P2_1_2_where_nobody_was_asked_a_draft_changes_freely(void **state) {
    (void)state;
    scene_t s;
    prepared_flow(&s);
    must(&s, as(&s, "gao.min", COMMAND_PREPARE, NULL));
    must(&s, as(&s, "xu.jing", COMMAND_REFUSE, "no licence"));
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, text_field("purpose", "a yacht")));
    assert_int_equal(s.record->unagreed_count, 0); /* nobody agreed to what was there */
    agree_both(&s);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    scene_free(&s);
}

static void a_fact_that_changed_in_the_company_is_seen_too(void **state) {
    (void)state;
    scene_t s;
    fact_t budget = {.path = "department.budget", .text = "SAL-01"};
    prepared_flow(&s);
    s.rules.plans[0].facts = &budget;
    agree_both(&s);
    budget.text = "SAL-02";
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "prepare.needed");
    error_says(&s, "fact", "department.budget");
    agree_both(&s); /* from where it stands: prepared, but for something that no longer holds */
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    scene_free(&s);
}

static void a_preparation_that_nobody_has_a_part_in_is_passed_on_the_way(void **state) {
    (void)state;
    scene_t s;
    prepared_flow(&s);
    s.rules.steps[0][1].state = STEP_LEFT_OUT;
    s.rules.steps[0][2].state = STEP_LEFT_OUT;
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    assert_int_equal(s.record->plan_count, 2); /* why nobody was asked is kept */
    scene_free(&s);
}

static void a_flow_without_such_a_stage_has_nothing_to_prepare(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    must(&s, draft_by(&s, "gao.min"));
    refused_with(&s, as(&s, "gao.min", COMMAND_PREPARE, NULL), "prepare.none");
    scene_free(&s);
}

static void only_a_whole_form_is_prepared(void **state) {
    (void)state;
    scene_t s;
    prepared_flow(&s);
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, (field_t){.name = "amount"}));
    refused_with(&s, as(&s, "gao.min", COMMAND_PREPARE, NULL), "form.invalid");
    scene_free(&s);
}

static void what_was_prepared_is_submitted_under_the_same_rules(void **state) {
    (void)state;
    scene_t s;
    prepared_flow(&s);
    agree_both(&s);
    s.has_later = true;
    fixed_leaf(&s.later, 0, 0, STEP_APPROVE, "later", &wang);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_non_null(open_task(&s, "clerk", "liu.yang"));
    scene_free(&s);
}

static void a_round_prepared_under_rules_that_are_no_longer_the_latest_is_submitted_under_them(void **state) {
    (void)state;
    scene_t s;
    prepared_flow(&s);
    s.rules.flow.latest = true;
    agree_both(&s);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_RETURN, "too much"));
    amount_read.text = "1.00 EUR";
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, money_field("amount", 100)));
    agree_both(&s); /* under the rules active then */
    s.has_later = true;
    fixed_leaf(&s.later, 0, 0, STEP_APPROVE, "later", &wang);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_non_null(open_task(&s, "clerk", "liu.yang"));
    scene_free(&s);
}

static void a_returned_record_is_prepared_again_only_when_what_was_read_has_changed(void **state) {
    (void)state;
    scene_t s;
    prepared_flow(&s);
    agree_both(&s);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_RETURN, "too much"));
    amount_read.text = "1.00 EUR";
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, money_field("amount", 100)));
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "prepare.needed");
    must(&s, as(&s, "gao.min", COMMAND_PREPARE, NULL));
    assert_int_equal(s.record->state, RECORD_PREPARING);
    assert_non_null(open_task(&s, "revise", "gao.min")); /* its limit runs on */
    must(&s, as(&s, "xu.jing", COMMAND_REFUSE, "no"));
    assert_int_equal(s.record->state, RECORD_RETURNED);
    agree_both(&s);
    assert_int_equal(s.record->state, RECORD_PREPARED);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_int_equal(s.record->round, 2);
    must(&s, as(&s, "liu.yang", COMMAND_RETURN, "once more"));
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL)); /* nothing changed: it still holds */
    assert_int_equal(s.record->round, 3);
    scene_free(&s);
}

static void A42_a_request_in_preparation_is_the_initiators_to_give_up(void **state) {
    (void)state;
    scene_t s;
    prepared_flow(&s);
    must(&s, as(&s, "gao.min", COMMAND_PREPARE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_AGREE, NULL));
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL));
    assert_int_equal(s.record->state, RECORD_WITHDRAWN);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_submitted_after_its_departments_agreed),
        cmocka_unit_test(a_refusal_in_the_preparation_gives_the_draft_back_and_it_may_be_prepared_again),
        cmocka_unit_test(a_return_in_the_preparation_gives_the_draft_back_too),
        cmocka_unit_test(an_edit_of_a_field_that_the_preparation_read_makes_it_needed_again),
        cmocka_unit_test(fields_brought_along_by_the_submission_count_as_edits),
        cmocka_unit_test(P2_1_2_whatever_changes_after_departments_agreed_is_agreed_to_anew),
        cmocka_unit_test(P2_1_2_what_is_as_it_was_agreed_to_again_needs_nobody),
        cmocka_unit_test(P2_1_2_a_field_that_the_flow_lets_change_needs_no_agreement),
        cmocka_unit_test(P2_1_2_what_a_step_of_the_preparation_writes_is_part_of_it),
        cmocka_unit_test(P2_1_2_a_returned_form_that_changed_is_agreed_to_anew_though_no_rule_read_it),
        cmocka_unit_test(P2_1_2_what_stands_in_a_change_after_the_end_lapses_by_what_else_changes),
        cmocka_unit_test(P2_1_2_where_nobody_was_asked_a_draft_changes_freely),
        cmocka_unit_test(a_fact_that_changed_in_the_company_is_seen_too),
        cmocka_unit_test(a_preparation_that_nobody_has_a_part_in_is_passed_on_the_way),
        cmocka_unit_test(a_flow_without_such_a_stage_has_nothing_to_prepare),
        cmocka_unit_test(only_a_whole_form_is_prepared),
        cmocka_unit_test(what_was_prepared_is_submitted_under_the_same_rules),
        cmocka_unit_test(a_round_prepared_under_rules_that_are_no_longer_the_latest_is_submitted_under_them),
        cmocka_unit_test(a_returned_record_is_prepared_again_only_when_what_was_read_has_changed),
        cmocka_unit_test(A42_a_request_in_preparation_is_the_initiators_to_give_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
