/* countersign fire: the deadlines that are due, without a server; --until with --clock plays the time up to
 * then, each deadline at its instant (demo data only). */
#include "base/json.h"
#include "cli/here.h"
#include "cli/verbs.h"

enum { FIRE_BATCH = 64 };

/* Deadlines one instant after the other: what one opens may itself be due before the end. */
static int fire_until(cli_t *cli, host_t *host, instant_t until, size_t *fired, diag_t *d) {
    for (;;) {
        instant_t due;
        size_t now;
        bool more;
        if (writer_next_due(host, &due, d) != 0) return -1;
        if (due == INSTANT_NONE || due > until) return 0;
        if (cli->clock != INSTANT_NONE && due > cli->clock) cli->clock = due;
        if (writer_fire(host, due, FIRE_BATCH, &now, &more, d) != 0) return -1;
        *fired += now;
    }
}

int verb_fire(cli_t *cli, const verb_t *verb, json_t *request) {
    (void)verb;
    diag_t d = {0};
    here_t here;
    size_t fired = 0;
    instant_t until = INSTANT_NONE;
    const char *text = json_text(request, "until", false, &d);
    if (text != NULL && cli->clock == INSTANT_NONE)
        diag_set(&d, "usage.until", NULL);
    else if (text != NULL && instant_parse(text, &until) != 0)
        diag_set(&d, "usage.value", "option", "until", "value", text, NULL);
    if (d.code != NULL) {
        int code = cli_error(cli, &d);
        diag_clear(&d);
        return code;
    }
    int code = here_open(&here, cli);
    if (code != EXIT_DONE) return code;
    host_t *host = company_host(here.company);
    if (until == INSTANT_NONE) until = host_now(host);
    if (fire_until(cli, host, until, &fired, &d) != 0)
        code = cli_error(cli, &d);
    else if (cli->json)
        fprintf(cli->out, "{\"ok\": true, \"fired\": %zu}\n", fired);
    else
        fprintf(cli->out, "%s %zu\n", cli_word(cli, "fire.done"), fired);
    here_close(&here);
    diag_clear(&d);
    return code;
}
