/* Small values by name: the number series of flows, the company's settings, and how far ids and time have
 * come. */
#include "store/connection.h"

int store_number(store_t *s, const char *prefix, int32_t year, int64_t *next, diag_t *d) {
    query_t q;
    *next = 1;
    if (query_open(&q, s, ST_number_get, d)) return -1;
    query_text(&q, prefix);
    query_int(&q, year);
    int row = query_next(&q, d);
    if (row > 0) *next = query_col_int(&q, 0) + 1;
    query_close(&q);
    return row < 0 ? -1 : 0;
}

int store_number_put(store_t *s, const char *prefix, int32_t year, int64_t given, diag_t *d) {
    query_t q;
    if (query_open(&q, s, ST_number_put, d)) return -1;
    query_text(&q, prefix);
    query_int(&q, year);
    query_int(&q, given);
    return query_run(&q, NULL, d);
}

int store_latest(store_t *s, int64_t *id, instant_t *recorded, diag_t *d) {
    query_t q;
    *id = 0;
    *recorded = INSTANT_NONE;
    if (query_open(&q, s, ST_latest_get, d)) return -1;
    int row = query_next(&q, d);
    if (row > 0) {
        *id = query_col_int(&q, 0);
        *recorded = query_col_instant(&q, 1);
    }
    query_close(&q);
    return row < 0 ? -1 : 0;
}

int store_setting(store_t *s, const char *name, arena_t *arena, const char **value, diag_t *d) {
    query_t q;
    *value = NULL;
    if (query_open(&q, s, ST_setting_get, d)) return -1;
    query_text(&q, name);
    int row = query_next(&q, d);
    if (row <= 0) return row;
    *value = query_col_text(&q, 0, arena);
    query_close(&q);
    return *value ? 0 : diag_memory(d);
}

int store_setting_put(store_t *s, const char *name, const char *value, diag_t *d) {
    query_t q;
    if (query_open(&q, s, ST_setting_put, d)) return -1;
    query_text(&q, name);
    query_text(&q, value);
    return query_run(&q, NULL, d);
}
