/* Somebody leaves (A16): what they hold of a record goes over, with the reason on each task. */
#include "admin_scene.h"

static source_t liu_and_wang = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};
static source_t chain[] = {{.kind = SOURCE_PERSON, .key = "wang.fang"},
                           {.kind = SOURCE_PERSON, .key = "liu.yang"}};

static int hand_over(scene_t *s, const char *from, const char *to) {
    int64_t people[2] = {scene_person(s, from), scene_person(s, to)};
    command_t c = scene_cmd(s, "xu.jing", COMMAND_HAND_OVER);
    c.text = "she has left";
    c.people = people;
    c.people_count = 2;
    return scene_command(s, &c);
}

/* One step for the people of `by`. */
static step_t *one_step(scene_t *s, const source_t *by, decide_mode_t mode) {
    admin_scene(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    step_t *step = fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "a", by);
    step->mode = mode;
    step->may_return = true;
    return step;
}

static void A16_an_open_task_goes_over_with_what_remains_of_its_time(void **state) {
    (void)state;
    scene_t s;
    one_step(&s, &liu, DECIDE_ANY);
    submit_by(&s, "gao.min");
    instant_t due = due_of(&s, "a");
    s.now += MS_DAY;
    must(&s, hand_over(&s, "liu.yang", "chen.wei"));
    const task_t *task = open_task(&s, "a", "chen.wei");
    assert_non_null(task);
    assert_string_equal(task->reason, "people.handed_over");
    assert_string_equal(task->reason_text, "liu.yang");
    assert_int_equal(due_of(&s, "a"), due);
    const event_t *e = event_of(&s, EVENT_ADMINISTERED);
    assert_int_equal(e->u.administered.act, COMMAND_HAND_OVER);
    assert_int_equal(e->u.administered.task, task->id);
    assert_string_equal(e->u.administered.reason, "she has left");
    assert_int_equal(told(&s, "task.reassigned", "chen.wei"), 1);
    must(&s, hand_over(&s, "liu.yang", "chen.wei")); /* again: nothing is left to do */
    assert_int_equal(s.out.event_count, 0);
    scene_free(&s);
}

static void A12_their_own_request_goes_to_their_superior(void **state) {
    (void)state;
    scene_t s;
    one_step(&s, &liu, DECIDE_ANY);
    submit_by(&s, "gao.min");
    must(&s, hand_over(&s, "liu.yang", "gao.min"));
    assert_non_null(open_task(&s, "a", "chen.wei")); /* the head of sales */
    assert_string_equal(open_task(&s, "a", NULL)->reason, "people.self_superior");
    scene_free(&s);
}

static void A16_a_turn_that_has_not_come_goes_over_too(void **state) {
    (void)state;
    scene_t s;
    chain[0].next = &chain[1];
    one_step(&s, chain, DECIDE_IN_ORDER);
    submit_by(&s, "gao.min");
    must(&s, hand_over(&s, "liu.yang", "chen.wei"));
    assert_int_equal(told(&s, "task.reassigned", NULL), 0); /* nobody was told of it yet */
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "a", "chen.wei"));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A16_of_several_who_could_take_it_the_other_has_it_already(void **state) {
    (void)state;
    scene_t s;
    one_step(&s, &liu_and_wang, DECIDE_ANY);
    submit_by(&s, "gao.min");
    must(&s, hand_over(&s, "liu.yang", "wang.fang"));
    assert_null(open_task(&s, "a", "liu.yang"));
    assert_non_null(open_task(&s, "a", "wang.fang"));
    int open = 0;
    for (size_t i = 0; i < s.record->task_count; i++)
        open += s.record->tasks[i].state == TASK_OPEN;
    assert_int_equal(open, 1);
    scene_free(&s);
}

static void A16_where_all_decide_nobody_decides_twice(void **state) {
    (void)state;
    scene_t s;
    one_step(&s, &liu_and_wang, DECIDE_ALL);
    submit_by(&s, "gao.min");
    must(&s, hand_over(&s, "liu.yang", "wang.fang"));
    assert_non_null(open_task(&s, "a", "wang.fang"));
    assert_non_null(open_task(&s, "a", "li.na")); /* her superior */
    scene_free(&s);
}

static void A16_a_record_that_waits_for_the_leaver_to_revise_it_waits_for_the_other(void **state) {
    (void)state;
    scene_t s;
    one_step(&s, &liu, DECIDE_ANY);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_RETURN, "look again"));
    must(&s, hand_over(&s, "gao.min", "chen.wei"));
    assert_non_null(open_task(&s, "revise", "chen.wei"));
    must(&s, as(&s, "chen.wei", COMMAND_SUBMIT, NULL));
    assert_non_null(open_task(&s, "a", "liu.yang"));
    scene_free(&s);
}

/* In the week in which Zhou Jie stands in for Wang Fang. */
static void stand_in_week(scene_t *s) {
    one_step(s, &wang, DECIDE_ANY);
    s->now = INT64_C(20669) * MS_DAY + 9 * MS_HOUR;
    submit_by(s, "gao.min");
    assert_non_null(open_task(s, "a", "zhou.jie"));
}

static void A16_what_somebody_holds_in_the_leavers_name_is_the_new_owners(void **state) {
    (void)state;
    scene_t s;
    stand_in_week(&s);
    must(&s, hand_over(&s, "wang.fang", "chen.wei"));
    const task_t *task = open_task(&s, "a", "chen.wei");
    assert_non_null(task);
    assert_int_equal(task->principal, 0);
    scene_free(&s);
    stand_in_week(&s);
    must(&s, hand_over(&s, "wang.fang", "zhou.jie")); /* who stood in takes over */
    task = open_task(&s, "a", "zhou.jie");
    assert_non_null(task);
    assert_int_equal(task->principal, 0);
    scene_free(&s);
}

static void A16_what_the_leaver_held_in_somebody_elses_name_is_asked_for_again(void **state) {
    (void)state;
    scene_t s;
    stand_in_week(&s);
    s.now += 7 * MS_DAY; /* the window is over, and nobody follows */
    must(&s, hand_over(&s, "zhou.jie", "chen.wei"));
    const task_t *task = open_task(&s, "a", "wang.fang");
    assert_non_null(task);
    assert_int_equal(task->principal, 0);
    scene_free(&s);
}

static void A16_a_suspended_record_changes_hands_as_well(void **state) {
    (void)state;
    scene_t s;
    one_step(&s, &liu, DECIDE_ANY);
    submit_by(&s, "gao.min");
    must(&s, act(&s, "xu.jing", COMMAND_SUSPEND, NULL, NULL));
    must(&s, hand_over(&s, "liu.yang", "chen.wei"));
    assert_non_null(open_task(&s, "a", "chen.wei"));
    assert_int_equal(clock_of(&s, "a"), CLOCK_PAUSED);
    must(&s, hand_over(&s, "xu.jing", "zhao.lei"));
    assert_non_null(open_task(&s, "record.suspended", "zhao.lei"));
    scene_free(&s);
}

/* As the host does it of whoever the directory says is no longer in service: nobody is named. */
static int vacate(scene_t *s, int64_t person) {
    command_t c = scene_cmd(s, "xu.jing", COMMAND_HAND_OVER);
    c.actor = (actor_t){.kind = ACTOR_SYSTEM, .uid = -1};
    c.owner = true;
    c.text = "no longer in service";
    c.people = &person;
    c.people_count = 1;
    return scene_command(s, &c);
}

static void P1_3_4_what_somebody_no_longer_in_service_holds_goes_to_the_fallback(void **state) {
    (void)state;
    scene_t s;
    static const source_t temp = {.kind = SOURCE_PERSON, .key = "temp"};
    one_step(&s, &temp, DECIDE_ANY);
    directory_builder_t *b = demo_directory_builder();
    person_info_t who = {.id = 2000,
                         .handle = "temp",
                         .name = "temp",
                         .department = "it",
                         .kind = PERSON_HUMAN,
                         .uid = -1,
                         .from = INSTANT_NONE,
                         .until = s.now + MS_DAY};
    assert_int_equal(directory_add_person(b, &who, NULL), 0);
    directory_unref(s.dir);
    s.dir = directory_build(b, 1, NULL);
    assert_non_null(s.dir);
    submit_by(&s, "gao.min");
    assert_non_null(open_task(&s, "a", "temp"));
    refused_with(&s, vacate(&s, who.id), "person.required"); /* who is there holds what they hold */
    s.now += MS_DAY;
    must(&s, vacate(&s, who.id));
    assert_string_equal(open_task(&s, "a", "li.na")->reason, "people.vacated");
    assert_string_equal(open_task(&s, "a", "li.na")->reason_text, "temp");
    assert_int_equal(s.out.incident_count, 1);
    assert_string_equal(s.out.incidents[0].code, "task.vacated");
    assert_int_equal(told(&s, "task.reassigned", "li.na"), 1);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    scene_free(&s);
}

static void it_needs_two_people_the_second_in_service(void **state) {
    (void)state;
    scene_t s;
    one_step(&s, &liu, DECIDE_ANY);
    submit_by(&s, "gao.min");
    refused_with(&s, act(&s, "xu.jing", COMMAND_HAND_OVER, NULL, "chen.wei"), "person.required");
    refused_with(&s, hand_over(&s, "liu.yang", "ma.chao"), "person.inactive");
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A16_an_open_task_goes_over_with_what_remains_of_its_time),
        cmocka_unit_test(A12_their_own_request_goes_to_their_superior),
        cmocka_unit_test(A16_a_turn_that_has_not_come_goes_over_too),
        cmocka_unit_test(A16_of_several_who_could_take_it_the_other_has_it_already),
        cmocka_unit_test(A16_where_all_decide_nobody_decides_twice),
        cmocka_unit_test(A16_a_record_that_waits_for_the_leaver_to_revise_it_waits_for_the_other),
        cmocka_unit_test(A16_what_somebody_holds_in_the_leavers_name_is_the_new_owners),
        cmocka_unit_test(A16_what_the_leaver_held_in_somebody_elses_name_is_asked_for_again),
        cmocka_unit_test(A16_a_suspended_record_changes_hands_as_well),
        cmocka_unit_test(P1_3_4_what_somebody_no_longer_in_service_holds_goes_to_the_fallback),
        cmocka_unit_test(it_needs_two_people_the_second_in_service),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
