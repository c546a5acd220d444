/* The nearest value of a field at which something changes: a search over whole steps (cents, days, units of
 * the last decimal place) away from the present value, in one direction.
 *
 *   every     Near the present value each one is tried: whatever a rule does with it (every seventh day, a
 * remainder), the nearest change is found. heard     Beyond, a run tells its comparisons: how far its two
 * sides are apart, at this value and a little further on. Where they would meet is the next value to try;
 * what is compared only there is heard there. bisect    Between a value that changes nothing and the next one
 * tried that does, by halves.
 *
 * So the answer is exact where the rule changes its mind within `every` steps, or at values that its
 * comparisons tell (sums, differences, multiples and quotients of fields with constants, and constants
 * themselves). */
#ifndef CS_SERVER_NEAREST_H
#define CS_SERVER_NEAREST_H

#include "base/diag.h"

/* One comparison: how far its sides were apart, in units of its own; or how far a number that a rule had was
 * from a constant. */
typedef struct comparison {
    int64_t kind; /* comparisons of different kinds are never the same one */
    bool again;   /* of the same number as the one before, with another constant */
    bool jumps;   /* no more than a number that must be the same for the rule to have gone the same way */
    double apart;
} comparison_t;

enum { COMPARISONS_MAX = 2000, NEAREST_TRIES_MAX = 8000, NEAREST_WAYS_MAX = 2 };

typedef struct comparisons {
    comparison_t list[COMPARISONS_MAX];
    size_t count;
} comparisons_t;

typedef struct nearest_ask {
    void *ctx;
    int64_t present, least, most; /* values, counted in steps */
    int64_t every;                /* how many are tried one by one */
    const int64_t *constants;     /* values worth trying, in any order */
    size_t constant_count;
    /* Does this value change anything? -1: the error is set, and ends the search. */
    int (*differs)(void *ctx, int64_t value, bool *out, diag_t *d);
    /* What is compared at this value, heard in one of the ways that there are: 0 to ways - 1. */
    int ways;
    int (*listen)(void *ctx, int64_t value, int way, comparisons_t *out, diag_t *d);
} nearest_ask_t;

typedef struct nearest_found {
    bool found;
    int64_t value;
    int64_t tried;   /* how many values were tried */
    bool cut_short;  /* NEAREST_TRIES_MAX was reached: nothing was found so far */
    int64_t each_to; /* up to this value each one was tried */
} nearest_found_t;

/* `direction`: 1 upward, -1 downward. Errors: those of the two functions, memory.out. */
int nearest_search(const nearest_ask_t *ask, int direction, nearest_found_t *out, diag_t *d);

#endif
