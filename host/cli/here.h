/* Administration from the command line on a company that is opened here: a few requests one after the other,
 * by the API's own code. */
#ifndef CS_CLI_HERE_H
#define CS_CLI_HERE_H

#include "cli/cli.h"
#include "server/api.h"
#include "server/company.h"

typedef struct here {
    company_t *company;
    reader_t reader;
    caller_t caller; /* this process's user */
} here_t;

/* The clock that --clock tells: cli->clock, whatever it is set to meanwhile. */
time_source_t told_time(cli_t *cli);
/* Opens the company of cli->folder (at cli->clock, if given: only where the company is marked as demo data),
 * as soon as no other command has it, within three seconds. Prints the error and gives the exit code;
 * EXIT_DONE: open. */
int here_open(here_t *here, cli_t *cli);
/* The same, but *served, with nothing told: a server has the store, and can be asked instead. */
int here_open_unless_served(here_t *here, cli_t *cli, bool *served);
/* Takes over a company just made; NULL with its error in `d`. */
int here_take(here_t *here, cli_t *cli, company_t *company, const diag_t *d);
void here_close(here_t *here);
/* Carries one request (taken) out. The caller owns the answer, also a refusal; NULL: no memory. */
json_t *here_ask(here_t *here, json_t *request);
/* The same for an owner's request whose answer matters only when it is a refusal, which is printed. Returns
 * the exit code. */
int here_do(here_t *here, cli_t *cli, json_t *request);

/* Where the company's configuration says that its store and its socket are; in cli->arena. */
typedef struct company_paths {
    const char *store, *socket;
} company_paths_t;
/* -1: the error is set (of config_open). Nothing but the configuration is read, so it also works where the
 * store is broken or missing. */
int here_paths(cli_t *cli, company_paths_t *out, diag_t *d);

#endif
