/* Limits and ladders (approval.md A60, A61): when rungs come, and that each has one outcome. */
#include "unit/engine/ladder_scene.h"

static void A60_due_follows_limit_and_calendar(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    wang_step(&s)->within = limit_workdays(2);
    submit_by(&s, "gao.min");
    assert_int_equal(clock_of(&s)->due_at, SCENE_START - 9 * MS_HOUR + 3 * (instant_t)MS_DAY);
    assert_int_equal(clock_of(&s)->next_rung, -1);
    scene_free(&s);
}

static void A60_a_calendar_that_is_missing_refuses_the_command(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    wang_step(&s);
    directory_builder_t *b = demo_directory_builder();
    person_info_t who = {.id = 1900,
                         .handle = "he.jun",
                         .name = "何军",
                         .department = "it",
                         .calendar = "missing",
                         .kind = PERSON_HUMAN,
                         .uid = -1,
                         .from = INSTANT_NONE,
                         .until = INSTANT_MAX};
    assert_int_equal(directory_add_person(b, &who, NULL), 0);
    directory_unref(s.dir);
    s.dir = directory_build(b, 2, NULL);
    source_t he = source_by(SOURCE_PERSON, "he.jun");
    s.rules.steps[0][0].by = &he;
    must(&s, draft_by(&s, "gao.min"));
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "calendar.unknown");
    assert_int_equal(s.out.incident_count, 1);
    scene_free(&s);
}

static void A61_rungs_are_taken_by_instant_wherever_they_are_anchored(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(2), RUNG_NOTIFY, &liu);
    rung(RUNG_BEFORE_DUE, limit_hours(3), RUNG_REMIND, NULL);
    rung(RUNG_AFTER_OPEN, limit_hours(1), RUNG_REMIND, NULL);
    rung(RUNG_FRACTION, (limit_t){0}, RUNG_REMIND, NULL);
    rungs[3].permille = 500;
    rung(RUNG_BEFORE_DUE, limit_hours(99), RUNG_REMIND, NULL); /* not before the opening */
    wang_step(&s);
    submit_by(&s, "gao.min");
    static const int32_t order[] = {4, 2, 3, 1, 0};
    static const double when[] = {0, 1, 5, 7, 12};
    for (int i = 0; i < 5; i++) {
        assert_int_equal(clock_of(&s)->next_rung, order[i]);
        assert_int_equal(clock_of(&s)->rung_at, hours(when[i]));
        assert_true(fire_next(&s));
        assert_int_equal(events_of(&s, EVENT_RUNG), 1);
        assert_int_equal(s.out.events[0].actor.kind, ACTOR_TIMER);
        assert_int_equal(s.out.events[0].u.rung.due, hours(when[i]));
        assert_int_equal(
            told(&s, order[i] ? "task.reminder" : "task.overdue", order[i] ? "wang.fang" : "liu.yang"), 1);
    }
    assert_false(fire_next(&s));
    assert_int_equal(clock_of(&s)->state, CLOCK_RUNNING); /* the task is still owed */
    scene_free(&s);
}

static void A61_a_fraction_counts_in_the_limits_own_time(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_FRACTION, (limit_t){0}, RUNG_REMIND, NULL);
    rungs[0].permille = 750;
    wang_step(&s)->within = limit_workhours(160); /* of weekdays of 24 hours */
    submit_by(&s, "gao.min");
    /* 120 hours: exactly the working days of a week; the week-end does not count */
    assert_int_equal(clock_of(&s)->rung_at, hours(7 * 24));
    scene_free(&s);
}

static void A61_rungs_of_one_instant_come_in_the_order_written(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REASSIGN, &liu);
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REASSIGN, &sun);
    wang_step(&s);
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.record->tasks[0].person, DEMO_LIU_YANG);
    assert_true(fire_next(&s));
    assert_int_equal(s.record->tasks[0].person, DEMO_SUN_LI);
    scene_free(&s);
}

static void A61_reminders_missed_are_merged_into_the_last_of_them(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_OPEN, limit_hours(1), RUNG_REMIND, NULL);
    rung(RUNG_AFTER_OPEN, limit_hours(2), RUNG_REMIND, NULL);
    rung(RUNG_AFTER_OPEN, limit_hours(3), RUNG_NOTIFY, &liu);
    rung(RUNG_AFTER_OPEN, limit_hours(4), RUNG_REASSIGN, &sun);
    rung(RUNG_AFTER_OPEN, limit_hours(5), RUNG_REMIND, NULL);
    wang_step(&s);
    submit_by(&s, "gao.min");
    s.now = hours(24 * 7); /* a week's downtime */
    assert_true(fire_next(&s));
    assert_int_equal(s.out.event_count, 3);
    assert_int_equal(s.out.events[0].u.rung.outcome, RUNG_MERGED);
    assert_int_equal(s.out.events[1].u.rung.outcome, RUNG_MERGED);
    assert_int_equal(s.out.events[2].u.rung.outcome, RUNG_FIRED);
    assert_int_equal(s.out.events[2].u.rung.rung, 2);
    assert_int_equal(told(&s, "task.overdue", "liu.yang"), 1);
    assert_int_equal(told(&s, "task.reminder", "wang.fang"), 1); /* once, of two that were missed */
    assert_int_equal(s.out.message_count, 2);
    assert_true(fire_next(&s)); /* what is more than a reminder is not skipped, and comes in order */
    assert_int_equal(s.record->tasks[0].person, DEMO_SUN_LI);
    assert_true(fire_next(&s));
    assert_int_equal(told(&s, "task.reminder", "sun.li"), 1);
    scene_free(&s);
}

/* Each of those whom the merged ones would have told hears of it once, in the words of the latest. */
static void A61_nobody_goes_untold_and_nobody_is_told_twice_where_reminders_are_merged(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_OPEN, limit_hours(1), RUNG_NOTIFY, &sun);
    rung(RUNG_AFTER_OPEN, limit_hours(2), RUNG_NOTIFY, &assignee);
    rung(RUNG_AFTER_OPEN, limit_hours(3), RUNG_REMIND, NULL);
    rung(RUNG_AFTER_OPEN, limit_hours(4), RUNG_NOTIFY, &liu);
    wang_step(&s);
    submit_by(&s, "gao.min");
    s.now = hours(24 * 7);
    assert_true(fire_next(&s));
    assert_int_equal(s.out.message_count, 3);
    assert_int_equal(told(&s, "task.overdue", "liu.yang"), 1);
    assert_int_equal(told(&s, "task.reminder", "wang.fang"), 1);
    assert_int_equal(told(&s, "task.overdue", "sun.li"), 1);
    const char *did = s.out.events[3].u.rung.did; /* and the history says who */
    char expected[96];
    snprintf(expected, sizeof expected, "notify:%d,%d remind:%d", DEMO_LIU_YANG, DEMO_SUN_LI, DEMO_WANG_FANG);
    assert_string_equal(did, expected);
    assert_false(fire_next(&s));
    scene_free(&s);
}

static void A61_rungs_that_never_came_are_overtaken_when_the_task_ends(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REMIND, NULL);
    rung(RUNG_AFTER_DUE, limit_hours(1), RUNG_REFUSE, NULL);
    wang_step(&s);
    submit_by(&s, "gao.min");
    int64_t clock = clock_of(&s)->id;
    instant_t due = clock_of(&s)->rung_at;
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(clock_of(&s)->state, CLOCK_STOPPED);
    assert_int_equal(clock_of(&s)->rungs_past, 3);
    s.now = hours(24);
    must(&s, fire_rung(&s, clock, 0, due)); /* the row was on its way */
    assert_int_equal(s.out.event_count, 0);
    assert_int_equal(s.out.message_count, 0);
    scene_free(&s);
}

static void a_firing_that_is_stale_early_or_of_nobody_says_nothing(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_OPEN, limit_hours(1), RUNG_REMIND, NULL);
    rung(RUNG_AFTER_OPEN, limit_hours(2), RUNG_REMIND, NULL);
    wang_step(&s);
    submit_by(&s, "gao.min");
    int64_t clock = clock_of(&s)->id;
    must(&s, fire_rung(&s, clock, 0, hours(1))); /* not due yet */
    assert_int_equal(s.out.event_count, 0);
    s.now = hours(1);
    must(&s, fire_rung(&s, clock, 1, hours(1))); /* another rung */
    assert_int_equal(s.out.event_count, 0);
    must(&s, fire_rung(&s, clock, 0, hours(0.5))); /* a row that moved */
    assert_int_equal(s.out.event_count, 0);
    must(&s, fire_rung(&s, 99, 0, hours(1)));
    assert_int_equal(s.out.event_count, 0);
    must(&s, fire_rung(&s, clock, 0, hours(1)));
    assert_int_equal(s.out.event_count, 1);
    must(&s, fire_rung(&s, clock, 0, hours(1))); /* twice */
    assert_int_equal(s.out.event_count, 0);
    command_t c = scene_cmd(&s, "wang.fang", COMMAND_FIRE);
    c.clock = clock;
    c.rung = 1;
    refused_with(&s, scene_command(&s, &c), "actor.unknown");
    scene_free(&s);
}

static void A61_after_a_reassignment_the_ladder_goes_on_and_what_remains_counts(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_OPEN, limit_hours(4), RUNG_REASSIGN, &liu);
    rung(RUNG_AFTER_DUE, limit_hours(1), RUNG_NOTIFY, &sun);
    wang_step(&s);
    submit_by(&s, "gao.min");
    instant_t due = clock_of(&s)->due_at;
    assert_true(fire_next(&s));
    assert_int_equal(s.record->tasks[0].person, DEMO_LIU_YANG);
    assert_int_equal(clock_of(&s)->due_at, due);
    assert_int_equal(clock_of(&s)->next_rung, 1);
    assert_int_equal(clock_of(&s)->rungs_past, 1);
    assert_int_equal(told(&s, "task.reassigned", "liu.yang"), 1);
    assert_int_equal(told(&s, "task.reassigned", "wang.fang"), 1);
    refused_with(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL), "task.not_yours");
    error_says(&s, "holder", "liu.yang");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->tasks[0].decided_by, DEMO_LIU_YANG);
    scene_free(&s);
}

static void A61_a_reassignment_may_bring_a_limit_of_its_own(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(2), RUNG_REASSIGN, &liu)->within = limit_hours(6);
    rung(RUNG_AFTER_DUE, limit_hours(3), RUNG_NOTIFY, &sun);
    wang_step(&s);
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(clock_of(&s)->due_at, hours(12 + 6));
    assert_int_equal(clock_of(&s)->started_at, hours(12));
    assert_int_equal(clock_of(&s)->next_rung, 1); /* where it was, not from the start */
    assert_int_equal(clock_of(&s)->rung_at, hours(12 + 6 + 3));
    int seen = 0;
    for (size_t i = 0; i < s.out.event_count; i++) {
        const event_t *e = &s.out.events[i];
        if (e->kind != EVENT_CLOCK_SET) continue;
        seen++;
        assert_int_equal(e->u.clock_set.old_due, hours(10));
        assert_int_equal(e->u.clock_set.new_due, hours(18));
    }
    assert_int_equal(seen, 1);
    scene_free(&s);
}

static void A12_a_reassignment_never_hands_the_request_to_its_initiator(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REASSIGN, &initiator);
    wang_step(&s);
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(s.record->tasks[0].person, DEMO_CHEN_WEI); /* Gao Min's superior */
    scene_free(&s);
}

static void A61_a_reassignment_passes_over_whoever_holds_a_task_of_the_step(void **state) {
    (void)state;
    static const source_t liu_wang = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REASSIGN, &head_of_assignee);
    step_t *step = wang_step(&s);
    step->by = &liu_wang;
    step->mode = DECIDE_ALL;
    submit_by(&s, "gao.min");
    assert_int_equal(s.record->tasks[0].person, DEMO_LIU_YANG); /* whose head, Wang, signs beside */
    assert_true(fire_next(&s));
    assert_int_equal(s.record->tasks[0].person, DEMO_LI_NA); /* so it is Wang's superior */
    assert_int_equal(s.record->tasks[1].person, DEMO_WANG_FANG);
    scene_free(&s);
}

static void A61_a_fraction_after_a_restart_counts_from_there(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_OPEN, limit_hours(1), RUNG_REASSIGN, &liu)->within = limit_hours(8);
    rung(RUNG_FRACTION, (limit_t){0}, RUNG_REMIND, NULL);
    rungs[1].permille = 500;
    wang_step(&s);
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    assert_int_equal(clock_of(&s)->rung_at, hours(1 + 4));
    scene_free(&s);
}

static void A61_what_remains_is_counted_on_the_new_holders_calendar(void **state) {
    (void)state;
    static const source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_OPEN, limit_hours(30), RUNG_REASSIGN, &chen);
    wang_step(&s)->within = limit_workhours(130); /* Monday 09:00: 111 hours this week, 19 the next */
    submit_by(&s, "gao.min");
    assert_null(clock_of(&s)->calendar);
    assert_true(fire_next(&s));
    assert_string_equal(clock_of(&s)->calendar, "sales"); /* the same hours, by another name */
    assert_int_equal(clock_of(&s)->due_at, hours(7 * 24 + 10));
    /* what remains is the limit now, running since: start, limit and calendar still tell the due time */
    assert_int_equal(clock_of(&s)->limit.ms, (130 - 30) * (int64_t)MS_HOUR);
    assert_int_equal(clock_of(&s)->started_at, hours(30));
    scene_free(&s);
}

/* A step of Wang's that hands on to Sun an hour after its opening and reminds after two, and one behind it.
 */
static void wang_then_li(scene_t *s) {
    static const source_t li = {.kind = SOURCE_PERSON, .key = "li.na"};
    no_rungs();
    rung(RUNG_AFTER_OPEN, limit_hours(1), RUNG_REASSIGN, &sun);
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REMIND, NULL);
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    step_t *step = fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "step", &wang);
    step->within = limit_hours(10);
    step->ladder = (ladder_t){rungs, rung_count};
    step->permits = PERMIT_USUAL;
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "next", &li);
    submit_by(s, "gao.min");
}

static void A27_a_seat_taken_back_goes_on_with_its_ladder_where_it_was(void **state) {
    (void)state;
    scene_t s;
    wang_then_li(&s);
    s.now = hours(1);
    assert_true(fire_next(&s));
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    s.now = hours(4);
    must(&s, as(&s, "sun.li", COMMAND_TAKE_BACK, NULL));
    const cs_clock_t *clock = record_task_clock(s.record, open_task(&s, "step", "sun.li"));
    assert_int_equal(clock->rungs_past, 1); /* it was handed on before, and is not again */
    assert_int_equal(clock->next_rung, 1);
    assert_int_equal(clock->rung_at, hours(10));
    assert_int_equal(clock->due_at, hours(10));
    s.now = hours(10);
    assert_true(fire_next(&s));
    assert_int_equal(told(&s, "task.reminder", "sun.li"), 1);
    scene_free(&s);
}

static void A27_a_rung_that_would_have_come_meanwhile_comes_when_a_decision_is_taken_back(void **state) {
    (void)state;
    scene_t s;
    wang_then_li(&s);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    s.now = hours(2);
    must(&s, as(&s, "wang.fang", COMMAND_TAKE_BACK, NULL));
    const cs_clock_t *clock = record_task_clock(s.record, open_task(&s, "step", "wang.fang"));
    assert_int_equal(clock->rungs_past, 0);
    assert_int_equal(clock->next_rung, 0);
    scene_free(&s);
}

/* Delegated after half an hour of ten, decided later without waiting for it: nine and a half remained. */
static void A27_a_clock_that_waited_goes_on_with_what_remained_when_its_decision_is_taken_back(void **state) {
    (void)state;
    scene_t s;
    wang_then_li(&s);
    s.now = hours(0.5);
    command_t c = scene_cmd(&s, "wang.fang", COMMAND_DELEGATE);
    int64_t helper = scene_person(&s, "zhou.jie");
    c.people = &helper;
    c.people_count = 1;
    must(&s, scene_command(&s, &c));
    s.now = hours(8);
    must(&s, as_on(&s, "wang.fang", COMMAND_APPROVE, "step", NULL));
    s.now = hours(20);
    must(&s, as(&s, "wang.fang", COMMAND_TAKE_BACK, NULL));
    const cs_clock_t *clock = record_task_clock(s.record, open_task(&s, "step", "wang.fang"));
    assert_int_equal(clock->limit.ms, hours(9.5) - SCENE_START);
    assert_int_equal(clock->due_at, hours(29.5));
    scene_free(&s);
}

/* sun.li took back what they decided, and was removed: nothing keeps them from the task of another. */
static void A27_who_took_a_decision_back_may_take_over_another_task_of_the_step(void **state) {
    (void)state;
    scene_t s;
    source_t late_by = sun, then = sun;
    source_t both = {.kind = SOURCE_PERSON, .key = "wang.fang", .next = &then};
    rung_act_t act = {.action = RUNG_REASSIGN, .who = &late_by};
    rung_t late = {
        .name = "1", .anchor = RUNG_AFTER_DUE, .distance = limit_hours(0), .acts = &act, .act_count = 1};
    scene_init(&s);
    step_t *step = fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "step", &both);
    step->mode = DECIDE_ALL;
    step->within = limit_hours(10);
    step->ladder = (ladder_t){&late, 1};
    step->permits = PERMIT_USUAL;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_TAKE_BACK, NULL));
    int64_t person = scene_person(&s, "sun.li");
    command_t c = scene_cmd(&s, "wang.fang", COMMAND_REMOVE_SIGNER);
    c.people = &person;
    c.people_count = 1;
    must(&s, scene_command(&s, &c));
    s.now = hours(10);
    assert_true(fire_next(&s));
    assert_non_null(open_task(&s, "step", "sun.li"));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A60_due_follows_limit_and_calendar),
        cmocka_unit_test(A60_a_calendar_that_is_missing_refuses_the_command),
        cmocka_unit_test(A61_rungs_are_taken_by_instant_wherever_they_are_anchored),
        cmocka_unit_test(A61_a_fraction_counts_in_the_limits_own_time),
        cmocka_unit_test(A61_rungs_of_one_instant_come_in_the_order_written),
        cmocka_unit_test(A61_reminders_missed_are_merged_into_the_last_of_them),
        cmocka_unit_test(A61_nobody_goes_untold_and_nobody_is_told_twice_where_reminders_are_merged),
        cmocka_unit_test(A61_rungs_that_never_came_are_overtaken_when_the_task_ends),
        cmocka_unit_test(a_firing_that_is_stale_early_or_of_nobody_says_nothing),
        cmocka_unit_test(A61_after_a_reassignment_the_ladder_goes_on_and_what_remains_counts),
        cmocka_unit_test(A61_a_reassignment_may_bring_a_limit_of_its_own),
        cmocka_unit_test(A12_a_reassignment_never_hands_the_request_to_its_initiator),
        cmocka_unit_test(A61_a_reassignment_passes_over_whoever_holds_a_task_of_the_step),
        cmocka_unit_test(A61_a_fraction_after_a_restart_counts_from_there),
        cmocka_unit_test(A61_what_remains_is_counted_on_the_new_holders_calendar),
        cmocka_unit_test(A27_a_seat_taken_back_goes_on_with_its_ladder_where_it_was),
        cmocka_unit_test(A27_who_took_a_decision_back_may_take_over_another_task_of_the_step),
        cmocka_unit_test(A27_a_rung_that_would_have_come_meanwhile_comes_when_a_decision_is_taken_back),
        cmocka_unit_test(A27_a_clock_that_waited_goes_on_with_what_remained_when_its_decision_is_taken_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
