/* Clients of a server: one thread, many connections, each with at most one request under way; see bench.h. */
#include "cli/bench.h"
#include "cli/verbs.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 512, BLOCK = 65536, LOOK_MS = 2, SILENCE_S = 60, CONNECTIONS_MAX = 64 };

typedef struct client {
    double sent;  /* when the request under way went out; 0: none */
    double again; /* when the next may be sent */
    size_t seen;  /* bytes of the present answer, kept for the first line of refusals */
    char answer[256];
} client_t;

static int broken(const bench_load_t *load, diag_t *d) {
    return diag_set(d, "bench.server", "socket", load->socket, NULL);
}

static int connect_one(const bench_load_t *load, diag_t *d) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(load->socket) >= sizeof address.sun_path) return broken(load, d);
    memcpy(address.sun_path, load->socket, strlen(load->socket));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
        fcntl(fd, F_SETFL, O_NONBLOCK) == 0)
        return fd;
    if (fd >= 0) close(fd);
    return broken(load, d);
}

static void count_answer(bench_load_t *load, client_t *c, double now) {
    static const char YES[] = "\"ok\":true";
    c->answer[c->seen < sizeof c->answer ? c->seen : sizeof c->answer - 1] = '\0';
    if (load->done < load->room) load->latencies[load->done] = now - c->sent;
    load->done++;
    if (strstr(c->answer, YES) == NULL && load->refused++ == 0)
        snprintf(load->refusal, sizeof load->refusal, "%s", c->answer);
    c->sent = 0;
    c->seen = 0;
    c->again = now + load->pause_s;
}

/* What has come from one connection. -1: it ended. */
static int receive(bench_load_t *load, int fd, client_t *c, char *block) {
    ssize_t got = recv(fd, block, BLOCK, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    if (got <= 0) return -1;
    size_t room = sizeof c->answer - 1, kept = c->seen < room ? room - c->seen : 0;
    if (kept > (size_t)got) kept = (size_t)got;
    memcpy(c->answer + (c->seen < room ? c->seen : room), block, kept);
    c->seen += (size_t)got;
    if (block[got - 1] == '\n') count_answer(load, c, bench_seconds());
    return 0;
}

/* Sends what may be sent now; *busy: how many wait for an answer, *wait_ms until the next may be sent. */
static int send_all(bench_load_t *load, struct pollfd *fds, client_t *clients, bool *more, size_t *busy,
                    int *wait_ms) {
    char line[LINE_MAX_BYTES];
    double now = bench_seconds();
    *busy = 0;
    *wait_ms = LOOK_MS;
    for (size_t i = 0; i < load->connections; i++) {
        client_t *c = &clients[i];
        if (c->sent == 0 && *more && now >= c->again && load->done + *busy < load->room) {
            size_t length = load->next(load->ctx, line, sizeof line);
            if (length == 0)
                *more = false;
            else if (send(fds[i].fd, line, length, MSG_NOSIGNAL) != (ssize_t)length)
                return -1;
            else
                c->sent = bench_seconds();
        }
        *busy += c->sent != 0;
    }
    return 0;
}

static int run(bench_load_t *load, struct pollfd *fds, client_t *clients, char *block, diag_t *d) {
    bool more = true;
    size_t busy;
    int wait_ms;
    double heard = bench_seconds();
    for (;;) {
        if (load->over != NULL && more) more = !load->over(load->ctx);
        if (cli_stop) return diag_set(d, "bench.stopped", NULL);
        if (send_all(load, fds, clients, &more, &busy, &wait_ms) != 0) return broken(load, d);
        if (busy == 0 && (!more || load->done >= load->room)) return 0;
        if (poll(fds, load->connections, wait_ms) > 0) heard = bench_seconds();
        if (busy > 0 && bench_seconds() > heard + SILENCE_S) return broken(load, d);
        for (size_t i = 0; i < load->connections; i++)
            if (fds[i].revents != 0 && receive(load, fds[i].fd, &clients[i], block) != 0)
                return broken(load, d);
    }
}

int bench_load_run(bench_load_t *load, diag_t *d) {
    struct pollfd fds[CONNECTIONS_MAX];
    client_t clients[CONNECTIONS_MAX];
    char *block = mem_alloc(BLOCK);
    size_t open = 0;
    memset(clients, 0, sizeof clients);
    int status = block == NULL || load->connections > CONNECTIONS_MAX ? diag_memory(d) : 0;
    for (; status == 0 && open < load->connections; open++) {
        int fd = connect_one(load, d);
        if (fd < 0) {
            status = -1;
            break;
        }
        fds[open] = (struct pollfd){.fd = fd, .events = POLLIN};
    }
    load->done = load->refused = 0;
    double begin = bench_seconds();
    if (status == 0) status = run(load, fds, clients, block, d);
    load->seconds = bench_seconds() - begin;
    if (status == 0 && load->refused > 0)
        status = diag_set(d, "bench.refused", "answer", load->refusal, NULL);
    for (size_t i = 0; i < open; i++)
        close(fds[i].fd);
    mem_free(block);
    return status;
}

size_t bench_approval(void *ctx, char *room, size_t size) {
    bench_approvals_t *a = ctx;
    if (a->next >= a->count) return 0;
    int length =
        snprintf(room, size, "{\"verb\":\"approve\",\"as\":\"bench.approver\",\"record\":\"%" PRId64 "\"}\n",
                 a->records[a->next++]);
    return length > 0 && (size_t)length < size ? (size_t)length : 0;
}
