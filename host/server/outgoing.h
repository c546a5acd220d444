/* Messages on their way out: some of a channel's are claimed from the outbox (a commit), delivered, and what
 * became of each is put down (a commit). No threads here: delivery.c runs one such round after another for
 * each channel, claiming and settling on the writer's thread and delivering on a worker's; the simulation
 * does all of it by turns. */
#ifndef CS_SERVER_OUTGOING_H
#define CS_SERVER_OUTGOING_H

#include "countersign/plugin.h"
#include "server/host.h"
#include "store/outbox.h"

enum { OUTGOING_MAX = 8 };

typedef struct delivery_options {
    int32_t attempts_max;           /* then it is stuck */
    int64_t retry_ms, retry_max_ms; /* wait after the first failure, and the longest */
} delivery_options_t;

/* How long to wait before the next attempt, after `attempts` that failed (from 1). */
int64_t delivery_backoff(const delivery_options_t *options, int32_t attempts);

/* One message, and what became of it. */
typedef struct parcel {
    outbox_row_t row;
    const char *number, *flow; /* of its record; NULL: none, or it could not be read */
    enum cs_delivery how;
    const char *error; /* unless delivered */
} parcel_t;

typedef struct outgoing {
    const char *channel, *holder; /* whose claim it is; both outlive this */
    delivery_options_t options;
    arena_t arena; /* of what lies in the parcels */
    parcel_t parcels[OUTGOING_MAX];
    size_t count;
} outgoing_t;

/* Nothing claimed yet. */
void outgoing_init(outgoing_t *o, const char *channel, const char *holder, const delivery_options_t *options);
void outgoing_free(outgoing_t *o); /* what it holds, not itself; a claim is left to run out */

/* On the writer's thread, once, before the first claim: what a host that died had claimed of the channel
 * waits no longer for those claims to run out. Nobody else has the store open. Errors as of outgoing_claim.
 */
int outgoing_take_over(host_t *h, const outgoing_t *o, diag_t *d);
/* On the writer's thread: claims at most OUTGOING_MAX messages that are due, for `lease_ms`. -1: nothing is
 * claimed; a store that failed leaves the host read-only. Errors host.read_only, store.*. */
int outgoing_claim(host_t *h, outgoing_t *o, int64_t lease_ms, diag_t *d);
/* On any thread: hands each message to the channel, one after another. A recipient whom the directory does
 * not know can't be reached by anything, and is given up. `deliver` may set an error, whose `detail` is
 * kept. */
typedef enum cs_delivery (*outgoing_fn)(void *ctx, const struct cs_message *message, diag_t *d);
void outgoing_deliver(outgoing_t *o, const directory_t *directory, outgoing_fn deliver, void *ctx);
/* On the writer's thread: puts down what became of each. A claim that ran out meanwhile is told in the log
 * and left to whoever has it now. -1: nothing of it is put down. Errors as of outgoing_claim. */
int outgoing_settle(host_t *h, outgoing_t *o, diag_t *d);

#endif
