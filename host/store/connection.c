/* One connection: SQLite's memory and settings, and its results as errors (store.h lists them).
 * SQLite's allocations pass through base/mem.h, so that a test can fail the n-th inside of it as well. */
#include "store/connection.h"
#include <pthread.h>
#include <string.h>
#include <time.h>

enum { PREFIX = 16, PROGRESS_STEPS = 2000 };

/* SQLite asks for the size of what it was given: it stands before the block. */
static void *memory_take(int size) {
    char *block =
        mem_realloc(NULL, (size_t)size + PREFIX); /* not zeroed: SQLite does that where it wants it */
    if (!block) return NULL;
    memcpy(block, &size, sizeof size);
    return block + PREFIX;
}

static void memory_give(void *p) {
    if (p) mem_free((char *)p - PREFIX);
}

static int memory_size(void *p) {
    int size = 0;
    if (p) memcpy(&size, (char *)p - PREFIX, sizeof size);
    return size;
}

static void *memory_resize(void *p, int size) {
    char *block = mem_realloc((char *)p - PREFIX, (size_t)size + PREFIX);
    if (!block) return NULL;
    memcpy(block, &size, sizeof size);
    return block + PREFIX;
}

static int memory_round(int size) {
    return (size + 7) & ~7;
}

static int memory_init(void *ctx) {
    (void)ctx;
    return SQLITE_OK;
}

static void memory_end(void *ctx) {
    (void)ctx;
}

/* Where another part of the process has started SQLite already, its settings stay: nothing depends on ours.
 */
static void sqlite_setup(void) {
    static const sqlite3_mem_methods methods = {memory_take,  memory_give, memory_resize, memory_size,
                                                memory_round, memory_init, memory_end,    NULL};
    sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* a counter under a mutex that all threads share */
}

static int64_t monotonic_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int read_too_long(void *ctx) {
    const store_t *s = ctx;
    return monotonic_ms() > s->read_until;
}

static int log_grew(void *ctx, sqlite3 *db, const char *name, int pages) {
    store_t *s = ctx;
    (void)db;
    (void)name;
    if (pages < s->wal_pages) s->wal_copied = 0; /* the log began anew */
    s->wal_pages = pages;
    return SQLITE_OK;
}

static const char *error_code(int rc) {
    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return "store.busy";
    case SQLITE_FULL:
        return "store.full";
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return "store.io";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return "store.corrupt";
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return "store.readonly";
    case SQLITE_CONSTRAINT:
        return "store.constraint";
    case SQLITE_TOOBIG:
        return "store.too_large";
    case SQLITE_INTERRUPT:
        return "store.read_time";
    default:
        return "store.failed";
    }
}

int store_error(store_t *s, int rc, diag_t *d) {
    if ((rc & 0xff) == SQLITE_NOMEM || rc == SQLITE_IOERR_NOMEM) return diag_memory(d);
    diag_t error;
    diag_init(&error);
    const char *code = error_code(rc);
    bool of_db = s->db && sqlite3_extended_errcode(s->db) == rc; /* else of one of its files */
    diag_set(&error, code, "path", s->path ? s->path : "", "detail",
             of_db ? sqlite3_errmsg(s->db) : sqlite3_errstr(rc), NULL);
    diag_param_int(&error, "result", rc);
    if (strcmp(code, "store.read_time") == 0) diag_param_int(&error, "limit", s->read_ms);
    if (strcmp(code, "store.corrupt") == 0) diag_param(&error, "what", sqlite3_errstr(rc));
    if (store_fatal(&error) && s->mode != STORE_READ && !s->fatal.code) diag_copy(&s->fatal, &error);
    if (d) {
        diag_clear(d);
        *d = error;
    }
    return -1;
}

bool store_fatal(const diag_t *d) {
    return diag_is(d, "store.full") || diag_is(d, "store.io") || diag_is(d, "store.corrupt");
}

int connection_ready(store_t *s, diag_t *d) {
    if (s->fatal.code) {
        if (d) {
            diag_clear(d);
            diag_copy(d, &s->fatal);
        }
        return -1;
    }
    /* SQLite takes a transaction back whole when a statement of it finds no memory; what came after would
     * stand by itself, without what came before. */
    if (s->transaction && sqlite3_get_autocommit(s->db)) return diag_memory(d);
    if (s->mode != STORE_READ) return 0;
    int64_t now = monotonic_ms();
    if (!s->transaction) s->read_until = now + s->read_ms;
    return now > s->read_until ? store_error(s, SQLITE_INTERRUPT, d) : 0;
}

int connection_exec(store_t *s, const char *sql, diag_t *d) {
    int rc = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? 0 : store_error(s, rc, d);
}

/* Settings that only a fresh file takes stand first: the log's mode writes the first page. */
static const char writer_settings[] = "PRAGMA auto_vacuum = INCREMENTAL;"
                                      "PRAGMA journal_mode = WAL;"
                                      "PRAGMA synchronous = FULL;"
                                      "PRAGMA wal_autocheckpoint = 0;"
                                      "PRAGMA journal_size_limit = 67108864;"
                                      "PRAGMA foreign_keys = ON;"
                                      "PRAGMA recursive_triggers = ON;"
                                      "PRAGMA temp_store = MEMORY;";
static const char reader_settings[] = "PRAGMA query_only = ON;"
                                      "PRAGMA wal_autocheckpoint = 0;"
                                      "PRAGMA recursive_triggers = ON;"
                                      "PRAGMA temp_store = MEMORY;";

/* Asking for a log does not fail where it can't be had (a file system without shared memory): look. */
static int log_kept(store_t *s, diag_t *d) {
    sqlite3_stmt *q = NULL;
    int rc = sqlite3_prepare_v2(s->db, "PRAGMA journal_mode", -1, &q, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_step(q);
    bool wal = rc == SQLITE_ROW && sqlite3_stricmp((const char *)sqlite3_column_text(q, 0), "wal") == 0;
    sqlite3_finalize(q);
    if (wal) return 0;
    if (rc != SQLITE_ROW) return store_error(s, rc, d);
    return diag_set(d, "store.io", "path", s->path, "detail",
                    "the file system does not allow a write-ahead log", NULL);
}

static void connection_guard(sqlite3 *db) {
    sqlite3_extended_result_codes(db, 1);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_busy_timeout(db, 5000); /* a reader opening or recovering the log holds a lock for a moment */
}

int connection_open(store_t *s, const char *vfs, diag_t *d) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, sqlite_setup);
    bool read = s->mode == STORE_READ;
    int flags = SQLITE_OPEN_NOMUTEX | (read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
    /* The file was made just now, but a VFS may keep its files elsewhere. */
    if (s->mode == STORE_CREATE) flags |= SQLITE_OPEN_CREATE;
    int rc = sqlite3_open_v2(s->path, &s->db, flags, vfs);
    if (rc != SQLITE_OK) return store_error(s, s->db ? sqlite3_extended_errcode(s->db) : rc, d);
    connection_guard(s->db);
    if (read) {
        s->read_until = INT64_MAX;
        sqlite3_progress_handler(s->db, PROGRESS_STEPS, read_too_long, s);
        return connection_exec(s, reader_settings, d);
    }
    if (connection_exec(s, writer_settings, d) || log_kept(s, d)) return -1;
    sqlite3_wal_hook(s->db, log_grew, s);
    return 0;
}

void connection_close(store_t *s) {
    statements_close(s);
    if (!s->db) return;
    /* After an error that leaves the file in doubt nothing more is written to it: the next open recovers. */
    if (s->fatal.code) sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    sqlite3_close_v2(s->db);
    s->db = NULL;
}
