/* Where a request is carried out: by the server of the company's folder if one is running, else here, by the
 * same code. */
#include "base/json.h"
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

static json_t *ask_here(cli_t *cli, json_t *request, int *code) {
    here_t here;
    *code = here_open(&here, cli);
    if (*code != EXIT_DONE) return NULL;
    json_t *answer = here_ask(&here, json_incref(request));
    here_close(&here);
    return answer;
}

json_t *client_call(cli_t *cli, json_t *request, int *code) {
    diag_t d = {0};
    if (cli->as != NULL) json_object_set_new(request, "as", json_lossy(cli->as));
    if (cli->key != NULL) json_object_set_new(request, "key", json_lossy(cli->key));
    int fd = connect_to(cli, &d);
    if (fd < 0 && d.code == NULL) return ask_here(cli, request, code);
    json_t *answer = NULL;
    if (fd >= 0 && cli->clock != INSTANT_NONE)
        diag_set(&d, "usage.clock_server", NULL);
    else if (fd >= 0)
        answer = ask_server(fd, request, &d);
    if (fd >= 0) close(fd);
    if (answer == NULL) *code = cli_error(cli, &d);
    diag_clear(&d);
    return answer;
}

int client_run(cli_t *cli, const verb_t *verb, json_t *request) {
    int code = EXIT_DONE;
    json_t *answer = client_call(cli, request, &code);
    if (answer == NULL) return code;
    if (!json_is_true(json_object_get(answer, "ok"))) {
        code = cli_answer_error(cli, answer);
    } else if (cli->json || verb->print == NULL) {
        cli_print_json(cli, json_incref(answer));
    } else {
        verb->print(cli, answer);
    }
    json_decref(answer);
    return code;
}
