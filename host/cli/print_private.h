/* What the files that print share. */
#ifndef CS_CLI_PRINT_PRIVATE_H
#define CS_CLI_PRINT_PRIVATE_H

#include "cli/print.h"

/* A member's text, "" when it is absent or something else. */
const char *print_text(const json_t *object, const char *name);
/* A word of a family in the reader's language: print_word(cli, "state", "open"); the word itself where there
 * is none. */
const char *print_word(cli_t *cli, const char *family, const char *word);
/* A record's number, or its id before it has one. */
const char *print_name(const json_t *object);

#endif
