/* A decision is taken back (A27): what it had opened is closed, whoever it had closed is asked again, and
 * nobody twice. */
#include "admin_scene.h"
#include "way_back_scene.h"

static source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};

static void taken_back_while_the_next_has_done_nothing(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    approve(&s, "liu.yang");
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, "too fast"));
    assert_non_null(open_task(&s, "first", "liu.yang"));
    assert_null(open_task(&s, "second", "wang.fang"));
    approve(&s, "liu.yang");
    approve(&s, "wang.fang");
    refused_with(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, "too late"), "take_back.touched");
    error_says(&s, "by", "wang.fang");
    approve(&s, "li.na");
    refused_with(&s, as(&s, "li.na", COMMAND_TAKE_BACK, "it is over"), "record.state");
    scene_free(&s);
}

static void not_after_a_comment_there(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    approve(&s, "liu.yang");
    command_t c = scene_cmd(&s, "wang.fang", COMMAND_COMMENT);
    c.task = open_task(&s, "second", "wang.fang")->id;
    c.text = "I look into it";
    must(&s, scene_command(&s, &c));
    refused_with(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL), "take_back.touched");
    scene_free(&s);
}

static void A27_not_after_a_transfer_a_question_or_a_delegation_there(void **state) {
    (void)state;
    static const command_kind_t kinds[] = {COMMAND_TRANSFER, COMMAND_ASK, COMMAND_DELEGATE};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        scene_t s;
        three_steps(&s);
        approve(&s, "liu.yang");
        must(&s, as_to(&s, "wang.fang", kinds[i], "chen.wei", "what of it?"));
        refused_with(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, "too fast"), "take_back.touched");
        scene_free(&s);
    }
}

/* A stage of nothing but a copy stands between: who got it knows, and what came of that is two stages away.
 */
static void A27_not_past_a_whole_stage_that_has_ended(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    s.rules.flow.stage_count = 3;
    s.rules.stages[1] = (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION};
    s.rules.stages[2] = (stage_def_t){.name = "acceptance", .kind = STAGE_ACCEPTANCE};
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "first", &liu)->permits = PERMIT_USUAL;
    fixed_leaf(&s.rules, 1, 0, STEP_COPY, "told", &chen);
    fixed_leaf(&s.rules, 2, 0, STEP_APPROVE, "second", &wang);
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    refused_with(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, "too fast"), "take_back.stage");
    assert_non_null(open_task(&s, "second", "wang.fang"));
    scene_free(&s);
}

/* What the simulation found: whom a ladder had added in the stage after was left open in a group that closed.
 */
static void A27_who_was_added_by_a_ladder_in_the_stage_after_is_closed_with_it(void **state) {
    (void)state;
    static rung_act_t add = {.action = RUNG_ADD, .who = &chen};
    static rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &add, .act_count = 1};
    scene_t s;
    scene_init(&s);
    s.rules.flow.stage_count = 2;
    s.rules.stages[1] = (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION};
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "first", &liu)->permits = PERMIT_USUAL;
    fixed_group(&s.rules, 1, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 1, 1, STEP_APPROVE, "second", &wang)->ladder = (ladder_t){&rung, 1};
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    assert_true(fire_next(&s));
    assert_non_null(open_task(&s, "second.beside", "chen.wei"));
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
    assert_null(open_task(&s, "second.beside", NULL));
    approve(&s, "liu.yang");
    assert_non_null(open_task(&s, "second", "wang.fang"));
    scene_free(&s);
}

/* What the small-scope check found: a step that its signer before had refused was asked again when a decision
 * elsewhere was taken back. */
static void A27_what_a_group_closed_before_it_was_closed_itself_stays_closed(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    s.rules.flow.acknowledge = true;
    fixed_group(&s.rules, 0, 0, STEP_PARALLEL);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "a", &liu);
    fixed_group(&s.rules, 0, 1, STEP_ALL)->on_refuse = ON_REFUSE_WAIT;
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "b", &wang);
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "c", &li);
    submit_by(&s, "gao.min");
    command_t c = scene_cmd(&s, "wang.fang", COMMAND_ADD_SIGNER);
    int64_t signer = scene_person(&s, "chen.wei");
    c.people = &signer;
    c.people_count = 1;
    c.where = ADDED_BEFORE;
    must(&s, scene_command(&s, &c));
    must(&s, as(&s, "chen.wei", COMMAND_REFUSE, "no"));
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no"));
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
    assert_null(open_task(&s, "b", "wang.fang"));
    assert_non_null(open_task(&s, "c", "li.na"));
    approve(&s, "liu.yang");
    approve(&s, "li.na");
    assert_int_equal(s.record->steps[0].state, STEP_REFUSED);
    scene_free(&s);
}

static void others_whom_the_decision_closed_are_asked_again(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_group(&s.rules, 0, 1, STEP_ANY);
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "a", &liu);
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "b", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "last", &li);
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    assert_null(open_task(&s, "b", "wang.fang"));
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
    assert_non_null(open_task(&s, "a", "liu.yang"));
    assert_non_null(open_task(&s, "b", "wang.fang"));
    approve(&s, "wang.fang");
    approve(&s, "li.na");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void what_others_of_the_step_decided_stays(void **state) {
    (void)state;
    scene_t s;
    source_t both = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "a", &both)->mode = DECIDE_ALL;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "last", &li);
    submit_by(&s, "gao.min");
    approve(&s, "wang.fang");
    approve(&s, "liu.yang");
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
    assert_null(open_task(&s, "a", "wang.fang"));
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no"));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void in_a_step_decided_in_order_the_next_turn_waits_again(void **state) {
    (void)state;
    scene_t s;
    source_t three[3] = {liu, wang, li};
    three[0].next = &three[1];
    three[1].next = &three[2];
    scene_init(&s);
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "a", &three[0])->mode = DECIDE_IN_ORDER;
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    assert_non_null(open_task(&s, "a", "wang.fang"));
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
    assert_non_null(open_task(&s, "a", "liu.yang"));
    assert_null(open_task(&s, "a", "wang.fang"));
    approve(&s, "liu.yang");
    approve(&s, "wang.fang");
    refused_with(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL), "take_back.touched");
    error_says(&s, "by", "wang.fang");
    approve(&s, "li.na");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void a_stage_that_the_decision_opened_goes_with_it(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    s.rules.flow.stage_count = 2;
    s.rules.stages[1] = (stage_def_t){.name = "execution", .kind = STAGE_EXECUTION};
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "only", &liu);
    fixed_leaf(&s.rules, 1, 0, STEP_ACT, "work", &li);
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    assert_non_null(open_task(&s, "work", "li.na"));
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
    assert_null(open_task(&s, "work", "li.na"));
    assert_int_equal(s.record->stage, 0);
    approve(&s, "liu.yang");
    must(&s, as(&s, "li.na", COMMAND_DONE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

/* sequence: a (liu.yang or wang.fang, whoever is first), last (li.na) */
static void either_then_last(scene_t *s, source_t *either) {
    *either = (source_t){.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};
    scene_init(s);
    s->rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    s->rules.flow.acknowledge = true;
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "a", either);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "last", &li);
    submit_by(s, "gao.min");
}

static int about(scene_t *s, const char *who, command_kind_t kind, const char *whom) {
    int64_t people[1] = {scene_person(s, whom)};
    command_t c = scene_cmd(s, who, kind);
    c.people = people;
    c.people_count = 1;
    c.where = ADDED_BEFORE;
    c.text = "because";
    return scene_command(s, &c);
}

static int open_seats(const scene_t *s, const char *who) {
    int count = 0;
    for (size_t i = 0; i < s->record->task_count; i++)
        count += s->record->tasks[i].state == TASK_OPEN && s->record->tasks[i].person == scene_person(s, who);
    return count;
}

static void taken_back_twice_nobody_is_asked_twice(void **state) {
    (void)state;
    scene_t s;
    source_t either;
    either_then_last(&s, &either);
    for (int i = 0; i < 3; i++) {
        hour(&s);
        must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no"));
        must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
        assert_int_equal(open_seats(&s, "wang.fang"), 1);
        assert_int_equal(open_seats(&s, "liu.yang"), 1);
    }
    scene_free(&s);
}

static void a_signer_removed_before_stays_removed(void **state) {
    (void)state;
    scene_t s;
    source_t either;
    either_then_last(&s, &either);
    must(&s, about(&s, "liu.yang", COMMAND_REMOVE_SIGNER, "wang.fang"));
    hour(&s);
    approve(&s, "liu.yang");
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
    assert_int_equal(open_seats(&s, "wang.fang"), 0);
    scene_free(&s);
}

static void a_signer_before_signs_for_the_seat_that_opens_again(void **state) {
    (void)state;
    scene_t s;
    source_t either;
    either_then_last(&s, &either);
    must(&s, about(&s, "liu.yang", COMMAND_ADD_SIGNER, "chen.wei"));
    hour(&s);
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "no"));
    must(&s, as(&s, "wang.fang", COMMAND_TAKE_BACK, NULL));
    const task_t *seat = open_task(&s, "a", "liu.yang");
    assert_int_equal(record_step_named(s.record, "a.before")->serves, seat->id);
    assert_int_equal(record_task_clock(s.record, seat)->state, CLOCK_PAUSED);
    refused_with(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL), "task.waits");
    scene_free(&s);
}

static void what_was_decided_beside_is_not_asked_again(void **state) {
    (void)state;
    scene_t s;
    source_t both = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};
    scene_init(&s);
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    s.rules.flow.acknowledge = true;
    fixed_group(&s.rules, 0, 0, STEP_ALL);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "a", &both)->mode = DECIDE_ALL;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "b", &li);
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    hour(&s);
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "no"));
    must(&s, as(&s, "li.na", COMMAND_TAKE_BACK, NULL));
    assert_int_equal(open_seats(&s, "liu.yang"), 0);
    assert_int_equal(open_seats(&s, "wang.fang"), 1);
    approve(&s, "wang.fang");
    approve(&s, "li.na");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void a_step_that_only_waited_in_what_it_opened_is_not_passed_over(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_group(&s.rules, 0, 1, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "second", &wang);
    fixed_leaf(&s.rules, 0, 3, STEP_APPROVE, "third", &li);
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
    approve(&s, "liu.yang");
    approve(&s, "wang.fang");
    assert_int_equal(s.record->state, RECORD_OPEN);
    assert_non_null(open_task(&s, "third", "li.na"));
    scene_free(&s);
}

static void who_has_decided_gets_no_second_seat(void **state) {
    (void)state;
    scene_t s;
    source_t both;
    both = (source_t){.kind = SOURCE_PERSON, .key = "liu.yang", .next = &wang};
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "a", &both)->mode = DECIDE_ALL;
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    refused_with(&s, about(&s, "wang.fang", COMMAND_TRANSFER, "liu.yang"), "task.held_already");
    scene_free(&s);
}

static void A27_those_who_were_told_of_the_task_hear_that_it_is_theirs_no_more(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_COPY, "copy", &chen);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "third", &li);
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, "too fast"));
    assert_int_equal(told(&s, "task.taken_back", "wang.fang"), 1);
    assert_int_equal(told(&s, "task.taken_back", "chen.wei"), 1);
    assert_int_equal(told(&s, "task.taken_back", "li.na"), 0); /* had never heard of it */
    scene_free(&s);
}

static void A27_not_after_somebody_claimed_what_it_opened(void **state) {
    (void)state;
    scene_t s;
    source_t either = {.kind = SOURCE_PERSON, .key = "wang.fang", .next = &li};
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &either);
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    must(&s, as(&s, "wang.fang", COMMAND_CLAIM, NULL));
    refused_with(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL), "take_back.touched");
    error_says(&s, "by", "wang.fang");
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(taken_back_while_the_next_has_done_nothing),
        cmocka_unit_test(not_after_a_comment_there),
        cmocka_unit_test(A27_not_after_a_transfer_a_question_or_a_delegation_there),
        cmocka_unit_test(A27_not_past_a_whole_stage_that_has_ended),
        cmocka_unit_test(A27_who_was_added_by_a_ladder_in_the_stage_after_is_closed_with_it),
        cmocka_unit_test(A27_what_a_group_closed_before_it_was_closed_itself_stays_closed),
        cmocka_unit_test(others_whom_the_decision_closed_are_asked_again),
        cmocka_unit_test(what_others_of_the_step_decided_stays),
        cmocka_unit_test(in_a_step_decided_in_order_the_next_turn_waits_again),
        cmocka_unit_test(a_stage_that_the_decision_opened_goes_with_it),
        cmocka_unit_test(taken_back_twice_nobody_is_asked_twice),
        cmocka_unit_test(a_signer_removed_before_stays_removed),
        cmocka_unit_test(a_signer_before_signs_for_the_seat_that_opens_again),
        cmocka_unit_test(what_was_decided_beside_is_not_asked_again),
        cmocka_unit_test(a_step_that_only_waited_in_what_it_opened_is_not_passed_over),
        cmocka_unit_test(who_has_decided_gets_no_second_seat),
        cmocka_unit_test(A27_those_who_were_told_of_the_task_hear_that_it_is_theirs_no_more),
        cmocka_unit_test(A27_not_after_somebody_claimed_what_it_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
