/* What the files retention*.c share: the company, and the two who work on it at once. */
#ifndef TESTS_BENCH_RETENTION_H
#define TESTS_BENCH_RETENTION_H

#include "base/json.h"
#include "server/api.h"
#include "server/queue.h"
#include "server/verify.h"
#include "store/disposal.h"
#include "store/outbox.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Milliseconds, one after the other. */
typedef struct times {
    pthread_mutex_t lock;
    double *ms; /* under the lock */
    size_t count, room;
} times_t;

typedef struct bench {
    char folder[128], path[192], last[32]; /* last: the number given last */
    int64_t records, draft;
    double empty; /* MiB */
    _Atomic int64_t now;
    host_t *host;
    reader_t reader;
    actor_t actors[3]; /* who files, heads, leads */
    queue_t *queue;
    pthread_t person; /* who comments on a record of theirs every few milliseconds */
    atomic_bool stopping;
    int64_t every_ms;
    times_t work;         /* how long each answer took */
    times_t held, worked; /* of the slices: how long they took, and of the processor's time */
} bench_t;

_Noreturn void fail(const char *what, const diag_t *d);
double seconds(void);
json_t *ask(bench_t *b, json_t *body); /* takes the body; on the thread that owns the host */
bool is_done(const json_t *answer, const char *what);

/* The writer's thread and the person begin, end. */
void people_begin(bench_t *b, int64_t every_ms);
void people_end(bench_t *b);
double worst(times_t *w);
double percentile(times_t *w, double part); /* sorts */
/* All that have ended are disposed of, slice after slice, through the queue; how many slices. */
int64_t dispose_all(bench_t *b);

#endif
