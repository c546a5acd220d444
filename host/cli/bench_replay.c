/* The real log through the engine, where one is given. */
#include "cli/bench.h"
#include "cli/replay.h"
#include "cli/temporary.h"
#include "cli/verbs.h"
#include <unistd.h>

int bench_replay(bench_t *b, diag_t *d) {
    cli_t *cli = b->cli;
    if (b->log == NULL || b->map == NULL || b->rules == NULL) {
        bench_skip(b, "replay", "no_log");
        return 0;
    }
    const char *cases = arena_printf(&cli->arena, "%s/cases.csv.gz", b->log),
               *events = arena_printf(&cli->arena, "%s/events.csv.gz", b->log);
    if (cases == NULL || events == NULL) return diag_memory(d);
    if (access(cases, R_OK) != 0 || access(events, R_OK) != 0) {
        bench_skip(b, "replay", "absent_log");
        return 0;
    }
    char *folder = temporary_folder(cli, "bench", d);
    const char *store = folder != NULL ? arena_printf(&cli->arena, "%s/replay.db", folder) : NULL;
    if (store == NULL) return -1;
    replay_t replay;
    replay_options_t options = {.rules = b->rules,
                                .map = b->map,
                                .cases = cases,
                                .events = events,
                                .store = store,
                                .stop = &cli_stop};
    double begin = bench_seconds();
    int status = replay_run(&replay, &options, d);
    double took = bench_seconds() - begin;
    if (status == 0) {
        bench_tell(b,
                   &(measured_t){
                       .name = "replay", .unit = "seconds", .size = replay.log.event_count, .value = took});
        bench_tell(b, &(measured_t){.name = "replayed",
                                    .unit = "a_second",
                                    .size = replay.commands + replay.rungs,
                                    .value = (double)(replay.commands + replay.rungs) / took});
    }
    replay_free(&replay);
    store_unlink(cli, store);
    rmdir(folder);
    return status;
}
