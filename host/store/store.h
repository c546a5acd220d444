/* The store: SQLite, one connection that writes, any number that only read (design.md §5a). Rows are derived
 * from the state that apply made; the chain of events is the evidence. No rule, calendar or deadline is
 * understood here.
 *
 * Errors: store.busy (another process writes it: who), store.full, store.io, store.corrupt {what},
 * store.version {found, known}, store.not_found, store.exists, store.readonly, store.constraint,
 * store.read_time {limit}, store.too_large, memory.out, each with SQLite's words as parameter `detail`.
 * store_fatal tells which of them mean that the store can't be trusted until it has been opened again
 * (design.md §2, "When a write fails"): after one of these the writer's every call gives the same error. */
#ifndef CS_STORE_STORE_H
#define CS_STORE_STORE_H

#include "model/command.h"
#include "model/directory.h"
#include "model/event.h"

typedef struct store store_t;

typedef enum store_mode { STORE_CREATE, STORE_WRITE, STORE_READ } store_mode_t;

typedef struct store_options {
    const char *vfs;          /* NULL: the system's; tests hand in one that fails */
    int32_t checkpoint_pages; /* the writer's; 0: 1000 */
    int64_t read_ms;          /* longest a read transaction may take; 0: 2000 */
} store_options_t;

/* Opens (or creates, refusing a path that exists) the store and brings the schema up to date; only one
 * process at a time may hold STORE_WRITE: a lock file beside it ("<path>.lock", flock) names the holder's
 * pid: store.busy {pid}. NULL: the error is set. */
store_t *store_open(const char *path, store_mode_t mode, const store_options_t *options, diag_t *d);
void store_close(store_t *s); /* the writer checkpoints; NULL is fine */
/* Takes away the files of a store that was created just now, could not be filled, and is closed. */
void store_remove(const char *path, const store_options_t *options);
/* True for errors after which every command of the batch is answered with the error and caches are dropped.
 */
bool store_fatal(const diag_t *d);
const char *store_path(const store_t *s);

/* One transaction. A failed commit has rolled back. On a reader: a view of one moment, for at most `read_ms`;
 * single reads need none. */
int store_begin(store_t *s, diag_t *d);
int store_commit(store_t *s, diag_t *d);
void store_rollback(store_t *s);
/* A point within the transaction to go back to, for one command of a batch; one at a time. Each savepoint is
 * ended by release (what was done stays in the transaction) or by rollback_to (it is undone). */
int store_savepoint(store_t *s, diag_t *d);
int store_release(store_t *s, diag_t *d);
int store_rollback_to(store_t *s, diag_t *d);

/* Copies the log into the file: nobody else does. To be called by the writer between batches, often: it acts
 * when the log has grown by `checkpoint_pages` (1000) while people wait, by ten times as much while nobody
 * does (imports), unless pages were given back (disposal.h): the file gets shorter then. Takes 20 to 80 ms
 * then. store_checkpoint acts at once. */
int store_checkpoint_maybe(store_t *s, bool waiting, diag_t *d);
int store_checkpoint(store_t *s, diag_t *d);

/* Where a record's chain stands. */
typedef struct chain {
    int64_t version;    /* events so far; 0: none */
    int64_t last_event; /* its id; 0: none */
    hash_t head;        /* its hash; zero: none */
} chain_t;

/* The record's encoded state (in the arena) and its chain. store.not_found {id}, record.disposed as below.
 * Record 0, the system's own, always exists. */
int store_record(store_t *s, int64_t id, arena_t *arena, bytes_t *state, chain_t *chain, diag_t *d);
/* By number ("EXP-2026-000123"), or by id in decimal; 0 and store.not_found {record} when there is none, or
 * record.disposed {record, number, at, by or uid} when there was one (disposal.h). */
int store_record_find(store_t *s, const char *name, int64_t *id, diag_t *d);

/* What lists show of a record. *found false: there is none under that id (it was disposed of, perhaps). */
typedef struct glance {
    record_state_t state;
    const char *number; /* in the arena; NULL: none yet */
    const char *flow;
} glance_t;
int store_record_glance(store_t *s, int64_t id, arena_t *arena, glance_t *out, bool *found, diag_t *d);

/* A clock's deadline row before the command, so that it can be deleted by its key. */
typedef struct deadline {
    instant_t due;
    int64_t clock, record;
    int32_t rung;
} deadline_t;

typedef struct change {
    const record_t *record; /* the state after; NULL on record 0 */
    const event_t *events;
    size_t event_count;
    const message_t *messages;
    size_t message_count;
    const char *const *channels; /* names; each message becomes a row for each */
    size_t channel_count;
    const incident_t *incidents;
    size_t incident_count;
    const deadline_t *before; /* the record's deadline rows before */
    size_t before_count;
    instant_t now;
} change_t;

/* Writes what one command caused: events hashed onto *chain (which moves on), the record's row with its
 * encoded state (given back in *state, in the arena, for the writer's cache), the rows of steps, tasks,
 * clocks and deadlines that the events touched, outbox rows, incidents. Salts come from `random_bytes`.
 * Without events (a refused command that leaves an incident) chain and state stay as they are and *state is
 * empty. On failure *chain is as before and the transaction (or savepoint) must be rolled back. Errors
 * besides SQLite's: store.sequence {record, seq, expected} for events that don't follow the chain,
 * store.conflict {record} when the chain in the store is not the one given, store.encoding {what, id} when an
 * event or the record holds what can't be encoded. */
int store_write(store_t *s, const change_t *change, chain_t *chain, arena_t *arena, bytes_t *state,
                diag_t *d);

/* The deadline rows that a state has: those of its running clocks with a rung to come. What `before` of a
 * change_t is made of, from the state before the command. Touches no store. */
int store_deadlines_of(const record_t *record, arena_t *arena, deadline_t **out, size_t *count, diag_t *d);

/* Lawful erasure: the event's personal values and their salt are gone, the chain stays valid. The record's
 * state still holds them until the caller, having applied the events anew, puts it back by store_state_put
 * (same version, no event). *found false: it had none, or they were erased before. */
int store_personal_erase(store_t *s, int64_t event, bool *found, diag_t *d);
int store_state_put(store_t *s, const record_t *record, arena_t *arena, bytes_t *state, diag_t *d);

/* Deadlines due at or before `until`, earliest first, at most `max`; in *out (arena). */
int store_due(store_t *s, instant_t until, size_t max, arena_t *arena, deadline_t **out, size_t *count,
              diag_t *d);
/* The earliest deadline; INSTANT_NONE when there is none. */
int store_next_due(store_t *s, instant_t *out, diag_t *d);

/* Idempotency: what was answered to this actor under this key. *found false: never, or forgotten. digest: of
 * the command's canonical bytes. A key belongs to the actor's kind, person and principal, and, where it was
 * entered for the person (AUTH_ENTERED_BY), to the uid that entered it: keys of different enterers never
 * meet. Putting a key again is store.constraint. */
typedef struct remembered {
    hash_t digest;
    int64_t record, task;
    bytes_t reply;
    instant_t at;
} remembered_t;
int store_key_find(store_t *s, const actor_t *actor, const char *key, arena_t *arena, remembered_t *out,
                   bool *found, diag_t *d);
int store_key_put(store_t *s, const actor_t *actor, const char *key, const remembered_t *what, diag_t *d);
/* Forgets those older than `before`, at most `max`; *count (may be NULL): how many. */
int store_keys_forget(store_t *s, instant_t before, size_t max, size_t *count, diag_t *d);

/* The number after the last given in that series, from 1; store_number_put keeps it (never a smaller one). */
int store_number(store_t *s, const char *prefix, int32_t year, int64_t *next, diag_t *d);
int store_number_put(store_t *s, const char *prefix, int32_t year, int64_t given, diag_t *d);

/* The largest id in the store and the latest recorded time: ids and time go on from there. */
int store_latest(store_t *s, int64_t *id, instant_t *recorded, diag_t *d);

/* Named texts: the company's settings ("company.calendar", "demo", …). NULL value: absent. */
int store_setting(store_t *s, const char *name, arena_t *arena, const char **value, diag_t *d);
int store_setting_put(store_t *s, const char *name, const char *value, diag_t *d);

#endif
