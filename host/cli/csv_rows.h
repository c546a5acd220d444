/* CSV files as rows of a request, and the errors that come back told as of the lines that they stand on. */
#ifndef CS_CLI_CSV_ROWS_H
#define CS_CLI_CSV_ROWS_H

#include "base/diag.h"
#include "base/mem.h"
#include <jansson.h>

typedef struct csv_rows {
    const char *path; /* in the arena */
    json_t *rows;     /* objects by column, without cells that are empty; whoever takes it owns it */
    json_t *columns;  /* the head; the same */
    int *lines;       /* on which each row begins; in the arena */
    size_t count;
} csv_rows_t;

/* Reads the file; errors as csv_open and csv_next. On an error nothing is owned. */
int csv_rows_read(const char *path, arena_t *arena, csv_rows_t *out, diag_t *d);
/* The names of the head, by commas; in the arena. */
const char *csv_rows_head(const csv_rows_t *rows, arena_t *arena);
/* Says in the error, and leaves it where it says so already, that it is about that row (from 1); row 0: about
 * the head. */
void csv_rows_blame(const csv_rows_t *rows, size_t row, json_t *error);

#endif
