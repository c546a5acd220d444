/* Ids: 63-bit numbers ordered by time, made without asking anyone: 41 bits of milliseconds since
 * 2020-01-01T00:00:00Z, 10 bits of host number, 12 bits of counter. Never 0. Printed and parsed in decimal.
 */
#ifndef CS_BASE_ID_H
#define CS_BASE_ID_H

#include "base/instant.h"

typedef struct id_source {
    uint16_t host;   /* 0 to 1023 */
    int64_t last_ms; /* highest millisecond used */
    uint16_t counter;
} id_source_t;

void id_source_init(id_source_t *ids, uint16_t host);
/* The next id at `now`. Always larger than every id this source gave before, also when `now` runs back or
 * more than 4096 are asked for within one millisecond (it then borrows from the next). An instant after
 * 2089-09-06 no longer moves the source forward. 0 only when all ids are used up: the store holds one from
 * the end of that day. */
int64_t id_next(id_source_t *ids, instant_t now);
/* Tells the source the largest id already in the store, so that a restart after a clock step never repeats.
 */
void id_source_after(id_source_t *ids, int64_t largest);
/* When it was made, to the millisecond. */
instant_t id_instant(int64_t id);
/* Every id made at that instant or later is greater. */
int64_t id_before(instant_t at);

#endif
