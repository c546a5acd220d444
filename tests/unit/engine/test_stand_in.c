/* Stand-ins (A15): Zhou Jie stands in for Wang Fang from 2026-08-03 until 2026-08-10 (demo directory). */
#include "scene.h"

static source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};

#define MONDAY_IN_AUGUST (INT64_C(20668) * MS_DAY + 9 * MS_HOUR)

static void begin(scene_t *s, instant_t at, const char *who) {
    scene_init(s);
    s->now = at;
    fixed_leaf(&s->rules, 0, 0, STEP_APPROVE, "only", &wang);
    submit_by(s, who);
}

static void the_record_names_both_and_either_may_act(void **state) {
    (void)state;
    scene_t s;
    begin(&s, MONDAY_IN_AUGUST, "gao.min");
    const task_t *task = open_task(&s, "only", "zhou.jie");
    assert_non_null(task);
    assert_int_equal(task->principal, scene_person(&s, "wang.fang"));
    must(&s, as(&s, "zhou.jie", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
    begin(&s, MONDAY_IN_AUGUST, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    assert_null(open_task(&s, "only", "zhou.jie"));
    scene_free(&s);
}

static void outside_of_the_window_nobody_stands_in(void **state) {
    (void)state;
    scene_t s;
    begin(&s, MONDAY_IN_AUGUST - 9 * MS_HOUR - 1, "gao.min");
    assert_non_null(open_task(&s, "only", "wang.fang"));
    scene_free(&s);
    begin(&s, MONDAY_IN_AUGUST + 7 * MS_DAY, "gao.min");
    assert_non_null(open_task(&s, "only", "wang.fang"));
    scene_free(&s);
}

static void when_the_window_is_over_the_stand_in_decides_no_more(void **state) {
    (void)state;
    scene_t s;
    begin(&s, MONDAY_IN_AUGUST, "gao.min");
    s.now = MONDAY_IN_AUGUST + 7 * MS_DAY;
    refused_with(&s, as(&s, "zhou.jie", COMMAND_APPROVE, NULL), "stand_in.over");
    error_says(&s, "principal", "wang.fang");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    scene_free(&s);
}

static void nobody_decides_their_own_request_by_standing_in(void **state) {
    (void)state;
    scene_t s;
    begin(&s, MONDAY_IN_AUGUST, "zhou.jie");
    assert_null(open_task(&s, "only", "zhou.jie"));
    assert_non_null(open_task(&s, "only", "wang.fang"));
    scene_free(&s);
}

static rung_act_t remind_acts[] = {{.action = RUNG_REMIND}};
static rung_t reminders[] = {{.name = "1",
                              .anchor = RUNG_AFTER_OPEN,
                              .distance = {.kind = LIMIT_ELAPSED, .ms = 2 * MS_HOUR},
                              .acts = remind_acts,
                              .act_count = 1},
                             {.name = "2",
                              .anchor = RUNG_AFTER_OPEN,
                              .distance = {.kind = LIMIT_ELAPSED, .ms = 8 * MS_DAY},
                              .acts = remind_acts,
                              .act_count = 1}};

static void who_stands_in_is_asked_again_at_each_reminder(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    s.now = MONDAY_IN_AUGUST - 10 * MS_HOUR; /* before the window */
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "only", &wang)->ladder = (ladder_t){reminders, 2};
    submit_by(&s, "gao.min");
    assert_non_null(open_task(&s, "only", "wang.fang"));
    assert_true(fire_next(&s));
    const task_t *task = open_task(&s, "only", "zhou.jie");
    assert_non_null(task);
    assert_int_equal(task->principal, scene_person(&s, "wang.fang"));
    assert_true(fire_next(&s)); /* the window is over */
    task = open_task(&s, "only", "wang.fang");
    assert_non_null(task);
    assert_int_equal(task->principal, 0);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_record_names_both_and_either_may_act),
        cmocka_unit_test(outside_of_the_window_nobody_stands_in),
        cmocka_unit_test(when_the_window_is_over_the_stand_in_decides_no_more),
        cmocka_unit_test(nobody_decides_their_own_request_by_standing_in),
        cmocka_unit_test(who_stands_in_is_asked_again_at_each_reminder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
