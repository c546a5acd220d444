/* One request and its answer; see exchange.h. */
#include "server/exchange.h"
#include <string.h>

static exchange_t *from_job(job_t *job) {
    return (exchange_t *)((char *)job - offsetof(exchange_t, job));
}

static exchange_t *from_read(read_work_t *work) {
    return (exchange_t *)((char *)work - offsetof(exchange_t, read));
}

/* The answer as text; the JSON is dropped. */
static void write_text(exchange_t *x) {
    if (x->answer != NULL) x->text = json_write(x->answer);
    json_decref(x->answer);
    x->answer = NULL;
}

static void finish(exchange_t *x) {
    write_text(x);
    x->done = true;
    connection_answered(x->connection);
}

static void fail(exchange_t *x, const diag_t *error) {
    x->answer = api_error(error);
    finish(x);
}

/* ---- commands and administration ---- */

static void command_done(job_t *job) {
    exchange_t *x = from_job(job);
    x->answer = api_reply(&job->reply);
    diag_clear(&job->reply.error);
    finish(x);
}

static void run_many(host_t *h, job_t *job) {
    exchange_t *x = from_job(job);
    x->answer = api_batch_run(h, &x->call);
    if (x->answer != NULL) write_text(x);
}

static void run_admin(host_t *h, job_t *job) {
    exchange_t *x = from_job(job);
    x->answer = api_admin(h, &x->call);
    if (x->answer != NULL) write_text(x);
}

static void written_done(job_t *job) {
    exchange_t *x = from_job(job);
    x->done = true;
    connection_answered(x->connection);
}

/* ---- reads ---- */

static bool is_status(const exchange_t *x) {
    return strcmp(x->call.verb->name, "status") == 0;
}

/* What only the loop thread knows is added there. */
static void run_read(reader_t *r, read_work_t *work) {
    exchange_t *x = from_read(work);
    x->answer = api_read(r, &x->call);
    if (!is_status(x)) write_text(x);
}

static void add_server(exchange_t *x) {
    service_t *s = x->service;
    if (x->answer == NULL || !json_is_true(json_object_get(x->answer, "ok"))) return;
    json_object_set_new(x->answer, "waiting", json_integer((json_int_t)queue_waiting(s->queue)));
    json_object_set_new(x->answer, "connections", json_integer((json_int_t)s->count));
}

static void read_done(read_work_t *work) {
    exchange_t *x = from_read(work);
    if (is_status(x)) {
        add_server(x);
        write_text(x);
    }
    x->done = true;
    connection_answered(x->connection);
}

/* ---- beginning ---- */

static int dispatch(exchange_t *x, diag_t *d) {
    service_t *s = x->service;
    switch (x->call.kind) {
    case API_COMMAND:
        if (x->call.batch_count > 0) {
            x->job = (job_t){.call = run_many, .done = written_done};
            return queue_push(s->queue, &x->job, d);
        }
        x->job = (job_t){.request = &x->call.request, .done = command_done};
        return queue_push(s->queue, &x->job, d);
    case API_ADMIN:
        x->job = (job_t){.call = run_admin, .done = written_done};
        return queue_push(s->queue, &x->job, d);
    default:
        x->read = (read_work_t){.run = run_read, .done = read_done};
        return reads_push(s->reads, &x->read, d);
    }
}

static int parse(exchange_t *x, const caller_t *caller, const char *line, size_t length, diag_t *d) {
    json_t *body = json_read(line, length, length, d);
    if (body == NULL) return -1;
    snapshot_t *snapshot = host_snapshot(x->service->host);
    int status = api_parse(body, caller, snapshot, &x->arena, &x->call, d);
    snapshot_unref(snapshot);
    json_decref(body);
    return status;
}

static exchange_t *make(service_t *s, connection_t *c) {
    exchange_t *x = mem_alloc(sizeof *x);
    if (x == NULL) return NULL;
    x->service = s;
    x->connection = c;
    arena_init(&x->arena, 0);
    return x;
}

exchange_t *exchange_begin(service_t *s, connection_t *c, const caller_t *caller, const char *line,
                           size_t length) {
    diag_t d = {0};
    exchange_t *x = make(s, c);
    if (x == NULL) return NULL;
    if (parse(x, caller, line, length, &d) != 0) fail(x, &d);
    diag_clear(&d);
    return x;
}

void exchange_start(exchange_t *x) {
    diag_t d = {0};
    x->started = true;
    if (dispatch(x, &d) != 0) fail(x, &d);
    diag_clear(&d);
}

bool exchange_writes(const exchange_t *x) {
    return !x->done && (x->call.kind == API_COMMAND || x->call.kind == API_ADMIN);
}

bool exchange_administers(const exchange_t *x) {
    return !x->done && x->call.kind == API_ADMIN;
}

exchange_t *exchange_refuse(service_t *s, connection_t *c, const diag_t *error) {
    exchange_t *x = make(s, c);
    if (x != NULL) fail(x, error);
    return x;
}

void exchange_free(exchange_t *x) {
    api_call_done(&x->call);
    json_decref(x->answer);
    mem_free(x->text);
    arena_free(&x->arena);
    mem_free(x);
}
