/* Where a request is carried out: by the server of the company's folder if one is running, else here, by the
 * same code. */
#include "base/json.h"
#include "cli/harmless.h"
#include "cli/here.h"
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Connected to the company's server; -1: none is running, or, with the error set, one may be and can't be
 * reached: then nobody else may open the store. */
static int connect_to(cli_t *cli, diag_t *d) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    company_paths_t paths;
    if (here_paths(cli, &paths, d) != 0) return -1;
    int length = snprintf(address.sun_path, sizeof address.sun_path, "%s", paths.socket);
    if (length < 0 || (size_t)length >= sizeof address.sun_path) return -1; /* no server can listen there */
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0) return fd;
    if (fd < 0 || (errno != ENOENT && errno != ENOTDIR && errno != ECONNREFUSED))
        diag_set(d, "server.socket", "socket", paths.socket, "detail", strerror(errno), NULL);
    if (fd >= 0) close(fd);
    return -1;
}

bool client_served(cli_t *cli) {
    diag_t d = {0};
    int fd = connect_to(cli, &d);
    diag_clear(&d);
    if (fd >= 0) close(fd);
    return fd >= 0;
}

static int send_all(int fd, const char *bytes, size_t left) {
    while (left > 0) {
        ssize_t sent = send(fd, bytes, left, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return -1;
        bytes += sent;
        left -= (size_t)sent;
    }
    return 0;
}

/* One line, without its end. */
static int receive_line(int fd, buf_t *line) {
    char block[16384];
    for (;;) {
        ssize_t got = recv(fd, block, sizeof block, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return -1;
        char *end = memchr(block, '\n', (size_t)got);
        buf_put(line, block, end != NULL ? (size_t)(end - block) : (size_t)got);
        if (end != NULL || line->failed) return line->failed ? -1 : 0;
    }
}

static json_t *ask_server(int fd, json_t *request, diag_t *d) {
    char *text = json_write(request);
    buf_t line;
    buf_init(&line, 0);
    json_t *answer = NULL;
    if (text == NULL)
        diag_memory(d);
    else if (send_all(fd, text, strlen(text)) != 0 || send_all(fd, "\n", 1) != 0 ||
             receive_line(fd, &line) != 0)
        diag_set(d, "server.gone", "detail", strerror(errno), NULL);
    else
        answer = json_read((const char *)line.at, line.len, line.len, d);
    mem_free(text);
    buf_free(&line);
    return answer;
}

struct client {
    cli_t *cli;
    int fd;      /* of the server; -1: the store is open here */
    here_t here; /* then */
};

/* The error is told and cleared; nothing is held. */
static int open_failed(cli_t *cli, const client_t *c, diag_t *d) {
    int code = cli_error(cli, d);
    if (c != NULL && c->fd >= 0) close(c->fd);
    diag_clear(d);
    return code;
}

int client_open(cli_t *cli, client_t **out) {
    diag_t d = {0};
    client_t *c = *out = arena_alloc(&cli->arena, sizeof *c);
    if (c == NULL) {
        diag_memory(&d);
        return open_failed(cli, NULL, &d);
    }
    c->cli = cli;
    c->fd = connect_to(cli, &d);
    if (c->fd >= 0 && cli->clock != INSTANT_NONE) diag_set(&d, "usage.clock_server", NULL);
    if (d.code != NULL) return open_failed(cli, c, &d);
    if (c->fd >= 0) return EXIT_DONE;
    bool served = false;
    int code = here_open_unless_served(&c->here, cli, &served);
    return served ? client_open(cli, out) : code; /* one has begun meanwhile */
}

json_t *client_ask(client_t *c, json_t *request, int *code) {
    diag_t d = {0};
    cli_t *cli = c->cli;
    if (cli->as != NULL) json_object_set_new(request, "as", json_lossy(cli->as));
    if (cli->key != NULL) json_object_set_new(request, "key", json_lossy(cli->key));
    json_t *answer = c->fd >= 0 ? ask_server(c->fd, request, &d) : here_ask(&c->here, json_incref(request));
    bool shown = !cli->json && !cli->data;
    if (answer != NULL && shown && harmless(answer) != 0) {
        json_decref(answer);
        answer = NULL;
    }
    if (answer == NULL && d.code == NULL) diag_memory(&d);
    if (answer == NULL) *code = cli_error(cli, &d);
    diag_clear(&d);
    return answer;
}

host_t *client_host(client_t *c) {
    return c->fd < 0 ? company_host(c->here.company) : NULL;
}

void client_close(client_t *c) {
    if (c == NULL) return;
    if (c->fd >= 0)
        close(c->fd);
    else
        here_close(&c->here);
}

json_t *client_call(cli_t *cli, json_t *request, int *code) {
    client_t *c;
    *code = client_open(cli, &c);
    if (*code != EXIT_DONE) return NULL;
    json_t *answer = client_ask(c, request, code);
    client_close(c);
    return answer;
}

int client_run_blaming(cli_t *cli, const verb_t *verb, json_t *request, client_blame_fn blame, void *ctx) {
    int code = EXIT_DONE;
    json_t *answer = client_call(cli, request, &code);
    if (answer == NULL) return code;
    if (!json_is_true(json_object_get(answer, "ok"))) {
        for (json_t *e = json_object_get(answer, "error"); blame != NULL && json_is_object(e);
             e = json_object_get(e, "cause"))
            blame(ctx, e);
        code = cli_answer_error(cli, answer);
    } else if (cli->json || verb->print == NULL) {
        cli_print_json(cli, json_incref(answer));
    } else {
        verb->print(cli, answer);
    }
    json_decref(answer);
    return code;
}

int client_run(cli_t *cli, const verb_t *verb, json_t *request) {
    return client_run_blaming(cli, verb, request, NULL, NULL);
}

int client_run_data(cli_t *cli, const verb_t *verb, json_t *request) {
    cli->data = true;
    return client_run(cli, verb, request);
}
