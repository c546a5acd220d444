/* Disposal of records that have ended: in slices that end whole, with what may not go named, and a history
 * that says what went; verify tells disposed of from missing; the file gets shorter when nobody waits. */
#include "fixture.h"
#include "server/housekeeping.h"
#include "server/verify.h"
#include "store/disposal.h"
#include <sqlite3.h>
#include <sys/stat.h>

static void finish(fixture_t *f, const char *number) {
    must(ask(f, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"%s\"}", number));
}

/* Purchases that one approval finishes; the number of the last in `out`. */
static void finished(fixture_t *f, int count, char out[32]) {
    for (int i = 0; i < count; i++) {
        file_purchase(f, "26.85", out);
        finish(f, out);
    }
}

static json_t *list_of(const json_t *answer, const char *name) {
    return json_object_get(answer, name);
}

static const char *refusal(const json_t *answer, size_t i) {
    return text_at(json_object_get(json_array_get(list_of(answer, "refused"), i), "error"), "code");
}

typedef struct differences {
    int count;
    char codes[512];
} differences_t;

static void keep(void *ctx, int64_t record, const diag_t *d) {
    differences_t *x = ctx;
    (void)record;
    x->count++;
    strncat(x->codes, d->code, sizeof x->codes - strlen(x->codes) - 2);
    strcat(x->codes, " ");
}

static differences_t verify(const fixture_t *f) {
    differences_t x = {0};
    char path[128];
    diag_t d = {0};
    verify_report_t report;
    verify_options_t o = {.found = keep, .ctx = &x};
    snprintf(path, sizeof path, "%s/countersign.db", f->folder);
    if (verify_store(path, &(store_options_t){0}, &o, &report, &d) != 0) fail_msg("%s", d.code);
    assert_int_equal(report.differences, x.count);
    return x;
}

static void is_clean(const fixture_t *f) {
    differences_t x = verify(f);
    if (x.count > 0) fail_msg("%s", x.codes);
}

static void change(const fixture_t *f, const char *sql) {
    sqlite3 *db;
    char path[128], *error = NULL;
    snprintf(path, sizeof path, "%s/countersign.db", f->folder);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &error) != SQLITE_OK) fail_msg("%s: %s", sql, error);
    assert_true(sqlite3_total_changes(db) > 0);
    sqlite3_close(db);
}

static void those_named_go_and_the_others_are_refused_by_name(void **state) {
    (void)state;
    fixture_t f;
    char done[32], open[32];
    fixture_begin(&f, NULL);
    finished(&f, 1, done);
    file_purchase(&f, "5", open);
    for (int preview = 1; preview >= 0; preview--) {
        must(ask(
            &f,
            "{\"verb\":\"records.dispose\",\"reason\":\"seven years are over\",\"preview\":%s,\"records\":"
            "[\"%s\",\"%s\",\"PUR-2026-000099\",\"%s\"]}",
            preview ? "true" : "false", done, open, done));
        assert_int_equal(json_array_size(list_of(f.answer, "disposed")), 1);
        assert_string_equal(text_at(json_array_get(list_of(f.answer, "disposed"), 0), "number"), done);
        assert_int_equal(json_array_size(list_of(f.answer, "refused")), 2);
        assert_string_equal(refusal(f.answer, 0), "dispose.not_ended");
        assert_string_equal(refusal(f.answer, 1), "store.not_found");
        assert_int_equal(json_is_string(list_of(f.answer, "event")), !preview);
        assert_true(json_is_null(list_of(f.answer, "next")));
        if (preview) must(ask(&f, "{\"verb\":\"show\",\"record\":\"%s\"}", done));
    }
    must_refuse(ask(&f, "{\"verb\":\"show\",\"record\":\"%s\"}", done), "record.disposed");
    assert_string_equal(error_param(f.answer, "number"), done);
    assert_string_equal(error_param(f.answer, "by"), "gao.min"); /* the Unix user that runs this */
    must_refuse(ask(&f, "{\"verb\":\"history\",\"record\":\"%s\"}", done), "record.disposed");
    must_refuse(
        ask(&f, "{\"verb\":\"comment\",\"as\":\"gao.min\",\"record\":\"%s\",\"text\":\"where?\"}", done),
        "record.disposed");
    must(ask(&f, "{\"verb\":\"records.dispose\",\"reason\":\"again\",\"records\":[\"%s\"]}", done));
    assert_string_equal(refusal(f.answer, 0), "record.disposed");
    must(ask(&f, "{\"verb\":\"show\",\"record\":\"%s\"}", open));
    is_clean(&f);
    fixture_end(&f);
}

static void the_companys_history_says_what_went_and_why(void **state) {
    (void)state;
    fixture_t f;
    char number[32], head[80], id[32];
    int64_t length;
    fixture_begin(&f, NULL);
    finished(&f, 1, number);
    must(ask(&f, "{\"verb\":\"history\",\"record\":\"%s\"}", number));
    const json_t *events = list_of(f.answer, "events"),
                 *last = json_array_get(events, json_array_size(events) - 1);
    snprintf(head, sizeof head, "%s", text_at(last, "hash"));
    length = json_integer_value(json_object_get(last, "seq"));
    snprintf(id, sizeof id, "%s", text_at(f.answer, "record"));
    must(ask(&f, "{\"verb\":\"records.dispose\",\"reason\":\"seven years are over\",\"records\":[\"%s\"]}",
             number));
    must(ask(&f, "{\"verb\":\"history\",\"record\":\"0\"}"));
    events = list_of(f.answer, "events");
    last = json_array_get(events, json_array_size(events) - 1);
    const json_t *data = json_object_get(last, "data"),
                 *gone = json_array_get(json_object_get(data, "records"), 0);
    assert_string_equal(text_at(last, "kind"), "records.disposed");
    assert_string_equal(text_at(data, "reason"), "seven years are over");
    assert_string_equal(text_at(gone, "number"), number);
    assert_string_equal(text_at(gone, "record"), id);
    assert_string_equal(text_at(gone, "flow"), "sales.purchase");
    assert_string_equal(text_at(gone, "state"), "finished");
    assert_string_equal(text_at(gone, "head"), head); /* what a receipt is matched with */
    assert_int_equal(json_integer_value(json_object_get(gone, "events")), length);
    fixture_end(&f);
}

static void those_that_ended_before_a_date_go_slice_by_slice(void **state) {
    (void)state;
    fixture_t f;
    char number[32], after[64] = "";
    int slices = 0, gone = 0;
    fixture_begin(&f, "dispose_events = 40\n"); /* about three records a slice */
    finished(&f, 10, number);
    file_purchase(&f, "5", number);
    atomic_fetch_add(&f.now, 3 * (int64_t)MS_DAY);
    finished(&f, 2, number);
    for (bool more = true; more; slices++) {
        must(ask(
            &f,
            "{\"verb\":\"records.dispose\",\"reason\":\"old\",\"flow\":\"sales.purchase\",\"ended_before\":"
            "\"2026-03-03\"%s}",
            after));
        gone += (int)json_array_size(list_of(f.answer, "disposed"));
        assert_int_equal(json_array_size(list_of(f.answer, "refused")), 0);
        assert_true(json_array_size(list_of(f.answer, "disposed")) < 6);
        more = json_is_string(list_of(f.answer, "next"));
        snprintf(after, sizeof after, ",\"after\":\"%s\"", text_at(f.answer, "next"));
        is_clean(&f);
    }
    assert_int_equal(gone, 10);
    assert_true(slices >= 3);
    must(ask(&f, "{\"verb\":\"records\"}"));
    assert_int_equal(json_array_size(list_of(f.answer, "records")), 3);
    must(ask(
        &f, "{\"verb\":\"records.dispose\",\"reason\":\"old\",\"ended_before\":\"2026-03-03\"}")); /* again */
    assert_int_equal(json_array_size(list_of(f.answer, "disposed")), 0);
    must(ask(&f, "{\"verb\":\"records.dispose\",\"reason\":\"old\",\"flow\":\"hr.leave\",\"ended_before\":"
                 "\"2027-01-01T00:00:00Z\"}"));
    assert_int_equal(json_array_size(list_of(f.answer, "disposed")), 0);
    must(ask(&f,
             "{\"verb\":\"records.dispose\",\"reason\":\"old\",\"ended_before\":\"2027-01-01T00:00:00Z\"}"));
    assert_int_equal(json_array_size(list_of(f.answer, "disposed")), 2);
    is_clean(&f);
    fixture_end(&f);
}

/* A list of names goes on where its slice ended. */
static void a_list_of_names_goes_on_where_the_slice_ended(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, "dispose_events = 1\n");
    finished(&f, 2, number);
    static const char both[] =
        "{\"verb\":\"records.dispose\",\"reason\":\"old\",\"records\":[\"PUR-2026-000001\","
        "\"PUR-2026-000002\"]%s}";
    must(ask(&f, both, ""));
    assert_int_equal(json_array_size(list_of(f.answer, "disposed")), 1);
    assert_string_equal(text_at(f.answer, "next"), "1");
    must(ask(&f, both, ",\"after\":\"1\""));
    assert_int_equal(json_array_size(list_of(f.answer, "disposed")), 1);
    assert_int_equal(json_array_size(list_of(f.answer, "refused")), 0);
    assert_true(json_is_null(list_of(f.answer, "next")));
    fixture_end(&f);
}

static void what_is_asked_for_must_be_whole(void **state) {
    (void)state;
    fixture_t f;
    fixture_begin(&f, NULL);
    static const struct {
        const char *fields, *code;
    } asked[] = {{"\"records\":[\"PUR-2026-000001\"]", "json.missing"},
                 {"\"records\":[\"PUR-2026-000001\"],\"reason\":\"  \"", "json.missing"},
                 {"\"reason\":\"old\"", "json.missing"},
                 {"\"reason\":\"old\",\"flow\":\"sales.purchase\"", "json.missing"},
                 {"\"reason\":\"old\",\"ended_before\":\"some day\"", "api.value"},
                 {"\"reason\":\"old\",\"records\":[]", "api.value"},
                 {"\"reason\":\"old\",\"records\":[5]", "api.value"},
                 {"\"reason\":\"old\",\"records\":[\"A\"],\"ended_before\":\"2026-03-03\"", "api.value"}};
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++)
        must_refuse(ask(&f, "{\"verb\":\"records.dispose\",%s}", asked[i].fields), asked[i].code);
    f.caller = (caller_t){.uid = 54321}; /* yu.ran, who administers nothing */
    must_refuse(ask(&f, "{\"verb\":\"records.dispose\",\"reason\":\"old\",\"ended_before\":\"2026-03-03\"}"),
                "actor.not_administrator");
    fixture_end(&f);
}

static void a_key_of_a_command_on_it_does_nothing_twice(void **state) {
    (void)state;
    fixture_t f;
    char number[32], record[32];
    static const char draft[] =
        "{\"verb\":\"draft\",\"as\":\"gao.min\",\"key\":\"k1\",\"flow\":\"sales.purchase\","
        "\"fields\":{\"amount\":\"5\"}}";
    fixture_begin(&f, NULL);
    must(ask(&f, draft));
    snprintf(record, sizeof record, "%s", text_at(f.answer, "record"));
    must(ask(&f, "{\"verb\":\"submit\",\"as\":\"gao.min\",\"record\":\"%s\"}", record));
    snprintf(number, sizeof number, "%s", text_at(f.answer, "number"));
    finish(&f, number);
    must(ask(&f, draft));
    assert_true(json_is_true(list_of(f.answer, "repeated")));
    must(ask(&f, "{\"verb\":\"records.dispose\",\"reason\":\"old\",\"records\":[\"%s\"]}", number));
    must_refuse(ask(&f, draft), "record.disposed"); /* no second draft */
    assert_string_equal(error_param(f.answer, "number"), number);
    must(ask(&f, "{\"verb\":\"records\"}"));
    assert_int_equal(json_array_size(list_of(f.answer, "records")), 0);
    fixture_end(&f);
}

/* What the writer keeps in memory of a record goes with it. */
static void nothing_is_answered_from_memory_and_no_number_comes_again(void **state) {
    (void)state;
    fixture_t f;
    char first[32], second[32];
    fixture_begin(&f, NULL);
    finished(&f, 1, first);
    must(ask(&f, "{\"verb\":\"show\",\"record\":\"%s\"}", first));
    int64_t record = atoll(text_at(f.answer, "record")),
            person = atoll(text_at(json_object_get(f.answer, "initiator"), "id"));
    must(ask(&f, "{\"verb\":\"records.dispose\",\"reason\":\"old\",\"records\":[\"%s\"]}", first));
    must_refuse(ask(&f, "{\"verb\":\"approve\",\"as\":\"chen.wei\",\"record\":\"%s\"}", first),
                "record.disposed");
    request_t request = {.command = {.kind = COMMAND_COMMENT,
                                     .actor = {.kind = ACTOR_PERSON, .person = person, .auth = AUTH_PEER_UID},
                                     .record = record,
                                     .at = INSTANT_NONE,
                                     .text = "is it?"}};
    reply_t reply;
    writer_run(company_host(f.company), &request, &reply, 1);
    assert_true(diag_is(&reply.error, "record.disposed")); /* by its id, which is in the writer's memory */
    diag_clear(&reply.error);
    finished(&f, 1, second);
    assert_string_equal(first, "PUR-2026-000001");
    assert_string_equal(second, "PUR-2026-000002");
    is_clean(&f);
    fixture_end(&f);
}

/* Each on a company with a record disposed of, one finished and one open. */
static void verify_tells_disposed_of_from_missing(void **state) {
    (void)state;
    static const struct {
        const char *sql, *code;
    } changes[] = {
        {"PRAGMA foreign_keys = OFF; DROP TRIGGER events_are_kept; DELETE FROM event_personal WHERE event IN "
         "(SELECT "
         "id FROM events WHERE record = (SELECT id FROM records WHERE number = 'PUR-2026-000002')); DELETE "
         "FROM events "
         "WHERE record = (SELECT id FROM records WHERE number = 'PUR-2026-000002'); DELETE FROM states WHERE "
         "record = "
         "(SELECT id FROM records WHERE number = 'PUR-2026-000002'); DELETE FROM steps WHERE record = "
         "(SELECT id FROM "
         "records WHERE number = 'PUR-2026-000002'); DELETE FROM tasks WHERE record = (SELECT id FROM "
         "records WHERE "
         "number = 'PUR-2026-000002'); DELETE FROM clocks WHERE record = (SELECT id FROM records WHERE "
         "number = "
         "'PUR-2026-000002'); DELETE FROM records WHERE number = 'PUR-2026-000002'",
         "verify.missing"},
        {"DROP TRIGGER disposed_is_kept; DELETE FROM disposed", "verify.disposed"},
        {"DROP TRIGGER disposed_stays; UPDATE disposed SET number = 'PUR-2026-000077'", "verify.disposed"},
        {"INSERT INTO disposed SELECT id, 'PUR-2026-000003', (SELECT event FROM disposed) FROM records WHERE "
         "number = "
         "'PUR-2026-000003'",
         "verify.disposed"},
        {"INSERT INTO disposed VALUES (77, NULL, 5)", "verify.disposed"},
        {"INSERT INTO events SELECT 5, (SELECT record FROM disposed), seq, previous, kind, "
         "kind_version, ruleset, "
         "happened_at, recorded_at, actor_kind, actor, principal, auth, uid, hash_alg, payload, "
         "personal_digest, hash "
         "FROM events WHERE record = 0 AND seq = 1",
         "store.stray"},
        {"INSERT INTO steps SELECT (SELECT record FROM disposed), no, parent, stage, round, kind, state, "
         "name, "
         "opened_at, ended_at FROM steps LIMIT 1",
         "store.stray"},
        {"INSERT INTO incidents (id, at, code, line, record, person) SELECT 7, 1, 'x', 0, record, 0 FROM "
         "disposed",
         "store.stray"},
        {"INSERT INTO outbox (message, channel, recipient, kind, record, task, created_at, state, attempts) "
         "SELECT 7, "
         "'mail', 1, 'x', record, 0, 1, 3, 1 FROM disposed",
         "store.stray"},
        {"DROP TRIGGER events_stay; UPDATE events SET payload = CAST(substr(payload, 1, length(payload) - 1) "
         "|| x'7f' "
         "AS BLOB) WHERE kind = 31",
         "store.chain"},
        {"PRAGMA foreign_keys = OFF; DROP TRIGGER events_are_kept; DELETE FROM events WHERE kind = 31",
         "store.corrupt"},
        {"UPDATE states SET version = version - 1, last_event = (SELECT previous FROM events WHERE kind = "
         "31) WHERE "
         "record = 0",
         "store.chain"},
    };
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        fixture_t f;
        char number[32];
        fixture_begin(&f, NULL);
        finished(&f, 2, number);
        file_purchase(&f, "5", number);
        must(ask(&f, "{\"verb\":\"records.dispose\",\"reason\":\"old\",\"records\":[\"PUR-2026-000001\"]}"));
        is_clean(&f);
        fixture_close(&f);
        change(&f, changes[i].sql);
        differences_t x = verify(&f);
        if (strstr(x.codes, changes[i].code) == NULL) fail_msg("%s: found %s", changes[i].sql, x.codes);
        fixture_end(&f);
    }
}

/* A chain longer than a slice of verify is checked to its first event. */
static void a_long_history_of_the_company_is_checked_to_its_beginning(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, "dispose_events = 1\n");
    finished(&f, 70, number);
    must(ask(&f, "{\"verb\":\"records\",\"limit\":1}"));
    char after[64] = "";
    for (bool more = true; more;) {
        must(ask(&f, "{\"verb\":\"records.dispose\",\"reason\":\"old\",\"ended_before\":\"2027-01-01\"%s}",
                 after));
        more = json_is_string(list_of(f.answer, "next"));
        snprintf(after, sizeof after, ",\"after\":\"%s\"", text_at(f.answer, "next"));
    }
    is_clean(&f);
    fixture_close(&f);
    change(&f, "DROP TRIGGER events_stay; UPDATE events SET uid = uid + 1 WHERE record = 0 AND seq = 1");
    differences_t x = verify(&f);
    assert_string_equal(x.codes, "store.chain ");
    fixture_end(&f);
}

static int64_t file_size(const fixture_t *f) {
    char path[128];
    struct stat st;
    snprintf(path, sizeof path, "%s/countersign.db", f->folder);
    assert_int_equal(stat(path, &st), 0);
    return st.st_size;
}

static void dispose_of_all(fixture_t *f) {
    char after[64] = "";
    for (bool more = true; more;) {
        must(ask(f, "{\"verb\":\"records.dispose\",\"reason\":\"old\",\"ended_before\":\"2027-01-01\"%s}",
                 after));
        more = json_is_string(list_of(f->answer, "next"));
        snprintf(after, sizeof after, ",\"after\":\"%s\"", text_at(f->answer, "next"));
    }
}

/* How many free pages are left when all records were disposed of; the file is half as long at most then. */
static int64_t pages_left(void) {
    fixture_t f;
    char number[32];
    fixture_begin(&f, "free_pages = 8\n");
    host_t *h = company_host(f.company);
    finished(&f, 150, number);
    assert_int_equal(store_checkpoint(host_store(h), &f.d), 0);
    int64_t full = file_size(&f), pages, bytes;
    dispose_of_all(&f);
    assert_int_equal(store_free_pages(host_store(h), &pages, &bytes, &f.d), 0);
    assert_int_equal(store_checkpoint(host_store(h), &f.d), 0);
    if (file_size(&f) > full / 2) fail_msg("%lld of %lld", (long long)file_size(&f), (long long)full);
    is_clean(&f);
    fixture_end(&f);
    return pages;
}

/* Each slice gives back what it freed, so that free pages never become many; also under a load that never
 * ends. It stops after some milliseconds, which a busy machine may have spent on others: then once more. */
static void a_slice_gives_back_what_it_freed(void **state) {
    (void)state;
    int64_t left = 0;
    for (int tries = 0; tries < 5 && left != 8; tries++)
        left = pages_left();
    assert_int_equal(left, 8);
}

static void the_file_gets_shorter_when_nobody_waits(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    house_t house = {0};
    fixture_begin(&f, "free_pages = 8\ngive_back_pages = 4\n");
    host_t *h = company_host(f.company);
    finished(&f, 150, number);
    assert_false(house_keep(&house, h, false)); /* nothing to do but the log */
    assert_int_equal(store_checkpoint(host_store(h), &f.d), 0);
    int64_t full = file_size(&f), pages, bytes;
    dispose_of_all(&f);
    assert_int_equal(store_free_pages(host_store(h), &pages, &bytes, &f.d), 0);
    int64_t before = pages;
    assert_true(before > 40);
    assert_false(house_keep(&house, h, true)); /* people first */
    assert_int_equal(store_free_pages(host_store(h), &pages, &bytes, &f.d), 0);
    assert_int_equal(pages, before);
    int pieces = 0;
    while (house_keep(&house, h, false)) {
        assert_int_equal(store_free_pages(host_store(h), &pages, &bytes, &f.d), 0);
        assert_true(before - pages <= 4);
        before = pages;
        pieces++;
    }
    assert_true(pieces >= 3);
    assert_int_equal(pages, 8);
    if (file_size(&f) > full / 2) fail_msg("%lld of %lld", (long long)file_size(&f), (long long)full);
    must(ask(&f, "{\"verb\":\"status\"}"));
    assert_int_equal(json_integer_value(list_of(f.answer, "free_bytes")), 8 * 4096);
    is_clean(&f);
    fixture_end(&f);
}

typedef struct asked {
    fixture_t *f;
    json_t *body;
} asked_t;

static int ask_once(void *ctx) {
    asked_t *a = ctx;
    json_t *answer = api_handle(company_host(a->f->company), &a->f->reader, a->body, &a->f->caller);
    bool good = answer != NULL && is_ok(answer);
    json_decref(answer);
    return good ? 0 : -1;
}

/* Whichever allocation is refused: an error or no answer, and all of the slice or none of it. */
static void without_memory_nothing_is_half_gone(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    diag_t d = {0};
    fixture_begin(&f, NULL);
    finished(&f, 2, number);
    static const char text[] =
        "{\"verb\":\"records.dispose\",\"reason\":\"old\",\"records\":[\"PUR-2026-000001\","
        "\"PUR-2026-000099\",\"PUR-2026-000002\"]}";
    asked_t a = {&f, json_read(text, strlen(text), sizeof text, &d)};
    int64_t n = 1;
    for (;; n += 1 + n / 100 * 10) {
        mem_fail_after(n);
        int result = ask_once(&a);
        int64_t made = mem_fail_count();
        mem_fail_after(0);
        if (host_read_only(company_host(f.company)))
            assert_int_equal(host_recover(company_host(f.company), &d), 0);
        is_clean(&f);
        must(ask(&f, "{\"verb\":\"records\"}"));
        size_t left = json_array_size(list_of(f.answer, "records"));
        assert_true(left == 2 || left == 0);
        if (made < n) {
            assert_int_equal(result, 0);
            break;
        }
        if (left == 0) finished(&f, 2, number); /* it was done, only the answer found no memory */
        if (left == 0) break;
    }
    assert_true(n > 100);
    json_decref(a.body);
    fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_named_go_and_the_others_are_refused_by_name),
        cmocka_unit_test(the_companys_history_says_what_went_and_why),
        cmocka_unit_test(those_that_ended_before_a_date_go_slice_by_slice),
        cmocka_unit_test(a_list_of_names_goes_on_where_the_slice_ended),
        cmocka_unit_test(what_is_asked_for_must_be_whole),
        cmocka_unit_test(a_key_of_a_command_on_it_does_nothing_twice),
        cmocka_unit_test(nothing_is_answered_from_memory_and_no_number_comes_again),
        cmocka_unit_test(verify_tells_disposed_of_from_missing),
        cmocka_unit_test(a_long_history_of_the_company_is_checked_to_its_beginning),
        cmocka_unit_test(a_slice_gives_back_what_it_freed),
        cmocka_unit_test(the_file_gets_shorter_when_nobody_waits),
        cmocka_unit_test(without_memory_nothing_is_half_gone),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
