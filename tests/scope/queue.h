/* The states that wait to be looked at (queue.c). */
#ifndef TESTS_SCOPE_QUEUE_H
#define TESTS_SCOPE_QUEUE_H

#include "scope.h"

typedef struct queue {
    struct queue_chunk *first, *last;
    size_t head, tail; /* where to read in the first, to write in the last */
    buf_t put, got;    /* the one put in last, the one taken out last: what the next differs from */
    buf_t next, code;
    uint32_t *table;
    uint64_t count;
} queue_t;

/* Without memory the program ends (exit code 2). */
void queue_init(queue_t *q);
void queue_free(queue_t *q);
void queue_put(queue_t *q, const before_t *state);
/* Of one that is not empty; the bytes live until the next call. */
void queue_get(queue_t *q, before_t *out);

#endif
