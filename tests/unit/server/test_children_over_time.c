/* Sub-records over time (A7): deadlines that open and close them; what is filled in, how deep they go; what
 * outlives the other, and that all of it stands or nothing. */
#include "base/mem.h"
#include "children.h"
#include <sqlite3.h>

static void a7_what_a_deadline_cant_open_fails_its_rung_and_the_fallback_has_the_task(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = {{ }}");
    file_order(&f, "{}");
    wait_days(&f, 4); /* the head's step would pass by time-out, and "mend" open a record without its field */
    step_is(&f, "head", "open");
    const json_t *rung = json_object_get(event_of(&f, order, "clock.rung"), "data");
    assert_string_equal(text_at(rung, "outcome"), "failed");
    assert_string_equal(text_at(rung, "error"), "follow_up.refused");
    const json_t *moved = json_object_get(event_of(&f, order, "task.reassigned"), "data");
    assert_string_equal(text_at(json_object_get(moved, "to"), "handle"), "li.na");
    must(ask(&f, "{\"verb\":\"incidents\"}"));
    assert_int_equal(json_array_size(json_object_get(f.answer, "incidents")), 1);
    fixture_end_clean(&f);
}

static void a7_a_deadline_opens_and_a_deadline_ends_a_record_as_a_command_would(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = \"a chair\" }, within = workdays(20)");
    file_order(&f, "{}");
    wait_days(&f, 3);
    step_is(&f, "mend", "open");
    child_is(&f, 0, "awaited", "open");
    for (int day = 4; day < 20; day++)
        wait_days(&f, day); /* the check is refused by its ladder, the notice lapses by its own */
    child_is(&f, 0, "ended", "ended_refused");
    step_is(&f, "mend", "refused");
    fixture_end_clean(&f);
}

static void a7_the_steps_own_limit_closes_the_records_that_it_still_waits_for(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = \"a chair\" }, within = workdays(1), overdue = ladder {\n"
              " { after = workhours(0), refuse = \"too long\" } }");
    file_order(&f, "{}");
    must(as(&f, "approve", "chen.wei", order));
    wait_days(&f, 2);
    step_is(&f, "mend", "refused");
    child_is(&f, 0, "closed", "closed");
    fixture_end_clean(&f);
}

static void
a60_a_deadline_of_the_record_that_waits_comes_before_a_decision_in_the_one_it_waits_for(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = \"a chair\" }, within = workdays(1), overdue = ladder {\n"
              " { after = workhours(0), refuse = \"too long\" } }");
    file_order(&f, "{}");
    must(as(&f, "approve", "chen.wei", order));
    atomic_store(&f.now, FIXTURE_START + INT64_C(2) * 86400000); /* the timer has not been here */
    must_refuse(as(&f, "approve", "li.na", "MND-2026-000001"), "task.not_open");
    step_is(&f, "mend", "refused");
    fixture_end_clean(&f);
}

static void a7_a_list_without_items_is_refused_unless_the_rule_says_that_it_passes(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, EACH);
    file_order(&f, "{\"lines\":[{\"what\":\"x\"}]}");
    fixture_end(&f);
    begin(&f, "fields = {}");
    file_order(&f, "{}");
    must_refuse(as(&f, "approve", "chen.wei", order), "children.none");
    fixture_end_clean(&f);
    begin(&f, "fields = {}, if_empty = passes_if_empty(\"nothing is broken\")");
    file_order(&f, "{}");
    must(as(&f, "approve", "chen.wei", order));
    step_is(&f, "mend", "left_out");
    assert_string_equal(text_at(step_of(&f, order, "mend"), "left_out"), "nothing is broken");
    step_is(&f, "boss", "open");
    fixture_end_clean(&f);
}

static void a7_records_open_one_another_only_so_deep(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = \"endless\" }");
    file_order(&f, "{}");
    must_refuse(as(&f, "approve", "chen.wei", order), "follow_up.refused");
    const json_t *cause = json_object_get(json_object_get(f.answer, "error"), "cause");
    assert_string_equal(text_at(cause, "code"), "limit.record_depth");
    must(ask(&f, "{\"verb\":\"records\",\"flow\":\"sales.mend\"}"));
    assert_int_equal(json_array_size(json_object_get(f.answer, "records")), 0);
    fixture_end_clean(&f);
}

static void a7_what_is_filled_in_is_read_as_the_step_opens(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = \"round \" .. r.round }, initiator = head_of(r.department)");
    file_order(&f, "{}");
    must(as(&f, "approve", "chen.wei", order));
    json_t *mend = show(&f, "MND-2026-000001");
    assert_string_equal(text_at(json_array_get(json_object_get(mend, "fields"), 0), "value"), "round 1");
    assert_string_equal(text_at(json_object_get(mend, "initiator"), "handle"), "chen.wei");
    fixture_end_clean(&f);
}

static void a27_a_decision_that_opened_a_record_cant_be_taken_back(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = { what = \"a chair\" }");
    file_order(&f, "{}");
    must(as(&f, "approve", "chen.wei", order));
    must_refuse(as(&f, "take_back", "chen.wei", order), "take_back.opened");
    fixture_end_clean(&f);
}

static void a7_neither_is_disposed_of_while_the_other_lives(void **state) {
    (void)state;
    fixture_t f;
    begin(&f, "fields = each(r.lines, function(line) return { what = line.what } end), wait = \"none\"");
    file_order(&f, "{\"lines\":[{\"what\":\"a leg\"}]}");
    must(as(&f, "approve", "chen.wei", order));
    must(as(&f, "approve", "li.na", order));
#define DISPOSE "{\"verb\":\"records.dispose\",\"reason\":\"over\",\"records\":[\"%s\"]}"
    must(ask(&f, DISPOSE, order));
    const json_t *refused = json_array_get(json_object_get(f.answer, "refused"), 0);
    assert_string_equal(text_at(json_object_get(refused, "error"), "code"), "dispose.child_lives");
    must(as(&f, "approve", "li.na", "MND-2026-000001"));
    must(ask(&f, DISPOSE, "MND-2026-000001"));
    assert_int_equal(json_array_size(json_object_get(f.answer, "refused")), 0);
    assert_string_equal(text_at(child(&f, 0), "state"), ""); /* its id is still there */
    must(ask(&f, DISPOSE, order));
    assert_int_equal(json_array_size(json_object_get(f.answer, "refused")), 0);
    fixture_end_clean(&f);
    begin_three(&f, EACH);
    must(as(&f, "approve", "li.na", "MND-2026-000001"));
    must(ask(&f, DISPOSE, "MND-2026-000001"));
    refused = json_array_get(json_object_get(f.answer, "refused"), 0);
    assert_string_equal(text_at(json_object_get(refused, "error"), "code"), "dispose.opener_lives");
    fixture_end_clean(&f);
}

/* Of the one that is left all can be asked that could be before. */
static void a7_a_record_outlives_the_one_that_opened_it(void **state) {
    (void)state;
    fixture_t f;
    static const char MEND[] = "MND-2026-000001";
    begin(&f, "fields = { what = \"a chair\" }");
    file_order(&f, "{}");
    must(as(&f, "approve", "chen.wei", order));
    must(as(&f, "approve", "li.na", MEND));
    must(as(&f, "approve", "li.na", order));
    must(ask(&f, DISPOSE, order));
    assert_int_equal(json_array_size(json_object_get(f.answer, "refused")), 0);
    must(ask(&f, "{\"verb\":\"read\",\"as\":\"yu.ran\",\"record\":\"%s\"}", MEND));
    must_refuse(as(&f, "withdraw", "gao.min", MEND), "record.state");
    assert_string_equal(state_of(&f, MEND), "finished");
    fixture_end_clean(&f);
}

static void differs(void *ctx, int64_t record, const diag_t *d) {
    (void)record;
    strncat(ctx, d->code, 200);
    strcat(ctx, " ");
}

/* How many records differ, and how. */
static int verify(const fixture_t *f, char codes[1024]) {
    char path[128];
    diag_t d = {0};
    verify_report_t report;
    codes[0] = '\0';
    verify_options_t o = {.found = differs, .ctx = codes};
    snprintf(path, sizeof path, "%s/countersign.db", f->folder);
    if (verify_store(path, &(store_options_t){0}, &o, &report, &d) != 0) fail_msg("%s", d.code);
    return (int)report.differences;
}

static void a7_verify_finds_a_record_that_was_opened_and_is_not_there(void **state) {
    (void)state;
    fixture_t f;
    char path[128], codes[1024];
    sqlite3 *db;
    begin(&f, "fields = { what = \"a chair\" }");
    file_order(&f, "{}");
    must(as(&f, "approve", "chen.wei", order));
    fixture_close(&f);
    snprintf(path, sizeof path, "%s/countersign.db", f.folder);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db,
                     "CREATE TEMP TABLE gone AS SELECT id FROM records WHERE flow = 'sales.mend';"
                     "DELETE FROM states WHERE record IN gone; DELETE FROM steps WHERE record IN gone;"
                     "DELETE FROM clocks WHERE record IN gone; DELETE FROM tasks WHERE record IN gone;"
                     "DELETE FROM open_tasks WHERE record IN gone; DELETE FROM outbox WHERE record IN gone;"
                     "DELETE FROM deadlines WHERE record IN gone; DELETE FROM numbers WHERE prefix = 'MND';"
                     "DELETE FROM event_personal WHERE event IN (SELECT id FROM events WHERE record IN gone);"
                     "DROP TRIGGER events_are_kept; DELETE FROM events WHERE record IN gone;"
                     "DELETE FROM records WHERE id IN gone;",
                     NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(verify(&f, codes), 1);
    assert_string_equal(codes, "verify.family ");
    fixture_end(&f);
}

/* Places where deciding, writing and following up ask for memory are refused it once; all stands, or nothing.
 */
static void a7_without_memory_all_of_it_stands_or_nothing(void **state) {
    (void)state;
    fixture_t f;
    char text[160];
    bool done = false;
    begin(&f, EACH);
    file_order(&f, THREE);
    snprintf(text, sizeof text, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"%s\"}", order);
    json_t *body = json_read(text, strlen(text), sizeof text, &f.d);
    for (int64_t n = 1; !done; n += 1 + n / 20) {
        mem_fail_after(n);
        json_t *answer = api_handle(company_host(f.company), &f.reader, body, &f.caller);
        mem_fail_after(0);
        json_decref(answer);
        done = strcmp(text_at(step_of(&f, order, "head"), "state"), "passed") == 0;
        must(ask(&f, "{\"verb\":\"records\",\"flow\":\"sales.mend\"}"));
        assert_int_equal(json_array_size(json_object_get(f.answer, "records")), done ? 3 : 0);
        if (!fixture_is_clean(&f)) fail_msg("after allocation %lld", (long long)n);
    }
    json_decref(body);
    for (size_t i = 0; i < 3; i++)
        child_is(&f, i, "awaited", "open");
    fixture_end_clean(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a7_what_a_deadline_cant_open_fails_its_rung_and_the_fallback_has_the_task),
        cmocka_unit_test(a7_a_deadline_opens_and_a_deadline_ends_a_record_as_a_command_would),
        cmocka_unit_test(a7_the_steps_own_limit_closes_the_records_that_it_still_waits_for),
        cmocka_unit_test(
            a60_a_deadline_of_the_record_that_waits_comes_before_a_decision_in_the_one_it_waits_for),
        cmocka_unit_test(a7_a_list_without_items_is_refused_unless_the_rule_says_that_it_passes),
        cmocka_unit_test(a7_records_open_one_another_only_so_deep),
        cmocka_unit_test(a7_what_is_filled_in_is_read_as_the_step_opens),
        cmocka_unit_test(a27_a_decision_that_opened_a_record_cant_be_taken_back),
        cmocka_unit_test(a7_neither_is_disposed_of_while_the_other_lives),
        cmocka_unit_test(a7_a_record_outlives_the_one_that_opened_it),
        cmocka_unit_test(a7_verify_finds_a_record_that_was_opened_and_is_not_there),
        cmocka_unit_test(a7_without_memory_all_of_it_stands_or_nothing),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
