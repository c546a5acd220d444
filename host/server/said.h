/* What was said with a step that was opened beside the plan (P2.4), as answers show it. */
#ifndef CS_SERVER_SAID_H
#define CS_SERVER_SAID_H

#include "server/api_parts.h"
#include "server/past.h"

/* The step with which it began: of a check the demand that it is about, of one asked for again the first. */
const step_t *said_first(const record_t *record, const step_t *step);
/* "said"; null: nothing was, or it is none of these. */
json_t *shape_said(shape_t *s, const past_t *past, const record_t *record, const step_t *step);
/* Puts it into each of these steps that was opened so; reads the record's events where there is any. -1: the
 * error is set. */
int shape_saids(shape_t *s, json_t *steps, reader_t *r, const record_t *record, diag_t *d);

#endif
