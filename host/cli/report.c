/* countersign report acceptance RECORD [-o FILE]: puts the report of an acceptance on record (P2.5.3), and
 * writes it to the file, or out. */
#include "cli/print_private.h"
#include "cli/verbs.h"

/* Asks one question about the record of the request; NULL: *code is what the program ends with. */
static json_t *ask(cli_t *cli, const json_t *request, const char *verb, int *code) {
    json_t *question = json_pack("{s:s,s:s}", "verb", verb, "record", print_text(request, "record"));
    json_t *answer = question != NULL ? client_call(cli, question, code) : NULL;
    if (answer != NULL && !json_is_true(json_object_get(answer, "ok"))) {
        *code = cli_answer_error(cli, answer);
        json_decref(answer);
        answer = NULL;
    }
    json_decref(question);
    return answer;
}

static int hand_over(cli_t *cli, const json_t *request, json_t *report, diag_t *d) {
    const char *path = print_text(request, "out"), *text = print_text(report, "text");
    if (path[0] != '\0' && cli_write_file(path, text, d) != 0) return -1;
    if (path[0] != '\0') json_object_del(report, "text");
    if (cli->json)
        cli_print_json(cli, json_incref(report));
    else if (path[0] == '\0')
        fputs(text, cli->out);
    else
        fprintf(cli->out, "%s  %s\n", path, print_text(report, "blake2b"));
    return 0;
}

int verb_report(cli_t *cli, const verb_t *verb, json_t *request) {
    int code = EXIT_DONE;
    diag_t d = {0};
    (void)verb;
    cli->data = true;
    json_t *filed = ask(cli, request, "file_report", &code);
    json_t *report = filed != NULL ? ask(cli, request, "report.acceptance", &code) : NULL;
    if (report != NULL && hand_over(cli, request, report, &d) != 0) code = cli_error(cli, &d);
    json_decref(filed);
    json_decref(report);
    diag_clear(&d);
    return code;
}
