/* Texts made comparable. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fold.h"
#include <cmocka.h>

static void folds(const char *text, const char *expected) {
    arena_t arena;
    arena_init(&arena, 0);
    assert_string_equal(text_fold(text, &arena), expected);
    arena_free(&arena);
}

static void blanks_at_the_ends_go_and_runs_of_them_are_one(void **state) {
    (void)state;
    folds("  zeta \t\n ltd  ", "zeta ltd");
    folds("\xE3\x80\x80zeta\xC2\xA0\xE3\x80\x80ltd\xE2\x80\x89", "zeta ltd");
    folds("   ", "");
    folds("", "");
}

static void what_has_no_width_goes(void **state) {
    (void)state;
    folds("ze\xE2\x80\x8Bta\xC2\xAD\xEF\xBB\xBF", "zeta");
}

static void capitals_are_small_letters_in_every_alphabet_that_has_them(void **state) {
    (void)state;
    folds("ZETA AÀÖØÞ×", "zeta aàöøþ×");
    folds("ĀĶĹŇŊŶŸŹŽ", "āķĺňŋŷÿźž");
    folds("ǍǛ ẀẔ ỲỸ", "ǎǜ ẁẕ ỳỹ");
    folds("ΑΩΆΈΊΌΎΏΣς", "αωάέίόύώσσ");
    folds("ЀЏАЯҐӁԮ", "ѐџаяґӂԯ");
    folds("ԱՖ", "աֆ");
    folds("Straße STRASSE ẞ", "strasse strasse ss");
    folds("āķ ĸ ı ŉ", "āķ ĸ ı ŉ");
}

static void full_width_forms_are_the_usual_ones_and_other_scripts_stay(void **state) {
    (void)state;
    folds("ＺＥＴＡ　（１２）", "zeta (12)");
    folds("泽塔有限公司", "泽塔有限公司");
    folds("\xF0\x9F\x99\x82", "\xF0\x9F\x99\x82");
}

static void what_is_no_text_stays_byte_by_byte(void **state) {
    (void)state;
    folds("a\xFF\xC3", "a\xFF\xC3");
    folds("\xE3\x80"
          "B",
          "\xE3\x80"
          "b");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blanks_at_the_ends_go_and_runs_of_them_are_one),
        cmocka_unit_test(what_has_no_width_goes),
        cmocka_unit_test(capitals_are_small_letters_in_every_alphabet_that_has_them),
        cmocka_unit_test(full_width_forms_are_the_usual_ones_and_other_scripts_stay),
        cmocka_unit_test(what_is_no_text_stays_byte_by_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
