/* A company opened by the command line itself; see here.h. */
#include "cli/here.h"
#include "base/json.h"
#include <string.h>
#include <time.h>
#include <unistd.h>

static instant_t told_now(void *ctx) {
    return ((cli_t *)ctx)->clock;
}

time_source_t told_time(cli_t *cli) {
    return (time_source_t){cli, told_now};
}

/* A told time would be a lie in a real company's records. */
static int check_clock(cli_t *cli, host_t *host, diag_t *d) {
    const char *demo;
    if (cli->clock == INSTANT_NONE) return 0;
    if (store_setting(host_store(host), "demo", &cli->arena, &demo, d) != 0) return -1;
    return demo != NULL ? 0 : diag_set(d, "usage.clock", NULL);
}

int here_paths(cli_t *cli, company_paths_t *out, diag_t *d) {
    config_t config;
    int status = config_open(&(config_place_t){.folder = cli->folder}, &config, d);
    if (status == 0) {
        *out = (company_paths_t){arena_strdup(&cli->arena, config.store),
                                 arena_strdup(&cli->arena, config.socket)};
        if (out->store == NULL || out->socket == NULL) status = diag_memory(d);
    }
    config_free(&config);
    return status;
}

int here_take(here_t *here, cli_t *cli, company_t *company, const diag_t *d) {
    diag_t e = {0};
    memset(here, 0, sizeof *here);
    if (company == NULL) return cli_error(cli, d);
    if (reader_open(company_host(company), &here->reader, &e) != 0) {
        int code = cli_error(cli, &e);
        diag_clear(&e);
        company_close(company);
        return code;
    }
    here->company = company;
    if (company_caller(store_path(host_store(company_host(company))), (int64_t)getuid(), &here->caller, &e) !=
        0)
        here->caller =
            (caller_t){.uid = (int64_t)getuid()}; /* whose store it is can't be told: nobody's right */
    diag_clear(&e);
    return EXIT_DONE;
}

/* Somebody else's command holds the store for a moment: it is waited for, unless a server has it. */
static company_t *open_in_turn(cli_t *cli, const time_source_t *told, bool *served, diag_t *d) {
    enum { TRIES = 150 };
    const struct timespec pause = {.tv_nsec = 20 * 1000 * 1000};
    company_t *company = company_open(cli->folder, told, d);
    for (int i = 0; company == NULL && diag_is(d, "store.busy") && i < TRIES; i++) {
        *served = client_served(cli);
        if (*served) return NULL;
        nanosleep(&pause, NULL);
        diag_clear(d);
        company = company_open(cli->folder, told, d);
    }
    return company;
}

int here_open_unless_served(here_t *here, cli_t *cli, bool *served) {
    diag_t d = {0};
    time_source_t told = told_time(cli);
    company_t *company = open_in_turn(cli, cli->clock != INSTANT_NONE ? &told : NULL, served, &d);
    if (*served) {
        diag_clear(&d);
        return EXIT_FAILED;
    }
    if (company != NULL && check_clock(cli, company_host(company), &d) != 0) {
        company_close(company);
        company = NULL;
    }
    int code = here_take(here, cli, company, &d);
    diag_clear(&d);
    return code;
}

int here_open(here_t *here, cli_t *cli) {
    bool served = false;
    int code = here_open_unless_served(here, cli, &served);
    if (!served) return code;
    diag_t d = {0}; /* a server has the store: that error says who */
    code = here_take(here, cli, company_open(cli->folder, NULL, &d), &d);
    diag_clear(&d);
    return code;
}

void here_close(here_t *here) {
    if (here->company == NULL) return;
    reader_close(&here->reader);
    company_close(here->company);
    here->company = NULL;
}

json_t *here_ask(here_t *here, json_t *request) {
    if (request == NULL) return NULL;
    json_t *answer = api_handle(company_host(here->company), &here->reader, request, &here->caller);
    json_decref(request);
    return answer;
}

int here_do(here_t *here, cli_t *cli, json_t *request) {
    json_t *answer = here_ask(here, request);
    int code = EXIT_DONE;
    if (answer == NULL) {
        diag_t d = {0};
        diag_memory(&d);
        code = cli_error(cli, &d);
    } else if (!json_is_true(json_object_get(answer, "ok"))) {
        code = cli_answer_error(cli, answer);
    }
    json_decref(answer);
    return code;
}
