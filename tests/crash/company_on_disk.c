/* The company; see company_on_disk.h. */
#include "crash/company_on_disk.h"
#include "base/log.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const CHANNELS[] = {"mail", "board"};

/* Two approvals, two that are asked side by side, one thing to do; a ladder that reminds, tells and hands on.
 */
static const char RULES[] =
    "flow \"sales.purchase\" {\n"
    "  title = { en = \"Purchase\", zh = \"采购\" }, owner = \"sales\", clause = \"T1\", prefix = \"PUR\",\n"
    "  fallback = post \"company.head\",\n"
    "  form = {\n"
    "    amount = money { currency = \"EUR\", required = true },\n"
    "    what = text {},\n"
    "  },\n"
    "  settings = { director_above = amount \"%d EUR\" },\n"
    "  route = function(r, set)\n"
    "    return sequence {\n"
    "      approve \"head\" { by = head_of(r.department), within = workdays(1), may_return = true },\n"
    "      parallel {\n"
    "        approve \"finance\" { by = role \"finance.clerk\", within = workhours(6) },\n"
    "        approve \"director\" { by = post \"company.head\", within = workdays(2),\n"
    "          when = r.amount > set.director_above, because = \"over the director's threshold\" },\n"
    "      },\n"
    "      act \"order\" { by = role \"buyer\", within = workhours(4) },\n"
    "    }\n"
    "  end,\n"
    "  on_refuse = to_initiator { acknowledge = true, within = workdays(1) },\n"
    "  overdue = ladder {\n"
    "    { after = workhours(0), remind = assignee },\n"
    "    { after = workhours(4), notify = head_of(assignee) },\n"
    "    { after = workdays(1), reassign = head_of(assignee) },\n"
    "    { after = workdays(3), remind = assignee },\n"
    "  },\n"
    "}\n";

static const char PEOPLE[] =
    "{\"verb\":\"people.import\",\"tables\":{"
    "\"departments\":[{\"key\":\"company\",\"name_en\":\"The company\",\"head_post\":\"company.head\","
    "\"leader_post\":\"company.head\"},"
    "{\"key\":\"sales\",\"parent\":\"company\",\"name_en\":\"Sales\",\"head_post\":\"sales.head\"}],"
    "\"persons\":["
    "{\"handle\":\"li.na\",\"name\":\"Li Na (demo)\",\"department\":\"company\"},"
    "{\"handle\":\"chen.wei\",\"name\":\"Chen Wei (demo)\",\"department\":\"sales\"},"
    "{\"handle\":\"gao.min\",\"name\":\"Gao Min (demo)\",\"department\":\"sales\"},"
    "{\"handle\":\"sun.tao\",\"name\":\"Sun Tao (demo)\",\"department\":\"sales\"},"
    "{\"handle\":\"hu.jun\",\"name\":\"Hu Jun (demo)\",\"department\":\"company\"},"
    "{\"handle\":\"yu.ran\",\"name\":\"Yu Ran (demo)\",\"department\":\"company\"}],"
    "\"posts\":[{\"post\":\"company.head\",\"person\":\"li.na\"},"
    "{\"post\":\"sales.head\",\"person\":\"chen.wei\"}],"
    "\"roles\":[{\"role\":\"finance.clerk\",\"person\":\"hu.jun\"},"
    "{\"role\":\"finance.clerk\",\"person\":\"yu.ran\"},{\"role\":\"buyer\",\"person\":\"yu.ran\"}]}}";

static instant_t told(void *ctx) {
    return ((const site_t *)ctx)->now;
}

static void no_log(void *ctx, log_level_t level, const char *line) {
    (void)ctx, (void)level, (void)line;
}

static void site_set(site_t *s, disk_t *disk, instant_t now) {
    s->disk = disk;
    s->now = now;
    s->options = (host_options_t){.time = {s, told},
                                  .rule_wall_ms = 60000, /* a machine that is busy is no fault of the disk */
                                  .store = {.vfs = disk_vfs(s->disk), .checkpoint_pages = 40},
                                  .key_days = 3650,
                                  .channels = CHANNELS,
                                  .channel_count = sizeof CHANNELS / sizeof CHANNELS[0]};
}

void site_begin(site_t *s, uint64_t seed) {
    memset(s, 0, sizeof *s);
    strcpy(s->folder, "/tmp/countersign-crash-XXXXXX");
    if (mkdtemp(s->folder) == NULL) {
        perror("a temporary folder");
        exit(2);
    }
    if (getenv("COUNTERSIGN_LOG") == NULL) log_set_sink(no_log, NULL);
    json_setup();
    if (hash_setup() != 0) exit(2);
    snprintf(s->path, sizeof s->path, "%s/countersign.db", s->folder);
    site_set(s, disk_new(seed), COMPANY_START);
}

void site_copy(site_t *s, const site_t *from, uint64_t seed) {
    memset(s, 0, sizeof *s);
    s->copied = true;
    memcpy(s->folder, from->folder, sizeof s->folder);
    memcpy(s->path, from->path, sizeof s->path);
    site_set(s, disk_copy(from->disk, seed), from->now);
}

void site_end(site_t *s) {
    char lock[128];
    site_close(s);
    disk_free(s->disk);
    if (s->copied) return;
    snprintf(lock, sizeof lock, "%s.lock", s->path);
    unlink(lock);
    unlink(s->path);
    if (rmdir(s->folder) != 0) perror(s->folder);
}

int site_create(site_t *s, diag_t *d) {
    s->host = host_create(s->path, "Europe/Amsterdam", &s->options, d);
    return s->host != NULL ? 0 : -1;
}

int site_furnish(site_t *s, diag_t *d) {
    return site_administer(s, PEOPLE, d) != 0 ? -1 : site_activate(s, 500, d);
}

int site_open(site_t *s, bool reading, diag_t *d) {
    s->host = host_open(s->path, &s->options, d);
    if (s->host == NULL) return -1;
    if (!reading || reader_open(s->host, &s->reader, d) == 0) return 0;
    site_close(s);
    return -1;
}

void site_close(site_t *s) {
    if (s->reader.store != NULL) reader_close(&s->reader);
    host_close(s->host);
    s->host = NULL;
}

void site_clear(site_t *s) {
    static const char *const TAILS[] = {"", "-wal", "-journal"};
    sqlite3_vfs *vfs = sqlite3_vfs_find(disk_vfs(s->disk));
    for (size_t i = 0; i < sizeof TAILS / sizeof TAILS[0]; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s%s", s->path, TAILS[i]);
        vfs->xDelete(vfs, path, 1);
    }
    unlink(s->path);
}

void site_keep(site_t *s) {
    char from[128], to[512];
    const char *keep = getenv("COUNTERSIGN_KEEP");
    if (keep == NULL) return;
    snprintf(from, sizeof from, "%s-wal", s->path);
    snprintf(to, sizeof to, "%s-wal", keep);
    disk_copy_out(s->disk, s->path, keep);
    disk_copy_out(s->disk, from, to);
}

/* An answer's error as the caller's own, by its code: the words of tests are codes. */
static int read_answer(const json_t *answer, diag_t *d) {
    if (answer == NULL) return diag_memory(d);
    if (json_is_true(json_object_get(answer, "ok"))) return 0;
    const json_t *error = json_object_get(answer, "error");
    const char *code = json_string_value(json_object_get(error, "code"));
    const char *cause = json_string_value(json_object_get(json_object_get(error, "cause"), "code"));
    return diag_set(d, "administration", "code", code, "cause", cause, NULL);
}

int site_administer(site_t *s, const char *json, diag_t *d) {
    caller_t caller = {.uid = 0, .owner = true};
    api_call_t call;
    arena_t arena;
    json_t *body = json_read(json, strlen(json), strlen(json), d);
    if (body == NULL) return -1;
    arena_init(&arena, 0);
    snapshot_t *snapshot = host_snapshot(s->host);
    int status = api_parse(body, &caller, snapshot, &arena, &call, d);
    snapshot_unref(snapshot);
    if (status == 0) {
        json_t *answer = api_admin(s->host, &call);
        status = read_answer(answer, d);
        json_decref(answer);
        api_call_done(&call);
    }
    arena_free(&arena);
    json_decref(body);
    return status;
}

int site_activate(site_t *s, int threshold, diag_t *d) {
    char rules[sizeof RULES + 16];
    snprintf(rules, sizeof rules, RULES, threshold);
    json_t *file = json_pack("{s:s, s:s}", "name", "sales/purchase.lua", "content", rules);
    json_t *body = json_pack("{s:s, s:[o]}", "verb", "rules.activate", "files", file);
    char *text = json_dumps(body, 0);
    int status = text != NULL ? site_administer(s, text, d) : diag_memory(d);
    mem_free(text);
    json_decref(body);
    return status;
}

int64_t site_person(site_t *s, const char *handle) {
    person_info_t person = {0};
    snapshot_t *snapshot = host_snapshot(s->host);
    bool found = directory_by_handle(snapshot->directory, handle, &person);
    snapshot_unref(snapshot);
    return found ? person.id : 0;
}

actor_t site_actor(int64_t person) {
    return (actor_t){.kind = ACTOR_PERSON, .person = person, .auth = AUTH_ENTERED_BY, .uid = -1};
}
