/* When a running record does not go over to other rules (A53), and what it is told: its form, its stage,
 * signers under way, functions that the rules no longer have. */
#include "migrate_scene.h"

static void A53_the_data_must_fit_the_new_form(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &liu);
    s.later.fields[1].required = true; /* purpose */
    refused_with(&s, migrate(&s), "form.invalid");
    error_says(&s, "fields", "purpose");
    s.later.fields[1].required = false;
    s.later.fields[0].kind = VALUE_TEXT; /* amount */
    refused_with(&s, migrate(&s), "form.invalid");
    s.later.fields[0].name = "sum";
    s.later.fields[0].required = false;
    refused_with(&s, migrate(&s), "form.invalid");
    assert_string_equal(s.d.cause->code, "field.unknown");
    assert_non_null(open_task(&s, "first", "liu.yang"));
    scene_free(&s);
}

static void A53_not_one_whose_stage_would_ask_for_nothing(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    s.has_later = true; /* rules without any step */
    refused_with(&s, migrate(&s), "migrate.empty");
    error_says(&s, "step", "approval");
    assert_non_null(open_task(&s, "first", "liu.yang"));
    scene_free(&s);
}

static void A53_not_one_that_has_ended(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &liu);
    must(&s, act(&s, "xu.jing", COMMAND_CANCEL, NULL, NULL));
    refused_with(&s, migrate(&s), "record.state");
    scene_free(&s);
}

static int sign_before(scene_t *s, const char *who, const char *whom) {
    int64_t person = scene_person(s, whom);
    command_t c = scene_cmd(s, who, COMMAND_ADD_SIGNER);
    c.people = &person;
    c.people_count = 1;
    c.where = ADDED_BEFORE;
    return scene_command(s, &c);
}

static void A53_another_stage_signers_under_way_and_a_plan_that_would_refuse_are_refused(void **state) {
    (void)state;
    scene_t s;
    three_steps(&s);
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &liu);
    s.later.stages[0].name = "another";
    refused_with(&s, migrate(&s), "migrate.stage");
    scene_free(&s);

    admin_scene(&s);
    fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu)->permits = PERMIT_USUAL;
    submit_by(&s, "gao.min");
    must(&s, sign_before(&s, "liu.yang", "chen.wei"));
    later(&s);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &liu);
    refused_with(&s, migrate(&s), "migrate.added");
    error_says(&s, "remove", "remove-signer");
    error_says(&s, "step", "first.before");
    scene_free(&s);

    admin_scene(&s); /* b refused, and the others decide all the same; under the new rules that is the end */
    fixed_group(&s.rules, 0, 0, STEP_ALL)->on_refuse = ON_REFUSE_WAIT;
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "a", &liu);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "b", &wang);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "no"));
    s.has_later = true;
    fixed_group(&s.later, 0, 0, STEP_ALL);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "a", &liu);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "b", &wang);
    refused_with(&s, migrate(&s), "migrate.refused_group");
    scene_free(&s);
}

/* ---- functions that there are no more */

static void
A53_a_step_that_stays_open_and_whose_ladder_asks_a_function_that_is_gone_is_refused(void **state) {
    (void)state;
    source_t late = {.kind = SOURCE_FUNCTION, .key = "who"}, above = {.kind = SOURCE_SUPERIOR, .of = &late};
    rung_act_t acts[] = {{.action = RUNG_CALL, .function = "late"}, {.action = RUNG_NOTIFY, .who = &above}};
    rung_t rungs[] = {{.name = "1", .anchor = RUNG_AFTER_DUE, .acts = acts, .act_count = 2}};
    const char *const lacks[] = {"late", "who", "another", NULL};
    for (int i = 0; i < 4; i++) {
        for (int stays = 0; stays <= 1; stays++) {
            scene_t s;
            admin_scene(&s);
            fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
            step_t *first = fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
            first->ladder = (ladder_t){.rungs = rungs, .count = 1};
            submit_by(&s, "gao.min");
            later(&s);
            fixed_leaf(&s.later, 0, 1, STEP_APPROVE, stays ? "first" : "other", &liu);
            s.later.lacks = lacks[i];
            if (stays && i < 2) {
                refused_with(&s, migrate(&s), "migrate.function");
                error_says(&s, "step", "first");
                error_says(&s, "function", lacks[i]);
            } else {
                must(&s, migrate(&s));
            }
            scene_free(&s);
        }
    }
}

static void A53_with_its_initiator_too_what_is_open_must_find_its_functions(void **state) {
    (void)state;
    rung_act_t act = {.action = RUNG_CALL, .function = "late"};
    rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    scene_t s;
    admin_scene(&s);
    s.rules.flow.overdue = (ladder_t){.rungs = &rung, .count = 1};
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "first", &liu)->may_return = true;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_RETURN, "look again"));
    s.has_later = true;
    fixed_leaf(&s.later, 0, 0, STEP_APPROVE, "first", &liu);
    s.later.lacks = "late";
    refused_with(&s, migrate(&s), "migrate.function");
    error_says(&s, "step", "revise");
    scene_free(&s);
}

static void A53_a_monitor_must_find_what_watches_and_whom_it_asks(void **state) {
    (void)state;
    static const source_t who = {.kind = SOURCE_FUNCTION, .key = "who"};
    const char *const lacks[] = {"figures", "who", NULL};
    for (int i = 0; i < 3; i++) {
        scene_t s;
        admin_scene(&s);
        fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
        fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "first", &liu);
        fixed_leaf(&s.rules, 0, 1, STEP_MONITOR, "report", &who)->watch = "figures";
        s.rules.people = &wang;
        submit_by(&s, "gao.min");
        later(&s);
        fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &liu);
        fixed_leaf(&s.later, 0, 1, STEP_MONITOR, "report", &who)->watch = "figures";
        s.later.people = &wang;
        s.later.lacks = lacks[i];
        if (lacks[i])
            refused_with(&s, migrate(&s), "migrate.function");
        else
            must(&s, migrate(&s));
        scene_free(&s);
    }
}

/* The step is decided, so it does not keep the record from going over; once it is open again, it would. */
static void A27_what_was_decided_under_rules_with_other_functions_is_not_taken_back(void **state) {
    (void)state;
    rung_act_t act = {.action = RUNG_CALL, .function = "late"};
    rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    for (int gone = 0; gone <= 1; gone++) {
        scene_t s;
        admin_scene(&s);
        fixed_rules_t *all[] = {&s.rules, &s.later};
        for (int i = 0; i < 2; i++) {
            fixed_group(all[i], 0, 0, STEP_ALL);
            step_t *first = fixed_leaf(all[i], 0, 1, STEP_APPROVE, "first", &liu);
            fixed_leaf(all[i], 0, 1, STEP_APPROVE, "other", &li);
            first->permits = PERMIT_USUAL;
            if (i == 0) first->ladder = (ladder_t){.rungs = &rung, .count = 1};
        }
        submit_by(&s, "gao.min");
        must(&s, as_on(&s, "liu.yang", COMMAND_APPROVE, "first", NULL));
        s.has_later = true;
        s.later.lacks = gone ? "late" : "another";
        must(&s, migrate(&s));
        if (gone) {
            refused_with(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL), "take_back.function");
            error_says(&s, "step", "first");
            error_says(&s, "function", "late");
        } else {
            must(&s, as(&s, "liu.yang", COMMAND_TAKE_BACK, NULL));
            assert_non_null(open_task(&s, "first", "liu.yang"));
        }
        scene_free(&s);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A53_the_data_must_fit_the_new_form),
        cmocka_unit_test(A53_not_one_whose_stage_would_ask_for_nothing),
        cmocka_unit_test(A53_not_one_that_has_ended),
        cmocka_unit_test(A53_another_stage_signers_under_way_and_a_plan_that_would_refuse_are_refused),
        cmocka_unit_test(A53_a_step_that_stays_open_and_whose_ladder_asks_a_function_that_is_gone_is_refused),
        cmocka_unit_test(A53_with_its_initiator_too_what_is_open_must_find_its_functions),
        cmocka_unit_test(A53_a_monitor_must_find_what_watches_and_whom_it_asks),
        cmocka_unit_test(A27_what_was_decided_under_rules_with_other_functions_is_not_taken_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
