/* Reads on the thread pool: a few readers, each used by one thread at a time, and a bounded queue of reads
 * that wait for one. All calls on the loop thread but the reading itself. */
#ifndef CS_SERVER_READS_H
#define CS_SERVER_READS_H

#include "server/reader.h"
#include <uv.h>

typedef struct reads reads_t;
typedef struct read_work read_work_t;

struct read_work {
    void (*run)(reader_t *r, read_work_t *work); /* on a thread of the pool */
    void (*done)(read_work_t *work);             /* on the loop thread */
    uv_work_t uv;                                /* the rest is reads_t's */
    reads_t *reads;
    reader_t *reader;
    read_work_t *next;
};

/* `limit`: reads that may wait. NULL: the error is set. */
reads_t *reads_new(uv_loop_t *loop, host_t *h, size_t readers, size_t limit, diag_t *d);
/* When nothing is under way any more. NULL is fine. */
void reads_free(reads_t *reads);
/* -1: read.full {limit}, or the pool is gone. The work belongs to reads until it is done. */
int reads_push(reads_t *reads, read_work_t *work, diag_t *d);

#endif
