/* The lock beside the store: "<path>.lock", held by flock for as long as the store is open for writing, with
 * the holder's pid in it. The kernel drops it when the process dies, however it dies; the file stays. */
#include "store/connection.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static int lock_failed(const char *path, diag_t *d) {
    return diag_set(d, "store.io", "path", path, "detail", strerror(errno), NULL);
}

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
    int rc = text.failed ? diag_memory(d) : written ? 0 : lock_failed(path, d);
    buf_free(&text);
    return rc;
}

int lock_take(store_t *s, diag_t *d) {
    buf_t path;
    buf_init(&path, 0);
    buf_puts(&path, s->path);
    buf_put(&path, ".lock", sizeof ".lock");
    if (path.failed) {
        buf_free(&path);
        return diag_memory(d);
    }
    int rc = 0;
    int fd = open((const char *)path.at, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (fd < 0)
        rc = lock_failed((const char *)path.at, d);
    else if (flock(fd, LOCK_EX | LOCK_NB)) {
        rc = errno == EWOULDBLOCK ? lock_busy(fd, s->path, d) : lock_failed((const char *)path.at, d);
    } else
        rc = lock_sign(fd, (const char *)path.at, d);
    buf_free(&path);
    if (rc && fd >= 0)
        close(fd);
    else
        s->lock_fd = fd;
    return rc;
}

void lock_drop(store_t *s) {
    if (s->lock_fd < 0) return;
    /* An empty file: nobody. If that can't be written, the lock is gone all the same. */
    if (ftruncate(s->lock_fd, 0)) errno = 0;
    close(s->lock_fd);
    s->lock_fd = -1;
}
