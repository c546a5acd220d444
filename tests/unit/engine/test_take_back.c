/* Decisions taken back (A27), and what keeps them from it: that somebody has touched what they opened. */
#include "scene.h"

static source_t liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static source_t li = {.kind = SOURCE_PERSON, .key = "li.na"};

/* sequence: first (liu.yang), second (wang.fang), third (li.na); the first has approved */
static void second_of_three(scene_t *s) {
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "second", &wang)->permits = PERMIT_USUAL;
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "third", &li);
    submit_by(s, "gao.min");
    must(s, as(s, "liu.yang", COMMAND_APPROVE, NULL));
}

static void touched_by_wang(scene_t *s) {
    refused_with(s, as(s, "liu.yang", COMMAND_TAKE_BACK, NULL), "take_back.touched");
    error_says(s, "by", "wang.fang");
    error_says(s, "step", "second");
    scene_free(s);
}

static void A27_a_remark_of_the_next_is_made_there_though_it_names_no_step(void **state) {
    (void)state;
    scene_t s;
    second_of_three(&s);
    must(&s, as(&s, "wang.fang", COMMAND_COMMENT, "I look into it"));
    touched_by_wang(&s);
    second_of_three(&s);
    must(&s, as_on(&s, "wang.fang", COMMAND_COMMENT, "second", "I look into it"));
    touched_by_wang(&s);
}

static void A27_a_remark_of_others_is_made_on_the_record(void **state) {
    (void)state;
    scene_t s;
    second_of_three(&s);
    must(&s, as(&s, "gao.min", COMMAND_COMMENT, "it is urgent"));
    must(&s, as(&s, "liu.yang", COMMAND_COMMENT, "a slip"));
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
    assert_non_null(open_task(&s, "first", "liu.yang"));
    scene_free(&s);
}

static void A27_A29_nobody_remarks_at_the_task_of_somebody_else(void **state) {
    (void)state;
    scene_t s;
    second_of_three(&s);
    command_t c = scene_cmd(&s, "gao.min", COMMAND_COMMENT);
    c.text = "well?";
    c.task = open_task(&s, "second", "wang.fang")->id;
    refused_with(&s, scene_command(&s, &c), "task.not_yours");
    error_says(&s, "holder", "wang.fang");
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL)); /* nobody has touched it */
    scene_free(&s);
    second_of_three(&s);
    c = scene_cmd(&s, "liu.yang", COMMAND_COMMENT);
    c.text = "I forgot to say";
    c.task = s.record->tasks[0].id; /* their own, though it has ended */
    must(&s, scene_command(&s, &c));
    c.task = 987654;
    refused_with(&s, scene_command(&s, &c), "task.unknown");
    scene_free(&s);
}

static void A29_a_remark_at_a_step_is_made_by_who_has_it(void **state) {
    (void)state;
    scene_t s;
    second_of_three(&s);
    refused_with(&s, as_on(&s, "gao.min", COMMAND_COMMENT, "second", "well?"), "task.not_yours");
    error_says(&s, "holder", "wang.fang");
    refused_with(&s, as_on(&s, "wang.fang", COMMAND_COMMENT, "secund", "well?"), "step.nobody");
    error_says(&s, "step", "secund");
    refused_with(&s, as_on(&s, "li.na", COMMAND_COMMENT, "third", "well?"), "step.nobody");
    refused_with(&s, as_on(&s, "liu.yang", COMMAND_COMMENT, "first", "well?"), "task.not_open");
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL)); /* nobody has touched anything */
    scene_free(&s);
}

static void A27_a_signer_added_there_on_any_side_touches_it(void **state) {
    (void)state;
    const added_t sides[] = {ADDED_BEFORE, ADDED_AFTER, ADDED_BESIDE};
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        scene_t s;
        second_of_three(&s);
        int64_t signer = scene_person(&s, "chen.wei");
        command_t c = scene_cmd(&s, "wang.fang", COMMAND_ADD_SIGNER);
        c.people = &signer;
        c.people_count = 1;
        c.where = sides[i];
        must(&s, scene_command(&s, &c));
        touched_by_wang(&s);
    }
}

/* The signer came before the decision that opened their step: it touches nothing of what the decision opened.
 */
static void A27_who_was_added_before_the_decision_does_not_keep_it_from_being_taken_back(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->permits = PERMIT_USUAL;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang);
    submit_by(&s, "gao.min");
    int64_t signer = scene_person(&s, "chen.wei");
    command_t c = scene_cmd(&s, "liu.yang", COMMAND_ADD_SIGNER);
    c.people = &signer;
    c.people_count = 1;
    c.where = ADDED_AFTER;
    must(&s, scene_command(&s, &c));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "first.after", "chen.wei"));
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
    assert_null(open_task(&s, "first.after", NULL));
    assert_non_null(open_task(&s, "first", "liu.yang"));
    scene_free(&s);
}

/* ---- what sent the record back to its initiator */

/* parallel: left (liu.yang), right (wang.fang); then last (li.na) */
static void two_branches(scene_t *s) {
    scene_init(s);
    s->rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_group(&s->rules, 0, 1, STEP_PARALLEL);
    fixed_leaf(&s->rules, 0, 2, STEP_APPROVE, "left", &liu)->may_return = true;
    fixed_leaf(&s->rules, 0, 2, STEP_APPROVE, "right", &wang);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "last", &li);
    submit_by(s, "gao.min");
}

static void sent_back(scene_t *s, command_kind_t by) {
    two_branches(s);
    s->now += MS_HOUR;
    must(s, as(s, "liu.yang", by, "which supplier?"));
    assert_int_equal(s->record->state, RECORD_RETURNED);
    s->now += MS_HOUR;
}

static void goes_on_as_before(scene_t *s) {
    assert_int_equal(s->record->state, RECORD_OPEN);
    assert_int_equal(s->record->round, 1);
    assert_int_equal(told(s, "task.taken_back", "gao.min"), 1);
    assert_null(open_task(s, "revise", NULL));
    assert_null(open_task(s, "last", NULL));
    must(s, as(s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_null(open_task(s, "last", NULL));
    must(s, as(s, "liu.yang", COMMAND_APPROVE, NULL));
    must(s, as(s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s->record->state, RECORD_FINISHED);
    scene_free(s);
}

static void A27_a_return_to_the_initiator_is_taken_back_while_they_have_done_nothing(void **state) {
    (void)state;
    scene_t s;
    sent_back(&s, COMMAND_RETURN);
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, "I see it now"));
    goes_on_as_before(&s);
}

static void A27_a_refusal_that_went_to_the_initiator_is_taken_back_as_well(void **state) {
    (void)state;
    scene_t s;
    sent_back(&s, COMMAND_REFUSE);
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, "I see it now"));
    goes_on_as_before(&s);
}

static void A27_what_the_initiator_has_begun_to_revise_is_theirs(void **state) {
    (void)state;
    const command_kind_t by[] = {COMMAND_RETURN, COMMAND_REFUSE};
    for (size_t i = 0; i < sizeof by / sizeof *by; i++) {
        scene_t s;
        sent_back(&s, by[i]);
        must(&s, as_with(&s, "gao.min", COMMAND_EDIT, money_field("amount", 100)));
        refused_with(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL), "take_back.touched");
        error_says(&s, "by", "gao.min");
        scene_free(&s);
        sent_back(&s, by[i]);
        must(&s, as(&s, "gao.min", COMMAND_COMMENT, "I look it up"));
        refused_with(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL), "take_back.touched");
        must(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL));
        refused_with(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL), "take_back.none");
        scene_free(&s);
    }
}

static void A27_only_the_decision_that_sent_it_back_is_taken_back_meanwhile(void **state) {
    (void)state;
    scene_t s;
    two_branches(&s);
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    s.now += MS_HOUR;
    must(&s, as(&s, "liu.yang", COMMAND_RETURN, "which supplier?"));
    refused_with(&s, as(&s, "wang.fang", COMMAND_TAKE_BACK, NULL), "record.state");
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
    assert_null(open_task(&s, "right", NULL)); /* what was decided there stands */
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "last", "li.na"));
    scene_free(&s);
}

static void A42_the_decision_that_ended_it_is_not_taken_back_once_it_is_open_again(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    s.rules.flow.withdraw = WITHDRAW_AFTER_APPROVAL;
    s.rules.flow.withdraw_within = (limit_t){.kind = LIMIT_ELAPSED, .ms = MS_DAY};
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "only", &liu);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "gao.min", COMMAND_WITHDRAW, NULL));
    assert_int_equal(s.record->state, RECORD_RETURNED);
    refused_with(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL), "record.state");
    scene_free(&s);
}

/* Beside the plan: a warning to chen.wei, who took notice, and sun.li; an order to sun.li, which chen.wei
 * checks. */
static void with_beside(scene_t *s) {
    int64_t whom[] = {scene_person(s, "chen.wei"), scene_person(s, "sun.li")};
    command_t c = scene_cmd(s, "liu.yang", COMMAND_WARN);
    c.people = whom;
    c.people_count = 2;
    c.text = "mind the date";
    must(s, scene_command(s, &c));
    c = scene_cmd(s, "chen.wei", COMMAND_ORDER);
    c.people = &whom[1];
    c.people_count = 1;
    c.text = "put the sign up";
    must(s, scene_command(s, &c));
    must(s, as_on(s, "chen.wei", COMMAND_ACKNOWLEDGE, "warning", NULL));
    s->now += MS_HOUR;
}

static void beside_goes_on(scene_t *s, instant_t due) {
    assert_null(open_task(s, "warning", "chen.wei")); /* who has taken notice need not again */
    assert_non_null(open_task(s, "warning", "sun.li"));
    assert_int_equal(told(s, "task.opened", "sun.li"), 2); /* told again of both */
    const task_t *order = open_task(s, "rectify", "sun.li");
    assert_non_null(order);
    assert_int_equal(record_task_clock(s->record, order)->due_at, due + MS_HOUR);
    assert_int_equal(state_of(s, "rectify.check"), STEP_WAITING);
    field_t said[] = {text_field("measures", "a sign"), text_field("result", "it is up")};
    command_t c = scene_cmd(s, "sun.li", COMMAND_LOG);
    c.step = "rectify";
    c.said = said;
    c.said_count = 2;
    must(s, scene_command(s, &c));
    assert_non_null(open_task(s, "rectify.check", "chen.wei"));
}

static void A27_what_stood_beside_the_plan_and_was_closed_with_it_goes_on_as_well(void **state) {
    (void)state;
    const command_kind_t by[] = {COMMAND_RETURN, COMMAND_REFUSE, COMMAND_REFUSE};
    for (size_t i = 0; i < sizeof by / sizeof *by; i++) {
        scene_t s;
        two_branches(&s);
        s.rules.flow.acknowledge = i == 2; /* before the initiator has taken notice */
        with_beside(&s);
        instant_t due = record_task_clock(s.record, open_task(&s, "rectify", "sun.li"))->due_at;
        must(&s, as_on(&s, "liu.yang", by[i], "left", "which supplier?"));
        assert_null(open_task(&s, "warning", NULL));
        assert_null(open_task(&s, "rectify", NULL));
        s.now += MS_HOUR;
        must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
        assert_int_equal(s.record->state, RECORD_OPEN);
        beside_goes_on(&s, due);
        scene_free(&s);
    }
}

static void A27_what_was_over_beside_the_plan_before_stays_over(void **state) {
    (void)state;
    scene_t s;
    two_branches(&s);
    with_beside(&s);
    must(&s, as_on(&s, "sun.li", COMMAND_ACKNOWLEDGE, "warning", NULL));
    s.now += MS_HOUR;
    must(&s, as_on(&s, "liu.yang", COMMAND_RETURN, "left", "which supplier?"));
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
    assert_null(open_task(&s, "warning", NULL));
    assert_non_null(open_task(&s, "rectify", "sun.li"));
    scene_free(&s);
}

static void A27_only_who_refused_takes_the_refusal_back(void **state) {
    (void)state;
    for (int acknowledge = 0; acknowledge < 2; acknowledge++) {
        scene_t s;
        two_branches(&s);
        s.rules.flow.acknowledge = acknowledge;
        must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
        s.now += MS_HOUR;
        must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no"));
        refused_with(&s, as(&s, "wang.fang", COMMAND_TAKE_BACK, NULL), "record.state");
        must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
        assert_non_null(open_task(&s, "left", "liu.yang"));
        scene_free(&s);
    }
}

static void A27_a_monitor_that_a_return_closed_watches_again(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->may_return = true;
    fixed_leaf(&s.rules, 0, 1, STEP_MONITOR, "watch", &wang);
    submit_by(&s, "gao.min");
    assert_non_null(open_task(&s, "watch", "wang.fang"));
    s.now += MS_HOUR;
    must(&s, as(&s, "liu.yang", COMMAND_RETURN, "which supplier?"));
    assert_null(open_task(&s, "watch", "wang.fang"));
    s.now += MS_HOUR;
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
    assert_non_null(open_task(&s, "watch", "wang.fang"));
    scene_free(&s);
}

/* In the second preparation nobody has decided yet; the first is over. */
static void A27_what_was_said_in_an_earlier_preparation_is_not_taken_back_in_the_next(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    s.rules.flow.stage_count = 2;
    s.rules.stages[0] = (stage_def_t){.name = "prepare", .kind = STAGE_PREPARE};
    s.rules.stages[1] = (stage_def_t){.name = "approval", .kind = STAGE_APPROVAL};
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_AGREE, "a", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_AGREE, "b", &wang);
    fixed_leaf(&s.rules, 1, 0, STEP_APPROVE, "only", &li);
    must(&s, draft_by(&s, "gao.min"));
    must(&s, as(&s, "gao.min", COMMAND_PREPARE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_AGREE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "too much"));
    must(&s, as(&s, "gao.min", COMMAND_PREPARE, NULL));
    refused_with(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL), "take_back.none");
    must(&s, as(&s, "liu.yang", COMMAND_AGREE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
    assert_non_null(open_task(&s, "a", "liu.yang"));
    scene_free(&s);
}

static int hand_on(scene_t *s, const char *who, const char *to) {
    int64_t person = scene_person(s, to);
    command_t c = scene_cmd(s, who, COMMAND_TRANSFER);
    c.people = &person;
    c.people_count = 1;
    return scene_command(s, &c);
}

/* Who holds two tasks may decide the one that was given out later first. */
static void A27_the_last_decision_is_the_one_made_last(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_ALL);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "a", &liu)->permits = PERMIT_USUAL;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "b", &wang)->permits = PERMIT_USUAL;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "c", &li);
    submit_by(&s, "gao.min");
    must(&s, hand_on(&s, "wang.fang", "liu.yang"));
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "b", NULL));
    s.now += MS_HOUR;
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "a", NULL));
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
    assert_non_null(open_task(&s, "a", "liu.yang"));
    assert_null(open_task(&s, "b", "liu.yang"));
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
    assert_non_null(open_task(&s, "b", "liu.yang"));
    scene_free(&s);
}

/* An administrator led the record on after the first refusal, and closed its notice. */
static void A27_the_notice_of_an_earlier_refusal_does_not_keep_the_next_from_being_taken_back(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    s.rules.flow.acknowledge = true;
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->permits = PERMIT_USUAL;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no"));
    s.now += MS_HOUR;
    command_t c = scene_cmd(&s, "xu.jing", COMMAND_JUMP);
    c.actor = (actor_t){.kind = ACTOR_SYSTEM, .uid = -1};
    c.owner = true;
    c.text = "look at it again";
    c.to_step = "first";
    must(&s, scene_command(&s, &c));
    s.now += MS_HOUR;
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "still no"));
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
    assert_non_null(open_task(&s, "first", "liu.yang"));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A27_the_last_decision_is_the_one_made_last),
        cmocka_unit_test(A27_the_notice_of_an_earlier_refusal_does_not_keep_the_next_from_being_taken_back),
        cmocka_unit_test(A27_a_remark_of_the_next_is_made_there_though_it_names_no_step),
        cmocka_unit_test(A27_a_remark_of_others_is_made_on_the_record),
        cmocka_unit_test(A27_A29_nobody_remarks_at_the_task_of_somebody_else),
        cmocka_unit_test(A29_a_remark_at_a_step_is_made_by_who_has_it),
        cmocka_unit_test(A27_a_signer_added_there_on_any_side_touches_it),
        cmocka_unit_test(A27_who_was_added_before_the_decision_does_not_keep_it_from_being_taken_back),
        cmocka_unit_test(A27_a_return_to_the_initiator_is_taken_back_while_they_have_done_nothing),
        cmocka_unit_test(A27_a_refusal_that_went_to_the_initiator_is_taken_back_as_well),
        cmocka_unit_test(A27_what_the_initiator_has_begun_to_revise_is_theirs),
        cmocka_unit_test(A27_only_the_decision_that_sent_it_back_is_taken_back_meanwhile),
        cmocka_unit_test(A42_the_decision_that_ended_it_is_not_taken_back_once_it_is_open_again),
        cmocka_unit_test(A27_what_stood_beside_the_plan_and_was_closed_with_it_goes_on_as_well),
        cmocka_unit_test(A27_what_was_over_beside_the_plan_before_stays_over),
        cmocka_unit_test(A27_only_who_refused_takes_the_refusal_back),
        cmocka_unit_test(A27_a_monitor_that_a_return_closed_watches_again),
        cmocka_unit_test(A27_what_was_said_in_an_earlier_preparation_is_not_taken_back_in_the_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
