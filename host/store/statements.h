/* The store's SQL by name. Each statement stands in sql/ after a line `-- name: …`, is found there when a
 * connection opens, and is prepared at its first use, once per connection. A query is one run of one of them:
 * bind in order, then run it (no rows) or take its rows one by one; whatever ends it resets the statement. */
#ifndef CS_STORE_STATEMENTS_H
#define CS_STORE_STATEMENTS_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/hash.h"
#include "base/instant.h"
#include <sqlite3.h>

struct store;

/* clang-format off */
#define STORE_STATEMENTS(X) \
    X(begin_write) X(begin_read) X(commit) X(rollback) X(savepoint) X(release) X(rollback_to) X(latest_get)  \
    X(latest_put) X(directory_changed) X(event_put) X(personal_put) X(personal_erase) X(state_insert)        \
    X(state_update) X(state_body) X(state_get) X(record_number) X(record_exists) X(record_glance)     \
    X(record_put) X(step_put)                                                                                \
    X(task_put) X(clock_put) X(open_task_put) X(open_task_delete) X(deadline_put) X(deadline_delete)         \
    X(deadlines_due) X(deadline_next) X(record_row) X(step_rows) X(task_rows) X(clock_rows) X(open_task_row) \
    X(deadline_row) X(message_put) X(incident_put) X(key_get) X(key_put) X(keys_forget) X(number_get)        \
    X(number_put) X(setting_get) X(setting_put) X(ruleset_no) X(ruleset_name) X(ruleset_hash) X(ruleset_put) \
    X(ruleset_get) X(activation_put) X(ruleset_active) X(rulesets_list) X(activations_list) X(calendar_put)  \
    X(calendars_list) X(person_id) X(departments_put) X(persons_put) X(posts_put) X(roles_put)               \
    X(holders_put) X(attributes_put) X(stand_ins_put) X(departments_all) X(persons_all) X(posts_all)         \
    X(roles_all) X(holders_all) X(attributes_all) X(stand_ins_all) X(tasks_of_person) X(tasks_of_record)     \
    X(approvals_mutual) X(approvals_between)                                                                 \
    X(records_held) X(records_owed) X(debt_put) X(debts_delete) X(debt_rows) X(debts_count) X(stray_debts)                                                                          \
    X(records_all) X(records_by_initiator) X(records_by_flow) X(records_by_department) X(records_by_state)   \
    X(records_by_flow_state) X(records_by_department_state) X(record_ids) X(event_get) X(deadlines_list)     \
    X(incidents_list) X(incidents_list_open) X(incident_settle) X(count_state) X(count_notice) X(count_records) \
    X(count_open_tasks) X(count_deadlines) X(count_overdue) X(count_waiting) X(count_stuck)                  \
    X(count_incidents) X(stray_deadlines) X(stray_open_tasks) X(stray_steps) X(stray_tasks) X(stray_clocks)  \
    X(outbox_release) X(outbox_due) X(outbox_claim) X(outbox_delivered) X(outbox_retry) X(outbox_give_up) X(outbox_resend)     \
    X(outbox_next) X(outbox_forget) X(outbox_list) X(outbox_list_stuck) X(outbox_list_waiting)               \
    X(departments_rows) X(persons_rows) X(posts_rows) X(roles_rows) X(holders_rows) X(attributes_rows)       \
    X(stand_ins_rows) X(dispose_look) X(dispose_look_flow) X(dispose_message) X(dispose_incident)            \
    X(dispose_document) X(disposed_put) X(dispose_event) X(dispose_state) X(dispose_steps) X(dispose_tasks)  \
    X(dispose_clocks) X(dispose_outbox) X(dispose_incidents) X(dispose_record) X(disposed_by_number)         \
    X(disposed_by_id) X(disposed_get) X(disposed_rows) X(numbers_rows) X(number_held) X(free_pages)          \
    X(page_size) X(give_back) X(stray_disposed) X(stray_states) X(stray_events) X(stray_outbox)              \
    X(stray_incidents) X(like_rules_all) X(like_rule_put) X(like_put) X(likes_forget) X(likes_find)          \
    X(likes_backlog)
/* clang-format on */

typedef enum statement {
#define X(name) ST_##name,
    STORE_STATEMENTS(X)
#undef X
        ST_COUNT
} statement_t;

const char *statement_name(statement_t no);
/* Finds the text of every statement among the embedded files; store.statement {name} when one is missing. */
int statements_find(struct store *s, diag_t *d);
void statements_close(struct store *s);

typedef struct query {
    struct store *s;
    sqlite3_stmt *q;
    statement_t no;
    int bound; /* parameters bound so far */
    int rc;    /* first failure of a bind or a column */
} query_t;

/* Begins a run. Texts and blobs bound must live until it ends. */
int query_open(query_t *q, struct store *s, statement_t no, diag_t *d);
void query_int(query_t *q, int64_t v);
void query_null(query_t *q);
void query_text(query_t *q, const char *v); /* NULL: NULL */
void query_blob(query_t *q, const void *at, size_t len);
void query_hash(query_t *q, const hash_t *v);
void query_instant(query_t *q, instant_t v); /* INSTANT_NONE: NULL */
/* Runs a statement without rows and ends it; *changed (may be NULL): rows changed. */
int query_run(query_t *q, int *changed, diag_t *d);
/* 1: a row stands ready; 0: no more; -1: the error is set. After 0 and -1 the query has ended. */
int query_next(query_t *q, diag_t *d);
/* Ends it early; harmless when it has ended. */
void query_close(query_t *q);

/* Columns of the row, from 0. Texts and blobs are copied into the arena; one that finds no memory makes the
 * next query_next fail. */
int64_t query_col_int(query_t *q, int column);
bool query_col_null(query_t *q, int column);
instant_t query_col_instant(query_t *q, int column); /* NULL: INSTANT_NONE */
const char *query_col_text(query_t *q, int column, arena_t *arena);
bytes_t query_col_blob(query_t *q, int column, arena_t *arena);
/* NULL: all zero; a blob of another length: false. */
bool query_col_hash(query_t *q, int column, hash_t *out);
/* Valid until the next step of the query: no copy. */
const char *query_peek_text(query_t *q, int column);
bytes_t query_peek_blob(query_t *q, int column);
/* Makes every text of the row ready to be peeked at without failing; -1: no memory, and the query has ended.
 */
int query_texts(query_t *q, diag_t *d);

/* All rows that are left, each read by `row` into a zeroed item of `size` bytes; the array lies in the arena.
 * On failure the list is empty. Ends the query. */
typedef struct list {
    void *at;
    size_t count;
} list_t;
typedef void (*query_row_t)(query_t *q, void *item, arena_t *arena);
int query_list(query_t *q, arena_t *arena, size_t size, query_row_t row, list_t *out, diag_t *d);

/* Opens, runs and closes a statement without parameters and rows. */
int query_simple(struct store *s, statement_t no, diag_t *d);

#endif
