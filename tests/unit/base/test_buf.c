/* Encodings: what is written is read back, has one spelling only, and nothing malformed gets through. */
#include "base/buf.h"
#include "unit/failing.h"
#include <stdlib.h>
#include <string.h>

static bytes_t bytes_of(const buf_t *b) {
    return (bytes_t){.at = b->at, .len = b->len};
}

static void varints_round_trip_at_every_length(void **state) {
    (void)state;
    buf_t b;
    buf_init(&b, 0);
    for (unsigned bit = 0; bit < 64; bit++) {
        for (uint64_t off = 0; off < 3; off++) {
            uint64_t v = (UINT64_C(1) << bit) - 1 + off;
            cursor_t c;
            buf_reset(&b);
            buf_varint(&b, v);
            cursor_init(&c, bytes_of(&b), NULL);
            assert_true(cursor_varint(&c) == v);
            assert_true(cursor_done(&c));
            assert_in_range(b.len, 1, 10);
        }
    }
    buf_free(&b);
}

static void signed_numbers_round_trip(void **state) {
    (void)state;
    static const int64_t values[] = {0, 1, -1, 63, -64, 64, INT32_MIN, INT64_MAX, INT64_MIN, INT64_MIN + 1};
    buf_t b;
    cursor_t c;
    buf_init(&b, 0);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        buf_int(&b, values[i]);
    cursor_init(&c, bytes_of(&b), NULL);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        assert_true(cursor_int(&c) == values[i]);
    assert_true(cursor_done(&c));
    buf_free(&b);
}

static void refuse_varint(const char *bytes, size_t len) {
    cursor_t c;
    cursor_init(&c, (bytes_t){(const uint8_t *)bytes, len}, NULL);
    assert_true(cursor_varint(&c) == 0);
    assert_true(c.failed);
    assert_false(cursor_done(&c));
}

static void a_varint_longer_than_needed_too_large_or_cut_is_refused(void **state) {
    (void)state;
    refuse_varint("\x80\x00", 2);
    refuse_varint("\xff\x80\x00", 3);
    refuse_varint("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00", 10);
    refuse_varint("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10);
    refuse_varint("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x81", 10);
    refuse_varint("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x81\x00", 11);
    refuse_varint("\xff", 1);
    refuse_varint("", 0);
    cursor_t c;
    cursor_init(&c, (bytes_t){(const uint8_t *)"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10}, NULL);
    assert_true(cursor_varint(&c) == UINT64_MAX);
}

static void flags_other_than_0_and_1_are_refused(void **state) {
    (void)state;
    cursor_t c;
    cursor_init(&c, (bytes_t){(const uint8_t *)"\x00\x01\x02", 3}, NULL);
    assert_false(cursor_flag(&c));
    assert_true(cursor_flag(&c));
    assert_false(cursor_flag(&c));
    assert_true(c.failed);
}

static void no_text_and_an_empty_text_stay_apart(void **state) {
    (void)state;
    arena_t arena;
    buf_t b;
    cursor_t c;
    arena_init(&arena, 0);
    buf_init(&b, 0);
    buf_text(&b, NULL);
    buf_text(&b, "");
    buf_text(&b, "费用报销");
    buf_bytes(&b, (bytes_t){(const uint8_t *)"a\0b", 3});
    buf_bytes(&b, (bytes_t){NULL, 0});
    cursor_init(&c, bytes_of(&b), &arena);
    assert_null(cursor_text(&c));
    assert_string_equal(cursor_text(&c), "");
    assert_string_equal(cursor_text(&c), "费用报销");
    bytes_t raw = cursor_bytes(&c);
    assert_int_equal(raw.len, 3);
    assert_memory_equal(raw.at, "a\0b", 3);
    assert_int_equal(cursor_bytes(&c).len, 0);
    assert_true(cursor_done(&c));
    buf_free(&b);
    arena_free(&arena);
}

static void a_text_with_a_nul_inside_or_longer_than_the_source_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
    } wrong[] = {{"\x04"
                  "a\0b",
                  4},
                 {"\x05"
                  "abc",
                  4},
                 {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"
                  "abc",
                  13},
                 {"\x02", 1}};
    arena_t arena;
    arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        cursor_t c;
        cursor_init(&c, (bytes_t){(const uint8_t *)wrong[i].bytes, wrong[i].len}, &arena);
        assert_null(cursor_text(&c));
        assert_true(c.failed);
        cursor_init(&c, (bytes_t){(const uint8_t *)wrong[i].bytes, wrong[i].len}, &arena);
        if (i > 0) {
            assert_null(cursor_bytes(&c).at);
            assert_true(c.failed);
        }
    }
    arena_free(&arena);
}

static void a_count_that_the_rest_cannot_hold_is_refused(void **state) {
    (void)state;
    cursor_t c;
    cursor_init(&c,
                (bytes_t){(const uint8_t *)"\x02"
                                           "ab",
                          3},
                NULL);
    assert_int_equal(cursor_count(&c), 2);
    assert_false(c.failed);
    cursor_init(&c,
                (bytes_t){(const uint8_t *)"\x03"
                                           "ab",
                          3},
                NULL);
    assert_int_equal(cursor_count(&c), 0);
    assert_true(c.failed);
}

static void after_a_failure_nothing_is_read(void **state) {
    (void)state;
    arena_t arena;
    cursor_t c;
    arena_init(&arena, 0);
    cursor_init(&c, (bytes_t){(const uint8_t *)"\x02\x05\x05\x05\x05", 5}, &arena);
    cursor_flag(&c);
    assert_true(c.failed);
    assert_int_equal(cursor_u8(&c), 0);
    assert_true(cursor_varint(&c) == 0 && cursor_int(&c) == 0 && cursor_count(&c) == 0);
    assert_null(cursor_text(&c));
    assert_null(cursor_bytes(&c).at);
    assert_false(cursor_flag(&c));
    assert_false(cursor_done(&c));
    arena_free(&arena);
}

/* An encoding of every kind. */
static void encode_sample(buf_t *b) {
    buf_u8(b, 7);
    buf_varint(b, 300);
    buf_int(b, -123456789);
    buf_flag(b, true);
    buf_text(b, "supervisor");
    buf_bytes(b, (bytes_t){(const uint8_t *)"\x01\x02\x03", 3});
    buf_varint(b, 2);
    buf_text(b, NULL);
    buf_text(b, "因为超过上限");
}

/* Reads it, and writes what was read into `back`; true when it was read to its end. */
static bool decode_sample(bytes_t from, arena_t *arena, buf_t *back) {
    cursor_t c;
    cursor_init(&c, from, arena);
    buf_u8(back, cursor_u8(&c));
    buf_varint(back, cursor_varint(&c));
    buf_int(back, cursor_int(&c));
    buf_flag(back, cursor_flag(&c));
    buf_text(back, cursor_text(&c));
    buf_bytes(back, cursor_bytes(&c));
    size_t n = cursor_count(&c);
    buf_varint(back, n);
    for (size_t i = 0; i < n; i++)
        buf_text(back, cursor_text(&c));
    return cursor_done(&c);
}

static void every_truncation_of_an_encoding_is_refused(void **state) {
    (void)state;
    arena_t arena;
    buf_t b, back;
    arena_init(&arena, 0);
    buf_init(&b, 0);
    buf_init(&back, 0);
    encode_sample(&b);
    assert_true(decode_sample(bytes_of(&b), &arena, &back));
    for (size_t len = 0; len < b.len; len++) {
        /* A copy of just that length, so that reading past it is seen. */
        uint8_t *cut = malloc(len > 0 ? len : 1);
        assert_non_null(cut);
        memcpy(cut, b.at, len);
        buf_reset(&back);
        assert_false(decode_sample((bytes_t){cut, len}, &arena, &back));
        free(cut);
    }
    buf_free(&b);
    buf_free(&back);
    arena_free(&arena);
}

static void whatever_is_read_to_the_end_has_one_spelling(void **state) {
    (void)state;
    arena_t arena;
    buf_t b, back;
    int read = 0;
    arena_init(&arena, 0);
    buf_init(&b, 0);
    buf_init(&back, 0);
    encode_sample(&b);
    size_t len = b.len;
    for (size_t at = 0; at < len; at++) {
        for (int flip = 1; flip < 256; flip++) {
            b.at[at] ^= (uint8_t)flip;
            buf_reset(&back);
            arena_reset(&arena);
            if (decode_sample(bytes_of(&b), &arena, &back)) {
                read++;
                assert_int_equal(back.len, len);
                assert_memory_equal(back.at, b.at, len);
            }
            b.at[at] ^= (uint8_t)flip;
        }
    }
    assert_true(read > 0);
    buf_free(&b);
    buf_free(&back);
    arena_free(&arena);
}

static void a_buffer_stops_at_its_limit_and_says_so(void **state) {
    (void)state;
    buf_t b;
    buf_init(&b, 8);
    buf_puts(&b, "12345678");
    assert_false(b.failed);
    buf_u8(&b, 9);
    assert_true(b.failed);
    assert_int_equal(b.len, 8);
    buf_reset(&b);
    buf_printf(&b, "%08d", 42);
    assert_false(b.failed);
    assert_memory_equal(b.at, "00000042", 8);
    buf_reset(&b);
    buf_printf(&b, "%09d", 42);
    assert_true(b.failed);
    buf_puts(&b, "x");
    assert_int_equal(b.len, 0);
    buf_free(&b);
}

static int build_a_buffer(void *ctx) {
    (void)ctx;
    buf_t b;
    buf_init(&b, 0);
    for (int i = 0; i < 200; i++)
        buf_printf(&b, "%d,", i);
    encode_sample(&b);
    int result = b.failed ? -1 : 0;
    buf_free(&b);
    return result;
}

static int read_a_buffer(void *ctx) {
    const buf_t *b = ctx;
    arena_t arena;
    cursor_t c;
    arena_init(&arena, 0);
    cursor_init(&c, bytes_of(b), &arena);
    while (!c.failed && c.at < c.end)
        cursor_text(&c);
    int result = cursor_done(&c) ? 0 : -1;
    arena_free(&arena);
    return result;
}

static void writing_and_reading_remember_a_refused_allocation(void **state) {
    (void)state;
    assert_true(each_allocation_fails(build_a_buffer, NULL, true) > 3);
    buf_t b;
    buf_init(&b, 0);
    for (int i = 0; i < 300; i++)
        buf_text(&b, "a step of a plan");
    assert_true(each_allocation_fails(read_a_buffer, &b, true) > 3);
    buf_free(&b);
}

static void two_hold_the_same_bytes_or_not_and_one_that_failed_is_like_none(void **state) {
    (void)state;
    buf_t a, b;
    buf_init(&a, 0);
    buf_init(&b, 3);
    assert_true(buf_same(&a, &b)); /* neither has memory */
    buf_puts(&a, "abc");
    assert_false(buf_same(&a, &b));
    buf_puts(&b, "abd");
    assert_false(buf_same(&a, &b));
    buf_reset(&b);
    buf_puts(&b, "abc");
    assert_true(buf_same(&a, &b));
    buf_puts(&b, "d");
    assert_true(b.failed);
    assert_false(buf_same(&a, &b) || buf_same(&b, &b));
    buf_free(&a);
    buf_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(varints_round_trip_at_every_length),
        cmocka_unit_test(signed_numbers_round_trip),
        cmocka_unit_test(a_varint_longer_than_needed_too_large_or_cut_is_refused),
        cmocka_unit_test(flags_other_than_0_and_1_are_refused),
        cmocka_unit_test(no_text_and_an_empty_text_stay_apart),
        cmocka_unit_test(a_text_with_a_nul_inside_or_longer_than_the_source_is_refused),
        cmocka_unit_test(a_count_that_the_rest_cannot_hold_is_refused),
        cmocka_unit_test(after_a_failure_nothing_is_read),
        cmocka_unit_test(every_truncation_of_an_encoding_is_refused),
        cmocka_unit_test(whatever_is_read_to_the_end_has_one_spelling),
        cmocka_unit_test(a_buffer_stops_at_its_limit_and_says_so),
        cmocka_unit_test(two_hold_the_same_bytes_or_not_and_one_that_failed_is_like_none),
        cmocka_unit_test(writing_and_reading_remember_a_refused_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
