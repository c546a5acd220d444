/* A return across stages, and a refusal by which a loop began its next round, are taken back (A27, A8). */
#include "engine/tree.h"
#include "way_back_scene.h"

static source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static source_t li = {.kind = SOURCE_PERSON, .key = "li.na"};
static source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};
static source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};

/* ---- a refusal in the body of a loop */

/* loop of at most three rounds: write (liu.yang), then both judge: j1 (li.na), j2 (chen.wei); last (sun.li)
 */
static void judged(scene_t *s) {
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_group(&s->rules, 0, 1, STEP_LOOP)->rounds_max = 2;
    fixed_group(&s->rules, 0, 2, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 3, STEP_ACT, "write", &liu);
    fixed_group(&s->rules, 0, 3, STEP_ALL);
    fixed_leaf(&s->rules, 0, 5, STEP_APPROVE, "j1", &li)->permits = PERMIT_USUAL;
    fixed_leaf(&s->rules, 0, 5, STEP_APPROVE, "j2", &chen);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "last", &sun);
    submit_by(s, "gao.min");
    must(s, as(s, "liu.yang", COMMAND_DONE, NULL));
    hour(s);
    must(s, as(s, "li.na", COMMAND_REFUSE, "not yet"));
    assert_non_null(open_task(s, "write", "liu.yang"));
    hour(s);
}

static void A8_A27_a_refusal_that_began_the_next_round_is_taken_back(void **state) {
    (void)state;
    scene_t s;
    judged(&s);
    must(&s, take_back(&s, "li.na"));
    assert_null(open_task(&s, "write", NULL));
    assert_int_equal(told(&s, "task.taken_back", "liu.yang"), 1);
    assert_non_null(open_task(&s, "j1", "li.na"));
    assert_non_null(open_task(&s, "j2", "chen.wei"));
    assert_int_equal(tree_rounds(s.record, 1), 1); /* the round that was not is not counted */
    must(&s, as(&s, "chen.wei", COMMAND_REFUSE, "not yet"));
    must(&s, as(&s, "liu.yang", COMMAND_DONE, NULL));
    assert_int_equal(tree_rounds(s.record, 1), 2);
    approve(&s, "li.na");
    approve(&s, "chen.wei");
    approve(&s, "sun.li");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A8_A27_not_once_the_next_round_was_begun(void **state) {
    (void)state;
    scene_t s;
    judged(&s);
    must(&s, as(&s, "liu.yang", COMMAND_DONE, NULL));
    refused_with(&s, take_back(&s, "li.na"), "take_back.touched");
    error_says(&s, "by", "liu.yang");
    scene_free(&s);
}

/* ---- across stages */

/* approval: head (liu.yang), boss (li.na); execution: build (wang.fang) and test (chen.wei) side by side,
 * with a monitor (sun.li) */
static void working(scene_t *s) {
    scene_init(s);
    s->rules.flow.stage_count = 2;
    s->rules.stages[0] = (stage_def_t){.name = "approval", .kind = STAGE_APPROVAL};
    s->rules.stages[1] = (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION};
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "head", &liu);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "boss", &li);
    fixed_group(&s->rules, 1, 0, STEP_SEQUENCE);
    fixed_group(&s->rules, 1, 1, STEP_PARALLEL);
    fixed_leaf(&s->rules, 1, 2, STEP_ACT, "build", &wang)->permits = PERMIT_USUAL;
    fixed_leaf(&s->rules, 1, 2, STEP_ACT, "test", &chen)->may_return = true;
    fixed_leaf(&s->rules, 1, 1, STEP_MONITOR, "watch", &sun)->within = limit_hours(10);
    s->rules.steps[1][3].permits = PERMIT_USUAL;
    s->rules.steps[1][3].within = limit_hours(10);
    submit_by(s, "gao.min");
    approve(s, "liu.yang");
    approve(s, "li.na");
    hour(s);
}

static void A27_a_return_to_an_earlier_stage_is_taken_back(void **state) {
    (void)state;
    for (int straight = 0; straight < 2; straight++) {
        char before[4096], after[4096];
        scene_t s;
        working(&s);
        instant_t due = record_task_clock(s.record, open_task(&s, "test", NULL))->due_at,
                  watch = record_task_clock(s.record, open_task(&s, "watch", NULL))->due_at;
        stands(&s, before, sizeof before);
        size_t plans = s.record->plan_count;
        must(&s, give_back(&s, "chen.wei", "boss", straight));
        assert_int_equal(s.record->stage, 0);
        hour(&s);
        must(&s, take_back(&s, "chen.wei"));
        stands(&s, after, sizeof after);
        assert_string_equal(before, after);
        assert_int_equal(s.record->stage, 1);
        assert_int_equal(s.record->plan_count, plans);
        assert_int_equal(told(&s, "task.taken_back", "li.na"), 1);
        assert_int_equal(told(&s, "record.return_taken_back", "gao.min"), 1);
        assert_non_null(open_task(&s, "build", "wang.fang"));
        assert_int_equal(record_task_clock(s.record, open_task(&s, "test", "chen.wei"))->due_at, due);
        assert_int_equal(record_task_clock(s.record, open_task(&s, "watch", "sun.li"))->due_at,
                         watch + MS_HOUR); /* what watches goes on where it was, too */
        must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
        must(&s, as(&s, "chen.wei", COMMAND_DONE, NULL));
        assert_int_equal(s.record->state, RECORD_FINISHED);
        scene_free(&s);
    }
}

static void A27_not_once_they_have_decided_in_the_earlier_stage(void **state) {
    (void)state;
    scene_t s;
    working(&s);
    must(&s, give_back(&s, "chen.wei", "head", false));
    approve(&s, "liu.yang");
    refused_with(&s, take_back(&s, "chen.wei"), "take_back.touched");
    error_says(&s, "by", "liu.yang");
    approve(&s, "li.na"); /* and on to the work again: that plan is another one */
    refused_with(&s, take_back(&s, "chen.wei"), "take_back.touched");
    scene_free(&s);
}

static void A27_returned_across_stages_again_after_it_was_taken_back(void **state) {
    (void)state;
    scene_t s;
    working(&s);
    must(&s, give_back(&s, "chen.wei", "boss", true));
    must(&s, take_back(&s, "chen.wei"));
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL));
    must(&s, give_back(&s, "chen.wei", "head", true));
    approve(&s, "liu.yang");
    assert_int_equal(s.record->stage, 1);
    assert_null(open_task(&s, "build", NULL)); /* what had been done stands */
    must(&s, as(&s, "chen.wei", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A8_A27_a_refusal_that_began_the_next_round_is_taken_back),
        cmocka_unit_test(A8_A27_not_once_the_next_round_was_begun),
        cmocka_unit_test(A27_a_return_to_an_earlier_stage_is_taken_back),
        cmocka_unit_test(A27_not_once_they_have_decided_in_the_earlier_stage),
        cmocka_unit_test(A27_returned_across_stages_again_after_it_was_taken_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
