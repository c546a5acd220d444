/* Bytes: a growing buffer to write compact encodings into, and a cursor to read them back.
 * Both remember their first failure and do nothing after it, so a long encoder checks once, at its end. */
#ifndef CS_BASE_BUF_H
#define CS_BASE_BUF_H

#include "base/mem.h"

typedef struct bytes {
    const uint8_t *at;
    size_t len;
} bytes_t;

typedef struct buf {
    uint8_t *at; /* owned; mem_free by buf_free */
    size_t len, cap;
    size_t room;    /* up to here it is written without asking: the smaller of cap and limit; 0: it failed */
    size_t limit;   /* most bytes it may hold; 0: no limit */
    bool failed;    /* no memory, or the limit was reached */
    bool no_memory; /* which of the two: it failed for lack of memory, and may do better another time */
} buf_t;

void buf_init(buf_t *b, size_t limit);
void buf_free(buf_t *b);
/* Do both hold the same bytes? Of one that has failed nobody knows: false. */
bool buf_same(const buf_t *a, const buf_t *b);
/* Empties it; keeps the memory, clears `failed`. */
void buf_reset(buf_t *b);
void buf_put(buf_t *b, const void *data, size_t len);
void buf_u8(buf_t *b, uint8_t v);
void buf_varint(buf_t *b, uint64_t v); /* LEB128, 1 to 10 bytes */
void buf_int(buf_t *b, int64_t v);     /* zigzag, then LEB128 */
void buf_flag(buf_t *b, bool v);
void buf_text(buf_t *b, const char *s); /* length+1, bytes; NULL is 0 and stays NULL when read */
void buf_bytes(buf_t *b, bytes_t v);    /* length, bytes */
void buf_puts(buf_t *b, const char *s); /* the characters alone */
void buf_printf(buf_t *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

typedef struct cursor {
    const uint8_t *at, *end;
    arena_t *arena; /* where texts and arrays read are placed */
    bool failed;    /* short, malformed or out of memory; every later read gives 0 or NULL */
} cursor_t;

void cursor_init(cursor_t *c, bytes_t from, arena_t *arena);
uint8_t cursor_u8(cursor_t *c);
uint64_t cursor_varint(cursor_t *c); /* refuses encodings longer than needed: one value, one spelling */
int64_t cursor_int(cursor_t *c);
bool cursor_flag(cursor_t *c);     /* refuses all but 0 and 1 */
char *cursor_text(cursor_t *c);    /* NUL-terminated copy in the arena; refuses an embedded NUL */
bytes_t cursor_bytes(cursor_t *c); /* points into the source */
/* A count of items to follow, each at least one byte long: refused when more than the bytes left. */
size_t cursor_count(cursor_t *c);
bool cursor_done(const cursor_t *c); /* read to the very end, without failure */

#endif
