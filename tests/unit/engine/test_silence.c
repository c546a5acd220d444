/* What silence may not decide (approval.md A61, A52, A64; policy P2.3.2, P2.3.3, P2.4.2, P2.4.3), however a
 * ladder says it: by a rung that approves or refuses, or by a function that returns pass or refuse. And who
 * hears of it instead, also where the rules have no ladder. */
#include "admin_scene.h"

static const source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};

static rung_act_t approves = {.action = RUNG_APPROVE, .because = "small things pass in silence"};
static rung_act_t refuses = {.action = RUNG_REFUSE, .because = "nobody answered"};
static rung_act_t calls = {.action = RUNG_CALL, .function = "late"};
static effect_t pass = {.kind = EFFECT_PASS, .text = "silence is consent"};
static effect_t refuse = {.kind = EFFECT_REFUSE, .text = "nobody answered"};
static rung_t only = {.name = "1", .anchor = RUNG_AFTER_DUE, .act_count = 1};

static ladder_t ladder(rung_act_t *act) {
    only.acts = act;
    return (ladder_t){.rungs = &only, .count = 1};
}

/* Liu approves, then Sun Li works; all that stands beside has the flow's ladder. */
static void scene_with(scene_t *s, rung_act_t *act) {
    admin_scene(s);
    s->rules.stages[1] =
        (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION, .title_en = "e", .title_zh = "e"};
    s->rules.flow.stage_count = 2;
    fixed_leaf(&s->rules, 0, 0, STEP_APPROVE, "head", &liu);
    fixed_leaf(&s->rules, 1, 0, STEP_ACT, "work", &sun);
    s->rules.effects = (effects_t){&pass, 1};
    if (act) s->rules.flow.overdue = ladder(act);
}

static void at_work(scene_t *s, rung_act_t *act) {
    scene_with(s, act);
    submit_by(s, "gao.min");
    must(s, as_on(s, "liu.yang", COMMAND_APPROVE, "head", NULL));
}

static int to(scene_t *s, const char *who, command_kind_t kind, const char *whom) {
    command_t c = scene_cmd(s, who, kind);
    int64_t person = whom ? scene_person(s, whom) : 0;
    c.people = &person;
    c.people_count = whom ? 1 : 0;
    c.text = "the rail is missing";
    c.department = kind == COMMAND_REQUEST ? "finance" : NULL;
    return scene_command(s, &c);
}

/* The rung that comes next in that step fails for this reason, and the fallback has the task. */
static void barred(scene_t *s, const char *step, const char *why) {
    const task_t *task = open_task(s, step, NULL);
    assert_non_null(task);
    const cs_clock_t *c = record_task_clock(s->record, task);
    assert_true(c->next_rung >= 0);
    s->now = c->rung_at;
    must(s, fire_rung(s, c->id, c->next_rung, c->rung_at));
    const event_t *rung = event_of(s, EVENT_RUNG);
    assert_int_equal(rung->u.rung.outcome, RUNG_FAILED);
    assert_string_equal(rung->u.rung.error, "rung.silence");
    assert_int_equal(events_of(s, EVENT_TASK_DECIDED), 0);
    assert_int_equal(state_of(s, step), STEP_OPEN);
    assert_non_null(open_task(s, step, "li.na"));
    assert_non_null(strstr(s->out.incidents[0].text, why));
}

/* None of its rungs decides it, as often as one fires. */
static void stays_open(scene_t *s, const char *step) {
    const task_t *task = open_task(s, step, NULL);
    assert_non_null(task);
    int64_t id = task->id;
    for (const cs_clock_t *c = record_task_clock(s->record, task); c->next_rung >= 0;
         c = record_task_clock(s->record, record_task(s->record, id))) {
        s->now = c->rung_at;
        must(s, fire_rung(s, c->id, c->next_rung, c->rung_at));
        assert_int_equal(event_of(s, EVENT_RUNG)->u.rung.outcome, RUNG_FIRED);
        assert_int_equal(record_task(s->record, id)->state, TASK_OPEN);
    }
}

static void A52_A64_no_function_of_a_ladder_pays_a_debt(void **state) {
    (void)state;
    for (int green = 0; green <= 1; green++) {
        scene_t s;
        scene_with(&s, &calls);
        s.rules.flow.green_within = limit_workdays(2);
        must(&s, draft_by(&s, "gao.min"));
        command_t c = scene_cmd(&s, "gao.min", COMMAND_SUBMIT);
        c.urgent = green;
        c.text = "it burns";
        must(&s, scene_command(&s, &c));
        if (!green) must(&s, act(&s, "xu.jing", COMMAND_EXCEPTION, "head", NULL));
        barred(&s, "head.owed", "bars=owed");
        scene_free(&s);
    }
}

static void P2_3_3_no_function_of_a_ladder_agrees_to_a_deviation(void **state) {
    (void)state;
    scene_t s;
    at_work(&s, &calls);
    command_t c = scene_cmd(&s, "sun.li", COMMAND_DEVIATE);
    field_t amount = money_field("amount", 3000);
    c.text = "dear";
    c.fields = &amount;
    c.field_count = 1;
    must(&s, scene_command(&s, &c));
    barred(&s, "deviation", "bars=deviation");
    assert_int_equal(record_field(s.record, "amount")->u.money.minor, 2685);
    scene_free(&s);
}

static void remedied(scene_t *s) {
    field_t remedy[] = {text_field("measures", "a rail"), text_field("result", "it stands")};
    command_t c = scene_cmd(s, "gao.min", COMMAND_LOG);
    c.step = "rectify";
    c.said = remedy;
    c.said_count = 2;
    must(s, scene_command(s, &c));
}

static void P2_4_2_silence_answers_no_order_and_finds_no_answer_good(void **state) {
    (void)state;
    scene_t s;
    at_work(&s, &approves);
    must(&s, to(&s, "chen.wei", COMMAND_ORDER, "gao.min"));
    stays_open(&s, "rectify");
    must(&s, act(&s, "xu.jing", COMMAND_REASSIGN, "rectify", "gao.min"));
    remedied(&s);
    stays_open(&s, "rectify.check");
    scene_free(&s);

    at_work(&s, &calls);
    must(&s, to(&s, "chen.wei", COMMAND_ORDER, "gao.min"));
    barred(&s, "rectify", "bars=entry");
    must(&s, act(&s, "xu.jing", COMMAND_REASSIGN, "rectify", "gao.min"));
    remedied(&s);
    barred(&s, "rectify.check", "bars=check");
    scene_free(&s);
}

static void P2_4_2_only_who_is_warned_takes_notice_and_no_silence_ends_it(void **state) {
    (void)state;
    rung_act_t *decide[] = {&approves, &refuses};
    effect_t *effects[] = {&pass, &refuse};
    for (int i = 0; i < 2; i++) {
        scene_t s;
        at_work(&s, decide[i]);
        must(&s, to(&s, "gao.min", COMMAND_WARN, "sun.li"));
        stays_open(&s, "warning");
        scene_free(&s);
        at_work(&s, &calls);
        s.rules.effects.list = effects[i];
        must(&s, to(&s, "gao.min", COMMAND_WARN, "sun.li"));
        barred(&s, "warning", "bars=notice");
        scene_free(&s);
    }
}

static void P2_4_3_silence_answers_no_request_and_does_not_end_one(void **state) {
    (void)state;
    rung_act_t *decide[] = {&approves, &refuses};
    effect_t *effects[] = {&pass, &refuse};
    for (int i = 0; i < 2; i++) {
        scene_t s;
        at_work(&s, decide[i]);
        must(&s, to(&s, "gao.min", COMMAND_REQUEST, NULL));
        stays_open(&s, "request");
        scene_free(&s);
        at_work(&s, &calls);
        s.rules.effects.list = effects[i];
        must(&s, to(&s, "gao.min", COMMAND_REQUEST, NULL));
        barred(&s, "request", "bars=answer");
        scene_free(&s);
    }
}

static void A29_a_question_is_not_answered_by_the_ladder_of_the_step_that_asked_it(void **state) {
    (void)state;
    scene_t s;
    scene_with(&s, NULL);
    s.rules.steps[0][0].ladder = ladder(&approves);
    submit_by(&s, "gao.min");
    must(&s, to(&s, "liu.yang", COMMAND_ASK, "wang.fang"));
    stays_open(&s, "head.answer");
    scene_free(&s);
}

static void P2_3_2_no_time_out_writes_the_work_record_that_is_demanded(void **state) {
    (void)state;
    rung_act_t *decide[] = {&approves, &calls};
    for (int i = 0; i < 4; i++) {
        scene_t s;
        scene_with(&s, NULL);
        fixed_rules_init(&s.rules);
        fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
        step_t *step = fixed_leaf(&s.rules, 0, 1, i < 2 ? STEP_ACT : STEP_MONITOR, "records", &liu);
        step->entry = ENTRY_WORK;
        step->ladder = ladder(decide[i % 2]);
        fixed_leaf(&s.rules, 0, 1, STEP_ACT, "work", &sun);
        s.rules.effects = (effects_t){&pass, 1};
        submit_by(&s, "gao.min");
        barred(&s, "records", "bars=entry");
        scene_free(&s);
    }
}

static void P2_4_1_a_monitor_that_nobody_answered_is_not_refused_by_time(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_ACT, "work", &sun);
    step_t *step = fixed_leaf(&s.rules, 0, 1, STEP_MONITOR, "reports", &liu);
    step->entry = ENTRY_REPORT;
    step->ladder = ladder(&refuses);
    submit_by(&s, "gao.min");
    barred(&s, "reports", "bars=monitor");
    scene_free(&s);
}

/* ---- who hears of it */

static void hears_of_it(scene_t *s, const char *step, const char *holder) {
    const cs_clock_t *c = record_task_clock(s->record, open_task(s, step, holder));
    const int64_t clock = c->id;
    for (int i = 0; i < 3; i++) {
        c = record_clock(s->record, clock);
        assert_int_equal(c->next_rung, i);
        s->now = c->rung_at;
        must(s, fire_rung(s, clock, i, c->rung_at));
        assert_int_equal(told(s, "task.reminder", holder), i < 2);
        assert_int_equal(told(s, "task.overdue", "li.na"), i == 1);
    }
    assert_non_null(open_task(s, step, "li.na")); /* the fallback has it in the end */
}

static void P2_4_2_P2_4_3_what_is_late_is_escalated_where_the_rules_have_no_ladder(void **state) {
    (void)state;
    scene_t s;
    at_work(&s, NULL);
    must(&s, to(&s, "gao.min", COMMAND_REQUEST, NULL));
    hears_of_it(&s, "request", "wang.fang");
    must(&s, to(&s, "gao.min", COMMAND_WARN, "sun.li"));
    hears_of_it(&s, "warning", "sun.li");
    must(&s, to(&s, "chen.wei", COMMAND_ORDER, "gao.min"));
    hears_of_it(&s, "rectify", "gao.min");
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A52_A64_no_function_of_a_ladder_pays_a_debt),
        cmocka_unit_test(P2_3_3_no_function_of_a_ladder_agrees_to_a_deviation),
        cmocka_unit_test(P2_4_2_silence_answers_no_order_and_finds_no_answer_good),
        cmocka_unit_test(P2_4_2_only_who_is_warned_takes_notice_and_no_silence_ends_it),
        cmocka_unit_test(P2_4_3_silence_answers_no_request_and_does_not_end_one),
        cmocka_unit_test(A29_a_question_is_not_answered_by_the_ladder_of_the_step_that_asked_it),
        cmocka_unit_test(P2_3_2_no_time_out_writes_the_work_record_that_is_demanded),
        cmocka_unit_test(P2_4_1_a_monitor_that_nobody_answered_is_not_refused_by_time),
        cmocka_unit_test(P2_4_2_P2_4_3_what_is_late_is_escalated_where_the_rules_have_no_ladder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
