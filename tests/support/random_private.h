/* What the files that make random things share; tests include random_model.h. */
#ifndef TESTS_SUPPORT_RANDOM_PRIVATE_H
#define TESTS_SUPPORT_RANDOM_PRIVATE_H

#include "support/random_model.h"

/* Zeroed, of the arena; never NULL, also for none. */
void *random_make(rng_t *r, size_t count, size_t size);
int64_t random_id(rng_t *r);
instant_t random_instant(rng_t *r); /* INSTANT_NONE now and then */
int32_t random_small(rng_t *r);     /* 0 to 63 */
hash_t random_hash(rng_t *r);
/* In order of name, each once; `may_empty`: some without a value. */
field_t *random_fields(rng_t *r, size_t count, bool may_empty);
step_t random_one_step(rng_t *r, int32_t no);
document_t random_document(rng_t *r);

/* The payload of an event whose kind is set; false: it is of none of these kinds. */
bool random_step_payload(rng_t *r, event_t *e);      /* stages and steps */
bool random_change_payload(rng_t *r, event_t *e);    /* what changes on the way */
bool random_admin_payload(rng_t *r, event_t *e);     /* what administrators do */
bool random_business_payload(rng_t *r, event_t *e);  /* the business process */
bool random_deviation_payload(rng_t *r, event_t *e); /* deviations and documents */
/* Of tasks and their clocks. */
void random_task_payload(rng_t *r, event_t *e);

#endif
