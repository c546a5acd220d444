/* Marks between words, as each language writes them: in Chinese they are as wide as its characters, and no
 * blanks stand beside them. Also how somebody was found, of which the order of words differs. */
#include "cli/print_explain.h"
#include "cli/print_private.h"

const char *print_colon(cli_t *cli) {
    return cli_word(cli, "mark.colon");
}

const char *print_comma(cli_t *cli) {
    return cli_word(cli, "list.and");
}

const char *print_clause(cli_t *cli) {
    return cli_word(cli, "mark.clause");
}

const char *print_brackets(cli_t *cli, const char *words) {
    return print_filled(cli, "mark.brackets", json_pack("{s:s}", "words", words));
}

const char *print_aside(cli_t *cli, const char *words) {
    return print_filled(cli, "mark.aside", json_pack("{s:s}", "words", words));
}

const char *print_both(cli_t *cli, const char *words, const char *what) {
    const char *both = arena_printf(&cli->arena, "%s %s", words, what);
    return both != NULL ? both : words;
}

const char *print_how_found(cli_t *cli, const char *reason, const char *of) {
    const char *words = print_word(cli, "reason", reason);
    if (words == reason || of[0] == '\0') return words;
    const char *code = arena_printf(&cli->arena, "found.%s", reason);
    if (code == NULL || texts_template(cli->texts, code) == NULL) return print_both(cli, words, of);
    return print_filled(cli, code, json_pack("{s:s}", "of", of));
}
