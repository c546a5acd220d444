/* Folders and stores that live for one run only, and taking a store away again. */
#ifndef CS_CLI_TEMPORARY_H
#define CS_CLI_TEMPORARY_H

#include "cli/cli.h"

/* A new, empty folder "countersign-WHAT-…" in the system's temporary folder (TMPDIR), its name in cli->arena.
 * NULL: file.write {file, detail}. */
char *temporary_folder(cli_t *cli, const char *what, diag_t *d);
/* Takes away a store that nobody has open, with the files beside it; what is not there is passed over. */
void store_unlink(cli_t *cli, const char *store);

#endif
