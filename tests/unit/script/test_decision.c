/* Decision tables: the hit policies against the published results of the DMN TCK (made into rule files by
 * tests/rules/dmn/convert.lua at the time of the test), what an author is told about a broken table, and the
 * search for gaps, overlaps and rows that nothing reaches. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/embedded.h"
#include "script/sandbox.h"
#include <cmocka.h>
#include <dirent.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT = 16384 };

typedef struct table_run {
    sandbox_t *sb;
    sandbox_ref_t result;
    char text[TEXT]; /* what the function returned, or the error */
    int count;
    bool failed;
} table_run_t;

static void load_trusted(sandbox_t *sb, const char *name) {
    diag_t d;
    diag_init(&d);
    const embedded_file_t *file = embedded_find(scripts_files, name);
    assert_non_null(file);
    if (sandbox_load_trusted(sb, name, file->data, file->size, &d) != 0)
        fail_msg("%s: %s %s", name, d.code, diag_get(&d, "message"));
}

/* Values of the host are shown by the tests of rulesets; here money and dates stay texts. */
static const char WORDS[] =
    "host.keep_checker = function() end\n"
    "host.words = { amount = function(s) return s end, date = function(s) return s end }";

static int gather(lua_State *L, int count, void *ctx, diag_t *d) {
    table_run_t *run = ctx;
    (void)d;
    for (int i = 1; i <= count; i++) {
        if (run->text[0]) strcat(run->text, " | ");
        strncat(run->text, lua_tostring(L, i) ? lua_tostring(L, i) : "nil", TEXT - strlen(run->text) - 4);
    }
    return 0;
}

/* Runs a rule file that returns a function, and the function. */
static void run_file(table_run_t *run, const char *source) {
    diag_t d;
    diag_init(&d);
    memset(run, 0, sizeof *run);
    run->sb = sandbox_new(NULL, &d);
    assert_non_null(run->sb);
    assert_int_equal(sandbox_load_trusted(run->sb, "words", WORDS, strlen(WORDS), &d), 0);
    load_trusted(run->sb, "vocabulary/decision.lua");
    load_trusted(run->sb, "checker/tables.lua");
    int status =
        sandbox_load_rule(run->sb, "finance/t.lua", source, strlen(source), NULL, NULL, &run->result, &d);
    if (status == 0) status = sandbox_seal(run->sb, &d);
    if (status == 0) status = sandbox_call(run->sb, run->result, NULL, gather, run, &d);
    if (status != 0) {
        const char *message = diag_get(&d, "message");
        (void)snprintf(run->text, TEXT, "%s:%d: %s", d.file, d.line, message ? message : d.code);
        run->failed = true;
    }
    diag_clear(&d);
    sandbox_free(run->sb);
}

static void expect(const char *source, const char *text) {
    table_run_t *run = malloc(sizeof *run);
    run_file(run, source);
    if (run->failed || strcmp(run->text, text) != 0)
        fail_msg("got %s\nexpected %s\nfrom %s", run->text, text, source);
    free(run);
}

static void expect_error(const char *source, const char *part) {
    table_run_t *run = malloc(sizeof *run);
    run_file(run, source);
    if (!run->failed || !strstr(run->text, part))
        fail_msg("got %s\nexpected %s\nfrom %s", run->text, part, source);
    free(run);
}

/* ---- the published tables ---- */

typedef struct hits {
    int tables, cases;
    char policies[512];
} hits_t;

static char *slurp(const char *path) {
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char *text = calloc(1, 1 << 20);
    size_t size = fread(text, 1, (1 << 20) - 1, f);
    text[size] = '\0';
    (void)fclose(f);
    return text;
}

static int compare_cases(lua_State *L, int count, void *ctx, diag_t *d) {
    table_run_t *run = ctx;
    sandbox_value_t list;
    arena_t arena;
    arena_init(&arena, 0);
    assert_int_equal(count, 1);
    assert_int_equal(sandbox_read(L, 1, 0, &arena, &list, d), 0);
    for (size_t i = 0; i < list.u.table.count; i++) {
        const sandbox_value_t *row = list.u.table.items[i].u.table.items;
        if (strcmp(row[1].u.text.at, row[2].u.text.at) != 0)
            (void)snprintf(run->text, TEXT, "case %s: got %s, expected %s", row[0].u.text.at,
                           row[1].u.text.at, row[2].u.text.at);
        run->count++;
    }
    arena_free(&arena);
    return 0;
}

static void run_published(const char *name, const char *source, hits_t *hits) {
    table_run_t *run = calloc(1, sizeof *run);
    diag_t d;
    diag_init(&d);
    run->sb = sandbox_new(NULL, &d);
    assert_int_equal(sandbox_load_trusted(run->sb, "words", WORDS, strlen(WORDS), &d), 0);
    load_trusted(run->sb, "vocabulary/decision.lua");
    if (sandbox_load_rule(run->sb, name, source, strlen(source), NULL, NULL, &run->result, &d) != 0 ||
        sandbox_seal(run->sb, &d) != 0 ||
        sandbox_call(run->sb, run->result, NULL, compare_cases, run, &d) != 0)
        fail_msg("%s: %s:%d %s", name, d.file, d.line, diag_get(&d, "message"));
    if (run->text[0]) fail_msg("%s: %s", name, run->text);
    assert_true(run->count > 0);
    hits->tables++;
    hits->cases += run->count;
    sandbox_free(run->sb);
    free(run);
}

static void convert_and_run(lua_State *L, const char *folder, const char *name, hits_t *hits) {
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/%s/%s.dmn", folder, name, name);
    char *dmn = slurp(path);
    (void)snprintf(path, sizeof path, "%s/%s/%s-test-01.xml", folder, name, name);
    char *tests = slurp(path);
    lua_settop(L, 1);
    lua_pushvalue(L, 1);
    lua_pushstring(L, dmn);
    lua_pushstring(L, tests);
    free(dmn);
    free(tests);
    if (lua_pcall(L, 2, 2, 0) != LUA_OK) fail_msg("%s: %s", name, lua_tostring(L, -1));
    if (lua_isnil(L, -2)) return; /* no decision table in it */
    char policy[64];
    (void)snprintf(policy, sizeof policy, "<%s>", lua_tostring(L, -1));
    if (!strstr(hits->policies, policy)) strcat(hits->policies, policy);
    run_published(name, lua_tostring(L, -2), hits);
}

static void the_tables_of_the_dmn_tck_give_their_published_results(void **state) {
    (void)state;
    static const char *const policies[] = {"<unique>",      "<any>",          "<first>",   "<priority>",
                                           "<rule order>",  "<output order>", "<collect>", "<collect min>",
                                           "<collect sum>", "<collect count>"};
    const char *folder = SOURCE_DIR "/../shared/data/dmn-tck-cl2";
    DIR *dir = opendir(folder);
    if (!dir) {
        print_message("skipped: no %s\n", folder);
        skip();
    }
    lua_State *L = luaL_newstate();
    luaL_openlibs(L);
    if (luaL_dofile(L, SOURCE_DIR "/tests/rules/dmn/convert.lua")) fail_msg("%s", lua_tostring(L, -1));
    hits_t hits = {0};
    for (const struct dirent *e = readdir(dir); e; e = readdir(dir)) {
        if (e->d_name[0] == '0') convert_and_run(L, folder, e->d_name, &hits);
    }
    (void)closedir(dir);
    lua_close(L);
    print_message("%d tables, %d cases, hit policies %s\n", hits.tables, hits.cases, hits.policies);
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++)
        assert_non_null(strstr(hits.policies, policies[i]));
    assert_true(hits.tables >= 17 && hits.cases >= 51);
}

/* ---- deciding ---- */

#define BANDS                                                                                                \
    "local t = decision \"bands\" { hit = \"unique\", inputs = { { \"x\", at_least(0) } }, outputs = { "     \
    "\"n\" }, rows = {\n"                                                                                    \
    "  { below(10), 1 },\n"                                                                                  \
    "  { both(at_least(10), below(50)), 2, because = \"from ten\" },\n"                                      \
    "  { at_least(50), 3 } } }\n"

static void a_boundary_belongs_to_the_row_that_names_it(void **state) {
    (void)state;
    expect(BANDS "return function() return t { x = 9 }, t { x = 10 }, t { x = 49 }, (t { x = 50 }) end",
           "1 | 2 | 2 | 3");
}

static void the_second_result_says_why(void **state) {
    (void)state;
    expect(BANDS "return function() return select(2, t { x = 10 }), (select(2, t { x = 3 })) end",
           "from ten | bands, row 1");
}

static void why_is_said_in_both_languages_where_the_table_says_it_in_both(void **state) {
    (void)state;
    expect("local t = decision \"bands\" { title = { en = \"Bands\", zh = \"档位\" }, hit = \"first\", "
           "inputs = { \"x\" },\n"
           "  outputs = { { \"n\", default = 0 } }, rows = { { 1, 1, because = { en = \"one\", zh = \"一\" } "
           "}, { 2, 2 } } }\n"
           "local function why(x) local _, w = t { x = x } return w.en .. w.zh end\n"
           "return function() return why(1), why(2), why(3) end",
           "one一 | Bands, row 2档位，第 2 行 | Bands, default档位，默认");
    expect_error("local t = decision \"d\" { inputs = { \"x\" }, outputs = { \"n\" }, rows = { { 1, 1, "
                 "because = { zn = \"一\" } } } }\n"
                 "return function() return t { x = 1 } end",
                 "because is a text, or { en = ");
}

static void a_value_without_a_row_is_an_error_with_its_place(void **state) {
    (void)state;
    const char *source =
        "local t = decision \"gap\" { inputs = { \"x\" }, outputs = { \"n\" }, rows = { { below(3), 1 } } }\n"
        "return function()\n  local n = t { x = 3 }\n  return n\nend";
    expect_error(source, "finance/t.lua:3: decision \"gap\" (finance/t.lua:1): no row fits");
    expect_error(source, "x = 3");
}

static void a_default_answers_where_no_row_does(void **state) {
    (void)state;
    expect("local t = decision \"d\" { inputs = { \"x\" }, outputs = { { \"n\", default = 7 } }, rows = { { "
           "1, 2 } } }\n"
           "return function() return t { x = 1 }, t { x = 2 }, (t {}) end",
           "2 | 7 | 7");
}

static void two_rows_at_once_are_refused_by_unique_and_differing_ones_by_any(void **state) {
    (void)state;
    expect_error("local t = decision \"u\" { inputs = { \"x\" }, outputs = { \"n\" }, rows = { { above(1), 1 "
                 "}, { above(2), 1 } } }\n"
                 "return function() return t { x = 3 } end",
                 "rows 1, 2 fit at once");
    expect("local t = decision \"a\" { hit = \"any\", inputs = { \"x\" }, outputs = { \"n\" }, rows = { { "
           "above(1), 1 }, { above(2), 1 } } }\n"
           "return function() return (t { x = 3 }) end",
           "1");
    expect_error("local t = decision \"a\" { hit = \"any\", inputs = { \"x\" }, outputs = { \"n\" }, rows = "
                 "{ { above(1), 1 }, { above(2), 2 } } }\n"
                 "return function() return t { x = 3 } end",
                 "different results");
}

static void a_value_outside_of_what_the_input_can_have_is_refused(void **state) {
    (void)state;
    expect_error(BANDS "return function() return t { x = -1 } end", "input \"x\" is not at least 0");
}

static void an_empty_value_meets_only_the_rows_that_say_so(void **state) {
    (void)state;
    expect(
        "local t = decision \"e\" { hit = \"collect\", inputs = { \"x\" }, outputs = { \"n\" }, rows = {\n"
        "  { empty, \"empty\" }, { given, \"given\" }, { any_value, \"any\" }, { at_least(1), \"number\" },\n"
        "  { except(1), \"not one\" }, { not_in { 5, 6 }, \"not in\" } } }\n"
        "local function list(v) return table.concat(t { x = v }, \",\") end\n"
        "return function() return list(nil), list(1), list(5) end",
        "empty,any,not one,not in | given,any,number,not in | given,any,number,not one");
}

static void a_text_is_never_compared_with_a_number(void **state) {
    (void)state;
    expect_error("local t = decision \"k\" { inputs = { \"x\" }, outputs = { \"n\" }, rows = { { above(3), 1 "
                 "}, { any_value, 2 } } }\n"
                 "return function() return t { x = \"four\" } end",
                 "it is a text, and is compared with 3");
}

static void collecting_keeps_order_and_adds_up(void **state) {
    (void)state;
    static const char rows[] = "inputs = { \"x\" }, outputs = { \"n\" }, rows = { { above(1), 4 }, { "
                               "above(2), 9 }, { above(3), 2 } } }\n";
    static const char *const cases[][2] = {
        {"collect sum", "15"}, {"collect min", "2"}, {"collect max", "9"}, {"collect count", "3"}};
    char source[1024];
    for (size_t i = 0; i < 4; i++) {
        (void)snprintf(
            source, sizeof source,
            "local t = decision \"c\" { hit = \"%s\", %sreturn function() return (t { x = 4 }) end",
            cases[i][0], rows);
        expect(source, cases[i][1]);
    }
    (void)snprintf(source, sizeof source,
                   "local t = decision \"c\" { hit = \"rule order\", %sreturn function() return "
                   "table.concat(t { x = 4 }, \",\") end",
                   rows);
    expect(source, "4,9,2");
}

/* ---- declaring ---- */

static void a_broken_table_is_told_with_file_line_and_remedy(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"decision \"t\" { hit = \"uniqe\", inputs = { \"x\" }, outputs = { \"n\" }, rows = { { 1, 1 } } }",
         "did you mean \"unique\"?"},
        {"decision \"t\" { input = { \"x\" }, outputs = { \"n\" }, rows = { { 1, 1 } } }",
         "did you mean `inputs`?"},
        {"decision \"t\" { inputs = { \"x\" }, outputs = { \"n\" }, rows = { { 1 } } }",
         "row 1 has 1 cells and needs 2"},
        {"decision \"t\" { inputs = { \"x\", \"x\" }, outputs = { \"n\" }, rows = { { 1, 1, 1 } } }",
         "stands twice"},
        {"decision \"t\" { inputs = { \"x\" }, outputs = { \"n\" }, rows = {} }", "needs rows"},
        {"decision \"t\" { hit = \"priority\", inputs = { \"x\" }, outputs = { \"n\" }, rows = { { 1, 1 } } "
         "}",
         "needs the order of its first output"},
        {"decision \"t\" { hit = \"collect sum\", inputs = { \"x\" }, outputs = { \"n\", \"m\" }, rows = { { "
         "1, 1, 1 } } }",
         "needs exactly one output"},
        {"decision \"t\" { inputs = { \"x\" }, outputs = { { \"n\", one_of { \"a\" } } }, rows = { { 1, "
         "\"b\" } } }",
         "output \"n\" is b, not one of a"},
        {"decision \"t\" { inputs = { \"x\" }, outputs = { \"n\" }, rows = { { between(5, 1), 1 } } }",
         "smaller value first"},
        {"decision \"t\" { inputs = { \"x\" }, outputs = { \"n\" }, rows = { { above(nil), 1 } } }",
         "above needs"},
    };
    char source[1024];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        (void)snprintf(source, sizeof source, "\n%s", cases[i][0]);
        expect_error(source, cases[i][1]);
        expect_error(source, "finance/t.lua:2: ");
    }
}

/* ---- checking: gaps, overlaps, rows never reached ---- */

static int record_finding(lua_State *L) {
    table_run_t *run = sandbox_context(L);
    static const char *const keys[] = {"code", "line", "decision", "rows", "row", "example"};
    sandbox_resolve(L, 1);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        lua_getfield(L, 1, keys[i]);
        if (!lua_isnil(L, -1)) {
            strcat(run->text, i ? " " : "");
            strcat(run->text, lua_tostring(L, -1));
        }
        lua_pop(L, 1);
    }
    strcat(run->text, "\n");
    return 0;
}

static const char CHECK[] = "host.run_check = function()\n"
                            "  local i = 1\n"
                            "  while host.check_table(i, host.record) do i = i + 1 end\n"
                            "end\n"
                            "return { run_check = host.run_check }";

static void expect_findings(const char *tables, const char *findings) {
    table_run_t *run = calloc(1, sizeof *run);
    static const luaL_Reg functions[] = {{"record", record_finding}, {NULL, NULL}};
    diag_t d;
    diag_init(&d);
    run->sb = sandbox_new(NULL, &d);
    sandbox_set_context(run->sb, run);
    assert_int_equal(sandbox_register(run->sb, functions, &d), 0);
    assert_int_equal(sandbox_load_trusted(run->sb, "words", WORDS, strlen(WORDS), &d), 0);
    load_trusted(run->sb, "vocabulary/decision.lua");
    load_trusted(run->sb, "checker/tables.lua");
    assert_int_equal(sandbox_load_trusted(run->sb, "check", CHECK, strlen(CHECK), &d), 0);
    char source[4096];
    (void)snprintf(source, sizeof source, "%s\nreturn function() run_check() end", tables);
    if (sandbox_load_rule(run->sb, "t.lua", source, strlen(source), NULL, NULL, &run->result, &d) != 0 ||
        sandbox_seal(run->sb, &d) != 0 || sandbox_call(run->sb, run->result, NULL, NULL, run, &d) != 0)
        fail_msg("%s:%d %s", d.file, d.line, diag_get(&d, "message"));
    if (strcmp(run->text, findings) != 0) fail_msg("got:\n%s\nexpected:\n%s", run->text, findings);
    sandbox_free(run->sb);
    free(run);
}

static void a_table_without_faults_has_no_findings(void **state) {
    (void)state;
    expect_findings(BANDS, "");
}

static void a_value_that_two_rows_claim_is_an_overlap_at_that_value(void **state) {
    (void)state;
    expect_findings(
        "decision \"q\" { inputs = { { \"spend\", at_least(0) } }, outputs = { \"n\" }, rows = {\n"
        "  { between(0, 10), 1 },\n  { between(10, 50), 2 },\n  { above(50), 3 } } }",
        "check.table_overlap 3 q 1 and 2 spend = 10\n");
}

static void a_combination_without_a_row_is_a_gap(void **state) {
    (void)state;
    expect_findings("decision \"g\" { inputs = { { \"class\", one_of { \"a\", \"b\" } }, \"x\" }, outputs = "
                    "{ \"n\" }, rows = {\n"
                    "  { \"a\", below(3), 1 },\n  { \"a\", above(3), 1 },\n  { \"b\", any_value, 1 } } }",
                    "check.table_gap 1 g class = a, x = 3\n");
}

static void a_flag_has_two_values_and_a_text_any_other(void **state) {
    (void)state;
    expect_findings("decision \"f\" { inputs = { \"flag\" }, outputs = { \"n\" }, rows = { { true, 1 } } }\n"
                    "decision \"t\" { inputs = { \"word\" }, outputs = { \"n\" }, rows = { { \"a\", 1 } } }",
                    "check.table_gap 1 f flag = false\ncheck.table_gap 2 t word = any other value\n");
}

static void rows_that_cannot_win_are_found(void **state) {
    (void)state;
    expect_findings("decision \"s\" { hit = \"first\", inputs = { \"x\" }, outputs = { \"n\" }, rows = {\n"
                    "  { below(5), 1 },\n  { at_most(3), 1 },\n  { both(above(7), below(6)), 1 },\n  { "
                    "any_value, 2 } } }",
                    "check.table_row_shadowed 3 s 2\ncheck.table_row_never 4 s 3\n");
}

static void collecting_tables_may_have_gaps_and_overlaps(void **state) {
    (void)state;
    expect_findings("decision \"c\" { hit = \"collect\", inputs = { \"x\" }, outputs = { \"n\" }, rows = { { "
                    "above(1), 1 }, { above(2), 2 } } }",
                    "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tables_of_the_dmn_tck_give_their_published_results),
        cmocka_unit_test(a_boundary_belongs_to_the_row_that_names_it),
        cmocka_unit_test(the_second_result_says_why),
        cmocka_unit_test(why_is_said_in_both_languages_where_the_table_says_it_in_both),
        cmocka_unit_test(a_value_without_a_row_is_an_error_with_its_place),
        cmocka_unit_test(a_default_answers_where_no_row_does),
        cmocka_unit_test(two_rows_at_once_are_refused_by_unique_and_differing_ones_by_any),
        cmocka_unit_test(a_value_outside_of_what_the_input_can_have_is_refused),
        cmocka_unit_test(an_empty_value_meets_only_the_rows_that_say_so),
        cmocka_unit_test(a_text_is_never_compared_with_a_number),
        cmocka_unit_test(collecting_keeps_order_and_adds_up),
        cmocka_unit_test(a_broken_table_is_told_with_file_line_and_remedy),
        cmocka_unit_test(a_table_without_faults_has_no_findings),
        cmocka_unit_test(a_value_that_two_rows_claim_is_an_overlap_at_that_value),
        cmocka_unit_test(a_combination_without_a_row_is_a_gap),
        cmocka_unit_test(a_flag_has_two_values_and_a_text_any_other),
        cmocka_unit_test(rows_that_cannot_win_are_found),
        cmocka_unit_test(collecting_tables_may_have_gaps_and_overlaps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
