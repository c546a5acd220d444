/* One decision on many tasks (A31): sent through the API, each item a claim of its own, and sent again in
 * another order. */
#ifndef TESTS_SIMULATION_MANY_H
#define TESTS_SIMULATION_MANY_H

#include <stdbool.h>
#include <stddef.h>

typedef struct sim sim_t;
typedef struct claim claim_t;

enum { MANY_MOST = 160, MANY_KEPT = 8 }; /* more than the writer takes in one commit */

/* As it was sent: what its items are about, each a claim. */
typedef struct many {
    claim_t *items[MANY_MOST];
    size_t count;
    const char *key; /* of all of them; NULL: none */
} many_t;

/* The last ones that had a key, to be sent again. */
typedef struct many_sent {
    many_t *kept[MANY_KEPT];
    size_t count;
} many_sent_t;

bool many_send(sim_t *s);

#endif
