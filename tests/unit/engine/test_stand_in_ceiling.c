/* What a stand-in decides stays within the authority of both (A15), whatever the same command writes: the
 * amount is looked at as it is when they decide, not as it was when they were asked. Zhou Jie stands in for
 * Wang Fang, who approves up to 100 EUR. */
#include "deviation_scene.h"

static field_right_t writes[] = {{"amount", ACCESS_WRITE}, {"purpose", ACCESS_WRITE}};
static const step_form_t may_write = {.rights = writes, .right_count = 2};

static void limited(scene_t *s) {
    s->now = MONDAY_IN_AUGUST;
    s->rules.flow.amount = "amount";
    directory_builder_t *b = demo_directory_builder();
    assert_int_equal(directory_add_attribute(b, "person:wang.fang", "approval_limit", "100 EUR", NULL), 0);
    directory_unref(s->dir);
    s->dir = directory_build(b, 2, NULL);
    assert_non_null(s->dir);
}

/* Wang Fang's step, where the amount may be written; then Li Na's. */
static void begin(scene_t *s, step_kind_t kind) {
    scene_init(s);
    limited(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, kind, "first", &wang)->form = may_write;
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "last", &li);
    submit_by(s, "gao.min");
    assert_non_null(open_task(s, "first", "zhou.jie"));
}

static void refused_as_beyond(scene_t *s, int result) {
    refused_with(s, result, "stand_in.ceiling");
    error_says(s, "person", "wang.fang");
    error_says(s, "principal", "wang.fang");
    error_says(s, "limit", "100 EUR");
}

static void A15_a_stand_in_writes_no_amount_that_is_beyond_the_principal_and_approves_it(void **state) {
    (void)state;
    const struct {
        step_kind_t kind;
        command_kind_t command;
    } ways[] = {{STEP_APPROVE, COMMAND_APPROVE}, {STEP_AGREE, COMMAND_AGREE}, {STEP_ACT, COMMAND_DONE}};
    for (size_t i = 0; i < 3; i++) {
        scene_t s;
        begin(&s, ways[i].kind);
        refused_as_beyond(&s, as_with(&s, "zhou.jie", ways[i].command, money_field("amount", 10001)));
        assert_int_equal(amount_of(s.record), 2685);
        assert_non_null(open_task(&s, "first", "zhou.jie"));
        must(&s, as_with(&s, "zhou.jie", ways[i].command, money_field("amount", 10000))); /* up to it */
        assert_non_null(open_task(&s, "last", "li.na"));
        scene_free(&s);
        begin(&s, ways[i].kind); /* the principal's own decision has no such limit */
        must(&s, as_with(&s, "wang.fang", ways[i].command, money_field("amount", 10001)));
        scene_free(&s);
    }
}

/* The rule makes 9,999 EUR of whatever purpose is written. */
static void A15_nor_one_that_a_rule_makes_of_what_they_write(void **state) {
    (void)state;
    effect_t change = {.kind = EFFECT_SET_FIELD, .field = money_field("amount", 999900)};
    scene_t s;
    begin(&s, STEP_APPROVE);
    s.rules.flow.handles = UINT32_C(1) << HAPPENED_CHANGED;
    s.rules.effects = (effects_t){&change, 1};
    refused_as_beyond(&s, as_with(&s, "zhou.jie", COMMAND_APPROVE, text_field("purpose", "a tower")));
    assert_int_equal(amount_of(s.record), 2685);
    must(&s, as(&s, "zhou.jie", COMMAND_APPROVE, NULL));
    scene_free(&s);
}

/* Whoever decides about deviations is Wang Fang here. */
static void reported(scene_t *s, int64_t minor) {
    carried_out(s);
    limited(s);
    s->rules.flow.deviation_to = &wang;
    must(s, deviate(s, "sun.li", "steel has become dear", minor));
    assert_non_null(open_task(s, "deviation", "zhou.jie"));
}

static int agrees(scene_t *s, const char *who, int64_t minor) {
    field_t amount = money_field("amount", minor);
    command_t c = scene_cmd(s, who, COMMAND_APPROVE);
    c.step = "deviation";
    c.fields = &amount;
    c.field_count = minor ? 1 : 0;
    return scene_command(s, &c);
}

static void A15_a_stand_in_agrees_to_no_deviation_to_an_amount_that_is_beyond_the_principal(void **state) {
    (void)state;
    scene_t s;
    reported(&s, 10001);
    refused_as_beyond(&s, agrees(&s, "zhou.jie", 0));
    assert_int_equal(amount_of(s.record), 2685);
    must(&s, agrees(&s, "zhou.jie", 9000)); /* what they say instead */
    assert_int_equal(amount_of(s.record), 9000);
    scene_free(&s);
    reported(&s, 9000);
    refused_as_beyond(&s, agrees(&s, "zhou.jie", 10001));
    must(&s, agrees(&s, "wang.fang", 10001));
    assert_int_equal(amount_of(s.record), 10001);
    scene_free(&s);
    reported(&s, 10001); /* what they refuse stays as it was */
    must(&s, as_on(&s, "zhou.jie", COMMAND_REFUSE, "deviation", "too dear"));
    assert_int_equal(amount_of(s.record), 2685);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A15_a_stand_in_writes_no_amount_that_is_beyond_the_principal_and_approves_it),
        cmocka_unit_test(A15_nor_one_that_a_rule_makes_of_what_they_write),
        cmocka_unit_test(A15_a_stand_in_agrees_to_no_deviation_to_an_amount_that_is_beyond_the_principal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
