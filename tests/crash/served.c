/* A server's queue on a disk that fails: what people are told, that it is tried again after one second, two,
 * four, that everything goes on by itself when the reason is gone, and nothing that was acknowledged is lost.
 * In real time. */
#include "crash/book.h"
#include "server/queue.h"
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { WAIT_S = 30 };

typedef struct served {
    site_t site;
    book_t book;
    queue_t *queue;
    sem_t woken;
} served_t;

static void wake(void *ctx) {
    sem_post(&((served_t *)ctx)->woken);
}

/* A company that has been at work; from here on the queue's thread owns its host. */
static void served_begin(served_t *v, int32_t checkpoint_pages) {
    diag_t d = {0};
    memset(v, 0, sizeof *v);
    site_begin(&v->site, 2);
    v->site.options.store.checkpoint_pages = checkpoint_pages;
    book_init(&v->book, 5, "crash_served");
    if (site_create(&v->site, &d) != 0 || site_furnish(&v->site, &d) != 0) fail_msg("%s", d.code);
    for (int i = 0; i < 6; i++)
        book_step(&v->site, &v->book);
    queue_options_t options = {
        .batch_max = 16, .fire_batch = 16, .limit = 64, .recover_max_s = 4, .wake = wake, .ctx = v};
    sem_init(&v->woken, 0, 0);
    v->queue = queue_start(v->site.host, &options, &d);
    assert_non_null(v->queue);
}

/* The power goes after the server's end; then the book is held against the store. */
static void served_end(served_t *v) {
    diag_t d = {0};
    queue_stop(v->queue);
    queue_finish(v->queue);
    queue_free(v->queue);
    sem_destroy(&v->woken);
    disk_power_cut(v->site.disk);
    site_close(&v->site);
    disk_power_on(v->site.disk);
    if (site_open(&v->site, true, &d) != 0) fail_msg("%s", d.code);
    book_check(&v->site, &v->book);
    assert_int_equal(v->book.failures, 0);
    site_end(&v->site);
    book_free(&v->book);
}

static void done(job_t *job) {
    *(bool *)job->owner = true;
}

/* Sends one draft; the answer's error is left to the caller to clear. */
static bool send_one(served_t *v, entry_t *e, diag_t *error) {
    bool answered = false;
    job_t job = {.request = &e->request, .owner = &answered, .done = done};
    diag_t d = {0};
    if (queue_push(v->queue, &job, &d) != 0) fail_msg("%s", d.code);
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += WAIT_S;
    while (!answered) {
        if (sem_timedwait(&v->woken, &until) != 0) fail_msg("no answer");
        queue_finish(v->queue);
    }
    *error = job.reply.error;
    if (!job.reply.ok) {
        e->state = e->state == ENTRY_DOUBT || store_fatal(error) ? ENTRY_DOUBT : ENTRY_FAILED;
        return false;
    }
    e->state = ENTRY_DONE;
    e->answered = true;
    e->reply = job.reply;
    return true;
}

static int64_t now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void wait_until_read_only(served_t *v, bool wanted) {
    for (int i = 0; i < WAIT_S * 100 && host_read_only(v->site.host) != wanted; i++)
        usleep(10000);
    assert_int_equal(host_read_only(v->site.host), wanted);
}

static void after_a_failed_sync_it_says_why_and_goes_on_when_the_disk_does(void **state) {
    (void)state;
    served_t v;
    diag_t error;
    served_begin(&v, 1000);
    entry_t *first = command_draft(&v.site, &v.book, true), *second = command_draft(&v.site, &v.book, true);
    disk_fail(v.site.disk, DISK_SYNC, 1, SQLITE_IOERR_FSYNC, true);
    int64_t began = now_ms();
    assert_false(send_one(&v, first, &error));
    assert_string_equal(error.code, "store.io");
    diag_clear(&error);
    assert_false(send_one(&v, second, &error));
    assert_string_equal(error.code, "host.read_only");
    assert_non_null(error.cause);
    assert_string_equal(error.cause->code, "store.io");
    diag_clear(&error);
    /* After one second, in vain: its sync was asked for, too. */
    int64_t tried = disk_count(v.site.disk, DISK_SYNC);
    while (disk_count(v.site.disk, DISK_SYNC) == tried && now_ms() - began < WAIT_S * 1000)
        usleep(5000);
    assert_true(now_ms() - began >= 1000);
    assert_true(host_read_only(v.site.host));
    int64_t again = now_ms();
    disk_heal(v.site.disk);
    wait_until_read_only(&v, false);                                   /* nobody asked it to */
    assert_true(now_ms() - again >= 1500 && now_ms() - began >= 2900); /* after two seconds more */
    assert_true(send_one(&v, second, &error));
    assert_true(send_one(&v, first, &error));
    served_end(&v);
}

/* The command stands, and then the log can't be copied into the file: nobody asks anything that would show.
 */
static void a_store_that_fails_while_nobody_asks_is_tried_again_all_the_same(void **state) {
    (void)state;
    served_t v;
    diag_t error;
    served_begin(&v, 1);
    entry_t *first = command_draft(&v.site, &v.book, true), *second = command_draft(&v.site, &v.book, true);
    disk_fail(v.site.disk, DISK_SYNC, 2, SQLITE_IOERR_FSYNC, false); /* the second: the checkpoint's */
    assert_true(send_one(&v, first, &error));
    wait_until_read_only(&v, true);
    assert_true(disk_failed(v.site.disk));
    wait_until_read_only(&v, false);
    assert_true(send_one(&v, second, &error));
    served_end(&v);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(after_a_failed_sync_it_says_why_and_goes_on_when_the_disk_does),
        cmocka_unit_test(a_store_that_fails_while_nobody_asks_is_tried_again_all_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
