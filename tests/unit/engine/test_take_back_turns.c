/* A list of people handled in order is a sequence (A1), also as to what may be taken back (A27): the same is
 * done to a step of two people and to two steps. */
#include "scene.h"

static source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static source_t liu_then_wang = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};
static source_t li = {.kind = SOURCE_PERSON, .key = "li.na"};

/* Liu Yang, then Wang Fang, then Li Na: as two steps before hers, or as one; Liu Yang has approved. */
static void begins(scene_t *s, bool list) {
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    if (list) {
        fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "both", &liu_then_wang)->mode = DECIDE_IN_ORDER;
    } else {
        fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "one", &liu);
        fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "other", &wang);
    }
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "last", &li);
    submit_by(s, "gao.min");
    must(s, as(s, "liu.yang", COMMAND_APPROVE, NULL));
    hour(s);
}

static void A1_A27_a_turn_that_was_decided_is_touched_though_that_was_taken_back(void **state) {
    (void)state;
    for (int list = 0; list < 2; list++) {
        scene_t s;
        begins(&s, list);
        must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
        must(&s, as(&s, "wang.fang", COMMAND_TAKE_BACK, NULL));
        refused_with(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL), "take_back.touched");
        error_says(&s, "by", "wang.fang");
        scene_free(&s);
    }
}

static void A1_A27_a_turn_that_nobody_has_touched_waits_again(void **state) {
    (void)state;
    for (int list = 0; list < 2; list++) {
        scene_t s;
        begins(&s, list);
        for (int again = 0; again < 2; again++) {
            must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
            assert_int_equal(told(&s, "task.taken_back", "wang.fang"), 1);
            assert_null(open_task(&s, list ? "both" : "other", "wang.fang"));
            hour(&s);
            must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
            assert_non_null(open_task(&s, list ? "both" : "other", "wang.fang"));
        }
        must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
        must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
        assert_int_equal(s.record->state, RECORD_FINISHED);
        scene_free(&s);
    }
}

/* Wang Fang has approved before, so nobody asks her as her turn comes (A14). */
static void A1_A14_A27_a_turn_that_was_counted_goes_and_is_counted_again(void **state) {
    (void)state;
    for (int list = 0; list < 2; list++) {
        scene_t s;
        scene_init(&s);
        fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
        fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "before", &wang);
        step_t *one = fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "one", list ? &liu_then_wang : &liu);
        one->same_person = SAME_ANYWHERE;
        if (list) one->mode = DECIDE_IN_ORDER;
        if (!list) fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "other", &wang)->same_person = SAME_ANYWHERE;
        fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "last", &li);
        submit_by(&s, "gao.min");
        must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
        for (int again = 0; again < 2; again++) {
            hour(&s);
            must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
            assert_int_equal(events_of(&s, EVENT_TASK_COUNTED), 1);
            assert_non_null(open_task(&s, "last", "li.na"));
            hour(&s);
            must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
            assert_null(open_task(&s, "last", NULL));
            assert_non_null(open_task(&s, "one", "liu.yang"));
        }
        must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no"));
        assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
        scene_free(&s);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A1_A27_a_turn_that_was_decided_is_touched_though_that_was_taken_back),
        cmocka_unit_test(A1_A14_A27_a_turn_that_was_counted_goes_and_is_counted_again),
        cmocka_unit_test(A1_A27_a_turn_that_nobody_has_touched_waits_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
