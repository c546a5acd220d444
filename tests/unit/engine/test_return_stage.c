/* Returns to a step of an earlier stage (A22): from work or acceptance to who approved. */
#include "admin_scene.h"
#include "way_back_scene.h"

static source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};
static source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};
static field_right_t writes[] = {{"amount", ACCESS_WRITE}, {"deputy", ACCESS_WRITE}};

static void done(scene_t *s, const char *who) {
    must(s, as(s, who, COMMAND_DONE, NULL));
}

/* approval: head (liu.yang), boss (li.na), who write the form, cfo (sun.li); execution: build (wang.fang),
 * test (chen.wei); acceptance: accept (xu.jing); each one after the other, all may return, not submitted yet
 */
static void stages(scene_t *s) {
    static const char *const names[] = {"approval", "execution", "acceptance"};
    static source_t xu = {.kind = SOURCE_PERSON, .key = "xu.jing"};
    static fact_t fact = {.path = "amount", .text = "26.85 EUR"};
    admin_scene(s);
    s->rules.flow.stage_count = 3;
    for (int i = 0; i < 3; i++) {
        s->rules.stages[i] = (stage_def_t){.name = names[i], .kind = (stage_kind_t)(STAGE_APPROVAL + i)};
        fixed_group(&s->rules, i, 0, STEP_SEQUENCE);
    }
    s->rules.plans[1].facts = &fact; /* the work depends on the amount */
    s->rules.plans[1].fact_count = 1;
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "head", &liu)->form =
        (step_form_t){.rights = writes, .right_count = 2};
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "boss", &li)->form =
        (step_form_t){.rights = writes, .right_count = 2};
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "cfo", &sun);
    fixed_leaf(&s->rules, 1, 1, STEP_ACT, "build", &wang);
    fixed_leaf(&s->rules, 1, 1, STEP_ACT, "test", &chen);
    fixed_leaf(&s->rules, 2, 1, STEP_APPROVE, "accept", &xu);
    for (int i = 0; i < 3; i++)
        for (size_t k = 0; k < s->rules.plans[i].step_count; k++)
            s->rules.steps[i][k].may_return = true;
}

static void approved(scene_t *s) {
    submit_by(s, "gao.min");
    approve(s, "liu.yang");
    approve(s, "li.na");
    approve(s, "sun.li");
}

/* To where chen.wei tests. */
static void to_test(scene_t *s) {
    stages(s);
    approved(s);
    done(s, "wang.fang");
    assert_non_null(open_task(s, "test", "chen.wei"));
    s->now += MS_HOUR;
}

static const char *cause_of(const scene_t *s, const char *name) {
    const char *cause = record_step_named(s->record, name)->left_out;
    return cause ? cause : "";
}

static void A22_from_the_work_to_who_approved_and_through_every_step_again(void **state) {
    (void)state;
    scene_t s;
    to_test(&s);
    must(&s, give_back(&s, "chen.wei", "boss", false));
    assert_int_equal(s.record->state, RECORD_OPEN);
    assert_int_equal(s.record->round, 1);
    assert_int_equal(s.record->stage, 0);
    assert_non_null(open_task(&s, "boss", "li.na"));
    assert_null(open_task(&s, "test", NULL));
    assert_string_equal(cause_of(&s, "head"), "gone_through"); /* it does not depend on the boss */
    assert_int_equal(told(&s, "record.sent_back", "gao.min"), 1);
    assert_string_equal(event_of(&s, EVENT_TASK_DECIDED)->u.task_decided.opinion, "look again");
    approve(&s, "li.na");
    assert_non_null(open_task(&s, "cfo", "sun.li"));
    approve(&s, "sun.li");
    done(&s, "wang.fang");
    done(&s, "chen.wei");
    approve(&s, "xu.jing");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A22_what_is_open_in_the_stage_is_closed_and_who_had_it_hears_of_it(void **state) {
    (void)state;
    scene_t s;
    stages(&s);
    s.rules.steps[1][0].kind = STEP_PARALLEL;
    approved(&s);
    must(&s, give_back(&s, "chen.wei", "cfo", false));
    assert_null(open_task(&s, "build", NULL));
    assert_int_equal(told(&s, "task.removed", "wang.fang"), 1);
    refused_with(&s, as(&s, "wang.fang", COMMAND_DONE, NULL), "task.not_open");
    approve(&s, "sun.li");
    assert_non_null(open_task(&s, "build", "wang.fang")); /* asked anew, both */
    assert_non_null(open_task(&s, "test", "chen.wei"));
    scene_free(&s);
}

static void A22_straight_back_across_the_stages_to_whoever_returned_it(void **state) {
    (void)state;
    scene_t s;
    to_test(&s);
    must(&s, give_back(&s, "chen.wei", "boss", true));
    assert_string_equal(cause_of(&s, "cfo"), "straight");
    approve(&s, "li.na");
    assert_int_equal(s.record->stage, 1);
    assert_non_null(open_task(&s, "test", "chen.wei"));
    assert_null(open_task(&s, "build", NULL));
    assert_string_equal(cause_of(&s, "build"), "straight");
    done(&s, "chen.wei");
    approve(&s, "xu.jing"); /* who had not been asked yet is */
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void
A22_straight_turns_into_through_when_a_field_that_a_route_on_the_way_reads_has_changed(void **state) {
    (void)state;
    scene_t s;
    to_test(&s);
    must(&s, give_back(&s, "chen.wei", "boss", true));
    must(&s, as_with(&s, "li.na", COMMAND_APPROVE, money_field("amount", 999900)));
    assert_null(open_task(&s, "test", NULL)); /* the route of the work reads the amount */
    assert_non_null(open_task(&s, "build", "wang.fang"));
    done(&s, "wang.fang");
    assert_non_null(open_task(&s, "test", "chen.wei"));
    scene_free(&s);
}

static void A22_also_a_field_that_says_who_does_the_work(void **state) {
    (void)state;
    static source_t named = {.kind = SOURCE_FIELD, .key = "deputy", .first_only = true, .next = &wang};
    scene_t s;
    stages(&s);
    s.rules.plans[1].fact_count = 0;
    s.rules.steps[1][1].by = &named;
    approved(&s);
    done(&s, "wang.fang");
    must(&s, give_back(&s, "chen.wei", "boss", true));
    field_t deputy = {.name = "deputy", .value = {.kind = VALUE_PERSON, .u.person = DEMO_XU_JING}};
    must(&s, as_with(&s, "li.na", COMMAND_APPROVE, deputy));
    assert_non_null(open_task(&s, "build", "xu.jing"));
    scene_free(&s);
}

/* What the target's own stage passed over is asked as well, as soon as the field changes. */
static void
A22_in_the_stage_returned_to_what_was_passed_over_is_asked_when_its_route_reads_the_change(void **state) {
    (void)state;
    static fact_t fact = {.path = "amount", .text = "26.85 EUR"};
    scene_t s;
    stages(&s);
    s.rules.plans[0].facts = &fact;
    s.rules.plans[0].fact_count = 1;
    approved(&s);
    must(&s, give_back(&s, "wang.fang", "head", true));
    assert_string_equal(cause_of(&s, "boss"), "straight");
    must(&s, as_with(&s, "liu.yang", COMMAND_APPROVE, money_field("amount", 999900)));
    assert_non_null(open_task(&s, "boss", "li.na"));
    scene_free(&s);
}

static void A22_straight_across_a_whole_stage_between(void **state) {
    (void)state;
    scene_t s;
    to_test(&s);
    done(&s, "chen.wei");
    must(&s, give_back(&s, "xu.jing", "cfo", true));
    assert_int_equal(s.record->stage, 0);
    approve(&s, "sun.li");
    assert_int_equal(s.record->stage, 2); /* nobody works a second time */
    assert_non_null(open_task(&s, "accept", "xu.jing"));
    scene_free(&s);
}

static void A22_returned_once_more_on_the_way_each_comes_back_to_who_returned_it(void **state) {
    (void)state;
    scene_t s;
    to_test(&s);
    done(&s, "chen.wei");
    must(&s, give_back(&s, "xu.jing", "build", true));
    assert_non_null(open_task(&s, "build", "wang.fang"));
    must(&s, give_back(&s, "wang.fang", "cfo", true));
    approve(&s, "sun.li");
    assert_non_null(open_task(&s, "build", "wang.fang"));
    done(&s, "wang.fang");
    assert_null(open_task(&s, "test", NULL));
    approve(&s, "xu.jing");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void A22_straight_comes_back_to_whoever_had_been_handed_the_task(void **state) {
    (void)state;
    scene_t s;
    stages(&s);
    s.rules.steps[1][2].permits = PERMIT_USUAL;
    approved(&s);
    done(&s, "wang.fang");
    int64_t heir = scene_person(&s, "xu.jing");
    command_t c = scene_cmd(&s, "chen.wei", COMMAND_TRANSFER);
    c.people = &heir;
    c.people_count = 1;
    c.text = "hers";
    must(&s, scene_command(&s, &c));
    must(&s, give_back(&s, "xu.jing", "boss", true));
    approve(&s, "li.na");
    assert_non_null(open_task(&s, "test", "xu.jing"));
    assert_null(open_task(&s, "test", "chen.wei"));
    scene_free(&s);
}

static void A22_through_goes_to_those_whom_the_route_names(void **state) {
    (void)state;
    scene_t s;
    stages(&s);
    s.rules.steps[1][2].permits = PERMIT_USUAL;
    approved(&s);
    done(&s, "wang.fang");
    int64_t heir = scene_person(&s, "xu.jing");
    command_t c = scene_cmd(&s, "chen.wei", COMMAND_TRANSFER);
    c.people = &heir;
    c.people_count = 1;
    c.text = "hers";
    must(&s, scene_command(&s, &c));
    must(&s, give_back(&s, "xu.jing", "cfo", false));
    approve(&s, "sun.li");
    done(&s, "wang.fang");
    assert_non_null(open_task(&s, "test", "chen.wei"));
    scene_free(&s);
}

static void A22_into_a_vote_all_of_it_is_asked_and_what_stood_beside_it_is_not(void **state) {
    (void)state;
    scene_t s;
    stages(&s);
    s.rules.plans[0].step_count = 0;
    fixed_group(&s.rules, 0, 0, STEP_PARALLEL);
    fixed_group(&s.rules, 0, 1, STEP_VOTE)->need = 2;
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "a", &liu);
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "b", &li);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "beside", &sun);
    approved(&s);
    must(&s, give_back(&s, "wang.fang", "a", true));
    assert_non_null(open_task(&s, "a", "liu.yang"));
    assert_non_null(open_task(&s, "b", "li.na"));
    assert_null(open_task(&s, "beside", NULL));
    approve(&s, "liu.yang");
    approve(&s, "li.na");
    assert_non_null(open_task(&s, "build", "wang.fang"));
    scene_free(&s);
}

static void A22_a_step_of_the_present_stage_goes_before_others_of_its_name(void **state) {
    (void)state;
    scene_t s;
    stages(&s);
    s.rules.steps[1][1].name = "boss";
    approved(&s);
    done(&s, "wang.fang");
    must(&s, give_back(&s, "chen.wei", "boss", false));
    assert_int_equal(s.record->stage, 1);
    done(&s, "wang.fang");
    must(&s, give_back(&s, "chen.wei", "execution/boss", false));
    assert_int_equal(s.record->stage, 1);
    done(&s, "wang.fang");
    must(&s, give_back(&s, "chen.wei", "approval/boss", false));
    assert_int_equal(s.record->stage, 0);
    assert_non_null(open_task(&s, "boss", "li.na"));
    scene_free(&s);
}

static void problem_is(scene_t *s, const char *who, const char *to, const char *problem) {
    refused_with(s, give_back(s, who, to, false), "return.target");
    error_says(s, "problem", problem);
}

static void A22_only_to_what_was_visited_in_a_stage_before(void **state) {
    (void)state;
    scene_t s;
    to_test(&s);
    problem_is(&s, "chen.wei", "accept", "unknown");
    problem_is(&s, "chen.wei", "acceptance/accept", "not_visited");
    problem_is(&s, "chen.wei", "planning/boss", "unknown_stage");
    problem_is(&s, "chen.wei", "approval/build", "unknown");
    assert_non_null(open_task(&s, "test", "chen.wei")); /* nothing has happened */
    scene_free(&s);
    stages(&s);
    s.rules.steps[0][3].state = STEP_LEFT_OUT;
    s.rules.steps[0][3].left_out = "small";
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    approve(&s, "li.na");
    problem_is(&s, "wang.fang", "cfo", "not_visited");
    scene_free(&s);
    stages(&s);
    s.rules.steps[0][3].name = "build";
    s.rules.steps[2][1].may_return = true;
    approved(&s);
    done(&s, "wang.fang");
    done(&s, "chen.wei");
    problem_is(&s, "xu.jing", "build", "several");
    must(&s, give_back(&s, "xu.jing", "approval/build", false));
    assert_non_null(open_task(&s, "build", "sun.li"));
    scene_free(&s);
}

static void A52_A22_nothing_is_returned_to_what_is_owed_in_a_stage_before(void **state) {
    (void)state;
    scene_t s;
    stages(&s);
    submit_by(&s, "gao.min");
    approve(&s, "liu.yang");
    must(&s, act(&s, "xu.jing", COMMAND_EXCEPTION, "boss", NULL));
    approve(&s, "sun.li");
    problem_is(&s, "wang.fang", "boss", "owed");
    must(&s, give_back(&s, "wang.fang", "head", false));
    assert_non_null(open_task(&s, "boss.owed", "li.na")); /* and is owed still */
    approve(&s, "liu.yang");
    assert_null(open_task(&s, "boss", NULL));
    assert_non_null(open_task(&s, "cfo", "sun.li"));
    scene_free(&s);
}

static void P2_3_3_A22_a_stage_planned_on_other_facts_is_gone_through_from_its_first_step(void **state) {
    (void)state;
    static fact_t then = {.path = "amount", .text = "26.85 EUR"}, now = {.path = "amount", .text = "30 EUR"};
    scene_t s;
    stages(&s);
    s.rules.plans[0].facts = &then;
    s.rules.plans[0].fact_count = 1;
    approved(&s);
    s.rules.plans[0].facts = &now; /* as after an adjustment */
    problem_is(&s, "wang.fang", "boss", "planned_anew");
    must(&s, give_back(&s, "wang.fang", "head", true));
    approve(&s, "liu.yang");
    assert_non_null(open_task(&s, "boss", "li.na")); /* nothing that was decided on them stands */
    scene_free(&s);
}

static void A22_what_stands_beside_the_plan_stays_and_is_waited_for(void **state) {
    (void)state;
    scene_t s;
    to_test(&s);
    int64_t whom = scene_person(&s, "liu.yang");
    command_t c = scene_cmd(&s, "chen.wei", COMMAND_WARN);
    c.people = &whom;
    c.people_count = 1;
    c.text = "the ground is soft";
    must(&s, scene_command(&s, &c));
    int64_t warning = open_task(&s, "warning", "liu.yang")->id;
    c = scene_cmd(&s, "wang.fang", COMMAND_DEVIATE);
    c.text = "it takes a week longer";
    must(&s, scene_command(&s, &c));
    c = scene_cmd(&s, "chen.wei", COMMAND_RETURN);
    c.step = "test";
    c.to_step = "cfo";
    c.text = "look again";
    must(&s, scene_command(&s, &c));
    assert_int_equal(open_task(&s, "warning", "liu.yang")->id, warning);
    assert_non_null(open_task(&s, "deviation", NULL)); /* a report is not lost */
    approve(&s, "sun.li");
    assert_int_equal(s.record->stage, 0);
    must(&s, as_on(&s, "liu.yang", COMMAND_ACKNOWLEDGE, "warning", NULL));
    assert_int_equal(s.record->stage, 0);
    must(&s, as_on(&s, "chen.wei", COMMAND_APPROVE, "deviation", NULL));
    assert_int_equal(s.record->stage, 1);
    scene_free(&s);
}

/* What the simulation found: a warning that stood between two plans was taken for a part of the second. */
static void A22_A50_what_was_opened_beside_an_earlier_stage_stays_as_well(void **state) {
    (void)state;
    for (int jumps = 0; jumps < 2; jumps++) {
        scene_t s;
        stages(&s);
        submit_by(&s, "gao.min");
        approve(&s, "liu.yang");
        int64_t whom = scene_person(&s, "sun.li");
        command_t c = scene_cmd(&s, "li.na", COMMAND_WARN);
        c.people = &whom;
        c.people_count = 1;
        c.text = "the ground is soft";
        must(&s, scene_command(&s, &c));
        c = scene_cmd(&s, "xu.jing", COMMAND_JUMP);
        c.text = "the offer runs out";
        c.to_step = "build";
        must(&s, scene_command(&s, &c));
        c.to_step = "head";
        must(&s, jumps ? scene_command(&s, &c) : give_back(&s, "wang.fang", "head", false));
        assert_non_null(open_task(&s, "warning", "sun.li"));
        assert_false(record_step_named(s.record, "warning")->superseded);
        scene_free(&s);
    }
}

static void A46_of_a_change_after_the_end_nothing_is_returned_to_a_stage_before(void **state) {
    (void)state;
    static change_rule_t changes[] = {{.field = "amount"}};
    static const traced_t traced[] = {{.step = "boss", .field = "amount"},
                                      {.step = "build", .field = "amount"}};
    scene_t s;
    to_test(&s);
    done(&s, "chen.wei");
    approve(&s, "xu.jing");
    assert_int_equal(s.record->state, RECORD_FINISHED);
    s.rules.flow.changes = changes;
    s.rules.flow.change_count = 1;
    s.rules.traced = traced;
    s.rules.traced_count = 2;
    field_t amount = money_field("amount", 99900);
    command_t c = scene_cmd(&s, "gao.min", COMMAND_CHANGE);
    c.fields = &amount;
    c.field_count = 1;
    c.text = "the price rose";
    must(&s, scene_command(&s, &c));
    approve(&s, "li.na");
    problem_is(&s, "wang.fang", "boss", "change"); /* only some are asked in it */
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A22_from_the_work_to_who_approved_and_through_every_step_again),
        cmocka_unit_test(A22_what_is_open_in_the_stage_is_closed_and_who_had_it_hears_of_it),
        cmocka_unit_test(A22_straight_back_across_the_stages_to_whoever_returned_it),
        cmocka_unit_test(
            A22_straight_turns_into_through_when_a_field_that_a_route_on_the_way_reads_has_changed),
        cmocka_unit_test(A22_also_a_field_that_says_who_does_the_work),
        cmocka_unit_test(
            A22_in_the_stage_returned_to_what_was_passed_over_is_asked_when_its_route_reads_the_change),
        cmocka_unit_test(A22_straight_across_a_whole_stage_between),
        cmocka_unit_test(A22_returned_once_more_on_the_way_each_comes_back_to_who_returned_it),
        cmocka_unit_test(A22_straight_comes_back_to_whoever_had_been_handed_the_task),
        cmocka_unit_test(A22_through_goes_to_those_whom_the_route_names),
        cmocka_unit_test(A22_into_a_vote_all_of_it_is_asked_and_what_stood_beside_it_is_not),
        cmocka_unit_test(A22_a_step_of_the_present_stage_goes_before_others_of_its_name),
        cmocka_unit_test(A22_only_to_what_was_visited_in_a_stage_before),
        cmocka_unit_test(A52_A22_nothing_is_returned_to_what_is_owed_in_a_stage_before),
        cmocka_unit_test(P2_3_3_A22_a_stage_planned_on_other_facts_is_gone_through_from_its_first_step),
        cmocka_unit_test(A22_what_stands_beside_the_plan_stays_and_is_waited_for),
        cmocka_unit_test(A22_A50_what_was_opened_beside_an_earlier_stage_stays_as_well),
        cmocka_unit_test(A46_of_a_change_after_the_end_nothing_is_returned_to_a_stage_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
