/* A disk in memory, as a SQLite VFS, for tests: it keeps what was synced, may lose, tear and reorder what was
 * not, and can be told to fail any call.
 *
 *     disk_t *disk = disk_new(seed);
 *     store_options_t options = {.vfs = disk_vfs(disk)};
 *     …
 *     disk_power_cut(disk);      every open file is dead: its calls give SQLITE_IOERR until it is closed
 *     … close what is open …
 *     disk_power_on(disk);       files are what such a disk may hold now; open the store again
 *
 * What may have happened to a file's writes since its last sync: all of them are there, none, those up to
 * some moment, or each sector (512 bytes) decides for itself: it has none of them, all, or the first few, and
 * the one after these may be torn in two (old bytes up to some place and new ones from there, or the other
 * way round). Its size is that after some write since the sync, or before. A place that a file grew into may
 * hold anything until it is synced. Names (a file made, deleted) are kept when the folder was synced: SQLite
 * does that when it deletes with syncDir, and at the first sync of a journal or log that it has opened. The
 * shared memory of WAL is lost whole.
 *
 * A disk of an even seed is power-safe, as SQLite takes any disk under Linux to be: bytes beside a write are
 * never harmed. One of an odd seed is not, and says so: what is torn may leave anything in its sector.
 *
 * After a failed sync any part may have been written, and the system takes all for written: a second sync
 * that succeeds does not write it again. Reads go on giving what was written, or, on a power-safe disk,
 * perhaps what is on the medium. (On another one SQLite fills a commit's last sector with the beginning of
 * one frame more, whose end is not synced but counted in the shared memory: reads that change under that are
 * more than it can bear.)
 *
 * Safe for several threads; one disk may be used by several stores and connections, also at the same time:
 * SQLite's locks hold between them. Paths are SQLite's own and nothing of them is on the real disk, but a
 * store wants a real folder for its lock file ("<path>.lock"), and leaves a real empty file at its path.
 *
 * Registering starts SQLite: where a test counts SQLite's allocations by base/mem.h it opens some store
 * first, and makes the disk then. */
#ifndef TESTS_SUPPORT_DISK_H
#define TESTS_SUPPORT_DISK_H

#include <stdbool.h>
#include <stdint.h>

typedef struct disk disk_t;

/* What SQLite asks of a disk. DISK_ANY counts all of them together. */
typedef enum disk_call {
    DISK_ANY,
    DISK_OPEN,
    DISK_READ,
    DISK_WRITE,
    DISK_SYNC,
    DISK_TRUNCATE,
    DISK_SIZE,
    DISK_DELETE,
    DISK_ACCESS,
    DISK_LOCK,
    DISK_SHARED, /* the maps, locks of the WAL's shared memory */
    DISK_CALLS
} disk_call_t;

disk_t *disk_new(uint64_t seed); /* aborts without memory: tests only */
void disk_free(disk_t *disk);    /* when nothing uses it any more; NULL is fine */
/* Another disk that holds the same, all of it synced. */
disk_t *disk_copy(const disk_t *from, uint64_t seed);
const char *disk_vfs(const disk_t *disk);

/* The n-th call of that kind from now on (from 1) fails with `error` (SQLITE_FULL, SQLITE_IOERR_…,
 * SQLITE_CANTOPEN, SQLITE_BUSY). A failed write may have written part of it. `stays`: all later calls of that
 * kind fail too, until disk_heal. */
void disk_fail(disk_t *disk, disk_call_t call, int64_t n, int error, bool stays);
void disk_heal(disk_t *disk);
/* Calls of that kind since the disk was made, or since the last disk_fail or disk_heal. */
int64_t disk_count(const disk_t *disk, disk_call_t call);
/* Whether the call that disk_fail named has come. */
bool disk_failed(const disk_t *disk);

/* The power goes, at once or with the n-th call of any kind from now on (from 1; 0: not any more). */
void disk_power_cut(disk_t *disk);
void disk_power_cut_at(disk_t *disk, int64_t n);
/* The same with the n-th call of one kind. A sync in which the power goes may have been done all the same:
 * nobody heard. */
void disk_power_cut_on(disk_t *disk, disk_call_t call, int64_t n);
/* The process is killed with the n-th call of that kind, not the machine: every open file is dead, locks and
 * shared memory are gone, but all that was written is there for whoever opens it next, and is as little
 * synced as before. Until disk_power_on, too, nothing can be opened. */
void disk_kill_on(disk_t *disk, disk_call_t call, int64_t n);
bool disk_is_off(const disk_t *disk);
void disk_power_on(disk_t *disk);

/* Whether there is such a file now. */
bool disk_has(const disk_t *disk, const char *path);
/* For looking at what a failed test left: the file as reads see it, into a real one. False: not done. */
bool disk_copy_out(const disk_t *disk, const char *path, const char *real);

#endif
