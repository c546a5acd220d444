/* Inside the store: one connection, what it remembers between calls, and how SQLite's answers become errors.
 * A connection belongs to one thread at a time. */
#ifndef CS_STORE_CONNECTION_H
#define CS_STORE_CONNECTION_H

#include "store/statements.h"
#include "store/store.h"

enum { RULESET_CACHE = 16, SCHEMA_VERSION = 5, STORE_APPLICATION = 0x4353474e };

struct tape;

struct store {
    sqlite3 *db;
    char *path;
    store_mode_t mode; /* STORE_CREATE becomes STORE_WRITE once it is open */
    int lock_fd;       /* -1: none */
    struct {
        const char *sql;
        int length;
        sqlite3_stmt *prepared;
    } statements[ST_COUNT];
    int64_t read_ms, read_until; /* the limit of a reader, and when the present read ends (monotonic ms) */
    int checkpoint_pages;
    int wal_pages;    /* in the log since it last began anew */
    int wal_copied;   /* of these, how many there were at the last checkpoint */
    bool given_back;  /* pages, since the last checkpoint, which makes the file shorter */
    bool transaction; /* between store_begin and its end */
    bool unsure;      /* a rollback could not be carried out yet */
    diag_t fatal;     /* the error after which the file must be opened again; no code: none */
    /* the largest id and the latest recorded time of this transaction, kept at its commit */
    int64_t highest_id;
    instant_t highest_recorded;
    bool highest_moved;
    struct {
        hash_t hash;
        int64_t no; /* 0: unused */
    } rulesets[RULESET_CACHE];
    buf_t head, payload, personal, body; /* reused for every event */
    struct tape *tape;                   /* bench: what is bound is recorded; NULL */
};

/* Opens the file with this project's settings. */
int connection_open(store_t *s, const char *vfs, diag_t *d);
void connection_close(store_t *s);
/* What SQLite's result means, as an error with `detail` in SQLite's words; the sort that can't be trusted is
 * remembered. Always -1. */
int store_error(store_t *s, int rc, diag_t *d);
/* One text of several statements (migrations, pragmas). */
int connection_exec(store_t *s, const char *sql, diag_t *d);
/* -1 when an earlier error or the reader's time limit forbids going on. */
int connection_ready(store_t *s, diag_t *d);
/* For a read of several queries: begins a transaction unless one is open; *own tells whether it did. */
int read_begin(store_t *s, bool *own, diag_t *d);
/* Ends it if it is its own; gives `result` back, or -1. */
int read_end(store_t *s, bool own, int result, diag_t *d);

/* Puts on the disk once more what the log holds, so that nothing is told of that the disk may not have. Once
 * the connection is open, for writing. */
int log_sync_again(store_t *s, diag_t *d);

/* Exclusive use by one process: the lock file beside the store. */
int lock_take(store_t *s, diag_t *d);
void lock_drop(store_t *s);

/* Brings the schema up to date (writer), or checks that it is (reader). */
int schema_migrate(store_t *s, diag_t *d);
int schema_check(store_t *s, diag_t *d);

/* The small number that stands for a ruleset's hash in rows; makes one when `make`. *no 0: the zero hash, or
 * unknown. */
int ruleset_number(store_t *s, const hash_t *hash, bool make, int64_t *no, diag_t *d);
/* Notes that an id was used, so that the next start goes on after it. */
void store_note_id(store_t *s, int64_t id);

/* bench's recorder (bench.h): takes every bound value. */
void tape_statement(struct tape *tape, statement_t no);
void tape_int(struct tape *tape, int64_t v);
void tape_null(struct tape *tape);
void tape_bytes(struct tape *tape, bool text, const void *at, size_t len);

#endif
