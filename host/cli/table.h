/* Text in columns for terminals, where a Chinese character takes two places. */
#ifndef CS_CLI_TABLE_H
#define CS_CLI_TABLE_H

#include "base/mem.h"
#include <stdio.h>

enum { TABLE_COLUMNS_MAX = 12 };

typedef struct table {
    arena_t *arena;
    size_t columns;
    const char **cells; /* row by row; the first row is the head */
    size_t rows, room;
} table_t;

/* An empty table; its cells are copied into the arena. */
void table_init(table_t *t, arena_t *arena, size_t columns);
/* The next cell, row by row; NULL is empty. */
void table_put(table_t *t, const char *text);
/* Prints head and rows, columns two places apart; nothing but the head when there are no rows. A cell that
 * found no memory is left empty. */
void table_print(const table_t *t, FILE *out);
/* How many places a UTF-8 text takes. */
size_t text_width(const char *text);
/* The text within so many places: what is longer ends with an ellipsis, so that one long title does not put a
 * table's other columns out of sight. In the arena where it is cut; "" when there is no memory. */
const char *text_cut(arena_t *arena, const char *text, size_t places);

#endif
