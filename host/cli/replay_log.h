/* An event log as replay reads it: cases.csv and events.csv in memory, each case's events in the order of
 * their `seq`, all merged into one time. */
#ifndef CS_CLI_REPLAY_LOG_H
#define CS_CLI_REPLAY_LOG_H

#include "base/diag.h"
#include "base/instant.h"
#include "base/mem.h"

typedef struct log_event {
    int32_t log_case;                                   /* index into cases */
    int32_t seq;                                        /* from the log */
    const char *activity, *resource, *role, *timestamp; /* "" when the log leaves it out */
    instant_t at; /* when it happens in the replay: its own time, but never before its case's clock */
} log_event_t;

typedef struct log_case {
    const char *id;
    const char **values;  /* of the columns of cases.csv */
    int32_t first, count; /* its events, in order, as indexes into by_case */
} log_case_t;

typedef struct replay_log {
    arena_t arena;
    const char **columns; /* of cases.csv */
    size_t column_count;
    log_case_t *cases;
    size_t case_count;
    log_event_t *by_case; /* case by case, each in order */
    size_t event_count;
    int32_t *by_time; /* indexes into by_case, in the order of time; same time: order of cases, then of seq */
    size_t moved, undated; /* events put to their case's clock because they were earlier, or had no time */
} replay_log_t;

/* Reads both files (plain or gzip). csv.* errors; log.case {case} for an event of an unknown case, log.seq,
 * log.timestamp, log.undated {case} when no event of a case has a time; each with file and line. The caller
 * frees the log, also after a failure. */
int replay_log_read(replay_log_t *log, const char *cases, const char *events, diag_t *d);
void replay_log_free(replay_log_t *log);
/* The roles of the events after `event` in its round: until the next event whose activity is one of
 * `submissions`. Appends to `roles` (room for `max`), each once. */
size_t replay_log_later(const replay_log_t *log, size_t event, const char *const *submissions,
                        const char **roles, size_t max);

#endif
