/* verify finds what somebody changed behind the store's back, names it, and finds nothing else. */
#include "fixture.h"
#include "server/verify.h"
#include <sqlite3.h>

typedef struct found {
    int count;
    int64_t record;
    char code[64], detail[256];
} found_t;

static void keep_first(void *ctx, int64_t record, const diag_t *difference) {
    found_t *f = ctx;
    if (f->count++ > 0) return;
    const char *table = diag_get(difference, "table"), *what = diag_get(difference, "what");
    f->record = record;
    snprintf(f->code, sizeof f->code, "%s", difference->code);
    snprintf(f->detail, sizeof f->detail, "%s", table != NULL ? table : what != NULL ? what : "");
}

static char *path_of(const fixture_t *f) {
    static char path[128];
    snprintf(path, sizeof path, "%s/countersign.db", f->folder);
    return path;
}

static found_t verify(const fixture_t *f, verify_report_t *report) {
    found_t found = {0};
    diag_t d = {0};
    verify_options_t options = {.found = keep_first, .ctx = &found};
    if (verify_store(path_of(f), &(store_options_t){0}, &options, report, &d) != 0) fail_msg("%s", d.code);
    assert_int_equal(report->differences, found.count);
    return found;
}

/* Two purchases, one approved; the host is closed, so that the file can be changed from outside. */
static void begin(fixture_t *f) {
    char number[32];
    fixture_begin(f, NULL);
    file_purchase(f, "600", number);
    file_purchase(f, "26.85", number);
    must(ask(f, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"%s\",\"opinion\":\"fine\"}", number));
    fixture_close(f);
}

static void change(const fixture_t *f, const char *sql) {
    sqlite3 *db;
    char *error = NULL;
    assert_int_equal(sqlite3_open(path_of(f), &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &error) != SQLITE_OK) fail_msg("%s: %s", sql, error);
    assert_true(sqlite3_total_changes(db) > 0);
    sqlite3_close(db);
}

static void a_store_that_was_only_used_holds(void **state) {
    (void)state;
    fixture_t f;
    verify_report_t report;
    begin(&f);
    found_t found = verify(&f, &report);
    assert_int_equal(found.count, 0);
    assert_int_equal(report.records, 2);
    assert_true(report.events > 15);
    assert_false(report.stopped);
    fixture_end(&f);
}

/* Each change on a fresh store, and what verify must say of it. */
static void every_change_from_outside_is_found(void **state) {
    (void)state;
    static const struct {
        const char *sql, *code;
    } changes[] = {
        {"DROP TRIGGER events_stay; UPDATE events SET happened_at = happened_at - 1 WHERE seq = 3 AND record "
         "<> 0",
         "store.chain"},
        {"DROP TRIGGER events_stay; UPDATE events SET actor = actor + 1 WHERE kind = 11", "store.chain"},
        {"DROP TRIGGER events_stay; UPDATE events SET payload = CAST(payload || x'00' AS BLOB) WHERE kind = "
         "11",
         "event.corrupt"},
        {"DROP TRIGGER event_personal_stays; UPDATE event_personal SET personal = "
         "CAST(substr(personal, 1, length(personal) - 1) || x'41' AS BLOB) WHERE event IN (SELECT id FROM "
         "events WHERE kind = 11)",
         "store.chain"},
        {"DROP TRIGGER events_are_kept; PRAGMA foreign_keys = OFF; DELETE FROM events WHERE id = (SELECT "
         "max(id) FROM events WHERE record <> 0)",
         "store.corrupt"},
        {"UPDATE states SET body = CAST(substr(body, 1, length(body) - 1) || x'7f' AS BLOB) WHERE record <> "
         "0",
         NULL},
        {"UPDATE records SET state = 7 WHERE state = 4", "store.rows"},
        {"UPDATE tasks SET person = person + 1 WHERE state = 1", "store.rows"},
        {"DELETE FROM open_tasks", "store.rows"},
        {"UPDATE deadlines SET due_at = due_at + 60000", "store.rows"},
        {"INSERT INTO deadlines (due_at, clock, record, rung) VALUES (5, 77, 88, 0)", "store.stray"},
        {"INSERT INTO open_tasks SELECT person, 5, record, number, flow, initiator, step, step_kind, "
         "step_name, principal, opened_at, "
         "due_at, provisional FROM open_tasks LIMIT 1",
         NULL},
    };
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        fixture_t f;
        verify_report_t report;
        begin(&f);
        change(&f, changes[i].sql);
        found_t found = verify(&f, &report);
        if (found.count == 0) fail_msg("not noticed: %s", changes[i].sql);
        if (changes[i].code != NULL && strcmp(found.code, changes[i].code) != 0)
            fail_msg("%s: found %s %s", changes[i].sql, found.code, found.detail);
        fixture_end(&f);
    }
}

static void people_may_go_on_working_meanwhile(void **state) {
    (void)state;
    fixture_t f;
    verify_report_t report;
    char number[32];
    fixture_begin(&f, NULL);
    for (int i = 0; i < 5; i++)
        file_purchase(&f, "5", number);
    found_t found = verify(&f, &report); /* the host has the store open and goes on */
    assert_int_equal(found.count, 0);
    must(ask(&f, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"%s\"}", number));
    fixture_end(&f);
}

/* A signer who comes in has a number above those of the steps behind it: rows are in another order than
 * steps.
 */
static void A25_a_plan_that_grew_in_the_middle_holds_and_its_rows_are_compared_by_number(void **state) {
    (void)state;
    fixture_t f;
    verify_report_t report;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "600", number);
    must(ask(&f,
             "{\"verb\":\"add_signer\",\"as\":\"chen.wei\",\"record\":\"%s\",\"person\":\"yu.ran\",\"where\":"
             "\"after\"}",
             number));
    found_t found = verify(&f, &report);
    assert_string_equal(found.detail, "");
    assert_int_equal(found.count, 0);
    fixture_close(&f);
    change(&f, "UPDATE steps SET name = 'x' WHERE no = (SELECT max(no) FROM steps)");
    found = verify(&f, &report);
    assert_int_equal(found.count, 1);
    assert_string_equal(found.detail, "steps");
    change(&f, "DELETE FROM steps WHERE no = 3");
    found = verify(&f, &report);
    assert_int_equal(found.count, 1);
    fixture_end(&f);
}

static void it_can_be_stopped(void **state) {
    (void)state;
    fixture_t f;
    verify_report_t report;
    diag_t d = {0};
    found_t found = {0};
    int stop = 1;
    begin(&f);
    verify_options_t options = {.found = keep_first, .ctx = &found, .stop = &stop};
    assert_int_equal(verify_store(path_of(&f), &(store_options_t){0}, &options, &report, &d), 0);
    assert_true(report.stopped);
    assert_true(report.records < 2);
    fixture_end(&f);
}

/* One of three: those that were not looked at may be wrong, those that were may not. */
static void a_sample_looks_at_some_records_alone(void **state) {
    (void)state;
    fixture_t f;
    verify_report_t report;
    diag_t d = {0};
    char number[32];
    found_t found = {0};
    fixture_begin(&f, NULL);
    for (int i = 0; i < 7; i++)
        file_purchase(&f, "5", number);
    change(&f, "UPDATE records SET department = 'other' WHERE id > 0");
    verify_options_t options = {.found = keep_first, .ctx = &found, .every = 3};
    assert_int_equal(verify_store(path_of(&f), &(store_options_t){0}, &options, &report, &d), 0);
    assert_int_equal(report.records, 3);
    assert_int_equal(report.differences, 3);
    fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sample_looks_at_some_records_alone),
        cmocka_unit_test(a_store_that_was_only_used_holds),
        cmocka_unit_test(every_change_from_outside_is_found),
        cmocka_unit_test(people_may_go_on_working_meanwhile),
        cmocka_unit_test(A25_a_plan_that_grew_in_the_middle_holds_and_its_rows_are_compared_by_number),
        cmocka_unit_test(it_can_be_stopped),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
