/* The online backup of backup.h. */
#include "store/backup.h"
#include "store/connection.h"
#include "store/path.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { SLICE_PAGES = 512, RESTARTS_MAX = 3, CHECK_STEPS = 1000000 };

typedef struct backup {
    store_t *from;
    sqlite3 *to;
    char *part;
    backup_progress_t progress;
    void *ctx;
    bool stopped;
    bool view_held;
} backup_t;

/* The error of the copy's own connection. */
static int target_failed(backup_t *b, int rc, diag_t *d) {
    store_t named = {.db = b->to, .path = b->part, .mode = STORE_READ};
    return store_error(&named, rc, d);
}

static int stopped(diag_t *d) {
    return diag_set(d, "store.stopped", NULL);
}

static bool may_go_on(backup_t *b, backup_phase_t phase, int64_t done, int64_t total) {
    if (b->progress && !b->progress(b->ctx, phase, done, total)) b->stopped = true;
    return !b->stopped;
}

/* A read transaction on the source: the copy then is of this moment, and writes no longer begin it anew. */
static int hold_view(backup_t *b, diag_t *d) {
    b->view_held = true;
    b->from->read_until = INT64_MAX;
    return connection_exec(b->from, "BEGIN; SELECT count(*) FROM sqlite_schema;", d);
}

static int copy_slices(backup_t *b, sqlite3_backup *copy, diag_t *d) {
    int last = -1, restarts = 0, rc;
    while ((rc = sqlite3_backup_step(copy, SLICE_PAGES)) == SQLITE_OK || rc == SQLITE_BUSY ||
           rc == SQLITE_LOCKED) {
        int left = sqlite3_backup_remaining(copy), total = sqlite3_backup_pagecount(copy);
        if (last >= 0 && left >= last) restarts++;
        last = left;
        if (!may_go_on(b, BACKUP_COPYING, total - left, total)) return stopped(d);
        if (restarts > RESTARTS_MAX && !b->view_held && hold_view(b, d)) return -1;
        if (rc != SQLITE_OK) sqlite3_sleep(10);
    }
    return rc == SQLITE_DONE ? 0 : target_failed(b, rc, d);
}

static int copy_pages(backup_t *b, diag_t *d) {
    sqlite3_backup *copy = sqlite3_backup_init(b->to, "main", b->from->db, "main");
    if (!copy) return target_failed(b, sqlite3_extended_errcode(b->to), d);
    int rc = copy_slices(b, copy, d);
    int end = sqlite3_backup_finish(copy);
    if (rc == 0 && end != SQLITE_OK) rc = target_failed(b, end, d);
    if (b->view_held) connection_exec(b->from, "COMMIT", NULL);
    return rc;
}

static int checking(void *ctx) {
    return may_go_on(ctx, BACKUP_CHECKING, 0, 0) ? 0 : 1;
}

static int check_copy(backup_t *b, diag_t *d) {
    sqlite3_stmt *q = NULL;
    sqlite3_progress_handler(b->to, CHECK_STEPS, checking, b);
    int rc = sqlite3_prepare_v2(b->to, "PRAGMA integrity_check(1)", -1, &q, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_step(q);
    const char *said = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(q, 0) : NULL;
    int result = 0;
    if (b->stopped)
        result = stopped(d);
    else if (rc != SQLITE_ROW)
        result = target_failed(b, rc, d);
    else if (!said || strcmp(said, "ok") != 0) {
        result = diag_set(d, "store.corrupt", "what", said ? said : "", "path", b->part, NULL);
    }
    sqlite3_finalize(q);
    sqlite3_progress_handler(b->to, 0, NULL, NULL);
    return result;
}

/* A link never replaces a file that came into being meanwhile. */
static int give_name(const backup_t *b, const char *target, diag_t *d) {
    if (path_sync(b->part, d)) return -1;
    if (link(b->part, target)) return path_failed(target, d);
    unlink(b->part);
    return path_sync_folder(target, d);
}

static int open_copy(backup_t *b, diag_t *d) {
    int rc = sqlite3_open_v2(b->part, &b->to, SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE, NULL);
    return rc == SQLITE_OK ? 0 : target_failed(b, rc, d);
}

static int close_copy(backup_t *b, diag_t *d) {
    /* Without a log the copy is one file, which can be read where nothing can be written; the log comes back
     * when it is opened as a store again. */
    int rc = sqlite3_exec(b->to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    if (rc != SQLITE_OK) return target_failed(b, rc, d);
    rc = sqlite3_close(b->to);
    b->to = NULL;
    return rc == SQLITE_OK ? 0 : diag_set(d, "store.io", "path", b->part, "detail", sqlite3_errstr(rc), NULL);
}

static int make_copy(backup_t *b, const char *target, diag_t *d) {
    int rc = open_copy(b, d);
    if (rc == 0) rc = copy_pages(b, d);
    if (rc == 0) rc = check_copy(b, d);
    if (rc == 0) rc = close_copy(b, d);
    if (rc == 0) rc = give_name(b, target, d);
    if (rc == 0) return 0;
    sqlite3_close_v2(b->to);
    path_remove(b->part, NULL);
    return -1;
}

/* One that is there already is never taken: somebody may be at it. */
static int make_part(const char *part, diag_t *d) {
    if (path_make(part, d) == 0) return 0;
    return diag_is(d, "store.exists") ? diag_set(d, "backup.unfinished", "file", part, NULL) : -1;
}

int store_backup(const char *source, const char *target, backup_progress_t progress, void *ctx, diag_t *d) {
    backup_t b = {.progress = progress, .ctx = ctx};
    if (access(target, F_OK) == 0) {
        errno = EEXIST;
        return path_failed(target, d);
    }
    b.from = store_open(source, STORE_READ, NULL, d);
    if (!b.from) return -1;
    b.part = path_with(target, ".part");
    int rc = b.part ? make_part(b.part, d) : diag_memory(d);
    if (rc == 0) rc = make_copy(&b, target, d);
    mem_free(b.part);
    store_close(b.from);
    return rc;
}
