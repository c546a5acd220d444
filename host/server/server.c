/* The server: putting its threads and the loop together; see server.h. */
#include "server/server.h"
#include "base/log.h"
#include "server/connection.h"
#include "server/deadlines.h"
#include "server/delivery.h"
#include "server/socket.h"
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATIENCE_MS = 10000, POOL_THREADS = 4 };

struct server {
    company_t *company;
    uv_loop_t loop;
    uv_async_t wake;   /* from the writer's thread: something is done, or the earliest deadline is another */
    uv_async_t ending; /* from any thread: stop */
    uv_pipe_t listener;
    uv_poll_t alarm;
    uv_timer_t patience; /* with those that don't take their answers, at the end */
    uv_signal_t signals[3];
    int alarm_fd;
    bool loop_open, listening, stopping;
    deadlines_t deadlines;
    delivery_t *delivery;
    bool delivering;
    service_t service;
};

/* ---- what wakes the loop ---- */

/* On the writer's thread. */
static void wake_loop(void *ctx) {
    uv_async_send(&((server_t *)ctx)->wake);
}

static void look_for_mail(void *ctx, host_t *h) {
    delivery_look(((server_t *)ctx)->delivery, h);
}

static void on_wake(uv_async_t *handle) {
    server_t *s = handle->data;
    queue_finish(s->service.queue);
    deadlines_next(&s->deadlines, queue_next_due(s->service.queue));
    if (s->service.owed && !s->stopping) connection_accept(&s->service, (uv_stream_t *)&s->listener);
}

static void fire_deadlines(void *ctx) {
    queue_due(((server_t *)ctx)->service.queue);
}

static void on_alarm(uv_poll_t *handle, int status, int events) {
    (void)status, (void)events;
    server_t *s = handle->data;
    alarm_event_t event = alarm_read(s->alarm_fd);
    if (event == ALARM_RANG) deadlines_rang(&s->deadlines);
    if (event == ALARM_STEPPED) {
        log_line(LOG_LEVEL_WARN, "the clock was set");
        deadlines_stepped(&s->deadlines);
    }
}

static void on_connection(uv_stream_t *listener, int status) {
    server_t *s = listener->data;
    if (status == 0) connection_accept(&s->service, listener);
}

/* ---- stopping ---- */

static void all_gone(service_t *service) {
    server_t *s = (server_t *)((char *)service - offsetof(server_t, service));
    if (s->stopping) uv_stop(&s->loop);
}

static void on_patience(uv_timer_t *timer) {
    server_t *s = timer->data;
    connections_close(&s->service);
}

static void begin_stop(server_t *s) {
    if (s->stopping) return;
    s->stopping = true;
    log_line(LOG_LEVEL_INFO, "stopping: %zu connections", s->service.count);
    unlink(company_config(s->company)->socket);
    uv_close((uv_handle_t *)&s->listener, NULL);
    uv_timer_start(&s->patience, on_patience, PATIENCE_MS, 0);
    connections_stop(&s->service);
}

static void on_ending(uv_async_t *handle) {
    begin_stop(handle->data);
}

static void on_signal(uv_signal_t *handle, int number) {
    log_line(LOG_LEVEL_INFO, "signal %d", number);
    if (number ==
        SIGHUP) /* a terminal that closed, or who hopes that files are read again: people go on working */
        log_line(LOG_LEVEL_INFO,
                 "going on: rules and people are changed by commands, other settings by a restart");
    else
        begin_stop(handle->data);
}

/* ---- starting ---- */

static int uv_failed(const char *what, int error, diag_t *d) {
    return diag_set(d, "server.loop", "what", what, "detail", uv_strerror(error), NULL);
}

static int make_loop(server_t *s, bool signals, diag_t *d) {
    int error = uv_loop_init(&s->loop);
    if (error != 0) return uv_failed("loop", error, d);
    s->loop_open = true;
    uv_async_init(&s->loop, &s->wake, on_wake);
    uv_async_init(&s->loop, &s->ending, on_ending);
    uv_pipe_init(&s->loop, &s->listener, 0);
    uv_timer_init(&s->loop, &s->patience);
    s->wake.data = s->ending.data = s->listener.data = s->patience.data = s;
    static const int numbers[] = {SIGTERM, SIGINT, SIGHUP};
    for (size_t i = 0; signals && i < sizeof numbers / sizeof *numbers; i++) {
        uv_signal_init(&s->loop, &s->signals[i]);
        s->signals[i].data = s;
        error = uv_signal_start(&s->signals[i], on_signal, numbers[i]);
        if (error != 0) return uv_failed("signal", error, d);
    }
    if (alarm_open(&s->alarm_fd, d) != 0) return -1;
    uv_poll_init(&s->loop, &s->alarm, s->alarm_fd);
    s->alarm.data = s;
    error = uv_poll_start(&s->alarm, UV_READABLE, on_alarm);
    return error == 0 ? 0 : uv_failed("alarm", error, d);
}

static queue_options_t queue_options_of(server_t *s) {
    const limits_t *l = &company_config(s->company)->limits;
    return (queue_options_t){.batch_max = (size_t)l->batch_max,
                             .fire_batch = (size_t)l->fire_batch,
                             .limit = (size_t)l->queue_max,
                             .batch_us = l->batch_us,
                             .recover_max_s = l->recover_retry_max_s,
                             .wake = wake_loop,
                             .after = look_for_mail,
                             .ctx = s};
}

static int make_threads(server_t *s, diag_t *d) {
    host_t *h = company_host(s->company);
    const limits_t *l = &company_config(s->company)->limits;
    queue_options_t options = queue_options_of(s);
    delivery_options_t delivering = {.attempts_max = (int32_t)l->deliver_attempts_max,
                                     .retry_ms = l->deliver_retry_s * MS_SECOND,
                                     .retry_max_ms = l->deliver_retry_max_s * MS_SECOND};
    s->delivery = delivery_new(company_plugins(s->company), &delivering, d);
    if (s->delivery == NULL) return -1;
    s->service.reads = reads_new(&s->loop, h, (size_t)l->readers, (size_t)l->read_queue_max, d);
    if (s->service.reads == NULL) return -1;
    s->service.queue = queue_start(h, &options, d);
    if (s->service.queue == NULL) return -1;
    s->delivering = delivery_start(s->delivery, h, s->service.queue, d) == 0;
    return s->delivering ? 0 : -1;
}

static int listen_now(server_t *s, diag_t *d) {
    int fd;
    if (socket_listen(company_config(s->company)->socket, &fd, d) != 0) return -1;
    s->listening = true;
    int error = uv_pipe_open(&s->listener, fd);
    if (error != 0) {
        close(fd);
        return uv_failed("socket", error, d);
    }
    error = uv_listen((uv_stream_t *)&s->listener, SOMAXCONN, on_connection);
    return error == 0 ? 0 : uv_failed("socket", error, d);
}

/* libuv makes its pool at the first use, of as many threads as the environment says: as many as can read. */
static void size_pool(const limits_t *limits) {
    char text[16];
    if (limits->readers <= POOL_THREADS) return;
    snprintf(text, sizeof text, "%d", (int)limits->readers);
    setenv("UV_THREADPOOL_SIZE", text, 0);
}

server_t *server_start(company_t *company, bool signals, diag_t *d) {
    server_t *s = mem_alloc(sizeof *s);
    if (s == NULL) {
        diag_memory(d);
        return NULL;
    }
    const config_t *config = company_config(company);
    s->company = company;
    s->alarm_fd = -1;
    s->service.loop = &s->loop;
    s->service.host = company_host(company);
    s->service.limits = &config->limits;
    s->service.store = config->store;
    s->service.empty = all_gone;
    size_pool(&config->limits);
    deadlines_init(&s->deadlines, host_config(s->service.host)->time, alarm_of(&s->alarm_fd), fire_deadlines,
                   s);
    if (make_loop(s, signals, d) == 0 && make_threads(s, d) == 0 && listen_now(s, d) == 0) return s;
    server_free(s);
    return NULL;
}

void server_run(server_t *s) {
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE); /* a client that is gone is an error of the write, not of the server */
    pthread_sigmask(SIG_BLOCK, &pipe, NULL);
    log_line(LOG_LEVEL_INFO, "serving %s at %s", company_config(s->company)->store,
             company_config(s->company)->socket);
    uv_run(&s->loop, UV_RUN_DEFAULT);
    log_line(LOG_LEVEL_INFO, "stopped");
}

void server_stop(server_t *s) {
    uv_async_send(&s->ending);
}

/* ---- the end ---- */

static void close_handle(uv_handle_t *handle, void *ctx) {
    (void)ctx;
    if (!uv_is_closing(handle)) uv_close(handle, NULL);
}

void server_free(server_t *s) {
    if (s == NULL) return;
    if (s->delivering) delivery_stop(s->delivery);
    if (s->service.queue != NULL) {
        queue_stop(s->service.queue);
        queue_finish(s->service.queue);
    }
    if (s->listening && !s->stopping) unlink(company_config(s->company)->socket);
    if (s->loop_open) {
        s->stopping = true;
        connections_close(&s->service);
        uv_run(&s->loop, UV_RUN_NOWAIT); /* connections are freed by their own callback */
        uv_walk(&s->loop, close_handle, NULL);
        while (uv_loop_close(&s->loop) == UV_EBUSY)
            uv_run(&s->loop, UV_RUN_NOWAIT);
    }
    reads_free(s->service.reads);
    queue_free(s->service.queue);
    delivery_free(s->delivery);
    if (s->alarm_fd >= 0) close(s->alarm_fd);
    mem_free(s);
}
