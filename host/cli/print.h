/* Answers of the API as people read them: one function a kind of answer, plain text in columns, in the
 * reader's language. */
#ifndef CS_CLI_PRINT_H
#define CS_CLI_PRINT_H

#include "cli/cli.h"

void print_ok(cli_t *cli, const json_t *answer);
void print_done(cli_t *cli, const json_t *answer);   /* after a command: the record, its state, who is next */
void print_copied(cli_t *cli, const json_t *answer); /* after `copy`: also what was left out */
void print_plan(cli_t *cli, const json_t *answer);
void print_tasks(cli_t *cli, const json_t *answer);
void print_records(cli_t *cli, const json_t *answer);
void print_show(cli_t *cli, const json_t *answer);
void print_history(cli_t *cli, const json_t *answer);
void print_deadlines(cli_t *cli, const json_t *answer);
void print_simulate(cli_t *cli, const json_t *answer);
void print_why_step(cli_t *cli, const json_t *answer);
void print_what_if(cli_t *cli, const json_t *answer);
void print_outbox(cli_t *cli, const json_t *answer);
void print_incidents(cli_t *cli, const json_t *answer);
void print_people_import(cli_t *cli, const json_t *answer);
void print_debts(cli_t *cli, const json_t *answer);
void print_leaver(cli_t *cli, const json_t *answer);
void print_people_export(cli_t *cli, const json_t *answer);
void print_settings(cli_t *cli, const json_t *answer);
void print_rules(cli_t *cli, const json_t *answer);
/* A version of rules as people read it, twelve characters of its hash; "": the object names none. */
const char *print_ruleset_of(cli_t *cli, const json_t *object, const char *name);
void print_ruleset(cli_t *cli, const json_t *answer); /* after a change of rules or settings */
void print_calendar(cli_t *cli, const json_t *answer);
void print_calendar_put(cli_t *cli, const json_t *answer);
void print_calendar_import(cli_t *cli, const json_t *answer);
void print_measures(cli_t *cli, const json_t *answer);
void print_stand_in(cli_t *cli, const json_t *answer);
void print_mutual(cli_t *cli, const json_t *answer);
void print_status(cli_t *cli, const json_t *answer);

#endif
