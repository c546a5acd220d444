/* A copy takes the store's place: the old files step aside under a name of their own, nothing is overwritten,
 * and what can't be finished is undone (backup.h). Where the old store is one file, as it is unless it was
 * broken, it gets its second name first, and then the copy takes the first one in a single step: whoever
 * dies on the way leaves the old or the new. */
#include "store/backup.h"
#include "store/connection.h"
#include "store/path.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FILES = 4 };
static const char *const tails[FILES] = {"", "-wal", "-shm", "-journal"};

typedef struct move {
    char *from[FILES], *to[FILES];
    bool done[FILES];
    bool linked; /* the one file has both names */
} move_t;

static int move_names(move_t *m, const char *store, const char *kept, diag_t *d) {
    for (size_t i = 0; i < FILES; i++) {
        m->from[i] = path_with(store, tails[i]);
        m->to[i] = path_with(kept, tails[i]);
        if (!m->from[i] || !m->to[i]) {
            (void)diag_memory(d);
            return -1;
        }
    }
    return 0;
}

static void move_free(move_t *m) {
    for (size_t i = 0; i < FILES; i++) {
        mem_free(m->from[i]);
        mem_free(m->to[i]);
    }
}

static bool is_one_file(const move_t *m) {
    for (size_t i = 1; i < FILES; i++)
        if (access(m->from[i], F_OK) == 0) return false;
    return access(m->from[0], F_OK) == 0;
}

/* errno says why it failed. A file system without second names: it is moved. */
static int move_aside(move_t *m) {
    m->linked = is_one_file(m) && link(m->from[0], m->to[0]) == 0;
    m->done[0] = m->linked;
    if (m->linked) return 0;
    for (size_t i = 0; i < FILES; i++) {
        if (access(m->from[i], F_OK) != 0) continue;
        if (rename(m->from[i], m->to[i]) != 0) return -1;
        m->done[i] = true;
    }
    return 0;
}

static int move_back(const move_t *m) {
    int rc = 0;
    if (m->linked) return unlink(m->to[0]);
    for (size_t i = FILES; i-- > 0;)
        if (m->done[i] && rename(m->to[i], m->from[i]) != 0) rc = -1;
    return rc;
}

static int replace(move_t *m, const char *fresh, diag_t *d) {
    if (move_aside(m) == 0 && rename(fresh, m->from[0]) == 0) return path_sync_folder(m->from[0], d);
    const char *why = strerror(errno);
    const char *code = move_back(m) == 0 ? "restore.undone" : "restore.unfinished";
    return diag_set(d, code, "file", m->from[0], "kept", m->to[0], "detail", why, NULL);
}

int store_name(const char *made, const char *name, diag_t *d) {
    char *log = path_with(made, "-wal");
    if (!log) return diag_memory(d);
    int rc = 0;
    if (access(log, F_OK) == 0)
        rc =
            diag_set(d, "store.io", "path", log, "detail", "the log could not be copied into the file", NULL);
    mem_free(log);
    if (rc == 0) rc = path_sync(made, d);
    if (rc == 0 && link(made, name)) rc = path_failed(name, d);
    if (rc) return rc;
    unlink(made);
    return path_sync_folder(name, d);
}

int store_replace(store_t *held, const char *fresh, const char *kept, bool *moved, diag_t *d) {
    move_t m = {0};
    *moved = false;
    int rc = move_names(&m, held->path, kept, d);
    for (size_t i = 0; rc == 0 && i < FILES; i++) {
        if (access(m.to[i], F_OK) != 0) continue;
        errno = EEXIST;
        rc = path_failed(m.to[i], d);
    }
    if (rc == 0) rc = replace(&m, fresh, d);
    for (size_t i = 0; rc == 0 && i < FILES; i++)
        *moved = *moved || m.done[i];
    move_free(&m);
    return rc;
}
