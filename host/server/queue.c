/* The queue into the writer thread; see queue.h. */
#include "server/queue.h"
#include "base/log.h"
#include "server/host_internal.h"
#include "server/housekeeping.h"
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

enum { RECOVER_FIRST_S = 1 };

typedef struct job_list {
    job_t *first, **last;
    size_t count;
} job_list_t;

struct queue {
    host_t *host;
    queue_options_t options;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t work; /* something for the writer */
    /* under the lock: */
    job_list_t waiting, finished;
    size_t counted; /* of those waiting, how many count against the limit */
    bool due, stopping;
    instant_t next_due;
    /* the writer thread's own: */
    request_t *requests;
    reply_t *replies;
    job_t **batch;
    size_t last_batch; /* how many commands came together last time */
    bool fired_last;   /* the last thing done was to fire deadlines */
    int64_t recover_s; /* wait before the next try to write again, … */
    int64_t try_at; /* … and when it ends, or the next deadline is asked for again; monotonic; 0: neither */
    house_t house;
    bool tidying; /* it has more to do */
};

/* ---- lists ---- */

static void list_init(job_list_t *list) {
    *list = (job_list_t){.last = &list->first};
}

static void list_add(job_list_t *list, job_t *job) {
    job->next = NULL;
    *list->last = job;
    list->last = &job->next;
    list->count++;
}

static job_t *list_take(job_list_t *list) {
    job_t *job = list->first;
    if (job == NULL) return NULL;
    list->first = job->next;
    if (list->first == NULL) list->last = &list->first;
    list->count--;
    return job;
}

/* ---- time ---- */

static int64_t monotonic_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Waits for work until that time; false: it has come. */
static bool wait_until(queue_t *q, int64_t us) {
    struct timespec t = {.tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000};
    return pthread_cond_timedwait(&q->work, &q->lock, &t) != ETIMEDOUT;
}

/* ---- the writer thread ---- */

/* Waits until there is something to do. While the store can't be written it wakes up by itself, to try again;
 * while there is something to tidy up it does not wait. */
static void wait_for_work(queue_t *q) {
    bool go_on = !q->tidying;
    while (go_on && q->waiting.first == NULL && !q->due && !q->stopping) {
        if (q->try_at != 0)
            go_on = wait_until(q, q->try_at);
        else
            pthread_cond_wait(&q->work, &q->lock);
    }
}

/* While several people work at once, a commit is worth waiting for as many as shared the last one, for a
 * moment. */
static void gather(queue_t *q) {
    if (q->last_batch < 2 || q->options.batch_us == 0) return;
    size_t wanted = q->last_batch < q->options.batch_max ? q->last_batch : q->options.batch_max;
    int64_t until = monotonic_us() + q->options.batch_us;
    while (q->waiting.count < wanted && !q->stopping)
        if (!wait_until(q, until)) return;
}

static job_t *take_one(queue_t *q) {
    job_t *job = list_take(&q->waiting);
    if (job->counted) q->counted--;
    return job;
}

/* The commands in front, up to a call; under the lock. */
static size_t take_batch(queue_t *q) {
    size_t n = 0;
    while (n < q->options.batch_max && q->waiting.first != NULL && q->waiting.first->request != NULL)
        q->batch[n++] = take_one(q);
    return n;
}

/* Hands back what was carried out. Those that are `direct` are told here: whoever waits for one may free it
 * then. */
static void finish(queue_t *q, job_t **jobs, size_t count) {
    bool tell = false;
    pthread_mutex_lock(&q->lock);
    for (size_t i = 0; i < count; i++) {
        if (jobs[i]->direct) continue;
        list_add(&q->finished, jobs[i]);
        tell = true;
    }
    pthread_mutex_unlock(&q->lock);
    for (size_t i = 0; i < count; i++)
        if (jobs[i]->direct) jobs[i]->done(jobs[i]);
    if (tell) q->options.wake(q->options.ctx);
}

static void run_batch(queue_t *q, size_t count) {
    for (size_t i = 0; i < count; i++)
        q->requests[i] = *q->batch[i]->request;
    writer_run(q->host, q->requests, q->replies, count);
    for (size_t i = 0; i < count; i++)
        q->batch[i]->reply = q->replies[i];
    finish(q, q->batch, count);
    q->last_batch = count;
}

static void run_call(queue_t *q, job_t *job) {
    job->call(q->host, job);
    finish(q, &job, 1);
}

static void fire(queue_t *q) {
    diag_t d = {0};
    size_t fired;
    bool more = false;
    if (writer_fire(q->host, host_now(q->host), q->options.fire_batch, &fired, &more, &d) != 0)
        log_diag(LOG_LEVEL_ERROR, "deadlines could not be fired", &d);
    diag_clear(&d);
    if (!more) return;
    pthread_mutex_lock(&q->lock);
    q->due = true;
    pthread_mutex_unlock(&q->lock);
}

/* What to do about a store that could not say what is due: it is opened again, or asked again in a while. */
static void look_later(queue_t *q, diag_t *d) {
    log_diag(LOG_LEVEL_WARN, "the next deadline is not known", d);
    if (store_fatal(d))
        host_distrust(q->host, d);
    else
        q->try_at = monotonic_us() + RECOVER_FIRST_S * 1000000;
    diag_clear(d);
}

/* The earliest deadline after what was just committed; tells the loop when it is another, and after each
 * firing, so that a deadline that could not be fired is not forgotten. */
static void look_ahead(queue_t *q, bool fired) {
    diag_t d = {0};
    instant_t next = INSTANT_NONE;
    if (host_read_only(q->host)) return;
    if (writer_next_due(q->host, &next, &d) != 0) {
        look_later(q, &d);
        return;
    }
    pthread_mutex_lock(&q->lock);
    bool moved = next != q->next_due;
    q->next_due = next;
    pthread_mutex_unlock(&q->lock);
    if (moved || fired) q->options.wake(q->options.ctx);
}

/* When the next try to write again is due; sets it when the store has just failed. */
static bool try_is_due(queue_t *q) {
    bool broken = host_read_only(q->host);
    if (broken && q->try_at == 0) q->try_at = monotonic_us() + q->recover_s * 1000000;
    bool due = q->try_at != 0 && monotonic_us() >= q->try_at;
    if (due && !broken) q->try_at = 0; /* what it was set for has been tried just now */
    return due && broken;
}

static void try_again(queue_t *q) {
    diag_t d = {0};
    q->try_at = 0;
    if (host_recover(q->host, &d) == 0) {
        log_line(LOG_LEVEL_INFO, "the store can be written again");
        q->recover_s = RECOVER_FIRST_S;
        queue_due(q);
    } else {
        log_diag(LOG_LEVEL_ERROR, "the store still can't be written", &d);
        q->recover_s *= 2;
        if (q->recover_s > q->options.recover_max_s) q->recover_s = q->options.recover_max_s;
        try_is_due(q);
    }
    diag_clear(&d);
}

typedef struct turn {
    bool ends, fires;
    size_t count; /* commands in q->batch */
    job_t *call;
} turn_t;

/* What to do next; waits until there is something. */
static turn_t next_turn(queue_t *q) {
    turn_t turn = {0};
    pthread_mutex_lock(&q->lock);
    wait_for_work(q);
    bool people = q->waiting.first != NULL;
    if (host_read_only(q->host)) q->due = false; /* set again when the store can be written */
    turn.ends = q->stopping && !people;
    turn.fires = q->due && !turn.ends && (!people || !q->fired_last);
    if (turn.fires) {
        q->due = false;
    } else if (people) {
        if (q->waiting.first->request != NULL) gather(q);
        turn.count = take_batch(q);
        if (turn.count == 0) turn.call = take_one(q);
    }
    pthread_mutex_unlock(&q->lock);
    return turn;
}

/* One thing at a time: a batch of commands, a call, or a batch of deadlines. False: the thread is to end. */
static bool step(queue_t *q) {
    turn_t turn = next_turn(q);
    if (turn.ends) return false;
    if (turn.fires) fire(q);
    if (turn.count > 0) run_batch(q, turn.count);
    if (turn.call != NULL) run_call(q, turn.call);
    q->fired_last = turn.fires;
    look_ahead(q, turn.fires);
    if (q->options.after != NULL) q->options.after(q->options.ctx, q->host);
    q->tidying = house_keep(&q->house, q->host, queue_waiting(q) > 0);
    if (try_is_due(q))
        try_again(q); /* last, so that whatever has failed before, the thread wakes up for it */
    return true;
}

static void *writer_thread(void *arg) {
    queue_t *q = arg;
    look_ahead(q, false);
    if (q->options.after != NULL) q->options.after(q->options.ctx, q->host);
    while (step(q)) {
    }
    return NULL;
}

/* ---- starting and ending ---- */

static int start_thread(queue_t *q, diag_t *d) {
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&q->work, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&q->lock, NULL);
    int error = pthread_create(&q->thread, NULL, writer_thread, q);
    if (error == 0) return 0;
    pthread_cond_destroy(&q->work);
    pthread_mutex_destroy(&q->lock);
    return diag_set(d, "server.thread", "detail", strerror(error), NULL);
}

static void free_memory(queue_t *q) {
    mem_free(q->requests);
    mem_free(q->replies);
    mem_free(q->batch);
    mem_free(q);
}

queue_t *queue_start(host_t *h, const queue_options_t *options, diag_t *d) {
    queue_t *q = mem_alloc(sizeof *q);
    if (q == NULL) {
        diag_memory(d);
        return NULL;
    }
    q->host = h;
    q->options = *options;
    q->next_due = INSTANT_NONE;
    q->recover_s = RECOVER_FIRST_S;
    list_init(&q->waiting);
    list_init(&q->finished);
    q->requests = mem_alloc(options->batch_max * sizeof *q->requests);
    q->replies = mem_alloc(options->batch_max * sizeof *q->replies);
    q->batch = mem_alloc(options->batch_max * sizeof(job_t *));
    if (q->requests == NULL || q->replies == NULL || q->batch == NULL) {
        free_memory(q);
        diag_memory(d);
        return NULL;
    }
    if (start_thread(q, d) != 0) {
        free_memory(q);
        return NULL;
    }
    return q;
}

void queue_stop(queue_t *q) {
    pthread_mutex_lock(&q->lock);
    q->stopping = true;
    pthread_cond_broadcast(&q->work);
    pthread_mutex_unlock(&q->lock);
    pthread_join(q->thread, NULL);
}

void queue_free(queue_t *q) {
    if (q == NULL) return;
    pthread_cond_destroy(&q->work);
    pthread_mutex_destroy(&q->lock);
    free_memory(q);
}

/* ---- the other threads' side ---- */

static int push(queue_t *q, job_t *job, bool counted, diag_t *d) {
    int status = 0;
    pthread_mutex_lock(&q->lock);
    if (q->stopping) {
        status = diag_set(d, "queue.stopped", NULL);
    } else if (counted && q->counted >= q->options.limit) {
        status = diag_set(d, "queue.full", NULL);
        diag_param_int(d, "limit", (int64_t)q->options.limit);
    } else {
        job->counted = counted;
        list_add(&q->waiting, job);
        if (counted) q->counted++;
        pthread_cond_signal(&q->work);
    }
    pthread_mutex_unlock(&q->lock);
    return status;
}

int queue_push(queue_t *q, job_t *job, diag_t *d) {
    return push(q, job, true, d);
}

int queue_push_own(queue_t *q, job_t *job, diag_t *d) {
    return push(q, job, false, d);
}

typedef struct waiter {
    pthread_mutex_t lock;
    pthread_cond_t told;
    bool done;
    void *owner; /* the job's, put back when it is done */
} waiter_t;

static void tell_waiter(job_t *job) {
    waiter_t *w = job->owner;
    pthread_mutex_lock(&w->lock);
    w->done = true;
    pthread_cond_signal(&w->told);
    pthread_mutex_unlock(&w->lock);
}

/* The call sees the pusher's own `owner`, not the waiter. */
typedef struct waited_call {
    waiter_t waiter;
    job_t outer;
    job_t *inner;
} waited_call_t;

static void run_inner(host_t *h, job_t *outer) {
    waited_call_t *w = (waited_call_t *)((char *)outer - offsetof(waited_call_t, outer));
    w->inner->call(h, w->inner);
}

int queue_call(queue_t *q, job_t *job, diag_t *d) {
    waited_call_t w = {.inner = job};
    pthread_mutex_init(&w.waiter.lock, NULL);
    pthread_cond_init(&w.waiter.told, NULL);
    w.outer = (job_t){.call = run_inner, .owner = &w.waiter, .done = tell_waiter, .direct = true};
    int status = queue_push_own(q, &w.outer, d);
    pthread_mutex_lock(&w.waiter.lock);
    while (status == 0 && !w.waiter.done)
        pthread_cond_wait(&w.waiter.told, &w.waiter.lock);
    pthread_mutex_unlock(&w.waiter.lock);
    pthread_cond_destroy(&w.waiter.told);
    pthread_mutex_destroy(&w.waiter.lock);
    return status;
}

void queue_finish(queue_t *q) {
    pthread_mutex_lock(&q->lock);
    job_t *job = q->finished.first;
    list_init(&q->finished);
    pthread_mutex_unlock(&q->lock);
    while (job != NULL) {
        job_t *next = job->next; /* `done` may free the job */
        job->done(job);
        job = next;
    }
}

void queue_due(queue_t *q) {
    pthread_mutex_lock(&q->lock);
    q->due = true;
    pthread_cond_signal(&q->work);
    pthread_mutex_unlock(&q->lock);
}

instant_t queue_next_due(queue_t *q) {
    pthread_mutex_lock(&q->lock);
    instant_t next = q->next_due;
    pthread_mutex_unlock(&q->lock);
    return next;
}

size_t queue_waiting(queue_t *q) {
    pthread_mutex_lock(&q->lock);
    size_t n = q->waiting.count;
    pthread_mutex_unlock(&q->lock);
    return n;
}
