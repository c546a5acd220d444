/* Building a directory: what is wrong with its rows is named, what is right takes little memory. */
#include "../failing.h"
#include "support/demo_directory.h"
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY(n) (INT64_C(20500) * MS_DAY + (int64_t)(n)*MS_DAY)

static diag_t d;

static int clear(void **state) {
    (void)state;
    diag_clear(&d);
    return 0;
}

static void expect(const char *code, const char *what, const char *key) {
    assert_true(diag_is(&d, code));
    assert_string_equal(diag_get(&d, "what"), what);
    assert_string_equal(diag_get(&d, "key"), key);
}

/* Builds, which must fail with directory.unknown. */
static void expect_unknown(directory_builder_t *b, const char *what, const char *key, const char *in) {
    assert_null(directory_build(b, 1, &d));
    expect("directory.unknown", what, key);
    assert_string_equal(diag_get(&d, "in"), in);
}

static int add(directory_builder_t *b, int64_t id, const char *handle, int64_t uid) {
    person_info_t p = {.id = id, .handle = handle, .kind = PERSON_HUMAN, .uid = uid, .until = INSTANT_MAX};
    return directory_add_person(b, &p, &d);
}

static void duplicates_are_told_at_once_and_left_out(void **state) {
    (void)state;
    directory_builder_t *b = demo_directory_builder();
    department_info_t again = {.key = "sales"};
    assert_int_equal(add(b, 2000, "gao.min", -1), -1);
    expect("directory.duplicate", "handle", "gao.min");
    assert_int_equal(add(b, DEMO_GAO_MIN, "new", -1), -1);
    expect("directory.duplicate", "id", "1008");
    assert_int_equal(add(b, 2001, "newer", 4008), -1);
    expect("directory.duplicate", "uid", "4008");
    assert_int_equal(directory_add_department(b, &again, &d), -1);
    expect("directory.duplicate", "department", "sales");
    assert_int_equal(directory_add_attribute(b, "department:sales", "budget", "x", &d), -1);
    expect("directory.duplicate", "attribute", "department:sales budget");
    assert_int_equal(add(b, 2002, "sales", -1), 0); /* a handle may be spelled as a department */
    directory_t *dir = directory_build(b, 1, &d);
    assert_non_null(dir);
    assert_int_equal(directory_people(dir), 12);
    assert_int_equal(directory_departments(dir), 5);
    directory_unref(dir);
}

static void rows_without_a_key_are_refused(void **state) {
    (void)state;
    directory_builder_t *b = demo_directory_builder();
    department_info_t none = {.key = ""};
    assert_int_equal(add(b, 0, "a", -1), -1);
    expect("directory.invalid", "id", "0");
    assert_int_equal(add(b, 2000, NULL, -1), -1);
    expect("directory.invalid", "handle", "2000");
    assert_int_equal(directory_add_department(b, &none, &d), -1);
    expect("directory.invalid", "department", "");
    assert_int_equal(directory_add_post(b, "", 1001, 0, 1, &d), -1);
    expect("directory.invalid", "post", "");
    assert_int_equal(directory_add_role(b, NULL, NULL, 1001, 0, 1, &d), -1);
    expect("directory.invalid", "role", "");
    assert_int_equal(directory_add_holder(b, "budget", "", 1001, 0, 1, &d), -1);
    expect("directory.invalid", "holder", "budget");
    directory_builder_free(b);
}

static void every_reference_is_checked(void **state) {
    (void)state;
    person_info_t lost = {
        .id = 1, .handle = "lost", .department = "nowhere", .kind = PERSON_HUMAN, .uid = -1};
    department_info_t orphan = {.key = "orphan", .parent = "nobody"};
    directory_builder_t *b = demo_directory_builder();
    assert_int_equal(directory_add_person(b, &lost, &d), 0);
    expect_unknown(b, "department", "nowhere", "person lost");
    b = demo_directory_builder();
    assert_int_equal(directory_add_department(b, &orphan, &d), 0);
    expect_unknown(b, "department", "nobody", "department orphan");
    b = demo_directory_builder();
    assert_int_equal(directory_add_post(b, "p", 5, 0, 1, &d), 0);
    expect_unknown(b, "person", "5", "post p");
    b = demo_directory_builder();
    assert_int_equal(directory_add_role(b, "r", "nowhere", DEMO_LI_NA, 0, 1, &d), 0);
    expect_unknown(b, "department", "nowhere", "role r");
    b = demo_directory_builder();
    assert_int_equal(directory_add_role(b, "r", NULL, 5, 0, 1, &d), 0);
    expect_unknown(b, "person", "5", "role r");
    b = demo_directory_builder();
    assert_int_equal(directory_add_holder(b, "budget", "X", 5, 0, 1, &d), 0);
    expect_unknown(b, "person", "5", "holder budget");
    b = demo_directory_builder();
    assert_int_equal(directory_add_stand_in(b, 5, DEMO_LI_NA, NULL, 0, 1, &d), 0);
    expect_unknown(b, "person", "5", "stand-in principal");
    b = demo_directory_builder();
    assert_int_equal(directory_add_stand_in(b, DEMO_LI_NA, 5, NULL, 0, 1, &d), 0);
    expect_unknown(b, "person", "5", "stand-in of li.na");
    b = demo_directory_builder();
    assert_int_equal(directory_add_attribute(b, "person:nobody", "grade", "1", &d), 0);
    expect_unknown(b, "person", "nobody", "attribute grade");
    b = demo_directory_builder();
    assert_int_equal(directory_add_attribute(b, "department:nowhere", "budget", "1", &d), 0);
    expect_unknown(b, "department", "nowhere", "attribute budget");
    b = demo_directory_builder();
    assert_int_equal(directory_add_attribute(b, "flow:a", "budget", "1", &d), 0);
    expect_unknown(b, "subject", "flow:a", "attribute budget");
}

static void a_service_answers_to_a_human(void **state) {
    (void)state;
    const struct {
        int64_t owner;
        const char *key;
    } wrong[] = {{0, "0"}, {5, "5"}, {1, "1"}, {DEMO_TREASURY, "1011"}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        person_info_t robot = {
            .id = 1, .handle = "robot", .kind = PERSON_SERVICE, .owner = wrong[i].owner, .uid = -1};
        directory_builder_t *b = demo_directory_builder();
        assert_int_equal(directory_add_person(b, &robot, &d), 0);
        expect_unknown(b, "person", wrong[i].key, "owner of robot");
    }
}

static void a_department_is_never_below_itself(void **state) {
    (void)state;
    directory_builder_t *b = demo_directory_builder();
    department_info_t x = {.key = "x", .parent = "z"}, y = {.key = "y", .parent = "x"},
                      z = {.key = "z", .parent = "y"};
    department_info_t below = {.key = "a", .parent = "y"};
    assert_int_equal(directory_add_department(b, &below, &d), 0);
    assert_int_equal(directory_add_department(b, &x, &d), 0);
    assert_int_equal(directory_add_department(b, &y, &d), 0);
    assert_int_equal(directory_add_department(b, &z, &d), 0);
    assert_null(directory_build(b, 1, &d));
    expect("directory.cycle", "department", "y");
    assert_string_equal(diag_get(&d, "path"), "y > x > z > y");
    department_info_t self = {.key = "self", .parent = "self"};
    b = demo_directory_builder();
    assert_int_equal(directory_add_department(b, &self, &d), 0);
    assert_null(directory_build(b, 1, &d));
    expect("directory.cycle", "department", "self");
}

typedef struct stand {
    int64_t principal, person;
    const char *flow;
    int from, until;
} stand_t;

/* Builds the demo company with these stand-ins; the path of the cycle, or NULL for none. */
static const char *cycle_of(const stand_t *list, size_t count) {
    directory_builder_t *b = demo_directory_builder();
    for (size_t i = 0; i < count; i++)
        assert_int_equal(directory_add_stand_in(b, list[i].principal, list[i].person, list[i].flow,
                                                DAY(list[i].from), DAY(list[i].until), &d),
                         0);
    directory_t *dir = directory_build(b, 1, &d);
    if (dir) {
        directory_unref(dir);
        return NULL;
    }
    assert_true(diag_is(&d, "directory.cycle"));
    assert_string_equal(diag_get(&d, "what"), "stand_in");
    return diag_get(&d, "path");
}

#define LI DEMO_LI_NA
#define LIU DEMO_LIU_YANG
#define SUN DEMO_SUN_LI

static void nobody_stands_in_for_themselves(void **state) {
    (void)state;
    const stand_t self[] = {{LI, LI, NULL, 100, 200}};
    const stand_t each_other[] = {{LI, LIU, NULL, 100, 200}, {LIU, LI, NULL, 150, 160}};
    const stand_t three[] = {{LI, LIU, NULL, 100, 200}, {LIU, SUN, "a", 100, 300}, {SUN, LI, NULL, 199, 200}};
    assert_string_equal(cycle_of(self, 1), "li.na > li.na");
    assert_string_equal(cycle_of(each_other, 2), "liu.yang > li.na > liu.yang");
    const char *path = cycle_of(three, 3);
    assert_non_null(path);
    assert_string_equal(path, "sun.li > li.na > liu.yang > sun.li");
}

static void windows_and_flows_that_do_not_meet_are_no_cycle(void **state) {
    (void)state;
    const stand_t later[] = {{LI, LIU, NULL, 100, 200}, {LIU, LI, NULL, 200, 300}};
    const stand_t flows[] = {{LI, LIU, "a", 100, 200}, {LIU, LI, "b", 100, 200}};
    const stand_t mixed[] = {{LI, LIU, "a", 100, 200}, {LIU, SUN, "b", 100, 200}, {SUN, LI, NULL, 100, 200}};
    const stand_t empty[] = {{LI, LIU, NULL, 100, 100}, {LIU, LI, NULL, 50, 200}};
    const stand_t diamond[] = {{LI, LIU, NULL, 1, 9},
                               {LI, SUN, NULL, 1, 9},
                               {LIU, DEMO_GAO_MIN, NULL, 1, 9},
                               {SUN, DEMO_GAO_MIN, NULL, 1, 9}};
    assert_null(cycle_of(later, 2));
    assert_null(cycle_of(flows, 2));
    assert_null(cycle_of(mixed, 3));
    assert_null(cycle_of(empty, 2));
    assert_null(cycle_of(diamond, 4));
}

/* Is there a cycle at this day for this flow? By following from each person, slowly. */
static bool slow_cycle(const stand_t *list, size_t count, int day, const char *flow, int64_t at,
                       int64_t start, size_t left) {
    for (size_t i = 0; i < count && left > 0; i++) {
        const stand_t *s = &list[i];
        if (s->principal != at || day < s->from || day >= s->until) continue;
        if (s->flow && (!flow || strcmp(s->flow, flow) != 0)) continue;
        if (s->person == start || slow_cycle(list, count, day, flow, s->person, start, left - 1)) return true;
    }
    return false;
}

static void cycles_are_found_as_a_slow_search_finds_them(void **state) {
    (void)state;
    static const char *const flows[] = {NULL, "a", "b"};
    uint64_t seed = 42;
    size_t cycles = 0;
    for (int round = 0; round < 2000; round++) {
        stand_t list[6];
        for (size_t i = 0; i < 6; i++) {
            seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            uint32_t bits = (uint32_t)(seed >> 32);
            list[i] = (stand_t){1004 + (bits & 3), 1004 + (bits >> 2 & 3), flows[(bits >> 4) % 3],
                                (int)(bits >> 8 & 7) + 100, (int)(bits >> 11 & 7) + 102};
            if (list[i].principal == list[i].person) list[i].person = 1008;
        }
        bool expected = false;
        for (int day = 100; day < 110; day++)
            for (size_t f = 0; f < 3; f++)
                for (int64_t p = 1004; p < 1009; p++)
                    expected = expected || slow_cycle(list, 6, day, flows[f], p, p, 6);
        if ((cycle_of(list, 6) != NULL) != expected) fail_msg("round %d: expected %d", round, expected);
        cycles += expected;
    }
    assert_in_range(cycles, 200, 1800);
}

static int build_once(void *ctx) {
    (void)ctx;
    diag_t error;
    diag_init(&error);
    directory_builder_t *b = directory_builder_new(&error);
    if (!b) return -1;
    department_info_t top = {.key = "top", .name_zh = "公司", .head_post = "boss"},
                      sub = {.key = "sub", .parent = "top"};
    int rc = directory_add_department(b, &top, &error);
    if (rc == 0) rc = directory_add_department(b, &sub, &error);
    for (int64_t id = 1; rc == 0 && id <= 40; id++) {
        char handle[16];
        snprintf(handle, sizeof handle, "person.%d", (int)id);
        person_info_t p = {.id = id, .handle = handle, .department = "sub", .kind = PERSON_HUMAN, .uid = id};
        rc = directory_add_person(b, &p, &error);
        if (rc == 0) rc = directory_add_role(b, "role", "sub", id, 0, 1, &error);
        if (rc == 0) rc = directory_add_post(b, handle, id, 0, 1, &error);
        if (rc == 0) rc = directory_add_attribute(b, "department:top", handle, "x", &error);
        if (rc == 0) rc = directory_add_stand_in(b, id, id % 40 + 1, NULL, id, id + 1, &error);
    }
    directory_t *dir = NULL;
    if (rc == 0) {
        dir = directory_build(b, 1, &error);
    } else {
        directory_builder_free(b);
    }
    if (!dir) assert_true(diag_is(&error, "memory.out"));
    diag_clear(&error);
    rc = dir ? 0 : -1;
    directory_unref(dir);
    return rc;
}

static void each_refused_allocation_is_an_error_or_does_no_harm(void **state) {
    (void)state;
    /* Giving back spare memory may be refused: then it is kept. */
    assert_true(each_allocation_fails(build_once, NULL, false) > 20);
}

static void *hold_and_drop(void *of) {
    for (int i = 0; i < 20000; i++)
        directory_unref(directory_ref(of));
    return NULL;
}

static void references_are_counted_across_threads(void **state) {
    (void)state;
    directory_t *dir = demo_directory(1);
    pthread_t threads[4];
    person_info_t p;
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, hold_and_drop, dir), 0);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_true(directory_person(dir, DEMO_LI_NA, &p));
    directory_ref(dir);
    directory_unref(dir);
    assert_true(directory_person(dir, DEMO_LI_NA, &p));
    directory_unref(dir);
}

/* A person of the large company: two roles, an address, a grade, as a real one would have. */
static void add_one_of_many(directory_builder_t *b, int64_t i) {
    static const char *const family[] = {"王", "李", "张", "刘", "陈", "杨", "欧阳", "赵"};
    static const char *const given[] = {"芳",   "娜",   "敏",   "静",   "丽华",
                                        "建国", "晓明", "志强", "雨桐", "子轩"};
    char handle[32], name[32], email[64], department[24], subject[48], role[40];
    snprintf(handle, sizeof handle, "zhang.xiaoming.%05d", (int)i);
    snprintf(name, sizeof name, "%s%s", family[i % 8], given[i / 8 % 10]);
    snprintf(email, sizeof email, "%s@mail.example.com", handle);
    snprintf(department, sizeof department, "unit%02d.team%03d", (int)(i % 40), (int)(i % 2000));
    snprintf(subject, sizeof subject, "person:%s", handle);
    person_info_t p = {.id = INT64_C(812345678901) + i * 4096,
                       .handle = handle,
                       .name = name,
                       .email = email,
                       .department = department,
                       .kind = PERSON_HUMAN,
                       .uid = 10000 + i,
                       .from = DAY(0),
                       .until = INSTANT_MAX};
    assert_int_equal(directory_add_person(b, &p, &d), 0);
    assert_int_equal(directory_add_role(b, "company.staff", department, p.id, DAY(0), INSTANT_MAX, &d), 0);
    snprintf(role, sizeof role, "unit%02d.role%d", (int)(i % 40), (int)(i % 25));
    assert_int_equal(directory_add_role(b, role, NULL, p.id, DAY(0), INSTANT_MAX, &d), 0);
    if (i % 4 == 0) assert_int_equal(directory_add_attribute(b, subject, "grade", "7", &d), 0);
    if (i % 50 == 0) {
        snprintf(role, sizeof role, "team%03d.head", (int)(i % 2000));
        assert_int_equal(directory_add_post(b, role, p.id, DAY(0), INSTANT_MAX, &d), 0);
    }
}

static double seconds_since(const struct timespec *from) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - from->tv_sec) + (double)(now.tv_nsec - from->tv_nsec) / 1e9;
}

/* Bytes in use by all allocations; 0 where the sanitizer has its own. */
static size_t heap_bytes(void) {
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

static void a_hundred_thousand_people_take_less_than_32_mib(void **state) {
    (void)state;
    enum { PEOPLE = 100000, UNITS = 40, TEAMS = 2000 };
    struct timespec from;
    clock_gettime(CLOCK_MONOTONIC, &from);
    size_t before = heap_bytes();
    directory_builder_t *b = directory_builder_new(&d);
    department_info_t top = {.key = "company"};
    assert_int_equal(directory_add_department(b, &top, &d), 0);
    for (int i = 0; i < UNITS + TEAMS; i++) {
        char key[24], parent[24], head[24];
        int team = i - UNITS;
        snprintf(parent, sizeof parent, i < UNITS ? "company" : "unit%02d", team % UNITS);
        snprintf(key, sizeof key, i < UNITS ? "unit%02d" : "unit%02d.team%03d", i < UNITS ? i : team % UNITS,
                 team);
        snprintf(head, sizeof head, "team%03d.head", team);
        department_info_t unit = {.key = key,
                                  .parent = parent,
                                  .name_en = key,
                                  .name_zh = "部门",
                                  .head_post = i < UNITS ? NULL : head};
        assert_int_equal(directory_add_department(b, &unit, &d), 0);
    }
    for (int64_t i = 0; i < PEOPLE; i++)
        add_one_of_many(b, i);
    directory_t *dir = directory_build(b, 1, &d);
    assert_non_null(dir);
    size_t taken = heap_bytes() - before;
    print_message("100,000 people, 2,041 departments, 200,000 roles: %.1f MiB (the heap grew by %.1f), built "
                  "in %.2f s\n",
                  (double)directory_bytes(dir) / (1 << 20), (double)taken / (1 << 20), seconds_since(&from));
    assert_true(taken < (size_t)32 << 20);
    assert_true(directory_bytes(dir) < (size_t)32 << 20);
    person_info_t p;
    for (int64_t i = 0; i < PEOPLE; i += 997) {
        char handle[32];
        snprintf(handle, sizeof handle, "zhang.xiaoming.%05d", (int)i);
        assert_true(directory_by_handle(dir, handle, &p));
        assert_int_equal(p.uid, 10000 + i);
        assert_true(directory_by_uid(dir, p.uid, &p));
        assert_string_equal(p.handle, handle);
        assert_int_equal(directory_role_holders(dir, "company.staff", p.department, DAY(1), NULL, 0), 50);
    }
    directory_unref(dir);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(duplicates_are_told_at_once_and_left_out, clear),
        cmocka_unit_test_teardown(rows_without_a_key_are_refused, clear),
        cmocka_unit_test_teardown(every_reference_is_checked, clear),
        cmocka_unit_test_teardown(a_service_answers_to_a_human, clear),
        cmocka_unit_test_teardown(a_department_is_never_below_itself, clear),
        cmocka_unit_test_teardown(nobody_stands_in_for_themselves, clear),
        cmocka_unit_test_teardown(windows_and_flows_that_do_not_meet_are_no_cycle, clear),
        cmocka_unit_test_teardown(cycles_are_found_as_a_slow_search_finds_them, clear),
        cmocka_unit_test_teardown(each_refused_allocation_is_an_error_or_does_no_harm, clear),
        cmocka_unit_test_teardown(references_are_counted_across_threads, clear),
        cmocka_unit_test_teardown(a_hundred_thousand_people_take_less_than_32_mib, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
