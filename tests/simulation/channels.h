/* What becomes of messages: channels that are slow, fail, lose what they were told; and the account of what
 * must arrive. */
#ifndef TESTS_SIMULATION_CHANNELS_H
#define TESTS_SIMULATION_CHANNELS_H

#include "server/outgoing.h"

typedef struct sim sim_t;

enum { CHANNELS = 2 };

/* One row of the outbox that was committed. */
typedef struct mail_item {
    int64_t message, recipient, record, task;
    int channel;
    char kind[40];
    int32_t arrived; /* how often */
    bool gone;       /* forgotten after delivery, as it may */
    bool stuck;      /* given up, as the store says */
    int64_t arrived_at;
} mail_item_t;

typedef struct mail {
    mail_item_t *items; /* by message, then channel */
    size_t count, room;
    size_t told;               /* items before this one were known before the step */
    outgoing_t *out[CHANNELS]; /* claimed, under way; NULL: none */
    char holder[32];
    int lives; /* of the process: each claims under a name of its own */
} mail_t;

extern const char *const channel_names[CHANNELS];
extern const delivery_options_t channel_options;

mail_item_t *mail_find(sim_t *s, int64_t message, int channel); /* NULL: none */
/* Reads rows of the outbox that are new, and finds in them every message that the events call for. */
bool mail_take(sim_t *s, store_t *reader);
/* Claims, or delivers and settles what was claimed. */
bool mail_act(sim_t *s);
bool mail_resend(sim_t *s);
/* The process has begun: what the one before had claimed is claimed anew. */
bool mail_begin(sim_t *s);
/* The process died: what was under way is forgotten. */
void mail_drop(sim_t *s);
/* Every row of the outbox against the account. */
bool mail_check(sim_t *s, store_t *reader);
/* Healthy channels, until nothing waits any more; then everything has arrived or is stuck and visible. */
bool mail_drain(sim_t *s);

#endif
