/* The lock beside the store: "<path>.lock", held by flock for as long as the store is open for writing, with
 * the holder's pid in it. The kernel drops it when the process dies, however it dies; the file stays. */
#include "store/connection.h"
#include "store/path.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* Who holds it, as far as the file says. */
static int lock_busy(int fd, const char *path, diag_t *d) {
    char text[32] = "";
    ssize_t got = pread(fd, text, sizeof text - 1, 0);
    text[got > 0 ? (size_t)got : 0] = '\0';
    text[strcspn(text, "\n")] = '\0';
    return diag_set(d, "store.busy", "pid", text, "path", path, "detail", "another process writes it", NULL);
}

static int lock_sign(int fd, const char *path, diag_t *d) {
    buf_t text;
    buf_init(&text, 0);
    buf_printf(&text, "%ld\n", (long)getpid());
    bool written =
        !text.failed && ftruncate(fd, 0) == 0 && pwrite(fd, text.at, text.len, 0) == (ssize_t)text.len;
    int rc = text.failed ? diag_memory(d) : written ? 0 : path_failed(path, d);
    buf_free(&text);
    return rc;
}

int lock_take(store_t *s, diag_t *d) {
    char *path = path_with(s->path, ".lock");
    if (!path) return diag_memory(d);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640), rc = 0;
    if (fd < 0)
        rc = path_failed(path, d);
    else if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        rc = lock_sign(fd, path, d);
    else
        rc = errno == EWOULDBLOCK ? lock_busy(fd, s->path, d) : path_failed(path, d);
    mem_free(path);
    if (rc && fd >= 0) close(fd);
    if (rc == 0) s->lock_fd = fd;
    return rc;
}

void lock_drop(store_t *s) {
    if (s->lock_fd < 0) return;
    /* An empty file: nobody. If that can't be written, the lock is gone all the same. */
    if (ftruncate(s->lock_fd, 0)) errno = 0;
    close(s->lock_fd);
    s->lock_fd = -1;
}
