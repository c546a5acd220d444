/* Changes after the end (A46): which steps they open again, what stands, by whom and from what size they
 * count, and what is left of one that is refused. */
#include "scene.h"

static source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};
static source_t zhao = {.kind = SOURCE_PERSON, .key = "zhao.lei"};

/* "check" reads nothing, "money" reads the amount; "big" is there over 100 EUR. */
static const traced_t for_steps[] = {{"money", "amount"}, {"big", "amount"}};
static const traced_t at_large[] = {{NULL, "amount"}};

static int64_t amount_of(const record_t *r) {
    const value_t *amount = record_field(r, "amount");
    return amount ? amount->u.money.minor : 0;
}

static void shape(const record_t *r, arena_t *arena, plan_t *plan) {
    int64_t minor = amount_of(r);
    for (size_t i = 0; i < plan->step_count; i++) {
        if (strcmp(plan->steps[i].name, "big") != 0 || minor > 10000) continue;
        plan->steps[i].state = STEP_LEFT_OUT;
        plan->steps[i].left_out = "condition";
    }
    plan->facts = arena_array(arena, 1, sizeof *plan->facts);
    plan->fact_count = 1;
    plan->facts[0] =
        (fact_t){"amount", arena_printf(arena, "%d.%02d EUR", (int)(minor / 100), (int)(minor % 100))};
}

static change_rule_t changes[] = {{.field = "amount"}, {.field = "purpose"}};

static void rules_of(scene_t *s) {
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "check", &liu);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "money", &wang);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "big", &zhao);
    fixed_leaf(&s->rules, 0, 1, STEP_COPY, "office", &sun);
    s->rules.shape = shape;
    s->rules.traced = for_steps;
    s->rules.traced_count = 2;
    s->rules.flow.changes = changes;
    s->rules.flow.change_count = 2;
    changes[0] = (change_rule_t){.field = "amount"};
}

static void finished(scene_t *s) {
    rules_of(s);
    submit_by(s, "gao.min");
    must(s, as(s, "liu.yang", COMMAND_APPROVE, NULL));
    must(s, as(s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s->record->state, RECORD_FINISHED);
}

static int change(scene_t *s, const char *who, field_t field) {
    command_t c = scene_cmd(s, who, COMMAND_CHANGE);
    c.fields = &field;
    c.field_count = 1;
    c.text = "the price has changed";
    return scene_command(s, &c);
}

static const char *why_out(const scene_t *s, const char *step) {
    const char *why = record_step_named(s->record, step)->left_out;
    return why ? why : "";
}

static void A46_only_steps_whose_reason_reads_the_field_are_opened_again_the_rest_stands(void **state) {
    (void)state;
    scene_t s;
    finished(&s);
    char number[32];
    snprintf(number, sizeof number, "%s", s.record->number);
    int32_t decided = record_step_named(s.record, "check")->no;
    must(&s, change(&s, "gao.min", money_field("amount", 3000)));
    assert_int_equal(s.record->state, RECORD_OPEN);
    assert_int_equal(s.record->round, 2);
    assert_string_equal(s.record->number, number);
    assert_int_equal(state_of(&s, "check"), STEP_LEFT_OUT);
    assert_string_equal(why_out(&s, "check"), "stands");
    assert_int_equal(record_step_named(s.record, "check")->origin, decided);
    assert_int_equal(record_step(s.record, decided)->state, STEP_PASSED);
    assert_null(open_task(&s, "check", NULL));
    assert_non_null(open_task(&s, "money", "wang.fang"));
    assert_string_equal(why_out(&s, "big"), "condition");
    assert_int_equal(told(&s, "record.reopened", "liu.yang") + told(&s, "record.reopened", "wang.fang") +
                         told(&s, "record.reopened", "sun.li"),
                     3);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, "fine too"));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(amount_of(s.record), 3000);
    assert_int_equal(s.record->kept_round, 0);
    assert_int_equal(told(&s, "record.copied", "sun.li"), 1); /* of the new end */
    scene_free(&s);
}

static void A46_a_step_that_is_needed_now_opens_and_one_no_longer_needed_stays_decided(void **state) {
    (void)state;
    scene_t s;
    finished(&s);
    must(&s, change(&s, "gao.min", money_field("amount", 20000)));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "zhao.lei", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    int32_t decided = record_step_named(s.record, "big")->no;
    must(&s, change(&s, "gao.min", money_field("amount", 5000)));
    assert_string_equal(why_out(&s, "big"), "condition");
    assert_int_equal(record_step(s.record, decided)->state, STEP_PASSED);
    assert_string_equal(why_out(&s, "check"),
                        "stands"); /* by way of the round before, which it stood in too */
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A46_what_no_reason_reads_is_noted_and_told_and_opens_nothing(void **state) {
    (void)state;
    scene_t s;
    finished(&s);
    instant_t ended = s.record->ended_at;
    s.now += MS_HOUR;
    must(&s, change(&s, "gao.min", text_field("purpose", "tickets")));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(s.record->round, 1);
    assert_true(s.record->ended_at == ended);
    assert_string_equal(record_field(s.record, "purpose")->u.text, "tickets");
    assert_int_equal(events_of(&s, EVENT_AMENDED), 1);
    assert_int_equal(s.out.event_count, 1);
    assert_int_equal(told(&s, "record.amended", NULL), 3);
    must(&s, change(&s, "gao.min", text_field("purpose", "tickets"))); /* the same: nothing to note */
    assert_int_equal(s.out.event_count, 0);
    scene_free(&s);
}

static void A46_what_is_read_outside_of_any_step_may_have_led_to_every_one(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    s.rules.traced = at_large;
    s.rules.traced_count = 1;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, change(&s, "gao.min", money_field("amount", 3000)));
    assert_non_null(open_task(&s, "check", "liu.yang"));
    scene_free(&s);
}

static void A46_only_what_the_flow_names_and_whom_it_names_and_with_a_reason(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    submit_by(&s, "gao.min");
    refused_with(&s, change(&s, "gao.min", money_field("amount", 3000)), "record.state");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    refused_with(&s, as_with(&s, "gao.min", COMMAND_CHANGE, money_field("amount", 3000)), "reason.required");
    refused_with(&s, change(&s, "liu.yang", money_field("amount", 3000)), "record.not_yours");
    changes[0].by = &liu;
    refused_with(&s, change(&s, "gao.min", money_field("amount", 3000)), "change.not_yours");
    error_says(&s, "by", "liu.yang");
    s.rules.flow.change_count = 1;
    refused_with(&s, change(&s, "gao.min", text_field("purpose", "x")), "change.not_allowed");
    error_says(&s, "field", "purpose");
    must(&s, change(&s, "liu.yang", money_field("amount", 3000)));
    assert_int_equal(told(&s, "record.reopened", "gao.min"), 1);
    assert_int_equal(told(&s, "record.reopened", "liu.yang"), 0);
    scene_free(&s);
}

static void A46_a_small_change_is_noted_but_many_small_ones_count_as_the_large_one_they_are(void **state) {
    (void)state;
    scene_t s;
    finished(&s);
    changes[0].from = money_field("amount", 100).value;
    must(&s, change(&s, "gao.min", money_field("amount", 2685 + 99)));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(amount_of(s.record), 2784);
    must(&s, change(&s, "gao.min", money_field("amount", 2685 + 100))); /* one cent more */
    assert_int_equal(s.record->state, RECORD_OPEN);
    scene_free(&s);
    finished(&s);
    changes[0].permille = 100; /* a tenth of 26.85 */
    must(&s, change(&s, "gao.min", money_field("amount", 2685 - 268)));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    must(&s, change(&s, "gao.min", money_field("amount", 2685 - 269)));
    assert_int_equal(s.record->state, RECORD_OPEN);
    scene_free(&s);
    finished(&s);
    changes[0].permille = 200; /* just a fifth is 5.37 */
    must(&s, change(&s, "gao.min", money_field("amount", 2685 + 536)));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    must(&s, change(&s, "gao.min", money_field("amount", 2685 + 537)));
    assert_int_equal(s.record->state, RECORD_OPEN);
    scene_free(&s);
}

/* "check" reads the purpose, "money" the amount. */
static const traced_t for_both[] = {{"check", "purpose"}, {"money", "amount"}, {"big", "amount"}};

static void A46_how_far_is_measured_from_what_whoever_read_the_field_approved(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    s.rules.traced = for_both;
    s.rules.traced_count = 3;
    changes[0].from = money_field("amount", 1000).value;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL)); /* of 26.85 */
    must(&s, change(&s, "gao.min", money_field("amount", 2685 + 900)));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    must(&s, change(&s, "gao.min", text_field("purpose", "tickets")));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL)); /* of the purpose: the money stands as it was */
    assert_int_equal(s.record->state, RECORD_FINISHED);
    must(&s, change(&s, "gao.min", money_field("amount", 2685 + 999)));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    must(&s, change(&s, "gao.min", money_field("amount", 2685 + 1800)));
    assert_non_null(open_task(&s, "money", "wang.fang"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL)); /* of 44.85: from there on now */
    must(&s, change(&s, "gao.min", money_field("amount", 2685 + 2700)));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* The people of "check" are named by a function, which reads nothing while it works. */
static void A46_a_function_that_fails_may_have_read_the_field_whose_change_is_measured(void **state) {
    (void)state;
    const source_t function = {.kind = SOURCE_FUNCTION, .key = "who"};
    scene_t s;
    rules_of(&s);
    s.rules.steps[0][1].by = &function;
    s.rules.people = &liu;
    changes[0].from = money_field("amount", 800).value;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, change(&s, "gao.min", money_field("amount", 2685 + 900)));
    assert_null(open_task(&s, "check", NULL)); /* stands since 26.85 */
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    s.rules.people_fails = "rule.error";
    refused_with(&s, change(&s, "gao.min", money_field("amount", 2685 + 1200)), "rule.error");
    s.rules.people_fails = NULL;
    must(&s, change(&s, "gao.min", money_field("amount", 2685 + 1200)));
    assert_int_equal(s.record->state,
                     RECORD_FINISHED); /* it did not read it: 3.00 on the 35.85 of the money */
    scene_free(&s);
}

static void A46_how_far_is_measured_from_what_was_approved_also_under_other_rules(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    s.rules.traced = for_both;
    s.rules.traced_count = 3;
    changes[0].from = money_field("amount", 1000).value;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, change(&s, "gao.min", money_field("amount", 2685 + 900)));
    must(&s, change(&s, "gao.min", text_field("purpose", "tickets")));
    fixed_rules_t later = s.rules;
    s.later = later;
    s.later.flow.fields = s.later.fields;
    s.later.flow.stages = s.later.stages;
    s.later.flow.fallback = &s.later.fallback;
    for (int i = 0; i < FIXED_STAGES; i++)
        s.later.plans[i].steps = s.later.steps[i];
    s.has_later = true;
    command_t c = scene_cmd(&s, "gao.min", COMMAND_MIGRATE);
    c.owner = true;
    c.text = "new rules";
    must(&s, scene_command(&s, &c)); /* the plan that takes over reads 35.85, which nobody approved */
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    must(&s, change(&s, "gao.min", money_field("amount", 2685 + 1800)));
    assert_non_null(open_task(&s, "money", "wang.fang"));
    scene_free(&s);
}

static void A46_a_change_refused_leaves_all_as_it_was_approved(void **state) {
    (void)state;
    scene_t s;
    finished(&s);
    must(&s, change(&s, "gao.min", money_field("amount", 20000)));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "zhao.lei", COMMAND_REFUSE, "as agreed"));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(amount_of(s.record), 2685);
    assert_int_equal(events_of(&s, EVENT_CHANGE_DROPPED), 1);
    assert_int_equal(told(&s, "record.change_dropped", "gao.min"), 1);
    assert_int_equal(told(&s, "record.change_dropped", "sun.li"), 1); /* their copy holds again */
    assert_int_equal(state_of(&s, "big"), STEP_REFUSED);              /* it stays on record */
    changes[0].from = money_field("amount", 100).value;
    must(&s, change(&s, "gao.min",
                    money_field("amount", 2750))); /* small beside what was approved, not beside it */
    assert_int_equal(s.record->state, RECORD_FINISHED);
    must(&s, change(&s, "gao.min", money_field("amount", 3000))); /* another may be tried */
    assert_non_null(open_task(&s, "money", "wang.fang"));
    scene_free(&s);
}

/* A52: its last approval was skipped, and what is owed for that is refused. */
static void A46_a_change_refused_by_what_it_owes_leaves_all_as_it_was_approved(void **state) {
    (void)state;
    scene_t s;
    finished(&s);
    must(&s, change(&s, "gao.min", money_field("amount", 20000)));
    command_t c = scene_cmd(&s, "sun.li", COMMAND_EXCEPTION);
    c.owner = true;
    c.step = "big";
    c.text = "nobody is there";
    must(&s, scene_command(&s, &c));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OWING);
    must(&s, as(&s, "zhao.lei", COMMAND_REFUSE, "as agreed"));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(amount_of(s.record), 2685);
    assert_int_equal(events_of(&s, EVENT_CHANGE_DROPPED), 1);
    scene_free(&s);
}

static void A46_a_change_given_up_by_the_initiator_leaves_the_approval(void **state) {
    (void)state;
    scene_t s;
    finished(&s);
    must(&s, change(&s, "gao.min", money_field("amount", 20000)));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    refused_with(&s, as(&s, "wang.fang", COMMAND_WITHDRAW, NULL), "record.not_yours");
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, "not after all"));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(amount_of(s.record), 2685);
    scene_free(&s);
}

/* P4.2.1: the risk is that of the form as it is changed, and of the one that stands again. */
static void A46_the_risk_of_what_is_changed_is_worked_out_and_that_of_what_stands_again(void **state) {
    (void)state;
    effect_t plan = {.kind = EFFECT_RESPONSE, .who = &wang, .check = &zhao};
    scene_t s;
    rules_of(&s);
    s.rules.flow.has_risk = true;
    s.rules.risk = (risk_t){.level = RISK_LOW, .because = "it is so", .response = {&plan, 1}};
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    s.rules.risk.level = RISK_HIGH;
    must(&s, change(&s, "gao.min", money_field("amount", 3000)));
    assert_int_equal(s.record->risk, RISK_HIGH);
    assert_non_null(open_task(&s, "response", "wang.fang"));
    s.rules.risk.level = RISK_LOW;
    must(&s, as_on(&s, "wang.fang", COMMAND_REFUSE, "money", "no"));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_int_equal(s.record->risk, RISK_LOW);
    scene_free(&s);
}

static void A46_a_vote_is_one_decision_and_held_again_as_a_whole(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "check", &liu);
    fixed_group(&s.rules, 0, 1, STEP_VOTE)->need = 2;
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "money", &wang);
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "two", &sun);
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "three", &zhao);
    s.rules.shape = shape;
    s.rules.traced = for_steps;
    s.rules.traced_count = 1;
    s.rules.flow.changes = changes;
    s.rules.flow.change_count = 2;
    changes[0] = (change_rule_t){.field = "amount"};
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    must(&s, change(&s, "gao.min", money_field("amount", 3000)));
    assert_string_equal(why_out(&s, "check"), "stands");
    assert_non_null(open_task(&s, "money", NULL));
    assert_non_null(open_task(&s, "two", NULL));
    assert_non_null(open_task(&s, "three", NULL));
    scene_free(&s);
}

static void A46_a_later_stage_that_reads_nothing_of_it_stands_whole(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    s.rules.stages[1] =
        (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION, .title_en = "e", .title_zh = "e"};
    s.rules.flow.stage_count = 2;
    fixed_leaf(&s.rules, 1, 0, STEP_ACT, "order", &sun);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    must(&s, change(&s, "gao.min", money_field("amount", 3000)));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED); /* nobody orders a second time */
    assert_string_equal(why_out(&s, "order"), "stands");
    scene_free(&s);
}

static void
A46_people_who_come_from_the_field_are_asked_again_others_too_where_a_function_reads_it(void **state) {
    (void)state;
    scene_t s;
    static source_t deputy = {.kind = SOURCE_FIELD, .key = "deputy"};
    static change_rule_t rule = {.field = "deputy"};
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "check", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "deputy", &deputy);
    s.rules.flow.changes = &rule;
    s.rules.flow.change_count = 1;
    must(&s, draft_by(&s, "gao.min"));
    field_t field = {.name = "deputy",
                     .value = {.kind = VALUE_PERSON, .u.person = scene_person(&s, "wang.fang")}};
    must(&s, as_with(&s, "gao.min", COMMAND_SUBMIT, field));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    field.value.u.person = scene_person(&s, "zhao.lei");
    must(&s, change(&s, "gao.min", field));
    assert_string_equal(why_out(&s, "check"), "stands");
    assert_non_null(open_task(&s, "deputy", "zhao.lei"));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A46_only_steps_whose_reason_reads_the_field_are_opened_again_the_rest_stands),
        cmocka_unit_test(A46_a_step_that_is_needed_now_opens_and_one_no_longer_needed_stays_decided),
        cmocka_unit_test(A46_what_no_reason_reads_is_noted_and_told_and_opens_nothing),
        cmocka_unit_test(A46_what_is_read_outside_of_any_step_may_have_led_to_every_one),
        cmocka_unit_test(A46_only_what_the_flow_names_and_whom_it_names_and_with_a_reason),
        cmocka_unit_test(A46_a_small_change_is_noted_but_many_small_ones_count_as_the_large_one_they_are),
        cmocka_unit_test(A46_how_far_is_measured_from_what_whoever_read_the_field_approved),
        cmocka_unit_test(A46_a_function_that_fails_may_have_read_the_field_whose_change_is_measured),
        cmocka_unit_test(A46_how_far_is_measured_from_what_was_approved_also_under_other_rules),
        cmocka_unit_test(A46_a_change_refused_leaves_all_as_it_was_approved),
        cmocka_unit_test(A46_a_change_refused_by_what_it_owes_leaves_all_as_it_was_approved),
        cmocka_unit_test(A46_a_change_given_up_by_the_initiator_leaves_the_approval),
        cmocka_unit_test(A46_the_risk_of_what_is_changed_is_worked_out_and_that_of_what_stands_again),
        cmocka_unit_test(A46_a_vote_is_one_decision_and_held_again_as_a_whole),
        cmocka_unit_test(A46_a_later_stage_that_reads_nothing_of_it_stands_whole),
        cmocka_unit_test(
            A46_people_who_come_from_the_field_are_asked_again_others_too_where_a_function_reads_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
