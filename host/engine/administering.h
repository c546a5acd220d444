/* What an administrator does with a record, and what a suspended one takes. */
#ifndef CS_ENGINE_ADMINISTERING_H
#define CS_ENGINE_ADMINISTERING_H

#include "engine/deciding.h"

/* ---- admin.c: what an administrator may do (A16, A50 to A53) */

/* Puts the act and its reason on record, before what follows from it. */
int administered(deciding_t *x, int32_t step, int64_t task);
/* Tells those whose open tasks of the steps flagged by index (NULL: of all) are about to be closed. */
int tell_closing(deciding_t *x, const bool *which);
/* Tells the initiator, and whoever has an open task, each once. */
int tell_concerned(deciding_t *x, const char *kind);

/* ---- suspend.c */

/* record.suspended {command, step, watcher, due} for what a suspended record does not take. */
int check_suspended(deciding_t *x);
/* The open step that stands for a suspension; NULL: none. */
const step_t *suspension(const record_t *r);

#endif
