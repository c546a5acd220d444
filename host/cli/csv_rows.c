/* CSV files as rows of a request; see csv_rows.h. */
#include "cli/csv_rows.h"
#include "base/json.h"
#include "cli/csv.h"

static json_t *row_of(const csv_t *csv) {
    json_t *row = json_object();
    for (size_t i = 0; i < csv_columns(csv); i++)
        if (csv_field(csv, (int)i)[0] != '\0')
            json_object_set_new(row, csv_name(csv, i), json_lossy(csv_field(csv, (int)i)));
    return row;
}

static int keep_line(csv_rows_t *out, size_t *room, int line, arena_t *arena) {
    if (out->count == *room) {
        size_t wanted = *room > 0 ? *room * 2 : 64;
        out->lines = arena_grow(arena, out->lines, *room, wanted, sizeof *out->lines);
        *room = wanted;
    }
    if (out->lines == NULL) return -1;
    out->lines[out->count++] = line;
    return 0;
}

int csv_rows_read(const char *path, arena_t *arena, csv_rows_t *out, diag_t *d) {
    *out = (csv_rows_t){.path = arena_strdup(arena, path)}; /* the request that had it may be gone by then */
    if (out->path == NULL) return diag_memory(d);
    csv_t *csv = csv_open(path, d);
    if (csv == NULL) return -1;
    size_t room = 0;
    int got;
    out->rows = json_array();
    out->columns = json_array();
    for (size_t i = 0; i < csv_columns(csv); i++)
        json_array_append_new(out->columns, json_lossy(csv_name(csv, i)));
    while ((got = csv_next(csv, d)) > 0) {
        if (json_array_append_new(out->rows, row_of(csv)) == 0 &&
            keep_line(out, &room, csv_line(csv), arena) == 0)
            continue;
        got = diag_memory(d);
        break;
    }
    csv_close(csv);
    if (got == 0) return 0;
    json_decref(out->rows);
    json_decref(out->columns);
    return -1;
}

const char *csv_rows_head(const csv_rows_t *rows, arena_t *arena) {
    const char *head = "";
    for (size_t i = 0; head != NULL && i < json_array_size(rows->columns); i++)
        head = arena_printf(arena, "%s%s%s", head, i > 0 ? ", " : "",
                            json_string_value(json_array_get(rows->columns, i)));
    return head != NULL ? head : "";
}

void csv_rows_blame(const csv_rows_t *rows, size_t row, json_t *error) {
    if (row > rows->count || json_is_string(json_object_get(error, "file"))) return;
    json_object_set_new(error, "file", json_lossy(rows->path));
    json_object_set_new(error, "line", json_integer(row > 0 ? rows->lines[row - 1] : 1));
}
