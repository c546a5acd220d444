/* The growing buffer that encodings are written into, and the cursor that reads them back.
 * The spelling of a value is canonical: encodings are hashed, so what is read must be what would be written.
 */
#include "base/buf.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { BUF_FIRST = 64 };

void buf_init(buf_t *b, size_t limit) {
    *b = (buf_t){.limit = limit};
}

void buf_free(buf_t *b) {
    mem_free(b->at);
    buf_init(b, b->limit);
}

bool buf_same(const buf_t *a, const buf_t *b) {
    if (a->failed || b->failed || a->len != b->len) return false;
    return a->len == 0 || memcmp(a->at, b->at, a->len) == 0; /* an empty one may have no memory */
}

static void room_follow(buf_t *b) {
    b->room = b->limit > 0 && b->limit < b->cap ? b->limit : b->cap;
}

void buf_reset(buf_t *b) {
    b->len = 0;
    b->failed = b->no_memory = false;
    room_follow(b);
}

static bool refused(buf_t *b) {
    b->failed = true;
    b->room = 0;
    return false;
}

/* Makes room for `more` bytes after the present ones; false and `failed` when that can't be. */
static bool grow(buf_t *b, size_t more) {
    size_t most = b->limit > 0 && b->limit < SIZE_MAX / 2 ? b->limit : SIZE_MAX / 2;
    if (b->failed || b->len > most || more > most - b->len) return refused(b);
    size_t need = b->len + more;
    if (need <= b->cap) return true;
    size_t cap = b->cap > 0 ? b->cap : BUF_FIRST;
    while (cap < need)
        cap *= 2;
    uint8_t *at = mem_realloc(b->at, cap);
    if (!at) {
        b->no_memory = true;
        return refused(b);
    }
    b->at = at;
    b->cap = cap;
    room_follow(b);
    return true;
}

/* Most writes find their room: encodings are made of many small ones, into buffers that are used again. */
static inline bool make_room(buf_t *b, size_t more) {
    return (b->len <= b->room && more <= b->room - b->len) || grow(b, more);
}

void buf_put(buf_t *b, const void *data, size_t len) {
    if (!make_room(b, len) || len == 0) return;
    memcpy(b->at + b->len, data, len);
    b->len += len;
}

void buf_u8(buf_t *b, uint8_t v) {
    if (b->len < b->room || grow(b, 1)) b->at[b->len++] = v;
}

void buf_varint(buf_t *b, uint64_t v) {
    uint8_t bytes[10];
    if (v < 0x80) {
        buf_u8(b, (uint8_t)v);
        return;
    }
    size_t n = 0;
    for (; v >= 0x80; v >>= 7)
        bytes[n++] = (uint8_t)(v | 0x80);
    bytes[n++] = (uint8_t)v;
    buf_put(b, bytes, n);
}

void buf_int(buf_t *b, int64_t v) {
    uint64_t sign = v < 0 ? UINT64_MAX : 0;
    buf_varint(b, ((uint64_t)v << 1) ^ sign);
}

void buf_flag(buf_t *b, bool v) {
    buf_u8(b, v ? 1 : 0);
}

void buf_text(buf_t *b, const char *s) {
    if (!s) {
        buf_u8(b, 0);
        return;
    }
    size_t len = strlen(s);
    buf_varint(b, (uint64_t)len + 1);
    buf_put(b, s, len);
}

void buf_bytes(buf_t *b, bytes_t v) {
    buf_varint(b, v.len);
    buf_put(b, v.at, v.len);
}

void buf_puts(buf_t *b, const char *s) {
    buf_put(b, s, strlen(s));
}

void buf_printf(buf_t *b, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length < 0) {
        b->failed = true;
    } else if (make_room(b, (size_t)length)) {
        /* vsnprintf wants a place for its NUL: a last byte beyond the limit is still inside the memory. */
        size_t limit = b->limit;
        b->limit = 0;
        if (make_room(b, (size_t)length + 1)) {
            vsnprintf((char *)b->at + b->len, (size_t)length + 1, format, again);
            b->len += (size_t)length;
        }
        b->limit = limit;
    }
    va_end(again);
}

void cursor_init(cursor_t *c, bytes_t from, arena_t *arena) {
    *c = (cursor_t){.at = from.at, .end = from.len > 0 ? from.at + from.len : from.at, .arena = arena};
}

static size_t left(const cursor_t *c) {
    return c->failed ? 0 : (size_t)(c->end - c->at);
}

/* Remembers the failure; the value lets a reader end with `return fail(c)`. */
static uint64_t fail(cursor_t *c) {
    c->failed = true;
    return 0;
}

uint8_t cursor_u8(cursor_t *c) {
    if (left(c) == 0) return (uint8_t)fail(c);
    return *c->at++;
}

uint64_t cursor_varint(cursor_t *c) {
    const uint8_t *at = c->at, *end = c->end;
    uint64_t v = 0;
    if (c->failed) return 0;
    for (unsigned shift = 0; shift < 70 && at < end; shift += 7) {
        uint8_t byte = *at++;
        if (shift == 63 && byte > 1) return fail(c); /* more than 64 bits */
        v |= (uint64_t)(byte & 0x7f) << shift;
        if (byte >= 0x80) continue;
        /* A last byte of 0 adds nothing: the value has a shorter spelling. */
        if (byte == 0 && shift > 0) return fail(c);
        c->at = at;
        return v;
    }
    return fail(c);
}

int64_t cursor_int(cursor_t *c) {
    uint64_t v = cursor_varint(c);
    return (int64_t)((v >> 1) ^ (0 - (v & 1)));
}

bool cursor_flag(cursor_t *c) {
    uint8_t v = cursor_u8(c);
    if (v > 1) fail(c);
    return v == 1;
}

char *cursor_text(cursor_t *c) {
    uint64_t len = cursor_varint(c);
    if (c->failed || len == 0) return NULL;
    len--;
    if (len > left(c) || !c->arena || memchr(c->at, 0, (size_t)len)) {
        fail(c);
        return NULL;
    }
    char *s = arena_strndup(c->arena, (const char *)c->at, (size_t)len);
    if (!s) {
        fail(c);
        return NULL;
    }
    c->at += len;
    return s;
}

bytes_t cursor_bytes(cursor_t *c) {
    uint64_t len = cursor_varint(c);
    if (c->failed || len > left(c)) {
        fail(c);
        return (bytes_t){0};
    }
    bytes_t v = {.at = c->at, .len = (size_t)len};
    c->at += len;
    return v;
}

size_t cursor_count(cursor_t *c) {
    uint64_t n = cursor_varint(c);
    return n > left(c) ? (size_t)fail(c) : (size_t)n;
}

bool cursor_done(const cursor_t *c) {
    return !c->failed && c->at == c->end;
}
