/* Files built into the program (SQL of the store, the shipped Lua scripts): written by
 * cmake/embed_files.cmake. */
#ifndef CS_BASE_EMBEDDED_H
#define CS_BASE_EMBEDDED_H

#include <stddef.h>

typedef struct embedded_file {
    const char *name; /* path inside its folder; NULL ends the table */
    const char *data; /* followed by a NUL that `size` does not count */
    size_t size;
} embedded_file_t;

extern const embedded_file_t store_sql_files[]; /* linked with the store */
extern const embedded_file_t scripts_files[];   /* linked with script */

/* The file of that name, or NULL. */
const embedded_file_t *embedded_find(const embedded_file_t *files, const char *name);

#endif
