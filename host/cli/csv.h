/* CSV files (RFC 4180), plain or gzip, read a row at a time; the first row names the columns. */
#ifndef CS_CLI_CSV_H
#define CS_CLI_CSV_H

#include "base/diag.h"
#include "base/mem.h"

enum { CSV_COLUMNS_MAX = 64, CSV_FIELD_MAX = 1 << 20 };

typedef struct csv csv_t;

/* Opens the file and reads its head. NULL: csv.open {file}, csv.head {file}, or as csv_next. The caller
 * closes it. */
csv_t *csv_open(const char *path, diag_t *d);
void csv_close(csv_t *csv); /* NULL is fine */
/* Which column has that name; -1: none. csv_need sets csv.column {file, column, found}. */
int csv_column(const csv_t *csv, const char *name);
int csv_need(const csv_t *csv, const char *name, diag_t *d);
size_t csv_columns(const csv_t *csv);
const char *csv_name(const csv_t *csv, size_t column);
/* The next row: 1; 0 at the end; -1, with file and line: csv.quote, csv.columns, csv.too_long, csv.nul (a
 * zero byte, as UTF-16 has them), csv.read {file, detail} (it can't be read, or was packed by gzip and is cut
 * off). Blank lines are passed over. */
int csv_next(csv_t *csv, diag_t *d);
/* A field of the present row; it lives until the next. */
const char *csv_field(const csv_t *csv, int column);
/* The line that the present row began on, from 1. */
int csv_line(const csv_t *csv);

/* Writes one field as it must stand in a row: quoted when it holds a comma, a quote or a line break; then
 * `end` (',' or '\n'). */
void csv_put(void *file /* FILE* */, const char *text, char end);

#endif
