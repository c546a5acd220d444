/* Records, plans, values and sources: what is written is read back, and nothing but what would be written is
 * read. */
#include "encoding.h"
#include <time.h>

static bool reread_record(bytes_t from, arena_t *arena, buf_t *again) {
    record_t record;
    if (record_decode(from, arena, &record, NULL) != 0) return false;
    record_encode(&record, again);
    return true;
}

static bool reread_plan(bytes_t from, arena_t *arena, buf_t *again) {
    plan_t plan;
    cursor_t in;
    cursor_init(&in, from, arena);
    plan_decode(&in, &plan);
    if (!cursor_done(&in)) return false;
    plan_encode(&plan, again);
    return true;
}

static bool reread_value(bytes_t from, arena_t *arena, buf_t *again) {
    value_t value;
    cursor_t in;
    cursor_init(&in, from, arena);
    value_decode(&in, &value);
    if (!cursor_done(&in)) return false;
    value_encode(&value, again);
    return true;
}

static bool reread_source(bytes_t from, arena_t *arena, buf_t *again) {
    cursor_t in;
    cursor_init(&in, from, arena);
    source_t *source = source_decode(&in);
    if (!cursor_done(&in)) return false;
    source_encode(source, again);
    return true;
}

static bool reread_ladder(bytes_t from, arena_t *arena, buf_t *again) {
    ladder_t ladder;
    cursor_t in;
    cursor_init(&in, from, arena);
    ladder_decode(&in, &ladder);
    if (!cursor_done(&in)) return false;
    ladder_encode(&ladder, again);
    return true;
}

static void write_record(rng_t *r, buf_t *out) {
    record_encode(random_record(r, rng_below(r, 12), rng_below(r, 8)), out);
}

static void write_plan(rng_t *r, buf_t *out) {
    plan_t plan = random_plan(r, 12, 1);
    plan_encode(&plan, out);
}

static void write_value(rng_t *r, buf_t *out) {
    value_t value = random_value(r, false);
    value_encode(&value, out);
}

static void write_source(rng_t *r, buf_t *out) {
    source_encode(random_source(r, 4), out);
}

static void write_ladder(rng_t *r, buf_t *out) {
    ladder_t ladder = random_ladder(r, 5);
    ladder_encode(&ladder, out);
}

static const struct {
    void (*write)(rng_t *r, buf_t *out);
    reread_t reread;
    int seeds;
    size_t flips;
} codecs[] = {
    {write_record, reread_record, 80, 300},  {write_plan, reread_plan, 80, 300},
    {write_value, reread_value, 2000, 40},   {write_source, reread_source, 300, 100},
    {write_ladder, reread_ladder, 300, 100},
};

enum { CODECS = sizeof codecs / sizeof codecs[0] };

/* Runs `check` for each codec over its seeds. */
static void for_all(void (*check)(size_t codec, bytes_t bytes, rng_t *r)) {
    for (size_t c = 0; c < CODECS; c++) {
        for (int seed = 1; seed <= codecs[c].seeds; seed++) {
            arena_t arena;
            buf_t bytes;
            arena_init(&arena, 0);
            buf_init(&bytes, 0);
            rng_t r = {.state = (uint64_t)seed, .arena = &arena};
            codecs[c].write(&r, &bytes);
            assert_false(bytes.failed);
            check(c, (bytes_t){bytes.at, bytes.len}, &r);
            buf_free(&bytes);
            arena_free(&arena);
        }
    }
}

static void same_again(size_t codec, bytes_t bytes, rng_t *r) {
    (void)r;
    check_same_again(codecs[codec].reread, bytes);
}

static void what_is_written_is_read_and_written_the_same(void **state) {
    (void)state;
    for_all(same_again);
}

static void truncated(size_t codec, bytes_t bytes, rng_t *r) {
    (void)r;
    check_truncation(codecs[codec].reread, bytes);
}

static void every_beginning_is_refused(void **state) {
    (void)state;
    for_all(truncated);
}

static size_t flips_read;

static void flipped(size_t codec, bytes_t bytes, rng_t *r) {
    flips_read += check_flips(codecs[codec].reread, bytes, r, codecs[codec].flips);
}

static void flipped_bits_are_refused_or_spell_something_else(void **state) {
    (void)state;
    flips_read = 0;
    for_all(flipped);
    assert_true(flips_read > 1000); /* else nothing but refusals was looked at */
}

static void a_byte_too_many_is_refused(void **state) {
    (void)state;
    arena_t arena;
    arena_init(&arena, 0);
    rng_t r = {.state = 7, .arena = &arena};
    buf_t bytes, again;
    buf_init(&bytes, 0);
    buf_init(&again, 0);
    write_record(&r, &bytes);
    buf_u8(&bytes, 0);
    assert_false(reread_record((bytes_t){bytes.at, bytes.len}, &arena, &again));
    buf_free(&again);
    buf_free(&bytes);
    arena_free(&arena);
}

static void a_record_of_a_later_version_is_named(void **state) {
    (void)state;
    arena_t arena;
    record_t record;
    diag_t d;
    uint8_t later[] = {3, 0, 0};
    uint8_t none[] = {0, 0, 0};
    arena_init(&arena, 0);
    diag_init(&d);
    assert_int_equal(record_decode((bytes_t){later, sizeof later}, &arena, &record, &d), -1);
    assert_true(diag_is(&d, "record.version"));
    assert_string_equal(diag_get(&d, "version"), "3");
    assert_int_equal(record_decode((bytes_t){none, sizeof none}, &arena, &record, &d), -1);
    assert_true(diag_is(&d, "record.corrupt"));
    assert_null(diag_get(&d, "id")); /* the bytes don't say which one */
    assert_int_equal(record_decode_of(77, (bytes_t){none, sizeof none}, &arena, &record, &d), -1);
    assert_string_equal(diag_get(&d, "id"), "77");
    assert_int_equal(record_decode_of(77, (bytes_t){later, sizeof later}, &arena, &record, &d), -1);
    assert_string_equal(diag_get(&d, "id"), "77");
    diag_clear(&d);
    arena_free(&arena);
}

/* One record: written, read, written, each allocation refused once. */
static int round_trip(void *ctx) {
    const record_t *record = ctx;
    arena_t arena;
    buf_t bytes, again;
    record_t read;
    diag_t d;
    arena_init(&arena, 0);
    diag_init(&d);
    buf_init(&bytes, 0);
    buf_init(&again, 0);
    record_encode(record, &bytes);
    int rc = bytes.failed ? -1 : record_decode((bytes_t){bytes.at, bytes.len}, &arena, &read, &d);
    if (!bytes.failed && rc != 0) assert_true(diag_is(&d, "memory.out"));
    if (rc == 0) record_encode(&read, &again);
    if (rc == 0 && again.failed) rc = -1;
    if (rc == 0) assert_true(bytes_same((bytes_t){bytes.at, bytes.len}, &again));
    diag_clear(&d);
    buf_free(&again);
    buf_free(&bytes);
    arena_free(&arena);
    return rc;
}

static void each_refused_allocation_is_an_error(void **state) {
    (void)state;
    arena_t arena;
    arena_init(&arena, 0);
    rng_t r = {.state = 11, .arena = &arena};
    assert_true(each_allocation_fails(round_trip, random_record(&r, 6, 5), true) > 3);
    arena_free(&arena);
}

/* No limit: it shows the order of magnitude, and that it is not a thousand times off. */
static void a_usual_record_takes_microseconds(void **state) {
    (void)state;
    enum { TIMES = 2000 };
    arena_t kept, arena;
    arena_init(&kept, 0);
    arena_init(&arena, 0);
    rng_t r = {.state = 5, .arena = &kept};
    record_t *record = random_record(&r, 5, 5), read;
    buf_t bytes;
    buf_init(&bytes, 0);
    struct timespec from, until;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < TIMES; i++) {
        buf_reset(&bytes);
        arena_reset(&arena);
        record_encode(record, &bytes);
        assert_int_equal(record_decode((bytes_t){bytes.at, bytes.len}, &arena, &read, NULL), 0);
    }
    clock_gettime(CLOCK_MONOTONIC, &until);
    double us =
        ((double)(until.tv_sec - from.tv_sec) * 1e9 + (double)(until.tv_nsec - from.tv_nsec)) / 1e3 / TIMES;
    print_message("a record of 5 steps and 5 tasks: %zu bytes, written and read in %.2f us\n", bytes.len, us);
    assert_true(us < 5000);
    buf_free(&bytes);
    arena_free(&arena);
    arena_free(&kept);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_and_written_the_same),
        cmocka_unit_test(every_beginning_is_refused),
        cmocka_unit_test(flipped_bits_are_refused_or_spell_something_else),
        cmocka_unit_test(a_byte_too_many_is_refused),
        cmocka_unit_test(a_record_of_a_later_version_is_named),
        cmocka_unit_test(each_refused_allocation_is_an_error),
        cmocka_unit_test(a_usual_record_takes_microseconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
