/* Steps one after another, as plans and records hold them; private to this folder. The steps of a plan mostly
 * share one ladder and one rule file, so a step that has those of the nearest step before it (that has any)
 * says so in its first byte and leaves them out; read back, they share the memory too. Canonical: sharing
 * where possible is not a choice. */
#ifndef CS_MODEL_STEP_LIST_H
#define CS_MODEL_STEP_LIST_H

#include "model/plan.h"

void step_list_encode(const step_t *steps, size_t count, buf_t *out);
/* `steps` has room for count. */
void step_list_decode(cursor_t *in, step_t *steps, size_t count);
/* Facts: a count, then path and text of each; more than PLAN_FACTS_MAX fails. */
void fact_list_encode(const fact_t *facts, size_t count, buf_t *out);
fact_t *fact_list_decode(cursor_t *in, size_t *count);

#endif
