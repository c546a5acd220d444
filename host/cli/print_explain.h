/* What the printers of explanations share. */
#ifndef CS_CLI_PRINT_EXPLAIN_H
#define CS_CLI_PRINT_EXPLAIN_H

#include "cli/print_private.h"

/* A sentence of scripts/texts filled from `values`: an object of texts and whole numbers. Takes `values`. In
 * the run's arena; "" when there is no memory for it. */
const char *print_filled(cli_t *cli, const char *code, json_t *values);
/* "2 working days" of a limit as answers have it; "no time limit" of null. */
const char *print_limit(cli_t *cli, const json_t *limit);
/* "1 h 30 min". */
const char *print_length(cli_t *cli, long long seconds);
enum { HEADING_WIDTH = 12 };
/* Begins a line with a heading in a column of its own; NULL: the column stays empty. */
void print_heading(cli_t *cli, const char *code);
/* "li.na, sun.tao" of an array of people, or of objects with a `person`; "" of an empty one. */
const char *print_people_list(cli_t *cli, const json_t *people);
/* A member that is an instant, as "2026-03-02 17:00" in the company's zone. */
const char *print_time_of(cli_t *cli, const json_t *object, const char *name);
/* Of an answer to `why`: the change of values because of which the step was asked for again; nothing where
 * none did. */
void print_again(cli_t *cli, const json_t *answer);
/* One change of a route, as route_diff has them: "+ security …", "− leader …", "~ head within: 2 → 1". */
void print_step_change(cli_t *cli, const json_t *entry, const char *indent);

/* print_paused.c: when a clock stood still, why, and what that left of a due time that was past. */
void print_stood(cli_t *cli, const json_t *clock);
/* When a rung would come, had its clock not stood still; nothing where that is the same. */
void print_unmoved(cli_t *cli, const json_t *rung);

#endif
