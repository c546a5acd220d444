/* A server that nobody asks anything: how often its threads wake, what it takes of memory, and how late a
 * single deadline is that falls due in the meantime, by the real clock and the real alarm. */
#include "cli/bench.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SETTLE_US = 500000, SINGLES_MAX = 1024, BETWEEN_MS = 100, LOOK_US = 100 };

int bench_idle(bench_t *b, diag_t *d) {
    bench_company_t c;
    bench_server_t server = {0};
    size_t seconds = b->sizes->idle_s;
    int status = bench_company_open(&c, b, d);
    bench_company_leave(&c);
    if (status == 0) status = bench_server_start(&server, &c, "bench.approver", NULL, d);
    if (status == 0) {
        usleep(SETTLE_US);
        int64_t before = bench_server_switches(&server);
        sleep((unsigned)seconds);
        int64_t woken = bench_server_switches(&server) - before;
        bench_tell(b, &(measured_t){.name = "wakeups",
                                    .unit = "times",
                                    .size = seconds,
                                    .value = (double)woken,
                                    .sense = BUDGET_BELOW,
                                    .limit = 1});
        bench_tell(b, &(measured_t){.name = "resident",
                                    .unit = "mib",
                                    .value = (double)bench_server_resident(&server) / 1048576,
                                    .sense = BUDGET_BELOW,
                                    .limit = 16});
    }
    bench_server_stop(&server);
    bench_company_close(&c);
    return status;
}

/* The same on the bare machine, with nothing of ours: a timer, one page written and synced. On a machine that
 * is busy with other things both are late. */
static int bare(const bench_company_t *c, size_t count, double *late, diag_t *d) {
    static const char page[4096];
    time_source_t real = time_source_real();
    const char *path = bench_path(c, "page");
    int fd = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) return diag_set(d, "file.write", "file", path, "detail", strerror(errno), NULL);
    instant_t first = real.now(NULL) + BETWEEN_MS;
    for (size_t i = 0; i < count; i++) {
        instant_t due = first + (instant_t)i * BETWEEN_MS;
        struct timespec at = {.tv_sec = due / MS_SECOND, .tv_nsec = due % MS_SECOND * 1000000};
        clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &at, NULL);
        if (pwrite(fd, page, sizeof page, (off_t)(i * sizeof page)) < 0 || fdatasync(fd) != 0) break;
        late[i] = (double)(real.now(NULL) - due);
    }
    close(fd);
    unlink(path);
    return 0;
}

/* From the instant that a deadline is due until others see what its firing wrote. */
static int watch(store_t *store, instant_t first, size_t count, double *late, diag_t *d) {
    time_source_t real = time_source_real();
    for (size_t i = 0; i < count;) {
        instant_t next, now = real.now(NULL);
        if (store_next_due(store, &next, d) != 0) return -1;
        if (now > first + (instant_t)count * BETWEEN_MS + MS_MINUTE) return diag_set(d, "bench.late", NULL);
        for (; i < count && (next == INSTANT_NONE || next > first + (instant_t)i * BETWEEN_MS); i++)
            late[i] = (double)(real.now(NULL) - (first + (instant_t)i * BETWEEN_MS));
        usleep(LOOK_US);
    }
    return 0;
}

int bench_lateness(bench_t *b, diag_t *d) {
    bench_company_t c;
    bench_server_t server = {0};
    store_t *store = NULL;
    size_t count = b->sizes->singles;
    int64_t records[SINGLES_MAX];
    double late[SINGLES_MAX], machine[SINGLES_MAX] = {0};
    instant_t first = time_source_real().now(NULL) + 1500 + (instant_t)count;
    b->cli->clock = first - MS_HOUR;
    int status = bench_company_open(&c, b, d);
    if (status == 0) status = bench_file(&c, "bench.hour", count, BETWEEN_MS * 1000, records, d);
    bench_company_leave(&c);
    if (status == 0)
        store = store_open(bench_path(&c, "countersign.db"), STORE_READ, &(store_options_t){0}, d);
    if (status == 0 && store == NULL) status = -1;
    if (status == 0) status = bench_server_start(&server, &c, "bench.approver", NULL, d);
    if (status == 0) status = watch(store, first, count, late, d);
    if (status == 0) {
        bench_tell(b, &(measured_t){.name = "lateness_p50",
                                    .unit = "ms",
                                    .size = count,
                                    .value = bench_part(late, count, 0.5)});
        bench_tell(b, &(measured_t){.name = "lateness",
                                    .unit = "ms",
                                    .size = count,
                                    .value = bench_part(late, count, 0.99),
                                    .sense = BUDGET_BELOW,
                                    .limit = 10});
    }
    bench_server_stop(&server);
    if (status == 0) status = bare(&c, count, machine, d);
    if (status == 0)
        bench_tell(b, &(measured_t){.name = "lateness_bare",
                                    .unit = "ms",
                                    .size = count,
                                    .value = bench_part(machine, count, 0.99)});
    store_close(store);
    bench_company_close(&c);
    return status;
}
