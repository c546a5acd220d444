/* Which fields of a form a person may see (A71): a pure question of the record, asked by whatever answers
 * people about it.
 *
 *  - The initiator wrote the form, and sees it.
 *  - Whoever has, had or stands in for a task sees what its step shows; with several, the union of what they
 *    show. A step that serves a task (a question, a delegation, a signer that its holder added) shows what
 *    that task's step does: nobody sees more through somebody that they asked.
 *    A deviation is decided, and a request answered, by what whoever made it sees. What is owed for a step
 *    that was skipped (A52, A64) shows what that step does, whoever granted it: it is decided in its place.
 *  - Beside the plan, to watch over a suspension, to be warned, to answer an order or to check the answer,
 *    nobody sees more than without it.
 *  - Anybody else who may look at the record sees what no step of it hides.
 *  - Person 0 is the owner of the store, who has no person: all of it.
 *
 * Of a table a step may hide columns alone: its people see the rows, and nothing in those columns. */
#ifndef CS_ENGINE_FORM_RIGHTS_H
#define CS_ENGINE_FORM_RIGHTS_H

#include "model/flow.h"
#include "model/record.h"

/* Of a field, or of a column of a table as "lines.price", which is hidden where the table is, too. */
bool form_shows(const record_t *r, int64_t person, const char *field);
/* Which columns of a table that they see are hidden from them, by place; false: none is. `def` NULL, or of
 * fewer columns: it is not known which is which, so where one is hidden, all are. */
bool form_hidden_columns(const record_t *r, int64_t person, const char *table, const field_def_t *def,
                         bool hidden[VALUE_CELLS_MAX]);
/* The value of a field that they see, without what stands in such columns: itself, or a copy in the arena.
 * NULL: no memory. */
const value_t *form_shown(const record_t *r, int64_t person, const char *field, const field_def_t *def,
                          const value_t *value, arena_t *arena);
/* The same question as form_shows of a cell as problems name it: "lines[2].price". */
bool form_shows_cell(const record_t *r, int64_t person, const char *path);
/* Does any step of it hide something? */
bool form_hides(const record_t *r);
/* Does the fact at that path tell of nothing that the person may not see? One of a table may be of any of its
 * columns. */
bool form_shows_fact(const record_t *r, int64_t person, const char *path);

#endif
