/* countersign serve: the company on its socket until SIGTERM or SIGINT. */
#include "base/json.h"
#include "cli/verbs.h"
#include "server/server.h"

int verb_serve(cli_t *cli, const verb_t *verb, json_t *request) {
    (void)verb;
    (void)request;
    diag_t d = {0};
    int code = EXIT_DONE;
    if (cli->clock != INSTANT_NONE) diag_set(&d, "usage.clock_serve", NULL);
    company_t *company = d.code == NULL ? company_open(cli->folder, NULL, &d) : NULL;
    server_t *server = company != NULL ? server_start(company, true, &d) : NULL;
    if (server == NULL) {
        code = cli_error(cli, &d);
    } else {
        fprintf(cli->err, "%s %s\n", cli_word(cli, "serve.begun"), company_config(company)->socket);
        server_run(server);
        fprintf(cli->err, "%s\n", cli_word(cli, "serve.ended"));
    }
    server_free(server);
    company_close(company);
    diag_clear(&d);
    return code;
}
