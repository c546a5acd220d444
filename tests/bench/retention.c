/* The file after retention: so many records are filed, decided, told of by messages and finished; years later
 * they are disposed of while somebody works; then the file must have given their space back, nothing of them
 * may be found, and no number comes again. Fails when that does not hold; times and stalls are printed, and
 * only that: this machine may be shared. Usage: retention [RECORDS] (20,000 when absent; a million is the
 * promise). */
#include "retention.h"
#include <errno.h>
#include <inttypes.h>

enum { BATCH = 128, PERSON_EVERY_MS = 10, GIVEN_BACK_S = 1800 };

static const char RULES[] =
    "flow \"sales.purchase\" {\n"
    "  title = { en = \"Purchase\", zh = \"采购\" }, owner = \"sales\", clause = \"T1\", prefix = \"PUR\",\n"
    "  fallback = post \"company.head\",\n"
    "  form = { amount = money { currency = \"EUR\", required = true }, what = text {} },\n"
    "  route = function(r, set) return sequence {\n"
    "    approve \"head\" { by = head_of(r.department), within = workdays(3) },\n"
    "    approve \"director\" { by = post \"company.head\", within = workdays(3) } } end,\n"
    "  on_refuse = to_initiator { acknowledge = true, within = workdays(5) },\n"
    "  overdue = ladder { { after = workhours(0), remind = assignee } } }\n";
static const char PEOPLE[] =
    "{\"verb\":\"people.import\",\"tables\":{\"departments\":[{\"key\":\"company\",\"name_en\":\"The "
    "company\","
    "\"head_post\":\"company.head\",\"leader_post\":\"company.head\"},{\"key\":\"sales\",\"parent\":"
    "\"company\","
    "\"name_en\":\"Sales\",\"head_post\":\"sales.head\"}],\"persons\":[{\"handle\":\"li.na\",\"name\":\"Li "
    "Na "
    "(demo)\",\"department\":\"company\"},{\"handle\":\"chen.wei\",\"name\":\"Chen Wei "
    "(demo)\",\"department\":"
    "\"sales\"},{\"handle\":\"gao.min\",\"name\":\"Gao Min "
    "(demo)\",\"department\":\"sales\"}],\"posts\":[{\"post\":"
    "\"company.head\",\"person\":\"li.na\"},{\"post\":\"sales.head\",\"person\":\"chen.wei\"}]}}";
static const char *const CHANNELS[] = {"mail"};

/* ---- small things ---- */

void fail(const char *what, const diag_t *d) {
    fprintf(stderr, "retention: %s: %s %s\n", what, d != NULL && d->code != NULL ? d->code : "",
            d != NULL && diag_get(d, "detail") != NULL ? diag_get(d, "detail") : "");
    exit(1);
}

double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static instant_t told(void *ctx) {
    return atomic_load(&((bench_t *)ctx)->now);
}

static double mib(const bench_t *b) {
    struct stat st;
    return stat(b->path, &st) == 0 ? (double)st.st_size / (1 << 20) : 0;
}

json_t *ask(bench_t *b, json_t *body) {
    caller_t owner = {.uid = (int64_t)getuid(), .owner = true};
    json_t *answer = body != NULL ? api_handle(b->host, &b->reader, body, &owner) : NULL;
    json_decref(body);
    return answer;
}

bool is_done(const json_t *answer, const char *what) {
    if (json_is_true(json_object_get(answer, "ok"))) return true;
    char *text = answer != NULL ? json_dumps(answer, 0) : NULL;
    fprintf(stderr, "retention: %s: %s\n", what, text != NULL ? text : "no memory");
    free(text);
    return false;
}

static void must(bench_t *b, json_t *body, const char *what) {
    json_t *answer = ask(b, body);
    if (!is_done(answer, what)) exit(1);
    json_decref(answer);
}

/* ---- filing ---- */

static host_options_t options(bench_t *b) {
    return (host_options_t){.time = {b, told}, .channels = CHANNELS, .channel_count = 1};
}

static void open_host(bench_t *b, bool create) {
    diag_t d = {0};
    host_options_t o = options(b);
    b->host = create ? host_create(b->path, "Europe/Amsterdam", &o, &d) : host_open(b->path, &o, &d);
    if (b->host == NULL || reader_open(b->host, &b->reader, &d) != 0) fail("opening", &d);
}

static void close_host(bench_t *b) {
    reader_close(&b->reader);
    host_close(b->host);
    b->host = NULL;
}

static int64_t person(bench_t *b, const char *handle) {
    person_info_t info = {0};
    snapshot_t *s = host_snapshot(b->host);
    if (!directory_by_handle(s->directory, handle, &info)) fail("a person is missing", NULL);
    snapshot_unref(s);
    return info.id;
}

static void begin_company(bench_t *b) {
    diag_t d = {0};
    open_host(b, true);
    must(b, json_read(PEOPLE, strlen(PEOPLE), sizeof PEOPLE, &d), "people");
    must(b,
         json_pack("{s:s,s:[{s:s,s:s}]}", "verb", "rules.activate", "files", "name", "sales/purchase.lua",
                   "content", RULES),
         "rules");
    static const char *const handles[] = {"gao.min", "chen.wei", "li.na"};
    for (size_t i = 0; i < 3; i++)
        b->actors[i] =
            (actor_t){.kind = ACTOR_PERSON, .person = person(b, handles[i]), .auth = AUTH_PEER_UID};
}

typedef struct batch {
    request_t requests[BATCH];
    reply_t replies[BATCH];
    char keys[BATCH][24];
    int64_t records[BATCH];
    size_t count;
} batch_t;

static void run(bench_t *b, batch_t *x, const char *what) {
    writer_run(b->host, x->requests, x->replies, x->count);
    for (size_t i = 0; i < x->count; i++)
        if (!x->replies[i].ok) fail(what, &x->replies[i].error);
    atomic_fetch_add(&b->now, 200);
}

/* The messages that are due go out, as a channel would do it. */
static void deliver(bench_t *b) {
    diag_t d = {0};
    store_t *s = host_store(b->host);
    outbox_row_t *rows;
    size_t count;
    arena_t arena;
    arena_init(&arena, 0);
    instant_t now = host_now(b->host);
    int status = store_begin(s, &d);
    if (status == 0)
        status = outbox_claim(s, CHANNELS[0], "bench", now, 60000, 4 * BATCH, &arena, &rows, &count, &d);
    for (size_t i = 0; status == 0 && i < count; i++)
        status = outbox_delivered(s, rows[i].message.id, CHANNELS[0], "bench", now, &d);
    if (status != 0 || store_commit(s, &d) != 0) fail("delivering", &d);
    arena_free(&arena);
}

static void file_batch(bench_t *b, batch_t *x, int64_t first) {
    field_t fields[] = {
        {.name = "amount", .value = {.kind = VALUE_TEXT, .u.text = "26.85 EUR"}},
        {.name = "what",
         .value = {.kind = VALUE_TEXT, .u.text = "Six chairs, since those we have are broken"}}};
    static const command_kind_t kinds[] = {COMMAND_DRAFT, COMMAND_SUBMIT, COMMAND_APPROVE, COMMAND_APPROVE};
    for (int step = 0; step < 4; step++) {
        for (size_t i = 0; i < x->count; i++) {
            snprintf(x->keys[i], sizeof x->keys[i], "%d-%" PRId64, step, first + (int64_t)i);
            x->requests[i] = (request_t){.command = {.kind = kinds[step],
                                                     .actor = b->actors[step < 2 ? 0 : step - 1],
                                                     .at = INSTANT_NONE,
                                                     .record = step > 0 ? x->records[i] : 0,
                                                     .key = step == 1 ? x->keys[i] : NULL,
                                                     .text = step > 1 ? "looks right to me" : NULL}};
            if (step > 0) continue;
            x->requests[i].command.flow = "sales.purchase";
            x->requests[i].command.fields = fields;
            x->requests[i].command.field_count = 2;
        }
        run(b, x, "filing");
        for (size_t i = 0; step == 0 && i < x->count; i++)
            x->records[i] = x->replies[i].record;
    }
}

static void file_all(bench_t *b) {
    diag_t d = {0};
    batch_t *x = calloc(1, sizeof *x);
    double begun = seconds();
    for (int64_t filed = 0; filed < b->records; filed += (int64_t)x->count) {
        x->count = b->records - filed < BATCH ? (size_t)(b->records - filed) : BATCH;
        file_batch(b, x, filed);
        deliver(b);
        if (store_checkpoint_maybe(host_store(b->host), false, &d) != 0) fail("the log", &d);
    }
    deliver(b);
    deliver(b);
    snprintf(b->last, sizeof b->last, "%s", x->replies[x->count - 1].number);
    free(x);
    if (store_checkpoint(host_store(b->host), &d) != 0) fail("the log", &d);
    printf("%-46s %10.1f s\n", "filed, decided, told of, finished", seconds() - begun);
}

/* ---- what is left ---- */

static void found(void *ctx, int64_t record, const diag_t *difference) {
    (void)ctx;
    fprintf(stderr, "retention: verify: %" PRId64 ": %s\n", record, difference->code);
}

static void verify(bench_t *b, int64_t records) {
    diag_t d = {0};
    verify_report_t report;
    verify_options_t o = {.found = found};
    double begun = seconds();
    if (verify_store(b->path, &(store_options_t){0}, &o, &report, &d) != 0) fail("verify", &d);
    printf("%-46s %10.1f s\n", "verified", seconds() - begun);
    if (report.differences > 0) fail("verify found differences", NULL);
    if (records >= 0 && report.records != records) fail("another number of records is left", NULL);
}

static void no_number_comes_again(bench_t *b) {
    json_t *answer = ask(b, json_pack("{s:s,s:s}", "verb", "show", "record", b->last));
    const char *code = json_string_value(json_object_get(json_object_get(answer, "error"), "code"));
    if (code == NULL || strcmp(code, "record.disposed") != 0)
        fail("a record that is gone is not told as such", NULL);
    json_decref(answer);
    batch_t *x = calloc(1, sizeof *x);
    x->count = 1;
    x->requests[0].command =
        (command_t){.kind = COMMAND_SUBMIT, .actor = b->actors[0], .at = INSTANT_NONE, .record = b->draft};
    run(b, x, "one more");
    int64_t before = atoll(strrchr(b->last, '-') + 1), after = atoll(strrchr(x->replies[0].number, '-') + 1);
    bool same_year = strncmp(b->last, x->replies[0].number, 8) == 0;
    if (same_year ? after != before + 1 : after != 1) fail("the number after the last is another", NULL);
    free(x);
}

static void wait_given_back(bench_t *b) {
    diag_t d = {0};
    int64_t pages = INT64_MAX, bytes;
    double begun = seconds();
    while (pages > 2 * host_config(b->host)->free_pages) {
        if (seconds() - begun > GIVEN_BACK_S) fail("free pages are not given back", NULL);
        usleep(20000);
        if (store_free_pages(b->reader.store, &pages, &bytes, &d) != 0) fail("free pages", &d);
    }
    printf("%-46s %10.1f s\n", "given back after that", seconds() - begun);
}

static void print_times(const char *what, times_t *w) {
    printf("%-46s %10.1f ms (p50 %.1f, p99 %.1f; %zu of them)\n", what, worst(w), percentile(w, 0.5),
           percentile(w, 0.99), w->count);
    w->count = 0;
}

static void retire(bench_t *b) {
    double full = mib(b);
    printf("%-46s %10.1f MiB\n", "file with them", full);
    verify(b, b->records);
    close_host(b);
    atomic_fetch_add(&b->now, (int64_t)5 * 366 * MS_DAY);
    open_host(b, false);
    people_begin(b, PERSON_EVERY_MS);
    sleep(1);
    print_times("a person's command before, longest", &b->work);
    double begun = seconds();
    int64_t slices = dispose_all(b);
    printf("%-46s %10.1f s (%" PRId64 " slices)\n", "disposed of", seconds() - begun, slices);
    print_times("a slice holds the writer, longest", &b->held);
    print_times("of that, its own work, longest", &b->worked);
    print_times("a person's command meanwhile, longest", &b->work);
    printf("%-46s %10.1f MiB\n", "file then", mib(b));
    wait_given_back(b);
    print_times("a person's command after it, longest", &b->work);
    people_end(b);
    diag_t d = {0};
    if (store_checkpoint(host_store(b->host), &d) != 0) fail("the log", &d);
    double left = mib(b);
    printf("%-46s %10.1f MiB (%.1f %%)\n", "file after giving back", left, left * 100 / full);
    verify(b, 1); /* the one that the person worked on */
    no_number_comes_again(b);
    if (left > b->empty + (full - b->empty) * 0.15) fail("the file has not given their space back", NULL);
}

int main(int argc, char **argv) {
    bench_t b = {.records = argc > 1 ? atoll(argv[1]) : 20000};
    const char *tmp = getenv("TMPDIR");
    if (b.records < 1) fail("usage: retention [RECORDS]", NULL);
    snprintf(b.folder, sizeof b.folder, "%s/retention-XXXXXX", tmp != NULL ? tmp : "/tmp");
    if (mkdtemp(b.folder) == NULL) fail(strerror(errno), NULL);
    snprintf(b.path, sizeof b.path, "%s/countersign.db", b.folder);
    atomic_store(&b.now, INT64_C(1772442000000)); /* Monday, 2026-03-02, 10:00 in Amsterdam */
    setvbuf(stdout, NULL, _IOLBF, 0);
    json_setup();
    if (hash_setup() != 0) fail("libsodium", NULL);
    begin_company(&b);
    diag_t d = {0};
    if (store_checkpoint(host_store(b.host), &d) != 0) fail("the log", &d);
    b.empty = mib(&b);
    printf("%-46s %10" PRId64 "\n%-46s %10.1f MiB\n", "records", b.records, "empty file", b.empty);
    file_all(&b);
    retire(&b);
    close_host(&b);
    char command[256];
    snprintf(command, sizeof command, "rm -rf '%s'", b.folder);
    return system(command) == 0 ? 0 : 1;
}
