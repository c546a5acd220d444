/* Where the flow's fallback is nobody in service, it goes up the department tree (P1.3.4, A11, A16): every
 * step has a person, though one post that is vacant is both who it asks for and the fallback. The head of tax
 * is a post of finance.tax, which nobody has unless the test says so. */
#include "admin_scene.h"

enum { TEMP = 2000 };

static const source_t tax_head = {.kind = SOURCE_POST, .key = "finance.tax.head"};
static const source_t gao = {.kind = SOURCE_PERSON, .key = "gao.min"};
static const source_t temp = {.kind = SOURCE_PERSON, .key = "temp"};

/* One step by a source, that is the fallback too. */
static step_t *one_step(scene_t *s, const source_t *by) {
    admin_scene(s);
    s->rules.flow.fallback = by;
    step_t *step = fixed_leaf(&s->rules, 0, 0, STEP_APPROVE, "a", by);
    step->permits = PERMIT_USUAL;
    return step;
}

/* Temp, of tax, is in service until tomorrow, and has that post, if any. */
static void with_temp(scene_t *s, const char *post) {
    directory_builder_t *b = demo_directory_builder();
    person_info_t who = {.id = TEMP,
                         .handle = "temp",
                         .name = "temp",
                         .department = "finance.tax",
                         .kind = PERSON_HUMAN,
                         .uid = -1,
                         .from = INSTANT_NONE,
                         .until = s->now + MS_DAY};
    assert_int_equal(directory_add_person(b, &who, NULL), 0);
    if (post) assert_int_equal(directory_add_post(b, post, TEMP, INSTANT_NONE, INSTANT_MAX, NULL), 0);
    directory_unref(s->dir);
    s->dir = directory_build(b, 1, NULL);
    assert_non_null(s->dir);
}

/* As the host does it of whoever is no longer in service. */
static int vacate(scene_t *s, int64_t person) {
    command_t c = scene_cmd(s, "xu.jing", COMMAND_HAND_OVER);
    c.actor = (actor_t){.kind = ACTOR_SYSTEM, .uid = -1};
    c.owner = true;
    c.text = "no longer in service";
    c.people = &person;
    c.people_count = 1;
    return scene_command(s, &c);
}

static size_t open_tasks(const scene_t *s) {
    size_t count = 0;
    for (size_t i = 0; i < s->record->task_count; i++)
        count += s->record->tasks[i].state == TASK_OPEN;
    return count;
}

static void expect_upward(scene_t *s, const char *who, const char *instead_of) {
    const task_t *task = open_task(s, "a", who);
    assert_non_null(task);
    assert_string_equal(task->reason, "people.upward");
    assert_string_equal(task->reason_text, instead_of);
    assert_int_equal(open_tasks(s), 1); /* the nearest, not all above */
}

static void P1_3_4_a_vacant_post_that_is_the_fallback_too_goes_to_the_head_above(void **state) {
    (void)state;
    scene_t s;
    one_step(&s, &tax_head);
    submit_by(&s, "gao.min");
    expect_upward(&s, "wang.fang", "post finance.tax.head");
    must(&s, as(&s, "wang.fang", COMMAND_APPROVE, NULL));
    scene_free(&s);
}

static void P1_3_4_it_goes_further_up_where_that_head_may_not_have_it(void **state) {
    (void)state;
    scene_t s;
    one_step(&s, &tax_head);
    submit_by(&s, "wang.fang");
    assert_non_null(open_task(&s, "a", "li.na"));
    assert_int_equal(open_tasks(&s), 1);
    scene_free(&s);
}

static void P1_3_4_from_the_department_of_a_person_who_left_and_else_from_the_owners(void **state) {
    (void)state;
    static const source_t left = {.kind = SOURCE_PERSON, .key = "ma.chao"};
    static const source_t unknown = {.kind = SOURCE_ROLE, .key = "no.such.role"};
    scene_t s;
    one_step(&s, &left);
    s.rules.flow.owner = "sales";
    submit_by(&s, "gao.min");
    expect_upward(&s, "wang.fang", "ma.chao");
    scene_free(&s);
    one_step(&s, &unknown);
    s.rules.flow.owner = "sales";
    submit_by(&s, "xu.jing");
    expect_upward(&s, "chen.wei", "role no.such.role");
    scene_free(&s);
    one_step(&s, &unknown);
    s.rules.flow.owner = NULL;
    submit_by(&s, "xu.jing"); /* of it, which has no head */
    expect_upward(&s, "li.na", "role no.such.role");
    scene_free(&s);
}

static void A16_what_the_head_held_who_was_the_fallback_too_goes_up_and_an_incident_says_so(void **state) {
    (void)state;
    scene_t s;
    one_step(&s, &tax_head);
    with_temp(&s, "finance.tax.head");
    submit_by(&s, "gao.min");
    assert_non_null(open_task(&s, "a", "temp"));
    s.now += MS_DAY;
    must(&s, vacate(&s, TEMP));
    expect_upward(&s, "wang.fang", "post finance.tax.head");
    assert_int_equal(s.out.incident_count, 1);
    assert_string_equal(s.out.incidents[0].code, "task.vacated_up");
    assert_int_equal(told(&s, "task.reassigned", "wang.fang"), 1);
    scene_free(&s);
}

static void A16_where_the_fallback_may_not_have_it_whoever_is_above_the_leaver_does(void **state) {
    (void)state;
    scene_t s;
    one_step(&s, &temp);
    with_temp(&s, NULL);
    s.rules.flow.fallback = &gao; /* whose request it is */
    submit_by(&s, "gao.min");
    s.now += MS_DAY;
    must(&s, vacate(&s, TEMP));
    expect_upward(&s, "wang.fang", "temp");
    scene_free(&s);
}

static void A61_a_failed_rung_finds_somebody_above_a_vacant_fallback(void **state) {
    (void)state;
    scene_t s;
    rung_act_t act = {.action = RUNG_CALL, .function = "f"};
    rung_t rung = {.name = "1", .anchor = RUNG_AFTER_DUE, .acts = &act, .act_count = 1};
    one_step(&s, &liu)->ladder = (ladder_t){&rung, 1};
    s.rules.flow.fallback = &tax_head;
    s.rules.call_fails = "rule.error";
    submit_by(&s, "gao.min");
    assert_true(fire_next(&s));
    expect_upward(&s, "wang.fang", "post finance.tax.head");
    scene_free(&s);
}

static void P1_3_4_only_a_company_without_any_head_finds_nobody(void **state) {
    (void)state;
    scene_t s;
    one_step(&s, &tax_head)->why = (why_t){.file = "demo.lua", .line = 11};
    directory_builder_t *b = directory_builder_new(NULL);
    department_info_t company = {.key = "company", .name_en = "company", .name_zh = "公司"};
    person_info_t who = {.id = DEMO_GAO_MIN,
                         .handle = "gao.min",
                         .name = "gao.min",
                         .department = "company",
                         .kind = PERSON_HUMAN,
                         .uid = -1,
                         .from = INSTANT_NONE,
                         .until = INSTANT_MAX};
    assert_int_equal(directory_add_department(b, &company, NULL), 0);
    assert_int_equal(directory_add_person(b, &who, NULL), 0);
    directory_unref(s.dir);
    s.dir = directory_build(b, 1, NULL);
    must(&s, draft_by(&s, "gao.min"));
    refused_with(&s, as(&s, "gao.min", COMMAND_SUBMIT, NULL), "people.none");
    error_says(&s, "step", "a");
    assert_int_equal(s.d.line, 11);
    assert_int_equal(s.out.incident_count, 1);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(P1_3_4_a_vacant_post_that_is_the_fallback_too_goes_to_the_head_above),
        cmocka_unit_test(P1_3_4_it_goes_further_up_where_that_head_may_not_have_it),
        cmocka_unit_test(P1_3_4_from_the_department_of_a_person_who_left_and_else_from_the_owners),
        cmocka_unit_test(A16_what_the_head_held_who_was_the_fallback_too_goes_up_and_an_incident_says_so),
        cmocka_unit_test(A16_where_the_fallback_may_not_have_it_whoever_is_above_the_leaver_does),
        cmocka_unit_test(A61_a_failed_rung_finds_somebody_above_a_vacant_fallback),
        cmocka_unit_test(P1_3_4_only_a_company_without_any_head_finds_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
