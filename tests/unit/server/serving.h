/* A company served in a thread of the test, and clients that talk to it over its socket. */
#ifndef TESTS_UNIT_SERVER_SERVING_H
#define TESTS_UNIT_SERVER_SERVING_H

#include "fixture.h"
#include "server/server.h"
#include <errno.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>

typedef struct serving {
    fixture_t f;
    server_t *server;
    pthread_t thread;
} serving_t;

static inline void *serve(void *arg) {
    server_run(arg);
    return NULL;
}

static inline void start(serving_t *s) {
    s->server = server_start(s->f.company, false, &s->f.d);
    if (s->server == NULL) fail_msg("%s %s", s->f.d.code, diag_get(&s->f.d, "detail"));
    assert_int_equal(pthread_create(&s->thread, NULL, serve, s->server), 0);
}

static inline void begin(serving_t *s, const char *config) {
    memset(s, 0, sizeof *s);
    fixture_begin(&s->f, config);
    fixture_close(&s->f); /* from now on by the real clock */
    s->f.company = company_open(s->f.folder, NULL, &s->f.d);
    if (s->f.company == NULL) fail_msg("%s", s->f.d.code);
    start(s);
}

static inline void stop(serving_t *s) {
    server_stop(s->server);
    pthread_join(s->thread, NULL);
    server_free(s->server);
}

static inline void end(serving_t *s) {
    stop(s);
    fixture_end(&s->f);
}

typedef struct client {
    int fd;
    FILE *in;
} client_t;

static inline int connect_to(const serving_t *s) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s/run.sock", s->f.folder);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) == 0) return fd;
    close(fd);
    return -1;
}

static inline client_t client_open(const serving_t *s) {
    client_t c = {.fd = connect_to(s)};
    assert_true(c.fd >= 0);
    struct timeval patience = {.tv_sec = 60};
    setsockopt(c.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    c.in = fdopen(dup(c.fd), "r");
    return c;
}

static inline void client_close(client_t *c) {
    fclose(c->in);
    close(c->fd);
}

static inline void say(const client_t *c, const char *text) {
    for (size_t left = strlen(text); left > 0;) {
        ssize_t sent = send(c->fd, text, left, MSG_NOSIGNAL);
        if (sent < 0) fail_msg("send: %s", strerror(errno));
        text += sent;
        left -= (size_t)sent;
    }
}

/* The next answer; NULL: the server has closed. The caller owns it. */
static inline json_t *hear(client_t *c) {
    char *line = NULL;
    size_t room = 0;
    diag_t d = {0};
    ssize_t length = getline(&line, &room, c->in);
    json_t *answer = length > 0 ? json_read(line, (size_t)length, (size_t)length, &d) : NULL;
    if (length > 0 && answer == NULL) fail_msg("not JSON: %s", line);
    free(line);
    return answer;
}

static inline json_t *talk(client_t *c, const char *text) {
    say(c, text);
    say(c, "\n");
    return hear(c);
}

#define DRAFT "{\"verb\":\"draft\",\"flow\":\"sales.purchase\",\"fields\":{\"amount\":\"%d\"}}"

#endif
