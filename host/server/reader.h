/* A reader: a read-only connection, a shelf of rulesets and the host's present snapshot, used by one thread
 * at a time. Reads never wait for writes. */
#ifndef CS_SERVER_READER_H
#define CS_SERVER_READER_H

#include "server/host.h"

typedef struct reader {
    host_t *host; /* for snapshots only */
    store_t *store;
    ruleset_shelf_t *shelf;
    snapshot_t *snapshot; /* of the request being answered */
} reader_t;

/* Opens the store's file anew, read-only. The host must outlive the reader. -1: the error is set, nothing is
 * held. Any thread. */
int reader_open(host_t *h, reader_t *out, diag_t *d);
void reader_close(reader_t *r);
/* Takes the host's present snapshot for the next request, gives the last one back. */
void reader_refresh(reader_t *r);
/* What the host's time source says now; recorded time (host_now) is the writer's alone. */
instant_t reader_now(const reader_t *r);

#endif
