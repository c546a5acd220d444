/* Loading plugins: the two that ship, and those that must be refused without leaving anything behind. */
#include "base/log.h"
#include "server/plugins.h"
#include "unit/failing.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SHIPPED BUILD_DIR "/plugins"
#define BROKEN BUILD_DIR "/tests/plugins"

typedef struct scene {
    char folder[64];
    diag_t d;
    arena_t arena;
} scene_t;

static void no_log(void *ctx, log_level_t level, const char *line) {
    (void)ctx, (void)level, (void)line;
}

static int set_up(void **state) {
    scene_t *s = calloc(1, sizeof *s);
    *state = s;
    if (s == NULL) return -1;
    strcpy(s->folder, "/tmp/countersign-plugins-XXXXXX");
    if (mkdtemp(s->folder) == NULL) return -1;
    arena_init(&s->arena, 0);
    log_set_sink(no_log, NULL);
    return 0;
}

static int tear_down(void **state) {
    scene_t *s = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", s->folder);
    if (system(command) != 0) return -1;
    log_set_sink(NULL, NULL);
    diag_clear(&s->d);
    arena_free(&s->arena);
    free(s);
    return 0;
}

static const char *path_in(const scene_t *s, const char *name) {
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", s->folder, name);
    return path;
}

static const char *content_of(const char *path) {
    static char text[4096];
    FILE *in = fopen(path, "r");
    if (in == NULL) return NULL;
    size_t n = fread(text, 1, sizeof text - 1, in);
    fclose(in);
    text[n] = '\0';
    return text;
}

static void make(const char *path) {
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0);
    close(fd);
}

static plugins_t *load(scene_t *s, const char *folder, const char *a, const char *b,
                       const plugin_setting_t *settings, size_t count) {
    const char *names[] = {a, b};
    return plugins_load(folder, names, b != NULL ? 2 : 1, settings, count, &s->d);
}

static void refused(scene_t *s, plugins_t *plugins, const char *code, const char *plugin, const char *file) {
    assert_null(plugins);
    assert_string_equal(s->d.code, code);
    assert_string_equal(diag_get(&s->d, "plugin"), plugin);
    assert_string_equal(diag_get(&s->d, "file"), file);
}

/* ---- refusals ---- */

static void another_version_is_refused_before_anything_else_is_read(void **state) {
    scene_t *s = *state;
    refused(s, load(s, BROKEN, "wrong_version", NULL, NULL, 0), "plugin.version", "wrong_version",
            BROKEN "/wrong_version.so");
    assert_int_equal(atoi(diag_get(&s->d, "version")), CS_PLUGIN_VERSION + 1);
    assert_int_equal(atoi(diag_get(&s->d, "known")), CS_PLUGIN_VERSION);
}

static void a_library_without_the_table_is_refused(void **state) {
    scene_t *s = *state;
    refused(s, load(s, BROKEN, "no_symbol", NULL, NULL, 0), "plugin.symbol", "no_symbol",
            BROKEN "/no_symbol.so");
    assert_string_equal(diag_get(&s->d, "symbol"), "cs_plugin");
}

static void a_plugin_that_is_not_there_is_named_with_its_file(void **state) {
    scene_t *s = *state;
    refused(s, load(s, BROKEN, "absent", NULL, NULL, 0), "plugin.missing", "absent", BROKEN "/absent.so");
}

static void a_name_that_leaves_the_folder_is_refused(void **state) {
    scene_t *s = *state;
    refused(s, load(s, BROKEN, "../plugins/iban", NULL, NULL, 0), "plugin.name", "../plugins/iban", BROKEN);
}

static void a_file_that_is_no_library_is_refused_with_the_linkers_words(void **state) {
    scene_t *s = *state;
    make(path_in(s, "empty.so"));
    refused(s, load(s, s->folder, "empty", NULL, NULL, 0), "plugin.load", "empty", path_in(s, "empty.so"));
    assert_non_null(strstr(diag_get(&s->d, "detail"), "empty.so"));
}

static void one_that_fails_to_open_says_why_and_what_was_open_is_closed(void **state) {
    scene_t *s = *state;
    plugin_setting_t settings[] = {{"failing_channel", "folder", s->folder},
                                   {"fails_to_open", "reason", "no licence"}};
    refused(s, load(s, BROKEN, "failing_channel", "fails_to_open", settings, 2), "plugin.open",
            "fails_to_open", BROKEN "/fails_to_open.so");
    assert_string_equal(diag_get(&s->d, "detail"), "no licence");
    assert_string_equal(content_of(path_in(s, "life")),
                        "plugin opened 1\nchannel opened 1\nchannel closed 1\nplugin closed 1\n");
}

static void one_whose_channel_fails_to_open_is_closed_again(void **state) {
    scene_t *s = *state;
    plugin_setting_t settings[] = {{"failing_channel", "folder", s->folder}};
    make(path_in(s, "closed"));
    refused(s, load(s, BROKEN, "failing_channel", NULL, settings, 1), "plugin.channel", "failing_channel",
            BROKEN "/failing_channel.so");
    assert_string_equal(diag_get(&s->d, "channel"), "failing");
    assert_string_equal(diag_get(&s->d, "detail"), "it is closed");
    assert_string_equal(content_of(path_in(s, "life")), "plugin opened 1\nplugin closed 1\n");
}

static void a_plugin_named_twice_is_refused(void **state) {
    scene_t *s = *state;
    refused(s, load(s, SHIPPED, "iban", "iban", NULL, 0), "plugin.twice", "iban", SHIPPED);
}

static void a_setting_for_a_plugin_that_is_not_loaded_is_refused(void **state) {
    scene_t *s = *state;
    plugin_setting_t settings[] = {{"ibna", "folder", "x"}};
    refused(s, load(s, SHIPPED, "iban", NULL, settings, 1), "plugin.setting", "ibna", "");
}

static void the_file_channel_wants_its_folder_and_nothing_else(void **state) {
    scene_t *s = *state;
    refused(s, load(s, SHIPPED, "file", NULL, NULL, 0), "plugin.channel", "file", SHIPPED "/file.so");
    plugin_setting_t unknown[] = {{"file", "foldr", s->folder}};
    refused(s, load(s, SHIPPED, "file", NULL, unknown, 1), "plugin.channel", "file", SHIPPED "/file.so");
    assert_non_null(strstr(diag_get(&s->d, "detail"), "foldr"));
    plugin_setting_t nowhere[] = {{"file", "folder", "/proc/nowhere/x"}};
    refused(s, load(s, SHIPPED, "file", NULL, nowhere, 1), "plugin.channel", "file", SHIPPED "/file.so");
}

static int load_and_close(void *ctx) {
    scene_t *s = ctx;
    plugin_setting_t settings[] = {{"file", "folder", s->folder}};
    plugins_t *plugins = load(s, SHIPPED, "file", "iban", settings, 1);
    plugins_close(plugins);
    return plugins != NULL ? 0 : -1;
}

static void running_out_of_memory_leaves_nothing_open(void **state) {
    assert_true(each_allocation_fails(load_and_close, *state, true) > 5);
    assert_string_equal(((scene_t *)*state)->d.code, "memory.out");
}

static void no_plugins_at_all_are_fine(void **state) {
    scene_t *s = *state;
    size_t channels, functions;
    plugins_t *plugins = plugins_load("/nowhere", NULL, 0, NULL, 0, &s->d);
    assert_non_null(plugins);
    plugins_channels(plugins, &channels);
    plugins_functions(plugins, &functions);
    assert_int_equal(channels + functions, 0);
    plugins_close(plugins);
}

/* ---- functions ---- */

static const pure_function_t *function(const plugins_t *plugins, const char *name) {
    size_t count;
    const pure_function_t *list = plugins_functions(plugins, &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i].name, name) == 0) return &list[i];
    fail_msg("there is no function %s", name);
    return NULL;
}

static value_t text(const char *s) {
    return (value_t){.kind = VALUE_TEXT, .u.text = s};
}

static value_t ask(scene_t *s, const pure_function_t *f, value_t argument) {
    value_t out;
    assert_int_equal(f->call(f->ctx, &argument, 1, &s->arena, &out, &s->d), 0);
    return out;
}

static void account_numbers_are_told_from_others(void **state) {
    scene_t *s = *state;
    plugins_t *plugins = load(s, SHIPPED, "iban", NULL, NULL, 0);
    assert_non_null(plugins);
    const pure_function_t *valid = function(plugins, "iban.valid"),
                          *country = function(plugins, "iban.country");
    /* The examples of the standard's registry for their countries. */
    static const char *const good[] = {"DE89370400440532013000",
                                       "GB29NWBK60161331926819",
                                       "NL91ABNA0417164300",
                                       "BE68539007547034",
                                       "NO9386011117947",
                                       "CH9300762011623852957",
                                       "FR1420041010050500013M02606",
                                       "MT84MALT011000012345MTLCAST001S",
                                       "de89 3704 0044 0532 0130 00"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        value_t out = ask(s, valid, text(good[i]));
        assert_int_equal(out.kind, VALUE_FLAG);
        if (!out.u.flag) fail_msg("%s should be valid", good[i]);
    }
    static const char *const bad[] = {"",
                                      "DE",
                                      "DE8937040044053201300",
                                      "DE893704004405320130000",
                                      "DE88370400440532013000",
                                      "ZZ89370400440532013000",
                                      "DE8937040044053201300Ä",
                                      "D089370400440532013000",
                                      "DE89-3704-0044-0532-0130-00",
                                      "GB00HBUK40127612345698765432109876543210987654321"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        value_t out = ask(s, valid, text(bad[i]));
        if (out.u.flag) fail_msg("%s should not be valid", bad[i]);
    }
    assert_string_equal(ask(s, country, text("nl91 abna 0417 1643 00")).u.text, "NL");
    assert_int_equal(ask(s, country, text("NL92ABNA0417164300")).kind, VALUE_NONE);
    assert_false(ask(s, valid, (value_t){.kind = VALUE_NONE}).u.flag);
    plugins_close(plugins);
}

static void a_single_changed_digit_is_always_noticed(void **state) {
    scene_t *s = *state;
    plugins_t *plugins = load(s, SHIPPED, "iban", NULL, NULL, 0);
    const pure_function_t *valid = function(plugins, "iban.valid");
    const char *good = "NL91ABNA0417164300";
    for (size_t at = 0; at < strlen(good); at++) {
        char changed[32];
        snprintf(changed, sizeof changed, "%s", good);
        changed[at] = (char)(good[at] == '7' ? '8' : good[at] == 'N' ? 'M' : '7');
        assert_false(ask(s, valid, text(changed)).u.flag);
    }
    plugins_close(plugins);
}

static void wrong_arguments_are_an_error_that_names_the_function(void **state) {
    scene_t *s = *state;
    plugins_t *plugins = load(s, SHIPPED, "iban", NULL, NULL, 0);
    const pure_function_t *f = function(plugins, "iban.valid");
    value_t arguments[2] = {text("x"), text("y")}, out;
    assert_int_equal(f->call(f->ctx, arguments, 2, &s->arena, &out, &s->d), -1);
    assert_string_equal(s->d.code, "function.failed");
    assert_string_equal(diag_get(&s->d, "function"), "iban.valid");
    value_t flag = {.kind = VALUE_FLAG, .u.flag = true};
    assert_int_equal(f->call(f->ctx, &flag, 1, &s->arena, &out, &s->d), -1);
    assert_string_equal(diag_get(&s->d, "message"), "the account number must be a text");
    value_t table = {.kind = VALUE_TABLE};
    assert_int_equal(f->call(f->ctx, &table, 1, &s->arena, &out, &s->d), -1);
    plugins_close(plugins);
}

static void every_kind_of_value_goes_there_and_back(void **state) {
    scene_t *s = *state;
    plugin_setting_t settings[] = {{"failing_channel", "folder", s->folder}};
    plugins_t *plugins = load(s, BROKEN, "failing_channel", NULL, settings, 1);
    assert_non_null(plugins);
    const pure_function_t *same = function(plugins, "sample.same");
    value_t values[] = {text("Größe 会签"),
                        {.kind = VALUE_FLAG, .u.flag = true},
                        {.kind = VALUE_NUMBER, .u.number = {-125, 1}},
                        {.kind = VALUE_MONEY, .u.money = {2685, "EUR", 2}},
                        {.kind = VALUE_DATE, .u.date = 20000},
                        {.kind = VALUE_NONE}};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        value_t out = ask(s, same, values[i]);
        assert_true(value_equal(&out, &values[i]));
    }
    plugins_close(plugins);
}

static void what_a_function_answers_is_checked(void **state) {
    scene_t *s = *state;
    plugin_setting_t settings[] = {{"failing_channel", "folder", s->folder}};
    plugins_t *plugins = load(s, BROKEN, "failing_channel", NULL, settings, 1);
    const pure_function_t *broken = function(plugins, "sample.broken");
    static const char *const ways[] = {"utf8", "number", "kind", "error"};
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        value_t argument = text(ways[i]), out;
        assert_int_equal(broken->call(broken->ctx, &argument, 1, &s->arena, &out, &s->d), -1);
        assert_string_equal(s->d.code, "function.failed");
    }
    assert_string_equal(diag_get(&s->d, "message"), "asked to fail");
    assert_int_equal(strlen(ask(s, broken, text("unended")).u.text), CS_RESULT_TEXT - 1);
    plugins_close(plugins);
}

/* ---- channels ---- */

static void a_message_is_one_file_however_often_it_is_delivered(void **state) {
    scene_t *s = *state;
    char folder[128];
    snprintf(folder, sizeof folder, "%s/out", s->folder);
    plugin_setting_t settings[] = {{"file", "folder", folder}};
    plugins_t *plugins = load(s, SHIPPED, "file", NULL, settings, 1);
    assert_non_null(plugins);
    size_t count;
    const char *const *names = plugins_channels(plugins, &count);
    assert_int_equal(count, 1);
    assert_string_equal(names[0], "file");
    struct cs_message m = {.key = "42",
                           .kind = "task.opened",
                           .recipient = "demo.person",
                           .text = "a \"quoted\"\nline",
                           .number = "EXP-2026-000001",
                           .attempt = 1};
    assert_int_equal(plugins_deliver(plugins, 0, &m, &s->d), CS_DELIVERED);
    char first[4096];
    snprintf(first, sizeof first, "%s", content_of(path_in(s, "out/42.json")));
    assert_string_equal(
        first, "{\n  \"key\": \"42\",\n  \"kind\": \"task.opened\",\n  \"recipient\": \"demo.person\",\n"
               "  \"number\": \"EXP-2026-000001\",\n  \"text\": \"a \\\"quoted\\\"\\u000aline\"\n}\n");
    m.attempt = 2;
    assert_int_equal(plugins_deliver(plugins, 0, &m, &s->d), CS_DELIVERED);
    assert_string_equal(content_of(path_in(s, "out/42.json")), first);
    assert_int_not_equal(access(path_in(s, "out/.42.part"), F_OK), 0);
    m.key = "../42";
    assert_int_equal(plugins_deliver(plugins, 0, &m, &s->d), CS_GIVE_UP);
    plugins_close(plugins);
}

static void a_delivery_that_fails_says_why(void **state) {
    scene_t *s = *state;
    plugin_setting_t settings[] = {{"failing_channel", "folder", s->folder}};
    plugins_t *plugins = load(s, BROKEN, "failing_channel", NULL, settings, 1);
    struct cs_message m = {.key = "7", .kind = "task.opened", .recipient = "demo.person", .attempt = 3};
    make(path_in(s, "fail"));
    assert_int_equal(plugins_deliver(plugins, 0, &m, &s->d), CS_TRY_AGAIN);
    assert_string_equal(s->d.code, "channel.failed");
    assert_string_equal(diag_get(&s->d, "channel"), "failing");
    assert_string_equal(diag_get(&s->d, "detail"), "the line is down");
    unlink(path_in(s, "fail"));
    assert_int_equal(plugins_deliver(plugins, 0, &m, &s->d), CS_DELIVERED);
    assert_string_equal(content_of(path_in(s, "delivered")), "7 3\n");
    plugins_close(plugins);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(another_version_is_refused_before_anything_else_is_read),
        TEST(a_library_without_the_table_is_refused),
        TEST(a_plugin_that_is_not_there_is_named_with_its_file),
        TEST(a_name_that_leaves_the_folder_is_refused),
        TEST(a_file_that_is_no_library_is_refused_with_the_linkers_words),
        TEST(one_that_fails_to_open_says_why_and_what_was_open_is_closed),
        TEST(one_whose_channel_fails_to_open_is_closed_again),
        TEST(a_plugin_named_twice_is_refused),
        TEST(a_setting_for_a_plugin_that_is_not_loaded_is_refused),
        TEST(the_file_channel_wants_its_folder_and_nothing_else),
        TEST(running_out_of_memory_leaves_nothing_open),
        TEST(no_plugins_at_all_are_fine),
        TEST(account_numbers_are_told_from_others),
        TEST(a_single_changed_digit_is_always_noticed),
        TEST(wrong_arguments_are_an_error_that_names_the_function),
        TEST(every_kind_of_value_goes_there_and_back),
        TEST(what_a_function_answers_is_checked),
        TEST(a_message_is_one_file_however_often_it_is_delivered),
        TEST(a_delivery_that_fails_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
