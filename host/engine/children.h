/* Records that stand for a step of another one (A7). */
#ifndef CS_ENGINE_CHILDREN_H
#define CS_ENGINE_CHILDREN_H

#include "engine/deciding.h"

/* ---- children.c: A7 */

/* Keeps a command on another record, to be carried out after this one in the same commit. Its fields and
 * people must lie in the arena. */
int follow_up(deciding_t *x, const command_t *command);
/* What the rules say the step opens now. limit.children, limit.record_depth {limit} */
int openings_of(deciding_t *x, const step_t *step, child_opening_t **list, size_t *count);
/* Opens these for the open step of that number. */
int children_open(deciding_t *x, int32_t step, const child_opening_t *list, size_t count);
/* children_again.c: a step that was closed then, and is open again since a decision was taken back: those
 * that were closed with it go on where they were. */
int children_open_again(deciding_t *x, int32_t step, instant_t then);
/* Closes the records that the step still waits for. */
int children_close(deciding_t *x, int32_t step);
/* What the records of a step come to: 0 while undecided, else PASSED or REFUSED. */
step_state_t children_verdict(const record_t *r, const step_t *leaf);
/* When the record has just come to its end or to rest, the one that waits for it is told. */
int tell_opener(deciding_t *x, bool was_over);

#endif
