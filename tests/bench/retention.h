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

/* A person who comments on a record of theirs every few milliseconds, and how long each answer took. */
typedef struct person_work {
    pthread_t thread;
    atomic_bool stopping;
    int64_t every_ms;
    pthread_mutex_t lock;
    double *ms; /* under the lock */
    size_t count, room;
} person_work_t;

typedef struct bench {
    char folder[128], path[192], last[32]; /* last: the number given last */
    int64_t records, draft;
    double empty; /* MiB */
    _Atomic int64_t now;
    host_t *host;
    reader_t reader;
    actor_t actors[3]; /* who files, heads, leads */
    queue_t *queue;
    person_work_t work;
} bench_t;

_Noreturn void fail(const char *what, const diag_t *d);
double seconds(void);
json_t *ask(bench_t *b, json_t *body); /* takes the body; on the thread that owns the host */
bool is_done(const json_t *answer, const char *what);

/* The writer's thread and the person begin, end. */
void people_begin(bench_t *b, int64_t every_ms);
void people_end(bench_t *b);
double worst(person_work_t *w);
double percentile(person_work_t *w, double part); /* sorts */
/* All that have ended are disposed of, slice after slice, through the queue; how many slices. */
int64_t dispose_all(bench_t *b);

#endif
