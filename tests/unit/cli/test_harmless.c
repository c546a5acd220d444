/* What people write can't give orders to the terminal that shows it, nor forge lines there. */
#include "unit/failing.h"

#include "cli/harmless.h"
#include <string.h>

/* Of a text in an object in a list, as answers have them. */
static void assert_becomes(const char *text, const char *shown) {
    json_t *answer = json_pack("[{s:s}]", "text", text);
    assert_int_equal(harmless(answer), 0);
    assert_string_equal(json_string_value(json_object_get(json_array_get(answer, 0), "text")), shown);
    assert_int_equal(harmless(answer), 0); /* what is harmless stays */
    assert_string_equal(json_string_value(json_object_get(json_array_get(answer, 0), "text")), shown);
    json_decref(answer);
}

static void controls_are_shown_as_their_pictures(void **state) {
    (void)state;
    assert_becomes("x\x1b[31mRED\a\b", "x␛[31mRED␇␈");
    assert_becomes("\x7f\x01", "␡␁");
    assert_becomes("\xC2\x9b\x33\x31m", "\\u{9b}31m"); /* CSI in one character */
}

static void lines_stay_one_line_that_can_be_read(void **state) {
    (void)state;
    assert_becomes("one\ntwo\r\nthree\rfour", "one ↵ two ↵ three ↵ four");
    assert_becomes("end\n", "end ↵");
    assert_becomes("a\xC2\x85"
                   "b\xE2\x80\xA8"
                   "c\xE2\x80\xA9"
                   "d",
                   "a ↵ b ↵ c ↵ d");
    assert_becomes("a\tb", "a b");
}

static void the_direction_of_reading_is_not_turned(void **state) {
    (void)state;
    assert_becomes("a\u202eb\u202ac", "a\\u{202e}b\\u{202a}c");
    assert_becomes("\u2066\u2069\u200e\u200f\u061c", "\\u{2066}\\u{2069}\\u{200e}\\u{200f}\\u{61c}");
}

static void words_of_all_languages_are_left_as_they_are(void **state) {
    (void)state;
    static const char TEXT[] = "王芳 “déjà”\u00a0— שלום ‰ 😀\u200d👍";
    assert_becomes(TEXT, TEXT);
}

static void without_memory_nothing_is_half_done(void **state) {
    (void)state;
    json_t *answer = json_pack("[s]", "a\nb");
    mem_fail_after(1);
    int result = harmless(answer);
    mem_fail_after(0);
    assert_int_equal(result, -1);
    assert_string_equal(json_string_value(json_array_get(answer, 0)), "a\nb");
    json_decref(answer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(controls_are_shown_as_their_pictures),
        cmocka_unit_test(lines_stay_one_line_that_can_be_read),
        cmocka_unit_test(the_direction_of_reading_is_not_turned),
        cmocka_unit_test(words_of_all_languages_are_left_as_they_are),
        cmocka_unit_test(without_memory_nothing_is_half_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
