/* Disposal of records that have ended (store/disposal.h), a slice at a time: one commit each, small enough
 * that people's commands go on between two of them. A slice that is not followed by the next leaves whole
 * records, and the same request made again goes on with what is left. Whose right it is, how long which
 * records are kept, what is held back: whoever calls has decided that. */
#ifndef CS_SERVER_DISPOSE_H
#define CS_SERVER_DISPOSE_H

#include "server/host.h"
#include "store/disposal.h"

typedef struct dispose_request {
    const actor_t *actor;
    const char *reason; /* kept with the event */
    bool preview;       /* look, and write nothing */
    /* Which: those named, by number or id, or … */
    const char *const *names;
    size_t name_count;
    /* … every one that ended before an instant, of one flow or (NULL) of all. */
    const char *flow;
    instant_t ended_before;
    int64_t after; /* `next` of the slice before; 0: the first */
} dispose_request_t;

typedef struct dispose_refused {
    int64_t record;   /* 0: there is none */
    const char *name; /* as it was named, else its number; NULL: it has none */
    diag_t *why;      /* cleared by dispose_done */
} dispose_refused_t;

typedef struct dispose_slice {
    disposal_t *gone; /* with `preview`: that would be */
    size_t gone_count;
    dispose_refused_t *refused;
    size_t refused_count;
    int64_t event; /* on record 0; 0: none was written */
    int64_t next;  /* 0: that was all */
} dispose_slice_t;

/* One slice, in a transaction of its own, on the thread that owns the host. What is in *out lies in the
 * arena, but for the refusals' errors: give them back with dispose_done, also after an error. -1: nothing of
 * the slice stands. */
int host_dispose(host_t *h, const dispose_request_t *request, arena_t *arena, dispose_slice_t *out,
                 diag_t *d);
void dispose_done(dispose_slice_t *slice);

#endif
