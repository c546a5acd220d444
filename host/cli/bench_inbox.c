/* The inbox of one person in a store full of finished records that the same person decided: asked over the
 * socket, one request after the other. */
#include "cli/bench.h"

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

int bench_inbox(bench_t *b, diag_t *d) {
    bench_company_t c = {0};
    bench_server_t server = {0};
    double *latencies = mem_alloc(b->sizes->inbox_reads * sizeof *latencies);
    int status = latencies == NULL ? diag_memory(d) : fill(&c, b, d);
    if (status == 0) status = bench_server_start(&server, &c, "bench.approver", NULL, d);
    if (status == 0) {
        bench_load_t load = {.socket = server.socket,
                             .connections = 1,
                             .next = ask,
                             .latencies = latencies,
                             .room = b->sizes->inbox_reads};
        status = bench_load_run(&load, d);
        if (status == 0) {
            bench_tell(b, &(measured_t){.name = "inbox_p50",
                                        .unit = "ms",
                                        .size = b->sizes->finished,
                                        .value = bench_part(latencies, load.done, 0.5) * 1e3});
            bench_tell(b, &(measured_t){.name = "inbox",
                                        .unit = "ms",
                                        .size = b->sizes->finished,
                                        .value = bench_part(latencies, load.done, 0.99) * 1e3,
                                        .sense = BUDGET_BELOW,
                                        .limit = 5});
        }
    }
    bench_server_stop(&server);
    bench_company_close(&c);
    mem_free(latencies);
    return status;
}
