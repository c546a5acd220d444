/* What is opened beside a stage's plan (policy P2.4.2, P2.4.3), and risk (P4.2): warnings, orders to put
 * something right, departments asked, plans that answer a risk. */
#include "unit/engine/scene.h"

static const source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static const source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static const source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};

static int logs(scene_t *s, const char *who, const char *step, const field_t *said, size_t count) {
    command_t c = scene_cmd(s, who, COMMAND_LOG);
    c.step = step;
    c.said = (field_t *)said;
    c.said_count = count;
    return scene_command(s, &c);
}

static field_t remedy[2];

/* Gao Min of sales, whose head is Chen Wei, has Liu approve. */
static void on_its_way(scene_t *s) {
    remedy[0] = text_field("measures", "a rail");
    remedy[1] = text_field("result", "it stands");
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "first", &liu);
    submit_by(s, "gao.min");
}

static void an_order_is_answered_and_checked_until_it_passes(void **state) {
    (void)state;
    scene_t s;
    on_its_way(&s);
    must(&s, as_to(&s, "chen.wei", COMMAND_ORDER, "gao.min", "no rail"));
    assert_int_equal(told(&s, "record.ordered", "chen.wei"), 1);
    must(&s, logs(&s, "gao.min", "rectify", remedy, 2));
    assert_non_null(open_task(&s, "rectify.check", "chen.wei"));
    must(&s, as_on(&s, "chen.wei", COMMAND_REFUSE, "rectify.check", "it shakes"));
    assert_non_null(open_task(&s, "rectify.2", "gao.min"));
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "first", NULL));
    assert_int_equal(s.record->state, RECORD_OPEN); /* the order holds the stage */
    must(&s, logs(&s, "gao.min", "rectify.2", remedy, 2));
    must(&s, as_on(&s, "chen.wei", COMMAND_APPROVE, "rectify.2.check", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(state_of(&s, "rectify.check"), STEP_REFUSED); /* each round stays on record */
    scene_free(&s);
}

static void an_order_that_the_timer_gave_up_on_is_given_again(void **state) {
    (void)state;
    rung_act_t act = {.action = RUNG_REFUSE, .because = "no answer"};
    rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    scene_t s;
    on_its_way(&s);
    s.rules.flow.overdue = (ladder_t){.rungs = &rung, .count = 1};
    must(&s, as_to(&s, "chen.wei", COMMAND_ORDER, "gao.min", "no rail"));
    assert_true(fire_next(&s));
    assert_int_equal(state_of(&s, "rectify"), STEP_REFUSED);
    assert_non_null(open_task(&s, "rectify.2", "gao.min"));
    assert_true(fire_next(&s));
    assert_non_null(open_task(&s, "rectify.3", "gao.min"));
    scene_free(&s);
}

static void only_those_above_order(void **state) {
    (void)state;
    scene_t s;
    on_its_way(&s);
    refused_with(&s, as_to(&s, "gao.min", COMMAND_ORDER, "liu.yang", "x"), "order.not_above");
    refused_with(&s, as_to(&s, "xu.jing", COMMAND_ORDER, "liu.yang", "x"), "record.not_concerned");
    refused_with(&s, as_to(&s, "chen.wei", COMMAND_ORDER, "chen.wei", "x"), "person.yourself");
    refused_with(&s, as_to(&s, "chen.wei", COMMAND_ORDER, "gao.min", " "), "reason.required");
    must(&s, as_to(&s, "li.na", COMMAND_ORDER, "gao.min", "x")); /* she heads the company */
    scene_free(&s);
}

static void a_warning_is_heeded_by_each_and_holds_the_stage(void **state) {
    (void)state;
    scene_t s;
    on_its_way(&s);
    command_t c = scene_cmd(&s, "gao.min", COMMAND_WARN);
    int64_t people[] = {scene_person(&s, "liu.yang"), scene_person(&s, "chen.wei")};
    c.people = people;
    c.people_count = 2;
    c.text = "late";
    c.severity = SEVERITY_SEVERE;
    must(&s, scene_command(&s, &c));
    assert_int_equal(told(&s, "record.warned", "chen.wei"), 1);
    must(&s, as_on(&s, "liu.yang", COMMAND_ACKNOWLEDGE, "warning", NULL));
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "first", NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as_on(&s, "chen.wei", COMMAND_ACKNOWLEDGE, "warning", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void a_department_is_asked_by_its_head(void **state) {
    (void)state;
    scene_t s;
    on_its_way(&s);
    command_t c = scene_cmd(&s, "gao.min", COMMAND_REQUEST);
    c.text = "how much?";
    c.department = "nowhere";
    refused_with(&s, scene_command(&s, &c), "request.department");
    c.department = "finance";
    must(&s, scene_command(&s, &c));
    assert_non_null(open_task(&s, "request", "wang.fang"));
    must(&s, as_on(&s, "wang.fang", COMMAND_ANSWER, "request", "this much"));
    assert_int_equal(state_of(&s, "request"), STEP_PASSED);
    scene_free(&s);
}

static void a_refusal_closes_what_was_opened_beside_it(void **state) {
    (void)state;
    scene_t s;
    on_its_way(&s);
    must(&s, as_to(&s, "gao.min", COMMAND_WARN, "chen.wei", "late"));
    must(&s, as_to(&s, "chen.wei", COMMAND_ORDER, "gao.min", "no rail"));
    must(&s, as_on(&s, "liu.yang", COMMAND_REFUSE, "first", "no"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    assert_int_equal(state_of(&s, "warning"), STEP_CLOSED);
    assert_int_equal(state_of(&s, "rectify"), STEP_CLOSED);
    assert_int_equal(state_of(&s, "rectify.check"), STEP_CLOSED);
    scene_free(&s);
}

static void a_stage_that_was_refused_takes_no_more_of_them(void **state) {
    (void)state;
    scene_t s;
    on_its_way(&s);
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    s.rules.flow.acknowledge = true;
    s.rules.flow.acknowledge_within = limit_workdays(1);
    must(&s, as_on(&s, "liu.yang", COMMAND_REFUSE, "first", "no"));
    assert_non_null(open_task(&s, "acknowledge", "gao.min"));
    refused_with(&s, as_to(&s, "chen.wei", COMMAND_ORDER, "gao.min", "no rail"), "record.state");
    refused_with(&s, as_to(&s, "gao.min", COMMAND_WARN, "chen.wei", "late"), "record.state");
    must(&s, as(&s, "gao.min", COMMAND_ACKNOWLEDGE, NULL));
    assert_int_equal(s.record->state, RECORD_REFUSED);
    scene_free(&s);
}

static void a_return_closes_it_too_and_the_next_round_begins_without_it(void **state) {
    (void)state;
    scene_t s;
    on_its_way(&s);
    must(&s, as_to(&s, "chen.wei", COMMAND_ORDER, "gao.min", "no rail"));
    must(&s, as_on(&s, "liu.yang", COMMAND_RETURN, "first", "again"));
    assert_int_equal(state_of(&s, "rectify"), STEP_CLOSED);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "first", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* ---- risk */

static effect_t plan = {.kind = EFFECT_RESPONSE, .who = &wang, .check = &chen};

static void risky(scene_t *s, risk_level_t level) {
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "first", &liu);
    s->rules.flow.has_risk = true;
    s->rules.risk = (risk_t){.level = level, .because = "it is so", .response = {&plan, 1}};
    submit_by(s, "gao.min");
}

static const field_t *response(void) {
    static field_t said[5];
    said[0] = (field_t){.name = "strategy", .value = {.kind = VALUE_CHOICE, .u.text = "reduce"}};
    said[1] = (field_t){.name = "department", .value = {.kind = VALUE_DEPARTMENT, .u.text = "sales"}};
    said[2] = (field_t){.name = "person", .value = {.kind = VALUE_PERSON, .u.person = 1001}};
    said[3] = text_field("measures", "a second builder");
    said[4] = (field_t){.name = "planned", .value = {.kind = VALUE_RANGE, .u.range = {20514, 20520}}};
    return said;
}

static void a_high_risk_holds_the_stage_until_its_plan_is_approved(void **state) {
    (void)state;
    scene_t s;
    risky(&s, RISK_HIGH);
    assert_int_equal(s.record->risk, RISK_HIGH);
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "first", NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    refused_with(&s, as_on(&s, "wang.fang", COMMAND_DONE, "response", "all well"), "entry.required");
    must(&s, logs(&s, "wang.fang", "response", response(), 5));
    must(&s, as_on(&s, "chen.wei", COMMAND_APPROVE, "response.check", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void a_low_risk_holds_nothing(void **state) {
    (void)state;
    scene_t s;
    risky(&s, RISK_LOW);
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "first", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void a_high_risk_without_anybody_to_answer_it_is_refused(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "first", &liu);
    s.rules.flow.has_risk = true;
    s.rules.risk = (risk_t){.level = RISK_HIGH, .because = "it is so"};
    must(&s, draft_by(&s, "gao.min"));
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "risk.no_response");
    assert_int_equal(s.out.incident_count, 1);
    scene_free(&s);
}

/* A61: never by time-out where the risk is high; the rung fails and the fallback has the task. */
static void nothing_is_approved_by_time_where_the_risk_is_high(void **state) {
    (void)state;
    rung_act_t act = {.action = RUNG_APPROVE, .because = "small sums pass"};
    rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    for (int level = RISK_MEDIUM; level <= RISK_HIGH; level++) {
        scene_t s;
        scene_init(&s);
        fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
        step_t *step = fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
        step->ladder = (ladder_t){.rungs = &rung, .count = 1};
        step->within = limit_hours(1);
        s.rules.flow.has_risk = true;
        s.rules.risk = (risk_t){.level = (risk_level_t)level, .because = "it is so", .response = {&plan, 1}};
        submit_by(&s, "gao.min");
        assert_true(fire_next(&s));
        if (level == RISK_MEDIUM) {
            assert_int_equal(s.record->state, RECORD_FINISHED);
        } else {
            assert_int_equal(state_of(&s, "first"), STEP_OPEN);
            assert_non_null(open_task(&s, "first", "li.na"));
            assert_string_equal(s.out.incidents[0].code, "rung.risk_high");
        }
        scene_free(&s);
    }
}

static void a_risk_that_fell_asks_for_no_plan_any_more(void **state) {
    (void)state;
    scene_t s;
    risky(&s, RISK_HIGH);
    s.rules.risk.level = RISK_LOW;
    must(&s, as_on(&s, "liu.yang", COMMAND_RETURN, "first", "again"));
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_int_equal(s.record->risk, RISK_LOW);
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "first", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* A handler of the refusal writes into the form, by which the risk is high from then on. */
static void a_risk_that_grows_after_a_refusal_asks_for_no_plan(void **state) {
    (void)state;
    effect_t writes = {.kind = EFFECT_SET_FIELD, .field = text_field("purpose", "refused")};
    scene_t s;
    risky(&s, RISK_LOW);
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    s.rules.flow.acknowledge = true;
    s.rules.flow.acknowledge_within = limit_workdays(1);
    s.rules.flow.handles = 1U << HAPPENED_DECIDED;
    s.rules.effects = (effects_t){&writes, 1};
    s.rules.risk.level = RISK_HIGH;
    must(&s, as_on(&s, "liu.yang", COMMAND_REFUSE, "first", "no"));
    assert_int_equal(s.record->risk, RISK_HIGH); /* it is on record, and asks nothing of a refused stage */
    assert_null(record_step_named(s.record, "response"));
    must(&s, as(&s, "gao.min", COMMAND_ACKNOWLEDGE, NULL));
    s.rules.flow.handles = 0;
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL)); /* the next round's is asked for */
    assert_non_null(open_task(&s, "response", "wang.fang"));
    scene_free(&s);
}

/* P4.2.2: what is written with the last approval, or by its handler, is answered before the stage ends. */
static void a_risk_that_grows_with_the_last_approval_holds_the_stage(void **state) {
    (void)state;
    effect_t writes = {.kind = EFFECT_SET_FIELD, .field = text_field("purpose", "approved")};
    scene_t s;
    risky(&s, RISK_LOW);
    s.rules.flow.handles = 1U << HAPPENED_DECIDED;
    s.rules.effects = (effects_t){&writes, 1};
    s.rules.risk.level = RISK_HIGH;
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "first", NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    assert_non_null(open_task(&s, "response", "wang.fang"));
    scene_free(&s);
}

/* P4.2.1: whatever writes into the form, the risk is that of the form as it is then. */
static void a_risk_follows_what_a_ladder_writes_into_the_form(void **state) {
    (void)state;
    effect_t writes = {.kind = EFFECT_SET_FIELD, .field = text_field("purpose", "late")};
    rung_act_t act = {.action = RUNG_CALL, .function = "late"};
    rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->ladder = (ladder_t){.rungs = &rung, .count = 1};
    s.rules.effects = (effects_t){&writes, 1};
    s.rules.flow.has_risk = true;
    s.rules.risk = (risk_t){.level = RISK_LOW, .because = "it is so", .response = {&plan, 1}};
    submit_by(&s, "gao.min");
    s.rules.risk.level = RISK_HIGH;
    assert_true(fire_next(&s));
    assert_int_equal(s.record->risk, RISK_HIGH);
    assert_non_null(open_task(&s, "response", "wang.fang"));
    scene_free(&s);
}

static void a_risk_follows_what_a_monitor_writes_into_the_form(void **state) {
    (void)state;
    effect_t writes = {.kind = EFFECT_SET_FIELD, .field = text_field("purpose", "spent")};
    field_t said[] = {text_field("content", "a wall"),         text_field("problems", "none"),
                      text_field("measures", "none"),          text_field("place", "the yard"),
                      text_field("participants", "two of us"), text_field("time", "2026-03-02")};
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_MONITOR, "figures", &chen)->watch = "figures";
    s.rules.flow.has_risk = true;
    s.rules.risk = (risk_t){.level = RISK_LOW, .because = "it is so", .response = {&plan, 1}};
    submit_by(&s, "gao.min");
    s.rules.effects = (effects_t){&writes, 1};
    s.rules.risk.level = RISK_HIGH;
    must(&s, logs(&s, "gao.min", NULL, said, 6));
    assert_int_equal(s.record->risk, RISK_HIGH);
    assert_non_null(open_task(&s, "response", "wang.fang"));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_order_is_answered_and_checked_until_it_passes),
        cmocka_unit_test(an_order_that_the_timer_gave_up_on_is_given_again),
        cmocka_unit_test(only_those_above_order),
        cmocka_unit_test(a_warning_is_heeded_by_each_and_holds_the_stage),
        cmocka_unit_test(a_department_is_asked_by_its_head),
        cmocka_unit_test(a_refusal_closes_what_was_opened_beside_it),
        cmocka_unit_test(a_stage_that_was_refused_takes_no_more_of_them),
        cmocka_unit_test(a_return_closes_it_too_and_the_next_round_begins_without_it),
        cmocka_unit_test(a_high_risk_holds_the_stage_until_its_plan_is_approved),
        cmocka_unit_test(a_low_risk_holds_nothing),
        cmocka_unit_test(a_high_risk_without_anybody_to_answer_it_is_refused),
        cmocka_unit_test(nothing_is_approved_by_time_where_the_risk_is_high),
        cmocka_unit_test(a_risk_that_fell_asks_for_no_plan_any_more),
        cmocka_unit_test(a_risk_that_grows_after_a_refusal_asks_for_no_plan),
        cmocka_unit_test(a_risk_that_grows_with_the_last_approval_holds_the_stage),
        cmocka_unit_test(a_risk_follows_what_a_ladder_writes_into_the_form),
        cmocka_unit_test(a_risk_follows_what_a_monitor_writes_into_the_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
