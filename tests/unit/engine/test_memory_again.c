/* Every allocation refused once where something is decided again, or stands: changes after the end and how
 * far they go (A46), other rules meanwhile (A53), what the green channel owes over a return (A64). */
#include "unit/engine/trial.h"

static const source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static const source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static const source_t clerk = {.kind = SOURCE_FUNCTION, .key = "clerk"};
static const traced_t for_steps[] = {{"money", "amount"}};
static change_rule_t changes[] = {{.field = "amount"}, {.field = "purpose"}};
static rung_act_t late = {.action = RUNG_CALL, .function = "late"};
static rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &late, .act_count = 1};
static effect_t answer = {.kind = EFFECT_RESPONSE, .who = &wang, .check = &liu};

static void read_amount(const record_t *r, arena_t *arena, plan_t *plan) {
    const value_t *amount = record_field(r, "amount");
    long long euros = amount ? (long long)amount->u.money.minor / 100 : 0;
    plan->facts = arena_array(arena, 1, sizeof *plan->facts);
    if (!plan->facts) return;
    plan->fact_count = 1;
    plan->facts[0] = (fact_t){"amount", arena_printf(arena, "%lld EUR", euros)};
}

/* sequence: check (whoever a function names: wang.fang), money (liu.yang) */
static void check_and_money(fixed_rules_t *rules) {
    fixed_group(rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(rules, 0, 1, STEP_APPROVE, "check", &clerk);
    fixed_leaf(rules, 0, 1, STEP_APPROVE, "money", &liu)->ladder = (ladder_t){&rung, 1};
    rules->people = &wang;
    rules->traced = for_steps;
    rules->traced_count = 1;
    rules->shape = read_amount;
    rules->flow.changes = changes;
    rules->flow.change_count = 2;
    changes[0].from = money_field("amount", 1000).value;
}

static void finished(trial_t *t) {
    memset(t, 0, sizeof *t);
    scene_init(&t->scene);
    check_and_money(&t->scene.rules);
    submit_by(&t->scene, "gao.min");
    must(&t->scene, as(&t->scene, "wang.fang", COMMAND_APPROVE, NULL));
    must(&t->scene, as(&t->scene, "liu.yang", COMMAND_APPROVE, NULL));
}

static void is_high(fixed_rules_t *rules) {
    rules->flow.has_risk = true;
    rules->risk = (risk_t){.level = RISK_HIGH, .because = "likely", .response = {&answer, 1}};
}

static void how_far_a_change_goes_and_a_risk_that_it_makes_high_need_their_memory(void **state) {
    (void)state;
    for (int far = 0; far <= 1; far++) {
        trial_t t;
        finished(&t);
        field_t field = money_field("amount", far ? 9000 : 3000);
        if (far) is_high(&t.scene.rules);
        t.command = scene_cmd(&t.scene, "gao.min", COMMAND_CHANGE);
        t.command.fields = &field;
        t.command.field_count = 1;
        t.command.text = "the price has changed";
        try_all(&t);
    }
}

static void other_rules_while_a_change_is_looked_at_need_their_memory(void **state) {
    (void)state;
    trial_t t;
    finished(&t);
    field_t field = money_field("amount", 9000);
    command_t c = scene_cmd(&t.scene, "gao.min", COMMAND_CHANGE);
    c.fields = &field;
    c.field_count = 1;
    c.text = "the price has changed";
    must(&t.scene, scene_command(&t.scene, &c));
    t.scene.has_later = true;
    check_and_money(&t.scene.later);
    is_high(&t.scene.later);
    t.command = scene_cmd(&t.scene, "gao.min", COMMAND_MIGRATE);
    t.command.owner = true;
    t.command.text = "the policy of March";
    try_all(&t);
}

static void what_is_owed_over_a_return_and_made_up_needs_its_memory(void **state) {
    (void)state;
    for (int made_up = 0; made_up <= 1; made_up++) {
        trial_t t;
        memset(&t, 0, sizeof t);
        scene_init(&t.scene);
        t.scene.rules.flow.green_within = limit_hours(16);
        fixed_group(&t.scene.rules, 0, 0, STEP_SEQUENCE);
        fixed_leaf(&t.scene.rules, 0, 1, STEP_APPROVE, "head", &liu);
        fixed_leaf(&t.scene.rules, 0, 1, STEP_ACT, "order", &wang)->may_return = true;
        must(&t.scene, submit_urgent(&t.scene, "the roof leaks"));
        if (made_up) {
            must(&t.scene, as(&t.scene, "wang.fang", COMMAND_RETURN, "what is it for?"));
            must(&t.scene, as(&t.scene, "gao.min", COMMAND_SUBMIT, NULL));
            t.command = scene_cmd(&t.scene, "liu.yang", COMMAND_APPROVE);
            t.command.step = "head";
        } else {
            t.command = scene_cmd(&t.scene, "wang.fang", COMMAND_RETURN);
            t.command.text = "what is it for?";
        }
        try_all(&t);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(how_far_a_change_goes_and_a_risk_that_it_makes_high_need_their_memory),
        cmocka_unit_test(other_rules_while_a_change_is_looked_at_need_their_memory),
        cmocka_unit_test(what_is_owed_over_a_return_and_made_up_needs_its_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
