/* Whether a text says something. */
#include "base/text.h"
#include "unit/failing.h"

static void P2_2_2_a_text_of_blanks_in_any_script_says_nothing(void **state) {
    (void)state;
    static const char *const blanks[] = {
        "", " ", "\t\r\n\v\f", "\xC2\x85", "\xC2\xA0", "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x8A",
        "\xE2\x80\xA8\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80", " \xE3\x80\x80 ",
        /* nor what has no shape: zero width, a mark of direction, a soft hyphen */
        "\xE2\x80\x8B", "\xEF\xBB\xBF", "\xE2\x80\xAE", "\xC2\xAD", "\xF3\xA0\x80\x81", "\xE3\x85\xA4"};
    assert_false(has_words(NULL));
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
        if (has_words(blanks[i])) fail_msg("number %zu", i);
}

static void a_single_character_that_can_be_seen_is_words(void **state) {
    (void)state;
    static const char *const words[] = {"x",
                                        " . ",
                                        "\xE3\x80\x80\xE5\xA5\xBD",
                                        "\xE5\x90\xA6",
                                        "\xC2\xA1",
                                        "\xE3\x80\x81",
                                        "\xF0\x9F\x91\x8D",
                                        "\xE2\x80\x90",
                                        "\xE2\x80\xA7",
                                        "\xE2\x81\xB0",
                                        "\xEF\xBB\xBE"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!has_words(words[i])) fail_msg("number %zu", i);
}

static void what_is_no_utf_8_is_not_read_past_its_end(void **state) {
    (void)state;
    static const char *const broken[] = {"\xE3", "\xE3\x80", "\x80", "\xFF", " \xF0\x9F\x91"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
        assert_true(has_words(broken[i]));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(P2_2_2_a_text_of_blanks_in_any_script_says_nothing),
        cmocka_unit_test(a_single_character_that_can_be_seen_is_words),
        cmocka_unit_test(what_is_no_utf_8_is_not_read_past_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
