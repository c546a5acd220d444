/* What an earlier process, or an earlier connection, has left in the log is put on the disk once more before
 * anybody is told of it.
 *
 * A log that is read again when the store is opened is read from the system's cache, and that may hold what
 * the disk does not: pages of a commit whose sync never came, because the process was killed, or failed,
 * after which the system takes them for written and no later sync writes them (Rebello et al., "Can
 * Applications Recover from fsync Failures?", 2020). SQLite takes such a commit for one, and the next ones
 * are appended after it; were the power to go then, the log would end where the disk has a hole, and what was
 * acknowledged behind it would be lost. So each frame of the log is written again as it was read, and synced.
 * Readers are not disturbed: the bytes are the same. For that reason a power cut meanwhile harms nothing
 * either, on a disk that leaves the bytes around a torn write alone, as SQLite takes every disk under Linux
 * to do. Where a VFS says otherwise the log is only synced.
 *
 * The log's format: sqlite.org/fileformat2.html, section 4. */
#include "base/mem.h"
#include "store/connection.h"
#include <string.h>

enum {
    LOG_HEADER = 32,
    LOG_PAGE_SIZE = 8, /* where in the header */
    LOG_SALTS = 16,    /* as well, both: they change when the log begins anew */
    FRAME_HEADER = 24,
    FRAME_SALTS = 8,
    SALTS = 8,
    PAGE_MAX = 65536
};

/* The log's file as SQLite has it open; NULL: there is none. */
static sqlite3_file *log_file(store_t *s) {
    sqlite3_file *file = NULL;
    if (sqlite3_file_control(s->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, (void *)&file) != SQLITE_OK)
        return NULL;
    if (!file || !file->pMethods) return NULL;
    return file;
}

static size_t page_size(const unsigned char *header) {
    const unsigned char *at = header + LOG_PAGE_SIZE;
    size_t size = (size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 | at[3];
    return size >= 512 && size <= PAGE_MAX ? size : 0;
}

static int again(sqlite3_file *file, unsigned char *bytes, size_t length, sqlite3_int64 at) {
    return file->pMethods->xWrite(file, bytes, (int)length, at);
}

/* The frames of the log's present run: those that follow have other salts. SQLite's result. */
static int frames_again(sqlite3_file *file, sqlite3_int64 size, const unsigned char *header,
                        unsigned char *frame, size_t length) {
    for (sqlite3_int64 at = LOG_HEADER; at + (sqlite3_int64)length <= size; at += (sqlite3_int64)length) {
        int rc = file->pMethods->xRead(file, frame, (int)length, at);
        if (rc != SQLITE_OK) return rc;
        if (memcmp(frame + FRAME_SALTS, header + LOG_SALTS, SALTS) != 0) return SQLITE_OK;
        rc = again(file, frame, length, at);
        if (rc != SQLITE_OK) return rc;
    }
    return SQLITE_OK;
}

static int all_again(sqlite3_file *file, sqlite3_int64 size) {
    unsigned char header[LOG_HEADER];
    int rc = file->pMethods->xRead(file, header, LOG_HEADER, 0);
    size_t length = rc == SQLITE_OK ? page_size(header) : 0;
    if (length == 0) return rc;
    length += FRAME_HEADER;
    unsigned char *frame = mem_alloc(length);
    if (!frame) return SQLITE_NOMEM;
    rc = again(file, header, LOG_HEADER, 0);
    if (rc == SQLITE_OK) rc = frames_again(file, size, header, frame, length);
    mem_free(frame);
    return rc == SQLITE_OK ? file->pMethods->xSync(file, SQLITE_SYNC_NORMAL) : rc;
}

int log_sync_again(store_t *s, diag_t *d) {
    sqlite3_int64 size = 0;
    sqlite3_file *file = log_file(s);
    if (!file) return 0;
    bool safe = (file->pMethods->xDeviceCharacteristics(file) & SQLITE_IOCAP_POWERSAFE_OVERWRITE) != 0;
    int rc = file->pMethods->xFileSize(file, &size);
    if (rc == SQLITE_OK && size >= LOG_HEADER)
        rc = safe ? all_again(file, size) : file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
    return rc == SQLITE_OK ? 0 : store_error(s, rc, d);
}
