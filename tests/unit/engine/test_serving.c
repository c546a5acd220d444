/* What a holder has others do: prepare it (A24), answer a question (A29); claiming (A28), urging (A43). */
#include "scene.h"

static source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static source_t both = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};

static void one_step(scene_t *s, const source_t *by, uint32_t more) {
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "first", by)->permits = PERMIT_USUAL | more;
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "second", &wang);
    submit_by(s, "gao.min");
}

static clock_state_t clock_of(const scene_t *s, const char *step, const char *who) {
    const task_t *task = open_task(s, step, who);
    assert_non_null(task);
    return record_task_clock(s->record, task)->state;
}

static void what_is_prepared_comes_back_to_the_owner_who_decides(void **state) {
    (void)state;
    scene_t s;
    one_step(&s, &liu, 0);
    must(&s, as_to(&s, "liu.yang", COMMAND_DELEGATE, "li.na", "the figures, please"));
    assert_int_equal(clock_of(&s, "first", "liu.yang"), CLOCK_PAUSED);
    refused_with(&s, as_to(&s, "liu.yang", COMMAND_DELEGATE, "chen.wei", NULL), "delegate.twice");
    error_says(&s, "by", "li.na");
    refused_with(&s, as(&s, "li.na", COMMAND_APPROVE, NULL), "command.misfit");
    must(&s, as(&s, "li.na", COMMAND_DONE, "they are right"));
    assert_int_equal(clock_of(&s, "first", "liu.yang"), CLOCK_RUNNING);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "second", "wang.fang"));
    scene_free(&s);
}

static void the_owner_may_decide_without_waiting_for_it(void **state) {
    (void)state;
    scene_t s;
    one_step(&s, &liu, 0);
    must(&s, as_to(&s, "liu.yang", COMMAND_DELEGATE, "li.na", NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_null(open_task(&s, "first.assist", "li.na"));
    scene_free(&s);
}

static void a_question_pauses_the_clock_only_where_the_rule_says_so(void **state) {
    (void)state;
    scene_t s;
    one_step(&s, &liu, 0);
    refused_with(&s, as_to(&s, "liu.yang", COMMAND_ASK, "gao.min", ""), "question.required");
    must(&s, as_to(&s, "liu.yang", COMMAND_ASK, "gao.min", "which trip?"));
    assert_int_equal(clock_of(&s, "first", "liu.yang"), CLOCK_RUNNING);
    must(&s, as(&s, "gao.min", COMMAND_ANSWER, "the one to Delft"));
    scene_free(&s);
    one_step(&s, &liu, PERMIT_ASK_PAUSES);
    must(&s, as_to(&s, "liu.yang", COMMAND_ASK, "gao.min", "which trip?"));
    assert_int_equal(clock_of(&s, "first", "liu.yang"), CLOCK_PAUSED);
    must(&s, as_to(&s, "liu.yang", COMMAND_ASK, "li.na", "and who paid?"));
    must(&s, as(&s, "gao.min", COMMAND_ANSWER, "the one to Delft"));
    assert_int_equal(clock_of(&s, "first", "liu.yang"), CLOCK_PAUSED);
    must(&s, as(&s, "li.na", COMMAND_ANSWER, "sales"));
    assert_int_equal(clock_of(&s, "first", "liu.yang"), CLOCK_RUNNING);
    refused_with(&s, as_to(&s, "liu.yang", COMMAND_ASK, "liu.yang", "what?"), "person.yourself");
    scene_free(&s);
}

static void a_question_ends_with_the_task_that_ran_out_of_time(void **state) {
    (void)state;
    rung_act_t act = {.action = RUNG_REFUSE, .because = "too late"};
    rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->ladder = (ladder_t){.rungs = &rung, .count = 1};
    submit_by(&s, "gao.min");
    must(&s, as_to(&s, "liu.yang", COMMAND_ASK, "gao.min", "which one?"));
    assert_true(fire_next(&s));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    assert_null(open_task(&s, "first.answer", NULL));
    scene_free(&s);
}

static void whoever_claims_it_first_has_it(void **state) {
    (void)state;
    scene_t s;
    one_step(&s, &both, 0);
    must(&s, as(&s, "liu.yang", COMMAND_CLAIM, NULL));
    refused_with(&s, as(&s, "wang.fang", COMMAND_CLAIM, NULL), "task.claimed");
    error_says(&s, "by", "liu.yang");
    refused_with(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL), "task.claimed");
    refused_with(&s, as(&s, "wang.fang", COMMAND_UNCLAIM, NULL), "claim.none");
    error_says(&s, "by", "liu.yang");
    must(&s, as(&s, "liu.yang", COMMAND_UNCLAIM, NULL));
    refused_with(&s, as(&s, "liu.yang", COMMAND_UNCLAIM, NULL), "claim.none");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    scene_free(&s);
}

/* Liu Yang leaves while she has it claimed. */
static void a_claim_of_somebody_who_left_keeps_nobody_from_it(void **state) {
    (void)state;
    scene_t s;
    one_step(&s, &both, 0);
    must(&s, as(&s, "liu.yang", COMMAND_CLAIM, NULL));
    directory_builder_t *b = directory_builder_new(NULL);
    for (size_t i = 0; i < directory_people(s.dir); i++) {
        person_info_t who;
        assert_true(directory_person_at(s.dir, i, &who));
        who.department = NULL;
        if (strcmp(who.handle, "liu.yang") == 0) who.until = s.now;
        assert_int_equal(directory_add_person(b, &who, NULL), 0);
    }
    directory_unref(s.dir);
    s.dir = directory_build(b, 2, NULL);
    assert_non_null(s.dir);
    must(&s, as(&s, "wang.fang", COMMAND_CLAIM, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    scene_free(&s);
}

static void A28_where_all_of_them_decide_there_is_nothing_to_claim(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "first", &both)->mode = DECIDE_ALL;
    submit_by(&s, "gao.min");
    refused_with(&s, as(&s, "liu.yang", COMMAND_CLAIM, NULL), "claim.not_any");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    scene_free(&s);
}

static void the_initiator_urges_at_most_so_often(void **state) {
    (void)state;
    scene_t s;
    one_step(&s, &liu, 0);
    refused_with(&s, as(&s, "liu.yang", COMMAND_URGE, NULL), "record.not_yours");
    must(&s, as(&s, "gao.min", COMMAND_URGE, NULL));
    assert_int_equal(s.out.message_count, 1);
    assert_int_equal(s.out.messages[0].recipient, scene_person(&s, "liu.yang"));
    s.now += MS_HOUR;
    refused_with(&s, as(&s, "gao.min", COMMAND_URGE, NULL), "urge.too_often");
    s.now += 3 * MS_HOUR - 1;
    refused_with(&s, as(&s, "gao.min", COMMAND_URGE, NULL), "urge.too_often");
    s.now += 1;
    must(&s, as(&s, "gao.min", COMMAND_URGE, NULL));
    scene_free(&s);
}

static void A43_how_often_is_the_flows_to_say_and_counts_for_each_task(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    s.rules.flow.urge_every = limit_workdays(1);
    fixed_group(&s.rules, 0, 0, STEP_PARALLEL);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &both);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &liu);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "gao.min", COMMAND_URGE, "please"));
    assert_int_equal(events_of(&s, EVENT_URGED), 3);
    assert_int_equal(told(&s, "task.urged", "wang.fang"), 1);
    s.now += 5 * MS_HOUR; /* past the usual time, within the flow's */
    refused_with(&s, as(&s, "gao.min", COMMAND_URGE, NULL), "urge.too_often");
    error_says(&s, "at", "2026-03-04T00:00:00Z");
    s.now = (SCENE_START / MS_DAY + 2) * MS_DAY;
    must(&s, as(&s, "gao.min", COMMAND_URGE, NULL));
    scene_free(&s);
}

static void A43_nobody_urges_themselves(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    static const source_t initiator = {.kind = SOURCE_INITIATOR};
    fixed_leaf(&s.rules, 0, 0, STEP_ACT, "pack", &initiator);
    submit_by(&s, "gao.min");
    refused_with(&s, as(&s, "gao.min", COMMAND_URGE, NULL), "urge.nobody");
    scene_free(&s);
}

static void A23_to_A29_whom_it_is_about_has_to_be_said(void **state) {
    (void)state;
    static const command_kind_t kinds[] = {COMMAND_TRANSFER,      COMMAND_DELEGATE, COMMAND_ADD_SIGNER,
                                           COMMAND_REMOVE_SIGNER, COMMAND_ASK,      COMMAND_WARN};
    scene_t s;
    one_step(&s, &liu, 0);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        command_t c = scene_cmd(&s, "liu.yang", kinds[i]);
        c.text = "please";
        c.where = ADDED_BEFORE;
        refused_with(&s, scene_command(&s, &c), "person.required");
    }
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_prepared_comes_back_to_the_owner_who_decides),
        cmocka_unit_test(the_owner_may_decide_without_waiting_for_it),
        cmocka_unit_test(a_question_pauses_the_clock_only_where_the_rule_says_so),
        cmocka_unit_test(a_question_ends_with_the_task_that_ran_out_of_time),
        cmocka_unit_test(whoever_claims_it_first_has_it),
        cmocka_unit_test(a_claim_of_somebody_who_left_keeps_nobody_from_it),
        cmocka_unit_test(A28_where_all_of_them_decide_there_is_nothing_to_claim),
        cmocka_unit_test(the_initiator_urges_at_most_so_often),
        cmocka_unit_test(A43_how_often_is_the_flows_to_say_and_counts_for_each_task),
        cmocka_unit_test(A43_nobody_urges_themselves),
        cmocka_unit_test(A23_to_A29_whom_it_is_about_has_to_be_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
