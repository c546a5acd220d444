/* What changed in a record's form from one round to the next (approval.md A44), field by field, before and
 * after: worked out from its events, so that each line can be proved by the one that it names. */
#ifndef CS_SERVER_CHANGES_H
#define CS_SERVER_CHANGES_H

#include "server/past.h"

typedef struct field_diff {
    const char *name;
    const value_t *before, *after; /* NULL: empty */
    int64_t seq; /* of the event that gave it its present value; 0: of what was only tried */
} field_diff_t;

typedef struct round_diff {
    int32_t round;       /* that began with these values */
    int32_t preparation; /* not 0: the agreement asked for anew with them, compared with the time before
                            (P2.1.2) */
    const char *from;    /* not NULL: within the round, since the step of that name returned it to one before,
                            until that step's turn came again (A22) */
    bool pending;        /* it has not begun: what the initiator has changed since the last one */
    bool dropped;        /* of a change after the end: what was approved before it stands again (A46) */
    field_diff_t *fields;
    size_t count;
} round_diff_t;

/* The rounds, the preparations and the returns to a step, after the first of which the form differs from that
 * of the one before, in their order. With `tried`: fields that would be set now, for the round to come. All
 * in the arena of `past`.
 */
int changes_read(const past_t *past, const record_t *record, const field_t *tried, size_t tried_count,
                 round_diff_t **out, size_t *count, diag_t *d);

#endif
