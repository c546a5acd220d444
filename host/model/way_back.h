/* A way back that a record was led (A22, A8): what stood before it in the plan, kept so that whoever led it
 * there can take that back (A27). It is kept for the round in which it was led. */
#ifndef CS_MODEL_WAY_BACK_H
#define CS_MODEL_WAY_BACK_H

#include "base/buf.h"
#include "base/instant.h"
#include "model/plan.h"

/* A step that stands otherwise since, as it stood. */
typedef struct step_was {
    int32_t no;
    step_state_t state;
    const char *left_out;
    instant_t ended_at;
} step_was_t;

typedef struct way_back {
    int32_t first, last; /* numbers of the steps in which it is gone through again; `last` 0: a whole plan,
                            whose first step has the number `first` */
    int32_t to;          /* the step that it leads to, as it was gone through before: its no */
    int64_t task;        /* with whose decision: returned, or refused in the body of a loop (A8) */
    int32_t *passed;     /* numbers, ascending, of the steps that count no more since */
    size_t passed_count;
    step_was_t *changed; /* groups that are open again, and what is passed over in them */
    size_t changed_count;
} way_back_t;

void step_was_encode(const step_was_t *s, buf_t *out);
void step_was_decode(cursor_t *in, step_was_t *out);
void way_back_encode(const way_back_t *w, buf_t *out);
void way_back_decode(cursor_t *in, way_back_t *out);
/* Does the step of that number count no more since? */
bool way_back_passed(const way_back_t *w, int32_t no);
/* Did it lead to a step of an earlier stage? */
bool way_back_to_stage(const way_back_t *w);

#endif
