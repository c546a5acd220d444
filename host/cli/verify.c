/* countersign verify. */
#include "server/verify.h"
#include "base/json.h"
#include "cli/verbs.h"
#include <string.h>

typedef struct verifying {
    cli_t *cli;
    json_t *found;
    verify_report_t report;
} verifying_t;

static void show_difference(void *ctx, int64_t record, const diag_t *difference) {
    verifying_t *v = ctx;
    json_array_append_new(
        v->found, json_pack("{s:o,s:o}", "record", json_id(record), "difference", json_diag(difference)));
    if (v->cli->json) return;
    char *words = texts_error(v->cli->texts, difference, &v->cli->arena);
    fprintf(v->cli->out, "%lld: %s\n", (long long)record, words != NULL ? words : difference->code);
}

static void show_progress(void *ctx, size_t done, size_t total) {
    verifying_t *v = ctx;
    verb_progress(v->cli, done, total);
}

static const char *counted(void *ctx, const char *name) {
    verifying_t *v = ctx;
    int64_t n;
    if (strcmp(name, "records") == 0)
        n = v->report.records;
    else if (strcmp(name, "events") == 0)
        n = v->report.events;
    else if (strcmp(name, "count") == 0)
        n = v->report.differences;
    else
        return NULL;
    const char *text = arena_printf(&v->cli->arena, "%lld", (long long)n);
    return text != NULL ? text : "?";
}

static void print_report(verifying_t *v) {
    if (v->cli->json) {
        json_t *answer = json_pack("{s:b,s:I,s:I,s:b,s:O}", "ok", v->report.differences == 0, "records",
                                   (json_int_t)v->report.records, "events", (json_int_t)v->report.events,
                                   "stopped", v->report.stopped, "differences", v->found);
        cli_print_json(v->cli, answer);
        return;
    }
    const char *counts = texts_fill(v->cli->texts, "verify.counts", counted, v, &v->cli->arena);
    const char *found =
        texts_fill(v->cli->texts, v->report.differences == 0 ? "verify.clean" : "verify.found", counted, v,
                   &v->cli->arena);
    fprintf(v->cli->out, "%s\n%s\n", counts != NULL ? counts : "", found != NULL ? found : "");
}

int verb_verify(cli_t *cli, const verb_t *verb, json_t *request) {
    (void)verb;
    (void)request;
    diag_t d = {0};
    verifying_t v = {.cli = cli, .found = json_array()};
    verify_options_t options = {
        .found = show_difference, .progress = show_progress, .ctx = &v, .stop = &cli_stop};
    store_options_t store = {0};
    company_paths_t paths;
    verb_interruptible();
    int code;
    if (here_paths(cli, &paths, &d) != 0 || verify_store(paths.store, &store, &options, &v.report, &d) != 0) {
        code = cli_error(cli, &d);
    } else {
        print_report(&v);
        code = v.report.stopped ? EXIT_INTERRUPTED : v.report.differences > 0 ? EXIT_REFUSED : EXIT_DONE;
    }
    json_decref(v.found);
    diag_clear(&d);
    return code;
}
