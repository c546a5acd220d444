/* The words of errors, kept in tests/attacks/golden.txt: scripts as a rule's author might write them, each
 * followed by a line "=> CODE FILE:LINE KIND: MESSAGE". What changes there changes what people read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "sandbox_try.h"
#include <cmocka.h>

enum { TABLE_ROOM = 64 * 1024 };

/* Reads the table and calls `check` for each script with the line it must give. Returns how many. */
static int each_case(void (*check)(const char *script, size_t len, const char *expected, int number)) {
    static char table[TABLE_ROOM];
    FILE *file = fopen(SOURCE_DIR "/tests/attacks/golden.txt", "r");
    assert_non_null(file);
    size_t size = fread(table, 1, sizeof table - 1, file);
    fclose(file);
    table[size] = '\0';
    int number = 0;
    char *at = table;
    for (;;) {
        char *arrow = strstr(at, "\n=> ");
        if (!arrow) return number;
        char *end = strchr(arrow + 1, '\n');
        if (end) *end = '\0';
        arrow[1] = '\0'; /* the script keeps its line end */
        check(at, (size_t)(arrow + 1 - at), arrow + 4, ++number);
        if (!end) return number;
        at = end + 1;
        while (*at == '\n')
            at++;
    }
}

static void check_words(const char *script, size_t len, const char *expected, int number) {
    const sandbox_limits_t limits = {.cpu_ms = 2000};
    tried_t t = try_file(script, len, &limits);
    if (strcmp(t.text, expected) == 0) return;
    fail_msg("case %d\n%s\ngives    %s\nnot      %s", number, script, t.text, expected);
}

static void the_words_of_errors_are_as_written_down(void **state) {
    (void)state;
    assert_true(each_case(check_words) >= 40);
}

static void show_words(const char *script, size_t len, const char *expected, int number) {
    (void)expected;
    (void)number;
    const sandbox_limits_t limits = {.cpu_ms = 2000};
    tried_t t = try_file(script, len, &limits);
    printf("%s=> %s\n\n", script, t.text);
}

int main(int count, char **arguments) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_words_of_errors_are_as_written_down),
    };
    if (count > 1 &&
        strcmp(arguments[1], "--show") == 0) { /* to write the table anew, and read it before it is kept */
        each_case(show_words);
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
