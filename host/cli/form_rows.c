/* The rows of a table of the form out of a CSV file: countersign draft FLOW … --rows lines=FILE.csv. The
 * first line names the columns; a cell that is empty is left out. What is wrong with a row is told with its
 * line. */
#include "cli/csv_rows.h"
#include "cli/verbs.h"
#include <stdlib.h>
#include <string.h>

enum { FILES_MAX = 16 };

typedef struct tables {
    const char *fields[FILES_MAX]; /* of the form */
    csv_rows_t files[FILES_MAX];
    size_t count;
} tables_t;

/* "lines=orders.csv" into the request's fields. A file without rows is more likely a slip than a wish to
 * empty the table, for which there is `lines=`. */
static int put_table(cli_t *cli, json_t *request, const char *pair, tables_t *t, diag_t *d) {
    const char *equals = strchr(pair, '=');
    csv_rows_t *file = &t->files[t->count];
    if (equals == NULL || equals == pair) return diag_set(d, "usage.pair", "text", pair, NULL);
    if (t->count == FILES_MAX) {
        diag_set(d, "limit.fields", NULL);
        diag_param_int(d, "limit", FILES_MAX);
        return -1;
    }
    if (csv_rows_read(equals + 1, &cli->arena, file, d) != 0) return -1;
    const char *head = csv_rows_head(file, &cli->arena);
    json_decref(file->columns);
    if (file->count == 0) {
        json_decref(file->rows);
        return diag_at((diag_set(d, "csv.rows", "columns", head, NULL), d), file->path, 1);
    }
    json_t *fields = json_object_get(request, "fields");
    if (fields == NULL) {
        fields = json_object();
        if (json_object_set_new(request, "fields", fields) != 0) fields = NULL;
    }
    t->fields[t->count] = arena_strndup(&cli->arena, pair, (size_t)(equals - pair));
    if (t->fields[t->count] == NULL || json_object_set_new(fields, t->fields[t->count], file->rows) != 0)
        return diag_memory(d);
    t->count++;
    return 0;
}

/* An error about "lines[2].price" stands on the line of the second row, one about a column that there is not
 * in the head. */
static void blame(void *ctx, json_t *error) {
    const tables_t *t = ctx;
    const json_t *params = json_object_get(error, "params");
    const char *field = json_string_value(json_object_get(params, "field")),
               *code = json_string_value(json_object_get(error, "code"));
    for (size_t i = 0; field != NULL && i < t->count; i++) {
        size_t length = strlen(t->fields[i]);
        if (strncmp(field, t->fields[i], length) != 0) continue;
        if (field[length] == '[') {
            size_t row = strtoul(field + length + 1, NULL, 10);
            if (row > 0) csv_rows_blame(&t->files[i], row, error);
        } else if (field[length] == '\0' && code != NULL && strcmp(code, "field.column") == 0) {
            csv_rows_blame(&t->files[i], 0, error);
        }
    }
}

int verb_form(cli_t *cli, const verb_t *verb, json_t *request) {
    diag_t d = {0};
    tables_t tables = {.count = 0};
    size_t i;
    json_t *pair, *rows = json_incref(json_object_get(request, "rows"));
    int status = 0;
    json_object_del(request, "rows");
    json_array_foreach(rows, i, pair) {
        if (status == 0) status = put_table(cli, request, json_string_value(pair), &tables, &d);
    }
    json_decref(rows);
    int code = status == 0 ? client_run_blaming(cli, verb, request, blame, &tables) : cli_error(cli, &d);
    diag_clear(&d);
    return code;
}
