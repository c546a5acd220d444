/* Backup while the writer goes on: the copy is whole, of one moment, alone in its folder, and replaces
 * nothing. */
#include "store/backup.h"
#include "unit/store/fixture.h"
#include <dirent.h>

typedef struct meddler {
    fixture_t *f;
    int64_t number;
    int calls, stop_at; /* 0: never */
} meddler_t;

/* Writes to the source between slices, so that the copy has to begin anew. */
static bool meddle(void *ctx, backup_phase_t phase, int64_t done, int64_t total) {
    meddler_t *m = ctx;
    life_t l;
    assert_true(done <= total);
    m->calls++;
    if (m->stop_at && m->calls >= m->stop_at) return false;
    if (phase == BACKUP_COPYING && m->f) fx_submitted(m->f, &l, ++m->number, 42);
    return true;
}

static void target_of(fixture_t *f, char *out, size_t size) {
    snprintf(out, size, "%s/backup/copy.db", f->folder);
    char folder[128];
    snprintf(folder, sizeof folder, "%s/backup", f->folder);
    mkdir(folder, 0700);
}

static int files_in_backup(fixture_t *f) {
    char folder[128];
    snprintf(folder, sizeof folder, "%s/backup", f->folder);
    DIR *dir = opendir(folder);
    int count = 0;
    for (const struct dirent *e = readdir(dir); e; e = readdir(dir)) {
        if (e->d_name[0] != '.') count++;
    }
    closedir(dir);
    return count;
}

/* Enough pages for many slices. */
static void fill(fixture_t *f) {
    fx_tamper(f, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000) "
                 "INSERT INTO settings SELECT 'filler ' || i, hex(zeroblob(200)) FROM n");
}

static void a_copy_opens_and_holds_what_the_source_held(void **state) {
    fixture_t *f = *state;
    life_t l;
    char target[128];
    int64_t id = 0;
    target_of(f, target, sizeof target);
    fx_finished(f, &l, 1, 42);
    fx_ok(f, store_backup(f->path, target, NULL, NULL, &f->d));
    assert_int_equal(files_in_backup(f), 1);
    FILE *file = fopen(target, "r");
    fseek(file, 18, SEEK_SET); /* 1, 1: without a log, so that a reader needs nothing beside it */
    assert_int_equal(fgetc(file), 1);
    assert_int_equal(fgetc(file), 1);
    fclose(file);
    store_t *copy = store_open(target, STORE_READ, NULL, &f->d);
    assert_non_null(copy);
    fx_ok(f, store_rows_compare(copy, &l.record, &f->d));
    store_close(copy);
    assert_int_equal(files_in_backup(f), 1);
    copy = store_open(target, STORE_WRITE, NULL, &f->d);
    assert_non_null(copy);
    fx_ok(f, store_record_find(copy, "EXP-2026-000001", &id, &f->d));
    fx_ok(f, store_rows_compare(copy, &l.record, &f->d));
    store_close(copy);
}

static void a_copy_made_while_people_write_is_of_one_moment(void **state) {
    fixture_t *f = *state;
    meddler_t m = {.f = f};
    char target[128];
    int64_t *ids = NULL;
    size_t count = 0;
    target_of(f, target, sizeof target);
    fill(f);
    fx_ok(f, store_backup(f->path, target, meddle, &m, &f->d));
    assert_true(m.calls > 5);
    store_t *copy = store_open(target, STORE_READ, NULL, &f->d);
    assert_non_null(copy);
    fx_ok(f, store_record_ids(copy, 0, 1000, &f->arena, &ids, &count, &f->d));
    assert_in_range(count, 1, m.number);
    for (size_t i = 0; i < count; i++) {
        bytes_t body;
        chain_t chain;
        record_t r;
        fx_ok(f, store_record(copy, ids[i], &f->arena, &body, &chain, &f->d));
        fx_ok(f, record_decode(body, &f->arena, &r, &f->d));
        fx_ok(f, store_rows_compare(copy, &r, &f->d));
    }
    store_close(copy);
}

static void nothing_is_ever_replaced(void **state) {
    fixture_t *f = *state;
    char target[128];
    target_of(f, target, sizeof target);
    FILE *file = fopen(target, "w");
    fputs("mine", file);
    fclose(file);
    fx_refused(f, store_backup(f->path, target, NULL, NULL, &f->d), "store.exists");
    file = fopen(target, "r");
    assert_int_equal(fgetc(file), 'm');
    fclose(file);
    assert_int_equal(files_in_backup(f), 1);
}

static void a_stopped_backup_leaves_nothing(void **state) {
    fixture_t *f = *state;
    char target[128];
    target_of(f, target, sizeof target);
    fill(f);
    for (int stop = 1; stop < 4; stop++) {
        meddler_t m = {.stop_at = stop};
        fx_refused(f, store_backup(f->path, target, meddle, &m, &f->d), "store.stopped");
        assert_int_equal(files_in_backup(f), 0);
    }
}

static void a_source_that_is_damaged_gives_no_copy(void **state) {
    fixture_t *f = *state;
    char target[128];
    target_of(f, target, sizeof target);
    fill(f);
    fx_close(f);
    /* a page in the middle of a table's tree becomes noise */
    FILE *file = fopen(f->path, "r+");
    fseek(file, 4096L * 700, SEEK_SET);
    for (int i = 0; i < 4096; i++)
        fputc(0xa5, file);
    fclose(file);
    fx_refused(f, store_backup(f->path, target, NULL, NULL, &f->d), "store.corrupt");
    assert_int_equal(files_in_backup(f), 0);
}

static void a_missing_source_or_folder_is_said(void **state) {
    fixture_t *f = *state;
    char target[128];
    snprintf(target, sizeof target, "%s/nowhere/copy.db", f->folder);
    fx_refused(f, store_backup(f->path, target, NULL, NULL, &f->d), "store.not_found");
    target_of(f, target, sizeof target);
    fx_refused(f, store_backup("/nonexistent/company.db", target, NULL, NULL, &f->d), "store.not_found");
    assert_int_equal(files_in_backup(f), 0);
}

/* ---- a copy takes the store's place */

typedef struct places {
    char fresh[128], kept[128];
} places_t;

/* A copy beside the store, which then goes on: what is in the store alone is the second record. */
static places_t copied(fixture_t *f) {
    places_t p;
    life_t l;
    snprintf(p.fresh, sizeof p.fresh, "%s.restoring", f->path);
    snprintf(p.kept, sizeof p.kept, "%s.before", f->path);
    fx_submitted(f, &l, 1, 42);
    fx_ok(f, store_backup(f->path, p.fresh, NULL, NULL, &f->d));
    fx_submitted(f, &l, 2, 42);
    fx_close(f);
    return p;
}

static int records_in(fixture_t *f, const char *path) {
    int64_t *ids = NULL;
    size_t count = 0;
    store_t *s = store_open(path, STORE_READ, NULL, &f->d);
    fx_ok(f, s ? 0 : -1);
    fx_ok(f, store_record_ids(s, 0, 1000, &f->arena, &ids, &count, &f->d));
    store_close(s);
    return (int)count;
}

static void nobody_writes_a_store_that_is_held_until_the_copy_has_its_name(void **state) {
    fixture_t *f = *state;
    bool moved = false;
    fx_refused(f, store_hold(f->path, &f->d) ? 0 : -1, "store.busy"); /* the fixture writes it */
    places_t p = copied(f);
    store_t *held = store_hold(f->path, &f->d);
    assert_non_null(held);
    fx_refused(f, store_open(f->path, STORE_WRITE, NULL, &f->d) ? 0 : -1, "store.busy");
    fx_ok(f, store_replace(held, p.fresh, p.kept, &moved, &f->d));
    assert_true(moved);
    fx_refused(f, store_open(f->path, STORE_WRITE, NULL, &f->d) ? 0 : -1, "store.busy");
    store_close(held);
    assert_int_equal(records_in(f, f->path), 1);
    assert_int_equal(records_in(f, p.kept), 2);
    assert_int_not_equal(access(p.fresh, F_OK), 0);
    fx_open(f, STORE_WRITE, NULL);
}

/* As after a crash: the file that is kept is whole without what lay beside it. */
static void the_log_of_a_held_store_is_in_its_file(void **state) {
    fixture_t *f = *state;
    life_t l;
    char crashed[128], log[160];
    snprintf(crashed, sizeof crashed, "%s/crashed.db", f->folder);
    fx_submitted(f, &l, 1, 42);
    char command[512];
    snprintf(command, sizeof command, "cp '%s' '%s' && cp '%s-wal' '%s-wal'", f->path, crashed, f->path,
             crashed);
    assert_int_equal(system(command), 0);
    store_t *held = store_hold(crashed, &f->d);
    assert_non_null(held);
    snprintf(log, sizeof log, "%s-wal", crashed);
    assert_int_not_equal(access(log, F_OK), 0);
    assert_int_equal(records_in(f, crashed), 1);
    store_close(held);
}

static void a_broken_or_missing_store_can_be_replaced(void **state) {
    fixture_t *f = *state;
    bool moved = false;
    places_t p = copied(f);
    FILE *file = fopen(f->path, "r+");
    for (int i = 0; i < 8192; i++)
        fputc(0xa5, file);
    fclose(file);
    store_t *held = store_hold(f->path, &f->d);
    assert_non_null(held);
    fx_ok(f, store_replace(held, p.fresh, p.kept, &moved, &f->d));
    store_close(held);
    assert_true(moved);
    assert_int_equal(records_in(f, f->path), 1);
    fx_ok(f, rename(f->path, p.fresh));
    held = store_hold(f->path, &f->d);
    assert_non_null(held);
    assert_int_equal(unlink(p.kept), 0);
    fx_ok(f, store_replace(held, p.fresh, p.kept, &moved, &f->d));
    store_close(held);
    assert_false(moved);
    assert_int_equal(records_in(f, f->path), 1);
}

static void what_cannot_be_finished_is_undone(void **state) {
    fixture_t *f = *state;
    bool moved = true;
    places_t p = copied(f);
    assert_int_equal(unlink(p.fresh), 0); /* the last rename fails */
    store_t *held = store_hold(f->path, &f->d);
    assert_non_null(held);
    fx_refused(f, store_replace(held, p.fresh, p.kept, &moved, &f->d), "restore.undone");
    assert_string_equal(diag_get(&f->d, "file"), f->path);
    assert_string_equal(diag_get(&f->d, "kept"), p.kept);
    store_close(held);
    assert_false(moved);
    assert_int_equal(records_in(f, f->path), 2);
    assert_int_not_equal(access(p.kept, F_OK), 0);
}

static void what_was_kept_before_is_never_overwritten(void **state) {
    fixture_t *f = *state;
    bool moved = true;
    places_t p = copied(f);
    fclose(fopen(p.kept, "w"));
    store_t *held = store_hold(f->path, &f->d);
    assert_non_null(held);
    fx_refused(f, store_replace(held, p.fresh, p.kept, &moved, &f->d), "store.exists");
    store_close(held);
    assert_false(moved);
    assert_int_equal(records_in(f, f->path), 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fx_setup, fx_teardown)
        TEST(a_copy_opens_and_holds_what_the_source_held),
        TEST(a_copy_made_while_people_write_is_of_one_moment),
        TEST(nothing_is_ever_replaced),
        TEST(a_stopped_backup_leaves_nothing),
        TEST(a_source_that_is_damaged_gives_no_copy),
        TEST(a_missing_source_or_folder_is_said),
        TEST(nobody_writes_a_store_that_is_held_until_the_copy_has_its_name),
        TEST(the_log_of_a_held_store_is_in_its_file),
        TEST(a_broken_or_missing_store_can_be_replaced),
        TEST(what_cannot_be_finished_is_undone),
        TEST(what_was_kept_before_is_never_overwritten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
