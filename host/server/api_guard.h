/* What an answer keeps to itself (A71): values of fields that whoever asks may not see, as form_rights.h
 * says. Where fields are listed they are left out, by shape_shows. In whatever else is told their words are
 * (form_words.h), by shape_text and shape_words themselves, so that no answer has to think of it: a value of
 * a form that may be seen is put by shape_field_value, any other by shape_value or shape_shown.
 * Administrators, and the owner of the store where nobody is named, see all. */
#ifndef CS_SERVER_API_GUARD_H
#define CS_SERVER_API_GUARD_H

#include "engine/form_words.h"
#include "server/api_private.h"

/* From now on the answer is about that record, for whoever calls; also about what it held before. `flow` may
 * be NULL. Both outlive `s`. */
void shape_about(shape_t *s, const reader_t *r, const api_call_t *call, const record_t *record,
                 const flow_t *flow);
/* Also about the record as it would be: what is worked out from what is hidden is hidden as well. */
void shape_also(shape_t *s, const record_t *record);
void shape_also_facts(shape_t *s, const fact_t *facts, size_t count);
/* Of a field, or of a cell of one as problems name it. */
bool shape_shows(const shape_t *s, const char *field);
/* Of a column of a table that they may see. */
bool shape_shows_column(shape_t *s, const char *table, const char *column);
/* The value of a field that they may see, without what stands in columns that they may not; as JSON. */
const value_t *shape_shown_value(shape_t *s, const char *field, const value_t *value);
json_t *shape_field_value(shape_t *s, const char *field, const value_t *value);
bool shape_shows_fact(const shape_t *s, const char *path);
/* A sentence that a rule made, or "…" when the value of a hidden field stands in it: what is left of the
 * sentence might tell of it all the same. */
const char *shape_guarded(shape_t *s, const char *text);
/* The text with "…" in the place of such values: what people write, and all that is not said to be a rule's.
 */
const char *shape_cut(shape_t *s, const char *text);
/* json_diag of an error that an answer tells of. */
json_t *shape_error(shape_t *s, const diag_t *error);
/* Is that member of an answer a name or a word of the host, which stays what it is whatever a form holds? */
bool shape_is_name(const char *key);
/* The error of a read about a record, for whoever calls. */
void api_guard_error(reader_t *r, const api_call_t *call, diag_t *d);

#endif
