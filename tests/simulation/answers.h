/* What the host answered to a command, held against what was known of it: done once, refused, or nobody
 * knows; a key has one effect and one answer. */
#ifndef TESTS_SIMULATION_ANSWERS_H
#define TESTS_SIMULATION_ANSWERS_H

#include "simulation/claims.h"

/* Takes one answer; its error is cleared. `sent_before`: the claim stands among those that were asked.
 * *touched: the record that it may have changed; 0: none. */
bool answer_take(sim_t *s, claim_t *c, reply_t *reply, bool sent_before, int64_t *touched);
/* Is a key of that claim remembered still? */
bool answer_key_holds(const sim_t *s, const claim_t *c);

#endif
