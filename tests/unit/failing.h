/* Runs a body with its first allocation failing, then its second, and so on, until one run needs no more than
 * were granted: each place that asks for memory is refused once. Leaks are the address sanitizer's to find.
 */
#ifndef TESTS_UNIT_FAILING_H
#define TESTS_UNIT_FAILING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include <cmocka.h>

/* `body` frees what it made and returns 0 when it succeeded. It must succeed when nothing was refused, and
 * may not when `must_fail` and something was. Returns how many allocations the body makes. */
static inline int64_t each_allocation_fails(int (*body)(void *ctx), void *ctx, bool must_fail) {
    for (int64_t n = 1; n < 1000000; n++) {
        mem_fail_after(n);
        int result = body(ctx);
        int64_t made = mem_fail_count();
        mem_fail_after(0);
        if (made < n) {
            assert_int_equal(result, 0);
            return made;
        }
        if (must_fail) assert_int_not_equal(result, 0);
    }
    fail_msg("the body never got through");
    return -1;
}

#endif
