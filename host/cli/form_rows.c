/* The rows of a table of the form out of a CSV file: countersign draft FLOW … --rows lines=FILE.csv. The
 * first line names the columns; a cell that is empty is left out. */
#include "cli/verbs.h"
#include <string.h>

/* "lines=orders.csv" into the request's fields. */
static int put_table(json_t *request, const char *pair, diag_t *d) {
    const char *equals = strchr(pair, '=');
    if (equals == NULL || equals == pair) return diag_set(d, "usage.pair", "text", pair, NULL);
    json_t *rows = csv_rows(equals + 1, d), *fields = json_object_get(request, "fields");
    if (rows == NULL) return -1;
    if (fields == NULL) {
        fields = json_object();
        if (json_object_set_new(request, "fields", fields) != 0) fields = NULL;
    }
    return json_object_setn_new(fields, pair, (size_t)(equals - pair), rows) != 0 ? diag_memory(d) : 0;
}

int verb_form(cli_t *cli, const verb_t *verb, json_t *request) {
    diag_t d = {0};
    size_t i;
    json_t *pair, *rows = json_incref(json_object_get(request, "rows"));
    int status = 0;
    json_object_del(request, "rows");
    json_array_foreach(rows, i, pair) {
        if (status == 0) status = put_table(request, json_string_value(pair), &d);
    }
    json_decref(rows);
    int code = status == 0 ? client_run(cli, verb, request) : cli_error(cli, &d);
    diag_clear(&d);
    return code;
}
