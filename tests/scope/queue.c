/* States that wait to be looked at, first in, first out. A state is kept as what differs from the one put in
 * before it, which is mostly a sibling: a tenth of its bytes. What was taken out is given back chunk by
 * chunk. */
#include "queue.h"
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1 << 20, TABLE_BITS = 12, LEAST = 6, EVERY = 3 };

struct queue_chunk {
    struct queue_chunk *next;
    uint8_t at[CHUNK];
};

static void *must(void *p) {
    if (p) return p;
    fprintf(stderr, "scope: no memory\n");
    exit(2);
}

void queue_init(queue_t *q) {
    memset(q, 0, sizeof *q);
    buf_init(&q->put, 0);
    buf_init(&q->got, 0);
    buf_init(&q->next, 0);
    buf_init(&q->code, 0);
    q->table = must(malloc(sizeof *q->table << TABLE_BITS));
}

void queue_free(queue_t *q) {
    while (q->first) {
        struct queue_chunk *next = q->first->next;
        free(q->first);
        q->first = next;
    }
    buf_free(&q->put);
    buf_free(&q->got);
    buf_free(&q->next);
    buf_free(&q->code);
    free(q->table);
}

/* ---- bytes in and out */

static void write_bytes(queue_t *q, const uint8_t *from, size_t len) {
    while (len) {
        if (!q->last || q->tail == CHUNK) {
            struct queue_chunk *c = must(malloc(sizeof *c));
            c->next = NULL;
            *(q->last ? &q->last->next : &q->first) = c;
            q->last = c;
            q->tail = 0;
        }
        size_t part = CHUNK - q->tail < len ? CHUNK - q->tail : len;
        memcpy(q->last->at + q->tail, from, part);
        q->tail += part;
        from += part;
        len -= part;
    }
}

static uint8_t read_byte(queue_t *q) {
    if (q->head == CHUNK) {
        struct queue_chunk *next = q->first->next;
        free(q->first);
        q->first = next;
        q->head = 0;
    }
    return q->first->at[q->head++];
}

static uint64_t read_number(queue_t *q) {
    uint64_t v = 0;
    for (int shift = 0;; shift += 7) {
        uint8_t b = read_byte(q);
        v |= (uint64_t)(b & 0x7f) << shift;
        if (b < 0x80) return v;
    }
}

/* ---- what differs: (length, bytes as they are), (length, place in the one before), … */

static uint32_t slot_of(const uint8_t *at) {
    uint64_t k = 0;
    memcpy(&k, at, LEAST);
    return (uint32_t)(k * UINT64_C(0x9e3779b97f4a7c15) >> (64 - TABLE_BITS));
}

static size_t same(const uint8_t *a, const uint8_t *b, size_t most) {
    size_t n = 0;
    while (n < most && a[n] == b[n])
        n++;
    return n;
}

static void put_piece(buf_t *code, const uint8_t *own, size_t own_len, size_t len, size_t place) {
    buf_varint(code, own_len);
    buf_put(code, own, own_len);
    buf_varint(code, len);
    if (len) buf_varint(code, place);
}

static void encode(queue_t *q, bytes_t now) {
    const uint8_t *was = q->put.at;
    size_t was_len = q->put.len, begun = 0, i = 0;
    memset(q->table, 0, sizeof *q->table << TABLE_BITS);
    for (size_t k = 0; k + LEAST <= was_len; k += EVERY)
        q->table[slot_of(was + k)] = (uint32_t)k + 1;
    while (i + LEAST <= now.len) {
        size_t place = q->table[slot_of(now.at + i)];
        size_t most = place && was_len - (place - 1) < now.len - i ? was_len - (place - 1) : now.len - i;
        size_t len = place ? same(was + place - 1, now.at + i, most) : 0;
        if (len < LEAST) {
            i++;
            continue;
        }
        put_piece(&q->code, now.at + begun, i - begun, len, place - 1);
        begun = i += len;
    }
    put_piece(&q->code, now.at + begun, now.len - begun, 0, 0);
}

void queue_put(queue_t *q, const before_t *state) {
    buf_reset(&q->code);
    buf_int(&q->code, state->now);
    buf_put(&q->code, &state->counts, sizeof state->counts);
    encode(q, state->bytes);
    if (q->code.failed) must(NULL);
    write_bytes(q, q->code.at, q->code.len);
    buf_reset(&q->put);
    buf_put(&q->put, state->bytes.at, state->bytes.len);
    if (q->put.failed) must(NULL);
    q->count++;
}

static void decode(queue_t *q) {
    uint64_t more;
    buf_reset(&q->next);
    do {
        for (uint64_t own = read_number(q); own > 0; own--)
            buf_u8(&q->next, read_byte(q));
        more = read_number(q);
        if (more) buf_put(&q->next, q->got.at + read_number(q), more);
    } while (more);
    if (q->next.failed) must(NULL);
}

void queue_get(queue_t *q, before_t *out) {
    uint64_t now = read_number(q);
    uint8_t counts[sizeof out->counts] = {0};
    for (size_t i = 0; i < sizeof counts; i++)
        counts[i] = read_byte(q);
    memcpy(&out->counts, counts, sizeof counts);
    decode(q);
    buf_t kept = q->got;
    q->got = q->next;
    q->next = kept;
    out->bytes = (bytes_t){q->got.at, q->got.len};
    out->now = (instant_t)(now >> 1) ^ -(instant_t)(now & 1);
    q->count--;
}
