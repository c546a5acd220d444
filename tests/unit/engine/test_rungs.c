/* What rungs do (approval.md A61): the timer decides, rules' functions have effects, and what fails leaves
 * the task with somebody. */
#include "engine/form_rights.h"
#include "unit/engine/ladder_scene.h"

static void A61_a_reassignment_to_nobody_goes_to_the_fallback(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REASSIGN, &nobody);
    wang_step(&s);
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.record->tasks[0].person, DEMO_LI_NA);
    assert_string_equal(s.record->tasks[0].reason, "people.fallback");
    assert_int_equal(s.out.events[0].u.rung.outcome, RUNG_FIRED);
    scene_free(&s);
}

static void A61_the_timer_refuses_and_is_shown_as_the_one_who_did(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(1), RUNG_REFUSE, NULL);
    wang_step(&s);
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    assert_int_equal(s.record->tasks[0].outcome, OUTCOME_REFUSED);
    assert_int_equal(s.record->tasks[0].decided_by, 0);
    for (size_t i = 0; i < s.log_count; i++)
        assert_int_equal(s.log[i].actor, ACTOR_TIMER);
    refused_with(&s, as_on(&s, "wang.fang", COMMAND_APPROVE, "step", NULL), "task.not_open");
    error_says(&s, "by", "timer");
    scene_free(&s);
}

static void A61_the_timer_approves_only_with_words_in_the_rule(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_APPROVE, NULL)->because = "silence is consent for small sums";
    wang_step(&s);
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_string_equal(s.record->tasks[0].opinion, "silence is consent for small sums");
    scene_free(&s);

    acts[0].because = NULL;
    wang_step(&s);
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.record->state, RECORD_OPEN);
    assert_int_equal(s.out.events[0].u.rung.outcome, RUNG_FAILED);
    assert_string_equal(s.out.events[0].u.rung.error, "rung.no_reason");
    assert_int_equal(s.record->tasks[0].person, DEMO_LI_NA); /* the fallback gets it */
    assert_int_equal(s.out.incident_count, 1);
    scene_free(&s);
}

static void
A61_a_function_that_fails_leaves_a_failed_rung_an_incident_and_the_task_with_the_fallback(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_CALL, NULL)->function = "late";
    rung(RUNG_AFTER_DUE, limit_hours(5), RUNG_REMIND, NULL);
    wang_step(&s);
    s.rules.call_fails = "rule.error";
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.out.events[0].u.rung.outcome, RUNG_FAILED);
    assert_string_equal(s.out.events[0].u.rung.error, "rule.error");
    assert_int_equal(s.record->tasks[0].person, DEMO_LI_NA);
    assert_int_equal(s.out.incident_count, 1);
    assert_string_equal(s.out.incidents[0].file, "demo.lua");
    assert_int_equal(clock_of(&s)->next_rung, 1); /* the ladder goes on */
    assert_true(fire_next(&s));
    assert_int_equal(told(&s, "task.reminder", "li.na"), 1);
    scene_free(&s);
}

static void A61_a_rung_that_fails_half_way_tells_nobody_of_the_first_half(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REMIND, NULL);
    acts[1] = (rung_act_t){.action = RUNG_APPROVE}; /* without words */
    rungs[0].act_count = 2;
    wang_step(&s);
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.out.events[0].u.rung.outcome, RUNG_FAILED);
    assert_int_equal(told(&s, "task.reminder", NULL), 0);
    assert_int_equal(told(&s, "task.reassigned", "li.na"), 1);
    scene_free(&s);
}

static const source_t director = {.kind = SOURCE_PERSON, .key = "li.na"};
static const source_t no_role = {.kind = SOURCE_ROLE, .key = "no.such.role"};
static const source_t function = {.kind = SOURCE_FUNCTION, .key = "who"};

static void A61_without_a_fallback_a_failed_rung_leaves_the_task_with_its_holder(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REASSIGN, &nobody);
    wang_step(&s)->by = &director;
    s.rules.flow.fallback = &no_role;
    s.rules.flow.owner = "company"; /* nor is anybody above her */
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.out.event_count, 1);
    assert_int_equal(s.out.events[0].u.rung.outcome, RUNG_FAILED);
    assert_int_equal(s.record->tasks[0].person, DEMO_LI_NA);
    assert_int_equal(s.out.incident_count, 2);
    assert_int_equal(s.out.message_count, 0);
    scene_free(&s);
}

static void A61_a_timers_decision_that_leads_nowhere_is_taken_back_whole(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_APPROVE, NULL)->because = "routine";
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    step_t *step = fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "step", &wang);
    step->ladder = (ladder_t){rungs, 1};
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "next", &function);
    s.rules.people_fails = "rule.error";
    s.rules.flow.fallback = &wang; /* who has it */
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.out.events[0].u.rung.outcome, RUNG_FAILED);
    assert_string_equal(s.out.events[0].u.rung.error, "rule.error");
    assert_int_equal(s.record->tasks[0].state, TASK_OPEN);
    assert_int_equal(s.out.message_count, 0);
    assert_int_equal(s.out.task, 0);
    scene_free(&s);
}

static void A61_effects_of_a_function_are_checked_then_carried_out(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_CALL, NULL)->function = "late";
    effect_t effects[3] = {
        {.kind = EFFECT_SET_FIELD, .field = text_field("purpose", "late")},
        {.kind = EFFECT_NOTIFY, .who = &liu, .text = "look"},
        {.kind = EFFECT_REASSIGN, .who = &sun, .within = limit_hours(1)},
    };
    wang_step(&s);
    s.rules.effects = (effects_t){effects, 3};
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_string_equal(record_field(s.record, "purpose")->u.text, "late");
    assert_int_equal(s.record->tasks[0].person, DEMO_SUN_LI);
    assert_int_equal(told(&s, "task.overdue", "liu.yang"), 1);
    bool by_rule = false;
    for (size_t i = 0; i < s.log_count; i++)
        if (s.log[i].kind == EVENT_EDITED) by_rule = s.log[i].actor == ACTOR_RULE;
    assert_true(by_rule);
    scene_free(&s);

    effects[0].field = text_field("colour", "red");
    wang_step(&s);
    s.rules.effects = (effects_t){effects, 3};
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.out.events[0].u.rung.outcome, RUNG_FAILED);
    assert_string_equal(s.out.events[0].u.rung.error, "effect.misfit");
    assert_null(record_field(s.record, "purpose")); /* none of them was carried out */
    assert_int_equal(s.record->tasks[0].person, DEMO_LI_NA);
    scene_free(&s);
}

static void A61_a_function_may_refuse_with_a_reason(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_CALL, NULL)->function = "late";
    effect_t effect = {.kind = EFFECT_REFUSE, .text = "nobody answered for a month"};
    wang_step(&s);
    s.rules.effects = (effects_t){&effect, 1};
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    assert_string_equal(s.record->tasks[0].opinion, "nobody answered for a month");
    scene_free(&s);
}

static void A61_the_flows_ladder_watches_over_notices_and_revisions(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    wang_step(&s);
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REMIND, NULL);
    rung(RUNG_AFTER_DUE, limit_hours(5), RUNG_REFUSE, NULL);
    s.rules.flow.overdue = (ladder_t){rungs, rung_count};
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    s.rules.flow.acknowledge = true;
    s.rules.flow.acknowledge_within = limit_hours(3);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "no"));
    assert_true(fire_next(&s));
    assert_int_equal(s.now, hours(3));
    assert_int_equal(told(&s, "task.reminder", "gao.min"), 1);
    assert_true(fire_next(&s)); /* nobody takes notice: the refusal stands for good */
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);

    wang_step(&s);
    s.rules.flow.overdue = (ladder_t){rungs, rung_count};
    s.rules.flow.revise_within = limit_hours(4);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_RETURN, "why"));
    assert_true(fire_next(&s));
    assert_int_equal(s.now, hours(4));
    scene_free(&s);
}

static void A61_a_timer_cannot_revise(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    wang_step(&s);
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_APPROVE, NULL)->because = "time is up";
    s.rules.flow.overdue = (ladder_t){rungs, rung_count};
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_RETURN, "why"));
    assert_true(fire_next(&s));
    assert_int_equal(s.record->state, RECORD_RETURNED);
    assert_string_equal(s.out.events[0].u.rung.error, "rung.misfit");
    scene_free(&s);
}

static void a_firing_under_rules_that_are_gone_fails_and_the_task_stays(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REMIND, NULL);
    wang_step(&s);
    submit_by(&s, "gao.min");
    s.rules.flow.name = "demo.renamed";
    assert_true(fire_next(&s));
    assert_int_equal(s.out.events[0].u.rung.outcome, RUNG_FAILED);
    assert_string_equal(s.out.events[0].u.rung.error, "flow.unknown");
    assert_int_equal(s.record->tasks[0].person, DEMO_WANG_FANG);
    assert_int_equal(s.out.incident_count, 1);
    scene_free(&s);
}

static void a_running_record_is_decided_by_its_own_rules_or_not_at_all(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REMIND, NULL);
    wang_step(&s);
    submit_by(&s, "gao.min");
    rules_t other = fixed_rules(&s.rules);
    calendars_t calendars = plain_calendars();
    hash_of("later", 5, &other.ruleset);
    command_t c = scene_cmd(&s, "wang.fang", COMMAND_APPROVE);
    decide_in_t in = {.record = s.record,
                      .command = &c,
                      .now = s.now,
                      .ids = &s.ids,
                      .numbers = {.ctx = &s, .next = scene_number},
                      .directory = s.dir,
                      .calendars = &calendars,
                      .latest = &other};
    assert_int_equal(decide(&in, &s.arena, &s.out, &s.d), -1);
    assert_string_equal(s.d.code, "ruleset.missing");
    const cs_clock_t *clock = clock_of(&s);
    in.now = clock->rung_at;
    c = (command_t){.kind = COMMAND_FIRE,
                    .actor = {.kind = ACTOR_TIMER, .uid = -1},
                    .clock = clock->id,
                    .due = clock->rung_at,
                    .at = INSTANT_NONE};
    diag_clear(&s.d);
    assert_int_equal(decide(&in, &s.arena, &s.out, &s.d), 0);
    assert_int_equal(s.out.event_count, 1);
    assert_string_equal(s.out.events[0].u.rung.error, "ruleset.missing");
    assert_memory_equal(&s.out.events[0].ruleset, &s.record->ruleset, sizeof s.record->ruleset);
    scene_free(&s);
}

/* Both have to sign, so what the step requires is required of it alone. */
static void A71_whoever_a_rung_adds_sees_no_more_than_the_step_shows_and_is_asked_for_nothing(void **state) {
    (void)state;
    static field_right_t rights[] = {{"amount", ACCESS_HIDDEN}, {"purpose", ACCESS_WRITE}};
    static require_t needs[] = {{.kind = REQUIRE_FIELD, .name = "purpose"}};
    no_rungs();
    rung(RUNG_AFTER_DUE, (limit_t){.kind = LIMIT_ELAPSED}, RUNG_ADD, &sun);
    scene_t s;
    wang_step(&s)->form = (step_form_t){needs, 1, rights, 2};
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    const step_t *beside = record_step_named(s.record, "step.beside");
    assert_int_equal(beside->state, STEP_OPEN);
    int64_t sun_li = scene_person(&s, "sun.li");
    assert_false(form_shows(s.record, sun_li, "amount"));
    assert_true(form_shows(s.record, sun_li, "purpose"));
    assert_int_equal(step_form_access(&beside->form, "purpose"), ACCESS_READ);
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    refused_with(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL), "require.missing");
    must(&s, as_with(&s, "wang.fang", COMMAND_APPROVE, text_field("purpose", "chairs")));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A61_a_reassignment_to_nobody_goes_to_the_fallback),
        cmocka_unit_test(A61_the_timer_refuses_and_is_shown_as_the_one_who_did),
        cmocka_unit_test(A61_the_timer_approves_only_with_words_in_the_rule),
        cmocka_unit_test(
            A61_a_function_that_fails_leaves_a_failed_rung_an_incident_and_the_task_with_the_fallback),
        cmocka_unit_test(A61_a_rung_that_fails_half_way_tells_nobody_of_the_first_half),
        cmocka_unit_test(A61_without_a_fallback_a_failed_rung_leaves_the_task_with_its_holder),
        cmocka_unit_test(A61_a_timers_decision_that_leads_nowhere_is_taken_back_whole),
        cmocka_unit_test(A61_effects_of_a_function_are_checked_then_carried_out),
        cmocka_unit_test(A61_a_function_may_refuse_with_a_reason),
        cmocka_unit_test(A61_the_flows_ladder_watches_over_notices_and_revisions),
        cmocka_unit_test(A61_a_timer_cannot_revise),
        cmocka_unit_test(A71_whoever_a_rung_adds_sees_no_more_than_the_step_shows_and_is_asked_for_nothing),
        cmocka_unit_test(a_firing_under_rules_that_are_gone_fails_and_the_task_stays),
        cmocka_unit_test(a_running_record_is_decided_by_its_own_rules_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
