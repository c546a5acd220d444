/* The outbox behind the writer thread: messages go out as they are committed, and a channel that fails is
 * tried ever more rarely. */
#include "queue_rig.h"
#include "store/outbox.h"
#include <fcntl.h>
#include <pthread.h> /* by which the thread sanitizer's tests are known */
#include <sys/stat.h>

static void make_file(const rig_t *r, const char *name, bool there) {
    char path[256];
    snprintf(path, sizeof path, "%s/channel/%s", r->f.folder, name);
    if (!there) {
        unlink(path);
        return;
    }
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0);
    close(fd);
}

static int lines_of(const rig_t *r, const char *name) {
    char path[256];
    int lines = 0, c;
    snprintf(path, sizeof path, "%s/channel/%s", r->f.folder, name);
    FILE *in = fopen(path, "r");
    while (in != NULL && (c = fgetc(in)) != EOF)
        lines += c == '\n';
    if (in != NULL) fclose(in);
    return lines;
}

static void begin_delivering(rig_t *r, int32_t attempts) {
    char config[512], folder[128];
    delivery_options_t options = {.attempts_max = attempts, .retry_ms = 10000, .retry_max_ms = 30000};
    fixture_create(&r->f, NULL);
    snprintf(folder, sizeof folder, "%s/channel", r->f.folder);
    mkdir(folder, 0700);
    snprintf(config, sizeof config, "%s/countersign.conf", r->f.folder);
    FILE *out = fopen(config, "w");
    fprintf(
        out,
        "plugin_folder = %s/tests/plugins\nplugins = failing_channel\nplugin.failing_channel.folder = %s\n",
        BUILD_DIR, folder);
    fclose(out);
    fixture_close(&r->f);
    r->f.company = company_open(r->f.folder, &r->f.time, &r->f.d);
    if (r->f.company == NULL) fail_msg("%s", r->f.d.code);
    assert_int_equal(reader_open(company_host(r->f.company), &r->f.reader, &r->f.d), 0);
    fixture_people(&r->f);
    fixture_rules(&r->f, FIXTURE_RULES);
    must(r->f.answer);
    r->delivery = delivery_new(company_plugins(r->f.company), &options, &r->f.d);
    assert_non_null(r->delivery);
    start(r, 10);
    assert_int_equal(delivery_start(r->delivery, company_host(r->f.company), r->queue, &r->f.d), 0);
}

static void end_delivering(rig_t *r) {
    delivery_stop(r->delivery);
    stop(r);
    delivery_free(r->delivery);
    fixture_end(&r->f);
}

static void admin_job(host_t *h, job_t *job) {
    rig_t *r = job->owner;
    char number[32];
    (void)h;
    file_purchase(&r->f, "1", number);
}

/* One message, from a purchase filed on the writer's thread as a command would be. */
static void cause_message(rig_t *r) {
    diag_t d = {0};
    job_t job = {.call = admin_job, .owner = r};
    assert_int_equal(queue_call(r->queue, &job, &d), 0);
}

static bool message_is(rig_t *r, outbox_state_t state, int32_t attempts, outbox_row_t *out) {
    outbox_row_t *rows;
    size_t count;
    diag_t d = {0};
    arena_reset(&r->arena);
    if (outbox_rows(r->f.reader.store, OUTBOX_LIST_ALL, 0, 1, &r->arena, &rows, &count, &d) != 0 ||
        count != 1) {
        diag_clear(&d);
        return false;
    }
    *out = rows[0];
    return rows[0].state == state && rows[0].attempts == attempts;
}

static outbox_row_t until_message(rig_t *r, outbox_state_t state, int32_t attempts) {
    outbox_row_t row = {0};
    for (int i = 0; i < 2000; i++) {
        if (message_is(r, state, attempts, &row)) return row;
        usleep(10000);
    }
    fail_msg("the message is in state %d after %d attempts", row.state, row.attempts);
    return row;
}

static void pass(rig_t *r, int64_t ms) {
    atomic_fetch_add(&r->f.now, ms);
    delivery_wake(r->delivery);
}

static void a_message_is_delivered_as_soon_as_it_is_committed(void **state) {
    (void)state;
    rig_t r = {0};
    begin_delivering(&r, 3);
    cause_message(&r);
    outbox_row_t row = until_message(&r, OUTBOX_DELIVERED, 1);
    assert_int_equal(row.ended_at, FIXTURE_START);
    assert_int_equal(lines_of(&r, "delivered"), 1);
    end_delivering(&r);
}

static void a_failing_channel_is_tried_ever_more_rarely_until_it_is_stuck(void **state) {
    (void)state;
    rig_t r = {0};
    begin_delivering(&r, 4);
    make_file(&r, "fail", true);
    cause_message(&r);
    static const int64_t waits[] = {10000, 20000, 30000};
    for (int i = 0; i < 3; i++) {
        outbox_row_t row = until_message(&r, OUTBOX_PENDING, i + 1);
        assert_int_equal(row.next_attempt_at - atomic_load(&r.f.now), waits[i]);
        assert_string_equal(row.last_error, "the line is down");
        pass(&r, waits[i] - 1);
        usleep(50000);
        until_message(&r, OUTBOX_PENDING, i + 1); /* not a moment too early */
        pass(&r, 1);
    }
    outbox_row_t stuck = until_message(&r, OUTBOX_STUCK, 4);
    assert_string_equal(stuck.last_error, "the line is down");
    pass(&r, 365 * (int64_t)MS_DAY);
    usleep(50000);
    assert_int_equal(lines_of(&r, "tried"), 4);
    end_delivering(&r);
}

typedef struct resend {
    rig_t *rig;
    json_t *answer;
    int64_t message;
} resend_t;

static void resend_job(host_t *h, job_t *job) {
    resend_t *x = job->owner;
    (void)h;
    x->answer =
        json_incref(ask(&x->rig->f, "{\"verb\":\"outbox.resend\",\"message\":\"%" PRId64 "\"}", x->message));
}

static void a_stuck_message_is_sent_again_when_somebody_says_so(void **state) {
    (void)state;
    rig_t r = {0};
    diag_t d = {0};
    begin_delivering(&r, 9);
    make_file(&r, "refuse", true);
    cause_message(&r);
    outbox_row_t stuck = until_message(&r, OUTBOX_STUCK, 1); /* the channel gave up: no further attempts */
    assert_string_equal(stuck.last_error, "no such mailbox");
    make_file(&r, "refuse", false);
    resend_t x = {.rig = &r, .message = stuck.message.id};
    job_t job = {.call = resend_job, .owner = &x};
    assert_int_equal(queue_call(r.queue, &job, &d), 0);
    must(x.answer);
    json_decref(x.answer);
    until_message(&r, OUTBOX_DELIVERED, 1);
    char line[64], expected[64] = {0}, path[256];
    snprintf(line, sizeof line, "%" PRId64 " 1\n", stuck.message.id);
    snprintf(path, sizeof path, "%s/channel/delivered", r.f.folder);
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    assert_non_null(fgets(expected, sizeof expected, in));
    fclose(in);
    assert_string_equal(expected, line); /* under the same key */
    end_delivering(&r);
}

static void a_message_claimed_by_one_that_died_goes_out_when_the_next_begins(void **state) {
    (void)state;
    rig_t r = {0};
    outbox_row_t *rows;
    size_t count;
    diag_t d = {0};
    begin_delivering(&r, 3);
    delivery_stop(r.delivery);
    cause_message(&r);
    queue_stop(r.queue);
    queue_finish(r.queue);
    queue_free(r.queue);
    delivery_free(r.delivery);
    store_t *store = host_store(company_host(r.f.company));
    assert_int_equal(store_begin(store, &d), 0);
    assert_int_equal(
        outbox_claim(store, "failing", "host-dead", FIXTURE_START, 60000, 8, &r.arena, &rows, &count, &d), 0);
    assert_int_equal(count, 1);
    assert_int_equal(store_commit(store, &d), 0);
    delivery_options_t options = {.attempts_max = 3, .retry_ms = 1000, .retry_max_ms = 1000};
    r.delivery = delivery_new(company_plugins(r.f.company), &options, &d);
    arena_free(&r.arena);
    sem_destroy(&r.woken);
    start(&r, 10);
    assert_int_equal(delivery_start(r.delivery, company_host(r.f.company), r.queue, &d), 0);
    until_message(&r, OUTBOX_DELIVERED, 2); /* no time has passed: the claim would have held for a minute */
    end_delivering(&r);
}

static void the_wait_doubles_up_to_its_limit(void **state) {
    (void)state;
    delivery_options_t o = {.attempts_max = 100, .retry_ms = 15000, .retry_max_ms = 3600000};
    assert_int_equal(delivery_backoff(&o, 1), 15000);
    assert_int_equal(delivery_backoff(&o, 2), 30000);
    assert_int_equal(delivery_backoff(&o, 8), 1920000);
    assert_int_equal(delivery_backoff(&o, 9), 3600000);
    assert_int_equal(delivery_backoff(&o, 1000), 3600000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_is_delivered_as_soon_as_it_is_committed),
        cmocka_unit_test(a_failing_channel_is_tried_ever_more_rarely_until_it_is_stuck),
        cmocka_unit_test(a_stuck_message_is_sent_again_when_somebody_says_so),
        cmocka_unit_test(a_message_claimed_by_one_that_died_goes_out_when_the_next_begins),
        cmocka_unit_test(the_wait_doubles_up_to_its_limit),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
