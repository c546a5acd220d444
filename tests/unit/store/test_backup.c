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

int main(void) {
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fx_setup, fx_teardown)
        TEST(a_copy_opens_and_holds_what_the_source_held),
        TEST(a_copy_made_while_people_write_is_of_one_moment),
        TEST(nothing_is_ever_replaced),
        TEST(a_stopped_backup_leaves_nothing),
        TEST(a_source_that_is_damaged_gives_no_copy),
        TEST(a_missing_source_or_folder_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
