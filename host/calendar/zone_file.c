/* Builds a zone from the bytes of a TZif file (RFC 9636). Every count and index is checked before it is used.
 */
#include "calendar/zone_private.h"
#include "calendar/zone_rule.h"

#include <string.h>

enum {
    HEADER_SIZE = 44,
    TYPE_SIZE = 6,
    OFFSET_MIN = -89999, /* RFC 9636 §3.2: narrower than a day and a bit */
    OFFSET_MAX = 93599,
    TYPES_MAX = 256,
    LETTERS_EXTRA = 2 * ZONE_RULE_NAME,
    YEARS_BEFORE = 2,  /* of a footer's rule, to learn what holds at the last transition listed */
    YEARS_AFTER = 403, /* a cycle, and what its ends may need */
    RULE_TIMES = 2 * (YEARS_BEFORE + YEARS_AFTER + 1) + 1,
};
/* Transitions before this (old files begin with the Big Bang) are moved to it; later than its mirror is
 * refused. */
#define TIME_MIN (-(INT64_C(1) << 37))
#define TIME_MAX (INT64_C(1) << 37)

typedef struct header {
    char version;
    uint32_t isut, isstd, leap, time, type, letters;
} header_t;

/* Where the parts of the data block that counts lie. */
typedef struct block {
    header_t head;
    int time_size; /* 4 or 8 */
    const uint8_t *times, *indices, *types, *letters;
    const char *footer;
    size_t footer_len;
} block_t;

static uint32_t be32(const uint8_t *p) {
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t time_at(const block_t *b, size_t i) {
    const uint8_t *p = b->times + i * (size_t)b->time_size;
    if (b->time_size == 4) return (int32_t)be32(p);
    return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

/* -1: not a header. */
static int read_header(const uint8_t *at, size_t left, header_t *out) {
    if (left < HEADER_SIZE || memcmp(at, "TZif", 4) != 0) return -1;
    out->version = (char)at[4];
    out->isut = be32(at + 20);
    out->isstd = be32(at + 24);
    out->leap = be32(at + 28);
    out->time = be32(at + 32);
    out->type = be32(at + 36);
    out->letters = be32(at + 40);
    return 0;
}

static uint64_t block_size(const header_t *h, unsigned time_size) {
    return (uint64_t)h->time * (time_size + 1) + (uint64_t)h->type * TYPE_SIZE + h->letters +
           (uint64_t)h->leap * (time_size + 4) + h->isstd + h->isut;
}

/* Finds the block that counts: the second, with its footer, from version 2 on. NULL: well; else the part in
 * error. */
static const char *find_block(bytes_t file, block_t *b) {
    const uint8_t *at = file.at, *end = file.at + file.len;
    memset(b, 0, sizeof *b);
    b->time_size = 4;
    if (read_header(at, file.len, &b->head) != 0) return "header";
    at += HEADER_SIZE;
    if (block_size(&b->head, 4) > (uint64_t)(end - at)) return "counts";
    bool second = b->head.version != '\0';
    if (second) {
        at += block_size(&b->head, 4);
        if (read_header(at, (size_t)(end - at), &b->head) != 0 || b->head.version < '2') return "header";
        at += HEADER_SIZE;
        b->time_size = 8;
        if (block_size(&b->head, 8) > (uint64_t)(end - at)) return "counts";
    }
    const header_t *h = &b->head;
    if (h->type == 0 || h->type > TYPES_MAX || h->letters == 0 || (h->isut != 0 && h->isut != h->type) ||
        (h->isstd != 0 && h->isstd != h->type))
        return "counts";
    b->times = at;
    b->indices = at + (size_t)h->time * (size_t)b->time_size;
    b->types = b->indices + h->time;
    b->letters = b->types + (size_t)h->type * TYPE_SIZE;
    if (!second) return NULL;
    at += block_size(h, 8);
    if (at == end || *at++ != '\n') return "footer";
    const uint8_t *newline = memchr(at, '\n', (size_t)(end - at));
    if (newline == NULL) return "footer";
    b->footer = (const char *)at;
    b->footer_len = (size_t)(newline - at);
    return NULL;
}

static const char *read_types(const block_t *b, zone_t *z) {
    memcpy(z->letters, b->letters, b->head.letters);
    if (z->letters[b->head.letters - 1] != '\0') return "names";
    for (size_t i = 0; i < b->head.type; i++) {
        const uint8_t *p = b->types + i * TYPE_SIZE;
        int32_t offset = (int32_t)be32(p);
        if (offset < OFFSET_MIN || offset > OFFSET_MAX || p[4] > 1) return "types";
        if (p[5] >= b->head.letters) return "names";
        z->types[i] = (zone_type_t){offset, p[4] == 1, z->letters + p[5]};
    }
    z->type_count = b->head.type;
    return NULL;
}

static void push(zone_t *z, int64_t time, uint16_t kind) {
    z->times[z->count] = time;
    z->kinds[z->count++] = kind;
}

static const char *read_times(const block_t *b, zone_t *z) {
    for (size_t i = 0; i < b->head.time; i++) {
        int64_t time = time_at(b, i);
        if (b->indices[i] >= b->head.type || time > TIME_MAX) return "transitions";
        if (i > 0 && time <= time_at(b, i - 1)) return "transitions";
        if (time <= TIME_MIN) {
            time = TIME_MIN;
            z->count = 0;
        }
        push(z, time, b->indices[i]);
    }
    return NULL;
}

static uint16_t add_type(zone_t *z, char **letters, int32_t offset_s, bool dst, const char *abbreviation) {
    for (size_t i = 0; i < z->type_count; i++) {
        const zone_type_t *t = &z->types[i];
        if (t->offset_s == offset_s && t->dst == dst && strcmp(t->abbreviation, abbreviation) == 0)
            return (uint16_t)i;
    }
    size_t size = strlen(abbreviation) + 1;
    memcpy(*letters, abbreviation, size); /* LETTERS_EXTRA keeps room for two */
    z->types[z->type_count] = (zone_type_t){offset_s, dst, *letters};
    *letters += size;
    return (uint16_t)z->type_count++;
}

/* Keeps the transitions z->times[floor..] in order of time, at one instant the start of daylight saving last.
 */
static void sort_from(zone_t *z, size_t floor, uint16_t daylight) {
    for (size_t i = floor + 1; i < z->count; i++) {
        int64_t time = z->times[i];
        uint16_t kind = z->kinds[i];
        size_t j = i;
        for (; j > floor && (z->times[j - 1] > time ||
                             (z->times[j - 1] == time && z->kinds[j - 1] == daylight && kind != daylight));
             j--) {
            z->times[j] = z->times[j - 1];
            z->kinds[j] = z->kinds[j - 1];
        }
        z->times[j] = time;
        z->kinds[j] = kind;
    }
}

/* Drops what is no change (daylight saving may be written as lasting all year: its end is then at the very
 * instant of its next start), and what is not after `after`. Returns the type that holds at `after`. */
static uint16_t sift_from(zone_t *z, size_t floor, int64_t after, uint16_t holds) {
    size_t kept = floor, count = z->count;
    bool any = false;
    uint16_t then = holds;
    for (size_t i = floor; i < count; i++) {
        bool undone = i + 1 < count && z->times[i + 1] == z->times[i];
        if (undone || (any && z->kinds[i] == holds)) continue;
        any = true;
        holds = z->kinds[i];
        if (z->times[i] <= after) {
            then = holds;
            continue;
        }
        z->times[kept] = z->times[i];
        z->kinds[kept++] = z->kinds[i];
    }
    z->count = kept;
    return then;
}

/* Carries the footer's rule on for one cycle after the file's own transitions. */
static void extend(zone_t *z, const zone_rule_t *rule, uint16_t standard, uint16_t daylight) {
    size_t floor = z->count;
    bool own = floor > 0;
    int64_t after = own ? z->times[floor - 1] : INT64_MIN;
    int32_t year = 1970;
    int month, day;
    if (own) day_to_civil((day_t)(after / 86400), &year, &month, &day);
    for (int32_t y = year - YEARS_BEFORE; y <= year + YEARS_AFTER; y++) {
        push(z, zone_rule_seconds(&rule->starts, y, rule->standard_s), daylight);
        push(z, zone_rule_seconds(&rule->ends, y, rule->daylight_s), standard);
    }
    push(z, zone_rule_seconds(&rule->starts, year + YEARS_AFTER + 1, rule->standard_s), daylight);
    sort_from(z, floor, daylight);
    uint16_t then = sift_from(z, floor, after, standard);
    if (own) z->kinds[floor - 1] = then;
    if (z->count <= floor + 1) { /* daylight saving all year */
        if (!own && z->count > 0) z->first = z->kinds[0];
        z->count = floor;
        return;
    }
    int64_t again = z->times[floor] + ZONE_CYCLE_S;
    while (z->times[z->count - 1] > again)
        z->count--;
    z->cycles = z->times[z->count - 1] == again;
    z->cycles_back = !own;
    z->cycle_from = z->times[floor];
}

static const char *read_footer(const block_t *b, zone_t *z) {
    zone_rule_t rule;
    char *letters = z->letters + b->head.letters;
    if (b->footer_len == 0) return NULL;
    if (zone_rule_parse(b->footer, b->footer_len, &rule) != 0) return "footer";
    if (rule.standard_s < OFFSET_MIN || rule.standard_s > OFFSET_MAX) return "footer";
    uint16_t standard = add_type(z, &letters, rule.standard_s, false, rule.standard);
    if (!rule.has_daylight) {
        if (z->count > 0)
            z->kinds[z->count - 1] = standard;
        else
            z->first = standard;
        return NULL;
    }
    if (rule.daylight_s < OFFSET_MIN || rule.daylight_s > OFFSET_MAX) return "footer";
    uint16_t daylight = add_type(z, &letters, rule.daylight_s, true, rule.daylight);
    extend(z, &rule, standard, daylight);
    return NULL;
}

static zone_t *allocate(const block_t *b, const char *name) {
    size_t times = (size_t)b->head.time + (b->footer_len > 0 ? RULE_TIMES : 0) + 1;
    zone_t *z = mem_alloc(sizeof *z);
    if (z == NULL) return NULL;
    z->name = mem_strdup(name);
    z->types = mem_alloc((b->head.type + 2) * sizeof *z->types);
    z->letters = mem_alloc(b->head.letters + LETTERS_EXTRA);
    z->times = mem_alloc(times * sizeof *z->times);
    z->kinds = mem_alloc(times * sizeof *z->kinds);
    if (z->name && z->types && z->letters && z->times && z->kinds) return z;
    zone_free(z);
    return NULL;
}

int zone_parse(bytes_t file, const char *name, zone_t **out, diag_t *d) {
    block_t b;
    *out = NULL;
    if (file.len < 4 || memcmp(file.at, "TZif", 4) != 0)
        return diag_set(d, "zone.not_tzif", "zone", name, NULL);
    if (file.len > ZONE_FILE_MAX) {
        diag_set(d, "zone.too_large", "zone", name, NULL);
        diag_param_int(d, "limit", ZONE_FILE_MAX);
        return -1;
    }
    const char *wrong = find_block(file, &b);
    if (wrong != NULL) return diag_set(d, "zone.format", "zone", name, "part", wrong, NULL);
    if (b.head.leap != 0) return diag_set(d, "zone.leap_seconds", "zone", name, NULL);
    zone_t *z = allocate(&b, name);
    if (z == NULL) return diag_memory(d);
    wrong = read_types(&b, z);
    if (wrong == NULL) wrong = read_times(&b, z);
    if (wrong == NULL) wrong = read_footer(&b, z);
    if (wrong != NULL) {
        zone_free(z);
        return diag_set(d, "zone.format", "zone", name, "part", wrong, NULL);
    }
    *out = z;
    return 0;
}
