/* The writer: takes commands as a batch, decides each, commits once, then answers (design.md §2). Runs on the
 * thread that owns the host. */
#ifndef CS_SERVER_WRITER_H
#define CS_SERVER_WRITER_H

#include "server/host.h"

enum { WRITER_BATCH_MAX = 128, WRITER_BATCH_US = 2000 };

/* A command as it came in: a record may be named by its number. */
typedef struct request {
    command_t command;
    const char *record_name; /* used when command.record is 0; NULL: none */
    bool guarded;            /* a record that its actor may not know of is store.not_found to them (sees.h) */
    bool twice; /* its batch names the record before it: batch.twice, unless its key was answered already */
} request_t;

typedef struct reply {
    bool ok;
    diag_t error; /* when not ok; the caller clears it */
    int64_t record, task;
    char number[32]; /* "" for a draft */
    record_state_t state;
    bool notice; /* it was refused, and its initiator has yet to take notice */
    int64_t version, form_version;
    bool repeated; /* the same idempotency key had been answered before: this is that answer */
} reply_t;

/* Carries the requests out in order, one commit for all; when it returns, every reply is final (and durable,
 * when ok). Rungs of a request's record that are due come first (A60). When one request's rows can't be
 * written the batch is rolled back and run one by one; a fatal error is the answer to all of them. */
void writer_run(host_t *h, const request_t *requests, reply_t *replies, size_t count);

/* Fires deadlines due at or before `until`, earliest first, at most `max`, in one commit. *fired: how many
 * rungs got an outcome; *more: some are left. The recorded time is host_now. A deadline that can't be carried
 * out (its record is damaged, its rows can't be written) holds none of the others up: it is set aside until
 * the host is opened again, an incident says so, and its row stays as it is for verify to name. */
int writer_fire(host_t *h, instant_t until, size_t max, size_t *fired, bool *more, diag_t *d);
/* The earliest deadline that is not set aside; INSTANT_NONE: there is none. */
int writer_next_due(host_t *h, instant_t *out, diag_t *d);

/* Many batches' worth in one transaction: replay opens one around its commands and firings. Inside it
 * writer_run and writer_fire do not commit. A request that fails to be written then fails the whole
 * transaction. */
int writer_open_transaction(host_t *h, diag_t *d);
int writer_close_transaction(host_t *h, diag_t *d);

/* An event on the system's own record (id 0): what an administrator or the host itself did. Inside a
 * transaction of the caller. */
int writer_note(host_t *h, const actor_t *actor, const char *code, const char *text, diag_t *d);

#endif
