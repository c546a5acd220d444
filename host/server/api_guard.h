/* What an answer about a record keeps to itself (A71): values of fields that whoever asks may not see, as
 * form_rights.h says. They are left out where fields are listed, and taken out of the words that a rule made
 * of them (a source's key, a sentence). Administrators, and the owner of the store where nobody is named, see
 * all. */
#ifndef CS_SERVER_API_GUARD_H
#define CS_SERVER_API_GUARD_H

#include "server/api_private.h"

/* From now on the answer is about that record, for whoever calls. `flow` may be NULL. Both outlive `s`. */
void shape_about(shape_t *s, const reader_t *r, const api_call_t *call, const record_t *record,
                 const flow_t *flow);
bool shape_shows(const shape_t *s, const char *field);
bool shape_shows_fact(const shape_t *s, const char *path);
/* The text, or "…" when the value of a hidden field stands in it. */
const char *shape_guarded(shape_t *s, const char *text);

#endif
