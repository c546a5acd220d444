/* Each allocation of the whole host is refused: the first, the second, and so on (and all after it), in each
 * kind of command through rules in Lua, in firing, administration, opening, reading and verifying; SQLite's,
 * Lua's and JSON's among them. Each time: one error that says that there is no memory, nothing half done, and
 * the next try goes on as if nothing had been.
 *
 *     crash_every_allocation [--stride N]     steps that grow by 1/N (40) of what was refused; 0: every one
 *     crash_every_allocation --from ACT       every one from that act on ("rules activated")
 */
#include "crash/book.h"
#include "server/verify.h"
#include "store/outbox.h"
#include "store/tables.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 4, SINGLE_STRIDE = 4 }; /* the same for those that are refused alone */

typedef struct scene {
    site_t site;
    book_t book;
    entry_t *entry; /* the command that is tried */
    int64_t record; /* the record in hand */
    int64_t stride;
    const char *from; /* the act from which on the stride is 0; NULL: none, or it was come to */
    int64_t made;     /* allocations of the act, where it counted them itself; else -1 */
    int64_t acts, refusals, singles; /* done; how often memory was refused, and how often for one alone */
} scene_t;

/* Asks for what sales.purchase does not: agreement beforehand, people by a function, a rung that calls one.
 */
static const char RULES[] =
    "flow \"sales.change\" {\n"
    "  title = { en = \"Change\", zh = \"变更\" }, owner = \"sales\", clause = \"T2\", prefix = \"CHG\",\n"
    "  fallback = post \"company.head\", latest = true,\n"
    "  form = { amount = money { currency = \"EUR\", required = true }, what = text { needs_agreement = "
    "false } },\n"
    "  settings = { most = amount \"90000 EUR\" },\n"
    "  check = function(r)\n"
    "    if r.amount > amount \"90000 EUR\" then return problem(\"amount\", \"too much\", \"金额过高\") end\n"
    "  end,\n"
    "  stages = {\n"
    "    prepare = function(r)\n"
    "      return all { agree \"finance\" { by = role \"finance.clerk\", within = workdays(2) } }\n"
    "    end,\n"
    "    approval = function(r)\n"
    "      return sequence {\n"
    "        approve \"head\" { by = function(r) return head_of(r.department) end, within = workdays(1),\n"
    "          may_return = true },\n"
    "        act \"order\" { by = role \"buyer\", within = workhours(4) },\n"
    "      }\n"
    "    end,\n"
    "  },\n"
    "  on_refuse = to_initiator { acknowledge = true, within = workdays(1) },\n"
    "  overdue = ladder {\n"
    "    { after = workhours(0), remind = assignee },\n"
    "    { after = workhours(1), call = function(r, set, task)\n"
    "      return { notify { to = post \"company.head\", text = \"late: \" .. task.step } } end },\n"
    "    { after = workdays(1), reassign = head_of(assignee) },\n"
    "  },\n"
    "}\n";

/* ---- one act, with ever more memory ---- */

static bool is_memory(const diag_t *d) {
    if (diag_is(d, "administration"))
        return strcmp(diag_get(d, "code"), "memory.out") == 0 ||
               strcmp(diag_get(d, "cause"), "memory.out") == 0;
    for (const diag_t *at = d; at != NULL; at = at->cause)
        if (diag_is(at, "memory.out")) return true;
    return false;
}

static int64_t step_after(const scene_t *x, int64_t n) {
    return x->stride == 0 ? 1 : 1 + n / x->stride;
}

/* One alone is refused, and there is memory again: what can do without it may go on, all else says so, and on
 * a company of its own each time. */
static void refuse_one(scene_t *x, const char *name, int (*act)(scene_t *x, diag_t *d), int64_t n,
                       int64_t *made) {
    scene_t y = *x;
    diag_t d = {0};
    char replay[160];
    snprintf(replay, sizeof replay, "crash_every_allocation --stride 0 (%s, allocation %" PRId64 " alone)",
             name, n);
    site_copy(&y.site, &x->site, 2);
    book_copy(&y.book, &x->book, 1, replay);
    y.book.prefix = x->book.prefix;
    y.book.active_doubtful = true;
    if (x->entry != NULL) y.entry = y.book.entries[x->entry->mark - 1];
    if (site_open(&y.site, true, &d) != 0) book_fail(&y.book, "it does not open: %s", d.code);
    y.made = -1;
    mem_fail_once(n);
    int status = y.book.failures == 0 ? act(&y, &d) : 0;
    *made = y.made >= 0 ? y.made : mem_fail_count();
    mem_fail_after(0);
    if (status != 0 && !is_memory(&d))
        book_fail(&y.book, "%s: told as %s", name, d.code != NULL ? d.code : "nothing");
    diag_clear(&d);
    if (status != 0 && act(&y, &d) != 0) book_fail(&y.book, "%s: not even with memory: %s", name, d.code);
    diag_clear(&d);
    if (y.site.host != NULL) book_check(&y.site, &y.book);
    x->book.failures += y.book.failures;
    site_end(&y.site);
    book_free(&y.book);
    x->singles++;
}

static void refuse_one_each(scene_t *x, const char *name, int (*act)(scene_t *x, diag_t *d)) {
    diag_t d = {0};
    int64_t made;
    if (x->site.host == NULL || x->book.failures > 0) return;
    site_close(&x->site);
    for (int64_t n = 1; x->book.failures == 0; n += x->stride == 0 ? 1 : 1 + n / SINGLE_STRIDE) {
        refuse_one(x, name, act, n, &made);
        if (made < n) break;
    }
    if (site_open(&x->site, true, &d) != 0) book_fail(&x->book, "it does not open again: %s", d.code);
    diag_clear(&d);
}

static void refuse_each(scene_t *x, const char *name, int (*act)(scene_t *x, diag_t *d)) {
    int64_t n = 1, made;
    if (x->from != NULL && strcmp(x->from, name) == 0) x->from = NULL, x->stride = 0;
    refuse_one_each(x, name, act);
    if (x->book.failures > 0) return;
    for (;; n += step_after(x, n)) {
        diag_t d = {0};
        mem_fail_after(n);
        x->made = -1;
        int status = act(x, &d);
        made = x->made >= 0 ? x->made : mem_fail_count();
        mem_fail_after(0);
        if (status == 0) break;
        x->refusals++;
        if (d.code == NULL)
            book_fail(&x->book, "%s: no error is set (allocation %" PRId64 ")", name, n);
        else if (!is_memory(&d))
            book_fail(&x->book, "%s: told as %s (allocation %" PRId64 ")", name, d.code, n);
        diag_clear(&d);
        if (made < n) book_fail(&x->book, "%s: it fails though nothing was refused", name);
        if (x->site.host != NULL && host_read_only(x->site.host))
            book_fail(&x->book, "%s: it is read-only for lack of memory", name);
        if (x->book.failures > 0) break;
    }
    printf("%-28s %6" PRId64 " allocations\n", name, made);
    fflush(stdout);
    x->acts++;
    if (x->site.host != NULL && x->book.failures == 0) book_check(&x->site, &x->book);
}

/* ---- commands ---- */

static int run_command(scene_t *x, diag_t *d) {
    reply_t reply;
    writer_run(x->site.host, &x->entry->request, &reply, 1);
    x->made = mem_fail_count();
    mem_fail_after(0); /* the book's own memory is not the host's */
    int status = reply.ok ? 0 : -1;
    if (status != 0) diag_copy(d, &reply.error);
    book_answer(&x->book, x->entry, &reply);
    return status;
}

/* The command and those before it in the book, as one batch: some may be done and others not. */
static int run_batch(scene_t *x, diag_t *d) {
    request_t requests[BATCH];
    reply_t replies[BATCH];
    entry_t **entries = &x->book.entries[x->entry->mark - BATCH];
    for (int i = 0; i < BATCH; i++)
        requests[i] = entries[i]->request;
    writer_run(x->site.host, requests, replies, BATCH);
    x->made = mem_fail_count();
    mem_fail_after(0);
    int status = 0;
    for (int i = 0; i < BATCH; i++) {
        if (!replies[i].ok && status == 0) {
            diag_copy(d, &replies[i].error);
            status = -1;
        }
        book_answer(&x->book, entries[i], &replies[i]);
    }
    return status;
}

static entry_t *command_by(scene_t *x, command_kind_t kind, const char *who) {
    x->entry = command_new(&x->book, true);
    command_t *c = &x->entry->request.command;
    c->kind = kind;
    c->record = x->record;
    c->actor = site_actor(site_person(&x->site, who));
    x->entry->unmarked = kind == COMMAND_PREPARE;
    bool form = kind == COMMAND_DRAFT || kind == COMMAND_EDIT || kind == COMMAND_SUBMIT;
    if (!form) c->text = x->entry->text;
    x->entry->fields[0] = (field_t){"amount", {.kind = VALUE_TEXT, .u.text = "12.50 EUR"}};
    x->entry->fields[1] = (field_t){"what", {.kind = VALUE_TEXT, .u.text = x->entry->text}};
    if (form) c->fields = x->entry->fields;
    if (form) c->field_count = 2;
    return x->entry;
}

static void draft(scene_t *x) {
    x->record = 0;
    command_by(x, COMMAND_DRAFT, "gao.min")->request.command.flow = "sales.change";
    refuse_each(x, "draft", run_command);
    x->record = x->entry->reply.record;
}

static void a_batch(scene_t *x) {
    if (x->book.failures > 0) return;
    x->record = 0;
    for (int i = 0; i < BATCH; i++)
        command_by(x, COMMAND_DRAFT, "gao.min")->request.command.flow = "sales.change";
    refuse_each(x, "a batch of four", run_batch);
}

static void command(scene_t *x, command_kind_t kind, const char *who) {
    if (x->book.failures > 0) return;
    command_by(x, kind, who);
    refuse_each(x, command_kind_word(kind), run_command);
    if (!x->entry->answered) book_fail(&x->book, "%s was not done", command_kind_word(kind));
}

static void every_kind_of_command(scene_t *x) {
    draft(x);
    command(x, COMMAND_EDIT, "gao.min");
    command(x, COMMAND_PREPARE, "gao.min");
    command(x, COMMAND_AGREE, "hu.jun");
    command(x, COMMAND_SUBMIT, "gao.min");
    command(x, COMMAND_COMMENT, "chen.wei");
    command(x, COMMAND_RETURN, "chen.wei");
    command(x, COMMAND_SUBMIT, "gao.min");
    command(x, COMMAND_REFUSE, "chen.wei");
    command(x, COMMAND_ACKNOWLEDGE, "gao.min");
    command(x, COMMAND_SUBMIT, "gao.min");
    command(x, COMMAND_APPROVE, "chen.wei");
    command(x, COMMAND_DONE, "yu.ran");
    draft(x);
    command(x, COMMAND_WITHDRAW, "gao.min");
    a_batch(x);
}

/* ---- what is not a person's command ---- */

static int fire(scene_t *x, diag_t *d) {
    size_t fired;
    bool more;
    int status = writer_fire(x->site.host, host_now(x->site.host), 64, &fired, &more, d);
    if (status == 0) x->book.figures.rungs += (int64_t)fired;
    return status;
}

/* A command that finds rungs of its record due fires them first. */
static void rungs(scene_t *x) {
    if (x->book.failures > 0) return;
    draft(x);
    command(x, COMMAND_PREPARE, "gao.min");
    command(x, COMMAND_AGREE, "hu.jun");
    command(x, COMMAND_SUBMIT, "gao.min");
    x->site.now += (instant_t)49 * MS_HOUR; /* a reminder, and the rung that calls a function */
    x->book.figures.rungs = 0;
    refuse_each(x, "deadlines", fire);
    if (x->book.figures.rungs == 0) book_fail(&x->book, "no deadline fired");
    x->site.now += (instant_t)72 * MS_HOUR;
    command(x, COMMAND_COMMENT, "chen.wei");
}

static int people(scene_t *x, diag_t *d) {
    return site_administer(&x->site,
                           "{\"verb\":\"people.import\",\"tables\":{\"persons\":[{\"handle\":\"he.ping\","
                           "\"name\":\"He Ping (demo)\",\"department\":\"sales\"}],"
                           "\"roles\":[{\"role\":\"buyer\",\"person\":\"he.ping\"}]}}",
                           d);
}

static int calendar(scene_t *x, diag_t *d) {
    return site_administer(
        &x->site,
        "{\"verb\":\"calendar.put\",\"definition\":{\"name\":\"company\",\"zone\":\"Europe/"
        "Amsterdam\",\"windows\":{\"mon\":[\"09:00-17:00\"],\"wed\":[\"09:00-17:00\"]}}}",
        d);
}

static int setting(scene_t *x, diag_t *d) {
    return site_administer(&x->site,
                           "{\"verb\":\"settings.set\",\"flow\":\"sales.change\",\"name\":\"most\","
                           "\"value\":\"50 EUR\"}",
                           d);
}

static int rules(scene_t *x, diag_t *d) {
    return site_activate(&x->site, 321, d);
}

static int roll_back(scene_t *x, diag_t *d) {
    return site_administer(&x->site, "{\"verb\":\"rules.rollback\"}", d);
}

static int deliver(scene_t *x, diag_t *d) {
    store_t *store = host_store(x->site.host);
    outbox_row_t *rows;
    size_t count = 0;
    arena_t arena;
    arena_init(&arena, 0);
    int status = store_begin(store, d);
    if (status == 0)
        status = outbox_claim(store, "mail", "test", x->site.now, 60000, 8, &arena, &rows, &count, d);
    for (size_t i = 0; status == 0 && i < count; i++)
        status = outbox_delivered(store, rows[i].message.id, "mail", "test", x->site.now, d);
    if (status == 0)
        status = store_commit(store, d);
    else
        store_rollback(store);
    arena_free(&arena);
    return status;
}

static int checkpoint(scene_t *x, diag_t *d) {
    return store_checkpoint(host_store(x->site.host), d);
}

static int recover(scene_t *x, diag_t *d) {
    return host_recover(x->site.host, d);
}

static int reopen(scene_t *x, diag_t *d) {
    site_close(&x->site);
    return site_open(&x->site, true, d);
}

static void any_difference(void *ctx, int64_t record, const diag_t *difference) {
    book_fail(ctx, "verify: record %" PRId64 ": %s", record, difference->code);
}

static int verify(scene_t *x, diag_t *d) {
    verify_options_t options = {.found = any_difference, .ctx = &x->book};
    verify_report_t report;
    return verify_store(x->site.path, &x->site.options.store, &options, &report, d);
}

static int inbox(scene_t *x, diag_t *d) {
    caller_t caller = {.uid = 0, .owner = true};
    json_t *body = json_pack("{s:s, s:s}", "verb", "tasks", "as", "chen.wei");
    json_t *answer = body != NULL ? api_handle(x->site.host, &x->site.reader, body, &caller) : NULL;
    bool good = answer != NULL && json_is_true(json_object_get(answer, "ok"));
    const char *code = json_string_value(json_object_get(json_object_get(answer, "error"), "code"));
    if (!good && (code == NULL || strcmp(code, "memory.out") == 0)) diag_memory(d);
    if (!good && d->code == NULL) diag_set(d, "administration", "code", code, "cause", "", NULL);
    json_decref(body);
    json_decref(answer);
    return good ? 0 : -1;
}

static int make(scene_t *x, diag_t *d) {
    return site_create(&x->site, d);
}

static void everything_else(scene_t *x) {
    static const struct {
        const char *name;
        int (*act)(scene_t *x, diag_t *d);
    } ACTS[] = {
        {"people imported", people},
        {"calendar put", calendar},
        {"setting changed", setting},
        {"rules activated", rules},
        {"rules rolled back", roll_back},
        {"messages delivered", deliver},
        {"log copied", checkpoint},
        {"recovery", recover},
        {"company opened", reopen},
        {"inbox", inbox},
        {"verify", verify},
    };
    for (size_t i = 0; i < sizeof ACTS / sizeof ACTS[0] && x->book.failures == 0; i++) {
        x->book.active_doubtful = true; /* what is active is looked up, not known */
        refuse_each(x, ACTS[i].name, ACTS[i].act);
    }
}

/* ---- the whole ---- */

static int both_rules(scene_t *x, diag_t *d) {
    json_t *body = json_pack("{s:s, s:s, s:[{s:s, s:s}]}", "verb", "rules.activate", "reason", "test",
                             "files", "name", "sales/change.lua", "content", RULES);
    char *text = json_dumps(body, 0);
    int status = site_administer(&x->site, text, d);
    mem_free(text);
    json_decref(body);
    return status;
}

static void furnish(scene_t *x) {
    diag_t d = {0};
    if (x->book.failures > 0) return;
    if (site_furnish(&x->site, &d) != 0 || both_rules(x, &d) != 0)
        book_fail(&x->book, "it can't be furnished: %s %s", d.code, diag_get(&d, "code"));
    diag_clear(&d);
}

/* SQLite takes its memory through base/mem.h when a store is what starts it. */
static void start_sqlite(void) {
    char folder[] = "/tmp/countersign-crash-XXXXXX", path[64], lock[64];
    diag_t d = {0};
    if (mkdtemp(folder) == NULL) exit(2);
    snprintf(path, sizeof path, "%s/store", folder);
    snprintf(lock, sizeof lock, "%s/store.lock", folder);
    store_close(store_open(path, STORE_CREATE, NULL, &d));
    remove(path);
    remove(lock);
    remove(folder);
    diag_clear(&d);
}

int main(int argc, char **argv) {
    scene_t x = {.stride = 40};
    if (argc == 3 && strcmp(argv[1], "--stride") == 0)
        x.stride = strtoll(argv[2], NULL, 10);
    else if (argc == 3 && strcmp(argv[1], "--from") == 0)
        x.from = argv[2];
    else if (argc != 1)
        return fputs("usage: crash_every_allocation [--stride N | --from ACT]\n", stderr), 2;
    start_sqlite();
    site_begin(&x.site, 2);
    book_init(&x.book, 1, "crash_every_allocation --stride 0");
    x.book.prefix = "CHG";
    refuse_each(&x, "company made", make);
    furnish(&x);
    if (x.book.failures == 0) every_kind_of_command(&x);
    rungs(&x);
    everything_else(&x);
    if (x.book.failures == 0) book_check(&x.site, &x.book);
    printf("every allocation: %" PRId64 " acts, memory refused %" PRId64 " times for good, %" PRId64
           " times for one alone: %d failed\n",
           x.acts, x.refusals, x.singles, x.book.failures);
    int failures = x.book.failures;
    if (failures == 0 && x.from != NULL) failures = fprintf(stderr, "no act is called \"%s\"\n", x.from);
    site_end(&x.site);
    book_free(&x.book);
    return failures == 0 ? 0 : 1;
}
