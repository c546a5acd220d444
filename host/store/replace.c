/* A copy takes the store's place: the old files step aside under a name of their own, nothing is overwritten,
 * and what can't be finished is undone (backup.h). */
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

/* errno says why it failed. */
static int move_aside(move_t *m) {
    for (size_t i = 0; i < FILES; i++) {
        if (access(m->from[i], F_OK) != 0) continue;
        if (rename(m->from[i], m->to[i]) != 0) return -1;
        m->done[i] = true;
    }
    return 0;
}

static int move_back(const move_t *m) {
    int rc = 0;
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
