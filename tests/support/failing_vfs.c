/* Each file is the system's file with one struct before it: all methods are passed on, writes and syncs are
 * counted first. */
#include "support/failing_vfs.h"
#include <sqlite3.h>
#include <stddef.h>
#include <string.h>

typedef struct failing_file {
    sqlite3_file base;
    sqlite3_file *real; /* in the same block, after this */
} failing_file_t;

/* A test's switch: SQLite calls without a context of ours. */
static struct {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    bool armed, stays;
    failing_call_t call;
    int n, error;
    int counts[FAILING_CALLS];
} failing;

void failing_vfs_disarm(void) {
    failing.armed = false;
    memset(failing.counts, 0, sizeof failing.counts);
}

void failing_vfs_arm(failing_call_t call, int n, int error, bool stays) {
    failing_vfs_disarm();
    failing.armed = true;
    failing.call = call;
    failing.n = n;
    failing.error = error;
    failing.stays = stays;
}

int failing_vfs_count(failing_call_t call) {
    return failing.counts[call];
}

static bool refused(failing_call_t call) {
    int made = ++failing.counts[call];
    if (!failing.armed || failing.call != call) return false;
    return made == failing.n || (failing.stays && made > failing.n);
}

static sqlite3_file *real_of(sqlite3_file *file) {
    return ((failing_file_t *)file)->real;
}

static int file_close(sqlite3_file *file) {
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int file_read(sqlite3_file *file, void *to, int size, sqlite3_int64 at) {
    return real_of(file)->pMethods->xRead(real_of(file), to, size, at);
}

static int file_write(sqlite3_file *file, const void *from, int size, sqlite3_int64 at) {
    if (refused(FAILING_WRITE)) return failing.error;
    return real_of(file)->pMethods->xWrite(real_of(file), from, size, at);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size) {
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int file_sync(sqlite3_file *file, int flags) {
    if (refused(FAILING_SYNC)) return failing.error;
    return real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int file_lock(sqlite3_file *file, int lock) {
    return real_of(file)->pMethods->xLock(real_of(file), lock);
}

static int file_unlock(sqlite3_file *file, int lock) {
    return real_of(file)->pMethods->xUnlock(real_of(file), lock);
}

static int file_reserved(sqlite3_file *file, int *out) {
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), out);
}

static int file_control(sqlite3_file *file, int op, void *arg) {
    return real_of(file)->pMethods->xFileControl(real_of(file), op, arg);
}

static int file_sector(sqlite3_file *file) {
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int file_device(sqlite3_file *file) {
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out) {
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, out);
}

static int shm_lock(sqlite3_file *file, int offset, int n, int flags) {
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, n, flags);
}

static void shm_barrier(sqlite3_file *file) {
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int shm_unmap(sqlite3_file *file, int remove) {
    return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

static const sqlite3_io_methods methods = {
    2, /* iVersion: with shared memory, without mapped pages */
    file_close, file_read,   file_write,    file_truncate, file_sync,   file_size,
    file_lock,  file_unlock, file_reserved, file_control,  file_sector, file_device,
    shm_map,    shm_lock,    shm_barrier,   shm_unmap,     NULL, /* xFetch */
    NULL,                                                        /* xUnfetch */
};

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out) {
    failing_file_t *ours = (failing_file_t *)file;
    (void)vfs;
    ours->base.pMethods = NULL;
    ours->real = (sqlite3_file *)(ours + 1);
    int rc = failing.real->xOpen(failing.real, name, ours->real, flags, out);
    if (ours->real->pMethods) ours->base.pMethods = &methods;
    return rc;
}

int failing_vfs_register(void) {
    if (failing.real) return 0;
    failing.real = sqlite3_vfs_find(NULL);
    if (!failing.real) return -1;
    failing.vfs = *failing.real; /* all that does not concern open files is the system's */
    failing.vfs.pNext = NULL;
    failing.vfs.zName = FAILING_VFS;
    failing.vfs.szOsFile = (int)sizeof(failing_file_t) + failing.real->szOsFile;
    failing.vfs.xOpen = vfs_open;
    return sqlite3_vfs_register(&failing.vfs, 0) == SQLITE_OK ? 0 : -1;
}
