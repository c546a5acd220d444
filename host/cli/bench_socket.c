/* Decisions over the server's socket, by 64 connections that each wait for their answer, against the writer
 * alone in batches of 128 on the same company: what reading, sorting, queueing and answering leave of its
 * rate. The design's budget is one for HTTP, which comes later; it is held up to the socket meanwhile.
 * Clients and server share the machine's cores. */
#include "cli/bench.h"

enum { CONNECTIONS = 64, BATCH = 128 };

/* One round: a slice by the writer, then as long a slice over the socket. */
static int one_round(bench_company_t *c, int64_t *records, size_t count, double *latencies, double *alone,
                     double *served, diag_t *d) {
    double took = bench_approve(c, records, count, BATCH, d);
    if (d->code != NULL) return -1;
    *alone = (double)count / took;
    bench_company_leave(c);
    bench_server_t server = {0};
    bench_approvals_t approvals = {.records = records + count, .count = count};
    int status = bench_server_start(&server, c, "bench.approver", NULL, d);
    bench_load_t load = {.socket = server.socket,
                         .connections = CONNECTIONS,
                         .next = bench_approval,
                         .ctx = &approvals,
                         .latencies = latencies,
                         .room = count};
    if (status == 0) status = bench_load_run(&load, d);
    bench_server_stop(&server);
    if (status != 0) return -1;
    *served = (double)load.done / load.seconds;
    return bench_company_again(c, d);
}

int bench_socket(bench_t *b, diag_t *d) {
    bench_company_t c;
    size_t rounds = b->sizes->socket_rounds, each = b->sizes->socket / rounds;
    double ratios[16], alone = 0, served = 0;
    int64_t *records = mem_alloc(2 * each * rounds * sizeof *records);
    double *latencies = mem_alloc(each * rounds * sizeof *latencies);
    int status = bench_company_open(&c, b, d);
    if (status == 0 && (records == NULL || latencies == NULL)) status = diag_memory(d);
    if (status == 0) status = bench_file(&c, "bench.one", 2 * each * rounds, 1000, records, d);
    for (size_t r = 0; status == 0 && r < rounds; r++) {
        double one = 0, other = 0;
        status = one_round(&c, records + 2 * each * r, each, latencies + each * r, &one, &other, d);
        ratios[r] = other / one;
        alone += one / (double)rounds;
        served += other / (double)rounds;
    }
    if (status == 0) {
        bench_tell(b, &(measured_t){.name = "socket",
                                    .unit = "a_second",
                                    .size = CONNECTIONS,
                                    .value = served,
                                    .against = alone,
                                    .ratio = bench_part(ratios, rounds, 0.5),
                                    .sense = BUDGET_AT_LEAST,
                                    .limit = 0.40});
        bench_tell(b, &(measured_t){.name = "socket_p99",
                                    .unit = "ms",
                                    .size = CONNECTIONS,
                                    .value = bench_part(latencies, each * rounds, 0.99) * 1e3});
    }
    bench_company_close(&c);
    mem_free(records);
    mem_free(latencies);
    return status;
}
