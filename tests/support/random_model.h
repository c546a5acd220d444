/* Random values, plans, records and events, the same for the same seed. They are well formed, as the host
 * itself would make them, but mean nothing. Everything made lies in the arena. */
#ifndef TESTS_SUPPORT_RANDOM_MODEL_H
#define TESTS_SUPPORT_RANDOM_MODEL_H

#include "model/event.h"

typedef struct rng {
    uint64_t state;
    arena_t *arena;
} rng_t;

/* splitmix64 (Steele, Lea, Flood 2014). */
uint64_t rng_next(rng_t *r);
/* 0 to below - 1. */
uint64_t rng_below(rng_t *r, uint64_t below);
bool rng_chance(rng_t *r, unsigned percent);
/* Up to `most` characters, ASCII and Chinese; never NULL. */
const char *random_text(rng_t *r, size_t most);
/* NULL one time in three. */
const char *random_maybe(rng_t *r, size_t most);
/* Of a random kind, never VALUE_NONE; `cell`: never a table either. */
value_t random_value(rng_t *r, bool cell);
limit_t random_limit(rng_t *r);
source_t *random_source(rng_t *r, int depth); /* NULL now and then */
ladder_t random_ladder(rng_t *r, size_t rungs_most);
/* A tree of up to `most` steps in preorder, numbered from `first_no`. */
plan_t random_plan(rng_t *r, size_t most, int32_t first_no);
/* With about `steps` steps and `tasks` tasks. */
record_t *random_record(rng_t *r, size_t steps, size_t tasks);
/* Of this kind, head and payload. */
event_t *random_event(rng_t *r, event_kind_t kind);
/* The kinds there are, ended by 0. */
extern const event_kind_t random_event_kinds[];

#endif
