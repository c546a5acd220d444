/* What a risk is answered by besides a plan (P4.2.2), once, when what is written on the way makes it rise;
 * and a small change after the end (A46) that makes it high. */
#include "admin_scene.h"
#include "risk_scene.h"

static const source_t zhao = {.kind = SOURCE_PERSON, .key = "zhao.lei"},
                      chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};
static const source_t initiator = {.kind = SOURCE_INITIATOR};

/* What answers it: a plan where it is high, a reviewer before "money", somebody who watches, a notice. */
typedef struct answers {
    step_t review, watch;
    effect_t list[4];
} answers_t;

static risk_t risk_of(answers_t *a, risk_level_t level) {
    a->review = reviewer("review", STEP_APPROVE, &zhao);
    a->watch = reviewer("watch", STEP_MONITOR, &chen);
    a->list[0] = (effect_t){.kind = EFFECT_RESPONSE, .who = &wang, .check = &chen};
    a->list[1] = (effect_t){
        .kind = EFFECT_ADD, .steps = &a->review, .step_count = 1, .where = ADDED_BEFORE, .beside = "money"};
    a->list[2] = (effect_t){.kind = EFFECT_ADD, .steps = &a->watch, .step_count = 1};
    a->list[3] = (effect_t){.kind = EFFECT_NOTIFY, .who = &initiator, .text = "it has become risky"};
    return (risk_t){.level = level, .because = "it is so", .response = {a->list, 4}};
}

static field_right_t writes = {"purpose", ACCESS_WRITE};
static change_rule_t changes[] = {{.field = "amount"}};
static const traced_t for_steps[] = {{"money", "amount"}};

/* sequence: check (liu.yang, who writes the purpose), money (li.na) */
static void check_and_money(scene_t *s) {
    admin_scene(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "check", &liu)->form =
        (step_form_t){.rights = &writes, .right_count = 1};
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "money", &li)->form =
        (step_form_t){.rights = &writes, .right_count = 1};
    s->rules.flow.has_risk = true;
    s->rules.traced = for_steps;
    s->rules.traced_count = 1;
    s->rules.flow.changes = changes;
    s->rules.flow.change_count = 1;
    changes[0] = (change_rule_t){.field = "amount"};
}

static int writing(scene_t *s, const char *who, const char *step, const char *purpose) {
    field_t field = text_field("purpose", purpose);
    command_t c = scene_cmd(s, who, COMMAND_APPROVE);
    c.step = step;
    c.fields = &field;
    c.field_count = 1;
    return scene_command(s, &c);
}

static size_t steps_named(const scene_t *s, const char *name) {
    size_t count = 0;
    for (size_t i = 0; i < s->record->step_count; i++)
        count += s->record->steps[i].name && strncmp(s->record->steps[i].name, name, strlen(name)) == 0;
    return count;
}

static void P4_2_2_what_makes_the_risk_rise_on_the_way_brings_reviewers_and_monitors_once(void **state) {
    (void)state;
    scene_t s;
    answers_t a;
    check_and_money(&s);
    s.rules.risk = (risk_t){.level = RISK_LOW, .because = "it is so"};
    submit_by(&s, "gao.min");
    assert_int_equal(steps_named(&s, "review"), 0);
    s.rules.risk = risk_of(&a, RISK_HIGH);
    must(&s, writing(&s, "liu.yang", "check", "a tower"));
    assert_int_equal(s.record->risk, RISK_HIGH);
    assert_non_null(open_task(&s, "response", "wang.fang"));
    assert_non_null(open_task(&s, "review", "zhao.lei")); /* before the money */
    assert_null(open_task(&s, "money", NULL));
    assert_non_null(open_task(&s, "watch", "chen.wei"));
    assert_int_equal(told(&s, "record.notice", "gao.min"), 1);
    must(&s, as_on(&s, "zhao.lei", COMMAND_APPROVE, "review", NULL));
    must(&s, writing(&s, "li.na", "money", "a higher tower")); /* high still */
    assert_int_equal(told(&s, "record.notice", "gao.min"), 0);
    assert_int_equal(steps_named(&s, "review"), 1);
    assert_int_equal(steps_named(&s, "watch"), 1);
    assert_int_equal(s.record->state, RECORD_OPEN); /* for the plan alone */
    scene_free(&s);
}

static void P4_2_2_a_medium_risk_is_watched_and_needs_no_plan(void **state) {
    (void)state;
    scene_t s;
    answers_t a;
    check_and_money(&s);
    s.rules.risk = (risk_t){.level = RISK_LOW, .because = "it is so"};
    submit_by(&s, "gao.min");
    s.rules.risk = risk_of(&a, RISK_MEDIUM);
    s.rules.risk.response = (effects_t){&a.list[2], 1};
    must(&s, writing(&s, "liu.yang", "check", "a tower"));
    assert_non_null(open_task(&s, "watch", "chen.wei"));
    assert_null(open_task(&s, "response", NULL));
    must(&s, as_on(&s, "li.na", COMMAND_APPROVE, "money", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED); /* whoever watches holds nothing up */
    scene_free(&s);
}

static void P4_2_2_as_a_round_begins_what_the_route_has_already_does_not_come_twice(void **state) {
    (void)state;
    scene_t s;
    answers_t a;
    check_and_money(&s);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "review", &zhao);
    s.rules.risk = risk_of(&a, RISK_HIGH);
    submit_by(&s, "gao.min");
    assert_int_equal(steps_named(&s, "review"), 1);
    assert_non_null(open_task(&s, "watch", "chen.wei"));
    assert_int_equal(told(&s, "record.notice", "gao.min"), 1);
    scene_free(&s);
}

/* "money" is decided in the same command: the reviewer comes after what is there. */
static void P4_2_2_a_reviewer_whose_place_is_over_comes_all_the_same(void **state) {
    (void)state;
    scene_t s;
    answers_t a;
    check_and_money(&s);
    s.rules.risk = (risk_t){.level = RISK_LOW, .because = "it is so"};
    submit_by(&s, "gao.min");
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "check", NULL));
    s.rules.risk = risk_of(&a, RISK_HIGH);
    must(&s, writing(&s, "li.na", "money", "a tower"));
    assert_non_null(open_task(&s, "review", "zhao.lei"));
    scene_free(&s);
}

static int change(scene_t *s, field_t field) {
    command_t c = scene_cmd(s, "gao.min", COMMAND_CHANGE);
    c.fields = &field;
    c.field_count = 1;
    c.text = "it has changed";
    return scene_command(s, &c);
}

static void finished(scene_t *s) {
    check_and_money(s);
    changes[0].from = money_field("amount", 10000).value; /* less is only noted */
    s->rules.risk = (risk_t){.level = RISK_LOW, .because = "it is so"};
    submit_by(s, "gao.min");
    must(s, as_on(s, "liu.yang", COMMAND_APPROVE, "check", NULL));
    must(s, as_on(s, "li.na", COMMAND_APPROVE, "money", NULL));
    assert_int_equal(s->record->state, RECORD_FINISHED);
}

static void A46_P4_2_2_a_change_too_small_to_count_counts_where_it_makes_the_risk_high(void **state) {
    (void)state;
    scene_t s;
    answers_t a;
    finished(&s);
    s.rules.risk = risk_of(&a, RISK_HIGH);
    must(&s, change(&s, money_field("amount", 2786)));
    assert_int_equal(s.record->state, RECORD_OPEN);
    assert_non_null(open_task(&s, "response", "wang.fang"));
    assert_non_null(open_task(&s, "review", "zhao.lei")); /* and then the money, which reads it */
    assert_int_equal(s.record->risk, RISK_HIGH);
    scene_free(&s);
    finished(&s);
    s.rules.risk.level = RISK_MEDIUM; /* no answer is owed: it is rated, and noted */
    must(&s, change(&s, money_field("amount", 2786)));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(s.record->risk, RISK_MEDIUM);
    scene_free(&s);
}

/* ---- limits */

static void reads_risk(const record_t *record, arena_t *arena, plan_t *plan) {
    plan->facts = arena_alloc(arena, sizeof *plan->facts);
    plan->facts[0] = (fact_t){"risk", record->risk ? risk_word(record->risk) : ""};
    plan->fact_count = 1;
}

/* sequence: all of check (liu.yang, who writes the purpose) and law (wang.fang); money (li.na): three days
 * each. A route that reads the risk gives them that many. */
static void hurried(scene_t *s, int32_t days) {
    admin_scene(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_group(&s->rules, 0, 1, STEP_ALL);
    step_t *check = fixed_leaf(&s->rules, 0, 2, STEP_APPROVE, "check", &liu);
    check->form = (step_form_t){.rights = &writes, .right_count = 1};
    step_t *law = fixed_leaf(&s->rules, 0, 2, STEP_APPROVE, "law", &wang);
    step_t *money = fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "money", &li);
    law->permits = PERMIT_ALL;
    money->may_return = true;
    s->rules.shape = reads_risk;
    s->rules.flow.has_risk = true;
    s->rules.risk = (risk_t){.level = RISK_LOW, .because = "it is so"};
    submit_by(s, "gao.min");
    check->within = law->within = money->within = limit_workdays(days);
}

static void rises(scene_t *s, risk_level_t level) {
    static const effect_t plan = {.kind = EFFECT_RESPONSE, .who = &wang, .check = &chen};
    static effect_t list[1];
    list[0] = plan;
    s->rules.risk = (risk_t){.level = level, .because = "it is so", .response = {list, 1}};
    must(s, writing(s, "liu.yang", "check", "a tower"));
    assert_int_equal(s->record->risk, level);
}

static const cs_clock_t *clock_at(const scene_t *s, const char *step) {
    const task_t *task = open_task(s, step, NULL);
    assert_non_null(task);
    return record_task_clock(s->record, task);
}

static const event_t *set_by_risk(const scene_t *s) {
    for (size_t i = 0; i < s->out.event_count; i++) {
        const event_t *e = &s->out.events[i];
        if (e->kind == EVENT_CLOCK_SET && strcmp(e->u.clock_set.cause, "risk") == 0) return e;
    }
    return NULL;
}

static void P4_2_2_a_higher_risk_shortens_what_is_open_and_what_is_to_come(void **state) {
    (void)state;
    scene_t s;
    hurried(&s, 1);
    instant_t before = clock_at(&s, "law")->due_at;
    s.now += MS_HOUR;
    rises(&s, RISK_HIGH);
    const event_t *e = set_by_risk(&s);
    assert_non_null(e);
    assert_int_equal(e->actor.kind, ACTOR_RULE);
    assert_true(e->u.clock_set.old_due == before);
    assert_true(e->u.clock_set.new_due == clock_at(&s, "law")->due_at && e->u.clock_set.new_due < before);
    assert_int_equal(told(&s, "task.tightened", "wang.fang"), 1);
    assert_int_equal(events_of(&s, EVENT_LIMIT_TIGHTENED), 2);
    must(&s, as_on(&s, "wang.fang", COMMAND_APPROVE, "law", NULL));
    assert_int_equal(clock_at(&s, "money")->limit.days, 1);
    scene_free(&s);
}

static void P2_4_1_P4_2_2_a_monitor_asks_more_often_where_the_risk_has_risen(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "check", &liu)->form =
        (step_form_t){.rights = &writes, .right_count = 1};
    step_t *progress = fixed_leaf(&s.rules, 0, 1, STEP_MONITOR, "progress", &li);
    progress->within = limit_workdays(20);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "law", &wang);
    s.rules.flow.has_risk = true;
    s.rules.risk = (risk_t){.level = RISK_LOW, .because = "it is so"};
    submit_by(&s, "gao.min");
    progress->within = limit_workdays(5);
    instant_t before = clock_at(&s, "progress")->due_at;
    s.now += MS_HOUR;
    rises(&s, RISK_MEDIUM);
    const event_t *e = set_by_risk(&s);
    assert_non_null(e);
    assert_true(e->u.clock_set.old_due == before);
    assert_int_equal(e->u.clock_set.new_due, SCENE_START - 9 * MS_HOUR + 8 * (instant_t)MS_DAY);
    assert_int_equal(told(&s, "task.tightened", "li.na"), 1);
    s.now += MS_DAY;
    must(&s, as_on(&s, "li.na", COMMAND_DONE, "progress", "all is well"));
    assert_int_equal(clock_at(&s, "progress")->limit.days, 5); /* and from then on */
    assert_int_equal(clock_at(&s, "progress")->due_at, SCENE_START - 9 * MS_HOUR + 9 * (instant_t)MS_DAY);
    scene_free(&s);
}

static void P4_2_2_nobody_gets_more_time_by_a_higher_risk_nor_any_by_a_lower_one(void **state) {
    (void)state;
    scene_t s;
    hurried(&s, 5);
    instant_t before = clock_at(&s, "law")->due_at;
    rises(&s, RISK_HIGH);
    assert_true(clock_at(&s, "law")->due_at == before);
    assert_int_equal(events_of(&s, EVENT_LIMIT_TIGHTENED), 0);
    scene_free(&s);
    hurried(&s, 1);
    before = clock_at(&s, "law")->due_at;
    rises(&s, RISK_LOW); /* it has not risen */
    assert_true(clock_at(&s, "law")->due_at == before);
    scene_free(&s);
}

/* Two of three days have run: one from now is no less than what is left, and nothing is late by it. */
static void P4_2_2_what_is_due_sooner_anyway_stays_due_then(void **state) {
    (void)state;
    scene_t s;
    hurried(&s, 1);
    instant_t before = clock_at(&s, "law")->due_at;
    s.now = before - MS_HOUR;
    rises(&s, RISK_HIGH);
    assert_true(clock_at(&s, "law")->due_at == before);
    assert_null(set_by_risk(&s));
    scene_free(&s);
}

static void P4_2_2_A62_a_clock_that_waits_goes_on_with_the_shorter_limit(void **state) {
    (void)state;
    scene_t s;
    hurried(&s, 1);
    int64_t chen_wei = scene_person(&s, "chen.wei");
    command_t add = scene_cmd(&s, "wang.fang", COMMAND_ADD_SIGNER);
    add.people = &chen_wei;
    add.people_count = 1;
    add.where = ADDED_BEFORE;
    must(&s, scene_command(&s, &add));
    rises(&s, RISK_HIGH);
    const cs_clock_t *clock = record_task_clock(s.record, open_task(&s, "law", "wang.fang"));
    assert_int_equal(clock->state, CLOCK_PAUSED);
    assert_int_equal(clock->limit.days, 1);
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    clock = record_task_clock(s.record, open_task(&s, "law", "wang.fang"));
    assert_true(clock->due_at < s.now + 3 * MS_DAY);
    scene_free(&s);
}

static void P4_2_2_a_route_that_fails_hinders_nobody_and_is_told(void **state) {
    (void)state;
    scene_t s;
    hurried(&s, 1);
    instant_t before = clock_at(&s, "law")->due_at;
    s.rules.plan_fails = "rule.error";
    rises(&s, RISK_HIGH);
    assert_true(clock_at(&s, "law")->due_at == before);
    assert_int_equal(s.out.incident_count, 1);
    scene_free(&s);
}

/* What had ended by the time it rose had the limit of then; it has that of now where it is gone through
 * again. */
static void P4_2_2_what_comes_again_after_the_risk_rose_has_no_longer_than_now(void **state) {
    (void)state;
    for (int rose = 0; rose <= 1; rose++)
        for (int returned = 0; returned <= 1; returned++) {
            scene_t s;
            hurried(&s, 1);
            must(&s, as_on(&s, "wang.fang", COMMAND_APPROVE, "law", NULL));
            if (rose)
                rises(&s, RISK_MEDIUM);
            else
                must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "check", NULL));
            s.now += MS_HOUR;
            command_t back =
                scene_cmd(&s, returned ? "li.na" : "liu.yang", returned ? COMMAND_RETURN : COMMAND_TAKE_BACK);
            back.text = "look again";
            back.to_step = returned ? "law" : NULL;
            must(&s, scene_command(&s, &back));
            const cs_clock_t *clock = clock_at(&s, returned ? "law" : "check");
            assert_true((clock->due_at < s.now + 2 * MS_DAY) == rose);
            assert_int_equal(events_of(&s, EVENT_LIMIT_TIGHTENED) > 0, rose);
            scene_free(&s);
        }
}

/* ---- a risk that fell and rose again */

/* The plan that answered it was closed as the risk fell, so nobody found it good: another is asked for. */
static void P4_2_2_a_plan_that_nobody_found_good_does_not_answer_a_risk_that_is_high_again(void **state) {
    (void)state;
    enum { WRITTEN, REFUSED, WRITTEN_AGAIN, WAYS };
    for (int way = WRITTEN; way < WAYS; way++) {
        scene_t s;
        answers_t a;
        check_and_money(&s);
        s.rules.risk = risk_of(&a, RISK_HIGH);
        s.rules.risk.response.count = 1; /* the plan alone */
        submit_by(&s, "gao.min");
        must(&s, write_response(&s, "wang.fang", "response"));
        if (way != WRITTEN) must(&s, as_on(&s, "chen.wei", COMMAND_REFUSE, "response.check", "too thin"));
        if (way == WRITTEN_AGAIN) must(&s, write_response(&s, "wang.fang", "response.2"));
        s.rules.risk.level = RISK_LOW;
        must(&s, writing(&s, "liu.yang", "check", "a shed"));
        assert_null(open_task(&s,
                              way == WRITTEN   ? "response.check"
                              : way == REFUSED ? "response.2"
                                               : "response.2.check",
                              NULL));
        s.rules.risk.level = RISK_HIGH;
        must(&s, writing(&s, "li.na", "money", "a tower"));
        assert_int_equal(s.record->state, RECORD_OPEN);
        const char *anew = way == WRITTEN ? "response.2" : "response.3";
        assert_non_null(open_task(&s, anew, "wang.fang"));
        must(&s, write_response(&s, "wang.fang", anew));
        must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
        assert_int_equal(s.record->state, RECORD_FINISHED);
        scene_free(&s);
    }
}

static void P4_2_2_a_plan_that_was_found_good_answers_it_again_too(void **state) {
    (void)state;
    scene_t s;
    answers_t a;
    check_and_money(&s);
    s.rules.risk = risk_of(&a, RISK_HIGH);
    s.rules.risk.response.count = 1;
    submit_by(&s, "gao.min");
    must(&s, write_response(&s, "wang.fang", "response"));
    must(&s, as_on(&s, "chen.wei", COMMAND_REFUSE, "response.check", "too thin"));
    must(&s, write_response(&s, "wang.fang", "response.2"));
    must(&s, as_on(&s, "chen.wei", COMMAND_APPROVE, "response.2.check", NULL));
    s.rules.risk.level = RISK_LOW;
    must(&s, writing(&s, "liu.yang", "check", "a shed"));
    s.rules.risk.level = RISK_HIGH;
    must(&s, writing(&s, "li.na", "money", "a tower"));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(P4_2_2_what_comes_again_after_the_risk_rose_has_no_longer_than_now),
        cmocka_unit_test(P4_2_2_a_plan_that_nobody_found_good_does_not_answer_a_risk_that_is_high_again),
        cmocka_unit_test(P4_2_2_a_plan_that_was_found_good_answers_it_again_too),
        cmocka_unit_test(P4_2_2_what_makes_the_risk_rise_on_the_way_brings_reviewers_and_monitors_once),
        cmocka_unit_test(P4_2_2_a_medium_risk_is_watched_and_needs_no_plan),
        cmocka_unit_test(P4_2_2_as_a_round_begins_what_the_route_has_already_does_not_come_twice),
        cmocka_unit_test(P4_2_2_a_reviewer_whose_place_is_over_comes_all_the_same),
        cmocka_unit_test(P4_2_2_a_higher_risk_shortens_what_is_open_and_what_is_to_come),
        cmocka_unit_test(P2_4_1_P4_2_2_a_monitor_asks_more_often_where_the_risk_has_risen),
        cmocka_unit_test(P4_2_2_nobody_gets_more_time_by_a_higher_risk_nor_any_by_a_lower_one),
        cmocka_unit_test(P4_2_2_what_is_due_sooner_anyway_stays_due_then),
        cmocka_unit_test(P4_2_2_A62_a_clock_that_waits_goes_on_with_the_shorter_limit),
        cmocka_unit_test(P4_2_2_a_route_that_fails_hinders_nobody_and_is_told),
        cmocka_unit_test(A46_P4_2_2_a_change_too_small_to_count_counts_where_it_makes_the_risk_high),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
