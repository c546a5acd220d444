/* Errors as values: a stable code with named parameters, perhaps a place in a file, perhaps a cause.
 * The words for a code, in English and Chinese, stand in scripts/texts; nothing here is shown to people as
 * is. A function that can fail takes a diag_t*, returns -1 and says in its comment that the error is set. */
#ifndef CS_BASE_DIAG_H
#define CS_BASE_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DIAG_PARAMS_MAX = 8, DIAG_STORE = 1536, DIAG_FILE = 160 };

typedef struct diag {
    const char *code; /* a string literal such as "task.not_open"; NULL: no error */
    int param_count;
    struct {
        const char *name; /* a string literal */
        uint16_t at;      /* its value in store, NUL-terminated */
    } params[DIAG_PARAMS_MAX];
    uint16_t used;
    char store[DIAG_STORE]; /* values; one too long for what is left is cut at a UTF-8 boundary */
    char file[DIAG_FILE];   /* rule or data file; "" when none */
    int line;               /* from 1; 0 when none */
    struct diag *cause;     /* owned; NULL when none */
} diag_t;

/* No error. Must be called before first use; a zeroed struct is as good. */
void diag_init(diag_t *d);
/* Frees the causes and forgets the error. */
void diag_clear(diag_t *d);
/* Sets code and parameters: pairs of name (literal) and value (const char*, copied; NULL becomes ""), ended
 * by NULL. What was set before is forgotten. Returns -1, so that `return diag_set(…)` reads well. `d` may be
 * NULL: then only -1 is returned. */
int diag_set(diag_t *d, const char *code, ...) __attribute__((sentinel));
/* The same, with the error set before kept as its cause. */
int diag_wrap(diag_t *d, const char *code, ...) __attribute__((sentinel));
/* Adds one more parameter to the error set. */
void diag_param(diag_t *d, const char *name, const char *value);
void diag_param_int(diag_t *d, const char *name, int64_t value);
/* Names the file and line of the error set. */
int diag_at(diag_t *d, const char *file, int line);
/* The value of a parameter, or NULL. */
const char *diag_get(const diag_t *d, const char *name);
/* True when the code is exactly this one. */
bool diag_is(const diag_t *d, const char *code);
/* For "no memory": sets code "memory.out"; never allocates. Returns -1. */
int diag_memory(diag_t *d);
/* A copy that shares nothing with `from`; a cause that finds no memory is dropped. */
void diag_copy(diag_t *to, const diag_t *from);
/* A copy of `more` becomes the last cause of `d`: several things that are wrong at once, one after the other.
 * Dropped when there is no memory. */
void diag_append(diag_t *d, const diag_t *more);

#endif
