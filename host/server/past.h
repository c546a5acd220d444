/* A record as it was at an earlier moment: the fold of its events up to there, by the engine's own apply.
 * What explanations and what-if ask the rules about is that record, not the one that it has become. */
#ifndef CS_SERVER_PAST_H
#define CS_SERVER_PAST_H

#include "server/reader.h"
#include "store/queries.h"

typedef struct past {
    event_row_t *rows; /* all of its events, oldest first; personal values that were erased read as empty */
    size_t count;
    bool erased; /* some are: what is folded from them lacks these values */
    arena_t *arena;
} past_t;

/* Reads all events of a record. Errors as store_events. */
int past_read(reader_t *r, const record_t *record, arena_t *arena, past_t *out, diag_t *d);
/* The record after its event of that seq (1 to the number of events), in the arena. event.misfit as apply. */
int past_record(const past_t *past, int64_t seq, record_t *out, diag_t *d);
/* The event that opened the plan of that index in record->plans; NULL: none. */
const event_t *past_plan_event(const past_t *past, size_t plan);
/* Index in record->plans of the plan that holds the step; -1: no rule planned it. */
int64_t past_plan_of(const record_t *record, const step_t *step);
/* The last event of that kind about a step (by its number); NULL: none. */
const event_t *past_step_event(const past_t *past, event_kind_t kind, int32_t step);

/* The number that the step went by in the plan from which it was carried over, decided or open, as another
 * took over (A53, P2.3.3): its rule, its opening and its end are told of under that one. 0: it came from no
 * plan. */
int32_t past_carried_from(const past_t *past, int32_t step);
/* The last event of that kind about the step, by this number or one that it went by before; NULL: none. */
const event_t *past_step_event_ever(const past_t *past, event_kind_t kind, int32_t step);

/* Is it one with which a rule brought something into a plan on its way (P4.2.2, A61)? */
bool past_brought_in(const event_t *e);
/* The event that brought the step into the record: with its stage's plan, with approvals asked for again, by
 * a rule, as somebody's signer, or by itself. What is gone through once more, or came along into a plan that
 * took over or was carried over by it, came with what it repeats: *as is that step. NULL: it came otherwise;
 * *as is then the step itself. */
const event_t *past_brought_by(const past_t *past, const record_t *record, const step_t *step,
                               const step_t **as);

#endif
