/* A record is led to a step or back (A22, A50), and that is taken back (A27), where signers had been brought
 * in (A25): what they were asked for, and where they stand. Found by random walks (tests/scope/walks.c). */
#include "admin_scene.h"
#include "engine/tree.h"

static const source_t zhao = {.kind = SOURCE_PERSON, .key = "zhao.lei"};
static const source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li", .next = &zhao};
static const source_t three = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &sun};

static int add(scene_t *s, const char *who, const char *whom, added_t where) {
    int64_t people[1] = {scene_person(s, whom)};
    command_t c = scene_cmd(s, who, COMMAND_ADD_SIGNER);
    c.people = people;
    c.people_count = 1;
    c.where = where;
    return scene_command(s, &c);
}

static int lead(scene_t *s, const char *who, command_kind_t kind, const char *to) {
    command_t c = scene_cmd(s, who, kind);
    c.text = "she has to see it first";
    c.to_step = to;
    s->now += MS_HOUR;
    return scene_command(s, &c);
}

/* A board of three that hears all; before liu.yang's seat signs li.na, after her chen.wei. */
static void board(scene_t *s) {
    admin_scene(s);
    s->rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    step_t *step = fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "board", &three);
    step->mode = DECIDE_ALL;
    step->on_refuse = ON_REFUSE_WAIT;
    step->permits = PERMIT_ALL;
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "after", &wang)->permits = PERMIT_ALL;
    submit_by(s, "gao.min");
    must(s, add(s, "liu.yang", "li.na", ADDED_BEFORE));
    must(s, add(s, "li.na", "chen.wei", ADDED_AFTER));
}

static void A25_A50_while_the_step_waits_again_a_signer_before_refuses_for_one_seat_still(void **state) {
    (void)state;
    scene_t s;
    board(&s);
    must(&s, lead(&s, "xu.jing", COMMAND_JUMP, "board.before.after"));
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    must(&s, lead(&s, "xu.jing", COMMAND_JUMP, "board.before.after"));
    s.now += MS_HOUR;
    must(&s, as(&s, "chen.wei", COMMAND_REFUSE, "no"));
    assert_int_equal(s.record->state, RECORD_OPEN);
    assert_null(open_task(&s, "board", "liu.yang")); /* whose seat it was, and would be again */
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "zhao.lei", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_RETURNED);
    scene_free(&s);
}

/* What was refused for a seat that is asked for anew decides nothing any more. */
static void A25_A22_a_seat_that_was_refused_is_asked_once_the_step_is_gone_through_again(void **state) {
    (void)state;
    scene_t s;
    board(&s);
    must(&s, as(&s, "li.na", COMMAND_REFUSE, "no"));
    assert_null(open_task(&s, "board", "liu.yang"));
    must(&s, lead(&s, "xu.jing", COMMAND_JUMP, "after"));
    must(&s, lead(&s, "wang.fang", COMMAND_RETURN, "board"));
    assert_int_equal(s.record->state, RECORD_OPEN);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "zhao.lei", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "after", "wang.fang"));
    scene_free(&s);
}

static void A25_A27_a_return_to_a_signer_who_is_still_asked_is_taken_back(void **state) {
    (void)state;
    scene_t s;
    board(&s);
    must(&s, lead(&s, "sun.li", COMMAND_RETURN, "board.before"));
    assert_null(open_task(&s, "board", "zhao.lei"));
    s.now += MS_HOUR;
    must(&s, as(&s, "sun.li", COMMAND_TAKE_BACK, "I see it now"));
    assert_non_null(open_task(&s, "board", "zhao.lei"));
    must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL)); /* whom she brought in is asked in turn */
    refused_with(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL), "task.waits");
    must(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    scene_free(&s);
}

/* The places of the steps that count, in the order of the plan. */
static int32_t place(const scene_t *s, const char *name) {
    return tree_named(s->record, &s->record->plans[s->record->plan_count - 1], name);
}

static void A25_A50_what_is_passed_over_stays_before_what_follows_it(void **state) {
    (void)state;
    scene_t s;
    admin_scene(&s);
    s.rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    s.rules.flow.acknowledge = true;
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->permits = PERMIT_ALL;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "second", &wang)->permits = PERMIT_ALL;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "third", &sun);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, add(&s, "wang.fang", "li.na", ADDED_BESIDE)); /* second stands in a group with hers */
    must(&s, lead(&s, "xu.jing", COMMAND_JUMP, "first"));
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "no"));
    must(&s, lead(&s, "xu.jing", COMMAND_JUMP, "second"));
    assert_true(place(&s, "first") < place(&s, "second"));
    must(&s, lead(&s, "xu.jing", COMMAND_JUMP, "first"));
    assert_null(open_task(&s, "second", NULL));
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_non_null(open_task(&s, "second", "wang.fang"));
    assert_non_null(open_task(&s, "second.beside", "li.na"));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A25_A50_while_the_step_waits_again_a_signer_before_refuses_for_one_seat_still),
        cmocka_unit_test(A25_A22_a_seat_that_was_refused_is_asked_once_the_step_is_gone_through_again),
        cmocka_unit_test(A25_A27_a_return_to_a_signer_who_is_still_asked_is_taken_back),
        cmocka_unit_test(A25_A50_what_is_passed_over_stays_before_what_follows_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
