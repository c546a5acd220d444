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
 * What may have happened to a write since the file's last sync, each sector (512 bytes) for itself: it is
 * there, it is not, or an earlier one since that sync is; a sector may also be torn in two when `torn` is set
 * (old bytes up to some place, new ones from there). A file's size changes with what was written, in the same
 * way; creating, renaming and deleting files are likewise undone unless the folder was synced (SQLite:
 * SQLITE_OPEN_… / xDelete's syncDir). The shared memory of WAL is lost whole.
 *
 * Safe for several threads; one disk may be used by several stores and connections. Paths are SQLite's own:
 * nothing of them is on the real disk, so that lock files (store's "<path>.lock") need a real folder at that
 * path all the same. */
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
const char *disk_vfs(const disk_t *disk);

/* The n-th call of that kind from now on (from 1) fails with `error` (SQLITE_FULL, SQLITE_IOERR_…,
 * SQLITE_CANTOPEN). A failed write may have written part of it, a failed sync may have synced part (as on
 * real disks: dirty pages may be dropped after it). `stays`: all later calls of that kind fail too, until
 * disk_heal. */
void disk_fail(disk_t *disk, disk_call_t call, int64_t n, int error, bool stays);
void disk_heal(disk_t *disk);
/* Calls of that kind since the disk was made, or since the last disk_fail or disk_heal. */
int64_t disk_count(const disk_t *disk, disk_call_t call);
/* Whether the call that disk_fail named has come. */
bool disk_failed(const disk_t *disk);

/* The power goes, at once or with the n-th call of any kind from now on (from 1). */
void disk_power_cut(disk_t *disk);
void disk_power_cut_at(disk_t *disk, int64_t n);
bool disk_is_off(const disk_t *disk);
void disk_power_on(disk_t *disk);

#endif
