/* Hashes: known answers of BLAKE2b-256, lists that do not collide, salts that matter; and embedded files. */
#include "base/embedded.h"
#include "base/hash.h"
#include "unit/failing.h"
#include <string.h>

static void known_answers(void **state) {
    (void)state;
    hash_t h;
    char hex[HASH_HEX];
    hash_of(NULL, 0, &h);
    assert_string_equal(hash_hex(&h, hex),
                        "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    hash_of("abc", 3, &h);
    assert_string_equal(hash_hex(&h, hex),
                        "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

static void two_lists_of_the_same_bytes_differ(void **state) {
    (void)state;
    hash_t a, b, c, one;
    const uint8_t *s = (const uint8_t *)"abcd";
    hash_parts((bytes_t[]){{s, 1}, {s + 1, 3}}, 2, &a);
    hash_parts((bytes_t[]){{s, 3}, {s + 3, 1}}, 2, &b);
    hash_parts((bytes_t[]){{s, 3}, {NULL, 0}, {s + 3, 1}}, 3, &c);
    assert_false(hash_equal(&a, &b));
    assert_false(hash_equal(&b, &c));
    hash_parts((bytes_t[]){{s, 2}}, 1, &a);
    hash_of("\x02\0\0\0\0\0\0\0ab", 10, &one);
    assert_true(hash_equal(&a, &one));
}

static void the_salt_changes_the_digest(void **state) {
    (void)state;
    uint8_t salt[SALT_SIZE] = {1}, other[SALT_SIZE] = {2};
    hash_t a, b, plain;
    hash_salted(salt, "a name", 6, &a);
    hash_salted(salt, "a name", 6, &b);
    hash_of("a name", 6, &plain);
    assert_true(hash_equal(&a, &b));
    assert_false(hash_equal(&a, &plain));
    hash_salted(other, "a name", 6, &b);
    assert_false(hash_equal(&a, &b));
}

static void hex_is_read_back_and_anything_else_refused(void **state) {
    (void)state;
    hash_t h, back, zero = {{0}};
    char hex[HASH_HEX + 1];
    hash_of("x", 1, &h);
    hash_hex(&h, hex);
    assert_int_equal(hash_from_hex(hex, &back), 0);
    assert_true(hash_equal(&h, &back));
    assert_true(hash_is_zero(&zero));
    assert_false(hash_is_zero(&h));
    assert_int_equal(hash_from_hex(NULL, &zero), -1);
    assert_int_equal(hash_from_hex("", &zero), -1);
    hex[10] = 'g';
    assert_int_equal(hash_from_hex(hex, &zero), -1);
    hash_hex(&h, hex);
    hex[63] = '\0';
    assert_int_equal(hash_from_hex(hex, &zero), -1);
    hash_hex(&h, hex);
    hex[64] = '0';
    hex[65] = '\0';
    assert_int_equal(hash_from_hex(hex, &zero), -1);
    assert_true(hash_is_zero(&zero));
}

static void random_bytes_differ(void **state) {
    (void)state;
    uint8_t a[32] = {0}, b[32] = {0};
    random_bytes(a, sizeof a);
    random_bytes(b, sizeof b);
    assert_memory_not_equal(a, b, sizeof a);
}

static void embedded_files_are_found_by_their_whole_name(void **state) {
    (void)state;
    static const embedded_file_t files[] = {{"a.lua", "A", 1}, {"texts/en.lua", "B", 1}, {NULL, NULL, 0}};
    assert_string_equal(embedded_find(files, "texts/en.lua")->data, "B");
    assert_null(embedded_find(files, "en.lua"));
    assert_null(embedded_find(files + 2, "a.lua"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(two_lists_of_the_same_bytes_differ),
        cmocka_unit_test(the_salt_changes_the_digest),
        cmocka_unit_test(hex_is_read_back_and_anything_else_refused),
        cmocka_unit_test(random_bytes_differ),
        cmocka_unit_test(embedded_files_are_found_by_their_whole_name),
    };
    if (hash_setup()) return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
