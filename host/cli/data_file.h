/* Lua files that are data, not rules (people.lua): run in the sandbox, without vocabulary, and read as JSON.
 */
#ifndef CS_CLI_DATA_FILE_H
#define CS_CLI_DATA_FILE_H

#include "base/diag.h"
#include "script/sandbox.h"
#include <jansson.h>

/* A table as JSON: with list items an array, else an object. Texts that are not UTF-8 are mended. NULL: no
 * memory. */
json_t *value_json(const sandbox_value_t *value);
/* The whole file's bytes in the arena, at most `limit`. NULL: file.open, file.too_large {file}. */
char *file_read(const char *path, size_t limit, arena_t *arena, size_t *size, diag_t *d);
/* What the file returns. NULL: file.*, rule.* with file and line, data.table {file}. */
json_t *data_file_read(const char *path, diag_t *d);

#endif
