/* What is written in the form, and what a step asks for before it lets it pass. */
#ifndef CS_ENGINE_FORM_H
#define CS_ENGINE_FORM_H

#include "engine/deciding.h"

/* ---- draft.c */

/* The department whose version of the flow a draft gets: the command's, else the initiator's own;
 * department.unknown {department}. */
int draft_department(deciding_t *x, const person_info_t *initiator, const char **out);
/* Drafts what the command says in that person's name; `id` 0: under one of its own. */
int draft_for(deciding_t *x, const person_info_t *initiator, int64_t id);
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
 * task to revise it; record.state while others have it; form.changed {field, fields, version} when a field
 * changed after the version that they saw; form.version {given, version} when nothing of the record has such
 * a number yet. */
int check_in_hand(deciding_t *x);
/* The last two of these alone. */
int check_form_version(deciding_t *x);

/* ---- submit.c */

/* Carries a record that another one opened on from its draft: into its preparation where departments have to
 * agree first, else into its first round. */
int submit_opened(deciding_t *x);
/* form.invalid {count, fields}, its causes one after the other the problems: fields required, of wrong value,
 * unknown to the flow; when there are none, what the flow's own checks find (A72). */
int check_form(deciding_t *x);

/* ---- known_here.c: A70 */

/* Is every department in the value one of the directory's, and everybody in service? Of the first that is
 * not field.department {field, label_en, label_zh, department, nearest}, or field.person_left {field,
 * label_en, label_zh, person}; of a cell "lines[2].department". */
bool known_here(const deciding_t *x, const field_def_t *def, const value_t *value, diag_t *found);

/* ---- agreement.c: P2.1.2 */

/* Is the form with whoever writes it: a draft, prepared, returned, at rest after a refusal? */
bool form_in_hand(const record_t *r);
/* The last time the preparation ran; NULL: never. */
const plan_place_t *last_preparation(const record_t *r);
/* Is it that with the last plan, the one of a preparation that is over? */
bool prepared_last(const deciding_t *x);
/* Would these changes leave a form that departments have not agreed to? */
bool unagreed(const deciding_t *x, const field_t *fields, size_t count);
/* prepare.needed {stage, fields, labels_en, labels_zh, by} where fields are not as they were agreed to. */
int check_agreed(deciding_t *x);

/* The path of a fact that is not the same in both; NULL: none. */
const char *fact_differing(const fact_t *a, size_t a_count, const fact_t *b, size_t b_count);

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
/* What is given of a table comes from somebody who may not see all of its columns: in those it is as it was,
 * whatever was given, and its rows can't be added to or taken out: field.rows_hidden {field, label, label_zh,
 * rows, given}. The value is a copy then, in the arena. */
int hidden_kept(deciding_t *x, field_t *field);
/* Empties what the people of the step of that number, which opens, find anew: the rule's act, which no
 * handler is told of. */
int find_anew(deciding_t *x, int32_t no);

#endif
