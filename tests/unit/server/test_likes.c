/* Sums over like records (A73): within one batch, across windows, after a batch that was rolled back, and
 * when rules that come later look at what is there. */
#include "unit/server/fixture.h"

#include "server/verify.h"
#include "server/writer.h"
#include <sqlite3.h>

static const char RULES[] =
    "flow \"sales.purchase\" { owner = \"sales\", prefix = \"PUR\", fallback = post \"company.head\",\n"
    "  within = workdays(2),\n"
    "  form = { amount = money { currency = \"EUR\" }, what = text {}, pieces = number {} },\n"
    "  uses = { recent = sum_of { field = \"amount\", same = { \"what\" }, within = days(30) },\n"
    "           lots = sum_of { field = \"pieces\", same = { \"initiator\" }, within = hours(2) } },\n"
    "  route = function(r) return sequence {\n"
    "    approve \"head\" { by = head_of(r.department) },\n"
    "    approve \"director\" { by = post \"company.head\", when = r.recent.count > 0 or r.lots.count > 0 "
    "},\n"
    "  } end }\n";

static void begin(fixture_t *f) {
    fixture_create(f, NULL);
    fixture_people(f);
    fixture_rules(f, RULES);
    must(f->answer);
}

static const char *draft(fixture_t *f, const char *fields, char out[32]) {
    must(ask(f, "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"sales.purchase\",\"fields\":{%s}}",
             fields));
    snprintf(out, 32, "%s", text_at(f->answer, "record"));
    return out;
}

static const char *submit(fixture_t *f, const char *fields, char out[32]) {
    draft(f, fields, out);
    must(ask(f, "{\"verb\":\"submit\",\"as\":\"gao.min\",\"record\":\"%s\"}", out));
    return out;
}

/* What the plan of the record was told of it: "2 / 30.00 EUR / PUR-2026-000001, PUR-2026-000002". */
static const char *told(fixture_t *f, const char *record, const char *name) {
    static char text[256];
    size_t i, k;
    json_t *plan, *use;
    text[0] = '\0';
    must(ask(f, "{\"verb\":\"show\",\"record\":\"%s\"}", record));
    json_array_foreach(json_object_get(f->answer, "plans"), i, plan) {
        json_array_foreach(json_object_get(plan, "uses"), k, use) {
            if (strcmp(text_at(use, "name"), name) != 0) continue;
            snprintf(text, sizeof text, "%s / %s / %s", text_at(use, "count"), text_at(use, "sum"),
                     text_at(use, "numbers"));
        }
    }
    return text;
}

static void what_one_command_of_a_batch_submits_the_next_one_sees(void **state) {
    (void)state;
    fixture_t f;
    begin(&f);
    char records[3][32];
    request_t requests[3];
    reply_t replies[3];
    snapshot_t *s = host_snapshot(company_host(f.company));
    person_info_t gao;
    assert_true(directory_by_handle(s->directory, "gao.min", &gao));
    snapshot_unref(s);
    for (int i = 0; i < 3; i++) {
        draft(&f, "\"what\":\"chairs\",\"amount\":\"10 EUR\"", records[i]);
        requests[i] = (request_t){.command = {.kind = COMMAND_SUBMIT,
                                              .actor = {.kind = ACTOR_PERSON, .person = gao.id, .uid = -1},
                                              .at = INSTANT_NONE},
                                  .record_name = records[i]};
    }
    writer_run(company_host(f.company), requests, replies, 3);
    assert_true(replies[0].ok && replies[1].ok && replies[2].ok);
    assert_string_equal(told(&f, records[0], "recent"), "0 / 0.00 EUR / ");
    assert_string_equal(told(&f, records[1], "recent"), "1 / 10.00 EUR / PUR-2026-000001");
    assert_string_equal(told(&f, records[2], "recent"), "2 / 20.00 EUR / PUR-2026-000001, PUR-2026-000002");
    fixture_end(&f);
}

static void the_window_ends_now_and_both_its_ends_belong_to_it(void **state) {
    (void)state;
    fixture_t f;
    char first[32], at_end[32], later[32];
    begin(&f);
    submit(&f, "\"pieces\":\"1.25\"", first);
    atomic_store(&f.now, FIXTURE_START + 2 * MS_HOUR);
    submit(&f, "\"pieces\":\"2.5\"", at_end);
    assert_string_equal(told(&f, at_end, "lots"), "1 / 1.25 / PUR-2026-000001");
    atomic_store(&f.now, FIXTURE_START + 2 * MS_HOUR + 1);
    submit(&f, "\"pieces\":\"4\"", later);
    assert_string_equal(told(&f, later, "lots"), "1 / 2.5 / PUR-2026-000002");
    fixture_end(&f);
}

static void an_empty_field_is_like_nothing_and_another_currency_is_counted_but_not_summed(void **state) {
    (void)state;
    fixture_t f;
    char record[32];
    begin(&f);
    submit(&f, "\"amount\":\"10 EUR\"", record);
    submit(&f, "\"amount\":\"10 EUR\"", record);
    assert_string_equal(told(&f, record, "recent"), "0 / 0.00 EUR / ");
    submit(&f, "\"what\":\"chairs\",\"amount\":\"10 EUR\"", record);
    submit(&f, "\"what\":\"chairs\"", record);
    assert_string_equal(told(&f, record, "recent"), "1 / 10.00 EUR / PUR-2026-000003");
    submit(&f, "\"what\":\"chairs\",\"amount\":\"1 EUR\"", record);
    assert_string_equal(told(&f, record, "recent"), "2 / 10.00 EUR / PUR-2026-000003, PUR-2026-000004");
    fixture_end(&f);
}

static int64_t rows_of(fixture_t *f, const char *sql) {
    char path[128];
    sqlite3 *db;
    sqlite3_stmt *q;
    snprintf(path, sizeof path, "%s/countersign.db", f->folder);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &q, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    sqlite3_close(db);
    return n;
}

static void a_flow_that_no_rule_looks_at_has_no_rows(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "10 EUR", number);
    assert_int_equal(rows_of(&f, "SELECT count(*) FROM likes"), 0);
    assert_int_equal(rows_of(&f, "SELECT count(*) FROM like_rules"), 0);
    fixture_end(&f);
}

static void a_longer_window_finds_what_was_there_before_it_was_declared(void **state) {
    (void)state;
    fixture_t f;
    char first[32], second[32], longer[sizeof RULES + 8];
    begin(&f);
    submit(&f, "\"pieces\":\"1\"", first);
    atomic_store(&f.now, FIXTURE_START + 50 * MS_HOUR);
    snprintf(longer, sizeof longer, "%s", RULES);
    char *window = strstr(longer, "hours(2) ");
    for (size_t i = 0; i < 9; i++)
        window[i] = "days(3)  "[i];
    fixture_rules(&f, longer);
    must(f.answer);
    submit(&f, "\"pieces\":\"2\"", second);
    assert_string_equal(told(&f, second, "lots"), "1 / 1 / PUR-2026-000001");
    fixture_end(&f);
}

static void verify_needs_none_of_the_rows(void **state) {
    (void)state;
    fixture_t f;
    char record[32], path[128];
    diag_t d = {0};
    verify_report_t report;
    verify_options_t options = {0};
    begin(&f);
    submit(&f, "\"what\":\"chairs\",\"amount\":\"10 EUR\"", record);
    submit(&f, "\"what\":\"chairs\",\"amount\":\"10 EUR\"", record);
    fixture_close(&f);
    snprintf(path, sizeof path, "%s/countersign.db", f.folder);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "DELETE FROM likes; DELETE FROM like_rules", NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
    if (verify_store(path, NULL, &options, &report, &d) != 0) fail_msg("%s", d.code);
    assert_int_equal(report.differences, 0);
    fixture_end(&f);
}

static void A73_words_that_people_typed_otherwise_are_like(void **state) {
    (void)state;
    fixture_t f;
    char record[32];
    begin(&f);
    submit(&f, "\"what\":\"Zeta Ltd\",\"amount\":\"10 EUR\"", record);
    submit(&f, "\"what\":\"zeta ltd \",\"amount\":\"10 EUR\"", record);
    assert_string_equal(told(&f, record, "recent"), "1 / 10.00 EUR / PUR-2026-000001");
    submit(&f, "\"what\":\" ＺＥＴＡ　LTD\",\"amount\":\"10 EUR\"", record);
    assert_string_equal(told(&f, record, "recent"), "2 / 20.00 EUR / PUR-2026-000001, PUR-2026-000002");
    submit(&f, "\"what\":\"zeta limited\",\"amount\":\"10 EUR\"", record);
    assert_string_equal(told(&f, record, "recent"), "0 / 0.00 EUR / ");
    fixture_end(&f);
}

static void A73_what_waits_or_owes_its_approvals_counts_as_what_is_on_its_way(void **state) {
    (void)state;
    fixture_t f;
    char suspended[32], owing[32], last[32], rules[sizeof RULES + 128];
    fixture_create(&f, NULL);
    f.caller.uid = 54321; /* nobody administers what they apply for themselves */
    fixture_people(&f);
    snprintf(rules, sizeof rules, "%s", RULES);
    char *form = strstr(rules, "  form =");
    memmove(form + strlen("  green_channel = { within = workdays(2) },\n"), form, strlen(form) + 1);
    memcpy(form, "  green_channel = { within = workdays(2) },\n",
           strlen("  green_channel = { within = workdays(2) },\n"));
    fixture_rules(&f, rules);
    must(f.answer);
    draft(&f, "\"what\":\"chairs\",\"amount\":\"10 EUR\"", owing);
    must(ask(&f,
             "{\"verb\":\"submit\",\"as\":\"gao.min\",\"record\":\"%s\",\"urgent\":true,\"reason\":\"now\"}",
             owing));
    assert_string_equal(text_at(f.answer, "state"), "owing");
    submit(&f, "\"what\":\"chairs\",\"amount\":\"20 EUR\"", suspended);
    assert_string_equal(told(&f, suspended, "recent"), "1 / 10.00 EUR / PUR-2026-000001");
    must(ask(&f,
             "{\"verb\":\"suspend\",\"record\":\"%s\",\"within\":\"5 "
             "workdays\",\"reason\":\"an audit\"}",
             suspended));
    submit(&f, "\"what\":\"chairs\",\"amount\":\"40 EUR\"", last);
    assert_string_equal(told(&f, last, "recent"), "2 / 30.00 EUR / PUR-2026-000001, PUR-2026-000002");
    must(ask(&f, "{\"verb\":\"cancel\",\"record\":\"%s\",\"reason\":\"not needed\"}", suspended));
    submit(&f, "\"what\":\"chairs\",\"amount\":\"80 EUR\"", last);
    assert_string_equal(told(&f, last, "recent"), "2 / 50.00 EUR / PUR-2026-000001, PUR-2026-000003");
    fixture_end(&f);
}

/* Also what rules of before declared: records under them look for it still. */
static void what_an_earlier_program_compared_otherwise_is_learnt_again(void **state) {
    (void)state;
    fixture_t f;
    char record[32], path[128];
    begin(&f);
    submit(&f, "\"what\":\"chairs\",\"amount\":\"10 EUR\"", record);
    fixture_rules(&f, FIXTURE_RULES); /* which look for nothing */
    must(f.answer);
    fixture_close(&f);
    snprintf(path, sizeof path, "%s/countersign.db", f.folder);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "UPDATE likes SET key = randomblob(32);"
                                  "UPDATE like_rules SET rule = randomblob(32)",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
    f.company = company_open(f.folder, &f.time, &f.d);
    if (f.company == NULL || reader_open(company_host(f.company), &f.reader, &f.d) != 0)
        fail_msg("%s", f.d.code);
    file_purchase(&f, "10 EUR", record);
    assert_int_equal(rows_of(&f, "SELECT count(*) FROM like_rules"), 4); /* both of before, and both of now */
    fixture_rules(&f, RULES);
    must(f.answer);
    submit(&f, "\"what\":\"chairs\",\"amount\":\"10 EUR\"", record);
    assert_string_equal(told(&f, record, "recent"), "1 / 10.00 EUR / PUR-2026-000001");
    fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_one_command_of_a_batch_submits_the_next_one_sees),
        cmocka_unit_test(the_window_ends_now_and_both_its_ends_belong_to_it),
        cmocka_unit_test(an_empty_field_is_like_nothing_and_another_currency_is_counted_but_not_summed),
        cmocka_unit_test(a_flow_that_no_rule_looks_at_has_no_rows),
        cmocka_unit_test(a_longer_window_finds_what_was_there_before_it_was_declared),
        cmocka_unit_test(verify_needs_none_of_the_rows),
        cmocka_unit_test(A73_words_that_people_typed_otherwise_are_like),
        cmocka_unit_test(A73_what_waits_or_owes_its_approvals_counts_as_what_is_on_its_way),
        cmocka_unit_test(what_an_earlier_program_compared_otherwise_is_learnt_again),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
