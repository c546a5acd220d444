/* Whom a record's form names. */
#ifndef CS_MODEL_RECORD_NAMING_H
#define CS_MODEL_RECORD_NAMING_H

#include "model/record.h"

/* Names of the fields in which that person is named, also in a row of a table: "in_charge, team"; "": none.
 * In the arena; NULL: no memory. */
const char *record_naming(const record_t *r, int64_t person, arena_t *arena);

#endif
