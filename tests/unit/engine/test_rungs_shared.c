/* A step that several people hold is late once (approval.md A61): what a rung brings in beside it comes by
 * the first of their rungs; and a task that is raised ends at the top. */
#include "unit/engine/ladder_scene.h"

static const source_t zhao = {.kind = SOURCE_PERSON, .key = "zhao.lei"},
                      liu_and = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &zhao},
                      three = {.kind = SOURCE_PERSON, .key = "wang.fang", .next = &liu_and};

/* Wang, Liu and Zhao all have to decide within ten hours, with the rungs made so far. */
static void three_hold(scene_t *s) {
    step_t *step = wang_step(s);
    step->by = &three;
    step->mode = DECIDE_ALL;
}

/* What the rung of the last command did; its outcome is FIRED. */
static const char *did(const scene_t *s) {
    assert_int_equal(s->out.events[0].kind, EVENT_RUNG);
    assert_int_equal(s->out.events[0].u.rung.outcome, RUNG_FIRED);
    return s->out.events[0].u.rung.did;
}

static size_t steps_named(const scene_t *s, const char *begin) {
    size_t count = 0;
    for (size_t i = 0; i < s->record->step_count; i++)
        count += strncmp(s->record->steps[i].name, begin, strlen(begin)) == 0;
    return count;
}

static void A61_a_step_that_three_hold_gets_one_signer_beside_it(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_ADD, &sun);
    three_hold(&s);
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_string_equal(did(&s), "add");
    assert_int_equal(steps_named(&s, "step.beside"), 1);
    for (int i = 0; i < 2; i++) { /* each has its one outcome */
        assert_true(fire_next(&s));
        assert_string_equal(did(&s), "already_added");
        assert_int_equal(s.out.event_count, 1);
    }
    assert_int_equal(steps_named(&s, "step.beside"), 1);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(s.record->clocks[i].rungs_past, 1);
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "zhao.lei", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A61_also_when_whoever_let_it_come_has_decided_meanwhile(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_ADD, &sun);
    three_hold(&s);
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    must(&s, as_on(&s, "wang.fang", COMMAND_APPROVE, "step", NULL));
    assert_true(fire_next(&s));
    assert_string_equal(did(&s), "already_added");
    assert_int_equal(steps_named(&s, "step.beside"), 1);
    scene_free(&s);
}

static void A61_what_else_the_rung_does_it_does_for_each(void **state) {
    (void)state;
    static rung_act_t two[2];
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_ADD, NULL);
    two[0] = (rung_act_t){.action = RUNG_REMIND, .who = &assignee};
    two[1] = (rung_act_t){.action = RUNG_ADD, .who = &sun};
    rungs[0].acts = two;
    rungs[0].act_count = 2;
    three_hold(&s);
    submit_by(&s, "gao.min");
    int reminded = 0;
    for (int i = 0; i < 3; i++) {
        assert_true(fire_next(&s));
        assert_non_null(strstr(did(&s), i == 0 ? " add" : " already_added"));
        assert_non_null(strstr(did(&s), "remind:"));
        reminded += told(&s, "task.reminder", NULL);
    }
    assert_int_equal(reminded, 3);
    assert_int_equal(steps_named(&s, "step.beside"), 1);
    scene_free(&s);
}

static void A61_what_could_not_be_brought_in_is_tried_by_the_next(void **state) {
    (void)state;
    static const source_t whoever[] = {{.kind = SOURCE_FUNCTION, .key = "whoever"}};
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_ADD, whoever);
    three_hold(&s);
    s.rules.people = &sun;
    s.rules.people_fails = "rule.error";
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.out.events[0].u.rung.outcome, RUNG_FAILED);
    assert_int_equal(steps_named(&s, "step.beside"), 0);
    s.rules.people_fails = NULL;
    assert_true(fire_next(&s));
    assert_string_equal(did(&s), "add");
    assert_int_equal(steps_named(&s, "step.beside"), 1);
    scene_free(&s);
}

static void A61_a_second_rung_brings_in_its_own(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_ADD, &sun);
    rung(RUNG_AFTER_DUE, limit_hours(1), RUNG_ADD, &zhao);
    three_hold(&s);
    submit_by(&s, "gao.min");
    for (int i = 0; i < 6; i++)
        assert_true(fire_next(&s));
    assert_int_equal(steps_named(&s, "step.beside"), 2);
    scene_free(&s);
}

static void A61_a_step_that_is_gone_through_again_is_late_anew(void **state) { /* and A22 */
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_ADD, &sun);
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    step_t *step = fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "step", &wang);
    step->within = limit_hours(10);
    step->ladder = (ladder_t){rungs, rung_count};
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "after", &liu)->may_return = true;
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    command_t c = scene_cmd(&s, "liu.yang", COMMAND_RETURN);
    c.text = "once more";
    c.to_step = "step";
    must(&s, scene_command(&s, &c));
    assert_int_equal(record_step_named(s.record, "step")->rungs_brought, 0);
    assert_true(fire_next(&s));
    assert_string_equal(did(&s), "add");
    scene_free(&s);
}

static void A61_a_record_is_opened_once_for_all_who_hold_the_step(void **state) {
    (void)state;
    static child_opening_t opening = {.flow = "demo.expense"};
    static step_t mend = {.no = 1,
                          .kind = STEP_RECORD,
                          .state = STEP_WAITING,
                          .name = "mend",
                          .opens = "demo.expense",
                          .wait = WAIT_NONE,
                          .mode = DECIDE_ANY,
                          .on_refuse = ON_REFUSE_AT_ONCE,
                          .within = {.kind = LIMIT_ELAPSED, .ms = MS_HOUR},
                          .on_empty = EMPTY_FALLBACK,
                          .on_self = SELF_SUPERIOR,
                          .opened_at = INSTANT_NONE,
                          .ended_at = INSTANT_NONE};
    static effect_t open = {
        .kind = EFFECT_ADD, .steps = &mend, .step_count = 1, .openings = &opening, .opening_count = 1};
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_OPEN, NULL)->function = "mend";
    three_hold(&s);
    mend.by = &wang;
    s.rules.effects = (effects_t){&open, 1};
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_string_equal(did(&s), "open");
    assert_int_equal(s.out.follow_up_count, 1);
    for (int i = 0; i < 2; i++) {
        assert_true(fire_next(&s));
        assert_string_equal(did(&s), "already_opened");
        assert_int_equal(s.out.follow_up_count, 0);
    }
    assert_int_equal(s.rules.call_calls, 1);
    assert_int_equal(steps_named(&s, "mend"), 1);
    scene_free(&s);
}

/* ---- raised */

/* Wang, then Li Na, who heads the company; then Chen Wei of sales, whose superior is Li Na. */
static void A61_a_task_that_was_raised_to_the_top_does_not_climb_again(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    for (int i = 0; i < RUNGS; i++)
        rung(RUNG_AFTER_DUE, limit_hours(i), RUNG_RAISE, NULL);
    wang_step(&s);
    s.rules.fallback = source_by(SOURCE_PERSON, "chen.wei");
    submit_by(&s, "gao.min");
    int moved = 0;
    const char *last = "";
    while (fire_next(&s)) {
        assert_int_equal(s.out.events[0].u.rung.outcome, RUNG_FIRED);
        moved += events_of(&s, EVENT_TASK_REASSIGNED);
        last = s.out.events[0].u.rung.did;
        if (strncmp(last, "at_top", 6) != 0) continue;
        assert_int_equal(s.out.event_count, 1);
        assert_int_equal(told(&s, "task.reminder", NULL), 1); /* whoever has it hears of it */
    }
    assert_int_equal(s.record->tasks[0].person, DEMO_CHEN_WEI);
    assert_string_equal(s.record->tasks[0].reason, "people.top");
    assert_string_equal(s.record->tasks[0].reason_text, "li.na");
    assert_int_equal(strncmp(last, "at_top remind:", 14), 0);
    assert_int_equal(moved, 2);
    scene_free(&s);
}

static void A61_it_stays_at_the_top_where_that_is_the_fallback(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    for (int i = 0; i < 2; i++)
        rung(RUNG_AFTER_DUE, limit_hours(i), RUNG_RAISE, NULL);
    wang_step(&s);
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.record->tasks[0].person, DEMO_LI_NA);
    assert_true(fire_next(&s));
    assert_int_equal(s.out.events[0].u.rung.outcome, RUNG_FIRED);
    assert_int_equal(strncmp(s.out.events[0].u.rung.did, "at_top", 6), 0);
    assert_int_equal(s.record->tasks[0].person, DEMO_LI_NA);
    assert_int_equal(s.out.incident_count, 0);
    scene_free(&s);
}

static void A61_whoever_has_it_from_the_top_may_hand_it_over_and_then_it_is_raised_again(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    for (int i = 0; i < RUNGS; i++)
        rung(RUNG_AFTER_DUE, limit_hours(i), RUNG_RAISE, NULL);
    wang_step(&s)->permits = PERMIT_USUAL;
    s.rules.fallback = source_by(SOURCE_PERSON, "chen.wei");
    submit_by(&s, "gao.min");
    while (strcmp(s.record->tasks[0].reason, "people.top") != 0)
        assert_true(fire_next(&s));
    person_info_t holder;
    assert_true(directory_person(s.dir, s.record->tasks[0].person, &holder));
    int64_t to = scene_person(&s, "wang.fang");
    command_t c = scene_cmd(&s, holder.handle, COMMAND_TRANSFER);
    c.people = &to;
    c.people_count = 1;
    c.text = "hers after all";
    must(&s, scene_command(&s, &c));
    assert_true(fire_next(&s));
    assert_int_equal(events_of(&s, EVENT_TASK_REASSIGNED), 1);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A61_a_step_that_three_hold_gets_one_signer_beside_it),
        cmocka_unit_test(A61_also_when_whoever_let_it_come_has_decided_meanwhile),
        cmocka_unit_test(A61_what_else_the_rung_does_it_does_for_each),
        cmocka_unit_test(A61_what_could_not_be_brought_in_is_tried_by_the_next),
        cmocka_unit_test(A61_a_second_rung_brings_in_its_own),
        cmocka_unit_test(A61_a_step_that_is_gone_through_again_is_late_anew),
        cmocka_unit_test(A61_a_record_is_opened_once_for_all_who_hold_the_step),
        cmocka_unit_test(A61_a_task_that_was_raised_to_the_top_does_not_climb_again),
        cmocka_unit_test(A61_it_stays_at_the_top_where_that_is_the_fallback),
        cmocka_unit_test(A61_whoever_has_it_from_the_top_may_hand_it_over_and_then_it_is_raised_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
