/* Steps that serve a task: signers before and after, questions, delegations (A24 to A26). */
#ifndef CS_ENGINE_SERVING_H
#define CS_ENGINE_SERVING_H

#include "engine/deciding.h"
#include "engine/seats.h"

/* ---- serving.c */

/* Who signs before that task's holder and has not decided yet, the signer or somebody whom they brought in:
 * the holder has to wait. NULL: nobody. */
const step_t *serving_before(const record_t *r, int64_t task);
/* The signer before a task's holder with whom that step came in: itself, or by whom its people were brought
 * in; of several, the nearest. NULL: none. */
const step_t *serving_signer(const record_t *r, const step_t *step);
/* Closes what was open for a task that ends; signers before its holder with whom these brought in. Whoever
 * was asked, or prepares something, hears of it. */
int serving_close(deciding_t *x, int64_t task, const char *cause);
/* Is that a question or a delegation of the task's, closed as the task ended? It is open again with it (A27).
 */
bool served_until(const step_t *s, const task_t *task);
/* "head.before", "head.before2" …: unique among the steps of the record. NULL: no memory. */
const char *step_name_free(deciding_t *x, const char *step, const char *what);
/* That step may have ended by a decision: whoever has the task that it served hears that they may go on. */
int serving_told(deciding_t *x, int32_t no);
/* Of a step that hears all (A2), the seats for which a signer before refused are closed (A25). */
int serving_refused(deciding_t *x, int32_t no);
/* The same of one that would open, as the step is gone through again: nobody is asked there. */
int serving_refused_ahead(deciding_t *x, const step_t *step, int32_t order, const found_t *who);
/* Ends the questions and delegations that were answered. */
int serving_settle(deciding_t *x);

/* ---- whose.c */

/* The task of the same step that somebody else in service has claimed; NULL: none. */
const task_t *claimed_by_other(const deciding_t *x, const task_t *task);
/* The same, or the open task itself where it is the one that was claimed. */
const task_t *claim_on(const deciding_t *x, const task_t *task);
/* Whose an open task is, for whoever is told that it is not theirs: the handles of all who have one of its
 * step, a long list cut short; of one that somebody has claimed (A28) just theirs. Of one that has ended its
 * holder's. */
const char *holders_of(const deciding_t *x, const task_t *task);

#endif
