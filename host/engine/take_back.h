/* What the files of taking a decision back (A27) share. */
#ifndef CS_ENGINE_TAKE_BACK_H
#define CS_ENGINE_TAKE_BACK_H

#include "engine/deciding.h"

/* Steps and tasks are flagged by their index in the record: none comes in while it is worked out what a
 * decision opened and closed. */
typedef struct taking_back {
    deciding_t *x;
    int64_t task; /* whose decision it is */
    int32_t step; /* of the task: its no */
    int32_t index;
    const way_back_t *way; /* that the decision led the record; NULL: none */
    bool *opened;          /* steps: by the decision; they wait as before, or are put away */
    bool *closed;          /* steps: by the decision; they are open again, or wait, as they did */
    bool *beside;          /* steps: of these, those that had been open */
    bool *again;           /* tasks: seats of these that open again */
    size_t steps, tasks;   /* how many there were */
} taking_back_t;

/* ---- take_back_opened.c */

/* Flags what the decision opened: what follows its step in the plan, the whole stage after it (*stage), a
 * notice; or what the way back leads through. */
int opened_mark(taking_back_t *t, bool *stage);
/* Has nobody decided, remarked on, claimed or handed on anything there? take_back.touched {step, by, at},
 * take_back.opened {step}, take_back.replanned {step} */
int opened_check(const taking_back_t *t);
/* take_back.stands {step}: it would change nothing. Always -1. */
int stands(deciding_t *x, const step_t *step);
/* Closes it; those who were told of it hear that it is no longer theirs. */
int opened_close(taking_back_t *t);

/* ---- take_back_closed.c */

/* Flags what the decision closed, once the plan stands as before it. */
int closed_mark(taking_back_t *t);
/* All that is flagged waits, or is open again with what remained of its time; and so is the seat of whoever
 * takes back. */
int closed_open(taking_back_t *t);

#endif
