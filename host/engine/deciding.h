/* One run of decide: what its files share, private to this folder. The record in it is always the fold of the
 * events so far, since emit applies each as it is made; nobody else changes it.
 *
 * All functions return 0, or -1 with the error set in deciding->d. Indices of steps, not pointers, are kept
 * over an emit: apply may move the arrays. */
#ifndef CS_ENGINE_DECIDING_H
#define CS_ENGINE_DECIDING_H

#include "base/text.h"
#include "engine/again.h"
#include "engine/engine.h"

enum {
    PEOPLE_MAX = 256,      /* of one step; limit.people {step, limit} */
    ROUNDS_MAX = 1000,     /* of one record, preparations too; limit.rounds {limit} */
    TEXT_MAX = 65536,      /* bytes of a reason, opinion or comment; limit.text {limit} */
    NESTING_MAX = 16,      /* a source of people within a source, functions too; people.depth {step} */
    SUPERIORS_MAX = 32,    /* how far a chain of superiors is followed */
    MESSAGES_MAX = 100000, /* of one command; limit.messages {limit} */
    FOLLOW_UPS_MAX = 1024, /* of one command; limit.follow_ups {limit} */
};

typedef struct deciding {
    const decide_in_t *in;
    arena_t *arena;
    diag_t *d;
    decide_out_t *out;
    record_t *record;
    const rules_t *rules;
    const flow_t *flow;
    actor_t actor; /* of the events: the command's, or the rule's while a policy speaks */
    instant_t at;
    size_t event_room, message_room, incident_room, follow_up_room;
    int32_t first, count; /* the plan that is walked: steps [first, first + count) of the record */
    int64_t writing_task; /* A71: the task at whose step the form is being written; 0: none */
    bool handling;        /* a handler's effects are being carried out */
    bool in_hand;         /* the form was with whoever writes it when the command came */
    const char *about;    /* what the rule whose effects these are was asked about; NULL: a late task */
    bool stage_opens;     /* its plan is there, and what comes first in it opens in this command */
    struct opening_due *openings_due; /* records that open with the steps that stand for them */
    bool at_top;                      /* a rung that should have raised a task found it at the top already */
    const struct people *seated; /* of the step whose seats are being given: nobody gets two; NULL: none */
} deciding_t;

/* What follows is the rule's doing, not of whoever's command brought it here. Gives the actor until now, who
 * is put back into x->actor when it is done. */
static inline actor_t act_as_rule(deciding_t *x) {
    actor_t before = x->actor;
    x->actor = (actor_t){.kind = ACTOR_RULE, .uid = -1};
    return before;
}

/* ---- facts.c */

/* Everything that the rules may look at now, sums over other records too. `task` may be NULL. */
int facts_of(deciding_t *x, const task_t *task, facts_t *out);

/* ---- emit.c */

/* Completes the head of `e` (id, seq, times, actor, ruleset), applies it and keeps a copy. */
int emit(deciding_t *x, event_kind_t kind, event_t *e);
/* What is needed to take back all that was decided since: a FIRE whose rule fails half-way. */
typedef struct mark {
    record_t record;
    size_t events, messages, incidents, follow_ups;
    struct opening_due *openings_due;
} mark_t;
int mark_set(deciding_t *x, mark_t *mark);
void mark_return(deciding_t *x, const mark_t *mark);
/* The end of what nobody may be stopped by: where `result` says that it failed, all since the mark is taken
 * back and an incident tells why. 0; memory.out alone is an error. */
int attempt_end(deciding_t *x, const mark_t *mark, int result);

/* A set of kinds of steps: bits. */
#define KIND(kind) (UINT32_C(1) << (kind))

/* ---- messages.c */

/* Adds what the stage is called to the error: stage_title in both languages; always -1. */
int stage_blame(deciding_t *x, const stage_def_t *stage);
/* Sets that error {limit}; always -1. */
int limit_reached(deciding_t *x, const char *code, int64_t limit);
int tell(deciding_t *x, int64_t recipient, const char *kind, const task_t *task, const char *text);
/* What a message says whose reader's language nobody knows: both where there are both, in the arena. */
const char *in_both(deciding_t *x, const char *text, const char *text_zh);
/* Keeps an error as an incident; no memory for it is no further error. */
void incident_note(deciding_t *x, const diag_t *error);
/* The person's handle, or "#id"; in the arena. */
const char *handle_of(const deciding_t *x, int64_t person);
/* Whose decision a task's is: a handle, "timer", or "administrator" for the store's owner. */
const char *decider_word(const deciding_t *x, const task_t *task);

/* ---- draft.c */

int do_draft(deciding_t *x);
int do_copy(deciding_t *x); /* A45: copy_earlier.c */
/* The department whose version of the flow a draft gets: the command's, else the initiator's own;
 * department.unknown {department}. */
int draft_department(deciding_t *x, const person_info_t *initiator, const char **out);
/* Drafts what the command says in that person's name; `id` 0: under one of its own. */
int draft_for(deciding_t *x, const person_info_t *initiator, int64_t id);
int do_edit(deciding_t *x);
int do_prepare(deciding_t *x);
/* Opens the prepare stage of a flow that has one, with a form that is whole. */
int prepare(deciding_t *x);
/* Emits EDITED for those of the command's fields that differ; refuses unknown fields and wrong values. */
int edit_fields(deciding_t *x, field_t *fields, size_t count);
/* Those that differ from what the record has, in the arena, checked as above. */
int fields_differing(deciding_t *x, const field_t *fields, size_t count, field_t **out, size_t *differing);
/* Error record.state {state, command, due}: what is due is the name of an open added step, if any. */
int wrong_state(const deciding_t *x);
/* Looks up the record's flow in `rules` and works with both from now on. */
int use_rules(deciding_t *x, const rules_t *rules);
bool is_initiator(const deciding_t *x);
/* The open task of the initiator's `revise` step; NULL: none. */
task_t *revise_task(const deciding_t *x);
/* May the actor write the form now? record.not_yours {initiator} unless they are the initiator, or hold the
 * task to revise it; record.state while others have it; form.changed {field, version} when a field changed
 * after the version that they saw. */
int check_in_hand(deciding_t *x);
/* The last of these alone. */
int check_form_version(deciding_t *x);

/* ---- submit.c */

int do_submit(deciding_t *x);
/* Carries a record that another one opened on from its draft: into its preparation where departments have to
 * agree first, else into its first round. */
int submit_opened(deciding_t *x);
/* form.invalid {count, fields}, its causes one after the other the problems: fields required, of wrong value,
 * unknown to the flow; when there are none, what the flow's own checks find (A72). */
int check_form(deciding_t *x);

/* ---- departments.c: A70 */

/* Is every department in the value one of the directory's? field.department {field, label_en, label_zh,
 * department, nearest} of the first that is not; of a cell "lines[2].department". */
bool departments_known(const deciding_t *x, const field_def_t *def, const value_t *value, diag_t *found);

/* ---- agreement.c: P2.1.2 */

/* Is the form with whoever writes it: a draft, prepared, returned, at rest after a refusal? */
bool form_in_hand(const record_t *r);
/* The last time the preparation ran; NULL: never. */
const plan_place_t *last_preparation(const record_t *r);
/* Would these changes leave a form that departments have not agreed to? */
bool unagreed(const deciding_t *x, const field_t *fields, size_t count);
/* prepare.needed {stage, fields, labels_en, labels_zh, by} where fields are not as they were agreed to. */
int check_agreed(deciding_t *x);

/* The path of a fact that is not the same in both; NULL: none. */
const char *fact_differing(const fact_t *a, size_t a_count, const fact_t *b, size_t b_count);

/* ---- way_back.c */

/* May the record go from that step back to the one that the command names? return.target {step, to, problem}
 */
int check_target(deciding_t *x, const step_t *from);
/* The record goes from step `from` back to the one that the command names (A22): what was gone through since
 * is closed and waits to be gone through again. */
int returned_to(deciding_t *x, int64_t task, int32_t from);
/* Where a field that the route reads has changed since the record was returned to be come back straight, the
 * steps passed over that are still to come are gone through all the same. */
int straight_check(deciding_t *x);
/* straight_round.c: of a stage's plan, in a round that begins after the one before was returned to the
 * initiator to be come back straight: leaves out what had passed. */
int straight_round(deciding_t *x, int32_t stage, plan_t *plan);
/* Whoever returned it, to be come back straight, and had been handed the task has their seat again, of the
 * step's people as they were found now. */
void people_straight(const deciding_t *x, const step_t *step, struct people *people);
/* The step of the name in the command's `to_step` in the present plan that counts; -1: none. */
int32_t target_of(const deciding_t *x);

/* Ends what is open among those flagged by index, members before their group. */
int steps_close(deciding_t *x, const bool *which, size_t count, const char *cause);

/* ---- opinions.c */

/* A20: the command's opinions by aspect, which go into the decision's event; with `passes` one on each aspect
 * that the step asks for. opinion.required {step, aspects}; opinion.unknown {step, aspect, aspects};
 * limit.text. */
int keep_opinions(deciding_t *x, const step_t *step, bool passes, event_t *decided);

/* ---- requires.c, step_fields.c */

/* A21: what the step asks for is there, and the command's ticks, which go into the decision's event.
 * require.missing {step, count}, its causes one after the other all that is missing: field.required,
 * document.required {field, label}, check.required {check}; check.unknown {step, check, checks}. */
int check_required(deciding_t *x, const step_t *step, event_t *decided);
/* ---- complies.c: P1.3.1 */

/* The named checks that the step of that number must pass find nothing, which is put on record: to be asked
 * just before `task` passes. compliance.blocked {step, count}, its causes one after the other
 * compliance.found {check, title, title_zh, field, text, text_zh}, each with file and line; rule.* of a check
 * that fails. */
int check_compliance(deciding_t *x, int32_t no, int64_t task);
/* The same question where no task passes: with the earlier approval that would stand for one (A14), or with
 * none (NULL), where the step would pass without anybody. Nothing is put on record. */
int complies(deciding_t *x, const step_t *step, const task_t *task, bool *out);

/* A71: the command's fields, written by the holder of that task. field.not_writable {step, field}; errors of
 * check_columns; errors of the form as check_form's. */
int write_at_step(deciding_t *x, int64_t task);
/* step_columns.c: a table of which the step opens columns alone (*some; else nothing is looked at) has its
 * rows, and what stands in its other columns, as before: field.rows_kept {step, field, rows, given, columns},
 * field.cell_kept {step, field, row, column, columns}. */
int check_columns(deciding_t *x, const step_t *step, const field_def_t *def, const field_t *field,
                  bool *some);
/* Empties what the people of the step of that number, which opens, find anew: the rule's act, which no
 * handler is told of. */
int find_anew(deciding_t *x, int32_t no);

/* ---- take_back.c */

int do_take_back(deciding_t *x); /* A27 */

/* ---- decision.c */

int do_decision(deciding_t *x); /* approve, refuse, agree, done, acknowledge, return */
int do_comment(deciding_t *x);  /* comment.c */

/* ---- children.c: A7 */

int do_open(deciding_t *x);
int do_close(deciding_t *x);
int do_child_ended(deciding_t *x);
/* Keeps a command on another record, to be carried out after this one in the same commit. Its fields and
 * people must lie in the arena. */
int follow_up(deciding_t *x, const command_t *command);
/* What the rules say the step opens now. limit.children, limit.record_depth {limit} */
int openings_of(deciding_t *x, const step_t *step, child_opening_t **list, size_t *count);
/* Opens these for the open step of that number. */
int children_open(deciding_t *x, int32_t step, const child_opening_t *list, size_t count);
/* A step that was closed, and is open again since a decision was taken back: its records are gone, it opens
 * others. */
int children_open_again(deciding_t *x, int32_t step);
/* Closes the records that the step still waits for. */
int children_close(deciding_t *x, int32_t step);
/* What the records of a step come to: 0 while undecided, else PASSED or REFUSED. */
step_state_t children_verdict(const record_t *r, const step_t *leaf);
/* When the record has just come to its end or to rest, the one that waits for it is told. */
int tell_opener(deciding_t *x, bool was_over);

/* ---- withdraw.c */

int do_withdraw(deciding_t *x); /* A42 */
/* Closes what is open of the steps that no rule planned: a notice, a revision. */
int added_close(deciding_t *x, const char *cause);
/* Until when a record that has ended well may be withdrawn, where the flow says so. */
int withdraw_until(const deciding_t *x, instant_t *until);
/* Tells those who know of the record's end, each once, but not the actor: whoever decided, whoever has a
 * copy, the initiator. */
int tell_those_told(deciding_t *x, const char *kind, const char *text);
/* Carries out that an open task is done: the right to it, the decision, and what follows. */
int decide_done(deciding_t *x, task_t *task);

/* ---- entries.c */

int do_log(deciding_t *x);

/* ---- concerned.c */

/* Has the actor something to do with the record? Its initiator, whoever holds or held a task of it, their
 * colleagues where a task is open, its department's head and leader in charge. record.not_concerned. */
int check_concerned(deciding_t *x);
/* Heads the record's department or one above it, or is in charge of one. */
bool is_above(const deciding_t *x, int64_t person);

/* ---- oversee.c */

int do_warn(deciding_t *x);
int do_order(deciding_t *x);
int do_request(deciding_t *x);

/* ---- monitor.c */

/* Brings the monitors of an open group to what they ask for: opens them, and asks anew where the last was
 * answered. `group`: index into the record's steps. */
int monitors_follow(deciding_t *x, int32_t group);
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

/* ---- deviation.c: P2.3.3 */

int do_deviate(deciding_t *x);
/* May this task of a step that decides about a deviation be decided so? Whoever reported it does not decide
 * about it (deviation.own {step, person}), and who decides writes what they see (field.not_writable). */
int deviation_check(deciding_t *x, const task_t *task, const step_t *step, bool passes);
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

/* ---- report.c: P2.5.3 */

int do_file_report(deciding_t *x);

/* ---- risk.c */

/* Works the risk out anew and answers it; kept when it differs, or `always`. */
int risk_follow(deciding_t *x, bool always);
/* The same at the end of a command, if that changed the form of a record on its way. */
int risk_follow_change(deciding_t *x);

/* ---- change.c, change_plan.c, change_size.c: A46 */

int do_change(deciding_t *x);
/* The change that is looked at is refused or given up: all is as it was approved. Nothing may be open. */
int change_drop(deciding_t *x, const char *cause, const char *reason);
/* Of a stage's plan, made anew for a change: leaves out what stands, and adds to *opened how many steps are
 * decided again. `why` may be NULL; else, by index, what each is decided again for. */
int plan_keep(deciding_t *x, int32_t stage, plan_t *plan, size_t *opened, again_t **why);
/* Do these name people in the same way? *failed: no memory. */
bool same_people(const source_t *a, const source_t *b, bool *failed);
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

/* ---- task_find.c */

/* The open task that the command means; task.unknown, task.not_open, task.not_yours, task.ambiguous,
 * command.misfit. `kinds`: bits 1 << step kind that the command suits. */
int task_find(deciding_t *x, uint32_t kinds, task_t **out);
/* The actor's open task, of several the one that came last; NULL: none. */
task_t *task_held(const deciding_t *x);
/* task.not_open {step, state, by, outcome, at}: who decided instead, and when. Always -1. */
int task_ended(const deciding_t *x, const task_t *task);

/* ---- refusal.c */

/* The stage that was just refused: what the flow says of it (A1). */
int stage_refused(deciding_t *x);
/* The initiator took notice: the record comes to rest. */
int acknowledged(deciding_t *x, int32_t step_no);
/* Closes what is open and gives the record back to the initiator (A22). */
int returned(deciding_t *x, int64_t task, const char *reason);
/* Adds the initiator's step to revise and opens it. */
int to_revise(deciding_t *x);
/* The task to revise ended because the initiator submits. */
int revised(deciding_t *x);
/* A time limit's refusal of a notice or of a revision: nobody answers, so the record ends. */
int lapsed(deciding_t *x, int32_t step_no);

/* ---- route.c */

/* Asks the rule for the plan of a stage, checks it and emits STAGE_OPENED. */
int stage_open(deciding_t *x, int32_t stage);
/* Numbers the steps of a plan on from those of the record. */
void plan_place(deciding_t *x, int32_t stage, plan_t *plan);
/* The same plan without opening it. */
int stage_plan(deciding_t *x, int32_t stage, plan_t *out);
/* Opens the stage of that index and carries the record on; past the last one the record is finished. */
int stage_next(deciding_t *x, int32_t stage);
/* Every stage has ended well: it is finished, or something is owed still. */
int record_finish(deciding_t *x);
/* Carries the record on as far as it goes without anybody deciding: opens, ends, bubbles up, next stage. */
int route_settle(deciding_t *x);
/* Does what can be done, without anybody deciding, in the tree whose root is at that index. */
int tree_advance(deciding_t *x, int32_t index);
/* Closes what is open of the stage's plan. */
int plan_close(deciding_t *x, const char *cause);
/* Index of the first stage after the preparation. */
int32_t first_stage(const flow_t *flow);

/* ---- verdict.c: pure questions of a plan tree and its tasks */

/* 0 while undecided, else PASSED, REFUSED or LEFT_OUT (nobody is left to decide). `group` is an index into
 * steps. */
step_state_t group_verdict(const step_t *steps, int32_t count, int32_t group);
step_state_t leaf_verdict(const record_t *r, const step_t *leaf);
/* Leaves out groups without members, and members of groups left out; afterwards a group of which more must
 * pass than there are is refused: plan.shape {step, problem}. */
int plan_normalise(plan_t *plan, diag_t *d);

/* ---- leaf.c */

/* Opens the leaf at an index of the record's steps: its people, their tasks, or its immediate end. */
int leaf_open(deciding_t *x, int32_t index);
/* Looks at the decisions taken: ends it, or opens the next turn. */
int leaf_settle(deciding_t *x, int32_t index);
/* Ends a leaf and closes the tasks still open. */
int leaf_end(deciding_t *x, int32_t index, step_state_t state, const char *cause);

/* Only the event. */
int step_ended_by(deciding_t *x, int32_t step, step_state_t state, const char *cause);

/* ---- people.c, people_policy.c */

typedef struct found {
    int64_t person;
    const char *reason; /* a code: "people.head" */
    const char *text;
} found_t;

typedef struct people {
    found_t list[PEOPLE_MAX];
    size_t count;
} people_t;

/* Appends the people of a source (and of those listed after it), each once, only those active now. `task`:
 * whose holder is the assignee; NULL outside ladders. */
int people_find(deciding_t *x, const source_t *source, const task_t *task, const char *step, people_t *out);

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
 * `decided`, decided in it; NULL: none does. */
const char *separated_from(const deciding_t *x, const step_t *step, int64_t person, bool decided);
/* May this person get a task of the step, by A12 and A13? */
bool may_have(const deciding_t *x, const step_t *step, int64_t person);
/* people.separated {step, other, person}, or 0. */
int refuse_separated(deciding_t *x, const step_t *step, int64_t person, bool decided);
/* Who takes the task over instead of its holder, out of `source`, else the superior of whom A12 or the step's
 * other holders rule out, else the flow's fallback; people.none {step}. */
int people_takeover(deciding_t *x, const task_t *task, const source_t *source, found_t *out);

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

/* ---- route_reads.c: what the route reads of the form (A14, A22, A46) */

/* Was the field changed by a later version than that? */
bool field_changed(const record_t *r, const char *field, int64_t since);
/* Was a field that says who the people of these sources are, itself or by a function that reads it? */
int people_changed(deciding_t *x, const source_t *by, int64_t since, bool *changed);
/* Was a field that the rule of that plan read, or that says who the people of its steps are? `place` NULL:
 * no. */
int route_changed(deciding_t *x, const plan_place_t *place, int64_t since, bool *changed);

/* ---- same_person.c */

/* The earlier approval of that person which stands for theirs in this step (A14); NULL: none. */
int earlier_approval(deciding_t *x, const step_t *step, int64_t person, const task_t **out);
/* Counts it: the seat is decided as it comes. */
int seat_count(deciding_t *x, const step_t *step, const task_t *seat, int64_t earlier);

/* ---- picks.c */

/* Takes the picks that come with a submission, for the stages [from, until) (A10): form.invalid, its cause
 * pick.missing, .outside {step, title, title_zh, candidates, person}, pick.count {step, most}, pick.twice
 * {step, person} or pick.unknown {step}. */
int picks_submitted(deciding_t *x, int32_t from, int32_t until);
/* Those that come with the approval of `step`, by which that task passes: the same errors, unwrapped. */
int picks_decided(deciding_t *x, const step_t *step, int64_t task);

/* ---- copies.c: A30 */

/* To the people of the step at an index, which ends with it. */
int copies_send(deciding_t *x, int32_t index, people_t *people);
/* Those that the flow names for the end, before the record has it. */
int copies_at_end(deciding_t *x);
int do_read(deciding_t *x);

/* ---- clocks.c */

/* Is the limit counted in working time? */
bool counts_work(const limit_t *limit);
/* Of what remains of a paused clock's limit: is it more than nothing? One that was given meanwhile may be of
 * any kind. */
bool limit_is_left(const limit_t *limit);
/* From one instant to another in the limit's own time; 0 when `until` is not later. */
int clock_span(deciding_t *x, const cs_clock_t *clock, instant_t from, instant_t until, int64_t *ms);
/* What is left until the due time, as a limit in the clock's own time; of one overrun 0. */
int clock_remains(deciding_t *x, const cs_clock_t *clock, limit_t *out);
/* Fills limit, due, calendar, next rung of a task about to open. */
int clock_start(deciding_t *x, const step_t *step, int64_t person, event_t *e);
/* The rung that comes next, of those whose bits are not in `past`; -1: none. A rung whose instant can't be
 * worked out is an error, or, when `firing`, due at once: it then fails as it fires. */
int clock_next(deciding_t *x, const step_t *step, const task_t *task, const cs_clock_t *clock, uint64_t past,
               bool firing, int32_t *rung, instant_t *at);
/* When one rung is due. */
int rung_instant(deciding_t *x, const rung_t *rung, const task_t *task, const cs_clock_t *clock,
                 instant_t *at);
/* The clock after the task has moved to `person`: `within` from now when given, else what remains. Emits
 * CLOCK_SET. */
/* RECKON: every running clock of the record on the calendars as they are now. A due time that is past stays,
 * with what was decided by it; a clock whose due time or next rung moved gets CLOCK_SET with cause
 * "calendar", old and new. */
int clocks_reckon(deciding_t *x);
int clock_move(deciding_t *x, int64_t task, const limit_t *within, int64_t person, const char *cause);

/* ---- pause.c */

/* Does this open step, added for a task, have its clock wait? */
bool step_pauses(const step_t *step);
/* Brings every clock to what the open steps ask of it: paused by the one that it waits for, or running (A62).
 */
int clocks_follow(deciding_t *x);

/* ---- serving.c */

/* The signer before that task's holder who has not decided yet: the holder has to wait. NULL: none. */
const step_t *serving_before(const record_t *r, int64_t task);
/* Closes what was open for a task that ends. */
int serving_close(deciding_t *x, int64_t task, const char *cause);
/* "head.before", "head.before2" …: unique among the steps of the record. NULL: no memory. */
const char *step_name_free(deciding_t *x, const char *step, const char *what);
/* Ends the questions and delegations that were answered. */
int serving_settle(deciding_t *x);

/* ---- stand_in.c */

/* Who takes a task of that step in the principal's place now; 0: nobody. */
int64_t stand_in_of(const deciding_t *x, const step_t *step, int64_t principal);
/* A15: what the person may approve at most, when the record is about more; NULL: it is not, or nothing bounds
 * them. */
const char *beyond_limit(const deciding_t *x, int64_t person);
/* Could a task of that step be with that person in the principal's place now, along whatever chain? */
bool stand_in_holds(const deciding_t *x, const step_t *step, int64_t principal, int64_t person);
/* Asks again, at a reminder: the task goes to whoever stands in now, or back to its owner. */
int stand_in_renew(deciding_t *x, int64_t task);
/* Did a stand-in decide in the step what is beyond the limit of either by now? */
bool beyond_by_now(const deciding_t *x, const step_t *step);
/* At the end of a command that changed the amount: what stand-ins have in hand and may not decide any more
 * goes to somebody who may. */
int authority_follow(deciding_t *x);

/* ---- serving_acts.c */

int do_delegate(deciding_t *x);
int do_ask(deciding_t *x);
int do_claim(deciding_t *x);
int do_urge(deciding_t *x);
/* The task of the same step that somebody else in service has claimed; NULL: none. */
const task_t *claimed_by_other(const deciding_t *x, const task_t *task);

/* ---- admin.c: what an administrator may do (A16, A50 to A53) */

int do_administer(deciding_t *x);
/* Puts the act and its reason on record, before what follows from it. */
int administered(deciding_t *x, int32_t step, int64_t task);
/* Tells those whose open tasks of the steps flagged by index (NULL: of all) are about to be closed. */
int tell_closing(deciding_t *x, const bool *which);
/* Tells the initiator, and whoever has an open task, each once. */
int tell_concerned(deciding_t *x, const char *kind);

/* ---- suspend.c */

/* record.suspended {command, step, watcher, due} for what a suspended record does not take. */
int check_suspended(deciding_t *x);
/* The open step that stands for a suspension; NULL: none. */
const step_t *suspension(const record_t *r);
int do_suspend(deciding_t *x);
int do_resume(deciding_t *x);

/* ---- jump.c */

int do_jump(deciding_t *x); /* A50 */

/* ---- green.c: A64 */

/* May this department begin with the work? green.none {flow}; reason.required; green.barred {department,
 * owed, overdue} */
int green_check(deciding_t *x);
/* The round that has just begun does; whoever heads the department, and is in charge of it, hear of it. */
int green_begin(deciding_t *x);
/* The approvals of the stage just opened are owed, where the round is such a one. */
int green_owe(deciding_t *x);

/* ---- exception.c: A52 */

int do_exception(deciding_t *x);

/* ---- owing.c: A52, A64 */

/* Carries on after a decision in that step: the route, or, of what is owed, what follows from it. */
int settle_after(deciding_t *x, int32_t step);
/* Is anything owed still; anything by the green channel? */
bool owes(const record_t *r);
bool owes_green(const record_t *r);
/* Is what is owed for that step of a plan not decided yet? */
bool owed_still(const record_t *r, const step_t *step);
/* The step's name, or that of the one it is owed for: under it somebody was picked, or is said to have
 * decided. */
const char *owed_name(const record_t *r, const step_t *step);
/* Closes what is owed: the record ends otherwise. */
int debts_close(deciding_t *x, const char *cause);

/* ---- owed_on.c: A64 */

/* The record is given back to its initiator: what the green channel owes stays owed. */
int debts_given_back(deciding_t *x);
/* Closes what was owed in an earlier round and has been approved in this one. */
int debts_made_up(deciding_t *x);

/* ---- migrate.c: A53 */

int do_migrate(deciding_t *x);

/* ---- hand_over.c */

int do_hand_over(deciding_t *x); /* A16 */

/* ---- signers.c */

int do_transfer(deciding_t *x);
int do_add_signer(deciding_t *x);
int do_remove_signer(deciding_t *x);
/* task.not_permitted {step, command} */
int check_permit(deciding_t *x, const step_t *step, permit_t permit);
/* person.inactive {person} */
int check_person(deciding_t *x, int64_t person);
/* task.held_already {step, person} of whoever has decided a seat of the step. */
int check_undecided(deciding_t *x, const step_t *step, int64_t person);
/* May that person get a task of the step? person.inactive; self.approval; task.held_already {step, person} */
int check_newcomer(deciding_t *x, const step_t *step, int64_t person);

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

int do_fire(deciding_t *x);
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
/* The timer decides a task: refuses it, or lets it pass. */
/* The outcome by which a step of this kind passes. */
outcome_t passing(step_kind_t kind);
int timer_decides(deciding_t *x, int64_t task, bool pass, const char *because);

#endif
