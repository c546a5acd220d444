/* The derived rows of a record: what stands in records, steps, tasks, open_tasks, clocks and deadlines for a
 * given state. One description of each row serves both writing it and comparing it (verify). */
#ifndef CS_STORE_ROWS_H
#define CS_STORE_ROWS_H

#include "store/connection.h"

enum { CELLS_MAX = 16 };

typedef enum cell_kind { CELL_NULL, CELL_INT, CELL_TEXT } cell_kind_t;
typedef struct cell {
    cell_kind_t kind;
    int64_t number;
    const char *text; /* the record's own */
} cell_t;

typedef struct row_cells {
    cell_t cells[CELLS_MAX];
    int count;
} row_cells_t;

typedef enum rows_table {
    ROWS_RECORD,
    ROWS_STEPS,
    ROWS_TASKS,
    ROWS_CLOCKS,
    ROWS_OPEN_TASKS,
    ROWS_DEADLINES,
    ROWS_DEBTS,
    ROWS_TABLES
} rows_table_t;

const char *rows_table_name(rows_table_t table);
/* How many candidates the state has for that table (tasks, say), and the row of one; false: it has none (the
 * task is not open, the clock does not run). Cells in the order of the table's put statement, keys first.
 * `ruleset` is the number of the record's ruleset; 0: none. */
size_t rows_count(const record_t *r, rows_table_t table);
bool rows_make(const record_t *r, rows_table_t table, size_t index, int64_t ruleset, row_cells_t *out);
/* True when clock `index` has a deadline row. */
bool rows_deadline(const record_t *r, size_t index, deadline_t *out);
void rows_of_deadline(const deadline_t *deadline, row_cells_t *out);

/* Writes the rows that the events touched. */
int rows_write(store_t *s, const change_t *change, arena_t *arena, diag_t *d);
/* Writes them all (store_state_put). */
int rows_write_all(store_t *s, const record_t *r, diag_t *d);

#endif
