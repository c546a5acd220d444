/* What the files of jumping (A50) share. */
#ifndef CS_ENGINE_JUMP_H
#define CS_ENGINE_JUMP_H

#include "engine/deciding.h"

/* Where the command wants the record to go on. */
typedef struct jump_to {
    int32_t stage;
    int32_t index;    /* of the step in the record; -1: of a later stage, which has no plan yet */
    const char *name; /* the step's */
} jump_to_t;

/* jump.target {to, problem}; always -1. */
int no_target(deciding_t *x, const char *problem);
/* Flags a notice of a refusal that is taken back by the jump. */
void mark_notice(const record_t *r, bool *marks);
/* Carries the record on, up to the step of that name in the present plan, whatever stands before it. */
int settle_at(deciding_t *x, const char *name);
/* The step that is meant: of the present stage, else of the only other stage of the round that has one of
 * that name; "stage/step" says which. */
int jump_find(deciding_t *x, jump_to_t *out);
/* Back to a step, by its index, of an earlier stage; forward to one of a later stage. */
int jump_back(deciding_t *x, int32_t index);
int jump_forward(deciding_t *x, int32_t stage, const char *name);

#endif
