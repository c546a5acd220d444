/* What the writer does: events and their chain, states, transactions, keys, numbers, settings. */
#include "unit/store/fixture.h"

static void a_record_reads_back_as_it_was_written(void **state) {
    fixture_t *f = *state;
    life_t l;
    bytes_t body;
    chain_t chain;
    record_t back;
    fx_submitted(f, &l, 1, 42);
    fx_ok(f, store_record(f->store, l.record.id, &f->arena, &body, &chain, &f->d));
    assert_int_equal(chain.version, l.record.version);
    assert_int_equal(chain.last_event, l.chain.last_event);
    assert_true(hash_equal(&chain.head, &l.chain.head));
    assert_int_equal(body.len, l.state.len);
    assert_memory_equal(body.at, l.state.at, body.len);
    fx_ok(f, record_decode(body, &f->arena, &back, &f->d));
    assert_string_equal(back.number, "EXP-2026-000001");
    assert_int_equal(back.task_count, 1);
}

static void a_record_is_found_by_number_and_by_id(void **state) {
    fixture_t *f = *state;
    life_t l;
    int64_t id = 0;
    char text[32];
    fx_submitted(f, &l, 7, 42);
    fx_ok(f, store_record_find(f->store, "EXP-2026-000007", &id, &f->d));
    assert_int_equal(id, l.record.id);
    snprintf(text, sizeof text, "%lld", (long long)l.record.id);
    fx_ok(f, store_record_find(f->store, text, &id, &f->d));
    assert_int_equal(id, l.record.id);
    fx_refused(f, store_record_find(f->store, "EXP-2026-000008", &id, &f->d), "store.not_found");
    assert_string_equal(diag_get(&f->d, "record"), "EXP-2026-000008");
    fx_refused(f, store_record_find(f->store, "99999999999999999999999", &id, &f->d), "store.not_found");
    fx_refused(f, store_record_find(f->store, "0", &id, &f->d), "store.not_found");
}

static void a_record_that_is_not_there_is_not_found(void **state) {
    fixture_t *f = *state;
    bytes_t body;
    chain_t chain;
    fx_refused(f, store_record(f->store, 12345, &f->arena, &body, &chain, &f->d), "store.not_found");
    assert_string_equal(diag_get(&f->d, "id"), "12345");
}

static void the_systems_own_record_takes_events(void **state) {
    fixture_t *f = *state;
    bytes_t body;
    chain_t chain;
    fx_ok(f, store_record(f->store, 0, &f->arena, &body, &chain, &f->d));
    assert_int_equal(chain.version, 0);
    event_t e = {.id = id_next(&f->ids, f->now),
                 .seq = 1,
                 .kind = EVENT_NOTED,
                 .version = 1,
                 .at = f->now,
                 .recorded = f->now,
                 .actor = {.kind = ACTOR_SYSTEM, .uid = -1}};
    e.u.noted.code = "ruleset.activated";
    change_t change = {.events = &e, .event_count = 1, .now = f->now};
    fx_begin(f);
    fx_ok(f, store_write(f->store, &change, &chain, &f->arena, &body, &f->d));
    fx_commit(f);
    fx_ok(f, store_record(f->store, 0, &f->arena, &body, &chain, &f->d));
    assert_int_equal(chain.version, 1);
    assert_int_equal(chain.last_event, e.id);
}

static void what_is_rolled_back_is_gone(void **state) {
    fixture_t *f = *state;
    life_t l;
    bytes_t body;
    chain_t chain;
    fx_begin(f);
    fx_draft(f, &l, 7, "finance.declaration");
    fx_write(f, &l);
    store_rollback(f->store);
    fx_refused(f, store_record(f->store, l.record.id, &f->arena, &body, &chain, &f->d), "store.not_found");
}

static void one_command_of_a_batch_goes_back_alone(void **state) {
    fixture_t *f = *state;
    life_t kept, dropped, later;
    bytes_t body;
    chain_t chain;
    fx_begin(f);
    fx_ok(f, store_savepoint(f->store, &f->d));
    fx_draft(f, &kept, 7, "finance.declaration");
    fx_write(f, &kept);
    fx_ok(f, store_release(f->store, &f->d));
    fx_ok(f, store_savepoint(f->store, &f->d));
    fx_draft(f, &dropped, 7, "finance.declaration");
    hash_of("other rules", 11, &dropped.ruleset);
    dropped.events[0].ruleset = dropped.record.ruleset = dropped.ruleset;
    fx_write(f, &dropped);
    fx_ok(f, store_rollback_to(f->store, &f->d));
    fx_ok(f, store_savepoint(f->store, &f->d));
    fx_draft(f, &later, 7, "finance.declaration");
    later.events[0].ruleset = later.record.ruleset = dropped.ruleset;
    fx_write(f, &later);
    fx_ok(f, store_release(f->store, &f->d));
    fx_commit(f);
    fx_ok(f, store_record(f->store, kept.record.id, &f->arena, &body, &chain, &f->d));
    fx_ok(f, store_rows_compare(f->store, &later.record, &f->d));
    fx_refused(f, store_record(f->store, dropped.record.id, &f->arena, &body, &chain, &f->d),
               "store.not_found");
}

static void events_that_do_not_follow_the_chain_are_refused(void **state) {
    fixture_t *f = *state;
    life_t l;
    fx_submitted(f, &l, 1, 42);
    chain_t before = l.chain;
    fx_begin(f);
    fx_approve(f, &l, 42);
    l.events[1].seq += 1;
    fx_refused(f, store_write(f->store, &l.change, &l.chain, &f->arena, &l.state, &f->d), "store.sequence");
    assert_int_equal(l.chain.version, before.version);
    store_rollback(f->store);
}

static void a_chain_that_moved_on_meanwhile_is_a_conflict(void **state) {
    fixture_t *f = *state;
    life_t l;
    fx_submitted(f, &l, 1, 42);
    chain_t stale = l.chain;
    life_t other = l;
    other.record.steps = other.steps;
    other.record.tasks = other.tasks;
    other.record.clocks = other.clocks;
    fx_begin(f);
    fx_approve(f, &l, 42);
    fx_write(f, &l);
    fx_commit(f);
    fx_begin(f);
    fx_approve(f, &other, 42);
    fx_refused(f, store_write(f->store, &other.change, &stale, &f->arena, &other.state, &f->d),
               "store.conflict");
    store_rollback(f->store);
}

static void a_number_is_given_once(void **state) {
    fixture_t *f = *state;
    life_t l;
    fx_submitted(f, &l, 1, 42);
    fx_begin(f);
    fx_draft(f, &l, 7, "finance.declaration");
    fx_write(f, &l);
    fx_submit(f, &l, 1, 42);
    fx_refused(f, store_write(f->store, &l.change, &l.chain, &f->arena, &l.state, &f->d), "store.constraint");
    assert_false(store_fatal(&f->d));
    store_rollback(f->store);
    fx_submitted(f, &l, 2, 42);
}

static void number_series_count_by_prefix_and_year(void **state) {
    fixture_t *f = *state;
    int64_t next = 0;
    fx_begin(f);
    fx_ok(f, store_number(f->store, "EXP", 2026, &next, &f->d));
    assert_int_equal(next, 1);
    fx_ok(f, store_number_put(f->store, "EXP", 2026, 1, &f->d));
    fx_ok(f, store_number_put(f->store, "EXP", 2026, 2, &f->d));
    fx_ok(f, store_number_put(f->store, "EXP", 2026, 1, &f->d));
    fx_ok(f, store_number(f->store, "EXP", 2026, &next, &f->d));
    assert_int_equal(next, 3);
    fx_ok(f, store_number(f->store, "EXP", 2027, &next, &f->d));
    assert_int_equal(next, 1);
    fx_ok(f, store_number(f->store, "PUR", 2026, &next, &f->d));
    assert_int_equal(next, 1);
    store_rollback(f->store);
    fx_ok(f, store_number(f->store, "EXP", 2026, &next, &f->d));
    assert_int_equal(next, 1);
}

static remembered_t answer(const char *reply, instant_t at) {
    remembered_t r = {.record = 5, .task = 6, .at = at};
    r.reply = (bytes_t){(const uint8_t *)reply, strlen(reply)};
    hash_of(reply, strlen(reply), &r.digest);
    return r;
}

static void a_key_belongs_to_its_actor(void **state) {
    fixture_t *f = *state;
    actor_t one = {.kind = ACTOR_PERSON, .person = 7, .auth = AUTH_PEER_UID, .uid = 1000};
    actor_t session = one, proxy = one, other = one, entered = one, entered_else = one;
    session.uid = 2000; /* the same person from elsewhere */
    other.person = 8;
    proxy.kind = ACTOR_PROXY;
    proxy.principal = 9;
    entered.auth = entered_else.auth = AUTH_ENTERED_BY;
    entered_else.uid = 1001;
    remembered_t back, said = answer("yes", f->now);
    bool found = true;
    fx_ok(f, store_key_find(f->store, &one, "k", &f->arena, &back, &found, &f->d));
    assert_false(found);
    fx_begin(f);
    fx_ok(f, store_key_put(f->store, &one, "k", &said, &f->d));
    fx_ok(f, store_key_put(f->store, &entered, "k", &said, &f->d));
    fx_refused(f, store_key_put(f->store, &session, "k", &said, &f->d), "store.constraint");
    fx_commit(f);
    fx_ok(f, store_key_find(f->store, &session, "k", &f->arena, &back, &found, &f->d));
    assert_true(found);
    assert_int_equal(back.record, 5);
    assert_int_equal(back.task, 6);
    assert_int_equal(back.at, f->now);
    assert_int_equal(back.reply.len, 3);
    assert_memory_equal(back.reply.at, "yes", 3);
    assert_true(hash_equal(&back.digest, &said.digest));
    const actor_t *strangers[] = {&other, &proxy, &entered_else};
    for (size_t i = 0; i < 3; i++) {
        fx_ok(f, store_key_find(f->store, strangers[i], "k", &f->arena, &back, &found, &f->d));
        assert_false(found);
    }
}

static void old_keys_are_forgotten_and_young_ones_stay(void **state) {
    fixture_t *f = *state;
    actor_t one = {.kind = ACTOR_PERSON, .person = 7};
    remembered_t back, said = answer("yes", 0);
    char key[16];
    bool found = false;
    size_t count = 0;
    fx_begin(f);
    for (int i = 0; i < 10; i++) {
        snprintf(key, sizeof key, "k%d", i);
        said.at = f->now + i;
        fx_ok(f, store_key_put(f->store, &one, key, &said, &f->d));
    }
    fx_ok(f, store_keys_forget(f->store, f->now + 5, 3, &count, &f->d));
    assert_int_equal(count, 3);
    fx_commit(f);
    fx_ok(f, store_key_find(f->store, &one, "k2", &f->arena, &back, &found, &f->d));
    assert_false(found);
    fx_ok(f, store_key_find(f->store, &one, "k3", &f->arena, &back, &found, &f->d));
    assert_true(found);
    fx_ok(f, store_keys_forget(f->store, f->now + 5, 100, &count, &f->d));
    assert_int_equal(count, 2);
    fx_ok(f, store_key_find(f->store, &one, "k4", &f->arena, &back, &found, &f->d));
    assert_false(found);
    fx_ok(f, store_key_find(f->store, &one, "k5", &f->arena, &back, &found, &f->d));
    assert_true(found);
}

static void settings_are_kept_and_replaced(void **state) {
    fixture_t *f = *state;
    const char *value = "x";
    fx_ok(f, store_setting(f->store, "company.calendar", &f->arena, &value, &f->d));
    assert_null(value);
    fx_ok(f, store_setting_put(f->store, "company.calendar", "cn", &f->d));
    fx_ok(f, store_setting_put(f->store, "company.calendar", "nl", &f->d));
    fx_ok(f, store_setting(f->store, "company.calendar", &f->arena, &value, &f->d));
    assert_string_equal(value, "nl");
}

static void ids_and_time_go_on_from_the_latest(void **state) {
    fixture_t *f = *state;
    life_t l;
    int64_t id = 1;
    instant_t recorded = 0;
    fx_ok(f, store_latest(f->store, &id, &recorded, &f->d));
    assert_int_equal(id, 0);
    assert_true(recorded == INSTANT_NONE);
    fx_submitted(f, &l, 1, 42);
    int64_t highest = l.messages[0].id; /* the last id that the change took */
    fx_close(f);
    fx_open(f, STORE_WRITE, NULL);
    fx_ok(f, store_latest(f->store, &id, &recorded, &f->d));
    assert_int_equal(id, highest);
    assert_true(recorded == f->now);
}

static void a_refused_command_leaves_its_incident_alone(void **state) {
    fixture_t *f = *state;
    life_t l;
    incident_row_t *rows = NULL;
    size_t count = 0;
    bool found = false;
    fx_submitted(f, &l, 1, 42);
    chain_t before = l.chain;
    incident_t incident = {.id = id_next(&f->ids, f->now),
                           .code = "rule.failed",
                           .text = "phase=plan",
                           .file = "a.lua",
                           .line = 3,
                           .record = l.record.id,
                           .person = 42};
    change_t change = {.record = &l.record, .incidents = &incident, .incident_count = 1, .now = f->now};
    fx_begin(f);
    fx_ok(f, store_write(f->store, &change, &l.chain, &f->arena, &l.state, &f->d));
    fx_commit(f);
    assert_int_equal(l.chain.version, before.version);
    assert_int_equal(l.state.len, 0);
    fx_ok(f, store_incidents(f->store, true, 0, 10, &f->arena, &rows, &count, &f->d));
    assert_int_equal(count, 1);
    assert_string_equal(rows[0].incident.code, "rule.failed");
    assert_string_equal(rows[0].incident.file, "a.lua");
    assert_int_equal(rows[0].incident.record, l.record.id);
    fx_ok(f, store_incident_settle(f->store, incident.id, 7, f->now, &found, &f->d));
    assert_true(found);
    fx_ok(f, store_incidents(f->store, true, 0, 10, &f->arena, &rows, &count, &f->d));
    assert_int_equal(count, 0);
    fx_ok(f, store_incidents(f->store, false, 0, 10, &f->arena, &rows, &count, &f->d));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].settled_by, 7);
}

static void an_incident_alone_does_not_make_the_latest_recorded_time_forgotten(void **state) {
    fixture_t *f = *state;
    life_t l;
    chain_t none = {0};
    bytes_t unused;
    int64_t id = 0;
    instant_t recorded = INSTANT_NONE;
    fx_submitted(f, &l, 1, 42);
    incident_t incident = {.id = id_next(&f->ids, f->now), .code = "rule.failed"};
    change_t change = {.incidents = &incident, .incident_count = 1, .now = f->now};
    fx_begin(f);
    fx_ok(f, store_write(f->store, &change, &none, &f->arena, &unused, &f->d));
    fx_commit(f);
    fx_close(f);
    fx_open(f, STORE_WRITE, NULL);
    fx_ok(f, store_latest(f->store, &id, &recorded, &f->d));
    assert_true(id == incident.id);
    assert_true(recorded == f->now);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fx_setup, fx_teardown)
        TEST(a_record_reads_back_as_it_was_written),
        TEST(a_record_is_found_by_number_and_by_id),
        TEST(a_record_that_is_not_there_is_not_found),
        TEST(the_systems_own_record_takes_events),
        TEST(what_is_rolled_back_is_gone),
        TEST(one_command_of_a_batch_goes_back_alone),
        TEST(events_that_do_not_follow_the_chain_are_refused),
        TEST(a_chain_that_moved_on_meanwhile_is_a_conflict),
        TEST(a_number_is_given_once),
        TEST(number_series_count_by_prefix_and_year),
        TEST(a_key_belongs_to_its_actor),
        TEST(old_keys_are_forgotten_and_young_ones_stay),
        TEST(settings_are_kept_and_replaced),
        TEST(ids_and_time_go_on_from_the_latest),
        TEST(a_refused_command_leaves_its_incident_alone),
        TEST(an_incident_alone_does_not_make_the_latest_recorded_time_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
