/* The Unix socket; see socket.h. */
#include "server/socket.h"
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 128, SOCKET_MODE = 0660 };

static int failed(const char *path, diag_t *d) {
    return diag_set(d, "server.socket", "socket", path, "detail", strerror(errno), NULL);
}

static int address_of(const char *path, struct sockaddr_un *out, diag_t *d) {
    memset(out, 0, sizeof *out);
    out->sun_family = AF_UNIX;
    if (strlen(path) < sizeof out->sun_path) {
        memcpy(out->sun_path, path, strlen(path));
        return 0;
    }
    diag_set(d, "server.socket_path", "socket", path, NULL);
    diag_param_int(d, "limit", (int64_t)sizeof out->sun_path - 1);
    return -1;
}

/* Is somebody listening there? */
static bool answers(const struct sockaddr_un *address) {
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return false;
    bool yes = connect(fd, (const struct sockaddr *)address, sizeof *address) == 0;
    close(fd);
    return yes;
}

/* Only a socket is ever taken away, never another file that happens to lie there. */
static int clear_way(const char *path, const struct sockaddr_un *address, diag_t *d) {
    struct stat st;
    if (lstat(path, &st) != 0) return errno == ENOENT ? 0 : failed(path, d);
    if (!S_ISSOCK(st.st_mode))
        return diag_set(d, "server.socket", "socket", path, "detail", "a file that is no socket lies there",
                        NULL);
    if (answers(address)) return diag_set(d, "server.running", "socket", path, NULL);
    return unlink(path) == 0 ? 0 : failed(path, d);
}

int socket_listen(const char *path, int *fd, diag_t *d) {
    struct sockaddr_un address;
    if (address_of(path, &address, d) != 0 || clear_way(path, &address, d) != 0) return -1;
    *fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (*fd < 0) return failed(path, d);
    if (bind(*fd, (const struct sockaddr *)&address, sizeof address) == 0 && chmod(path, SOCKET_MODE) == 0 &&
        listen(*fd, BACKLOG) == 0)
        return 0;
    failed(path, d);
    close(*fd);
    return -1;
}

int64_t socket_peer_uid(int fd) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 ? (int64_t)peer.uid : -1;
}
