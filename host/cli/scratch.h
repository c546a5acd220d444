/* A company made for one run in the system's temporary folder, with people from a Lua data file: what check
 * and test look at rules with. */
#ifndef CS_CLI_SCRATCH_H
#define CS_CLI_SCRATCH_H

#include "cli/here.h"

typedef struct scratch {
    here_t here;
    char *folder;
    const char *outer; /* cli->folder as it was */
} scratch_t;

/* Makes it; its clock is cli->clock, which may be set anew between requests. `people`: the data file, or
 * NULL: RULES/people.lua, else RULES/company/people.lua, else the people and calendars of the company at hand
 * (none: a company without people). Prints what fails; the exit code. */
int scratch_open(scratch_t *scratch, cli_t *cli, const char *rules, const char *people);
void scratch_close(scratch_t *scratch, cli_t *cli);

#endif
