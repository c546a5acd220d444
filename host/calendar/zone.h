/* Time zones: what the clocks of a place show at an instant, and the other way round, from the system's TZif
 * files (RFC 9636, versions 1 to 4, with the rule in the footer for all time after the last transition
 * listed). libc keeps one zone a process and libical's offsets are wrong in places, so we read the files
 * ourselves. A zone never changes after it was loaded and may be used from any number of threads; who loads
 * it frees it. */
#ifndef CS_CALENDAR_ZONE_H
#define CS_CALENDAR_ZONE_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/instant.h"

#define ZONE_DIR "/usr/share/zoneinfo"
enum { ZONE_NAME_MAX = 64, ZONE_FILE_MAX = 65536 };

typedef struct zone zone_t;

/* A stretch of time during which neither offset, abbreviation nor daylight saving changes. */
typedef struct zone_span {
    instant_t from;   /* first instant of it; INT64_MIN: since ever */
    instant_t until;  /* first instant after it; INT64_MAX: for ever */
    int32_t offset_s; /* local time = UTC + offset */
    bool dst;
    const char *abbreviation; /* lives as long as the zone */
} zone_span_t;

/* Reads the zone `name` ("Europe/Amsterdam") under the folder `dir`; NULL: ZONE_DIR.
 * Errors: zone.name {zone} (absolute, "..", other characters than letters, digits, "_+-/"), zone.unknown
 * {zone, dir}, zone.read {zone, error}, and those of zone_parse. */
int zone_load(const char *dir, const char *name, zone_t **out, diag_t *d);
/* The same from the bytes of a file. Errors: zone.not_tzif {zone}, zone.too_large {zone, limit}, zone.format
 * {zone, part} (header, counts, transitions, types, names, footer), zone.leap_seconds {zone} (the files below
 * "right/" count leap seconds, our instants do not), memory.out. */
int zone_parse(bytes_t file, const char *name, zone_t **out, diag_t *d);
void zone_free(zone_t *zone);

const char *zone_name(const zone_t *zone);
/* The span that holds `t`. Any value of `t` will do. */
void zone_at(const zone_t *zone, instant_t t, zone_span_t *out);
/* The offset from UTC at `t`, in seconds. */
int32_t zone_offset(const zone_t *zone, instant_t t);
/* The instant at which clocks show `ms` milliseconds (0 to a day, a day meaning the next midnight) of `day`.
 * Shown twice (clocks were put back): the earlier. Never shown (clocks were put forward): the instant of the
 * jump, which is the first one after what was left out. */
instant_t zone_instant(const zone_t *zone, day_t day, int64_t ms);
/* Local date of `t`; the milliseconds since its midnight in *ms unless NULL. */
day_t zone_day(const zone_t *zone, instant_t t, int64_t *ms);

#endif
