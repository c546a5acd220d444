/* A company whose writer thread is fed by a queue, without a socket; the test's thread is the one that is
 * woken. */
#ifndef TESTS_UNIT_SERVER_QUEUE_RIG_H
#define TESTS_UNIT_SERVER_QUEUE_RIG_H

#include "fixture.h"
#include "server/delivery.h"
#include "server/queue.h"
#include <semaphore.h>

typedef struct rig {
    fixture_t f;
    queue_t *queue;
    delivery_t *delivery;
    sem_t woken;
    arena_t arena;
} rig_t;

static inline void wake(void *ctx) {
    sem_post(&((rig_t *)ctx)->woken);
}

static inline void after(void *ctx, host_t *h) {
    rig_t *r = ctx;
    if (r->delivery != NULL) delivery_look(r->delivery, h);
}

static inline void start_with(rig_t *r, host_t *host, size_t limit) {
    queue_options_t options = {.batch_max = 16,
                               .fire_batch = 4,
                               .limit = limit,
                               .batch_us = 2000,
                               .recover_max_s = 1,
                               .wake = wake,
                               .after = after,
                               .ctx = r};
    sem_init(&r->woken, 0, 0);
    arena_init(&r->arena, 0);
    r->queue = queue_start(host, &options, &r->f.d);
    assert_non_null(r->queue);
}

static inline void start(rig_t *r, size_t limit) {
    start_with(r, company_host(r->f.company), limit);
}

static inline void stop(rig_t *r) {
    queue_stop(r->queue);
    queue_finish(r->queue);
    queue_free(r->queue);
    sem_destroy(&r->woken);
    arena_free(&r->arena);
}

#endif
