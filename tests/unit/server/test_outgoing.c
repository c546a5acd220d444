/* One round of delivery without threads: claimed, delivered, settled; and what a failing disk leaves of it.
 */
#include "unit/server/fixture.h"

#include "server/outgoing.h"
#include "support/disk.h"
#include <sqlite3.h>

static const char *const MAIL[] = {"mail"};
static const delivery_options_t OPTIONS = {.attempts_max = 2, .retry_ms = 1000, .retry_max_ms = 1000};

typedef struct office {
    char folder[32], path[64];
    disk_t *disk;
    instant_t now;
    host_options_t options;
    host_t *host;
} office_t;

static instant_t office_now(void *ctx) {
    return ((office_t *)ctx)->now;
}

/* A store on a disk that can fail, with one person and one message to her about a record that is not there.
 */
static void office_begin(office_t *o) {
    diag_t d = {0};
    memset(o, 0, sizeof *o);
    strcpy(o->folder, "/tmp/countersign-test-XXXXXX");
    assert_non_null(mkdtemp(o->folder));
    snprintf(o->path, sizeof o->path, "%s/company.db", o->folder);
    log_set_sink(fixture_no_log, NULL);
    o->now = FIXTURE_START;
    o->disk = disk_new(2);
    o->options = (host_options_t){
        .time = {o, office_now}, .store = {.vfs = disk_vfs(o->disk)}, .channels = MAIL, .channel_count = 1};
    o->host = host_create(o->path, "Europe/Amsterdam", &o->options, &d);
    if (o->host == NULL) fail_msg("%s", d.code);
    store_t *s = host_store(o->host);
    assert_int_equal(store_begin(s, &d), 0);
    assert_int_equal(store_people_put(s, PEOPLE_PERSONS,
                                      (const char *[]){"handle", "li.na", "name", "Li Na (demo)", NULL}, 7,
                                      &d),
                     0);
    message_t message = {
        .id = id_next(host_ids(o->host), o->now), .recipient = 7, .kind = "task.opened", .record = 4711};
    change_t change = {
        .messages = &message, .message_count = 1, .channels = MAIL, .channel_count = 1, .now = o->now};
    chain_t none = {0};
    bytes_t unused;
    arena_t arena;
    arena_init(&arena, 0);
    assert_int_equal(store_write(s, &change, &none, &arena, &unused, &d), 0);
    arena_free(&arena);
    assert_int_equal(store_commit(s, &d), 0);
    assert_int_equal(host_reload(o->host, &d), 0);
}

static void office_end(office_t *o) {
    char command[64];
    host_close(o->host);
    disk_free(o->disk);
    snprintf(command, sizeof command, "rm -rf %s", o->folder);
    assert_int_equal(system(command), 0);
    log_set_sink(NULL, NULL);
}

static enum cs_delivery fails(void *ctx, const struct cs_message *message, diag_t *d) {
    ++*(int *)ctx;
    assert_string_equal(message->recipient, "li.na");
    diag_set(d, "plugin.deliver", "detail", "nobody answers", NULL);
    return CS_TRY_AGAIN;
}

static enum cs_delivery arrives(void *ctx, const struct cs_message *message, diag_t *d) {
    (void)message, (void)d;
    ++*(int *)ctx;
    return CS_DELIVERED;
}

/* One round; how many were claimed. */
static size_t one_round(office_t *o, outgoing_fn deliver, int *calls) {
    diag_t d = {0};
    outgoing_t out;
    outgoing_init(&out, "mail", "here", &OPTIONS);
    assert_int_equal(outgoing_claim(o->host, &out, MS_MINUTE, &d), 0);
    size_t count = out.count;
    snapshot_t *snapshot = host_snapshot(o->host);
    outgoing_deliver(&out, snapshot->directory, deliver, calls);
    snapshot_unref(snapshot);
    assert_int_equal(outgoing_settle(o->host, &out, &d), 0);
    outgoing_free(&out);
    return count;
}

static outbox_state_t state_now(office_t *o) {
    diag_t d = {0};
    arena_t arena;
    outbox_row_t *rows;
    size_t count;
    arena_init(&arena, 0);
    assert_int_equal(outbox_rows(host_store(o->host), OUTBOX_LIST_ALL, 0, 10, &arena, &rows, &count, &d), 0);
    assert_int_equal(count, 1);
    outbox_state_t state = rows[0].state;
    arena_free(&arena);
    return state;
}

static void a_message_is_claimed_delivered_and_settled(void **state) {
    (void)state;
    office_t o;
    int calls = 0;
    office_begin(&o);
    assert_int_equal(one_round(&o, arrives, &calls), 1);
    assert_int_equal(calls, 1);
    assert_int_equal(state_now(&o), OUTBOX_DELIVERED);
    assert_int_equal(one_round(&o, arrives, &calls), 0);
    office_end(&o);
}

static void what_fails_waits_and_is_stuck_after_the_last_attempt(void **state) {
    (void)state;
    office_t o;
    int calls = 0;
    office_begin(&o);
    assert_int_equal(one_round(&o, fails, &calls), 1);
    assert_int_equal(state_now(&o), OUTBOX_PENDING);
    assert_int_equal(one_round(&o, fails, &calls), 0); /* not yet */
    o.now += 1000;
    assert_int_equal(one_round(&o, fails, &calls), 1);
    assert_int_equal(state_now(&o), OUTBOX_STUCK);
    assert_int_equal(calls, 2);
    office_end(&o);
}

/* Whatever call fails: either the store can still be read and written, or the host says that it can't. */
static void a_store_that_fails_under_a_claim_is_never_taken_for_sound(void **state) {
    (void)state;
    office_t o;
    office_begin(&o);
    bool failed = true;
    for (int64_t n = 1; failed; n++) {
        diag_t d = {0};
        outgoing_t out;
        instant_t next;
        outgoing_init(&out, "mail", "here", &OPTIONS);
        disk_fail(o.disk, DISK_ANY, n, SQLITE_IOERR, true);
        outgoing_claim(o.host, &out, MS_MINUTE, &d);
        failed = disk_failed(o.disk);
        disk_heal(o.disk);
        outgoing_free(&out);
        diag_clear(&d);
        if (!host_read_only(o.host) && writer_next_due(o.host, &next, &d) != 0)
            fail_msg("after call %lld: %s, and the host takes it for sound", (long long)n, d.code);
        if (host_read_only(o.host)) assert_int_equal(host_recover(o.host, &d), 0);
        o.now += MS_HOUR; /* the claim has run out */
    }
    office_end(&o);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_is_claimed_delivered_and_settled),
        cmocka_unit_test(what_fails_waits_and_is_stuck_after_the_last_attempt),
        cmocka_unit_test(a_store_that_fails_under_a_claim_is_never_taken_for_sound),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
