/* Two routes of one stage side by side: which steps came, went, or are another thing for other people or in
 * another time, each with the reason that the rule gives. As part of an answer. */
#ifndef CS_SERVER_ROUTE_DIFF_H
#define CS_SERVER_ROUTE_DIFF_H

#include "server/api_parts.h"
#include "server/route.h"

/* One stage with `before` and `after` as changes of the record's fields: {"stage", "stage_title", "round",
 * "opened", "at", "drifted", "differs", "steps", "shape", "problem", "problem_before", "facts"}; see API.md.
 * -1: memory.out. */
int route_diff(shape_t *s, route_t *route, size_t stage, const route_change_t *before,
               const route_change_t *after, json_t **out, diag_t *d);
/* The same of two routes of one stage each, by different rules for the record as it is (A53). */
int route_diff_rules(shape_t *s, route_t *before, route_t *after, json_t **out, diag_t *d);

#endif
