/* Rulesets, calendars and the directory: put as texts, read back as a snapshot. */
#include "unit/store/fixture.h"

static void put(fixture_t *f, people_table_t table, int64_t id, const char *const *pairs) {
    fx_ok(f, store_people_put(f->store, table, pairs, id, &f->d));
}
#define PUT(f, table, id, ...) put(f, table, id, (const char *const[]){__VA_ARGS__, NULL})

static void company(fixture_t *f) {
    PUT(f, PEOPLE_DEPARTMENTS, 0, "key", "company", "name_en", "The company", "head_post",
        "company.director");
    PUT(f, PEOPLE_DEPARTMENTS, 0, "key", "finance", "parent", "company", "name_en", "Finance", "name_zh",
        "财务", "head_post", "finance.head", "leader_post", "company.director");
    PUT(f, PEOPLE_PERSONS, 101, "handle", "li.na", "name", "Li Na", "department", "company");
    PUT(f, PEOPLE_PERSONS, 102, "handle", "wang.fang", "name", "Wang Fang", "department", "finance", "email",
        "wf@example.org", "uid", "4001", "from", "2025-01-01", "until", "2027-01-01T00:00:00+08:00");
    PUT(f, PEOPLE_PERSONS, 103, "handle", "treasury", "name", "Treasury", "kind", "service", "owner",
        "li.na");
    PUT(f, PEOPLE_POSTS, 0, "post", "company.director", "person", "li.na");
    PUT(f, PEOPLE_POSTS, 0, "post", "finance.head", "person", "wang.fang", "from", "2025-06-01");
    PUT(f, PEOPLE_ROLES, 0, "role", "finance.administration", "department", "finance", "person", "wang.fang");
    PUT(f, PEOPLE_ROLES, 0, "role", "auditor", "person", "li.na");
    PUT(f, PEOPLE_HOLDERS, 0, "kind", "budget", "item", "FIN-01", "person", "wang.fang");
    PUT(f, PEOPLE_ATTRIBUTES, 0, "subject", "department:finance", "name", "budget", "value", "FIN-01");
    PUT(f, PEOPLE_STAND_INS, 0, "principal", "wang.fang", "person", "li.na", "from", "2026-03-01", "until",
        "2026-03-09");
}

static void a_directory_reads_back_as_it_was_put(void **state) {
    fixture_t *f = *state;
    int64_t version = 0, who[4];
    person_info_t p;
    department_info_t dep;
    company(f);
    fx_ok(f, store_people_changed(f->store, &version, &f->d));
    assert_int_equal(version, 1);
    directory_t *dir = store_directory(f->store, &f->d);
    fx_ok(f, dir ? 0 : -1);
    assert_int_equal(directory_version(dir), 1);
    assert_int_equal(directory_people(dir), 3);
    assert_true(directory_by_handle(dir, "wang.fang", &p));
    assert_int_equal(p.id, 102);
    assert_string_equal(p.email, "wf@example.org");
    assert_int_equal(p.uid, 4001);
    assert_true(p.from == (instant_t)day_from_civil(2025, 1, 1) * MS_DAY);
    assert_true(p.until == (instant_t)day_from_civil(2027, 1, 1) * MS_DAY - 8 * (instant_t)MS_HOUR);
    assert_true(directory_by_handle(dir, "treasury", &p));
    assert_int_equal(p.kind, PERSON_SERVICE);
    assert_int_equal(p.owner, 101);
    assert_int_equal(p.uid, -1);
    assert_true(directory_department(dir, "finance", &dep));
    assert_string_equal(dep.name_zh, "财务");
    assert_int_equal(directory_head(dir, "finance", f->now), 102);
    assert_int_equal(directory_head(dir, "finance", (instant_t)day_from_civil(2025, 3, 1) * MS_DAY), 0);
    assert_int_equal(directory_leader(dir, "finance", f->now), 101);
    assert_int_equal(directory_role_holders(dir, "auditor", NULL, f->now, who, 4), 1);
    assert_int_equal(who[0], 101);
    assert_int_equal(directory_holders(dir, "budget", "FIN-01", f->now, who, 4), 1);
    assert_string_equal(directory_attribute(dir, "department:finance", "budget"), "FIN-01");
    directory_unref(dir);
}

static void a_row_of_the_same_key_is_replaced_and_a_person_keeps_the_id(void **state) {
    fixture_t *f = *state;
    person_info_t p;
    company(f);
    PUT(f, PEOPLE_PERSONS, 999, "handle", "wang.fang", "name", "Wang Fang-Li", "department", "company");
    PUT(f, PEOPLE_POSTS, 0, "post", "finance.head", "person", "wang.fang", "from", "2025-06-01", "until",
        "2025-12-31");
    directory_t *dir = store_directory(f->store, &f->d);
    fx_ok(f, dir ? 0 : -1);
    assert_int_equal(directory_people(dir), 3);
    assert_true(directory_by_handle(dir, "wang.fang", &p));
    assert_int_equal(p.id, 102);
    assert_string_equal(p.name, "Wang Fang-Li");
    assert_null(p.email);
    assert_int_equal(directory_head(dir, "finance", f->now), 0);
    directory_unref(dir);
}

static void wrong_columns_and_values_are_named(void **state) {
    static const struct {
        people_table_t table;
        const char *pairs[9];
        const char *code, *column;
    } cases[] = {
        {PEOPLE_PERSONS, {"handle", "x", "nmae", "X"}, "people.column", "nmae"},
        {PEOPLE_PERSONS, {"handle", "x"}, "people.value", "name"},
        {PEOPLE_PERSONS, {"handle", "", "name", "X"}, "people.value", "handle"},
        {PEOPLE_PERSONS, {"handle", "x", "name", "X", "kind", "robot"}, "people.value", "kind"},
        {PEOPLE_PERSONS, {"handle", "x", "name", "X", "uid", "12a"}, "people.value", "uid"},
        {PEOPLE_PERSONS, {"handle", "x", "name", "X", "uid", "-4"}, "people.value", "uid"},
        {PEOPLE_PERSONS, {"handle", "x", "name", "X", "owner", "nobody"}, "people.value", "owner"},
        {PEOPLE_PERSONS, {"handle", "x", "name", "X", "from", "2025-02-30"}, "people.value", "from"},
        {PEOPLE_POSTS, {"post", "p", "person", "nobody"}, "people.value", "person"},
        {PEOPLE_POSTS, {"post", "p"}, "people.value", "person"},
        {PEOPLE_ATTRIBUTES, {"subject", "s", "name", "n"}, "people.value", "value"},
    };
    fixture_t *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fx_refused(f, store_people_put(f->store, cases[i].table, cases[i].pairs, 5, &f->d), cases[i].code);
        assert_string_equal(diag_get(&f->d, "column"), cases[i].column);
        assert_string_equal(diag_get(&f->d, "table"), people_table_name(cases[i].table));
    }
}

static void columns_can_be_listed_for_an_import(void **state) {
    (void)state;
    assert_string_equal(people_column(PEOPLE_ROLES, 0), "role");
    assert_true(people_column_required(PEOPLE_ROLES, 0));
    assert_false(people_column_required(PEOPLE_ROLES, 1));
    assert_true(people_column_required(PEOPLE_ROLES, 2));
    assert_null(people_column(PEOPLE_ROLES, 5));
    assert_null(people_column(PEOPLE_ROLES, 100));
}

static void a_hundred_thousand_people_take_less_than_32_mib(void **state) {
    enum { PEOPLE = 100000 };
    fixture_t *f = *state;
    char handle[32], name[32], email[48], department[16];
    fx_begin(f);
    PUT(f, PEOPLE_DEPARTMENTS, 0, "key", "company", "name_en", "The company");
    for (int i = 0; i < 500; i++) {
        snprintf(department, sizeof department, "dep.%03d", i);
        PUT(f, PEOPLE_DEPARTMENTS, 0, "key", department, "parent", "company", "name_en", department);
    }
    for (int i = 0; i < PEOPLE; i++) {
        snprintf(handle, sizeof handle, "person.%06d", i);
        snprintf(name, sizeof name, "Demo Person %06d", i);
        snprintf(email, sizeof email, "person.%06d@example.org", i);
        snprintf(department, sizeof department, "dep.%03d", i % 500);
        PUT(f, PEOPLE_PERSONS, 1000 + i, "handle", handle, "name", name, "email", email, "department",
            department);
        if (i % 2 == 0) PUT(f, PEOPLE_ROLES, 0, "role", "staff", "department", department, "person", handle);
    }
    fx_commit(f);
    directory_t *dir = store_directory(f->store, &f->d);
    fx_ok(f, dir ? 0 : -1);
    assert_int_equal(directory_people(dir), PEOPLE);
    print_message("100,000 people: %zu KiB\n", directory_bytes(dir) / 1024);
    assert_in_range(directory_bytes(dir), 1, 32 * 1024 * 1024);
    directory_unref(dir);
}

static hash_t hash_text(const char *text) {
    hash_t h;
    hash_of(text, strlen(text), &h);
    return h;
}

static bytes_t text_bytes(const char *text) {
    return (bytes_t){(const uint8_t *)text, strlen(text)};
}

static void rulesets_are_kept_by_content_and_activated_by_hash(void **state) {
    fixture_t *f = *state;
    hash_t a = hash_text("a"), b = hash_text("b"), unknown = hash_text("c"), active;
    bytes_t content;
    bool found = true;
    ruleset_row_t *rows = NULL;
    activation_t *past = NULL;
    size_t count = 0;
    fx_ok(f, store_ruleset_active(f->store, &active, &found, &f->d));
    assert_false(found);
    fx_ok(f, store_ruleset_put(f->store, &a, text_bytes("flow a"), 7, 100, &f->d));
    fx_ok(f, store_ruleset_put(f->store, &b, text_bytes(""), 8, 200, &f->d));
    fx_ok(f, store_ruleset_put(f->store, &a, text_bytes("flow a"), 9, 300, &f->d));
    fx_ok(f, store_ruleset_activate(f->store, &a, 7, "first", 400, &f->d));
    fx_ok(f, store_ruleset_activate(f->store, &b, 7, "second", 500, &f->d));
    fx_ok(f, store_ruleset_activate(f->store, &a, 8, "back", 600, &f->d));
    fx_refused(f, store_ruleset_activate(f->store, &unknown, 8, "?", 600, &f->d), "store.not_found");
    fx_refused(f, store_ruleset_get(f->store, &unknown, &f->arena, &content, &f->d), "store.not_found");
    fx_ok(f, store_ruleset_active(f->store, &active, &found, &f->d));
    assert_true(found && hash_equal(&active, &a));
    fx_ok(f, store_ruleset_get(f->store, &a, &f->arena, &content, &f->d));
    assert_int_equal(content.len, 6);
    assert_memory_equal(content.at, "flow a", 6);
    fx_ok(f, store_ruleset_get(f->store, &b, &f->arena, &content, &f->d));
    assert_int_equal(content.len, 0);
    fx_ok(f, store_rulesets(f->store, &f->arena, &rows, &count, &f->d));
    assert_int_equal(count, 2);
    assert_true(hash_equal(&rows[0].hash, &b) && hash_equal(&rows[1].hash, &a));
    assert_true(rows[1].active && !rows[0].active);
    assert_int_equal(rows[1].added_by, 7);
    assert_int_equal(rows[1].activated_at, 600);
    fx_ok(f, store_activations(f->store, &f->arena, &past, &count, &f->d));
    assert_int_equal(count, 3);
    assert_string_equal(past[0].reason, "back");
    assert_true(hash_equal(&past[1].hash, &b));
}

static void a_ruleset_known_by_its_hash_alone_gets_its_content_later(void **state) {
    fixture_t *f = *state;
    life_t l;
    ruleset_row_t *rows = NULL;
    size_t count = 0;
    bytes_t content;
    fx_submitted(f, &l, 1, 42);
    fx_ok(f, store_rulesets(f->store, &f->arena, &rows, &count, &f->d));
    assert_int_equal(count, 0);
    fx_refused(f, store_ruleset_activate(f->store, &l.ruleset, 8, "?", 600, &f->d), "store.not_found");
    fx_ok(f, store_ruleset_put(f->store, &l.ruleset, text_bytes("rules"), 7, 100, &f->d));
    fx_ok(f, store_ruleset_get(f->store, &l.ruleset, &f->arena, &content, &f->d));
    assert_int_equal(content.len, 5);
    fx_ok(f, store_rows_compare(f->store, &l.record, &f->d));
}

static void the_newest_version_of_a_calendar_holds(void **state) {
    fixture_t *f = *state;
    calendar_row_t *rows = NULL;
    size_t count = 0;
    fx_ok(f, store_calendar_put(f->store, "cn", "{\"a\":1}", 7, 1, &f->d));
    fx_ok(f, store_calendar_put(f->store, "nl", "{}", 7, 2, &f->d));
    fx_ok(f, store_calendar_put(f->store, "cn", "{\"a\":2}", 7, 3, &f->d));
    fx_ok(f, store_calendars(f->store, &f->arena, &rows, &count, &f->d));
    assert_int_equal(count, 2);
    assert_string_equal(rows[0].name, "cn");
    assert_string_equal(rows[0].definition, "{\"a\":2}");
    assert_int_equal(rows[0].version, 2);
    assert_int_equal(rows[1].version, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fx_setup, fx_teardown)
        TEST(a_directory_reads_back_as_it_was_put),
        TEST(a_row_of_the_same_key_is_replaced_and_a_person_keeps_the_id),
        TEST(wrong_columns_and_values_are_named),
        TEST(columns_can_be_listed_for_an_import),
        TEST(a_hundred_thousand_people_take_less_than_32_mib),
        TEST(rulesets_are_kept_by_content_and_activated_by_hash),
        TEST(a_ruleset_known_by_its_hash_alone_gets_its_content_later),
        TEST(the_newest_version_of_a_calendar_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
