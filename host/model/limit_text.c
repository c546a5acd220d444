/* Time limits as text: "3 workdays", "4 workhours", "36 hours", "05:15 day 7". */
#include "base/mem.h"
#include "model/limit.h"
#include "model/value.h"
#include <string.h>

/* 5400000 ms as "1.5": hours with up to three digits. */
static char *hours_text(int64_t ms, const char *unit, arena_t *arena) {
    int64_t thousandths = ms / (MS_HOUR / 1000);
    int digits = 3;
    while (digits > 0 && thousandths % 10 == 0) {
        thousandths /= 10;
        digits--;
    }
    int64_t one = digits == 3 ? 1000 : digits == 2 ? 100 : digits == 1 ? 10 : 1;
    if (digits == 0) return arena_printf(arena, "%lld %s", (long long)thousandths, unit);
    return arena_printf(arena, "%lld.%0*lld %s", (long long)(thousandths / one), digits,
                        (long long)(thousandths % one), unit);
}

char *limit_text(const limit_t *limit, arena_t *arena) {
    switch (limit->kind) {
    case LIMIT_WORKDAYS:
        return arena_printf(arena, "%d workdays%s", (int)limit->days, limit->same_time ? " same time" : "");
    case LIMIT_WORKTIME:
        return hours_text(limit->ms, "workhours", arena);
    case LIMIT_ELAPSED:
        if (limit->ms % MS_DAY == 0 && limit->ms > 0)
            return arena_printf(arena, "%lld days", (long long)(limit->ms / MS_DAY));
        return hours_text(limit->ms, "hours", arena);
    case LIMIT_DAY_TIME:
        return arena_printf(arena, "%02d:%02d day %d", (int)(limit->minute / 60), (int)(limit->minute % 60),
                            (int)limit->days);
    case LIMIT_NONE:
        break;
    }
    return arena_strdup(arena, "");
}

bool clock_minute(const char *s, int32_t *minute) {
    for (int i = 0; i < 5; i++) {
        if (i == 2 ? s[i] != ':' : (s[i] < '0' || s[i] > '9')) return false;
    }
    int hour = (s[0] - '0') * 10 + s[1] - '0', rest = (s[3] - '0') * 10 + s[4] - '0';
    *minute = hour * 60 + rest;
    return hour < 24 && rest < 60;
}

static bool whole(const char *s, size_t length, int32_t *out) {
    if (length == 0 || length > 4) return false;
    *out = 0;
    for (size_t i = 0; i < length; i++) {
        if (s[i] < '0' || s[i] > '9') return false;
        *out = *out * 10 + (s[i] - '0');
    }
    return *out <= LIMIT_DAYS_MAX;
}

static bool hours_ms(const char *s, size_t length, int64_t *ms) {
    char number[24];
    decimal_t n;
    if (length == 0 || length >= sizeof number) return false;
    memcpy(number, s, length);
    number[length] = '\0';
    if (decimal_parse(number, &n, NULL) != 0 || n.scale > 3 || n.mantissa < 0) return false;
    int64_t unit = MS_HOUR;
    for (int i = 0; i < n.scale; i++)
        unit /= 10;
    if (n.mantissa > LIMIT_MS_MAX / unit) return false;
    *ms = n.mantissa * unit;
    return true;
}

static bool limit_read(const char *s, limit_t *out) {
    const char *blank = strchr(s, ' ');
    size_t length = blank ? (size_t)(blank - s) : 0;
    const char *unit = blank ? blank + 1 : "";
    *out = (limit_t){.kind = LIMIT_WORKDAYS};
    if (strcmp(unit, "workdays") == 0 || strcmp(unit, "workday") == 0) return whole(s, length, &out->days);
    if (strcmp(unit, "workdays same time") == 0) {
        out->same_time = true;
        return whole(s, length, &out->days);
    }
    out->kind = LIMIT_WORKTIME;
    if (strcmp(unit, "workhours") == 0) return hours_ms(s, length, &out->ms);
    out->kind = LIMIT_ELAPSED;
    if (strcmp(unit, "hours") == 0) return hours_ms(s, length, &out->ms);
    if (strcmp(unit, "days") == 0) {
        int32_t days;
        bool read = whole(s, length, &days);
        if (read) out->ms = (int64_t)days * MS_DAY;
        return read;
    }
    out->kind = LIMIT_DAY_TIME;
    if (length != 5 || !clock_minute(s, &out->minute) || strncmp(unit, "day ", 4) != 0) return false;
    return whole(unit + 4, strlen(unit + 4), &out->days);
}

int limit_parse(const char *text, limit_t *out, diag_t *d) {
    if (limit_read(text, out)) return 0;
    return diag_set(d, "value.limit", "text", text, NULL);
}
