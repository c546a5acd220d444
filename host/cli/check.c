/* countersign check: every route over the values that matter to it; what it found, what it covered, what it
 * could not show. */
#include "script/check.h"
#include "base/json.h"
#include "cli/print_private.h"
#include "cli/scratch.h"
#include "cli/verbs.h"
#include "server/check_submission.h"
#include <string.h>

enum { ERRORS_MAX = 200 };

typedef struct checking {
    cli_t *cli;
    scratch_t scratch;
    json_t *findings, *covered;
    size_t errors;
    buf_t packed;
    diag_t broken[ERRORS_MAX]; /* files that could not be loaded */
} checking_t;

/* The checker's name for a text that nobody has written yet, in the reader's words. */
static const char *in_words(cli_t *cli, const char *words) {
    const char *at = words != NULL ? strstr(words, CHECK_ORDINARY_TEXT) : NULL;
    if (at == NULL) return words;
    const char *rest = in_words(cli, at + strlen(CHECK_ORDINARY_TEXT));
    const char *out = arena_printf(&cli->arena, "%.*s%s%s", (int)(at - words), words,
                                   cli_word(cli, "check.ordinary_text"), rest);
    return out != NULL ? out : words;
}

static void tell(checking_t *c, check_severity_t severity, const char *flow, const diag_t *what) {
    const char *words = in_words(c->cli, texts_error(c->cli->texts, what, &c->cli->arena));
    if (severity == CHECK_ERROR) c->errors++;
    json_array_append_new(
        c->findings, json_pack("{s:s,s:s?,s:o,s:s}", "severity", check_severity_word(severity), "flow", flow,
                               "what", json_diag(what), "words", words != NULL ? words : what->code));
    if (c->cli->json) return;
    char *code = arena_printf(&c->cli->arena, "severity.%s", check_severity_word(severity));
    const char *colon = print_colon(c->cli);
    fprintf(c->cli->out, "%s%s%s%s%s\n", code != NULL ? cli_word(c->cli, code) : "", colon,
            flow != NULL ? flow : "", flow != NULL ? colon : "", words != NULL ? words : what->code);
}

static void tell_covered(checking_t *c, const check_cover_t *cover) {
    json_array_append_new(
        c->covered, json_pack("{s:s,s:s?,s:s,s:I,s:I,s:I,s:s?,s:b}", "flow", cover->flow, "department",
                              cover->department, "stage", cover->stage, "runs", (json_int_t)cover->runs,
                              "ways", (json_int_t)cover->ways, "initiators", (json_int_t)cover->initiators,
                              "varied", cover->varied, "limited", cover->limited));
    if (c->cli->json) return;
    const char *mark = print_comma(c->cli);
    fprintf(c->cli->out, "  %s%s%s %s%s%lld %s%s%lld %s%s%lld %s", cover->flow,
            cover->department != NULL ? " @" : "", cover->department != NULL ? cover->department : "",
            print_word(c->cli, "stage", cover->stage), print_colon(c->cli), (long long)cover->runs,
            cli_word(c->cli, "covered.runs"), mark, (long long)cover->ways, cli_word(c->cli, "covered.ways"),
            mark, (long long)cover->initiators, cli_word(c->cli, "covered.initiators"));
    if (cover->varied != NULL && cover->varied[0] != '\0')
        fputs(print_aside(c->cli, cover->varied), c->cli->out);
    if (cover->limited) fprintf(c->cli->out, " — %s", cli_word(c->cli, "covered.limited"));
    fputc('\n', c->cli->out);
}

static int check_loaded(checking_t *c, ruleset_t *rules, arena_t *arena, diag_t *d) {
    snapshot_t *snapshot = host_snapshot(company_host(c->scratch.here.company));
    check_options_t options = {.at = INSTANT_NONE, .submission = &engine_submission};
    check_report_t report;
    int status =
        rules_check(rules, snapshot->directory, &snapshot->working_time, &options, arena, &report, d);
    if (status == 0) {
        for (size_t i = 0; i < report.finding_count; i++)
            tell(c, report.findings[i].severity, report.findings[i].flow, report.findings[i].what);
        if (!c->cli->json) fprintf(c->cli->out, "%s\n", cli_word(c->cli, "covered.head"));
        for (size_t i = 0; i < report.covered_count; i++)
            tell_covered(c, &report.covered[i]);
    }
    snapshot_unref(snapshot);
    return status;
}

/* Loads the folder's rules, going on past files that fail; NULL with nothing told: `d` says why. */
static ruleset_t *load(checking_t *c, const char *folder, diag_t *d) {
    ruleset_content_t content;
    hash_t hash;
    size_t count = 0;
    if (ruleset_read_folder(folder, &c->cli->arena, &content, d) != 0 ||
        ruleset_pack(&content, &c->packed, &hash, d) != 0)
        return NULL;
    const host_options_t *config = host_config(company_host(c->scratch.here.company));
    ruleset_options_t options = {.functions = config->functions, .function_count = config->function_count};
    ruleset_t *rules =
        ruleset_open_all((bytes_t){c->packed.at, c->packed.len}, &options, c->broken, ERRORS_MAX, &count);
    for (size_t i = 0; i < count && i < ERRORS_MAX; i++) {
        tell(c, CHECK_ERROR, NULL, &c->broken[i]);
        diag_clear(&c->broken[i]);
    }
    return rules;
}

int verb_check(cli_t *cli, const verb_t *verb, json_t *request) {
    (void)verb;
    diag_t d = {0};
    const char *folder = json_text(request, "folder", false, &d);
    if (folder == NULL) folder = "rules";
    checking_t *c = mem_alloc(sizeof *c);
    if (c == NULL) return EXIT_FAILED;
    c->cli = cli;
    c->findings = json_array();
    c->covered = json_array();
    buf_init(&c->packed, RULESET_MAX);
    int code = scratch_open(&c->scratch, cli, folder, json_text(request, "people", false, &d));
    if (code == EXIT_DONE) {
        ruleset_t *rules = load(c, folder, &d);
        if (rules != NULL && check_loaded(c, rules, &cli->arena, &d) != 0) c->errors++;
        if (d.code != NULL)
            code = cli_error(cli, &d);
        else if (c->errors > 0 || rules == NULL)
            code = EXIT_REFUSED;
        else if (!cli->json)
            fprintf(cli->out, "%s\n", cli_word(cli, "check.clean"));
        if (cli->json && d.code == NULL) {
            json_t *answer = json_pack("{s:b,s:O,s:O}", "ok", code == EXIT_DONE, "findings", c->findings,
                                       "covered", c->covered);
            cli_print_json(cli, answer);
        }
        ruleset_close(rules);
        scratch_close(&c->scratch, cli);
    }
    json_decref(c->findings);
    json_decref(c->covered);
    buf_free(&c->packed);
    mem_free(c);
    diag_clear(&d);
    return code;
}
