/* Two who work at once: an administrator who disposes of records slice after slice, and a person whose
 * commands must not wait long for it. Both through the writer's queue, as a server's connections do. */
#include "retention.h"

static void wake(void *ctx) {
    (void)ctx;
}

/* ---- the person ---- */

typedef struct waited {
    job_t job;
    pthread_mutex_t lock;
    pthread_cond_t told;
    bool done;
} waited_t;

static void tell(job_t *job) {
    waited_t *w = job->owner;
    pthread_mutex_lock(&w->lock);
    w->done = true;
    pthread_cond_signal(&w->told);
    pthread_mutex_unlock(&w->lock);
}

/* One command, and its answer. */
static reply_t command(bench_t *b, const request_t *request) {
    diag_t d = {0};
    waited_t w = {.lock = PTHREAD_MUTEX_INITIALIZER, .told = PTHREAD_COND_INITIALIZER};
    w.job = (job_t){.request = request, .owner = &w, .done = tell, .direct = true};
    if (queue_push(b->queue, &w.job, &d) != 0) fail("the queue", &d);
    pthread_mutex_lock(&w.lock);
    while (!w.done)
        pthread_cond_wait(&w.told, &w.lock);
    pthread_mutex_unlock(&w.lock);
    if (!w.job.reply.ok) fail("a person's command", &w.job.reply.error);
    return w.job.reply;
}

static void note(times_t *w, double ms) {
    pthread_mutex_lock(&w->lock);
    if (w->count == w->room) {
        w->room = w->room ? w->room * 2 : 1024;
        w->ms = realloc(w->ms, w->room * sizeof *w->ms);
        if (w->ms == NULL) fail("no memory", NULL);
    }
    w->ms[w->count++] = ms;
    pthread_mutex_unlock(&w->lock);
}

static void *person(void *arg) {
    bench_t *b = arg;
    request_t comment = {.command = {.kind = COMMAND_COMMENT,
                                     .actor = b->actors[0],
                                     .at = INSTANT_NONE,
                                     .record = b->draft,
                                     .text = "still waiting for the chairs"}};
    while (!atomic_load(&b->stopping)) {
        double begun = seconds();
        command(b, &comment);
        note(&b->work, (seconds() - begun) * 1000);
        usleep((useconds_t)(b->every_ms * 1000));
    }
    return NULL;
}

static int64_t draft(bench_t *b) {
    field_t fields[] = {{.name = "amount", .value = {.kind = VALUE_TEXT, .u.text = "26.85 EUR"}}};
    request_t request = {.command = {.kind = COMMAND_DRAFT,
                                     .actor = b->actors[0],
                                     .at = INSTANT_NONE,
                                     .flow = "sales.purchase",
                                     .fields = fields,
                                     .field_count = 1}};
    return command(b, &request).record;
}

void people_begin(bench_t *b, int64_t every_ms) {
    diag_t d = {0};
    queue_options_t o = {.batch_max = WRITER_BATCH_MAX,
                         .fire_batch = 64,
                         .limit = 4096,
                         .batch_us = WRITER_BATCH_US,
                         .recover_max_s = 1,
                         .wake = wake};
    b->queue = queue_start(b->host, &o, &d);
    if (b->queue == NULL) fail("the queue", &d);
    b->draft = draft(b);
    b->every_ms = every_ms;
    pthread_mutex_init(&b->work.lock, NULL);
    pthread_mutex_init(&b->held.lock, NULL);
    pthread_mutex_init(&b->worked.lock, NULL);
    if (pthread_create(&b->person, NULL, person, b) != 0) fail("a thread", NULL);
}

void people_end(bench_t *b) {
    atomic_store(&b->stopping, true);
    pthread_join(b->person, NULL);
    queue_stop(b->queue);
    queue_finish(b->queue);
    queue_free(b->queue);
    free(b->work.ms);
    free(b->held.ms);
    free(b->worked.ms);
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

double percentile(times_t *w, double part) {
    pthread_mutex_lock(&w->lock);
    if (w->count > 0) qsort(w->ms, w->count, sizeof *w->ms, by_size);
    double found = w->count > 0 ? w->ms[(size_t)((double)(w->count - 1) * part)] : 0;
    pthread_mutex_unlock(&w->lock);
    return found;
}

double worst(times_t *w) {
    return percentile(w, 1);
}

/* ---- the administrator ---- */

typedef struct slice_call {
    job_t job;
    bench_t *bench;
    json_t *request, *answer;
} slice_call_t;

static double processor_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* How long it holds the writer, and how much of that is its own work: the rest is the disk, and whoever else
 * this machine works for. */
static void carry_out(host_t *h, job_t *job) {
    slice_call_t *c = job->owner;
    (void)h;
    double begun = seconds(), worked = processor_ms();
    c->answer = ask(c->bench, json_incref(c->request));
    note(&c->bench->held, (seconds() - begun) * 1000);
    note(&c->bench->worked, processor_ms() - worked);
}

int64_t dispose_all(bench_t *b) {
    diag_t d = {0};
    int64_t slices = 0;
    json_t *request = json_pack("{s:s,s:s,s:s}", "verb", "records.dispose", "ended_before", "2030-01-01",
                                "reason", "kept for as long as the law says");
    for (bool more = true; more; slices++) {
        slice_call_t c = {.bench = b, .request = request};
        c.job = (job_t){.call = carry_out, .owner = &c};
        if (queue_call(b->queue, &c.job, &d) != 0) fail("the queue", &d);
        if (!is_done(c.answer, "disposal")) exit(1);
        if (json_array_size(json_object_get(c.answer, "refused")) > 0) fail("a record is refused", NULL);
        json_t *next = json_object_get(c.answer, "next");
        more = json_is_string(next);
        if (more) json_object_set(request, "after", next);
        json_decref(c.answer);
    }
    json_decref(request);
    return slices;
}
