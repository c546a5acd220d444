/* What is changed while it is carried out, and after the end, what is approved again because of it, and the
 * risk that follows (A46, P2.3.3, P4.2.2). */
#ifndef CS_ENGINE_ADJUSTING_H
#define CS_ENGINE_ADJUSTING_H

#include "engine/deciding.h"

/* ---- deviation.c: P2.3.3 */

/* May this task of a step that decides about a deviation be decided so? Whoever reported it does not decide
 * about it (deviation.own {step, person}), who decides writes what they see (field.not_writable), and a
 * stand-in agrees to no more than they may approve (stand_in.ceiling, A15). */
int deviation_check(deciding_t *x, int64_t task, bool passes);
/* The open approval of an earlier adjustment before which the one that this task is about can't be agreed to:
 * so long its clock waits (A62). NULL: it is not such a task, or need not wait. */
const step_t *deviation_awaits(const record_t *r, const task_t *task);
/* Carries out what was agreed to since. */
int deviations_settle(deciding_t *x);
/* Where approvals asked for again were refused, the values of before stand again. *dropped: some do, and the
 * plan has to be walked once more. */
int deviations_follow(deciding_t *x, bool *dropped);

/* ---- reapprove.c, replan.c: what follows from an adjustment */

/* Approvals that were given before and read what changed are asked for again, beside the plan of the stage;
 * the deviation keeps the group. Nothing when none does. */
int approvals_again(deciding_t *x, int32_t deviation);
/* Of what would be asked for again, as it would be numbered, the step of that index: of which stage's plan it
 * is, its name there, and why. *stage -1: there is no such step. */
int approvals_again_why(deciding_t *x, int32_t deviation, size_t index, int32_t *stage, const char **name,
                        again_t *why);
/* An approval in a group of that number that is ADDED_REAPPROVAL, not given yet; NULL: none, or another
 * group. */
const step_t *asked_again(const record_t *r, int32_t group);
/* The index of the member of a group ADDED_REAPPROVAL that was refused; -1: none. */
int32_t refused_again(const record_t *r, int32_t group);
/* Plans the present stage anew where the rules make something else of it now; errors replan.*. */
int replan_stage(deciding_t *x, int32_t deviation);

/* ---- risk.c */

/* Works the risk out anew and answers it; kept when it differs, or `always`. */
int risk_follow(deciding_t *x, bool always);
/* The same as a suspended record goes on, and all that answers it: where it rose meanwhile, held against the
 * level of before. */
int risk_resume(deciding_t *x, bool rose, risk_level_t since);
/* Asks for the plan that answers a high risk where none counts any more, as with a stage that was refused,
 * its plan closed with it, and goes on by an administrator (A50): as it goes on, and before a stage ends well
 * at the latest.
 */
int risk_hold(deciding_t *x);
/* The same at the end of a command, if that changed the form of a record on its way. */
int risk_follow_change(deciding_t *x);

/* Would the risk be high, and was not, with the form as it is now? Asked while something is tried. */
int risk_becomes_high(deciding_t *x, bool *high);

/* ---- risk_answer.c: what else a rule wants done about a risk that rose */

/* Carries out what risk_follow kept of it, once the plan of a stage is under way; nothing before. */
int risk_answer(deciding_t *x);
/* Opens the steps that came in so, where it is their turn: at the end of a command, or of a rung. */
int risk_settle(deciding_t *x);

/* ---- risk_limits.c */

/* Where the level rose, steps to come and open ones have no longer from now than the route would give them.
 */
int risk_tighten(deciding_t *x);

/* ---- change.c, change_plan.c, change_size.c: A46 */

/* The change that is looked at is refused or given up: all is as it was approved. Nothing may be open. */
int change_drop(deciding_t *x, const char *cause, const char *reason);
/* Of a stage's plan, made anew for a change: leaves out what stands, and adds to *opened how many steps are
 * decided again. `why` may be NULL; else, by index, what each is decided again for. */
int plan_keep(deciding_t *x, int32_t stage, plan_t *plan, size_t *opened, again_t **why);
/* Did every stage that was opened in the round end well? A change that was dropped has a round that did not.
 */
bool round_stands(const record_t *r, int32_t round);
/* The newest plan of the stage in such a round; NULL: none. */
const plan_place_t *standing_plan(const record_t *r, int32_t stage);
/* The newest approval asked for again of the step's name, in the round of the plan or later; NULL: none. */
const step_t *approved_again(const record_t *r, const plan_place_t *old, const step_t *step);
/* The adjustment that stands, and for which the step was asked again (P2.3.3); NULL: it was not. */
const deviation_t *reapproval_of(const record_t *r, const step_t *step);
/* change_size.c: is the field's new value as far from what was approved as the rule says? */
int change_counts(deciding_t *x, const change_rule_t *rule, const field_t *field, bool *counts);

#endif
