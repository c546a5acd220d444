/* A company to measure on, and records filed and approved in it; see bench.h. */
#include "base/embedded.h"
#include "cli/bench.h"
#include "cli/data_file.h"
#include "cli/put_rules.h"
#include "cli/temporary.h"
#include "cli/verbs.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RECORDS_A_COMMIT = 1000 };

const char *bench_path(const bench_company_t *c, const char *name) {
    const char *path = arena_printf(&c->b->cli->arena, "%s/%s", c->folder, name);
    return path != NULL ? path : "";
}

host_t *bench_host(const bench_company_t *c) {
    return company_host(c->here.company);
}

static char *make_folder(cli_t *cli, diag_t *d) {
    if (access(cli->folder, W_OK | X_OK) != 0) return temporary_folder(cli, "bench", d);
    char *folder = arena_printf(&cli->arena, "%s/bench-XXXXXX", cli->folder);
    if (folder != NULL && mkdtemp(folder) != NULL) return folder;
    diag_set(d, "file.write", "file", folder, "detail", strerror(errno), NULL);
    return NULL;
}

/* The people's data file, in the company's folder for as long as it is read. */
static int put_people(bench_company_t *c, diag_t *d) {
    const embedded_file_t *people = embedded_find(scripts_files, "bench/people.lua");
    const char *path = bench_path(c, "people.lua");
    FILE *file = fopen(path, "w");
    if (file == NULL) return diag_set(d, "file.write", "file", path, "detail", strerror(errno), NULL);
    fwrite(people->data, 1, people->size, file);
    fclose(file);
    json_t *data = data_file_read(path, d);
    remove(path);
    int code = data != NULL ? init_import(&c->here, c->b->cli, data) : EXIT_FAILED;
    json_decref(data);
    if (code != EXIT_DONE && d->code == NULL) diag_set(d, "bench.people", NULL);
    return code == EXIT_DONE ? 0 : -1;
}

static int put_bench_rules(bench_company_t *c, diag_t *d) {
    const embedded_file_t *file = embedded_find(scripts_files, "bench/rule.lua");
    rule_file_t rule = {"bench/rule.lua", {(const uint8_t *)file->data, file->size}};
    ruleset_content_t content = {.files = &rule, .file_count = 1};
    return put_rules(bench_host(c), &content, "bench", NULL, d);
}

static int find(host_t *host, const char *handle, actor_t *out, diag_t *d) {
    snapshot_t *s = host_snapshot(host);
    person_info_t person;
    bool found = directory_by_handle(s->directory, handle, &person);
    snapshot_unref(s);
    *out = (actor_t){.kind = ACTOR_PERSON, .person = person.id, .auth = AUTH_ENTERED_BY, .uid = -1};
    return found ? 0 : diag_set(d, "actor.unknown", "as", handle, NULL);
}

int bench_company_open(bench_company_t *c, bench_t *b, diag_t *d) {
    memset(c, 0, sizeof *c);
    c->b = b;
    cli_t *cli = b->cli;
    if (cli->clock == INSTANT_NONE) cli->clock = time_source_real().now(NULL);
    c->folder = make_folder(cli, d);
    if (c->folder == NULL) return -1;
    time_source_t told = told_time(cli);
    company_t *company = company_create(c->folder, "Asia/Shanghai", &told, d);
    if (company == NULL || here_take(&c->here, cli, company, d) != EXIT_DONE || put_people(c, d) != 0 ||
        put_bench_rules(c, d) != 0)
        return -1;
    host_t *host = bench_host(c);
    if (find(host, "bench.initiator", &c->initiator, d) != 0) return -1;
    return find(host, "bench.approver", &c->approver, d);
}

void bench_company_leave(bench_company_t *c) {
    here_close(&c->here);
}

int bench_company_again(bench_company_t *c, diag_t *d) {
    time_source_t told = told_time(c->b->cli);
    company_t *company = company_open(c->folder, &told, d);
    return company != NULL && here_take(&c->here, c->b->cli, company, d) == EXIT_DONE ? 0 : -1;
}

void bench_company_close(bench_company_t *c) {
    if (c->folder == NULL) return;
    here_close(&c->here);
    store_unlink(c->b->cli, bench_path(c, "countersign.db"));
    unlink(bench_path(c, "run.sock"));
    rmdir(bench_path(c, "documents"));
    rmdir(c->folder);
    c->folder = NULL;
}

int bench_command(bench_company_t *c, const command_t *command, reply_t *reply, diag_t *d) {
    request_t request = {.command = *command};
    writer_run(bench_host(c), &request, reply, 1);
    if (reply->ok) return 0;
    diag_copy(d, &reply->error);
    diag_clear(&reply->error);
    return -1;
}

int bench_file_one(bench_company_t *c, const char *flow, int64_t *record, diag_t *d) {
    field_t amount = {"amount", {.kind = VALUE_TEXT, .u.text = "26.85 EUR"}};
    reply_t reply;
    command_t command = {.kind = COMMAND_DRAFT,
                         .actor = c->initiator,
                         .flow = flow,
                         .fields = &amount,
                         .field_count = 1,
                         .at = INSTANT_NONE};
    if (bench_command(c, &command, &reply, d) != 0) return -1;
    *record = reply.record;
    command = (command_t){
        .kind = COMMAND_SUBMIT, .actor = c->initiator, .record = reply.record, .at = INSTANT_NONE};
    return bench_command(c, &command, &reply, d);
}

int bench_file(bench_company_t *c, const char *flow, size_t count, int64_t every_us, int64_t *records,
               diag_t *d) {
    host_t *host = bench_host(c);
    instant_t begin = c->b->cli->clock;
    for (size_t i = 0; i < count;) {
        if (cli_stop) return diag_set(d, "bench.stopped", NULL);
        if (writer_open_transaction(host, d) != 0) return -1;
        size_t end = i + RECORDS_A_COMMIT < count ? i + RECORDS_A_COMMIT : count;
        for (; i < end; i++) {
            c->b->cli->clock = begin + (instant_t)i * every_us / 1000;
            if (bench_file_one(c, flow, &records[i], d) != 0) return -1;
        }
        if (writer_close_transaction(host, d) != 0 || store_checkpoint_maybe(host_store(host), false, d) != 0)
            return -1;
    }
    return 0;
}

double bench_approve(bench_company_t *c, const int64_t *records, size_t count, size_t batch, diag_t *d) {
    request_t requests[WRITER_BATCH_MAX];
    reply_t replies[WRITER_BATCH_MAX];
    double begin = bench_seconds();
    for (size_t i = 0; i < count && d->code == NULL; i += batch) {
        size_t n = count - i < batch ? count - i : batch;
        for (size_t k = 0; k < n; k++)
            requests[k] = (request_t){.command = {.kind = COMMAND_APPROVE,
                                                  .actor = c->approver,
                                                  .record = records[i + k],
                                                  .at = INSTANT_NONE}};
        writer_run(bench_host(c), requests, replies, n);
        for (size_t k = 0; k < n; k++) {
            if (!replies[k].ok && d->code == NULL) diag_copy(d, &replies[k].error);
            diag_clear(&replies[k].error);
        }
    }
    return d->code == NULL ? bench_seconds() - begin : 0;
}
