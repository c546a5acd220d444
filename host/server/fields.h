/* Field values as they come in (texts) read as the flow's form says, before engine sees them. */
#ifndef CS_SERVER_FIELDS_H
#define CS_SERVER_FIELDS_H

#include "base/near.h"
#include "engine/engine.h"

/* Reads each VALUE_TEXT of command->fields by its definition in the record's flow; people by handle through
 * in->directory; rows of tables cell by cell, a row given in the order of the columns, or as
 * pairs of a column's name (VALUE_CHOICE) and its cell. A name such as "criteria.2.result" is a cell of the
 * table as in->record has it, which comes whole in the end (cells.h). command->fields is replaced by typed
 * copies in the arena. Values typed already (imports, tests) stay. field.unknown {field, nearest, flow},
 * form.invalid with the field's error as cause. */
int fields_read(const decide_in_t *in, arena_t *arena, command_t *command, diag_t *d);

#endif
