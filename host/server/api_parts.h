/* Pieces of records as answers show them: steps, tasks, clocks, events. The shapes stand in API.md. */
#ifndef CS_SERVER_API_PARTS_H
#define CS_SERVER_API_PARTS_H

#include "engine/explain.h"
#include "model/event.h"
#include "server/api_shape.h"
#include "server/reader.h"

/* A text that quotes a rule, and as "<name>_zh" the same in Chinese where the step carries it in both. */
void shape_quoted(shape_t *s, json_t *object, const char *name, const char *text, const step_t *step);
/* The same of what no person wrote (sentence.h), of whatever step. */
void shape_sentence(shape_t *s, json_t *object, const char *name, const char *sentence);
/* People as words, and as "<name>_code" for whoever makes words of their own (source_code); null of NULL. */
void shape_source(shape_t *s, json_t *object, const char *name, const source_t *source);
/* api_glossary.c: a field's "name", "label", "kind", a choice's "choices" and a table's "columns"; `def`
 * NULL: the flow does not know it. "form" and "settings": what those of the flow are called. */
void shape_definition(shape_t *s, json_t *object, const char *name, const field_def_t *def,
                      value_kind_t kind);
void shape_glossary(shape_t *s, json_t *root, const flow_t *flow);
/* The word of a record's state; of one that was refused, and of which its initiator has yet to take notice,
 * "to_acknowledge". */
const char *shape_state_word(record_state_t state, bool notice);
/* A step of a plan, with why it is there. */
json_t *shape_step(shape_t *s, const step_t *step);
/* The same of a step of that record: with the records that it opened. api_records.c, as the next three:
 * another record {record, number, flow, state}; the one that opened this one, null when a person drafted it;
 * what events of records that open one another say. */
json_t *shape_step_of(shape_t *s, const record_t *record, const step_t *step);
/* P1.3.1, api_checks.c: "checks" of a step, where it must pass any; with `run` what each finds now. */
void shape_checks(shape_t *s, json_t *object, const explain_t *m, const step_t *step, bool run);
void shape_other_record(shape_t *s, json_t *object, const char *name, int64_t id);
void shape_opener(shape_t *s, json_t *object, const record_t *record);
void shape_child_event(shape_t *s, json_t *object, const event_t *e);
/* `name`: what the step is called in both languages, also of one that the host added; NULL: none. */
void shape_step_title(shape_t *s, json_t *o, const char *name, const step_t *step);
/* {"no","name","title","why"}: the step an event is about; null for NULL. */
json_t *shape_step_named(shape_t *s, const step_t *step);
/* "title": the flow's, null when it is not known; "stage", "stage_title": the stage of that index, null for
 * -1. */
void shape_flow_title(shape_t *s, json_t *object, const flow_t *flow);
void shape_stage(shape_t *s, json_t *object, const flow_t *flow, int32_t stage);
/* A department's names, null when it is not known. */
void shape_department(shape_t *s, json_t *object, const char *name, const char *key);
/* "reason", "reason_text": how somebody was found; "reason_of": the names of the department or person that
 * the latter stands for. */
void shape_reason(shape_t *s, json_t *object, const char *reason, const char *text);
/* The facts that a route read. */
json_t *shape_fact(shape_t *s, const fact_t *fact);
json_t *shape_facts(shape_t *s, const fact_t *facts, size_t count);
/* Who has claimed the open task, or one of its step (A28); 0: nobody. */
int64_t shape_claimer(shape_t *s, const record_t *record, const task_t *task, instant_t now);
/* A task with its clock; `now` tells whether it is overdue. */
json_t *shape_task(shape_t *s, const record_t *record, size_t index, instant_t now);
/* api_suspended.c. Of a clock that stands still (A62) what remains of its limit, else null. */
json_t *shape_remaining(shape_t *s, const cs_clock_t *clock);
/* "suspended": since when, until when, by whom, why, who looks after it (A51); null where the record is not.
 * -1: the error is set. */
int shape_suspended(shape_t *s, json_t *object, reader_t *r, const record_t *record, diag_t *d);
/* api_jumps.c: "jumps": where an administrator had it go on from another step (A50). -1: the error is set. */
int shape_jumps(shape_t *s, json_t *object, reader_t *r, const record_t *record, diag_t *d);
/* What decided a task where nobody did: "timer" (A61), or "rule" where an earlier approval counts (A14).
 * NULL: somebody did, or it is not decided. */
const char *task_automatic(const task_t *task);
/* "counted": {"task","step","outcome","by","at"}, the earlier approval that stands for it (A14, A22); null
 * where none does. */
void shape_counted(shape_t *s, json_t *object, const record_t *record, int64_t earlier);
/* Whom somebody picked for which step (A10): [{"step","people","by"}]. */
json_t *shape_picks(shape_t *s, const record_t *record);
/* Who can do what now: one entry for each open task, one for the initiator where the record rests with him.
 * `withdraw`: an approved one may still be withdrawn. */
json_t *shape_next(shape_t *s, const record_t *record, const flow_t *flow, bool withdraw, instant_t now);
/* The form's fields, in the order of the flow, then those that it does not know any more. */
json_t *shape_fields(shape_t *s, const record_t *record, const flow_t *flow);
/* {"level", "because"}; null: none was worked out. */
json_t *shape_risk(shape_t *s, risk_level_t level, const char *because, const char *because_zh);
/* "changes": what changed in the form from round to round (A44), by the events that the reader's store has;
 * `tried`: fields as they would be submitted now. -1: the error is set. */
int shape_changes(shape_t *s, json_t *object, reader_t *r, const record_t *record, const flow_t *flow,
                  const field_t *tried, size_t tried_count, diag_t *d);
/* Named values: [{"name", "value"}]. */
json_t *shape_values(shape_t *s, const field_t *fields, size_t count);
/* The payload of events that come beside and after a record's course; nothing of others. */
void shape_event_after(shape_t *s, json_t *object, const event_t *event);
/* api_event_change.c: of what people, and what administrators, changed on a record's way. */
void shape_event_change(shape_t *s, json_t *object, const event_t *event);
void shape_event_admin(shape_t *s, json_t *object, const event_t *event);
/* api_deviation.c: of deviations, and of documents that the host made. */
void shape_event_deviation(shape_t *s, json_t *object, const event_t *event);
json_t *shape_deviation(shape_t *s, const record_t *record, const deviation_t *d, const flow_t *flow);
json_t *shape_deviations(shape_t *s, const record_t *record, const flow_t *flow);
json_t *shape_documents(shape_t *s, const record_t *record);
/* The deviation that the step decides about, or because of which it is asked again; NULL: none. */
const deviation_t *deviation_of(const record_t *record, const step_t *step);
/* Did an administrator jump past approvals that were asked for again because of it (A50)? */
bool deviation_passed_over(const record_t *record, const deviation_t *d);
/* What an event says: its payload by name. */
json_t *shape_event_data(shape_t *s, const event_t *event);
/* What a rung did, in words, and whom it told: "did", "told". */
void shape_did(shape_t *s, json_t *object, const char *did);
/* Of a monitor that looks at figures "did" says that it looked: the engine's word is that the timer approved,
 * which it does not. To be asked after shape_did. */
void shape_looked(shape_t *s, json_t *object, const step_t *step);
/* The step that it is about: by number, task or clock, in a record that has it; NULL: none. */
const step_t *event_step(const event_t *event, const record_t *record);
/* The whole event; `record` may be NULL. */
json_t *shape_event(shape_t *s, const event_t *event, const record_t *record, bool erased,
                    const hash_t *hash);

#endif
