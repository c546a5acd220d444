/* A plan of the present stage that takes over from the one under way: when a record goes on under other rules
 * (A53), or an adjustment changed what the rules make of it (P2.3.3). Steps are the same by name and kind.
 * What was decided, also before a change after the end (A46), or is open, goes on with the terms under which
 * it was asked for, people, limit, ladder and clock; only what nobody was asked yet follows the new plan.
 * What rules brought in on the way comes along (take_along.c). */
#ifndef CS_ENGINE_TAKE_OVER_H
#define CS_ENGINE_TAKE_OVER_H

#include "engine/deciding.h"

typedef struct taking_over {
    bool migrates;               /* under other rules: how its errors begin */
    int32_t stage, first, count; /* of the plan under way: steps [first, first + count) */
    plan_t planned;              /* as the rules gave it, numbered on: for STAGE_OPENED */
    plan_t plan;                 /* the same, with what goes on in it */
    event_t *along;              /* PLAN_ADDED: what rules brought into the plan before */
    size_t along_count;
    carried_t *steps; /* for the event that follows it */
    size_t step_count;
    bool *kept; /* by index in the record: goes on in the new plan */
    bool *held; /* so: it is in the new plan, behind an approval that has to come first */
} taking_over_t;

/* Plans the stage anew by the rules in x, and works out what goes on in it; nothing is emitted. Errors
 * migrate.added or replan.added {step, remove}: somebody was added and has not decided; .empty {step}: no
 * step is left; .refused_group {step}: what was decided already would refuse it at once; limit.steps,
 * limit.stages; as stage_plan. */
int take_over_work_out(deciding_t *x, const plan_place_t *place, bool migrates, taking_over_t *out);
/* Closes, with that cause, what is open and has no place in the new plan, and as "held" what waits there for
 * its turn; whoever holds it is told. */
int take_over_close(deciding_t *x, const taking_over_t *t, const char *cause);
/* Emits STAGE_OPENED, and what comes along; the event that names what is carried over has to follow at once.
 */
int take_over_open(deciding_t *x, const taking_over_t *t);

/* take_along.c: does the added step at that index come along? */
bool take_along_can(const record_t *r, int32_t index);
/* Puts what comes along of the plan under way into t->plan, which has its numbers and where nobody was asked,
 * and into t->along. Errors limit.depth, limit.steps. */
int take_along(deciding_t *x, taking_over_t *t, const plan_place_t *place);

/* The step of that name and kind in a plan that counts; NULL: none. */
const step_t *take_over_same(const record_t *r, const plan_place_t *place, const step_t *like);

#endif
