/* Opening: made once, held by one writer, brought up to date, refused when it is not ours. */
#include "store/connection.h"
#include "unit/store/fixture.h"
#include <fcntl.h>

static int folder_only(void **state) {
    fixture_t *f = malloc(sizeof *f);
    fx_folder(f);
    *state = f;
    return 0;
}

static store_t *try_open(fixture_t *f, store_mode_t mode) {
    store_t *s = store_open(f->path, mode, NULL, &f->d);
    return s;
}

static int64_t pragma(fixture_t *f, const char *sql) {
    sqlite3_stmt *q = NULL;
    assert_int_equal(sqlite3_prepare_v2(f->store->db, sql, -1, &q, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return value;
}

static void a_path_that_exists_is_never_made_again(void **state) {
    fixture_t *f = *state;
    life_t l;
    fx_open(f, STORE_CREATE, NULL);
    fx_submitted(f, &l, 1, 42);
    fx_close(f);
    assert_null(try_open(f, STORE_CREATE));
    assert_string_equal(f->d.code, "store.exists");
    fx_open(f, STORE_WRITE, NULL);
    int64_t id = 0;
    fx_ok(f, store_record_find(f->store, "EXP-2026-000001", &id, &f->d));
}

static void a_path_that_does_not_exist_is_not_found(void **state) {
    fixture_t *f = *state;
    assert_null(try_open(f, STORE_WRITE));
    assert_string_equal(f->d.code, "store.not_found");
    assert_null(try_open(f, STORE_READ));
    assert_string_equal(f->d.code, "store.not_found");
    assert_int_equal(access(f->path, F_OK), -1);
}

static void a_second_writer_is_refused_and_told_who_has_it(void **state) {
    fixture_t *f = *state;
    char pid[32];
    snprintf(pid, sizeof pid, "%ld", (long)getpid());
    fx_open(f, STORE_CREATE, NULL);
    assert_null(try_open(f, STORE_WRITE));
    assert_string_equal(f->d.code, "store.busy");
    assert_string_equal(diag_get(&f->d, "pid"), pid);
    fx_close(f);
    fx_open(f, STORE_WRITE, NULL);
}

static void the_settings_of_the_design_are_in_force(void **state) {
    fixture_t *f = *state;
    fx_open(f, STORE_CREATE, NULL);
    assert_int_equal(pragma(f, "PRAGMA auto_vacuum"), 2);
    assert_int_equal(pragma(f, "PRAGMA synchronous"), 2);
    assert_int_equal(pragma(f, "PRAGMA recursive_triggers"), 1);
    assert_int_equal(pragma(f, "PRAGMA wal_autocheckpoint"), 0);
    assert_int_equal(pragma(f, "PRAGMA trusted_schema"), 0);
    assert_int_equal(pragma(f, "PRAGMA user_version"), SCHEMA_VERSION);
    assert_int_equal(pragma(f,
                            "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
                            "AND strict = 0 AND name NOT LIKE 'sqlite_%'"),
                     0);
    assert_int_equal(sqlite3_exec(f->store->db, "SELECT \"no such column\"", NULL, NULL, NULL), SQLITE_ERROR);
    assert_int_equal(sqlite3_exec(f->store->db, "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema",
                                  NULL, NULL, NULL),
                     SQLITE_ERROR);
    store_t *reader = store_open(f->path, STORE_READ, NULL, &f->d);
    assert_non_null(reader);
    store_t *writer = f->store;
    f->store = reader;
    assert_int_equal(pragma(f, "PRAGMA wal_autocheckpoint"), 0);
    assert_int_equal(pragma(f, "PRAGMA query_only"), 1);
    assert_int_equal(pragma(f, "PRAGMA recursive_triggers"), 1);
    f->store = writer;
    store_close(reader);
}

static void every_statement_can_be_prepared(void **state) {
    fixture_t *f = *state;
    fx_open(f, STORE_CREATE, NULL);
    for (int i = 0; i < ST_COUNT; i++) {
        query_t q;
        if (query_open(&q, f->store, (statement_t)i, &f->d)) fail_msg("%s", statement_name((statement_t)i));
        query_close(&q);
    }
}

static void a_store_of_a_newer_program_is_refused(void **state) {
    fixture_t *f = *state;
    fx_open(f, STORE_CREATE, NULL);
    fx_close(f);
    assert_int_equal(fx_raw(f->path, "PRAGMA user_version = 99"), SQLITE_OK);
    const store_mode_t modes[] = {STORE_WRITE, STORE_READ};
    for (int i = 0; i < 2; i++) {
        assert_null(try_open(f, modes[i]));
        assert_string_equal(f->d.code, "store.version");
        assert_string_equal(diag_get(&f->d, "found"), "99");
    }
}

/* What exceptions owed in a store of before has its rows afterwards, and nothing that only serves it. */
static void what_was_owed_in_an_older_store_is_owed_in_the_newer(void **state) {
    fixture_t *f = *state;
    life_t l;
    fx_open(f, STORE_CREATE, NULL);
    fx_submitted(f, &l, 1, 42);
    fx_tamper(
        f,
        "UPDATE records SET department = 'hr' WHERE id > 0;"
        "INSERT INTO steps VALUES ((SELECT max(id) FROM records), 91, 0, 0, 1, 10, 2, 'head.owed', 5, NULL),"
        " ((SELECT max(id) FROM records), 92, 0, 0, 1, 16, 2, 'head.owed.ask', 6, NULL);"
        "INSERT INTO open_tasks VALUES (7, 901, (SELECT max(id) FROM records), 'N', 'f', 7, 91, 10, "
        "'head.owed', 0, 5, 900, 0),"
        " (8, 902, (SELECT max(id) FROM records), 'N', 'f', 7, 91, 10, 'head.owed', 0, 5, 800, 0),"
        " (9, 903, (SELECT max(id) FROM records), 'N', 'f', 7, 92, 16, 'head.owed.ask', 0, 6, 850, 0);"
        "DROP TABLE debts; DROP INDEX open_tasks_principal; PRAGMA user_version = 3");
    assert_int_equal(pragma(f, "SELECT count(*) FROM debts"), 1);
    assert_int_equal(pragma(f, "SELECT due_at FROM debts WHERE step = 91 AND department = 'hr' "
                               "AND kind = 2 AND since = 5"),
                     800);
}

static void an_empty_file_becomes_a_store(void **state) {
    fixture_t *f = *state;
    life_t l;
    int fd = open(f->path, O_CREAT | O_WRONLY, 0600);
    close(fd);
    assert_null(try_open(f, STORE_READ));
    assert_string_equal(f->d.code, "store.corrupt");
    fx_open(f, STORE_WRITE, NULL);
    fx_submitted(f, &l, 1, 42);
}

static void another_programs_database_is_left_alone(void **state) {
    fixture_t *f = *state;
    assert_int_equal(fx_raw(f->path, "CREATE TABLE shopping (what TEXT)"), SQLITE_OK);
    assert_null(try_open(f, STORE_WRITE));
    assert_string_equal(f->d.code, "store.corrupt");
    assert_int_equal(fx_raw(f->path, "SELECT what FROM shopping"), SQLITE_OK);
    assert_int_equal(fx_raw(f->path, "SELECT * FROM records"), SQLITE_ERROR);
}

static void what_is_no_database_is_corrupt(void **state) {
    fixture_t *f = *state;
    FILE *file = fopen(f->path, "w");
    for (int i = 0; i < 1000; i++)
        fputs("this is a shopping list\n", file);
    fclose(file);
    assert_null(try_open(f, STORE_WRITE));
    assert_string_equal(f->d.code, "store.corrupt");
    assert_true(store_fatal(&f->d));
}

static void a_reader_writes_nothing(void **state) {
    fixture_t *f = *state;
    fx_open(f, STORE_CREATE, NULL);
    store_t *reader = store_open(f->path, STORE_READ, NULL, &f->d);
    assert_non_null(reader);
    fx_refused(f, store_setting_put(reader, "a", "b", &f->d), "store.readonly");
    store_close(reader);
}

static void a_reader_sees_one_moment_within_a_transaction(void **state) {
    fixture_t *f = *state;
    life_t l;
    int64_t id = 0;
    fx_open(f, STORE_CREATE, NULL);
    store_t *reader = store_open(f->path, STORE_READ, NULL, &f->d);
    assert_non_null(reader);
    fx_ok(f, store_begin(reader, &f->d));
    fx_refused(f, store_record_find(reader, "EXP-2026-000001", &id, &f->d), "store.not_found");
    fx_submitted(f, &l, 1, 42);
    fx_refused(f, store_record_find(reader, "EXP-2026-000001", &id, &f->d), "store.not_found");
    fx_ok(f, store_commit(reader, &f->d));
    fx_ok(f, store_record_find(reader, "EXP-2026-000001", &id, &f->d));
    store_close(reader);
}

static void a_read_that_takes_too_long_is_stopped(void **state) {
    fixture_t *f = *state;
    store_options_t options = {.read_ms = 5};
    store_counts_t counts;
    fx_open(f, STORE_CREATE, NULL);
    store_t *reader = store_open(f->path, STORE_READ, &options, &f->d);
    assert_non_null(reader);
    /* how many rows take five milliseconds is the machine's affair: there are more of them until it is told
     */
    int status = 0;
    for (int more = 0; status == 0 && more < 60; more++) {
        assert_int_equal(
            fx_raw(f->path,
                   "WITH RECURSIVE n(i) AS (SELECT (SELECT coalesce(max(due_at), 0) FROM deadlines) + 1 "
                   "UNION ALL SELECT i + 1 FROM n LIMIT 300000) "
                   "INSERT INTO deadlines SELECT i, i, i, 0 FROM n"),
            SQLITE_OK);
        status = store_count(reader, INT64_MAX, 0, &counts, &f->d);
    }
    fx_refused(f, status, "store.read_time");
    assert_string_equal(diag_get(&f->d, "limit"), "5");
    assert_false(store_fatal(&f->d));
    /* the next read has its own time; on a busy machine five milliseconds may pass before it begins */
    status = -1;
    for (int tries = 0; status != 0 && tries < 50; tries++) {
        status = store_count(reader, 10, 0, &counts, &f->d);
        if (status != 0) fx_refused(f, status, "store.read_time");
    }
    fx_ok(f, status);
    assert_int_equal(counts.deadlines, 10);
    store_close(reader);
}

static void a_transaction_that_stays_open_too_long_is_stopped(void **state) {
    fixture_t *f = *state;
    store_options_t options = {.read_ms = 5};
    int64_t id;
    fx_open(f, STORE_CREATE, NULL);
    store_t *reader = store_open(f->path, STORE_READ, &options, &f->d);
    assert_non_null(reader);
    fx_ok(f, store_begin(reader, &f->d));
    usleep(20000);
    fx_refused(f, store_record_find(reader, "x", &id, &f->d), "store.read_time");
    store_rollback(reader);
    /* The next read has its own time, which may pass too on a busy machine. */
    int status = -1;
    for (int tries = 0; tries < 50; tries++) {
        status = store_record_find(reader, "x", &id, &f->d);
        if (!diag_is(&f->d, "store.read_time")) break;
        fx_refused(f, status, "store.read_time");
    }
    fx_refused(f, status, "store.not_found");
    store_close(reader);
}

static int64_t log_size(fixture_t *f) {
    char path[128];
    struct stat st;
    snprintf(path, sizeof path, "%s-wal", f->path);
    return stat(path, &st) ? 0 : (int64_t)st.st_size;
}

static void the_writer_keeps_the_log_short(void **state) {
    fixture_t *f = *state;
    store_options_t options = {.checkpoint_pages = 50};
    life_t l;
    fx_open(f, STORE_CREATE, &options);
    for (int i = 1; i <= 200; i++) {
        fx_submitted(f, &l, i, 42);
        fx_ok(f, store_checkpoint_maybe(f->store, true, &f->d));
    }
    assert_in_range(log_size(f), 1, 200 * 4200);
    fx_close(f);
    assert_int_equal(log_size(f), 0);
    fx_open(f, STORE_WRITE, NULL);
    fx_ok(f, store_rows_compare(f->store, &l.record, &f->d));
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_only, fx_teardown)
        TEST(a_path_that_exists_is_never_made_again),
        TEST(a_path_that_does_not_exist_is_not_found),
        TEST(a_second_writer_is_refused_and_told_who_has_it),
        TEST(the_settings_of_the_design_are_in_force),
        TEST(every_statement_can_be_prepared),
        TEST(a_store_of_a_newer_program_is_refused),
        TEST(what_was_owed_in_an_older_store_is_owed_in_the_newer),
        TEST(an_empty_file_becomes_a_store),
        TEST(another_programs_database_is_left_alone),
        TEST(what_is_no_database_is_corrupt),
        TEST(a_reader_writes_nothing),
        TEST(a_reader_sees_one_moment_within_a_transaction),
        TEST(a_read_that_takes_too_long_is_stopped),
        TEST(a_transaction_that_stays_open_too_long_is_stopped),
        TEST(the_writer_keeps_the_log_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
