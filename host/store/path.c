/* Files as the store needs them made, synced and removed (path.h). */
#include "store/path.h"
#include "base/mem.h"
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

char *path_with(const char *path, const char *end) {
    size_t size = strlen(path) + strlen(end) + 1;
    char *joined = mem_alloc(size);
    if (joined) snprintf(joined, size, "%s%s", path, end);
    return joined;
}

int path_failed(const char *path, diag_t *d) {
    const char *code = "store.io";
    switch (errno) {
    case ENOENT:
        code = "store.not_found";
        break;
    case EEXIST:
        code = "store.exists";
        break;
    case EACCES:
    case EROFS:
        code = "store.readonly";
        break;
    case ENOSPC:
    case EDQUOT:
        code = "store.full";
        break;
    default:
        break;
    }
    return diag_set(d, code, "path", path, "detail", strerror(errno), NULL);
}

int path_readable(const char *path, diag_t *d) {
    if (access(path, R_OK) == 0) return 0;
    if (errno != EACCES) return path_failed(path, d);
    return diag_set(d, "store.unreadable", "path", path, "detail", strerror(errno), NULL);
}

static int sync_opened(const char *path, int flags, diag_t *d) {
    int fd = open(path, flags | O_CLOEXEC);
    int rc = fd < 0 || fsync(fd) ? path_failed(path, d) : 0;
    if (fd >= 0) close(fd);
    return rc;
}

int path_sync(const char *path, diag_t *d) {
    return sync_opened(path, O_RDONLY, d);
}

int path_sync_folder(const char *path, diag_t *d) {
    char *copy = mem_strdup(path);
    if (!copy) return diag_memory(d);
    int rc = sync_opened(dirname(copy), O_RDONLY | O_DIRECTORY, d);
    mem_free(copy);
    return rc;
}

int path_make(const char *path, diag_t *d) {
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (fd < 0) return path_failed(path, d);
    close(fd);
    if (path_sync_folder(path, d) == 0) return 0;
    unlink(path);
    return -1;
}

void path_remove(const char *path, const char *vfs) {
    sqlite3_vfs *other = vfs ? sqlite3_vfs_find(vfs) : NULL;
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    char name[PATH_MAX]; /* where there is no memory left, nothing else is either */
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if ((size_t)snprintf(name, sizeof name, "%s%s", path, ends[i]) >= sizeof name) continue;
        if (other) other->xDelete(other, name, 1);
        unlink(name);
    }
}
