/* What a stand-in hands on is held in the principal's name all the same (A15, A23): the record names both,
 * and the principal's limit holds, whoever has it. Zhou Jie stands in for Wang Fang, who approves up to 100
 * EUR. */
#include "deviation_scene.h"
#include "engine/seats.h"

static field_right_t writes[] = {{"amount", ACCESS_WRITE}};
static rung_act_t remind_acts[] = {{.action = RUNG_REMIND}};
static rung_t reminders[] = {{.name = "1",
                              .anchor = RUNG_AFTER_OPEN,
                              .distance = {.kind = LIMIT_ELAPSED, .ms = 2 * MS_HOUR},
                              .acts = remind_acts,
                              .act_count = 1}};

/* Besides the limit: Liu Yang's, when that is given, and who stands in for him. */
static void directory_of(scene_t *s, const char *limit_of_liu, int64_t for_liu) {
    directory_builder_t *b = demo_directory_builder();
    assert_int_equal(directory_add_attribute(b, "person:wang.fang", "approval_limit", "100 EUR", NULL), 0);
    if (limit_of_liu)
        assert_int_equal(directory_add_attribute(b, "person:liu.yang", "approval_limit", limit_of_liu, NULL),
                         0);
    if (for_liu)
        assert_int_equal(
            directory_add_stand_in(b, DEMO_LIU_YANG, for_liu, NULL, INSTANT_NONE, INSTANT_MAX, NULL), 0);
    directory_unref(s->dir);
    s->dir = directory_build(b, 2, NULL);
    assert_non_null(s->dir);
}

/* Wang Fang's step beside one at which Chen Wei may write the amount. */
static void begin(scene_t *s) {
    scene_init(s);
    s->now = MONDAY_IN_AUGUST;
    s->rules.flow.amount = "amount";
    directory_of(s, NULL, 0);
    fixed_group(&s->rules, 0, 0, STEP_PARALLEL);
    step_t *only = fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "only", &wang);
    only->permits = PERMIT_ALL;
    only->ladder = (ladder_t){reminders, 1};
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "beside", &chen)->form =
        (step_form_t){.rights = writes, .right_count = 1};
    submit_by(s, "gao.min");
    assert_non_null(open_task(s, "only", "zhou.jie"));
}

static int hand(scene_t *s, const char *who, const char *whom) {
    int64_t person = scene_person(s, whom);
    command_t c = scene_cmd(s, who, COMMAND_TRANSFER);
    c.people = &person;
    c.people_count = 1;
    c.step = "only";
    return scene_command(s, &c);
}

static void in_her_name(const scene_t *s, const char *who, const char *by) {
    const task_t *task = open_task(s, "only", who);
    assert_non_null(task);
    assert_int_equal(task->principal, DEMO_WANG_FANG);
    assert_string_equal(task->reason, HANDED_FOR);
    assert_string_equal(task->reason_text, by);
}

static void A15_A23_the_principal_stays_named_on_what_a_stand_in_hands_on(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    must(&s, hand(&s, "zhou.jie", "liu.yang"));
    in_her_name(&s, "liu.yang", "zhou.jie");
    assert_int_equal(told(&s, "task.reassigned", "liu.yang"), 1);
    must(&s, hand(&s, "liu.yang", "sun.li")); /* who has it so hands it on so */
    in_her_name(&s, "sun.li", "liu.yang");
    must(&s, as_on(&s, "sun.li", COMMAND_APPROVE, "only", NULL)); /* whom she never named */
    const task_t *task = record_task(s.record, s.out.task);
    assert_int_equal(task->decided_by, DEMO_SUN_LI);
    assert_int_equal(task->principal, DEMO_WANG_FANG);
    scene_free(&s);
}

static void A15_A23_the_principal_may_act_and_hands_on_what_is_theirs(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    must(&s, hand(&s, "zhou.jie", "liu.yang"));
    must(&s, as_on(&s, "wang.fang", COMMAND_APPROVE, "only", NULL));
    assert_null(open_task(&s, "only", NULL));
    scene_free(&s);
    begin(&s);
    must(&s, hand(&s, "zhou.jie", "liu.yang"));
    must(&s, hand(&s, "wang.fang", "sun.li"));
    assert_int_equal(open_task(&s, "only", "sun.li")->principal, 0);
    scene_free(&s);
    begin(&s); /* given back to whose it is, it stays there */
    must(&s, hand(&s, "zhou.jie", "liu.yang"));
    must(&s, hand(&s, "liu.yang", "wang.fang"));
    assert_int_equal(open_task(&s, "only", "wang.fang")->principal, 0);
    scene_free(&s);
}

/* Handed away and back, it would be the stand-in's own, without any limit. */
static void A15_A23_the_ceiling_stays_when_it_is_handed_there_and_back(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    must(&s, hand(&s, "zhou.jie", "liu.yang"));
    must(&s, hand(&s, "liu.yang", "zhou.jie"));
    in_her_name(&s, "zhou.jie", "liu.yang");
    must(&s, as_with(&s, "chen.wei", COMMAND_APPROVE, money_field("amount", 10001)));
    assert_null(open_task(&s, "only", "zhou.jie"));
    const task_t *task = open_task(&s, "only", "wang.fang");
    assert_non_null(task);
    assert_int_equal(task->principal, 0);
    assert_string_equal(task->reason, ASKED_AGAIN);
    assert_string_equal(task->reason_text, "zhou.jie");
    scene_free(&s);
}

static void A15_A23_nobody_is_handed_what_is_beyond_them_or_the_principal(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    directory_of(&s, "20 EUR", 0); /* it is about 26.85 */
    refused_with(&s, hand(&s, "zhou.jie", "liu.yang"), "stand_in.ceiling");
    error_says(&s, "person", "liu.yang");
    directory_of(&s, NULL, 0);
    must(&s, hand(&s, "zhou.jie", "liu.yang"));
    directory_of(&s, "20 EUR", 0);
    refused_with(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "only", NULL), "stand_in.ceiling");
    assert_true(fire_next(&s)); /* and at the reminder it goes to whoever stands in and may */
    const task_t *task = open_task(&s, "only", "zhou.jie");
    assert_non_null(task);
    assert_int_equal(task->principal, DEMO_WANG_FANG);
    assert_string_equal(task->reason, ASKED_AGAIN);
    s.now = MONDAY_IN_AUGUST + 7 * MS_DAY; /* who stands in, and no longer */
    refused_with(&s, as_on(&s, "zhou.jie", COMMAND_APPROVE, "only", NULL), "stand_in.over");
    scene_free(&s);
}

static void A15_A23_at_a_reminder_it_stays_where_it_was_handed_while_they_are_there(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    must(&s, hand(&s, "zhou.jie", "liu.yang"));
    assert_true(fire_next(&s));
    in_her_name(&s, "liu.yang", "zhou.jie");
    scene_free(&s);
    begin(&s);
    must(&s, hand(&s, "zhou.jie", "liu.yang"));
    directory_of(&s, NULL, DEMO_SUN_LI);
    assert_true(fire_next(&s)); /* nobody stands in for a stand-in's choice */
    assert_non_null(open_task(&s, "only", "zhou.jie"));
    scene_free(&s);
}

static void A15_A23_a_stand_in_hands_nothing_to_who_is_away(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    directory_of(&s, NULL, DEMO_SUN_LI);
    refused_with(&s, hand(&s, "zhou.jie", "liu.yang"), "stand_in.away");
    error_says(&s, "person", "liu.yang");
    error_says(&s, "by", "sun.li");
    must(&s, hand(&s, "zhou.jie", "sun.li"));
    scene_free(&s);
}

static void A15_A23_when_the_window_is_over_the_stand_in_only_gives_it_back(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    s.now = MONDAY_IN_AUGUST + 7 * MS_DAY;
    refused_with(&s, hand(&s, "zhou.jie", "liu.yang"), "stand_in.over");
    must(&s, hand(&s, "zhou.jie", "wang.fang"));
    scene_free(&s);
}

/* The leaver holds nothing, in whosever name. */
static void A15_A16_what_a_leaver_was_handed_in_somebodys_name_is_asked_for_again(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    must(&s, hand(&s, "zhou.jie", "liu.yang"));
    int64_t people[] = {DEMO_LIU_YANG, DEMO_SUN_LI};
    command_t c = {.kind = COMMAND_HAND_OVER,
                   .actor = {.kind = ACTOR_SYSTEM, .auth = AUTH_PEER_UID, .uid = 0},
                   .owner = true,
                   .record = s.record->id,
                   .at = INSTANT_NONE,
                   .due = INSTANT_NONE,
                   .people = people,
                   .people_count = 2,
                   .text = "leaves"};
    must(&s, scene_command(&s, &c));
    assert_int_equal(open_task(&s, "only", "zhou.jie")->principal, DEMO_WANG_FANG);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A15_A23_the_principal_stays_named_on_what_a_stand_in_hands_on),
        cmocka_unit_test(A15_A23_the_principal_may_act_and_hands_on_what_is_theirs),
        cmocka_unit_test(A15_A23_the_ceiling_stays_when_it_is_handed_there_and_back),
        cmocka_unit_test(A15_A23_nobody_is_handed_what_is_beyond_them_or_the_principal),
        cmocka_unit_test(A15_A23_at_a_reminder_it_stays_where_it_was_handed_while_they_are_there),
        cmocka_unit_test(A15_A23_a_stand_in_hands_nothing_to_who_is_away),
        cmocka_unit_test(A15_A23_when_the_window_is_over_the_stand_in_only_gives_it_back),
        cmocka_unit_test(A15_A16_what_a_leaver_was_handed_in_somebodys_name_is_asked_for_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
