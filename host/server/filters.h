/* What a list is asked for that there is not: told, with the name that was meant, where the answer would be
 * an empty list as if all were well. Of a flow or department that is gone records may be kept still: asked
 * only where nothing was found. */
#ifndef CS_SERVER_FILTERS_H
#define CS_SERVER_FILTERS_H

#include "server/reader.h"

/* NULL is always good. flow.unknown {flow, near}: the rules in force have none of that name. */
int filter_flow(reader_t *r, const char *flow, diag_t *d);
/* NULL is always good. filter.department {department, nearest, called}. */
int filter_department(const directory_t *dir, const char *department, diag_t *d);

#endif
