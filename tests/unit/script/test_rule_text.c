/* Whom rule files name by their handle, and the line that says so, read as text. */
#include "rules_folder.h"
#include "script/rule_text.h"

typedef struct asked {
    arena_t arena;
    rule_file_t files[4];
    ruleset_content_t content;
    naming_t *list;
    size_t count;
} asked_t;

/* Files given as name, text, …, NULL; at most one setting. */
static void ask_settings(asked_t *a, const char *const *files, setting_value_t *setting, const char *handle) {
    diag_t d = {0};
    *a = (asked_t){.count = 99};
    arena_init(&a->arena, 0);
    a->content =
        (ruleset_content_t){.files = a->files, .settings = setting, .setting_count = setting != NULL};
    for (; files[0]; files += 2)
        a->files[a->content.file_count++] =
            (rule_file_t){files[0], {(const uint8_t *)files[1], strlen(files[1])}};
    if (rules_naming(&a->content, handle, &a->arena, &a->list, &a->count, &d) != 0) folder_fail("naming", &d);
}

static void ask(asked_t *a, const char *text, const char *handle) {
    const char *files[] = {"hr/a.lua", text, NULL};
    ask_settings(a, files, NULL, handle);
}

/* How often the text names li.na, in that many lines. */
static void expect_lines(const char *text, size_t count, int32_t first) {
    asked_t a;
    ask(&a, text, "li.na");
    if (a.count != count) fail_msg("%zu times instead of %zu: %s", a.count, count, text);
    if (count > 0) assert_int_equal(a.list[0].line, first);
    arena_free(&a.arena);
}

static void a_person_or_service_is_named_wherever_the_text_says_so(void **state) {
    (void)state;
    expect_lines("x = 1\n  approve \"a\" { by = person \"li.na\" }", 1, 2);
    expect_lines("by = service 'li.na'", 1, 1);
    expect_lines("by = person(\"li.na\")", 1, 1);
    expect_lines("{ after = workdays(1),\n reassign = person [[li.na]] },", 1, 2);
    expect_lines("by = { person \"li.na\", person \"han.mei\", person \"li.na\" }", 1,
                 1); /* one line, once */
    expect_lines("by = person \"li.na\"\nnotify = person \"li.na\"", 2, 1);
}

static void a_name_that_is_given_to_person_counts_where_it_gets_the_handle(void **state) {
    (void)state;
    expect_lines("local who = \"li.na\"\nby = person(who)", 1, 1);
    expect_lines("settings = {\n reviewer = \"li.na\" }\nby = person(set.reviewer)", 1, 2);
    expect_lines("settings = { reviewer = setting { \"li.na\", label = \"R\" } }\nby = service(set.reviewer)",
                 1, 1);
    expect_lines("local who = \"li.na\"\nby = role(who)", 0, 0);
    expect_lines("local who = \"li.na\"\nby = person(whom)", 0, 0);
}

static void what_is_only_called_the_same_names_nobody(void **state) {
    (void)state;
    expect_lines("approve \"li.na\" { by = head_of(r.department) }", 0, 0);
    expect_lines("-- person \"li.na\"\n--[[ person \"li.na\" ]]", 0, 0);
    expect_lines("by = person \"li.nan\"", 0, 0);
    expect_lines("because = \"person li.na\"", 0, 0);
    expect_lines(
        "who = person(who)\ntest \"t\" { flow = \"x\", by = \"li.na\", fields = { who = \"li.na\" } }", 0, 0);
    expect_lines("who = person(who)\ntest \"t\" { fields = { a = \"}\" } }\nwho = \"li.na\"", 1, 3);
}

static void a_line_is_told_as_it_was_written_and_files_come_in_their_order(void **state) {
    (void)state;
    const char *files[] = {"a.lua", "\n\t by = person \"li.na\", -- for now\n", "b.lua",
                           "by = person \"li.na\"", NULL};
    asked_t a;
    ask_settings(&a, files, NULL, "li.na");
    assert_int_equal(a.count, 2);
    assert_string_equal(a.list[0].file, "a.lua");
    assert_string_equal(a.list[0].text, "by = person \"li.na\", -- for now");
    assert_null(a.list[0].setting);
    assert_string_equal(a.list[1].file, "b.lua");
    assert_null(rule_line(&a.content, "c.lua", 1, &a.arena));
    assert_null(rule_line(&a.content, "a.lua", 4, &a.arena));
    arena_free(&a.arena);
}

static void a_setting_that_was_set_is_told_where_its_flow_declares_it(void **state) {
    (void)state;
    static const char flow[] = "flow \"hr.other\" { settings = { who = post \"x\" } }\n"
                               "flow \"hr.course\" {\n settings = {\n  who = post \"hr.head\" } }\n";
    const char *files[] = {"hr/a.lua", flow, NULL},
               *said[] = {"hr/a.lua", flow, "hr/b.lua", "by = person(set.who)", NULL};
    setting_value_t set = {.flow = "hr.course", .name = "who", .text = "person li.na"};
    asked_t a;
    ask_settings(&a, files, &set, "li.na");
    assert_int_equal(a.count, 1);
    assert_string_equal(a.list[0].setting, "who");
    assert_string_equal(a.list[0].file, "hr/a.lua");
    assert_int_equal(a.list[0].line, 4);
    assert_string_equal(a.list[0].text, "person li.na");
    arena_free(&a.arena);
    set.text = "li.na"; /* a text: a person only where the rules say so of it */
    ask_settings(&a, files, &set, "li.na");
    assert_int_equal(a.count, 0);
    arena_free(&a.arena);
    ask_settings(&a, said, &set, "li.na");
    assert_int_equal(a.count, 1);
    arena_free(&a.arena);
    set.flow = "hr.gone";
    ask_settings(&a, said, &set, "li.na");
    assert_int_equal(a.count, 1);
    assert_null(a.list[0].file);
    arena_free(&a.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_or_service_is_named_wherever_the_text_says_so),
        cmocka_unit_test(a_name_that_is_given_to_person_counts_where_it_gets_the_handle),
        cmocka_unit_test(what_is_only_called_the_same_names_nobody),
        cmocka_unit_test(a_line_is_told_as_it_was_written_and_files_come_in_their_order),
        cmocka_unit_test(a_setting_that_was_set_is_told_where_its_flow_declares_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
