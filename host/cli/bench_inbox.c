/* The inbox of one person in a store full of finished records that the same person decided: asked over the
 * socket, one request after the other. */
#include "cli/bench.h"
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { OPEN_BETWEEN = 50 };

static int fill(bench_company_t *c, bench_t *b, diag_t *d) {
    int64_t finished, open[OPEN_BETWEEN];
    size_t count = b->sizes->finished;
    b->cli->clock = time_source_real().now(NULL) - 400 * (instant_t)MS_DAY;
    if (bench_company_open(c, b, d) != 0 || bench_file_one(c, "bench.hour", &finished, d) != 0) return -1;
    bench_approve(c, &finished, 1, 1, d);
    /* What waits for a decision lies between what is finished. */
    double begin = bench_seconds();
    for (size_t i = 0; d->code == NULL && i < OPEN_BETWEEN; i++) {
        if (bench_fill(c, finished, count / OPEN_BETWEEN, 399 * (int64_t)MS_DAY * 1000 / (int64_t)count, d) !=
                0 ||
            bench_file_one(c, "bench.one", &open[i], d) != 0)
            return -1;
    }
    if (d->code != NULL) return -1;
    bench_tell(b, &(measured_t){.name = "filled",
                                .unit = "a_second",
                                .size = count,
                                .value = (double)count / (bench_seconds() - begin)});
    bench_company_leave(c);
    return bench_fill_check(c, count > 1000 ? (int64_t)count / 1000 : 0, d);
}

static size_t ask(void *ctx, char *room, size_t size) {
    (void)ctx;
    return (size_t)snprintf(room, size, "{\"verb\":\"tasks\",\"as\":\"bench.approver\"}\n");
}

static void compute(double seconds) {
    struct timespec t;
    double begin = -1, now;
    do {
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
        now = (double)t.tv_sec + (double)t.tv_nsec / 1e9;
        if (begin < 0) begin = now;
    } while (now < begin + seconds);
}

/* What the machine itself does to such an exchange: as many lines to another process, which computes for as
 * long as our median before it answers. What is late there is late because others have the processors. */
static int bare(double work, size_t count, double *latencies, diag_t *d) {
    int ends[2];
    char line[64] = "a line\n";
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return diag_memory(d);
    pid_t other = fork();
    if (other == 0) {
        close(ends[0]);
        while (recv(ends[1], line, sizeof line, 0) > 0) {
            compute(work);
            if (send(ends[1], line, sizeof line, MSG_NOSIGNAL) <= 0) break;
        }
        _exit(0);
    }
    close(ends[1]);
    int status = other < 0 ? diag_memory(d) : 0;
    for (size_t i = 0; status == 0 && i < count; i++) {
        double begin = bench_seconds();
        if (send(ends[0], line, sizeof line, MSG_NOSIGNAL) <= 0 || recv(ends[0], line, sizeof line, 0) <= 0)
            status = diag_set(d, "bench.server", "socket", "", NULL);
        latencies[i] = bench_seconds() - begin;
    }
    close(ends[0]);
    if (other > 0) waitpid(other, NULL, 0);
    return status;
}

int bench_inbox(bench_t *b, diag_t *d) {
    bench_company_t c = {0};
    bench_server_t server = {0};
    double median = 0, *latencies = mem_alloc(b->sizes->inbox_reads * sizeof *latencies);
    if (latencies == NULL) return diag_memory(d);
    int status = fill(&c, b, d);
    if (status == 0) status = bench_server_start(&server, &c, "bench.approver", NULL, d);
    if (status == 0) {
        bench_load_t load = {.socket = server.socket,
                             .connections = 1,
                             .next = ask,
                             .latencies = latencies,
                             .room = b->sizes->inbox_reads};
        status = bench_load_run(&load, d);
        if (status == 0) {
            median = bench_part(latencies, load.done, 0.5);
            bench_tell(
                b, &(measured_t){
                       .name = "inbox_p50", .unit = "ms", .size = b->sizes->finished, .value = median * 1e3});
            bench_tell(b, &(measured_t){.name = "inbox",
                                        .unit = "ms",
                                        .size = b->sizes->finished,
                                        .value = bench_part(latencies, load.done, 0.99) * 1e3,
                                        .sense = BUDGET_BELOW,
                                        .limit = 5});
        }
    }
    bench_server_stop(&server);
    if (status == 0) status = bare(median, b->sizes->inbox_reads, latencies, d);
    if (status == 0)
        bench_tell(b, &(measured_t){.name = "inbox_bare",
                                    .unit = "ms",
                                    .size = b->sizes->inbox_reads,
                                    .value = bench_part(latencies, b->sizes->inbox_reads, 0.99) * 1e3});
    bench_company_close(&c);
    mem_free(latencies);
    return status;
}
