/* Who has to do with a record, asked also outside of decide. */
#ifndef CS_ENGINE_CONCERNED_H
#define CS_ENGINE_CONCERNED_H

#include "model/directory.h"
#include "model/record.h"

/* Has the person something to do with it? Its initiator, whoever holds or held a task of it, their colleagues
 * where a task is open, its department's head and leader in charge, and those of the ones above. */
bool has_to_do_with(const record_t *record, const directory_t *directory, int64_t person, instant_t now);

#endif
