/* What rules tell people who are not late: by a kind of its own, with an event that says who was told what.
 */
#include "scene.h"

static const source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"},
                      sun = {.kind = SOURCE_PERSON, .key = "sun.li"},
                      gone = {.kind = SOURCE_POST, .key = "finance.tax.head"};
static effect_t tells;

/* Gao Min's record with one step of Wang's, of which these are told "it moves" about what happens. */
static void told_about(scene_t *s, happening_t what, const source_t *who) {
    scene_init(s);
    fixed_leaf(&s->rules, 0, 0, STEP_APPROVE, "step", &wang);
    tells = (effect_t){.kind = EFFECT_NOTIFY, .who = who, .text = "it moves"};
    s->rules.effects = (effects_t){&tells, 1};
    s->rules.flow.handles = UINT32_C(1) << what;
}

static const event_t *notified(const scene_t *s) {
    for (size_t i = 0; i < s->out.event_count; i++)
        if (s->out.events[i].kind == EVENT_NOTIFIED) return &s->out.events[i];
    fail_msg("nobody was told");
    return NULL;
}

static void a_handler_of_a_decision_tells_nobody_that_they_are_late(void **state) {
    (void)state;
    scene_t s;
    told_about(&s, HAPPENED_DECIDED, &sun);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(told(&s, "record.notice", "sun.li"), 1);
    assert_int_equal(told(&s, "task.overdue", NULL), 0);
    const event_t *e = notified(&s);
    assert_int_equal(e->actor.kind, ACTOR_RULE);
    assert_string_equal(e->u.notified.about, "decided");
    assert_int_equal(e->u.notified.task, s.record->tasks[0].id);
    assert_int_equal(e->u.notified.count, 1);
    assert_int_equal(e->u.notified.people[0], DEMO_SUN_LI);
    assert_string_equal(e->u.notified.text, "it moves");
    scene_free(&s);
}

static void each_thing_that_happens_is_named(void **state) {
    (void)state;
    static const happening_t about[] = {HAPPENED_SUBMITTED, HAPPENED_STAGE_OPENED, HAPPENED_STAGE_ENDED,
                                        HAPPENED_ENDED};
    for (size_t i = 0; i < sizeof about / sizeof *about; i++) {
        scene_t s;
        told_about(&s, about[i], &sun);
        submit_by(&s, "gao.min");
        if (about[i] == HAPPENED_STAGE_ENDED || about[i] == HAPPENED_ENDED)
            must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
        assert_string_equal(notified(&s)->u.notified.about, happening_word(about[i]));
        assert_int_equal(notified(&s)->u.notified.task, 0);
        scene_free(&s);
    }
}

static void who_is_not_found_is_replaced_by_the_fallback(void **state) {
    (void)state;
    scene_t s;
    told_about(&s, HAPPENED_DECIDED, &gone);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(notified(&s)->u.notified.people[0], DEMO_LI_NA);
    scene_free(&s);
}

static void a_late_task_is_still_told_as_such(void **state) { /* A61 */
    (void)state;
    static rung_act_t act = {.action = RUNG_CALL, .function = "late"};
    static rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    scene_t s;
    told_about(&s, HAPPENED_ENDED, &sun);
    s.rules.steps[0][0].ladder = (ladder_t){&rung, 1};
    rung.distance = limit_hours(0);
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(told(&s, "task.overdue", "sun.li"), 1);
    assert_int_equal(events_of(&s, EVENT_NOTIFIED), 0); /* the rung's event says it */
    scene_free(&s);
}

static void whoever_looks_at_figures_tells_of_figures(void **state) { /* P2.4.1 */
    (void)state;
    scene_t s;
    told_about(&s, HAPPENED_ENDED, &sun);
    fixed_rules_t *rules = &s.rules;
    rules->plans[0].step_count = 0;
    memset(rules->steps[0], 0, sizeof rules->steps[0]);
    fixed_group(rules, 0, 0, STEP_SEQUENCE);
    step_t *step = fixed_leaf(rules, 0, 1, STEP_APPROVE, "step", &wang);
    step->form.rights = &(field_right_t){"purpose", ACCESS_WRITE};
    step->form.right_count = 1;
    step_t *monitor = fixed_leaf(rules, 0, 1, STEP_MONITOR, "figures", &wang);
    static rung_act_t act = {.action = RUNG_CALL, .function = "figures"};
    static rung_t look = {.name = "look", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    look.distance = limit_hours(0);
    monitor->watch = "figures";
    monitor->within = limit_hours(1);
    monitor->ladder = (ladder_t){&look, 1};
    submit_by(&s, "gao.min"); /* the stage that opens is news: they are looked at */
    assert_string_equal(notified(&s)->u.notified.about, "watch");
    assert_int_equal(told(&s, "record.notice", "sun.li"), 1);
    assert_true(fire_next(&s)); /* by the timetable */
    assert_string_equal(notified(&s)->u.notified.about, "watch");
    assert_int_equal(told(&s, "task.overdue", NULL), 0);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_handler_of_a_decision_tells_nobody_that_they_are_late),
        cmocka_unit_test(each_thing_that_happens_is_named),
        cmocka_unit_test(who_is_not_found_is_replaced_by_the_fallback),
        cmocka_unit_test(a_late_task_is_still_told_as_such),
        cmocka_unit_test(whoever_looks_at_figures_tells_of_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
