/* Lines as the socket takes them, all the way: JSON, api_parse, the writer or a reader, the answer as text.
 * An input is some lines for a small company with records under way; it is taken back to how it was before
 * the next. Beginnings of a line that are no JSON:
 *
 *   @N  the clock moves on by N minutes (back, when negative) and what is due is fired; nothing else is on
 * that line !   the rest is sent by somebody who does not own the store
 *
 * After lines that may have changed something the store must verify: chains hold, and each record is the fold
 * of its events. */
#include "base/json.h"
#include "fuzz/shared/pieces.h"
#include "server/company.h"
#include "server/verify.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINES_MAX = 24, MINUTES_MAX = 60 * 24 * 400, STORE_MAX = 4 << 20, OTHER_UID = 54321, FIRE_MAX = 64 };

static const instant_t START = INT64_C(1772442000000); /* Monday, 2026-03-02, 10:00 in Amsterdam */

static const char RULES[] =
    "flow \"sales.purchase\" {\n"
    "  title = { en = \"Purchase\", zh = \"采购\" }, owner = \"sales\", clause = \"T1\", prefix = \"PUR\",\n"
    "  fallback = post \"company.head\",\n"
    "  form = {\n"
    "    amount = money { currency = \"EUR\", required = true }, what = text {}, day = date {}, trip = "
    "date_range {},\n"
    "    kind = choice { \"small\", \"large\" }, whom = person {}, sure = flag {}, share = number {},\n"
    "    items = rows { columns = { name = text { required = true }, pieces = number {} } },\n"
    "  },\n"
    "  settings = { director_above = amount \"500 EUR\", patience = workdays(2) },\n"
    "  stages = {\n"
    "    prepare = function(r) return all { agree \"colleague\" { by = head_of \"it\", within = workdays(1), "
    "when = r.kind == \"large\" } } end,\n"
    "    approval = function(r, set)\n"
    "      return sequence {\n"
    "        approve \"head\" { by = head_of(r.department), within = workdays(1), may_return = true },\n"
    "        all {\n"
    "          approve \"director\" { by = post \"company.head\", within = set.patience, when = r.amount > "
    "set.director_above },\n"
    "          approve \"clerks\" { by = role \"clerk\", decide = \"all\", within = workdays(2) },\n"
    "        },\n"
    "        act \"pay\" { by = service \"robot\", within = workdays(5) },\n"
    "      }\n"
    "    end,\n"
    "  },\n"
    "  on_refuse = to_initiator { acknowledge = true, within = workdays(5) },\n"
    "  overdue = ladder {\n"
    "    { after = workhours(0), remind = assignee },\n"
    "    { after = workdays(1), notify = head_of(assignee) },\n"
    "    { after = workdays(2), reassign = head_of(assignee) },\n"
    "  },\n"
    "}\n"
    "flow \"sales.other\" {\n"
    "  title = \"Other\", owner = \"sales\", prefix = \"OTH\", fallback = post \"company.head\", within = "
    "hours(8), withdraw = \"before_end\",\n"
    "  form = { amount = money { currency = \"EUR\" }, what = text {}, whom = person {} },\n"
    "  route = function(r)\n"
    "    return sequence {\n"
    "      approve \"up\" { by = chain_of_superiors { of = initiator, levels = 3 }, decide = \"in_order\", "
    "if_initiator = \"superior\" },\n"
    "      any { need = 2, approve \"a\" { by = r.whom or post \"it.head\", if_empty = \"superior\" }, "
    "approve \"b\" { by = head_of \"sales\" },\n"
    "        approve \"c\" { by = function(f) return person \"li.na\" end } },\n"
    "      parallel { on_refuse = \"wait\", approve \"p\" { by = role \"clerk\" }, approve \"q\" { by = "
    "decider \"up\" } },\n"
    "      copy_to \"all\" { to = role \"clerk\" },\n"
    "    }\n"
    "  end,\n"
    "  overdue = ladder {\n"
    "    { before = hours(2), remind = assignee },\n"
    "    { after = hours(1), call = function(r, set, task) return { notify(initiator), set_field { what = "
    "\"late\" } } end },\n"
    "    { after = days(2), call = function(r, set, task) return reassign(post \"company.head\") end },\n"
    "    { after = days(9), refuse = \"too late\" },\n"
    "  },\n"
    "}\n";

static const char PEOPLE[] =
    "{\"verb\":\"people.import\",\"tables\":{"
    "\"departments\":[{\"key\":\"company\",\"name_en\":\"The "
    "company\",\"head_post\":\"company.head\",\"leader_post\":\"company.head\"},"
    "{\"key\":\"sales\",\"parent\":\"company\",\"name_en\":\"Sales\",\"head_post\":\"sales.head\"},"
    "{\"key\":\"it\",\"parent\":\"company\",\"name_en\":\"IT\",\"head_post\":\"it.head\"}],"
    "\"persons\":[{\"handle\":\"li.na\",\"name\":\"Li Na (demo)\",\"department\":\"company\"},"
    "{\"handle\":\"chen.wei\",\"name\":\"Chen Wei (demo)\",\"department\":\"sales\"},"
    "{\"handle\":\"gao.min\",\"name\":\"Gao Min (demo)\",\"department\":\"sales\"},"
    "{\"handle\":\"yu.ran\",\"name\":\"Yu Ran (demo)\",\"department\":\"it\",\"uid\":54321},"
    "{\"handle\":\"robot\",\"name\":\"A robot (demo)\",\"kind\":\"service\",\"owner\":\"li.na\"}],"
    "\"posts\":[{\"post\":\"company.head\",\"person\":\"li.na\"},{\"post\":\"sales.head\",\"person\":\"chen."
    "wei\"},"
    "{\"post\":\"it.head\",\"person\":\"yu.ran\"}],"
    "\"roles\":[{\"role\":\"clerk\",\"department\":\"sales\",\"person\":\"chen.wei\"},{\"role\":\"clerk\","
    "\"person\":\"yu.ran\"}]}}";

/* What is under way: a draft, one with its head, one with director and clerks, one refused, one finished. */
#define DRAFT(amount)                                                                                        \
    "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"sales.purchase\",\"fields\":{\"amount\":\"" amount    \
    "\"}}"
#define ON(record, verb, who)                                                                                \
    "{\"verb\":\"" verb "\",\"as\":\"" who "\",\"record\":\"" record "\",\"reason\":\"so\"}"
#define PREPARE() "{\"verb\":\"prepare\",\"as\":\"gao.min\",\"record\":\"$\"}"
#define SUBMIT() "{\"verb\":\"submit\",\"as\":\"gao.min\",\"record\":\"$\"}"
static const char *const BEFORE[] = {
    DRAFT("12.00"),
    DRAFT("600"),
    SUBMIT(),
    DRAFT("700"),
    SUBMIT(),
    ON("PUR-2026-000002", "approve", "chen.wei"),
    DRAFT("1"),
    SUBMIT(),
    ON("PUR-2026-000003", "refuse", "chen.wei"),
    DRAFT("2"),
    SUBMIT(),
    ON("PUR-2026-000004", "approve", "chen.wei"),
    ON("PUR-2026-000004", "approve", "chen.wei"),
    ON("PUR-2026-000004", "approve", "yu.ran"),
    ON("PUR-2026-000004", "done", "robot"),
    "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"sales.other\",\"fields\":{\"what\":\"x\"}}",
    SUBMIT(),
    NULL};

static struct company_in_hand {
    char folder[64], store[96];
    instant_t now;
    company_t *company;
    reader_t reader;
    uint8_t *kept; /* the store's bytes, as each input finds it */
    size_t kept_size;
    bool changed;
} hand;

static instant_t told_now(void *ctx) {
    (void)ctx;
    return hand.now;
}

static const time_source_t TOLD = {NULL, told_now};

static void close_company(void) {
    if (hand.reader.store != NULL) reader_close(&hand.reader);
    company_close(hand.company);
    hand.company = NULL;
}

static void take_reader(company_t *company, const diag_t *why) {
    diag_t d = {0};
    if (company == NULL) fuzz_broken(why->code, __FILE__, __LINE__);
    hand.company = company;
    memset(&hand.reader, 0, sizeof hand.reader);
    FUZZ_MUST(reader_open(company_host(company), &hand.reader, &d) == 0);
}

static void remove_folder(void) {
    static const char *const names[] = {"countersign.db", "countersign.db-wal", "countersign.db-shm",
                                        "countersign.db.lock", "countersign.conf"};
    char path[128];
    close_company();
    free(hand.kept);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", hand.folder, names[i]);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/documents", hand.folder);
    rmdir(path);
    rmdir(hand.folder);
}

/* ---- one line ---- */

/* Nothing is written outside of the company by what an input says. */
static bool leaves_the_company(const json_t *body) {
    const char *verb = json_string_value(json_object_get(body, "verb"));
    return verb != NULL && strcmp(verb, "backup") == 0;
}

static bool changes(const json_t *body) {
    const char *verb = json_string_value(json_object_get(body, "verb"));
    for (const api_verb_t *v = api_verbs; verb != NULL && v->name != NULL; v++)
        if (strcmp(v->name, verb) == 0) return v->kind != API_READ;
    return false;
}

/* The answer as it goes out, for the caller to free with mem_free; NULL: it was no JSON. */
static char *send_line(const char *line, size_t length, const caller_t *caller) {
    diag_t d = {0};
    json_t *body = json_read(line, length, length, &d);
    if (body == NULL) {
        fuzz_refused(&d);
        return NULL;
    }
    if (leaves_the_company(body)) {
        json_decref(body);
        return NULL;
    }
    hand.changed = hand.changed || changes(body);
    json_t *answer = api_handle(company_host(hand.company), &hand.reader, body, caller);
    json_decref(body);
    FUZZ_MUST(answer != NULL);
    const json_t *ok = json_object_get(answer, "ok");
    FUZZ_MUST(json_is_true(ok) || (json_is_false(ok) && json_string_length(json_object_get(
                                                            json_object_get(answer, "error"), "code")) > 0));
    char *text = json_write(answer);
    json_decref(answer);
    FUZZ_MUST(text != NULL && strchr(text, '\n') == NULL);
    return text;
}

static void move_clock(const char *text) {
    long minutes = strtol(text, NULL, 10);
    size_t fired;
    bool more = false;
    diag_t d = {0};
    if (minutes < -MINUTES_MAX || minutes > MINUTES_MAX ||
        hand.now > START + INT64_C(20) * MINUTES_MAX * MS_MINUTE)
        return;
    hand.now += minutes * MS_MINUTE;
    hand.changed = true;
    host_t *host = company_host(hand.company);
    if (writer_fire(host, host_now(host), FIRE_MAX, &fired, &more, &d) != 0)
        fuzz_broken(d.code, __FILE__, __LINE__);
}

static void take_line(const char *line, size_t length) {
    caller_t owner = {.uid = (int64_t)getuid(), .owner = true}, other = {.uid = OTHER_UID};
    bool by_other = length > 0 && line[0] == '!';
    if (length > 0 && line[0] == '@') {
        char *text = fuzz_text((const uint8_t *)line + 1, length - 1);
        move_clock(text);
        free(text);
    } else {
        mem_free(send_line(line + by_other, length - by_other, by_other ? &other : &owner));
    }
}

/* ---- the company ---- */

static void must_do(const char *line) {
    caller_t owner = {.uid = (int64_t)getuid(), .owner = true};
    char *answer = send_line(line, strlen(line), &owner);
    if (answer == NULL || strstr(answer, "\"ok\":true") == NULL) {
        fprintf(stderr, "%s\n%s\n", line, answer != NULL ? answer : "");
        abort();
    }
    mem_free(answer);
}

/* "$" stands for the record drafted last. */
static void do_before(const char *line) {
    static char last[32];
    caller_t owner = {.uid = (int64_t)getuid(), .owner = true};
    char text[512];
    const char *place = strchr(line, '$');
    snprintf(text, sizeof text, "%.*s%s%s", place != NULL ? (int)(place - line) : (int)strlen(line), line,
             place != NULL ? last : "", place != NULL ? place + 1 : "");
    char *answer = send_line(text, strlen(text), &owner);
    const char *record = answer != NULL ? strstr(answer, "\"record\":\"") : NULL;
    if (record == NULL || strstr(answer, "\"ok\":true") == NULL) {
        fprintf(stderr, "%s\n%s\n", text, answer != NULL ? answer : "");
        abort();
    }
    snprintf(last, sizeof last, "%.*s", (int)strcspn(record + 10, "\""), record + 10);
    mem_free(answer);
    hand.now += MS_MINUTE;
}

static void keep_store(void) {
    FILE *in = fopen(hand.store, "rb");
    hand.kept = malloc(STORE_MAX);
    FUZZ_MUST(in != NULL && hand.kept != NULL);
    hand.kept_size = fread(hand.kept, 1, STORE_MAX, in);
    FUZZ_MUST(hand.kept_size > 0 && hand.kept_size < STORE_MAX);
    fclose(in);
}

static void make_company(void) {
    diag_t d = {0};
    char path[128];
    struct stat shm;
    snprintf(hand.folder, sizeof hand.folder, "%s/countersign-fuzz-XXXXXX",
             stat("/dev/shm", &shm) == 0 ? "/dev/shm" : "/tmp");
    FUZZ_MUST(mkdtemp(hand.folder) != NULL);
    atexit(remove_folder);
    snprintf(hand.store, sizeof hand.store, "%s/countersign.db", hand.folder);
    snprintf(path, sizeof path, "%s/countersign.conf", hand.folder);
    FILE *conf = fopen(path, "w");
    FUZZ_MUST(conf != NULL);
    fputs("rule_instructions = 20000\nrule_wall_ms = 60000\nrule_memory_mib = 16\n", conf);
    fclose(conf);
    hand.now = START;
    take_reader(company_create(hand.folder, "Europe/Amsterdam", &TOLD, &d), &d);
    must_do(PEOPLE);
    json_t *rules = json_pack("{s:s,s:[{s:s,s:s}]}", "verb", "rules.activate", "files", "name",
                              "sales/purchase.lua", "content", RULES);
    char *line = json_write(rules);
    json_decref(rules);
    must_do(line);
    mem_free(line);
    for (size_t i = 0; BEFORE[i] != NULL; i++)
        do_before(BEFORE[i]);
    close_company();
    keep_store();
    hand.changed = true;
}

static void unlink_beside(const char *tail) {
    char path[128];
    snprintf(path, sizeof path, "%s%s", hand.store, tail);
    unlink(path);
}

/* As each input finds it. */
static void take_back(void) {
    static instant_t then;
    diag_t d = {0};
    if (hand.folder[0] == '\0') {
        make_company();
        then = hand.now;
    }
    hand.now = then;
    if (!hand.changed) return;
    close_company();
    unlink_beside("-wal");
    unlink_beside("-shm");
    int out = open(hand.store, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    FUZZ_MUST(out >= 0 && write(out, hand.kept, hand.kept_size) == (ssize_t)hand.kept_size);
    close(out);
    take_reader(company_open(hand.folder, &TOLD, &d), &d);
    hand.changed = false;
}

static void tell_difference(void *ctx, int64_t record, const diag_t *difference) {
    (void)ctx;
    fprintf(stderr, "record %lld: %s\n", (long long)record, difference->code);
}

static void check_store(void) {
    verify_options_t options = {.found = tell_difference};
    store_options_t store = {.read_ms = 600000}; /* the machine may be busy with other targets */
    verify_report_t report;
    diag_t d = {0};
    if (!hand.changed) return;
    if (verify_store(hand.store, &store, &options, &report, &d) != 0) fuzz_broken(d.code, __FILE__, __LINE__);
    FUZZ_MUST(report.differences == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_setup();
    take_back();
    const char *at = (const char *)data, *end = at + size;
    for (int lines = 0; at < end && lines < LINES_MAX; lines++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        if (stop == NULL) stop = end;
        take_line(at, (size_t)(stop - at));
        at = stop + 1;
    }
    check_store();
    return 0;
}

/* ---- the mutator: lines for verbs as the table has them, with values that may mean something ---- */

static const char *const VALUES[] = {
    "\"li.na\"",
    "\"chen.wei\"",
    "\"gao.min\"",
    "\"yu.ran\"",
    "\"robot\"",
    "\"nobody\"",
    "\"PUR-2026-000001\"",
    "\"PUR-2026-000002\"",
    "\"PUR-2026-000003\"",
    "\"PUR-2026-000004\"",
    "\"OTH-2026-000001\"",
    "\"up\"",
    "\"head\"",
    "\"director\"",
    "\"clerks\"",
    "\"pay\"",
    "\"acknowledge\"",
    "\"sales.purchase\"",
    "\"sales.other\"",
    "\"sales\"",
    "\"it\"",
    "\"company\"",
    "\"because\"",
    "\"\"",
    "\"2026-03-01T09:00:00Z\"",
    "\"2026-03-09\"",
    "\"9999-12-31\"",
    "1",
    "-1",
    "0",
    "2000",
    "9223372036854775807",
    "\"9223372036854775807\"",
    "true",
    "false",
    "null",
    "[]",
    "{}",
    "1.5",
    "\"\\u0000\"",
    "\"采购\"",
    "{\"amount\":\"3\"}",
    "{\"amount\":\"900 "
    "EUR\",\"kind\":\"large\",\"whom\":\"li.na\",\"day\":\"2026-03-04\",\"trip\":\"2026-01-01..2026-01-31\"}",
    "{\"items\":[{\"name\":\"Desk\",\"pieces\":\"2\"},{\"name\":\"x\"}]}",
    "{\"items\":[[\"Desk\",\"2\"]]}",
    "{\"amount\":null,\"sure\":true,\"share\":\"0.5\"}",
    "\"director_above\"",
    "\"1 EUR\"",
    "\"open\"",
    "\"stuck\"",
    "\"persons\"",
    "\"posts\"",
    "\"roles\"",
    "\"stand_ins\"",
    "\"departments\"",
    "[{\"handle\":\"li.na\",\"name\":\"Li Na\",\"department\":\"company\"}]",
    "[{\"post\":\"sales.head\",\"person\":\"gao.min\"}]",
    "{\"roles\":[],\"stand_ins\":[{\"principal\":\"chen.wei\",\"person\":\"gao.min\",\"from\":\"2026-03-01\"}"
    "]}",
    "[{\"name\":\"a.lua\",\"content\":\"flow \\\"sales.purchase\\\" { title = \\\"T\\\", owner = "
    "\\\"sales\\\", fallback = post \\\"company.head\\\", "
    "route = function(r) return approve \\\"h\\\" { by = post \\\"company.head\\\", within = workdays(1) } "
    "end }\"}]",
    "[{\"name\":\"../a.lua\",\"content\":\"x = \"}]",
    "{\"name\":\"company\",\"zone\":\"Asia/"
    "Shanghai\",\"windows\":{\"mon\":[\"09:00-12:00\"]},\"days\":{\"2026-03-09\":\"off\"}}",
    "\"BEGIN:VCALENDAR\\nBEGIN:VEVENT\\nDTSTART;VALUE=DATE:20260304\\nSUMMARY:x\\nEND:VEVENT\\nEND:"
    "VCALENDAR\\n\"",
    "\"{\\\"year\\\":2026,\\\"days\\\":[{\\\"name\\\":\\\"x\\\",\\\"date\\\":\\\"2026-03-04\\\","
    "\\\"isOffDay\\\":true}]}\"",
    NULL,
};

/* Words of one another's table: the field's own value most of the time, any other now and then. */
static const char *value_for(rng_t *r, const char *name, size_t length) {
    static const struct {
        const char *name;
        int first, count; /* in VALUES */
    } places[] = {{"as", 0, 6},      {"person", 0, 6}, {"initiator", 0, 6},   {"record", 6, 5},
                  {"step", 11, 6},   {"flow", 17, 2},  {"department", 19, 3}, {"fields", 41, 5},
                  {"name", 46, 1},   {"value", 47, 1}, {"table", 50, 5},      {"rows", 55, 2},
                  {"tables", 57, 1}, {"files", 58, 2}, {"definition", 60, 1}, {"content", 61, 2}};
    size_t count = 0;
    while (VALUES[count] != NULL)
        count++;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (strlen(places[i].name) == length && memcmp(places[i].name, name, length) == 0 &&
            rng_chance(r, 85))
            return VALUES[(size_t)places[i].first + rng_below(r, (uint64_t)places[i].count)];
    return VALUES[rng_below(r, count)];
}

static void put_line(rng_t *r, buf_t *out) {
    size_t count = 0;
    while (api_verbs[count].name != NULL)
        count++;
    const api_verb_t *verb = &api_verbs[rng_below(r, rng_chance(r, 50) ? 13 : count)];
    if (rng_chance(r, 8)) {
        buf_printf(out, "@%d\n", (int)rng_below(r, 12000) - 600);
        return;
    }
    if (rng_chance(r, 10)) buf_puts(out, "!");
    buf_printf(out, "{\"verb\":\"%s\"", verb->name);
    if (rng_chance(r, 85)) buf_printf(out, ",\"as\":%s", value_for(r, "as", 2));
    if (rng_chance(r, 5)) buf_printf(out, ",\"key\":\"k%d\"", (int)rng_below(r, 3));
    for (const char *at = verb->fields; *at != '\0';) {
        size_t length = strcspn(at, " ");
        bool wanted =
            strncmp(at, "record", 6) == 0 || strncmp(at, "fields", 6) == 0 || strncmp(at, "flow", 4) == 0;
        if (rng_chance(r, wanted ? 90 : 25))
            buf_printf(out, ",\"%.*s\":%s", (int)length, at, value_for(r, at, length));
        at += length + (at[length] == ' ');
    }
    buf_puts(out, "}\n");
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed) {
    rng_t r = {.state = seed};
    if (rng_chance(&r, 70)) return pieces_mutate(VALUES, NULL, data, size, room, (unsigned)rng_next(&r));
    buf_t out;
    buf_init(&out, room);
    size_t keep = rng_chance(&r, 50) ? size : 0; /* after what is there, or anew */
    buf_put(&out, data, keep);
    if (keep > 0 && data[keep - 1] != '\n') buf_u8(&out, '\n');
    for (uint64_t lines = 1 + rng_below(&r, 4); lines > 0; lines--)
        put_line(&r, &out);
    size_t result = out.len;
    bool made = !out.failed;
    if (made) memcpy(data, out.at, out.len);
    buf_free(&out);
    return made ? result : LLVMFuzzerMutate(data, size, room);
}
