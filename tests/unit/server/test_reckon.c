/* A calendar changes while records are on their way (A63): due times are worked out anew, what moved is
 * listed, nothing past is rewritten. */
#include "unit/server/fixture.h"

#include "server/reckon_owed.h"
#include "server/verify.h"
#include "unit/server/on_disk.h"
#include <sqlite3.h>

static json_t *put_calendar(fixture_t *f, const char *days, const char *confirmed_until) {
    static const char OFFICE[] = "[\"09:00-12:00\",\"13:00-18:00\"]";
    return ask(f,
               "{\"verb\":\"calendar.put\",\"definition\":{\"name\":\"company\",\"zone\":\"Europe/"
               "Amsterdam\",\"windows\":{\"mon\":%s,\"tue\":%s,"
               "\"wed\":%s,\"thu\":%s,\"fri\":%s},\"days\":{%s},\"confirmed_until\":\"%s\"}}",
               OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, days, confirmed_until);
}

static json_t *task_clock(fixture_t *f, const char *number) {
    must(ask(f, "{\"verb\":\"show\",\"as\":\"gao.min\",\"record\":\"%s\"}", number));
    return json_object_get(json_array_get(json_object_get(f->answer, "tasks"), 0), "clock");
}

static void must_verify(fixture_t *f) {
    char path[128];
    diag_t d = {0};
    verify_report_t report;
    verify_options_t options = {0};
    store_options_t store = {0};
    snprintf(path, sizeof path, "%s/countersign.db", f->folder);
    assert_int_equal(verify_store(path, &store, &options, &report, &d), 0);
    assert_int_equal(report.differences, 0);
}

static void a_new_day_off_moves_the_due_time_and_its_rung_and_lists_old_and_new(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "20", number); /* Monday: due at the end of Tuesday */
    assert_string_equal(text_at(task_clock(&f, number), "due_at"), "2026-03-03T17:00:00Z");
    must(put_calendar(&f, "\"2026-03-03\":\"off\"", "2026-12-31"));
    assert_int_equal(json_integer_value(json_object_get(f.answer, "moved")), 1);
    const json_t *moved = json_array_get(json_object_get(f.answer, "due_times"), 0);
    assert_string_equal(text_at(moved, "number"), number);
    assert_string_equal(text_at(moved, "person"), "chen.wei");
    assert_string_equal(text_at(moved, "due_before"), "2026-03-03T17:00:00Z");
    assert_string_equal(text_at(moved, "due_at"), "2026-03-04T17:00:00Z");
    assert_string_equal(text_at(task_clock(&f, number), "due_at"), "2026-03-04T17:00:00Z");
    instant_t next;
    assert_int_equal(store_next_due(host_store(company_host(f.company)), &next, &f.d), 0);
    char text[INSTANT_TEXT];
    assert_string_equal(instant_format(next, 0, true, text), "2026-03-04T17:00:00Z");
    must_verify(&f);
    fixture_end(&f);
}

/* The same list, and nothing of it happened. */
static void a_preview_lists_what_would_move_and_moves_nothing(void **state) {
    (void)state;
    fixture_t f;
    char number[32], other[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "20", number);
    file_purchase(&f, "20", other);
    must(ask(&f, "{\"verb\":\"history\",\"record\":\"%s\"}", number));
    size_t events = json_array_size(json_object_get(f.answer, "events"));
    static const char import[] =
        "{\"verb\":\"calendar.import\",\"preview\":%s,\"content\":\"{\\\"year\\\":2026,\\\"days\\\":[{"
        "\\\"name\\\":"
        "\\\"a day off\\\",\\\"date\\\":\\\"2026-03-03\\\",\\\"isOffDay\\\":true}]}\"}";
    for (int preview = 1; preview >= 0; preview--) {
        must(ask(&f, import, preview ? "true" : "false"));
        assert_int_equal(json_integer_value(json_object_get(f.answer, "moved")), 2);
        const json_t *moved = json_array_get(json_object_get(f.answer, "due_times"), 1);
        assert_string_equal(text_at(moved, "number"), number);
        assert_string_equal(text_at(moved, "due_before"), "2026-03-03T17:00:00Z");
        assert_string_equal(text_at(moved, "due_at"), "2026-03-04T17:00:00Z");
        assert_string_equal(text_at(task_clock(&f, number), "due_at"),
                            preview ? "2026-03-03T17:00:00Z" : "2026-03-04T17:00:00Z");
        must(ask(&f, "{\"verb\":\"history\",\"record\":\"%s\"}", number));
        assert_int_equal(json_array_size(json_object_get(f.answer, "events")), preview ? events : events + 1);
        must_verify(&f);
    }
    must(ask(&f, import, "true")); /* nothing would change any more */
    assert_int_equal(json_array_size(json_object_get(f.answer, "due_times")), 0);
    fixture_end(&f);
}

static void what_was_provisional_is_so_no_longer_once_its_days_are_confirmed(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    must(put_calendar(&f, "", "2026-03-02"));
    file_purchase(&f, "20", number);
    assert_true(json_is_true(json_object_get(task_clock(&f, number), "provisional")));
    must(put_calendar(&f, "", "2026-12-31"));
    assert_int_equal(json_integer_value(json_object_get(f.answer, "moved")), 0); /* confirmed where it was */
    assert_true(json_is_false(json_object_get(task_clock(&f, number), "provisional")));
    must_verify(&f);
    fixture_end(&f);
}

static void a_due_time_that_is_past_stays(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "20", number);
    atomic_store(&f.now, FIXTURE_START + 2 * (int64_t)MS_DAY);
    must(put_calendar(&f, "\"2026-03-03\":\"off\"", "2026-12-31"));
    assert_int_equal(json_integer_value(json_object_get(f.answer, "moved")), 0);
    assert_string_equal(text_at(task_clock(&f, number), "due_at"), "2026-03-03T17:00:00Z");
    must_verify(&f);
    fixture_end(&f);
}

static void a_due_time_moves_also_where_no_rung_is_left(void **state) {
    (void)state;
    static const char RULES[] =
        "flow \"sales.bare\" { title = \"Bare\", owner = \"sales\", prefix = \"BAR\", fallback = post "
        "\"company.head\",\n  form = { what = text {} },\n"
        "  route = function(r) return approve \"head\" { by = post \"sales.head\", within = workdays(1) } "
        "end }\n";
    fixture_t f;
    char record[32];
    fixture_begin(&f, NULL);
    fixture_rules(&f, RULES);
    must(f.answer);
    must(ask(&f, "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"sales.bare\",\"fields\":{}}"));
    snprintf(record, sizeof record, "%s", text_at(f.answer, "record"));
    must(ask(&f, "{\"verb\":\"submit\",\"as\":\"gao.min\",\"record\":\"%s\"}", record));
    must(put_calendar(&f, "\"2026-03-03\":\"off\"", "2026-12-31"));
    assert_int_equal(json_integer_value(json_object_get(f.answer, "moved")), 1);
    assert_string_equal(text_at(task_clock(&f, record), "due_at"), "2026-03-04T17:00:00Z");
    must_verify(&f);
    fixture_end(&f);
}

/* The process ends between the calendar's commit and the due times': what the next one finds in the store. */
static void what_was_owed_when_the_process_ended_is_worked_out_when_the_store_is_opened(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "20", number);
    static const char OFFICE[] = "[\"09:00-12:00\",\"13:00-18:00\"]";
    char text[1024];
    snprintf(text, sizeof text,
             "{\"name\":\"company\",\"zone\":\"Europe/"
             "Amsterdam\",\"version\":2,\"windows\":{\"mon\":%s,\"tue\":%s,"
             "\"wed\":%s,\"thu\":%s,\"fri\":%s},\"days\":{\"2026-03-03\":\"off\"}}",
             OFFICE, OFFICE, OFFICE, OFFICE, OFFICE);
    host_t *host = company_host(f.company);
    assert_int_equal(store_begin(host_store(host), &f.d), 0);
    assert_int_equal(store_calendar_put(host_store(host), "company", text, 0, host_now(host), &f.d), 0);
    assert_int_equal(reckon_owe(host, &f.d), 0);
    assert_int_equal(store_commit(host_store(host), &f.d), 0);
    assert_string_equal(text_at(task_clock(&f, number), "due_at"), "2026-03-03T17:00:00Z");
    fixture_close(&f);
    f.company = company_open(f.folder, &f.time, &f.d);
    if (f.company == NULL) fail_msg("%s", f.d.code);
    assert_int_equal(reader_open(company_host(f.company), &f.reader, &f.d), 0);
    assert_string_equal(text_at(task_clock(&f, number), "due_at"), "2026-03-04T17:00:00Z");
    must_verify(&f);
    fixture_end(&f);
}

/* A second calendar put through the API, on a disk of which the n-th call fails, and all after it. */
static void put_on_failing_disk(host_t *host, reader_t *reader, disk_t *disk, int64_t n, char code[64]) {
    static const caller_t owner = {.owner = true};
    json_t *request = json_pack("{s:s,s:{s:s,s:s,s:{s:[s]}}}", "verb", "calendar.put", "definition", "name",
                                "plant", "zone", "Asia/Shanghai", "windows", "mon", "06:00-14:00");
    disk_fail(disk, DISK_ANY, n, SQLITE_IOERR, true);
    json_t *answer = api_handle(host, reader, request, &owner);
    disk_heal(disk);
    snprintf(code, 64, "%s", is_ok(answer) ? "ok" : error_code(answer));
    json_decref(request);
    json_decref(answer);
}

/* It is kept, but the process could not load it: it takes nothing more until it has opened the store again.
 */
static void a_change_that_could_not_be_loaded_holds_once_the_store_was_opened_again(void **state) {
    (void)state;
    diag_t d = {0};
    reader_t reader;
    char code[64] = "";
    on_disk_t c;
    on_disk_begin(&c);
    host_t *host = c.host;
    assert_int_equal(reader_open(host, &reader, &d), 0);
    for (int64_t n = 1; strcmp(code, "host.reload") != 0; n++) {
        put_on_failing_disk(host, &reader, c.disk, n, code);
        if (strcmp(code, "ok") == 0) fail_msg("never: %lld calls were enough", (long long)n);
        if (host_read_only(host) && strcmp(code, "host.reload") != 0)
            assert_int_equal(host_recover(host, &d), 0);
    }
    assert_true(host_read_only(host));
    assert_int_equal(host_recover(host, &d), 0);
    snapshot_t *snapshot = host_snapshot(host);
    assert_non_null(calendar_set_find(snapshot->calendars, "plant"));
    snapshot_unref(snapshot);
    reader_close(&reader);
    on_disk_end(&c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_day_off_moves_the_due_time_and_its_rung_and_lists_old_and_new),
        cmocka_unit_test(a_preview_lists_what_would_move_and_moves_nothing),
        cmocka_unit_test(what_was_provisional_is_so_no_longer_once_its_days_are_confirmed),
        cmocka_unit_test(a_due_time_that_is_past_stays),
        cmocka_unit_test(a_due_time_moves_also_where_no_rung_is_left),
        cmocka_unit_test(a_change_that_could_not_be_loaded_holds_once_the_store_was_opened_again),
        cmocka_unit_test(what_was_owed_when_the_process_ended_is_worked_out_when_the_store_is_opened),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
