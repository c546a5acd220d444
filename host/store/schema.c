/* The schema's versions: each file sql/NNNN_*.sql is one migration, run in one transaction, which sets
 * user_version to its number itself. */
#include "base/embedded.h"
#include "store/connection.h"
#include <stdlib.h>

static int pragma_number(store_t *s, const char *sql, int64_t *out, diag_t *d) {
    sqlite3_stmt *q = NULL;
    int rc = sqlite3_prepare_v2(s->db, sql, -1, &q, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_step(q);
    if (rc == SQLITE_ROW) *out = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return rc == SQLITE_ROW ? 0 : store_error(s, rc, d);
}

static int version_refused(int64_t found, diag_t *d) {
    diag_set(d, "store.version", NULL);
    diag_param_int(d, "found", found);
    diag_param_int(d, "known", SCHEMA_VERSION);
    return -1;
}

/* A file without any table is fresh; one with another program's tables is not ours to change. */
static int schema_version(store_t *s, int64_t *version, diag_t *d) {
    int64_t application = 0, tables = 0;
    if (pragma_number(s, "PRAGMA user_version", version, d) ||
        pragma_number(s, "PRAGMA application_id", &application, d) ||
        pragma_number(s, "SELECT count(*) FROM sqlite_schema", &tables, d)) {
        return -1;
    }
    bool fresh = tables == 0 && *version == 0 && application == 0;
    if (application != STORE_APPLICATION && !fresh) {
        return diag_set(d, "store.corrupt", "what", "not a store of this program", "path", s->path, NULL);
    }
    return *version > SCHEMA_VERSION ? version_refused(*version, d) : 0;
}

static int migrate_one(store_t *s, const embedded_file_t *file, int64_t number, diag_t *d) {
    int64_t reached = 0;
    if (connection_exec(s, "BEGIN IMMEDIATE", d)) return -1;
    int rc = connection_exec(s, file->data, d);
    if (rc == 0) rc = pragma_number(s, "PRAGMA user_version", &reached, d);
    if (rc == 0 && reached != number) {
        rc = diag_set(d, "store.statement", "name", file->name, "detail", "it does not set its number", NULL);
    }
    if (rc == 0) rc = connection_exec(s, "COMMIT", d);
    if (rc) sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return rc;
}

int schema_migrate(store_t *s, diag_t *d) {
    int64_t version = 0;
    if (schema_version(s, &version, d)) return -1;
    for (const embedded_file_t *file = store_sql_files; file->name; file++) {
        long number = strtol(file->name, NULL, 10);
        if (number <= version) continue; /* also the files of statements, whose names begin with no number */
        if (migrate_one(s, file, number, d)) return -1;
    }
    return 0;
}

int schema_check(store_t *s, diag_t *d) {
    int64_t version = 0;
    if (schema_version(s, &version, d)) return -1;
    if (version == 0) return diag_set(d, "store.corrupt", "what", "an empty file", "path", s->path, NULL);
    return version < SCHEMA_VERSION ? version_refused(version, d) : 0;
}
