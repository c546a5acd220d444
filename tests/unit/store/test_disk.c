/* The disk that other tests stand on does what it says: what was synced is there, what was not may be lost,
 * torn or out of order, any call can be made to fail, and SQLite survives all of it when it syncs as it
 * should, and does not when it doesn't. */
#include "support/disk.h"
#include "support/disk_medium.h"
#include "unit/failing.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE = 4 * MEDIUM_SECTOR, SEEDS = 300 };

/* ---- bare files ---- */

typedef struct bare {
    disk_t *disk;
    sqlite3_vfs *vfs;
    sqlite3_file *file;
} bare_t;

static int bare_reopen(bare_t *b, int flags) {
    return b->vfs->xOpen(b->vfs, "/bare", b->file, SQLITE_OPEN_READWRITE | flags, NULL);
}

/* A file of the byte 1, synced, its name too. */
static bare_t bare_begin(uint64_t seed) {
    bare_t b = {.disk = disk_new(seed)};
    unsigned char ones[SIZE];
    memset(ones, 1, sizeof ones);
    b.vfs = sqlite3_vfs_find(disk_vfs(b.disk));
    b.file = calloc(1, (size_t)b.vfs->szOsFile);
    assert_int_equal(bare_reopen(&b, SQLITE_OPEN_CREATE | SQLITE_OPEN_WAL), SQLITE_OK);
    assert_int_equal(b.file->pMethods->xWrite(b.file, ones, SIZE, 0), SQLITE_OK);
    assert_int_equal(b.file->pMethods->xSync(b.file, SQLITE_SYNC_NORMAL), SQLITE_OK);
    return b;
}

static int bare_write(bare_t *b, unsigned char what, int size, int at) {
    unsigned char bytes[2 * SIZE];
    memset(bytes, what, sizeof bytes);
    return b->file->pMethods->xWrite(b->file, bytes, size, at);
}

static int bare_sync(bare_t *b) {
    return b->file->pMethods->xSync(b->file, SQLITE_SYNC_NORMAL);
}

static int64_t bare_size(bare_t *b) {
    sqlite3_int64 size = -1;
    assert_int_equal(b->file->pMethods->xFileSize(b->file, &size), SQLITE_OK);
    return size;
}

static void bare_read(bare_t *b, unsigned char *out) {
    memset(out, 0, SIZE);
    int rc = b->file->pMethods->xRead(b->file, out, SIZE, 0);
    assert_true(rc == SQLITE_OK || rc == SQLITE_IOERR_SHORT_READ);
}

static void bare_power_cycle(bare_t *b) {
    disk_power_cut(b->disk);
    b->file->pMethods->xClose(b->file);
    disk_power_on(b->disk);
    assert_int_equal(bare_reopen(b, 0), SQLITE_OK);
}

static void bare_end(bare_t *b) {
    if (b->file->pMethods != NULL) b->file->pMethods->xClose(b->file);
    free(b->file);
    disk_free(b->disk);
}

static bool all_are(const unsigned char *bytes, size_t count, unsigned char what) {
    for (size_t i = 0; i < count; i++)
        if (bytes[i] != what) return false;
    return true;
}

static void what_was_synced_is_there_after_a_power_cut(void **state) {
    (void)state;
    unsigned char got[SIZE];
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        bare_t b = bare_begin(seed);
        bare_write(&b, 2, SIZE / 2, 100);
        assert_int_equal(bare_sync(&b), SQLITE_OK);
        bare_power_cycle(&b);
        bare_read(&b, got);
        assert_true(all_are(got, 100, 1) && all_are(got + 100, SIZE / 2, 2));
        assert_true(all_are(got + 100 + SIZE / 2, SIZE / 2 - 100, 1));
        assert_int_equal(bare_size(&b), SIZE);
        bare_end(&b);
    }
}

/* What can happen to a sector is seen in some seed, each of it. */
static void what_was_not_synced_may_be_lost_kept_torn_or_out_of_order(void **state) {
    (void)state;
    int none = 0, all = 0, first_alone = 0, last_alone = 0, torn = 0, harmed = 0, earlier = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        unsigned char got[SIZE];
        bare_t b = bare_begin(seed);
        bare_write(&b, 2, SIZE, 0);
        bare_write(&b, 3, SIZE, 0);
        bare_power_cycle(&b);
        bare_read(&b, got);
        none += all_are(got, SIZE, 1);
        all += all_are(got, SIZE, 3);
        const unsigned char *last = got + SIZE - MEDIUM_SECTOR;
        first_alone += all_are(got, MEDIUM_SECTOR, 3) && all_are(last, MEDIUM_SECTOR, 1);
        last_alone += all_are(got, MEDIUM_SECTOR, 1) && all_are(last, MEDIUM_SECTOR, 3);
        earlier += all_are(got, MEDIUM_SECTOR, 2);
        for (size_t i = 0; i < SIZE; i++) {
            if (got[i] < 1 || got[i] > 3) {
                assert_int_equal(seed % 2, 1); /* only such a disk leaves what nobody wrote */
                harmed++;
            }
            torn += i % MEDIUM_SECTOR != 0 && got[i] != got[i - 1];
        }
        bare_end(&b);
    }
    assert_true(none > 0 && all > 0 && first_alone > 0 && last_alone > 0 && earlier > 0);
    assert_true(torn > 0 && harmed > 0);
}

static void bytes_beside_a_write_are_harmed_only_by_a_disk_that_says_so(void **state) {
    (void)state;
    int harmed = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        unsigned char got[SIZE];
        bare_t b = bare_begin(seed);
        bool safe =
            (b.file->pMethods->xDeviceCharacteristics(b.file) & SQLITE_IOCAP_POWERSAFE_OVERWRITE) != 0;
        assert_int_equal(safe, seed % 2 == 0);
        bare_write(&b, 2, 100, 600);
        bare_power_cycle(&b);
        bare_read(&b, got);
        bool beside = all_are(got, 600, 1) && all_are(got + 700, SIZE - 700, 1);
        if (safe) assert_true(beside);
        harmed += !beside;
        assert_true(all_are(got, MEDIUM_SECTOR, 1)); /* another sector never is */
        bare_end(&b);
    }
    assert_true(harmed > 0);
}

static void a_size_is_as_little_synced_as_what_was_written(void **state) {
    (void)state;
    int grown = 0, old = 0, cut = 0, uncut = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        bare_t b = bare_begin(seed);
        bare_write(&b, 2, SIZE, SIZE);
        bare_power_cycle(&b);
        int64_t size = bare_size(&b);
        assert_true(size == SIZE || size == (int64_t)2 * SIZE);
        grown += size != SIZE;
        old += size == SIZE;
        assert_int_equal(b.file->pMethods->xTruncate(b.file, 10), SQLITE_OK);
        bare_power_cycle(&b);
        cut += bare_size(&b) == 10;
        uncut += bare_size(&b) == size;
        bare_end(&b);
    }
    assert_true(grown > 0 && old > 0 && cut > 0 && uncut > 0);
    assert_int_equal(cut + uncut, SEEDS);
}

static void a_name_is_kept_when_its_folder_was_synced(void **state) {
    (void)state;
    int lost = 0, back = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        bare_t b = bare_begin(seed);
        sqlite3_file *other = calloc(1, (size_t)b.vfs->szOsFile);
        int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MAIN_DB;
        assert_int_equal(b.vfs->xOpen(b.vfs, "/other", other, flags, NULL), SQLITE_OK);
        assert_int_equal(other->pMethods->xSync(other, SQLITE_SYNC_NORMAL), SQLITE_OK);
        other->pMethods->xClose(other);
        bare_power_cycle(&b); /* its own name was synced, at the first sync of a log made */
        lost += !disk_has(b.disk, "/other");
        b.file->pMethods->xClose(b.file);
        b.file->pMethods = NULL;
        assert_int_equal(b.vfs->xDelete(b.vfs, "/bare", 0), SQLITE_OK);
        assert_false(disk_has(b.disk, "/bare"));
        disk_power_cut(b.disk);
        disk_power_on(b.disk);
        back += disk_has(b.disk, "/bare");
        if (disk_has(b.disk, "/bare")) assert_int_equal(b.vfs->xDelete(b.vfs, "/bare", 1), SQLITE_OK);
        disk_power_cut(b.disk);
        disk_power_on(b.disk);
        assert_false(disk_has(b.disk, "/bare"));
        free(other);
        bare_end(&b);
    }
    assert_true(lost > 0 && lost < SEEDS && back > 0 && back < SEEDS);
}

static void after_a_failed_sync_the_next_one_does_not_write_what_that_one_should_have(void **state) {
    (void)state;
    int lost = 0, kept = 0, seen_old = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        unsigned char got[SIZE];
        bare_t b = bare_begin(seed);
        bare_write(&b, 2, SIZE, 0);
        disk_fail(b.disk, DISK_SYNC, 1, SQLITE_IOERR_FSYNC, false);
        assert_int_equal(bare_sync(&b), SQLITE_IOERR_FSYNC);
        bare_read(&b, got);
        seen_old += !all_are(got, SIZE, 2);
        assert_int_equal(bare_sync(&b), SQLITE_OK);
        bare_power_cycle(&b);
        bare_read(&b, got);
        kept += all_are(got, SIZE, 2);
        lost += all_are(got, SIZE, 1);
        bare_end(&b);
    }
    assert_true(lost > 0 && kept > 0 && seen_old > 0 && seen_old < SEEDS);
}

static void the_nth_call_fails_once_or_from_then_on_until_it_is_healed(void **state) {
    (void)state;
    bare_t b = bare_begin(1);
    disk_fail(b.disk, DISK_WRITE, 2, SQLITE_FULL, false);
    assert_int_equal(bare_write(&b, 2, 10, 0), SQLITE_OK);
    assert_false(disk_failed(b.disk));
    assert_int_equal(bare_sync(&b), SQLITE_OK); /* another kind of call */
    assert_int_equal(bare_write(&b, 2, 10, 0), SQLITE_FULL);
    assert_true(disk_failed(b.disk));
    assert_int_equal(bare_write(&b, 2, 10, 0), SQLITE_OK);
    assert_int_equal(disk_count(b.disk, DISK_WRITE), 3);
    assert_int_equal(disk_count(b.disk, DISK_ANY), 4);
    disk_fail(b.disk, DISK_ANY, 2, SQLITE_IOERR, true);
    assert_int_equal(bare_write(&b, 2, 10, 0), SQLITE_OK);
    assert_int_equal(bare_write(&b, 2, 10, 0), SQLITE_IOERR);
    assert_int_equal(bare_sync(&b), SQLITE_IOERR);
    disk_heal(b.disk);
    assert_int_equal(bare_sync(&b), SQLITE_OK);
    bare_end(&b);
}

static void a_write_that_fails_may_have_written_part(void **state) {
    (void)state;
    int part = 0;
    for (uint64_t seed = 0; seed < 20; seed++) {
        unsigned char got[SIZE];
        bare_t b = bare_begin(seed);
        disk_fail(b.disk, DISK_WRITE, 1, SQLITE_FULL, false);
        assert_int_equal(bare_write(&b, 2, SIZE, 0), SQLITE_FULL);
        bare_read(&b, got);
        part += got[0] == 2 && got[SIZE - 1] == 1;
        bare_end(&b);
    }
    assert_true(part > 0);
}

static void without_power_every_call_fails_and_a_file_opened_before_stays_dead(void **state) {
    (void)state;
    bare_t b = bare_begin(1);
    disk_power_cut_at(b.disk, 2);
    assert_int_equal(bare_write(&b, 2, 10, 0), SQLITE_OK);
    assert_false(disk_is_off(b.disk));
    assert_int_equal(bare_sync(&b), SQLITE_IOERR_FSYNC);
    assert_true(disk_is_off(b.disk));
    assert_int_equal(bare_write(&b, 2, 10, 0) & 0xff, SQLITE_IOERR);
    sqlite3_file *other = calloc(1, (size_t)b.vfs->szOsFile);
    assert_int_equal(b.vfs->xOpen(b.vfs, "/bare", other, SQLITE_OPEN_READWRITE, NULL), SQLITE_CANTOPEN);
    disk_power_on(b.disk);
    assert_int_equal(bare_write(&b, 2, 10, 0) & 0xff, SQLITE_IOERR);
    assert_int_equal(b.vfs->xOpen(b.vfs, "/bare", other, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(bare_size(&(bare_t){.file = other}), SIZE);
    other->pMethods->xClose(other);
    free(other);
    bare_end(&b);
}

/* ---- databases ---- */

static sqlite3 *database(disk_t *disk, const char *settings) {
    sqlite3 *db = NULL;
    int rc = sqlite3_open_v2("/db", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, disk_vfs(disk));
    sqlite3_busy_timeout(db, 100);
    if (rc == SQLITE_OK) rc = sqlite3_exec(db, settings, NULL, NULL, NULL);
    if (rc == SQLITE_OK) return db;
    sqlite3_close(db);
    return NULL;
}

static int run(sqlite3 *db, const char *sql) {
    return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

static int64_t number(sqlite3 *db, const char *sql) {
    sqlite3_stmt *q = NULL;
    int64_t value = -1;
    if (sqlite3_prepare_v2(db, sql, -1, &q, NULL) == SQLITE_OK && sqlite3_step(q) == SQLITE_ROW)
        value = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return value;
}

static bool is_sound(sqlite3 *db) {
    sqlite3_stmt *q = NULL;
    bool sound = sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &q, NULL) == SQLITE_OK &&
                 sqlite3_step(q) == SQLITE_ROW && strcmp((const char *)sqlite3_column_text(q, 0), "ok") == 0;
    sqlite3_finalize(q);
    return sound;
}

static const char LOG[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = 5;";
static const char JOURNAL[] =
    "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA cache_size = 5;";
static const char CARELESS[] =
    "PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF; PRAGMA cache_size = 5;";

/* Commits one by one until the power goes; each adds `no` = 1, 2, 3 … and changes all rows before. Opens the
 * database again as often as it takes. True: all that was committed is there, nothing else but perhaps the
 * last one. */
static bool survives(uint64_t seed, const char *settings) {
    disk_t *disk = disk_new(seed);
    chance_t chance = {seed};
    int64_t committed = 0;
    bool good = true;
    sqlite3 *db = database(disk, settings);
    assert_int_equal(run(db, "CREATE TABLE t (no INTEGER PRIMARY KEY, turn INTEGER, filler BLOB)"),
                     SQLITE_OK);
    for (int cuts = 0; good && cuts < 6; cuts++) {
        disk_power_cut_at(disk, 1 + (int64_t)chance_below(&chance, cuts % 2 == 0 ? 200 : 20));
        while (!disk_is_off(disk)) {
            char sql[200];
            snprintf(sql, sizeof sql,
                     "BEGIN; UPDATE t SET turn = turn + 1; INSERT INTO t VALUES (%lld, 0, randomblob(2000)); "
                     "COMMIT",
                     (long long)committed + 1);
            if (db == NULL) db = database(disk, settings);
            if (db == NULL) continue;
            if (run(db, sql) == SQLITE_OK) committed++;
            if (chance_below(&chance, 5) == 0) run(db, "PRAGMA wal_checkpoint");
        }
        sqlite3_close(db);
        disk_power_on(disk);
        db = database(disk, settings);
        int64_t there = db != NULL ? number(db, "SELECT count(*) FROM t") : -1;
        good = there >= committed && there <= committed + 1 && is_sound(db) &&
               number(db, "SELECT count(*) FROM t WHERE turn <> (SELECT count(*) FROM t) - no") == 0;
        committed = there;
    }
    sqlite3_close(db);
    disk_free(disk);
    return good;
}

static int survivors(const char *settings, int seeds) {
    int count = 0;
    for (uint64_t seed = 0; seed < (uint64_t)seeds; seed++)
        count += survives(seed, settings);
    return count;
}

static void databases_with_a_log_or_a_journal_survive(void **state) {
    (void)state;
    assert_int_equal(survivors(LOG, 100), 100);
    assert_int_equal(survivors(JOURNAL, 100), 100);
}

static void a_database_that_does_not_sync_is_lost(void **state) {
    (void)state;
    assert_true(survivors(CARELESS, 40) < 10);
}

static void locks_hold_between_connections(void **state) {
    (void)state;
    disk_t *disk = disk_new(2);
    sqlite3 *a = database(disk, LOG), *b = database(disk, LOG);
    assert_int_equal(
        run(a, "CREATE TABLE t (no INTEGER PRIMARY KEY); BEGIN IMMEDIATE; INSERT INTO t VALUES (1)"),
        SQLITE_OK);
    assert_int_equal(run(b, "BEGIN IMMEDIATE"), SQLITE_BUSY);
    assert_int_equal(number(b, "SELECT count(*) FROM t"), 0); /* a reader sees what was committed */
    assert_int_equal(run(a, "COMMIT"), SQLITE_OK);
    assert_int_equal(number(b, "SELECT count(*) FROM t"), 1);
    assert_int_equal(run(b, "BEGIN; SELECT * FROM t"), SQLITE_OK);
    assert_int_equal(run(a, "INSERT INTO t VALUES (2)"), SQLITE_OK);
    assert_int_equal(number(b, "SELECT count(*) FROM t"), 1); /* and goes on seeing it */
    assert_int_equal(run(b, "COMMIT"), SQLITE_OK);
    sqlite3_close(b);
    assert_int_equal(run(a, JOURNAL), SQLITE_OK);
    b = database(disk, "");
    assert_int_equal(run(a, "BEGIN EXCLUSIVE"), SQLITE_OK);
    assert_int_equal(run(b, "SELECT * FROM t"), SQLITE_BUSY);
    assert_int_equal(run(a, "COMMIT"), SQLITE_OK);
    assert_int_equal(run(b, "BEGIN; SELECT * FROM t"), SQLITE_OK);
    assert_int_equal(run(a, "INSERT INTO t VALUES (3)"), SQLITE_BUSY);
    assert_int_equal(run(b, "COMMIT"), SQLITE_OK);
    assert_int_equal(run(a, "INSERT INTO t VALUES (3)"), SQLITE_OK);
    sqlite3_close(a);
    sqlite3_close(b);
    disk_free(disk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_synced_is_there_after_a_power_cut),
        cmocka_unit_test(what_was_not_synced_may_be_lost_kept_torn_or_out_of_order),
        cmocka_unit_test(bytes_beside_a_write_are_harmed_only_by_a_disk_that_says_so),
        cmocka_unit_test(a_size_is_as_little_synced_as_what_was_written),
        cmocka_unit_test(a_name_is_kept_when_its_folder_was_synced),
        cmocka_unit_test(after_a_failed_sync_the_next_one_does_not_write_what_that_one_should_have),
        cmocka_unit_test(the_nth_call_fails_once_or_from_then_on_until_it_is_healed),
        cmocka_unit_test(a_write_that_fails_may_have_written_part),
        cmocka_unit_test(without_power_every_call_fails_and_a_file_opened_before_stays_dead),
        cmocka_unit_test(databases_with_a_log_or_a_journal_survive),
        cmocka_unit_test(a_database_that_does_not_sync_is_lost),
        cmocka_unit_test(locks_hold_between_connections),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
