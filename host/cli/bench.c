/* countersign bench: what this machine does, as ratios in one run (design.md §7). Decisions through the
 * writer against the bare store running the same statements with the same values, in the same batches, both
 * on durable settings; and the cost of a route. */
#include "store/bench.h"
#include "base/embedded.h"
#include "base/json.h"
#include "cli/data_file.h"
#include "cli/put_rules.h"
#include "cli/scratch.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "script/ruleset.h"
#include <string.h>
#include <time.h>

enum { BENCH_RECORDS = 2000, ROUTE_RUNS = 20000, ROUTE_US = 30, WHAT_WIDTH = 44 };

typedef struct bench {
    cli_t *cli;
    scratch_t writer, bare; /* two companies in the same folder of the same disk */
    actor_t initiator, approver;
    int64_t *records, *tasks;
    size_t count;
    tape_t *tape;
    size_t *marks; /* the tape after each command */
    json_t *results;
} bench_t;

static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static const char PEOPLE[] =
    "return { demo = true, departments = { { key = 'bench', name_en = 'Bench', head_post = 'bench.head', "
    "leader_post = "
    "'bench.head' } }, "
    "persons = { { handle = 'bench.initiator', name = 'Bench', department = 'bench' }, "
    "{ handle = 'bench.approver', name = 'Bench', department = 'bench' }, { handle = 'bench.top', name = "
    "'Bench', department = 'bench' } }, "
    "posts = { { post = 'bench.head', person = 'bench.top' } }, roles = { { role = 'bench.role', person = "
    "'bench.approver' } } }";

/* The people's data file, in the scratch company's folder for as long as it is read. */
static int put_people(cli_t *cli, here_t *here, diag_t *d) {
    char *path = arena_printf(&cli->arena, "%s/people.lua", cli->folder);
    FILE *file = path != NULL ? fopen(path, "w") : NULL;
    if (file == NULL) return diag_set(d, "file.write", "file", path, NULL);
    fputs(PEOPLE, file);
    fclose(file);
    json_t *data = data_file_read(path, d);
    remove(path);
    int code = data != NULL ? init_import(here, cli, data) : EXIT_FAILED;
    json_decref(data);
    return code == EXIT_DONE ? 0 : -1;
}

static int put_bench_rules(here_t *here, diag_t *d) {
    const embedded_file_t *file = embedded_find(scripts_files, "bench/rule.lua");
    rule_file_t rule = {"bench/rule.lua", {(const uint8_t *)file->data, file->size}};
    ruleset_content_t content = {.files = &rule, .file_count = 1};
    return put_rules(company_host(here->company), &content, "bench", NULL, d);
}

static int find(host_t *host, const char *handle, actor_t *out, diag_t *d) {
    snapshot_t *s = host_snapshot(host);
    person_info_t person;
    bool found = directory_by_handle(s->directory, handle, &person);
    snapshot_unref(s);
    *out = (actor_t){.kind = ACTOR_PERSON, .person = person.id, .auth = AUTH_ENTERED_BY, .uid = -1};
    return found ? 0 : diag_set(d, "actor.unknown", "as", handle, NULL);
}

/* Runs commands one a batch outside the measurement; marks the tape after each. */
static int run_one(bench_t *b, const command_t *command, reply_t *reply, diag_t *d) {
    request_t request = {.command = *command};
    writer_run(company_host(b->writer.here.company), &request, reply, 1);
    if (reply->ok) return 0;
    diag_copy(d, &reply->error);
    diag_clear(&reply->error);
    return -1;
}

static int file_records(bench_t *b, diag_t *d) {
    field_t amount = {"amount", {.kind = VALUE_TEXT, .u.text = "26.85 EUR"}};
    reply_t reply;
    for (size_t i = 0; i < b->count; i++) {
        command_t command = {.kind = COMMAND_DRAFT,
                             .actor = b->initiator,
                             .flow = "bench.one",
                             .fields = &amount,
                             .field_count = 1,
                             .at = INSTANT_NONE};
        if (run_one(b, &command, &reply, d) != 0) return -1;
        b->records[i] = reply.record;
        command = (command_t){
            .kind = COMMAND_SUBMIT, .actor = b->initiator, .record = reply.record, .at = INSTANT_NONE};
        if (run_one(b, &command, &reply, d) != 0) return -1;
    }
    return 0;
}

/* Approvals through the writer, `batch` at a time; the seconds that it took. */
static double approve_all(bench_t *b, size_t batch, diag_t *d) {
    static request_t requests[WRITER_BATCH_MAX];
    static reply_t replies[WRITER_BATCH_MAX];
    double begin = seconds();
    for (size_t i = 0; i < b->count && d->code == NULL; i += batch) {
        size_t n = b->count - i < batch ? b->count - i : batch;
        for (size_t k = 0; k < n; k++)
            requests[k] = (request_t){.command = {.kind = COMMAND_APPROVE,
                                                  .actor = b->approver,
                                                  .record = b->records[i + k],
                                                  .at = INSTANT_NONE}};
        writer_run(company_host(b->writer.here.company), requests, replies, n);
        b->marks[i / batch + 1] = tape_mark(b->tape);
        for (size_t k = 0; k < n; k++) {
            if (!replies[k].ok && d->code == NULL) diag_copy(d, &replies[k].error);
            diag_clear(&replies[k].error);
        }
    }
    return seconds() - begin;
}

/* The same statements with the same values, on the other company's store. */
static double play_all(bench_t *b, size_t prelude, size_t batches, diag_t *d) {
    store_t *store = host_store(company_host(b->bare.here.company));
    if (store_begin(store, d) != 0 || tape_play(store, b->tape, 0, prelude, d) != 0 ||
        store_commit(store, d) != 0)
        return 0;
    double begin = seconds();
    for (size_t i = 0; i < batches && d->code == NULL; i++)
        if (store_begin(store, d) != 0 || tape_play(store, b->tape, b->marks[i], b->marks[i + 1], d) != 0 ||
            store_commit(store, d) != 0)
            break;
    return seconds() - begin;
}

static int open_both(bench_t *b, diag_t *d) {
    cli_t *cli = b->cli;
    if (scratch_open(&b->writer, cli, "", "") != EXIT_DONE) return -1;
    if (put_people(cli, &b->writer.here, d) != 0 || put_bench_rules(&b->writer.here, d) != 0) return -1;
    if (scratch_open(&b->bare, cli, "", "") != EXIT_DONE) return -1;
    host_t *host = company_host(b->writer.here.company);
    if (find(host, "bench.initiator", &b->initiator, d) != 0 ||
        find(host, "bench.approver", &b->approver, d) != 0)
        return -1;
    /* The second company gets the same people and rules, so that what the tape refers to is there. */
    cli->folder = b->bare.folder;
    return put_people(cli, &b->bare.here, d) != 0 ? -1 : put_bench_rules(&b->bare.here, d);
}

static void close_both(bench_t *b) {
    if (b->bare.folder != NULL) scratch_close(&b->bare, b->cli);
    if (b->writer.folder != NULL) scratch_close(&b->writer, b->cli);
}

/* One measurement: `what` and `unit` are words of the family "bench"; batch 0: it has none. */
typedef struct measured {
    const char *what, *unit, *budget;
    size_t batch;
    double ours, against, ratio;
} measured_t;

static void tell(bench_t *b, const measured_t *m) {
    cli_t *cli = b->cli;
    json_array_append_new(b->results, json_pack("{s:s,s:I,s:f,s:f,s:s,s:f,s:s}", "what", m->what, "batch",
                                                (json_int_t)m->batch, "ours", m->ours, "against", m->against,
                                                "unit", m->unit, "ratio", m->ratio, "budget", m->budget));
    if (cli->json) return;
    char batch[32] = "";
    if (m->batch > 0) snprintf(batch, sizeof batch, " × %zu", m->batch);
    const char *what = texts_word(cli->texts, "bench", m->what);
    size_t width = text_width(what) + text_width(batch);
    fprintf(cli->out, "%s%s%*s %12.1f %12.1f %s  %6.2f   %s\n", what, batch,
            width < WHAT_WIDTH ? (int)(WHAT_WIDTH - width) : 0, "", m->ours, m->against,
            texts_word(cli->texts, "bench", m->unit), m->ratio, m->budget);
}

static int bench_decisions(bench_t *b, size_t batch, diag_t *d) {
    b->tape = tape_new(d);
    int status = b->tape == NULL ? -1 : open_both(b, d);
    if (status == 0) {
        store_t *store = host_store(company_host(b->writer.here.company));
        store_record_on(store, b->tape);
        status = file_records(b, d);
        size_t prelude = b->marks[0] = tape_mark(b->tape), batches = (b->count + batch - 1) / batch;
        double ours = status == 0 ? approve_all(b, batch, d) : 0;
        store_record_on(store, NULL);
        double bare = d->code == NULL ? play_all(b, prelude, batches, d) : 0;
        if (d->code == NULL)
            tell(b, &(measured_t){"decisions", "a_second", "≥ 0.60", batch, (double)b->count / ours,
                                  (double)b->count / bare, bare / ours});
        status = d->code == NULL ? 0 : -1;
    }
    close_both(b);
    tape_free(b->tape);
    b->tape = NULL;
    return status;
}

/* The ten-step route, again and again on one record. */
static int bench_route(bench_t *b, diag_t *d) {
    arena_t arena;
    arena_init(&arena, 0);
    int status =
        scratch_open(&b->writer, b->cli, "", "") == EXIT_DONE && put_people(b->cli, &b->writer.here, d) == 0
            ? put_bench_rules(&b->writer.here, d)
            : -1;
    if (status == 0) {
        host_t *host = company_host(b->writer.here.company);
        snapshot_t *snapshot = host_snapshot(host);
        ruleset_t *rules = shelf_get(host_shelf(host), host_store(host), &snapshot->ruleset, d);
        const rules_t *r = rules != NULL ? ruleset_rules(rules) : NULL;
        const flow_t *flow = NULL;
        field_t amount = {"amount", {.kind = VALUE_MONEY, .u.money = {6000000, "EUR", 2}}};
        record_t record = {.id = 1,
                           .flow = "bench.ten",
                           .department = "bench",
                           .initiator = 0,
                           .state = RECORD_OPEN,
                           .round = 1,
                           .fields = &amount,
                           .field_count = 1};
        find(host, "bench.initiator", &b->initiator, d);
        record.initiator = b->initiator.person;
        record.submitted_at = record.created_at = host_now(host);
        facts_t facts = {.record = &record,
                         .directory = snapshot->directory,
                         .calendars = &snapshot->working_time,
                         .at = record.submitted_at};
        status = r == NULL ? -1 : r->flow(r->ctx, "bench.ten", "bench", snapshot->directory, &flow, d);
        double begin = seconds();
        for (int i = 0; status == 0 && i < ROUTE_RUNS; i++) {
            plan_t plan;
            status = r->plan(r->ctx, flow, 0, &facts, &arena, &plan, d);
            arena_reset(&arena);
        }
        double us = (seconds() - begin) / ROUTE_RUNS * 1e6;
        if (status == 0) tell(b, &(measured_t){"route", "us", "< 1.00", 0, us, ROUTE_US, us / ROUTE_US});
        snapshot_unref(snapshot);
    }
    arena_free(&arena);
    close_both(b);
    return status;
}

int verb_bench(cli_t *cli, const verb_t *verb, json_t *request) {
    (void)verb;
    static const size_t BATCHES[] = {1, 16, 128};
    diag_t d = {0};
    int64_t records = BENCH_RECORDS;
    const char *only = json_text(request, "only", false, &d);
    json_int(request, "records", false, BENCH_RECORDS, &records, &d);
    bench_t b = {.cli = cli, .count = (size_t)records, .results = json_array()};
    b.records = mem_alloc(sizeof *b.records * (b.count + 1));
    b.marks = mem_alloc(sizeof *b.marks * (b.count + 2));
    if (b.records == NULL || b.marks == NULL) diag_memory(&d);
    if (records < 1 || records > 1000000) diag_set(&d, "usage.value", "option", "records", "value", "", NULL);
    for (size_t i = 0; i < 3 && d.code == NULL && (only == NULL || strcmp(only, "decisions") == 0); i++)
        bench_decisions(&b, BATCHES[i], &d);
    if (d.code == NULL && (only == NULL || strcmp(only, "route") == 0)) bench_route(&b, &d);
    int code = d.code != NULL ? cli_error(cli, &d) : EXIT_DONE;
    if (code == EXIT_DONE && cli->json) {
        cli_print_json(cli, json_incref(b.results));
    }
    json_decref(b.results);
    mem_free(b.records);
    mem_free(b.marks);
    diag_clear(&d);
    return code;
}
