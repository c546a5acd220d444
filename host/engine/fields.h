/* Questions about facts and fields, shared by apply and decide. */
#ifndef CS_ENGINE_FIELDS_H
#define CS_ENGINE_FIELDS_H

#include "model/plan.h"
#include <string.h>

/* Does the fact of this path come from that field of the form? "trip.from" reads the field "trip". */
static inline bool fact_reads(const char *path, const char *field) {
    size_t length = strlen(field);
    return path && strncmp(path, field, length) == 0 && (path[length] == '\0' || path[length] == '.');
}

#endif
