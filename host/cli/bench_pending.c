/* A company with very many open records, each with ten deadlines: how fast its server starts, what pending
 * deadlines cost in memory, how fast they are armed, and a storm: very many due in the same second, while
 * people go on. The server is a process of its own on the real clock; what it finds was made before by the
 * told one. */
#include "cli/bench.h"
#include "store/bench.h"
#include <fcntl.h>
#include <unistd.h>

/* A smaller storm than the full one is as dense, and shorter. */
enum { BATCH = 128, STORM_PEOPLE = 16, STORM_FULL = 100000 };
static const double PEOPLE_PAUSE_S = 0.04; /* each of them a decision every forty milliseconds */
static const double MIB = 1048576;

typedef struct pending {
    bench_t *b;
    bench_company_t c;
    int64_t *people, *storm;    /* records to be decided, and those whose deadlines are due at once */
    instant_t storm_at, spread; /* the first is due then, the last so many milliseconds later */
    double decisions;           /* a second, by the writer alone, on this store */
    int64_t resident;           /* of a server on a company without deadlines */
    double *latencies;
} pending_t;

static size_t deadlines_of(const pending_t *p) {
    return p->b->sizes->open_records * OPEN_TASKS;
}

/* The company as it was left by years of work: open records from a month ago to an hour ago. */
static int fill(pending_t *p, diag_t *d) {
    int64_t first;
    size_t count = p->b->sizes->open_records;
    p->b->cli->clock = time_source_real().now(NULL) - 30 * (instant_t)MS_DAY;
    if (bench_company_open(&p->c, p->b, d) != 0 || bench_file_one(&p->c, "bench.open", &first, d) != 0)
        return -1;
    double begin = bench_seconds();
    if (bench_fill(&p->c, first, count - 1, 29 * (int64_t)MS_DAY * 1000 / (int64_t)count, d) != 0) return -1;
    double took = bench_seconds() - begin;
    bench_tell(p->b, &(measured_t){
                         .name = "filled", .unit = "a_second", .size = count, .value = (double)count / took});
    bench_company_leave(&p->c);
    size_t sample = count > 1000 ? count / 1000 : 0;
    return bench_fill_check(&p->c, (int64_t)sample, d);
}

/* Out of the system's memory: the next start reads it from the disk. */
static void drop_from_memory(const bench_company_t *c) {
    int fd = open(bench_path(c, "countersign.db"), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return;
    fsync(fd);
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    close(fd);
}

static int starts(pending_t *p, diag_t *d) {
    double took[32], cold[32];
    size_t count = p->b->sizes->starts;
    for (size_t i = 0; i < 2 * count; i++) {
        bench_server_t server = {0};
        if (i % 2 == 0) drop_from_memory(&p->c);
        if (bench_server_start(&server, &p->c, "bench.1", i % 2 == 0 ? &cold[i / 2] : &took[i / 2], d) != 0)
            return -1;
        bench_server_stop(&server);
    }
    bench_tell(p->b, &(measured_t){.name = "start",
                                   .unit = "ms",
                                   .size = p->b->sizes->open_records,
                                   .value = bench_part(took, count, 0.5) * 1e3,
                                   .sense = BUDGET_BELOW,
                                   .limit = 200});
    bench_tell(p->b, &(measured_t){.name = "start_cold",
                                   .unit = "ms",
                                   .size = p->b->sizes->open_records,
                                   .value = bench_part(cold, count, 0.5) * 1e3,
                                   .sense = BUDGET_BELOW,
                                   .limit = 200});
    return 0;
}

/* What a server takes that has nothing to wait for. */
static int resident_without(bench_t *b, int64_t *out, diag_t *d) {
    bench_company_t c;
    bench_server_t server = {0};
    int status = bench_company_open(&c, b, d);
    bench_company_leave(&c);
    if (status == 0) status = bench_server_start(&server, &c, "bench.1", NULL, d);
    if (status == 0) *out = bench_server_resident(&server);
    bench_server_stop(&server);
    bench_company_close(&c);
    return status;
}

/* Files what is due in one second, from now on far enough that the server is up by then, in commits of 128
 * commands as the server makes them. The told clock stands an hour before. */
static int arm(pending_t *p, diag_t *d) {
    size_t count = p->b->sizes->storm;
    p->storm_at = time_source_real().now(NULL) + 4000 + (instant_t)count / 2;
    p->spread = count < STORM_FULL ? (instant_t)count * MS_SECOND / STORM_FULL : MS_SECOND - 1;
    instant_t base = p->storm_at - MS_HOUR;
    double begin = bench_seconds();
    host_t *host = bench_host(&p->c);
    for (size_t i = 0; i < count;) {
        if (writer_open_transaction(host, d) != 0) return -1;
        for (size_t end = i + BATCH / 2; i < end && i < count; i++) {
            p->b->cli->clock = base + (instant_t)i * p->spread / (instant_t)count;
            if (bench_file_one(&p->c, "bench.hour", &p->storm[i], d) != 0) return -1;
        }
        if (writer_close_transaction(host, d) != 0 || store_checkpoint_maybe(host_store(host), true, d) != 0)
            return -1;
    }
    bench_tell(p->b, &(measured_t){.name = "armed",
                                   .unit = "a_second",
                                   .size = deadlines_of(p),
                                   .value = (double)count / (bench_seconds() - begin)});
    return 0;
}

/* Records for people to decide, and the writer's own rate of decisions on this store. */
static int people(pending_t *p, diag_t *d) {
    size_t count = p->b->sizes->people;
    p->b->cli->clock = time_source_real().now(NULL) - 2 * MS_HOUR;
    if (bench_file(&p->c, "bench.one", 2 * count, 0, p->people, d) != 0) return -1;
    double took = bench_approve(&p->c, p->people + count, count, BATCH, d);
    p->decisions = (double)count / took;
    return d->code == NULL ? 0 : -1;
}

typedef struct watch {
    store_t *store;
    instant_t first, last; /* of the storm */
    double begun, ended;
    bool failed;
    bench_approvals_t people;
} watch_t;

/* The storm begins when its first deadline is due and ends when no deadline up to its last is left. */
static bool storm_over(void *ctx) {
    watch_t *w = ctx;
    instant_t next;
    diag_t d = {0};
    if (w->begun == 0 && time_source_real().now(NULL) >= w->first) w->begun = bench_seconds();
    if (store_next_due(w->store, &next, &d) != 0) w->failed = true;
    diag_clear(&d);
    if (!w->failed && next <= w->last && next != INSTANT_NONE) return false;
    w->ended = bench_seconds();
    return true;
}

static size_t next_of_people(void *ctx, char *room, size_t size) {
    watch_t *w = ctx;
    return bench_approval(&w->people, room, size);
}

static void tell_storm(pending_t *p, const watch_t *w, const bench_load_t *load) {
    size_t count = p->b->sizes->storm;
    double rate = (double)count / (w->ended - w->begun);
    bench_tell(p->b, &(measured_t){.name = "storm",
                                   .unit = "a_second",
                                   .size = count,
                                   .value = rate,
                                   .against = p->decisions,
                                   .ratio = rate / p->decisions,
                                   .sense = BUDGET_AT_LEAST,
                                   .limit = 0.5});
    bench_tell(p->b, &(measured_t){.name = "storm_p50",
                                   .unit = "ms",
                                   .size = load->done,
                                   .value = bench_part(p->latencies, load->done, 0.5) * 1e3});
    bench_tell(p->b, &(measured_t){.name = "storm_p99",
                                   .unit = "ms",
                                   .size = load->done,
                                   .value = bench_part(p->latencies, load->done, 0.99) * 1e3,
                                   .sense = BUDGET_BELOW,
                                   .limit = 50});
}

/* Waits for the storm with the server up, then lets people work until it is over. */
static int storm(pending_t *p, diag_t *d) {
    bench_server_t server = {0};
    watch_t w = {.first = p->storm_at,
                 .last = p->storm_at + p->spread,
                 .people = {.records = p->people, .count = p->b->sizes->people}};
    w.store = store_open(bench_path(&p->c, "countersign.db"), STORE_READ, &(store_options_t){0}, d);
    int status = w.store != NULL ? bench_server_start(&server, &p->c, "bench.approver", NULL, d) : -1;
    if (status == 0) {
        double grown = (double)(bench_server_resident(&server) - p->resident) / MIB;
        bench_tell(p->b, &(measured_t){.name = "pending",
                                       .unit = "mib",
                                       .size = deadlines_of(p),
                                       .value = grown,
                                       .sense = BUDGET_BELOW,
                                       .limit = 16});
        instant_t wait = p->storm_at - time_source_real().now(NULL);
        if (wait > 0) usleep((useconds_t)wait * 1000);
        bench_load_t load = {.socket = server.socket,
                             .connections = STORM_PEOPLE,
                             .next = next_of_people,
                             .over = storm_over,
                             .ctx = &w,
                             .pause_s = PEOPLE_PAUSE_S,
                             .latencies = p->latencies,
                             .room = p->b->sizes->people};
        status = bench_load_run(&load, d);
        while (status == 0 && !w.failed && w.ended == 0 && !storm_over(&w)) /* people had no more to do */
            usleep(1000);
        if (status == 0) tell_storm(p, &w, &load);
    }
    bench_server_stop(&server);
    store_close(w.store);
    return status;
}

static int deadlines(pending_t *p, diag_t *d) {
    if (resident_without(p->b, &p->resident, d) != 0 || bench_company_again(&p->c, d) != 0 ||
        people(p, d) != 0 || arm(p, d) != 0)
        return -1;
    bench_company_leave(&p->c);
    return storm(p, d);
}

int bench_pending(bench_t *b, diag_t *d) {
    pending_t p = {.b = b};
    p.people = mem_alloc(2 * b->sizes->people * sizeof *p.people);
    p.storm = mem_alloc(b->sizes->storm * sizeof *p.storm);
    p.latencies = mem_alloc(b->sizes->people * sizeof *p.latencies);
    int status = p.people == NULL || p.storm == NULL || p.latencies == NULL ? diag_memory(d) : fill(&p, d);
    if (status == 0 && bench_wants(b, "start")) status = starts(&p, d);
    if (status == 0 && bench_wants(b, "deadlines")) status = deadlines(&p, d);
    bench_company_close(&p.c);
    mem_free(p.people);
    mem_free(p.storm);
    mem_free(p.latencies);
    return status;
}
