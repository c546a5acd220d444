/* Named values one after another, as records and events hold them; private to this folder. */
#ifndef CS_MODEL_FIELDS_H
#define CS_MODEL_FIELDS_H

#include "model/value.h"

/* A count, then name and value of each. More than `most`, or a field without a name, fails. */
void field_list_encode(const field_t *fields, size_t count, size_t most, buf_t *out);
field_t *field_list_decode(cursor_t *in, size_t most, size_t *count);

#endif
