/* Due times owed after a calendar changed (A63): the calendar is one commit, the due times that it moves are
 * many. Whoever dies between them, or can't write, leaves a mark in the store, and whoever opens it next does
 * the rest. */
#ifndef CS_SERVER_RECKON_OWED_H
#define CS_SERVER_RECKON_OWED_H

#include "server/host.h"

/* Inside the transaction that changes a calendar: from then on its due times are owed. */
int reckon_owe(host_t *h, diag_t *d);
/* They have been worked out, all of them: a commit. */
int reckon_settle(host_t *h, diag_t *d);
/* Works out what is owed, if anything, and settles it. When a store was opened; errors as host_reckon. */
int reckon_owed(host_t *h, diag_t *d);

#endif
