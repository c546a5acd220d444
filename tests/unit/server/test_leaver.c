/* Somebody leaves (A16): the directory's rows and what they hold of each record, previewed and carried out;
 * and what the next process finds when the one that began it died. */
#include "unit/server/fixture.h"

#include "server/leaver.h"
#include "server/verify.h"
#include "server/writer.h"

static json_t *leave(fixture_t *f, const char *who, const char *to, const char *more) {
    return ask(f, "{\"verb\":\"people.leaver\",\"person\":\"%s\",\"to\":\"%s\",\"reason\":\"she left\"%s}",
               who, to, more);
}

/* Who holds the record's first task. */
static const char *holder(fixture_t *f, const char *number) {
    must(ask(f, "{\"verb\":\"show\",\"as\":\"gao.min\",\"record\":\"%s\"}", number));
    const json_t *task = json_array_get(json_object_get(f->answer, "tasks"), 0);
    return text_at(json_object_get(task, "person"), "handle");
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

static void everything_goes_over_and_a_preview_says_so_first(void **state) {
    (void)state;
    fixture_t f;
    char number[32], later[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "20", number);
    must(leave(&f, "chen.wei", "yu.ran", ",\"preview\":true"));
    const json_t *rows = json_object_get(f.answer, "rows");
    assert_int_equal(json_array_size(rows), 3); /* the post ends, begins, and so does their service */
    assert_string_equal(text_at(json_array_get(rows, 0), "change"), "ended");
    assert_string_equal(text_at(json_array_get(rows, 1), "change"), "added");
    assert_string_equal(text_at(json_array_get(rows, 1), "person"), "yu.ran");
    assert_string_equal(text_at(json_array_get(rows, 2), "table"), "persons");
    const json_t *task = json_array_get(json_object_get(f.answer, "tasks"), 0);
    assert_string_equal(text_at(json_object_get(task, "to"), "handle"), "yu.ran");
    assert_string_equal(holder(&f, number), "chen.wei"); /* nothing was written */
    must(leave(&f, "chen.wei", "yu.ran", ""));
    assert_int_equal(json_integer_value(json_object_get(f.answer, "moved")), 1);
    assert_string_equal(holder(&f, number), "yu.ran");
    file_purchase(&f, "20", later);
    assert_string_equal(holder(&f, later), "yu.ran"); /* the new head of sales */
    must_refuse(leave(&f, "yu.ran", "chen.wei", ""), "person.inactive");
    must_verify(&f);
    fixture_end(&f);
}

static void who_stays_in_service_only_hands_over(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "20", number);
    must(leave(&f, "chen.wei", "li.na", ",\"stays\":true"));
    must(leave(&f, "li.na", "chen.wei", ",\"stays\":true"));
    assert_string_equal(holder(&f, number), "chen.wei");
    must(ask(&f, "{\"verb\":\"history\",\"record\":\"0\"}"));
    const json_t *events = json_object_get(f.answer, "events");
    const json_t *data = json_object_get(json_array_get(events, json_array_size(events) - 1), "data");
    assert_string_equal(text_at(data, "code"), "person.left");
    must_verify(&f);
    fixture_end(&f);
}

static void services_get_a_new_owner_and_stand_ins_follow(void **state) {
    (void)state;
    fixture_t f;
    fixture_begin(&f, NULL);
    must(ask(
        &f,
        "{\"verb\":\"people.import\",\"table\":\"stand_ins\",\"rows\":["
        "{\"principal\":\"chen.wei\",\"person\":\"li.na\"},{\"principal\":\"yu.ran\",\"person\":\"li.na\"},"
        "{\"principal\":\"li.na\",\"person\":\"gao.min\"}]}"));
    must(leave(&f, "li.na", "chen.wei", ""));
    must(ask(&f, "{\"verb\":\"people.export\",\"table\":\"persons\"}"));
    const json_t *rows = json_object_get(f.answer, "rows");
    assert_string_equal(json_string_value(json_array_get(json_array_get(rows, 4), 6)), "chen.wei");
    must(ask(&f, "{\"verb\":\"people.export\",\"table\":\"stand_ins\"}"));
    int for_yu = 0, open = 0;
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(f.answer, "rows"), i, row) {
        bool ends = json_is_string(json_array_get(row, 4));
        open += !ends;
        for_yu += !ends && strcmp(json_string_value(json_array_get(row, 0)), "yu.ran") == 0 &&
                  strcmp(json_string_value(json_array_get(row, 1)), "chen.wei") == 0;
    }
    assert_int_equal(for_yu, 1); /* and nobody stands in for themselves, or for who has left */
    assert_int_equal(open, 1);
    fixture_end(&f);
}

static json_t *end_chen(fixture_t *f, const char *until, const char *more) {
    return ask(f,
               "{\"verb\":\"people.import\",\"table\":\"persons\",\"rows\":[{\"handle\":\"chen.wei\","
               "\"name\":\"Chen Wei (demo)\",\"department\":\"sales\",\"until\":\"%s\"}]%s}",
               until, more);
}

static size_t incidents_of(fixture_t *f, const char *code) {
    size_t i, count = 0;
    json_t *one;
    must(ask(f, "{\"verb\":\"incidents\"}"));
    json_array_foreach(json_object_get(f->answer, "incidents"), i, one) count +=
        strcmp(text_at(one, "code"), code) == 0;
    return count;
}

static void
P1_3_4_what_somebody_holds_whom_an_import_ends_goes_to_the_fallback_with_an_incident(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "20", number);
    must(end_chen(&f, "2026-03-02T09:00:00Z", ",\"preview\":true"));
    assert_int_equal(json_integer_value(json_object_get(f.answer, "moved")), 1);
    assert_string_equal(holder(&f, number), "chen.wei"); /* nothing was written */
    must(end_chen(&f, "2026-03-02T09:00:00Z", ""));
    assert_int_equal(json_integer_value(json_object_get(f.answer, "moved")), 1);
    const json_t *task = json_array_get(json_object_get(f.answer, "tasks"), 0);
    assert_string_equal(text_at(json_object_get(task, "to"), "handle"), "li.na");
    assert_string_equal(text_at(task, "reason"), "people.vacated");
    assert_string_equal(holder(&f, number), "li.na");
    assert_int_equal(incidents_of(&f, "task.vacated"), 1);
    must(ask(&f, "{\"verb\":\"approve\",\"as\":\"li.na\",\"record\":\"%s\"}", number));
    must_verify(&f);
    fixture_end(&f);
}

/* A day to come moves nothing yet: what will be without its people is listed, before and after. */
static void P1_3_4_what_somebody_holds_whose_time_or_post_ends_on_a_day_to_come_is_listed(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    fixture_begin(&f, NULL);
    file_purchase(&f, "20", number);
    for (int post = 0; post <= 1; post++) {
        for (int preview = 1; preview >= 0; preview--) {
            const char *more = preview ? ",\"preview\":true" : "";
            if (post)
                must(ask(&f,
                         "{\"verb\":\"people.import\",\"table\":\"posts\",\"rows\":[{\"post\":\"sales.head\","
                         "\"person\":\"chen.wei\",\"until\":\"2026-03-04T11:00:00Z\"}]%s}",
                         more));
            else
                must(end_chen(&f, "2026-03-05T11:00:00Z", more));
            const json_t *soon = json_object_get(f.answer, "soon");
            assert_int_equal(json_array_size(soon), 1);
            const json_t *one = json_array_get(soon, 0);
            assert_string_equal(text_at(one, "person"), "chen.wei");
            assert_string_equal(text_at(one, "number"), number);
            assert_string_equal(text_at(one, "step"), "head");
            assert_string_equal(text_at(one, "until"),
                                post ? "2026-03-04T11:00:00Z" : "2026-03-05T11:00:00Z");
            assert_string_equal(text_at(one, "post"), post ? "sales.head" : "");
            assert_string_equal(holder(&f, number), "chen.wei");
        }
    }
    must(end_chen(&f, "2026-03-05T11:00:00Z", "")); /* it was said */
    assert_null(json_object_get(f.answer, "soon"));
    must_verify(&f);
    fixture_end(&f);
}

static void P1_3_4_on_the_day_that_somebody_s_time_is_over_their_tasks_go_too(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    instant_t next;
    fixture_begin(&f, NULL);
    host_t *host = company_host(f.company);
    must(end_chen(&f, "2026-03-02T11:00:00Z", "")); /* in two hours */
    assert_int_equal(json_integer_value(json_object_get(f.answer, "moved")), 0);
    file_purchase(&f, "20", number);
    assert_string_equal(holder(&f, number), "chen.wei");
    assert_int_equal(writer_next_due(host, &next, &f.d), 0);
    assert_true(next == FIXTURE_START + 2 * MS_HOUR); /* before any deadline */
    atomic_store(&f.now, FIXTURE_START + 2 * MS_HOUR);
    size_t fired;
    bool more = true;
    assert_int_equal(writer_fire(host, FIXTURE_START + 2 * MS_HOUR, 100, &fired, &more, &f.d), 0);
    assert_false(more);
    assert_string_equal(holder(&f, number), "li.na");
    assert_int_equal(writer_next_due(host, &next, &f.d), 0);
    assert_true(next > FIXTURE_START + 2 * MS_HOUR);
    assert_int_equal(incidents_of(&f, "task.vacated"), 1);
    must_verify(&f);
    fixture_end(&f);
}

/* Nobody heads anything any more: it stays with who left, and nothing asks again and again. As soon as there
 * is somebody, the import that says so hands it over, and tells of it before. */
static void P1_3_4_what_nobody_could_take_goes_over_as_soon_as_a_post_is_filled(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    instant_t next;
    fixture_begin(&f, NULL);
    file_purchase(&f, "20", number);
    must(ask(&f, "{\"verb\":\"people.import\",\"table\":\"persons\",\"rows\":["
                 "{\"handle\":\"chen.wei\",\"name\":\"Chen Wei (demo)\",\"department\":\"sales\","
                 "\"until\":\"2026-03-02T09:00:00Z\"},"
                 "{\"handle\":\"li.na\",\"name\":\"Li Na (demo)\",\"department\":\"company\","
                 "\"until\":\"2026-03-02T09:00:00Z\"}]}"));
    assert_int_equal(json_array_size(json_object_get(f.answer, "refused")), 1);
    assert_string_equal(holder(&f, number), "chen.wei");
    assert_int_equal(writer_next_due(company_host(f.company), &next, &f.d), 0);
    assert_true(next > FIXTURE_START);
    for (int preview = 1; preview >= 0; preview--) {
        must(ask(&f,
                 "{\"verb\":\"people.import\",\"table\":\"posts\",\"rows\":[{\"post\":\"sales.head\","
                 "\"person\":\"yu.ran\"}]%s}",
                 preview ? ",\"preview\":true" : ""));
        assert_int_equal(json_integer_value(json_object_get(f.answer, "moved")), 1);
        assert_string_equal(holder(&f, number), preview ? "chen.wei" : "yu.ran");
    }
    assert_int_equal(incidents_of(&f, "task.vacated_up"), 1);
    must(ask(&f, "{\"verb\":\"people.import\",\"table\":\"posts\",\"rows\":[{\"post\":\"other\","
                 "\"person\":\"yu.ran\"}]}"));
    assert_null(json_object_get(f.answer, "moved")); /* nothing is left */
    must_verify(&f);
    fixture_end(&f);
}

/* The process ends between the commit of the rows and the tasks': what the next one finds in the store. */
static void what_was_owed_when_the_process_ended_is_moved_when_the_store_is_opened(void **state) {
    (void)state;
    fixture_t f;
    char number[32];
    int64_t version;
    fixture_begin(&f, NULL);
    file_purchase(&f, "20", number);
    host_t *host = company_host(f.company);
    snapshot_t *snapshot = host_snapshot(host);
    person_info_t chen, yu;
    assert_true(directory_by_handle(snapshot->directory, "chen.wei", &chen));
    assert_true(directory_by_handle(snapshot->directory, "yu.ran", &yu));
    leaver_t l = {.person = "chen.wei",
                  .to = "yu.ran",
                  .person_id = chen.id,
                  .to_id = yu.id,
                  .from = host_now(host),
                  .reason = "she left",
                  .actor = {.kind = ACTOR_SYSTEM, .auth = AUTH_PEER_UID, .uid = 17}};
    snapshot_unref(snapshot);
    arena_t arena;
    leaver_rows_t rows;
    arena_init(&arena, 0);
    assert_int_equal(store_begin(host_store(host), &f.d), 0);
    assert_int_equal(leaver_rows(host, &l, &arena, &rows, &f.d), 0);
    assert_int_equal(store_people_changed(host_store(host), &version, &f.d), 0);
    assert_int_equal(leaver_owe(host, &l, &f.d), 0);
    assert_int_equal(store_commit(host_store(host), &f.d), 0);
    arena_free(&arena);
    assert_string_equal(holder(&f, number), "chen.wei");
    fixture_close(&f);
    f.company = company_open(f.folder, &f.time, &f.d);
    if (f.company == NULL) fail_msg("%s", f.d.code);
    assert_int_equal(reader_open(company_host(f.company), &f.reader, &f.d), 0);
    assert_string_equal(holder(&f, number), "yu.ran");
    must(ask(&f, "{\"verb\":\"history\",\"as\":\"gao.min\",\"record\":\"%s\"}", number));
    const json_t *events = json_object_get(f.answer, "events"), *told = NULL;
    for (size_t i = 0; i < json_array_size(events); i++)
        if (strcmp(text_at(json_array_get(events, i), "kind"), "record.administered") == 0)
            told = json_array_get(events, i);
    assert_string_equal(text_at(json_object_get(told, "data"), "reason"), "she left");
    assert_int_equal(json_integer_value(json_object_get(json_object_get(told, "actor"), "uid")), 17);
    must_verify(&f);
    fixture_end(&f);
}

static void what_will_not_do_is_told_and_nothing_is_written(void **state) {
    (void)state;
    fixture_t f;
    fixture_begin(&f, NULL);
    must_refuse(leave(&f, "chen.wei", "chen.wei", ""), "leaver.same");
    must_refuse(leave(&f, "chen.wei", "nobody", ""), "person.unknown");
    must_refuse(leave(&f, "chen.wei", "yu.ran", ",\"from\":\"2026-03-09\""), "leaver.future");
    must_refuse(
        ask(&f, "{\"verb\":\"people.leaver\",\"person\":\"chen.wei\",\"to\":\"yu.ran\",\"reason\":\" \"}"),
        "json.missing");
    f.caller.owner = false;
    must_refuse(leave(&f, "chen.wei", "yu.ran", ""), "actor.not_administrator");
    fixture_end(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_goes_over_and_a_preview_says_so_first),
        cmocka_unit_test(who_stays_in_service_only_hands_over),
        cmocka_unit_test(services_get_a_new_owner_and_stand_ins_follow),
        cmocka_unit_test(
            P1_3_4_what_somebody_holds_whom_an_import_ends_goes_to_the_fallback_with_an_incident),
        cmocka_unit_test(P1_3_4_what_somebody_holds_whose_time_or_post_ends_on_a_day_to_come_is_listed),
        cmocka_unit_test(P1_3_4_on_the_day_that_somebody_s_time_is_over_their_tasks_go_too),
        cmocka_unit_test(P1_3_4_what_nobody_could_take_goes_over_as_soon_as_a_post_is_filled),
        cmocka_unit_test(what_was_owed_when_the_process_ended_is_moved_when_the_store_is_opened),
        cmocka_unit_test(what_will_not_do_is_told_and_nothing_is_written),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
