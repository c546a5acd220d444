/* What one record does to the others: a damaged one, one whose rows can't be written, one with very many
 * tasks. */
#include "unit/server/fixture.h"
#include "unit/server/on_disk.h"

#include "server/verify.h"
#include "server/writer.h"
#include <sqlite3.h>

enum { CROWD = 1100 };

/* Changes the store behind the host's back, as a broken disk or a careless hand would. */
static void meddle(fixture_t *f, const char *format, int64_t record) {
    char path[128], sql[256];
    sqlite3 *db;
    snprintf(path, sizeof path, "%s/countersign.db", f->folder);
    snprintf(sql, sizeof sql, "UPDATE states SET %s WHERE record = %" PRId64, format, record);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 1000);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) fail_msg("%s", sqlite3_errmsg(db));
    assert_int_equal(sqlite3_changes(db), 1);
    sqlite3_close(db);
}

static int64_t id_of(fixture_t *f, const char *number) {
    int64_t id;
    assert_int_equal(store_record_find(host_store(company_host(f->company)), number, &id, &f->d), 0);
    return id;
}

/* Closed and opened again: nothing of the cache is left. */
static void reopen(fixture_t *f) {
    fixture_close(f);
    f->company = company_open(f->folder, &f->time, &f->d);
    if (f->company == NULL) fail_msg("%s", f->d.code);
    assert_int_equal(reader_open(company_host(f->company), &f->reader, &f->d), 0);
}

static void a_damaged_record_holds_nobody_elses_deadline_up_and_an_incident_tells_of_it(void **state) {
    (void)state;
    fixture_t f;
    char damaged[32], whole[2][32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "20", damaged);
    file_purchase(&f, "21", whole[0]);
    file_purchase(&f, "22", whole[1]);
    meddle(&f, "body = substr(body, 1, 20)", id_of(&f, damaged));
    reopen(&f);
    host_t *host = company_host(f.company);
    instant_t due, after;
    size_t fired;
    bool more;
    assert_int_equal(writer_next_due(host, &due, &f.d), 0);
    atomic_store(&f.now, due);
    if (writer_fire(host, due, 64, &fired, &more, &f.d) != 0) fail_msg("%s", f.d.code);
    assert_int_equal(fired, 2);
    assert_false(more);
    assert_int_equal(writer_next_due(host, &after, &f.d), 0);
    assert_true(after > due); /* an alarm armed for the damaged one would ring for ever */
    assert_int_equal(writer_fire(host, due, 64, &fired, &more, &f.d), 0);
    assert_int_equal(fired, 0);
    must(ask(&f, "{\"verb\":\"incidents\"}"));
    const json_t *incidents = json_object_get(f.answer, "incidents");
    assert_int_equal(json_array_size(incidents), 1);
    assert_string_equal(text_at(json_array_get(incidents, 0), "code"), "record.corrupt");
    char wanted[32];
    snprintf(wanted, sizeof wanted, "%lld", (long long)id_of(&f, damaged));
    for (int i = 0; i < 2; i++) { /* a read and a command */
        must_refuse(ask(&f, "{\"verb\":\"%s\",\"as\":\"chen.wei\",\"record\":\"%s\"}", i ? "approve" : "show",
                        damaged),
                    "record.corrupt");
        assert_string_equal(error_param(f.answer, "id"), wanted);
    }
    must(ask(&f, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"%s\"}", whole[0]));
    fixture_end(&f);
}

static request_t approval(fixture_t *f, int64_t record) {
    snapshot_t *s = host_snapshot(company_host(f->company));
    person_info_t person;
    assert_true(directory_by_handle(s->directory, "chen.wei", &person));
    snapshot_unref(s);
    return (request_t){
        .command = {.kind = COMMAND_APPROVE,
                    .actor = {.kind = ACTOR_PERSON, .person = person.id, .auth = AUTH_ENTERED_BY, .uid = -1},
                    .record = record,
                    .at = INSTANT_NONE}};
}

static void when_one_requests_rows_cant_be_written_the_others_of_its_batch_are_carried_out(void **state) {
    (void)state;
    fixture_t f;
    char numbers[3][32];
    request_t requests[3];
    reply_t replies[3];
    fixture_begin(&f, NULL);
    host_t *host = company_host(f.company);
    for (int i = 0; i < 3; i++) {
        file_purchase(&f, "600", numbers[i]); /* two approvals each */
        requests[i] = approval(&f, id_of(&f, numbers[i]));
    }
    meddle(&f, "version = version + 7",
           requests[1].command.record); /* the writer's cache knows another version */
    writer_run(host, requests, replies, 3);
    assert_true(replies[0].ok);
    assert_false(replies[1].ok);
    assert_string_equal(replies[1].error.code, "store.conflict");
    assert_true(replies[2].ok);
    diag_clear(&replies[1].error);
    assert_false(host_read_only(host));
    /* What the failed try had put into the cache is gone: the records go on from what was committed. */
    for (int i = 0; i < 3; i += 2) {
        must(ask(&f, "{\"verb\":\"approve\",\"as\":\"li.na\",\"record\":\"%s\"}", numbers[i]));
        assert_string_equal(text_at(f.answer, "state"), "finished");
    }
    meddle(&f, "version = version - 7", requests[1].command.record);
    diag_t d = {0};
    char path[128];
    verify_report_t report;
    verify_options_t options = {0};
    store_options_t store = {0};
    snprintf(path, sizeof path, "%s/countersign.db", f.folder);
    assert_int_equal(verify_store(path, &store, &options, &report, &d), 0);
    assert_int_equal(report.differences, 0);
    fixture_end(&f);
}

/* A refusal that came later must not close what an approval by time-out had passed before it, though the
 * other clock had a reminder to send first and so a row of its own further down. */
static void a_records_rungs_that_wait_come_in_the_order_of_their_instants_A61(void **state) {
    (void)state;
    static const char RULES[] =
        "flow \"sales.order\" { title = \"Order\", owner = \"sales\", prefix = \"ORD\", fallback = post "
        "\"company.head\", form = { what = text {} },\n"
        "  route = function(r) return all {\n"
        "    approve \"one\" { by = person \"li.na\", within = hours(1), overdue = ladder {\n"
        "      { after = hours(0), remind = assignee },\n"
        "      { after = hours(1), approve = because \"small matters pass\" } } },\n"
        "    approve \"two\" { by = person \"chen.wei\", within = hours(1), overdue = ladder {\n"
        "      { after = hours(2), refuse = \"nobody looked\" } } } } end }\n";
    static const char *const EXPECTED[] = {"approved", "refused"};
    fixture_t f;
    char record[32];
    size_t fired, i, decided = 0;
    bool more;
    json_t *event;
    fixture_begin(&f, NULL);
    fixture_rules(&f, RULES);
    must(f.answer);
    must(ask(&f, "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"sales.order\",\"fields\":{}}"));
    snprintf(record, sizeof record, "%s", text_at(f.answer, "record"));
    must(ask(&f, "{\"verb\":\"submit\",\"as\":\"gao.min\",\"record\":\"%s\"}", record));
    atomic_store(&f.now, FIXTURE_START + MS_DAY);
    if (writer_fire(company_host(f.company), f.now, 64, &fired, &more, &f.d) != 0) fail_msg("%s", f.d.code);
    assert_int_equal(fired, 3);
    must(ask(&f, "{\"verb\":\"history\",\"as\":\"gao.min\",\"record\":\"%s\"}", record));
    json_array_foreach(json_object_get(f.answer, "events"), i, event) {
        if (strcmp(text_at(event, "kind"), "task.decided") != 0) continue;
        assert_true(decided < 2);
        assert_string_equal(text_at(json_object_get(event, "data"), "outcome"), EXPECTED[decided++]);
    }
    assert_int_equal(decided, 2);
    fixture_end(&f);
}

static void import_crowd(fixture_t *f) {
    json_t *persons = json_array(), *roles = json_array();
    for (int i = 0; i < CROWD; i++) {
        char handle[32], role[16];
        snprintf(handle, sizeof handle, "crowd.%d", i);
        snprintf(role, sizeof role, "crowd%d", i % 5); /* a step has at most 256 people */
        json_array_append_new(persons, json_pack("{s:s,s:s,s:s}", "handle", handle, "name",
                                                 "One of many (demo)", "department", "sales"));
        json_array_append_new(roles, json_pack("{s:s,s:s}", "role", role, "person", handle));
    }
    json_t *request =
        json_pack("{s:s,s:{s:o,s:o}}", "verb", "people.import", "tables", "persons", persons, "roles", roles);
    json_decref(f->answer);
    f->answer = api_handle(company_host(f->company), &f->reader, request, &f->caller);
    json_decref(request);
    must(f->answer);
}

static void a_record_with_more_than_a_thousand_open_tasks_can_be_decided_fired_and_withdrawn(void **state) {
    (void)state;
    static const char RULES[] = "flow \"sales.crowd\" { title = \"Crowd\", owner = \"sales\", prefix = "
                                "\"CRD\", fallback = post \"company.head\",\n"
                                "  form = { what = text {} }, withdraw = \"before_end\",\n"
                                "  route = function(r)\n"
                                "    local steps = {}\n"
                                "    for i = 0, 4 do steps[i + 1] = approve(\"crowd\" .. i) { by = "
                                "role(\"crowd\" .. i), decide = \"all\", within = workdays(1) } end\n"
                                "    return all(steps)\n"
                                "  end,\n"
                                "  overdue = ladder { { after = workhours(0), remind = assignee } } }\n";
    fixture_t f;
    char record[32];
    fixture_begin(&f, NULL);
    import_crowd(&f);
    fixture_rules(&f, RULES);
    must(f.answer);
    must(ask(&f, "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"sales.crowd\",\"fields\":{}}"));
    snprintf(record, sizeof record, "%s", text_at(f.answer, "record"));
    must(ask(&f, "{\"verb\":\"submit\",\"as\":\"gao.min\",\"record\":\"%s\"}", record));
    must(ask(&f, "{\"verb\":\"approve\",\"as\":\"crowd.7\",\"record\":\"%s\"}", record));
    instant_t due;
    size_t fired, all = 0;
    bool more = true;
    assert_int_equal(writer_next_due(company_host(f.company), &due, &f.d), 0);
    atomic_store(&f.now, due);
    while (more) {
        if (writer_fire(company_host(f.company), due, 256, &fired, &more, &f.d) != 0)
            fail_msg("%s", f.d.code);
        all += fired;
    }
    assert_int_equal(all, CROWD - 1);
    must(ask(&f, "{\"verb\":\"withdraw\",\"as\":\"gao.min\",\"record\":\"%s\",\"reason\":\"Enough.\"}",
             record));
    fixture_end(&f);
}

static void a_rung_whose_next_is_long_due_too_says_that_more_is_left(void **state) {
    (void)state;
    static const char RULES[] =
        "flow \"sales.slow\" { title = \"Slow\", owner = \"sales\", prefix = \"SLW\", "
        "fallback = post \"company.head\",\n"
        "  form = { what = text {} },\n"
        "  route = function(r) return approve \"head\" { by = post \"sales.head\", within = workdays(1) } "
        "end,\n"
        "  overdue = ladder { { after = workhours(0), reassign = post \"company.head\" },\n"
        "    { after = workdays(1), remind = assignee }, { after = workdays(2), refuse = \"nobody answered\" "
        "} } }\n";
    fixture_t f;
    char record[32];
    fixture_begin(&f, NULL);
    fixture_rules(&f, RULES);
    must(f.answer);
    must(ask(&f, "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"sales.slow\",\"fields\":{}}"));
    snprintf(record, sizeof record, "%s", text_at(f.answer, "record"));
    must(ask(&f, "{\"verb\":\"submit\",\"as\":\"gao.min\",\"record\":\"%s\"}", record));
    host_t *host = company_host(f.company);
    atomic_store(&f.now, FIXTURE_START + 30 * (int64_t)MS_DAY); /* nobody was there for a month */
    size_t fired;
    for (int rung = 0; rung < 3; rung++) {
        bool more;
        assert_int_equal(writer_fire(host, host_now(host), 64, &fired, &more, &f.d), 0);
        assert_int_equal(fired, 1);
        assert_true(more == (rung < 2));
    }
    fixture_end(&f);
}

static void a_deadline_that_found_no_memory_is_fired_once_there_is_some(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "20", number);
    host_t *host = company_host(f.company);
    instant_t due, next;
    size_t fired = 0;
    assert_int_equal(writer_next_due(host, &due, &f.d), 0);
    atomic_store(&f.now, due);
    for (int64_t n = 1; fired == 0; n++) {
        bool more;
        mem_fail_after(n);
        writer_fire(host, due, 64, &fired, &more, &f.d);
        mem_fail_after(0);
        diag_clear(&f.d);
        if (fired > 0) break;
        assert_int_equal(writer_next_due(host, &next, &f.d), 0);
        if (next != due) fail_msg("put away for good when allocation %lld failed", (long long)n);
    }
    assert_int_equal(fired, 1);
    fixture_end(&f);
}

/* Also where all that was due is done and only the question what is due next meets the fault: the call holds,
 * but the store is not written to until it was opened again. */
static void a_store_that_fails_at_the_question_what_is_due_next_is_trusted_no_more(void **state) {
    (void)state;
    diag_t d = {0};
    on_disk_t c;
    on_disk_begin(&c);
    host_t *host = c.host;
    bool met = true;
    int held = 0;
    for (int64_t n = 1; met; n++) {
        size_t fired;
        bool more;
        disk_fail(c.disk, DISK_ANY, n, SQLITE_IOERR, true);
        int status = writer_fire(host, host_now(host), 64, &fired, &more, &d);
        met = disk_failed(c.disk);
        disk_heal(c.disk);
        diag_clear(&d);
        if (status == 0 && host_read_only(host)) held++;
        if (host_read_only(host)) assert_int_equal(host_recover(host, &d), 0);
        instant_t next; /* a fault that the host knows nothing of would be told by the store from now on */
        if (writer_next_due(host, &next, &d) != 0)
            fail_msg("call %lld: trusted, and then %s", (long long)n, d.code);
    }
    assert_true(held > 0);
    on_disk_end(&c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_deadline_that_found_no_memory_is_fired_once_there_is_some),
        cmocka_unit_test(a_store_that_fails_at_the_question_what_is_due_next_is_trusted_no_more),
        cmocka_unit_test(a_rung_whose_next_is_long_due_too_says_that_more_is_left),
        cmocka_unit_test(a_damaged_record_holds_nobody_elses_deadline_up_and_an_incident_tells_of_it),
        cmocka_unit_test(when_one_requests_rows_cant_be_written_the_others_of_its_batch_are_carried_out),
        cmocka_unit_test(a_records_rungs_that_wait_come_in_the_order_of_their_instants_A61),
        cmocka_unit_test(a_record_with_more_than_a_thousand_open_tasks_can_be_decided_fired_and_withdrawn),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
