/* Which task a command means, whose it is, and what those learn who come too late. */
#include "unit/engine/scene.h"

static const source_t wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static const source_t sun = {.kind = SOURCE_PERSON, .key = "sun.li"};
static const source_t clerks = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &sun};

static void clerks_then_wang(scene_t *s) {
    scene_init(s);
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "clerks", &clerks);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "wang", &wang);
    submit_by(s, "gao.min");
}

static void loser_is_told(scene_t *s, int result) {
    refused_with(s, result, "task.not_open");
    error_says(s, "step", "clerks");
    error_says(s, "by", "liu.yang");
    error_says(s, "outcome", "approved");
    error_says(s, "at", "2026-03-02T10:00:00Z");
    assert_int_equal(s->out.incident_count, 0); /* to come second is no attempt without right */
}

static void A3_of_two_who_decide_in_the_same_instant_the_second_learns_who_and_when(void **state) {
    (void)state;
    scene_t s;
    clerks_then_wang(&s);
    int64_t suns = open_task(&s, "clerks", "sun.li")->id;
    s.now += MS_HOUR;
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    loser_is_told(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    loser_is_told(&s, as_on(&s, "sun.li", COMMAND_REFUSE, "clerks", "no"));
    command_t c = scene_cmd(&s, "sun.li", COMMAND_APPROVE);
    c.task = suns;
    loser_is_told(&s, scene_command(&s, &c));
    scene_free(&s);
}

static void a_task_is_decided_once_also_by_whoever_decided_it(void **state) {
    (void)state;
    scene_t s;
    clerks_then_wang(&s);
    int64_t task = open_task(&s, "clerks", "liu.yang")->id;
    s.now += MS_HOUR;
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    command_t c = scene_cmd(&s, "liu.yang", COMMAND_REFUSE);
    c.task = task;
    c.text = "on second thoughts";
    loser_is_told(&s, scene_command(&s, &c));
    scene_free(&s);
}

static void nobody_decides_a_task_of_somebody_else(void **state) {
    (void)state;
    scene_t s;
    clerks_then_wang(&s);
    refused_with(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL), "task.not_yours");
    error_says(&s, "step", "clerks");
    error_says(&s, "holder", "liu.yang, sun.li"); /* either may decide */
    assert_int_equal(s.out.incident_count, 1);
    assert_string_equal(s.out.incidents[0].code, "attempt.without_right");
    command_t c = scene_cmd(&s, "wang.fang", COMMAND_APPROVE);
    c.task = open_task(&s, "clerks", "liu.yang")->id;
    refused_with(&s, scene_command(&s, &c), "task.not_yours");
    error_says(&s, "holder", "liu.yang, sun.li");
    must(&s, as(&s, "sun.li", COMMAND_CLAIM, NULL));
    refused_with(&s, scene_command(&s, &c), "task.not_yours");
    error_says(&s, "holder", "sun.li"); /* who has claimed it */
    c.task = 12345;
    refused_with(&s, scene_command(&s, &c), "task.unknown");
    scene_free(&s);
}

static void a_command_that_fits_two_tasks_names_the_steps_and_decides_none(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_ALL);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "budget", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "head", &wang);
    fixed_leaf(&s.rules, 0, 1, STEP_ACT, "file", &wang);
    submit_by(&s, "gao.min");
    refused_with(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL), "task.ambiguous");
    error_says(&s, "steps", "budget, head");
    must(&s, as(&s, "wang.fang", COMMAND_DONE, NULL)); /* fits one only */
    must(&s, as_on(&s, "wang.fang", COMMAND_APPROVE, "head", NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void a_command_must_fit_the_kind_of_step(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_leaf(&s.rules, 0, 0, STEP_ACT, "file", &wang);
    submit_by(&s, "gao.min");
    refused_with(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL), "command.misfit");
    error_says(&s, "command", "approve");
    error_says(&s, "kind", "act");
    refused_with(&s, as(&s, "wang.fang", COMMAND_REFUSE, "no"), "command.misfit");
    refused_with(&s, as(&s, "wang.fang", COMMAND_ACKNOWLEDGE, NULL), "command.misfit");
    scene_free(&s);
}

static void decisions_on_a_record_at_rest_say_how_it_stands(void **state) {
    (void)state;
    scene_t s;
    clerks_then_wang(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    refused_with(&s, as(&s, "xu.jing", COMMAND_APPROVE, NULL), "record.state");
    error_says(&s, "state", "finished");
    refused_with(&s, as_on(&s, "xu.jing", COMMAND_APPROVE, "wang", NULL), "task.not_open");
    error_says(&s, "by", "wang.fang");
    scene_free(&s);
}

/* What a rule's effect changes while somebody looks at the form. */
static void A44_a_decision_on_a_form_that_changed_meanwhile_names_the_field(void **state) {
    (void)state;
    scene_t s;
    static effect_t effect = {.kind = EFFECT_SET_FIELD};
    static rung_act_t act = {.action = RUNG_CALL, .function = "late"};
    static rung_t rung = {
        .name = "1", .anchor = RUNG_AFTER_OPEN, .distance = {.kind = LIMIT_ELAPSED, .ms = MS_HOUR}};
    effect.field = text_field("purpose", "late");
    rung.acts = &act;
    rung.act_count = 1;
    scene_init(&s);
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "wang", &wang)->ladder = (ladder_t){&rung, 1};
    s.rules.effects = (effects_t){&effect, 1};
    must(&s, draft_by(&s, "gao.min"));
    must(&s, as_with(&s, "gao.min", COMMAND_SUBMIT, money_field("amount", 5))); /* before it is seen */
    int64_t seen = s.record->version; /* others' events do not matter */
    must(&s, as(&s, "xu.jing", COMMAND_COMMENT, "hm"));
    assert_true(fire_next(&s));
    assert_string_equal(record_field(s.record, "purpose")->u.text, "late");
    command_t c = scene_cmd(&s, "wang.fang", COMMAND_APPROVE);
    c.form_version = seen;
    refused_with(&s, scene_command(&s, &c), "form.changed");
    error_says(&s, "field", "purpose");
    c.form_version = s.record->version;
    must(&s, scene_command(&s, &c));
    assert_int_equal(s.record->state, RECORD_FINISHED);
    scene_free(&s);
}

static void deciding_beside_others_is_no_change_of_the_form(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "clerks", &clerks)->mode = DECIDE_ALL;
    submit_by(&s, "gao.min");
    int64_t seen = s.record->version;
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    command_t c = scene_cmd(&s, "sun.li", COMMAND_APPROVE);
    c.form_version = seen;
    must(&s, scene_command(&s, &c));
    scene_free(&s);
}

static void words_have_a_limit_that_the_error_names(void **state) {
    (void)state;
    scene_t s;
    static char words[65538];
    memset(words, 'x', sizeof words - 1);
    clerks_then_wang(&s);
    refused_with(&s, as(&s, "liu.yang", COMMAND_REFUSE, words), "limit.text");
    error_says(&s, "limit", "65536");
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, words + 1));
    scene_free(&s);
}

static source_t person_liu = {.kind = SOURCE_PERSON, .key = "liu.yang"};
static source_t person_wang = {.kind = SOURCE_PERSON, .key = "wang.fang"};
static source_t person_sun = {.kind = SOURCE_PERSON, .key = "sun.li"};

static void A3_whoever_decided_is_named_though_others_decided_elsewhere_in_the_same_instant(void **state) {
    (void)state;
    for (int last = 0; last < 2; last++) { /* li.na of the branch beside decides first, or last */
        scene_t s;
        source_t li = {.kind = SOURCE_PERSON, .key = "li.na"};
        scene_init(&s);
        fixed_group(&s.rules, 0, 0, STEP_SEQUENCE);
        fixed_group(&s.rules, 0, 1, STEP_PARALLEL);
        fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "c", &li);
        fixed_group(&s.rules, 0, 2, STEP_ANY);
        fixed_leaf(&s.rules, 0, 4, STEP_APPROVE, "a", &person_liu);
        fixed_leaf(&s.rules, 0, 4, STEP_APPROVE, "b", &person_sun);
        fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "e", &person_wang);
        submit_by(&s, "gao.min");
        if (!last) must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
        must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
        if (last) must(&s, as(&s, "li.na", COMMAND_APPROVE, NULL));
        refused_with(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL), "task.not_open");
        error_says(&s, "by", "liu.yang");
        scene_free(&s);
    }
}

static void A3_a_refusal_that_closes_all_is_named_though_another_approved_then(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    fixed_group(&s.rules, 0, 0, STEP_PARALLEL);
    fixed_group(&s.rules, 0, 1, STEP_ALL);
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "a", &person_liu);
    fixed_leaf(&s.rules, 0, 2, STEP_APPROVE, "b", &person_sun);
    fixed_leaf(&s.rules, 0, 1, STEP_APPROVE, "c", &person_wang);
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    must(&s, as(&s, "wang.fang", COMMAND_REFUSE, "no"));
    refused_with(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL), "task.not_open");
    error_says(&s, "by", "wang.fang");
    error_says(&s, "outcome", "refused");
    scene_free(&s);
}

static void A3_who_abstained_in_the_same_instant_is_not_named_for_who_decided(void **state) {
    (void)state;
    scene_t s;
    scene_init(&s);
    static const source_t third = {.kind = SOURCE_PERSON, .key = "wang.fang"},
                          second = {.kind = SOURCE_PERSON, .key = "sun.li", .next = &third},
                          three = {.kind = SOURCE_PERSON, .key = "liu.yang", .next = &second};
    fixed_leaf(&s.rules, 0, 0, STEP_APPROVE, "clerks", &three)->permits = PERMIT_ABSTAIN;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_ABSTAIN, NULL));
    must(&s, as(&s, "sun.li", COMMAND_APPROVE, NULL));
    refused_with(&s, as_on(&s, "wang.fang", COMMAND_APPROVE, "clerks", NULL), "task.not_open");
    error_says(&s, "by", "sun.li");
    error_says(&s, "outcome", "approved");
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A3_of_two_who_decide_in_the_same_instant_the_second_learns_who_and_when),
        cmocka_unit_test(a_task_is_decided_once_also_by_whoever_decided_it),
        cmocka_unit_test(nobody_decides_a_task_of_somebody_else),
        cmocka_unit_test(a_command_that_fits_two_tasks_names_the_steps_and_decides_none),
        cmocka_unit_test(a_command_must_fit_the_kind_of_step),
        cmocka_unit_test(decisions_on_a_record_at_rest_say_how_it_stands),
        cmocka_unit_test(A44_a_decision_on_a_form_that_changed_meanwhile_names_the_field),
        cmocka_unit_test(deciding_beside_others_is_no_change_of_the_form),
        cmocka_unit_test(words_have_a_limit_that_the_error_names),
        cmocka_unit_test(A3_whoever_decided_is_named_though_others_decided_elsewhere_in_the_same_instant),
        cmocka_unit_test(A3_a_refusal_that_closes_all_is_named_though_another_approved_then),
        cmocka_unit_test(A3_who_abstained_in_the_same_instant_is_not_named_for_who_decided),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
