/* Sums over like records (A73): the rows that hold them, kept by the writer in the transaction of each
 * command, and what engine asks of them. Records of a flow that no rule ever looked at have no rows and cost
 * nothing.
 *
 * What has been declared once stays declared (like_rules), so that a record under older rules finds what they
 * look for too. A new declaration's rows for the records that are there are made when its rules come into
 * force, in the transaction of the first batch that works under them. */
#ifndef CS_SERVER_LIKES_H
#define CS_SERVER_LIKES_H

#include "model/record.h"
#include "model/uses.h"
#include "server/host_internal.h"

/* Over a connection, the writer's or a reader's. */
sums_t likes_sums(store_t *store);
/* Before a batch: learns what the rules in force declare, once for each version of them. */
int likes_follow(host_t *h, diag_t *d);
/* After a command: the record's rows as its state now asks for. */
int likes_write(host_t *h, const record_t *record, arena_t *arena, diag_t *d);
/* The batch was rolled back: what was learnt in it is not known. */
void likes_forget(host_t *h);

#endif
