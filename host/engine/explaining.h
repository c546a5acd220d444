/* What the files that explain share, private to this folder: a run of decide without a command, of which
 * nothing is emitted. */
#ifndef CS_ENGINE_EXPLAINING_H
#define CS_ENGINE_EXPLAINING_H

#include "engine/deciding.h"
#include "engine/explain.h"

typedef struct asking {
    decide_in_t in;
    decide_out_t out;
    deciding_t x;
} asking_t;

/* `a` has to stay as long as what is returned. */
deciding_t *explain_begin(asking_t *a, const explain_t *e, arena_t *arena, diag_t *d);

#endif
