/* A record that was closed with the step that waited for it goes on where it was, when that step is open
 * again (A7, A27), wherever it stood. */
#include "green_scene.h"

/* What the step that waits has done to it: closes it, or has it open again. */
static int by_opener(scene_t *s, command_kind_t kind) {
    command_t c = {.kind = kind,
                   .actor = {.kind = ACTOR_RULE, .uid = -1},
                   .record = s->record->id,
                   .at = INSTANT_NONE,
                   .due = INSTANT_NONE};
    return scene_command(s, &c);
}

/* Every step, its state, and who has an open task there, with what its clock does. */
static void standing(const scene_t *s, char *out, size_t size) {
    const record_t *r = s->record;
    size_t used = (size_t)snprintf(out, size, "%d %d;", r->state, r->suspended_from);
    for (size_t i = 0; i < r->step_count; i++) {
        const step_t *step = &r->steps[i];
        used += (size_t)snprintf(out + used, size - used, "%d %d %s", step->no, step->state,
                                 step->left_out ? step->left_out : "");
        for (size_t k = 0; k < r->task_count; k++) {
            const task_t *t = &r->tasks[k];
            if (t->step != step->no || (t->state != TASK_OPEN && t->state != TASK_WAITING)) continue;
            used += (size_t)snprintf(out + used, size - used, " %d by %lld in %d for %d", t->order,
                                     (long long)t->person, t->state,
                                     t->state == TASK_OPEN ? (int)r->clocks[k].pause_step : 0);
        }
        used += (size_t)snprintf(out + used, size - used, ";");
    }
}

/* Closed, and an hour later open again: it stands as before. */
static void closed_and_open_again(scene_t *s) {
    char before[8192], after[8192];
    standing(s, before, sizeof before);
    hour(s);
    must(s, by_opener(s, COMMAND_CLOSE));
    assert_int_equal(s->record->state, RECORD_CLOSED);
    assert_int_equal(told(s, "record.ended", "gao.min"), 1);
    hour(s);
    must(s, by_opener(s, COMMAND_OPEN_AGAIN));
    standing(s, after, sizeof after);
    assert_string_equal(before, after);
    assert_int_equal(s->record->ended_at, INSTANT_NONE);
    assert_int_equal(told(s, "record.open_again", "gao.min"), 1);
}

/* parallel: turns (liu.yang, then wang.fang), beside (li.na, who may return it) */
static void side_by_side(scene_t *s) {
    static source_t both = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};
    admin_scene(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_group(&s->rules, 0, 1, STEP_PARALLEL);
    fixed_leaf(&s->rules, 0, 2, STEP_APPROVE, "turns", &both)->mode = DECIDE_IN_ORDER;
    step_t *beside = fixed_leaf(&s->rules, 0, 2, STEP_APPROVE, "beside", &li);
    beside->may_return = true;
    beside->permits = PERMIT_USUAL | PERMIT_ASK_PAUSES;
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "last", &chen);
}

static void A7_A27_what_was_decided_stands_and_who_was_asked_is_asked_again_with_what_remained(void **state) {
    (void)state;
    scene_t s;
    side_by_side(&s);
    submit_by(&s, "gao.min");
    must(&s, as_to(&s, "li.na", COMMAND_ASK, "chen.wei", "what for?"));
    instant_t due = record_task_clock(s.record, open_task(&s, "turns", "liu.yang"))->due_at;
    closed_and_open_again(&s);
    assert_int_equal(record_task_clock(s.record, open_task(&s, "turns", "liu.yang"))->due_at, due + MS_HOUR);
    assert_int_equal(told(&s, "task.opened", "liu.yang"), 1);
    assert_int_equal(told(&s, "task.opened", "wang.fang"), 0); /* whose turn has not come */
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    closed_and_open_again(&s);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "chen.wei", COMMAND_ANSWER, "the fair"));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    closed_and_open_again(&s);
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A7_A27_it_is_with_its_initiator_again_to_revise_or_to_take_notice(void **state) {
    (void)state;
    scene_t s;
    side_by_side(&s);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "li.na", COMMAND_RETURN, "which one?"));
    closed_and_open_again(&s);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_non_null(open_task(&s, "beside", "li.na"));
    scene_free(&s);
    side_by_side(&s);
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    s.rules.flow.acknowledge = true;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "no"));
    closed_and_open_again(&s);
    must(&s, as(&s, "gao.min", COMMAND_ACKNOWLEDGE, NULL));
    assert_int_equal(s.record->state, RECORD_REFUSED);
    refused_with(&s, by_opener(&s, COMMAND_OPEN_AGAIN), "record.state"); /* it was not closed */
    scene_free(&s);
}

static void A7_A27_A51_one_that_was_suspended_is_suspended_still(void **state) {
    (void)state;
    scene_t s;
    side_by_side(&s);
    submit_by(&s, "gao.min");
    command_t c = scene_cmd(&s, "xu.jing", COMMAND_SUSPEND);
    c.text = "an audit";
    c.within = limit_hours(48);
    must(&s, scene_command(&s, &c));
    closed_and_open_again(&s);
    must(&s, as(&s, "xu.jing", COMMAND_RESUME, "done"));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    scene_free(&s);
}

static void A7_A27_P2_1_2_its_preparation_goes_on_and_one_that_is_over_is_over(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    s.rules.flow.stage_count = 2;
    s.rules.stages[0] = (stage_def_t){.name = "consensus", .kind = STAGE_PREPARE};
    s.rules.stages[1] = (stage_def_t){.name = "approval", .kind = STAGE_APPROVAL};
    fixed_group(&s.rules, 0, 0, STEP_ALL);
    fixed_leaf(&s.rules, 0, 1, STEP_AGREE, "finance", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_AGREE, "it", &liu);
    fixed_leaf(&s.rules, 1, 0, STEP_APPROVE, "clerk", &li);
    must(&s, draft_by(&s, "gao.min"));
    must(&s, as(&s, "gao.min", COMMAND_PREPARE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_AGREE, NULL));
    closed_and_open_again(&s);
    assert_int_equal(s.record->state, RECORD_PREPARING);
    must(&s, as(&s, "liu.yang", COMMAND_AGREE, NULL));
    closed_and_open_again(&s);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_non_null(open_task(&s, "clerk", "li.na"));
    scene_free(&s);
}

static void A7_A27_A64_what_it_owed_is_owed_again(void **state) {
    (void)state;
    scene_t s;
    work_between(&s);
    closed_and_open_again(&s);
    must(&s, as(&s, "gao.min", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_OWING);
    closed_and_open_again(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A7_A27_what_was_decided_stands_and_who_was_asked_is_asked_again_with_what_remained),
        cmocka_unit_test(A7_A27_it_is_with_its_initiator_again_to_revise_or_to_take_notice),
        cmocka_unit_test(A7_A27_A51_one_that_was_suspended_is_suspended_still),
        cmocka_unit_test(A7_A27_P2_1_2_its_preparation_goes_on_and_one_that_is_over_is_over),
        cmocka_unit_test(A7_A27_A64_what_it_owed_is_owed_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
