/* After a calendar changed: due times worked out anew, with a list of what moved (approval.md A63). */
#ifndef CS_SERVER_RECKON_H
#define CS_SERVER_RECKON_H

#include "server/host.h"

/* A due time that moved. Texts are in the arena of the call. */
typedef struct moved_due {
    int64_t record, person;
    const char *number; /* NULL: none yet */
    const char *step;
    instant_t before, after;
    bool provisional; /* still */
} moved_due_t;

/* Every record that has not ended, in batches of one commit each, on the host's present snapshot; with
 * `tried`, as it would be with those calendars, and nothing of it stays. *out lists the first `max` due times
 * that moved, *count all of them. A record that can't be loaded is passed over (its deadlines are told of
 * when they fire). */
int host_reckon(host_t *h, calendar_set_t *tried, size_t max, arena_t *arena, moved_due_t **out,
                size_t *count, diag_t *d);

#endif
