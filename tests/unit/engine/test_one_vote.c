/* One person has one seat of a vote (A4, A23, A11), whatever way a second would come. Zhou Jie stands in for
 * Wang Fang in the first week of August (demo directory). */
#include "admin_scene.h"

#define MONDAY_IN_AUGUST (INT64_C(20668) * MS_DAY + 9 * MS_HOUR)

static const source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};
static const source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};
static const source_t xu = {.kind = SOURCE_PERSON, .key = "xu.jing"};
static const source_t zhou = {.kind = SOURCE_PERSON, .key = "zhou.jie"};
static const source_t left = {.kind = SOURCE_PERSON, .key = "ma.chao"};
static const source_t temp = {.kind = SOURCE_PERSON, .key = "temp"};
static const source_t liu_or_sun = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &sun};

static const source_t liu_or_chen = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &chen};

static const char *const NAMES[] = {"c1", "c2", "c3", "c4"};

/* A vote of these, of which so many thirds are needed. */
static step_t *vote(scene_t *s, int32_t thirds, const source_t *a, const source_t *b, const source_t *c,
                    const source_t *d) {
    const source_t *by[] = {a, b, c, d};
    admin_scene(s);
    step_t *group = fixed_group(&s->rules, 0, 0, STEP_VOTE);
    group->need = thirds;
    group->need_of = 3;
    for (size_t i = 0; i < 4 && by[i]; i++)
        fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, NAMES[i], by[i])->permits = PERMIT_USUAL;
    return &s->rules.steps[0][0];
}

static int to(scene_t *s, const char *who, const char *step, const char *whom) {
    int64_t people[1] = {scene_person(s, whom)};
    command_t c = scene_cmd(s, who, COMMAND_TRANSFER);
    c.people = people;
    c.people_count = 1;
    c.step = step;
    return scene_command(s, &c);
}

static void A23_no_seat_of_a_vote_goes_to_who_sits_there(void **state) {
    (void)state;
    scene_t s;
    vote(&s, 2, &liu, &sun, &chen, &zhou);
    submit_by(&s, "gao.min");
    refused_with(&s, to(&s, "liu.yang", "c1", "zhou.jie"), "vote.seated");
    error_says(&s, "person", "zhou.jie");
    error_says(&s, "other", "c4");
    refused_with(&s, act(&s, "xu.jing", COMMAND_REASSIGN, "c1", "chen.wei"), "vote.seated");
    must(&s, to(&s, "liu.yang", "c1", "zhao.lei"));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL)); /* nor to who has spoken */
    refused_with(&s, to(&s, "zhao.lei", "c1", "chen.wei"), "vote.seated");
    scene_free(&s);
}

static void A11_who_has_a_seat_to_come_is_passed_over_for_one_that_is_vacant(void **state) {
    (void)state;
    scene_t s;
    vote(&s, 2, &liu, &left, &sun, &xu);
    s.rules.flow.fallback = &xu;
    submit_by(&s, "gao.min");
    const task_t *task = open_task(&s, "c2", "li.na"); /* the nearest head above Xu Jing */
    assert_non_null(task);
    assert_string_equal(task->reason, "people.seated_superior");
    assert_string_equal(task->reason_text, "xu.jing");
    assert_string_equal(open_task(&s, "c4", "xu.jing")->reason, "people.person");
    scene_free(&s);
}

static void A4_a_person_whom_the_rule_names_twice_has_one_seat(void **state) {
    (void)state;
    scene_t s;
    vote(&s, 2, &liu, &liu, &sun, NULL);
    submit_by(&s, "gao.min");
    assert_non_null(open_task(&s, "c1", "wang.fang"));
    assert_non_null(open_task(&s, "c2", "liu.yang"));
    scene_free(&s);
    vote(&s, 2, &liu, &liu, &sun, NULL)->kind = STEP_ALL; /* duties, not heads */
    submit_by(&s, "gao.min");
    assert_non_null(open_task(&s, "c1", "liu.yang"));
    assert_non_null(open_task(&s, "c2", "liu.yang"));
    scene_free(&s);
}

static void A3_where_two_of_several_must_approve_heads_are_counted_too(void **state) {
    (void)state;
    scene_t s;
    step_t *group = vote(&s, 0, &liu, &sun, &liu, NULL);
    group->kind = STEP_ANY;
    group->need = 2;
    group->need_of = 0;
    submit_by(&s, "gao.min");
    assert_null(open_task(&s, "c1", "liu.yang"));
    scene_free(&s);
}

static void A4_whoever_is_one_of_several_for_two_seats_decides_one(void **state) {
    (void)state;
    scene_t s;
    vote(&s, 3, &liu_or_sun, &liu_or_sun, NULL, NULL);
    submit_by(&s, "gao.min");
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "c1", NULL));
    refused_with(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "c2", NULL), "vote.seated");
    refused_with(&s, as_on(&s, "liu.yang", COMMAND_CLAIM, "c2", NULL), "vote.seated");
    must(&s, as_on(&s, "sun.li", COMMAND_APPROVE, "c2", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void may_abstain(scene_t *s) {
    for (int i = 1; i <= 2; i++)
        s->rules.steps[0][i].permits |= PERMIT_ABSTAIN;
}

/* Decided there, the other seat would have nobody but who may not decide it any more. */
static void A4_whoever_has_a_seat_alone_decides_there_and_not_as_one_of_several(void **state) {
    (void)state;
    scene_t s;
    vote(&s, 3, &liu_or_sun, &liu_or_chen, NULL, NULL);
    may_abstain(&s);
    submit_by(&s, "gao.min");
    must(&s, as_on(&s, "chen.wei", COMMAND_ABSTAIN, "c2", NULL));
    refused_with(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "c1", NULL), "vote.seated");
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "c2", NULL));
    must(&s, as_on(&s, "sun.li", COMMAND_APPROVE, "c1", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A4_whoever_abstained_for_others_to_decide_has_given_no_vote(void **state) {
    (void)state;
    scene_t s;
    vote(&s, 3, &liu_or_sun, &liu_or_sun, NULL, NULL);
    may_abstain(&s);
    submit_by(&s, "gao.min");
    must(&s, as_on(&s, "sun.li", COMMAND_ABSTAIN, "c1", NULL));
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "c1", NULL));
    must(&s, as_on(&s, "sun.li", COMMAND_APPROVE, "c2", NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A23_a_seat_is_not_handed_to_who_is_one_of_several_for_another(void **state) {
    (void)state;
    scene_t s;
    vote(&s, 3, &liu_or_sun, &wang, NULL, NULL);
    submit_by(&s, "gao.min");
    refused_with(&s, to(&s, "wang.fang", "c2", "liu.yang"), "vote.seated");
    error_says(&s, "other", "c1");
    must(&s, to(&s, "sun.li", "c1", "zhao.lei")); /* within the seat it is their affair */
    scene_free(&s);
}

/* Or they would have two, and nobody the one that they may not decide. */
static void A4_A27_whoever_has_another_seat_by_now_takes_no_vote_back(void **state) {
    (void)state;
    scene_t s;
    vote(&s, 3, &liu_or_sun, &wang, NULL, NULL);
    may_abstain(&s);
    submit_by(&s, "gao.min");
    must(&s, as_on(&s, "liu.yang", COMMAND_ABSTAIN, "c1", NULL));
    must(&s, to(&s, "wang.fang", "c2", "liu.yang"));
    refused_with(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, "let me see"), "vote.seated");
    error_says(&s, "other", "c2");
    must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "c2", NULL));
    scene_free(&s);
}

static void A15_nobody_stands_in_who_sits_in_the_vote(void **state) {
    (void)state;
    scene_t s;
    vote(&s, 2, &wang, &zhou, &liu, NULL);
    s.now = MONDAY_IN_AUGUST;
    submit_by(&s, "gao.min");
    assert_non_null(open_task(&s, "c1", "wang.fang"));
    assert_non_null(open_task(&s, "c2", "zhou.jie"));
    scene_free(&s);
}

static void A11_a_seat_that_nobody_else_can_have_is_vacant_and_does_not_count(void **state) {
    (void)state;
    scene_t s;
    vote(&s, 2, &li, &left, &sun, NULL); /* li.na is the fallback, and nobody is above her */
    submit_by(&s, "gao.min");
    assert_int_equal(state_of(&s, "c2"), STEP_LEFT_OUT);
    assert_string_equal(record_step_named(s.record, "c2")->left_out, "vote.vacant");
    assert_int_equal(s.out.incident_count, 1);
    assert_string_equal(s.out.incidents[0].code, "vote.vacant");
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_OPEN); /* two thirds of two are both */
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A4_a_vote_does_not_shrink_to_one_person_nor_below_what_it_needs(void **state) {
    (void)state;
    for (int i = 0; i < 2; i++) {
        scene_t s;
        step_t *group = vote(&s, i ? 3 : 2, &li, &left, i ? &liu : NULL, NULL);
        if (i) group->need_of = 0; /* three of three */
        submit_by(&s, "gao.min");
        assert_int_equal(s.out.incident_count, 1);
        assert_string_equal(s.out.incidents[0].code, "vote.held");
        must(&s, as_on(&s, "li.na", COMMAND_APPROVE, "c1", NULL));
        refused_with(&s, as_on(&s, "li.na", COMMAND_APPROVE, "c2", NULL), "vote.seated");
        must(&s, to(&s, "li.na", "c2", "sun.li"));
        must(&s, as_on(&s, "sun.li", COMMAND_APPROVE, "c2", NULL));
        if (i) must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "c3", NULL));
        assert_int_equal(s.record->state, RECORD_FINISHED);
        scene_free(&s);
    }
}

static void A11_where_the_rule_refuses_a_seat_that_nobody_else_can_have_is_refused(void **state) {
    (void)state;
    scene_t s;
    vote(&s, 2, &li, &li, &sun, NULL);
    s.rules.steps[0][1].on_empty = EMPTY_REFUSE; /* the other will be hers */
    submit_by(&s, "gao.min");
    assert_int_equal(state_of(&s, "c1"), STEP_REFUSED);
    scene_free(&s);
}

static void with_temp(scene_t *s) {
    directory_builder_t *b = demo_directory_builder();
    person_info_t who = {.id = 2000,
                         .handle = "temp",
                         .name = "temp",
                         .department = "company",
                         .kind = PERSON_HUMAN,
                         .uid = -1,
                         .from = INSTANT_NONE,
                         .until = s->now + MS_DAY};
    assert_int_equal(directory_add_person(b, &who, NULL), 0);
    directory_unref(s->dir);
    s->dir = directory_build(b, 1, NULL);
    assert_non_null(s->dir);
}

static void temp_leaves(scene_t *s) {
    int64_t person = 2000;
    s->now += MS_DAY;
    command_t c = scene_cmd(s, "xu.jing", COMMAND_HAND_OVER);
    c.actor = (actor_t){.kind = ACTOR_SYSTEM, .uid = -1};
    c.owner = true;
    c.text = "no longer in service";
    c.people = &person;
    c.people_count = 1;
    must(s, scene_command(s, &c));
}

static void A16_a_voter_who_left_gives_their_seat_to_nobody_who_sits_there(void **state) {
    (void)state;
    scene_t s;
    vote(&s, 3, &li, &sun, &temp, NULL);
    with_temp(&s);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    temp_leaves(&s);
    assert_string_equal(record_step_named(s.record, "c3")->left_out, "vote.vacant");
    assert_int_equal(s.record->state, RECORD_FINISHED); /* all who are there have approved */
    scene_free(&s);
}

static void A16_A25_nor_does_a_signer_who_left_while_whose_seat_it_is_decides_for_it(void **state) {
    (void)state;
    scene_t s;
    int64_t person = 2000;
    vote(&s, 3, &li, &sun, NULL, NULL);
    with_temp(&s);
    submit_by(&s, "gao.min");
    command_t c = scene_cmd(&s, "sun.li", COMMAND_ADD_SIGNER);
    c.people = &person;
    c.people_count = 1;
    c.where = ADDED_BESIDE;
    must(&s, scene_command(&s, &c));
    temp_leaves(&s);
    assert_string_equal(record_step_named(s.record, "c2.beside")->left_out, "vote.vacant");
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A23_no_seat_of_a_vote_goes_to_who_sits_there),
        cmocka_unit_test(A11_who_has_a_seat_to_come_is_passed_over_for_one_that_is_vacant),
        cmocka_unit_test(A4_a_person_whom_the_rule_names_twice_has_one_seat),
        cmocka_unit_test(A3_where_two_of_several_must_approve_heads_are_counted_too),
        cmocka_unit_test(A4_whoever_is_one_of_several_for_two_seats_decides_one),
        cmocka_unit_test(A4_whoever_has_a_seat_alone_decides_there_and_not_as_one_of_several),
        cmocka_unit_test(A4_whoever_abstained_for_others_to_decide_has_given_no_vote),
        cmocka_unit_test(A23_a_seat_is_not_handed_to_who_is_one_of_several_for_another),
        cmocka_unit_test(A4_A27_whoever_has_another_seat_by_now_takes_no_vote_back),
        cmocka_unit_test(A15_nobody_stands_in_who_sits_in_the_vote),
        cmocka_unit_test(A11_a_seat_that_nobody_else_can_have_is_vacant_and_does_not_count),
        cmocka_unit_test(A4_a_vote_does_not_shrink_to_one_person_nor_below_what_it_needs),
        cmocka_unit_test(A11_where_the_rule_refuses_a_seat_that_nobody_else_can_have_is_refused),
        cmocka_unit_test(A16_a_voter_who_left_gives_their_seat_to_nobody_who_sits_there),
        cmocka_unit_test(A16_A25_nor_does_a_signer_who_left_while_whose_seat_it_is_decides_for_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
