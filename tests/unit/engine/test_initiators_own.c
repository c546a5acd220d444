/* What the initiator alone answers for, a notice of a refusal and a revision (A1, A22): while they are in
 * service a ladder moves it to nobody (A61), and whoever had it for them gives it back (A16). */
#include "unit/engine/ladder_scene.h"

static const source_t above = {.kind = SOURCE_SUPERIOR, .of = &assignee};
static const source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};
enum { TEMP = 2000 }; /* of sales, as Gao Min, whose head is Chen Wei */

/* Temp is in service for a day; Xu Jing is an administrator. */
static void staff(scene_t *s) {
    directory_builder_t *b = demo_directory_builder();
    person_info_t temp = {.id = TEMP,
                          .handle = "temp",
                          .name = "temp",
                          .department = "sales",
                          .kind = PERSON_HUMAN,
                          .uid = -1,
                          .from = INSTANT_NONE,
                          .until = SCENE_START + MS_DAY};
    assert_int_equal(directory_add_person(b, &temp, NULL), 0);
    assert_int_equal(
        directory_add_role(b, "administrator", NULL, DEMO_XU_JING, INSTANT_NONE, INSTANT_MAX, NULL), 0);
    directory_unref(s->dir);
    s->dir = directory_build(b, 2, NULL);
    assert_non_null(s->dir);
}

/* Wang's step, which goes back to whoever submitted it, with the rungs made so far on that. */
static void with_initiator(scene_t *s, const char *who, bool notice) {
    wang_step(s)->ladder = (ladder_t){0};
    staff(s);
    s->rules.flow.overdue = (ladder_t){rungs, rung_count};
    s->rules.flow.on_refuse = REFUSE_TO_INITIATOR;
    s->rules.flow.acknowledge = true;
    s->rules.flow.revise_within = s->rules.flow.acknowledge_within = limit_hours(30);
    submit_by(s, who);
    must(s, as(s, "wang.fang", notice ? COMMAND_REFUSE : COMMAND_RETURN, "why"));
}

static const char *did(const scene_t *s) {
    return s->out.events[0].u.rung.did;
}

static const char *told_chen(char out[64], const char *words) {
    snprintf(out, 64, "%s notify:%d", words, DEMO_CHEN_WEI);
    return out;
}

static void A61_it_stays_and_whoever_would_have_it_is_told(void **state) {
    (void)state;
    for (int i = 0; i < 4; i++) { /* a notice or a revision, reassigned or raised */
        const char *step = i % 2 ? "acknowledge" : "revise";
        char text[64];
        scene_t s;
        no_rungs();
        rung(RUNG_AFTER_DUE, limit_hours(0), i < 2 ? RUNG_REASSIGN : RUNG_RAISE, i < 2 ? &above : NULL);
        with_initiator(&s, "gao.min", i % 2);
        assert_true(fire_next(&s));
        assert_int_equal(s.out.events[0].u.rung.outcome, RUNG_FIRED);
        assert_string_equal(did(&s), told_chen(text, "stays"));
        assert_int_equal(told(&s, "task.overdue", "chen.wei"), 1);
        assert_non_null(open_task(&s, step, "gao.min"));
        command_kind_t answer = i % 2 ? COMMAND_ACKNOWLEDGE : COMMAND_SUBMIT;
        assert_int_equal(as(&s, "chen.wei", answer, NULL), -1);
        must(&s, as(&s, "gao.min", answer, NULL));
        scene_free(&s);
    }
}

static void A61_a_rung_that_reminds_tells_or_refuses_does_so(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REMIND, NULL);
    rung(RUNG_AFTER_DUE, limit_hours(1), RUNG_ADD, &sun);
    rung(RUNG_AFTER_DUE, limit_hours(2), RUNG_REFUSE, NULL);
    with_initiator(&s, "gao.min", true);
    assert_true(fire_next(&s));
    assert_int_equal(told(&s, "task.reminder", "gao.min"), 1);
    assert_true(fire_next(&s)); /* nobody can sign beside it */
    assert_int_equal(s.out.events[0].u.rung.outcome, RUNG_FIRED);
    assert_int_equal(told(&s, "task.overdue", "sun.li"), 1);
    assert_true(fire_next(&s));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
}

static void A61_a_function_or_a_rung_that_fails_moves_it_no_more(void **state) {
    (void)state;
    for (int fails = 0; fails < 2; fails++) {
        effect_t over = {.kind = EFFECT_REASSIGN, .who = &above};
        scene_t s;
        no_rungs();
        rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_CALL, NULL)->function = "late";
        with_initiator(&s, "gao.min", false);
        s.rules.effects = (effects_t){&over, 1};
        if (fails) s.rules.call_fails = "rule.error";
        assert_true(fire_next(&s));
        assert_int_equal(s.out.events[0].u.rung.outcome, fails ? RUNG_FAILED : RUNG_FIRED);
        assert_int_equal(told(&s, "task.overdue", "chen.wei"), !fails);
        assert_int_equal(s.out.incident_count, fails);
        assert_int_equal(told(&s, "task.overdue", "li.na"), fails); /* the fallback */
        assert_non_null(open_task(&s, "revise", "gao.min"));
        scene_free(&s);
    }
}

/* Where nobody would have it but the initiator, they are reminded. */
static void A61_of_whoever_is_above_all_nobody_else_is_told(void **state) {
    (void)state;
    static const source_t self = {.kind = SOURCE_PERSON, .key = "gao.min"};
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REASSIGN, &nobody);
    with_initiator(&s, "gao.min", false);
    s.rules.flow.fallback = &self;
    assert_true(fire_next(&s));
    assert_int_equal(s.out.message_count, 1);
    assert_int_equal(told(&s, "task.reminder", "gao.min"), 1);
    assert_non_null(open_task(&s, "revise", "gao.min"));
    scene_free(&s);
}

static void A61_once_the_initiator_has_left_it_is_handed_on_and_the_new_holders_to_submit(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    rung(RUNG_AFTER_DUE, limit_hours(0), RUNG_REASSIGN, &chen);
    with_initiator(&s, "temp", false);
    assert_true(fire_next(&s));
    assert_non_null(open_task(&s, "revise", "chen.wei"));
    refused_with(&s, as(&s, "sun.li", COMMAND_SUBMIT, NULL), "record.not_yours");
    must(&s, as(&s, "chen.wei", COMMAND_SUBMIT, NULL));
    assert_int_equal(s.record->round, 2);
    assert_int_equal(s.record->initiator, TEMP);
    scene_free(&s);
}

/* By an administrator, who says why. */
static void give_to(scene_t *s, command_kind_t kind, const char *from, const char *to) {
    int64_t people[2] = {scene_person(s, from ? from : to), scene_person(s, to)};
    command_t c = scene_cmd(s, "xu.jing", kind);
    c.text = "she is ill";
    c.step = from ? NULL : "revise";
    c.people = people;
    c.people_count = from ? 2 : 1;
    must(s, scene_command(s, &c));
}

static void A16_whoever_had_it_for_the_initiator_and_leaves_gives_it_back(void **state) {
    (void)state;
    scene_t s;
    no_rungs();
    with_initiator(&s, "gao.min", false);
    give_to(&s, COMMAND_REASSIGN, NULL, "chen.wei");
    assert_non_null(open_task(&s, "revise", "chen.wei"));
    give_to(&s, COMMAND_HAND_OVER, "chen.wei", "sun.li");
    assert_non_null(open_task(&s, "revise", "gao.min"));
    assert_string_equal(open_task(&s, "revise", NULL)->reason, "people.initiator");
    assert_int_equal(told(&s, "task.reassigned", "gao.min"), 1);
    give_to(&s, COMMAND_HAND_OVER, "gao.min", "sun.li"); /* but the initiator's goes to who takes over */
    assert_non_null(open_task(&s, "revise", "sun.li"));
    scene_free(&s);
}

static void A12_whoever_revised_it_in_the_initiators_place_does_not_approve_it(void **state) {
    (void)state;
    scene_t s = {0};
    no_rungs();
    wang_step(&s)->by = &chen;
    staff(&s);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "chen.wei", COMMAND_RETURN, "why"));
    give_to(&s, COMMAND_REASSIGN, NULL, "chen.wei");
    must(&s, as(&s, "chen.wei", COMMAND_SUBMIT, NULL)); /* Gao Min's head submits it himself */
    assert_null(open_task(&s, "step", "chen.wei"));
    assert_string_equal(open_task(&s, "step", "li.na")->reason, "people.self_superior");
    must(&s, as(&s, "li.na", COMMAND_RETURN, "once more"));
    must(&s,
         as(&s, "gao.min", COMMAND_SUBMIT, NULL)); /* by the initiator again: nothing to keep him from it */
    assert_non_null(open_task(&s, "step", "chen.wei"));
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A61_it_stays_and_whoever_would_have_it_is_told),
        cmocka_unit_test(A61_a_rung_that_reminds_tells_or_refuses_does_so),
        cmocka_unit_test(A61_a_function_or_a_rung_that_fails_moves_it_no_more),
        cmocka_unit_test(A61_of_whoever_is_above_all_nobody_else_is_told),
        cmocka_unit_test(A61_once_the_initiator_has_left_it_is_handed_on_and_the_new_holders_to_submit),
        cmocka_unit_test(A16_whoever_had_it_for_the_initiator_and_leaves_gives_it_back),
        cmocka_unit_test(A12_whoever_revised_it_in_the_initiators_place_does_not_approve_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
