/* The outbox: claimed by lease, retried, given up, resent; nothing is lost and nothing is kept by the dead.
 */
#include "store/outbox.h"
#include "unit/store/fixture.h"

enum { LEASE = 60000 };

static outbox_row_t *claim(fixture_t *f, const char *holder, instant_t now, size_t max, size_t expected) {
    outbox_row_t *rows = NULL;
    size_t count = 0;
    fx_ok(f, outbox_claim(f->store, "file", holder, now, LEASE, max, &f->arena, &rows, &count, &f->d));
    assert_int_equal(count, expected);
    return rows;
}

static size_t listed(fixture_t *f, outbox_list_t which, outbox_row_t **rows) {
    size_t count = 0;
    fx_ok(f, outbox_rows(f->store, which, 0, 100, &f->arena, rows, &count, &f->d));
    return count;
}

static void a_message_is_claimed_by_one_and_delivered(void **state) {
    fixture_t *f = *state;
    life_t l;
    fx_submitted(f, &l, 1, 42);
    outbox_row_t *rows = claim(f, "one", f->now, 10, 1);
    assert_int_equal(rows[0].message.id, l.messages[0].id);
    assert_int_equal(rows[0].message.recipient, 42);
    assert_string_equal(rows[0].message.kind, "task.opened");
    assert_string_equal(rows[0].message.step, "administration");
    assert_true(rows[0].message.due == l.clocks[0].due_at);
    assert_int_equal(rows[0].attempts, 1);
    claim(f, "two", f->now, 10, 0);
    fx_refused(f, outbox_delivered(f->store, rows[0].message.id, "file", "two", f->now, &f->d),
               "outbox.lost");
    fx_ok(f, outbox_delivered(f->store, rows[0].message.id, "file", "one", f->now, &f->d));
    fx_refused(f, outbox_delivered(f->store, rows[0].message.id, "file", "one", f->now, &f->d),
               "outbox.lost");
    claim(f, "one", f->now + 10 * LEASE, 10, 0);
    assert_int_equal(listed(f, OUTBOX_LIST_ALL, &rows), 1);
    assert_int_equal(rows[0].state, OUTBOX_DELIVERED);
    assert_int_equal(listed(f, OUTBOX_LIST_WAITING, &rows), 0);
}

static void a_claim_that_ran_out_is_taken_by_the_next(void **state) {
    fixture_t *f = *state;
    life_t l;
    instant_t next = 0;
    fx_submitted(f, &l, 1, 42);
    claim(f, "dead", f->now, 10, 1);
    fx_ok(f, outbox_next(f->store, "file", &next, &f->d));
    assert_true(next == f->now + LEASE);
    claim(f, "alive", f->now + LEASE - 1, 10, 0);
    outbox_row_t *rows = claim(f, "alive", f->now + LEASE, 10, 1);
    assert_int_equal(rows[0].attempts, 2);
    fx_refused(f, outbox_delivered(f->store, rows[0].message.id, "file", "dead", f->now, &f->d),
               "outbox.lost");
    fx_ok(f, outbox_delivered(f->store, rows[0].message.id, "file", "alive", f->now, &f->d));
    fx_ok(f, outbox_next(f->store, "file", &next, &f->d));
    assert_true(next == INSTANT_NONE);
}

static void what_a_dead_host_had_claimed_is_given_back_at_once(void **state) {
    fixture_t *f = *state;
    life_t l;
    instant_t next = 0;
    size_t count = 9;
    fx_submitted(f, &l, 1, 42);
    outbox_row_t *rows = claim(f, "dead", f->now, 10, 1);
    fx_ok(f, outbox_release(f->store, "mail", "alive", f->now, 1000, &count, &f->d));
    assert_int_equal(count, 0);
    fx_ok(f, outbox_release(f->store, "file", "dead", f->now, 1000, &count, &f->d)); /* its own stays */
    assert_int_equal(count, 0);
    fx_ok(f, outbox_release(f->store, "file", "alive", f->now + 5, 1000, &count, &f->d));
    assert_int_equal(count, 1);
    fx_refused(f, outbox_delivered(f->store, rows[0].message.id, "file", "dead", f->now, &f->d),
               "outbox.lost");
    rows = claim(f, "alive", f->now + 5, 10, 1);
    assert_int_equal(rows[0].attempts, 2);
    fx_ok(f, outbox_release(f->store, "file", "third", f->now + 6, 1000, &count, &f->d));
    fx_ok(f, outbox_next(f->store, "file", &next, &f->d));
    assert_true(next == f->now + 1006); /* the message itself may be what kills */
    claim(f, "third", f->now + 1006, 10, 1);
    fx_ok(f, outbox_release(f->store, "file", "fourth", f->now + 1007, 100 * LEASE, &count, &f->d));
    fx_ok(f, outbox_next(f->store, "file", &next, &f->d));
    assert_true(next == f->now + 1006 + LEASE); /* no longer than the claim would have lasted */
}

static void a_failed_delivery_waits_then_is_tried_again(void **state) {
    fixture_t *f = *state;
    life_t l;
    instant_t next = 0;
    fx_submitted(f, &l, 1, 42);
    outbox_row_t *rows = claim(f, "one", f->now, 10, 1);
    fx_ok(f, outbox_retry(f->store, rows[0].message.id, "file", "one", f->now + 5000, "disk full", &f->d));
    fx_ok(f, outbox_next(f->store, "file", &next, &f->d));
    assert_true(next == f->now + 5000);
    claim(f, "one", f->now + 4999, 10, 0);
    rows = claim(f, "one", f->now + 5000, 10, 1);
    assert_int_equal(rows[0].attempts, 2);
    assert_string_equal(rows[0].last_error, "disk full");
}

static void a_stuck_message_is_listed_and_can_be_resent(void **state) {
    fixture_t *f = *state;
    life_t l;
    fx_submitted(f, &l, 1, 42);
    outbox_row_t *rows = claim(f, "one", f->now, 10, 1);
    int64_t id = rows[0].message.id;
    fx_refused(f, outbox_resend(f->store, id, "file", f->now, &f->d), "store.not_found");
    fx_ok(f, outbox_give_up(f->store, id, "file", "one", f->now, "no such folder", &f->d));
    claim(f, "one", f->now + 10 * LEASE, 10, 0);
    assert_int_equal(listed(f, OUTBOX_LIST_STUCK, &rows), 1);
    assert_string_equal(rows[0].last_error, "no such folder");
    assert_string_equal(rows[0].channel, "file");
    fx_refused(f, outbox_resend(f->store, id, "mail", f->now, &f->d), "store.not_found");
    fx_ok(f, outbox_resend(f->store, id, "file", f->now, &f->d));
    assert_int_equal(listed(f, OUTBOX_LIST_STUCK, &rows), 0);
    rows = claim(f, "one", f->now, 10, 1);
    assert_int_equal(rows[0].attempts, 1);
}

static void delivered_ones_are_forgotten_and_stuck_ones_stay(void **state) {
    fixture_t *f = *state;
    life_t l;
    outbox_row_t *rows = NULL;
    size_t count = 0;
    for (int i = 1; i <= 4; i++)
        fx_submitted(f, &l, i, 42);
    rows = claim(f, "one", f->now, 4, 4);
    fx_ok(f, outbox_give_up(f->store, rows[0].message.id, "file", "one", f->now, "x", &f->d));
    for (int i = 1; i < 4; i++) {
        fx_ok(f, outbox_delivered(f->store, rows[i].message.id, "file", "one", f->now + i, &f->d));
    }
    fx_ok(f, outbox_forget(f->store, f->now + 3, 1, &count, &f->d));
    assert_int_equal(count, 1);
    assert_int_equal(listed(f, OUTBOX_LIST_ALL, &rows), 3);
    fx_ok(f, outbox_forget(f->store, f->now + 3, 10, &count, &f->d));
    assert_int_equal(count, 1);
    assert_int_equal(listed(f, OUTBOX_LIST_ALL, &rows), 2);
    assert_int_equal(rows[0].state, OUTBOX_STUCK);
    assert_int_equal(rows[1].state, OUTBOX_DELIVERED);
}

static void each_channel_has_its_own_row(void **state) {
    static const char *const both[] = {"file", "mail"};
    fixture_t *f = *state;
    life_t l;
    outbox_row_t *rows = NULL;
    size_t count = 0;
    fx_begin(f);
    fx_draft(f, &l, 7, "finance.declaration");
    fx_write(f, &l);
    fx_submit(f, &l, 1, 42);
    l.change.channels = both;
    l.change.channel_count = 2;
    fx_write(f, &l);
    fx_commit(f);
    rows = claim(f, "one", f->now, 10, 1);
    fx_ok(f, outbox_delivered(f->store, rows[0].message.id, "file", "one", f->now, &f->d));
    fx_ok(f, outbox_claim(f->store, "mail", "two", f->now, LEASE, 10, &f->arena, &rows, &count, &f->d));
    assert_int_equal(count, 1);
    assert_string_equal(rows[0].channel, "mail");
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, fx_setup, fx_teardown)
        TEST(a_message_is_claimed_by_one_and_delivered),
        TEST(a_claim_that_ran_out_is_taken_by_the_next),
        TEST(what_a_dead_host_had_claimed_is_given_back_at_once),
        TEST(a_failed_delivery_waits_then_is_tried_again),
        TEST(a_stuck_message_is_listed_and_can_be_resent),
        TEST(delivered_ones_are_forgotten_and_stuck_ones_stay),
        TEST(each_channel_has_its_own_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
