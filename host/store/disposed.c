/* What is told of records disposed of, and what verify asks about them (disposal.h). */
#include "store/connection.h"
#include "store/disposal.h"
#include <errno.h>
#include <stdlib.h>

static int disposed_error(query_t *q, diag_t *d) {
    char at[INSTANT_TEXT];
    const char *number = query_peek_text(q, 1), *by = query_peek_text(q, 4);
    diag_set(d, "record.disposed", "number", number, "at",
             instant_format(query_col_instant(q, 2), 0, true, at), "by", by, NULL);
    diag_param_int(d, "record", query_col_int(q, 0));
    if (!by) diag_param_int(d, "uid", query_col_int(q, 3));
    return -1;
}

/* 1: it was, and the error says so; 0: it was not; -1. */
static int told(query_t *q, diag_t *d) {
    int row = query_next(q, d);
    if (row <= 0) return row;
    if (query_texts(q, d)) return -1;
    disposed_error(q, d);
    query_close(q);
    return 1;
}

static int told_id(store_t *s, int64_t record, diag_t *d) {
    query_t q;
    if (query_open(&q, s, ST_disposed_by_id, d)) return -1;
    query_int(&q, record);
    return told(&q, d);
}

int store_gone_id(store_t *s, int64_t record, diag_t *d) {
    if (told_id(s, record, d)) return -1;
    diag_set(d, "store.not_found", NULL);
    diag_param_int(d, "id", record);
    return -1;
}

int store_gone(store_t *s, const char *name, diag_t *d) {
    query_t q;
    if (query_open(&q, s, ST_disposed_by_number, d)) return -1;
    query_text(&q, name);
    if (told(&q, d)) return -1;
    char *end = NULL;
    errno = 0;
    long long id = strtoll(name, &end, 10);
    bool decimal = name[0] >= '0' && name[0] <= '9' && *end == '\0' && errno == 0 && id > 0;
    if (decimal && told_id(s, id, d)) return -1;
    return diag_set(d, "store.not_found", "record", name, NULL);
}

static void disposed_row(query_t *q, void *item, arena_t *arena) {
    disposed_row_t *r = item;
    r->record = query_col_int(q, 0);
    r->number = query_col_text(q, 1, arena);
    r->event = query_col_int(q, 2);
}

int store_disposed_rows(store_t *s, int64_t after, size_t max, arena_t *arena, disposed_row_t **out,
                        size_t *count, diag_t *d) {
    query_t q;
    list_t list = {NULL, 0};
    *out = NULL;
    *count = 0;
    if (query_open(&q, s, ST_disposed_rows, d)) return -1;
    query_int(&q, after);
    query_int(&q, (int64_t)max);
    if (query_list(&q, arena, sizeof **out, disposed_row, &list, d)) return -1;
    *out = list.at;
    *count = list.count;
    return 0;
}

int store_disposed_row(store_t *s, int64_t record, arena_t *arena, disposed_row_t *out, bool *found,
                       diag_t *d) {
    query_t q;
    list_t list = {NULL, 0};
    *found = false;
    if (query_open(&q, s, ST_disposed_get, d)) return -1;
    query_int(&q, record);
    if (query_list(&q, arena, sizeof *out, disposed_row, &list, d)) return -1;
    *found = list.count > 0;
    if (*found) *out = *(disposed_row_t *)list.at;
    return 0;
}

static void series_row(query_t *q, void *item, arena_t *arena) {
    series_t *r = item;
    r->prefix = query_col_text(q, 0, arena);
    r->year = (int32_t)query_col_int(q, 1);
    r->last = query_col_int(q, 2);
}

int store_series(store_t *s, arena_t *arena, series_t **out, size_t *count, diag_t *d) {
    query_t q;
    list_t list = {NULL, 0};
    *out = NULL;
    *count = 0;
    if (query_open(&q, s, ST_numbers_rows, d)) return -1;
    if (query_list(&q, arena, sizeof **out, series_row, &list, d)) return -1;
    *out = list.at;
    *count = list.count;
    return 0;
}

int store_number_held(store_t *s, const char *number, bool *held, diag_t *d) {
    query_t q;
    *held = false;
    if (query_open(&q, s, ST_number_held, d)) return -1;
    query_text(&q, number);
    int row = query_next(&q, d);
    if (row > 0) *held = query_col_int(&q, 0) != 0;
    query_close(&q);
    return row < 0 ? -1 : 0;
}
