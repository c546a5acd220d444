/* TZif files: a zone that is read answers for every instant and every local time, and its spans follow each
 * other without gap. */
#include "calendar/zone.h"
#include "fuzz/shared/fuzz.h"
#include "unit/calendar/tzif.h"

enum { STEPS = 64, OFFSET_REACH = 93600 };

static int64_t least_of(int64_t a, int64_t b) {
    return a < b ? a : b;
}

/* The span that holds `t` does hold it, and where it ends the next one begins. */
static void look_at(const zone_t *zone, instant_t t) {
    zone_span_t span, next;
    zone_at(zone, t, &span);
    FUZZ_MUST(span.from <= t && (t < span.until || span.until == INT64_MAX));
    FUZZ_MUST(span.offset_s >= -OFFSET_REACH && span.offset_s <= OFFSET_REACH);
    FUZZ_MUST(strlen(span.abbreviation) < ZONE_FILE_MAX);
    if (span.until == INT64_MAX) return;
    zone_at(zone, span.until, &next);
    FUZZ_MUST(next.from == span.until && next.until > next.from);
}

/* A local time leads to an instant at which clocks show it, or to the jump that left it out. */
static void look_at_local(const zone_t *zone, day_t day, int64_t ms) {
    int64_t shown_ms;
    instant_t t = zone_instant(zone, day, ms);
    day_t shown = zone_day(zone, t, &shown_ms);
    int64_t wanted = (int64_t)day * MS_DAY + ms, got = (int64_t)shown * MS_DAY + shown_ms;
    FUZZ_MUST(shown_ms >= 0 && shown_ms < MS_DAY);
    FUZZ_MUST(got >= wanted); /* as wanted, or past what was left out */
    if (got == wanted) return;
    zone_span_t span;
    zone_at(zone, t, &span);
    FUZZ_MUST(span.from == t); /* a jump */
}

static void walk(const zone_t *zone) {
    static const instant_t instants[] = {INT64_MIN, INT64_MIN + 1, INSTANT_NONE + 1000, -INSTANT_MAX, -1, 0,
                                         1,         INSTANT_MAX,   INT64_MAX - 1,       INT64_MAX};
    for (size_t i = 0; i < sizeof instants / sizeof *instants; i++)
        look_at(zone, instants[i]);
    zone_span_t span;
    zone_at(zone, INT64_MIN, &span);
    for (int i = 0; i < STEPS && span.until != INT64_MAX; i++) {
        instant_t end = span.until;
        look_at(zone, end - 1);
        look_at(zone, end);
        if (end > -INSTANT_MAX && end < INSTANT_MAX) {
            day_t day = zone_day(zone, end, NULL);
            for (day_t near = day - 1; near <= day + 1; near++)
                for (int64_t ms = 0; ms <= MS_DAY; ms += MS_HOUR / 2 * 9)
                    look_at_local(zone, near, ms);
        }
        zone_at(zone, end, &span);
    }
    for (int year = 1800; year <= 9000; year += 97)
        look_at_local(zone, day_from_civil(year, 1 + year % 12, 1), least_of((int64_t)year * 7919, MS_DAY));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    diag_t d = {0};
    zone_t *zone;
    if (zone_parse((bytes_t){data, size}, "Fuzz/Zone", &zone, &d) != 0) {
        FUZZ_MUST(zone == NULL);
        fuzz_refused(&d);
        return 0;
    }
    FUZZ_MUST(strcmp(zone_name(zone), "Fuzz/Zone") == 0);
    walk(zone);
    zone_free(zone);
    return 0;
}

/* ---- the mutator: whole files of a few random parts, files with another footer, or bytes changed anywhere
 * ---- */

enum { CHANGES_MAX = 12, TYPES_MAX = 5 };

static void put_footer_time(rng_t *r, buf_t *out) {
    if (rng_chance(r, 30)) buf_puts(out, rng_chance(r, 50) ? "-" : "+");
    buf_printf(out, "%d", (int)rng_below(r, rng_chance(r, 20) ? 170 : 26));
    if (rng_chance(r, 30)) buf_printf(out, ":%02d", (int)rng_below(r, 62));
    if (rng_chance(r, 10)) buf_printf(out, ":%02d", (int)rng_below(r, 62));
}

static void put_footer_day(rng_t *r, buf_t *out) {
    switch (rng_below(r, 4)) {
    case 0:
        buf_printf(out, ",J%d", (int)rng_below(r, 368));
        break;
    case 1:
        buf_printf(out, ",%d", (int)rng_below(r, 368));
        break;
    default:
        buf_printf(out, ",M%d.%d.%d", (int)rng_below(r, 13), (int)rng_below(r, 7), (int)rng_below(r, 8));
    }
    if (rng_chance(r, 60)) buf_puts(out, "/"), put_footer_time(r, out);
}

static void put_footer(rng_t *r, buf_t *out) {
    static const char *const names[] = {"CET", "CEST",        "<+0530>",   "<-03>",
                                        "LMT", "LONGESTNAME", "<A1B2C3D4>"};
    buf_puts(out, names[rng_below(r, 7)]);
    put_footer_time(r, out);
    if (rng_chance(r, 30)) return;
    buf_puts(out, names[rng_below(r, 7)]);
    if (rng_chance(r, 40)) put_footer_time(r, out);
    put_footer_day(r, out);
    put_footer_day(r, out);
}

static void make_file(rng_t *r, buf_t *out) {
    tzif_change_t changes[CHANGES_MAX];
    tzif_type_t types[TYPES_MAX];
    buf_t footer;
    buf_init(&footer, 0);
    put_footer(r, &footer);
    buf_u8(&footer, 0);
    tzif_t z = {.version = (char)("\0002344"[rng_below(r, 5)]),
                .changes = changes,
                .change_count = rng_below(r, CHANGES_MAX + 1),
                .types = types,
                .type_count = rng_below(r, TYPES_MAX) + 1,
                .letters = "LMT\0CET\0CEST",
                .letters_len = 13,
                .footer = rng_chance(r, 90) ? (const char *)footer.at : ""};
    for (size_t i = 0; i < z.type_count; i++)
        types[i] = (tzif_type_t){(int32_t)rng_below(r, 190000) - 95000, (uint8_t)rng_below(r, 2),
                                 (uint8_t)(4 * rng_below(r, 4))};
    int64_t at = (int64_t)rng_below(r, UINT64_C(1) << 38) - (INT64_C(1) << 37);
    for (size_t i = 0; i < z.change_count; i++) {
        changes[i] = (tzif_change_t){at, (uint8_t)rng_below(r, z.type_count)};
        at += (int64_t)(rng_next(r) >> (24 + rng_below(r, 40)));
    }
    tzif_write(out, &z);
    buf_free(&footer);
}

static bool change_footer(rng_t *r, const uint8_t *data, size_t size, buf_t *out) {
    size_t end = size;
    if (size < 2 || data[size - 1] != '\n') return false;
    for (end--; end > 0 && data[end - 1] != '\n';)
        end--;
    if (end == 0) return false;
    buf_put(out, data, end);
    put_footer(r, out);
    buf_u8(out, '\n');
    return true;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed) {
    rng_t r = {.state = seed};
    uint64_t way = rng_below(&r, 8);
    buf_t out;
    buf_init(&out, room);
    if (way == 0) make_file(&r, &out);
    bool made = way == 0 || (way < 3 && change_footer(&r, data, size, &out));
    made = made && !out.failed && out.len > 0;
    if (made) memcpy(data, out.at, out.len);
    size_t result = made ? out.len : LLVMFuzzerMutate(data, size, room);
    buf_free(&out);
    return result;
}
