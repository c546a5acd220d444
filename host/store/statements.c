/* Named statements: found in the embedded SQL, prepared once, run as queries (statements.h). */
#include "base/embedded.h"
#include "store/connection.h"
#include <string.h>

static const char *const names[ST_COUNT] = {
#define X(name) #name,
    STORE_STATEMENTS(X)
#undef X
};

static const char marker[] = "-- name: ";

const char *statement_name(statement_t no) {
    return no < ST_COUNT ? names[no] : "";
}

static void take_block(store_t *s, const char *block, const char *end) {
    const char *line = memchr(block, '\n', (size_t)(end - block));
    if (!line) return;
    size_t length = (size_t)(line - block);
    for (int i = 0; i < ST_COUNT; i++) {
        if (strlen(names[i]) == length && memcmp(names[i], block, length) == 0) {
            s->statements[i].sql = line + 1;
            s->statements[i].length = (int)(end - line - 1);
            return;
        }
    }
}

int statements_find(store_t *s, diag_t *d) {
    for (const embedded_file_t *file = store_sql_files; file->name; file++) {
        const char *at = strstr(file->data, marker);
        while (at) {
            const char *block = at + strlen(marker);
            at = strstr(block, marker);
            take_block(s, block, at ? at : file->data + file->size);
        }
    }
    for (int i = 0; i < ST_COUNT; i++) {
        if (!s->statements[i].sql) return diag_set(d, "store.statement", "name", names[i], NULL);
    }
    return 0;
}

void statements_close(store_t *s) {
    for (int i = 0; i < ST_COUNT; i++) {
        sqlite3_finalize(s->statements[i].prepared);
        s->statements[i].prepared = NULL;
    }
}

int query_open(query_t *q, store_t *s, statement_t no, diag_t *d) {
    *q = (query_t){.s = s, .no = no};
    if (connection_ready(s, d)) return -1;
    if (!s->statements[no].prepared) {
        int rc = sqlite3_prepare_v3(s->db, s->statements[no].sql, s->statements[no].length,
                                    SQLITE_PREPARE_PERSISTENT, &s->statements[no].prepared, NULL);
        if (rc != SQLITE_OK) {
            store_error(s, rc, d);
            diag_param(d, "statement", names[no]);
            return -1;
        }
    }
    q->q = s->statements[no].prepared;
    if (s->tape && no > ST_rollback_to) tape_statement(s->tape, no); /* those before are transactions */
    return 0;
}

static void bound(query_t *q, int rc) {
    if (rc != SQLITE_OK && q->rc == SQLITE_OK) q->rc = rc;
}

void query_int(query_t *q, int64_t v) {
    if (q->s->tape) tape_int(q->s->tape, v);
    bound(q, sqlite3_bind_int64(q->q, ++q->bound, v));
}

void query_null(query_t *q) {
    if (q->s->tape) tape_null(q->s->tape);
    bound(q, sqlite3_bind_null(q->q, ++q->bound));
}

void query_text(query_t *q, const char *v) {
    if (!v) {
        query_null(q);
        return;
    }
    size_t length = strlen(v);
    if (q->s->tape) tape_bytes(q->s->tape, true, v, length);
    bound(q, sqlite3_bind_text64(q->q, ++q->bound, v, length, SQLITE_STATIC, SQLITE_UTF8));
}

void query_blob(query_t *q, const void *at, size_t len) {
    if (q->s->tape) tape_bytes(q->s->tape, false, at, len);
    /* A NULL pointer would bind NULL where an empty blob is meant. */
    bound(q, sqlite3_bind_blob64(q->q, ++q->bound, at ? at : "", len, SQLITE_STATIC));
}

void query_hash(query_t *q, const hash_t *v) {
    query_blob(q, v->b, HASH_SIZE);
}

void query_instant(query_t *q, instant_t v) {
    if (v == INSTANT_NONE)
        query_null(q);
    else
        query_int(q, v);
}

void query_close(query_t *q) {
    if (!q->q) return;
    sqlite3_reset(q->q);
    sqlite3_clear_bindings(q->q);
    q->q = NULL;
}

static int query_fail(query_t *q, int rc, diag_t *d) {
    store_error(q->s, rc, d);
    diag_param(d, "statement", names[q->no]);
    query_close(q);
    return -1;
}

int query_next(query_t *q, diag_t *d) {
    if (q->rc != SQLITE_OK) return query_fail(q, q->rc, d);
    int rc = sqlite3_step(q->q);
    if (rc == SQLITE_ROW) return 1;
    if (rc != SQLITE_DONE) return query_fail(q, rc, d);
    query_close(q);
    return 0;
}

int query_run(query_t *q, int *changed, diag_t *d) {
    if (query_next(q, d) < 0) return -1;
    query_close(q);
    if (changed) *changed = sqlite3_changes(q->s->db);
    return 0;
}

int query_simple(store_t *s, statement_t no, diag_t *d) {
    query_t q;
    return query_open(&q, s, no, d) ? -1 : query_run(&q, NULL, d);
}

int64_t query_col_int(query_t *q, int column) {
    return sqlite3_column_int64(q->q, column);
}

bool query_col_null(query_t *q, int column) {
    return sqlite3_column_type(q->q, column) == SQLITE_NULL;
}

instant_t query_col_instant(query_t *q, int column) {
    return query_col_null(q, column) ? INSTANT_NONE : sqlite3_column_int64(q->q, column);
}

const char *query_peek_text(query_t *q, int column) {
    if (query_col_null(q, column)) return NULL;
    const char *text = (const char *)sqlite3_column_text(q->q, column);
    if (!text) bound(q, SQLITE_NOMEM);
    return text;
}

const char *query_col_text(query_t *q, int column, arena_t *arena) {
    const char *text = query_peek_text(q, column);
    if (!text) return NULL;
    char *copy = arena_strdup(arena, text);
    if (!copy) bound(q, SQLITE_NOMEM);
    return copy;
}

int query_texts(query_t *q, diag_t *d) {
    int columns = sqlite3_column_count(q->q);
    for (int i = 0; i < columns; i++) {
        if (sqlite3_column_type(q->q, i) == SQLITE_TEXT) query_peek_text(q, i);
    }
    return q->rc == SQLITE_OK ? 0 : query_fail(q, q->rc, d);
}

bytes_t query_peek_blob(query_t *q, int column) {
    bytes_t none = {NULL, 0};
    if (query_col_null(q, column)) return none;
    const void *at = sqlite3_column_blob(q->q, column);
    int length = sqlite3_column_bytes(q->q, column);
    if (!at && sqlite3_errcode(q->s->db) == SQLITE_NOMEM) bound(q, SQLITE_NOMEM);
    return at ? (bytes_t){at, (size_t)length} : (bytes_t){(const uint8_t *)"", 0};
}

bytes_t query_col_blob(query_t *q, int column, arena_t *arena) {
    bytes_t blob = query_peek_blob(q, column);
    if (!blob.at) return blob;
    blob.at = arena_copy(arena, blob.at, blob.len);
    if (!blob.at) bound(q, SQLITE_NOMEM);
    return blob;
}

bool query_col_hash(query_t *q, int column, hash_t *out) {
    *out = (hash_t){{0}};
    bytes_t blob = query_peek_blob(q, column);
    if (!blob.at) return true;
    if (blob.len != HASH_SIZE) return false;
    memcpy(out->b, blob.at, HASH_SIZE);
    return true;
}

enum { LIST_FIRST = 16 };

int query_list(query_t *q, arena_t *arena, size_t size, query_row_t row, list_t *out, diag_t *d) {
    size_t room = LIST_FIRST;
    int more;
    out->count = 0;
    out->at = arena_array(arena, room, size);
    while (out->at && (more = query_next(q, d)) > 0) {
        if (out->count == room) {
            out->at = arena_grow(arena, out->at, room, room * 2, size);
            room *= 2;
            if (!out->at) break;
        }
        row(q, (char *)out->at + out->count++ * size, arena);
    }
    if (out->at && more == 0) return 0;
    if (!out->at) diag_memory(d);
    query_close(q);
    *out = (list_t){NULL, 0};
    return -1;
}
