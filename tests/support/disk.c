/* The disk as SQLite's VFS; see disk.h. Calls pass one gate, which counts, fails, or cuts the power; what a
 * file holds is disk_medium.c's, names and their syncs are disk_names.c's, what a test does to it
 * disk_steer.c's. One mutex is around all of it. */
#include "support/disk_private.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static disk_file_t *file_of(sqlite3_file *file) {
    return (disk_file_t *)file;
}

/* ---- the gate ---- */

typedef enum passage { PASSES, FAILS, DEAD } passage_t;

void disk_cut(disk_t *disk) {
    if (disk->off) return;
    disk->off = true;
    disk->cut_in = 0;
    disk->generation++;
    if (disk->spares)
        disk_names_unshare(disk);
    else
        disk_names_lose(disk);
}

static bool power_goes_with(const disk_t *disk, disk_call_t call) {
    return !disk->off && disk->cut_in == 1 && (disk->cut_call == DISK_ANY || disk->cut_call == call);
}

/* Counts one call and says what becomes of it. Under the lock. */
static passage_t gate(disk_t *disk, disk_call_t call) {
    disk->counts[DISK_ANY]++;
    disk->counts[call]++;
    bool goes = power_goes_with(disk, call);
    if (disk->cut_in > 0 && (disk->cut_call == DISK_ANY || disk->cut_call == call)) disk->cut_in--;
    if (goes) disk_cut(disk);
    if (disk->off) return DEAD;
    if (!disk->armed || (disk->fail_call != DISK_ANY && disk->fail_call != call)) return PASSES;
    int64_t made = disk->counts[disk->fail_call];
    if (made != disk->fail_n && !(disk->fail_stays && made > disk->fail_n)) return PASSES;
    disk->has_failed = true;
    return FAILS;
}

static bool is_alive(const disk_file_t *f) {
    return !f->disk->off && f->generation == f->disk->generation;
}

/* A call on an open file, under the lock. SQLITE_OK: the caller goes on. */
static int admit(disk_file_t *f, disk_call_t call, int dead) {
    passage_t passage = gate(f->disk, call);
    if (passage == DEAD || !is_alive(f)) return dead;
    return passage == FAILS ? f->disk->fail_error : SQLITE_OK;
}

/* The same, taking the lock; it is held in any case. */
static int enter(disk_file_t *f, disk_call_t call, int dead) {
    pthread_mutex_lock(&f->disk->lock);
    return admit(f, call, dead);
}

static int leave(disk_file_t *f, int rc) {
    pthread_mutex_unlock(&f->disk->lock);
    return rc;
}

/* ---- bytes ---- */

static int file_read(sqlite3_file *file, void *to, int size, sqlite3_int64 at) {
    disk_file_t *f = file_of(file);
    int rc = enter(f, DISK_READ, SQLITE_IOERR_READ);
    if (rc != SQLITE_OK) return leave(f, rc);
    const bytes_held_t *seen = &f->inode->medium.seen;
    size_t there = (size_t)at < seen->len ? seen->len - (size_t)at : 0;
    if (there > (size_t)size) there = (size_t)size;
    if (there > 0) memcpy(to, seen->at + at, there);
    memset((char *)to + there, 0, (size_t)size - there);
    return leave(f, there < (size_t)size ? SQLITE_IOERR_SHORT_READ : SQLITE_OK);
}

static int file_write(sqlite3_file *file, const void *from, int size, sqlite3_int64 at) {
    disk_file_t *f = file_of(file);
    int rc = enter(f, DISK_WRITE, SQLITE_IOERR_WRITE);
    size_t written = (size_t)size;
    if (rc != SQLITE_OK) written = is_alive(f) ? chance_below(&f->disk->chance, written + 1) : 0;
    medium_write(&f->inode->medium, from, written, (size_t)at);
    return leave(f, rc);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size) {
    disk_file_t *f = file_of(file);
    int rc = enter(f, DISK_TRUNCATE, SQLITE_IOERR_TRUNCATE);
    if (rc == SQLITE_OK) medium_resize(&f->inode->medium, (size_t)size);
    return leave(f, rc);
}

static void sync_all(disk_file_t *f) {
    medium_sync(&f->inode->medium);
    if (f->folder_to_sync) disk_names_sync(f->disk, f->path);
    f->folder_to_sync = false;
}

static int file_sync(sqlite3_file *file, int flags) {
    (void)flags;
    disk_file_t *f = file_of(file);
    pthread_mutex_lock(&f->disk->lock);
    /* When the power goes in it, it may have been done: nobody hears of it. */
    if (power_goes_with(f->disk, DISK_SYNC) && is_alive(f) && chance_below(&f->disk->chance, 2) == 0)
        sync_all(f);
    int rc = admit(f, DISK_SYNC, SQLITE_IOERR_FSYNC);
    if (rc == SQLITE_OK) {
        sync_all(f);
    } else if (is_alive(f)) {
        medium_sync_failed(&f->inode->medium, &f->disk->chance, f->disk->powersafe);
    }
    return leave(f, rc);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
    disk_file_t *f = file_of(file);
    int rc = enter(f, DISK_SIZE, SQLITE_IOERR_FSTAT);
    *size = rc == SQLITE_OK ? (sqlite3_int64)f->inode->medium.seen.len : 0;
    return leave(f, rc);
}

static int file_control(sqlite3_file *file, int op, void *arg) {
    (void)file, (void)op, (void)arg;
    return SQLITE_NOTFOUND;
}

static int file_sector(sqlite3_file *file) {
    (void)file;
    return MEDIUM_SECTOR;
}

static int file_device(sqlite3_file *file) {
    return file_of(file)->disk->powersafe ? SQLITE_IOCAP_POWERSAFE_OVERWRITE : 0;
}

/* ---- locks between connections ---- */

/* The highest lock that anybody else has on the same file, and whether somebody reads it. */
static int others_lock(const disk_file_t *f) {
    int highest = SQLITE_LOCK_NONE;
    for (const disk_file_t *o = f->inode->open; o != NULL; o = o->next)
        if (o != f && o->generation == f->generation && o->lock_held > highest) highest = o->lock_held;
    return highest;
}

static int file_lock(sqlite3_file *file, int wanted) {
    disk_file_t *f = file_of(file);
    int rc = enter(f, DISK_LOCK, SQLITE_IOERR_LOCK);
    if (rc != SQLITE_OK || f->lock_held >= wanted) return leave(f, rc);
    if (f->read_only && wanted > SQLITE_LOCK_SHARED) return leave(f, SQLITE_IOERR_LOCK); /* as under Unix */
    int others = others_lock(f);
    switch (wanted) {
    case SQLITE_LOCK_SHARED:
        if (others >= SQLITE_LOCK_PENDING) return leave(f, SQLITE_BUSY);
        break;
    case SQLITE_LOCK_RESERVED:
        if (others >= SQLITE_LOCK_RESERVED) return leave(f, SQLITE_BUSY);
        break;
    default:
        if (others >= SQLITE_LOCK_RESERVED) return leave(f, SQLITE_BUSY);
        f->lock_held = SQLITE_LOCK_PENDING; /* no new readers from now on */
        if (others >= SQLITE_LOCK_SHARED) return leave(f, SQLITE_BUSY);
        break;
    }
    f->lock_held = wanted;
    return leave(f, SQLITE_OK);
}

static int file_unlock(sqlite3_file *file, int wanted) {
    disk_file_t *f = file_of(file);
    int rc = enter(f, DISK_LOCK, SQLITE_IOERR_UNLOCK);
    if (f->lock_held > wanted) f->lock_held = wanted; /* also where it is told that it failed */
    return leave(f, rc);
}

static int file_reserved(sqlite3_file *file, int *out) {
    disk_file_t *f = file_of(file);
    int rc = enter(f, DISK_LOCK, SQLITE_IOERR_CHECKRESERVEDLOCK);
    *out =
        rc == SQLITE_OK && (others_lock(f) >= SQLITE_LOCK_RESERVED || f->lock_held >= SQLITE_LOCK_RESERVED);
    return leave(f, rc);
}

/* ---- the log's shared memory ---- */

static void shared_drop(shared_t *shared) {
    if (shared == NULL || --shared->users > 0) return;
    for (int i = 0; i < shared->count; i++)
        free(shared->regions[i]);
    free(shared);
}

static void shared_take(disk_file_t *f) {
    shared_t *shared = f->inode->shared;
    if (shared == NULL) shared = f->inode->shared = disk_made(sizeof *shared);
    shared->users++;
    f->shared = shared;
}

static int shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **out) {
    disk_file_t *f = file_of(file);
    *out = NULL;
    int rc = enter(f, DISK_SHARED, SQLITE_IOERR_SHMMAP);
    if (rc != SQLITE_OK) return leave(f, rc);
    if (f->shared == NULL) shared_take(f);
    shared_t *shared = f->shared;
    if (region >= SHARED_REGIONS) return leave(f, SQLITE_IOERR_SHMSIZE);
    while (extend && shared->count <= region)
        shared->regions[shared->count++] = disk_made((size_t)size);
    if (region < shared->count) *out = shared->regions[region];
    return leave(f, SQLITE_OK);
}

static bool shm_free_for(const disk_file_t *f, unsigned mask, bool exclusive) {
    for (const disk_file_t *o = f->inode->open; o != NULL; o = o->next) {
        if (o == f || o->shared != f->shared) continue;
        if ((o->shm_exclusive & mask) != 0 || (exclusive && (o->shm_shared & mask) != 0)) return false;
    }
    return true;
}

static int shm_lock(sqlite3_file *file, int offset, int n, int flags) {
    disk_file_t *f = file_of(file);
    unsigned mask = ((1u << n) - 1) << offset;
    bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
    int rc = enter(f, DISK_SHARED, SQLITE_IOERR_SHMLOCK);
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
        f->shm_exclusive &= ~mask;
        f->shm_shared &= ~mask;
        return leave(f, rc);
    }
    if (rc != SQLITE_OK) return leave(f, rc);
    if (!shm_free_for(f, mask, exclusive)) return leave(f, SQLITE_BUSY);
    if (exclusive)
        f->shm_exclusive |= mask;
    else
        f->shm_shared |= mask;
    return leave(f, SQLITE_OK);
}

static void shm_barrier(sqlite3_file *file) {
    disk_t *disk = file_of(file)->disk;
    pthread_mutex_lock(&disk->lock);
    pthread_mutex_unlock(&disk->lock);
}

/* The last to leave takes it away: who comes next begins with an empty one. */
static void shared_leave(disk_file_t *f) {
    if (f->shared == NULL) return;
    if (f->shared->users == 1 && f->inode->shared == f->shared) f->inode->shared = NULL;
    shared_drop(f->shared);
    f->shared = NULL;
    f->shm_exclusive = f->shm_shared = 0;
}

static int shm_unmap(sqlite3_file *file, int take_away) {
    disk_file_t *f = file_of(file);
    (void)take_away;
    pthread_mutex_lock(&f->disk->lock);
    shared_leave(f);
    return leave(f, SQLITE_OK);
}

static int file_close(sqlite3_file *file) {
    disk_file_t *f = file_of(file);
    disk_t *disk = f->disk;
    pthread_mutex_lock(&disk->lock);
    shared_leave(f);
    disk_file_t **at = &f->inode->open;
    while (*at != f)
        at = &(*at)->next;
    *at = f->next;
    if (f->delete_on_close && f->path != NULL && !disk->off) disk_names_set(disk, f->path, NULL);
    disk_inode_drop(f->inode);
    free(f->path);
    disk->open_files--;
    pthread_mutex_unlock(&disk->lock);
    return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
    2, /* iVersion: with shared memory, without mapped pages */
    file_close, file_read,   file_write,    file_truncate, file_sync,   file_size,
    file_lock,  file_unlock, file_reserved, file_control,  file_sector, file_device,
    shm_map,    shm_lock,    shm_barrier,   shm_unmap,     NULL, /* xFetch */
    NULL,                                                        /* xUnfetch */
};

/* ---- the disk's files ---- */

static int open_locked(disk_t *disk, const char *path, disk_file_t *f, int flags, int *out) {
    passage_t passage = gate(disk, DISK_OPEN);
    if (passage != PASSES) return passage == DEAD ? SQLITE_CANTOPEN : disk->fail_error;
    inode_t *inode = path != NULL ? disk_names_find(disk, path) : disk_inode_new();
    bool is_new = inode == NULL;
    if (is_new && (flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
    if (!is_new && path != NULL && (flags & SQLITE_OPEN_EXCLUSIVE) != 0) return SQLITE_CANTOPEN;
    if (is_new) {
        inode = disk_inode_new();
        disk_names_set(disk, path, inode);
        disk_inode_drop(inode);
    }
    if (path != NULL) inode->users++;
    int journals = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
    *f = (disk_file_t){.base.pMethods = &methods,
                       .disk = disk,
                       .inode = inode,
                       .generation = disk->generation,
                       .folder_to_sync = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & journals) != 0,
                       .read_only = (flags & SQLITE_OPEN_READONLY) != 0,
                       .delete_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0,
                       .next = inode->open};
    if (path != NULL) f->path = disk_copied(path);
    inode->open = f;
    disk->open_files++;
    if (out != NULL) *out = flags;
    return SQLITE_OK;
}

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out) {
    disk_t *disk = vfs->pAppData;
    file->pMethods = NULL;
    pthread_mutex_lock(&disk->lock);
    int rc = open_locked(disk, path, file_of(file), flags, out);
    pthread_mutex_unlock(&disk->lock);
    return rc;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync_folder) {
    disk_t *disk = vfs->pAppData;
    pthread_mutex_lock(&disk->lock);
    passage_t passage = gate(disk, DISK_DELETE);
    int rc = passage == PASSES ? SQLITE_OK : passage == DEAD ? SQLITE_IOERR_DELETE : disk->fail_error;
    if (rc == SQLITE_OK && disk_names_find(disk, path) == NULL) rc = SQLITE_IOERR_DELETE_NOENT;
    if (rc == SQLITE_OK) {
        disk_names_set(disk, path, NULL);
        if (sync_folder) disk_names_sync(disk, path);
    }
    pthread_mutex_unlock(&disk->lock);
    return rc;
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *out) {
    disk_t *disk = vfs->pAppData;
    (void)flags;
    pthread_mutex_lock(&disk->lock);
    passage_t passage = gate(disk, DISK_ACCESS);
    *out = passage == PASSES && disk_names_find(disk, path) != NULL;
    int rc = passage == PASSES ? SQLITE_OK : passage == DEAD ? SQLITE_IOERR_ACCESS : disk->fail_error;
    pthread_mutex_unlock(&disk->lock);
    return rc;
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *path, int size, char *out) {
    (void)vfs;
    snprintf(out, (size_t)size, "%s", path);
    return SQLITE_OK;
}

/* Waiting for a lock is told to last, and hardly does: what is refused for good is refused soon. */
static int vfs_sleep(sqlite3_vfs *vfs, int us) {
    (void)vfs;
    usleep((useconds_t)(us / 1000));
    return us;
}

/* ---- making and steering ---- */

static int register_vfs(disk_t *disk) {
    sqlite3_vfs *real = sqlite3_vfs_find(NULL);
    if (real == NULL) return SQLITE_ERROR;
    disk->vfs = *real; /* random numbers, the time, errors */
    disk->vfs.pNext = NULL;
    disk->vfs.pAppData = disk;
    disk->vfs.zName = disk->name;
    disk->vfs.szOsFile = (int)sizeof(disk_file_t);
    disk->vfs.xOpen = vfs_open;
    disk->vfs.xDelete = vfs_delete;
    disk->vfs.xAccess = vfs_access;
    disk->vfs.xFullPathname = vfs_full_path;
    disk->vfs.xSleep = vfs_sleep;
    return sqlite3_vfs_register(&disk->vfs, 0);
}

disk_t *disk_new(uint64_t seed) {
    disk_t *disk = disk_made(sizeof *disk);
    disk->chance.state = seed;
    disk->powersafe = seed % 2 == 0;
    disk->names_end = &disk->names;
    pthread_mutex_init(&disk->lock, NULL);
    snprintf(disk->name, sizeof disk->name, "disk-%p", (void *)disk);
    if (register_vfs(disk) != SQLITE_OK) abort();
    return disk;
}

void disk_free(disk_t *disk) {
    if (disk == NULL) return;
    if (disk->open_files > 0) abort(); /* somebody still uses it */
    sqlite3_vfs_unregister(&disk->vfs);
    disk_names_free(disk);
    pthread_mutex_destroy(&disk->lock);
    free(disk);
}

disk_t *disk_copy(const disk_t *from, uint64_t seed) {
    disk_t *disk = disk_new(seed), *source = (disk_t *)from;
    pthread_mutex_lock(&source->lock);
    disk_names_copy(disk, source);
    pthread_mutex_unlock(&source->lock);
    return disk;
}

const char *disk_vfs(const disk_t *disk) {
    return disk->name;
}
