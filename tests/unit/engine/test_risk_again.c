/* The risk, worked out again where a record is changed after its end (A46) or goes on under other rules
 * (A53): a high one is answered, and nothing is approved by letting time pass (A61). */
#include "admin_scene.h"
#include "risk_scene.h"

static const source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};
static effect_t plan = {.kind = EFFECT_RESPONSE, .who = &wang, .check = &chen};
static change_rule_t changes[] = {{.field = "amount"}, {.field = "purpose"}};
static const traced_t for_steps[] = {{"money", "amount"}}; /* the purpose is read by nothing but the risk */

static void has_risk(fixed_rules_t *rules, risk_level_t level) {
    rules->flow.has_risk = true;
    rules->risk = (risk_t){.level = level, .because = "it is so", .response = {&plan, 1}};
}

/* sequence: check (liu.yang), money (li.na) */
static void check_and_money(fixed_rules_t *rules) {
    fixed_group(rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(rules, 0, 1, STEP_APPROVE, "check", &liu);
    fixed_leaf(rules, 0, 1, STEP_APPROVE, "money", &li);
    rules->traced = for_steps;
    rules->traced_count = 1;
    rules->flow.changes = changes;
    rules->flow.change_count = 2;
}

static int change(scene_t *s, field_t field) {
    command_t c = scene_cmd(s, "gao.min", COMMAND_CHANGE);
    c.fields = &field;
    c.field_count = 1;
    c.text = "it has changed";
    return scene_command(s, &c);
}

/* The open response plan is written and found good. */
static void respond(scene_t *s, const char *step) {
    char check[32];
    must(s, write_response(s, "wang.fang", step));
    snprintf(check, sizeof check, "%s.check", step);
    must(s, as_on(s, "chen.wei", COMMAND_APPROVE, check, NULL));
}

static void approved_but_money(scene_t *s, risk_level_t level) {
    admin_scene(s);
    check_and_money(&s->rules);
    has_risk(&s->rules, level);
    submit_by(s, "gao.min");
    if (level == RISK_HIGH) respond(s, "response");
    must(s, as_on(s, "liu.yang", COMMAND_APPROVE, "check", NULL));
}

static void approved(scene_t *s, risk_level_t level) {
    approved_but_money(s, level);
    must(s, as_on(s, "li.na", COMMAND_APPROVE, "money", NULL));
    assert_int_equal(s->record->state, RECORD_FINISHED);
}

static void A46_a_risk_that_a_change_makes_high_is_answered_also_where_no_step_reads_the_field(void **state) {
    (void)state;
    scene_t s;
    approved(&s, RISK_LOW);
    s.rules.risk.level = RISK_HIGH;
    must(&s, change(&s, text_field("purpose", "a tower")));
    assert_int_equal(s.record->risk, RISK_HIGH);
    assert_int_equal(s.record->state, RECORD_OPEN);
    assert_non_null(open_task(&s, "response", "wang.fang"));
    assert_null(open_task(&s, "check", NULL));
    assert_null(open_task(&s, "money", NULL));
    respond(&s, "response");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_string_equal(record_field(s.record, "purpose")->u.text, "a tower");
    scene_free(&s);
}

static void A46_the_answer_is_there_before_the_stage_whose_steps_all_stand_has_ended(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    check_and_money(&s.rules);
    has_risk(&s.rules, RISK_LOW);
    s.rules.stages[1] =
        (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION, .title_en = "e", .title_zh = "e"};
    s.rules.flow.stage_count = 2;
    fixed_leaf(&s.rules, 1, 0, STEP_ACT, "build", &liu);
    static const traced_t for_build[] = {{"build", "purpose"}};
    s.rules.traced = for_build;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_DONE, NULL));
    s.rules.risk.level = RISK_HIGH;
    must(&s, change(&s, text_field("purpose", "a tower")));
    assert_int_equal(s.record->stage, 0); /* the approval waits for it, and the work for the approval */
    assert_null(open_task(&s, "build", NULL));
    respond(&s, "response");
    assert_non_null(open_task(&s, "build", "liu.yang"));
    scene_free(&s);
}

static void A46_a_plan_that_answers_the_same_risk_stands_and_another_risk_is_answered_anew(void **state) {
    (void)state;
    scene_t s;
    approved(&s, RISK_HIGH);
    must(&s, change(&s, money_field("amount", 3000)));
    assert_null(open_task(&s, "response.2", NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    s.rules.risk.because = "it is a tower";
    must(&s, change(&s, text_field("purpose", "a tower")));
    respond(&s, "response.2");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* ---- a stage that goes on */

/* Its plan was closed with the stage that was refused. */
static void A50_P4_2_2_what_an_administrator_has_go_on_after_a_refusal_is_answered_anew(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    check_and_money(&s.rules);
    has_risk(&s.rules, RISK_HIGH);
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    s.rules.flow.acknowledge = true;
    submit_by(&s, "gao.min");
    assert_non_null(open_task(&s, "response", "wang.fang"));
    must(&s, as_on(&s, "liu.yang", COMMAND_REFUSE, "check", "no"));
    assert_null(open_task(&s, "response", NULL));
    must(&s, jump(&s, "check"));
    assert_non_null(open_task(&s, "response.2", "wang.fang"));
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "check", NULL));
    must(&s, as_on(&s, "li.na", COMMAND_APPROVE, "money", NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    respond(&s, "response.2");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* Also one that was left without a plan before this was so. */
static void P4_2_2_no_stage_of_a_high_risk_ends_well_without_a_plan(void **state) {
    (void)state;
    scene_t s;
    approved_but_money(&s, RISK_LOW);
    s.record->risk = RISK_HIGH;
    buf_reset(&s.bytes);
    record_encode(s.record, &s.bytes);
    buf_reset(&s.folded);
    record_encode(s.record, &s.folded);
    s.rules.risk.level = RISK_HIGH;
    must(&s, as_on(&s, "li.na", COMMAND_APPROVE, "money", NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    respond(&s, "response");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* ---- other rules */

static rung_act_t approves = {.action = RUNG_APPROVE, .because = "small sums pass"};
static rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &approves, .act_count = 1};

static void passes_by_time(fixed_rules_t *rules) {
    fixed_group(rules, 0, 0, STEP_SEQUENCE);
    step_t *step = fixed_leaf(rules, 0, 1, STEP_APPROVE, "check", &liu);
    step->ladder = (ladder_t){.rungs = &rung, .count = 1};
    step->within = limit_hours(1);
}

static void A53_the_risk_is_what_the_new_rules_say_and_where_it_is_high_no_time_out_approves(void **state) {
    (void)state;
    for (int level = RISK_MEDIUM; level <= RISK_HIGH; level++) {
        scene_t s;
        admin_scene(&s);
        passes_by_time(&s.rules);
        submit_by(&s, "gao.min");
        assert_int_equal(s.record->risk, RISK_NONE);
        s.has_later = true;
        passes_by_time(&s.later);
        has_risk(&s.later, (risk_level_t)level);
        must(&s, migrate(&s));
        assert_int_equal(s.record->risk, level);
        assert_int_equal(open_task(&s, "response", "wang.fang") != NULL, level == RISK_HIGH);
        assert_true(fire_next(&s));
        if (level == RISK_MEDIUM) {
            assert_int_equal(s.record->state, RECORD_FINISHED);
        } else {
            assert_int_equal(state_of(&s, "check"), STEP_OPEN);
            assert_string_equal(s.out.incidents[0].code, "rung.risk_high");
        }
        scene_free(&s);
    }
}

static void A53_of_a_suspended_record_the_answer_to_its_risk_is_asked_for_when_it_is_resumed(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    s.has_later = true;
    fixed_leaf(&s.later, 0, 0, STEP_APPROVE, "first", &liu);
    has_risk(&s.later, RISK_HIGH);
    must(&s, act(&s, "xu.jing", COMMAND_SUSPEND, NULL, NULL));
    must(&s, migrate(&s));
    assert_int_equal(s.record->risk, RISK_HIGH);
    assert_null(open_task(&s, "response", NULL));
    must(&s, act(&s, "xu.jing", COMMAND_RESUME, NULL, NULL));
    assert_non_null(open_task(&s, "response", "wang.fang"));
    scene_free(&s);
}

/* A reviewer beside the first step, somebody who is warned, and a notice. */
typedef struct answers {
    step_t review;
    effect_t list[3];
} answers_t;

static void is_medium(fixed_rules_t *rules, answers_t *a) {
    static const source_t initiator = {.kind = SOURCE_INITIATOR};
    a->review = (step_t){.no = 1,
                         .kind = STEP_APPROVE,
                         .state = STEP_WAITING,
                         .name = "review",
                         .by = &chen,
                         .within = limit_workdays(1),
                         .opened_at = INSTANT_NONE,
                         .ended_at = INSTANT_NONE};
    a->list[0] = (effect_t){
        .kind = EFFECT_ADD, .steps = &a->review, .step_count = 1, .where = ADDED_BESIDE, .beside = "first"};
    a->list[1] =
        (effect_t){.kind = EFFECT_WARN, .who = &chen, .text = "look out", .severity = SEVERITY_MAJOR};
    a->list[2] = (effect_t){.kind = EFFECT_NOTIFY, .who = &initiator, .text = "it has become risky"};
    rules->flow.has_risk = true;
    rules->risk = (risk_t){.level = RISK_MEDIUM, .because = "it is so", .response = {a->list, 3}};
}

static void
A53_P4_2_2_all_that_answers_a_risk_which_rose_while_it_was_suspended_comes_as_it_goes_on(void **state) {
    (void)state;
    scene_t s;
    answers_t a;
    three_steps(&s);
    s.has_later = true;
    fixed_group(&s.later, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &liu);
    is_medium(&s.later, &a);
    must(&s, act(&s, "xu.jing", COMMAND_SUSPEND, NULL, NULL));
    must(&s, migrate(&s));
    assert_int_equal(s.record->risk, RISK_MEDIUM);
    assert_true(s.record->risk_rose);
    assert_null(open_task(&s, "review", NULL)); /* nobody is asked before it goes on */
    assert_int_equal(told(&s, "record.notice", "gao.min"), 0);
    must(&s, act(&s, "xu.jing", COMMAND_RESUME, NULL, NULL));
    assert_non_null(open_task(&s, "review", "chen.wei"));
    assert_non_null(open_task(&s, "warning", "chen.wei"));
    assert_int_equal(told(&s, "record.notice", "gao.min"), 1);
    assert_false(s.record->risk_rose);
    must(&s, act(&s, "xu.jing", COMMAND_SUSPEND, NULL, NULL)); /* once */
    must(&s, act(&s, "xu.jing", COMMAND_RESUME, NULL, NULL));
    assert_int_equal(told(&s, "record.notice", "gao.min"), 0);
    assert_int_equal(events_of(&s, EVENT_PLAN_ADDED), 0);
    scene_free(&s);
}

static void A53_a_risk_that_fell_back_before_it_goes_on_asks_for_nothing(void **state) {
    (void)state;
    scene_t s;
    answers_t a;
    admin_scene(&s);
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "first", &liu);
    has_risk(&s.rules, RISK_LOW);
    submit_by(&s, "gao.min");
    s.has_later = true;
    fixed_leaf(&s.later, 0, 0, STEP_APPROVE, "first", &liu);
    is_medium(&s.later, &a);
    must(&s, act(&s, "xu.jing", COMMAND_SUSPEND, NULL, NULL));
    must(&s, migrate(&s));
    s.later.risk.level = RISK_LOW; /* as the form stands when it goes on */
    must(&s, act(&s, "xu.jing", COMMAND_RESUME, NULL, NULL));
    assert_int_equal(s.record->risk, RISK_LOW);
    assert_null(open_task(&s, "review", NULL));
    assert_int_equal(told(&s, "record.notice", "gao.min"), 0);
    scene_free(&s);
}

static void A53_a_risk_that_the_new_rules_find_lower_asks_for_no_answer_any_more(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    check_and_money(&s.rules);
    has_risk(&s.rules, RISK_HIGH);
    submit_by(&s, "gao.min");
    assert_non_null(open_task(&s, "response", NULL));
    s.has_later = true;
    check_and_money(&s.later);
    has_risk(&s.later, RISK_LOW);
    must(&s, migrate(&s));
    assert_int_equal(s.record->risk, RISK_LOW);
    assert_null(open_task(&s, "response", NULL));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A50_P4_2_2_what_an_administrator_has_go_on_after_a_refusal_is_answered_anew),
        cmocka_unit_test(P4_2_2_no_stage_of_a_high_risk_ends_well_without_a_plan),
        cmocka_unit_test(A46_a_risk_that_a_change_makes_high_is_answered_also_where_no_step_reads_the_field),
        cmocka_unit_test(A46_the_answer_is_there_before_the_stage_whose_steps_all_stand_has_ended),
        cmocka_unit_test(A46_a_plan_that_answers_the_same_risk_stands_and_another_risk_is_answered_anew),
        cmocka_unit_test(A53_the_risk_is_what_the_new_rules_say_and_where_it_is_high_no_time_out_approves),
        cmocka_unit_test(A53_of_a_suspended_record_the_answer_to_its_risk_is_asked_for_when_it_is_resumed),
        cmocka_unit_test(
            A53_P4_2_2_all_that_answers_a_risk_which_rose_while_it_was_suspended_comes_as_it_goes_on),
        cmocka_unit_test(A53_a_risk_that_fell_back_before_it_goes_on_asks_for_nothing),
        cmocka_unit_test(A53_a_risk_that_the_new_rules_find_lower_asks_for_no_answer_any_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
