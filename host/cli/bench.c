/* countersign bench: what this machine does, as ratios in one run (design.md §7), each with its budget and
 * whether that was met. A budget that is missed is said, not punished: the exit code is 0. */
#include "cli/bench.h"
#include "base/json.h"
#include "cli/verbs.h"
#include <string.h>

static const bench_sizes_t SIZES[] = {
    {.name = "quick",
     .decisions_1 = 20,
     .decisions_16 = 64,
     .decisions_128 = 256,
     .rounds = 2,
     .routes = 50,
     .socket = 128,
     .socket_rounds = 1,
     .open_records = 20,
     .storm = 40,
     .people = 200,
     .starts = 1,
     .finished = 40,
     .inbox_reads = 20,
     .idle_s = 1,
     .singles = 2},
    {.name = "short",
     .decisions_1 = 600,
     .decisions_16 = 3200,
     .decisions_128 = 12800,
     .rounds = 10,
     .routes = 20000,
     .socket = 6400,
     .socket_rounds = 3,
     .open_records = 10000,
     .storm = 5000,
     .people = 4000,
     .starts = 5,
     .finished = 20000,
     .inbox_reads = 2000,
     .idle_s = 5,
     .singles = 40},
    {.name = "full",
     .decisions_1 = 4000,
     .decisions_16 = 16000,
     .decisions_128 = 64000,
     .rounds = 25,
     .routes = 100000,
     .socket = 25600,
     .socket_rounds = 5,
     .open_records = 1000000,
     .storm = 100000,
     .people = 20000,
     .starts = 11,
     .finished = 10000000,
     .inbox_reads = 10000,
     .idle_s = 60,
     .singles = 300},
};

static const struct {
    const char *name, *other; /* --only NAME, or the other name for the same run */
    int (*run)(bench_t *b, diag_t *d);
} PARTS[] = {{"decisions", NULL, bench_decisions}, {"socket", NULL, bench_socket},
             {"route", NULL, bench_route},         {"deadlines", "start", bench_pending},
             {"inbox", NULL, bench_inbox},         {"idle", NULL, bench_idle},
             {"lateness", NULL, bench_lateness},   {"replay", NULL, bench_replay}};
enum { PART_COUNT = sizeof PARTS / sizeof *PARTS };

bool bench_wants(const bench_t *b, const char *name) {
    return b->only == NULL || strcmp(b->only, name) == 0;
}

static bool is_part(const char *name) {
    for (size_t i = 0; i < PART_COUNT; i++)
        if (strcmp(PARTS[i].name, name) == 0 || (PARTS[i].other != NULL && strcmp(PARTS[i].other, name) == 0))
            return true;
    return false;
}

static int read_request(bench_t *b, const json_t *request, diag_t *d) {
    bool quick = json_flag(request, "quick"), full = json_flag(request, "full");
    b->only = json_text(request, "only", false, d);
    b->log = json_text(request, "log", false, d);
    b->map = json_text(request, "map", false, d);
    b->rules = json_text(request, "rules", false, d);
    b->sizes = &SIZES[full ? 2 : quick ? 0 : 1];
    if (b->only != NULL && !is_part(b->only))
        diag_set(d, "usage.value", "option", "only", "value", b->only, NULL);
    return d->code == NULL ? 0 : -1;
}

static int run_all(bench_t *b, diag_t *d) {
    instant_t clock = b->cli->clock;
    int status = 0;
    for (size_t i = 0; status == 0 && i < PART_COUNT; i++) {
        bool wanted =
            bench_wants(b, PARTS[i].name) || (PARTS[i].other != NULL && bench_wants(b, PARTS[i].other));
        if (!wanted) continue;
        bench_doing(b, PARTS[i].name);
        status = PARTS[i].run(b, d);
        b->cli->clock = clock;
    }
    return status;
}

int verb_bench(cli_t *cli, const verb_t *verb, json_t *request) {
    (void)verb;
    diag_t d = {0};
    bench_t b = {.cli = cli, .sizes = &SIZES[1], .measured = json_array(), .skipped = json_array()};
    verb_interruptible();
    if (b.measured == NULL || b.skipped == NULL)
        diag_memory(&d);
    else if (read_request(&b, request, &d) == 0)
        run_all(&b, &d);
    int code = d.code != NULL ? cli_error(cli, &d) : EXIT_DONE;
    if (d.code != NULL && cli_stop) code = EXIT_INTERRUPTED;
    if (code == EXIT_DONE && cli->json)
        cli_print_json(cli, json_pack("{s:b,s:s,s:O,s:O}", "ok", 1, "size", b.sizes->name, "measured",
                                      b.measured, "skipped", b.skipped));
    json_decref(b.measured);
    json_decref(b.skipped);
    diag_clear(&d);
    return code;
}
