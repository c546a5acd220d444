/* Pure functions written in C that rules may call (plugins, see include/countersign/plugin.h): the same
 * arguments give the same answer, no I/O. */
#ifndef CS_MODEL_FUNCTION_H
#define CS_MODEL_FUNCTION_H

#include "model/value.h"

/* Arguments and result are text, number, flag, money, date or none. Errors: function.failed {function,
 * message}. */
typedef struct pure_function {
    const char *name; /* "iban.valid": rules call iban.valid(x) */
    int (*call)(void *ctx, const value_t *arguments, size_t count, arena_t *arena, value_t *out, diag_t *d);
    void *ctx;
} pure_function_t;

#endif
