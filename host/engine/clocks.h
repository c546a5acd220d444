/* Limits, their clocks and rungs, and what rules want done when they come or something happens. */
#ifndef CS_ENGINE_CLOCKS_H
#define CS_ENGINE_CLOCKS_H

#include "engine/seats.h"

/* ---- clocks.c */

/* When a limit that starts at `from` is reached. */
int due_from(deciding_t *x, const char *calendar, instant_t from, const limit_t *limit, due_t *out);
/* Is the limit counted in working time? */
bool counts_work(const limit_t *limit);
/* Of what remains of a paused clock's limit: is it more than nothing? One that was given meanwhile may be of
 * any kind. */
bool limit_is_left(const limit_t *limit);
/* From one instant to another in the limit's own time; 0 when `until` is not later. */
int clock_span(deciding_t *x, const cs_clock_t *clock, instant_t from, instant_t until, int64_t *ms);
/* What is left until the due time, as a limit in the clock's own time; of one overrun 0. */
int clock_remains(deciding_t *x, const cs_clock_t *clock, limit_t *out);
enum { USUAL_LIMIT_DAYS = 3 }; /* working days */
/* The limit of a step that the host adds itself (to revise, to take notice, to watch over a suspension,
 * beside a plan): as given, else the flow's default, else three working days. No flow is stuck for want of a
 * word about what none of its rules mentions. */
limit_t limit_or_usual(const flow_t *flow, limit_t given);
/* Does a step to revise, to take notice or to watch over a suspension have just those three days, while the
 * flow says nothing? (Where a suspension was given them in words, that is the same.) */
bool limit_is_usual(const flow_t *flow, const step_t *step);
/* Fills limit, due, calendar, next rung of a task about to open. */
int clock_start(deciding_t *x, const step_t *step, int64_t person, event_t *e);

/* ---- rung_time.c */

/* The rung that comes next, of those whose bits are not in `past`; -1: none. A rung whose instant can't be
 * worked out is an error, or, when `firing`, due at once: it then fails as it fires. */
int clock_next(deciding_t *x, const step_t *step, const task_t *task, const cs_clock_t *clock, uint64_t past,
               bool firing, int32_t *rung, instant_t *at);
/* When one rung is due. While the clock stands still INSTANT_MAX, if what it counts had not run by then. */
int rung_instant(deciding_t *x, const rung_t *rung, const task_t *task, const cs_clock_t *clock,
                 instant_t *at);

/* ---- clocks.c */

/* RECKON: every running clock of the record on the calendars as they are now. A due time that is past stays,
 * with what was decided by it; a clock whose due time or next rung moved gets CLOCK_SET with cause
 * "calendar", old and new. */
int clocks_reckon(deciding_t *x);
/* The clock after the task has moved to `person`: `within` from now when given, else what remains. Emits
 * CLOCK_SET. */
int clock_move(deciding_t *x, int64_t task, const limit_t *within, int64_t person, const char *cause);

/* ---- pause.c */

/* Does this open step, added for a task, have its clock wait? */
bool step_pauses(const step_t *step);
/* Brings every clock to what the open steps ask of it: paused by the one that it waits for, or running (A62).
 */
int clocks_follow(deciding_t *x);

/* ---- effects.c */

/* Asks the flow's handlers about it and does what they want; nothing when there are none. Its task and fields
 * must lie in the record or the arena. */
int happened(deciding_t *x, const happened_t *what);
/* Asks them about the decision just taken of a task. *over: one of them finished the record. */
int decided_told(deciding_t *x, int64_t task, bool *over);
/* Effects that change the course: `about` is the number of the step that the function was asked about, 0:
 * none.
 */
int course_check(deciding_t *x, int32_t about, const effect_t *e);
int course_carry_out(deciding_t *x, int32_t about, const effect_t *e);
/* The effect whose records the waiting step of that number opens as it opens itself; NULL: none. */
const effect_t *opening_due(const deciding_t *x, int32_t step);
/* All of these have opened by now: nothing keeps them for later. effect.misfit {step, effect, problem}. */
int openings_came(deciding_t *x);
/* notice.c: tells whoever a source names, asked about x->about, and puts that on record. `task` 0: none. */
int give_notice(deciding_t *x, int64_t task, const effect_t *e);
/* effect.misfit {step, effect, problem}, where the rule says it; always -1. */
int effect_misfit(deciding_t *x, const effect_t *e, int32_t step, const char *effect, const char *problem);
/* Is the record with those who have steps in its plan: not ended, nor with its initiator? */
bool is_under_way(const deciding_t *x);

/* ---- rung_beside.c */

/* Does it bring somebody or something in, as it does once for a step? */
bool rung_brings(const rung_t *rung);
/* The same without that. Without memory it has no acts, and the arena has failed. */
rung_t rung_without(deciding_t *x, const rung_t *from);
/* Somebody signs beside whoever has let it lie; both are asked. people.none, rung.misfit. */
int sign_beside(deciding_t *x, int64_t task, const rung_act_t *act);

/* ---- timer.c, rung_acts.c */

/* One effect, of a function asked about a task and its step, or about the record as a whole (both 0). */
int effect_check(deciding_t *x, int64_t task, int32_t step, const effect_t *e);
int effect_carry_out(deciding_t *x, int64_t task, int32_t step, effect_t *e);

/* A copy of a ladder with those acts alone that `keeps` says yes to, who may change them; a rung that is left
 * without any goes. Without memory it is shorter, and the arena has failed. */
ladder_t ladder_of(deciding_t *x, const ladder_t *from, bool (*keeps)(rung_act_t *act));

/* What a rung does, after its event was emitted. `did` of the event is worked out before by rung_did. */
int rung_carry_out(deciding_t *x, int64_t task, const rung_t *rung, const effects_t *effects);
/* Does it remind somebody? */
bool rung_reminds(const rung_t *rung);
/* Tells those whom this rung, which tells and does nothing else, would have told, but for those who have been
 * told of the task being late since that message. */
int rung_made_up(deciding_t *x, int64_t task, const rung_t *rung, size_t since);
/* Effects of the functions that a rung calls, checked; in the order of its acts. */
int rung_call(deciding_t *x, int64_t task, const rung_t *rung, effects_t *out);
/* Asks the rule's function about the task, checks what it wants done and does it. */
int effects_of(deciding_t *x, int64_t task, const char *function);
/* Hands the task to somebody else and tells both. */
int task_reassign(deciding_t *x, int64_t task, const found_t *to, const limit_t *within, const char *cause);
/* The outcome by which a step of this kind passes. */
outcome_t passing(step_kind_t kind);
/* The timer decides a task: refuses it, or lets it pass. */
int timer_decides(deciding_t *x, int64_t task, bool pass, const char *because);

#endif
