/* countersign people import, calendar import, calendar put: files read here, carried out by the API. */
#include "base/json.h"
#include "cli/csv_rows.h"
#include "cli/data_file.h"
#include "cli/verbs.h"
#include <stdlib.h>
#include <string.h>

enum { CALENDAR_FILE_MAX = 4 << 20 };

typedef struct imported {
    cli_t *cli;
    csv_rows_t rows;
} imported_t;

/* The line of the row that an error is about, instead of its number; a column that there is not stands in the
 * head. */
static void blame(void *ctx, json_t *error) {
    const imported_t *x = ctx;
    json_t *params = json_object_get(error, "params");
    const char *row = json_string_value(json_object_get(params, "row")),
               *code = json_string_value(json_object_get(error, "code"));
    if (row != NULL)
        csv_rows_blame(&x->rows, strtoul(row, NULL, 10), error);
    else if (code != NULL && strcmp(code, "people.column") == 0)
        csv_rows_blame(&x->rows, 0, error);
    if (row != NULL && !x->cli->json) json_object_del(params, "row"); /* people are told the line */
}

int verb_people_import(cli_t *cli, const verb_t *verb, json_t *request) {
    diag_t d = {0};
    imported_t x = {.cli = cli};
    const char *table = json_text(request, "table", true, &d), *file = json_text(request, "file", true, &d);
    int code;
    if (file == NULL || table == NULL || csv_rows_read(file, &cli->arena, &x.rows, &d) != 0) {
        code = cli_error(cli, &d);
    } else {
        json_object_set_new(request, "rows", x.rows.rows);
        json_object_set_new(request, "columns", x.rows.columns);
        json_object_del(request, "file");
        code = client_run_blaming(cli, verb, request, blame, &x);
    }
    diag_clear(&d);
    return code;
}

int verb_calendar_import(cli_t *cli, const verb_t *verb, json_t *request) {
    diag_t d = {0};
    const char *file = json_text(request, "file", true, &d);
    size_t size;
    char *content = file != NULL ? file_read(file, CALENDAR_FILE_MAX, &cli->arena, &size, &d) : NULL;
    json_t *text = content != NULL ? json_stringn(content, size) : NULL;
    if (content != NULL && text == NULL) diag_set(&d, "file.utf8", "file", file, NULL);
    int code;
    if (text == NULL) {
        code = cli_error(cli, &d);
    } else {
        json_object_set_new(request, "content", text);
        json_object_del(request, "file");
        code = client_run(cli, verb, request);
    }
    diag_clear(&d);
    return code;
}

int verb_calendar_put(cli_t *cli, const verb_t *verb, json_t *request) {
    diag_t d = {0};
    const char *file = json_text(request, "file", true, &d);
    size_t size;
    char *content = file != NULL ? file_read(file, CALENDAR_FILE_MAX, &cli->arena, &size, &d) : NULL;
    json_t *definition = content != NULL ? json_read(content, size, CALENDAR_FILE_MAX, &d) : NULL;
    int code;
    if (definition == NULL) {
        if (content != NULL && diag_get(&d, "line") != NULL) diag_at(&d, file, atoi(diag_get(&d, "line")));
        code = cli_error(cli, &d);
    } else {
        json_object_set_new(request, "definition", definition);
        json_object_del(request, "file");
        code = client_run(cli, verb, request);
    }
    diag_clear(&d);
    return code;
}
