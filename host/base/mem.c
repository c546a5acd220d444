/* The three calls under every allocation, and the switch by which a test makes them fail.
 * The switch is thread-local so that a test's countdown is not eaten by another thread. */
#include "base/mem.h"
#include <stdlib.h>
#include <string.h>

static _Thread_local int64_t fail_at; /* 0: never */
static _Thread_local bool fail_once;
static _Thread_local int64_t made; /* since mem_fail_after */

/* Counts one allocation; true when it has to fail. */
static bool refused(void) {
    made++;
    return fail_at > 0 && (fail_once ? made == fail_at : made >= fail_at);
}

void *mem_alloc(size_t size) {
    if (refused()) return NULL;
    return calloc(1, size > 0 ? size : 1);
}

void *mem_realloc(void *old, size_t size) {
    if (refused()) return NULL;
    return realloc(old, size > 0 ? size : 1);
}

void mem_free(void *p) {
    free(p);
}

char *mem_strdup(const char *s) {
    size_t size = strlen(s) + 1;
    char *copy = mem_alloc(size);
    if (copy) memcpy(copy, s, size);
    return copy;
}

void mem_fail_after(int64_t n) {
    fail_at = n;
    fail_once = false;
    made = 0;
}

void mem_fail_once(int64_t n) {
    mem_fail_after(n);
    fail_once = true;
}

int64_t mem_fail_count(void) {
    return made;
}
