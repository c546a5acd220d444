/* The writer: one commit a batch, idempotency keys, rungs before commands, recorded time, a store that fails.
 */
#include "unit/server/fixture.h"

#include "server/verify.h"
#include "server/writer.h"
#include "support/failing_vfs.h"
#include <sqlite3.h>

enum { BATCH = 20 };

static actor_t actor_named(fixture_t *f, const char *handle) {
    snapshot_t *s = host_snapshot(company_host(f->company));
    person_info_t person;
    if (!directory_by_handle(s->directory, handle, &person)) fail_msg("nobody is %s", handle);
    snapshot_unref(s);
    return (actor_t){.kind = ACTOR_PERSON, .person = person.id, .auth = AUTH_ENTERED_BY, .uid = -1};
}

static request_t draft_of(fixture_t *f, field_t *amount, const char *key) {
    *amount = (field_t){"amount", {.kind = VALUE_TEXT, .u.text = "12.50 EUR"}};
    return (request_t){.command = {.kind = COMMAND_DRAFT,
                                   .actor = actor_named(f, "gao.min"),
                                   .key = key,
                                   .flow = "sales.purchase",
                                   .fields = amount,
                                   .field_count = 1,
                                   .at = INSTANT_NONE}};
}

static void must_hold(const char *folder, const char *vfs) {
    char path[128];
    diag_t d = {0};
    verify_report_t report;
    verify_options_t options = {0};
    store_options_t store = {.vfs = vfs};
    snprintf(path, sizeof path, "%s/countersign.db", folder);
    if (verify_store(path, &store, &options, &report, &d) != 0) fail_msg("%s", d.code);
    assert_int_equal(report.differences, 0);
    assert_true(report.events > 0);
}

static void a_batch_is_answered_in_order_and_a_refusal_in_it_leaves_the_others_alone(void **state) {
    (void)state;
    fixture_t f;
    fixture_begin(&f, NULL);
    field_t amount;
    request_t requests[3];
    reply_t replies[3];
    requests[0] = draft_of(&f, &amount, NULL);
    requests[1] = draft_of(&f, &amount, NULL);
    requests[1].command.flow = "sales.nothing";
    requests[2] = draft_of(&f, &amount, NULL);
    writer_run(company_host(f.company), requests, replies, 3);
    assert_true(replies[0].ok);
    assert_false(replies[1].ok);
    assert_string_equal(replies[1].error.code, "flow.unknown");
    assert_true(replies[2].ok);
    assert_true(replies[2].record > replies[0].record);
    diag_clear(&replies[1].error);
    must_hold(f.folder, NULL);
    fixture_end(&f);
}

static void must_differ(host_t *host, const request_t *request) {
    reply_t reply;
    writer_run(host, request, &reply, 1);
    assert_false(reply.ok);
    assert_string_equal(reply.error.code, "key.reused");
    diag_clear(&reply.error);
}

/* A warning of another severity, an entry of another kind, a submission as urgent work. */
static void what_a_command_says_by_a_word_alone_is_part_of_it_too(void **state) {
    (void)state;
    fixture_t f;
    fixture_begin(&f, NULL);
    host_t *host = company_host(f.company);
    field_t amount;
    request_t request = draft_of(&f, &amount, "k1"), other = request;
    reply_t first;
    writer_run(host, &request, &first, 1);
    assert_true(first.ok);
    other.command.severity = SEVERITY_SEVERE;
    must_differ(host, &other);
    other = request;
    other.command.entry = ENTRY_REPORT;
    must_differ(host, &other);
    other = request;
    other.command.urgent = true;
    must_differ(host, &other);
    fixture_end(&f);
}

static void
the_same_key_has_one_effect_another_body_is_refused_and_a_refusal_is_not_remembered(void **state) {
    (void)state;
    fixture_t f;
    fixture_begin(&f, NULL);
    host_t *host = company_host(f.company);
    field_t amount;
    request_t request = draft_of(&f, &amount, "k1");
    reply_t first, again, other;
    writer_run(host, &request, &first, 1);
    writer_run(host, &request, &again, 1);
    assert_true(first.ok && !first.repeated);
    assert_true(again.ok && again.repeated);
    assert_int_equal(again.record, first.record);
    amount.value.u.text = "13 EUR";
    writer_run(host, &request, &other, 1);
    assert_false(other.ok);
    assert_string_equal(other.error.code, "key.reused");
    diag_clear(&other.error);
    amount.value.u.text = "12.50 EUR"; /* the same form again, but with other words */
    request.command.text = "and quickly";
    writer_run(host, &request, &other, 1);
    assert_false(other.ok);
    assert_string_equal(other.error.code, "key.reused");
    diag_clear(&other.error);
    request.command.text = NULL;
    /* The same key of somebody else is another key. */
    request.command.actor = actor_named(&f, "chen.wei");
    writer_run(host, &request, &other, 1);
    assert_true(other.ok && !other.repeated);
    /* Refused once, the command may be sent again under its key, and then is carried out. */
    request.command.key = "k2";
    request.command.flow = "sales.nothing";
    writer_run(host, &request, &other, 1);
    assert_false(other.ok);
    diag_clear(&other.error);
    request.command.flow = "sales.purchase";
    writer_run(host, &request, &other, 1);
    assert_true(other.ok && !other.repeated);
    fixture_end(&f);
}

/* As somebody with the file in hand would, beside the program. */
static void run_sql(const fixture_t *f, const char *sql) {
    char path[128];
    sqlite3 *db;
    snprintf(path, sizeof path, "%s/countersign.db", f->folder);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void what_a_batch_that_is_rolled_back_had_decided_is_decided_anew(void **state) {
    (void)state;
    fixture_t f;
    fixture_begin(&f, NULL);
    host_t *host = company_host(f.company);
    field_t amount, other = {"amount", {.kind = VALUE_TEXT, .u.text = "99 EUR"}};
    request_t draft = draft_of(&f, &amount, NULL), requests[2];
    reply_t first, replies[2], last;
    writer_run(host, &draft, &first, 1);
    assert_true(first.ok);
    run_sql(&f, "CREATE TRIGGER no_more BEFORE INSERT ON records WHEN NOT EXISTS (SELECT 1 FROM records "
                "WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'no more records'); END");
    requests[0] = (request_t){.command = {.kind = COMMAND_EDIT,
                                          .actor = draft.command.actor,
                                          .record = first.record,
                                          .fields = &other,
                                          .field_count = 1,
                                          .at = INSTANT_NONE}};
    requests[1] = draft;
    writer_run(host, requests, replies, 2);
    assert_true(replies[0].ok);
    assert_int_equal(replies[0].version, first.version + 1);
    assert_false(replies[1].ok);
    diag_clear(&replies[1].error);
    run_sql(&f, "DROP TRIGGER no_more");
    amount.value.u.text = "7 EUR";
    requests[0].command.fields = &amount;
    writer_run(host, requests, &last, 1);
    assert_true(last.ok);
    assert_int_equal(last.version, first.version + 2);
    must_hold(f.folder, NULL);
    fixture_end(&f);
}

/* When the clock of the record's only open task is due. */
static instant_t due_of(fixture_t *f) {
    instant_t due;
    if (store_next_due(host_store(company_host(f->company)), &due, &f->d) != 0) fail_msg("%s", f->d.code);
    return due;
}

static void at_the_instant_of_a_deadline_the_rung_comes_before_the_command_A60(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "20", number);
    atomic_store(&f.now, due_of(&f)); /* nobody fires: the writer does */
    must(ask(&f, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"%s\"}", number));
    must(ask(&f, "{\"verb\":\"history\",\"as\":\"gao.min\",\"record\":\"%s\"}", number));
    size_t i, rung = 0, decided = 0;
    json_t *event;
    json_array_foreach(json_object_get(f.answer, "events"), i, event) {
        if (strcmp(text_at(event, "kind"), "clock.rung") == 0) rung = i;
        if (strcmp(text_at(event, "kind"), "task.decided") == 0) decided = i;
    }
    assert_true(rung > 0 && decided > rung);
    fixture_end(&f);
}

static void recorded_time_holds_while_the_clock_is_behind_and_an_event_says_so_once(void **state) {
    (void)state;
    fixture_t f;
    char first[32], second[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "20", first);
    atomic_store(&f.now, FIXTURE_START - MS_HOUR);
    file_purchase(&f, "20", second);
    must(ask(&f, "{\"verb\":\"show\",\"as\":\"gao.min\",\"record\":\"%s\"}", second));
    assert_string_equal(text_at(f.answer, "created_at"), "2026-03-02T09:00:00Z");
    must(ask(&f, "{\"verb\":\"history\",\"record\":\"0\"}"));
    size_t i, held = 0;
    json_t *event;
    json_array_foreach(json_object_get(f.answer, "events"), i, event) held +=
        strcmp(text_at(json_object_get(event, "data"), "code"), "clock.held") == 0;
    assert_int_equal(held, 1);
    must_hold(f.folder, NULL);
    fixture_end(&f);
}

/* The company again, on a disk that the test makes fail. */
static host_t *on_failing_disk(fixture_t *f) {
    char path[128];
    snprintf(path, sizeof path, "%s/countersign.db", f->folder);
    reader_close(&f->reader);
    f->reader.store = NULL;
    company_close(f->company);
    f->company = NULL;
    assert_int_equal(failing_vfs_register(), 0);
    host_options_t options = {.time = f->time, .store = {.vfs = FAILING_VFS}};
    host_t *host = host_open(path, &options, &f->d);
    if (host == NULL) fail_msg("%s", f->d.code);
    return host;
}

/* Whether a batch whose sync failed reached the disk is known only once the store is open again; it is there
 * whole or not at all, and the same keys sent again have one effect either way. */
static void
when_the_store_fails_the_whole_batch_gets_the_error_and_sent_again_it_has_one_effect(void **state) {
    (void)state;
    fixture_t f;
    field_t amount;
    request_t requests[BATCH];
    reply_t replies[BATCH];
    fixture_begin(&f, NULL);
    char keys[BATCH][16];
    for (int i = 0; i < BATCH; i++) {
        snprintf(keys[i], sizeof keys[i], "key%d", i);
        requests[i] = draft_of(&f, &amount, keys[i]);
    }
    request_t other = draft_of(&f, &amount, NULL);
    host_t *host = on_failing_disk(&f);
    writer_run(host, &other, replies, 1);
    assert_true(replies[0].ok);

    failing_vfs_arm(FAILING_SYNC, 1, SQLITE_IOERR_FSYNC, true);
    writer_run(host, requests, replies, BATCH);
    for (int i = 0; i < BATCH; i++) {
        assert_false(replies[i].ok);
        assert_true(store_fatal(&replies[i].error));
        diag_clear(&replies[i].error);
    }
    assert_true(host_read_only(host));
    writer_run(host, requests, replies, 1);
    assert_string_equal(replies[0].error.code, "host.read_only");
    diag_clear(&replies[0].error);
    assert_int_equal(host_recover(host, &f.d), -1); /* the disk is still broken */
    diag_clear(&f.d);

    failing_vfs_disarm();
    assert_int_equal(host_recover(host, &f.d), 0);
    writer_run(host, requests, replies, BATCH);
    for (int i = 0; i < BATCH; i++)
        assert_true(replies[i].ok);
    store_counts_t counts;
    assert_int_equal(store_count(host_store(host), 1000, FIXTURE_START, &counts, &f.d), 0);
    assert_int_equal(counts.by_state[RECORD_DRAFT], 1 + BATCH);
    host_close(host);
    must_hold(f.folder, NULL);
    fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_is_answered_in_order_and_a_refusal_in_it_leaves_the_others_alone),
        cmocka_unit_test(what_a_command_says_by_a_word_alone_is_part_of_it_too),
        cmocka_unit_test(the_same_key_has_one_effect_another_body_is_refused_and_a_refusal_is_not_remembered),
        cmocka_unit_test(what_a_batch_that_is_rolled_back_had_decided_is_decided_anew),
        cmocka_unit_test(at_the_instant_of_a_deadline_the_rung_comes_before_the_command_A60),
        cmocka_unit_test(recorded_time_holds_while_the_clock_is_behind_and_an_event_says_so_once),
        cmocka_unit_test(
            when_the_store_fails_the_whole_batch_gets_the_error_and_sent_again_it_has_one_effect),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
