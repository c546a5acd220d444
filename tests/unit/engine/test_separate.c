/* Separation of duties (A13): roles on one record that a rule keeps apart. Wang Fang heads finance, Zhao Lei
 * leads it, Li Na is the director and the flow's fallback. */
#include "scene.h"

static source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static source_t li = {.kind = SOURCE_PERSON, .key = "li.na"};
static source_t liu_too = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static source_t wang_and_liu = {.kind = SOURCE_PERSON, .key = "wang.fang", .next = &liu_too};
static source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};
static source_t initiator = {.kind = SOURCE_INITIATOR};

static separate_t pairs[] = {{"head", "finance"}, {"initiator", "payment"}};

static void begin(scene_t *s) {
    scene_init(s);
    s->rules.flow.separate = pairs;
    s->rules.flow.separate_count = 2;
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
}

/* head by that source, then finance */
static void head_then_finance(scene_t *s, const source_t *head, const source_t *finance) {
    begin(s);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "head", head);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "finance", finance);
}

static void A13_who_decided_one_role_is_passed_over_for_the_other_as_its_step_opens(void **state) {
    (void)state;
    scene_t s;
    head_then_finance(&s, &liu, &liu);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    const task_t *task = open_task(&s, "finance", "wang.fang"); /* her head */
    assert_non_null(task);
    assert_string_equal(task->reason, "people.separate_superior");
    assert_string_equal(task->reason_text, "liu.yang");
    scene_free(&s);
}

/* As an adjustment names it where the stage has a step of that name (P2.3.3): found by the simulation. */
static void A13_a_step_that_is_asked_for_again_has_the_role_that_it_had(void **state) {
    (void)state;
    static const char *const names[] = {"head.2", "head.12", "head-of-it", "head.office"};
    for (size_t i = 0; i < 4; i++) {
        scene_t s;
        head_then_finance(&s, &liu, &liu);
        s.rules.steps[0][1].name = names[i];
        submit_by(&s, "gao.min");
        must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
        assert_int_equal(open_task(&s, "finance", "liu.yang") == NULL, i < 2);
        scene_free(&s);
    }
}

static void A13_of_several_only_the_one_who_holds_the_other_role_is_replaced(void **state) {
    (void)state;
    scene_t s;
    head_then_finance(&s, &wang, &wang_and_liu);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_null(open_task(&s, "finance", "wang.fang"));
    assert_non_null(open_task(&s, "finance", "liu.yang"));
    assert_null(open_task(&s, "finance", "li.na")); /* her superior: another has the step */
    scene_free(&s);
    head_then_finance(&s, &wang, &wang_and_liu);
    s.rules.steps[0][2].mode = DECIDE_ALL; /* her place is one of those that decide */
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_null(open_task(&s, "finance", "wang.fang"));
    assert_non_null(open_task(&s, "finance", "liu.yang"));
    assert_non_null(open_task(&s, "finance", "li.na"));
    scene_free(&s);
}

/* Sun Li applies, Wang Fang decides as head, and is the fallback and Sun Li's superior too. */
static void A13_no_superior_and_no_fallback_is_asked_while_another_of_the_role_may_have_it(void **state) {
    (void)state;
    static const source_t administration = {.kind = SOURCE_ROLE, .key = "finance.administration"};
    static separate_t kept[] = {{"initiator", "check"}, {"head", "check"}};
    scene_t s;
    begin(&s);
    s.rules.flow.separate = kept;
    s.rules.flow.fallback = &wang;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "head", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "check", &administration);
    submit_by(&s, "sun.li");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_null(open_task(&s, "check", "sun.li"));
    assert_null(open_task(&s, "check", "wang.fang"));
    assert_non_null(open_task(&s, "check", "liu.yang"));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* The same, but nobody else is in the role. */
static void A13_who_is_above_the_superior_comes_after_the_fallback(void **state) {
    (void)state;
    scene_t s;
    head_then_finance(&s, &wang, &wang);
    s.rules.flow.fallback = &wang;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "finance", "li.na"));
    scene_free(&s);
    static separate_t kept[] = {{"head", "finance"}, {"chief", "finance"}};
    begin(&s);
    s.rules.flow.separate = kept;
    s.rules.flow.fallback = &wang;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "head", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "chief", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "finance", &liu);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    const task_t *task = open_task(&s, "finance", "li.na");
    assert_non_null(task);
    assert_string_equal(task->reason, "people.separate_superior");
    assert_string_equal(task->reason_text, "liu.yang");
    scene_free(&s);
}

static void A12_an_applicant_for_whom_nobody_is_found_is_passed_over_while_others_remain(void **state) {
    (void)state;
    static const source_t director_too = {.kind = SOURCE_PERSON, .key = "liu.yang"};
    static const source_t either = {.kind = SOURCE_PERSON, .key = "li.na", .next = &director_too};
    scene_t s;
    begin(&s);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "a", &either);
    submit_by(&s, "li.na"); /* nobody is above her, and she is the fallback */
    assert_null(open_task(&s, "a", "li.na"));
    assert_non_null(open_task(&s, "a", "liu.yang"));
    scene_free(&s);
}

static void A13_it_holds_the_other_way_round_and_beside(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    s.rules.steps[0][0].kind = STEP_PARALLEL;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "finance", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "head", &liu);
    submit_by(&s, "gao.min");
    assert_non_null(open_task(&s, "finance", "liu.yang"));
    assert_non_null(open_task(&s, "head", "wang.fang"));
    scene_free(&s);
}

static void A13_steps_that_no_pair_names_are_free(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "head", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "finances", &liu);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "finances", "liu.yang"));
    scene_free(&s);
}

static void A13_the_initiator_is_a_role_too_and_work_a_duty(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    fixed_leaf(&s.rules, 0, 1, STEP_ACT, "payment", &initiator);
    submit_by(&s, "gao.min");
    assert_non_null(open_task(&s, "payment", "chen.wei"));
    scene_free(&s);
}

static void A13_when_nobody_is_left_the_command_is_refused_and_says_which_roles(void **state) {
    (void)state;
    scene_t s;
    head_then_finance(&s, &li, &li);
    must(&s, draft_by(&s, "gao.min")); /* who can do something about it: li.na could only refuse */
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "people.separated");
    error_says(&s, "step", "finance");
    error_says(&s, "other", "head");
    error_says(&s, "person", "li.na");
    assert_int_equal(s.out.incident_count, 1); /* whoever keeps the rules hears of it */
    scene_free(&s);
}

/* What can't be known before: who of several decides. */
static void A13_what_nobody_could_know_as_it_was_submitted_is_told_when_the_step_opens(void **state) {
    (void)state;
    static const source_t either = {.kind = SOURCE_PERSON, .key = "li.na", .next = &liu};
    scene_t s;
    head_then_finance(&s, &either, &li);
    submit_by(&s, "gao.min");
    refused_with(&s, as(&s, "li.na", COMMAND_APPROVE, NULL), "people.separated");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    scene_free(&s);
}

static void A13_nothing_is_looked_ahead_for_that_an_earlier_step_will_say(void **state) {
    (void)state;
    static const source_t whoever = {.kind = SOURCE_DECIDER, .key = "between"};
    scene_t s;
    head_then_finance(&s, &li, &whoever);
    s.rules.flow.fallback = &li;
    step_t finance = s.rules.steps[0][2];
    s.rules.plans[0].step_count--;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "between", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "finance", finance.by);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "finance", "liu.yang"));
    scene_free(&s);
}

static void A13_who_comes_next_and_may_not_have_it_either_is_named(void **state) {
    (void)state;
    static separate_t kept[] = {{"head", "finance"}, {"chief", "finance"}, {"third", "finance"}};
    scene_t s;
    begin(&s);
    s.rules.flow.separate = kept;
    s.rules.flow.separate_count = 3;
    s.rules.flow.fallback = &wang;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "head", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "chief", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "third", &li);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "finance", &liu);
    must(&s, draft_by(&s, "gao.min"));
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "people.separated");
    error_says(&s, "person", "liu.yang");
    error_says(&s, "instead", "wang.fang, li.na");
    scene_free(&s);
}

static int to(scene_t *s, const char *who, command_kind_t kind, const char *whom) {
    int64_t person = scene_person(s, whom);
    command_t c = scene_cmd(s, who, kind);
    c.people = &person;
    c.people_count = 1;
    c.where = ADDED_BEFORE;
    return scene_command(s, &c);
}

/* Pay and check beside each other, of which who pays checks no more. */
static void pay_beside_check(scene_t *s, const source_t *pays, const source_t *checks) {
    static separate_t kept[] = {{"pay", "check", .one_way = true}};
    begin(s);
    s->rules.flow.separate = kept;
    s->rules.flow.separate_count = 1;
    s->rules.steps[0][0].kind = STEP_PARALLEL;
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "check", checks);
    fixed_leaf(&s->rules, 0, 1, STEP_ACT, "pay", pays);
}

static void A13_one_way_who_does_it_approves_it_no_more_though_it_was_theirs_to_approve(void **state) {
    (void)state;
    scene_t s;
    pay_beside_check(&s, &chen, &liu);
    submit_by(&s, "gao.min");
    refused_with(&s, to(&s, "liu.yang", COMMAND_TRANSFER, "chen.wei"), "people.separated"); /* he pays */
    must(&s, to(&s, "chen.wei", COMMAND_TRANSFER, "liu.yang")); /* work goes to whoever is there for it */
    refused_with(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "check", NULL), "people.separated");
    error_says(&s, "other", "pay");
    int64_t wang_fang = scene_person(&s, "wang.fang");
    command_t hand_on = scene_cmd(&s, "liu.yang", COMMAND_TRANSFER);
    hand_on.step = "check";
    hand_on.people = &wang_fang;
    hand_on.people_count = 1;
    must(&s, scene_command(&s, &hand_on));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    scene_free(&s);
}

static void A13_one_way_who_approved_it_may_come_to_do_it(void **state) {
    (void)state;
    scene_t s;
    pay_beside_check(&s, &chen, &liu);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, to(&s, "chen.wei", COMMAND_TRANSFER, "liu.yang"));
    must(&s, as(&s, "liu.yang", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A13_a_task_is_not_handed_to_who_holds_the_other_role(void **state) {
    (void)state;
    scene_t s;
    head_then_finance(&s, &wang, &liu);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    refused_with(&s, to(&s, "liu.yang", COMMAND_TRANSFER, "wang.fang"), "people.separated");
    must(&s, to(&s, "liu.yang", COMMAND_TRANSFER, "sun.li"));
    scene_free(&s);
}

/* Found by the simulation: a seat that the decision had closed would open again for somebody who got the
 * other role meanwhile. */
static void A13_a_decision_is_not_taken_back_when_that_would_give_somebody_both(void **state) {
    (void)state;
    scene_t s;
    begin(&s);
    s.rules.steps[0][0].kind = STEP_PARALLEL;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "head", &chen);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "finance", &wang_and_liu);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, to(&s, "chen.wei", COMMAND_TRANSFER, "liu.yang"));
    assert_non_null(open_task(&s, "head", "liu.yang"));
    refused_with(&s, as(&s, "wang.fang", COMMAND_TAKE_BACK, NULL), "people.separated");
    must(&s, to(&s, "liu.yang", COMMAND_TRANSFER, "sun.li"));
    must(&s, as(&s, "wang.fang", COMMAND_TAKE_BACK, NULL));
    assert_non_null(open_task(&s, "finance", "liu.yang"));
    scene_free(&s);
}

/* Who is nobody of the company has decided nothing on the record, whoever has no principal there, and
 * whatever a timer decided. */
static void A13_A51_the_owner_of_the_store_holds_no_role(void **state) {
    (void)state;
    scene_t s;
    head_then_finance(&s, &wang, &liu);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    command_t c = {.kind = COMMAND_COMPLETE,
                   .actor = {.kind = ACTOR_SYSTEM, .auth = AUTH_PEER_UID, .uid = 0},
                   .owner = true,
                   .record = s.record->id,
                   .at = INSTANT_NONE,
                   .due = INSTANT_NONE,
                   .step = "finance",
                   .text = "they are ill"};
    must(&s, scene_command(&s, &c));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A13_a_signer_holds_the_role_of_the_step_that_they_sign_for(void **state) {
    (void)state;
    scene_t s;
    head_then_finance(&s, &wang, &liu);
    submit_by(&s, "gao.min");
    must(&s, to(&s, "wang.fang", COMMAND_ADD_SIGNER, "liu.yang")); /* head.before */
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_null(open_task(&s, "finance", "liu.yang"));
    assert_non_null(
        open_task(&s, "finance", "li.na")); /* his head has the other role as well: her superior is asked */
    scene_free(&s);
    head_then_finance(&s, &wang, &liu);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    refused_with(&s, to(&s, "liu.yang", COMMAND_ADD_SIGNER, "wang.fang"), "people.separated");
    scene_free(&s);
}

static void A13_a_deadline_hands_the_task_to_somebody_else(void **state) {
    (void)state;
    scene_t s;
    rung_act_t act = {.action = RUNG_REASSIGN, .who = &wang};
    rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    head_then_finance(&s, &wang, &liu);
    s.rules.steps[0][2].ladder = (ladder_t){&rung, 1};
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_true(fire_next(&s));
    assert_null(open_task(&s, "finance", "wang.fang"));
    assert_non_null(open_task(&s, "finance", "li.na"));
    scene_free(&s);
}

#define IN_AUGUST (INT64_C(20668) * MS_DAY + 9 * MS_HOUR) /* Zhou Jie stands in for Wang Fang */

static void A13_nobody_stands_in_for_a_role_kept_apart_from_their_own(void **state) {
    (void)state;
    scene_t s;
    source_t zhou = {.kind = SOURCE_PERSON, .key = "zhou.jie"};
    head_then_finance(&s, &zhou, &wang);
    s.now = IN_AUGUST;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "zhou.jie", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "finance", "wang.fang"));
    assert_null(open_task(&s, "finance", "zhou.jie"));
    scene_free(&s);
}

static void A13_both_who_stands_in_and_whom_they_stand_in_for_hold_the_role(void **state) {
    (void)state;
    scene_t s;
    source_t zhou = {.kind = SOURCE_PERSON, .key = "zhou.jie"};
    head_then_finance(&s, &wang, &wang);
    s.now = IN_AUGUST;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "zhou.jie", COMMAND_APPROVE, NULL)); /* in Wang Fang's name */
    assert_non_null(open_task(&s, "finance", "li.na"));
    scene_free(&s);
    head_then_finance(&s, &wang, &zhou);
    s.now = IN_AUGUST;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "zhou.jie", COMMAND_APPROVE, NULL));
    assert_null(open_task(&s, "finance", "zhou.jie"));
    scene_free(&s);
}

static void A13_whoever_decided_in_one_role_decides_nothing_in_the_other(void **state) {
    (void)state;
    scene_t s;
    /* given out while the rules kept nothing apart */
    head_then_finance(&s, &wang_and_liu, &liu);
    s.rules.flow.separate_count = 0;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    s.rules.flow.separate_count = 2;
    refused_with(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL), "people.separated");
    refused_with(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no"), "people.separated");
    refused_with(&s, as(&s, "liu.yang", COMMAND_CLAIM, NULL), "people.separated");
    scene_free(&s);
}

static void A13_holds_on_the_whole_record_and_not_by_what_was_taken_back(void **state) {
    (void)state;
    scene_t s;
    head_then_finance(&s, &wang_and_liu, &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "last", &chen);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_RETURN, "once more")); /* decided in finance */
    must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_null(open_task(&s, "head", "liu.yang"));
    assert_non_null(open_task(&s, "head", "wang.fang"));
    scene_free(&s);
    head_then_finance(&s, &wang_and_liu, &liu);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, "a slip"));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "finance", "liu.yang"));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A13_who_decided_one_role_is_passed_over_for_the_other_as_its_step_opens),
        cmocka_unit_test(A13_a_step_that_is_asked_for_again_has_the_role_that_it_had),
        cmocka_unit_test(A13_of_several_only_the_one_who_holds_the_other_role_is_replaced),
        cmocka_unit_test(A13_no_superior_and_no_fallback_is_asked_while_another_of_the_role_may_have_it),
        cmocka_unit_test(A13_who_is_above_the_superior_comes_after_the_fallback),
        cmocka_unit_test(A12_an_applicant_for_whom_nobody_is_found_is_passed_over_while_others_remain),
        cmocka_unit_test(A13_what_nobody_could_know_as_it_was_submitted_is_told_when_the_step_opens),
        cmocka_unit_test(A13_nothing_is_looked_ahead_for_that_an_earlier_step_will_say),
        cmocka_unit_test(A13_who_comes_next_and_may_not_have_it_either_is_named),
        cmocka_unit_test(A13_it_holds_the_other_way_round_and_beside),
        cmocka_unit_test(A13_one_way_who_does_it_approves_it_no_more_though_it_was_theirs_to_approve),
        cmocka_unit_test(A13_one_way_who_approved_it_may_come_to_do_it),
        cmocka_unit_test(A13_steps_that_no_pair_names_are_free),
        cmocka_unit_test(A13_the_initiator_is_a_role_too_and_work_a_duty),
        cmocka_unit_test(A13_when_nobody_is_left_the_command_is_refused_and_says_which_roles),
        cmocka_unit_test(A13_a_task_is_not_handed_to_who_holds_the_other_role),
        cmocka_unit_test(A13_a_decision_is_not_taken_back_when_that_would_give_somebody_both),
        cmocka_unit_test(A13_A51_the_owner_of_the_store_holds_no_role),
        cmocka_unit_test(A13_a_signer_holds_the_role_of_the_step_that_they_sign_for),
        cmocka_unit_test(A13_a_deadline_hands_the_task_to_somebody_else),
        cmocka_unit_test(A13_nobody_stands_in_for_a_role_kept_apart_from_their_own),
        cmocka_unit_test(A13_both_who_stands_in_and_whom_they_stand_in_for_hold_the_role),
        cmocka_unit_test(A13_whoever_decided_in_one_role_decides_nothing_in_the_other),
        cmocka_unit_test(A13_holds_on_the_whole_record_and_not_by_what_was_taken_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
