/* What is opened beside the plan of a stage while it is carried out (policy P2.4): demands that somebody
 * answers and somebody else checks, warnings that people take notice of, departments asked for information.
 * All are steps like any other, outside of the plan, with people and clocks of their own; the stage does not
 * end well before they have ended, and closes them when it is refused, returned or withdrawn. */
#ifndef CS_ENGINE_BESIDE_H
#define CS_ENGINE_BESIDE_H

#include "engine/deciding.h"

/* Opens a step beside the plan, which is given its number, stage, round, and what it does not say itself: its
 * limit and ladder, and what its people may do. */
int beside_open(deciding_t *x, step_t *step);
/* `name`, or "<name>.2" …: no step of the record has it yet. NULL: no memory. */
const char *beside_name(deciding_t *x, const char *name);

/* Something asked of somebody, whose answer somebody else checks; again and again until it is found good. */
typedef struct demand {
    const char *name; /* of the step; the check is called "<name>.check" */
    entry_kind_t entry;
    const source_t *by, *check;
    limit_t within, check_within; /* LIMIT_NONE: the flow's default, else three working days */
    why_t why;
} demand_t;

/* Opens it. *no: the number of the step that is to be answered; the check has the next one. */
int demand_open(deciding_t *x, const demand_t *demand, int32_t *no);
/* Was the demand of that number, found wanting, asked for again by a pair of new steps? */
bool demand_repeated(const record_t *r, int32_t no);
/* Closes those open demands that ask for such an entry, with their checks. */
int demands_close(deciding_t *x, entry_kind_t entry, const char *cause);

/* What is said to people: in one language, or also in Chinese. */
typedef struct said {
    const char *text, *text_zh;
} said_t;

/* Warns them, each of whom must take notice; the text stands in the event. *no: the step's number. */
int warning_open(deciding_t *x, const char *name, const source_t *whom, limit_t within, const why_t *why,
                 severity_t severity, said_t said, int32_t *no);

/* Asks a department's head for information (P2.4.3). */
int request_open(deciding_t *x, const source_t *whom, limit_t within, const char *text, int32_t *no);

/* Orders something to be put right: a demand, with what is wrong, of which those above hear (P2.4.2). */
int order_open(deciding_t *x, const demand_t *demand, said_t said, int32_t *no);
/* Tells the head of the record's department, its leader in charge, and the superior of whoever has the task
 * (NULL: of nobody), and keeps whom, about what ("ordered"). */
int tell_above(deciding_t *x, const char *about, const char *kind, const task_t *task, said_t said);

/* Effects of rules that open one of these: is it whole, and doing it. effect.misfit {step, effect, problem}
 */
int opening_check(deciding_t *x, const char *step, const effect_t *e);
int opening_carry_out(deciding_t *x, const effect_t *e);

/* ---- monitor.c */

/* Brings the monitors of an open group to what they ask for: opens them, and asks anew where the last was
 * answered. `group`: index into the record's steps. */
int monitors_follow(deciding_t *x, int32_t group);
/* P2.3.2: is a work record overdue that is demanded beside the members of the group? The work is not done
 * before it is written. */
bool monitors_hold(const deciding_t *x, int32_t group);
/* After a command that changed the form, wrote an entry or opened a stage: the rules' functions look at the
 * figures. `first`: index of the command's first event. */
int monitors_look(deciding_t *x);

/* ---- beside.c: what stands beside a stage's plan (beside.h) */

/* Ends what was answered, opens checks, asks again. */
int beside_settle(deciding_t *x);
/* Can something be opened beside the plan: is a stage under way, and not refused? */
bool beside_goes_on(const record_t *r);
/* Is something open that the stage has to wait for? */
bool beside_holds(const record_t *r);
int beside_close(deciding_t *x, const char *cause);

#endif
