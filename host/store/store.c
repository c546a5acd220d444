/* Opening and closing a store: the file made or found, the lock taken, the connection set up, the schema
 * brought up to date. Whatever fails on the way undoes what went before. */
#include "store/backup.h"
#include "store/connection.h"
#include "store/path.h"
#include <unistd.h>

enum { CHECKPOINT_PAGES = 1000, READ_MS = 2000 };

static store_t *store_new(const char *path, store_mode_t mode, const store_options_t *options, diag_t *d) {
    store_t *s = mem_alloc(sizeof *s);
    char *copy = mem_strdup(path);
    if (!s || !copy) {
        mem_free(s);
        mem_free(copy);
        diag_memory(d);
        return NULL;
    }
    s->path = copy;
    s->mode = mode;
    s->lock_fd = -1;
    s->checkpoint_pages =
        options && options->checkpoint_pages > 0 ? options->checkpoint_pages : CHECKPOINT_PAGES;
    s->read_ms = options && options->read_ms > 0 ? options->read_ms : READ_MS;
    buf_init(&s->head, 0);
    buf_init(&s->payload, 0);
    buf_init(&s->personal, 0);
    buf_init(&s->body, 0);
    return s;
}

static void store_free(store_t *s) {
    connection_close(s);
    lock_drop(s);
    diag_clear(&s->fatal);
    buf_free(&s->head);
    buf_free(&s->payload);
    buf_free(&s->personal);
    buf_free(&s->body);
    mem_free(s->path);
    mem_free(s);
}

/* -2: failed after the file was made. */
static int open_writer(store_t *s, const char *vfs, diag_t *d) {
    bool create = s->mode == STORE_CREATE;
    if (!create && path_readable(s->path, d)) return -1;
    if (lock_take(s, d)) return -1;
    if (create && path_make(s->path, d)) return -1;
    if (connection_open(s, vfs, d) || (!create && log_sync_again(s, d)) || statements_find(s, d) ||
        schema_migrate(s, d)) {
        return create ? -2 : -1;
    }
    s->mode = STORE_WRITE;
    return 0;
}

static int open_reader(store_t *s, const char *vfs, diag_t *d) {
    if (path_readable(s->path, d)) return -1;
    return connection_open(s, vfs, d) || statements_find(s, d) || schema_check(s, d) ? -1 : 0;
}

store_t *store_open(const char *path, store_mode_t mode, const store_options_t *options, diag_t *d) {
    store_t *s = store_new(path, mode, options, d);
    if (!s) return NULL;
    const char *vfs = options ? options->vfs : NULL;
    int rc = mode == STORE_READ ? open_reader(s, vfs, d) : open_writer(s, vfs, d);
    if (rc == 0) return s;
    store_free(s);
    if (rc == -2) path_remove(path, vfs);
    return NULL;
}

store_t *store_hold(const char *path, diag_t *d) {
    store_t *s = store_new(path, STORE_WRITE, NULL, d);
    if (!s) return NULL;
    if (lock_take(s, d)) {
        store_free(s);
        return NULL;
    }
    /* The end of the last connection copies the log into the file, so that no two files have to be moved as
     * one. A file that can't be opened may be the reason why it is replaced. */
    char *log = path_with(path, "-wal");
    if (log && access(path, F_OK) == 0 && access(log, F_OK) == 0) connection_open(s, NULL, NULL);
    mem_free(log);
    connection_close(s);
    return s;
}

void store_close(store_t *s) {
    if (!s) return;
    if (s->transaction) store_rollback(s);
    store_free(s);
}

void store_remove(const char *path, const store_options_t *options) {
    path_remove(path, options ? options->vfs : NULL);
}

const char *store_path(const store_t *s) {
    return s->path;
}
