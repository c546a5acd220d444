/* Calendars by name: every version stays, the newest holds. */
#include "store/connection.h"
#include "store/tables.h"

int store_calendar_put(store_t *s, const char *name, const char *definition, int64_t by, instant_t now,
                       diag_t *d) {
    query_t q;
    if (query_open(&q, s, ST_calendar_put, d)) return -1;
    query_text(&q, name);
    query_text(&q, definition);
    query_int(&q, now);
    query_int(&q, by);
    return query_run(&q, NULL, d);
}

static void calendar_row(query_t *q, void *item, arena_t *arena) {
    calendar_row_t *row = item;
    row->name = query_col_text(q, 0, arena);
    row->version = (int32_t)query_col_int(q, 1);
    row->definition = query_col_text(q, 2, arena);
}

int store_calendars(store_t *s, arena_t *arena, calendar_row_t **out, size_t *count, diag_t *d) {
    query_t q;
    list_t list = {NULL, 0};
    int rc = query_open(&q, s, ST_calendars_list, d);
    if (rc == 0) rc = query_list(&q, arena, sizeof **out, calendar_row, &list, d);
    *out = list.at;
    *count = list.count;
    return rc;
}
