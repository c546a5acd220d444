/* Deviations (policy P2.3.3): reported while a record is carried out, decided by the head of the department;
 * what an adjustment changes, whom it asks again, and what is left of one that is refused. */
#include "deviation_scene.h"

static void P2_3_3_a_deviation_goes_to_the_head_at_once_and_the_stage_waits_for_it(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 3000));
    assert_non_null(open_task(&s, "deviation", "chen.wei"));
    assert_int_equal(told(&s, "task.opened", "chen.wei"), 1);
    assert_int_equal(told(&s, "record.deviated", "gao.min"), 1);
    const event_t *e = event_of(&s, EVENT_DEVIATED);
    assert_string_equal(e->u.deviated.text, "steel has become dear");
    assert_int_equal(e->u.deviated.fields[0].value.u.money.minor, 3000);
    assert_int_equal(amount_of(s.record), 2685); /* proposed, no more */
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as_on(&s, "chen.wei", COMMAND_REFUSE, "deviation", "buy elsewhere"));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void P2_3_3_refused_it_goes_on_as_planned_and_the_reason_is_on_record(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 30000));
    refused_with(&s, as_on(&s, "chen.wei", COMMAND_REFUSE, "deviation", " "), "reason.required");
    must(&s, as_on(&s, "chen.wei", COMMAND_REFUSE, "deviation", "buy elsewhere"));
    assert_int_equal(amount_of(s.record), 2685);
    assert_int_equal(state_of(&s, "deviation"), STEP_REFUSED);
    assert_int_equal(events_of(&s, EVENT_ADJUSTED), 0);
    assert_false(s.record->deviations[0].settled);
    assert_string_equal(s.record->deviations[0].text, "steel has become dear");
    assert_non_null(open_task(&s, "build", "sun.li"));
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void P2_3_3_agreed_to_the_values_take_effect_and_before_and_after_are_kept(void **state) {
    (void)state;
    scene_t s;
    adjusted(&s, 3000);
    const event_t *e = event_of(&s, EVENT_ADJUSTED);
    assert_int_equal(e->actor.person, scene_person(&s, "chen.wei"));
    assert_int_equal(e->u.adjusted.fields[0].value.u.money.minor, 3000);
    assert_int_equal(e->u.adjusted.before[0].value.u.money.minor, 2685);
    assert_int_equal(amount_of(s.record), 3000);
    assert_int_equal(s.record->deviations[0].before[0].value.u.money.minor, 2685);
    assert_int_equal(told(&s, "record.adjusted", "sun.li") + told(&s, "record.adjusted", "gao.min"), 2);
    scene_free(&s);
}

static void P2_3_3_agreed_to_without_values_it_is_noted_and_goes_on(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    must(&s, deviate(&s, "gao.min", "two days late", 0));
    must(&s, as_on(&s, "chen.wei", COMMAND_APPROVE, "deviation", "so be it"));
    assert_int_equal(event_of(&s, EVENT_ADJUSTED)->u.adjusted.field_count, 0);
    assert_true(s.record->deviations[0].settled);
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL)); /* and is not settled a second time */
    assert_int_equal(events_of(&s, EVENT_ADJUSTED), 0);
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void P2_3_3_what_the_head_says_instead_takes_effect(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 30000));
    must(&s, agree_with(&s, "deviation", money_field("amount", 3500)));
    assert_int_equal(amount_of(s.record), 3500);
    assert_int_equal(s.record->deviations[0].fields[0].value.u.money.minor, 3500);
    scene_free(&s);
}

static const cs_clock_t *clock_at(const scene_t *s, const char *step) {
    const task_t *task = open_task(s, step, "chen.wei");
    assert_non_null(task);
    return record_task_clock(s->record, task);
}

/* Whoever can't agree to it yet is not late by that (A62). */
static void
P2_3_3_a_deviation_that_can_t_be_agreed_to_yet_waits_and_its_limit_runs_on_afterwards(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 12000));
    must(&s, deviate(&s, "sun.li", "and dearer", 13000));
    must(&s, deviate(&s, "sun.li", "and it rains", 0));
    assert_int_equal(clock_at(&s, "deviation.2")->state, CLOCK_RUNNING);
    must(&s, agree(&s, "deviation"));
    assert_int_equal(clock_at(&s, "deviation.2")->state, CLOCK_PAUSED);
    assert_string_equal(clock_at(&s, "deviation.2")->pause_cause, "approving");
    assert_int_equal(clock_at(&s, "deviation.2")->pause_step, counts(&s, "money")->no);
    assert_int_equal(clock_at(&s, "deviation.3")->state, CLOCK_RUNNING); /* it changes nothing */
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(clock_at(&s, "deviation.2")->pause_step, counts(&s, "big")->no);
    must(&s, as(&s, "zhao.lei", COMMAND_APPROVE, NULL));
    assert_int_equal(clock_at(&s, "deviation.2")->state, CLOCK_RUNNING);
    must(&s, agree_with(&s, "deviation.2", money_field("amount", 13000)));
    scene_free(&s);
}

static void P2_3_3_it_is_refused_without_words_without_a_part_and_outside_of_the_execution(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    submit_by(&s, "gao.min");
    refused_with(&s, deviate(&s, "gao.min", "dear", 0), "deviation.stage");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    refused_with(&s, deviate(&s, "sun.li", " ", 3000), "reason.required");
    refused_with(&s, deviate(&s, "xu.jing", "dear", 3000), "record.not_concerned");
    refused_with(&s, deviate(&s, "wang.fang", "dear", 3000), "record.not_concerned"); /* she approved */
    command_t c = scene_cmd(&s, "sun.li", COMMAND_DEVIATE);
    field_t unknown = text_field("colour", "red");
    c.text = "dear";
    c.fields = &unknown;
    c.field_count = 1;
    refused_with(&s, scene_command(&s, &c), "form.invalid");
    must(&s, as(&s, "sun.li", COMMAND_DONE, NULL));
    refused_with(&s, deviate(&s, "sun.li", "dear", 3000), "record.state");
    scene_free(&s);
}

/* The head of the department carries it out and reports. */
static void reported_by_the_head(scene_t *s, const source_t *to) {
    rules_of(s);
    s->rules.steps[1][1].by = &chen;
    s->rules.flow.deviation_to = to;
    submit_by(s, "gao.min");
    must(s, as(s, "liu.yang", COMMAND_APPROVE, NULL));
    must(s, as(s, "wang.fang", COMMAND_APPROVE, NULL));
    must(s, deviate(s, "chen.wei", "dear", 3000));
}

static void P2_3_3_what_the_head_reports_goes_to_the_heads_superior(void **state) {
    (void)state;
    scene_t s;
    reported_by_the_head(&s, NULL);
    assert_non_null(open_task(&s, "deviation", "li.na"));
    assert_null(open_task(&s, "deviation", "chen.wei"));
    scene_free(&s);
}

/* Whom the flow names is nobody, and who comes instead has reported it. */
static void P2_3_3_what_the_fallback_reports_goes_to_whoever_is_above(void **state) {
    (void)state;
    static const source_t nobody = {.kind = SOURCE_FIELD, .key = "not there"};
    scene_t s;
    rules_of(&s);
    s.rules.steps[1][1].by = &chen;
    s.rules.flow.deviation_to = &nobody;
    s.rules.fallback = source_by(SOURCE_PERSON, "chen.wei");
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, deviate(&s, "chen.wei", "dear", 3000));
    assert_null(open_task(&s, "deviation", "chen.wei"));
    assert_non_null(open_task(&s, "deviation", "li.na"));
    must(&s, as_on(&s, "li.na", COMMAND_APPROVE, "deviation", NULL));
    scene_free(&s);
}

static void P2_3_3_an_adjustment_leaves_a_whole_form(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    must(&s, deviate(&s, "sun.li", "no sum is known any more", 0));
    refused_with(&s, agree_with(&s, "deviation", (field_t){.name = "amount"}), "form.invalid");
    assert_int_equal(amount_of(s.record), 2685);
    must(&s, agree(&s, "deviation"));
    scene_free(&s);
}

/* The head could do nothing but refuse it. */
static void P2_3_3_what_could_never_be_agreed_to_is_refused_as_it_is_reported(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    command_t c = scene_cmd(&s, "sun.li", COMMAND_DEVIATE);
    field_t proposed[] = {{.name = "amount"}, text_field("purpose", "a fair")};
    c.text = "no sum is known any more";
    c.fields = proposed;
    c.field_count = 2;
    refused_with(&s, scene_command(&s, &c), "form.invalid");
    error_says(&s, "fields", "amount");
    assert_int_equal(s.record->deviation_count, 0);
    assert_null(open_task(&s, "deviation", NULL));
    proposed[0] = money_field("amount", 3000);
    must(&s, scene_command(&s, &c));
    assert_int_equal(amount_of(s.record), 2685); /* tried, and no more */
    assert_null(record_field(s.record, "purpose"));
    assert_int_equal(events_of(&s, EVENT_EDITED), 0);
    must(&s, agree(&s, "deviation"));
    scene_free(&s);
}

static void P2_3_3_what_stood_there_as_it_was_reported_is_kept(void **state) {
    (void)state;
    scene_t s;
    carried_out(&s);
    must(&s, deviate(&s, "sun.li", "steel has become dear", 30000));
    const event_t *e = event_of(&s, EVENT_DEVIATED);
    assert_int_equal(e->u.deviated.before_count, 1);
    assert_int_equal(e->u.deviated.before[0].value.u.money.minor, 2685);
    must(&s, as_on(&s, "chen.wei", COMMAND_REFUSE, "deviation", "buy elsewhere"));
    must(&s, deviate(&s, "sun.li", "elsewhere", 3500));
    must(&s, agree(&s, "deviation.2"));
    assert_int_equal(amount_of(s.record), 3500);
    const deviation_t *refused = &s.record->deviations[0], *agreed = &s.record->deviations[1];
    assert_int_equal(refused->before_count, 1);
    assert_string_equal(refused->before[0].name, "amount");
    assert_int_equal(refused->before[0].value.u.money.minor, 2685);
    assert_int_equal(agreed->before[0].value.u.money.minor, 2685);
    scene_free(&s);
}

static void P2_3_3_nobody_decides_about_what_they_reported(void **state) {
    (void)state;
    static source_t several[2];
    several[0] = (source_t){.kind = SOURCE_PERSON, .key = "chen.wei", .next = &several[1]};
    several[1] = (source_t){.kind = SOURCE_PERSON, .key = "li.na"};
    scene_t s;
    reported_by_the_head(&s, several);
    refused_with(&s, agree(&s, "deviation"), "deviation.own");
    refused_with(&s, as_on(&s, "chen.wei", COMMAND_REFUSE, "deviation", "no"), "deviation.own");
    must(&s, as_on(&s, "li.na", COMMAND_APPROVE, "deviation", NULL));
    assert_int_equal(amount_of(s.record), 3000);
    scene_free(&s);
}

static void P2_3_3_the_flow_says_who_decides_and_for_how_long(void **state) {
    (void)state;
    scene_t s;
    rules_of(&s);
    s.rules.flow.deviation_to = &li;
    s.rules.flow.deviation_within = limit_hours(5);
    approved(&s);
    must(&s, deviate(&s, "sun.li", "dear", 3000));
    assert_non_null(open_task(&s, "deviation", "li.na"));
    assert_int_equal(due_of(&s, "deviation"), s.now + 5 * MS_HOUR);
    scene_free(&s);
}

static void P2_3_3_no_time_out_adjusts_anything(void **state) {
    (void)state;
    rung_act_t act = {.action = RUNG_APPROVE, .because = "small sums pass"};
    rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    scene_t s;
    rules_of(&s);
    approved(&s);
    s.rules.flow.overdue = (ladder_t){.rungs = &rung, .count = 1};
    must(&s, deviate(&s, "sun.li", "dear", 3000));
    for (int i = 0; i < 5 && fire_next(&s); i++)
        assert_int_equal(amount_of(s.record), 2685);
    assert_int_equal(counts(&s, "deviation")->state, STEP_OPEN);
    scene_free(&s);
}

static void P2_3_3_what_is_hidden_is_neither_proposed_nor_changed(void **state) {
    (void)state;
    field_right_t right = {.field = "purpose", .access = ACCESS_HIDDEN};
    scene_t s;
    rules_of(&s);
    s.rules.steps[1][1].form = (step_form_t){.rights = &right, .right_count = 1};
    approved(&s);
    command_t c = scene_cmd(&s, "sun.li", COMMAND_DEVIATE);
    field_t purpose = text_field("purpose", "a fair");
    c.text = "dear";
    c.fields = &purpose;
    c.field_count = 1;
    refused_with(&s, scene_command(&s, &c), "field.not_writable");
    must(&s, deviate(&s, "sun.li", "dear", 3000));
    /* the head sees through it what Sun Li sees */
    refused_with(&s, agree_with(&s, "deviation", purpose), "field.not_writable");
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(P2_3_3_a_deviation_goes_to_the_head_at_once_and_the_stage_waits_for_it),
        cmocka_unit_test(P2_3_3_refused_it_goes_on_as_planned_and_the_reason_is_on_record),
        cmocka_unit_test(P2_3_3_agreed_to_the_values_take_effect_and_before_and_after_are_kept),
        cmocka_unit_test(P2_3_3_agreed_to_without_values_it_is_noted_and_goes_on),
        cmocka_unit_test(P2_3_3_what_the_head_says_instead_takes_effect),
        cmocka_unit_test(
            P2_3_3_a_deviation_that_can_t_be_agreed_to_yet_waits_and_its_limit_runs_on_afterwards),
        cmocka_unit_test(P2_3_3_it_is_refused_without_words_without_a_part_and_outside_of_the_execution),
        cmocka_unit_test(P2_3_3_what_the_fallback_reports_goes_to_whoever_is_above),
        cmocka_unit_test(P2_3_3_what_the_head_reports_goes_to_the_heads_superior),
        cmocka_unit_test(P2_3_3_an_adjustment_leaves_a_whole_form),
        cmocka_unit_test(P2_3_3_what_could_never_be_agreed_to_is_refused_as_it_is_reported),
        cmocka_unit_test(P2_3_3_what_stood_there_as_it_was_reported_is_kept),
        cmocka_unit_test(P2_3_3_nobody_decides_about_what_they_reported),
        cmocka_unit_test(P2_3_3_the_flow_says_who_decides_and_for_how_long),
        cmocka_unit_test(P2_3_3_no_time_out_adjusts_anything),
        cmocka_unit_test(P2_3_3_what_is_hidden_is_neither_proposed_nor_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
