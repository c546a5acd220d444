/* What served a task as a decision closed it, a question or a delegation, and is open again when the decision
 * is taken back (A24, A27, A29, A62); who hears of the one and the other. */
#include "admin_scene.h"

static source_t both = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};

/* sequence: first (by, whose clock waits while they ask), second (wang.fang) */
static void begins(scene_t *s, const source_t *by, decide_mode_t mode) {
    admin_scene(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    step_t *first = fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "first", by);
    first->permits = PERMIT_USUAL | PERMIT_ASK_PAUSES;
    first->may_return = true;
    first->mode = mode;
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "second", &wang);
    submit_by(s, "gao.min");
    hour(s);
}

static const cs_clock_t *clock_at(const scene_t *s, const char *step, const char *who) {
    const task_t *task = open_task(s, step, who);
    assert_non_null(task);
    return record_task_clock(s->record, task);
}

/* Somebody's clock of the first step waits for the open step of that name. */
static void waits_for(const scene_t *s, const char *who, const char *name) {
    const cs_clock_t *clock = clock_at(s, "first", who);
    assert_int_equal(clock->state, CLOCK_PAUSED);
    assert_string_equal(record_step(s->record, clock->pause_step)->name, name);
}

/* Closed an hour after it was asked, it is open again two hours later: with what remained of its time. */
static void A27_A29_a_question_is_open_again_with_what_remained_of_its_time(void **state) {
    (void)state;
    const command_kind_t decisions[] = {COMMAND_APPROVE, COMMAND_REFUSE, COMMAND_RETURN};
    for (size_t i = 0; i < sizeof decisions / sizeof *decisions; i++) {
        scene_t s;
        begins(&s, &liu, DECIDE_ANY);
        s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
        must(&s, as_to(&s, "liu.yang", COMMAND_ASK, "chen.wei", "what is it for?"));
        instant_t due = clock_at(&s, "first.answer", "chen.wei")->due_at;
        int64_t left = clock_at(&s, "first", "liu.yang")->limit.ms;
        hour(&s);
        must(&s, as(&s, "liu.yang", decisions[i], "so be it"));
        assert_null(open_task(&s, "first.answer", NULL));
        assert_int_equal(told(&s, "task.removed", "chen.wei"), 1);
        s.now += 2 * MS_HOUR;
        must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
        waits_for(&s, "liu.yang", "first.answer");
        assert_int_equal(clock_at(&s, "first", "liu.yang")->limit.ms, left);
        assert_int_equal(clock_at(&s, "first.answer", "chen.wei")->due_at, due + 2 * MS_HOUR);
        assert_int_equal(told(&s, "task.opened", "chen.wei"), 1);
        assert_null(record_step_named(s.record, "first.answer2")); /* it is the same question */
        hour(&s);
        must(&s, as(&s, "chen.wei", COMMAND_ANSWER, "the fair"));
        assert_int_equal(told(&s, "task.back", "liu.yang"), 1);
        assert_int_equal(clock_at(&s, "first", "liu.yang")->state, CLOCK_RUNNING);
        must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
        scene_free(&s);
    }
}

static void A24_A27_a_delegation_is_open_again_and_comes_back_to_the_owner(void **state) {
    (void)state;
    scene_t s;
    begins(&s, &liu, DECIDE_ANY);
    must(&s, as_to(&s, "liu.yang", COMMAND_DELEGATE, "li.na", "the figures, please"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(told(&s, "task.removed", "li.na"), 1); /* what she prepares is of no use any more */
    hour(&s);
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
    waits_for(&s, "liu.yang", "first.assist");
    refused_with(&s, as_to(&s, "liu.yang", COMMAND_DELEGATE, "chen.wei", NULL), "delegate.twice");
    must(&s, as(&s, "li.na", COMMAND_DONE, "they are right"));
    assert_int_equal(told(&s, "task.back", "liu.yang"), 1);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK,
                NULL)); /* what was prepared is there, and is not asked again */
    assert_null(open_task(&s, "first.assist", NULL));
    assert_int_equal(clock_at(&s, "first", "liu.yang")->state, CLOCK_RUNNING);
    scene_free(&s);
}

/* Liu Yang has asked as Wang Fang, who could decide as well, approves, and takes that back. */
static void A3_A27_A29_so_is_one_that_another_holder_of_the_step_had_asked(void **state) {
    (void)state;
    scene_t s;
    begins(&s, &both, DECIDE_ANY);
    must(&s, as_to(&s, "liu.yang", COMMAND_ASK, "chen.wei", "what is it for?"));
    int64_t left = clock_at(&s, "first", "liu.yang")->limit.ms;
    hour(&s);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_null(open_task(&s, "first.answer", NULL));
    hour(&s);
    must(&s, as_on(&s, "wang.fang", COMMAND_TAKE_BACK, "first", NULL));
    waits_for(&s, "liu.yang", "first.answer");
    assert_int_equal(clock_at(&s, "first", "liu.yang")->limit.ms, left);
    assert_int_equal(clock_at(&s, "first", "wang.fang")->state, CLOCK_RUNNING);
    scene_free(&s);
}

/* Of two questions the first was answered; then it goes back and forth twice. */
static void
A27_A29_what_was_answered_stays_and_the_other_is_asked_as_often_as_it_is_taken_back(void **state) {
    (void)state;
    scene_t s;
    begins(&s, &liu, DECIDE_ANY);
    must(&s, as_to(&s, "liu.yang", COMMAND_ASK, "chen.wei", "what is it for?"));
    must(&s, as_to(&s, "liu.yang", COMMAND_ASK, "li.na", "who paid?"));
    must(&s, as(&s, "chen.wei", COMMAND_ANSWER, "the fair"));
    for (int again = 0; again < 2; again++) {
        hour(&s);
        must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
        hour(&s);
        must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
        assert_int_equal(state_of(&s, "first.answer"), STEP_PASSED);
        assert_non_null(open_task(&s, "first.answer2", "li.na"));
        waits_for(&s, "liu.yang", "first.answer2");
    }
    scene_free(&s);
}

static void A24_A29_nobody_is_told_twice_nor_of_what_they_did(void **state) {
    (void)state;
    scene_t s;
    begins(&s, &both, DECIDE_ANY);
    must(&s, as_to(&s, "liu.yang", COMMAND_ASK, "wang.fang", "what do you think?"));
    must(&s, as_on(&s, "wang.fang", COMMAND_APPROVE, "first", NULL)); /* who ends it by that */
    assert_int_equal(told(&s, "task.removed", NULL), 0);
    scene_free(&s);
    begins(&s, &liu, DECIDE_ANY);
    must(&s, as_to(&s, "liu.yang", COMMAND_ASK, "chen.wei", "what is it for?"));
    must(&s, as(&s, "xu.jing", COMMAND_CANCEL, "a mistake"));
    assert_int_equal(told(&s, "task.removed", "chen.wei"), 1);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A27_A29_a_question_is_open_again_with_what_remained_of_its_time),
        cmocka_unit_test(A24_A27_a_delegation_is_open_again_and_comes_back_to_the_owner),
        cmocka_unit_test(A3_A27_A29_so_is_one_that_another_holder_of_the_step_had_asked),
        cmocka_unit_test(A27_A29_what_was_answered_stays_and_the_other_is_asked_as_often_as_it_is_taken_back),
        cmocka_unit_test(A24_A29_nobody_is_told_twice_nor_of_what_they_did),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
