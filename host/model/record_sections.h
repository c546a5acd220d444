/* The end of a record's encoding: what only some records have (who opened it, records that it opened, picks,
 * risk, deviations …), each in a section with a tag, tags ascending. A record without any has no such part.
 */
#ifndef CS_MODEL_RECORD_SECTIONS_H
#define CS_MODEL_RECORD_SECTIONS_H

#include "model/record.h"

/* How many sections it has, 0 to 255. */
int record_sections(const record_t *r);
void record_sections_encode(const record_t *r, buf_t *out);
/* After everything else was read; fails the cursor on an unknown tag, or one out of order. */
void record_sections_decode(cursor_t *in, record_t *r);

#endif
