/* A throw-away company; see scratch.h. */
#include "cli/scratch.h"
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

int scratch_open(scratch_t *s, cli_t *cli, const char *rules, const char *people) {
    memset(s, 0, sizeof *s);
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
    if (people == NULL) people = find_people(cli, rules);
    if (code == EXIT_DONE && people != NULL && people[0] != '\0') {
        json_t *data = data_file_read(people, &d);
        code = data == NULL ? cli_error(cli, &d) : init_import(&s->here, cli, data);
        json_decref(data);
    }
    diag_clear(&d);
    if (code != EXIT_DONE) scratch_close(s, cli);
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
