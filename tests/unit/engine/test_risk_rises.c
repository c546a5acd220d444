/* What a risk is answered by besides a plan (P4.2.2), once, when what is written on the way makes it rise;
 * and a small change after the end (A46) that makes it high. */
#include "admin_scene.h"

static const source_t zhao = {.kind = SOURCE_PERSON, .key = "zhao.lei"},
                      chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};
static const source_t initiator = {.kind = SOURCE_INITIATOR};

static step_t reviewer(const char *name, step_kind_t kind, const source_t *by) {
    return (step_t){.no = 1,
                    .kind = kind,
                    .state = STEP_WAITING,
                    .name = name,
                    .by = by,
                    .mode = DECIDE_ANY,
                    .on_refuse = ON_REFUSE_AT_ONCE,
                    .within = limit_workdays(1),
                    .on_empty = EMPTY_FALLBACK,
                    .on_self = SELF_SUPERIOR,
                    .opened_at = INSTANT_NONE,
                    .ended_at = INSTANT_NONE};
}

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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(P4_2_2_what_makes_the_risk_rise_on_the_way_brings_reviewers_and_monitors_once),
        cmocka_unit_test(P4_2_2_a_medium_risk_is_watched_and_needs_no_plan),
        cmocka_unit_test(P4_2_2_as_a_round_begins_what_the_route_has_already_does_not_come_twice),
        cmocka_unit_test(P4_2_2_a_reviewer_whose_place_is_over_comes_all_the_same),
        cmocka_unit_test(A46_P4_2_2_a_change_too_small_to_count_counts_where_it_makes_the_risk_high),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
