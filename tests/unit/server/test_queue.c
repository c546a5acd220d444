/* The queue into the writer thread, without a socket: batches, the limit, calls in order, deadlines, a store
 * that fails, what is too old. */
#include "queue_rig.h"
#include "support/failing_vfs.h"
#include <pthread.h> /* by which the thread sanitizer's tests are known */
#include <sqlite3.h>

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

/* A draft of Gao Min's. */
static void draft_job(counted_t *c, rig_t *r, int *done) {
    *c = (counted_t){.done = done, .request = draft_request(r)};
    c->job = (job_t){.request = &c->request, .owner = c, .done = count_done};
}

static void wait_at_gate(host_t *h, job_t *job) {
    (void)h;
    counted_t *c = job->owner;
    sem_wait(c->gate);
}

/* The writer stands at the gate until the test opens it. */
static void gate_job(counted_t *c, sem_t *gate, int *done) {
    *c = (counted_t){.done = done, .gate = gate};
    c->job = (job_t){.call = wait_at_gate, .owner = c, .done = count_done};
}

static void note_order(host_t *h, job_t *job) {
    (void)h;
    counted_t *c = job->owner;
    c->order = ++*c->ran;
}

static void a_full_queue_refuses_and_goes_on_when_there_is_room(void **state) {
    (void)state;
    rig_t r = {0};
    enum { LIMIT = 5 };
    counted_t jobs[LIMIT + 1];
    sem_t gate;
    int done = 0;
    diag_t d = {0};
    fixture_begin(&r.f, NULL);
    start(&r, LIMIT);
    sem_init(&gate, 0, 0);
    counted_t blocker;
    gate_job(&blocker, &gate, &done);
    assert_int_equal(queue_push(r.queue, &blocker.job, &d), 0);
    while (queue_waiting(r.queue) > 0)
        usleep(1000); /* until the writer stands at the gate */
    for (int i = 0; i < LIMIT + 1; i++) {
        draft_job(&jobs[i], &r, &done);
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
    counted_t before, call, behind, blocker;
    sem_t gate;
    int done = 0, ran = 0;
    diag_t d = {0};
    fixture_begin(&r.f, NULL);
    start(&r, 10);
    sem_init(&gate, 0, 0);
    gate_job(&blocker, &gate, &done);
    queue_push(r.queue, &blocker.job, &d);
    draft_job(&before, &r, &done);
    call = (counted_t){.done = &done, .ran = &ran};
    call.job = (job_t){.call = note_order, .owner = &call, .done = count_done};
    draft_job(&behind, &r, &done);
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
    counted_t one, late;
    draft_job(&one, &r, &done);
    draft_job(&late, &r, &done);
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
    counted_t one;
    draft_job(&one, &r, &done);
    queue_push(r.queue, &one.job, &d);
    finish_until(&r, &done, 1);
    stop(&r);
    must(ask(&r.f, "{\"verb\":\"history\",\"record\":\"0\"}"));
    json_t *events = json_object_get(r.f.answer, "events"),
           *last = json_array_get(events, json_array_size(events) - 1);
    assert_string_equal(text_at(json_object_get(last, "data"), "code"), "clock.held");
    assert_string_equal(text_at(json_object_get(last, "data"), "text"),
                        "clock=2026-03-02T08:00:00Z recorded=2026-03-02T09:00:00Z");
    assert_string_equal(text_at(last, "recorded"), "2026-03-02T09:00:00Z"); /* which does not go back */
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_queue_refuses_and_goes_on_when_there_is_room),
        cmocka_unit_test(calls_keep_their_place_among_commands),
        cmocka_unit_test(a_queue_that_was_stopped_carries_out_what_waits_and_takes_no_more),
        cmocka_unit_test(the_earliest_deadline_is_told_and_fired_once),
        cmocka_unit_test(a_clock_put_back_is_noted_on_the_systems_own_record),
        cmocka_unit_test(a_store_that_failed_is_tried_again_until_it_can_be_written),
        cmocka_unit_test(all_that_is_too_old_is_forgotten_however_much_it_is),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
