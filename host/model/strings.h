/* A pool of strings, each kept once and known by its place (an offset of 32 bits); private to this folder.
 * Place 0 means none. While it grows it has a hash table to find what is there; frozen, only the characters
 * stay. */
#ifndef CS_MODEL_STRINGS_H
#define CS_MODEL_STRINGS_H

#include "base/mem.h"

typedef struct strings {
    char *chars; /* NUL-terminated, one after the other, from place 1 on */
    size_t used, cap;
    uint32_t *slots; /* open addressing; 0: free */
    size_t slot_count, taken;
} strings_t;

/* The place of `s`, which is copied in when it is new; NULL and "" have place 0. -1: no memory. */
int strings_put(strings_t *pool, const char *s, uint32_t *out);
/* Gives back what only growing needs. */
void strings_freeze(strings_t *pool);
void strings_free(strings_t *pool);
/* NULL for place 0. Lives as long as the pool, once it is frozen. */
const char *strings_at(const strings_t *pool, uint32_t place);
/* As strcmp; place 0 comes first. */
int strings_compare(const strings_t *pool, uint32_t a, uint32_t b);

/* A set of numbers, for finding duplicates while something is built. */
typedef struct number_set {
    uint64_t *slots; /* number + 1; 0: free */
    size_t slot_count, taken;
} number_set_t;

/* 1: put in; 0: was there already; -1: no memory. UINT64_MAX can't be a member. */
int number_set_put(number_set_t *set, uint64_t number);
void number_set_free(number_set_t *set);

#endif
