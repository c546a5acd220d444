/* Documents within decide; private to this folder. */
#ifndef CS_ENGINE_DOCUMENTS_H
#define CS_ENGINE_DOCUMENTS_H

#include "engine/deciding.h"

/* Says of each document in the value who adds it, when and as what; of one that is in `old` (may be NULL)
 * what was said then. */
int documents_stamp(const deciding_t *x, const value_t *old, value_t *value);
int do_attach(deciding_t *x);

#endif
