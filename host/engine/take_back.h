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
    int32_t plan;          /* the index of its plan, or of the one that it stands beside */
    bool planned;          /* it stands in that plan */
    bool adjusted;         /* an adjustment that it made has been taken back with it */
    const way_back_t *way; /* that the decision led the record; NULL: none */
    bool *opened;          /* steps: by the decision; they wait as before, or are put away */
    bool *closed;          /* steps: by the decision; they are open again, or wait, as they did */
    bool *beside;          /* steps: of these, those that had been open */
    bool *again;           /* tasks: seats of these that open again */
    size_t steps, tasks;   /* how many there were */
    instant_t then;        /* when it was decided */
} taking_back_t;

/* ---- take_back_opened.c */

/* Flags what the decision opened: what follows its step in the plan, the whole stage after it (*stage), a
 * notice; or what the way back leads through. */
int opened_mark(taking_back_t *t, bool *stage);
/* The same of the stage after its plan alone. */
void opened_mark_stage(taking_back_t *t);
/* Has nobody decided, remarked on, claimed or handed on anything there? take_back.touched {step, by, at},
 * take_back.opened {step}, take_back.replanned {step} */
int opened_check(const taking_back_t *t);
/* take_back.touched {step, by, at} of that task. Always -1. */
int opened_touched(deciding_t *x, const task_t *task);
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

/* The steps flagged by index, all closed then as a record was closed (A7), are open again, or wait, as they
 * did. */
int steps_open_again(deciding_t *x, bool *which, instant_t then);

/* ---- take_back_beside.c: decisions at what stands beside the plan */

/* Is it decided there what can be taken back: a check, a deviation, an approval that was owed? */
bool beside_decided(const deciding_t *x, const step_t *step, const task_t *task);
/* May it be taken back where the record stands? Sets t->plan. record.state, take_back.stage {step},
 * take_back.replanned {step}. */
int beside_decision_check(taking_back_t *t, const task_t *task);
/* Flags what it opened: a demand that is asked for again, what waited for what was owed, the stage after. */
int beside_opened(taking_back_t *t, bool *stage);
/* The actor has decided nothing that can be taken back: what they did says why, else take_back.none. Always
 * -1. take_back.entered, .noticed, .answered, .debt_refused, .approval_refused {step} */
int beside_stays(deciding_t *x);

/* ---- take_back_adjusted.c: what was agreed to about a deviation (P2.3.3) */

/* Of an approval asked for again: not once that dropped the adjustment, or another one was agreed to since.
 * take_back.approval_refused {step}, .deviated {step, later} */
int adjusted_asked(deciding_t *x, const step_t *step);

/* The adjustment that this decision made; NULL: none. */
deviation_t *adjusted_by(const taking_back_t *t);
/* Flags what it set going, which goes. */
int adjusted_opened(taking_back_t *t);
/* Has nobody relied on it since? take_back.touched {step, by, at}, .replanned {step}, .logged {step},
 * .deviated {step, later}, .rewritten {step, field} */
int adjusted_check(const taking_back_t *t);
/* Values, plan and proposal stand as before. */
int adjusted_restore(taking_back_t *t);
/* Flags what it had closed. */
void adjusted_closed(taking_back_t *t);
/* What is worked out from the values follows; those who were told of the adjustment hear. */
int adjusted_follow(taking_back_t *t);

#endif
