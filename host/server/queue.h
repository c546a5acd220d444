/* The queue into the writer thread.
 *
 *     loop thread, outbox workers            writer thread
 *     queue_push ──► waiting (bounded) ──► batch ──► writer_run / call ──► done ──► `wake`
 *     queue_finish ◄──────────────────────────────────────────────────────┘
 *
 * The writer thread owns the host while it runs. It takes what waits as a batch, bounded in number, carries
 * it out with one commit, and only then puts it on the list of what is done; calls (administration, the
 * outbox) run between batches of commands, in the order in which they came. Deadlines are fired when nobody
 * waits, or in turn with the batches of people's commands, so that neither starves the other. Between batches
 * the store's house is kept (housekeeping.h). With nothing to do the thread sleeps, without a time limit:
 * queue_due wakes it when a deadline is due.
 *
 * A store that can't be trusted after a failed write is tried again after 1, 2, 4 … seconds. */
#ifndef CS_SERVER_QUEUE_H
#define CS_SERVER_QUEUE_H

#include "server/writer.h"

typedef struct job job_t;
struct job {
    /* Exactly one of the two: */
    const request_t *request;            /* a command, for writer_run; lives until the job is done */
    void (*call)(host_t *h, job_t *job); /* or anything else, on the writer's thread */
    reply_t reply;                       /* of a command; whoever takes the finished job clears its error */
    void *owner;                         /* the pusher's own */
    void (*done)(job_t *job); /* called by queue_finish, or, when `direct`, on the writer's thread */
    bool direct;
    bool counted; /* the queue's, as is next */
    job_t *next;
};

typedef struct queue queue_t;

typedef struct queue_options {
    size_t batch_max, fire_batch, limit; /* commands a commit, deadlines a commit, jobs waiting */
    int64_t batch_us;      /* longest that a command waits for others while several people work */
    int64_t recover_max_s; /* longest wait between two tries to write again */
    /* Called on the writer's thread when jobs are done, when the earliest deadline is another
     * (queue_next_due), and after deadlines were fired. Must not block. */
    void (*wake)(void *ctx);
    /* Called on the writer's thread after each thing done, with the host: the outbox looks what there is to
     * deliver. May be NULL. */
    void (*after)(void *ctx, host_t *h);
    void *ctx;
} queue_options_t;

/* Starts the writer thread, which owns `h` until queue_stop returns. NULL: the error is set. */
queue_t *queue_start(host_t *h, const queue_options_t *options, diag_t *d);
/* Carries out what waits, then ends the thread. Jobs pushed from now on are refused. */
void queue_stop(queue_t *q);
/* After queue_stop and the last queue_finish. NULL is fine. */
void queue_free(queue_t *q);

/* Hands a job over; it belongs to the queue until it is done. -1: queue.full {limit}, queue.stopped. Any
 * thread. */
int queue_push(queue_t *q, job_t *job, diag_t *d);
/* As queue_push, but not counted against the limit: for the few jobs of the host itself. */
int queue_push_own(queue_t *q, job_t *job, diag_t *d);
/* Pushes and waits until it was carried out; `done` is not called. Not on the writer's thread, nor on the
 * loop's. */
int queue_call(queue_t *q, job_t *job, diag_t *d);
/* Takes all that is done and calls each job's `done`, in the order in which they were carried out. On the
 * thread that `wake` tells. */
void queue_finish(queue_t *q);

/* Deadlines may be due: fire them. Any thread. */
void queue_due(queue_t *q);
/* The earliest deadline as of the last commit; INSTANT_NONE: none. Any thread. */
instant_t queue_next_due(queue_t *q);
/* How many jobs wait. Any thread. */
size_t queue_waiting(queue_t *q);

#endif
