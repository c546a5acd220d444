/* Delivering the outbox: one worker thread for each channel, so that a channel that blocks or fails delays
 * nobody else, least of all an approval.
 *
 *   claim (on the writer's thread, a commit) → deliver (here, may block) → what became of it (on the writer's
 * thread)
 *
 * A message is delivered at least once, always under the same key: if the host dies between delivery and its
 * record of it, the next host takes its claims back and the message goes out again. After a failure the next
 * attempt waits twice as long as the one before, up to a limit; after too many attempts, or when the channel
 * gives up, the message is stuck: it stays in the list, with its error, until somebody sends it again. A
 * message to somebody who has left is stuck too.
 *
 * Workers sleep until a commit brings something for their channel (delivery_look) or a retry is due. */
#ifndef CS_SERVER_DELIVERY_H
#define CS_SERVER_DELIVERY_H

#include "server/outgoing.h"
#include "server/plugins.h"
#include "server/queue.h"

typedef struct delivery delivery_t;

/* For the channels of `plugins`, which must outlive it. No thread runs yet. NULL: the error is set. */
delivery_t *delivery_new(plugins_t *plugins, const delivery_options_t *options, diag_t *d);
/* Starts a worker for each channel, writing through `q`. */
int delivery_start(delivery_t *dv, host_t *h, queue_t *q, diag_t *d);
/* Lets deliveries under way end and stops the workers: before queue_stop. */
void delivery_stop(delivery_t *dv);
void delivery_free(delivery_t *dv); /* NULL is fine */

/* On the writer's thread, after a commit: tells each worker when its channel has something next. */
void delivery_look(delivery_t *dv, host_t *h);
/* Has every worker look again: after a test has moved its clock. Any thread. */
void delivery_wake(delivery_t *dv);

#endif
