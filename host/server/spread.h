/* How a quantity spreads over many cases, in memory that does not grow with them: counts by size, sixteen
 * classes to each doubling, so that a percentile is told within a sixteenth of its value (as HdrHistogram
 * does it, with fewer digits). Durations in milliseconds, from 0 to some 35 years. */
#ifndef CS_SERVER_SPREAD_H
#define CS_SERVER_SPREAD_H

#include <stdint.h>

enum { SPREAD_CLASSES = 640 };

typedef struct spread {
    int64_t count, sum, most; /* exact; sum stays at INT64_MAX when it can't hold more */
    uint32_t classes[SPREAD_CLASSES];
} spread_t;

/* A negative value counts as 0, one beyond the classes in the last of them. */
void spread_add(spread_t *s, int64_t value);
/* The value that so many in a hundred do not exceed (1 to 100), rounded up to its class, never above the
 * largest one added; 0 for an empty spread. */
int64_t spread_percentile(const spread_t *s, int percent);
int64_t spread_mean(const spread_t *s); /* 0: empty */

#endif
