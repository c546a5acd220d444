/* A company in a folder of its own, with a few made-up people and one flow, for tests of the server's floor.
 * Its clock stands still unless the test moves it, and may be read from any thread.
 *
 *   company  head: li.na               gao.min (sales) files; chen.wei heads sales; li.na heads the company
 *   └─ sales head: chen.wei            robot is a service account; yu.ran (it) has nothing to do with any of
 * it └─ it                              gao.min is the Unix user that runs the test
 */
#ifndef TESTS_UNIT_SERVER_FIXTURE_H
#define TESTS_UNIT_SERVER_FIXTURE_H

#include "unit/failing.h"

#include "base/log.h"
#include "server/company.h"
#include "store/queries.h"
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Monday, 2026-03-02, 10:00 in Amsterdam. */
#define FIXTURE_START INT64_C(1772442000000)

typedef struct fixture {
    char folder[64];
    _Atomic int64_t now;
    time_source_t time;
    company_t *company;
    reader_t reader;
    caller_t caller; /* who asks: the store's owner, unless the test says otherwise */
    json_t *answer;  /* the last */
    diag_t d;
} fixture_t;

static const char FIXTURE_RULES[] =
    "flow \"sales.purchase\" {\n"
    "  title = { en = \"Purchase\", zh = \"采购\" }, owner = \"sales\", clause = \"T1\", prefix = \"PUR\",\n"
    "  fallback = post \"company.head\",\n"
    "  form = {\n"
    "    amount = money { currency = \"EUR\", required = true, label = { en = \"Amount\", zh = \"金额\" } "
    "},\n"
    "    what = text { label = { en = \"What\", zh = \"物品\" } },\n"
    "    items = rows { columns = { name = text { required = true }, pieces = number {} } },\n"
    "  },\n"
    "  settings = { director_above = amount \"500 EUR\" },\n"
    "  route = function(r, set)\n"
    "    return sequence {\n"
    "      approve \"head\" { by = head_of(r.department), within = workdays(1) },\n"
    "      approve \"director\" { by = post \"company.head\", within = workdays(2),\n"
    "        when = r.amount > set.director_above, because = \"over the director's threshold\" },\n"
    "    }\n"
    "  end,\n"
    "  on_refuse = to_initiator { acknowledge = true, within = workdays(5) },\n"
    "  overdue = ladder {\n"
    "    { after = workhours(0), remind = assignee },\n"
    "    { after = workdays(1), notify = head_of(assignee) },\n"
    "  },\n"
    "}\n";

static inline instant_t fixture_now(void *ctx) {
    return atomic_load(&((fixture_t *)ctx)->now);
}

static inline void fixture_no_log(void *ctx, log_level_t level, const char *line) {
    (void)ctx, (void)level, (void)line;
}

/* Sends a request, given as printf does; the answer stays until the next. */
__attribute__((format(printf, 2, 3))) static inline json_t *ask(fixture_t *f, const char *format, ...) {
    char *text = NULL;
    va_list args;
    va_start(args, format);
    if (vasprintf(&text, format, args) < 0) abort();
    va_end(args);
    diag_t d = {0};
    json_t *body = json_read(text, strlen(text), strlen(text), &d);
    if (body == NULL) fail_msg("not JSON: %s", text);
    json_decref(f->answer);
    f->answer = api_handle(company_host(f->company), &f->reader, body, &f->caller);
    json_decref(body);
    free(text);
    return f->answer;
}

static inline const char *text_at(const json_t *object, const char *name) {
    const json_t *value = json_object_get(object, name);
    return json_is_string(value) ? json_string_value(value) : "";
}

static inline bool is_ok(const json_t *answer) {
    return json_is_true(json_object_get(answer, "ok"));
}

static inline const char *error_code(const json_t *answer) {
    return text_at(json_object_get(answer, "error"), "code");
}

static inline const char *error_param(const json_t *answer, const char *name) {
    return text_at(json_object_get(json_object_get(answer, "error"), "params"), name);
}

static inline void must(const json_t *answer) {
    if (is_ok(answer)) return;
    char *text = json_dumps(answer, JSON_INDENT(1));
    print_error("%s\n", text);
    free(text);
    fail();
}

static inline void must_refuse(const json_t *answer, const char *code) {
    assert_false(is_ok(answer));
    assert_string_equal(error_code(answer), code);
}

static inline char *json_quoted(const char *text) {
    json_t *value = json_string(text);
    char *out = json_dumps(value, JSON_ENCODE_ANY);
    json_decref(value);
    return out;
}

static inline void fixture_rules(fixture_t *f, const char *rules) {
    char *quoted = json_quoted(rules);
    ask(f, "{\"verb\":\"rules.activate\",\"files\":[{\"name\":\"sales/purchase.lua\",\"content\":%s}]}",
        quoted);
    free(quoted);
}

static inline void fixture_people(fixture_t *f) {
    must(ask(
        f,
        "{\"verb\":\"people.import\",\"tables\":{"
        "\"departments\":[{\"key\":\"company\",\"name_en\":\"The company\",\"head_post\":\"company.head\","
        "\"leader_post\":\"company.head\"},"
        "{\"key\":\"sales\",\"parent\":\"company\",\"name_en\":\"Sales\",\"head_post\":\"sales.head\"},"
        "{\"key\":\"it\",\"parent\":\"company\",\"name_en\":\"IT\"}],"
        "\"persons\":["
        "{\"handle\":\"li.na\",\"name\":\"Li Na (demo)\",\"department\":\"company\"},"
        "{\"handle\":\"chen.wei\",\"name\":\"Chen Wei (demo)\",\"department\":\"sales\"},"
        "{\"handle\":\"gao.min\",\"name\":\"Gao Min (demo)\",\"department\":\"sales\",\"uid\":%d},"
        "{\"handle\":\"yu.ran\",\"name\":\"Yu Ran (demo)\",\"department\":\"it\",\"uid\":54321},"
        "{\"handle\":\"robot\",\"name\":\"A robot (demo)\",\"kind\":\"service\",\"owner\":\"li.na\"}],"
        "\"posts\":[{\"post\":\"company.head\",\"person\":\"li.na\"},"
        "{\"post\":\"sales.head\",\"person\":\"chen.wei\"}]}}",
        (int)getuid()));
}

/* `config` is what the configuration file says; NULL: there is none. */
static inline void fixture_create(fixture_t *f, const char *config) {
    char path[128];
    memset(f, 0, sizeof *f);
    strcpy(f->folder, "/tmp/countersign-test-XXXXXX");
    if (mkdtemp(f->folder) == NULL) fail_msg("no folder");
    if (config != NULL) {
        snprintf(path, sizeof path, "%s/countersign.conf", f->folder);
        FILE *out = fopen(path, "w");
        fputs(config, out);
        fclose(out);
    }
    log_set_sink(fixture_no_log, NULL);
    atomic_store(&f->now, FIXTURE_START);
    f->time = (time_source_t){f, fixture_now};
    f->caller = (caller_t){.uid = (int64_t)getuid(), .owner = true};
    f->company = company_create(f->folder, "Europe/Amsterdam", &f->time, &f->d);
    if (f->company == NULL) fail_msg("%s %s", f->d.code, f->d.cause != NULL ? f->d.cause->code : "");
    if (reader_open(company_host(f->company), &f->reader, &f->d) != 0) fail_msg("%s", f->d.code);
}

static inline void fixture_close(fixture_t *f) {
    json_decref(f->answer);
    f->answer = NULL;
    if (f->reader.store != NULL) reader_close(&f->reader);
    company_close(f->company);
    f->company = NULL;
}

/* With people and rules. */
static inline void fixture_begin(fixture_t *f, const char *config) {
    fixture_create(f, config);
    fixture_people(f);
    fixture_rules(f, FIXTURE_RULES);
    must(f->answer);
}

static inline void fixture_end(fixture_t *f) {
    char command[128];
    fixture_close(f);
    snprintf(command, sizeof command, "rm -rf %s", f->folder);
    if (system(command) != 0) print_error("%s stays\n", f->folder);
    diag_clear(&f->d);
    log_set_sink(NULL, NULL);
}

/* One that gao.min files; its number in `out`. */
static inline void file_purchase(fixture_t *f, const char *amount, char out[32]) {
    char record[32];
    must(ask(
        f,
        "{\"verb\":\"draft\",\"as\":\"gao.min\",\"flow\":\"sales.purchase\",\"fields\":{\"amount\":\"%s\"}}",
        amount));
    snprintf(record, sizeof record, "%s", text_at(f->answer, "record"));
    must(ask(f, "{\"verb\":\"submit\",\"as\":\"gao.min\",\"record\":\"%s\"}", record));
    snprintf(out, 32, "%s", text_at(f->answer, "number"));
}

/* Once a program. */
static inline int fixture_setup(void **state) {
    (void)state;
    json_setup();
    return hash_setup();
}

#endif
