/* Attacks: each runs in a process of its own with an alarm, as a file and as a called function, twice. None
 * may hang, crash, leak or end the process; each ends within twice its limit of processor time; both
 * processes see the same bytes. What an attack returns does not matter, as long as the host is well. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "sandbox_try.h"
#include <cmocka.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Sanitizers slow our C down, not the Lua library: the limit grows so that the same limit is reached first.
 */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { CPU_MS = 3 * SANDBOX_CPU_MS };
#else
enum { CPU_MS = SANDBOX_CPU_MS };
#endif

/* Twice the limit is the bound. A machine that is shared bills its pauses as processor time now and then, so
 * what was over is measured again; what is really too slow is so every time. */
enum { TRIES = 5 };

enum { ALARM_S = 20, OUTCOME = 2 * TRIED_TEXT + 64, TABLE_ROOM = 256 * 1024 };

typedef struct outcome {
    int status; /* of waitpid */
    double cpu_ms;
    char text[OUTCOME];
} outcome_t;

typedef struct tally {
    int cases;
    double worst;
    char worst_title[80];
} tally_t;

/* In the child: the worse of the two times, then both outcomes. */
static void run_child(int out, const char *script, size_t len, bool leaks) {
    const sandbox_limits_t limits = {.cpu_ms = CPU_MS};
    alarm(ALARM_S);
    tried_t file = try_file(script, len, &limits), call = try_call(script, len, &limits);
    double worse = file.cpu_ms > call.cpu_ms ? file.cpu_ms : call.cpu_ms;
    if (write(out, &worse, sizeof worse) < 0) _exit(99);
    if (write(out, file.text, strlen(file.text)) < 0 || write(out, " | ", 3) < 0) _exit(99);
    if (write(out, call.text, strlen(call.text)) < 0) _exit(99);
    close(out);
    if (!leaks) _exit(0);
    exit(0); /* through the leak check */
}

static void run_apart(const char *script, size_t len, bool leaks, outcome_t *o) {
    int ends[2];
    size_t used = 0;
    ssize_t n;
    memset(o, 0, sizeof *o);
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        run_child(ends[1], script, len, leaks);
    }
    close(ends[1]);
    if (read(ends[0], &o->cpu_ms, sizeof o->cpu_ms) != sizeof o->cpu_ms) o->cpu_ms = -1;
    while (used < sizeof o->text - 1 && (n = read(ends[0], o->text + used, sizeof o->text - 1 - used)) > 0)
        used += (size_t)n;
    close(ends[0]);
    assert_int_equal(waitpid(child, &o->status, 0), child);
}

static void check_attack(const char *title, const char *script, size_t len, tally_t *tally) {
    static outcome_t first, second;
    run_apart(script, len, true, &first);
    run_apart(script, len, false, &second);
    if (getenv("SHOW_ATTACKS"))
        print_message("%7.2f ms  %s\n            %.300s\n", first.cpu_ms, title, first.text);
    if (WIFSIGNALED(first.status)) fail_msg("%s: ended by signal %d", title, WTERMSIG(first.status));
    if (WEXITSTATUS(first.status) != 0) fail_msg("%s: ended with %d", title, WEXITSTATUS(first.status));
    if (first.cpu_ms < 0) fail_msg("%s: no answer", title);
    for (int i = 1; i < TRIES && first.cpu_ms > 2 * CPU_MS; i++)
        run_apart(script, len, false, &first);
    if (first.cpu_ms > 2 * CPU_MS) fail_msg("%s: took %.1f ms", title, first.cpu_ms);
    /* What ends by the clock ends where the machine was then; everything else is the same to the byte. */
    bool by_clock = strstr(first.text, "ms of processor time") || strstr(second.text, "ms of processor time");
    if (!by_clock && strcmp(first.text, second.text) != 0)
        fail_msg("%s: one process says\n%s\nthe other\n%s", title, first.text, second.text);
    tally->cases++;
    if (first.cpu_ms > tally->worst) {
        tally->worst = first.cpu_ms;
        snprintf(tally->worst_title, sizeof tally->worst_title, "%.70s", title);
    }
}

static void report(const tally_t *tally) {
    print_message("%d attacks, the longest %.1f ms of processor time (limit %d ms): %s\n", tally->cases,
                  tally->worst, CPU_MS, tally->worst_title);
}

/* Titles and one-line scripts, alternating. False: no such file. Read whole before the first child is made,
 * whose end would move the place in a file shared with it. */
static bool run_table(const char *path, tally_t *tally) {
    static char table[TABLE_ROOM];
    FILE *file = fopen(path, "r");
    if (!file) return false;
    table[fread(table, 1, sizeof table - 1, file)] = '\0';
    fclose(file);
    char *rest = table, *title, *script;
    while ((title = strsep(&rest, "\n")) != NULL && (script = strsep(&rest, "\n")) != NULL)
        check_attack(title, script, strlen(script), tally);
    return true;
}

static void the_shared_table_of_attacks_harms_nobody(void **state) {
    (void)state;
    tally_t tally = {0};
    if (!run_table(SOURCE_DIR "/../shared/data/lua_attacks/cases.txt", &tally)) {
        print_message("skipped: ../shared/data/lua_attacks/cases.txt is not here\n");
        skip();
    }
    assert_true(tally.cases > 50);
    report(&tally);
}

static void our_own_attacks_harm_nobody(void **state) {
    (void)state;
    tally_t tally = {0};
    assert_true(run_table(SOURCE_DIR "/tests/attacks/own.txt", &tally));
    assert_true(tally.cases >= 30);
    report(&tally);
}

/* Scripts too long for a table: begin, then `times` × repeat, middle, `times` × after, end. */
static const struct {
    const char *title, *begin, *repeat;
    int times;
    const char *middle, *after, *end;
} generated[] = {
    {"chain of 5000 fields, then an error", "local a = {} local x = a", ".b", 5000, ".c + 1", "", ""},
    {"chain of 100000 fields, then an error", "local a = {} local x = a", ".b", 100000, ".c + 1", "", ""},
    {"chain of 100000 indexes by text", "local a = {} local x = a", "['b']", 40000, ".c + 1", "", ""},
    {"chain of indexes nested in indexes", "local a = {} local x = ", "a[a.b.b.b.b.b.b.b.b.b", 90, "", "]",
     ""},
    {"chain through parentheses", "local a = {} local x = ", "(", 90, "a", ".b)", ".c + 1"},
    {"chain over many lines", "local a = {} local x = a", "\n.b --[[ ]] ", 15000, ".c + 1", "", ""},
    {"nested parentheses", "return ", "(", 100000, "1", ")", ""},
    {"nested tables", "return ", "{", 100000, "", "}", ""},
    {"nested functions", "return ", "function() return ", 10000, "1", " end", ""},
    {"nested blocks", "", "do ", 60000, "", " end", ""},
    {"nested calls", "return ", "type(", 50000, "1", ")", ""},
    {"nested indexes", "local t = {} return ", "t[", 80000, "1", "]", ""},
    {"a long row of minus signs", "return ", "- ", 100000, "1", "", ""},
    {"a long row of not", "return ", "not ", 60000, "1", "", ""},
    {"a long row of concatenations", "return 'x'", "..'x'", 40000, "", "", ""},
    {"a long row of sums", "return 1", "+1", 100000, "", "", ""},
    {"a long row of powers", "return 1", "^1", 100000, "", "", ""},
    {"a long row of ands", "local x = 1 return x", " and x", 40000, "", "", ""},
    {"a long row of calls", "local f f = function() return f end return f", "()", 100000, "", "", ""},
    {"a long row of elseif", "local x = 1 if x then ", "elseif x then ", 15000, "", "", "end"},
    {"250 local names", "", "local x ", 250, "", "", ""},
    {"300 upvalues in one function", "local a return function() ", "a = a ", 40000, "", "", "end"},
    {"a name of 200000 letters", "return ", "x", 200000, "", "", ""},
    {"a text of 250000 letters", "return #'", "x", 250000, "'", "", ""},
    {"a syntax error after a text of 250000 letters", "return '", "x", 250000, "' '", "", ""},
    {"a number of 100000 digits", "return ", "9", 100000, "", "", ""},
    {"a long bracket of 100000 signs", "return [", "=", 100000, "[", "", ""},
    {"a comment of 250000 letters", "--", "x", 250000, "\nreturn 1", "", ""},
    {"a comment that does not end", "--[==[", "x", 100000, "", "", ""},
    {"250000 line ends", "", "\n", 250000, "return 1", "", ""},
    {"60000 constants", "return {", "1.5,'a',", 30000, "}", "", ""},
    {"gotos that wait for a label", "", "goto a ", 30000, "", "", "::a::"},
    {"labels and gotos", "", "::a:: ", 1000, "", "", ""},
    {"a file of more than the limit", "return 1 --", "x", 300000, "", "", ""},
    {"compiled Lua", "\033Lua\x54", "x", 100, "", "", ""},
    {"zero bytes are told by their line", "return 1", "\n", 10, "\1\2\3", "", ""},
};

static char *add_times(char *at, const char *text, int times) {
    size_t n = strlen(text);
    for (int i = 0; i < times && n > 0; i++, at += n)
        memcpy(at, text, n + 1);
    return at;
}

static void long_and_deep_scripts_harm_nobody(void **state) {
    (void)state;
    tally_t tally = {0};
    static char script[1 << 21];
    for (size_t i = 0; i < sizeof generated / sizeof *generated; i++) {
        char *at = add_times(script, generated[i].begin, 1);
        at = add_times(at, generated[i].repeat, generated[i].times);
        at = add_times(at, generated[i].middle, 1);
        at = add_times(at, generated[i].after, generated[i].times);
        at = add_times(at, generated[i].end, 1);
        check_attack(generated[i].title, script, (size_t)(at - script), &tally);
    }
    report(&tally);
}

/* With other limits, the same attacks end as soon. */
static void a_lower_limit_ends_a_loop_sooner(void **state) {
    (void)state;
    const sandbox_limits_t limits = {.instructions = 5000};
    const char *loop = "while true do end";
    tried_t t = try_call(loop, strlen(loop), &limits);
    assert_string_equal(
        t.text,
        "rule.time attack.lua:1 instructions: it did not end within 5000 instructions: is there a loop "
        "without an end?");
    assert_true(t.spoiled);
    assert_true(t.cpu_ms < 20);
}

static void the_clock_stands_behind_the_count(void **state) {
    (void)state;
    const sandbox_limits_t limits = {.instructions = INT64_C(1) << 60, .cpu_ms = 50};
    static const char *const loops[] = {
        "while true do end",
        "while true do pcall(function() while true do end end) end",
        "local s = ('x'):rep(200000) while true do local y = s..'a' end",
        "local a, b = ('x'):rep(200000)..'a', ('x'):rep(200000)..'b' while true do local y = a < b end",
        "return ('a'):rep(200000):find('.-.-.-b')",
        "local t = {} for i = 1, 60000 do t[i] = i end while true do next(t) end",
        "while true do local t = {} for i = 1, 1000 do t[i] = {} end end"};
    for (size_t i = 0; i < sizeof loops / sizeof *loops; i++) {
        tried_t t = try_call(loops[i], strlen(loops[i]), &limits);
        assert_string_equal(t.text,
                            "rule.time attack.lua:1 time: it did not end within 50 ms of processor time");
        for (int k = 1; k < TRIES && t.cpu_ms > 100; k++)
            t = try_call(loops[i], strlen(loops[i]), &limits);
        if (t.cpu_ms > 100) fail_msg("%s: took %.1f ms", loops[i], t.cpu_ms);
    }
}

static void the_wall_clock_stands_behind_both(void **state) {
    (void)state;
    const sandbox_limits_t limits = {.instructions = INT64_C(1) << 60, .cpu_ms = 60000, .wall_ms = 30};
    const char *loop = "while true do end";
    tried_t t = try_call(loop, strlen(loop), &limits);
    assert_string_equal(
        t.text,
        "rule.time attack.lua:1 wall: it did not end within 30 ms, though it had little of the processor");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shared_table_of_attacks_harms_nobody),
        cmocka_unit_test(our_own_attacks_harm_nobody),
        cmocka_unit_test(long_and_deep_scripts_harm_nobody),
        cmocka_unit_test(a_lower_limit_ends_a_loop_sooner),
        cmocka_unit_test(the_clock_stands_behind_the_count),
        cmocka_unit_test(the_wall_clock_stands_behind_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
