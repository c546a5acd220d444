/* The configuration: defaults, what the file may say, and errors that name file and line. */
#include "server/config.h"
#include "server/writer.h"
#include "unit/failing.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct scene {
    config_t config;
    diag_t d;
    char folder[64];
} scene_t;

static int set_up(void **state) {
    scene_t *s = calloc(1, sizeof *s);
    *state = s;
    if (s == NULL) return -1;
    strcpy(s->folder, "/tmp/countersign-config-XXXXXX");
    if (mkdtemp(s->folder) == NULL) return -1;
    return 0;
}

static int tear_down(void **state) {
    scene_t *s = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", s->folder);
    if (system(command) != 0) return -1;
    config_free(&s->config);
    diag_clear(&s->d);
    free(s);
    return 0;
}

static void write_file(const scene_t *s, const char *name, const char *text) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", s->folder, name);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

/* What stands in the folder, read as the company there. */
static int open_with(scene_t *s, const char *text) {
    write_file(s, "countersign.conf", text);
    return config_open(&(config_place_t){.folder = s->folder}, &s->config, &s->d);
}

static void refused(scene_t *s, const char *text, const char *code, int line) {
    diag_clear(&s->d);
    assert_int_equal(open_with(s, text), -1);
    config_free(&s->config);
    assert_string_equal(s->d.code, code);
    assert_int_equal(s->d.line, line);
    assert_non_null(strstr(s->d.file, "countersign.conf"));
}

static void a_folder_is_enough(void **state) {
    scene_t *s = *state;
    char expected[128];
    assert_int_equal(config_open(&(config_place_t){.folder = s->folder}, &s->config, &s->d), 0);
    snprintf(expected, sizeof expected, "%s/countersign.db", s->folder);
    assert_string_equal(s->config.store, expected);
    snprintf(expected, sizeof expected, "%s/run.sock", s->folder);
    assert_string_equal(s->config.socket, expected);
    assert_null(s->config.file);
    assert_int_equal(s->config.limits.batch_max, WRITER_BATCH_MAX);
    assert_int_equal(s->config.limits.request_max_bytes, 1024 * 1024);
}

static void the_store_in_it_is_enough_too(void **state) {
    scene_t *s = *state;
    char store[128], expected[128];
    snprintf(store, sizeof store, "%s/other.db", s->folder);
    write_file(s, "countersign.conf", "queue_max = 17\nstore = elsewhere.db\n");
    assert_int_equal(config_open(&(config_place_t){.store = store}, &s->config, &s->d), 0);
    assert_string_equal(s->config.store, store);
    assert_int_equal(s->config.limits.queue_max, 17);
    snprintf(expected, sizeof expected, "%s/run.sock", s->folder);
    assert_string_equal(s->config.socket, expected);
}

static void a_file_says_what_differs(void **state) {
    scene_t *s = *state;
    char expected[128];
    assert_int_equal(open_with(s, "# a comment\r\n"
                                  "\n"
                                  "  batch_max=12  \r\n"
                                  "socket = /run/countersign.sock\n"
                                  "documents = kept/here\n"
                                  "plugins = file, iban\n"
                                  "plugin.file.folder = /var/spool/with = sign\n"
                                  "plugin.file.empty ="),
                     0);
    assert_int_equal(s->config.limits.batch_max, 12);
    assert_string_equal(s->config.socket, "/run/countersign.sock");
    snprintf(expected, sizeof expected, "%s/kept/here", s->folder);
    assert_string_equal(s->config.documents, expected);
    assert_int_equal(s->config.plugin_count, 2);
    assert_string_equal(s->config.plugins[1], "iban");
    assert_int_equal(s->config.setting_count, 2);
    assert_string_equal(s->config.settings[0].plugin, "file");
    assert_string_equal(s->config.settings[0].name, "folder");
    assert_string_equal(s->config.settings[0].value, "/var/spool/with = sign");
    assert_string_equal(s->config.settings[1].value, "");
}

static void an_unknown_name_is_an_error_with_the_nearest(void **state) {
    scene_t *s = *state;
    refused(s, "batch_max = 3\nqueue_maks = 5\n", "config.unknown", 2);
    assert_string_equal(diag_get(&s->d, "nearest"), "queue_max");
    refused(s, "plugin.file = x\n", "config.unknown", 1);
    assert_string_equal(diag_get(&s->d, "nearest"), "plugin.NAME.SETTING");
    refused(s, "something_else_altogether = x\n", "config.unknown", 1);
    assert_string_equal(diag_get(&s->d, "nearest"), "");
}

static void a_value_out_of_range_is_an_error_with_the_range(void **state) {
    scene_t *s = *state;
    refused(s, "\nkey_days = 0\n", "config.value", 2);
    assert_string_equal(diag_get(&s->d, "least"), "1");
    assert_string_equal(diag_get(&s->d, "most"), "3660");
    refused(s, "key_days = ten", "config.value", 1);
    refused(s, "key_days = 10 days", "config.value", 1);
    refused(s, "key_days =", "config.value", 1);
    refused(s, "key_days = 99999999999999999999", "config.value", 1);
    refused(s, "socket =", "config.value", 1);
}

static void a_name_given_twice_and_a_line_without_a_sign_are_errors(void **state) {
    scene_t *s = *state;
    refused(s, "batch_max = 3\n\nbatch_max = 3\n", "config.twice", 3);
    refused(s, "batch_max 3\n", "config.syntax", 1);
    assert_string_equal(diag_get(&s->d, "text"), "batch_max 3");
}

static void a_file_that_was_named_must_be_there(void **state) {
    scene_t *s = *state;
    assert_int_equal(config_open(&(config_place_t){.file = "/nowhere/x.conf"}, &s->config, &s->d), -1);
    assert_string_equal(s->d.code, "config.read");
    assert_string_equal(diag_get(&s->d, "file"), "/nowhere/x.conf");
}

static void every_limit_is_listed_with_a_default_in_its_range(void **state) {
    scene_t *s = *state;
    assert_int_equal(config_open(&(config_place_t){.folder = s->folder}, &s->config, &s->d), 0);
    size_t count = 0;
    for (const config_limit_t *l = config_limits; l->name != NULL; l++, count++) {
        int64_t value;
        memcpy(&value, (const char *)&s->config.limits + l->at, sizeof value);
        assert_int_equal(value, l->otherwise);
        assert_in_range(l->otherwise, l->least, l->most);
        if (count > 0) assert_true(strcmp(l[-1].name, l->name) < 0);
    }
    assert_int_equal(count * sizeof(int64_t), sizeof(limits_t));
}

/* A row of the table in the document: | `name` | default | least to most | */
static void the_document_lists_every_limit_as_it_is(void **state) {
    (void)state;
    static char text[32768];
    char row[160];
    FILE *in = fopen(SOURCE_DIR "/host/server/CONFIGURATION.md", "r");
    assert_non_null(in);
    text[fread(text, 1, sizeof text - 1, in)] = '\0';
    fclose(in);
    for (const config_limit_t *l = config_limits; l->name != NULL; l++) {
        snprintf(row, sizeof row, "| `%s` | %" PRId64 " | %" PRId64 " to %" PRId64 " | %s |\n", l->name,
                 l->otherwise, l->least, l->most, l->meaning);
        if (strstr(text, row) == NULL) fail_msg("CONFIGURATION.md lacks: %s", row);
    }
}

static int open_once(void *ctx) {
    scene_t *s = ctx;
    int status = config_open(&(config_place_t){.folder = s->folder}, &s->config, &s->d);
    config_free(&s->config);
    return status;
}

static void running_out_of_memory_is_told(void **state) {
    scene_t *s = *state;
    write_file(s, "countersign.conf", "plugins = file iban\nplugin.file.folder = x\nbatch_max = 5\n");
    assert_true(each_allocation_fails(open_once, s, true) >= 2);
    assert_string_equal(s->d.code, "memory.out");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(a_folder_is_enough),
        TEST(the_store_in_it_is_enough_too),
        TEST(a_file_says_what_differs),
        TEST(an_unknown_name_is_an_error_with_the_nearest),
        TEST(a_value_out_of_range_is_an_error_with_the_range),
        TEST(a_name_given_twice_and_a_line_without_a_sign_are_errors),
        TEST(a_file_that_was_named_must_be_there),
        TEST(every_limit_is_listed_with_a_default_in_its_range),
        TEST(the_document_lists_every_limit_as_it_is),
        TEST(running_out_of_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
