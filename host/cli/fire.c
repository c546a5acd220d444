/* countersign fire: the deadlines that are due, without a server; --until with --clock plays the time up to
 * then, each deadline at its instant (demo data only). */
#include "base/json.h"
#include "calendar/calendar_set.h"
#include "calendar/zone.h"
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

/* A date is its end in the company's zone, as everywhere. */
static bool until_read(host_t *host, const char *text, instant_t *out) {
    day_t day;
    if (instant_parse(text, out) == 0) return true;
    if (day_parse(text, &day) != 0) return false;
    snapshot_t *snapshot = host_snapshot(host);
    *out = zone_instant(calendar_zone(calendar_set_find(snapshot->calendars, NULL)), day + 1, 0);
    snapshot_unref(snapshot);
    return true;
}

int verb_fire(cli_t *cli, const verb_t *verb, json_t *request) {
    (void)verb;
    diag_t d = {0};
    here_t here;
    size_t fired = 0;
    instant_t until = INSTANT_NONE;
    const char *text = json_text(request, "until", false, &d);
    if (text != NULL && cli->clock == INSTANT_NONE) diag_set(&d, "usage.until", NULL);
    if (d.code != NULL) {
        int code = cli_error(cli, &d);
        diag_clear(&d);
        return code;
    }
    int code = here_open(&here, cli);
    if (code != EXIT_DONE) return code;
    host_t *host = company_host(here.company);
    until = host_now(host);
    if (text != NULL && !until_read(host, text, &until))
        diag_set(&d, "usage.value", "option", "until", "value", text, NULL);
    if (d.code != NULL || fire_until(cli, host, until, &fired, &d) != 0)
        code = cli_error(cli, &d);
    else if (cli->json)
        fprintf(cli->out, "{\"ok\": true, \"fired\": %zu}\n", fired);
    else
        fprintf(cli->out, "%s %zu\n", cli_word(cli, "fire.done"), fired);
    here_close(&here);
    diag_clear(&d);
    return code;
}
