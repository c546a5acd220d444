/* countersign dispose: slice after slice, until all that was asked for is gone; SIGINT ends it between two of
 * them. What is refused is told as it comes. */
#include "base/json.h"
#include "cli/verbs.h"
#include "server/housekeeping.h"
#include <string.h>

enum { NAMED_AT_ONCE = 500, REFUSED_KEPT = 1000 };

typedef struct disposing {
    cli_t *cli;
    client_t *client;
    json_t *request;
    house_t house;
    bool preview;
    long long records, events, refused;
    json_t *kept; /* with --json: the refusals, the first REFUSED_KEPT of them, … */
    json_t *said; /* … and the events that tell of it */
} disposing_t;

static void take_refused(disposing_t *x, const json_t *list) {
    size_t i;
    json_t *one;
    json_array_foreach((json_t *)list, i, one) {
        x->refused++;
        if (x->cli->json) {
            if (json_array_size(x->kept) < REFUSED_KEPT) json_array_append(x->kept, one);
        } else {
            fprintf(x->cli->err, "%s\n", cli_error_words(x->cli, json_object_get(one, "error")));
        }
    }
}

static void take_slice(disposing_t *x, const json_t *answer) {
    size_t i;
    json_t *one, *event = json_object_get(answer, "event");
    json_array_foreach(json_object_get(answer, "disposed"), i, one) {
        x->records++;
        x->events += (long long)json_integer_value(json_object_get(one, "events"));
    }
    take_refused(x, json_object_get(answer, "refused"));
    if (json_is_string(event)) json_array_append(x->said, event);
    verb_progress(x->cli, (size_t)x->records, 0);
}

/* Where the store is open here, nobody else copies its log into the file. */
static void tidy(disposing_t *x, bool all) {
    host_t *h = client_host(x->client);
    if (h == NULL || x->preview) return;
    bool more = house_keep(&x->house, h, !all);
    while (all && more && !cli_stop)
        more = house_keep(&x->house, h, false);
}

/* Slice after slice of one request; EXIT_DONE also when it was stopped. */
static int run_request(disposing_t *x) {
    int code = EXIT_DONE;
    json_object_del(x->request, "after");
    for (bool more = true; more && !cli_stop && code == EXIT_DONE;) {
        json_t *answer = client_ask(x->client, x->request, &code);
        if (answer == NULL) return code;
        json_t *next = json_object_get(answer, "next");
        more = json_is_string(next);
        if (more) json_object_set(x->request, "after", next);
        if (!json_is_true(json_object_get(answer, "ok"))) {
            code = cli_answer_error(x->cli, answer);
            more = false;
        } else {
            take_slice(x, answer);
            tidy(x, false);
        }
        json_decref(answer);
    }
    return code;
}

/* Many that are named are asked for in parts. */
static int run_named(disposing_t *x, json_t *names) {
    size_t count = json_array_size(names);
    int code = EXIT_DONE;
    for (size_t at = 0; at < count && code == EXIT_DONE && !cli_stop; at += NAMED_AT_ONCE) {
        json_t *part = json_array();
        for (size_t i = at; i < count && i < at + NAMED_AT_ONCE; i++)
            json_array_append(part, json_array_get(names, i));
        json_object_set_new(x->request, "records", part);
        code = run_request(x);
    }
    return code;
}

static const char *counted(void *ctx, const char *name) {
    disposing_t *x = ctx;
    const struct {
        const char *name;
        long long count;
    } counts[] = {{"records", x->records}, {"events", x->events}, {"refused", x->refused}};
    size_t i = 0;
    while (i < 3 && strcmp(counts[i].name, name) != 0)
        i++;
    if (i == 3 || (i == 2 && x->refused == 0)) return NULL;
    const char *text = arena_printf(&x->cli->arena, "%lld", counts[i].count);
    return text != NULL ? text : "?";
}

static void print_end(disposing_t *x) {
    cli_t *cli = x->cli;
    if (cli->json) {
        cli_print_json(cli, json_pack("{s:b,s:I,s:I,s:I,s:O,s:O,s:b,s:b}", "ok", 1, "disposed",
                                      (json_int_t)x->records, "events", (json_int_t)x->events,
                                      "refused_count", (json_int_t)x->refused, "refused", x->kept, "said",
                                      x->said, "stopped", cli_stop != 0, "preview", x->preview));
        return;
    }
    const char *words =
        texts_fill(cli->texts, x->preview ? "dispose.preview" : "dispose.done", counted, x, &cli->arena);
    fprintf(cli->out, "%s\n", words != NULL ? words : "");
    if (x->preview) fprintf(cli->out, "%s\n", cli_word(cli, "import.preview"));
    if (cli_stop) fprintf(cli->out, "%s\n", cli_word(cli, "dispose.again"));
}

/* Times in refusals are shown in the company's zone, which is asked for by a request of its own: before the
 * store is held for this one. */
static void ask_zone(cli_t *cli) {
    json_t *any = json_instant(0);
    cli_time(cli, any);
    json_decref(any);
}

/* Neither named records nor a date before which they ended. */
static int unsaid(cli_t *cli, const verb_t *verb) {
    diag_t d = {0};
    diag_set(&d, "usage.missing", "argument", "numbers or --ended-before", "verb", verb->name, NULL);
    int code = cli_error(cli, &d);
    diag_clear(&d);
    return code;
}

int verb_dispose(cli_t *cli, const verb_t *verb, json_t *request) {
    if (json_array_size(json_object_get(request, "records")) == 0 &&
        json_object_get(request, "ended_before") == NULL)
        return unsaid(cli, verb);
    disposing_t x = {.cli = cli,
                     .request = request,
                     .preview = json_flag(request, "preview"),
                     .kept = json_array(),
                     .said = json_array()};
    json_t *names = json_incref(json_object_get(request, "records"));
    ask_zone(cli);
    verb_interruptible();
    int code = client_open(cli, &x.client);
    if (code == EXIT_DONE) {
        code = names != NULL && json_array_size(names) > 0 ? run_named(&x, names) : run_request(&x);
        tidy(&x, true);
        if (code == EXIT_DONE || (x.records > 0 && !cli->json)) print_end(&x);
        client_close(x.client);
    }
    if (code == EXIT_DONE && cli_stop) code = EXIT_INTERRUPTED;
    if (code == EXIT_DONE && x.refused > 0) code = EXIT_REFUSED;
    json_decref(names);
    json_decref(x.kept);
    json_decref(x.said);
    return code;
}
