/* When the disk fails: the batch is rolled back, the store says that it can't be trusted, and what was
 * committed is there when it is opened again; nothing half. */
#include "support/failing_vfs.h"
#include "unit/store/fixture.h"

static const store_options_t failing_options = {.vfs = FAILING_VFS};

static int setup(void **state) {
    fixture_t *f = malloc(sizeof *f);
    fx_folder(f);
    assert_int_equal(failing_vfs_register(), 0);
    failing_vfs_disarm();
    fx_open(f, STORE_CREATE, &failing_options);
    *state = f;
    return 0;
}

static int teardown(void **state) {
    failing_vfs_disarm();
    return fx_teardown(state);
}

/* Writes one approval; 0, or -1 with the batch rolled back. */
static int approve(fixture_t *f, life_t *l) {
    if (store_begin(f->store, &f->d)) return -1;
    fx_approve(f, l, 42);
    int rc = store_write(f->store, &l->change, &l->chain, &f->arena, &l->state, &f->d);
    if (rc == 0) return store_commit(f->store, &f->d);
    store_rollback(f->store);
    return -1;
}

static void reopen(fixture_t *f) {
    failing_vfs_disarm();
    fx_close(f);
    fx_open(f, STORE_WRITE, &failing_options);
}

/* What the store holds of the record is whole and its rows agree; its version. */
static int64_t whole(fixture_t *f, int64_t record) {
    bytes_t body;
    chain_t chain;
    record_t r;
    event_row_t *rows = NULL;
    size_t count = 0;
    bool more = false;
    fx_ok(f, store_record(f->store, record, &f->arena, &body, &chain, &f->d));
    fx_ok(f, record_decode(body, &f->arena, &r, &f->d));
    fx_ok(f, store_rows_compare(f->store, &r, &f->d));
    fx_ok(f, store_events(f->store, record, 0, 1000, EVENTS_OLDEST_FIRST, &f->arena, &rows, &count, &more,
                          &f->d));
    fx_ok(f, store_chain_check(record, rows, count, &chain, &f->d));
    return chain.version;
}

static void failure_is_survived(fixture_t *f, failing_call_t call, int n, int error, bool stays,
                                const char *code) {
    static int64_t number;
    life_t l;
    fx_submitted(f, &l, ++number, 42);
    int64_t before = l.record.version;
    failing_vfs_arm(call, n, error, stays);
    fx_refused(f, approve(f, &l), code);
    assert_true(store_fatal(&f->d));
    /* nothing more is taken, whatever the disk does now */
    failing_vfs_disarm();
    fx_refused(f, store_begin(f->store, &f->d), code);
    int64_t id = 0;
    fx_refused(f, store_record_find(f->store, "EXP-2026-000001", &id, &f->d), code);
    reopen(f);
    assert_int_equal(whole(f, l.record.id), before);
    fx_submitted(f, &l, ++number, 42);
}

static void a_full_disk_rolls_back_and_is_said(void **state) {
    fixture_t *f = *state;
    for (int n = 1; n <= 3; n++) {
        failure_is_survived(f, FAILING_WRITE, n, SQLITE_FULL, true, "store.full");
        failure_is_survived(f, FAILING_WRITE, n, SQLITE_FULL, false, "store.full");
    }
}

static void a_failed_write_rolls_back_and_is_said(void **state) {
    for (int n = 1; n <= 3; n++)
        failure_is_survived(*state, FAILING_WRITE, n, SQLITE_IOERR_WRITE, false, "store.io");
}

/* After a failed fsync nobody knows what is on the disk: the frames may be there although the commit was
 * refused. Either way the record is whole; no answer of success was given. */
static void a_failed_fsync_means_that_the_store_cannot_be_trusted(void **state) {
    fixture_t *f = *state;
    life_t l;
    fx_submitted(f, &l, 500, 42);
    int64_t before = l.record.version;
    failing_vfs_arm(FAILING_SYNC, 1, SQLITE_IOERR_FSYNC, false);
    fx_refused(f, approve(f, &l), "store.io");
    assert_true(store_fatal(&f->d));
    failing_vfs_disarm();
    fx_refused(f, store_begin(f->store, &f->d), "store.io");
    reopen(f);
    int64_t after = whole(f, l.record.id);
    assert_true(after == before || after == l.record.version);
}

static void an_acknowledged_commit_was_synced(void **state) {
    fixture_t *f = *state;
    life_t l;
    fx_submitted(f, &l, 1, 42);
    failing_vfs_disarm();
    fx_ok(f, approve(f, &l));
    assert_in_range(failing_vfs_count(FAILING_SYNC), 1, 10);
}

static void a_checkpoint_that_fails_loses_nothing(void **state) {
    fixture_t *f = *state;
    life_t l;
    int64_t number = 0;
    for (failing_call_t call = FAILING_WRITE; call < FAILING_CALLS; call++) {
        for (int n = 1; n <= 3; n++) {
            fx_submitted(f, &l, ++number, 42);
            failing_vfs_arm(call, n, call == FAILING_WRITE ? SQLITE_FULL : SQLITE_IOERR_FSYNC, true);
            int rc = store_checkpoint(f->store, &f->d);
            if (n == 1) assert_int_equal(rc, -1);
            if (rc) assert_true(store_fatal(&f->d));
            reopen(f);
            assert_int_equal(whole(f, l.record.id), l.record.version);
        }
    }
}

static void a_store_that_cannot_be_made_leaves_no_file(void **state) {
    fixture_t *f = *state;
    int made = 0;
    fx_close(f);
    for (int n = 1; n < 1000 && !made; n++) {
        unlink(f->path);
        failing_vfs_arm(FAILING_WRITE, n, SQLITE_FULL, true);
        f->store = store_open(f->path, STORE_CREATE, &failing_options, &f->d);
        int writes = failing_vfs_count(FAILING_WRITE);
        failing_vfs_disarm();
        if (f->store) {
            assert_true(writes < n);
            made = n;
        } else {
            assert_string_equal(f->d.code, "store.full");
            assert_int_equal(access(f->path, F_OK), -1);
        }
    }
    assert_in_range(made, 2, 999);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(a_full_disk_rolls_back_and_is_said),
        TEST(a_failed_write_rolls_back_and_is_said),
        TEST(a_failed_fsync_means_that_the_store_cannot_be_trusted),
        TEST(an_acknowledged_commit_was_synced),
        TEST(a_checkpoint_that_fails_loses_nothing),
        TEST(a_store_that_cannot_be_made_leaves_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
