/* Records that have ended are taken out whole, what forbids it is named, and what stays says what they were;
 * the file gets shorter. */
#include "base/embedded.h"
#include "store/connection.h"
#include "store/disposal.h"
#include "store/outbox.h"
#include "support/failing_vfs.h"
#include "unit/store/fixture.h"

static int64_t count(fixture_t *f, const char *sql) {
    sqlite3_stmt *q = NULL;
    assert_int_equal(sqlite3_prepare_v2(f->store->db, sql, -1, &q, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return n;
}

static void delivered(fixture_t *f) {
    assert_int_equal(sqlite3_exec(f->store->db,
                                  "UPDATE outbox SET state = 3, next_attempt_at = NULL, ended_at = 1", NULL,
                                  NULL, NULL),
                     SQLITE_OK);
}

static event_t disposed_event(fixture_t *f) {
    f->now += 1000;
    return (event_t){.id = id_next(&f->ids, f->now),
                     .kind = EVENT_DISPOSED,
                     .version = 1,
                     .at = f->now,
                     .recorded = f->now,
                     .actor = {.kind = ACTOR_PERSON, .person = 7, .auth = AUTH_PEER_UID, .uid = 1000},
                     .u.disposed.reason = "kept five years"};
}

/* Checks and takes out; -1 with nothing done. */
static int dispose(fixture_t *f, const int64_t *records, size_t n) {
    disposal_t list[8];
    event_t e = disposed_event(f);
    fx_begin(f);
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < n; i++)
        rc = store_disposal_check(f->store, records[i], &f->arena, &list[i], &f->d);
    if (rc == 0) rc = store_dispose(f->store, &e, list, n, &f->arena, &f->d);
    if (rc == 0) return store_commit(f->store, &f->d);
    store_rollback(f->store);
    return -1;
}

static event_row_t *last_of_system(fixture_t *f) {
    event_row_t *rows = NULL;
    size_t n = 0;
    bool more;
    fx_ok(f, store_events(f->store, 0, 0, 1, EVENTS_NEWEST_FIRST, &f->arena, &rows, &n, &more, &f->d));
    assert_int_equal(n, 1);
    return rows;
}

static const char REST[] =
    "SELECT (SELECT count(*) FROM records WHERE id > 0) + (SELECT count(*) FROM states WHERE record > 0) + "
    "(SELECT "
    "count(*) FROM events WHERE record > 0) + (SELECT count(*) FROM event_personal) + (SELECT count(*) FROM "
    "steps) + "
    "(SELECT count(*) FROM tasks) + (SELECT count(*) FROM clocks) + (SELECT count(*) FROM outbox) + (SELECT "
    "count(*) "
    "FROM incidents) + (SELECT count(*) FROM open_tasks) + (SELECT count(*) FROM deadlines)";

static void nothing_of_a_record_stays_but_what_the_company_says_of_it(void **state) {
    fixture_t *f = *state;
    life_t a, b, c;
    fx_finished(f, &a, 1, 42);
    fx_finished(f, &b, 2, 43);
    delivered(f);
    int64_t ids[] = {b.record.id, a.record.id}; /* in any order */
    assert_true(count(f, REST) > 60);
    fx_ok(f, dispose(f, ids, 2));
    assert_int_equal(count(f, REST), 0);
    const event_t *e = &last_of_system(f)->event;
    assert_int_equal(e->kind, EVENT_DISPOSED);
    assert_string_equal(e->u.disposed.reason, "kept five years");
    assert_int_equal(e->u.disposed.record_count, 2);
    const life_t *lives[] = {&a, &b};
    for (size_t i = 0; i < 2; i++) {
        const disposed_t *kept = &e->u.disposed.records[i];
        assert_int_equal(kept->record, lives[i]->record.id);
        assert_string_equal(kept->number, lives[i]->number);
        assert_string_equal(kept->flow, "finance.declaration");
        assert_int_equal(kept->length, lives[i]->chain.version);
        assert_true(hash_equal(&kept->head, &lives[i]->chain.head));
        disposed_row_t row;
        bool found;
        fx_ok(f, store_disposed_row(f->store, kept->record, &f->arena, &row, &found, &f->d));
        assert_true(found);
        assert_int_equal(row.event, e->id);
        assert_string_equal(row.number, lives[i]->number);
    }
    fx_finished(f, &c, 3, 42); /* the others go on */
    assert_true(count(f, REST) > 30);
}

static void whoever_asks_for_one_that_is_gone_is_told_so(void **state) {
    fixture_t *f = *state;
    life_t l;
    char id[32];
    int64_t found;
    bytes_t body;
    chain_t chain;
    fx_finished(f, &l, 1, 42);
    delivered(f);
    fx_ok(f, dispose(f, &l.record.id, 1));
    snprintf(id, sizeof id, "%lld", (long long)l.record.id);
    const char *const names[] = {"EXP-2026-000001", id};
    for (size_t i = 0; i < 2; i++) {
        fx_refused(f, store_record_find(f->store, names[i], &found, &f->d), "record.disposed");
        assert_string_equal(diag_get(&f->d, "number"), "EXP-2026-000001");
        assert_string_equal(diag_get(&f->d, "uid"), "1000"); /* nobody of the directory */
        assert_non_null(strstr(diag_get(&f->d, "at"), "2026-01-01T"));
    }
    fx_refused(f, store_record(f->store, l.record.id, &f->arena, &body, &chain, &f->d), "record.disposed");
    fx_refused(f, store_record_find(f->store, "EXP-2026-000002", &found, &f->d), "store.not_found");
    fx_refused(f, store_record_find(f->store, "5", &found, &f->d), "store.not_found");
    fx_refused(f, dispose(f, &l.record.id, 1), "record.disposed");
}

static void a_number_is_never_given_again(void **state) {
    fixture_t *f = *state;
    life_t l;
    int64_t next;
    bool held;
    fx_finished(f, &l, 1, 42);
    delivered(f);
    fx_begin(f);
    fx_ok(f, store_number_put(f->store, "EXP", 2026, 1, &f->d));
    fx_commit(f);
    fx_ok(f, dispose(f, &l.record.id, 1));
    fx_ok(f, store_number(f->store, "EXP", 2026, &next, &f->d));
    assert_int_equal(next, 2);
    fx_ok(f, store_number_held(f->store, "EXP-2026-000001", &held, &f->d));
    assert_true(held);
    fx_ok(f, store_number_held(f->store, "EXP-2026-000002", &held, &f->d));
    assert_false(held);
    fx_close(f);
    fx_open(f, STORE_WRITE, NULL);
    int64_t id;
    instant_t recorded;
    fx_ok(f, store_latest(f->store, &id, &recorded, &f->d));
    assert_true(id > l.record.id);
}

/* Each on a record of its own that has ended but for that. */
static void what_forbids_it_is_named(void **state) {
    fixture_t *f = *state;
    static const struct {
        const char *sql, *code, *param;
    } obstacles[] = {
        {NULL, "dispose.not_ended", "state"},
        {"UPDATE outbox SET state = 4 WHERE message = (SELECT max(message) FROM outbox)",
         "dispose.message_waiting", "message"},
        {"UPDATE outbox SET state = 1, next_attempt_at = 1 WHERE message = (SELECT max(message) FROM outbox)",
         "dispose.message_waiting", "message"},
        {"INSERT INTO incidents (id, at, code, line, record, person) SELECT 7, 1, 'rule.error', 0, max(id), "
         "0 FROM "
         "records",
         "dispose.incident_open", "incident"},
        {"INSERT INTO documents (id, record, name, content, size, added_at, added_by) SELECT 9, max(id), "
         "'scan', "
         "zeroblob(32), 1, 1, 1 FROM records",
         "dispose.has_document", "document"},
        {"DROP TRIGGER events_stay; UPDATE events SET actor = actor + 1 WHERE id = (SELECT max(id) FROM "
         "events)",
         "dispose.damaged", "record"},
        {"UPDATE states SET body = x'00' WHERE record = (SELECT max(record) FROM states)", "dispose.damaged",
         "record"},
    };
    for (size_t i = 0; i < sizeof obstacles / sizeof obstacles[0]; i++) {
        life_t l;
        if (obstacles[i].sql)
            fx_finished(f, &l, (int64_t)i + 1, 42);
        else
            fx_submitted(f, &l, (int64_t)i + 1, 42);
        delivered(f);
        if (obstacles[i].sql)
            assert_int_equal(sqlite3_exec(f->store->db, obstacles[i].sql, NULL, NULL, NULL), SQLITE_OK);
        int64_t before = count(f, REST);
        fx_refused(f, dispose(f, &l.record.id, 1), obstacles[i].code);
        assert_true(store_disposal_refusal(&f->d));
        assert_non_null(diag_get(&f->d, obstacles[i].param));
        if (strcmp(obstacles[i].code, "dispose.damaged") == 0) assert_non_null(f->d.cause);
        assert_int_equal(count(f, REST), before);
    }
    int64_t none = 12345;
    fx_refused(f, dispose(f, &none, 1), "store.not_found");
}

static void incidents_that_were_seen_to_go_too(void **state) {
    fixture_t *f = *state;
    life_t l;
    fx_finished(f, &l, 1, 42);
    delivered(f);
    assert_int_equal(
        sqlite3_exec(f->store->db,
                     "INSERT INTO incidents (id, at, code, line, record, person, settled_at) SELECT 7, 1, "
                     "'rule.error', 0, max(id), 0, 2 FROM records; INSERT INTO incidents (id, at, code, "
                     "line, record, person) VALUES (8, 1, 'rule.error', 0, 0, 0)",
                     NULL, NULL, NULL),
        SQLITE_OK);
    fx_ok(f, dispose(f, &l.record.id, 1));
    assert_int_equal(count(f, "SELECT id FROM incidents"), 8); /* that of no record stays */
}

static void events_go_with_their_record_and_in_no_other_way(void **state) {
    fixture_t *f = *state;
    life_t l;
    fx_finished(f, &l, 1, 42);
    assert_int_equal(sqlite3_exec(f->store->db, "DELETE FROM events WHERE kind = 16", NULL, NULL, NULL),
                     SQLITE_CONSTRAINT_TRIGGER);
    delivered(f);
    fx_ok(f, dispose(f, &l.record.id, 1));
    assert_int_equal(sqlite3_exec(f->store->db, "DELETE FROM events", NULL, NULL, NULL),
                     SQLITE_CONSTRAINT_TRIGGER);
    assert_int_equal(sqlite3_exec(f->store->db, "DELETE FROM disposed", NULL, NULL, NULL),
                     SQLITE_CONSTRAINT_TRIGGER);
    assert_int_equal(sqlite3_exec(f->store->db, "UPDATE disposed SET number = NULL", NULL, NULL, NULL),
                     SQLITE_CONSTRAINT_TRIGGER);
}

static void a_look_costs_so_many_rows_and_goes_on_from_the_last(void **state) {
    fixture_t *f = *state;
    life_t l[3];
    disposal_row_t *rows;
    size_t n;
    fx_finished(f, &l[0], 1, 42);
    fx_submitted(f, &l[1], 2, 42);
    fx_finished(f, &l[2], 3, 42);
    fx_ok(f, store_dispose_look(f->store, NULL, 0, 2, &f->arena, &rows, &n, &f->d));
    assert_int_equal(n, 2);
    assert_int_equal(rows[0].record, l[0].record.id);
    assert_int_equal(rows[0].state, RECORD_FINISHED);
    assert_int_equal(rows[0].ended_at, l[0].record.ended_at);
    assert_true(rows[1].ended_at == INSTANT_NONE);
    fx_ok(f, store_dispose_look(f->store, "finance.declaration", rows[1].record, 2, &f->arena, &rows, &n,
                                &f->d));
    assert_int_equal(n, 1);
    assert_int_equal(rows[0].record, l[2].record.id);
    fx_ok(f, store_dispose_look(f->store, "finance.other", 0, 2, &f->arena, &rows, &n, &f->d));
    assert_int_equal(n, 0);
}

static int64_t file_pages(fixture_t *f) {
    struct stat st;
    fx_ok(f, store_checkpoint(f->store, &f->d));
    assert_int_equal(stat(f->path, &st), 0);
    return st.st_size / 4096;
}

static void the_file_gets_shorter_by_what_is_given_back(void **state) {
    fixture_t *f = *state;
    enum { MANY = 200 };
    static life_t l[MANY];
    int64_t empty = file_pages(f), free_pages, bytes, given, steps = 0;
    for (int i = 0; i < MANY; i++)
        fx_finished(f, &l[i], i + 1, 42);
    delivered(f);
    int64_t full = file_pages(f);
    for (int i = 0; i < MANY; i++)
        fx_ok(f, dispose(f, &l[i].record.id, 1));
    assert_true(file_pages(f) >= full); /* free, but still the file's */
    fx_ok(f, store_free_pages(f->store, &free_pages, &bytes, &f->d));
    assert_int_equal(bytes, 4096);
    assert_true(free_pages > (full - empty) / 2);
    do {
        fx_ok(f, store_give_back(f->store, 16, 1000000, &given, &f->d));
        assert_true(given <= 16);
        steps++;
    } while (given > 0);
    assert_true(steps > free_pages / 16);
    fx_ok(f, store_free_pages(f->store, &free_pages, &bytes, &f->d));
    assert_int_equal(free_pages, 0);
    int64_t after = file_pages(f);
    if (after >= empty + (full - empty) / 3)
        fail_msg("%lld %lld %lld", (long long)empty, (long long)full, (long long)after);
    assert_int_equal(count(f, "SELECT count(*) FROM disposed"), MANY);
    sqlite3_stmt *q = NULL;
    assert_int_equal(sqlite3_prepare_v2(f->store->db, "PRAGMA integrity_check", -1, &q, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(q, 0), "ok");
    sqlite3_finalize(q);
}

static void giving_back_ends_when_its_time_is_over(void **state) {
    fixture_t *f = *state;
    int64_t given;
    assert_int_equal(sqlite3_exec(f->store->db,
                                  "CREATE TABLE big (x); INSERT INTO big SELECT zeroblob(4000) FROM "
                                  "pragma_function_list, pragma_function_list LIMIT 3000; DROP TABLE big",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    fx_ok(f, store_give_back(f->store, 1000000, 1, &given, &f->d));
    assert_true(given >= 1 && given < 100);
    fx_ok(f, store_give_back(f->store, 1000000, 10000000, &given, &f->d));
    assert_true(given > 2000);
}

/* A file of the first schema, as it was made then, and one that was made without room for it. */
static void old_file(fixture_t *f, bool incremental) {
    sqlite3 *db = NULL;
    fx_close(f);
    unlink(f->path);
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db, incremental ? "PRAGMA auto_vacuum = INCREMENTAL" : "PRAGMA auto_vacuum = NONE", NULL,
                     NULL, NULL),
        SQLITE_OK);
    const embedded_file_t *first = store_sql_files;
    while (strcmp(first->name, "0001_first.sql") != 0)
        first++;
    assert_int_equal(sqlite3_exec(db, first->data, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    fx_open(f, STORE_WRITE, NULL);
}

static void an_older_file_learns_it_when_it_is_opened(void **state) {
    fixture_t *f = *state;
    life_t l;
    int64_t given;
    for (int incremental = 1; incremental >= 0; incremental--) {
        old_file(f, incremental);
        assert_int_equal(count(f, "SELECT user_version FROM pragma_user_version"), SCHEMA_VERSION);
        fx_finished(f, &l, 1, 42);
        delivered(f);
        fx_ok(f, dispose(f, &l.record.id, 1));
        assert_int_equal(sqlite3_exec(f->store->db,
                                      "CREATE TABLE big (x); INSERT INTO big SELECT zeroblob(4000) FROM "
                                      "pragma_function_list LIMIT 50; DROP TABLE big",
                                      NULL, NULL, NULL),
                         SQLITE_OK);
        fx_ok(f, store_give_back(f->store, 1000, 1000000, &given, &f->d));
        assert_int_equal(given > 0, incremental); /* the pages are used again all the same */
    }
}

static int failing_setup(void **state) {
    fixture_t *f = malloc(sizeof *f);
    fx_folder(f);
    assert_int_equal(failing_vfs_register(), 0);
    failing_vfs_disarm();
    fx_open(f, STORE_CREATE, &(store_options_t){.vfs = FAILING_VFS});
    *state = f;
    return 0;
}

static int failing_teardown(void **state) {
    failing_vfs_disarm();
    return fx_teardown(state);
}

/* Whichever write or sync of it fails: the two records are both there or both gone. */
static void a_disposal_that_fails_leaves_all_or_nothing(void **state) {
    fixture_t *f = *state;
    static int64_t number;
    const failing_call_t calls[] = {FAILING_WRITE, FAILING_SYNC};
    for (size_t c = 0; c < 2; c++) {
        bool failed = true;
        for (int n = 1; failed && n < 100; n++) {
            life_t a, b;
            fx_finished(f, &a, ++number, 42);
            fx_finished(f, &b, ++number, 42);
            delivered(f);
            int64_t ids[] = {a.record.id, b.record.id}, gone = count(f, "SELECT count(*) FROM disposed");
            failing_vfs_arm(calls[c], n, SQLITE_IOERR_WRITE, false);
            failed = dispose(f, ids, 2) != 0;
            failing_vfs_disarm();
            fx_close(f);
            fx_open(f, STORE_WRITE, &(store_options_t){.vfs = FAILING_VFS});
            int64_t now = count(f, "SELECT count(*) FROM disposed");
            assert_true(now == gone || now == gone + 2);
            if (!failed) assert_int_equal(now, gone + 2);
            assert_int_equal(count(f, REST) > 0, now == gone);
            if (now == gone) fx_ok(f, dispose(f, ids, 2)); /* and again, when the disk works */
            assert_int_equal(count(f, REST), 0);
        }
        assert_false(failed);
    }
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fx_setup, fx_teardown)
    const struct CMUnitTest tests[] = {
        TEST(nothing_of_a_record_stays_but_what_the_company_says_of_it),
        TEST(whoever_asks_for_one_that_is_gone_is_told_so),
        TEST(a_number_is_never_given_again),
        TEST(what_forbids_it_is_named),
        TEST(incidents_that_were_seen_to_go_too),
        TEST(events_go_with_their_record_and_in_no_other_way),
        TEST(a_look_costs_so_many_rows_and_goes_on_from_the_last),
        TEST(the_file_gets_shorter_by_what_is_given_back),
        TEST(giving_back_ends_when_its_time_is_over),
        TEST(an_older_file_learns_it_when_it_is_opened),
        cmocka_unit_test_setup_teardown(a_disposal_that_fails_leaves_all_or_nothing, failing_setup,
                                        failing_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
