/* countersign people import, calendar import, calendar put: files read here, carried out by the API. */
#include "base/json.h"
#include "cli/csv.h"
#include "cli/data_file.h"
#include "cli/verbs.h"
#include <stdlib.h>
#include <string.h>

enum { CALENDAR_FILE_MAX = 4 << 20 };

json_t *csv_rows(const char *path, diag_t *d) {
    csv_t *csv = csv_open(path, d);
    if (csv == NULL) return NULL;
    json_t *rows = json_array();
    int got;
    while ((got = csv_next(csv, d)) > 0) {
        json_t *row = json_object();
        for (size_t i = 0; i < csv_columns(csv); i++)
            if (csv_field(csv, (int)i)[0] != '\0')
                json_object_set_new(row, csv_name(csv, i), json_lossy(csv_field(csv, (int)i)));
        json_array_append_new(rows, row);
    }
    csv_close(csv);
    if (got == 0) return rows;
    json_decref(rows);
    return NULL;
}

int verb_people_import(cli_t *cli, const verb_t *verb, json_t *request) {
    diag_t d = {0};
    const char *table = json_text(request, "table", true, &d), *file = json_text(request, "file", true, &d);
    json_t *rows = file != NULL && table != NULL ? csv_rows(file, &d) : NULL;
    int code;
    if (rows == NULL) {
        code = cli_error(cli, &d);
    } else {
        json_object_set_new(request, "rows", rows);
        json_object_del(request, "file");
        code = client_run(cli, verb, request);
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
