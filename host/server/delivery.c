/* Delivering the outbox; see delivery.h. */
#include "server/delivery.h"
#include "base/log.h"
#include "server/host_internal.h"
#include "store/outbox.h"
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { CLAIM_MAX = 8, LEASE_SPARE_MS = 30000, BROKEN_WAIT_MS = 5000 };

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

/* What one claim brought, and what became of it. */
typedef struct parcel {
    outbox_row_t row;
    const char *number, *flow; /* of its record; NULL: none */
    enum cs_delivery how;
    const char *error;
} parcel_t;

typedef struct round {
    worker_t *worker;
    arena_t arena;
    parcel_t parcels[CLAIM_MAX];
    size_t count;
    instant_t now; /* recorded time of the claim */
    diag_t d;
    int status;
} round_t;

int64_t delivery_backoff(const delivery_options_t *options, int32_t attempts) {
    int64_t wait = options->retry_ms;
    for (int32_t i = 1; i < attempts && wait < options->retry_max_ms; i++)
        wait *= 2;
    return wait < options->retry_max_ms ? wait : options->retry_max_ms;
}

/* ---- on the writer's thread ---- */

static int fail(host_t *h, diag_t *d) {
    store_rollback(h->store);
    if (store_fatal(d)) host_distrust(h, d);
    return -1;
}

/* Number and flow of the record that a message is about, for the recipient's eyes. A message goes out without
 * them rather than not at all. */
static void find_record(host_t *h, round_t *r, parcel_t *p) {
    diag_t unread = {0};
    bytes_t state;
    chain_t chain;
    record_t record;
    if (p->row.message.record != 0 &&
        store_record(h->store, p->row.message.record, &r->arena, &state, &chain, &unread) == 0 &&
        record_decode(state, &r->arena, &record, &unread) == 0) {
        p->number = record.number;
        p->flow = record.flow;
    }
    diag_clear(&unread);
}

static void claim(host_t *h, job_t *job) {
    round_t *r = job->owner;
    worker_t *w = r->worker;
    outbox_row_t *rows;
    int64_t lease = CLAIM_MAX * plugins_deliver_ms(w->all->plugins, w->index) + LEASE_SPARE_MS;
    r->status = -1;
    if (host_read_only(h)) {
        diag_set(&r->d, "host.read_only", NULL);
        return;
    }
    r->now = host_now(h);
    if (store_begin(h->store, &r->d) != 0) {
        fail(h, &r->d);
        return;
    }
    if (outbox_claim(h->store, w->channel, w->all->holder, r->now, lease, CLAIM_MAX, &r->arena, &rows,
                     &r->count, &r->d) != 0 ||
        store_commit(h->store, &r->d) != 0) {
        fail(h, &r->d);
        return;
    }
    for (size_t i = 0; i < r->count; i++) {
        r->parcels[i] = (parcel_t){.row = rows[i]};
        find_record(h, r, &r->parcels[i]);
    }
    r->status = 0;
}

static int put_down(host_t *h, round_t *r, const parcel_t *p, instant_t now, diag_t *d) {
    const delivery_options_t *o = &r->worker->all->options;
    const char *channel = r->worker->channel, *holder = r->worker->all->holder;
    int64_t id = p->row.message.id;
    if (p->how == CS_DELIVERED) return outbox_delivered(h->store, id, channel, holder, now, d);
    if (p->how == CS_GIVE_UP || p->row.attempts >= o->attempts_max)
        return outbox_give_up(h->store, id, channel, holder, now, p->error, d);
    instant_t next = now + delivery_backoff(o, p->row.attempts);
    return outbox_retry(h->store, id, channel, holder, next, p->error, d);
}

static void settle(host_t *h, job_t *job) {
    round_t *r = job->owner;
    r->status = -1;
    if (host_read_only(h)) {
        diag_set(&r->d, "host.read_only", NULL);
        return;
    }
    instant_t now = host_now(h);
    int status = store_begin(h->store, &r->d);
    for (size_t i = 0; status == 0 && i < r->count; i++) {
        status = put_down(h, r, &r->parcels[i], now, &r->d);
        if (status == 0 || !diag_is(&r->d, "outbox.lost")) continue;
        log_diag(LOG_LEVEL_WARN, "a delivery took longer than its claim", &r->d);
        status = 0;
    }
    if (status != 0 || store_commit(h->store, &r->d) != 0) {
        fail(h, &r->d);
        return;
    }
    r->status = 0;
}

void delivery_look(delivery_t *dv, host_t *h) {
    for (size_t i = 0; i < dv->count; i++) {
        diag_t d = {0};
        instant_t next;
        if (host_read_only(h) || outbox_next(h->store, dv->workers[i].channel, &next, &d) != 0) {
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

static const char *id_text(int64_t id, char out[24]) {
    if (id == 0) return NULL;
    snprintf(out, 24, "%" PRId64, id);
    return out;
}

/* A recipient whom the directory does not know can't be reached by anything. */
static void deliver_one(worker_t *w, const directory_t *directory, parcel_t *p, arena_t *arena) {
    const message_t *m = &p->row.message;
    char key[24], record[24], task[24], due[INSTANT_TEXT];
    person_info_t person;
    diag_t d = {0};
    if (!directory_person(directory, m->recipient, &person)) {
        p->how = CS_GIVE_UP;
        p->error = "the recipient is not in the directory";
        return;
    }
    struct cs_message message = {.key = id_text(m->id, key),
                                 .kind = m->kind,
                                 .recipient = person.handle,
                                 .name = person.name,
                                 .email = person.email,
                                 .record = id_text(m->record, record),
                                 .number = p->number,
                                 .flow = p->flow,
                                 .step = m->step,
                                 .task = id_text(m->task, task),
                                 .due = m->due != INSTANT_NONE ? instant_format(m->due, 0, true, due) : NULL,
                                 .text = m->text,
                                 .attempt = (uint32_t)p->row.attempts};
    p->how = plugins_deliver(w->all->plugins, w->index, &message, &d);
    if (p->how != CS_DELIVERED) {
        const char *detail = diag_get(&d, "detail");
        p->error = detail != NULL ? arena_strdup(arena, detail) : NULL;
        if (p->error == NULL) p->error = "no memory for the reason";
        bool stuck = p->how == CS_GIVE_UP || p->row.attempts >= w->all->options.attempts_max;
        log_diag(stuck ? LOG_LEVEL_ERROR : LOG_LEVEL_WARN,
                 stuck ? "a message is stuck" : "a message could not be delivered yet", &d);
    }
    diag_clear(&d);
}

/* Claims, delivers, settles. False: something failed, and it is better to wait. *full: there may be more. */
static bool one_round(worker_t *w, bool *full) {
    round_t *r = mem_alloc(sizeof *r);
    if (r == NULL) return false;
    r->worker = w;
    arena_init(&r->arena, 0);
    job_t job = {.call = claim, .owner = r};
    bool good = queue_call(w->all->queue, &job, &r->d) == 0 && r->status == 0;
    if (good && r->count > 0) {
        snapshot_t *snapshot = host_snapshot(w->all->host);
        for (size_t i = 0; i < r->count; i++)
            deliver_one(w, snapshot->directory, &r->parcels[i], &r->arena);
        snapshot_unref(snapshot);
        job = (job_t){.call = settle, .owner = r};
        good = queue_call(w->all->queue, &job, &r->d) == 0 && r->status == 0;
    }
    *full = good && r->count == CLAIM_MAX;
    if (!good && !diag_is(&r->d, "queue.stopped")) log_diag(LOG_LEVEL_WARN, "the outbox has to wait", &r->d);
    diag_clear(&r->d);
    arena_free(&r->arena);
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

static void *work(void *arg) {
    worker_t *w = arg;
    int64_t pause_ms = 0;
    while (wait_for_mail(w, pause_ms)) {
        bool full = true;
        pause_ms = 0;
        while (full)
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
