/* The people and calendars of the company at hand, as data from which another one can be filled. */
#ifndef CS_CLI_COMPANY_DATA_H
#define CS_CLI_COMPANY_DATA_H

#include "cli/cli.h"

/* In the shape of a people file (data_file.h); the caller owns it. *out NULL: there is no company in
 * cli->folder. Prints what fails; the exit code. */
int company_data(cli_t *cli, json_t **out);

#endif
