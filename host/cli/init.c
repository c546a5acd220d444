/* countersign init: a new company in a folder; with --demo the demo people and rules. */
#include "base/json.h"
#include "cli/data_file.h"
#include "cli/here.h"
#include "cli/verbs.h"
#include "script/ruleset.h"
#include <string.h>
#include <unistd.h>

static const char *const LISTS[] = {"departments", "persons",    "posts",    "roles",
                                    "holders",     "attributes", "stand_ins"};

json_t *rules_request(const char *folder, arena_t *arena, diag_t *d) {
    ruleset_content_t content;
    if (ruleset_read_folder(folder, arena, &content, d) != 0) return NULL;
    if (content.file_count == 0) {
        diag_set(d, "ruleset.no_files", "folder", folder, NULL);
        return NULL;
    }
    json_t *files = json_array();
    for (size_t i = 0; i < content.file_count; i++) {
        json_t *text = json_stringn((const char *)content.files[i].content.at, content.files[i].content.len);
        if (text == NULL) {
            diag_set(d, "file.utf8", "file", content.files[i].name, NULL);
            json_decref(files);
            return NULL;
        }
        json_array_append_new(files, json_pack("{s:s,s:o}", "name", content.files[i].name, "content", text));
    }
    return json_pack("{s:s,s:o}", "verb", "rules.activate", "files", files);
}

/* Calendars first (people name them), then the people; the calendar marked as default becomes the company's.
 */
int init_import(here_t *here, cli_t *cli, json_t *data) {
    size_t i;
    json_t *calendar;
    int code = EXIT_DONE;
    json_array_foreach(json_object_get(data, "calendars"), i, calendar) {
        if (json_is_true(json_object_get(calendar, "default")))
            json_object_set_new(calendar, "name", json_string("company"));
        json_object_del(calendar, "default");
        if (code == EXIT_DONE)
            code = here_do(here, cli, json_pack("{s:s,s:O}", "verb", "calendar.put", "definition", calendar));
    }
    for (size_t k = 0; code == EXIT_DONE && k < sizeof LISTS / sizeof *LISTS; k++) {
        json_t *list = json_object_get(data, LISTS[k]);
        if (json_array_size(list) > 0)
            code =
                here_do(here, cli,
                        json_pack("{s:s,s:s,s:O}", "verb", "people.import", "table", LISTS[k], "rows", list));
    }
    return code;
}

/* Marks the company as demo data: it may be told what time it is (--clock), and says so wherever it is shown.
 */
static int mark_demo(here_t *here, diag_t *d) {
    store_t *store = host_store(company_host(here->company));
    if (store_begin(store, d) != 0) return -1;
    if (store_setting_put(store, "demo", "yes", d) == 0) return store_commit(store, d);
    store_rollback(store);
    return -1;
}

/* What a new company begins with; each NULL: nothing of it. */
typedef struct filling {
    json_t *people, *rules;
} filling_t;

/* Before anything is made: a file that can't be read leaves no company behind. */
static int read_filling(cli_t *cli, const char *people, const char *rules, filling_t *out, diag_t *d) {
    *out = (filling_t){0};
    if (people != NULL && (out->people = data_file_read(people, d)) == NULL) return -1;
    if (rules != NULL && (out->rules = rules_request(rules, &cli->arena, d)) == NULL) return -1;
    return 0;
}

static int fill(here_t *here, cli_t *cli, const filling_t *what) {
    diag_t d = {0};
    int code = what->people != NULL ? init_import(here, cli, what->people) : EXIT_DONE;
    if (code == EXIT_DONE && json_is_true(json_object_get(what->people, "demo")) && mark_demo(here, &d) != 0)
        code = cli_error(cli, &d);
    if (code == EXIT_DONE && what->rules != NULL) code = here_do(here, cli, json_incref(what->rules));
    diag_clear(&d);
    return code;
}

/* It gets its name when it is whole. What could not be filled is not left half made: the same words, put
 * right, make it the next time. */
static int finish(here_t *here, cli_t *cli, int code, diag_t *d) {
    company_t *company = here->company;
    reader_close(&here->reader);
    here->company = NULL;
    if (company_end(company, code == EXIT_DONE, d) != 0) code = cli_error(cli, d);
    if (code != EXIT_DONE) {
        rmdir(company_config(company)->documents);
        rmdir(cli->folder); /* not when something of its owner's is in it */
    }
    company_close(company);
    return code;
}

int verb_init(cli_t *cli, const verb_t *verb, json_t *request) {
    (void)verb;
    diag_t d = {0};
    bool demo = json_flag(request, "demo");
    const char *zone = json_text(request, "zone", false, &d),
               *people = json_text(request, "people", false, &d);
    const char *rules = json_text(request, "rules", false, &d);
    if (zone == NULL) zone = "Asia/Shanghai";
    if (demo && rules == NULL) rules = "rules";
    if (demo && people == NULL) people = arena_printf(&cli->arena, "%s/company/people.lua", rules);
    if (cli->clock != INSTANT_NONE && !demo) diag_set(&d, "usage.clock", NULL);
    time_source_t told = told_time(cli);
    filling_t filling = {0};
    if (d.code == NULL) read_filling(cli, people, rules, &filling, &d);
    company_t *company = d.code == NULL
                             ? company_begin(cli->folder, zone, cli->clock != INSTANT_NONE ? &told : NULL, &d)
                             : NULL;
    here_t here;
    int code = here_take(&here, cli, company, &d);
    if (code == EXIT_DONE) {
        code = finish(&here, cli, fill(&here, cli, &filling), &d);
    }
    if (code == EXIT_DONE && cli->json)
        cli_print_json(cli,
                       json_pack("{s:b,s:o,s:b}", "ok", 1, "folder", json_lossy(cli->folder), "demo", demo));
    else if (code == EXIT_DONE)
        fprintf(cli->out, "%s %s\n", cli_word(cli, demo ? "init.demo" : "init.done"), cli->folder);
    json_decref(filling.people);
    json_decref(filling.rules);
    diag_clear(&d);
    return code;
}

int verb_rules_activate(cli_t *cli, const verb_t *verb, json_t *request) {
    diag_t d = {0};
    const char *folder = json_text(request, "folder", true, &d);
    json_t *whole = folder != NULL ? rules_request(folder, &cli->arena, &d) : NULL;
    int code;
    if (whole == NULL) {
        code = cli_error(cli, &d);
    } else {
        json_object_update_missing(whole, request);
        json_object_del(whole, "folder");
        code = client_run(cli, verb, whole);
    }
    json_decref(whole);
    diag_clear(&d);
    return code;
}
