/* Replay: a log of a real process fed through the real engine in a fresh store, with a virtual clock
 * (design.md §2). */
#ifndef CS_CLI_REPLAY_H
#define CS_CLI_REPLAY_H

#include "cli/cli.h"
#include "cli/replay_map.h"
#include "server/host.h"

typedef struct replay_options {
    const char *rules, *flow; /* the rules folder; the flow expected, checked against the map's */
    const char *map, *cases, *events;
    const char *store;                                      /* where the store is made; it must not exist */
    void (*progress)(void *ctx, size_t done, size_t total); /* NULL: none */
    void *progress_ctx;
    const volatile int *stop; /* not 0: end early; the answer then says so */
} replay_options_t;

/* How one case went. */
typedef struct case_run {
    int64_t record; /* 0: no record was made */
    bool ok;
    int32_t event; /* the first event refused, counted from 0; -1: none */
    char *reason;  /* when not ok: the engine's, as code and parameters; or "open at …" */
} case_run_t;

typedef struct replay {
    replay_options_t options;
    replay_log_t log;
    replay_map_t map;
    host_t *host;
    arena_t arena;     /* reasons */
    case_run_t *cases; /* as log.cases */
    int64_t *tasks;    /* of log.by_case: the task that the event decided; 0: none */
    struct replay_count {
        const char *name;
        size_t count;
    } supplied[MAP_FIELDS_MAX]; /* fields that the log lacks and the map supplied */
    size_t supplied_count;
    size_t commands, refused, unplayed, rungs, ok;
    bool stopped;  /* by options.stop */
    instant_t now; /* the virtual clock */
} replay_t;

/* Runs it; the store stays open for the report. 0 also when cases are not ok; -1: the log, the map or the
 * rules could not be read, or the store failed. */
int replay_run(replay_t *replay, const replay_options_t *options, diag_t *d);
void replay_free(replay_t *replay);

/* Writes cases.csv, tasks.csv, rungs.csv and summary.json into the folder (made when absent). file.write
 * {file, detail}. */
int replay_write(replay_t *replay, const char *folder, diag_t *d);
/* The table and the histogram of waiting times, for people. */
void replay_print(replay_t *replay, cli_t *cli);

/* An error on one line as code and parameters, causes after " < ", in the arena. NULL: no memory. */
char *replay_reason(const diag_t *error, arena_t *arena);

#endif
