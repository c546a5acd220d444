/* Whether every record of a fixture's store is the fold of its events, and its rows are what the records say.
 */
#ifndef TESTS_UNIT_SERVER_FIXTURE_VERIFY_H
#define TESTS_UNIT_SERVER_FIXTURE_VERIFY_H

#include "fixture.h"
#include "server/verify.h"

static inline void fixture_differs(void *ctx, int64_t record, const diag_t *d) {
    (void)ctx, (void)record;
    print_error("%s %s %s\n", d->code, diag_get(d, "table"), diag_get(d, "column"));
    print_error("%s %s %s\n", diag_get(d, "key"), diag_get(d, "have"), diag_get(d, "should"));
}

/* What differs is printed. */
static inline bool fixture_is_clean(fixture_t *f) {
    char path[128];
    verify_report_t report;
    verify_options_t o = {.found = fixture_differs};
    snprintf(path, sizeof path, "%s/countersign.db", f->folder);
    return verify_store(path, &(store_options_t){0}, &o, &report, &f->d) == 0 && report.differences == 0;
}

/* The end of a test, after which the store must be clean. */
static inline void fixture_end_clean(fixture_t *f) {
    assert_true(fixture_is_clean(f));
    fixture_end(f);
}

#endif
