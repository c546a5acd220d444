/* The queue into the writer thread, without a socket: batches, the limit, calls in order, deadlines, the
 * outbox. */
#include "fixture.h"
#include "server/delivery.h"
#include "server/queue.h"
#include "store/outbox.h"
#include "support/failing_vfs.h"
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <sqlite3.h>
#include <sys/stat.h>

typedef struct rig {
    fixture_t f;
    queue_t *queue;
    delivery_t *delivery;
    sem_t woken;
    arena_t arena;
} rig_t;

static void wake(void *ctx) {
    sem_post(&((rig_t *)ctx)->woken);
}

static void after(void *ctx, host_t *h) {
    rig_t *r = ctx;
    if (r->delivery != NULL) delivery_look(r->delivery, h);
}

static void start_with(rig_t *r, host_t *host, size_t limit) {
    queue_options_t options = {.batch_max = 16,
                               .fire_batch = 4,
                               .limit = limit,
                               .batch_us = 2000,
                               .recover_max_s = 1,
                               .wake = wake,
                               .after = after,
                               .ctx = r};
    sem_init(&r->woken, 0, 0);
    arena_init(&r->arena, 0);
    r->queue = queue_start(host, &options, &r->f.d);
    assert_non_null(r->queue);
}

static void start(rig_t *r, size_t limit) {
    start_with(r, company_host(r->f.company), limit);
}

static void stop(rig_t *r) {
    queue_stop(r->queue);
    queue_finish(r->queue);
    queue_free(r->queue);
    sem_destroy(&r->woken);
    arena_free(&r->arena);
}

/* Finishes jobs until `count` of them are done. */
static void finish_until(rig_t *r, const int *done, int count) {
    while (*done < count) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += 20;
        if (sem_timedwait(&r->woken, &until) != 0) fail_msg("the writer says nothing");
        queue_finish(r->queue);
    }
}

typedef struct counted {
    job_t job;
    request_t request;
    int *done;
    int order;
    sem_t *gate;
    int *ran;
} counted_t;

static void count_done(job_t *job) {
    counted_t *c = job->owner;
    c->order = ++*c->done;
}

static request_t draft_request(rig_t *r) {
    person_info_t gao;
    snapshot_t *snapshot = host_snapshot(company_host(r->f.company));
    assert_true(directory_by_handle(snapshot->directory, "gao.min", &gao));
    snapshot_unref(snapshot);
    return (request_t){.command = {.kind = COMMAND_DRAFT,
                                   .actor = {.kind = ACTOR_PERSON, .person = gao.id, .auth = AUTH_PEER_UID},
                                   .flow = "sales.purchase",
                                   .at = INSTANT_NONE}};
}

static void wait_at_gate(host_t *h, job_t *job) {
    (void)h;
    counted_t *c = job->owner;
    sem_wait(c->gate);
}

static void note_order(host_t *h, job_t *job) {
    (void)h;
    counted_t *c = job->owner;
    c->order = ++*c->ran;
}

/* ---- commands ---- */

static void a_full_queue_refuses_and_goes_on_when_there_is_room(void **state) {
    (void)state;
    rig_t r = {0};
    enum { LIMIT = 5 };
    counted_t jobs[LIMIT + 2] = {0};
    sem_t gate;
    int done = 0;
    diag_t d = {0};
    fixture_begin(&r.f, NULL);
    start(&r, LIMIT);
    sem_init(&gate, 0, 0);
    counted_t blocker = {.done = &done, .gate = &gate};
    blocker.job = (job_t){.call = wait_at_gate, .owner = &blocker, .done = count_done};
    assert_int_equal(queue_push(r.queue, &blocker.job, &d), 0);
    while (queue_waiting(r.queue) > 0)
        usleep(1000); /* until the writer stands at the gate */
    for (int i = 0; i < LIMIT + 1; i++) {
        jobs[i].done = &done;
        jobs[i].request = draft_request(&r);
        jobs[i].job = (job_t){.request = &jobs[i].request, .owner = &jobs[i], .done = count_done};
        assert_int_equal(queue_push(r.queue, &jobs[i].job, &d), i < LIMIT ? 0 : -1);
    }
    assert_string_equal(d.code, "queue.full");
    assert_string_equal(diag_get(&d, "limit"), "5");
    assert_int_equal(done, 0); /* nothing is answered before it is carried out */
    sem_post(&gate);
    finish_until(&r, &done, LIMIT + 1);
    for (int i = 0; i < LIMIT; i++) {
        assert_true(jobs[i].job.reply.ok);
        assert_int_equal(jobs[i].order, i + 2);
    }
    assert_int_equal(queue_push(r.queue, &jobs[LIMIT].job, &d), 0);
    finish_until(&r, &done, LIMIT + 2);
    stop(&r);
    sem_destroy(&gate);
    fixture_end(&r.f);
}

static void calls_keep_their_place_among_commands(void **state) {
    (void)state;
    rig_t r = {0};
    counted_t before = {0}, call = {0}, behind = {0}, blocker = {0};
    sem_t gate;
    int done = 0, ran = 0;
    diag_t d = {0};
    fixture_begin(&r.f, NULL);
    start(&r, 10);
    sem_init(&gate, 0, 0);
    blocker = (counted_t){.done = &done, .gate = &gate};
    blocker.job = (job_t){.call = wait_at_gate, .owner = &blocker, .done = count_done};
    queue_push(r.queue, &blocker.job, &d);
    before = (counted_t){.done = &done, .request = draft_request(&r)};
    before.job = (job_t){.request = &before.request, .owner = &before, .done = count_done};
    call = (counted_t){.done = &done, .ran = &ran};
    call.job = (job_t){.call = note_order, .owner = &call, .done = count_done};
    behind = (counted_t){.done = &done, .request = draft_request(&r)};
    behind.job = (job_t){.request = &behind.request, .owner = &behind, .done = count_done};
    queue_push(r.queue, &before.job, &d);
    queue_push(r.queue, &call.job, &d);
    queue_push(r.queue, &behind.job, &d);
    sem_post(&gate);
    finish_until(&r, &done, 4);
    assert_int_equal(before.order, 2);
    assert_int_equal(call.order, 3);
    assert_int_equal(behind.order, 4);
    stop(&r);
    sem_destroy(&gate);
    fixture_end(&r.f);
}

static void a_queue_that_was_stopped_carries_out_what_waits_and_takes_no_more(void **state) {
    (void)state;
    rig_t r = {0};
    int done = 0;
    diag_t d = {0};
    fixture_begin(&r.f, NULL);
    start(&r, 10);
    counted_t one = {.done = &done, .request = draft_request(&r)}, late = one;
    one.job = (job_t){.request = &one.request, .owner = &one, .done = count_done};
    late.job = (job_t){.request = &late.request, .owner = &late, .done = count_done};
    assert_int_equal(queue_push(r.queue, &one.job, &d), 0);
    queue_stop(r.queue);
    queue_finish(r.queue);
    assert_int_equal(done, 1);
    assert_true(one.job.reply.ok);
    assert_int_equal(queue_push(r.queue, &late.job, &d), -1);
    assert_string_equal(d.code, "queue.stopped");
    queue_free(r.queue);
    sem_destroy(&r.woken);
    fixture_end(&r.f);
}

static void the_earliest_deadline_is_told_and_fired_once(void **state) {
    (void)state;
    rig_t r = {0};
    char number[32];
    fixture_begin(&r.f, NULL);
    for (int i = 0; i < 9; i++)
        file_purchase(&r.f, "1", number);
    start(&r, 10);
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 20;
    assert_int_equal(sem_timedwait(&r.woken, &until), 0);
    instant_t due = queue_next_due(r.queue),
              later = FIXTURE_START + 32 * (instant_t)MS_HOUR; /* Tuesday, 18:00 */
    assert_int_equal(due, later);
    atomic_store(&r.f.now, due);
    queue_due(r.queue); /* nine of them, four a commit: one call is enough */
    for (int i = 0; i < 3000 && queue_next_due(r.queue) == due; i++)
        usleep(10000);
    assert_true(queue_next_due(r.queue) > due);
    stop(&r);
    must(ask(&r.f, "{\"verb\":\"history\",\"record\":\"%s\"}", number));
    json_t *events = json_object_get(r.f.answer, "events");
    int rungs = 0;
    for (size_t i = 0; i < json_array_size(events); i++)
        rungs += strcmp(text_at(json_array_get(events, i), "kind"), event_kind_word(EVENT_RUNG)) == 0;
    assert_int_equal(rungs, 1);
    fixture_end(&r.f);
}

static void a_clock_put_back_is_noted_on_the_systems_own_record(void **state) {
    (void)state;
    rig_t r = {0};
    int done = 0;
    diag_t d = {0};
    fixture_begin(&r.f, NULL);
    atomic_store(&r.f.now, FIXTURE_START - (instant_t)MS_HOUR);
    start(&r, 10);
    counted_t one = {.done = &done, .request = draft_request(&r)};
    one.job = (job_t){.request = &one.request, .owner = &one, .done = count_done};
    queue_push(r.queue, &one.job, &d);
    finish_until(&r, &done, 1);
    stop(&r);
    must(ask(&r.f, "{\"verb\":\"history\",\"record\":\"0\"}"));
    json_t *events = json_object_get(r.f.answer, "events"),
           *last = json_array_get(events, json_array_size(events) - 1);
    assert_string_equal(text_at(json_object_get(last, "data"), "code"), "clock.held");
    assert_string_equal(text_at(json_object_get(last, "data"), "text"),
                        "clock=2026-03-02T08:00:00Z recorded=2026-03-02T09:00:00Z");
    fixture_end(&r.f);
}

static void wait_for_done(rig_t *r, const int *done, int count) {
    for (int i = 0; i < 2000 && *done < count; i++) {
        queue_finish(r->queue);
        usleep(10000);
    }
    assert_int_equal(*done, count);
}

/* One draft through the queue; its reply's error in `error`. */
static bool draft_through(rig_t *r, const request_t *request, diag_t *error) {
    int done = 0;
    diag_t d = {0};
    counted_t one = {.done = &done, .request = *request};
    one.job = (job_t){.request = &one.request, .owner = &one, .done = count_done};
    assert_int_equal(queue_push(r->queue, &one.job, &d), 0);
    wait_for_done(r, &done, 1);
    *error = one.job.reply.error;
    return one.job.reply.ok;
}

/* The failing disk belongs to the writer's thread. */
static void break_disk(host_t *h, job_t *job) {
    (void)h, (void)job;
    failing_vfs_arm(FAILING_WRITE, 1, SQLITE_FULL, true);
}

static void mend_disk(host_t *h, job_t *job) {
    (void)h, (void)job;
    failing_vfs_disarm();
}

static void a_store_that_failed_is_tried_again_until_it_can_be_written(void **state) {
    (void)state;
    rig_t r = {0};
    diag_t error;
    char path[128];
    fixture_begin(&r.f, NULL);
    request_t request = draft_request(&r);
    snprintf(path, sizeof path, "%s/countersign.db", r.f.folder);
    fixture_close(&r.f);
    assert_int_equal(failing_vfs_register(), 0);
    host_options_t options = {.time = r.f.time, .store = {.vfs = FAILING_VFS}};
    host_t *host = host_open(path, &options, &r.f.d);
    assert_non_null(host);
    start_with(&r, host, 10);
    assert_true(draft_through(&r, &request, &error));
    job_t breaking = {.call = break_disk}, mending = {.call = mend_disk};
    assert_int_equal(queue_call(r.queue, &breaking, &r.f.d), 0);
    assert_false(draft_through(&r, &request, &error));
    assert_true(store_fatal(&error));
    diag_clear(&error);
    assert_false(draft_through(&r, &request, &error));
    assert_string_equal(error.code, "host.read_only");
    diag_clear(&error);
    sleep(2); /* tried at least once, in vain */
    assert_true(host_read_only(host));
    assert_int_equal(queue_call(r.queue, &mending, &r.f.d), 0);
    for (int i = 0; i < 3000 && host_read_only(host); i++)
        usleep(10000);
    assert_true(draft_through(&r, &request, &error));
    stop(&r);
    host_close(host);
    fixture_end(&r.f);
}

/* ---- what is too old ---- */

enum { OLD_KEYS = 12345 };

/* As many as a busy day leaves, all of them older than keys are kept. */
static void put_old_keys(host_t *h, job_t *job) {
    (void)job;
    store_t *store = host_store(h);
    actor_t actor = {.kind = ACTOR_PERSON, .person = 7};
    static const uint8_t reply[] = "yes";
    remembered_t said = {.record = 1, .reply = {reply, 3}, .at = FIXTURE_START - 400 * (instant_t)MS_DAY};
    char key[32];
    diag_t d = {0};
    assert_int_equal(store_begin(store, &d), 0);
    for (int i = 0; i < OLD_KEYS; i++) {
        snprintf(key, sizeof key, "old %d", i);
        assert_int_equal(store_key_put(store, &actor, key, &said, &d), 0);
    }
    said.at = FIXTURE_START;
    assert_int_equal(store_key_put(store, &actor, "young", &said, &d), 0);
    assert_int_equal(store_commit(store, &d), 0);
}

static int keys_left(const rig_t *r) {
    char path[128];
    sqlite3 *db;
    sqlite3_stmt *q;
    snprintf(path, sizeof path, "%s/countersign.db", r->f.folder);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT count(*) FROM idempotency_keys", -1, &q, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    int count = sqlite3_column_int(q, 0);
    sqlite3_finalize(q);
    sqlite3_close(db);
    return count;
}

/* Nobody asks for anything meanwhile: it goes on by itself, and ends. */
static void all_that_is_too_old_is_forgotten_however_much_it_is(void **state) {
    (void)state;
    rig_t r = {0};
    fixture_begin(&r.f, NULL);
    start(&r, 10);
    job_t job = {.call = put_old_keys};
    assert_int_equal(queue_call(r.queue, &job, &r.f.d), 0);
    for (int i = 0; i < 3000 && keys_left(&r) > 1; i++)
        usleep(10000);
    assert_int_equal(keys_left(&r), 1);
    stop(&r);
    fixture_end(&r.f);
}

/* ---- the outbox ---- */

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
        cmocka_unit_test(a_full_queue_refuses_and_goes_on_when_there_is_room),
        cmocka_unit_test(calls_keep_their_place_among_commands),
        cmocka_unit_test(a_queue_that_was_stopped_carries_out_what_waits_and_takes_no_more),
        cmocka_unit_test(the_earliest_deadline_is_told_and_fired_once),
        cmocka_unit_test(a_clock_put_back_is_noted_on_the_systems_own_record),
        cmocka_unit_test(a_store_that_failed_is_tried_again_until_it_can_be_written),
        cmocka_unit_test(all_that_is_too_old_is_forgotten_however_much_it_is),
        cmocka_unit_test(a_message_is_delivered_as_soon_as_it_is_committed),
        cmocka_unit_test(a_failing_channel_is_tried_ever_more_rarely_until_it_is_stuck),
        cmocka_unit_test(a_stuck_message_is_sent_again_when_somebody_says_so),
        cmocka_unit_test(a_message_claimed_by_one_that_died_goes_out_when_the_next_begins),
        cmocka_unit_test(the_wait_doubles_up_to_its_limit),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
