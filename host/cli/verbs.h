/* Verbs that do more than ask the API; each stands in the file of its name (verb_init in init.c …). Exit
 * codes of cli.h. */
#ifndef CS_CLI_VERBS_H
#define CS_CLI_VERBS_H

#include "cli/here.h"

int verb_init(cli_t *cli, const verb_t *verb, json_t *request);
int verb_check(cli_t *cli, const verb_t *verb, json_t *request);
int verb_test(cli_t *cli, const verb_t *verb, json_t *request);
int verb_decide(cli_t *cli, const verb_t *verb, json_t *request);
int verb_plan(cli_t *cli, const verb_t *verb, json_t *request);
int verb_report(cli_t *cli, const verb_t *verb, json_t *request);
int verb_draw(cli_t *cli, const verb_t *verb, json_t *request);
/* Verbs that take a form, whose tables may come out of files: form_rows.c. */
int verb_form(cli_t *cli, const verb_t *verb, json_t *request);
int verb_attach(cli_t *cli, const verb_t *verb, json_t *request);
int verb_migrate(cli_t *cli, const verb_t *verb, json_t *request);
int verb_dispose(cli_t *cli, const verb_t *verb, json_t *request);
int verb_fire(cli_t *cli, const verb_t *verb, json_t *request);
int verb_people_import(cli_t *cli, const verb_t *verb, json_t *request);
int verb_rules_activate(cli_t *cli, const verb_t *verb, json_t *request);
int verb_calendar_put(cli_t *cli, const verb_t *verb, json_t *request);
int verb_calendar_import(cli_t *cli, const verb_t *verb, json_t *request);
int verb_serve(cli_t *cli, const verb_t *verb, json_t *request);
int verb_replay(cli_t *cli, const verb_t *verb, json_t *request);
int verb_verify(cli_t *cli, const verb_t *verb, json_t *request);
int verb_backup(cli_t *cli, const verb_t *verb, json_t *request);
int verb_restore(cli_t *cli, const verb_t *verb, json_t *request);
int verb_bench(cli_t *cli, const verb_t *verb, json_t *request);

/* The request that activates the rules of a folder; NULL: the error is set. */
json_t *rules_request(const char *folder, arena_t *arena, diag_t *d);

/* Imports calendars and people of a data file's table into a company that is open; prints what fails. The
 * exit code. */
int init_import(here_t *here, cli_t *cli, json_t *data);

/* Set by SIGINT once verb_interruptible was called: long work looks at it and ends at a safe point. */
extern volatile int cli_stop;
void verb_interruptible(void);
/* "12345 / 56437" on cli->err, over what it said before, when that is a terminal; `total` 0: nobody knows it.
 */
void verb_progress(void *cli, size_t done, size_t total);

#endif
