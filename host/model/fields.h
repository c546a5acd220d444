/* Named values one after another, as records and events hold them, and whose error it is; private to this
 * folder. */
#ifndef CS_MODEL_FIELDS_H
#define CS_MODEL_FIELDS_H

#include "model/flow.h"

/* A count, then name and value of each. More than `most`, or a field without a name, fails. */
void field_list_encode(const field_t *fields, size_t count, size_t most, buf_t *out);
field_t *field_list_decode(cursor_t *in, size_t most, size_t *count);
/* Adds to the error set which field it is about, with its labels; -1. */
int field_blame(const field_def_t *def, diag_t *d);

#endif
