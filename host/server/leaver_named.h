/* Records on their way whose form names somebody who leaves (A16). What they hold moves; whom a field names
 * is a value of the form, which only people change, and the rules go on asking by it. */
#ifndef CS_SERVER_LEAVER_NAMED_H
#define CS_SERVER_LEAVER_NAMED_H

#include "server/host.h"

typedef struct leaver_named {
    int64_t record;
    const char *number; /* NULL: none yet */
    const char *flow;
    const char *fields; /* "in_charge, team" */
} leaver_named_t;

/* Those of all records that have not ended, but for drafts, which are refused with that person in them;
 * newest first, at most `max`. Reads each of them. */
int leaver_named(host_t *h, int64_t person, size_t max, arena_t *arena, leaver_named_t **out, size_t *count,
                 diag_t *d);

#endif
