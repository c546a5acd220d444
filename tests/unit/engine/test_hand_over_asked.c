/* What is asked again and again of whoever left (A16, P2.4.1): the rule goes on naming them, by a field say,
 * and whoever took over is asked the next time too. An incident says which field names who is not there. */
#include "admin_scene.h"

enum { TEMP = 2000 };

static const source_t deputy = {.kind = SOURCE_FIELD, .key = "deputy"};
static const source_t function = {.kind = SOURCE_FUNCTION, .key = "who"};
static const source_t temp = {.kind = SOURCE_PERSON, .key = "temp"};

/* Temp, of finance, is in service until tomorrow. */
static void with_temp(scene_t *s) {
    directory_builder_t *b = demo_directory_builder();
    person_info_t who = {.id = TEMP,
                         .handle = "temp",
                         .name = "temp",
                         .department = "finance",
                         .kind = PERSON_HUMAN,
                         .uid = -1,
                         .from = INSTANT_NONE,
                         .until = s->now + MS_DAY};
    assert_int_equal(directory_add_person(b, &who, NULL), 0);
    assert_int_equal(
        directory_add_role(b, "administrator", NULL, DEMO_XU_JING, INSTANT_NONE, INSTANT_MAX, NULL), 0);
    directory_unref(s->dir);
    s->dir = directory_build(b, 1, NULL);
    assert_non_null(s->dir);
}

/* Liu works; reports are asked of whom that source names, who is Temp. */
static void watched(scene_t *s, const source_t *by) {
    scene_init(s);
    with_temp(s);
    s->rules.people = &temp;
    fixed_group(&s->rules, 0, 0, STEP_SEQUENCE);
    fixed_leaf(&s->rules, 0, 1, STEP_ACT, "work", &liu);
    step_t *step = fixed_leaf(&s->rules, 0, 1, STEP_MONITOR, "reports", by);
    step->within = limit_workdays(5);
    step->entry = ENTRY_REPORT;
    step->permits = PERMIT_ALL;
    field_t fields[] = {money_field("amount", 2685),
                        {.name = "deputy", .value = {.kind = VALUE_PERSON, .u.person = TEMP}}};
    command_t c = scene_cmd(s, "gao.min", COMMAND_DRAFT);
    c.flow = "demo.expense";
    c.fields = fields;
    c.field_count = 2;
    must(s, scene_command(s, &c));
    must(s, as(s, "gao.min", COMMAND_SUBMIT, NULL));
    assert_non_null(open_task(s, "reports", "temp"));
}

static void leaves(scene_t *s, const char *to) {
    int64_t people[2] = {TEMP, scene_person(s, to)};
    command_t c = scene_cmd(s, "xu.jing", COMMAND_HAND_OVER);
    s->now += MS_DAY;
    c.text = "has left";
    c.people = people;
    c.people_count = 2;
    must(s, scene_command(s, &c));
    assert_non_null(open_task(s, "reports", to));
}

static void reports(scene_t *s, const char *who) {
    field_t said = text_field("content", "half done");
    command_t c = scene_cmd(s, who, COMMAND_LOG);
    c.step = "reports";
    c.said = &said;
    c.said_count = 1;
    must(s, scene_command(s, &c));
}

static void A16_a_monitor_goes_on_asking_whoever_took_over(void **state) {
    (void)state;
    const source_t *const sources[] = {&deputy, &function, &temp};
    for (size_t i = 0; i < 3; i++) {
        scene_t s;
        watched(&s, sources[i]);
        leaves(&s, "wang.fang");
        for (int times = 0; times < 2; times++) {
            reports(&s, "wang.fang");
            const task_t *task = open_task(&s, "reports", NULL);
            assert_int_equal(task->person, DEMO_WANG_FANG);
            assert_string_equal(task->reason, "people.handed_over");
            assert_string_equal(task->reason_text, "temp");
        }
        scene_free(&s);
    }
}

static void A16_it_asks_whom_the_rule_names_where_that_is_somebody(void **state) {
    (void)state;
    scene_t s;
    watched(&s, &function);
    leaves(&s, "wang.fang");
    s.rules.people = &liu; /* the rule found somebody else */
    reports(&s, "wang.fang");
    assert_int_equal(open_task(&s, "reports", NULL)->person, DEMO_LIU_YANG);
    s.rules.people = &temp; /* whom nobody handed it to */
    reports(&s, "liu.yang");
    assert_int_equal(open_task(&s, "reports", NULL)->person, DEMO_LI_NA); /* the fallback */
    scene_free(&s);
}

static void A16_an_incident_says_which_field_names_who_has_left(void **state) {
    (void)state;
    scene_t s;
    watched(&s, &deputy);
    leaves(&s, "wang.fang");
    assert_int_equal(s.out.incident_count, 1);
    assert_string_equal(s.out.incidents[0].code, "record.names_left");
    assert_string_equal(s.out.incidents[0].text, "person=temp fields=deputy");
    s.now -= MS_DAY;
    scene_free(&s);
    watched(&s, &deputy); /* who stays in service, with other duties, can be asked */
    s.now -= MS_DAY;
    leaves(&s, "wang.fang");
    assert_int_equal(s.out.incident_count, 0);
    scene_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(A16_a_monitor_goes_on_asking_whoever_took_over),
        cmocka_unit_test(A16_it_asks_whom_the_rule_names_where_that_is_somebody),
        cmocka_unit_test(A16_an_incident_says_which_field_names_who_has_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
