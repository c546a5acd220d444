/* Named checks of the rules that run before a step may pass (P1.3.1): what they block, what they do not
 * hinder, and what is put on record. */
#include "admin_scene.h"
#include "unit/failing.h"

static source_t chen = {.kind = SOURCE_PERSON, .key = "chen.wei"};
static source_t nobody = {.kind = SOURCE_POST, .key = "finance.tax.head"};
static source_t own = {.kind = SOURCE_INITIATOR};

/* ---- what they find: over a hundred euro, or a purpose that says so */

static const char *asked_check; /* the last that was asked, and about whose task */
static int64_t asked_person;

static problem_t *finds(const check_def_t *check, const facts_t *facts, arena_t *arena, size_t *count) {
    asked_check = check->name;
    asked_person = facts->task->person;
    const value_t *amount = record_field(facts->record, "amount"),
                  *purpose = record_field(facts->record, "purpose");
    bool dear = amount && amount->u.money.minor > 10000;
    bool vague = purpose && strcmp(purpose->u.text, "sundries") == 0;
    problem_t *list = arena_array(arena, 2, sizeof *list);
    if (!list) return *count = 1, NULL;
    if (dear)
        list[(*count)++] = (problem_t){.field = "amount",
                                       .text_en = "nobody answers for so much",
                                       .text_zh = "金额过高",
                                       .file = "demo.lua",
                                       .line = 9};
    if (vague) list[(*count)++] = (problem_t){.text_en = "say what for", .text_zh = "请写明用途"};
    return list;
}

static const char *only_second[] = {"second", NULL}, *only_work[] = {"work", NULL};
static check_def_t checks[2];

/* first (liu.yang), second (wang.fang), third (li.na); one check, of all of them. */
static void checked(scene_t *s) {
    admin_scene(s);
    checks[0] = (check_def_t){.name = "limit", .title_en = "Nothing above the limit", .title_zh = "不超限额"};
    checks[1] = (check_def_t){.name = "other", .title_en = "Other", .title_zh = "其他"};
    s->rules.flow.checks = checks;
    s->rules.flow.check_count = 1;
    s->rules.finds = finds;
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "first", &liu)->may_return = true;
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "second", &wang)->may_return = true;
    fixed_leaf(&s->rules, 0, 1, STEP_APPROVE, "third", &li);
}

/* An amount of 200 EUR, which the check does not let pass. */
static void submit_dear(scene_t *s) {
    must(s, draft_by(s, "gao.min"));
    must(s, as_with(s, "gao.min", COMMAND_EDIT, money_field("amount", 20000)));
    must(s, as(s, "gao.min", COMMAND_SUBMIT, NULL));
}

static void blocks(scene_t *s, int result) {
    refused_with(s, result, "compliance.blocked");
}

static void P1_3_1_what_a_check_finds_blocks_with_its_name_its_reason_and_its_line(void **state) {
    (void)state;
    scene_t s;
    checked(&s);
    submit_dear(&s);
    blocks(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    error_says(&s, "step", "first");
    error_says(&s, "count", "1");
    const diag_t *cause = s.d.cause;
    assert_string_equal(cause->code, "compliance.found");
    assert_string_equal(diag_get(cause, "check"), "limit");
    assert_string_equal(diag_get(cause, "title"), "Nothing above the limit");
    assert_string_equal(diag_get(cause, "field"), "amount");
    assert_string_equal(diag_get(cause, "text_zh"), "金额过高");
    assert_string_equal(cause->file, "demo.lua");
    assert_int_equal(cause->line, 9);
    assert_int_equal(record_step_named(s.record, "first")->state, STEP_OPEN);
    scene_free(&s);
}

static void P1_3_1_all_that_is_found_is_told_at_once(void **state) {
    (void)state;
    scene_t s;
    checked(&s);
    must(&s, draft_by(&s, "gao.min"));
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, money_field("amount", 20000)));
    must(&s, as_with(&s, "gao.min", COMMAND_SUBMIT, text_field("purpose", "sundries")));
    blocks(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    error_says(&s, "count", "2");
    assert_string_equal(diag_get(s.d.cause->cause, "text"), "say what for");
    scene_free(&s);
}

static void P1_3_1_refusing_and_returning_are_not_hindered(void **state) {
    (void)state;
    for (int refuses = 0; refuses < 2; refuses++) {
        scene_t s;
        checked(&s);
        submit_dear(&s);
        must(&s, as(&s, "liu.yang", refuses ? COMMAND_REFUSE : COMMAND_RETURN, "too much"));
        assert_int_equal(s.record->state, refuses ? RECORD_ENDED_REFUSED : RECORD_RETURNED);
        assert_int_equal(s.rules.comply_calls, 0);
        scene_free(&s);
    }
}

static void P1_3_1_abstaining_is_not_hindered(void **state) {
    (void)state;
    scene_t s;
    checked(&s);
    s.rules.steps[0][1].permits |= PERMIT_ABSTAIN;
    submit_dear(&s);
    must(&s, as(&s, "liu.yang", COMMAND_ABSTAIN, NULL));
    scene_free(&s);
}

static void P1_3_1_what_was_run_is_an_event_of_the_rule_before_the_decision(void **state) {
    (void)state;
    scene_t s;
    checked(&s);
    s.rules.flow.check_count = 2;
    submit_by(&s, "gao.min");
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    const event_t *e = event_of(&s, EVENT_COMPLIED);
    assert_non_null(e);
    assert_int_equal(e->actor.kind, ACTOR_RULE);
    assert_int_equal(e[1].kind, EVENT_TASK_DECIDED);
    assert_int_equal(e[1].actor.kind, ACTOR_PERSON);
    assert_int_equal(e->u.complied.task, e[1].u.task_decided.task);
    assert_int_equal(e->u.complied.step, record_step_named(s.record, "first")->no);
    assert_int_equal(e->u.complied.check_count, 2);
    assert_string_equal(e->u.complied.checks[0], "limit");
    assert_string_equal(e->u.complied.checks[1], "other");
    assert_int_equal(asked_person, scene_person(&s, "liu.yang"));
    scene_free(&s);
}

static void P1_3_1_a_flow_without_checks_asks_for_none(void **state) {
    (void)state;
    scene_t s;
    checked(&s);
    s.rules.flow.check_count = 0;
    submit_dear(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_int_equal(s.rules.comply_calls, 0);
    assert_null(event_of(&s, EVENT_COMPLIED));
    scene_free(&s);
}

static void P1_3_1_a_check_of_named_steps_is_run_before_these_alone(void **state) {
    (void)state;
    scene_t s;
    checked(&s);
    checks[0].steps = only_second;
    submit_dear(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_null(event_of(&s, EVENT_COMPLIED));
    blocks(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    scene_free(&s);
}

static void P1_3_1_work_is_done_unchecked_unless_the_check_names_it(void **state) {
    (void)state;
    for (int named = 0; named < 2; named++) {
        scene_t s;
        checked(&s);
        s.rules.steps[0][1].kind = STEP_ACT;
        s.rules.steps[0][1].name = "work";
        if (named) checks[0].steps = only_work;
        submit_dear(&s);
        if (named)
            blocks(&s, as(&s, "liu.yang", COMMAND_DONE, NULL));
        else
            must(&s, as(&s, "liu.yang", COMMAND_DONE, NULL));
        scene_free(&s);
    }
}

static void P1_3_1_departments_that_agree_first_are_checked_too(void **state) {
    (void)state;
    scene_t s;
    checked(&s);
    s.rules.flow.stage_count = 2;
    s.rules.stages[1] = s.rules.stages[0];
    s.rules.stages[0] = (stage_def_t){.name = "prepare", .kind = STAGE_PREPARE};
    s.rules.plans[0].step_count = 0;
    fixed_leaf(&s.rules, 0, 0, STEP_AGREE, "agree", &liu);
    must(&s, draft_by(&s, "gao.min"));
    must(&s, as_with(&s, "gao.min", COMMAND_EDIT, money_field("amount", 20000)));
    must(&s, as(&s, "gao.min", COMMAND_PREPARE, NULL));
    blocks(&s, as(&s, "liu.yang", COMMAND_AGREE, NULL));
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "too much"));
    scene_free(&s);
}

static field_right_t writes = {"amount", ACCESS_WRITE}, hides = {"amount", ACCESS_HIDDEN};

static void P1_3_1_a_check_sees_what_is_written_with_the_decision(void **state) {
    (void)state;
    scene_t s;
    checked(&s);
    s.rules.steps[0][1].form = (step_form_t){.rights = &writes, .right_count = 1};
    submit_dear(&s);
    blocks(&s, as_with(&s, "liu.yang", COMMAND_APPROVE, money_field("amount", 30000)));
    must(&s, as_with(&s, "liu.yang", COMMAND_APPROVE, money_field("amount", 9900)));
    scene_free(&s);
}

static void P1_3_1_of_a_hidden_field_only_the_check_is_told(void **state) {
    (void)state;
    scene_t s;
    checked(&s);
    s.rules.steps[0][1].form = (step_form_t){.rights = &hides, .right_count = 1};
    submit_dear(&s);
    blocks(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_string_equal(diag_get(s.d.cause, "check"), "limit");
    static const char *const kept[] = {"field", "text", "text_zh"};
    for (size_t i = 0; i < 3; i++) {
        const char *said = diag_get(s.d.cause, kept[i]);
        assert_true(!said || !*said);
    }
    scene_free(&s);
}

static void P1_3_1_a_check_that_fails_lets_nothing_pass(void **state) {
    (void)state;
    scene_t s;
    checked(&s);
    submit_by(&s, "gao.min");
    s.rules.comply_fails = "rule.broken";
    refused_with(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL), "rule.broken");
    must(&s, as(&s, "liu.yang", COMMAND_REFUSE, "I can't judge"));
    scene_free(&s);
}

static void P1_3_1_no_time_out_passes_what_a_check_blocks(void **state) {
    (void)state;
    static rung_act_t act = {.action = RUNG_APPROVE, .because = "small sums pass"};
    static rung_t rung = {.name = "1",
                          .anchor = RUNG_AFTER_DUE,
                          .distance = {.kind = LIMIT_ELAPSED},
                          .acts = &act,
                          .act_count = 1};
    for (int dear = 0; dear < 2; dear++) {
        scene_t s;
        checked(&s);
        s.rules.steps[0][1].ladder = (ladder_t){.rungs = &rung, .count = 1};
        if (dear)
            submit_dear(&s);
        else
            submit_by(&s, "gao.min");
        assert_true(fire_next(&s));
        const event_t *fired = event_of(&s, EVENT_RUNG);
        assert_int_equal(fired->u.rung.outcome, dear ? RUNG_FAILED : RUNG_FIRED);
        assert_int_equal(record_step_named(s.record, "first")->state, dear ? STEP_OPEN : STEP_PASSED);
        assert_int_equal(event_of(&s, EVENT_COMPLIED) != NULL, !dear);
        if (dear) assert_string_equal(fired->u.rung.error, "compliance.blocked");
        scene_free(&s);
    }
}

static void P1_3_1_no_administrator_completes_what_a_check_blocks_but_may_refuse_it(void **state) {
    (void)state;
    scene_t s;
    checked(&s);
    submit_dear(&s);
    blocks(&s, act(&s, "xu.jing", COMMAND_COMPLETE, "first", NULL));
    command_t c = scene_cmd(&s, "xu.jing", COMMAND_COMPLETE);
    c.text = "she is ill";
    c.step = "first";
    c.refuse = true;
    must(&s, scene_command(&s, &c));
    assert_int_equal(s.record->state, RECORD_ENDED_REFUSED);
    scene_free(&s);
    checked(&s);
    submit_by(&s, "gao.min");
    must(&s, act(&s, "xu.jing", COMMAND_COMPLETE, "first", NULL));
    assert_non_null(event_of(&s, EVENT_COMPLIED));
    scene_free(&s);
}

static void P1_3_1_what_an_exception_owes_is_checked_when_it_is_paid(void **state) {
    (void)state;
    scene_t s;
    checked(&s);
    checks[0].steps = only_second;
    submit_dear(&s);
    must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    command_t c = scene_cmd(&s, "xu.jing", COMMAND_EXCEPTION);
    c.text = "it can't wait";
    c.step = "second";
    c.within = limit_workdays(5);
    must(&s, scene_command(&s, &c));
    blocks(&s, as_on(&s, "wang.fang", COMMAND_APPROVE, "second.owed", NULL));
    scene_free(&s);
}

static void P1_3_1_a_step_that_is_asked_for_again_is_the_step_that_it_was(void **state) {
    (void)state;
    scene_t s;
    checked(&s);
    checks[0].steps = only_second;
    s.rules.steps[0][1].name = "second.2"; /* as an adjustment names it where the stage has one (P2.3.3) */
    s.rules.steps[0][3].name = "second-best";
    submit_dear(&s);
    blocks(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
    assert_true(check_is_for(&checks[0], record_step_named(s.record, "second")));
    assert_false(check_is_for(&checks[0], record_step_named(s.record, "second-best")));
    scene_free(&s);
}

static void P1_3_1_whoever_was_added_to_sign_is_checked_as_well(void **state) {
    (void)state;
    scene_t s;
    checked(&s);
    submit_dear(&s);
    int64_t people[1] = {scene_person(&s, "chen.wei")};
    command_t c = scene_cmd(&s, "liu.yang", COMMAND_ADD_SIGNER);
    c.people = people;
    c.people_count = 1;
    c.where = ADDED_BESIDE;
    must(&s, scene_command(&s, &c));
    blocks(&s, as(&s, "chen.wei", COMMAND_APPROVE, NULL));
    scene_free(&s);
}

/* Monday 2026-08-03, 09:00 UTC: Zhou Jie stands in for Wang Fang (demo directory). */
#define MONDAY_IN_AUGUST (INT64_C(20668) * MS_DAY + 9 * MS_HOUR)

static void A15_a_check_is_asked_about_whoever_decides_a_stand_ins_task(void **state) {
    static const char *const who[] = {"zhou.jie", "wang.fang"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        scene_t s;
        checked(&s);
        s.now = MONDAY_IN_AUGUST;
        submit_by(&s, "gao.min");
        must(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL));
        assert_non_null(open_task(&s, "second", "zhou.jie"));
        must(&s, as(&s, who[i], COMMAND_APPROVE, NULL));
        assert_int_equal(asked_person, scene_person(&s, who[i]));
        scene_free(&s);
    }
}

static void A14_an_earlier_approval_does_not_count_for_what_a_check_blocks_now(void **state) {
    (void)state;
    for (int dear = 0; dear < 2; dear++) {
        scene_t s;
        checked(&s);
        static field_right_t right = {"amount", ACCESS_WRITE};
        checks[0].steps = only_second;
        s.rules.steps[0][1].by = &li;
        s.rules.steps[0][2].by = &li;
        s.rules.steps[0][2].same_person = SAME_ANYWHERE;
        s.rules.steps[0][1].form = (step_form_t){.rights = &right, .right_count = 1};
        submit_by(&s, "gao.min");
        must(&s, as_with(&s, "li.na", COMMAND_APPROVE, money_field("amount", dear ? 20000 : 9900)));
        assert_int_equal(record_step_named(s.record, "second")->state, dear ? STEP_OPEN : STEP_PASSED);
        assert_int_equal(event_of(&s, EVENT_COMPLIED) != NULL, !dear);
        scene_free(&s);
    }
}

static void A11_what_a_check_blocks_does_not_pass_for_want_of_people(void **state) {
    (void)state;
    for (int dear = 0; dear < 2; dear++) {
        scene_t s;
        checked(&s);
        s.rules.steps[0][1].by = &nobody;
        s.rules.steps[0][1].on_empty = EMPTY_PASSES;
        s.rules.steps[0][1].passes_because = "not every office has one";
        if (dear)
            submit_dear(&s);
        else
            submit_by(&s, "gao.min");
        assert_int_equal(record_step_named(s.record, "first")->state, dear ? STEP_OPEN : STEP_LEFT_OUT);
        if (dear) assert_non_null(open_task(&s, "first", "li.na")); /* the fallback */
        assert_int_equal(dear ? asked_person : 0, 0);
        scene_free(&s);
    }
}

static void A12_nor_is_it_skipped_because_it_is_the_initiators_own(void **state) {
    (void)state;
    for (int dear = 0; dear < 2; dear++) {
        scene_t s;
        checked(&s);
        s.rules.steps[0][1].by = &own;
        s.rules.steps[0][1].on_self = SELF_SKIP;
        s.rules.steps[0][1].passes_because = "heads answer for their budget";
        if (dear)
            submit_dear(&s);
        else
            submit_by(&s, "gao.min");
        assert_int_equal(record_step_named(s.record, "first")->state, dear ? STEP_OPEN : STEP_LEFT_OUT);
        scene_free(&s);
    }
}

static void A53_a_check_is_of_the_rules_that_the_record_runs_under(void **state) {
    (void)state;
    static check_def_t later[] = {{.name = "new", .title_en = "New", .title_zh = "新"}};
    scene_t s;
    checked(&s);
    s.rules.flow.check_count = 0;
    submit_dear(&s);
    s.has_later = true;
    s.later.flow.checks = later;
    s.later.flow.check_count = 1;
    s.later.finds = finds;
    fixed_group(&s.later, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "first", &liu);
    fixed_leaf(&s.later, 0, 1, STEP_APPROVE, "second", &chen);
    must(&s, as(&s, "xu.jing", COMMAND_MIGRATE, "the law of March"));
    blocks(&s, as(&s, "liu.yang", COMMAND_APPROVE, NULL)); /* it was open before these rules were there */
    assert_string_equal(asked_check, "new");
    scene_free(&s);
}

static void a_preview_supposes_that_the_checks_find_nothing(void **state) {
    (void)state;
    scene_t s;
    checked(&s);
    submit_dear(&s);
    command_t c = scene_cmd(&s, "liu.yang", COMMAND_APPROVE);
    c.supposed = true;
    must(&s, scene_command(&s, &c));
    assert_int_equal(s.rules.comply_calls, 0);
    scene_free(&s);
}

/* ---- each allocation */

typedef struct approving {
    scene_t *s;
    bool blocked;
} approving_t;

/* Nothing half done: it is refused for want of memory, or as it is with enough. */
static int approve_once(void *ctx) {
    approving_t *a = ctx;
    scene_t *s = a->s;
    record_t record;
    arena_t arena;
    diag_t d;
    decide_out_t out;
    arena_init(&arena, 0);
    diag_init(&d);
    rules_t rules = fixed_rules(&s->rules);
    calendars_t calendars = plain_calendars();
    command_t c = scene_cmd(s, "liu.yang", COMMAND_APPROVE);
    int result = record_decode((bytes_t){s->bytes.at, s->bytes.len}, &arena, &record, &d);
    decide_in_t in = {.record = &record,
                      .command = &c,
                      .now = s->now,
                      .ids = &s->ids,
                      .directory = s->dir,
                      .calendars = &calendars,
                      .rules = &rules,
                      .latest = &rules};
    if (result == 0) result = decide(&in, &arena, &out, &d);
    if (result && !diag_is(&d, "memory.out")) {
        assert_true(a->blocked);
        assert_string_equal(d.code, "compliance.blocked");
        result = 0; /* as it should be */
    }
    diag_clear(&d);
    arena_free(&arena);
    return result;
}

static void P1_3_1_each_allocation_may_fail(void **state) {
    (void)state;
    for (int dear = 0; dear < 2; dear++) {
        scene_t s;
        checked(&s);
        if (dear)
            submit_dear(&s);
        else
            submit_by(&s, "gao.min");
        approving_t a = {&s, dear};
        assert_true(each_allocation_fails(approve_once, &a, !dear) > 1);
        scene_free(&s);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(P1_3_1_what_a_check_finds_blocks_with_its_name_its_reason_and_its_line),
        cmocka_unit_test(P1_3_1_all_that_is_found_is_told_at_once),
        cmocka_unit_test(P1_3_1_refusing_and_returning_are_not_hindered),
        cmocka_unit_test(P1_3_1_abstaining_is_not_hindered),
        cmocka_unit_test(P1_3_1_what_was_run_is_an_event_of_the_rule_before_the_decision),
        cmocka_unit_test(P1_3_1_a_flow_without_checks_asks_for_none),
        cmocka_unit_test(P1_3_1_a_check_of_named_steps_is_run_before_these_alone),
        cmocka_unit_test(P1_3_1_work_is_done_unchecked_unless_the_check_names_it),
        cmocka_unit_test(P1_3_1_departments_that_agree_first_are_checked_too),
        cmocka_unit_test(P1_3_1_a_check_sees_what_is_written_with_the_decision),
        cmocka_unit_test(P1_3_1_of_a_hidden_field_only_the_check_is_told),
        cmocka_unit_test(P1_3_1_a_check_that_fails_lets_nothing_pass),
        cmocka_unit_test(P1_3_1_no_time_out_passes_what_a_check_blocks),
        cmocka_unit_test(P1_3_1_no_administrator_completes_what_a_check_blocks_but_may_refuse_it),
        cmocka_unit_test(P1_3_1_what_an_exception_owes_is_checked_when_it_is_paid),
        cmocka_unit_test(P1_3_1_a_step_that_is_asked_for_again_is_the_step_that_it_was),
        cmocka_unit_test(P1_3_1_whoever_was_added_to_sign_is_checked_as_well),
        cmocka_unit_test(A15_a_check_is_asked_about_whoever_decides_a_stand_ins_task),
        cmocka_unit_test(A14_an_earlier_approval_does_not_count_for_what_a_check_blocks_now),
        cmocka_unit_test(A11_what_a_check_blocks_does_not_pass_for_want_of_people),
        cmocka_unit_test(A12_nor_is_it_skipped_because_it_is_the_initiators_own),
        cmocka_unit_test(A53_a_check_is_of_the_rules_that_the_record_runs_under),
        cmocka_unit_test(a_preview_supposes_that_the_checks_find_nothing),
        cmocka_unit_test(P1_3_1_each_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
