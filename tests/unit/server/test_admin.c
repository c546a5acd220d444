/* Administration through the API: people, rules, settings, calendars, messages; each whole or not at all. */
#include "fixture.h"
#include "store/outbox.h"

static json_t *first(const json_t *answer, const char *list) {
    return json_array_get(json_object_get(answer, list), 0);
}

static int64_t number_at(const json_t *object, const char *name) {
    return json_integer_value(json_object_get(object, name));
}

static void keep(char out[80], const char *text) {
    snprintf(out, 80, "%s", text);
}

/* ---- people ---- */

static void an_import_is_previewed_before_it_is_made(void **state) {
    (void)state;
    fixture_t f;
    static const char import[] =
        "{\"verb\":\"people.import\",\"table\":\"persons\",%s\"rows\":["
        "{\"handle\":\"chen.wei\",\"name\":\"Chen Wei (demo)\",\"department\":\"sales\"},"
        "{\"handle\":\"yu.ran\",\"name\":\"Yu Ran (demo)\",\"department\":\"it\",\"uid\":54321,"
        "\"until\":\"2026-12-31T00:00:00Z\"},"
        "{\"handle\":\"li.na\",\"name\":\"Li Na-Wang (demo)\",\"department\":\"company\"},"
        "{\"handle\":\"new.one\",\"name\":\"A new one (demo)\",\"department\":\"it\"}]}";
    fixture_begin(&f, NULL);
    for (int i = 0; i < 2; i++) {
        must(ask(&f, import, i == 0 ? "\"preview\":true," : ""));
        assert_int_equal(number_at(f.answer, "added"), 1);
        assert_int_equal(number_at(f.answer, "changed"), 1);
        assert_int_equal(number_at(f.answer, "ended"), 1);
        assert_int_equal(number_at(f.answer, "unchanged"), 3); /* of the whole table */
        assert_int_equal(json_array_size(json_object_get(f.answer, "rows")), 3);
        must(ask(&f, "{\"verb\":\"status\"}"));
        assert_int_equal(number_at(f.answer, "people"), i == 0 ? 5 : 6);
    }
    must(ask(&f, import, ""));
    assert_int_equal(
        number_at(f.answer, "added") + number_at(f.answer, "changed") + number_at(f.answer, "ended"), 0);
    fixture_end(&f);
}

static void an_import_that_names_what_is_not_there_changes_nothing(void **state) {
    (void)state;
    fixture_t f;
    fixture_begin(&f, NULL);
    must_refuse(ask(&f, "{\"verb\":\"people.import\",\"table\":\"persons\",\"rows\":["
                        "{\"handle\":\"good.one\",\"name\":\"Good\",\"department\":\"it\"},"
                        "{\"handle\":\"lost.one\",\"name\":\"Lost\",\"department\":\"nowhere\"}]}"),
                "directory.unknown");
    must_refuse(ask(&f, "{\"verb\":\"people.import\",\"table\":\"posts\",\"rows\":["
                        "{\"post\":\"a\",\"person\":\"li.na\"},{\"post\":\"a\",\"person\":\"nobody\"}]}"),
                "people.value");
    assert_string_equal(error_param(f.answer, "row"), "2");
    must_refuse(ask(&f, "{\"verb\":\"people.import\",\"table\":\"persons\",\"rows\":[{\"handel\":\"x\"}]}"),
                "people.column");
    must_refuse(ask(&f, "{\"verb\":\"people.import\",\"table\":\"animals\",\"rows\":[]}"), "people.table");
    must_refuse(ask(&f, "{\"verb\":\"people.import\",\"table\":\"persons\",\"rows\":[3]}"), "api.value");
    must_refuse(ask(&f, "{\"verb\":\"people.import\",\"table\":\"persons\"}"), "api.value");
    must(ask(&f, "{\"verb\":\"status\"}"));
    assert_int_equal(number_at(f.answer, "people"), 5);
    must(ask(&f,
             "{\"verb\":\"draft\",\"as\":\"chen.wei\",\"flow\":\"sales.purchase\"}")); /* goes on as before */
    fixture_end(&f);
}

static void what_is_exported_can_be_imported_again_without_change(void **state) {
    (void)state;
    static const char *const tables[] = {"departments", "persons", "posts", "roles", "stand_ins"};
    fixture_t f;
    fixture_begin(&f, NULL);
    must(ask(&f, "{\"verb\":\"people.import\",\"tables\":{"
                 "\"roles\":[{\"role\":\"buyer\",\"department\":\"sales\",\"person\":\"gao.min\",\"from\":"
                 "\"2026-01-01\"}],"
                 "\"stand_ins\":[{\"principal\":\"li.na\",\"person\":\"chen.wei\",\"from\":\"2026-05-01\","
                 "\"until\":\"2026-06-01\"}]}}"));
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        must(ask(&f, "{\"verb\":\"people.export\",\"table\":\"%s\"}", tables[t]));
        json_t *columns = json_object_get(f.answer, "columns"), *rows = json_object_get(f.answer, "rows");
        json_t *again = json_array();
        assert_true(json_array_size(rows) > 0);
        for (size_t i = 0; i < json_array_size(rows); i++) {
            json_t *row = json_object();
            for (size_t c = 0; c < json_array_size(columns); c++)
                json_object_set(row, json_string_value(json_array_get(columns, c)),
                                json_array_get(json_array_get(rows, i), c));
            json_array_append_new(again, row);
        }
        size_t count = json_array_size(rows);
        char *text = json_dumps(again, 0);
        json_decref(again);
        must(ask(&f, "{\"verb\":\"people.import\",\"table\":\"%s\",\"rows\":%s}", tables[t], text));
        free(text);
        assert_int_equal(number_at(f.answer, "unchanged"), count);
        assert_int_equal(json_array_size(json_object_get(f.answer, "rows")), 0);
    }
    fixture_end(&f);
}

/* ---- rules ---- */

static void broken_rules_are_refused_with_all_their_errors_and_the_old_ones_go_on(void **state) {
    (void)state;
    fixture_t f;
    fixture_begin(&f, NULL);
    must_refuse(ask(&f, "{\"verb\":\"rules.activate\",\"files\":["
                        "{\"name\":\"a.lua\",\"content\":\"flow \\\"x\\\" {\\n  titel = 1,\\n}\"},"
                        "{\"name\":\"b.lua\",\"content\":\"local x = = 3\"}]}"),
                "rule.syntax");
    json_t *errors = json_object_get(f.answer, "errors");
    bool a = false, b = false;
    for (size_t i = 0; i < json_array_size(errors); i++) {
        json_t *e = json_array_get(errors, i);
        a = a || (strcmp(text_at(e, "file"), "a.lua") == 0 && number_at(e, "line") >= 1);
        b = b || (strcmp(text_at(e, "file"), "b.lua") == 0 && number_at(e, "line") == 1);
    }
    assert_true(a && b);
    char number[32];
    file_purchase(&f, "1", number);
    must_refuse(ask(&f, "{\"verb\":\"rules.activate\",\"files\":[]}"), "api.value");
    must_refuse(ask(&f, "{\"verb\":\"rules.activate\",\"files\":[{\"name\":\"a.lua\",\"content\":\"\"},"
                        "{\"name\":\"a.lua\",\"content\":\"\"}]}"),
                "api.value");
    fixture_end(&f);
}

static void a_step_that_nobody_can_take_is_not_activated(void **state) {
    (void)state;
    fixture_t f;
    fixture_begin(&f, NULL);
    char *rules = strdup(FIXTURE_RULES), *at = strstr(rules, "company.head\", within");
    at[strlen("company.")] = 'd'; /* a post that nobody ever held */
    fixture_rules(&f, rules);
    free(rules);
    assert_false(is_ok(f.answer));
    assert_true(json_array_size(json_object_get(f.answer, "errors")) > 0);
    assert_string_equal(text_at(first(f.answer, "errors"), "file"), "sales/purchase.lua");
    fixture_end(&f);
}

static void a_rule_reaches_the_function_of_a_plugin(void **state) {
    (void)state;
    static const char draft[] =
        "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"sales.payout\",\"fields\":{\"account\":\"%s\"}}";
    static const char rules[] =
        "flow \"sales.payout\" {\n"
        "  title = { en = \"Payout\", zh = \"付款\" }, owner = \"sales\", clause = \"T2\", prefix = "
        "\"OUT\",\n"
        "  fallback = post \"company.head\",\n"
        "  form = { account = text { required = true } },\n"
        "  check = function(r)\n"
        "    if not iban.valid(r.account) then return problem(\"account\", { en = \"no account number\", zh "
        "= \"账号无效\" }) end\n"
        "  end,\n"
        "  route = function(r)\n"
        "    return approve \"head\" { by = head_of(r.department), within = workdays(1), when = "
        "iban.country(r.account) ~= \"NL\", because = \"abroad\" }\n"
        "  end,\n"
        "  overdue = ladder { { after = workhours(0), remind = assignee } },\n"
        "}\n";
    fixture_t f;
    char config[256], record[32];
    snprintf(config, sizeof config, "plugin_folder = %s/plugins\nplugins = iban\n", BUILD_DIR);
    fixture_begin(&f, config);
    char *quoted = json_quoted(rules);
    must(ask(&f, "{\"verb\":\"rules.activate\",\"files\":[{\"name\":\"sales/payout.lua\",\"content\":%s}]}",
             quoted));
    free(quoted);
    must(ask(&f, draft, "NL92ABNA0417164300"));
    snprintf(record, sizeof record, "%s", text_at(f.answer, "record"));
    must_refuse(ask(&f, "{\"verb\":\"submit\",\"as\":\"gao.min\",\"record\":\"%s\"}", record),
                "form.invalid");
    must(ask(&f, draft, "DE89 3704 0044 0532 0130 00"));
    snprintf(record, sizeof record, "%s", text_at(f.answer, "record"));
    must(ask(&f, "{\"verb\":\"submit\",\"as\":\"gao.min\",\"record\":\"%s\"}", record));
    assert_string_equal(text_at(f.answer, "state"), "open");
    must(ask(&f, draft, "NL91ABNA0417164300"));
    snprintf(record, sizeof record, "%s", text_at(f.answer, "record"));
    must(ask(&f, "{\"verb\":\"submit\",\"as\":\"gao.min\",\"record\":\"%s\"}", record));
    assert_string_equal(text_at(f.answer, "state"), "finished");
    fixture_end(&f);
}

static void a_changed_setting_is_a_new_version_and_running_records_keep_theirs(void **state) {
    (void)state;
    fixture_t f;
    char old_one[32], new_one[32], before[80], after[80];
    fixture_begin(&f, NULL);
    file_purchase(&f, "100", old_one);
    must(ask(&f, "{\"verb\":\"settings.set\",\"flow\":\"sales.purchase\",\"name\":\"director_above\","
                 "\"value\":\"50 EUR\","
                 "\"reason\":\"costs\"}"));
    keep(before, text_at(f.answer, "previous"));
    keep(after, text_at(f.answer, "ruleset"));
    assert_string_not_equal(before, after);
    file_purchase(&f, "100", new_one);
    must(ask(&f, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"%s\"}", old_one));
    assert_string_equal(text_at(f.answer, "state"), "finished");
    must(ask(&f, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"%s\"}", new_one));
    assert_string_equal(text_at(f.answer, "state"), "open");
    must(ask(&f, "{\"verb\":\"show\",\"record\":\"%s\"}", old_one));
    assert_string_equal(text_at(f.answer, "ruleset"), before);
    must(ask(&f, "{\"verb\":\"settings\"}"));
    assert_string_equal(text_at(first(f.answer, "settings"), "name"), "director_above");
    assert_true(json_is_true(json_object_get(first(f.answer, "settings"), "changed")));
    must_refuse(ask(&f, "{\"verb\":\"settings.set\",\"flow\":\"sales.purchase\",\"name\":\"director_above\","
                        "\"value\":\"a lot\"}"),
                "setting.value");
    fixture_rules(&f, FIXTURE_RULES); /* the same files: what administrators set goes on to hold */
    must(f.answer);
    assert_string_equal(text_at(f.answer, "ruleset"), after);
    assert_true(json_is_true(json_object_get(f.answer, "unchanged")));
    must(ask(&f, "{\"verb\":\"settings.set\",\"flow\":\"sales.purchase\",\"name\":\"director_above\","
                 "\"value\":null}"));
    assert_string_equal(text_at(f.answer, "ruleset"), before);
    fixture_end(&f);
}

static void rules_are_rolled_back_to_the_version_before(void **state) {
    (void)state;
    fixture_t f;
    char before[80];
    fixture_begin(&f, NULL);
    must_refuse(ask(&f, "{\"verb\":\"rules.rollback\"}"), "ruleset.no_earlier");
    must(ask(&f, "{\"verb\":\"settings.set\",\"flow\":\"sales.purchase\",\"name\":\"director_above\","
                 "\"value\":\"50 EUR\"}"));
    keep(before, text_at(f.answer, "previous"));
    must(ask(&f, "{\"verb\":\"rules.rollback\",\"reason\":\"a mistake\"}"));
    assert_string_equal(text_at(f.answer, "ruleset"), before);
    must(ask(&f, "{\"verb\":\"rules\"}"));
    assert_string_equal(text_at(f.answer, "active"), before);
    assert_int_equal(json_array_size(json_object_get(f.answer, "activations")), 3);
    assert_string_equal(text_at(first(f.answer, "activations"), "reason"), "a mistake");
    assert_string_equal(text_at(first(f.answer, "flows"), "flow"), "sales.purchase");
    must_refuse(ask(&f, "{\"verb\":\"rules.rollback\",\"ruleset\":\"00000000\"}"), "ruleset.unknown");
    must(ask(&f, "{\"verb\":\"rules.rollback\",\"ruleset\":\"%.12s\"}", before));
    must(ask(&f, "{\"verb\":\"history\",\"record\":\"0\"}"));
    bool noted = false;
    json_t *events = json_object_get(f.answer, "events");
    for (size_t i = 0; i < json_array_size(events); i++) {
        json_t *data = json_object_get(json_array_get(events, i), "data");
        noted = noted || (strcmp(text_at(data, "code"), "rules.rolled_back") == 0 &&
                          strstr(text_at(data, "text"), "a mistake"));
    }
    assert_true(noted);
    fixture_end(&f);
}

/* ---- calendars ---- */

static const char HOLIDAYS[] =
    "{\\\"year\\\":2026,\\\"days\\\":[{\\\"name\\\":\\\"Demo "
    "day\\\",\\\"date\\\":\\\"2026-03-03\\\",\\\"isOffDay\\\":true},"
    "{\\\"name\\\":\\\"Demo day\\\",\\\"date\\\":\\\"2026-03-07\\\",\\\"isOffDay\\\":false}]}";

static void holidays_are_previewed_and_then_move_due_times(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    must(ask(&f, "{\"verb\":\"calendar.import\",\"content\":\"%s\",\"preview\":true}", HOLIDAYS));
    assert_int_equal(json_array_size(json_object_get(f.answer, "days")), 2);
    assert_string_equal(text_at(first(f.answer, "days"), "day"), "2026-03-03");
    assert_string_equal(text_at(first(f.answer, "days"), "as"), "off");
    file_purchase(&f, "1", number);
    must(ask(&f, "{\"verb\":\"tasks\",\"as\":\"chen.wei\"}"));
    assert_string_equal(text_at(first(f.answer, "tasks"), "due_at"), "2026-03-03T17:00:00Z");
    must(ask(&f, "{\"verb\":\"calendar.import\",\"content\":\"%s\"}", HOLIDAYS));
    must(ask(&f, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"%s\"}", number));
    file_purchase(&f, "1", number);
    must(ask(&f, "{\"verb\":\"tasks\",\"as\":\"chen.wei\"}"));
    assert_string_equal(text_at(first(f.answer, "tasks"), "due_at"), "2026-03-04T17:00:00Z");
    must(ask(&f, "{\"verb\":\"calendar\",\"calendar\":\"company\"}"));
    json_t *days = json_object_get(json_object_get(f.answer, "calendar"), "days");
    assert_string_equal(text_at(days, "2026-03-07"), "mon Demo day");
    must(ask(&f, "{\"verb\":\"calendar\"}"));
    assert_string_equal(text_at(first(f.answer, "calendars"), "zone"), "Europe/Amsterdam");
    must_refuse(ask(&f, "{\"verb\":\"calendar.import\",\"content\":\"nothing\",\"format\":\"holiday-cn\"}"),
                "json.syntax");
    must_refuse(ask(&f, "{\"verb\":\"calendar.import\",\"content\":\"%s\",\"calendar\":\"moon\"}", HOLIDAYS),
                "calendar.unknown");
    fixture_end(&f);
}

static void a_calendar_that_can_not_be_served_is_not_kept(void **state) {
    (void)state;
    fixture_t f;
    fixture_begin(&f, NULL);
    must_refuse(ask(&f,
                    "{\"verb\":\"calendar.put\",\"definition\":{\"name\":\"site\",\"zone\":\"Mars/Olympus\","
                    "\"windows\":{\"mon\":[\"09:00-17:00\"]}}}"),
                "calendar.invalid");
    must(ask(&f, "{\"verb\":\"calendar.put\",\"definition\":{\"name\":\"site\",\"zone\":\"Asia/Shanghai\","
                 "\"windows\":{\"mon\":[\"09:00-17:00\"]}}}"));
    must(ask(&f, "{\"verb\":\"calendar\"}"));
    assert_int_equal(json_array_size(json_object_get(f.answer, "calendars")), 2);
    fixture_end(&f);
}

/* ---- messages ---- */

static void messages_wait_in_the_outbox_of_each_channel(void **state) {
    (void)state;
    fixture_t f;
    char number[32], config[256];
    snprintf(config, sizeof config, "plugin_folder = %s/plugins\nplugins = file\nplugin.file.folder = /tmp\n",
             BUILD_DIR);
    fixture_begin(&f, config);
    file_purchase(&f, "1", number);
    must(ask(&f, "{\"verb\":\"outbox\",\"state\":\"waiting\"}"));
    json_t *message = first(f.answer, "messages");
    assert_string_equal(text_at(message, "channel"), "file");
    assert_string_equal(text_at(message, "kind"), "task.opened");
    assert_string_equal(text_at(message, "state"), "pending");
    char id[80];
    keep(id, text_at(message, "message"));
    must_refuse(ask(&f, "{\"verb\":\"outbox.resend\",\"message\":\"%s\"}", id),
                "outbox.not_found"); /* on its way already */
    must_refuse(ask(&f, "{\"verb\":\"outbox.resend\",\"message\":\"17\",\"channel\":\"file\"}"),
                "store.not_found");
    must(ask(&f, "{\"verb\":\"outbox\",\"state\":\"stuck\"}"));
    assert_int_equal(json_array_size(json_object_get(f.answer, "messages")), 0);
    must_refuse(ask(&f, "{\"verb\":\"outbox\",\"state\":\"gone\"}"), "api.value");
    fixture_end(&f);
}

static void a_backup_can_be_opened_as_a_store(void **state) {
    (void)state;
    fixture_t f;
    char number[32], path[128];
    fixture_begin(&f, NULL);
    file_purchase(&f, "1", number);
    snprintf(path, sizeof path, "%s/copy.db", f.folder);
    must(ask(&f, "{\"verb\":\"backup\",\"file\":\"%s\"}", path));
    assert_true(number_at(f.answer, "bytes") > 4096);
    must_refuse(ask(&f, "{\"verb\":\"backup\",\"file\":\"%s\"}", path), "store.exists");
    must_refuse(ask(&f, "{\"verb\":\"backup\",\"file\":\"copy.db\"}"), "api.value");
    diag_t d = {0};
    int64_t id;
    store_t *copy = store_open(path, STORE_READ, &(store_options_t){0}, &d);
    assert_non_null(copy);
    assert_int_equal(store_record_find(copy, number, &id, &d), 0);
    store_close(copy);
    fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_import_is_previewed_before_it_is_made),
        cmocka_unit_test(an_import_that_names_what_is_not_there_changes_nothing),
        cmocka_unit_test(what_is_exported_can_be_imported_again_without_change),
        cmocka_unit_test(broken_rules_are_refused_with_all_their_errors_and_the_old_ones_go_on),
        cmocka_unit_test(a_step_that_nobody_can_take_is_not_activated),
        cmocka_unit_test(a_rule_reaches_the_function_of_a_plugin),
        cmocka_unit_test(a_changed_setting_is_a_new_version_and_running_records_keep_theirs),
        cmocka_unit_test(rules_are_rolled_back_to_the_version_before),
        cmocka_unit_test(holidays_are_previewed_and_then_move_due_times),
        cmocka_unit_test(a_calendar_that_can_not_be_served_is_not_kept),
        cmocka_unit_test(messages_wait_in_the_outbox_of_each_channel),
        cmocka_unit_test(a_backup_can_be_opened_as_a_store),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
