/* Who decides: the people of a step, the seats that they are given, and whose task a command means. */
#ifndef CS_ENGINE_SEATS_H
#define CS_ENGINE_SEATS_H

#include "engine/deciding.h"

enum {
    PEOPLE_MAX = 256,   /* of one step; limit.people {step, limit} */
    NESTING_MAX = 16,   /* a source of people within a source, functions too; people.depth {step} */
    SUPERIORS_MAX = 32, /* how far a chain of superiors is followed */
};

/* ---- concerned.c */

/* Has the actor something to do with the record? Its initiator, whoever holds or held a task of it, their
 * colleagues where a task is open, its department's head and leader in charge. record.not_concerned. */
int check_concerned(deciding_t *x);
/* Heads the record's department or one above it, or is in charge of one. */
bool is_above(const deciding_t *x, int64_t person);

/* ---- task_find.c */

/* The open task that the command means; task.unknown, task.not_open, task.not_yours, task.ambiguous,
 * command.misfit. `kinds`: bits 1 << step kind that the command suits. */
int task_find(deciding_t *x, uint32_t kinds, task_t **out);
/* The actor's open task, of several the one that came last; NULL: none. */
task_t *task_held(const deciding_t *x);
/* task.not_open {step, state, by, outcome, at}: who decided instead, and when, with {task} where that closed
 * it; nobody did: {closed, task}. Always -1. */
int task_ended(const deciding_t *x, const task_t *task);

/* ---- people.c, upward.c, people_policy.c, people_takeover.c */

typedef struct found {
    int64_t person;
    const char *reason; /* a code: "people.head" */
    const char *text;
    int64_t principal; /* of a task that is handed on: in whose name it stays (A15); 0: nobody's */
} found_t;

typedef struct people {
    found_t list[PEOPLE_MAX];
    size_t count;
} people_t;

/* Appends the people of a source (and of those listed after it), each once, only those active now. `task`:
 * whose holder is the assignee; NULL outside ladders. */
int people_find(deciding_t *x, const source_t *source, const task_t *task, const char *step, people_t *out);

/* The flow's fallback, named as such; where nobody of it is in service, the heads above it, the nearest
 * first ("people.upward"). `out` is empty before, and may stay so: nobody heads anything. */
int people_fallback(deciding_t *x, const char *step, const task_t *task, people_t *out);
/* Was it a head above a fallback who is not there? */
bool found_upward(const found_t *who);
/* Appends the superiors of somebody, the nearest first, found by that reason. */
void people_superiors(const deciding_t *x, const found_t *of, const char *reason, people_t *out);
bool people_listed(const people_t *people, int64_t person);
/* people.none {step, source, source_code}; always -1. */
int people_none(deciding_t *x, const step_t *step);

typedef enum people_answer { PEOPLE_FOUND = 1, PEOPLE_REFUSE = 2, PEOPLE_PASS = 3 } people_answer_t;
/* The people of a step, A11 and A12 applied; `cause` is set with the other two answers. */
int people_of_step(deciding_t *x, const step_t *step, people_t *out, people_answer_t *answer,
                   const char **cause);
/* May this person decide this step? False for the initiator of what is to be approved, unless the rule says
 * so in words (A12). */
bool may_decide(const deciding_t *x, const step_t *step, int64_t person);
/* Is it that person's own request: the initiator, or whoever revised it for this round? */
bool applies_for(const deciding_t *x, int64_t person);
/* separate.c: the role on the record that keeps this person from the step (A13): they hold it or, with
 * `decided`, decided in it; NULL: none does, or it is nobody in particular, as the store's owner is (0). */
const char *separated_from(const deciding_t *x, const step_t *step, int64_t person, bool decided);
/* Does the flow keep the step apart from another role? */
bool separate_names(const deciding_t *x, const step_t *step);
/* Who will hold a step that waits, while duties_ahead looks at those after it. */
typedef struct supposed {
    const step_t *step;
    people_t people;
    const struct supposed *before;
} supposed_t;
/* duties_ahead.c: people.separated, or self.approval, of a step to come for which nobody would be left. */
int duties_ahead(deciding_t *x);
/* May this person get a task of the step, by A12 and A13, and without a second seat of a vote? */
bool may_have(const deciding_t *x, const step_t *step, int64_t person);
/* people.separated {step, other, person}, or 0; as a step opens also {instead}: who would have come next and
 * may not have it either, as a decision is refused {by}: who would have decided for that person. */
int refuse_separated(deciding_t *x, const step_t *step, int64_t person, bool decided);
/* Who takes the task over instead of its holder, out of `source`, else the superior of whom A12 or the step's
 * other holders rule out, else the flow's fallback; people.none {step}. */
int people_takeover(deciding_t *x, const task_t *task, const source_t *source, found_t *out);
/* hand_over.c: a task that opens once more, of somebody who has left meanwhile, goes to whoever is there, as
 * it would have when they left, with an incident task.vacated (P1.3.4). */
int seat_vacated(deciding_t *x, int64_t task);

/* Gives somebody found a seat of the leaf at `index`, or whoever stands in; `id` of one that waited for its
 * turn, else 0. */
int leaf_seat(deciding_t *x, int32_t index, int32_t order, const found_t *who, int64_t id);
/* Opens a seat of the step, whose limit the clock gets: order, person, principal and reason of `seat`; under
 * its id when it waited for its turn, under a new one when that is 0. Its holder is told. `past`: bits of the
 * rungs that came before, when it opens once more. */
int seat_open(deciding_t *x, const step_t *step, const task_t *seat, uint64_t past);
/* The same, to wait for its turn. */
int seat_queue(deciding_t *x, int32_t step, const task_t *seat);
/* Opens these records for the step of kind STEP_RECORD at an index, which waits, or is open already. */
int records_open(deciding_t *x, int32_t index, const child_opening_t *list, size_t count);

/* ---- seats.c: nobody gets two, since where everyone decides (A2) one would be everyone */

/* The task of the step, open or waiting for its turn, other than `own`, that is that person's: they hold it,
 * or somebody does in their name. NULL: none. */
const task_t *seat_held(const record_t *r, int32_t step, int64_t person, int64_t own);
/* Has that person a seat of the step other than `own`, decided or not? */
bool has_seat(const record_t *r, int32_t step, int64_t person, int64_t own);
/* The same, or are they about to be given one, as it opens? */
bool is_seated(const deciding_t *x, int32_t step, int64_t person, int64_t own);
/* Has that person another seat of the task's step? Of a monitor, which asks again and again, only an open one
 * counts. */
bool seat_taken(const record_t *r, const task_t *task, int64_t person);
/* May that task go to that person? task.held_already {step, person} of who has it, or another seat of the
 * step; vote.seated, of the vote. */
int check_seat(deciding_t *x, const task_t *task, int64_t person);

/* ---- one_vote.c: where heads are counted (A4), nobody is several */

/* Incidents {step}: the seat of a vote is left out, for this cause; it is with somebody who sits in the vote
 * already, since it can't be spared, and who decides but one of them. */
#define VOTE_VACANT "vote.vacant"
#define VOTE_HELD "vote.held"
/* To whom seats of a vote that have still to open will go, by the rule's own words. */
typedef struct promised {
    int32_t step; /* the no of the one that opens */
    people_t people;
} promised_t;
/* The other step of the vote in which that person sits or, with `decided`, has decided; the step itself where
 * one was promised to them; NULL: none, or heads are not counted. */
const step_t *vote_beside(const deciding_t *x, const step_t *step, int64_t person, bool decided);
/* vote.seated {step, person, other}, or 0. */
int refuse_second_vote(deciding_t *x, const step_t *step, int64_t person, bool decided);
/* The same of a task that is handed to them, or with which they are to sign on that side (ADDED_NOT: it is
 * handed on), also where they are only one of several for another: when these abstain, both would be theirs
 * alone. And of a second refusal, where a number of them is needed. */
int refuse_second_seat(deciding_t *x, const task_t *task, added_t where, int64_t person);
/* For the step at that index, which opens. */
int vote_promises(deciding_t *x, int32_t index, promised_t *out);
/* May the step be left out where nobody is found for it who does not sit in the vote? Not where one person
 * alone would be left, or too few for what the rule needs. */
bool vote_may_be_vacant(const deciding_t *x, const step_t *step);
/* one_refusal.c: the other step by which that person would have two refusals of a step of which a number is
 * needed, with that task or as a signer added to it on that side; NULL: none, or no number is needed. */
const step_t *refuses_beside(const deciding_t *x, const task_t *task, added_t where, int64_t person);
/* Tells the incident of that code. */
void vote_short(deciding_t *x, const step_t *step, const char *code);

/* ---- same_person.c */

/* The earlier approval of that person which stands for theirs in this step (A14); NULL: none. */
int earlier_approval(deciding_t *x, const step_t *step, int64_t person, const task_t **out);
/* Counts it: the seat is decided as it comes. */
int seat_count(deciding_t *x, const step_t *step, const task_t *seat, int64_t earlier);

/* ---- straight_people.c: A22 */

/* Of the people of a step that the record comes straight back to: whoever returned it, and those whose yes
 * counts, have their seat again also where they had been handed it. */
void people_straight(const deciding_t *x, const step_t *step, people_t *people);
/* What that person gave in the step before it was returned, and need not give again; NULL: nothing, ask them.
 */
int given_straight(deciding_t *x, const step_t *step, int64_t person, const task_t **out);

/* ---- picks.c */

/* Takes the picks that come with a submission, for the stages [from, until) (A10): form.invalid, its cause
 * pick.missing, .outside {step, title, title_zh, candidates, person}, pick.count {step, most}, pick.twice
 * {step, person} or pick.unknown {step}. */
int picks_submitted(deciding_t *x, int32_t from, int32_t until);
/* Those that come with the approval of `step`, by which that task passes: the same errors, unwrapped. */
int picks_decided(deciding_t *x, const step_t *step, int64_t task);

/* ---- stand_in.c */

/* Who takes a task of that step in the principal's place now; 0: nobody. `own`: that task; 0: it has not
 * opened. */
int64_t stand_in_of(const deciding_t *x, const step_t *step, int64_t principal, int64_t own);
/* A15: what the person may approve at most, when the record is about more; NULL: it is not, or nothing bounds
 * them. */
const char *beyond_limit(const deciding_t *x, int64_t person);
/* Of a task that whoever stood in handed on: it is held in the principal's name all the same, by somebody
 * whom the principal did not name. The text is who handed it on; of one that came back, who had it. */
#define HANDED_FOR "people.handed_for"
#define ASKED_AGAIN "people.asked_again"
/* May whoever holds that task act on it still: in their own name, or standing in? */
bool stands_in_still(const deciding_t *x, const task_t *task);
/* May the actor act on that task, where they hold it in somebody's name: stand_in.over {step, principal} when
 * they stand in no more. */
int check_stand_in(deciding_t *x, const task_t *task);
/* May the actor, who holds that task in somebody's name, hand it to that person, in the same name? Not when
 * they stand in no more (stand_in.over), nor to who is away (stand_in.away {person, by}), nor beyond the
 * limit of the principal or that person (stand_in.ceiling). */
int check_hand_on(deciding_t *x, const task_t *task, int64_t to);
/* Who has a task at its next reminder, as things are now: whoever stands in, or its owner. */
int64_t stand_in_now(const deciding_t *x, const step_t *step, const task_t *task);
/* The same of deciding it, with the form as it is now: stand_in.ceiling {step, person, principal, limit} of
 * whose limit the record is beyond. To be asked again after each change that a decision brings with it. */
int check_ceiling(deciding_t *x, const task_t *task);
/* Could a task of that step be with that person in the principal's place now, along whatever chain? */
bool stand_in_holds(const deciding_t *x, const step_t *step, int64_t principal, int64_t person);
/* Asks again, at a reminder: the task goes to whoever stands in now, or back to its owner. What was handed on
 * in the owner's name stays while its holder is there and may decide it. */
int stand_in_renew(deciding_t *x, int64_t task);
/* The same, whoever holds it and may. */
int stand_in_ask(deciding_t *x, int64_t task);
/* Did a stand-in give that, or what it counts, while by now it is beyond the limit of either? */
bool given_beyond(const deciding_t *x, const task_t *task);
/* Did a stand-in decide in the step what is beyond the limit of either by now? */
bool beyond_by_now(const deciding_t *x, const step_t *step);
/* At the end of a command, or of a rung, that changed the amount: what stand-ins have in hand and may not
 * decide any more goes to somebody who may. */
int authority_follow(deciding_t *x);

/* ---- signers.c */

/* task.not_permitted {step, command} */
int check_permit(deciding_t *x, const step_t *step, permit_t permit);
/* person.inactive {person} */
int check_person(deciding_t *x, int64_t person);
/* May that person get a task of the step? person.inactive; self.approval; people.separated. Whether they have
 * one already: check_seat. */
int check_newcomer(deciding_t *x, const step_t *step, int64_t person);
/* Was the step added to sign before, after or beside another, by somebody or a rule? */
bool is_signer(const step_t *s);
/* Did somebody add the step for that person, perhaps among others, none of whom has been asked yet? */
bool signer_to_come(const deciding_t *x, const step_t *step, int64_t person);
/* A step that somebody had added goes with its last signer, while somebody decides in the one that it was
 * added to: does it? */
bool signer_may_go(const record_t *r, const step_t *step);

#endif
