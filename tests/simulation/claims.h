/* What was asked of the host and what it answered: the account that the store must bear out. Every command
 * carries a serial number in its words, so that its effect can be told from that of any other. */
#ifndef TESTS_SIMULATION_CLAIMS_H
#define TESTS_SIMULATION_CLAIMS_H

#include "server/writer.h"
#include "simulation/operations.h"

typedef struct sim sim_t;

typedef enum claim_state {
    CLAIM_REFUSED, /* it must have left nothing */
    CLAIM_DONE,    /* acknowledged: it must be there, once */
    CLAIM_UNKNOWN, /* no answer to rely on: there or not, but not twice */
} claim_state_t;

typedef struct claim {
    const operation_t *op;
    request_t request;
    uint64_t serial;
    claim_state_t state;
    reply_t reply;    /* of CLAIM_DONE; no error */
    bool found;       /* its event was seen */
    bool settled;     /* no event of it may be seen from now on */
    bool one_of_many; /* of a batch (A31): its words are those of the others, too */
    int64_t record;   /* that it was aimed at, found by its number if need be */
    instant_t at;     /* when it was answered */
} claim_t;

typedef struct claims {
    claim_t **list; /* all that are not settled, in order */
    size_t count, room;
    claim_t **keyed; /* all with a key, for trying again */
    size_t keyed_count, keyed_room;
    claim_t **unknown; /* all that ever were CLAIM_UNKNOWN */
    size_t unknown_count, unknown_room;
    uint64_t serial;
    int64_t keys;
} claims_t;

/* A claim with the next serial number; in the memory of the run. */
claim_t *claim_new(sim_t *s, const operation_t *op);
/* It has been asked: from now on its event may be seen. */
void claim_open(sim_t *s, claim_t *c);
/* The unsettled claim that an event of a person bears out: by the serial number in `words`, or, where it has
 * none, by who did what to which record. NULL: none. */
claim_t *claim_of(sim_t *s, const operation_t *op, int64_t record, int64_t person, const char *words);
/* No answer to rely on came. */
void claim_unknown(sim_t *s, claim_t *c);
/* Two of the same people, who did the same to the same record without a word while nobody heard the answer:
 * which of them the event bears out is not to be seen, until a key tells. Has it be this one (or, if it was,
 * the other). False: there is no such other. */
bool claim_swap(sim_t *s, claim_t *c);
/* After the records were looked at: those acknowledged must have been found; settles all. */
bool claims_settle(sim_t *s);
/* Is it aimed at that record, by its id or as people name it? */
bool claim_names(sim_t *s, const claim_t *c, int64_t record);
/* The serial number at the end of these words; 0: none. */
uint64_t serial_in(const char *words);

#endif
