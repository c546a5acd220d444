/* A throw-away company; see scratch.h. */
#include "cli/scratch.h"
#include "cli/company_data.h"
#include "cli/data_file.h"
#include "cli/temporary.h"
#include "cli/verbs.h"
#include <string.h>
#include <unistd.h>

static const char *find_people(cli_t *cli, const char *rules) {
    static const char *const PLACES[] = {"people.lua", "company/people.lua"};
    for (size_t i = 0; i < 2; i++) {
        char *path = arena_printf(&cli->arena, "%s/%s", rules, PLACES[i]);
        if (path != NULL && access(path, R_OK) == 0) return path;
    }
    return NULL;
}

/* From the file that is named or lies beside the rules, else from the company at hand. */
static int read_people(cli_t *cli, const char *rules, const char *people, json_t **data) {
    diag_t d = {0};
    int code = EXIT_DONE;
    *data = NULL;
    if (people == NULL) people = find_people(cli, rules);
    if (people == NULL) return company_data(cli, data);
    if (people[0] != '\0' && (*data = data_file_read(people, &d)) == NULL) code = cli_error(cli, &d);
    diag_clear(&d);
    return code;
}

static int open_with(scratch_t *s, cli_t *cli, json_t *data) {
    diag_t d = {0};
    char *folder = temporary_folder(cli, "scratch", &d);
    if (folder == NULL) {
        int code = cli_error(cli, &d);
        diag_clear(&d);
        return code;
    }
    s->folder = folder;
    s->outer = cli->folder;
    cli->folder = folder;
    if (cli->clock == INSTANT_NONE) cli->clock = time_source_real().now(NULL);
    time_source_t told = told_time(cli);
    int code = here_take(&s->here, cli, company_create(folder, "Asia/Shanghai", &told, &d), &d);
    if (code == EXIT_DONE && data != NULL) code = init_import(&s->here, cli, data);
    diag_clear(&d);
    if (code != EXIT_DONE) scratch_close(s, cli);
    return code;
}

int scratch_open(scratch_t *s, cli_t *cli, const char *rules, const char *people) {
    json_t *data;
    memset(s, 0, sizeof *s);
    int code = read_people(cli, rules, people, &data);
    if (code == EXIT_DONE) code = open_with(s, cli, data);
    json_decref(data);
    return code;
}

void scratch_close(scratch_t *s, cli_t *cli) {
    here_close(&s->here);
    if (s->folder == NULL) return;
    char *store = arena_printf(&cli->arena, "%s/countersign.db", s->folder);
    if (store != NULL) store_unlink(cli, store);
    char *documents = arena_printf(&cli->arena, "%s/documents", s->folder);
    if (documents != NULL) rmdir(documents);
    rmdir(s->folder);
    cli->folder = s->outer;
    s->folder = NULL;
}
