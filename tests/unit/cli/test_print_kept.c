/* What is kept as one text (notes, incidents) and what answers say of errors come out as the sentences that
 * people read. */
#include "unit/failing.h"

#include "cli/print_explain.h"
#include "cli/print_private.h"
#include <string.h>

static int open_cli(void **state) {
    static cli_t cli;
    diag_t d = {0};
    memset(&cli, 0, sizeof cli);
    cli.zone_asked = true; /* there is no company: times are told in UTC */
    arena_init(&cli.arena, 0);
    cli.texts = texts_open("en", &d);
    diag_clear(&d);
    *state = &cli;
    return cli.texts != NULL ? 0 : -1;
}

static int close_cli(void **state) {
    cli_t *cli = *state;
    texts_close(cli->texts);
    arena_free(&cli->arena);
    return 0;
}

static void a_note_is_told_with_its_parameters(void **state) {
    assert_string_equal(print_note(*state, "people.imported", "added=3 changed=0 ended=1"),
                        "people imported: 3 added, 0 changed, 1 ended");
}

static void a_value_may_have_blanks_and_the_last_one_may_be_empty(void **state) {
    assert_string_equal(print_note(*state, "rules.activated", "ruleset=1a2b reason=as agreed on Monday"),
                        "rules 1a2b put into force (as agreed on Monday)");
    assert_string_equal(print_note(*state, "rules.activated", "ruleset=1a2b reason="),
                        "rules 1a2b put into force");
}

static void what_is_no_note_is_told_as_an_error_with_its_causes(void **state) {
    assert_string_equal(print_note(*state, "attempt.without_right",
                                   "command=approve < task.not_yours step=head of office holder=li.na"),
                        "Somebody tried to approve without the right to.\n"
                        "  head of office is for li.na to decide, not for you.");
    assert_string_equal(
        print_note(*state, "host.read_only", "< store.full path=a.db detail=no space"),
        "The store cannot be written at present: nothing was changed. Free the disk or mend it; the "
        "server tries again by itself.\n"
        "  The disk is full (a.db). Free some room; nothing was changed.");
}

static void a_code_without_words_keeps_its_text(void **state) {
    assert_string_equal(print_note(*state, "no.such_code", "a=1 b=two words"),
                        "no.such_code a=1 b=two words");
    assert_string_equal(print_note(*state, "no.such_code", ""), "no.such_code");
}

static void an_error_of_an_answer_is_told_with_place_and_causes(void **state) {
    json_t *error =
        json_pack("{s:s,s:{s:s,s:s},s:{s:s,s:{s:s,s:s,s:s},s:s,s:i}}", "code", "form.invalid", "params",
                  "count", "1", "fields", "amount", "cause", "code", "field.check", "params", "field",
                  "amount", "text", "too much", "text_zh", "太多", "file", "a.lua", "line", 7);
    assert_non_null(error);
    assert_string_equal(cli_error_words(*state, error),
                        "The form is not in order (1: amount).\n  a.lua:7: amount: too much");
    json_decref(error);
}

static void an_answer_without_a_code_is_still_told(void **state) {
    json_t *error = json_object();
    assert_string_equal(cli_error_words(*state, error), "?");
    json_decref(error);
}

static void the_acts_of_a_rung_are_listed_in_words(void **state) {
    assert_string_equal(print_actions(*state, "remind notify"), "remind, notify");
    assert_string_equal(print_actions(*state, ""), "");
}

static void an_error_kept_as_a_code_has_no_raw_parameters(void **state) {
    assert_string_equal(
        print_code(*state, "rule.function_gone"),
        "The function … is no longer where the rules had it. Name it, and keep it in the same place.");
    assert_string_equal(print_code(*state, "no.such_code"), "no.such_code");
}

/* Two rows of three columns; the second column is hidden where `hides`. */
static const char *rows_words(cli_t *cli, const char *rows, bool hides) {
    json_t *definition = json_pack("{s:[{s:s},{s:s,s:b},{s:s}]}", "columns", "name", "what", "name", "price",
                                   "hidden", hides, "name", "note");
    json_t *value = json_loads(rows, 0, NULL);
    const char *words = print_value_of(cli, definition, value);
    json_decref(definition);
    json_decref(value);
    return words;
}

static void an_empty_cell_is_seen_and_a_hidden_column_is_not(void **state) {
    const char *rows = "[[\"shelf\", null, \"oak\"], [\"lamp\", \"7.00 CNY\", null]]";
    assert_string_equal(rows_words(*state, rows, false), "shelf, –, oak; lamp, 7.00 CNY, –");
    assert_string_equal(rows_words(*state, rows, true), "shelf, oak; lamp, –");
    assert_string_equal(rows_words(*state, "[]", false), "");
}

static void rows_that_a_rule_read_are_told_in_the_same_words(void **state) {
    cli_t *cli = *state;
    static const char *const TEXTS[][2] = {
        {"[shelf, , oak; lamp, 7.00 CNY, ]", "shelf, –, oak; lamp, 7.00 CNY, –"},
        {"[]", "–"},
        {"[; , a]", "–; –, a"}};
    json_t *form = json_pack("[{s:s,s:[{s:s}]}]", "name", "lines", "columns", "name", "what");
    cli->form = form;
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        json_t *fact = json_pack("{s:s,s:s}", "path", "lines", "text", TEXTS[i][0]);
        assert_string_equal(print_fact_value(cli, fact, "text"), TEXTS[i][1]);
        json_decref(fact);
    }
    cli->form = NULL;
    json_decref(form);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_note_is_told_with_its_parameters),
        cmocka_unit_test(a_value_may_have_blanks_and_the_last_one_may_be_empty),
        cmocka_unit_test(what_is_no_note_is_told_as_an_error_with_its_causes),
        cmocka_unit_test(a_code_without_words_keeps_its_text),
        cmocka_unit_test(an_error_of_an_answer_is_told_with_place_and_causes),
        cmocka_unit_test(an_answer_without_a_code_is_still_told),
        cmocka_unit_test(the_acts_of_a_rung_are_listed_in_words),
        cmocka_unit_test(an_error_kept_as_a_code_has_no_raw_parameters),
        cmocka_unit_test(an_empty_cell_is_seen_and_a_hidden_column_is_not),
        cmocka_unit_test(rows_that_a_rule_read_are_told_in_the_same_words),
    };
    return cmocka_run_group_tests(tests, open_cli, close_cli);
}
