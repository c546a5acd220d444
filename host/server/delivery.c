/* Delivering the outbox; see delivery.h. */
#include "server/delivery.h"
#include "base/log.h"
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { LEASE_SPARE_MS = 30000, BROKEN_WAIT_MS = 5000 };

typedef struct worker {
    delivery_t *all;
    size_t index; /* of the channel, among the plugins' */
    const char *channel;
    pthread_t thread;
    bool running;
    /* under the delivery's lock: */
    pthread_cond_t told;
    instant_t next; /* when the channel has something; INSTANT_NONE: nothing waits */
} worker_t;

struct delivery {
    plugins_t *plugins;
    delivery_options_t options;
    host_t *host;
    queue_t *queue;
    char holder[32]; /* whose claims they are */
    pthread_mutex_t lock;
    bool stopping;
    worker_t *workers;
    size_t count;
};

/* One round of a worker: claimed, delivered, settled. */
typedef struct round {
    worker_t *worker;
    outgoing_t out;
    diag_t d;
    int status;
} round_t;

/* ---- on the writer's thread ---- */

static void claim(host_t *h, job_t *job) {
    round_t *r = job->owner;
    const worker_t *w = r->worker;
    int64_t lease = OUTGOING_MAX * plugins_deliver_ms(w->all->plugins, w->index) + LEASE_SPARE_MS;
    r->status = outgoing_claim(h, &r->out, lease, &r->d);
}

static void take_over(host_t *h, job_t *job) {
    round_t *r = job->owner;
    r->status = outgoing_take_over(h, &r->out, &r->d);
}

static void settle(host_t *h, job_t *job) {
    round_t *r = job->owner;
    r->status = outgoing_settle(h, &r->out, &r->d);
}

void delivery_look(delivery_t *dv, host_t *h) {
    for (size_t i = 0; i < dv->count; i++) {
        diag_t d = {0};
        instant_t next;
        if (host_read_only(h) || outbox_next(host_store(h), dv->workers[i].channel, &next, &d) != 0) {
            diag_clear(&d);
            continue;
        }
        pthread_mutex_lock(&dv->lock);
        if (next != dv->workers[i].next) {
            dv->workers[i].next = next;
            pthread_cond_signal(&dv->workers[i].told);
        }
        pthread_mutex_unlock(&dv->lock);
    }
}

/* ---- on the worker's thread ---- */

static enum cs_delivery deliver(void *ctx, const struct cs_message *message, diag_t *d) {
    const worker_t *w = ctx;
    return plugins_deliver(w->all->plugins, w->index, message, d);
}

/* Claims, delivers, settles. False: something failed, and it is better to wait. *full: there may be more. */
static bool one_round(worker_t *w, bool *full) {
    round_t *r = mem_alloc(sizeof *r);
    if (r == NULL) return false;
    r->worker = w;
    outgoing_init(&r->out, w->channel, w->all->holder, &w->all->options);
    job_t job = {.call = claim, .owner = r};
    bool good = queue_call(w->all->queue, &job, &r->d) == 0 && r->status == 0;
    if (good && r->out.count > 0) {
        snapshot_t *snapshot = host_snapshot(w->all->host);
        outgoing_deliver(&r->out, snapshot->directory, deliver, w);
        snapshot_unref(snapshot);
        job = (job_t){.call = settle, .owner = r};
        good = queue_call(w->all->queue, &job, &r->d) == 0 && r->status == 0;
    }
    *full = good && r->out.count == OUTGOING_MAX;
    if (!good && !diag_is(&r->d, "queue.stopped")) log_diag(LOG_LEVEL_WARN, "the outbox has to wait", &r->d);
    diag_clear(&r->d);
    outgoing_free(&r->out);
    mem_free(r);
    return good;
}

static struct timespec monotonic_after(int64_t ms) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    int64_t ns = t.tv_nsec + ms % MS_SECOND * 1000000;
    t.tv_sec += ms / MS_SECOND + ns / 1000000000;
    t.tv_nsec = ns % 1000000000;
    return t;
}

/* Sleeps until the channel has something that is due; false: to end. */
static bool wait_for_mail(worker_t *w, int64_t at_least_ms) {
    delivery_t *dv = w->all;
    time_source_t time = host_config(dv->host)->time;
    struct timespec earliest = monotonic_after(at_least_ms);
    pthread_mutex_lock(&dv->lock);
    while (!dv->stopping && at_least_ms > 0)
        if (pthread_cond_timedwait(&w->told, &dv->lock, &earliest) == ETIMEDOUT) break;
    while (!dv->stopping) {
        instant_t now = time.now(time.ctx);
        if (w->next != INSTANT_NONE && w->next <= now) break;
        if (w->next == INSTANT_NONE) {
            pthread_cond_wait(&w->told, &dv->lock);
        } else {
            struct timespec until = monotonic_after(w->next - now);
            pthread_cond_timedwait(&w->told, &dv->lock, &until);
        }
    }
    bool go_on = !dv->stopping;
    pthread_mutex_unlock(&dv->lock);
    return go_on;
}

/* Where it fails, the claims of the host that died run out by themselves. */
static void begin(worker_t *w) {
    round_t *r = mem_alloc(sizeof *r);
    if (r == NULL) return;
    r->worker = w;
    outgoing_init(&r->out, w->channel, w->all->holder, &w->all->options);
    job_t job = {.call = take_over, .owner = r};
    if ((queue_call(w->all->queue, &job, &r->d) != 0 || r->status != 0) && !diag_is(&r->d, "queue.stopped"))
        log_diag(LOG_LEVEL_WARN, "deliveries of a host that died have to wait", &r->d);
    diag_clear(&r->d);
    outgoing_free(&r->out);
    mem_free(r);
}

static bool is_stopping(delivery_t *dv) {
    pthread_mutex_lock(&dv->lock);
    bool stopping = dv->stopping;
    pthread_mutex_unlock(&dv->lock);
    return stopping;
}

static void *work(void *arg) {
    worker_t *w = arg;
    begin(w);
    int64_t pause_ms = 0;
    while (wait_for_mail(w, pause_ms)) {
        bool full = true;
        pause_ms = 0;
        while (full && !is_stopping(w->all)) /* what is left of a long queue goes out after the next start */
            if (!one_round(w, &full)) pause_ms = BROKEN_WAIT_MS, full = false;
    }
    return NULL;
}

/* ---- starting and ending ---- */

delivery_t *delivery_new(plugins_t *plugins, const delivery_options_t *options, diag_t *d) {
    delivery_t *dv = mem_alloc(sizeof *dv);
    if (dv == NULL) {
        diag_memory(d);
        return NULL;
    }
    const char *const *names = plugins_channels(plugins, &dv->count);
    dv->plugins = plugins;
    dv->options = *options;
    dv->workers = mem_alloc((dv->count + 1) * sizeof *dv->workers);
    if (dv->workers == NULL) {
        mem_free(dv);
        diag_memory(d);
        return NULL;
    }
    uint64_t who; /* claims of a process that died are not this one's */
    random_bytes(&who, sizeof who);
    snprintf(dv->holder, sizeof dv->holder, "host-%016" PRIx64, who);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&dv->lock, NULL);
    for (size_t i = 0; i < dv->count; i++) {
        dv->workers[i] = (worker_t){.all = dv, .index = i, .channel = names[i], .next = INSTANT_NONE};
        pthread_cond_init(&dv->workers[i].told, &attributes);
    }
    pthread_condattr_destroy(&attributes);
    return dv;
}

int delivery_start(delivery_t *dv, host_t *h, queue_t *q, diag_t *d) {
    dv->host = h;
    dv->queue = q;
    for (size_t i = 0; i < dv->count; i++) {
        int error = pthread_create(&dv->workers[i].thread, NULL, work, &dv->workers[i]);
        if (error != 0) {
            delivery_stop(dv);
            return diag_set(d, "server.thread", "detail", strerror(error), NULL);
        }
        dv->workers[i].running = true;
    }
    return 0;
}

void delivery_wake(delivery_t *dv) {
    pthread_mutex_lock(&dv->lock);
    for (size_t i = 0; i < dv->count; i++)
        pthread_cond_signal(&dv->workers[i].told);
    pthread_mutex_unlock(&dv->lock);
}

void delivery_stop(delivery_t *dv) {
    pthread_mutex_lock(&dv->lock);
    dv->stopping = true;
    pthread_mutex_unlock(&dv->lock);
    delivery_wake(dv);
    for (size_t i = 0; i < dv->count; i++) {
        if (dv->workers[i].running) pthread_join(dv->workers[i].thread, NULL);
        dv->workers[i].running = false;
    }
}

void delivery_free(delivery_t *dv) {
    if (dv == NULL) return;
    for (size_t i = 0; i < dv->count; i++)
        pthread_cond_destroy(&dv->workers[i].told);
    pthread_mutex_destroy(&dv->lock);
    mem_free(dv->workers);
    mem_free(dv);
}
