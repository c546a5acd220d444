/* Computed fields within decide; private to this folder. */
#ifndef CS_ENGINE_COMPUTED_H
#define CS_ENGINE_COMPUTED_H

#include "engine/deciding.h"
#include "model/form_problems.h"

/* Works them out and keeps those that differ. The list is what the rules said; errors as rules->compute,
 * limit.fields. */
int compute_fields(deciding_t *x, computed_t **list, size_t *count);
/* Problems field.not_computed {field, label, lacks} for those that should have a value and have none. */
void computed_missing(const deciding_t *x, const computed_t *list, size_t count, form_problems_t *p);

#endif
