/* Free pages given back to the file system, a few at a time (disposal.h). */
#include "store/connection.h"
#include "store/disposal.h"
#include <time.h>

static int64_t monotonic_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int one_number(store_t *s, statement_t no, int64_t *out, diag_t *d) {
    query_t q;
    *out = 0;
    if (query_open(&q, s, no, d)) return -1;
    int row = query_next(&q, d);
    if (row > 0) *out = query_col_int(&q, 0);
    query_close(&q);
    return row < 0 ? -1 : 0;
}

int store_free_pages(store_t *s, int64_t *pages, int64_t *page_bytes, diag_t *d) {
    return one_number(s, ST_free_pages, pages, d) || one_number(s, ST_page_size, page_bytes, d) ? -1 : 0;
}

/* One page a step, until there is enough of it. What was done so far stays when the statement is left early.
 */
static int give_pages(store_t *s, int64_t max_pages, int64_t until, diag_t *d) {
    query_t q;
    if (query_open(&q, s, ST_give_back, d)) return -1;
    int row = 1;
    for (int64_t steps = 0; row > 0 && steps < max_pages; steps++) {
        row = query_next(&q, d);
        if (monotonic_us() >= until) break;
    }
    if (row > 0) query_close(&q);
    return row < 0 ? -1 : 0;
}

int store_give_back(store_t *s, int64_t max_pages, int64_t max_us, int64_t *given, diag_t *d) {
    int64_t before = 0, after = 0;
    *given = 0;
    if (one_number(s, ST_free_pages, &before, d)) return -1;
    if (before == 0) return 0;
    if (store_begin(s, d)) return -1;
    if (give_pages(s, max_pages, monotonic_us() + max_us, d) || one_number(s, ST_free_pages, &after, d)) {
        store_rollback(s);
        return -1;
    }
    if (store_commit(s, d)) return -1;
    *given = before - after;
    if (*given > 0) s->given_back = true;
    return 0;
}
