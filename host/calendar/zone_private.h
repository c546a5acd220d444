/* What a zone is made of: shared by zone.c, which answers, and zone_file.c, which builds it. */
#ifndef CS_CALENDAR_ZONE_PRIVATE_H
#define CS_CALENDAR_ZONE_PRIVATE_H

#include "calendar/zone.h"

/* The Gregorian calendar repeats, weekdays included, after 400 years. */
#define ZONE_CYCLE_S (INT64_C(146097) * 86400)

typedef struct zone_type {
    int32_t offset_s;
    bool dst;
    const char *abbreviation; /* in zone.letters */
} zone_type_t;

struct zone {
    char *name;
    zone_type_t *types;
    size_t type_count;
    char *letters;   /* the abbreviations, each ended by NUL */
    int64_t *times;  /* transitions, in seconds, strictly ascending */
    uint16_t *kinds; /* type that holds from times[i] on */
    size_t count;
    uint16_t first; /* type before times[0] */
    /* A zone whose footer tells of daylight saving repeats from here, a transition, for ever: the table goes
     * on to the same transition one cycle later. */
    bool cycles;
    bool cycles_back; /* and before it too: no transition but those of the footer */
    int64_t cycle_from;
};

#endif
