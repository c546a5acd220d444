/* What was decided before a change after the end (A46) and stands beside it: other rules (A53) and deviations
 * (P2.3.3) leave it decided, too, so that nothing is approved, or done, a second time. */
#include "admin_scene.h"

static const source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};
static const source_t zhao = {.kind = SOURCE_PERSON, .key = "zhao.lei"};

/* "legal" alone reads the purpose. */
static const traced_t for_steps[] = {{"legal", "purpose"}};
static change_rule_t changes[] = {{.field = "purpose"}};

static void reads_purpose(fixed_rules_t *rules) {
    rules->traced = for_steps;
    rules->traced_count = 1;
    rules->flow.changes = changes;
    rules->flow.change_count = 1;
}

static int change(scene_t *s) {
    field_t field = text_field("purpose", "a fair");
    command_t c = scene_cmd(s, "gao.min", COMMAND_CHANGE);
    c.fields = &field;
    c.field_count = 1;
    c.text = "another purpose";
    return scene_command(s, &c);
}

/* How many tasks of steps of that name there ever were. */
static int tasks_of(const scene_t *s, const char *step) {
    int count = 0;
    for (size_t i = 0; i < s->record->task_count; i++)
        count += strcmp(record_step(s->record, s->record->tasks[i].step)->name, step) == 0;
    return count;
}

/* sequence: head (liu.yang), payment (sun.li), legal (wang.fang) */
static void head_payment_legal(fixed_rules_t *rules) {
    fixed_group(rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(rules, 0, 1, STEP_APPROVE, "head", &liu);
    fixed_leaf(rules, 0, 1, STEP_ACT, "payment", &sun);
    fixed_leaf(rules, 0, 1, STEP_APPROVE, "legal", &wang);
    reads_purpose(rules);
}

static void paid_and_changed(scene_t *s) {
    admin_scene(s);
    head_payment_legal(&s->rules);
    submit_by(s, "gao.min");
    must(s, as(s, "liu.yang", COMMAND_APPROVE, NULL));
    must(s, as(s, "sun.li", COMMAND_DONE, NULL));
    must(s, as(s, "wang.fang", COMMAND_APPROVE, NULL));
    must(s, change(s));
    assert_non_null(open_task(s, "legal", "wang.fang"));
}

static void A53_what_stands_beside_a_change_stays_decided_and_nothing_is_done_twice(void **state) {
    (void)state;
    scene_t s;
    paid_and_changed(&s);
    int64_t id = open_task(&s, "legal", NULL)->id;
    int32_t decided = counts(&s, "payment")->origin;
    s.has_later = true;
    head_payment_legal(&s.later);
    s.later.steps[0][2].within = limit_hours(1); /* the payment's limit alone is another */
    must(&s, migrate(&s));
    assert_int_equal(counts(&s, "payment")->state, STEP_LEFT_OUT);
    assert_string_equal(counts(&s, "payment")->left_out, "stands");
    assert_int_equal(record_step(s.record, counts(&s, "payment")->origin)->origin, decided);
    assert_int_equal(open_task(&s, "legal", "wang.fang")->id, id);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(tasks_of(&s, "head"), 1);
    assert_int_equal(tasks_of(&s, "payment"), 1);
    scene_free(&s);
}

/* sequence: vote of two of a, b, c; legal, and what comes after it */
static void vote_and_legal(fixed_rules_t *rules, const char *new) {
    fixed_group(rules, 0, 0, STEP_SEQUENCE);
    fixed_group(rules, 0, 1, STEP_VOTE)->need = 2;
    fixed_leaf(rules, 0, 2, STEP_APPROVE, "a", &liu);
    fixed_leaf(rules, 0, 2, STEP_APPROVE, "b", &li);
    fixed_leaf(rules, 0, 2, STEP_APPROVE, "c", &zhao);
    if (new) fixed_leaf(rules, 0, 2, STEP_APPROVE, new, &sun);
    fixed_leaf(rules, 0, 1, STEP_APPROVE, "legal", &wang);
    reads_purpose(rules);
}

static void A53_a_vote_that_stands_beside_a_change_is_not_held_again_by_whoever_is_new_in_it(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    vote_and_legal(&s.rules, NULL);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, change(&s));
    s.has_later = true;
    vote_and_legal(&s.later, "d");
    must(&s, migrate(&s));
    assert_null(open_task(&s, "d", NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(tasks_of(&s, "a") + tasks_of(&s, "b"), 2);
    scene_free(&s);
}

/* legal (wang.fang) approves, then somebody pays */
static void legal_then_payment(fixed_rules_t *rules, const source_t *payer) {
    rules->stages[1] =
        (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION, .title_en = "e", .title_zh = "e"};
    rules->flow.stage_count = 2;
    fixed_leaf(rules, 0, 0, STEP_APPROVE, "legal", &wang);
    fixed_group(rules, 1, 0, STEP_SEQUENCE);
    fixed_leaf(rules, 1, 1, STEP_ACT, "payment", payer);
    fixed_leaf(rules, 1, 1, STEP_ACT, "build", &liu);
    reads_purpose(rules);
}

static void A53_a_stage_that_opens_later_under_the_new_rules_asks_nobody_for_what_was_done(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    legal_then_payment(&s.rules, &sun);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_DONE, NULL));
    must(&s, change(&s));
    s.has_later = true;
    legal_then_payment(&s.later, &zhao); /* who would pay now is somebody else */
    must(&s, migrate(&s));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(tasks_of(&s, "payment"), 1);
    scene_free(&s);
}

static const traced_t for_build[] = {{"build", "purpose"}};

static void P2_3_3_a_deviation_leaves_done_what_stands_beside_a_change(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    legal_then_payment(&s.rules, &sun);
    s.rules.traced = for_build;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_DONE, NULL));
    must(&s, change(&s));
    int64_t id = open_task(&s, "build", "liu.yang")->id;
    field_t field = {.name = "deputy", .value = {.kind = VALUE_PERSON, .u.person = DEMO_LI_NA}};
    command_t c = scene_cmd(&s, "liu.yang", COMMAND_DEVIATE);
    c.text = "somebody else is there";
    c.fields = &field;
    c.field_count = 1;
    must(&s, scene_command(&s, &c));
    must(&s, as_on(&s, "chen.wei", COMMAND_APPROVE, "deviation", NULL));
    assert_int_equal(events_of(&s, EVENT_ADJUSTED), 1);
    assert_int_equal(events_of(&s, EVENT_REPLANNED), 0); /* no route reads it */
    assert_int_equal(open_task(&s, "build", NULL)->id, id);
    must(&s, as(&s, "liu.yang", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(tasks_of(&s, "payment"), 1);
    scene_free(&s);
}

/* Of what is dear, zhao.lei looks too. */
static void look_at_dear(const record_t *r, arena_t *arena, plan_t *plan) {
    const value_t *amount = record_field(r, "amount");
    (void)arena;
    for (size_t i = 0; i < plan->step_count; i++) {
        if (strcmp(plan->steps[i].name, "look") != 0 || (amount && amount->u.money.minor > 5000)) continue;
        plan->steps[i].state = STEP_LEFT_OUT;
        plan->steps[i].left_out = "condition";
    }
}

static void P2_3_3_a_plan_worked_out_anew_leaves_done_what_stands_beside_a_change(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    legal_then_payment(&s.rules, &sun);
    fixed_leaf(&s.rules, 1, 1, STEP_ACT, "look", &zhao);
    s.rules.shape = look_at_dear;
    s.rules.traced = for_build;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_DONE, NULL));
    must(&s, change(&s));
    field_t field = money_field("amount", 6000);
    command_t c = scene_cmd(&s, "liu.yang", COMMAND_DEVIATE);
    c.text = "it has become dear";
    c.fields = &field;
    c.field_count = 1;
    must(&s, scene_command(&s, &c));
    must(&s, as_on(&s, "chen.wei", COMMAND_APPROVE, "deviation", NULL));
    assert_int_equal(events_of(&s, EVENT_REPLANNED), 1);
    assert_string_equal(counts(&s, "payment")->left_out, "stands");
    must(&s, as(&s, "liu.yang", COMMAND_DONE, NULL));
    assert_null(open_task(&s, "payment", NULL));
    must(&s, as(&s, "zhao.lei", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(tasks_of(&s, "payment"), 1);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A53_what_stands_beside_a_change_stays_decided_and_nothing_is_done_twice),
        cmocka_unit_test(A53_a_vote_that_stands_beside_a_change_is_not_held_again_by_whoever_is_new_in_it),
        cmocka_unit_test(A53_a_stage_that_opens_later_under_the_new_rules_asks_nobody_for_what_was_done),
        cmocka_unit_test(P2_3_3_a_deviation_leaves_done_what_stands_beside_a_change),
        cmocka_unit_test(P2_3_3_a_plan_worked_out_anew_leaves_done_what_stands_beside_a_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
