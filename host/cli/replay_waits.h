/* Waiting times of a replay: every decision with how long it waited, gathered from the records as they ended.
 */
#ifndef CS_CLI_REPLAY_WAITS_H
#define CS_CLI_REPLAY_WAITS_H

#include "cli/replay.h"

/* One decision of the log: the task it decided. */
typedef struct wait {
    const char *case_id, *step, *role, *outcome; /* role: the log's */
    int32_t round;
    instant_t opened, decided;
    int64_t wait_s, working_s; /* elapsed; working time on the assignee's calendar, both in whole seconds */
} wait_t;

/* One rung that got its outcome by firing. */
typedef struct rung_row {
    const char *case_id, *step, *rung, *outcome;
    int32_t round;
    instant_t due, fired;
} rung_row_t;

typedef struct waits {
    arena_t arena;
    wait_t *list;
    size_t count;
    rung_row_t *rungs;
    size_t rung_count;
} waits_t;

/* Reads them from the replay's store, case by case in the order of the log. The caller frees, also after a
 * failure. */
int waits_gather(replay_t *replay, waits_t *out, diag_t *d);
void waits_free(waits_t *waits);

enum { WAIT_BUCKETS = 8 };
/* Upper bounds in seconds of the histogram's buckets; the last has none. */
extern const int64_t wait_bounds[WAIT_BUCKETS - 1];

/* Waits of one step, summed up. */
typedef struct step_waits {
    const char *step;
    size_t count;
    int64_t median_s, p90_s;
    size_t buckets[WAIT_BUCKETS];
} step_waits_t;
/* One row a step in order of their first appearance, in the arena of `waits`; *count 0 with NULL: no memory.
 */
step_waits_t *waits_by_step(waits_t *waits, size_t *count);

#endif
