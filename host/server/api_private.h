/* What the files api_*.c share: their verbs, and how an answer is begun. Nobody else includes it. */
#ifndef CS_SERVER_API_PRIVATE_H
#define CS_SERVER_API_PRIVATE_H

#include "server/api.h"
#include "server/api_shape.h"

enum {
    API_ROWS = 100,      /* rows of a list when the request does not say `limit` */
    API_BATCH_MAX = 500, /* records in one request */
    API_KEY_MAX = 255,   /* bytes of an idempotency key */
};

/* A text of the request; *out NULL when it is not there and not required. Errors as json_text. */
int api_text(const json_t *body, const char *field, bool required, const char **out, diag_t *d);
/* What a command carries, into out->request: api_command.c. Errors api.value, person.unknown {person,
 * field}, value.limit {text}. */
int api_command(const json_t *body, const snapshot_t *snapshot, arena_t *arena, api_call_t *out, diag_t *d);
/* The `records` of a command on many, into out->batch: api_batch.c. Errors api.value, api.batch {most}. */
int api_batch(const json_t *body, arena_t *arena, api_call_t *out, diag_t *d);
/* The `form_version` that its sender saw, of a request or of one of its records; 0: not said. api.value. */
int api_form_version(const json_t *object, int64_t *out, diag_t *d);
/* Whom a request picks, into the arena: api_picks.c. Errors api.value, person.unknown {person,
 * field}. */
int api_picks(const json_t *object, const directory_t *directory, arena_t *arena, const pick_t **out,
              size_t *count, diag_t *d);
/* Values of a form as they come in, into the arena: api_fields.c. Errors api.value {field, expected}. */
int api_fields(const json_t *object, arena_t *arena, field_t **out, size_t *count, diag_t *d);

/* A request's `limit`: 1 to the configured most; API_ROWS when absent. api.value. */
int api_limit(const host_t *h, const api_call_t *call, size_t *out, diag_t *d);
/* An id given as text in that field; 0 when absent. */
int api_id(const api_call_t *call, const char *field, int64_t *out, diag_t *d);
/* What stands in that field, borrowed; NULL when it is absent or null. */
json_t *api_given(const json_t *body, const char *field);
/* More of something in that field than there may be: api.value {field, expected, most}. */
int api_too_many(const char *field, const char *expected, int64_t most, diag_t *d);
/* Nobody has that handle, which stands in that field: person.unknown {person, field}. */
int api_no_such_person(const char *field, const char *handle, diag_t *d);
/* An instant or a date (its end, in the company's zone) in that field; INSTANT_NONE when absent. */
int api_instant(const json_t *body, const char *field, const snapshot_t *snapshot, instant_t *out, diag_t *d);
/* The same of a time from which on something holds: a date is its beginning. */
int api_from(const json_t *body, const char *field, const snapshot_t *snapshot, instant_t *out, diag_t *d);

/* Is the person head or leader of the department or of one above it? */
bool api_leads(const directory_t *directory, int64_t person, const char *department, instant_t now);
/* Does the person who calls hold the role of administrator then? */
bool api_is_administrator(const api_call_t *call, const directory_t *directory, instant_t now);
/* Owner of the store, or administrator then. */
bool api_may_administer(const api_call_t *call, const directory_t *directory, instant_t now);
/* The same of whoever acts: of what the owner enters for somebody else (`as`), that one's own right. */
bool api_acts_as_administrator(const api_call_t *call, const directory_t *directory, instant_t now);
/* May the caller see this record? */
bool api_may_see(const api_call_t *call, const directory_t *directory, const record_t *record, instant_t now);
/* The record named by the request's `record`, decoded; store.not_found {record} also for one that the caller
 * may not see. */
int api_record(reader_t *r, const api_call_t *call, arena_t *arena, record_t *out, chain_t *chain, diag_t *d);
/* The rules that the record runs under (a draft: the active ones), and its flow; the flow may be NULL with
 * *rules NULL when its ruleset does not know it any more. */
int api_flow(reader_t *r, const record_t *record, const rules_t **rules, const flow_t **flow, diag_t *d);

/* Begins and ends one administrator's transaction: api_admin.c. With status 0 the end writes the note,
 * commits and builds the snapshot anew; otherwise it rolls back. Returns 0 when all of it stands. */
int admin_begin(host_t *h, diag_t *d);
/* The version of that hash, or of that beginning of one (at least 4 digits): ruleset.unknown, .ambiguous
 * {hash}. */
int api_ruleset_named(host_t *h, const char *named, arena_t *arena, hash_t *out, diag_t *d);
int admin_end(host_t *h, const api_call_t *call, int status, const char *code, const char *text, diag_t *d);

#define API_READ_VERB(name) json_t *api_read_##name(reader_t *r, const api_call_t *call, diag_t *d);
API_READ_VERB(tasks)
API_READ_VERB(records)
API_READ_VERB(debts)
API_READ_VERB(show)
API_READ_VERB(history)
API_READ_VERB(deadlines)
API_READ_VERB(outbox)
API_READ_VERB(incidents)
API_READ_VERB(plan)
API_READ_VERB(simulate)
API_READ_VERB(why)
API_READ_VERB(what_if)
API_READ_VERB(rules)
API_READ_VERB(settings)
API_READ_VERB(people)
API_READ_VERB(calendar)
API_READ_VERB(status)
API_READ_VERB(acceptance_report)
API_READ_VERB(mutual)
API_READ_VERB(backup)
API_READ_VERB(effect)
API_READ_VERB(measures)
#undef API_READ_VERB
#define API_ADMIN_VERB(name) json_t *api_admin_##name(host_t *h, const api_call_t *call, diag_t *d);
API_ADMIN_VERB(people)
API_ADMIN_VERB(leaver)
API_ADMIN_VERB(migrate)
API_ADMIN_VERB(rules_activate)
API_ADMIN_VERB(rules_rollback)
API_ADMIN_VERB(settings)
API_ADMIN_VERB(calendar_put)
API_ADMIN_VERB(calendar_import)
API_ADMIN_VERB(outbox_resend)
API_ADMIN_VERB(incident_settle)
API_ADMIN_VERB(dispose)
API_ADMIN_VERB(stand_in)
#undef API_ADMIN_VERB

/* "moved", "records", "tasks", "refused": what went over from people who hold nothing any more (A16, P1.3.4).
 */
struct leaver_tasks;
void shape_handed_over(shape_t *s, json_t *root, const struct leaver_tasks *tasks);

#endif
