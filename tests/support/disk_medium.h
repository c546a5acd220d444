/* What one file of the test disk holds (disk.h): its bytes as programs see them, the bytes that are surely on
 * the medium, and in order what was done to it since its last sync. Not safe for several threads by itself:
 * disk.c's mutex is around it. Aborts without memory. */
#ifndef TESTS_SUPPORT_DISK_MEDIUM_H
#define TESTS_SUPPORT_DISK_MEDIUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MEDIUM_SECTOR = 512 };

/* A seeded source of numbers (splitmix64). */
typedef struct chance {
    uint64_t state;
} chance_t;
uint64_t chance_next(chance_t *c);
/* From 0 to n - 1; 0 when n is 0. */
uint64_t chance_below(chance_t *c, uint64_t n);

typedef struct bytes_held {
    unsigned char *at;
    size_t len, room;
} bytes_held_t;

/* A write, or, when `data` is NULL, a change of size to `at`. */
typedef struct medium_change {
    unsigned char *data;
    size_t len;
    size_t at;
    size_t size_after;
} medium_change_t;

typedef struct medium {
    bytes_held_t seen;    /* what reads give */
    bytes_held_t durable; /* what is on the medium */
    medium_change_t *changes;
    size_t change_count, change_room;
} medium_t;

void medium_free(medium_t *m);
void medium_write(medium_t *m, const void *data, size_t len, size_t at);
void medium_resize(medium_t *m, size_t size);
/* All that was done is on the medium. */
void medium_sync(medium_t *m);
/* A sync that failed: any part of what was done may be on the medium, and the system takes all of it for
 * written: another sync writes none of it again. Reads go on giving what was written, or, when `may_forget`,
 * perhaps what is on the medium. */
void medium_sync_failed(medium_t *m, chance_t *c, bool may_forget);
/* The power went: what the medium holds then is what reads give. `powersafe`: bytes outside of a write are
 * never harmed by it. */
void medium_lose(medium_t *m, chance_t *c, bool powersafe);

#endif
