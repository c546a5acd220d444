/* Tasks of people who are no longer in service (P1.3.4): whoever is ended by an import of the directory, or
 * whose time is over on the day that an earlier one said, holds nothing any more. What they held of each
 * record goes to the flow's fallback, with an incident (engine's hand_over.c). Whoever hands over by name
 * does so with leaver.h.
 *
 * The store knows until when that was looked at, so that nothing is forgotten by a death in between. */
#ifndef CS_SERVER_VACANCIES_H
#define CS_SERVER_VACANCIES_H

#include "server/leaver.h"

/* What they are told by, on each record. */
#define VACANCIES_REASON "no longer in service · 已不在职"

/* Inside the transaction that ends somebody's time: all is to be looked at again. */
int vacancies_owe(host_t *h, diag_t *d);
/* Did a look leave something with who is not there, since nobody could take it? Then whatever changes the
 * directory owes another look: a post may have been filled. */
int vacancies_left(host_t *h, bool *out, diag_t *d);
/* Inside a transaction that changes the directory: the same as vacancies_owe, where something was left. */
int vacancies_owe_left(host_t *h, diag_t *d);
/* Inside a transaction: something was left elsewhere (leaver.h). */
int vacancies_note_left(host_t *h, diag_t *d);
/* When somebody's time is over next, of those not looked at yet; INSTANT_NONE: never. */
int vacancies_next(host_t *h, instant_t *out, diag_t *d);
/* Moves what those held whose time is over, in batches of a commit each. Errors as leaver_tasks. */
int vacancies_mend(host_t *h, const actor_t *actor, arena_t *arena, leaver_tasks_t *out, diag_t *d);

#endif
