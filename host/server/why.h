/* What the files of the verb `why` share: one step of one record and everything that is told of it. Nobody
 * else includes it.
 *
 *   api_read_why.c   which step, its rule, the facts that the rule read, how it ended
 *   why_people.c     how its people were found, in the organisation as it was then
 *   why_time.c       how each due time was worked out, and the rungs of its ladder */
#ifndef CS_SERVER_WHY_H
#define CS_SERVER_WHY_H

#include "engine/explain.h"
#include "server/api_parts.h"
#include "server/api_private.h"
#include "server/past.h"

typedef struct why_told {
    reader_t *reader;
    shape_t s;
    arena_t *arena;
    record_t *record; /* as it is now */
    const step_t *step;
    const rules_t *rules; /* may be NULL: its ruleset is not at hand */
    const flow_t *flow;   /* may be NULL: its ruleset does not know it any more */
    past_t past;
    instant_t now;
} why_told_t;

/* The record as it was when the step opened, or as it is while it has not; `at` that time. */
int why_moment(why_told_t *w, explain_t *out, diag_t *d);

/* "people", "asked", "expected": one entry a task; what each source of the step named then; who would have
 * it. -1: the error is set. */
int why_people(why_told_t *w, json_t *root, diag_t *d);
/* "clocks": one entry a task that has one. */
int why_time(why_told_t *w, json_t *root, diag_t *d);

#endif
