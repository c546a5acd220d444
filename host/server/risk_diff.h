/* How risky a record would have been with other values, and what would have answered that (P4.2.2), as part
 * of an answer. */
#ifndef CS_SERVER_RISK_DIFF_H
#define CS_SERVER_RISK_DIFF_H

#include "server/api_parts.h"
#include "server/route.h"

/* {"before", "after", "response", "answers"}: two risks, each {"level", "because"}; `response`, where the
 * plan that answers a high one would have been asked for by the change: {"by", "check": people, "within",
 * "check_within"}, else null; `answers`: what else would have been asked for, or would not have been
 * ("added", "gone"), by name. *out: null where nothing differs, or the flow has no risk. -1: memory.out. */
int risk_diff(shape_t *s, route_t *route, const route_change_t *before, const route_change_t *after,
              json_t **out, diag_t *d);

#endif
