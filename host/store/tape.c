/* The tape of bench.h: one byte a value, its kind, then the value as it lies in memory. */
#include "store/bench.h"
#include "store/connection.h"
#include <string.h>

struct tape {
    buf_t ops;
};

typedef enum tape_op { TAPE_STATEMENT = 1, TAPE_INT, TAPE_NULL, TAPE_TEXT, TAPE_BLOB } tape_op_t;

tape_t *tape_new(diag_t *d) {
    tape_t *tape = mem_alloc(sizeof *tape);
    if (!tape) {
        diag_memory(d);
        return NULL;
    }
    buf_init(&tape->ops, 0);
    return tape;
}

void tape_free(tape_t *tape) {
    if (!tape) return;
    buf_free(&tape->ops);
    mem_free(tape);
}

void store_record_on(store_t *s, tape_t *tape) {
    s->tape = tape;
}

size_t tape_mark(const tape_t *tape) {
    return tape->ops.len;
}

void tape_cut(tape_t *tape, size_t mark) {
    if (mark < tape->ops.len) tape->ops.len = mark;
}

void tape_statement(tape_t *tape, statement_t no) {
    uint16_t number = (uint16_t)no;
    buf_u8(&tape->ops, TAPE_STATEMENT);
    buf_put(&tape->ops, &number, sizeof number);
}

void tape_int(tape_t *tape, int64_t v) {
    buf_u8(&tape->ops, TAPE_INT);
    buf_put(&tape->ops, &v, sizeof v);
}

void tape_null(tape_t *tape) {
    buf_u8(&tape->ops, TAPE_NULL);
}

void tape_bytes(tape_t *tape, bool text, const void *at, size_t len) {
    uint32_t length = (uint32_t)len;
    buf_u8(&tape->ops, text ? TAPE_TEXT : TAPE_BLOB);
    buf_put(&tape->ops, &length, sizeof length);
    buf_put(&tape->ops, at, len);
}

static const uint8_t *play_bytes(query_t *q, tape_op_t op, const uint8_t *at) {
    uint32_t length = 0;
    memcpy(&length, at, sizeof length);
    at += sizeof length;
    int rc = op == TAPE_TEXT
                 ? sqlite3_bind_text64(q->q, ++q->bound, (const char *)at, length, SQLITE_STATIC, SQLITE_UTF8)
                 : sqlite3_bind_blob64(q->q, ++q->bound, at, length, SQLITE_STATIC);
    if (rc != SQLITE_OK && q->rc == SQLITE_OK) q->rc = rc;
    return at + length;
}

static const uint8_t *play_value(query_t *q, const uint8_t *at) {
    tape_op_t op = (tape_op_t)*at++;
    int64_t v = 0;
    if (op == TAPE_NULL) {
        query_null(q);
        return at;
    }
    if (op != TAPE_INT) return play_bytes(q, op, at);
    memcpy(&v, at, sizeof v);
    query_int(q, v);
    return at + sizeof v;
}

/* One statement with its values; *at moves behind it. */
static int play_one(store_t *s, const uint8_t **at, const uint8_t *end, diag_t *d) {
    query_t q;
    uint16_t no = 0;
    memcpy(&no, *at + 1, sizeof no);
    *at += 1 + sizeof no;
    if (query_open(&q, s, (statement_t)no, d)) return -1;
    while (*at < end && **at != TAPE_STATEMENT)
        *at = play_value(&q, *at);
    int row;
    while ((row = query_next(&q, d)) > 0)
        continue;
    return row;
}

int tape_play(store_t *s, const tape_t *tape, size_t from, size_t to, diag_t *d) {
    if (tape->ops.failed) return diag_memory(d);
    const uint8_t *at = tape->ops.at + from, *end = tape->ops.at + to;
    while (at < end) {
        if (play_one(s, &at, end, d)) return -1;
    }
    return 0;
}
