/* Deciding tasks: one, or the same decision on many (A31), whose results are all told, in their order. */
#include "cli/cli.h"
#include "cli/print_private.h"
#include "cli/verbs.h"

static void print_result(cli_t *cli, const json_t *one) {
    const json_t *error = json_object_get(one, "error");
    if (error != NULL) {
        fprintf(cli->out, "%s  %s%s%s\n", print_name(one), cli_word(cli, "refused"), print_colon(cli),
                cli_error_words(cli, error));
        return;
    }
    fprintf(cli->out, "%s  %s", print_name(one), print_word(cli, "state", print_text(one, "state")));
    if (json_is_true(json_object_get(one, "repeated")))
        fprintf(cli->out, "  %s", print_brackets(cli, cli_word(cli, "repeated")));
    fputc('\n', cli->out);
}

int verb_decide(cli_t *cli, const verb_t *verb, json_t *request) {
    if (json_object_get(request, "records") == NULL) return client_run(cli, verb, request);
    int code = EXIT_DONE;
    json_t *answer = client_call(cli, request, &code);
    if (answer == NULL) return code;
    json_t *results = json_object_get(answer, "results"), *one;
    bool done = json_is_true(json_object_get(answer, "ok"));
    size_t i;
    if (!cli->json) {
        json_array_foreach(results, i, one) {
            print_result(cli, one);
        }
    }
    if (!done)
        code = cli_answer_error(cli, answer);
    else if (cli->json)
        cli_print_json(cli, json_incref(answer));
    json_decref(answer);
    return code;
}
