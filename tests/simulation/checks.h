/* What must hold after every step, of the records that it touched, seen through a reader of the store: only
 * what is committed counts. */
#ifndef TESTS_SIMULATION_CHECKS_H
#define TESTS_SIMULATION_CHECKS_H

#include "simulation/history.h"

/* These records (0 is passed over), and the system's own: events that are new follow the chain and the
 * account, state is their fold, rows are what the state says, every open task has its clock, every message
 * its row, every acknowledged command its event. Settles the claims. */
bool check_records(sim_t *s, const int64_t *records, size_t count);
/* Every record of the store, and that there are no others: after the store was in doubt. */
bool check_all_records(sim_t *s);

/* The whole store from the beginning, as `verify` does, and the outbox against the account. */
bool check_store(sim_t *s);
/* Brings the run to rest: deadlines fired, messages delivered, nothing overdue; then the whole store. */
bool check_at_rest(sim_t *s);

#endif
