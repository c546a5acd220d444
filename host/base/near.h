/* The name that somebody may have meant. */
#ifndef CS_BASE_NEAR_H
#define CS_BASE_NEAR_H

#include <stddef.h>

/* The name among `count` names most like `name`, by edit distance; NULL when none is near. */
const char *nearest_name(const char *name, const char *const *names, size_t count);

#endif
