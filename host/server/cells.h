/* Cells of a form's tables, named one by one ("criteria.2.result", or "involved.2" where there is but one
 * column): each changes that cell alone, in the table as the record holds it then, so that two people who
 * write different cells don't undo each other. A row that is not there comes after the last. Used by
 * fields_read alone; all of it lies in the arena. */
#ifndef CS_SERVER_CELLS_H
#define CS_SERVER_CELLS_H

#include "engine/engine.h"

typedef struct cell_name {
    const char *table;
    size_t row;         /* from 1 */
    const char *column; /* NULL: none was named */
} cell_name_t;

/* Does that name a cell? False also when there is no memory, which arena_failed tells. */
bool cell_name_read(const char *name, arena_t *arena, cell_name_t *out);

typedef struct cells {
    const decide_in_t *in;
    arena_t *arena;
    size_t most;          /* how many may be named */
    struct filled *first; /* a table each */
} cells_t;

/* `column` by its place. field.row {field, row, rows}: far beyond the last; memory.out. */
int cells_put(cells_t *cells, const field_def_t *table, size_t row, size_t column, const value_t *value,
              diag_t *d);
/* The tables that came of it, appended to `fields`, which has room for each cell. field.row: a row between
 * the last and a new one was not named; *wrong: of which table. */
int cells_end(const cells_t *cells, field_t *fields, size_t *count, const char **wrong, diag_t *d);

#endif
