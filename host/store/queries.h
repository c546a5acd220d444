/* What readers ask of the store: lists, histories, counts, and what verify compares. Every function reads on
 * any connection (a reader's is under its time limit: store.read_time {limit}); results are plain structs in
 * the arena. Lists go on from the last key of the page before, never from an offset, so that a page costs the
 * same wherever it lies; a list shorter than `max` is the last one. */
#ifndef CS_STORE_QUERIES_H
#define CS_STORE_QUERIES_H

#include "store/store.h"

/* An open task as an inbox shows it. */
typedef struct open_task {
    int64_t task, record, person, principal;
    const char *number; /* NULL before the first submission */
    const char *flow;
    int64_t initiator;
    int32_t step;
    step_kind_t step_kind;
    const char *step_name;
    instant_t opened_at;
    instant_t due_at; /* INSTANT_NONE: no clock */
    bool provisional; /* due_at counts days beyond the calendar's confirmed ones */
    bool paused;      /* the clock stands still: due_at is what it was */
    const char *pause_cause;
} open_task_t;

/* Open tasks of a person, and those that others hold in their name, with ids above `after` (0: from the
 * first), oldest first. Two runs of rows side by side: the same cost whatever else the store holds. */
int store_tasks_of(store_t *s, int64_t person, int64_t after, size_t max, arena_t *arena, open_task_t **out,
                   size_t *count, diag_t *d);
int store_tasks_of_record(store_t *s, int64_t record, arena_t *arena, open_task_t **out, size_t *count,
                          diag_t *d);

/* Two people who approved each other's records in a window: how often, and when last. a < b. */
typedef struct mutual {
    int64_t a, b;
    int64_t by_a, by_b; /* approvals that a gave on records of b, and the other way */
    instant_t last_by_a, last_by_b;
} mutual_t;

/* Pairs in [from, until), most often first (A13). Looks at every approval of the store: under the reader's
 * time limit. `flow` NULL: all. */
int store_approvals_mutual(store_t *s, instant_t from, instant_t until, const char *flow, size_t max,
                           arena_t *arena, mutual_t **out, size_t *count, diag_t *d);
/* The last records of an initiator that somebody approved then. */
int store_approvals_between(store_t *s, int64_t initiator, int64_t by, instant_t from, instant_t until,
                            const char *flow, size_t max, arena_t *arena, int64_t **out, size_t *count,
                            diag_t *d);

/* Ids, ascending, of the records in which somebody has an open task or waits for a turn, in their own name or
 * by a stand-in: a walk over what is open. */
int store_records_held(store_t *s, int64_t person, arena_t *arena, int64_t **out, size_t *count, diag_t *d);

/* Ids above `after`, ascending, of the records of that department (NULL: of all) in which something owed is
 * open (A52, A64). */
int store_records_owed(store_t *s, const char *department, int64_t after, size_t max, arena_t *arena,
                       int64_t **out, size_t *count, diag_t *d);
/* How much a department owes, and how much of that is overdue. Also on the writer's connection. */
int store_debts_count(store_t *s, const char *department, instant_t now, int64_t *owed, int64_t *overdue,
                      diag_t *d);

/* Which records; what is zero or NULL does not count. */
typedef struct record_filter {
    record_state_t state; /* one state, without those that are: */
    bool to_acknowledge;  /* … refused, and their initiator has yet to take notice (A1) */
    bool going;           /* … or any that has not ended (draft to returned) */
    const char *flow;
    const char *department;
    int64_t initiator;
    int64_t before; /* only ids below: the last id of the page before; 0: from the newest */
} record_filter_t;

typedef struct record_row {
    int64_t id, initiator;
    const char *flow, *department, *number; /* department, number: perhaps NULL */
    record_state_t state;
    int32_t stage, round;
    instant_t created_at, submitted_at, ended_at;
} record_row_t;

/* Newest first. */
int store_records(store_t *s, const record_filter_t *filter, size_t max, arena_t *arena, record_row_t **out,
                  size_t *count, diag_t *d);
/* Ids above `after`, ascending: for walks over all records in slices, each a read of its own. */
int store_record_ids(store_t *s, int64_t after, size_t max, arena_t *arena, int64_t **out, size_t *count,
                     diag_t *d);

/* An event as it is stored. */
typedef struct event_row {
    event_t event; /* decoded; where `erased`, its personal values read as empty */
    int64_t previous;
    hash_t hash;
    hash_t digest; /* of the personal values; zero: it has none */
    bool has_personal, erased;
    int32_t hash_alg;
    bytes_t payload, personal; /* the bytes stored */
    uint8_t salt[SALT_SIZE];
} event_row_t;

typedef enum event_order { EVENTS_NEWEST_FIRST, EVENTS_OLDEST_FIRST } event_order_t;
/* Events of a record (0: the system's) with a seq below `before` (0: all), walking back from there at most
 * `max` of them: the newest `max`, given in either order. *more tells whether older ones exist. Finding the
 * place costs one read for each event above it. store.corrupt {record, event, what} when the walk finds no or
 * another record's event; event.version, event.corrupt. */
int store_events(store_t *s, int64_t record, int64_t before, size_t max, event_order_t order, arena_t *arena,
                 event_row_t **out, size_t *count, bool *more, diag_t *d);
/* The same for a chain that may be long, in slices: at most `max` events from the one with id `event` back,
 * newest first. The last one's `previous` is where the next slice begins. */
int store_events_back(store_t *s, int64_t record, int64_t event, size_t max, arena_t *arena,
                      event_row_t **out, size_t *count, diag_t *d);
/* Checks one event against the hash of the one before it (zero for the first) and gives its own hash, made
 * from its columns: store.chain {record, event, seq, what}, what: "digest", "hash", "algorithm". */
int store_event_check(const hash_t *previous, const event_row_t *row, hash_t *out, diag_t *d);
/* Checks a whole chain, all its events oldest first, against where the store says that it stands:
 * store.chain {record, event, seq, what}, what also: "seq", "previous", "time" (recorded time ran back),
 * "head", "length". */
int store_chain_check(int64_t record, const event_row_t *rows, size_t count, const chain_t *chain, diag_t *d);

/* Compares the derived rows of a record (records, states, steps, tasks, open_tasks, clocks, deadlines) with
 * what they must be for that state: store.rows {table, key, column, have, should} names the first difference.
 * While people work, the state must come from events read in the same transaction (store_begin). */
int store_rows_compare(store_t *s, const record_t *record, diag_t *d);
/* Rows that belong to nothing: of records that don't exist, deadlines no clock runs for, inbox entries of
 * tasks that are not open. Walks on from *cursor (zeroed at the start) over at most `max` rows; *done after
 * the last. store.stray {table, key, record} names the first. */
typedef struct stray_cursor {
    int32_t table;
    int64_t key, second;
    bool begun; /* in this table */
} stray_cursor_t;
int store_stray(store_t *s, stray_cursor_t *cursor, size_t max, bool *done, diag_t *d);

/* What fires next. */
typedef struct deadline_row {
    deadline_t deadline;
    const char *number, *flow; /* NULL: the record has none, or is missing */
    int64_t task, person;
    const char *step_name;
    instant_t due_at; /* of the task */
    bool provisional; /* that counts days beyond the calendar's confirmed ones (A63) */
} deadline_row_t;
/* Deadlines after (due, clock) of `after` (NULL: from the earliest), earliest first. */
int store_deadline_rows(store_t *s, const deadline_t *after, size_t max, arena_t *arena, deadline_row_t **out,
                        size_t *count, diag_t *d);

typedef struct incident_row {
    incident_t incident;
    instant_t at, settled_at;
    int64_t settled_by;
} incident_row_t;
/* Newest first, ids below `before` (0: all). */
int store_incidents(store_t *s, bool open_only, int64_t before, size_t max, arena_t *arena,
                    incident_row_t **out, size_t *count, diag_t *d);
/* An administrator has seen to it. *found false: no such, or settled before. On the writer. */
int store_incident_settle(store_t *s, int64_t id, int64_t by, instant_t now, bool *found, diag_t *d);

/* For a status view. Each count stops at `limit`: that number means "so many or more". */
typedef struct store_counts {
    int64_t records;
    int64_t
        by_state[RECORD_STATE_LAST + 1]; /* without `to_acknowledge`; of RECORD_FINISHED: not counted, 0 */
    int64_t to_acknowledge;              /* refused, notice yet to be taken: found among `limit` open tasks */
    int64_t open_tasks, deadlines, overdue, waiting, stuck, incidents; /* overdue: deadlines due by `now` */
} store_counts_t;
int store_count(store_t *s, int64_t limit, instant_t now, store_counts_t *out, diag_t *d);

#endif
