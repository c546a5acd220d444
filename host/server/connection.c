/* Connections; see connection.h. */
#include "server/connection.h"
#include "server/company.h"
#include "server/exchange.h"
#include "server/socket.h"
#include <string.h>

/* Sent when there is no memory for an answer. */
static const char NO_MEMORY[] = "{\"ok\":false,\"error\":{\"code\":\"memory.out\",\"params\":{}}}";

struct connection {
    uv_pipe_t pipe;
    service_t *service;
    connection_t *next, *previous; /* the service's list */
    caller_t caller;
    buf_t in;                  /* read, not yet a whole line */
    exchange_t *first, **last; /* in the order of the requests */
    size_t exchanges;
    bool reading;
    bool ended;   /* the other end has said all; lines read may still wait for room */
    bool no_more; /* it said too much, or we stop: no request is taken any more */
    bool closing, closed;
    bool working; /* lines are being taken in: what answers at once must not start over */
};

/* ---- its life ---- */

static void release(connection_t *c) {
    service_t *s = c->service;
    if (!c->closed || c->exchanges > 0) return;
    buf_free(&c->in);
    mem_free(c);
    s->alive--;
    if (s->alive == 0 && s->empty != NULL) s->empty(s);
}

static void on_close(uv_handle_t *handle) {
    connection_t *c = handle->data;
    service_t *s = c->service;
    c->closed = true;
    if (c->next != NULL) c->next->previous = c->previous;
    if (c->previous != NULL)
        c->previous->next = c->next;
    else
        s->connections = c->next;
    s->count--;
    release(c);
}

/* What was asked goes on; its answer is dropped. */
static void close_now(connection_t *c) {
    if (c->closing) return;
    c->closing = true;
    uv_close((uv_handle_t *)&c->pipe, on_close);
}

/* ---- writing ---- */

typedef struct sending {
    uv_write_t request;
    connection_t *connection;
    buf_t bytes;
} sending_t;

static void look(connection_t *c);

static void on_written(uv_write_t *request, int status) {
    sending_t *sending = (sending_t *)((char *)request - offsetof(sending_t, request));
    connection_t *c = sending->connection;
    buf_free(&sending->bytes);
    mem_free(sending);
    if (status != 0)
        close_now(c);
    else
        look(c);
}

static void send_bytes(connection_t *c, buf_t *bytes) {
    sending_t *sending = bytes->failed ? NULL : mem_alloc(sizeof *sending);
    if (sending == NULL) {
        buf_free(bytes);
        close_now(c);
        return;
    }
    sending->connection = c;
    sending->bytes = *bytes;
    uv_buf_t part = uv_buf_init((char *)sending->bytes.at, (unsigned)sending->bytes.len);
    if (uv_write(&sending->request, (uv_stream_t *)&c->pipe, &part, 1, on_written) == 0) return;
    buf_free(&sending->bytes);
    mem_free(sending);
    close_now(c);
}

/* Takes the answers at the front that are there, and frees their exchanges. */
static void send_answers(connection_t *c) {
    buf_t bytes;
    buf_init(&bytes, 0);
    while (c->first != NULL && c->first->done) {
        exchange_t *x = c->first;
        c->first = x->next;
        if (c->first == NULL) c->last = &c->first;
        c->exchanges--;
        if (!c->closing) {
            buf_puts(&bytes, x->text != NULL ? x->text : NO_MEMORY);
            buf_puts(&bytes, "\n");
        }
        exchange_free(x);
    }
    if (bytes.len > 0 || bytes.failed)
        send_bytes(c, &bytes);
    else
        buf_free(&bytes);
}

/* ---- taking lines ---- */

static void add(connection_t *c, exchange_t *x) {
    if (x == NULL) { /* not even an error can be said in order: the connection ends */
        c->no_more = true;
        close_now(c);
        return;
    }
    *c->last = x;
    c->last = &x->next;
    c->exchanges++;
}

/* A read sees the writes that were sent before it on its connection: it begins when they are done. */
static void start_what_may(connection_t *c) {
    for (exchange_t *x = c->first, *next; x != NULL; x = next) {
        next = x->next;
        if (!x->started && !x->done) exchange_start(x);
        if (exchange_writes(x)) break;
    }
}

/* In the order of the requests: what writes at once, a read once nothing before it does. */
static void start(connection_t *c, exchange_t *x) {
    bool waits = false;
    for (const exchange_t *before = c->first; before != x && !waits; before = before->next)
        waits = exchange_writes(before);
    if (!x->done && (exchange_writes(x) || !waits)) exchange_start(x);
}

/* Who is known, what may be done and by whose rules is asked when a line is taken: those behind a change of
 * that wait for it. */
static bool is_administered(const connection_t *c) {
    for (const exchange_t *x = c->first; x != NULL; x = x->next)
        if (exchange_administers(x)) return true;
    return false;
}

static size_t longest_line(const connection_t *c) {
    const limits_t *l = c->service->limits;
    return (size_t)(c->caller.owner ? l->owner_request_max_bytes : l->request_max_bytes);
}

static bool is_full(const connection_t *c) {
    const limits_t *l = c->service->limits;
    return c->exchanges >= (size_t)l->pipeline_max || is_administered(c) ||
           uv_stream_get_write_queue_size((const uv_stream_t *)&c->pipe) >= (size_t)l->unsent_max_bytes;
}

static void take_line(connection_t *c, const char *line, size_t length) {
    while (length > 0 && (line[length - 1] == '\r' || line[length - 1] == ' '))
        length--;
    if (length == 0) return;
    exchange_t *x = exchange_begin(c->service, c, &c->caller, line, length);
    add(c, x);
    if (x != NULL) start(c, x);
}

static void too_large(connection_t *c) {
    diag_t d = {0};
    diag_set(&d, "api.too_large", NULL);
    diag_param_int(&d, "limit", (int64_t)longest_line(c));
    c->no_more = true;
    add(c, exchange_refuse(c->service, c, &d));
    diag_clear(&d);
}

/* Takes the whole lines that have been read, as long as there is room for their answers. */
static void take_lines(connection_t *c) {
    size_t at = 0;
    while (!c->no_more && !is_full(c)) {
        const char *from = (const char *)c->in.at + at;
        const char *end = at < c->in.len ? memchr(from, '\n', c->in.len - at) : NULL;
        size_t length = end != NULL ? (size_t)(end - from) : c->in.len - at;
        if (length > longest_line(c)) too_large(c);
        if (end == NULL || c->no_more) break;
        take_line(c, from, length);
        at += length + 1;
    }
    if (at == 0) return;
    memmove(c->in.at, c->in.at + at, c->in.len - at);
    c->in.len -= at;
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *block);

static void on_room(uv_handle_t *handle, size_t wanted, uv_buf_t *out) {
    (void)wanted;
    connection_t *c = handle->data;
    *out = uv_buf_init(c->service->block, sizeof c->service->block);
}

static void set_reading(connection_t *c, bool reading) {
    if (c->reading == reading || c->closing) return;
    c->reading = reading;
    if (!reading)
        uv_read_stop((uv_stream_t *)&c->pipe);
    else if (uv_read_start((uv_stream_t *)&c->pipe, on_room, on_read) != 0)
        close_now(c);
}

/* What can be done now: answers out, lines in, reading on or not, and the end. */
static void look(connection_t *c) {
    if (c->working) return;
    c->working = true;
    do {
        start_what_may(c);
        send_answers(c);
        if (!c->closing) take_lines(c);
    } while (c->first != NULL && c->first->done);
    c->working = false;
    bool unsent = !c->closing && uv_stream_get_write_queue_size((const uv_stream_t *)&c->pipe) > 0;
    set_reading(c, !c->no_more && !c->ended && !is_full(c));
    bool last = c->no_more || (c->ended && c->in.len == 0);
    if (last && c->exchanges == 0 && !unsent) close_now(c);
    release(c);
}

void connection_answered(connection_t *c) {
    look(c);
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *block) {
    connection_t *c = stream->data;
    if (count > 0) buf_put(&c->in, block->base, (size_t)count);
    if ((count < 0 && count != UV_EOF) || c->in.failed) {
        close_now(c);
        return;
    }
    if (count == UV_EOF) {
        c->ended = true;
        if (c->in.len > 0) buf_puts(&c->in, "\n"); /* a last line may do without its end */
    }
    look(c);
}

/* ---- beginning ---- */

static void refuse_many(connection_t *c) {
    diag_t d = {0};
    diag_set(&d, "server.connections", NULL);
    diag_param_int(&d, "limit", c->service->limits->connections_max);
    c->no_more = true;
    c->working = true;
    add(c, exchange_refuse(c->service, c, &d));
    c->working = false;
    diag_clear(&d);
}

void connection_accept(service_t *s, uv_stream_t *listener) {
    uv_os_fd_t fd;
    diag_t d = {0};
    connection_t *c = mem_alloc(sizeof *c);
    s->owed = c == NULL;
    if (c == NULL) return; /* it stays with the loop until there is memory */
    c->service = s;
    c->last = &c->first;
    buf_init(&c->in, (size_t)s->limits->owner_request_max_bytes + READ_BLOCK + 1);
    uv_pipe_init(s->loop, &c->pipe, 0);
    c->pipe.data = c;
    c->next = s->connections;
    if (c->next != NULL) c->next->previous = c;
    s->connections = c;
    s->count++;
    s->alive++;
    if (uv_accept(listener, (uv_stream_t *)&c->pipe) != 0 || uv_fileno((uv_handle_t *)&c->pipe, &fd) != 0 ||
        company_caller(s->store, socket_peer_uid(fd), &c->caller, &d) != 0) {
        diag_clear(&d);
        close_now(c);
        return;
    }
    if (s->count > (size_t)s->limits->connections_max || s->stopping) refuse_many(c);
    look(c);
}

void connections_stop(service_t *s) {
    s->stopping = true;
    for (connection_t *c = s->connections, *next; c != NULL; c = next) {
        next = c->next;
        c->no_more = true;
        look(c);
    }
    if (s->alive == 0 && s->empty != NULL) s->empty(s);
}

void connections_close(service_t *s) {
    for (connection_t *c = s->connections, *next; c != NULL; c = next) {
        next = c->next;
        close_now(c);
    }
}
