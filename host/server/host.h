/* The host: one company's store with all that commands need around it: snapshots of directory and calendars,
 * rulesets, ids, time. It joins floor 3. The server, the command line without a server, replay, simulation
 * and bench all use this one. The thread that writes owns the host; other threads may only call what says so.
 */
#ifndef CS_SERVER_HOST_H
#define CS_SERVER_HOST_H

#include "calendar/calendar_set.h"
#include "engine/engine.h"
#include "script/ruleset.h"
#include "store/store.h"
#include "store/tables.h"

typedef struct host_options {
    time_source_t time; /* zeroed: the real one */
    store_options_t store;
    uint16_t host_number;             /* of the ids, 0 to 1023 */
    size_t cache_bytes;               /* of hot aggregates; 0: 64 MiB */
    int32_t key_days;                 /* how long idempotency keys are kept; 0: 30 */
    int32_t message_days;             /* how long delivered messages are kept; 0: 90 */
    int32_t dispose_events;           /* of records disposed of in one commit, about; 0: 500 */
    int32_t free_pages;               /* empty ones kept in the store's file for what comes; 0: 256 */
    int32_t give_back_pages;          /* most given back to the file system at once; 0: 128 */
    const pure_function_t *functions; /* plugins'; live as long as the host */
    size_t function_count;
    const char *const *channels; /* each message becomes a row for each; live as long as the host */
    size_t channel_count;
    int64_t result_rows_max;                              /* most rows in one answer; 0: 1000 */
    int64_t rule_instructions, rule_wall_ms, rule_memory; /* limits of rules; 0: the sandbox's defaults */
} host_options_t;

typedef struct host host_t;

/* Opens a store that exists, for writing, and builds the snapshots. NULL: the error is set. */
host_t *host_open(const char *path, const host_options_t *options, diag_t *d);
/* Creates a store at `path` (refused if something is there) with the default calendar "company" (Monday to
 * Friday 09:00-12:00, 13:00-18:00 in `zone`), and opens it. */
host_t *host_create(const char *path, const char *zone, const host_options_t *options, diag_t *d);
void host_close(host_t *h); /* NULL is fine */

/* What readers and rules may look at, as it was at one instant; immutable, counted. */
typedef struct snapshot {
    directory_t *directory;
    calendar_set_t *calendars;
    calendars_t working_time; /* what engine asks of them */
    hash_t ruleset;           /* the active one; zero: none yet */
    int references;           /* atomic */
} snapshot_t;
/* From any thread; give it back with snapshot_unref. Never NULL. */
snapshot_t *host_snapshot(host_t *h);
void snapshot_unref(snapshot_t *s);
/* Builds the snapshot anew from the store (after an import, an activation, a new calendar) and swaps it. On
 * failure the old one stays. */
int host_reload(host_t *h, diag_t *d);

/* The writer's connection, for administrators' commands on the owning thread. */
store_t *host_store(host_t *h);
const host_options_t *host_config(const host_t *h);
/* Recorded time now: never before any time recorded in this store (design.md §2). */
instant_t host_now(host_t *h);
id_source_t *host_ids(host_t *h);

/* The store can't be trusted after a fatal error: commands get host.read_only {since, cause} until
 * host_recover succeeds. From any thread; host_broken copies why (no error: it never was), for the caller to
 * clear. */
bool host_read_only(const host_t *h);
void host_broken(host_t *h, diag_t *out);
/* Opens the store again and tries a write; 0: commands are taken again. */
int host_recover(host_t *h, diag_t *d);

/* Rulesets of one thread, by hash, loaded from that thread's connection; at most a few, the longest unused is
 * dropped. */
typedef struct ruleset_shelf ruleset_shelf_t;
ruleset_shelf_t *shelf_new(const host_options_t *options, diag_t *d);
void shelf_free(ruleset_shelf_t *shelf);
/* The instance of that version; it stays valid until the next call with this shelf asks for another.
 * ruleset.unknown {hash}. */
ruleset_t *shelf_get(ruleset_shelf_t *shelf, store_t *store, const hash_t *hash, diag_t *d);
ruleset_shelf_t *host_shelf(host_t *h); /* the writer's own */

#endif
