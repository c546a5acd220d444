/* A clock is the sum of its running intervals (A62): no rung comes nearer while the clock stands still, from
 * wherever it counts. SCENE_START is a Monday at nine. */
#include "ladder_scene.h"

/* Wang's step within ten hours of the wall clock, and Xu Jing as an administrator. */
static step_t *scene_of_wang(scene_t *s) {
    step_t *step = wang_step(s);
    directory_builder_t *b = demo_directory_builder();
    assert_int_equal(
        directory_add_role(b, "administrator", NULL, DEMO_XU_JING, INSTANT_NONE, INSTANT_MAX, NULL), 0);
    directory_unref(s->dir);
    s->dir = directory_build(b, 1, NULL);
    assert_non_null(s->dir);
    step->permits = PERMIT_USUAL | PERMIT_ASK_PAUSES;
    return step;
}

static void suspended(scene_t *s, double from, double until) {
    s->now = hours(from);
    must(s, as(s, "xu.jing", COMMAND_SUSPEND, "it is looked at"));
    assert_int_equal(clock_of(s)->state, CLOCK_PAUSED);
    s->now = hours(until);
    must(s, as(s, "xu.jing", COMMAND_RESUME, "it is in order"));
    assert_int_equal(clock_of(s)->state, CLOCK_RUNNING);
}

static void next_is(const scene_t *s, int32_t rung, double when) {
    assert_int_equal(clock_of(s)->next_rung, rung);
    assert_int_equal(clock_of(s)->rung_at - SCENE_START, hours(when) - SCENE_START);
}

static limit_t at_ten(int32_t days) {
    return (limit_t){.kind = LIMIT_DAY_TIME, .days = days, .minute = 600};
}

static void A62_a_late_task_is_not_refused_for_the_time_that_its_clock_stood_still(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REMIND, NULL);
    rung(RUNG_AFTER_DUE, limit_hours(24), RUNG_REFUSE, NULL)->because = "nobody answered";
    scene_of_wang(&s);
    submit_by(&s, "gao.min");
    s.now = hours(10);
    assert_true(fire_next(&s));
    next_is(&s, 1, 34);
    suspended(&s, 15, 200); /* five hours late: nineteen remain */
    assert_int_equal(clock_of(&s)->due_at, hours(10));
    next_is(&s, 1, 219);
    suspended(&s, 218, 300);
    next_is(&s, 1, 301);
    s.now = hours(301) - 1;
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A62_a_rung_from_the_opening_counts_what_the_clock_ran(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_OPEN, limit_hours(4), RUNG_REMIND, NULL);
    rung(RUNG_AFTER_OPEN, limit_hours(6), RUNG_REFUSE, NULL)->because = "too late";
    rung(RUNG_AFTER_OPEN, limit_hours(30), RUNG_REMIND, NULL); /* after the due time */
    scene_of_wang(&s);
    submit_by(&s, "gao.min");
    suspended(&s, 1, 49);
    next_is(&s, 0, 52);
    assert_int_equal(clock_of(&s)->due_at, hours(58));
    s.now = hours(52);
    assert_true(fire_next(&s));
    suspended(&s, 53, 63); /* what has come has come, and no second time */
    next_is(&s, 1, 64);
    s.now = hours(64);
    assert_true(fire_next(&s));
    assert_int_equal(s.record->tasks[0].outcome, OUTCOME_REFUSED);
    scene_free(&s);
}

static void A62_working_time_up_to_a_rung_is_kept_as_that_of_the_limit_is(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_OPEN, limit_workdays(2), RUNG_REMIND, NULL);
    scene_of_wang(&s)->within = limit_workdays(2);
    submit_by(&s, "gao.min");
    assert_int_equal(clock_of(&s)->due_at, hours(63)); /* Wednesday's end */
    next_is(&s, 0, 63);
    suspended(&s, 53,
              107); /* ten hours before, until Friday at eight in the evening: four of them are left */
    assert_int_equal(clock_of(&s)->due_at, hours(159 + 6));
    next_is(&s, 0, 159 + 6);
    scene_free(&s);
}

/* Of 73 hours up to Thursday at ten one has to be made up for: so it is Friday's ten, however that hour came
 * together. */
static void A62_a_rung_at_a_time_of_day_is_the_first_such_when_the_clock_has_run_as_long(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_OPEN, at_ten(3), RUNG_REMIND, NULL);
    scene_of_wang(&s);
    submit_by(&s, "gao.min");
    next_is(&s, 0, 73);
    suspended(&s, 2, 2.5);
    next_is(&s, 0, 97);
    suspended(&s, 3, 3.5);
    next_is(&s, 0, 97);
    suspended(&s, 80, 90); /* it has run for 73 hours at 84 */
    next_is(&s, 0, 97);
    suspended(&s, 96, 98); /* has run for as long, but its time passes meanwhile */
    next_is(&s, 0, 121);
    scene_free(&s);
}

static void A62_whole_days_of_a_pause_move_a_time_of_day_by_as_many(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_OPEN, at_ten(3), RUNG_REMIND, NULL);
    scene_of_wang(&s);
    submit_by(&s, "gao.min");
    suspended(&s, 1, 49);
    next_is(&s, 0, 121);
    scene_free(&s);
}

static void A62_a_rung_that_came_as_the_clock_stood_still_has_come(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_OPEN, limit_hours(4), RUNG_REMIND, NULL);
    scene_of_wang(&s);
    submit_by(&s, "gao.min");
    suspended(&s, 4, 8);
    next_is(&s, 0, 4); /* at that very instant it had */
    scene_free(&s);
}

/* The time that it got then counts alone: a limit given to a clock that waits runs whole from there. */
static void A62_a_new_limit_leaves_the_pauses_before_it_behind(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(5), RUNG_REMIND, NULL);
    scene_of_wang(&s);
    submit_by(&s, "gao.min");
    suspended(&s, 12, 20); /* late: fifteen becomes 23 */
    next_is(&s, 0, 23);
    command_t c = scene_cmd(&s, "xu.jing", COMMAND_REASSIGN);
    int64_t people[1] = {DEMO_LIU_YANG};
    c.text = "she is ill";
    c.people = people;
    c.people_count = 1;
    c.step = "step";
    c.within = limit_hours(10);
    must(&s, scene_command(&s, &c));
    next_is(&s, 0, 35);
    scene_free(&s);
}

/* Bytes of before say nothing of it. */
static void A62_a_clock_keeps_when_it_stood_still_only_where_it_did(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    scene_of_wang(&s);
    submit_by(&s, "gao.min");
    assert_int_equal(clock_of(&s)->stood_count, 0);
    s.now = hours(2);
    must(&s, as(&s, "xu.jing", COMMAND_SUSPEND, "it is looked at"));
    assert_int_equal(clock_of(&s)->stood_count, 1);
    assert_int_equal(clock_of(&s)->stood[0].from, hours(2));
    assert_int_equal(clock_of(&s)->stood[0].until, INSTANT_NONE);
    s.now = hours(3);
    must(&s, as(&s, "xu.jing", COMMAND_RESUME, "it is in order"));
    assert_int_equal(clock_of(&s)->stood_count, 1);
    assert_int_equal(clock_of(&s)->stood[0].until, hours(3));
    scene_free(&s);
}

/* Its question is open still as a colleague's word closes it: the week of that is no time of its ladder. */
static void A27_A62_a_seat_that_was_closed_as_its_clock_stood_still_has_the_rest_of_its_ladder(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REMIND, NULL);
    rung(RUNG_AFTER_DUE, limit_hours(24), RUNG_REASSIGN, &sun);
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_group(&s.rules, 0, 1, STEP_ANY);
    step_t *step = fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "a", &wang);
    step->within = limit_hours(10);
    step->ladder = (ladder_t){rungs, rung_count};
    step->permits = PERMIT_USUAL | PERMIT_ASK_PAUSES;
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "b", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "c", &sun);
    submit_by(&s, "gao.min");
    s.now = hours(10);
    assert_true(fire_next(&s));
    s.now = hours(12);
    must(&s, as_to(&s, "wang.fang", COMMAND_ASK, "chen.wei", "is it needed?"));
    assert_int_equal(clock_of(&s)->state, CLOCK_PAUSED);
    s.now = hours(200);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
    const task_t *task = open_task(&s, "a", "wang.fang");
    assert_non_null(task);
    assert_int_equal(record_task_clock(s.record, task)->rungs_past, 1);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A62_a_late_task_is_not_refused_for_the_time_that_its_clock_stood_still),
        cmocka_unit_test(A62_a_rung_from_the_opening_counts_what_the_clock_ran),
        cmocka_unit_test(A62_working_time_up_to_a_rung_is_kept_as_that_of_the_limit_is),
        cmocka_unit_test(A62_a_rung_at_a_time_of_day_is_the_first_such_when_the_clock_has_run_as_long),
        cmocka_unit_test(A62_whole_days_of_a_pause_move_a_time_of_day_by_as_many),
        cmocka_unit_test(A62_a_rung_that_came_as_the_clock_stood_still_has_come),
        cmocka_unit_test(A62_a_new_limit_leaves_the_pauses_before_it_behind),
        cmocka_unit_test(A62_a_clock_keeps_when_it_stood_still_only_where_it_did),
        cmocka_unit_test(A27_A62_a_seat_that_was_closed_as_its_clock_stood_still_has_the_rest_of_its_ladder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
