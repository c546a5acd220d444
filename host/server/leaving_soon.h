/* Whose time, or whose post, an import of the directory ends on a day to come (P1.3.4), and what they hold by
 * then as it stands: so that somebody is found for it before the day. Nothing moves yet. */
#ifndef CS_SERVER_LEAVING_SOON_H
#define CS_SERVER_LEAVING_SOON_H

#include "server/api_shape.h"
#include "server/host.h"

typedef struct leaving {
    const char *person; /* handle */
    const char *post;   /* that ends; NULL: their time in service does */
    const char *until;  /* as the directory has it */
} leaving_t;

/* Of those whose day is later than now, a list: `person`, `post`, `until`, `record`, `number`, `flow`,
 * `step`, `task`, `waiting` (for its turn). Of a post what they hold because they were found by it. The first
 * thousand. NULL: an error. */
json_t *leaving_soon(shape_t *s, host_t *h, const leaving_t *list, size_t count, arena_t *arena, diag_t *d);

#endif
