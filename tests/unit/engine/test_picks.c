/* Whoever somebody picks from a range (发起人自选, A10): the initiator with the submission, or who approves
 * an earlier step with that approval. The range: the people of finance's administration, Liu Yang, Sun Li,
 * Zhou Jie. */
#include "scene.h"

static source_t administration = {.kind = SOURCE_ROLE, .key = "finance.administration"};
static source_t by_initiator = {.kind = SOURCE_PICKED, .level = 1, .of = &administration};
static source_t two_by_initiator = {.kind = SOURCE_PICKED, .level = 2, .of = &administration};
static source_t by_first = {.kind = SOURCE_PICKED, .key = "first", .level = 1, .of = &administration};
static source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static source_t li = {.kind = SOURCE_PERSON, .key = "li.na"};

/* first (wang.fang), then reviewer by that source */
static void begin(scene_t *s, const source_t *reviewer) {
    scene_init(s);
    s->rules.flow.picks = true;
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "first", &wang);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "reviewer", reviewer)->mode = DECIDE_ALL;
    must(s, draft_by(s, "gao.min"));
}

/* A command that picks those (NULL: one fewer) for a step. */
static int pick_for(scene_t *s, const char *who, command_kind_t kind, const char *step, const char *a,
                    const char *b) {
    int64_t people[2] = {a ? scene_person(s, a) : 0, b ? scene_person(s, b) : 0};
    pick_t pick = {.step = step, .people = people, .count = (a != NULL) + (b != NULL)};
    command_t c = scene_cmd(s, who, kind);
    c.picks = &pick;
    c.pick_count = 1;
    return scene_command(s, &c);
}

static int submit_with(scene_t *s, const char *a, const char *b) {
    return pick_for(s, "gao.min", COMMAND_SUBMIT, "reviewer", a, b);
}

static void refused_for(scene_t *s, int result, const char *code) {
    refused_with(s, result, "form.invalid");
    assert_non_null(s->d.cause);
    assert_string_equal(s->d.cause->code, code);
    error_says(s, "fields", "reviewer");
}

static void A10_whom_the_initiator_picks_from_the_range_has_the_step(void **state) {
    (void)state;
    scene_t s;
    begin(&s, &by_initiator);
    must(&s, submit_with(&s, "sun.li", NULL));
    assert_int_equal(events_of(&s, EVENT_PICKED), 1);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    const task_t *task = open_task(&s, "reviewer", "sun.li");
    assert_non_null(task);
    assert_string_equal(task->reason, "people.picked");
    assert_string_equal(task->reason_text, "gao.min");
    assert_int_equal(record_pick(s.record, "reviewer")->by, scene_person(&s, "gao.min"));
    scene_free(&s);
}

static void A10_a_missing_pick_is_a_fault_of_the_form_that_names_step_and_range(void **state) {
    (void)state;
    scene_t s;
    begin(&s, &by_initiator);
    refused_for(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "pick.missing");
    assert_string_equal(diag_get(s.d.cause, "step"), "reviewer");
    assert_string_equal(diag_get(s.d.cause, "candidates"), "liu.yang, sun.li, zhou.jie");
    refused_for(&s, submit_with(&s, NULL, NULL), "pick.missing");
    scene_free(&s);
}

static void A10_a_pick_is_checked_against_the_range_and_how_many_there_may_be(void **state) {
    (void)state;
    scene_t s;
    begin(&s, &by_initiator);
    refused_for(&s, submit_with(&s, "li.na", NULL), "pick.outside");
    assert_string_equal(diag_get(s.d.cause, "person"), "li.na");
    refused_for(&s, submit_with(&s, "ma.chao", NULL), "pick.outside"); /* had the role once, and left */
    refused_for(&s, submit_with(&s, "sun.li", "zhou.jie"), "pick.count");
    scene_free(&s);
    begin(&s, &two_by_initiator);
    refused_for(&s, submit_with(&s, "sun.li", "sun.li"), "pick.twice");
    must(&s, submit_with(&s, "zhou.jie", "sun.li"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "reviewer", "zhou.jie"));
    assert_non_null(open_task(&s, "reviewer", "sun.li"));
    scene_free(&s);
}

static void A10_a_pick_for_a_step_that_asks_for_none_is_refused(void **state) {
    (void)state;
    scene_t s;
    begin(&s, &by_initiator);
    refused_with(&s, pick_for(&s, "gao.min", COMMAND_SUBMIT, "first", "sun.li", NULL), "form.invalid");
    assert_string_equal(s.d.cause->code, "pick.unknown");
    s.rules.flow.picks = false;
    refused_with(&s, pick_for(&s, "gao.min", COMMAND_SUBMIT, "first", "sun.li", NULL), "form.invalid");
    assert_string_equal(s.d.cause->code, "pick.unknown");
    scene_free(&s);
}

static void A10_a_step_that_the_route_leaves_out_asks_for_no_pick(void **state) {
    (void)state;
    scene_t s;
    begin(&s, &by_initiator);
    s.rules.steps[0][2].state = STEP_LEFT_OUT;
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    scene_free(&s);
}

static void A10_a_step_of_a_later_stage_is_picked_for_at_submission_too(void **state) {
    (void)state;
    scene_t s;
    begin(&s, &li);
    s.rules.stages[1] = (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION};
    s.rules.flow.stage_count = 2;
    fixed_leaf(&s.rules, 1, 0, STEP_ACT, "work", &by_initiator);
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "form.invalid");
    assert_string_equal(s.d.cause->code, "pick.missing");
    must(&s, pick_for(&s, "gao.min", COMMAND_SUBMIT, "work", "sun.li", NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "work", "sun.li"));
    scene_free(&s);
}

/* The role of finance's administration belongs to Liu Yang alone now. */
static void reorganise(scene_t *s) {
    directory_builder_t *b = directory_builder_new(NULL);
    department_info_t d = {.key = "company", .name_en = "company", .head_post = "boss"};
    assert_int_equal(directory_add_department(b, &d, NULL), 0);
    for (size_t i = 0; i < directory_people(s->dir); i++) {
        person_info_t who;
        assert_true(directory_person_at(s->dir, i, &who));
        who.department = "company";
        assert_int_equal(directory_add_person(b, &who, NULL), 0);
    }
    assert_int_equal(
        directory_add_role(b, "finance.administration", NULL, DEMO_LIU_YANG, INSTANT_NONE, INSTANT_MAX, NULL),
        0);
    directory_unref(s->dir);
    s->dir = directory_build(b, 2, NULL);
    assert_non_null(s->dir);
}

static void A10_who_left_the_range_before_the_step_opens_does_not_get_it(void **state) {
    (void)state;
    scene_t s;
    begin(&s, &two_by_initiator);
    must(&s, submit_with(&s, "liu.yang", "sun.li"));
    reorganise(&s);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "reviewer", "liu.yang"));
    assert_null(open_task(&s, "reviewer", "sun.li"));
    scene_free(&s);
}

/* Both were to decide: the place of the other one does not pass by itself. */
static void A10_A11_where_all_decide_the_fallback_has_the_place_of_one_who_was_picked_and_left(void **state) {
    (void)state;
    scene_t s;
    begin(&s, &two_by_initiator);
    must(&s, submit_with(&s, "liu.yang", "sun.li"));
    reorganise(&s);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_string_equal(open_task(&s, "reviewer", "li.na")->reason, "people.fallback");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A10_a_new_round_keeps_the_pick_unless_another_is_made(void **state) {
    (void)state;
    scene_t s;
    begin(&s, &by_initiator);
    must(&s, submit_with(&s, "sun.li", NULL));
    must(&s, as(&s, "wang.fang", COMMAND_RETURN, "once more"));
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_int_equal(events_of(&s, EVENT_PICKED), 0);
    must(&s, as(&s, "wang.fang", COMMAND_RETURN, "once more"));
    must(&s, submit_with(&s, "zhou.jie", NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "reviewer", "zhou.jie"));
    assert_int_equal(s.record->pick_count, 1);
    scene_free(&s);
}

static void A10_whom_an_earlier_approver_picks_is_given_with_that_approval(void **state) {
    (void)state;
    scene_t s;
    begin(&s, &by_first);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL)); /* not the initiator's to pick */
    refused_with(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL), "pick.missing");
    error_says(&s, "step", "reviewer");
    refused_with(&s, pick_for(&s, "wang.fang", COMMAND_APPROVE, "reviewer", "li.na", NULL), "pick.outside");
    refused_with(&s, pick_for(&s, "wang.fang", COMMAND_APPROVE, "first", "sun.li", NULL), "pick.unknown");
    must(&s, pick_for(&s, "wang.fang", COMMAND_APPROVE, "reviewer", "sun.li", NULL));
    const task_t *task = open_task(&s, "reviewer", "sun.li");
    assert_non_null(task);
    assert_string_equal(task->reason_text, "wang.fang");
    scene_free(&s);
}

static void A10_who_refuses_need_not_pick(void **state) {
    (void)state;
    scene_t s;
    begin(&s, &by_first);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "no"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A10_when_nobody_could_pick_the_step_goes_where_it_goes_when_nobody_is_found(void **state) {
    (void)state;
    scene_t s;
    rung_act_t act = {.action = RUNG_APPROVE, .because = "small sums pass"};
    rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    begin(&s, &by_first);
    s.rules.steps[0][1].ladder = (ladder_t){&rung, 1};
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_true(fire_next(&s)); /* a timer picks nobody */
    const task_t *task = open_task(&s, "reviewer", "li.na");
    assert_non_null(task);
    assert_string_equal(task->reason, "people.fallback");
    scene_free(&s);
}

static void A10_who_picks_must_decide_before(void **state) {
    (void)state;
    scene_t s;
    begin(&s, &by_first);
    s.rules.steps[0][0].kind = STEP_PARALLEL;
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "plan.shape");
    error_says(&s, "problem", "picker");
    s.rules.steps[0][0].kind = STEP_SEQUENCE;
    s.rules.steps[0][1].name = "other";
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "plan.shape");
    scene_free(&s);
}

static void A10_whoever_decided_last_round_has_it_again_but_not_by_what_was_taken_back(void **state) {
    (void)state;
    scene_t s;
    source_t last = source_by(SOURCE_DECIDER, "reviewer");
    source_t fresh = source_by(SOURCE_ROLE, "finance.administration");
    last.next = &fresh;
    last.first_only = true;
    begin(&s, &last);
    s.rules.steps[0][2].mode = DECIDE_ANY;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "third", &li);
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "reviewer", "liu.yang")); /* the first time: all of them */
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_TAKE_BACK, "a slip"));
    must(&s, as(&s, "zhou.jie", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "li.na", COMMAND_RETURN, "once more"));
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "reviewer", "zhou.jie"));
    assert_null(open_task(&s, "reviewer", "sun.li"));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A10_whom_the_initiator_picks_from_the_range_has_the_step),
        cmocka_unit_test(A10_a_missing_pick_is_a_fault_of_the_form_that_names_step_and_range),
        cmocka_unit_test(A10_a_pick_is_checked_against_the_range_and_how_many_there_may_be),
        cmocka_unit_test(A10_a_pick_for_a_step_that_asks_for_none_is_refused),
        cmocka_unit_test(A10_a_step_that_the_route_leaves_out_asks_for_no_pick),
        cmocka_unit_test(A10_a_step_of_a_later_stage_is_picked_for_at_submission_too),
        cmocka_unit_test(A10_who_left_the_range_before_the_step_opens_does_not_get_it),
        cmocka_unit_test(A10_A11_where_all_decide_the_fallback_has_the_place_of_one_who_was_picked_and_left),
        cmocka_unit_test(A10_a_new_round_keeps_the_pick_unless_another_is_made),
        cmocka_unit_test(A10_whom_an_earlier_approver_picks_is_given_with_that_approval),
        cmocka_unit_test(A10_who_refuses_need_not_pick),
        cmocka_unit_test(A10_when_nobody_could_pick_the_step_goes_where_it_goes_when_nobody_is_found),
        cmocka_unit_test(A10_who_picks_must_decide_before),
        cmocka_unit_test(A10_whoever_decided_last_round_has_it_again_but_not_by_what_was_taken_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
