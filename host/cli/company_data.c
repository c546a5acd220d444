/* People and calendars of a company; see company_data.h. */
#include "cli/company_data.h"
#include "base/json.h"
#include "cli/here.h"
#include "cli/print_private.h"
#include <unistd.h>

static const char *const TABLES[] = {"departments", "persons",    "posts",    "roles",
                                     "holders",     "attributes", "stand_ins"};

/* Rows as the import takes them: an object by column. */
static json_t *as_objects(const json_t *answer) {
    size_t i, k;
    json_t *row, *cell, *list = json_array();
    const json_t *columns = json_object_get(answer, "columns");
    json_array_foreach(json_object_get(answer, "rows"), i, row) {
        json_t *object = json_object();
        json_array_foreach(row, k, cell) {
            const char *name = json_string_value(json_array_get(columns, k));
            if (name != NULL && json_is_string(cell)) json_object_set(object, name, cell);
        }
        json_array_append_new(list, object);
    }
    return list;
}

/* An answer that is no refusal; NULL: what went wrong is told, *code. */
static json_t *asked(client_t *client, cli_t *cli, json_t *request, int *code) {
    json_t *answer = request != NULL ? client_ask(client, request, code) : NULL;
    json_decref(request);
    if (answer == NULL || json_is_true(json_object_get(answer, "ok"))) return answer;
    *code = cli_answer_error(cli, answer);
    json_decref(answer);
    return NULL;
}

static int put_calendars(client_t *client, cli_t *cli, json_t *data) {
    size_t i;
    json_t *named, *calendars = json_array();
    int code = EXIT_DONE;
    json_object_set_new(data, "calendars", calendars);
    json_t *list = asked(client, cli, json_pack("{s:s}", "verb", "calendar"), &code);
    json_array_foreach(json_object_get(list, "calendars"), i, named) {
        json_t *one =
            asked(client, cli,
                  json_pack("{s:s,s:s}", "verb", "calendar", "calendar", print_text(named, "name")), &code);
        if (one == NULL) break;
        json_array_append(calendars, json_object_get(one, "calendar"));
        json_decref(one);
    }
    json_decref(list);
    return code;
}

static int put_people(client_t *client, cli_t *cli, json_t *data) {
    int code = EXIT_DONE;
    for (size_t i = 0; code == EXIT_DONE && i < sizeof TABLES / sizeof *TABLES; i++) {
        json_t *answer =
            asked(client, cli, json_pack("{s:s,s:s}", "verb", "people.export", "table", TABLES[i]), &code);
        if (answer == NULL) break;
        json_object_set_new(data, TABLES[i], as_objects(answer));
        json_decref(answer);
    }
    return code;
}

int company_data(cli_t *cli, json_t **out) {
    diag_t d = {0};
    company_paths_t paths;
    client_t *client;
    *out = NULL;
    bool there = here_paths(cli, &paths, &d) == 0 && access(paths.store, F_OK) == 0;
    diag_clear(&d);
    if (!there) return EXIT_DONE;
    int code = client_open(cli, &client);
    if (code != EXIT_DONE) return code;
    json_t *data = json_object();
    code = put_calendars(client, cli, data);
    if (code == EXIT_DONE) code = put_people(client, cli, data);
    client_close(client);
    if (code == EXIT_DONE)
        *out = data;
    else
        json_decref(data);
    return code;
}
