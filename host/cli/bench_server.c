/* The program itself as a server in a process of its own, and what the system tells about that process; see
 * bench.h. */
#include "cli/bench.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_S = 60, KNOCK_US = 200 };

/* In the child: nothing but calls that are safe after a fork. */
static void become_server(const char *folder) {
    int nothing = open("/dev/null", O_RDWR);
    char *args[] = {(char *)"countersign", (char *)"serve", (char *)"--at", (char *)folder, NULL};
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* a bench that is killed leaves no server behind */
    dup2(nothing, 0);
    dup2(nothing, 1);
    dup2(nothing, 2);
    execv("/proc/self/exe", args);
    _exit(127);
}

static int knock(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) return -1;
    memcpy(address.sun_path, path, strlen(path));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0) return fd;
    if (fd >= 0) close(fd);
    return -1;
}

/* Asks once, waits for the whole line; -1: it ended without one. */
static int first_answer(int fd, const char *handle) {
    char line[256], block[4096];
    int length = snprintf(line, sizeof line, "{\"verb\":\"tasks\",\"as\":\"%s\",\"limit\":1}\n", handle);
    if (send(fd, line, (size_t)length, MSG_NOSIGNAL) != length) return -1;
    for (;;) {
        ssize_t got = recv(fd, block, sizeof block, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return -1;
        if (memchr(block, '\n', (size_t)got) != NULL) return 0;
    }
}

static int gone(const char *socket, diag_t *d) {
    return diag_set(d, "bench.server", "socket", socket, NULL);
}

int bench_server_start(bench_server_t *s, const bench_company_t *c, const char *handle, double *seconds,
                       diag_t *d) {
    double begin = bench_seconds();
    s->socket = bench_path(c, "run.sock");
    s->pid = fork();
    if (s->pid < 0) {
        s->pid = 0;
        return gone(s->socket, d);
    }
    if (s->pid == 0) become_server(c->folder);
    int fd = -1, status;
    while ((fd = knock(s->socket)) < 0 && bench_seconds() < begin + PATIENCE_S) {
        if (waitpid(s->pid, &status, WNOHANG) == s->pid) {
            s->pid = 0;
            return gone(s->socket, d);
        }
        usleep(KNOCK_US);
    }
    int answered = fd >= 0 ? first_answer(fd, handle) : -1;
    if (seconds != NULL) *seconds = bench_seconds() - begin;
    if (fd >= 0) close(fd);
    if (answered == 0) return 0;
    bench_server_stop(s);
    return gone(s->socket, d);
}

void bench_server_stop(bench_server_t *s) {
    if (s->pid == 0) return;
    kill(s->pid, SIGTERM);
    while (waitpid(s->pid, NULL, 0) < 0 && errno == EINTR) {
    }
    s->pid = 0;
}

/* The number after `name` in a file of lines "name: number unit"; -1: none. */
static int64_t number_in(const char *path, const char *name) {
    char line[256];
    int64_t number = -1;
    FILE *file = fopen(path, "re");
    while (file != NULL && number < 0 && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, name, strlen(name)) == 0) number = strtoll(line + strlen(name), NULL, 10);
    if (file != NULL) fclose(file);
    return number;
}

int64_t bench_server_resident(const bench_server_t *s) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/status", (int)s->pid);
    int64_t kib = number_in(path, "VmRSS:");
    return kib < 0 ? -1 : kib * 1024;
}

int64_t bench_server_switches(const bench_server_t *s) {
    char path[512];
    int64_t sum = 0;
    snprintf(path, sizeof path, "/proc/%d/task", (int)s->pid);
    DIR *tasks = opendir(path);
    /* cppcheck-suppress readdirCalled ; a folder of our own, read by one thread */
    for (struct dirent *one; tasks != NULL && (one = readdir(tasks)) != NULL;) {
        if (one->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "/proc/%d/task/%s/status", (int)s->pid, one->d_name);
        int64_t slept = number_in(path, "voluntary_ctxt_switches:");
        sum += slept > 0 ? slept : 0;
    }
    if (tasks != NULL) closedir(tasks);
    return sum;
}
