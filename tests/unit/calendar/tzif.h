/* Writes small TZif files for the zone tests: version 3, one block of each size, any footer. */
#ifndef TESTS_CALENDAR_TZIF_H
#define TESTS_CALENDAR_TZIF_H

#include "base/buf.h"

typedef struct tzif_change {
    int64_t at; /* seconds */
    uint8_t type;
} tzif_change_t;

typedef struct tzif_type {
    int32_t offset_s;
    uint8_t dst, name; /* where its name starts in `letters` */
} tzif_type_t;

typedef struct tzif {
    char version;
    const tzif_change_t *changes;
    size_t change_count;
    const tzif_type_t *types;
    size_t type_count;
    const char *letters;
    size_t letters_len; /* NULs included */
    uint32_t leaps;
    const char *footer; /* NULL: none, not even its newlines */
} tzif_t;

static inline void tzif_be(buf_t *b, uint64_t v, int bytes) {
    for (int i = bytes - 1; i >= 0; i--)
        buf_u8(b, (uint8_t)(v >> (8 * i)));
}

static inline void tzif_head(buf_t *b, const tzif_t *z, bool empty) {
    buf_put(b, "TZif", 4);
    buf_u8(b, (uint8_t)z->version);
    for (int i = 0; i < 15; i++)
        buf_u8(b, 0);
    uint32_t counts[6] = {0,
                          0,
                          empty ? 0 : z->leaps,
                          empty ? 0 : (uint32_t)z->change_count,
                          empty ? 0 : (uint32_t)z->type_count,
                          empty ? 0 : (uint32_t)z->letters_len};
    for (int i = 0; i < 6; i++)
        tzif_be(b, counts[i], 4);
}

static inline void tzif_block(buf_t *b, const tzif_t *z, int size) {
    tzif_head(b, z, false);
    for (size_t i = 0; i < z->change_count; i++)
        tzif_be(b, (uint64_t)z->changes[i].at, size);
    for (size_t i = 0; i < z->change_count; i++)
        buf_u8(b, z->changes[i].type);
    for (size_t i = 0; i < z->type_count; i++) {
        tzif_be(b, (uint32_t)z->types[i].offset_s, 4);
        buf_u8(b, z->types[i].dst);
        buf_u8(b, z->types[i].name);
    }
    buf_put(b, z->letters, z->letters_len);
    for (uint32_t i = 0; i < z->leaps * (uint32_t)(size + 4); i++)
        buf_u8(b, 0);
}

static inline void tzif_write(buf_t *b, const tzif_t *z) {
    buf_reset(b);
    if (z->version == '\0') {
        tzif_block(b, z, 4);
        return;
    }
    tzif_head(b, z, true);
    tzif_block(b, z, 8);
    if (z->footer != NULL) {
        buf_u8(b, '\n');
        buf_puts(b, z->footer);
        buf_u8(b, '\n');
    }
}

#endif
