/* Answers from a zone, and finds its file. */
#include "calendar/zone_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* No offset is further from UTC than this, either way. */
#define OFFSET_REACH_MS (INT64_C(93600) * 1000)

const char *zone_name(const zone_t *zone) {
    return zone->name;
}

void zone_free(zone_t *zone) {
    if (zone == NULL) return;
    mem_free(zone->name);
    mem_free(zone->types);
    mem_free(zone->letters);
    mem_free(zone->times);
    mem_free(zone->kinds);
    mem_free(zone);
}

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

static instant_t to_ms(int64_t seconds) {
    if (seconds > INT64_MAX / 1000) return INT64_MAX;
    if (seconds < INT64_MIN / 1000) return INT64_MIN;
    return seconds * 1000;
}

/* How many transitions are at or before `s`. */
static size_t passed(const zone_t *z, int64_t s) {
    size_t low = 0, high = z->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (z->times[middle] <= s)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void zone_at(const zone_t *zone, instant_t t, zone_span_t *out) {
    int64_t s = floor_div(t, 1000), shift = 0;
    if (zone->cycles &&
        (s >= zone->cycle_from + ZONE_CYCLE_S || (zone->cycles_back && s < zone->cycle_from))) {
        shift = floor_div(s - zone->cycle_from, ZONE_CYCLE_S) * ZONE_CYCLE_S;
        s -= shift;
    }
    size_t i = passed(zone, s);
    const zone_type_t *type = &zone->types[i > 0 ? zone->kinds[i - 1] : zone->first];
    out->from = i > 0 ? to_ms(zone->times[i - 1] + shift) : INT64_MIN;
    out->until = i < zone->count ? to_ms(zone->times[i] + shift) : INT64_MAX;
    out->offset_s = type->offset_s;
    out->dst = type->dst;
    out->abbreviation = type->abbreviation;
}

int32_t zone_offset(const zone_t *zone, instant_t t) {
    zone_span_t span;
    zone_at(zone, t, &span);
    return span.offset_s;
}

instant_t zone_instant(const zone_t *zone, day_t day, int64_t ms) {
    int64_t local = (int64_t)day * MS_DAY + ms;
    zone_span_t span;
    /* Clocks can't have shown `local` yet there, so the first span that holds or passes it is the answer. */
    zone_at(zone, local - OFFSET_REACH_MS, &span);
    for (;;) {
        int64_t offset = (int64_t)span.offset_s * 1000;
        if (span.from != INT64_MIN && local < span.from + offset) return span.from;
        if (span.until == INT64_MAX || local < span.until + offset) return local - offset;
        zone_at(zone, span.until, &span);
    }
}

day_t zone_day(const zone_t *zone, instant_t t, int64_t *ms) {
    int64_t local = t + (int64_t)zone_offset(zone, t) * 1000;
    int64_t day = floor_div(local, MS_DAY);
    if (ms != NULL) *ms = local - day * MS_DAY;
    return (day_t)day;
}

static bool name_is_safe(const char *name) {
    size_t len = strlen(name);
    if (len == 0 || len > ZONE_NAME_MAX || name[0] == '/' || strstr(name, "..") || strstr(name, "//"))
        return false;
    return strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/.") == len &&
           name[len - 1] != '/' && name[0] != '.';
}

/* Reads at most `size` bytes; how many in *len. */
static int read_file(int fd, uint8_t *into, size_t size, size_t *len) {
    *len = 0;
    while (*len < size) {
        ssize_t n = read(fd, into + *len, size - *len);
        if (n == 0) return 0;
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return -1;
        *len += (size_t)n;
    }
    return 0;
}

static int load_from(int fd, const char *name, zone_t **out, diag_t *d) {
    size_t len;
    struct stat st;
    if (fstat(fd, &st) != 0) return diag_set(d, "zone.read", "zone", name, "error", strerror(errno), NULL);
    if (!S_ISREG(st.st_mode)) return diag_set(d, "zone.not_tzif", "zone", name, NULL);
    uint8_t *bytes = mem_alloc(ZONE_FILE_MAX + 1);
    if (bytes == NULL) return diag_memory(d);
    int failed;
    if (read_file(fd, bytes, ZONE_FILE_MAX + 1, &len) != 0)
        failed = diag_set(d, "zone.read", "zone", name, "error", strerror(errno), NULL);
    else
        failed = zone_parse((bytes_t){bytes, len}, name, out, d);
    mem_free(bytes);
    return failed;
}

int zone_load(const char *dir, const char *name, zone_t **out, diag_t *d) {
    char path[4096];
    *out = NULL;
    if (dir == NULL) dir = ZONE_DIR;
    if (name == NULL || !name_is_safe(name)) return diag_set(d, "zone.name", "zone", name, NULL);
    if (snprintf(path, sizeof path, "%s/%s", dir, name) >= (int)sizeof path)
        return diag_set(d, "zone.unknown", "zone", name, "dir", dir, NULL);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return diag_set(d, "zone.unknown", "zone", name, "dir", dir, NULL);
    if (fd < 0) return diag_set(d, "zone.read", "zone", name, "error", strerror(errno), NULL);
    int failed = load_from(fd, name, out, d);
    close(fd);
    return failed;
}
