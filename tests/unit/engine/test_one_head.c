/* Where heads are counted nobody is several of them by way of signers (A25, A4, A3, A2): neither added beside
 * another seat, nor handed a signature, nor handed a seat beside their own signature. */
#include "signers_scene.h"

static const source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};
static const char *const NAMES[] = {"p", "q", "s"};

/* A group of liu (p), wang (q) and sun (s). */
static step_t *three_seats(scene_t *s, step_kind_t kind) {
    const source_t *by[] = {&liu, &wang, &sun};
    scene_init(s);
    step_t *group = fixed_group(&s->rules, 0, 0, kind);
    group->need = 2;
    for (int i = 0; i < 3; i++)
        fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, NAMES[i], by[i])->permits = PERMIT_ALL;
    return group;
}

static int transfer_to(scene_t *s, const char *who, const char *whom) {
    return as_to(s, who, COMMAND_TRANSFER, whom, NULL);
}

static void A25_A4_whoever_sits_in_a_vote_or_voted_signs_with_no_other_seat(void **state) {
    (void)state;
    for (added_t where = ADDED_BEFORE; where <= ADDED_BESIDE; where++) {
        scene_t s;
        three_seats(&s, STEP_VOTE);
        submit_by(&s, "gao.min");
        refused_with(&s, add(&s, "sun.li", "wang.fang", where), "vote.seated");
        error_says(&s, "other", "q");
        approve(&s, "wang.fang");
        refused_with(&s, add(&s, "sun.li", "wang.fang", where), "vote.seated");
        must(&s, add(&s, "sun.li", "li.na", where));
        scene_free(&s);
    }
}

static void A25_A3_nor_where_two_of_several_must_approve(void **state) {
    (void)state;
    scene_t s;
    three_seats(&s, STEP_ANY);
    submit_by(&s, "gao.min");
    approve(&s, "wang.fang");
    refused_with(&s, add(&s, "sun.li", "wang.fang", ADDED_BESIDE), "vote.seated");
    scene_free(&s);
}

static void A25_A4_nobody_signs_with_two_seats_of_a_vote(void **state) {
    (void)state;
    scene_t s;
    three_seats(&s, STEP_VOTE);
    submit_by(&s, "gao.min");
    must(&s, add(&s, "sun.li", "li.na", ADDED_BESIDE));
    refused_with(&s, add(&s, "wang.fang", "li.na", ADDED_BESIDE), "vote.seated");
    error_says(&s, "other", "s.beside");
    must(&s, as(&s, "sun.li", COMMAND_ABSTAIN, NULL));
    approve(&s, "li.na");
    refused_with(&s, add(&s, "wang.fang", "li.na", ADDED_BESIDE), "vote.seated");
    scene_free(&s);
}

static void A25_A23_a_signature_goes_to_nobody_who_votes_nor_a_seat_to_who_signs(void **state) {
    (void)state;
    scene_t s;
    three_seats(&s, STEP_VOTE);
    submit_by(&s, "gao.min");
    must(&s, add(&s, "sun.li", "li.na", ADDED_BESIDE));
    refused_with(&s, transfer_to(&s, "li.na", "wang.fang"), "vote.seated");
    refused_with(&s, transfer_to(&s, "wang.fang", "li.na"), "vote.seated");
    must(&s, transfer_to(&s, "li.na", "chen.wei"));
    must(&s, transfer_to(&s, "wang.fang", "li.na")); /* she signs there no more */
    scene_free(&s);
}

static void A25_A4_nor_those_who_are_to_sign_after_two_seats(void **state) {
    (void)state;
    for (int refusals = 0; refusals < 2; refusals++) {
        scene_t s;
        step_t *group = three_seats(&s, refusals ? STEP_ALL : STEP_VOTE);
        group->on_refuse = refusals ? ON_REFUSE_THRESHOLD : ON_REFUSE_AT_ONCE;
        group->refuse_need = 2;
        submit_by(&s, "gao.min");
        must(&s, add(&s, "sun.li", "li.na", ADDED_AFTER));
        refused_with(&s, add(&s, "wang.fang", "li.na", ADDED_AFTER), "vote.seated");
        error_says(&s, "other", "s.after");
        refused_with(&s, transfer_to(&s, "wang.fang", "li.na"), "vote.seated");
        scene_free(&s);
    }
}

/* Of signers and seats of one seat nobody has a head too many. */
static void A25_A4_within_one_seat_it_is_their_affair(void **state) {
    (void)state;
    scene_t s;
    three_seats(&s, STEP_VOTE);
    submit_by(&s, "gao.min");
    must(&s, add(&s, "sun.li", "li.na", ADDED_BESIDE));
    must(&s, transfer_to(&s, "sun.li", "li.na"));
    scene_free(&s);
}

static void A25_A16_whoever_takes_over_a_signature_has_no_seat_of_the_vote(void **state) {
    (void)state;
    scene_t s;
    three_seats(&s, STEP_VOTE);
    submit_by(&s, "gao.min");
    must(&s, add(&s, "sun.li", "chen.wei", ADDED_BESIDE));
    int64_t people[2] = {scene_person(&s, "chen.wei"), scene_person(&s, "wang.fang")};
    command_t c = scene_cmd(&s, "xu.jing", COMMAND_HAND_OVER);
    c.actor = (actor_t){.kind = ACTOR_SYSTEM, .uid = -1};
    c.owner = true;
    c.text = "no longer in service";
    c.people = people;
    c.people_count = 2;
    must(&s, scene_command(&s, &c));
    assert_null(open_task(&s, "s.beside", "wang.fang"));
    assert_non_null(open_task(&s, "s.beside", NULL));
    scene_free(&s);
}

/* ---- refusals */

static void A25_A2_of_so_many_refusals_nobody_gives_two_by_signing(void **state) {
    (void)state;
    for (step_kind_t kind = STEP_ALL; kind <= STEP_PARALLEL; kind += STEP_PARALLEL - STEP_ALL) {
        scene_t s;
        step_t *group = three_seats(&s, kind);
        group->on_refuse = ON_REFUSE_THRESHOLD;
        group->refuse_need = 2;
        submit_by(&s, "gao.min");
        refused_with(&s, add(&s, "sun.li", "wang.fang", ADDED_BESIDE), "vote.seated");
        must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "no"));
        refused_with(&s, add(&s, "sun.li", "wang.fang", ADDED_BEFORE), "vote.seated");
        refused_with(&s, transfer_to(&s, "sun.li", "wang.fang"), "vote.seated");
        scene_free(&s);
        three_seats(&s, kind); /* one is enough: each is a duty, and whoever has two answers for both */
        submit_by(&s, "gao.min");
        must(&s, add(&s, "sun.li", "wang.fang", ADDED_BESIDE));
        scene_free(&s);
    }
}

static void A2_whom_the_rule_names_twice_has_two_duties_where_refusals_are_counted(void **state) {
    (void)state;
    scene_t s;
    step_t *group = three_seats(&s, STEP_ALL);
    group->on_refuse = ON_REFUSE_THRESHOLD;
    group->refuse_need = 2;
    s.rules.steps[0][3].by = &wang;
    submit_by(&s, "gao.min");
    assert_non_null(open_task(&s, "q", "wang.fang"));
    assert_non_null(open_task(&s, "s", "wang.fang"));
    must(&s, as_on(&s, "wang.fang", COMMAND_APPROVE, "q", NULL));
    must(&s, as_on(&s, "wang.fang", COMMAND_APPROVE, "s", NULL));
    scene_free(&s);
}

/* One step of the three, who all decide. */
static void three_of_one_step(scene_t *s, on_refuse_t on_refuse) {
    static source_t last = {.kind = SOURCE_PERSON, .key = "sun.li"};
    static source_t two = {.kind = SOURCE_PERSON, .key = "wang.fang", .next = &last};
    static source_t three = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &two};
    step_t *step = first_and_second(s, &three);
    step->mode = DECIDE_ALL;
    step->on_refuse = on_refuse;
    step->refuse_need = 2;
    step->permits = PERMIT_ALL;
    submit_by(s, "gao.min");
}

static void A25_A2_whoever_has_refused_in_a_step_signs_before_nobody_of_it(void **state) {
    (void)state;
    scene_t s;
    three_of_one_step(&s, ON_REFUSE_THRESHOLD);
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "no"));
    refused_with(&s, add(&s, "liu.yang", "wang.fang", ADDED_BEFORE), "vote.seated");
    must(&s, add(&s, "liu.yang", "wang.fang", ADDED_AFTER)); /* that is no part of the number */
    scene_free(&s);
    three_of_one_step(&s, ON_REFUSE_WAIT); /* one refusal is as many as all */
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "no"));
    must(&s, add(&s, "liu.yang", "wang.fang", ADDED_BEFORE));
    scene_free(&s);
}

static void A25_A2_nobody_signs_before_two_seats_of_a_step_that_counts_refusals(void **state) {
    (void)state;
    scene_t s;
    three_of_one_step(&s, ON_REFUSE_THRESHOLD);
    must(&s, add(&s, "liu.yang", "li.na", ADDED_BEFORE));
    must(&s, add(&s, "liu.yang", "chen.wei", ADDED_BEFORE));
    refused_with(&s, add(&s, "sun.li", "li.na", ADDED_BEFORE), "vote.seated");
    error_says(&s, "other", "first.before");
    refused_with(&s, transfer_to(&s, "sun.li", "li.na"), "vote.seated");
    refused_with(&s, transfer_to(&s, "li.na", "wang.fang"), "vote.seated");
    refused_with(&s, add(&s, "li.na", "wang.fang", ADDED_BESIDE), "vote.seated"); /* for liu's seat too */
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "no"));
    refused_with(&s, add(&s, "sun.li", "li.na", ADDED_BEFORE), "vote.seated");
    must(&s, add(&s, "sun.li", "xu.jing", ADDED_BEFORE));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A25_A4_whoever_sits_in_a_vote_or_voted_signs_with_no_other_seat),
        cmocka_unit_test(A25_A3_nor_where_two_of_several_must_approve),
        cmocka_unit_test(A25_A4_nobody_signs_with_two_seats_of_a_vote),
        cmocka_unit_test(A25_A23_a_signature_goes_to_nobody_who_votes_nor_a_seat_to_who_signs),
        cmocka_unit_test(A25_A4_nor_those_who_are_to_sign_after_two_seats),
        cmocka_unit_test(A25_A4_within_one_seat_it_is_their_affair),
        cmocka_unit_test(A25_A16_whoever_takes_over_a_signature_has_no_seat_of_the_vote),
        cmocka_unit_test(A25_A2_of_so_many_refusals_nobody_gives_two_by_signing),
        cmocka_unit_test(A2_whom_the_rule_names_twice_has_two_duties_where_refusals_are_counted),
        cmocka_unit_test(A25_A2_whoever_has_refused_in_a_step_signs_before_nobody_of_it),
        cmocka_unit_test(A25_A2_nobody_signs_before_two_seats_of_a_step_that_counts_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
