/* Commands as people ask for them: a request of the API, and its answer as the writer would have given it. */
#ifndef TESTS_SIMULATION_ASKING_H
#define TESTS_SIMULATION_ASKING_H

#include "simulation/claims.h"
#include <jansson.h>

/* What no request of this verb can carry is left out of the command. False: it can't be asked for at all. */
bool asking_fits(sim_t *s, claim_t *c);
/* The command as a request of the store's owner, in the name of whoever acts; the caller owns it. */
json_t *asking_request(sim_t *s, const claim_t *c);
/* Sends it; the request is given up. The caller owns the answer. */
json_t *asking_send(sim_t *s, json_t *request);
/* The code of an answer's error; "": it has none. Lives with the answer. */
const char *asking_error(const json_t *answer);
/* An answer to one command; of an error its code alone. */
void asking_reply(sim_t *s, const json_t *answer, reply_t *out);

#endif
