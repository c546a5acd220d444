/* Members of a struct, listed: so that a test can change one after the other and see that its encoding
 * carries each, and that none was forgotten in the list. */
#ifndef TESTS_UNIT_MODEL_COVERING_H
#define TESTS_UNIT_MODEL_COVERING_H

#include "../failing.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum member_type {
    MEMBER_NUMBER, /* any integer or enum of 2, 4 or 8 bytes; `other` is a valid value that the sample has not
                    */
    MEMBER_FLAG,   /* turned over */
    MEMBER_TEXT,   /* another text */
    MEMBER_BYTES,  /* an array of bytes within the struct: the first is changed */
    MEMBER_NESTED, /* looked at elsewhere */
} member_type_t;

typedef struct member {
    const char *name;
    size_t at, size;
    member_type_t type;
    int64_t other;
} member_t;

#define MEMBER(type, member, kind, other)                                                                    \
    { #member, offsetof(type, member), sizeof(((type *)0)->member), kind, other }

static const char covering_text[] = "other 其他";

static inline int64_t member_number(const void *base, const member_t *m) {
    const char *at = (const char *)base + m->at;
    if (m->size == 2) return *(const uint16_t *)(const void *)at;
    if (m->size == 4) return *(const int32_t *)(const void *)at;
    return *(const int64_t *)(const void *)at;
}

/* Gives the member another value. */
static inline void member_change(void *base, const member_t *m) {
    char *at = (char *)base + m->at;
    switch (m->type) {
    case MEMBER_NUMBER:
        assert_true(m->size == 2 || m->size == 4 || m->size == 8);
        if (member_number(base, m) == m->other) fail_msg("%s has the other value already", m->name);
        memcpy(at, &m->other, m->size); /* little endian, as all machines this runs on */
        break;
    case MEMBER_FLAG:
        *(bool *)(void *)at = !*(bool *)(void *)at;
        break;
    case MEMBER_TEXT:
        *(const char **)(void *)at = covering_text;
        break;
    case MEMBER_BYTES:
        at[0] ^= 1;
        break;
    case MEMBER_NESTED:
        break;
    }
}

static inline bool member_same(const void *a, const void *b, const member_t *m) {
    const char *x = (const char *)a + m->at, *y = (const char *)b + m->at;
    if (m->type != MEMBER_TEXT) return memcmp(x, y, m->size) == 0;
    const char *s = *(const char *const *)(const void *)x, *t = *(const char *const *)(const void *)y;
    return s && t ? strcmp(s, t) == 0 : s == t;
}

/* Every byte of the struct belongs to a listed member, padding of less than 8 bytes apart. `start` is where
 * the struct begins, in the same count as the members' places. */
static inline void members_complete(const char *what, size_t start, size_t size, const member_t *list,
                                    size_t count) {
    size_t bare = 0;
    for (size_t byte = start; byte < start + size; byte++) {
        bool covered = false;
        for (size_t i = 0; i < count; i++)
            covered = covered || (byte >= list[i].at && byte < list[i].at + list[i].size);
        bare = covered ? 0 : bare + 1;
        if (bare >= 8) fail_msg("%s: the member at byte %zu is in no list", what, byte - start - 7);
    }
}

#endif
