/* Transactions, the point within one to go back to, and when the log is copied into the file. */
#include "store/connection.h"
#include <string.h>

enum { BULK_FACTOR = 10 };

void store_note_id(store_t *s, int64_t id) {
    if (id <= s->highest_id) return;
    s->highest_id = id;
    s->highest_moved = true;
}

/* What a transaction taught is forgotten with it. */
static void forget(store_t *s) {
    memset(s->rulesets, 0, sizeof s->rulesets);
    s->highest_id = 0;
    s->highest_recorded = INSTANT_NONE;
    s->highest_moved = false;
}

int store_begin(store_t *s, diag_t *d) {
    if (s->unsure) store_rollback(s);
    if (s->unsure) return diag_memory(d);
    if (s->mode == STORE_READ) s->transaction = false; /* the time limit begins anew */
    if (query_simple(s, s->mode == STORE_READ ? ST_begin_read : ST_begin_write, d)) return -1;
    s->transaction = true;
    s->highest_id = 0;
    s->highest_recorded = INSTANT_NONE;
    s->highest_moved = false;
    return 0;
}

static int keep_highest(store_t *s, diag_t *d) {
    query_t q;
    if (!s->highest_moved) return 0;
    if (query_open(&q, s, ST_latest_put, d)) return -1;
    query_int(&q, s->highest_id);
    query_instant(&q, s->highest_recorded);
    return query_run(&q, NULL, d);
}

int store_commit(store_t *s, diag_t *d) {
    if (keep_highest(s, d) || query_simple(s, ST_commit, d)) {
        store_rollback(s);
        return -1;
    }
    s->transaction = false;
    return 0;
}

/* Never through query_open: it must work after an error that forbids everything else, and after the reader's
 * time is up. */
static int rollback_now(store_t *s) {
    if (sqlite3_get_autocommit(s->db)) return SQLITE_OK;
    int64_t until = s->read_until;
    s->read_until = INT64_MAX;
    int rc = sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    s->read_until = until;
    return sqlite3_get_autocommit(s->db) ? SQLITE_OK : rc;
}

void store_rollback(store_t *s) {
    s->transaction = false;
    s->unsure = rollback_now(s) != SQLITE_OK;
    forget(s);
}

int store_savepoint(store_t *s, diag_t *d) {
    return query_simple(s, ST_savepoint, d);
}

int store_release(store_t *s, diag_t *d) {
    return query_simple(s, ST_release, d);
}

int store_rollback_to(store_t *s, diag_t *d) {
    memset(s->rulesets, 0, sizeof s->rulesets);
    return query_simple(s, ST_rollback_to, d) || query_simple(s, ST_release, d) ? -1 : 0;
}

int read_begin(store_t *s, bool *own, diag_t *d) {
    *own = !s->transaction && s->mode == STORE_READ;
    return *own ? store_begin(s, d) : connection_ready(s, d);
}

int read_end(store_t *s, bool own, int result, diag_t *d) {
    if (!own) return result;
    if (result) {
        store_rollback(s);
        return result;
    }
    return store_commit(s, d);
}

int store_checkpoint_maybe(store_t *s, bool waiting, diag_t *d) {
    bool soon = waiting || s->given_back;
    int limit = soon ? s->checkpoint_pages : s->checkpoint_pages * BULK_FACTOR;
    return s->wal_pages - s->wal_copied < limit ? 0 : store_checkpoint(s, d);
}

int store_checkpoint(store_t *s, diag_t *d) {
    int in_log = 0, copied = 0;
    if (connection_ready(s, d)) return -1;
    int rc = sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &in_log, &copied);
    if (rc != SQLITE_OK && rc != SQLITE_BUSY) return store_error(s, rc, d);
    /* Where a reader still needs the log it grows on: what is left is tried again a log's length later. */
    s->wal_copied = s->wal_pages;
    s->given_back = false;
    return 0;
}
