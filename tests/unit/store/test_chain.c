/* The evidence: every hash can be made again from the columns, what is changed behind the store's back is
 * found, events are only added, and lawful erasure leaves the chain whole. */
#include "unit/store/fixture.h"

static int check(fixture_t *f, int64_t record) {
    event_row_t *rows = NULL;
    size_t count = 0;
    bool more = false;
    bytes_t body;
    chain_t chain;
    fx_ok(f, store_record(f->store, record, &f->arena, &body, &chain, &f->d));
    fx_ok(f, store_events(f->store, record, 0, 1000, EVENTS_OLDEST_FIRST, &f->arena, &rows, &count, &more,
                          &f->d));
    assert_false(more);
    return store_chain_check(record, rows, count, &chain, &f->d);
}

static void every_hash_is_made_again_from_the_columns(void **state) {
    fixture_t *f = *state;
    life_t l;
    fx_finished(f, &l, 1, 42);
    fx_ok(f, check(f, l.record.id));
    fx_ok(f, check(f, 0));
}

static void tampered(void **state, const char *sql, const char *what) {
    fixture_t *f = *state;
    life_t l;
    fx_finished(f, &l, 1, 42);
    fx_tamper(f,
              "DROP TRIGGER events_stay; DROP TRIGGER events_are_kept; DROP TRIGGER event_personal_stays;");
    fx_ok(f, check(f, l.record.id));
    fx_tamper(f, sql);
    fx_refused(f, check(f, l.record.id), "store.chain");
    assert_string_equal(diag_get(&f->d, "what"), what);
}

static void a_changed_time_is_found(void **state) {
    tampered(state, "UPDATE events SET happened_at = happened_at - 1 WHERE seq = 3", "hash");
}

static void a_changed_actor_is_found(void **state) {
    tampered(state, "UPDATE events SET actor = 8 WHERE seq = 2", "hash");
}

static void a_changed_payload_is_found(void **state) {
    tampered(state,
             "UPDATE events SET payload = CAST(replace(CAST(payload AS TEXT), '000001', '000009') AS BLOB) "
             "WHERE seq = 2",
             "hash");
}

static void changed_personal_words_are_found(void **state) {
    tampered(state,
             "UPDATE event_personal SET personal = CAST(replace(CAST(personal AS TEXT), 'right', 'wrong') AS "
             "BLOB)",
             "digest");
}

static void a_changed_salt_is_found(void **state) {
    tampered(state, "UPDATE event_personal SET salt = zeroblob(16)", "digest");
}

static void an_event_cut_from_the_end_is_found(void **state) {
    tampered(state, "UPDATE states SET last_event = (SELECT previous FROM events WHERE id = last_event)",
             "length");
}

static void events_are_never_changed_or_deleted(void **state) {
    fixture_t *f = *state;
    life_t l;
    fx_submitted(f, &l, 1, 42);
    fx_close(f);
    const char *const attempts[] = {
        "UPDATE events SET actor = 1",
        "DELETE FROM events",
        "UPDATE event_personal SET salt = zeroblob(16)",
        "PRAGMA recursive_triggers = ON; INSERT OR REPLACE INTO events SELECT * FROM events LIMIT 1",
        "PRAGMA recursive_triggers = ON; REPLACE INTO events SELECT * FROM events",
    };
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        assert_int_equal(fx_raw(f->path, attempts[i]), SQLITE_CONSTRAINT);
    }
    fx_open(f, STORE_WRITE, NULL);
    fx_ok(f, check(f, l.record.id));
}

static void the_stores_own_connection_refuses_replacing_too(void **state) {
    fixture_t *f = *state;
    life_t l;
    fx_submitted(f, &l, 1, 42);
    fx_begin(f);
    /* the same ids again: a plain insert meets the primary key */
    life_t again = l;
    again.chain = (chain_t){.version = l.chain.version};
    again.record.steps = again.steps;
    fx_change(f, &again);
    event_t *e = fx_event(f, &again, EVENT_COMMENTED);
    e->u.commented.text = "again";
    e->id = l.chain.last_event;
    fx_refused(f, store_write(f->store, &again.change, &again.chain, &f->arena, &again.state, &f->d),
               "store.constraint");
    store_rollback(f->store);
    fx_ok(f, check(f, l.record.id));
}

static void erased_words_are_gone_and_the_chain_stays_valid(void **state) {
    fixture_t *f = *state;
    life_t l;
    event_row_t *rows = NULL;
    size_t count = 0;
    bool more = false, found = false;
    fx_finished(f, &l, 1, 42);
    fx_ok(f, store_events(f->store, l.record.id, 0, 1000, EVENTS_OLDEST_FIRST, &f->arena, &rows, &count,
                          &more, &f->d));
    assert_true(rows[0].has_personal);
    assert_false(rows[0].erased);
    assert_string_equal(rows[0].event.u.drafted.fields[0].value.u.text, "a train to Shanghai");
    fx_begin(f);
    fx_ok(f, store_personal_erase(f->store, rows[0].event.id, &found, &f->d));
    fx_commit(f);
    assert_true(found);
    fx_ok(f, store_events(f->store, l.record.id, 0, 1000, EVENTS_OLDEST_FIRST, &f->arena, &rows, &count,
                          &more, &f->d));
    assert_true(rows[0].erased);
    assert_int_equal(rows[0].event.u.drafted.field_count, 0);
    assert_string_equal(rows[0].event.u.drafted.flow, "finance.declaration");
    fx_ok(f, check(f, l.record.id));
    fx_ok(f, store_personal_erase(f->store, rows[0].event.id, &found, &f->d));
    assert_false(found);
    /* the state without them is put back under the same version */
    l.record.field_count = 0;
    fx_ok(f, store_state_put(f->store, &l.record, &f->arena, &l.state, &f->d));
    fx_ok(f, store_rows_compare(f->store, &l.record, &f->d));
}

static void a_history_is_read_in_pages_either_way(void **state) {
    fixture_t *f = *state;
    life_t l;
    event_row_t *rows = NULL;
    size_t count = 0;
    bool more = false;
    fx_finished(f, &l, 1, 42);
    int64_t expected = l.record.version, before = 0;
    do {
        fx_ok(f, store_events(f->store, l.record.id, before, 4, EVENTS_NEWEST_FIRST, &f->arena, &rows, &count,
                              &more, &f->d));
        for (size_t i = 0; i < count; i++)
            assert_int_equal(rows[i].event.seq, expected--);
        before = rows[count - 1].event.seq;
    } while (more);
    assert_int_equal(expected, 0);
    fx_ok(f, store_events(f->store, l.record.id, 4, 2, EVENTS_OLDEST_FIRST, &f->arena, &rows, &count, &more,
                          &f->d));
    assert_int_equal(count, 2);
    assert_true(more);
    assert_int_equal(rows[0].event.seq, 2);
    assert_int_equal(rows[1].event.seq, 3);
}

static void events_read_back_with_their_actor_and_ruleset(void **state) {
    fixture_t *f = *state;
    life_t l;
    event_row_t *rows = NULL;
    size_t count = 0;
    bool more = false;
    fx_begin(f);
    fx_draft(f, &l, 7, "finance.declaration");
    l.events[0].actor =
        (actor_t){.kind = ACTOR_PROXY, .person = 11, .principal = 12, .auth = AUTH_ENTERED_BY, .uid = 4008};
    l.events[0].at -= 5000;
    fx_write(f, &l);
    fx_commit(f);
    fx_ok(f, store_events(f->store, l.record.id, 0, 10, EVENTS_NEWEST_FIRST, &f->arena, &rows, &count, &more,
                          &f->d));
    assert_int_equal(count, 1);
    const event_t *e = &rows[0].event;
    assert_int_equal(e->actor.kind, ACTOR_PROXY);
    assert_int_equal(e->actor.person, 11);
    assert_int_equal(e->actor.principal, 12);
    assert_int_equal(e->actor.auth, AUTH_ENTERED_BY);
    assert_int_equal(e->actor.uid, 4008);
    assert_int_equal(e->recorded - e->at, 5000);
    assert_true(hash_equal(&e->ruleset, &l.ruleset));
}

static void a_chain_that_runs_in_a_circle_is_corrupt_and_ends(void **state) {
    fixture_t *f = *state;
    life_t l;
    event_row_t *rows = NULL;
    size_t count = 0;
    bool more = false;
    fx_finished(f, &l, 1, 42);
    fx_tamper(f, "DROP TRIGGER events_stay;"
                 "UPDATE events SET previous = (SELECT max(id) FROM events) WHERE seq = 1");
    fx_refused(f,
               store_events(f->store, l.record.id, 0, 1000, EVENTS_NEWEST_FIRST, &f->arena, &rows, &count,
                            &more, &f->d),
               "store.corrupt");
}

static void a_missing_event_is_corrupt(void **state) {
    fixture_t *f = *state;
    life_t l;
    event_row_t *rows = NULL;
    size_t count = 0;
    bool more = false;
    fx_finished(f, &l, 1, 42);
    fx_tamper(f, "DROP TRIGGER events_are_kept; PRAGMA foreign_keys = OFF; DELETE FROM events WHERE seq = 2");
    fx_refused(f,
               store_events(f->store, l.record.id, 0, 1000, EVENTS_NEWEST_FIRST, &f->arena, &rows, &count,
                            &more, &f->d),
               "store.corrupt");
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fx_setup, fx_teardown)
        TEST(every_hash_is_made_again_from_the_columns),
        TEST(a_changed_time_is_found),
        TEST(a_changed_actor_is_found),
        TEST(a_changed_payload_is_found),
        TEST(changed_personal_words_are_found),
        TEST(a_changed_salt_is_found),
        TEST(an_event_cut_from_the_end_is_found),
        TEST(events_are_never_changed_or_deleted),
        TEST(the_stores_own_connection_refuses_replacing_too),
        TEST(erased_words_are_gone_and_the_chain_stays_valid),
        TEST(a_history_is_read_in_pages_either_way),
        TEST(events_read_back_with_their_actor_and_ruleset),
        TEST(a_chain_that_runs_in_a_circle_is_corrupt_and_ends),
        TEST(a_missing_event_is_corrupt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
