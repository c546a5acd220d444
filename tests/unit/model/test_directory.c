/* Questions to a directory, asked of the demo company. */
#include "../failing.h"
#include "support/demo_directory.h"
#include <string.h>

#define NOW (INT64_C(20500) * MS_DAY)  /* 2026-02-16 */
#define THEN (INT64_C(18000) * MS_DAY) /* 2019-04-14 */
enum { MAX = 8 };

static directory_t *dir;

static int set_up(void **state) {
    (void)state;
    dir = demo_directory(7);
    return dir ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    directory_unref(dir);
    return 0;
}

static void people_are_found_by_id_handle_and_user(void **state) {
    (void)state;
    person_info_t p;
    assert_true(directory_person(dir, DEMO_WANG_FANG, &p));
    assert_string_equal(p.handle, "wang.fang");
    assert_string_equal(p.name, "王芳");
    assert_string_equal(p.department, "finance");
    assert_null(p.email);
    assert_null(p.calendar);
    assert_int_equal(p.uid, -1);
    assert_true(directory_by_handle(dir, "gao.min", &p));
    assert_int_equal(p.id, DEMO_GAO_MIN);
    assert_true(directory_by_uid(dir, 4008, &p));
    assert_int_equal(p.id, DEMO_GAO_MIN);
    assert_true(directory_by_handle(dir, "treasury", &p));
    assert_int_equal(p.kind, PERSON_SERVICE);
    assert_int_equal(p.owner, DEMO_ZHAO_LEI);
    assert_false(directory_person(dir, 5, &p));
    assert_false(directory_by_handle(dir, "gao", &p));
    assert_false(directory_by_handle(dir, NULL, &p));
    assert_false(directory_by_uid(dir, -1, &p));
    assert_int_equal(directory_people(dir), 11);
    int64_t last = 0;
    for (size_t i = 0; i < directory_people(dir); i++) {
        assert_true(directory_person_at(dir, i, &p));
        assert_true(p.id > last);
        last = p.id;
    }
    assert_false(directory_person_at(dir, 11, &p));
    assert_int_equal(directory_version(dir), 7);
}

static void departments_form_a_tree(void **state) {
    (void)state;
    department_info_t d;
    assert_true(directory_department(dir, "finance.tax", &d));
    assert_string_equal(d.parent, "finance");
    assert_string_equal(d.name_zh, "税务组");
    assert_string_equal(d.head_post, "finance.tax.head");
    assert_null(d.leader_post);
    assert_true(directory_department(dir, "company", &d));
    assert_null(d.parent);
    assert_false(directory_department(dir, "finances", &d));
    assert_int_equal(directory_departments(dir), 5);
    assert_true(directory_department_at(dir, 0, &d));
    assert_false(directory_department_at(dir, 5, &d));
    assert_true(directory_within(dir, "finance.tax", "company"));
    assert_true(directory_within(dir, "finance.tax", "finance"));
    assert_true(directory_within(dir, "finance", "finance"));
    assert_false(directory_within(dir, "finance", "finance.tax"));
    assert_false(directory_within(dir, "sales", "finance"));
    assert_false(directory_within(dir, "nothing", "company"));
    assert_false(directory_within(dir, "sales", NULL));
}

static void expect_people(const int64_t *got, size_t count, const int64_t *expected, size_t expected_count) {
    assert_int_equal(count, expected_count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(got[i], expected[i]);
}

static void roles_are_held_in_a_department_or_everywhere(void **state) {
    (void)state;
    int64_t out[MAX];
    const char *role = "finance.administration";
    const int64_t all[] = {DEMO_LIU_YANG, DEMO_SUN_LI, DEMO_ZHOU_JIE}, everywhere[] = {DEMO_ZHOU_JIE};
    expect_people(out, directory_role_holders(dir, role, NULL, NOW, out, MAX), all, 3);
    expect_people(out, directory_role_holders(dir, role, "finance", NOW, out, MAX), all, 3);
    expect_people(out, directory_role_holders(dir, role, "sales", NOW, out, MAX), everywhere, 1);
    assert_int_equal(directory_role_holders(dir, "finance", NULL, NOW, out, MAX), 0);
    assert_int_equal(directory_role_holders(dir, "zzz", NULL, NOW, out, MAX), 0);
    assert_int_equal(directory_role_holders(dir, NULL, NULL, NOW, out, MAX), 0);
    assert_true(directory_knows_role(dir, role));
    assert_false(directory_knows_role(dir, "finance"));
    assert_false(directory_knows_role(dir, NULL));
}

static void holdings_and_people_have_their_time(void **state) {
    (void)state;
    int64_t out[MAX];
    const int64_t then[] = {DEMO_LIU_YANG, DEMO_SUN_LI, DEMO_ZHOU_JIE, DEMO_MA_CHAO};
    instant_t end = INT64_C(18262) * MS_DAY; /* 2020-01-01 */
    const char *role = "finance.administration";
    expect_people(out, directory_role_holders(dir, role, NULL, THEN, out, MAX), then, 4);
    assert_int_equal(directory_role_holders(dir, role, NULL, end - 1, out, MAX), 4);
    assert_int_equal(directory_role_holders(dir, role, NULL, end, out, MAX), 3);
    assert_true(directory_active(dir, DEMO_MA_CHAO, THEN));
    assert_false(directory_active(dir, DEMO_MA_CHAO, NOW));
    assert_false(directory_active(dir, 5, NOW));
}

static void a_short_list_still_tells_how_many_there_are(void **state) {
    (void)state;
    int64_t out[2] = {0};
    assert_int_equal(directory_role_holders(dir, "finance.administration", NULL, NOW, out, 2), 3);
    assert_int_equal(out[0], DEMO_LIU_YANG);
    assert_int_equal(out[1], DEMO_SUN_LI);
    assert_int_equal(directory_role_holders(dir, "finance.administration", NULL, NOW, NULL, 0), 3);
}

static void posts_and_things_have_holders(void **state) {
    (void)state;
    int64_t out[MAX];
    const int64_t head[] = {DEMO_WANG_FANG}, sales[] = {DEMO_CHEN_WEI};
    expect_people(out, directory_post_holders(dir, "finance.head", NOW, out, MAX), head, 1);
    assert_int_equal(directory_post_holders(dir, "finance.tax.head", NOW, out, MAX), 0);
    expect_people(out, directory_holders(dir, "budget", "SAL-01", NOW, out, MAX), sales, 1);
    assert_int_equal(directory_holders(dir, "budget", "XXX", NOW, out, MAX), 0);
    assert_int_equal(directory_holders(dir, "budget", NULL, NOW, out, MAX), 0);
    assert_int_equal(directory_holders(dir, "car", "SAL-01", NOW, out, MAX), 0);
    assert_true(directory_knows_post(dir, "finance.head"));
    assert_true(directory_knows_post(dir, "finance.tax.head")); /* named, though vacant */
    assert_false(directory_knows_post(dir, "it.head"));
    assert_true(directory_knows_holder(dir, "budget"));
    assert_false(directory_knows_holder(dir, "FIN-01"));
}

static void heads_and_leaders_come_from_posts(void **state) {
    (void)state;
    assert_int_equal(directory_head(dir, "finance", NOW), DEMO_WANG_FANG);
    assert_int_equal(directory_head(dir, "finance.tax", NOW), 0);
    assert_int_equal(directory_head(dir, "it", NOW), 0);
    assert_int_equal(directory_head(dir, "nothing", NOW), 0);
    assert_int_equal(directory_leader(dir, "finance", NOW), DEMO_ZHAO_LEI);
    assert_int_equal(directory_leader(dir, "finance.tax", NOW), DEMO_ZHAO_LEI); /* none named: the parent's */
    assert_int_equal(directory_leader(dir, "sales", NOW), DEMO_LI_NA);
}

static void the_superior_is_the_nearest_head_above(void **state) {
    (void)state;
    assert_int_equal(directory_superior(dir, DEMO_GAO_MIN, NOW), DEMO_CHEN_WEI);
    assert_int_equal(directory_superior(dir, DEMO_CHEN_WEI, NOW), DEMO_LI_NA); /* heads have the one above */
    assert_int_equal(directory_superior(dir, DEMO_ZHOU_JIE, NOW), DEMO_WANG_FANG); /* past a vacant post */
    assert_int_equal(directory_superior(dir, DEMO_XU_JING, NOW), DEMO_LI_NA);
    assert_int_equal(directory_superior(dir, DEMO_LI_NA, NOW), 0); /* the top */
    assert_int_equal(directory_superior(dir, 5, NOW), 0);
}

static void calendars_come_from_the_nearest_that_names_one(void **state) {
    (void)state;
    assert_string_equal(directory_calendar(dir, DEMO_GAO_MIN), "sales");
    assert_null(directory_calendar(dir, DEMO_WANG_FANG));
    assert_null(directory_calendar(dir, 5));
    directory_builder_t *b = demo_directory_builder();
    department_info_t east = {.key = "sales.east", .parent = "sales"};
    person_info_t own = {.id = 1,
                         .handle = "a",
                         .department = "sales.east",
                         .calendar = "night",
                         .kind = PERSON_HUMAN,
                         .uid = -1};
    person_info_t above = {
        .id = 2, .handle = "b", .department = "sales.east", .kind = PERSON_HUMAN, .uid = -1};
    assert_int_equal(directory_add_department(b, &east, NULL), 0);
    assert_int_equal(directory_add_person(b, &own, NULL), 0);
    assert_int_equal(directory_add_person(b, &above, NULL), 0);
    directory_t *more = directory_build(b, 8, NULL);
    assert_string_equal(directory_calendar(more, 1), "night");
    assert_string_equal(directory_calendar(more, 2), "sales");
    directory_unref(more);
}

static void attributes_are_read_by_subject_and_name(void **state) {
    (void)state;
    assert_string_equal(directory_attribute(dir, "department:sales", "budget"), "SAL-01");
    assert_string_equal(directory_attribute(dir, "person:gao.min", "grade"), "3");
    assert_null(directory_attribute(dir, "person:gao.min", "budget"));
    assert_null(directory_attribute(dir, "department:it", "budget"));
}

static void stand_ins_have_their_window_and_flows(void **state) {
    (void)state;
    int64_t out[MAX];
    instant_t from = INT64_C(20668) * MS_DAY, until = from + INT64_C(7) * MS_DAY;
    const int64_t zhou[] = {DEMO_ZHOU_JIE}, both[] = {DEMO_LIU_YANG, DEMO_ZHOU_JIE};
    expect_people(out, directory_stand_ins(dir, DEMO_WANG_FANG, "a", from, out, MAX), zhou, 1);
    assert_int_equal(directory_stand_ins(dir, DEMO_WANG_FANG, "a", from - 1, out, MAX), 0);
    assert_int_equal(directory_stand_ins(dir, DEMO_WANG_FANG, "a", until, out, MAX), 0);
    assert_int_equal(directory_stand_ins(dir, DEMO_ZHOU_JIE, "a", from, out, MAX), 0);
    directory_builder_t *b = demo_directory_builder();
    assert_int_equal(directory_add_stand_in(b, DEMO_WANG_FANG, DEMO_LIU_YANG, "a", from, until, NULL), 0);
    directory_t *more = directory_build(b, 8, NULL);
    expect_people(out, directory_stand_ins(more, DEMO_WANG_FANG, "a", from, out, MAX), both, 2);
    expect_people(out, directory_stand_ins(more, DEMO_WANG_FANG, "b", from, out, MAX), zhou, 1);
    expect_people(out, directory_stand_ins(more, DEMO_WANG_FANG, NULL, from, out, MAX), zhou, 1);
    directory_unref(more);
}

static void an_empty_directory_answers_nobody(void **state) {
    (void)state;
    person_info_t p;
    int64_t out[MAX];
    directory_t *none = directory_build(directory_builder_new(NULL), 1, NULL);
    assert_non_null(none);
    assert_false(directory_person(none, 1, &p));
    assert_false(directory_by_handle(none, "a", &p));
    assert_int_equal(directory_role_holders(none, "a", NULL, NOW, out, MAX), 0);
    assert_int_equal(directory_superior(none, 1, NOW), 0);
    assert_null(directory_attribute(none, "person:a", "b"));
    assert_false(directory_knows_post(none, "a"));
    directory_unref(none);
    directory_unref(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_are_found_by_id_handle_and_user),
        cmocka_unit_test(departments_form_a_tree),
        cmocka_unit_test(roles_are_held_in_a_department_or_everywhere),
        cmocka_unit_test(holdings_and_people_have_their_time),
        cmocka_unit_test(a_short_list_still_tells_how_many_there_are),
        cmocka_unit_test(posts_and_things_have_holders),
        cmocka_unit_test(heads_and_leaders_come_from_posts),
        cmocka_unit_test(the_superior_is_the_nearest_head_above),
        cmocka_unit_test(calendars_come_from_the_nearest_that_names_one),
        cmocka_unit_test(attributes_are_read_by_subject_and_name),
        cmocka_unit_test(stand_ins_have_their_window_and_flows),
        cmocka_unit_test(an_empty_directory_answers_nobody),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
