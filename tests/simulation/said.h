/* What a command carries besides whom it is about: fields of the form, entries, documents, opinions by
 * aspect, checks that are ticked, people who are picked. Mostly what is asked for, now and then not. */
#ifndef TESTS_SIMULATION_SAID_H
#define TESTS_SIMULATION_SAID_H

#include "simulation/claims.h"
#include "simulation/history.h"

/* A few fields, as texts; the note carries the serial number. */
void said_form(sim_t *s, claim_t *c);
/* What goes with the task that it is about, of that record. */
void said_with(sim_t *s, past_t *p, claim_t *c);
/* Whom the initiator picks as the record is submitted (A10). */
void said_picks(sim_t *s, const past_t *p, command_t *c);

#endif
